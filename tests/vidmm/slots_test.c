/* What is bound at a split (REN-70, REN-71) and where the portions of a list are (REN-67), against a table kept by hand. */
#include "slots.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#ifndef SEEDS
#define SEEDS 1000
#endif

#define ENTRIES 48u
#define SLOTS   6u

static uint64_t state;

static UINT draw(UINT below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (UINT)(state % below);
}

static UINT make_list(D3DDDI_PATCHLOCATIONLIST *patches)
{
    UINT count = draw(ENTRIES + 1), position = 0;

    memset(patches, 0, ENTRIES * sizeof(*patches));
    for (UINT e = 0; e < count; e++) {
        position += draw(3) * 4;
        patches[e].SlotId = draw(SLOTS);
        patches[e].AllocationIndex = draw(10);
        patches[e].SplitOffset = position;
        patches[e].PatchOffset = position + 4;
    }
    return count;
}

/* The table after everything before the position; then what is bound again exactly there goes out. */
static UINT by_hand(const D3DDDI_PATCHLOCATIONLIST *patches, UINT count, UINT position, bool *bound)
{
    int row[SLOTS];
    UINT n = 0;

    memset(row, -1, sizeof(row));
    memset(bound, 0, ENTRIES);
    for (UINT e = 0; e < count; e++) {
        if (patches[e].SplitOffset < position)
            row[patches[e].SlotId] = (int)e;
        else if (patches[e].SplitOffset == position)
            row[patches[e].SlotId] = -1;
    }
    for (UINT s = 0; s < SLOTS; s++) {
        if (row[s] >= 0) {
            bound[row[s]] = true;
            n++;
        }
    }
    return n;
}

static void one_list(struct slot_table *table)
{
    D3DDDI_PATCHLOCATIONLIST patches[ENTRIES];
    UINT found[ENTRIES], count = make_list(patches), last = count ? patches[count - 1].SplitOffset : 0;
    bool bound[ENTRIES];

    for (UINT position = 0; position <= last + 8; position += 2) {
        UINT first = slots_first(patches, count, position);
        for (UINT e = 0; e < count; e++)
            assert_int_equal(e >= first, patches[e].SplitOffset >= position);
        UINT n = slots_carried(table, patches, count, position, found);
        assert_int_equal(n, by_hand(patches, count, position, bound));
        for (UINT i = 0; i < n; i++) {
            assert_true(bound[found[i]]);
            bound[found[i]] = false;
        }
    }
}

static void bound_at_every_split(void **unused)
{
    struct slot_table table = {0};

    assert_true(slots_reserve(&table, SLOTS, malloc, free));
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        state = seed * 0x9E3779B97F4A7C15ull + 1;
        one_list(&table);
    }
    free(table.seen);
}

/* The number of a walk comes round after 2^32 of them. */
static void walks_wrap(void **unused)
{
    struct slot_table table = {0};

    assert_true(slots_reserve(&table, SLOTS, malloc, free));
    for (uint64_t seed = 0; seed < 50; seed++) {
        state = seed + 1;
        table.walk = UINT32_MAX - 3;
        one_list(&table);
    }
    free(table.seen);
}

static void no_memory_for_more_rows(void **unused)
{
    struct slot_table table = {0};

    assert_true(slots_reserve(&table, 4, malloc, free));
    uint32_t *before = table.seen;
    assert_true(slots_reserve(&table, 3, NULL, NULL)); /* nothing to allocate */
    assert_ptr_equal(table.seen, before);
    free(table.seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bound_at_every_split),
        cmocka_unit_test(walks_wrap),
        cmocka_unit_test(no_memory_for_more_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
