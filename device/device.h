/*
 * The face of an in-process device model: a PCI function as hardware sees itself.
 *
 * A model is plain C without NT types. It knows registers, memory and interrupts; it does not know who drives
 * it. bus/local.c makes a bus_device of it. Calls come from any thread; a model does its own locking.
 */
#ifndef OPENWDDM_DEVICE_H
#define OPENWDDM_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEVICE_BAR_COUNT 6

struct device;

struct device_bar {
    uint64_t size; /* bytes, power of two; 0 = not implemented */
    bool io;
    bool prefetchable;
    void *memory; /* RAM behind the BAR, or NULL when accesses have side effects */
};

/* What a monitor on head `head` would show: a picture in the device's own memory. */
struct device_scanout {
    bool enabled;            /* false: no signal; the picture is black */
    uint32_t width, height;  /* pixels */
    uint32_t stride;         /* bytes per line */
    uint32_t bits_per_pixel; /* 16 (r5g6b5), 24 (r8g8b8) or 32 (x8r8g8b8), little-endian */
    const void *pixels;      /* first visible pixel; stride * (height - 1) + width * bytes are readable */
};

/* Host side services, set by the bus before first use. */
struct device_host {
    void (*interrupt)(void *ctx, unsigned message, bool level);
    void *(*dma)(void *ctx, uint64_t physical, size_t length); /* NULL: not RAM */
    void *ctx;
};

struct device_ops {
    uint64_t (*bar_read)(struct device *device, unsigned bar, uint64_t offset, unsigned size);
    void (*bar_write)(struct device *device, unsigned bar, uint64_t offset, unsigned size, uint64_t value);
    /* Optional: device-specific config registers; the common header is kept by the bus from `config`. */
    void (*config_written)(struct device *device, unsigned offset, unsigned size);
    void (*reset)(struct device *device);
    /* Optional for devices without a screen. Returns false when there is no such head. */
    bool (*scanout)(struct device *device, unsigned head, struct device_scanout *out);
    void (*destroy)(struct device *device);
};

struct device {
    const struct device_ops *ops;
    const char *name;
    uint8_t config[256]; /* PCI config header and capabilities as the device presents them (BAR bits aside) */
    struct device_bar bars[DEVICE_BAR_COUNT];
    unsigned interrupt_messages;
    struct device_host host;
};

/* QEMU's bochs-display as documented: PCI 1234:1111, VRAM in BAR0, VBE dispi registers at BAR2 + 0x500.
 * vram_size: power of two, 4 MiB..256 MiB; NULL with errno otherwise. */
struct device *bochs_display_create(size_t vram_size);

/* What the monitor's EDID block reads as: up to 1024 bytes, of any content; size 0 = no monitor data. A new
 * model has the 128 bytes of a monitor that prefers 1280x800. */
void bochs_display_set_edid(struct device *device, const void *edid, size_t size);

/* What firmware leaves behind: a black screen of this mode at the start of the memory, 32 bits per pixel, lines without a gap.
 * False: there is no such mode, or the memory does not hold it; no screen then. */
bool bochs_display_boot(struct device *device, unsigned width, unsigned height);

static inline void device_destroy(struct device *device)
{
    if (device)
        device->ops->destroy(device);
}

#endif
