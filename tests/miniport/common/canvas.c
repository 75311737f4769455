/*
 * The oracle is deliberately slow and literal: one pixel at a time, through the table of coordinates, with
 * divisions where the code under test shifts.
 */
#include "canvas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t noise_state = 1;

void noise_seed(uint64_t seed)
{
    noise_state = seed * 2654435769u + 1;
}

unsigned noise(unsigned limit)
{
    noise_state = noise_state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((noise_state >> 33) % limit);
}

void canvas_init(struct canvas *canvas, const struct canvas_options *options)
{
    size_t row = (size_t)options->width * options->bytes_per_pixel;
    size_t pitch = row + options->padding;
    size_t first = options->margin + options->offset;

    canvas->size = first + (options->height - 1) * pitch + row + options->margin;
    assert_int_equal(posix_memalign((void **)&canvas->memory, 64, canvas->size), 0);
    for (size_t i = 0; i < canvas->size; i++) {
        canvas->memory[i] = (uint8_t)noise(256);
    }
    canvas->surface = (struct surface){
        .bits = canvas->memory + first + (options->upwards ? (options->height - 1) * pitch : 0),
        .pitch = options->upwards ? -(LONG)pitch : (LONG)pitch,
        .width = options->width,
        .height = options->height,
        .bytes_per_pixel = options->bytes_per_pixel,
    };
}

void canvas_fini(struct canvas *canvas)
{
    free(canvas->memory);
    *canvas = (struct canvas){0};
}

void canvas_copy(struct canvas *copy, const struct canvas *canvas)
{
    *copy = *canvas;
    assert_int_equal(posix_memalign((void **)&copy->memory, 64, copy->size), 0);
    memcpy(copy->memory, canvas->memory, copy->size);
    copy->surface.bits = copy->memory + ((uint8_t *)canvas->surface.bits - canvas->memory);
}

void canvas_assert_equal(const struct canvas *got, const struct canvas *expected, const char *what, ...)
{
    char text[256];
    va_list list;

    if (memcmp(got->memory, expected->memory, got->size) == 0) {
        return;
    }
    va_start(list, what);
    vsnprintf(text, sizeof(text), what, list);
    va_end(list);
    for (size_t i = 0; i < got->size; i++) {
        if (got->memory[i] != expected->memory[i]) {
            long from_bits = (long)(got->memory + i - (uint8_t *)got->surface.bits);
            fail_msg("%s: byte at %ld from the first pixel (pitch %d, %ux%u) is %02x, expected %02x", text,
                     from_bits, got->surface.pitch, got->surface.width, got->surface.height, got->memory[i],
                     expected->memory[i]);
        }
    }
}

static uint8_t *oracle_address(const struct surface *surface, long x, long y)
{
    assert_true(x >= 0 && x < (long)surface->width && y >= 0 && y < (long)surface->height);
    return (uint8_t *)surface->bits + y * surface->pitch + x * (long)surface->bytes_per_pixel;
}

/* The screen's pixel for an image pixel; the image size follows from the screen's. */
static uint8_t *oracle_screen(const struct surface *screen, long x, long y, int degrees)
{
    long right = (long)screen->width - 1;
    long bottom = (long)screen->height - 1;

    switch (degrees) {
    case 0:
        return oracle_address(screen, x, y);
    case 90:
        return oracle_address(screen, y, bottom - x);
    case 180:
        return oracle_address(screen, right - x, bottom - y);
    case 270:
        return oracle_address(screen, right - y, x);
    }
    fail_msg("no such rotation: %d", degrees);
    return NULL;
}

static void oracle_put(uint8_t *to, const uint8_t *bgrx, unsigned bytes_per_pixel)
{
    unsigned word = bgrx[2] / 8 * 2048u + bgrx[1] / 4 * 32u + bgrx[0] / 8;

    switch (bytes_per_pixel) {
    case 2:
        to[0] = (uint8_t)(word % 256);
        to[1] = (uint8_t)(word / 256);
        break;
    default:
        memcpy(to, bgrx, bytes_per_pixel);
    }
}

void oracle_dirty(struct canvas *screen, const struct canvas *image, const RECT *rect, int degrees)
{
    for (long y = 0; y < (long)image->surface.height; y++) {
        for (long x = 0; x < (long)image->surface.width; x++) {
            if (x >= rect->left && x < rect->right && y >= rect->top && y < rect->bottom) {
                oracle_put(oracle_screen(&screen->surface, x, y, degrees),
                           oracle_address(&image->surface, x, y), screen->surface.bytes_per_pixel);
            }
        }
    }
}

void oracle_move(struct canvas *screen, const RECT *dest, POINT source, int degrees)
{
    struct canvas before;

    canvas_copy(&before, screen);
    for (long y = 0; y < dest->bottom - dest->top; y++) {
        for (long x = 0; x < dest->right - dest->left; x++) {
            memcpy(oracle_screen(&screen->surface, dest->left + x, dest->top + y, degrees),
                   oracle_screen(&before.surface, source.x + x, source.y + y, degrees),
                   screen->surface.bytes_per_pixel);
        }
    }
    canvas_fini(&before);
}
