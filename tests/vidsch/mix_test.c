/*
 * Several processes draw at once while the scheduler preempts, the device loses or doubles interrupts, and everything happens in the
 * order a seed wills: the bytes are those of the undisturbed run (FEN-03, FEN-14, PRE-01..PRE-05, SUB-10, SUB-11, PAT-01, REN-53).
 */
#include "painter.h"

#ifndef SEEDS
#define SEEDS 300
#endif

#define PAINTERS 3u

struct scene {
    bool threads;
    uint64_t seed;
    struct dxgk_render_options render;
    enum refgpu_switch what; /* of the device, on both nodes; value 0: none */
    uint32_t value;
    unsigned buffers, commands;
    struct dxgk_render_stats stats;
};

static struct painter painters[PAINTERS];
static const struct scene *scene;

static void paint_all(void *arg)
{
    painter_paint(arg, scene->buffers, scene->commands);
}

static int draw_scene(void *arg)
{
    struct scene *s = arg;
    struct stage stage;
    PKTHREAD thread[PAINTERS];

    scene = s;
    s->render.seed = s->seed;
    s->render.watch_dma = true;
    CHECK(NT_SUCCESS(
        stage_start(&stage, &(struct stage_options){.threads = s->threads, .adapter.render = s->render})));
    for (unsigned i = 0; i < PAINTERS; i++)
        CHECK(NT_SUCCESS(
            painter_open(&painters[i], &stage, "painter", i % REFGPU_NODE_COUNT, s->seed * 7 + i)));
    for (unsigned n = 0; n < REFGPU_NODE_COUNT && s->value; n++)
        refgpu_set_switch(stage.device, n, s->what, s->value);
    for (unsigned i = 0; i < PAINTERS; i++)
        thread[i] = spawn(paint_all, &painters[i]);
    for (unsigned i = 0; i < PAINTERS; i++)
        join(thread[i]);
    for (unsigned i = 0; i < PAINTERS; i++) {
        CHECK(painters[i].refused == STATUS_SUCCESS);
        CHECK(painter_right(&painters[i]));
        painter_close(&painters[i]);
    }
    dxgk_render_query(stage.adapter, &s->stats);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static struct scene add(struct scene all, const struct scene *one)
{
    all.stats.submissions += one->stats.submissions;
    all.stats.preemptions += one->stats.preemptions;
    all.stats.patches += one->stats.patches;
    all.stats.patch_skips += one->stats.patch_skips;
    all.stats.adapter_resets += one->stats.adapter_resets + one->stats.engine_resets;
    return all;
}

static struct scene run_seeds(struct scene what, unsigned seeds)
{
    struct scene all = {0};

    what.buffers = what.buffers ? what.buffers : 6;
    what.commands = what.commands ? what.commands : 5;
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        struct scene one = what;
        one.seed = seed;
        run_sim(seed, draw_scene, &one);
        all = add(all, &one);
    }
    what.threads = true;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct scene one = what;
        one.seed = seed;
        run_threads(draw_scene, &one);
        all = add(all, &one);
    }
    return all;
}

static void test_undisturbed(void **state)
{
    struct scene all = run_seeds((struct scene){0}, SEEDS);
    assert_true(all.stats.submissions >= SEEDS * PAINTERS * 6);
    assert_true(all.stats.patch_skips > 0); /* REN-53 */
    assert_int_equal(all.stats.adapter_resets, 0);
}

static void test_preempted_at_random(void **state)
{
    struct scene all = run_seeds((struct scene){.render.preempt_one_in = 2}, SEEDS);
    assert_true(all.stats.preemptions > SEEDS);
    assert_int_equal(all.stats.adapter_resets, 0);
}

static void test_always_patched(void **state)
{
    struct scene all =
        run_seeds((struct scene){.render = {.preempt_one_in = 3, .always_patch = true}}, SEEDS / 4);
    assert_int_equal(all.stats.patch_skips, 0);
    assert_true(all.stats.patches >= all.stats.submissions);
}

static void test_interrupts_lost(void **state)
{
    struct scene all = run_seeds((struct scene){.what = REFGPU_INTERRUPT_LOST, .value = 3}, SEEDS / 2);
    assert_int_equal(all.stats.adapter_resets, 0); /* FEN-14 finds what the interrupt did not say */
}

static void test_interrupts_lost_while_preempting(void **state)
{
    run_seeds((struct scene){.what = REFGPU_INTERRUPT_LOST, .value = 4, .render.preempt_one_in = 2},
              SEEDS / 2);
}

static void test_interrupts_doubled(void **state)
{
    run_seeds((struct scene){.what = REFGPU_INTERRUPT_TWICE, .value = 9, .render.preempt_one_in = 4},
              SEEDS / 2);
}

static void test_interrupts_without_cause(void **state)
{
    run_seeds((struct scene){.what = REFGPU_INTERRUPT_NO_CAUSE, .value = 5}, SEEDS / 4);
}

static void test_late_preemption(void **state)
{
    run_seeds((struct scene){.what = REFGPU_PREEMPT_LATE, .value = 3, .render.preempt_one_in = 2}, SEEDS / 2);
}

/* More than a queue holds, so that submitting waits. */
static void test_full_queues(void **state)
{
    run_seeds((struct scene){.buffers = 150, .commands = 1}, 6);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undisturbed),
        cmocka_unit_test(test_preempted_at_random),
        cmocka_unit_test(test_always_patched),
        cmocka_unit_test(test_interrupts_lost),
        cmocka_unit_test(test_interrupts_lost_while_preempting),
        cmocka_unit_test(test_interrupts_doubled),
        cmocka_unit_test(test_interrupts_without_cause),
        cmocka_unit_test(test_late_preemption),
        cmocka_unit_test(test_full_queues),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
