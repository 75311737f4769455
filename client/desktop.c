/*
 * The loop between a source, the graphics kernel and the sinks.
 *
 * One thread does it all and sleeps in poll while nothing happens. The source draws into kernel memory that the driver reads,
 * so a frame costs one decode and one present. With an asynchronous driver a present may still be under way while the source
 * draws the next update; the graphics kernel knows which moves it must not believe then. Before anybody looks at the
 * screen it is waited for.
 */
#include "desktop.h"

#include "batch.h"
#include "sink.h"
#include "source.h"
#include "stop.h"

#include <poll.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DRAIN_MS       30000 /* longer than any recovery takes */
#define PROGRESS_NS    200000000u
#define PATTERN_FRAMES 300 /* of a pattern that nobody watches */
#define MODES_MAX      256
#define SINK_FDS       64

_Static_assert(sizeof(struct rect) == sizeof(RECT) && offsetof(struct rect, right) == offsetof(RECT, right),
               "a rectangle is a RECT");
_Static_assert(sizeof(struct move) == sizeof(D3DKMT_MOVE_RECT) &&
                   offsetof(struct move, to) == offsetof(D3DKMT_MOVE_RECT, DestRect),
               "a move is a D3DKMT_MOVE_RECT");

/* The desktop's picture in kernel memory, at least as large as source and mode. */
struct image {
    uint8_t *pages;
    size_t size, pitch;
    struct dxgk_mode mode; /* in which it is shown */
    uint32_t source_width, source_height;
};

struct desktop {
    struct machine *machine;
    const struct desktop_options *options;
    struct desktop_stats *stats;
    struct source *source;
    struct sink *sinks[DESKTOP_MAX_SINKS];
    size_t sink_count;
    bool live;          /* a sink is watched */
    struct image image; /* on the screen, if shown */
    bool shown;         /* the adapter has it */
    struct image next;  /* handed to the source, not on the screen yet */
    bool undrained;     /* a present may be pending */
    bool lost_presents; /* the driver failed some */
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

/* ---- images and modes ------------------------------------------------------------------------------------------------- */

/* Of the modes for a monitor that stands as ours does: the size itself if it is offered; else the smallest that holds it, else
 * the largest there is. */
static bool choose_mode(struct desktop *d, uint32_t width, uint32_t height, struct dxgk_mode *chosen)
{
    D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation =
        (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)(D3DKMDT_VPPR_IDENTITY + (int)d->options->turn);
    struct dxgk_mode modes[MODES_MAX];
    size_t count = dxgk_modes(d->machine->adapter, 0, modes, MODES_MAX);
    const struct dxgk_mode *best = NULL;

    if (count > MODES_MAX)
        count = MODES_MAX;
    for (size_t i = 0; i < count; i++) {
        const struct dxgk_mode *m = &modes[i];
        bool holds = m->width >= width && m->height >= height;
        uint64_t area = (uint64_t)m->width * m->height;
        bool best_holds = best && best->width >= width && best->height >= height;
        uint64_t best_area = best ? (uint64_t)best->width * best->height : 0;
        if (m->rotation != rotation)
            continue;
        if (!best || (holds && !best_holds) ||
            (holds == best_holds && (holds ? area < best_area : area > best_area)))
            best = m;
    }
    if (best)
        *chosen = *best;
    return best != NULL;
}

static void add_presents(struct desktop *d)
{
    struct dxgk_present_stats *sum = &d->stats->presents, stats = {0};

    dxgk_present_query(d->machine->adapter, 0, &stats);
    sum->updates += stats.updates;
    sum->presents += stats.presents;
    sum->merged += stats.merged;
    sum->moves += stats.moves;
    sum->dirty += stats.dirty;
    sum->pixels_moved += stats.pixels_moved;
    sum->pixels_copied += stats.pixels_copied;
    sum->failed += stats.failed;
    sum->asynchronous += stats.asynchronous;
    sum->time_in_driver += stats.time_in_driver;
}

static bool drain(struct desktop *d)
{
    if (d->undrained && dxgk_present_drain(d->machine->adapter, 0, DRAIN_MS) != STATUS_SUCCESS) {
        fail(d, DESKTOP_DRIVER_FAILED, "a present is not finished after %d seconds", DRAIN_MS / 1000);
        return false;
    }
    d->undrained = false;
    return true;
}

/* The mode for a desktop of this size. Where the driver does not offer it, the adapter is started again with it in the driver's
 * key; a driver that takes no such hint shows the desktop in the next larger mode. */
static bool find_mode(struct desktop *d, uint32_t width, uint32_t height, struct dxgk_mode *mode, char *error,
                      size_t error_size)
{
    bool sideways = d->options->turn == TURN_90 || d->options->turn == TURN_270;
    struct machine *machine = d->machine;

    if (choose_mode(d, width, height, mode) && mode->width == width && mode->height == height)
        return true;
    if (!drain(d)) {
        snprintf(error, error_size, "%s", d->error);
        return false;
    }
    add_presents(d);
    dxgk_set_image(machine->adapter, 0, NULL, 0, 0, 0);
    d->shown = false;
    if (!machine_restart(machine, sideways ? height : width, sideways ? width : height)) {
        snprintf(error, error_size, "the adapter does not start again: status 0x%08X",
                 (unsigned)machine->status);
        return false;
    }
    if (!choose_mode(d, width, height, mode)) {
        snprintf(error, error_size, "the driver offers no mode for a monitor turned by %d degrees",
                 90 * (int)d->options->turn);
        return false;
    }
    if (d->options->width && (mode->width != width || mode->height != height)) {
        snprintf(error, error_size,
                 "the driver does not offer %ux%u (next: %ux%u); 'wddm info' lists its modes", width, height,
                 mode->width, mode->height);
        return false;
    }
    return true;
}

static void free_image(struct image *image)
{
    if (image->pages)
        nt_pages_free(image->pages, image->size);
    image->pages = NULL;
}

/* source_host.image */
static bool give_image(void *ctx, uint32_t width, uint32_t height, struct source_image *out, char *error,
                       size_t error_size)
{
    struct desktop *d = ctx;
    struct image image = {.source_width = width, .source_height = height};
    uint32_t columns, rows;

    if (!find_mode(d, d->options->width ? d->options->width : width,
                   d->options->width ? d->options->height : height, &image.mode, error, error_size))
        return false;
    columns = width > image.mode.width ? width : image.mode.width;
    rows = height > image.mode.height ? height : image.mode.height;
    image.pitch = (size_t)columns * 4;
    image.size = (image.pitch * rows + 4095) & ~(size_t)4095;
    image.pages = nt_pages_alloc(image.size);
    if (!image.pages) {
        snprintf(error, error_size, "out of kernel memory for %zu bytes", image.size);
        return false;
    }
    free_image(&d->next);
    d->next = image;
    *out = (struct source_image){image.pages, image.pitch, width, height};
    return true;
}

/* Puts the image that the source draws into now on the screen, in its mode. */
static bool switch_image(struct desktop *d)
{
    struct dxgk_adapter *adapter = d->machine->adapter;
    const struct dxgk_mode mode = d->next.mode;
    NTSTATUS status;

    if (!drain(d))
        return false;
    /* An image must never be smaller than the mode that it is shown in. */
    d->shown = false;
    dxgk_set_image(adapter, 0, NULL, 0, 0, 0);
    status = dxgk_set_mode(adapter, 0, &mode);
    if (!NT_SUCCESS(status)) {
        fail(d, DESKTOP_DRIVER_FAILED, "setting mode %ux%u, turned by %d degrees, failed with status 0x%08X",
             mode.width, mode.height, 90 * (int)d->options->turn, (unsigned)status);
        return false;
    }
    status = dxgk_set_image(adapter, 0, d->next.pages, (LONG)d->next.pitch, mode.width, mode.height);
    if (!NT_SUCCESS(status)) {
        fail(d, DESKTOP_DRIVER_FAILED, "the desktop image was not accepted: status 0x%08X", (unsigned)status);
        return false;
    }
    free_image(&d->image);
    d->shown = true;
    d->image = d->next;
    d->next = (struct image){0};
    d->stats->width = mode.width;
    d->stats->height = mode.height;
    if (mode.width != d->image.source_width || mode.height != d->image.source_height) {
        char text[160];
        snprintf(text, sizeof(text),
                 "the desktop has %ux%u pixels and is shown in mode %ux%u, at its top left",
                 d->image.source_width, d->image.source_height, mode.width, mode.height);
        tell(d, text);
    }
    return true;
}

/* ---- presents --------------------------------------------------------------------------------------------------------- */

static void note_change(struct desktop *d, struct rect rect)
{
    uint32_t width = d->image.mode.width, height = d->image.mode.height;

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
    int32_t width = (int32_t)d->image.mode.width, height = (int32_t)d->image.mode.height;

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
    NTSTATUS status;

    fill_batch(d, update);
    status = dxgk_present(d->machine->adapter, 0, (const D3DKMT_MOVE_RECT *)d->batch.moves,
                          d->batch.move_count, (const RECT *)d->batch.dirty, d->batch.dirty_count);
    if (status == STATUS_PENDING) {
        d->undrained = true;
    } else if (status == STATUS_DEVICE_REMOVED) {
        fail(d, DESKTOP_DRIVER_FAILED, "the adapter is gone");
        return false;
    } else if (!NT_SUCCESS(status)) {
        /* What failed stays dirty (DOD-47) and goes out with a later present; the last comparison tells whether it did. */
        d->lost_presents = true;
        d->undrained = true;
    }
    return true;
}

/* ---- those who look --------------------------------------------------------------------------------------------------- */

static bool verify(struct desktop *d)
{
    const struct image *image = &d->image;
    struct picture screen;
    struct picture_fault fault;

    machine_screen(d->machine, &screen);
    d->stats->verified++;
    if (picture_shows(&screen, image->pages, image->pitch, image->mode.width, image->mode.height,
                      d->options->turn, &fault))
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

    if (end != DESKTOP_DRIVER_FAILED && d->shown) {
        if (!drain(d) || !verify(d))
            end = DESKTOP_DRIVER_FAILED;
    }
    machine_screen(d->machine, &screen);
    for (size_t i = 0; i < d->sink_count; i++) {
        if (d->sinks[i]->ops->finish && d->shown && !d->sinks[i]->ops->finish(d->sinks[i], &screen) &&
            end == DESKTOP_GOOD)
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

static enum desktop_end take_update(struct desktop *d, const struct source_update *update)
{
    if (d->next.pages) {
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
    struct rect all = {0, 0, (int32_t)d->image.mode.width, (int32_t)d->image.mode.height};
    struct source_update update = {.dirty = &all, .dirty_count = 1};

    if (d->shown)
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
    if (open_sinks(d) && open_source(d)) {
        d->start_ns = d->progress_ns = machine_now();
        d->end_ns = options->seconds ? d->start_ns + (uint64_t)options->seconds * 1000000000u : 0;
        end = finish(d, run(d));
        stats->seconds = (double)(machine_now() - d->start_ns) / 1e9;
    }
    if (!machine->adapter)
        end = DESKTOP_DRIVER_FAILED;
    else
        add_presents(d);
    source_close(d->source);
    for (size_t i = 0; i < d->sink_count; i++)
        sink_close(d->sinks[i]);
    if (machine->adapter)
        dxgk_set_image(machine->adapter, 0, NULL, 0, 0, 0);
    free_image(&d->image);
    free_image(&d->next);
    free(d);
    return end;
}
