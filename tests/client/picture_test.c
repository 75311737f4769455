/*
 * Turned rectangles, conversion, the comparison of a screen with its image, and PNG files. The turning is the driver model's
 * (DOD-34): pixel x, y of a W x H source is seen at y, W-1-x when the path is rotated by 90.
 */
#include "json.h"
#include "sink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

enum { W = 7, H = 5 };

static uint32_t source_pixel(unsigned x, unsigned y)
{
    return (x * 30 + 8) << 16 | (y * 40 + 16) << 8 | (x * y * 5 + 3);
}

/* The place of a source pixel on the screen, written down a second time. */
static void place(enum turn turn, unsigned x, unsigned y, unsigned *to_x, unsigned *to_y)
{
    const unsigned xs[] = {x, y, W - 1 - x, H - 1 - y}, ys[] = {y, W - 1 - x, H - 1 - y, x};

    *to_x = xs[turn];
    *to_y = ys[turn];
}

struct screen {
    uint32_t image[W * H];
    uint8_t pixels[512];
    struct picture picture;
};

static void make_screen(struct screen *s, enum turn turn, unsigned bpp)
{
    bool sideways = turn == TURN_90 || turn == TURN_270;
    unsigned bytes = bpp / 8, width = sideways ? H : W, height = sideways ? W : H,
             stride = width * bytes + bytes;

    stride = bpp == 24 ? stride : (stride + 3) & ~3u;
    memset(s, 0, sizeof(*s));
    for (unsigned y = 0; y < H; y++) {
        for (unsigned x = 0; x < W; x++) {
            unsigned at_x, at_y;
            uint32_t value = s->image[y * W + x] = source_pixel(x, y);
            place(turn, x, y, &at_x, &at_y);
            if (bpp == 16)
                value = (value >> 19 & 31) << 11 | (value >> 10 & 63) << 5 | (value >> 3 & 31);
            memcpy(s->pixels + at_y * stride + at_x * bytes, &value, bytes);
        }
    }
    s->picture = (struct picture){width, height, stride, bpp, s->pixels};
}

static void test_screens_show_their_image(void **state)
{
    static const unsigned depths[] = {16, 24, 32};

    for (unsigned d = 0; d < 3; d++) {
        for (enum turn turn = TURN_NONE; turn <= TURN_270; turn++) {
            struct screen s;
            struct picture_fault fault;

            make_screen(&s, turn, depths[d]);
            assert_true(picture_shows(&s.picture, s.image, W * 4, W, H, turn, &fault));
            assert_int_equal(fault.count, 0);
            assert_false(picture_shows(&s.picture, s.image, W * 4, W, H, (turn + 1) % 4, &fault));
            assert_true(fault.count > 0);
        }
    }
}

/* Each single wrong pixel is found, and named with its place on the screen. */
static void test_one_wrong_pixel(void **state)
{
    for (enum turn turn = TURN_NONE; turn <= TURN_270; turn++) {
        for (unsigned i = 0; i < W * H; i++) {
            struct screen s;
            struct picture_fault fault;
            unsigned at_x, at_y;

            make_screen(&s, turn, 32);
            s.image[i] ^= 0x010000;
            place(turn, i % W, i / W, &at_x, &at_y);
            assert_false(picture_shows(&s.picture, s.image, W * 4, W, H, turn, &fault));
            assert_int_equal(fault.count, 1);
            assert_int_equal(fault.x, at_x);
            assert_int_equal(fault.y, at_y);
            assert_int_equal(fault.expected, s.image[i]);
            assert_int_equal(fault.found, s.image[i] ^ 0x010000);
        }
    }
}

static void test_sixteen_bits_are_not_blind(void **state)
{
    struct screen s;
    struct picture_fault fault;

    make_screen(&s, TURN_NONE, 16);
    s.image[10] ^= 0x000020;
    assert_false(picture_shows(&s.picture, s.image, W * 4, W, H, TURN_NONE, &fault));
    assert_int_equal(fault.count, 1);
}

static void test_dark_screen_is_a_fault(void **state)
{
    struct screen s;
    struct picture_fault fault;

    make_screen(&s, TURN_NONE, 32);
    s.picture.pixels = NULL;
    assert_false(picture_shows(&s.picture, s.image, W * 4, W, H, TURN_NONE, &fault));
}

/* The screen area of a rectangle is exactly where its pixels are. */
static void test_rectangles_turn_with_their_pixels(void **state)
{
    for (enum turn turn = TURN_NONE; turn <= TURN_270; turn++) {
        struct rect r = {1, 2, 4, 4}, turned = rect_turn(&r, turn, W, H);
        unsigned inside = 0;

        for (unsigned y = 0; y < H; y++) {
            for (unsigned x = 0; x < W; x++) {
                unsigned at_x, at_y;
                place(turn, x, y, &at_x, &at_y);
                bool in = (int)x >= r.left && (int)x < r.right && (int)y >= r.top && (int)y < r.bottom;
                bool seen = (int)at_x >= turned.left && (int)at_x < turned.right && (int)at_y >= turned.top &&
                            (int)at_y < turned.bottom;
                assert_int_equal(in, seen);
                inside += in;
            }
        }
        assert_int_equal(inside, rect_area(&turned));
    }
}

static void test_rectangle_arithmetic(void **state)
{
    struct rect a = {2, 2, 5, 5}, b = {4, 4, 9, 9}, c = {5, 2, 9, 5}, none = {9, 9, 1, 1};

    assert_true(rect_meets(&a, &b));
    assert_false(rect_meets(&a, &c));
    assert_int_equal(rect_area(&none), 0);
    assert_int_equal(rect_area(&a), 9);
    struct rect all = rect_union(&a, &b);
    assert_int_equal(all.left, 2);
    assert_int_equal(all.bottom, 9);
    all = rect_union(&none, &b);
    assert_int_equal(all.left, 4);
    struct rect wide = {-5, -5, 100, 3};
    assert_true(rect_cut(&wide, 10, 10));
    assert_int_equal(wide.left, 0);
    assert_int_equal(wide.right, 10);
    struct rect outside = {20, 0, 30, 5};
    assert_false(rect_cut(&outside, 10, 10));
}

/* All depths become the same 32-bit picture, as far as they can tell. */
static void test_conversion(void **state)
{
    static const unsigned depths[] = {32, 24, 16};

    for (unsigned d = 0; d < 3; d++) {
        struct screen s;
        uint32_t out[W * H];
        struct rect part = {1, 1, W - 1, H};

        make_screen(&s, TURN_NONE, depths[d]);
        memset(out, 0xEE, sizeof(out));
        assert_true(picture_to_x8r8g8b8(&s.picture, &part, out, W * 4));
        for (unsigned y = 0; y < H; y++) {
            for (unsigned x = 0; x < W; x++) {
                bool in = x >= 1 && x < W - 1 && y >= 1;
                uint32_t wanted = in ? source_pixel(x, y) : 0xEEEEEE, found = out[y * W + x] & 0xFFFFFF;
                unsigned tolerance = in && depths[d] == 16 ? 8 : 0;
                for (unsigned shift = 0; shift < 24; shift += 8) {
                    int difference = (int)(wanted >> shift & 255) - (int)(found >> shift & 255);
                    assert_true(abs(difference) <= (int)tolerance);
                }
            }
        }
    }
}

/* ---- PNG files -------------------------------------------------------------------------------------------------------- */

static char folder[64];

static int make_folder(void **state)
{
    strcpy(folder, "/tmp/openwddm-test.XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[200];

    snprintf(command, sizeof(command), "chmod -R u+w %s && rm -rf %s", folder, folder);
    return system(command) ? -1 : 0;
}

static void path_in(char *path, const char *name)
{
    snprintf(path, 200, "%s/%s", folder, name);
}

static void expect_png(const char *path, const struct screen *s)
{
    struct picture read;
    struct picture_fault fault;
    char error[300] = "";

    if (!png_read(path, &read, error, sizeof(error)))
        fail_msg("%s", error);
    assert_true(picture_shows(&read, s->image, W * 4, W, H, TURN_NONE, &fault));
    free((void *)read.pixels);
}

static void test_png_round_trip(void **state)
{
    static const unsigned depths[] = {32, 24};
    struct sink_options options = {0};
    char path[200], spec[220], error[300];

    path_in(path, "last.png");
    snprintf(spec, sizeof(spec), "png:%s", path);
    for (unsigned d = 0; d < 2; d++) {
        struct screen s;
        struct rect all = {0, 0, W, H};

        make_screen(&s, TURN_NONE, depths[d]);
        struct sink *sink = sink_open(spec, &options, error, sizeof(error));
        assert_non_null(sink);
        assert_true(sink->ops->frame(sink, 1, &s.picture, &all, 1));
        assert_int_equal(access(path, F_OK), -1);
        assert_true(sink->ops->finish(sink, &s.picture));
        expect_png(path, &s);
        sink_close(sink);
        assert_int_equal(unlink(path), 0);
    }
}

static void test_png_numbered(void **state)
{
    struct sink_options options = {.every = 3};
    struct screen s;
    struct rect all = {0, 0, W, H};
    char path[200], spec[220], error[300];
    static const char *const specs[] = {"a.png", "b-%03d.png", "c"};
    static const char *const names[] = {"a-00003.png", "b-00006.png", "c-00003"};

    make_screen(&s, TURN_NONE, 32);
    for (unsigned i = 0; i < 3; i++) {
        path_in(path, specs[i]);
        snprintf(spec, sizeof(spec), "png:%s", path);
        struct sink *sink = sink_open(spec, &options, error, sizeof(error));
        assert_non_null(sink);
        for (uint64_t frame = 1; frame < 8; frame++)
            assert_true(sink->ops->frame(sink, frame, &s.picture, &all, 1));
        assert_true(sink->ops->finish(sink, &s.picture));
        sink_close(sink);
        path_in(path, names[i]);
        expect_png(path, &s);
        path_in(path, specs[i]);
        assert_int_equal(access(path, F_OK), -1);
    }
}

/* What cannot be written is refused before the session, with the reason. */
static void test_png_refusals(void **state)
{
    static const struct {
        const char *name, *says;
        uint64_t every;
    } rows[] = {
        {"missing/x.png", "there is no folder", 0},
        {".", "it is a folder", 0},
        {"%s.png", "expected one number such as %05d", 1},
        {"%05d-%d.png", "expected one number such as %05d", 1},
        {"%n", "expected one number", 1},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct sink_options options = {.every = rows[i].every};
        char path[200], spec[220], error[300] = "";

        path_in(path, rows[i].name);
        snprintf(spec, sizeof(spec), "png:%s", path);
        assert_null(sink_open(spec, &options, error, sizeof(error)));
        if (!strstr(error, rows[i].says))
            fail_msg("'%s' does not say '%s'", error, rows[i].says);
    }
}

/* A path that goes away meanwhile: the error names it, and no temporary file stays. */
static void test_png_lost_folder(void **state)
{
    struct sink_options options = {0};
    struct screen s;
    char path[200], spec[240], error[300];

    path_in(path, "gone");
    assert_int_equal(mkdir(path, 0755), 0);
    snprintf(spec, sizeof(spec), "png:%s/x.png", path);
    struct sink *sink = sink_open(spec, &options, error, sizeof(error));
    assert_non_null(sink);
    assert_int_equal(rmdir(path), 0);
    make_screen(&s, TURN_NONE, 32);
    assert_false(sink->ops->finish(sink, &s.picture));
    assert_non_null(strstr(sink->error, "x.png: No such file or directory"));
    sink_close(sink);
}

static void test_unknown_sinks(void **state)
{
    static const struct {
        const char *spec, *says;
    } rows[] = {
        {"jpg:x", "unknown sink 'jpg:x': expected png:FILE, window or vnc:PORT"},
        {"png", "expected png:FILE"},
        {"png:", "expected png:FILE"},
        {"vnc:", "expected vnc:PORT"},
        {"vnc:70000", "expected a number from 0 to 65535"},
        {"vnc:x", "expected a number from 0 to 65535"},
        {"window:1", "expected window"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct sink_options options = {0};
        char error[300] = "";

        assert_null(sink_open(rows[i].spec, &options, error, sizeof(error)));
        if (!strstr(error, rows[i].says))
            fail_msg("'%s' does not say '%s'", error, rows[i].says);
    }
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------- */

static void test_json_text(void **state)
{
    static const char expected[] =
        "{\n  \"a\": \"q\\\"\\\\\\u0001\",\n  \"list\": [\n    1,\n    -2,\n    0.5,\n    null,\n"
        "    {}\n  ],\n  \"empty\": [],\n  \"b\": true,\n  \"h\": \"0xC000000D\"\n}\n";
    struct json json;
    char path[200], text[400] = "", error[200];

    path_in(path, "x.json");
    assert_true(json_open(&json, path, error, sizeof(error)));
    json_string(&json, "a", "q\"\\\1");
    json_array(&json, "list");
    json_unsigned(&json, NULL, 1);
    json_signed(&json, NULL, -2);
    json_double(&json, NULL, 0.5);
    json_double(&json, NULL, 1.0 / 0.0);
    json_object(&json, NULL);
    json_end(&json);
    json_end(&json);
    json_array(&json, "empty");
    json_end(&json);
    json_bool(&json, "b", true);
    json_hex(&json, "h", 0xC000000Du);
    assert_int_equal(access(path, F_OK), -1);
    assert_true(json_close(&json, error, sizeof(error)));
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
    fclose(file);
    assert_string_equal(text, expected);
}

static void test_json_unwritable(void **state)
{
    struct json json;
    char error[200] = "";

    assert_false(json_open(&json, "/nonexistent/x.json", error, sizeof(error)));
    assert_string_equal(error, "cannot write /nonexistent/x.json: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_screens_show_their_image),
        cmocka_unit_test(test_one_wrong_pixel),
        cmocka_unit_test(test_sixteen_bits_are_not_blind),
        cmocka_unit_test(test_dark_screen_is_a_fault),
        cmocka_unit_test(test_rectangles_turn_with_their_pixels),
        cmocka_unit_test(test_rectangle_arithmetic),
        cmocka_unit_test(test_conversion),
        cmocka_unit_test_setup_teardown(test_png_round_trip, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_png_numbered, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_png_refusals, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_png_lost_folder, make_folder, remove_folder),
        cmocka_unit_test(test_unknown_sinks),
        cmocka_unit_test_setup_teardown(test_json_text, make_folder, remove_folder),
        cmocka_unit_test(test_json_unwritable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
