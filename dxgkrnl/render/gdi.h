/*
 * Inside of GDI acceleration (dxgkgdi.h): gdi.c has the device, surfaces and the batch; gdi_draw.c turns drawing into records.
 */
#ifndef OPENWDDM_RENDER_GDI_H
#define OPENWDDM_RENDER_GDI_H

#include "render.h"

#include "dxgkgdi.h"

struct dxgk_gdi_surface {
    struct dxgk_gdi_surface_info info;
    struct dxgk_open *open;
    ULONG64 batch; /* the one that it is listed in, at `index` */
    UINT index;
    bool listed_write;
};

struct dxgk_gdi {
    struct dxgk_adapter *adapter;
    struct dxgk_device *device;
    struct dxgk_context *context;
    FAST_MUTEX lock;

    /* lock: the batch. Element 0 of the list is NULL (GDI-05). */
    ULONG64 batch; /* number, from 1 */
    PUCHAR commands;
    UINT size, used; /* bytes */
    D3DDDI_ALLOCATIONLIST *list;
    UINT listed, list_room;
};

/* With the lock. */
NTSTATUS gdi_flush(struct dxgk_gdi *gdi);

/* In which order rectangles that are copied by (dx, dy) within one surface are drawn; for dxgk_free. False: no memory. PASSIVE_LEVEL. */
bool gdi_order(const RECT *rects, UINT count, LONGLONG dx, LONGLONG dy, UINT **order);

/* What a driver is told of the pitch: of the surfaces that it lets GDI lay out; garbage for the others, which it must not look at (GDI-22). */
UINT gdi_pitch(const struct dxgk_gdi_surface *surface);

#endif
