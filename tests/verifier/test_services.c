/*
 * Vertical blanks, hardware pointers and resets, as a driver with all of them sees them.
 */
#include "harness.h"

static struct rig rig;

static NTSTATUS start(void)
{
    NTSTATUS status = rig_start(&rig, NULL);
    return NT_SUCCESS(status) ? rig_image(&rig, 0) : status;
}

static void sleep_ms(unsigned ms)
{
    LARGE_INTEGER time = {.QuadPart = -10000LL * ms};
    KeDelayExecutionThread(KernelMode, FALSE, &time);
}

/* DOD-50, OBS-119: reports from a steady timer are vertical blanks. OBS-76: they are on while somebody waits, off when nobody does. */
static int blanks_are_reported_while_wanted(void *arg)
{
    (void)arg;
    testdod_defaults();
    testdod.vsync = true;
    CHECK(NT_SUCCESS(start()));
    for (unsigned i = 0; i < 3; i++) {
        unsigned on = testdod_seen.interrupts_on;
        CHECK(dxgk_wait_vblank(rig.adapter, 0) == STATUS_SUCCESS);
        CHECK(testdod_seen.interrupts_on == on + 1);
        sleep_ms(1000);
        CHECK(testdod_seen.interrupts_off == testdod_seen.interrupts_on);
    }
    CHECK(nothing_found());
    rig_stop(&rig);
    return 0;
}

/* OBS-120: the blanks are turned off before sleep and before a stop. */
static int blanks_end_before_sleep(void *arg)
{
    (void)arg;
    testdod_defaults();
    testdod.vsync = true;
    CHECK(NT_SUCCESS(start()));
    CHECK(dxgk_wait_vblank(rig.adapter, 0) == STATUS_SUCCESS);
    CHECK(testdod_seen.interrupts_on > testdod_seen.interrupts_off);
    dxgk_adapter_set_power(rig.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD3, PowerActionSleep);
    CHECK(testdod_seen.interrupts_on == testdod_seen.interrupts_off);
    sleep_ms(100);
    dxgk_adapter_set_power(rig.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD0, PowerActionNone);
    CHECK(dxgk_wait_vblank(rig.adapter, 0) == STATUS_SUCCESS);
    dxgk_adapter_stop(rig.adapter, DXGK_STOP_PLAIN, NULL);
    CHECK(testdod_seen.interrupts_on == testdod_seen.interrupts_off);
    CHECK(nothing_found());
    rig_stop(&rig);
    return 0;
}

/* OBS-77, TDR-15: blanks that were asked for and do not come are noticed, and the adapter is reset. */
static int missing_blanks_reset_the_adapter(void *arg)
{
    struct dxgk_adapter_info info;
    (void)arg;
    testdod_defaults();
    testdod.vsync = testdod.vsync_silent = true;
    CHECK(NT_SUCCESS(start()));
    dxgk_wait_vblank(rig.adapter, 0);
    sleep_ms(1000);
    const struct report *report = finding("TDR-15");
    CHECK(report && strstr(report->value, "none within 2000 ms"));
    dxgk_adapter_query(rig.adapter, &info);
    CHECK(info.tdr_count == 1 && info.state == DXGK_ADAPTER_STARTED);
    rig_stop(&rig);
    return 0;
}

/* PTR-02: color, and no larger than it can. */
static int shapes_are_what_the_driver_can(void *arg)
{
    static uint32_t pixels[65 * 65];
    DXGKARG_SETPOINTERSHAPE shape = {
        .Flags = {.Color = 1}, .Width = 64, .Height = 64, .Pitch = 256, .pPixels = pixels};
    (void)arg;
    testdod_defaults();
    testdod.pointer = true;
    CHECK(NT_SUCCESS(start()));
    CHECK(NT_SUCCESS(dxgk_set_pointer_shape(rig.adapter, &shape)));
    CHECK(testdod_seen.shapes == 1);
    shape.Width = shape.Height = 65;
    shape.Pitch = 260;
    CHECK(!NT_SUCCESS(dxgk_set_pointer_shape(rig.adapter, &shape)));
    shape.Width = shape.Height = 16;
    shape.Pitch = 64;
    shape.Flags.Value = 0;
    shape.Flags.MaskedColor = 1;
    CHECK(!NT_SUCCESS(dxgk_set_pointer_shape(rig.adapter, &shape)));
    CHECK(testdod_seen.shapes == 1);
    CHECK(nothing_found());
    rig_stop(&rig);
    return 0;
}

/* PTR-03: a source without a path may get a position, never a shape. PTR-04: a hidden pointer has no place. */
static int dark_sources_have_no_shape(void *arg)
{
    static uint32_t pixels[16 * 16];
    DXGKARG_SETPOINTERSHAPE shape = {
        .Flags = {.Color = 1}, .Width = 16, .Height = 16, .Pitch = 64, .pPixels = pixels};
    (void)arg;
    testdod_defaults();
    testdod.pointer = true;
    CHECK(NT_SUCCESS(start()));
    CHECK(NT_SUCCESS(dxgk_set_topology(rig.adapter, NULL, 0)));
    unsigned shapes = testdod_seen.shapes;
    CHECK(!NT_SUCCESS(dxgk_set_pointer_shape(rig.adapter, &shape)) || testdod_seen.shapes == shapes);
    CHECK(testdod_seen.shapes == shapes);
    CHECK(NT_SUCCESS(dxgk_set_pointer_position(rig.adapter, 0, 1 << 30, -(1 << 30), false)));
    CHECK(nothing_found());
    rig_stop(&rig);
    return 0;
}

/* TDR-03: one reset too many within a minute stops the system. */
static int resets_without_end(void *arg)
{
    const RECT all = {0, 0, 10, 10};
    (void)arg;
    testdod_defaults();
    testdod.present = TESTDOD_NEVER;
    testdod.silent = 1000;
    CHECK(NT_SUCCESS(start()));
    for (unsigned i = 0; i < 20; i++) {
        rig_present(&rig, 0, &all);
        dxgk_present_drain(rig.adapter, 0, 3000);
    }
    return 0;
}

/* TDR-09: debug information beyond the end of the buffer. */
static int debug_information_has_an_end(void *arg)
{
    const RECT all = {0, 0, 10, 10};
    (void)arg;
    testdod_defaults();
    testdod.optional = true;
    testdod.present = TESTDOD_NEVER;
    testdod.silent = 1;
    testdod.faults = FAULT_DEBUG_OVERRUN;
    CHECK(NT_SUCCESS(start()));
    rig_present(&rig, 0, &all);
    dxgk_present_drain(rig.adapter, 0, 10000);
    CHECK(testdod_seen.collects == 1);
    CHECK(finding("TDR-09") && finding("DOD-45"));
    rig_stop(&rig);
    return 0;
}

static void in_virtual_time(void **state)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        run_sim(seed, (int (*)(void *)) * state, NULL);
}

static void the_limit_of_resets(void **state)
{
    (void)state;
    struct nt_bugcheck bugcheck = run_to_bugcheck(1, resets_without_end, NULL);
    assert_string_equal(bugcheck.rule, "TDR-03");
    assert_int_equal(bugcheck.code, 0x116);
    assert_non_null(strstr(bugcheck.text, "6 times within 60000 ms; the limit is 5"));
}

#define SIM(body)                                                                                            \
    {                                                                                                        \
#body, in_virtual_time, NULL, NULL, (void *)body                                                     \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIM(blanks_are_reported_while_wanted), SIM(blanks_end_before_sleep),
        SIM(missing_blanks_reset_the_adapter), SIM(shapes_are_what_the_driver_can),
        SIM(dark_sources_have_no_shape),       SIM(debug_information_has_an_end),
        cmocka_unit_test(the_limit_of_resets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
