/*
 * The identity that a model's monitor shows: a base EDID 1.4 block.
 */
#ifndef OPENWDDM_EDID_H
#define OPENWDDM_EDID_H

#include <stdint.h>

#define EDID_BLOCK_SIZE 128

struct edid_monitor {
    char vendor[4]; /* three capital letters */
    uint16_t product;
    const char *name;       /* at most 13 characters */
    uint16_t width, height; /* preferred mode, pixels, below 4096; refreshed at 60 Hz with reduced blanking */
};

void edid_generate(uint8_t block[EDID_BLOCK_SIZE], const struct edid_monitor *monitor);

#endif
