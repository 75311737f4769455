/*
 * What a submission costs when there is much of everything: the same submission, the same context, and around it 10 to 100,000
 * allocations, 1 to 1,000 contexts, 1 to 64 processes with a device each. Flat is what it has to be.
 */
#include "bench_submit.h"

#include "bench.h"
#include "json.h"
#include "submit_rig.h"

#include <stdlib.h>
#include <unistd.h>

#define ENGINE      20000
#define BATCH       32
#define MOST_PEOPLE 64u

struct population {
    const char *what;
    unsigned sizes[5];
    unsigned steps;
    double ns[5];
    double bytes; /* resident memory that one more of it takes */
};

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The median, over batches, of what one submission of a batch takes, to the end of the last. */
static bool cost(struct submit_client *client, unsigned repetitions, double *ns)
{
    double *samples = calloc(repetitions, sizeof(*samples));
    bool good = samples != NULL;

    submit_enter(client);
    for (unsigned r = 0; good && r < repetitions; r++) {
        double begin = bench_now();
        for (unsigned i = 0; good && i < BATCH; i++)
            good = submit_render(client, &client->context);
        good = good && submit_idle(client);
        samples[r] = (bench_now() - begin) / BATCH;
    }
    submit_enter(NULL);
    if (good) {
        qsort(samples, repetitions, sizeof(*samples), by_size);
        *ns = samples[repetitions / 2];
    }
    free(samples);
    return good;
}

/* Bytes of this process that are in memory: kernel, driver, device and clients together. 0: not known. */
static double resident(void)
{
    unsigned long size, pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");

    if (file && fscanf(file, "%lu %lu", &size, &pages) != 2)
        pages = 0;
    if (file)
        fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

/* ---- what there is around it ---- */

static bool grow_allocations(struct submit_client *client, unsigned from, unsigned to)
{
    D3DKMT_HANDLE handle;
    bool good = true;

    submit_enter(client);
    for (unsigned i = from; good && i < to; i++)
        good = submit_buffer(client, 4096, &handle);
    submit_enter(NULL);
    return good;
}

/* Each has been used once. */
static bool grow_contexts(struct submit_client *client, unsigned from, unsigned to)
{
    struct submit_context context;
    bool good = true;

    submit_enter(client);
    for (unsigned i = from; good && i < to; i++)
        good = submit_context(client, &context) && submit_render(client, &context);
    good = good && submit_idle(client);
    submit_enter(NULL);
    return good;
}

static bool grow_processes(struct submit_client *people, unsigned from, unsigned to)
{
    bool good = true;

    for (unsigned i = from; good && i < to; i++) {
        good = submit_open(&people[i], "crowd", 1);
        submit_enter(&people[i]);
        good = good && submit_render(&people[i], &people[i].context) && submit_idle(&people[i]);
        submit_enter(NULL);
    }
    return good;
}

static bool sweep(struct submit_client *people, unsigned which, struct population *p, unsigned repetitions)
{
    bool good = true;
    unsigned now = 1;

    for (unsigned step = 0; good && step < p->steps; step++) {
        unsigned size = p->sizes[step];
        double before = resident();
        good = which == 0   ? grow_allocations(&people[0], now, size)
               : which == 1 ? grow_contexts(&people[0], now, size)
                            : grow_processes(people, now, size);
        if (size > now)
            p->bytes = (resident() - before) / (size - now);
        now = size;
        good = good && cost(&people[0], repetitions, &p->ns[step]);
    }
    return good;
}

/* ---- the table ---- */

static double ratio(const struct population *p)
{
    return p->ns[p->steps - 1] / p->ns[0];
}

static void print(FILE *out, const struct population *p)
{
    fprintf(out, "%-12s", p->what);
    for (unsigned i = 0; i < p->steps; i++)
        fprintf(out, " %8u: %6.0f ns", p->sizes[i], p->ns[i]);
    fprintf(out, "   largest / smallest %.2f (goal: 1.2), %.1f KB each\n", ratio(p), p->bytes / 1024);
}

static int write_json(const char *path, const struct population *populations, unsigned count)
{
    struct json json;
    char error[300];

    if (!path)
        return 0;
    if (json_open(&json, path, error, sizeof(error))) {
        json_string(&json, "bench", "scale");
        for (unsigned n = 0; n < count; n++) {
            const struct population *p = &populations[n];
            json_object(&json, p->what);
            json_array(&json, "steps");
            for (unsigned i = 0; i < p->steps; i++) {
                json_object(&json, NULL);
                json_unsigned(&json, "size", p->sizes[i]);
                json_double(&json, "ns_per_submission", p->ns[i]);
                json_end(&json);
            }
            json_end(&json);
            json_double(&json, "ratio", ratio(p));
            json_double(&json, "bytes_each", p->bytes);
            json_end(&json);
        }
        if (json_close(&json, error, sizeof(error)))
            return 0;
    }
    fprintf(stderr, "bench scale: %s\n", error);
    return 1;
}

int bench_scale(const struct bench_submit_options *options)
{
    static struct population populations[] = {
        {"allocations", {10, 100, 1000, 10000, 100000}, 5, {0}, 0},
        {"contexts", {1, 10, 100, 1000}, 4, {0}, 0},
        {"processes", {1, 4, 16, 64}, 4, {0}, 0},
    };
    const struct rig_driver driver = {options->driver, options->entry};
    unsigned repetitions = options->repetitions ? options->repetitions : 400;
    FILE *out = options->out ? options->out : stdout;
    bool good = true;

    for (unsigned n = 0; good && n < 3; n++) {
        struct submit_client people[MOST_PEOPLE] = {{0}};
        struct submit_rig rig;
        good = rig_start(&rig, ENGINE, &driver) && submit_open(&people[0], "bench", 1) &&
               cost(&people[0], repetitions / 4 + 1, &populations[n].ns[0]) &&
               sweep(people, n, &populations[n], repetitions);
        for (unsigned i = 0; i < MOST_PEOPLE; i++)
            submit_close(&people[i]);
        rig_stop(&rig);
        if (good)
            print(out, &populations[n]);
    }
    return good ? write_json(options->json, populations, 3) : 1;
}
