/*
 * Mode setting against a driver in miniature: first light, refusals, the life of the state.
 */
#include "fake_driver.h"

#include <string.h>

/* ---- first light ---- */

static void first_mode_lights_each_connected_target(void **state)
{
    fake_start();
    assert_shown(0, 10, 1024, 768); /* the monitor's preferred mode */
    assert_shown(1, 20, 1024, 768);
    assert_told(0, 1024, 768, D3DKMDT_VPPR_IDENTITY);
    assert_int_equal(fake.told[0].refresh, 60000);
    assert_true(fake.visible[0] && fake.visible[1] && fake.told_visible[0] && fake.told_visible[1]);
    assert_int_equal(fake.shown[0].rotation, D3DKMDT_VPPR_IDENTITY);
    assert_int_equal(fake.shown[0].scaling, D3DKMDT_VPPS_IDENTITY);
    assert_int_equal(reports_count(), 0);
    /* OBS-01: monitor modes, then support and enumeration, then commit, then visibility */
    assert_int_equal(fake.order[0], 'M');
    assert_null(strchr(strchr(fake.order, 'C'), 'E'));
    assert_true(strchr(fake.order, 'V') > strchr(fake.order, 'C'));
    assert_null(strchr(fake.order, 'F'));
    /* VPN-05: every pivot type */
    for (int pivot = D3DKMDT_EPT_VIDPNSOURCE; pivot <= D3DKMDT_EPT_NOPIVOT; pivot++)
        assert_true(fake.pivots[pivot] >= 2);
}

static void nothing_connected_is_no_failure(void **state)
{
    for (size_t i = 0; i < 3; i++)
        fake_connect(i, false, 0, 0);
    fake_start();
    assert_int_equal(fake.calls[DDI_ID_CommitVidPn], 0);
    assert_int_equal(reports_count(), 0);
    struct dxgk_mode mode;
    assert_int_equal(modeset_get_mode(fake.adapter.modeset, 0, &mode),
                     STATUS_GRAPHICS_SOURCE_NOT_IN_TOPOLOGY);
    assert_int_equal(set_mode(0, 800, 600, 0, D3DKMDT_VPPR_IDENTITY),
                     STATUS_GRAPHICS_NO_AVAILABLE_VIDPN_TARGET);
}

/* OBS-41: no descriptor, the largest mode that needs no scaling. */
static void monitor_without_descriptor_gets_the_largest(void **state)
{
    fake_connect(0, true, 0, 0);
    fake_start();
    assert_shown(0, 10, 1920, 1080);
    assert_int_equal(reports_count(), 0);
}

static void broken_descriptor_is_said_and_survived(void **state)
{
    fake.edid[0][20] ^= 1;
    fake_start();
    assert_int_equal(reports_with("DOD-15"), 1);
    assert_int_equal(reports_last("DOD-15")->severity, REPORT_WARNING);
    assert_shown(0, 10, 1920, 1080);
}

static void more_monitors_than_sources(void **state)
{
    fake_connect(2, true, 800, 600);
    fake_start();
    assert_shown(0, 10, 1024, 768);
    assert_shown(1, 20, 1024, 768);
    struct modeset_path paths[4];
    assert_int_equal(modeset_active_paths(&fake.adapter, paths, 4), 2);
    assert_int_equal(modeset_active_paths(&fake.adapter, paths, 0), 2);
}

/* A mode the driver refuses at the last question: the next best is taken. */
static void unsupported_modes_are_skipped(void **state)
{
    fake_connect(0, true, 0, 0);
    fake.reject_above = 1200;
    fake_start();
    assert_shown(0, 10, 1024, 768);
}

/* The driver can drive one path only: one monitor is lit, the other stays dark. */
static void one_path_too_many_leaves_one(void **state)
{
    fake.max_paths = 1;
    fake_start();
    assert_true(fake.shown[0].lit);
    assert_false(fake.shown[1].lit);
}

/* The display-only sample: one target mode, smaller sources centered. */
static void one_target_mode_centers_smaller_sources(void **state)
{
    fake.one_target_mode = true;
    fake.size[0][0] = 1920;
    fake.size[0][1] = 1080;
    fake.size[4][0] = 640;
    fake.size[4][1] = 480;
    fake_connect(0, true, 0, 0);
    fake_start();
    assert_shown(0, 10, 1920, 1080);
    assert_int_equal(set_mode(0, 800, 600, 0, D3DKMDT_VPPR_IDENTITY), STATUS_SUCCESS);
    assert_shown(0, 10, 800, 600);
    assert_int_equal(fake.shown[0].scaling, D3DKMDT_VPPS_CENTERED);
}

/* VPN-03: our choice fails, the driver recommends. */
static void driver_may_recommend(void **state)
{
    fake.facts.sources = 1;
    fake.fault = FAULT_ENUM_FAILS;
    fake.recommends = true;
    fake_start();
    assert_int_equal(fake.calls[DDI_ID_RecommendFunctionalVidPn], 1);
    assert_shown(0, 10, 800, 600);
}

/* ---- refusals ---- */

/* OBS-37: the black screen explains itself. */
static void wrong_frequencies_leave_the_screen_black(void **state)
{
    fake.fault = FAULT_CONCRETE_RATES;
    assert_int_equal(modeset_start(&fake.adapter), STATUS_SUCCESS);
    NTSTATUS status = modeset_first_mode(&fake.adapter);
    assert_false(NT_SUCCESS(status));
    assert_int_equal(fake.last_add, STATUS_GRAPHICS_INVALID_FREQUENCY);
    assert_true(reports_with("DOD-03") > 0);
    assert_true(reports_with("VPN-04") > 0);
    assert_int_equal(reports_last("VPN-02")->severity, REPORT_VIOLATION);
    assert_int_equal(fake.calls[DDI_ID_CommitVidPn], 0);
}

static void vsync_control_turns_the_rule_round(void **state)
{
    fake.facts.vsync_control = true;
    fake_start();
    assert_int_equal(reports_count(), 0);
    assert_true(fake.told[0].refresh > 74000); /* the fastest */
    modeset_stop(&fake.adapter);
    fake_reset();
    reports_clear();
    fake.facts.vsync_control = true;
    fake.fault = FAULT_CONCRETE_RATES; /* now the other way round: unspecified */
    assert_int_equal(modeset_start(&fake.adapter), STATUS_SUCCESS);
    assert_false(NT_SUCCESS(modeset_first_mode(&fake.adapter)));
    assert_true(reports_with("DOD-03") > 0);
}

static void faults_are_caught_with_their_rule(void **state)
{
    static const struct {
        const char *name;
        enum fault fault;
        const char *rule;
        enum report_severity severity;
        bool lights;
    } cases[] = {
        {"leaked set", FAULT_LEAK_SET, "VPN-08", REPORT_VIOLATION, true},
        {"leaked mode", FAULT_LEAK_MODE, "VPN-09", REPORT_VIOLATION, true},
        {"changed pivot", FAULT_CHANGE_PIVOT, "VPN-04", REPORT_VIOLATION, false},
        {"changed scaling pivot", FAULT_CHANGE_SCALING, "VPN-06", REPORT_VIOLATION, false},
        {"no modes", FAULT_NO_MODES, "VPN-04", REPORT_VIOLATION, false},
        {"enumeration fails", FAULT_ENUM_FAILS, "VPN-02", REPORT_VIOLATION, false},
        {"no VidPN not supported", FAULT_NULL_UNSUPPORTED, "VPN-01", REPORT_VIOLATION, true},
        {"empty VidPN not supported", FAULT_EMPTY_UNSUPPORTED, "VPN-01", REPORT_VIOLATION, true},
        {"reserved capability bits", FAULT_RESERVED_CAPS, "VPN-21", REPORT_VIOLATION, true},
        {"visibility fails", FAULT_HIDE_FAILS, "VPN-18", REPORT_VIOLATION, true},
        {"monitor modes fail", FAULT_MODES_FAIL, "VPN-20", REPORT_WARNING, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fake_reset();
        reports_clear();
        fake.fault = cases[i].fault;
        assert_int_equal(modeset_start(&fake.adapter), STATUS_SUCCESS);
        NTSTATUS status = modeset_first_mode(&fake.adapter);
        if (NT_SUCCESS(status) != cases[i].lights || !reports_with(cases[i].rule) ||
            reports_last(cases[i].rule)->severity != cases[i].severity)
            fail_msg("%s: status 0x%08X, %zu reports of %s", cases[i].name, (unsigned)status,
                     reports_with(cases[i].rule), cases[i].rule);
        assert_int_equal(fake.shown[0].lit, cases[i].lights);
        modeset_stop(&fake.adapter);
        assert_int_equal(memory_live(), 0);
    }
}

static void half_a_recommendation_is_no_functional_vidpn(void **state)
{
    fake.fault = FAULT_RECOMMENDS_HALF;
    fake.no_offers = true;
    assert_int_equal(modeset_start(&fake.adapter), STATUS_SUCCESS);
    assert_int_equal(modeset_first_mode(&fake.adapter), STATUS_GRAPHICS_VIDPN_TOPOLOGY_NOT_SUPPORTED);
    assert_int_equal(reports_with("VPN-02"), 2);
    assert_int_equal(fake.calls[DDI_ID_CommitVidPn], 0);
}

static void null_and_empty_must_be_supported(void **state)
{
    fake_start();
    assert_true(modeset_supported(fake.adapter.modeset, NULL));
    struct vidpn *empty = vidpn_create(&fake.adapter.modeset->domain);
    assert_true(modeset_supported(fake.adapter.modeset, empty));
    assert_int_equal(reports_count(), 0);
    fake.fault = FAULT_NULL_UNSUPPORTED;
    assert_false(modeset_supported(fake.adapter.modeset, NULL));
    assert_int_equal(reports_with("VPN-01"), 1);
    fake.fault = FAULT_EMPTY_UNSUPPORTED;
    assert_false(modeset_supported(fake.adapter.modeset, empty));
    assert_int_equal(reports_with("VPN-01"), 2);
    vidpn_destroy(empty);
}

/* ---- rotation, visibility, life ---- */

/* VPN-19 */
static void smooth_rotation_needs_no_commit(void **state)
{
    fake.facts.smooth_rotation = true;
    fake_start();
    UINT commits = fake.calls[DDI_ID_CommitVidPn];
    assert_int_equal(modeset_set_rotation(fake.adapter.modeset, 0, D3DKMDT_VPPR_ROTATE270), STATUS_SUCCESS);
    assert_int_equal(fake.calls[DDI_ID_CommitVidPn], commits);
    assert_int_equal(fake.calls[DDI_ID_UpdateActiveVidPnPresentPath], 1);
    assert_int_equal(fake.shown[0].rotation, D3DKMDT_VPPR_ROTATE270);
    assert_told(0, 768, 1024, D3DKMDT_VPPR_ROTATE270);
    assert_int_equal(modeset_set_rotation(fake.adapter.modeset, 0, D3DKMDT_VPPR_ROTATE270), STATUS_SUCCESS);
    assert_int_equal(fake.calls[DDI_ID_UpdateActiveVidPnPresentPath], 1);
    /* refused: everything as before */
    fake.update_status = STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED;
    assert_int_equal(modeset_set_rotation(fake.adapter.modeset, 0, D3DKMDT_VPPR_IDENTITY),
                     fake.update_status);
    assert_told(0, 768, 1024, D3DKMDT_VPPR_ROTATE270);
    assert_int_equal(reports_with("VPN-19"), 1);
    /* a later mode set keeps what rotation did */
    struct dxgk_mode mode;
    assert_int_equal(modeset_get_mode(fake.adapter.modeset, 0, &mode), STATUS_SUCCESS);
    assert_int_equal(mode.rotation, D3DKMDT_VPPR_ROTATE270);
}

static void rotation_without_smoothness_commits(void **state)
{
    fake_start();
    UINT commits = fake.calls[DDI_ID_CommitVidPn];
    assert_int_equal(modeset_set_rotation(fake.adapter.modeset, 1, D3DKMDT_VPPR_ROTATE90), STATUS_SUCCESS);
    assert_int_equal(fake.calls[DDI_ID_CommitVidPn], commits + 1);
    assert_int_equal(fake.calls[DDI_ID_UpdateActiveVidPnPresentPath], 0);
    assert_shown(1, 20, 1024, 768);
    assert_told(1, 768, 1024, D3DKMDT_VPPR_ROTATE90);
    assert_int_equal(modeset_set_rotation(fake.adapter.modeset, 1, D3DKMDT_VPPR_IDENTITY), STATUS_SUCCESS);
    assert_told(1, 1024, 768, D3DKMDT_VPPR_IDENTITY);
    assert_int_equal(modeset_set_rotation(fake.adapter.modeset, 2, D3DKMDT_VPPR_IDENTITY),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    assert_int_equal(modeset_set_rotation(fake.adapter.modeset, 0, D3DKMDT_VPPR_UNPINNED),
                     STATUS_GRAPHICS_INVALID_PATH_CONTENT_GEOMETRY_TRANSFORMATION);
}

static void hidden_sources_stay_hidden_over_mode_sets(void **state)
{
    fake_start();
    assert_int_equal(modeset_set_visibility(&fake.adapter, 0, false), STATUS_SUCCESS);
    assert_false(fake.visible[0] || fake.told_visible[0]);
    assert_int_equal(set_mode(0, 800, 600, 0, D3DKMDT_VPPR_IDENTITY), STATUS_SUCCESS);
    assert_false(fake.visible[0]);
    assert_int_equal(modeset_restore(&fake.adapter), STATUS_SUCCESS);
    assert_false(fake.visible[0]);
    assert_true(fake.visible[1]);
    assert_int_equal(modeset_set_visibility(&fake.adapter, D3DDDI_ID_ALL, true), STATUS_SUCCESS);
    assert_true(fake.visible[0] && fake.told_visible[0]);
    assert_int_equal(modeset_set_visibility(&fake.adapter, 9, true),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
}

static void restore_commits_what_was(void **state)
{
    fake_start();
    assert_int_equal(set_mode(0, 640, 480, 0, D3DKMDT_VPPR_IDENTITY), STATUS_SUCCESS);
    memset(fake.shown, 0, sizeof fake.shown); /* the device forgot */
    memset(fake.visible, 0, sizeof fake.visible);
    fake.shown[1] = (struct fake_shown){.lit = true, .width = 1024, .height = 768, .target = 20};
    fake.shown[0] = (struct fake_shown){.lit = true, .width = 640, .height = 480, .target = 10};
    UINT commits = fake.calls[DDI_ID_CommitVidPn];
    assert_int_equal(modeset_restore(&fake.adapter), STATUS_SUCCESS);
    assert_int_equal(fake.calls[DDI_ID_CommitVidPn], commits + 2);
    assert_shown(0, 10, 640, 480);
    assert_true(fake.visible[0] && fake.visible[1]);
}

/* VPN-16 */
static void recommit_hands_on_the_flags(void **state)
{
    DXGKARG_COMMITVIDPN_FLAGS flags = {.PathPoweredOff = 1};
    assert_int_equal(modeset_recommit(&fake.adapter, flags), STATUS_SUCCESS);
    fake_start();
    assert_int_equal(fake.last_flags.PathPoweredOff, 0);
    assert_int_equal(modeset_recommit(&fake.adapter, flags), STATUS_SUCCESS);
    assert_int_equal(fake.last_flags.PathPoweredOff, 1);
    assert_int_equal(fake.last_flags.PathPowerTransition, 0);
    flags = (DXGKARG_COMMITVIDPN_FLAGS){.PathPowerTransition = 1};
    assert_int_equal(modeset_recommit(&fake.adapter, flags), STATUS_SUCCESS);
    assert_int_equal(fake.last_flags.PathPowerTransition, 1);
}

/* VPN-16: a mode change for a monitor that is off. */
static void monitors_that_are_off_are_committed_as_such(void **state)
{
    fake_start();
    fake.off_target = 10;
    assert_int_equal(set_mode(0, 800, 600, 0, D3DKMDT_VPPR_IDENTITY), STATUS_SUCCESS);
    assert_int_equal(fake.last_flags.PathPoweredOff, 1);
    assert_true(fake.told_off[0]);
    assert_int_equal(set_mode(1, 800, 600, 0, D3DKMDT_VPPR_IDENTITY), STATUS_SUCCESS);
    assert_int_equal(fake.last_flags.PathPoweredOff, 0);
    assert_false(fake.told_off[1]);
    /* clones: one that is on is enough */
    const struct dxgk_mode mode = mode_of(640, 480, 0, D3DKMDT_VPPR_IDENTITY);
    const struct dxgk_path clone[] = {{0, 10, mode}, {0, 20, mode}};
    assert_int_equal(modeset_set_topology(fake.adapter.modeset, clone, 2), STATUS_SUCCESS);
    assert_int_equal(fake.last_flags.PathPoweredOff, 0);
    assert_false(fake.told_off[0]);
}

static void hot_plug_follows_the_monitors(void **state)
{
    fake_start();
    fake_connect(1, false, 0, 0);
    assert_int_equal(modeset_children_changed(&fake.adapter), STATUS_SUCCESS);
    assert_true(fake.shown[0].lit);
    assert_false(fake.shown[1].lit);
    fake_connect(2, true, 1280, 800);
    UINT asked = fake.calls[DDI_ID_RecommendMonitorModes];
    assert_int_equal(modeset_children_changed(&fake.adapter), STATUS_SUCCESS);
    assert_int_equal(fake.calls[DDI_ID_RecommendMonitorModes], asked + 1); /* only the new one */
    assert_shown(0, 10, 1024, 768);
    assert_shown(1, 30, 1280, 800);
    assert_true(fake.visible[1]);
    UINT commits = fake.calls[DDI_ID_CommitVidPn];
    assert_int_equal(modeset_children_changed(&fake.adapter), STATUS_SUCCESS);
    assert_int_equal(fake.calls[DDI_ID_CommitVidPn], commits);
    assert_int_equal(reports_count(), 0);
}

static void stopped_is_dark_and_free(void **state)
{
    modeset_stop(&fake.adapter);
    fake_start();
    modeset_stop(&fake.adapter);
    modeset_stop(&fake.adapter);
    assert_int_equal(memory_live(), 0);
    struct modeset_path path;
    assert_false(modeset_active_path(&fake.adapter, 0, &path));
    assert_int_equal(modeset_active_paths(&fake.adapter, &path, 1), 0);
    assert_int_equal(modeset_first_mode(&fake.adapter), STATUS_GRAPHICS_NO_VIDPNMGR);
    assert_int_equal(modeset_restore(&fake.adapter), STATUS_GRAPHICS_NO_VIDPNMGR);
    assert_int_equal(modeset_children_changed(&fake.adapter), STATUS_GRAPHICS_NO_VIDPNMGR);
    assert_int_equal(modeset_set_visibility(&fake.adapter, 0, true), STATUS_GRAPHICS_NO_VIDPNMGR);
}

/* Each allocation of start, first mode and a mode set fails once: a status comes back, and what is shown
 * is what is said. */
static void every_allocation_may_fail(void **state)
{
    unsigned n = 0;
    bool more = true;
    fake.size_count = 3;
    while (more) {
        n++;
        memset(fake.shown, 0, sizeof fake.shown);
        memset(fake.visible, 0, sizeof fake.visible);
        memory_fail_at(n);
        NTSTATUS status = modeset_start(&fake.adapter);
        if (NT_SUCCESS(status))
            status = modeset_first_mode(&fake.adapter);
        if (NT_SUCCESS(status))
            status = set_mode(0, 800, 600, 0, D3DKMDT_VPPR_ROTATE180);
        more = memory_fail_at(0);
        for (UINT source = 0; source < 2; source++) {
            struct modeset_path path = {0};
            bool lit = modeset_active_path(&fake.adapter, source, &path);
            assert_int_equal(lit, fake.shown[source].lit);
            assert_int_equal(path.mode_width, fake.shown[source].width);
        }
        modeset_stop(&fake.adapter);
        assert_int_equal(memory_live(), 0);
    }
    assert_true(n > 100);
    print_message("failed each of %u allocations once\n", n - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(first_mode_lights_each_connected_target),
        TEST(nothing_connected_is_no_failure),
        TEST(monitor_without_descriptor_gets_the_largest),
        TEST(broken_descriptor_is_said_and_survived),
        TEST(more_monitors_than_sources),
        TEST(unsupported_modes_are_skipped),
        TEST(one_path_too_many_leaves_one),
        TEST(one_target_mode_centers_smaller_sources),
        TEST(driver_may_recommend),
        TEST(wrong_frequencies_leave_the_screen_black),
        TEST(vsync_control_turns_the_rule_round),
        TEST(faults_are_caught_with_their_rule),
        TEST(half_a_recommendation_is_no_functional_vidpn),
        TEST(null_and_empty_must_be_supported),
        TEST(monitors_that_are_off_are_committed_as_such),
        TEST(smooth_rotation_needs_no_commit),
        TEST(rotation_without_smoothness_commits),
        TEST(hidden_sources_stay_hidden_over_mode_sets),
        TEST(restore_commits_what_was),
        TEST(recommit_hands_on_the_flags),
        TEST(hot_plug_follows_the_monitors),
        TEST(stopped_is_dark_and_free),
        TEST(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("mode setting", tests, NULL, NULL);
}
