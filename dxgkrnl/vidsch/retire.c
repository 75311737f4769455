/*
 * What became of submissions: completed ones leave, preempted ones come back. In a DPC, under the spin lock; work per submission is
 * that of its own references.
 */
#include "vidsch_private.h"

static void packet_back(struct vidsch *s, struct vidsch_node *node, struct dxgk_packet *packet)
{
    packet->on_device = false;
    vidmm_retired(packet, node->index);
}

/* The portion [from, to) is done; true: so is the packet. */
static bool advance(struct dxgk_packet *packet)
{
    packet->next = packet->to;
    packet->next_patch += packet->next_window;
    return packet->to >= packet->dma_length || packet->cancelled ||
           !device_is_active(packet->context->device);
}

static void retire_one(struct vidsch *s, struct vidsch_node *node, const struct submission *sub,
                       uint64_t spent)
{
    struct dxgk_packet *packet = sub->packet;

    if (!packet)
        return;
    struct vidsch_queue *queue = &packet->context->queue;
    share_charge(node, queue->share, spent);
    packet_back(s, node, packet);
    if (advance(packet))
        queue_retire(s, packet);
    queue_update(s, queue);
}

void node_retire(struct vidsch *s, struct vidsch_node *node, UINT fence)
{
    UINT first = node->first;

    if (first == node->last || fence_after(flight_at(node, first)->fence, fence))
        return;
    uint64_t now = nt_now(), spent = now - node->since;
    while (first != node->last && !fence_after(flight_at(node, first)->fence, fence)) {
        struct submission sub = *flight_at(node, first++);
        __atomic_store_n(&node->first, first, __ATOMIC_RELEASE);
        retire_one(s, node, &sub, spent);
        spent = 0; /* reported together: the time is that of the first */
    }
    node->since = now;
    node->patience = PATIENCE;
    __atomic_store_n(&node->retired, fence, __ATOMIC_RELEASE);
    queues_recheck(s);
}

/* In front of what is waiting to be submitted again already. */
static void paging_back(struct vidsch_node *node, const struct submission *list, UINT count)
{
    UINT old = node->again_count;

    for (UINT i = old; i-- > 0;)
        node->again[i + count] = node->again[i];
    for (UINT i = 0; i < count; i++)
        node->again[i] = list[i];
    __atomic_store_n(&node->again_count, old + count, __ATOMIC_RELEASE);
}

void node_take_back(struct vidsch *s, struct vidsch_node *node)
{
    struct submission paging[FLIGHT_ROOM];
    UINT first = node->first, last = node->last, count = 0;

    __atomic_store_n(&node->first, last, __ATOMIC_RELEASE);
    for (UINT i = first; i != last; i++)
        if (flight_at(node, i)->kind == SUBMISSION_PAGING)
            paging[count++] = *flight_at(node, i);
    paging_back(node, paging, count);
    for (UINT i = last; i-- != first;) { /* newest first, so that each queue ends with its oldest as next */
        struct dxgk_packet *packet = flight_at(node, i)->packet;
        if (!packet)
            continue;
        packet_back(s, node, packet);
        packet->context->queue.next = packet;
        queue_update(s, &packet->context->queue);
    }
    queues_recheck(s);
}

/* ---- the DPC ---- */

/* FEN-17, type 4: the packet's device is lost; that of the kernel itself is not survivable (OBS-131). */
static void faulted(struct vidsch *s, struct vidsch_node *node)
{
    for (UINT i = node->first; i != node->last; i++) {
        const struct submission *sub = flight_at(node, i);
        if (sub->fence != node->fault_fence)
            continue;
        if (!sub->packet || sub->packet->context->device->system)
            nt_bugcheck(VIDEO_SCHEDULER_INTERNAL_ERROR, 5, sub->fence,
                        (ULONG_PTR)(LONG_PTR)node->fault_status, node->index, "OBS-131",
                        "%s reports that %s faulted: fence %u of node %u, %s", s->adapter->driver->name,
                        sub->packet ? "work of the system" : "a paging buffer", sub->fence, node->index,
                        nt_status_text(node->fault_status));
        lose(s, sub->packet->context->device, D3DKMT_DEVICEEXECUTION_ERROR_DMAFAULT);
        WriteRelease(&node->halted, 1);
        wake_thread(s, SCHED_TIME);
    }
}

static bool node_dpc(struct vidsch *s, struct vidsch_node *node)
{
    bool answered = ReadAcquire(&node->answered);
    UINT before = node->first;

    if (InterlockedExchange(&node->faulted, 0))
        faulted(s, node);
    node_retire(s, node, __atomic_load_n(&node->reported, __ATOMIC_ACQUIRE));
    if (answered && InterlockedExchange(&node->answered, 0)) {
        node_take_back(s, node);
        __atomic_store_n(&node->asked, 0, __ATOMIC_RELEASE);
        render_count(s->adapter, preemptions, 1);
    }
    return answered || node->first != before;
}

/* More to do for somebody at PASSIVE_LEVEL? A node that still has work can wait for the next completion. */
static bool wants_pump(struct vidsch *s)
{
    for (UINT n = 0; n < s->node_count; n++) {
        struct vidsch_node *node = &s->node[n];
        if (node->again_count || (node->mask && flight_count(node) <= s->depth / 2) ||
            (s->preemption && node_outranked(node) && !node_asked(node)))
            return true;
    }
    return ReadAcquire(&s->flipped_count) != 0;
}

void vidsch_dpc(struct dxgk_adapter *adapter)
{
    if (!adapter->p->render || !adapter->p->render->vidsch)
        return;
    struct vidsch *s = vidsch_of(adapter);
    bool progress = false;

    KeAcquireSpinLockAtDpcLevel(&s->spin);
    for (UINT n = 0; n < s->node_count; n++)
        progress |= node_dpc(s, &s->node[n]);
    flip_retire(s);
    bool more = wants_pump(s);
    KeReleaseSpinLockFromDpcLevel(&s->spin);
    if (progress)
        made_progress(s);
    if (more)
        kick_thread(s);
}
