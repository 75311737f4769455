/*
 * Rectangles as the operating system, or somebody hostile, hands them over: clipping and rotation without
 * arithmetic that can overflow. A RECT covers left <= x < right and top <= y < bottom.
 */
#ifndef MINIPORT_RECT_H
#define MINIPORT_RECT_H

#include "surface.h"

/*
 * Cuts the rectangle to 0, 0, width, height (at most MAXLONG each). FALSE, and an unspecified rectangle, when
 * nothing is left: it is empty, reversed or outside.
 */
BOOLEAN rect_clip(RECT *rect, UINT width, UINT height);

/*
 * Where the pixels of a move come from. `dest` is the move's destination and `source` its top left source
 * point, both as handed over; `clipped` is what rect_clip made of `dest`. Stores the source point of
 * `clipped` and says whether that whole source rectangle lies inside 0, 0, width, height.
 */
BOOLEAN rect_move_source(POINT *clipped_source, const RECT *clipped, const RECT *dest, POINT source,
                         UINT width, UINT height);

/* The rectangle on the screen that a rectangle inside an image of width x height is drawn to. */
RECT rect_rotate(const RECT *rect, UINT width, UINT height, enum surface_rotation rotation);

#endif
