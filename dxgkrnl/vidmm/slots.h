/*
 * The slot table of REN-70: what a stream of patch entries has bound at a position. The table of a moment follows from the list alone: for
 * each slot the last entry before it. So nothing is kept between two portions of a DMA buffer but the list itself.
 */
#ifndef OPENWDDM_SLOTS_H
#define OPENWDDM_SLOTS_H

#include "dispmprt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slot_table {
    uint32_t *seen; /* per slot: the walk that met it last */
    uint32_t rows;  /* MaxAllocationListSlotId */
    uint32_t room;
    uint32_t walk;
};

/* Room for slots below `rows`; false: no memory. */
bool slots_reserve(struct slot_table *table, uint32_t rows, void *(*alloc)(size_t), void (*release)(void *));

/* The first entry whose SplitOffset is at or behind `position`; entries are in order of SplitOffset (REN-67). */
UINT slots_first(const D3DDDI_PATCHLOCATIONLIST *patches, UINT count, UINT position);

/* Entries whose binding lasts over a split at `position`, newest first, each slot once: bound before it, and not bound again exactly there
 * (REN-71). Returns how many; `found` has room for the lesser of rows and count. Bindings of NULL elements are among them. */
UINT slots_carried(struct slot_table *table, const D3DDDI_PATCHLOCATIONLIST *patches, UINT count,
                   UINT position, UINT *found);

#endif
