/*
 * One drawing operation of GDI or Present, after its fields were looked up and judged: what is drawn, from where, and onto which
 * rectangles. command_draw.c makes it commands, one for each rectangle, as many as there is room for.
 */
#ifndef REFGPU_COMMAND_DRAW_H
#define REFGPU_COMMAND_DRAW_H

#include "command.h"

enum refgpu_work_kind {
    REFGPU_WORK_NOTHING,
    REFGPU_WORK_FILL, /* no source */
    REFGPU_WORK_MOVE, /* a source pixel for each destination pixel */
    REFGPU_WORK_MAP,  /* the source rectangle is laid over the destination rectangle */
    REFGPU_WORK_TURN, /* a move onto a screen that stands otherwise; rectangles are those of the picture before it is turned (PRS-09) */
};

struct refgpu_work {
    enum refgpu_work_kind kind;
    ULONG header;    /* of the command */
    ULONG tail[4];   /* its dwords behind the rectangles */
    BOOLEAN sourced; /* `src` is one; a ROP may have none */
    BOOLEAN tabled;
    UINT turns; /* TURN: quarters, clockwise */
    struct refgpu_picture dst, src;
    struct refgpu_operand table;
    RECT dst_rect, src_rect;
    const RECT *rects; /* drawing is confined to them (GDI-20, PRS-06) */
    UINT rect_count;
};

/* Whether the rectangles of the operation make sense and can be told to the device: STATUS_SUCCESS or STATUS_INVALID_PARAMETER. Those of
 * `rects` are looked at when they are drawn. */
NTSTATUS refgpu_work_check(const struct refgpu_work *work);

/*
 * Draws from the *next-th rectangle on, which it advances. A move within one surface takes the rectangles in the order in which none
 * overwrites what another has still to read, provided that they stand in bands, top to bottom, and from left to right in each, as GDI's
 * regions do.
 *
 *   STATUS_SUCCESS                             *next == rect_count
 *   STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER    no room for *next
 *   STATUS_INVALID_PARAMETER                   rectangle *next is not in the surface, or its source is not
 */
NTSTATUS refgpu_work_draw(struct refgpu_writer *writer, const struct refgpu_work *work, UINT *next);

#endif
