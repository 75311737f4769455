/*
 * Presents of a source: at most one in the miniport (DOD-41), later updates merged behind it, both ways of ending one (DOD-37,
 * DOD-38) at any call (DOD-42), and what happens to an update that did not reach the screen (DOD-47).
 *
 * The synchronous path takes two short locks, allocates nothing and arms no timer. A pending one costs a timer and a wake-up of
 * the worker when something is queued behind it; a quiet source costs nothing.
 */
#include "present.h"

#include <stdio.h>
#include <string.h>

struct present *present_of(struct dxgk_adapter *adapter, UINT source)
{
    struct present *p = source < DXGK_MAX_SOURCES ? &adapter->present[source] : NULL;
    return p && __atomic_load_n(&p->made, __ATOMIC_ACQUIRE) ? p : NULL;
}

bool present_ready(const struct present *p)
{
    return NT_SUCCESS(__atomic_load_n(&p->adapter->p->usable, __ATOMIC_ACQUIRE)) && p->visible &&
           !p->asleep && p->width && p->bits && p->image_width >= p->width && p->image_height >= p->height;
}

void present_wake(struct present *p)
{
    for (LIST_ENTRY *l = p->waiters.Flink; l != &p->waiters; l = l->Flink)
        KeSetEvent(&CONTAINING_RECORD(l, struct present_waiter, link)->changed, IO_NO_INCREMENT, FALSE);
}

/* spin held */
static void settle(struct present *p)
{
    struct adapter_private *a = p->adapter->p;

    p->state = PRESENT_IDLE;
    p->early = false;
    if (--a->busy == 0 && a->hold)
        KeSetEvent(&a->idle, IO_NO_INCREMENT, FALSE);
    present_wake(p);
}

/* ---- going down ---- */

/* Queue lock held. The queue, with what has to be done again, becomes what goes down; the state becomes CALLING. */
static bool claim(struct present *p)
{
    struct adapter_private *a = p->adapter->p;
    struct present_list *list;
    bool redo, touches, stale;
    KIRQL irql;

    if (!present_ready(p))
        return false;
    KeAcquireSpinLock(&a->spin, &irql);
    redo = p->redo;
    bool wanted = redo || !present_list_empty(p->queue);
    /* The device may have gone to sleep since the look above; whoever sends it there holds presents first. */
    bool mine = wanted && p->state == PRESENT_IDLE && a->hold == 0 && NT_SUCCESS(a->usable);
    if (wanted && p->state != PRESENT_IDLE)
        p->more = true;
    touches = p->active_touches;
    stale = p->touched_stale;
    if (mine) {
        p->state = PRESENT_CALLING;
        p->redo = p->early = p->touched_stale = false;
        p->active_touches = true;
        a->busy++;
        a->calling++;
    }
    KeReleaseSpinLock(&a->spin, irql);
    if (!mine)
        return false;
    if (redo)
        present_list_add_written(p->queue, (LONG)p->width, (LONG)p->height, p->active);
    if (stale)
        present_area_clear(p->touched);
    if (touches)
        present_area_add_written(p->touched, p->active);
    list = p->queue;
    p->queue = p->active;
    p->active = list;
    present_list_clear(p->queue);
    return true;
}

/* Queue lock held; the state is CALLING. */
static void lend(struct present *p, DXGKARG_PRESENT_DISPLAYONLY *arg)
{
    const struct present_list *list = p->active;

    memcpy(p->lent_moves, list->moves, list->move_count * sizeof(*list->moves));
    memcpy(p->lent_dirty, list->dirty, list->dirty_count * sizeof(*list->dirty));
    *arg = (DXGKARG_PRESENT_DISPLAYONLY){
        .VidPnSourceId = p->source,
        .pSource = p->bits,
        .BytesPerPixel = 4, /* DOD-35 */
        .Pitch = p->pitch,
        .NumMoves = list->move_count,
        .pMoves = list->move_count ? p->lent_moves : NULL,
        .NumDirtyRects = list->dirty_count,
        .pDirtyRect = list->dirty_count ? p->lent_dirty : NULL,
    };
    arg->Flags.Rotate = p->rotation != D3DKMDT_VPPR_IDENTITY; /* DOD-34 */
}

static void count_areas(struct dxgk_present_stats *stats, const struct present_list *list)
{
    stats->presents++;
    stats->moves += list->move_count;
    stats->dirty += list->dirty_count;
    for (unsigned i = 0; i < list->move_count; i++) {
        const RECT *r = &list->moves[i].DestRect;
        stats->pixels_moved += (uint64_t)(r->right - r->left) * (uint64_t)(r->bottom - r->top);
    }
    for (unsigned i = 0; i < list->dirty_count; i++) {
        const RECT *r = &list->dirty[i];
        stats->pixels_copied += (uint64_t)(r->right - r->left) * (uint64_t)(r->bottom - r->top);
    }
}

/* spin held */
static void drawer_returns(struct present *p)
{
    p->touched_stale = true;
    if (p->state == PRESENT_IDLE && !p->redo)
        p->active_touches = false;
}

void present_drawer_returns(struct present *p)
{
    KIRQL irql;

    KeAcquireSpinLock(&p->adapter->p->spin, &irql);
    drawer_returns(p);
    KeReleaseSpinLock(&p->adapter->p->spin, irql);
}

/* spin held: the present is over */
static void over(struct present *p, bool failed, NTSTATUS error)
{
    p->redo = failed;
    p->overdue = false;
    p->failures = failed ? p->failures + 1 : 0;
    p->last_error = failed ? error : STATUS_SUCCESS;
    if (failed)
        __atomic_fetch_add(&p->stats.failed, 1, __ATOMIC_RELAXED);
    settle(p);
}

/* After the DDI. Returns what became of the present: STATUS_SUCCESS, STATUS_PENDING, or an error. *more: there may be another
 * to send. */
static NTSTATUS conclude(struct present *p, NTSTATUS status, bool drawer, bool *more)
{
    struct adapter_private *a = p->adapter->p;
    KIRQL irql;

    KeAcquireSpinLock(&a->spin, &irql);
    if (--a->calling == 0 && a->hold)
        KeSetEvent(&a->idle, IO_NO_INCREMENT, FALSE);
    if (status == STATUS_PENDING)
        __atomic_store_n(&p->pended, true, __ATOMIC_RELAXED);
    if (status == STATUS_PENDING && !p->early) {
        p->state = PRESENT_PENDING;
        p->overdue = false;
        p->pending_since = nt_now();
        LARGE_INTEGER due = {.QuadPart = -(LONGLONG)p->adapter->options.present_delay_ms * 10000};
        KeSetTimer(&p->timer, due, &p->timer_dpc);
        *more = false;
    } else {
        if (status == STATUS_PENDING) {
            status = p->early_failed ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS; /* DOD-43 */
        } else if (NT_SUCCESS(status)) {
            if (!p->early) /* success and a report: over is over (Z-01, DOD-39) */
                __atomic_fetch_add(&p->owed, 1, __ATOMIC_RELAXED);
            status = STATUS_SUCCESS;
        }
        over(p, !NT_SUCCESS(status), status);
        *more = p->more;
        p->more = false;
    }
    if (drawer)
        drawer_returns(p);
    KeReleaseSpinLock(&a->spin, irql);
    return status;
}

static NTSTATUS call_down(struct present *p, const DXGKARG_PRESENT_DISPLAYONLY *arg,
                          struct nt_process *process, bool drawer, bool *more)
{
    size_t moves = arg->NumMoves * sizeof(*p->lent_moves);
    size_t dirty = arg->NumDirtyRects * sizeof(*p->lent_dirty);
    struct nt_process *before = NULL;

    if (process)
        before = nt_process_attach(process);
    uint64_t start = nt_now();
    NTSTATUS status = ddi_PresentDisplayOnly(p->adapter, arg);
    uint64_t spent = nt_now() - start;
    if (process)
        nt_process_attach(before);
    memset(p->lent_moves, 0xDD, moves); /* DOD-44: a miniport that still looks at them shall see that */
    memset(p->lent_dirty, 0xDD, dirty);
    __atomic_fetch_add(&p->stats.time_in_driver, spent, __ATOMIC_RELAXED);
    if (status == STATUS_PENDING)
        __atomic_fetch_add(&p->stats.asynchronous, 1, __ATOMIC_RELAXED);
    return conclude(p, status, drawer, more);
}

/* Nothing could be claimed: is everything on the screen? */
static bool quiet(struct present *p)
{
    KIRQL irql;

    KeAcquireSpinLock(&p->adapter->p->spin, &irql);
    bool idle = p->state == PRESENT_IDLE && !p->redo;
    KeReleaseSpinLock(&p->adapter->p->spin, irql);
    return idle && present_list_empty(p->queue);
}

NTSTATUS present_pump_locked(struct present *p, bool drawer)
{
    DXGKARG_PRESENT_DISPLAYONLY arg;
    NTSTATUS status;
    bool more;

    for (;;) {
        if (!claim(p)) {
            status = quiet(p) ? STATUS_SUCCESS : STATUS_PENDING;
            ExReleaseFastMutex(&p->queue_lock);
            return status;
        }
        struct nt_process *process = p->process;
        lend(p, &arg);
        count_areas(&p->stats, p->active);
        ExReleaseFastMutex(&p->queue_lock);
        status = call_down(p, &arg, process, drawer, &more);
        if (!NT_SUCCESS(status))
            worker_wake(p->adapter, WORK_PRESENT); /* once more, from there */
        if (status != STATUS_SUCCESS || !more)
            return status;
        ExAcquireFastMutex(&p->queue_lock);
    }
}

static bool tired(struct present *p)
{
    KIRQL irql;

    KeAcquireSpinLock(&p->adapter->p->spin, &irql);
    bool t = p->failures >= PRESENT_RETRIES;
    KeReleaseSpinLock(&p->adapter->p->spin, irql);
    return t;
}

void present_pump_all(struct dxgk_adapter *adapter)
{
    for (UINT s = 0; s < adapter->source_count; s++) {
        struct present *p = &adapter->present[s];
        if (tired(p))
            continue;
        ExAcquireFastMutex(&p->queue_lock);
        present_pump_locked(p, false);
    }
}

/* ---- coming back ---- */

bool present_owes_report(struct dxgk_adapter *adapter, UINT source)
{
    struct present *p = present_of(adapter, source);
    return p && __atomic_load_n(&p->owed, __ATOMIC_RELAXED) && !__atomic_load_n(&p->pended, __ATOMIC_RELAXED);
}

void present_progress(struct dxgk_adapter *adapter, UINT source, bool failed)
{
    struct present *p = present_of(adapter, source);
    struct adapter_private *a = adapter->p;
    bool stray = false, again = false;
    KIRQL irql;

    if (!p)
        return;
    KeAcquireSpinLock(&a->spin, &irql);
    if (p->state == PRESENT_PENDING) {
        KeCancelTimer(&p->timer);
        over(p, failed, STATUS_UNSUCCESSFUL);
        again = p->more || failed;
        p->more = false;
    } else if (p->state == PRESENT_CALLING && !p->early) {
        p->early = true;
        p->early_failed = failed;
    } else if (p->owed) {
        __atomic_fetch_sub(&p->owed, 1, __ATOMIC_RELAXED);
    } else {
        stray = true;
    }
    KeReleaseSpinLock(&a->spin, irql);
    if (stray)
        report_emit(REPORT_VIOLATION, "DOD-40", "DxgkCbNotifyInterrupt", "DisplayOnlyPresentProgress",
                    "one report for a present that is pending",
                    "A present that was reset away, or reported before, must not be reported again.",
                    "a report for source %u, which has none", source);
    if (again)
        worker_wake(adapter, WORK_PRESENT);
}

VOID NTAPI present_on_timer(PKDPC dpc, PVOID ctx, PVOID x, PVOID y)
{
    struct present *p = ctx;
    struct adapter_private *a = p->adapter->p;
    uint64_t delay = (uint64_t)p->adapter->options.present_delay_ms * 10000;
    KIRQL irql;

    KeAcquireSpinLock(&a->spin, &irql);
    /* The timer may have fired for the present before this one. */
    bool late = p->state == PRESENT_PENDING && nt_now() - p->pending_since >= delay;
    if (late) {
        p->overdue = true;
        KeSetEvent(&a->idle, IO_NO_INCREMENT, FALSE);
    }
    KeReleaseSpinLock(&a->spin, irql);
    if (late)
        worker_wake(p->adapter, WORK_TIMEOUT);
}

bool present_timed_out(struct dxgk_adapter *adapter)
{
    struct adapter_private *a = adapter->p;
    bool late = false;
    KIRQL irql;

    KeAcquireSpinLock(&a->spin, &irql);
    for (UINT s = 0; s < adapter->source_count; s++)
        late |= adapter->present[s].overdue;
    KeReleaseSpinLock(&a->spin, irql);
    return late;
}

bool present_nobody_calling(struct dxgk_adapter *adapter)
{
    KIRQL irql;

    KeAcquireSpinLock(&adapter->p->spin, &irql);
    bool nobody = adapter->p->calling == 0;
    KeReleaseSpinLock(&adapter->p->spin, irql);
    return nobody;
}

void present_report_timeouts(struct dxgk_adapter *adapter)
{
    char expected[96];

    snprintf(expected, sizeof(expected), "DISPLAYONLY_PRESENT_PROGRESS within %u ms of STATUS_PENDING",
             adapter->options.present_delay_ms);
    for (UINT s = 0; s < adapter->source_count; s++) {
        struct present *p = &adapter->present[s];
        KIRQL irql;
        KeAcquireSpinLock(&adapter->p->spin, &irql);
        bool late = p->overdue;
        p->overdue = false;
        KeReleaseSpinLock(&adapter->p->spin, irql);
        if (late)
            report_emit(REPORT_VIOLATION, "DOD-45", "DxgkDdiPresentDisplayOnly", "progress", expected,
                        "Report it from the interrupt routine or DxgkCbSynchronizeExecution, or do not "
                        "return STATUS_PENDING "
                        "when the copy is done (DOD-37).",
                        "none for source %u", s);
    }
}

void present_abandon(struct dxgk_adapter *adapter)
{
    struct adapter_private *a = adapter->p;

    for (UINT s = 0; s < adapter->source_count; s++) {
        struct present *p = &adapter->present[s];
        KIRQL irql;
        KeCancelTimer(&p->timer);
        KeAcquireSpinLock(&a->spin, &irql);
        if (p->state == PRESENT_PENDING)
            settle(p);
        p->overdue = false;
        __atomic_store_n(&p->owed, 0, __ATOMIC_RELAXED);
        p->redo = true;
        KeReleaseSpinLock(&a->spin, irql);
    }
}
