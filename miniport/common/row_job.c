/*
 * From rectangles to addresses: each rotation is a choice of where the first row is and which way the rows
 * go, so that the loops know three cases only: rows as they are, rows reversed, rows turned into columns.
 */
#include "rect_rows.h"
#include "rect.h"

void row_job_init(struct row_job *job, const struct surface *screen, const struct surface *image,
                  const RECT *rect, enum surface_rotation rotation)
{
    RECT to = rotation == SURFACE_ROTATE_0 ? *rect : rect_rotate(rect, image->width, image->height, rotation);

    job->dest = surface_at(screen, to.left, to.top);
    job->source = surface_at(image, rect->left, rect->top);
    job->dest_step = screen->pitch;
    job->source_step = image->pitch;
    job->pixels = (SIZE_T)(rect->right - rect->left);
    job->rows = (UINT)(rect->bottom - rect->top);
    if (rotation == SURFACE_ROTATE_90) {
        job->dest = surface_at(screen, to.left, to.bottom - 1);
        job->dest_step = -job->dest_step;
    } else if (rotation != SURFACE_ROTATE_0) {
        job->source = surface_at(image, rect->left, rect->bottom - 1);
        job->source_step = -job->source_step;
    }
}

rows_draw *draw_select(enum pixel_format format, enum surface_rotation rotation, enum row_stores stores)
{
    if (surface_is_sideways(rotation)) {
        return turned_select(format, stores);
    }
    return rows_select(format, rotation == SURFACE_ROTATE_180, stores);
}

enum pixel_format pixel_format_of(UINT bytes_per_pixel)
{
    switch (bytes_per_pixel) {
    case 2:
        return PIXEL_565;
    case 3:
        return processor_has_ssse3() ? PIXEL_888_SSSE3 : PIXEL_888;
    default:
        return processor_has_fast_strings() ? PIXEL_8888_STRINGS : PIXEL_8888;
    }
}

/*
 * Rows that follow each other closely are found by the hardware, and asking for them costs a third of a full
 * frame. Short rows and few rows are asked for wherever they are: single rows 1920 pixels long gain a tenth in
 * the caches, too.
 */
BOOLEAN rows_want_asking(const struct row_job *job)
{
    enum { MANY_ROWS = 16 };

    return job->pixels * 4 < LONG_ROW || job->rows < MANY_ROWS;
}
