/*
 * See compositor.h.
 */
#include "compositor.h"

#include "display_mode.h"
#include "dxgkrender.h"
#include "nt.h"
#include "region.h"
#include "scene.h"
#include "window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PRIMARIES 3
#define ATTEMPTS  WINDOW_ATTEMPTS

struct primary {
    struct umd_surface surface;
    struct region old; /* where the newest picture differs from this one */
};

/* A window as the compositor's device knows it. */
struct layer {
    struct window *window;
    struct umd_surface surface;
    struct umd_fence drawn;
    unsigned generation; /* of the face that these were opened from; 0: none */
    bool busy;           /* between window_begin and window_finish */
};

struct compositor {
    struct composer base;
    struct composer_options options;
    struct nt_process *process;
    struct umd umd;
    struct primary primaries[PRIMARIES];
    unsigned newest; /* the primary composed last */
    bool composed_any;
    struct umd_fence composed;
    unsigned composed_generation;
    uint64_t composed_value;
    uint32_t refresh_millihertz;
    bool owner, mode_set;
    unsigned layer_count; /* the background is the first */
    struct layer layers[1 + SCENE_WINDOWS];
    struct region damage;  /* since something was composed last */
    const uint8_t *pixels; /* the desktop's image */
    size_t pitch;
    bool doubt; /* a loss may have been a window's, too */
    bool asked; /* so all were asked, and some may have drawn all of the image */
    struct composer_counts counts;
};

static bool fail(struct compositor *c, const char *text)
{
    if (!c->base.error[0])
        snprintf(c->base.error, sizeof(c->base.error), "%s", text);
    return false;
}

/* ---- the device ------------------------------------------------------------------------------------------------------- */

static void close_layer(struct compositor *c, struct layer *layer)
{
    umd_fence_close(&c->umd, &layer->drawn);
    umd_surface_close(&c->umd, &layer->surface);
    layer->generation = 0;
}

static void close_device(struct compositor *c)
{
    for (unsigned i = 0; i < c->layer_count; i++)
        close_layer(c, &c->layers[i]);
    umd_fence_close(&c->umd, &c->composed);
    for (unsigned i = 0; i < PRIMARIES; i++)
        umd_surface_close(&c->umd, &c->primaries[i].surface);
    umd_close(&c->umd);
}

/* The desktop is this program's alone, and its own primary is what is shown until the first flip. */
static bool take_screen(struct compositor *c)
{
    const D3DKMT_VIDPNSOURCEOWNER_TYPE type = D3DKMT_VIDPNSOURCEOWNER_EXCLUSIVE;
    const D3DKMT_SETVIDPNSOURCEOWNER own = {c->umd.device, &type, &c->umd.source, 1};
    const D3DKMT_SETDISPLAYMODE set = {.hDevice = c->umd.device,
                                       .hPrimaryAllocation = c->primaries[0].surface.allocation,
                                       .ScanLineOrdering = D3DDDI_VSSLO_PROGRESSIVE,
                                       .DisplayOrientation = D3DDDI_ROTATION_IDENTITY};

    return umd_check(&c->umd, D3DKMTSetVidPnSourceOwner(&own), "D3DKMTSetVidPnSourceOwner") &&
           umd_check(&c->umd, D3DKMTSetDisplayMode(&set), "D3DKMTSetDisplayMode");
}

static bool make_primaries(struct compositor *c)
{
    const struct umd_form form = {.width = c->options.width,
                                  .height = c->options.height,
                                  .format = REFGPU_X8R8G8B8,
                                  .flags = REFGPU_USER_PRIMARY,
                                  .refresh_millihertz = c->refresh_millihertz};

    for (unsigned i = 0; i < PRIMARIES; i++) {
        if (!umd_surface(&c->umd, &c->primaries[i].surface, &form))
            return false;
    }
    return true;
}

static bool find_refresh(struct compositor *c)
{
    D3DKMT_DISPLAYMODE mode = {.Width = c->options.width, .Height = c->options.height};

    if (!display_mode_choose(c->umd.adapter, c->umd.source, &mode, c->umd.error, sizeof(c->umd.error)))
        return false;
    c->refresh_millihertz =
        (uint32_t)((uint64_t)mode.RefreshRate.Numerator * 1000 / mode.RefreshRate.Denominator);
    return true;
}

static bool open_device(struct compositor *c)
{
    const struct rect all = {0, 0, (int32_t)c->options.width, (int32_t)c->options.height};

    if (!umd_open(&c->umd) || !find_refresh(c) || !make_primaries(c) || !take_screen(c) ||
        !umd_fence(&c->umd, &c->composed, true))
        return false;
    c->composed_generation++;
    c->composed_value = 0;
    c->composed_any = false;
    region_add(&c->damage, &all);
    return true;
}

/* Something failed: true when the device was lost and can be made again, which `ensure_device` does. */
static bool recoverable(struct compositor *c)
{
    if (!c->umd.lost)
        return fail(c, c->umd.error[0] ? c->umd.error : "out of memory");
    c->counts.recoveries++;
    c->doubt = true;
    close_device(c);
    return true;
}

static bool ensure_device(struct compositor *c)
{
    for (unsigned i = 0; i < ATTEMPTS; i++) {
        if (c->umd.device || open_device(c))
            return true;
        if (!recoverable(c))
            return false;
    }
    return fail(c, "the compositor's device is lost again and again");
}

/* ---- windows ---------------------------------------------------------------------------------------------------------- */

/* All windows that the batch concerns, or all there are, at once. */
static bool draw_windows(struct compositor *c, const struct batch *batch, bool whole, bool all)
{
    const struct window_frame frame = {
        .pixels = c->pixels,
        .pitch = c->pitch,
        .batch = batch,
        .whole = whole,
        .composed_share = c->composed.share,
        .composed_generation = c->composed_generation,
        .composed = c->composed_value,
    };
    bool good = true;

    for (unsigned i = 0; i < c->layer_count; i++) {
        struct layer *layer = &c->layers[i];
        layer->busy = all || window_concerned(layer->window, &frame);
        if (layer->busy)
            window_begin(layer->window, &frame);
    }
    for (unsigned i = 0; i < c->layer_count; i++) {
        struct layer *layer = &c->layers[i];
        if (layer->busy && !window_finish(layer->window))
            good = fail(c, window_error(layer->window));
        layer->busy = false;
    }
    return good;
}

/* Memory that was lost on its way takes along everybody who has it open (TDR-12). A window that has nothing to draw would not notice, so each
 * is asked; one that lost its surface draws it again. */
static bool ask_windows(struct compositor *c)
{
    struct batch *nothing;
    bool good;

    if (!c->doubt || !c->counts.frames)
        return true;
    nothing = calloc(1, sizeof(*nothing));
    good = nothing ? draw_windows(c, nothing, false, true) : fail(c, "out of memory");
    free(nothing);
    c->doubt = !good;
    c->asked = true;
    return good;
}

/* The surface and the fence as they are now. */
static bool open_layer(struct compositor *c, struct layer *layer)
{
    const struct window_face *face = window_face(layer->window);

    close_layer(c, layer);
    if (!umd_surface_open(&c->umd, &layer->surface, face->surface_share) ||
        !umd_fence_open(&c->umd, &layer->drawn, face->fence_share))
        return false;
    layer->generation = face->generation;
    return true;
}

/* What is lost takes along only those who have it open by then. So whenever one was opened, all windows are asked once more
 * whether they still have what they drew. */
static bool open_layers(struct compositor *c)
{
    for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
        bool opened = false;
        for (unsigned i = 0; i < c->layer_count; i++) {
            struct layer *layer = &c->layers[i];
            if (layer->generation == window_face(layer->window)->generation)
                continue;
            opened = true;
            if (!open_layer(c, layer))
                return false;
        }
        if (!opened)
            return true;
        c->doubt = true;
        if (!ask_windows(c))
            return false;
    }
    return fail(c, "the windows' devices are lost again and again");
}

/* Everything the windows drew comes before what follows. */
static bool take_layers(struct compositor *c)
{
    if (!open_layers(c))
        return false;
    for (unsigned i = 0; i < c->layer_count; i++) {
        const struct layer *layer = &c->layers[i];
        if (!umd_wait(&c->umd.context[REFGPU_NODE_DRAW], &layer->drawn, window_face(layer->window)->drawn))
            return false;
    }
    return true;
}

/* ---- composition ------------------------------------------------------------------------------------------------------ */

static bool show_layer(struct compositor *c, struct primary *primary, struct layer *layer,
                       const struct rect *area)
{
    const struct window_face *face = window_face(layer->window);
    struct rect r;

    if (!rect_common(area, &face->place, &r))
        return true;
    c->counts.pixels_composed += rect_area(&r);
    return look_show(&c->umd.context[REFGPU_NODE_DRAW], face->look,
                     (struct umd_blit){.dst = &primary->surface,
                                       .src = &layer->surface,
                                       .dst_x = (uint32_t)r.left,
                                       .dst_y = (uint32_t)r.top,
                                       .src_x = (uint32_t)(r.left - face->place.left),
                                       .src_y = (uint32_t)(r.top - face->place.top),
                                       .width = (uint32_t)(r.right - r.left),
                                       .height = (uint32_t)(r.bottom - r.top)});
}

static bool repair(struct compositor *c, struct primary *primary)
{
    for (size_t i = 0; i < primary->old.count; i++) {
        const struct rect *r = &primary->old.rects[i];
        c->counts.pixels_repaired += rect_area(r);
        if (!umd_copy(&c->umd.context[REFGPU_NODE_DRAW],
                      &(struct umd_blit){.dst = &primary->surface,
                                         .src = &c->primaries[c->newest].surface,
                                         .dst_x = (uint32_t)r->left,
                                         .dst_y = (uint32_t)r->top,
                                         .src_x = (uint32_t)r->left,
                                         .src_y = (uint32_t)r->top,
                                         .width = (uint32_t)(r->right - r->left),
                                         .height = (uint32_t)(r->bottom - r->top)}))
            return false;
    }
    return true;
}

/* Where nothing was composed yet everything is damaged, so that there is nothing to repair. */
static bool compose(struct compositor *c, struct primary *primary)
{
    if (!take_layers(c))
        return false;
    if (c->composed_any && !repair(c, primary))
        return false;
    for (size_t r = 0; r < c->damage.count; r++) {
        for (unsigned i = 0; i < c->layer_count; i++) {
            if (!show_layer(c, primary, &c->layers[i], &c->damage.rects[r]))
                return false;
        }
    }
    return true;
}

/* What this frame changed is old news for the other primaries. */
static void remember(struct compositor *c, unsigned shown)
{
    for (unsigned i = 0; i < PRIMARIES; i++) {
        if (i != shown)
            region_add_all(&c->primaries[i].old, &c->damage);
    }
    c->primaries[shown].old.count = 0;
    c->damage.count = 0;
    c->newest = shown;
    c->composed_any = true;
}

static bool compose_and_flip(struct compositor *c)
{
    struct umd_context *context = &c->umd.context[REFGPU_NODE_DRAW];
    unsigned back = c->composed_any ? (c->newest + 1) % PRIMARIES : 0;

    if (!compose(c, &c->primaries[back]) || !umd_signal(context, &c->composed, ++c->composed_value) ||
        !umd_flip(context, &c->primaries[back].surface))
        return false;
    remember(c, back);
    return true;
}

/* ---- frames ----------------------------------------------------------------------------------------------------------- */

/* Everything composed is on the screen. What a lost device had on its way is composed again by the next one. */
static bool settle(struct compositor *c)
{
    for (unsigned i = 0; i < ATTEMPTS; i++) {
        if (!ensure_device(c) || !ask_windows(c))
            return false;
        if ((!c->damage.count || compose_and_flip(c)) && umd_idle(&c->umd))
            return true;
        if (!recoverable(c))
            return false;
    }
    return fail(c, "the compositor's device is lost again and again");
}

static void note_damage(struct compositor *c, const struct batch *batch)
{
    const struct rect all = {0, 0, (int32_t)c->options.width, (int32_t)c->options.height};
    struct rect r;

    for (size_t i = 0; i < batch->move_count; i++) {
        if (rect_common(&batch->moves[i].to, &all, &r))
            region_add(&c->damage, &r);
    }
    for (size_t i = 0; i < batch->dirty_count; i++) {
        if (rect_common(&batch->dirty[i], &all, &r))
            region_add(&c->damage, &r);
    }
}

static bool frame(struct compositor *c, const uint8_t *pixels, size_t pitch, const struct batch *batch)
{
    const struct rect all = {0, 0, (int32_t)c->options.width, (int32_t)c->options.height};
    bool first = !c->counts.frames;

    /* The windows' work may wait for the compositor's, so that has to be over, or its device has to be another one. */
    c->asked = false;
    if (!(first ? ensure_device(c) : settle(c)))
        return false;
    /* The image is a frame further by now: what was drawn from it must not be moved again. */
    bool whole = first || c->asked;
    c->pixels = pixels;
    c->pitch = pitch;
    if (!draw_windows(c, batch, whole, whole))
        return false;
    c->counts.frames++;
    note_damage(c, batch);
    if (whole)
        region_add(&c->damage, &all);
    if (!c->damage.count || compose_and_flip(c))
        return true;
    return recoverable(c); /* the next settle composes everything */
}

static bool compositor_frame(struct composer *base, const uint8_t *pixels, size_t pitch,
                             const struct batch *batch)
{
    struct compositor *c = (struct compositor *)base;
    struct nt_process *previous = nt_process_attach(c->process);
    bool good = frame(c, pixels, pitch, batch);

    nt_process_attach(previous);
    return good;
}

static bool compositor_drain(struct composer *base)
{
    struct compositor *c = (struct compositor *)base;
    struct nt_process *previous = nt_process_attach(c->process);
    bool good = !c->counts.frames || settle(c);

    nt_process_attach(previous);
    return good;
}

static void compositor_count(const struct composer *base, struct composer_counts *counts)
{
    const struct compositor *c = (const struct compositor *)base;

    *counts = c->counts;
    counts->submissions = c->umd.counts.submissions;
    counts->commands = c->umd.counts.commands;
    counts->locks = c->umd.counts.locks;
    counts->flips = c->umd.counts.flips;
    for (unsigned i = 0; i < c->layer_count; i++) {
        const struct window_counts *w = window_counts(c->layers[i].window);
        counts->submissions += w->umd.submissions;
        counts->commands += w->umd.commands;
        counts->locks += w->umd.locks;
        counts->pixels_moved += w->pixels_moved;
        counts->pixels_uploaded += w->pixels_uploaded;
        counts->recoveries += w->recoveries;
    }
}

static void compositor_close(struct composer *base)
{
    struct compositor *c = (struct compositor *)base;

    if (c->process) {
        struct nt_process *previous = nt_process_attach(c->process);
        close_device(c);
        dxgk_process_close(dxgk_process_current());
        nt_process_attach(previous);
        nt_process_destroy(c->process);
    }
    for (unsigned i = 0; i < c->layer_count; i++)
        window_destroy(c->layers[i].window);
    free(c);
}

static const struct composer_ops compositor_ops = {.frame = compositor_frame,
                                                   .drain = compositor_drain,
                                                   .count = compositor_count,
                                                   .close = compositor_close};

/* ---- setting up ------------------------------------------------------------------------------------------------------- */

static bool add_window(struct compositor *c, const struct rect *place, enum look look)
{
    struct layer *layer = &c->layers[c->layer_count];

    if (rect_empty(place))
        return true; /* a screen too small for so many */
    layer->window = window_create(place, look);
    c->layer_count += layer->window != NULL;
    return layer->window || fail(c, "out of memory for a window");
}

static bool make_windows(struct compositor *c)
{
    const struct composer_options *o = &c->options;
    const struct rect all = {0, 0, (int32_t)o->width, (int32_t)o->height};

    if (!add_window(c, &all, LOOK_PLAIN))
        return false;
    for (unsigned i = 0; i < o->windows && i < SCENE_WINDOWS; i++) {
        struct rect place = scene_place(o->width, o->height, i, o->windows);
        if (!add_window(c, &place, (enum look)((i + LOOK_GLASS) % LOOK_COUNT)))
            return false;
    }
    return true;
}

struct composer *compositor_open(const struct composer_options *options, char *error, size_t error_size)
{
    struct compositor *c = calloc(1, sizeof(*c));
    bool good = false;

    if (!c) {
        snprintf(error, error_size, "out of memory");
        return NULL;
    }
    c->base.ops = &compositor_ops;
    c->options = *options;
    c->process = nt_process_create("compositor");
    if (c->process) {
        struct nt_process *previous = nt_process_attach(c->process);
        good = make_windows(c) && ensure_device(c);
        nt_process_attach(previous);
    }
    if (good)
        return &c->base;
    snprintf(error, error_size, "%s", c->base.error[0] ? c->base.error : "out of memory");
    compositor_close(&c->base);
    return NULL;
}
