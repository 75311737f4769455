/*
 * Moves of the screen onto itself. Rows are taken in the order that reads each before it is overwritten; only
 * a move straight left or right overlaps within a row, and for that the row copy itself has a direction.
 * Works on bytes, so it serves every pixel size.
 */
#include "pixels.h"
#include "rect_blt.h"

#if RECT_SSE2

enum { STEP = 64 };

/* At most 16 bytes; everything is read before anything is written. */
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

/* 17 to 128 bytes by vectors from both ends; everything is read before anything is written. */
INLINE void move_short(UCHAR *dest, const UCHAR *source, SIZE_T bytes, UINT vectors)
{
    __m128i head[4], tail[4];

    for (UINT i = 0; i < vectors; i++) {
        head[i] = vector_load(source + 16 * i);
        tail[i] = vector_load(source + bytes - 16 * (i + 1));
    }
    for (UINT i = 0; i < vectors; i++) {
        vector_store(dest + 16 * i, head[i]);
        vector_store(dest + bytes - 16 * (i + 1), tail[i]);
    }
}

INLINE void move_step(UCHAR *dest, const UCHAR *source)
{
    __m128i a = vector_load(source);
    __m128i b = vector_load(source + 16);
    __m128i c = vector_load(source + 32);
    __m128i d = vector_load(source + 48);

    vector_store(dest, a);
    vector_store(dest + 16, b);
    vector_store(dest + 32, c);
    vector_store(dest + 48, d);
}

/*
 * More than 128 bytes, right for dest below source and for rows that do not overlap. The ends are read before
 * the first store; between them steps on aligned addresses.
 */
static void move_up(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    __m128i head = vector_load(source);
    __m128i tail[4];
    SIZE_T at = 16 - ((ULONG_PTR)dest & 15);

    for (UINT i = 0; i < 4; i++) {
        tail[i] = vector_load(source + bytes - STEP + 16 * i);
    }
    for (; at + STEP < bytes; at += STEP) {
        move_step(dest + at, source + at);
    }
    vector_store(dest, head);
    for (UINT i = 0; i < 4; i++) {
        vector_store(dest + bytes - STEP + 16 * i, tail[i]);
    }
}

/* The mirror image of move_up, right for dest above source. */
static void move_down(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    __m128i tail = vector_load(source + bytes - 16);
    __m128i head[4];
    SIZE_T at = bytes - ((ULONG_PTR)(dest + bytes) & 15);

    for (UINT i = 0; i < 4; i++) {
        head[i] = vector_load(source + 16 * i);
    }
    for (; at > STEP; at -= STEP) {
        move_step(dest + at - STEP, source + at - STEP);
    }
    vector_store(dest + bytes - 16, tail);
    for (UINT i = 0; i < 4; i++) {
        vector_store(dest + 16 * i, head[i]);
    }
}

INLINE void move_row(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    if (bytes > 128) {
        if ((ULONG_PTR)dest < (ULONG_PTR)source) {
            move_up(dest, source, bytes);
        } else {
            move_down(dest, source, bytes);
        }
    } else if (bytes > 64) {
        move_short(dest, source, bytes, 4);
    } else if (bytes > 32) {
        move_short(dest, source, bytes, 2);
    } else if (bytes > 16) {
        move_short(dest, source, bytes, 1);
    } else {
        move_tiny(dest, source, bytes);
    }
}

#else

static void move_row(UCHAR *dest, const UCHAR *source, SIZE_T bytes)
{
    if ((ULONG_PTR)dest < (ULONG_PTR)source) {
        for (SIZE_T at = 0; at < bytes; at++) {
            dest[at] = source[at];
        }
    } else {
        for (SIZE_T at = bytes; at > 0; at--) {
            dest[at - 1] = source[at - 1];
        }
    }
}

#endif

void rect_move(const struct surface *screen, const RECT *dest, POINT source, enum surface_rotation rotation)
{
    BOOLEAN sideways = surface_is_sideways(rotation);
    UINT width = sideways ? screen->height : screen->width;
    UINT height = sideways ? screen->width : screen->height;
    RECT from = {source.x, source.y, source.x + (dest->right - dest->left),
                 source.y + (dest->bottom - dest->top)};
    RECT to = rect_rotate(dest, width, height, rotation);
    SIZE_T bytes = (SIZE_T)(to.right - to.left) * screen->bytes_per_pixel;
    LONG_PTR step = screen->pitch;
    LONG first = 0;

    from = rect_rotate(&from, width, height, rotation);
    if (to.top > from.top) {
        first = to.bottom - to.top - 1;
        step = -step;
    }
    UCHAR *dest_row = surface_at(screen, to.left, to.top + first);
    const UCHAR *source_row = surface_at(screen, from.left, from.top + first);
    for (LONG rows = to.bottom - to.top; rows > 0; rows--) {
        move_row(dest_row, source_row, bytes);
        dest_row += step;
        source_row += step;
    }
}
