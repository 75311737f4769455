/*
 * See bench_path.h. Each mode of the benchmark gets an adapter of its own, because a driver learns its depth at start.
 */
#include "bench_path.h"

#include "console.h"
#include "device.h"

#define DRAIN_MS 5000

static bool set_mode(struct bench_driver *driver, const struct bench_mode *mode)
{
    struct dxgk_mode wanted = {
        .width = mode->width,
        .height = mode->height,
        .rotation = (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)(D3DKMDT_VPPR_IDENTITY + mode->rotation)};
    NTSTATUS status = dxgk_set_mode(driver->machine.adapter, 0, &wanted);

    if (!NT_SUCCESS(status))
        console_error("mode %ux%u at %u bpp: status 0x%08X %s", mode->width, mode->height,
                      8 * mode->bytes_per_pixel, (unsigned)status, status_name(status));
    return NT_SUCCESS(status);
}

/* After a mode change the whole source is dirty (DOD-49): presented here, so that what is measured is what was asked for. */
static bool present_first(struct bench_driver *driver, const struct bench_mode *mode)
{
    struct dxgk_adapter *adapter = driver->machine.adapter;
    const RECT all = {0, 0, (LONG)mode->width, (LONG)mode->height};

    driver->first_size = ((size_t)mode->width * mode->height * 4 + 4095) & ~(size_t)4095;
    driver->first = nt_pages_alloc(driver->first_size);
    if (!driver->first) {
        console_error("out of kernel memory");
        return false;
    }
    driver->bits = driver->first;
    return NT_SUCCESS(
               dxgk_set_image(adapter, 0, driver->first, (LONG)mode->width * 4, mode->width, mode->height)) &&
           NT_SUCCESS(dxgk_present(adapter, 0, NULL, 0, &all, 1)) &&
           dxgk_present_drain(adapter, 0, DRAIN_MS) == STATUS_SUCCESS;
}

int bench_driver_setup(void *context, const struct bench_mode *mode, struct surface *screens, unsigned *count)
{
    struct bench_driver *driver = context;
    struct device_scanout out = {0};

    driver->options.depth = 8 * mode->bytes_per_pixel;
    driver->first = NULL;
    driver->started = machine_start(&driver->machine, &driver->options);
    if (!driver->started) {
        console_error("%s: status 0x%08X %s", driver->machine.failed, (unsigned)driver->machine.status,
                      status_name(driver->machine.status));
        return -1;
    }
    if (!set_mode(driver, mode) || !present_first(driver, mode))
        return -1;
    if (!driver->machine.device->ops->scanout(driver->machine.device, 0, &out) || !out.pixels ||
        out.bits_per_pixel != 8 * mode->bytes_per_pixel)
        return 1;
    screens[0] = (struct surface){(void *)(uintptr_t)out.pixels,
                                  (LONG)out.stride,
                                  out.width,
                                  out.height,
                                  out.bits_per_pixel / 8,
                                  FALSE};
    *count = 1;
    return 0;
}

int bench_driver_present(void *context, const struct surface *screen, const struct surface *image,
                         const D3DKMT_MOVE_RECT *moves, unsigned move_count, const RECT *dirty,
                         unsigned dirty_count)
{
    struct bench_driver *driver = context;
    struct dxgk_adapter *adapter = driver->machine.adapter;
    NTSTATUS status = STATUS_SUCCESS;

    (void)screen;
    if (driver->bits != image->bits)
        status = dxgk_replace_image(adapter, 0, image->bits, image->pitch);
    driver->bits = image->bits;
    if (NT_SUCCESS(status))
        status = dxgk_present(adapter, 0, moves, move_count, dirty, dirty_count);
    if (status == STATUS_PENDING)
        status = dxgk_present_drain(adapter, 0, DRAIN_MS);
    if (status == STATUS_SUCCESS)
        return 0;
    console_error("a present ended with status 0x%08X %s", (unsigned)status, status_name(status));
    return -1;
}

void bench_driver_teardown(void *context)
{
    struct bench_driver *driver = context;

    if (driver->started) {
        dxgk_set_image(driver->machine.adapter, 0, NULL, 0, 0, 0);
        machine_stop(&driver->machine);
    }
    if (driver->first)
        nt_pages_free(driver->first, driver->first_size);
    driver->first = NULL;
    driver->started = false;
}
