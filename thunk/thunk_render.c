/*
 * Render (THK-05..13). The three buffers of the context are not touched here: the kernel handed them out, and it or the driver
 * reads them where they lie.
 */
#include "thunk.h"

static NTSTATUS check(struct thunk_frame *frame, const D3DKMT_RENDER *args)
{
    NTSTATUS status = thunk_reserved(frame, "THK-08", "Flags.Reserved", args->Flags.Reserved);

    if (!NT_SUCCESS(status))
        return status;
    if (args->Flags.RenderKmReadback && !args->Flags.RenderKm)
        return thunk_refuse(frame, "THK-09", "Flags", "RenderKmReadback with RenderKm",
                            "RenderKmReadback alone");
    if (args->CommandOffset > args->CommandLength)
        return thunk_refuse(frame, "THK-05", "CommandOffset", "at most CommandLength", "%u of %u",
                            (unsigned)args->CommandOffset, (unsigned)args->CommandLength);
    return thunk_broadcast(frame, args->hContext, args->BroadcastContextCount, args->BroadcastContext);
}

/* What no flag makes an input is not one: the kernel sees zeros there (THK-08). */
static void forget_garbage(D3DKMT_RENDER *args)
{
    if (!args->Flags.RenderKm) {
        args->pNewCommandBuffer = NULL;
        args->pNewAllocationList = NULL;
        args->pNewPatchLocationList = NULL;
        if (!args->Flags.ResizeCommandBuffer)
            args->NewCommandBufferSize = 0;
        if (!args->Flags.ResizeAllocationList)
            args->NewAllocationListSize = 0;
        if (!args->Flags.ResizePatchLocationList)
            args->NewPatchLocationListSize = 0;
    }
    if (!args->Flags.PresentRedirected)
        args->PresentHistoryToken = 0;
    args->QueuedBufferCount = 0;
    args->NewCommandBuffer = 0;
    args->pPrivateDriverData = NULL;
    args->PrivateDriverDataSize = 0;
}

/* The outputs, on failure too: the buffers to go on with are then those there were (THK-07, THK-10, THK-12). */
static void take_outputs(D3DKMT_RENDER *args, const D3DKMT_RENDER *call)
{
    args->pNewCommandBuffer = call->pNewCommandBuffer;
    args->NewCommandBufferSize = call->NewCommandBufferSize;
    args->pNewAllocationList = call->pNewAllocationList;
    args->NewAllocationListSize = call->NewAllocationListSize;
    args->pNewPatchLocationList = call->pNewPatchLocationList;
    args->NewPatchLocationListSize = call->NewPatchLocationListSize;
    args->QueuedBufferCount = call->QueuedBufferCount;
}

NTSTATUS thunk_render(struct thunk_frame *frame, D3DKMT_RENDER *args)
{
    D3DKMT_RENDER call = *args;

    NTSTATUS status = check(frame, args);
    if (!NT_SUCCESS(status))
        return status; /* the program keeps its buffers: the structure goes back as it came */
    forget_garbage(&call);
    status = dxgk_kmt_render(frame->process, &call);
    if (NT_SUCCESS(status) ||
        call.pNewCommandBuffer) /* NULL: the handle named no context, so there are no buffers */
        take_outputs(args, &call);
    return status;
}
