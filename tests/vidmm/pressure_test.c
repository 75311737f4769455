/*
 * The real driver with less memory than its clients use: surfaces are drawn, copied into each other and read back, and every pixel is what a
 * model in plain C says. Plain, with everything moved between Render and SubmitCommand and the old place poisoned (REN-54), with paging buffers
 * of the smallest size (PAG-05), and with all of it. SUB-03, REN-52, REN-53, REN-68, PAG-09, PAG-15.
 */
#include "stage.h"

#include <stdlib.h>

#ifndef SEEDS
#define SEEDS 1000
#endif

#define SURFACES 24u
#define SIDE     128u /* 64 KB each: 1.5 MB in all */
#define STEPS    60u

static const struct variant {
    const char *name;
    struct dxgk_render_options render;
    UINT flags;
} variants[] = {
    {.name = "plain"},
    {.name = "small", .render = {.vram_limit = 512 << 10}},
    {.name = "moved", .render = {.move_all = true}},
    {.name = "tiny paging buffers", .render = {.vram_limit = 512 << 10, .paging_size = 1024}},
    {.name = "all",
     .render = {.vram_limit = 512 << 10, .move_all = true, .paging_size = 1024, .always_patch = false}},
};

struct scene {
    struct stage stage;
    struct stage_client client;
    struct stage_surface surface[SURFACES];
    uint32_t *model[SURFACES];
    uint64_t random;
};

static struct scene s;

static unsigned draw(unsigned below)
{
    s.random ^= s.random << 13;
    s.random ^= s.random >> 7;
    s.random ^= s.random << 17;
    return (unsigned)(s.random % below);
}

static void model_fill(unsigned i, UINT x, UINT y, UINT w, UINT h, uint32_t pixel)
{
    for (UINT row = y; row < y + h; row++)
        for (UINT column = x; column < x + w; column++)
            s.model[i][row * SIDE + column] = pixel;
}

static void model_copy(unsigned to, UINT x, UINT y, unsigned from, UINT fx, UINT fy, UINT w, UINT h)
{
    for (UINT row = 0; row < h; row++)
        memmove(s.model[to] + (y + row) * SIDE + x, s.model[from] + (fy + row) * SIDE + fx, w * 4);
}

/* A command buffer of a few fills and copies. */
static NTSTATUS paint_some(void)
{
    client_begin(&s.client);
    for (unsigned n = 1 + draw(4); n; n--) {
        unsigned to = draw(SURFACES), from = draw(SURFACES);
        UINT w = 1 + draw(SIDE - 1), h = 1 + draw(SIDE - 1), x = draw(SIDE - w), y = draw(SIDE - h);
        UINT fx = draw(SIDE - w), fy = draw(SIDE - h);
        if (from == to || draw(2)) {
            uint32_t pixel = (uint32_t)s.random;
            client_fill(&s.client, &s.surface[to], x, y, w, h, pixel);
            model_fill(to, x, y, w, h, pixel);
        } else {
            client_copy(&s.client, &s.surface[to], x, y, &s.surface[from], fx, fy, w, h);
            model_copy(to, x, y, from, fx, fy, w, h);
        }
    }
    return client_render(&s.client);
}

static bool looks_right(unsigned i)
{
    static uint32_t row[SIDE];

    for (UINT y = 0; y < SIDE; y++) {
        if (!NT_SUCCESS(
                client_read(&s.client, &s.surface[i], (uint64_t)y * s.surface[i].pitch, row, sizeof(row))))
            return false;
        if (memcmp(row, s.model[i] + y * SIDE, sizeof(row)) != 0)
            return false;
    }
    return true;
}

static NTSTATUS write_some(void)
{
    unsigned i = draw(SURFACES), y = draw(SIDE);

    for (UINT x = 0; x < SIDE; x++)
        s.model[i][y * SIDE + x] = (uint32_t)s.random + x;
    return client_write(&s.client, &s.surface[i], (uint64_t)y * s.surface[i].pitch, s.model[i] + y * SIDE,
                        SIDE * 4);
}

static int act(const struct variant *variant)
{
    for (unsigned i = 0; i < SURFACES; i++)
        CHECK(NT_SUCCESS(client_surface(&s.client, SIDE, SIDE, REFGPU_X8R8G8B8,
                                        REFGPU_USER_CPU_VISIBLE | (i % 3 ? REFGPU_USER_VRAM : 0),
                                        &s.surface[i])));
    for (unsigned step = 0; step < STEPS; step++) {
        if (draw(5) == 0)
            CHECK(NT_SUCCESS(write_some()));
        else
            CHECK(NT_SUCCESS(paint_some()));
        if (draw(10) == 0)
            CHECK(looks_right(draw(SURFACES)));
    }
    for (unsigned i = 0; i < SURFACES; i++)
        CHECK(looks_right(i));
    CHECK(client_state(&s.client) == D3DKMT_DEVICEEXECUTION_ACTIVE);
    return 0;
}

static unsigned long evictions[5], moves[5];

static int body(void *arg)
{
    uint64_t seed = *(uint64_t *)arg;
    const struct variant *variant = &variants[seed % 5];
    struct stage_options options = {.vram = 2 << 20, .visible = 1 << 20, .gart_pages = 512};
    struct dxgk_render_stats stats;

    memset(&s, 0, sizeof(s));
    s.random = seed * 0x9E3779B97F4A7C15ull + 1;
    options.adapter.render = variant->render;
    options.adapter.render.seed = seed;
    options.adapter.headless = true;
    for (unsigned i = 0; i < SURFACES; i++)
        s.model[i] = calloc(SIDE * SIDE, 4);
    CHECK(NT_SUCCESS(stage_start(&s.stage, &options)));
    CHECK(NT_SUCCESS(client_open(&s.client, &s.stage, "painter")));
    int failed = act(variant);
    dxgk_render_query(s.stage.adapter, &stats);
    evictions[seed % 5] += stats.evictions;
    moves[seed % 5] += stats.moved;
    client_close(&s.client);
    stage_stop(&s.stage);
    for (unsigned i = 0; i < SURFACES; i++)
        free(s.model[i]);
    if (failed)
        fprintf(stderr, "in variant %s\n", variant->name);
    CHECK(!failed);
    CHECK(nothing_found());
    return 0;
}

static void every_pixel(void **unused)
{
    uint64_t first = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 0) : 0;
    uint64_t count = getenv("SEED") ? 1 : SEEDS / 20 + 5;

    for (uint64_t seed = first; seed < first + count; seed++)
        run_sim(seed, body, &seed);
    for (unsigned v = 0; v < 5 && count > 1; v++)
        print_message("%s: %lu evictions, %lu moves\n", variants[v].name, evictions[v], moves[v]);
    if (count > 1)
        assert_true(evictions[1] > 0 && evictions[3] > 0 && moves[2] > 0 && moves[4] > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_pixel)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
