/*
 * Rectangles, and pictures as a screen shows them: what sources, sinks and the desktop have in common.
 *
 * Plain C. The two geometry structures have the layout of RECT and D3DKMT_MOVE_RECT (desktop.c asserts it), so that an
 * update goes from a source to the graphics kernel without being rewritten.
 */
#ifndef OPENWDDM_PICTURE_H
#define OPENWDDM_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Covers left <= x < right, top <= y < bottom. */
struct rect {
    int32_t left, top, right, bottom;
};

/* The rectangle of the size of `to` whose top left corner is from_x, from_y goes to `to`, within the screen. */
struct move {
    int32_t from_x, from_y;
    struct rect to;
};

/* A picture in somebody else's memory. */
struct picture {
    uint32_t width, height;  /* pixels */
    uint32_t stride;         /* bytes per line */
    uint32_t bits_per_pixel; /* 16 (r5g6b5), 24 (r8g8b8) or 32 (x8r8g8b8), little-endian */
    const void *pixels;      /* NULL: no signal, black */
};

/* How a screen is turned against its source, as the driver model counts: the values of D3DKMDT_VIDPN_PRESENT_PATH_ROTATION
 * less one. Pixel x, y of a W x H source is seen at x, y; y, W-1-x; W-1-x, H-1-y; H-1-y, x. */
enum turn { TURN_NONE, TURN_90, TURN_180, TURN_270 };

static inline bool rect_empty(const struct rect *r)
{
    return r->left >= r->right || r->top >= r->bottom;
}

static inline bool rect_meets(const struct rect *a, const struct rect *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

/* Pixels in it; 0 when empty or reversed. */
static inline uint64_t rect_area(const struct rect *r)
{
    return rect_empty(r) ? 0 : (uint64_t)(r->right - r->left) * (uint64_t)(r->bottom - r->top);
}

/* The smallest rectangle around both; an empty one adds nothing. */
struct rect rect_union(const struct rect *a, const struct rect *b);
/* Cuts r to width x height; false when nothing is left. */
bool rect_cut(struct rect *r, uint32_t width, uint32_t height);
/* Where the screen shows the rectangle r of a width x height source that the driver turns. */
struct rect rect_turn(const struct rect *r, enum turn turn, uint32_t width, uint32_t height);

/* Copies `area` of the picture to x8r8g8b8 pixels at the same place of `to` (stride in bytes). The X byte is undefined.
 * The area must lie within the picture; both strides are multiples of the pixel size. False when out of memory. */
bool picture_to_x8r8g8b8(const struct picture *picture, const struct rect *area, void *to,
                         uint32_t to_stride);

/* The first pixel of a screen that is not what it should be. */
struct picture_fault {
    uint32_t x, y;            /* on the screen */
    uint32_t found, expected; /* x8r8g8b8, as far as the screen's depth can show it */
    uint64_t count;           /* wrong pixels in all */
};

/* Compares a screen with the width x height x8r8g8b8 image that it should show, turned. 32 and 24 bpp must be equal; 16 bpp
 * must be one of the two neighbouring values of each channel. Sizes that do not fit are a fault at 0,0. */
bool picture_shows(const struct picture *screen, const void *image, size_t pitch, uint32_t width,
                   uint32_t height, enum turn turn, struct picture_fault *fault);

#endif
