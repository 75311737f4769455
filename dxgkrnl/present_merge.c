/* The arithmetic of present_merge.h. Coordinates from outside may be anything, so sums are made in 64 bits
 * and clipped first. */
#include "present_merge.h"

#include <string.h>

#define NEIGHBOURS 4u /* how far back a new rectangle looks for one that holds it already */

static bool rect_empty(const RECT *r)
{
    return r->left >= r->right || r->top >= r->bottom;
}

static bool rect_holds(const RECT *outer, const RECT *inner)
{
    return outer->left <= inner->left && outer->top <= inner->top && outer->right >= inner->right &&
           outer->bottom >= inner->bottom;
}

static LONG at_least(LONG a, LONG b)
{
    return a > b ? a : b;
}

static LONG at_most(LONG a, LONG b)
{
    return a < b ? a : b;
}

static bool rect_cut(RECT *out, const RECT *a, const RECT *b)
{
    out->left = at_least(a->left, b->left);
    out->top = at_least(a->top, b->top);
    out->right = at_most(a->right, b->right);
    out->bottom = at_most(a->bottom, b->bottom);
    return !rect_empty(out);
}

static void rect_join(RECT *out, const RECT *a)
{
    out->left = at_most(out->left, a->left);
    out->top = at_most(out->top, a->top);
    out->right = at_least(out->right, a->right);
    out->bottom = at_least(out->bottom, a->bottom);
}

/* Two neighbours become their bounding box: what was added together mostly lies together. */
static unsigned fold(RECT *rect, unsigned count)
{
    unsigned n = 0;
    for (unsigned i = 0; i < count; i += 2) {
        RECT r = rect[i];
        if (i + 1 < count)
            rect_join(&r, &rect[i + 1]);
        rect[n++] = r;
    }
    return n;
}

/* Adds `r` unless a neighbour holds it already; with `replace` it takes the place of those it holds. */
static void array_add(RECT *rect, unsigned *count, const RECT *r, bool replace)
{
    unsigned n = *count;
    unsigned back = n > NEIGHBOURS ? n - NEIGHBOURS : 0;
    for (unsigned i = n; i > back; i--) {
        if (rect_holds(&rect[i - 1], r))
            return;
    }
    while (replace && n > back && rect_holds(r, &rect[n - 1]))
        n--;
    if (n == PRESENT_MAX_DIRTY)
        n = fold(rect, n);
    rect[n] = *r;
    *count = n + 1;
}

void present_list_clear(struct present_list *list)
{
    list->move_count = 0;
    list->dirty_count = 0;
    list->whole = false;
}

void present_list_set_whole(struct present_list *list, LONG width, LONG height)
{
    list->move_count = 0;
    list->dirty_count = 1;
    list->dirty[0] = (RECT){0, 0, width, height};
    list->whole = true;
}

/* `r` is inside the bounds and not empty. A rectangle that is all of the source makes everything else of the
 * update pointless. */
static void put_dirty(struct present_list *list, const RECT *bounds, const RECT *r, bool replace)
{
    if (list->whole)
        return;
    if (rect_holds(r, bounds))
        present_list_set_whole(list, bounds->right, bounds->bottom);
    else
        array_add(list->dirty, &list->dirty_count, r, replace);
}

static void add_dirty(struct present_list *list, const RECT *bounds, const RECT *r)
{
    put_dirty(list, bounds, r, true);
}

/* What `move` would carry from `from` is dirty where it arrives. Returns true if that is all of the
 * destination. */
static bool carry(struct present_list *list, const RECT *bounds, const RECT *source, LONG dx, LONG dy,
                  const RECT *from)
{
    RECT r;
    if (!rect_cut(&r, source, from))
        return false;
    bool all = rect_holds(&r, source);
    r.left += dx;
    r.right += dx;
    r.top += dy;
    r.bottom += dy;
    put_dirty(list, bounds, &r, false);
    return all;
}

static bool carry_all(struct present_list *list, const RECT *bounds, const RECT *source, LONG dx, LONG dy,
                      const RECT *from, unsigned count)
{
    bool all = false;
    for (unsigned i = 0; i < count && !all && list->dirty_count < PRESENT_MAX_DIRTY; i++)
        all = carry(list, bounds, source, dx, dy, &from[i]);
    return all;
}

/* `dest` and `source` lie inside the bounds. */
static void add_move(struct present_list *list, const struct present_uncertain *uncertain, const RECT *bounds,
                     const RECT *dest, LONG dx, LONG dy)
{
    RECT source = {dest->left - dx, dest->top - dy, dest->right - dx, dest->bottom - dy};

    if (list->whole)
        return;
    if (list->move_count == PRESENT_MAX_MOVES) {
        add_dirty(list, bounds, dest);
        return;
    }
    bool all = false;
    unsigned before = list->dirty_count;
    if (uncertain->area)
        all = carry_all(list, bounds, &source, dx, dy, uncertain->area->rect, uncertain->area->count);
    if (uncertain->in_flight && !all) {
        const struct present_list *f = uncertain->in_flight;
        all = carry_all(list, bounds, &source, dx, dy, f->dirty, f->dirty_count);
        for (unsigned i = 0; i < f->move_count && !all && list->dirty_count < PRESENT_MAX_DIRTY; i++)
            all = carry(list, bounds, &source, dx, dy, &f->moves[i].DestRect);
    }
    /* Only what was dirty before this move counts, and carry() leaves that in its place. */
    for (unsigned i = 0; i < before && !all && !list->whole && list->dirty_count < PRESENT_MAX_DIRTY; i++) {
        RECT from = list->dirty[i];
        all = carry(list, bounds, &source, dx, dy, &from);
    }
    if (!all && !list->whole && list->dirty_count == PRESENT_MAX_DIRTY) {
        add_dirty(list, bounds, dest); /* the walk was cut short for want of room */
        return;
    }
    if (all || list->whole)
        return;
    D3DKMT_MOVE_RECT *move = &list->moves[list->move_count++];
    move->DestRect = *dest;
    move->SourcePoint.x = source.left;
    move->SourcePoint.y = source.top;
}

static LONG clamp(int64_t v, LONG low, LONG high)
{
    return v < low ? low : v > high ? high : (LONG)v;
}

/* Cuts a move so that destination and source are on the screen; what would come from outside is dirty (at
 * most four strips). */
static void clip_move(struct present_list *list, const struct present_uncertain *uncertain,
                      const RECT *bounds, const D3DKMT_MOVE_RECT *move)
{
    RECT dest, inner;
    int64_t dx = (int64_t)move->DestRect.left - move->SourcePoint.x;
    int64_t dy = (int64_t)move->DestRect.top - move->SourcePoint.y;

    if (rect_empty(&move->DestRect) || !rect_cut(&dest, &move->DestRect, bounds) || (dx == 0 && dy == 0))
        return;
    inner.left = clamp(bounds->left + dx, dest.left, dest.right);
    inner.right = clamp(bounds->right + dx, dest.left, dest.right);
    inner.top = clamp(bounds->top + dy, dest.top, dest.bottom);
    inner.bottom = clamp(bounds->bottom + dy, dest.top, dest.bottom);
    if (rect_empty(&inner)) {
        add_dirty(list, bounds, &dest);
        return;
    }
    add_move(list, uncertain, bounds, &inner, (LONG)dx, (LONG)dy);
    const RECT strips[4] = {
        {dest.left, dest.top, dest.right, inner.top},
        {dest.left, inner.bottom, dest.right, dest.bottom},
        {dest.left, inner.top, inner.left, inner.bottom},
        {inner.right, inner.top, dest.right, inner.bottom},
    };
    for (unsigned i = 0; i < 4; i++) {
        if (!rect_empty(&strips[i]))
            add_dirty(list, bounds, &strips[i]);
    }
}

void present_list_add(struct present_list *list, const struct present_uncertain *uncertain, LONG width,
                      LONG height, const D3DKMT_MOVE_RECT *moves, size_t move_count, const RECT *dirty,
                      size_t dirty_count)
{
    const RECT bounds = {0, 0, width, height};

    for (size_t i = 0; i < move_count && !list->whole; i++)
        clip_move(list, uncertain, &bounds, &moves[i]);
    bool first = list->dirty_count == 0; /* one update does not repeat itself */
    for (size_t i = 0; i < dirty_count && !list->whole; i++) {
        RECT r = dirty[i];
        if (rect_empty(&r) || (!rect_holds(&bounds, &r) && !rect_cut(&r, &dirty[i], &bounds)))
            continue;
        if (first && list->dirty_count < PRESENT_MAX_DIRTY && !rect_holds(&r, &bounds))
            list->dirty[list->dirty_count++] = r;
        else
            add_dirty(list, &bounds, &r);
    }
}

void present_list_add_written(struct present_list *queue, LONG width, LONG height,
                              const struct present_list *list)
{
    const RECT bounds = {0, 0, width, height};

    for (unsigned i = 0; i < list->move_count; i++)
        add_dirty(queue, &bounds, &list->moves[i].DestRect);
    for (unsigned i = 0; i < list->dirty_count; i++)
        add_dirty(queue, &bounds, &list->dirty[i]);
}

void present_area_clear(struct present_area *area)
{
    area->count = 0;
}

void present_area_add_written(struct present_area *area, const struct present_list *list)
{
    for (unsigned i = 0; i < list->move_count; i++)
        array_add(area->rect, &area->count, &list->moves[i].DestRect, true);
    for (unsigned i = 0; i < list->dirty_count; i++)
        array_add(area->rect, &area->count, &list->dirty[i], true);
}
