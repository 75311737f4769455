/*
 * The whole way of a present, as bench/ measures it: dxgk_present, the graphics kernel, the driver, the device's video memory.
 */
#ifndef OPENWDDM_BENCH_PATH_H
#define OPENWDDM_BENCH_PATH_H

#include "bench.h"
#include "machine.h"

#define BENCH_ADAPTERS 4 /* at most; each has a frame buffer of its own */

struct bench_adapter {
    struct machine machine;
    bool started;
    const void *screen; /* its frame buffer */
    void *first;        /* an image for the first present, which is always the whole source */
    size_t first_size;
    const void *bits; /* the image that it has */
};

/* What a driver path's context points at. To be used in a system thread. */
struct bench_driver {
    struct machine_options options; /* of each adapter; the depth is the mode's */
    struct bench_adapter adapters[BENCH_ADAPTERS];
    unsigned count;
};

int bench_driver_setup(void *context, const struct bench_mode *mode, struct surface *screens,
                       unsigned *count);
int bench_driver_present(void *context, const struct surface *screen, const struct surface *image,
                         const D3DKMT_MOVE_RECT *moves, unsigned move_count, const RECT *dirty,
                         unsigned dirty_count);
void bench_driver_teardown(void *context);

#endif
