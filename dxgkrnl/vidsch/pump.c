/*
 * The pump: gives every node its next packets, as long as there are any and the node has room.
 */
#include "vidsch_private.h"

static struct vidsch_queue *take(struct vidsch *s, struct vidsch_node *node)
{
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    struct vidsch_queue *queue = queue_take_turn(s, node);
    KeReleaseSpinLock(&s->spin, irql);
    return queue;
}

void queue_return(struct vidsch *s, struct vidsch_queue *queue)
{
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    queue_update(s, queue);
    queues_recheck(s);
    KeReleaseSpinLock(&s->spin, irql);
}

/* True: something changed, look again. */
static bool pump_node(struct vidsch *s, struct vidsch_node *node)
{
    if (!__atomic_load_n(&node->mask, __ATOMIC_RELAXED) || node_asked(node))
        return false;
    if (flight_count(node) && node_best_priority(node) > node->last_priority)
        preempt_for_priority(s, node);
    if (flight_count(node) >= s->depth || node_asked(node))
        return false;
    struct vidsch_queue *queue = take(s, node);
    if (!queue)
        return false;
    struct dxgk_packet *packet = queue->next;
    if (!device_is_active(packet->context->device)) {
        queue_return(s, queue);
        queues_cancel_lost(s);
        return true;
    }
    return packet->kind == PACKET_FLIP ? flip_go(s, queue) : submit_packet(s, node, queue);
}

void pump(struct vidsch *s)
{
    if (InterlockedAnd(&s->work, ~(LONG)(SCHED_PUMP | SCHED_LOST)) & SCHED_LOST)
        queues_cancel_lost(s);
    if (ReadAcquire(&s->flipped_count))
        flips_finish(s);
    for (UINT n = 0; n < s->node_count; n++) {
        struct vidsch_node *node = &s->node[n];
        paging_again(s, node);
        while (!s->hold && pump_node(s, node))
            ;
    }
}
