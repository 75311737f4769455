/*
 * What the rest of the kernel tells the present side of a source: its mode, whether it is seen, that the device comes and goes. Each of them
 * makes the whole source dirty (DOD-49). Called in idle sections, so no present is in flight.
 */
#include "present.h"

/* What could go may not be able to any more. */
void present_wake_all(struct dxgk_adapter *adapter)
{
    KIRQL irql;

    KeAcquireSpinLock(&adapter->p->spin, &irql);
    for (UINT s = 0; s < DXGK_MAX_SOURCES; s++)
        present_wake(&adapter->present[s]);
    KeReleaseSpinLock(&adapter->p->spin, irql);
}

static void all_dirty(struct present *p)
{
    KIRQL irql;

    if (p->width)
        present_list_set_whole(p->queue, (LONG)p->width, (LONG)p->height);
    else
        present_list_clear(p->queue);
    KeAcquireSpinLock(&p->adapter->p->spin, &irql);
    p->failures = 0;
    present_wake(p);
    KeReleaseSpinLock(&p->adapter->p->spin, irql);
}

void present_set_mode(struct dxgk_adapter *adapter, UINT source, UINT width, UINT height,
                      D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation, UINT refresh_millihertz)
{
    struct present *p = present_of(adapter, source);

    if (!p)
        return;
    ExAcquireFastMutex(&p->queue_lock);
    KIRQL irql;
    KeAcquireSpinLock(&adapter->p->spin, &irql);
    p->redo = p->active_touches = false; /* the lists of the old mode mean nothing now */
    p->touched_stale = true;
    KeReleaseSpinLock(&adapter->p->spin, irql);
    p->width = height ? width : 0;
    p->height = width ? height : 0;
    p->rotation = rotation;
    p->refresh_millihertz = refresh_millihertz;
    all_dirty(p);
    ExReleaseFastMutex(&p->queue_lock);
}

void present_set_visible(struct dxgk_adapter *adapter, UINT source, bool visible)
{
    struct present *p = present_of(adapter, source);

    if (!p)
        return;
    ExAcquireFastMutex(&p->queue_lock);
    p->visible = visible;
    all_dirty(p);
    ExReleaseFastMutex(&p->queue_lock);
}

void present_set_powered(struct dxgk_adapter *adapter, UINT source, bool powered)
{
    struct present *p = present_of(adapter, source);

    if (!p)
        return;
    ExAcquireFastMutex(&p->queue_lock);
    p->asleep = !powered;
    all_dirty(p);
    ExReleaseFastMutex(&p->queue_lock);
}

/* ---- life ---- */

NTSTATUS present_init(struct dxgk_adapter *adapter)
{
    adapter->present = dxgk_alloc(DXGK_MAX_SOURCES * sizeof(*adapter->present));
    if (!adapter->present)
        return STATUS_NO_MEMORY;
    for (UINT s = 0; s < DXGK_MAX_SOURCES; s++) {
        struct present *p = &adapter->present[s];
        p->adapter = adapter;
        p->source = s;
        p->rotation = D3DKMDT_VPPR_IDENTITY;
        ExInitializeFastMutex(&p->queue_lock);
        InitializeListHead(&p->waiters);
        KeInitializeTimer(&p->timer);
        KeInitializeDpc(&p->timer_dpc, present_on_timer, p);
    }
    return STATUS_SUCCESS;
}

/* The lists of a source live as long as the adapter: a client may be at the door while the device restarts. */
static NTSTATUS make_lists(struct present *p)
{
    p->queue = dxgk_alloc(sizeof(*p->queue));
    p->active = dxgk_alloc(sizeof(*p->active));
    p->touched = dxgk_alloc(sizeof(*p->touched));
    p->lent_moves = dxgk_alloc(PRESENT_MAX_MOVES * sizeof(*p->lent_moves));
    p->lent_dirty = dxgk_alloc(PRESENT_MAX_DIRTY * sizeof(*p->lent_dirty));
    if (!p->queue || !p->active || !p->touched || !p->lent_moves || !p->lent_dirty)
        return STATUS_NO_MEMORY; /* present_fini frees what there is */
    __atomic_store_n(&p->made, true, __ATOMIC_RELEASE);
    return STATUS_SUCCESS;
}

NTSTATUS present_start(struct dxgk_adapter *adapter)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (UINT s = 0; s < adapter->source_count && NT_SUCCESS(status); s++) {
        struct present *p = &adapter->present[s];
        if (!p->made)
            status = make_lists(p);
        ExAcquireFastMutex(&p->queue_lock);
        p->asleep = false;
        ExReleaseFastMutex(&p->queue_lock);
    }
    return status;
}

void present_stop(struct dxgk_adapter *adapter)
{
    for (UINT s = 0; s < adapter->source_count; s++) {
        present_set_visible(adapter, s, false);
        present_set_mode(adapter, s, 0, 0, D3DKMDT_VPPR_IDENTITY, 0);
    }
}

void present_fini(struct dxgk_adapter *adapter)
{
    for (UINT s = 0; adapter->present && s < DXGK_MAX_SOURCES; s++) {
        struct present *p = &adapter->present[s];
        dxgk_free(p->queue);
        dxgk_free(p->active);
        dxgk_free(p->touched);
        dxgk_free(p->lent_moves);
        dxgk_free(p->lent_dirty);
    }
    dxgk_free(adapter->present);
    adapter->present = NULL;
}
