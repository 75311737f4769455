/* The slot table, see slots.h. */
#include "slots.h"

#include <string.h>

bool slots_reserve(struct slot_table *table, uint32_t rows, void *(*alloc)(size_t), void (*release)(void *))
{
    if (rows > table->room) {
        uint32_t *seen = alloc(rows * sizeof(*seen));
        if (!seen)
            return false;
        memset(seen, 0, rows * sizeof(*seen));
        if (table->seen)
            release(table->seen);
        table->seen = seen;
        table->room = rows;
        table->walk = 0;
    }
    table->rows = rows;
    return true;
}

UINT slots_first(const D3DDDI_PATCHLOCATIONLIST *patches, UINT count, UINT position)
{
    UINT low = 0, high = count;
    while (low < high) {
        UINT middle = low + (high - low) / 2;
        if (patches[middle].SplitOffset < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* True the first time that this walk meets the slot. */
static bool meet(struct slot_table *table, UINT slot)
{
    if (slot >= table->rows || table->seen[slot] == table->walk)
        return false;
    table->seen[slot] = table->walk;
    return true;
}

UINT slots_carried(struct slot_table *table, const D3DDDI_PATCHLOCATIONLIST *patches, UINT count,
                   UINT position, UINT *found)
{
    UINT first = slots_first(patches, count, position), met = 0, n = 0;

    if (++table->walk == 0) {
        memset(table->seen, 0, table->room * sizeof(*table->seen));
        table->walk = 1;
    }
    for (UINT e = first; e < count && patches[e].SplitOffset == position; e++)
        met += meet(table, patches[e].SlotId);
    for (UINT e = first; e > 0 && met < table->rows; e--) {
        if (meet(table, patches[e - 1].SlotId)) {
            found[n++] = e - 1;
            met++;
        }
    }
    return n;
}
