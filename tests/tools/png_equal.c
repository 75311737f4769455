/*
 * Compares two PNG files: png_equal FOUND EXPECTED DEGREES BITS. FOUND is what a screen of that many bits per pixel, turned by
 * so many degrees, showed of EXPECTED. Exit status 0: pixel for pixel the same, as far as the bits can tell.
 */
#include "sink.h"

#include <stdio.h>
#include <stdlib.h>

static bool near(uint32_t found, uint32_t expected, unsigned shift, unsigned tolerance)
{
    int difference = (int)(found >> shift & 255) - (int)(expected >> shift & 255);

    return abs(difference) <= (int)tolerance;
}

int main(int argc, char **argv)
{
    struct picture found, expected;
    char error[300];
    unsigned long wrong = 0;

    if (argc != 5)
        return 2;
    if (!png_read(argv[1], &found, error, sizeof(error)) ||
        !png_read(argv[2], &expected, error, sizeof(error))) {
        fprintf(stderr, "%s\n", error);
        return 2;
    }
    enum turn turn = (enum turn)(atoi(argv[3]) / 90);
    unsigned coarse = atoi(argv[4]) == 16 ? 8 : 0;
    bool sideways = turn == TURN_90 || turn == TURN_270;
    if (found.width != (sideways ? expected.height : expected.width) ||
        found.height != (sideways ? expected.width : expected.height)) {
        fprintf(stderr, "%s is %ux%u\n", argv[1], found.width, found.height);
        return 1;
    }
    const uint32_t *is = found.pixels, *wanted = expected.pixels;
    for (uint32_t y = 0; y < expected.height; y++) {
        for (uint32_t x = 0; x < expected.width; x++) {
            const uint32_t xs[] = {x, y, expected.width - 1 - x, expected.height - 1 - y};
            const uint32_t ys[] = {y, expected.width - 1 - x, expected.height - 1 - y, x};
            uint32_t a = is[(size_t)ys[turn] * found.width + xs[turn]],
                     b = wanted[(size_t)y * expected.width + x];
            if (near(a, b, 16, coarse) && near(a, b, 8, coarse / 2) && near(a, b, 0, coarse))
                continue;
            if (!wrong++)
                fprintf(stderr, "at %u,%u of the source: 0x%06X, expected 0x%06X\n", x, y, a & 0xffffff,
                        b & 0xffffff);
        }
    }
    if (wrong)
        fprintf(stderr, "%lu pixels differ\n", wrong);
    free((void *)found.pixels);
    free((void *)expected.pixels);
    return wrong != 0;
}
