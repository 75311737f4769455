/*
 * `wddm bench present`: what a present costs, row by row of the table of goals, as a ratio to memcpy (moves:
 * memmove) of as many bytes of the image in the same run. "cached" is one frame pair that stays in the
 * last-level cache, "memory" a ring of pairs far larger than it.
 */
#include "present.h"

#include <stdlib.h>
#include <string.h>

/* ---- the rectangles ---- */

static unsigned random_below(unsigned limit)
{
    static unsigned long long state = 2;

    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((state >> 33) % limit);
}

static void lists_make(struct run *run)
{
    const struct work *work = run->work;
    unsigned width = work->width ? work->width : run->mode.width;
    unsigned height = work->height ? work->height : run->mode.height;

    for (unsigned i = 0; i < LISTS; i++) {
        for (unsigned j = 0; j < work->count; j++) {
            LONG x = (LONG)random_below(run->mode.width - width + 1);
            LONG y = (LONG)random_below(run->mode.height - height + 1);
            run->lists[i].dirty[j] = (RECT){x, y, x + (LONG)width, y + (LONG)height};
        }
        /* Up by 20 rows; a window goes to the left as well. */
        LONG left = work->width == run->mode.width ? 0 : 300 + (LONG)i;
        LONG top = 20 * (LONG)i % (LONG)(run->mode.height - height - 19);
        run->lists[i].move = (D3DKMT_MOVE_RECT){{left ? left + 9 : 0, top + 20},
                                                {left, top, left + (LONG)width, top + (LONG)height}};
    }
    run->bytes = (size_t)width * height * work->count * 4;
}

/* ---- one measurement ---- */

static struct surface image_of(const struct run *run, unsigned index)
{
    return (struct surface){run->images + run->frame * index,
                            (LONG)run->mode.width * 4,
                            run->mode.width,
                            run->mode.height,
                            4,
                            FALSE};
}

static struct surface screen_of(const struct run *run, unsigned index)
{
    BOOLEAN sideways = surface_is_sideways(run->mode.rotation);
    unsigned width = sideways ? run->mode.height : run->mode.width;
    unsigned height = sideways ? run->mode.width : run->mode.height;

    return (struct surface){run->screens + run->frame * index,
                            (LONG)(width * run->mode.bytes_per_pixel),
                            width,
                            height,
                            run->mode.bytes_per_pixel,
                            FALSE};
}

/*
 * Nanoseconds of one present; below 0 when it failed. A path's own screens are fewer than those of the ring,
 * so each leaves the caches after its turn; then the next one's comes, whose pages the processor has forgotten.
 */
static double measure_path(struct run *run, unsigned index, bool cold)
{
    const struct bench_path *path = run->paths[index];
    const struct list *list = &run->lists[run->turn % LISTS];
    struct surface image = image_of(run, run->turn % run->ring);
    struct surface screen = screen_of(run, run->turn % run->ring);
    bool moves = run->work->kind == WORK_MOVE;
    unsigned own_count = run->own_count[index];
    double start;
    int failed;

    run->turn++;
    if (own_count != 0) {
        screen = run->own[index][cold ? run->turn % own_count : 0];
    }
    start = bench_now();
    failed = path->present(path->context, &screen, &image, &list->move, moves ? 1 : 0, list->dirty,
                           moves ? 0 : run->work->count);
    start = bench_now() - start;
    if (own_count != 0 && cold) {
        bench_evict(&screen);
    }
    return failed ? -1 : start;
}

/*
 * Where memcpy copies to. In the caches that is what the path draws on, or there would be more in them than
 * one pair; a screen with fewer bytes per pixel has no room for as many bytes as the image.
 */
static unsigned char *baseline_screen(const struct run *run, unsigned index, bool cold)
{
    const struct surface *own = &run->own[index][0];

    if (!cold && run->own_count[index] != 0 && (size_t)own->pitch * own->height >= run->frame - FRAME_GAP) {
        return own->bits;
    }
    return run->screens + run->frame * (run->turn % run->ring);
}

/* Nanoseconds of one memcpy of as many bytes, from another place of the frame each time. */
static double measure_baseline(struct run *run, unsigned index, bool cold)
{
    size_t room = run->frame - FRAME_GAP - run->bytes;
    size_t at = room != 0 ? run->turn * run->bytes % room / 64 * 64 : 0;
    unsigned char *image = run->images + run->frame * (run->turn % run->ring) + at;
    unsigned char *screen = baseline_screen(run, index, cold);
    double start;

    run->turn++;
    start = bench_now();
    if (run->work->kind == WORK_MOVE) {
        memmove(screen, screen + 20 * (size_t)run->mode.width * 4, run->bytes);
    } else {
        memcpy(screen + at, image, run->bytes);
    }
    return bench_now() - start;
}

/* ---- one row of the table, in one place ---- */

/* What one series found. */
struct series {
    double ratio;
    double baseline; /* GB/s of memcpy */
};

/*
 * One path and memcpy by turns, so that both find the caches as the other leaves them and share whatever else
 * the machine is doing. Paths come one after the other: a slow competitor in between would leave the pair to
 * be pushed out of the caches by the neighbours on a shared machine.
 */
static int measure_series(struct run *run, unsigned path, unsigned place, struct series *series)
{
    double *times = calloc((size_t)run->repetitions * 2, sizeof(*times));
    double *baselines = times + run->repetitions;
    int status = times == NULL ? -1 : 0;

    for (unsigned i = 0; i < run->repetitions + 2 && status == 0; i++) {
        unsigned slot = i < 2 ? 0 : i - 2; /* two rounds warm up and are overwritten */
        times[slot] = measure_path(run, path, place == 1);
        baselines[slot] = measure_baseline(run, path, place == 1);
        status = times[slot] < 0 ? -1 : 0;
    }
    if (status == 0) {
        double baseline = bench_median(baselines, run->repetitions);
        series->ratio = baseline / bench_median(times, run->repetitions);
        series->baseline = (double)run->bytes / baseline;
    }
    free(times);
    return status;
}

/* Several series of each path, far enough apart that a disturbance does not meet them all. */
static int run_place(struct run *run, unsigned place, const bool *able, struct result *result)
{
    double ratios[PATHS_MAX][ROUNDS], baselines[PATHS_MAX][ROUNDS];
    struct series series;

    for (unsigned round = 0; round < ROUNDS; round++) {
        for (unsigned p = 0; p < run->path_count; p++) {
            if (able[p] && measure_series(run, p, place, &series) != 0) {
                return -1;
            }
            ratios[p][round] = able[p] ? series.ratio : 0;
            baselines[p][round] = able[p] ? series.baseline : 0;
        }
    }
    for (unsigned p = 0; p < run->path_count; p++) {
        result->ratio[p][place] = bench_median(ratios[p], ROUNDS);
        result->baseline[p][place] = bench_median(baselines[p], ROUNDS);
    }
    return 0;
}

static int run_setup(struct run *run, unsigned index, bool *able)
{
    const struct bench_path *path = run->paths[index];
    struct surface *own = run->own[index];
    unsigned count = OWN_MAX;
    int status;

    own[0] = screen_of(run, 0);
    status = path->setup(path->context, &run->mode, own, &count);
    *able = status == 0;
    run->own_count[index] = status == 0 && own[0].bits != (void *)run->screens ? count : 0;
    for (unsigned i = 0; i < run->own_count[index]; i++) {
        bench_evict(&own[i]);
    }
    return status < 0 ? -1 : 0;
}

/* All paths draw the same picture, or their speed means nothing. */
static int check_pictures(const struct run *run, const bool *able)
{
    struct surface image = image_of(run, 0);
    struct surface first = {0};

    for (unsigned p = 0; p < run->path_count && run->work->kind == WORK_DIRTY; p++) {
        const struct bench_path *path = run->paths[p];
        struct surface screen = run->own_count[p] ? run->own[p][0] : screen_of(run, p);

        if (!able[p]) {
            continue;
        }
        bench_clear(&screen);
        if (path->present(path->context, &screen, &image, NULL, 0, run->lists[0].dirty, run->work->count) !=
            0) {
            return -1;
        }
        if (first.bits == NULL) {
            first = screen;
        } else if (!bench_same_picture(&first, &screen)) {
            fprintf(stderr, "bench: %s draws another picture than the paths before it\n", path->name);
            return -1;
        }
    }
    return 0;
}

static int run_work(struct run *run, const struct work *work, unsigned ring, struct result *result)
{
    bool able[PATHS_MAX] = {false};
    bool sideways = surface_is_sideways(work->rotation);
    int status = 0;
    unsigned ready = 0;

    run->work = work;
    run->mode = (struct bench_mode){sideways ? 1080 : 1920, sideways ? 1920 : 1080, work->bytes_per_pixel,
                                    work->rotation};
    result->work = work;
    lists_make(run);
    for (; ready < run->path_count && status == 0; ready++) {
        status = run_setup(run, ready, &able[ready]);
    }
    if (status == 0) {
        status = check_pictures(run, able);
    }
    for (unsigned place = 0; place < PLACES && status == 0; place++) {
        run->ring = place == 0 ? 1 : ring;
        status = run_place(run, place, able, result);
    }
    for (unsigned p = 0; p < ready; p++) {
        run->paths[p]->teardown(run->paths[p]->context);
    }
    return status;
}

/* ---- what a call costs ---- */

/* Nanoseconds of a present of one pixel, image and screen in the caches; below 0 when it failed. */
static double measure_call(struct run *run, unsigned index)
{
    enum { CALLS = 200 };
    const struct bench_path *path = run->paths[index];
    const RECT pixel = {100, 100, 101, 101};
    struct surface image = image_of(run, 0);
    struct surface screen = run->own_count[index] ? run->own[index][0] : screen_of(run, 0);
    double *times = calloc(run->repetitions, sizeof(*times));
    double median = -1;
    int failed = times == NULL;

    for (unsigned i = 0; i < run->repetitions && !failed; i++) {
        double start = bench_now();
        for (unsigned j = 0; j < CALLS && !failed; j++) {
            failed = path->present(path->context, &screen, &image, NULL, 0, &pixel, 1);
        }
        times[i] = (bench_now() - start) / CALLS;
    }
    if (!failed) {
        median = bench_median(times, run->repetitions);
    }
    free(times);
    return median;
}

static int run_calls(struct run *run)
{
    bool able;
    int status = 0;

    run->mode = (struct bench_mode){1920, 1080, 4, SURFACE_ROTATE_0};
    for (unsigned p = 0; p < run->path_count && status == 0; p++) {
        status = run_setup(run, p, &able);
        if (status == 0) {
            run->call[p] = able ? measure_call(run, p) : 0;
            status = run->call[p] < 0 ? -1 : 0;
        }
        run->paths[p]->teardown(run->paths[p]->context);
    }
    return status;
}

/* ---- everything ---- */

static void run_paths(struct run *run, const struct bench_options *options)
{
    if (options->path != NULL) {
        run->paths[run->path_count++] = options->path;
    }
    run->paths[run->path_count++] = &bench_path_rect;
    if (bench_path_pixman() != NULL) {
        run->pixman = run->path_count;
        run->paths[run->path_count++] = bench_path_pixman();
    }
    run->paths[run->path_count++] = &bench_path_plain;
    if (bench_path_pixman() == NULL) {
        run->pixman = run->path_count;
    }
}

static int run_works(struct run *run, const struct bench_options *options, unsigned ring, FILE *out,
                     struct result *results, unsigned *count)
{
    for (unsigned i = 0; i < present_work_count; i++) {
        const struct work *work = &present_works[i];
        int status;

        if (options->only != NULL && strstr(work->name, options->only) == NULL) {
            continue;
        }
        present_print_progress(work, i);
        status = run_work(run, work, ring, &results[*count]);
        present_print_progress(NULL, i);
        if (status != 0) {
            fprintf(stderr, "bench: \"%s\" could not be measured\n", work->name);
            return 2;
        }
        present_print_result(run, &results[(*count)++], out);
    }
    return 0;
}

static int run_all(struct run *run, const struct bench_options *options, unsigned ring)
{
    struct result *results = calloc(present_work_count, sizeof(*results));
    FILE *out = options->out ? options->out : stdout;
    unsigned count = 0;
    int status = results == NULL ? 2 : 0;

    if (status == 0) {
        present_print_heading(run, out);
        status = run_works(run, options, ring, out, results, &count);
    }
    if (status == 0 && count == 0) {
        fprintf(stderr, "bench: no row is named like \"%s\"\n", options->only);
        status = 2;
    }
    if (status == 0 && run_calls(run) != 0) {
        fprintf(stderr, "bench: a present of one pixel could not be measured\n");
        status = 2;
    }
    if (status == 0) {
        present_print_calls(run, out);
        status = options->json ? present_write_json(run, results, count, options->json) : 0;
    }
    free(results);
    return status;
}

int bench_present(const struct bench_options *options)
{
    unsigned ring = options->ring ? options->ring : 64;
    struct run run = {.repetitions = options->repetitions ? options->repetitions : 40,
                      .frame = (size_t)1920 * 1080 * 4 + FRAME_GAP};
    int status = 2;

    if (ring < PATHS_MAX) {
        fprintf(stderr, "bench: a ring of %u frame pairs is too small, at least %d are needed\n", ring,
                PATHS_MAX);
        return 2;
    }
    run_paths(&run, options);
    run.lists = calloc(LISTS, sizeof(*run.lists));
    run.images = bench_memory(run.frame * ring);
    run.screens = bench_memory(run.frame * ring);
    if (run.lists != NULL && run.images != NULL && run.screens != NULL) {
        status = run_all(&run, options, ring);
    } else {
        fprintf(stderr, "bench: no memory for %u pairs of frames (%zu MB); ask for a smaller ring\n", ring,
                run.frame * ring * 2 >> 20);
    }
    bench_memory_free(run.screens, run.frame * ring);
    bench_memory_free(run.images, run.frame * ring);
    free(run.lists);
    return status;
}
