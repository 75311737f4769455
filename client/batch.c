/*
 * See batch.h: the order of drawing becomes moves before dirty rectangles, exactly.
 */
#include "batch.h"

void batch_clear(struct batch *batch)
{
    batch->move_count = 0;
    batch->dirty_count = 0;
    batch->dirty_bounds = (struct rect){0};
}

void batch_dirty(struct batch *batch, const struct rect *rect)
{
    if (rect_empty(rect))
        return;
    batch->dirty_bounds = rect_union(&batch->dirty_bounds, rect);
    if (batch->dirty_count == BATCH_DIRTY) {
        batch->dirty[0] = batch->dirty_bounds;
        batch->dirty_count = 1;
        return;
    }
    batch->dirty[batch->dirty_count++] = *rect;
}

static bool reads_dirty(const struct batch *batch, const struct rect *from)
{
    if (!rect_meets(from, &batch->dirty_bounds))
        return false;
    for (size_t i = 0; i < batch->dirty_count; i++) {
        if (rect_meets(from, &batch->dirty[i]))
            return true;
    }
    return false;
}

void batch_move(struct batch *batch, const struct move *move)
{
    int32_t width = move->to.right - move->to.left;
    int32_t height = move->to.bottom - move->to.top;
    struct rect from = {move->from_x, move->from_y, move->from_x + width, move->from_y + height};

    if (rect_empty(&move->to))
        return;
    if (batch->move_count == BATCH_MOVES || reads_dirty(batch, &from)) {
        batch_dirty(batch, &move->to);
        return;
    }
    batch->moves[batch->move_count++] = *move;
}

bool batch_full(const struct batch *batch)
{
    return batch->move_count == BATCH_MOVES || batch->dirty_count == BATCH_DIRTY;
}
