/* Creating, destroying and asking about allocations (THK-14, THK-15). */
#include "thunk.h"

#include <stddef.h>

/* ---- create ---- */

static NTSTATUS check_create(struct thunk_frame *frame, const D3DKMT_CREATEALLOCATION *args)
{
    NTSTATUS status = thunk_reserved(frame, "THK-14", "Flags.Reserved", args->Flags.Reserved);

    if (!NT_SUCCESS(status))
        return status;
    if (args->Flags.CreateShared && !args->Flags.CreateResource)
        return thunk_refuse(frame, "THK-14", "Flags", "CreateShared only with CreateResource",
                            "CreateShared alone");
    if (args->Flags.NtSecuritySharing && !args->Flags.CreateShared)
        return thunk_refuse(frame, "THK-14", "Flags", "NtSecuritySharing only with CreateShared",
                            "NtSecuritySharing alone");
    if (args->Flags.CreateResource && args->hResource)
        return thunk_refuse(frame, "THK-14", "hResource", "0 with CreateResource", "0x%X",
                            (unsigned)args->hResource);
    if (args->NumAllocations == 0 && !args->Flags.CreateResource)
        return thunk_refuse(frame, "THK-14", "NumAllocations", "0 only with CreateResource", "0");
    return STATUS_SUCCESS;
}

/* The list in kernel memory, every private block in kernel memory. */
static NTSTATUS capture_infos(struct thunk_frame *frame, const D3DKMT_CREATEALLOCATION *args,
                              D3DDDI_ALLOCATIONINFO **user, D3DDDI_ALLOCATIONINFO **kernel)
{
    NTSTATUS status = thunk_capture(frame, args->pAllocationInfo, args->NumAllocations, sizeof(**user), user);

    if (NT_SUCCESS(status))
        status = thunk_room(frame, *user, args->NumAllocations, sizeof(**kernel), kernel);
    for (UINT i = 0; NT_SUCCESS(status) && i < args->NumAllocations; i++) {
        (*kernel)[i] = (*user)[i];
        (*kernel)[i].hAllocation = 0;
        status =
            thunk_reserved(frame, "THK-14", "pAllocationInfo[].Flags.Reserved", (*user)[i].Flags.Reserved);
        if (NT_SUCCESS(status))
            status = thunk_capture(frame, (*user)[i].pPrivateDriverData, (*user)[i].PrivateDriverDataSize, 1,
                                   &(*kernel)[i].pPrivateDriverData);
    }
    return status;
}

/* Handles and what the driver wrote into the private data (ALC-20). */
static NTSTATUS give_infos(struct thunk_frame *frame, D3DDDI_ALLOCATIONINFO *list, UINT count,
                           const D3DDDI_ALLOCATIONINFO *user, const D3DDDI_ALLOCATIONINFO *kernel)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (UINT i = 0; NT_SUCCESS(status) && i < count; i++) {
        status = thunk_give(frame, &list[i].hAllocation, &kernel[i].hAllocation, sizeof(D3DKMT_HANDLE));
        if (NT_SUCCESS(status))
            status = thunk_give(frame, user[i].pPrivateDriverData, kernel[i].pPrivateDriverData,
                                user[i].PrivateDriverDataSize);
    }
    return status;
}

/* One by one: in a nameless home each is a resource of its own (THK-15). */
static void destroy_made(struct thunk_frame *frame, const D3DKMT_CREATEALLOCATION *call)
{
    D3DKMT_DESTROYALLOCATION made = {.hDevice = call->hDevice};

    if (call->Flags.CreateResource) {
        made.hResource = call->hResource;
        dxgk_kmt_destroy_allocation(frame->process, &made);
        return;
    }
    made.AllocationCount = 1;
    for (UINT i = 0; i < call->NumAllocations; i++) {
        made.phAllocationList = &call->pAllocationInfo[i].hAllocation;
        dxgk_kmt_destroy_allocation(frame->process, &made);
    }
}

/* The structure itself could not be written: what it would have named goes. For what is not in a new resource the handles are
 * already with the program, and it may destroy them. */
static void undo_create(struct thunk_frame *frame, void *args)
{
    const D3DKMT_CREATEALLOCATION *made = args;
    const D3DKMT_DESTROYALLOCATION gone = {.hDevice = made->hDevice, .hResource = made->hResource};

    if (made->Flags.CreateResource)
        dxgk_kmt_destroy_allocation(frame->process, &gone);
}

NTSTATUS thunk_create_allocation(struct thunk_frame *frame, D3DKMT_CREATEALLOCATION *args)
{
    D3DDDI_ALLOCATIONINFO *user = NULL, *kernel = NULL;
    D3DKMT_CREATEALLOCATION call = *args;

    NTSTATUS status = check_create(frame, args);
    if (NT_SUCCESS(status))
        status = capture_infos(frame, args, &user, &kernel);
    if (NT_SUCCESS(status))
        status = thunk_capture(frame, args->pPrivateRuntimeData, args->PrivateRuntimeDataSize, 1,
                               &call.pPrivateRuntimeData);
    if (NT_SUCCESS(status))
        status = thunk_capture(frame, args->pPrivateDriverData, args->PrivateDriverDataSize, 1,
                               &call.pPrivateDriverData);
    if (!NT_SUCCESS(status))
        return status;
    call.hGlobalShare = 0;
    call.pAllocationInfo = kernel;
    status = dxgk_kmt_create_allocation(frame->process, &call);
    if (!NT_SUCCESS(status))
        return status;
    status = give_infos(frame, args->pAllocationInfo, args->NumAllocations, user, kernel);
    if (!NT_SUCCESS(status)) {
        destroy_made(frame, &call);
        return status;
    }
    args->hResource = call.hResource;
    args->hGlobalShare = call.hGlobalShare;
    frame->undo = undo_create;
    return status;
}

/* ---- a resource, or a list ---- */

/* THK-15, and the same for the two questions below. */
static NTSTATUS one_of_two(struct thunk_frame *frame, D3DKMT_HANDLE resource, const D3DKMT_HANDLE *list,
                           UINT count, D3DKMT_HANDLE **kernel)
{
    *kernel = NULL;
    if (resource && (list || count))
        return thunk_refuse(frame, "THK-15", "phAllocationList", "NULL and no elements with hResource",
                            "%u elements", (unsigned)count);
    if (!resource && count == 0)
        return thunk_refuse(frame, "THK-15", "AllocationCount", "a resource or a list", "neither");
    return thunk_capture(frame, list, count, sizeof(*list), kernel);
}

NTSTATUS thunk_destroy_allocation(struct thunk_frame *frame, const D3DKMT_DESTROYALLOCATION *args)
{
    D3DKMT_DESTROYALLOCATION call = *args;
    D3DKMT_HANDLE *list;

    NTSTATUS status =
        one_of_two(frame, args->hResource, args->phAllocationList, args->AllocationCount, &list);
    call.phAllocationList = list;
    return NT_SUCCESS(status) ? dxgk_kmt_destroy_allocation(frame->process, &call) : status;
}

NTSTATUS thunk_set_allocation_priority(struct thunk_frame *frame, const D3DKMT_SETALLOCATIONPRIORITY *args)
{
    D3DKMT_SETALLOCATIONPRIORITY call = *args;
    D3DKMT_HANDLE *list;
    UINT *priorities = NULL;

    NTSTATUS status =
        one_of_two(frame, args->hResource, args->phAllocationList, args->AllocationCount, &list);
    if (NT_SUCCESS(status))
        status = thunk_capture(frame, args->pPriorities, args->hResource ? 1 : args->AllocationCount,
                               sizeof(*priorities), &priorities);
    call.phAllocationList = list;
    call.pPriorities = priorities;
    return NT_SUCCESS(status) ? dxgk_kmt_set_allocation_priority(frame->process, &call) : status;
}

NTSTATUS thunk_query_residency(struct thunk_frame *frame, const D3DKMT_QUERYALLOCATIONRESIDENCY *args)
{
    D3DKMT_QUERYALLOCATIONRESIDENCY call = *args;
    UINT count = args->hResource ? 1 : args->AllocationCount;
    D3DKMT_HANDLE *list;

    NTSTATUS status =
        one_of_two(frame, args->hResource, args->phAllocationList, args->AllocationCount, &list);
    call.phAllocationList = list;
    if (NT_SUCCESS(status))
        status = thunk_room(frame, args->pResidencyStatus, count, sizeof(*call.pResidencyStatus),
                            &call.pResidencyStatus);
    if (NT_SUCCESS(status))
        status = dxgk_kmt_query_allocation_residency(frame->process, &call);
    if (NT_SUCCESS(status))
        status = thunk_give(frame, args->pResidencyStatus, call.pResidencyStatus,
                            count * sizeof(*call.pResidencyStatus));
    return status;
}
