/*
 * Mode changes against a driver in miniature: modes, topologies, and what stays when something fails.
 */
#include "fake_driver.h"

#include <string.h>

/* ---- modes ---- */

static void modes_are_listed_best_first(void **state)
{
    fake_start();
    struct dxgk_mode modes[64];
    size_t count = modeset_list(fake.adapter.modeset, 0, modes, 64);
    assert_int_equal(count, 5 * 4);
    assert_int_equal(modes[0].width, 1024); /* what the monitor prefers */
    assert_int_equal(modes[0].rotation, D3DKMDT_VPPR_IDENTITY);
    assert_int_equal(modes[0].refresh_millihertz, 0);
    assert_int_equal(modes[1].width, 1920);
    assert_int_equal(modes[4].width, 640);
    assert_int_equal(modes[5].rotation, D3DKMDT_VPPR_ROTATE90);
    assert_int_equal(modes[5].width, 768); /* the desktop image is turned */
    assert_int_equal(modes[5].height, 1024);
    assert_int_equal(modeset_list(fake.adapter.modeset, 0, modes, 3), 20);
    assert_int_equal(modeset_list(fake.adapter.modeset, 0, NULL, 0), 20);
    assert_int_equal(modeset_list(fake.adapter.modeset, 2, modes, 64), 0);
    fake.rotations = 1;
    assert_int_equal(modeset_list(fake.adapter.modeset, 1, modes, 64), 5);
    /* listing changes nothing */
    assert_shown(0, 10, 1024, 768);
    assert_int_equal(reports_count(), 0);
}

/* Every mode that is listed can be set, and is then the current one. */
static void each_listed_mode_can_be_set(void **state)
{
    fake.facts.vsync_control = true;
    fake_start();
    struct dxgk_mode modes[64], now;
    size_t count = modeset_list(fake.adapter.modeset, 1, modes, 64);
    assert_int_equal(count, 5 * 4 * 2);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(modeset_set_mode(fake.adapter.modeset, 1, &modes[i]), STATUS_SUCCESS);
        assert_int_equal(modeset_get_mode(fake.adapter.modeset, 1, &now), STATUS_SUCCESS);
        assert_memory_equal(&now, &modes[i], sizeof now);
        bool turned = modeset_quarter_turn(modes[i].rotation);
        assert_shown(1, 20, turned ? modes[i].height : modes[i].width,
                     turned ? modes[i].width : modes[i].height);
        assert_int_equal(fake.shown[1].rotation, modes[i].rotation);
        assert_told(1, modes[i].width, modes[i].height, modes[i].rotation);
        assert_shown(0, 10, 1024, 768);
    }
    assert_int_equal(reports_count(), 0);
}

static void modes_not_offered_are_refused(void **state)
{
    fake_start();
    UINT commits = fake.calls[DDI_ID_CommitVidPn];
    assert_int_equal(set_mode(0, 1000, 700, 0, D3DKMDT_VPPR_IDENTITY), STATUS_GRAPHICS_MODE_NOT_IN_MODESET);
    assert_int_equal(set_mode(0, 1024, 768, 0, D3DKMDT_VPPR_ROTATE90), STATUS_GRAPHICS_MODE_NOT_IN_MODESET);
    assert_int_equal(set_mode(0, 0, 768, 0, D3DKMDT_VPPR_IDENTITY), STATUS_INVALID_PARAMETER);
    assert_int_equal(set_mode(2, 1024, 768, 0, D3DKMDT_VPPR_IDENTITY),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    assert_int_equal(set_mode(0, 1024, 768, 0, (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)5),
                     STATUS_GRAPHICS_INVALID_PATH_CONTENT_GEOMETRY_TRANSFORMATION);
    fake.rotations = 1;
    assert_int_equal(set_mode(0, 768, 1024, 0, D3DKMDT_VPPR_ROTATE90),
                     STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED);
    fake.reject_above = 1500;
    assert_int_equal(set_mode(0, 1920, 1080, 0, D3DKMDT_VPPR_IDENTITY),
                     STATUS_GRAPHICS_VIDPN_MODALITY_NOT_SUPPORTED);
    assert_int_equal(fake.calls[DDI_ID_CommitVidPn], commits); /* OBS-47: nothing was touched */
    assert_shown(0, 10, 1024, 768);
}

static void refresh_rates_are_matched(void **state)
{
    fake.facts.vsync_control = true;
    fake_start();
    assert_int_equal(set_mode(0, 800, 600, 60000, D3DKMDT_VPPR_IDENTITY), STATUS_SUCCESS);
    assert_true(fake.told[0].refresh < 60500);
    assert_int_equal(set_mode(0, 800, 600, 75000, D3DKMDT_VPPR_IDENTITY), STATUS_SUCCESS);
    assert_true(fake.told[0].refresh > 74000);
    assert_int_equal(set_mode(0, 800, 600, 50000, D3DKMDT_VPPR_IDENTITY),
                     STATUS_GRAPHICS_MODE_NOT_IN_MODESET);
}

static void same_mode_again_is_not_committed(void **state)
{
    fake_start();
    UINT commits = fake.calls[DDI_ID_CommitVidPn];
    assert_int_equal(set_mode(0, 1024, 768, 0, D3DKMDT_VPPR_UNINITIALIZED), STATUS_SUCCESS);
    assert_int_equal(fake.calls[DDI_ID_CommitVidPn], commits);
    assert_int_equal(set_mode(0, 800, 600, 0, D3DKMDT_VPPR_IDENTITY), STATUS_SUCCESS);
    assert_int_equal(fake.calls[DDI_ID_CommitVidPn], commits + 1); /* only the source that changes */
    assert_told(0, 800, 600, D3DKMDT_VPPR_IDENTITY);
}

/* ---- failure ---- */

/* VPN-14 */
static void failed_commit_leaves_the_old_vidpn(void **state)
{
    fake_start();
    fake.commit_fails = 1;
    assert_int_equal(set_mode(0, 800, 600, 0, D3DKMDT_VPPR_IDENTITY), STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY);
    assert_shown(0, 10, 1024, 768);
    struct dxgk_mode mode;
    assert_int_equal(modeset_get_mode(fake.adapter.modeset, 0, &mode), STATUS_SUCCESS);
    assert_int_equal(mode.width, 1024);
    assert_true(fake.visible[0]);
    assert_int_equal(reports_last("VPN-14")->severity, REPORT_NOTE);
}

/* The second source of a transaction fails: the first one is taken back. */
static void failed_transaction_is_undone(void **state)
{
    fake_start();
    const struct dxgk_path paths[] = {{0, 10, {800, 600, 0, D3DKMDT_VPPR_IDENTITY}},
                                      {1, 20, {640, 480, 0, D3DKMDT_VPPR_IDENTITY}}};
    fake.commit_fails = 2;
    assert_int_equal(modeset_set_topology(fake.adapter.modeset, paths, 2),
                     STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY);
    assert_shown(0, 10, 1024, 768);
    assert_shown(1, 20, 1024, 768);
    assert_told(0, 1024, 768, D3DKMDT_VPPR_IDENTITY);
    assert_true(fake.visible[0] && fake.visible[1]);
    fake.commit_fails = 0;
    assert_int_equal(modeset_set_topology(fake.adapter.modeset, paths, 2), STATUS_SUCCESS);
    assert_shown(0, 10, 800, 600);
    assert_shown(1, 20, 640, 480);
}

/* The way back fails as well: what is really lit is what counts from now on. */
static void failed_undo_is_a_violation(void **state)
{
    fake_start();
    const struct dxgk_path paths[] = {{0, 20, {800, 600, 0, D3DKMDT_VPPR_IDENTITY}},
                                      {1, 10, {640, 480, 0, D3DKMDT_VPPR_IDENTITY}}};
    fake.commit_fails = 3; /* both go dark to swap targets, then nothing can be lit any more */
    assert_false(NT_SUCCESS(modeset_set_topology(fake.adapter.modeset, paths, 2)));
    assert_int_equal(reports_last("VPN-14")->severity, REPORT_VIOLATION);
    assert_false(fake.shown[0].lit);
    assert_false(fake.told[0].lit);
    struct dxgk_mode mode;
    assert_int_equal(modeset_get_mode(fake.adapter.modeset, 0, &mode),
                     STATUS_GRAPHICS_SOURCE_NOT_IN_TOPOLOGY);
    fake.commit_fails = 0;
    assert_int_equal(modeset_first_mode(&fake.adapter), STATUS_SUCCESS);
    assert_true(fake.shown[0].lit && fake.shown[1].lit);
}

/* ---- topologies ---- */

static void zero_paths_darken_everything(void **state)
{
    fake_start();
    assert_int_equal(modeset_set_topology(fake.adapter.modeset, NULL, 0), STATUS_SUCCESS); /* VPN-17 */
    assert_false(fake.shown[0].lit || fake.shown[1].lit);
    assert_false(fake.told[0].lit || fake.told_visible[0]);
    struct modeset_path path;
    assert_false(modeset_active_path(&fake.adapter, 0, &path));
    assert_int_equal(modeset_set_visibility(&fake.adapter, 0, true), STATUS_GRAPHICS_NO_ACTIVE_VIDPN);
    assert_int_equal(modeset_first_mode(&fake.adapter), STATUS_SUCCESS);
    assert_true(fake.shown[0].lit && fake.visible[0]);
}

static void one_source_can_have_several_targets(void **state)
{
    fake_connect(2, true, 1280, 800);
    fake_start();
    const struct dxgk_mode mode = mode_of(800, 600, 0, D3DKMDT_VPPR_IDENTITY);
    const struct dxgk_path clone[] = {{0, 10, mode}, {0, 30, mode}, {0, 20, mode}};
    assert_int_equal(modeset_set_topology(fake.adapter.modeset, clone, 3), STATUS_SUCCESS);
    assert_int_equal(fake.shown[0].paths, 3);
    assert_false(fake.shown[1].lit);
    struct modeset_path paths[8];
    assert_int_equal(modeset_active_paths(&fake.adapter, paths, 8), 3);
    assert_int_equal(paths[1].target, 30);
    /* one mode for all */
    assert_int_equal(set_mode(0, 640, 480, 0, D3DKMDT_VPPR_IDENTITY), STATUS_SUCCESS);
    assert_int_equal(fake.shown[0].paths, 3);
    assert_int_equal(reports_count(), 0);
}

static void targets_can_be_swapped(void **state)
{
    fake_start();
    const struct dxgk_mode mode = mode_of(800, 600, 0, D3DKMDT_VPPR_IDENTITY);
    const struct dxgk_path swapped[] = {{0, 20, mode}, {1, 10, mode}};
    assert_int_equal(modeset_set_topology(fake.adapter.modeset, swapped, 2), STATUS_SUCCESS);
    assert_shown(0, 20, 800, 600);
    assert_shown(1, 10, 800, 600);
    assert_true(fake.visible[0] && fake.visible[1]);
    assert_int_equal(reports_count(), 0);
}

static void bad_topologies_are_refused(void **state)
{
    fake_start();
    const struct dxgk_mode mode = mode_of(800, 600, 0, D3DKMDT_VPPR_IDENTITY),
                           other = mode_of(640, 480, 0, D3DKMDT_VPPR_IDENTITY);
    const struct {
        struct dxgk_path paths[2];
        NTSTATUS status;
    } cases[] = {
        {{{0, 10, mode}, {2, 20, mode}}, STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE},
        {{{0, 10, mode}, {1, 21, mode}}, STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET},
        {{{0, 10, mode}, {1, 10, mode}}, STATUS_GRAPHICS_TARGET_ID_MUST_BE_UNIQUE},
        {{{0, 10, mode}, {0, 20, other}}, STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(modeset_set_topology(fake.adapter.modeset, cases[i].paths, 2), cases[i].status);
    struct dxgk_path many[4] = {{0, 10, mode}, {0, 20, mode}, {0, 30, mode}, {0, 40, mode}};
    assert_int_equal(modeset_set_topology(fake.adapter.modeset, many, 4),
                     STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY);
    assert_shown(0, 10, 1024, 768);
    assert_shown(1, 20, 1024, 768);
}

/* ---- monitors that are not there (VPN-15) ---- */

static NTSTATUS light_unplugged(void)
{
    const struct dxgk_mode mode = mode_of(800, 600, 0, D3DKMDT_VPPR_IDENTITY);
    const struct dxgk_path paths[] = {{0, 10, mode}, {1, 30, mode}};
    return modeset_set_topology(fake.adapter.modeset, paths, 2);
}

static void unplugged_targets_are_the_drivers_to_refuse(void **state)
{
    fake_start();
    assert_int_equal(light_unplugged(), STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY);
    assert_int_equal(reports_count(), 0);
    assert_shown(0, 10, 1024, 768); /* the first step was taken back */
    assert_shown(1, 20, 1024, 768);
    assert_true(fake.visible[0] && fake.visible[1]);
}

static void driver_that_lights_an_unplugged_target_is_reported(void **state)
{
    fake_start();
    fake.fault = FAULT_COMMITS_UNPLUGGED;
    assert_int_equal(light_unplugged(), STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY);
    assert_int_equal(reports_last("VPN-15")->severity, REPORT_VIOLATION);
    assert_string_equal(reports_last("VPN-15")->value,
                        "0x00000000 for source 1; target 30 has no monitor, as DxgkDdiQueryChildStatus says");
    assert_shown(0, 10, 1024, 768);
    assert_shown(1, 20, 1024, 768);
    assert_true(fake.visible[0] && fake.visible[1]);
    assert_told(1, 1024, 768, D3DKMDT_VPPR_IDENTITY);
}

static void unplugged_targets_are_refused_with_one_status(void **state)
{
    fake_start();
    fake.fault = FAULT_UNPLUGGED_STATUS;
    assert_int_equal(light_unplugged(), STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY);
    assert_int_equal(reports_with("VPN-15"), 1);
    assert_shown(1, 20, 1024, 768);
}

/* The plug went in, and nobody was told yet: the driver knows better. */
static void fresh_plugs_are_lit(void **state)
{
    fake_start();
    fake.facts.output[2].connected = true;
    assert_int_equal(light_unplugged(), STATUS_SUCCESS);
    assert_shown(1, 30, 800, 600);
    assert_int_equal(reports_count(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(modes_are_listed_best_first),
        TEST(each_listed_mode_can_be_set),
        TEST(modes_not_offered_are_refused),
        TEST(refresh_rates_are_matched),
        TEST(same_mode_again_is_not_committed),
        TEST(failed_commit_leaves_the_old_vidpn),
        TEST(failed_transaction_is_undone),
        TEST(failed_undo_is_a_violation),
        TEST(zero_paths_darken_everything),
        TEST(one_source_can_have_several_targets),
        TEST(targets_can_be_swapped),
        TEST(bad_topologies_are_refused),
        TEST(unplugged_targets_are_the_drivers_to_refuse),
        TEST(driver_that_lights_an_unplugged_target_is_reported),
        TEST(unplugged_targets_are_refused_with_one_status),
        TEST(fresh_plugs_are_lit),
    };
    return cmocka_run_group_tests_name("mode changes", tests, NULL, NULL);
}
