/*
 * Pictures in refgpu's memory. A 2D command names surfaces by address, pitch and format; here they become
 * rectangles of host memory that drawing code and pixman can work on, after every byte of them was checked: a
 * command that faults has not changed memory.
 */
#include "refgpu_private.h"

#include <string.h>

/* No window lies above; and below it nothing that is computed from a surface can overflow. */
#define ADDRESS_LIMIT (1ull << 40)

unsigned refgpu_format_bytes(uint32_t format)
{
    switch (format) {
    case REFGPU_A8:
        return 1;
    case REFGPU_R5G6B5:
        return 2;
    case REFGPU_X8R8G8B8:
    case REFGPU_A8R8G8B8:
        return 4;
    }
    return 0;
}

bool refgpu_surface_parse(struct refgpu_command *c, unsigned dword, struct refgpu_surface *surface)
{
    const uint32_t *dwords = &c->dwords[dword];
    uint64_t address = refgpu_address(dwords);
    uint32_t pitch = dwords[2] & 0xffffffu, format = dwords[2] >> 24;

    *surface =
        (struct refgpu_surface){address, pitch, (enum refgpu_format)format, refgpu_format_bytes(format)};
    if (!surface->bytes || pitch % 4 || address % 4)
        return refgpu_fail(c, REFGPU_FAULT_OPERAND, address);
    if (address >= ADDRESS_LIMIT)
        return refgpu_fail(c, REFGPU_FAULT_ADDRESS, address);
    return true;
}

bool refgpu_rect_parse(struct refgpu_command *c, unsigned xy_dword, unsigned wh_dword,
                       struct refgpu_rect *rect)
{
    uint32_t xy = c->dwords[xy_dword], wh = c->dwords[wh_dword];

    *rect = (struct refgpu_rect){xy & 0xffff, xy >> 16, wh & 0xffff, wh >> 16};
    if (rect->x > REFGPU_EXTENT_MAX || rect->y > REFGPU_EXTENT_MAX || rect->w > REFGPU_EXTENT_MAX ||
        rect->h > REFGPU_EXTENT_MAX)
        return refgpu_fail(c, REFGPU_FAULT_OPERAND, 0);
    return true;
}

/* Every row of the rectangle, in both directions of access that the command needs. */
static bool rows_check(struct refgpu_command *c, const struct refgpu_view *view,
                       enum refgpu_view_access access)
{
    uint64_t row_bytes = (uint64_t)view->rect.w * view->surface.bytes;

    for (uint32_t y = 0; y < view->rect.h; y++) {
        uint64_t address = view->first + (uint64_t)y * view->surface.pitch;
        if (!refgpu_check(c->gpu, address, row_bytes, access != REFGPU_VIEW_READ, &c->access))
            return false;
    }
    return true;
}

static bool rows_stage(struct refgpu_command *c, unsigned slot, struct refgpu_view *view, bool gather)
{
    uint64_t row_bytes = (uint64_t)view->rect.w * view->surface.bytes;

    view->stride = (row_bytes + 3) & ~3ull;
    view->pixels = refgpu_scratch(c->gpu, slot, view->stride * view->rect.h);
    view->staged = true;
    if (!view->pixels)
        return refgpu_fail(c, REFGPU_FAULT_RESOURCE, view->first);
    for (uint32_t y = 0; gather && y < view->rect.h; y++)
        if (!refgpu_read(c->gpu, view->first + (uint64_t)y * view->surface.pitch, refgpu_view_row(view, y),
                         row_bytes, &c->access))
            return false;
    return true;
}

/* The rectangle is not empty. */
bool refgpu_view_open(struct refgpu_command *c, unsigned slot, const struct refgpu_surface *surface,
                      const struct refgpu_rect *rect, enum refgpu_view_access access,
                      struct refgpu_view *view)
{
    uint64_t row_bytes = (uint64_t)rect->w * surface->bytes;

    *view = (struct refgpu_view){.surface = *surface, .rect = *rect};
    view->first = surface->address + (uint64_t)rect->y * surface->pitch + (uint64_t)rect->x * surface->bytes;
    view->bytes = (uint64_t)(rect->h - 1) * surface->pitch + row_bytes;
    if (((uint64_t)rect->x + rect->w) * surface->bytes > surface->pitch)
        return refgpu_fail(c, REFGPU_FAULT_OPERAND, surface->address);
    if (refgpu_in_vram(c->gpu, view->first, view->bytes)) {
        view->pixels = c->gpu->vram + view->first;
        view->stride = surface->pitch;
        return true;
    }
    return rows_check(c, view, access) && rows_stage(c, slot, view, access != REFGPU_VIEW_WRITE);
}

bool refgpu_view_separate(struct refgpu_command *c, unsigned slot, struct refgpu_view *source,
                          const struct refgpu_view *destination)
{
    if (source->staged || source->first >= destination->first + destination->bytes ||
        destination->first >= source->first + source->bytes)
        return true;
    return rows_stage(c, slot, source, true);
}

bool refgpu_view_close(struct refgpu_command *c, struct refgpu_view *view)
{
    uint64_t row_bytes = (uint64_t)view->rect.w * view->surface.bytes;

    for (uint32_t y = 0; view->staged && y < view->rect.h; y++)
        if (!refgpu_write(c->gpu, view->first + (uint64_t)y * view->surface.pitch, refgpu_view_row(view, y),
                          row_bytes, &c->access))
            return false;
    return true;
}
