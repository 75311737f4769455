/*
 * A good driver, much work, and a witness between it and the graphics kernel: every call down is as the contract says the kernel
 * makes it, under every switch. The bytes are right as well, read after the fence (FEN-15).
 */
#include "stage.h"
#include "witness.h"

#include "dxgkgdi.h"

#define SIDE     64u
#define SURFACES 12u
#define SEEDS    40u

struct scene {
    struct dxgk_render_options render;
    size_t vram;
    bool gdi;
};

static bool is_filled(struct stage_client *client, const struct stage_surface *surface, uint32_t pixel)
{
    static uint32_t bits[SIDE * SIDE];
    bool same = NT_SUCCESS(client_read(client, surface, 0, bits, sizeof(bits)));

    for (unsigned i = 0; i < SIDE * SIDE && same; i++)
        same = bits[i] == pixel;
    return same;
}

/* Two fills and a copy through all surfaces, in one command buffer, which names more memory than there may be. */
static int work(struct stage *stage)
{
    struct stage_client client;
    struct stage_surface surfaces[SURFACES];

    CHECK(NT_SUCCESS(client_open(&client, stage, "owed")));
    CHECK(client.command_size == witness.context.DmaBufferSize); /* THK-04, REN-46 */
    CHECK(client.allocation_capacity == witness.context.AllocationListSize);
    CHECK(client.patch_capacity == witness.context.PatchLocationListSize);
    for (unsigned i = 0; i < SURFACES; i++)
        CHECK(NT_SUCCESS(client_surface(&client, SIDE, SIDE, REFGPU_A8R8G8B8,
                                        REFGPU_USER_VRAM | REFGPU_USER_CPU_VISIBLE, &surfaces[i])));
    for (unsigned round = 0; round < 3; round++) {
        client_begin(&client);
        client_fill(&client, &surfaces[0], 0, 0, SIDE, SIDE, 0xFF000000u + round);
        for (unsigned i = 1; i < SURFACES; i++)
            client_copy(&client, &surfaces[i], 0, 0, &surfaces[i - 1], 0, 0, SIDE, SIDE);
        CHECK(NT_SUCCESS(client_render(&client)));
    }
    CHECK(NT_SUCCESS(client_wait(&client)));
    for (unsigned i = 0; i < SURFACES; i++)
        CHECK(is_filled(&client, &surfaces[i], 0xFF000002u));
    client_close(&client);
    return 0;
}

static int gdi_work(struct stage *stage)
{
    struct nt_process *nt = nt_process_create("csrss");
    struct dxgk_gdi *gdi;
    struct dxgk_gdi_surface *surface;
    const RECT whole = {0, 0, SIDE, SIDE};

    nt_process_attach(nt);
    struct dxgk_process *process = dxgk_process_current();
    CHECK(NT_SUCCESS(dxgk_gdi_open(stage->adapter, &gdi)));
    CHECK(witness.gdi_device && witness.gdi_context); /* GDI-08 */
    CHECK(NT_SUCCESS(dxgk_gdi_surface_create(gdi, SIDE, SIDE, D3DDDIFMT_A8R8G8B8,
                                             D3DKMDT_GDISURFACE_STAGING_CPUVISIBLE, &surface)));
    unsigned before = witness.renders;
    CHECK(NT_SUCCESS(dxgk_gdi_colorfill(
        gdi,
        &(struct dxgk_gdi_draw){.to = surface, .to_rect = whole, .sub_rects = &whole, .sub_rect_count = 1},
        0x12345678, DXGK_GDIROPCF_PATCOPY, 0)));
    CHECK(NT_SUCCESS(dxgk_gdi_finish(gdi)));
    CHECK(witness.render_kms > 0 && witness.renders == before); /* GDI-11 */
    dxgk_gdi_surface_destroy(gdi, surface);
    dxgk_gdi_close(gdi);
    nt_process_attach(NULL);
    dxgk_process_close(process);
    nt_process_destroy(nt);
    return 0;
}

static int run_scene(void *arg)
{
    const struct scene *scene = arg;
    static const struct ddi_shim *const shims[] = {&witness_shim};
    struct stage stage;
    struct stage_options options = {.vram = scene->vram, .visible = scene->vram};

    options.adapter.render = scene->render;
    options.adapter.shims = shims;
    options.adapter.shim_count = 1;
    witness_reset();
    CHECK(NT_SUCCESS(stage_start(&stage, &options)));
    int line = scene->gdi ? gdi_work(&stage) : work(&stage);
    stage_stop(&stage);
    if (witness_complaint()[0])
        print_error("%s\n", witness_complaint());
    CHECK(!witness_complaint()[0]);
    CHECK(nothing_found());
    return line;
}

static void run_seeds(struct scene scene)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct scene one = scene;
        one.render.seed = seed;
        run_sim(seed, run_scene, &one);
    }
}

/* PAT-03..PAT-12, SUB-01..SUB-05, REN-07, REN-63, LST-02, PAG-08, PAG-12, PAG-23, ALC-27 */
static void calls_are_as_owed(void **state)
{
    run_seeds((struct scene){0});
    assert_true(witness.submissions > 0 && witness.paging_submissions > 0);
    assert_int_equal(witness.paging_patches, witness.paging_submissions); /* PAG-23: by default */
}

/* PAG-23, Z-07: the other reading. */
static void paging_goes_without_patch_when_told(void **state)
{
    run_seeds((struct scene){.render.no_patch_for_paging = true});
    assert_true(witness.paging_submissions > 0);
    assert_int_equal(witness.paging_patches, 0);
}

/* REN-69, REN-72: the stream goes on after whatever paging ran at a split point. */
static void a_split_buffer_runs_portion_by_portion(void **state)
{
    run_seeds((struct scene){.render.vram_limit = 4 * SIDE * SIDE * 4});
    assert_true(witness.portions > 0);
    assert_true(witness.transfers > 0);
}

static void moved_and_preempted_the_same_is_owed(void **state)
{
    run_seeds((struct scene){.render = {.move_all = true, .preempt_one_in = 3}});
    assert_true(witness.patches > 0);
}

static void gdi_has_its_own_door(void **state)
{
    run_seeds((struct scene){.gdi = true});
}

/* LST-05, PAG-24: what the pages misprint, as Windows has it. */
static void layouts_are_those_of_windows(void **state)
{
    DXGK_ALLOCATIONLIST element;
    UINT flags;

    memset(&element, 0, sizeof(element));
    element.SegmentId = 31;
    memcpy(&flags, (const char *)&element + sizeof(HANDLE), sizeof(flags));
    assert_int_equal(flags, 0x3E);
    assert_int_equal(sizeof(DXGKARG_BUILDPAGINGBUFFER), DXGKDDI_INTERFACE_VERSION >= 0x5023 ? 320 : 304);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_are_as_owed),
        cmocka_unit_test(paging_goes_without_patch_when_told),
        cmocka_unit_test(a_split_buffer_runs_portion_by_portion),
        cmocka_unit_test(moved_and_preempted_the_same_is_owed),
        cmocka_unit_test(gdi_has_its_own_door),
        cmocka_unit_test(layouts_are_those_of_windows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
