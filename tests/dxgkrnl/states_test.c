/*
 * The state machine, seed by seed: drawers present on every source while one thread changes modes, rotation, visibility, power and
 * plugs, stops, restarts and at times pulls the device out. The driver's manners and its timeouts are drawn too. Whatever the
 * order: no rule is broken, nothing leaks or hangs, and in the end every screen shows its image (DOD-31 .. DOD-49, VPN-14 .. VPN-19, TDR-15).
 */
#include "harness.h"

#include <stdlib.h>

#ifndef SEEDS
#error "the build says how many seeds"
#endif
#ifndef THREAD_SEEDS
#define THREAD_SEEDS 24
#endif

#define STEPS 40

struct scene {
    struct rig rig;
    uint64_t random;
    volatile LONG quit;
    bool pulled_out;
    bool timeouts;
    bool failures;
};

struct drawer {
    struct scene *scene;
    UINT source;
    uint64_t random;
    PVOID thread;
};

/* Not nt_random: on real threads each thread needs its own. */
static unsigned draw(uint64_t *state, unsigned below)
{
    *state += 0x9E3779B97F4A7C15u;
    uint64_t z = *state;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (unsigned)((z ^ z >> 31) >> 20) % below;
}

static void rest(uint64_t *random, unsigned longest)
{
    LARGE_INTEGER wait = {.QuadPart = -(LONGLONG)draw(random, longest + 1)};
    KeDelayExecutionThread(KernelMode, FALSE, &wait);
}

/* ---- drawing ---- */

/* The image fits the mode, or there is no mode. */
static bool have_image(struct scene *scene, UINT source)
{
    struct rig *rig = &scene->rig;
    struct dxgk_mode mode;

    if (!NT_SUCCESS(dxgk_get_mode(rig->adapter, source, &mode)))
        return false;
    if (rig->image[source] && rig->image_width[source] == mode.width &&
        rig->image_height[source] == mode.height)
        return true;
    return NT_SUCCESS(rig_image(rig, source));
}

static RECT some_rect(uint64_t *random, UINT width, UINT height)
{
    LONG x = (LONG)draw(random, width), y = (LONG)draw(random, height);
    return (RECT){x, y, x + 1 + (LONG)draw(random, width - (UINT)x),
                  y + 1 + (LONG)draw(random, height - (UINT)y)};
}

/* A move inside the image, drawn into it as the screen shall do it. */
static D3DKMT_MOVE_RECT draw_move(struct drawer *d)
{
    struct rig *rig = &d->scene->rig;
    UINT w = rig->image_width[d->source], h = rig->image_height[d->source];
    uint32_t *image = rig->image[d->source];
    RECT to = some_rect(&d->random, w, h);
    LONG width = to.right - to.left, height = to.bottom - to.top;
    D3DKMT_MOVE_RECT m = {.DestRect = to,
                          .SourcePoint = {(LONG)draw(&d->random, w - (UINT)width + 1),
                                          (LONG)draw(&d->random, h - (UINT)height + 1)}};
    bool up = to.top <= m.SourcePoint.y, left = to.left <= m.SourcePoint.x;

    for (LONG i = 0; i < height; i++) {
        LONG y = up ? i : height - 1 - i;
        for (LONG j = 0; j < width; j++) {
            LONG x = left ? j : width - 1 - j;
            uint32_t pixel = __atomic_load_n(
                &image[(UINT)(m.SourcePoint.y + y) * w + (UINT)(m.SourcePoint.x + x)], __ATOMIC_RELAXED);
            __atomic_store_n(&image[(UINT)(to.top + y) * w + (UINT)(to.left + x)], pixel, __ATOMIC_RELAXED);
        }
    }
    return m;
}

static void draw_something(struct drawer *d)
{
    struct rig *rig = &d->scene->rig;
    D3DKMT_MOVE_RECT moves[3];
    RECT dirty[3];
    unsigned move_count = draw(&d->random, 4), dirty_count = draw(&d->random, 4);

    for (unsigned i = 0; i < move_count; i++)
        moves[i] = draw_move(d);
    for (unsigned i = 0; i < dirty_count; i++) {
        dirty[i] = some_rect(&d->random, rig->image_width[d->source], rig->image_height[d->source]);
        paint(rig, d->source, &dirty[i]);
        if (draw(&d->random, 3) == 0)
            nt_yield();
    }
    dxgk_present(rig->adapter, d->source, moves, move_count, dirty, dirty_count);
}

static VOID NTAPI drawer(PVOID ctx)
{
    struct drawer *d = ctx;
    struct scene *scene = d->scene;
    struct nt_process *process =
        nt_process_create("drawer"); /* so that sources present side by side (SYN-06) */

    nt_process_attach(process);
    while (!ReadAcquire(&scene->quit)) {
        if (have_image(scene, d->source))
            draw_something(d);
        switch (draw(&d->random, 12)) {
        case 0:
            rest(&d->random, 100000);
            break;
        case 1:
            dxgk_present_drain(scene->rig.adapter, d->source, 20);
            break;
        default:
            rest(&d->random, 3000);
            break;
        }
    }
    nt_process_attach(NULL);
    nt_process_destroy(process);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

/* ---- the configuration ---- */

static D3DKMDT_VIDPN_PRESENT_PATH_ROTATION some_rotation(uint64_t *random)
{
    return (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)(D3DKMDT_VPPR_IDENTITY + (int)draw(random, 4));
}

static void some_mode(struct scene *scene, UINT source)
{
    struct dxgk_mode modes[16];
    size_t count = dxgk_modes(scene->rig.adapter, source, modes, 16);

    if (count == 0)
        return;
    struct dxgk_mode mode = modes[draw(&scene->random, (unsigned)(count < 16 ? count : 16))];
    mode.rotation = draw(&scene->random, 2) ? D3DKMDT_VPPR_IDENTITY : mode.rotation;
    dxgk_set_mode(scene->rig.adapter, source, &mode);
}

static void stop_and_restart(struct scene *scene)
{
    enum dxgk_stop how = draw(&scene->random, 2) ? DXGK_STOP_PLAIN : DXGK_STOP_RELEASE_POST;

    if (NT_SUCCESS(dxgk_adapter_stop(scene->rig.adapter, how, NULL)))
        rest(&scene->random, 20000);
    dxgk_adapter_restart(scene->rig.adapter);
}

static void sleep_and_wake(struct scene *scene)
{
    ULONG uid = draw(&scene->random, 2) ? DISPLAY_ADAPTER_HW_ID
                                        : TESTDOD_FIRST_UID + draw(&scene->random, testdod.children);

    dxgk_adapter_set_power(scene->rig.adapter, uid, draw(&scene->random, 2) ? PowerDeviceD3 : PowerDeviceD1,
                           PowerActionSleep);
    rest(&scene->random, 30000);
    dxgk_adapter_set_power(scene->rig.adapter, uid, PowerDeviceD0, PowerActionNone);
}

static void change_something(struct scene *scene)
{
    struct dxgk_adapter *adapter = scene->rig.adapter;
    UINT source = draw(&scene->random, testdod.sources);

    switch (draw(&scene->random, 16)) {
    case 0:
    case 1:
        some_mode(scene, source);
        break;
    case 2:
    case 3:
        dxgk_set_rotation(adapter, source, some_rotation(&scene->random));
        break;
    case 4:
        dxgk_set_visibility(adapter, source, false);
        rest(&scene->random, 10000);
        dxgk_set_visibility(adapter, source, true);
        break;
    case 5:
        sleep_and_wake(scene);
        break;
    case 6:
        stop_and_restart(scene);
        break;
    case 7:
        testdod_plug(draw(&scene->random, testdod.children), draw(&scene->random, 2));
        break;
    case 8:
        dxgk_set_pointer_position(adapter, source, (INT)draw(&scene->random, 100), 5,
                                  draw(&scene->random, 2));
        break;
    case 9:
        dxgk_wait_vblank(adapter, source);
        break;
    case 10:
        if (scene->timeouts)
            __atomic_store_n(&testdod.silent, 1, __ATOMIC_RELAXED);
        break;
    default:
        rest(&scene->random, 20000);
        break;
    }
}

/* ---- the scene ---- */

static void choose(struct scene *scene, uint64_t seed)
{
    static const enum testdod_present manner[] = {TESTDOD_SYNC,  TESTDOD_ASYNC, TESTDOD_ALTERNATE,
                                                  TESTDOD_EARLY, TESTDOD_MIXED, TESTDOD_MIXED};

    scene->random = seed * 7919;
    testdod_defaults();
    testdod.seed = seed;
    testdod.sources = 1 + draw(&scene->random, 3);
    testdod.children = testdod.sources + draw(&scene->random, 2);
    testdod.present = manner[draw(&scene->random, 6)];
    testdod.moves_on_screen = draw(&scene->random, 2);
    testdod.delay = 1 + draw(&scene->random, 60000);
    testdod.vsync = draw(&scene->random, 3) == 0;
    testdod.pointer = draw(&scene->random, 2);
    testdod.no_edid = draw(&scene->random, 2);
    testdod.release_fails = draw(&scene->random, 2);
    if (draw(&scene->random, 4) == 0)
        testdod.fail_every = 2 + draw(&scene->random, 4);
    scene->timeouts = draw(&scene->random, 4) == 0;
    if (scene->timeouts)
        testdod.present = TESTDOD_NEVER;
}

/* Everything on and plugged in again: the last word of the configuration. */
static int put_right(struct scene *scene)
{
    struct dxgk_adapter *adapter = scene->rig.adapter;

    __atomic_store_n(&testdod.fail_every, 0, __ATOMIC_RELAXED);
    for (ULONG c = 0; c < testdod.children; c++)
        testdod_plug(c, true);
    rest(&scene->random, 1);
    for (ULONG c = 0; c < testdod.children; c++)
        dxgk_adapter_set_power(adapter, TESTDOD_FIRST_UID + c, PowerDeviceD0, PowerActionNone);
    CHECK(NT_SUCCESS(dxgk_adapter_set_power(adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD0, PowerActionNone)));
    LARGE_INTEGER moment = {.QuadPart = -50000};
    KeDelayExecutionThread(KernelMode, FALSE, &moment); /* the plugs are looked at */
    for (UINT s = 0; s < testdod.sources; s++) {
        struct dxgk_mode mode;
        for (unsigned i = 0; i < 100 && !NT_SUCCESS(dxgk_get_mode(adapter, s, &mode)); i++)
            KeDelayExecutionThread(KernelMode, FALSE, &moment);
        CHECK(NT_SUCCESS(dxgk_set_visibility(adapter, s, true)));
    }
    return 0;
}

static int judge_screens(struct scene *scene)
{
    for (UINT s = 0; s < testdod.sources; s++) {
        CHECK(have_image(scene, s));
        CHECK(dxgk_present_drain(scene->rig.adapter, s, 60000) == STATUS_SUCCESS);
        CHECK(screen_right(&scene->rig, s));
    }
    return 0;
}

static int start_drawers(struct scene *scene, struct drawer *drawers)
{
    for (UINT s = 0; s < testdod.sources; s++) {
        HANDLE handle;
        drawers[s] = (struct drawer){.scene = scene, .source = s, .random = scene->random + s * 104729};
        CHECK(NT_SUCCESS(
            PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, drawer, &drawers[s])));
        CHECK(NT_SUCCESS(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode,
                                                   &drawers[s].thread, NULL)));
        ZwClose(handle);
    }
    return 0;
}

static void stop_drawers(struct scene *scene, struct drawer *drawers)
{
    InterlockedExchange(&scene->quit, 1);
    for (UINT s = 0; s < testdod.sources; s++) {
        KeWaitForSingleObject(drawers[s].thread, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(drawers[s].thread);
    }
}

/* TDR-15 and what it drags along are the only findings that a silent driver may cause. */
static bool only_expected(const struct scene *scene)
{
    if (scene->timeouts && findings(REPORT_VIOLATION) && finding("DOD-45"))
        return findings(REPORT_REFUSAL) == 0;
    return nothing_found();
}

static int play(void *arg)
{
    static struct scene scene;
    static struct drawer drawers[TESTDOD_SOURCES];
    uint64_t seed = *(uint64_t *)arg;
    struct dxgk_adapter_options options = {.is_post_device = true, .tdr_limit_count = 1000};

    memset(&scene, 0, sizeof(scene));
    choose(&scene, seed);
    options.present_delay_ms = scene.timeouts ? 200 : 0;
    CHECK(NT_SUCCESS(rig_start(&scene.rig, &options)));
    int line = start_drawers(&scene, drawers);
    bool pull_out = draw(&scene.random, 5) == 0;
    for (unsigned i = 0; i < STEPS && !line; i++)
        change_something(&scene);
    if (pull_out)
        CHECK(NT_SUCCESS(dxgk_adapter_surprise_remove(scene.rig.adapter)));
    else
        line = put_right(&scene);
    stop_drawers(&scene, drawers);
    if (!line && !pull_out)
        line = judge_screens(&scene);
    if (testdod_seen.bad_present)
        fprintf(stderr, "bad present: %s\n", testdod_seen.bad_present);
    CHECK(testdod_seen.bad_presents == 0);
    CHECK(testdod_seen.overlapping == 0);
    CHECK(testdod_seen.inactive_calls == 0);
    rig_stop(&scene.rig);
    CHECK(line == 0 && only_expected(&scene));
    return 0;
}

static void in_virtual_time(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        run_sim(seed, play, &seed);
}

static void on_threads(void **state)
{
    for (uint64_t seed = 1; seed <= THREAD_SEEDS; seed++)
        run_threads(play, &seed);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_virtual_time),
        cmocka_unit_test(on_threads),
    };
    if (argc > 1) { /* one seed, for looking into it */
        uint64_t seed = strtoull(argv[1], NULL, 0);
        run_sim(seed, play, &seed);
        return 0;
    }
    return cmocka_run_group_tests_name("states", tests, NULL, NULL);
}
