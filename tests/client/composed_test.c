/*
 * Whole desktops through the full driver: recorded sessions go through windows, compositor, graphics kernel, driver and device, and the
 * screen must be the frame that a VNC client holds at the end, whatever is done to the memory, the queues and the engines meanwhile. These
 * are the proofs that only the right design passes: memory that is far too small, everything moved between Render and
 * SubmitCommand with the old place poisoned (REN-50..53), DMA buffers with room for one command (REN-30..36), preemption at
 * random (PRE-03..PRE-09), engines that hang (TDR-01, TDR-12, TDR-14), many programs at once (SYN-05, THK-02).
 */
#include "desktop.h"
#include "refgpu_driver.h"
#include "report.h"
#include "sink.h"
#include "stop.h"
#include "under_test.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define DRAG   "rfb-drag-1280x800"
#define SCROLL "rfb-xterm-scroll-1280x800"
#define LARGE  "rfb-drag-1920x1080"
#define MIB    ((size_t)1 << 20)

struct session {
    struct machine_options machine;
    struct desktop_options options;
    struct desktop_stats stats;
    enum desktop_end end;
    char error[480];
    char png[64];
    char sink[80], source[300];
    const char *recording;
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

static int body(struct machine *machine, void *ctx)
{
    struct session *session = ctx;

    session->end =
        desktop_run(machine, &session->options, &session->stats, session->error, sizeof(session->error));
    return 0;
}

/* Under a sanitizer every pixel costs many times as much, and the beginning of a session tells as much. */
static bool brief(void)
{
    return getenv("OPENWDDM_TEST_BRIEF") != NULL;
}

static void prepare(struct session *session, const char *recording)
{
    *session = (struct session){
        .machine = {.driver_name = "refgpu",
                    .entry = driver_under_test("refgpu", refgpu_driver_entry),
                    .device = "refgpu",
                    .vram = 64 * MIB,
                    .vsync_hz = 1000,
                    .ddi_delay_ms = 120000},
        .options = {.sink_count = 1, .windows = 5},
        .recording = recording,
    };
    strcpy(session->png, "/tmp/openwddm-test.XXXXXX");
    close(mkstemp(session->png));
    snprintf(session->sink, sizeof(session->sink), "png:%s", session->png);
    snprintf(session->source, sizeof(session->source), "rfb:%s/%s.fbs.zst", TEST_DATA, recording);
    session->options.source = session->source;
    session->options.sinks[0] = session->sink;
}

/* The beginning of it, with each frame looked at. */
static void shorten(struct session *session, unsigned frames)
{
    session->options.frames = brief() ? frames / 4 + 2 : frames;
    session->options.verify = 1;
}

static void torture(struct session *session, uint64_t seed)
{
    session->machine.vram = 4 * MIB;
    session->machine.gart_pages = 32 * MIB / 4096;
    session->machine.render.move_all = true;
    session->machine.render.preempt_one_in = 2;
    session->machine.render.seed = seed;
}

/* The file shows the recording's last frame. */
static void expect_final_frame(const struct session *session)
{
    struct picture found, expected;
    struct picture_fault fault;
    char path[300], error[300];

    snprintf(path, sizeof(path), "%s/%s.final.png", TEST_DATA, session->recording);
    assert_true(png_read(path, &expected, error, sizeof(error)));
    assert_true(png_read(session->png, &found, error, sizeof(error)));
    assert_true(picture_shows(&found, expected.pixels, expected.stride, expected.width, expected.height,
                              TURN_NONE, &fault));
    free((void *)expected.pixels);
    free((void *)found.pixels);
}

static void run(struct session *session)
{
    struct machine machine;

    violations = 0;
    assert_true(stop_init());
    report_listen(listen, NULL);
    struct machine_outcome outcome = machine_run(&machine, &session->machine, body, session);
    report_unlisten(listen, NULL);
    stop_fini();
    if (outcome.end != MACHINE_GOOD)
        fail_msg("end %d: %s %s", outcome.end, outcome.bugcheck.rule ? outcome.bugcheck.rule : "",
                 outcome.bugcheck.text);
    if (session->end != DESKTOP_GOOD)
        fail_msg("%s, seed %llu: %s", session->recording, (unsigned long long)session->machine.render.seed,
                 session->error);
    assert_int_equal(outcome.leaks, 0);
    assert_int_equal(violations, 0);
    if (session->options.verify)
        assert_int_equal(session->stats.verified, session->stats.frames + 1);
    if (!session->options.frames)
        expect_final_frame(session);
    unlink(session->png);
}

/* ---- the picture ------------------------------------------------------------------------------------------------------ */

static void test_recordings(void **state)
{
    static const char *const names[] = {DRAG, SCROLL, LARGE};

    for (unsigned i = 0; i < (brief() ? 1 : 3); i++) {
        struct session session;
        prepare(&session, names[i]);
        if (brief())
            shorten(&session, 100);
        run(&session);
        assert_int_equal(session.stats.composer.recoveries, 0);
        assert_true(session.stats.render.flips > session.stats.frames / 2);
        assert_true(session.stats.render.patch_skips > session.stats.render.patches);
    }
}

static void test_every_frame(void **state)
{
    struct session session;

    prepare(&session, DRAG);
    shorten(&session, 150);
    run(&session);
}

static void test_gdi(void **state)
{
    static const char *const names[] = {DRAG, SCROLL, LARGE};

    for (unsigned i = 0; i < (brief() ? 1 : 3); i++) {
        struct session session;
        prepare(&session, names[i]);
        session.options.gdi = true;
        if (brief())
            shorten(&session, 100);
        run(&session);
        assert_int_equal(session.stats.composer.recoveries, 0);
    }
}

/* ---- memory, queues, buffers ------------------------------------------------------------------------------------------ */

static void test_torture(void **state)
{
    for (uint64_t seed = 1; seed <= (brief() ? 1 : 4); seed++) {
        struct session session;
        prepare(&session, seed % 2 ? DRAG : SCROLL);
        torture(&session, seed);
        shorten(&session, seed % 2 ? 120 : 40);
        run(&session);
        assert_true(session.stats.render.moved > session.stats.frames);
        assert_true(session.stats.render.preemptions > session.stats.frames / 2);
    }
}

static void test_torture_gdi(void **state)
{
    struct session session;

    prepare(&session, DRAG);
    torture(&session, 11);
    session.options.gdi = true;
    shorten(&session, 100);
    run(&session);
    assert_true(session.stats.render.moved > session.stats.frames);
}

/* So little that hardly two pictures are there at a time. Who cannot run at all is told so, and goes on with another device. */
static void test_little_memory(void **state)
{
    struct session session;

    prepare(&session, DRAG);
    session.machine.vram = 4 * MIB;
    session.machine.gart_pages = 16 * MIB / 4096;
    shorten(&session, 60);
    run(&session);
    assert_true(session.stats.render.evictions > session.stats.frames);
}

static void test_tiny_buffers(void **state)
{
    for (unsigned gdi = 0; gdi < 2; gdi++) {
        struct session session;
        prepare(&session, DRAG);
        session.machine.render.multipass = true;
        session.machine.render.dma_size = 64;
        session.machine.render.paging_size = 4096;
        session.machine.render.alternate_buffers = true;
        session.options.gdi = gdi;
        shorten(&session, 80);
        run(&session);
        assert_true(session.stats.render.passes > session.stats.render.submissions / 2);
    }
}

static void test_always_patched(void **state)
{
    struct session session;

    prepare(&session, DRAG);
    session.machine.render.always_patch = true;
    shorten(&session, 60);
    run(&session);
    assert_int_equal(session.stats.render.patch_skips, 0);
}

/* ---- engines that hang ------------------------------------------------------------------------------------------------ */

/* A device that was lost is made again by whoever had it, and nobody's picture is wrong. */
static void test_hangs(void **state)
{
    static const struct {
        unsigned draw, copy;
        bool gdi, torture;
    } rows[] = {{97, 0, false, false}, {0, 61, false, false}, {150, 0, true, false}, {400, 300, false, true}};

    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct session session;
        prepare(&session, DRAG);
        if (rows[i].torture)
            torture(&session, 5);
        session.machine.render.tdr_delay_ms = brief() ? 1000 : 100;
        session.machine.tdr_limit_count = 1000000;
        session.options.hang = rows[i].draw;
        session.options.hang_copy = rows[i].copy;
        session.options.gdi = rows[i].gdi;
        shorten(&session, 24);
        run(&session);
        assert_true(session.stats.composer.recoveries > 0);
        assert_true(session.stats.render.engine_resets + session.stats.render.adapter_resets > 0);
    }
}

/* ---- 64 programs ------------------------------------------------------------------------------------------------------ */

static void test_many_programs(void **state)
{
    for (unsigned i = 0; i < (brief() ? 1 : 2); i++) {
        struct session session;
        prepare(&session, DRAG);
        session.options.windows = 62; /* and the background's, and the compositor */
        if (i)
            torture(&session, 3);
        shorten(&session, 60);
        run(&session);
        assert_true(session.stats.composer.submissions > 2 * session.stats.frames);
    }
}

/* ---- the comparison is not blind -------------------------------------------------------------------------------------- */

static int spoil(struct machine *machine, void *ctx)
{
    struct session *session = ctx;

    session->options.frames = 3;
    session->end =
        desktop_run(machine, &session->options, &session->stats, session->error, sizeof(session->error));
    return 0;
}

static uint32_t spoiled[1280 * 800];
static struct machine *spoiled_machine;

static void spoiled_screen(struct picture *picture)
{
    struct machine plain = *spoiled_machine;

    plain.options.screen = NULL;
    machine_screen(&plain, picture);
    if (!picture->pixels || picture->stride != 1280 * 4 || picture->height != 800)
        return;
    memcpy(spoiled, picture->pixels, sizeof(spoiled));
    spoiled[1280 * 300 + 500] ^= 0x000001;
    picture->pixels = spoiled;
}

static void test_wrong_pixel_is_found(void **state)
{
    struct session session;
    struct machine machine;

    prepare(&session, DRAG);
    session.machine.screen = spoiled_screen;
    spoiled_machine = &machine;
    assert_true(stop_init());
    struct machine_outcome outcome = machine_run(&machine, &session.machine, spoil, &session);
    stop_fini();
    assert_int_equal(outcome.end, MACHINE_GOOD);
    assert_int_equal(outcome.leaks, 0);
    assert_int_equal(session.end, DESKTOP_DRIVER_FAILED);
    assert_non_null(strstr(session.error, "differs from the desktop in 1 pixels; the first at 500,300"));
    unlink(session.png);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recordings),
        cmocka_unit_test(test_every_frame),
        cmocka_unit_test(test_gdi),
        cmocka_unit_test(test_torture),
        cmocka_unit_test(test_torture_gdi),
        cmocka_unit_test(test_little_memory),
        cmocka_unit_test(test_tiny_buffers),
        cmocka_unit_test(test_always_patched),
        cmocka_unit_test(test_hangs),
        cmocka_unit_test(test_many_programs),
        cmocka_unit_test(test_wrong_pixel_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
