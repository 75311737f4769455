/* Overruns: the instruction that makes one stops, or the damage is seen before anything is submitted (REN-14, REN-15, REN-18, REN-22). */
#include "scene.h"

typedef DXGKARG_RENDER args;

static void write_byte(volatile UCHAR *at)
{
    *at = 0x77;
}

static PUCHAR dma_start(args *a)
{
    return (PUCHAR)a->pDmaBuffer - a->CommandLength;
}

static void behind_dma(args *a)
{
    write_byte(dma_start(a) + a->DmaSize);
}
static void read_behind_dma(args *a)
{
    (void)*(volatile UCHAR *)(dma_start(a) + a->DmaSize + 4095);
}
static void before_dma(args *a)
{
    write_byte(dma_start(a) - 1);
}
static void behind_private(args *a)
{
    write_byte((PUCHAR)a->pDmaBufferPrivateData + ((a->DmaBufferPrivateDataSize + 15) & ~15u));
}
static void behind_allocations(args *a)
{
    write_byte((PUCHAR)(a->pAllocationList + a->AllocationListSize));
}
static void behind_patches(args *a)
{
    write_byte((PUCHAR)(a->pPatchLocationListOut - 1 + a->PatchLocationListOutSize));
}
static void behind_argument(args *a)
{
    write_byte((PUCHAR)(a + 1));
}

static const struct overrun {
    const char *rule;
    void (*overrun)(args *a);
} overruns[] = {
    {"REN-14", behind_dma},      {"REN-14", read_behind_dma},    {"REN-14", before_dma},
    {"REN-15", behind_private},  {"REN-18", behind_allocations}, {"REN-22", behind_patches},
    {"PRS-15", behind_argument},
};

static void overrun(struct ddi_call *call, void *arg)
{
    ((const struct overrun *)actor.p)->overrun(arg);
}

static int one_overrun(void *arg)
{
    static struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    act(DDI_ID_Render, NULL, overrun);
    actor.p = arg;
    scene_fill(&scene, 1);
    return -1;
}

static void test_fences(void **state)
{
    for (size_t i = 0; i < sizeof(overruns) / sizeof(overruns[0]); i++) {
        struct nt_bugcheck b = scene_to_bugcheck(i + 1, one_overrun, (void *)&overruns[i]);
        if (b.code != PAGE_FAULT_IN_NONPAGED_AREA || strcmp(b.rule, overruns[i].rule) != 0 ||
            strcmp(b.ddi, "DxgkDdiRender") != 0)
            fail_msg("overrun %zu: bug check 0x%X, %s in %s: %s", i, (unsigned)b.code, b.rule, b.ddi, b.text);
    }
}

/* A capacity that is no whole number of pages has its canary between it and the fence. */
static void behind_odd_dma(args *a)
{
    write_byte(dma_start(a) + 1000);
}
static void far_behind_odd_dma(args *a)
{
    write_byte(dma_start(a) + 4095);
}
static void behind_private_canary(args *a)
{
    write_byte((PUCHAR)a->pDmaBufferPrivateData + a->DmaBufferPrivateDataSize);
}

struct canary {
    void (*overrun)(args *a);
    ULONG_PTR parameter;
    const char *rule;
};

/* The private data that the driver asks for gets an odd size. */
static void odd_private(struct ddi_call *call, void *arg)
{
    ((DXGKARG_CREATECONTEXT *)arg)->ContextInfo.DmaBufferPrivateDataSize = 37;
}

static int one_canary(void *arg)
{
    const struct canary *canary = arg;
    const struct dxgk_render_options options = {.multipass = true, .dma_size = 1000, .check_memory = true};
    static struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, &options)));
    struct stage_client odd;
    act(DDI_ID_CreateContext, NULL, odd_private);
    CHECK(NT_SUCCESS(client_open(&odd, &scene.stage, "odd")));
    client_begin(&odd);
    struct overrun o = {.overrun = canary->overrun};
    act(DDI_ID_Render, NULL, overrun);
    actor.p = &o;
    client_render(&odd);
    return -1;
}

static void test_canaries(void **state)
{
    const struct canary canaries[] = {
        {behind_odd_dma, 0x12, "REN-14"},
        {far_behind_odd_dma, 0x12, "REN-14"},
        {behind_private_canary, 0x13, "REN-15"},
    };
    for (size_t i = 0; i < 3; i++) {
        struct nt_bugcheck b = scene_to_bugcheck(i + 1, one_canary, (void *)&canaries[i]);
        assert_int_equal(b.code, VIDEO_MEMORY_MANAGEMENT_INTERNAL);
        assert_int_equal(b.parameters[0], canaries[i].parameter);
        assert_string_equal(b.rule, canaries[i].rule);
    }
}

/* The last bytes themselves may be used. */
static void to_the_end(struct ddi_call *call, void *arg)
{
    args *a = arg;
    PUCHAR from = a->pDmaBuffer;

    memset(from, 0,
           a->DmaSize - a->CommandLength); /* NOPs of no length are never reached: it is refused below */
    a->pDmaBuffer = from + a->DmaSize - a->CommandLength;
    memset(a->pPatchLocationListOut, 0, (a->PatchLocationListOutSize - 1) * sizeof(D3DDDI_PATCHLOCATIONLIST));
    memset(a->pDmaBufferPrivateData, 0, a->DmaBufferPrivateDataSize);
    call->status = STATUS_ILLEGAL_INSTRUCTION;
}

static int up_to_the_fence(void *arg)
{
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    act(DDI_ID_Render, NULL, to_the_end);
    CHECK(scene_fill(&scene, 1) == STATUS_ILLEGAL_INSTRUCTION);
    act_no_more();
    CHECK(scene_shows(&scene, BACKGROUND));
    CHECK(NT_SUCCESS(scene_fill(&scene, 2)));
    CHECK(scene_shows(&scene, 2));
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_up_to_the_fence(void **state)
{
    run_sim(1, up_to_the_fence, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fences),
        cmocka_unit_test(test_canaries),
        cmocka_unit_test(test_up_to_the_fence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
