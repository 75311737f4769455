/*
 * refgpu's engines: each takes commands from its ring and from the buffers that the ring names, one at a time,
 * copies a command once, and looks at the copy only. Whether a thread turns the crank or the host does, one
 * crank turn is the same function: engine_step.
 *
 * The hours of trouble in a GPU are between commands: preemption, hangs, faults and resets all happen there.
 */
#include "refgpu_private.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <time.h>

#define INJECTED_FAULT_ADDRESS 0xdead000ull

enum step {
    STEP_NONE, /* nothing to do until somebody kicks the node */
    STEP_SLOW, /* the command takes longer */
    STEP_DONE,
};

/* Where the next command is; a copy, so that the lock need not be held while the host's memory is read. */
struct cursor {
    bool in_buffer;
    uint8_t flags;
    uint64_t ring_base, buffer;
    uint32_t ring_dwords, head, offset;
    uint32_t available; /* dwords from here to the end of the ring's content or of the buffer */
    uint32_t generation;
};

/* ---- fetch --------------------------------------------------------------------------------------------- */

static bool fetch_ring(struct refgpu_command *c, const struct cursor *at, uint32_t *to, uint32_t from,
                       uint32_t count)
{
    const uint32_t *ring = refgpu_bus_memory(c->gpu, at->ring_base, (size_t)at->ring_dwords * 4);

    if (!ring)
        return refgpu_fail(c, REFGPU_FAULT_RING, at->ring_base);
    for (uint32_t i = 0; i < count; i++)
        to[i] = __atomic_load_n(&ring[(at->head + from + i) & (at->ring_dwords - 1)], __ATOMIC_RELAXED);
    return true;
}

static bool fetch_buffer(struct refgpu_command *c, const struct cursor *at, uint32_t *to, uint32_t from,
                         uint32_t count)
{
    uint64_t address = at->buffer + at->offset + (uint64_t)from * 4;
    const void *memory;

    if (!(at->flags & REFGPU_INDIRECT_SYSTEM))
        return refgpu_read(c->gpu, address, to, (uint64_t)count * 4, &c->access);
    memory = refgpu_bus_memory(c->gpu, address, (size_t)count * 4);
    if (!memory)
        return refgpu_fail(c, REFGPU_FAULT_BUS, address);
    memcpy(to, memory, (size_t)count * 4);
    return true;
}

static bool fetch(struct refgpu_command *c, const struct cursor *at, uint32_t from, uint32_t count)
{
    uint32_t *to = c->node->command + from;

    return at->in_buffer ? fetch_buffer(c, at, to, from, count) : fetch_ring(c, at, to, from, count);
}

/* Bound, known, length: then the rest of the command is fetched. */
static bool fetch_command(struct refgpu_command *c, const struct cursor *at,
                          const struct refgpu_command_row **row)
{
    c->dwords = c->node->command;
    c->node->command[0] = 0;
    if (!fetch(c, at, 0, 1))
        return false;
    c->length = REFGPU_LENGTH(c->dwords[0]);
    *row = refgpu_command_row(REFGPU_OPCODE(c->dwords[0]));
    if (!*row || !((*row)->nodes >> c->node->index & 1) || ((*row)->ring_only && at->in_buffer))
        return refgpu_fail(c, REFGPU_FAULT_COMMAND, 0);
    if (c->length < (*row)->dwords_min || c->length > (*row)->dwords_max || c->length > at->available)
        return refgpu_fail(c, REFGPU_FAULT_LENGTH, 0);
    return fetch(c, at, 1, c->length - 1);
}

/* ---- one command --------------------------------------------------------------------------------------- */

static bool countdown(uint32_t *value)
{
    return *value && --*value == 0;
}

/* A command begins: it is counted, and the switches may keep it from being what it says. */
static void begin(struct refgpu_node *node, struct refgpu_command *c)
{
    uint32_t opcode = REFGPU_OPCODE(c->dwords[0]);

    node->begun = true;
    node->commands++;
    node->slow_left = node->switches[REFGPU_SLOW];
    if (countdown(&node->switches[REFGPU_HANG_AT_COMMAND]) ||
        node->switches[REFGPU_HANG_ON_OPCODE] == opcode + 1)
        node->hung = true;
    if (countdown(&node->switches[REFGPU_FAULT_AT_COMMAND]))
        refgpu_fail(c, REFGPU_FAULT_PAGE, INJECTED_FAULT_ADDRESS);
}

static void advance(struct refgpu_node *node, const struct cursor *at, uint32_t dwords)
{
    node->begun = node->waiting = false;
    if (!at->in_buffer) {
        node->head = (at->head + dwords) & (at->ring_dwords - 1);
        return;
    }
    node->buffer_offset += dwords * 4;
    node->in_buffer = node->buffer_offset < node->buffer_length;
}

static void count_privileged(struct refgpu *gpu, const struct refgpu_command *c, const struct cursor *at)
{
    if ((gpu->debug & REFGPU_DEBUG_COUNT_PRIVILEGED) && at->in_buffer &&
        !(at->flags & REFGPU_INDIRECT_PRIVILEGED) && (REFGPU_OPCODE(c->dwords[0]) & REFGPU_OPCODE_PRIVILEGED))
        gpu->debug_privileged++;
}

/* exec held. The handler runs without the lock; whatever happened to the node meanwhile wins over the result. */
static enum step execute(struct refgpu_node *node, struct refgpu_command *c, const struct cursor *at)
{
    struct refgpu *gpu = node->gpu;
    const struct refgpu_command_row *row = NULL;
    bool good = fetch_command(c, at, &row);
    enum step result = STEP_DONE;

    pthread_mutex_lock(&gpu->lock);
    if (good && node->generation == at->generation && !node->begun)
        begin(node, c);
    good = good && c->access.fault == REFGPU_FAULT_NONE;
    if (node->generation != at->generation || node->hung) {
        result = STEP_NONE;
    } else if (good && node->slow_left) {
        node->slow_left--;
        result = STEP_SLOW;
    } else if (good) {
        if (!node->waiting)
            count_privileged(gpu, c, at);
        pthread_mutex_unlock(&gpu->lock);
        good = row->handler(c);
        pthread_mutex_lock(&gpu->lock);
    }
    if (node->generation == at->generation && result == STEP_DONE) {
        if (!good)
            refgpu_node_fault(node, c);
        else if (c->blocked)
            node->waiting = true;
        else
            advance(node, at, c->length);
    }
    node->executing = false;
    pthread_mutex_unlock(&gpu->lock);
    return c->blocked ? STEP_NONE : result;
}

/* lock held; false when there is nothing to execute. */
static bool next_command(struct refgpu_node *node, struct cursor *at)
{
    uint32_t dwords = 1u << node->ring_order;

    if (node->gpu->resets_waiting || refgpu_node_preempt_poll(node) || !refgpu_node_has_work(node) ||
        node->halted || node->hung)
        return false;
    *at = (struct cursor){
        .in_buffer = node->in_buffer,
        .flags = node->buffer_flags,
        .ring_base = node->ring_base,
        .buffer = node->buffer,
        .ring_dwords = dwords,
        .head = node->head,
        .offset = node->buffer_offset,
        .generation = node->generation,
        .available = node->in_buffer ? (node->buffer_length - node->buffer_offset) / 4
                                     : (node->tail - node->head) & (dwords - 1),
    };
    node->executing = true;
    return true;
}

static enum step engine_step(struct refgpu_node *node)
{
    struct refgpu *gpu = node->gpu;
    struct refgpu_command c = {.gpu = gpu, .node = node};
    enum step result = STEP_NONE;
    struct cursor at = {0};
    bool found;

    pthread_mutex_lock(&gpu->exec);
    pthread_mutex_lock(&gpu->lock);
    found = next_command(node, &at);
    pthread_mutex_unlock(&gpu->lock);
    c.generation = at.generation;
    if (found)
        result = execute(node, &c, &at);
    pthread_mutex_unlock(&gpu->exec);
    refgpu_deliver(gpu);
    return result;
}

unsigned refgpu_step(struct device *device, unsigned node, unsigned max_commands)
{
    struct refgpu *gpu = refgpu_of(device);
    unsigned done = 0;

    if (node >= REFGPU_NODE_COUNT || gpu->config.threads)
        return 0;
    while (done < max_commands && engine_step(&gpu->nodes[node]) != STEP_NONE)
        done++;
    return done;
}

/* ---- threads ------------------------------------------------------------------------------------------- */

void refgpu_node_kick(struct refgpu_node *node)
{
    node->kicked = true;
    atomic_fetch_add_explicit(&node->kicks, 1, memory_order_release);
    pthread_cond_signal(&node->work);
}

static void idle(struct refgpu_node *node, unsigned seen)
{
    struct refgpu *gpu = node->gpu;

    for (unsigned i = 0; i < gpu->config.idle_spin; i++)
        if (atomic_load_explicit(&node->kicks, memory_order_acquire) != seen)
            return;
    pthread_mutex_lock(&gpu->lock);
    while (atomic_load_explicit(&node->kicks, memory_order_acquire) == seen && !gpu->stopping)
        pthread_cond_wait(&node->work, &gpu->lock);
    pthread_mutex_unlock(&gpu->lock);
}

/* A slow command: real time passes, and a reset ends it. */
static void dawdle(struct refgpu_node *node)
{
    struct refgpu *gpu = node->gpu;
    struct timespec until;
    uint64_t ns;
    uint32_t generation;

    clock_gettime(CLOCK_MONOTONIC, &until);
    pthread_mutex_lock(&gpu->lock);
    ns = (uint64_t)until.tv_nsec + (node->slow_left + 1ull) * 1000;
    until.tv_sec += (time_t)(ns / 1000000000);
    until.tv_nsec = (long)(ns % 1000000000);
    generation = node->generation;
    node->slow_left = 0;
    while (node->generation == generation && !gpu->stopping &&
           pthread_cond_timedwait(&node->work, &gpu->lock, &until) != ETIMEDOUT)
        ;
    pthread_mutex_unlock(&gpu->lock);
}

static bool stopping(struct refgpu *gpu)
{
    bool result;

    pthread_mutex_lock(&gpu->lock);
    result = gpu->stopping;
    pthread_mutex_unlock(&gpu->lock);
    return result;
}

static void *engine_thread(void *arg)
{
    struct refgpu_node *node = arg;

    while (!stopping(node->gpu)) {
        unsigned seen = atomic_load_explicit(&node->kicks, memory_order_acquire);
        switch (engine_step(node)) {
        case STEP_NONE:
            idle(node, seen);
            break;
        case STEP_SLOW:
            dawdle(node);
            break;
        case STEP_DONE:
            break;
        }
    }
    return NULL;
}

void refgpu_nodes_init(struct refgpu *gpu)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    for (unsigned i = 0; i < REFGPU_NODE_COUNT; i++) {
        gpu->nodes[i].gpu = gpu;
        gpu->nodes[i].index = i;
        pthread_cond_init(&gpu->nodes[i].work, &attributes);
    }
    pthread_condattr_destroy(&attributes);
}

bool refgpu_nodes_start(struct refgpu *gpu)
{
    for (unsigned i = 0; gpu->config.threads && i < REFGPU_NODE_COUNT; i++) {
        struct refgpu_node *node = &gpu->nodes[i];
        node->thread_started = pthread_create(&node->thread, NULL, engine_thread, node) == 0;
        if (!node->thread_started)
            return false;
    }
    return true;
}

void refgpu_nodes_stop(struct refgpu *gpu)
{
    pthread_mutex_lock(&gpu->lock);
    gpu->stopping = true;
    for (unsigned i = 0; i < REFGPU_NODE_COUNT; i++)
        refgpu_node_kick(&gpu->nodes[i]);
    pthread_mutex_unlock(&gpu->lock);
    for (unsigned i = 0; i < REFGPU_NODE_COUNT; i++) {
        if (gpu->nodes[i].thread_started)
            pthread_join(gpu->nodes[i].thread, NULL);
        pthread_cond_destroy(&gpu->nodes[i].work);
    }
}
