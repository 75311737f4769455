/* The hardware ids of the device models, as an INF writes them and as a driver would read them: one line for each driver. For sys_test.py. */
#include "bus.h"
#include "device.h"
#include "refgpu.h"

#include <stdio.h>

static bool show(const char *driver, struct device *device)
{
    struct bus_device *bus = device ? bus_local_open(device) : NULL;

    if (!bus)
        return false;
    printf("%s PCI\\VEN_%04X&DEV_%04X\n", driver, bus->ops->config_read(bus, 0, 2),
           bus->ops->config_read(bus, 2, 2));
    bus->ops->close(bus);
    device_destroy(device);
    return true;
}

int main(void)
{
    return !show("bochs", bochs_display_create(16u << 20)) ||
           !show("refgpu",
                 refgpu_create(&(struct refgpu_config){
                     .vram_size = 8u << 20, .visible_size = 4u << 20, .gart_pages = 64, .heads = 1}));
}
