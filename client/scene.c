/*
 * See scene.h.
 */
#include "scene.h"

#include "region.h"

struct rect scene_place(uint32_t width, uint32_t height, unsigned number, unsigned count)
{
    int32_t columns = 1, left = (int32_t)width / 16, top = (int32_t)height / 16;

    while (columns * columns < (int32_t)count)
        columns++;
    int32_t rows = ((int32_t)count + columns - 1) / columns;
    int32_t step_x = ((int32_t)width - 2 * left) / columns, step_y = ((int32_t)height - 2 * top) / rows;
    struct rect r = {left + (int32_t)number % columns * step_x, top + (int32_t)number / columns * step_y, 0,
                     0};
    r.right = r.left + step_x + step_x / 4;
    r.bottom = r.top + step_y + step_y / 4;
    rect_cut(&r, width, height);
    return r;
}

static struct rect inside(const struct rect *place, const struct rect *r)
{
    return (struct rect){r->left - place->left, r->top - place->top, r->right - place->left,
                         r->bottom - place->top};
}

/* The move comes first: what is drawn afterwards holds the end of the batch. */
static void cut_move(const struct move *move, const struct rect *place, struct batch *window)
{
    int32_t dx = move->from_x - move->to.left, dy = move->from_y - move->to.top;
    struct rect from_here = {place->left - dx, place->top - dy, place->right - dx, place->bottom - dy};
    struct rect seen, moved, rest[4];

    if (!rect_common(&move->to, place, &seen))
        return;
    if (rect_common(&seen, &from_here, &moved)) {
        struct rect to = inside(place, &moved);
        batch_move(window, &(struct move){to.left + dx, to.top + dy, to});
    }
    for (size_t i = rect_without(&seen, &from_here, rest); i-- > 0;) {
        rest[i] = inside(place, &rest[i]);
        batch_dirty(window, &rest[i]);
    }
}

void scene_cut(const struct batch *batch, const struct rect *place, bool whole, struct batch *window)
{
    struct rect r;

    batch_clear(window);
    if (whole) {
        r = inside(place, place);
        batch_dirty(window, &r);
        return;
    }
    for (size_t i = 0; i < batch->move_count; i++)
        cut_move(&batch->moves[i], place, window);
    for (size_t i = 0; i < batch->dirty_count; i++) {
        if (rect_common(&batch->dirty[i], place, &r)) {
            r = inside(place, &r);
            batch_dirty(window, &r);
        }
    }
}

bool scene_meets(const struct batch *batch, const struct rect *place)
{
    for (size_t i = 0; i < batch->move_count; i++) {
        if (rect_meets(&batch->moves[i].to, place))
            return true;
    }
    for (size_t i = 0; i < batch->dirty_count; i++) {
        if (rect_meets(&batch->dirty[i], place))
            return true;
    }
    return false;
}
