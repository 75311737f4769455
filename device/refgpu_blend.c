/*
 * refgpu's colour commands: scaling, blending, colour keys, text, format conversion. Scaling picks pixels by an
 * exact integer rule, so that its data sheet can say which; what mixes or converts colours is pixman's work,
 * except text, whose two gamma tables pixman does not know.
 */
#include "refgpu_private.h"

#include <pixman.h>
#include <string.h>

#define DST    0 /* scratch slots */
#define SRC    1
#define SAMPLE 2

static bool is_empty(const struct refgpu_rect *rect)
{
    return !rect->w || !rect->h;
}

static uint32_t load_pixel(const uint8_t *p, uint32_t bytes)
{
    uint32_t value = 0;

    memcpy(&value, p, bytes);
    return value;
}

/* ---- pixman -------------------------------------------------------------------------------------------- */

static pixman_format_code_t pixman_format(enum refgpu_format format)
{
    switch (format) {
    case REFGPU_A8:
        return PIXMAN_a8;
    case REFGPU_R5G6B5:
        return PIXMAN_r5g6b5;
    case REFGPU_X8R8G8B8:
        return PIXMAN_x8r8g8b8;
    case REFGPU_A8R8G8B8:
        break;
    }
    return PIXMAN_a8r8g8b8;
}

static pixman_image_t *view_image(const struct refgpu_view *view)
{
    return pixman_image_create_bits(pixman_format(view->surface.format), (int)view->rect.w, (int)view->rect.h,
                                    (uint32_t *)(void *)view->pixels, (int)view->stride);
}

static bool composite(struct refgpu_command *c, pixman_op_t op, unsigned alpha, const struct refgpu_view *src,
                      const struct refgpu_view *dst)
{
    pixman_color_t color = {.alpha = (uint16_t)(alpha * 0x101)};
    pixman_image_t *from = view_image(src), *to = view_image(dst);
    pixman_image_t *mask = alpha < 255 ? pixman_image_create_solid_fill(&color) : NULL;
    bool have_all = from && to && (mask || alpha == 255);

    if (have_all)
        pixman_image_composite32(op, from, mask, to, 0, 0, 0, 0, 0, 0, (int)dst->rect.w, (int)dst->rect.h);
    if (mask)
        pixman_image_unref(mask);
    if (from)
        pixman_image_unref(from);
    if (to)
        pixman_image_unref(to);
    return have_all || refgpu_fail(c, REFGPU_FAULT_RESOURCE, dst->first);
}

/* pixman leaves open what the unused byte becomes; a data sheet cannot. */
static void opaque_x(const struct refgpu_view *dst)
{
    if (dst->surface.format != REFGPU_X8R8G8B8)
        return;
    for (uint32_t y = 0; y < dst->rect.h; y++)
        for (uint32_t x = 0; x < dst->rect.w; x++)
            refgpu_view_row(dst, y)[x * 4 + 3] = 0xff;
}

/* ---- scaling ------------------------------------------------------------------------------------------- */

/* A picture laid over a rectangle that may reach beyond the surface, and the part of it that is drawn. */
struct mapping {
    struct refgpu_surface dst, src;
    struct refgpu_rect src_rect;
    int32_t x, y; /* of the destination rectangle */
    uint32_t w, h;
    struct refgpu_rect visible;
};

static int32_t clamp(int32_t value, int32_t low, int32_t high)
{
    return value < low ? low : value > high ? high : value;
}

static bool mapping_parse(struct refgpu_command *c, struct mapping *m)
{
    uint32_t xy = c->dwords[7], wh = c->dwords[8];
    struct refgpu_rect clip;
    int32_t left, top, right, bottom;

    if (!refgpu_surface_parse(c, 1, &m->dst) || !refgpu_surface_parse(c, 4, &m->src) ||
        !refgpu_rect_parse(c, 9, 10, &m->src_rect) || !refgpu_rect_parse(c, 11, 12, &clip))
        return false;
    m->x = (int16_t)(xy & 0xffff);
    m->y = (int16_t)(xy >> 16);
    m->w = wh & 0xffff;
    m->h = wh >> 16;
    if (m->w > REFGPU_EXTENT_MAX || m->h > REFGPU_EXTENT_MAX)
        return refgpu_fail(c, REFGPU_FAULT_OPERAND, 0);
    left = clamp(m->x, (int32_t)clip.x, (int32_t)(clip.x + clip.w));
    top = clamp(m->y, (int32_t)clip.y, (int32_t)(clip.y + clip.h));
    right = clamp(m->x + (int32_t)m->w, left, (int32_t)(clip.x + clip.w));
    bottom = clamp(m->y + (int32_t)m->h, top, (int32_t)(clip.y + clip.h));
    m->visible = (struct refgpu_rect){(uint32_t)left, (uint32_t)top, (uint32_t)(right - left),
                                      (uint32_t)(bottom - top)};
    if (is_empty(&m->src_rect))
        m->visible.w = 0;
    return true;
}

/* Which of `from` source pixels belongs to pixel i of `to`: the one under its middle. */
static uint32_t sample(uint32_t i, uint32_t to, uint32_t from, bool mirror)
{
    if (mirror)
        i = to - 1 - i;
    return (2 * i + 1) * from / (2 * to);
}

/* The row of the source for row y of the visible part; columns[] then says which pixels of it. */
static const uint8_t *source_row(const struct refgpu_command *c, const struct mapping *m,
                                 const struct refgpu_view *src, uint32_t y)
{
    uint32_t row = (uint32_t)((int32_t)(m->visible.y + y) - m->y);

    return refgpu_view_row(src, sample(row, m->h, m->src_rect.h, refgpu_flags(c) & REFGPU_MIRROR_Y));
}

static const uint16_t *source_columns(struct refgpu_command *c, const struct mapping *m)
{
    for (uint32_t x = 0; x < m->visible.w; x++) {
        uint32_t column = (uint32_t)((int32_t)(m->visible.x + x) - m->x);
        c->gpu->columns[x] = (uint16_t)sample(column, m->w, m->src_rect.w, refgpu_flags(c) & REFGPU_MIRROR_X);
    }
    return c->gpu->columns;
}

/* Opens both sides; false with no fault when there is nothing to draw. */
static bool mapping_open(struct refgpu_command *c, struct mapping *m, enum refgpu_view_access access,
                         struct refgpu_view *dst, struct refgpu_view *src)
{
    return mapping_parse(c, m) && !is_empty(&m->visible) &&
           refgpu_view_open(c, DST, &m->dst, &m->visible, access, dst) &&
           refgpu_view_open(c, SRC, &m->src, &m->src_rect, REFGPU_VIEW_READ, src) &&
           refgpu_view_separate(c, SRC, src, dst);
}

static bool nothing_or_fault(const struct refgpu_command *c)
{
    return c->access.fault == REFGPU_FAULT_NONE;
}

static bool same_size(struct refgpu_command *c, const struct mapping *m)
{
    return m->dst.bytes == m->src.bytes || refgpu_fail(c, REFGPU_FAULT_OPERAND, m->src.address);
}

static void stretch_rows(struct refgpu_command *c, const struct mapping *m, const struct refgpu_view *dst,
                         const struct refgpu_view *src)
{
    const uint16_t *columns = source_columns(c, m);
    uint32_t bytes = m->src.bytes;

    for (uint32_t y = 0; y < m->visible.h; y++) {
        const uint8_t *from = source_row(c, m, src, y);
        uint8_t *to = refgpu_view_row(dst, y);
        for (uint32_t x = 0; x < m->visible.w; x++)
            memcpy(to + (size_t)x * bytes, from + (size_t)columns[x] * bytes, bytes);
    }
}

bool refgpu_do_stretch(struct refgpu_command *c)
{
    struct refgpu_view dst, src;
    struct mapping m;

    if (!mapping_open(c, &m, REFGPU_VIEW_WRITE, &dst, &src))
        return nothing_or_fault(c);
    if (!same_size(c, &m))
        return false;
    stretch_rows(c, &m, &dst, &src);
    return refgpu_view_close(c, &dst);
}

/* ---- TRANSPARENT --------------------------------------------------------------------------------------- */

bool refgpu_do_transparent(struct refgpu_command *c)
{
    struct refgpu_view dst, src;
    struct mapping m;
    const uint16_t *columns;
    uint32_t mask, key;

    if (!mapping_open(c, &m, REFGPU_VIEW_MODIFY, &dst, &src))
        return nothing_or_fault(c);
    if (!same_size(c, &m))
        return false;
    mask = m.src.bytes < 4                        ? (1u << m.src.bytes * 8) - 1
           : refgpu_flags(c) & REFGPU_HONOR_ALPHA ? 0xffffffffu
                                                  : 0x00ffffffu;
    key = c->dwords[13] & mask;
    columns = source_columns(c, &m);
    for (uint32_t y = 0; y < m.visible.h; y++) {
        const uint8_t *from = source_row(c, &m, &src, y);
        uint8_t *to = refgpu_view_row(&dst, y);
        for (uint32_t x = 0; x < m.visible.w; x++) {
            const uint8_t *pixel = from + (size_t)columns[x] * m.src.bytes;
            if ((load_pixel(pixel, m.src.bytes) & mask) != key)
                memcpy(to + (size_t)x * m.dst.bytes, pixel, m.dst.bytes);
        }
    }
    return refgpu_view_close(c, &dst);
}

/* ---- BLEND --------------------------------------------------------------------------------------------- */

/* The source as large as the visible part, in scratch memory unless it is so already. */
static bool sample_source(struct refgpu_command *c, const struct mapping *m, struct refgpu_view *src)
{
    uint32_t left = (uint32_t)((int32_t)m->visible.x - m->x), top = (uint32_t)((int32_t)m->visible.y - m->y);
    bool plain = m->w == m->src_rect.w && m->h == m->src_rect.h &&
                 !(refgpu_flags(c) & (REFGPU_MIRROR_X | REFGPU_MIRROR_Y));
    struct refgpu_view sampled = *src;

    sampled.rect.w = m->visible.w;
    sampled.rect.h = m->visible.h;
    if (plain) {
        sampled.pixels = refgpu_view_row(src, top) + (size_t)left * m->src.bytes;
        *src = sampled;
        return true;
    }
    sampled.stride = ((size_t)m->visible.w * m->src.bytes + 3) & ~(size_t)3;
    sampled.pixels = refgpu_scratch(c->gpu, SAMPLE, sampled.stride * m->visible.h);
    if (!sampled.pixels)
        return refgpu_fail(c, REFGPU_FAULT_RESOURCE, src->first);
    stretch_rows(c, m, &sampled, src);
    *src = sampled;
    return true;
}

bool refgpu_do_blend(struct refgpu_command *c)
{
    struct refgpu_view dst, src;
    struct mapping m;

    if (!mapping_open(c, &m, REFGPU_VIEW_MODIFY, &dst, &src))
        return nothing_or_fault(c);
    if (!sample_source(c, &m, &src) || !composite(c, PIXMAN_OP_OVER, c->dwords[13] & 0xff, &src, &dst))
        return false;
    opaque_x(&dst);
    return refgpu_view_close(c, &dst);
}

/* ---- CONVERT ------------------------------------------------------------------------------------------- */

struct pair {
    struct refgpu_surface dst, src;
    struct refgpu_rect dst_rect, src_rect;
};

static bool pair_open(struct refgpu_command *c, struct pair *p, enum refgpu_view_access access,
                      struct refgpu_view *dst, struct refgpu_view *src)
{
    return refgpu_surface_parse(c, 1, &p->dst) && refgpu_surface_parse(c, 4, &p->src) &&
           refgpu_rect_parse(c, 7, 9, &p->dst_rect) && refgpu_rect_parse(c, 8, 9, &p->src_rect) &&
           !is_empty(&p->dst_rect) && refgpu_view_open(c, DST, &p->dst, &p->dst_rect, access, dst) &&
           refgpu_view_open(c, SRC, &p->src, &p->src_rect, REFGPU_VIEW_READ, src) &&
           refgpu_view_separate(c, SRC, src, dst);
}

bool refgpu_do_convert(struct refgpu_command *c)
{
    struct refgpu_view dst, src;
    struct pair p;

    if (!pair_open(c, &p, REFGPU_VIEW_WRITE, &dst, &src))
        return nothing_or_fault(c);
    if (!composite(c, PIXMAN_OP_SRC, 255, &src, &dst))
        return false;
    opaque_x(&dst);
    return refgpu_view_close(c, &dst);
}

/* ---- CLEARTYPE ----------------------------------------------------------------------------------------- */

#define TABLE_SIZE 512 /* 256 forward, 256 inverse */

struct text {
    uint32_t color, color2;
    const uint8_t *table; /* NULL: linear */
};

/* One channel; coverage 0 keeps what is there and 255 is the plain colour, whatever the tables say. */
static uint8_t cover(const struct text *t, unsigned shift, uint8_t coverage, uint8_t under)
{
    unsigned color = t->color >> shift & 0xff, before = t->table ? t->table[under] : under, mixed;

    if (coverage == 0)
        return under;
    if (coverage == 255)
        return (uint8_t)(t->color2 >> shift);
    mixed = (before * (255u - coverage) + color * coverage + 127) / 255;
    return t->table ? t->table[256 + mixed] : (uint8_t)mixed;
}

static void cover_row(const struct text *t, uint8_t *dst, const uint8_t *coverage, uint32_t w, uint32_t bytes)
{
    for (uint32_t x = 0; x < w; x++, dst += 4, coverage += bytes)
        for (unsigned channel = 0; channel < 3; channel++)
            dst[channel] = cover(t, channel * 8, coverage[bytes == 4 ? channel : 0], dst[channel]);
}

bool refgpu_do_cleartype(struct refgpu_command *c)
{
    struct text t = {c->dwords[10], c->dwords[11], NULL};
    struct refgpu_view dst, coverage;
    uint8_t table[TABLE_SIZE];
    struct pair p;

    if (!pair_open(c, &p, REFGPU_VIEW_MODIFY, &dst, &coverage))
        return nothing_or_fault(c);
    if (p.dst.bytes != 4 || p.src.bytes == 2)
        return refgpu_fail(c, REFGPU_FAULT_OPERAND, p.dst.address);
    if (refgpu_flags(c) & REFGPU_CLEARTYPE_GAMMA) {
        if (!refgpu_read(c->gpu, refgpu_address(&c->dwords[REFGPU_CLEARTYPE_TABLE_DWORD]), table, TABLE_SIZE,
                         &c->access))
            return false;
        t.table = table;
    }
    for (uint32_t y = 0; y < p.dst_rect.h; y++)
        cover_row(&t, refgpu_view_row(&dst, y), refgpu_view_row(&coverage, y), p.dst_rect.w, p.src.bytes);
    return refgpu_view_close(c, &dst);
}
