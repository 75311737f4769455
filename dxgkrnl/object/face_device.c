/*
 * Devices and contexts as D3DKMT* asks for them, and what clients may know of their state.
 */
#include "object_private.h"

#include <string.h>

/* ---- devices ---- */

static void hand_out_buffers(const struct dxgk_context *context, D3DKMT_CREATEDEVICE *args)
{
    const struct user_buffers *user = &context->user;

    args->pCommandBuffer = user->command;
    args->CommandBufferSize = user->command_size;
    args->pAllocationList = user->allocations;
    args->AllocationListSize = user->allocation_count;
    args->pPatchLocationList = user->patches;
    args->PatchLocationListSize = user->patch_count;
}

NTSTATUS dxgk_kmt_create_device(struct dxgk_process *process, D3DKMT_CREATEDEVICE *args)
{
    struct dxgk_device *device;
    struct dxgk_opened_adapter *opened = handle_get(process, args->hAdapter, OBJECT_ADAPTER);

    if (!opened)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = adapter_enter(opened->adapter);
    if (NT_SUCCESS(status) && args->Flags.Reserved)
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        status = device_create(process, opened->adapter, false, false, &device);
    if (NT_SUCCESS(status)) {
        args->hDevice = device->object.handle;
        args->pCommandBuffer = NULL; /* THK-03: a context has them, where there are contexts */
        args->pAllocationList = NULL;
        args->pPatchLocationList = NULL;
        args->CommandBufferSize = args->AllocationListSize = args->PatchLocationListSize = 0;
        if (device->context0)
            hand_out_buffers(device->context0, args);
        dxgk_object_release(&device->object);
    }
    adapter_leave(opened->adapter);
    dxgk_object_release(&opened->object);
    return status;
}

NTSTATUS dxgk_kmt_destroy_device(struct dxgk_process *process, const D3DKMT_DESTROYDEVICE *args)
{
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);

    if (!device)
        return STATUS_INVALID_HANDLE;
    device_close(device, false);
    dxgk_object_release(&device->object);
    return STATUS_SUCCESS;
}

NTSTATUS dxgk_kmt_get_device_state(struct dxgk_process *process, D3DKMT_GETDEVICESTATE *args)
{
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);
    NTSTATUS status = STATUS_SUCCESS;

    if (!device)
        return STATUS_INVALID_HANDLE;
    switch (args->StateType) {
    case D3DKMT_DEVICESTATE_EXECUTION:
        args->ExecutionState = (D3DKMT_DEVICEEXECUTION_STATE)ReadAcquire(&device->state);
        break;
    case D3DKMT_DEVICESTATE_RESET:
        memset(&args->ResetState, 0, sizeof(args->ResetState));
        break;
    case D3DKMT_DEVICESTATE_PRESENT: /* no statistics are kept: all counts are 0 */
        if (args->PresentState.VidPnSourceId >= device->adapter->source_count)
            status = STATUS_INVALID_PARAMETER;
        else
            memset(&args->PresentState.PresentStats, 0, sizeof(args->PresentState.PresentStats));
        break;
    default:
        status = STATUS_INVALID_PARAMETER;
    }
    dxgk_object_release(&device->object);
    return status;
}

/* ---- contexts ---- */

static NTSTATUS create_context(struct dxgk_device *device, D3DKMT_CREATECONTEXT *args)
{
    DXGK_CREATECONTEXTFLAGS flags = {0};
    struct dxgk_context *context;

    if (args->PrivateDriverDataSize && !args->pPrivateDriverData)
        return STATUS_INVALID_PARAMETER;
    flags.GdiContext = args->ClientHint == D3DKMT_CLIENTHINT_CDD; /* GDI-08 */
    NTSTATUS status = context_create(device, args->NodeOrdinal, args->EngineAffinity, flags,
                                     args->pPrivateDriverData, args->PrivateDriverDataSize, &context);
    if (!NT_SUCCESS(status))
        return status;
    const struct user_buffers *user = &context->user;
    args->hContext = context->object.handle;
    args->pCommandBuffer = user->command;
    args->CommandBufferSize = user->command_size;
    args->pAllocationList = user->allocations;
    args->AllocationListSize = user->allocation_count;
    args->pPatchLocationList = user->patches;
    args->PatchLocationListSize = user->patch_count;
    dxgk_object_release(&context->object);
    return STATUS_SUCCESS;
}

NTSTATUS dxgk_kmt_create_context(struct dxgk_process *process, D3DKMT_CREATECONTEXT *args)
{
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);

    if (!device)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_enter(device);
    if (NT_SUCCESS(status))
        status = create_context(device, args);
    device_leave(device);
    dxgk_object_release(&device->object);
    return status;
}

NTSTATUS dxgk_kmt_destroy_context(struct dxgk_process *process, const D3DKMT_DESTROYCONTEXT *args)
{
    struct dxgk_context *context = handle_get(process, args->hContext, OBJECT_CONTEXT);

    if (!context)
        return STATUS_INVALID_HANDLE;
    struct dxgk_device *device = context->device;
    InterlockedIncrement(&device->calls);
    if (!ReadAcquire(&device->ending))
        vidsch_queue_drain(context); /* else whoever ends the device does */
    context_close(context);
    device_leave(device);
    dxgk_object_release(&context->object);
    return STATUS_SUCCESS;
}

NTSTATUS dxgk_kmt_set_context_scheduling_priority(struct dxgk_process *process,
                                                  const D3DKMT_SETCONTEXTSCHEDULINGPRIORITY *args)
{
    struct dxgk_context *context = handle_get(process, args->hContext, OBJECT_CONTEXT);

    if (!context)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_usable(context->device);
    if (NT_SUCCESS(status) && (args->Priority < -7 || args->Priority > 7))
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        vidsch_set_priority(context, args->Priority);
    dxgk_object_release(&context->object);
    return status;
}

NTSTATUS dxgk_kmt_get_context_scheduling_priority(struct dxgk_process *process,
                                                  D3DKMT_GETCONTEXTSCHEDULINGPRIORITY *args)
{
    struct dxgk_context *context = handle_get(process, args->hContext, OBJECT_CONTEXT);

    if (!context)
        return STATUS_INVALID_HANDLE;
    args->Priority = __atomic_load_n(&context->queue.priority, __ATOMIC_RELAXED);
    dxgk_object_release(&context->object);
    return STATUS_SUCCESS;
}
