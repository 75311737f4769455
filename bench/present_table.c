/*
 * The present benchmark's rows with their goals, and its results as a table and as JSON.
 */
#include "present.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct work present_works[] = {
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
const unsigned present_work_count = ARRAYSIZE(present_works);

static double goal_of(const struct run *run, const struct result *result, unsigned place)
{
    double goal = result->work->goal[place];

    if (goal > 0 || run->pixman == run->path_count) {
        return goal;
    }
    return result->ratio[run->pixman][place];
}

static bool held(const struct run *run, const struct result *result, unsigned place)
{
    return result->ratio[0][place] >= goal_of(run, result, place);
}

void present_print_heading(const struct run *run, FILE *out)
{
    fprintf(
        out,
        "Speed relative to memcpy of the same bytes (moves: memmove) in the same run, medians of %d x %u.\n"
        "Each pair: cached (one warm frame pair) / memory (frames that are in no cache).\n\n",
        ROUNDS, run->repetitions);
    fprintf(out, "%-18s %5s", "work", "rects");
    for (unsigned p = 0; p < run->path_count; p++) {
        fprintf(out, "  %-11s", run->paths[p]->name);
    }
    fprintf(out, "  %-11s  %-15s  %s\n", "goal", run->paths[0]->name, "memcpy GB/s");
}

void present_print_progress(const struct work *work, unsigned index)
{
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "\r\033[K%s", work ? "" : "");
        if (work != NULL) {
            fprintf(stderr, "[%u/%u] %s ...", index + 1, present_work_count, work->name);
        }
    }
}

void present_print_result(const struct run *run, const struct result *result, FILE *out)
{
    fprintf(out, "%-18s %5u", result->work->name, result->work->count);
    for (unsigned p = 0; p < run->path_count; p++) {
        fprintf(out, "  %4.2f / %4.2f", result->ratio[p][0], result->ratio[p][1]);
    }
    fprintf(out, "  %4.2f / %4.2f", goal_of(run, result, 0), goal_of(run, result, 1));
    fprintf(out, "  %6s / %-6s", held(run, result, 0) ? "held" : "missed",
            held(run, result, 1) ? "held" : "missed");
    fprintf(out, "  %4.1f / %4.1f\n", result->baseline[0][0], result->baseline[0][1]);
    fflush(out);
}

void present_print_calls(const struct run *run, FILE *out)
{
    fprintf(out, "\nA present of one pixel, in nanoseconds: ");
    for (unsigned p = 0; p < run->path_count; p++) {
        fprintf(out, "%s%s %.0f", p ? ", " : "", run->paths[p]->name, run->call[p]);
    }
    fprintf(out, "\n");
}

static void write_place(const struct run *run, const struct result *result, unsigned place, FILE *file)
{
    fprintf(file, "      \"%s\": {\"memcpy_gb_per_s\": %.3f, \"goal\": %.3f, \"held\": %s",
            place ? "memory" : "cached", result->baseline[0][place], goal_of(run, result, place),
            held(run, result, place) ? "true" : "false");
    for (unsigned p = 0; p < run->path_count; p++) {
        fprintf(file, ", \"%s\": %.3f", run->paths[p]->name, result->ratio[p][place]);
    }
    fprintf(file, "}%s\n", place + 1 < PLACES ? "," : "");
}

static void write_calls(const struct run *run, FILE *file)
{
    fprintf(file, "  \"one_pixel_nanoseconds\": {");
    for (unsigned p = 0; p < run->path_count; p++) {
        fprintf(file, "%s\"%s\": %.1f", p ? ", " : "", run->paths[p]->name, run->call[p]);
    }
    fprintf(file, "},\n");
}

int present_write_json(const struct run *run, const struct result *results, unsigned count, const char *path)
{
    FILE *file = fopen(path, "w");

    if (file == NULL) {
        fprintf(stderr, "bench: cannot write %s: %m\n", path);
        return 2;
    }
    fprintf(file, "{\n  \"bench\": \"present\",\n  \"repetitions\": %u,\n", run->repetitions);
    write_calls(run, file);
    fprintf(file, "  \"rows\": [\n");
    for (unsigned i = 0; i < count; i++) {
        fprintf(file, "    {\n      \"work\": \"%s\",\n      \"rectangles\": %u,\n", results[i].work->name,
                results[i].work->count);
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
