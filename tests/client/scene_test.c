/*
 * The arithmetic under composited desktops, against pictures small enough to be drawn by hand: a batch cut to a window must give that window
 * what the desktop shows there (DOD-31, DOD-33 for the order of moves), and a region must cover what was put into it.
 */
#include "region.h"
#include "scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define W 40
#define H 30

static uint64_t state;

static uint32_t draw_number(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

static struct rect draw_rect(void)
{
    int32_t x = (int32_t)draw_number(W), y = (int32_t)draw_number(H);

    return (struct rect){x, y, x + 1 + (int32_t)draw_number((uint32_t)(W - x)),
                         y + 1 + (int32_t)draw_number((uint32_t)(H - y))};
}

struct screen {
    uint32_t pixel[H][W];
};

static void move_pixels(struct screen *s, const struct move *m)
{
    static struct screen old;

    old = *s;
    for (int32_t y = m->to.top; y < m->to.bottom; y++) {
        for (int32_t x = m->to.left; x < m->to.right; x++)
            s->pixel[y][x] = old.pixel[m->from_y + y - m->to.top][m->from_x + x - m->to.left];
    }
}

static void new_pixels(struct screen *s, const struct rect *r)
{
    for (int32_t y = r->top; y < r->bottom; y++) {
        for (int32_t x = r->left; x < r->right; x++)
            s->pixel[y][x] = draw_number(1u << 24);
    }
}

/* Ten operations in any order on the desktop, collected as a source collects them. */
static void draw_session(struct screen *desktop, struct batch *batch)
{
    batch_clear(batch);
    for (unsigned i = 0; i < 10; i++) {
        struct rect to = draw_rect();
        if (draw_number(3)) {
            int32_t width = to.right - to.left, height = to.bottom - to.top;
            struct move m = {(int32_t)draw_number((uint32_t)(W - width) + 1),
                             (int32_t)draw_number((uint32_t)(H - height) + 1), to};
            move_pixels(desktop, &m);
            batch_move(batch, &m);
        } else {
            new_pixels(desktop, &to);
            batch_dirty(batch, &to);
        }
    }
}

static bool inside(const struct rect *r, const struct rect *place)
{
    return r->left >= 0 && r->top >= 0 && r->right <= place->right - place->left &&
           r->bottom <= place->bottom - place->top;
}

/* A window that starts with the desktop's old pixels and does what its part of the batch says holds its new ones. */
static void test_windows_follow_the_desktop(void **state_)
{
    static struct batch batch, window;
    static struct screen desktop, mine;

    for (unsigned seed = 1; seed <= 5000; seed++) {
        state = seed;
        struct rect all = {0, 0, W, H}, place = draw_rect();
        new_pixels(&desktop, &all);
        memset(&mine, 0, sizeof(mine));
        for (int32_t y = place.top; y < place.bottom; y++)
            memcpy(mine.pixel[y - place.top], &desktop.pixel[y][place.left],
                   (size_t)(place.right - place.left) * 4);
        draw_session(&desktop, &batch);
        scene_cut(&batch, &place, false, &window);
        if (!scene_meets(&batch, &place))
            assert_int_equal(window.move_count + window.dirty_count, 0);
        for (size_t i = 0; i < window.move_count; i++) {
            const struct move *m = &window.moves[i];
            struct rect from = {m->from_x, m->from_y, m->from_x + m->to.right - m->to.left,
                                m->from_y + m->to.bottom - m->to.top};
            assert_true(inside(&m->to, &place) && inside(&from, &place));
            move_pixels(&mine, m);
        }
        for (size_t i = 0; i < window.dirty_count; i++) {
            const struct rect *r = &window.dirty[i];
            assert_true(inside(r, &place));
            for (int32_t y = r->top; y < r->bottom; y++)
                memcpy(&mine.pixel[y][r->left], &desktop.pixel[y + place.top][r->left + place.left],
                       (size_t)(r->right - r->left) * 4);
        }
        for (int32_t y = place.top; y < place.bottom; y++) {
            if (memcmp(mine.pixel[y - place.top], &desktop.pixel[y][place.left],
                       (size_t)(place.right - place.left) * 4))
                fail_msg("seed %u: line %d of the window differs", seed, y - place.top);
        }
    }
}

static void test_whole_is_everything(void **state_)
{
    static struct batch batch, window;
    const struct rect place = {10, 5, 30, 25};

    batch_clear(&batch);
    scene_cut(&batch, &place, true, &window);
    assert_int_equal(window.dirty_count, 1);
    assert_int_equal(rect_area(&window.dirty[0]), 20 * 20);
    assert_int_equal(window.dirty[0].left, 0);
}

static void test_regions_cover(void **state_)
{
    for (unsigned seed = 1; seed <= 500; seed++) {
        static bool wanted[H][W], covered[H][W];
        struct region region = {0};

        state = seed;
        memset(wanted, 0, sizeof(wanted));
        memset(covered, 0, sizeof(covered));
        for (unsigned i = 0; i < 200; i++) {
            struct rect r = draw_rect();
            if (draw_number(4))
                r.right = r.left + 1, r.bottom = r.top + 1;
            region_add(&region, &r);
            for (int32_t y = r.top; y < r.bottom; y++)
                memset(&wanted[y][r.left], true, (size_t)(r.right - r.left));
        }
        assert_true(region.count <= REGION_MAX);
        for (size_t i = 0; i < region.count; i++) {
            const struct rect *r = &region.rects[i];
            assert_true(r->left >= 0 && r->top >= 0 && r->right <= W && r->bottom <= H);
            for (int32_t y = r->top; y < r->bottom; y++)
                memset(&covered[y][r->left], true, (size_t)(r->right - r->left));
        }
        for (unsigned y = 0; y < H; y++) {
            for (unsigned x = 0; x < W; x++)
                assert_true(!wanted[y][x] || covered[y][x]);
        }
    }
}

/* The parts and the hole are the rectangle, each pixel once. */
static void test_rect_without(void **state_)
{
    for (unsigned seed = 1; seed <= 2000; seed++) {
        state = seed;
        struct rect r = draw_rect(), hole = draw_rect(), parts[4], common;
        size_t count = rect_without(&r, &hole, parts);
        uint64_t area = rect_common(&r, &hole, &common) ? rect_area(&common) : 0;

        for (size_t i = 0; i < count; i++) {
            area += rect_area(&parts[i]);
            assert_false(rect_meets(&parts[i], &hole));
            for (size_t k = 0; k < i; k++)
                assert_false(rect_meets(&parts[i], &parts[k]));
        }
        assert_int_equal(area, rect_area(&r));
    }
}

/* Windows lie on the screen, and neighbours overlap. */
static void test_places(void **state_)
{
    for (unsigned count = 1; count <= SCENE_WINDOWS; count++) {
        bool overlap = count == 1;
        for (unsigned i = 0; i < count; i++) {
            struct rect r = scene_place(1280, 800, i, count), next = scene_place(1280, 800, i + 1, count);
            assert_false(rect_empty(&r));
            assert_true(r.left >= 0 && r.top >= 0 && r.right <= 1280 && r.bottom <= 800);
            overlap |= i + 1 < count && rect_meets(&r, &next);
        }
        assert_true(overlap);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_windows_follow_the_desktop),
        cmocka_unit_test(test_whole_is_everything),
        cmocka_unit_test(test_regions_cover),
        cmocka_unit_test(test_rect_without),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
