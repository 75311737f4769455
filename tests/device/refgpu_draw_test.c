/*
 * Every drawing command of refgpu against an oracle that knows nothing but the data sheet: it keeps its own copy
 * of all memory, works pixel by pixel through GPU addresses, reads before it writes, and afterwards not a byte
 * of VRAM or system memory may differ. Surfaces lie in VRAM or on scattered pages, and overlap as chance wills.
 */
#include "refgpu_harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define VRAM_SIZE  (192u << 10) /* not a power of two */
#define GART_PAGES 64u
#define ROUNDS     600

static struct bench b;
static uint64_t seed;

/* ---- the oracle's memory ------------------------------------------------------------------------------- */

static uint8_t oracle_vram[VRAM_SIZE], oracle_ram[RAM_SIZE];
static uint32_t map[GART_PAGES]; /* aperture page to bus page */

static uint8_t *oracle(uint64_t address)
{
    uint64_t offset = address - APERTURE;

    if (address < VRAM_SIZE)
        return &oracle_vram[address];
    assert_true(address >= APERTURE && offset < GART_PAGES * PAGE);
    return &oracle_ram[map[offset / PAGE] * PAGE + offset % PAGE];
}

static void oracle_takes_over(void)
{
    memcpy(oracle_vram, b.vram, VRAM_SIZE);
    memcpy(oracle_ram, b.ram, RAM_SIZE);
}

static void compare(const char *what, unsigned round)
{
    for (size_t i = 0; memcmp(oracle_vram, b.vram, VRAM_SIZE) && i < VRAM_SIZE; i++)
        if (oracle_vram[i] != b.vram[i])
            fail_msg("%s, round %u: VRAM 0x%zx is %02x, expected %02x", what, round, i, b.vram[i],
                     oracle_vram[i]);
    for (size_t i = DATA_AT;
         memcmp(oracle_ram + DATA_AT, b.ram + DATA_AT, RAM_SIZE - DATA_AT) && i < RAM_SIZE; i++)
        if (oracle_ram[i] != b.ram[i])
            fail_msg("%s, round %u: RAM 0x%zx is %02x, expected %02x", what, round, i, b.ram[i],
                     oracle_ram[i]);
}

struct surface {
    uint64_t address;
    uint32_t pitch, format, bytes, w, h;
};

static uint32_t get(const struct surface *s, uint32_t x, uint32_t y)
{
    uint32_t value = 0;

    for (uint32_t i = 0; i < s->bytes; i++)
        value |= (uint32_t)*oracle(s->address + (uint64_t)y * s->pitch + x * s->bytes + i) << i * 8;
    return value;
}

static void put(const struct surface *s, uint32_t x, uint32_t y, uint32_t value)
{
    for (uint32_t i = 0; i < s->bytes; i++)
        *oracle(s->address + (uint64_t)y * s->pitch + x * s->bytes + i) = (uint8_t)(value >> i * 8);
}

/* A picture taken out of a surface, so that writing cannot change it. */
static uint32_t *take(const struct surface *s, uint32_t x, uint32_t y, uint32_t w, uint32_t h)
{
    uint32_t *pixels = malloc((size_t)w * h * sizeof(*pixels) + 1);

    for (uint32_t j = 0; j < h; j++)
        for (uint32_t i = 0; i < w; i++)
            pixels[j * w + i] = get(s, x + i, y + j);
    return pixels;
}

/* ---- chance -------------------------------------------------------------------------------------------- */

static uint32_t below(uint32_t bound)
{
    return random_below(&seed, bound);
}

static const uint32_t format_bytes[] = {0, 1, 2, 4, 4};

static struct surface any_surface(uint32_t format)
{
    struct surface s = {
        .format = format, .bytes = format_bytes[format], .w = 1 + below(60), .h = 1 + below(60)};
    uint32_t space = below(2) ? VRAM_SIZE : GART_PAGES * PAGE, size;

    s.pitch = ((s.w * s.bytes + 3) & ~3u) + 4 * below(8);
    size = s.pitch * s.h;
    s.address = 4 * below((space - size) / 4 + 1) + (space == VRAM_SIZE ? 0 : APERTURE);
    return s;
}

/* The same memory again, or nearly: overlaps are what goes wrong. */
static struct surface second_surface(const struct surface *first, uint32_t format)
{
    struct surface s = *first;

    if (below(2) || format_bytes[format] != first->bytes)
        return any_surface(format);
    s.format = format;
    if (below(3) == 0 && s.pitch >= s.w * s.bytes + 4)
        s.pitch -= 4;
    return s;
}

static uint32_t any_format(void)
{
    return 1 + below(4);
}

static uint32_t same_size_format(uint32_t format)
{
    return format < REFGPU_X8R8G8B8 ? format : REFGPU_X8R8G8B8 + below(2);
}

static void noise(void)
{
    for (size_t i = 0; i < VRAM_SIZE; i++)
        b.vram[i] = (uint8_t)random_next(&seed);
    for (size_t i = DATA_AT; i < RAM_SIZE; i++)
        b.ram[i] = (uint8_t)random_next(&seed);
    oracle_takes_over();
}

static int setup(void **state)
{
    static const struct refgpu_config config = {
        .vram_size = VRAM_SIZE, .visible_size = 64 << 10, .gart_pages = GART_PAGES, .heads = 1};

    seed = 20240607;
    print_message("seed %llu\n", (unsigned long long)seed);
    bench_open(&b, &config);
    for (uint32_t i = 0; i < GART_PAGES; i++)
        map[i] = DATA_AT / PAGE + i;
    for (uint32_t i = GART_PAGES - 1; i; i--) { /* scattered */
        uint32_t j = below(i + 1), t = map[i];
        map[i] = map[j];
        map[j] = t;
    }
    for (uint32_t i = 0; i < GART_PAGES; i++)
        bench_map(&b, i, REFGPU_PTE((uint64_t)map[i] * PAGE, REFGPU_PTE_VALID));
    noise();
    return 0;
}

static int teardown(void **state)
{
    bench_close(&b);
    return 0;
}

#define SURFACE(s) DW((s).address), REFGPU_PITCH((s).pitch, (s).format)

/* ---- FILL, FILL_LINEAR --------------------------------------------------------------------------------- */

static void fill(void **state)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct surface d = any_surface(any_format());
        uint32_t x = below(d.w), y = below(d.h), w = below(d.w - x + 1), h = below(d.h - y + 1);
        uint32_t value = random_next(&seed) * 2654435761u;
        for (uint32_t j = 0; j < h; j++)
            for (uint32_t i = 0; i < w; i++)
                put(&d, x + i, y + j, value);
        assert_int_equal(RUN(&b, round & 1, REFGPU_COMMAND(REFGPU_FILL, 0, REFGPU_FILL_DWORDS), SURFACE(d),
                             REFGPU_XY(x, y), REFGPU_WH(w, h), value),
                         0);
        compare("FILL", round);
    }
}

static uint64_t any_range(uint32_t bytes)
{
    return below(2) ? below(VRAM_SIZE - bytes + 1) : APERTURE + below(GART_PAGES * PAGE - bytes + 1);
}

static void fill_linear(void **state)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint32_t bytes = below(5000) * 4, value = random_next(&seed) * 2654435761u;
        uint64_t address = any_range(bytes) & ~3ull;
        for (uint32_t i = 0; i < bytes; i++)
            *oracle(address + i) = (uint8_t)(value >> i % 4 * 8);
        assert_int_equal(RUN(&b, round & 1, REFGPU_COMMAND(REFGPU_FILL_LINEAR, 0, REFGPU_FILL_LINEAR_DWORDS),
                             DW(address), bytes, value),
                         0);
        compare("FILL_LINEAR", round);
    }
}

/* ---- COPY, COPY_LINEAR --------------------------------------------------------------------------------- */

struct geometry {
    uint32_t dx, dy, sx, sy, w, h;
};

/* A size that fits both, anywhere. */
static struct geometry any_geometry(const struct surface *d, const struct surface *s)
{
    struct geometry g;

    g.w = below((d->w < s->w ? d->w : s->w) + 1);
    g.h = below((d->h < s->h ? d->h : s->h) + 1);
    g.dx = below(d->w - g.w + 1);
    g.dy = below(d->h - g.h + 1);
    g.sx = below(s->w - g.w + 1);
    g.sy = below(s->h - g.h + 1);
    return g;
}

static void copy(void **state)
{
    for (unsigned round = 0; round < 3 * ROUNDS; round++) {
        struct surface d = any_surface(any_format()), s = second_surface(&d, same_size_format(d.format));
        struct geometry g = any_geometry(&d, &s);
        uint32_t *pixels = take(&s, g.sx, g.sy, g.w, g.h);
        for (uint32_t j = 0; j < g.h; j++)
            for (uint32_t i = 0; i < g.w; i++)
                put(&d, g.dx + i, g.dy + j, pixels[j * g.w + i]);
        free(pixels);
        assert_int_equal(RUN(&b, round & 1, REFGPU_COMMAND(REFGPU_COPY, 0, REFGPU_COPY_DWORDS), SURFACE(d),
                             SURFACE(s), REFGPU_XY(g.dx, g.dy), REFGPU_XY(g.sx, g.sy), REFGPU_WH(g.w, g.h)),
                         0);
        compare("COPY", round);
    }
}

/* The four directions of a move within one surface, where a wrong order of rows or bytes would show. */
static void copy_overlap_directions(void **state)
{
    struct surface d = {.address = 64, .pitch = 256, .format = REFGPU_A8R8G8B8, .bytes = 4, .w = 60, .h = 60};

    for (int aperture = 0; aperture < 2; aperture++)
        for (int move = 0; move < 9; move++) {
            struct geometry g = {10 + 3 * (uint32_t)(move % 3), 10 + (uint32_t)(move / 3), 13, 11, 30, 30};
            d.address = 64 + (aperture ? APERTURE : 0);
            uint32_t *pixels = take(&d, g.sx, g.sy, g.w, g.h);
            for (uint32_t i = 0; i < g.w * g.h; i++)
                put(&d, g.dx + i % g.w, g.dy + i / g.w, pixels[i]);
            free(pixels);
            assert_int_equal(RUN(&b, 1, REFGPU_COMMAND(REFGPU_COPY, 0, REFGPU_COPY_DWORDS), SURFACE(d),
                                 SURFACE(d), REFGPU_XY(g.dx, g.dy), REFGPU_XY(g.sx, g.sy),
                                 REFGPU_WH(g.w, g.h)),
                             0);
            compare("overlapping COPY", (unsigned)move);
        }
}

static void copy_linear(void **state)
{
    for (unsigned round = 0; round < 2 * ROUNDS; round++) {
        uint32_t bytes = below(round % 4 ? 200 : 20000);
        uint64_t dst = any_range(bytes), src = any_range(bytes);
        if (below(2)) { /* overlapping */
            src = dst + below(400);
            if (below(2) && dst >= 200 + (dst >= APERTURE ? APERTURE : 0))
                src = dst - below(200);
            uint64_t end = dst >= APERTURE ? APERTURE + GART_PAGES * PAGE : VRAM_SIZE;
            if (src + bytes > end)
                src = dst;
        }
        uint8_t *aside = malloc(bytes + 1);
        for (uint32_t i = 0; i < bytes; i++)
            aside[i] = *oracle(src + i);
        for (uint32_t i = 0; i < bytes; i++)
            *oracle(dst + i) = aside[i];
        free(aside);
        assert_int_equal(RUN(&b, round & 1, REFGPU_COMMAND(REFGPU_COPY_LINEAR, 0, REFGPU_COPY_LINEAR_DWORDS),
                             DW(dst), DW(src), bytes),
                         0);
        compare("COPY_LINEAR", round);
    }
}

/* ---- ROP ----------------------------------------------------------------------------------------------- */

static uint32_t rop_bits(unsigned code, uint32_t p, uint32_t s, uint32_t d)
{
    uint32_t result = 0;

    for (unsigned bit = 0; bit < 32; bit++) {
        unsigned index = (p >> bit & 1) << 2 | (s >> bit & 1) << 1 | (d >> bit & 1);
        result |= (uint32_t)(code >> index & 1) << bit;
    }
    return result;
}

static void rop_all_codes(void **state)
{
    for (unsigned round = 0; round < 1024; round++) {
        unsigned code = round & 255;
        struct surface d = any_surface(any_format()), s = second_surface(&d, same_size_format(d.format));
        struct geometry g = any_geometry(&d, &s);
        uint32_t pattern = random_next(&seed) * 2654435761u, *pixels = take(&s, g.sx, g.sy, g.w, g.h);
        for (uint32_t j = 0; j < g.h; j++)
            for (uint32_t i = 0; i < g.w; i++)
                put(&d, g.dx + i, g.dy + j,
                    rop_bits(code, pattern, pixels[j * g.w + i], get(&d, g.dx + i, g.dy + j)));
        free(pixels);
        assert_int_equal(RUN(&b, 0, REFGPU_COMMAND(REFGPU_ROP, code, REFGPU_ROP_DWORDS), SURFACE(d),
                             SURFACE(s), REFGPU_XY(g.dx, g.dy), REFGPU_XY(g.sx, g.sy), REFGPU_WH(g.w, g.h),
                             pattern),
                         0);
        compare("ROP", round);
    }
}

/* Codes that do not depend on the source do not read it: its address may be anything. */
static void rop_without_source(void **state)
{
    unsigned without = 0;

    for (unsigned code = 0; code < 256; code++) {
        bool depends = false;
        for (unsigned i = 0; i < 8; i++)
            depends |= (code >> i & 1) != (code >> (i ^ 2) & 1);
        uint32_t status = RUN(&b, 0, REFGPU_COMMAND(REFGPU_ROP, code, REFGPU_ROP_DWORDS), DW(0),
                              REFGPU_PITCH(64, REFGPU_A8R8G8B8), DW(0xffffffff00ull),
                              REFGPU_PITCH(64, REFGPU_A8R8G8B8), 0, 0, REFGPU_WH(4, 4), 0);
        assert_int_equal(status & 0xff, depends ? REFGPU_FAULT_ADDRESS : REFGPU_FAULT_NONE);
        if (depends)
            bench_recover(&b, 0);
        without += !depends;
    }
    assert_int_equal(without, 16);
}

/* ---- scaling ------------------------------------------------------------------------------------------- */

struct mapping {
    int32_t x, y;
    uint32_t w, h, sx, sy, sw, sh, cx, cy, cw, ch, flags;
};

static struct mapping any_mapping(const struct surface *d, const struct surface *s)
{
    struct mapping m = {.w = below(80), .h = below(80), .flags = below(4)};

    m.x = (int32_t)below(60) - 30;
    m.y = (int32_t)below(60) - 30;
    m.sw = below(s->w + 1);
    m.sh = below(s->h + 1);
    if (below(3) == 0) { /* no scaling */
        m.w = m.sw;
        m.h = m.sh;
        m.flags &= below(4);
    }
    m.sx = below(s->w - m.sw + 1);
    m.sy = below(s->h - m.sh + 1);
    m.cw = below(d->w + 1);
    m.ch = below(d->h + 1);
    m.cx = below(d->w - m.cw + 1);
    m.cy = below(d->h - m.ch + 1);
    return m;
}

/* The pixel under the middle of the destination pixel, in exact arithmetic. */
static uint32_t under(uint32_t i, uint32_t to, uint32_t from, bool mirror)
{
    double middle = mirror ? to - i - 0.5 : i + 0.5;

    return (uint32_t)(middle * from / to);
}

typedef uint32_t mix_fn(const struct surface *d, uint32_t before, const struct surface *s, uint32_t source,
                        uint32_t flags, uint32_t extra);

static void oracle_map(const struct surface *d, const struct surface *s, const struct mapping *m, mix_fn *mix,
                       uint32_t extra)
{
    uint32_t *pixels = take(s, m->sx, m->sy, m->sw, m->sh);

    for (uint32_t j = 0; m->sw && m->sh && j < m->h; j++)
        for (uint32_t i = 0; i < m->w; i++) {
            int32_t x = m->x + (int32_t)i, y = m->y + (int32_t)j;
            if (x < (int32_t)m->cx || y < (int32_t)m->cy || x >= (int32_t)(m->cx + m->cw) ||
                y >= (int32_t)(m->cy + m->ch))
                continue;
            uint32_t from = under(j, m->h, m->sh, m->flags & REFGPU_MIRROR_Y) * m->sw +
                            under(i, m->w, m->sw, m->flags & REFGPU_MIRROR_X);
            put(d, (uint32_t)x, (uint32_t)y,
                mix(d, get(d, (uint32_t)x, (uint32_t)y), s, pixels[from], m->flags, extra));
        }
    free(pixels);
}

static void mapped(const char *name, uint32_t opcode, uint32_t dwords, mix_fn *mix, bool any_formats,
                   uint32_t flags)
{
    for (unsigned round = 0; round < 3 * ROUNDS; round++) {
        struct surface d = any_surface(any_format());
        struct surface s = second_surface(&d, any_formats ? any_format() : same_size_format(d.format));
        struct mapping m = any_mapping(&d, &s);
        uint32_t extra = random_next(&seed) * 2654435761u;
        if (opcode == REFGPU_TRANSPARENT) { /* a key that occurs, with and without its alpha */
            extra = get(&s, below(s.w), below(s.h)) ^ (below(2) ? 0x55000000u : 0);
            m.flags |= below(2) ? flags : 0;
        }
        if (opcode == REFGPU_BLEND && below(3) == 0)
            extra |= 0xff;
        oracle_map(&d, &s, &m, mix, extra);
        uint32_t c[] = {REFGPU_COMMAND(opcode, m.flags, dwords),
                        SURFACE(d),
                        SURFACE(s),
                        REFGPU_XY(m.x, m.y),
                        REFGPU_WH(m.w, m.h),
                        REFGPU_XY(m.sx, m.sy),
                        REFGPU_WH(m.sw, m.sh),
                        REFGPU_XY(m.cx, m.cy),
                        REFGPU_WH(m.cw, m.ch),
                        extra};
        assert_int_equal(bench_run(&b, 0, c, dwords), 0);
        compare(name, round);
    }
}

static uint32_t mix_stretch(const struct surface *d, uint32_t before, const struct surface *s,
                            uint32_t source, uint32_t flags, uint32_t extra)
{
    return source;
}

static void stretch(void **state)
{
    mapped("STRETCH", REFGPU_STRETCH, REFGPU_STRETCH_DWORDS, mix_stretch, false, 0);
}

static uint32_t mix_transparent(const struct surface *d, uint32_t before, const struct surface *s,
                                uint32_t source, uint32_t flags, uint32_t key)
{
    uint32_t mask = s->bytes == 1                ? 0xff
                    : s->bytes == 2              ? 0xffff
                    : flags & REFGPU_HONOR_ALPHA ? 0xffffffff
                                                 : 0xffffff;

    return (source & mask) == (key & mask) ? before : source;
}

static void transparent(void **state)
{
    /* Few colours, so that the key is met often. */
    for (size_t i = 0; i < VRAM_SIZE; i++)
        b.vram[i] &= 1;
    for (size_t i = DATA_AT; i < RAM_SIZE; i++)
        b.ram[i] &= 1;
    oracle_takes_over();
    mapped("TRANSPARENT", REFGPU_TRANSPARENT, REFGPU_TRANSPARENT_DWORDS, mix_transparent, false,
           REFGPU_HONOR_ALPHA);
}

/* ---- colours ------------------------------------------------------------------------------------------- */

struct color {
    uint32_t c[4]; /* b, g, r, a */
};

static struct color expand(uint32_t format, uint32_t p)
{
    uint32_t r = p >> 11 & 31, g = p >> 5 & 63, bl = p & 31;

    switch (format) {
    case REFGPU_A8:
        return (struct color){{0, 0, 0, p}};
    case REFGPU_R5G6B5:
        return (struct color){{bl * 8 + bl / 4, g * 4 + g / 16, r * 8 + r / 4, 255}};
    case REFGPU_X8R8G8B8:
        p |= 0xff000000;
    }
    return (struct color){{p & 255, p >> 8 & 255, p >> 16 & 255, p >> 24}};
}

static uint32_t pack(uint32_t format, struct color k)
{
    switch (format) {
    case REFGPU_A8:
        return k.c[3];
    case REFGPU_R5G6B5:
        return k.c[2] / 8 << 11 | k.c[1] / 4 << 5 | k.c[0] / 8;
    case REFGPU_X8R8G8B8:
        k.c[3] = 255;
    }
    return k.c[3] << 24 | k.c[2] << 16 | k.c[1] << 8 | k.c[0];
}

/* x * y / 255 to the nearest. */
static uint32_t scale(uint32_t x, uint32_t y)
{
    return (x * y * 2 + 255) / 510;
}

static uint32_t mix_blend(const struct surface *d, uint32_t before, const struct surface *s, uint32_t source,
                          uint32_t flags, uint32_t extra)
{
    struct color from = expand(s->format, source), to = expand(d->format, before);

    for (unsigned i = 0; i < 4; i++)
        from.c[i] = scale(from.c[i], extra & 255);
    for (unsigned i = 0; i < 4; i++) {
        to.c[i] = from.c[i] + scale(to.c[i], 255 - from.c[3]);
        if (to.c[i] > 255)
            to.c[i] = 255;
    }
    return pack(d->format, to);
}

static void blend(void **state)
{
    mapped("BLEND", REFGPU_BLEND, REFGPU_BLEND_DWORDS, mix_blend, true, 0);
}

static void convert(void **state)
{
    for (unsigned round = 0; round < 3 * ROUNDS; round++) {
        struct surface d = any_surface(any_format()), s = second_surface(&d, any_format());
        struct geometry g = any_geometry(&d, &s);
        uint32_t *pixels = take(&s, g.sx, g.sy, g.w, g.h);
        for (uint32_t i = 0; i < g.w * g.h; i++)
            put(&d, g.dx + i % g.w, g.dy + i / g.w, pack(d.format, expand(s.format, pixels[i])));
        free(pixels);
        assert_int_equal(RUN(&b, 0, REFGPU_COMMAND(REFGPU_CONVERT, 0, REFGPU_CONVERT_DWORDS), SURFACE(d),
                             SURFACE(s), REFGPU_XY(g.dx, g.dy), REFGPU_XY(g.sx, g.sy), REFGPU_WH(g.w, g.h)),
                         0);
        compare("CONVERT", round);
    }
}

/* ---- ROTATE -------------------------------------------------------------------------------------------- */

static void rotate(void **state)
{
    for (unsigned round = 0; round < 3 * ROUNDS; round++) {
        unsigned turns = round & 3;
        struct surface d = any_surface(any_format()), s = second_surface(&d, same_size_format(d.format));
        uint32_t room_w = turns & 1 ? d.h : d.w, room_h = turns & 1 ? d.w : d.h;
        uint32_t w = below((s.w < room_w ? s.w : room_w) + 1), h = below((s.h < room_h ? s.h : room_h) + 1);
        uint32_t sx = below(s.w - w + 1), sy = below(s.h - h + 1);
        uint32_t dx = below(d.w - (turns & 1 ? h : w) + 1), dy = below(d.h - (turns & 1 ? w : h) + 1);
        uint32_t *pixels = take(&s, sx, sy, w, h), *turned = malloc((size_t)w * h * 4 + 1);
        uint32_t tw = w, th = h;
        for (unsigned t = 0; t < turns; t++) { /* a quarter at a time: column x, bottom up, becomes row x */
            for (uint32_t y = 0; y < tw; y++)
                for (uint32_t x = 0; x < th; x++)
                    turned[y * th + x] = pixels[(th - 1 - x) * tw + y];
            uint32_t *p = pixels, k = tw;
            pixels = turned;
            turned = p;
            tw = th;
            th = k;
        }
        for (uint32_t i = 0; i < tw * th; i++)
            put(&d, dx + i % tw, dy + i / tw, pixels[i]);
        free(pixels);
        free(turned);
        assert_int_equal(RUN(&b, 0, REFGPU_COMMAND(REFGPU_ROTATE, turns, REFGPU_ROTATE_DWORDS), SURFACE(d),
                             SURFACE(s), REFGPU_XY(dx, dy), REFGPU_XY(sx, sy), REFGPU_WH(w, h)),
                         0);
        compare("ROTATE", round);
    }
}

/* ---- CLEARTYPE ----------------------------------------------------------------------------------------- */

static uint8_t oracle_cover(const uint8_t *table, uint32_t color, uint32_t color2, uint32_t a,
                            uint32_t under_it)
{
    uint32_t from = table ? table[under_it] : under_it, mixed = ((255 - a) * from + a * color) * 2;

    if (a == 0)
        return (uint8_t)under_it;
    if (a == 255)
        return (uint8_t)color2;
    mixed = (mixed + 255) / 510;
    return table ? table[256 + mixed] : (uint8_t)mixed;
}

static void cleartype(void **state)
{
    for (unsigned round = 0; round < 2 * ROUNDS; round++) {
        static const uint32_t coverages[] = {REFGPU_A8, REFGPU_X8R8G8B8, REFGPU_A8R8G8B8};
        struct surface d = any_surface(REFGPU_X8R8G8B8 + below(2));
        struct surface s = second_surface(&d, coverages[below(3)]);
        struct geometry g = any_geometry(&d, &s);
        uint32_t gamma = below(2), color = random_next(&seed) * 3, color2 = random_next(&seed) * 5;
        uint64_t table_at = any_range(512);
        uint8_t table[512];
        uint32_t *pixels = take(&s, g.sx, g.sy, g.w, g.h);
        for (unsigned i = 0; i < 512; i++)
            table[i] = *oracle(table_at + i);
        for (uint32_t i = 0; i < g.w * g.h; i++) {
            uint32_t x = g.dx + i % g.w, y = g.dy + i / g.w, before = get(&d, x, y),
                     after = before & 0xff000000;
            for (unsigned k = 0; k < 24; k += 8)
                after |=
                    (uint32_t)oracle_cover(gamma ? table : NULL, color >> k & 255, color2 >> k & 255,
                                           s.bytes == 1 ? pixels[i] : pixels[i] >> k & 255, before >> k & 255)
                    << k;
            put(&d, x, y, after);
        }
        free(pixels);
        assert_int_equal(
            RUN(&b, 0,
                REFGPU_COMMAND(REFGPU_CLEARTYPE, gamma ? REFGPU_CLEARTYPE_GAMMA : 0, REFGPU_CLEARTYPE_DWORDS),
                SURFACE(d), SURFACE(s), REFGPU_XY(g.dx, g.dy), REFGPU_XY(g.sx, g.sy), REFGPU_WH(g.w, g.h),
                color, color2, DW(table_at)),
            0);
        compare("CLEARTYPE", round);
    }
}

/* Noise meets coverage 0 and 255 too seldom: all of it, on all of it. */
static void cleartype_edges(void **state)
{
    struct surface d = {.address = 0, .pitch = 1024, .format = REFGPU_A8R8G8B8, .bytes = 4, .w = 256, .h = 4};
    struct surface s = {.address = 8192, .pitch = 256, .format = REFGPU_A8, .bytes = 1, .w = 256, .h = 4};

    for (uint32_t i = 0; i < 256 * 4; i++)
        b.vram[8192 + i] = (uint8_t)i;
    oracle_takes_over();
    for (uint32_t i = 0; i < 256 * 4; i++) {
        uint32_t x = i % 256, y = i / 256, before = get(&d, x, y), after = before & 0xff000000;
        for (unsigned k = 0; k < 24; k += 8)
            after |=
                (uint32_t)oracle_cover(NULL, 0x123456 >> k & 255, 0xfedcba >> k & 255, x, before >> k & 255)
                << k;
        put(&d, x, y, after);
    }
    assert_int_equal(RUN(&b, 0, REFGPU_COMMAND(REFGPU_CLEARTYPE, 0, REFGPU_CLEARTYPE_DWORDS), SURFACE(d),
                         SURFACE(s), 0, 0, REFGPU_WH(256, 4), 0x123456, 0xfedcba, DW(0)),
                     0);
    compare("CLEARTYPE with every coverage", 0);
    assert_int_equal(get(&d, 255, 0) & 0xffffff, 0xfedcba);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    static const struct CMUnitTest tests[] = {
        TEST(fill),
        TEST(fill_linear),
        TEST(copy),
        TEST(copy_overlap_directions),
        TEST(copy_linear),
        TEST(rop_all_codes),
        TEST(rop_without_source),
        TEST(stretch),
        TEST(transparent),
        TEST(blend),
        TEST(convert),
        TEST(rotate),
        TEST(cleartype),
        TEST(cleartype_edges),
    };
    return cmocka_run_group_tests_name("refgpu drawing", tests, NULL, NULL);
}
