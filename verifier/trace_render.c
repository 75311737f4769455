/*
 * What a trace tells of the render path's calls: sizes, counts, fences, places and portions; never the bytes of a command buffer.
 * Like trace_args.c, which finds these functions through its tables.
 */
#include "trace_render.h"

#define ARG(type, call, i) (*(type const *)(call)->args[i])

static void place(struct fields *fields, const char *segment_name, UINT segment, const char *address_name,
                  uint64_t address)
{
    field_unsigned(fields, segment_name, segment);
    if (segment)
        field_unsigned(fields, address_name, address);
}

/* ---- objects ----------------------------------------------------------------------------------------------------- */

static void create_context(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_CREATECONTEXT *arg = ARG(DXGKARG_CREATECONTEXT *, call, 1);
    field_unsigned(fields, "NodeOrdinal", arg->NodeOrdinal);
    field_unsigned(fields, "EngineAffinity", arg->EngineAffinity);
    field_hex(fields, "Flags", arg->Flags.Value);
    field_unsigned(fields, "PrivateDriverDataSize", arg->PrivateDriverDataSize);
}

static void context_created(struct fields *fields, const struct ddi_call *call)
{
    const DXGK_CONTEXTINFO *info = &ARG(DXGKARG_CREATECONTEXT *, call, 1)->ContextInfo;
    field_unsigned(fields, "DmaBufferSize", info->DmaBufferSize);
    field_hex(fields, "DmaBufferSegmentSet", info->DmaBufferSegmentSet);
    field_unsigned(fields, "DmaBufferPrivateDataSize", info->DmaBufferPrivateDataSize);
    field_unsigned(fields, "AllocationListSize", info->AllocationListSize);
    field_unsigned(fields, "PatchLocationListSize", info->PatchLocationListSize);
}

static void create_allocation(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_CREATEALLOCATION *arg = ARG(DXGKARG_CREATEALLOCATION *, call, 1);
    field_unsigned(fields, "NumAllocations", arg->NumAllocations);
    field_unsigned(fields, "PrivateDriverDataSize", arg->PrivateDriverDataSize);
    field_bool(fields, "Resource", arg->Flags.Resource);
}

static void allocation_created(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_CREATEALLOCATION *arg = ARG(DXGKARG_CREATEALLOCATION *, call, 1);
    if (!arg->NumAllocations)
        return;
    const DXGK_ALLOCATIONINFO *info = &arg->pAllocationInfo[0];
    field_unsigned(fields, "FirstSize", info->Size);
    field_unsigned(fields, "FirstAlignment", info->Alignment);
    field_hex(fields, "FirstSegments", info->SupportedWriteSegmentSet | info->SupportedReadSegmentSet);
    field_hex(fields, "FirstFlags", info->Flags.Value);
}

static void open_allocation(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_OPENALLOCATION *arg = ARG(const DXGKARG_OPENALLOCATION *, call, 1);
    field_unsigned(fields, "NumAllocations", arg->NumAllocations);
    field_bool(fields, "Create", arg->Flags.Create);
}

static void close_allocation(struct fields *fields, const struct ddi_call *call)
{
    field_unsigned(fields, "NumAllocations", ARG(const DXGKARG_CLOSEALLOCATION *, call, 1)->NumAllocations);
}

static void destroy_allocation(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_DESTROYALLOCATION *arg = ARG(const DXGKARG_DESTROYALLOCATION *, call, 1);
    field_unsigned(fields, "NumAllocations", arg->NumAllocations);
    field_bool(fields, "DestroyResource", arg->Flags.DestroyResource);
}

static void standard_allocation(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA *arg =
        ARG(DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA *, call, 1);
    field_unsigned(fields, "StandardAllocationType", (unsigned)arg->StandardAllocationType);
    field_bool(fields, "SizesOnly", !arg->pAllocationPrivateDriverData && !arg->pResourcePrivateDriverData);
}

/* ---- translation ------------------------------------------------------------------------------------------------- */

static void render(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_RENDER *arg = ARG(DXGKARG_RENDER *, call, 1);
    field_unsigned(fields, "CommandLength", arg->CommandLength);
    field_unsigned(fields, "DmaSize", arg->DmaSize);
    field_unsigned(fields, "AllocationListSize", arg->AllocationListSize);
    field_unsigned(fields, "PatchLocationListOutSize", arg->PatchLocationListOutSize);
    field_unsigned(fields, "MultipassOffset", arg->MultipassOffset);
}

static void rendered(struct fields *fields, const struct ddi_call *call)
{
    field_unsigned(fields, "MultipassOffsetOut", ARG(DXGKARG_RENDER *, call, 1)->MultipassOffset);
}

static void present(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_PRESENT *arg = ARG(DXGKARG_PRESENT *, call, 1);
    const RECT *d = &arg->DstRect, *s = &arg->SrcRect;
    field_hex(fields, "Flags", arg->Flags.Value);
    field_unsigned(fields, "DmaSize", arg->DmaSize);
    field_unsigned(fields, "MultipassOffset", arg->MultipassOffset);
    field_rect(fields, "DstRect", (int32_t[]){d->left, d->top, d->right, d->bottom});
    field_rect(fields, "SrcRect", (int32_t[]){s->left, s->top, s->right, s->bottom});
    field_unsigned(fields, "SubRectCnt", arg->SubRectCnt);
}

/* ---- the scheduler's calls ----------------------------------------------------------------------------------------- */

static void patch(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_PATCH *arg = ARG(const DXGKARG_PATCH *, call, 1);
    field_unsigned(fields, "SubmissionFenceId", arg->SubmissionFenceId);
    field_unsigned(fields, "StartOffset", arg->DmaBufferSubmissionStartOffset);
    field_unsigned(fields, "EndOffset", arg->DmaBufferSubmissionEndOffset);
    field_unsigned(fields, "PatchStart", arg->PatchLocationListSubmissionStart);
    field_unsigned(fields, "PatchLength", arg->PatchLocationListSubmissionLength);
    field_hex(fields, "Flags", arg->Flags.Value);
}

static void submit_command(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_SUBMITCOMMAND *arg = ARG(const DXGKARG_SUBMITCOMMAND *, call, 1);
    field_unsigned(fields, "SubmissionFenceId", arg->SubmissionFenceId);
    field_unsigned(fields, "NodeOrdinal", arg->NodeOrdinal);
    field_unsigned(fields, "StartOffset", arg->DmaBufferSubmissionStartOffset);
    field_unsigned(fields, "EndOffset", arg->DmaBufferSubmissionEndOffset);
    field_hex(fields, "Flags", arg->Flags.Value);
}

static void preempt_command(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_PREEMPTCOMMAND *arg = ARG(const DXGKARG_PREEMPTCOMMAND *, call, 1);
    field_unsigned(fields, "PreemptionFenceId", arg->PreemptionFenceId);
    field_unsigned(fields, "NodeOrdinal", arg->NodeOrdinal);
}

static void transfer(struct fields *fields, const DXGKARG_BUILDPAGINGBUFFER *arg)
{
    place(fields, "FromSegment", arg->Transfer.Source.SegmentId, "FromAddress",
          (uint64_t)arg->Transfer.Source.SegmentAddress.QuadPart);
    place(fields, "ToSegment", arg->Transfer.Destination.SegmentId, "ToAddress",
          (uint64_t)arg->Transfer.Destination.SegmentAddress.QuadPart);
    field_unsigned(fields, "TransferOffset", arg->Transfer.TransferOffset);
    field_unsigned(fields, "TransferSize", arg->Transfer.TransferSize);
    field_unsigned(fields, "MdlOffset", arg->Transfer.MdlOffset);
}

static void build_paging_buffer(struct fields *fields, const struct ddi_call *call)
{
    static const char *const operations[] = {"TRANSFER",
                                             "FILL",
                                             "DISCARD_CONTENT",
                                             "READ_PHYSICAL",
                                             "WRITE_PHYSICAL",
                                             "MAP_APERTURE_SEGMENT",
                                             "UNMAP_APERTURE_SEGMENT"};
    const DXGKARG_BUILDPAGINGBUFFER *arg = ARG(DXGKARG_BUILDPAGINGBUFFER *, call, 1);
    unsigned operation = (unsigned)arg->Operation;

    field_string(fields, "Operation",
                 operation < sizeof(operations) / sizeof(operations[0]) ? operations[operation] : "other");
    field_unsigned(fields, "DmaSize", arg->DmaSize);
    field_unsigned(fields, "MultipassOffset", arg->MultipassOffset);
    switch (arg->Operation) {
    case DXGK_OPERATION_TRANSFER:
        transfer(fields, arg);
        break;
    case DXGK_OPERATION_FILL:
        place(fields, "ToSegment", arg->Fill.Destination.SegmentId, "ToAddress",
              (uint64_t)arg->Fill.Destination.SegmentAddress.QuadPart);
        field_unsigned(fields, "FillSize", arg->Fill.FillSize);
        field_hex(fields, "FillPattern", arg->Fill.FillPattern);
        break;
    case DXGK_OPERATION_DISCARD_CONTENT:
        place(fields, "SegmentId", arg->DiscardContent.SegmentId, "SegmentAddress",
              (uint64_t)arg->DiscardContent.SegmentAddress.QuadPart);
        break;
    case DXGK_OPERATION_MAP_APERTURE_SEGMENT:
        field_unsigned(fields, "SegmentId", arg->MapApertureSegment.SegmentId);
        field_unsigned(fields, "OffsetInPages", arg->MapApertureSegment.OffsetInPages);
        field_unsigned(fields, "NumberOfPages", arg->MapApertureSegment.NumberOfPages);
        break;
    case DXGK_OPERATION_UNMAP_APERTURE_SEGMENT:
        field_unsigned(fields, "SegmentId", arg->UnmapApertureSegment.SegmentId);
        field_unsigned(fields, "OffsetInPages", arg->UnmapApertureSegment.OffsetInPages);
        field_unsigned(fields, "NumberOfPages", arg->UnmapApertureSegment.NumberOfPages);
        break;
    default:
        break;
    }
}

static void set_source_address(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_SETVIDPNSOURCEADDRESS *arg = ARG(const DXGKARG_SETVIDPNSOURCEADDRESS *, call, 1);
    field_unsigned(fields, "VidPnSourceId", arg->VidPnSourceId);
    place(fields, "PrimarySegment", arg->PrimarySegment, "PrimaryAddress",
          (uint64_t)arg->PrimaryAddress.QuadPart);
    field_hex(fields, "Flags", arg->Flags.Value);
}

static void current_fence(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_QUERYCURRENTFENCE *arg = ARG(DXGKARG_QUERYCURRENTFENCE *, call, 1);
    field_unsigned(fields, "NodeOrdinal", arg->NodeOrdinal);
    field_unsigned(fields, "CurrentFence", arg->CurrentFence);
}

static void cancel_command(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_CANCELCOMMAND *arg = ARG(const DXGKARG_CANCELCOMMAND *, call, 1);
    field_unsigned(fields, "StartOffset", arg->DmaBufferSubmissionStartOffset);
    field_unsigned(fields, "EndOffset", arg->DmaBufferSubmissionEndOffset);
}

/* ---- recovery ------------------------------------------------------------------------------------------------------ */

static void dependent_engines(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_QUERYDEPENDENTENGINEGROUP *arg = ARG(DXGKARG_QUERYDEPENDENTENGINEGROUP *, call, 1);
    field_unsigned(fields, "NodeOrdinal", arg->NodeOrdinal);
    field_unsigned(fields, "DependentNodeOrdinalMask", arg->DependentNodeOrdinalMask);
}

static void engine_status(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_QUERYENGINESTATUS *arg = ARG(DXGKARG_QUERYENGINESTATUS *, call, 1);
    field_unsigned(fields, "NodeOrdinal", arg->NodeOrdinal);
    field_bool(fields, "Responsive", arg->EngineStatus.Responsive);
}

static void reset_engine(struct fields *fields, const struct ddi_call *call)
{
    field_unsigned(fields, "NodeOrdinal", ARG(DXGKARG_RESETENGINE *, call, 1)->NodeOrdinal);
}

static void engine_was_reset(struct fields *fields, const struct ddi_call *call)
{
    field_unsigned(fields, "LastAbortedFenceId", ARG(DXGKARG_RESETENGINE *, call, 1)->LastAbortedFenceId);
}

/* ---- what the driver reports ---------------------------------------------------------------------------------------- */

void trace_engine_interrupt(struct fields *fields, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data)
{
    switch (data->InterruptType) {
    case DXGK_INTERRUPT_DMA_COMPLETED:
        field_unsigned(fields, "SubmissionFenceId", data->DmaCompleted.SubmissionFenceId);
        field_unsigned(fields, "NodeOrdinal", data->DmaCompleted.NodeOrdinal);
        break;
    case DXGK_INTERRUPT_DMA_PREEMPTED:
        field_unsigned(fields, "PreemptionFenceId", data->DmaPreempted.PreemptionFenceId);
        field_unsigned(fields, "LastCompletedFenceId", data->DmaPreempted.LastCompletedFenceId);
        field_unsigned(fields, "NodeOrdinal", data->DmaPreempted.NodeOrdinal);
        break;
    case DXGK_INTERRUPT_DMA_FAULTED:
        field_unsigned(fields, "FaultedFenceId", data->DmaFaulted.FaultedFenceId);
        field_hex(fields, "Status", (uint32_t)data->DmaFaulted.Status);
        field_unsigned(fields, "NodeOrdinal", data->DmaFaulted.NodeOrdinal);
        break;
    case DXGK_INTERRUPT_CRTC_VSYNC:
        field_unsigned(fields, "VidPnTargetId", data->CrtcVsync.VidPnTargetId);
        field_unsigned(fields, "PhysicalAddress", (uint64_t)data->CrtcVsync.PhysicalAddress.QuadPart);
        break;
    default:
        break;
    }
}

static ddi_fields *const inputs[DDI_ID_COUNT] = {
    [DDI_ID_CreateContext] = create_context,
    [DDI_ID_CreateAllocation] = create_allocation,
    [DDI_ID_OpenAllocation] = open_allocation,
    [DDI_ID_CloseAllocation] = close_allocation,
    [DDI_ID_DestroyAllocation] = destroy_allocation,
    [DDI_ID_GetStandardAllocationDriverData] = standard_allocation,
    [DDI_ID_Render] = render,
    [DDI_ID_RenderKm] = render,
    [DDI_ID_Present] = present,
    [DDI_ID_Patch] = patch,
    [DDI_ID_SubmitCommand] = submit_command,
    [DDI_ID_PreemptCommand] = preempt_command,
    [DDI_ID_BuildPagingBuffer] = build_paging_buffer,
    [DDI_ID_SetVidPnSourceAddress] = set_source_address,
    [DDI_ID_CancelCommand] = cancel_command,
    [DDI_ID_ResetEngine] = reset_engine,
};

static ddi_fields *const outputs[DDI_ID_COUNT] = {
    [DDI_ID_CreateContext] = context_created,
    [DDI_ID_CreateAllocation] = allocation_created,
    [DDI_ID_Render] = rendered,
    [DDI_ID_RenderKm] = rendered,
    [DDI_ID_QueryCurrentFence] = current_fence,
    [DDI_ID_QueryDependentEngineGroup] = dependent_engines,
    [DDI_ID_QueryEngineStatus] = engine_status,
    [DDI_ID_ResetEngine] = engine_was_reset,
};

ddi_fields *trace_render_inputs(enum ddi_id id)
{
    return inputs[id];
}

ddi_fields *trace_render_outputs(enum ddi_id id)
{
    return outputs[id];
}
