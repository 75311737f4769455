/* Presents end to end: every manner of a driver, one pending at a time, failures, timeouts (DOD-37 .. DOD-49, Z-01). */
#include "harness.h"

struct manner_row {
    const char *description;
    enum testdod_present present;
    bool moves_on_screen;
    unsigned fail_every;
};

static const struct manner_row manners[] = {
    {"synchronous (DOD-37)", TESTDOD_SYNC, false, 0},
    {"synchronous, moving on the screen (DOD-33)", TESTDOD_SYNC, true, 0},
    {"asynchronous (DOD-38, DOD-40)", TESTDOD_ASYNC, false, 0},
    {"asynchronous, moving on the screen", TESTDOD_ASYNC, true, 0},
    {"alternating (DOD-42)", TESTDOD_ALTERNATE, false, 0},
    {"reporting before the DDI returns (DOD-43)", TESTDOD_EARLY, false, 0},
    {"reporting after success (DOD-39, Z-01)", TESTDOD_SUCCESS_THEN_REPORT, false, 0},
    {"drawn from all", TESTDOD_MIXED, true, 0},
    {"failing now and then (DOD-47)", TESTDOD_MIXED, true, 3},
    {"failing synchronously (OBS-65)", TESTDOD_SYNC, true, 2},
};

static int updates(void *arg)
{
    const struct manner_row *row = arg;
    struct rig rig;

    testdod_defaults();
    testdod.present = row->present;
    testdod.moves_on_screen = row->moves_on_screen;
    testdod.fail_every = row->fail_every;
    testdod.seed = nt_random();
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(NT_SUCCESS(rig_image(&rig, 0)));
    LONG w = (LONG)rig.image_width[0], h = (LONG)rig.image_height[0];
    for (unsigned i = 0; i < 60; i++) {
        LONG x = (LONG)(nt_random() % (unsigned)w), y = (LONG)(nt_random() % (unsigned)h);
        RECT r = {x, y, x + 1 + (LONG)(nt_random() % (unsigned)(w - x)),
                  y + 1 + (LONG)(nt_random() % (unsigned)(h - y))};
        NTSTATUS status = rig_present(&rig, 0, &r);
        CHECK(NT_SUCCESS(status) || row->fail_every);
    }
    CHECK(dxgk_present_drain(rig.adapter, 0, 60000) == STATUS_SUCCESS);
    CHECK(screen_right(&rig, 0));
    CHECK(testdod_seen.bad_presents == 0 && testdod_seen.overlapping == 0);
    CHECK(nothing_found());
    struct dxgk_present_stats stats;
    dxgk_present_query(rig.adapter, 0, &stats);
    CHECK(stats.updates == 60 && stats.presents == testdod_seen.presents);
    CHECK((stats.failed > 0) == (row->fail_every && stats.presents >= row->fail_every));
    rig_stop(&rig);
    return 0;
}

static void screen_right_in_every_manner(void **state)
{
    for (size_t i = 0; i < sizeof(manners) / sizeof(manners[0]); i++) {
        for (uint64_t seed = 1; seed <= 10; seed++)
            run_sim(seed, updates, (void *)&manners[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(screen_right_in_every_manner),
    };
    return cmocka_run_group_tests_name("presents", tests, NULL, NULL);
}
