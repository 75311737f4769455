/*
 * The order of a scroll. When a surface is copied onto itself in parts, a part that is drawn may destroy what another still has to read, so none
 * is issued before all that read from where it will be (GDI-21). Among rectangles that do not overlap there is always such an order. Each is a
 * record of its own: the contract does not say in which order a driver draws the rectangles of one.
 */
#include "gdi.h"

#define DONE MAXUINT

/* b, when it is drawn, destroys what a reads. */
static bool spoils(const RECT *b, const RECT *a, LONGLONG dx, LONGLONG dy)
{
    return b->left < a->right - dx && a->left - dx < b->right && b->top < a->bottom - dy &&
           a->top - dy < b->bottom;
}

static UINT next_of(const UINT *before, UINT count)
{
    UINT fallback = DONE; /* rectangles that overlap: the caller's order */

    for (UINT i = 0; i < count; i++) {
        if (before[i] == 0)
            return i;
        if (before[i] != DONE && fallback == DONE)
            fallback = i;
    }
    return fallback;
}

bool gdi_order(const RECT *rects, UINT count, LONGLONG dx, LONGLONG dy, UINT **order)
{
    UINT *out = dxgk_alloc((size_t)count * 2 * sizeof(UINT)), *before = out + count;

    *order = out;
    if (!out)
        return false;
    for (UINT i = 0; i < count; i++) {
        before[i] = 0;
        for (UINT k = 0; k < count; k++)
            before[i] += k != i && spoils(&rects[i], &rects[k], dx, dy);
    }
    for (UINT n = 0; n < count; n++) {
        UINT i = out[n] = next_of(before, count);
        before[i] = DONE;
        for (UINT k = 0; k < count; k++)
            if (before[k] != DONE)
                before[k] -= spoils(&rects[k], &rects[i], dx, dy);
    }
    return true;
}
