/*
 * See region.h. A full region takes a new rectangle into the one that grows the least by it.
 */
#include "region.h"

static bool contains(const struct rect *a, const struct rect *b)
{
    return a->left <= b->left && a->top <= b->top && a->right >= b->right && a->bottom >= b->bottom;
}

void region_add(struct region *region, const struct rect *rect)
{
    struct rect *best = NULL;
    uint64_t least = UINT64_MAX;

    if (rect_empty(rect))
        return;
    for (size_t i = 0; i < region->count; i++) {
        struct rect *r = &region->rects[i], both = rect_union(r, rect);
        uint64_t growth = rect_area(&both) - rect_area(r);
        if (contains(r, rect))
            return;
        if (growth < least) {
            least = growth;
            best = r;
        }
    }
    /* Two that together cover no more than both alone are one. */
    if (best && (region->count == REGION_MAX || least <= rect_area(rect)))
        *best = rect_union(best, rect);
    else
        region->rects[region->count++] = *rect;
}

void region_add_all(struct region *region, const struct region *more)
{
    for (size_t i = 0; i < more->count; i++)
        region_add(region, &more->rects[i]);
}

bool rect_common(const struct rect *a, const struct rect *b, struct rect *common)
{
    *common = (struct rect){
        a->left > b->left ? a->left : b->left,
        a->top > b->top ? a->top : b->top,
        a->right < b->right ? a->right : b->right,
        a->bottom < b->bottom ? a->bottom : b->bottom,
    };
    return !rect_empty(common);
}

size_t rect_without(const struct rect *rect, const struct rect *hole, struct rect parts[4])
{
    struct rect in;
    size_t count = 0;

    if (!rect_common(rect, hole, &in)) {
        parts[0] = *rect;
        return !rect_empty(rect);
    }
    const struct rect all[4] = {
        {rect->left, rect->top, rect->right, in.top},
        {rect->left, in.bottom, rect->right, rect->bottom},
        {rect->left, in.top, in.left, in.bottom},
        {in.right, in.top, rect->right, in.bottom},
    };
    for (size_t i = 0; i < 4; i++) {
        if (!rect_empty(&all[i]))
            parts[count++] = all[i];
    }
    return count;
}
