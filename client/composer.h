/*
 * The seam between the screen of a full driver and those who know how to get a desktop there: a compositor with programs that draw
 * (compositor.h), or GDI (painter.h).
 */
#ifndef OPENWDDM_COMPOSER_H
#define OPENWDDM_COMPOSER_H

#include "batch.h"

struct composer_options {
    uint32_t width, height; /* of the mode, which must be offered */
    unsigned windows;       /* beside the background; at most SCENE_WINDOWS */
};

struct composer_counts {
    uint64_t frames;
    uint64_t submissions; /* D3DKMTRender calls of all programs; 0 for GDI */
    uint64_t commands, locks, flips;
    uint64_t pixels_moved, pixels_uploaded; /* in windows */
    uint64_t pixels_composed, pixels_repaired;
    uint64_t recoveries; /* devices lost and made again */
};

struct composer;

/* All mandatory; in a system thread at PASSIVE_LEVEL. False: composer->error. */
struct composer_ops {
    /* The image (x8r8g8b8, at least as large as the mode) has changed as the batch says; the first frame takes all of it. It stays readable until
     * the next call. What is shown may follow later. */
    bool (*frame)(struct composer *composer, const uint8_t *pixels, size_t pitch, const struct batch *batch);
    /* Waits until the last frame is on the screen. */
    bool (*drain)(struct composer *composer);
    void (*count)(const struct composer *composer, struct composer_counts *counts);
    void (*close)(struct composer *composer);
};

struct composer {
    const struct composer_ops *ops;
    char error[320];
};

#endif
