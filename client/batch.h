/*
 * Turns drawing in the order it happened into moves first, then dirty rectangles.
 *
 * A remote desktop copies and draws in any order; a present moves first and copies dirty rectangles of the finished image
 * afterwards. The two agree as long as no move reads what was drawn earlier in the same batch: such a move becomes a dirty
 * rectangle itself, since the image already holds its result. What holds at every step: once the moves so far have been made
 * on a screen that showed the image before, screen and image differ inside the dirty rectangles only.
 *
 * The lists are bounded. A full batch folds dirty rectangles into their common bounds, and moves into dirty rectangles;
 * the result is the same screen, only with more pixels copied.
 */
#ifndef OPENWDDM_BATCH_H
#define OPENWDDM_BATCH_H

#include "picture.h"

#define BATCH_MOVES 4096
#define BATCH_DIRTY 4096

struct batch {
    size_t move_count, dirty_count;
    struct rect dirty_bounds; /* around all dirty rectangles: most moves meet none of them */
    struct move moves[BATCH_MOVES];
    struct rect dirty[BATCH_DIRTY];
};

void batch_clear(struct batch *batch);
/* Rectangles lie within the image; empty ones drop out. */
void batch_dirty(struct batch *batch, const struct rect *rect);
void batch_move(struct batch *batch, const struct move *move);
/* A source that can stop in the middle of a message hands the batch on now, so that nothing needs folding. */
bool batch_full(const struct batch *batch);

#endif
