/*
 * The seam between a desktop and the way it gets onto a screen: rectangles that a display-only driver presents, or window surfaces that
 * a compositor blends and flips through a full driver.
 *
 * The loop (desktop.c) knows the source, the sinks and the comparison; a screen knows the graphics kernel. One thread uses a screen, a system
 * thread at PASSIVE_LEVEL.
 */
#ifndef OPENWDDM_SCREEN_H
#define OPENWDDM_SCREEN_H

#include "batch.h"
#include "desktop.h"
#include "source.h"

/* What a source draws into, and the mode in which it is shown. */
struct screen_image {
    uint8_t *pixels;        /* x8r8g8b8; at least as large as source and mode */
    size_t pitch;           /* bytes */
    uint32_t width, height; /* of the mode, as the desktop lies in it */
    uint32_t source_width, source_height;
};

struct screen;

struct screen_ops {
    /* A black image for a source of this size, in the mode that will show it; not on the screen yet. It replaces one that never got there.
     * False: the reason is in error. Mandatory. */
    bool (*image)(struct screen *screen, uint32_t width, uint32_t height, char *error, size_t error_size);
    /* Sets the mode of screen->next and shows it from now on: screen->shown. False: screen->error. Mandatory. */
    bool (*change)(struct screen *screen);
    /* The shown image has changed as the batch says. May go on after the return, until drained. False: screen->error. Mandatory. */
    bool (*present)(struct screen *screen, const struct batch *batch);
    /* Waits until the screen shows all that was presented. False: screen->error. Mandatory. */
    bool (*drain)(struct screen *screen);
    /* Adds what it did to the statistics; called once, before close. The adapter is there. Mandatory. */
    void (*count)(struct screen *screen, struct desktop_stats *stats);
    /* Gives everything back, also when the adapter is gone. Mandatory. */
    void (*close)(struct screen *screen);
};

struct screen {
    const struct screen_ops *ops;
    struct machine *machine;
    const struct desktop_options *options;
    bool visible;              /* `shown` is on the screen */
    struct screen_image shown; /* pixels NULL: none */
    struct screen_image next;  /* pixels NULL: none waits for change */
    char error[480];
};

/* NULL: out of memory. */
struct screen *screen_display_open(struct machine *machine, const struct desktop_options *options);
struct screen *screen_composed_open(struct machine *machine, const struct desktop_options *options);

/* ---- for implementers ---- */

/* Leaves the first error text; returns false. */
bool screen_fail(struct screen *screen, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
