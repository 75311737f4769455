/*
 * When a node does not go on. It is asked what it has done (FEN-14), then to be preempted, and when it has not answered for TdrDelay it
 * hangs (TDR-01): its engine is reset where the driver can do that (TDR-10..13), else the adapter (TDR-04..08). Lost are the devices
 * whose work the reset cut off; everybody else's is submitted again.
 */
#include "vidsch_private.h"

#include <stdio.h>
#include <string.h>

#define DEPENDENTS_MS 500 /* TDR-10 */

void lose(struct vidsch *s, struct dxgk_device *device, D3DKMT_DEVICEEXECUTION_STATE state)
{
    if (device->system) /* TDR-12 */
        return;
    device_lose(device, state);
    InterlockedOr(&s->work, SCHED_LOST);
    kick_thread(s);
}

/* ---- the watch ---- */

static void earlier(uint64_t *next, uint64_t due)
{
    if (!*next || due < *next)
        *next = due;
}

/* Spin lock. */
static uint64_t due_locked(const struct vidsch *s, const struct vidsch_node *node)
{
    if (node_asked(node))
        return node->asked_at + s->tdr_delay;
    return node->since + (s->preemption ? s->tdr_delay / 2 : s->tdr_delay);
}

static uint64_t node_due(struct vidsch *s, const struct vidsch_node *node)
{
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    uint64_t due = due_locked(s, node);
    KeReleaseSpinLock(&s->spin, irql);
    return due;
}

/* Spends one of the times that it may run long; false: there are none left. */
static bool be_patient(struct vidsch *s, struct vidsch_node *node)
{
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    bool left = node->patience > 0;
    node->patience -= left;
    KeReleaseSpinLock(&s->spin, irql);
    return left;
}

static void set_watch(struct vidsch *s, uint64_t until)
{
    uint64_t now = nt_now();
    LARGE_INTEGER due = {.QuadPart = until > now ? -(LONGLONG)(until - now) : -1};

    if (!InterlockedExchange(&s->watch_armed, 1))
        KeSetTimer(&s->watch, due, &s->watch_dpc);
}

void tdr_arm(struct vidsch *s)
{
    if (!ReadNoFence(&s->watch_armed))
        set_watch(s, nt_now() + s->tdr_delay / 2);
}

static VOID NTAPI on_watch(PKDPC dpc, PVOID ctx, PVOID a, PVOID b)
{
    struct vidsch *s = ctx;
    uint64_t next = 0, now = nt_now();

    InterlockedExchange(&s->watch_armed, 0);
    KeAcquireSpinLockAtDpcLevel(&s->spin);
    for (UINT n = 0; n < s->node_count; n++)
        if (flight_count(&s->node[n]) || node_asked(&s->node[n]))
            earlier(&next, due_locked(s, &s->node[n]));
    for (UINT i = 0; i < DXGK_MAX_SOURCES; i++)
        if (s->source[i].flip)
            earlier(&next, s->source[i].since + s->tdr_delay);
    KeReleaseSpinLockFromDpcLevel(&s->spin);
    if (next > now)
        set_watch(s, next);
    else if (next)
        wake_thread(s, SCHED_TIME); /* it sets the timer again; but who holds the lock may look first */
    made_progress(s);
}

void tdr_look(struct vidsch *s)
{
    uint64_t next = tdr_check(s);

    if (next)
        set_watch(s, next);
}

void tdr_start(struct vidsch *s)
{
    unsigned ms = options_of(s)->tdr_delay_ms;

    s->tdr_delay = (uint64_t)(ms ? ms : 2000) * 10000;
    KeInitializeTimer(&s->watch);
    KeInitializeDpc(&s->watch_dpc, on_watch, s);
}

void tdr_stop(struct vidsch *s)
{
    InterlockedExchange(&s->watch_armed, 1); /* nobody arms it again */
    KeCancelTimer(&s->watch);
    KeFlushQueuedDpcs();
    KeCancelTimer(&s->watch);
}

/* ---- FEN-14 ---- */

/* True: there was something that we had not been told. */
static bool ask_fence(struct vidsch *s, struct vidsch_node *node)
{
    static const char where[] = "DxgkDdiQueryCurrentFence";
    DXGKARG_QUERYCURRENTFENCE arg = {.NodeOrdinal = node->index};
    UINT before = __atomic_load_n(&node->reported, __ATOMIC_ACQUIRE);
    char expected[64];

    if (!ddi_present(s->adapter, DDI_ID_QueryCurrentFence) ||
        !NT_SUCCESS(ddi_QueryCurrentFence(s->adapter, &arg)))
        return false;
    UINT after = __atomic_load_n(&node->reported, __ATOMIC_ACQUIRE);
    if (fence_after(before, arg.CurrentFence)) {
        snprintf(expected, sizeof(expected), "at least %u, which was reported", before);
        report_emit(REPORT_VIOLATION, "FEN-14", where, "CurrentFence", expected, NULL, "%u",
                    arg.CurrentFence);
    } else if (fence_after(arg.CurrentFence, after)) {
        snprintf(expected, sizeof(expected), "reported before the return; the last reported is %u", after);
        report_emit(REPORT_VIOLATION, "FEN-14", where, "CurrentFence", expected,
                    "Call DxgkCbNotifyInterrupt for a completed fence that was not reported yet.", "%u",
                    arg.CurrentFence);
    }
    if (after == before && !ReadAcquire(&node->answered))
        return false;
    KeFlushQueuedDpcs();
    return true;
}

/* ---- what is cut off ---- */

struct cut {
    UINT fence;
    bool paging;
    struct dxgk_device *device; /* referenced */
};

/* A device is lost even when its packet is done before the reset is (TDR-13), so they are noted first. */
static UINT note_flight(struct vidsch *s, struct vidsch_node *node, struct cut *cuts)
{
    UINT count = 0;
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    for (UINT i = node->first; i != node->last; i++) {
        const struct submission *sub = flight_at(node, i);
        struct cut *c = &cuts[count++];
        *c = (struct cut){.fence = sub->fence, .paging = sub->kind == SUBMISSION_PAGING};
        if (sub->packet) {
            c->device = sub->packet->context->device;
            dxgk_object_hold(&c->device->object);
        }
    }
    KeReleaseSpinLock(&s->spin, irql);
    return count;
}

static void forget_flight(struct cut *cuts, UINT count)
{
    for (UINT i = 0; i < count; i++)
        if (cuts[i].device)
            dxgk_object_release(&cuts[i].device->object);
}

static BOOLEAN NTAPI set_reported(PVOID ctx)
{
    struct vidsch_node *node = ctx;

    __atomic_store_n(&node->reported, node->reset_to, __ATOMIC_RELEASE);
    __atomic_store_n(&node->answered, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&node->faulted, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&node->halted, 0, __ATOMIC_RELEASE);
    return TRUE;
}

/* PRE-09: the node has completed everything up to `fence`, and is asked for nothing. */
static void settle(struct vidsch *s, struct vidsch_node *node, UINT fence)
{
    BOOLEAN result;
    KIRQL irql;

    UINT reported = __atomic_load_n(&node->reported, __ATOMIC_ACQUIRE);
    node->reset_to = fence_after(fence, reported) ? fence : reported;
    if (!NT_SUCCESS(interrupt_synchronize(s->adapter, set_reported, node, 0, &result)))
        set_reported(node);
    KeAcquireSpinLock(&s->spin, &irql);
    node_retire(s, node, fence);
    node_take_back(s, node);
    node->patience = PATIENCE;
    __atomic_store_n(&node->asked, 0, __ATOMIC_RELEASE);
    KeReleaseSpinLock(&s->spin, irql);
    made_progress(s);
}

/* ---- preempting others before a reset ---- */

/* What of the mask is quiet within `ms`? */
static ULONGLONG preempt_all(struct vidsch *s, ULONGLONG mask)
{
    uint64_t end = nt_now() + (uint64_t)DEPENDENTS_MS * 10000;
    ULONGLONG left = 0;

    for (UINT n = 0; n < s->node_count; n++)
        if (mask >> n & 1 && flight_count(&s->node[n]))
            preempt(s, &s->node[n]);
    InterlockedIncrement(&s->holder_waits);
    do {
        left = 0;
        for (UINT n = 0; n < s->node_count; n++)
            if (mask >> n & 1 && (node_asked(&s->node[n]) || flight_count(&s->node[n])))
                left |= 1ull << n;
        uint64_t now = nt_now();
        if (!left || now >= end)
            break;
        LARGE_INTEGER timeout = {.QuadPart = -(LONGLONG)(end - now)};
        KeWaitForSingleObject(&s->progress, Executive, KernelMode, FALSE, &timeout);
    } while (left);
    InterlockedDecrement(&s->holder_waits);
    return mask & ~left;
}

/* ---- the engine ---- */

static bool dependents_quiet(struct vidsch *s, struct vidsch_node *node)
{
    static const char where[] = "DxgkDdiQueryDependentEngineGroup";
    DXGKARG_QUERYDEPENDENTENGINEGROUP group = {.NodeOrdinal = node->index};
    ULONGLONG self = 1ull << node->index, all = (2ull << (s->node_count - 1)) - 1;

    if (!NT_SUCCESS(ddi_QueryDependentEngineGroup(s->adapter, &group)))
        return false;
    if (!(group.DependentNodeOrdinalMask & self) || group.DependentNodeOrdinalMask & ~all)
        report_emit(REPORT_VIOLATION, "TDR-10", where, "DependentNodeOrdinalMask",
                    "the node itself and nodes that a reset of it stops", NULL, "0x%llX for node %u of %u",
                    (unsigned long long)group.DependentNodeOrdinalMask, node->index, s->node_count);
    ULONGLONG others = group.DependentNodeOrdinalMask & all & ~self;
    for (UINT n = 0; n < s->node_count; n++) {
        DXGKARG_QUERYENGINESTATUS status = {.NodeOrdinal = n};
        if (others >> n & 1 && flight_count(&s->node[n]) &&
            (!NT_SUCCESS(ddi_QueryEngineStatus(s->adapter, &status)) || !status.EngineStatus.Responsive))
            return false; /* two that hang: the adapter */
    }
    return preempt_all(s, others) == others;
}

static void check_aborted(struct vidsch *s, struct vidsch_node *node, UINT aborted, UINT completed,
                          UINT submitted)
{
    if (!fence_after(completed, aborted) && !fence_after(aborted, submitted))
        return;
    nt_bugcheck(
        VIDEO_SCHEDULER_INTERNAL_ERROR, 0xA, aborted, completed, submitted, "TDR-11",
        "DxgkDdiResetEngine of %s returned LastAbortedFenceId %u for node %u, which is not between the last "
        "completed, %u, and the last submitted, %u",
        s->adapter->driver->name, aborted, node->index, completed, submitted);
}

/* False: the adapter has to be reset (TDR-12). */
static bool engine_reset(struct vidsch *s, struct vidsch_node *node)
{
    struct cut cuts[FLIGHT_ROOM];
    DXGKARG_RESETENGINE arg = {.NodeOrdinal = node->index};

    if (!s->adapter->caps.SupportPerEngineTDR || !ddi_present(s->adapter, DDI_ID_ResetEngine) ||
        !dependents_quiet(s, node))
        return false;
    tdr_collect(s->adapter, VIDEO_ENGINE_TIMEOUT_DETECTED);
    UINT completed = __atomic_load_n(&node->reported, __ATOMIC_ACQUIRE);
    UINT count = note_flight(s, node, cuts);
    UINT submitted =
        count && fence_after(cuts[count - 1].fence, completed) ? cuts[count - 1].fence : completed;
    bool good = NT_SUCCESS(ddi_ResetEngine(s->adapter, &arg)), paging = false;
    if (good) {
        check_aborted(s, node, arg.LastAbortedFenceId, completed, submitted);
        UINT done = __atomic_load_n(&node->reported, __ATOMIC_ACQUIRE); /* a slow engine goes on until then */
        KeFlushQueuedDpcs();                                            /* what was told before the reset */
        for (UINT i = 0; i < count; i++) {
            if (fence_after(cuts[i].fence, arg.LastAbortedFenceId))
                break;
            if (!fence_after(cuts[i].fence, completed) ||
                (cuts[i].fence != arg.LastAbortedFenceId && !fence_after(cuts[i].fence, done)))
                continue;
            if (cuts[i].device)
                lose(s, cuts[i].device, D3DKMT_DEVICEEXECUTION_HUNG);
            paging |= cuts[i].paging;
        }
        if (!paging) {
            settle(s, node, arg.LastAbortedFenceId);
            render_count(s->adapter, engine_resets, 1);
        }
    }
    forget_flight(cuts, count);
    return good && !paging;
}

/* ---- the adapter ---- */

static void reset_failed(struct vidsch *s, const char *ddi, NTSTATUS status)
{
    nt_bugcheck(VIDEO_TDR_FAILURE, s->adapter->p->recovery_count, 0, (ULONG_PTR)(ULONG)status, 0, "TDR-06",
                "%s of %s returned %s; only STATUS_SUCCESS goes on", ddi, s->adapter->driver->name,
                nt_status_text(status));
}

/* Of each node that is not quiet the oldest submission was running and is cut off. */
static void lose_running(struct vidsch *s, ULONGLONG hung)
{
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    for (UINT n = 0; n < s->node_count; n++) {
        struct vidsch_node *node = &s->node[n];
        struct dxgk_packet *packet = node->first == node->last ? NULL : flight_at(node, node->first)->packet;
        if (packet)
            lose(s, packet->context->device,
                 hung >> n & 1 ? D3DKMT_DEVICEEXECUTION_HUNG : D3DKMT_DEVICEEXECUTION_RESET);
    }
    KeReleaseSpinLock(&s->spin, irql);
}

/* Paging that did not happen will not: what it should have moved is lost. */
static void drop_paging(struct vidsch *s, struct vidsch_node *node)
{
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    UINT count = node->again_count;
    node->lost_any = count != 0;
    if (count) {
        node->lost_first = node->again[0].fence;
        node->lost_last = node->again[count - 1].fence;
    }
    __atomic_store_n(&node->again_count, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&node->retired, node->submitted, __ATOMIC_RELEASE);
    KeReleaseSpinLock(&s->spin, irql);
}

/* PRE-09: after the reset each node has completed what was submitted last. */
static void settle_node(struct vidsch *s, struct vidsch_node *node)
{
    UINT reported = __atomic_load_n(&node->reported, __ATOMIC_ACQUIRE), running = reported, last;
    BOOLEAN result;
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    if (node->first != node->last && flight_at(node, node->first)->kind != SUBMISSION_PAGING)
        running = flight_at(node, node->first)->fence; /* it is over, whatever became of it */
    last = fence_after(node->submitted, reported) ? node->submitted : reported;
    KeReleaseSpinLock(&s->spin, irql);
    settle(s, node, running);
    drop_paging(s, node);
    node->reset_to = last;
    if (!NT_SUCCESS(interrupt_synchronize(s->adapter, set_reported, node, 0, &result)))
        set_reported(node);
}

static void settle_all(struct vidsch *s)
{
    for (UINT n = 0; n < s->node_count; n++)
        settle_node(s, &s->node[n]);
}

static void adapter_reset(struct vidsch *s, ULONGLONG hung)
{
    ULONGLONG all = (2ull << (s->node_count - 1)) - 1;

    preempt_all(s, all & ~hung); /* who does not hang loses nothing */
    tdr_collect(s->adapter, VIDEO_TDR_TIMEOUT_DETECTED);
    NTSTATUS status = ddi_ResetFromTimeout(s->adapter);
    if (status != STATUS_SUCCESS)
        reset_failed(s, "DxgkDdiResetFromTimeout", status);
    KeFlushQueuedDpcs();
    lose_running(s, hung);
    settle_all(s);
    flips_drop(s);
    s->resets++;
    vidmm_after_reset(s->adapter);
    status = ddi_RestartFromTimeout(s->adapter);
    if (status != STATUS_SUCCESS)
        reset_failed(s, "DxgkDdiRestartFromTimeout", status);
    render_count(s->adapter, adapter_resets, 1);
    s->recovering = false; /* what hangs from here on is the next one (TDR-03) */
    vidmm_restore(s->adapter);
    flips_restore(s);
    InterlockedOr(&s->work, SCHED_PUMP | SCHED_LOST); /* VidMm may have lost devices, too */
}

static void recover(struct vidsch *s, ULONGLONG hung)
{
    tdr_count_recovery(s->adapter); /* TDR-03 */
    bool engines = hung != 0;
    for (UINT n = 0; n < s->node_count && engines; n++)
        if (hung >> n & 1)
            engines = engine_reset(s, &s->node[n]);
    if (!engines)
        adapter_reset(s, hung);
    InterlockedOr(&s->work, SCHED_PUMP);
}

/* ---- the look ---- */

/* The hardware is gone: nothing of what it has will ever be done. */
static void give_up(struct vidsch *s)
{
    lose_running(s, 0);
    settle_all(s);
    KIRQL irql;
    KeAcquireSpinLock(&s->spin, &irql);
    for (LIST_ENTRY *l = s->busy.Flink; l != &s->busy; l = l->Flink)
        device_lose(context_of(CONTAINING_RECORD(l, struct vidsch_queue, link))->device,
                    D3DKMT_DEVICEEXECUTION_STOPPED);
    for (UINT i = 0; i < DXGK_MAX_SOURCES; i++)
        if (s->source[i].flip)
            WriteRelease(&s->source[i].flipped, 1);
    flip_retire(s);
    KeReleaseSpinLock(&s->spin, irql);
    InterlockedOr(&s->work, SCHED_LOST);
    made_progress(s);
}

/* True: the node hangs. */
static bool look_at(struct vidsch *s, struct vidsch_node *node, uint64_t *next)
{
    if (!flight_count(node) && !node_asked(node))
        return false;
    if (ReadAcquire(&node->halted))
        return true;
    if (nt_now() >= node_due(s, node)) {
        bool news = ask_fence(s, node);
        if (!news && (node_asked(node) || !s->preemption || !be_patient(s, node)))
            return true;
        if (!news)
            preempt(s, node);
    }
    if (flight_count(node) || node_asked(node))
        earlier(next, node_due(s, node));
    return false;
}

uint64_t tdr_check(struct vidsch *s)
{
    uint64_t next = 0;
    ULONGLONG hung = 0;

    if (__atomic_load_n(&s->adapter->p->removed, __ATOMIC_ACQUIRE)) {
        give_up(s);
        return 0;
    }
    if (s->recovering)
        return nt_now() + s->tdr_delay;
    for (UINT n = 0; n < s->node_count; n++)
        if (look_at(s, &s->node[n], &next))
            hung |= 1ull << n;
    bool flip = flip_overdue(s, nt_now(), &next);
    if (!hung && !flip)
        return next;
    s->recovering = true;
    recover(s, hung);
    s->recovering = false;
    return nt_now() + s->tdr_delay / 2;
}
