/*
 * Drawing operations, rectangle by rectangle. Every position that leaves here was compared with the surface it is in: the device
 * would draw anywhere.
 */
#include "command_draw.h"

/* ---- rectangles ---------------------------------------------------------------------------------------- */

static LONG64 width_of(const RECT *rect)
{
    return (LONG64)rect->right - rect->left;
}

static LONG64 height_of(const RECT *rect)
{
    return (LONG64)rect->bottom - rect->top;
}

/* What xy and wh can hold: sxy has 16 signed bits, a size goes to REFGPU_EXTENT_MAX. */
PAGED_CODE_SEG static BOOLEAN is_tellable(const RECT *rect)
{
    return rect->left >= -0x8000 && rect->left <= 0x7fff && rect->top >= -0x8000 && rect->top <= 0x7fff &&
           width_of(rect) >= 0 && width_of(rect) <= REFGPU_EXTENT_MAX && height_of(rect) >= 0 &&
           height_of(rect) <= REFGPU_EXTENT_MAX;
}

PAGED_CODE_SEG NTSTATUS refgpu_work_check(const struct refgpu_work *work)
{
    switch (work->kind) {
    case REFGPU_WORK_MAP:
        return is_tellable(&work->dst_rect) && refgpu_rect_inside(&work->src_rect, &work->src)
                   ? STATUS_SUCCESS
                   : STATUS_INVALID_PARAMETER;
    case REFGPU_WORK_MOVE:
    case REFGPU_WORK_TURN:
        return width_of(&work->dst_rect) >= 0 && height_of(&work->dst_rect) >= 0 ? STATUS_SUCCESS
                                                                                 : STATUS_INVALID_PARAMETER;
    case REFGPU_WORK_FILL:
    case REFGPU_WORK_NOTHING:
        break;
    }
    return STATUS_SUCCESS;
}

static ULONG xy_of(const RECT *rect)
{
    return REFGPU_XY(rect->left, rect->top);
}

static ULONG wh_of(const RECT *rect)
{
    return REFGPU_WH(width_of(rect), height_of(rect));
}

/* Where the pixels of a destination rectangle come from when nothing is scaled (GDI-21). FALSE: from outside of the source. */
PAGED_CODE_SEG static BOOLEAN moved_from(const struct refgpu_work *work, const RECT *rect, RECT *from)
{
    LONG64 dx = (LONG64)work->src_rect.left - work->dst_rect.left,
           dy = (LONG64)work->src_rect.top - work->dst_rect.top;

    if (rect->left + dx < 0 || rect->top + dy < 0 || rect->right + dx > work->src.width ||
        rect->bottom + dy > work->src.height) {
        return FALSE;
    }
    *from = (RECT){(LONG)(rect->left + dx), (LONG)(rect->top + dy), (LONG)(rect->right + dx),
                   (LONG)(rect->bottom + dy)};
    return TRUE;
}

/* ---- the order of rectangles --------------------------------------------------------------------------- */

PAGED_CODE_SEG static BOOLEAN same_band(const RECT *a, const RECT *b)
{
    return a->top == b->top && a->bottom == b->bottom;
}

/* The n-th rectangle to draw. Moving down begins with the last band, moving right with the last rectangle of each. */
PAGED_CODE_SEG static const RECT *rect_at(const struct refgpu_work *work, UINT n)
{
    BOOLEAN within =
        work->sourced && work->src.allocation == work->dst.allocation && work->kind == REFGPU_WORK_MOVE;
    BOOLEAN down = within && work->dst_rect.top > work->src_rect.top;
    BOOLEAN right = within && work->dst_rect.left > work->src_rect.left;
    const RECT *rects = work->rects;
    UINT i = down ? work->rect_count - 1 - n : n, first = i, last = i;

    if (down == right) {
        return &rects[i];
    }
    while (first > 0 && same_band(&rects[first - 1], &rects[i])) {
        first--;
    }
    while (last + 1 < work->rect_count && same_band(&rects[last + 1], &rects[i])) {
        last++;
    }
    return &rects[first + (last - i)];
}

/* ---- commands ------------------------------------------------------------------------------------------ */

static void put_surface(ULONG *dwords, const struct refgpu_picture *picture)
{
    dwords[2] = REFGPU_PITCH(picture->pitch, picture->format);
}

PAGED_CODE_SEG static void fill_command(ULONG *command, const struct refgpu_work *work, const RECT *rect)
{
    command[4] = xy_of(rect);
    command[5] = wh_of(rect);
    command[6] = work->tail[0];
}

PAGED_CODE_SEG static BOOLEAN move_command(ULONG *command, const struct refgpu_work *work, const RECT *rect)
{
    RECT from = {0, 0, 0, 0};

    if (work->sourced && !moved_from(work, rect, &from)) {
        return FALSE;
    }
    command[7] = xy_of(rect);
    command[8] = xy_of(&from);
    command[9] = wh_of(rect);
    RtlCopyMemory(&command[10], work->tail, (REFGPU_LENGTH(work->header) - 10) * sizeof(*command));
    return TRUE;
}

PAGED_CODE_SEG static void map_command(ULONG *command, const struct refgpu_work *work, const RECT *rect)
{
    command[7] = xy_of(&work->dst_rect);
    command[8] = wh_of(&work->dst_rect);
    command[9] = xy_of(&work->src_rect);
    command[10] = wh_of(&work->src_rect);
    command[11] = xy_of(rect);
    command[12] = wh_of(rect);
    RtlCopyMemory(&command[13], work->tail, (REFGPU_LENGTH(work->header) - 13) * sizeof(*command));
}

/* Where a rectangle of the picture lies on a screen that is `turns` quarters away. */
PAGED_CODE_SEG static RECT turned(const RECT *rect, UINT turns, const struct refgpu_picture *screen)
{
    LONG w = (LONG)screen->width, h = (LONG)screen->height;

    switch (turns) {
    case REFGPU_ROTATE_90:
        return (RECT){w - rect->bottom, rect->left, w - rect->top, rect->right};
    case REFGPU_ROTATE_180:
        return (RECT){w - rect->right, h - rect->bottom, w - rect->left, h - rect->top};
    case REFGPU_ROTATE_270:
        return (RECT){rect->top, h - rect->right, rect->bottom, h - rect->left};
    }
    return *rect;
}

PAGED_CODE_SEG static BOOLEAN turn_command(ULONG *command, const struct refgpu_work *work, const RECT *rect)
{
    RECT from, to = turned(rect, work->turns, &work->dst);

    if (!moved_from(work, rect, &from)) {
        return FALSE;
    }
    command[7] = xy_of(&to);
    command[8] = xy_of(&from);
    command[9] = wh_of(&from);
    return TRUE;
}

/* As the picture is before it is turned. */
PAGED_CODE_SEG static BOOLEAN inside_destination(const struct refgpu_work *work, const RECT *rect)
{
    struct refgpu_picture picture = work->dst;

    if (work->kind == REFGPU_WORK_TURN && (work->turns & 1)) {
        picture.width = work->dst.height;
        picture.height = work->dst.width;
    }
    return refgpu_rect_inside(rect, &picture);
}

PAGED_CODE_SEG static BOOLEAN command_of(ULONG *command, const struct refgpu_work *work, const RECT *rect)
{
    RtlZeroMemory(command, REFGPU_CLEARTYPE_DWORDS * sizeof(*command));
    command[0] = work->header;
    put_surface(&command[REFGPU_DST_ADDRESS_DWORD], &work->dst);
    if (work->sourced) {
        put_surface(&command[REFGPU_SRC_ADDRESS_DWORD], &work->src);
    }
    switch (work->kind) {
    case REFGPU_WORK_FILL:
        fill_command(command, work, rect);
        return TRUE;
    case REFGPU_WORK_MOVE:
        return move_command(command, work, rect);
    case REFGPU_WORK_MAP:
        map_command(command, work, rect);
        return TRUE;
    case REFGPU_WORK_TURN:
        return turn_command(command, work, rect);
    case REFGPU_WORK_NOTHING:
        break;
    }
    return FALSE;
}

PAGED_CODE_SEG static NTSTATUS draw_rect(struct refgpu_writer *writer, const struct refgpu_work *work,
                                         const RECT *rect)
{
    struct refgpu_operand operands[REFGPU_COMMAND_ENTRIES] = {
        [REFGPU_SLOT_DST] = {work->dst.index, REFGPU_DST_ADDRESS_DWORD, 0},
        [REFGPU_SLOT_SRC] = {work->src.index, work->sourced ? REFGPU_SRC_ADDRESS_DWORD : 0, 0},
    };
    ULONG command[REFGPU_CLEARTYPE_DWORDS];

    if (!inside_destination(work, rect) || !command_of(command, work, rect)) {
        return STATUS_INVALID_PARAMETER;
    }
    if (work->tabled) {
        operands[REFGPU_SLOT_TABLE] = work->table;
    }
    if (rect->left == rect->right || rect->top == rect->bottom) {
        return STATUS_SUCCESS;
    }
    return refgpu_put(writer, command, operands) ? STATUS_SUCCESS : STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
}

PAGED_CODE_SEG NTSTATUS refgpu_work_draw(struct refgpu_writer *writer, const struct refgpu_work *work,
                                         UINT *next)
{
    NTSTATUS status = STATUS_SUCCESS;

    while (!status && *next < work->rect_count) {
        status = draw_rect(writer, work, rect_at(work, *next));
        if (!status) {
            ++*next;
        }
    }
    return status;
}
