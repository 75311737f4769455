/*
 * refgpu: a small GPU that believes what it is told. It has VRAM of which the CPU sees a part, an aperture onto
 * system memory through a page table of its own, two engines fed by rings, and commands that carry physical
 * addresses; docs/formats/refgpu.md is its data sheet. It exists so that every line of the render contract has
 * consequences: a stale address paints over somebody else's picture, an unmapped page faults, a command that a
 * driver should have refused is obeyed.
 *
 * This file is the PCI function: config space, registers, interrupts, reset.
 */
#include "refgpu_private.h"

#include "edid.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- interrupts ---------------------------------------------------------------------------------------- */

/* A message for every enabled status bit that was clear before, or that was set without one getting out. */
void refgpu_raise(struct refgpu *gpu, struct refgpu_node *node, uint32_t bits)
{
    uint32_t fresh = bits & ~(gpu->int_status & ~gpu->int_lost);

    gpu->int_status |= bits;
    if (!(fresh & gpu->int_enable))
        return;
    if (node && node->switches[REFGPU_INTERRUPT_LOST]) {
        node->switches[REFGPU_INTERRUPT_LOST]--;
        gpu->int_lost |= fresh;
        return;
    }
    gpu->int_lost &= ~fresh;
    gpu->messages++;
    if (node && node->switches[REFGPU_INTERRUPT_TWICE]) {
        node->switches[REFGPU_INTERRUPT_TWICE]--;
        gpu->spurious++;
    }
}

/* What to send next: 0 nothing, 1 a message or an asserted line, 2 a released line. lock held. */
static unsigned next_interrupt(struct refgpu *gpu)
{
    bool line = gpu->int_status & gpu->int_enable & ~gpu->int_lost;

    if (!gpu->config.line_interrupt) {
        unsigned *count = gpu->messages ? &gpu->messages : &gpu->spurious;
        if (!*count)
            return 0;
        --*count;
        return 1;
    }
    gpu->messages = 0;
    if (line == gpu->line_level && !line && gpu->spurious) {
        gpu->spurious--; /* a pulse: the next look finds the line up without a cause and releases it */
        line = true;
    }
    if (line == gpu->line_level)
        return 0;
    gpu->line_level = line;
    return line ? 1 : 2;
}

static void tell_kicks(struct refgpu *gpu)
{
    for (unsigned i = 0; gpu->config.kicked && i < REFGPU_NODE_COUNT; i++) {
        bool kicked;
        pthread_mutex_lock(&gpu->lock);
        kicked = gpu->nodes[i].kicked;
        gpu->nodes[i].kicked = false;
        pthread_mutex_unlock(&gpu->lock);
        if (kicked)
            gpu->config.kicked(gpu->config.ctx, i);
    }
}

void refgpu_deliver(struct refgpu *gpu)
{
    unsigned what;

    tell_kicks(gpu);
    pthread_mutex_lock(&gpu->lock);
    if (gpu->delivering) {
        pthread_mutex_unlock(&gpu->lock);
        return;
    }
    gpu->delivering = true;
    while ((what = next_interrupt(gpu)) != 0) {
        pthread_mutex_unlock(&gpu->lock);
        if (gpu->device.host.interrupt)
            gpu->device.host.interrupt(gpu->device.host.ctx, 0, what == 1);
        pthread_mutex_lock(&gpu->lock);
    }
    gpu->delivering = false;
    pthread_mutex_unlock(&gpu->lock);
}

/* Bits that become enabled while they are set count as raised. lock held. */
static void int_enable_write(struct refgpu *gpu, uint32_t value)
{
    uint32_t before = gpu->int_status & gpu->int_enable;

    gpu->int_enable = value & REFGPU_INT_ALL;
    if (gpu->int_status & gpu->int_enable & ~before)
        gpu->messages++;
}

/* ---- reset --------------------------------------------------------------------------------------------- */

static void adapter_reset(struct refgpu *gpu)
{
    for (unsigned i = 0; i < REFGPU_NODE_COUNT; i++) {
        refgpu_node_reset(&gpu->nodes[i]);
        gpu->nodes[i].fence = 0;
    }
    for (unsigned i = 0; i < REFGPU_HEADS_MAX; i++)
        refgpu_head_reset(&gpu->heads[i]);
    refgpu_memory_reset(gpu);
    gpu->int_status = gpu->int_enable = gpu->int_lost = 0;
    gpu->messages = gpu->spurious = 0;
    gpu->debug = gpu->debug_privileged = 0;
}

/* exec and lock held */
static void reset_locked(struct refgpu *gpu, uint32_t what)
{
    gpu->reset_failed = 0;
    if (what & REFGPU_RESET_ADAPTER) {
        adapter_reset(gpu);
        return;
    }
    for (unsigned i = 0; i < REFGPU_NODE_COUNT; i++) {
        struct refgpu_node *node = &gpu->nodes[i];
        if (!(what & REFGPU_RESET_NODE(i)))
            continue;
        if (node->switches[REFGPU_RESET_FAILS]) {
            node->switches[REFGPU_RESET_FAILS]--;
            gpu->reset_failed |= REFGPU_RESET_NODE(i);
        } else {
            refgpu_node_reset(node);
        }
    }
}

/* From outside: engines finish the command they are in and stand back, so that endless work cannot keep a reset out. */
static void reset(struct refgpu *gpu, uint32_t what)
{
    pthread_mutex_lock(&gpu->lock);
    gpu->resets_waiting++;
    pthread_mutex_unlock(&gpu->lock);
    pthread_mutex_lock(&gpu->exec);
    pthread_mutex_lock(&gpu->lock);
    gpu->resets_waiting--;
    reset_locked(gpu, what);
    for (unsigned i = 0; i < REFGPU_NODE_COUNT; i++)
        refgpu_node_kick(&gpu->nodes[i]);
    pthread_mutex_unlock(&gpu->lock);
    pthread_mutex_unlock(&gpu->exec);
    refgpu_deliver(gpu);
}

static void refgpu_device_reset(struct device *device)
{
    reset(refgpu_of(device), REFGPU_RESET_ADAPTER);
}

/* ---- registers ----------------------------------------------------------------------------------------- */

static bool in_unit(uint32_t offset, uint32_t first, uint32_t stride, unsigned count)
{
    return offset >= first && offset < first + count * stride;
}

static uint32_t global_read(const struct refgpu *gpu, uint32_t offset)
{
    switch (offset) {
    case REFGPU_ID:
        return REFGPU_ID_VALUE;
    case REFGPU_VERSION:
        return REFGPU_VERSION_VALUE;
    case REFGPU_UNITS:
        return REFGPU_NODE_COUNT | gpu->config.heads << 4;
    case REFGPU_VRAM_PAGES:
        return (uint32_t)(gpu->config.vram_size / REFGPU_PAGE_SIZE);
    case REFGPU_VRAM_VISIBLE_PAGES:
        return (uint32_t)(gpu->config.visible_size / REFGPU_PAGE_SIZE);
    case REFGPU_GART_PAGES:
        return gpu->config.gart_pages;
    case REFGPU_RESET:
        return gpu->reset_failed;
    case REFGPU_INT_STATUS:
        return gpu->int_status;
    case REFGPU_INT_ENABLE:
        return gpu->int_enable;
    case REFGPU_DEBUG:
        return gpu->debug;
    case REFGPU_DEBUG_PRIVILEGED:
        return gpu->debug_privileged;
    }
    return 0;
}

static uint32_t register_read(struct refgpu *gpu, uint32_t offset)
{
    if (in_unit(offset, REFGPU_NODE(0), REFGPU_NODE_STRIDE, REFGPU_NODE_COUNT))
        return refgpu_node_read(gpu, (offset - REFGPU_NODE(0)) / REFGPU_NODE_STRIDE,
                                offset % REFGPU_NODE_STRIDE);
    if (in_unit(offset, REFGPU_HEAD(0), REFGPU_HEAD_STRIDE, gpu->config.heads))
        return refgpu_head_read(gpu, (offset - REFGPU_HEAD(0)) / REFGPU_HEAD_STRIDE,
                                offset % REFGPU_HEAD_STRIDE);
    return global_read(gpu, offset);
}

/* lock held */
static void global_write(struct refgpu *gpu, uint32_t offset, uint32_t value)
{
    switch (offset) {
    case REFGPU_SEMAPHORE_KICK:
        for (unsigned i = 0; i < REFGPU_NODE_COUNT; i++)
            refgpu_node_kick(&gpu->nodes[i]);
        return;
    case REFGPU_INT_STATUS:
        gpu->int_status &= ~value;
        gpu->int_lost &= ~value;
        return;
    case REFGPU_INT_ENABLE:
        int_enable_write(gpu, value);
        return;
    case REFGPU_DEBUG:
        gpu->debug = value & REFGPU_DEBUG_COUNT_PRIVILEGED;
        return;
    case REFGPU_DEBUG_PRIVILEGED:
        gpu->debug_privileged = 0;
        return;
    }
}

void refgpu_register_write(struct refgpu *gpu, uint32_t offset, uint32_t value, bool in_command)
{
    if (offset == REFGPU_RESET && !in_command) {
        reset(gpu, value);
        return;
    }
    pthread_mutex_lock(&gpu->lock);
    if (offset % 4)
        ; /* there is no such register */
    else if (offset == REFGPU_RESET)
        reset_locked(gpu, value);
    else if (in_unit(offset, REFGPU_NODE(0), REFGPU_NODE_STRIDE, REFGPU_NODE_COUNT))
        refgpu_node_write(gpu, (offset - REFGPU_NODE(0)) / REFGPU_NODE_STRIDE, offset % REFGPU_NODE_STRIDE,
                          value);
    else if (in_unit(offset, REFGPU_HEAD(0), REFGPU_HEAD_STRIDE, gpu->config.heads))
        refgpu_head_write(gpu, (offset - REFGPU_HEAD(0)) / REFGPU_HEAD_STRIDE, offset % REFGPU_HEAD_STRIDE,
                          value);
    else
        global_write(gpu, offset, value);
    pthread_mutex_unlock(&gpu->lock);
    if (!in_command)
        refgpu_deliver(gpu);
}

/* ---- BARs ---------------------------------------------------------------------------------------------- */

static uint64_t edid_read(const struct refgpu *gpu, uint64_t offset, unsigned size)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < size; i++) {
        uint64_t at = offset + i - REFGPU_EDID(0);
        if (at / REFGPU_EDID_SIZE < gpu->config.heads)
            value |= (uint64_t)gpu->heads[at / REFGPU_EDID_SIZE].edid[at % REFGPU_EDID_SIZE] << i * 8;
    }
    return value;
}

/* Registers are dwords: 8 bytes are two of them, and narrower or unaligned accesses none. */
static bool register_access(uint64_t offset, unsigned size)
{
    return (size == 4 || size == 8) && offset % 4 == 0 && offset <= REFGPU_EDID(0) - size;
}

static uint64_t refgpu_bar_read(struct device *device, unsigned bar, uint64_t offset, unsigned size)
{
    struct refgpu *gpu = refgpu_of(device);
    uint64_t value = 0;

    if (bar == REFGPU_BAR_GART)
        return refgpu_gart_read(gpu, offset, size);
    if (bar != REFGPU_BAR_MMIO || size > REFGPU_MMIO_SIZE || offset > REFGPU_MMIO_SIZE - size)
        return UINT64_MAX;
    pthread_mutex_lock(&gpu->lock);
    if (offset >= REFGPU_EDID(0)) {
        value = edid_read(gpu, offset, size);
    } else if (register_access(offset, size)) {
        value = register_read(gpu, (uint32_t)offset);
        if (size == 8)
            value |= (uint64_t)register_read(gpu, (uint32_t)offset + 4) << 32;
    }
    pthread_mutex_unlock(&gpu->lock);
    return value;
}

static void refgpu_bar_write(struct device *device, unsigned bar, uint64_t offset, unsigned size,
                             uint64_t value)
{
    struct refgpu *gpu = refgpu_of(device);

    if (bar == REFGPU_BAR_GART) {
        refgpu_gart_write(gpu, offset, size, value);
        return;
    }
    if (bar != REFGPU_BAR_MMIO || !register_access(offset, size))
        return;
    refgpu_register_write(gpu, (uint32_t)offset, (uint32_t)value, false);
    if (size == 8)
        refgpu_register_write(gpu, (uint32_t)offset + 4, (uint32_t)(value >> 32), false);
}

/* ---- the host's side ----------------------------------------------------------------------------------- */

void refgpu_set_switch(struct device *device, unsigned node, enum refgpu_switch what, uint32_t value)
{
    struct refgpu *gpu = refgpu_of(device);

    if (node >= REFGPU_NODE_COUNT || what >= REFGPU_SWITCH_COUNT)
        return;
    pthread_mutex_lock(&gpu->lock);
    if (what == REFGPU_INTERRUPT_NO_CAUSE)
        gpu->spurious += value;
    else
        gpu->nodes[node].switches[what] = value;
    pthread_mutex_unlock(&gpu->lock);
    refgpu_deliver(gpu);
}

uint32_t refgpu_get_switch(struct device *device, unsigned node, enum refgpu_switch what)
{
    struct refgpu *gpu = refgpu_of(device);
    uint32_t value = 0;

    if (node >= REFGPU_NODE_COUNT || what >= REFGPU_SWITCH_COUNT)
        return 0;
    pthread_mutex_lock(&gpu->lock);
    value = gpu->nodes[node].switches[what];
    pthread_mutex_unlock(&gpu->lock);
    return value;
}

void refgpu_quiesce(struct device *device)
{
    refgpu_vsync_timer_stop(device);
    refgpu_device_reset(device);
}

void *refgpu_vram(struct device *device)
{
    return refgpu_of(device)->vram;
}

/* ---- life ---------------------------------------------------------------------------------------------- */

static void refgpu_destroy(struct device *device)
{
    struct refgpu *gpu = refgpu_of(device);

    refgpu_vsync_timer_stop(device);
    refgpu_nodes_stop(gpu);
    refgpu_heads_fini(gpu);
    refgpu_memory_fini(gpu);
    pthread_cond_destroy(&gpu->timer_cond);
    pthread_mutex_destroy(&gpu->timer_lock);
    pthread_mutex_destroy(&gpu->lock);
    pthread_mutex_destroy(&gpu->exec);
    free(gpu);
}

static const struct device_ops refgpu_ops = {
    .bar_read = refgpu_bar_read,
    .bar_write = refgpu_bar_write,
    .reset = refgpu_device_reset,
    .scanout = refgpu_scanout,
    .destroy = refgpu_destroy,
};

/* Class display, subclass other. With messages: an MSI capability (one message, 64-bit address, enabled); without: pin A. */
static void config_space(struct refgpu *gpu)
{
    static const uint8_t header[64] = {
        [0x00] = REFGPU_VENDOR_ID & 0xff,
        [0x01] = REFGPU_VENDOR_ID >> 8,
        [0x02] = REFGPU_DEVICE_ID & 0xff,
        [0x03] = REFGPU_DEVICE_ID >> 8,
        [0x08] = REFGPU_REVISION,
        [0x0a] = 0x80,
        [0x0b] = 0x03,
        [0x2c] = REFGPU_VENDOR_ID & 0xff,
        [0x2d] = REFGPU_VENDOR_ID >> 8,
        [0x2e] = REFGPU_DEVICE_ID & 0xff,
        [0x2f] = REFGPU_DEVICE_ID >> 8,
    };
    uint8_t *config = gpu->device.config;

    memcpy(config, header, sizeof(header));
    if (gpu->config.line_interrupt) {
        config[0x3d] = 1;
        return;
    }
    config[0x06] = 0x10; /* there is a list of capabilities */
    config[0x34] = 0x40;
    config[0x40] = 0x05; /* MSI, the last */
    config[0x42] = 0x81;
    gpu->device.interrupt_messages = 1;
}

static bool power_of_two(uint64_t value, uint64_t low, uint64_t high)
{
    return value >= low && value <= high && !(value & (value - 1));
}

static bool config_valid(const struct refgpu_config *config)
{
    return config->vram_size && config->vram_size % REFGPU_PAGE_SIZE == 0 &&
           config->vram_size <= 32ull << 30 &&
           power_of_two(config->visible_size, REFGPU_PAGE_SIZE, 2ull << 30) &&
           config->visible_size <= config->vram_size && power_of_two(config->gart_pages, 16, 1u << 20) &&
           config->heads >= 1 && config->heads <= REFGPU_HEADS_MAX;
}

static void init(struct refgpu *gpu, const struct refgpu_config *config)
{
    static const struct edid_monitor monitor = {"OWD", REFGPU_DEVICE_ID, "refgpu", 1280, 800};
    pthread_condattr_t monotonic;

    gpu->config = *config;
    gpu->device.ops = &refgpu_ops;
    gpu->device.name = "refgpu";
    pthread_mutex_init(&gpu->exec, NULL);
    pthread_mutex_init(&gpu->lock, NULL);
    pthread_mutex_init(&gpu->timer_lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&gpu->timer_cond, &monotonic);
    pthread_condattr_destroy(&monotonic);
    refgpu_nodes_init(gpu);
    config_space(gpu);
    for (unsigned i = 0; i < config->heads; i++) {
        edid_generate(gpu->heads[i].edid, &monitor);
        gpu->heads[i].connected = true;
    }
}

struct device *refgpu_create(const struct refgpu_config *config)
{
    struct refgpu *gpu;

    if (!config_valid(config)) {
        errno = EINVAL;
        return NULL;
    }
    gpu = calloc(1, sizeof(*gpu));
    if (!gpu)
        return NULL;
    init(gpu, config);
    if (!refgpu_memory_init(gpu) || !refgpu_nodes_start(gpu)) {
        refgpu_destroy(&gpu->device);
        errno = ENOMEM;
        return NULL;
    }
    gpu->device.bars[REFGPU_BAR_VRAM] =
        (struct device_bar){config->visible_size, .prefetchable = true, .memory = gpu->vram};
    gpu->device.bars[REFGPU_BAR_MMIO] = (struct device_bar){REFGPU_MMIO_SIZE};
    gpu->device.bars[REFGPU_BAR_GART] = (struct device_bar){(uint64_t)config->gart_pages * 8};
    return &gpu->device;
}
