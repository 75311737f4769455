/*
 * The in-process bus: makes a PCI function of a device model, so that a driver can run on a model in
 * microseconds and without another process. It keeps what belongs to the bus and not to the device: the
 * common config header with its base address registers, the memory-enable bit, presence, and the way from the
 * device's interrupt to the one handler.
 */
#include "bus.h"

#include "device.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define CONFIG_COMMAND        0x04
#define CONFIG_STATUS         0x06
#define CONFIG_CACHE_LINE     0x0c
#define CONFIG_LATENCY        0x0d
#define CONFIG_BAR0           0x10
#define CONFIG_BAR_END        0x28
#define CONFIG_INTERRUPT_LINE 0x3c
#define CONFIG_INTERRUPT_PIN  0x3d
#define CONFIG_DEVICE_OWN     0x40 /* capabilities and vendor registers */

#define COMMAND_IO       0x0001u
#define COMMAND_MEMORY   0x0002u
#define COMMAND_WRITABLE 0x0547u /* io, memory, bus master, parity, SERR, INTx disable */

#define BAR_IO           0x1u
#define BAR_PREFETCHABLE 0x8u

struct bus_local {
    struct bus_device bus;
    struct device *device;
    atomic_bool removed;
    _Atomic(const struct bus_memory *) memory;

    pthread_mutex_t config_lock;
    uint8_t config[256]; /* the common header; from 0x40 on the device's own copy is the truth */

    pthread_mutex_t interrupt_lock; /* the fields below; not held while the handler runs */
    pthread_cond_t interrupt_idle;
    bus_interrupt_fn *handler;
    void *handler_ctx;
    unsigned handlers_running;
};

static struct bus_local *to_local(struct bus_device *bus)
{
    return (struct bus_local *)((char *)bus - offsetof(struct bus_local, bus));
}

static uint64_t all_ones(unsigned size)
{
    return size >= 8 ? UINT64_MAX : (1ull << size * 8) - 1;
}

/* ---- config space -------------------------------------------------------------------------------------- */

/* The bits of one config byte that a write changes. */
static uint8_t config_write_mask(const struct bus_local *local, unsigned offset)
{
    unsigned index = (offset - CONFIG_BAR0) / 4;

    switch (offset) {
    case CONFIG_COMMAND:
        return COMMAND_WRITABLE & 0xff;
    case CONFIG_COMMAND + 1:
        return COMMAND_WRITABLE >> 8;
    case CONFIG_CACHE_LINE:
    case CONFIG_LATENCY:
    case CONFIG_INTERRUPT_LINE:
        return 0xff;
    }
    if (offset >= CONFIG_BAR0 && offset < CONFIG_BAR_END && local->bus.bars[index].size) {
        /* Bits below the size read as the type whatever is written: that is how a BAR tells its size. */
        uint32_t address_bits = (uint32_t) ~(local->bus.bars[index].size - 1);
        return (uint8_t)(address_bits >> (offset & 3) * 8);
    }
    if (offset >= CONFIG_DEVICE_OWN && local->device->ops->config_written)
        return 0xff;
    return 0;
}

static uint8_t *config_byte(struct bus_local *local, unsigned offset)
{
    return offset < CONFIG_DEVICE_OWN ? &local->config[offset] : &local->device->config[offset];
}

static uint32_t local_config_read(struct bus_device *bus, unsigned offset, unsigned size)
{
    struct bus_local *local = to_local(bus);
    uint32_t value = 0;

    if (atomic_load(&local->removed))
        return (uint32_t)all_ones(size);
    pthread_mutex_lock(&local->config_lock);
    for (unsigned i = 0; i < size; i++)
        if (offset + i < sizeof(local->config))
            value |= (uint32_t)*config_byte(local, offset + i) << i * 8;
    pthread_mutex_unlock(&local->config_lock);
    return value;
}

static void local_config_write(struct bus_device *bus, unsigned offset, unsigned size, uint32_t value)
{
    struct bus_local *local = to_local(bus);
    struct device *device = local->device;

    if (atomic_load(&local->removed))
        return;
    pthread_mutex_lock(&local->config_lock);
    for (unsigned i = 0; i < size && offset + i < sizeof(local->config); i++) {
        uint8_t mask = config_write_mask(local, offset + i);
        uint8_t *byte = config_byte(local, offset + i);
        *byte = (uint8_t)((*byte & ~mask) | ((value >> i * 8) & mask));
    }
    pthread_mutex_unlock(&local->config_lock);
    /* Unlocked, because the device may answer with an interrupt, and the handler may read config space. */
    if (offset + size > CONFIG_DEVICE_OWN && offset < sizeof(local->config) && device->ops->config_written)
        device->ops->config_written(device, offset, size);
}

static void config_init(struct bus_local *local)
{
    memcpy(local->config, local->device->config, sizeof(local->config));
    memset(&local->config[CONFIG_COMMAND], 0, 2);
    memset(&local->config[CONFIG_BAR0], 0, CONFIG_BAR_END - CONFIG_BAR0);
    for (unsigned i = 0; i < BUS_BAR_COUNT; i++) {
        const struct bus_bar *bar = &local->bus.bars[i];
        if (bar->size)
            local->config[CONFIG_BAR0 + i * 4] = bar->io ? BAR_IO : bar->prefetchable ? BAR_PREFETCHABLE : 0;
    }
}

/* ---- base address registers ---------------------------------------------------------------------------- */

/* Whether an access reaches the device: it is there, decodes that space, and the access is inside the BAR. */
static bool bar_reachable(struct bus_local *local, unsigned bar, uint64_t offset, unsigned size)
{
    uint32_t command;

    if (bar >= BUS_BAR_COUNT || size > local->bus.bars[bar].size || offset > local->bus.bars[bar].size - size)
        return false;
    command = local_config_read(&local->bus, CONFIG_COMMAND, 2);
    return !atomic_load(&local->removed) &&
           (command & (local->bus.bars[bar].io ? COMMAND_IO : COMMAND_MEMORY));
}

static uint64_t local_bar_read(struct bus_device *bus, unsigned bar, uint64_t offset, unsigned size)
{
    struct bus_local *local = to_local(bus);
    struct device *device = local->device;
    uint64_t value = 0;

    if (!bar_reachable(local, bar, offset, size))
        return all_ones(size);
    if (!device->bars[bar].memory)
        return device->ops->bar_read(device, bar, offset, size) & all_ones(size);
    memcpy(&value, (const char *)device->bars[bar].memory + offset, size);
    return value;
}

static void local_bar_write(struct bus_device *bus, unsigned bar, uint64_t offset, unsigned size,
                            uint64_t value)
{
    struct bus_local *local = to_local(bus);
    struct device *device = local->device;

    if (!bar_reachable(local, bar, offset, size))
        return;
    if (device->bars[bar].memory)
        memcpy((char *)device->bars[bar].memory + offset, &value, size);
    else
        device->ops->bar_write(device, bar, offset, size, value & all_ones(size));
}

static void *local_bar_pointer(struct bus_device *bus, unsigned bar)
{
    return bar < BUS_BAR_COUNT ? to_local(bus)->device->bars[bar].memory : NULL;
}

/* ---- interrupts and memory ----------------------------------------------------------------------------- */

static void local_interrupt_attach(struct bus_device *bus, bus_interrupt_fn *handler, void *ctx)
{
    struct bus_local *local = to_local(bus);

    pthread_mutex_lock(&local->interrupt_lock);
    local->handler = handler;
    local->handler_ctx = ctx;
    while (!local->handler && local->handlers_running)
        pthread_cond_wait(&local->interrupt_idle, &local->interrupt_lock);
    pthread_mutex_unlock(&local->interrupt_lock);
}

/* Called by the device. The lock is dropped around the handler, so that the handler may touch the device. */
static void device_interrupt(void *ctx, unsigned message, bool level)
{
    struct bus_local *local = ctx;
    bus_interrupt_fn *handler;
    void *handler_ctx;

    pthread_mutex_lock(&local->interrupt_lock);
    handler = atomic_load(&local->removed) ? NULL : local->handler;
    handler_ctx = local->handler_ctx;
    local->handlers_running += handler != NULL;
    pthread_mutex_unlock(&local->interrupt_lock);
    if (!handler)
        return;

    handler(handler_ctx, message, level);

    pthread_mutex_lock(&local->interrupt_lock);
    if (--local->handlers_running == 0)
        pthread_cond_broadcast(&local->interrupt_idle);
    pthread_mutex_unlock(&local->interrupt_lock);
}

static void *device_dma(void *ctx, uint64_t physical, size_t length)
{
    struct bus_local *local = ctx;
    const struct bus_memory *memory = atomic_load(&local->memory);

    if (!memory || atomic_load(&local->removed))
        return NULL;
    return memory->translate(memory->ctx, physical, length);
}

static void local_memory_attach(struct bus_device *bus, const struct bus_memory *memory)
{
    atomic_store(&to_local(bus)->memory, memory);
}

/* ---- life ---------------------------------------------------------------------------------------------- */

static void local_close(struct bus_device *bus)
{
    struct bus_local *local = to_local(bus);

    local_interrupt_attach(bus, NULL, NULL);
    memset(&local->device->host, 0, sizeof(local->device->host));
    pthread_cond_destroy(&local->interrupt_idle);
    pthread_mutex_destroy(&local->interrupt_lock);
    pthread_mutex_destroy(&local->config_lock);
    free(local);
}

static const struct bus_ops local_ops = {
    .config_read = local_config_read,
    .config_write = local_config_write,
    .bar_read = local_bar_read,
    .bar_write = local_bar_write,
    .bar_pointer = local_bar_pointer,
    .interrupt_attach = local_interrupt_attach,
    .memory_attach = local_memory_attach,
    .close = local_close,
};

/* Only 32-bit base address registers: a power of two from 16 bytes (4 in port space) to 2 GiB. */
static bool bar_size_valid(const struct device_bar *bar)
{
    return !bar->size ||
           (!(bar->size & (bar->size - 1)) && bar->size >= (bar->io ? 4 : 16) && bar->size <= 1ull << 31);
}

struct bus_device *bus_local_open(struct device *device)
{
    struct bus_local *local = calloc(1, sizeof(*local));

    if (!local)
        return NULL;
    local->bus = (struct bus_device){
        .ops = &local_ops,
        .name = device->name,
        .slot = 2,
        .interrupt_messages = device->interrupt_messages,
    };
    for (unsigned i = 0; i < BUS_BAR_COUNT; i++) {
        const struct device_bar *bar = &device->bars[i];
        if (!bar_size_valid(bar)) {
            free(local);
            errno = EINVAL;
            return NULL;
        }
        local->bus.bars[i] = (struct bus_bar){bar->size, bar->io, bar->prefetchable};
    }
    local->device = device;
    pthread_mutex_init(&local->config_lock, NULL);
    pthread_mutex_init(&local->interrupt_lock, NULL);
    pthread_cond_init(&local->interrupt_idle, NULL);
    config_init(local);
    device->host = (struct device_host){device_interrupt, device_dma, local};
    return &local->bus;
}

void bus_local_remove(struct bus_device *bus)
{
    atomic_store(&to_local(bus)->removed, true);
}
