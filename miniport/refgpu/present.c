/*
 * DxgkDdiPresent: blits and fills from one allocation to another, and the check of a flip. The flip itself is SetVidPnSourceAddress's
 * (FlipOnVSyncMmIo, PRS-10). What the engine cannot do in one command from source to destination is refused rather than approximated:
 * the runtime above has other ways.
 *
 *     same pixels                     COPY, ROTATE, STRETCH
 *     other pixels                    CONVERT; stretched, a BLEND of the opaque source
 *     source colour key               TRANSPARENT, pixels of one size
 *     destination colour key, sRGB    STATUS_ILLEGAL_INSTRUCTION
 *     turned and stretched            STATUS_ILLEGAL_INSTRUCTION
 *     turned or keyed, other pixels   STATUS_GRAPHICS_CANNOTCOLORCONVERT
 *
 * MultipassOffset is the number of the next sub-rectangle (PRS-07).
 */
#include "command_draw.h"

/* ---- colours ------------------------------------------------------------------------------------------- */

/* An A8R8G8B8 colour as a pixel of the format (PRS-05). */
PAGED_CODE_SEG static ULONG pixel_of(ULONG color, UINT format)
{
    switch (format) {
    case REFGPU_A8:
        return color >> 24;
    case REFGPU_R5G6B5:
        return (color >> 8 & 0xf800) | (color >> 5 & 0x07e0) | (color >> 3 & 0x001f);
    }
    return color;
}

/* Whether moved bits would show other colours, or an alpha that was never there. */
PAGED_CODE_SEG static BOOLEAN other_pixels(const struct refgpu_work *work)
{
    return work->src.bytes != work->dst.bytes ||
           (work->src.format == REFGPU_X8R8G8B8 && work->dst.format == REFGPU_A8R8G8B8);
}

/* ---- what is asked for --------------------------------------------------------------------------------- */

PAGED_CODE_SEG static BOOLEAN is_stretched(const DXGKARG_PRESENT *args)
{
    const RECT *src = &args->SrcRect, *dst = &args->DstRect;

    return (LONG64)src->right - src->left != (LONG64)dst->right - dst->left ||
           (LONG64)src->bottom - src->top != (LONG64)dst->bottom - dst->top;
}

PAGED_CODE_SEG static NTSTATUS prepare_fill(const struct refgpu_writer *writer, const DXGKARG_PRESENT *args,
                                            struct refgpu_work *work)
{
    NTSTATUS status = refgpu_picture_of(writer, DXGK_PRESENT_DESTINATION_INDEX, TRUE, 0, &work->dst);

    work->kind = REFGPU_WORK_FILL;
    work->header = REFGPU_COMMAND(REFGPU_FILL, 0, REFGPU_FILL_DWORDS);
    work->tail[0] = pixel_of(args->Color, work->dst.format);
    return status;
}

/* How far the screen that the destination belongs to is turned; the modes are named by what the picture does on it: the desktop
 * of a path with ROTATE90 stands on its left side in video memory). */
PAGED_CODE_SEG static UINT turns_of(const struct refgpu *gpu, const struct refgpu_allocation *primary)
{
    UINT source = primary->info.source;

    if (!(primary->info.flags & REFGPU_USER_PRIMARY) || source >= REFGPU_HEADS_MAX) {
        return 0;
    }
    switch (gpu->head[source].rotation) {
    case D3DKMDT_VPPR_ROTATE90:
        return REFGPU_ROTATE_270;
    case D3DKMDT_VPPR_ROTATE180:
        return REFGPU_ROTATE_180;
    case D3DKMDT_VPPR_ROTATE270:
        return REFGPU_ROTATE_90;
    default:
        return 0;
    }
}

PAGED_CODE_SEG static NTSTATUS prepare_turned(const struct refgpu *gpu, const DXGKARG_PRESENT *args,
                                              struct refgpu_work *work)
{
    work->kind = REFGPU_WORK_TURN;
    work->turns = turns_of(gpu, work->dst.allocation);
    work->header = REFGPU_COMMAND(REFGPU_ROTATE, work->turns, REFGPU_ROTATE_DWORDS);
    if (is_stretched(args) || args->Flags.SrcColorKey) {
        return STATUS_ILLEGAL_INSTRUCTION;
    }
    return other_pixels(work) ? STATUS_GRAPHICS_CANNOTCOLORCONVERT : STATUS_SUCCESS;
}

PAGED_CODE_SEG static NTSTATUS prepare_keyed(const DXGKARG_PRESENT *args, struct refgpu_work *work)
{
    work->kind = REFGPU_WORK_MAP;
    work->header = REFGPU_COMMAND(REFGPU_TRANSPARENT, 0, REFGPU_TRANSPARENT_DWORDS);
    work->tail[0] = pixel_of(args->Color, work->src.format);
    return other_pixels(work) ? STATUS_GRAPHICS_CANNOTCOLORCONVERT : STATUS_SUCCESS;
}

PAGED_CODE_SEG static NTSTATUS prepare_mapped(struct refgpu_work *work)
{
    work->kind = REFGPU_WORK_MAP;
    work->header = REFGPU_COMMAND(REFGPU_STRETCH, 0, REFGPU_STRETCH_DWORDS);
    if (!other_pixels(work)) {
        return STATUS_SUCCESS;
    }
    if (work->src.format == REFGPU_A8) { /* all alpha: blending it is not copying it */
        return STATUS_GRAPHICS_CANNOTCOLORCONVERT;
    }
    work->header = REFGPU_COMMAND(REFGPU_BLEND, 0, REFGPU_BLEND_DWORDS);
    work->tail[0] = 255;
    work->src.format = work->src.format == REFGPU_A8R8G8B8 ? REFGPU_X8R8G8B8 : work->src.format;
    return STATUS_SUCCESS;
}

PAGED_CODE_SEG static NTSTATUS prepare_blt(const struct refgpu *gpu, const struct refgpu_writer *writer,
                                           const DXGKARG_PRESENT *args, struct refgpu_work *work)
{
    NTSTATUS status = refgpu_picture_of(writer, DXGK_PRESENT_DESTINATION_INDEX, TRUE, 0, &work->dst);

    if (!status) {
        status = refgpu_picture_of(writer, DXGK_PRESENT_SOURCE_INDEX, FALSE, 0, &work->src);
    }
    work->sourced = TRUE;
    work->src_rect = args->SrcRect;
    if (status) {
        return status;
    }
    if (args->Flags.DstColorKey || args->Flags.LinearToSrgb) {
        return STATUS_ILLEGAL_INSTRUCTION;
    }
    if (args->Flags.Rotate && turns_of(gpu, work->dst.allocation)) {
        return prepare_turned(gpu, args, work);
    }
    if (args->Flags.SrcColorKey) {
        return prepare_keyed(args, work);
    }
    if (is_stretched(args)) {
        return prepare_mapped(work);
    }
    work->kind = REFGPU_WORK_MOVE;
    work->header = other_pixels(work) ? REFGPU_COMMAND(REFGPU_CONVERT, 0, REFGPU_CONVERT_DWORDS)
                                      : REFGPU_COMMAND(REFGPU_COPY, 0, REFGPU_COPY_DWORDS);
    return STATUS_SUCCESS;
}

/* A flip is only judged here, with a DMA buffer or without; it may show what is shown already (PRS-04). */
PAGED_CODE_SEG static NTSTATUS check_flip(const DXGKARG_PRESENT *args)
{
    const struct refgpu_allocation *primary;

    if (!args->pAllocationList) {
        return STATUS_INVALID_PARAMETER;
    }
    primary = refgpu_listed(&args->pAllocationList[DXGK_PRESENT_SOURCE_INDEX]);
    if (!primary) {
        return STATUS_INVALID_HANDLE;
    }
    return primary->info.flags & REFGPU_USER_PRIMARY ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* ---- the call ------------------------------------------------------------------------------------------ */

#define PRESENT_ELEMENTS 3u /* NULL, source, destination (PRS-02) */

PAGED_CODE_SEG static NTSTATUS prepare(const struct refgpu *gpu, const struct refgpu_writer *writer,
                                       const DXGKARG_PRESENT *args, struct refgpu_work *work)
{
    NTSTATUS status =
        args->Flags.ColorFill ? prepare_fill(writer, args, work) : prepare_blt(gpu, writer, args, work);

    work->dst_rect = args->DstRect;
    work->rects = args->SubRectCnt ? args->pDstSubRects : &args->DstRect;
    work->rect_count = args->SubRectCnt ? args->SubRectCnt : 1;
    if (!status && !work->rects) {
        return STATUS_INVALID_PARAMETER;
    }
    return status ? status : refgpu_work_check(work);
}

PAGED_CODE_SEG static NTSTATUS build(const struct refgpu *gpu, DXGKARG_PRESENT *args)
{
    struct refgpu_writer writer;
    struct refgpu_work work;
    UINT next = args->MultipassOffset;
    NTSTATUS status;

    if (!args->pDmaBuffer || !args->pAllocationList) {
        return STATUS_INVALID_PARAMETER;
    }
    RtlZeroMemory(&work, sizeof(work));
    refgpu_writer_init(&writer, args->pAllocationList, PRESENT_ELEMENTS, args->pDmaBuffer, args->DmaSize,
                       args->pPatchLocationListOut, args->PatchLocationListOutSize);
    status = prepare(gpu, &writer, args, &work);
    if (!status) {
        status = refgpu_work_draw(&writer, &work, &next);
    }
    if (status && status != STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER) {
        return status;
    }
    refgpu_dma_private_init(args->pDmaBufferPrivateData, args->DmaBufferPrivateDataSize, FALSE);
    args->MultipassOffset = status ? next : 0;
    args->pDmaBuffer = writer.start + writer.used;
    args->pPatchLocationListOut = writer.patch;
    return status;
}

PAGED_CODE_SEG NTSTATUS NTAPI refgpu_present(IN_CONST_HANDLE hContext, INOUT_PDXGKARG_PRESENT args)
{
    const struct refgpu_context *context = hContext;
    UINT kinds = args->Flags.Blt + args->Flags.ColorFill + args->Flags.Flip + args->Flags.FlipWithNoWait;

    PAGED_CODE();
    if (!context || context->magic != REFGPU_CONTEXT_MAGIC) {
        return STATUS_INVALID_HANDLE;
    }
    if (args->Flags.FlipStereo || args->Flags.BltStereoUseRight || args->Flags.FlipWithMultiPlaneOverlay) {
        return STATUS_ILLEGAL_INSTRUCTION;
    }
    if (kinds != 1) {
        return STATUS_INVALID_PARAMETER;
    }
    if (args->Flags.Flip || args->Flags.FlipWithNoWait) {
        return check_flip(args);
    }
    return context->node == REFGPU_NODE_DRAW ? build(context->gpu, args) : STATUS_ILLEGAL_INSTRUCTION;
}
