/* The CPU's way to the bits (THK-16..19). */
#include "thunk.h"

/* THK-16: what the flags alone say. What the allocation says (CpuVisible, creator, offered) is the graphics kernel's. */
static NTSTATUS check_flags(struct thunk_frame *frame, D3DDDICB_LOCKFLAGS flags)
{
    NTSTATUS status = thunk_reserved(frame, "THK-17", "Flags.Reserved", flags.Reserved);

    if (!NT_SUCCESS(status))
        return status;
    if (flags.ReadOnly && flags.WriteOnly)
        return thunk_refuse(frame, "THK-16", "Flags", "ReadOnly or WriteOnly", "both");
    if (flags.IgnoreSync && flags.AcquireAperture)
        return thunk_refuse(frame, "THK-16", "Flags", "IgnoreSync or AcquireAperture", "both");
    if (flags.UseAlternateVA && !flags.AcquireAperture)
        return thunk_refuse(frame, "THK-16", "Flags", "UseAlternateVA with AcquireAperture",
                            "UseAlternateVA alone");
    return STATUS_SUCCESS;
}

static void undo_lock(struct thunk_frame *frame, void *args)
{
    const D3DKMT_LOCK *made = args;
    const D3DKMT_UNLOCK gone = {
        .hDevice = made->hDevice, .NumAllocations = 1, .phAllocations = &made->hAllocation};

    dxgk_kmt_unlock(frame->process, &gone);
}

NTSTATUS thunk_lock(struct thunk_frame *frame, D3DKMT_LOCK *args)
{
    D3DKMT_LOCK call = *args;
    UINT *pages = NULL;

    NTSTATUS status = check_flags(frame, args->Flags);
    if (NT_SUCCESS(status))
        status = thunk_capture(frame, args->pPages, args->NumPages, sizeof(*pages), &pages);
    if (!NT_SUCCESS(status))
        return status;
    call.pPages = pages;
    call.pData = NULL;
    call.GpuVirtualAddress = 0;
    status = dxgk_kmt_lock(frame->process, &call);
    if (!NT_SUCCESS(status))
        return status;
    args->hAllocation = call.hAllocation; /* another one after a rename (Discard) */
    args->pData = call.pData;
    args->GpuVirtualAddress = call.GpuVirtualAddress;
    frame->undo = undo_lock;
    return status;
}

NTSTATUS thunk_unlock(struct thunk_frame *frame, const D3DKMT_UNLOCK *args)
{
    D3DKMT_UNLOCK call = *args;
    D3DKMT_HANDLE *list = NULL;

    if (args->NumAllocations == 0)
        return thunk_refuse(frame, "THK-18", "NumAllocations", "at least 1", "0");
    NTSTATUS status = thunk_capture(frame, args->phAllocations, args->NumAllocations, sizeof(*list), &list);
    call.phAllocations = list;
    return NT_SUCCESS(status) ? dxgk_kmt_unlock(frame->process, &call) : status;
}
