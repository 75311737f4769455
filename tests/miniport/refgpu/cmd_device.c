/* See cmd_device.h. */
#include "cmd_device.h"

#include "refgpu.h"

#include <stdlib.h>
#include <string.h>

#define RAM        (1u << 20)
#define RING_AT    0x1000u
#define RING_ORDER 6
#define BUFFER_AT  0x10000u

static struct device *device;
static uint8_t *ram;
static uint32_t tail[REFGPU_NODE_COUNT];

static void on_interrupt(void *ctx, unsigned message, bool level)
{
}

static void *on_dma(void *ctx, uint64_t physical, size_t length)
{
    return length <= RAM && physical <= RAM - length ? ram + physical : NULL;
}

static uint32_t reg_read(uint32_t reg)
{
    return (uint32_t)device->ops->bar_read(device, REFGPU_BAR_MMIO, reg, 4);
}

static void reg_write(uint32_t reg, uint32_t value)
{
    device->ops->bar_write(device, REFGPU_BAR_MMIO, reg, 4, value);
}

static void node_start(unsigned node)
{
    reg_write(REFGPU_NODE(node) + REFGPU_CONTROL, 0);
    reg_write(REFGPU_NODE(node) + REFGPU_RING_LO, RING_AT + node * 0x1000);
    reg_write(REFGPU_NODE(node) + REFGPU_RING_HI, 0);
    reg_write(REFGPU_NODE(node) + REFGPU_RING_ORDER, RING_ORDER);
    reg_write(REFGPU_NODE(node) + REFGPU_CONTROL, REFGPU_CONTROL_ENABLE);
    tail[node] = 0;
}

bool cmd_device_open(void)
{
    static const struct refgpu_config config = {
        .vram_size = CMD_VRAM, .visible_size = CMD_VRAM, .gart_pages = 16, .heads = 1};

    ram = calloc(1, RAM);
    device = ram ? refgpu_create(&config) : NULL;
    if (!device) {
        free(ram);
        return false;
    }
    device->host = (struct device_host){on_interrupt, on_dma, NULL};
    for (unsigned node = 0; node < REFGPU_NODE_COUNT; node++)
        node_start(node);
    reg_write(REFGPU_DEBUG, REFGPU_DEBUG_COUNT_PRIVILEGED);
    return true;
}

void cmd_device_close(void)
{
    device_destroy(device);
    free(ram);
    device = NULL;
    ram = NULL;
}

uint8_t *cmd_device_vram(void)
{
    return refgpu_vram(device);
}

uint32_t cmd_device_privileged(void)
{
    return reg_read(REFGPU_DEBUG_PRIVILEGED);
}

static void ring_put(unsigned node, const uint32_t *dwords, unsigned count)
{
    uint32_t *ring = (uint32_t *)(void *)(ram + RING_AT + node * 0x1000);

    for (unsigned i = 0; i < count; i++) {
        ring[tail[node]] = dwords[i];
        tail[node] = (tail[node] + 1) & ((1u << RING_ORDER) - 1);
    }
}

uint32_t cmd_device_run(unsigned node, const void *commands, uint32_t bytes, bool *waiting)
{
    uint32_t indirect[REFGPU_INDIRECT_DWORDS] = {
        REFGPU_COMMAND(REFGPU_INDIRECT, REFGPU_INDIRECT_SYSTEM, REFGPU_INDIRECT_DWORDS), BUFFER_AT, 0, bytes,
        1};
    uint32_t fault, status;

    memcpy(ram + BUFFER_AT, commands, bytes);
    ring_put(node, indirect, REFGPU_INDIRECT_DWORDS);
    reg_write(REFGPU_NODE(node) + REFGPU_RING_TAIL, tail[node]);
    while (refgpu_step(device, node, 100000) == 100000)
        ;
    fault = reg_read(REFGPU_NODE(node) + REFGPU_FAULT_STATUS);
    status = reg_read(REFGPU_NODE(node) + REFGPU_STATUS);
    if (waiting)
        *waiting = status & REFGPU_STATUS_WAITING;
    if (status) { /* halted, or waiting for what does not come */
        reg_write(REFGPU_RESET, REFGPU_RESET_NODE(node));
        node_start(node);
    }
    return fault;
}
