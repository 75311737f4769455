/*
 * wddm desktop: a desktop on the screen of an adapter, and what it cost.
 */
#include "wddm.h"

#include "desktop.h"
#include "json.h"
#include "options.h"
#include "run.h"
#include "sink.h"
#include "stop.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct desktop_command {
    struct desktop_options options;
    struct desktop_stats stats;
    enum desktop_end end;
    char error[480];
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

    command->end =
        desktop_run(machine, &command->options, &command->stats, command->error, sizeof(command->error));
    return command->end == DESKTOP_GOOD ? 0 : command->end == DESKTOP_DRIVER_FAILED ? 1 : 2;
}

static void write_json(struct json *json, void *ctx)
{
    const struct desktop_command *command = ctx;
    const struct desktop_stats *s = &command->stats;
    const struct dxgk_present_stats *p = &s->presents;
    double driver_seconds = (double)p->time_in_driver / 1e7;

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

static void summary(const struct run *run, const struct desktop_command *command)
{
    const struct desktop_stats *s = &command->stats;
    const struct dxgk_present_stats *p = &s->presents;
    double driver_seconds = (double)p->time_in_driver / 1e7;

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
    printf("  presents    %10" PRIu64 "   %" PRIu64 " merged, %" PRIu64 " asynchronous, %" PRIu64 " failed\n",
           p->presents, p->merged, p->asynchronous, p->failed);
    printf("  in driver   %10.3f s %.0f MB/s, %.1f us per present\n", driver_seconds,
           per_second(megabytes(p->pixels_moved + p->pixels_copied), driver_seconds),
           p->presents ? driver_seconds * 1e6 / (double)p->presents : 0);
    if (s->resizes)
        printf("  resizes     %10" PRIu64 "\n", s->resizes);
    if (command->end == DESKTOP_GOOD && s->verified)
        printf("  verified    %10" PRIu64 "   screen equal to the desktop%s\n", s->verified,
               s->bits_per_pixel == 16 ? " within 16 bits" : ", pixel by pixel");
}

static bool parse(int argc, char **argv, struct run *run, struct desktop_options *options, int *status)
{
    static const char *source = "pattern";
    static struct option_list sinks;
    static struct option_size mode;
    static uint64_t turn, seconds;
    static bool show_progress, verify;
    const struct option_row rows[] = {
        {"source", OPTION_TEXT, &source, "SOURCE",
         "rfb:FILE, vnc:HOST:PORT, pattern or pattern:WxH (default: pattern)"},
        {"sink", OPTION_LIST, &sinks, "SINK",
         "png:FILE, window or vnc:PORT; may be repeated (default: png:wddm.png)"},
        {"frames", OPTION_NUMBER, &options->frames, "N", "stop after N frames", 1, UINT64_MAX},
        {"seconds", OPTION_NUMBER, &seconds, "N", "stop after N seconds", 1, 86400},
        {"mode", OPTION_SIZE, &mode, "WxH", "fixed mode (default: follow the source)"},
        {"rotate", OPTION_CHOICE, &turn, "DEGREES", "how the monitor stands: 0, 90, 180 or 270", 0, 0,
         "0|90|180|270"},
        {"depth", OPTION_CHOICE, &run->depth, "BITS", "of the frame buffer: 32, 24 or 16", 0, 0, "32|24|16"},
        {"vram", OPTION_NUMBER, &run->vram_mib, "MIB", "video memory, a power of two (default: 64)", 4, 256},
        {"every", OPTION_NUMBER, &options->every, "N",
         "png: a numbered file for each Nth frame (name may have %05d)", 1, UINT64_MAX},
        {"realtime", OPTION_FLAG, &options->realtime, NULL, "play recordings in their own time"},
        {"verify", OPTION_FLAG, &verify, NULL,
         "compare screen and desktop after each frame, not only the last"},
        {"check", OPTION_FLAG, &run->check, NULL, "watch what the driver does to what it is lent (default)"},
        {"no-check", OPTION_NEGATE, &run->check, NULL, "do not"},
        {"progress", OPTION_FLAG, &show_progress, NULL, "show progress where there is no terminal, too"},
        {"json", OPTION_TEXT, &run->json, "FILE", "write results as JSON"},
        {"trace", OPTION_TEXT, &run->trace, "FILE", "write a trace of all calls for ui.perfetto.dev"},
    };
    const struct command_line line = {
        .command = "desktop",
        .operands = "DRIVER",
        .summary = "Shows a desktop on the screen of a virtual adapter, through a display-only driver's\n"
                   "DxgkDdiPresentDisplayOnly, until the source ends, a limit is reached or Ctrl-C.",
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
    return true;
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

    if (!parse(argc, argv, &run, &command.options, &status))
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
