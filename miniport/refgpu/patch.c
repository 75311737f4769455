/*
 * DxgkDdiPatch: the addresses of a DMA buffer become those of the places where its allocations are now. It can be called any number of
 * times, with any earlier addresses in the buffer (PAT-02), because it never looks at what it overwrites: the patch list alone says
 * what goes where. A broken list is an error, and that is the end of the system (PAT-10); better than a store through it.
 */
#include "command.h"

/* Whether 8 bytes at `offset` lie in the portion that is about to be submitted (PAT-05). */
PAGED_CODE_SEG static BOOLEAN in_portion(const DXGKARG_PATCH *args, UINT offset)
{
    return offset >= args->DmaBufferSubmissionStartOffset && offset < args->DmaBufferSubmissionEndOffset &&
           args->DmaBufferSubmissionEndOffset - offset >= sizeof(UINT64);
}

PAGED_CODE_SEG static NTSTATUS patch_entry(const DXGKARG_PATCH *args, const D3DDDI_PATCHLOCATIONLIST *entry)
{
    UINT64 address;

    if (entry->DriverId == REFGPU_RELOCATE_NOTHING) {
        return STATUS_SUCCESS;
    }
    if (entry->DriverId != REFGPU_RELOCATE_ADDRESS || entry->AllocationIndex >= args->AllocationListSize ||
        entry->PatchOffset % 4 || entry->PatchOffset > args->DmaBufferSize ||
        args->DmaBufferSize - entry->PatchOffset < sizeof(address)) {
        return STATUS_INVALID_PARAMETER;
    }
    if (in_portion(args, entry->PatchOffset)) {
        address = refgpu_place(&args->pAllocationList[entry->AllocationIndex]) + entry->AllocationOffset;
        RtlCopyMemory((UCHAR *)args->pDmaBuffer + entry->PatchOffset, &address, sizeof(address));
    }
    return STATUS_SUCCESS;
}

PAGED_CODE_SEG NTSTATUS NTAPI refgpu_patch(IN_CONST_HANDLE hAdapter, IN_CONST_PDXGKARG_PATCH args)
{
    UINT first = args->PatchLocationListSubmissionStart, count = args->PatchLocationListSubmissionLength;

    PAGED_CODE();
    if (!args->pPatchLocationList ||
        !args->pAllocationList) { /* paging buffers have their addresses already (PAT-08) */
        return STATUS_SUCCESS;
    }
    if (first > args->PatchLocationListSize || count > args->PatchLocationListSize - first ||
        args->DmaBufferSubmissionEndOffset > args->DmaBufferSize) {
        return STATUS_INVALID_PARAMETER;
    }
    for (UINT i = first; i < first + count; i++) { /* PAT-04 */
        NTSTATUS status = patch_entry(args, &args->pPatchLocationList[i]);

        if (status) {
            return status;
        }
    }
    return STATUS_SUCCESS;
}
