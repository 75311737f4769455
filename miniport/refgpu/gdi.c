/*
 * DxgkDdiRenderKm: GDI's drawing (section B of the contract). The command buffer is the graphics kernel's own array of records, so no
 * guard is needed to read it (GDI-01); the records are walked with the same distrust as ever.
 *
 * Each record becomes one command per sub-rectangle. They need more room than the record, in proportions that GDI does not know, so
 * this is a call with passes: MultipassOffset holds the number of the record in its high half, that of the sub-rectangle in its
 * low half (REN-35).
 *
 * Not announced, and refused: BLACKONWHITE and WHITEONBLACK stretches (SupportMonoStretchBltModes).
 */
#include "command_draw.h"

#define RECORD_HEADER FIELD_OFFSET(DXGK_RENDERKM_COMMAND, Command)

enum { COLORONCOLOR = 3 }; /* the one mode of STRETCHBLT without a cap */

/* ---- raster operations --------------------------------------------------------------------------------- */

/* What of P, S and D a code depends on. */
static BOOLEAN uses_source(ULONG code)
{
    return ((code >> 2 ^ code) & 0x33) != 0;
}

#define ROP(code) REFGPU_COMMAND(REFGPU_ROP, code, REFGPU_ROP_DWORDS)

/* 0: there is no such operation. */
PAGED_CODE_SEG static ULONG bitblt_header(ULONG rop, ULONG rop3)
{
    switch (rop) {
    case DXGK_GDIROP_SRCCOPY:
        return REFGPU_COMMAND(REFGPU_COPY, 0, REFGPU_COPY_DWORDS);
    case DXGK_GDIROP_SRCINVERT:
        return ROP(0x66);
    case DXGK_GDIROP_SRCAND:
        return ROP(0x88);
    case DXGK_GDIROP_SRCOR:
        return ROP(0xee);
    case DXGK_GDIROP_ROP3:
        return rop3 <= 0xff ? ROP(rop3) : 0;
    }
    return 0;
}

PAGED_CODE_SEG static ULONG colorfill_header(ULONG rop, ULONG rop3)
{
    switch (rop) {
    case DXGK_GDIROPCF_PATCOPY:
        return REFGPU_COMMAND(REFGPU_FILL, 0, REFGPU_FILL_DWORDS);
    case DXGK_GDIROPCF_PATINVERT:
        return ROP(0x5a);
    case DXGK_GDIROPCF_PDXN:
        return ROP(0xa5);
    case DXGK_GDIROPCF_DSTINVERT:
        return ROP(0x55);
    case DXGK_GDIROPCF_PATAND:
        return ROP(0xa0);
    case DXGK_GDIROPCF_PATOR:
        return ROP(0xfa);
    case DXGK_GDIROPCF_ROP3:
        return rop3 <= 0xff && !uses_source(rop3) ? ROP(rop3) : 0;
    }
    return 0;
}

/* ---- records ------------------------------------------------------------------------------------------- */

struct walk {
    struct refgpu_writer writer;
    const UCHAR *record, *end;
};

/* Pitches in commands count for surfaces whose pitch GDI decides, and are garbage for all others (GDI-22). */
PAGED_CODE_SEG static NTSTATUS picture(const struct refgpu_writer *writer, UINT index, BOOLEAN write,
                                       UINT pitch, struct refgpu_picture *out)
{
    const struct refgpu_allocation *allocation =
        index < writer->list_size ? refgpu_listed(&writer->list[index]) : NULL;

    return refgpu_picture_of(writer, index, write, allocation && allocation->gdi_pitch ? pitch : 0, out);
}

PAGED_CODE_SEG static NTSTATUS two_pictures(const struct refgpu_writer *writer, struct refgpu_work *work,
                                            UINT dst, UINT dst_pitch, UINT src, UINT src_pitch,
                                            BOOLEAN same_size)
{
    NTSTATUS status = picture(writer, dst, TRUE, dst_pitch, &work->dst);

    if (!status) {
        status = picture(writer, src, FALSE, src_pitch, &work->src);
    }
    if (!status && same_size && work->dst.bytes != work->src.bytes) {
        status = STATUS_INVALID_PARAMETER;
    }
    work->sourced = TRUE;
    return status;
}

PAGED_CODE_SEG static NTSTATUS prepare_bitblt(const struct refgpu_writer *writer,
                                              const DXGK_GDIARG_BITBLT *arg, struct refgpu_work *work)
{
    work->kind = REFGPU_WORK_MOVE;
    work->header = bitblt_header(arg->Rop, arg->Rop3);
    work->dst_rect = arg->DstRect;
    work->src_rect = arg->SrcRect;
    work->rects = arg->pSubRects;
    work->rect_count = arg->NumSubRects;
    if (!work->header) {
        return STATUS_INVALID_PARAMETER;
    }
    return two_pictures(writer, work, arg->DstAllocationIndex, arg->DstPitch, arg->SrcAllocationIndex,
                        arg->SrcPitch, TRUE);
}

PAGED_CODE_SEG static NTSTATUS prepare_colorfill(const struct refgpu_writer *writer,
                                                 const DXGK_GDIARG_COLORFILL *arg, struct refgpu_work *work)
{
    work->header = colorfill_header(arg->Rop, arg->Rop3);
    work->kind = REFGPU_OPCODE(work->header) == REFGPU_FILL ? REFGPU_WORK_FILL : REFGPU_WORK_MOVE;
    work->tail[0] = arg->Color; /* the value of a FILL, the pattern of a ROP */
    work->dst_rect = arg->DstRect;
    work->rects = arg->pSubRects;
    work->rect_count = arg->NumSubRects;
    return work->header ? picture(writer, arg->DstAllocationIndex, TRUE, 0, &work->dst)
                        : STATUS_INVALID_PARAMETER;
}

PAGED_CODE_SEG static NTSTATUS prepare_alphablend(const struct refgpu_writer *writer,
                                                  const DXGK_GDIARG_ALPHABLEND *arg, struct refgpu_work *work)
{
    NTSTATUS status =
        two_pictures(writer, work, arg->DstAllocationIndex, 0, arg->SrcAllocationIndex, arg->SrcPitch, FALSE);

    work->kind = REFGPU_WORK_MAP;
    work->header = REFGPU_COMMAND(REFGPU_BLEND, 0, REFGPU_BLEND_DWORDS);
    work->tail[0] = arg->SourceConstantAlpha;
    work->dst_rect = arg->DstRect;
    work->src_rect = arg->SrcRect;
    work->rects = arg->pSubRects;
    work->rect_count = arg->NumSubRects;
    if (!arg->SourceHasAlpha && work->src.format == REFGPU_A8R8G8B8) {
        work->src.format = REFGPU_X8R8G8B8;
    }
    return status;
}

PAGED_CODE_SEG static NTSTATUS prepare_stretchblt(const struct refgpu_writer *writer,
                                                  const DXGK_GDIARG_STRETCHBLT *arg, struct refgpu_work *work)
{
    ULONG mirrors = (arg->MirrorX ? REFGPU_MIRROR_X : 0) | (arg->MirrorY ? REFGPU_MIRROR_Y : 0);

    work->kind = REFGPU_WORK_MAP;
    work->header = REFGPU_COMMAND(REFGPU_STRETCH, mirrors, REFGPU_STRETCH_DWORDS);
    work->dst_rect = arg->DstRect;
    work->src_rect = arg->SrcRect;
    work->rects = arg->pSubRects;
    work->rect_count = arg->NumSubRects;
    if (arg->Mode != COLORONCOLOR) {
        return STATUS_ILLEGAL_INSTRUCTION;
    }
    return two_pictures(writer, work, arg->DstAllocationIndex, 0, arg->SrcAllocationIndex, arg->SrcPitch,
                        TRUE);
}

PAGED_CODE_SEG static NTSTATUS prepare_transparentblt(const struct refgpu_writer *writer,
                                                      const DXGK_GDIARG_TRANSPARENTBLT *arg,
                                                      struct refgpu_work *work)
{
    work->kind = REFGPU_WORK_MAP;
    work->header = REFGPU_COMMAND(REFGPU_TRANSPARENT, arg->Flags.HonorAlpha ? REFGPU_HONOR_ALPHA : 0,
                                  REFGPU_TRANSPARENT_DWORDS);
    work->tail[0] = arg->Color;
    work->dst_rect = arg->DstRect;
    work->src_rect = arg->SrcRect;
    work->rects = arg->pSubRects;
    work->rect_count = arg->NumSubRects;
    return two_pictures(writer, work, arg->DstAllocationIndex, 0, arg->SrcAllocationIndex, arg->SrcPitch,
                        TRUE);
}

#define GAMMA_ROWS   16u
#define GAMMA_LINEAR 0xffffffffu
#define GAMMA_BYTES  512u

/* One row of the 512 * 16 table (GDI-28). */
PAGED_CODE_SEG static NTSTATUS gamma_row(const struct refgpu_writer *writer, UINT index, UINT row,
                                         struct refgpu_operand *table)
{
    struct refgpu_picture rows;
    NTSTATUS status = refgpu_picture_of(writer, index, FALSE, 0, &rows);

    if (status) {
        return status;
    }
    if (row >= GAMMA_ROWS || (UINT64)row * rows.pitch + GAMMA_BYTES > rows.allocation->info.size) {
        return STATUS_INVALID_PARAMETER;
    }
    *table = (struct refgpu_operand){index, REFGPU_CLEARTYPE_TABLE_DWORD, row * rows.pitch};
    return STATUS_SUCCESS;
}

PAGED_CODE_SEG static NTSTATUS prepare_cleartype(const struct refgpu_writer *writer,
                                                 const DXGK_GDIARG_CLEARTYPEBLEND *arg,
                                                 struct refgpu_work *work)
{
    NTSTATUS status = two_pictures(writer, work, arg->DstAllocationIndex, 0, arg->AlphaSurfAllocationIndex,
                                   arg->AlphaSurfPitch, FALSE);

    work->kind = REFGPU_WORK_MOVE;
    work->tabled = arg->Gamma != GAMMA_LINEAR;
    work->header =
        REFGPU_COMMAND(REFGPU_CLEARTYPE, work->tabled ? REFGPU_CLEARTYPE_GAMMA : 0, REFGPU_CLEARTYPE_DWORDS);
    work->tail[0] = arg->Color;
    work->tail[1] = arg->Color2;
    work->src_rect.left =
        arg->DstToAlphaOffsetX; /* pixel (0, 0) of the destination is here in the alpha surface */
    work->src_rect.top = arg->DstToAlphaOffsetY;
    work->rects = arg->pSubRects;
    work->rect_count = arg->NumSubRects;
    if (!status && (work->dst.bytes != 4 || work->src.bytes == 2)) {
        status = STATUS_INVALID_PARAMETER;
    }
    return !status && work->tabled
               ? gamma_row(writer, arg->GammaSurfAllocationIndex, arg->Gamma, &work->table)
               : status;
}

/* ---- the walk ------------------------------------------------------------------------------------------ */

/* Bytes of the argument; 0: no such operation. An escape has none that this driver knows. */
PAGED_CODE_SEG static UINT argument_bytes(UINT opcode)
{
    switch (opcode) {
    case DXGK_GDIOP_BITBLT:
        return sizeof(DXGK_GDIARG_BITBLT);
    case DXGK_GDIOP_COLORFILL:
        return sizeof(DXGK_GDIARG_COLORFILL);
    case DXGK_GDIOP_ALPHABLEND:
        return sizeof(DXGK_GDIARG_ALPHABLEND);
    case DXGK_GDIOP_STRETCHBLT:
        return sizeof(DXGK_GDIARG_STRETCHBLT);
    case DXGK_GDIOP_TRANSPARENTBLT:
        return sizeof(DXGK_GDIARG_TRANSPARENTBLT);
    case DXGK_GDIOP_CLEARTYPEBLEND:
        return sizeof(DXGK_GDIARG_CLEARTYPEBLEND);
    }
    return 0;
}

PAGED_CODE_SEG static NTSTATUS prepare_argument(const struct refgpu_writer *writer,
                                                const DXGK_RENDERKM_COMMAND *record, struct refgpu_work *work)
{
    switch (record->OpCode) {
    case DXGK_GDIOP_BITBLT:
        return prepare_bitblt(writer, &record->Command.BitBlt, work);
    case DXGK_GDIOP_COLORFILL:
        return prepare_colorfill(writer, &record->Command.ColorFill, work);
    case DXGK_GDIOP_ALPHABLEND:
        return prepare_alphablend(writer, &record->Command.AlphaBlend, work);
    case DXGK_GDIOP_STRETCHBLT:
        return prepare_stretchblt(writer, &record->Command.StretchBlt, work);
    case DXGK_GDIOP_TRANSPARENTBLT:
        return prepare_transparentblt(writer, &record->Command.TransparentBlt, work);
    case DXGK_GDIOP_CLEARTYPEBLEND:
        return prepare_cleartype(writer, &record->Command.ClearTypeBlend, work);
    case DXGK_GDIOP_ESCAPE:
        break;
    }
    return STATUS_ILLEGAL_INSTRUCTION;
}

/* The sub-rectangles lie inside the record, behind the argument (GDI-04). */
PAGED_CODE_SEG static BOOLEAN rects_inside_record(const DXGK_RENDERKM_COMMAND *record,
                                                  const struct refgpu_work *work)
{
    ULONG_PTR first = (ULONG_PTR)record + RECORD_HEADER + argument_bytes(record->OpCode);
    ULONG_PTR end = (ULONG_PTR)record + record->CommandSize, rects = (ULONG_PTR)work->rects;

    return !work->rect_count || (rects >= first && rects <= end && rects % sizeof(LONG) == 0 &&
                                 work->rect_count <= (end - rects) / sizeof(RECT));
}

/* One record as work; an escape is none. */
PAGED_CODE_SEG static NTSTATUS prepare(const struct walk *walk, const DXGK_RENDERKM_COMMAND *record,
                                       struct refgpu_work *work)
{
    NTSTATUS status;

    RtlZeroMemory(work, sizeof(*work));
    if (record->OpCode == DXGK_GDIOP_ESCAPE) {
        return STATUS_SUCCESS;
    }
    if (!argument_bytes(record->OpCode)) {
        return STATUS_ILLEGAL_INSTRUCTION;
    }
    if (record->CommandSize < RECORD_HEADER + argument_bytes(record->OpCode)) {
        return STATUS_INVALID_USER_BUFFER;
    }
    status = prepare_argument(&walk->writer, record, work);
    if (!status && !rects_inside_record(record, work)) {
        return STATUS_INVALID_USER_BUFFER;
    }
    return status ? status : refgpu_work_check(work);
}

/* The record at the walk's position is there, header and all (GDI-03). */
PAGED_CODE_SEG static BOOLEAN record_is_whole(const struct walk *walk)
{
    SIZE_T left = (SIZE_T)(walk->end - walk->record);
    UINT size =
        left >= RECORD_HEADER ? ((const DXGK_RENDERKM_COMMAND *)(const void *)walk->record)->CommandSize : 0;

    return size >= RECORD_HEADER && size <= left && size % sizeof(ULONG) == 0;
}

/* From (*record_number, *rect) on, as far as room goes. */
PAGED_CODE_SEG static NTSTATUS walk_records(struct walk *walk, UINT *number, UINT *rect)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (UINT i = 0; walk->record < walk->end; i++) {
        const DXGK_RENDERKM_COMMAND *record = (const DXGK_RENDERKM_COMMAND *)(const void *)walk->record;
        struct refgpu_work work;

        if (!record_is_whole(walk)) {
            return STATUS_INVALID_USER_BUFFER; /* GDI-02: the sizes must land on the end */
        }
        walk->record += record->CommandSize;
        if (i < *number) {
            continue;
        }
        status = prepare(walk, record, &work);
        if (!status) {
            status = refgpu_work_draw(&walk->writer, &work, rect);
        }
        if (status) {
            return status;
        }
        *number = i + 1;
        *rect = 0;
    }
    return STATUS_SUCCESS;
}

PAGED_CODE_SEG NTSTATUS NTAPI refgpu_render_km(IN_CONST_HANDLE hContext, INOUT_PDXGKARG_RENDER args)
{
    const struct refgpu_context *context = hContext;
    struct walk walk = {.record = args->pCommand, .end = (const UCHAR *)args->pCommand + args->CommandLength};
    UINT number = args->MultipassOffset >> 16, rect = args->MultipassOffset & 0xffff;
    NTSTATUS status;

    PAGED_CODE();
    if (!context || context->magic != REFGPU_CONTEXT_MAGIC) {
        return STATUS_INVALID_HANDLE;
    }
    if (!args->pDmaBuffer || (args->CommandLength && !args->pCommand) || context->node != REFGPU_NODE_DRAW) {
        return STATUS_INVALID_PARAMETER;
    }
    refgpu_writer_init(&walk.writer, args->pAllocationList, args->AllocationListSize, args->pDmaBuffer,
                       args->DmaSize, args->pPatchLocationListOut, args->PatchLocationListOutSize);
    status = walk_records(&walk, &number, &rect);
    if (status && status != STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER) {
        return status;
    }
    if (status && (number > 0xffff || rect > 0xffff)) {
        return STATUS_INVALID_USER_BUFFER; /* more than MultipassOffset can tell */
    }
    refgpu_dma_private_init(args->pDmaBufferPrivateData, args->DmaBufferPrivateDataSize, FALSE);
    args->MultipassOffset = status ? number << 16 | rect : 0;
    args->pDmaBuffer = walk.writer.start + walk.writer.used;
    args->pPatchLocationListOut = walk.writer.patch;
    return status;
}
