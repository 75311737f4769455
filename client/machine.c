/*
 * See machine.h: the ladder from nothing to a started adapter, and back.
 */
#include "machine.h"

#include "bus.h"
#include "device.h"
#include "refgpu.h"

#include <errno.h>
#include <string.h>
#include <stdio.h>
#include <time.h>

uint64_t machine_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void machine_screen(const struct machine *machine, struct picture *picture)
{
    struct device_scanout out = {0};

    *picture = (struct picture){0};
    if (machine->options.screen) {
        machine->options.screen(picture);
        return;
    }
    if (!machine->device || !machine->device->ops->scanout ||
        !machine->device->ops->scanout(machine->device, 0, &out))
        return;
    *picture = (struct picture){out.width, out.height, out.stride, out.bits_per_pixel,
                                out.enabled ? out.pixels : NULL};
}

static bool no_setup(struct machine *machine, const char *step)
{
    machine->failed = step;
    return false;
}

static struct device *create_bochs(const struct machine_options *options)
{
    return bochs_display_create(options->vram);
}

#define BOOT_WIDTH     1280u /* of the boot screen: what the monitor prefers */
#define BOOT_HEIGHT    800u
#define GART_PAGES_MAX (1u << 16) /* 256 MiB */

/* Half of the video memory is behind BAR0, so that drivers have both kinds; the aperture is sixteen times as large as all of it. */
static struct device *create_refgpu(const struct machine_options *options)
{
    size_t pages = options->vram / 4096 * 16;
    const struct refgpu_config config = {
        .vram_size = options->vram,
        .visible_size = options->visible ? options->visible : options->vram / 2,
        .gart_pages = options->gart_pages       ? options->gart_pages
                      : pages >= GART_PAGES_MAX ? GART_PAGES_MAX
                                                : (uint32_t)pages,
        .heads = 1,
        .threads = true,
    };
    struct device *device = NULL;

    errno = EINVAL;
    if (options->vram >= 4u << 20 && options->vram <= 256u << 20 && !(options->vram & (options->vram - 1)))
        device = refgpu_create(&config);
    if (device && !refgpu_vsync_timer_start(device, options->vsync_hz ? options->vsync_hz : 60)) {
        device_destroy(device);
        errno = ENOMEM;
        return NULL;
    }
    return device;
}

/* `boot`: lights the screen as firmware does; NULL: firmware does not know the device. `quiesce`: before the bus closes; NULL: the device does
 * nothing by itself. */
static const struct {
    const char *name;
    struct device *(*create)(const struct machine_options *options);
    bool (*boot)(struct device *device, unsigned width, unsigned height);
    void (*quiesce)(struct device *device);
} devices[] = {
    {"bochs-display", create_bochs, bochs_display_boot, NULL},
    {"refgpu", create_refgpu, NULL, refgpu_quiesce},
};

static bool make_device(struct machine *machine)
{
    if (!machine->options.device)
        return true;
    for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
        if (strcmp(machine->options.device, devices[i].name))
            continue;
        machine->device = devices[i].create(&machine->options);
        if (!machine->device)
            return no_setup(machine, errno == ENOMEM
                                         ? "out of memory for the device"
                                         : "video memory must be a power of two from 4 to 256 MiB");
        machine->vendor_id = (uint16_t)(machine->device->config[0] | machine->device->config[1] << 8);
        machine->device_id = (uint16_t)(machine->device->config[2] | machine->device->config[3] << 8);
        machine->boot = devices[i].boot;
        machine->quiesce = devices[i].quiesce;
        machine->bus = bus_local_open(machine->device);
        return machine->bus || no_setup(machine, "out of memory for the bus");
    }
    return no_setup(machine, "there is no such device; expected bochs-display or refgpu");
}

void machine_hang(const struct machine *machine, unsigned node, unsigned commands)
{
    bool can = machine->device && machine->options.device && !strcmp(machine->options.device, "refgpu");

    if (can && !refgpu_get_switch(machine->device, node, REFGPU_HANG_AT_COMMAND))
        refgpu_set_switch(machine->device, node, REFGPU_HANG_AT_COMMAND, commands);
}

/* A driver that only draws into the boot screen has the one mode of it, so that is the mode that is wanted. */
static void light_boot_screen(struct machine *machine, struct dxgk_adapter_options *options)
{
    uint32_t width = machine->custom_width ? machine->custom_width : BOOT_WIDTH;
    uint32_t height = machine->custom_height ? machine->custom_height : BOOT_HEIGHT;

    if (!machine->boot || !machine->boot(machine->device, width, height))
        return;
    options->is_post_device = true;
    options->post_in_bar = true;
    options->post = (struct dxgk_post_mode){.width = width,
                                            .height = height,
                                            .pitch = width * 4,
                                            .format = D3DDDIFMT_X8R8G8B8,
                                            .target_id = D3DDDI_ID_UNINITIALIZED};
}

static bool start_adapter(struct machine *machine)
{
    struct dxgk_setting settings[3];
    size_t count = 0;
    struct dxgk_adapter_options options = {
        .bus = machine->bus,
        .shims = machine->options.shims,
        .shim_count = machine->options.shim_count,
        .headless = machine->options.headless,
        .present_delay_ms = machine->options.present_delay_ms,
        .ddi_delay_ms = machine->options.ddi_delay_ms,
        .tdr_limit_count = machine->options.tdr_limit_count,
        .render = machine->options.render,
    };

    if (machine->options.depth)
        settings[count++] = (struct dxgk_setting){L"BitsPerPixel", machine->options.depth};
    if (machine->custom_width) {
        settings[count++] = (struct dxgk_setting){L"CustomWidth", machine->custom_width};
        settings[count++] = (struct dxgk_setting){L"CustomHeight", machine->custom_height};
    }
    options.settings = settings;
    options.setting_count = count;
    light_boot_screen(machine, &options);

    machine->failed = "DriverEntry";
    machine->status =
        dxgk_driver_load(machine->options.driver_name, machine->options.entry, &machine->driver);
    if (!NT_SUCCESS(machine->status))
        return false;
    machine->failed = "starting the adapter";
    machine->status = dxgk_adapter_start(machine->driver, &options, &machine->adapter);
    if (!NT_SUCCESS(machine->status))
        return false;
    machine->failed = NULL;
    machine->ready_ns = machine_now();
    return true;
}

static void stop_adapter(struct machine *machine)
{
    if (machine->adapter)
        dxgk_adapter_remove(machine->adapter);
    if (machine->driver)
        dxgk_driver_unload(machine->driver);
    machine->adapter = NULL;
    machine->driver = NULL;
}

static void free_device(struct machine *machine)
{
    if (machine->device && machine->quiesce)
        machine->quiesce(machine->device);
    bus_close(machine->bus);
    device_destroy(machine->device);
    machine->bus = NULL;
    machine->device = NULL;
}

bool machine_start(struct machine *machine, const struct machine_options *options)
{
    *machine = (struct machine){.options = *options, .started_ns = machine_now()};
    if (make_device(machine) && start_adapter(machine))
        return true;
    machine_stop(machine);
    return false;
}

void machine_stop(struct machine *machine)
{
    stop_adapter(machine);
    free_device(machine);
}

bool machine_restart(struct machine *machine, uint32_t width, uint32_t height)
{
    stop_adapter(machine);
    machine->custom_width = width;
    machine->custom_height = height;
    if (start_adapter(machine))
        return true;
    stop_adapter(machine);
    return false;
}

struct climb {
    struct machine *machine;
    int (*body)(struct machine *machine, void *ctx);
    void *ctx;
    enum machine_end end;
    int value;
};

static int climb(void *arg)
{
    struct climb *climb = arg;

    climb->end = MACHINE_REFUSED;
    if (start_adapter(climb->machine)) {
        climb->end = MACHINE_GOOD;
        climb->value = climb->body(climb->machine, climb->ctx);
    }
    stop_adapter(climb->machine);
    return 0;
}

/* POST-09, POST-10: what Windows would show. The driver may be what crashed, and then shows nothing. */
static void crash_screen(void *ctx, const struct nt_bugcheck *bugcheck)
{
    const struct machine *machine = ctx;
    char text[1024];

    if (!machine->adapter)
        return;
    snprintf(text, sizeof(text), "The system stopped.\n\n%s (0x%X)\n\n%s\n\n%s%s%s%s",
             nt_bugcheck_name(bugcheck->code), bugcheck->code, bugcheck->text, *bugcheck->ddi ? "In " : "",
             bugcheck->ddi, *bugcheck->rule ? ", rule " : "", bugcheck->rule);
    dxgk_crash_screen(machine->adapter, text);
}

/* The device is made before the kernel boots and outlives it, so that its screen can be looked at after a bug check. */
struct machine_outcome machine_run(struct machine *machine, const struct machine_options *options,
                                   int (*body)(struct machine *machine, void *ctx), void *ctx)
{
    struct nt_options nt = {.host = NT_HOST_POSIX, .memory_size = (size_t)1 << 30};
    struct climb steps = {machine, body, ctx, MACHINE_NO_SETUP, 0};
    struct machine_outcome outcome = {.end = MACHINE_NO_SETUP};

    *machine = (struct machine){.options = *options, .started_ns = machine_now()};
    if (make_device(machine)) {
        nt_boot(&nt);
        nt_on_bugcheck(crash_screen, machine);
        struct nt_outcome result = nt_run(climb, &steps);
        nt_on_bugcheck(NULL, NULL);
        outcome.end = result.bugchecked ? MACHINE_BUGCHECKED : steps.end;
        outcome.value = steps.value;
        outcome.bugcheck = result.bugcheck;
        outcome.leaks = nt_shutdown();
        if (result.bugchecked && options->stopped) {
            struct picture screen;
            machine_screen(machine, &screen);
            options->stopped(options->stopped_ctx, &screen);
        }
    }
    free_device(machine);
    return outcome;
}
