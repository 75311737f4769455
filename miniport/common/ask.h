/*
 * Private to the rectangle code: asking for rows some time before they are drawn, across the end of one
 * rectangle into the next. The hardware prefetchers follow long rows well, but a rectangle of a screen is a
 * row here and a row 8 KB further on: without help its every row begins with two cache misses and often two
 * walks of the page tables.
 *
 * Both the source and the destination are asked into the second-level cache. Measured on Zen 4, 300x20
 * rectangles, as parts of memcpy from memory: nothing asked .28; into the first level, the destination for
 * writing, .27 (the few miss buffers of that level are the limit); into the second level .65, and 64x64 go
 * from .30 to .65. It gains in the caches too, .63 to .79 and .42 to .64, because the last level is as far
 * from the first as half a row is long.
 *
 * Asking has to be spread over the drawing: a whole long row asked for at once fills the miss buffers, and
 * what is drawn meanwhile waits behind it. Single rows 1920 pixels long: nothing asked .49, row by row .63,
 * 512 bytes for 512 bytes .74, the same with streamed stores .85.
 */
#ifndef MINIPORT_ASK_H
#define MINIPORT_ASK_H

#include "rect_rows.h"

enum {
    ASK_AHEAD = 16 * 1024, /* bytes of source that may be asked for and not yet drawn */
    ASK_ROW = 256,         /* what a row counts in addition: lines it shares with its neighbours, its page */
    CACHE_LINE = 64,
};

/* Walks the rows of all jobs ahead of those who draw them. */
struct ask {
    const struct row_job *job;
    const struct row_job *end;
    const UCHAR *dest;
    const UCHAR *source;
    UINT rows;     /* left in this job */
    LONG_PTR room; /* how many more bytes may be asked for; below zero after a long row */
};

/* Asks for nothing at all when `wanted` is FALSE. */
INLINE struct ask ask_begin(const struct row_job *jobs, UINT count, BOOLEAN wanted)
{
    return (struct ask){jobs, jobs + count, jobs->dest, jobs->source, wanted ? jobs->rows : 0, ASK_AHEAD};
}

/* Whatever the alignment: the last line may be asked for twice, which costs less than finding out. */
INLINE void ask_bytes(const UCHAR *first, SIZE_T bytes)
{
    if (bytes == 0) {
        return;
    }
    __builtin_prefetch(first, 0, 2);
    for (SIZE_T at = CACHE_LINE; at < bytes; at += CACHE_LINE) {
        __builtin_prefetch(first + at, 0, 2);
    }
    __builtin_prefetch(first + bytes - 1, 0, 2);
}

INLINE void ask_next_row(struct ask *ask, SIZE_T source_bytes, SIZE_T dest_bytes)
{
    const struct row_job *job = ask->job;

    ask_bytes(ask->source, source_bytes);
    ask_bytes(ask->dest, dest_bytes);
    ask->source += job->source_step;
    ask->dest += job->dest_step;
    if (--ask->rows == 0 && job + 1 < ask->end) {
        ask->job = job + 1;
        ask->rows = ask->job->rows;
        ask->source = ask->job->source;
        ask->dest = ask->job->dest;
    }
}

/* Asks for as many rows as there is room for; sizes are bytes per pixel, 0 where streaming needs nothing
 * read. */
INLINE void ask_rows(struct ask *ask, UINT source_size, UINT dest_size)
{
    while (ask->rows != 0 && ask->room > 0) {
        SIZE_T pixels = ask->job->pixels;
        ask->room -= (LONG_PTR)(pixels * source_size) + ASK_ROW;
        ask_next_row(ask, pixels * source_size, pixels * dest_size);
    }
}

/* A row of that many pixels has been drawn. */
INLINE void ask_drawn(struct ask *ask, SIZE_T pixels, UINT source_size)
{
    ask->room += (LONG_PTR)(pixels * source_size) + ASK_ROW;
}

#endif
