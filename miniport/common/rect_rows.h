/*
 * Private to the rectangle code: rectangles as addresses and steps, the loops that draw them, and the choice
 * of how stores should travel.
 */
#ifndef MINIPORT_RECT_ROWS_H
#define MINIPORT_RECT_ROWS_H

#include "pixels.h"
#include "surface.h"

/* Where stores go. */
enum row_stores {
    ROWS_KEEP,   /* through the caches */
    ROWS_STREAM, /* around them; worth it when neither image nor screen is there, and for large rectangles
                    only */
    ROW_STORES,
};

/* Bytes from which the hardware finds the rows of a rectangle by itself: most of every page it touches is a
 * row. */
enum { LONG_ROW = 4096 };

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
void row_job_init(struct row_job *job, const struct surface *screen, const struct surface *image,
                  const RECT *rect, enum surface_rotation rotation);

/*
 * Draws `count` jobs (at least one) in their order. With `ask`, rows are asked for before their turn comes;
 * without, finding them is left to the hardware.
 */
typedef void rows_draw(const struct row_job *jobs, UINT count, BOOLEAN ask);

/* The function that draws jobs of row_job_init. */
rows_draw *draw_select(enum pixel_format format, enum surface_rotation rotation, enum row_stores stores);

/* Its two halves. Straight rows; with `reversed`, pixel i of a row comes from pixels - 1 - i. */
rows_draw *rows_select(enum pixel_format format, BOOLEAN reversed, enum row_stores stores);

/* Quarter turns: image rows become screen columns, so `dest_step` is from one image column to the next. */
rows_draw *turned_select(enum pixel_format format, enum row_stores stores);

/* How this processor converts best for a screen with that many bytes per pixel. */
enum pixel_format pixel_format_of(UINT bytes_per_pixel);

/* Whether touching a few bytes of image and screen takes the time of main memory rather than of a cache. */
BOOLEAN memory_is_cold(const struct row_job *jobs, UINT count);

/* Whether the rows of such a rectangle are found sooner when they are asked for. */
BOOLEAN rows_want_asking(const struct row_job *job);

BOOLEAN processor_has_ssse3(void);

/* Whether `rep movsb` is the fastest way to copy long rows. */
BOOLEAN processor_has_fast_strings(void);

/* Makes streamed stores visible before whatever follows. */
void rows_finish(enum row_stores stores);

#endif
