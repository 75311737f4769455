/*
 * A node of refgpu as the driver sees it: registers, and what happens between two commands: preemption, faults,
 * reset. Nothing here runs commands or touches memory.
 */
#include "refgpu_private.h"

/* ---- between commands (lock held) ---------------------------------------------------------------------- */

static void position_clear(struct refgpu_node *node)
{
    node->in_buffer = node->begun = node->waiting = false;
    node->slow_left = 0;
    node->generation++;
}

static bool at_boundary(const struct refgpu_node *node)
{
    return !node->executing && (!node->begun || node->waiting);
}

/* What is not done will not be: the driver submits it again. */
static void preempt_answer(struct refgpu_node *node)
{
    node->preempt_requested = false;
    node->preempt_tag = node->preempt_request_tag;
    node->preempt_fence = node->fence;
    node->preempt_head = node->in_buffer ? node->buffer_head : node->head;
    node->preempt_offset = node->in_buffer ? node->buffer_offset : REFGPU_NO_POSITION;
    node->head = node->tail;
    position_clear(node);
    refgpu_raise(node->gpu, node, REFGPU_INT_PREEMPTED(node->index));
}

bool refgpu_node_has_work(const struct refgpu_node *node)
{
    return node->enabled && (node->in_buffer || node->head != node->tail);
}

/* True when the request was answered. */
bool refgpu_node_preempt_poll(struct refgpu_node *node)
{
    if (!node->preempt_requested || node->hung || node->halted || !at_boundary(node))
        return false;
    if (node->preempt_late && refgpu_node_has_work(node) && !node->waiting) {
        node->preempt_late--;
        return false;
    }
    preempt_answer(node);
    return true;
}

static void preempt_request(struct refgpu_node *node, uint32_t tag)
{
    if (node->switches[REFGPU_PREEMPT_IGNORED]) {
        node->switches[REFGPU_PREEMPT_IGNORED]--;
        return;
    }
    node->preempt_requested = true;
    node->preempt_request_tag = tag;
    node->preempt_late = node->switches[REFGPU_PREEMPT_LATE];
    /* A node that stands between commands answers at once; a late one at boundaries to come. */
    if (!node->preempt_late || !refgpu_node_has_work(node))
        refgpu_node_preempt_poll(node);
}

void refgpu_node_fault(struct refgpu_node *node, const struct refgpu_command *c)
{
    node->halted = true;
    node->executing = false;
    node->fault_status = (uint32_t)c->access.fault | REFGPU_OPCODE(node->command[0]) << 8 |
                         (c->access.write ? REFGPU_FAULT_WRITE : 0);
    node->fault_address = c->access.address;
    node->fault_fence = node->buffer_fence;
    node->fault_offset = node->in_buffer ? node->buffer_offset : REFGPU_NO_POSITION;
    refgpu_raise(node->gpu, node, REFGPU_INT_FAULT(node->index));
}

/* ---- registers ----------------------------------------------------------------------------------------- */

void refgpu_node_reset(struct refgpu_node *node)
{
    position_clear(node);
    node->enabled = node->halted = node->hung = node->preempt_requested = false;
    node->ring_base = node->buffer = node->fault_address = 0;
    node->ring_order = node->head = node->tail = 0;
    node->buffer_length = node->buffer_offset = node->buffer_fence = 0;
    node->preempt_tag = node->preempt_fence = node->preempt_head = node->preempt_offset = 0;
    node->fault_status = node->fault_fence = node->fault_offset = node->commands = 0;
    node->gpu->int_status &=
        ~(REFGPU_INT_FENCE(node->index) | REFGPU_INT_PREEMPTED(node->index) | REFGPU_INT_FAULT(node->index));
    refgpu_node_kick(node);
}

static uint32_t status(const struct refgpu_node *node)
{
    uint32_t busy = refgpu_node_has_work(node) && !node->waiting && !node->halted ? REFGPU_STATUS_BUSY : 0;

    return busy | (node->waiting ? REFGPU_STATUS_WAITING : 0) | (node->halted ? REFGPU_STATUS_HALTED : 0);
}

uint32_t refgpu_node_read(struct refgpu *gpu, unsigned index, uint32_t reg)
{
    const struct refgpu_node *node = &gpu->nodes[index];

    switch (reg) {
    case REFGPU_RING_LO:
        return (uint32_t)node->ring_base;
    case REFGPU_RING_HI:
        return (uint32_t)(node->ring_base >> 32);
    case REFGPU_RING_ORDER:
        return node->ring_order;
    case REFGPU_RING_HEAD:
        return node->head;
    case REFGPU_RING_TAIL:
        return node->tail;
    case REFGPU_CONTROL:
        return node->enabled ? REFGPU_CONTROL_ENABLE : 0;
    case REFGPU_STATUS:
        return status(node);
    case REFGPU_FENCE:
        return node->fence;
    case REFGPU_PREEMPT_TAG:
        return node->preempt_tag;
    case REFGPU_PREEMPT_FENCE:
        return node->preempt_fence;
    case REFGPU_PREEMPT_HEAD:
        return node->preempt_head;
    case REFGPU_PREEMPT_OFFSET:
        return node->preempt_offset;
    case REFGPU_FAULT_STATUS:
        return node->fault_status;
    case REFGPU_FAULT_ADDRESS_LO:
        return (uint32_t)node->fault_address;
    case REFGPU_FAULT_ADDRESS_HI:
        return (uint32_t)(node->fault_address >> 32);
    case REFGPU_FAULT_FENCE:
        return node->fault_fence;
    case REFGPU_FAULT_OFFSET:
        return node->fault_offset;
    case REFGPU_CURRENT_FENCE:
        return node->buffer_fence;
    case REFGPU_CURRENT_LO:
        return (uint32_t)node->buffer;
    case REFGPU_CURRENT_HI:
        return (uint32_t)(node->buffer >> 32);
    case REFGPU_CURRENT_OFFSET:
        return node->in_buffer ? node->buffer_offset : REFGPU_NO_POSITION;
    case REFGPU_COMMANDS:
        return node->commands;
    }
    return 0;
}

/* Ring registers are those of a node that stands still. */
static void ring_write(struct refgpu_node *node, uint32_t reg, uint32_t value)
{
    if (node->enabled)
        return;
    switch (reg) {
    case REFGPU_RING_LO:
        node->ring_base = (node->ring_base & ~0xffffffffull) | (value & ~(REFGPU_PAGE_SIZE - 1));
        return;
    case REFGPU_RING_HI:
        node->ring_base = (uint32_t)node->ring_base | (uint64_t)value << 32;
        return;
    case REFGPU_RING_ORDER:
        if (value >= REFGPU_RING_ORDER_MIN && value <= REFGPU_RING_ORDER_MAX)
            node->ring_order = value;
        return;
    }
}

/* Enabling starts at the ring's beginning; disabling drops what is not done. */
static void control_write(struct refgpu_node *node, bool enable)
{
    if (enable == node->enabled || (enable && !node->ring_order))
        return;
    node->enabled = enable;
    node->head = node->tail = 0;
    position_clear(node);
}

void refgpu_node_write(struct refgpu *gpu, unsigned index, uint32_t reg, uint32_t value)
{
    struct refgpu_node *node = &gpu->nodes[index];

    switch (reg) {
    case REFGPU_RING_LO:
    case REFGPU_RING_HI:
    case REFGPU_RING_ORDER:
        ring_write(node, reg, value);
        return;
    case REFGPU_RING_TAIL:
        if (node->enabled)
            node->tail = value & ((1u << node->ring_order) - 1);
        break;
    case REFGPU_CONTROL:
        control_write(node, value & REFGPU_CONTROL_ENABLE);
        break;
    case REFGPU_PREEMPT:
        preempt_request(node, value);
        break;
    default:
        return;
    }
    refgpu_node_kick(node);
}
