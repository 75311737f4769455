/*
 * `wddm bench sys`: a driver file beside the native build of the same driver, by turns in one run; and what the loader does for a file that a native
 * driver does not need.
 */
#ifndef OPENWDDM_BENCH_COMPARE_H
#define OPENWDDM_BENCH_COMPARE_H

#include "machine.h"

#include <stdbool.h>
#include <stdio.h>

struct bench_side {
    const char *name;
    /* Loads the driver once more; `entry` is its DriverEntry. Any number of them at once. NULL: said on stderr. */
    void *(*load)(const struct bench_side *side, PDRIVER_INITIALIZE *entry);
    void (*unload)(void *loaded);
    const void *context;
};

struct bench_compare_options {
    struct bench_side native, file;
    const char *device;   /* that both drive */
    const char *only;     /* measure rows whose name contains this; NULL: all */
    const char *json;     /* file for the results; NULL: none */
    unsigned repetitions; /* turns of each row; 0: 40 */
    FILE *out;            /* the table; NULL: stdout */
    /* How often an instruction of a file may fault before it is replaced; 0: for ever. */
    void (*patch_after)(unsigned traps);
    unsigned patch_default;
};

/* Inside nt_run on NT_HOST_POSIX. 0: measured; 1: something did not work (said on stderr). */
int bench_compare(const struct bench_compare_options *options);

#endif
