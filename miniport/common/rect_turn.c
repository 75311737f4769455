/*
 * The quarter turns. A row of the image becomes a column of the screen, so drawing row by row would touch one
 * cache line per pixel. Instead blocks are transposed into a buffer that stays in the first-level cache, and
 * leave it as runs of 128 bytes, two whole lines, per screen row.
 */
#include "ask.h"

enum {
    BLOCK_COLUMNS = 64, /* image pixels, that is screen rows: 256 bytes of each image row */
    BLOCK_ROWS = 32,    /* image rows, that is pixels of a screen row */
};

/* A transposed block: row c holds column c of the image block. */
struct block {
    UCHAR bits[BLOCK_COLUMNS][BLOCK_ROWS * 4] __attribute__((aligned(64)));
};

INLINE void turn_pixel(UCHAR *dest, const UCHAR *source)
{
    __builtin_memcpy(dest, source, 4);
}

#if RECT_SSE2

/* Transposes 4 x 4 pixels. */
INLINE void turn_4x4(UCHAR *dest, SIZE_T dest_step, const UCHAR *source, LONG_PTR source_step)
{
    __m128i a = vector_load(source);
    __m128i b = vector_load(source + source_step);
    __m128i c = vector_load(source + source_step * 2);
    __m128i d = vector_load(source + source_step * 3);
    __m128i ab_low = _mm_unpacklo_epi32(a, b);
    __m128i ab_high = _mm_unpackhi_epi32(a, b);
    __m128i cd_low = _mm_unpacklo_epi32(c, d);
    __m128i cd_high = _mm_unpackhi_epi32(c, d);

    vector_store(dest, _mm_unpacklo_epi64(ab_low, cd_low));
    vector_store(dest + dest_step, _mm_unpackhi_epi64(ab_low, cd_low));
    vector_store(dest + dest_step * 2, _mm_unpacklo_epi64(ab_high, cd_high));
    vector_store(dest + dest_step * 3, _mm_unpackhi_epi64(ab_high, cd_high));
}

#else

INLINE void turn_4x4(UCHAR *dest, SIZE_T dest_step, const UCHAR *source, LONG_PTR source_step)
{
    for (UINT y = 0; y < 4; y++) {
        for (UINT x = 0; x < 4; x++) {
            turn_pixel(dest + x * dest_step + y * 4, source + (LONG_PTR)y * source_step + x * 4);
        }
    }
}

#endif

/* Transposes columns x rows pixels of the image into the block. */
static void turn_block(struct block *block, const UCHAR *source, LONG_PTR source_step, UINT columns,
                       UINT rows)
{
    UINT whole_columns = columns & ~3u;
    UINT whole_rows = rows & ~3u;

    for (UINT y = 0; y < whole_rows; y += 4) {
        const UCHAR *row = source + (LONG_PTR)y * source_step;
        for (UINT x = 0; x < whole_columns; x += 4) {
            turn_4x4(&block->bits[x][y * 4], sizeof(block->bits[0]), row + x * 4, source_step);
        }
    }
    for (UINT y = 0; y < rows; y++) {
        const UCHAR *row = source + (LONG_PTR)y * source_step;
        for (UINT x = y < whole_rows ? whole_columns : 0; x < columns; x++) {
            turn_pixel(&block->bits[x][y * 4], row + x * 4);
        }
    }
}

/* The rows of the first block: as many as bring the following runs of this screen row to a line of the cache. */
static UINT first_rows(const UCHAR *dest, UINT bytes_per_pixel, UINT rows)
{
    UINT count = (UINT)(-(ULONG_PTR)dest & (CACHE_LINE - 1)) / bytes_per_pixel;

    count = count ? count : BLOCK_ROWS;
    return count < rows ? count : rows;
}

INLINE UINT smaller(SIZE_T a, UINT b)
{
    return a < b ? (UINT)a : b;
}

/* Asks for the lines of both sides of a block. */
INLINE void ask_block(const struct row_job *job, const UCHAR *dest, const UCHAR *source, UINT columns,
                      UINT rows, UINT dest_size)
{
    for (UINT y = 0; y < rows; y++) {
        ask_bytes(source + (LONG_PTR)y * job->source_step, columns * 4);
    }
    for (UINT x = 0; x < columns && rows != 0; x++) {
        ask_bytes(dest + (LONG_PTR)x * job->dest_step, rows * dest_size);
    }
}

/* Turns the part of a job that is `columns` image pixels wide, from its first image row to its last. */
INLINE void turn_strip(const struct row_job *job, SIZE_T column, UINT columns, enum pixel_format format,
                       enum row_stores stores)
{
    rows_draw *draw = rows_select(format, FALSE, stores);
    const UCHAR *source = job->source + column * 4;
    UCHAR *dest = job->dest + (LONG_PTR)column * job->dest_step;
    UINT rows = first_rows(dest, pixel_size(format), job->rows);
    struct block block;

    for (UINT row = 0; row < job->rows;) {
        struct row_job runs = {dest, block.bits[0], job->dest_step, sizeof(block.bits[0]), rows, columns};
        UINT next = smaller(job->rows - row - rows, BLOCK_ROWS);

        ask_block(job, dest + rows * pixel_size(format), source + (LONG_PTR)rows * job->source_step, columns,
                  next, pixel_size(format));
        turn_block(&block, source, job->source_step, columns, rows);
        draw(&runs, 1, FALSE);
        source += (LONG_PTR)rows * job->source_step;
        dest += rows * pixel_size(format);
        row += rows;
        rows = next;
    }
}

INLINE void turn_jobs(const struct row_job *jobs, UINT count, enum pixel_format format,
                      enum row_stores stores)
{
    for (const struct row_job *job = jobs; job < jobs + count; job++) {
        for (SIZE_T column = 0; column < job->pixels; column += BLOCK_COLUMNS) {
            turn_strip(job, column, smaller(job->pixels - column, BLOCK_COLUMNS), format, stores);
        }
    }
}

#define TURN(name, format, stores)                                                                           \
    static void name(const struct row_job *jobs, UINT count, BOOLEAN ask)                                    \
    {                                                                                                        \
        (void)ask;                                                                                           \
        turn_jobs(jobs, count, format, stores);                                                              \
    }

#define TURN_FORMAT(name, format)                                                                            \
    TURN(name##_keep, format, ROWS_KEEP)                                                                     \
    TURN(name##_stream, format, ROWS_STREAM)

TURN_FORMAT(turn_8888, PIXEL_8888)
TURN_FORMAT(turn_888, PIXEL_888)
TURN_FORMAT(turn_888_ssse3, PIXEL_888_SSSE3)
TURN_FORMAT(turn_565, PIXEL_565)

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
