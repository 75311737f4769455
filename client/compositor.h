/*
 * A small compositor: lays the surfaces of windows over each other in the picture of a screen, and flips between three such pictures.
 *
 * It is a program like the windows are, with a process and a device of its own, and knows of a window what the window's face says. The first
 * window is the desktop's background and covers the whole mode; the others lie on it, later ones above earlier ones.
 *
 * For each frame: the windows draw, all at once; the primary that was shown longest ago is brought up to date, first by copying from the
 * newest what older frames changed, then by laying the windows over each other where this frame changed something; it is flipped to the
 * screen. A lost device is made again, with primaries and mode, and everything is composed.
 */
#ifndef OPENWDDM_COMPOSITOR_H
#define OPENWDDM_COMPOSITOR_H

#include "batch.h"
#include "window.h"

struct compositor_options {
    uint32_t width, height; /* of the mode, which must be offered */
    unsigned windows;       /* beside the background; at most SCENE_WINDOWS */
};

struct compositor_counts {
    uint64_t frames;
    uint64_t submissions; /* D3DKMTRender calls, the windows' too */
    uint64_t commands, locks, flips;
    uint64_t pixels_moved, pixels_uploaded; /* in windows */
    uint64_t pixels_composed, pixels_repaired;
    uint64_t recoveries; /* devices lost and made again */
};

struct compositor;

/* A mode of the display that the monitor shows upright: the size itself if it is offered; else the smallest that holds it, else the largest.
 * False: error says why. */
bool compositor_mode(uint32_t *width, uint32_t *height, char *error, size_t error_size);

/* Sets the mode. NULL: error says why. System thread at PASSIVE_LEVEL, as all of these. */
struct compositor *compositor_open(const struct compositor_options *options, char *error, size_t error_size);
/* The image has changed as the batch says; the first frame takes all of it. The image is not used any more on return; the flip may still be
 * on its way. False: compositor_error. */
bool compositor_frame(struct compositor *c, const uint8_t *pixels, size_t pitch, const struct batch *batch);
/* Waits until the last frame is on the screen. */
bool compositor_drain(struct compositor *c);
const char *compositor_error(const struct compositor *c);
void compositor_count(const struct compositor *c, struct compositor_counts *counts);
void compositor_close(struct compositor *c); /* NULL is fine */

#endif
