/*
 * Private to the rectangle code: access to pixels at any alignment, and the one place where pixel formats are
 * known. All functions are always inlined with constant format arguments, so each caller is one tight loop
 * per format.
 *
 * RECT_PLAIN_C selects the portable code that other processors use, so that x86 machines can test it.
 */
#ifndef MINIPORT_PIXELS_H
#define MINIPORT_PIXELS_H

#include "ntdef.h"

#if defined(__SSE2__) && !defined(RECT_PLAIN_C)
#define RECT_SSE2 1
/* The intrinsics header wants the C library for its malloc wrapper; a driver has neither. */
#define _MM_MALLOC_H_INCLUDED
#include <emmintrin.h>
#else
#define RECT_SSE2 0
#endif

#define INLINE static inline __attribute__((always_inline))

/* How pixels are converted on their way to the screen. */
enum pixel_format {
    PIXEL_8888,
    PIXEL_8888_STRINGS, /* the same, with string instructions for long rows */
    PIXEL_888,          /* three bytes, packed with SSE2 alone */
    PIXEL_888_SSSE3,    /* the same bytes, packed with pshufb */
    PIXEL_565,
    PIXEL_FORMATS,
};

INLINE UINT pixel_size(enum pixel_format format)
{
    return format <= PIXEL_8888_STRINGS ? 4 : format == PIXEL_565 ? 2 : 3;
}

INLINE UINT pixel_load(const UCHAR *source)
{
    UINT pixel;

    __builtin_memcpy(&pixel, source, sizeof(pixel));
    return pixel;
}

/* Stores one pixel; 565 drops the low bits of each channel, as pixman does. */
INLINE void pixel_store(UCHAR *dest, UINT pixel, enum pixel_format format)
{
    USHORT low = (USHORT)pixel;

    if (pixel_size(format) == 4) {
        __builtin_memcpy(dest, &pixel, 4);
    } else if (format == PIXEL_565) {
        low = (USHORT)((pixel >> 8 & 0xF800) | (pixel >> 5 & 0x07E0) | (pixel >> 3 & 0x001F));
        __builtin_memcpy(dest, &low, 2);
    } else {
        __builtin_memcpy(dest, &low, 2);
        dest[2] = (UCHAR)(pixel >> 16);
    }
}

/* How many pixels to go until `dest` is aligned to 16, 32 or 64 bytes; 0 also where that never happens. */
INLINE SIZE_T pixels_to_alignment(const UCHAR *dest, SIZE_T alignment, enum pixel_format format)
{
    SIZE_T missing = -(ULONG_PTR)dest & (alignment - 1);

    if (pixel_size(format) == 3) {
        return missing * 43 & (alignment - 1); /* 3 * 43 = 1 modulo 16, 32, 64 */
    }
    return missing % pixel_size(format) ? 0 : missing / pixel_size(format);
}

#if RECT_SSE2

INLINE __m128i vector_load(const UCHAR *source)
{
    return _mm_loadu_si128((const __m128i *)source);
}

INLINE void vector_store(UCHAR *dest, __m128i vector)
{
    _mm_storeu_si128((__m128i *)dest, vector);
}

/* Stores past the caches; `dest` is aligned to 16. */
INLINE void vector_stream(UCHAR *dest, __m128i vector)
{
    _mm_stream_si128((__m128i *)dest, vector);
}

INLINE void vector_store_low(UCHAR *dest, __m128i vector)
{
    _mm_storel_epi64((__m128i *)dest, vector);
}

/* Sixteen pixels, 64 bytes of an image. Named members: arrays of vectors would live in memory. */
struct pixels_16 {
    __m128i a, b, c, d;
};

INLINE struct pixels_16 pixels_16_load(const UCHAR *source)
{
    return (struct pixels_16){vector_load(source), vector_load(source + 16), vector_load(source + 32),
                              vector_load(source + 48)};
}

INLINE void pixels_16_store(UCHAR *dest, const struct pixels_16 *pixels, void (*store)(UCHAR *, __m128i))
{
    store(dest, pixels->a);
    store(dest + 16, pixels->b);
    store(dest + 32, pixels->c);
    store(dest + 48, pixels->d);
}

INLINE __m128i vector_reverse(__m128i pixels)
{
    return _mm_shuffle_epi32(pixels, _MM_SHUFFLE(0, 1, 2, 3));
}

INLINE struct pixels_16 pixels_16_reverse(struct pixels_16 p)
{
    return (struct pixels_16){vector_reverse(p.d), vector_reverse(p.c), vector_reverse(p.b),
                              vector_reverse(p.a)};
}

/* Four pixels as the low 12 bytes of a vector, the rest zero. */
INLINE __m128i pack_888(__m128i pixels, enum pixel_format format)
{
    const __m128i first = _mm_set1_epi64x(0x0000000000FFFFFF);
    const __m128i second = _mm_set1_epi64x(0x0000FFFFFF000000);
    const __m128i low_half = _mm_set_epi64x(0, -1);
    __m128i halves;

    if (format == PIXEL_888_SSSE3) {
        /* By its mnemonic, because the intrinsic would force the target of the whole caller. */
        const __m128i order = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
        __asm__("pshufb %1, %0" : "+x"(pixels) : "x"(order));
        return pixels;
    }
    halves = _mm_or_si128(_mm_and_si128(pixels, first), _mm_and_si128(_mm_srli_epi64(pixels, 8), second));
    return _mm_or_si128(_mm_and_si128(halves, low_half),
                        _mm_srli_si128(_mm_andnot_si128(low_half, halves), 2));
}

/*
 * Four pixels as four signed words' worth of 565 in 32-bit lanes: pmaddwd moves red and blue to their places
 * at once (red * 2^13, blue * 2^2), green is there already, and the sign survives the saturating pack.
 */
INLINE __m128i spread_565(__m128i pixels)
{
    __m128i red_blue = _mm_and_si128(pixels, _mm_set1_epi32(0x00F800F8));
    __m128i green = _mm_and_si128(pixels, _mm_set1_epi32(0x0000FC00));

    red_blue = _mm_madd_epi16(red_blue, _mm_set1_epi32(0x20000004));
    return _mm_srai_epi32(_mm_slli_epi32(_mm_or_si128(red_blue, green), 11), 16);
}

/* Stores four pixels and nothing else. */
INLINE void store_4(UCHAR *dest, __m128i pixels, enum pixel_format format)
{
    if (pixel_size(format) == 4) {
        vector_store(dest, pixels);
    } else if (format == PIXEL_565) {
        __m128i words = spread_565(pixels);
        vector_store_low(dest, _mm_packs_epi32(words, words));
    } else {
        __m128i bytes = pack_888(pixels, format);
        INT last = _mm_cvtsi128_si32(_mm_srli_si128(bytes, 8));
        vector_store_low(dest, bytes);
        __builtin_memcpy(dest + 8, &last, 4);
    }
}

/* Converts and stores sixteen pixels as 4, 3 or 2 whole vectors. */
INLINE void store_16(UCHAR *dest, const struct pixels_16 *pixels, enum pixel_format format,
                     void (*store)(UCHAR *, __m128i))
{
    if (pixel_size(format) == 4) {
        pixels_16_store(dest, pixels, store);
    } else if (format == PIXEL_565) {
        store(dest, _mm_packs_epi32(spread_565(pixels->a), spread_565(pixels->b)));
        store(dest + 16, _mm_packs_epi32(spread_565(pixels->c), spread_565(pixels->d)));
    } else {
        __m128i a = pack_888(pixels->a, format);
        __m128i b = pack_888(pixels->b, format);
        __m128i c = pack_888(pixels->c, format);
        __m128i d = pack_888(pixels->d, format);
        store(dest, _mm_or_si128(a, _mm_slli_si128(b, 12)));
        store(dest + 16, _mm_or_si128(_mm_srli_si128(b, 4), _mm_slli_si128(c, 8)));
        store(dest + 32, _mm_or_si128(_mm_srli_si128(c, 8), _mm_slli_si128(d, 4)));
    }
}

#endif
#endif
