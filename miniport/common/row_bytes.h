/*
 * Private to the rectangle code: rows of bytes, copied or moved. Two directions are enough: a row that lands
 * below its source in memory is taken forwards, one that lands above backwards; rows that do not overlap may
 * go either way.
 */
#ifndef MINIPORT_ROW_BYTES_H
#define MINIPORT_ROW_BYTES_H

#include "pixels.h"

enum {
    STEP = 64,                /* one cache line per turn of the loop */
    STRING_ROW = 1024,        /* bytes from which the string instruction is worth its start */
    STRING_LIMIT = 64 * 1024, /* and from which plain loops are faster again */
};

#if RECT_SSE2

/* 1 to 16 bytes; everything is read before anything is written. */
INLINE void move_tiny(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    if (bytes >= 8) {
        ULONGLONG head, tail;
        __builtin_memcpy(&head, source, 8);
        __builtin_memcpy(&tail, source + bytes - 8, 8);
        __builtin_memcpy(dest, &head, 8);
        __builtin_memcpy(dest + bytes - 8, &tail, 8);
    } else if (bytes >= 4) {
        UINT head = pixel_load(source);
        UINT tail = pixel_load(source + bytes - 4);
        __builtin_memcpy(dest, &head, 4);
        __builtin_memcpy(dest + bytes - 4, &tail, 4);
    } else {
        UCHAR first = source[0], middle = source[bytes / 2], last = source[bytes - 1];
        dest[0] = first;
        dest[bytes / 2] = middle;
        dest[bytes - 1] = last;
    }
}

/* 17 to 32 bytes; everything is read before anything is written. */
INLINE void move_32(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    __m128i head = vector_load(source);
    __m128i tail = vector_load(source + bytes - 16);

    vector_store(dest, head);
    vector_store(dest + bytes - 16, tail);
}

/* 32 to 64 bytes; everything is read before anything is written. */
INLINE void move_64(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    __m128i head = vector_load(source);
    __m128i head2 = vector_load(source + 16);
    __m128i tail2 = vector_load(source + bytes - 32);
    __m128i tail = vector_load(source + bytes - 16);

    vector_store(dest, head);
    vector_store(dest + 16, head2);
    vector_store(dest + bytes - 32, tail2);
    vector_store(dest + bytes - 16, tail);
}

/* 64 to 128 bytes; everything is read before anything is written. */
INLINE void move_128(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    struct pixels_16 head = pixels_16_load(source);
    struct pixels_16 tail = pixels_16_load(source + bytes - STEP);

    pixels_16_store(dest, &head, vector_store);
    pixels_16_store(dest + bytes - STEP, &tail, vector_store);
}

/*
 * More than 128 bytes, forwards. The ends are read before the first store and written last, so that between
 * them whole steps can go to aligned addresses whatever overlaps.
 */
INLINE void move_long_forwards(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    __m128i head = vector_load(source);
    struct pixels_16 tail = pixels_16_load(source + bytes - STEP);
    SIZE_T at = 16 - ((ULONG_PTR)dest & 15);

    for (; at + STEP < bytes; at += STEP) {
        struct pixels_16 step = pixels_16_load(source + at);
        pixels_16_store(dest + at, &step, vector_store);
    }
    vector_store(dest, head);
    pixels_16_store(dest + bytes - STEP, &tail, vector_store);
}

/* The mirror image. */
INLINE void move_long_backwards(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    struct pixels_16 head = pixels_16_load(source);
    __m128i tail = vector_load(source + bytes - 16);
    SIZE_T at = bytes - ((ULONG_PTR)(dest + bytes) & 15);

    for (; at > STEP; at -= STEP) {
        struct pixels_16 step = pixels_16_load(source + at - STEP);
        pixels_16_store(dest + at - STEP, &step, vector_store);
    }
    vector_store(dest + bytes - 16, tail);
    pixels_16_store(dest, &head, vector_store);
}

INLINE void move_short(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    if (bytes > 64) {
        move_128(dest, source, bytes);
    } else if (bytes > 32) {
        move_64(dest, source, bytes);
    } else if (bytes > 16) {
        move_32(dest, source, bytes);
    } else {
        move_tiny(dest, source, bytes);
    }
}

INLINE void row_forwards(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    if (bytes > 128) {
        move_long_forwards(dest, source, bytes);
    } else {
        move_short(dest, source, bytes);
    }
}

INLINE void row_backwards(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    if (bytes > 128) {
        move_long_backwards(dest, source, bytes);
    } else {
        move_short(dest, source, bytes);
    }
}

/*
 * A row that overlaps nothing. Where the processor announces fast string operations they write whole lines
 * without reading them first: rows of 300 pixels gain a quarter from memory and a tenth in the caches.
 */
INLINE void row_copy(UCHAR *dest, const UCHAR *source, SIZE_T bytes, BOOLEAN strings)
{
#if defined(__x86_64__)
    if (strings && bytes >= STRING_ROW && bytes < STRING_LIMIT) {
        __asm__ volatile("rep movsb" : "+D"(dest), "+S"(source), "+c"(bytes) : : "memory");
        return;
    }
#endif
    row_forwards(dest, source, bytes);
}

#else

INLINE void move_64(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    __builtin_memcpy(dest, source, bytes);
}

INLINE void move_128(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    __builtin_memcpy(dest, source, bytes);
}

INLINE void row_forwards(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    for (SIZE_T at = 0; at < bytes; at++) {
        dest[at] = source[at];
    }
}

INLINE void row_backwards(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    for (SIZE_T at = bytes; at > 0; at--) {
        dest[at - 1] = source[at - 1];
    }
}

INLINE void row_copy(UCHAR *dest, const UCHAR *source, SIZE_T bytes, BOOLEAN strings)
{
    (void)strings;
    __builtin_memcpy(dest, source, bytes);
}

#endif
#endif
