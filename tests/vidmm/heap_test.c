/* The range allocator of a segment against an array of pages: SEG-04, SEG-05, ALC-02. */
#include "segment_heap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#ifndef SEEDS
#define SEEDS 1000
#endif

#define PAGES 96u
#define PAGE  4096ull
#define BASE  (37ull * PAGE) /* no multiple of most alignments */
#define MOST  64u

static uint64_t state;
static bool starved; /* every second request for a record fails */

static uint64_t draw(uint64_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % below;
}

static void *give_memory(size_t size)
{
    return starved && draw(2) ? NULL : malloc(size);
}

struct oracle {
    bool taken[PAGES];
    struct heap_block *block[MOST];
    uint64_t first[MOST], pages[MOST];
    unsigned count;
};

static bool range_free(const struct oracle *o, uint64_t first, uint64_t pages)
{
    for (uint64_t p = first; p < first + pages; p++)
        if (p >= PAGES || o->taken[p])
            return false;
    return true;
}

/* The size of the hole that page `p` is in. */
static uint64_t hole_of(const struct oracle *o, uint64_t p)
{
    uint64_t low = p, high = p;
    while (low > 0 && !o->taken[low - 1])
        low--;
    while (high < PAGES && !o->taken[high])
        high++;
    return high - low;
}

static uint64_t smallest_hole(const struct oracle *o, uint64_t pages, uint64_t align)
{
    uint64_t best = UINT64_MAX;
    for (uint64_t p = 0; p < PAGES; p++)
        if ((BASE / PAGE + p) % align == 0 && range_free(o, p, pages) && hole_of(o, p) < best)
            best = hole_of(o, p);
    return best;
}

static void keep(struct oracle *o, struct heap_block *block, uint64_t pages)
{
    uint64_t first = (block->start - BASE) / PAGE;
    assert_int_equal(block->start % PAGE, 0);
    assert_int_equal(block->size, pages * PAGE);
    assert_true(range_free(o, first, pages));
    memset(o->taken + first, true, pages);
    o->block[o->count] = block;
    o->first[o->count] = first;
    o->pages[o->count++] = pages;
}

static void take(struct segment_heap *heap, struct oracle *o)
{
    uint64_t pages = 1 + draw(draw(4) ? 6 : 40), align = 1ull << (draw(3) ? 0 : draw(5));
    uint64_t best = smallest_hole(o, pages, align);
    struct heap_block *block = heap_take(heap, pages * PAGE, align * PAGE, draw(2) ? HEAP_HIGH : HEAP_LOW, o);
    if (!starved)
        assert_int_equal(block != NULL, best != UINT64_MAX);
    if (!block)
        return;
    assert_int_equal(block->start % (align * PAGE), 0);
    if (align == 1)
        assert_int_equal(hole_of(o, (block->start - BASE) / PAGE), best);
    keep(o, block, pages);
}

static void take_at(struct segment_heap *heap, struct oracle *o)
{
    uint64_t first = draw(PAGES + 4), pages = 1 + draw(12);
    bool can = range_free(o, first, pages);
    struct heap_block *block = heap_take_at(heap, BASE + first * PAGE, pages * PAGE, o);
    if (!starved)
        assert_int_equal(block != NULL, can);
    if (!block)
        return;
    assert_true(can && block->start == BASE + first * PAGE);
    keep(o, block, pages);
}

static void give(struct segment_heap *heap, struct oracle *o)
{
    unsigned i = (unsigned)draw(o->count);
    heap_give(heap, o->block[i]);
    memset(o->taken + o->first[i], false, o->pages[i]);
    o->count--;
    o->block[i] = o->block[o->count];
    o->first[i] = o->first[o->count];
    o->pages[i] = o->pages[o->count];
}

static void look(struct segment_heap *heap, const struct oracle *o)
{
    uint64_t page = draw(PAGES);
    struct heap_block *block = heap_at(heap, BASE + page * PAGE + draw(PAGE));
    assert_non_null(block);
    assert_true(block->start <= BASE + page * PAGE && BASE + page * PAGE < block->start + block->size);
    assert_int_equal(block->owner != NULL, o->taken[page]);
    assert_null(heap_at(heap, BASE - 1));
    assert_null(heap_at(heap, BASE + PAGES * PAGE));
}

static void one_seed(uint64_t seed)
{
    struct segment_heap heap;
    struct oracle o = {0};

    state = seed * 0x9E3779B97F4A7C15ull + 1;
    starved = false;
    assert_true(heap_init(&heap, BASE, PAGES * PAGE, give_memory, free));
    for (unsigned step = 0; step < 120; step++) {
        starved = seed % 4 == 3 && draw(2);
        switch (o.count == MOST ? 3 : draw(5)) {
        case 0:
        case 1:
            take(&heap, &o);
            break;
        case 2:
            take_at(&heap, &o);
            break;
        default:
            if (o.count)
                give(&heap, &o);
            break;
        }
        look(&heap, &o);
        const char *wrong = heap_check(&heap);
        if (wrong)
            fail_msg("seed %llu, step %u: %s", (unsigned long long)seed, step, wrong);
    }
    while (o.count)
        give(&heap, &o);
    assert_int_equal(heap.free, PAGES * PAGE);
    assert_null(heap_check(&heap));
    heap_fini(&heap);
}

static void the_heap_is_an_array_of_pages(void **unused)
{
    for (uint64_t seed = 0; seed < 10u * SEEDS; seed++)
        one_seed(seed);
}

/* 100,000 ranges: a take or give stays as cheap as the depth of a tree. */
static void many_ranges(void **unused)
{
    enum { COUNT = 100000 };
    static struct heap_block *blocks[COUNT];
    struct segment_heap heap;

    state = 99;
    starved = false;
    assert_true(heap_init(&heap, 0, COUNT * 4 * PAGE, malloc, free));
    for (unsigned i = 0; i < COUNT; i++) {
        blocks[i] = heap_take(&heap, (1 + draw(3)) * PAGE, PAGE, HEAP_LOW, &heap);
        assert_non_null(blocks[i]);
    }
    for (unsigned i = 0; i < COUNT; i += 2)
        heap_give(&heap, blocks[i]);
    for (unsigned i = 0; i < COUNT; i += 2) {
        blocks[i] = heap_take(&heap, (1 + draw(3)) * PAGE, PAGE << draw(4), HEAP_HIGH, &heap);
        assert_non_null(blocks[i]);
    }
    assert_null(heap_check(&heap));
    heap_fini(&heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_heap_is_an_array_of_pages),
        cmocka_unit_test(many_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
