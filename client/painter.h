/*
 * A desktop drawn by GDI: every pixel goes through DxgkDdiRenderKm, and to the screen through DxgkDdiPresent.
 *
 * The same windows over a background as the compositor's, but all of them are GDI surfaces of one device, as the canonical display driver would
 * have them: uploads come from a staging surface that the processor draws on, moves are bit blts within a window, and windows are shown by
 * BitBlt, AlphaBlend, StretchBlt and TransparentBlt on the surface of the desktop, which is copied to the shared primary.
 */
#ifndef OPENWDDM_PAINTER_H
#define OPENWDDM_PAINTER_H

#include "composer.h"

struct dxgk_adapter;

/* Sets the mode. NULL: error says why. System thread at PASSIVE_LEVEL. */
struct composer *painter_open(struct dxgk_adapter *adapter, const struct composer_options *options,
                              char *error, size_t error_size);

#endif
