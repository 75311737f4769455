/*
 * Interrupts of an adapter: the interrupt routine, synchronized routines, the DPC, and the three callbacks that tie them.
 *
 * A report of the miniport passes three stations: NotifyInterrupt at device IRQL, QueueDpc before that section ends (FEN-06),
 * NotifyDpc in the DPC (FEN-02). Only then does the kernel act on it. What travels from the first to the last station is a few
 * bits, changed atomically, because a DPC of one report may overlap the interrupt of the next.
 */
#include "private.h"
#include "vidsch.h"

#include <stdio.h>

/* ---- sections at device IRQL ---- */

static void section_enter(struct adapter_interrupt *i)
{
    i->inside = true;
    i->notified = false;
    i->queued = false;
    i->crtc = false;
}

static void section_leave(struct adapter_interrupt *i, const char *where)
{
    if (i->notified && !i->queued)
        report_emit(REPORT_VIOLATION, "FEN-06", where, "DxgkCbQueueDpc",
                    "called after DxgkCbNotifyInterrupt, before this routine returns",
                    "Without the DPC the report never reaches the graphics kernel.", "not called");
    i->inside = false;
}

static BOOLEAN isr(void *ctx, ULONG message)
{
    struct dxgk_adapter *adapter = ctx;
    struct adapter_interrupt *i = &adapter->p->interrupt;

    section_enter(i);
    i->in_isr = true;
    i->message = message;
    BOOLEAN ours = ddi_InterruptRoutine(adapter, message);
    i->in_isr = false;
    section_leave(i, "DxgkDdiInterruptRoutine");
    return ours;
}

struct synchronized {
    struct dxgk_adapter *adapter;
    PKSYNCHRONIZE_ROUTINE routine;
    PVOID context;
};

static BOOLEAN run_synchronized(void *ctx)
{
    struct synchronized *s = ctx;
    struct adapter_interrupt *i = &s->adapter->p->interrupt;

    section_enter(i);
    nt_call_enter("DxgkCbSynchronizeExecution", (ULONG_PTR)s->routine); /* back in the driver */
    BOOLEAN result = s->routine(s->context);
    nt_call_leave();
    section_leave(i, "DxgkCbSynchronizeExecution");
    return result;
}

/* An exception left the routine, on its way to a handler of the caller. */
static void give_back(void *ctx)
{
    struct dxgk_adapter *adapter = ctx;
    struct adapter_interrupt *i = &adapter->p->interrupt;

    section_leave(i, "DxgkCbSynchronizeExecution");
    InterlockedDecrement(&i->users);
}

NTSTATUS interrupt_synchronize(struct dxgk_adapter *adapter, PKSYNCHRONIZE_ROUTINE routine, PVOID context,
                               ULONG message, PBOOLEAN result)
{
    struct synchronized s = {adapter, routine, context};
    struct nt_cleanup cleanup = {give_back, adapter};
    struct nt_frame frame;

    if (!routine || !result)
        return STATUS_INVALID_PARAMETER;
    struct adapter_interrupt *i = &adapter->p->interrupt;
    InterlockedIncrement(&i->users);
    struct nt_interrupt *line = __atomic_load_n(&i->line, __ATOMIC_SEQ_CST);
    if (line) {
        nt_frame_push(&frame, NT_FRAME_CLEANUP, &cleanup);
        BOOLEAN answer = nt_interrupt_synchronize(line, run_synchronized, &s);
        nt_frame_pop(&frame);
        *result = answer;
    }
    InterlockedDecrement(&i->users);
    return line ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL; /* FEN-13: not connected yet */
}

/* ---- NotifyInterrupt ---- */

static bool check_place(struct dxgk_adapter *adapter)
{
    struct adapter_interrupt *i = &adapter->p->interrupt;
    KIRQL irql = KeGetCurrentIrql();

    if (irql <= DISPATCH_LEVEL) {
        report_emit(REPORT_VIOLATION, "FEN-05", "DxgkCbNotifyInterrupt", "IRQL", "the device's IRQL",
                    "Call it in the interrupt routine, or in a routine given to DxgkCbSynchronizeExecution.",
                    "%u", (unsigned)irql);
        return false;
    }
    if (!i->inside) {
        report_emit(REPORT_VIOLATION, "FEN-08", "DxgkCbNotifyInterrupt", "caller",
                    "the interrupt routine or a routine given to DxgkCbSynchronizeExecution", NULL,
                    "raised IRQL %u without the interrupt lock", (unsigned)irql);
        return false;
    }
    return true;
}

static void bad_field(const char *rule, const char *what, const char *expected, unsigned value)
{
    report_emit(REPORT_VIOLATION, rule, "DxgkCbNotifyInterrupt", what, expected, NULL, "%u", value);
}

static bool notify_progress(struct dxgk_adapter *adapter, const DXGKARGCB_PRESENT_DISPLAYONLY_PROGRESS *p)
{
    struct adapter_interrupt *i = &adapter->p->interrupt;
    char expected[48];

    if (p->VidPnSourceId >= i->sources) {
        snprintf(expected, sizeof(expected), "less than %u", (unsigned)i->sources);
        bad_field("DOD-40", "DisplayOnlyPresentProgress.VidPnSourceId", expected, p->VidPnSourceId);
        return false;
    }
    if ((unsigned)p->ProgressId > 1) {
        bad_field("DOD-40", "DisplayOnlyPresentProgress.ProgressId", "0 (complete) or 1 (failed)",
                  (unsigned)p->ProgressId);
        return false;
    }
    LONG bit = (LONG)1 << p->VidPnSourceId;
    LONG before = InterlockedOr(p->ProgressId ? &i->failed : &i->done, bit);
    if ((before | ReadAcquire(p->ProgressId ? &i->done : &i->failed)) & bit &&
        !present_owes_report(adapter, p->VidPnSourceId))
        bad_field("DOD-41", "DisplayOnlyPresentProgress.VidPnSourceId", "one report for a present",
                  p->VidPnSourceId);
    return true;
}

static bool notify_vsync(struct dxgk_adapter *adapter, UINT target)
{
    struct adapter_interrupt *i = &adapter->p->interrupt;

    for (ULONG c = 0; c < i->children; c++) {
        if (i->uid[c] == target) {
            __atomic_fetch_or(&i->vblank, (LONG64)1 << c, __ATOMIC_SEQ_CST);
            return true;
        }
    }
    bad_field(adapter->p->display_only ? "DOD-50" : "FEN-18", "VidPnTargetId", "the ChildUid of a child",
              target);
    return false;
}

/* A display-only driver; FEN-17. */
static bool notify_display(struct dxgk_adapter *adapter, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data)
{
    switch (data->InterruptType) {
    case DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS:
        return notify_progress(adapter, &data->DisplayOnlyPresentProgress);
    case DXGK_INTERRUPT_DISPLAYONLY_VSYNC:
        if (adapter->vsync_control)
            return notify_vsync(adapter, data->DisplayOnlyVsync.VidPnTargetId);
        bad_field("DOD-03", "InterruptType",
                  "no vsync report from a driver without ControlInterrupt and GetScanLine",
                  (unsigned)data->InterruptType);
        return false;
    default:
        bad_field("FEN-17", "InterruptType", "5 or 6 from a display-only driver",
                  (unsigned)data->InterruptType);
        return false;
    }
}

/* FEN-05 and FEN-07, where the kind of a report matters. */
static void check_order(struct dxgk_adapter *adapter, bool crtc)
{
    struct adapter_interrupt *i = &adapter->p->interrupt;
    UINT message = adapter->caps.InterruptMessageNumber;
    char expected[64];

    if (i->in_isr && i->message != message) {
        snprintf(expected, sizeof(expected), "%u, which the caps declare", message);
        bad_field("FEN-05", "MessageNumber", expected, i->message);
    }
    if (!crtc && i->crtc)
        report_emit(REPORT_VIOLATION, "FEN-07", "DxgkCbNotifyInterrupt", "order in one interrupt",
                    "DMA reports before vertical blanks", NULL, "a DMA report after a vertical blank");
    i->crtc |= crtc;
}

static bool notify_full(struct dxgk_adapter *adapter, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data)
{
    switch (data->InterruptType) {
    case DXGK_INTERRUPT_DMA_COMPLETED:
    case DXGK_INTERRUPT_DMA_PREEMPTED:
    case DXGK_INTERRUPT_DMA_FAULTED:
        check_order(adapter, false);
        return vidsch_interrupt(adapter, data);
    case DXGK_INTERRUPT_CRTC_VSYNC:
        check_order(adapter, true);
        return vidsch_interrupt(adapter, data) && notify_vsync(adapter, data->CrtcVsync.VidPnTargetId);
    default:
        bad_field("FEN-17", "InterruptType", "1 to 4 from a full driver of this model",
                  (unsigned)data->InterruptType);
        return false;
    }
}

void interrupt_notify(struct dxgk_adapter *adapter, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data)
{
    struct adapter_interrupt *i = &adapter->p->interrupt;

    if (!check_place(adapter))
        return;
    if (!data) {
        report_emit(REPORT_VIOLATION, "FEN-02", "DxgkCbNotifyInterrupt", "pArgs", "interrupt data", NULL,
                    "NULL");
        return;
    }
    if (!(adapter->p->display_only ? notify_display(adapter, data) : notify_full(adapter, data)))
        return;
    i->notified = true;
    i->queued = false;
    InterlockedIncrement(&i->notifications);
}

/* ---- the DPC ---- */

BOOLEAN interrupt_queue_dpc(struct dxgk_adapter *adapter)
{
    struct adapter_interrupt *i = &adapter->p->interrupt;

    if (KeGetCurrentIrql() > DISPATCH_LEVEL && i->inside)
        i->queued = true;
    return i->dpc_ready ? KeInsertQueueDpc(&i->dpc, NULL, NULL) : FALSE;
}

static void deliver(struct dxgk_adapter *adapter)
{
    struct adapter_interrupt *i = &adapter->p->interrupt;
    ULONG failed = (ULONG)InterlockedExchange(&i->failed, 0);
    ULONG done = (ULONG)InterlockedExchange(&i->done, 0);
    ULONG64 vblank = (ULONG64)InterlockedExchange64(&i->vblank, 0);

    for (UINT s = 0; s < DXGK_MAX_SOURCES; s++) {
        if ((failed | done) >> s & 1)
            present_progress(adapter, s, failed >> s & 1);
    }
    for (ULONG c = 0; vblank; c++, vblank >>= 1) {
        if (vblank & 1)
            vsync_report(adapter, c);
    }
    if (!adapter->p->display_only)
        vidsch_dpc(adapter);
}

void interrupt_notify_dpc(struct dxgk_adapter *adapter)
{
    struct adapter_interrupt *i = &adapter->p->interrupt;

    if (KeGetCurrentIrql() != DISPATCH_LEVEL || !ReadAcquire(&i->dpc_running)) {
        report_emit(REPORT_VIOLATION, "FEN-02", "DxgkCbNotifyDpc", "caller",
                    "the DPC routine, at DISPATCH_LEVEL", NULL, "IRQL %u, %s the DPC routine",
                    (unsigned)KeGetCurrentIrql(), ReadAcquire(&i->dpc_running) ? "in" : "outside");
        if (KeGetCurrentIrql() > DISPATCH_LEVEL)
            return;
    }
    InterlockedExchange(&i->confirmed, ReadAcquire(&i->notifications));
    deliver(adapter);
}

static VOID NTAPI dpc(PKDPC object, PVOID ctx, PVOID a, PVOID b)
{
    struct dxgk_adapter *adapter = ctx;
    struct adapter_interrupt *i = &adapter->p->interrupt;
    LONG due = ReadAcquire(&i->notifications);

    InterlockedIncrement(&i->dpc_running);
    ddi_DpcRoutine(adapter);
    InterlockedDecrement(&i->dpc_running);
    if (due - ReadAcquire(&i->confirmed) > 0)
        report_emit(REPORT_VIOLATION, "FEN-02", "DxgkDdiDpcRoutine", "DxgkCbNotifyDpc",
                    "called in the DPC that follows DxgkCbNotifyInterrupt",
                    "Until then the graphics kernel does not act on the report.", "not called");
}

/* ---- connection ---- */

static BOOLEAN set_names(void *ctx)
{
    struct dxgk_adapter *adapter = ctx;
    struct adapter_interrupt *i = &adapter->p->interrupt;

    i->sources = adapter->source_count;
    i->children = adapter->child_count;
    for (ULONG c = 0; c < i->children; c++)
        i->uid[c] = adapter->children[c].info.uid;
    return TRUE;
}

void interrupt_set_names(struct dxgk_adapter *adapter)
{
    nt_interrupt_synchronize(adapter->p->interrupt.line, set_names, adapter);
}

NTSTATUS interrupt_connect(struct dxgk_adapter *adapter)
{
    struct adapter_interrupt *i = &adapter->p->interrupt;

    KeInitializeDpc(&i->dpc, dpc, adapter);
    i->dpc_ready = true;
    i->done = i->failed = i->notifications = i->confirmed = 0;
    i->vblank = 0;
    struct nt_interrupt *line = NULL;
    NTSTATUS status = nt_interrupt_connect(adapter->pdo, isr, adapter, &line);
    __atomic_store_n(&i->line, line, __ATOMIC_RELEASE);
    return status;
}

void interrupt_disconnect(struct dxgk_adapter *adapter)
{
    struct adapter_interrupt *i = &adapter->p->interrupt;
    struct nt_interrupt *line = __atomic_exchange_n(&i->line, NULL, __ATOMIC_SEQ_CST);
    LARGE_INTEGER moment = {.QuadPart = -1000};

    while (ReadAcquire(&i->users)) /* a miniport's thread that outlived StopDevice */
        KeDelayExecutionThread(KernelMode, FALSE, &moment);
    nt_interrupt_disconnect(line);
    i->dpc_ready = false;
    KeRemoveQueueDpc(&i->dpc);
    KeFlushQueuedDpcs();
}
