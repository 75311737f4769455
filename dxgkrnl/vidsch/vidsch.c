/*
 * The scheduler itself: made and ended, its lock, its thread, and the sections in which nothing may be on the device.
 *
 * Whoever has the lock pumps; who finds it taken leaves a note, and the holder looks for notes after letting go. So a packet goes down
 * on the thread that brought it, or on that of whoever is busy with the scheduler anyway, and nobody queues up behind the lock to submit.
 */
#include "vidsch_private.h"

#include <string.h>

/* ---- the lock ---- */

bool lock_try(struct vidsch *s)
{
    if (InterlockedCompareExchange(&s->lock, 1, 0) != 0)
        return false;
    __atomic_store_n(&s->holder, KeGetCurrentThread(), __ATOMIC_RELAXED);
    return true;
}

void lock_leave(struct vidsch *s)
{
    __atomic_store_n(&s->holder, NULL, __ATOMIC_RELAXED);
    if (InterlockedExchange(&s->lock, 0) == 2)
        KeSetEvent(&s->handed, IO_NO_INCREMENT, FALSE);
}

void vidsch_enter(struct dxgk_adapter *adapter)
{
    struct vidsch *s = vidsch_of(adapter);

    NT_ASSERT(__atomic_load_n(&s->holder, __ATOMIC_RELAXED) != KeGetCurrentThread());
    if (lock_try(s))
        return;
    while (InterlockedExchange(&s->lock, 2) != 0)
        KeWaitForSingleObject(&s->handed, Executive, KernelMode, FALSE, NULL);
    __atomic_store_n(&s->holder, KeGetCurrentThread(), __ATOMIC_RELAXED);
}

void vidsch_leave(struct dxgk_adapter *adapter)
{
    struct vidsch *s = vidsch_of(adapter);

    lock_leave(s);
    while (ReadAcquire(&s->work) & (SCHED_PUMP | SCHED_LOST) && lock_try(s)) {
        pump(s);
        lock_leave(s);
    }
}

void kick(struct vidsch *s)
{
    if (!lock_try(s)) {
        InterlockedOr(&s->work, SCHED_PUMP);
        if (!lock_try(s))
            return; /* the holder has not left yet, and will see the note */
    }
    pump(s);
    vidsch_leave(s->adapter);
}

void wake_thread(struct vidsch *s, enum sched_work work)
{
    InterlockedOr(&s->work, work);
    KeSetEvent(&s->wake, IO_NO_INCREMENT, FALSE);
}

void kick_thread(struct vidsch *s)
{
    InterlockedOr(&s->work, SCHED_PUMP);
    if (ReadAcquire(&s->lock) == 0)
        KeSetEvent(&s->wake, IO_NO_INCREMENT, FALSE);
}

/* ---- what is done is freed ---- */

void vidsch_reap(struct dxgk_adapter *adapter)
{
    struct vidsch *s = vidsch_of(adapter);
    LIST_ENTRY list;
    KIRQL irql;

    while (ReadAcquire(&s->done_count)) {
        InitializeListHead(&list);
        KeAcquireSpinLock(&s->spin, &irql);
        while (!IsListEmpty(&s->done))
            InsertTailList(&list, RemoveHeadList(&s->done));
        WriteRelease(&s->done_count, 0);
        KeReleaseSpinLock(&s->spin, irql);
        while (!IsListEmpty(&list)) {
            struct dxgk_packet *packet = CONTAINING_RECORD(RemoveHeadList(&list), struct dxgk_packet, link);
            watch_check(s, packet);
            if (packet->replaced)
                flip_let_go(packet->replaced);
            packet_free(packet);
        }
    }
}

static VOID NTAPI reap_later(PKDPC dpc, PVOID ctx, PVOID a, PVOID b)
{
    struct vidsch *s = ctx;

    WriteRelease(&s->reaper_armed, 0);
    if (ReadAcquire(&s->done_count))
        wake_thread(s, SCHED_REAP);
}

/* ---- the thread ---- */

static VOID NTAPI run(PVOID ctx)
{
    struct vidsch *s = ctx;
    LONG work;

    do {
        KeWaitForSingleObject(&s->wake, Executive, KernelMode, FALSE, NULL);
        work = InterlockedAnd(&s->work, ~(LONG)(SCHED_TIME | SCHED_REAP));
        if (work & (SCHED_TIME | SCHED_PUMP | SCHED_LOST)) {
            vidsch_enter(s->adapter);
            if (work & SCHED_TIME)
                tdr_look(s);
            pump(s);
            vidsch_leave(s->adapter);
        }
        vidsch_reap(s->adapter);
    } while (!(work & SCHED_EXIT));
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS start_thread(struct vidsch *s)
{
    HANDLE handle;

    NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, run, s);
    if (!NT_SUCCESS(status))
        return status;
    status =
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, (PVOID *)&s->thread, NULL);
    ZwClose(handle);
    return status;
}

/* ---- life ---- */

static NTSTATUS check_topology(struct vidsch *s)
{
    const DXGK_DRIVERCAPS *caps = &s->adapter->caps;
    UINT nodes = caps->GpuEngineTopology.NbAsymetricProcessingNodes;

    s->node_count = nodes && caps->SchedulingCaps.MultiEngineAware ? nodes : 1;
    s->paging_node = caps->MemoryManagementCaps.PagingNode;
    if (s->node_count > VIDSCH_MAX_NODES) {
        adapter_refuse("SUB-04", "DxgkDdiQueryAdapterInfo", "NbAsymetricProcessingNodes", "at most 8",
                       "More nodes than this graphics kernel schedules.", "%u", nodes);
        return STATUS_NOT_SUPPORTED;
    }
    if (s->paging_node >= s->node_count) {
        adapter_refuse("SUB-04", "DxgkDdiQueryAdapterInfo", "MemoryManagementCaps.PagingNode",
                       "a node of GpuEngineTopology", "Paging buffers are submitted to this node.",
                       "%u of %u nodes", s->paging_node, s->node_count);
        return STATUS_INVALID_PARAMETER;
    }
    return STATUS_SUCCESS;
}

static void init(struct vidsch *s, struct dxgk_adapter *adapter)
{
    s->adapter = adapter;
    s->depth = VIDSCH_NODE_DEPTH;
    s->preemption =
        adapter->caps.SchedulingCaps.PreemptionAware && ddi_present(adapter, DDI_ID_PreemptCommand);
    s->switches = s->preemption && adapter->driver->version >= DXGKDDI_INTERFACE_VERSION_WIN8;
    s->random = options_of(s)->seed;
    KeInitializeEvent(&s->handed, SynchronizationEvent, FALSE);
    KeInitializeEvent(&s->progress, SynchronizationEvent, FALSE);
    KeInitializeEvent(&s->wake, SynchronizationEvent, FALSE);
    KeInitializeSpinLock(&s->spin);
    InitializeListHead(&s->done);
    InitializeListHead(&s->flipped);
    KeInitializeTimer(&s->reaper);
    KeInitializeDpc(&s->reaper_dpc, reap_later, s);
    parking_init(s);
    queues_init(s);
    sources_init(s);
    tdr_start(s);
}

NTSTATUS vidsch_create(struct dxgk_adapter *adapter, struct vidsch **out)
{
    struct vidsch *s = dxgk_alloc(sizeof(*s));

    *out = NULL;
    if (!s)
        return STATUS_NO_MEMORY;
    init(s, adapter);
    NTSTATUS status = check_topology(s);
    if (NT_SUCCESS(status))
        status = start_thread(s);
    if (!NT_SUCCESS(status)) {
        dxgk_free(s);
        return status;
    }
    *out = s;
    return STATUS_SUCCESS;
}

void vidsch_destroy(struct vidsch *s)
{
    if (!s)
        return;
    wake_thread(s, SCHED_EXIT);
    KeWaitForSingleObject(s->thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(s->thread);
    tdr_stop(s);
    WriteRelease(&s->reaper_armed, 1); /* nobody arms it again */
    KeCancelTimer(&s->reaper);
    KeFlushQueuedDpcs();
    sources_fini(s);
    queues_fini(s);
    dxgk_free(s);
}

UINT vidsch_node_count(const struct vidsch *s)
{
    return s->node_count;
}

uint64_t sched_random(struct vidsch *s)
{
    uint64_t z = s->random += 0x9E3779B97F4A7C15ull;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

/* ---- sections without submissions (SYN-01, SYN-03) ---- */

static bool nothing_down(struct vidsch *s, const void *arg)
{
    return all_idle(s);
}

void vidsch_hold(struct dxgk_adapter *adapter)
{
    if (!adapter->p->render || !adapter->p->render->vidsch)
        return;
    struct vidsch *s = vidsch_of(adapter);
    vidsch_enter(adapter);
    s->hold++;
    wait_holding(s, nothing_down, NULL);
    lock_leave(s);
}

bool vidsch_held(struct dxgk_adapter *adapter)
{
    return vidsch_of(adapter)->hold != 0;
}

void vidsch_release(struct dxgk_adapter *adapter)
{
    if (!adapter->p->render || !adapter->p->render->vidsch)
        return;
    struct vidsch *s = vidsch_of(adapter);
    vidsch_enter(adapter);
    if (--s->hold == 0)
        InterlockedOr(&s->work, SCHED_PUMP);
    vidsch_leave(adapter);
}

/* ---- packets come in ---- */

static bool put(struct vidsch *s, struct dxgk_packet *packet)
{
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    bool room = queue_put(s, packet);
    KeReleaseSpinLock(&s->spin, irql);
    return room;
}

NTSTATUS vidsch_submit(struct dxgk_packet *packet)
{
    struct dxgk_context *context = packet->context;
    struct dxgk_device *device = context->device;
    struct vidsch *s = vidsch_of(context->adapter);

    if (packet->use_count)
        vidmm_queued(packet);
    for (;;) {
        if (!device_is_active(device)) {
            if (packet->use_count)
                vidmm_unqueued(packet);
            packet_free(packet);
            return STATUS_DEVICE_REMOVED;
        }
        if (put(s, packet))
            break;
        wait_at_most(s, &context->queue.depth, VIDSCH_QUEUE_LIMIT - 1, 0);
    }
    kick(s);
    if (ReadAcquire(&s->done_count))
        vidsch_reap(context->adapter);
    return STATUS_SUCCESS;
}

struct leaving {
    struct vidsch_node *node;
    UINT fence; /* of the switch */
};

static bool not_asked(struct vidsch *s, const void *arg)
{
    return !node_asked(((const struct leaving *)arg)->node);
}

static bool not_in_flight(struct vidsch *s, const void *arg)
{
    const struct leaving *l = arg;

    return !flight_has(l->node, l->fence);
}

/* Scheduler lock. The hardware does not keep a context that is about to go (SUB-07). While a preemption waits for its answer nothing goes
 * down, and a switch that is itself preempted has not happened. */
static void switch_away(struct vidsch *s, struct dxgk_context *context)
{
    struct leaving l = {.node = &s->node[context->node]};

    while (l.node->last_context == context && !s->hold && device_is_active(context->device)) {
        wait_holding(s, not_asked, &l);
        l.fence = submit_context_switch(s, l.node);
        wait_holding(s, not_in_flight, &l);
        if (!fence_after(l.fence, __atomic_load_n(&l.node->retired, __ATOMIC_ACQUIRE)))
            break;
    }
}

static void leave_context(struct vidsch *s, struct dxgk_context *context)
{
    struct vidsch_node *node = &s->node[context->node];

    if (__atomic_load_n(&node->last_context, __ATOMIC_ACQUIRE) != context)
        return;
    vidsch_enter(s->adapter);
    if (s->switches)
        switch_away(s, context);
    if (node->last_context == context)
        __atomic_store_n(&node->last_context, NULL, __ATOMIC_RELEASE);
    vidsch_leave(s->adapter);
}

/* A wait that nobody satisfies does not keep a context from ending. */
static void end_waiting(struct vidsch *s, struct vidsch_queue *queue)
{
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    if (queue->place == VIDSCH_ON_SYNC)
        queue->closing = true;
    KeReleaseSpinLock(&s->spin, irql);
    InterlockedOr(&s->work, SCHED_LOST);
    kick(s);
}

void vidsch_queue_drain(struct dxgk_context *context)
{
    struct vidsch *s = vidsch_of(context->adapter);
    struct vidsch_queue *queue = &context->queue;

    if (!device_is_active(context->device) && ReadAcquire(&queue->depth)) {
        InterlockedOr(&s->work, SCHED_LOST);
        kick(s);
    }
    while (!wait_at_most(s, &queue->depth, 0, s->tdr_delay))
        end_waiting(s, queue);
    leave_context(s, context);
    vidsch_reap(context->adapter);
}

NTSTATUS vidsch_wait_device_idle(struct dxgk_device *device)
{
    struct vidsch *s = vidsch_of(device->adapter);

    wait_at_most(s, &device->queued, 0, 0);
    if (ReadAcquire(&s->done_count))
        vidsch_reap(device->adapter);
    return device_is_active(device) ? STATUS_SUCCESS : STATUS_DEVICE_REMOVED;
}
