/*
 * The face of the rectangle code: turns rectangles into jobs (addresses and steps), chooses how they should
 * travel, and hands them to the loop that does it. Dirty rectangles go in batches, because the loops ask
 * for the rows of the next rectangle while they draw the one before.
 */
#include "rect_blt.h"
#include "rect_rows.h"

enum { BATCH = 64 };

struct batch {
    const struct surface *screen;
    const struct surface *image;
    enum surface_rotation rotation;
    UINT count;
    SIZE_T bytes; /* of all jobs, as image bytes */
    struct row_job jobs[BATCH];
};

/*
 * Measured as parts of memcpy: a full frame from memory 1.1 kept, 1.4 streamed; one in the caches 1.0 kept,
 * .6 streamed, and whoever reads the screen next finds nothing of it there. Many single rows of 1920 pixels
 * from memory .74 kept, .85 streamed. Small rectangles never gain: 64x64 fall from .68 to .58 from memory and
 * from .64 to .54 in the caches.
 */
static enum row_stores stores_of(const struct batch *batch)
{
    enum { STREAM_BYTES = 256 * 1024 };

    if (batch->screen->slow_reads) {
        return ROWS_STREAM;
    }
    if (batch->bytes < STREAM_BYTES) {
        return ROWS_KEEP;
    }
    if (batch->bytes / batch->count < STREAM_BYTES && batch->jobs[0].pixels * 4 < LONG_ROW) {
        return ROWS_KEEP;
    }
    return memory_is_cold(batch->jobs, batch->count) ? ROWS_STREAM : ROWS_KEEP;
}

static void batch_draw(struct batch *batch)
{
    enum pixel_format format = pixel_format_of(batch->screen->bytes_per_pixel);
    enum row_stores stores;

    if (batch->count == 0) {
        return;
    }
    stores = stores_of(batch);
    draw_select(format, batch->rotation, stores)(batch->jobs, batch->count,
                                                 rows_want_asking(&batch->jobs[0]));
    rows_finish(stores);
    batch->count = 0;
    batch->bytes = 0;
}

static void batch_add(struct batch *batch, const RECT *rect)
{
    struct row_job *job = &batch->jobs[batch->count++];

    row_job_init(job, batch->screen, batch->image, rect, batch->rotation);
    batch->bytes += job->pixels * job->rows * 4;
    if (batch->count == BATCH) {
        batch_draw(batch);
    }
}

static void batch_init(struct batch *batch, const struct surface *screen, const struct surface *image,
                       enum surface_rotation rotation)
{
    batch->screen = screen;
    batch->image = image;
    batch->rotation = rotation;
    batch->count = 0;
    batch->bytes = 0;
}

void rect_blt(const struct surface *screen, const struct surface *image, const RECT *rect,
              enum surface_rotation rotation)
{
    struct batch batch;

    batch_init(&batch, screen, image, rotation);
    batch_add(&batch, rect);
    batch_draw(&batch);
}

/* ---- moves ---- */

/*
 * A screen that is slow to read is never moved. Once one move was drawn from the image, the screen holds pixels
 * from the end of the present (DOD-31) where a later move would expect those in between (DOD-33), so all later
 * ones come from the image too. Then their order is of no consequence, and they share the batch with the dirty
 * rectangles.
 */
static void present_moves(struct batch *batch, const D3DKMT_MOVE_RECT *moves, UINT count)
{
    UINT width = batch->image->width;
    UINT height = batch->image->height;
    BOOLEAN from_image = batch->screen->slow_reads;

    for (UINT i = 0; i < count; i++) {
        RECT dest = moves[i].DestRect;
        POINT source;

        if (!rect_clip(&dest, width, height)) {
            continue;
        }
        if (!rect_move_source(&source, &dest, &moves[i].DestRect, moves[i].SourcePoint, width, height)) {
            from_image = TRUE;
        }
        if (from_image) {
            batch_add(batch, &dest);
        } else {
            rect_move(batch->screen, &dest, source, batch->rotation);
        }
    }
}

/* ---- dirty rectangles ---- */

enum { SORTED = 256, BANDS = 128 };

/* A rectangle that begins above or below the image goes anywhere: it is cut, or not drawn at all. */
static UINT band_of(const RECT *rect, UINT shift)
{
    UINT band = (UINT)(rect->top > 0 ? rect->top : 0) >> shift;

    return band < BANDS ? band : BANDS - 1;
}

/*
 * They all come from one image, so their order is free. By bands from the top to the bottom they share pages
 * with their neighbours: scattered 16x16 and 64x64 in the caches gain up to a tenth. Sorting costs 100 ns, so a few
 * rectangles are left as they are.
 */
static void sort_dirty(UCHAR *order, const struct batch *batch, const RECT *rects, UINT count)
{
    USHORT place[BANDS + 1] = {0}; /* of the first of each band; then of its next */
    UINT shift = 0;

    while (batch->image->height >> shift >= BANDS) {
        shift++;
    }
    for (UINT i = 0; i < count; i++) {
        place[band_of(&rects[i], shift) + 1]++;
    }
    for (UINT i = 0; i < BANDS; i++) {
        place[i + 1] = (USHORT)(place[i + 1] + place[i]);
    }
    for (UINT i = 0; i < count; i++) {
        order[place[band_of(&rects[i], shift)]++] = (UCHAR)i;
    }
}

static void present_dirty(struct batch *batch, const RECT *rects, UINT count)
{
    enum { MANY = 16 };
    UCHAR order[SORTED];

    if (count >= MANY) {
        sort_dirty(order, batch, rects, count);
    }
    for (UINT i = 0; i < count; i++) {
        RECT rect = rects[count >= MANY ? order[i] : i];
        if (rect_clip(&rect, batch->image->width, batch->image->height)) {
            batch_add(batch, &rect);
        }
    }
}

void rect_present(const struct rect_present *present)
{
    struct batch batch;

    batch_init(&batch, present->screen, present->image, present->rotation);
    present_moves(&batch, present->moves, present->move_count);
    for (UINT i = 0; i < present->dirty_count; i += SORTED) {
        UINT left = present->dirty_count - i;
        present_dirty(&batch, present->dirty + i, left < SORTED ? left : SORTED);
    }
    batch_draw(&batch);
}
