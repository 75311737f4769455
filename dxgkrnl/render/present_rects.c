/* Rectangles of presents, see present_rects.h. 64-bit and wider inside: any LONG may come in. */
#include "present_rects.h"

bool rect_empty(const RECT *r)
{
    return r->left >= r->right || r->top >= r->bottom;
}

static RECT cut(const RECT *a, const RECT *b)
{
    return (RECT){.left = a->left > b->left ? a->left : b->left,
                  .top = a->top > b->top ? a->top : b->top,
                  .right = a->right < b->right ? a->right : b->right,
                  .bottom = a->bottom < b->bottom ? a->bottom : b->bottom};
}

bool rects_overlap(const RECT *a, const RECT *b)
{
    RECT both = cut(a, b);
    return !rect_empty(&both);
}

/* at * to / from, from 0 on; rounded up or down. The sizes are at most 2^32, so their product fits with room. */
static LONGLONG scale(LONGLONG at, LONGLONG from, LONGLONG to, bool up)
{
    __int128 product = (__int128)at * to + (up ? from - 1 : 0);
    return (LONGLONG)(product / from);
}

static LONG to_long(LONGLONG value)
{
    return value > MAXLONG ? MAXLONG : value < MINLONG ? MINLONG : (LONG)value;
}

static void map_axis(LONG low, LONG high, const LONG from[2], const LONG to[2], LONG *out_low, LONG *out_high)
{
    LONGLONG from_size = (LONGLONG)from[1] - from[0], to_size = (LONGLONG)to[1] - to[0];

    *out_low = to_long(to[0] + scale((LONGLONG)low - from[0], from_size, to_size, false));
    *out_high = to_long(to[0] + scale((LONGLONG)high - from[0], from_size, to_size, true));
}

bool present_map(const RECT *sub, const RECT *from, const RECT *from_bounds, const RECT *to,
                 const RECT *to_bounds, RECT *out)
{
    if (rect_empty(sub) || rect_empty(from) || rect_empty(to))
        return false;
    RECT part = cut(sub, from);
    part = cut(&part, from_bounds);
    if (rect_empty(&part))
        return false;
    map_axis(part.left, part.right, (LONG[]){from->left, from->right}, (LONG[]){to->left, to->right},
             &out->left, &out->right);
    map_axis(part.top, part.bottom, (LONG[]){from->top, from->bottom}, (LONG[]){to->top, to->bottom},
             &out->top, &out->bottom);
    *out = cut(out, to);
    *out = cut(out, to_bounds);
    return !rect_empty(out);
}
