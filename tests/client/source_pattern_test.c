/*
 * The test pattern: what is drawn piece by piece, by moves and dirty rectangles, equals the frame drawn whole (DOD-32, DOD-33).
 */
#include "fake_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void play(const char *size, unsigned frames, bool expect_moves)
{
    struct source_options options = {.frames = frames};
    struct fake_host piecewise, whole;
    struct source_update update;
    unsigned moves = 0;

    fake_init(&piecewise);
    fake_init(&whole);
    struct source *source = source_pattern_open(size, &options, &piecewise.host);
    struct source *oracle = source_pattern_open(size, &options, &whole.host);
    assert_string_equal(source->error, "");
    for (unsigned frame = 0; frame < frames; frame++) {
        assert_int_equal(source_next(source, &update), SOURCE_UPDATE);
        assert_true(update.frame_end);
        assert_true(fake_present(&piecewise, &update));
        assert_true(fake_screen_is_image(&piecewise));
        source_pattern_frame(oracle, frame);
        assert_memory_equal(piecewise.image, whole.image, fake_pitch(&whole) * whole.height);
        moves += (unsigned)update.move_count;
    }
    assert_int_equal(source_next(source, &update), SOURCE_END);
    assert_int_equal(moves != 0, expect_moves);
    source_close(source);
    source_close(oracle);
    fake_fini(&piecewise);
    fake_fini(&whole);
}

static void test_frames_equal_whole_frames(void **state)
{
    play("320x240", 400, true);
}

static void test_odd_sizes(void **state)
{
    play("1x1", 20, false);
    play("2x3", 20, false);
    play("7x9", 50, true);
    play("3x200", 50, true);
    play("200x1", 50, false);
    play("61x43", 300, true);
}

static void test_two_runs_are_equal(void **state)
{
    struct source_options options = {.frames = 50};
    struct fake_host a, b;
    struct source_update update;

    fake_init(&a);
    fake_init(&b);
    struct source *first = source_pattern_open("160x120", &options, &a.host);
    struct source *second = source_pattern_open("160x120", &options, &b.host);
    while (source_next(first, &update) == SOURCE_UPDATE)
        ;
    while (source_next(second, &update) == SOURCE_UPDATE)
        ;
    assert_memory_equal(a.image, b.image, fake_pitch(&a) * a.height);
    source_close(first);
    source_close(second);
    fake_fini(&a);
    fake_fini(&b);
}

static void test_bad_specs(void **state)
{
    static const struct {
        const char *spec, *says;
    } rows[] = {
        {"pattern:12", "expected WIDTHxHEIGHT"},
        {"pattern:0x10", "claims to be 0x10"},
        {"pattern:99999x99999", "claims to be 99999x99999"},
        {"pattern:10x10x10", "expected WIDTHxHEIGHT"},
        {"patern", "unknown source 'patern'"},
        {"rfb:", "expected rfb:FILE"},
        {"rfb", "expected rfb:FILE"},
        {"rfb:/nonexistent/file.fbs", "cannot open /nonexistent/file.fbs: No such file"},
        {"rfb:/", "it is a directory"},
        {"vnc:", "expected vnc:HOST:PORT"},
        {"vnc:localhost", "expected HOST:PORT"},
        {"vnc:localhost:", "expected HOST:PORT"},
        {"vnc:localhost:99999", "expected HOST:PORT"},
        {"vnc::5900", "expected HOST:PORT"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct source_options options = {0};
        struct fake_host fake;
        char error[300] = "";

        fake_init(&fake);
        assert_null(source_open(rows[i].spec, &options, &fake.host, error, sizeof(error)));
        if (!strstr(error, rows[i].says))
            fail_msg("'%s' does not say '%s'", error, rows[i].says);
        fake_fini(&fake);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_equal_whole_frames),
        cmocka_unit_test(test_odd_sizes),
        cmocka_unit_test(test_two_runs_are_equal),
        cmocka_unit_test(test_bad_specs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
