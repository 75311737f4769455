/*
 * The vertical blank: reported by the driver where it has vsync control (DOD-50), else computed from the mode (DOD-03).
 *
 * Reports are switched on for the first waiter and off when nobody has waited for half a second of blanks, so an unwatched
 * screen costs nothing. The computed blank needs no timer beyond the waiting thread's own.
 */
#include "present.h"
#include "vidsch.h"

#define UNWATCHED_BLANKS 30u

void vsync_init(struct dxgk_adapter *adapter)
{
    KeInitializeEvent(&adapter->p->vsync.tick, NotificationEvent, FALSE);
}

/* DISPATCH_LEVEL. */
void vsync_report(struct dxgk_adapter *adapter, ULONG child_index)
{
    struct adapter_vsync *v = &adapter->p->vsync;
    KIRQL irql;

    KeAcquireSpinLock(&adapter->p->spin, &irql);
    v->count[child_index]++;
    bool watched = ReadAcquire(&v->waiters) > 0;
    v->unwatched = watched ? 0 : v->unwatched + 1;
    bool off = v->unwatched == UNWATCHED_BLANKS;
    KeReleaseSpinLock(&adapter->p->spin, irql);
    if (watched)
        KeSetEvent(&v->tick, IO_NO_INCREMENT, FALSE);
    if (off)
        worker_wake(adapter, WORK_VSYNC);
}

/* Idle section. */
void vsync_turn_off(struct dxgk_adapter *adapter)
{
    struct adapter_vsync *v = &adapter->p->vsync;

    if (!v->enabled)
        return;
    __atomic_store_n(&v->enabled, false, __ATOMIC_RELAXED);
    ddi_ControlInterrupt(adapter, DXGK_INTERRUPT_CRTC_VSYNC, FALSE); /* FEN-19: the only type passed */
}

static NTSTATUS turn_on(struct dxgk_adapter *adapter)
{
    struct adapter_vsync *v = &adapter->p->vsync;
    NTSTATUS status = STATUS_SUCCESS;
    KIRQL irql;

    adapter_lock_idle(adapter);
    if (!NT_SUCCESS(adapter_usable(adapter)) || !adapter->powered)
        status = STATUS_DEVICE_NOT_READY;
    else if (!v->enabled) {
        status = ddi_ControlInterrupt(adapter, DXGK_INTERRUPT_CRTC_VSYNC, TRUE);
        __atomic_store_n(&v->refused, !NT_SUCCESS(status), __ATOMIC_RELAXED);
        __atomic_store_n(&v->enabled, NT_SUCCESS(status), __ATOMIC_RELEASE);
        KeAcquireSpinLock(&adapter->p->spin, &irql);
        v->unwatched = 0;
        KeReleaseSpinLock(&adapter->p->spin, irql);
    }
    adapter_unlock(adapter);
    return status;
}

/* ---- flips ---- */

bool vsync_is_on(const struct dxgk_adapter *adapter)
{
    const struct adapter_vsync *v = &adapter->p->vsync;

    return !adapter->vsync_control || __atomic_load_n(&v->enabled, __ATOMIC_ACQUIRE) ||
           __atomic_load_n(&v->refused, __ATOMIC_ACQUIRE);
}

void vsync_want(struct dxgk_adapter *adapter, bool want)
{
    struct adapter_vsync *v = &adapter->p->vsync;

    if (want)
        InterlockedIncrement(&v->waiters);
    else
        InterlockedDecrement(&v->waiters);
}

void vsync_start(struct dxgk_adapter *adapter)
{
    if (adapter->vsync_control && NT_SUCCESS(turn_on(adapter)))
        vidsch_blanks_on(adapter);
}

/* ---- waiting threads ---- */

static LONG64 blanks(struct dxgk_adapter *adapter, ULONG child)
{
    struct adapter_private *p = adapter->p;
    KIRQL irql;

    KeAcquireSpinLock(&p->spin, &irql);
    LONG64 count = p->vsync.count[child];
    KeClearEvent(&p->vsync.tick);
    KeReleaseSpinLock(&p->spin, irql);
    return count;
}

static NTSTATUS wait_reported(struct dxgk_adapter *adapter, ULONG child)
{
    struct adapter_vsync *v = &adapter->p->vsync;
    uint64_t deadline = nt_now() + (uint64_t)adapter->options.vsync_delay_ms * 10000;
    NTSTATUS status;

    InterlockedIncrement(&v->waiters);
    status = turn_on(adapter);
    LONG64 before = blanks(adapter, child);
    while (NT_SUCCESS(status) && blanks(adapter, child) == before) {
        uint64_t now = nt_now();
        if (now >= deadline) {
            status = STATUS_TIMEOUT;
            KIRQL irql;
            KeAcquireSpinLock(&adapter->p->spin, &irql);
            adapter->p->vsync_lost = __atomic_load_n(
                &v->enabled, __ATOMIC_RELAXED); /* not when it was turned off for a stop or a sleep */
            KeReleaseSpinLock(&adapter->p->spin, irql);
            worker_wake(adapter, WORK_TIMEOUT);
            break;
        }
        LARGE_INTEGER wait = {.QuadPart = -(LONGLONG)(deadline - now)};
        KeWaitForSingleObject(&v->tick, Executive, KernelMode, FALSE, &wait);
    }
    InterlockedDecrement(&v->waiters);
    return status;
}

static NTSTATUS wait_computed(UINT refresh_millihertz)
{
    uint64_t period = 10000000000ull / (refresh_millihertz ? refresh_millihertz : 60000);
    LARGE_INTEGER wait = {.QuadPart = -(LONGLONG)(period - nt_now() % period)};

    return KeDelayExecutionThread(KernelMode, FALSE, &wait);
}

NTSTATUS dxgk_wait_vblank(struct dxgk_adapter *adapter, UINT source)
{
    struct modeset_path path;
    ULONG child = 0;

    adapter_lock(adapter);
    NTSTATUS status = adapter_usable(adapter);
    if (NT_SUCCESS(status) && (!adapter->modeset || !modeset_active_path(adapter, source, &path)))
        status = STATUS_GRAPHICS_NO_ACTIVE_VIDPN;
    while (NT_SUCCESS(status) && child < adapter->child_count &&
           adapter->children[child].info.uid != path.target)
        child++;
    if (NT_SUCCESS(status) && child == adapter->child_count)
        status = STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET;
    bool reported = adapter->vsync_control;
    adapter_unlock(adapter);
    if (!NT_SUCCESS(status))
        return status;
    return reported ? wait_reported(adapter, child) : wait_computed(path.refresh_millihertz);
}
