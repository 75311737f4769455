/*
 * refgpu's raster commands: they move and combine bits and do not look at what colours these are. Plain C;
 * what knows about colours is in refgpu_blend.c.
 */
#include "refgpu_private.h"

#include <string.h>

#define DST     0 /* scratch slots */
#define SRC     1
#define PATTERN 64 /* bytes; a multiple of every pixel size */

static bool is_empty(const struct refgpu_rect *rect)
{
    return !rect->w || !rect->h;
}

static size_t row_bytes(const struct refgpu_view *view)
{
    return (size_t)view->rect.w * view->surface.bytes;
}

/* A pixel value over and over; of a narrow format the low bits count. */
static void pattern_fill(uint8_t pattern[PATTERN], uint32_t value, uint32_t bytes)
{
    for (unsigned i = 0; i < PATTERN; i++)
        pattern[i] = (uint8_t)(value >> i % bytes * 8);
}

static void row_fill(uint8_t *row, size_t bytes, const uint8_t pattern[PATTERN])
{
    size_t done = bytes < PATTERN ? bytes : PATTERN;

    memcpy(row, pattern, done);
    while (done < bytes) { /* what is there is a whole number of patterns: it doubles */
        size_t n = done < bytes - done ? done : bytes - done;
        memcpy(row + done, row, n);
        done += n;
    }
}

/* ---- FILL, FILL_LINEAR --------------------------------------------------------------------------------- */

bool refgpu_do_fill(struct refgpu_command *c)
{
    struct refgpu_surface surface;
    struct refgpu_rect rect;
    struct refgpu_view view;
    uint8_t pattern[PATTERN];

    if (!refgpu_surface_parse(c, 1, &surface) || !refgpu_rect_parse(c, 4, 5, &rect))
        return false;
    if (is_empty(&rect))
        return true;
    if (!refgpu_view_open(c, DST, &surface, &rect, REFGPU_VIEW_WRITE, &view))
        return false;
    pattern_fill(pattern, c->dwords[6], surface.bytes);
    for (uint32_t y = 0; y < rect.h; y++)
        row_fill(refgpu_view_row(&view, y), row_bytes(&view), pattern);
    return refgpu_view_close(c, &view);
}

bool refgpu_do_fill_linear(struct refgpu_command *c)
{
    uint64_t address = refgpu_address(&c->dwords[1]), left = c->dwords[3];
    uint8_t pattern[PATTERN];

    if (address % 4 || left % 4)
        return refgpu_fail(c, REFGPU_FAULT_OPERAND, address);
    if (!refgpu_check(c->gpu, address, left, true, &c->access))
        return false;
    pattern_fill(pattern, c->dwords[4], 4);
    while (left) {
        uint64_t n = left;
        uint8_t *memory = refgpu_span(c->gpu, address, &n, true, &c->access);
        if (!memory)
            return false;
        row_fill(memory, n, pattern);
        address += n;
        left -= n;
    }
    return true;
}

/* ---- COPY, COPY_LINEAR --------------------------------------------------------------------------------- */

static void copy_rows(const struct refgpu_view *dst, const struct refgpu_view *src)
{
    bool upwards = dst->first > src->first;

    for (uint32_t i = 0; i < dst->rect.h; i++) {
        uint32_t y = upwards ? dst->rect.h - 1 - i : i;
        memmove(refgpu_view_row(dst, y), refgpu_view_row(src, y), row_bytes(dst));
    }
}

struct blit {
    struct refgpu_surface dst, src;
    struct refgpu_rect dst_rect, src_rect;
};

/* The operands that COPY, ROP and ROTATE share: two surfaces of one pixel size, two corners, one size. */
static bool blit_parse(struct refgpu_command *c, struct blit *b)
{
    if (!refgpu_surface_parse(c, 1, &b->dst) || !refgpu_rect_parse(c, 7, 9, &b->dst_rect) ||
        !refgpu_rect_parse(c, 8, 9, &b->src_rect))
        return false;
    return true;
}

static bool blit_parse_source(struct refgpu_command *c, struct blit *b)
{
    if (!refgpu_surface_parse(c, 4, &b->src))
        return false;
    return b->src.bytes == b->dst.bytes || refgpu_fail(c, REFGPU_FAULT_OPERAND, b->src.address);
}

bool refgpu_do_copy(struct refgpu_command *c)
{
    struct blit b;
    struct refgpu_view dst, src;

    if (!blit_parse(c, &b) || !blit_parse_source(c, &b))
        return false;
    if (is_empty(&b.dst_rect))
        return true;
    if (!refgpu_view_open(c, DST, &b.dst, &b.dst_rect, REFGPU_VIEW_WRITE, &dst) ||
        !refgpu_view_open(c, SRC, &b.src, &b.src_rect, REFGPU_VIEW_READ, &src))
        return false;
    /* With one pitch the order of rows is enough, as in any window move; else the source goes aside. */
    if (dst.stride != src.stride && !refgpu_view_separate(c, SRC, &src, &dst))
        return false;
    copy_rows(&dst, &src);
    return refgpu_view_close(c, &dst);
}

/* How much of the last `left` bytes before both ends can go in one piece: it crosses no page. */
static uint64_t piece_before(uint64_t dst_end, uint64_t src_end, uint64_t left)
{
    uint64_t dst_room = (dst_end - 1) % REFGPU_PAGE_SIZE + 1, src_room = (src_end - 1) % REFGPU_PAGE_SIZE + 1;
    uint64_t n = dst_room < src_room ? dst_room : src_room;

    return n < left ? n : left;
}

/* `n` bytes as far as both sides are contiguous; returns how many that were, 0 on a fault. */
static uint64_t copy_piece(struct refgpu_command *c, uint64_t dst, uint64_t src, uint64_t n)
{
    uint8_t *to;
    const uint8_t *from = refgpu_span(c->gpu, src, &n, false, &c->access);

    if (!from)
        return 0;
    to = refgpu_span(c->gpu, dst, &n, true, &c->access);
    if (!to)
        return 0;
    memmove(to, from, n);
    return n;
}

static bool copy_forwards(struct refgpu_command *c, uint64_t dst, uint64_t src, uint64_t left)
{
    while (left) {
        uint64_t n = copy_piece(c, dst, src, left);
        if (!n)
            return false;
        dst += n;
        src += n;
        left -= n;
    }
    return true;
}

static bool copy_backwards(struct refgpu_command *c, uint64_t dst, uint64_t src, uint64_t left)
{
    while (left) {
        uint64_t n = piece_before(dst + left, src + left, left);
        left -= n;
        if (copy_piece(c, dst + left, src + left, n) != n)
            return false;
    }
    return true;
}

bool refgpu_do_copy_linear(struct refgpu_command *c)
{
    uint64_t dst = refgpu_address(&c->dwords[1]), src = refgpu_address(&c->dwords[3]), bytes = c->dwords[5];

    if (!refgpu_check(c->gpu, src, bytes, false, &c->access) ||
        !refgpu_check(c->gpu, dst, bytes, true, &c->access))
        return false;
    if (dst > src && dst - src < bytes &&
        !(refgpu_in_vram(c->gpu, dst, bytes) && refgpu_in_vram(c->gpu, src, bytes)))
        return copy_backwards(c, dst, src, bytes);
    return copy_forwards(c, dst, src, bytes); /* one memmove when both are VRAM */
}

/* ---- ROP ----------------------------------------------------------------------------------------------- */

/* Bit (P << 2 | S << 1 | D) of the code is the result of one pixel bit: a multiplexer of three levels. */
static uint32_t mux(uint32_t select, uint32_t one, uint32_t zero)
{
    return zero ^ (select & (one ^ zero));
}

static uint32_t rop3(unsigned code, uint32_t p, uint32_t s, uint32_t d)
{
    uint32_t m[8];

    for (unsigned i = 0; i < 8; i++)
        m[i] = code >> i & 1 ? UINT32_MAX : 0;
    return mux(p, mux(s, mux(d, m[7], m[6]), mux(d, m[5], m[4])),
               mux(s, mux(d, m[3], m[2]), mux(d, m[1], m[0])));
}

static bool rop_needs_source(unsigned code)
{
    return ((code >> 2 ^ code) & 0x33) != 0;
}

static void rop_row(unsigned code, uint32_t pattern, uint8_t *dst, const uint8_t *src, size_t bytes)
{
    while (bytes) {
        size_t n = bytes < 4 ? bytes : 4;
        uint32_t s = 0, d = 0;
        if (src) {
            memcpy(&s, src, n);
            src += n;
        }
        memcpy(&d, dst, n);
        d = rop3(code, pattern, s, d);
        memcpy(dst, &d, n);
        dst += n;
        bytes -= n;
    }
}

bool refgpu_do_rop(struct refgpu_command *c)
{
    unsigned code = refgpu_flags(c);
    bool source = rop_needs_source(code);
    uint8_t pattern[PATTERN];
    uint32_t pattern_dword;
    struct refgpu_view dst, src = {0};
    struct blit b;

    if (!blit_parse(c, &b) || (source && !blit_parse_source(c, &b)))
        return false;
    if (is_empty(&b.dst_rect))
        return true;
    if (!refgpu_view_open(c, DST, &b.dst, &b.dst_rect, REFGPU_VIEW_MODIFY, &dst))
        return false;
    if (source && (!refgpu_view_open(c, SRC, &b.src, &b.src_rect, REFGPU_VIEW_READ, &src) ||
                   !refgpu_view_separate(c, SRC, &src, &dst)))
        return false;
    pattern_fill(pattern, c->dwords[10], b.dst.bytes);
    memcpy(&pattern_dword, pattern, sizeof(pattern_dword));
    for (uint32_t y = 0; y < b.dst_rect.h; y++)
        rop_row(code, pattern_dword, refgpu_view_row(&dst, y), source ? refgpu_view_row(&src, y) : NULL,
                row_bytes(&dst));
    return refgpu_view_close(c, &dst);
}

/* ---- ROTATE -------------------------------------------------------------------------------------------- */

struct position {
    uint32_t x, y;
};

/* Where the pixel (x, y) of a w * h picture goes when it is turned clockwise. */
static struct position turn(unsigned quarters, uint32_t x, uint32_t y, uint32_t w, uint32_t h)
{
    switch (quarters) {
    case REFGPU_ROTATE_90:
        return (struct position){h - 1 - y, x};
    case REFGPU_ROTATE_180:
        return (struct position){w - 1 - x, h - 1 - y};
    case REFGPU_ROTATE_270:
        return (struct position){y, w - 1 - x};
    }
    return (struct position){x, y};
}

static void rotate_rows(unsigned quarters, const struct refgpu_view *dst, const struct refgpu_view *src)
{
    uint32_t w = src->rect.w, h = src->rect.h, bytes = src->surface.bytes;

    for (uint32_t y = 0; y < h; y++) {
        const uint8_t *from = refgpu_view_row(src, y);
        for (uint32_t x = 0; x < w; x++) {
            struct position to = turn(quarters, x, y, w, h);
            memcpy(refgpu_view_row(dst, to.y) + (size_t)to.x * bytes, from + (size_t)x * bytes, bytes);
        }
    }
}

bool refgpu_do_rotate(struct refgpu_command *c)
{
    unsigned quarters = refgpu_flags(c) & 3;
    struct refgpu_view dst, src;
    struct blit b;

    if (!blit_parse(c, &b) || !blit_parse_source(c, &b))
        return false;
    if (is_empty(&b.src_rect))
        return true;
    if (quarters & 1) {
        b.dst_rect.w = b.src_rect.h;
        b.dst_rect.h = b.src_rect.w;
    }
    if (!refgpu_view_open(c, DST, &b.dst, &b.dst_rect, REFGPU_VIEW_WRITE, &dst) ||
        !refgpu_view_open(c, SRC, &b.src, &b.src_rect, REFGPU_VIEW_READ, &src) ||
        !refgpu_view_separate(c, SRC, &src, &dst))
        return false;
    rotate_rows(quarters, &dst, &src);
    return refgpu_view_close(c, &dst);
}
