/*
 * The seam between a screen and whoever looks at it: a PNG file, a window, a VNC viewer.
 *
 * A sink gets the picture that the device scans out, in the device's own format and turned as the monitor stands, after each
 * frame; it copies what it needs before it returns. One thread uses a sink. Plain C, no NT types.
 */
#ifndef OPENWDDM_SINK_H
#define OPENWDDM_SINK_H

#include "picture.h"

#include <poll.h>

struct sink_options {
    uint64_t every; /* png: a numbered file for each Nth frame instead of one of the last; 0: off */
    void (*closed)(void *ctx); /* the one who looks went away for good; any thread */
    void *ctx;
};

struct sink;

struct sink_ops {
    /* Frame number `frame` (from 1) is on the screen; at least the `dirty` rectangles changed since the last call, all within
     * the picture. The size may differ from call to call. False: sink->error says why. Mandatory. */
    bool (*frame)(struct sink *sink, uint64_t frame, const struct picture *picture, const struct rect *dirty,
                  size_t count);
    /* Descriptors that have to be waited for; returns how many (at most capacity). Optional, with process. */
    size_t (*poll)(struct sink *sink, struct pollfd *fds, size_t capacity);
    /* One of them may be ready. Never blocks for long. False: sink->error. */
    bool (*process)(struct sink *sink);
    /* The session is over and `last` is what the screen shows (pixels NULL when nothing was ever shown). False: sink->error.
     * Called at most once. Optional. */
    bool (*finish)(struct sink *sink, const struct picture *last);
    /* Frees the sink. Mandatory. */
    void (*close)(struct sink *sink);
};

struct sink {
    const struct sink_ops *ops;
    const char *kind;
    bool live;       /* somebody watches: frames have to come in their own time */
    char where[200]; /* for people: "window", "127.0.0.1:5900", "wddm.png" */
    char error[320];
};

/* spec: "png:FILE", "window" or "vnc:PORT" (port 0: a free one). NULL with the reason in error. */
struct sink *sink_open(const char *spec, const struct sink_options *options, char *error, size_t error_size);
void sink_close(struct sink *sink); /* NULL is fine */

/* ---- for implementers ------------------------------------------------------------------------------------------------- */

/* Leaves the first error text; returns false. */
bool sink_fail(struct sink *sink, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Each returns a sink whose `error` is set (and which has to be closed) or not; NULL: out of memory. */
struct sink *sink_png_open(const char *path, const struct sink_options *options);
struct sink *sink_window_open(const char *argument, const struct sink_options *options);
struct sink *sink_vnc_open(const char *port, const struct sink_options *options);

/* ---- PNG files, also for tests ---------------------------------------------------------------------------------------- */

/* Writes the picture under a temporary name beside path, then renames it. `level` is zlib's, 0..9. */
bool png_write(const char *path, const struct picture *picture, int level, char *error, size_t error_size);
/* Reads any PNG as x8r8g8b8 into malloc'ed memory: picture->pixels, to be freed. */
bool png_read(const char *path, struct picture *picture, char *error, size_t error_size);

#endif
