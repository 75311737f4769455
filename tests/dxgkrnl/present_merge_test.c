/*
 * Merging of updates against an oracle: whatever is drawn, merged and presented in whatever order, the screen ends up as the
 * image, for a miniport that moves on the screen and for one that takes everything from the image (DOD-31 .. DOD-33, DOD-41,
 * DOD-47).
 */
#include "present_merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define W     29
#define H     23
#define SEEDS 20000

static uint64_t random_state;

static uint32_t draw(uint32_t below)
{
    random_state += 0x9E3779B97F4A7C15u;
    uint64_t z = random_state;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (uint32_t)((z ^ z >> 31) >> 16) % below;
}

/* One source: what is drawn, what is shown, and the present side's bookkeeping as present.c does it. */
struct world {
    uint32_t image[H][W];
    uint32_t screen[H][W];
    uint32_t next_pixel;
    struct present_list *queue, *active;
    struct present_area *touched;
    bool in_flight, active_touches, touched_stale, redo;
    unsigned step; /* of the present in flight */
    bool moves_on_screen;
    unsigned long moves_kept;
};

static bool clip(RECT *r)
{
    r->left = r->left < 0 ? 0 : r->left;
    r->top = r->top < 0 ? 0 : r->top;
    r->right = r->right > W ? W : r->right;
    r->bottom = r->bottom > H ? H : r->bottom;
    return r->left < r->right && r->top < r->bottom;
}

static void copy_from_image(struct world *w, RECT r)
{
    if (!clip(&r))
        return;
    for (int y = r.top; y < r.bottom; y++)
        memcpy(&w->screen[y][r.left], &w->image[y][r.left], (size_t)(r.right - r.left) * 4);
}

/* A move within `pixels`; reports false when the destination or the source leaves the screen. */
static bool move_within(uint32_t pixels[H][W], const D3DKMT_MOVE_RECT *m)
{
    static uint32_t before[H][W];
    memcpy(before, pixels, sizeof(before));
    for (int y = m->DestRect.top; y < m->DestRect.bottom; y++) {
        for (int x = m->DestRect.left; x < m->DestRect.right; x++) {
            int sx = x - m->DestRect.left + m->SourcePoint.x, sy = y - m->DestRect.top + m->SourcePoint.y;
            if (x < 0 || y < 0 || x >= W || y >= H || sx < 0 || sy < 0 || sx >= W || sy >= H)
                return false;
            pixels[y][x] = before[sy][sx];
        }
    }
    return true;
}

/* ---- the miniport: one move or rectangle at a time, when it pleases ---- */

static bool driver_step(struct world *w)
{
    const struct present_list *p = w->active;
    if (w->step < p->move_count) {
        if (w->moves_on_screen)
            assert_true(move_within(w->screen, &p->moves[w->step]));
        else
            copy_from_image(w, p->moves[w->step].DestRect);
    } else if (w->step < p->move_count + p->dirty_count) {
        RECT r = p->dirty[w->step - p->move_count], clipped = r;
        assert_true(clip(&clipped) && memcmp(&r, &clipped, sizeof(r)) == 0);
        copy_from_image(w, r);
    } else {
        return false;
    }
    w->step++;
    return true;
}

static void finish(struct world *w, bool fail)
{
    while (!fail && driver_step(w))
        ;
    w->in_flight = false;
    w->redo = fail;
}

static void go_down(struct world *w)
{
    if (w->in_flight || (!w->redo && present_list_empty(w->queue)))
        return;
    if (w->redo)
        present_list_add_written(w->queue, W, H, w->active);
    if (w->touched_stale)
        present_area_clear(w->touched);
    if (w->active_touches)
        present_area_add_written(w->touched, w->active);
    w->touched_stale = w->redo = false;
    w->active_touches = true;
    struct present_list *list = w->queue;
    w->queue = w->active;
    w->active = list;
    present_list_clear(w->queue);
    w->in_flight = true;
    w->step = 0;
    w->moves_kept += list->move_count;
}

/* The miniport and the pump do something, or nothing. */
static void something(struct world *w)
{
    switch (draw(6)) {
    case 0:
    case 1:
    case 2:
        if (w->in_flight)
            driver_step(w);
        break;
    case 3:
        if (w->in_flight)
            finish(w, draw(6) == 0);
        break;
    case 4:
        go_down(w);
        break;
    default:
        break;
    }
}

static void meanwhile(struct world *w)
{
    for (unsigned n = draw(5); n; n--)
        something(w);
}

/* ---- the drawer ---- */

static LONG coordinate(LONG size)
{
    switch (draw(24)) {
    case 0:
        return -2147483647 - 1;
    case 1:
        return 2147483647;
    default:
        return (LONG)draw((uint32_t)size + 12) - 6;
    }
}

static RECT some_rect(void)
{
    if (draw(3)) {
        LONG x = (LONG)draw(W), y = (LONG)draw(H);
        return (RECT){x, y, x + 1 + (LONG)draw(9), y + 1 + (LONG)draw(9)};
    }
    return (RECT){coordinate(W), coordinate(H), coordinate(W), coordinate(H)};
}

static void paint(struct world *w, RECT r)
{
    if (!clip(&r))
        return;
    for (int y = r.top; y < r.bottom; y++) {
        for (int x = r.left; x < r.right; x++)
            w->image[y][x] = w->next_pixel++;
        if (draw(3) == 0)
            meanwhile(w); /* the miniport may be reading here right now */
    }
}

/* Moves in the image as the screen shall move; what comes from outside the screen is painted. */
static D3DKMT_MOVE_RECT draw_move(struct world *w)
{
    static uint32_t before[H][W];
    D3DKMT_MOVE_RECT m = {.DestRect = some_rect()};
    m.SourcePoint.x = draw(2) ? m.DestRect.left : coordinate(W);
    m.SourcePoint.y = draw(2) ? m.DestRect.top / 2 * 2 + 1 : coordinate(H);
    memcpy(before, w->image, sizeof(before));
    RECT r = m.DestRect;
    if (!clip(&r))
        return m;
    for (int64_t y = r.top; y < r.bottom; y++) {
        for (int64_t x = r.left; x < r.right; x++) {
            int64_t sx = x - m.DestRect.left + m.SourcePoint.x, sy = y - m.DestRect.top + m.SourcePoint.y;
            bool outside = sx < 0 || sy < 0 || sx >= W || sy >= H;
            w->image[y][x] = outside ? w->next_pixel++ : before[sy][sx];
        }
        if (draw(4) == 0)
            meanwhile(w);
    }
    return m;
}

static void update(struct world *w)
{
    D3DKMT_MOVE_RECT moves[4];
    RECT dirty[4];
    unsigned move_count = draw(4), dirty_count = draw(4);

    for (unsigned i = 0; i < move_count; i++)
        moves[i] = draw_move(w);
    for (unsigned i = 0; i < dirty_count; i++) {
        dirty[i] = some_rect();
        paint(w, dirty[i]);
    }
    meanwhile(w);
    struct present_uncertain u = {0};
    if (!w->touched_stale)
        u.area = w->touched;
    if (w->active_touches || w->in_flight || w->redo)
        u.in_flight = w->active;
    present_list_add(w->queue, &u, W, H, moves, move_count, dirty, dirty_count);
    go_down(w);
    if (w->in_flight && draw(2))
        finish(w, draw(9) == 0); /* a synchronous one */
    w->touched_stale = true;
    if (!w->in_flight && !w->redo)
        w->active_touches = false;
}

/* Nothing is left to do: the screen must be the image. */
static void settle(struct world *w, uint64_t seed)
{
    for (unsigned i = 0; i < 3; i++) {
        if (w->in_flight)
            finish(w, false);
        go_down(w);
    }
    if (memcmp(w->screen, w->image, sizeof(w->image)) != 0)
        fail_msg("seed %llu: the screen is not the image", (unsigned long long)seed);
    w->active_touches = false;
    w->touched_stale = true;
}

static struct world *make_world(void)
{
    struct world *w = calloc(1, sizeof(*w));
    w->queue = calloc(1, sizeof(*w->queue));
    w->active = calloc(1, sizeof(*w->active));
    w->touched = calloc(1, sizeof(*w->touched));
    w->next_pixel = 1;
    return w;
}

static void drop_world(struct world *w)
{
    free(w->queue);
    free(w->active);
    free(w->touched);
    free(w);
}

static void screen_becomes_the_image(void **state)
{
    unsigned long kept = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct world *w = make_world();
        random_state = seed;
        w->moves_on_screen = draw(2);
        unsigned updates = 1 + draw(24);
        for (unsigned i = 0; i < updates; i++) {
            update(w);
            meanwhile(w);
            if (draw(4) == 0)
                settle(w, seed);
        }
        settle(w, seed);
        kept += w->moves_kept;
        drop_world(w);
    }
    assert_true(kept > SEEDS); /* moves are not simply given up */
}

/* DOD-33: a scrolling text costs one move and one line, update after update. */
static void scrolling_keeps_moving(void **state)
{
    struct world *w = make_world();
    const D3DKMT_MOVE_RECT up = {.SourcePoint = {0, 1}, .DestRect = {0, 0, W, H - 1}};
    const RECT line = {0, H - 1, W, H};
    const struct present_uncertain none = {0};

    for (unsigned i = 0; i < 100; i++) {
        present_list_add(w->queue, &none, W, H, &up, 1, &line, 1);
        assert_int_equal(w->queue->move_count, 1);
        assert_int_equal(w->queue->dirty_count, 1);
        assert_memory_equal(&w->queue->moves[0], &up, sizeof(up));
        present_list_clear(w->queue);
    }
    /* Merged twice, the line of the first is carried up. */
    present_list_add(w->queue, &none, W, H, &up, 1, &line, 1);
    present_list_add(w->queue, &none, W, H, &up, 1, &line, 1);
    assert_int_equal(w->queue->move_count, 2);
    assert_int_equal(w->queue->dirty_count, 2);
    drop_world(w);
}

/* Bad input: a million moves and rectangles of any kind end in a bounded list that covers the screen where it must. */
static void hostile_updates_stay_bounded(void **state)
{
    enum { MANY = 1000000 };
    D3DKMT_MOVE_RECT *moves = calloc(MANY, sizeof(*moves));
    RECT *dirty = calloc(MANY, sizeof(*dirty));
    struct world *w = make_world();
    const struct present_uncertain none = {0};

    random_state = 99;
    for (unsigned i = 0; i < MANY; i++) {
        moves[i].DestRect = some_rect();
        moves[i].SourcePoint = (POINT){coordinate(W), coordinate(H)};
        dirty[i] = some_rect();
    }
    present_list_add(w->queue, &none, 1920, 1080, moves, MANY, dirty, MANY);
    assert_in_range(w->queue->move_count, 0, PRESENT_MAX_MOVES);
    assert_in_range(w->queue->dirty_count, 1, PRESENT_MAX_DIRTY);
    for (unsigned i = 0; i < w->queue->dirty_count; i++) {
        const RECT *r = &w->queue->dirty[i];
        assert_true(r->left >= 0 && r->top >= 0 && r->left < r->right && r->top < r->bottom &&
                    r->right <= 1920 && r->bottom <= 1080);
    }
    free(moves);
    free(dirty);
    drop_world(w);
}

/* Folding covers at least what was there. */
static void folding_loses_nothing(void **state)
{
    enum { COUNT = 3 * PRESENT_MAX_DIRTY };
    struct world *w = make_world();
    const struct present_uncertain none = {0};
    RECT *dirty = calloc(COUNT, sizeof(*dirty));

    for (LONG i = 0; i < COUNT; i++)
        dirty[i] = (RECT){(i * 7) % 1900, (i * 13) % 1000, (i * 7) % 1900 + 3, (i * 13) % 1000 + 2};
    present_list_add(w->queue, &none, 1920, 1080, NULL, 0, dirty, COUNT);
    for (unsigned i = 0; i < COUNT; i++) {
        bool held = false;
        for (unsigned j = 0; j < w->queue->dirty_count && !held; j++) {
            const RECT *r = &w->queue->dirty[j];
            held = r->left <= dirty[i].left && r->top <= dirty[i].top && r->right >= dirty[i].right &&
                   r->bottom >= dirty[i].bottom;
        }
        assert_true(held);
    }
    free(dirty);
    drop_world(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(screen_becomes_the_image),
        cmocka_unit_test(scrolling_keeps_moving),
        cmocka_unit_test(hostile_updates_stay_bounded),
        cmocka_unit_test(folding_loses_nothing),
    };
    return cmocka_run_group_tests_name("present merging", tests, NULL, NULL);
}
