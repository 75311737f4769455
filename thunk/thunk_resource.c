/* Opening what another device or process shares. */
#include "thunk.h"

/* ---- what there is ---- */

NTSTATUS thunk_query_resource_info(struct thunk_frame *frame, D3DKMT_QUERYRESOURCEINFO *args)
{
    D3DKMT_QUERYRESOURCEINFO call = {.hDevice = args->hDevice, .hGlobalShare = args->hGlobalShare};
    void *user = args->pPrivateRuntimeData;
    UINT room = user ? args->PrivateRuntimeDataSize : 0;

    NTSTATUS status = thunk_room(frame, user, room, 1, &call.pPrivateRuntimeData);
    if (!NT_SUCCESS(status))
        return status;
    call.PrivateRuntimeDataSize = room;
    status = dxgk_kmt_query_resource_info(frame->process, &call);
    if (NT_SUCCESS(status) && user && call.PrivateRuntimeDataSize <= room) {
        NTSTATUS given = thunk_give(frame, user, call.pPrivateRuntimeData, call.PrivateRuntimeDataSize);
        if (!NT_SUCCESS(given))
            return given;
    }
    call.pPrivateRuntimeData = user;
    *args = call;
    return status;
}

/* ---- opening ---- */

/* The four outputs of an open, as the program and as the kernel know them. */
struct opening {
    D3DKMT_OPENRESOURCE user, kernel;
};

static NTSTATUS make_room(struct thunk_frame *frame, struct opening *o)
{
    const D3DKMT_OPENRESOURCE *user = &o->user;
    D3DKMT_OPENRESOURCE *kernel = &o->kernel;

    NTSTATUS status = thunk_room(frame, user->pOpenAllocationInfo, user->NumAllocations,
                                 sizeof(*user->pOpenAllocationInfo), &kernel->pOpenAllocationInfo);
    if (NT_SUCCESS(status))
        status = thunk_room(frame, user->pPrivateRuntimeData, user->PrivateRuntimeDataSize, 1,
                            &kernel->pPrivateRuntimeData);
    if (NT_SUCCESS(status))
        status = thunk_room(frame, user->pResourcePrivateDriverData, user->ResourcePrivateDriverDataSize, 1,
                            &kernel->pResourcePrivateDriverData);
    if (NT_SUCCESS(status))
        status =
            thunk_room(frame, user->pTotalPrivateDriverDataBuffer, user->TotalPrivateDriverDataBufferSize, 1,
                       &kernel->pTotalPrivateDriverDataBuffer);
    return status;
}

/* Each allocation's private data lies in the total buffer: the same place in the program's copy of it. */
static void point_into_user_buffer(struct opening *o)
{
    for (UINT i = 0; i < o->user.NumAllocations; i++) {
        D3DDDI_OPENALLOCATIONINFO *info = &o->kernel.pOpenAllocationInfo[i];
        uintptr_t at =
            (uintptr_t)info->pPrivateDriverData; /* numbers: the program's pointer may be anything */
        if (at)
            info->pPrivateDriverData = (void *)((uintptr_t)o->user.pTotalPrivateDriverDataBuffer + at -
                                                (uintptr_t)o->kernel.pTotalPrivateDriverDataBuffer);
    }
}

static NTSTATUS give_all(struct thunk_frame *frame, struct opening *o)
{
    const D3DKMT_OPENRESOURCE *user = &o->user, *kernel = &o->kernel;

    NTSTATUS status = thunk_give(frame, user->pOpenAllocationInfo, kernel->pOpenAllocationInfo,
                                 user->NumAllocations * sizeof(*user->pOpenAllocationInfo));
    if (NT_SUCCESS(status))
        status = thunk_give(frame, user->pPrivateRuntimeData, kernel->pPrivateRuntimeData,
                            user->PrivateRuntimeDataSize);
    if (NT_SUCCESS(status))
        status = thunk_give(frame, user->pResourcePrivateDriverData, kernel->pResourcePrivateDriverData,
                            user->ResourcePrivateDriverDataSize);
    if (NT_SUCCESS(status))
        status = thunk_give(frame, user->pTotalPrivateDriverDataBuffer, kernel->pTotalPrivateDriverDataBuffer,
                            user->TotalPrivateDriverDataBufferSize);
    return status;
}

static void undo_open(struct thunk_frame *frame, void *args)
{
    const D3DKMT_OPENRESOURCE *made = args;
    const D3DKMT_DESTROYALLOCATION gone = {.hDevice = made->hDevice, .hResource = made->hResource};

    dxgk_kmt_destroy_allocation(frame->process, &gone);
}

NTSTATUS thunk_open_resource(struct thunk_frame *frame, D3DKMT_OPENRESOURCE *args)
{
    struct opening o = {.user = *args, .kernel = *args};

    o.kernel.hResource = 0;
    NTSTATUS status = make_room(frame, &o);
    if (NT_SUCCESS(status))
        status = dxgk_kmt_open_resource(frame->process, &o.kernel);
    if (!NT_SUCCESS(status))
        return status;
    point_into_user_buffer(&o);
    status = give_all(frame, &o);
    if (!NT_SUCCESS(status)) {
        undo_open(frame, &o.kernel);
        return status;
    }
    args->hResource = o.kernel.hResource;
    args->PrivateRuntimeDataSize = o.kernel.PrivateRuntimeDataSize;
    args->ResourcePrivateDriverDataSize = o.kernel.ResourcePrivateDriverDataSize;
    args->TotalPrivateDriverDataBufferSize = o.kernel.TotalPrivateDriverDataBufferSize;
    frame->undo = undo_open;
    return status;
}
