/* The picture side of testdod: presents in every manner, the worker behind the asynchronous ones, reports, vertical blanks. */
#include "testdod_driver.h"

/* ---- drawing ---- */

static uint32_t *pixel(const struct screen *s, UINT x, UINT y)
{
    switch (s->rotation) {
    case D3DKMDT_VPPR_ROTATE90:
        return &s->bits[(s->height - 1 - x) * s->width + y];
    case D3DKMDT_VPPR_ROTATE180:
        return &s->bits[(s->height - 1 - y) * s->width + (s->width - 1 - x)];
    case D3DKMDT_VPPR_ROTATE270:
        return &s->bits[x * s->width + (s->width - 1 - y)];
    default:
        return &s->bits[y * s->width + x];
    }
}

static bool turned(const struct screen *s)
{
    return s->rotation == D3DKMDT_VPPR_ROTATE90 || s->rotation == D3DKMDT_VPPR_ROTATE270;
}

static bool fits(const struct screen *s, const RECT *r)
{
    LONG width = (LONG)(turned(s) ? s->height : s->width), height = (LONG)(turned(s) ? s->width : s->height);
    return r->left >= 0 && r->top >= 0 && r->left < r->right && r->top < r->bottom && r->right <= width &&
           r->bottom <= height;
}

static void copy(const struct screen *s, const DXGKARG_PRESENT_DISPLAYONLY *arg, const RECT *r)
{
    for (LONG y = r->top; y < r->bottom; y++) {
        const uint32_t *row = (const uint32_t *)((const char *)arg->pSource + (LONG64)y * arg->Pitch);
        for (LONG x = r->left; x < r->right; x++)
            *pixel(s, (UINT)x, (UINT)y) = __atomic_load_n(&row[x], __ATOMIC_RELAXED);
    }
}

/* In an order that reads every pixel before it is overwritten. */
static void move(const struct screen *s, const D3DKMT_MOVE_RECT *m)
{
    LONG width = m->DestRect.right - m->DestRect.left, height = m->DestRect.bottom - m->DestRect.top;
    bool up = m->DestRect.top <= m->SourcePoint.y, left = m->DestRect.left <= m->SourcePoint.x;

    for (LONG i = 0; i < height; i++) {
        LONG y = up ? i : height - 1 - i;
        for (LONG j = 0; j < width; j++) {
            LONG x = left ? j : width - 1 - j;
            *pixel(s, (UINT)(m->DestRect.left + x), (UINT)(m->DestRect.top + y)) =
                *pixel(s, (UINT)(m->SourcePoint.x + x), (UINT)(m->SourcePoint.y + y));
        }
    }
}

/* NULL: as the contract says. */
static const char *complaint(const struct testdod_device *dev, const struct screen *s,
                             const DXGKARG_PRESENT_DISPLAYONLY *arg)
{
    if (dev->asleep || !s->width || !s->visible)
        return dev->asleep ? "asleep" : s->width ? "hidden" : "dark"; /* DOD-36 */
    if (!arg->pSource || arg->BytesPerPixel != 4 || arg->pfnPresentDisplayOnlyProgress)
        return "pSource, BytesPerPixel or pfnPresentDisplayOnlyProgress"; /* DOD-35, DOD-46 */
    if ((arg->Flags.Rotate != 0) != (s->rotation != D3DKMDT_VPPR_IDENTITY))
        return "Flags.Rotate"; /* DOD-34 */
    if (arg->NumMoves + arg->NumDirtyRects == 0)
        return "nothing to do";
    for (ULONG i = 0; i < arg->NumDirtyRects; i++) {
        if (!fits(s, &arg->pDirtyRect[i]))
            return "pDirtyRect";
    }
    for (ULONG i = 0; i < arg->NumMoves; i++) {
        const D3DKMT_MOVE_RECT *m = &arg->pMoves[i];
        RECT from = {m->SourcePoint.x, m->SourcePoint.y,
                     m->SourcePoint.x + m->DestRect.right - m->DestRect.left,
                     m->SourcePoint.y + m->DestRect.bottom - m->DestRect.top};
        if (!fits(s, &m->DestRect) || !fits(s, &from))
            return "pMoves";
    }
    return NULL;
}

/* DOD-33: moves in order, then rectangles. `failing`: gives up half way. `pauses`: an asynchronous one takes its time. */
static void draw(struct testdod_device *dev, const struct screen *s, const DXGKARG_PRESENT_DISPLAYONLY *arg,
                 bool failing, unsigned pauses)
{
    ULONG total = arg->NumMoves + arg->NumDirtyRects, end = failing ? total / 2 : total;

    for (ULONG i = 0; i < end; i++) {
        if (i < arg->NumMoves && testdod.moves_on_screen)
            move(s, &arg->pMoves[i]);
        else
            copy(s, arg, i < arg->NumMoves ? &arg->pMoves[i].DestRect : &arg->pDirtyRect[i - arg->NumMoves]);
        if (pauses && testdod_draw(dev, 4) == 0) {
            pauses--;
            LARGE_INTEGER wait = {.QuadPart = -(LONGLONG)testdod_draw(dev, testdod.delay / 4 + 1)};
            KeDelayExecutionThread(KernelMode, FALSE, &wait);
        }
    }
}

/* ---- reporting ---- */

static void notify(struct testdod_device *dev, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data)
{
    dev->kernel.DxgkCbNotifyInterrupt(testdod_handle(dev), data);
}

static void notify_progress(struct testdod_device *dev, UINT source, bool failed)
{
    DXGKARGCB_NOTIFY_INTERRUPT_DATA data = {.InterruptType = DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS};

    if (testdod_fault(FAULT_REPORT_TYPE))
        data.InterruptType = DXGK_INTERRUPT_CRTC_VSYNC;
    data.DisplayOnlyPresentProgress.VidPnSourceId = testdod_fault(FAULT_REPORT_SOURCE) ? 99 : source;
    data.DisplayOnlyPresentProgress.ProgressId = testdod_fault(FAULT_REPORT_ID) ? 7 : failed;
    notify(dev, &data);
    if (testdod_fault(FAULT_REPORT_TWICE))
        notify(dev, &data);
}

static BOOLEAN NTAPI at_interrupt_level(PVOID ctx)
{
    struct testdod_device *dev = ctx;
    ULONG done = (ULONG)InterlockedExchange(&dev->report_done, 0),
          failed = (ULONG)InterlockedExchange(&dev->report_failed, 0);
    ULONG vsync = (ULONG)InterlockedExchange(&dev->report_vsync, 0);
    BOOLEAN unused;

    for (UINT s = 0; s < dev->sources; s++) {
        if ((done | failed) >> s & 1)
            notify_progress(dev, s, failed >> s & 1);
    }
    for (UINT c = 0; c < dev->children; c++) {
        DXGKARGCB_NOTIFY_INTERRUPT_DATA data = {.InterruptType = DXGK_INTERRUPT_DISPLAYONLY_VSYNC};
        data.DisplayOnlyVsync.VidPnTargetId = TESTDOD_FIRST_UID + c;
        if (vsync >> c & 1)
            notify(dev, &data);
    }
    if (testdod_fault(FAULT_SYNC_IN_ISR))
        dev->kernel.DxgkCbSynchronizeExecution(dev->kernel.DeviceHandle, at_interrupt_level, dev, 0, &unused);
    if (!testdod_fault(FAULT_NO_QUEUE_DPC))
        dev->kernel.DxgkCbQueueDpc(dev->kernel.DeviceHandle);
    return TRUE;
}

static void raise_interrupt(struct testdod_device *dev)
{
    BOOLEAN result;

    if (testdod_fault(FAULT_NOTIFY_LOW))
        at_interrupt_level(dev);
    else
        dev->kernel.DxgkCbSynchronizeExecution(dev->kernel.DeviceHandle, at_interrupt_level, dev, 0, &result);
}

void testdod_report(struct testdod_device *dev, UINT source, bool failed)
{
    InterlockedOr(failed ? &dev->report_failed : &dev->report_done, (LONG)1 << source);
    raise_interrupt(dev);
}

BOOLEAN NTAPI testdod_interrupt(const PVOID ctx, ULONG message)
{
    return FALSE; /* nothing of ours is wired to a line (FEN-10) */
}

void NTAPI testdod_dpc(const PVOID ctx)
{
    struct testdod_device *dev = ctx;
    if (!testdod_fault(FAULT_NO_NOTIFY_DPC))
        dev->kernel.DxgkCbNotifyDpc(dev->kernel.DeviceHandle);
}

/* ---- the worker ---- */

static UINT generation(struct testdod_device *dev)
{
    return __atomic_load_n(&dev->generation, __ATOMIC_SEQ_CST);
}

static struct job *take_job(struct testdod_device *dev, UINT *source)
{
    struct job *found = NULL;
    KIRQL irql;

    KeAcquireSpinLock(&dev->lock, &irql);
    for (UINT s = 0; s < dev->sources && !found; s++) {
        struct job *j = dev->screen[s].job;
        if (j->pending && !j->running && !j->silent) {
            found = j;
            j->running = true;
            *source = s;
        }
    }
    KeReleaseSpinLock(&dev->lock, irql);
    return found;
}

static void finish_job(struct testdod_device *dev, struct job *j, UINT source)
{
    KIRQL irql;

    KeAcquireSpinLock(&dev->lock, &irql);
    bool ours = j->pending && j->generation == generation(dev);
    j->pending = j->running = false;
    bool fail = j->fail;
    KeReleaseSpinLock(&dev->lock, irql);
    if (ours)
        testdod_report(dev, source, fail);
}

static VOID NTAPI worker(PVOID ctx)
{
    struct testdod_device *dev = ctx;
    UINT source = 0;

    while (!__atomic_load_n(&dev->quit, __ATOMIC_ACQUIRE)) {
        struct job *j = take_job(dev, &source);
        if (!j) {
            KeWaitForSingleObject(&dev->wake, Executive, KernelMode, FALSE, NULL);
            continue;
        }
        LARGE_INTEGER wait = {.QuadPart = -(LONGLONG)testdod_draw(dev, testdod.delay + 1)};
        KeDelayExecutionThread(KernelMode, FALSE, &wait);
        if (!j->only_report)
            draw(dev, &dev->screen[source], &j->arg, j->fail, 3);
        finish_job(dev, j, source);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

/* ---- the DDI ---- */

static bool take_silent(void)
{
    unsigned left = __atomic_load_n(&testdod.silent, __ATOMIC_RELAXED);
    while (left && !__atomic_compare_exchange_n(&testdod.silent, &left, left - 1, false, __ATOMIC_RELAXED,
                                                __ATOMIC_RELAXED))
        ;
    return left != 0;
}

static enum testdod_present manner(struct testdod_device *dev)
{
    switch (testdod.present) {
    case TESTDOD_ALTERNATE:
        return __atomic_fetch_add(&dev->turn, 1, __ATOMIC_RELAXED) % 2 ? TESTDOD_ASYNC : TESTDOD_SYNC;
    case TESTDOD_MIXED:
        return (enum testdod_present[]){TESTDOD_SYNC, TESTDOD_ASYNC, TESTDOD_ASYNC,
                                        TESTDOD_EARLY}[testdod_draw(dev, 4)];
    case TESTDOD_NEVER:
    case TESTDOD_PENDING_SYNC:
        return take_silent() ? testdod.present : TESTDOD_SYNC;
    default:
        return testdod.present;
    }
}

static void queue_job(struct testdod_device *dev, struct job *j, const DXGKARG_PRESENT_DISPLAYONLY *arg,
                      bool fail, bool silent, bool only_report)
{
    KIRQL irql;

    KeAcquireSpinLock(&dev->lock, &irql);
    j->arg = *arg;
    if (arg->NumMoves)
        memcpy(j->moves, arg->pMoves, arg->NumMoves * sizeof(j->moves[0]));
    if (arg->NumDirtyRects)
        memcpy(j->dirty, arg->pDirtyRect, arg->NumDirtyRects * sizeof(j->dirty[0]));
    j->arg.pMoves = j->moves;
    j->arg.pDirtyRect = j->dirty;
    j->fail = fail;
    j->silent = silent;
    j->only_report = only_report;
    j->generation = generation(dev);
    j->pending = true;
    KeReleaseSpinLock(&dev->lock, irql);
    KeSetEvent(&dev->wake, IO_NO_INCREMENT, FALSE);
}

static bool busy(struct testdod_device *dev, const struct job *j, bool with_reports)
{
    KIRQL irql;

    KeAcquireSpinLock(&dev->lock, &irql);
    bool pending = j->pending && (with_reports || !j->only_report) && j->generation == generation(dev);
    KeReleaseSpinLock(&dev->lock, irql);
    return pending;
}

static NTSTATUS present(struct testdod_device *dev, struct screen *s, const DXGKARG_PRESENT_DISPLAYONLY *arg,
                        bool fail)
{
    switch (manner(dev)) {
    case TESTDOD_ASYNC:
        queue_job(dev, s->job, arg, fail, false, false);
        return STATUS_PENDING;
    case TESTDOD_EARLY:
        draw(dev, s, arg, fail, 0);
        testdod_report(dev, arg->VidPnSourceId, fail);
        return STATUS_PENDING;
    case TESTDOD_SUCCESS_THEN_REPORT:
        draw(dev, s, arg, false, 0);
        if (!busy(dev, s->job, true))
            queue_job(dev, s->job, arg, false, false, true);
        return STATUS_SUCCESS;
    case TESTDOD_NEVER:
        queue_job(dev, s->job, arg, false, true, false);
        return STATUS_PENDING;
    case TESTDOD_PENDING_SYNC:
        draw(dev, s, arg, false, 0);
        return STATUS_PENDING;
    default:
        draw(dev, s, arg, fail, 0);
        return fail ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
    }
}

NTSTATUS NTAPI testdod_present_display_only(const HANDLE ctx, const DXGKARG_PRESENT_DISPLAYONLY *arg)
{
    struct testdod_device *dev = ctx;
    struct screen *s = &dev->screen[arg->VidPnSourceId];
    unsigned number = __atomic_add_fetch(&testdod_seen.presents, 1, __ATOMIC_RELAXED);
    unsigned fail_every = __atomic_load_n(&testdod.fail_every, __ATOMIC_RELAXED);

    if (!dev->started) {
        __atomic_fetch_add(&testdod_seen.inactive_calls, 1, __ATOMIC_RELAXED);
        return STATUS_UNSUCCESSFUL;
    }
    const char *wrong = complaint(dev, s, arg);
    if (wrong) {
        __atomic_store_n(&testdod_seen.bad_present, wrong, __ATOMIC_RELAXED);
        __atomic_fetch_add(&testdod_seen.bad_presents, 1, __ATOMIC_RELAXED);
        return STATUS_INVALID_PARAMETER;
    }
    if (busy(dev, s->job, false))
        __atomic_fetch_add(&testdod_seen.overlapping, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&testdod_seen.rotated, arg->Flags.Rotate, __ATOMIC_RELAXED);
    s->last = *arg;
    NTSTATUS status = present(dev, s, arg, fail_every && number % fail_every == 0);
    if (testdod_fault(FAULT_HANG)) {
        LARGE_INTEGER minute = {.QuadPart = -600000000ll};
        KeDelayExecutionThread(KernelMode, FALSE, &minute);
    }
    if (testdod_fault(FAULT_IRQL))
        (void)KeRaiseIrqlToDpcLevel();
    return status;
}

/* ---- reset, vertical blank ---- */

void NTAPI testdod_reset(const PVOID ctx)
{
    struct testdod_device *dev = ctx;

    testdod_seen.resets++;
    __atomic_add_fetch(&dev->generation, 1, __ATOMIC_SEQ_CST); /* no lock: any IRQL (POST-11) */
}

static VOID NTAPI on_vsync(PKDPC dpc, PVOID ctx, PVOID a, PVOID b)
{
    struct testdod_device *dev = ctx;

    if (testdod.vsync_silent)
        return;
    InterlockedOr(&dev->report_vsync, (LONG)(1u << dev->children) - 1);
    raise_interrupt(dev);
}

NTSTATUS NTAPI testdod_control_interrupt(const HANDLE ctx, const DXGK_INTERRUPT_TYPE type, BOOLEAN enable)
{
    struct testdod_device *dev = ctx;
    LARGE_INTEGER due = {.QuadPart = -166667};

    if (type != DXGK_INTERRUPT_CRTC_VSYNC)
        return STATUS_NOT_IMPLEMENTED; /* FEN-19 */
    if (enable && !dev->vsync_on)
        KeSetTimerEx(&dev->vsync_timer, due, 16, &dev->vsync_dpc);
    if (!enable)
        KeCancelTimer(&dev->vsync_timer);
    dev->vsync_on = enable;
    *(enable ? &testdod_seen.interrupts_on : &testdod_seen.interrupts_off) += 1;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI testdod_get_scan_line(const HANDLE ctx, DXGKARG_GETSCANLINE *arg)
{
    arg->InVerticalBlank = FALSE;
    arg->ScanLine = 0;
    return STATUS_SUCCESS;
}

/* ---- life ---- */

NTSTATUS testdod_present_start(struct testdod_device *dev)
{
    HANDLE thread;

    KeInitializeTimer(&dev->vsync_timer);
    KeInitializeDpc(&dev->vsync_dpc, on_vsync, dev);
    KeInitializeEvent(&dev->wake, SynchronizationEvent, FALSE);
    dev->quit = false;
    dev->pixels = 0;
    for (size_t i = 0; i < testdod.mode_count; i++) {
        SIZE_T pixels = (SIZE_T)testdod.modes[i].width * testdod.modes[i].height;
        dev->pixels = pixels > dev->pixels ? pixels : dev->pixels;
    }
    for (ULONG s = 0; s < dev->sources; s++) {
        struct screen *screen = &dev->screen[s];
        *screen = (struct screen){.rotation = D3DKMDT_VPPR_IDENTITY};
        screen->bits = ExAllocatePool2(POOL_FLAG_NON_PAGED, dev->pixels * 4, TESTDOD_TAG);
        screen->job = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*screen->job), TESTDOD_TAG);
        if (!screen->bits || !screen->job)
            return STATUS_NO_MEMORY;
    }
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, worker, dev);
    if (!NT_SUCCESS(status))
        return status;
    status =
        ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, NULL, KernelMode, (PVOID *)&dev->worker, NULL);
    ZwClose(thread);
    return status;
}

void testdod_present_stop(struct testdod_device *dev)
{
    KeCancelTimer(&dev->vsync_timer);
    KeFlushQueuedDpcs();
    if (dev->worker) {
        __atomic_store_n(&dev->quit, true, __ATOMIC_RELEASE);
        KeSetEvent(&dev->wake, IO_NO_INCREMENT, FALSE);
        KeWaitForSingleObject(dev->worker, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(dev->worker);
        dev->worker = NULL;
    }
    for (ULONG s = 0; s < TESTDOD_SOURCES; s++) {
        if (dev->screen[s].bits)
            ExFreePoolWithTag(dev->screen[s].bits, TESTDOD_TAG);
        if (dev->screen[s].job)
            ExFreePoolWithTag(dev->screen[s].job, TESTDOD_TAG);
        dev->screen[s] = (struct screen){0};
    }
}
