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
struct vidmm_instance;
struct vidsch;

#define VIDSCH_MAX_NODES 8u

/* How many packets one context may have queued; vidsch_submit waits beyond. */
#define VIDSCH_QUEUE_LIMIT 64

/* DMA buffers of render work that a node is given ahead, so that it never idles between two; and of all kinds that a driver has to be
 * able to hold for one: DXGK_START_INFO.RequiredDmaQueueEntry (SUB-11). */
#define VIDSCH_NODE_DEPTH    8u
#define VIDSCH_QUEUE_ENTRIES 32u

struct vidsch_share;

/* The queue of a context, inside it. The lists belong to the scheduler's spin lock. */
struct vidsch_queue {
    LIST_ENTRY packets;         /* not yet completed, oldest first: what is on the device, then the rest */
    struct dxgk_packet *next;   /* the first that is not completely on the device; NULL: none */
    LIST_ENTRY link;            /* of the queues that are not empty */
    LIST_ENTRY turn;            /* in what it waits for: a node's turn, a synchronization object, a source */
    struct vidsch_share *share; /* what its process has used of the node */
    volatile LONG depth;        /* packets (THK-12) */
    volatile LONG priority;     /* -7..7 */
    unsigned level;             /* the one under which it is ready */
    bool closing;               /* nothing more of it goes down */
    enum vidsch_place { VIDSCH_RESTS, VIDSCH_READY, VIDSCH_ON_SYNC, VIDSCH_ON_SOURCE } place;
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
/* Under the lock: somebody holds the engines, so nothing is begun that needs them. */
bool vidsch_held(struct dxgk_adapter *adapter);
void vidsch_release(struct dxgk_adapter *adapter);

/* ---- the scheduler lock; PASSIVE_LEVEL, not recursive ---- */

void vidsch_enter(struct dxgk_adapter *adapter);
void vidsch_leave(struct dxgk_adapter *adapter);

/* ---- work ---- */

/* Takes the packet, whatever the result. STATUS_DEVICE_REMOVED when the device is lost; a submission to a full queue waits. Frees packets
 * that are done on the way, so no lock but context->lock is held. */
NTSTATUS vidsch_submit(struct dxgk_packet *packet);

/* A paging buffer: [start, end) of dma with its private range, on the paging node; goes before all render work, belongs to no context (SUB-04).
 * Lock held. *fence is its id. Patch is called first unless configured otherwise (PAG-23). STATUS_DEVICE_REMOVED: while it waited for room, the
 * adapter was reset, and nothing went down. */
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
/* PASSIVE_LEVEL: vertical blanks are reported from now on. */
void vidsch_blanks_on(struct dxgk_adapter *adapter);

/* ---- waiting ---- */

/* THK-26. */
NTSTATUS vidsch_wait_device_idle(struct dxgk_device *device);
/* Frees packets that are done; PASSIVE_LEVEL, not under the lock. What waits for an object to be let go calls it: nobody else may for some
 * milliseconds. */
void vidsch_reap(struct dxgk_adapter *adapter);

/* ---- context priorities ---- */

/* -7..7, from the next packet on; those that are queued move along. <= DISPATCH_LEVEL. */
void vidsch_set_priority(struct dxgk_context *context, LONG priority);

/* ---- sources; config lock ---- */

/* What a source shows from now on; before the driver is told by CommitVidPn, SetVidPnSourceAddress or SetVidPnSourceVisibility, because the
 * next blank may report it. `target` is whose vertical blank ends a flip (D3DDDI_ID_UNINITIALIZED: dark), `visible` whether flips wait for
 * blanks, `primary` what is scanned out and has its place, NULL: unknown; the scheduler takes a reference and a pin of its own until
 * something else is shown. Inside vidsch_hold, without the lock. */
void vidsch_set_source(struct dxgk_adapter *adapter, UINT source, UINT target, bool visible,
                       struct vidmm_instance *primary);
/* Target and visibility alone, of a source that goes on showing what it shows. Inside vidsch_hold. */
void vidsch_aim(struct dxgk_adapter *adapter, UINT source, UINT target, bool visible);

#endif
