/*
 * Moves, and whole presents. Expected: a move behaves as if its source had been copied away first, in every
 * direction and at every distance; a present is its moves in order and then its dirty rectangles; and a
 * hostile list draws what is inside and nothing else.
 */
#include "canvas.h"
#include "rect_blt.h"

#include <stdlib.h>

static enum surface_rotation rotation_of(int degrees)
{
    return (enum surface_rotation)(degrees / 90);
}

static void screen_init(struct canvas *screen, unsigned width, unsigned height, int degrees,
                        unsigned bytes_per_pixel)
{
    struct canvas_options options = {
        .width = degrees % 180 ? height : width,
        .height = degrees % 180 ? width : height,
        .bytes_per_pixel = bytes_per_pixel,
        .offset = noise(17),
        .padding = noise(2) * noise(40),
        .margin = 128,
        .upwards = (int)noise(2),
    };

    canvas_init(screen, &options);
}

static void check_move(unsigned width, unsigned height, const RECT *dest, POINT source, int degrees,
                       unsigned bytes_per_pixel)
{
    struct canvas screen, expected;

    screen_init(&screen, width, height, degrees, bytes_per_pixel);
    canvas_copy(&expected, &screen);
    oracle_move(&expected, dest, source, degrees);
    rect_move(&screen.surface, dest, source, rotation_of(degrees));
    canvas_assert_equal(&screen, &expected, "move %d,%d to %d,%d %d,%d rotation %d bytes %u", source.x,
                        source.y, dest->left, dest->top, dest->right, dest->bottom, degrees, bytes_per_pixel);
    canvas_fini(&expected);
    canvas_fini(&screen);
}

/* A rectangle of the size given, moved by (dx, dy) inside a screen that just holds both. */
static void check_direction(LONG width, LONG height, LONG dx, LONG dy, int degrees, unsigned bytes_per_pixel)
{
    POINT source = {dx < 0 ? -dx : 0, dy < 0 ? -dy : 0};
    RECT dest = {source.x + dx, source.y + dy, source.x + dx + width, source.y + dy + height};

    check_move((unsigned)(width + abs(dx)), (unsigned)(height + abs(dy)), &dest, source, degrees,
               bytes_per_pixel);
}

static void dod_33_overlapping_moves_in_all_directions(void **state)
{
    static const LONG distances[] = {1, 2, 3, 5, 8, 15, 16, 17, 31, 33, 70};

    for (unsigned d = 0; d < ARRAYSIZE(distances); d++) {
        for (int direction = 0; direction < 9; direction++) {
            LONG dx = (direction % 3 - 1) * distances[d];
            LONG dy = (direction / 3 - 1) * distances[d];

            for (int degrees = 0; degrees < 360; degrees += 90) {
                for (unsigned bytes = 2; bytes <= 4; bytes++) {
                    check_direction(1 + (LONG)noise(80), 1 + (LONG)noise(30), dx, dy, degrees, bytes);
                    check_direction(61, 19, dx, dy, degrees, bytes);
                }
            }
        }
    }
}

static void dod_33_sideways_moves_of_every_width_and_distance(void **state)
{
    for (LONG width = 1; width <= 80; width++) {
        for (LONG distance = 1; distance <= 24; distance++) {
            check_direction(width, 2, distance, 0, 0, 2 + noise(3));
            check_direction(width, 2, -distance, 0, 0, 2 + noise(3));
            check_direction(2, width, 0, distance, 90, 2 + noise(3));
            check_direction(2, width, 0, -distance, 270, 2 + noise(3));
        }
    }
}

static void dod_32_random_moves(void **state)
{
    for (unsigned i = 0; i < 1500; i++) {
        unsigned width = 1 + noise(200), height = 1 + noise(120);
        LONG columns = 1 + (LONG)noise(width), rows = 1 + (LONG)noise(height);
        POINT source = {(LONG)noise(width - (unsigned)columns + 1), (LONG)noise(height - (unsigned)rows + 1)};
        POINT to = {(LONG)noise(width - (unsigned)columns + 1), (LONG)noise(height - (unsigned)rows + 1)};
        RECT dest = {to.x, to.y, to.x + columns, to.y + rows};

        check_move(width, height, &dest, source, (int)noise(4) * 90, 2 + noise(3));
    }
}

/* ---- presents ---- */

struct list {
    D3DKMT_MOVE_RECT moves[200];
    RECT dirty[300];
    unsigned move_count, dirty_count;
};

static LONG hostile_coordinate(unsigned limit)
{
    static const LONG hostile[] = {MINLONG, MINLONG + 1, -100000, MAXLONG, MAXLONG - 1, 100000, -1, 0};

    return noise(4) ? (LONG)noise(limit + 20) - 10 : hostile[noise(ARRAYSIZE(hostile))];
}

static void list_random(struct list *list, unsigned width, unsigned height)
{
    list->move_count = noise(40);
    list->dirty_count = noise(100);
    for (unsigned i = 0; i < list->move_count; i++) {
        list->moves[i].SourcePoint = (POINT){hostile_coordinate(width), hostile_coordinate(height)};
        list->moves[i].DestRect = (RECT){hostile_coordinate(width), hostile_coordinate(height),
                                         hostile_coordinate(width), hostile_coordinate(height)};
    }
    for (unsigned i = 0; i < list->dirty_count; i++) {
        list->dirty[i] = (RECT){hostile_coordinate(width), hostile_coordinate(height),
                                hostile_coordinate(width), hostile_coordinate(height)};
    }
}

/* Cuts a move to the image: FALSE when nothing is left. Says whether all of its source is inside, too. */
static BOOLEAN cut_move(const D3DKMT_MOVE_RECT *move, long w, long h, RECT *dest, POINT *source,
                        BOOLEAN *whole)
{
    long left = move->DestRect.left > 0 ? move->DestRect.left : 0;
    long top = move->DestRect.top > 0 ? move->DestRect.top : 0;
    long right = move->DestRect.right < w ? move->DestRect.right : w;
    long bottom = move->DestRect.bottom < h ? move->DestRect.bottom : h;
    long x = left - (long)move->DestRect.left + move->SourcePoint.x;
    long y = top - (long)move->DestRect.top + move->SourcePoint.y;

    *dest = (RECT){(LONG)left, (LONG)top, (LONG)right, (LONG)bottom};
    *source = (POINT){(LONG)x, (LONG)y};
    *whole = x >= 0 && y >= 0 && x + right - left <= w && y + bottom - top <= h;
    return left < right && top < bottom;
}

/* The oracle of a present: what can be moved is moved, until a move has to come from the image. */
static void oracle_present(struct canvas *screen, const struct canvas *image, const struct list *list,
                           int degrees)
{
    BOOLEAN from_image = screen->surface.slow_reads, whole;
    RECT dest;
    POINT source;

    for (unsigned i = 0; i < list->move_count; i++) {
        if (!cut_move(&list->moves[i], image->surface.width, image->surface.height, &dest, &source, &whole)) {
            continue;
        }
        from_image = from_image || !whole;
        if (from_image) {
            oracle_dirty(screen, image, &dest, degrees);
        } else {
            oracle_move(screen, &dest, source, degrees);
        }
    }
    for (unsigned i = 0; i < list->dirty_count; i++) {
        oracle_dirty(screen, image, &list->dirty[i], degrees);
    }
}

static void present_list(struct canvas *screen, const struct canvas *image, const struct list *list,
                         int degrees)
{
    rect_present(&(struct rect_present){
        .screen = &screen->surface,
        .image = &image->surface,
        .rotation = rotation_of(degrees),
        .moves = list->moves,
        .move_count = list->move_count,
        .dirty = list->dirty,
        .dirty_count = list->dirty_count,
    });
}

static void check_present(const struct list *list, unsigned width, unsigned height, int degrees,
                          unsigned bytes_per_pixel, BOOLEAN slow_reads)
{
    struct canvas_options of_image = {
        .width = width, .height = height, .bytes_per_pixel = 4, .padding = noise(2) * 12};
    struct canvas screen, image, expected;

    screen_init(&screen, width, height, degrees, bytes_per_pixel);
    canvas_init(&image, &of_image);
    screen.surface.slow_reads = slow_reads;
    canvas_copy(&expected, &screen);
    oracle_present(&expected, &image, list, degrees);
    present_list(&screen, &image, list, degrees);
    canvas_assert_equal(&screen, &expected, "present of %u moves and %u rectangles, rotation %d",
                        list->move_count, list->dirty_count, degrees);
    canvas_fini(&expected);
    canvas_fini(&image);
    canvas_fini(&screen);
}

static void dod_33_moves_come_before_dirty_rectangles(void **state)
{
    /* The second move reads what the first wrote; the dirty rectangle lies on the source of the first. */
    struct list list = {
        .moves = {{{0, 0}, {10, 0, 20, 10}}, {{10, 0}, {15, 5, 25, 15}}},
        .move_count = 2,
        .dirty = {{0, 0, 10, 10}},
        .dirty_count = 1,
    };

    for (int degrees = 0; degrees < 360; degrees += 90) {
        check_present(&list, 40, 30, degrees, 4, FALSE);
    }
}

static void dod_34_hostile_lists_draw_what_is_inside_and_nothing_else(void **state)
{
    static struct list list;

    for (unsigned i = 0; i < 300; i++) {
        unsigned width = 1 + noise(120), height = 1 + noise(90);

        list_random(&list, width, height);
        check_present(&list, width, height, (int)noise(4) * 90, 2 + noise(3), noise(4) == 0);
    }
}

static void scribble(const struct canvas *image, const RECT *rect)
{
    for (LONG y = rect->top; y < rect->bottom; y++) {
        for (LONG x = rect->left; x < rect->right; x++) {
            *(UINT *)surface_at(&image->surface, x, y) = noise(MAXLONG);
        }
    }
}

/* What a client does that tells of its updates by this list; what comes from outside it has to paint. */
static void client_update(const struct canvas *image, const struct list *list)
{
    RECT rect;
    POINT source;
    BOOLEAN whole;

    for (unsigned i = 0; i < list->move_count; i++) {
        if (!cut_move(&list->moves[i], image->surface.width, image->surface.height, &rect, &source, &whole)) {
            continue;
        }
        if (whole) {
            struct canvas screen = *image;
            oracle_move(&screen, &rect, source, 0);
        } else {
            scribble(image, &rect);
        }
    }
    for (unsigned i = 0; i < list->dirty_count; i++) {
        rect = list->dirty[i];
        if (rect_clip(&rect, image->surface.width, image->surface.height)) {
            scribble(image, &rect);
        }
    }
}

static void check_update(const struct list *list, unsigned width, unsigned height, int degrees,
                         unsigned bytes_per_pixel, BOOLEAN slow_reads)
{
    struct canvas_options of_image = {.width = width, .height = height, .bytes_per_pixel = 4};
    const RECT all = {0, 0, (LONG)width, (LONG)height};
    struct canvas screen, image, expected;

    screen_init(&screen, width, height, degrees, bytes_per_pixel);
    screen.surface.slow_reads = slow_reads;
    canvas_init(&image, &of_image);
    oracle_dirty(&screen, &image, &all, degrees);
    client_update(&image, list);
    canvas_copy(&expected, &screen);
    oracle_dirty(&expected, &image, &all, degrees);
    present_list(&screen, &image, list, degrees);
    canvas_assert_equal(&screen, &expected, "update by %u moves and %u rectangles, rotation %d",
                        list->move_count, list->dirty_count, degrees);
    canvas_fini(&expected);
    canvas_fini(&image);
    canvas_fini(&screen);
}

/* The second move reads what the first, whose source is half outside, cannot have moved; a third covers it. */
static void dod_31_moves_after_one_from_the_image_end_as_the_image(void **state)
{
    struct list list = {
        .moves = {{{-5, 0}, {10, 0, 20, 10}}, {{10, 0}, {20, 10, 30, 20}}, {{0, 20}, {10, 0, 20, 10}}},
        .move_count = 3,
    };

    for (int degrees = 0; degrees < 360; degrees += 90) {
        check_update(&list, 40, 30, degrees, 4, FALSE);
        check_update(&list, 40, 30, degrees, 4, TRUE);
    }
}

static void dod_31_hostile_lists_end_as_the_image(void **state)
{
    static struct list list;

    for (unsigned i = 0; i < 300; i++) {
        unsigned width = 1 + noise(120), height = 1 + noise(90);

        list_random(&list, width, height);
        check_update(&list, width, height, (int)noise(4) * 90, 2 + noise(3), noise(4) == 0);
    }
}

/* More rectangles than are worked on at a time, all of them good. */
static void dod_33_long_lists_are_drawn_to_their_end(void **state)
{
    static struct list list = {.move_count = ARRAYSIZE(list.moves), .dirty_count = ARRAYSIZE(list.dirty)};

    for (unsigned i = 0; i < 24; i++) {
        unsigned width = 100 + noise(100), height = 70 + noise(60);

        for (unsigned j = 0; j < list.move_count; j++) {
            LONG columns = 1 + (LONG)noise(50), rows = 1 + (LONG)noise(30);
            POINT to = {(LONG)noise(width - 50), (LONG)noise(height - 30)};
            list.moves[j].SourcePoint = (POINT){(LONG)noise(width - 50), (LONG)noise(height - 30)};
            list.moves[j].DestRect = (RECT){to.x, to.y, to.x + columns, to.y + rows};
        }
        for (unsigned j = 0; j < list.dirty_count; j++) {
            POINT to = {(LONG)noise(width - 20), (LONG)noise(height - 5)};
            list.dirty[j] = (RECT){to.x, to.y, to.x + 1 + (LONG)noise(20), to.y + 1 + (LONG)noise(5)};
        }
        check_present(&list, width, height, (int)(i % 4) * 90, 2 + i / 4 % 3, i / 12 % 2);
    }
}

static void an_empty_present_draws_nothing(void **state)
{
    struct list list = {.move_count = 0};

    check_present(&list, 13, 9, 90, 3, FALSE);
}

static int seed(void **state)
{
    noise_seed(33);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(dod_33_overlapping_moves_in_all_directions, seed),
        cmocka_unit_test_setup(dod_33_sideways_moves_of_every_width_and_distance, seed),
        cmocka_unit_test_setup(dod_32_random_moves, seed),
        cmocka_unit_test_setup(dod_33_moves_come_before_dirty_rectangles, seed),
        cmocka_unit_test_setup(dod_34_hostile_lists_draw_what_is_inside_and_nothing_else, seed),
        cmocka_unit_test_setup(dod_31_moves_after_one_from_the_image_end_as_the_image, seed),
        cmocka_unit_test_setup(dod_31_hostile_lists_end_as_the_image, seed),
        cmocka_unit_test_setup(dod_33_long_lists_are_drawn_to_their_end, seed),
        cmocka_unit_test_setup(an_empty_present_draws_nothing, seed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
