/*
 * A window of a composited desktop: a program with a process, a thread and a device of its own, which draws a part of the desktop on a
 * surface that it shares with the compositor.
 *
 * For each frame the window takes what concerns it: rectangles that moved inside it are moved by the GPU, everything else that changed is
 * uploaded from the desktop's image through a staging buffer. It draws after what the compositor did with the last frame, and signals a
 * fence when it has drawn; both are shared synchronization objects. When its device is lost it makes a new one and draws everything again.
 *
 * The owner calls window_begin and window_finish in turn; between them the window's thread works, and the owner leaves it and the image alone.
 */
#ifndef OPENWDDM_WINDOW_H
#define OPENWDDM_WINDOW_H

#include "batch.h"
#include "look.h"

struct window;

/* What a window is told for one frame. Pointers stay valid until window_finish. */
struct window_frame {
    const uint8_t *pixels; /* the desktop's image, x8r8g8b8 */
    size_t pitch;          /* bytes */
    const struct batch *batch;
    bool whole; /* everything may have changed */
    /* The compositor's fence, and the value it has when the last frame was composed. */
    D3DKMT_HANDLE composed_share;
    unsigned composed_generation; /* another one for each fence that was made */
    uint64_t composed;
};

/* What the compositor needs to show it; constant between window_finish and window_begin. */
struct window_face {
    struct rect place; /* on the desktop */
    enum look look;
    D3DKMT_HANDLE surface_share, fence_share;
    unsigned generation; /* another one when the surface and the fence are others */
    uint64_t drawn;      /* value of the fence for the last frame */
};

struct window_counts {
    struct umd_counts umd;
    uint64_t pixels_moved, pixels_uploaded;
    uint64_t recoveries; /* devices lost and made again */
};

/* Starts the window's thread. NULL: no memory or no thread. System thread, as all of these. */
struct window *window_create(const struct rect *place, enum look look);
/* The window has something to do. */
bool window_concerned(const struct window *window, const struct window_frame *frame);
void window_begin(struct window *window, const struct window_frame *frame);
/* False: window_error says what went wrong. */
bool window_finish(struct window *window);
const struct window_face *window_face(const struct window *window);
const struct window_counts *window_counts(const struct window *window);
const char *window_error(const struct window *window);
/* Ends process and thread; NULL is fine. */
void window_destroy(struct window *window);

/* Devices lost in a row before somebody gives up. */
#define WINDOW_ATTEMPTS 16

#endif
