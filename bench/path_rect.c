/*
 * The two paths without a driver: the rectangle code of the miniports, and the loops one writes before
 * measuring.
 */
#include "bench.h"

#include <string.h>

static int setup_any(void *context, const struct bench_mode *mode, struct surface *screens, unsigned *count)
{
    *(struct bench_mode *)context = *mode;
    return 0;
}

static void teardown_nothing(void *context)
{
}

static int present_rect(void *context, const struct surface *screen, const struct surface *image,
                        const D3DKMT_MOVE_RECT *moves, unsigned move_count, const RECT *dirty,
                        unsigned dirty_count)
{
    const struct bench_mode *mode = context;

    rect_present(
        &(struct rect_present){screen, image, mode->rotation, moves, move_count, dirty, dirty_count});
    return 0;
}

static void plain_pixel(UCHAR *to, const UCHAR *from, unsigned bytes_per_pixel)
{
    if (bytes_per_pixel == 2) {
        USHORT word = (USHORT)(from[2] >> 3 << 11 | from[1] >> 2 << 5 | from[0] >> 3);
        memcpy(to, &word, 2);
    } else {
        memcpy(to, from, bytes_per_pixel);
    }
}

static void plain_dirty(const struct bench_mode *mode, const struct surface *screen,
                        const struct surface *image, const RECT *rect)
{
    RECT to = rect_rotate(rect, mode->width, mode->height, mode->rotation);
    LONG columns = rect->right - rect->left;
    LONG_PTR right = (LONG_PTR)screen->bytes_per_pixel, down = screen->pitch;
    LONG x = to.left, y = to.top;

    if (mode->rotation == SURFACE_ROTATE_90) {
        right = -screen->pitch, down = (LONG_PTR)screen->bytes_per_pixel, y = to.bottom - 1;
    } else if (mode->rotation == SURFACE_ROTATE_180) {
        right = -right, down = -down, x = to.right - 1, y = to.bottom - 1;
    } else if (mode->rotation == SURFACE_ROTATE_270) {
        right = screen->pitch, down = -(LONG_PTR)screen->bytes_per_pixel, x = to.right - 1;
    }
    for (LONG row = 0; row < rect->bottom - rect->top; row++) {
        const UCHAR *from = surface_at(image, rect->left, rect->top + row);
        UCHAR *pixel = surface_at(screen, x, y) + row * down;
        if (right == 4) {
            memcpy(pixel, from, (size_t)columns * 4);
            continue;
        }
        for (LONG column = 0; column < columns; column++) {
            plain_pixel(pixel + column * right, from + column * 4, screen->bytes_per_pixel);
        }
    }
}

static int present_plain(void *context, const struct surface *screen, const struct surface *image,
                         const D3DKMT_MOVE_RECT *moves, unsigned move_count, const RECT *dirty,
                         unsigned dirty_count)
{
    /* The sample driver's moves: the destination drawn from the image. */
    for (unsigned i = 0; i < move_count; i++) {
        plain_dirty(context, screen, image, &moves[i].DestRect);
    }
    for (unsigned i = 0; i < dirty_count; i++) {
        plain_dirty(context, screen, image, &dirty[i]);
    }
    return 0;
}

static struct bench_mode rect_mode, plain_mode;

const struct bench_path bench_path_rect = {"rect", &rect_mode, setup_any, present_rect, teardown_nothing};
const struct bench_path bench_path_plain = {"plain", &plain_mode, setup_any, present_plain, teardown_nothing};
