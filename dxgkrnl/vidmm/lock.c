/*
 * D3DKMTLock: a pointer into the bits, in the caller's user memory. Bits in a memory segment that the processor reaches are shown where they
 * are, over the bus, and stay there for as long as the lock lasts; all others are shown in system memory (THK-19). Discard gives other
 * memory while the device still reads the old one (ALC-14).
 */
#include "vidmm_private.h"

#define MILLISECOND 10000ll

/* ---- views ---- */

static PVOID map_user_guarded(PMDL mdl)
{
    return MmMapLockedPagesSpecifyCache(mdl, UserMode, MmCached, NULL, FALSE, NormalPagePriority);
}

struct map_call {
    PMDL mdl;
    PVOID user;
};

static void map_user(void *arg)
{
    struct map_call *call = arg;
    call->user = map_user_guarded(call->mdl);
}

void view_drop(struct vidmm *vm, struct vidmm_instance *instance)
{
    if (!instance->user)
        return;
    if (!instance->allocation->existing) {
        struct nt_process *previous = nt_process_attach(instance->mapped_by->nt);
        MmUnmapLockedPages(instance->user, instance->user_mdl);
        nt_process_attach(previous);
        if (instance->user_mdl != instance->pages)
            IoFreeMdl(instance->user_mdl);
    }
    if (!instance->locks)
        vm->idle_views--;
    instance->user = NULL;
    instance->user_mdl = NULL;
    instance->mapped_by = NULL;
}

void view_leave_bus(struct vidmm *vm, struct vidmm_instance *instance)
{
    if (!instance->user || instance->user_mdl == instance->pages)
        return;
    if (instance->locks && NT_SUCCESS(instance_pages(instance)) &&
        nt_user_rotate(instance->mapped_by->nt, instance->user, instance->pages)) {
        IoFreeMdl(instance->user_mdl);
        instance->user_mdl = instance->pages;
        return;
    }
    view_drop(vm, instance);
}

static PMDL bus_mdl(const struct segment *segment, const struct vidmm_instance *instance)
{
    PMDL mdl = IoAllocateMdl(segment->bus + (instance->block->start - segment->heap.base),
                             (ULONG)size_of(instance), FALSE, FALSE, NULL);
    if (mdl)
        MmBuildMdlForNonPagedPool(mdl);
    return mdl;
}

/* `segment` is where it is looked at over the bus; NULL: its pages. */
static NTSTATUS view_open(struct vidmm *vm, struct vidmm_instance *instance, const struct segment *segment,
                          struct dxgk_process *process)
{
    bool on_bus = instance->user && instance->user_mdl != instance->pages;

    if (instance->user && instance->mapped_by == process && on_bus == (segment != NULL))
        return STATUS_SUCCESS;
    if (instance->user && instance->locks)
        return STATUS_INVALID_PARAMETER; /* another process looks at it: not the creator (THK-16) */
    view_drop(vm, instance);
    struct map_call call = {.mdl = segment ? bus_mdl(segment, instance) : instance->pages};
    if (!call.mdl)
        return STATUS_NO_MEMORY;
    NTSTATUS status = STATUS_SUCCESS;
    if (instance->allocation->existing) {
        call.user = instance->allocation->existing;
    } else {
        struct nt_process *previous = nt_process_attach(process->nt);
        status = nt_guarded_call(map_user, &call);
        nt_process_attach(previous);
    }
    if (NT_SUCCESS(status) && call.user) {
        instance->user = call.user;
        instance->user_mdl = call.mdl;
        instance->mapped_by = process;
        if (!instance->locks)
            vm->idle_views++;
        return STATUS_SUCCESS;
    }
    if (call.mdl != instance->pages)
        IoFreeMdl(call.mdl);
    return STATUS_NO_MEMORY;
}

/* ---- waiting ---- */

static LONG queued_of(struct vidmm_instance *instance, bool writers_only)
{
    return ReadAcquire(writers_only ? &instance->queued_writers : &instance->queued);
}

/* Without the lock: until no queued packet uses it. What is queued ends, or its device is lost (TDR-01); a packet that waits for something
 * that never comes is given as long as a hang, and ten seconds more for a machine that is busy with other things. */
static NTSTATUS wait_queue(struct vidmm *vm, struct dxgk_device *device, struct vidmm_instance *instance,
                           bool writers_only)
{
    unsigned delay = vm->adapter->options.render.tdr_delay_ms;
    uint64_t limit = (uint64_t)(2 * (delay ? delay : 2000) + 10000) * MILLISECOND, since = nt_now();
    LONG before = queued_of(instance, writers_only), now;
    LARGE_INTEGER slice = {.QuadPart = -100 * MILLISECOND};
    NTSTATUS status = STATUS_SUCCESS;

    InterlockedIncrement(&vm->waiters);
    for (;;) {
        KeClearEvent(&vm->retired);
        now = queued_of(instance, writers_only);
        if (!now)
            break;
        if (now < before)
            since = nt_now();
        before = now;
        if (!device_is_active(device) || nt_now() - since > limit) {
            status = device_is_active(device) ? STATUS_GRAPHICS_ALLOCATION_BUSY : STATUS_DEVICE_REMOVED;
            break;
        }
        KeWaitForSingleObject(&vm->retired, Executive, KernelMode, FALSE, &slice);
    }
    InterlockedDecrement(&vm->waiters);
    return status;
}

/* ---- discard ---- */

static bool is_unused(struct vidmm *vm, struct vidmm_instance *instance)
{
    return !queued_of(instance, false) && !instance_busy(vm, instance, false);
}

static struct vidmm_instance *find_unused(struct vidmm *vm, struct vidmm_allocation *memory)
{
    for (LIST_ENTRY *l = memory->instances.Flink; l != &memory->instances; l = l->Flink) {
        struct vidmm_instance *instance = CONTAINING_RECORD(l, struct vidmm_instance, link);
        if (instance != memory->current && ReadAcquire(&instance->references) == 1 && !instance->locks &&
            !instance->pins && is_unused(vm, instance))
            return instance;
    }
    return NULL;
}

/* The current instance is one that nobody waits for, if there may be one (ALC-14). */
static NTSTATUS rename(struct vidmm *vm, struct dxgk_allocation *allocation)
{
    struct vidmm_allocation *memory = &allocation->memory;
    struct vidmm_instance *instance = memory->current;
    UINT limit = allocation->info.MaximumRenamingListLength;

    if (!is_unused(vm, instance)) {
        if (instance->locks)
            return STATUS_GRAPHICS_TOO_MANY_REFERENCES; /* the pointer that was handed out stays good */
        if (instance->pins || allocation->existing)
            return STATUS_SUCCESS;
        struct vidmm_instance *other = find_unused(vm, memory);
        if (!other && (!limit || memory->instance_count < limit))
            instance_create(allocation, &other); /* without memory it is waited for */
        if (!other)
            return STATUS_SUCCESS;
        __atomic_store_n(&memory->current, other, __ATOMIC_RELEASE);
        instance = other;
    }
    if (!instance->locks && !allocation->existing) /* its bits may go */
        instance->content = instance->system_valid = false;
    return STATUS_SUCCESS;
}

/* ---- locking ---- */

static NTSTATUS check(const struct dxgk_open *open, D3DDDICB_LOCKFLAGS flags)
{
    const struct dxgk_allocation *allocation = open->allocation;

    if (!allocation->info.Flags.CpuVisible || __atomic_load_n(&allocation->memory.offered, __ATOMIC_ACQUIRE))
        return STATUS_INVALID_PARAMETER;
    if ((flags.ReadOnly && flags.WriteOnly) || (flags.IgnoreSync && flags.AcquireAperture) ||
        (flags.UseAlternateVA && (!flags.AcquireAperture || !allocation->info.Flags.UseAlternateVA)))
        return STATUS_INVALID_PARAMETER;
    if (allocation->resource && allocation->resource->shared && allocation->creator != open->object.process)
        return STATUS_INVALID_PARAMETER;
    return device_usable(open->device);
}

/* STATUS_PENDING: something is queued that has to happen first. */
static NTSTATUS settle(struct vidmm *vm, struct vidmm_instance *instance, D3DDDICB_LOCKFLAGS flags)
{
    bool writers_only = flags.ReadOnly || flags.IgnoreReadSync;

    if (flags.IgnoreSync)
        return STATUS_SUCCESS;
    if (queued_of(instance, writers_only))
        return flags.DonotWait ? STATUS_GRAPHICS_ALLOCATION_BUSY : STATUS_PENDING;
    if (!instance_busy(vm, instance, writers_only))
        return STATUS_SUCCESS;
    return flags.DonotWait ? STATUS_GRAPHICS_ALLOCATION_BUSY : instance_wait(vm, instance, writers_only);
}

/* Only system memory will do, and the bits are in a place that the processor does not reach (THK-19). */
static NTSTATUS evict_hidden(struct vidmm *vm, struct vidmm_instance *instance, D3DDDICB_LOCKFLAGS flags)
{
    if (flags.DonotEvict || is_fixed(vm, instance))
        return STATUS_GRAPHICS_CANT_EVICT_PINNED_ALLOCATION;
    if (flags.DonotWait && instance_busy(vm, instance, false))
        return STATUS_GRAPHICS_ALLOCATION_BUSY;
    NTSTATUS status = instance_wait(vm, instance, false);
    return NT_SUCCESS(status) && instance->block ? evict_instance(vm, instance) : status;
}

/* While it is locked in system memory, the device can only see it through an aperture. One that has none goes to the bus at once. */
static NTSTATUS settle_on_bus(struct vidmm *vm, struct vidmm_instance *instance)
{
    UINT set = info_of(instance)->SupportedWriteSegmentSet, visible = 0;

    for (UINT id = 1; id <= vm->segment_count; id++) {
        const struct segment *segment = &vm->segments[id - 1];
        if (!(set >> (id - 1) & 1))
            continue;
        if (is_aperture(segment))
            return STATUS_SUCCESS;
        visible |= segment->bus ? 1u << (id - 1) : 0;
    }
    if (!visible || instance->allocation->existing)
        return STATUS_SUCCESS;
    if (++vm->preparation == 0)
        vm->preparation = 1;
    NTSTATUS status = place_instance(vm, instance, visible);
    return status == STATUS_GRAPHICS_NO_VIDEO_MEMORY ? STATUS_SUCCESS : status;
}

static NTSTATUS place_for_processor(struct vidmm *vm, struct vidmm_instance *instance,
                                    D3DDDICB_LOCKFLAGS flags)
{
    struct segment *segment = place_of(vm, instance);
    NTSTATUS status = STATUS_SUCCESS;

    if (segment && !is_aperture(segment) && !segment->bus)
        status = evict_hidden(vm, instance, flags);
    if (NT_SUCCESS(status) && !instance->block && !instance->locks)
        status = settle_on_bus(vm, instance);
    NTSTATUS flushed = paging_flush(vm);
    return NT_SUCCESS(status) ? flushed : status;
}

static NTSTATUS hand_out(struct vidmm *vm, struct dxgk_open *open, struct vidmm_instance *instance,
                         D3DDDICB_LOCKFLAGS flags, PVOID *pointer)
{
    NTSTATUS status = place_for_processor(vm, instance, flags);
    struct segment *segment = place_of(vm, instance);
    bool on_bus = segment && !is_aperture(segment);

    if (NT_SUCCESS(status) && !on_bus)
        status = instance_pages(instance);
    if (NT_SUCCESS(status))
        status = view_open(vm, instance, on_bus ? segment : NULL, open->object.process);
    if (!NT_SUCCESS(status))
        return status;
    if (!flags.ReadOnly) {
        instance->content = true;
        instance->system_valid = !on_bus;
        instance->cpu_wrote |= on_bus;
    }
    if (!instance->locks++)
        vm->idle_views--;
    InterlockedIncrement(&open->locks);
    *pointer = instance->user;
    return STATUS_SUCCESS;
}

static NTSTATUS attempt(struct vidmm *vm, struct dxgk_open *open, D3DDDICB_LOCKFLAGS flags, PVOID *pointer,
                        struct vidmm_instance **instance)
{
    NTSTATUS status = flags.Discard ? rename(vm, open->allocation) : STATUS_SUCCESS;

    *instance = open->allocation->memory.current;
    if (NT_SUCCESS(status))
        status = settle(vm, *instance, flags);
    if (status == STATUS_SUCCESS)
        status = hand_out(vm, open, *instance, flags, pointer);
    return status;
}

NTSTATUS vidmm_check_locked(const struct dxgk_open *open, bool write)
{
    struct dxgk_allocation *allocation = open->allocation;
    struct vidmm *vm = vidmm_of(allocation->adapter);

    if (ReadAcquire(&open->locks) <= 0 || !vm)
        return STATUS_SUCCESS;
    vidsch_enter(vm->adapter);
    bool can = can_render(vm, allocation->memory.current,
                          write ? allocation->info.SupportedWriteSegmentSet
                                : allocation->info.SupportedReadSegmentSet);
    vidsch_leave(vm->adapter);
    return can ? STATUS_SUCCESS : STATUS_GRAPHICS_CANT_RENDER_LOCKED_ALLOCATION;
}

static NTSTATUS wait_released(struct dxgk_device *device, D3DDDICB_LOCKFLAGS flags)
{
    LARGE_INTEGER moment = {.QuadPart = -MILLISECOND / 4};

    if (flags.DonotWait)
        return STATUS_GRAPHICS_ALLOCATION_BUSY;
    KeDelayExecutionThread(KernelMode, FALSE, &moment);
    return device_usable(device);
}

NTSTATUS vidmm_lock(struct dxgk_open *open, D3DDDICB_LOCKFLAGS flags, PVOID *pointer)
{
    struct vidmm *vm = vidmm_of(open->allocation->adapter);
    bool writers_only = flags.ReadOnly || flags.IgnoreReadSync;
    struct vidmm_instance *instance;

    *pointer = NULL;
    NTSTATUS status = vm ? check(open, flags) : STATUS_DEVICE_REMOVED;
    if (!NT_SUCCESS(status))
        return status;
    for (UINT recoveries = 0;;) {
        vidsch_enter(vm->adapter);
        if (vidsch_held(vm->adapter)) { /* it sleeps, stops or changes modes (SYN-01, SYN-03) */
            vidsch_leave(vm->adapter);
            status = wait_released(open->device, flags);
            if (!NT_SUCCESS(status))
                break;
            continue;
        }
        UINT generation = vm->generation;
        status = attempt(vm, open, flags, pointer, &instance);
        bool reset = vm->generation != generation;
        vidsch_leave(vm->adapter);
        if (status == STATUS_PENDING)
            status = wait_queue(vm, open->device, instance, writers_only);
        else if (NT_SUCCESS(status) || !reset || ++recoveries == 3)
            break;
        else
            status = STATUS_SUCCESS; /* a recovery came in between */
        if (!NT_SUCCESS(status) || !device_is_active(open->device))
            break;
    }
    if (!NT_SUCCESS(status))
        return device_is_active(open->device) ? status : STATUS_DEVICE_REMOVED;
    if (*pointer)
        return STATUS_SUCCESS;
    return STATUS_DEVICE_REMOVED;
}

static void unlock_one(struct vidmm *vm, struct dxgk_open *open)
{
    struct vidmm_instance *instance = open->allocation->memory.current; /* a locked one is not renamed */

    InterlockedDecrement(&open->locks);
    if (--instance->locks)
        return;
    if (++vm->idle_views > VIDMM_IDLE_VIEWS)
        view_drop(vm, instance);
}

NTSTATUS vidmm_unlock(struct dxgk_open *open)
{
    struct vidmm *vm = vidmm_of(open->allocation->adapter);
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    if (!vm)
        return STATUS_DEVICE_REMOVED;
    vidsch_enter(vm->adapter);
    if (open->locks > 0) {
        unlock_one(vm, open);
        status = STATUS_SUCCESS;
    }
    vidsch_leave(vm->adapter);
    return status;
}

void vidmm_closed(struct dxgk_open *open)
{
    struct vidmm_allocation *memory = &open->allocation->memory;
    struct vidmm *vm = vidmm_of(open->allocation->adapter);
    KIRQL irql;

    if (!open->of_allocation.Flink) /* it never came to vidmm_opened */
        return;
    if (vm) {
        vidsch_enter(vm->adapter);
        while (open->locks > 0)
            unlock_one(vm, open);
        for (LIST_ENTRY *l = memory->instances.Flink; l != &memory->instances; l = l->Flink) {
            struct vidmm_instance *instance = CONTAINING_RECORD(l, struct vidmm_instance, link);
            if (!instance->locks && instance->mapped_by == open->object.process)
                view_drop(vm, instance);
        }
        vidsch_leave(vm->adapter);
    }
    KeAcquireSpinLock(&memory->opens_lock, &irql);
    RemoveEntryList(&open->of_allocation);
    KeReleaseSpinLock(&memory->opens_lock, irql);
}
