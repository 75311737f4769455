/*
 * An engine hangs at its n-th command, for every n: the device whose work it was is lost, and nobody else's (TDR-01, TDR-04..TDR-14,
 * FEN-14, PRE-09). Whoever is not lost has every pixel right.
 */
#include "private.h"
#include "painter.h"

#ifndef SEEDS
#define SEEDS 300
#endif

#define PAINTERS 3u

struct scene {
    bool threads, engine_fails;
    uint64_t seed;
    unsigned node, command; /* what hangs */
    struct dxgk_render_options render;
    /* What came of it. */
    unsigned engine_resets, adapter_resets, hung, reset, right;
};

static struct painter painters[PAINTERS];

static void paint_all(void *arg)
{
    painter_paint(arg, 5, 4);
}

static int judge(struct scene *s, struct painter *p)
{
    D3DKMT_DEVICEEXECUTION_STATE state = client_state(&p->client);

    if (state == D3DKMT_DEVICEEXECUTION_ACTIVE) {
        CHECK(p->refused == STATUS_SUCCESS);
        if (painter_right(p)) {
            s->right++;
            return 0;
        }
        state = client_state(&p->client); /* it hung when the pixels were fetched */
    }
    CHECK(state == D3DKMT_DEVICEEXECUTION_HUNG || state == D3DKMT_DEVICEEXECUTION_RESET);
    client_begin(&p->client);
    client_fill(&p->client, &p->surface[0], 0, 0, 1, 1, 1);
    CHECK(client_render(&p->client) == STATUS_DEVICE_REMOVED); /* TDR-14: final */
    s->hung += state == D3DKMT_DEVICEEXECUTION_HUNG;
    s->reset += state == D3DKMT_DEVICEEXECUTION_RESET;
    return 0;
}

static int hang(void *arg)
{
    struct scene *s = arg;
    struct stage stage;
    PKTHREAD thread[PAINTERS];
    struct dxgk_render_stats stats;

    s->render.seed = s->seed;
    CHECK(NT_SUCCESS(
        stage_start(&stage, &(struct stage_options){.threads = s->threads, .adapter.render = s->render})));
    for (unsigned i = 0; i < PAINTERS; i++)
        CHECK(NT_SUCCESS(
            painter_open(&painters[i], &stage, "painter", i % REFGPU_NODE_COUNT, s->seed * 7 + i)));
    refgpu_set_switch(stage.device, s->node, REFGPU_HANG_AT_COMMAND, s->command);
    refgpu_set_switch(stage.device, s->node, REFGPU_RESET_FAILS, s->engine_fails);
    for (unsigned i = 0; i < PAINTERS; i++)
        thread[i] = spawn(paint_all, &painters[i]);
    for (unsigned i = 0; i < PAINTERS; i++)
        join(thread[i]);
    for (unsigned i = 0; i < PAINTERS; i++)
        client_wait(&painters[i].client);
    for (unsigned i = 0; i < PAINTERS; i++) {
        int line = judge(s, &painters[i]);
        if (line)
            return line;
        painter_close(&painters[i]);
    }
    dxgk_render_query(stage.adapter, &stats);
    s->engine_resets = (unsigned)stats.engine_resets;
    s->adapter_resets = (unsigned)stats.adapter_resets;
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static struct scene run_one(struct scene what)
{
    if (what.threads)
        run_threads(hang, &what);
    else
        run_sim(what.seed, hang, &what);
    return what;
}

static void test_engine_reset_at_every_command(void **state)
{
    unsigned resets = 0;

    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        struct scene s =
            run_one((struct scene){.seed = seed, .node = seed % 2, .command = 1 + seed / 2 % 60});
        resets += s.engine_resets;
        if (s.adapter_resets == 0 && s.engine_resets) {
            assert_int_equal(s.hung, 1); /* TDR-13 */
            assert_int_equal(s.right, PAINTERS - 1);
        }
        if (s.adapter_resets == 0 && s.engine_resets == 0)
            assert_int_equal(s.right, PAINTERS);
        assert_true(s.engine_resets + s.adapter_resets <= 1);
    }
    assert_true(resets > SEEDS / 4);
}

static void test_adapter_reset_at_every_command(void **state)
{
    unsigned resets = 0;

    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        struct scene s = run_one((struct scene){
            .seed = seed, .node = seed % 2, .command = 1 + seed / 2 % 60, .engine_fails = true});
        resets += s.adapter_resets;
        assert_int_equal(s.engine_resets, 0);
        assert_true(s.hung <= 1);
        if (s.adapter_resets == 0)
            assert_int_equal(s.right, PAINTERS);
    }
    assert_true(resets > SEEDS / 4);
}

static void test_hang_while_preempting(void **state)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        struct scene s = run_one((struct scene){
            .seed = seed, .node = seed % 2, .command = 1 + seed / 2 % 40, .render.preempt_one_in = 2});
        if (s.adapter_resets == 0)
            assert_int_equal(s.right + s.hung, PAINTERS);
    }
}

/* ---- slow, not dead ---- */

/* An engine that stands still until its reset begins, and then does `steps` more. */
static struct {
    struct stage stage;
    PDXGKDDI_RESETENGINE reset;
    unsigned steps, resets;
} slow;

static NTSTATUS NTAPI reset_slow(HANDLE adapter, DXGKARG_RESETENGINE *arg)
{
    refgpu_step(slow.stage.device, arg->NodeOrdinal, slow.steps);
    slow.resets++;
    NTSTATUS status = slow.reset(adapter, arg);
    stage_pause(&slow.stage, false);
    return status;
}

static void make_slow(struct dxgk_driver *driver)
{
    slow.reset = driver->ddi.ResetEngine;
    driver->ddi.ResetEngine = reset_slow;
}

/* TDR-11, TDR-13: what is done by the time of the reset is done; lost is the one whose work was cut off, and no other. */
static int slow_engine(void *arg)
{
    struct scene s = {.node = REFGPU_NODE_DRAW};

    CHECK(NT_SUCCESS(stage_start(&slow.stage, &(struct stage_options){.loaded = make_slow})));
    for (unsigned i = 0; i < PAINTERS; i++) {
        CHECK(NT_SUCCESS(painter_open(&painters[i], &slow.stage, "painter", s.node, slow.steps * 7 + i)));
        painter_paint(&painters[i], 12, 8); /* every surface is in memory */
        client_wait(&painters[i].client);
    }
    refgpu_set_switch(slow.stage.device, s.node, REFGPU_PREEMPT_IGNORED, 1000);
    stage_pause(&slow.stage, true);
    for (unsigned i = 0; i < PAINTERS; i++)
        painter_paint(&painters[i], 2, 3);
    for (unsigned i = 0; i < PAINTERS; i++)
        client_wait(&painters[i].client);
    for (unsigned i = 0; i < PAINTERS; i++) {
        int line = judge(&s, &painters[i]);
        CHECK(line == 0);
        painter_close(&painters[i]);
    }
    stage_stop(&slow.stage);
    CHECK(slow.resets == 1 && s.hung <= 1 && s.right + s.hung == PAINTERS);
    CHECK(nothing_found());
    return 0;
}

static void test_slow_engine(void **state)
{
    for (unsigned seed = 1; seed <= SEEDS / 4; seed++) {
        slow.steps = seed % 32;
        slow.resets = 0;
        run_sim(seed, slow_engine, NULL);
    }
}

static void test_hangs_on_threads(void **state)
{
    for (unsigned seed = 1; seed <= 4; seed++)
        run_one((struct scene){.seed = seed,
                               .threads = true,
                               .node = seed % 2,
                               .command = 9 * seed,
                               .engine_fails = seed > 2,
                               .render.tdr_delay_ms = 200});
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_engine_reset_at_every_command),
        cmocka_unit_test(test_adapter_reset_at_every_command),
        cmocka_unit_test(test_hang_while_preempting),
        cmocka_unit_test(test_slow_engine),
        cmocka_unit_test(test_hangs_on_threads),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
