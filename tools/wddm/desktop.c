/*
 * wddm desktop: a desktop on the screen of an adapter, and what it cost.
 */
#include "wddm.h"

#include "desktop.h"
#include "json.h"
#include "options.h"
#include "run.h"
#include "scene.h"
#include "sink.h"
#include "stop.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_NUMBER       UINT64_MAX /* the option was not given */
#define DEFAULT_WINDOWS 5
#define TINY_DMA        64u   /* bytes: room for the longest command of a client */
#define TINY_PAGING     4096u /* bytes */
#define HANG_MS         100   /* until a hang is found */

struct desktop_command {
    struct desktop_options options;
    struct desktop_stats stats;
    enum desktop_end end;
    char error[480];
    const char *full; /* the first option that only a full driver has; NULL: none */
};

/* What was said of full drivers on the command line. */
struct full_options {
    bool gdi, move_all, tiny_dma, no_patch_skip;
    const char *preempt;
    uint64_t windows, seed, hang, hang_copy;
};

static double share(uint64_t part, uint64_t rest)
{
    return part + rest ? 100.0 * (double)part / (double)(part + rest) : 0;
}

static double megabytes(uint64_t pixels)
{
    return (double)pixels * 4 / 1e6;
}

static double per_second(double amount, double seconds)
{
    return seconds > 0 ? amount / seconds : 0;
}

static void progress(void *ctx, const struct desktop_stats *stats, const char *text)
{
    (void)ctx;
    if (text) {
        console_note("%s", text);
        return;
    }
    console_progress(
        "%" PRIu64 " frames, %" PRIu64 " moves, %" PRIu64 " rectangles, %.0f %% of pixels moved, %.0f MB/s",
        stats->frames, stats->moves, stats->dirty, share(stats->pixels_moved, stats->pixels_drawn),
        per_second(megabytes(stats->pixels_moved + stats->pixels_drawn), stats->seconds));
}

static int body(struct machine *machine, void *ctx)
{
    struct desktop_command *command = ctx;
    struct dxgk_adapter_info info;

    dxgk_adapter_query(machine->adapter, &info);
    if (info.display_only && command->full) {
        snprintf(command->error, sizeof(command->error),
                 "--%s is for full drivers, such as refgpu; %s is a display-only driver", command->full,
                 info.driver_name);
        return 2;
    }
    if (!info.display_only && machine->options.depth) {
        snprintf(command->error, sizeof(command->error),
                 "--depth is for display-only drivers; %s is a full one", info.driver_name);
        return 2;
    }
    command->end =
        desktop_run(machine, &command->options, &command->stats, command->error, sizeof(command->error));
    return command->end == DESKTOP_GOOD ? 0 : command->end == DESKTOP_DRIVER_FAILED ? 1 : 2;
}

static void write_display_json(struct json *json, const struct desktop_stats *s)
{
    const struct dxgk_present_stats *p = &s->presents;
    double driver_seconds = (double)p->time_in_driver / 1e7;

    json_object(json, "driver");
    json_unsigned(json, "updates", p->updates);
    json_unsigned(json, "presents", p->presents);
    json_unsigned(json, "merged", p->merged);
    json_unsigned(json, "failed", p->failed);
    json_unsigned(json, "asynchronous", p->asynchronous);
    json_unsigned(json, "moves", p->moves);
    json_unsigned(json, "rectangles", p->dirty);
    json_unsigned(json, "pixels_moved", p->pixels_moved);
    json_unsigned(json, "pixels_copied", p->pixels_copied);
    json_double(json, "seconds", driver_seconds);
    json_double(json, "megabytes_per_second",
                per_second(megabytes(p->pixels_moved + p->pixels_copied), driver_seconds));
    json_end(json);
}

static void write_composed_json(struct json *json, const struct desktop_stats *s)
{
    const struct composer_counts *c = &s->composer;
    const struct dxgk_render_stats *r = &s->render;

    json_object(json, "composer");
    json_unsigned(json, "frames", c->frames);
    json_unsigned(json, "submissions", c->submissions);
    json_unsigned(json, "commands", c->commands);
    json_unsigned(json, "flips", c->flips);
    json_unsigned(json, "locks", c->locks);
    json_unsigned(json, "pixels_moved", c->pixels_moved);
    json_unsigned(json, "pixels_uploaded", c->pixels_uploaded);
    json_unsigned(json, "pixels_composed", c->pixels_composed);
    json_unsigned(json, "pixels_repaired", c->pixels_repaired);
    json_unsigned(json, "devices_lost", c->recoveries);
    json_end(json);
    json_object(json, "driver");
    json_unsigned(json, "submissions", r->submissions);
    json_unsigned(json, "paging_submissions", r->paging);
    json_unsigned(json, "splits", r->splits);
    json_unsigned(json, "passes", r->passes);
    json_unsigned(json, "patches", r->patches);
    json_unsigned(json, "patches_skipped", r->patch_skips);
    json_unsigned(json, "flips", r->flips);
    json_unsigned(json, "evictions", r->evictions);
    json_unsigned(json, "page_ins", r->page_ins);
    json_unsigned(json, "bytes_evicted", r->bytes_evicted);
    json_unsigned(json, "bytes_paged_in", r->bytes_paged_in);
    json_unsigned(json, "moved", r->moved);
    json_unsigned(json, "preemptions", r->preemptions);
    json_unsigned(json, "engine_resets", r->engine_resets);
    json_unsigned(json, "adapter_resets", r->adapter_resets);
    json_end(json);
}

static void write_json(struct json *json, void *ctx)
{
    const struct desktop_command *command = ctx;
    const struct desktop_stats *s = &command->stats;

    json_string(json, "error", command->error[0] ? command->error : NULL);
    json_unsigned(json, "width", s->width);
    json_unsigned(json, "height", s->height);
    json_unsigned(json, "rotation", 90 * (unsigned)command->options.turn);
    json_unsigned(json, "bits_per_pixel", s->bits_per_pixel);
    json_unsigned(json, "frames", s->frames);
    json_double(json, "seconds", s->seconds);
    json_unsigned(json, "resizes", s->resizes);
    json_unsigned(json, "moves", s->moves);
    json_unsigned(json, "rectangles", s->dirty);
    json_unsigned(json, "pixels_moved", s->pixels_moved);
    json_unsigned(json, "pixels_drawn", s->pixels_drawn);
    json_unsigned(json, "frames_verified", s->verified);
    if (s->composed)
        write_composed_json(json, s);
    else
        write_display_json(json, s);
}

static void display_summary(const struct desktop_stats *s)
{
    const struct dxgk_present_stats *p = &s->presents;
    double driver_seconds = (double)p->time_in_driver / 1e7;

    printf("  presents    %10" PRIu64 "   %" PRIu64 " merged, %" PRIu64 " asynchronous, %" PRIu64 " failed\n",
           p->presents, p->merged, p->asynchronous, p->failed);
    printf("  in driver   %10.3f s %.0f MB/s, %.1f us per present\n", driver_seconds,
           per_second(megabytes(p->pixels_moved + p->pixels_copied), driver_seconds),
           p->presents ? driver_seconds * 1e6 / (double)p->presents : 0);
}

static void composed_summary(const struct desktop_stats *s)
{
    const struct composer_counts *c = &s->composer;
    const struct dxgk_render_stats *r = &s->render;

    printf("  composed    %10" PRIu64 "   %" PRIu64 " pixels; %" PRIu64 " uploaded, %" PRIu64
           " moved, %" PRIu64 " repaired\n",
           c->frames, c->pixels_composed, c->pixels_uploaded, c->pixels_moved, c->pixels_repaired);
    printf("  submissions %10" PRIu64 "   %" PRIu64 " commands, %" PRIu64 " splits, %" PRIu64
           " more passes\n",
           r->submissions, c->commands, r->splits, r->passes);
    printf("  patches     %10" PRIu64 "   %" PRIu64 " skipped\n", r->patches, r->patch_skips);
    printf("  flips       %10" PRIu64 "\n", r->flips);
    printf("  evictions   %10" PRIu64 "   %.1f MB out, %.1f MB in, %" PRIu64 " paging buffers, %" PRIu64
           " moved\n",
           r->evictions, (double)r->bytes_evicted / 1e6, (double)r->bytes_paged_in / 1e6, r->paging,
           r->moved);
    printf("  preemptions %10" PRIu64 "\n", r->preemptions);
    printf("  resets      %10" PRIu64 "   of engines, %" PRIu64 " of the adapter; %" PRIu64
           " lost devices made again\n",
           r->engine_resets, r->adapter_resets, c->recoveries);
}

static void summary(const struct run *run, const struct desktop_command *command)
{
    const struct desktop_stats *s = &command->stats;

    printf("%s on %s: %ux%u at %u bpp", run->driver.name, run->driver.device, s->width, s->height,
           s->bits_per_pixel);
    if (command->options.turn != TURN_NONE)
        printf(", turned by %d degrees", 90 * (int)command->options.turn);
    printf("\n\n  frames      %10" PRIu64 "   in %.3f s, %.0f per second\n", s->frames, s->seconds,
           per_second((double)s->frames, s->seconds));
    printf("  moves       %10" PRIu64 "   %" PRIu64 " pixels, %.1f %%\n", s->moves, s->pixels_moved,
           share(s->pixels_moved, s->pixels_drawn));
    printf("  rectangles  %10" PRIu64 "   %" PRIu64 " pixels, %.1f %%\n", s->dirty, s->pixels_drawn,
           share(s->pixels_drawn, s->pixels_moved));
    if (s->composed)
        composed_summary(s);
    else
        display_summary(s);
    if (s->resizes)
        printf("  resizes     %10" PRIu64 "\n", s->resizes);
    if (command->end == DESKTOP_GOOD && s->verified)
        printf("  verified    %10" PRIu64 "   screen equal to the desktop%s\n", s->verified,
               s->bits_per_pixel == 16 ? " within 16 bits" : ", pixel by pixel");
}

/* The number behind --preempt; 0: it is none. */
static uint64_t preempt_number(const char *text)
{
    char *end;
    unsigned long long number = strtoull(text, &end, 10);

    if (!strcmp(text, "random"))
        return 2;
    return *text >= '0' && *text <= '9' && !*end && number <= UINT32_MAX ? number : 0;
}

static const char *first_full(const struct full_options *full, const struct run *run)
{
    const struct {
        bool given;
        const char *name;
    } all[] = {
        {full->gdi, "gdi"},
        {full->windows != NO_NUMBER, "windows"},
        {full->move_all, "move-all"},
        {full->preempt != NULL, "preempt"},
        {full->seed != NO_NUMBER, "seed"},
        {full->tiny_dma, "tiny-dma"},
        {full->no_patch_skip, "no-patch-skip"},
        {full->hang != 0, "hang"},
        {full->hang_copy != 0, "hang-copy"},
        {run->aperture != 0, "aperture"},
    };

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (all[i].given)
            return all[i].name;
    }
    return NULL;
}

static bool any_live(const struct option_list *sinks)
{
    for (size_t i = 0; i < sinks->count; i++) {
        if (!strncmp(sinks->items[i], "window", 6) || !strncmp(sinks->items[i], "vnc", 3))
            return true;
    }
    return false;
}

/* Frames that nobody watches are not held up by a display's pace. Hangs are found soon, and the system bears as many as there are. */
static bool take_full(const struct full_options *full, const struct option_list *sinks, struct run *run,
                      struct desktop_options *options)
{
    run->render.move_all = full->move_all;
    run->render.always_patch = full->no_patch_skip;
    run->render.seed = full->seed == NO_NUMBER ? 1 : full->seed;
    if (full->tiny_dma) {
        run->render.multipass = true;
        run->render.dma_size = TINY_DMA;
        run->render.paging_size = TINY_PAGING;
    }
    if (full->preempt)
        run->render.preempt_one_in = (unsigned)preempt_number(full->preempt);
    if (full->preempt && !run->render.preempt_one_in) {
        console_error("--preempt '%s': expected random, or a number from 1", full->preempt);
        return false;
    }
    if (run->aperture & (run->aperture - 1)) {
        console_error("--aperture: expected a power of two");
        return false;
    }
    if (full->hang || full->hang_copy) {
        run->render.tdr_delay_ms = HANG_MS;
        run->tdr_limit_count = 1000000;
    }
    run->vsync_hz = any_live(sinks) ? 60 : 1000;
    options->windows = full->windows == NO_NUMBER ? DEFAULT_WINDOWS : (unsigned)full->windows;
    options->gdi = full->gdi;
    options->hang = (unsigned)full->hang;
    options->hang_copy = (unsigned)full->hang_copy;
    return true;
}

static bool parse(int argc, char **argv, struct run *run, struct desktop_command *command, int *status)
{
    struct desktop_options *options = &command->options;
    static const char *source = "pattern";
    static struct option_list sinks;
    static struct option_size mode;
    static uint64_t turn, seconds;
    static bool show_progress, verify;
    static struct full_options full = {.windows = NO_NUMBER, .seed = NO_NUMBER};
    const struct option_row rows[] = {
        {"source", OPTION_TEXT, &source, "SOURCE",
         "rfb:FILE, vnc:HOST:PORT, pattern or pattern:WxH (default: pattern)"},
        {"sink", OPTION_LIST, &sinks, "SINK",
         "png:FILE, window or vnc:PORT; may be repeated (default: png:wddm.png)"},
        {"device", OPTION_TEXT, &run->device, "DEVICE",
         "bochs-display or refgpu (default: a built-in driver's own; for a file what its name says, else "
         "bochs-display)"},
        {"frames", OPTION_NUMBER, &options->frames, "N", "stop after N frames", 1, UINT64_MAX},
        {"seconds", OPTION_NUMBER, &seconds, "N", "stop after N seconds", 1, 86400},
        {"mode", OPTION_SIZE, &mode, "WxH", "fixed mode (default: follow the source)"},
        {"rotate", OPTION_CHOICE, &turn, "DEGREES", "how the monitor stands: 0, 90, 180 or 270", 0, 0,
         "0|90|180|270"},
        {"depth", OPTION_CHOICE, &run->depth, "BITS", "of the frame buffer: 32, 24 or 16", 0, 0, "32|24|16"},
        {"vram", OPTION_BYTES, &run->vram, "SIZE", "video memory, a power of two (default: 64M)", 4u << 20,
         256u << 20},
        {"every", OPTION_NUMBER, &options->every, "N",
         "png: a numbered file for each Nth frame (name may have %05d)", 1, UINT64_MAX},
        {"realtime", OPTION_FLAG, &options->realtime, NULL, "play recordings in their own time"},
        {"verify", OPTION_FLAG, &verify, NULL,
         "compare screen and desktop after each frame, not only the last"},
        {"dump", OPTION_TEXT, &run->dump, "FILE",
         "a minidump for a debugger when the driver stops the system"},
        {"watchdog", OPTION_NUMBER, &run->watchdog_ms, "MS",
         "processor time that a driver file may use in one call (default: 5000)", 100, 3600000},
        {"windows", OPTION_NUMBER, &full.windows, "N",
         "full drivers: programs that draw the desktop (default: 5)", 0, SCENE_WINDOWS},
        {"gdi", OPTION_FLAG, &full.gdi, NULL, "full drivers: draw by GDI, through DxgkDdiRenderKm"},
        {"aperture", OPTION_BYTES, &run->aperture, "SIZE",
         "refgpu: its aperture, a power of two (default: 16 times --vram, up to 256M)", 4u << 20, 1u << 30},
        {"move-all", OPTION_FLAG, &full.move_all, NULL, "move all memory between Render and SubmitCommand"},
        {"preempt", OPTION_TEXT, &full.preempt, "N", "preempt one in N submissions; random: one in two"},
        {"seed", OPTION_NUMBER, &full.seed, "N", "of what happens at random", 0, UINT64_MAX},
        {"tiny-dma", OPTION_FLAG, &full.tiny_dma, NULL, "DMA and paging buffers of the smallest size"},
        {"no-patch-skip", OPTION_FLAG, &full.no_patch_skip, NULL, "call Patch even when nothing moved"},
        {"hang", OPTION_NUMBER, &full.hang, "N", "refgpu: the drawing engine hangs at each Nth command", 1,
         1u << 31},
        {"hang-copy", OPTION_NUMBER, &full.hang_copy, "N", "... the engine that copies and pages", 1,
         1u << 31},
        {"check", OPTION_FLAG, &run->check, NULL, "watch what the driver does to what it is lent (default)"},
        {"no-check", OPTION_NEGATE, &run->check, NULL, "do not"},
        {"progress", OPTION_FLAG, &show_progress, NULL, "show progress where there is no terminal, too"},
        {"json", OPTION_TEXT, &run->json, "FILE", "write results as JSON"},
        {"trace", OPTION_TEXT, &run->trace, "FILE", "write a trace of all calls for ui.perfetto.dev"},
    };
    const struct command_line line = {
        .command = "desktop",
        .operands = "DRIVER",
        .summary =
            "Shows a desktop on the screen of a virtual adapter, until the source ends, a limit is reached "
            "or\n"
            "Ctrl-C: through a display-only driver's DxgkDdiPresentDisplayOnly, or composited by programs\n"
            "that draw through a full driver.",
        .rows = rows,
        .row_count = sizeof(rows) / sizeof(rows[0]),
        .operands_min = 1,
        .operands_max = 1,
        .footer = "A VNC server's password is taken from VNC_PASSWORD.",
    };
    int operand;

    if (!options_parse(&line, argc, argv, &operand, status))
        return false;
    console_init("desktop", show_progress);
    run->driver_name = argv[operand];
    options->source = source;
    options->turn = (enum turn)(turn / 90);
    options->seconds = (unsigned)seconds;
    options->verify = verify;
    options->width = mode.width;
    options->height = mode.height;
    if (!sinks.count)
        sinks.items[sinks.count++] = "png:wddm.png";
    options->sink_count = sinks.count;
    memcpy(options->sinks, sinks.items, sizeof(options->sinks));
    command->full = first_full(&full, run);
    *status = 2;
    return take_full(&full, &sinks, run, options);
}

/* The crash screen goes where the last picture would have gone. */
static void write_crash_screen(void *ctx, const struct picture *screen)
{
    const struct desktop_command *command = ctx;
    char error[300];

    for (size_t i = 0; screen->pixels && i < command->options.sink_count; i++) {
        const char *sink = command->options.sinks[i];
        if (strncmp(sink, "png:", 4) != 0)
            continue;
        if (png_write(sink + 4, screen, 6, error, sizeof(error)))
            console_note("the screen as it was last is in %s", sink + 4);
        else
            console_error("%s", error);
        return;
    }
}

int cmd_desktop(int argc, char **argv)
{
    struct desktop_command command = {.options = {.progress = progress}};
    struct run run = {.command = "desktop",
                      .check = true,
                      .body = body,
                      .write_json = write_json,
                      .stopped = write_crash_screen,
                      .ctx = &command};
    int status;

    if (!parse(argc, argv, &run, &command, &status))
        return status;
    if (!stop_init()) {
        console_error("no file descriptor left");
        return 2;
    }
    status = run_driver(&run);
    stop_fini();
    if (command.error[0])
        console_error("%s", command.error);
    if (run.outcome.end == MACHINE_GOOD && command.stats.frames)
        summary(&run, &command);
    return status;
}
