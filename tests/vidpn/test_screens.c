/*
 * Several sources and targets through the whole graphics kernel, with a driver that has four of each: extended desktops,
 * clones, plugs that are pulled, monitors that sleep, commits that fail, and the dark. Each story is told on several
 * seeds of virtual time and once on threads, and ends with the pictures right.
 */
#include "harness.h"

#define SEEDS 6

static const struct dxgk_mode small = {64, 48, 0, D3DKMDT_VPPR_IDENTITY},
                              tall = {40, 72, 0, D3DKMDT_VPPR_IDENTITY},
                              large = {80, 60, 0, D3DKMDT_VPPR_IDENTITY},
                              turned = {60, 80, 0, D3DKMDT_VPPR_ROTATE90};

#define TARGET(child) (TESTDOD_FIRST_UID + (child))

/* Until the worker has looked at the plugs, or whatever it is; on threads that takes real time. */
#define WAIT(condition)                                                                                      \
    do {                                                                                                     \
        LARGE_INTEGER moment = {.QuadPart = -20000};                                                         \
        for (unsigned tries = 0; tries < 2000 && !(condition); tries++)                                      \
            KeDelayExecutionThread(KernelMode, FALSE, &moment);                                              \
        CHECK(condition);                                                                                    \
    } while (0)

static void tell(int (*story)(void *))
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        run_sim(seed, story, NULL);
    run_threads(story, NULL);
}

static NTSTATUS start(struct rig *rig, ULONG sources, ULONG children)
{
    testdod.sources = sources;
    testdod.children = children;
    testdod.seed = nt_random();
    return rig_start(rig, NULL);
}

static bool lit(struct rig *rig, UINT source)
{
    struct dxgk_mode mode;
    return NT_SUCCESS(dxgk_get_mode(rig->adapter, source, &mode));
}

/* Present on every lit source, all at once, and look at what is shown. */
static int all_right(struct rig *rig)
{
    UINT count = 0;
    for (UINT s = 0; s < testdod.sources; s++) {
        struct dxgk_mode mode;
        if (!NT_SUCCESS(dxgk_get_mode(rig->adapter, s, &mode)))
            continue;
        count++;
        if (!rig->image[s] || rig->image_width[s] != mode.width || rig->image_height[s] != mode.height)
            CHECK(NT_SUCCESS(rig_image(rig, s)));
        CHECK(NT_SUCCESS(rig_present(rig, s, &(RECT){3, 2, 17, 11})));
    }
    CHECK(count != 0);
    for (UINT s = 0; s < testdod.sources; s++) {
        if (!lit(rig, s))
            continue;
        CHECK(dxgk_present_drain(rig->adapter, s, 60000) == STATUS_SUCCESS);
        CHECK(screen_right(rig, s));
    }
    CHECK(testdod_seen.bad_presents == 0 && testdod_seen.overlapping == 0);
    return 0;
}

#define ALL_RIGHT(rig)                                                                                       \
    do {                                                                                                     \
        int wrong = all_right(rig);                                                                          \
        if (wrong)                                                                                           \
            return fprintf(stderr, "%s:%d: pictures\n", __FILE__, __LINE__), wrong;                          \
    } while (0)

/* ---- extended desktop ---- */

/* One pending present for each source and no more (DOD-41), none waiting for another's. */
static int extended(void *arg)
{
    struct rig rig;

    testdod_defaults();
    testdod.present = TESTDOD_ASYNC;
    CHECK(NT_SUCCESS(start(&rig, 3, 3)));
    const struct dxgk_path paths[] = {{0, TARGET(2), small}, {1, TARGET(0), turned}, {2, TARGET(1), tall}};
    CHECK(NT_SUCCESS(dxgk_set_topology(rig.adapter, paths, 3)));
    for (UINT s = 0; s < 3; s++) {
        CHECK(testdod_shown_on(s) == 1u << (s + 2) % 3);
        CHECK(NT_SUCCESS(rig_image(&rig, s)));
        CHECK(dxgk_present_drain(rig.adapter, s, 60000) == STATUS_SUCCESS);
    }
    testdod.present = TESTDOD_NEVER; /* source 0 hangs; the others must not */
    testdod.silent = 1;
    CHECK(rig_present(&rig, 0, &(RECT){0, 0, 5, 5}) == STATUS_PENDING);
    for (unsigned i = 0; i < 10; i++) {
        CHECK(rig_present(&rig, 1, &(RECT){0, 0, 5, 5}) == STATUS_SUCCESS);
        CHECK(rig_present(&rig, 2, &(RECT){0, 0, 5, 5}) == STATUS_SUCCESS);
    }
    CHECK(screen_right(&rig, 1) && screen_right(&rig, 2));
    forget_findings();
    CHECK(dxgk_present_drain(rig.adapter, 0, 60000) == STATUS_SUCCESS); /* by a reset */
    CHECK(finding("DOD-45"));
    for (UINT s = 1; s < 3; s++)
        CHECK(dxgk_present_drain(rig.adapter, s, 60000) == STATUS_SUCCESS);
    testdod.present = TESTDOD_ASYNC;
    for (UINT s = 0; s < 3; s++) /* and all is as it was */
        CHECK(testdod_shown_on(s) == 1u << (s + 2) % 3);
    ALL_RIGHT(&rig);
    rig_stop(&rig);
    return 0;
}

static void extended_desktop(void **state)
{
    tell(extended);
}

/* ---- clones ---- */

static int clones(void *arg)
{
    struct rig rig;

    testdod_defaults();
    testdod.present = TESTDOD_MIXED;
    CHECK(NT_SUCCESS(start(&rig, 2, 3)));
    const struct dxgk_path paths[] = {{0, TARGET(0), small}, {0, TARGET(1), small}, {1, TARGET(2), tall}};
    CHECK(NT_SUCCESS(dxgk_set_topology(rig.adapter, paths, 3)));
    CHECK(testdod_shown_on(0) == 3 && testdod_shown_on(1) == 4);
    ALL_RIGHT(&rig);
    CHECK(NT_SUCCESS(dxgk_set_mode(rig.adapter, 0, &large))); /* both of them */
    CHECK(testdod_shown_on(0) == 3);
    CHECK(NT_SUCCESS(dxgk_set_rotation(rig.adapter, 0, D3DKMDT_VPPR_ROTATE270)));
    CHECK(testdod_seen.path_updates == 2); /* a call for each path */
    ALL_RIGHT(&rig);
    /* one is pulled out: the other goes on, and nobody asks for the place of the lost one */
    testdod_plug(1, false);
    WAIT(testdod_shown_on(0) == 1);
    ALL_RIGHT(&rig);
    CHECK(testdod_shown_on(1) == 4);
    /* both are gone: dark */
    testdod_plug(0, false);
    WAIT(!lit(&rig, 0));
    ALL_RIGHT(&rig);
    testdod_plug(1, true);
    WAIT(testdod_shown_on(0) == 2);
    ALL_RIGHT(&rig);
    CHECK(nothing_found());
    rig_stop(&rig);
    return 0;
}

static void clone_mode(void **state)
{
    tell(clones);
}

/* ---- plugs ---- */

static int plugs(void *arg)
{
    struct rig rig;

    testdod_defaults();
    testdod.present = TESTDOD_ASYNC;
    CHECK(NT_SUCCESS(start(&rig, 2, 3)));
    CHECK(testdod_shown_on(0) == 1 && testdod_shown_on(1) == 2); /* the third has no source left */
    ALL_RIGHT(&rig);
    CHECK(NT_SUCCESS(dxgk_set_mode(rig.adapter, 0, &tall)));
    unsigned commits = testdod_seen.commits, enumerations = testdod_seen.enumerations;
    testdod_plug(1, false); /* the source that lost its monitor takes the free one */
    WAIT(testdod_shown_on(1) == 4);
    CHECK(testdod_seen.enumerations > enumerations);
    CHECK(testdod_seen.commits == commits + 2); /* dark, and lit again; source 0 is not touched */
    ALL_RIGHT(&rig);
    testdod_plug(2, false);
    WAIT(!lit(&rig, 1));
    CHECK(dxgk_present(rig.adapter, 1, NULL, 0, NULL, 0) == STATUS_GRAPHICS_NO_ACTIVE_VIDPN);
    ALL_RIGHT(&rig);
    testdod_plug(1, true);
    WAIT(testdod_shown_on(1) == 2);
    struct dxgk_mode mode;
    CHECK(NT_SUCCESS(dxgk_get_mode(rig.adapter, 0, &mode)) && mode.height == tall.height);
    ALL_RIGHT(&rig);
    CHECK(nothing_found());
    rig_stop(&rig);
    return 0;
}

static void hot_plug(void **state)
{
    tell(plugs);
}

/* ---- the dark (VPN-17) ---- */

static int darkness(void *arg)
{
    struct rig rig;

    testdod_defaults();
    testdod.present = TESTDOD_MIXED;
    CHECK(NT_SUCCESS(start(&rig, 2, 3)));
    ALL_RIGHT(&rig);
    CHECK(NT_SUCCESS(dxgk_set_topology(rig.adapter, NULL, 0)));
    CHECK(!lit(&rig, 0) && !lit(&rig, 1) && !testdod_shown_on(0));
    CHECK(dxgk_set_visibility(rig.adapter, D3DDDI_ID_ALL, true) == STATUS_GRAPHICS_NO_ACTIVE_VIDPN);
    CHECK(dxgk_present(rig.adapter, 0, NULL, 0, NULL, 0) == STATUS_GRAPHICS_NO_ACTIVE_VIDPN);
    /* a plug that is pulled lights nothing, nor does a night's sleep; one that is put in does */
    unsigned commits = testdod_seen.commits;
    testdod_plug(2, false);
    CHECK(NT_SUCCESS(
        dxgk_adapter_set_power(rig.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD3, PowerActionSleep)));
    CHECK(NT_SUCCESS(
        dxgk_adapter_set_power(rig.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD0, PowerActionNone)));
    CHECK(!lit(&rig, 0) && testdod_seen.commits == commits);
    testdod_plug(2, true);
    WAIT(testdod_shown_on(0) == 4);
    ALL_RIGHT(&rig);
    const struct dxgk_path paths[] = {{0, TARGET(0), large}, {1, TARGET(1), tall}};
    CHECK(NT_SUCCESS(dxgk_set_topology(rig.adapter, paths, 2)));
    CHECK(testdod_shown_on(0) == 1 && testdod_shown_on(1) == 2);
    ALL_RIGHT(&rig);
    CHECK(nothing_found());
    rig_stop(&rig);
    return 0;
}

static void dark_and_back(void **state)
{
    tell(darkness);
}

/* ---- monitors that sleep (VPN-16) ---- */

static int nap(struct rig *rig, ULONG child, bool off)
{
    CHECK(NT_SUCCESS(dxgk_adapter_set_power(rig->adapter, TARGET(child), off ? PowerDeviceD3 : PowerDeviceD0,
                                            off ? PowerActionSleep : PowerActionNone)));
    return 0;
}

static int naps(void *arg)
{
    struct rig rig;

    testdod_defaults();
    testdod.present = TESTDOD_MIXED;
    CHECK(NT_SUCCESS(start(&rig, 2, 3)));
    ALL_RIGHT(&rig);
    CHECK(nap(&rig, 1, true) == 0);
    uint64_t presents;
    struct dxgk_present_stats stats;
    dxgk_present_query(rig.adapter, 1, &stats);
    presents = stats.presents;
    CHECK(rig_present(&rig, 1, &(RECT){0, 0, 9, 9}) == STATUS_PENDING);
    CHECK(NT_SUCCESS(rig_present(&rig, 0, &(RECT){0, 0, 9, 9})));
    CHECK(NT_SUCCESS(dxgk_set_mode(rig.adapter, 1, &large))); /* while it is off */
    CHECK(testdod_seen.commits_powered_off == 1);
    CHECK(NT_SUCCESS(rig_image(&rig, 1)));
    dxgk_present_query(rig.adapter, 1, &stats);
    CHECK(stats.presents == presents);
    CHECK(nap(&rig, 1, false) == 0); /* only now does the driver light the new mode */
    ALL_RIGHT(&rig);
    /* the source moves from a monitor that is off to one that is on */
    CHECK(nap(&rig, 1, true) == 0);
    const struct dxgk_path paths[] = {{0, TARGET(0), small}, {1, TARGET(2), tall}};
    CHECK(NT_SUCCESS(dxgk_set_topology(rig.adapter, paths, 2)));
    ALL_RIGHT(&rig);
    /* a monitor that was off when it was pulled out is on when it comes back */
    testdod_plug(1, false);
    testdod_plug(2, false);
    WAIT(!lit(&rig, 1));
    testdod_plug(1, true);
    WAIT(testdod_shown_on(1) == 2);
    ALL_RIGHT(&rig);
    CHECK(nothing_found());
    rig_stop(&rig);
    return 0;
}

static void monitors_that_sleep(void **state)
{
    tell(naps);
}

/* ---- failing commits (VPN-14, VPN-15) ---- */

static int failures(void *arg)
{
    struct rig rig;

    testdod_defaults();
    testdod.present = TESTDOD_ASYNC;
    CHECK(NT_SUCCESS(start(&rig, 2, 2)));
    ALL_RIGHT(&rig);
    const struct dxgk_path paths[] = {{0, TARGET(0), large}, {1, TARGET(1), tall}},
                           swapped[] = {{0, TARGET(1), large}, {1, TARGET(0), tall}};
    struct dxgk_mode before[2], after;
    for (UINT s = 0; s < 2; s++)
        CHECK(NT_SUCCESS(dxgk_get_mode(rig.adapter, s, &before[s])));
    testdod.commit_fails = 2;
    CHECK(dxgk_set_topology(rig.adapter, paths, 2) == STATUS_UNSUCCESSFUL);
    CHECK(finding("VPN-14")->severity == REPORT_NOTE);
    testdod.commit_fails = 0;
    for (UINT s = 0; s < 2; s++) {
        CHECK(NT_SUCCESS(dxgk_get_mode(rig.adapter, s, &after)));
        CHECK(memcmp(&after, &before[s], sizeof(after)) == 0);
        CHECK(testdod_shown_on(s) == 1u << s);
    }
    ALL_RIGHT(&rig);
    CHECK(NT_SUCCESS(dxgk_set_topology(rig.adapter, swapped, 2)));
    CHECK(testdod_shown_on(0) == 2 && testdod_shown_on(1) == 1);
    ALL_RIGHT(&rig);
    CHECK(nothing_found());
    rig_stop(&rig);
    return 0;
}

static void a_commit_that_fails_changes_nothing(void **state)
{
    tell(failures);
}

static int absent(void *arg)
{
    struct rig rig;

    testdod_defaults();
    testdod.disconnected = 4;
    CHECK(NT_SUCCESS(start(&rig, 2, 3)));
    ALL_RIGHT(&rig);
    const struct dxgk_path paths[] = {{0, TARGET(0), large}, {1, TARGET(2), tall}};
    CHECK(dxgk_set_topology(rig.adapter, paths, 2) == STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY);
    CHECK(testdod_seen.enforced ==
          2); /* source 0, and source 1 that was refused; the way back is not enforced */
    CHECK(testdod_shown_on(0) == 1 && testdod_shown_on(1) == 2);
    CHECK(findings(REPORT_NOTE) == 0);
    ALL_RIGHT(&rig);
    testdod.commits_unplugged = true;
    CHECK(dxgk_set_topology(rig.adapter, paths, 2) == STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY);
    CHECK(finding("VPN-15")->severity == REPORT_VIOLATION);
    CHECK(strstr(finding("VPN-15")->value, "target 12"));
    CHECK(testdod_shown_on(0) == 1 && testdod_shown_on(1) == 2); /* taken back */
    ALL_RIGHT(&rig);
    forget_findings();
    testdod.commits_unplugged = false;
    /* the other way round: the driver knows already, the kernel does not yet */
    testdod_plug_quietly(1, false);
    const struct dxgk_path others[] = {{0, TARGET(0), small}, {1, TARGET(1), large}};
    CHECK(dxgk_set_topology(rig.adapter, others, 2) == STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY);
    CHECK(findings(REPORT_VIOLATION) == 0);
    testdod_plug(1, false);
    WAIT(!lit(&rig, 1));
    testdod_plug_quietly(2, true);
    CHECK(NT_SUCCESS(dxgk_set_topology(rig.adapter, paths, 2)));
    testdod_plug(2, true);
    ALL_RIGHT(&rig);
    CHECK(nothing_found());
    rig_stop(&rig);
    return 0;
}

static void monitors_that_are_not_there(void **state)
{
    tell(absent);
}

/* ---- rules of a single path (VPN-18, VPN-19) ---- */

static int turning(void *arg)
{
    struct rig rig;

    testdod_defaults();
    testdod.rough_rotation = arg != NULL;
    CHECK(NT_SUCCESS(start(&rig, 2, 2)));
    ALL_RIGHT(&rig);
    unsigned commits = testdod_seen.commits;
    for (int r = D3DKMDT_VPPR_ROTATE90; r <= D3DKMDT_VPPR_ROTATE270; r++) {
        CHECK(NT_SUCCESS(dxgk_set_rotation(rig.adapter, 1, (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)r)));
        ALL_RIGHT(&rig);
    }
    CHECK(testdod_seen.path_updates == (testdod.rough_rotation ? 0 : 3));
    CHECK(testdod_seen.commits == commits + (testdod.rough_rotation ? 3 : 0));
    CHECK(nothing_found());
    if (!testdod.rough_rotation) { /* a driver that promises and refuses; what it shows stays */
        testdod.update_fails = 2;
        testdod.update_status = STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED;
        CHECK(dxgk_set_rotation(rig.adapter, 1, D3DKMDT_VPPR_IDENTITY) == testdod.update_status);
        CHECK(finding("VPN-19")->severity == REPORT_VIOLATION);
        ALL_RIGHT(&rig);
        /* the second of two clones refuses: the first turns back */
        const struct dxgk_path clone[] = {{0, TARGET(0), small}, {0, TARGET(1), small}};
        CHECK(NT_SUCCESS(dxgk_set_topology(rig.adapter, clone, 2)));
        unsigned updates = testdod_seen.path_updates;
        CHECK(dxgk_set_rotation(rig.adapter, 0, D3DKMDT_VPPR_ROTATE180) == testdod.update_status);
        CHECK(testdod_seen.path_updates == updates + 3);
        ALL_RIGHT(&rig);
    }
    rig_stop(&rig);
    return 0;
}

static void rotation_with_and_without_a_commit(void **state)
{
    tell(turning);
    run_sim(1, turning, (void *)1);
}

static int gamma_ramps(void *arg)
{
    static D3DDDI_GAMMA_RAMP_RGB256x3x16 ramp;
    struct rig rig;

    ramp.Red[0] = 77;
    testdod_defaults();
    testdod.gamma = arg == NULL;
    CHECK(NT_SUCCESS(start(&rig, 2, 2)));
    ALL_RIGHT(&rig);
    NTSTATUS status = dxgk_set_gamma_ramp(rig.adapter, 0, &ramp);
    if (!testdod.gamma) { /* a display-only driver like most */
        CHECK(status == STATUS_GRAPHICS_GAMMA_RAMP_NOT_SUPPORTED);
        CHECK(NT_SUCCESS(dxgk_set_gamma_ramp(rig.adapter, 0, NULL)));
        CHECK(NT_SUCCESS(dxgk_set_mode(rig.adapter, 0, &large)));
        testdod.update_fails = 1;
        testdod.update_status = STATUS_UNSUCCESSFUL;
        CHECK(findings(REPORT_NOTE) == 0);
        CHECK(!NT_SUCCESS(dxgk_set_gamma_ramp(rig.adapter, 0, NULL)) && finding("VPN-19"));
        rig_stop(&rig);
        return 0;
    }
    CHECK(NT_SUCCESS(status) && testdod_ramp(0) == 77 && testdod_ramp(1) == 0);
    CHECK(NT_SUCCESS(dxgk_set_rotation(rig.adapter, 0, D3DKMDT_VPPR_ROTATE90)) && testdod_ramp(0) == 77);
    CHECK(NT_SUCCESS(dxgk_set_mode(rig.adapter, 0, &large)) && testdod_ramp(0) == 77);
    const struct dxgk_path clone[] = {{0, TARGET(0), small}, {0, TARGET(1), small}};
    CHECK(NT_SUCCESS(dxgk_set_topology(rig.adapter, clone, 2)) && testdod_ramp(0) == 77);
    CHECK(NT_SUCCESS(
        dxgk_adapter_set_power(rig.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD3, PowerActionSleep)));
    CHECK(NT_SUCCESS(
        dxgk_adapter_set_power(rig.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD0, PowerActionNone)));
    CHECK(testdod_ramp(0) == 77);
    ramp.Red[0] = 78;
    testdod.update_fails = 2; /* the second clone refuses: the first goes back */
    testdod.update_status = STATUS_GRAPHICS_GAMMA_RAMP_NOT_SUPPORTED;
    CHECK(dxgk_set_gamma_ramp(rig.adapter, 0, &ramp) == STATUS_GRAPHICS_GAMMA_RAMP_NOT_SUPPORTED);
    CHECK(testdod_ramp(0) == 77 && finding("VPN-19")->severity == REPORT_VIOLATION); /* caps promise it */
    testdod.update_fails = 0;
    CHECK(NT_SUCCESS(dxgk_set_topology(rig.adapter, NULL, 0)));
    CHECK(dxgk_set_gamma_ramp(rig.adapter, 0, &ramp) == STATUS_GRAPHICS_SOURCE_NOT_IN_TOPOLOGY);
    CHECK(NT_SUCCESS(dxgk_set_topology(rig.adapter, clone, 1)) && testdod_ramp(0) == 0);
    CHECK(dxgk_set_gamma_ramp(rig.adapter, 5, NULL) == STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    ALL_RIGHT(&rig);
    rig_stop(&rig);
    return 0;
}

static void ramps_of_gamma(void **state)
{
    tell(gamma_ramps);
    run_sim(1, gamma_ramps, (void *)1);
}

static int hide_all(void *arg)
{
    struct rig rig;

    testdod_defaults();
    testdod.present = TESTDOD_MIXED;
    CHECK(NT_SUCCESS(start(&rig, 3, 2)));
    ALL_RIGHT(&rig);
    unsigned calls = testdod_seen.visibilities;
    CHECK(NT_SUCCESS(dxgk_set_visibility(rig.adapter, D3DDDI_ID_ALL, false)));
    CHECK(testdod_seen.visibilities == calls + 1 && testdod_seen.visibilities_of_all == 1);
    for (UINT s = 0; s < 2; s++) {
        UINT width, height;
        bool visible;
        const uint32_t *bits = testdod_screen(s, &width, &height, &visible);
        CHECK(bits && !visible && bits[0] == 0);
        CHECK(rig_present(&rig, s, &(RECT){0, 0, 5, 5}) == STATUS_PENDING);
    }
    CHECK(NT_SUCCESS(dxgk_set_visibility(rig.adapter, D3DDDI_ID_ALL, true)));
    CHECK(testdod_seen.visibilities == calls + 2);
    ALL_RIGHT(&rig);
    CHECK(nothing_found());
    rig_stop(&rig);
    return 0;
}

static void everything_hidden_at_once(void **state)
{
    tell(hide_all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extended_desktop),
        cmocka_unit_test(clone_mode),
        cmocka_unit_test(hot_plug),
        cmocka_unit_test(dark_and_back),
        cmocka_unit_test(monitors_that_sleep),
        cmocka_unit_test(a_commit_that_fails_changes_nothing),
        cmocka_unit_test(monitors_that_are_not_there),
        cmocka_unit_test(rotation_with_and_without_a_commit),
        cmocka_unit_test(ramps_of_gamma),
        cmocka_unit_test(everything_hidden_at_once),
    };
    return cmocka_run_group_tests_name("several screens", tests, NULL, NULL);
}
