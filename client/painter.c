/*
 * See painter.h.
 */
#include "painter.h"

#include "dxgkgdi.h"
#include "dxgkrender.h"
#include "nt.h"
#include "region.h"
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STAGING_ROWS 256
#define STAGED_MAX   128
#define ATTEMPTS     16
#define MODES_MAX    512
#define GLASS_ALPHA  150
#define NOT_SOURCE   0x33u    /* the ternary raster operation that inverts */
#define KEY          0x101418 /* a colour that is under the window anyhow where the window has it */

/* How a window gets onto the desktop. */
enum manner { MANNER_COPIED, MANNER_GLASS, MANNER_MIRRORED, MANNER_INVERTED, MANNER_KEYED, MANNER_COUNT };

struct pane {
    struct rect place;
    enum manner manner;
    struct dxgk_gdi_surface *surface;
};

/* A rectangle on the staging surface that is to be drawn on a window. */
struct staged {
    int32_t row; /* of the staging surface */
    struct rect to;
};

struct painter {
    struct composer base;
    struct composer_options options;
    struct dxgk_adapter *adapter;
    struct nt_process *process;
    struct dxgk_gdi *gdi; /* NULL: to be made */
    struct dxgk_gdi_surface *desktop, *staging;
    struct dxgk_gdi_surface *screen; /* the shared primary: presents go to what the device has opened */
    struct dxgk_gdi_surface_info staging_info;
    unsigned pane_count; /* the background is the first */
    struct pane panes[1 + SCENE_WINDOWS];
    struct batch batch; /* what a frame does to one window */
    struct region damage;
    const uint8_t *pixels; /* the desktop's image */
    size_t pitch;
    uint8_t *staging_bits; /* while it is locked */
    int32_t staging_row;
    size_t staged_count;
    struct staged staged[STAGED_MAX];
    struct composer_counts counts;
    bool lost;
};

/* ---- errors ----------------------------------------------------------------------------------------------------------- */

static bool check(struct painter *p, NTSTATUS status, const char *call)
{
    if (NT_SUCCESS(status))
        return true;
    if (status == STATUS_DEVICE_REMOVED)
        p->lost = true;
    else if (!p->base.error[0])
        snprintf(p->base.error, sizeof(p->base.error), "%s failed with %s", call, nt_status_text(status));
    return false;
}

/* ---- the device ------------------------------------------------------------------------------------------------------- */

static void close_device(struct painter *p)
{
    if (!p->gdi)
        return;
    if (p->staging_bits)
        dxgk_gdi_surface_unlock(p->gdi, p->staging);
    p->staging_bits = NULL;
    p->staged_count = 0;
    p->staging_row = 0;
    for (unsigned i = 0; i < p->pane_count; i++) {
        dxgk_gdi_surface_destroy(p->gdi, p->panes[i].surface);
        p->panes[i].surface = NULL;
    }
    dxgk_gdi_surface_destroy(p->gdi, p->staging);
    dxgk_gdi_surface_destroy(p->gdi, p->desktop);
    dxgk_gdi_surface_destroy(p->gdi, p->screen);
    p->staging = p->desktop = p->screen = NULL;
    dxgk_gdi_close(p->gdi);
    p->gdi = NULL;
}

static bool make_surface(struct painter *p, uint32_t width, uint32_t height, D3DKMDT_GDISURFACETYPE type,
                         struct dxgk_gdi_surface **surface)
{
    return check(p, dxgk_gdi_surface_create(p->gdi, width, height, D3DDDIFMT_A8R8G8B8, type, surface),
                 "making a GDI surface");
}

static bool open_device(struct painter *p)
{
    const struct composer_options *o = &p->options;

    p->lost = false;
    if (!check(p, dxgk_gdi_open(p->adapter, &p->gdi), "opening a GDI device")) {
        p->gdi = NULL;
        return false;
    }
    if (!check(p, dxgk_gdi_surface_primary(p->gdi, 0, &p->screen), "opening the primary") ||
        !make_surface(p, o->width, o->height, D3DKMDT_GDISURFACE_TEXTURE, &p->desktop) ||
        !make_surface(p, o->width, STAGING_ROWS, D3DKMDT_GDISURFACE_STAGING_CPUVISIBLE, &p->staging))
        return false;
    dxgk_gdi_surface_query(p->staging, &p->staging_info);
    for (unsigned i = 0; i < p->pane_count; i++) {
        const struct rect *r = &p->panes[i].place;
        if (!make_surface(p, (uint32_t)(r->right - r->left), (uint32_t)(r->bottom - r->top),
                          D3DKMDT_GDISURFACE_TEXTURE, &p->panes[i].surface))
            return false;
    }
    return true;
}

/* ---- drawing on a window ---------------------------------------------------------------------------------------------- */

static RECT rect_at(int32_t x, int32_t y, const struct rect *size)
{
    return (RECT){x, y, x + size->right - size->left, y + size->bottom - size->top};
}

static int32_t mirrored(const struct pane *pane, const struct rect *r)
{
    return pane->place.right - pane->place.left - r->right;
}

static bool same_size(struct painter *p, const struct dxgk_gdi_draw *draw, enum manner manner)
{
    p->counts.commands++;
    switch (manner) {
    case MANNER_GLASS:
        return check(p, dxgk_gdi_alphablend(p->gdi, draw, GLASS_ALPHA, false), "AlphaBlend");
    case MANNER_MIRRORED:
        return check(p, dxgk_gdi_stretchblt(p->gdi, draw, DXGK_GDI_COLORONCOLOR, true, false), "StretchBlt");
    case MANNER_INVERTED:
        return check(p, dxgk_gdi_bitblt(p->gdi, draw, DXGK_GDIROP_ROP3, NOT_SOURCE), "BitBlt");
    case MANNER_KEYED:
        return check(p, dxgk_gdi_transparentblt(p->gdi, draw, KEY, false), "TransparentBlt");
    default:
        return check(p, dxgk_gdi_bitblt(p->gdi, draw, DXGK_GDIROP_SRCCOPY, 0), "BitBlt");
    }
}

static bool draw_staged(struct painter *p, struct pane *pane)
{
    bool good = true;

    if (!p->staging_bits)
        return true;
    p->staging_bits = NULL;
    good = check(p, dxgk_gdi_surface_unlock(p->gdi, p->staging), "unlocking the staging surface");
    for (size_t i = 0; i < p->staged_count && good; i++) {
        const struct rect *to = &p->staged[i].to;
        int32_t x = pane->manner == MANNER_MIRRORED ? mirrored(pane, to) : to->left;
        struct dxgk_gdi_draw draw = {.to = pane->surface,
                                     .from = p->staging,
                                     .to_rect = rect_at(x, to->top, to),
                                     .from_rect = rect_at(0, p->staged[i].row, to),
                                     .sub_rects = &draw.to_rect,
                                     .sub_rect_count = 1};
        bool plain = pane->manner == MANNER_GLASS || pane->manner == MANNER_KEYED;
        good = same_size(p, &draw, plain ? MANNER_COPIED : pane->manner);
    }
    p->staged_count = 0;
    p->staging_row = 0;
    return good;
}

static bool stage_rows(struct painter *p, struct pane *pane, const struct rect *r, int32_t *y)
{
    int32_t rows = STAGING_ROWS - p->staging_row;
    size_t bytes = (size_t)(r->right - r->left) * 4;

    if (!rows || p->staged_count == STAGED_MAX)
        return draw_staged(p, pane);
    if (!p->staging_bits) {
        void *bits = NULL;
        if (!check(p, dxgk_gdi_surface_lock(p->gdi, p->staging, &bits), "locking the staging surface"))
            return false;
        p->staging_bits = bits;
        p->counts.locks++;
    }
    rows = rows < r->bottom - *y ? rows : r->bottom - *y;
    p->staged[p->staged_count++] = (struct staged){p->staging_row, {r->left, *y, r->right, *y + rows}};
    for (int32_t i = 0; i < rows; i++, p->staging_row++)
        memcpy(p->staging_bits + (size_t)p->staging_row * p->staging_info.pitch,
               p->pixels + (size_t)(pane->place.top + *y + i) * p->pitch +
                   (size_t)(pane->place.left + r->left) * 4,
               bytes);
    *y += rows;
    return true;
}

static bool move_inside(struct painter *p, struct pane *pane, const struct move *move)
{
    struct rect from = {move->from_x, move->from_y, move->from_x + move->to.right - move->to.left, 0};
    bool turned = pane->manner == MANNER_MIRRORED;
    struct dxgk_gdi_draw draw = {
        .to = pane->surface,
        .from = pane->surface,
        .to_rect = rect_at(turned ? mirrored(pane, &move->to) : move->to.left, move->to.top, &move->to),
        .from_rect = rect_at(turned ? mirrored(pane, &from) : from.left, from.top, &move->to),
        .sub_rects = &draw.to_rect,
        .sub_rect_count = 1};

    p->counts.pixels_moved += rect_area(&move->to);
    return same_size(p, &draw, MANNER_COPIED);
}

static bool draw_pane(struct painter *p, struct pane *pane, const struct batch *batch, bool whole)
{
    scene_cut(batch, &pane->place, whole, &p->batch);
    for (size_t i = 0; i < p->batch.move_count; i++) {
        if (!move_inside(p, pane, &p->batch.moves[i]))
            return false;
    }
    for (size_t i = 0; i < p->batch.dirty_count; i++) {
        const struct rect *r = &p->batch.dirty[i];
        p->counts.pixels_uploaded += rect_area(r);
        for (int32_t y = r->top; y < r->bottom;) {
            if (!stage_rows(p, pane, r, &y))
                return false;
        }
    }
    return draw_staged(p, pane);
}

/* ---- to the screen ---------------------------------------------------------------------------------------------------- */

static bool show_pane(struct painter *p, struct pane *pane, const struct rect *area)
{
    struct rect r;

    if (!rect_common(area, &pane->place, &r))
        return true;
    struct rect in = {r.left - pane->place.left, r.top - pane->place.top, r.right - pane->place.left, 0};
    struct dxgk_gdi_draw draw = {
        .to = p->desktop,
        .from = pane->surface,
        .to_rect = rect_at(r.left, r.top, &r),
        .from_rect = rect_at(pane->manner == MANNER_MIRRORED ? mirrored(pane, &in) : in.left, in.top, &r),
        .sub_rects = &draw.to_rect,
        .sub_rect_count = 1};
    p->counts.pixels_composed += rect_area(&r);
    return same_size(p, &draw, pane->manner);
}

static bool paint(struct painter *p, const struct batch *batch, bool whole)
{
    const struct rect all = {0, 0, (int32_t)p->options.width, (int32_t)p->options.height};
    RECT rects[REGION_MAX];

    if (whole)
        region_add(&p->damage, &all);
    for (unsigned i = 0; i < p->pane_count; i++) {
        if ((whole || scene_meets(batch, &p->panes[i].place)) && !draw_pane(p, &p->panes[i], batch, whole))
            return false;
    }
    for (size_t r = 0; r < p->damage.count; r++) {
        const struct rect *d = &p->damage.rects[r];
        for (unsigned i = 0; i < p->pane_count; i++) {
            if (!show_pane(p, &p->panes[i], d))
                return false;
        }
        rects[r] = (RECT){d->left, d->top, d->right, d->bottom};
    }
    if (!check(p, dxgk_gdi_present(p->gdi, 0, p->desktop, rects, (UINT)p->damage.count), "presenting"))
        return false;
    p->damage.count = 0;
    return true;
}

/* Until it is painted, and painted by a device that is still good when it has finished. */
static bool paint_surely(struct painter *p, const struct batch *batch, bool finish)
{
    for (unsigned i = 0; i < ATTEMPTS; i++) {
        bool whole = !p->gdi;
        if ((p->gdi || open_device(p)) && (whole || batch ? paint(p, batch, whole) : true) &&
            (!finish || check(p, dxgk_gdi_finish(p->gdi), "waiting for GDI")))
            return true;
        if (!p->lost)
            return false;
        p->counts.recoveries++;
        close_device(p);
    }
    snprintf(p->base.error, sizeof(p->base.error), "GDI's device was lost again and again");
    return false;
}

static void note_damage(struct painter *p, const struct batch *batch)
{
    const struct rect all = {0, 0, (int32_t)p->options.width, (int32_t)p->options.height};
    struct rect r;

    for (size_t i = 0; i < batch->move_count; i++) {
        if (rect_common(&batch->moves[i].to, &all, &r))
            region_add(&p->damage, &r);
    }
    for (size_t i = 0; i < batch->dirty_count; i++) {
        if (rect_common(&batch->dirty[i], &all, &r))
            region_add(&p->damage, &r);
    }
}

/* ---- the seam --------------------------------------------------------------------------------------------------------- */

static bool painter_frame(struct composer *base, const uint8_t *pixels, size_t pitch,
                          const struct batch *batch)
{
    struct painter *p = (struct painter *)base;
    struct nt_process *previous = nt_process_attach(p->process);

    p->pixels = pixels;
    p->pitch = pitch;
    p->counts.frames++;
    note_damage(p, batch);
    bool good = paint_surely(p, batch, false);
    nt_process_attach(previous);
    return good;
}

static bool painter_drain(struct composer *base)
{
    struct painter *p = (struct painter *)base;
    struct nt_process *previous = nt_process_attach(p->process);
    bool good = !p->counts.frames || paint_surely(p, NULL, true);

    nt_process_attach(previous);
    return good;
}

static void painter_count(const struct composer *base, struct composer_counts *counts)
{
    *counts = ((const struct painter *)base)->counts;
}

static void painter_close(struct composer *base)
{
    struct painter *p = (struct painter *)base;

    if (p->process) {
        struct nt_process *previous = nt_process_attach(p->process);
        close_device(p);
        dxgk_process_close(dxgk_process_current());
        nt_process_attach(previous);
        nt_process_destroy(p->process);
    }
    free(p);
}

static const struct composer_ops painter_ops = {
    .frame = painter_frame, .drain = painter_drain, .count = painter_count, .close = painter_close};

/* ---- setting up ------------------------------------------------------------------------------------------------------- */

static void make_panes(struct painter *p)
{
    const struct composer_options *o = &p->options;

    p->panes[p->pane_count++] =
        (struct pane){.place = {0, 0, (int32_t)o->width, (int32_t)o->height}, .manner = MANNER_COPIED};
    for (unsigned i = 0; i < o->windows && i < SCENE_WINDOWS; i++) {
        struct pane pane = {.place = scene_place(o->width, o->height, i, o->windows),
                            .manner = (enum manner)((i + MANNER_GLASS) % MANNER_COUNT)};
        if (!rect_empty(&pane.place))
            p->panes[p->pane_count++] = pane;
    }
}

static bool set_mode(struct painter *p)
{
    struct dxgk_mode *modes = calloc(MODES_MAX, sizeof(*modes));
    size_t count = modes ? dxgk_modes(p->adapter, 0, modes, MODES_MAX) : 0;
    NTSTATUS status = STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET;

    for (size_t i = 0; i < count && i < MODES_MAX; i++) {
        if (modes[i].width == p->options.width && modes[i].height == p->options.height &&
            modes[i].rotation == D3DKMDT_VPPR_IDENTITY) {
            status = dxgk_set_mode(p->adapter, 0, &modes[i]);
            break;
        }
    }
    free(modes);
    return check(p, status, "setting the mode");
}

struct composer *painter_open(struct dxgk_adapter *adapter, const struct composer_options *options,
                              char *error, size_t error_size)
{
    struct painter *p = calloc(1, sizeof(*p));

    if (!p) {
        snprintf(error, error_size, "out of memory");
        return NULL;
    }
    p->base.ops = &painter_ops;
    p->adapter = adapter;
    p->options = *options;
    p->process = nt_process_create("GDI");
    make_panes(p);
    if (p->process && set_mode(p))
        return &p->base;
    snprintf(error, error_size, "%s", p->base.error[0] ? p->base.error : "out of memory");
    painter_close(&p->base);
    return NULL;
}
