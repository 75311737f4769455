/*
 * The screen of a full driver: a composer between the desktop's image and the picture that is scanned out.
 */
#include "screen.h"

#include "compositor.h"
#include "display_mode.h"
#include "painter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct composed {
    struct screen base;
    struct composer *composer;     /* of the mode that is shown */
    struct composer_counts closed; /* of those before it */
};

static void add_counts(struct composer_counts *sum, const struct composer *c)
{
    struct composer_counts now = {0};

    if (c)
        c->ops->count(c, &now);
    sum->frames += now.frames;
    sum->submissions += now.submissions;
    sum->commands += now.commands;
    sum->locks += now.locks;
    sum->flips += now.flips;
    sum->pixels_moved += now.pixels_moved;
    sum->pixels_uploaded += now.pixels_uploaded;
    sum->pixels_composed += now.pixels_composed;
    sum->pixels_repaired += now.pixels_repaired;
    sum->recoveries += now.recoveries;
}

static bool find_mode(struct screen *base, uint32_t *width, uint32_t *height, char *error, size_t error_size)
{
    const struct desktop_options *options = base->options;

    if (options->turn != TURN_NONE) {
        snprintf(error, error_size, "the driver offers no mode for a monitor turned by %d degrees",
                 90 * (int)options->turn);
        return false;
    }
    if (options->width) {
        *width = options->width;
        *height = options->height;
    }
    if (!display_mode_find(width, height, error, error_size))
        return false;
    if (!options->width || (*width == options->width && *height == options->height))
        return true;
    snprintf(error, error_size, "the driver does not offer %ux%u (next: %ux%u); 'wddm info' lists its modes",
             options->width, options->height, *width, *height);
    return false;
}

static bool composed_image(struct screen *base, uint32_t width, uint32_t height, char *error,
                           size_t error_size)
{
    struct screen_image image = {
        .width = width, .height = height, .source_width = width, .source_height = height};

    if (!find_mode(base, &image.width, &image.height, error, error_size))
        return false;
    uint32_t columns = width > image.width ? width : image.width;
    uint32_t rows = height > image.height ? height : image.height;
    image.pitch = (size_t)columns * 4;
    image.pixels = calloc(rows, image.pitch);
    if (!image.pixels) {
        snprintf(error, error_size, "out of memory for a picture of %ux%u", columns, rows);
        return false;
    }
    free(base->next.pixels);
    base->next = image;
    return true;
}

static void close_composer(struct composed *s)
{
    add_counts(&s->closed, s->composer);
    if (s->composer)
        s->composer->ops->close(s->composer);
    s->composer = NULL;
    s->base.visible = false;
}

static bool composed_change(struct screen *base)
{
    struct composed *s = (struct composed *)base;
    const struct composer_options options = {
        .width = base->next.width, .height = base->next.height, .windows = base->options->windows};

    close_composer(s);
    s->composer = base->options->gdi
                      ? painter_open(base->machine->adapter, &options, base->error, sizeof(base->error))
                      : compositor_open(&options, base->error, sizeof(base->error));
    if (!s->composer)
        return false;
    free(base->shown.pixels);
    base->shown = base->next;
    base->next = (struct screen_image){0};
    base->visible = true;
    return true;
}

static bool composed_present(struct screen *base, const struct batch *batch)
{
    struct composer *c = ((struct composed *)base)->composer;

    return c->ops->frame(c, base->shown.pixels, base->shown.pitch, batch) ||
           screen_fail(base, "%s", c->error);
}

static bool composed_drain(struct screen *base)
{
    struct composer *c = ((struct composed *)base)->composer;

    return !c || c->ops->drain(c) || screen_fail(base, "%s", c->error);
}

static void composed_count(struct screen *base, struct desktop_stats *stats)
{
    struct composed *s = (struct composed *)base;

    stats->composed = true;
    stats->composer = s->closed;
    add_counts(&stats->composer, s->composer);
    dxgk_render_query(base->machine->adapter, &stats->render);
}

static void composed_close(struct screen *base)
{
    struct composed *s = (struct composed *)base;

    close_composer(s);
    free(base->shown.pixels);
    free(base->next.pixels);
    free(s);
}

static const struct screen_ops composed_ops = {.image = composed_image,
                                               .change = composed_change,
                                               .present = composed_present,
                                               .drain = composed_drain,
                                               .count = composed_count,
                                               .close = composed_close};

struct screen *screen_composed_open(struct machine *machine, const struct desktop_options *options)
{
    struct composed *s = calloc(1, sizeof(*s));

    if (!s)
        return NULL;
    s->base = (struct screen){.ops = &composed_ops, .machine = machine, .options = options};
    return &s->base;
}
