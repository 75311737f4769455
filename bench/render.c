/*
 * `wddm bench render`. One repetition renders a command buffer of 64 KB and copies the same one by memcpy, one after the other, on
 * buffers that take turns. "cached" is one command buffer and DMA buffer over and over, as when a client submits what it has just
 * written; "memory" is a ring of them larger than the caches.
 */
#include "bench_render.h"

#include "bench.h"
#include "nt.h"
#include "ntstatus.h"
#include "private.h"
#include "render_stream.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES = 2, REPETITIONS = 300, RING = 128 };

static const char *const place_names[PLACES] = {"cached", "memory"};

/* What the goals say, of the regular and the random stream; 0: nothing. */
static const struct {
    const char *stream;
    double per_command, ratio;
} goals[] = {{"regular", 5, 3.8}, {"random", 8.5, 0}};

struct place {
    unsigned char *user;
    unsigned char *dma;
    D3DDDI_PATCHLOCATIONLIST *patches;
};

struct result {
    double per_command, per_dword; /* ns of Render */
    double copied;                 /* ns of memcpy of one dword */
    double ratio;                  /* of the whole buffer */
};

struct run {
    const struct render_stream *stream;
    struct render_world world;
    struct nt_process *process;
    struct place *ring;
    unsigned ring_size, repetitions;
    PDXGKDDI_RENDER render;
    unsigned commands, entries; /* of one command buffer */
    struct result results[PLACES];
};

/* ---- memory -------------------------------------------------------------------------------------------- */

static bool place_open(struct run *run, struct place *place)
{
    place->user = nt_user_alloc(run->process, RENDER_BYTES);
    place->dma = bench_memory(RENDER_BYTES);
    place->patches = bench_memory(REFGPU_PATCH_LIST_SIZE * sizeof(*place->patches));
    return place->user && place->dma && place->patches;
}

static void ring_close(struct run *run)
{
    for (unsigned i = 0; run->ring && i < run->ring_size; i++) {
        if (run->ring[i].dma)
            bench_memory_free(run->ring[i].dma, RENDER_BYTES);
        if (run->ring[i].patches)
            bench_memory_free(run->ring[i].patches, REFGPU_PATCH_LIST_SIZE * sizeof(*run->ring[i].patches));
    }
    free(run->ring);
    if (run->process) {
        nt_process_attach(NULL);
        nt_process_destroy(run->process);
    }
}

static bool ring_open(struct run *run)
{
    run->process = nt_process_create("bench");
    run->ring = calloc(run->ring_size, sizeof(*run->ring));
    if (!run->process || !run->ring)
        return false;
    nt_process_attach(run->process);
    for (unsigned i = 0; i < run->ring_size; i++)
        if (!place_open(run, &run->ring[i]))
            return false;
    return true;
}

/* ---- one measurement ----------------------------------------------------------------------------------- */

/* Nanoseconds; below 0 when the driver refused. */
static double measure_render(struct run *run, const struct place *place)
{
    struct refgpu_dma_private block;
    DXGKARG_RENDER args = {.pCommand = place->user,
                           .CommandLength = RENDER_BYTES,
                           .pDmaBuffer = place->dma,
                           .DmaSize = RENDER_BYTES,
                           .pDmaBufferPrivateData = &block,
                           .DmaBufferPrivateDataSize = sizeof(block),
                           .pAllocationList = run->world.list,
                           .AllocationListSize = RENDER_ALLOCATIONS,
                           .pPatchLocationListOut = place->patches,
                           .PatchLocationListOutSize = REFGPU_PATCH_LIST_SIZE};
    double start = bench_now();
    NTSTATUS status = run->render(&run->world.context, &args);
    double took = bench_now() - start;

    if (status || args.pDmaBuffer != place->dma + RENDER_BYTES) {
        fprintf(stderr, "bench: %s: DxgkDdiRender returned %s\n", run->stream->name, nt_status_text(status));
        return -1;
    }
    run->entries = (unsigned)(args.pPatchLocationListOut - place->patches);
    return took;
}

static double measure_memcpy(const struct place *place)
{
    double start = bench_now();

    memcpy(place->dma, place->user, RENDER_BYTES);
    __asm__ volatile("" : : "r"(place->dma) : "memory");
    return bench_now() - start;
}

/* Both by turns; each finds buffers in the state that the same turn of the other found. */
static int measure_place(struct run *run, unsigned where, double *rendered, double *copied)
{
    struct result *result = &run->results[where];
    unsigned used = where ? run->ring_size : 1, turn = 0;

    for (unsigned i = 0; i < run->repetitions; i++) {
        rendered[i] = measure_render(run, &run->ring[turn++ % used]);
        copied[i] = measure_memcpy(&run->ring[turn++ % used]);
        if (rendered[i] < 0)
            return 1;
    }
    double render_ns = bench_median(rendered, run->repetitions),
           copy_ns = bench_median(copied, run->repetitions);
    *result = (struct result){render_ns / run->commands, render_ns / (RENDER_BYTES / 4),
                              copy_ns / (RENDER_BYTES / 4), render_ns / copy_ns};
    return 0;
}

static int measure(struct run *run)
{
    double *rendered = calloc(run->repetitions, sizeof(double)),
           *copied = calloc(run->repetitions, sizeof(double));
    int status = rendered && copied ? 0 : 2;

    for (unsigned i = 0; i < run->ring_size; i++)
        run->commands = render_stream_fill(run->stream, run->ring[i].user);
    for (unsigned where = 0; where < PLACES && !status; where++)
        status = measure_place(run, where, rendered, copied);
    free(rendered);
    free(copied);
    return status;
}

/* ---- what is said of it -------------------------------------------------------------------------------- */

static void print_row(const struct run *run, FILE *out)
{
    for (unsigned where = 0; where < PLACES; where++) {
        const struct result *r = &run->results[where];

        fprintf(out, "%-8s %-7s %8u %8u %10.2f %10.2f %10.2f %8.2f", where ? "" : run->stream->name,
                place_names[where], run->commands, run->entries, r->per_command, r->per_dword, r->copied,
                r->ratio);
        for (unsigned i = 0; i < sizeof(goals) / sizeof(goals[0]); i++)
            if (!where && !strcmp(goals[i].stream, run->stream->name)) {
                fprintf(out, "   goal %.1f ns", goals[i].per_command);
                if (goals[i].ratio > 0)
                    fprintf(out, ", %.1f x", goals[i].ratio);
            }
        fputc('\n', out);
    }
}

static void write_row(const struct run *run, FILE *json, bool first)
{
    fprintf(json, "%s    {\n      \"stream\": \"%s\",\n      \"commands\": %u,\n      \"patch_entries\": %u",
            first ? "" : ",\n", run->stream->name, run->commands, run->entries);
    for (unsigned where = 0; where < PLACES; where++) {
        const struct result *r = &run->results[where];

        fprintf(json,
                ",\n      \"%s\": {\"ns_per_command\": %.3f, \"ns_per_dword\": %.3f, "
                "\"memcpy_ns_per_dword\": %.3f, \"ratio\": %.3f}",
                place_names[where], r->per_command, r->per_dword, r->copied, r->ratio);
    }
    fprintf(json, "\n    }");
}

static int run_streams(struct run *run, const struct bench_render_options *options, FILE *out, FILE *json)
{
    bool first = true;
    int status = 0;

    fprintf(out, "%-8s %-7s %8s %8s %10s %10s %10s %8s\n", "stream", "buffers", "commands", "patches",
            "ns/command", "ns/dword", "memcpy/dw", "x memcpy");
    for (unsigned i = 0; i < render_stream_count && !status; i++) {
        run->stream = &render_streams[i];
        if (options->only && !strstr(run->stream->name, options->only))
            continue;
        status = measure(run);
        if (!status) {
            print_row(run, out);
            if (json)
                write_row(run, json, first);
            first = false;
        }
    }
    if (!status)
        for (unsigned i = 0; i < render_stream_count; i++)
            fprintf(out, "%s: %s\n", render_streams[i].name, render_streams[i].what);
    return status;
}

static int with_file(struct run *run, const struct bench_render_options *options)
{
    FILE *out = options->out ? options->out : stdout, *json = NULL;
    int status;

    if (options->json && !(json = fopen(options->json, "w"))) {
        fprintf(stderr, "bench: cannot write %s: %m\n", options->json);
        return 2;
    }
    if (json)
        fprintf(json,
                "{\n  \"bench\": \"render\",\n  \"bytes\": %u,\n  \"repetitions\": %u,\n  \"rows\": [\n",
                RENDER_BYTES, run->repetitions);
    status = run_streams(run, options, out, json);
    if (json) {
        fprintf(json, "\n  ]\n}\n");
        if (ferror(json) | fclose(json)) {
            fprintf(stderr, "bench: cannot write %s: %m\n", options->json);
            status = 2;
        }
    }
    return status;
}

/* The routine of a driver from a file; of none, of the one in this program. */
static PDXGKDDI_RENDER find_render(const struct bench_render_options *options, struct dxgk_driver **driver)
{
    NTSTATUS status;

    *driver = NULL;
    if (!options->entry)
        return refgpu_render;
    status = dxgk_driver_load(options->driver, options->entry, driver);
    if (NT_SUCCESS(status) && (*driver)->ddi.Render)
        return (*driver)->ddi.Render;
    fprintf(stderr, "bench: %s: %s; expected a driver with DxgkDdiRender\n", options->driver,
            nt_status_text(status));
    return NULL;
}

int bench_render(const struct bench_render_options *options)
{
    struct run *run = calloc(1, sizeof(*run));
    struct dxgk_driver *driver = NULL;
    int status = 2;

    if (run && (run->render = find_render(options, &driver))) {
        run->repetitions = options->repetitions ? options->repetitions : REPETITIONS;
        run->ring_size = options->ring ? options->ring : RING;
        render_world_init(&run->world);
        if (ring_open(run))
            status = with_file(run, options);
        else
            fprintf(stderr, "bench: no memory for %u command buffers\n", run->ring_size);
        refgpu_render_forget(&run->world.context);
        ring_close(run);
    }
    if (driver)
        dxgk_driver_unload(driver);
    free(run);
    return status;
}
