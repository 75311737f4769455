/*
 * The end of packets, and the beginning of those that carry no DMA buffer. Both kinds come from free lists of their context.
 */
#include "dma.h"

#include <string.h>

struct dxgk_packet *packet_create(struct dxgk_context *context, enum packet_kind kind)
{
    struct dma_pool *pool = context->dma;
    struct dxgk_packet *packet = NULL;
    KIRQL irql;

    KeAcquireSpinLock(&pool->lock, &irql);
    if (!IsListEmpty(&pool->spare))
        packet = CONTAINING_RECORD(RemoveHeadList(&pool->spare), struct dxgk_packet, link);
    KeReleaseSpinLock(&pool->lock, irql);
    if (packet)
        memset(packet, 0, sizeof(*packet));
    else
        packet = dxgk_alloc(sizeof(*packet));
    if (!packet)
        return NULL;
    packet->kind = kind;
    packet->context = context;
    dxgk_object_hold(&context->object);
    return packet;
}

static void let_go(struct packet_use *use, bool done)
{
    if (!use->open)
        return;
    if (use->offer && done)
        __atomic_store_n(&use->open->allocation->memory.offered, true, __ATOMIC_RELEASE); /* LST-07 */
    vidmm_instance_release(use->instance);
    dxgk_object_release(&use->open->object);
}

void packet_free(struct dxgk_packet *packet)
{
    struct dxgk_context *context = packet->context;
    struct dma_pool *pool = context->dma;
    bool done = packet->went_down && !packet->cancelled;
    KIRQL irql;

    for (UINT i = 0; i < packet->use_count; i++)
        let_go(&packet->uses[i], done);
    let_go(&packet->shown, false);
    for (UINT i = 0; i < packet->sync_count; i++)
        dxgk_object_release((struct dxgk_object *)packet->sync[i]); /* it begins with one */
    if (packet->is_turn)
        KeReleaseSemaphore(&pool->turns, IO_NO_INCREMENT, 1, FALSE);
    KeAcquireSpinLock(&pool->lock, &irql);
    if (packet->dma)
        InsertHeadList(&pool->free, &packet->dma->link);
    else
        InsertHeadList(&pool->spare, &packet->link);
    KeReleaseSpinLock(&pool->lock, irql);
    dxgk_object_release(&context->object);
}
