/*
 * DMA buffers: what the driver writes and the device reads, from free lists per context (REN-16, SUB-13).
 *
 * Each has its memory between fences, and each use of it is laid against the fence behind it, so that the first byte beyond a page-multiple
 * capacity faults; what lies between an odd capacity and the fence holds the fill pattern and is looked at. Buffers come into being when they
 * are first needed, and in a steady state none does.
 */
#include "dma.h"

#include <string.h>

/* ---- the fill pattern ---- */

UINT dma_mismatch(const UCHAR *bytes, UINT from, UINT to)
{
    const ULONG64 word = DMA_FILL * 0x0101010101010101ull;
    ULONG64 found;

    for (; from + 8 <= to; from += 8) {
        memcpy(&found, bytes + from, 8);
        if (found != word)
            break;
    }
    while (from < to && bytes[from] == DMA_FILL)
        from++;
    return from;
}

void dma_written(struct dxgk_packet *packet, UINT length)
{
    struct dma_slot *slot = slot_of(packet);
    UINT from = (UINT)((PUCHAR)slot->dma.base - slot->room);

    if (length == 0)
        return;
    if (slot->dirty_from == slot->dirty_to)
        slot->dirty_from = from;
    slot->dirty_from = from < slot->dirty_from ? from : slot->dirty_from;
    slot->dirty_to = from + length > slot->dirty_to ? from + length : slot->dirty_to;
}

/* ---- one buffer ---- */

static void destroy(struct dma_slot *slot, struct dxgk_adapter *adapter)
{
    if (slot->dma.segment) {
        slot->dma.base = slot->room;
        slot->dma.size = slot->room_size;
        slot->dma.address = slot->room_address;
        vidsch_enter(adapter);
        vidmm_unmap_dma(adapter, &slot->dma);
        vidsch_leave(adapter);
    }
    nt_fenced_free(slot->memory);
    dxgk_free(slot->lists);
    dxgk_free(slot->dma.patches);
    dxgk_free(slot);
}

static NTSTATUS give_memory(struct dma_slot *slot, struct dxgk_context *context, UINT room)
{
    UINT private_size = context->info.DmaBufferPrivateDataSize, aligned = (private_size + 15u) & ~15u;
    struct nt_fenced_part parts[] = {
        {.size = room, .name = "the DMA buffer", .rule = "REN-14"},
        {.size = private_size, .name = "the DMA buffer's private data", .rule = "REN-15"},
    };
    LONGLONG highest = context->adapter->caps.HighestAcceptableAddress.QuadPart;

    slot->memory = nt_fenced_alloc(parts, private_size ? 2 : 1, highest > 0 ? (uint64_t)highest : UINT64_MAX);
    if (!slot->memory)
        return STATUS_NO_MEMORY;
    slot->room = parts[0].memory;
    slot->room_size = (UINT)ROUND_TO_PAGES(room);
    memset(slot->room, DMA_FILL, slot->room_size);
    slot->dma.private_size = private_size;
    if (private_size) {
        PUCHAR end = (PUCHAR)parts[1].memory + ROUND_TO_PAGES(private_size);
        memset(parts[1].memory, DMA_FILL, ROUND_TO_PAGES(private_size));
        slot->dma.private_data = end - aligned;
        memset(slot->dma.private_data, 0, private_size); /* REN-16: once */
    }
    slot->dma.base = slot->room;
    slot->dma.size = slot->room_size;
    slot->dma.address = MmGetPhysicalAddress(slot->room);
    return STATUS_SUCCESS;
}

static NTSTATUS create(struct dxgk_context *context, UINT room, struct dma_slot **out)
{
    struct dxgk_adapter *adapter = context->adapter;
    struct dma_slot *slot = dxgk_alloc(sizeof(*slot));

    if (!slot)
        return STATUS_NO_MEMORY;
    slot->dma.pool = context->dma;
    NTSTATUS status = give_memory(slot, context, room);
    if (NT_SUCCESS(status) && context->info.DmaBufferSegmentSet) {
        vidsch_enter(adapter);
        status = vidmm_map_dma(adapter, &slot->dma, context->info.DmaBufferSegmentSet);
        vidsch_leave(adapter);
    }
    if (!NT_SUCCESS(status)) {
        slot->dma.segment = 0;
        destroy(slot, adapter);
        return status;
    }
    slot->room_address = slot->dma.address;
    *out = slot;
    return STATUS_SUCCESS;
}

/* ---- lists of a buffer ---- */

static UINT grown(UINT count)
{
    UINT room = 8;

    while (room < count)
        room *= 2;
    return room;
}

static bool list_room(struct dma_slot *slot, UINT count)
{
    UINT room = grown(count);
    PUCHAR at;

    if (slot->use_room >= count)
        return true;
    at = dxgk_alloc((size_t)room * (sizeof(DXGK_ALLOCATIONLIST) + sizeof(struct packet_use)));
    if (!at)
        return false;
    dxgk_free(slot->lists);
    slot->lists = at;
    slot->dma.allocations = (DXGK_ALLOCATIONLIST *)at;
    slot->uses = (struct packet_use *)(slot->dma.allocations + room);
    slot->use_room = slot->dma.allocation_capacity = room;
    return true;
}

bool dma_patch_room(struct dxgk_packet *packet, UINT count)
{
    struct dma_buffer *dma = packet->dma;
    UINT room = grown(count);

    if (dma->patch_capacity >= count)
        return true;
    dxgk_free(dma->patches);
    dma->patches = dxgk_alloc((size_t)room * sizeof(*dma->patches));
    dma->patch_capacity = dma->patches ? room : 0;
    return dma->patches != NULL;
}

/* ---- the pool ---- */

/* The last one given back, when its size is right; others go. */
static struct dma_slot *take_free(struct dxgk_context *context)
{
    struct dma_pool *pool = context->dma;
    UINT room = (UINT)ROUND_TO_PAGES(pool->room);
    struct dma_slot *slot;
    KIRQL irql;

    for (;;) {
        slot = NULL;
        KeAcquireSpinLock(&pool->lock, &irql);
        if (!IsListEmpty(&pool->free))
            slot = CONTAINING_RECORD(RemoveHeadList(&pool->free), struct dma_slot, dma.link);
        KeReleaseSpinLock(&pool->lock, irql);
        if (!slot || slot->room_size == room)
            return slot;
        destroy(slot, context->adapter);
    }
}

/* Memory is short: what the device still works on comes back. */
static struct dma_slot *wait_for_one(struct dxgk_context *context)
{
    vidsch_queue_drain(context);
    vidsch_reap(context->adapter);
    return take_free(context);
}

static void lay_out(struct dma_slot *slot, UINT size)
{
    UINT at = slot->room_size - (UINT)ROUND_TO_PAGES(size);

    memset(slot->room + slot->dirty_from, DMA_FILL, slot->dirty_to - slot->dirty_from);
    slot->dirty_from = slot->dirty_to = 0;
    slot->dma.base = slot->room + at;
    slot->dma.size = size;
    slot->dma.address.QuadPart = slot->room_address.QuadPart + at;
}

struct dxgk_packet *dma_acquire(struct dxgk_context *context, UINT size, UINT uses, NTSTATUS *status)
{
    struct dma_pool *pool = context->dma;

    *status = STATUS_SUCCESS;
    if (pool->room < size)
        pool->room = size;
    struct dma_slot *slot = take_free(context);
    if (!slot)
        *status = create(context, pool->room, &slot);
    if (!slot && (slot = wait_for_one(context)))
        *status = STATUS_SUCCESS;
    if (!slot)
        return NULL;
    lay_out(slot, size);
    memset(&slot->packet, 0, sizeof(slot->packet));
    slot->packet.dma = &slot->dma;
    slot->packet.context = context;
    dxgk_object_hold(&context->object);
    if (!list_room(slot, uses)) {
        packet_free(&slot->packet);
        *status = STATUS_NO_MEMORY;
        return NULL;
    }
    slot->packet.uses = slot->uses;
    return &slot->packet;
}

/* ---- the life of a context ---- */

NTSTATUS dma_context_start(struct dxgk_context *context)
{
    struct dma_pool *pool = dxgk_alloc(sizeof(*pool));

    if (!pool)
        return STATUS_NO_MEMORY;
    KeInitializeSpinLock(&pool->lock);
    InitializeListHead(&pool->free);
    InitializeListHead(&pool->spare);
    KeInitializeSemaphore(&pool->turns, PRESENT_TURNS, PRESENT_TURNS);
    pool->room = context->info.DmaBufferSize;
    pool->multipass = context->adapter->options.render.multipass || context->gdi; /* REN-48, Z-02 */
    NTSTATUS status = stages_hold(context->adapter);
    if (!NT_SUCCESS(status)) {
        dxgk_free(pool);
        return status;
    }
    context->dma = pool;
    return user_buffers_start(context);
}

void dma_context_stop(struct dxgk_context *context)
{
    struct dma_pool *pool = context->dma;

    if (!pool)
        return;
    context->dma = NULL;
    while (!IsListEmpty(&pool->free))
        destroy(CONTAINING_RECORD(RemoveHeadList(&pool->free), struct dma_slot, dma.link), context->adapter);
    while (!IsListEmpty(&pool->spare))
        dxgk_free(CONTAINING_RECORD(RemoveHeadList(&pool->spare), struct dxgk_packet, link));
    stages_release(context->adapter);
    dxgk_free(pool);
}
