/*
 * A packet goes down: made resident as far as memory goes, patched when a place has changed, given a fence, handed to
 * DxgkDdiSubmitCommand. A packet that memory does not hold goes in portions (REN-69), one at a time.
 */
#include "vidsch_private.h"

/* How often paging for one packet may fail after a recovery before its device is given up. */
#define MOST_TRIES 8

/* ---- PAT-01: who writes into a buffer that the device reads? ---- */

static uint64_t sum_of(const struct dma_buffer *dma, UINT from, UINT to)
{
    const UCHAR *bytes = dma->base;
    uint64_t sum = 0xCBF29CE484222325ull;

    for (UINT i = from; i < to; i++)
        sum = (sum ^ bytes[i]) * 0x100000001B3ull;
    return sum;
}

void watch_check(struct vidsch *s, struct dxgk_packet *packet)
{
    if (!packet->watched)
        return;
    packet->watched = false;
    if (sum_of(packet->dma, packet->from, packet->to) != packet->sum)
        report_emit(REPORT_VIOLATION, "PAT-01", "DxgkDdiPatch", "DMA buffer",
                    "unchanged from the return of DxgkDdiPatch until the device is done",
                    "DxgkDdiPatch is the last time that the driver may write into the buffer.",
                    "bytes %u..%u of %p have changed", packet->from, packet->to, packet->dma->base);
}

static void watch_begin(struct vidsch *s, struct dxgk_packet *packet)
{
    if (!options_of(s)->watch_dma)
        return;
    packet->sum = sum_of(packet->dma, packet->from, packet->to);
    packet->watched = true;
}

/* ---- Patch ---- */

/* PAT-04: the entries that belong to [packet->next, to). */
static UINT window_of(const struct dxgk_packet *packet, UINT to)
{
    const D3DDDI_PATCHLOCATIONLIST *patches = packet->dma->patches;
    UINT end = packet->next_patch;

    if (to >= packet->dma_length)
        return packet->patch_count - packet->next_patch;
    while (end < packet->patch_count && patches[end].SplitOffset < to)
        end++;
    return end - packet->next_patch;
}

static void patch_failed(struct vidsch *s, const DXGKARG_PATCH *arg, NTSTATUS status)
{
    nt_bugcheck(VIDEO_SCHEDULER_INTERNAL_ERROR, 3, (ULONG_PTR)(LONG_PTR)status, (ULONG_PTR)arg, 0, "PAT-10",
                "DxgkDdiPatch of %s returned %s; it may not fail", s->adapter->driver->name,
                nt_status_text(status));
}

/* PAT-05: a driver that writes outside of its range destroys what is not its turn. */
static void call_patch(struct vidsch *s, const struct dma_buffer *dma, DXGKARG_PATCH *arg)
{
    bool watch = options_of(s)->watch_dma;
    UINT from = arg->DmaBufferSubmissionStartOffset, to = arg->DmaBufferSubmissionEndOffset;
    uint64_t before = watch ? sum_of(dma, 0, from) ^ sum_of(dma, to, dma->size) : 0;

    NTSTATUS status = ddi_Patch(s->adapter, arg);
    if (!NT_SUCCESS(status))
        patch_failed(s, arg, status);
    if (watch && (sum_of(dma, 0, from) ^ sum_of(dma, to, dma->size)) != before)
        report_emit(REPORT_VIOLATION, "PAT-05", "DxgkDdiPatch", "DMA buffer",
                    "writes only between DmaBufferSubmissionStartOffset and DmaBufferSubmissionEndOffset",
                    "Patch only the entries of the submission (PAT-04).", "bytes outside %u..%u have changed",
                    from, to);
}

static DXGKARG_PATCH patch_of(const struct dma_buffer *dma, UINT from, UINT to, UINT fence)
{
    return (DXGKARG_PATCH){.DmaBufferSegmentId = dma->segment,
                           .DmaBufferPhysicalAddress = dma->address,
                           .pDmaBuffer = dma->base,
                           .DmaBufferSize = dma->size,
                           .DmaBufferSubmissionStartOffset = from,
                           .DmaBufferSubmissionEndOffset = to,
                           .pDmaBufferPrivateData = dma->private_data,
                           .DmaBufferPrivateDataSize = dma->private_size,
                           .SubmissionFenceId = fence};
}

static void patch(struct vidsch *s, const struct dxgk_packet *packet, UINT window)
{
    const struct dma_buffer *dma = packet->dma;
    DXGKARG_PATCH arg = patch_of(dma, packet->from, packet->to, packet->fence);

    arg.hContext = packet->context->driver;
    arg.DmaBufferPrivateDataSubmissionEndOffset = packet->private_length;
    arg.pAllocationList = dma->allocations;
    arg.AllocationListSize = packet->use_count;
    arg.pPatchLocationList = dma->patches;
    arg.PatchLocationListSize = packet->patch_count;
    arg.PatchLocationListSubmissionStart = packet->next_patch;
    arg.PatchLocationListSubmissionLength = window;
    arg.Flags = packet->patch_flags;
    call_patch(s, dma, &arg);
    render_count(s->adapter, patches, 1);
}

void patch_paging(struct vidsch *s, const struct submission *sub)
{
    DXGKARG_PATCH arg = patch_of(sub->dma, sub->start, sub->end, sub->fence);

    arg.DmaBufferPrivateDataSubmissionStartOffset = sub->private_start;
    arg.DmaBufferPrivateDataSubmissionEndOffset = sub->private_end;
    arg.Flags.Paging = 1;
    call_patch(s, sub->dma, &arg);
}

/* ---- SubmitCommand ---- */

/* SUB-08: what means nothing does not look as if it did. */
DXGKARG_SUBMITCOMMAND submit_arg(const struct vidsch_node *node, UINT fence)
{
    return (DXGKARG_SUBMITCOMMAND){.SubmissionFenceId = fence,
                                   .VidPnSourceId = D3DDDI_ID_UNINITIALIZED,
                                   .FlipInterval = (D3DDDI_FLIPINTERVAL_TYPE)0x5A5A5A5A,
                                   .NodeOrdinal = node->index};
}

void call_submit(struct vidsch *s, struct vidsch_node *node, const DXGKARG_SUBMITCOMMAND *arg)
{
    NTSTATUS status = ddi_SubmitCommand(s->adapter, arg);

    if (!NT_SUCCESS(status))
        nt_bugcheck(VIDEO_SCHEDULER_INTERNAL_ERROR, 2, (ULONG_PTR)(LONG_PTR)status, (ULONG_PTR)arg, 0,
                    "SUB-02",
                    "DxgkDdiSubmitCommand of %s returned %s for fence %u of node %u; it may not fail",
                    s->adapter->driver->name, nt_status_text(status), arg->SubmissionFenceId, node->index);
    if (s->preemption && options_of(s)->preempt_one_in &&
        sched_random(s) % options_of(s)->preempt_one_in == 0)
        preempt(s, node);
}

static void hand_over(struct vidsch *s, struct vidsch_node *node, const struct dxgk_packet *packet)
{
    const struct dma_buffer *dma = packet->dma;
    DXGKARG_SUBMITCOMMAND arg = submit_arg(node, packet->fence);

    arg.hContext = packet->context->driver;
    arg.DmaBufferSegmentId = dma->segment;
    arg.DmaBufferPhysicalAddress = dma->address;
    arg.DmaBufferSize = dma->size;
    arg.DmaBufferSubmissionStartOffset = packet->from;
    arg.DmaBufferSubmissionEndOffset = packet->to;
    arg.pDmaBufferPrivateData = dma->private_size ? dma->private_data : NULL;
    arg.DmaBufferPrivateDataSize = dma->private_size;
    arg.DmaBufferPrivateDataSubmissionEndOffset = packet->private_length;
    arg.Flags = packet->submit_flags;
    if (arg.Flags.Flip || arg.Flags.FlipWithNoWait)
        arg.VidPnSourceId = packet->source;
    if (arg.Flags.Flip)
        arg.FlipInterval = packet->interval;
    call_submit(s, node, &arg);
}

/* ---- the packet ---- */

bool not_now(struct vidsch *s, struct vidsch_queue *queue, NTSTATUS status)
{
    struct dxgk_packet *packet = queue->next;

    if (status == STATUS_GRAPHICS_NO_VIDEO_MEMORY || ++packet->tries > MOST_TRIES)
        lose(s, packet->context->device, D3DKMT_DEVICEEXECUTION_ERROR_OUTOFMEMORY);
    queue_return(s, queue);
    return true;
}

static void mark_down(struct vidsch *s, struct vidsch_node *node, struct dxgk_packet *packet, UINT to)
{
    watch_check(s, packet);
    packet->from = packet->next;
    packet->to = to;
    packet->fence = next_fence(node);
}

/* False: an older one came back from the device (PRE-05, TDR-11), which goes first. */
static bool still_next(struct vidsch *s, const struct vidsch_queue *queue, const struct dxgk_packet *packet)
{
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    bool same = queue->next == packet;
    KeReleaseSpinLock(&s->spin, irql);
    return same;
}

bool submit_packet(struct vidsch *s, struct vidsch_node *node, struct vidsch_queue *queue)
{
    struct dxgk_packet *packet = queue->next;
    UINT to = packet->dma_length;
    bool moved = false;

    NTSTATUS status = vidmm_prepare(s->adapter, packet, &to, &moved);
    if (!NT_SUCCESS(status))
        return not_now(s, queue, status);
    if (node_asked(node) || s->hold || !device_is_active(packet->context->device) ||
        !still_next(s, queue, packet)) { /* while it was paged in */
        queue_return(s, queue);
        return !node_asked(node) && !s->hold; /* else idle for good: its DPC saw nothing ready to go */
    }
    bool split = to < packet->dma_length;
    UINT window = window_of(packet, to);
    mark_down(s, node, packet, to);
    packet->next_window = window;
    if (moved || options_of(s)->always_patch)
        patch(s, packet, window);
    else
        render_count(s->adapter, patch_skips, 1);
    watch_begin(s, packet);
    vidmm_submitted(packet, node->index);
    struct submission sub = {.packet = packet,
                             .kind = SUBMISSION_RENDER,
                             .fence = packet->fence,
                             .priority = (signed char)ReadNoFence(&queue->priority)};
    KIRQL irql;
    KeAcquireSpinLock(&s->spin, &irql);
    packet->on_device = packet->went_down = true;
    if (!split)
        queue->next = packet->link.Flink == &queue->packets
                          ? NULL
                          : CONTAINING_RECORD(packet->link.Flink, struct dxgk_packet, link);
    flight_add(s, node, &sub);
    queue_update(s, queue);
    KeReleaseSpinLock(&s->spin, irql);
    __atomic_store_n(&node->last_context, packet->context, __ATOMIC_RELEASE);
    node->last_priority = sub.priority;
    tdr_arm(s);
    render_count(s->adapter, submissions, 1);
    if (split)
        render_count(s->adapter, splits, 1);
    hand_over(s, node, packet);
    return true;
}

UINT submit_context_switch(struct vidsch *s, struct vidsch_node *node)
{
    struct submission sub = {.kind = SUBMISSION_SWITCH, .fence = next_fence(node)};
    DXGKARG_SUBMITCOMMAND arg = submit_arg(node, sub.fence);
    KIRQL irql;

    arg.Flags.ContextSwitch = 1;
    KeAcquireSpinLock(&s->spin, &irql);
    flight_add(s, node, &sub);
    KeReleaseSpinLock(&s->spin, irql);
    tdr_arm(s);
    call_submit(s, node, &arg);
    return sub.fence;
}
