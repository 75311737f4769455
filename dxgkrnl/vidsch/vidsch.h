/*
 * VidSch: which packet goes to which engine when, and what became of it.
 *
 * The scheduler is a monitor. vidsch_submit queues a packet and then, like every completion, pumps: whoever holds the scheduler lock
 * takes ready packets by priority and turn, lets VidMm make their memory resident, calls Patch when a place changed, and hands a portion to
 * DxgkDdiSubmitCommand. A submission to an idle engine therefore goes down on the caller's own thread. Interrupts only note
 * what a node completed; their DPC retires packets, wakes waiters, and leaves further pumping to the scheduler's thread.
 *
 * Fences are per node, 32 bits, increasing (SUB-10); comparisons are modulo 2^32.
 */
#ifndef OPENWDDM_VIDSCH_H
#define OPENWDDM_VIDSCH_H

#include "dispmprt.h"

#include <stdbool.h>
#include <stdint.h>

struct dxgk_adapter;
struct dxgk_context;
struct dxgk_device;
struct dxgk_packet;
struct dma_buffer;
struct vidsch;

#define VIDSCH_MAX_NODES 8u

/* The queue of a context, inside it. */
struct vidsch_queue {
    LIST_ENTRY packets; /* not yet completed, oldest first; scheduler spin lock */
    LIST_ENTRY ready;   /* link in the node's list of queues that have something to run */
    LONG depth;         /* packets, atomic (THK-12) */
    LONG priority;      /* -7..7 */
    uint64_t turn;      /* virtual time used, for fairness between processes */
    bool blocked;       /* its first packet waits for a synchronization object or a vertical blank (THK-24) */
    bool listed;
};

/* ---- life; config lock ---- */

/* Nodes from DXGK_DRIVERCAPS.GpuEngineTopology; starts the scheduler's thread and the time watch (TDR-01). */
NTSTATUS vidsch_create(struct dxgk_adapter *adapter, struct vidsch **vidsch);
void vidsch_destroy(struct vidsch *vidsch);
UINT vidsch_node_count(const struct vidsch *vidsch);

void vidsch_queue_init(struct dxgk_context *context);
/* Waits until the queue is empty; a lost device's packets are cancelled (PRE-08). Before the context is destroyed. PASSIVE_LEVEL. */
void vidsch_queue_drain(struct dxgk_context *context);

/* No packet goes down while held, and on return none is on the device: for sections of level two and three (SYN-01, SYN-03). Counted. */
void vidsch_hold(struct dxgk_adapter *adapter);
void vidsch_release(struct dxgk_adapter *adapter);

/* ---- the scheduler lock; PASSIVE_LEVEL, not recursive ---- */

void vidsch_enter(struct dxgk_adapter *adapter);
void vidsch_leave(struct dxgk_adapter *adapter);

/* ---- work ---- */

/* Takes the packet, whatever the result. STATUS_DEVICE_REMOVED, STATUS_GRAPHICS_... when the device is lost; a submission to a full queue
 * waits. Not under the lock. */
NTSTATUS vidsch_submit(struct dxgk_packet *packet);

/* A paging buffer: [start, end) of dma with its private range, on the paging node; goes before all render work, belongs to no context (SUB-04).
 * Lock held. *fence is its id. Patch is called first unless configured otherwise (PAG-23). */
NTSTATUS vidsch_paging(struct dxgk_adapter *adapter, struct dma_buffer *dma, UINT start, UINT end,
                       UINT private_start, UINT private_end, UINT *fence);
/* Waits for that fence; or until *busy is 0. Lock held, stays held; a timeout is recovered here (TDR-01), and the status then says that
 * what was waited for is lost. `owner` may be NULL: whose devices a failed paging buffer takes along (TDR-12). */
NTSTATUS vidsch_wait_paging(struct dxgk_adapter *adapter, UINT fence);
NTSTATUS vidsch_wait_zero(struct dxgk_adapter *adapter, const volatile LONG *busy);

/* ---- what interrupts say ---- */

/* Device IRQL, inside the interrupt lock: DMA_COMPLETED, DMA_PREEMPTED, DMA_FAULTED, CRTC_VSYNC. False: refused with a finding
 * (FEN-03, FEN-04, PRE-02, FEN-18). */
bool vidsch_interrupt(struct dxgk_adapter *adapter, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data);
/* DISPATCH_LEVEL, from DxgkCbNotifyDpc. */
void vidsch_dpc(struct dxgk_adapter *adapter);

/* ---- waiting ---- */

/* THK-26. */
NTSTATUS vidsch_wait_device_idle(struct dxgk_device *device);

#endif
