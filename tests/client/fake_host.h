/*
 * A host for sources without a graphics kernel: images with padded lines and guarded ends, and a model screen that does
 * with an update exactly what a driver is told to do: moves in order, then dirty rectangles from the image.
 */
#ifndef OPENWDDM_TEST_FAKE_HOST_H
#define OPENWDDM_TEST_FAKE_HOST_H

#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAKE_PAD    32 /* bytes after each line */
#define FAKE_CANARY 0xA5

struct fake_host {
    struct source_host host;
    uint8_t *image, *old; /* the image given last, and the one before */
    uint8_t *screen;      /* width * height * 4 */
    uint32_t width, height;
    unsigned images;    /* how many were asked for */
    uint64_t max_bytes; /* refuse larger ones; 0: none */
};

static inline size_t fake_pitch(const struct fake_host *fake)
{
    return (size_t)fake->width * 4 + FAKE_PAD;
}

static inline bool fake_image(void *ctx, uint32_t width, uint32_t height, struct source_image *image,
                              char *error, size_t error_size)
{
    struct fake_host *fake = ctx;

    if (fake->max_bytes && (uint64_t)width * height * 4 > fake->max_bytes) {
        snprintf(error, error_size, "too large for this test");
        return false;
    }
    free(fake->old);
    fake->old = fake->image;
    fake->width = width;
    fake->height = height;
    fake->images++;
    fake->image = malloc(fake_pitch(fake) * height);
    memset(fake->image, 0, fake_pitch(fake) * height);
    for (uint32_t y = 0; y < height; y++)
        memset(fake->image + y * fake_pitch(fake) + width * 4, FAKE_CANARY, FAKE_PAD);
    free(fake->screen);
    fake->screen = calloc(height, (size_t)width * 4);
    *image = (struct source_image){fake->image, fake_pitch(fake), width, height};
    return true;
}

static inline void fake_init(struct fake_host *fake)
{
    memset(fake, 0, sizeof(*fake));
    fake->host = (struct source_host){.image = fake_image, .ctx = fake};
}

static inline void fake_fini(struct fake_host *fake)
{
    free(fake->image);
    free(fake->old);
    free(fake->screen);
}

/* False when a rectangle lies outside: a source must never say so. */
static inline bool fake_inside(const struct fake_host *fake, const struct rect *r)
{
    return r->left >= 0 && r->top >= 0 && r->left < r->right && r->top < r->bottom &&
           r->right <= (int32_t)fake->width && r->bottom <= (int32_t)fake->height;
}

static inline uint32_t *fake_at(const struct fake_host *fake, int32_t x, int32_t y)
{
    return (uint32_t *)fake->screen + (size_t)y * fake->width + x;
}

static inline bool fake_move(struct fake_host *fake, const struct move *m)
{
    int32_t w = m->to.right - m->to.left, h = m->to.bottom - m->to.top;
    struct rect from = {m->from_x, m->from_y, m->from_x + w, m->from_y + h};

    if (!fake_inside(fake, &m->to) || !fake_inside(fake, &from))
        return false;
    uint32_t *copy = malloc((size_t)w * (size_t)h * 4);
    for (int32_t y = 0; y < h; y++)
        memcpy(copy + (size_t)y * (size_t)w, fake_at(fake, from.left, from.top + y), (size_t)w * 4);
    for (int32_t y = 0; y < h; y++)
        memcpy(fake_at(fake, m->to.left, m->to.top + y), copy + (size_t)y * (size_t)w, (size_t)w * 4);
    free(copy);
    return true;
}

/* Presents an update on the model screen; false when it is not a legal one. */
static inline bool fake_present(struct fake_host *fake, const struct source_update *update)
{
    for (size_t i = 0; i < update->move_count; i++) {
        if (!fake_move(fake, &update->moves[i]))
            return false;
    }
    for (size_t i = 0; i < update->dirty_count; i++) {
        const struct rect *r = &update->dirty[i];
        if (!fake_inside(fake, r))
            return false;
        for (int32_t y = r->top; y < r->bottom; y++)
            memcpy(fake_at(fake, r->left, y),
                   fake->image + (size_t)y * fake_pitch(fake) + (size_t)r->left * 4,
                   (size_t)(r->right - r->left) * 4);
    }
    return true;
}

/* The screen shows the image, and nobody wrote beside the image. */
static inline bool fake_screen_is_image(const struct fake_host *fake)
{
    for (uint32_t y = 0; y < fake->height; y++) {
        const uint8_t *line = fake->image + y * fake_pitch(fake);
        if (memcmp(fake_at(fake, 0, (int32_t)y), line, (size_t)fake->width * 4))
            return false;
        for (unsigned i = 0; i < FAKE_PAD; i++) {
            if (line[fake->width * 4 + i] != FAKE_CANARY)
                return false;
        }
    }
    return true;
}

#endif
