/*
 * The ways in which a window keeps its pixels. All of them look the same on the screen; each sends them there by another command, so that a
 * desktop with a window of every look has its pixels copied, converted, blended, mirrored, turned and combined, and any pixel that one of
 * them gets wrong is seen.
 *
 * Coordinates are those of the window as it is seen; where a pixel is kept in its surface is this file's business.
 */
#ifndef OPENWDDM_LOOK_H
#define OPENWDDM_LOOK_H

#include "umd.h"

enum look {
    LOOK_PLAIN, /* x8r8g8b8: COPY */
    LOOK_GLASS, /* a8r8g8b8, shown half transparent over a desktop that has the same pixels there: BLEND. For x, a of 0..255
                      x * a / 255 and x * (255 - a) / 255 rounded to the nearest add up to x, so nothing is lost */
    LOOK_MIRRORED, /* x8r8g8b8, left is right: STRETCH */
    LOOK_ALPHA,    /* a8r8g8b8, opaque: CONVERT */
    LOOK_TURNED,   /* x8r8g8b8, upside down: ROTATE */
    LOOK_CODED,    /* x8r8g8b8, every bit pattern is combined with another one, and again to be seen: ROP */
    LOOK_COUNT
};

enum refgpu_format look_format(enum look look);
/* Which engine can store and move its pixels; showing needs REFGPU_NODE_DRAW. */
unsigned look_node(enum look look);

/* From an upright picture into the window. */
bool look_store(struct umd_context *context, enum look look, struct umd_blit blit);
/* Inside the window. */
bool look_move(struct umd_context *context, enum look look, struct umd_surface *window,
               const struct move *move);
/* From the window to the screen. */
bool look_show(struct umd_context *context, enum look look, struct umd_blit blit);

#endif
