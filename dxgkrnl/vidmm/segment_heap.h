/*
 * Ranges of a segment: which are free, and who has the others. A model that knows nothing of allocations or drivers, so that it can be
 * compared with an oracle alone. Best fit with alignment; taking, giving and looking up are O(log n).
 */
#ifndef OPENWDDM_SEGMENT_HEAP_H
#define OPENWDDM_SEGMENT_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A binary search tree by key, and a heap by weight: balanced for as long as the weights are random. */
struct tree_node {
    struct tree_node *left, *right;
    uint64_t key[2];
    uint32_t weight;
};

struct heap_block {
    struct tree_node by_start; /* of every block */
    struct tree_node by_size;  /* of free ones */
    struct heap_block *previous, *next;
    uint64_t start, size; /* bytes; start is an address of the segment, not an offset */
    void *owner;          /* NULL: free */
};

struct segment_heap {
    uint64_t base, size, free; /* bytes */
    size_t taken;              /* blocks */
    struct tree_node *starts, *sizes;
    struct heap_block *first, *spare;
    uint32_t weight; /* state of the generator */
    void *(*alloc)(size_t size);
    void (*release)(void *memory);
};

/* All of [base, base + size) is free. False: no memory. */
bool heap_init(struct segment_heap *heap, uint64_t base, uint64_t size, void *(*alloc)(size_t),
               void (*release)(void *));
void heap_fini(struct segment_heap *heap);

enum heap_side { HEAP_LOW, HEAP_HIGH };

/* The smallest free range that holds `size` bytes at a multiple of `align` (a power of two), at its lower or upper end. NULL: there is
 * none, or no memory for the record. `owner` is not NULL. */
struct heap_block *heap_take(struct segment_heap *heap, uint64_t size, uint64_t align, enum heap_side side,
                             void *owner);
/* Exactly [start, start + size). NULL: not all of it is free. */
struct heap_block *heap_take_at(struct segment_heap *heap, uint64_t start, uint64_t size, void *owner);
void heap_give(struct segment_heap *heap, struct heap_block *block);

/* The block that holds the address; NULL: outside. Neighbours are ->previous and ->next. */
struct heap_block *heap_at(const struct segment_heap *heap, uint64_t address);

/* NULL, or what is wrong with it. */
const char *heap_check(const struct segment_heap *heap);

#endif
