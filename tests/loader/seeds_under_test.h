/* How many seeds: a tenth where a suite runs on Windows images, after all of them on the native driver. Included by the command line. */
#ifndef OPENWDDM_SEEDS_UNDER_TEST_H
#define OPENWDDM_SEEDS_UNDER_TEST_H

#include <stdlib.h>

/* Also where a run is only written down, for another to be compared with. */
static inline int fewer_under_test(void)
{
    return getenv("OPENWDDM_TEST_DRIVERS") || getenv("OPENWDDM_TEST_RECORD");
}

static inline unsigned seeds_under_test(unsigned seeds)
{
    return fewer_under_test() ? (seeds + 9) / 10 : seeds;
}

/* Of many requests that are refused one by one: each, or there each n-th. */
static inline unsigned step_under_test(unsigned n)
{
    return fewer_under_test() ? n : 1;
}

#endif
