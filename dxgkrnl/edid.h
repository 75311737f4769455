/*
 * EDID base blocks, versions 1.3 and 1.4: what a monitor says about itself in 128 bytes.
 *
 * Both directions: the graphics kernel reads what QueryDeviceDescriptor gave (DOD-15) and turns it into
 * monitor modes; virtual monitors, tests and tools make blocks that say what they want. Pure: bytes in,
 * numbers out, and a reason when the bytes are no EDID.
 */
#ifndef OPENWDDM_DXGKRNL_EDID_H
#define OPENWDDM_DXGKRNL_EDID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EDID_BLOCK     128
#define EDID_MODES_MAX 32 /* 4 detailed + 8 standard + 17 established, rounded up */

enum edid_verdict {
    EDID_GOOD,
    EDID_NONE,     /* no bytes, or all alike: nothing answered */
    EDID_SHORT,    /* fewer than 128 bytes */
    EDID_HEADER,   /* the eight magic bytes are wrong */
    EDID_CHECKSUM, /* the sum of the block is not 0 */
    EDID_VERSION,  /* not version 1 */
};

enum edid_origin { EDID_DETAILED, EDID_STANDARD, EDID_ESTABLISHED };

/* A raster. Sizes in pixels and lines of the whole frame, refresh counts frames. */
struct edid_timing {
    uint32_t width, height;
    uint32_t total_width, total_height;
    uint32_t pixel_clock_khz;
    uint32_t refresh_millihertz;
    bool interlaced;
};

struct edid_mode {
    struct edid_timing timing;
    enum edid_origin origin;
};

struct edid {
    char manufacturer[4]; /* three capitals */
    uint16_t product;
    uint32_t serial;
    uint8_t version, revision;
    uint8_t extensions; /* blocks that follow */
    bool digital;
    uint8_t width_cm, height_cm; /* 0: not known */
    char name[14];               /* "": none */
    bool has_range;
    uint32_t min_vertical_hz, max_vertical_hz, min_horizontal_khz, max_horizontal_khz, max_pixel_clock_mhz;
    size_t mode_count;
    struct edid_mode modes[EDID_MODES_MAX]; /* detailed ones first; the first detailed one is preferred */
    bool has_preferred;                     /* modes[0] is it */
};

/* Reads a base block. `edid` is filled only when the verdict is EDID_GOOD. Bytes after the first 128 are
 * not looked at. */
enum edid_verdict edid_parse(const void *data, size_t size, struct edid *edid);
/* For people: "the checksum is wrong". */
const char *edid_verdict_text(enum edid_verdict verdict);

/* What to put into a block; the zeroes of a zeroed one are filled with defaults. */
struct edid_options {
    const char *manufacturer; /* three capitals; NULL: "OWD" */
    uint16_t product;
    uint32_t serial;
    const char *name;        /* up to 13 characters; NULL: "openwddm" */
    uint32_t width, height;  /* the preferred mode; 0: 1024 x 768. At most 4095 each */
    uint32_t refresh_hz;     /* 0: 60 */
    uint32_t standard[8][2]; /* width, height of standard timings at 60 Hz; 0 ends the list */
};

/* Makes a version 1.4 block. False when the preferred mode or a standard timing cannot be expressed;
 * then nothing is written. */
bool edid_build(const struct edid_options *options, uint8_t block[EDID_BLOCK]);

/* Makes the last byte right. */
void edid_seal(uint8_t block[EDID_BLOCK]);

/* The raster of a mode that comes without one: VESA CVT with reduced blanking. width and height at least
 * 1. */
struct edid_timing edid_cvt(uint32_t width, uint32_t height, uint32_t refresh_millihertz);

#endif
