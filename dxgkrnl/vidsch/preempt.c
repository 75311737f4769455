/*
 * Preemption: one request at a time for a node. From the request to its answer nothing goes down there; what the answer names as not
 * completed comes back, paging with its own fences and first, render work in its queues with fences to come (PRE-05).
 */
#include "vidsch_private.h"

void preempt(struct vidsch *s, struct vidsch_node *node)
{
    if (!s->preemption || node_asked(node))
        return;
    DXGKARG_PREEMPTCOMMAND arg = {.PreemptionFenceId = next_fence(node), .NodeOrdinal = node->index};
    KIRQL irql;
    KeAcquireSpinLock(&s->spin, &irql);
    node->asked_at = nt_now();
    __atomic_store_n(&node->asked, arg.PreemptionFenceId, __ATOMIC_SEQ_CST);
    KeReleaseSpinLock(&s->spin, irql);
    tdr_arm(s);
    NTSTATUS status = ddi_PreemptCommand(s->adapter, &arg);
    if (!NT_SUCCESS(status))
        nt_bugcheck(VIDEO_SCHEDULER_INTERNAL_ERROR, 2, (ULONG_PTR)(LONG_PTR)status, (ULONG_PTR)&arg, 0,
                    "PRE-04", "DxgkDdiPreemptCommand of %s returned %s for node %u; it may not fail",
                    s->adapter->driver->name, nt_status_text(status), node->index);
}

/* Does what runs matter less than what waits? What is behind it may, and is dealt with when it runs. */
void preempt_for_priority(struct vidsch *s, struct vidsch_node *node)
{
    KIRQL irql;

    if (!s->preemption)
        return;
    KeAcquireSpinLock(&s->spin, &irql);
    bool late = node_outranked(node);
    KeReleaseSpinLock(&s->spin, irql);
    if (late)
        preempt(s, node);
}

/* PRE-02. */
bool interrupt_preempted(struct vidsch *s, struct vidsch_node *node, UINT preemption, UINT last)
{
    static const char where[] = "DxgkCbNotifyInterrupt";
    UINT asked = __atomic_load_n(&node->asked, __ATOMIC_ACQUIRE);

    if (!asked || asked != preemption || ReadAcquire(&node->answered)) {
        report_emit(REPORT_VIOLATION, "PRE-02", where, "DmaPreempted.PreemptionFenceId",
                    "that of the request that has not been answered", "Answer every request once.",
                    "%u, %s %u", preemption, asked ? "asked for was" : "nothing was asked for since", asked);
        return false;
    }
    if (last != node->reported && !(fence_after(last, node->reported) && flight_has(node, last))) {
        report_emit(REPORT_VIOLATION, "PRE-02", where, "DmaPreempted.LastCompletedFenceId",
                    "the last fence completed on the node, as reported or newer (PRE-09)", NULL,
                    "%u; reported was %u", last, node->reported);
        return false;
    }
    __atomic_store_n(&node->reported, last, __ATOMIC_RELEASE);
    __atomic_store_n(&node->answered, 1, __ATOMIC_RELEASE);
    return true;
}
