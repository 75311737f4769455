/*
 * Agreement with the library that users of the screen compare with. Expected: pictures converted by this code
 * and by pixman are the same, bit for bit, for all 65536 combinations of two channels and for whole random
 * rows.
 */
#include "canvas.h"
#include "rect_blt.h"

#include <pixman.h>
#include <string.h>

static void compare_with_pixman(const uint32_t *image, unsigned width, unsigned height,
                                unsigned bytes_per_pixel, pixman_format_code_t format)
{
    static uint32_t ours[256 * 256], theirs[256 * 256];
    LONG pitch = (LONG)(width * bytes_per_pixel + 3) / 4 * 4;
    struct surface from = {(void *)(uintptr_t)image, (LONG)width * 4, width, height, 4, FALSE};
    struct surface to = {ours, pitch, width, height, bytes_per_pixel, FALSE};
    RECT all = {0, 0, (LONG)width, (LONG)height};
    pixman_image_t *source = pixman_image_create_bits(PIXMAN_x8r8g8b8, (int)width, (int)height,
                                                      (uint32_t *)(uintptr_t)image, (int)width * 4);
    pixman_image_t *dest = pixman_image_create_bits(format, (int)width, (int)height, theirs, pitch);

    memset(ours, 0xA5, sizeof(ours));
    memset(theirs, 0xA5, sizeof(theirs));
    pixman_image_composite32(PIXMAN_OP_SRC, source, NULL, dest, 0, 0, 0, 0, 0, 0, (int)width, (int)height);
    rect_blt(&to, &from, &all, SURFACE_ROTATE_0);
    pixman_image_unref(source);
    pixman_image_unref(dest);
    assert_memory_equal(ours, theirs, (size_t)height * (size_t)pitch);
}

static void dod_34_conversion_to_16_bits_equals_pixman(void **state)
{
    static uint32_t image[256 * 256];

    for (unsigned channels = 0; channels < 3; channels++) {
        static const unsigned shifts[][3] = {{16, 8, 0}, {8, 0, 16}, {0, 16, 8}};
        for (unsigned i = 0; i < 256 * 256; i++) {
            image[i] = 0xFF000000u | (i & 255) << shifts[channels][0] | (i >> 8) << shifts[channels][1] |
                       (i * 7 & 255) << shifts[channels][2];
        }
        compare_with_pixman(image, 256, 256, 2, PIXMAN_r5g6b5);
    }
}

static void dod_34_conversion_to_24_bits_equals_pixman(void **state)
{
    static uint32_t image[256 * 256];

    for (unsigned i = 0; i < 256 * 256; i++) {
        image[i] = noise(0x10000) << 16 | noise(0x10000);
    }
    for (unsigned width = 1; width < 80; width++) {
        compare_with_pixman(image, width, 20, 3, PIXMAN_r8g8b8);
        compare_with_pixman(image, width, 20, 2, PIXMAN_r5g6b5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dod_34_conversion_to_16_bits_equals_pixman),
        cmocka_unit_test(dod_34_conversion_to_24_bits_equals_pixman),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
