/*
 * The quarter turns. A row of the image becomes a column of the screen, so drawing row by row would touch one
 * cache line per pixel. Instead the image is taken in blocks small enough for the first-level cache and its
 * translation buffer, and every 4 x 4 pixels are transposed in registers. The next block is asked for
 * meanwhile.
 *
 * Measured on Zen 4, a full frame as parts of memcpy in the caches / from memory: pixel by pixel .10 / .11;
 * blocks of 32 x 32 straight to the screen .43 / .42, with the next block asked for .75 / .70; streamed in
 * blocks of 16 x 64, whose runs are four whole lines, 1.1 / 1.3. A detour through a buffer halves that, so
 * only conversion takes it.
 */
#include "ask.h"

/* Image columns and rows of a block; rows are the pixels of one run on the screen. */
enum {
    KEEP_COLUMNS = 32,
    KEEP_ROWS = 32,
    STREAM_COLUMNS = 16,
    STREAM_ROWS = 64,   /* whole lines at 4, 3 and 2 bytes per pixel */
    BLOCK_BYTES = 4096, /* of either shape */
};

C_ASSERT(KEEP_COLUMNS *KEEP_ROWS * 4 == BLOCK_BYTES && STREAM_COLUMNS * STREAM_ROWS * 4 == BLOCK_BYTES);

/* ---- pixels ---- */

#if RECT_SSE2

INLINE void turn_4x4(UCHAR *dest, LONG_PTR dest_step, const UCHAR *source, LONG_PTR source_step,
                     void (*store)(UCHAR *, __m128i))
{
    __m128i a = vector_load(source);
    __m128i b = vector_load(source + source_step);
    __m128i c = vector_load(source + source_step * 2);
    __m128i d = vector_load(source + source_step * 3);
    __m128i ab_low = _mm_unpacklo_epi32(a, b);
    __m128i ab_high = _mm_unpackhi_epi32(a, b);
    __m128i cd_low = _mm_unpacklo_epi32(c, d);
    __m128i cd_high = _mm_unpackhi_epi32(c, d);

    store(dest, _mm_unpacklo_epi64(ab_low, cd_low));
    store(dest + dest_step, _mm_unpackhi_epi64(ab_low, cd_low));
    store(dest + dest_step * 2, _mm_unpacklo_epi64(ab_high, cd_high));
    store(dest + dest_step * 3, _mm_unpackhi_epi64(ab_high, cd_high));
}

#endif

static void turn_pixels(const struct row_job *job, SIZE_T column, SIZE_T columns, UINT row, UINT rows)
{
    for (SIZE_T x = column; x < columns; x++) {
        for (UINT y = row; y < rows; y++) {
            pixel_store(job->dest + (LONG_PTR)x * job->dest_step + y * 4,
                        pixel_load(job->source + (LONG_PTR)y * job->source_step + x * 4), PIXEL_8888);
        }
    }
}

/* Transposes all pixels of a job; streamed ones make whole vectors at aligned addresses. */
INLINE void turn_block(const struct row_job *job, enum row_stores stores)
{
    SIZE_T columns = 0;
    UINT rows = 0;

#if RECT_SSE2
    columns = job->pixels & ~(SIZE_T)3;
    rows = job->rows & ~3u;
    for (SIZE_T x = 0; x < columns; x += 4) {
        UCHAR *dest = job->dest + (LONG_PTR)x * job->dest_step;
        const UCHAR *source = job->source + x * 4;
        for (UINT y = 0; y < rows; y += 4) {
            turn_4x4(dest + y * 4, job->dest_step, source, job->source_step,
                     stores == ROWS_STREAM ? vector_stream : vector_store);
            source += job->source_step * 4;
        }
    }
#endif
    turn_pixels(job, 0, columns, rows, job->rows);
    turn_pixels(job, columns, job->pixels, 0, job->rows);
}

/* ---- blocks ---- */

/* Transposes into a buffer, from where the rows are converted to the screen. */
INLINE void turn_converted(const struct row_job *job, enum pixel_format format, enum row_stores stores)
{
    const LONG_PTR step = (stores == ROWS_STREAM ? STREAM_ROWS : KEEP_ROWS) * 4;
    UCHAR buffer[BLOCK_BYTES] __attribute__((aligned(CACHE_LINE)));
    struct row_job turned = *job;
    struct row_job rows = {job->dest, buffer, job->dest_step, step, job->rows, (UINT)job->pixels};

    turned.dest = buffer;
    turned.dest_step = step;
    turn_block(&turned, ROWS_KEEP);
    rows_select(format, FALSE, stores)(&rows, 1, FALSE);
}

INLINE void ask_block(const struct row_job *job, UINT dest_size)
{
    for (UINT y = 0; y < job->rows; y++) {
        ask_bytes(job->source + (LONG_PTR)y * job->source_step, job->pixels * 4);
    }
    for (SIZE_T x = 0; x < job->pixels && dest_size != 0; x++) {
        ask_bytes(job->dest + (LONG_PTR)x * job->dest_step, job->rows * dest_size);
    }
}

INLINE UINT smaller(SIZE_T a, UINT b)
{
    return a < b ? (UINT)a : b;
}

INLINE struct row_job columns_of(const struct row_job *job, SIZE_T first, UINT limit)
{
    struct row_job part = *job;

    part.dest += (LONG_PTR)first * job->dest_step;
    part.source += first * 4;
    part.pixels = first < job->pixels ? smaller(job->pixels - first, limit) : 0;
    return part;
}

INLINE struct row_job rows_of(const struct row_job *job, UINT first, UINT count, UINT dest_size)
{
    struct row_job part = *job;

    part.dest += (SIZE_T)first * dest_size;
    part.source += (LONG_PTR)first * job->source_step;
    part.rows = count;
    return part;
}

/* One block after the other along the rows of the image, which are as many as a block has. */
INLINE void turn_band(const struct row_job *band, enum pixel_format format, enum row_stores stores)
{
    const UINT columns = stores == ROWS_STREAM ? STREAM_COLUMNS : KEEP_COLUMNS;
    struct row_job block = columns_of(band, 0, columns);

    for (SIZE_T column = columns; block.pixels != 0; column += columns) {
        struct row_job next = columns_of(band, column, columns);
        ask_block(&next, stores == ROWS_STREAM ? 0 : pixel_size(format));
        if (pixel_size(format) == 4) {
            turn_block(&block, stores);
        } else {
            turn_converted(&block, format, stores);
        }
        block = next;
    }
}

/* ---- jobs ---- */

typedef void band_draw(const struct row_job *band);

/* What a format needs for a job. */
struct turner {
    enum pixel_format format;
    band_draw *keep;
    band_draw *stream;
};

static void turn_rows(const struct row_job *job, UINT first, UINT end, UINT height, UINT dest_size,
                      band_draw *draw)
{
    while (first < end) {
        UINT count = smaller(end - first, height);
        struct row_job band = rows_of(job, first, count, dest_size);
        draw(&band);
        first += count;
    }
}

/*
 * Runs on the screen begin with a cache line if they can. Whole blocks are streamed if their runs are whole
 * lines on every row of the screen; the rest is drawn normally.
 */
static void turn_job(const struct row_job *job, const struct turner *turner, enum row_stores stores)
{
    UINT size = pixel_size(turner->format);
    UINT first = smaller(pixels_to_alignment(job->dest, CACHE_LINE, turner->format), job->rows);
    UINT last = first;
    BOOLEAN lines =
        ((ULONG_PTR)(job->dest + (SIZE_T)first * size) | (ULONG_PTR)job->dest_step) % CACHE_LINE == 0;

    if (stores == ROWS_STREAM && lines) {
        last += (job->rows - first) / STREAM_ROWS * STREAM_ROWS;
    }
    turn_rows(job, 0, first, KEEP_ROWS, size, turner->keep);
    turn_rows(job, first, last, STREAM_ROWS, size, turner->stream);
    turn_rows(job, last, job->rows, KEEP_ROWS, size, turner->keep);
}

#define TURN(name, format)                                                                                   \
    static void name##_band_keep(const struct row_job *band)                                                 \
    {                                                                                                        \
        turn_band(band, format, ROWS_KEEP);                                                                  \
    }                                                                                                        \
    static void name##_band_stream(const struct row_job *band)                                               \
    {                                                                                                        \
        turn_band(band, format, ROWS_STREAM);                                                                \
    }                                                                                                        \
    static void name##_all(const struct row_job *jobs, UINT count, enum row_stores stores)                   \
    {                                                                                                        \
        static const struct turner turner = {format, name##_band_keep, name##_band_stream};                  \
        for (UINT i = 0; i < count; i++) {                                                                   \
            turn_job(&jobs[i], &turner, stores);                                                             \
        }                                                                                                    \
    }                                                                                                        \
    static void name##_keep(const struct row_job *jobs, UINT count, BOOLEAN ask)                             \
    {                                                                                                        \
        name##_all(jobs, count, ROWS_KEEP);                                                                  \
    }                                                                                                        \
    static void name##_stream(const struct row_job *jobs, UINT count, BOOLEAN ask)                           \
    {                                                                                                        \
        name##_all(jobs, count, ROWS_STREAM);                                                                \
    }

TURN(turn_8888, PIXEL_8888)
TURN(turn_888, PIXEL_888)
TURN(turn_888_ssse3, PIXEL_888_SSSE3)
TURN(turn_565, PIXEL_565)

rows_draw *turned_select(enum pixel_format format, enum row_stores stores)
{
    static rows_draw *const table[PIXEL_FORMATS][ROW_STORES] = {
        [PIXEL_8888] = {turn_8888_keep, turn_8888_stream},
        [PIXEL_8888_STRINGS] = {turn_8888_keep, turn_8888_stream}, /* runs are short */
        [PIXEL_888] = {turn_888_keep, turn_888_stream},
        [PIXEL_888_SSSE3] = {turn_888_ssse3_keep, turn_888_ssse3_stream},
        [PIXEL_565] = {turn_565_keep, turn_565_stream},
    };

    return table[format][stores];
}
