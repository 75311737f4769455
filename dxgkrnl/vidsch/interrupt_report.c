/*
 * What a full driver says at device IRQL, under the interrupt lock. It is judged here, because only here the order of reports is
 * known; what holds is noted in single words for the DPC.
 */
#include "vidsch_private.h"

#include <stdio.h>

static const char where[] = "DxgkCbNotifyInterrupt";

static void bad(const char *rule, const char *what, const char *expected, const char *advice, UINT value)
{
    report_emit(REPORT_VIOLATION, rule, where, what, expected, advice, "%u", value);
}

/* FEN-04, and a node that exists. */
static struct vidsch_node *node_named(struct vidsch *s, const char *rule, UINT node, UINT engine)
{
    char expected[48];

    if (engine != 0) {
        bad("FEN-04", "EngineOrdinal", "0: adapters are not linked", NULL, engine);
        return NULL;
    }
    if (node >= s->node_count) {
        snprintf(expected, sizeof(expected), "less than %u", s->node_count);
        bad(rule, "NodeOrdinal", expected, NULL, node);
        return NULL;
    }
    return &s->node[node];
}

/* True: something on the node may be called completed with this fence. */
static bool check_fence(struct vidsch *s, struct vidsch_node *node, const char *what, UINT fence)
{
    UINT issued = __atomic_load_n(&node->issued, __ATOMIC_ACQUIRE);

    if (fence_after(fence, issued))
        nt_bugcheck(VIDEO_SCHEDULER_INTERNAL_ERROR, 1, fence, node->reported, issued, "FEN-03",
                    "%s reports fence %u of node %u as completed; the last one given to it is %u",
                    s->adapter->driver->name, fence, node->index, issued);
    if (!fence_after(fence, node->reported)) {
        char expected[64];
        snprintf(expected, sizeof(expected), "newer than the last reported, %u", node->reported);
        bad("FEN-03", what, expected, "Report each fence once, and keep fences of different nodes apart.",
            fence);
        return false;
    }
    if (!flight_has(node, fence)) {
        bad("PRE-02", what, "the fence of a submission that was not preempted",
            "What was preempted is submitted again with a new fence.", fence);
        return false;
    }
    return true;
}

static bool completed(struct vidsch *s, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data)
{
    struct vidsch_node *node =
        node_named(s, "FEN-03", data->DmaCompleted.NodeOrdinal, data->DmaCompleted.EngineOrdinal);
    UINT fence = data->DmaCompleted.SubmissionFenceId;

    if (!node || !check_fence(s, node, "DmaCompleted.SubmissionFenceId", fence))
        return false;
    __atomic_store_n(&node->reported, fence, __ATOMIC_RELEASE);
    return true;
}

static bool faulted(struct vidsch *s, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data)
{
    struct vidsch_node *node =
        node_named(s, "FEN-17", data->DmaFaulted.NodeOrdinal, data->DmaFaulted.EngineOrdinal);
    UINT fence = data->DmaFaulted.FaultedFenceId;

    if (!node || !check_fence(s, node, "DmaFaulted.FaultedFenceId", fence))
        return false;
    node->fault_fence = fence;
    node->fault_status = data->DmaFaulted.Status;
    __atomic_store_n(&node->faulted, 1, __ATOMIC_RELEASE);
    return true;
}

bool vidsch_interrupt(struct dxgk_adapter *adapter, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data)
{
    struct vidsch *s = adapter->p->render ? vidsch_of(adapter) : NULL;
    struct vidsch_node *node;

    if (!s)
        return false; /* before the segments are known there is nothing to report */
    switch (data->InterruptType) {
    case DXGK_INTERRUPT_DMA_COMPLETED:
        return completed(s, data);
    case DXGK_INTERRUPT_DMA_PREEMPTED:
        node = node_named(s, "PRE-02", data->DmaPreempted.NodeOrdinal, data->DmaPreempted.EngineOrdinal);
        return node && interrupt_preempted(s, node, data->DmaPreempted.PreemptionFenceId,
                                           data->DmaPreempted.LastCompletedFenceId);
    case DXGK_INTERRUPT_DMA_FAULTED:
        return faulted(s, data);
    case DXGK_INTERRUPT_CRTC_VSYNC:
        return interrupt_vsync(s, data->CrtcVsync.VidPnTargetId, data->CrtcVsync.PhysicalAddress);
    default:
        return false;
    }
}
