/*
 * refgpu's heads: which memory a monitor shows, and when that changes. A flip takes its address at the moment
 * it is asked for and shows it at once or from the next vertical blank on; there is one flip at a time, and a
 * later one replaces it. Time is the host's: a blank begins when it says so.
 */
#include "refgpu_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- registers (lock held) ----------------------------------------------------------------------------- */

static uint32_t head_status(const struct refgpu_head *head)
{
    return (head->connected ? REFGPU_HEAD_CONNECTED : 0) |
           (head->flip_pending ? REFGPU_HEAD_FLIP_PENDING : 0) | (head->underrun ? REFGPU_HEAD_UNDERRUN : 0);
}

uint32_t refgpu_head_read(struct refgpu *gpu, unsigned index, uint32_t reg)
{
    const struct refgpu_head *head = &gpu->heads[index];

    switch (reg) {
    case REFGPU_HEAD_CONTROL:
        return head->control;
    case REFGPU_HEAD_STATUS:
        return head_status(head);
    case REFGPU_HEAD_SIZE:
        return head->size;
    case REFGPU_HEAD_PITCH:
        return head->pitch;
    case REFGPU_HEAD_ADDRESS_LO:
        return (uint32_t)head->address;
    case REFGPU_HEAD_ADDRESS_HI:
        return (uint32_t)(head->address >> 32);
    case REFGPU_HEAD_CURRENT_LO:
        return (uint32_t)head->current_address;
    case REFGPU_HEAD_CURRENT_HI:
        return (uint32_t)(head->current_address >> 32);
    case REFGPU_HEAD_VSYNC_COUNT:
        return head->vsync_count;
    case REFGPU_HEAD_SCANLINE:
        return head->scanline;
    }
    return 0;
}

static void flip_done(struct refgpu_head *head)
{
    head->current_address = head->next_address;
    head->current_pitch = head->next_pitch;
    head->flip_pending = head->underrun = false;
}

static void flip(struct refgpu_head *head, bool at_once)
{
    if (!(head->control & REFGPU_HEAD_ENABLE))
        return;
    head->next_address = head->address;
    head->next_pitch = head->pitch;
    head->flip_pending = true;
    if (at_once)
        flip_done(head);
}

/* Switching a head on shows the picture of the registers; there is nothing to be in step with yet. */
static void control(struct refgpu_head *head, uint32_t value)
{
    bool rises = (value & REFGPU_HEAD_ENABLE) && !(head->control & REFGPU_HEAD_ENABLE);

    head->control = value & (REFGPU_HEAD_ENABLE | REFGPU_HEAD_BLANK);
    if (rises)
        flip(head, true);
    else if (!(value & REFGPU_HEAD_ENABLE))
        head->flip_pending = false;
}

void refgpu_head_write(struct refgpu *gpu, unsigned index, uint32_t reg, uint32_t value)
{
    struct refgpu_head *head = &gpu->heads[index];

    switch (reg) {
    case REFGPU_HEAD_CONTROL:
        control(head, value);
        return;
    case REFGPU_HEAD_SIZE:
        head->size = value;
        return;
    case REFGPU_HEAD_PITCH:
        head->pitch = value;
        return;
    case REFGPU_HEAD_ADDRESS_LO:
        head->address = (head->address & ~0xffffffffull) | value;
        return;
    case REFGPU_HEAD_ADDRESS_HI:
        head->address = (uint32_t)head->address | (uint64_t)value << 32;
        return;
    case REFGPU_HEAD_FLIP:
        flip(head, value == REFGPU_FLIP_IMMEDIATE);
        return;
    }
}

/* The monitor stays plugged in. */
void refgpu_head_reset(struct refgpu_head *head)
{
    head->control = head->size = head->pitch = head->current_pitch = head->next_pitch = 0;
    head->address = head->current_address = head->next_address = 0;
    head->vsync_count = 0;
    head->flip_pending = head->underrun = false;
}

/* ---- scan-out ------------------------------------------------------------------------------------------ */

static bool gather(struct refgpu *gpu, struct refgpu_head *head, uint64_t address, uint32_t pitch,
                   struct device_scanout *out)
{
    size_t size = (size_t)out->stride * out->height;
    bool whole = true;

    if (head->shadow_size < size) {
        void *shadow = realloc(head->shadow, size);
        if (!shadow)
            return false;
        head->shadow = shadow;
        head->shadow_size = size;
    }
    memset(head->shadow, 0, size);
    for (uint32_t y = 0; y < out->height; y++) {
        uint64_t at = address + (uint64_t)y * pitch, left = out->stride;
        uint8_t *row = (uint8_t *)head->shadow + (size_t)y * out->stride;
        while (left) {
            /* Piece by piece, so that what is missing is black and the rest is there. */
            uint64_t n = REFGPU_PAGE_SIZE - at % REFGPU_PAGE_SIZE;
            struct refgpu_access access;
            n = n < left ? n : left;
            whole &= refgpu_read(gpu, at, row, n, &access);
            at += n;
            row += n;
            left -= n;
        }
    }
    out->pixels = head->shadow;
    pthread_mutex_lock(&gpu->lock);
    head->underrun |= !whole;
    pthread_mutex_unlock(&gpu->lock);
    return true;
}

static bool picture(struct refgpu *gpu, struct refgpu_head *head, struct device_scanout *out)
{
    uint32_t control, size, pitch;
    unsigned bytes;
    uint64_t address, length;

    pthread_mutex_lock(&gpu->lock);
    control = head->control;
    size = head->size;
    pitch = head->current_pitch & 0xffffffu;
    bytes = refgpu_format_bytes(head->current_pitch >> 24);
    address = head->current_address;
    pthread_mutex_unlock(&gpu->lock);
    out->width = size & 0xffff;
    out->height = size >> 16;
    out->bits_per_pixel = bytes * 8;
    out->stride = pitch;
    if (control != REFGPU_HEAD_ENABLE || bytes < 2 || !out->width || !out->height ||
        out->width > REFGPU_EXTENT_MAX || out->height > REFGPU_EXTENT_MAX || pitch % 4 || address % 4 ||
        (uint64_t)out->width * bytes > pitch)
        return false;
    length = (uint64_t)(out->height - 1) * pitch + (uint64_t)out->width * bytes;
    if (refgpu_in_vram(gpu, address, length)) {
        out->pixels = gpu->vram + address;
        return true;
    }
    if (address < REFGPU_APERTURE_BASE ||
        address - REFGPU_APERTURE_BASE + length > (uint64_t)gpu->config.gart_pages * REFGPU_PAGE_SIZE ||
        address - REFGPU_APERTURE_BASE > UINT32_MAX)
        return false;
    out->stride = (uint32_t)((out->width * bytes + 3) & ~3u);
    if (out->stride > pitch)
        out->stride = pitch;
    return gather(gpu, head, address, pitch, out);
}

bool refgpu_scanout(struct device *device, unsigned index, struct device_scanout *out)
{
    struct refgpu *gpu = refgpu_of(device);

    if (index >= gpu->config.heads)
        return false;
    *out = (struct device_scanout){0};
    pthread_mutex_lock(&gpu->exec);
    out->enabled = picture(gpu, &gpu->heads[index], out);
    pthread_mutex_unlock(&gpu->exec);
    if (!out->enabled)
        *out = (struct device_scanout){0};
    return true;
}

/* ---- time ---------------------------------------------------------------------------------------------- */

void refgpu_tick_vsync(struct device *device, unsigned index)
{
    struct refgpu *gpu = refgpu_of(device);
    struct refgpu_head *head;

    if (index >= gpu->config.heads)
        return;
    head = &gpu->heads[index];
    pthread_mutex_lock(&gpu->lock);
    if (head->control & REFGPU_HEAD_ENABLE) {
        head->vsync_count++;
        if (head->flip_pending)
            flip_done(head);
        refgpu_raise(gpu, NULL, REFGPU_INT_VSYNC(index));
    }
    pthread_mutex_unlock(&gpu->lock);
    refgpu_deliver(gpu);
}

void refgpu_set_scanline(struct device *device, unsigned index, uint32_t line)
{
    struct refgpu *gpu = refgpu_of(device);

    if (index >= gpu->config.heads)
        return;
    pthread_mutex_lock(&gpu->lock);
    gpu->heads[index].scanline = line;
    pthread_mutex_unlock(&gpu->lock);
}

static void *timer_thread(void *arg)
{
    struct refgpu *gpu = arg;
    struct timespec next;

    clock_gettime(CLOCK_MONOTONIC, &next);
    pthread_mutex_lock(&gpu->timer_lock);
    while (!gpu->timer_stop) {
        next.tv_nsec += 1000000000L / (long)gpu->timer_hz;
        next.tv_sec += next.tv_nsec / 1000000000;
        next.tv_nsec %= 1000000000;
        while (!gpu->timer_stop &&
               pthread_cond_timedwait(&gpu->timer_cond, &gpu->timer_lock, &next) != ETIMEDOUT)
            ;
        if (gpu->timer_stop)
            break;
        pthread_mutex_unlock(&gpu->timer_lock);
        for (unsigned i = 0; i < gpu->config.heads; i++)
            refgpu_tick_vsync(&gpu->device, i);
        pthread_mutex_lock(&gpu->timer_lock);
    }
    pthread_mutex_unlock(&gpu->timer_lock);
    return NULL;
}

bool refgpu_vsync_timer_start(struct device *device, unsigned hz)
{
    struct refgpu *gpu = refgpu_of(device);
    bool started = false;

    if (!hz || hz > 1000)
        return false;
    pthread_mutex_lock(&gpu->timer_lock);
    if (!gpu->timer_running) {
        gpu->timer_hz = hz;
        gpu->timer_stop = false;
        started = gpu->timer_running = pthread_create(&gpu->timer, NULL, timer_thread, gpu) == 0;
    }
    pthread_mutex_unlock(&gpu->timer_lock);
    return started;
}

void refgpu_vsync_timer_stop(struct device *device)
{
    struct refgpu *gpu = refgpu_of(device);
    pthread_t timer;
    bool mine;

    pthread_mutex_lock(&gpu->timer_lock);
    mine = gpu->timer_running && !gpu->timer_stop;
    gpu->timer_stop = true;
    timer = gpu->timer;
    pthread_cond_signal(&gpu->timer_cond);
    pthread_mutex_unlock(&gpu->timer_lock);
    if (!mine)
        return;
    pthread_join(timer, NULL);
    pthread_mutex_lock(&gpu->timer_lock);
    gpu->timer_running = false;
    pthread_mutex_unlock(&gpu->timer_lock);
}

/* ---- monitors and life --------------------------------------------------------------------------------- */

void refgpu_set_edid(struct device *device, unsigned index, const void *edid, size_t size)
{
    struct refgpu *gpu = refgpu_of(device);
    struct refgpu_head *head;

    if (index >= gpu->config.heads)
        return;
    head = &gpu->heads[index];
    pthread_mutex_lock(&gpu->lock);
    memset(head->edid, 0, sizeof(head->edid));
    if (size)
        memcpy(head->edid, edid, size < sizeof(head->edid) ? size : sizeof(head->edid));
    head->connected = size != 0;
    refgpu_raise(gpu, NULL, REFGPU_INT_HOTPLUG(index));
    pthread_mutex_unlock(&gpu->lock);
    refgpu_deliver(gpu);
}

void refgpu_heads_fini(struct refgpu *gpu)
{
    for (unsigned i = 0; i < REFGPU_HEADS_MAX; i++)
        free(gpu->heads[i].shadow);
}
