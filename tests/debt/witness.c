/* See witness.h. */
#include "witness.h"

#include "nt.h"

#include <stdio.h>
#include <string.h>

#define MOST 512u

struct witness_counts witness;

static struct {
    char complaint[200];
    unsigned scheduler_inside; /* calls of the scheduler's class */
    struct {
        HANDLE device, open;
    } opens[MOST]; /* what OpenAllocation returned */
    unsigned open_count;
    struct {
        uint64_t address;               /* of a DMA buffer that was filled */
        UINT length, next;              /* bytes; of them, up to where it was submitted */
        D3DDDI_PATCHLOCATIONLIST first; /* its first patch entry as the driver wrote it */
        bool patched_list;
    } buffers[MOST];
    unsigned buffer_count;
    struct {
        bool valid;
        UINT fence, start, end;
        uint64_t address;
    } patch;       /* the last one, until its submission */
    UINT fence[8]; /* last of render work, per node */
    /* Of the call that is inside; one thread of a process, and one process at a time, is enough here. */
    UCHAR *dma;
    D3DDDI_PATCHLOCATIONLIST *list;
} seen;

void witness_reset(void)
{
    memset(&witness, 0, sizeof(witness));
    memset(&seen, 0, sizeof(seen));
}

const char *witness_complaint(void)
{
    return seen.complaint;
}

#define OWED(rule, condition)                                                                                \
    do {                                                                                                     \
        if (!(condition) && !seen.complaint[0])                                                              \
            snprintf(seen.complaint, sizeof(seen.complaint), "%s, %s:%d: not so: %s", rule, __func__,        \
                     __LINE__, #condition);                                                                  \
    } while (0)

static bool of_scheduler(enum ddi_id id)
{
    return id == DDI_ID_Patch || id == DDI_ID_SubmitCommand || id == DDI_ID_PreemptCommand ||
           id == DDI_ID_BuildPagingBuffer || id == DDI_ID_ResetEngine || id == DDI_ID_QueryEngineStatus ||
           id == DDI_ID_QueryDependentEngineGroup;
}

/* ---- objects ---- */

static void context_wanted(const DXGKARG_CREATECONTEXT *arg)
{
    OWED("ALC-27", KeGetCurrentIrql() == PASSIVE_LEVEL);
    OWED("ALC-29", arg->EngineAffinity == 1);
    if (arg->Flags.GdiContext)
        witness.gdi_context = true; /* GDI-08 */
}

static void opened(const struct ddi_call *call)
{
    const DXGKARG_OPENALLOCATION *arg = *(const DXGKARG_OPENALLOCATION **)call->args[1];

    for (UINT i = 0; i < arg->NumAllocations && seen.open_count < MOST; i++) {
        seen.opens[seen.open_count].device = *(HANDLE *)call->args[0];
        seen.opens[seen.open_count++].open = arg->pOpenAllocation[i].hDeviceSpecificAllocation;
    }
}

static bool was_opened(HANDLE open)
{
    for (unsigned i = 0; i < seen.open_count; i++) {
        if (seen.opens[i].open == open)
            return true;
    }
    return false;
}

/* ---- translation ---- */

static void list_is_right(const DXGK_ALLOCATIONLIST *list, UINT count)
{
    for (UINT i = 0; i < count; i++) {
        HANDLE open = list[i].hDeviceSpecificAllocation;
        OWED("LST-02", !open || was_opened(open));
        OWED("REN-51", open || !list[i].SegmentId);
        OWED("REN-51", list[i].SegmentId || !list[i].PhysicalAddress.QuadPart);
    }
}

static void rendering(const DXGKARG_RENDER *arg)
{
    OWED("REN-03", KeGetCurrentIrql() == PASSIVE_LEVEL);
    OWED("REN-12", !((ULONG_PTR)arg->pDmaBuffer & 0xFFF));
    OWED("REN-42", arg->DmaSize >= arg->CommandLength);
    OWED("REN-38", arg->DmaSize >= witness.context.DmaBufferSize);
    OWED("REN-42", arg->PatchLocationListOutSize >= witness.context.PatchLocationListSize);
    OWED("REN-23", arg->MultipassOffset == 0);
    list_is_right(arg->pAllocationList, arg->AllocationListSize);
    seen.dma = arg->pDmaBuffer;
    seen.list = arg->pPatchLocationListOut;
}

static void filled(UCHAR *dma, const void *end, const D3DDDI_PATCHLOCATIONLIST *list, const void *list_end)
{
    uint64_t address = (uint64_t)MmGetPhysicalAddress(dma).QuadPart;
    unsigned i = 0;

    while (i < seen.buffer_count && seen.buffers[i].address != address)
        i++;
    if (i == MOST)
        return;
    if (i == seen.buffer_count)
        seen.buffer_count++;
    seen.buffers[i].address = address;
    seen.buffers[i].length = (UINT)((const UCHAR *)end - dma);
    seen.buffers[i].next = 0;
    seen.buffers[i].patched_list = (const void *)list != list_end;
    if (seen.buffers[i].patched_list)
        seen.buffers[i].first = list[0];
}

/* ---- the scheduler's calls ---- */

static unsigned buffer_at(uint64_t address)
{
    unsigned i = 0;

    while (i < seen.buffer_count && seen.buffers[i].address != address)
        i++;
    return i;
}

static void patching(const DXGKARG_PATCH *arg)
{
    bool paging = arg->Flags.Paging;

    OWED("PAT-11", KeGetCurrentIrql() == PASSIVE_LEVEL);
    OWED("PAT-12", !(arg->Flags.Value & ~0xFu));
    OWED("PAT-08", paging == !arg->pPatchLocationList);
    OWED("PAT-08", !paging || (!arg->pAllocationList && !arg->hContext));
    OWED("PAT-06", arg->DmaBufferSegmentId || arg->DmaBufferPhysicalAddress.QuadPart ==
                                                  MmGetPhysicalAddress(arg->pDmaBuffer).QuadPart);
    OWED("PAT-07", paging || arg->DmaBufferPrivateDataSubmissionStartOffset == 0);
    OWED("PAT-05", arg->DmaBufferSubmissionStartOffset <= arg->DmaBufferSubmissionEndOffset &&
                       arg->DmaBufferSubmissionEndOffset <= arg->DmaBufferSize);
    *(paging ? &witness.paging_patches : &witness.patches) += 1;
    if (!paging) {
        unsigned i = buffer_at((uint64_t)arg->DmaBufferPhysicalAddress.QuadPart);
        OWED("REN-07", i < seen.buffer_count);
        /* PAT-03, REN-63: the list is the driver's own, to the last bit. */
        OWED("REN-63",
             i == seen.buffer_count || !seen.buffers[i].patched_list ||
                 memcmp(&seen.buffers[i].first, arg->pPatchLocationList, sizeof(seen.buffers[i].first)) == 0);
        list_is_right(arg->pAllocationList, arg->AllocationListSize);
    }
    seen.patch.valid = true;
    seen.patch.fence = arg->SubmissionFenceId;
    seen.patch.start = arg->DmaBufferSubmissionStartOffset;
    seen.patch.end = arg->DmaBufferSubmissionEndOffset;
    seen.patch.address = (uint64_t)arg->DmaBufferPhysicalAddress.QuadPart;
}

static void portion(const DXGKARG_SUBMITCOMMAND *arg)
{
    unsigned i = buffer_at((uint64_t)arg->DmaBufferPhysicalAddress.QuadPart);

    OWED("REN-07", i < seen.buffer_count); /* only what Render or Present filled is run */
    if (i == seen.buffer_count)
        return;
    /* REN-69: portion after portion, without a gap. Preempted ones start again from where they were. */
    OWED("REN-69", arg->DmaBufferSubmissionStartOffset <= seen.buffers[i].next);
    OWED("REN-69", arg->DmaBufferSubmissionEndOffset <= seen.buffers[i].length);
    witness.portions += arg->DmaBufferSubmissionStartOffset > 0;
    seen.buffers[i].next = arg->DmaBufferSubmissionEndOffset;
}

static void submitting(const DXGKARG_SUBMITCOMMAND *arg)
{
    bool paging = arg->Flags.Paging;

    OWED("SUB-01", KeGetCurrentIrql() == DISPATCH_LEVEL);
    OWED("SUB-05", !(arg->Flags.Value & ~0x7Fu)); /* Resubmission is 0 in WDDM 1.x */
    OWED("SUB-04", !paging || !arg->hContext);
    OWED("FEN-04", arg->EngineOrdinal == 0);
    if (seen.patch.valid) {
        OWED("PAT-09", arg->SubmissionFenceId == seen.patch.fence);
        OWED("PAT-05", arg->DmaBufferSubmissionStartOffset == seen.patch.start &&
                           arg->DmaBufferSubmissionEndOffset == seen.patch.end);
        OWED("PAT-05", (uint64_t)arg->DmaBufferPhysicalAddress.QuadPart == seen.patch.address);
    }
    seen.patch.valid = false;
    if (paging) {
        witness.paging_submissions++;
        return;
    }
    witness.submissions++;
    if (arg->NodeOrdinal < 8) {
        OWED("SUB-10", (INT)(arg->SubmissionFenceId - seen.fence[arg->NodeOrdinal]) > 0);
        seen.fence[arg->NodeOrdinal] = arg->SubmissionFenceId;
    }
    if (!arg->Flags.Flip && arg->DmaBufferSubmissionEndOffset)
        portion(arg);
}

static void paging(const DXGKARG_BUILDPAGINGBUFFER *arg)
{
    OWED("PAG-08", KeGetCurrentIrql() == PASSIVE_LEVEL);
    if (arg->Operation != DXGK_OPERATION_TRANSFER)
        return;
    witness.transfers++;
    OWED("PAG-12", !(arg->Transfer.Flags.Value & ~0x1Fu));
    OWED("PAG-12",
         !arg->Transfer.Flags.Swizzle && !arg->Transfer.Flags.Unswizzle); /* nothing here is swizzled */
}

/* ---- the layer ---- */

static void before(void *ctx, struct ddi_call *call)
{
    if (of_scheduler(call->id))
        OWED("PAT-11", seen.scheduler_inside++ == 0);
    switch ((int)call->id) {
    case DDI_ID_CreateDevice:
        witness.gdi_device |= (*(DXGKARG_CREATEDEVICE **)call->args[1])->Flags.GdiDevice;
        break;
    case DDI_ID_CreateContext:
        context_wanted(*(DXGKARG_CREATECONTEXT **)call->args[1]);
        break;
    case DDI_ID_CreateAllocation:
    case DDI_ID_DestroyAllocation:
    case DDI_ID_OpenAllocation:
    case DDI_ID_CloseAllocation:
    case DDI_ID_DescribeAllocation:
    case DDI_ID_GetStandardAllocationDriverData:
        OWED("ALC-27", KeGetCurrentIrql() == PASSIVE_LEVEL);
        break;
    case DDI_ID_Render:
        witness.renders++;
        rendering(*(DXGKARG_RENDER **)call->args[1]);
        break;
    case DDI_ID_RenderKm:
        witness.render_kms++;
        rendering(*(DXGKARG_RENDER **)call->args[1]);
        break;
    case DDI_ID_Present:
        witness.presents++;
        OWED("PRS-14", KeGetCurrentIrql() == PASSIVE_LEVEL);
        seen.dma = (*(DXGKARG_PRESENT **)call->args[1])->pDmaBuffer;
        seen.list = (*(DXGKARG_PRESENT **)call->args[1])->pPatchLocationListOut;
        break;
    case DDI_ID_Patch:
        patching(*(const DXGKARG_PATCH **)call->args[1]);
        break;
    case DDI_ID_SubmitCommand:
        submitting(*(const DXGKARG_SUBMITCOMMAND **)call->args[1]);
        break;
    case DDI_ID_BuildPagingBuffer:
        paging(*(DXGKARG_BUILDPAGINGBUFFER **)call->args[1]);
        break;
    default:
        break;
    }
}

static void after(void *ctx, struct ddi_call *call)
{
    if (of_scheduler(call->id))
        seen.scheduler_inside--;
    if (!NT_SUCCESS(call->status))
        return;
    if (call->id == DDI_ID_OpenAllocation)
        opened(call);
    if (call->id == DDI_ID_CreateContext)
        witness.context = (*(DXGKARG_CREATECONTEXT **)call->args[1])->ContextInfo;
    if (call->id == DDI_ID_Render || call->id == DDI_ID_RenderKm) {
        const DXGKARG_RENDER *arg = *(DXGKARG_RENDER **)call->args[1];
        filled(seen.dma, arg->pDmaBuffer, seen.list, arg->pPatchLocationListOut);
    }
    if (call->id == DDI_ID_Present && seen.dma) {
        const DXGKARG_PRESENT *arg = *(DXGKARG_PRESENT **)call->args[1];
        filled(seen.dma, arg->pDmaBuffer, seen.list, arg->pPatchLocationListOut);
    }
}

const struct ddi_shim witness_shim = {.name = "witness", .before = before, .after = after};
