/*
 * Private to the render benchmark: the command buffers it measures, and the allocations they name.
 */
#ifndef OPENWDDM_BENCH_RENDER_STREAM_H
#define OPENWDDM_BENCH_RENDER_STREAM_H

#include "refgpu.h"

enum { RENDER_ALLOCATIONS = 64, RENDER_BYTES = REFGPU_USER_COMMAND_BYTES };

/* A device's view of some surfaces: 1920x1080 each, 32 bits; element 0 of the list is NULL. */
struct render_world {
    struct refgpu_context context;
    struct refgpu_allocation allocations[RENDER_ALLOCATIONS];
    struct refgpu_open opens[RENDER_ALLOCATIONS];
    DXGK_ALLOCATIONLIST list[RENDER_ALLOCATIONS];
};

void render_world_init(struct render_world *world);

struct render_stream {
    const char *name;
    const char *what;
    /* Appends one command to `dwords`; returns its length. `n` counts them. */
    unsigned (*command)(unsigned n, ULONG *dwords);
};

extern const struct render_stream render_streams[];
extern const unsigned render_stream_count;

/* Fills RENDER_BYTES at `buffer` with a whole command buffer; returns how many commands it has, the header not counted. */
unsigned render_stream_fill(const struct render_stream *stream, void *buffer);

#endif
