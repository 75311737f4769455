/*
 * The seam between the kernel runtime and whatever a driver drives.
 *
 * A miniport sees a PCI function: config space, base address registers, interrupts, and system memory that
 * the function can reach. Whether that function is a model in this process (local.c), a device of another
 * process, or a wrapper that injects faults, is decided here and nowhere else. Plain C, no NT types: hal.c is
 * the only caller on the driver's side.
 */
#ifndef OPENWDDM_BUS_H
#define OPENWDDM_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUS_BAR_COUNT 6

struct bus_device;

/* One base address register. size 0 = not implemented. */
struct bus_bar {
    uint64_t size;     /* bytes, a power of two */
    bool io;           /* port space rather than memory space */
    bool prefetchable; /* reads have no side effects: RAM-like */
};

/* What a device may do with system memory: physical address -> host pointer, or NULL when the range is not
 * RAM. */
struct bus_memory {
    void *(*translate)(void *ctx, uint64_t physical, size_t length);
    void *ctx;
};

/* Called by the device, on any thread and with no lock of its own held, when it signals an interrupt message.
 * Message 0 is also the INTx line (level = still asserted; ignored for messages). */
typedef void bus_interrupt_fn(void *ctx, unsigned message, bool level);

struct bus_ops {
    /* All mandatory. offset and size (1, 2, 4) are within the 4096 bytes of config space. A removed device
     * reads as all ones and ignores writes; the same holds for bar_read and bar_write, and for a function
     * whose command register has the space switched off: it starts as 0, and whoever assigns addresses sets
     * memory enable (bit 1). */
    uint32_t (*config_read)(struct bus_device *bus, unsigned offset, unsigned size);
    void (*config_write)(struct bus_device *bus, unsigned offset, unsigned size, uint32_t value);

    /* One access of size 1, 2, 4 or 8 bytes inside BAR `bar`; offset + size <= bars[bar].size. */
    uint64_t (*bar_read)(struct bus_device *bus, unsigned bar, uint64_t offset, unsigned size);
    void (*bar_write)(struct bus_device *bus, unsigned bar, uint64_t offset, unsigned size, uint64_t value);

    /* The BAR as plain memory when it can be touched without the device noticing (frame buffers); NULL when
     * every access has to go through bar_read and bar_write. Stays valid until close, also after removal. */
    void *(*bar_pointer)(struct bus_device *bus, unsigned bar);

    /* At most one handler at a time; NULL detaches and returns only when no call is running. Not from the
     * handler. */
    void (*interrupt_attach)(struct bus_device *bus, bus_interrupt_fn *handler, void *ctx);

    /* Hands the device its view of system memory; called once before the driver starts. */
    void (*memory_attach)(struct bus_device *bus, const struct bus_memory *memory);

    void (*close)(struct bus_device *bus);
};

struct bus_device {
    const struct bus_ops *ops;
    const char *name;                   /* for messages: "bochs-display" */
    unsigned bus, slot, function;       /* PCI address */
    unsigned interrupt_messages;        /* 0: INTx only; else number of MSI messages */
    struct bus_bar bars[BUS_BAR_COUNT]; /* constant after open */
};

struct device;

/* The in-process bus: a device model as a PCI function. The bus does not own the model. NULL with errno:
 * ENOMEM, or EINVAL for a BAR that 32-bit base address registers cannot describe. */
struct bus_device *bus_local_open(struct device *device);

/* Surprise removal: from now on the function reads as all ones (a local bus only). */
void bus_local_remove(struct bus_device *bus);

static inline void bus_close(struct bus_device *bus)
{
    if (bus)
        bus->ops->close(bus);
}

#endif
