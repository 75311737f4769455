/*
 * Whole desktops on drivers of every temper: synchronous, asynchronous, alternating, reporting early, failing, hanging once.
 * Recorded sessions go through the real loop, graphics kernel and PNG sink, on threads and real time, and the screen must
 * be the frame that a VNC client holds at the end (DOD-31..34, DOD-38..43, DOD-45, DOD-47).
 */
#include "desktop.h"
#include "report.h"
#include "sink.h"
#include "stop.h"
#include "testdod.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static const struct testdod_mode modes[] = {{1280, 800}, {800, 1280}, {1920, 1080}, {1080, 1920}};

/* A player that never waits drowns an asynchronous driver: a thousand updates become a few presents. That is tested; but looking at
 * each fourth frame keeps both in step, with some updates merged and some not. */
#define LOOK_OFTEN  4
#define LOOK_NEVER  0
#define PART_FRAMES 120

struct session {
    struct desktop_options options;
    struct desktop_stats stats;
    enum desktop_end end;
    char error[480];
    char png[64];
    char sink[80], source[300];
};

static unsigned violations;

static void listen(void *ctx, const struct report *report)
{
    (void)ctx;
    if (report->severity >= REPORT_VIOLATION) {
        violations++;
        fprintf(stderr, "%s in %s: %s = %s, expected %s\n", report->rule, report->where, report->what,
                report->value, report->expected);
    }
}

static void screen(struct picture *picture)
{
    UINT width, height;
    bool visible;
    const uint32_t *bits = testdod_screen(0, &width, &height, &visible);

    *picture = (struct picture){width, height, width * 4, 32, visible ? bits : NULL};
}

static int body(struct machine *machine, void *ctx)
{
    struct session *session = ctx;

    session->end =
        desktop_run(machine, &session->options, &session->stats, session->error, sizeof(session->error));
    return 0;
}

static void prepare(struct session *session, const char *recording)
{
    testdod_defaults();
    testdod.modes = modes;
    testdod.mode_count = sizeof(modes) / sizeof(modes[0]);
    testdod.delay = 2000; /* short, so that many presents are under way at some time */
    *session = (struct session){0};
    strcpy(session->png, "/tmp/openwddm-test.XXXXXX");
    close(mkstemp(session->png));
    snprintf(session->sink, sizeof(session->sink), "png:%s", session->png);
    snprintf(session->source, sizeof(session->source), "rfb:%s/%s.fbs.zst", TEST_DATA, recording);
    session->options.source = session->source;
    session->options.sinks[0] = session->sink;
    session->options.sink_count = 1;
}

/* presents are given up after delay_ms (TDR-15) */
static void run(struct session *session, unsigned delay_ms)
{
    struct machine_options options = {.driver_name = "testdod",
                                      .entry = testdod_entry,
                                      .present_delay_ms = delay_ms,
                                      .ddi_delay_ms = 120000,
                                      .screen = screen};
    struct machine machine;

    violations = 0;
    assert_true(stop_init());
    report_listen(listen, NULL);
    struct machine_outcome outcome = machine_run(&machine, &options, body, session);
    report_unlisten(listen, NULL);
    stop_fini();
    if (outcome.end != MACHINE_GOOD)
        fail_msg("end %d", outcome.end);
    assert_int_equal(outcome.leaks, 0);
}

/* The file shows the recording's last frame, turned. */
static void expect_final_frame(const struct session *session, const char *recording)
{
    struct picture found, expected;
    struct picture_fault fault;
    char path[300], error[300];

    snprintf(path, sizeof(path), "%s/%s.final.png", TEST_DATA, recording);
    assert_true(png_read(path, &expected, error, sizeof(error)));
    assert_true(png_read(session->png, &found, error, sizeof(error)));
    assert_true(picture_shows(&found, expected.pixels, expected.stride, expected.width, expected.height,
                              session->options.turn, &fault));
    free((void *)expected.pixels);
    free((void *)found.pixels);
    unlink(session->png);
}

struct play {
    const char *recording;
    enum testdod_present present;
    bool moves_on_screen; /* else the driver takes moves from the image (DOD-31) */
    enum turn turn;
    uint64_t frames, look; /* 0 frames: all */
};

static void play(const struct play *play)
{
    struct session session;

    prepare(&session, play->recording);
    testdod.present = play->present;
    testdod.moves_on_screen = play->moves_on_screen;
    session.options.turn = play->turn;
    session.options.verify = play->look;
    session.options.frames = play->frames;
    run(&session, 60000);
    if (session.end != DESKTOP_GOOD)
        fail_msg("%s, present kind %d, turned by %d: %s", play->recording, play->present,
                 90 * (int)play->turn, session.error);
    assert_int_equal(violations, 0);
    assert_int_equal(testdod_seen.bad_presents, 0);
    assert_int_equal(testdod_seen.overlapping, 0);
    assert_true(session.stats.presents.presents > (play->look ? session.stats.frames / play->look : 1));
    if (play->frames)
        unlink(session.png);
    else
        expect_final_frame(&session, play->recording);
}

/* Under a sanitizer every pixel costs many times as much, and one recording at one rotation tells as much. */
static bool brief(void)
{
    return getenv("OPENWDDM_TEST_BRIEF") != NULL;
}

/* The beginning of a session in small steps, for each manner of presenting and each rotation. */
static void test_every_manner(void **state)
{
    static const enum testdod_present kinds[] = {TESTDOD_SYNC, TESTDOD_ASYNC, TESTDOD_ALTERNATE,
                                                 TESTDOD_EARLY, TESTDOD_MIXED};

    for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        for (enum turn turn = brief() ? TURN_270 : TURN_NONE; turn <= TURN_270; turn++)
            play(&(struct play){"rfb-drag-1280x800", kinds[i], true, turn, PART_FRAMES, LOOK_OFTEN});
        play(&(struct play){"rfb-drag-1280x800", kinds[i], false, TURN_NONE, PART_FRAMES, LOOK_OFTEN});
    }
}

/* Each recording to its end, at each rotation, by a driver that takes turns between the two modes; once in small steps. */
static void test_whole_recordings(void **state)
{
    static const char *const names[] = {"rfb-drag-1280x800", "rfb-xterm-scroll-1280x800",
                                        "rfb-drag-1920x1080"};

    for (unsigned i = 0; i < 3 && !brief(); i++) {
        for (enum turn turn = TURN_NONE; turn <= TURN_270; turn++)
            play(&(struct play){names[i], TESTDOD_ALTERNATE, true, turn, 0, LOOK_NEVER});
    }
    if (brief())
        play(&(struct play){names[0], TESTDOD_ALTERNATE, true, TURN_90, 0, LOOK_NEVER});
    else
        play(&(struct play){names[0], TESTDOD_ALTERNATE, true, TURN_90, 0, LOOK_OFTEN});
}

/* Every fifth present fails, at once or later: what it should have shown comes with another one (DOD-47). */
static void test_failing_presents(void **state)
{
    static const enum testdod_present kinds[] = {TESTDOD_SYNC, TESTDOD_ALTERNATE};

    for (unsigned i = 0; i < 2; i++) {
        struct session session;

        prepare(&session, "rfb-drag-1280x800");
        session.options.verify = LOOK_OFTEN;
        session.options.frames = PART_FRAMES;
        testdod.fail_every = 5;
        testdod.present = kinds[i];
        testdod.moves_on_screen = true;
        run(&session, 10000);
        if (session.end != DESKTOP_GOOD)
            fail_msg("%s", session.error);
        assert_true(session.stats.presents.failed > 0);
        assert_int_equal(violations, 0);
        unlink(session.png);
    }
}

/* Two presents are never reported: reset, and the screen is right afterwards (DOD-45). */
static void test_presents_that_never_end(void **state)
{
    struct session session;

    prepare(&session, "rfb-drag-1280x800");
    testdod.present = TESTDOD_NEVER;
    testdod.silent = 2;
    testdod.moves_on_screen = true;
    run(&session, 300);
    if (session.end != DESKTOP_GOOD)
        fail_msg("%s", session.error);
    assert_true(testdod_seen.resets > 0);
    expect_final_frame(&session, "rfb-drag-1280x800");
}

/* With --verify each frame is looked at when it is finished, asynchronous or not. */
static void test_every_frame(void **state)
{
    struct session session;

    prepare(&session, "rfb-drag-1280x800");
    testdod.present = TESTDOD_ALTERNATE;
    testdod.moves_on_screen = true;
    session.options.verify = 1;
    session.options.frames = PART_FRAMES;
    run(&session, 10000);
    if (session.end != DESKTOP_GOOD)
        fail_msg("%s", session.error);
    assert_int_equal(session.stats.frames, PART_FRAMES);
    assert_int_equal(session.stats.verified, PART_FRAMES + 1);
    unlink(session.png);
}

static uint32_t spoiled[1280 * 800];

/* A driver that shows something else: one pixel, somewhere. */
static void spoiled_screen(struct picture *picture)
{
    screen(picture);
    if (!picture->pixels)
        return;
    memcpy(spoiled, picture->pixels, (size_t)picture->width * picture->height * 4);
    spoiled[1280 * 400 + 640] ^= 0x000100;
    picture->pixels = spoiled;
}

/* The comparison is not blind. */
static void test_wrong_pixel_is_found(void **state)
{
    struct machine_options options = {
        .driver_name = "testdod", .entry = testdod_entry, .screen = spoiled_screen};
    struct session session;
    struct machine machine;

    prepare(&session, "rfb-drag-1280x800");
    session.options.frames = 3;
    assert_true(stop_init());
    struct machine_outcome outcome = machine_run(&machine, &options, body, &session);
    stop_fini();
    assert_int_equal(outcome.end, MACHINE_GOOD);
    assert_int_equal(session.end, DESKTOP_DRIVER_FAILED);
    assert_non_null(strstr(session.error, "differs from the desktop in 1 pixels; the first at 640,400"));
    unlink(session.png);
}

/* A driver that refuses its device: nothing runs, and nothing stays. */
static void test_refused_driver(void **state)
{
    struct machine_options options = {.driver_name = "testdod", .entry = testdod_entry, .screen = screen};
    struct session session;
    struct machine machine;

    prepare(&session, "rfb-drag-1280x800");
    testdod.start_status = STATUS_NO_MEMORY;
    violations = 0;
    report_listen(listen, NULL);
    struct machine_outcome outcome = machine_run(&machine, &options, body, &session);
    report_unlisten(listen, NULL);
    assert_int_equal(outcome.end, MACHINE_REFUSED);
    assert_int_equal(outcome.leaks, 0);
    assert_int_equal(machine.status, STATUS_NO_MEMORY);
    assert_true(violations > 0);
    unlink(session.png);
}

/* The screen is lit before the driver comes, it is where the driver is told, and a restart for another mode lights that one (POST-02). */
static int look_at_boot_screen(struct machine *machine, void *ctx)
{
    const uint32_t sizes[][2] = {{1280, 800}, {1920, 1080}, {650, 490}};
    const uint32_t white = 0xFFFFFF;
    struct picture shown;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        if (i > 0)
            assert_true(machine_restart(machine, sizes[i][0], sizes[i][1]));
        machine_screen(machine, &shown);
        assert_true(shown.pixels && shown.width == sizes[i][0] && shown.height == sizes[i][1]);
        assert_int_equal(shown.bits_per_pixel, 32);
        assert_int_equal(shown.stride, shown.width * 4);
        assert_int_equal(testdod_seen.post_width, shown.width);
        uint32_t *pixels =
            MmMapIoSpace(testdod_seen.post_address, (SIZE_T)shown.stride * shown.height, MmCached);
        assert_non_null(pixels);
        assert_int_equal(pixels[0], 0);
        pixels[shown.width * shown.height - 1] = white;
        assert_memory_equal((const char *)shown.pixels + shown.stride * shown.height - 4, &white, 4);
        MmUnmapIoSpace(pixels, (SIZE_T)shown.stride * shown.height);
    }
    return 7;
}

static void test_boot_screen(void **state)
{
    struct machine_options options = {
        .driver_name = "testdod", .entry = testdod_entry, .device = "bochs-display", .vram = 16u << 20};
    struct machine machine;

    testdod_defaults();
    testdod.post = true;
    violations = 0;
    report_listen(listen, NULL);
    struct machine_outcome outcome = machine_run(&machine, &options, look_at_boot_screen, NULL);
    report_unlisten(listen, NULL);
    assert_int_equal(outcome.end, MACHINE_GOOD);
    assert_int_equal(outcome.value, 7);
    assert_int_equal(violations + outcome.leaks, 0);
}

/* Firmware does not light refgpu: the driver that has no other screen says no (POST-04). */
static void test_no_boot_screen(void **state)
{
    struct machine_options options = {
        .driver_name = "testdod", .entry = testdod_entry, .device = "refgpu", .vram = 16u << 20};
    struct machine machine;

    testdod_defaults();
    testdod.post = true;
    struct machine_outcome outcome = machine_run(&machine, &options, look_at_boot_screen, NULL);
    assert_int_equal(outcome.end, MACHINE_REFUSED);
    assert_int_equal(testdod_seen.post_width, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_manner),     cmocka_unit_test(test_whole_recordings),
        cmocka_unit_test(test_failing_presents), cmocka_unit_test(test_presents_that_never_end),
        cmocka_unit_test(test_every_frame),      cmocka_unit_test(test_wrong_pixel_is_found),
        cmocka_unit_test(test_refused_driver),   cmocka_unit_test(test_boot_screen),
        cmocka_unit_test(test_no_boot_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
