/*
 * Recorded sessions: what they draw, and what damaged ones say. The model screen makes the moves first and copies the dirty
 * rectangles afterwards (DOD-32, DOD-33), so it shows the image only if the player put the two in the right order.
 */
#include "fake_host.h"
#include "recording.h"
#include "sink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct source_options as_fast_as_possible = {0};

/* Runs a session to its end; each update goes to the model screen, which must show the image. */
static enum source_event play(struct source *source, struct fake_host *fake, unsigned *updates)
{
    struct source_update update;
    enum source_event event;

    *updates = 0;
    for (unsigned steps = 0; steps < 1000000; steps++) {
        event = source_next(source, &update);
        if (event == SOURCE_END || event == SOURCE_ERROR)
            return event;
        if (event != SOURCE_UPDATE)
            continue;
        assert_true(fake_present(fake, &update));
        assert_true(fake_screen_is_image(fake));
        *updates += update.frame_end;
    }
    fail_msg("the session does not end");
    return SOURCE_ERROR;
}

static uint32_t image_pixel(const struct fake_host *fake, unsigned x, unsigned y)
{
    uint32_t value;
    memcpy(&value, fake->image + y * fake_pitch(fake) + x * 4, 4);
    return value;
}

/* One block with one update around each list of rectangles. */
#define UPDATE(rec, count, ...)                                                                              \
    do {                                                                                                     \
        rec_begin_block(rec);                                                                                \
        rec_update(rec, count);                                                                              \
        __VA_ARGS__;                                                                                         \
        rec_end_block(rec, 0);                                                                               \
    } while (0)

/* A session of a bit of everything that a recorder writes. */
static void small_session(struct recording *rec)
{
    rec_start(rec, 16, 12);
    UPDATE(rec, 1, rec_raw(rec, 0, 0, 16, 12, 0x100));
    UPDATE(rec, 2, rec_copy(rec, 0, 1, 0, 0, 16, 11); rec_raw(rec, 0, 11, 16, 1, 0x5000));
    rec_begin_block(rec);
    rec_u8(rec, 2);
    rec_u8(rec, 3);
    rec_bytes(rec, "\0\0\0", 3);
    rec_u32(rec, 5);
    rec_bytes(rec, "hello", 5);
    rec_u8(rec, 1);
    rec_u8(rec, 0);
    rec_u16(rec, 7);
    rec_u16(rec, 2);
    rec_bytes(rec, "colourscolou", 12);
    rec_end_block(rec, 0);
    rec_begin_block(rec);
    rec_update(rec, 2);
    rec_header(rec, 1, 1, 9, 2, -239);
    for (unsigned i = 0; i < 9 * 2 * 4 + 2 * 2; i++)
        rec_u8(rec, i);
    rec_raw(rec, 3, 3, 2, 2, 0x7000);
    rec_end_block(rec, 0);
    UPDATE(rec, 2, rec_header(rec, 0, 0, 20, 10, -223); rec_raw(rec, 0, 0, 20, 10, 0x9000));
    UPDATE(rec, 0xffff, rec_copy(rec, 0, 0, 3, 2, 10, 5); rec_header(rec, 0, 0, 0, 0, -224));
}

static void test_small_session(void **state)
{
    struct recording rec;
    struct fake_host fake;
    unsigned updates;

    small_session(&rec);
    fake_init(&fake);
    struct source *source = source_rfb_open_memory(rec.bytes, rec.size, &as_fast_as_possible, &fake.host);
    assert_string_equal(source->error, "");
    assert_int_equal(play(source, &fake, &updates), SOURCE_END);
    assert_int_equal(updates, 5);
    assert_int_equal(fake.images, 2);
    assert_int_equal(fake.width, 20);
    assert_int_equal(image_pixel(&fake, 0, 0), 0x9000);
    assert_int_equal(image_pixel(&fake, 3, 2), 0x9000);
    assert_int_equal(image_pixel(&fake, 12, 6), 0x9000 + 4 * 20 + 9);
    source_close(source);
    fake_fini(&fake);
    rec_free(&rec);
}

/* A copy of what the same update has drawn before cannot be a move: moves come first (DOD-33). */
static void test_copy_of_fresh_pixels_is_dirty(void **state)
{
    struct recording rec;
    struct fake_host fake;
    struct source_update update;

    rec_start(&rec, 16, 12);
    UPDATE(&rec, 4, rec_copy(&rec, 0, 0, 0, 8, 4, 4); rec_raw(&rec, 0, 0, 4, 4, 0x111);
           rec_copy(&rec, 2, 2, 10, 2, 4, 4); rec_copy(&rec, 8, 8, 4, 8, 2, 2));
    fake_init(&fake);
    struct source *source = source_rfb_open_memory(rec.bytes, rec.size, &as_fast_as_possible, &fake.host);
    assert_int_equal(source_next(source, &update), SOURCE_UPDATE);
    assert_int_equal(update.move_count, 2);
    assert_int_equal(update.dirty_count, 2);
    assert_int_equal(update.dirty[1].left, 10);
    assert_true(fake_present(&fake, &update));
    assert_true(fake_screen_is_image(&fake));
    source_close(source);
    fake_fini(&fake);
    rec_free(&rec);
}

/* Any order of raw and copied rectangles, also more of them than one present takes, gives the same screen. */
static void test_random_sessions(void **state)
{
    uint64_t seed = 12345;

    for (unsigned round = 0; round < 60; round++) {
        struct recording rec;
        struct fake_host fake;
        unsigned updates, rectangles = round == 0 ? 30000 : 1 + round * 3;

        rec_start(&rec, 64, 48);
        for (unsigned u = 0; u < 8; u++) {
            rec_begin_block(&rec);
            rec_update(&rec, rectangles);
            for (unsigned i = 0; i < rectangles; i++) {
                seed = seed * 6364136223846793005u + 1442695040888963407u;
                unsigned r = (unsigned)(seed >> 33), w = r % 17, h = r / 32 % 13, x = r / 512 % (65 - w),
                         y = r / 65536 % (49 - h), from_x = r / 4096 % (65 - w), from_y = r / 8192 % (49 - h);
                if (r >> 28 & 1 || (i == 0 && u == 0))
                    rec_raw(&rec, x, y, w, h, r);
                else
                    rec_copy(&rec, from_x, from_y, x, y, w, h);
            }
            rec_end_block(&rec, 0);
        }
        fake_init(&fake);
        struct source *source = source_rfb_open_memory(rec.bytes, rec.size, &as_fast_as_possible, &fake.host);
        assert_int_equal(play(source, &fake, &updates), SOURCE_END);
        assert_int_equal(updates, 8);
        source_close(source);
        fake_fini(&fake);
        rec_free(&rec);
    }
}

/* Colours arrive as the recording's pixel format says. */
static void test_pixel_format(void **state)
{
    struct recording rec;
    struct fake_host fake;
    unsigned updates;

    rec_start(&rec, 4, 4);
    uint8_t *format = rec.bytes + 12 + 20 + 12 + 4 + 4;
    format[2] = 1;
    format[10] = 0;
    format[12] = 16;
    rec_begin_block(&rec);
    rec_update(&rec, 1);
    rec_header(&rec, 1, 1, 1, 1, 0);
    rec_bytes(&rec, "\x00\x33\x22\x11", 4);
    rec_end_block(&rec, 0);
    fake_init(&fake);
    struct source *source = source_rfb_open_memory(rec.bytes, rec.size, &as_fast_as_possible, &fake.host);
    assert_int_equal(play(source, &fake, &updates), SOURCE_END);
    assert_int_equal(image_pixel(&fake, 1, 1), 0x112233);
    source_close(source);
    fake_fini(&fake);
    rec_free(&rec);
}

/* Cut anywhere: the end where a block ends, an error with an offset elsewhere; never a crash, never silence. */
static void test_truncated_at_every_byte(void **state)
{
    struct recording rec;
    unsigned ends = 0;

    small_session(&rec);
    for (size_t size = 0; size < rec.size; size++) {
        struct fake_host fake;
        unsigned updates;

        fake_init(&fake);
        uint8_t *copy = malloc(size + 1);
        memcpy(copy, rec.bytes, size);
        struct source *source = source_rfb_open_memory(copy, size, &as_fast_as_possible, &fake.host);
        enum source_event event = source->error[0] ? SOURCE_ERROR : play(source, &fake, &updates);
        if (event == SOURCE_END)
            ends++;
        else
            assert_non_null(strstr(source->error, "at byte "));
        source_close(source);
        free(copy);
        fake_fini(&fake);
    }
    assert_int_equal(ends, 6); /* before each of the blocks after the handshake */
    rec_free(&rec);
}

/* Each byte changed to each of a few values: ends or fails, within bounded time and memory. */
static void test_corrupt_bytes(void **state)
{
    static const uint8_t values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
    struct recording rec;

    small_session(&rec);
    for (size_t at = 0; at < rec.size; at++) {
        uint8_t good = rec.bytes[at];
        for (unsigned v = 0; v < sizeof(values); v++) {
            struct fake_host fake;
            unsigned updates;

            rec.bytes[at] = values[v];
            fake_init(&fake);
            fake.max_bytes = 1 << 20;
            struct source *source =
                source_rfb_open_memory(rec.bytes, rec.size, &as_fast_as_possible, &fake.host);
            if (!source->error[0] && play(source, &fake, &updates) == SOURCE_ERROR)
                assert_true(strlen(source->error) > 20);
            source_close(source);
            fake_fini(&fake);
        }
        rec.bytes[at] = good;
    }
    rec_free(&rec);
}

static void expect_error(struct recording *rec, const char *text)
{
    struct fake_host fake;
    unsigned updates;

    fake_init(&fake);
    struct source *source = source_rfb_open_memory(rec->bytes, rec->size, &as_fast_as_possible, &fake.host);
    if (!source->error[0])
        assert_int_equal(play(source, &fake, &updates), SOURCE_ERROR);
    if (!strstr(source->error, text))
        fail_msg("'%s' does not say '%s'", source->error, text);
    source_close(source);
    fake_fini(&fake);
    rec_free(rec);
}

static void test_hostile_values(void **state)
{
    struct recording rec;

    rec_start(&rec, 16, 12);
    UPDATE(&rec, 1, rec_raw(&rec, 10, 0, 7, 1, 0));
    expect_error(&rec, "a rectangle of 7x1 at 10,0; expected inside the 16x12 desktop");
    rec_start(&rec, 16, 12);
    UPDATE(&rec, 1, rec_header(&rec, 0xffff, 0xffff, 0xffff, 0xffff, 0));
    expect_error(&rec, "expected inside the 16x12 desktop");
    rec_start(&rec, 16, 12);
    UPDATE(&rec, 1, rec_copy(&rec, 15, 11, 0, 0, 2, 2));
    expect_error(&rec, "a copy of 2x2 from 15,11 to 0,0");
    rec_start(&rec, 16, 12);
    UPDATE(&rec, 1, rec_copy(&rec, 0, 0, 15, 11, 2, 1));
    expect_error(&rec, "a copy of 2x1 from 0,0 to 15,11");
    rec_start(&rec, 16, 12);
    UPDATE(&rec, 1, rec_header(&rec, 0, 0, 0xffff, 0xffff, -239));
    expect_error(&rec, "a pointer of 65535x65535");
    rec_start(&rec, 16, 12);
    UPDATE(&rec, 1, rec_header(&rec, 0, 0, 0, 10, -223));
    expect_error(&rec, "claims to be 0x10 pixels");
    rec_start(&rec, 16, 12);
    UPDATE(&rec, 1, rec_header(&rec, 0, 0, 0xffff, 0xffff, -223));
    expect_error(&rec, "claims to be 65535x65535");
    rec_start(&rec, 16, 12);
    UPDATE(&rec, 1, rec_header(&rec, 0, 0, 4, 4, 7));
    expect_error(&rec, "encoding 7; expected raw (0), copyrect (1)");
    rec_start(&rec, 16, 12);
    rec_begin_block(&rec);
    rec_u8(&rec, 99);
    rec_end_block(&rec, 0);
    expect_error(&rec, "message type 99");
    rec_start(&rec, 16, 12);
    rec_begin_block(&rec);
    rec_bytes(&rec, "\3\0\0\0\xff\xff\xff\xff", 8);
    rec_end_block(&rec, 0);
    expect_error(&rec, "a clipboard text of 4294967295 bytes");
    rec_start(&rec, 16, 12);
    rec_u32(&rec, 0xfffffffe);
    expect_error(&rec, "a block of 4294967294 bytes");
    rec_start(&rec, 0, 12);
    expect_error(&rec, "claims to be 0x12");
    rec_start(&rec, 16, 0);
    expect_error(&rec, "claims to be 16x0");
    memset(&rec, 0, sizeof(rec));
    rec_bytes(&rec, "this is a text, not a recording of anything", 43);
    expect_error(&rec, "not a recorded VNC session");
    memset(&rec, 0, sizeof(rec));
    rec_bytes(&rec, "\x28\xb5\x2f\xfdjust the magic number of zstd", 32);
    expect_error(&rec, "zstd");
}

/* Legal although there is nothing in it. */
static void test_empty_rectangles(void **state)
{
    struct recording rec;
    struct fake_host fake;
    struct source_update update;

    rec_start(&rec, 16, 12);
    UPDATE(&rec, 0, (void)0);
    UPDATE(&rec, 4, rec_raw(&rec, 16, 12, 0, 0, 0); rec_copy(&rec, 3, 3, 5, 5, 0, 4);
           rec_header(&rec, 0, 0, 0, 0, -239); rec_raw(&rec, 0, 5, 16, 0, 0));
    fake_init(&fake);
    struct source *source = source_rfb_open_memory(rec.bytes, rec.size, &as_fast_as_possible, &fake.host);
    assert_int_equal(source_next(source, &update), SOURCE_NOTHING);
    assert_int_equal(source_next(source, &update), SOURCE_UPDATE);
    assert_int_equal(update.move_count + update.dirty_count, 0);
    assert_int_equal(source_next(source, &update), SOURCE_END);
    source_close(source);
    fake_fini(&fake);
    rec_free(&rec);
}

/* In recorded time a message waits for its block's moment. */
static void test_realtime_waits(void **state)
{
    struct source_options realtime = {.realtime = true};
    struct recording rec;
    struct fake_host fake;
    struct source_update update;
    int fd;

    rec_start(&rec, 16, 12);
    UPDATE(&rec, 1, rec_raw(&rec, 0, 0, 1, 1, 1));
    rec_begin_block(&rec);
    rec_update(&rec, 1);
    rec_raw(&rec, 0, 0, 1, 1, 2);
    rec_end_block(&rec, 3600000);
    fake_init(&fake);
    struct source *source = source_rfb_open_memory(rec.bytes, rec.size, &realtime, &fake.host);
    assert_int_equal(source_wait(source, &fd), 0);
    assert_int_equal(source_next(source, &update), SOURCE_UPDATE);
    assert_int_equal(source_next(source, &update), SOURCE_NOTHING);
    assert_int_equal(source_wait(source, &fd), 60000);
    assert_int_equal(fd, -1);
    source_close(source);
    fake_fini(&fake);
    rec_free(&rec);
}

static void test_recorded_desktops(void **state)
{
    static const char *const names[] = {"rfb-drag-1280x800", "rfb-drag-1920x1080",
                                        "rfb-xterm-scroll-1280x800"};
    static const unsigned counts[] = {1082, 1060, 432};

    for (unsigned i = 0; i < 3; i++) {
        struct fake_host fake;
        struct picture expected;
        struct picture_fault fault;
        char path[300], error[300];
        struct source_update update;
        enum source_event event;
        unsigned frames = 0;

        snprintf(path, sizeof(path), "%s/%s.fbs.zst", TEST_DATA, names[i]);
        fake_init(&fake);
        struct source *source = source_rfb_open(path, &as_fast_as_possible, &fake.host);
        assert_string_equal(source->error, "");
        while ((event = source_next(source, &update)) == SOURCE_UPDATE || event == SOURCE_NOTHING) {
            if (event == SOURCE_UPDATE) {
                assert_true(fake_present(&fake, &update));
                frames += update.frame_end;
            }
        }
        assert_int_equal(event, SOURCE_END);
        assert_int_equal(frames, counts[i]);
        assert_true(fake_screen_is_image(&fake));
        snprintf(path, sizeof(path), "%s/%s.final.png", TEST_DATA, names[i]);
        assert_true(png_read(path, &expected, error, sizeof(error)));
        assert_true(picture_shows(&expected, fake.image, fake_pitch(&fake), fake.width, fake.height,
                                  TURN_NONE, &fault));
        free((void *)expected.pixels);
        source_close(source);
        fake_fini(&fake);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_session),           cmocka_unit_test(test_copy_of_fresh_pixels_is_dirty),
        cmocka_unit_test(test_random_sessions),         cmocka_unit_test(test_pixel_format),
        cmocka_unit_test(test_truncated_at_every_byte), cmocka_unit_test(test_corrupt_bytes),
        cmocka_unit_test(test_hostile_values),          cmocka_unit_test(test_empty_rectangles),
        cmocka_unit_test(test_realtime_waits),          cmocka_unit_test(test_recorded_desktops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
