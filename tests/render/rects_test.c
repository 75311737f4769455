/* The rectangles of presents against a slow model (PRS-06). */
#include "present_rects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static uint64_t state_of;

static uint64_t draw_number(void)
{
    uint64_t x = state_of += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static RECT random_rect(LONG span)
{
    LONG l = (LONG)(draw_number() % (uint64_t)span) - span / 3,
         t = (LONG)(draw_number() % (uint64_t)span) - span / 3;
    return (RECT){l, t, l + (LONG)(draw_number() % (uint64_t)span) - 2,
                  t + (LONG)(draw_number() % (uint64_t)span) - 2};
}

/* Is a destination column touched by a column of `sub`, in exact fractions? */
static bool touched(LONG x, LONG low, LONG high, const LONG from[2], const LONG to[2])
{
    int64_t fs = from[1] - from[0], ts = to[1] - to[0];
    /* the destination span of source [low, high) is [to + (low - from) ts / fs, to + (high - from) ts / fs) */
    return (int64_t)(x + 1 - to[0]) * fs > (int64_t)(low - from[0]) * ts &&
           (int64_t)(x - to[0]) * fs < (int64_t)(high - from[0]) * ts;
}

static LONG most(LONG a, LONG b)
{
    return a > b ? a : b;
}

static LONG least(LONG a, LONG b)
{
    return a < b ? a : b;
}

static bool expect(LONG x, LONG y, const RECT *sub, const RECT *from, const RECT *fb, const RECT *to,
                   const RECT *tb)
{
    RECT part = {most(most(sub->left, from->left), fb->left), most(most(sub->top, from->top), fb->top),
                 least(least(sub->right, from->right), fb->right),
                 least(least(sub->bottom, from->bottom), fb->bottom)};
    if (part.left >= part.right || part.top >= part.bottom)
        return false;
    bool inside = x >= to->left && x < to->right && y >= to->top && y < to->bottom && x >= tb->left &&
                  x < tb->right && y >= tb->top && y < tb->bottom;
    return inside &&
           touched(x, part.left, part.right, (LONG[]){from->left, from->right},
                   (LONG[]){to->left, to->right}) &&
           touched(y, part.top, part.bottom, (LONG[]){from->top, from->bottom},
                   (LONG[]){to->top, to->bottom});
}

static void test_model(void **state)
{
    for (state_of = 1; state_of < 40000; state_of = (state_of & 0xFFFFFF) % 40000 + 1) {
        static unsigned turn;
        if (++turn > 4000)
            break;
        state_of = turn;
        RECT from = random_rect(24), to = random_rect(24), sub = random_rect(24), fb = {0, 0, 12, 10},
             tb = {0, 0, 14, 9}, out = {0};
        bool any = false, mapped = present_map(&sub, &from, &fb, &to, &tb, &out);
        if (rect_empty(&from) || rect_empty(&to)) {
            assert_false(mapped);
            continue;
        }
        for (LONG y = -1; y < 12; y++) {
            for (LONG x = -1; x < 16; x++) {
                bool due = !rect_empty(&sub) && expect(x, y, &sub, &from, &fb, &to, &tb);
                bool is = mapped && x >= out.left && x < out.right && y >= out.top && y < out.bottom;
                any |= due;
                if (due != is)
                    fail_msg("turn %u: (%d,%d) due %d is %d", turn, (int)x, (int)y, due, is);
            }
        }
        assert_int_equal(any, mapped);
    }
}

/* The ends of LONG. */
static void test_extremes(void **state)
{
    const RECT all = {MINLONG, MINLONG, MAXLONG, MAXLONG}, small = {0, 0, 10, 10}, one = {5, 5, 6, 6};
    RECT out;

    assert_true(present_map(&all, &all, &all, &all, &small, &out));
    assert_memory_equal(&out, &small, sizeof(out));
    assert_true(present_map(&small, &small, &small, &all, &small, &out));
    assert_memory_equal(&out, &small, sizeof(out));
    assert_true(present_map(&all, &all, &small, &small, &small, &out));
    assert_true(present_map(&one, &one, &small, &all, &all, &out));
    assert_memory_equal(&out, &all, sizeof(out));
    assert_false(present_map(&all, &(RECT){5, 5, 5, 9}, &small, &small, &small, &out));
    assert_false(present_map(&(RECT){MAXLONG, 0, MINLONG, 10}, &all, &all, &small, &small, &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_model), cmocka_unit_test(test_extremes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
