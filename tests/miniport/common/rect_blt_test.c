/*
 * Dirty rectangles. Expected: for every size, alignment, pitch, pixel size, rotation and way of storing,
 * exactly the pixels of the rectangle change, to exactly what the oracle draws.
 */
#include "canvas.h"
#include "rect_blt.h"
#include "rect_rows.h"

static enum surface_rotation rotation_of(int degrees)
{
    return (enum surface_rotation)(degrees / 90);
}

static void canvases(struct canvas *screen, struct canvas *image, unsigned width, unsigned height,
                     int degrees, struct canvas_options options)
{
    struct canvas_options of_image = {width, height, 4, options.offset, options.padding, 0, options.upwards};

    options.width = degrees % 180 ? height : width;
    options.height = degrees % 180 ? width : height;
    options.margin = 128;
    canvas_init(screen, &options);
    canvas_init(image, &of_image);
    assert_true(surface_fits(&screen->surface, &image->surface, rotation_of(degrees)));
}

/* Draws in each format and mode that suits the screen, and compares with the oracle. */
static void check_all_modes(const struct canvas *screen, const struct canvas *image, const RECT *rect,
                            int degrees)
{
    struct canvas expected;
    struct canvas got;

    canvas_copy(&expected, screen);
    oracle_dirty(&expected, image, rect, degrees);
    for (enum pixel_format format = 0; format < PIXEL_FORMATS; format++) {
        if (pixel_size(format) != screen->surface.bytes_per_pixel) {
            continue;
        }
        if ((format == PIXEL_888_SSSE3 && !processor_has_ssse3()) ||
            (format == PIXEL_8888_STRINGS && !processor_has_fast_strings())) {
            continue;
        }
        for (unsigned mode = 0; mode < 2 * ROW_STORES; mode++) {
            canvas_copy(&got, screen);
            struct row_job job;
            row_job_init(&job, &got.surface, &image->surface, rect, rotation_of(degrees));
            draw_select(format, rotation_of(degrees), mode % ROW_STORES)(&job, 1, mode / ROW_STORES);
            rows_finish(mode % ROW_STORES);
            canvas_assert_equal(&got, &expected, "format %d mode %d rotation %d rectangle %d,%d %d,%d",
                                format, mode, degrees, rect->left, rect->top, rect->right, rect->bottom);
            canvas_fini(&got);
        }
    }
    canvas_fini(&expected);
}

static void check_size(unsigned width, unsigned height, int degrees, struct canvas_options options)
{
    struct canvas screen, image;
    RECT all = {0, 0, (LONG)width, (LONG)height};

    canvases(&screen, &image, width, height, degrees, options);
    check_all_modes(&screen, &image, &all, degrees);
    canvas_fini(&image);
    canvas_fini(&screen);
}

static void dod_34_every_width_at_every_alignment_straight_and_half_turned(void **state)
{
    for (unsigned width = 1; width <= 70; width++) {
        for (unsigned offset = 0; offset <= 16; offset++) {
            struct canvas_options options = {.offset = offset, .padding = offset % 5, .upwards = offset % 2};

            for (options.bytes_per_pixel = 2; options.bytes_per_pixel <= 4; options.bytes_per_pixel++) {
                check_size(width, 3, 0, options);
                check_size(width, 3, 180, options);
            }
        }
    }
}

static void dod_34_every_small_size_quarter_turned(void **state)
{
    for (unsigned width = 1; width <= 70; width++) {
        for (unsigned height = 1; height <= 70; height += 1 + noise(3)) {
            struct canvas_options options = {
                .offset = noise(17), .padding = noise(20), .upwards = (int)noise(2)};

            options.bytes_per_pixel = 2 + noise(3);
            check_size(width, height, 90, options);
            check_size(width, height, 270, options);
        }
    }
}

static void dod_34_quarter_turns_at_every_alignment(void **state)
{
    for (unsigned offset = 0; offset <= 64; offset++) {
        struct canvas_options options = {.offset = offset};

        for (options.bytes_per_pixel = 2; options.bytes_per_pixel <= 4; options.bytes_per_pixel++) {
            check_size(67, 101, 90, options);
            check_size(67, 101, 270, options);
        }
    }
}

static void dod_34_random_rectangles_of_larger_images(void **state)
{
    for (unsigned i = 0; i < 400; i++) {
        struct canvas screen, image;
        unsigned width = 1 + noise(300), height = 1 + noise(200);
        int degrees = (int)noise(4) * 90;
        RECT rect = {(LONG)noise(width), (LONG)noise(height), 0, 0};
        struct canvas_options options = {.bytes_per_pixel = 2 + noise(3),
                                         .offset = noise(64),
                                         .padding = noise(70),
                                         .upwards = (int)noise(2)};

        rect.right = rect.left + 1 + (LONG)noise(width - (unsigned)rect.left);
        rect.bottom = rect.top + 1 + (LONG)noise(height - (unsigned)rect.top);
        canvases(&screen, &image, width, height, degrees, options);
        check_all_modes(&screen, &image, &rect, degrees);
        canvas_fini(&image);
        canvas_fini(&screen);
    }
}

/* Large enough that the face chooses between all modes by itself. */
static void dod_34_the_face_draws_large_and_small_rectangles_alike(void **state)
{
    for (unsigned i = 0; i < 36; i++) {
        struct canvas screen, image, expected;
        int degrees = (int)(i % 4) * 90;
        RECT rect = {i % 3 == 0 ? 0 : 301, 5, i % 3 == 1 ? 303 : 901, 401};
        struct canvas_options options = {.bytes_per_pixel = 2 + i / 4 % 3, .offset = i};

        canvases(&screen, &image, 901, 405, degrees, options);
        screen.surface.slow_reads = i / 12 % 2;
        canvas_copy(&expected, &screen);
        oracle_dirty(&expected, &image, &rect, degrees);
        rect_blt(&screen.surface, &image.surface, &rect, rotation_of(degrees));
        canvas_assert_equal(&screen, &expected, "face, case %u", i);
        canvas_fini(&expected);
        canvas_fini(&image);
        canvas_fini(&screen);
    }
}

static int seed(void **state)
{
    noise_seed(34);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(dod_34_every_width_at_every_alignment_straight_and_half_turned, seed),
        cmocka_unit_test_setup(dod_34_every_small_size_quarter_turned, seed),
        cmocka_unit_test_setup(dod_34_quarter_turns_at_every_alignment, seed),
        cmocka_unit_test_setup(dod_34_random_rectangles_of_larger_images, seed),
        cmocka_unit_test_setup(dod_34_the_face_draws_large_and_small_rectangles_alike, seed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
