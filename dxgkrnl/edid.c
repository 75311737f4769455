/*
 * EDID base blocks: reading, making, and the rasters of modes that are known by size and rate only.
 */
#include "edid.h"

#include <stdio.h>
#include <string.h>

#define PREFERRED_OFFSET  54
#define DESCRIPTOR_SIZE   18
#define DESCRIPTOR_COUNT  4
#define STANDARD_OFFSET   38
#define STANDARD_COUNT    8
#define ESTABLISHED_FIRST 35

#define TAG_NAME  0xfc
#define TAG_RANGE 0xfd
#define TAG_DUMMY 0x10

static const uint8_t magic[8] = {0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00};

/* Bit 7 of byte 35 first. Width 0: an interlaced mode that nobody wants. */
static const struct {
    uint16_t width, height, hz;
} established[17] = {
    {720, 400, 70},  {720, 400, 88},  {640, 480, 60},  {640, 480, 67},   {640, 480, 72},  {640, 480, 75},
    {800, 600, 56},  {800, 600, 60},  {800, 600, 72},  {800, 600, 75},   {832, 624, 75},  {0, 0, 0},
    {1024, 768, 60}, {1024, 768, 70}, {1024, 768, 75}, {1280, 1024, 75}, {1152, 870, 75},
};

const char *edid_verdict_text(enum edid_verdict verdict)
{
    static const char *const text[] = {
        [EDID_GOOD] = "good",
        [EDID_NONE] = "no bytes but zeroes or ones",
        [EDID_SHORT] = "fewer than 128 bytes",
        [EDID_HEADER] = "the first eight bytes are not 00 ff ff ff ff ff ff 00",
        [EDID_CHECKSUM] = "the bytes do not add up to 0 modulo 256",
        [EDID_VERSION] = "the version is not 1",
    };
    return text[verdict];
}

/* ---- rasters ---- */

/* CVT codes the aspect ratio in the width of the vertical sync. */
static uint32_t sync_lines(uint32_t width, uint32_t height)
{
    if (height * 4 / 3 == width)
        return 4;
    if (height * 16 / 9 == width)
        return 5;
    if (height * 16 / 10 == width)
        return 6;
    if (height * 5 / 4 == width || height * 15 / 9 == width)
        return 7;
    return 10;
}

struct edid_timing edid_cvt(uint32_t width, uint32_t height, uint32_t refresh_millihertz)
{
    enum { blank_pixels = 160, blank_us = 460, front_lines = 3, back_lines = 6, clock_step_khz = 250 };
    if (refresh_millihertz == 0)
        refresh_millihertz = 60000;
    uint64_t frame_ns = 1000000000000ull / refresh_millihertz;
    uint64_t blank_ns = blank_us * 1000ull;
    uint64_t line_ns = frame_ns > blank_ns ? (frame_ns - blank_ns) / height : 1;
    uint32_t blank_lines = (uint32_t)(blank_ns / (line_ns ? line_ns : 1)) + 1;
    uint32_t least = front_lines + sync_lines(width, height) + back_lines;
    if (blank_lines < least)
        blank_lines = least;
    struct edid_timing timing = {.width = width, .height = height};
    timing.total_width = width + blank_pixels;
    timing.total_height = height + blank_lines;
    uint64_t pixels = (uint64_t)timing.total_width * timing.total_height;
    uint64_t khz = pixels * refresh_millihertz / 1000000;
    timing.pixel_clock_khz = (uint32_t)(khz < clock_step_khz ? khz : khz / clock_step_khz * clock_step_khz);
    timing.refresh_millihertz = (uint32_t)((timing.pixel_clock_khz * 1000000ull + pixels / 2) / pixels);
    return timing;
}

/* ---- reading ---- */

static bool all_alike(const uint8_t *data, size_t size)
{
    if (size && data[0] != 0x00 && data[0] != 0xff)
        return false;
    for (size_t i = 1; i < size; i++) {
        if (data[i] != data[0])
            return false;
    }
    return true;
}

static enum edid_verdict judge(const uint8_t *block, size_t size)
{
    if (!block || size == 0 || all_alike(block, size < EDID_BLOCK ? size : EDID_BLOCK))
        return EDID_NONE;
    if (size < EDID_BLOCK)
        return EDID_SHORT;
    if (memcmp(block, magic, sizeof magic) != 0)
        return EDID_HEADER;
    uint8_t sum = 0;
    for (size_t i = 0; i < EDID_BLOCK; i++)
        sum = (uint8_t)(sum + block[i]);
    if (sum != 0)
        return EDID_CHECKSUM;
    return block[18] == 1 ? EDID_GOOD : EDID_VERSION;
}

static void add_mode(struct edid *edid, struct edid_timing timing, enum edid_origin origin)
{
    for (size_t i = 0; i < edid->mode_count; i++) {
        const struct edid_timing *have = &edid->modes[i].timing;
        bool same_rate = (have->refresh_millihertz + 500) / 1000 == (timing.refresh_millihertz + 500) / 1000;
        if (have->width == timing.width && have->height == timing.height && same_rate &&
            have->interlaced == timing.interlaced)
            return;
    }
    if (edid->mode_count < EDID_MODES_MAX)
        edid->modes[edid->mode_count++] = (struct edid_mode){timing, origin};
}

static bool read_detailed(const uint8_t *d, struct edid_timing *timing)
{
    uint32_t clock = (uint32_t)(d[0] | d[1] << 8);
    uint32_t width = (uint32_t)(d[2] | (d[4] & 0xf0) << 4),
             blank_width = (uint32_t)(d[3] | (d[4] & 0x0f) << 8);
    uint32_t height = (uint32_t)(d[5] | (d[7] & 0xf0) << 4),
             blank_height = (uint32_t)(d[6] | (d[7] & 0x0f) << 8);
    if (clock == 0 || width == 0 || height == 0)
        return false;
    bool interlaced = (d[17] & 0x80) != 0;
    *timing = (struct edid_timing){
        .width = width,
        .height = interlaced ? height * 2 : height,
        .total_width = width + blank_width,
        .total_height = interlaced ? (height + blank_height) * 2 + 1 : height + blank_height,
        .pixel_clock_khz = clock * 10,
        .interlaced = interlaced,
    };
    uint64_t pixels = (uint64_t)timing->total_width * timing->total_height;
    timing->refresh_millihertz = (uint32_t)((clock * 10000000ull + pixels / 2) / pixels);
    return timing->refresh_millihertz != 0;
}

static void read_text(const uint8_t *d, char text[14])
{
    size_t length = 0;
    while (length < 13 && d[5 + length] != '\n' && d[5 + length] >= 0x20 && d[5 + length] < 0x7f) {
        text[length] = (char)d[5 + length];
        length++;
    }
    text[length] = '\0';
}

static void read_range(const uint8_t *d, struct edid *edid)
{
    uint32_t add = edid->revision >= 4 ? d[4] : 0;
    edid->min_vertical_hz = d[5] + (add & 1 ? 255u : 0);
    edid->max_vertical_hz = d[6] + (add & 2 ? 255u : 0);
    edid->min_horizontal_khz = d[7] + (add & 4 ? 255u : 0);
    edid->max_horizontal_khz = d[8] + (add & 8 ? 255u : 0);
    edid->max_pixel_clock_mhz = d[9] * 10u;
    edid->has_range = edid->min_vertical_hz && edid->min_vertical_hz <= edid->max_vertical_hz &&
                      edid->min_horizontal_khz && edid->min_horizontal_khz <= edid->max_horizontal_khz;
}

/* The four descriptors; the first is always the preferred timing (in 1.3 unless a feature bit denies
 * it). */
static void read_descriptors(const uint8_t *block, struct edid *edid)
{
    for (size_t i = 0; i < DESCRIPTOR_COUNT; i++) {
        const uint8_t *d = block + PREFERRED_OFFSET + i * DESCRIPTOR_SIZE;
        struct edid_timing timing;
        if (read_detailed(d, &timing)) {
            add_mode(edid, timing, EDID_DETAILED);
            if (i == 0)
                edid->has_preferred = edid->revision >= 4 || (block[24] & 0x02);
        } else if (d[0] == 0 && d[1] == 0 && d[3] == TAG_NAME) {
            read_text(d, edid->name);
        } else if (d[0] == 0 && d[1] == 0 && d[3] == TAG_RANGE) {
            read_range(d, edid);
        }
    }
}

static void read_standard(const uint8_t *block, struct edid *edid)
{
    for (size_t i = 0; i < STANDARD_COUNT; i++) {
        const uint8_t *s = block + STANDARD_OFFSET + i * 2;
        if (s[0] <= 1)
            continue; /* 01 01: unused */
        uint32_t width = (s[0] + 31u) * 8, height;
        switch (s[1] >> 6) {
        case 0:
            height = edid->revision >= 3 ? width * 10 / 16 : width;
            break;
        case 1:
            height = width * 3 / 4;
            break;
        case 2:
            height = width * 4 / 5;
            break;
        default:
            height = width * 9 / 16;
            break;
        }
        add_mode(edid, edid_cvt(width, height, ((s[1] & 0x3fu) + 60) * 1000), EDID_STANDARD);
    }
}

static void read_established(const uint8_t *block, struct edid *edid)
{
    for (size_t i = 0; i < sizeof established / sizeof established[0]; i++) {
        bool set = block[ESTABLISHED_FIRST + i / 8] & (0x80 >> i % 8);
        if (set && established[i].width)
            add_mode(edid, edid_cvt(established[i].width, established[i].height, established[i].hz * 1000u),
                     EDID_ESTABLISHED);
    }
}

enum edid_verdict edid_parse(const void *data, size_t size, struct edid *edid)
{
    const uint8_t *block = data;
    enum edid_verdict verdict = judge(block, size);
    if (verdict != EDID_GOOD)
        return verdict;
    *edid = (struct edid){.version = block[18], .revision = block[19], .extensions = block[126]};
    unsigned letters = (unsigned)(block[8] << 8 | block[9]);
    for (int i = 0; i < 3; i++)
        edid->manufacturer[i] = (char)('@' + (letters >> (10 - 5 * i) & 0x1f));
    edid->product = (uint16_t)(block[10] | block[11] << 8);
    edid->serial =
        block[12] | (uint32_t)block[13] << 8 | (uint32_t)block[14] << 16 | (uint32_t)block[15] << 24;
    edid->digital = (block[20] & 0x80) != 0;
    edid->width_cm = block[21];
    edid->height_cm = block[22];
    read_descriptors(block, edid);
    read_standard(block, edid);
    read_established(block, edid);
    return EDID_GOOD;
}

/* ---- making ---- */

static bool write_detailed(uint8_t *d, const struct edid_timing *timing)
{
    enum { front_pixels = 48, sync_pixels = 32, front_lines = 3 };
    uint32_t clock = timing->pixel_clock_khz / 10;
    uint32_t blank_width = timing->total_width - timing->width,
             blank_height = timing->total_height - timing->height;
    if (timing->width > 4095 || timing->height > 4095 || blank_width > 4095 || blank_height > 4095 ||
        clock > 65535 || clock == 0)
        return false;
    uint32_t lines = sync_lines(timing->width, timing->height);
    d[0] = (uint8_t)clock;
    d[1] = (uint8_t)(clock >> 8);
    d[2] = (uint8_t)timing->width;
    d[3] = (uint8_t)blank_width;
    d[4] = (uint8_t)(timing->width >> 8 << 4 | blank_width >> 8);
    d[5] = (uint8_t)timing->height;
    d[6] = (uint8_t)blank_height;
    d[7] = (uint8_t)(timing->height >> 8 << 4 | blank_height >> 8);
    d[8] = front_pixels;
    d[9] = sync_pixels;
    d[10] = (uint8_t)(front_lines << 4 | (lines & 0x0f));
    d[17] = 0x1a; /* digital separate sync, horizontal positive, as CVT with reduced blanking has it */
    return true;
}

static bool write_standard(uint8_t *s, uint32_t width, uint32_t height)
{
    if (width % 8 || width < 256 || width > 2288)
        return false;
    uint8_t aspect;
    if (width * 10 / 16 == height)
        aspect = 0;
    else if (width * 3 / 4 == height)
        aspect = 1;
    else if (width * 4 / 5 == height)
        aspect = 2;
    else if (width * 9 / 16 == height)
        aspect = 3;
    else
        return false;
    s[0] = (uint8_t)(width / 8 - 31);
    s[1] = (uint8_t)(aspect << 6);
    return true;
}

static void write_name(uint8_t *d, const char *name)
{
    size_t length = strlen(name);
    if (length > 13)
        length = 13;
    memset(d, 0, DESCRIPTOR_SIZE);
    d[3] = TAG_NAME;
    memset(d + 5, ' ', 13);
    memcpy(d + 5, name, length);
    if (length < 13)
        d[5 + length] = '\n';
}

static void write_range(uint8_t *d)
{
    memset(d, 0, DESCRIPTOR_SIZE);
    d[3] = TAG_RANGE;
    d[5] = 50;
    d[6] = 75;
    d[7] = 20;
    d[8] = 250;
    d[9] = 66;
    d[10] = 1; /* no timing formula */
    d[11] = '\n';
    memset(d + 12, ' ', 6);
}

/* Modes any monitor has: 640x480, 800x600 and 1024x768 at 60 Hz. */
static void write_established(uint8_t *block)
{
    block[35] = 0x21;
    block[36] = 0x08;
}

static bool write_identity(const struct edid_options *options, uint8_t *block)
{
    const char *maker = options->manufacturer ? options->manufacturer : "OWD";
    unsigned letters = 0;
    for (int i = 0; i < 3; i++) {
        if (maker[i] < 'A' || maker[i] > 'Z')
            return false;
        letters = letters << 5 | (unsigned)(maker[i] - '@');
    }
    memcpy(block, magic, sizeof magic);
    block[8] = (uint8_t)(letters >> 8);
    block[9] = (uint8_t)letters;
    block[10] = (uint8_t)options->product;
    block[11] = (uint8_t)(options->product >> 8);
    for (int i = 0; i < 4; i++)
        block[12 + i] = (uint8_t)(options->serial >> 8 * i);
    block[17] = 34; /* model year 2024 - 1990 */
    block[18] = 1;
    block[19] = 4;
    block[20] = 0xa0; /* digital, 8 bits per colour */
    block[23] = 120;  /* gamma 2.2 */
    block[24] = 0x06; /* sRGB; the first timing is the native one */
    static const uint8_t srgb[10] = {0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54};
    memcpy(block + 25, srgb, sizeof srgb);
    return true;
}

void edid_seal(uint8_t block[EDID_BLOCK])
{
    uint8_t sum = 0;
    for (size_t i = 0; i + 1 < EDID_BLOCK; i++)
        sum = (uint8_t)(sum + block[i]);
    block[EDID_BLOCK - 1] = (uint8_t)-sum;
}

bool edid_build(const struct edid_options *options, uint8_t block[EDID_BLOCK])
{
    uint8_t made[EDID_BLOCK] = {0};
    uint32_t width = options->width ? options->width : 1024, height = options->height ? options->height : 768;
    struct edid_timing preferred =
        edid_cvt(width, height, (options->refresh_hz ? options->refresh_hz : 60) * 1000);
    if (!write_identity(options, made) || !write_detailed(made + PREFERRED_OFFSET, &preferred))
        return false;
    write_established(made);
    memset(made + STANDARD_OFFSET, 1, STANDARD_COUNT * 2);
    for (size_t i = 0; i < STANDARD_COUNT && options->standard[i][0]; i++) {
        if (!write_standard(made + STANDARD_OFFSET + i * 2, options->standard[i][0], options->standard[i][1]))
            return false;
    }
    write_name(made + PREFERRED_OFFSET + DESCRIPTOR_SIZE, options->name ? options->name : "openwddm");
    write_range(made + PREFERRED_OFFSET + 2 * DESCRIPTOR_SIZE);
    made[PREFERRED_OFFSET + 3 * DESCRIPTOR_SIZE + 3] = TAG_DUMMY;
    edid_seal(made);
    memcpy(block, made, sizeof made);
    return true;
}
