/*
 * A desktop on an adapter: takes updates from a source, presents them, and lets sinks look at the screen.
 */
#ifndef OPENWDDM_DESKTOP_H
#define OPENWDDM_DESKTOP_H

#include "composer.h"
#include "dxgkrender.h"
#include "machine.h"
#include "picture.h"

#define DESKTOP_MAX_SINKS 8

struct desktop_stats {
    uint64_t frames;       /* the source's; one update of a remote desktop each */
    uint64_t moves, dirty; /* rectangles of the source */
    uint64_t pixels_moved, pixels_drawn;
    uint64_t resizes;                   /* mode changes that the source asked for */
    double seconds;                     /* since the first update was waited for */
    uint32_t width, height;             /* of the mode */
    uint32_t bits_per_pixel;            /* of the screen */
    struct dxgk_present_stats presents; /* of a display-only driver */
    bool composed;                      /* by a full driver; then: */
    struct composer_counts composer;
    struct dxgk_render_stats render;
    uint64_t verified; /* frames compared with the screen, pixel by pixel */
};

struct desktop_options {
    const char *source;
    const char *sinks[DESKTOP_MAX_SINKS];
    size_t sink_count;
    uint64_t frames;        /* end after so many; 0: with the source */
    unsigned seconds;       /* end after so long; 0: no limit */
    enum turn turn;         /* how the monitor stands */
    uint32_t width, height; /* a fixed mode; 0: the source's size, or the next that holds it */
    uint64_t every;         /* png sinks: each Nth frame */
    uint64_t verify;  /* compare the screen with the image after each Nth frame; 0: after the last one only */
    bool realtime;    /* recordings keep their time */
    unsigned windows; /* a composited desktop: programs that draw it, beside the one of the background */
    bool gdi;         /* they draw by GDI */
    unsigned
        hang; /* the engine that draws hangs at each so many-th command, once per frame at most; 0: never */
    unsigned hang_copy; /* ... and the one that copies and pages */
    /* From time to time, and when something happened that people should know (text; else NULL). Optional. */
    void (*progress)(void *ctx, const struct desktop_stats *stats, const char *text);
    void *ctx;
};

enum desktop_end {
    DESKTOP_GOOD,
    DESKTOP_DRIVER_FAILED, /* a present, a mode, or the picture is wrong */
    DESKTOP_NO_SETUP,      /* source or sink */
};

/* Runs until the source ends, a limit is reached, or stop_ask(). Live sinks keep the last picture up until then. On anything but
 * DESKTOP_GOOD, `error` says why. PASSIVE_LEVEL, in a system thread. stop_init() must have been called. */
enum desktop_end desktop_run(struct machine *machine, const struct desktop_options *options,
                             struct desktop_stats *stats, char *error, size_t error_size);

#endif
