/* The bochs driver's modes: the list, cofunctional sets with every pivot, what is supported, commit and
 * rotation. */
#include "kernel.h"

#include "monitor.h"

static bool offers(const struct vidpn *vidpn, UINT width, UINT height)
{
    for (size_t i = 0; i < vidpn_source_mode_count(vidpn, 0); i++) {
        const D3DKMDT_GRAPHICS_RENDERING_FORMAT *f = &vidpn_source_mode(vidpn, 0, i)->Format.Graphics;
        if (f->PrimSurfSize.cx == width && f->PrimSurfSize.cy == height)
            return true;
    }
    return false;
}

static void test_list_is_what_the_memory_allows(void **state)
{
    static const struct {
        size_t vram;
        ULONG bits;
        UINT width, height;
        bool offered;
    } cases[] = {
        {4u << 20, 32, 1280, 800, true},   {4u << 20, 32, 1280, 1024, false},
        {4u << 20, 24, 1280, 1024, true},  {4u << 20, 16, 1920, 1080, true},
        {4u << 20, 32, 1920, 1080, false}, {16u << 20, 32, 1920, 1080, true},
        {16u << 20, 32, 2560, 1600, true}, {16u << 20, 32, 3840, 2160, false},
        {16u << 20, 16, 3840, 2160, true}, {64u << 20, 32, 3840, 2160, true},
        {64u << 20, 32, 5120, 2880, true}, {16u << 20, 32, 640, 480, true},
        {16u << 20, 32, 1366, 768, true},
    };

    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        struct kernel_options options = {.vram = cases[i].vram, .bits_per_pixel = cases[i].bits};
        kernel_up(&options);
        struct vidpn *vidpn = kernel_vidpn();
        if (offers(vidpn, cases[i].width, cases[i].height) != cases[i].offered)
            fail_msg("%zu MiB, %u bits: %ux%u", cases[i].vram >> 20, cases[i].bits, cases[i].width,
                     cases[i].height);
        vidpn_destroy(vidpn);
        kernel_fini();
    }
}

/* Every offered mode really lights, at its size: nothing is promised that the device cannot show. */
static void test_every_offered_mode_lights(void **state)
{
    static const ULONG depths[] = {32, 24, 16};

    for (size_t d = 0; d < ARRAYSIZE(depths); d++) {
        struct kernel_options options = {.bits_per_pixel = depths[d]};
        kernel_up(&options);
        struct vidpn *all = kernel_vidpn();
        assert_true(vidpn_source_mode_count(all, 0) > 10);
        for (size_t i = 0; i < vidpn_source_mode_count(all, 0); i++) {
            D3DKMDT_2DREGION size = vidpn_source_mode(all, 0, i)->Format.Graphics.PrimSurfSize;
            kernel_set_mode(size.cx, size.cy, D3DKMDT_VPPR_IDENTITY);
            assert_true(kernel_scanout().enabled);
            assert_int_equal(kernel_scanout().width, size.cx);
            assert_int_equal(kernel_scanout().height, size.cy);
        }
        vidpn_destroy(all);
        kernel_fini();
    }
}

static UINT preferred_width(const struct vidpn *vidpn)
{
    UINT width = 0;

    for (size_t i = 0; i < vidpn_target_mode_count(vidpn, 0); i++) {
        const D3DKMDT_VIDPN_TARGET_MODE *mode = vidpn_target_mode(vidpn, 0, i);
        if (mode->Preference == D3DKMDT_MP_PREFERRED) {
            assert_int_equal(width, 0); /* one only */
            width = mode->VideoSignalInfo.ActiveSize.cx;
        }
    }
    return width;
}

static void test_preferred_mode(void **state)
{
    static const struct {
        const char *description;
        ULONG custom_width, custom_height;
        UINT post_width, post_height;
        bool no_edid;
        UINT preferred;
    } cases[] = {
        {"the monitor's", 0, 0, 800, 600, false, 1280},
        {"the user's", 1234, 777, 800, 600, false, 1234},
        {"the firmware's", 0, 0, 800, 600, true, 800},
        {"the usual", 0, 0, 0, 0, true, 1024},
        {"a custom one too large", 60000, 60000, 0, 0, false, 1280},
        {"a custom one too small", 1, 1, 0, 0, false, 1280},
        {"a custom one that overflows", 0x80000001, 0x80000001, 0, 0, false, 1280},
        {"half a custom one", 1234, 0, 0, 0, false, 1280},
    };

    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        struct kernel_options options = {
            .custom_width = cases[i].custom_width,
            .custom_height = cases[i].custom_height,
            .post = {.Width = cases[i].post_width, .Height = cases[i].post_height},
        };
        kernel_init(&options);
        if (cases[i].no_edid)
            bochs_display_set_edid(kernel.device, NULL, 0);
        assert_int_equal(kernel_start(), STATUS_SUCCESS);
        struct vidpn *vidpn = kernel_vidpn();
        if (preferred_width(vidpn) != cases[i].preferred)
            fail_msg("%s: %u is preferred", cases[i].description, preferred_width(vidpn));
        vidpn_destroy(vidpn);
        kernel_fini();
    }
}

static void test_enum_fills_sets_by_the_rules(void **state) /* VPN-04, VPN-06, DOD-51, OBS-37, OBS-48 */
{
    kernel_up(NULL);
    struct vidpn *vidpn = kernel_vidpn();
    assert_int_equal(vidpn_source_mode_count(vidpn, 0), vidpn_target_mode_count(vidpn, 0));
    for (size_t i = 0; i < vidpn_source_mode_count(vidpn, 0); i++) {
        const D3DKMDT_VIDPN_SOURCE_MODE *source = vidpn_source_mode(vidpn, 0, i);
        const D3DKMDT_VIDEO_SIGNAL_INFO *signal = &vidpn_target_mode(vidpn, 0, i)->VideoSignalInfo;
        assert_int_equal(source->Format.Graphics.PixelFormat, D3DDDIFMT_A8R8G8B8);
        assert_int_equal(signal->VSyncFreq.Numerator, D3DKMDT_FREQUENCY_NOTSPECIFIED);
        assert_int_equal(signal->HSyncFreq.Numerator, D3DKMDT_FREQUENCY_NOTSPECIFIED);
        assert_int_equal(signal->PixelRate, D3DKMDT_FREQUENCY_NOTSPECIFIED);
        assert_true(signal->ActiveSize.cx >= 320 && signal->ActiveSize.cy >= 200);
    }
    const D3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION *t = &vidpn_path(vidpn, 0)->ContentTransformation;
    assert_true(t->ScalingSupport.Identity && !t->ScalingSupport.Stretched && !t->ScalingSupport.Centered);
    assert_true(t->RotationSupport.Identity && t->RotationSupport.Rotate90 && t->RotationSupport.Rotate180 &&
                t->RotationSupport.Rotate270);
    vidpn_destroy(vidpn);
    kernel_fini();
}

static void test_every_pivot_stays_as_it_is(void **state) /* VPN-04, VPN-05 */
{
    static const D3DKMDT_ENUMCOFUNCMODALITY_PIVOT_TYPE pivots[] = {
        D3DKMDT_EPT_VIDPNSOURCE, D3DKMDT_EPT_VIDPNTARGET, D3DKMDT_EPT_SCALING,
        D3DKMDT_EPT_ROTATION,    D3DKMDT_EPT_NOPIVOT,
    };

    kernel_up(NULL);
    for (size_t i = 0; i < ARRAYSIZE(pivots); i++) {
        static const UINT target = 0;
        const struct vidpn_domain domain = {
            .sources = 1, .targets = &target, .target_count = 1, .display_only = true};
        struct vidpn *vidpn = vidpn_create(&domain);
        assert_int_equal(vidpn_add_path(vidpn, 0, 0), STATUS_SUCCESS);
        D3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION *t = &vidpn_path(vidpn, 0)->ContentTransformation;
        memset(&t->ScalingSupport, 0, sizeof(t->ScalingSupport));
        memset(&t->RotationSupport, 0, sizeof(t->RotationSupport));
        assert_int_equal(kernel_enum(vidpn, pivots[i]), STATUS_SUCCESS);
        assert_int_equal(vidpn_source_mode_count(vidpn, 0) > 0, pivots[i] != D3DKMDT_EPT_VIDPNSOURCE);
        assert_int_equal(vidpn_target_mode_count(vidpn, 0) > 0, pivots[i] != D3DKMDT_EPT_VIDPNTARGET);
        assert_int_equal(t->ScalingSupport.Identity, pivots[i] != D3DKMDT_EPT_SCALING);
        assert_int_equal(t->RotationSupport.Rotate90, pivots[i] != D3DKMDT_EPT_ROTATION);
        vidpn_destroy(vidpn);
    }
    kernel_fini();
}

static void test_pinned_modes_narrow_the_other_side(void **state) /* VPN-04, VPN-08 */
{
    kernel_up(NULL);
    struct vidpn *vidpn = kernel_vidpn();
    const D3DKMDT_VIDPN_SOURCE_MODE *source = vidpn_source_mode(vidpn, 0, 3);
    D3DKMDT_2DREGION size = source->Format.Graphics.PrimSurfSize;
    assert_int_equal(vidpn_pin_source(vidpn, 0, source->Id), STATUS_SUCCESS);
    size_t sources = vidpn_source_mode_count(vidpn, 0);
    assert_int_equal(kernel_enum(vidpn, D3DKMDT_EPT_NOPIVOT), STATUS_SUCCESS);
    assert_int_equal(vidpn_source_mode_count(vidpn, 0), sources);
    assert_non_null(vidpn_pinned_source_mode(vidpn, 0));
    assert_int_equal(vidpn_target_mode_count(vidpn, 0), 1);
    assert_int_equal(vidpn_target_mode(vidpn, 0, 0)->VideoSignalInfo.ActiveSize.cx, size.cx);
    assert_int_equal(vidpn_target_mode(vidpn, 0, 0)->VideoSignalInfo.ActiveSize.cy, size.cy);
    assert_int_equal(vidpn_pin_target(vidpn, 0, vidpn_target_mode(vidpn, 0, 0)->Id), STATUS_SUCCESS);
    assert_int_equal(kernel_enum(vidpn, D3DKMDT_EPT_NOPIVOT), STATUS_SUCCESS);
    vidpn_unpin(vidpn, 0, 0);
    assert_int_equal(kernel_enum(vidpn, D3DKMDT_EPT_NOPIVOT), STATUS_SUCCESS);
    assert_int_equal(vidpn_target_mode_count(vidpn, 0), sources);
    vidpn_destroy(vidpn);
    kernel_fini();
}

static bool supported(struct vidpn *vidpn)
{
    DXGKARG_ISSUPPORTEDVIDPN args = {0};

    if (vidpn)
        args.hDesiredVidPn = vidpn_call_begin(vidpn, "DxgkDdiIsSupportedVidPn", VIDPN_INSPECT);
    assert_int_equal(kernel.table.DxgkDdiIsSupportedVidPn(kernel.context, &args), STATUS_SUCCESS);
    if (vidpn)
        assert_int_equal(vidpn_call_end(vidpn), 0);
    return args.IsVidPnSupported;
}

static void test_supported_vidpns(void **state) /* VPN-01, VPN-02 */
{
    static const UINT targets[] = {0, 1};
    const struct vidpn_domain domain = {
        .sources = 2, .targets = targets, .target_count = 2, .display_only = true};
    struct vidpn *vidpn = vidpn_create(&domain);

    kernel_up(NULL);
    assert_true(supported(NULL));
    assert_true(supported(vidpn));
    assert_int_equal(vidpn_add_path(vidpn, 0, 0), STATUS_SUCCESS);
    assert_true(supported(vidpn));
    assert_int_equal(vidpn_add_path(vidpn, 0, 1), STATUS_SUCCESS); /* clone */
    assert_false(supported(vidpn));
    vidpn_drop_source(vidpn, 0);
    assert_int_equal(vidpn_add_path(vidpn, 1, 1), STATUS_SUCCESS); /* not ours */
    assert_false(supported(vidpn));
    vidpn_destroy(vidpn);

    vidpn = kernel_vidpn();
    kernel_pin(vidpn, 800, 600, D3DKMDT_VPPR_ROTATE270);
    assert_true(supported(vidpn));
    vidpn_path(vidpn, 0)->ContentTransformation.Scaling = D3DKMDT_VPPS_STRETCHED;
    assert_false(supported(vidpn));
    vidpn_path(vidpn, 0)->ContentTransformation.Scaling = D3DKMDT_VPPS_IDENTITY;
    vidpn_path(vidpn, 0)->ContentTransformation.Rotation = (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)77;
    assert_false(supported(vidpn));
    vidpn_path(vidpn, 0)->ContentTransformation.Rotation = D3DKMDT_VPPR_IDENTITY;
    assert_int_equal(vidpn_pin_source(vidpn, 0, vidpn_source_mode(vidpn, 0, 0)->Id), STATUS_SUCCESS);
    assert_false(supported(vidpn)); /* two sizes, no scaling */
    vidpn_destroy(vidpn);
    kernel_fini();
}

static void test_commit_that_fails_keeps_the_mode(void **state) /* VPN-14 */
{
    DXGKARG_COMMITVIDPN args = {.AffectedVidPnSourceId = 1};

    kernel_up(NULL);
    kernel_set_mode(800, 600, D3DKMDT_VPPR_IDENTITY);
    struct vidpn *vidpn = kernel_vidpn();
    kernel_pin(vidpn, 640, 480, D3DKMDT_VPPR_IDENTITY);
    vidpn_path(vidpn, 0)->ContentTransformation.Scaling = D3DKMDT_VPPS_CENTERED;
    assert_int_equal(kernel_commit(vidpn, (DXGKARG_COMMITVIDPN_FLAGS){0}),
                     STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED);
    vidpn_path(vidpn, 0)->ContentTransformation.Scaling = D3DKMDT_VPPS_IDENTITY;
    vidpn_path(vidpn, 0)->GammaRamp.Type = D3DDDI_GAMMARAMP_RGB256x3x16;
    assert_int_equal(kernel_commit(vidpn, (DXGKARG_COMMITVIDPN_FLAGS){0}),
                     STATUS_GRAPHICS_GAMMA_RAMP_NOT_SUPPORTED);
    vidpn_path(vidpn, 0)->GammaRamp.Type = D3DDDI_GAMMARAMP_DEFAULT;
    args.hFunctionalVidPn = vidpn_call_begin(vidpn, "DxgkDdiCommitVidPn", VIDPN_INSPECT);
    assert_int_equal(kernel.table.DxgkDdiCommitVidPn(kernel.context, &args),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    vidpn_call_end(vidpn);
    assert_int_equal(kernel_scanout().width, 800);
    args.AffectedVidPnSourceId = D3DDDI_ID_ALL;
    args.hFunctionalVidPn = vidpn_call_begin(vidpn, "DxgkDdiCommitVidPn", VIDPN_INSPECT);
    assert_int_equal(kernel.table.DxgkDdiCommitVidPn(kernel.context, &args), STATUS_SUCCESS);
    vidpn_call_end(vidpn);
    assert_int_equal(kernel_scanout().width, 640);
    vidpn_destroy(vidpn);
    kernel_fini();
}

static void test_commit_of_nothing_is_dark(void **state) /* VPN-17, OBS-42 */
{
    static const UINT target = 0;
    const struct vidpn_domain domain = {
        .sources = 1, .targets = &target, .target_count = 1, .display_only = true};

    kernel_up(NULL);
    kernel_set_mode(800, 600, D3DKMDT_VPPR_IDENTITY);
    struct vidpn *vidpn = vidpn_create(&domain);
    assert_int_equal(kernel_commit(vidpn, (DXGKARG_COMMITVIDPN_FLAGS){0}), STATUS_SUCCESS);
    assert_false(kernel_scanout().enabled);
    vidpn_destroy(vidpn);

    kernel_set_mode(800, 600, D3DKMDT_VPPR_IDENTITY);
    vidpn = kernel_vidpn();
    assert_int_equal(kernel_commit(vidpn, (DXGKARG_COMMITVIDPN_FLAGS){0}),
                     STATUS_SUCCESS); /* nothing pinned */
    assert_false(kernel_scanout().enabled);
    vidpn_destroy(vidpn);
    kernel_fini();
}

static void test_commit_in_the_dark(void **state) /* VPN-16 */
{
    kernel_up(NULL);
    struct vidpn *vidpn = kernel_vidpn();
    kernel_pin(vidpn, 800, 600, D3DKMDT_VPPR_IDENTITY);
    assert_int_equal(kernel_commit(vidpn, (DXGKARG_COMMITVIDPN_FLAGS){.PathPoweredOff = 1}), STATUS_SUCCESS);
    assert_false(kernel_scanout().enabled);
    assert_int_equal(kernel_commit(vidpn, (DXGKARG_COMMITVIDPN_FLAGS){.PathPowerTransition = 1}),
                     STATUS_SUCCESS);
    assert_true(kernel_scanout().enabled);
    vidpn_destroy(vidpn);
    kernel_fini();
}

static NTSTATUS rotate(UINT source, UINT target, D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH args = {
        .VidPnPresentPathInfo = {
            .VidPnSourceId = source,
            .VidPnTargetId = target,
            .ContentTransformation = {.Scaling = D3DKMDT_VPPS_IDENTITY, .Rotation = rotation},
            .GammaRamp = {.Type = D3DDDI_GAMMARAMP_DEFAULT},
        }};

    return kernel.table.DxgkDdiUpdateActiveVidPnPresentPath(kernel.context, &args);
}

static void test_rotation_without_commit(void **state) /* VPN-19 */
{
    kernel_up(NULL);
    assert_int_equal(rotate(0, 0, D3DKMDT_VPPR_ROTATE90), STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY);
    kernel_set_mode(800, 600, D3DKMDT_VPPR_IDENTITY);
    memset(kernel.device->bars[0].memory, 0x77, 800 * 600 * 4);
    assert_int_equal(rotate(0, 0, D3DKMDT_VPPR_ROTATE90), STATUS_SUCCESS);
    kernel_assert_black("after a rotation");
    assert_int_equal(kernel_scanout().width, 800);
    assert_int_equal(rotate(1, 0, D3DKMDT_VPPR_ROTATE90), STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY);
    assert_int_equal(rotate(0, 1, D3DKMDT_VPPR_ROTATE90), STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY);
    assert_int_equal(rotate(0, 0, (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)5),
                     STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED);
    kernel_fini();
}

static void test_hardware_capability(void **state) /* VPN-21 */
{
    DXGKARG_QUERYVIDPNHWCAPABILITY args;

    kernel_up(NULL);
    memset(&args, 0xFF, sizeof(args));
    args.SourceId = args.TargetId = 0;
    assert_int_equal(kernel.table.DxgkDdiQueryVidPnHWCapability(kernel.context, &args), STATUS_SUCCESS);
    assert_int_equal(args.VidPnHWCaps.DriverRotation, 1);
    assert_int_equal(args.VidPnHWCaps.DriverScaling, 0);
    assert_int_equal(args.VidPnHWCaps.Reserved, 0);
    args.TargetId = 1;
    assert_int_equal(kernel.table.DxgkDdiQueryVidPnHWCapability(kernel.context, &args),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET);
    kernel_fini();
}

static void test_monitor_modes_are_the_list(void **state) /* VPN-20, VPN-09, OBS-41 */
{
    static const UINT target = 0;
    struct monitors *monitors = monitors_create((HANDLE)1, &target, 1);
    DXGKARG_RECOMMENDMONITORMODES args;
    enum edid_verdict verdict;
    UINT preferred = 0;

    kernel_up(NULL);
    struct vidpn *vidpn = kernel_vidpn();
    assert_int_equal(monitor_connect(monitors, 0, NULL, 0, &verdict), STATUS_SUCCESS);
    for (int round = 0; round < 2; round++) { /* the second time all modes are there already */
        monitors_call_begin(monitors, "DxgkDdiRecommendMonitorModes");
        assert_int_equal(monitor_recommend_begin(monitors, 0, &args), STATUS_SUCCESS);
        assert_int_equal(kernel.table.DxgkDdiRecommendMonitorModes(kernel.context, &args), STATUS_SUCCESS);
        monitor_recommend_end(monitors, 0);
        assert_int_equal(monitors_call_end(monitors), 0);
        assert_true(monitor_mode_count(monitors, 0) >= vidpn_source_mode_count(vidpn, 0));
    }
    for (size_t i = 0; i < monitor_mode_count(monitors, 0); i++)
        if (monitor_mode(monitors, 0, i)->Preference == D3DKMDT_MP_PREFERRED)
            preferred = monitor_mode(monitors, 0, i)->VideoSignalInfo.ActiveSize.cx;
    assert_int_equal(preferred, 1280);
    args.VideoPresentTargetId = 1;
    assert_int_equal(kernel.table.DxgkDdiRecommendMonitorModes(kernel.context, &args),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET);
    vidpn_destroy(vidpn);
    monitors_destroy(monitors);
    kernel_fini();
}

static void test_no_functional_vidpn_is_recommended(void **state) /* VPN-03 */
{
    DXGKARG_RECOMMENDFUNCTIONALVIDPN args = {0};

    kernel_up(NULL);
    assert_int_equal(kernel.table.DxgkDdiRecommendFunctionalVidPn(kernel.context, &args),
                     STATUS_GRAPHICS_NO_RECOMMENDED_FUNCTIONAL_VIDPN);
    kernel_fini();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list_is_what_the_memory_allows),
        cmocka_unit_test(test_every_offered_mode_lights),
        cmocka_unit_test(test_preferred_mode),
        cmocka_unit_test(test_enum_fills_sets_by_the_rules),
        cmocka_unit_test(test_every_pivot_stays_as_it_is),
        cmocka_unit_test(test_pinned_modes_narrow_the_other_side),
        cmocka_unit_test(test_supported_vidpns),
        cmocka_unit_test(test_commit_that_fails_keeps_the_mode),
        cmocka_unit_test(test_commit_of_nothing_is_dark),
        cmocka_unit_test(test_commit_in_the_dark),
        cmocka_unit_test(test_rotation_without_commit),
        cmocka_unit_test(test_hardware_capability),
        cmocka_unit_test(test_monitor_modes_are_the_list),
        cmocka_unit_test(test_no_functional_vidpn_is_recommended),
    };

    return cmocka_run_group_tests_name("miniport/bochs modes", tests, NULL, NULL);
}
