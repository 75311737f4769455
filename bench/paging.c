/*
 * Eviction and refill. One and a half times as many surfaces as video memory holds are written in turn, so that every submission brings one
 * in and pushes the one out that was used longest ago, with its bits: twice its size goes through the device. memcpy moves as many bytes,
 * between buffers that are as cold, in the same rounds.
 */
#include "bench_paging.h"

#include "bench.h"
#include "bus.h"
#include "dxgkrender.h"
#include "json.h"
#include "refgpu.h"
#include "submit_rig.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SURFACES 24u    /* 16 fit */
#define IDLE     10000u /* allocations that nobody uses */

static const struct row {
    const char *name;
    UINT width, height;
} rows[] = {
    {"8 MB", 2048, 1024},
    {"1 MB", 512, 512},
    {"64 KB", 128, 128},
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

struct result {
    double paging, copy; /* MB/s, evicted and refilled bytes together */
    double microseconds; /* one submission, with its eviction and refill */
    uint64_t moved;      /* bytes in the measured rounds */
};

static bool good(NTSTATUS status, const char *what)
{
    if (!NT_SUCCESS(status))
        fprintf(stderr, "bench paging: %s: %s\n", what, nt_status_text(status));
    return NT_SUCCESS(status);
}

/* `limit`: bytes used of each of the two memory segments. */
static bool start(struct submit_rig *rig, uint64_t limit, const struct rig_driver *driver)
{
    struct dxgk_adapter_options options = {.headless = true, .render.vram_limit = limit};

    memset(rig, 0, sizeof(*rig));
    rig->device = refgpu_create(&(struct refgpu_config){.vram_size = 128u << 20,
                                                        .visible_size = 64u << 20,
                                                        .gart_pages = 1u << 16,
                                                        .heads = 1,
                                                        .threads = true,
                                                        .idle_spin = 4000});
    rig->bus = rig->device ? bus_local_open(rig->device) : NULL;
    options.bus = rig->bus;
    return good(rig->bus ? STATUS_SUCCESS : STATUS_NO_MEMORY, "the device") &&
           good(rig_load(driver, &rig->driver), "loading the driver") &&
           good(dxgk_adapter_start(rig->driver, &options, &rig->adapter), "starting the adapter");
}

static bool surface(struct submit_client *client, const struct row *row, D3DKMT_HANDLE *handle)
{
    struct refgpu_user_allocation data = {.magic = REFGPU_USER_MAGIC,
                                          .version = REFGPU_USER_VERSION,
                                          .kind = REFGPU_KIND_SURFACE,
                                          .flags = REFGPU_USER_VRAM,
                                          .width = row->width,
                                          .height = row->height,
                                          .format = REFGPU_X8R8G8B8};
    D3DDDI_ALLOCATIONINFO info = {.pPrivateDriverData = &data, .PrivateDriverDataSize = sizeof(data)};
    D3DKMT_CREATEALLOCATION args = {.hDevice = client->device, .NumAllocations = 1, .pAllocationInfo = &info};

    bool made = good(D3DKMTCreateAllocation(&args), "D3DKMTCreateAllocation");
    *handle = info.hAllocation;
    client->pitch = data.pitch;
    return made;
}

/* ---- rounds ---- */

static bool touch(struct submit_client *client, D3DKMT_HANDLE target)
{
    client->target = target;
    return submit_render(client, &client->context) && submit_idle(client);
}

/* Every surface once; nanoseconds, or a negative number. */
static double paging_round(struct submit_client *client, const D3DKMT_HANDLE *surfaces)
{
    double begin = bench_now();

    for (unsigned i = 0; i < SURFACES; i++)
        if (!touch(client, surfaces[i]))
            return -1;
    return bench_now() - begin;
}

static double copy_round(char *from, char *to, size_t size)
{
    double begin = bench_now();

    for (unsigned i = 0; i < SURFACES; i++) {
        memcpy(to + i * size, from + i * size, size);
        memcpy(from + (i + SURFACES / 2) % SURFACES * size, to + (i + SURFACES / 2) % SURFACES * size, size);
    }
    return bench_now() - begin;
}

static bool measure_rounds(struct submit_rig *rig, struct submit_client *client, const struct row *row,
                           const D3DKMT_HANDLE *surfaces, unsigned repetitions, struct result *result)
{
    size_t size = (size_t)row->width * row->height * 4;
    double *paging = calloc(2 * repetitions, sizeof(*paging)), *copy = paging + repetitions;
    char *from = bench_memory(size * SURFACES), *to = bench_memory(size * SURFACES);
    struct dxgk_render_stats before, after;
    bool done = paging && from && to && paging_round(client, surfaces) > 0;

    dxgk_render_query(rig->adapter, &before);
    for (unsigned i = 0; i < repetitions && done; i++) {
        paging[i] = paging_round(client, surfaces);
        copy[i] = copy_round(from, to, size);
        done = paging[i] > 0;
    }
    dxgk_render_query(rig->adapter, &after);
    if (done) {
        result->moved =
            after.bytes_evicted - before.bytes_evicted + after.bytes_paged_in - before.bytes_paged_in;
        double bytes = (double)result->moved / repetitions, median = bench_median(paging, repetitions);
        result->paging = bytes / median * 1e3;
        result->microseconds = median / SURFACES / 1e3;
        result->copy = 2.0 * SURFACES * (double)size / bench_median(copy, repetitions) * 1e3;
    }
    bench_memory_free(from, size * SURFACES);
    bench_memory_free(to, size * SURFACES);
    free(paging);
    return done;
}

static bool measure(const struct row *row, const struct rig_driver *driver, unsigned repetitions,
                    struct result *result)
{
    D3DKMT_HANDLE surfaces[SURFACES];
    struct submit_client client = {0};
    struct submit_rig rig;
    bool done = start(&rig, 8ull * row->width * row->height * 4, driver) && submit_open(&client, "bench", 1);

    submit_enter(done ? &client : NULL);
    for (unsigned i = 0; i < SURFACES && done; i++)
        done = surface(&client, row, &surfaces[i]);
    if (done)
        done = measure_rounds(&rig, &client, row, surfaces, repetitions, result);
    submit_enter(NULL);
    submit_close(&client);
    rig_stop(&rig);
    return done;
}

/* ---- memory ---- */

static double resident_bytes(void)
{
    unsigned long size = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");

    if (!f || fscanf(f, "%lu %lu", &size, &resident) != 2)
        resident = 0;
    if (f)
        fclose(f);
    return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

/* Of all layers: handle, allocation, binding, instance, the driver's own. */
static bool measure_idle(const struct rig_driver *driver, double *bytes)
{
    static const struct row small = {"", 32, 32};
    struct submit_client client = {0};
    struct submit_rig rig;
    D3DKMT_HANDLE handle;
    bool done = start(&rig, 0, driver) && submit_open(&client, "bench", 1);

    submit_enter(done ? &client : NULL);
    for (unsigned i = 0; i < IDLE / 10 && done; i++)
        done = surface(&client, &small, &handle);
    double before = resident_bytes();
    for (unsigned i = 0; i < IDLE && done; i++)
        done = surface(&client, &small, &handle);
    *bytes = (resident_bytes() - before) / IDLE;
    submit_enter(NULL);
    submit_close(&client);
    rig_stop(&rig);
    return done;
}

/* ---- reports ---- */

static int write_json(const char *path, const struct result *results, double idle_bytes)
{
    struct json json;
    char error[300];

    if (json_open(&json, path, error, sizeof(error))) {
        json_string(&json, "bench", "paging");
        for (unsigned i = 0; i < ROWS; i++) {
            json_object(&json, rows[i].name);
            json_double(&json, "paging_megabytes_per_second", results[i].paging);
            json_double(&json, "memcpy_megabytes_per_second", results[i].copy);
            json_double(&json, "time_relative_to_memcpy", results[i].copy / results[i].paging);
            json_double(&json, "microseconds_per_submission", results[i].microseconds);
            json_end(&json);
        }
        json_double(&json, "bytes_per_unused_allocation", idle_bytes);
        if (json_close(&json, error, sizeof(error)))
            return 0;
    }
    fprintf(stderr, "bench paging: %s\n", error);
    return 1;
}

int bench_paging(const struct bench_paging_options *options)
{
    const struct rig_driver driver = {options->driver, options->entry};
    unsigned repetitions = options->repetitions ? options->repetitions : 40;
    FILE *out = options->out ? options->out : stdout;
    struct result results[ROWS] = {{0}};
    double idle_bytes = 0;

    fprintf(out, "eviction and refill, %u rounds of %u surfaces of which 16 fit\n", repetitions, SURFACES);
    fprintf(out, "%8s %14s %14s %12s %16s\n", "surface", "paging MB/s", "memcpy MB/s", "x memcpy",
            "us/submission");
    for (unsigned i = 0; i < ROWS; i++) {
        struct result *r = &results[i];
        if (!measure(&rows[i], &driver, repetitions, r))
            return 1;
        fprintf(out, "%8s %14.0f %14.0f %12.2f %16.1f\n", rows[i].name, r->paging, r->copy,
                r->copy / r->paging, r->microseconds);
    }
    if (!measure_idle(&driver, &idle_bytes))
        return 1;
    fprintf(out, "an allocation that nobody uses: %.0f bytes in all layers\n", idle_bytes);
    return options->json ? write_json(options->json, results, idle_bytes) : 0;
}
