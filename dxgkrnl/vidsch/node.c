/* A node: what the driver has of it, oldest first, and what its interrupts may name. */
#include "vidsch_private.h"

UINT next_fence(struct vidsch_node *node)
{
    UINT fence = node->issued + 1;

    fence = fence ? fence : 1; /* 0 is what a driver has that knows of none yet */
    __atomic_store_n(&node->issued, fence, __ATOMIC_RELEASE);
    return fence;
}

void flight_add(struct vidsch *s, struct vidsch_node *node, const struct submission *submission)
{
    struct submission *slot = flight_at(node, node->last);
    UINT fence = submission->fence;
    bool first = flight_count(node) == 0;
    __atomic_store_n(&slot->fence, fence, __ATOMIC_RELAXED);
    slot->packet = submission->packet;
    slot->kind = submission->kind;
    slot->priority = submission->priority;
    slot->dma = submission->dma;
    slot->start = submission->start;
    slot->end = submission->end;
    slot->private_start = submission->private_start;
    slot->private_end = submission->private_end;
    if (first)
        node->since = nt_now();
    node->submitted = fence;
    __atomic_store_n(&node->last, node->last + 1, __ATOMIC_SEQ_CST);
}

bool flight_has(struct vidsch_node *node, UINT fence)
{
    UINT first = __atomic_load_n(&node->first, __ATOMIC_ACQUIRE);
    UINT last = __atomic_load_n(&node->last, __ATOMIC_ACQUIRE);

    for (UINT i = first; i != last; i++)
        if (__atomic_load_n(&flight_at(node, i)->fence, __ATOMIC_RELAXED) == fence)
            return true;
    return false;
}

bool node_outranked(struct vidsch_node *node)
{
    return node->first != node->last && node_best_priority(node) > flight_at(node, node->first)->priority;
}

bool node_idle(const struct vidsch_node *node)
{
    return flight_count(node) == 0 && !node_asked(node) &&
           !__atomic_load_n(&node->again_count, __ATOMIC_ACQUIRE);
}

bool all_idle(struct vidsch *s)
{
    for (UINT n = 0; n < s->node_count; n++)
        if (!node_idle(&s->node[n]))
            return false;
    return !flip_busy(s);
}
