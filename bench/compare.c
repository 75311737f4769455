/*
 * See bench_compare.h. Each row takes samples of the native driver and of the file by turns, so that what else the machine does meanwhile meets both; of
 * either the lower quartile counts, which that disturbs least.
 */
#include "bench_compare.h"

#include "bench.h"
#include "json.h"
#include "render_probe.h"
#include "submit_rig.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NATIVE, FILE_, SIDES };
enum { TURNS = 40, WIDTH = 1280, HEIGHT = 800 };

/* A driver, started and ready for every row. */
struct side {
    const struct bench_compare_options *options;
    const struct bench_side *from;
    void *loaded;
    PDRIVER_INITIALIZE entry;
    bool full, trapping;
    struct machine machine; /* of a display-only driver */
    uint32_t *image;
    struct submit_rig rig; /* of refgpu's */
    struct submit_client client;
    struct render_probe *probe;
};

/* ---- samples, in nanoseconds; below 0: it did not work ---- */

static bool machine_of(const struct side *side, PDRIVER_INITIALIZE entry, struct machine *machine)
{
    const struct machine_options options = {.driver_name = side->from->name,
                                            .entry = entry,
                                            .device = side->options->device,
                                            .vram = (size_t)64 << 20,
                                            .depth = 32};
    if (machine_start(machine, &options))
        return true;
    fprintf(stderr, "bench sys: %s: %s\n", side->from->name, machine->failed);
    return false;
}

static double load_to_started(struct side *side)
{
    struct machine machine;
    PDRIVER_INITIALIZE entry;
    double begin = bench_now(), took;
    void *loaded = side->from->load(side->from, &entry);

    if (!loaded)
        return -1;
    bool good = machine_of(side, entry, &machine);
    took = bench_now() - begin;
    machine_stop(&machine);
    side->from->unload(loaded);
    return good ? took : -1;
}

static double present(struct side *side, unsigned count, const RECT *dirty)
{
    double begin = bench_now();

    for (unsigned i = 0; i < count; i++) {
        NTSTATUS status = dxgk_present(side->machine.adapter, 0, NULL, 0, dirty, 1);
        if (status == STATUS_PENDING)
            status = dxgk_present_drain(side->machine.adapter, 0, 5000);
        if (status != STATUS_SUCCESS)
            return -1;
    }
    return (bench_now() - begin) / count;
}

static double present_frame(struct side *side)
{
    return present(side, 4, &(const RECT){0, 0, WIDTH, HEIGHT});
}

static double present_pixel(struct side *side)
{
    return present(side, 500, &(const RECT){5, 5, 6, 6});
}

static double render(struct side *side)
{
    return render_probe_sample(side->probe);
}

static double submit(struct side *side, unsigned count, unsigned batch, bool whole)
{
    double sum = 0;

    submit_enter(&side->client);
    for (unsigned i = 0; i < count; i++) {
        double begin = bench_now(), end;
        for (unsigned k = 0; k < batch; k++)
            if (!submit_render(&side->client, &side->client.context))
                return -1;
        end = bench_now();
        if (!submit_idle(&side->client))
            return -1;
        sum += (whole ? bench_now() : end) - begin;
    }
    submit_enter(NULL);
    return sum / count / batch;
}

static double submit_call(struct side *side)
{
    return submit(side, 200, 1, false);
}

static double submit_fence(struct side *side)
{
    return submit(side, 200, 1, true);
}

static double submit_batch(struct side *side)
{
    return submit(side, 10, 32, true);
}

static double scan_line(struct side *side)
{
    D3DKMT_GETSCANLINE args = {.hAdapter = side->client.adapter};
    enum { TIMES = 500 };
    bool good = true;

    submit_enter(&side->client);
    double begin = bench_now();
    for (unsigned i = 0; i < TIMES && good; i++)
        good = NT_SUCCESS(D3DKMTGetScanLine(&args));
    double took = (bench_now() - begin) / TIMES;
    submit_enter(NULL);
    return good ? took : -1;
}

/* A command buffer that is refused for what stands in it; then one that cannot be read, so that the driver's handler is asked. The difference is the
 * exception. Processor time: a fault is long, and it is this thread's alone. */
static double refused(struct submit_client *client, unsigned times)
{
    struct timespec begin, end;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    for (unsigned i = 0; i < times; i++) {
        D3DKMT_RENDER args = {.hContext = client->context.handle, .CommandLength = 64, .AllocationCount = 0};
        if (NT_SUCCESS(D3DKMTRender(&args)))
            return -1;
    }
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    return ((double)(end.tv_sec - begin.tv_sec) * 1e9 + (double)(end.tv_nsec - begin.tv_nsec)) / times;
}

static double exception_caught(struct side *side)
{
    struct submit_client *client = &side->client;
    uint32_t *command = client->context.command;
    enum { TIMES = 300 };

    submit_enter(client);
    memset(command, 0, 64);
    double without = refused(client, TIMES);
    nt_user_protect(client->process, command, PAGE_SIZE, false, false);
    double with = refused(client, TIMES);
    nt_user_protect(client->process, command, PAGE_SIZE, true, true);
    submit_enter(NULL);
    if (without < 0 || with < 0)
        return -1;
    return with > without ? with - without : 1;
}

/* ---- rows ---- */

struct row {
    const char *name, *unit;
    double scale; /* ns of one unit */
    double (*sample)(struct side *side);
    enum { BOTH, DISPLAY, FULL } kind;
    double ratio, most; /* goals: native / file at least; of the file at most, in units; 0: none */
    bool trapping;      /* the file's instructions are not replaced */
};

static const struct row rows[] = {
    {"load to started adapter", "ms", 1e6, load_to_started, BOTH, 0, 20, false},
    {"present, 1280x800", "us", 1e3, present_frame, DISPLAY, .95, 0, false},
    {"present, one pixel", "us", 1e3, present_pixel, DISPLAY, .95, 0, false},
    {"DxgkDdiRender, a command", "ns", 1, render, FULL, .95, 0, false},
    {"D3DKMTRender until it returns", "us", 1e3, submit_call, FULL, .95, 0, false},
    {"D3DKMTRender to fence seen", "us", 1e3, submit_fence, FULL, .95, 0, false},
    {"each of 32 submissions", "us", 1e3, submit_batch, FULL, .95, 0, false},
    {"one register: D3DKMTGetScanLine", "us", 1e3, scan_line, FULL, 0, 0, false},
    {"the same, each access a trap", "us", 1e3, scan_line, FULL, 0, 0, true},
    {"exception caught by the driver", "us", 1e3, exception_caught, FULL, 0, 5, false},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

struct result {
    bool measured;
    double took[SIDES], ratio;
};

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double lower_quartile(double *samples, unsigned count)
{
    qsort(samples, count, sizeof(*samples), by_size);
    return samples[count / 4];
}

static bool measure(const struct row *row, struct side sides[SIDES], struct side *trapping, unsigned turns,
                    struct result *result)
{
    double *samples = calloc((size_t)SIDES * turns, sizeof(*samples));
    struct side *by[SIDES] = {&sides[NATIVE], row->trapping ? trapping : &sides[FILE_]};
    bool good = samples != NULL;

    for (unsigned i = 0; good && i < SIDES * turns; i++) {
        unsigned which = (i + i / SIDES) % SIDES;
        double sample = row->sample(by[which]);
        samples[which * turns + i / SIDES] = sample;
        good = sample > 0;
    }
    for (unsigned side = 0; good && side < SIDES; side++)
        result->took[side] = lower_quartile(samples + side * turns, turns) / row->scale;
    free(samples);
    result->ratio = good ? result->took[NATIVE] / result->took[FILE_] : 0;
    result->measured = good;
    if (!good)
        fprintf(stderr, "bench sys: %s: did not work\n", row->name);
    return good;
}

/* ---- sides ---- */

static bool open_full(struct side *side, unsigned display)
{
    const struct rig_driver driver = {side->from->name, side->entry};

    return rig_start(&side->rig, 20000, &driver) && (side->probe = render_probe_open(side->rig.driver)) &&
           submit_open(&side->client, side->from->name, display);
}

static bool open_display(struct side *side)
{
    const struct dxgk_mode mode = {WIDTH, HEIGHT, 0, D3DKMDT_VPPR_IDENTITY};

    side->image = nt_pages_alloc((size_t)WIDTH * HEIGHT * 4);
    if (!side->image || !machine_of(side, side->entry, &side->machine))
        return false;
    memset(side->image, 0x40, (size_t)WIDTH * HEIGHT * 4);
    return NT_SUCCESS(dxgk_set_mode(side->machine.adapter, 0, &mode)) &&
           NT_SUCCESS(dxgk_set_image(side->machine.adapter, 0, side->image, WIDTH * 4, WIDTH, HEIGHT)) &&
           present_frame(side) > 0;
}

static bool open_side(struct side *side, unsigned display)
{
    side->loaded = side->from->load(side->from, &side->entry);
    return side->loaded && (side->full ? open_full(side, display) : open_display(side));
}

static void close_side(struct side *side)
{
    if (side->full) {
        render_probe_close(side->probe);
        submit_close(&side->client);
        rig_stop(&side->rig);
    } else {
        if (side->machine.adapter)
            dxgk_set_image(side->machine.adapter, 0, NULL, 0, 0, 0);
        machine_stop(&side->machine);
        if (side->image)
            nt_pages_free(side->image, (size_t)WIDTH * HEIGHT * 4);
    }
    if (side->loaded)
        side->from->unload(side->loaded);
}

/* ---- what is said of it ---- */

/* Of this program and so of the native drivers: code for the same source differs by a tenth between compilers. */
#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

static void print_row(FILE *out, const struct row *row, const struct result *r)
{
    fprintf(out, "%-34s %10.2f %10.2f %-3s %8.2f", row->name, r->took[NATIVE], r->took[FILE_], row->unit,
            r->ratio);
    if (row->ratio > 0)
        fprintf(out, "   goal %.2f", row->ratio);
    if (row->most > 0)
        fprintf(out, "   goal %g %s", row->most, row->unit);
    fputc('\n', out);
}

static int write_json(const struct bench_compare_options *options, const struct result *results)
{
    struct json json;
    char error[300];

    if (!options->json)
        return 0;
    if (json_open(&json, options->json, error, sizeof(error))) {
        json_string(&json, "bench", "sys");
        json_string(&json, "native", options->native.name);
        json_string(&json, "file", options->file.name);
        json_string(&json, "native_compiler", COMPILER);
        for (unsigned i = 0; i < ROWS; i++) {
            if (!results[i].measured)
                continue;
            json_object(&json, rows[i].name);
            json_string(&json, "unit", rows[i].unit);
            json_double(&json, "native", results[i].took[NATIVE]);
            json_double(&json, "file", results[i].took[FILE_]);
            json_double(&json, "ratio", results[i].ratio);
            if (rows[i].ratio > 0)
                json_double(&json, "goal_ratio", rows[i].ratio);
            if (rows[i].most > 0)
                json_double(&json, "goal_at_most", rows[i].most);
            json_end(&json);
        }
        if (json_close(&json, error, sizeof(error)))
            return 0;
    }
    fprintf(stderr, "bench sys: %s\n", error);
    return 1;
}

/* The rows whose file traps, or the others. */
static bool run(const struct bench_compare_options *options, struct side sides[SIDES], struct side *trapping,
                struct result *results)
{
    FILE *out = options->out ? options->out : stdout;
    bool good = true;

    fprintf(out, "%-34s %10s %10s %-3s %8s\n", "", options->native.name, options->file.name, "", "ratio");
    for (unsigned i = 0; i < ROWS && good; i++) {
        const struct row *row = &rows[i];
        if ((row->kind != BOTH && (row->kind == FULL) != sides[NATIVE].full) ||
            (options->only && !strstr(row->name, options->only)))
            continue;
        options->patch_after(row->trapping ? 0 : options->patch_default);
        good =
            measure(row, sides, trapping, options->repetitions ? options->repetitions : TURNS, &results[i]);
        if (good)
            print_row(out, row, &results[i]);
    }
    options->patch_after(options->patch_default);
    if (good)
        fprintf(out, "(%s by %s; a file by another compiler differs by that, too)\n", options->native.name,
                COMPILER);
    return good;
}

int bench_compare(const struct bench_compare_options *options)
{
    bool full = !strcmp(options->device, "refgpu");
    struct side *sides = calloc(SIDES + 1, sizeof(*sides));
    struct result results[ROWS] = {{0}};
    unsigned opened = 0, wanted = full ? SIDES + 1 : SIDES;
    bool good = sides != NULL;

    for (; good && opened < wanted; opened++) {
        struct side *side = &sides[opened];
        *side = (struct side){
            .options = options, .from = opened == NATIVE ? &options->native : &options->file, .full = full};
        options->patch_after(opened == SIDES ? 0 : options->patch_default);
        good = open_side(side, opened + 1);
    }
    good = good && run(options, sides, &sides[SIDES], results);
    while (opened > 0)
        close_side(&sides[--opened]);
    free(sides);
    return good ? write_json(options, results) : 1;
}
