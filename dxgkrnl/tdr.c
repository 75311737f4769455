/*
 * Timeouts: a call that does not leave the driver (TDR-02), and a present or vertical blank of a display-only driver that is never
 * reported (TDR-15). What full drivers do not finish is vidsch/engine_tdr.c's.
 *
 * The first stops the system. The second resets the device and brings it up again with the modes it had, after which the
 * whole of every visible source is presented, so that the screen is right again; too many of those stop the system (TDR-03).
 */
#include "private.h"

#include <string.h>

/* ---- TDR-02: one timer per adapter, armed by the first call and kept only while calls come ---- */

static void arm(struct dxgk_adapter *adapter, uint64_t delay)
{
    LARGE_INTEGER due = {.QuadPart = -(LONGLONG)delay};
    KeSetTimer(&adapter->p->watch_timer, due, &adapter->p->watch_dpc);
}

void tdr_watch(struct dxgk_adapter *adapter)
{
    struct adapter_private *p = adapter->p;

    if (ReadNoFence(&p->watch_armed) || InterlockedExchange(&p->watch_armed, 1))
        return;
    arm(adapter, (uint64_t)adapter->options.ddi_delay_ms * 10000);
}

static VOID NTAPI on_watch(PKDPC dpc, PVOID ctx, PVOID x, PVOID y)
{
    struct dxgk_adapter *adapter = ctx;
    struct adapter_private *p = adapter->p;
    uint64_t delay = (uint64_t)adapter->options.ddi_delay_ms * 10000;
    const char *name;
    uint64_t since;

    InterlockedExchange(&p->watch_armed, 0);
    if (!gate_oldest(&p->gate, &name, &since))
        return;
    uint64_t spent = nt_now() - since;
    if (spent >= delay)
        nt_bugcheck(VIDEO_TDR_FAILURE, 0, 0, (ULONG_PTR)STATUS_IO_TIMEOUT, 0, "TDR-02",
                    "a thread has been in %s of %s for %u ms; it must leave within TdrDdiDelay, %u ms", name,
                    adapter->driver->name, (unsigned)(spent / 10000), adapter->options.ddi_delay_ms);
    if (!InterlockedExchange(&p->watch_armed, 1))
        arm(adapter, delay - spent);
}

void tdr_watch_init(struct dxgk_adapter *adapter)
{
    KeInitializeTimer(&adapter->p->watch_timer);
    KeInitializeDpc(&adapter->p->watch_dpc, on_watch, adapter);
}

void tdr_watch_stop(struct dxgk_adapter *adapter)
{
    InterlockedExchange(&adapter->p->watch_armed, 1); /* nobody arms it again */
    KeCancelTimer(&adapter->p->watch_timer);
    KeFlushQueuedDpcs();
    KeCancelTimer(&adapter->p->watch_timer);
}

/* ---- recovery ---- */

void tdr_count_recovery(struct dxgk_adapter *adapter)
{
    struct adapter_private *p = adapter->p;
    uint64_t now = nt_now(), span = (uint64_t)adapter->options.tdr_limit_time_ms * 10000;
    unsigned limit = adapter->options.tdr_limit_count, recent = 0;
    const unsigned room = sizeof(p->recoveries) / sizeof(p->recoveries[0]);

    p->recoveries[p->recovery_count++ % room] = now;
    for (unsigned i = 0; i < p->recovery_count && i < room; i++)
        recent += now - p->recoveries[i] <= span;
    if (recent > limit)
        nt_bugcheck(VIDEO_TDR_FAILURE, p->recovery_count, 0, (ULONG_PTR)STATUS_IO_TIMEOUT, 0, "TDR-03",
                    "%s had to be reset %u times within %u ms; the limit is %u", adapter->driver->name,
                    recent, adapter->options.tdr_limit_time_ms, limit);
}

#define DEBUG_BYTES 4096u
#define CANARY      64u

/* TDR-09: at most BufferSize bytes. */
void tdr_collect(struct dxgk_adapter *adapter, ULONG reason)
{
    unsigned char *buffer =
        ddi_present(adapter, DDI_ID_CollectDbgInfo) ? dxgk_alloc(DEBUG_BYTES + CANARY) : NULL;
    DXGKARG_COLLECTDBGINFO_EXT extension = {0};
    DXGKARG_COLLECTDBGINFO arg = {
        .Reason = reason, .pBuffer = buffer, .BufferSize = DEBUG_BYTES, .pExtension = &extension};
    unsigned dirty = 0;

    if (!buffer)
        return;
    memset(buffer + DEBUG_BYTES, 0xA5, CANARY);
    ddi_CollectDbgInfo(adapter, &arg);
    for (unsigned i = 0; i < CANARY; i++)
        dirty += buffer[DEBUG_BYTES + i] != 0xA5;
    if (dirty)
        report_emit(REPORT_VIOLATION, "TDR-09", "DxgkDdiCollectDbgInfo", "pBuffer",
                    "at most BufferSize bytes written", NULL, "%u of the %u bytes after it changed", dirty,
                    CANARY);
    dxgk_free(buffer);
}

void tdr_recover(struct dxgk_adapter *adapter)
{
    struct adapter_private *p = adapter->p;

    present_report_timeouts(adapter);
    if (p->vsync_lost)
        report_emit(REPORT_VIOLATION, "TDR-15", "DxgkCbNotifyInterrupt", "DISPLAYONLY_VSYNC",
                    "a report for every vertical blank while ControlInterrupt has enabled it", NULL,
                    "none within %u ms", adapter->options.vsync_delay_ms);
    p->vsync_lost = false;
    tdr_count_recovery(adapter);
    tdr_collect(adapter, VIDEO_TDR_TIMEOUT_DETECTED);
    ddi_ResetDevice(adapter);
    adapter_take_down(adapter); /* only a stopped driver no longer looks at the images of what is abandoned */
    NTSTATUS status = adapter_bring_back(adapter);
    adapter_update_usable(adapter);
    if (!NT_SUCCESS(status))
        nt_bugcheck(VIDEO_TDR_FAILURE, p->recovery_count, 0, (ULONG_PTR)(ULONG)status, 0, "TDR-15",
                    "%s did not come up again after a reset: 0x%08X", adapter->driver->name,
                    (unsigned)status);
}
