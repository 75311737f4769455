/*
 * `wddm bench paging`: how fast memory goes out of video memory and comes back, against memcpy of as many bytes in the same run; and what an
 * allocation costs that nobody uses.
 */
#ifndef OPENWDDM_BENCH_PAGING_H
#define OPENWDDM_BENCH_PAGING_H

#include "wdm.h"

#include <stdio.h>

struct bench_paging_options {
    const char *json;     /* file for the results; NULL: none */
    unsigned repetitions; /* rounds of each row; 0: 40 */
    FILE *out;            /* the table; NULL: stdout */
    const char *driver;   /* as of bench submit */
    PDRIVER_INITIALIZE entry;
};

/* Inside nt_run on NT_HOST_POSIX. 0: measured; 1: something did not work (said on stderr). */
int bench_paging(const struct bench_paging_options *options);

#endif
