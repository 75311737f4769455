/*
 * The command stream of the user-mode driver: commands as docs/formats/refgpu-commands.md has them, and D3DKMTRender when a buffer is full
 * or somebody wants its work done.
 *
 * An address in a command is an index into the allocation list and an offset; the list says which of them are written (LST rules). Each
 * D3DKMTRender may hand out other buffers than before, which are taken always (THK-07).
 */
#include "umd.h"

#include "ntstatus.h"

#include <string.h>

/* ---- buffers ---------------------------------------------------------------------------------------------------------- */

static void take_new_buffers(struct umd_context *context, const D3DKMT_RENDER *render)
{
    if (render->pNewCommandBuffer) {
        context->commands = render->pNewCommandBuffer;
        context->room = render->NewCommandBufferSize / 4;
        context->list = render->pNewAllocationList;
        context->list_room = render->NewAllocationListSize;
    }
    context->used = REFGPU_USER_HEADER_DWORDS;
    context->listed = 0;
}

bool umd_flush(struct umd_context *context)
{
    struct umd *umd = context->umd;
    struct refgpu_user_header header = {REFGPU_USER_MAGIC, REFGPU_USER_VERSION, context->used * 4, 0};
    D3DKMT_RENDER render = {
        .hContext = context->handle, .CommandLength = context->used * 4, .AllocationCount = context->listed};

    if (!umd || !umd_good(umd))
        return false;
    if (context->used == REFGPU_USER_HEADER_DWORDS)
        return true;
    memcpy(context->commands, &header, sizeof(header));
    NTSTATUS status = D3DKMTRender(&render);
    take_new_buffers(context, &render);
    umd->counts.submissions++;
    return umd_check(umd, status, "D3DKMTRender");
}

/* Its place in the allocation list; there is room. */
static uint32_t bind(struct umd_context *context, struct umd_surface *surface, bool write)
{
    UINT index = surface->index[context->node];

    if (index >= context->listed || context->list[index].hAllocation != surface->allocation) {
        index = context->listed++;
        context->list[index] = (D3DDDI_ALLOCATIONLIST){.hAllocation = surface->allocation};
        surface->index[context->node] = index;
    }
    if (write)
        context->list[index].WriteOperation = 1;
    return index;
}

/* Room for one command and two more allocations. NULL: a flush failed. */
static uint32_t *begin(struct umd_context *context, unsigned opcode, unsigned flags, unsigned dwords)
{
    struct umd *umd = context->umd;

    if (!umd || !umd_good(umd))
        return NULL;
    if ((context->used + dwords > context->room || context->listed + 2 > context->list_room) &&
        !umd_flush(context))
        return NULL;
    uint32_t *command = context->commands + context->used;
    context->used += dwords;
    umd->counts.commands++;
    command[0] = REFGPU_COMMAND(opcode, flags, dwords);
    return command;
}

/* ---- operands --------------------------------------------------------------------------------------------------------- */

static void put_surface(struct umd_context *context, uint32_t *to, struct umd_surface *surface, bool write)
{
    to[0] = bind(context, surface, write);
    to[1] = 0;
    to[2] = REFGPU_PITCH(surface->info.pitch, surface->info.format);
}

static void put_surfaces(struct umd_context *context, uint32_t *command, const struct umd_blit *blit)
{
    put_surface(context, command + REFGPU_DST_ADDRESS_DWORD, blit->dst, true);
    uint32_t *src = command + REFGPU_SRC_ADDRESS_DWORD;
    if (blit->src_pitch) {
        src[0] = bind(context, blit->src, false);
        src[1] = blit->src_offset;
        src[2] = REFGPU_PITCH(blit->src_pitch, blit->src_format);
    } else {
        put_surface(context, src, blit->src, false);
    }
}

/* Commands with the operands of COPY. */
static uint32_t *plain(struct umd_context *context, unsigned opcode, unsigned flags, unsigned dwords,
                       const struct umd_blit *blit)
{
    uint32_t *command = begin(context, opcode, flags, dwords);

    if (command) {
        put_surfaces(context, command, blit);
        command[7] = REFGPU_XY(blit->dst_x, blit->dst_y);
        command[8] = REFGPU_XY(blit->src_x, blit->src_y);
        command[9] = REFGPU_WH(blit->width, blit->height);
    }
    return command;
}

/* Commands with the operands of STRETCH, one to one and not clipped. */
static uint32_t *mapped(struct umd_context *context, unsigned opcode, unsigned flags, unsigned dwords,
                        const struct umd_blit *blit)
{
    uint32_t *command = begin(context, opcode, flags, dwords);

    if (command) {
        put_surfaces(context, command, blit);
        command[7] = command[11] = REFGPU_XY(blit->dst_x, blit->dst_y);
        command[9] = REFGPU_XY(blit->src_x, blit->src_y);
        command[8] = command[10] = command[12] = REFGPU_WH(blit->width, blit->height);
    }
    return command;
}

/* ---- commands --------------------------------------------------------------------------------------------------------- */

bool umd_fill(struct umd_context *context, struct umd_surface *dst, const struct rect *rect, uint32_t value)
{
    uint32_t *command = begin(context, REFGPU_FILL, 0, REFGPU_FILL_DWORDS);

    if (!command)
        return false;
    put_surface(context, command + REFGPU_DST_ADDRESS_DWORD, dst, true);
    command[4] = REFGPU_XY(rect->left, rect->top);
    command[5] = REFGPU_WH(rect->right - rect->left, rect->bottom - rect->top);
    command[6] = value;
    return true;
}

bool umd_copy(struct umd_context *context, const struct umd_blit *blit)
{
    return plain(context, REFGPU_COPY, 0, REFGPU_COPY_DWORDS, blit) != NULL;
}

bool umd_convert(struct umd_context *context, const struct umd_blit *blit)
{
    return plain(context, REFGPU_CONVERT, 0, REFGPU_CONVERT_DWORDS, blit) != NULL;
}

bool umd_turn_over(struct umd_context *context, const struct umd_blit *blit)
{
    return plain(context, REFGPU_ROTATE, REFGPU_ROTATE_180, REFGPU_ROTATE_DWORDS, blit) != NULL;
}

bool umd_rop(struct umd_context *context, const struct umd_blit *blit, uint8_t code, uint32_t pattern)
{
    uint32_t *command = plain(context, REFGPU_ROP, code, REFGPU_ROP_DWORDS, blit);

    if (command)
        command[10] = pattern;
    return command != NULL;
}

bool umd_mirror(struct umd_context *context, const struct umd_blit *blit)
{
    return mapped(context, REFGPU_STRETCH, REFGPU_MIRROR_X, REFGPU_STRETCH_DWORDS, blit) != NULL;
}

bool umd_blend(struct umd_context *context, const struct umd_blit *blit, uint8_t alpha)
{
    uint32_t *command = mapped(context, REFGPU_BLEND, 0, REFGPU_BLEND_DWORDS, blit);

    if (command)
        command[13] = alpha;
    return command != NULL;
}
