/*
 * VidMm: where the bits of allocations are. Segments as the driver described them, an allocator for each, system memory behind
 * everything, paging buffers that move bits between them, and the slot table that decides how far a DMA buffer can run with what is
 * resident (REN-66..71).
 *
 * All of it belongs to whoever holds the scheduler lock (vidsch_enter), unless a line says otherwise. Paging work is built with
 * DxgkDdiBuildPagingBuffer, submitted through vidsch_paging on the driver's PagingNode, and waited for before anything that depends on
 * it goes to another node.
 *
 * An allocation has one or more instances: its bits at one time. Lock with Discard renames: a new instance becomes the current one,
 * packets keep the one they were built with (ALC-14).
 */
#ifndef OPENWDDM_VIDMM_H
#define OPENWDDM_VIDMM_H

#include "dispmprt.h"

#include <stdbool.h>
#include <stdint.h>

struct dxgk_adapter;
struct dxgk_allocation;
struct dxgk_open;
struct dxgk_packet;
struct dma_buffer;
struct heap_block;
struct vidmm;

/* The bits at one time. Where they are: system_valid and segment say which copies are good; without content they are zeroes. */
struct vidmm_instance {
    struct dxgk_allocation *allocation;
    LIST_ENTRY link;          /* of the allocation's instances */
    volatile LONG references; /* allocation, packets, locks */
    volatile LONG64 place;    /* segment << 56 | offset, for vidmm_place_of; written under the lock */
    struct heap_block *block; /* its range of that segment; NULL: in none */
    LIST_ENTRY residents;     /* of the segment's list for its priority, least recently used first */
    PMDL pages;               /* its system memory: locked pages, made when first needed; NULL */
    LIST_ENTRY job;           /* of those that a paging buffer being built or executed moves */
    LIST_ENTRY pinned;        /* of those with pins */
    bool content;             /* some bits were written since creation or discard; else it is all zeroes */
    bool system_valid;        /* `pages` has the bits; in a memory segment: as well as the segment */
    bool saving;              /* it will, when the paging buffer is through */
    bool cpu_wrote;           /* through the bus since it came here */
    bool in_job;
    bool want_write;      /* of the packet being prepared */
    UINT wanted;          /* the last preparation that names it */
    UINT needed;          /* ... that needs it where it is */
    volatile LONG queued; /* packets handed to the scheduler and not yet retired */
    volatile LONG queued_writers;
    volatile LONG busy[8]; /* per node: submissions on the device that use it */
    volatile LONG writers[8];
    LONG pins;                      /* primaries shown: stays where it is */
    LONG locks;                     /* CPU pointers handed out */
    PVOID user;                     /* the user's view, kept while it may be wanted again */
    PMDL user_mdl;                  /* what it shows: `pages`, or the bus */
    struct dxgk_process *mapped_by; /* whose view */
};

struct vidmm_allocation {
    LIST_ENTRY instances;
    struct vidmm_instance *volatile current;
    UINT instance_count; /* at most MaximumRenamingListLength (ALC-14) */
    volatile UINT priority;
    volatile bool offered; /* its bits may be dropped (LST-07); until it is used again */
    KSPIN_LOCK opens_lock;
    LIST_ENTRY opens; /* struct dxgk_open: whom a loss concerns (TDR-12) */
};

/* ---- life; PASSIVE_LEVEL, config lock ---- */

/* QUERYSEGMENT in two steps, judged by SEG-01..SEG-12; what is refused was reported. */
NTSTATUS vidmm_create(struct dxgk_adapter *adapter, struct vidmm **vidmm);
void vidmm_destroy(struct vidmm *vidmm); /* nothing is resident any more */

struct vidmm_segment_info {
    UINT id;
    DXGK_SEGMENTFLAGS flags;
    ULONG64 size, commit_limit, used;
    PHYSICAL_ADDRESS base, cpu;
};
UINT vidmm_segment_count(const struct vidmm *vidmm);
/* id from 1; false: none. Any lock. */
bool vidmm_segment(const struct vidmm *vidmm, UINT id, struct vidmm_segment_info *info);

/* ---- allocations ---- */

/* Judges what DxgkDdiCreateAllocation answered (ALC-01..ALC-12): `where` names the DDI in findings. No lock. */
NTSTATUS vidmm_check_info(struct vidmm *vidmm, const DXGK_ALLOCATIONINFO *info, bool primary,
                          const char *where);
/* info of the allocation is set. Nothing is placed yet. No lock. */
NTSTATUS vidmm_allocation_init(struct dxgk_allocation *allocation);
/* Waits until no submission uses it, then gives its places and pages back. Takes the scheduler lock itself. PASSIVE_LEVEL. */
void vidmm_allocation_fini(struct dxgk_allocation *allocation);
/* A device opened it, or closed it again: who is told when bits are lost (TDR-12). `closed` also takes its locks and views back; before the
 * open's process ends. PASSIVE_LEVEL, takes the scheduler lock. */
void vidmm_opened(struct dxgk_open *open);
void vidmm_closed(struct dxgk_open *open);
/* Its bits may be dropped from now on, and cannot be locked (LST-07, THK-16). A packet that names it takes the offer back. <= DISPATCH_LEVEL. */
void vidmm_offer(struct dxgk_allocation *allocation);
/* STATUS_GRAPHICS_CANT_RENDER_LOCKED_ALLOCATION: a pointer that the opener holds keeps it where the device does not reach it (REN-84).
 * PASSIVE_LEVEL; takes the scheduler lock when there is a pointer. */
NTSTATUS vidmm_check_locked(const struct dxgk_open *open, bool write);
/* The instance that work submitted from now on uses, with a reference. No lock (atomic), <= DISPATCH_LEVEL. */
struct vidmm_instance *vidmm_current(struct dxgk_allocation *allocation);
void vidmm_instance_release(
    struct vidmm_instance *instance); /* PASSIVE_LEVEL; not under the scheduler lock */

/* Last known place, for an allocation list element (REN-50, REN-51). A snapshot: no lock. */
void vidmm_place_of(const struct vidmm_instance *instance, UINT *segment, PHYSICAL_ADDRESS *address);

/* D3DKMTLock and D3DKMTUnlock by the calling process: *pointer is in its user memory. Takes the scheduler lock itself. Flags are
 * consistent (THK-16); statuses of THK-18. */
NTSTATUS vidmm_lock(struct dxgk_open *open, D3DDDICB_LOCKFLAGS flags, PVOID *pointer);
NTSTATUS vidmm_unlock(struct dxgk_open *open);
/* The kernel's own pointer to a resident-in-system or CPU-visible instance for small reads by tests and the crash screen; NULL. */
PVOID vidmm_kernel_pointer(struct vidmm_instance *instance);

/* Places the instance in a segment it supports and keeps it there: a primary that is shown. Scheduler lock held. */
NTSTATUS vidmm_pin(struct vidmm_instance *instance);
void vidmm_unpin(struct vidmm_instance *instance);

/* ---- what the scheduler asks; scheduler lock held, PASSIVE_LEVEL ---- */

/* Makes resident what packet->dma needs from byte packet->next on, in patch list order (REN-68), as far as memory goes: *to is the end
 * of the buffer, or the SplitOffset before the first use of what could not be placed (REN-69). Fills dma->allocations with the places
 * (NULL and non-resident ones keep segment 0), and says whether any place that is used in [packet->next, *to) differs from what
 * the buffer was last patched with. All paging it needed is complete on return.
 * STATUS_GRAPHICS_NO_VIDEO_MEMORY: not even the first split point can run (TDR-14, ERROR_OUTOFMEMORY).
 * STATUS_DEVICE_REMOVED and others: the paging failed, a recovery has run; try again later. */
NTSTATUS vidmm_prepare(struct dxgk_adapter *adapter, struct dxgk_packet *packet, UINT *to, bool *moved);
/* The portion [from, to) went to the device on `node`, or came back from it (completed, preempted, aborted). Lock-free counts; the
 * second at <= DISPATCH_LEVEL. */
void vidmm_submitted(struct dxgk_packet *packet, UINT node);
void vidmm_retired(struct dxgk_packet *packet, UINT node);

/* vidsch_submit took the packet; it will never reach the device (again). What D3DKMTLock waits for. <= DISPATCH_LEVEL. */
void vidmm_queued(struct dxgk_packet *packet);
void vidmm_unqueued(struct dxgk_packet *packet);

/* A DMA buffer is made reachable for the device, or forgotten: segment 0 is contiguous memory and needs nothing; else a range of an aperture
 * segment of the set is mapped to it (SUB-13). */
NTSTATUS vidmm_map_dma(struct dxgk_adapter *adapter, struct dma_buffer *dma, UINT segment_set);
void vidmm_unmap_dma(struct dxgk_adapter *adapter, struct dma_buffer *dma);

/* Everything into system memory (SYN-01): before stop and power down. */
NTSTATUS vidmm_evict_all(struct dxgk_adapter *adapter);
/* After ResetFromTimeout, before RestartFromTimeout: the clean-up calls of TDR-07; what was in memory segments has lost its bits. */
void vidmm_after_reset(struct dxgk_adapter *adapter);
/* After RestartFromTimeout, or power up: pinned instances get a place again. */
NTSTATUS vidmm_restore(struct dxgk_adapter *adapter);

/* For tests: NULL, or what is wrong with the bookkeeping. Scheduler lock held. */
const char *vidmm_verify(struct vidmm *vidmm);

#endif
