/* Misdeeds of presents, and of the interrupts and DPCs that report their progress. */
#include "misdeeds.h"

#define SPOIL(name) static void spoil_##name(KMDDOD_INITIALIZATION_DATA *table)

/* ---- progress reports ------------------------------------------------------------------------------------------ */

struct progress {
    DXGK_INTERRUPT_TYPE type;
    UINT source, id;
    BOOLEAN queue; /* DxgkCbQueueDpc */
    ULONG times;
};

static BOOLEAN NTAPI report(PVOID context)
{
    const struct progress *progress = context;
    DXGKARGCB_NOTIFY_INTERRUPT_DATA data;

    RtlZeroMemory(&data, sizeof(data));
    data.InterruptType = progress->type;
    if (progress->type == DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS) {
        data.DisplayOnlyPresentProgress.VidPnSourceId = progress->source;
        data.DisplayOnlyPresentProgress.ProgressId = (DXGK_PRESENT_DISPLAY_ONLY_PROGRESS_ID)progress->id;
    }
    for (ULONG i = 0; i < progress->times; i++)
        misdeed_kernel.DxgkCbNotifyInterrupt(misdeed_kernel.DeviceHandle, &data);
    return progress->queue ? misdeed_kernel.DxgkCbQueueDpc(misdeed_kernel.DeviceHandle) : FALSE;
}

static void report_synchronized(const struct progress *progress)
{
    BOOLEAN result;
    misdeed_kernel.DxgkCbSynchronizeExecution(misdeed_kernel.DeviceHandle, report, (PVOID)progress, 0,
                                              &result);
}

static void NTAPI dpc_confirming(PVOID context)
{
    UNREFERENCED_PARAMETER(context);
    misdeed_kernel.DxgkCbNotifyDpc(misdeed_kernel.DeviceHandle);
}

static const struct progress good_progress = {DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS, 0, 0, TRUE, 1};
static struct progress bad_progress;
static LONG presents; /* only one in a while misbehaves, so that life goes on around it */

/* Draws, reports as `bad_progress` says once and well in all other calls, and returns STATUS_PENDING. */
static NTSTATUS NTAPI present_reporting_badly_once(HANDLE context, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    NTSTATUS status = misdeed_good.DxgkDdiPresentDisplayOnly(context, args);
    if (!NT_SUCCESS(status))
        return status;
    if (++presents == 2)
        report_synchronized(&bad_progress);
    if (presents != 2 || bad_progress.type != DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS ||
        bad_progress.source != 0 || bad_progress.id > 1)
        report_synchronized(&good_progress); /* the present itself is reported */
    return STATUS_PENDING;
}

static void spoil_progress(KMDDOD_INITIALIZATION_DATA *table, struct progress progress)
{
    presents = 0;
    bad_progress = progress;
    table->DxgkDdiPresentDisplayOnly = present_reporting_badly_once;
    table->DxgkDdiDpcRoutine = dpc_confirming;
}

/* No misdeed: the asynchronous mode as it should be (DOD-38), every report before the return (DOD-43). */
SPOIL(asynchronous)
{
    spoil_progress(table, good_progress);
}

SPOIL(progress_of_no_source)
{
    spoil_progress(table, (struct progress){DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS, 7, 0, TRUE, 1});
}

SPOIL(progress_of_no_kind)
{
    spoil_progress(table, (struct progress){DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS, 0, 2, TRUE, 1});
}

SPOIL(progress_twice)
{
    spoil_progress(table, (struct progress){DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS, 0, 0, TRUE, 2});
}

SPOIL(interrupt_of_full_driver)
{
    spoil_progress(table, (struct progress){DXGK_INTERRUPT_CRTC_VSYNC, 0, 0, TRUE, 1});
}

SPOIL(vsync_report_without_vsync_control)
{
    spoil_progress(table, (struct progress){DXGK_INTERRUPT_DISPLAYONLY_VSYNC, 0, 0, TRUE, 1});
}

SPOIL(progress_failed)
{
    spoil_progress(table, (struct progress){DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS, 0, 1, TRUE, 1});
}

static NTSTATUS NTAPI present_queueing_late(HANDLE context, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    NTSTATUS status = misdeed_good.DxgkDdiPresentDisplayOnly(context, args);
    if (!NT_SUCCESS(status))
        return status;
    report_synchronized(++presents == 2 ? &bad_progress : &good_progress);
    if (presents == 2)
        misdeed_kernel.DxgkCbQueueDpc(misdeed_kernel.DeviceHandle);
    return STATUS_PENDING;
}

/* Queues the DPC after the synchronized routine, not in it. */
SPOIL(no_queue_dpc)
{
    spoil_progress(table, (struct progress){DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS, 0, 0, FALSE, 1});
    table->DxgkDdiPresentDisplayOnly = present_queueing_late;
}

static LONG dpcs;

static void NTAPI dpc_confirming_late(PVOID context)
{
    if (++dpcs == 2)
        misdeed_kernel.DxgkCbQueueDpc(misdeed_kernel.DeviceHandle);
    else
        dpc_confirming(context);
}

/* Calls NotifyDpc in a second DPC instead of the first. */
SPOIL(no_notify_dpc)
{
    dpcs = 0;
    spoil_progress(table, good_progress);
    table->DxgkDdiDpcRoutine = dpc_confirming_late;
}

static NTSTATUS NTAPI present_reporting_at_passive(HANDLE context, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    NTSTATUS status = misdeed_good.DxgkDdiPresentDisplayOnly(context, args);
    if (!NT_SUCCESS(status))
        return status;
    if (++presents == 2)
        report((PVOID)&good_progress);
    report_synchronized(&good_progress);
    return STATUS_PENDING;
}

SPOIL(progress_at_passive_level)
{
    spoil_progress(table, good_progress);
    table->DxgkDdiPresentDisplayOnly = present_reporting_at_passive;
}

static NTSTATUS NTAPI present_reporting_without_lock(HANDLE context, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    KIRQL old;
    NTSTATUS status = misdeed_good.DxgkDdiPresentDisplayOnly(context, args);
    if (!NT_SUCCESS(status))
        return status;
    if (++presents == 2) {
        KeRaiseIrql(HIGH_LEVEL, &old);
        report((PVOID)&good_progress);
        KeLowerIrql(old);
    }
    report_synchronized(&good_progress);
    return STATUS_PENDING;
}

SPOIL(progress_without_interrupt_lock)
{
    spoil_progress(table, good_progress);
    table->DxgkDdiPresentDisplayOnly = present_reporting_without_lock;
}

static NTSTATUS NTAPI present_confirming_at_passive(HANDLE context, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    if (++presents == 2)
        misdeed_kernel.DxgkCbNotifyDpc(misdeed_kernel.DeviceHandle);
    return misdeed_good.DxgkDdiPresentDisplayOnly(context, args);
}

SPOIL(notify_dpc_outside_dpc)
{
    presents = 0;
    table->DxgkDdiPresentDisplayOnly = present_confirming_at_passive;
}

/* ---- the call itself ------------------------------------------------------------------------------------------- */

static NTSTATUS NTAPI present_never_reporting_once(HANDLE context, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    NTSTATUS status = misdeed_good.DxgkDdiPresentDisplayOnly(context, args);
    return ++presents == 2 ? STATUS_PENDING : status;
}

SPOIL(pending_never_reported)
{
    presents = 0;
    table->DxgkDdiPresentDisplayOnly = present_never_reporting_once;
}

static NTSTATUS NTAPI present_at_raised_irql(HANDLE context, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    KIRQL old;
    NTSTATUS status = misdeed_good.DxgkDdiPresentDisplayOnly(context, args);
    if (++presents == 2)
        KeRaiseIrql(DISPATCH_LEVEL, &old);
    return status;
}

SPOIL(present_leaves_irql_raised)
{
    presents = 0;
    table->DxgkDdiPresentDisplayOnly = present_at_raised_irql;
}

static NTSTATUS NTAPI present_by_wait_status(HANDLE context, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    NTSTATUS status = misdeed_good.DxgkDdiPresentDisplayOnly(context, args);
    return NT_SUCCESS(status) ? STATUS_TIMEOUT : status;
}

SPOIL(present_answered_by_wait_status)
{
    table->DxgkDdiPresentDisplayOnly = present_by_wait_status;
}

static NTSTATUS NTAPI present_sorting(HANDLE context, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    NTSTATUS status = misdeed_good.DxgkDdiPresentDisplayOnly(context, args);
    if (args->NumDirtyRects)
        args->pDirtyRect[0].right--;
    return status;
}

SPOIL(present_writes_the_list)
{
    table->DxgkDdiPresentDisplayOnly = present_sorting;
}

static const RECT *kept;
static volatile LONG sink;

static NTSTATUS NTAPI present_reading_the_last_list(HANDLE context, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    if (kept)
        sink = kept->left;
    kept = args->NumDirtyRects ? args->pDirtyRect : kept;
    return misdeed_good.DxgkDdiPresentDisplayOnly(context, args);
}

SPOIL(present_keeps_the_list)
{
    kept = NULL;
    table->DxgkDdiPresentDisplayOnly = present_reading_the_last_list;
}

static NTSTATUS NTAPI present_failing(HANDLE context, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    return ++presents % 2 ? misdeed_good.DxgkDdiPresentDisplayOnly(context, args) : STATUS_INVALID_PARAMETER;
}

/* Windows goes on (OBS-65). */
SPOIL(present_fails_now_and_then)
{
    presents = 0;
    table->DxgkDdiPresentDisplayOnly = present_failing;
}

static NTSTATUS NTAPI present_sleeping(HANDLE context, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    LARGE_INTEGER minute = {.QuadPart = -600000000LL};
    NTSTATUS status = misdeed_good.DxgkDdiPresentDisplayOnly(context, args);
    if (++presents == 2)
        KeDelayExecutionThread(KernelMode, FALSE, &minute);
    return status;
}

SPOIL(present_stays_inside)
{
    presents = 0;
    table->DxgkDdiPresentDisplayOnly = present_sleeping;
}

#define ROW(name)                                                                                            \
    {                                                                                                        \
#name, spoil_##name                                                                                  \
    }

const struct misdeed misdeeds_present[] = {
    ROW(asynchronous),
    ROW(progress_of_no_source),
    ROW(progress_of_no_kind),
    ROW(progress_twice),
    ROW(interrupt_of_full_driver),
    ROW(vsync_report_without_vsync_control),
    ROW(no_queue_dpc),
    ROW(progress_failed),
    ROW(no_notify_dpc),
    ROW(progress_at_passive_level),
    ROW(progress_without_interrupt_lock),
    ROW(notify_dpc_outside_dpc),
    ROW(pending_never_reported),
    ROW(present_leaves_irql_raised),
    ROW(present_answered_by_wait_status),
    ROW(present_writes_the_list),
    ROW(present_keeps_the_list),
    ROW(present_fails_now_and_then),
    ROW(present_stays_inside),
    {NULL, NULL},
};
