/*
 * A packet: one entry of a context's queue. Work for the device (a translated DMA buffer, a flip), or something that happens in order
 * with it (signal, wait). render/ and vidsch/sync.c make packets, vidsch_submit owns them until they are retired.
 */
#ifndef OPENWDDM_PACKET_H
#define OPENWDDM_PACKET_H

#include "dispmprt.h"

#include <stdbool.h>

struct dxgk_context;
struct dxgk_sync;
struct vidmm_instance;
struct dma_pool;

/* What the device reads and the driver wrote. Made by dma_acquire (render/dma.c) with a fence behind each part that the driver is
 * handed, or by vidmm for paging. */
struct dma_buffer {
    LIST_ENTRY link; /* of the pool's free list */
    struct dma_pool *pool;
    PVOID base; /* page aligned */
    UINT size;
    UINT segment;             /* 0: contiguous system memory (PAT-06) */
    PHYSICAL_ADDRESS address; /* of `base`, in that segment or physical */
    PVOID private_data;       /* NULL when the driver asked for 0 bytes (REN-17) */
    UINT private_size;
    DXGK_ALLOCATIONLIST *allocations;
    UINT allocation_capacity;
    D3DDDI_PATCHLOCATIONLIST *patches; /* a kernel copy of what the driver wrote: REN-60..67 hold */
    UINT patch_capacity;
    struct vidmm_dma_map *map; /* vidmm's, when it lies in an aperture segment */
};

enum packet_kind { PACKET_RENDER, PACKET_PRESENT, PACKET_FLIP, PACKET_SIGNAL, PACKET_WAIT };

/* What one element of the allocation list keeps alive. */
struct packet_use {
    struct vidmm_instance *instance; /* referenced; NULL for a NULL element */
    struct dxgk_open
        *open; /* referenced: Patch is handed its handle, so it is not closed before; NULL as above */
    bool write;
    bool offer;       /* LST-07: counts as offered once the packet is done */
    bool pinned_here; /* vidmm: counted as in use by a submission that is on the device */
    bool needed;      /* vidmm: by the portion that was prepared last */
    bool counted;     /* vidmm: as queued */
};

struct dxgk_packet {
    LIST_ENTRY link;
    enum packet_kind kind;
    struct dxgk_context *context; /* referenced */

    /* RENDER, PRESENT */
    struct dma_buffer *dma;
    UINT dma_length;     /* bytes written */
    UINT private_length; /* Z-05 */
    UINT use_count;      /* == elements of dma->allocations */
    struct packet_use *uses;
    UINT patch_count; /* checked: REN-60..67 hold */
    bool is_turn;     /* one of the few presents that a context may have on their way (OBS-74); render/ */
    DXGK_PATCHFLAGS patch_flags;
    DXGK_SUBMITCOMMANDFLAGS submit_flags;

    bool patched; /* vidmm: a place has changed since Render, so that later portions are patched, too */

    /* FLIP */
    UINT source;
    struct packet_use shown;
    D3DDDI_FLIPINTERVAL_TYPE interval;
    struct vidmm_instance *replaced; /* vidsch: what was shown before; referenced */

    /* SIGNAL, WAIT (THK-23) */
    UINT sync_count;
    struct dxgk_sync *sync[32]; /* referenced */
    UINT64 fence_value[1];

    /* The scheduler's: */
    UINT next;        /* byte of the DMA buffer from which it was not submitted yet */
    UINT next_patch;  /* first patch entry from there */
    UINT from, to;    /* the portion that is on the device */
    UINT fence;       /* its SubmissionFenceId */
    bool on_device;   /* a portion is with the driver and not yet completed */
    bool cancelled;   /* its device was lost before it ran */
    bool went_down;   /* was handed to the driver at least once */
    UINT next_window; /* patch entries of [from, to) */
    UINT tries;       /* times that its paging failed */
    bool watched;     /* PAT-01: `sum` is that of [from, to) */
    uint64_t sum;
};

/* An empty packet of a kind without a DMA buffer, from the context's free list; holds the context. NULL: no memory. <= DISPATCH_LEVEL. */
struct dxgk_packet *packet_create(struct dxgk_context *context, enum packet_kind kind);
/* Frees the packet and lets go of everything it holds. PASSIVE_LEVEL, not under the scheduler lock. */
void packet_free(struct dxgk_packet *packet);

#endif
