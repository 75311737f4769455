/*
 * Clipping only ever compares and selects, and where coordinates must be added it adds in 64 bits: MINLONG
 * and MAXLONG are rectangles like any other.
 */
#include "rect.h"

BOOLEAN rect_clip(RECT *rect, UINT width, UINT height)
{
    rect->left = rect->left > 0 ? rect->left : 0;
    rect->top = rect->top > 0 ? rect->top : 0;
    rect->right = rect->right < (LONG)width ? rect->right : (LONG)width;
    rect->bottom = rect->bottom < (LONG)height ? rect->bottom : (LONG)height;
    return rect->left < rect->right && rect->top < rect->bottom;
}

BOOLEAN rect_move_source(POINT *clipped_source, const RECT *clipped, const RECT *dest, POINT source,
                         UINT width, UINT height)
{
    LONGLONG x = (LONGLONG)source.x + ((LONGLONG)clipped->left - dest->left);
    LONGLONG y = (LONGLONG)source.y + ((LONGLONG)clipped->top - dest->top);
    LONG columns = clipped->right - clipped->left;
    LONG rows = clipped->bottom - clipped->top;

    if (x < 0 || y < 0 || x + columns > width || y + rows > height) {
        return FALSE;
    }
    clipped_source->x = (LONG)x;
    clipped_source->y = (LONG)y;
    return TRUE;
}

RECT rect_rotate(const RECT *rect, UINT width, UINT height, enum surface_rotation rotation)
{
    LONG w = (LONG)width;
    LONG h = (LONG)height;

    switch (rotation) {
    case SURFACE_ROTATE_90:
        return (RECT){rect->top, w - rect->right, rect->bottom, w - rect->left};
    case SURFACE_ROTATE_180:
        return (RECT){w - rect->right, h - rect->bottom, w - rect->left, h - rect->top};
    case SURFACE_ROTATE_270:
        return (RECT){h - rect->bottom, rect->left, h - rect->top, rect->right};
    case SURFACE_ROTATE_0:
        break;
    }
    return *rect;
}
