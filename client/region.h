/*
 * A bounded set of rectangles that covers a damaged area, and at worst a little more.
 *
 * Plain C. Rectangles may overlap; what is drawn for a region must give the same pixels when it is drawn twice.
 */
#ifndef OPENWDDM_REGION_H
#define OPENWDDM_REGION_H

#include "picture.h"

#define REGION_MAX 48

struct region {
    size_t count;
    struct rect rects[REGION_MAX];
};

void region_add(struct region *region, const struct rect *rect); /* an empty one adds nothing */
void region_add_all(struct region *region, const struct region *more);

/* What both have; false: nothing. */
bool rect_common(const struct rect *a, const struct rect *b, struct rect *common);
/* Parts of `rect` outside `hole`; returns how many of the four there are. */
size_t rect_without(const struct rect *rect, const struct rect *hole, struct rect parts[4]);

#endif
