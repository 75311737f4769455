/*
 * wddm bench: how fast the whole way of a present is, against memcpy and pixman in the same run; how long it takes from
 * nothing to the first pixel, and what a desktop costs on which nothing happens.
 */
#include "wddm.h"

#include "bench.h"
#include "bench_compare.h"
#include "bench_paging.h"
#include "bench_path.h"
#include "bench_render.h"
#include "bench_submit.h"
#include "json.h"
#include "options.h"
#include "patch.h"
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define VRAM         ((size_t)64 << 20)
#define START_WIDTH  1280
#define START_HEIGHT 800
#define IDLE_SECONDS 3

struct bench_command {
    struct driver driver;
    struct bench_options options;
    struct bench_path path;
    struct bench_driver context;
    uint64_t starts;
    double *start_ms; /* each start's time to the first pixel */
    double idle_ms;   /* processor time in IDLE_SECONDS */
    struct bench_render_options render;
    PDRIVER_INITIALIZE entry; /* of a driver for refgpu's device that is not the built-in one; or NULL */
    const char *driver_path;
    struct bench_compare_options compare;
    struct machine_options machine;
};

/* ---- present ---------------------------------------------------------------------------------------------------------- */

static int bench_body(void *arg)
{
    struct bench_command *command = arg;

    return bench_present(&command->options);
}

/* ---- start ------------------------------------------------------------------------------------------------------------ */

/* Fills the screen with one colour and looks for it in the last pixel that the device scans out. */
static bool first_pixel(struct machine *machine, uint32_t *image)
{
    struct dxgk_mode mode = {START_WIDTH, START_HEIGHT, 0, D3DKMDT_VPPR_IDENTITY};
    const RECT all = {0, 0, START_WIDTH, START_HEIGHT};
    struct picture screen;

    if (!NT_SUCCESS(dxgk_set_mode(machine->adapter, 0, &mode)))
        return false;
    if (!strcmp(machine->options.device,
                "refgpu")) { /* programs draw there; the monitor shows the first picture */
        machine_screen(machine, &screen);
        return screen.pixels && screen.width == START_WIDTH && screen.height == START_HEIGHT;
    }
    if (!NT_SUCCESS(dxgk_set_image(machine->adapter, 0, image, START_WIDTH * 4, START_WIDTH, START_HEIGHT)) ||
        !NT_SUCCESS(dxgk_present(machine->adapter, 0, NULL, 0, &all, 1)) ||
        dxgk_present_drain(machine->adapter, 0, 5000) != STATUS_SUCCESS)
        return false;
    machine_screen(machine, &screen);
    if (!screen.pixels || screen.bits_per_pixel != 32 || screen.width != START_WIDTH ||
        screen.height != START_HEIGHT)
        return false;
    const uint8_t *last = (const uint8_t *)screen.pixels + (size_t)screen.stride * (START_HEIGHT - 1);
    return ((const uint32_t *)last)[START_WIDTH - 1] << 8 == image[0] << 8;
}

static int start_body(void *arg)
{
    struct bench_command *command = arg;
    size_t size = (size_t)START_WIDTH * START_HEIGHT * 4;
    uint32_t *image = nt_pages_alloc(size);
    int status = 0;

    if (!image)
        return 2;
    for (size_t i = 0; i < size / 4; i++)
        image[i] = 0x3060c0;
    for (uint64_t i = 0; i < command->starts && !status; i++) {
        struct machine machine;
        uint64_t begin = machine_now();
        bool started = machine_start(&machine, &command->machine);
        if (!started || !first_pixel(&machine, image)) {
            console_error("start %llu: %s", (unsigned long long)i + 1,
                          started ? "the picture does not come on the screen" : machine.failed);
            status = 1;
        }
        command->start_ms[i] = (double)(machine_now() - begin) / 1e6;
        if (started)
            dxgk_set_image(machine.adapter, 0, NULL, 0, 0, 0);
        machine_stop(&machine);
    }
    nt_pages_free(image, size);
    return status;
}

static bool report_start(struct bench_command *command)
{
    unsigned count = (unsigned)command->starts;
    double first = command->start_ms[0], median, worst = 0;
    struct json json;
    char error[300];

    for (unsigned i = 0; i < count; i++)
        worst = command->start_ms[i] > worst ? command->start_ms[i] : worst;
    median = bench_median(command->start_ms, count);
    printf("adapter start to first pixel, %ux%u, %u starts: median %.2f ms, first %.2f ms, worst %.2f ms "
           "(goal: 20 ms)\n",
           START_WIDTH, START_HEIGHT, count, median, first, worst);
    if (!command->options.json)
        return true;
    if (!json_open(&json, command->options.json, error, sizeof(error))) {
        console_error("%s", error);
        return false;
    }
    json_string(&json, "bench", "start");
    json_string(&json, "driver", command->driver.name);
    json_unsigned(&json, "starts", count);
    json_double(&json, "median_milliseconds", median);
    json_double(&json, "first_milliseconds", first);
    json_double(&json, "worst_milliseconds", worst);
    json_double(&json, "goal_milliseconds", 20);
    if (!json_close(&json, error, sizeof(error))) {
        console_error("%s", error);
        return false;
    }
    return true;
}

/* ---- idle ------------------------------------------------------------------------------------------------------------- */

/* Processor time of all threads so far. */
static double processor_ms(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

/* A desktop that has been drawn and does not change. */
static int idle_body(void *arg)
{
    struct bench_command *command = arg;
    LARGE_INTEGER wait = {.QuadPart = -(LONGLONG)IDLE_SECONDS * 10000000};
    uint32_t *image = nt_pages_alloc((size_t)START_WIDTH * START_HEIGHT * 4);
    struct machine machine;
    int status = 1;

    if (!image)
        return 2;
    memset(image, 0x40, (size_t)START_WIDTH * START_HEIGHT * 4);
    bool started = machine_start(&machine, &command->machine);
    if (started && first_pixel(&machine, image)) {
        double before = processor_ms();
        KeDelayExecutionThread(KernelMode, FALSE, &wait);
        command->idle_ms = processor_ms() - before;
        status = 0;
    } else {
        console_error("idle: %s", started ? "the picture does not come on the screen" : machine.failed);
    }
    if (started)
        dxgk_set_image(machine.adapter, 0, NULL, 0, 0, 0);
    machine_stop(&machine);
    nt_pages_free(image, (size_t)START_WIDTH * START_HEIGHT * 4);
    return status;
}

static bool report_idle(struct bench_command *command)
{
    struct json json;
    char error[300];

    printf("an idle desktop, %ux%u: %.2f ms of processor time in %u s (goal: none, below 1 ms)\n",
           START_WIDTH, START_HEIGHT, command->idle_ms, IDLE_SECONDS);
    if (!command->options.json)
        return true;
    if (json_open(&json, command->options.json, error, sizeof(error))) {
        json_string(&json, "bench", "idle");
        json_string(&json, "driver", command->driver.name);
        json_unsigned(&json, "seconds", IDLE_SECONDS);
        json_double(&json, "processor_milliseconds", command->idle_ms);
        json_double(&json, "goal_milliseconds", 1);
        if (json_close(&json, error, sizeof(error)))
            return true;
    }
    console_error("%s", error);
    return false;
}

/* ---- render ----------------------------------------------------------------------------------------------------------- */

static int render_body(void *arg)
{
    struct bench_command *command = arg;

    return bench_render(&command->render);
}

/* ---- submit, scale ---------------------------------------------------------------------------------------------------- */

static struct bench_submit_options submit_options(const struct bench_command *command)
{
    return (struct bench_submit_options){.json = command->options.json,
                                         .repetitions = command->options.repetitions,
                                         .driver = command->driver.name,
                                         .entry = command->entry};
}

static int submit_body(void *arg)
{
    struct bench_submit_options options = submit_options(arg);

    return bench_submit(&options);
}

static int scale_body(void *arg)
{
    struct bench_submit_options options = submit_options(arg);

    return bench_scale(&options);
}

static int paging_body(void *arg)
{
    const struct bench_command *command = arg;
    struct bench_paging_options options = {.json = command->options.json,
                                           .repetitions = command->options.repetitions,
                                           .driver = command->driver.name,
                                           .entry = command->entry};

    return bench_paging(&options);
}

/* ---- sys -------------------------------------------------------------------------------------------------------------- */

#define PATCH_AFTER 8

static void *compare_load(const struct bench_side *side, PDRIVER_INITIALIZE *entry)
{
    struct driver *driver = calloc(1, sizeof(*driver));
    char error[300] = "out of memory";

    if (driver && driver_find(side->context, driver, error, sizeof(error))) {
        *entry = driver->entry;
        return driver;
    }
    console_error("%s", error);
    free(driver);
    return NULL;
}

static void compare_unload(void *loaded)
{
    driver_release(loaded);
    free(loaded);
}

static int compare_body(void *arg)
{
    struct bench_command *command = arg;

    return bench_compare(&command->compare);
}

static const struct driver *native_of(const struct driver *file)
{
    for (size_t i = 0; driver_at(i); i++)
        if (!strcmp(driver_at(i)->name, file->name))
            return driver_at(i);
    return NULL;
}

/* ---- all ------------------------------------------------------------------------------------------------------------- */

/* Boots a kernel, runs body in it; its value, or 1 when the system stopped. */
static int in_kernel(int (*body)(void *arg), struct bench_command *command)
{
    struct nt_options options = {.host = NT_HOST_POSIX, .memory_size = (size_t)1 << 30};
    struct findings findings;

    findings_begin();
    nt_boot(&options);
    struct nt_outcome outcome = nt_run(body, command);
    nt_shutdown();
    findings_end(&findings);
    if (outcome.bugchecked) {
        console_bugcheck(&outcome.bugcheck);
        return 1;
    }
    return findings.violations || findings.refusals ? 1 : outcome.value;
}

static int run_present(struct bench_command *command, bool rectangles_only)
{
    command->path = (struct bench_path){
        .name = command->driver.name,
        .context = &command->context,
        .setup = bench_driver_setup,
        .present = bench_driver_present,
        .teardown = bench_driver_teardown,
    };
    command->context.options = command->machine;
    if (rectangles_only)
        return bench_present(&command->options);
    command->options.path = &command->path;
    return in_kernel(bench_body, command);
}

static int run_start(struct bench_command *command)
{
    int status;

    command->start_ms = calloc(command->starts, sizeof(double));
    if (!command->start_ms) {
        console_error("out of memory");
        return 2;
    }
    status = in_kernel(start_body, command);
    if (!status && !report_start(command))
        status = 2;
    free(command->start_ms);
    return status;
}

static int run_idle(struct bench_command *command)
{
    int status = in_kernel(idle_body, command);

    return !status && !report_idle(command) ? 2 : status;
}

static int run_render(struct bench_command *command)
{
    command->render = (struct bench_render_options){.only = command->options.only,
                                                    .json = command->options.json,
                                                    .repetitions = command->options.repetitions,
                                                    .driver = command->driver.name,
                                                    .entry = command->entry};
    return in_kernel(render_body, command);
}

static int run_sys(struct bench_command *command)
{
    const struct driver *native = native_of(&command->driver);
    char name[80];

    if (!command->driver.image || !native) {
        console_error("bench sys compares a driver file with the native build of the same driver: expected "
                      "--driver PATH/bochs.sys or PATH/refgpu.sys");
        return 2;
    }
    snprintf(name, sizeof(name), "%s.sys", native->name);
    command->compare =
        (struct bench_compare_options){.native = {native->name, compare_load, compare_unload, native->name},
                                       .file = {name, compare_load, compare_unload, command->driver_path},
                                       .device = native->device,
                                       .only = command->options.only,
                                       .json = command->options.json,
                                       .repetitions = command->options.repetitions,
                                       .patch_after = patch_after,
                                       .patch_default = PATCH_AFTER};
    return in_kernel(compare_body, command);
}

/* submit, scale, paging and render speak to refgpu's device; without --driver they take the driver in this program. */
static bool take_driver(struct bench_command *command, bool chosen)
{
    if (!chosen)
        return true;
    if (strcmp(command->driver.device, "refgpu") != 0) {
        console_error("%s drives %s; this benchmark needs a driver of refgpu", command->driver.name,
                      command->driver.device);
        return false;
    }
    command->entry = command->driver.entry;
    return true;
}

static int run_named(struct bench_command *command, const char *name, bool rectangles_only, bool chosen)
{
    static const char *const names[] = {"present", "start", "idle",   "render",
                                        "submit",  "scale", "paging", "sys"};
    const char *near;

    if (!strcmp(name, names[0]))
        return run_present(command, rectangles_only);
    if (!strcmp(name, names[1]))
        return run_start(command);
    if (!strcmp(name, names[2]))
        return run_idle(command);
    if (!strcmp(name, names[7]))
        return run_sys(command);
    for (size_t i = 3; i < 7; i++)
        if (!strcmp(name, names[i]) && !take_driver(command, chosen))
            return 2;
    if (!strcmp(name, names[3]))
        return run_render(command);
    if (!strcmp(name, names[4]))
        return in_kernel(submit_body, command);
    if (!strcmp(name, names[5]))
        return in_kernel(scale_body, command);
    if (!strcmp(name, names[6]))
        return in_kernel(paging_body, command);
    near = nearest(name, names, sizeof(names) / sizeof(names[0]));
    console_error(
        "there is no benchmark '%s'%s%s%s; expected present, start, idle, render, submit, scale, paging or "
        "sys",
        name, near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
    return 2;
}

int cmd_bench(int argc, char **argv)
{
    struct bench_command command = {.starts = 20};
    const char *driver = NULL;
    bool rectangles_only = false;
    uint64_t repetitions = 0;
    const struct option_row rows[] = {
        {"driver", OPTION_TEXT, &driver, "DRIVER",
         "which driver (default: bochs; render, submit, scale, paging: refgpu)"},
        {"only", OPTION_TEXT, &command.options.only, "TEXT",
         "present, render, sys: only rows whose name contains TEXT"},
        {"repetitions", OPTION_NUMBER, &repetitions, "N",
         "of each measurement; present: in 3 rounds (default: 40, render: 300)", 3, 10000},
        {"rectangles", OPTION_FLAG, &rectangles_only, NULL, "present: without kernel and driver"},
        {"starts", OPTION_NUMBER, &command.starts, "N", "start: how many (default: 20)", 1, 10000},
        {"json", OPTION_TEXT, &command.options.json, "FILE", "write results as JSON"},
    };
    const struct command_line line = {
        .command = "bench",
        .operands = "[present|start|idle|render|submit|scale|paging|sys]",
        .summary =
            "Measures presents through the whole call path against memcpy and pixman in the same run,\n"
            "the time from adapter start to the first pixel, the processor time of an idle desktop,\n"
            "DxgkDdiRender of the refgpu driver against memcpy of the same command buffers, the time from\n"
            "D3DKMTRender to its fence against bare hand-offs between threads, how that cost grows with\n"
            "the number of allocations, contexts and processes, or eviction and refill against memcpy;\n"
            "or, sys, a driver file against the native build of the same driver.",
        .rows = rows,
        .row_count = sizeof(rows) / sizeof(rows[0]),
        .operands_max = 1,
    };
    char error[300];
    int operand, status;

    if (!options_parse(&line, argc, argv, &operand, &status))
        return status;
    command.driver_path = driver;
    if (!driver_find(driver ? driver : "bochs", &command.driver, error, sizeof(error))) {
        console_error("%s", error);
        return 2;
    }
    command.options.repetitions = (unsigned)repetitions;
    command.machine = (struct machine_options){.driver_name = command.driver.name,
                                               .entry = command.driver.entry,
                                               .device = command.driver.device,
                                               .vram = VRAM,
                                               .depth = 32};
    status = run_named(&command, operand < argc ? argv[operand] : "present", rectangles_only, driver != NULL);
    driver_release(&command.driver);
    return status;
}
