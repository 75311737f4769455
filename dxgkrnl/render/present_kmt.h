/*
 * What the files of D3DKMTPresent share.
 */
#ifndef OPENWDDM_RENDER_PRESENT_KMT_H
#define OPENWDDM_RENDER_PRESENT_KMT_H

#include "render.h"

/* What the source shows by mode setting, as the context's device has it open, with a reference. STATUS_GRAPHICS_ALLOCATION_INVALID: the device
 * has not opened it. */
NTSTATUS present_primary(struct dxgk_context *context, UINT source, struct dxgk_open **open);
/* May the device show something on the source: nobody else owns it. */
NTSTATUS present_may_show(struct dxgk_context *context, UINT source);
/* Has the allocation the size of what the source shows? STATUS_GRAPHICS_PRESENT_MODE_CHANGED: no, or it is dark. */
NTSTATUS present_fits(struct dxgk_context *context, UINT source, struct dxgk_allocation *allocation);
/* The allocation's width and height in pixels, never 0; from the driver if need be. */
NTSTATUS present_size(struct dxgk_allocation *allocation, UINT *width, UINT *height);

#endif
