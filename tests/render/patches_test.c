/* Output patch lists and out pointers that are wrong, each in its own way (REN-12, REN-15, REN-21, REN-60..REN-67, REN-76). */
#include "scene.h"

typedef DXGKARG_RENDER args;

static D3DDDI_PATCHLOCATIONLIST *last(args *a)
{
    return a->pPatchLocationListOut - 1;
}

/* The DMA buffer of refgpu is as long as the command buffer. */
static UINT written(args *a)
{
    return a->CommandLength;
}

static void index_past_the_list(args *a)
{
    last(a)->AllocationIndex = a->AllocationListSize;
}
static void index_all_ones(args *a)
{
    last(a)->AllocationIndex = 0xFFFFFFFF;
}
static void slot_past_the_table(args *a)
{
    last(a)->SlotId = DRIVER_SLOTS;
}
static void slot_all_ones(args *a)
{
    last(a)->SlotId = 0xFFFFFF;
}
static void reserved_bit(args *a)
{
    last(a)->Value |= 1u << 24;
}
static void reserved_top(args *a)
{
    last(a)->Value |= 1u << 31;
}
static void offset_past_the_allocation(args *a)
{
    last(a)->AllocationOffset = 0x7FFFFFFF;
}
static void patch_at_the_end(args *a)
{
    last(a)->PatchOffset = written(a);
}
static void patch_past_the_end(args *a)
{
    last(a)->PatchOffset = 0xFFFFFFFC;
}
static void split_past_the_end(args *a)
{
    last(a)->SplitOffset = written(a) + 1;
}
static void split_goes_back(args *a)
{
    a->pPatchLocationListOut[-2].SplitOffset = last(a)->SplitOffset + 4;
}
static void list_past_its_end(args *a)
{
    a->pPatchLocationListOut += a->PatchLocationListOutSize;
}
static void list_before_its_start(args *a)
{
    a->pPatchLocationListOut -= 100000;
}
static void list_null(args *a)
{
    a->pPatchLocationListOut = NULL;
}
static void list_off_by_a_byte(args *a)
{
    a->pPatchLocationListOut = (D3DDDI_PATCHLOCATIONLIST *)((PUCHAR)a->pPatchLocationListOut - 1);
}
static void dma_past_the_end(args *a)
{
    a->pDmaBuffer = (PUCHAR)a->pDmaBuffer + a->DmaSize;
}
static void dma_one_past_the_end(args *a)
{
    a->pDmaBuffer = (PUCHAR)a->pDmaBuffer - written(a) + a->DmaSize + 1;
}
static void dma_before_the_start(args *a)
{
    a->pDmaBuffer = (PUCHAR)a->pDmaBuffer - written(a) - 1;
}
static void dma_null(args *a)
{
    a->pDmaBuffer = NULL;
}
static void private_past_the_end(args *a)
{
    a->pDmaBufferPrivateData = (PUCHAR)a->pDmaBufferPrivateData + a->DmaBufferPrivateDataSize + 1;
}
static void private_null(args *a)
{
    a->pDmaBufferPrivateData = NULL;
}

static const struct wrong {
    const char *description, *rule;
    void (*spoil)(args *a);
} wrongs[] = {
    {"AllocationIndex is the size of the list", "REN-60", index_past_the_list},
    {"AllocationIndex is 2^32-1", "REN-60", index_all_ones},
    {"SlotId is the number of slots", "REN-61", slot_past_the_table},
    {"SlotId is 2^24-1", "REN-61", slot_all_ones},
    {"bit 24 of Value is set", "REN-62", reserved_bit},
    {"bit 31 of Value is set", "REN-62", reserved_top},
    {"AllocationOffset is beyond the allocation", "REN-64", offset_past_the_allocation},
    {"PatchOffset is the length", "REN-65", patch_at_the_end},
    {"PatchOffset is 2^32-4", "REN-65", patch_past_the_end},
    {"SplitOffset is beyond the length", "REN-66", split_past_the_end},
    {"SplitOffset decreases", "REN-67", split_goes_back},
    {"pPatchLocationListOut past the end", "REN-21", list_past_its_end},
    {"pPatchLocationListOut before the start", "REN-21", list_before_its_start},
    {"pPatchLocationListOut NULL", "REN-21", list_null},
    {"pPatchLocationListOut between two elements", "REN-21", list_off_by_a_byte},
    {"pDmaBuffer far past the end", "REN-12", dma_past_the_end},
    {"pDmaBuffer one past the end", "REN-12", dma_one_past_the_end},
    {"pDmaBuffer before the start", "REN-12", dma_before_the_start},
    {"pDmaBuffer NULL", "REN-12", dma_null},
    {"pDmaBufferPrivateData past the end", "REN-15", private_past_the_end},
    {"pDmaBufferPrivateData NULL", "REN-15", private_null},
};

static void spoil(struct ddi_call *call, void *arg)
{
    ((const struct wrong *)actor.p)->spoil(arg);
}

static int one_wrong(void *arg)
{
    const struct wrong *wrong = arg;
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    uint64_t before = scene_submissions(&scene);
    client_begin(&scene.client);
    client_fill(&scene.client, &scene.surface, 0, 0, 8, 8, 0x00FF0000);
    client_fill(&scene.client, &scene.surface, 8, 8, 8, 8, 0x0000FF00);
    act(DDI_ID_Render, NULL, spoil);
    actor.p = arg;
    CHECK(client_render(&scene.client) == STATUS_INVALID_PARAMETER);
    act_no_more();
    const struct report *r = finding(wrong->rule);
    if (!r)
        fprintf(stderr, "%s: no finding of %s\n", wrong->description, wrong->rule);
    CHECK(r && r->severity == REPORT_VIOLATION && strcmp(r->where, "DxgkDdiRender") == 0 && *r->value &&
          *r->expected);
    CHECK(findings(REPORT_VIOLATION) == 1);
    CHECK(scene_submissions(&scene) == before);
    CHECK(client_state(&scene.client) == D3DKMT_DEVICEEXECUTION_ACTIVE);
    CHECK(scene_shows(&scene, BACKGROUND));
    CHECK(NT_SUCCESS(scene_fill(&scene, 0x000000FF)));
    CHECK(scene_shows(&scene, 0x000000FF));
    scene_stop(&scene);
    return 0;
}

static void test_each_wrong(void **state)
{
    for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++)
        scene_run(i + 1, one_wrong, (void *)&wrongs[i]);
}

/* REN-55: an entry may name a NULL element, which unbinds; REN-64: AllocationOffset may be the whole size. */
static void unbind(struct ddi_call *call, void *arg)
{
    args *a = arg;
    D3DDDI_PATCHLOCATIONLIST entry = {
        .AllocationIndex = 0, .PatchOffset = written(a), .SplitOffset = written(a)};

    entry.SlotId = last(a)->SlotId;
    *a->pPatchLocationListOut++ = entry;
}

static int unbinding(void *arg)
{
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    act(DDI_ID_Render, NULL, unbind);
    CHECK(NT_SUCCESS(scene_fill(&scene, 0x00ABCDEF)));
    CHECK(scene_shows(&scene, 0x00ABCDEF));
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_null_element_unbinds(void **state)
{
    scene_run(1, unbinding, NULL);
}

/* REN-76: the first of two fills binds to a slot of its own, which nobody unbinds at the split point of the second. */
static void leak_binding(struct ddi_call *call, void *arg)
{
    args *a = arg;

    a->pPatchLocationListOut[-2].SlotId = DRIVER_SLOTS - 1;
}

static int leaking(void *arg)
{
    const struct dxgk_render_options options = {.check_bindings = *(bool *)arg};
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, &options)));
    for (unsigned leak = 0; leak < 2; leak++) {
        if (leak)
            act(DDI_ID_Render, NULL, leak_binding);
        client_begin(&scene.client);
        client_fill(&scene.client, &scene.surface, 0, 0, 8, 8, 0x00FF0000);
        client_fill(&scene.client, &scene.surface, 8, 8, 8, 8, 0x0000FF00);
        NTSTATUS status = client_render(&scene.client);
        CHECK(status == (leak && options.check_bindings ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS));
        CHECK(NT_SUCCESS(client_wait(&scene.client)));
    }
    CHECK((finding("REN-76") != NULL) == options.check_bindings);
    scene_stop(&scene);
    return 0;
}

static void test_binding_leaks(void **state)
{
    scene_run(1, leaking, &(bool){false});
    scene_run(1, leaking, &(bool){true});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_wrong),
        cmocka_unit_test(test_null_element_unbinds),
        cmocka_unit_test(test_binding_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
