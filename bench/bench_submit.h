/*
 * `wddm bench submit` and `wddm bench scale`: how long D3DKMTRender takes until the waiter sees its fence, beside bare hand-offs between
 * two threads in the same run; and whether that stays so with many allocations, contexts and processes.
 */
#ifndef OPENWDDM_BENCH_SUBMIT_H
#define OPENWDDM_BENCH_SUBMIT_H

#include "wdm.h"

#include <stdio.h>

struct bench_submit_options {
    const char *json;     /* file for the results; NULL: none */
    unsigned repetitions; /* of everything; 0: 20000, and a hundredth of it after idle */
    FILE *out;            /* the table; NULL: stdout */
    const char *driver;   /* with its entry: one that drives refgpu's device; NULL: the built-in one */
    PDRIVER_INITIALIZE entry;
};

/* Inside nt_run on NT_HOST_POSIX. 0: measured; 1: something did not work (said on stderr). */
int bench_submit(const struct bench_submit_options *options);
int bench_scale(const struct bench_submit_options *options);

#endif
