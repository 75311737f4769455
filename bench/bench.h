/*
 * Benchmarks whose results are ratios, so that they mean the same on every machine: each repetition times a
 * competitor and memcpy one after the other, each on data the other has not touched, and only medians are
 * compared.
 *
 * The seam is struct bench_path: anything that can bring a present to a frame buffer, from the bare rectangle
 * code to the whole way from a client through the graphics kernel and a driver to a device.
 */
#ifndef OPENWDDM_BENCH_H
#define OPENWDDM_BENCH_H

#include "rect_blt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What is on the screen while a path is measured. */
struct bench_mode {
    unsigned width, height;   /* of the image, before rotation */
    unsigned bytes_per_pixel; /* of the screen: 4, 3 or 2; the image has 4 */
    enum surface_rotation rotation;
};

/*
 * One way to present. All functions return 0, or -1 with an explanation on stderr; a path that cannot do a
 * mode returns 1 from setup and shows no number for it.
 */
struct bench_path {
    const char *name; /* the heading of its columns */
    void *context;
    /*
     * Prepares for a mode. screens[0] is a frame buffer in host memory. A path that has its own frame buffers
     * stores up to *count of them in screens and their number in *count. "From memory" they take turns, and
     * the lines of each are driven out of the caches in between.
     */
    int (*setup)(void *context, const struct bench_mode *mode, struct surface *screens, unsigned *count);
    /* Presents and returns when the pixels are on the screen; the image differs from call to call. */
    int (*present)(void *context, const struct surface *screen, const struct surface *image,
                   const D3DKMT_MOVE_RECT *moves, unsigned move_count, const RECT *dirty,
                   unsigned dirty_count);
    /* Undoes setup; also after a setup that returned 1. */
    void (*teardown)(void *context);
};

struct bench_options {
    const struct bench_path *path; /* what to measure; NULL: only the rectangle code by itself */
    const char *only;              /* measure rows whose name contains this; NULL: all */
    const char *json;              /* file for the results; NULL: none */
    unsigned repetitions;          /* of everything, in each of three rounds; 0: 40 */
    unsigned ring;                 /* frame pairs "from memory", 16 MB each, at least 4; 0: 64 */
    FILE *out;                     /* the table; NULL: stdout */
};

/* Measures presents, prints the table, writes the JSON. 0: measured; 2: could not (said on stderr). */
int bench_present(const struct bench_options *options);

/* ---- for bench programs ---- */

/* The rectangle code alone, and pixman (NULL when the build has none). */
extern const struct bench_path bench_path_rect;
const struct bench_path *bench_path_pixman(void);
/* One memcpy or memmove per row and one assignment per pixel: what one writes first. */
extern const struct bench_path bench_path_plain;

/* Monotonic time in nanoseconds. */
double bench_now(void);

/* The middle value; reorders the array. */
double bench_median(double *values, unsigned count);

/* Memory of its own mapping, every page touched; NULL when there is none. */
void *bench_memory(size_t bytes);
void bench_memory_free(void *memory, size_t bytes);

/* Drives a surface out of all caches. */
void bench_evict(const struct surface *surface);

/* Sets all bytes of all pixels to zero. */
void bench_clear(const struct surface *surface);

/* Whether two surfaces of one geometry show the same; the unused byte of 32-bit pixels may differ. */
bool bench_same_picture(const struct surface *a, const struct surface *b);

#endif
