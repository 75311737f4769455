/*
 * Paging buffers: of no context, before all render work that is not yet down, and after a preemption submitted again with the fences
 * they had (SUB-04, PRE-05).
 */
#include "vidsch_private.h"

static void go_down(struct vidsch *s, struct vidsch_node *node, const struct submission *sub)
{
    const struct dma_buffer *dma = sub->dma;
    DXGKARG_SUBMITCOMMAND arg = submit_arg(node, sub->fence);
    KIRQL irql;

    arg.DmaBufferSegmentId = dma->segment;
    arg.DmaBufferPhysicalAddress = dma->address;
    arg.DmaBufferSize = dma->size;
    arg.DmaBufferSubmissionStartOffset = sub->start;
    arg.DmaBufferSubmissionEndOffset = sub->end;
    arg.pDmaBufferPrivateData = dma->private_size ? dma->private_data : NULL;
    arg.DmaBufferPrivateDataSize = dma->private_size;
    arg.DmaBufferPrivateDataSubmissionStartOffset = sub->private_start;
    arg.DmaBufferPrivateDataSubmissionEndOffset = sub->private_end;
    arg.Flags.Paging = 1;
    KeAcquireSpinLock(&s->spin, &irql);
    flight_add(s, node, sub);
    KeReleaseSpinLock(&s->spin, irql);
    tdr_arm(s);
    call_submit(s, node, &arg);
}

static bool room(struct vidsch *s, const void *arg)
{
    const struct vidsch_node *node = arg;

    return !node_asked(node) && !__atomic_load_n(&node->again_count, __ATOMIC_ACQUIRE) &&
           flight_count(node) < FLIGHT_ROOM - VIDSCH_NODE_DEPTH;
}

NTSTATUS vidsch_paging(struct dxgk_adapter *adapter, struct dma_buffer *dma, UINT start, UINT end,
                       UINT private_start, UINT private_end, UINT *fence)
{
    struct vidsch *s = vidsch_of(adapter);
    struct vidsch_node *node = &s->node[s->paging_node];

    UINT resets = s->resets;
    if (!room(s, node))
        wait_holding(s, room, node);
    if (s->resets != resets)
        return STATUS_DEVICE_REMOVED; /* a reset came in between, and nothing of the buffer is true any more */
    struct submission sub = {.kind = SUBMISSION_PAGING,
                             .fence = next_fence(node),
                             .priority = PRIORITY_HIGHEST,
                             .dma = dma,
                             .start = start,
                             .end = end,
                             .private_start = private_start,
                             .private_end = private_end};
    if (!options_of(s)->no_patch_for_paging) /* Z-07 */
        patch_paging(s, &sub);
    *fence = sub.fence;
    render_count(adapter, paging, 1);
    go_down(s, node, &sub);
    return STATUS_SUCCESS;
}

void paging_again(struct vidsch *s, struct vidsch_node *node)
{
    while (__atomic_load_n(&node->again_count, __ATOMIC_ACQUIRE) && !node_asked(node)) {
        KIRQL irql;
        KeAcquireSpinLock(&s->spin, &irql);
        struct submission sub = node->again[0];
        UINT left = node->again_count - 1;
        for (UINT i = 0; i < left; i++)
            node->again[i] = node->again[i + 1];
        __atomic_store_n(&node->again_count, left, __ATOMIC_RELEASE);
        KeReleaseSpinLock(&s->spin, irql);
        go_down(s, node, &sub);
    }
}

/* ---- waiting for them ---- */

struct fence_wait {
    const struct vidsch_node *node;
    UINT fence;
};

static bool passed(struct vidsch *s, const void *arg)
{
    const struct fence_wait *w = arg;

    return !fence_after(w->fence, __atomic_load_n(&w->node->retired, __ATOMIC_ACQUIRE));
}

NTSTATUS vidsch_wait_paging(struct dxgk_adapter *adapter, UINT fence)
{
    struct vidsch *s = vidsch_of(adapter);
    struct fence_wait w = {&s->node[s->paging_node], fence};

    wait_holding(s, passed, &w);
    bool lost =
        w.node->lost_any && !fence_after(w.node->lost_first, fence) && !fence_after(fence, w.node->lost_last);
    return lost ? STATUS_DEVICE_REMOVED : STATUS_SUCCESS;
}

static bool is_zero(struct vidsch *s, const void *arg)
{
    return ReadAcquire((const volatile LONG *)arg) == 0;
}

NTSTATUS vidsch_wait_zero(struct dxgk_adapter *adapter, const volatile LONG *busy)
{
    struct vidsch *s = vidsch_of(adapter);

    if (ReadAcquire(busy))
        wait_holding(s, is_zero, (const void *)busy);
    return STATUS_SUCCESS;
}
