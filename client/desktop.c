/*
 * The loop between a source, a screen and the sinks.
 *
 * One thread does it all and sleeps in poll while nothing happens. What the source draws is presented (screen.h), perhaps
 * asynchronously; before anybody looks at the screen it is waited for, and it can be compared with the source's own picture, pixel by
 * pixel.
 */
#include "desktop.h"

#include "batch.h"
#include "refgpu_regs.h"
#include "screen.h"
#include "sink.h"
#include "source.h"
#include "stop.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROGRESS_NS    200000000u
#define PATTERN_FRAMES 300 /* of a pattern that nobody watches */
#define SINK_FDS       64

struct desktop {
    struct machine *machine;
    const struct desktop_options *options;
    struct desktop_stats *stats;
    struct source *source;
    struct screen *screen;
    struct sink *sinks[DESKTOP_MAX_SINKS];
    size_t sink_count;
    bool live; /* a sink is watched */
    uint64_t start_ns, end_ns, progress_ns;
    size_t changed_count;
    struct rect changed[BATCH_MOVES + BATCH_DIRTY + 1]; /* on the screen, since the sinks saw it */
    struct batch batch;
    char *error;
    size_t error_size;
};

static enum desktop_end fail(struct desktop *d, enum desktop_end end, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static enum desktop_end fail(struct desktop *d, enum desktop_end end, const char *format, ...)
{
    va_list args;

    if (!d->error[0]) {
        va_start(args, format);
        vsnprintf(d->error, d->error_size, format, args);
        va_end(args);
    }
    return end;
}

static void tell(struct desktop *d, const char *text)
{
    if (d->options->progress)
        d->options->progress(d->options->ctx, d->stats, text);
}

/* ---- images ------------------------------------------------------------------------------------------------------------ */

/* source_host.image */
static bool give_image(void *ctx, uint32_t width, uint32_t height, struct source_image *out, char *error,
                       size_t error_size)
{
    struct desktop *d = ctx;
    const struct screen_image *next = &d->screen->next;

    if (!d->screen->ops->image(d->screen, width, height, error, error_size))
        return false;
    *out = (struct source_image){next->pixels, next->pitch, width, height};
    return true;
}

static bool screen_failed(struct desktop *d)
{
    fail(d, DESKTOP_DRIVER_FAILED, "%s", d->screen->error);
    return false;
}

static bool drain(struct desktop *d)
{
    return d->screen->ops->drain(d->screen) || screen_failed(d);
}

/* Puts the image that the source draws into now on the screen, in its mode. */
static bool switch_image(struct desktop *d)
{
    const struct screen_image *shown = &d->screen->shown;
    char text[160];

    if (!d->screen->ops->change(d->screen))
        return screen_failed(d);
    d->stats->width = shown->width;
    d->stats->height = shown->height;
    if (shown->width != shown->source_width || shown->height != shown->source_height) {
        snprintf(text, sizeof(text),
                 "the desktop has %ux%u pixels and is shown in mode %ux%u, at its top left",
                 shown->source_width, shown->source_height, shown->width, shown->height);
        tell(d, text);
    }
    return true;
}

/* ---- presents --------------------------------------------------------------------------------------------------------- */

static void note_change(struct desktop *d, struct rect rect)
{
    uint32_t width = d->screen->shown.width, height = d->screen->shown.height;

    if (!d->live || !rect_cut(&rect, width, height))
        return;
    rect = rect_turn(&rect, d->options->turn, width, height);
    if (d->changed_count == sizeof(d->changed) / sizeof(d->changed[0])) {
        for (size_t i = 0; i < d->changed_count; i++)
            rect = rect_union(&rect, &d->changed[i]);
        d->changed_count = 0;
    }
    d->changed[d->changed_count++] = rect;
}

static void count_update(struct desktop *d, const struct source_update *update)
{
    d->stats->frames += update->frame_end;
    d->stats->moves += update->move_count;
    d->stats->dirty += update->dirty_count;
    for (size_t i = 0; i < update->move_count; i++)
        d->stats->pixels_moved += rect_area(&update->moves[i].to);
    for (size_t i = 0; i < update->dirty_count; i++)
        d->stats->pixels_drawn += rect_area(&update->dirty[i]);
}

/* What the screen can do with the update: a move from where the mode does not reach is drawn. */
static void fill_batch(struct desktop *d, const struct source_update *update)
{
    int32_t width = (int32_t)d->screen->shown.width, height = (int32_t)d->screen->shown.height;

    batch_clear(&d->batch);
    for (size_t i = 0; i < update->move_count; i++) {
        const struct move *m = &update->moves[i];
        bool seen =
            m->from_x + m->to.right - m->to.left <= width && m->from_y + m->to.bottom - m->to.top <= height;
        if (seen)
            batch_move(&d->batch, m);
        else
            batch_dirty(&d->batch, &m->to);
    }
    for (size_t i = 0; i < update->dirty_count; i++)
        batch_dirty(&d->batch, &update->dirty[i]);
    for (size_t i = 0; i < d->batch.move_count; i++)
        note_change(d, d->batch.moves[i].to);
    for (size_t i = 0; i < d->batch.dirty_count; i++)
        note_change(d, d->batch.dirty[i]);
}

static bool present(struct desktop *d, const struct source_update *update)
{
    fill_batch(d, update);
    return d->screen->ops->present(d->screen, &d->batch) || screen_failed(d);
}

/* ---- those who look --------------------------------------------------------------------------------------------------- */

static bool verify(struct desktop *d)
{
    const struct screen_image *image = &d->screen->shown;
    struct picture screen;
    struct picture_fault fault;

    machine_screen(d->machine, &screen);
    d->stats->verified++;
    if (picture_shows(&screen, image->pixels, image->pitch, image->width, image->height, d->options->turn,
                      &fault))
        return true;
    if (!screen.pixels)
        fail(d, DESKTOP_DRIVER_FAILED, "after frame %llu the screen is dark; expected the desktop",
             (unsigned long long)d->stats->frames);
    else
        fail(d, DESKTOP_DRIVER_FAILED,
             "after frame %llu the screen (%ux%u, %u bpp) differs from the desktop in %llu pixels; the first "
             "at %u,%u is "
             "0x%06X, expected 0x%06X",
             (unsigned long long)d->stats->frames, screen.width, screen.height, screen.bits_per_pixel,
             (unsigned long long)fault.count, fault.x, fault.y, fault.found, fault.expected);
    return false;
}

static enum desktop_end show(struct desktop *d)
{
    bool looks = d->options->every && d->stats->frames % d->options->every == 0;
    bool compares = d->options->verify && d->stats->frames % d->options->verify == 0;
    struct picture screen;

    if (!d->live && !looks && !compares)
        return DESKTOP_GOOD;
    if (!drain(d) || (compares && !verify(d)))
        return DESKTOP_DRIVER_FAILED;
    machine_screen(d->machine, &screen);
    for (size_t i = 0; i < d->sink_count; i++) {
        if (!d->sinks[i]->ops->frame(d->sinks[i], d->stats->frames, &screen, d->changed, d->changed_count))
            return fail(d, DESKTOP_NO_SETUP, "%s", d->sinks[i]->error);
    }
    d->changed_count = 0;
    return DESKTOP_GOOD;
}

/* The end of the session, good or not: the last picture is the right one. */
static enum desktop_end finish(struct desktop *d, enum desktop_end end)
{
    struct picture screen;

    if (end != DESKTOP_DRIVER_FAILED && d->screen->visible) {
        if (!drain(d) || !verify(d))
            end = DESKTOP_DRIVER_FAILED;
    }
    machine_screen(d->machine, &screen);
    for (size_t i = 0; i < d->sink_count; i++) {
        if (d->sinks[i]->ops->finish && d->screen->visible &&
            !d->sinks[i]->ops->finish(d->sinks[i], &screen) && end == DESKTOP_GOOD)
            end = fail(d, DESKTOP_NO_SETUP, "%s", d->sinks[i]->error);
    }
    d->stats->bits_per_pixel = screen.bits_per_pixel;
    return end;
}

/* ---- the loop --------------------------------------------------------------------------------------------------------- */

static void update_clock(struct desktop *d)
{
    uint64_t now = machine_now();

    d->stats->seconds = (double)(now - d->start_ns) / 1e9;
    if (now - d->progress_ns >= PROGRESS_NS) {
        d->progress_ns = now;
        tell(d, NULL);
    }
}

static bool time_is_up(const struct desktop *d)
{
    return d->end_ns && machine_now() >= d->end_ns;
}

/* Sleeps until the source, a sink or the end has something; source_waits false: the source is over. */
static bool wait_for_work(struct desktop *d, bool source_waits)
{
    struct pollfd fds[2 + SINK_FDS] = {{.fd = stop_fd(), .events = POLLIN}, {.fd = -1, .events = POLLIN}};
    size_t count = 2;
    int timeout = source_waits ? source_wait(d->source, &fds[1].fd) : -1;

    for (size_t i = 0; i < d->sink_count; i++) {
        if (d->sinks[i]->ops->poll)
            count += d->sinks[i]->ops->poll(d->sinks[i], fds + count, 2 + SINK_FDS - count);
    }
    if (d->end_ns) {
        uint64_t now = machine_now();
        int left = now >= d->end_ns ? 0 : (int)((d->end_ns - now) / 1000000 + 1);
        timeout = timeout < 0 || left < timeout ? left : timeout;
    }
    if (timeout == 0 && count == 2)
        return !stop_asked();
    poll(fds, count, timeout);
    for (size_t i = 0; i < d->sink_count; i++) {
        if (d->sinks[i]->ops->process && !d->sinks[i]->ops->process(d->sinks[i])) {
            fail(d, DESKTOP_NO_SETUP, "%s", d->sinks[i]->error);
            return false;
        }
    }
    return !stop_asked();
}

/* An engine that hung is armed again for the next frame, so that each frame gets done in the end. */
static void arm_hangs(struct desktop *d)
{
    if (d->options->hang)
        machine_hang(d->machine, REFGPU_NODE_DRAW, d->options->hang);
    if (d->options->hang_copy)
        machine_hang(d->machine, REFGPU_NODE_COPY, d->options->hang_copy);
}

static enum desktop_end take_update(struct desktop *d, const struct source_update *update)
{
    arm_hangs(d);
    if (d->screen->next.pixels) {
        d->stats->resizes++;
        if (!switch_image(d))
            return DESKTOP_DRIVER_FAILED;
    }
    count_update(d, update);
    if (!present(d, update))
        return DESKTOP_DRIVER_FAILED;
    return update->frame_end ? show(d) : DESKTOP_GOOD;
}

/* What was drawn before the source failed, or was stopped, belongs on the screen as well. */
static enum desktop_end source_failed(struct desktop *d)
{
    struct rect all = {0, 0, (int32_t)d->screen->shown.width, (int32_t)d->screen->shown.height};
    struct source_update update = {.dirty = &all, .dirty_count = 1};

    if (d->screen->visible)
        present(d, &update);
    if (stop_asked())
        return DESKTOP_GOOD;
    fail(d, DESKTOP_NO_SETUP, "%s", d->source->error);
    if (!d->machine->adapter)
        return DESKTOP_DRIVER_FAILED;
    return DESKTOP_NO_SETUP;
}

static enum desktop_end run(struct desktop *d)
{
    struct source_update update;
    enum desktop_end end;

    if (!switch_image(d))
        return DESKTOP_DRIVER_FAILED;
    while (wait_for_work(d, true) && !time_is_up(d)) {
        enum source_event event = source_next(d->source, &update);
        if (event == SOURCE_ERROR)
            return source_failed(d);
        if (event == SOURCE_END)
            break;
        if (event == SOURCE_UPDATE && (end = take_update(d, &update)) != DESKTOP_GOOD)
            return end;
        update_clock(d);
        if (d->options->frames && d->stats->frames >= d->options->frames)
            return DESKTOP_GOOD;
    }
    if (d->live && !stop_asked() && !time_is_up(d) && !d->error[0])
        tell(d, "the session is over; its last picture stays until Ctrl-C, or until the window is closed");
    while (d->live && !d->error[0] && !time_is_up(d) && wait_for_work(d, false))
        ;
    return d->error[0] ? DESKTOP_NO_SETUP : DESKTOP_GOOD;
}

/* ---- setting up ------------------------------------------------------------------------------------------------------- */

static void window_closed(void *ctx)
{
    (void)ctx;
    stop_ask();
}

static void blocking_socket(void *ctx, int fd)
{
    (void)ctx;
    stop_socket(fd);
}

static bool open_sinks(struct desktop *d)
{
    struct sink_options options = {.every = d->options->every, .closed = window_closed};

    for (size_t i = 0; i < d->options->sink_count; i++) {
        struct sink *sink = sink_open(d->options->sinks[i], &options, d->error, d->error_size);
        if (!sink)
            return false;
        d->sinks[d->sink_count++] = sink;
        d->live = d->live || sink->live;
        if (!strcmp(sink->kind, "vnc")) {
            char text[260];
            snprintf(text, sizeof(text), "the screen is served to VNC viewers at %s", sink->where);
            tell(d, text);
        }
    }
    return true;
}

static bool open_source(struct desktop *d)
{
    bool pattern = !strncmp(d->options->source, "pattern", 7);
    struct source_host host = {.image = give_image, .blocking_socket = blocking_socket, .ctx = d};
    struct source_options options = {
        .realtime = d->options->realtime || (pattern && d->live),
        .width = d->options->width,
        .height = d->options->height,
        .frames = d->options->frames               ? d->options->frames
                  : d->live || d->options->seconds ? 0
                                                   : PATTERN_FRAMES,
    };

    d->source = source_open(d->options->source, &options, &host, d->error, d->error_size);
    return d->source != NULL;
}

static void close_all(struct desktop *d)
{
    source_close(d->source);
    for (size_t i = 0; i < d->sink_count; i++)
        sink_close(d->sinks[i]);
    if (d->screen)
        d->screen->ops->close(d->screen);
    free(d);
}

static bool open_screen(struct desktop *d)
{
    struct dxgk_adapter_info info;

    dxgk_adapter_query(d->machine->adapter, &info);
    d->screen = info.display_only ? screen_display_open(d->machine, d->options)
                                  : screen_composed_open(d->machine, d->options);
    if (!d->screen)
        fail(d, DESKTOP_NO_SETUP, "out of memory");
    return d->screen != NULL;
}

enum desktop_end desktop_run(struct machine *machine, const struct desktop_options *options,
                             struct desktop_stats *stats, char *error, size_t error_size)
{
    struct desktop *d = calloc(1, sizeof(*d));
    enum desktop_end end = DESKTOP_NO_SETUP;

    *stats = (struct desktop_stats){0};
    error[0] = 0;
    if (!d) {
        snprintf(error, error_size, "out of memory");
        return end;
    }
    d->machine = machine;
    d->options = options;
    d->stats = stats;
    d->error = error;
    d->error_size = error_size;
    if (open_screen(d) && open_sinks(d) && open_source(d)) {
        d->start_ns = d->progress_ns = machine_now();
        d->end_ns = options->seconds ? d->start_ns + (uint64_t)options->seconds * 1000000000u : 0;
        end = finish(d, run(d));
        stats->seconds = (double)(machine_now() - d->start_ns) / 1e9;
    }
    if (!machine->adapter)
        end = DESKTOP_DRIVER_FAILED;
    else if (d->screen)
        d->screen->ops->count(d->screen, stats);
    close_all(d);
    return end;
}
