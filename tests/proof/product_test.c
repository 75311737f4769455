/*
 * The product of everything that must not change a byte: memory smaller than the working set, everything moved with its old place poisoned, many
 * passes, small paging buffers, preemption, no skipping of Patch, other buffers each time, interrupts lost, doubled and without cause; and of
 * what may lose devices, engines that hang in work and in paging, with resets of the engine and of the adapter. A device is lost only when something
 * hung; lost are those whose work or contents went, all of them and no others (witness.h); and whoever is not lost has every byte right. REN-30..36, REN-47, REN-52..54, REN-68, PAT-01, PAT-05,
 * SUB-03, SUB-10, PRS-06, PAG-05, PAG-09, PAG-15, FEN-03, FEN-14, PRE-01..05, ALC-14, THK-07, THK-19, THK-24, TDR-01, TDR-04..14.
 */
#include "player.h"
#include "witness.h"

#include <stdlib.h>

#ifndef SEEDS
#define SEEDS 1000
#endif

#define MOST 64u

struct scene {
    uint64_t seed;
    bool threads, hangs;
    unsigned players, steps;
    struct dxgk_render_options render;
    size_t vram;
    /* Of the device. */
    struct {
        enum refgpu_switch what;
        uint32_t value;
        unsigned node;
    } trouble[4];
    /* What came of it. */
    struct dxgk_render_stats stats;
    unsigned lost;
};

/* A hang that the opcode causes ends with the first reset. */
static struct device *troubled;

static void *open_layer(const struct ddi_shim *shim, struct dxgk_adapter *adapter)
{
    return NULL;
}

static void before(void *ctx, struct ddi_call *call)
{
    if (call->id == DDI_ID_ResetEngine || call->id == DDI_ID_ResetFromTimeout)
        for (unsigned n = 0; n < REFGPU_NODE_COUNT; n++)
            refgpu_set_switch(troubled, n, REFGPU_HANG_ON_OPCODE, 0);
}

static const struct ddi_shim layer = {.name = "healer", .open = open_layer, .before = before};

static struct player players[MOST];

/* A loss may be told while the reset is still under way, which is counted when it is over. */
static void settle(struct stage *stage, bool lost, struct dxgk_render_stats *stats)
{
    LARGE_INTEGER moment = {.QuadPart = -100000};

    dxgk_render_query(stage->adapter, stats);
    for (unsigned i = 0; lost && stats->engine_resets + stats->adapter_resets == 0 && i < 1000; i++) {
        KeDelayExecutionThread(KernelMode, FALSE, &moment);
        dxgk_render_query(stage->adapter, stats);
    }
}

static int play_all(struct scene *s, struct stage *stage)
{
    PKTHREAD thread[MOST];

    for (unsigned i = 0; i < s->players; i++) {
        struct player *p = &players[i];
        memset(p, 0, sizeof(*p));
        p->steps = s->steps;
        CHECK(NT_SUCCESS(player_open(p, stage, "player", s->seed * MOST + i)));
    }
    for (unsigned i = 0; i < RTL_NUMBER_OF(s->trouble); i++)
        if (s->trouble[i].value)
            refgpu_set_switch(stage->device, s->trouble[i].node, s->trouble[i].what, s->trouble[i].value);
    for (unsigned i = 0; i < s->players; i++)
        thread[i] = spawn(player_play, &players[i]);
    for (unsigned i = 0; i < s->players; i++)
        join(thread[i]);
    for (unsigned i = 0; i < s->players; i++) {
        bool lost;
        int line = player_judge(&players[i], &lost);
        if (line)
            return line;
        s->lost += lost;
    }
    return 0;
}

/* Lost is who has to be, and nobody else; a reset that is still under way has said so a moment before. */
static bool all_blamed_rightly(const struct scene *s)
{
    LARGE_INTEGER moment = {.QuadPart = -100000};
    unsigned wrong = 1;

    for (unsigned tries = 0; wrong && tries < 100; tries++) {
        wrong = 0;
        for (unsigned i = 0; i < s->players; i++) {
            bool lost = client_state(&players[i].on[0]) != D3DKMT_DEVICEEXECUTION_ACTIVE;
            if (lost == witness_blames(players[i].on[0].process))
                continue;
            wrong++;
            if (tries == 99)
                fprintf(stderr, "player %u is%s lost\n", i, lost ? "" : " not");
        }
        if (wrong)
            KeDelayExecutionThread(KernelMode, FALSE, &moment);
    }
    return !wrong;
}

static int scene(void *arg)
{
    static const struct ddi_shim *const shims[] = {&layer, &witness_shim};
    struct scene *s = arg;
    struct stage stage;
    struct stage_options options = {
        .vram = s->vram ? s->vram : 1 << 20,
        .gart_pages = 1024,
        .threads = s->threads,
        .adapter = {.headless = true, .shims = shims, .shim_count = s->threads ? 1 : 2}};

    witness_reset();
    options.adapter.render = s->render;
    options.adapter.render.seed = s->seed;
    CHECK(NT_SUCCESS(stage_start(&stage, &options)));
    troubled = stage.device;
    int line = play_all(s, &stage);
    bool rightly = s->threads || line || all_blamed_rightly(s);
    for (unsigned i = 0; i < s->players; i++)
        player_close(&players[i]);
    settle(&stage, s->lost != 0, &s->stats);
    stage_stop(&stage);
    CHECK(line == 0 && rightly);
    CHECK(nothing_found());
    CHECK(s->hangs || s->lost == 0);
    /* Without a reset nobody is lost; a reset of an engine alone loses exactly the one whose work it did (TDR-13). */
    CHECK(s->stats.engine_resets + s->stats.adapter_resets > 0 || s->lost == 0);
    CHECK(s->stats.adapter_resets > 0 || s->lost <= s->stats.engine_resets);
    return 0;
}

/* ---- scenes by seed ---- */

static struct dxgk_render_options some_options(uint64_t *random)
{
    static const uint64_t vram[] = {0, 64 << 10, 128 << 10, 256 << 10};
    static const unsigned preempt[] = {0, 1, 2, 3, 7};
    static const unsigned paging[] = {0, 1024, 4096};
    struct dxgk_render_options o = {
        .vram_limit = vram[player_draw(random, 4)],
        .move_all = player_draw(random, 2),
        .multipass = player_draw(random, 2),
        .preempt_one_in = preempt[player_draw(random, 5)],
        .paging_size = paging[player_draw(random, 3)],
        .always_patch = player_draw(random, 2),
        .no_patch_for_paging = player_draw(random, 2),
        .watch_dma = player_draw(random, 2),
        .alternate_buffers = player_draw(random, 2),
        .check_memory = player_draw(random, 4) == 0,
        .check_bindings = player_draw(random, 2),
    };

    if (o.multipass && player_draw(random, 2))
        o.dma_size = 64 + 4 * player_draw(random, 20); /* the longest command has 56 bytes */
    else if (o.multipass)
        o.dma_shrink = player_draw(random, 2);
    return o;
}

static struct scene some_scene(uint64_t seed)
{
    static const enum refgpu_switch harmless[] = {REFGPU_INTERRUPT_LOST, REFGPU_INTERRUPT_TWICE,
                                                  REFGPU_INTERRUPT_NO_CAUSE, REFGPU_PREEMPT_LATE,
                                                  REFGPU_SLOW};
    uint64_t random = seed;
    struct scene s = {.seed = seed, .players = 2 + (unsigned)(seed % 3), .steps = 20};

    s.render = some_options(&random);
    for (unsigned i = 0; i < 2; i++) {
        s.trouble[i].node = player_draw(&random, REFGPU_NODE_COUNT);
        s.trouble[i].what = harmless[player_draw(&random, RTL_NUMBER_OF(harmless))];
        s.trouble[i].value = player_draw(&random, 6);
    }
    return s;
}

static struct scene hanging_scene(uint64_t seed)
{
    static const uint32_t paging_opcodes[] = {REFGPU_COPY_LINEAR, REFGPU_FILL_LINEAR, REFGPU_GART_UPDATE};
    struct scene s = some_scene(seed);
    uint64_t random = seed * 31;
    unsigned node = player_draw(&random, REFGPU_NODE_COUNT);

    s.hangs = true;
    s.trouble[2].node = s.trouble[3].node = node;
    if (player_draw(&random, 3)) {
        s.trouble[2].what = REFGPU_HANG_AT_COMMAND;
        s.trouble[2].value = 1 + player_draw(&random, 150);
    } else { /* players use none of these: it is paging that hangs */
        s.trouble[2].what = REFGPU_HANG_ON_OPCODE;
        s.trouble[2].value = 1 + paging_opcodes[player_draw(&random, 3)];
    }
    s.trouble[3].what = REFGPU_RESET_FAILS;
    s.trouble[3].value = player_draw(&random, 2);
    return s;
}

static uint64_t only_seed(void)
{
    return getenv("SEED") ? strtoull(getenv("SEED"), NULL, 0) : 0;
}

struct sums {
    uint64_t evictions, moved, passes, preemptions, engine_resets, adapter_resets, lost, skips;
};

static struct sums run(struct scene (*of)(uint64_t seed), unsigned count, bool threads)
{
    struct sums sums = {0};

    for (uint64_t seed = only_seed() ? only_seed() : 1, last = only_seed() ? seed : count; seed <= last;
         seed++) {
        struct scene s = of(seed);
        s.threads = threads;
        if (threads && s.hangs)
            s.render.tdr_delay_ms = 200;
        if (threads)
            run_threads(scene, &s);
        else
            run_sim(seed, scene, &s);
        sums.evictions += s.stats.evictions;
        sums.moved += s.stats.moved;
        sums.passes += s.stats.passes;
        sums.preemptions += s.stats.preemptions;
        sums.engine_resets += s.stats.engine_resets;
        sums.adapter_resets += s.stats.adapter_resets;
        sums.lost += s.lost;
        sums.skips += s.stats.patch_skips;
    }
    print_message(
        "%llu evictions, %llu moves, %llu passes, %llu preemptions, %llu and %llu resets, %llu lost\n",
        (unsigned long long)sums.evictions, (unsigned long long)sums.moved, (unsigned long long)sums.passes,
        (unsigned long long)sums.preemptions, (unsigned long long)sums.engine_resets,
        (unsigned long long)sums.adapter_resets, (unsigned long long)sums.lost);
    return sums;
}

static void test_no_switch_changes_a_byte(void **state)
{
    struct sums sums = run(some_scene, SEEDS, false);

    if (only_seed())
        return;
    assert_int_equal(sums.lost + sums.engine_resets + sums.adapter_resets, 0);
    if (SEEDS >= 100)
        assert_true(sums.evictions && sums.moved && sums.passes && sums.preemptions && sums.skips);
}

static void test_loss_is_told_and_goes_no_further(void **state)
{
    struct sums sums = run(hanging_scene, SEEDS, false);

    if (!only_seed() && SEEDS >= 100)
        assert_true(sums.engine_resets && sums.adapter_resets && sums.lost);
}

static struct scene crowded(uint64_t seed)
{
    struct scene s = some_scene(seed);

    s.players = MOST;
    s.steps = 6;
    return s;
}

static void test_sixty_four_processes(void **state)
{
    run(crowded, SEEDS / 300 + 1, false);
}

static void test_on_threads(void **state)
{
    run(some_scene, 8, true);
    run(hanging_scene, 6, true);
    run(crowded, 1, true);
}

/* Who is idle and has nothing in memory segments loses nothing to a reset of the adapter (TDR-07, TDR-13). */
static int bystander(void *arg)
{
    static struct player idle, victim;
    struct stage stage;
    struct dxgk_render_stats stats;
    bool lost;

    memset(&idle, 0, sizeof(idle));
    memset(&victim, 0, sizeof(victim));
    CHECK(NT_SUCCESS(stage_start(&stage, &(struct stage_options){.adapter.headless = true})));
    idle.memory = REFGPU_USER_APERTURE;
    idle.steps = victim.steps = 15;
    CHECK(NT_SUCCESS(player_open(&idle, &stage, "idle", *(uint64_t *)arg)));
    CHECK(NT_SUCCESS(player_open(&victim, &stage, "victim", *(uint64_t *)arg + 1)));
    player_play(&idle);
    CHECK(NT_SUCCESS(client_wait(&idle.on[0])));
    refgpu_set_switch(stage.device, REFGPU_NODE_DRAW, REFGPU_HANG_AT_COMMAND, 5);
    refgpu_set_switch(stage.device, REFGPU_NODE_DRAW, REFGPU_RESET_FAILS, 1);
    player_play(&victim);
    int line = player_judge(&victim, &lost);
    CHECK(line == 0);
    settle(&stage, lost, &stats);
    CHECK(stats.adapter_resets <= 1 && lost == (stats.adapter_resets == 1));
    line = player_judge(&idle, &lost);
    CHECK(line == 0 && !lost);
    refgpu_set_switch(stage.device, REFGPU_NODE_DRAW, REFGPU_HANG_AT_COMMAND,
                      0); /* no command was its turn */
    player_play(&idle);   /* and goes on */
    line = player_judge(&idle, &lost);
    CHECK(line == 0 && !lost);
    player_close(&idle);
    player_close(&victim);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_bystander(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS / 4 + 1; seed++)
        run_sim(seed, bystander, &seed);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_switch_changes_a_byte),
        cmocka_unit_test(test_loss_is_told_and_goes_no_further),
        cmocka_unit_test(test_bystander),
        cmocka_unit_test(test_sixty_four_processes),
        cmocka_unit_test(test_on_threads),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
