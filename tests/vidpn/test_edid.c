/*
 * EDID blocks: what is made reads back, a known block reads as its maker says, and garbage is named, not
 * believed.
 */
#include "support.h"

#include "edid.h"

#include <string.h>

static void made_blocks_read_back(void **state)
{
    static const uint32_t sizes[][3] = {{640, 480, 60},   {800, 600, 75},   {1024, 768, 60},
                                        {1280, 800, 60},  {1366, 768, 60},  {1920, 1080, 60},
                                        {2560, 1440, 60}, {3840, 2160, 60}, {1080, 1920, 60},
                                        {4095, 2048, 30}, {1, 1, 60}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct edid_options options = {
            .manufacturer = "ABC",
            .product = (uint16_t)(0x1234 + i),
            .serial = 0xdeadbeef,
            .name = "thirteen char",
            .width = sizes[i][0],
            .height = sizes[i][1],
            .refresh_hz = sizes[i][2],
            .standard = {{1920, 1080}, {1280, 1024}, {1600, 1200}, {1680, 1050}},
        };
        uint8_t block[EDID_BLOCK];
        struct edid edid;
        assert_true(edid_build(&options, block));
        assert_int_equal(edid_parse(block, sizeof block, &edid), EDID_GOOD);
        assert_string_equal(edid.manufacturer, "ABC");
        assert_int_equal(edid.product, 0x1234 + i);
        assert_int_equal(edid.serial, 0xdeadbeef);
        assert_string_equal(edid.name, "thirteen char");
        assert_true(edid.digital && edid.has_range && edid.has_preferred);
        assert_int_equal(edid.version, 1);
        assert_int_equal(edid.revision, 4);
        assert_int_equal(edid.extensions, 0);
        const struct edid_timing *first = &edid.modes[0].timing;
        assert_int_equal(edid.modes[0].origin, EDID_DETAILED);
        assert_int_equal(first->width, sizes[i][0]);
        assert_int_equal(first->height, sizes[i][1]);
        int32_t off = (int32_t)first->refresh_millihertz - (int32_t)sizes[i][2] * 1000;
        assert_true(sizes[i][0] < 100 || (off > -600 && off < 600));
        assert_true(first->total_width > first->width && first->total_height > first->height);
    }
}

static void defaults_are_a_monitor(void **state)
{
    uint8_t block[EDID_BLOCK];
    struct edid edid;
    assert_true(edid_build(&(struct edid_options){0}, block));
    assert_int_equal(edid_parse(block, sizeof block, &edid), EDID_GOOD);
    assert_string_equal(edid.name, "openwddm");
    assert_string_equal(edid.manufacturer, "OWD");
    assert_int_equal(edid.modes[0].timing.width, 1024);
    assert_int_equal(edid.mode_count, 3); /* 1024x768, and 640x480 and 800x600 by established timings */
    assert_int_equal(edid.modes[1].origin, EDID_ESTABLISHED);
    assert_int_equal(edid.modes[1].timing.width, 640);
    assert_int_equal(edid.modes[2].timing.width, 800);
}

static void unspeakable_modes_are_refused(void **state)
{
    static const struct edid_options bad[] = {
        {.width = 4096, .height = 2160},
        {.width = 1920, .height = 5000},
        {.width = 4000, .height = 4000, .refresh_hz = 75}, /* more than 655 MHz */
        {.manufacturer = "abc"},
        {.standard = {{1366, 768}}},
        {.standard = {{1920, 1000}}},
        {.standard = {{240, 180}}},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint8_t block[EDID_BLOCK];
        memset(block, 0x5a, sizeof block);
        assert_false(edid_build(&bad[i], block));
        for (size_t b = 0; b < sizeof block; b++)
            assert_int_equal(block[b], 0x5a);
    }
}

/* The published rasters: CVT with reduced blanking. */
static void rasters_are_the_standard_ones(void **state)
{
    static const struct {
        uint32_t width, height, total_width, total_height, khz;
    } known[] = {
        {1024, 768, 1184, 790, 56000},    {1280, 800, 1440, 823, 71000},    {1680, 1050, 1840, 1080, 119000},
        {1920, 1080, 2080, 1111, 138500}, {1920, 1200, 2080, 1235, 154000}, {2560, 1600, 2720, 1646, 268500},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct edid_timing timing = edid_cvt(known[i].width, known[i].height, 60000);
        assert_int_equal(timing.total_width, known[i].total_width);
        assert_int_equal(timing.total_height, known[i].total_height);
        assert_int_equal(timing.pixel_clock_khz, known[i].khz);
        assert_true(timing.refresh_millihertz > 59500 && timing.refresh_millihertz < 60500);
    }
    assert_int_equal(edid_cvt(800, 600, 0).refresh_millihertz / 1000, 59);
    edid_cvt(1, 1, 1);
    edid_cvt(65535, 65535, 1000000);
}

static void faults_are_named(void **state)
{
    uint8_t good[EDID_BLOCK], bad[EDID_BLOCK + 1];
    struct edid edid;
    assert_true(edid_build(&(struct edid_options){0}, good));
    assert_int_equal(edid_parse(NULL, 0, &edid), EDID_NONE);
    assert_int_equal(edid_parse(NULL, 128, &edid), EDID_NONE);
    memset(bad, 0, sizeof bad);
    assert_int_equal(edid_parse(bad, 128, &edid), EDID_NONE);
    memset(bad, 0xff, sizeof bad);
    assert_int_equal(edid_parse(bad, 128, &edid), EDID_NONE);
    memset(bad, 0x5a, sizeof bad);
    assert_int_equal(edid_parse(bad, 128, &edid), EDID_HEADER);
    assert_int_equal(edid_parse(good, 127, &edid), EDID_SHORT);
    memcpy(bad, good, EDID_BLOCK);
    for (size_t i = 8; i < EDID_BLOCK; i++) {
        bad[i] ^= 0x10;
        assert_int_equal(edid_parse(bad, 128, &edid), EDID_CHECKSUM);
        bad[i] ^= 0x10;
    }
    bad[18] = 2;
    edid_seal(bad);
    assert_int_equal(edid_parse(bad, 128, &edid), EDID_VERSION);
    assert_int_equal(edid_parse(good, 256, &edid), EDID_GOOD); /* extensions are not read */
    for (int verdict = EDID_GOOD; verdict <= EDID_VERSION; verdict++)
        assert_true(strlen(edid_verdict_text((enum edid_verdict)verdict)) > 3);
}

/* Revision 3: square pixels in standard timings, and the preferred timing only by a feature bit. */
static void revision_3_differs(void **state)
{
    uint8_t block[EDID_BLOCK];
    struct edid edid;
    assert_true(edid_build(&(struct edid_options){.standard = {{1280, 800}}}, block));
    block[19] = 3;
    block[24] = 0;
    edid_seal(block);
    assert_int_equal(edid_parse(block, 128, &edid), EDID_GOOD);
    assert_false(edid.has_preferred);
    assert_int_equal(edid.modes[1].timing.width, 1280);
    assert_int_equal(edid.modes[1].timing.height, 800);
    block[19] = 2; /* before 1.3 the aspect code 0 meant 1:1 */
    edid_seal(block);
    assert_int_equal(edid_parse(block, 128, &edid), EDID_GOOD);
    assert_int_equal(edid.modes[1].timing.height, 1280);
}

static void interlaced_timings_count_frames(void **state)
{
    /* 1920x1080 interlaced, 74.25 MHz: CEA-861 code 5 */
    static const uint8_t descriptor[18] = {0x01, 0x1d, 0x80, 0x18, 0x71, 0x1c, 0x16, 0x20, 0x58,
                                           0x2c, 0x25, 0x00, 0xa0, 0x5a, 0x00, 0x00, 0x00, 0x9e};
    uint8_t block[EDID_BLOCK];
    struct edid edid;
    assert_true(edid_build(&(struct edid_options){0}, block));
    memcpy(block + 54, descriptor, sizeof descriptor);
    edid_seal(block);
    assert_int_equal(edid_parse(block, 128, &edid), EDID_GOOD);
    const struct edid_timing *timing = &edid.modes[0].timing;
    assert_true(timing->interlaced);
    assert_int_equal(timing->width, 1920);
    assert_int_equal(timing->height, 1080);
    assert_int_equal(timing->total_width, 2200);
    assert_int_equal(timing->total_height, 1125);
    assert_int_equal(timing->refresh_millihertz, 30000);
}

/* Any bytes with a right header and sum: no crash, and only sane numbers come out. */
static void random_blocks_give_sane_modes(void **state)
{
    uint64_t seed = 0x45444944;
    print_message("seed 0x%llx\n", (unsigned long long)seed);
    size_t modes = 0;
    for (int round = 0; round < 20000; round++) {
        uint8_t block[EDID_BLOCK];
        for (size_t i = 0; i < sizeof block; i++)
            block[i] = (uint8_t)draw(&seed);
        static const uint8_t magic[8] = {0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0};
        memcpy(block, magic, sizeof magic);
        block[18] = 1;
        block[19] = (uint8_t)(draw(&seed) % 5);
        edid_seal(block);
        struct edid edid;
        assert_int_equal(edid_parse(block, sizeof block, &edid), EDID_GOOD);
        assert_true(edid.mode_count <= EDID_MODES_MAX);
        assert_true(strlen(edid.name) <= 13);
        for (size_t i = 0; i < edid.mode_count; i++) {
            const struct edid_timing *timing = &edid.modes[i].timing;
            assert_true(timing->width && timing->height && timing->refresh_millihertz &&
                        timing->pixel_clock_khz);
            assert_true(timing->total_width >= timing->width && timing->total_height >= timing->height);
        }
        modes += edid.mode_count;
    }
    assert_true(modes > 20000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, support_setup, support_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(made_blocks_read_back),
        TEST(defaults_are_a_monitor),
        TEST(unspeakable_modes_are_refused),
        TEST(rasters_are_the_standard_ones),
        TEST(faults_are_named),
        TEST(revision_3_differs),
        TEST(interlaced_timings_count_frames),
        TEST(random_blocks_give_sane_modes),
    };
    return cmocka_run_group_tests_name("EDID", tests, NULL, NULL);
}
