/*
 * Geometry of turned screens, conversion to 32 bits by pixman, and the comparison of a screen with its image.
 */
#include "picture.h"

#include <pixman.h>
#include <string.h>

struct rect rect_union(const struct rect *a, const struct rect *b)
{
    if (rect_empty(a))
        return *b;
    if (rect_empty(b))
        return *a;
    return (struct rect){
        a->left < b->left ? a->left : b->left,
        a->top < b->top ? a->top : b->top,
        a->right > b->right ? a->right : b->right,
        a->bottom > b->bottom ? a->bottom : b->bottom,
    };
}

bool rect_cut(struct rect *r, uint32_t width, uint32_t height)
{
    if (r->left < 0)
        r->left = 0;
    if (r->top < 0)
        r->top = 0;
    if (r->right > (int32_t)width)
        r->right = (int32_t)width;
    if (r->bottom > (int32_t)height)
        r->bottom = (int32_t)height;
    return !rect_empty(r);
}

struct rect rect_turn(const struct rect *r, enum turn turn, uint32_t width, uint32_t height)
{
    int32_t w = (int32_t)width, h = (int32_t)height;

    switch (turn) {
    case TURN_90:
        return (struct rect){r->top, w - r->right, r->bottom, w - r->left};
    case TURN_180:
        return (struct rect){w - r->right, h - r->bottom, w - r->left, h - r->top};
    case TURN_270:
        return (struct rect){h - r->bottom, r->left, h - r->top, r->right};
    default:
        return *r;
    }
}

static pixman_format_code_t format_of(uint32_t bits_per_pixel)
{
    return bits_per_pixel == 16 ? PIXMAN_r5g6b5 : bits_per_pixel == 24 ? PIXMAN_r8g8b8 : PIXMAN_x8r8g8b8;
}

/* pixman wants lines of whole 32-bit words; a 24 bpp line need not be one. */
static void convert_lines(const struct picture *picture, const struct rect *area, uint8_t *to,
                          uint32_t to_stride)
{
    const uint8_t *line = (const uint8_t *)picture->pixels + (size_t)area->top * picture->stride;

    for (int32_t y = area->top; y < area->bottom; y++, line += picture->stride) {
        uint32_t *out = (uint32_t *)(to + (size_t)y * to_stride);
        for (int32_t x = area->left; x < area->right; x++) {
            const uint8_t *p = line + x * 3;
            out[x] = (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
        }
    }
}

static void blacken(const struct rect *area, uint8_t *to, uint32_t to_stride)
{
    for (int32_t y = area->top; y < area->bottom; y++)
        memset(to + (size_t)y * to_stride + (size_t)area->left * 4, 0,
               (size_t)(area->right - area->left) * 4);
}

bool picture_to_x8r8g8b8(const struct picture *picture, const struct rect *area, void *to, uint32_t to_stride)
{
    int width = (int)picture->width, height = (int)picture->height;

    if (rect_empty(area))
        return true;
    if (!picture->pixels) {
        blacken(area, to, to_stride);
        return true;
    }
    if (picture->stride % 4 || (uintptr_t)picture->pixels % 4) {
        if (picture->bits_per_pixel != 24)
            return false;
        convert_lines(picture, area, to, to_stride);
        return true;
    }
    pixman_image_t *from =
        pixman_image_create_bits_no_clear(format_of(picture->bits_per_pixel), width, height,
                                          (uint32_t *)(uintptr_t)picture->pixels, (int)picture->stride);
    pixman_image_t *out =
        pixman_image_create_bits_no_clear(PIXMAN_x8r8g8b8, width, height, to, (int)to_stride);
    bool good = from && out;
    if (good)
        pixman_image_composite32(PIXMAN_OP_SRC, from, NULL, out, area->left, area->top, 0, 0, area->left,
                                 area->top, area->right - area->left, area->bottom - area->top);
    if (from)
        pixman_image_unref(from);
    if (out)
        pixman_image_unref(out);
    return good;
}

static uint32_t screen_pixel(const struct picture *screen, uint32_t x, uint32_t y)
{
    const uint8_t *p = (const uint8_t *)screen->pixels + (size_t)y * screen->stride +
                       (size_t)x * (screen->bits_per_pixel / 8);

    if (screen->bits_per_pixel == 16)
        return (uint32_t)p[0] | (uint32_t)p[1] << 8;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
}

static bool channel_near(unsigned found, unsigned bits, unsigned expected)
{
    unsigned step = 256u >> bits;
    unsigned shown = found * 255 / ((1u << bits) - 1);

    return (shown > expected ? shown - expected : expected - shown) <= step;
}

static bool pixel_shows(uint32_t bits_per_pixel, uint32_t found, uint32_t expected)
{
    if (bits_per_pixel != 16)
        return found == (expected & 0xffffff);
    return channel_near(found >> 11 & 31, 5, expected >> 16 & 255) &&
           channel_near(found >> 5 & 63, 6, expected >> 8 & 255) &&
           channel_near(found & 31, 5, expected & 255);
}

/* Where the screen shows pixel x, y of the source. */
static void turn_point(enum turn turn, uint32_t width, uint32_t height, uint32_t x, uint32_t y,
                       uint32_t *to_x, uint32_t *to_y)
{
    struct rect r = {(int32_t)x, (int32_t)y, (int32_t)x + 1, (int32_t)y + 1};
    struct rect turned = rect_turn(&r, turn, width, height);

    *to_x = (uint32_t)turned.left;
    *to_y = (uint32_t)turned.top;
}

bool picture_shows(const struct picture *screen, const void *image, size_t pitch, uint32_t width,
                   uint32_t height, enum turn turn, struct picture_fault *fault)
{
    bool sideways = turn == TURN_90 || turn == TURN_270;

    *fault = (struct picture_fault){0};
    if (!screen->pixels || screen->width != (sideways ? height : width) ||
        screen->height != (sideways ? width : height)) {
        fault->count = 1;
        return false;
    }
    for (uint32_t y = 0; y < height; y++) {
        const uint32_t *row = (const uint32_t *)((const uint8_t *)image + y * pitch);
        uint32_t at_x, at_y, next_x, next_y;

        turn_point(turn, width, height, 0, y, &at_x, &at_y);
        turn_point(turn, width, height, 1, y, &next_x, &next_y);
        for (uint32_t x = 0; x < width; x++) {
            uint32_t screen_x = at_x + x * (next_x - at_x), screen_y = at_y + x * (next_y - at_y);
            uint32_t found = screen_pixel(screen, screen_x, screen_y);
            if (pixel_shows(screen->bits_per_pixel, found, row[x]))
                continue;
            if (!fault->count++)
                *fault = (struct picture_fault){screen_x, screen_y, found, row[x] & 0xffffff, 1};
        }
    }
    return !fault->count;
}
