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

#define PAINTERS 3u /* at most; SURFACES is for all of them */

struct painter {
    struct stage_client client;
    struct stage_surface surface[SURFACES];
    uint32_t *model[SURFACES];
    uint64_t random;
    unsigned count; /* of surfaces */
    int failed;
    bool lost;
};

static unsigned draw(struct painter *p, unsigned below)
{
    p->random ^= p->random << 13;
    p->random ^= p->random >> 7;
    p->random ^= p->random << 17;
    return (unsigned)(p->random % below);
}

static void model_fill(struct painter *p, unsigned i, UINT x, UINT y, UINT w, UINT h, uint32_t pixel)
{
    for (UINT row = y; row < y + h; row++)
        for (UINT column = x; column < x + w; column++)
            p->model[i][row * SIDE + column] = pixel;
}

static void model_copy(struct painter *p, unsigned to, UINT x, UINT y, unsigned from, UINT fx, UINT fy,
                       UINT w, UINT h)
{
    for (UINT row = 0; row < h; row++)
        memmove(p->model[to] + (y + row) * SIDE + x, p->model[from] + (fy + row) * SIDE + fx, w * 4);
}

/* A command buffer of a few fills and copies. */
static NTSTATUS paint_some(struct painter *p)
{
    client_begin(&p->client);
    for (unsigned n = 1 + draw(p, 4); n; n--) {
        unsigned to = draw(p, p->count), from = draw(p, p->count);
        UINT w = 1 + draw(p, SIDE - 1), h = 1 + draw(p, SIDE - 1), x = draw(p, SIDE - w),
             y = draw(p, SIDE - h);
        UINT fx = draw(p, SIDE - w), fy = draw(p, SIDE - h);
        if (from == to || draw(p, 2)) {
            uint32_t pixel = (uint32_t)p->random;
            client_fill(&p->client, &p->surface[to], x, y, w, h, pixel);
            model_fill(p, to, x, y, w, h, pixel);
        } else {
            client_copy(&p->client, &p->surface[to], x, y, &p->surface[from], fx, fy, w, h);
            model_copy(p, to, x, y, from, fx, fy, w, h);
        }
    }
    return client_render(&p->client);
}

static bool looks_right(struct painter *p, unsigned i)
{
    uint32_t row[SIDE];

    for (UINT y = 0; y < SIDE; y++) {
        if (!NT_SUCCESS(
                client_read(&p->client, &p->surface[i], (uint64_t)y * p->surface[i].pitch, row, sizeof(row))))
            return false;
        if (memcmp(row, p->model[i] + y * SIDE, sizeof(row)) != 0)
            return false;
    }
    return true;
}

static NTSTATUS write_some(struct painter *p)
{
    unsigned i = draw(p, p->count), y = draw(p, SIDE);

    for (UINT x = 0; x < SIDE; x++)
        p->model[i][y * SIDE + x] = (uint32_t)p->random + x;
    return client_write(&p->client, &p->surface[i], (uint64_t)y * p->surface[i].pitch, p->model[i] + y * SIDE,
                        SIDE * 4);
}

/* Quietly over when the device is lost: whoever was told may find anything. */
#define WANT(p, condition)                                                                                   \
    do {                                                                                                     \
        bool holds = (condition);                                                                            \
        if (!holds && client_state(&(p)->client) != D3DKMT_DEVICEEXECUTION_ACTIVE)                           \
            return __LINE__;                                                                                 \
        CHECK(holds &&#condition);                                                                           \
    } while (0)

static int act(struct painter *p)
{
    for (unsigned i = 0; i < p->count; i++)
        WANT(p, NT_SUCCESS(client_surface(&p->client, SIDE, SIDE, REFGPU_X8R8G8B8,
                                          REFGPU_USER_CPU_VISIBLE | (i % 3 ? REFGPU_USER_VRAM : 0),
                                          &p->surface[i])));
    for (unsigned step = 0; step < STEPS; step++) {
        if (draw(p, 5) == 0)
            WANT(p, NT_SUCCESS(write_some(p)));
        else
            WANT(p, NT_SUCCESS(paint_some(p)));
        if (draw(p, 10) == 0)
            WANT(p, looks_right(p, draw(p, p->count)));
    }
    for (unsigned i = 0; i < p->count; i++)
        WANT(p, looks_right(p, i));
    WANT(p, client_state(&p->client) == D3DKMT_DEVICEEXECUTION_ACTIVE);
    return 0;
}

static void run_painter(void *ctx)
{
    struct painter *p = ctx;

    p->failed = act(p);
    p->lost = client_state(&p->client) != D3DKMT_DEVICEEXECUTION_ACTIVE;
}

struct run {
    uint64_t seed;
    unsigned painters;
    bool threads, hangs;
};

static unsigned long survivors, losers, resets;

static unsigned long evictions[5], moves[5];

static int paint_all(struct stage *stage, const struct run *run, struct painter *painters)
{
    PKTHREAD thread[PAINTERS];
    int failed = 0;

    for (unsigned i = 0; i < run->painters; i++) {
        struct painter *p = &painters[i];
        p->random = (run->seed * PAINTERS + i) * 0x9E3779B97F4A7C15ull + 1;
        p->count = SURFACES / run->painters;
        for (unsigned k = 0; k < p->count; k++)
            p->model[k] = calloc(SIDE * SIDE, 4);
        CHECK(NT_SUCCESS(client_open(&p->client, stage, "painter")));
    }
    if (run->hangs)
        refgpu_set_switch(stage->device, (unsigned)(run->seed % 2), REFGPU_HANG_AT_COMMAND,
                          1 + (uint32_t)(run->seed * 7 % 400));
    for (unsigned i = 0; i < run->painters; i++)
        thread[i] = spawn(run_painter, &painters[i]);
    for (unsigned i = 0; i < run->painters; i++) {
        join(thread[i]);
        client_close(&painters[i].client);
        if (!run->hangs || !painters[i].lost) /* who was told may find anything */
            failed = failed ? failed : painters[i].failed;
        losers += painters[i].lost;
        survivors += !painters[i].lost;
        for (unsigned k = 0; k < painters[i].count; k++)
            free(painters[i].model[k]);
    }
    return failed;
}

static int body(void *arg)
{
    static struct painter painters[PAINTERS];
    const struct run *run = arg;
    const struct variant *variant = &variants[run->seed % 5];
    struct stage_options options = {
        .vram = 2 << 20, .visible = 1 << 20, .gart_pages = 512, .threads = run->threads};
    struct dxgk_render_stats stats;
    struct stage stage;

    memset(painters, 0, sizeof(painters));
    options.adapter.render = variant->render;
    options.adapter.render.seed = run->seed;
    options.adapter.headless = true;
    CHECK(NT_SUCCESS(stage_start(&stage, &options)));
    int failed = paint_all(&stage, run, painters);
    dxgk_render_query(stage.adapter, &stats);
    evictions[run->seed % 5] += stats.evictions;
    moves[run->seed % 5] += stats.moved;
    resets += stats.adapter_resets;
    stage_stop(&stage);
    if (failed)
        fprintf(stderr, "in variant %s\n", variant->name);
    CHECK(!failed);
    CHECK(run->hangs || nothing_found());
    return 0;
}

static void every_pixel(void **unused)
{
    uint64_t first = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 0) : 0;
    uint64_t count = getenv("SEED") ? 1 : SEEDS / 20 + 5;

    for (uint64_t seed = first; seed < first + count; seed++) {
        struct run run = {.seed = seed, .painters = seed % 2 ? PAINTERS : 1};
        run_sim(seed, body, &run);
    }
    for (unsigned v = 0; v < 5 && count > 1; v++)
        print_message("%s: %lu evictions, %lu moves\n", variants[v].name, evictions[v], moves[v]);
    if (count > 1)
        assert_true(evictions[1] > 0 && evictions[3] > 0 && moves[2] > 0 && moves[4] > 0);
}

/* An engine hangs at any command, of paging too. Whoever still has a device has every pixel; the others were told (TDR-07, TDR-12). */
static void pixels_or_the_news(void **unused)
{
    uint64_t first = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 0) : 0;
    uint64_t count = getenv("SEED") ? 1 : SEEDS / 20 + 20;

    survivors = losers = resets = 0;
    for (uint64_t seed = first; seed < first + count; seed++) {
        struct run run = {.seed = seed, .painters = PAINTERS, .hangs = true};
        run_sim(seed, body, &run);
    }
    print_message("%lu resets, %lu devices lost, %lu not\n", resets, losers, survivors);
    if (count > 1)
        assert_true(resets > 0 && losers > 0 && survivors > 0);
}

static void every_pixel_on_threads(void **unused)
{
    for (uint64_t seed = 0; seed < 5; seed++) {
        struct run run = {.seed = seed, .painters = PAINTERS, .threads = true};
        run_threads(body, &run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pixel),
        cmocka_unit_test(pixels_or_the_news),
        cmocka_unit_test(every_pixel_on_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
