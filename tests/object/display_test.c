/*
 * The screens of a full driver: primaries that come and go with modes (ALC-25, VPN-14, VPN-22, OBS-67), what clients may ask about them, and who owns
 * a source.
 */
#include "support.h"

#include "device.h"

static struct dxgk_mode mode_of(UINT width, UINT height)
{
    return (struct dxgk_mode){.width = width, .height = height, .rotation = D3DKMDT_VPPR_IDENTITY};
}

/* What the monitor of head 0 shows at (x, y); lets a blank pass first, for flips that wait. */
static uint32_t shown(struct stage *stage, UINT x, UINT y, UINT *width)
{
    struct device_scanout out = {0};
    LARGE_INTEGER blanks = {.QuadPart = -500000};

    KeDelayExecutionThread(KernelMode, FALSE, &blanks);
    if (!stage->device->ops->scanout(stage->device, 0, &out) || !out.enabled)
        return 0xDEAD;
    *width = out.width;
    return ((const uint32_t *)((const char *)out.pixels + y * out.stride))[x];
}

static D3DKMT_HANDLE shared_primary(struct stage_client *client)
{
    D3DKMT_GETSHAREDPRIMARYHANDLE args = {.hAdapter = client->adapter};

    return NT_SUCCESS(dxgk_kmt_get_shared_primary_handle(client->process, &args)) ? args.hSharedPrimary : 0;
}

static int draw_on(struct stage_client *client, struct stage_surface *surface, uint32_t pixel)
{
    client_begin(client);
    client_fill(client, surface, 0, 0, surface->width, surface->height, pixel);
    GOOD(client_render(client));
    GOOD(client_wait(client));
    return 0;
}

/* ---- modes ---- */

static int modes(void *arg)
{
    struct stage stage;
    struct stage_client client;
    struct stage_surface primary;
    struct dxgk_mode mode;
    UINT width = 0;
    int line;

    GOOD(recorded_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "desktop"));
    CHECK((shown(&stage, 5, 5, &width) & 0xFFFFFF) == 0); /* DOD-19: black until somebody draws */
    D3DKMT_HANDLE first = shared_primary(&client);
    CHECK(first);
    GOOD(client_open_shared(&client, first, &primary));
    GOOD(dxgk_get_mode(stage.adapter, 0, &mode));
    CHECK(primary.width == mode.width && primary.height == mode.height && width == mode.width);
    if ((line = draw_on(&client, &primary, 0x102030)))
        return line;
    CHECK((shown(&stage, mode.width - 1, mode.height - 1, &width) & 0xFFFFFF) == 0x102030);
    GOOD(client_destroy(&client, &primary));
    /* Another size: another primary, named in the commit, and shown; the old one goes after it. */
    record_clear();
    mode = mode_of(800, 600);
    GIVES(STATUS_SUCCESS, dxgk_set_mode(stage.adapter, 0, &mode));
    size_t create = record_find(DDI_ID_CreateAllocation, 0), commit = record_find(DDI_ID_CommitVidPn, 0),
           address = record_find(DDI_ID_SetVidPnSourceAddress, 0),
           destroy = record_find(DDI_ID_DestroyAllocation, 0);
    CHECK(create < commit && commit < address && address < destroy && destroy < RECORD_MOST);
    CHECK(record_at(commit)->resource && record_at(commit)->resource == record_at(address)->resource);
    CHECK(record_at(destroy)->handles[0] != record_at(commit)->resource);
    CHECK(shared_primary(&client) != first);
    GOOD(client_open_shared(&client, shared_primary(&client), &primary));
    CHECK(primary.width == 800 && primary.height == 600);
    if ((line = draw_on(&client, &primary, 0x405060)))
        return line;
    CHECK((shown(&stage, 799, 599, &width) & 0xFFFFFF) == 0x405060 && width == 800);
    /* The same mode again: the same primary. */
    record_clear();
    GIVES(STATUS_SUCCESS, dxgk_set_mode(stage.adapter, 0, &mode));
    CHECK(record_calls(DDI_ID_CreateAllocation) == 0);
    /* Dark: no primary. What a client has open of it lives on. */
    GIVES(STATUS_SUCCESS, dxgk_set_topology(stage.adapter, NULL, 0));
    CHECK(shared_primary(&client) == 0);
    CHECK(shown(&stage, 0, 0, &width) == 0xDEAD);
    if ((line = draw_on(&client, &primary, 1)))
        return line;
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

/* ALC-24, ALC-25, VPN-14, VPN-17, VPN-22, DOD-19. */
static void test_modes(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        run_sim(seed, modes, NULL);
    run_threads(modes, NULL);
}

static void refuse_commit(struct ddi_call *call)
{
    call->answered = true;
    call->status = STATUS_UNSUCCESSFUL;
}

static int refused_mode(void *arg)
{
    struct stage stage;
    struct stage_client client;
    struct dxgk_mode before, after, mode = mode_of(800, 600);

    GOOD(recorded_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "desktop"));
    GOOD(dxgk_get_mode(stage.adapter, 0, &before));
    D3DKMT_HANDLE primary = shared_primary(&client);
    record_clear();
    spoiler = (struct spoiler){.id = DDI_ID_CommitVidPn, .spoil = refuse_commit, .times = 1, .before = true};
    GIVES(STATUS_UNSUCCESSFUL, dxgk_set_mode(stage.adapter, 0, &mode));
    GOOD(dxgk_get_mode(stage.adapter, 0, &after));
    CHECK(before.width == after.width && shared_primary(&client) == primary);
    CHECK(record_calls(DDI_ID_CreateAllocation) == 1 && record_calls(DDI_ID_DestroyAllocation) == 1);
    GIVES(STATUS_SUCCESS, dxgk_set_mode(stage.adapter, 0, &mode));
    client_close(&client);
    stage_stop(&stage);
    CHECK(findings(REPORT_VIOLATION) == 0);
    return 0;
}

/* VPN-14: the old VidPN, and the old primary. */
static void test_refused_mode(void **state)
{
    run_sim(1, refused_mode, NULL);
}

/* ---- what clients ask ---- */

static int questions(void *arg)
{
    struct stage stage;
    struct stage_client client;
    D3DKMT_DISPLAYMODE list[200], current_size;
    D3DKMT_CURRENTDISPLAYMODE current = {0};
    D3DKMT_SEGMENTSIZEINFO sizes;
    D3DKMT_ADAPTERTYPE type;
    D3DKMT_DRIVERVERSION version;
    GUID guid;

    GOOD(stage_start(&stage, &(struct stage_options){.heads = 2}));
    GOOD(client_open(&client, &stage, "curious"));
    D3DKMT_GETDISPLAYMODELIST modes = {.hAdapter = client.adapter};
    GOOD(dxgk_kmt_get_display_mode_list(client.process, &modes));
    CHECK(modes.ModeCount > 1 && modes.ModeCount <= 200);
    UINT count = modes.ModeCount;
    modes.pModeList = list;
    modes.ModeCount = 1;
    GIVES(STATUS_BUFFER_TOO_SMALL, dxgk_kmt_get_display_mode_list(client.process, &modes));
    CHECK(modes.ModeCount == count);
    GIVES(STATUS_SUCCESS, dxgk_kmt_get_display_mode_list(client.process, &modes));
    for (UINT i = 0; i < count; i++)
        CHECK(list[i].Width && list[i].Height && list[i].RefreshRate.Denominator);
    modes.VidPnSourceId = 2;
    GIVES(STATUS_INVALID_PARAMETER, dxgk_kmt_get_display_mode_list(client.process, &modes));
    D3DKMT_GETSHAREDPRIMARYHANDLE primary = {.hAdapter = client.adapter, .VidPnSourceId = 2};
    GIVES(STATUS_INVALID_PARAMETER, dxgk_kmt_get_shared_primary_handle(client.process, &primary));
#define ASK(type_, data, size)                                                                               \
    dxgk_kmt_query_adapter_info(client.process, &(D3DKMT_QUERYADAPTERINFO){client.adapter, type_, data, size})
    GIVES(STATUS_SUCCESS, ASK(KMTQAITYPE_CURRENTDISPLAYMODE, &current, sizeof(current)));
    current_size = current.DisplayMode;
    CHECK(current_size.Width == list[0].Width && current_size.Height == list[0].Height);
    GIVES(STATUS_INVALID_PARAMETER, ASK(KMTQAITYPE_CURRENTDISPLAYMODE, &current, sizeof(current) - 1));
    GIVES(STATUS_SUCCESS, ASK(KMTQAITYPE_GETSEGMENTSIZE, &sizes, sizeof(sizes)));
    CHECK(sizes.DedicatedVideoMemorySize <= stage.options.vram && sizes.SharedSystemMemorySize > 0);
    CHECK(sizes.DedicatedVideoMemorySize + 65536 >= stage.options.vram); /* the driver keeps a page or two */
    GIVES(STATUS_SUCCESS, ASK(KMTQAITYPE_ADAPTERTYPE, &type, sizeof(type)));
    CHECK(type.RenderSupported && type.DisplaySupported && !type.SoftwareDevice);
    GIVES(STATUS_SUCCESS, ASK(KMTQAITYPE_DRIVERVERSION, &version, sizeof(version)));
    CHECK(version == KMT_DRIVERVERSION_WDDM_1_3);
    GIVES(STATUS_SUCCESS, ASK(KMTQAITYPE_ADAPTERGUID, &guid, sizeof(guid)));
    GIVES(STATUS_INVALID_PARAMETER, ASK(KMTQAITYPE_ADAPTERGUID, NULL, sizeof(guid)));
    GIVES(STATUS_NOT_SUPPORTED, ASK((KMTQUERYADAPTERINFOTYPE)999, &guid, sizeof(guid)));
#undef ASK
    /* THK-01 */
    CHECK(dxgk_adapter_count() == 1 && dxgk_adapter_at(0) == stage.adapter && !dxgk_adapter_at(1));
    CHECK(dxgk_adapter_of_luid(dxgk_adapter_luid(stage.adapter)) == stage.adapter);
    CHECK(!dxgk_adapter_of_luid((LUID){.LowPart = 1}));
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_questions(void **state)
{
    run_sim(1, questions, NULL);
}

/* ---- the beam ---- */

static int beam(void *arg)
{
    struct stage stage;
    struct stage_client client;

    GOOD(stage_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "synchronized"));
    D3DKMT_WAITFORVERTICALBLANKEVENT wait = {.hAdapter = client.adapter, .hDevice = client.device};
    GIVES(STATUS_SUCCESS, dxgk_kmt_wait_for_vertical_blank_event(client.process, &wait));
    uint64_t before = nt_now();
    for (unsigned i = 0; i < 10; i++)
        GIVES(STATUS_SUCCESS, dxgk_kmt_wait_for_vertical_blank_event(client.process, &wait));
    uint64_t spent = nt_now() - before;
    CHECK(spent > 10 * 160000 && spent < 10 * 175000); /* THK-22: 60 Hz */
    wait.VidPnSourceId = 1;
    GIVES(STATUS_INVALID_PARAMETER, dxgk_kmt_wait_for_vertical_blank_event(client.process, &wait));
    D3DKMT_GETSCANLINE line = {.hAdapter = client.adapter};
    refgpu_set_scanline(stage.device, 0, 77);
    GIVES(STATUS_SUCCESS, dxgk_kmt_get_scan_line(client.process, &line));
    CHECK(line.ScanLine == 77 && !line.InVerticalBlank);
    line.VidPnSourceId = 1;
    GIVES(STATUS_INVALID_PARAMETER, dxgk_kmt_get_scan_line(client.process, &line));
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_beam(void **state)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        run_sim(seed, beam, NULL);
}

/* ---- a primary of one's own ---- */

static int own_primary(void *arg)
{
    struct stage stage;
    struct stage_client client, other;
    struct stage_surface mine, desktop;
    UINT width = 0;
    int line;

    GOOD(recorded_start(&stage, &(struct stage_options){.vram = 16 << 20, .visible = 16 << 20}));
    GOOD(client_open(&client, &stage, "game"));
    GOOD(client_open(&other, &stage, "desktop"));
    GOOD(client_surface(&client, 640, 480, REFGPU_X8R8G8B8, REFGPU_USER_PRIMARY, &mine));
    if ((line = draw_on(&client, &mine, 0x7F0000)))
        return line;
    D3DKMT_SETDISPLAYMODE set = {.hDevice = client.device, .hPrimaryAllocation = mine.handle};
    set.ScanLineOrdering = D3DDDI_VSSLO_PROGRESSIVE;
    set.DisplayOrientation = D3DDDI_ROTATION_IDENTITY;
    GIVES(STATUS_SUCCESS, dxgk_kmt_set_display_mode(client.process, &set));
    CHECK((shown(&stage, 639, 479, &width) & 0xFFFFFF) == 0x7F0000 && width == 640);
    CHECK(shared_primary(&other) == 0);
    D3DKMT_SETDISPLAYMODE bad = set;
    bad.hPrimaryAllocation = client.context;
    GIVES(STATUS_INVALID_HANDLE, dxgk_kmt_set_display_mode(client.process, &bad));
    struct stage_surface plain;
    GOOD(client_surface(&client, 640, 480, REFGPU_X8R8G8B8, 0, &plain));
    bad.hPrimaryAllocation = plain.handle;
    GIVES(STATUS_INVALID_PARAMETER, dxgk_kmt_set_display_mode(client.process, &bad));
    /* The game dies with the screen in its hands: the source gets a shared primary again. */
    client_close(&client);
    CHECK(shared_primary(&other) != 0);
    GOOD(client_open_shared(&other, shared_primary(&other), &desktop));
    CHECK(desktop.width == 640 && desktop.height == 480);
    if ((line = draw_on(&other, &desktop, 0x00007F)))
        return line;
    CHECK((shown(&stage, 0, 0, &width) & 0xFFFFFF) == 0x00007F);
    client_close(&other);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_own_primary(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        run_sim(seed, own_primary, NULL);
}

/* ---- owners ---- */

static NTSTATUS own(struct stage_client *client, UINT source, D3DKMT_VIDPNSOURCEOWNER_TYPE type)
{
    return dxgk_kmt_set_vidpn_source_owner(client->process,
                                           &(D3DKMT_SETVIDPNSOURCEOWNER){client->device, &type, &source, 1});
}

static int owners(void *arg)
{
    struct stage stage;
    struct stage_client a, b;

    GOOD(stage_start(&stage, &(struct stage_options){.heads = 2}));
    GOOD(client_open(&a, &stage, "a"));
    GOOD(client_open(&b, &stage, "b"));
    GIVES(STATUS_SUCCESS, own(&a, 0, D3DKMT_VIDPNSOURCEOWNER_EXCLUSIVE));
    GIVES(STATUS_SUCCESS, own(&a, 0, D3DKMT_VIDPNSOURCEOWNER_EXCLUSIVE));
    GIVES(STATUS_GRAPHICS_VIDPN_SOURCE_IN_USE, own(&b, 0, D3DKMT_VIDPNSOURCEOWNER_EXCLUSIVE));
    GIVES(STATUS_GRAPHICS_VIDPN_SOURCE_IN_USE, own(&b, 0, D3DKMT_VIDPNSOURCEOWNER_SHARED));
    GIVES(STATUS_SUCCESS, own(&b, 1, D3DKMT_VIDPNSOURCEOWNER_EXCLUSIVE));
    GIVES(STATUS_INVALID_PARAMETER, own(&a, 2, D3DKMT_VIDPNSOURCEOWNER_SHARED));
    GIVES(STATUS_INVALID_PARAMETER, own(&a, 0, (D3DKMT_VIDPNSOURCEOWNER_TYPE)9));
    GIVES(STATUS_SUCCESS,
          dxgk_kmt_set_vidpn_source_owner(a.process, &(D3DKMT_SETVIDPNSOURCEOWNER){.hDevice = a.device}));
    GIVES(STATUS_SUCCESS, own(&b, 0, D3DKMT_VIDPNSOURCEOWNER_EXCLUSIVE));
    client_close(&b); /* what it owned is free */
    GIVES(STATUS_SUCCESS, own(&a, 0, D3DKMT_VIDPNSOURCEOWNER_EXCLUSIVE));
    client_close(&a);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_owners(void **state)
{
    run_sim(1, owners, NULL);
}

/* ---- over a restart, and over sleep ---- */

static int comes_back(void *arg)
{
    struct stage stage;
    struct stage_client client;
    struct stage_surface primary;
    struct dxgk_mode mode = mode_of(1024, 768);
    UINT width = 0;
    int line;

    GOOD(stage_start(&stage, NULL));
    GIVES(STATUS_SUCCESS, dxgk_set_mode(stage.adapter, 0, &mode));
    GOOD(client_open(&client, &stage, "desktop"));
    GOOD(client_open_shared(&client, shared_primary(&client), &primary));
    if ((line = draw_on(&client, &primary, 0xAA55AA)))
        return line;
    GOOD(dxgk_adapter_set_power(stage.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD3, PowerActionSleep));
    memset(refgpu_vram(stage.device), 0x11, stage.options.vram);
    GOOD(dxgk_adapter_set_power(stage.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD0, PowerActionSleep));
    CHECK((shown(&stage, 1023, 767, &width) & 0xFFFFFF) == 0xAA55AA && width == 1024); /* OBS-144 */
    client_close(&client);
    GOOD(dxgk_adapter_stop(stage.adapter, DXGK_STOP_PLAIN, NULL));
    GOOD(dxgk_adapter_restart(stage.adapter));
    GOOD(client_open(&client, &stage, "desktop"));
    GOOD(client_open_shared(&client, shared_primary(&client), &primary));
    if ((line = draw_on(&client, &primary, 0x55AA55)))
        return line;
    CHECK((shown(&stage, 0, 0, &width) & 0xFFFFFF) == 0x55AA55);
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_comes_back(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        run_sim(seed, comes_back, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_modes),       cmocka_unit_test(test_refused_mode),
        cmocka_unit_test(test_questions),   cmocka_unit_test(test_beam),
        cmocka_unit_test(test_own_primary), cmocka_unit_test(test_owners),
        cmocka_unit_test(test_comes_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
