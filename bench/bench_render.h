/*
 * `wddm bench render`: what DxgkDdiRender of miniport/refgpu costs, for each command, for each dword, and beside a memcpy of the
 * same command buffer to the same DMA buffer in the same run.
 */
#ifndef OPENWDDM_BENCH_RENDER_H
#define OPENWDDM_BENCH_RENDER_H

#include "wdm.h"

#include <stdio.h>

struct bench_render_options {
    const char *only;     /* measure rows whose name contains this; NULL: all */
    const char *json;     /* file for the results; NULL: none */
    unsigned repetitions; /* of everything; 0: 300 */
    unsigned ring;        /* command buffers and their DMA buffers "from memory", 400 KB each; 0: 128 */
    FILE *out;            /* the table; NULL: stdout */
    const char *driver; /* with its entry: refgpu from a file, of the same sources; NULL: the built-in one */
    PDRIVER_INITIALIZE entry;
};

/* Runs inside nt_run: the command buffers are user memory of a process of its own. 0: measured; 1: the driver refused a command
 * buffer that is good; 2: could not (both said on stderr). */
int bench_render(const struct bench_render_options *options);

#endif
