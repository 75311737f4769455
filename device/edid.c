/*
 * Makes the EDID of a model's monitor. The values are those of VESA E-EDID 1.4; the geometry of the screen
 * assumes 96 dots per inch.
 */
#include "edid.h"

#include <string.h>

/* Offsets in the block. */
enum {
    EDID_VENDOR = 8,
    EDID_PRODUCT = 10,
    EDID_YEAR = 17,
    EDID_VERSION = 18,
    EDID_INPUT = 20,
    EDID_SIZE_CM = 21,
    EDID_GAMMA = 23,
    EDID_FEATURES = 24,
    EDID_CHROMATICITY = 25,
    EDID_ESTABLISHED = 35,
    EDID_STANDARD = 38,
    EDID_DETAILED = 54,
    EDID_CHECKSUM = 127,
};

#define DETAILED_SIZE 18

/* Blanking in the manner of CVT reduced blanking: enough for any digital link. */
#define H_BLANK 160
#define H_FRONT 48
#define H_SYNC  32
#define V_BLANK 30
#define V_FRONT 3
#define V_SYNC  6

/* Standard timings, two bytes each: width / 8 - 31, then aspect and refresh - 60. */
static const uint8_t standard_timings[16] = {
    0xd1, 0xc0, /* 1920x1080 */
    0xb3, 0x00, /* 1680x1050 */
    0x90, 0x40, /* 1400x1050 */
    0xa9, 0xc0, /* 1600x900 */
    0x81, 0x80, /* 1280x1024 */
    0x81, 0x00, /* 1280x800 */
    0x81, 0xc0, /* 1280x720 */
    0x01, 0x01, /* unused */
};

/* sRGB primaries and D65, as ten packed bytes. */
static const uint8_t srgb[10] = {0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54};

static void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
}

static void detailed_timing(uint8_t *d, const struct edid_monitor *monitor)
{
    unsigned width = monitor->width, height = monitor->height;
    unsigned clock_hz = (width + H_BLANK) * (height + V_BLANK) * 60;
    unsigned width_mm = width * 254 / 960, height_mm = height * 254 / 960;

    put16(d, clock_hz / 10000);
    d[2] = (uint8_t)width;
    d[3] = H_BLANK;
    d[4] = (uint8_t)(width >> 8 << 4);
    d[5] = (uint8_t)height;
    d[6] = V_BLANK;
    d[7] = (uint8_t)(height >> 8 << 4);
    d[8] = H_FRONT;
    d[9] = H_SYNC;
    d[10] = V_FRONT << 4 | V_SYNC;
    d[12] = (uint8_t)width_mm;
    d[13] = (uint8_t)height_mm;
    d[14] = (uint8_t)((width_mm >> 8) << 4 | height_mm >> 8);
    d[17] = 0x1e; /* digital separate sync, both positive */
}

static void text_descriptor(uint8_t *d, uint8_t tag, const char *text)
{
    size_t length = strnlen(text, 13);

    d[3] = tag;
    memset(&d[5], ' ', 13);
    memcpy(&d[5], text, length);
    if (length < 13)
        d[5 + length] = '\n';
}

void edid_generate(uint8_t block[EDID_BLOCK_SIZE], const struct edid_monitor *monitor)
{
    static const uint8_t header[8] = {0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00};
    uint8_t *detailed = &block[EDID_DETAILED];
    uint8_t sum = 0;

    memset(block, 0, EDID_BLOCK_SIZE);
    memcpy(block, header, sizeof(header));
    for (unsigned i = 0, letters = 0; i < 3; i++) {
        letters = letters << 5 | (monitor->vendor[i] & 0x1f);
        block[EDID_VENDOR] = (uint8_t)(letters >> 8); /* big endian, unlike the rest */
        block[EDID_VENDOR + 1] = (uint8_t)letters;
    }
    put16(&block[EDID_PRODUCT], monitor->product);
    block[EDID_YEAR] = 2024 - 1990;
    block[EDID_VERSION] = 1;
    block[EDID_VERSION + 1] = 4;
    block[EDID_INPUT] = 0xa5; /* digital, 8 bits per color, DisplayPort */
    block[EDID_SIZE_CM] = (uint8_t)(monitor->width * 254 / 9600);
    block[EDID_SIZE_CM + 1] = (uint8_t)(monitor->height * 254 / 9600);
    block[EDID_GAMMA] = 220 - 100;
    block[EDID_FEATURES] = 0x06; /* sRGB; the first detailed timing is the native mode */
    memcpy(&block[EDID_CHROMATICITY], srgb, sizeof(srgb));
    block[EDID_ESTABLISHED] = 0x21;     /* 640x480, 800x600 at 60 Hz */
    block[EDID_ESTABLISHED + 1] = 0x08; /* 1024x768 at 60 Hz */
    memcpy(&block[EDID_STANDARD], standard_timings, sizeof(standard_timings));
    detailed_timing(detailed, monitor);
    text_descriptor(detailed + DETAILED_SIZE, 0xfc, monitor->name);
    detailed[2 * DETAILED_SIZE + 3] = 0x10; /* dummy descriptors */
    detailed[3 * DETAILED_SIZE + 3] = 0x10;
    for (unsigned i = 0; i < EDID_CHECKSUM; i++)
        sum = (uint8_t)(sum + block[i]);
    block[EDID_CHECKSUM] = (uint8_t)-sum;
}
