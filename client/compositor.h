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

#include "composer.h"

/* Sets the mode, which is one of display_mode_find. NULL: error says why. System thread at PASSIVE_LEVEL. */
struct composer *compositor_open(const struct composer_options *options, char *error, size_t error_size);

#endif
