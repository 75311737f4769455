/*
 * See run.h.
 */
#include "run.h"

#include "crash.h"
#include "image.h"
#include "json.h"
#include "shim.h"

#include <stdio.h>

#define DEFAULT_VRAM (64u << 20)

static bool open_layers(struct run *run, const struct ddi_shim **layers, size_t *count)
{
    char spec[4096];

    if (run->trace) {
        snprintf(spec, sizeof(spec), "trace:%s", run->trace);
        layers[*count] = verifier_shim(spec);
        if (!layers[*count]) {
            console_error("--trace: %s", verifier_error());
            return false;
        }
        ++*count;
    }
    if (run->check) {
        layers[*count] = verifier_shim("check");
        if (!layers[*count]) {
            console_error("%s", verifier_error());
            return false;
        }
        ++*count;
    }
    return true;
}

static bool close_layers(const struct ddi_shim **layers, size_t count)
{
    bool good = true;

    for (size_t i = 0; i < count; i++) {
        if (!verifier_release(layers[i])) {
            console_error("%s", verifier_error());
            good = false;
        }
    }
    return good;
}

/* Most drivers that are refused were written for something else than the device that there is. */
static void say_device(const struct run *run)
{
    const struct machine *machine = &run->machine;

    if (machine->vendor_id)
        console_error(
            "the device that it was given is %s, PCI\\VEN_%04X&DEV_%04X; a driver for other hardware "
            "refuses it, and '--device' has no other than bochs-display and refgpu",
            run->driver.device, machine->vendor_id, machine->device_id);
}

static void say_outcome(const struct run *run)
{
    const struct machine *machine = &run->machine;

    switch (run->outcome.end) {
    case MACHINE_NO_SETUP:
        console_error("%s: %s", run->driver.device, machine->failed);
        break;
    case MACHINE_REFUSED:
        console_error("driver %s: %s failed with %s%s", run->driver.name, machine->failed,
                      nt_status_text(machine->status), run->findings.refusals ? "; the reason is above" : "");
        say_device(run);
        break;
    case MACHINE_BUGCHECKED:
        console_bugcheck(&run->outcome.bugcheck);
        break;
    case MACHINE_GOOD:
        break;
    }
    if (run->outcome.leaks)
        console_error("driver %s: %u thing%s left behind at shutdown", run->driver.name, run->outcome.leaks,
                      run->outcome.leaks == 1 ? "" : "s");
}

static int status_of(const struct run *run)
{
    const struct findings *f = &run->findings;

    if (run->outcome.end == MACHINE_NO_SETUP)
        return 2;
    if (run->outcome.end != MACHINE_GOOD || run->outcome.leaks || f->violations || f->refusals ||
        f->bugchecks)
        return 1;
    return run->outcome.value;
}

static const char *end_name(enum machine_end end)
{
    static const char *const names[] = {"good", "no setup", "refused", "bug check"};

    return names[end];
}

static void write_json(struct run *run, struct json *json, int status)
{
    json_string(json, "command", run->command);
    json_string(json, "driver", run->driver.name);
    json_string(json, "device", run->driver.device);
    json_signed(json, "exit_status", status);
    json_string(json, "end", end_name(run->outcome.end));
    if (run->outcome.end == MACHINE_REFUSED)
        json_hex(json, "status", (uint32_t)run->machine.status);
    if (run->outcome.end == MACHINE_BUGCHECKED) {
        json_hex(json, "bugcheck", run->outcome.bugcheck.code);
        json_string(json, "bugcheck_text", run->outcome.bugcheck.text);
    }
    json_unsigned(json, "leaks", run->outcome.leaks);
    findings_json(json, "findings");
    if (run->write_json && run->outcome.end == MACHINE_GOOD)
        run->write_json(json, run->ctx);
}

static int boot(struct run *run)
{
    const struct ddi_shim *layers[2];
    size_t layer_count = 0;
    int status = 2;

    if (open_layers(run, layers, &layer_count)) {
        struct machine_options options = {
            .driver_name = run->driver.name,
            .entry = run->driver.entry,
            .device = run->driver.device,
            .vram = (size_t)(run->vram ? run->vram : DEFAULT_VRAM),
            .gart_pages = (unsigned)(run->aperture / 4096),
            .vsync_hz = run->vsync_hz,
            .tdr_limit_count = run->tdr_limit_count,
            .render = run->render,
            .depth = (unsigned)run->depth,
            .shims = layers,
            .shim_count = layer_count,
            .headless = run->headless,
            .stopped = run->stopped,
            .stopped_ctx = run->ctx,
        };
        findings_begin();
        run->outcome = machine_run(&run->machine, &options, run->body, run->ctx);
        findings_end(&run->findings);
        say_outcome(run);
        status = status_of(run);
    }
    if (!close_layers(layers, layer_count) && !status)
        status = 2;
    return status;
}

int run_driver(struct run *run)
{
    struct json json;
    char error[300];
    int status;

    if (!driver_find(run->driver_name, &run->driver, error, sizeof(error)) ||
        (run->json && !json_open(&json, run->json, error, sizeof(error)))) {
        console_error("%s", error);
        driver_release(&run->driver);
        return 2;
    }
    if (run->device)
        run->driver.device = run->device;
    crash_watch(&(struct crash_options){
        .path = run->driver.image || run->driver.library ? run->driver_name : NULL,
        .image = run->driver.image,
        .dump = run->dump,
    });
    if (run->watchdog_ms)
        image_watch_limit((unsigned)run->watchdog_ms);
    status = boot(run);
    console_progress_end();
    if (run->json) {
        write_json(run, &json, status);
        if (!json_close(&json, error, sizeof(error))) {
            console_error("%s", error);
            status = status ? status : 2;
        }
    }
    crash_watch(NULL);
    driver_release(&run->driver);
    return status;
}
