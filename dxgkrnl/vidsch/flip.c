/*
 * Flips by SetVidPnSourceAddress (PRS-10): one at a time for a source, given to the driver at device IRQL, over when a vertical blank
 * reports the new address (OBS-75). The context waits for that, which is also how one waits for a blank (PRS-04); with FlipWithNoWait it
 * does not (PRS-11). What is shown stays pinned until something else is.
 */
#include "vidsch_private.h"

#include <stdio.h>

void sources_init(struct vidsch *s)
{
    for (UINT i = 0; i < DXGK_MAX_SOURCES; i++) {
        s->source[i].target = D3DDDI_ID_UNINITIALIZED;
        InitializeListHead(&s->source[i].waiting);
    }
}

void sources_fini(struct vidsch *s)
{
    for (UINT i = 0; i < DXGK_MAX_SOURCES; i++)
        if (s->source[i].shown)
            flip_let_go(s->source[i].shown);
}

/* Its allocation may be destroyed by the client and is still on the screen. */
static void hold(struct vidmm_instance *instance)
{
    allocation_hold(instance->allocation);
    InterlockedIncrement(&instance->references);
}

void flip_let_go(struct vidmm_instance *instance)
{
    struct dxgk_allocation *allocation = instance->allocation;

    vidmm_instance_release(instance);
    allocation_release(allocation);
}

bool flip_busy(const struct vidsch *s)
{
    for (UINT i = 0; i < s->adapter->source_count && i < DXGK_MAX_SOURCES; i++)
        if (__atomic_load_n(&s->source[i].flip, __ATOMIC_ACQUIRE))
            return true;
    return false;
}

/* ---- to the driver ---- */

struct address {
    struct vidsch *s;
    UINT index;
    DXGKARG_SETVIDPNSOURCEADDRESS arg;
    bool waits; /* a blank will tell */
    NTSTATUS status;
};

/* Interrupt lock. */
static void say_next(struct vidsch_source *source, PHYSICAL_ADDRESS address)
{
    source->next = address;
    source->told[source->told_count++ % SOURCE_MEMORY] = address;
}

/* Under the interrupt lock, so that a blank is either before all of this or after. */
static BOOLEAN NTAPI set_address(PVOID ctx)
{
    struct address *a = ctx;
    struct vidsch_source *source = &a->s->source[a->index];

    say_next(source, a->arg.PrimaryAddress);
    if (!source->known)
        source->current = a->arg.PrimaryAddress;
    source->known = true;
    source->pending = a->waits;
    a->status = ddi_SetVidPnSourceAddress(a->s->adapter, &a->arg);
    if (!a->waits) {
        source->current = source->next;
        source->settling = !a->arg.Flags.FlipImmediate;
    }
    return TRUE;
}

static void tell(struct address *a)
{
    BOOLEAN result;

    a->status = STATUS_SUCCESS;
    if (!NT_SUCCESS(interrupt_synchronize(a->s->adapter, set_address, a, 0, &result)))
        a->waits = false; /* no interrupt line: the adapter is stopping */
    if (!NT_SUCCESS(a->status))
        report_emit(REPORT_VIOLATION, "OBS-28", "DxgkDdiSetVidPnSourceAddress", "NTSTATUS", "STATUS_SUCCESS",
                    "A flip that was accepted in DxgkDdiPresent has to happen.", "%s",
                    nt_status_text(a->status));
}

static struct address address_of(struct vidsch *s, UINT index, struct vidmm_instance *instance)
{
    struct address a = {.s = s, .index = index};

    vidmm_place_of(instance, &a.arg.PrimarySegment, &a.arg.PrimaryAddress);
    a.arg.VidPnSourceId = index;
    a.arg.hAllocation = instance->allocation->driver;
    return a;
}

/* ---- a flip ---- */

static UINT interval_of(const struct dxgk_packet *packet)
{
    return packet->interval >= D3DDDI_FLIPINTERVAL_ONE && packet->interval <= D3DDDI_FLIPINTERVAL_FOUR
               ? (UINT)packet->interval
               : 0;
}

/* Spin lock. Blanks that this flip has to let pass are still to come, or an earlier flip is. */
static bool must_wait(struct vidsch *s, const struct vidsch_source *source, const struct dxgk_packet *packet)
{
    UINT interval = interval_of(packet);

    if (source->flip)
        return true;
    return source->visible && interval > 1 &&
           __atomic_load_n(&source->blanks, __ATOMIC_ACQUIRE) < source->last_flip + (LONG64)interval - 1;
}

/* Spin lock. No blank would be reported. */
static bool blind(struct vidsch *s, const struct vidsch_source *source)
{
    return source->visible && !vsync_is_on(s->adapter);
}

static bool park(struct vidsch *s, struct vidsch_source *source, struct vidsch_queue *queue)
{
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    bool dark = blind(s, source), waits = dark || must_wait(s, source, queue->next);
    if (waits) {
        queue_unplace(s, queue);
        InsertTailList(&source->waiting, &queue->turn);
        queue->place = VIDSCH_ON_SOURCE;
    }
    KeReleaseSpinLock(&s->spin, irql);
    if (dark)
        worker_wake(s->adapter, WORK_VSYNC_ON);
    return waits;
}

static void begin(struct vidsch *s, struct vidsch_source *source, struct vidsch_queue *queue,
                  struct dxgk_packet *packet)
{
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    packet->on_device = packet->went_down = true;
    source->since = nt_now();
    __atomic_store_n(&source->flip, packet, __ATOMIC_RELEASE);
    if (packet->submit_flags.FlipWithNoWait)
        queue_unlink(s, packet);
    queue_update(s, queue);
    queues_recheck(s);
    KeReleaseSpinLock(&s->spin, irql);
    tdr_arm(s);
}

bool flip_go(struct vidsch *s, struct vidsch_queue *queue)
{
    struct dxgk_packet *packet = queue->next;
    struct vidsch_source *source = &s->source[packet->source];

    if (!source->counted) {
        source->counted = true;
        vsync_want(s->adapter, true);
    }
    if (park(s, source, queue))
        return true;
    NTSTATUS status = vidmm_pin(packet->shown.instance);
    if (!NT_SUCCESS(status))
        return not_now(s, queue, status);
    struct address a = address_of(s, packet->source, packet->shown.instance);
    bool at_once = interval_of(packet) == 0 && s->adapter->caps.FlipCaps.FlipImmediateMmIo; /* OBS-72 */
    a.waits = source->visible && !at_once;
    a.arg.Flags.FlipImmediate = at_once;
    a.arg.Flags.FlipOnNextVSync = !at_once;
    a.arg.ContextCount = 1;
    a.arg.Context[0] = context_of(queue)->driver;
    begin(s, source, queue, packet);
    if (source->target != D3DDDI_ID_UNINITIALIZED)
        tell(&a);
    else
        a.waits = false;
    render_count(s->adapter, flips, 1);
    if (!a.waits) {
        KIRQL irql;
        WriteRelease(&source->flipped, 1);
        KeAcquireSpinLock(&s->spin, &irql);
        flip_retire(s);
        KeReleaseSpinLock(&s->spin, irql);
        flips_finish(s);
    }
    return true;
}

/* ---- the vertical blank ---- */

static bool same(PHYSICAL_ADDRESS a, PHYSICAL_ADDRESS b)
{
    return a.QuadPart == b.QuadPart;
}

static bool was_told(const struct vidsch_source *source, PHYSICAL_ADDRESS address)
{
    for (UINT i = 0; i < SOURCE_MEMORY && i < source->told_count; i++)
        if (same(address, source->told[i]))
            return true;
    return false;
}

/* FEN-18. */
static bool address_good(const struct vidsch_source *source, PHYSICAL_ADDRESS address)
{
    char expected[96] = "not 0";

    if (address.QuadPart && (!source->known || same(address, source->current) ||
                             same(address, source->next) || (source->settling && was_told(source, address))))
        return true;
    if (source->known)
        snprintf(expected, sizeof(expected), "0x%llX, or 0x%llX until the flip",
                 (unsigned long long)source->next.QuadPart, (unsigned long long)source->current.QuadPart);
    report_emit(REPORT_VIOLATION, "FEN-18", "DxgkCbNotifyInterrupt", "CrtcVsync.PhysicalAddress", expected,
                "Report what is being scanned out, as SetVidPnSourceAddress named it, even while the source "
                "is hidden.",
                "0x%llX", (unsigned long long)address.QuadPart);
    return false;
}

bool interrupt_vsync(struct vidsch *s, UINT target, PHYSICAL_ADDRESS address)
{
    for (UINT i = 0; i < DXGK_MAX_SOURCES; i++) {
        struct vidsch_source *source = &s->source[i];
        if (source->target != target)
            continue;
        if (!address_good(source, address))
            return false;
        __atomic_fetch_add(&source->blanks, 1, __ATOMIC_SEQ_CST);
        if (same(address, source->next))
            source->settling = false;
        if (source->pending && same(address, source->next)) {
            source->pending = false;
            source->current = address;
            WriteRelease(&source->flipped, 1);
        }
        return true;
    }
    return true; /* the target of no source: it went dark a moment ago */
}

/* What was shown leaves with the packet, to be unpinned. */
static void shown_changes(struct vidsch_source *source, struct dxgk_packet *packet)
{
    packet->replaced = source->shown;
    source->shown = packet->shown.instance;
    hold(source->shown);
    source->last_flip = __atomic_load_n(&source->blanks, __ATOMIC_ACQUIRE);
}

bool flip_retire(struct vidsch *s)
{
    bool any = false;

    for (UINT i = 0; i < s->adapter->source_count && i < DXGK_MAX_SOURCES; i++) {
        struct vidsch_source *source = &s->source[i];
        struct dxgk_packet *packet = source->flip;
        if (ReadAcquire(&source->flipped) && InterlockedExchange(&source->flipped, 0) && packet) {
            struct vidsch_queue *queue = &packet->context->queue;
            __atomic_store_n(&source->flip, NULL, __ATOMIC_RELEASE);
            shown_changes(source, packet);
            queue_retire(s, packet);
            queue_update(s, queue);
            any = true;
        }
        while (!source->flip && !IsListEmpty(&source->waiting)) {
            struct vidsch_queue *queue = CONTAINING_RECORD(source->waiting.Flink, struct vidsch_queue, turn);
            if (blind(s, source) || must_wait(s, source, queue->next))
                break;
            queue_unplace(s, queue);
            queue_update(s, queue);
            any = true;
        }
    }
    queues_recheck(s);
    return any;
}

void flips_finish(struct vidsch *s)
{
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    while (!IsListEmpty(&s->flipped)) {
        struct dxgk_packet *packet = CONTAINING_RECORD(RemoveHeadList(&s->flipped), struct dxgk_packet, link);
        InterlockedDecrement(&s->flipped_count);
        KeReleaseSpinLock(&s->spin, irql);
        if (packet->replaced)
            vidmm_unpin(packet->replaced);
        KeAcquireSpinLock(&s->spin, &irql);
        InsertTailList(&s->done, &packet->link);
        InterlockedIncrement(&s->done_count);
        arm_reaper(s); /* the last look may be over: whoever ends the context waits for the packet */
    }
    for (UINT i = 0; i < DXGK_MAX_SOURCES; i++) {
        struct vidsch_source *source = &s->source[i];
        if (source->counted && !source->flip && IsListEmpty(&source->waiting)) {
            source->counted = false;
            vsync_want(s->adapter, false);
        }
    }
    KeReleaseSpinLock(&s->spin, irql);
}

void vidsch_blanks_on(struct dxgk_adapter *adapter)
{
    if (!adapter->p->render || !adapter->p->render->vidsch)
        return;
    struct vidsch *s = vidsch_of(adapter);
    KIRQL irql;
    KeAcquireSpinLock(&s->spin, &irql);
    flip_retire(s);
    KeReleaseSpinLock(&s->spin, irql);
    kick_thread(s);
}

/* ---- a flip that does not happen (OBS-113), and resets ---- */

bool flip_overdue(struct vidsch *s, uint64_t now, uint64_t *next)
{
    bool late = false;
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    for (UINT i = 0; i < DXGK_MAX_SOURCES; i++) {
        const struct vidsch_source *source = &s->source[i];
        if (!source->flip)
            continue;
        uint64_t due = source->since + s->tdr_delay;
        late |= now >= due;
        if (now < due && (!*next || due < *next))
            *next = due;
    }
    KeReleaseSpinLock(&s->spin, irql);
    return late;
}

void flips_drop(struct vidsch *s)
{
    KIRQL irql;

    KeAcquireSpinLock(&s->spin, &irql);
    for (UINT i = 0; i < DXGK_MAX_SOURCES; i++)
        if (s->source[i].flip)
            WriteRelease(&s->source[i].flipped, 1);
    flip_retire(s);
    KeReleaseSpinLock(&s->spin, irql);
    flips_finish(s);
}

void flips_restore(struct vidsch *s)
{
    for (UINT i = 0; i < DXGK_MAX_SOURCES; i++) {
        struct vidsch_source *source = &s->source[i];
        if (source->target == D3DDDI_ID_UNINITIALIZED || !source->shown)
            continue;
        struct address a = address_of(s, i, source->shown);
        tell(&a);
    }
}

/* ---- the display side ---- */

struct setting {
    struct vidsch_source *source;
    UINT target;
    bool known;
    PHYSICAL_ADDRESS address;
};

static BOOLEAN NTAPI set_source(PVOID ctx)
{
    struct setting *t = ctx;

    t->source->target = t->target;
    t->source->pending = false;
    t->source->current = t->source->known ? t->source->next : t->address;
    say_next(t->source, t->address);
    t->source->known = t->known;
    t->source->settling = t->known; /* two modes within a frame: the device may show the one before both */
    return TRUE;
}

void vidsch_set_source(struct dxgk_adapter *adapter, UINT index, UINT target, bool visible,
                       struct vidmm_instance *primary)
{
    struct vidsch *s = vidsch_of(adapter);
    struct vidsch_source *source = &s->source[index];
    struct setting t = {.source = source, .target = target, .known = primary != NULL};
    BOOLEAN result;
    KIRQL irql;
    UINT segment;

    if (primary) {
        hold(primary);
        vidmm_place_of(primary, &segment, &t.address);
    }
    vidsch_enter(adapter);
    if (primary && !NT_SUCCESS(vidmm_pin(primary))) /* it is there already, pinned by whoever shows it */
        NT_ASSERT(false);
    if (!NT_SUCCESS(interrupt_synchronize(adapter, set_source, &t, 0, &result)))
        set_source(&t);
    KeAcquireSpinLock(&s->spin, &irql);
    struct vidmm_instance *old = source->shown;
    source->shown = primary;
    source->visible = visible && target != D3DDDI_ID_UNINITIALIZED;
    if (source->flip) /* it shows or does not: the mode it was for is over */
        WriteRelease(&source->flipped, 1);
    flip_retire(s);
    KeReleaseSpinLock(&s->spin, irql);
    if (old)
        vidmm_unpin(old);
    InterlockedOr(&s->work, SCHED_PUMP);
    vidsch_leave(adapter);
    if (old)
        flip_let_go(old);
}

struct aim {
    struct vidsch_source *source;
    UINT target;
};

static BOOLEAN NTAPI set_target(PVOID ctx)
{
    struct aim *aim = ctx;

    aim->source->target = aim->target;
    return TRUE;
}

void vidsch_aim(struct dxgk_adapter *adapter, UINT index, UINT target, bool visible)
{
    struct vidsch *s = vidsch_of(adapter);
    struct aim aim = {&s->source[index], target};
    BOOLEAN result;
    KIRQL irql;

    visible = visible && target != D3DDDI_ID_UNINITIALIZED;
    if (aim.source->target == target && aim.source->visible == visible)
        return;
    vidsch_enter(adapter);
    if (!NT_SUCCESS(interrupt_synchronize(adapter, set_target, &aim, 0, &result)))
        set_target(&aim);
    KeAcquireSpinLock(&s->spin, &irql);
    aim.source->visible = visible;
    if (!visible && aim.source->flip) /* no blank would end it */
        WriteRelease(&aim.source->flipped, 1);
    flip_retire(s);
    KeReleaseSpinLock(&s->spin, irql);
    InterlockedOr(&s->work, SCHED_PUMP);
    vidsch_leave(adapter);
}
