/*
 * The rectangle code of display miniports: draw rectangles of the desktop image on a frame buffer, converted
 * and rotated on the way, and move rectangles of the frame buffer.
 *
 * Everything here may be called at IRQL <= DISPATCH_LEVEL as far as the memory behind the surfaces allows it,
 * needs no allocation and at most 10 KB of stack, and uses no register that 64-bit kernel mode would have to
 * save (SSE2, SSSE3 where the processor has it; no AVX). The surfaces must satisfy surface_fits. When a
 * function returns, its writes are globally visible, streamed ones too (DOD-37).
 */
#ifndef MINIPORT_RECT_BLT_H
#define MINIPORT_RECT_BLT_H

#include "d3dkmdt.h"
#include "rect.h"

/* Draws one rectangle of the image (image coordinates, inside the image as rect_clip leaves it). */
void rect_blt(const struct surface *screen, const struct surface *image, const RECT *rect,
              enum surface_rotation rotation);

/*
 * Moves one rectangle of the screen. `dest` and `source` (its top left corner) are coordinates of an image
 * that is width x height before rotation, and both rectangles are inside it. They may overlap in any way: the
 * destination receives what the source held before the call (DOD-32).
 */
void rect_move(const struct surface *screen, const RECT *dest, POINT source, enum surface_rotation rotation);

/* One present: all moves in their order, then all dirty rectangles (DOD-33), all in image coordinates
 * (DOD-34). */
struct rect_present {
    const struct surface *screen;
    const struct surface *image; /* the complete desktop after this present (DOD-31) */
    enum surface_rotation rotation;
    const D3DKMT_MOVE_RECT *moves;
    UINT move_count;
    const RECT *dirty;
    UINT dirty_count;
};

/*
 * Executes a present. Rectangles may be anything: what is empty, reversed or outside is not drawn, the rest
 * is cut to the image. A move is drawn from the image, where its result is already, instead of from the
 * screen when its source is not wholly on the screen or when the screen is slow to read, and so are all moves
 * after it.
 */
void rect_present(const struct rect_present *present);

#endif
