/*
 * What the files of VidMm know of each other. Everything here belongs to the holder of the scheduler lock.
 *
 * The state of an instance changes at once when an operation is built; what is true only when the device has done it (its bits are in
 * system memory, too) waits in the list of jobs until the paging buffer is through. A recovery in between finds there what was under way.
 * Whoever waits may therefore come back into another world: every wait ends in a status, and after a bad one only `vm` itself is as it was.
 */
#ifndef OPENWDDM_VIDMM_PRIVATE_H
#define OPENWDDM_VIDMM_PRIVATE_H

#include "object.h"
#include "packet.h"
#include "segment_heap.h"
#include "slots.h"

#define VIDMM_MAX_SEGMENTS   31u /* DXGK_ALLOCATIONLIST.SegmentId has five bits */
#define VIDMM_BANDS          6u  /* of priorities; the first is for what is offered */
#define VIDMM_PAGING_BUFFERS 4u
#define VIDMM_CANARY_BYTES   64u
#define VIDMM_CANARY         0xD5
#define VIDMM_POISON         0xDEADBEEFu
#define VIDMM_IDLE_VIEWS     128u /* user's views kept although nobody has a lock */

struct segment {
    struct vidmm_segment_info info;
    struct segment_heap heap; /* of addresses: info.base and up */
    LIST_ENTRY residents[VIDMM_BANDS];
    ULONG64 mapped; /* aperture: bytes */
    PUCHAR bus;     /* the kernel's mapping of a CPU-visible memory segment; NULL: hidden */
};

struct paging_buffer {
    struct dma_buffer dma;
    UINT fence;
    UINT used;      /* bytes from the start that may have been written */
    bool submitted; /* and perhaps not through */
};

/* A DMA buffer that an aperture segment shows. */
struct vidmm_dma_map {
    LIST_ENTRY link;
    struct dma_buffer *dma;
    struct segment *segment;
    struct heap_block *block;
    PMDL mdl;
    bool mapped;
};

struct vidmm {
    struct dxgk_adapter *adapter;
    UINT segment_count;
    struct segment *segments; /* id - 1 */
    ULONG64 aperture_limit, aperture_mapped;
    UINT paging_segment, paging_size, paging_private;
    PHYSICAL_ADDRESS dummy; /* where unmapped aperture pages lead (PAG-19) */
    PVOID dummy_page;

    struct paging_buffer buffers[VIDMM_PAGING_BUFFERS];
    UINT buffer;        /* being filled */
    UINT start, cursor; /* of what is built there and not submitted */
    UINT private_start, private_cursor;
    UINT last_fence;
    bool waiting_due; /* something was submitted since the last wait */
    bool cleaning;    /* TDR-07: nothing is submitted */
    LIST_ENTRY jobs;  /* struct vidmm_instance.job */

    LIST_ENTRY pinned; /* struct vidmm_instance.pinned */
    LIST_ENTRY maps;   /* struct vidmm_dma_map */
    UINT preparation;  /* number of the last one; what it needs is not evicted */
    UINT generation;   /* of resets */
    struct slot_table slots;
    UINT *carried;
    UINT carried_room;
    UINT idle_views;
    uint64_t random;
    KEVENT retired; /* notification: a packet that somebody may wait for is done */
    volatile LONG waiters;
};

static inline struct vidmm *vidmm_of(const struct dxgk_adapter *adapter)
{
    return adapter->p->render ? adapter->p->render->vidmm : NULL;
}

static inline struct segment *segment_of(struct vidmm *vm, UINT id)
{
    return id >= 1 && id <= vm->segment_count ? &vm->segments[id - 1] : NULL;
}

static inline bool is_aperture(const struct segment *segment)
{
    return segment->info.flags.Aperture;
}

/* Where it is; NULL: in system memory, or nowhere yet. */
static inline struct segment *place_of(struct vidmm *vm, const struct vidmm_instance *instance)
{
    return instance->block ? segment_of(vm, (UINT)((ULONG64)instance->place >> 56)) : NULL;
}

static inline ULONG64 size_of(const struct vidmm_instance *instance)
{
    return ROUND_TO_PAGES((ULONG64)instance->allocation->info.Size); /* ALC-02 */
}

static inline const DXGK_ALLOCATIONINFO *info_of(const struct vidmm_instance *instance)
{
    return &instance->allocation->info;
}

uint64_t vidmm_random(struct vidmm *vm);

/* ---- segment.c ---- */

NTSTATUS segments_query(struct vidmm *vm); /* SEG-01..12; what is refused was reported */
void segments_free(struct vidmm *vm);

/* ---- paging.c ---- */

NTSTATUS paging_start(struct vidmm *vm); /* buffers exist */
void paging_stop(struct vidmm *vm);
/* Has the driver build one operation, in as many buffers as it takes (PAG-05). `instance`: whose idleness it may ask for (PAG-06);
 * *idle_flag is the word with AllocationIsIdle, `idle_bit` the bit. */
NTSTATUS paging_build(struct vidmm *vm, const DXGKARG_BUILDPAGINGBUFFER *operation,
                      struct vidmm_instance *instance);
/* Everything built so far is through. */
NTSTATUS paging_flush(struct vidmm *vm);
void paging_forget(struct vidmm *vm); /* a reset: nothing is built or submitted any more */
void job_add(struct vidmm *vm, struct vidmm_instance *instance);

/* ---- transfer.c: one operation each; the instance's state is the caller's business ---- */

NTSTATUS transfer_in(struct vidmm *vm, struct vidmm_instance *instance, const struct segment *segment,
                     ULONG64 address); /* from its pages */
NTSTATUS transfer_out(struct vidmm *vm, struct vidmm_instance *instance, const struct segment *segment,
                      ULONG64 address); /* to its pages */
NTSTATUS transfer_between(struct vidmm *vm, struct vidmm_instance *instance, const struct segment *from,
                          ULONG64 from_address, const struct segment *to, ULONG64 to_address);
NTSTATUS transfer_nothing(struct vidmm *vm, struct vidmm_instance *instance, const struct segment *segment,
                          ULONG64 address); /* TDR-07, PAG-14 */
NTSTATUS fill_place(struct vidmm *vm, struct vidmm_instance *instance, const struct segment *segment,
                    ULONG64 address, UINT pattern);
NTSTATUS discard_place(struct vidmm *vm, struct vidmm_instance *instance, const struct segment *segment,
                       ULONG64 address);
NTSTATUS read_place(struct vidmm *vm, const struct segment *segment, ULONG64 address);
NTSTATUS map_place(struct vidmm *vm, HANDLE allocation, bool cached, const struct segment *segment,
                   ULONG64 address, ULONG64 size, PMDL pages);
NTSTATUS unmap_place(struct vidmm *vm, HANDLE allocation, const struct segment *segment, ULONG64 address,
                     ULONG64 size);

/* ---- instance.c ---- */

NTSTATUS instance_create(struct dxgk_allocation *allocation, struct vidmm_instance **instance);
NTSTATUS instance_pages(struct vidmm_instance *instance); /* it has system memory */
void instance_free_pages(struct vidmm_instance *instance);
bool instance_busy(struct vidmm *vm, const struct vidmm_instance *instance, bool writers_only);
NTSTATUS instance_wait(struct vidmm *vm, struct vidmm_instance *instance, bool writers_only);
/* The bits are gone: whoever has the allocation open is told, but for the system device (TDR-12). */
void instance_lose(struct vidmm_instance *instance);
void instance_tell(struct vidmm_instance *instance);
UINT instance_band(const struct vidmm_instance *instance);

/* ---- residency.c ---- */

/* In a segment of `set`, with eviction of others if need be. STATUS_GRAPHICS_NO_VIDEO_MEMORY: it cannot be. */
NTSTATUS place_instance(struct vidmm *vm, struct vidmm_instance *instance, UINT set);
/* There is a segment of `set` that it is in, or could go to in spite of its locks. */
bool can_render(struct vidmm *vm, const struct vidmm_instance *instance, UINT set);
/* Out of wherever it is; NO_VIDEO_MEMORY: it has to stay. */
NTSTATUS unplace_instance(struct vidmm *vm, struct vidmm_instance *instance);
/* Exactly there, whoever has the place now. */
NTSTATUS place_exactly(struct vidmm *vm, struct vidmm_instance *instance, struct segment *segment,
                       ULONG64 address);
/* To another place of the set, the old one poisoned; *moved: there was one. It is resident. */
NTSTATUS move_instance(struct vidmm *vm, struct vidmm_instance *instance, UINT set, bool *moved);
/* Out of its segment, with its bits unless they may go. It is idle. */
NTSTATUS evict_instance(struct vidmm *vm, struct vidmm_instance *instance);
/* Only the bookkeeping: it is in no segment any more. */
void displace(struct vidmm *vm, struct vidmm_instance *instance);
void touch_instance(struct vidmm *vm, struct vidmm_instance *instance);
/* Nothing but a reset or a stop moves it out of the segment it is in. */
bool is_fixed(struct vidmm *vm, const struct vidmm_instance *instance);
/* A free range of the segment for something that is no instance; NULL: none. */
struct heap_block *room_for(struct vidmm *vm, struct segment *segment, ULONG64 size, void *owner,
                            NTSTATUS *status);

/* ---- lock.c ---- */

void view_drop(struct vidmm *vm, struct vidmm_instance *instance); /* the user's view, if there is one */
/* It leaves a memory segment: a view that somebody has a lock of shows the system memory from now on, another goes. */
void view_leave_bus(struct vidmm *vm, struct vidmm_instance *instance);

/* ---- dma_map.c ---- */

NTSTATUS maps_restore(struct vidmm *vm);
void maps_after_reset(struct vidmm *vm);
NTSTATUS maps_remove(struct vidmm *vm); /* evict_all: unmapped, places kept */

#endif
