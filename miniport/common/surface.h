/*
 * A rectangle of pixels in memory: the desktop image that a present hands over, or the frame buffer it is
 * drawn on. The rectangle code of this folder takes surfaces and rectangles only; it knows no device and no
 * DDI.
 */
#ifndef MINIPORT_SURFACE_H
#define MINIPORT_SURFACE_H

#include "ntdef.h"

/*
 * Pixels are little endian: 4 bytes per pixel are X8R8G8B8 (the fourth byte is copied as it is), 3 are R8G8B8
 * (blue first in memory), 2 are R5G6B5.
 */
struct surface {
    void *bits;  /* the first pixel of the top row; no alignment is required */
    LONG pitch;  /* bytes from a row to the row below; negative when rows run towards lower addresses */
    UINT width;  /* pixels */
    UINT height; /* rows */
    UINT bytes_per_pixel; /* image: 4; screen: 4, 3 or 2 */
    BOOLEAN slow_reads;   /* reading back is slow (write-combined memory, a device in another process) */
};

/*
 * Where the pixel (x, y) of a W x H image goes on the screen. The names are those of
 * D3DKMDT_VIDPN_PRESENT_PATH_ROTATION, whose values are one higher.
 *
 *     SURFACE_ROTATE_0     (x, y)                  screen W x H
 *     SURFACE_ROTATE_90    (y, W - 1 - x)          screen H x W
 *     SURFACE_ROTATE_180   (W - 1 - x, H - 1 - y)  screen W x H
 *     SURFACE_ROTATE_270   (H - 1 - y, x)          screen H x W
 */
enum surface_rotation {
    SURFACE_ROTATE_0,
    SURFACE_ROTATE_90,
    SURFACE_ROTATE_180,
    SURFACE_ROTATE_270,
};

/*
 * Whether the geometry makes sense: memory is there, the size is not zero and fits RECT coordinates, the
 * pixel size is one of those above, and a row fits the pitch in either direction. The length of the memory
 * behind `bits` is the caller's knowledge: height - 1 pitches and one row.
 */
BOOLEAN surface_is_valid(const struct surface *surface);

/* Whether a valid image of 4 bytes per pixel covers a valid screen exactly when drawn with this rotation. */
BOOLEAN surface_fits(const struct surface *screen, const struct surface *image,
                     enum surface_rotation rotation);

/* Swaps width and height where the rotation does. */
static inline BOOLEAN surface_is_sideways(enum surface_rotation rotation)
{
    return rotation == SURFACE_ROTATE_90 || rotation == SURFACE_ROTATE_270;
}

/* The address of a pixel inside the surface. */
static inline UCHAR *surface_at(const struct surface *surface, LONG x, LONG y)
{
    return (UCHAR *)surface->bits + (LONG_PTR)y * surface->pitch + (LONG_PTR)x * surface->bytes_per_pixel;
}

#endif
