/*
 * Sections of an adapter, and the thread that does what interrupts, timers and callbacks only noticed: present what was queued
 * behind a pending present, look at children again, recover from a timeout. It sleeps while there is nothing to do.
 */
#include "private.h"

/* ---- sections ---- */

void adapter_lock(struct dxgk_adapter *adapter)
{
    KeWaitForSingleObject(&adapter->p->config, Executive, KernelMode, FALSE, NULL);
}

static bool idle_now(struct adapter_private *p)
{
    KIRQL irql;

    KeAcquireSpinLock(&p->spin, &irql);
    bool idle = p->busy == 0;
    KeClearEvent(&p->idle);
    KeReleaseSpinLock(&p->spin, irql);
    return idle;
}

void adapter_hold(struct dxgk_adapter *adapter, bool hold)
{
    struct adapter_private *p = adapter->p;
    KIRQL irql;

    KeAcquireSpinLock(&p->spin, &irql);
    p->hold += hold ? 1 : (ULONG)-1;
    KeReleaseSpinLock(&p->spin, irql);
}

void adapter_lock_idle(struct dxgk_adapter *adapter)
{
    struct adapter_private *p = adapter->p;

    adapter_lock(adapter);
    adapter_hold(adapter, true);
    p->idle_section = true;
    while (!idle_now(p)) {
        bool left = present_nobody_calling(adapter);
        if (left && __atomic_load_n(&p->removed, __ATOMIC_ACQUIRE))
            adapter_pull_out(adapter); /* the device that should finish it is gone */
        else if (left && present_timed_out(adapter))
            tdr_recover(adapter);
        else
            KeWaitForSingleObject(&p->idle, Executive, KernelMode, FALSE, NULL);
    }
    full_hold(adapter, true);
}

void adapter_unlock(struct dxgk_adapter *adapter)
{
    struct adapter_private *p = adapter->p;
    bool idle = p->idle_section;

    p->idle_section = false;
    if (idle) {
        struct modeset_path path = {.target = D3DDDI_ID_UNINITIALIZED};
        if (adapter->modeset)
            modeset_active_paths(adapter, &path, 1);
        __atomic_store_n(&p->crash_target, (LONG)path.target, __ATOMIC_RELAXED);
        full_hold(adapter, false);
        adapter_hold(adapter, false);
    }
    KeReleaseMutex(&p->config, FALSE);
    if (idle)
        present_pump_all(adapter);
}

NTSTATUS adapter_usable(const struct dxgk_adapter *adapter)
{
    switch (adapter->state) {
    case DXGK_ADAPTER_STARTED:
        return adapter->powered && adapter->device_started ? STATUS_SUCCESS : STATUS_DEVICE_POWERED_OFF;
    case DXGK_ADAPTER_REMOVED_BY_SURPRISE:
        return STATUS_DEVICE_REMOVED;
    default:
        return STATUS_DEVICE_NOT_READY;
    }
}

void adapter_update_usable(struct dxgk_adapter *adapter)
{
    NTSTATUS status = adapter_usable(adapter);
    KIRQL irql;

    KeAcquireSpinLock(&adapter->p->spin, &irql);
    __atomic_store_n(&adapter->p->usable, status, __ATOMIC_RELEASE);
    KeReleaseSpinLock(&adapter->p->spin, irql);
    present_wake_all(adapter);
}

/* ---- the worker ---- */

void worker_wake(struct dxgk_adapter *adapter, enum adapter_work work)
{
    if (!(InterlockedOr(&adapter->p->work, work) & work))
        KeSetEvent(&adapter->p->wake, IO_NO_INCREMENT, FALSE);
}

static void look_at_children(struct dxgk_adapter *adapter)
{
    adapter_lock_idle(adapter);
    if (NT_SUCCESS(adapter_usable(adapter)) && child_refresh(adapter))
        modeset_children_changed(adapter);
    adapter_unlock(adapter);
}

static void recover(struct dxgk_adapter *adapter)
{
    adapter_lock_idle(adapter); /* recovers from a late present on the way in */
    if (adapter->p->vsync_lost && NT_SUCCESS(adapter_usable(adapter)))
        tdr_recover(adapter);
    adapter_unlock(adapter);
}

static VOID NTAPI worker(PVOID ctx)
{
    struct dxgk_adapter *adapter = ctx;
    struct adapter_private *p = adapter->p;
    LONG work = 0;

    while (!(work & WORK_EXIT)) {
        KeWaitForSingleObject(&p->wake, Executive, KernelMode, FALSE, NULL);
        work = InterlockedExchange(&p->work, 0);
        if (work & WORK_PRESENT)
            present_pump_all(adapter);
        if (work & WORK_TIMEOUT)
            recover(adapter);
        if (work & WORK_CHILDREN)
            look_at_children(adapter);
        if (work & WORK_VSYNC_ON)
            vsync_start(adapter);
        if (work & WORK_VSYNC) {
            adapter_lock_idle(adapter);
            if (ReadAcquire(&p->vsync.waiters) == 0)
                vsync_turn_off(adapter);
            adapter_unlock(adapter);
        }
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS worker_start(struct dxgk_adapter *adapter)
{
    struct adapter_private *p = adapter->p;
    HANDLE handle;

    NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, worker, adapter);
    if (!NT_SUCCESS(status))
        return status;
    status =
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, (PVOID *)&p->thread, NULL);
    ZwClose(handle);
    return status;
}

void worker_stop(struct dxgk_adapter *adapter)
{
    struct adapter_private *p = adapter->p;

    if (!p->thread)
        return;
    worker_wake(adapter, WORK_EXIT);
    KeWaitForSingleObject(p->thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(p->thread);
    p->thread = NULL;
}
