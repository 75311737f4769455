/*
 * The seam between a desktop and whatever produces it: a VNC server, a recorded session, a test pattern.
 *
 * A source draws into an image that its host owns (kernel memory, so that the driver reads what the decoder wrote and nothing
 * is copied between them) and says what it drew. One thread uses a source. Plain C, no NT types.
 *
 *     struct source *source = source_open("rfb:session.fbs.zst", &options, &host, error, sizeof error);
 *     while (poll(whatever source_wait asks for) >= 0 && source_next(source, &update) == SOURCE_UPDATE)
 *         present(update.moves, update.dirty);
 *     source_close(source);
 */
#ifndef OPENWDDM_SOURCE_H
#define OPENWDDM_SOURCE_H

#include "picture.h"

/* No desktop is wider or higher; a picture of this size would still fit a 32-bit byte count per line. */
#define SOURCE_MAX_SIZE  16384
#define SOURCE_MAX_BYTES (256u << 20)

/* Where a source draws: x8r8g8b8, little-endian. */
struct source_image {
    uint8_t *bits;
    size_t pitch; /* bytes per line, a multiple of 4, at least 4 * width */
    uint32_t width, height;
};

/* What a source asks of its host. */
struct source_host {
    /* A black image of this size, replacing the one given before (which stays readable until the next call of source_next
     * has returned). Called by source_open once and by source_next whenever the desktop changes its size. False: refused,
     * the source ends with the error that the host left in `error` (source_fail). */
    bool (*image)(void *ctx, uint32_t width, uint32_t height, struct source_image *image, char *error,
                  size_t error_size);
    /* From now on a socket that a blocking library reads; -1: no more. An interrupted program shuts it down. Optional. */
    void (*blocking_socket)(void *ctx, int fd);
    void *ctx;
};

struct source_options {
    bool realtime; /* recordings and patterns keep their own time; else they run as fast as possible */
    uint32_t width, height; /* asked of sources that have no size of their own; 0: theirs */
    uint64_t frames;        /* a pattern's length; 0: endless */
};

enum source_event {
    SOURCE_UPDATE,  /* the image changed as the update says */
    SOURCE_NOTHING, /* nothing yet: wait again */
    SOURCE_END,     /* the session is over; the last picture stays */
    SOURCE_ERROR,   /* source->error says where, what was expected and what to do */
};

/* Valid until the next call. Moves come first, in order; rectangles lie within the image. */
struct source_update {
    const struct move *moves;
    size_t move_count;
    const struct rect *dirty;
    size_t dirty_count;
    bool resized;   /* a new image: all of it is dirty, there are no moves */
    bool frame_end; /* the desktop is in a state that its program meant to be seen */
};

struct source;

struct source_ops {
    /* What to wait for before `next` makes progress: the result is a time in milliseconds (0: go on at once, -1: forever) and
     * *fd a descriptor to become readable (-1: none). Mandatory. */
    int (*wait)(struct source *source, int *fd);
    /* Draws one update. Returns within bounded time even on endless input. Mandatory. */
    enum source_event (*next)(struct source *source, struct source_update *update);
    /* Frees the source; the image stays the host's. Mandatory. */
    void (*close)(struct source *source);
};

struct source {
    const struct source_ops *ops;
    const char *kind; /* "rfb", "vnc", "pattern" */
    struct source_host host;
    struct source_image image;
    char error[320];
};

/* spec: "vnc:HOST:PORT", "rfb:FILE", "pattern" or "pattern:WxH". NULL with the reason in error. */
struct source *source_open(const char *spec, const struct source_options *options,
                           const struct source_host *host, char *error, size_t error_size);

static inline int source_wait(struct source *source, int *fd)
{
    return source->ops->wait(source, fd);
}

static inline enum source_event source_next(struct source *source, struct source_update *update)
{
    return source->ops->next(source, update);
}

void source_close(struct source *source); /* NULL is fine */

/* ---- for implementers ------------------------------------------------------------------------------------------------- */

/* Leaves the first error text; returns SOURCE_ERROR. */
enum source_event source_fail(struct source *source, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Asks the host for an image and keeps it in source->image; refuses sizes of zero and beyond the maximum. */
bool source_resize(struct source *source, uint32_t width, uint32_t height);

/* Drawing into the image; rectangles must lie within it. source_copy handles any overlap. */
void source_copy(struct source *source, const struct move *move);
/* Rows of x8r8g8b8 pixels, pitch bytes apart. */
void source_draw(struct source *source, const struct rect *rect, const void *pixels, size_t pitch);
/* True if the rectangle lies within the image (an empty one at its edge does). */
bool source_inside(const struct source *source, uint32_t x, uint32_t y, uint32_t width, uint32_t height);

/* What follows the colon of the spec. Each returns a source whose `error` is set (and which has to be closed) or not. */
struct source *source_rfb_open(const char *path, const struct source_options *options,
                               const struct source_host *host);
struct source *source_rfb_open_memory(const void *bytes, size_t size, const struct source_options *options,
                                      const struct source_host *host);
struct source *source_vnc_open(const char *address, const struct source_options *options,
                               const struct source_host *host);
struct source *source_pattern_open(const char *size, const struct source_options *options,
                                   const struct source_host *host);

/* Draws frame number `frame` (from 0) of a pattern whole: what the frames drawn piece by piece must equal. */
void source_pattern_frame(struct source *source, uint64_t frame);

#endif
