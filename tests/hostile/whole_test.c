/*
 * From end to end through D3DKMT*: copies, fills and flips of Present, an escape, a shared resource, and fences between two processes
 * (THK-14, THK-20, THK-21, THK-23, THK-24, ALC-16).
 */
#include "program.h"

static NTSTATUS fill(struct program *p, D3DKMT_HANDLE surface, uint32_t pixel)
{
    D3DKMT_RENDER r = program_fill(&p->main, surface, p->pitch, pixel);
    NTSTATUS status = program_call(p, THUNK_Render, &r);
    program_take_buffers(&p->main, &r);
    return status;
}

static NTSTATUS copy(struct program *p, D3DKMT_HANDLE from, D3DKMT_HANDLE to)
{
    const RECT all = {0, 0, SIDE, SIDE};
    D3DKMT_PRESENT present = {.hContext = p->main.context,
                              .hSource = from,
                              .hDestination = to,
                              .SrcRect = all,
                              .SubRectCnt = 1,
                              .pSrcSubRects = &all};

    present.Flags.Blt = present.Flags.SrcRectValid = 1;
    return program_call(p, THUNK_Present, &present);
}

static bool shows(struct program *p, D3DKMT_HANDLE surface, uint32_t pixel)
{
    uint32_t there = 0;

    return NT_SUCCESS(program_wait(p)) && NT_SUCCESS(program_pixel(p, surface, &there)) &&
           (there & 0xFFFFFF) == pixel;
}

/* ---- Present and Escape ---- */

static int presents(void *arg)
{
    struct stage stage;
    struct program p;
    struct dxgk_render_stats before, after;
    struct refgpu_user_escape data = {
        .magic = REFGPU_USER_MAGIC, .version = REFGPU_USER_VERSION, .code = REFGPU_ESCAPE_INFO};

    GOOD(stage_start(&stage, NULL));
    GOOD(program_open(&p, &stage, "painter"));
    GOOD(fill(&p, p.surface, 0x00102030));
    GOOD(fill(&p, p.target, 0x00000001));
    GOOD(copy(&p, p.surface, p.target));
    CHECK(shows(&p, p.target, 0x00102030));

    D3DKMT_PRESENT flip = {
        .hContext = p.main.context, .hSource = p.primary, .FlipInterval = D3DDDI_FLIPINTERVAL_ONE};
    flip.Flags.Flip = 1;
    dxgk_render_query(stage.adapter, &before);
    for (unsigned i = 0; i < 3; i++)
        GOOD(program_call(&p, THUNK_Present, &flip));
    GOOD(program_wait(&p));
    dxgk_render_query(stage.adapter, &after);
    CHECK(after.flips == before.flips + 3);

    D3DKMT_ESCAPE escape = {.hAdapter = p.adapter,
                            .hDevice = p.device,
                            .Type = D3DKMT_ESCAPE_DRIVERPRIVATE,
                            .pPrivateDriverData = &data,
                            .PrivateDriverDataSize = sizeof(data)};
    GOOD(program_call(&p, THUNK_Escape, &escape));
    CHECK(data.nodes == REFGPU_NODE_COUNT && data.heads == 1);
    program_close(&p);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_presents(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++)
        run_sim(seed, presents, NULL);
}

/* ---- a resource of two processes ---- */

static NTSTATUS open_shared(struct program *p, D3DKMT_HANDLE share, D3DKMT_OPENRESOURCE *open,
                            D3DDDI_OPENALLOCATIONINFO info[2])
{
    static struct refgpu_user_allocation data[2];
    static char runtime[24];
    D3DKMT_QUERYRESOURCEINFO query = {.hDevice = p->device, .hGlobalShare = share};

    NTSTATUS status = program_call(p, THUNK_QueryResourceInfo, &query);
    if (!NT_SUCCESS(status))
        return status;
    if (query.NumAllocations != 2 || query.TotalPrivateDriverDataSize != sizeof(data) ||
        query.PrivateRuntimeDataSize != sizeof(runtime))
        return STATUS_UNSUCCESSFUL;
    *open = (D3DKMT_OPENRESOURCE){.hDevice = p->device,
                                  .hGlobalShare = share,
                                  .NumAllocations = 2,
                                  .pOpenAllocationInfo = info,
                                  .pPrivateRuntimeData = runtime,
                                  .PrivateRuntimeDataSize = sizeof(runtime),
                                  .pTotalPrivateDriverDataBuffer = data,
                                  .TotalPrivateDriverDataBufferSize = sizeof(data)};
    status = program_call(p, THUNK_OpenResource, open);
    if (NT_SUCCESS(status) &&
        (strcmp(runtime, "what the runtime knows") != 0 || data[0].width != SIDE ||
         info[0].pPrivateDriverData != &data[0] || info[1].pPrivateDriverData != &data[1]))
        return STATUS_UNSUCCESSFUL;
    return status;
}

/* One draws and dies; what it drew is there for the other. */
static int shared(void *arg)
{
    struct stage stage;
    struct program maker, heir;
    D3DKMT_OPENRESOURCE open;
    D3DDDI_OPENALLOCATIONINFO info[2];

    GOOD(stage_start(&stage, NULL));
    GOOD(program_open(&maker, &stage, "maker"));
    GOOD(program_open(&heir, &stage, "heir"));
    GOOD(fill(&maker, maker.shared[1], 0x00654321));
    GOOD(program_wait(&maker));
    GOOD(open_shared(&heir, maker.share, &open, info));
    D3DKMT_HANDLE share = maker.share;
    program_close(&maker);
    GOOD(copy(&heir, info[1].hAllocation, heir.target));
    CHECK(shows(&heir, heir.target, 0x00654321));
    D3DKMT_DESTROYALLOCATION gone = {.hDevice = heir.device, .hResource = open.hResource};
    GOOD(program_call(&heir, THUNK_DestroyAllocation, &gone));
    D3DKMT_QUERYRESOURCEINFO query = {.hDevice = heir.device, .hGlobalShare = share};
    CHECK(!NT_SUCCESS(program_call(&heir, THUNK_QueryResourceInfo, &query)));
    program_close(&heir);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_shared(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++)
        run_sim(seed, shared, NULL);
}

/* ---- a fence of two processes ---- */

static NTSTATUS signal_fence(struct program *p, D3DKMT_HANDLE fence, uint64_t value)
{
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 signal = {
        .hContext = p->main.context, .ObjectCount = 1, .Fence.FenceValue = value};

    signal.ObjectHandleArray[0] = fence;
    return program_call(p, THUNK_SignalSynchronizationObject2, &signal);
}

static NTSTATUS wait_fence(struct program *p, D3DKMT_HANDLE fence, uint64_t value)
{
    D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2 wait = {
        .hContext = p->main.context, .ObjectCount = 1, .Fence.FenceValue = value};

    wait.ObjectHandleArray[0] = fence;
    return program_call(p, THUNK_WaitForSynchronizationObject2, &wait);
}

static void rest(void)
{
    LARGE_INTEGER second = {.QuadPart = -10000000};
    KeDelayExecutionThread(KernelMode, FALSE, &second);
}

/* What stands behind a wait is not done before the other process signals, and then it is; the other's stream never waits. */
static int fences(void *arg)
{
    struct stage stage;
    struct program first, second;
    struct dxgk_render_stats before, after;

    GOOD(stage_start(&stage, NULL));
    GOOD(program_open(&first, &stage, "first"));
    GOOD(program_open(&second, &stage, "second"));
    D3DKMT_OPENSYNCHRONIZATIONOBJECT open = {.hSharedHandle = first.fence_share};
    GOOD(program_call(&second, THUNK_OpenSynchronizationObject, &open));
    for (uint64_t value = 10; value < 15; value++) {
        GOOD(wait_fence(&second, open.hSyncObject, value));
        GOOD(fill(&second, second.surface, (uint32_t)value));
        rest();
        dxgk_render_query(stage.adapter, &before);
        rest();
        dxgk_render_query(stage.adapter, &after);
        CHECK(before.submissions == after.submissions);
        GOOD(fill(&first, first.surface, (uint32_t)value + 100));
        CHECK(shows(&first, first.surface, (uint32_t)value + 100));
        GOOD(signal_fence(&first, first.fence, value));
        CHECK(shows(&second, second.surface, (uint32_t)value));
    }
    /* The process that would have signalled dies: the fence stays, and whoever waits may still go himself. */
    GOOD(wait_fence(&second, open.hSyncObject, 20));
    GOOD(fill(&second, second.surface, 0x00777777));
    program_close(&first);
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 now = {
        .hContext = second.second.context, .ObjectCount = 1, .Fence.FenceValue = 20};
    now.ObjectHandleArray[0] = open.hSyncObject;
    GOOD(program_call(&second, THUNK_SignalSynchronizationObject2, &now));
    CHECK(shows(&second, second.surface, 0x00777777));
    program_close(&second);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_fences(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++)
        run_sim(seed, fences, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_presents), cmocka_unit_test(test_shared),
                                       cmocka_unit_test(test_fences)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
