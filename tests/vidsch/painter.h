/*
 * A client that draws at random and knows what must come out: fills and copies on surfaces of its own, a few commands to a buffer, mirrored
 * in plain memory. Whatever the scheduler does to its packets, the bytes must be those.
 */
#ifndef OPENWDDM_TESTS_PAINTER_H
#define OPENWDDM_TESTS_PAINTER_H

#include "stage.h"

#define PAINTER_SURFACES 3u
#define PAINTER_SIDE     16u

struct painter {
    struct stage_client client;
    struct stage_surface surface[PAINTER_SURFACES];
    uint32_t expected[PAINTER_SURFACES][PAINTER_SIDE * PAINTER_SIDE];
    uint64_t random;
    unsigned rendered; /* buffers that were taken */
    NTSTATUS refused;  /* why the last was not; STATUS_SUCCESS */
};

NTSTATUS painter_open(struct painter *painter, struct stage *stage, const char *name, UINT node,
                      uint64_t seed);
/* `buffers` of up to `commands` each. Stops at the first that is refused. */
void painter_paint(struct painter *painter, unsigned buffers, unsigned commands);
/* Waits, and compares every pixel. Prints the first that differs. */
bool painter_right(struct painter *painter);
void painter_close(struct painter *painter);

#endif
