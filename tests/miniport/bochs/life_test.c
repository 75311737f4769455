/* The bochs driver from DriverEntry to Unload: registration, start, settings, caps, the child, power,
 * pointer, removal. */
#include "kernel.h"

static void test_registers_what_a_display_only_driver_must(void **state) /* DOD-02, DOD-03, DOD-05 */
{
    const KMDDOD_INITIALIZATION_DATA *t = &kernel.table;

    kernel_init(NULL);
    assert_int_equal(t->Version, DXGKDDI_INTERFACE_VERSION_WIN8);
    const void *required[] = {
        t->DxgkDdiAddDevice,
        t->DxgkDdiStartDevice,
        t->DxgkDdiStopDevice,
        t->DxgkDdiResetDevice,
        t->DxgkDdiRemoveDevice,
        t->DxgkDdiDispatchIoRequest,
        t->DxgkDdiInterruptRoutine,
        t->DxgkDdiDpcRoutine,
        t->DxgkDdiQueryChildRelations,
        t->DxgkDdiQueryChildStatus,
        t->DxgkDdiQueryDeviceDescriptor,
        t->DxgkDdiSetPowerState,
        t->DxgkDdiUnload,
        t->DxgkDdiQueryAdapterInfo,
        t->DxgkDdiSetPointerPosition,
        t->DxgkDdiSetPointerShape,
        t->DxgkDdiIsSupportedVidPn,
        t->DxgkDdiRecommendFunctionalVidPn,
        t->DxgkDdiEnumVidPnCofuncModality,
        t->DxgkDdiSetVidPnSourceVisibility,
        t->DxgkDdiCommitVidPn,
        t->DxgkDdiUpdateActiveVidPnPresentPath,
        t->DxgkDdiRecommendMonitorModes,
        t->DxgkDdiQueryVidPnHWCapability,
        t->DxgkDdiPresentDisplayOnly,
        t->DxgkDdiStopDeviceAndReleasePostDisplayOwnership,
        t->DxgkDdiSystemDisplayEnable,
        t->DxgkDdiSystemDisplayWrite,
    };
    for (size_t i = 0; i < ARRAYSIZE(required); i++)
        assert_non_null(required[i]);
    assert_null(t->DxgkDdiGetScanLine);
    assert_null(t->DxgkDdiControlInterrupt);
    kernel_fini();
}

static void test_start_reports_one_source_and_one_child(void **state) /* DOD-11, DOD-19 */
{
    kernel_init(NULL);
    memset(kernel.device->bars[0].memory, 0x77, kernel.options.vram); /* what the firmware left */
    assert_int_equal(kernel_start(), STATUS_SUCCESS);
    assert_int_equal(kernel.sources, 1);
    assert_int_equal(kernel.children, 1);
    kernel_assert_black("after StartDevice");
    kernel_fini();
}

static void test_start_again_after_stop(void **state) /* OBS-08 */
{
    kernel_up(NULL);
    for (int i = 0; i < 3; i++) {
        kernel_set_mode(800, 600, D3DKMDT_VPPR_IDENTITY);
        assert_true(kernel_scanout().enabled);
        assert_int_equal(kernel.table.DxgkDdiStopDevice(kernel.context), STATUS_SUCCESS);
        assert_false(kernel_scanout().enabled);
        assert_int_equal(kernel.register_maps, 0);
        assert_int_equal(kernel_start(), STATUS_SUCCESS);
    }
    kernel_fini();
}

static void test_start_takes_over_the_firmware_mode(void **state) /* POST-02, POST-03, OBS-29 */
{
    static const struct {
        const char *description;
        NTSTATUS status;
        DXGK_DISPLAY_INFORMATION post;
        UINT width, height; /* lit after start; 0 = dark */
    } cases[] = {
        {"none", STATUS_SUCCESS, {.TargetId = D3DDDI_ID_UNINITIALIZED}, 0, 0},
        {"refused", STATUS_UNSUCCESSFUL, {.Width = 800, .Height = 600}, 0, 0},
        {"a common one",
         STATUS_SUCCESS,
         {800, 600, 3200, D3DDDIFMT_X8R8G8B8, {{0}}, D3DDDI_ID_UNINITIALIZED, 0},
         800,
         600},
        {"an odd one", STATUS_SUCCESS, {1111, 555, 4444, D3DDDIFMT_A8R8G8B8, {{0}}, 0, 0}, 1111, 555},
        {"24 bits", STATUS_SUCCESS, {800, 600, 2400, D3DDDIFMT_R8G8B8, {{0}}, 0, 0}, 800, 600},
        {"nonsense", STATUS_SUCCESS, {0xFFFFFFFF, 0xFFFFFFFF, 0, D3DDDIFMT_X8R8G8B8, {{0}}, 0, 0}, 0, 0},
    };

    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        struct kernel_options options = {.post_status = cases[i].status, .post = cases[i].post};
        kernel_up(&options);
        struct device_scanout s = kernel_scanout();
        if (s.width != cases[i].width || s.height != cases[i].height)
            fail_msg("%s: %ux%u is lit", cases[i].description, s.width, s.height);
        kernel_assert_black(cases[i].description);
        kernel_fini();
    }
}

static void test_interface_of_any_size_is_accepted(void **state) /* OBS-31, CBK-01 */
{
    /* Without AcquirePostDisplayOwnership (Vista's structure), as declared, and longer than anybody knows. */
    static const ULONG sizes[] = {184, 256, sizeof(DXGKRNL_INTERFACE), sizeof(DXGKRNL_INTERFACE) + 4096};

    for (size_t i = 0; i < ARRAYSIZE(sizes); i++) {
        struct kernel_options options = {.interface_size = sizes[i], .post = {.Width = 800, .Height = 600}};
        kernel_up(&options);
        assert_int_equal(kernel_scanout().enabled, sizes[i] > 184);
        kernel_fini();
    }
}

static void test_start_fails_clean(void **state)
{
    static const struct kernel_options cases[] = {{.no_resources = true}, {.fail_map = 1}, {.fail_map = 2}};

    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        kernel_init(&cases[i]);
        assert_false(NT_SUCCESS(kernel_start()));
        assert_int_equal(kernel.register_maps, 0);
        kernel_fini();
    }
    kernel_init(NULL);
    bus_local_remove(kernel.bus); /* nobody answers */
    assert_int_equal(kernel_start(), STATUS_GRAPHICS_DRIVER_MISMATCH);
    kernel_fini();
}

/* DOD-07: calls before start and after stop find nobody at home, and harm nothing. */
static void test_calls_out_of_time(void **state)
{
    DXGKARG_PRESENT_DISPLAYONLY present = {0};
    DXGKARG_COMMITVIDPN commit = {0};
    DXGKARG_ISSUPPORTEDVIDPN supported = {0};
    DXGKARG_SETVIDPNSOURCEVISIBILITY visibility = {0};
    UCHAR byte;
    DXGK_DEVICE_DESCRIPTOR descriptor = {0, 1, &byte};

    kernel_init(NULL);
    assert_int_equal(kernel.table.DxgkDdiPresentDisplayOnly(kernel.context, &present), STATUS_UNSUCCESSFUL);
    assert_int_equal(kernel.table.DxgkDdiCommitVidPn(kernel.context, &commit), STATUS_UNSUCCESSFUL);
    assert_int_equal(kernel.table.DxgkDdiIsSupportedVidPn(kernel.context, &supported), STATUS_UNSUCCESSFUL);
    assert_int_equal(kernel.table.DxgkDdiSetVidPnSourceVisibility(kernel.context, &visibility),
                     STATUS_UNSUCCESSFUL);
    assert_int_equal(kernel.table.DxgkDdiQueryDeviceDescriptor(kernel.context, 0, &descriptor),
                     STATUS_UNSUCCESSFUL);
    assert_int_equal(kernel.table.DxgkDdiSetPowerState(kernel.context, 0, PowerDeviceD3, PowerActionNone),
                     STATUS_SUCCESS);
    kernel.table.DxgkDdiResetDevice(kernel.context);
    kernel_fini();
}

static void test_depth_comes_from_the_registry(void **state)
{
    static const struct {
        ULONG value, bits;
    } cases[] = {{0, 32}, {32, 32}, {24, 24}, {16, 16}, {8, 32}, {0xFFFFFFFF, 32}};

    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        struct kernel_options options = {.bits_per_pixel = cases[i].value};
        kernel_up(&options);
        kernel_set_mode(1024, 768, D3DKMDT_VPPR_IDENTITY);
        assert_int_equal(kernel_scanout().bits_per_pixel, cases[i].bits);
        kernel_fini();
    }
    struct kernel_options no_key = {.no_registry_key = true, .bits_per_pixel = 16};
    kernel_up(&no_key);
    kernel_set_mode(1024, 768, D3DKMDT_VPPR_IDENTITY);
    assert_int_equal(kernel_scanout().bits_per_pixel, 32);
    kernel_fini();
}

static void test_caps_have_the_size_asked_for(void **state) /* DOD-16, DOD-17, OBS-13, OBS-15 */
{
    static const UINT sizes[] = {544, 552, 576};
    union {
        DXGK_DRIVERCAPS caps;
        UCHAR bytes[1024];
    } out;
    DXGKARG_QUERYADAPTERINFO args = {.Type = DXGKQAITYPE_DRIVERCAPS, .pOutputData = &out};

    kernel_up(NULL);
    for (size_t i = 0; i < ARRAYSIZE(sizes); i++) {
        memset(&out, 0xCC, sizeof(out));
        args.OutputDataSize = sizes[i];
        assert_int_equal(kernel.table.DxgkDdiQueryAdapterInfo(kernel.context, &args), STATUS_SUCCESS);
        assert_int_equal(out.caps.WDDMVersion, DXGKDDI_WDDMv1_2);
        assert_true(out.caps.HighestAcceptableAddress.QuadPart == -1);
        assert_true(out.caps.SupportNonVGA);
        assert_true(out.caps.SupportSmoothRotation);
        assert_int_equal(out.caps.PointerCaps.Value, 0);
        assert_int_equal(out.bytes[sizes[i] - 1], 0);
        assert_int_equal(out.bytes[sizes[i]], 0xCC);
    }
    args.OutputDataSize = 100;
    assert_int_equal(kernel.table.DxgkDdiQueryAdapterInfo(kernel.context, &args), STATUS_BUFFER_TOO_SMALL);
    args.OutputDataSize = 4;
    args.Type = 47;
    assert_int_equal(kernel.table.DxgkDdiQueryAdapterInfo(kernel.context, &args), STATUS_NOT_SUPPORTED);
    kernel_fini();
}

static void test_the_child_is_a_connected_monitor(void **state) /* DOD-13, DOD-14, OBS-44, OBS-45 */
{
    DXGK_CHILD_DESCRIPTOR children[2] = {0}, zero = {0};
    DXGK_CHILD_STATUS status = {.Type = StatusConnection};

    kernel_init(NULL);
    assert_int_equal(kernel.table.DxgkDdiQueryChildStatus(kernel.context, &status, TRUE), STATUS_SUCCESS);
    assert_true(status.HotPlug.Connected);
    assert_int_equal(kernel_start(), STATUS_SUCCESS);
    assert_int_equal(kernel.table.DxgkDdiQueryChildRelations(kernel.context, children, sizeof(children)),
                     STATUS_SUCCESS);
    assert_int_equal(children[0].ChildDeviceType, TypeVideoOutput);
    assert_int_equal(children[0].ChildCapabilities.Type.VideoOutput.InterfaceTechnology, D3DKMDT_VOT_HD15);
    assert_memory_equal(&children[1], &zero, sizeof(zero));
    assert_int_equal(kernel.table.DxgkDdiQueryChildRelations(kernel.context, children, sizeof(children[0])),
                     STATUS_BUFFER_TOO_SMALL);
    status.ChildUid = 1;
    assert_int_equal(kernel.table.DxgkDdiQueryChildStatus(kernel.context, &status, TRUE),
                     STATUS_INVALID_PARAMETER);
    kernel_fini();
}

static NTSTATUS read_edid(ULONG offset, ULONG length, UCHAR *buffer)
{
    DXGK_DEVICE_DESCRIPTOR descriptor = {offset, length, buffer};

    return kernel.table.DxgkDdiQueryDeviceDescriptor(kernel.context, 0, &descriptor);
}

static void test_edid_comes_in_pieces(void **state) /* DOD-15 */
{
    UCHAR edid[1024] = {0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00}, out[300];

    kernel_up(NULL);
    for (size_t i = 8; i < sizeof(edid); i++)
        edid[i] = (UCHAR)(i * 7);
    edid[126] = 1; /* one extension */
    bochs_display_set_edid(kernel.device, edid, sizeof(edid));
    memset(out, 0xCC, sizeof(out));
    assert_int_equal(read_edid(0, 128, out), STATUS_SUCCESS);
    assert_memory_equal(out, edid, 128);
    assert_int_equal(out[128], 0xCC);
    memset(out, 0xCC, sizeof(out));
    assert_int_equal(read_edid(200, 128, out), STATUS_SUCCESS); /* reaches over the end */
    assert_memory_equal(out, edid + 200, 56);
    assert_int_equal(out[56], 0xCC);
    assert_int_equal(read_edid(256, 128, out), STATUS_MONITOR_NO_MORE_DESCRIPTOR_DATA);
    assert_int_equal(read_edid(0xFFFFFFFF, 0xFFFFFFFF, out), STATUS_MONITOR_NO_MORE_DESCRIPTOR_DATA);
    edid[126] = 255; /* more than the device has room for */
    bochs_display_set_edid(kernel.device, edid, sizeof(edid));
    assert_int_equal(read_edid(1023, 300, out), STATUS_SUCCESS);
    assert_int_equal(out[0], edid[1023]);
    assert_int_equal(read_edid(1024, 1, out), STATUS_MONITOR_NO_MORE_DESCRIPTOR_DATA);
    bochs_display_set_edid(kernel.device, NULL, 0);
    assert_int_equal(read_edid(0, 128, out), STATUS_MONITOR_NO_DESCRIPTOR);
    kernel_fini();
}

static void test_power_off_is_dark(void **state) /* DOD-18, DOD-19, OBS-145 */
{
    static const DEVICE_POWER_STATE off[] = {PowerDeviceD1, PowerDeviceD2, PowerDeviceD3};
    static const ULONG uids[] = {0, DISPLAY_ADAPTER_HW_ID};

    kernel_up(NULL);
    kernel_set_mode(640, 480, D3DKMDT_VPPR_IDENTITY);
    for (size_t i = 0; i < ARRAYSIZE(off); i++) {
        for (size_t u = 0; u < ARRAYSIZE(uids); u++) {
            memset(kernel.device->bars[0].memory, 0x77, 640 * 480 * 4);
            assert_int_equal(
                kernel.table.DxgkDdiSetPowerState(kernel.context, uids[u], off[i], PowerActionSleep),
                STATUS_SUCCESS);
            assert_false(kernel_scanout().enabled);
            assert_int_equal(
                kernel.table.DxgkDdiSetPowerState(kernel.context, uids[u], PowerDeviceD0, PowerActionNone),
                STATUS_SUCCESS);
            assert_true(kernel_scanout().enabled);
            kernel_assert_black("after power on");
        }
    }
    assert_int_equal(kernel.table.DxgkDdiSetPowerState(kernel.context, 77, PowerDeviceD3, PowerActionNone),
                     STATUS_SUCCESS);
    assert_true(kernel_scanout().enabled);
    kernel_fini();
}

static void test_there_is_no_pointer(void **state) /* PTR-05 */
{
    DXGKARG_SETPOINTERPOSITION position = {0};
    DXGKARG_SETPOINTERSHAPE shape = {0};

    kernel_up(NULL);
    assert_int_equal(kernel.table.DxgkDdiSetPointerPosition(kernel.context, &position), STATUS_SUCCESS);
    position.Flags.Visible = 1;
    assert_false(NT_SUCCESS(kernel.table.DxgkDdiSetPointerPosition(kernel.context, &position)));
    assert_int_equal(kernel.table.DxgkDdiSetPointerShape(kernel.context, &shape), STATUS_NOT_IMPLEMENTED);
    kernel_fini();
}

static void test_there_is_no_interrupt(void **state)
{
    kernel_up(NULL);
    assert_false(kernel.table.DxgkDdiInterruptRoutine(kernel.context, 0));
    kernel.table.DxgkDdiDpcRoutine(kernel.context);
    assert_int_equal(kernel.table.DxgkDdiDispatchIoRequest(kernel.context, 0, NULL), STATUS_NOT_SUPPORTED);
    kernel_fini();
}

/* The function is gone: every call returns, nothing hangs, stop and removal leave nothing behind. */
static void test_surprise_removal(void **state)
{
    struct vidpn *vidpn;
    UCHAR edid[128];

    kernel_up(NULL);
    kernel_set_mode(800, 600, D3DKMDT_VPPR_IDENTITY);
    vidpn = kernel_vidpn();
    kernel_pin(vidpn, 640, 480, D3DKMDT_VPPR_IDENTITY);
    bus_local_remove(kernel.bus);
    assert_int_equal(kernel_commit(vidpn, (DXGKARG_COMMITVIDPN_FLAGS){0}), STATUS_DEVICE_REMOVED);
    assert_int_equal(read_edid(0, 128, edid), STATUS_MONITOR_NO_DESCRIPTOR);
    assert_int_equal(kernel.table.DxgkDdiSetPowerState(kernel.context, 0, PowerDeviceD3, PowerActionNone),
                     STATUS_SUCCESS);
    kernel.table.DxgkDdiResetDevice(kernel.context);
    vidpn_destroy(vidpn);
    kernel_fini();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registers_what_a_display_only_driver_must),
        cmocka_unit_test(test_start_reports_one_source_and_one_child),
        cmocka_unit_test(test_start_again_after_stop),
        cmocka_unit_test(test_start_takes_over_the_firmware_mode),
        cmocka_unit_test(test_interface_of_any_size_is_accepted),
        cmocka_unit_test(test_start_fails_clean),
        cmocka_unit_test(test_calls_out_of_time),
        cmocka_unit_test(test_depth_comes_from_the_registry),
        cmocka_unit_test(test_caps_have_the_size_asked_for),
        cmocka_unit_test(test_the_child_is_a_connected_monitor),
        cmocka_unit_test(test_edid_comes_in_pieces),
        cmocka_unit_test(test_power_off_is_dark),
        cmocka_unit_test(test_there_is_no_pointer),
        cmocka_unit_test(test_there_is_no_interrupt),
        cmocka_unit_test(test_surprise_removal),
    };

    return cmocka_run_group_tests_name("miniport/bochs life", tests, NULL, NULL);
}
