/* What a driver was only to read: members of the argument, lists, and bytes behind what it says it wrote. */
#include "scene.h"

typedef DXGKARG_RENDER args;

#define SET(type, member, value) (*(type *)((PUCHAR)a + offsetof(args, member)) = (value))

static void command(args *a)
{
    SET(ULONG_PTR, pCommand, 16);
}
static void command_length(args *a)
{
    SET(UINT, CommandLength, 7);
}
static void dma_size(args *a)
{
    a->DmaSize -= 64; /* as if it were what is left (OBS-96) */
}
static void private_size(args *a)
{
    a->DmaBufferPrivateDataSize = 0;
}
static void allocation_list(args *a)
{
    a->pAllocationList++;
}
static void allocation_size(args *a)
{
    a->AllocationListSize = 0;
}
static void patch_in(args *a)
{
    a->PatchLocationListInSize++;
}
static void patch_out(args *a)
{
    a->PatchLocationListOutSize--;
}
static void segment(args *a)
{
    a->DmaBufferSegmentId = 3;
}
static void address(args *a)
{
    a->DmaBufferPhysicalAddress.QuadPart = 4096;
}
static void element(args *a)
{
    a->pAllocationList[1].SegmentId ^= 1;
}
static void behind_the_end(args *a)
{
    *((PUCHAR)a->pDmaBuffer + 3) = 0;
}
static void far_behind_the_end(args *a)
{
    *((PUCHAR)a->pDmaBuffer + 30000) = 0;
}
static void behind_the_patches(args *a)
{
    a->pPatchLocationListOut[100].DriverId = 0;
}

static const struct touch {
    const char *rule, *what;
    void (*touch)(args *a);
    bool only_checked; /* found with check_memory alone */
} touches[] = {
    {"REN-10", "pCommand", command, false},
    {"REN-11", "CommandLength", command_length, false},
    {"REN-14", "DmaSize", dma_size, false},
    {"REN-15", "DmaBufferPrivateDataSize", private_size, false},
    {"REN-18", "pAllocationList", allocation_list, false},
    {"REN-18", "AllocationListSize", allocation_size, false},
    {"REN-19", "PatchLocationListInSize", patch_in, false},
    {"REN-22", "PatchLocationListOutSize", patch_out, false},
    {"REN-24", "DmaBufferSegmentId", segment, false},
    {"REN-25", "DmaBufferPhysicalAddress", address, false},
    {"REN-18", "pAllocationList", element, false},
    {"REN-12", "pDmaBuffer", behind_the_end, false},
    {"REN-12", "pDmaBuffer", far_behind_the_end, true},
    {"REN-22", "pPatchLocationListOut", behind_the_patches, true},
};

static void touch_it(struct ddi_call *call, void *arg)
{
    ((const struct touch *)actor.p)->touch(arg);
}

struct plan {
    const struct touch *touch;
    bool check_memory;
};

/* The finding is all: the work itself is as good as before. */
static int one_touch(void *arg)
{
    const struct plan *plan = arg;
    const struct dxgk_render_options options = {.check_memory = plan->check_memory};
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, &options)));
    act(DDI_ID_Render, NULL, touch_it);
    actor.p = (void *)plan->touch;
    CHECK(NT_SUCCESS(scene_fill(&scene, 0x00ABCDEF)));
    act_no_more();
    const struct report *r = finding(plan->touch->rule);
    bool due = plan->check_memory || !plan->touch->only_checked;
    if (due && (!r || strcmp(r->what, plan->touch->what) != 0))
        fprintf(stderr, "%s: %s\n", plan->touch->what, r ? r->what : "nothing found");
    CHECK(due ? r && strcmp(r->what, plan->touch->what) == 0 && findings(REPORT_VIOLATION) == 1
              : nothing_found());
    CHECK(scene_shows(&scene, 0x00ABCDEF));
    for (unsigned i = 0; i < 4; i++) { /* what was touched is clean for the next ones */
        forget_findings();
        CHECK(NT_SUCCESS(scene_fill(&scene, i)));
        CHECK(scene_shows(&scene, i));
        CHECK(nothing_found() || plan->touch->only_checked);
    }
    scene_stop(&scene);
    return 0;
}

static void test_each_touch(void **state)
{
    for (size_t i = 0; i < sizeof(touches) / sizeof(touches[0]); i++) {
        scene_run(i + 1, one_touch, &(struct plan){&touches[i], false});
        scene_run(i + 1, one_touch, &(struct plan){&touches[i], true});
    }
}

/* REN-12, REN-18, REN-21, REN-22, REN-25: what the argument is like when it comes in. */
static void look(struct ddi_call *call, void *arg)
{
    args *a = arg;
    const PUCHAR dma = a->pDmaBuffer;
    bool good = (ULONG_PTR)dma % PAGE_SIZE == 0 && a->DmaSize == DRIVER_COMMANDS &&
                a->pDmaBufferPrivateData && a->MultipassOffset == 0 &&
                a->PatchLocationListOutSize == DRIVER_PATCHES && a->AllocationListSize == 2 &&
                !a->pAllocationList[0].hDeviceSpecificAllocation &&
                a->pAllocationList[1].hDeviceSpecificAllocation && !a->pAllocationList[0].WriteOperation &&
                a->pAllocationList[1].WriteOperation &&
                (a->DmaBufferSegmentId || a->DmaBufferPhysicalAddress.QuadPart == 0);
    for (UINT i = 0; i < a->DmaSize; i++)
        good &= dma[i] == dma[0];
    for (UINT i = 0; i < 2; i++)
        good &= a->pAllocationList[i].SegmentId ||
                a->pAllocationList[i].PhysicalAddress.QuadPart == 0; /* REN-51 */
    actor.n += good;
}

static int inputs(void *arg)
{
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    act(DDI_ID_Render, look, NULL);
    for (unsigned i = 0; i < 8; i++) {
        CHECK(NT_SUCCESS(scene_fill(&scene, i)));
        CHECK(i % 2 || NT_SUCCESS(client_wait(&scene.client)));
    }
    CHECK(actor.calls == 8 && actor.n == 8);
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_inputs(void **state)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        scene_run(seed, inputs, NULL);
}

/* REN-16: zero in a new DMA buffer, and untouched by the kernel from then on. */
static void watch_private(struct ddi_call *call, void *arg)
{
    args *a = arg;
    ULONG *private = a->pDmaBufferPrivateData;

    if (private[1] == 0)
        actor.n++; /* new */
    else if (private[1] == 0x1234567)
        actor.m++; /* as we left it */
    private[1] = 0;
}

static void mark_private(struct ddi_call *call, void *arg)
{
    ((ULONG *)((args *)arg)->pDmaBufferPrivateData)[1] = 0;
    actor.p = ((args *)arg)->pDmaBufferPrivateData;
}

static int privates(void *arg)
{
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    act(DDI_ID_Render, watch_private, mark_private);
    CHECK(NT_SUCCESS(scene_fill(&scene, 1)));
    CHECK(NT_SUCCESS(client_wait(&scene.client)));
    CHECK(actor.n == 1 && actor.m == 0);
    ((ULONG *)actor.p)[1] = 0x1234567; /* the driver's own, any time after */
    CHECK(NT_SUCCESS(scene_fill(&scene, 2)));
    CHECK(actor.n + actor.m == 2 && actor.m == 1);
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_private_data_stays(void **state)
{
    scene_run(1, privates, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_touch),
        cmocka_unit_test(test_inputs),
        cmocka_unit_test(test_private_data_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
