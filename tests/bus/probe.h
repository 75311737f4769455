/*
 * A device model for the tests of the bus: RAM in BAR0, sixteen counting registers in BAR2, ports in BAR4, a
 * vendor register in config space, and an interrupt on demand. Every call is counted.
 */
#ifndef TESTS_BUS_PROBE_H
#define TESTS_BUS_PROBE_H

#include "device.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct probe {
    struct device device;
    uint8_t ram[0x1000];
    uint64_t last_value;
    uint64_t last_offset;
    unsigned reads, writes, config_writes, last_config_offset;
};

static inline struct probe *to_probe(struct device *device)
{
    return (struct probe *)((char *)device - offsetof(struct probe, device));
}

static inline uint64_t probe_bar_read(struct device *device, unsigned bar, uint64_t offset, unsigned size)
{
    to_probe(device)->reads++;
    return 0x8877665544332211ull + offset + bar;
}

static inline void probe_bar_write(struct device *device, unsigned bar, uint64_t offset, unsigned size,
                                   uint64_t value)
{
    to_probe(device)->writes++;
    to_probe(device)->last_offset = offset;
    to_probe(device)->last_value = value;
}

static inline void probe_config_written(struct device *device, unsigned offset, unsigned size)
{
    to_probe(device)->config_writes++;
    to_probe(device)->last_config_offset = offset;
}

static inline void probe_init(struct probe *probe)
{
    static const struct device_ops ops = {
        .bar_read = probe_bar_read,
        .bar_write = probe_bar_write,
        .config_written = probe_config_written,
    };

    memset(probe, 0, sizeof(*probe));
    probe->device.ops = &ops;
    probe->device.name = "probe";
    memcpy(probe->device.config, "\x34\x12\xcd\xab", 4);
    probe->device.config[0x34] = 0x40;
    probe->device.config[0x40] = 0x09;
    probe->device.bars[0] = (struct device_bar){0x1000, .prefetchable = true, .memory = probe->ram};
    probe->device.bars[2] = (struct device_bar){0x100};
    probe->device.bars[4] = (struct device_bar){0x10, .io = true};
}

#endif
