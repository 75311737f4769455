/*
 * bench-rect: the rectangle code by itself, for those who tune it.
 */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

static int usage(void)
{
    fprintf(stderr, "usage: bench-rect [--only ROW] [--repetitions N] [--ring PAIRS] [--json FILE]\n");
    return 2;
}

int main(int argc, char **argv)
{
    struct bench_options options = {0};

    for (int i = 1; i < argc; i += 2) {
        if (i + 1 == argc) {
            return usage();
        } else if (strcmp(argv[i], "--only") == 0) {
            options.only = argv[i + 1];
        } else if (strcmp(argv[i], "--repetitions") == 0) {
            options.repetitions = (unsigned)strtoul(argv[i + 1], NULL, 10);
        } else if (strcmp(argv[i], "--ring") == 0) {
            options.ring = (unsigned)strtoul(argv[i + 1], NULL, 10);
        } else if (strcmp(argv[i], "--json") == 0) {
            options.json = argv[i + 1];
        } else {
            return usage();
        }
    }
    return bench_present(&options);
}
