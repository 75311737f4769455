/*
 * The face of the rectangle code: turns rectangles into jobs (addresses and steps), chooses how they should
 * travel, and hands them to the loop that does it. Dirty rectangles go in batches, because the cold loops ask
 * for the rows of the next rectangle while they draw the one before.
 */
#include "rect_blt.h"
#include "rect_rows.h"

enum { BATCH = 32 };

struct batch {
    const struct surface *screen;
    const struct surface *image;
    enum surface_rotation rotation;
    UINT count;
    SIZE_T bytes; /* of all jobs, as image bytes */
    struct row_job jobs[BATCH];
};

/* A rectangle inside the image as first row and steps: a turned or flipped image is walked upwards. */
static struct row_job job_of(const struct batch *batch, const RECT *rect)
{
    const struct surface *screen = batch->screen;
    const struct surface *image = batch->image;
    RECT to = rect_rotate(rect, image->width, image->height, batch->rotation);
    struct row_job job = {
        .dest = surface_at(screen, to.left, to.top),
        .source = surface_at(image, rect->left, rect->top),
        .dest_step = screen->pitch,
        .source_step = image->pitch,
        .pixels = (SIZE_T)(rect->right - rect->left),
        .rows = (UINT)(rect->bottom - rect->top),
    };

    if (batch->rotation == SURFACE_ROTATE_90) {
        job.dest = surface_at(screen, to.left, to.bottom - 1);
        job.dest_step = -job.dest_step;
    } else if (batch->rotation != SURFACE_ROTATE_0) {
        job.source = surface_at(image, rect->left, rect->bottom - 1);
        job.source_step = -job.source_step;
    }
    return job;
}

/*
 * Measured against plain stores with everything in the caches, streaming costs two thirds of the speed and
 * asking ahead a tenth; with nothing in them streaming gains a fifth on large rectangles and asking ahead
 * half on small ones.
 */
static enum row_mode mode_of(const struct batch *batch)
{
    enum { PROBE_BYTES = 16 * 1024, STREAM_BYTES = 512 * 1024 };

    if (batch->bytes < PROBE_BYTES) {
        return ROWS_COLD;
    }
    if (!batch->screen->slow_reads && !memory_is_cold(batch->jobs, batch->count)) {
        return ROWS_WARM;
    }
    return batch->bytes / batch->count >= STREAM_BYTES ? ROWS_STREAM : ROWS_COLD;
}

static void batch_draw(struct batch *batch)
{
    enum pixel_format format = pixel_format_of(batch->screen->bytes_per_pixel);
    enum row_mode mode;

    if (batch->count == 0) {
        return;
    }
    mode = mode_of(batch);
    if (surface_is_sideways(batch->rotation)) {
        turned_select(format, mode)(batch->jobs, batch->count);
    } else {
        rows_select(format, batch->rotation == SURFACE_ROTATE_180, mode)(batch->jobs, batch->count);
    }
    rows_finish(mode);
    batch->count = 0;
    batch->bytes = 0;
}

static void batch_add(struct batch *batch, const RECT *rect)
{
    struct row_job job = job_of(batch, rect);

    batch->bytes += job.pixels * job.rows * 4;
    batch->jobs[batch->count++] = job;
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

/* A move is one operation after the other; the batch is used only for a move that is drawn from the image. */
static void present_move(struct batch *batch, const D3DKMT_MOVE_RECT *move)
{
    UINT width = batch->image->width;
    UINT height = batch->image->height;
    RECT dest = move->DestRect;
    POINT source;

    if (!rect_clip(&dest, width, height)) {
        return;
    }
    if (!batch->screen->slow_reads &&
        rect_move_source(&source, &dest, &move->DestRect, move->SourcePoint, width, height)) {
        rect_move(batch->screen, &dest, source, batch->rotation);
    } else {
        batch_add(batch, &dest);
        batch_draw(batch);
    }
}

void rect_present(const struct rect_present *present)
{
    struct batch batch;

    batch_init(&batch, present->screen, present->image, present->rotation);
    for (UINT i = 0; i < present->move_count; i++) {
        present_move(&batch, &present->moves[i]);
    }
    for (UINT i = 0; i < present->dirty_count; i++) {
        RECT rect = present->dirty[i];
        if (rect_clip(&rect, present->image->width, present->image->height)) {
            batch_add(&batch, &rect);
        }
    }
    batch_draw(&batch);
}
