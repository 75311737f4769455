/* What comes from above: images, updates, draining, and the numbers. See dxgkrnl.h for what each promises. */
#include "present.h"

#include <string.h>

/* Queue lock held. Why an update cannot go down and need not be kept; STATUS_SUCCESS otherwise. */
static NTSTATUS refusal(const struct present *p)
{
    NTSTATUS usable = __atomic_load_n(&p->adapter->p->usable, __ATOMIC_ACQUIRE);

    if (!p->adapter->p->display_only) /* a full driver shows primaries: D3DKMTPresent */
        return STATUS_GRAPHICS_INVALID_DRIVER_MODEL;
    if (usable == STATUS_DEVICE_REMOVED || usable == STATUS_DEVICE_NOT_READY)
        return usable;
    if (!p->width)
        return STATUS_GRAPHICS_NO_ACTIVE_VIDPN;
    return STATUS_SUCCESS;
}

NTSTATUS dxgk_set_image(struct dxgk_adapter *adapter, UINT source, void *bits, LONG pitch, UINT width,
                        UINT height)
{
    struct present *p = present_of(adapter, source);
    uint64_t stride = pitch < 0 ? (uint64_t) - (int64_t)pitch : (uint64_t)pitch;

    if (!p)
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    if (bits && (width == 0 || height == 0 || stride < (uint64_t)width * 4))
        return STATUS_INVALID_PARAMETER;
    struct nt_process *process = nt_process_attach(NULL);
    nt_process_attach(process);
    ExAcquireFastMutex(&p->queue_lock);
    p->bits = bits;
    p->pitch = pitch;
    p->image_width = bits ? width : 0;
    p->image_height = bits ? height : 0;
    p->process = bits && (ULONG_PTR)bits < MmUserProbeAddress ? process : NULL;
    if (p->width)
        present_list_set_whole(p->queue, (LONG)p->width, (LONG)p->height);
    present_pump_locked(p, true);
    return STATUS_SUCCESS;
}

NTSTATUS dxgk_replace_image(struct dxgk_adapter *adapter, UINT source, void *bits, LONG pitch)
{
    struct present *p = present_of(adapter, source);
    uint64_t stride = pitch < 0 ? (uint64_t) - (int64_t)pitch : (uint64_t)pitch;
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    if (!p)
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    struct nt_process *process = nt_process_attach(NULL);
    nt_process_attach(process);
    ExAcquireFastMutex(&p->queue_lock);
    if (bits && p->bits && stride >= (uint64_t)p->image_width * 4) {
        p->bits = bits;
        p->pitch = pitch;
        p->process = (ULONG_PTR)bits < MmUserProbeAddress ? process : NULL;
        status = STATUS_SUCCESS;
    }
    ExReleaseFastMutex(&p->queue_lock);
    return status;
}

/* Queue lock held. What the screen has that the drawer of this update did not mean. */
static struct present_uncertain uncertain_of(struct present *p)
{
    struct present_uncertain u = {0};
    KIRQL irql;

    KeAcquireSpinLock(&p->adapter->p->spin, &irql);
    if (!p->touched_stale)
        u.area = p->touched;
    if (p->active_touches || p->state != PRESENT_IDLE || p->redo)
        u.in_flight = p->active;
    KeReleaseSpinLock(&p->adapter->p->spin, irql);
    return u;
}

NTSTATUS dxgk_present(struct dxgk_adapter *adapter, UINT source, const D3DKMT_MOVE_RECT *moves,
                      size_t move_count, const RECT *dirty, size_t dirty_count)
{
    struct present *p = present_of(adapter, source);
    struct present_uncertain uncertain = {0};

    if (!p)
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    ExAcquireFastMutex(&p->queue_lock);
    p->stats.updates++;
    NTSTATUS status = refusal(p);
    if (!NT_SUCCESS(status)) {
        ExReleaseFastMutex(&p->queue_lock);
        return status;
    }
    if (!present_list_empty(p->queue))
        p->stats.merged++;
    if (!present_ready(p)) { /* nothing goes down now, so what will is the whole source (DOD-49) */
        present_list_set_whole(p->queue, (LONG)p->width, (LONG)p->height);
        bool small = p->bits && p->visible && (p->image_width < p->width || p->image_height < p->height);
        ExReleaseFastMutex(&p->queue_lock);
        return small ? STATUS_GRAPHICS_PRESENT_MODE_CHANGED : STATUS_PENDING;
    }
    if (move_count)
        uncertain = uncertain_of(p);
    present_list_add(p->queue, &uncertain, (LONG)p->width, (LONG)p->height, moves, move_count, dirty,
                     dirty_count);
    status = present_pump_locked(p, true);
    if (status != STATUS_SUCCESS)
        present_drawer_returns(p);
    return status;
}

/* True: nothing of the source is on its way, and nothing that could go has stayed. */
static bool drained(struct present *p, NTSTATUS *error)
{
    KIRQL irql;

    ExAcquireFastMutex(&p->queue_lock);
    bool ready = present_ready(p);
    bool stays = !present_list_empty(p->queue) && ready;
    KeAcquireSpinLock(&p->adapter->p->spin, &irql);
    bool idle = p->state == PRESENT_IDLE;
    bool redo = p->redo && ready;
    *error = p->failures >= PRESENT_RETRIES ? p->last_error : STATUS_SUCCESS;
    KeReleaseSpinLock(&p->adapter->p->spin, irql);
    ExReleaseFastMutex(&p->queue_lock);
    return idle && ((!stays && !redo) || !NT_SUCCESS(*error));
}

static void add_waiter(struct present *p, struct present_waiter *waiter, bool add)
{
    KIRQL irql;

    KeAcquireSpinLock(&p->adapter->p->spin, &irql);
    if (add)
        InsertTailList(&p->waiters, &waiter->link);
    else
        RemoveEntryList(&waiter->link);
    KeReleaseSpinLock(&p->adapter->p->spin, irql);
}

NTSTATUS dxgk_present_drain(struct dxgk_adapter *adapter, UINT source, unsigned milliseconds)
{
    struct present *p = present_of(adapter, source);
    uint64_t deadline = nt_now() + (uint64_t)milliseconds * 10000;
    struct present_waiter waiter;
    NTSTATUS error = STATUS_SUCCESS;

    if (!p)
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    KeInitializeEvent(&waiter.changed, SynchronizationEvent, FALSE);
    add_waiter(p, &waiter, true);
    ExAcquireFastMutex(&p->queue_lock);
    present_pump_locked(p, false); /* also what has failed too often to be tried again by itself */
    while (!drained(p, &error)) {
        uint64_t now = nt_now();
        if (now >= deadline) {
            error = STATUS_TIMEOUT;
            break;
        }
        LARGE_INTEGER wait = {.QuadPart = -(LONGLONG)(deadline - now)};
        KeWaitForSingleObject(&waiter.changed, Executive, KernelMode, FALSE, &wait);
    }
    add_waiter(p, &waiter, false);
    return error;
}

void dxgk_present_query(struct dxgk_adapter *adapter, UINT source, struct dxgk_present_stats *stats)
{
    struct present *p = present_of(adapter, source);

    memset(stats, 0, sizeof(*stats));
    if (!p)
        return;
    ExAcquireFastMutex(&p->queue_lock);
    stats->updates = p->stats.updates;
    stats->presents = p->stats.presents;
    stats->merged = p->stats.merged;
    stats->moves = p->stats.moves;
    stats->dirty = p->stats.dirty;
    stats->pixels_moved = p->stats.pixels_moved;
    stats->pixels_copied = p->stats.pixels_copied;
    stats->failed = __atomic_load_n(&p->stats.failed, __ATOMIC_RELAXED);
    stats->asynchronous = __atomic_load_n(&p->stats.asynchronous, __ATOMIC_RELAXED);
    stats->time_in_driver = __atomic_load_n(&p->stats.time_in_driver, __ATOMIC_RELAXED);
    ExReleaseFastMutex(&p->queue_lock);
}

NTSTATUS dxgk_set_visibility(struct dxgk_adapter *adapter, UINT source, bool visible)
{
    adapter_lock_idle(adapter);
    NTSTATUS status = adapter_usable(adapter);
    if (NT_SUCCESS(status))
        status = modeset_set_visibility(adapter, source, visible);
    adapter_unlock(adapter);
    return status;
}
