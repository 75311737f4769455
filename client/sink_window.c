/*
 * The screen in a window, by SDL2.
 *
 * SDL can only be waited for by its own functions, and a desktop that waits for nothing must use no CPU: so the window has
 * a thread of its own that sleeps in SDL_WaitEvent. The desktop leaves changed pixels in a buffer and wakes it; frames
 * that come faster than the window can show them are shown together.
 */
#include "sink.h"

#include <SDL2/SDL.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct sink_window {
    struct sink base;
    struct sink_options options;
    pthread_t thread;
    Uint32 wake_event;

    pthread_mutex_t lock; /* protects what follows */
    pthread_cond_t ready;
    bool started, failed; /* the thread has its window, or never will */
    bool woken, quit;     /* an event is on its way */
    char reason[200];     /* why it failed */
    uint8_t *pixels;      /* x8r8g8b8, width * height */
    uint32_t width, height;
    struct rect changed; /* not uploaded yet */

    /* The window's own thread. */
    SDL_Window *window;
    SDL_Renderer *renderer;
    SDL_Texture *texture;
    uint32_t texture_width, texture_height;
};

/* ---- the window's thread ---------------------------------------------------------------------------------------------- */

/* SDL falls back to drivers that show nothing; only who asks for one by name gets it. */
static bool is_seen(void)
{
    const char *driver = SDL_GetCurrentVideoDriver();

    if (getenv("SDL_VIDEODRIVER") || !driver)
        return true;
    if (strcmp(driver, "offscreen") && strcmp(driver, "dummy") && strcmp(driver, "evdev"))
        return true;
    SDL_SetError("there is no display");
    return false;
}

static bool make_window(struct sink_window *sink)
{
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    if (SDL_Init(SDL_INIT_VIDEO) || !is_seen())
        return false;
    sink->wake_event = SDL_RegisterEvents(1);
    sink->window = SDL_CreateWindow("openwddm", SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED, 640, 480,
                                    SDL_WINDOW_RESIZABLE | SDL_WINDOW_HIDDEN);
    if (!sink->window)
        return false;
    sink->renderer = SDL_CreateRenderer(sink->window, -1, 0);
    return sink->renderer != NULL;
}

static void fit_texture(struct sink_window *sink)
{
    if (sink->texture && sink->texture_width == sink->width && sink->texture_height == sink->height)
        return;
    if (sink->texture)
        SDL_DestroyTexture(sink->texture);
    sink->texture = SDL_CreateTexture(sink->renderer, SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_STREAMING,
                                      (int)sink->width, (int)sink->height);
    sink->texture_width = sink->width;
    sink->texture_height = sink->height;
    sink->changed = (struct rect){0, 0, (int32_t)sink->width, (int32_t)sink->height};
    SDL_RenderSetLogicalSize(sink->renderer, (int)sink->width, (int)sink->height);
    SDL_SetWindowSize(sink->window, (int)sink->width, (int)sink->height);
    SDL_ShowWindow(sink->window);
}

static void upload(struct sink_window *sink)
{
    pthread_mutex_lock(&sink->lock);
    sink->woken = false;
    if (sink->pixels) {
        fit_texture(sink);
        struct rect r = sink->changed;
        SDL_Rect area = {r.left, r.top, r.right - r.left, r.bottom - r.top};
        if (sink->texture && !rect_empty(&r))
            SDL_UpdateTexture(sink->texture, &area,
                              sink->pixels + ((size_t)r.top * sink->width + (size_t)r.left) * 4,
                              (int)(sink->width * 4));
        sink->changed = (struct rect){0};
    }
    pthread_mutex_unlock(&sink->lock);
}

static void show(struct sink_window *sink)
{
    SDL_SetRenderDrawColor(sink->renderer, 0, 0, 0, 255);
    SDL_RenderClear(sink->renderer);
    if (sink->texture)
        SDL_RenderCopy(sink->renderer, sink->texture, NULL, NULL);
    SDL_RenderPresent(sink->renderer);
}

static bool quit_asked(struct sink_window *sink)
{
    pthread_mutex_lock(&sink->lock);
    bool quit = sink->quit;
    pthread_mutex_unlock(&sink->lock);
    return quit;
}

static void handle_events(struct sink_window *sink)
{
    SDL_Event event;

    while (!quit_asked(sink) && SDL_WaitEvent(&event)) {
        if (event.type == SDL_QUIT) {
            SDL_HideWindow(sink->window);
            sink->options.closed(sink->options.ctx);
        } else if (event.type == sink->wake_event) {
            upload(sink);
            show(sink);
        } else if (event.type == SDL_RENDER_TARGETS_RESET || event.type == SDL_RENDER_DEVICE_RESET) {
            if (sink->texture)
                SDL_DestroyTexture(sink->texture);
            sink->texture = NULL;
            upload(sink);
            show(sink);
        } else if (event.type == SDL_WINDOWEVENT) {
            show(sink);
        }
    }
}

static void *window_thread(void *arg)
{
    struct sink_window *sink = arg;
    bool good = make_window(sink);

    pthread_mutex_lock(&sink->lock);
    sink->started = good;
    sink->failed = !good;
    if (!good)
        snprintf(sink->reason, sizeof(sink->reason), "%s", SDL_GetError());
    pthread_cond_signal(&sink->ready);
    pthread_mutex_unlock(&sink->lock);
    if (good)
        handle_events(sink);
    if (sink->texture)
        SDL_DestroyTexture(sink->texture);
    if (sink->renderer)
        SDL_DestroyRenderer(sink->renderer);
    if (sink->window)
        SDL_DestroyWindow(sink->window);
    SDL_Quit();
    return NULL;
}

/* ---- the desktop's side ----------------------------------------------------------------------------------------------- */

static void wake(struct sink_window *sink)
{
    SDL_Event event = {.type = sink->wake_event};

    SDL_PushEvent(&event);
}

static bool window_frame(struct sink *base, uint64_t frame, const struct picture *picture,
                         const struct rect *dirty, size_t count)
{
    struct sink_window *sink = (struct sink_window *)base;
    struct rect all = {0, 0, (int32_t)picture->width, (int32_t)picture->height};
    bool good = true;

    (void)frame;
    pthread_mutex_lock(&sink->lock);
    if (!sink->pixels || sink->width != picture->width || sink->height != picture->height) {
        free(sink->pixels);
        sink->pixels = calloc(picture->height, (size_t)picture->width * 4);
        sink->width = picture->width;
        sink->height = picture->height;
        sink->changed = (struct rect){0};
        dirty = &all;
        count = 1;
        good = sink->pixels != NULL;
    }
    for (size_t i = 0; i < count && good; i++) {
        good = picture_to_x8r8g8b8(picture, &dirty[i], sink->pixels, sink->width * 4);
        sink->changed = rect_union(&sink->changed, &dirty[i]);
    }
    bool tell = good && !sink->woken;
    sink->woken = sink->woken || tell;
    pthread_mutex_unlock(&sink->lock);
    if (tell)
        wake(sink);
    return good || sink_fail(base, "window: out of memory");
}

static void window_close(struct sink *base)
{
    struct sink_window *sink = (struct sink_window *)base;

    if (sink->started) {
        pthread_mutex_lock(&sink->lock);
        sink->quit = true;
        pthread_mutex_unlock(&sink->lock);
        wake(sink);
        pthread_join(sink->thread, NULL);
    }
    pthread_mutex_destroy(&sink->lock);
    pthread_cond_destroy(&sink->ready);
    free(sink->pixels);
    free(sink);
}

static const struct sink_ops window_ops = {.frame = window_frame, .close = window_close};

struct sink *sink_window_open(const char *argument, const struct sink_options *options)
{
    struct sink_window *sink = calloc(1, sizeof(*sink));

    (void)argument;
    if (!sink)
        return NULL;
    sink->base = (struct sink){.ops = &window_ops, .kind = "window", .live = true, .where = "window"};
    sink->options = *options;
    pthread_mutex_init(&sink->lock, NULL);
    pthread_cond_init(&sink->ready, NULL);
    if (pthread_create(&sink->thread, NULL, window_thread, sink)) {
        sink_fail(&sink->base, "window: no thread for it");
        return &sink->base;
    }
    pthread_mutex_lock(&sink->lock);
    while (!sink->started && !sink->failed)
        pthread_cond_wait(&sink->ready, &sink->lock);
    pthread_mutex_unlock(&sink->lock);
    if (sink->failed) {
        pthread_join(sink->thread, NULL);
        sink_fail(&sink->base,
                  "no window: %s; start it on a desktop (DISPLAY or WAYLAND_DISPLAY set), or use --sink "
                  "png:FILE or "
                  "--sink vnc:PORT",
                  sink->reason);
    }
    return &sink->base;
}
