/* Which mode of a display a program sets, as a program finds out: by D3DKMTGetDisplayModeList. PASSIVE_LEVEL, in a process. */
#ifndef OPENWDDM_DISPLAY_MODE_H
#define OPENWDDM_DISPLAY_MODE_H

#include "d3dkmthk.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A mode of the source that the monitor shows upright: chosen->Width and Height if they are offered; else the smallest that holds them, else the
 * largest. False: error says why. */
bool display_mode_choose(D3DKMT_HANDLE adapter, UINT source, D3DKMT_DISPLAYMODE *chosen, char *error,
                         size_t error_size);

/* The same of the first display, by its size. System thread at PASSIVE_LEVEL. */
bool display_mode_find(uint32_t *width, uint32_t *height, char *error, size_t error_size);

#endif
