/*
 * See look.h.
 */
#include "look.h"

#define GLASS_ALPHA  150u
#define CODE_PATTERN 0x005aa5c3u
#define CODE_XOR     0x3cu /* P ^ S, as the data sheet numbers raster operations */

enum refgpu_format look_format(enum look look)
{
    return look == LOOK_ALPHA || look == LOOK_GLASS ? REFGPU_A8R8G8B8 : REFGPU_X8R8G8B8;
}

unsigned look_node(enum look look)
{
    return look == LOOK_PLAIN ? REFGPU_NODE_COPY : REFGPU_NODE_DRAW;
}

/* Moves the corner of a width x height rectangle to where its pixels are kept. */
static void kept_at(enum look look, const struct umd_surface *window, uint32_t width, uint32_t height,
                    uint32_t *x, uint32_t *y)
{
    if (look == LOOK_MIRRORED || look == LOOK_TURNED)
        *x = window->info.width - *x - width;
    if (look == LOOK_TURNED)
        *y = window->info.height - *y - height;
}

bool look_store(struct umd_context *context, enum look look, struct umd_blit blit)
{
    kept_at(look, blit.dst, blit.width, blit.height, &blit.dst_x, &blit.dst_y);
    switch (look) {
    case LOOK_GLASS:
    case LOOK_ALPHA:
        return umd_convert(context, &blit);
    case LOOK_MIRRORED:
        return umd_mirror(context, &blit);
    case LOOK_TURNED:
        return umd_turn_over(context, &blit);
    case LOOK_CODED:
        return umd_rop(context, &blit, CODE_XOR, CODE_PATTERN);
    default:
        return umd_copy(context, &blit);
    }
}

bool look_move(struct umd_context *context, enum look look, struct umd_surface *window,
               const struct move *move)
{
    struct umd_blit blit = {.dst = window,
                            .src = window,
                            .dst_x = (uint32_t)move->to.left,
                            .dst_y = (uint32_t)move->to.top,
                            .src_x = (uint32_t)move->from_x,
                            .src_y = (uint32_t)move->from_y,
                            .width = (uint32_t)(move->to.right - move->to.left),
                            .height = (uint32_t)(move->to.bottom - move->to.top)};

    kept_at(look, window, blit.width, blit.height, &blit.dst_x, &blit.dst_y);
    kept_at(look, window, blit.width, blit.height, &blit.src_x, &blit.src_y);
    return umd_copy(context, &blit);
}

bool look_show(struct umd_context *context, enum look look, struct umd_blit blit)
{
    kept_at(look, blit.src, blit.width, blit.height, &blit.src_x, &blit.src_y);
    switch (look) {
    case LOOK_GLASS:
        return umd_blend(context, &blit, GLASS_ALPHA);
    case LOOK_ALPHA:
        return umd_convert(context, &blit);
    case LOOK_MIRRORED:
        return umd_mirror(context, &blit);
    case LOOK_TURNED:
        return umd_turn_over(context, &blit);
    case LOOK_CODED:
        return umd_rop(context, &blit, CODE_XOR, CODE_PATTERN);
    default:
        return umd_copy(context, &blit);
    }
}
