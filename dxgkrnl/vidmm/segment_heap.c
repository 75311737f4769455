/* The range allocator, see segment_heap.h. Two trees over the same records: all by address, the free ones by size. */
#include "segment_heap.h"

#include <string.h>

#define BLOCK(node, member)                                                                                  \
    ((struct heap_block *)(void *)((char *)(node)-offsetof(struct heap_block, member)))

/* ---- trees ---- */

static bool less(const struct tree_node *a, const struct tree_node *b)
{
    return a->key[0] != b->key[0] ? a->key[0] < b->key[0] : a->key[1] < b->key[1];
}

static void tree_insert(struct tree_node **root, struct tree_node *node)
{
    while (*root && (*root)->weight >= node->weight)
        root = less(node, *root) ? &(*root)->left : &(*root)->right;
    struct tree_node *rest = *root, **l = &node->left, **r = &node->right;
    *root = node;
    while (rest) {
        if (less(rest, node)) {
            *l = rest;
            l = &rest->right;
            rest = rest->right;
        } else {
            *r = rest;
            r = &rest->left;
            rest = rest->left;
        }
    }
    *l = *r = NULL;
}

static void tree_remove(struct tree_node **root, struct tree_node *node)
{
    while (*root != node)
        root = less(node, *root) ? &(*root)->left : &(*root)->right;
    struct tree_node *l = node->left, *r = node->right;
    while (l && r) {
        if (l->weight >= r->weight) {
            *root = l;
            root = &l->right;
            l = l->right;
        } else {
            *root = r;
            root = &r->left;
            r = r->left;
        }
    }
    *root = l ? l : r;
}

/* The first node at or behind the key; NULL: none. */
static struct tree_node *tree_from(struct tree_node *root, uint64_t key0, uint64_t key1)
{
    const struct tree_node key = {.key = {key0, key1}};
    struct tree_node *found = NULL;
    while (root) {
        if (less(root, &key)) {
            root = root->right;
        } else {
            found = root;
            root = root->left;
        }
    }
    return found;
}

/* ---- records ---- */

static uint32_t next_weight(struct segment_heap *heap)
{
    heap->weight ^= heap->weight << 13;
    heap->weight ^= heap->weight >> 17;
    heap->weight ^= heap->weight << 5;
    return heap->weight;
}

/* At least `count` spare records: what follows cannot fail half-way. */
static bool reserve(struct segment_heap *heap, unsigned count)
{
    struct heap_block **end = &heap->spare;
    for (; count; count--, end = &(*end)->next) {
        if (*end)
            continue;
        *end = heap->alloc(sizeof(**end));
        if (!*end)
            return false;
        (*end)->next = NULL;
    }
    return true;
}

static struct heap_block *new_block(struct segment_heap *heap, uint64_t start, uint64_t size)
{
    struct heap_block *block = heap->spare;
    heap->spare = block->next;
    memset(block, 0, sizeof(*block));
    block->start = start;
    block->size = size;
    block->by_start.key[0] = start;
    block->by_start.weight = next_weight(heap);
    block->by_size.weight = next_weight(heap);
    return block;
}

static void link_behind(struct segment_heap *heap, struct heap_block *block, struct heap_block *previous)
{
    struct heap_block **link = previous ? &previous->next : &heap->first;
    block->previous = previous;
    block->next = *link;
    if (*link)
        (*link)->previous = block;
    *link = block;
    tree_insert(&heap->starts, &block->by_start);
}

static void unlink_block(struct segment_heap *heap, struct heap_block *block)
{
    *(block->previous ? &block->previous->next : &heap->first) = block->next;
    if (block->next)
        block->next->previous = block->previous;
    tree_remove(&heap->starts, &block->by_start);
    block->next = heap->spare;
    heap->spare = block;
}

static void list_free(struct segment_heap *heap, struct heap_block *block)
{
    block->owner = NULL;
    block->by_size.key[0] = block->size;
    block->by_size.key[1] = block->start;
    tree_insert(&heap->sizes, &block->by_size);
    __atomic_store_n(&heap->free, heap->free + block->size,
                     __ATOMIC_RELAXED); /* vidmm_segment reads it without the lock */
}

static void unlist_free(struct segment_heap *heap, struct heap_block *block)
{
    tree_remove(&heap->sizes, &block->by_size);
    __atomic_store_n(&heap->free, heap->free - block->size, __ATOMIC_RELAXED);
}

/* ---- the heap ---- */

bool heap_init(struct segment_heap *heap, uint64_t base, uint64_t size, void *(*alloc)(size_t),
               void (*release)(void *))
{
    memset(heap, 0, sizeof(*heap));
    heap->base = base;
    heap->size = size;
    heap->weight = 0x9E3779B9u;
    heap->alloc = alloc;
    heap->release = release;
    if (!size)
        return true;
    if (!reserve(heap, 1))
        return false;
    struct heap_block *all = new_block(heap, base, size);
    link_behind(heap, all, NULL);
    list_free(heap, all);
    return true;
}

void heap_fini(struct segment_heap *heap)
{
    struct heap_block *lists[] = {heap->first, heap->spare};
    for (unsigned i = 0; i < 2; i++) {
        for (struct heap_block *block = lists[i], *next; block; block = next) {
            next = block->next;
            heap->release(block);
        }
    }
    memset(heap, 0, sizeof(*heap));
}

/* Where in the block; UINT64_MAX: nowhere. */
static uint64_t fit(const struct heap_block *block, uint64_t size, uint64_t align, enum heap_side side)
{
    if (block->size < size)
        return UINT64_MAX;
    uint64_t last = block->start + block->size - size;
    uint64_t at = side == HEAP_HIGH ? last & ~(align - 1) : (block->start + align - 1) & ~(align - 1);
    return at >= block->start && at <= last ? at : UINT64_MAX;
}

/* Cuts [start, start + size) out of a free block. Two records are in reserve. */
static struct heap_block *cut(struct segment_heap *heap, struct heap_block *block, uint64_t start,
                              uint64_t size, void *owner)
{
    uint64_t before = start - block->start, behind = block->size - before - size;

    unlist_free(heap, block);
    if (behind) {
        struct heap_block *rest = new_block(heap, start + size, behind);
        link_behind(heap, rest, block);
        list_free(heap, rest);
    }
    if (before) {
        block->size = before;
        list_free(heap, block);
        struct heap_block *middle = new_block(heap, start, size);
        link_behind(heap, middle, block);
        block = middle;
    }
    block->size = size;
    block->owner = owner;
    heap->taken++;
    return block;
}

struct heap_block *heap_take(struct segment_heap *heap, uint64_t size, uint64_t align, enum heap_side side,
                             void *owner)
{
    unsigned tries = 8; /* of the best fits; then one that fits wherever it begins */
    uint64_t at = UINT64_MAX;
    struct tree_node *node = tree_from(heap->sizes, size, 0);

    if (!node || !size || !reserve(heap, 2))
        return NULL;
    while (node && (at = fit(BLOCK(node, by_size), size, align, side)) == UINT64_MAX) {
        struct tree_node *roomy = --tries == 0 ? tree_from(heap->sizes, size + align, 0) : NULL;
        node = roomy ? roomy : tree_from(heap->sizes, node->key[0], node->key[1] + 1);
    }
    return node ? cut(heap, BLOCK(node, by_size), at, size, owner) : NULL;
}

struct heap_block *heap_at(const struct segment_heap *heap, uint64_t address)
{
    if (address - heap->base >= heap->size)
        return NULL;
    struct tree_node *node = heap->starts, *found = NULL;
    while (node) {
        if (node->key[0] <= address) {
            found = node;
            node = node->right;
        } else {
            node = node->left;
        }
    }
    return found ? BLOCK(found, by_start) : NULL;
}

struct heap_block *heap_take_at(struct segment_heap *heap, uint64_t start, uint64_t size, void *owner)
{
    struct heap_block *block = heap_at(heap, start);
    if (!block || block->owner || !size || size > block->size || start - block->start > block->size - size ||
        !reserve(heap, 2))
        return NULL;
    return cut(heap, block, start, size, owner);
}

void heap_give(struct segment_heap *heap, struct heap_block *block)
{
    struct heap_block *previous = block->previous, *next = block->next;

    heap->taken--;
    if (next && !next->owner) {
        unlist_free(heap, next);
        block->size += next->size;
        unlink_block(heap, next);
    }
    if (previous && !previous->owner) {
        unlist_free(heap, previous);
        previous->size += block->size;
        unlink_block(heap, block);
        block = previous;
    }
    list_free(heap, block);
}

/* ---- for tests ---- */

static size_t tree_check(const struct tree_node *node, const struct tree_node *low,
                         const struct tree_node *high)
{
    if (!node)
        return 0;
    if ((low && !less(low, node)) || (high && !less(node, high)) ||
        (node->left && node->left->weight > node->weight) ||
        (node->right && node->right->weight > node->weight))
        return SIZE_MAX / 4;
    return 1 + tree_check(node->left, low, node) + tree_check(node->right, node, high);
}

const char *heap_check(const struct segment_heap *heap)
{
    uint64_t at = heap->base, is_free = 0;
    size_t blocks = 0, holes = 0;
    const struct heap_block *previous = NULL;

    for (const struct heap_block *block = heap->first; block; previous = block, block = block->next) {
        if (block->start != at || !block->size || block->previous != previous)
            return "a range does not begin where the one before it ends";
        if (block->by_start.key[0] != block->start)
            return "a range is listed under another address";
        if (!block->owner && previous && !previous->owner)
            return "two free ranges are neighbours";
        if (!block->owner && block->by_size.key[0] != block->size)
            return "a free range is listed under another size";
        at += block->size;
        blocks++;
        holes += !block->owner;
        is_free += block->owner ? 0 : block->size;
    }
    if (at != heap->base + heap->size)
        return "the ranges do not add up to the segment";
    if (is_free != heap->free || blocks - holes != heap->taken)
        return "the counts are wrong";
    if (tree_check(heap->starts, NULL, NULL) != blocks || tree_check(heap->sizes, NULL, NULL) != holes)
        return "a tree is out of order";
    return NULL;
}
