/*
 * The geometry that everything after it relies on: once a surface is valid and fits, no coordinate inside it
 * can overflow or leave its memory.
 */
#include "surface.h"

BOOLEAN surface_is_valid(const struct surface *surface)
{
    LONGLONG pitch = surface->pitch < 0 ? -(LONGLONG)surface->pitch : surface->pitch;

    if (surface->bits == NULL || surface->bytes_per_pixel < 2 || surface->bytes_per_pixel > 4) {
        return FALSE;
    }
    if (surface->width == 0 || surface->width > MAXLONG || surface->height == 0 ||
        surface->height > MAXLONG) {
        return FALSE;
    }
    return (LONGLONG)surface->width * surface->bytes_per_pixel <= pitch;
}

BOOLEAN surface_fits(const struct surface *screen, const struct surface *image,
                     enum surface_rotation rotation)
{
    if (!surface_is_valid(screen) || !surface_is_valid(image) || image->bytes_per_pixel != 4) {
        return FALSE;
    }
    if (surface_is_sideways(rotation)) {
        return screen->width == image->height && screen->height == image->width;
    }
    return (UINT)rotation <= SURFACE_ROTATE_270 && screen->width == image->width &&
           screen->height == image->height;
}
