/*
 * The life of a full driver's adapter: the order of a start (OBS-02) and of a stop (OBS-135), and what becomes of clients when the adapter
 * stops, goes to sleep or is pulled out under them.
 */
#include "support.h"

/* ---- order ---- */

static int start_order(void *arg)
{
    static const struct {
        enum ddi_id id;
        UINT type;
    } order[] = {{DDI_ID_AddDevice, 0},
                 {DDI_ID_QueryInterface, 0},
                 {DDI_ID_StartDevice, 0},
                 {DDI_ID_QueryChildRelations, 0},
                 {DDI_ID_QueryAdapterInfo, DXGKQAITYPE_DRIVERCAPS},
                 {DDI_ID_QueryAdapterInfo, 47},
                 {DDI_ID_CreateDevice, 0},
                 {DDI_ID_CreateContext, 0},
                 {DDI_ID_QueryAdapterInfo, DXGKQAITYPE_QUERYSEGMENT3},
                 {DDI_ID_QueryAdapterInfo, DXGKQAITYPE_HISTORYBUFFERPRECISION},
                 {DDI_ID_QueryDeviceDescriptor, 0},
                 {DDI_ID_RecommendMonitorModes, 0},
                 {DDI_ID_EnumVidPnCofuncModality, 0},
                 {DDI_ID_GetStandardAllocationDriverData, 0},
                 {DDI_ID_CreateAllocation, 0},
                 {DDI_ID_OpenAllocation, 0},
                 {DDI_ID_CommitVidPn, 0},
                 {DDI_ID_SetVidPnSourceAddress, 0},
                 {DDI_ID_SetVidPnSourceVisibility, 0}};
    struct stage stage;
    size_t at = 0;

    GOOD(recorded_start(&stage, NULL));
    for (size_t i = 0; i < record_count() && at < RTL_NUMBER_OF(order); i++)
        at += record_at(i)->id == order[at].id && record_at(i)->type == order[at].type;
    if (at < RTL_NUMBER_OF(order))
        fprintf(stderr, "%s is missing or late\n", ddi_name(order[at].id));
    CHECK(at == RTL_NUMBER_OF(order));
    CHECK(record_at(record_find(DDI_ID_CreateDevice, 0))->flag); /* the system device */
    size_t commit = record_find(DDI_ID_CommitVidPn, 0),
           address = record_find(DDI_ID_SetVidPnSourceAddress, 0);
    CHECK(record_at(commit)->resource && record_at(commit)->resource == record_at(address)->resource);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

/* OBS-02, OBS-04: system objects before segments, a primary before the first commit, named in it and shown after it. */
static void test_start_order(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        run_sim(seed, start_order, NULL);
    run_threads(start_order, NULL);
}

static int stop_order(void *arg)
{
    struct stage stage;
    struct stage_client client;
    struct stage_surface surface;

    GOOD(recorded_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "left over"));
    GOOD(client_surface(&client, 16, 16, REFGPU_X8R8G8B8, 0, &surface));
    record_clear();
    GOOD(dxgk_adapter_stop(stage.adapter, DXGK_STOP_PLAIN, NULL));
    size_t stop = record_find(DDI_ID_StopDevice, 0);
    CHECK(stop < RECORD_MOST && stop == record_count() - 1);
    CHECK(record_calls(DDI_ID_DestroyContext) == 2 && record_calls(DDI_ID_DestroyDevice) == 2);
    CHECK(record_calls(DDI_ID_CloseAllocation) == 2 && record_calls(DDI_ID_DestroyAllocation) == 2);
    for (size_t n = 0; n < 2; n++) {
        size_t close = record_find(DDI_ID_CloseAllocation, n),
               destroy = record_find(DDI_ID_DestroyAllocation, n);
        CHECK(close < destroy && destroy < record_find(DDI_ID_DestroyDevice, 1));
        CHECK(record_find(DDI_ID_DestroyContext, n) < record_find(DDI_ID_DestroyDevice, n));
    }
    client_close(&client);
    CHECK(record_count() == stop + 1); /* nothing of a dead client reaches a stopped miniport */
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

/* OBS-135, ALC-22. */
static void test_stop_order(void **state)
{
    for (uint64_t seed = 1; seed <= 50; seed++)
        run_sim(seed, stop_order, NULL);
    run_threads(stop_order, NULL);
}

/* ---- clients of an adapter that goes ---- */

static int all_removed(struct stage_client *client, struct stage_surface *surface)
{
    struct stage_surface other;
    D3DKMT_CREATECONTEXT context = {.hDevice = client->device, .EngineAffinity = 1};
    uint32_t pixel;

    CHECK(client_state(client) != D3DKMT_DEVICEEXECUTION_ACTIVE);
    GIVES(STATUS_DEVICE_REMOVED, client_surface(client, 16, 16, REFGPU_X8R8G8B8, 0, &other));
    GIVES(STATUS_DEVICE_REMOVED, client_read(client, surface, 0, &pixel, 4));
    GIVES(STATUS_DEVICE_REMOVED, client_render(client));
    GIVES(STATUS_DEVICE_REMOVED, client_wait(client));
    GIVES(STATUS_DEVICE_REMOVED, dxgk_kmt_create_context(client->process, &context));
    GIVES(STATUS_SUCCESS, client_destroy(client, surface));
    GIVES(STATUS_SUCCESS,
          dxgk_kmt_destroy_context(client->process, &(D3DKMT_DESTROYCONTEXT){client->context}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_destroy_context(client->process, &(D3DKMT_DESTROYCONTEXT){client->context}));
    GIVES(STATUS_SUCCESS, dxgk_kmt_destroy_device(client->process, &(D3DKMT_DESTROYDEVICE){client->device}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_destroy_device(client->process, &(D3DKMT_DESTROYDEVICE){client->device}));
    return 0;
}

static int draw_once(struct stage_client *client, struct stage_surface *surface, uint32_t colour)
{
    uint32_t pixel = 0;

    GOOD(client_surface(client, 64, 16, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, surface));
    client_begin(client);
    client_fill(client, surface, 0, 0, 64, 16, colour);
    GOOD(client_render(client));
    GOOD(client_wait(client));
    GOOD(client_read(client, surface, surface->pitch * 15 + 63 * 4, &pixel, 4));
    CHECK(pixel == colour);
    return 0;
}

static int stopped_under_clients(void *arg)
{
    struct stage stage;
    struct stage_client old, new;
    struct stage_surface surface, again;
    int line;

    GOOD(stage_start(&stage, NULL));
    GOOD(client_open(&old, &stage, "old"));
    if ((line = draw_once(&old, &surface, 0x112233)))
        return line;
    client_begin(&old);
    client_fill(&old, &surface, 0, 0, 64, 16, 0x445566);
    GOOD(client_render(&old)); /* perhaps still there when it stops */
    GOOD(dxgk_adapter_stop(stage.adapter, DXGK_STOP_PLAIN, NULL));
    GOOD(dxgk_adapter_restart(stage.adapter));
    if ((line = all_removed(&old, &surface)))
        return line;
    GOOD(client_open(&new, &stage, "new"));
    if ((line = draw_once(&new, &again, 0x778899)))
        return line;
    client_close(&new);
    client_close(&old);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

/* OBS-08, THK-13, THK-25: a stop takes every device along, a restart brings none back, and new ones work. */
static void test_stopped_under_clients(void **state)
{
    for (uint64_t seed = 1; seed <= 100; seed++)
        run_sim(seed, stopped_under_clients, NULL);
    run_threads(stopped_under_clients, NULL);
}

static int pulled_out(void *arg)
{
    struct stage stage;
    struct stage_client client;
    struct stage_surface surface;
    int line;

    GOOD(stage_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "surprised"));
    if ((line = draw_once(&client, &surface, 0xABCDEF)))
        return line;
    client_begin(&client);
    client_fill(&client, &surface, 0, 0, 64, 16, 0x445566);
    GOOD(client_render(&client));
    GOOD(dxgk_adapter_surprise_remove(stage.adapter));
    if ((line = all_removed(&client, &surface)))
        return line;
    stage_remove(&stage); /* the adapter is gone before its last handle */
    GIVES(STATUS_DEVICE_REMOVED,
          dxgk_kmt_create_device(client.process, &(D3DKMT_CREATEDEVICE){.hAdapter = client.adapter}));
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_pulled_out(void **state)
{
    for (uint64_t seed = 1; seed <= 50; seed++)
        run_sim(seed, pulled_out, NULL);
}

static int outlived(void *arg)
{
    struct stage stage;
    struct stage_client client;
    struct stage_surface surface;
    int line;

    GOOD(stage_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "late"));
    if ((line = draw_once(&client, &surface, 0xABCDEF)))
        return line;
    stage_remove(&stage);
    if ((line = all_removed(&client, &surface)))
        return line;
    CHECK(dxgk_adapter_count() == 0);
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

/* Handles may outlive adapter and driver. */
static void test_outlived(void **state)
{
    for (uint64_t seed = 1; seed <= 50; seed++)
        run_sim(seed, outlived, NULL);
}

static int asleep(void *arg)
{
    struct stage stage;
    struct stage_client client;
    struct stage_surface surface;
    uint32_t pixel = 0;
    int line;

    GOOD(recorded_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "dreamer"));
    if ((line = draw_once(&client, &surface, 0x13579B)))
        return line;
    for (unsigned round = 0; round < 2; round++) {
        GOOD(dxgk_adapter_set_power(stage.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD3, PowerActionSleep));
        memset(refgpu_vram(stage.device), 0xEE, stage.options.vram); /* it had no power */
        GOOD(dxgk_adapter_set_power(stage.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD0, PowerActionSleep));
        CHECK(client_state(&client) == D3DKMT_DEVICEEXECUTION_ACTIVE);
        GOOD(client_read(&client, &surface, 40, &pixel, 4));
        CHECK(pixel == 0x13579B); /* OBS-144 */
        struct stage_surface other;
        if ((line = draw_once(&client, &other, 0x2468AC + round)))
            return line;
    }
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

/* SYN-01, OBS-144: everything is evicted before D3; bits survive, devices go on. */
static void test_asleep(void **state)
{
    for (uint64_t seed = 1; seed <= 50; seed++)
        run_sim(seed, asleep, NULL);
}

/* ---- death of a process ---- */

static int dies(void *arg)
{
    struct stage stage;
    struct stage_client client, other;
    struct stage_surface a, b, shared, opened;
    int line;

    GOOD(recorded_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "mayfly"));
    GOOD(client_open(&other, &stage, "heir"));
    if ((line = draw_once(&client, &a, 1)) || (line = draw_once(&client, &b, 2)))
        return line;
    GOOD(client_shared_surface(&client, 32, 32, REFGPU_X8R8G8B8, 0, &shared));
    GOOD(client_open_shared(&other, shared.share, &opened));
    client_begin(&client);
    for (unsigned i = 0; i < 50; i++)
        client_fill(&client, &a, 0, 0, 64, 16, i);
    client_fill(&client, &shared, 0, 0, 32, 32, 7);
    GOOD(client_render(&client));
    record_clear();
    client_close(&client);
    size_t device = record_find(DDI_ID_DestroyDevice, 0), context = record_find(DDI_ID_DestroyContext, 0);
    CHECK(device < RECORD_MOST && context < device && record_calls(DDI_ID_DestroyDevice) == 1);
    for (size_t i = 0; i < record_count(); i++)
        CHECK(record_at(i)->id != DDI_ID_CloseAllocation || i < device);
    CHECK(record_calls(DDI_ID_CloseAllocation) == 2); /* the resource in one call, and what has none in one */
    size_t destroy = record_find(DDI_ID_DestroyAllocation, 0);
    CHECK(record_calls(DDI_ID_DestroyAllocation) == 1 &&
          record_at(destroy)->count == 2); /* ALC-16: the shared one lives */
    if ((line = draw_once(&other, &a, 3)))
        return line;
    record_clear();
    client_close(&other);
    CHECK(record_find(DDI_ID_DestroyAllocation, 0) < RECORD_MOST);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

/* ALC-16, ALC-21, ALC-22: a process dies with work queued. */
static void test_dies(void **state)
{
    for (uint64_t seed = 1; seed <= 100; seed++)
        run_sim(seed, dies, NULL);
}

/* ---- what is not for full drivers ---- */

static int display_only_calls(void *arg)
{
    struct stage stage;
    RECT dirty = {0, 0, 10, 10};

    GOOD(stage_start(&stage, NULL));
    GIVES(STATUS_GRAPHICS_INVALID_DRIVER_MODEL, dxgk_present(stage.adapter, 0, NULL, 0, &dirty, 1));
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

/* DOD-04: DxgkDdiPresentDisplayOnly is not a full driver's. */
static void test_display_only_calls(void **state)
{
    run_sim(1, display_only_calls, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start_order),
        cmocka_unit_test(test_stop_order),
        cmocka_unit_test(test_stopped_under_clients),
        cmocka_unit_test(test_pulled_out),
        cmocka_unit_test(test_outlived),
        cmocka_unit_test(test_asleep),
        cmocka_unit_test(test_dies),
        cmocka_unit_test(test_display_only_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
