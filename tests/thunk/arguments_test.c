/*
 * What the structures point to: lists, private data, names, buffers to be filled. What arrives is what the program had, what comes
 * back is what the kernel said, and nothing of the kernel's own shows through.
 */
#include "fake_kernel.h"

#include <stddef.h>

#define IN_PROCESS(name)                                                                                     \
    static int name##_body(void *arg);                                                                       \
    static void name(void **state)                                                                           \
    {                                                                                                        \
        run_in_process(name##_body, NULL);                                                                   \
    }                                                                                                        \
    static int name##_body(void *arg)

#define ARGS(type) FAKE_ARGS(type)

/* ---- adapters (THK-01) ---- */

IN_PROCESS(adapters_open_by_luid)
{
    D3DKMT_OPENADAPTERFROMLUID luid = {.AdapterLuid = {.LowPart = 2, .HighPart = -1}};

    CHECK(D3DKMTOpenAdapterFromLuid(&luid) == STATUS_SUCCESS && luid.hAdapter == 0x41 && fake.open == 1);
    CHECK(D3DKMTCloseAdapter(&(D3DKMT_CLOSEADAPTER){luid.hAdapter}) == STATUS_SUCCESS && fake.open == 0);
    CHECK(D3DKMTCloseAdapter(&(D3DKMT_CLOSEADAPTER){0}) == STATUS_INVALID_HANDLE); /* THK-02 */
    luid.AdapterLuid.HighPart = 0;
    CHECK(D3DKMTOpenAdapterFromLuid(&luid) == STATUS_INVALID_PARAMETER);
    return 0;
}

IN_PROCESS(adapters_open_by_display)
{
    /* Sources 1 and 2: displays 1, then 2 and 3. */
    static const struct {
        const WCHAR *name;
        D3DKMT_HANDLE adapter;
        UINT source;
    } names[] = {
        {L"\\\\.\\DISPLAY1", 0x40, 0},      {L"\\\\.\\Display2", 0x41, 0}, {L"\\\\.\\DISPLAY3", 0x41, 1},
        {L"\\\\.\\DISPLAY4", 0, 0},         {L"\\\\.\\DISPLAY0", 0, 0},    {L"\\\\.\\DISPLAY", 0, 0},
        {L"\\\\.\\DISPLAY1x", 0, 0},        {L"DISPLAY1", 0, 0},           {L"", 0, 0},
        {L"\\\\.\\DISPLAY4294967297", 0, 0}};

    for (size_t i = 0; i < RTL_NUMBER_OF(names); i++) {
        D3DKMT_OPENADAPTERFROMGDIDISPLAYNAME open = {.VidPnSourceId = 77};
        for (size_t k = 0; names[i].name[k]; k++)
            open.DeviceName[k] = names[i].name[k];
        NTSTATUS status = D3DKMTOpenAdapterFromGdiDisplayName(&open);
        CHECK(status == (names[i].adapter ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER));
        CHECK(open.hAdapter == names[i].adapter);
        CHECK(!names[i].adapter ||
              (open.VidPnSourceId == names[i].source && open.AdapterLuid.LowPart == open.hAdapter - 0x3f));
    }
    D3DKMT_OPENADAPTERFROMGDIDISPLAYNAME endless;
    memset(&endless, '1', sizeof(endless));
    CHECK(D3DKMTOpenAdapterFromGdiDisplayName(&endless) == STATUS_INVALID_PARAMETER);
    D3DKMT_OPENADAPTERFROMHDC hdc = {.hDc = (HDC)(uintptr_t)3};
    CHECK(D3DKMTOpenAdapterFromHdc(&hdc) == STATUS_SUCCESS && hdc.hAdapter == 0x41 && hdc.VidPnSourceId == 1);
    hdc.hDc = NULL;
    CHECK(D3DKMTOpenAdapterFromHdc(&hdc) == STATUS_INVALID_PARAMETER);
    return 0;
}

IN_PROCESS(adapters_open_by_device_name)
{
    static const WCHAR good[] =
        L"\\\\?\\DISPLAY#luid_0xFFFFFFFF_0x00000002#{1CA05180-a699-450a-9a0c-de4fbe3ddd89}";
    D3DKMT_OPENADAPTERFROMDEVICENAME open = {.pDeviceName =
                                                 user_copy(good, sizeof(good))}; /* ends at a bad page */

    CHECK(D3DKMTOpenAdapterFromDeviceName(&open) == STATUS_SUCCESS && open.hAdapter == 0x41);
    for (size_t cut = 0; cut < RTL_NUMBER_OF(good) - 1; cut++) {
        WCHAR less[RTL_NUMBER_OF(good)];
        memcpy(less, good, sizeof(good));
        less[cut] = 0;
        open.pDeviceName = less;
        CHECK(D3DKMTOpenAdapterFromDeviceName(&open) == STATUS_INVALID_PARAMETER);
    }
    open.pDeviceName = user_copy(good, sizeof(good) - sizeof(WCHAR)); /* no terminator before the bad page */
    CHECK(D3DKMTOpenAdapterFromDeviceName(&open) == STATUS_INVALID_PARAMETER);
    WCHAR *long_name = user_memory(1024);
    memset(long_name, 'A', 1024);
    open.pDeviceName = long_name;
    CHECK(D3DKMTOpenAdapterFromDeviceName(&open) == STATUS_INVALID_PARAMETER);
    open.pDeviceName = NULL;
    CHECK(D3DKMTOpenAdapterFromDeviceName(&open) == STATUS_INVALID_PARAMETER && fake.open == 1);
    return 0;
}

IN_PROCESS(enumeration_opens_all_or_none)
{
    D3DKMT_ENUMADAPTERS *all = user_memory(sizeof(*all));

    fake.adapters = 3;
    memset(all, 0x55, sizeof(*all));
    CHECK(D3DKMTEnumAdapters(all) == STATUS_SUCCESS && all->NumAdapters == 3 && fake.open == 3);
    CHECK(all->Adapters[1].hAdapter == 0x41 && all->Adapters[1].NumOfSources == 2);
    CHECK(all->Adapters[1].AdapterLuid.LowPart == 2 && all->Adapters[2].NumOfSources == 0);
    CHECK(all->Adapters[3].hAdapter == 0);
    fake.open = 0;
    fake.open_limit = 2;
    CHECK(D3DKMTEnumAdapters(all) == STATUS_NO_MEMORY && fake.open == 0);
    fake.open_limit = 0;
    write_protect(all, sizeof(*all));
    CHECK(D3DKMTEnumAdapters(all) == STATUS_INVALID_PARAMETER && fake.open == 0);
    return 0;
}

/* ---- questions ---- */

static void answer_fives(void *args)
{
    const D3DKMT_QUERYADAPTERINFO *q = args;
    memset(q->pPrivateDriverData, 5, q->PrivateDriverDataSize);
}

IN_PROCESS(questions_have_the_size_of_their_type)
{
    static const UINT sizes[] = {
        [0] = 1,    [1] = 524, [2] = 528, [3] = 24, [4] = 16, [5] = 12,   [6] = 12, [7] = 12,
        [8] = 2080, [9] = 48,  [10] = 8,  [11] = 4, [12] = 4, [13] = 4,   [14] = 0, [15] = 4,
        [16] = 8,   [17] = 0,  [18] = 8,  [19] = 4, [20] = 4, [21] = 520, [22] = 0, [23] = 0};
    unsigned char data[2200] = {0};

    fake.answer = answer_fives;
    for (UINT type = 0; type < RTL_NUMBER_OF(sizes) + 40; type++) {
        UINT size = type < RTL_NUMBER_OF(sizes) ? sizes[type] : 0;
        if (type == 17 || type == 22) /* from d3dkmddi.h */
            size = type == 17 ? sizeof(D3DKMT_WDDM_1_2_CAPS) : sizeof(D3DKMT_WDDM_1_3_CAPS);
        for (UINT s = 0; s < 100; s++) {
            UINT tried = size ? size - 1 + s : s;
            D3DKMT_QUERYADAPTERINFO q = {1, (KMTQUERYADAPTERINFOTYPE)type, data, tried};
            bool fits = size && (type == 0    ? tried > 0
                                 : type == 10 ? tried >= 8 && (tried - 8) % 44 == 0
                                              : tried == size);
            memset(data, 0, sizeof(data));
            CHECK(D3DKMTQueryAdapterInfo(&q) == (fits ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER));
            CHECK(data[0] == (fits && type != KMTQAITYPE_SETWORKINGSETINFO ? 5 : 0) && data[tried] == 0);
        }
    }
    return 0;
}

IN_PROCESS(questions_answered_badly_leave_the_buffer_alone)
{
    unsigned char data[24] = {0};
    D3DKMT_QUERYADAPTERINFO q = {1, KMTQAITYPE_GETSEGMENTSIZE, data, 24};

    fake.answer = answer_fives;
    fake.status = STATUS_INVALID_HANDLE;
    CHECK(D3DKMTQueryAdapterInfo(&q) == STATUS_INVALID_HANDLE && data[0] == 0);
    q.pPrivateDriverData = NULL;
    CHECK(D3DKMTQueryAdapterInfo(&q) == STATUS_INVALID_PARAMETER);
    return 0;
}

IN_PROCESS(states_and_priorities_have_their_range)
{
    for (int i = -3; i < 12; i++) {
        D3DKMT_GETDEVICESTATE state = {.hDevice = 1, .StateType = (D3DKMT_DEVICESTATE_TYPE)i};
        CHECK(D3DKMTGetDeviceState(&state) ==
              (i >= 1 && i <= 4 ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER)); /* THK-25 */
    }
    for (int i = -12; i < 12; i++) {
        D3DKMT_SETCONTEXTSCHEDULINGPRIORITY p = {.hContext = 1, .Priority = i};
        CHECK(D3DKMTSetContextSchedulingPriority(&p) ==
              (i >= -7 && i <= 7 ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER));
    }
    return 0;
}

/* ---- private data ---- */

static const void *program_data; /* where the program's bytes are: the kernel must see others */
static size_t program_size;
static bool data_right;

static void answer_escape(void *args)
{
    const D3DKMT_ESCAPE *e = args;
    unsigned char *data = e->pPrivateDriverData;

    data_right = e->PrivateDriverDataSize == program_size;
    if (program_size == 0) {
        data_right = data_right && !data;
        return;
    }
    data_right = data_right && data != program_data && memcmp(data, program_data, program_size) == 0;
    for (size_t i = 0; i < program_size; i++)
        data[i] ^= 0xff;
}

/* THK-21: in and out, of every size. */
IN_PROCESS(escapes_carry_bytes_both_ways)
{
    fake.answer = answer_escape;
    for (size_t size = 0; size < 1500; size += size < 40 ? 1 : 97) {
        unsigned char *data = user_memory(size + !size);
        for (size_t i = 0; i < size; i++)
            data[i] = (unsigned char)(i * 7);
        program_data = data;
        program_size = size;
        D3DKMT_ESCAPE escape = {
            .hAdapter = 1, .pPrivateDriverData = data, .PrivateDriverDataSize = (UINT)size};
        CHECK(D3DKMTEscape(&escape) == STATUS_SUCCESS && data_right);
        for (size_t i = 0; i < size; i++)
            CHECK(data[i] == ((i * 7 & 0xff) ^ 0xff));
        fake.calls = 0;
        escape.PrivateDriverDataSize++; /* one byte of an inaccessible page */
        CHECK(D3DKMTEscape(&escape) == STATUS_INVALID_PARAMETER || size == 0);
        CHECK(fake.calls == 0 || size == 0);
    }
    return 0;
}

IN_PROCESS(wild_lengths_ask_for_no_memory)
{
    static const UINT sizes[] = {(16u << 20) + 1, 0x7fffffff, 0x80000000u, 0xffffffffu};
    unsigned char byte = 1;

    for (size_t i = 0; i < RTL_NUMBER_OF(sizes); i++) {
        D3DKMT_ESCAPE escape = {.pPrivateDriverData = &byte, .PrivateDriverDataSize = sizes[i]};
        D3DKMT_UNLOCK unlock = {.phAllocations = (D3DKMT_HANDLE *)(void *)&byte, .NumAllocations = sizes[i]};
        D3DKMT_CREATECONTEXT context = {.pPrivateDriverData = &byte, .PrivateDriverDataSize = sizes[i]};
        D3DKMT_PRESENT present = {
            .Flags.ColorFill = 1, .pSrcSubRects = (RECT *)(void *)&byte, .SubRectCnt = sizes[i]};
        CHECK(D3DKMTEscape(&escape) == STATUS_INVALID_PARAMETER);
        CHECK(D3DKMTUnlock(&unlock) == STATUS_INVALID_PARAMETER);
        CHECK(D3DKMTCreateContext(&context) == STATUS_INVALID_PARAMETER);
        CHECK(D3DKMTPresent(&present) == STATUS_INVALID_PARAMETER);
    }
    CHECK(fake.calls == 0);
    return 0;
}

/* ---- allocations (THK-14, THK-15) ---- */

static void answer_creation(void *args)
{
    D3DKMT_CREATEALLOCATION *c = args;

    data_right = true;
    for (UINT i = 0; i < c->NumAllocations; i++) {
        D3DDDI_ALLOCATIONINFO *info = &c->pAllocationInfo[i];
        unsigned char *data = info->pPrivateDriverData;
        data_right = data_right && info->hAllocation == 0 && info->PrivateDriverDataSize == i;
        for (UINT k = 0; k < i; k++) {
            data_right = data_right && data[k] == (unsigned char)(i + k);
            data[k] = (unsigned char)(i * k);
        }
        info->hAllocation = 0x1000 + i;
    }
    if (c->Flags.CreateResource)
        c->hResource = 0x99;
    if (c->Flags.CreateShared)
        c->hGlobalShare = 0x98;
}

enum { COUNT = 50 };

static D3DDDI_ALLOCATIONINFO *allocation_list(unsigned char bytes[COUNT][COUNT])
{
    D3DDDI_ALLOCATIONINFO *list = user_memory(COUNT * sizeof(*list));

    memset(list, 0, COUNT * sizeof(*list));
    for (unsigned i = 0; i < COUNT; i++) {
        for (unsigned k = 0; k < COUNT; k++)
            bytes[i][k] = (unsigned char)(i + k);
        list[i].hAllocation = 0xabc; /* garbage in an output */
        list[i].pPrivateDriverData = bytes[i];
        list[i].PrivateDriverDataSize = i;
    }
    return list;
}

IN_PROCESS(creation_carries_a_list_both_ways)
{
    static unsigned char bytes[COUNT][COUNT];
    D3DDDI_ALLOCATIONINFO *list = allocation_list(bytes);
    D3DKMT_CREATEALLOCATION create = {.hDevice = 1, .NumAllocations = COUNT, .pAllocationInfo = list};

    fake.answer = answer_creation;
    create.Flags.CreateResource = create.Flags.CreateShared = 1;
    CHECK(D3DKMTCreateAllocation(&create) == STATUS_SUCCESS && data_right);
    CHECK(create.hResource == 0x99 && create.hGlobalShare == 0x98 && create.pAllocationInfo == list);
    CHECK(ARGS(D3DKMT_CREATEALLOCATION)->pAllocationInfo != list);
    for (unsigned i = 0; i < COUNT; i++) {
        CHECK(list[i].hAllocation == 0x1000 + i && list[i].pPrivateDriverData == bytes[i]);
        for (unsigned k = 0; k < COUNT; k++)
            CHECK(bytes[i][k] == (unsigned char)(k < i ? i * k : i + k));
    }
    return 0;
}

IN_PROCESS(creation_with_bad_parts_makes_nothing)
{
    static unsigned char bytes[COUNT][COUNT];
    D3DDDI_ALLOCATIONINFO *list = allocation_list(bytes);
    D3DKMT_CREATEALLOCATION create = {.hDevice = 1, .NumAllocations = COUNT, .pAllocationInfo = list};

    fake.answer = answer_creation;
    for (unsigned bit = 2; bit < 32; bit++) {
        list[7].Flags.Value = 1u << bit;
        CHECK(D3DKMTCreateAllocation(&create) == STATUS_INVALID_PARAMETER);
    }
    list[7].Flags.Value = 0;
    list[COUNT - 1].pPrivateDriverData = NULL;
    CHECK(D3DKMTCreateAllocation(&create) == STATUS_INVALID_PARAMETER);
    list[COUNT - 1].pPrivateDriverData = bytes[0];
    create.NumAllocations = COUNT + 1;
    CHECK(D3DKMTCreateAllocation(&create) == STATUS_INVALID_PARAMETER);
    create.NumAllocations = COUNT;
    create.PrivateRuntimeDataSize = 1;
    CHECK(D3DKMTCreateAllocation(&create) == STATUS_INVALID_PARAMETER);
    CHECK(fake.calls == 0);
    return 0;
}

/* The list can be read but not written: everything that was made is destroyed, each in turn. */
IN_PROCESS(creation_that_cannot_be_told_is_undone)
{
    static unsigned char bytes[COUNT][COUNT];
    D3DDDI_ALLOCATIONINFO *list = allocation_list(bytes);
    D3DKMT_CREATEALLOCATION create = {.hDevice = 1, .NumAllocations = COUNT, .pAllocationInfo = list};

    fake.answer = answer_creation;
    write_protect(list, COUNT * sizeof(*list));
    CHECK(D3DKMTCreateAllocation(&create) == STATUS_INVALID_PARAMETER);
    CHECK(fake.destroyed[2] == COUNT && fake.last_destroyed == 0x1000 + COUNT - 1);
    create.Flags.CreateResource = 1;
    CHECK(D3DKMTCreateAllocation(&create) == STATUS_INVALID_PARAMETER);
    CHECK(fake.destroyed[2] == COUNT + 1 && fake.last_destroyed == 0x99 && create.hResource == 0);
    return 0;
}

IN_PROCESS(a_resource_or_a_list)
{
    D3DKMT_HANDLE list[3] = {1, 2, 3};
    static const struct {
        D3DKMT_HANDLE resource;
        bool list;
        UINT count;
        bool good;
    } cases[] = {{5, false, 0, true}, {5, true, 0, false}, {5, false, 1, false}, {5, true, 3, false},
                 {0, true, 3, true},  {0, true, 0, false}, {0, false, 3, false}, {0, false, 0, false}};

    for (size_t i = 0; i < RTL_NUMBER_OF(cases); i++) {
        const D3DKMT_HANDLE *handles = cases[i].list ? list : NULL;
        NTSTATUS expected = cases[i].good ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
        UINT priorities[3] = {7, 8, 9};
        D3DKMT_ALLOCATIONRESIDENCYSTATUS where[3];
        D3DKMT_DESTROYALLOCATION destroy = {1, cases[i].resource, handles, cases[i].count};
        D3DKMT_SETALLOCATIONPRIORITY set = {1, cases[i].resource, handles, cases[i].count, priorities};
        D3DKMT_QUERYALLOCATIONRESIDENCY ask = {1, cases[i].resource, handles, cases[i].count, where};
        CHECK(D3DKMTDestroyAllocation(&destroy) == expected); /* THK-15 */
        CHECK(D3DKMTSetAllocationPriority(&set) == expected);
        CHECK(D3DKMTQueryAllocationResidency(&ask) == expected);
        set.pPriorities = NULL;
        ask.pResidencyStatus = NULL;
        CHECK(D3DKMTSetAllocationPriority(&set) == STATUS_INVALID_PARAMETER);
        CHECK(D3DKMTQueryAllocationResidency(&ask) == STATUS_INVALID_PARAMETER);
    }
    return 0;
}

/* ---- shared resources ---- */

static void answer_open(void *args)
{
    D3DKMT_OPENRESOURCE *o = args;
    char *total = o->pTotalPrivateDriverDataBuffer;

    for (UINT i = 0; i < o->NumAllocations; i++)
        o->pOpenAllocationInfo[i] =
            (D3DDDI_OPENALLOCATIONINFO){0x200 + i, i == 1 ? NULL : total + 10 * i, 10};
    memset(total, 'T', 25);
    memset(o->pPrivateRuntimeData, 'R', 3);
    memset(o->pResourcePrivateDriverData, 'D', 4);
    o->PrivateRuntimeDataSize = 3;
    o->ResourcePrivateDriverDataSize = 4;
    o->TotalPrivateDriverDataBufferSize = 25;
    o->hResource = 0x77;
}

IN_PROCESS(opening_points_into_the_programs_buffer)
{
    char total[32], runtime[8], driver[8];
    D3DDDI_OPENALLOCATIONINFO list[3];
    D3DKMT_OPENRESOURCE open = {.hDevice = 1,
                                .hGlobalShare = 2,
                                .NumAllocations = 3,
                                .pOpenAllocationInfo = list,
                                .pPrivateRuntimeData = runtime,
                                .PrivateRuntimeDataSize = 8,
                                .pResourcePrivateDriverData = driver,
                                .ResourcePrivateDriverDataSize = 8,
                                .pTotalPrivateDriverDataBuffer = total,
                                .TotalPrivateDriverDataBufferSize = 32,
                                .hResource = 0x1234};

    fake.answer = answer_open;
    CHECK(D3DKMTOpenResource(&open) == STATUS_SUCCESS);
    CHECK(open.hResource == 0x77 && open.pOpenAllocationInfo == list &&
          open.pTotalPrivateDriverDataBuffer == total);
    CHECK(open.PrivateRuntimeDataSize == 3 && open.ResourcePrivateDriverDataSize == 4);
    CHECK(open.TotalPrivateDriverDataBufferSize == 25);
    CHECK(list[0].pPrivateDriverData == total && list[1].pPrivateDriverData == NULL);
    CHECK(list[2].pPrivateDriverData == total + 20 && list[2].hAllocation == 0x202);
    CHECK(total[24] == 'T' && total[25] == 0 && runtime[2] == 'R' && driver[3] == 'D');
    return 0;
}

static UINT runtime_size;

static void answer_resource_info(void *args)
{
    D3DKMT_QUERYRESOURCEINFO *q = args;

    if (q->pPrivateRuntimeData && q->PrivateRuntimeDataSize >= runtime_size)
        memset(q->pPrivateRuntimeData, 'R', runtime_size);
    else if (q->pPrivateRuntimeData)
        fake.status = STATUS_BUFFER_TOO_SMALL;
    q->PrivateRuntimeDataSize = runtime_size;
    q->NumAllocations = 9;
}

IN_PROCESS(resources_say_how_much_room_they_want)
{
    char runtime[8] = {0};
    D3DKMT_QUERYRESOURCEINFO query = {.hDevice = 1, .hGlobalShare = 2, .PrivateRuntimeDataSize = 0xffffffff};

    fake.answer = answer_resource_info;
    runtime_size = 5;
    CHECK(D3DKMTQueryResourceInfo(&query) == STATUS_SUCCESS);
    CHECK(query.PrivateRuntimeDataSize == 5 && query.NumAllocations == 9 && !query.pPrivateRuntimeData);
    query.pPrivateRuntimeData = runtime;
    CHECK(D3DKMTQueryResourceInfo(&query) == STATUS_SUCCESS);
    CHECK(query.pPrivateRuntimeData == runtime && memcmp(runtime, "RRRRR\0\0", 8) == 0);
    query.PrivateRuntimeDataSize = 4;
    CHECK(D3DKMTQueryResourceInfo(&query) == STATUS_BUFFER_TOO_SMALL);
    CHECK(query.PrivateRuntimeDataSize == 5 && query.pPrivateRuntimeData == runtime);
    return 0;
}

/* ---- render (THK-05..12) ---- */

static void answer_render(void *args)
{
    D3DKMT_RENDER *r = args;

    r->pNewCommandBuffer = (void *)0x1111;
    r->NewCommandBufferSize = 0x2222;
    r->pNewAllocationList = (void *)0x3330;
    r->NewAllocationListSize = 0x4444;
    r->pNewPatchLocationList = (void *)0x5550;
    r->NewPatchLocationListSize = 0x6666;
    r->QueuedBufferCount = 7;
}

static D3DKMT_RENDER garbage(void)
{
    D3DKMT_RENDER r;

    memset(&r, 0xcc, sizeof(r));
    r.hContext = 1;
    r.CommandOffset = 8;
    r.CommandLength = 24;
    r.AllocationCount = 3;
    r.PatchLocationCount = 4;
    memset(&r.Flags, 0, sizeof(r.Flags));
    r.BroadcastContextCount = 0;
    return r;
}

/* THK-08: without their flags, the sizes are not read; what is no input at all is not seen by anybody. */
IN_PROCESS(render_ignores_garbage)
{
    D3DKMT_RENDER r = garbage();
    const D3DKMT_RENDER *seen = ARGS(D3DKMT_RENDER);

    fake.answer = answer_render;
    CHECK(D3DKMTRender(&r) == STATUS_SUCCESS);
    CHECK(seen->CommandOffset == 8 && seen->CommandLength == 24 && seen->AllocationCount == 3 &&
          seen->PatchLocationCount == 4);
    CHECK(!seen->pNewCommandBuffer && !seen->pNewAllocationList && !seen->pNewPatchLocationList);
    CHECK(!seen->NewCommandBufferSize && !seen->NewAllocationListSize && !seen->NewPatchLocationListSize);
    CHECK(!seen->PresentHistoryToken && !seen->pPrivateDriverData && !seen->PrivateDriverDataSize &&
          !seen->NewCommandBuffer);
    CHECK(r.pNewCommandBuffer == (void *)0x1111 && r.NewCommandBufferSize == 0x2222); /* THK-07 */
    CHECK(r.NewAllocationListSize == 0x4444 && r.NewPatchLocationListSize == 0x6666);
    CHECK(r.QueuedBufferCount == 7); /* THK-12 */
    r = garbage();
    r.Flags.ResizeAllocationList = 1;
    CHECK(D3DKMTRender(&r) == STATUS_SUCCESS && seen->NewAllocationListSize == 0xcccccccc &&
          !seen->NewCommandBufferSize);
    return 0;
}

/* THK-09 */
IN_PROCESS(render_km_brings_buffers_along)
{
    D3DKMT_RENDER r = garbage();

    r.Flags.RenderKm = 1;
    r.pNewCommandBuffer = (void *)0x1000;
    r.NewCommandBufferSize = 64;
    CHECK(D3DKMTRender(&r) == STATUS_SUCCESS);
    CHECK(ARGS(D3DKMT_RENDER)->pNewCommandBuffer == (void *)0x1000 &&
          ARGS(D3DKMT_RENDER)->NewCommandBufferSize == 64);
    return 0;
}

/* THK-10: after a failure, too, the program learns which buffers to go on with. */
IN_PROCESS(render_answers_on_failure_too)
{
    D3DKMT_RENDER r = garbage(), before = r;

    fake.answer = answer_render;
    fake.status = STATUS_PRIVILEGED_INSTRUCTION;
    CHECK(D3DKMTRender(&r) == STATUS_PRIVILEGED_INSTRUCTION && r.pNewCommandBuffer == (void *)0x1111);
    fake.answer = NULL; /* no such context: nothing to go on with */
    fake.status = STATUS_INVALID_HANDLE;
    r = before;
    CHECK(D3DKMTRender(&r) == STATUS_INVALID_HANDLE && memcmp(&r, &before, sizeof(r)) == 0);
    r.CommandOffset = 25; /* THK-05 */
    before = r;
    CHECK(D3DKMTRender(&r) == STATUS_INVALID_PARAMETER && memcmp(&r, &before, sizeof(r)) == 0);
    return 0;
}

IN_PROCESS(render_broadcasts_to_others)
{
    D3DKMT_RENDER r = garbage();

    r.BroadcastContextCount = 64;
    CHECK(D3DKMTRender(&r) == STATUS_SUCCESS);
    r.BroadcastContextCount = 65; /* THK-11 */
    CHECK(D3DKMTRender(&r) == STATUS_INVALID_PARAMETER);
    r.BroadcastContextCount = 4;
    r.BroadcastContext[4] = 1; /* beyond the count */
    CHECK(D3DKMTRender(&r) == STATUS_SUCCESS);
    r.BroadcastContext[3] = 1;
    CHECK(D3DKMTRender(&r) == STATUS_INVALID_PARAMETER);
    return 0;
}

/* ---- lock (THK-16..18) ---- */

static UINT pages_seen[4];

static void answer_lock(void *args)
{
    D3DKMT_LOCK *l = args;

    memcpy(pages_seen, l->pPages, l->NumPages * sizeof(UINT));
    data_right = l->pData == NULL;
    l->pData = (void *)0x7770;
    l->hAllocation = 0x55; /* renamed */
}

IN_PROCESS(lock_takes_pages_and_gives_a_pointer)
{
    UINT pages[3] = {9, 8, 7};
    D3DKMT_LOCK lock = {.hDevice = 1, .hAllocation = 2, .NumPages = 3, .pPages = pages, .pData = pages};
    D3DKMT_UNLOCK unlock = {.hDevice = 1};

    fake.answer = answer_lock;
    CHECK(D3DKMTLock(&lock) == STATUS_SUCCESS && data_right && memcmp(pages_seen, pages, sizeof(pages)) == 0);
    CHECK(lock.pData == (void *)0x7770 && lock.hAllocation == 0x55 && lock.pPages == pages);
    CHECK(D3DKMTUnlock(&unlock) == STATUS_INVALID_PARAMETER);
    return 0;
}

/* ---- synchronization objects (THK-23) ---- */

IN_PROCESS(first_forms_are_second_forms)
{
    D3DKMT_CREATESYNCHRONIZATIONOBJECT create;
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT signal = {
        .hContext = 4, .ObjectCount = 2, .ObjectHandleArray = {5, 6}};
    D3DKMT_WAITFORSYNCHRONIZATIONOBJECT wait = {
        .hContext = 4, .ObjectCount = 32, .ObjectHandleArray = {[31] = 8}};

    memset(&create, 0x66, sizeof(create));
    create.Info.Type = D3DDDI_SEMAPHORE;
    create.Info.Semaphore.MaxCount = 3;
    create.Info.Semaphore.InitialCount = 2;
    CHECK(D3DKMTCreateSynchronizationObject(&create) == STATUS_SUCCESS);
    const D3DDDI_SYNCHRONIZATIONOBJECTINFO2 *info = &ARGS(D3DKMT_CREATESYNCHRONIZATIONOBJECT2)->Info;
    CHECK(info->Type == D3DDDI_SEMAPHORE && info->Semaphore.MaxCount == 3 &&
          info->Semaphore.InitialCount == 2);
    CHECK(info->Flags.Value == 0 && info->SharedHandle == 0 && create.hSyncObject == 0);
    CHECK(D3DKMTSignalSynchronizationObject(&signal) == STATUS_SUCCESS);
    CHECK(ARGS(D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2)->ObjectHandleArray[1] == 6);
    CHECK(ARGS(D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2)->BroadcastContextCount == 0);
    CHECK(D3DKMTWaitForSynchronizationObject(&wait) == STATUS_SUCCESS);
    CHECK(ARGS(D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2)->ObjectHandleArray[31] == 8);
    CHECK(ARGS(D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2)->Fence.FenceValue == 0);
    return 0;
}

IN_PROCESS(counts_and_kinds_of_synchronization)
{
    for (UINT count = 0; count < 36; count++) {
        D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 signal = {.ObjectCount = count};
        D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2 wait = {.ObjectCount = count};
        NTSTATUS expected = count >= 1 && count <= 32 ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
        CHECK(D3DKMTSignalSynchronizationObject2(&signal) == expected);
        CHECK(D3DKMTWaitForSynchronizationObject2(&wait) == expected);
    }
    for (UINT type = 0; type < 8; type++) {
        D3DKMT_CREATESYNCHRONIZATIONOBJECT one = {.Info.Type = (D3DDDI_SYNCHRONIZATIONOBJECT_TYPE)type};
        D3DKMT_CREATESYNCHRONIZATIONOBJECT2 two = {.Info.Type = (D3DDDI_SYNCHRONIZATIONOBJECT_TYPE)type};
        one.Info.Semaphore.MaxCount = two.Info.Semaphore.MaxCount = 1;
        CHECK(NT_SUCCESS(D3DKMTCreateSynchronizationObject(&one)) ==
              (type == D3DDDI_SYNCHRONIZATION_MUTEX || type == D3DDDI_SEMAPHORE));
        CHECK(NT_SUCCESS(D3DKMTCreateSynchronizationObject2(&two)) ==
              (type == D3DDDI_SYNCHRONIZATION_MUTEX || type == D3DDDI_SEMAPHORE || type == D3DDDI_FENCE ||
               type == D3DDDI_CPU_NOTIFICATION));
        two.Info.Semaphore.InitialCount = 2;
        CHECK(type != D3DDDI_SEMAPHORE ||
              D3DKMTCreateSynchronizationObject2(&two) == STATUS_INVALID_PARAMETER);
    }
    return 0;
}

/* ---- sources ---- */

static void answer_modes(void *args)
{
    D3DKMT_GETDISPLAYMODELIST *l = args;

    for (UINT i = 0; i < l->ModeCount && i < 5; i++)
        l->pModeList[i].Width = 100 + i;
    if (l->pModeList && l->ModeCount < 5)
        fake.status = STATUS_BUFFER_TOO_SMALL;
    l->ModeCount = 5;
}

IN_PROCESS(mode_lists_are_counted_and_filled)
{
    D3DKMT_DISPLAYMODE modes[6];
    D3DKMT_GETDISPLAYMODELIST list = {.hAdapter = 1, .ModeCount = 0xffffffff};

    fake.answer = answer_modes;
    CHECK(D3DKMTGetDisplayModeList(&list) == STATUS_SUCCESS && list.ModeCount == 5 && !list.pModeList);
    memset(modes, 0x11, sizeof(modes));
    list.pModeList = modes;
    list.ModeCount = 6;
    CHECK(D3DKMTGetDisplayModeList(&list) == STATUS_SUCCESS && list.ModeCount == 5 &&
          list.pModeList == modes);
    CHECK(modes[4].Width == 104 && modes[5].Width == 0x11111111);
    list.ModeCount = 2;
    memset(modes, 0x11, sizeof(modes));
    CHECK(D3DKMTGetDisplayModeList(&list) == STATUS_BUFFER_TOO_SMALL && list.ModeCount == 5);
    CHECK(modes[0].Width == 0x11111111);
    return 0;
}

IN_PROCESS(owners_are_few_and_known)
{
    D3DKMT_VIDPNSOURCEOWNER_TYPE types[17] = {0};
    D3DDDI_VIDEO_PRESENT_SOURCE_ID sources[17] = {0};

    for (UINT count = 0; count < 18; count++) {
        D3DKMT_SETVIDPNSOURCEOWNER set = {1, types, sources, count};
        CHECK(D3DKMTSetVidPnSourceOwner(&set) == (count <= 16 ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER));
    }
    D3DKMT_SETVIDPNSOURCEOWNER set = {1, types, sources, 2};
    types[1] = (D3DKMT_VIDPNSOURCEOWNER_TYPE)5;
    CHECK(D3DKMTSetVidPnSourceOwner(&set) == STATUS_INVALID_PARAMETER);
    for (int turn = -1; turn < 7; turn++) {
        D3DKMT_SETDISPLAYMODE mode = {.DisplayOrientation = (D3DDDI_ROTATION)turn};
        CHECK(D3DKMTSetDisplayMode(&mode) ==
              (turn >= 1 && turn <= 4 ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER));
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adapters_open_by_luid),
        cmocka_unit_test(adapters_open_by_display),
        cmocka_unit_test(adapters_open_by_device_name),
        cmocka_unit_test(enumeration_opens_all_or_none),
        cmocka_unit_test(questions_have_the_size_of_their_type),
        cmocka_unit_test(questions_answered_badly_leave_the_buffer_alone),
        cmocka_unit_test(states_and_priorities_have_their_range),
        cmocka_unit_test(escapes_carry_bytes_both_ways),
        cmocka_unit_test(wild_lengths_ask_for_no_memory),
        cmocka_unit_test(creation_carries_a_list_both_ways),
        cmocka_unit_test(creation_with_bad_parts_makes_nothing),
        cmocka_unit_test(creation_that_cannot_be_told_is_undone),
        cmocka_unit_test(a_resource_or_a_list),
        cmocka_unit_test(opening_points_into_the_programs_buffer),
        cmocka_unit_test(resources_say_how_much_room_they_want),
        cmocka_unit_test(render_ignores_garbage),
        cmocka_unit_test(render_km_brings_buffers_along),
        cmocka_unit_test(render_answers_on_failure_too),
        cmocka_unit_test(render_broadcasts_to_others),
        cmocka_unit_test(lock_takes_pages_and_gives_a_pointer),
        cmocka_unit_test(first_forms_are_second_forms),
        cmocka_unit_test(counts_and_kinds_of_synchronization),
        cmocka_unit_test(mode_lists_are_counted_and_filled),
        cmocka_unit_test(owners_are_few_and_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
