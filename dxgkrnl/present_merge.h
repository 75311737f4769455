/*
 * Updates of a source that have not gone down yet, as one update: the arithmetic of merging, without adapter,
 * lock or time.
 *
 * A present tells the miniport moves (screen to screen, in order) and then dirty rectangles (from the image).
 * While one is in flight, later updates have to become one update that is right when it goes out, for a
 * miniport that really moves on the screen as well as for one that takes everything from the image (DOD-31).
 * A move reads the screen as it will be then. Two things may be there that the drawer of the update did not
 * mean: areas whose pixels are still waiting in the queue, and areas that a present in flight copies from an
 * image which is newer already. What a move would carry from such an area becomes dirty at its destination
 * instead; everything else keeps moving.
 */
#ifndef OPENWDDM_PRESENT_MERGE_H
#define OPENWDDM_PRESENT_MERGE_H

#include "d3dkmdt.h"

#include <stdbool.h>
#include <stddef.h>

/* Bounds of one present. Beyond them neighbours in the list are folded into one rectangle, and moves become
 * dirty: more pixels are copied, never fewer. */
#define PRESENT_MAX_DIRTY 4096u
#define PRESENT_MAX_MOVES 256u

struct present_list {
    unsigned move_count;
    unsigned dirty_count;
    bool whole; /* dirty is exactly the bounds, no moves */
    D3DKMT_MOVE_RECT moves[PRESENT_MAX_MOVES];
    RECT dirty[PRESENT_MAX_DIRTY];
};

/* Areas of the screen whose pixels may be newer than the updates say. */
struct present_area {
    unsigned count;
    RECT rect[PRESENT_MAX_DIRTY];
};

static inline bool present_list_empty(const struct present_list *list)
{
    return list->move_count == 0 && list->dirty_count == 0;
}

void present_list_clear(struct present_list *list);
/* The whole of [0,width) x [0,height). */
void present_list_set_whole(struct present_list *list, LONG width, LONG height);

/* What else than the queue makes the screen differ from what the drawer of an update meant; members may be
 * NULL. */
struct present_uncertain {
    const struct present_area *area;
    const struct present_list *in_flight; /* what it writes */
};

/* Adds one update to `list`: moves in order, then dirty rectangles, all clipped to [0,width) x [0,height). */
void present_list_add(struct present_list *list, const struct present_uncertain *uncertain, LONG width,
                      LONG height, const D3DKMT_MOVE_RECT *moves, size_t move_count, const RECT *dirty,
                      size_t dirty_count);

/* The area that `list` writes, added to the dirty rectangles of `queue` (a failed present) or to an area (one
 * in flight). */
void present_list_add_written(struct present_list *queue, LONG width, LONG height,
                              const struct present_list *list);
void present_area_clear(struct present_area *area);
void present_area_add_written(struct present_area *area, const struct present_list *list);

#endif
