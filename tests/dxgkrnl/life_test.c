/*
 * What else happens to a running adapter: sleep, plugs, removal in the middle of a present, pointer, vertical blank, idleness, the crash
 * screen, and who may be in the driver together.
 */
#include "harness.h"

static void pass_time(unsigned milliseconds)
{
    LARGE_INTEGER wait = {.QuadPart = -(LONGLONG)milliseconds * 10000};
    KeDelayExecutionThread(KernelMode, FALSE, &wait);
}

static const RECT some = {3, 4, 20, 30};

/* DOD-19, OBS-145: updates of a sleeping adapter are kept as the whole source. */
static int power(void *arg)
{
    struct rig rig;

    testdod_defaults();
    testdod.present = TESTDOD_ASYNC;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(NT_SUCCESS(rig_image(&rig, 0)));
    CHECK(rig_present(&rig, 0, &some) == STATUS_PENDING); /* sleep comes while this one is pending */
    CHECK(NT_SUCCESS(
        dxgk_adapter_set_power(rig.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD3, PowerActionSleep)));
    unsigned presents = testdod_seen.presents;
    CHECK(rig_present(&rig, 0, &some) == STATUS_PENDING);
    CHECK(testdod_seen.presents == presents);
    CHECK(dxgk_present_drain(rig.adapter, 0, 1000) ==
          STATUS_SUCCESS); /* nothing can go: nothing to wait for */
    CHECK(NT_SUCCESS(
        dxgk_adapter_set_power(rig.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD0, PowerActionNone)));
    CHECK(dxgk_present_drain(rig.adapter, 0, 10000) == STATUS_SUCCESS && screen_right(&rig, 0));
    /* A monitor alone. */
    CHECK(NT_SUCCESS(dxgk_adapter_set_power(rig.adapter, TESTDOD_FIRST_UID, PowerDeviceD3, PowerActionNone)));
    presents = testdod_seen.presents;
    CHECK(rig_present(&rig, 0, &some) == STATUS_PENDING && testdod_seen.presents == presents);
    CHECK(NT_SUCCESS(dxgk_adapter_set_power(rig.adapter, TESTDOD_FIRST_UID, PowerDeviceD0, PowerActionNone)));
    CHECK(dxgk_present_drain(rig.adapter, 0, 10000) == STATUS_SUCCESS && screen_right(&rig, 0));
    CHECK(dxgk_adapter_set_power(rig.adapter, 12345, PowerDeviceD0, PowerActionNone) ==
          STATUS_INVALID_PARAMETER);
    CHECK(testdod_seen.bad_presents == 0 && nothing_found());
    rig_stop(&rig);
    return 0;
}

static void power_states(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        run_sim(seed, power, NULL);
}

/* OBS-44: a monitor that comes later is lit, one that goes takes its path along. */
static int plugs(void *arg)
{
    struct dxgk_mode mode;
    struct rig rig;

    testdod_defaults();
    testdod.sources = testdod.children = 2;
    testdod.disconnected = 1u << 1;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(NT_SUCCESS(dxgk_get_mode(rig.adapter, 0, &mode)) &&
          !NT_SUCCESS(dxgk_get_mode(rig.adapter, 1, &mode)));
    CHECK(dxgk_present(rig.adapter, 1, NULL, 0, &some, 1) == STATUS_GRAPHICS_NO_ACTIVE_VIDPN);
    testdod_plug(1, true);
    pass_time(10);
    CHECK(NT_SUCCESS(rig_image(&rig, 1)) && screen_right(&rig, 1));
    testdod_plug(0, false);
    pass_time(10);
    CHECK(!NT_SUCCESS(dxgk_get_mode(rig.adapter, 0, &mode)) &&
          NT_SUCCESS(dxgk_get_mode(rig.adapter, 1, &mode)));
    testdod_plug(0, true);
    pass_time(10);
    CHECK(NT_SUCCESS(rig_image(&rig, 0)) && screen_right(&rig, 0) && screen_right(&rig, 1));
    CHECK(nothing_found());
    rig_stop(&rig);
    return 0;
}

static void hot_plug(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        run_sim(seed, plugs, NULL);
}

/* Pulled out while a present is pending that will never be reported: no wait for the timeout, then only refusals. */
static int pull_out(void *arg)
{
    struct dxgk_adapter_info info;
    struct rig rig;

    testdod_defaults();
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(NT_SUCCESS(rig_image(&rig, 0)));
    testdod.present = TESTDOD_NEVER;
    testdod.silent = 1;
    CHECK(rig_present(&rig, 0, &some) == STATUS_PENDING);
    CHECK(rig_present(&rig, 0, &some) == STATUS_PENDING);
    uint64_t before = nt_now();
    CHECK(NT_SUCCESS(dxgk_adapter_surprise_remove(rig.adapter)));
    CHECK(nt_now() - before < 5000000);
    CHECK(testdod_seen.surprise == 1 && testdod_seen.stops == 1 && testdod_seen.removes == 1);
    CHECK(dxgk_adapter_surprise_remove(rig.adapter) == STATUS_DEVICE_REMOVED);
    CHECK(rig_present(&rig, 0, &some) == STATUS_DEVICE_REMOVED);
    CHECK(dxgk_present_drain(rig.adapter, 0, 1000) == STATUS_SUCCESS);
    CHECK(dxgk_adapter_restart(rig.adapter) != STATUS_SUCCESS);
    CHECK(dxgk_set_visibility(rig.adapter, 0, true) == STATUS_DEVICE_REMOVED);
    CHECK(dxgk_adapter_set_power(rig.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD0, PowerActionNone) ==
          STATUS_DEVICE_REMOVED);
    dxgk_adapter_query(rig.adapter, &info);
    CHECK(info.state == DXGK_ADAPTER_REMOVED_BY_SURPRISE && info.tdr_count == 0 && nothing_found());
    rig_stop(&rig);
    return 0;
}

static void surprise_removal(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        run_sim(seed, pull_out, NULL);
}

/* PTR-02, PTR-03, PTR-05, OBS-33. */
static int pointer(void *arg)
{
    static const uint32_t pixels[16 * 16];
    DXGKARG_SETPOINTERSHAPE shape = {.Width = 16, .Height = 16, .Pitch = 64, .pPixels = pixels};
    const D3DDDI_ESCAPEFLAGS plain = {0}, hardware = {.HardwareAccess = 1};
    UCHAR data[8] = {0};
    struct rig rig;

    shape.Flags.Color = 1;
    testdod_defaults();
    testdod.pointer = true;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(NT_SUCCESS(dxgk_set_pointer_shape(rig.adapter, &shape)) && testdod_seen.shapes == 1);
    CHECK(NT_SUCCESS(dxgk_set_pointer_position(rig.adapter, 0, -3, 5, true)));
    shape.Width = 65;
    CHECK(dxgk_set_pointer_shape(rig.adapter, &shape) == STATUS_NOT_SUPPORTED);
    shape.Width = 16;
    shape.Flags.Monochrome = 1;
    CHECK(dxgk_set_pointer_shape(rig.adapter, &shape) == STATUS_NOT_SUPPORTED);
    shape.VidPnSourceId = 7;
    CHECK(dxgk_set_pointer_shape(rig.adapter, &shape) == STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    CHECK(NT_SUCCESS(dxgk_set_topology(rig.adapter, NULL, 0)));
    shape.VidPnSourceId = 0;
    shape.Flags.Monochrome = 0;
    CHECK(dxgk_set_pointer_shape(rig.adapter, &shape) == STATUS_GRAPHICS_NO_ACTIVE_VIDPN &&
          testdod_seen.shapes == 1);
    CHECK(NT_SUCCESS(dxgk_set_pointer_position(rig.adapter, 0, 1, 1, true)));
    CHECK(NT_SUCCESS(dxgk_escape(rig.adapter, data, sizeof(data), plain)) && data[7] == 0x5A);
    CHECK(NT_SUCCESS(dxgk_escape(rig.adapter, data, sizeof(data), hardware)));
    CHECK(nothing_found());
    rig_stop(&rig);

    testdod_defaults();
    testdod.optional = false;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(dxgk_set_pointer_position(rig.adapter, 0, 1, 1, true) == STATUS_NOT_SUPPORTED);
    CHECK(NT_SUCCESS(dxgk_set_pointer_position(rig.adapter, 0, 1, 1, false)));
    CHECK(dxgk_escape(rig.adapter, data, sizeof(data), plain) == STATUS_NOT_SUPPORTED);
    rig_stop(&rig);
    return 0;
}

static void pointer_and_escape(void **state)
{
    run_sim(1, pointer, NULL);
}

/* DOD-03, DOD-50, FEN-19, TDR-15. */
static int vblank(void *arg)
{
    struct dxgk_adapter_info info;
    struct rig rig;

    testdod_defaults();
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    uint64_t before = nt_now();
    for (unsigned i = 0; i < 10; i++)
        CHECK(NT_SUCCESS(dxgk_wait_vblank(rig.adapter, 0)));
    CHECK(nt_now() - before >= 9 * 166000 && nt_now() - before < 11 * 167000); /* computed, 60 Hz */
    rig_stop(&rig);

    testdod_defaults();
    testdod.vsync = true;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(testdod_seen.interrupts_on == 0);
    for (unsigned i = 0; i < 10; i++)
        CHECK(NT_SUCCESS(dxgk_wait_vblank(rig.adapter, 0)));
    CHECK(testdod_seen.interrupts_on == 1 && testdod_seen.interrupts_off == 0);
    pass_time(2000);
    CHECK(testdod_seen.interrupts_off == 1); /* nobody looks any more */
    CHECK(NT_SUCCESS(dxgk_wait_vblank(rig.adapter, 0)) && nothing_found());
    testdod.vsync_silent = true;
    CHECK(dxgk_wait_vblank(rig.adapter, 0) == STATUS_TIMEOUT);
    testdod.vsync_silent = false;
    pass_time(100);
    dxgk_adapter_query(rig.adapter, &info);
    CHECK(info.tdr_count == 1 && finding("TDR-15"));
    CHECK(NT_SUCCESS(dxgk_wait_vblank(rig.adapter, 0)));
    rig_stop(&rig);
    return 0;
}

static void vertical_blank(void **state)
{
    run_sim(1, vblank, NULL);
}

/* An idle desktop asks nothing of the driver, and no time passes in the kernel: after a minute not one more call was made. */
static uint64_t all_calls(struct dxgk_adapter *adapter)
{
    const char *name;
    bool present;
    uint64_t calls, sum = 0;

    for (size_t i = 0; i < DDI_ID_COUNT; i++) {
        dxgk_adapter_ddi(adapter, i, &name, &present, &calls);
        sum += calls;
    }
    return sum;
}

static int idle(void *arg)
{
    struct rig rig;

    testdod_defaults();
    testdod.present = TESTDOD_ASYNC;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(NT_SUCCESS(rig_image(&rig, 0)));
    CHECK(dxgk_present_drain(rig.adapter, 0, 1000) == STATUS_SUCCESS);
    uint64_t before = all_calls(rig.adapter);
    pass_time(60000);
    CHECK(all_calls(rig.adapter) == before && screen_right(&rig, 0));
    rig_stop(&rig);
    return 0;
}

static void idle_costs_nothing(void **state)
{
    run_sim(1, idle, NULL);
}

/* POST-09, POST-10: text at HIGH_LEVEL. */
static int crash(void *arg)
{
    static const struct testdod_mode big[] = {{800, 600}};
    UINT width, height, ink = 0;
    bool visible;
    struct rig rig;

    testdod_defaults();
    testdod.modes = big;
    testdod.mode_count = 1;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(NT_SUCCESS(dxgk_crash_screen(
        rig.adapter, "IT IS OVER\nand this line is long enough to be cut between two of its many words, "
                     "as lines are that do not fit on the screen that they are written to")));
    const uint32_t *screen = testdod_screen(0, &width, &height, &visible);
    CHECK(screen && testdod_seen.enables == 1 && testdod_seen.writes == 2 * 38);
    for (UINT i = 0; i < width * height; i++) {
        CHECK(screen[i] == 0xFFFFFFFFu || screen[i] == 0xFF0A3A6Bu);
        ink += screen[i] == 0xFFFFFFFFu;
    }
    CHECK(ink > 1500 && ink < 20000);
    CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL && nothing_found());
    CHECK(NT_SUCCESS(dxgk_set_topology(rig.adapter, NULL, 0)));
    CHECK(!NT_SUCCESS(dxgk_crash_screen(rig.adapter, "dark")));
    rig_stop(&rig);
    return 0;
}

static void crash_screen(void **state)
{
    run_sim(1, crash, NULL);
}

/* ---- updates ---- */

/* DOD-36, DOD-44, DOD-49, and what an update may look like. */
static int updates(void *arg)
{
    static D3DKMT_MOVE_RECT wild[3] = {
        {.SourcePoint = {-2147483647 - 1, 2147483647},
         .DestRect = {-2147483647 - 1, -5, 2147483647, 2147483647}},
        {.SourcePoint = {5, 5}, .DestRect = {9, 9, 2, 2}},
        {.SourcePoint = {60, 40}, .DestRect = {50, 30, 90, 90}},
    };
    const RECT empty[] = {{5, 5, 5, 9}, {9, 9, 3, 3}, {100, 100, 200, 200}, {-10, -10, 0, 0}};
    struct dxgk_present_stats stats;
    struct rig rig;

    testdod_defaults();
    testdod.moves_on_screen = true;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(dxgk_present(rig.adapter, 0, NULL, 0, &some, 1) == STATUS_PENDING); /* no image yet */
    CHECK(NT_SUCCESS(rig_image(&rig, 0)) && screen_right(&rig, 0));
    unsigned presents = testdod_seen.presents;
    CHECK(dxgk_present(rig.adapter, 0, NULL, 0, empty, 4) == STATUS_SUCCESS);
    CHECK(testdod_seen.presents == presents); /* nothing was left of it */
    paint(&rig, 0, &(RECT){0, 0, 64, 48});
    CHECK(dxgk_present(rig.adapter, 0, wild, 3, &(RECT){0, 0, 64, 48}, 1) == STATUS_SUCCESS &&
          screen_right(&rig, 0));
    const DXGKARG_PRESENT_DISPLAYONLY last = testdod_last_present(0);
    CHECK(((const UCHAR *)last.pDirtyRect)[0] == 0xDD); /* lent, not given */
    CHECK(NT_SUCCESS(dxgk_set_visibility(rig.adapter, 0, false)));
    CHECK(rig_present(&rig, 0, &some) == STATUS_PENDING);
    CHECK(NT_SUCCESS(dxgk_set_visibility(rig.adapter, 0, true)) && screen_right(&rig, 0));
    CHECK(dxgk_present(rig.adapter, 9, NULL, 0, &some, 1) == STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    CHECK(dxgk_set_image(rig.adapter, 0, rig.image[0], 0, 64, 48) == STATUS_INVALID_PARAMETER);
    CHECK(dxgk_set_image(rig.adapter, 0, rig.image[0], 64, 64, 48) == STATUS_INVALID_PARAMETER);
    /* Upside down: a negative pitch. */
    CHECK(dxgk_set_image(rig.adapter, 0, rig.image[0] + 47 * 64, -256, 64, 48) == STATUS_SUCCESS);
    CHECK(!screen_right(&rig, 0));
    CHECK(dxgk_set_image(rig.adapter, 0, rig.image[0], 256, 64, 48) == STATUS_SUCCESS &&
          screen_right(&rig, 0));
    dxgk_present_query(rig.adapter, 0, &stats);
    CHECK(stats.failed == 0 && stats.asynchronous == 0 && testdod_seen.bad_presents == 0 && nothing_found());
    rig_stop(&rig);
    return 0;
}

static void updates_of_any_kind(void **state)
{
    run_sim(1, updates, NULL);
}

/* ---- threading levels ---- */

static struct {
    volatile LONG inside, alone, presents[TESTDOD_SOURCES], broken, together;
} level;

static void enter(void *ctx, struct ddi_call *call)
{
    enum ddi_level l = ddi_rows[call->id].level;

    if (l == DDI_LEVEL_ANYTIME)
        return;
    LONG others = InterlockedIncrement(&level.inside) - 1;
    if (l == DDI_LEVEL_2 || l == DDI_LEVEL_3)
        InterlockedIncrement(&level.alone);
    if ((l >= DDI_LEVEL_2 && others) || (l < DDI_LEVEL_2 && ReadAcquire(&level.alone)))
        InterlockedIncrement(&level.broken); /* SYN-01, SYN-03 */
    if (call->id == DDI_ID_PresentDisplayOnly) {
        UINT s = (*(const DXGKARG_PRESENT_DISPLAYONLY **)call->args[1])->VidPnSourceId;
        if (InterlockedIncrement(&level.presents[s]) > 1)
            InterlockedIncrement(&level.broken); /* DOD-41 */
        if (others)
            InterlockedIncrement(&level.together);
    }
}

static void leave(void *ctx, struct ddi_call *call)
{
    enum ddi_level l = ddi_rows[call->id].level;

    if (l == DDI_LEVEL_ANYTIME)
        return;
    if (call->id == DDI_ID_PresentDisplayOnly)
        InterlockedDecrement(
            &level.presents[(*(const DXGKARG_PRESENT_DISPLAYONLY **)call->args[1])->VidPnSourceId]);
    if (l == DDI_LEVEL_2 || l == DDI_LEVEL_3)
        InterlockedDecrement(&level.alone);
    InterlockedDecrement(&level.inside);
}

static const struct ddi_shim watcher = {.name = "watcher", .before = enter, .after = leave};

struct presenter {
    struct rig *rig;
    UINT source;
    bool own_process;
    PVOID thread;
};

static VOID NTAPI presenter(PVOID ctx)
{
    struct presenter *p = ctx;
    struct nt_process *process = p->own_process ? nt_process_create("presenter") : NULL;

    nt_process_attach(process);
    for (unsigned i = 0; i < 30; i++) {
        rig_present(p->rig, p->source, &some);
        nt_yield();
    }
    nt_process_attach(NULL);
    if (process)
        nt_process_destroy(process);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static int levels(void *arg)
{
    const struct ddi_shim *shims[] = {&watcher};
    const struct dxgk_adapter_options options = {.shims = shims, .shim_count = 1};
    struct presenter p[3];
    struct rig rig;

    memset((void *)&level, 0, sizeof(level));
    testdod_defaults();
    testdod.sources = testdod.children = 3;
    CHECK(NT_SUCCESS(rig_start(&rig, &options)));
    for (UINT s = 0; s < 3; s++) {
        HANDLE handle;
        CHECK(NT_SUCCESS(rig_image(&rig, s)));
        p[s] = (struct presenter){.rig = &rig, .source = s, .own_process = arg != NULL};
        CHECK(
            NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, presenter, &p[s])));
        CHECK(NT_SUCCESS(
            ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &p[s].thread, NULL)));
        ZwClose(handle);
    }
    for (unsigned i = 0; i < 10; i++) {
        dxgk_set_rotation(rig.adapter, i % 3, i % 2 ? D3DKMDT_VPPR_ROTATE180 : D3DKMDT_VPPR_IDENTITY);
        dxgk_set_pointer_position(rig.adapter, i % 3, 1, 1, false);
    }
    for (UINT s = 0; s < 3; s++) {
        KeWaitForSingleObject(p[s].thread, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(p[s].thread);
    }
    CHECK(level.broken == 0);
    if (!arg)
        CHECK(level.together == 0); /* SYN-06: threads of one process take turns */
    LONG together = level.together;
    rig_stop(&rig);
    CHECK(nothing_found());
    *(LONG *)(arg ? arg : (void *)&together) += together;
    return 0;
}

static void threading_levels(void **state)
{
    LONG together = 0;

    for (uint64_t seed = 1; seed <= 30; seed++) {
        run_sim(seed, levels, NULL);
        run_sim(seed, levels, &together);
    }
    assert_true(together > 0); /* sources of different processes do present side by side */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(power_states),     cmocka_unit_test(hot_plug),
        cmocka_unit_test(surprise_removal), cmocka_unit_test(pointer_and_escape),
        cmocka_unit_test(vertical_blank),   cmocka_unit_test(idle_costs_nothing),
        cmocka_unit_test(crash_screen),     cmocka_unit_test(updates_of_any_kind),
        cmocka_unit_test(threading_levels),
    };
    return cmocka_run_group_tests_name("life", tests, NULL, NULL);
}
