/*
 * Rectangles drawn row by row: straight copies and conversions, and the half turn, which is the same thing
 * with rows read backwards. One template makes a function for each combination of format, direction and mode,
 * so that no inner loop decides anything.
 */
#include "rect_rows.h"

enum { CACHE_LINE = 64 };

/* ---- one row ---- */

INLINE const UCHAR *source_of(const UCHAR *source, SIZE_T pixels, SIZE_T at, SIZE_T run, BOOLEAN reversed)
{
    return source + 4 * (reversed ? pixels - at - run : at);
}

#if RECT_SSE2

INLINE __m128i load_4(const UCHAR *source, BOOLEAN reversed)
{
    __m128i pixels = vector_load(source);

    return reversed ? _mm_shuffle_epi32(pixels, _MM_SHUFFLE(0, 1, 2, 3)) : pixels;
}

/* Converts the sixteen pixels that end up at `at` of a row of `pixels`. */
INLINE void draw_16(UCHAR *dest, const UCHAR *source, SIZE_T pixels, SIZE_T at, enum pixel_format format,
                    BOOLEAN reversed, void (*store)(UCHAR *, __m128i))
{
    const UCHAR *from = source_of(source, pixels, at, 16, reversed);
    __m128i group[4];

    for (UINT i = 0; i < 4; i++) {
        group[i] = load_4(from + 16 * (reversed ? 3 - i : i), reversed);
    }
    store_16(dest + at * pixel_size(format), group, format, store);
}

INLINE void draw_4(UCHAR *dest, const UCHAR *source, SIZE_T pixels, SIZE_T at, enum pixel_format format,
                   BOOLEAN reversed)
{
    const UCHAR *from = source_of(source, pixels, at, 4, reversed);

    store_4(dest + at * pixel_size(format), load_4(from, reversed), format);
}

/* How many pixels to go until `dest` is aligned to 16; 0 also where that never happens. */
INLINE SIZE_T pixels_to_alignment(const UCHAR *dest, enum pixel_format format)
{
    SIZE_T missing = -(ULONG_PTR)dest & 15;

    switch (pixel_size(format)) {
    case 2:
        return missing % 2 ? 0 : missing / 2;
    case 3:
        return missing * 11 & 15; /* 3 * 11 = 1 modulo 16 */
    default:
        return missing % 4 ? 0 : missing / 4;
    }
}

/*
 * Whole groups only: the first group is stored where the row begins, the following ones on aligned addresses,
 * and the last one so that it ends where the row ends. They overlap, which costs less than any loop over
 * single pixels.
 */
INLINE void draw_row(UCHAR *dest, const UCHAR *source, SIZE_T pixels, enum pixel_format format,
                     BOOLEAN reversed, enum row_mode mode)
{
    SIZE_T at = 0;

    if (pixels >= 16) {
        SIZE_T skip = pixels_to_alignment(dest, format);
        BOOLEAN aligned = ((ULONG_PTR)(dest + skip * pixel_size(format)) & 15) == 0;

        draw_16(dest, source, pixels, 0, format, reversed, vector_store);
        at = skip ? skip : 16;
        if (mode == ROWS_STREAM && aligned) {
            for (; at + 16 <= pixels; at += 16) {
                draw_16(dest, source, pixels, at, format, reversed, vector_stream);
            }
        } else {
            for (; at + 16 <= pixels; at += 16) {
                draw_16(dest, source, pixels, at, format, reversed, vector_store);
            }
        }
        if (at < pixels) {
            draw_16(dest, source, pixels, pixels - 16, format, reversed, vector_store);
        }
    } else if (pixels >= 4) {
        for (; at + 4 <= pixels; at += 4) {
            draw_4(dest, source, pixels, at, format, reversed);
        }
        draw_4(dest, source, pixels, pixels - 4, format, reversed);
    } else {
        for (; at < pixels; at++) {
            const UCHAR *from = source_of(source, pixels, at, 1, reversed);
            pixel_store(dest + at * pixel_size(format), pixel_load(from), format);
        }
    }
}

#else

INLINE void draw_row(UCHAR *dest, const UCHAR *source, SIZE_T pixels, enum pixel_format format,
                     BOOLEAN reversed, enum row_mode mode)
{
    (void)mode;
    for (SIZE_T at = 0; at < pixels; at++) {
        const UCHAR *from = source_of(source, pixels, at, 1, reversed);
        pixel_store(dest + at * pixel_size(format), pixel_load(from), format);
    }
}

#endif

/* ---- asking for rows ahead of their turn ---- */

/* Walks the rows of all jobs, some rows before they are drawn. */
struct ask {
    const struct row_job *job;
    const struct row_job *end;
    const UCHAR *dest;
    const UCHAR *source;
    UINT rows;
};

INLINE void ask_for_write(const UCHAR *line)
{
#if defined(__x86_64__)
    /* Where the instruction does not exist it does nothing; a builtin would fall back to asking for reading.
     */
    __asm__ volatile("prefetchw %0" : : "m"(*line));
#else
    __builtin_prefetch(line, 1);
#endif
}

INLINE struct ask ask_from(const struct row_job *job, const struct row_job *end)
{
    return (struct ask){job, end, job->dest, job->source, job->rows};
}

/* Asks for all lines of one more row. */
INLINE void ask_row(struct ask *ask, enum pixel_format format)
{
    const struct row_job *job = ask->job;
    const UCHAR *line;

    if (ask->rows == 0) {
        return;
    }
    for (line = ask->source; line < ask->source + job->pixels * 4; line += CACHE_LINE) {
        __builtin_prefetch(line, 0);
    }
    __builtin_prefetch(ask->source + job->pixels * 4 - 1, 0);
    for (line = ask->dest; line < ask->dest + job->pixels * pixel_size(format); line += CACHE_LINE) {
        ask_for_write(line);
    }
    ask_for_write(ask->dest + job->pixels * pixel_size(format) - 1);
    ask->dest += job->dest_step;
    ask->source += job->source_step;
    if (--ask->rows == 0 && job + 1 < ask->end) {
        *ask = ask_from(job + 1, ask->end);
    }
}

/* ---- all rows ---- */

INLINE void draw_jobs(const struct row_job *jobs, UINT count, enum pixel_format format, BOOLEAN reversed,
                      enum row_mode mode)
{
    enum { ROWS_AHEAD = 8 };
    struct ask ask = ask_from(jobs, jobs + count);

    if (mode == ROWS_COLD) {
        for (UINT row = 0; row < ROWS_AHEAD; row++) {
            ask_row(&ask, format);
        }
    }
    for (const struct row_job *job = jobs; job < jobs + count; job++) {
        UCHAR *dest = job->dest;
        const UCHAR *source = job->source;

        for (UINT row = 0; row < job->rows; row++) {
            if (mode == ROWS_COLD) {
                ask_row(&ask, format);
            }
            draw_row(dest, source, job->pixels, format, reversed, mode);
            dest += job->dest_step;
            source += job->source_step;
        }
    }
}

#define DRAW(name, format, reversed, mode)                                                                   \
    static void name(const struct row_job *jobs, UINT count)                                                 \
    {                                                                                                        \
        draw_jobs(jobs, count, format, reversed, mode);                                                      \
    }

#define DRAW_MODES(name, format, reversed)                                                                   \
    DRAW(name##_warm, format, reversed, ROWS_WARM)                                                           \
    DRAW(name##_cold, format, reversed, ROWS_COLD)                                                           \
    DRAW(name##_stream, format, reversed, ROWS_STREAM)

#define DRAW_FORMAT(name, format)                                                                            \
    DRAW_MODES(name, format, FALSE)                                                                          \
    DRAW_MODES(name##_reversed, format, TRUE)

DRAW_FORMAT(draw_8888, PIXEL_8888)
DRAW_FORMAT(draw_888, PIXEL_888)
DRAW_FORMAT(draw_888_ssse3, PIXEL_888_SSSE3)
DRAW_FORMAT(draw_565, PIXEL_565)

#define MODES(name)                                                                                          \
    {                                                                                                        \
        name##_warm, name##_cold, name##_stream                                                              \
    }

#define DIRECTIONS(name)                                                                                     \
    {                                                                                                        \
        MODES(name), MODES(name##_reversed)                                                                  \
    }

rows_draw *rows_select(enum pixel_format format, BOOLEAN reversed, enum row_mode mode)
{
    static rows_draw *const table[PIXEL_FORMATS][2][ROW_MODES] = {
        [PIXEL_8888] = DIRECTIONS(draw_8888),
        [PIXEL_888] = DIRECTIONS(draw_888),
        [PIXEL_888_SSSE3] = DIRECTIONS(draw_888_ssse3),
        [PIXEL_565] = DIRECTIONS(draw_565),
    };

    return table[format][reversed ? 1 : 0][mode];
}
