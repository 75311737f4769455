/*
 * `wddm bench present`: what a present costs, row by row of the table of goals, as a ratio to memcpy (moves:
 * memmove) of as many bytes of the image in the same run. "cached" is one frame pair that stays in the
 * last-level cache, "memory" a ring of pairs far larger than it.
 */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

enum {
    LISTS = 17, /* different lists per row, a prime so that every path sees all of them */
    LIST_MAX = 256,
    PATHS_MAX = 3,
    PLACES = 2, /* cached, memory */
};

enum work_kind { WORK_DIRTY, WORK_MOVE };

struct work {
    const char *name;
    enum work_kind kind;
    unsigned width, height; /* of one rectangle; 0 is the whole image */
    unsigned count;         /* rectangles in one present */
    unsigned bytes_per_pixel;
    enum surface_rotation rotation;
    double goal[PLACES]; /* 0: at least pixman */
};

static const struct work works[] = {
    {"full frame", WORK_DIRTY, 0, 0, 1, 4, SURFACE_ROTATE_0, {.98, 1.15}},
    {"300x20 text lines", WORK_DIRTY, 300, 20, 40, 4, SURFACE_ROTATE_0, {.75, .58}},
    {"64x64", WORK_DIRTY, 64, 64, 64, 4, SURFACE_ROTATE_0, {.55, .34}},
    {"16x16", WORK_DIRTY, 16, 16, 256, 4, SURFACE_ROTATE_0, {.38, .25}},
    {"1-pixel lines", WORK_DIRTY, 1920, 1, 64, 4, SURFACE_ROTATE_0, {.80, .78}},
    {"rotation 90", WORK_DIRTY, 0, 0, 1, 4, SURFACE_ROTATE_90, {.62, .95}},
    {"rotation 180", WORK_DIRTY, 0, 0, 1, 4, SURFACE_ROTATE_180, {.98, 1.2}},
    {"rotation 270", WORK_DIRTY, 0, 0, 1, 4, SURFACE_ROTATE_270, {.62, .95}},
    {"32 to 16 bpp", WORK_DIRTY, 0, 0, 1, 2, SURFACE_ROTATE_0, {0, 0}},
    {"32 to 24 bpp", WORK_DIRTY, 0, 0, 1, 3, SURFACE_ROTATE_0, {1.1, 1.05}},
    {"move, full width", WORK_MOVE, 1920, 1060, 1, 4, SURFACE_ROTATE_0, {.97, .80}},
    {"move, window", WORK_MOVE, 800, 600, 1, 4, SURFACE_ROTATE_0, {.97, .80}},
};

struct result {
    const struct work *work;
    double ratio[PATHS_MAX][PLACES];    /* 0: the path cannot do it */
    double baseline[PATHS_MAX][PLACES]; /* GB/s of memcpy in the same series */
};

struct list {
    D3DKMT_MOVE_RECT move;
    RECT dirty[LIST_MAX];
};

struct run {
    const struct work *work;
    const struct bench_path *paths[PATHS_MAX];
    unsigned path_count;
    unsigned pixman; /* its index in paths; path_count when there is none */
    unsigned repetitions;
    struct bench_mode mode;
    size_t bytes; /* of image pixels in one present */
    struct list *lists;
    unsigned ring; /* pairs in use */
    unsigned char *images, *screens;
    size_t frame;  /* bytes of one image or screen */
    unsigned turn; /* counts measurements, so that each finds other data than the one before */
    struct surface own[PATHS_MAX]; /* the frame buffer of a path that brings its own */
};

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

/* Nanoseconds of one present; below 0 when it failed. */
static double measure_path(struct run *run, unsigned index, bool cold)
{
    const struct bench_path *path = run->paths[index];
    const struct list *list = &run->lists[run->turn % LISTS];
    struct surface image = image_of(run, run->turn % run->ring);
    struct surface screen = screen_of(run, run->turn % run->ring);
    bool moves = run->work->kind == WORK_MOVE;
    double start;
    int failed;

    run->turn++;
    if (run->own[index].bits != NULL) {
        screen = run->own[index];
        if (cold) {
            bench_evict(&screen);
        }
    }
    start = bench_now();
    failed = path->present(path->context, &screen, &image, &list->move, moves ? 1 : 0, list->dirty,
                           moves ? 0 : run->work->count);
    return failed ? -1 : bench_now() - start;
}

/* Nanoseconds of one memcpy of as many bytes, from another place of the frame each time. */
static double measure_baseline(struct run *run)
{
    size_t at =
        run->bytes < run->frame / 2 ? run->turn * run->bytes % (run->frame - run->bytes) / 64 * 64 : 0;
    unsigned char *image = run->images + run->frame * (run->turn % run->ring) + at;
    unsigned char *screen = run->screens + run->frame * (run->turn % run->ring);
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

/*
 * One path and memcpy by turns, so that both find the caches as the other leaves them and share whatever else
 * the machine is doing. Paths come one after the other: a slow competitor in between would leave the pair to
 * be pushed out of the caches by the neighbours on a shared machine.
 */
static int measure_series(struct run *run, unsigned path, unsigned place, struct result *result)
{
    double *times = calloc((size_t)run->repetitions * 2, sizeof(*times));
    double *baselines = times + run->repetitions;
    int status = times == NULL ? -1 : 0;

    for (unsigned i = 0; i < run->repetitions + 2 && status == 0; i++) {
        unsigned slot = i < 2 ? 0 : i - 2; /* two rounds warm up and are overwritten */
        times[slot] = measure_path(run, path, place == 1);
        baselines[slot] = measure_baseline(run);
        status = times[slot] < 0 ? -1 : 0;
    }
    if (status == 0) {
        double baseline = bench_median(baselines, run->repetitions);
        result->ratio[path][place] = baseline / bench_median(times, run->repetitions);
        result->baseline[path][place] = (double)run->bytes / baseline;
    }
    free(times);
    return status;
}

static int run_place(struct run *run, unsigned place, const bool *able, struct result *result)
{
    int status = 0;

    for (unsigned p = 0; p < run->path_count && status == 0; p++) {
        status = able[p] ? measure_series(run, p, place, result) : 0;
    }
    return status;
}

static int run_setup(struct run *run, unsigned index, bool *able)
{
    const struct bench_path *path = run->paths[index];
    struct surface screen = screen_of(run, 0);
    unsigned count = 1;
    int status = path->setup(path->context, &run->mode, &screen, &count);

    *able = status == 0;
    run->own[index] = (struct surface){0};
    if (status == 0 && screen.bits != (void *)run->screens) {
        run->own[index] = screen;
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
        struct surface screen = run->own[p].bits != NULL ? run->own[p] : screen_of(run, p);

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

/* ---- results ---- */

static double goal_of(const struct run *run, const struct result *result, unsigned place)
{
    double goal = result->work->goal[place];

    if (goal > 0 || run->pixman == run->path_count) {
        return goal;
    }
    return result->ratio[run->pixman][place];
}

static void print_heading(const struct run *run, FILE *out)
{
    fprintf(out,
            "speed relative to memcpy of the same bytes (moves: memmove), cached / memory, medians of %u\n\n",
            run->repetitions);
    fprintf(out, "%-20s", "work");
    for (unsigned p = 0; p < run->path_count; p++) {
        fprintf(out, "  %-13s", run->paths[p]->name);
    }
    fprintf(out, "  %-13s  %-8s  %s\n", "goal", "reached", "memcpy GB/s");
}

static void print_result(const struct run *run, const struct result *result, FILE *out)
{
    fprintf(out, "%-20s", result->work->name);
    for (unsigned p = 0; p < run->path_count; p++) {
        fprintf(out, "  %5.2f / %5.2f", result->ratio[p][0], result->ratio[p][1]);
    }
    fprintf(out, "  %5.2f / %5.2f", goal_of(run, result, 0), goal_of(run, result, 1));
    for (unsigned place = 0; place < PLACES; place++) {
        bool reached = result->ratio[0][place] >= goal_of(run, result, place);
        fprintf(out, "%s%-3s", place ? "/" : "  ", reached ? "yes" : "no");
    }
    fprintf(out, "   %5.1f / %5.1f\n", result->baseline[0][0], result->baseline[0][1]);
    fflush(out);
}

static void write_place(const struct run *run, const struct result *result, unsigned place, FILE *file)
{
    fprintf(file, "      \"%s\": {\"memcpy_gb_per_s\": %.3f, \"goal\": %.3f", place ? "memory" : "cached",
            result->baseline[0][place], goal_of(run, result, place));
    for (unsigned p = 0; p < run->path_count; p++) {
        fprintf(file, ", \"%s\": %.3f", run->paths[p]->name, result->ratio[p][place]);
    }
    fprintf(file, "}%s\n", place + 1 < PLACES ? "," : "");
}

static int write_json(const struct run *run, const struct result *results, unsigned count, const char *path)
{
    FILE *file = fopen(path, "w");

    if (file == NULL) {
        fprintf(stderr, "bench: cannot write %s: %m\n", path);
        return 2;
    }
    fprintf(file, "{\n  \"bench\": \"present\",\n  \"repetitions\": %u,\n  \"rows\": [\n", run->repetitions);
    for (unsigned i = 0; i < count; i++) {
        fprintf(file, "    {\n      \"work\": \"%s\",\n", results[i].work->name);
        for (unsigned place = 0; place < PLACES; place++) {
            write_place(run, &results[i], place, file);
        }
        fprintf(file, "    }%s\n", i + 1 < count ? "," : "");
    }
    fprintf(file, "  ]\n}\n");
    if (ferror(file) | fclose(file)) {
        fprintf(stderr, "bench: cannot write %s: %m\n", path);
        return 2;
    }
    return 0;
}

static void run_paths(struct run *run, const struct bench_options *options)
{
    run->paths[run->path_count++] = options->path ? options->path : &bench_path_rect;
    if (bench_path_pixman() != NULL) {
        run->pixman = run->path_count;
        run->paths[run->path_count++] = bench_path_pixman();
    }
    run->paths[run->path_count++] = &bench_path_plain;
    if (bench_path_pixman() == NULL) {
        run->pixman = run->path_count;
    }
}

static int run_all(struct run *run, const struct bench_options *options, unsigned ring)
{
    struct result results[ARRAYSIZE(works)] = {{0}};
    FILE *out = options->out ? options->out : stdout;
    unsigned count = 0;

    print_heading(run, out);
    for (unsigned i = 0; i < ARRAYSIZE(works); i++) {
        if (options->only != NULL && strstr(works[i].name, options->only) == NULL) {
            continue;
        }
        if (run_work(run, &works[i], ring, &results[count]) != 0) {
            fprintf(stderr, "bench: \"%s\" could not be measured\n", works[i].name);
            return 2;
        }
        print_result(run, &results[count++], out);
    }
    if (count == 0) {
        fprintf(stderr, "bench: no row is named like \"%s\"\n", options->only);
        return 2;
    }
    return options->json ? write_json(run, results, count, options->json) : 0;
}

int bench_present(const struct bench_options *options)
{
    unsigned ring = options->ring ? options->ring : 64;
    struct run run = {.repetitions = options->repetitions ? options->repetitions : 60,
                      .frame = (size_t)1920 * 1080 * 4 + 4096};
    int status = 2;

    if (ring <= PATHS_MAX) {
        fprintf(stderr, "bench: a ring of %u frame pairs is too small, at least %d are needed\n", ring,
                PATHS_MAX + 1);
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
