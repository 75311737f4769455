/*
 * Rectangles drawn row by row: straight copies and conversions, and the half turn, which is the same thing
 * with rows read backwards. One template makes a function for each combination of format, direction and kind
 * of store, so that no inner loop decides anything.
 */
#include "ask.h"
#include "rect_rows.h"
#include "row_bytes.h"

/* Where the `run` pixels come from that end up at `at` of a row of `pixels`. */
INLINE const UCHAR *source_of(const UCHAR *source, SIZE_T pixels, SIZE_T at, SIZE_T run, BOOLEAN reversed)
{
    return source + 4 * (reversed ? pixels - at - run : at);
}

INLINE void draw_pixel(UCHAR *dest, const UCHAR *source, SIZE_T pixels, SIZE_T at, enum pixel_format format,
                       BOOLEAN reversed)
{
    pixel_store(dest + at * pixel_size(format), pixel_load(source_of(source, pixels, at, 1, reversed)),
                format);
}

#if RECT_SSE2

INLINE void draw_16(UCHAR *dest, const UCHAR *source, SIZE_T pixels, SIZE_T at, enum pixel_format format,
                    BOOLEAN reversed, void (*store)(UCHAR *, __m128i))
{
    struct pixels_16 group = pixels_16_load(source_of(source, pixels, at, 16, reversed));

    if (reversed) {
        group = pixels_16_reverse(group);
    }
    store_16(dest + at * pixel_size(format), &group, format, store);
}

INLINE void draw_4(UCHAR *dest, const UCHAR *source, SIZE_T pixels, SIZE_T at, enum pixel_format format,
                   BOOLEAN reversed)
{
    __m128i group = vector_load(source_of(source, pixels, at, 4, reversed));

    store_4(dest + at * pixel_size(format), reversed ? vector_reverse(group) : group, format);
}

/* Draws pixels at .. end and writes no byte twice. */
INLINE void draw_exactly(UCHAR *dest, const UCHAR *source, SIZE_T pixels, SIZE_T at, SIZE_T end,
                         enum pixel_format format, BOOLEAN reversed)
{
    for (; at + 16 <= end; at += 16) {
        draw_16(dest, source, pixels, at, format, reversed, vector_store);
    }
    for (; at + 4 <= end; at += 4) {
        draw_4(dest, source, pixels, at, format, reversed);
    }
    for (; at < end; at++) {
        draw_pixel(dest, source, pixels, at, format, reversed);
    }
}

/*
 * Whole groups only: the first group is stored where the row begins, the following ones on aligned addresses,
 * and the last one so that it ends where the row ends. They overlap, which costs less than any loop over
 * single pixels.
 */
INLINE void draw_row_kept(UCHAR *dest, const UCHAR *source, SIZE_T pixels, enum pixel_format format,
                          BOOLEAN reversed)
{
    SIZE_T at;

    if (pixels < 16) {
        for (at = 0; at + 4 <= pixels; at += 4) {
            draw_4(dest, source, pixels, at, format, reversed);
        }
        if (pixels >= 4) {
            draw_4(dest, source, pixels, pixels - 4, format, reversed);
        } else {
            draw_exactly(dest, source, pixels, 0, pixels, format, reversed);
        }
        return;
    }
    draw_16(dest, source, pixels, 0, format, reversed, vector_store);
    if (pixels > 32) {
        at = pixels_to_alignment(dest, 16, format);
        for (at = at ? at : 16; at + 16 < pixels; at += 16) {
            draw_16(dest, source, pixels, at, format, reversed, vector_store);
        }
    }
    if (pixels > 16) {
        draw_16(dest, source, pixels, pixels - 16, format, reversed, vector_store);
    }
}

/*
 * Streams whole cache lines and draws what is left at both ends normally, without overlap: one ordinary store
 * to a line that has just been streamed makes the processor fetch it back, and a full frame falls from 1.5 to
 * 0.9 of memcpy.
 */
INLINE void draw_row_streamed(UCHAR *dest, const UCHAR *source, SIZE_T pixels, enum pixel_format format,
                              BOOLEAN reversed)
{
    const SIZE_T run =
        pixel_size(format) == 3 ? 64 : 64 / pixel_size(format); /* pixels that fill whole lines */
    SIZE_T at = pixels_to_alignment(dest, CACHE_LINE, format);
    BOOLEAN aligned = ((ULONG_PTR)(dest + at * pixel_size(format)) & (CACHE_LINE - 1)) == 0;

    if (!aligned || at + run > pixels) {
        draw_row_kept(dest, source, pixels, format, reversed);
        return;
    }
    draw_exactly(dest, source, pixels, 0, at, format, reversed);
    for (; at + run <= pixels; at += run) {
        for (SIZE_T group = 0; group < run; group += 16) {
            draw_16(dest, source, pixels, at + group, format, reversed, vector_stream);
        }
    }
    draw_exactly(dest, source, pixels, at, pixels, format, reversed);
}

#else

INLINE void draw_row_kept(UCHAR *dest, const UCHAR *source, SIZE_T pixels, enum pixel_format format,
                          BOOLEAN reversed)
{
    for (SIZE_T at = 0; at < pixels; at++) {
        draw_pixel(dest, source, pixels, at, format, reversed);
    }
}

INLINE void draw_row_streamed(UCHAR *dest, const UCHAR *source, SIZE_T pixels, enum pixel_format format,
                              BOOLEAN reversed)
{
    draw_row_kept(dest, source, pixels, format, reversed);
}

#endif

INLINE void draw_row(UCHAR *dest, const UCHAR *source, SIZE_T pixels, enum pixel_format format,
                     BOOLEAN reversed, enum row_stores stores)
{
    if (stores == ROWS_STREAM) {
        draw_row_streamed(dest, source, pixels, format, reversed);
    } else if (pixel_size(format) == 4 && !reversed) {
        row_copy(dest, source, pixels * 4, format == PIXEL_8888_STRINGS);
    } else {
        draw_row_kept(dest, source, pixels, format, reversed);
    }
}

/* Rows without a gap on either side are one long row, the whole screen as a rule. */
INLINE struct row_job joined(const struct row_job *job, SIZE_T dest_size, BOOLEAN reversed)
{
    LONG_PTR dest_row = (LONG_PTR)(job->pixels * dest_size);
    LONG_PTR source_row = (LONG_PTR)job->pixels * (reversed ? -4 : 4);
    struct row_job whole = *job;

    if (job->dest_step == dest_row && job->source_step == source_row) {
        whole.pixels *= job->rows;
        whole.rows = 1;
        whole.source += reversed ? (LONG_PTR)(job->rows - 1) * job->source_step : 0;
    }
    return whole;
}

/* Asks for pixels at .. at + run of a row, as far as it has them. */
INLINE void ask_run(const struct row_job *row, SIZE_T at, SIZE_T run, enum pixel_format format,
                    BOOLEAN reversed, enum row_stores stores)
{
    if (at < row->pixels) {
        run = run < row->pixels - at ? run : row->pixels - at;
        ask_bytes(source_of(row->source, row->pixels, at, run, reversed), run * 4);
        ask_bytes(row->dest + at * pixel_size(format), stores == ROWS_STREAM ? 0 : run * pixel_size(format));
    }
}

/* Draws one row and asks for the next, piece by piece; pieces end where a cache line of the screen does. */
INLINE void draw_long_row(const struct row_job *row, const struct row_job *next, enum pixel_format format,
                          BOOLEAN reversed, enum row_stores stores)
{
    enum { PIECE = 128 };
    SIZE_T run = PIECE + pixels_to_alignment(row->dest, CACHE_LINE, format);

    for (SIZE_T at = 0; at < row->pixels; at += run, run = PIECE) {
        UCHAR *dest = row->dest + at * pixel_size(format);

        run = run < row->pixels - at ? run : row->pixels - at;
        ask_run(next, at, run, format, reversed, stores);
        if (stores == ROWS_STREAM) {
            draw_row_streamed(dest, source_of(row->source, row->pixels, at, run, reversed), run, format,
                              reversed);
        } else {
            draw_row_kept(dest, source_of(row->source, row->pixels, at, run, reversed), run, format,
                          reversed);
        }
    }
}

/* Each row as a job of its own, the first of which is not asked for. */
INLINE void draw_long_jobs(const struct row_job *jobs, UINT count, enum pixel_format format, BOOLEAN reversed,
                           enum row_stores stores)
{
    const struct row_job *end = jobs + count;
    struct row_job row = *jobs;

    while (jobs < end) {
        struct row_job next = row;
        if (--next.rows != 0) {
            next.dest += next.dest_step;
            next.source += next.source_step;
        } else if (++jobs < end) {
            next = *jobs;
        } else {
            next.pixels = 0;
        }
        draw_long_row(&row, &next, format, reversed, stores);
        row = next;
    }
}

/* How long rows are that take no loop. */
enum row_length { ROW_ANY, ROW_TO_16, ROW_TO_32 };

INLINE enum row_length row_length_of(SIZE_T pixels, enum pixel_format format, BOOLEAN reversed,
                                     enum row_stores stores)
{
    if (!RECT_SSE2 || pixel_size(format) != 4 || reversed || stores != ROWS_KEEP) {
        return ROW_ANY;
    }
    return pixels > 16 && pixels <= 32 ? ROW_TO_32 : pixels > 8 && pixels <= 16 ? ROW_TO_16 : ROW_ANY;
}

INLINE void draw_short_job(struct ask *ask, const struct row_job *job, enum pixel_format format,
                           BOOLEAN reversed, enum row_stores stores, enum row_length length)
{
    const SIZE_T pixels = job->pixels;
    UCHAR *dest = job->dest;
    const UCHAR *source = job->source;

    for (UINT row = job->rows; row != 0; row--) {
        ask_rows(ask, 4, stores == ROWS_STREAM ? 0 : pixel_size(format));
        if (length == ROW_TO_16) {
            move_64(dest, source, pixels * 4);
        } else if (length == ROW_TO_32) {
            move_128(dest, source, pixels * 4);
        } else {
            draw_row(dest, source, pixels, format, reversed, stores);
        }
        ask_drawn(ask, pixels, 4);
        dest += job->dest_step;
        source += job->source_step;
    }
}

/* How a row is drawn is decided once for all rows of a rectangle: scattered 16x16 gain a tenth. */
INLINE void draw_short_jobs(const struct row_job *jobs, UINT count, enum pixel_format format,
                            BOOLEAN reversed, enum row_stores stores)
{
    struct ask ask = ask_begin(jobs, count, TRUE);

    for (UINT i = 0; i < count; i++) {
        const struct row_job job = jobs[i];
        enum row_length length = row_length_of(job.pixels, format, reversed, stores);

        if (length == ROW_TO_16) {
            draw_short_job(&ask, &job, format, reversed, stores, ROW_TO_16);
        } else if (length == ROW_TO_32) {
            draw_short_job(&ask, &job, format, reversed, stores, ROW_TO_32);
        } else {
            draw_short_job(&ask, &job, format, reversed, stores, ROW_ANY);
        }
    }
}

INLINE void draw_found_jobs(const struct row_job *jobs, UINT count, enum pixel_format format,
                            BOOLEAN reversed, enum row_stores stores)
{
    for (UINT i = 0; i < count; i++) {
        const struct row_job job = joined(&jobs[i], pixel_size(format), reversed);
        UCHAR *dest = job.dest;
        const UCHAR *source = job.source;

        for (UINT row = 0; row < job.rows; row++) {
            draw_row(dest, source, job.pixels, format, reversed, stores);
            dest += job.dest_step;
            source += job.source_step;
        }
    }
}

/* Taken from the first rectangle: those of one batch are alike as a rule. */
INLINE void draw_jobs(const struct row_job *jobs, UINT count, BOOLEAN wanted, enum pixel_format format,
                      BOOLEAN reversed, enum row_stores stores)
{
    if (!wanted) {
        draw_found_jobs(jobs, count, format, reversed, stores);
    } else if (jobs->pixels * 4 >= LONG_ROW) {
        draw_long_jobs(jobs, count, format, reversed, stores);
    } else {
        draw_short_jobs(jobs, count, format, reversed, stores);
    }
}

#define DRAW(name, format, reversed, stores)                                                                 \
    static void name(const struct row_job *jobs, UINT count, BOOLEAN ask)                                    \
    {                                                                                                        \
        draw_jobs(jobs, count, ask, format, reversed, stores);                                               \
    }

#define DRAW_FORMAT(name, format)                                                                            \
    DRAW(name##_keep, format, FALSE, ROWS_KEEP)                                                              \
    DRAW(name##_stream, format, FALSE, ROWS_STREAM)                                                          \
    DRAW(name##_reversed_keep, format, TRUE, ROWS_KEEP)                                                      \
    DRAW(name##_reversed_stream, format, TRUE, ROWS_STREAM)

DRAW_FORMAT(draw_8888, PIXEL_8888)
DRAW(draw_8888_strings, PIXEL_8888_STRINGS, FALSE, ROWS_KEEP)
DRAW_FORMAT(draw_888, PIXEL_888)
DRAW_FORMAT(draw_888_ssse3, PIXEL_888_SSSE3)
DRAW_FORMAT(draw_565, PIXEL_565)

rows_draw *rows_select(enum pixel_format format, BOOLEAN reversed, enum row_stores stores)
{
#define DIRECTIONS(name)                                                                                     \
    {                                                                                                        \
        {name##_keep, name##_stream}, {name##_reversed_keep, name##_reversed_stream},                        \
    }
    static rows_draw *const table[PIXEL_FORMATS][2][ROW_STORES] = {
        [PIXEL_8888] = DIRECTIONS(draw_8888),
        [PIXEL_8888_STRINGS] = {{draw_8888_strings, draw_8888_stream},
                                {draw_8888_reversed_keep, draw_8888_reversed_stream}},
        [PIXEL_888] = DIRECTIONS(draw_888),
        [PIXEL_888_SSSE3] = DIRECTIONS(draw_888_ssse3),
        [PIXEL_565] = DIRECTIONS(draw_565),
    };

    return table[format][reversed ? 1 : 0][stores];
}
