/*
 * See bench_path.h. Each mode of the benchmark gets an adapter of its own, because a driver learns its depth at start.
 */
#include "bench_path.h"

#include "console.h"
#include "device.h"

#define DRAIN_MS 5000

static bool set_mode(struct bench_adapter *adapter, const struct bench_mode *mode)
{
    struct dxgk_mode wanted = {
        .width = mode->width,
        .height = mode->height,
        .rotation = (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)(D3DKMDT_VPPR_IDENTITY + mode->rotation)};
    NTSTATUS status = dxgk_set_mode(adapter->machine.adapter, 0, &wanted);

    if (!NT_SUCCESS(status))
        console_error("mode %ux%u at %u bpp: %s", mode->width, mode->height, 8 * mode->bytes_per_pixel,
                      nt_status_text(status));
    return NT_SUCCESS(status);
}

/* After a mode change the whole source is dirty (DOD-49): presented here, so that what is measured is what was asked for. */
static bool present_first(struct bench_adapter *a, const struct bench_mode *mode)
{
    struct dxgk_adapter *adapter = a->machine.adapter;
    const RECT all = {0, 0, (LONG)mode->width, (LONG)mode->height};

    a->first_size = ((size_t)mode->width * mode->height * 4 + 4095) & ~(size_t)4095;
    a->first = nt_pages_alloc(a->first_size);
    if (!a->first) {
        console_error("out of kernel memory");
        return false;
    }
    a->bits = a->first;
    return NT_SUCCESS(
               dxgk_set_image(adapter, 0, a->first, (LONG)mode->width * 4, mode->width, mode->height)) &&
           NT_SUCCESS(dxgk_present(adapter, 0, NULL, 0, &all, 1)) &&
           dxgk_present_drain(adapter, 0, DRAIN_MS) == STATUS_SUCCESS;
}

/* 0; 1: the driver cannot do the mode; -1: said on stderr */
static int start(struct bench_adapter *adapter, const struct machine_options *options,
                 const struct bench_mode *mode, struct surface *screen)
{
    struct device_scanout out = {0};
    struct machine *machine = &adapter->machine;

    adapter->first = NULL;
    adapter->started = machine_start(machine, options);
    if (!adapter->started) {
        console_error("%s: %s", machine->failed, nt_status_text(machine->status));
        return -1;
    }
    if (!set_mode(adapter, mode) || !present_first(adapter, mode))
        return -1;
    if (!machine->device->ops->scanout(machine->device, 0, &out) || !out.pixels ||
        out.bits_per_pixel != 8 * mode->bytes_per_pixel)
        return 1;
    adapter->screen = out.pixels;
    *screen = (struct surface){(void *)(uintptr_t)out.pixels,
                               (LONG)out.stride,
                               out.width,
                               out.height,
                               out.bits_per_pixel / 8,
                               FALSE};
    return 0;
}

int bench_driver_setup(void *context, const struct bench_mode *mode, struct surface *screens, unsigned *count)
{
    struct bench_driver *driver = context;
    unsigned wanted = *count < BENCH_ADAPTERS ? *count : BENCH_ADAPTERS;
    int status = 0;

    driver->options.depth = 8 * mode->bytes_per_pixel;
    for (driver->count = 0; driver->count < wanted && !status; driver->count++)
        status = start(&driver->adapters[driver->count], &driver->options, mode, &screens[driver->count]);
    *count = driver->count;
    return status;
}

static struct bench_adapter *adapter_of(struct bench_driver *driver, const struct surface *screen)
{
    for (unsigned i = 1; i < driver->count; i++) {
        if (driver->adapters[i].screen == screen->bits)
            return &driver->adapters[i];
    }
    return &driver->adapters[0];
}

int bench_driver_present(void *context, const struct surface *screen, const struct surface *image,
                         const D3DKMT_MOVE_RECT *moves, unsigned move_count, const RECT *dirty,
                         unsigned dirty_count)
{
    struct bench_adapter *a = adapter_of(context, screen);
    struct dxgk_adapter *adapter = a->machine.adapter;
    NTSTATUS status = STATUS_SUCCESS;

    if (a->bits != image->bits)
        status = dxgk_replace_image(adapter, 0, image->bits, image->pitch);
    a->bits = image->bits;
    if (NT_SUCCESS(status))
        status = dxgk_present(adapter, 0, moves, move_count, dirty, dirty_count);
    if (status == STATUS_PENDING)
        status = dxgk_present_drain(adapter, 0, DRAIN_MS);
    if (status == STATUS_SUCCESS)
        return 0;
    console_error("a present ended with %s", nt_status_text(status));
    return -1;
}

static void stop(struct bench_adapter *adapter)
{
    if (adapter->started) {
        dxgk_set_image(adapter->machine.adapter, 0, NULL, 0, 0, 0);
        machine_stop(&adapter->machine);
    }
    if (adapter->first)
        nt_pages_free(adapter->first, adapter->first_size);
    adapter->first = NULL;
    adapter->started = false;
}

void bench_driver_teardown(void *context)
{
    struct bench_driver *driver = context;

    for (unsigned i = driver->count; i-- > 0;)
        stop(&driver->adapters[i]);
    driver->count = 0;
}
