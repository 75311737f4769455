/*
 * GDI drawing as records of a command buffer: what the caps exclude is refused, rectangles are clipped until every promise of the contract holds
 * (GDI-20, GDI-21), and a drawing with more rectangles than fit is cut into several records.
 */
#include "gdi.h"
#include "present_rects.h"

#include <stddef.h>
#include <string.h>

#define HEADER     ((UINT)offsetof(DXGK_RENDERKM_COMMAND, Command))
#define MOST_RECTS 4096u /* of one record: the driver may count them in 16 bits (REN-35) */
#define TAIL_ALIGN 7u

/* One kind of drawing, on its way into the buffer. */
struct drawing {
    struct dxgk_gdi *gdi;
    const struct dxgk_gdi_draw *draw;
    DXGK_RENDERKM_OPERATION opcode;
    bool
        same_size; /* source coordinates follow the destination's: rectangles are clipped to the source too (GDI-21) */
    UINT argument_size, sub_rects, sub_rect_count; /* of the argument; offsets in it */
    union {
        DXGK_GDIARG_BITBLT bitblt;
        DXGK_GDIARG_COLORFILL fill;
        DXGK_GDIARG_ALPHABLEND blend;
        DXGK_GDIARG_STRETCHBLT stretch;
        DXGK_GDIARG_TRANSPARENTBLT transparent;
        DXGK_GDIARG_CLEARTYPEBLEND text;
    } argument;
    /* Surfaces and the members that hold their indices. */
    struct {
        struct dxgk_gdi_surface *surface;
        UINT *index;
        bool write;
    } use[4];
    UINT use_count;
    UINT *order; /* of the sub-rectangles; NULL: as they come */
};

#define SHAPE(d, type)                                                                                       \
    ((d)->argument_size = sizeof(type), (d)->sub_rects = offsetof(type, pSubRects),                          \
     (d)->sub_rect_count = offsetof(type, NumSubRects))

static void use(struct drawing *d, struct dxgk_gdi_surface *surface, UINT *index, bool write)
{
    d->use[d->use_count].surface = surface;
    d->use[d->use_count].index = index;
    d->use[d->use_count++].write = write;
}

/* ---- the list ---- */

static bool listed(const struct dxgk_gdi *gdi, const struct dxgk_gdi_surface *surface)
{
    return surface->batch == gdi->batch;
}

/* How many surfaces of the drawing are not in the list yet. */
static UINT unlisted(const struct drawing *d)
{
    UINT count = 0;

    for (UINT i = 0; i < d->use_count; i++)
        count += d->use[i].surface && !listed(d->gdi, d->use[i].surface);
    return count;
}

static void list_surfaces(struct drawing *d)
{
    struct dxgk_gdi *gdi = d->gdi;

    for (UINT i = 0; i < d->use_count; i++) {
        struct dxgk_gdi_surface *s = d->use[i].surface;
        *d->use[i].index = 0;
        if (!s)
            continue;
        if (!listed(gdi, s)) {
            s->batch = gdi->batch;
            s->index = gdi->listed++;
            gdi->list[s->index] = (D3DDDI_ALLOCATIONLIST){.hAllocation = s->info.allocation};
        }
        gdi->list[s->index].WriteOperation |= d->use[i].write;
        *d->use[i].index = s->index;
    }
}

/* ---- rectangles ---- */

/* What is left of a sub-rectangle inside the destination and, where it matters, over the source. */
static bool clip(const struct drawing *d, const RECT *sub, RECT *out)
{
    const struct dxgk_gdi_draw *draw = d->draw;
    RECT to_bounds = {0, 0, (LONG)draw->to->info.width, (LONG)draw->to->info.height};
    RECT back;

    if (!present_map(sub, &draw->to_rect, &to_bounds, &draw->to_rect, &to_bounds, out))
        return false;
    if (!d->same_size)
        return true;
    RECT from_bounds = {0, 0, (LONG)draw->from->info.width, (LONG)draw->from->info.height};
    if (!present_map(out, &draw->to_rect, &to_bounds, &draw->from_rect, &from_bounds, &back))
        return false;
    return present_map(&back, &draw->from_rect, &from_bounds, &draw->to_rect, &to_bounds, out);
}

/* ---- records ---- */

static UINT fitting(const struct drawing *d)
{
    UINT left = d->gdi->size - d->gdi->used, fixed = HEADER + d->argument_size;

    return left < fixed + sizeof(RECT) ? 0 : (left - fixed) / (UINT)sizeof(RECT);
}

/* Sub-rectangles from *next on, as many as fit, become one record. */
static void emit(struct drawing *d, UINT *next)
{
    struct dxgk_gdi *gdi = d->gdi;
    PUCHAR record = gdi->commands + gdi->used;
    RECT *rects = (RECT *)(record + HEADER + d->argument_size);
    UINT room = fitting(d), count = 0;

    if (d->order)
        room = room ? 1 : 0; /* whatever order the driver has for the rectangles of a record */
    room = room > MOST_RECTS ? MOST_RECTS : room;
    for (; *next < d->draw->sub_rect_count && count < room; ++*next)
        count += clip(d, &d->draw->sub_rects[d->order ? d->order[*next] : *next], &rects[count]);
    if (count == 0)
        return;
    list_surfaces(d);
    UINT size = (HEADER + d->argument_size + count * (UINT)sizeof(RECT) + TAIL_ALIGN) & ~TAIL_ALIGN;
    ((DXGK_RENDERKM_COMMAND *)record)->OpCode = d->opcode;
    ((DXGK_RENDERKM_COMMAND *)record)->CommandSize = size;
    memcpy(record + HEADER, &d->argument, d->argument_size);
    memcpy(record + HEADER + d->sub_rects, &rects, sizeof(rects));
    memcpy(record + HEADER + d->sub_rect_count, &count, sizeof(count));
    gdi->used += size;
}

/* False: no memory. */
static bool put_in_order(struct drawing *d)
{
    const struct dxgk_gdi_draw *draw = d->draw;

    if (!d->same_size || draw->to != draw->from || draw->sub_rect_count < 2 ||
        !rects_overlap(&draw->to_rect, &draw->from_rect))
        return true;
    return gdi_order(draw->sub_rects, draw->sub_rect_count,
                     (LONGLONG)draw->to_rect.left - draw->from_rect.left,
                     (LONGLONG)draw->to_rect.top - draw->from_rect.top, &d->order);
}

static NTSTATUS run(struct drawing *d)
{
    struct dxgk_gdi *gdi = d->gdi;
    NTSTATUS status = put_in_order(d) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    UINT next = 0;

    ExAcquireFastMutexUnsafe(&gdi->lock);
    while (next < d->draw->sub_rect_count && NT_SUCCESS(status)) {
        if (fitting(d) == 0 || gdi->listed + unlisted(d) > gdi->list_room)
            status = gdi_flush(gdi);
        if (NT_SUCCESS(status) && fitting(d) == 0)
            status = STATUS_BUFFER_TOO_SMALL; /* not one rectangle goes into a whole buffer (REN-37) */
        if (NT_SUCCESS(status))
            emit(d, &next);
    }
    ExReleaseFastMutexUnsafe(&gdi->lock);
    dxgk_free(d->order);
    return status;
}

/* ---- what may be asked for ---- */

static bool inside(const RECT *r, const struct dxgk_gdi_surface *surface)
{
    return r->left >= 0 && r->top >= 0 && r->right <= (LONG)surface->info.width &&
           r->bottom <= (LONG)surface->info.height;
}

static bool same_extent(const struct dxgk_gdi_draw *draw)
{
    return (LONGLONG)draw->to_rect.right - draw->to_rect.left ==
               (LONGLONG)draw->from_rect.right - draw->from_rect.left &&
           (LONGLONG)draw->to_rect.bottom - draw->to_rect.top ==
               (LONGLONG)draw->from_rect.bottom - draw->from_rect.top;
}

static NTSTATUS check(const struct dxgk_gdi_draw *draw, bool from)
{
    if (!draw->to || rect_empty(&draw->to_rect) || (draw->sub_rect_count && !draw->sub_rects))
        return STATUS_INVALID_PARAMETER;
    return from && (!draw->from || rect_empty(&draw->from_rect)) ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}

/* GDI-29. */
static bool may_be_same(const struct dxgk_gdi_draw *draw, bool never, bool never_overlapped)
{
    if (draw->to != draw->from)
        return true;
    return !never && !(never_overlapped && rects_overlap(&draw->to_rect, &draw->from_rect));
}

/* ---- the operations ---- */

NTSTATUS dxgk_gdi_bitblt(struct dxgk_gdi *gdi, const struct dxgk_gdi_draw *draw, DXGK_GDIROP_BITBLT rop,
                         UINT rop3)
{
    const DXGK_PRESENTATIONCAPS caps = gdi->adapter->caps.PresentationCaps;
    struct drawing d = {.gdi = gdi, .draw = draw, .opcode = DXGK_GDIOP_BITBLT, .same_size = true};
    DXGK_GDIARG_BITBLT *a = &d.argument.bitblt;

    NTSTATUS status = check(draw, true);
    if (!NT_SUCCESS(status) || !same_extent(draw) || rop < DXGK_GDIROP_SRCCOPY || rop > DXGK_GDIROP_ROP3 ||
        rop3 > 0xFF)
        return STATUS_INVALID_PARAMETER;
    if ((rop == DXGK_GDIROP_ROP3 && !caps.SupportAllBltRops) || /* GDI-23 */
        !may_be_same(draw, caps.NoSameBitmapBitBlt, caps.NoSameBitmapOverlappedBitBlt))
        return STATUS_NOT_SUPPORTED;
    SHAPE(&d, DXGK_GDIARG_BITBLT);
    *a = (DXGK_GDIARG_BITBLT){.SrcRect = draw->from_rect,
                              .DstRect = draw->to_rect,
                              .Rop = (WORD)rop,
                              .Rop3 = (WORD)rop3,
                              .SrcPitch = gdi_pitch(draw->from),
                              .DstPitch = gdi_pitch(draw->to)};
    use(&d, draw->from, &a->SrcAllocationIndex, false);
    use(&d, draw->to, &a->DstAllocationIndex, true);
    return run(&d);
}

NTSTATUS dxgk_gdi_colorfill(struct dxgk_gdi *gdi, const struct dxgk_gdi_draw *draw, UINT color,
                            DXGK_GDIROP_COLORFILL rop, UINT rop3)
{
    struct drawing d = {.gdi = gdi, .draw = draw, .opcode = DXGK_GDIOP_COLORFILL};
    DXGK_GDIARG_COLORFILL *a = &d.argument.fill;

    NTSTATUS status = check(draw, false);
    if (!NT_SUCCESS(status) || rop < DXGK_GDIROPCF_PATCOPY || rop > DXGK_GDIROPCF_ROP3 || rop3 > 0xFF)
        return STATUS_INVALID_PARAMETER;
    if (rop == DXGK_GDIROPCF_ROP3 && !gdi->adapter->caps.PresentationCaps.SupportAllBltRops)
        return STATUS_NOT_SUPPORTED;
    SHAPE(&d, DXGK_GDIARG_COLORFILL);
    *a = (DXGK_GDIARG_COLORFILL){
        .DstRect = draw->to_rect, .Color = color, .Rop = (WORD)rop, .Rop3 = (WORD)rop3};
    use(&d, draw->to, &a->DstAllocationIndex, true);
    return run(&d);
}

NTSTATUS dxgk_gdi_alphablend(struct dxgk_gdi *gdi, const struct dxgk_gdi_draw *draw, BYTE alpha,
                             bool source_has_alpha)
{
    const DXGK_PRESENTATIONCAPS caps = gdi->adapter->caps.PresentationCaps;
    struct drawing d = {.gdi = gdi, .draw = draw, .opcode = DXGK_GDIOP_ALPHABLEND};
    DXGK_GDIARG_ALPHABLEND *a = &d.argument.blend;

    NTSTATUS status = check(draw, true);
    if (!NT_SUCCESS(status) || !inside(&draw->from_rect, draw->from))
        return STATUS_INVALID_PARAMETER;
    if (!may_be_same(draw, caps.NoSameBitmapAlphaBlend, caps.NoSameBitmapOverlappedAlphaBlend))
        return STATUS_NOT_SUPPORTED;
    SHAPE(&d, DXGK_GDIARG_ALPHABLEND);
    *a = (DXGK_GDIARG_ALPHABLEND){.SrcRect = draw->from_rect,
                                  .DstRect = draw->to_rect,
                                  .SourceConstantAlpha = alpha,
                                  .SourceHasAlpha = source_has_alpha,
                                  .SrcPitch = gdi_pitch(draw->from)};
    use(&d, draw->from, &a->SrcAllocationIndex, false);
    use(&d, draw->to, &a->DstAllocationIndex, true);
    return run(&d);
}

NTSTATUS dxgk_gdi_stretchblt(struct dxgk_gdi *gdi, const struct dxgk_gdi_draw *draw, UINT mode, bool mirror_x,
                             bool mirror_y)
{
    const DXGK_PRESENTATIONCAPS caps = gdi->adapter->caps.PresentationCaps;
    struct drawing d = {.gdi = gdi, .draw = draw, .opcode = DXGK_GDIOP_STRETCHBLT};
    DXGK_GDIARG_STRETCHBLT *a = &d.argument.stretch;

    NTSTATUS status = check(draw, true);
    if (!NT_SUCCESS(status) || !inside(&draw->from_rect, draw->from) || mode < DXGK_GDI_BLACKONWHITE ||
        mode > DXGK_GDI_COLORONCOLOR)
        return STATUS_INVALID_PARAMETER;
    if ((mode != DXGK_GDI_COLORONCOLOR && !caps.SupportMonoStretchBltModes) ||
        ((mirror_x || mirror_y) && !caps.SupportMirrorStretchBlt) || /* GDI-26 */
        !may_be_same(draw, caps.NoSameBitmapStretchBlt, caps.NoSameBitmapOverlappedStretchBlt))
        return STATUS_NOT_SUPPORTED;
    SHAPE(&d, DXGK_GDIARG_STRETCHBLT);
    *a = (DXGK_GDIARG_STRETCHBLT){
        .SrcRect = draw->from_rect, .DstRect = draw->to_rect, .SrcPitch = gdi_pitch(draw->from)};
    a->Mode = mode;
    a->MirrorX = mirror_x;
    a->MirrorY = mirror_y;
    use(&d, draw->from, &a->SrcAllocationIndex, false);
    use(&d, draw->to, &a->DstAllocationIndex, true);
    return run(&d);
}

NTSTATUS dxgk_gdi_transparentblt(struct dxgk_gdi *gdi, const struct dxgk_gdi_draw *draw, UINT color,
                                 bool honor_alpha)
{
    const DXGK_PRESENTATIONCAPS caps = gdi->adapter->caps.PresentationCaps;
    struct drawing d = {.gdi = gdi, .draw = draw, .opcode = DXGK_GDIOP_TRANSPARENTBLT};
    DXGK_GDIARG_TRANSPARENTBLT *a = &d.argument.transparent;

    NTSTATUS status = check(draw, true);
    if (!NT_SUCCESS(status) || !inside(&draw->from_rect, draw->from))
        return STATUS_INVALID_PARAMETER;
    if (!may_be_same(draw, caps.NoSameBitmapTransparentBlt, true)) /* GDI-27: overlapping never */
        return STATUS_NOT_SUPPORTED;
    SHAPE(&d, DXGK_GDIARG_TRANSPARENTBLT);
    *a = (DXGK_GDIARG_TRANSPARENTBLT){.SrcRect = draw->from_rect,
                                      .DstRect = draw->to_rect,
                                      .Color = color,
                                      .SrcPitch = gdi_pitch(draw->from)};
    a->Flags.HonorAlpha = honor_alpha;
    use(&d, draw->from, &a->SrcAllocationIndex, false);
    use(&d, draw->to, &a->DstAllocationIndex, true);
    return run(&d);
}

NTSTATUS dxgk_gdi_cleartypeblend(struct dxgk_gdi *gdi, const struct dxgk_gdi_draw *draw,
                                 const struct dxgk_gdi_cleartype *text)
{
    struct drawing d = {.gdi = gdi, .draw = draw, .opcode = DXGK_GDIOP_CLEARTYPEBLEND};
    DXGK_GDIARG_CLEARTYPEBLEND *a = &d.argument.text;

    NTSTATUS status = check(draw, false);
    if (!NT_SUCCESS(status) || !text->gamma || !text->alpha ||
        (text->gamma_row > 15 && text->gamma_row != 0xFFFFFFFFu))
        return STATUS_INVALID_PARAMETER;
    if (!text->temp && !gdi->adapter->caps.PresentationCaps.NoTempSurfaceForClearTypeBlend)
        return STATUS_INVALID_PARAMETER;
    SHAPE(&d, DXGK_GDIARG_CLEARTYPEBLEND);
    *a = (DXGK_GDIARG_CLEARTYPEBLEND){.DstRect = draw->to_rect,
                                      .DstToAlphaOffsetX = text->offset_x,
                                      .DstToAlphaOffsetY = text->offset_y,
                                      .Color = text->color,
                                      .Gamma = text->gamma_row,
                                      .AlphaSurfPitch = gdi_pitch(text->alpha),
                                      .Color2 = text->color2};
    use(&d, text->temp, &a->TmpSurfAllocationIndex, true);
    use(&d, text->gamma, &a->GammaSurfAllocationIndex, false);
    use(&d, text->alpha, &a->AlphaSurfAllocationIndex, false);
    use(&d, draw->to, &a->DstAllocationIndex, true);
    return run(&d);
}
