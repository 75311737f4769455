/*
 * A font just big enough to see text scroll. Letters without a picture are blank.
 */
#ifndef OPENWDDM_FONT_H
#define OPENWDDM_FONT_H

#include <stdint.h>

#define FONT_WIDTH  5
#define FONT_HEIGHT 7

extern const uint8_t font_rows[128][FONT_HEIGHT];

#endif
