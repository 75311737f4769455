/*
 * See window.h: one program that draws a part of the desktop.
 */
#include "window.h"

#include "dxgkrender.h"
#include "nt.h"
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STAGING_MIN (64u << 10)
#define STAGING_MAX (1u << 20)
#define STAGED_MAX  256

struct window {
    struct window_face face;
    struct window_counts counts;
    char error[240];

    PVOID thread;
    KEVENT work, done;
    struct window_frame frame; /* from window_begin to window_finish */
    bool quit, good;

    /* The thread's own. */
    struct nt_process *process;
    struct umd umd;
    struct umd_surface surface, staging;
    struct umd_fence drawn, composed;
    unsigned composed_generation;
    struct batch batch; /* in the window's coordinates */

    /* Rectangles in the staging buffer that wait for their commands. */
    uint8_t *staged_to; /* while it is locked */
    uint32_t staged_bytes;
    size_t staged_count;
    struct umd_blit staged[STAGED_MAX];
};

static struct umd_context *context_of(struct window *w)
{
    return &w->umd.context[look_node(w->face.look)];
}

/* ---- the device ------------------------------------------------------------------------------------------------------- */

static void close_device(struct window *w)
{
    umd_fence_close(&w->umd, &w->composed);
    umd_fence_close(&w->umd, &w->drawn);
    umd_surface_close(&w->umd, &w->staging);
    umd_surface_close(&w->umd, &w->surface);
    umd_close(&w->umd);
    w->composed_generation = 0;
}

static bool open_device(struct window *w)
{
    uint32_t width = (uint32_t)(w->face.place.right - w->face.place.left);
    uint32_t height = (uint32_t)(w->face.place.bottom - w->face.place.top);
    uint64_t staging = (uint64_t)width * height * 4;
    const struct umd_form surface = {
        .width = width, .height = height, .format = look_format(w->face.look), .shared = true};

    staging = staging < STAGING_MIN ? STAGING_MIN : staging > STAGING_MAX ? STAGING_MAX : staging;
    const struct umd_form buffer = {.size = (staging + 4095) & ~4095ull,
                                    .flags = REFGPU_USER_CPU_VISIBLE | REFGPU_USER_CACHED};
    if (!umd_open(&w->umd) || !umd_surface(&w->umd, &w->surface, &surface) ||
        !umd_surface(&w->umd, &w->staging, &buffer) || !umd_fence(&w->umd, &w->drawn, true))
        return false;
    w->face.surface_share = w->surface.share;
    w->face.fence_share = w->drawn.share;
    w->face.generation++;
    w->face.drawn = 0;
    return true;
}

static bool take_composed(struct window *w)
{
    if (w->composed_generation == w->frame.composed_generation)
        return true;
    umd_fence_close(&w->umd, &w->composed);
    if (!umd_fence_open(&w->umd, &w->composed, w->frame.composed_share))
        return false;
    w->composed_generation = w->frame.composed_generation;
    return true;
}

/* ---- uploads ---------------------------------------------------------------------------------------------------------- */

/* The staging buffer is let go of before the commands that read it are written, because any of them may submit. The next lock discards its
 * contents, so what reads them must be on its way by then. */
static bool flush_staged(struct window *w)
{
    bool good = true;

    if (!w->staged_to)
        return true;
    w->staged_to = NULL;
    good = umd_unlock(&w->umd, &w->staging);
    for (size_t i = 0; i < w->staged_count && good; i++)
        good = look_store(context_of(w), w->face.look, w->staged[i]);
    w->staged_count = 0;
    w->staged_bytes = 0;
    return good && umd_flush(context_of(w));
}

static bool stage_rows(struct window *w, const struct rect *r, int32_t *y)
{
    uint32_t row = (uint32_t)(r->right - r->left) * 4;
    uint32_t rows = ((uint32_t)w->staging.info.size - w->staged_bytes) / row;

    if (!rows || w->staged_count == STAGED_MAX)
        return flush_staged(w);
    if (!w->staged_to) {
        w->staged_to = umd_lock(&w->umd, &w->staging, true);
        if (!w->staged_to)
            return false;
    }
    rows = rows < (uint32_t)(r->bottom - *y) ? rows : (uint32_t)(r->bottom - *y);
    w->staged[w->staged_count++] = (struct umd_blit){.dst = &w->surface,
                                                     .src = &w->staging,
                                                     .dst_x = (uint32_t)r->left,
                                                     .dst_y = (uint32_t)*y,
                                                     .width = row / 4,
                                                     .height = rows,
                                                     .src_offset = w->staged_bytes,
                                                     .src_pitch = row,
                                                     .src_format = REFGPU_X8R8G8B8};
    const uint8_t *from = w->frame.pixels + (size_t)(w->face.place.top + *y) * w->frame.pitch +
                          (size_t)(w->face.place.left + r->left) * 4;
    for (uint32_t i = 0; i < rows; i++, from += w->frame.pitch, w->staged_bytes += row)
        memcpy(w->staged_to + w->staged_bytes, from, row);
    *y += (int32_t)rows;
    return true;
}

static bool upload(struct window *w, const struct rect *r)
{
    int32_t y = r->top;

    w->counts.pixels_uploaded += rect_area(r);
    while (y < r->bottom) {
        if (!stage_rows(w, r, &y))
            return false;
    }
    return true;
}

/* ---- a frame ---------------------------------------------------------------------------------------------------------- */

static bool draw(struct window *w, bool whole)
{
    struct umd_context *context = context_of(w);

    scene_cut(w->frame.batch, &w->face.place, whole, &w->batch);
    if (!take_composed(w) || !umd_wait(context, &w->composed, w->frame.composed))
        return false;
    for (size_t i = 0; i < w->batch.move_count; i++) {
        if (!look_move(context, w->face.look, &w->surface, &w->batch.moves[i]))
            return false;
        w->counts.pixels_moved += rect_area(&w->batch.moves[i].to);
    }
    for (size_t i = 0; i < w->batch.dirty_count; i++) {
        if (!upload(w, &w->batch.dirty[i]))
            return false;
    }
    return flush_staged(w) && umd_signal(context, &w->drawn, ++w->face.drawn) && umd_idle(&w->umd);
}

static bool draw_frame(struct window *w)
{
    bool whole = w->frame.whole;

    for (unsigned i = 0; i < WINDOW_ATTEMPTS; i++) {
        if (!w->umd.device) {
            whole = true;
            if (!open_device(w) && !w->umd.lost)
                break;
        }
        if (umd_good(&w->umd) && draw(w, whole))
            return true;
        w->staged_to = NULL;
        w->staged_count = w->staged_bytes = 0;
        if (!w->umd.lost)
            break;
        w->counts.recoveries++;
        close_device(w);
    }
    snprintf(w->error, sizeof(w->error), "the window at %d,%d: %s", w->face.place.left, w->face.place.top,
             w->umd.error[0] ? w->umd.error : "its device was lost again and again");
    return false;
}

static VOID NTAPI window_thread(PVOID ctx)
{
    struct window *w = ctx;

    nt_process_attach(w->process);
    for (;;) {
        KeWaitForSingleObject(&w->work, Executive, KernelMode, FALSE, NULL);
        if (w->quit)
            break;
        w->good = draw_frame(w);
        w->counts.umd = w->umd.counts;
        KeSetEvent(&w->done, IO_NO_INCREMENT, FALSE);
    }
    close_device(w);
    dxgk_process_close(dxgk_process_current());
    nt_process_attach(NULL);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

/* ---- the owner's side ------------------------------------------------------------------------------------------------- */

static bool start_thread(struct window *w)
{
    HANDLE handle;

    w->process = nt_process_create("window");
    if (!w->process ||
        !NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, window_thread, w)))
        return false;
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &w->thread, NULL);
    ZwClose(handle);
    return true;
}

struct window *window_create(const struct rect *place, enum look look)
{
    struct window *w = calloc(1, sizeof(*w));

    if (!w)
        return NULL;
    w->face = (struct window_face){.place = *place, .look = look};
    KeInitializeEvent(&w->work, SynchronizationEvent, FALSE);
    KeInitializeEvent(&w->done, SynchronizationEvent, FALSE);
    if (start_thread(w))
        return w;
    window_destroy(w);
    return NULL;
}

bool window_concerned(const struct window *w, const struct window_frame *frame)
{
    return frame->whole || !w->face.generation || scene_meets(frame->batch, &w->face.place);
}

void window_begin(struct window *w, const struct window_frame *frame)
{
    w->frame = *frame;
    KeSetEvent(&w->work, IO_NO_INCREMENT, FALSE);
}

bool window_finish(struct window *w)
{
    KeWaitForSingleObject(&w->done, Executive, KernelMode, FALSE, NULL);
    return w->good;
}

const struct window_face *window_face(const struct window *w)
{
    return &w->face;
}

const struct window_counts *window_counts(const struct window *w)
{
    return &w->counts;
}

const char *window_error(const struct window *w)
{
    return w->error;
}

void window_destroy(struct window *w)
{
    if (!w)
        return;
    if (w->thread) {
        w->quit = true;
        KeSetEvent(&w->work, IO_NO_INCREMENT, FALSE);
        KeWaitForSingleObject(w->thread, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(w->thread);
    }
    if (w->process)
        nt_process_destroy(w->process);
    free(w);
}
