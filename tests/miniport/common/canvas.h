/*
 * Surfaces for tests: memory that notices every byte written outside a rectangle, and an oracle that draws
 * pixel by pixel from the text of the rules and shares no code with what it judges.
 */
#ifndef TESTS_CANVAS_H
#define TESTS_CANVAS_H

#include "surface.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

struct canvas {
    struct surface surface;
    uint8_t *memory; /* everything: margins, padding of rows, pixels */
    size_t size;
};

struct canvas_options {
    unsigned width, height, bytes_per_pixel;
    unsigned offset;  /* of the first pixel from an address aligned to 64 */
    unsigned padding; /* bytes between rows */
    unsigned margin;  /* bytes before and after; 0 puts the last pixel at the end of the heap block */
    int upwards;      /* negative pitch */
};

/* Makes a canvas filled with noise. */
void canvas_init(struct canvas *canvas, const struct canvas_options *options);
void canvas_fini(struct canvas *canvas);

/* A copy of all bytes at the same alignment, to draw the expected picture on. */
void canvas_copy(struct canvas *copy, const struct canvas *canvas);

/* Fails, saying where, when any byte differs; `what` describes the case. */
void canvas_assert_equal(const struct canvas *got, const struct canvas *expected, const char *what, ...)
    __attribute__((format(printf, 3, 4)));

/* DOD-32, DOD-34: draws a rectangle of the image pixel by pixel; pixels outside the image are left out. */
void oracle_dirty(struct canvas *screen, const struct canvas *image, const RECT *rect, int degrees);

/* DOD-32: moves a rectangle, through a copy of the whole screen. Both are inside. */
void oracle_move(struct canvas *screen, const RECT *dest, POINT source, int degrees);

/* A fixed sequence of numbers, 0 <= n < limit. */
unsigned noise(unsigned limit);
void noise_seed(uint64_t seed);

#endif
