/* More than one pass (REN-30..REN-36, REN-47, REN-48): the picture does not depend on the size of DMA buffers, and a driver that goes in circles is
 * stopped. */
#include "scene.h"

typedef DXGKARG_RENDER args;

#define FILLS 40u

/* REN-23, REN-31: each pass has the same command buffer, and the offset that the driver left. */
static struct {
    const void *command;
    UINT length, offset;
    bool again, wrong;
} expected;

static void before_pass(struct ddi_call *call, void *arg)
{
    const args *a = arg;

    expected.wrong |= a->MultipassOffset != (expected.again ? expected.offset : 0);
    expected.wrong |=
        expected.again && (a->pCommand != expected.command || a->CommandLength != expected.length);
    expected.command = a->pCommand;
    expected.length = a->CommandLength;
}

static void after_pass(struct ddi_call *call, void *arg)
{
    const args *a = arg;

    expected.again = call->status == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
    expected.offset = a->MultipassOffset;
}

struct plan {
    struct dxgk_render_options options;
    unsigned fills;
};

static int pictures(void *arg)
{
    const struct plan *plan = arg;
    struct dxgk_render_stats stats;
    struct scene scene;
    uint32_t own[SIDE * SIDE];

    memset(&expected, 0, sizeof(expected));
    CHECK(NT_SUCCESS(scene_start(&scene, &plan->options)));
    for (unsigned i = 0; i < SIDE * SIDE; i++)
        own[i] = BACKGROUND;
    act(DDI_ID_Render, before_pass, after_pass);
    client_begin(&scene.client);
    scene_draw(&scene, &scene.client, &scene.surface, own, plan->options.dma_size, plan->fills);
    NTSTATUS status = client_render(&scene.client);
    if (!NT_SUCCESS(status))
        fprintf(stderr, "size %u: %s\n", plan->options.dma_size, nt_status_text(status));
    CHECK(NT_SUCCESS(status));
    CHECK(NT_SUCCESS(client_wait(&scene.client)));
    CHECK(same_pixels(&scene.client, &scene.surface, own));
    CHECK(!expected.wrong && !expected.again);
    dxgk_render_query(scene.stage.adapter, &stats);
    UINT bytes = scene.client.dwords * 4, size = plan->options.dma_size;
    CHECK(actor.calls >= (size >= 64 && !plan->options.dma_shrink ? bytes / size : 1)); /* REN-32 */
    CHECK(stats.passes >= actor.calls - 1);
    act_no_more();
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

/* REN-37: every size from one byte on. A command that does not fit a small one gets a whole one. */
static void test_every_size(void **state)
{
    for (unsigned size = 1; size <= 128; size++)
        scene_run(size, pictures,
                  &(struct plan){{.multipass = true, .dma_size = size, .check_memory = true}, FILLS});
    for (unsigned size = 132; size <= 1300; size += 36)
        scene_run(size, pictures,
                  &(struct plan){{.multipass = true, .dma_size = size, .check_memory = true}, FILLS});
    const unsigned pages[] = {4095, 4096, 4097, 8192, 65535, 65536, 100000};
    for (unsigned i = 0; i < 7; i++)
        scene_run(i, pictures,
                  &(struct plan){{.multipass = true, .dma_size = pages[i], .check_memory = true}, 2000});
}

/* REN-47. */
static void test_random_sizes(void **state)
{
    for (uint64_t seed = 1; seed <= 40; seed++)
        scene_run(
            seed, pictures,
            &(struct plan){
                {.multipass = true, .dma_shrink = true, .dma_size = seed % 2 ? 0 : 400, .check_memory = true},
                300});
}

/* More passes than are held back for the sake of REN-80, and than a queue takes. */
static void test_many_passes(void **state)
{
    scene_run(1, pictures, &(struct plan){{.multipass = true, .dma_size = 28}, 2000});
}

/* REN-80: nothing of a buffer that turns bad in its third pass is drawn. */
static void bad_in_third(struct ddi_call *call, void *arg)
{
    if (++actor.n == 3)
        call->status = STATUS_PRIVILEGED_INSTRUCTION;
}

static int third(void *arg)
{
    const struct dxgk_render_options options = {.multipass = true, .dma_size = 100};
    struct scene scene;
    uint32_t own[SIDE * SIDE];

    CHECK(NT_SUCCESS(scene_start(&scene, &options)));
    uint64_t before = scene_submissions(&scene);
    act(DDI_ID_Render, NULL, bad_in_third);
    client_begin(&scene.client);
    scene_draw(&scene, &scene.client, &scene.surface, own, 5, FILLS);
    CHECK(client_render(&scene.client) == STATUS_PRIVILEGED_INSTRUCTION);
    CHECK(actor.n == 3);
    act_no_more();
    CHECK(scene_submissions(&scene) == before);
    CHECK(scene_shows(&scene, BACKGROUND));
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_bad_in_a_later_pass(void **state)
{
    scene_run(1, third, NULL);
}

/* ---- drivers that go in circles (REN-34, REN-36) ---- */

static void nothing(struct ddi_call *call, void *arg)
{
    call->answered = true;
    call->status = STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
}

static void only_counts(struct ddi_call *call, void *arg)
{
    nothing(call, arg);
    ((args *)arg)->MultipassOffset++;
}

static void only_writes(struct ddi_call *call, void *arg)
{
    args *a = arg;

    nothing(call, arg);
    *(ULONG *)a->pDmaBuffer = REFGPU_COMMAND(REFGPU_NOP, 0, 1);
    a->pDmaBuffer = (PUCHAR)a->pDmaBuffer + 4;
}

struct circle {
    void (*drive)(struct ddi_call *, void *);
    unsigned dma_size, most_calls;
};

static int circling(void *arg)
{
    const struct circle *circle = arg;
    const struct dxgk_render_options options = {.multipass = true, .dma_size = circle->dma_size};
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, &options)));
    act(DDI_ID_Render, circle->drive, NULL);
    CHECK(scene_fill(&scene, 1) == STATUS_INVALID_PARAMETER);
    CHECK(actor.calls <= circle->most_calls);
    act_no_more();
    CHECK(finding("REN-34") && finding("REN-34")->severity == REPORT_VIOLATION);
    CHECK(client_state(&scene.client) == D3DKMT_DEVICEEXECUTION_ACTIVE);
    CHECK(NT_SUCCESS(scene_fill(&scene, 2)));
    CHECK(scene_shows(&scene, 2));
    scene_stop(&scene);
    return 0;
}

static void test_no_progress(void **state)
{
    scene_run(1, circling, &(struct circle){nothing, 0, 1});  /* a whole buffer was not enough (REN-36) */
    scene_run(1, circling, &(struct circle){nothing, 64, 2}); /* nor a small one */
    scene_run(1, circling, &(struct circle){only_counts, 0, 17});
    scene_run(1, circling, &(struct circle){only_counts, 64, 17});
}

/* It writes and writes, and never ends. What it wrote is refused as a whole, or at least comes to an end. */
static int endless(void *arg)
{
    const struct dxgk_render_options options = {.multipass = true, .dma_size = 64};
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, &options)));
    act(DDI_ID_Render, only_writes, NULL);
    CHECK(!NT_SUCCESS(scene_fill(&scene, 1)));
    CHECK(finding("REN-34"));
    act_no_more();
    scene_stop(&scene);
    return 0;
}

static void test_endless(void **state)
{
    scene_run(1, endless, NULL);
}

/* Z-03: the pointer says how much it would have taken. */
static void says_how_much(struct ddi_call *call, void *arg)
{
    args *a = arg;

    if (call->status == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER && actor.n++ == 0) {
        PUCHAR base = (PUCHAR)((ULONG_PTR)a->pDmaBuffer & ~(ULONG_PTR)PAGE_MASK);
        for (PUCHAR p = a->pDmaBuffer; p < base + a->DmaSize; p += 4)
            *(ULONG *)p = REFGPU_COMMAND(REFGPU_NOP, 0, 1);
        a->pDmaBuffer = base + a->DmaSize + 1;
    }
}

static int beyond(void *arg)
{
    const struct dxgk_render_options options = {.multipass = true, .dma_size = 64};
    struct scene scene;
    uint32_t own[SIDE * SIDE];

    CHECK(NT_SUCCESS(scene_start(&scene, &options)));
    for (unsigned i = 0; i < SIDE * SIDE; i++)
        own[i] = BACKGROUND;
    act(DDI_ID_Render, NULL, says_how_much);
    client_begin(&scene.client);
    scene_draw(&scene, &scene.client, &scene.surface, own, 5, FILLS);
    CHECK(NT_SUCCESS(client_render(&scene.client)));
    act_no_more();
    CHECK(finding("REN-13") && finding("REN-13")->severity == REPORT_NOTE);
    CHECK(NT_SUCCESS(client_wait(&scene.client)));
    CHECK(same_pixels(&scene.client, &scene.surface, own));
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_beyond_the_end(void **state)
{
    scene_run(1, beyond, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_size),     cmocka_unit_test(test_random_sizes),
        cmocka_unit_test(test_many_passes),    cmocka_unit_test(test_bad_in_a_later_pass),
        cmocka_unit_test(test_no_progress),    cmocka_unit_test(test_endless),
        cmocka_unit_test(test_beyond_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
