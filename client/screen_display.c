/*
 * The screen of a display-only driver: the desktop's image lies in kernel memory, and each update is a present of its moves and dirty
 * rectangles.
 *
 * The source draws into the memory that the driver reads, so a frame costs one decode and one present. With an asynchronous driver a
 * present may still be under way while the source draws the next update; the graphics kernel knows which moves it must not
 * believe then.
 */
#include "nt.h"
#include "screen.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#define DRAIN_MS  30000 /* longer than any recovery takes */
#define MODES_MAX 256

_Static_assert(sizeof(struct rect) == sizeof(RECT) && offsetof(struct rect, right) == offsetof(RECT, right),
               "a rectangle is a RECT");
_Static_assert(sizeof(struct move) == sizeof(D3DKMT_MOVE_RECT) &&
                   offsetof(struct move, to) == offsetof(D3DKMT_MOVE_RECT, DestRect),
               "a move is a D3DKMT_MOVE_RECT");

struct image {
    size_t size; /* bytes of pixels; 0: none */
    struct dxgk_mode mode;
};

struct display {
    struct screen base;
    struct image shown, next;           /* what base.shown and base.next lie in */
    bool undrained;                     /* a present may be pending */
    struct dxgk_present_stats presents; /* of adapters that were removed since */
};

bool screen_fail(struct screen *screen, const char *format, ...)
{
    va_list args;

    if (!screen->error[0]) {
        va_start(args, format);
        vsnprintf(screen->error, sizeof(screen->error), format, args);
        va_end(args);
    }
    return false;
}

/* ---- images and modes ------------------------------------------------------------------------------------------------- */

/* Of the modes for a monitor that stands as ours does: the size itself if it is offered; else the smallest that holds it, else
 * the largest there is. */
static bool choose_mode(struct display *d, uint32_t width, uint32_t height, struct dxgk_mode *chosen)
{
    D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation =
        (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)(D3DKMDT_VPPR_IDENTITY + (int)d->base.options->turn);
    struct dxgk_mode modes[MODES_MAX];
    size_t count = dxgk_modes(d->base.machine->adapter, 0, modes, MODES_MAX);
    const struct dxgk_mode *best = NULL;

    if (count > MODES_MAX)
        count = MODES_MAX;
    for (size_t i = 0; i < count; i++) {
        const struct dxgk_mode *m = &modes[i];
        bool holds = m->width >= width && m->height >= height;
        uint64_t area = (uint64_t)m->width * m->height;
        bool best_holds = best && best->width >= width && best->height >= height;
        uint64_t best_area = best ? (uint64_t)best->width * best->height : 0;
        if (m->rotation != rotation)
            continue;
        if (!best || (holds && !best_holds) ||
            (holds == best_holds && (holds ? area < best_area : area > best_area)))
            best = m;
    }
    if (best)
        *chosen = *best;
    return best != NULL;
}

static void add_presents(struct display *d)
{
    struct dxgk_present_stats *sum = &d->presents, stats = {0};

    dxgk_present_query(d->base.machine->adapter, 0, &stats);
    sum->updates += stats.updates;
    sum->presents += stats.presents;
    sum->merged += stats.merged;
    sum->moves += stats.moves;
    sum->dirty += stats.dirty;
    sum->pixels_moved += stats.pixels_moved;
    sum->pixels_copied += stats.pixels_copied;
    sum->failed += stats.failed;
    sum->asynchronous += stats.asynchronous;
    sum->time_in_driver += stats.time_in_driver;
}

static bool display_drain(struct screen *base)
{
    struct display *d = (struct display *)base;

    if (d->undrained && dxgk_present_drain(base->machine->adapter, 0, DRAIN_MS) != STATUS_SUCCESS)
        return screen_fail(base, "a present is not finished after %d seconds", DRAIN_MS / 1000);
    d->undrained = false;
    return true;
}

/* The mode for a desktop of this size. Where the driver does not offer it, the adapter is started again with it in the driver's
 * key; a driver that takes no such hint shows the desktop in the next larger mode. */
static bool find_mode(struct display *d, uint32_t width, uint32_t height, struct dxgk_mode *mode, char *error,
                      size_t error_size)
{
    const struct desktop_options *options = d->base.options;
    bool sideways = options->turn == TURN_90 || options->turn == TURN_270;
    struct machine *machine = d->base.machine;

    if (choose_mode(d, width, height, mode) && mode->width == width && mode->height == height)
        return true;
    if (!display_drain(&d->base)) {
        snprintf(error, error_size, "%s", d->base.error);
        return false;
    }
    add_presents(d);
    dxgk_set_image(machine->adapter, 0, NULL, 0, 0, 0);
    d->base.visible = false;
    if (!machine_restart(machine, sideways ? height : width, sideways ? width : height)) {
        snprintf(error, error_size, "the adapter does not start again: %s", nt_status_text(machine->status));
        return false;
    }
    if (!choose_mode(d, width, height, mode)) {
        snprintf(error, error_size, "the driver offers no mode for a monitor turned by %d degrees",
                 90 * (int)options->turn);
        return false;
    }
    if (options->width && (mode->width != width || mode->height != height)) {
        snprintf(error, error_size,
                 "the driver does not offer %ux%u (next: %ux%u); 'wddm info' lists its modes", width, height,
                 mode->width, mode->height);
        return false;
    }
    return true;
}

static void free_image(struct screen_image *image, struct image *memory)
{
    if (image->pixels)
        nt_pages_free(image->pixels, memory->size);
    *image = (struct screen_image){0};
}

static bool display_image(struct screen *base, uint32_t width, uint32_t height, char *error,
                          size_t error_size)
{
    struct display *d = (struct display *)base;
    const struct desktop_options *options = base->options;
    struct screen_image image = {.source_width = width, .source_height = height};
    struct image memory = {0};
    uint32_t columns, rows;

    if (!find_mode(d, options->width ? options->width : width, options->width ? options->height : height,
                   &memory.mode, error, error_size))
        return false;
    image.width = memory.mode.width;
    image.height = memory.mode.height;
    columns = width > image.width ? width : image.width;
    rows = height > image.height ? height : image.height;
    image.pitch = (size_t)columns * 4;
    memory.size = (image.pitch * rows + 4095) & ~(size_t)4095;
    image.pixels = nt_pages_alloc(memory.size);
    if (!image.pixels) {
        snprintf(error, error_size, "out of kernel memory for %zu bytes", memory.size);
        return false;
    }
    free_image(&base->next, &d->next);
    base->next = image;
    d->next = memory;
    return true;
}

static bool display_change(struct screen *base)
{
    struct display *d = (struct display *)base;
    struct dxgk_adapter *adapter = base->machine->adapter;
    const struct dxgk_mode mode = d->next.mode;
    NTSTATUS status;

    if (!display_drain(base))
        return false;
    /* An image must never be smaller than the mode that it is shown in. */
    base->visible = false;
    dxgk_set_image(adapter, 0, NULL, 0, 0, 0);
    status = dxgk_set_mode(adapter, 0, &mode);
    if (!NT_SUCCESS(status))
        return screen_fail(base, "setting mode %ux%u, turned by %d degrees, failed with %s", mode.width,
                           mode.height, 90 * (int)base->options->turn, nt_status_text(status));
    status = dxgk_set_image(adapter, 0, base->next.pixels, (LONG)base->next.pitch, mode.width, mode.height);
    if (!NT_SUCCESS(status))
        return screen_fail(base, "the desktop image was not accepted: %s", nt_status_text(status));
    free_image(&base->shown, &d->shown);
    base->visible = true;
    base->shown = base->next;
    d->shown = d->next;
    base->next = (struct screen_image){0};
    return true;
}

/* ---- presents --------------------------------------------------------------------------------------------------------- */

static bool display_present(struct screen *base, const struct batch *batch)
{
    struct display *d = (struct display *)base;
    NTSTATUS status = dxgk_present(base->machine->adapter, 0, (const D3DKMT_MOVE_RECT *)batch->moves,
                                   batch->move_count, (const RECT *)batch->dirty, batch->dirty_count);

    if (status == STATUS_DEVICE_REMOVED)
        return screen_fail(base, "the adapter is gone");
    /* What failed stays dirty (DOD-47) and goes out with a later present; the last comparison tells whether it did. */
    if (status == STATUS_PENDING || !NT_SUCCESS(status))
        d->undrained = true;
    return true;
}

static void display_count(struct screen *base, struct desktop_stats *stats)
{
    struct display *d = (struct display *)base;

    add_presents(d);
    stats->presents = d->presents;
}

static void display_close(struct screen *base)
{
    struct display *d = (struct display *)base;

    if (base->machine->adapter)
        dxgk_set_image(base->machine->adapter, 0, NULL, 0, 0, 0);
    free_image(&base->shown, &d->shown);
    free_image(&base->next, &d->next);
    free(d);
}

static const struct screen_ops display_ops = {.image = display_image,
                                              .change = display_change,
                                              .present = display_present,
                                              .drain = display_drain,
                                              .count = display_count,
                                              .close = display_close};

struct screen *screen_display_open(struct machine *machine, const struct desktop_options *options)
{
    struct display *d = calloc(1, sizeof(*d));

    if (!d)
        return NULL;
    d->base = (struct screen){.ops = &display_ops, .machine = machine, .options = options};
    return &d->base;
}
