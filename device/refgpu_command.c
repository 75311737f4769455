/*
 * refgpu's command set: one row per command, and the commands that control rather than draw. The device does
 * what it is told: a privileged command is executed wherever it stands, as on any simple GPU; keeping it out of
 * a user's buffer is the driver's work.
 */
#include "refgpu_private.h"

#include <string.h>

#define BOTH ((1u << REFGPU_NODE_DRAW) | (1u << REFGPU_NODE_COPY))
#define DRAW (1u << REFGPU_NODE_DRAW)
#define MAX  REFGPU_COMMAND_DWORDS_MAX

static bool do_nop(struct refgpu_command *c)
{
    return true;
}

/* ---- INDIRECT ------------------------------------------------------------------------------------------ */

static bool do_indirect(struct refgpu_command *c)
{
    struct refgpu_node *node = c->node;
    uint64_t address = refgpu_address(&c->dwords[1]);

    if (address % 4 || c->dwords[3] % 4)
        return refgpu_fail(c, REFGPU_FAULT_OPERAND, address);
    pthread_mutex_lock(&c->gpu->lock);
    if (node->generation == c->generation) {
        node->buffer = address;
        node->buffer_flags = (uint8_t)refgpu_flags(c);
        node->buffer_length = c->dwords[3];
        node->buffer_offset = 0;
        node->buffer_fence = c->dwords[4];
        node->buffer_head = node->head;
        node->in_buffer = node->buffer_length != 0;
    }
    pthread_mutex_unlock(&c->gpu->lock);
    return true;
}

/* ---- WAIT, SIGNAL -------------------------------------------------------------------------------------- */

static uint32_t *semaphore(struct refgpu_command *c, bool write)
{
    uint64_t address = refgpu_address(&c->dwords[1]), length = 4;

    if (address % 4) {
        refgpu_fail(c, REFGPU_FAULT_OPERAND, address);
        return NULL;
    }
    return refgpu_span(c->gpu, address, &length, write, &c->access);
}

/* Holds as soon as the semaphore is not behind the value, in the sense of a 32-bit counter that wraps. */
static bool do_wait(struct refgpu_command *c)
{
    uint32_t *cell = semaphore(c, false);

    if (!cell)
        return false;
    c->blocked = (int32_t)(__atomic_load_n(cell, __ATOMIC_ACQUIRE) - c->dwords[3]) < 0;
    return true;
}

static bool do_signal(struct refgpu_command *c)
{
    uint32_t *cell = semaphore(c, true);

    if (!cell)
        return false;
    __atomic_store_n(cell, c->dwords[3], __ATOMIC_RELEASE);
    pthread_mutex_lock(&c->gpu->lock);
    for (unsigned i = 0; i < REFGPU_NODE_COUNT; i++)
        if (i != c->node->index)
            refgpu_node_kick(&c->gpu->nodes[i]);
    pthread_mutex_unlock(&c->gpu->lock);
    return true;
}

/* ---- privileged commands ------------------------------------------------------------------------------- */

static bool do_register_write(struct refgpu_command *c)
{
    refgpu_register_write(c->gpu, c->dwords[1], c->dwords[2], true);
    return true;
}

static bool do_gart_update(struct refgpu_command *c)
{
    uint64_t first = c->dwords[1], count = c->dwords[2];
    bool fill = refgpu_flags(c) & REFGPU_GART_FILL;

    if (c->length != REFGPU_GART_UPDATE_DWORDS(fill ? 1 : count))
        return refgpu_fail(c, REFGPU_FAULT_LENGTH, 0);
    if (first + count > c->gpu->config.gart_pages)
        return refgpu_fail(c, REFGPU_FAULT_OPERAND, REFGPU_APERTURE_BASE + first * REFGPU_PAGE_SIZE);
    for (uint64_t i = 0; i < count; i++)
        refgpu_gart_write(c->gpu, (first + i) * 8, 8, refgpu_address(&c->dwords[fill ? 3 : 3 + 2 * i]));
    return true;
}

static bool do_fence_write(struct refgpu_command *c)
{
    struct refgpu_node *node = c->node;

    pthread_mutex_lock(&c->gpu->lock);
    node->fence = c->dwords[1] + node->switches[REFGPU_FENCE_OFF_BY];
    node->switches[REFGPU_FENCE_OFF_BY] = 0;
    if (refgpu_flags(c) & REFGPU_FENCE_INTERRUPT)
        refgpu_raise(c->gpu, node, REFGPU_INT_FENCE(node->index));
    pthread_mutex_unlock(&c->gpu->lock);
    return true;
}

static bool do_interrupt(struct refgpu_command *c)
{
    pthread_mutex_lock(&c->gpu->lock);
    refgpu_raise(c->gpu, c->node, c->dwords[1] & REFGPU_INT_ALL);
    pthread_mutex_unlock(&c->gpu->lock);
    return true;
}

/* ---- the table ----------------------------------------------------------------------------------------- */

#define FIXED(length) (length), (length)

static const struct refgpu_command_row rows[256] = {
    [REFGPU_NOP] = {"NOP", 1, MAX, BOTH, false, do_nop},
    [REFGPU_INDIRECT] = {"INDIRECT", FIXED(REFGPU_INDIRECT_DWORDS), BOTH, true, do_indirect},
    [REFGPU_WAIT] = {"WAIT", FIXED(REFGPU_WAIT_DWORDS), BOTH, false, do_wait},
    [REFGPU_SIGNAL] = {"SIGNAL", FIXED(REFGPU_SIGNAL_DWORDS), BOTH, false, do_signal},
    [REFGPU_FILL] = {"FILL", FIXED(REFGPU_FILL_DWORDS), BOTH, false, refgpu_do_fill},
    [REFGPU_COPY] = {"COPY", FIXED(REFGPU_COPY_DWORDS), BOTH, false, refgpu_do_copy},
    [REFGPU_FILL_LINEAR] = {"FILL_LINEAR", FIXED(REFGPU_FILL_LINEAR_DWORDS), BOTH, false,
                            refgpu_do_fill_linear},
    [REFGPU_COPY_LINEAR] = {"COPY_LINEAR", FIXED(REFGPU_COPY_LINEAR_DWORDS), BOTH, false,
                            refgpu_do_copy_linear},
    [REFGPU_ROP] = {"ROP", FIXED(REFGPU_ROP_DWORDS), DRAW, false, refgpu_do_rop},
    [REFGPU_STRETCH] = {"STRETCH", FIXED(REFGPU_STRETCH_DWORDS), DRAW, false, refgpu_do_stretch},
    [REFGPU_BLEND] = {"BLEND", FIXED(REFGPU_BLEND_DWORDS), DRAW, false, refgpu_do_blend},
    [REFGPU_TRANSPARENT] = {"TRANSPARENT", FIXED(REFGPU_TRANSPARENT_DWORDS), DRAW, false,
                            refgpu_do_transparent},
    [REFGPU_CLEARTYPE] = {"CLEARTYPE", FIXED(REFGPU_CLEARTYPE_DWORDS), DRAW, false, refgpu_do_cleartype},
    [REFGPU_CONVERT] = {"CONVERT", FIXED(REFGPU_CONVERT_DWORDS), DRAW, false, refgpu_do_convert},
    [REFGPU_ROTATE] = {"ROTATE", FIXED(REFGPU_ROTATE_DWORDS), DRAW, false, refgpu_do_rotate},
    [REFGPU_REGISTER_WRITE] = {"REGISTER_WRITE", FIXED(REFGPU_REGISTER_WRITE_DWORDS), BOTH, false,
                               do_register_write},
    [REFGPU_GART_UPDATE] = {"GART_UPDATE", REFGPU_GART_UPDATE_DWORDS(0), MAX, BOTH, false, do_gart_update},
    [REFGPU_FENCE_WRITE] = {"FENCE_WRITE", FIXED(REFGPU_FENCE_WRITE_DWORDS), BOTH, false, do_fence_write},
    [REFGPU_INTERRUPT] = {"INTERRUPT", FIXED(REFGPU_INTERRUPT_DWORDS), BOTH, false, do_interrupt},
};

const struct refgpu_command_row *refgpu_command_row(uint32_t opcode)
{
    return opcode < 256 && rows[opcode].handler ? &rows[opcode] : NULL;
}
