/* Devices and contexts (THK-03, THK-04, THK-25, THK-26). */
#include "thunk.h"

NTSTATUS thunk_destroy_device(struct thunk_frame *frame, const D3DKMT_DESTROYDEVICE *args)
{
    return dxgk_kmt_destroy_device(frame->process, args);
}

static void undo_device(struct thunk_frame *frame, void *args)
{
    const D3DKMT_DESTROYDEVICE made = {((D3DKMT_CREATEDEVICE *)args)->hDevice};

    dxgk_kmt_destroy_device(frame->process, &made);
}

NTSTATUS thunk_create_device(struct thunk_frame *frame, D3DKMT_CREATEDEVICE *args)
{
    NTSTATUS status = thunk_reserved(frame, "THK-03", "Flags.Reserved", args->Flags.Reserved);

    if (!NT_SUCCESS(status))
        return status;
    D3DKMT_CREATEDEVICE call = {.hAdapter = args->hAdapter, .Flags = args->Flags};
    status = dxgk_kmt_create_device(frame->process, &call);
    if (!NT_SUCCESS(status))
        return status;
    *args = call;
    frame->undo = undo_device;
    return status;
}

/* ---- contexts ---- */

NTSTATUS thunk_destroy_context(struct thunk_frame *frame, const D3DKMT_DESTROYCONTEXT *args)
{
    return dxgk_kmt_destroy_context(frame->process, args);
}

static void undo_context(struct thunk_frame *frame, void *args)
{
    const D3DKMT_DESTROYCONTEXT made = {((D3DKMT_CREATECONTEXT *)args)->hContext};

    dxgk_kmt_destroy_context(frame->process, &made);
}

NTSTATUS thunk_create_context(struct thunk_frame *frame, D3DKMT_CREATECONTEXT *args)
{
    const D3DDDI_CREATECONTEXTFLAGS known = {
        .NullRendering = 1, .InitialData = 1, .DisableGpuTimeout = 1, .SynchronizationOnly = 1};
    NTSTATUS status = thunk_reserved(frame, "THK-04", "Flags", args->Flags.Value & ~known.Value);

    if (!NT_SUCCESS(status))
        return status;
    D3DKMT_CREATECONTEXT call = {.hDevice = args->hDevice,
                                 .NodeOrdinal = args->NodeOrdinal,
                                 .EngineAffinity = args->EngineAffinity,
                                 .Flags = args->Flags,
                                 .PrivateDriverDataSize = args->PrivateDriverDataSize,
                                 .ClientHint = args->ClientHint};
    status = thunk_capture(frame, args->pPrivateDriverData, args->PrivateDriverDataSize, 1,
                           &call.pPrivateDriverData);
    if (NT_SUCCESS(status))
        status = dxgk_kmt_create_context(frame->process, &call);
    if (!NT_SUCCESS(status))
        return status;
    call.pPrivateDriverData = args->pPrivateDriverData;
    *args = call;
    frame->undo = undo_context;
    return status;
}

/* ---- priority ---- */

#define LOWEST  (-7)
#define HIGHEST 7

NTSTATUS thunk_set_context_priority(struct thunk_frame *frame,
                                    const D3DKMT_SETCONTEXTSCHEDULINGPRIORITY *args)
{
    if (args->Priority < LOWEST || args->Priority > HIGHEST)
        return thunk_refuse(frame, "", "Priority", "-7 to 7", "%d", (int)args->Priority);
    return dxgk_kmt_set_context_scheduling_priority(frame->process, args);
}

NTSTATUS thunk_get_context_priority(struct thunk_frame *frame, D3DKMT_GETCONTEXTSCHEDULINGPRIORITY *args)
{
    return dxgk_kmt_get_context_scheduling_priority(frame->process, args);
}

NTSTATUS thunk_wait_for_idle(struct thunk_frame *frame, const D3DKMT_WAITFORIDLE *args)
{
    return dxgk_kmt_wait_for_idle(frame->process, args);
}
