/*
 * The queues of contexts, and whose turn it is.
 *
 * A queue's packets run in order; what is on the device is always the oldest part. Signals and waits are done by whoever brings them
 * to the head of their queue, often a DPC. Priority decides first; among processes of one priority the one that has used
 * the node least goes next, so a process gains nothing by many contexts (THK-24 and fairness); its contexts take turns.
 */
#include "vidsch_private.h"

#define REAP_DELAY_MS 10

/* ---- shares ---- */

static void share_init(struct vidsch_share *share, const void *process, UINT node)
{
    share->process = process;
    share->node = node;
    for (unsigned i = 0; i < PRIORITIES; i++)
        InitializeListHead(&share->ready[i]);
}

void queues_init(struct vidsch *s)
{
    InitializeListHead(&s->busy);
    InitializeListHead(&s->recheck);
    InitializeListHead(&s->shares);
    for (UINT n = 0; n < VIDSCH_MAX_NODES; n++) {
        s->node[n].index = n;
        s->node[n].patience = PATIENCE;
        share_init(&s->common[n], NULL, n);
        for (unsigned i = 0; i < PRIORITIES; i++)
            InitializeListHead(&s->node[n].ready[i]);
    }
}

void queues_fini(struct vidsch *s)
{
    while (!IsListEmpty(&s->shares))
        dxgk_free(CONTAINING_RECORD(RemoveHeadList(&s->shares), struct vidsch_share, link));
}

/* Found once in the life of a context; a share that nobody uses is given to the next process. */
static struct vidsch_share *share_find(struct vidsch *s, const void *process, UINT node)
{
    struct vidsch_share *idle = NULL;

    for (LIST_ENTRY *l = s->shares.Flink; l != &s->shares; l = l->Flink) {
        struct vidsch_share *share = CONTAINING_RECORD(l, struct vidsch_share, link);
        if (share->node != node)
            continue;
        if (share->process == process)
            return share;
        if (!share->queues)
            idle = share;
    }
    if (idle) {
        idle->process = process;
        return idle;
    }
    struct vidsch_share *share = dxgk_alloc(sizeof(*share));
    if (!share)
        return &s->common[node];
    share_init(share, process, node);
    InsertTailList(&s->shares, &share->link);
    return share;
}

static int top(USHORT mask)
{
    return 31 - __builtin_clz(mask);
}

static void share_insert(struct vidsch_node *node, struct vidsch_share *share)
{
    LIST_ENTRY *list = &node->ready[top(share->mask)], *l = list->Blink;

    while (l != list && CONTAINING_RECORD(l, struct vidsch_share, turn)->used > share->used)
        l = l->Blink;
    InsertHeadList(l, &share->turn);
    share->level = top(share->mask);
    __atomic_store_n(&node->mask, (USHORT)(node->mask | 1u << share->level), __ATOMIC_RELAXED);
}

static void share_remove(struct vidsch_node *node, struct vidsch_share *share)
{
    RemoveEntryList(&share->turn);
    if (IsListEmpty(&node->ready[share->level]))
        __atomic_store_n(&node->mask, (USHORT)(node->mask & ~(1u << share->level)), __ATOMIC_RELAXED);
}

/* Its ready queues have changed from `before`. */
static void share_changed(struct vidsch_node *node, struct vidsch_share *share, USHORT before)
{
    if (before == share->mask || (before && share->mask && top(before) == top(share->mask)))
        return;
    if (before)
        share_remove(node, share);
    else if (share->used < node->clock)
        share->used = node->clock; /* who was idle has saved nothing */
    if (share->mask)
        share_insert(node, share);
}

void share_charge(struct vidsch_node *node, struct vidsch_share *share, uint64_t time)
{
    share->used += time;
    if (!share->mask)
        return;
    share_remove(node, share);
    share_insert(node, share);
}

/* ---- places ---- */

static unsigned level_of(const struct vidsch_queue *queue)
{
    return (unsigned)(ReadNoFence(&queue->priority) - PRIORITY_LOWEST);
}

static struct vidsch_node *node_of(struct vidsch *s, struct vidsch_queue *queue)
{
    return &s->node[queue->share->node];
}

static void make_ready(struct vidsch *s, struct vidsch_queue *queue)
{
    struct vidsch_share *share = queue->share;
    USHORT before = share->mask;

    queue->level = level_of(queue);
    InsertTailList(&share->ready[queue->level], &queue->turn);
    share->mask |= (USHORT)(1u << queue->level);
    queue->place = VIDSCH_READY;
    share_changed(node_of(s, queue), share, before);
}

void queue_unplace(struct vidsch *s, struct vidsch_queue *queue)
{
    struct vidsch_share *share = queue->share;

    if (queue->place == VIDSCH_RESTS)
        return;
    RemoveEntryList(&queue->turn);
    if (queue->place == VIDSCH_READY && IsListEmpty(&share->ready[queue->level])) {
        USHORT before = share->mask;
        share->mask &= (USHORT) ~(1u << queue->level);
        share_changed(node_of(s, queue), share, before);
    }
    queue->place = VIDSCH_RESTS;
}

struct vidsch_queue *queue_take_turn(struct vidsch *s, struct vidsch_node *node)
{
    if (!node->mask)
        return NULL;
    struct vidsch_share *share =
        CONTAINING_RECORD(node->ready[top(node->mask)].Flink, struct vidsch_share, turn);
    struct vidsch_queue *queue =
        CONTAINING_RECORD(share->ready[top(share->mask)].Flink, struct vidsch_queue, turn);
    if (share->used > node->clock)
        node->clock = share->used;
    queue_unplace(s, queue);
    share_charge(node, share, 1);
    return queue;
}

int node_best_priority(const struct vidsch_node *node)
{
    USHORT mask = __atomic_load_n(&node->mask, __ATOMIC_RELAXED);

    return mask ? top(mask) + PRIORITY_LOWEST : PRIORITY_LOWEST - 1;
}

/* ---- packets ---- */

bool queue_put(struct vidsch *s, struct dxgk_packet *packet)
{
    struct dxgk_context *context = packet->context;
    struct vidsch_queue *queue = &context->queue;

    if (queue->depth >= VIDSCH_QUEUE_LIMIT)
        return false;
    if (IsListEmpty(&queue->packets)) {
        if (!queue->share || queue->share->process != context->object.process)
            queue->share = share_find(s, context->object.process, context->node);
        queue->share->queues++;
        InsertTailList(&s->busy, &queue->link);
    }
    InsertTailList(&queue->packets, &packet->link);
    InterlockedIncrement(&queue->depth);
    InterlockedIncrement(&context->device->queued);
    if (!queue->next) {
        queue->next = packet;
        queue_update(s, queue);
        queues_recheck(s);
    }
    return true;
}

void queue_unlink(struct vidsch *s, struct dxgk_packet *packet)
{
    struct vidsch_queue *queue = &packet->context->queue;

    if (queue->next == packet)
        queue->next = packet->link.Flink == &queue->packets
                          ? NULL
                          : CONTAINING_RECORD(packet->link.Flink, struct dxgk_packet, link);
    RemoveEntryList(&packet->link);
    packet->link.Flink = NULL;
    if (!IsListEmpty(&queue->packets))
        return;
    queue_unplace(s, queue);
    RemoveEntryList(&queue->link);
    queue->share->queues--;
}

void arm_reaper(struct vidsch *s)
{
    LARGE_INTEGER due = {.QuadPart = -10000ll * REAP_DELAY_MS};

    if (!ReadNoFence(&s->reaper_armed) && !InterlockedExchange(&s->reaper_armed, 1))
        KeSetTimer(&s->reaper, due, &s->reaper_dpc);
}

void queue_retire(struct vidsch *s, struct dxgk_packet *packet)
{
    struct vidsch_queue *queue = &packet->context->queue;
    struct dxgk_device *device = packet->context->device;

    if (packet->link.Flink)
        queue_unlink(s, packet);
    if (packet->kind == PACKET_FLIP && packet->on_device) {
        InsertTailList(&s->flipped, &packet->link);
        InterlockedIncrement(&s->flipped_count);
    } else {
        InsertTailList(&s->done, &packet->link);
        InterlockedIncrement(&s->done_count);
    }
    if (packet->use_count)
        vidmm_unqueued(packet);
    InterlockedDecrement(&queue->depth);
    wake_waiters(s, &queue->depth);
    if (InterlockedDecrement(&device->queued) == 0)
        wake_waiters(s, &device->queued);
    if (packet->is_turn)
        wake_thread(s, SCHED_REAP); /* somebody may wait for it to be freed (OBS-74) */
    else
        arm_reaper(s);
}

/* True: the head was done right here. */
static bool run_head(struct vidsch *s, struct vidsch_queue *queue, struct dxgk_packet *packet)
{
    if (packet->kind == PACKET_SIGNAL)
        sync_signal_packet(s, packet);
    else if (queue->place == VIDSCH_ON_SYNC || !sync_wait_packet(s, queue, packet))
        return false;
    queue_retire(s, packet);
    return true;
}

void queue_update(struct vidsch *s, struct vidsch_queue *queue)
{
    for (;;) {
        struct dxgk_packet *packet = queue->next;
        if (!packet || packet->on_device) {
            queue_unplace(s, queue);
            return;
        }
        bool head = queue->packets.Flink == &packet->link;
        if (packet->kind == PACKET_RENDER || packet->kind == PACKET_PRESENT ||
            (packet->kind == PACKET_FLIP && head)) {
            if (queue->place == VIDSCH_RESTS)
                make_ready(s, queue);
            return;
        }
        if (!head) {
            queue_unplace(s, queue);
            return;
        }
        if (!run_head(s, queue, packet))
            return;
    }
}

void queues_recheck(struct vidsch *s)
{
    while (!IsListEmpty(&s->recheck)) {
        struct vidsch_queue *queue = CONTAINING_RECORD(s->recheck.Flink, struct vidsch_queue, turn);
        queue_unplace(s, queue);
        queue_update(s, queue);
    }
}

/* ---- lost devices ---- */

/* What has not gone down leaves the queue; a portion that is on the device is waited for. */
static void take_unsubmitted(struct vidsch *s, struct vidsch_queue *queue, LIST_ENTRY *list)
{
    struct dxgk_packet *packet;

    queue_unplace(s, queue);
    while ((packet = queue->next) && packet->on_device && packet->link.Flink != &queue->packets) {
        packet->cancelled = true;
        queue->next = CONTAINING_RECORD(packet->link.Flink, struct dxgk_packet, link);
    }
    while ((packet = queue->next) && !packet->on_device) {
        queue_unlink(s, packet);
        packet->cancelled = true;
        InsertTailList(list, &packet->link);
    }
}

static void cancel_in_driver(struct vidsch *s, struct dxgk_packet *packet)
{
    struct dma_buffer *dma = packet->dma;

    if (!s->adapter->caps.SchedulingCaps.CancelCommandAware || !dma ||
        !ddi_present(s->adapter, DDI_ID_CancelCommand) || packet->context->driver == NULL)
        return;
    DXGKARG_CANCELCOMMAND arg = {
        .hContext = packet->context->driver,
        .pDmaBuffer = dma->base,
        .DmaBufferSize = dma->size,
        .DmaBufferSubmissionStartOffset = packet->next,
        .DmaBufferSubmissionEndOffset = packet->dma_length,
        .pDmaBufferPrivateData = dma->private_data,
        .DmaBufferPrivateDataSize = dma->private_size,
        .DmaBufferPrivateDataSubmissionEndOffset = packet->private_length,
        .pAllocationList = dma->allocations,
        .AllocationListSize = packet->use_count,
        .pPatchLocationList = dma->patches,
        .PatchLocationListSize = packet->patch_count,
        .PatchLocationListSubmissionStart = packet->next_patch,
        .PatchLocationListSubmissionLength = packet->patch_count - packet->next_patch,
    };
    NTSTATUS status = ddi_CancelCommand(s->adapter, &arg);
    if (!NT_SUCCESS(status))
        nt_bugcheck(VIDEO_SCHEDULER_INTERNAL_ERROR, 9, (ULONG_PTR)(LONG_PTR)status, (ULONG_PTR)&arg, 0,
                    "PRE-08", "DxgkDdiCancelCommand of %s returned %s; it may not fail",
                    s->adapter->driver->name, nt_status_text(status));
}

/* Also what a context leaves that ends while it waits for something. */
void queues_cancel_lost(struct vidsch *s)
{
    LIST_ENTRY list, *next;
    KIRQL irql;

    InitializeListHead(&list);
    KeAcquireSpinLock(&s->spin, &irql);
    for (LIST_ENTRY *l = s->busy.Flink; l != &s->busy; l = next) {
        struct vidsch_queue *queue = CONTAINING_RECORD(l, struct vidsch_queue, link);
        next = l->Flink;
        if (queue->closing || !device_is_active(context_of(queue)->device))
            take_unsubmitted(s, queue, &list);
    }
    KeReleaseSpinLock(&s->spin, irql);
    while (!IsListEmpty(&list)) {
        struct dxgk_packet *packet = CONTAINING_RECORD(RemoveHeadList(&list), struct dxgk_packet, link);
        packet->link.Flink = NULL;
        cancel_in_driver(s, packet);
        KeAcquireSpinLock(&s->spin, &irql);
        if (packet->kind == PACKET_SIGNAL) /* others wait for it, and have done nothing wrong */
            sync_signal_packet(s, packet);
        queue_retire(s, packet);
        queues_recheck(s);
        KeReleaseSpinLock(&s->spin, irql);
    }
}

/* ---- face ---- */

void vidsch_queue_init(struct dxgk_context *context)
{
    InitializeListHead(&context->queue.packets);
}

void vidsch_set_priority(struct dxgk_context *context, LONG priority)
{
    struct vidsch *s = vidsch_of(context->adapter);
    struct vidsch_queue *queue = &context->queue;
    KIRQL irql;

    priority = priority < PRIORITY_LOWEST    ? PRIORITY_LOWEST
               : priority > PRIORITY_HIGHEST ? PRIORITY_HIGHEST
                                             : priority;
    KeAcquireSpinLock(&s->spin, &irql);
    WriteRelease(&queue->priority, priority);
    if (queue->place == VIDSCH_READY) {
        queue_unplace(s, queue);
        queue_update(s, queue);
    }
    KeReleaseSpinLock(&s->spin, irql);
    kick_thread(s);
}
