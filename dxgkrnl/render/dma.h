/*
 * Inside of render/: DMA buffers and the packets that come with them, the fenced places where the driver meets lists and arguments, and the
 * user buffers of a context.
 *
 * What the driver can write lies between inaccessible pages (nt_fenced_alloc): the DMA buffer and its private data, which stay a pair for
 * life (REN-16), and, for the length of one call, the allocation list, the output patch list and the argument itself. What VidMm and VidSch
 * work with are copies that the driver never had in its hands while it could write.
 */
#ifndef OPENWDDM_RENDER_DMA_H
#define OPENWDDM_RENDER_DMA_H

#include "object.h"
#include "packet.h"

#define DMA_FILL 0xD3u /* every byte of a DMA buffer that nobody wrote */
#define DMA_LOOK                                                                                             \
    256u /* bytes behind what was written, and behind the capacity, that are looked at each time */

/* ---- dma.c: buffers ---- */

/* One DMA buffer with the packet that carries it. Belongs to its context until the context ends, or until sizes change. */
struct dma_slot {
    struct dma_buffer
        dma; /* base, size and address are those of this use: the end of `room`, down to a page boundary */
    struct dxgk_packet packet;
    struct nt_fenced *memory;
    PUCHAR room; /* page aligned, room_size bytes */
    UINT room_size;
    PHYSICAL_ADDRESS room_address; /* in dma.segment */
    UINT dirty_from, dirty_to;     /* bytes of the room that may not hold DMA_FILL */
    UINT use_room;                 /* elements that allocations and uses have room for */
    PVOID lists;
    struct packet_use *uses;
};

struct dma_pool {
    KSPIN_LOCK lock;
    LIST_ENTRY free;  /* dma_slot.dma.link, last used first */
    LIST_ENTRY spare; /* dxgk_packet.link: packets without DMA buffers */
    UINT
        room; /* context->lock: bytes that each DMA buffer has room for; slots of another size are given back */
    bool multipass; /* REN-48: INSUFFICIENT_DMA_BUFFER asks for another pass, instead of being fatal */
    struct {
        UINT dma, allocations, patches;
    } promised; /* context->lock: for the next translation (REN-41) */
    D3DKMT_HANDLE
    primary[DXGK_MAX_SOURCES]; /* atomic: a guess at the device's binding of the shared primary */
    KSEMAPHORE turns;          /* presents that may still begin before one is done (OBS-74) */
};

/* How many presents of a context may be on their way; the next one waits (OBS-74). */
#define PRESENT_TURNS 3

/* A packet with a DMA buffer of `size` bytes, filled with DMA_FILL, and lists for `uses` elements; holds the context. The first `size`
 * bytes end at a fence when size is a whole number of pages. context->lock, PASSIVE_LEVEL. NULL: *status says why. */
struct dxgk_packet *dma_acquire(struct dxgk_context *context, UINT size, UINT uses, NTSTATUS *status);
static inline struct dma_slot *slot_of(struct dxgk_packet *packet)
{
    return CONTAINING_RECORD(packet, struct dma_slot, packet);
}
/* Room for patch entries of the packet; false: no memory. */
bool dma_patch_room(struct dxgk_packet *packet, UINT count);
/* The driver wrote `length` bytes: what it may have touched is filled again before the next use. */
void dma_written(struct dxgk_packet *packet, UINT length);
/* Offset of the first byte in [from, to) of the buffer that is not DMA_FILL; `to`: none. */
UINT dma_mismatch(const UCHAR *bytes, UINT from, UINT to);

/* ---- user_buffers.c ---- */

NTSTATUS user_buffers_start(struct dxgk_context *context);
/* THK-07, THK-08: what the client is to fill next; grants what it can of the sizes asked for. context->lock. */
void user_buffers_next(struct dxgk_context *context, const D3DKMT_RENDER *asked);
void user_buffers_promise(struct dxgk_context *context);

/* ---- stage.c: where the driver meets lists and arguments ---- */

struct render_stage {
    LIST_ENTRY link;
    struct nt_fenced *memory;
    UINT allocation_room, patch_room;                  /* elements */
    PUCHAR allocations_end, patches_end, argument_end; /* a fence is here */
    D3DDDI_ALLOCATIONLIST *captured;                   /* allocation_room: the client's list, read once */
    struct dxgk_open **opens; /* allocation_room: what it names, NULL for NULL elements */
    UINT open_count;          /* of them hold a reference each */
};

/* Counted: the first use makes the adapter's set, the last drops it. */
NTSTATUS stages_hold(struct dxgk_adapter *adapter);
void stages_release(struct dxgk_adapter *adapter);
/* One with room for that many elements; NULL: no memory. PASSIVE_LEVEL. */
struct render_stage *stage_enter(struct dxgk_adapter *adapter, UINT allocations, UINT patches);
/* Lets go of what its list names. */
void stage_leave(struct dxgk_adapter *adapter, struct render_stage *stage);

static inline DXGK_ALLOCATIONLIST *stage_allocations(const struct render_stage *stage, UINT count)
{
    return (DXGK_ALLOCATIONLIST *)stage->allocations_end - count;
}
static inline D3DDDI_PATCHLOCATIONLIST *stage_patches(const struct render_stage *stage, UINT count)
{
    return (D3DDDI_PATCHLOCATIONLIST *)stage->patches_end - count;
}

/* ---- list.c ---- */

/* Reads the client's list once (user memory, or the kernel's own) and finds what it names: LST-01..LST-04. The stage holds it. */
NTSTATUS list_capture(struct dxgk_context *context, struct render_stage *stage,
                      const D3DDDI_ALLOCATIONLIST *list, UINT count);
/* The packet gets the elements, with places as they are now (REN-50) and references of its own. */
void list_fill(struct dxgk_packet *packet, const struct render_stage *stage, UINT count);

/* ---- patchlist.c ---- */

/* Copies what the driver wrote into the packet and checks it: REN-60..REN-67, and REN-76 on demand. A finding says what is wrong.
 * packet->dma_length is set. */
NTSTATUS patchlist_take(struct dxgk_packet *packet, const D3DDDI_PATCHLOCATIONLIST *list, UINT count,
                        const char *where);

#endif
