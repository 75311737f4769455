/*
 * The rectangles of a present, from what a client says (in the source) to what a driver is handed (in the destination, clipped, PRS-06).
 */
#ifndef OPENWDDM_RENDER_PRESENT_RECTS_H
#define OPENWDDM_RENDER_PRESENT_RECTS_H

#include "d3dkmdt.h"

#include <stdbool.h>
#include <stddef.h>

/* Where `sub`, a part of `from` in a source with bounds `from_bounds`, comes to lie when `from` is drawn as `to`; of what a stretch covers in
 * part all is drawn. False: nothing of it is seen. A color fill has from == to, and bounds of the destination. */
bool present_map(const RECT *sub, const RECT *from, const RECT *from_bounds, const RECT *to,
                 const RECT *to_bounds, RECT *out);
bool rect_empty(const RECT *r);
bool rects_overlap(const RECT *a, const RECT *b);

#endif
