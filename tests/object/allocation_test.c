/*
 * Allocations and resources: what a client may ask for (THK-14, THK-15), what the miniport is asked in turn, in which order and in how many calls
 * (ALC-15, ALC-16, ALC-19 .. ALC-23), and what it may ask about handles (ALC-17, ALC-18).
 */
#include "support.h"

static struct refgpu_user_allocation buffer_data(uint64_t size)
{
    return (struct refgpu_user_allocation){
        .magic = REFGPU_USER_MAGIC, .version = REFGPU_USER_VERSION, .kind = REFGPU_KIND_BUFFER, .size = size};
}

/* A resource of `count` buffers, or more of them for `resource`. */
static NTSTATUS make(struct stage_client *client, UINT count, D3DKMT_HANDLE resource, bool shared,
                     D3DKMT_CREATEALLOCATION *args, D3DDDI_ALLOCATIONINFO *info)
{
    static struct refgpu_user_allocation data[64];

    for (UINT i = 0; i < count; i++) {
        data[i] = buffer_data(4096 * (i + 1));
        info[i] =
            (D3DDDI_ALLOCATIONINFO){.pPrivateDriverData = &data[i], .PrivateDriverDataSize = sizeof(data[i])};
    }
    *args = (D3DKMT_CREATEALLOCATION){
        .hDevice = client->device, .hResource = resource, .NumAllocations = count, .pAllocationInfo = info};
    args->Flags.CreateResource = resource == 0;
    args->Flags.CreateShared = shared;
    struct nt_process *previous = client_enter(client);
    NTSTATUS status = dxgk_kmt_create_allocation(client->process, args);
    client_leave(previous);
    return status;
}

static NTSTATUS destroy_resource(struct stage_client *client, D3DKMT_HANDLE resource)
{
    return dxgk_kmt_destroy_allocation(
        client->process, &(D3DKMT_DESTROYALLOCATION){.hDevice = client->device, .hResource = resource});
}

static NTSTATUS destroy_list(struct stage_client *client, const D3DKMT_HANDLE *list, UINT count)
{
    return dxgk_kmt_destroy_allocation(
        client->process, &(D3DKMT_DESTROYALLOCATION){
                             .hDevice = client->device, .phAllocationList = list, .AllocationCount = count});
}

/* ---- in one call ---- */

static int one_call(void *arg)
{
    struct stage stage;
    struct stage_client client;
    D3DKMT_CREATEALLOCATION args;
    D3DDDI_ALLOCATIONINFO info[5];

    GOOD(recorded_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "maker"));
    record_clear();
    GOOD(make(&client, 5, 0, false, &args, info));
    CHECK(record_calls(DDI_ID_CreateAllocation) == 1 && record_calls(DDI_ID_OpenAllocation) == 1);
    const struct recorded *create = record_at(record_find(DDI_ID_CreateAllocation, 0));
    const struct recorded *open = record_at(record_find(DDI_ID_OpenAllocation, 0));
    CHECK(create->count == 5 && create->flag); /* ALC-15: Flags.Resource */
    CHECK(open->count == 5 && open->flag);     /* ALC-20: Flags.Create */
    CHECK(args.hResource && !args.hGlobalShare);
    for (UINT i = 0; i < 5; i++) {
        CHECK(info[i].hAllocation && info[i].hAllocation != args.hResource);
        for (UINT k = 0; k < i; k++)
            CHECK(info[i].hAllocation != info[k].hAllocation);
    }
    record_clear();
    GIVES(STATUS_SUCCESS, destroy_resource(&client, args.hResource));
    CHECK(record_calls(DDI_ID_CloseAllocation) == 1 && record_calls(DDI_ID_DestroyAllocation) == 1);
    const struct recorded *close = record_at(record_find(DDI_ID_CloseAllocation, 0));
    CHECK(close->count == 5 && record_at(record_find(DDI_ID_DestroyAllocation, 0))->count == 5);
    CHECK(record_find(DDI_ID_CloseAllocation, 0) < record_find(DDI_ID_DestroyAllocation, 0)); /* ALC-22 */
    GIVES(STATUS_INVALID_HANDLE, destroy_resource(&client, args.hResource));
    GIVES(STATUS_INVALID_HANDLE, destroy_list(&client, &info[0].hAllocation, 1));
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_one_call(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        run_sim(seed, one_call, NULL);
}

/* ---- hResource ---- */

static HANDLE driver_resource = (HANDLE)0x5EC0DE;

static void give_resource(struct ddi_call *call)
{
    DXGKARG_CREATEALLOCATION *a = *(DXGKARG_CREATEALLOCATION **)call->args[1];
    if (a->Flags.Resource)
        a->hResource = driver_resource;
}

static int resource_handle(void *arg)
{
    struct stage stage;
    struct stage_client client;
    D3DKMT_CREATEALLOCATION args, more;
    D3DDDI_ALLOCATIONINFO info[3], added[2];

    spoiler = (struct spoiler){.id = DDI_ID_CreateAllocation, .spoil = give_resource};
    driver_resource = (HANDLE)0x5EC0DE;
    GOOD(recorded_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "maker"));
    GOOD(make(&client, 3, 0, false, &args, info));
    record_clear();
    driver_resource = (HANDLE)0x5EC0DF; /* ALC-15: may change on later additions */
    GOOD(make(&client, 2, args.hResource, false, &more, added));
    CHECK(record_at(record_find(DDI_ID_CreateAllocation, 0))->resource == (HANDLE)0x5EC0DE);
    CHECK(more.hResource == args.hResource);
    /* By list: what is left of the resource stays (ALC-23: no DestroyResource). */
    const D3DKMT_HANDLE list[2] = {info[1].hAllocation, added[0].hAllocation};
    record_clear();
    GIVES(STATUS_SUCCESS, destroy_list(&client, list, 2));
    const struct recorded *destroy = record_at(record_find(DDI_ID_DestroyAllocation, 0));
    CHECK(destroy->count == 2 && destroy->resource == (HANDLE)0x5EC0DF && !destroy->flag);
    record_clear();
    GIVES(STATUS_SUCCESS, destroy_resource(&client, args.hResource));
    destroy = record_at(record_find(DDI_ID_DestroyAllocation, 0));
    CHECK(record_calls(DDI_ID_DestroyAllocation) == 1);
    CHECK(destroy->count == 3 && destroy->resource == (HANDLE)0x5EC0DF && destroy->flag);
    /* All allocations first, the empty resource after them. */
    GOOD(make(&client, 1, 0, false, &args, info));
    GIVES(STATUS_SUCCESS, destroy_list(&client, &info[0].hAllocation, 1));
    record_clear();
    GIVES(STATUS_SUCCESS, destroy_resource(&client, args.hResource));
    destroy = record_at(record_find(DDI_ID_DestroyAllocation, 0));
    CHECK(destroy->count == 0 && destroy->resource == (HANDLE)0x5EC0DF && destroy->flag);
    spoiler.spoil = NULL;
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_resource_handle(void **state)
{
    run_sim(1, resource_handle, NULL);
}

/* ---- what clients may not ask ---- */

static int bad_requests(void *arg)
{
    struct stage stage;
    struct stage_client client;
    struct refgpu_user_allocation data = buffer_data(4096);
    D3DDDI_ALLOCATIONINFO info = {.pPrivateDriverData = &data, .PrivateDriverDataSize = sizeof(data)};
    D3DKMT_CREATEALLOCATION args, good = {.NumAllocations = 1, .pAllocationInfo = &info};
    D3DKMT_HANDLE lists[4];

    GOOD(recorded_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "asker"));
    good.hDevice = client.device;
    record_clear();
#define TRY(expected, change)                                                                                \
    do {                                                                                                     \
        args = good;                                                                                         \
        change;                                                                                              \
        GIVES(expected, dxgk_kmt_create_allocation(client.process, &args));                                  \
    } while (0)
    TRY(STATUS_INVALID_PARAMETER, args.NumAllocations = 0);     /* THK-14: only with CreateResource */
    TRY(STATUS_INVALID_PARAMETER, args.Flags.CreateShared = 1); /* needs CreateResource */
    TRY(STATUS_INVALID_PARAMETER, args.pAllocationInfo = NULL);
    TRY(STATUS_INVALID_PARAMETER, args.NumAllocations = 0xFFFFFFFF);
    TRY(STATUS_INVALID_PARAMETER, (args.Flags.CreateResource = 1, args.hResource = 5));
    TRY(STATUS_INVALID_HANDLE, args.hResource = client.context);
    TRY(STATUS_INVALID_PARAMETER, args.PrivateDriverDataSize = 8); /* and no data */
    TRY(STATUS_INVALID_PARAMETER, args.PrivateRuntimeDataSize = 8);
    TRY(STATUS_INVALID_PARAMETER, args.Flags.ExistingSysMem = 1); /* and no memory */
    TRY(STATUS_NOT_SUPPORTED, args.Flags.CreateProtected = 1);
    info.Flags.Primary = 1;
    info.VidPnSourceId = 1; /* of one source */
    TRY(STATUS_INVALID_PARAMETER, (void)0);
    info.Flags.Value = 1u << 5;
    TRY(STATUS_INVALID_PARAMETER, (void)0);
    info.Flags.Value = 0;
    info.pSystemMem = (void *)0x10000; /* without ExistingSysMem */
    TRY(STATUS_INVALID_PARAMETER, (void)0);
    info.pSystemMem = &data; /* kernel memory */
    TRY(STATUS_INVALID_PARAMETER, args.Flags.ExistingSysMem = 1);
    info.pSystemMem = NULL;
    CHECK(record_calls(DDI_ID_CreateAllocation) == 0); /* none of it was the miniport's business */
    data.magic = 1;                                    /* this is */
    TRY(STATUS_GRAPHICS_DRIVER_MISMATCH, (void)0);
    CHECK(record_calls(DDI_ID_CreateAllocation) == 1 && record_calls(DDI_ID_OpenAllocation) == 0 &&
          record_calls(DDI_ID_DestroyAllocation) == 0);
#undef TRY
    D3DDDI_ALLOCATIONINFO made[4];
    D3DKMT_CREATEALLOCATION one, two;
    GOOD(make(&client, 2, 0, false, &one, &made[0]));
    GOOD(make(&client, 2, 0, false, &two, &made[2]));
    for (UINT i = 0; i < 4; i++)
        lists[i] = made[i].hAllocation;
    GIVES(STATUS_INVALID_PARAMETER, destroy_list(&client, lists, 4)); /* THK-15: of one resource */
    GIVES(STATUS_INVALID_PARAMETER, destroy_list(&client, lists, 0));
    GIVES(STATUS_INVALID_PARAMETER, destroy_list(&client, NULL, 1));
    GIVES(STATUS_INVALID_PARAMETER, destroy_list(&client, (D3DKMT_HANDLE[]){lists[0], lists[0]}, 2));
    GIVES(STATUS_INVALID_HANDLE, destroy_list(&client, (D3DKMT_HANDLE[]){lists[0], 0}, 2));
    GIVES(STATUS_INVALID_PARAMETER,
          dxgk_kmt_destroy_allocation(client.process, &(D3DKMT_DESTROYALLOCATION){.hDevice = client.device,
                                                                                  .hResource = one.hResource,
                                                                                  .phAllocationList = lists,
                                                                                  .AllocationCount = 2}));
    CHECK(record_calls(DDI_ID_CloseAllocation) == 0); /* all or nothing */
    /* An empty resource is one. */
    GOOD(make(&client, 0, 0, false, &args, NULL));
    GIVES(STATUS_SUCCESS, destroy_resource(&client, args.hResource));
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_bad_requests(void **state)
{
    run_sim(1, bad_requests, NULL);
}

/* ---- shared ---- */

static int shared(void *arg)
{
    struct stage stage;
    struct stage_client maker, user;
    struct stage_surface original, opened;
    D3DKMT_CREATEALLOCATION args, more;
    D3DDDI_ALLOCATIONINFO info[3];
    D3DDDI_OPENALLOCATIONINFO open_info[3];
    struct refgpu_user_allocation data[3];
    char runtime[] = "runtime's own", got[sizeof(runtime)];
    int line = 0;

    GOOD(recorded_start(&stage, NULL));
    GOOD(client_open(&maker, &stage, "maker"));
    GOOD(client_open(&user, &stage, "user"));
    GOOD(make(&maker, 3, 0, true, &args, info));
    CHECK(args.hGlobalShare);
    GIVES(STATUS_INVALID_PARAMETER, make(&maker, 1, args.hResource, false, &more, info + 2)); /* THK-14 */
    D3DKMT_QUERYRESOURCEINFO query = {.hDevice = user.device, .hGlobalShare = args.hGlobalShare};
    GOOD(dxgk_kmt_query_resource_info(user.process, &query));
    CHECK(query.NumAllocations == 3 && query.TotalPrivateDriverDataSize == 3 * sizeof(data[0]));
    D3DKMT_OPENRESOURCE open = {.hDevice = user.device,
                                .hGlobalShare = args.hGlobalShare,
                                .NumAllocations = 3,
                                .pOpenAllocationInfo = open_info,
                                .pTotalPrivateDriverDataBuffer = data,
                                .TotalPrivateDriverDataBufferSize = sizeof(data) - 1};
    GIVES(STATUS_BUFFER_TOO_SMALL, dxgk_kmt_open_resource(user.process, &open));
    open.TotalPrivateDriverDataBufferSize = sizeof(data);
    open.NumAllocations = 2;
    GIVES(STATUS_INVALID_PARAMETER, dxgk_kmt_open_resource(user.process, &open));
    open.NumAllocations = 3;
    record_clear();
    struct nt_process *previous = client_enter(&user);
    GOOD(dxgk_kmt_open_resource(user.process, &open));
    client_leave(previous);
    CHECK(record_calls(DDI_ID_CreateAllocation) == 0 && record_calls(DDI_ID_OpenAllocation) == 1);
    CHECK(!record_at(record_find(DDI_ID_OpenAllocation, 0))->flag); /* ALC-20 */
    for (UINT i = 0; i < 3; i++)
        CHECK(data[i].size == 4096 * (i + 1) && open_info[i].pPrivateDriverData == &data[i]);
    /* ALC-16: the maker's device goes, the allocations stay, and what was drawn in them. */
    GOOD(client_shared_surface(&maker, 16, 16, REFGPU_X8R8G8B8, 0, &original));
    GOOD(client_open_shared(&user, original.share, &opened));
    client_begin(&maker);
    client_fill(&maker, &original, 0, 0, 16, 16, 0xC0FFEE);
    GOOD(client_render(&maker));
    GOOD(client_wait(&maker));
    record_clear();
    client_close(&maker);
    CHECK(record_calls(DDI_ID_DestroyAllocation) == 0);
    struct stage_surface copy;
    uint32_t pixel = 0;
    GOOD(client_surface(&user, 16, 16, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &copy));
    client_begin(&user);
    client_copy(&user, &copy, 0, 0, &opened, 0, 0, 16, 16);
    GOOD(client_render(&user));
    GOOD(client_wait(&user));
    GOOD(client_read(&user, &copy, 0, &pixel, 4));
    CHECK(pixel == 0xC0FFEE);
    /* With the last binding they go, all at once. */
    GIVES(STATUS_SUCCESS, destroy_resource(&user, open.hResource));
    CHECK(record_calls(DDI_ID_DestroyAllocation) == 1 &&
          record_at(record_find(DDI_ID_DestroyAllocation, 0))->count == 3);
    GIVES(STATUS_INVALID_PARAMETER,
          dxgk_kmt_query_resource_info(user.process, &query)); /* the name is forgotten */
    /* Runtime data goes along, as it was. */
    args = (D3DKMT_CREATEALLOCATION){
        .hDevice = user.device, .pPrivateRuntimeData = runtime, .PrivateRuntimeDataSize = sizeof(runtime)};
    args.Flags.CreateResource = args.Flags.CreateShared = 1;
    GOOD(dxgk_kmt_create_allocation(user.process, &args));
    query = (D3DKMT_QUERYRESOURCEINFO){.hDevice = user.device,
                                       .hGlobalShare = args.hGlobalShare,
                                       .pPrivateRuntimeData = got,
                                       .PrivateRuntimeDataSize = sizeof(got)};
    GOOD(dxgk_kmt_query_resource_info(user.process, &query));
    CHECK(query.NumAllocations == 0 && query.PrivateRuntimeDataSize == sizeof(runtime) &&
          strcmp(got, runtime) == 0);
    client_close(&user);
    stage_stop(&stage);
    CHECK(nothing_found());
    return line;
}

static void test_shared(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        run_sim(seed, shared, NULL);
}

/* ---- closed while it is used ---- */

static int closed_in_use(void *arg)
{
    struct stage stage;
    struct stage_client client;
    struct stage_surface a, b, c;
    uint32_t pixel = 0;

    GOOD(recorded_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "hasty"));
    GOOD(client_surface(&client, 32, 32, REFGPU_X8R8G8B8, 0, &a));
    GOOD(client_surface(&client, 32, 32, REFGPU_X8R8G8B8, 0, &b));
    GOOD(client_surface(&client, 32, 32, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &c));
    for (unsigned i = 0; i < 13;
         i++) { /* first of all they get their places; then more than a node is given ahead */
        if (i == 1)
            stage_pause(&stage, true);
        client_begin(&client);
        client_fill(&client, &a, 0, 0, 32, 32, 99 + i);
        client_copy(&client, &b, 0, 0, &a, 0, 0, 32, 32);
        client_copy(&client, &c, 0, 0, &b, 0, 0, 32, 32);
        GOOD(client_render(&client));
        if (i == 0)
            GOOD(client_wait(&client));
    }
    record_clear();
    const D3DKMT_HANDLE both[2] = {a.handle, b.handle};
    GIVES(STATUS_SUCCESS, destroy_list(&client, both, 2)); /* at once; the work goes on without the handles */
    CHECK(record_calls(DDI_ID_CloseAllocation) == 0);
    client_begin(&client);
    client_fill(&client, &a, 0, 0, 1, 1, 0);
    GIVES(STATUS_INVALID_HANDLE, client_render(&client)); /* LST-04 */
    stage_pause(&stage, false);
    GOOD(client_wait(&client));
    GOOD(client_read(&client, &c, 0, &pixel, 4));
    CHECK(pixel == 111);
    for (unsigned i = 0; i < 1000 && !record_calls(DDI_ID_DestroyAllocation); i++)
        KeDelayExecutionThread(KernelMode, FALSE, &(LARGE_INTEGER){.QuadPart = -10000});
    CHECK(record_calls(DDI_ID_CloseAllocation) == 1 &&
          record_at(record_find(DDI_ID_CloseAllocation, 0))->count == 2);
    CHECK(record_calls(DDI_ID_DestroyAllocation) == 1 &&
          record_at(record_find(DDI_ID_DestroyAllocation, 0))->count == 2);
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

/* ALC-22: what the device still uses is closed and destroyed after it; in one call, as it was asked for in one. */
static void test_closed_in_use(void **state)
{
    for (uint64_t seed = 1; seed <= 50; seed++)
        run_sim(seed, closed_in_use, NULL);
}

/* ---- what miniports ask about handles ---- */

static struct {
    bool done;
    D3DKMT_HANDLE handle[3], parent[3], child[4], stale_parent;
    PVOID allocation[3], device_specific[3], resource, stale;
} asked;

static void ask(struct ddi_call *call)
{
    const DXGKARG_OPENALLOCATION *a = *(const DXGKARG_OPENALLOCATION **)call->args[1];

    if (a->NumAllocations != 3)
        return;
    for (UINT i = 0; i < 3; i++) {
        DXGKARGCB_GETHANDLEDATA get = {.hObject = a->pOpenAllocation[i].hAllocation,
                                       .Type = DXGK_HANDLE_ALLOCATION};
        asked.handle[i] = get.hObject;
        asked.allocation[i] = kernel_interface.DxgkCbGetHandleData(&get);
        get.Flags.DeviceSpecific = 1;
        asked.device_specific[i] = kernel_interface.DxgkCbGetHandleData(&get);
        asked.parent[i] = kernel_interface.DxgkCbGetHandleParent(get.hObject);
    }
    DXGKARGCB_GETHANDLEDATA get = {.hObject = asked.parent[0], .Type = DXGK_HANDLE_RESOURCE};
    asked.resource = kernel_interface.DxgkCbGetHandleData(&get);
    get.Type = DXGK_HANDLE_ALLOCATION;
    asked.stale = kernel_interface.DxgkCbGetHandleData(&get);
    asked.stale_parent = kernel_interface.DxgkCbGetHandleParent(asked.parent[0]);
    for (UINT i = 0; i < 4; i++)
        asked.child[i] = kernel_interface.DxgkCbEnumHandleChildren(
            &(DXGKARGCB_ENUMHANDLECHILDREN){.hObject = asked.parent[0], .Index = i});
    asked.done = true;
}

static int handle_data(void *arg)
{
    struct stage stage;
    struct stage_client client;
    D3DKMT_CREATEALLOCATION args;
    D3DDDI_ALLOCATIONINFO info[3];

    memset(&asked, 0, sizeof(asked));
    GOOD(recorded_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "asker"));
    driver_resource = (HANDLE)0xABC;
    spoiler = (struct spoiler){.id = DDI_ID_CreateAllocation, .spoil = give_resource};
    GOOD(make(&client, 3, 0, false, &args, info));
    D3DKMT_CREATEALLOCATION second;
    spoiler = (struct spoiler){.id = DDI_ID_OpenAllocation, .spoil = ask, .before = true};
    GOOD(make(&client, 3, 0, false, &second, info));
    spoiler.spoil = NULL;
    CHECK(asked.done && !asked.resource && !asked.stale && !asked.stale_parent);
    for (UINT i = 0; i < 3; i++) {
        CHECK(asked.handle[i] == info[i].hAllocation && asked.allocation[i] && !asked.device_specific[i]);
        CHECK(asked.parent[i] == second.hResource && asked.child[i] == info[i].hAllocation);
        for (UINT k = 0; k < i; k++)
            CHECK(asked.allocation[i] != asked.allocation[k]);
    }
    CHECK(asked.child[3] == 0); /* ALC-18: past the end */
    struct nt_process *previous = client_enter(&client);
    DXGKARGCB_GETHANDLEDATA get = {.hObject = args.hResource, .Type = DXGK_HANDLE_RESOURCE};
    CHECK(kernel_interface.DxgkCbGetHandleData(&get) == (PVOID)0xABC);
    get = (DXGKARGCB_GETHANDLEDATA){.hObject = info[0].hAllocation, .Type = DXGK_HANDLE_ALLOCATION};
    get.Flags.DeviceSpecific = 1;
    CHECK(kernel_interface.DxgkCbGetHandleData(&get) != NULL);
    D3DKMT_HANDLE closed = info[0].hAllocation;
    GIVES(STATUS_SUCCESS, destroy_resource(&client, second.hResource));
    get.hObject = closed;
    CHECK(!kernel_interface.DxgkCbGetHandleData(&get) && !kernel_interface.DxgkCbGetHandleData(NULL));
    CHECK(finding("ALC-17") && finding("ALC-17")->severity == REPORT_NOTE);
    get.hObject = 0;
    CHECK(!kernel_interface.DxgkCbGetHandleData(&get));
    DXGKARGCB_GETCAPTUREADDRESS capture = {.hAllocation = closed};
    GIVES(STATUS_INVALID_HANDLE, kernel_interface.DxgkCbGetCaptureAddress(&capture));
    client_leave(previous);
    get = (DXGKARGCB_GETHANDLEDATA){.hObject = args.hResource, .Type = DXGK_HANDLE_RESOURCE};
    CHECK(!kernel_interface.DxgkCbGetHandleData(&get)); /* in another process it names nothing */
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_handle_data(void **state)
{
    run_sim(1, handle_data, NULL);
}

/* ---- priority, residency ---- */

static int priority_and_residency(void *arg)
{
    struct stage stage;
    struct stage_client client;
    struct stage_surface a;
    D3DKMT_CREATEALLOCATION args;
    D3DDDI_ALLOCATIONINFO info[2];
    D3DKMT_ALLOCATIONRESIDENCYSTATUS residency[2];
    UINT priority[2] = {D3DDDI_ALLOCATIONPRIORITY_LOW, D3DDDI_ALLOCATIONPRIORITY_HIGH};

    GOOD(stage_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "asker"));
    GOOD(make(&client, 2, 0, false, &args, info));
    const D3DKMT_HANDLE both[2] = {info[0].hAllocation, info[1].hAllocation};
    GIVES(STATUS_SUCCESS,
          dxgk_kmt_set_allocation_priority(
              client.process, &(D3DKMT_SETALLOCATIONPRIORITY){client.device, 0, both, 2, priority}));
    GIVES(STATUS_SUCCESS, dxgk_kmt_set_allocation_priority(
                              client.process, &(D3DKMT_SETALLOCATIONPRIORITY){client.device, args.hResource,
                                                                              NULL, 0, priority}));
    priority[1] = 0; /* ALC-07: none */
    GIVES(STATUS_INVALID_PARAMETER,
          dxgk_kmt_set_allocation_priority(
              client.process, &(D3DKMT_SETALLOCATIONPRIORITY){client.device, 0, both, 2, priority}));
    GIVES(STATUS_INVALID_PARAMETER,
          dxgk_kmt_set_allocation_priority(
              client.process,
              &(D3DKMT_SETALLOCATIONPRIORITY){client.device, args.hResource, both, 2, priority}));
    GIVES(STATUS_SUCCESS,
          dxgk_kmt_query_allocation_residency(
              client.process, &(D3DKMT_QUERYALLOCATIONRESIDENCY){client.device, 0, both, 2, residency}));
    CHECK(residency[0] == D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT && residency[1] == residency[0]);
    GOOD(client_surface(&client, 16, 16, REFGPU_X8R8G8B8, REFGPU_USER_VRAM, &a));
    client_begin(&client);
    client_fill(&client, &a, 0, 0, 16, 16, 1);
    GOOD(client_render(&client));
    GOOD(client_wait(&client));
    GIVES(STATUS_SUCCESS,
          dxgk_kmt_query_allocation_residency(
              client.process, &(D3DKMT_QUERYALLOCATIONRESIDENCY){client.device, 0, &a.handle, 1, residency}));
    CHECK(residency[0] == D3DKMT_ALLOCATIONRESIDENCYSTATUS_RESIDENTINGPUMEMORY);
    GIVES(STATUS_SUCCESS, dxgk_kmt_query_allocation_residency(
                              client.process, &(D3DKMT_QUERYALLOCATIONRESIDENCY){
                                                  client.device, args.hResource, NULL, 0, residency}));
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_priority_and_residency(void **state)
{
    run_sim(1, priority_and_residency, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_call),
        cmocka_unit_test(test_resource_handle),
        cmocka_unit_test(test_bad_requests),
        cmocka_unit_test(test_shared),
        cmocka_unit_test(test_closed_in_use),
        cmocka_unit_test(test_handle_data),
        cmocka_unit_test(test_priority_and_residency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
