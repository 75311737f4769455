/*
 * Instances: the bits of an allocation at one time, how they hold system memory, who uses them, and whom their loss concerns.
 */
#include "vidmm_private.h"

#include <string.h>

/* ---- system memory ---- */

static bool is_existing(const struct vidmm_instance *instance)
{
    return instance->allocation->existing != NULL;
}

static void lock_existing(void *arg)
{
    struct vidmm_instance *instance = arg;
    bool kernel = info_of(instance)->Flags.ExistingKernelSysMem;

    if (kernel)
        MmBuildMdlForNonPagedPool(instance->pages);
    else
        MmProbeAndLockPages(instance->pages, UserMode, IoModifyAccess);
}

/* The creator's own pages (ALC-10). */
static NTSTATUS take_existing(struct vidmm_instance *instance)
{
    instance->pages =
        IoAllocateMdl(instance->allocation->existing, (ULONG)size_of(instance), FALSE, FALSE, NULL);
    if (!instance->pages)
        return STATUS_NO_MEMORY;
    NTSTATUS status = nt_guarded_call(lock_existing, instance);
    if (!NT_SUCCESS(status)) {
        IoFreeMdl(instance->pages);
        instance->pages = NULL;
        return status;
    }
    instance->content = instance->system_valid = true;
    return STATUS_SUCCESS;
}

NTSTATUS instance_pages(struct vidmm_instance *instance)
{
    PHYSICAL_ADDRESS low = {.QuadPart = 0}, high = {.QuadPart = -1}, skip = {.QuadPart = 0};

    if (instance->pages)
        return STATUS_SUCCESS;
    high.QuadPart = MAXLONGLONG;
    instance->pages = MmAllocatePagesForMdlEx(low, high, skip, size_of(instance), MmCached, 0);
    return instance->pages ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

void instance_free_pages(struct vidmm_instance *instance)
{
    PMDL pages = instance->pages;

    instance->pages = NULL;
    instance->system_valid = false;
    if (!pages)
        return;
    if (is_existing(instance)) {
        if (!info_of(instance)->Flags.ExistingKernelSysMem)
            MmUnlockPages(pages);
        IoFreeMdl(pages);
    } else {
        MmFreePagesFromMdl(pages);
        ExFreePool(pages);
    }
}

/* ---- life ---- */

NTSTATUS instance_create(struct dxgk_allocation *allocation, struct vidmm_instance **instance)
{
    struct vidmm_instance *i = dxgk_alloc(sizeof(*i));

    if (!i)
        return STATUS_NO_MEMORY;
    i->allocation = allocation;
    i->references = 1;
    InitializeListHead(&i->residents);
    if (allocation->existing) {
        NTSTATUS status = take_existing(i);
        if (!NT_SUCCESS(status)) {
            dxgk_free(i);
            return status;
        }
    }
    InsertTailList(&allocation->memory.instances, &i->link);
    allocation->memory.instance_count++;
    *instance = i;
    return STATUS_SUCCESS;
}

NTSTATUS vidmm_allocation_init(struct dxgk_allocation *allocation)
{
    struct vidmm_allocation *memory = &allocation->memory;
    struct vidmm_instance *first;

    InitializeListHead(&memory->instances);
    InitializeListHead(&memory->opens);
    KeInitializeSpinLock(&memory->opens_lock);
    memory->priority = allocation->info.AllocationPriority;
    NTSTATUS status = instance_create(allocation, &first);
    if (NT_SUCCESS(status))
        memory->current = first;
    return status;
}

/* Out of everything, without its bits. */
static void dissolve(struct vidmm *vm, struct vidmm_instance *instance)
{
    instance_wait(vm, instance, false); /* after a recovery nothing uses it either */
    instance->content = false;
    if (instance->block && !vm->adapter->p->removed)
        evict_instance(vm, instance);
    if (instance->in_job)
        paging_flush(vm);
    if (instance->pins)
        RemoveEntryList(&instance->pinned);
    instance->pins = instance->locks = 0;
    displace(vm, instance);
}

void vidmm_allocation_fini(struct dxgk_allocation *allocation)
{
    struct vidmm_allocation *memory = &allocation->memory;
    struct vidmm *vm = vidmm_of(allocation->adapter);

    if (vm) {
        vidsch_enter(allocation->adapter);
        for (LIST_ENTRY *l = memory->instances.Flink; l != &memory->instances; l = l->Flink)
            dissolve(vm, CONTAINING_RECORD(l, struct vidmm_instance, link));
        paging_flush(vm); /* nothing under way names them, or their pages */
        for (LIST_ENTRY *l = memory->instances.Flink; l != &memory->instances; l = l->Flink)
            view_drop(vm, CONTAINING_RECORD(l, struct vidmm_instance, link));
        vidsch_leave(allocation->adapter);
    }
    while (!IsListEmpty(&memory->instances)) {
        struct vidmm_instance *instance =
            CONTAINING_RECORD(RemoveHeadList(&memory->instances), struct vidmm_instance, link);
        instance_free_pages(instance);
        dxgk_free(instance);
    }
    memory->current = NULL;
    memory->instance_count = 0;
}

struct vidmm_instance *vidmm_current(struct dxgk_allocation *allocation)
{
    struct vidmm_instance *instance = __atomic_load_n(&allocation->memory.current, __ATOMIC_ACQUIRE);

    InterlockedIncrement(&instance->references);
    return instance;
}

/* The allocation has the last reference: instances end with it. */
void vidmm_instance_release(struct vidmm_instance *instance)
{
    InterlockedDecrement(&instance->references);
}

void vidmm_place_of(const struct vidmm_instance *instance, UINT *segment, PHYSICAL_ADDRESS *address)
{
    ULONG64 place = (ULONG64)__atomic_load_n(&instance->place, __ATOMIC_ACQUIRE);
    struct vidmm *vm = vidmm_of(instance->allocation->adapter);
    const struct segment *s = vm ? segment_of(vm, (UINT)(place >> 56)) : NULL;

    *segment = s ? s->info.id : 0;
    address->QuadPart = s ? s->info.base.QuadPart + (LONGLONG)(place & ~(0xFFull << 56)) : 0; /* REN-51 */
}

PVOID vidmm_kernel_pointer(struct vidmm_instance *instance)
{
    struct vidmm *vm = vidmm_of(instance->allocation->adapter);
    const struct segment *segment = vm ? place_of(vm, instance) : NULL;

    if (segment && !is_aperture(segment))
        return segment->bus ? segment->bus + (instance->block->start - segment->heap.base) : NULL;
    return instance->pages ? MmGetSystemAddressForMdlSafe(instance->pages, NormalPagePriority) : NULL;
}

/* ---- use ---- */

bool instance_busy(struct vidmm *vm, const struct vidmm_instance *instance, bool writers_only)
{
    const volatile LONG *counts = writers_only ? instance->writers : instance->busy;

    for (UINT node = 0; node < RTL_NUMBER_OF(instance->busy); node++) {
        if (__atomic_load_n(&counts[node], __ATOMIC_ACQUIRE))
            return true;
    }
    return false;
}

NTSTATUS instance_wait(struct vidmm *vm, struct vidmm_instance *instance, bool writers_only)
{
    volatile LONG *counts = writers_only ? instance->writers : instance->busy;
    UINT generation = vm->generation;

    for (UINT node = 0; node < RTL_NUMBER_OF(instance->busy); node++) {
        if (!__atomic_load_n(&counts[node], __ATOMIC_ACQUIRE))
            continue;
        NTSTATUS status = vidsch_wait_zero(vm->adapter, &counts[node]);
        if (!NT_SUCCESS(status))
            return status;
    }
    return vm->generation == generation ? STATUS_SUCCESS : STATUS_GRAPHICS_ALLOCATION_CONTENT_LOST;
}

UINT instance_band(const struct vidmm_instance *instance)
{
    const struct vidmm_allocation *memory = &instance->allocation->memory;
    UINT priority = __atomic_load_n(&memory->priority, __ATOMIC_RELAXED);

    if (__atomic_load_n(&memory->offered, __ATOMIC_ACQUIRE))
        return 0;
    return priority < D3DDDI_ALLOCATIONPRIORITY_LOW       ? 1
           : priority < D3DDDI_ALLOCATIONPRIORITY_NORMAL  ? 2
           : priority < D3DDDI_ALLOCATIONPRIORITY_HIGH    ? 3
           : priority < D3DDDI_ALLOCATIONPRIORITY_MAXIMUM ? 4
                                                          : 5;
}

void vidmm_offer(struct dxgk_allocation *allocation)
{
    __atomic_store_n(&allocation->memory.offered, true, __ATOMIC_RELEASE);
}

/* ---- loss ---- */

void instance_tell(struct vidmm_instance *instance)
{
    struct vidmm_allocation *memory = &instance->allocation->memory;
    KIRQL irql;

    KeAcquireSpinLock(&memory->opens_lock, &irql);
    for (LIST_ENTRY *l = memory->opens.Flink; l != &memory->opens; l = l->Flink) {
        struct dxgk_device *device = CONTAINING_RECORD(l, struct dxgk_open, of_allocation)->device;
        if (!device->system)
            device_lose(device, D3DKMT_DEVICEEXECUTION_RESET);
    }
    KeReleaseSpinLock(&memory->opens_lock, irql);
}

void instance_lose(struct vidmm_instance *instance)
{
    PVOID bits = instance->pages ? MmGetSystemAddressForMdlSafe(instance->pages, NormalPagePriority) : NULL;

    instance->content = instance->system_valid = instance->saving = false;
    if (bits && !is_existing(instance))
        memset(bits, 0, size_of(instance)); /* half of a copy is worse than none */
    instance_tell(instance);
}

void vidmm_opened(struct dxgk_open *open)
{
    struct vidmm_allocation *memory = &open->allocation->memory;
    KIRQL irql;

    KeAcquireSpinLock(&memory->opens_lock, &irql);
    InsertTailList(&memory->opens, &open->of_allocation);
    KeReleaseSpinLock(&memory->opens_lock, irql);
}
