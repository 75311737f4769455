/*
 * The geometry: clipping, the source of a clipped move, rotation, validity of surfaces. Expected: no
 * rectangle, however hostile, leads outside the surface, and every pixel that is inside both stays.
 */
#include "canvas.h"
#include "rect.h"

static const LONG edges[] = {MINLONG, MINLONG + 1, -65536, -1,    0,           1,      5,
                             9,       10,          11,     65536, MAXLONG - 1, MAXLONG};

#define EACH_EDGE(name) for (unsigned name = 0; name < ARRAYSIZE(edges); name++)

/* What is left of an interval by counting pixels, or by its ends where counting would take forever. */
static unsigned pixels_inside(long left, long right, unsigned limit)
{
    unsigned count = 0;

    for (long x = 0; x < (long)limit; x++) {
        count += x >= left && x < right;
    }
    return count;
}

static void dod_34_rectangles_are_cut_to_the_source(void **state)
{
    EACH_EDGE(l) EACH_EDGE(t) EACH_EDGE(r) EACH_EDGE(b)
    {
        RECT rect = {edges[l], edges[t], edges[r], edges[b]};
        unsigned columns = pixels_inside(rect.left, rect.right, 10);
        unsigned rows = pixels_inside(rect.top, rect.bottom, 7);
        RECT clipped = rect;
        BOOLEAN something = rect_clip(&clipped, 10, 7);

        assert_int_equal(something, columns != 0 && rows != 0);
        if (something) {
            assert_int_equal(clipped.right - clipped.left, columns);
            assert_int_equal(clipped.bottom - clipped.top, rows);
            assert_true(clipped.left >= 0 && clipped.top >= 0 && clipped.right <= 10 && clipped.bottom <= 7);
            assert_true(clipped.left >= rect.left && clipped.right <= rect.right);
            assert_true(clipped.top >= rect.top && clipped.bottom <= rect.bottom);
        }
    }
}

static void clip_knows_the_largest_surface(void **state)
{
    RECT rect = {MINLONG, MINLONG, MAXLONG, MAXLONG};

    assert_true(rect_clip(&rect, MAXLONG, MAXLONG));
    assert_int_equal(rect.left, 0);
    assert_int_equal(rect.top, 0);
    assert_int_equal(rect.right, MAXLONG);
    assert_int_equal(rect.bottom, MAXLONG);
}

static void dod_32_a_move_keeps_source_and_destination_together_when_cut(void **state)
{
    EACH_EDGE(l) EACH_EDGE(r) EACH_EDGE(sx) EACH_EDGE(sy)
    {
        RECT dest = {edges[l], -2, edges[r], 5};
        RECT clipped = dest;
        POINT point = {edges[sx], edges[sy]};
        POINT source = {-7, -7};

        if (!rect_clip(&clipped, 10, 7)) {
            continue;
        }
        long x = (long)point.x + clipped.left - dest.left;
        long y = (long)point.y + clipped.top - dest.top;
        int inside = x >= 0 && y >= 0 && x + (clipped.right - clipped.left) <= 10 && y + 5 <= 7;
        assert_int_equal(rect_move_source(&source, &clipped, &dest, point, 10, 7), inside);
        if (inside) {
            assert_int_equal(source.x, x);
            assert_int_equal(source.y, y);
        }
    }
}

static void dod_34_rotation_maps_the_corner_pixels(void **state)
{
    const RECT rect = {2, 1, 5, 3};
    const RECT expected[] = {{2, 1, 5, 3}, {1, 5, 3, 8}, {5, 4, 8, 6}, {4, 2, 6, 5}};

    for (unsigned rotation = 0; rotation < 4; rotation++) {
        RECT got = rect_rotate(&rect, 10, 7, (enum surface_rotation)rotation);
        assert_memory_equal(&got, &expected[rotation], sizeof(got));
    }
}

static void surfaces_that_cannot_hold_their_pixels_are_invalid(void **state)
{
    int memory;
    static const struct {
        const char *description;
        LONG pitch;
        UINT width, height, bytes_per_pixel;
        BOOLEAN valid;
    } rows[] = {
        {"plain", 40, 10, 7, 4, TRUE},
        {"upwards", -40, 10, 7, 4, TRUE},
        {"most negative pitch", MINLONG, 10, 7, 4, TRUE},
        {"pitch zero", 0, 10, 7, 4, FALSE},
        {"pitch shorter than a row", 39, 10, 7, 4, FALSE},
        {"negative pitch shorter than a row", -39, 10, 7, 4, FALSE},
        {"row that overflows 32 bits", 0x100, 0x40000040, 7, 4, FALSE},
        {"no width", 40, 0, 7, 4, FALSE},
        {"no height", 40, 10, 0, 4, FALSE},
        {"height beyond LONG", 40, 10, 0x80000000, 4, FALSE},
        {"one byte per pixel", 40, 10, 7, 1, FALSE},
        {"five bytes per pixel", 400, 10, 7, 5, FALSE},
    };

    for (unsigned i = 0; i < ARRAYSIZE(rows); i++) {
        struct surface surface = {&memory,        rows[i].pitch,           rows[i].width,
                                  rows[i].height, rows[i].bytes_per_pixel, FALSE};
        if (surface_is_valid(&surface) != rows[i].valid) {
            fail_msg("%s: expected %d", rows[i].description, rows[i].valid);
        }
        surface.bits = NULL;
        assert_false(surface_is_valid(&surface));
    }
}

static void dod_35_the_image_has_four_bytes_per_pixel_and_the_size_of_the_screen(void **state)
{
    int memory;
    struct surface image = {&memory, 40, 10, 7, 4, FALSE};
    struct surface narrow = {&memory, 40, 10, 7, 2, FALSE};
    struct surface sideways = {&memory, 40, 7, 10, 3, FALSE};

    assert_true(surface_fits(&narrow, &image, SURFACE_ROTATE_0));
    assert_true(surface_fits(&narrow, &image, SURFACE_ROTATE_180));
    assert_false(surface_fits(&narrow, &image, SURFACE_ROTATE_90));
    assert_true(surface_fits(&sideways, &image, SURFACE_ROTATE_90));
    assert_true(surface_fits(&sideways, &image, SURFACE_ROTATE_270));
    assert_false(surface_fits(&sideways, &image, SURFACE_ROTATE_0));
    assert_false(surface_fits(&image, &narrow, SURFACE_ROTATE_0));
    assert_false(surface_fits(&narrow, &image, (enum surface_rotation)4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dod_34_rectangles_are_cut_to_the_source),
        cmocka_unit_test(clip_knows_the_largest_surface),
        cmocka_unit_test(dod_32_a_move_keeps_source_and_destination_together_when_cut),
        cmocka_unit_test(dod_34_rotation_maps_the_corner_pixels),
        cmocka_unit_test(surfaces_that_cannot_hold_their_pixels_are_invalid),
        cmocka_unit_test(dod_35_the_image_has_four_bytes_per_pixel_and_the_size_of_the_screen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
