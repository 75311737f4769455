/*
 * Private to the rectangle code: work that is done row by row, and the choice of how stores should travel.
 */
#ifndef MINIPORT_RECT_ROWS_H
#define MINIPORT_RECT_ROWS_H

#include "pixels.h"
#include "surface.h"

/* How the rows of a rectangle travel; the result is the same. */
enum row_mode {
    ROWS_WARM,   /* the memory is in the caches: nothing but loads and stores */
    ROWS_COLD,   /* it is not: ask for rows before their turn comes */
    ROWS_STREAM, /* it is not, and the rectangle is big: write around the caches */
    ROW_MODES,
};

/* One clipped rectangle: the first row to draw and how far apart the rows are (bytes, either direction). */
struct row_job {
    UCHAR *dest;
    const UCHAR *source;
    LONG_PTR dest_step;
    LONG_PTR source_step;
    SIZE_T pixels; /* in a row, at least 1 */
    UINT rows;     /* at least 1 */
};

/* The job that draws a rectangle of the image (inside it) with this rotation. */
struct row_job row_job_of(const struct surface *screen, const struct surface *image, const RECT *rect,
                          enum surface_rotation rotation);

/* Draws the rows of `count` jobs, one job after the other. */
typedef void rows_draw(const struct row_job *jobs, UINT count);

/* The function that draws jobs of row_job_of. */
rows_draw *draw_select(enum pixel_format format, enum surface_rotation rotation, enum row_mode mode);

/* The function for a format; with `reversed`, rows are drawn right to left (pixel i of a row comes from
 * pixels-1-i). */
rows_draw *rows_select(enum pixel_format format, BOOLEAN reversed, enum row_mode mode);

/*
 * Draws jobs turned by 90 degrees: `rows` image rows of `pixels` pixels at source, source_step apart, become
 * `pixels` screen rows at dest, dest_step apart.
 */
rows_draw *turned_select(enum pixel_format format, enum row_mode mode);

/* What this processor packs fastest for a screen with that many bytes per pixel. */
enum pixel_format pixel_format_of(UINT bytes_per_pixel);

/* Whether touching a few bytes of the jobs' destination takes the time of main memory rather than of a cache.
 */
BOOLEAN memory_is_cold(const struct row_job *jobs, UINT count);

/* Makes streamed stores visible before whatever follows. */
void rows_finish(enum row_mode mode);

#endif
