/*
 * What the driver says of itself: caps, segments, nodes. PASSIVE_LEVEL, level zero; everything answered is constant while started.
 */
#include "refgpu.h"

/* ---- DRIVERCAPS ---------------------------------------------------------------------------------------- */

/* PRE-06, TDR-10: what needs contexts is claimed with contexts only. */
static void scheduling_caps(DXGK_DRIVERCAPS *caps)
{
#if REFGPU_CONTEXTS
    caps->SchedulingCaps.MultiEngineAware = 1;
    caps->SchedulingCaps.PreemptionAware = 1;
    caps->SchedulingCaps.CancelCommandAware = 1;
    caps->SupportPerEngineTDR = TRUE;
    caps->GpuEngineTopology.NbAsymetricProcessingNodes = REFGPU_NODE_COUNT;
    caps->MemoryManagementCaps.PagingNode = REFGPU_NODE_COPY;
    caps->PreemptionCaps.GraphicsPreemptionGranularity = D3DKMDT_GRAPHICS_PREEMPTION_PRIMITIVE_BOUNDARY;
    caps->PreemptionCaps.ComputePreemptionGranularity = D3DKMDT_COMPUTE_PREEMPTION_DISPATCH_BOUNDARY;
#else
    caps->GpuEngineTopology.NbAsymetricProcessingNodes = 1;
    caps->MemoryManagementCaps.PagingNode = REFGPU_NODE_DRAW;
#endif
}

/* GDI-07, GDI-26, GDI-29, GDI-30. The engine reads a source completely before it writes; but each sub-rectangle is a command of its own, and
 * where pixels are scaled no order of them is right when source and destination overlap. Moves have one (command_draw.c). */
static void presentation_caps(DXGK_PRESENTATIONCAPS *caps)
{
    caps->SupportKernelModeCommandBuffer = 1;
    caps->SupportAllBltRops = 1;
    caps->SupportMirrorStretchBlt = 1;
    caps->NoTempSurfaceForClearTypeBlend = 1;
    caps->NoSameBitmapOverlappedAlphaBlend = 1;
    caps->NoSameBitmapOverlappedStretchBlt = 1;
    caps->AlignmentShift = 2;
    caps->MaxTextureWidthShift = 3; /* 2^(11 + 3) = REFGPU_EXTENT_MAX */
    caps->MaxTextureHeightShift = 3;
}
C_ASSERT(REFGPU_EXTENT_MAX == 1u << (DXGK_TEXTURE_SIZE_SHIFT + 3));

/* DOD-17, OBS-13, OBS-15. The size asked for belongs to the version declared. */
static NTSTATUS driver_caps(const struct refgpu *gpu, const DXGKARG_QUERYADAPTERINFO *args)
{
    DXGK_DRIVERCAPS *caps = args->pOutputData;

    if (!caps || args->OutputDataSize < RTL_SIZEOF_THROUGH_FIELD(DXGK_DRIVERCAPS, SupportDirectFlip)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    RtlZeroMemory(caps, args->OutputDataSize);
    caps->HighestAcceptableAddress.QuadPart = (LONGLONG)(REFGPU_PTE_PAGE_MASK | (REFGPU_PAGE_SIZE - 1));
    caps->MaxAllocationListSlotId = REFGPU_SLOTS;
    caps->ApertureSegmentCommitLimit = (SIZE_T)(gpu->gart_pages - gpu->window_pages) * REFGPU_PAGE_SIZE;
    caps->InterruptMessageNumber = 0; /* FEN-05 */
    presentation_caps(&caps->PresentationCaps);
    caps->MaxQueuedFlipOnVSync = 1;
    caps->FlipCaps.FlipOnVSyncMmIo = 1; /* PRE-07, PRS-10 */
    caps->FlipCaps.FlipImmediateMmIo = 1;
    caps->FlipCaps.FlipIndependent = 1; /* OBS-23 */
    scheduling_caps(caps);
    caps->WDDMVersion = DXGKDDI_WDDMv1_3;
    caps->SupportNonVGA = TRUE;
    caps->SupportDirectFlip = TRUE;
    return STATUS_SUCCESS;
}

/* ---- segments ------------------------------------------------------------------------------------------ */

static UINT segment_count(const struct refgpu *gpu)
{
    return gpu->vram_size > gpu->visible_size ? REFGPU_SEGMENT_HIDDEN : REFGPU_SEGMENT_APERTURE;
}

/* SEG-03..SEG-08. BaseAddress is the GPU address, so that all sums of VidMm are addresses of commands (SEG-05). */
static void describe_segment(const struct refgpu *gpu, enum refgpu_segment id,
                             DXGK_SEGMENTDESCRIPTOR3 *segment)
{
    RtlZeroMemory(segment, sizeof(*segment));
    switch (id) {
    case REFGPU_SEGMENT_VISIBLE:
        segment->Flags.CpuVisible = 1;
        segment->Flags.DirectFlip = 1;
        segment->BaseAddress.QuadPart = REFGPU_VRAM_BASE + REFGPU_VRAM_FIRST;
        segment->CpuTranslatedAddress.QuadPart = gpu->vram_bus.QuadPart + REFGPU_VRAM_FIRST;
        segment->Size = (SIZE_T)(gpu->visible_size - REFGPU_VRAM_FIRST);
        break;
    case REFGPU_SEGMENT_APERTURE:
        segment->Flags.Aperture = 1;
        segment->Flags.CacheCoherent = 1;
        segment->BaseAddress.QuadPart = REFGPU_APERTURE_BASE;
        segment->Size = (SIZE_T)(gpu->gart_pages - gpu->window_pages) * REFGPU_PAGE_SIZE;
        break;
    case REFGPU_SEGMENT_HIDDEN:
        segment->Flags.DirectFlip = 1;
        segment->BaseAddress.QuadPart = (LONGLONG)(REFGPU_VRAM_BASE + gpu->visible_size);
        segment->Size = (SIZE_T)(gpu->vram_size - gpu->visible_size);
        break;
    }
    segment->CommitLimit = segment->Size;
}

/* The older descriptor has the same members but two. */
static void describe_segment_1(const struct refgpu *gpu, enum refgpu_segment id,
                               DXGK_SEGMENTDESCRIPTOR *segment)
{
    DXGK_SEGMENTDESCRIPTOR3 all;

    describe_segment(gpu, id, &all);
    RtlZeroMemory(segment, sizeof(*segment));
    segment->BaseAddress = all.BaseAddress;
    segment->CpuTranslatedAddress = all.CpuTranslatedAddress;
    segment->Size = all.Size;
    segment->CommitLimit = all.CommitLimit;
    segment->Flags = all.Flags;
}

/* SEG-01: asked twice; the first time for the number only. SEG-02: there is no AGP. SEG-09: paging buffers are system memory. */
static NTSTATUS query_segment3(const struct refgpu *gpu, const DXGKARG_QUERYADAPTERINFO *args)
{
    DXGK_QUERYSEGMENTOUT3 *out = args->pOutputData;

    if (!out || args->OutputDataSize < sizeof(*out)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    if (!out->pSegmentDescriptor) {
        out->NbSegment = segment_count(gpu);
        return STATUS_SUCCESS;
    }
    if (out->NbSegment < segment_count(gpu)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    out->NbSegment = segment_count(gpu);
    for (UINT id = 1; id <= out->NbSegment; id++) {
        describe_segment(gpu, id, &out->pSegmentDescriptor[id - 1]);
    }
    out->PagingBufferSegmentId = 0;
    out->PagingBufferSize = REFGPU_DMA_SIZE;
    out->PagingBufferPrivateDataSize = sizeof(struct refgpu_dma_private);
    return STATUS_SUCCESS;
}

/* What systems before WDDM 1.2 ask. */
static NTSTATUS query_segment1(const struct refgpu *gpu, const DXGKARG_QUERYADAPTERINFO *args)
{
    DXGK_QUERYSEGMENTOUT *out = args->pOutputData;

    if (!out || args->OutputDataSize < sizeof(*out)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    if (!out->pSegmentDescriptor) {
        out->NbSegment = segment_count(gpu);
        return STATUS_SUCCESS;
    }
    if (out->NbSegment < segment_count(gpu)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    out->NbSegment = segment_count(gpu);
    for (UINT id = 1; id <= out->NbSegment; id++) {
        describe_segment_1(gpu, id, &out->pSegmentDescriptor[id - 1]);
    }
    out->PagingBufferSegmentId = 0;
    out->PagingBufferSize = REFGPU_DMA_SIZE;
    out->PagingBufferPrivateDataSize = sizeof(struct refgpu_dma_private);
    return STATUS_SUCCESS;
}

/* ---- the rest ------------------------------------------------------------------------------------------ */

/* UMDRIVERPRIVATE: what a user-mode driver must know before it has a device; the same block as the escape's. */
static NTSTATUS umd_private(const struct refgpu *gpu, const DXGKARG_QUERYADAPTERINFO *args)
{
    struct refgpu_user_escape *info = args->pOutputData;

    if (!info || args->OutputDataSize < sizeof(*info)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    RtlZeroMemory(info, args->OutputDataSize);
    refgpu_describe_adapter(gpu, info);
    return STATUS_SUCCESS;
}

void refgpu_describe_adapter(const struct refgpu *gpu, struct refgpu_user_escape *info)
{
    *info = (struct refgpu_user_escape){
        .magic = REFGPU_USER_MAGIC,
        .version = REFGPU_USER_VERSION,
        .code = REFGPU_ESCAPE_INFO,
        .vram_size = gpu->vram_size - REFGPU_VRAM_FIRST,
        .visible_size = gpu->visible_size - REFGPU_VRAM_FIRST,
        .aperture_size = (ULONG64)(gpu->gart_pages - gpu->window_pages) * REFGPU_PAGE_SIZE,
        .nodes = REFGPU_CONTEXTS ? REFGPU_NODE_COUNT : 1,
        .heads = gpu->head_count,
    };
}

/* DOD-16, DOD-07, OBS-26. */
NTSTATUS NTAPI refgpu_query_adapter_info(HANDLE hAdapter, const DXGKARG_QUERYADAPTERINFO *args)
{
    const struct refgpu *gpu = hAdapter;

    PAGED_CODE();
    if (!gpu->started) {
        return STATUS_UNSUCCESSFUL;
    }
    switch ((int)args->Type) {
    case DXGKQAITYPE_UMDRIVERPRIVATE:
        return umd_private(gpu, args);
    case DXGKQAITYPE_DRIVERCAPS:
        return driver_caps(gpu, args);
    case DXGKQAITYPE_QUERYSEGMENT:
        return query_segment1(gpu, args);
    case DXGKQAITYPE_QUERYSEGMENT3:
        return query_segment3(gpu, args);
    default:
        return STATUS_NOT_SUPPORTED;
    }
}

/* PASSIVE_LEVEL, level zero. */
NTSTATUS NTAPI refgpu_get_node_metadata(HANDLE hAdapter, UINT node, DXGKARG_GETNODEMETADATA *metadata)
{
    static const struct {
        DXGK_ENGINE_TYPE type;
        WCHAR name[DXGK_MAX_METADATA_NAME_LENGTH];
    } nodes[] = {
        [REFGPU_NODE_DRAW] = {DXGK_ENGINE_TYPE_3D, L"refgpu draw"},
        [REFGPU_NODE_COPY] = {DXGK_ENGINE_TYPE_COPY, L"refgpu copy"},
    };

    PAGED_CODE();
    UNREFERENCED_PARAMETER(hAdapter);
    if (node >= RTL_NUMBER_OF(nodes)) { /* the upper half is the physical adapter, of which there is one */
        return STATUS_INVALID_PARAMETER;
    }
    RtlZeroMemory(metadata, sizeof(*metadata));
    metadata->EngineType = nodes[node].type;
    RtlCopyMemory(metadata->FriendlyName, nodes[node].name, sizeof(nodes[node].name));
    return STATUS_SUCCESS;
}
