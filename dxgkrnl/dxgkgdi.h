/*
 * GDI acceleration, as the canonical display driver uses it: surfaces that the driver lays out, and drawing that becomes DxgkDdiRenderKm
 * (section B.1 of the contract). Kernel callers only: nothing here is a thunk.
 *
 * Drawing is collected and goes down when the command buffer or its list is full, at a flush, and before a surface is locked or
 * presented. What a driver's caps exclude is not asked of it: STATUS_NOT_SUPPORTED, and the caller draws that by itself (GDI-23, GDI-26, GDI-29).
 *
 * All functions: PASSIVE_LEVEL, any thread of the process that opened it.
 */
#ifndef OPENWDDM_DXGKGDI_H
#define OPENWDDM_DXGKGDI_H

#include "dxgkrnl.h"

#include "d3dkmthk.h"

struct dxgk_gdi;
struct dxgk_gdi_surface;

/* A GDI device and context of the calling process (GDI-08). STATUS_NOT_SUPPORTED: the driver does not announce it (GDI-07). */
NTSTATUS dxgk_gdi_open(struct dxgk_adapter *adapter, struct dxgk_gdi **gdi);
/* Waits for what was drawn. Surfaces are destroyed before. NULL is fine. */
void dxgk_gdi_close(struct dxgk_gdi *gdi);
/* What is collected goes to the driver; finish waits until it is drawn. STATUS_DEVICE_REMOVED: the device is lost. */
NTSTATUS dxgk_gdi_flush(struct dxgk_gdi *gdi);
NTSTATUS dxgk_gdi_finish(struct dxgk_gdi *gdi);
D3DKMT_HANDLE dxgk_gdi_context(const struct dxgk_gdi *gdi); /* for D3DKMT calls of the same process */

/* ---- surfaces ---- */

struct dxgk_gdi_surface_info {
    UINT width, height; /* pixels */
    UINT pitch;         /* bytes, as the driver chose; 0: its own business */
    D3DDDIFORMAT format;
    D3DKMDT_GDISURFACETYPE type;
    D3DKMT_HANDLE allocation;
};

NTSTATUS dxgk_gdi_surface_create(struct dxgk_gdi *gdi, UINT width, UINT height, D3DDDIFORMAT format,
                                 D3DKMDT_GDISURFACETYPE type, struct dxgk_gdi_surface **surface);
/* The shared primary of a source, opened. */
NTSTATUS dxgk_gdi_surface_primary(struct dxgk_gdi *gdi, UINT source, struct dxgk_gdi_surface **surface);
void dxgk_gdi_surface_destroy(struct dxgk_gdi *gdi, struct dxgk_gdi_surface *surface); /* NULL is fine */
void dxgk_gdi_surface_query(const struct dxgk_gdi_surface *surface, struct dxgk_gdi_surface_info *info);
/* A CPU-visible surface, by the calling process, after everything that was drawn. */
NTSTATUS dxgk_gdi_surface_lock(struct dxgk_gdi *gdi, struct dxgk_gdi_surface *surface, void **bits);
NTSTATUS dxgk_gdi_surface_unlock(struct dxgk_gdi *gdi, struct dxgk_gdi_surface *surface);

/* ---- drawing ---- */

/* `to` is drawn on inside the sub-rectangles only, which are clipped to the rectangle and the surface here (GDI-20). Source pixels are those at the
 * same place in from_rect. */
struct dxgk_gdi_draw {
    struct dxgk_gdi_surface *to, *from; /* from: NULL for fills */
    RECT to_rect, from_rect;
    const RECT *sub_rects; /* for a copy within one surface: none overlaps another; any order is good */
    UINT sub_rect_count;
};

NTSTATUS dxgk_gdi_bitblt(struct dxgk_gdi *gdi, const struct dxgk_gdi_draw *draw, DXGK_GDIROP_BITBLT rop,
                         UINT rop3);
NTSTATUS dxgk_gdi_colorfill(struct dxgk_gdi *gdi, const struct dxgk_gdi_draw *draw, UINT color,
                            DXGK_GDIROP_COLORFILL rop, UINT rop3);
NTSTATUS dxgk_gdi_alphablend(struct dxgk_gdi *gdi, const struct dxgk_gdi_draw *draw, BYTE alpha,
                             bool source_has_alpha);

#define DXGK_GDI_BLACKONWHITE 1u
#define DXGK_GDI_WHITEONBLACK 2u
#define DXGK_GDI_COLORONCOLOR 3u
NTSTATUS dxgk_gdi_stretchblt(struct dxgk_gdi *gdi, const struct dxgk_gdi_draw *draw, UINT mode, bool mirror_x,
                             bool mirror_y);
NTSTATUS dxgk_gdi_transparentblt(struct dxgk_gdi *gdi, const struct dxgk_gdi_draw *draw, UINT color,
                                 bool honor_alpha);

/* GDI-28. draw->from is not used. */
struct dxgk_gdi_cleartype {
    struct dxgk_gdi_surface *temp; /* NULL with NoTempSurfaceForClearTypeBlend */
    struct dxgk_gdi_surface *gamma, *alpha;
    INT offset_x, offset_y; /* from a pixel of the destination to that of the alpha surface */
    UINT color, color2;     /* gamma-corrected; not */
    UINT gamma_row;         /* 0..15, or 0xFFFFFFFF: direct blending */
};
NTSTATUS dxgk_gdi_cleartypeblend(struct dxgk_gdi *gdi, const struct dxgk_gdi_draw *draw,
                                 const struct dxgk_gdi_cleartype *text);

/* Copies rectangles of a surface to what a source shows, with DxgkDdiPresent (OBS-67). */
NTSTATUS dxgk_gdi_present(struct dxgk_gdi *gdi, UINT source, struct dxgk_gdi_surface *from, const RECT *rects,
                          UINT count);

#endif
