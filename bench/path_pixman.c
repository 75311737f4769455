/*
 * pixman as the competitor: images are wrapped once per present, which costs it nothing measurable.
 */
#include "bench.h"

#ifdef HAVE_PIXMAN
#include <pixman.h>

static struct bench_mode pixman_mode;

static int setup(void *context, const struct bench_mode *mode, struct surface *screens, unsigned *count)
{
    *(struct bench_mode *)context = *mode;
    return 0;
}

static void teardown(void *context)
{
}

static pixman_image_t *wrap(const struct surface *surface)
{
    static const pixman_format_code_t formats[] = {
        [2] = PIXMAN_r5g6b5, [3] = PIXMAN_r8g8b8, [4] = PIXMAN_x8r8g8b8};

    return pixman_image_create_bits_no_clear(formats[surface->bytes_per_pixel], (int)surface->width,
                                             (int)surface->height, surface->bits, surface->pitch);
}

/* Maps points of the screen to points of the image. */
static void rotate(pixman_image_t *image, const struct bench_mode *mode)
{
    const int w = (int)mode->width, h = (int)mode->height;
    const int rows[4][2][3] = {
        {{1, 0, 0}, {0, 1, 0}}, {{0, -1, w}, {1, 0, 0}}, {{-1, 0, w}, {0, -1, h}}, {{0, 1, 0}, {-1, 0, h}}};
    pixman_transform_t transform = {.matrix = {[2] = {0, 0, pixman_fixed_1}}};

    for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 3; j++) {
            transform.matrix[i][j] = pixman_int_to_fixed(rows[mode->rotation][i][j]);
        }
    }
    if (mode->rotation != SURFACE_ROTATE_0) {
        pixman_image_set_transform(image, &transform);
    }
}

static int present(void *context, const struct surface *screen, const struct surface *image,
                   const D3DKMT_MOVE_RECT *moves, unsigned move_count, const RECT *dirty,
                   unsigned dirty_count)
{
    const struct bench_mode *mode = context;
    pixman_image_t *from = wrap(image), *to = wrap(screen);

    rotate(from, mode);
    /* Right for moves up and to the left only, which is all that the benchmark asks for. */
    for (unsigned i = 0; i < move_count; i++) {
        const RECT *dest = &moves[i].DestRect;
        pixman_image_composite32(PIXMAN_OP_SRC, to, NULL, to, moves[i].SourcePoint.x, moves[i].SourcePoint.y,
                                 0, 0, dest->left, dest->top, dest->right - dest->left,
                                 dest->bottom - dest->top);
    }
    for (unsigned i = 0; i < dirty_count; i++) {
        RECT rect = rect_rotate(&dirty[i], mode->width, mode->height, mode->rotation);
        pixman_image_composite32(PIXMAN_OP_SRC, from, NULL, to, rect.left, rect.top, 0, 0, rect.left,
                                 rect.top, rect.right - rect.left, rect.bottom - rect.top);
    }
    pixman_image_unref(from);
    pixman_image_unref(to);
    return 0;
}

const struct bench_path *bench_path_pixman(void)
{
    static const struct bench_path path = {"pixman", &pixman_mode, setup, present, teardown};

    return &path;
}
#else
const struct bench_path *bench_path_pixman(void)
{
    return NULL;
}
#endif
