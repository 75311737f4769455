/*
 * D3DKMTLock and D3DKMTUnlock: whose allocation it is. What a lock may ask for, and what it gets, VidMm says (THK-16 .. THK-19).
 *
 * The reference on the binding keeps the adapter from stopping meanwhile: a device is empty of bindings before VidMm ends.
 */
#include "object_private.h"

NTSTATUS dxgk_kmt_lock(struct dxgk_process *process, D3DKMT_LOCK *args)
{
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);

    args->pData = NULL;
    if (!device)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_usable(device);
    struct dxgk_open *open =
        NT_SUCCESS(status) ? handle_get(process, args->hAllocation, OBJECT_ALLOCATION) : NULL;
    if (NT_SUCCESS(status) && !open)
        status = device_is_active(device) ? STATUS_INVALID_HANDLE : STATUS_DEVICE_REMOVED;
    if (NT_SUCCESS(status) && (open->device != device || (args->NumPages && !args->pPages) ||
                               (args->NumPages && args->Flags.LockEntire) || args->Flags.Reserved))
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        status = vidmm_lock(open, args->Flags, &args->pData);
    if (open)
        dxgk_object_release(&open->object);
    dxgk_object_release(&device->object);
    return status;
}

NTSTATUS dxgk_kmt_unlock(struct dxgk_process *process, const D3DKMT_UNLOCK *args)
{
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);
    NTSTATUS status = STATUS_SUCCESS;

    if (!device)
        return STATUS_INVALID_HANDLE;
    if (args->NumAllocations == 0 || !args->phAllocations)
        status = STATUS_INVALID_PARAMETER;
    for (UINT i = 0; i < args->NumAllocations && NT_SUCCESS(status); i++) {
        struct dxgk_open *open = handle_get(process, args->phAllocations[i], OBJECT_ALLOCATION);
        if (!open)
            status = device_is_active(device) ? STATUS_INVALID_HANDLE : STATUS_DEVICE_REMOVED;
        else if (open->device != device)
            status = STATUS_INVALID_PARAMETER;
        else
            status = vidmm_unlock(open);
        if (open)
            dxgk_object_release(&open->object);
    }
    dxgk_object_release(&device->object);
    return status;
}
