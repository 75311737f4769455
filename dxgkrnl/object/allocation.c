/*
 * Allocations come into being: the miniport says what each one needs (ALC-01), VidMm takes it in, a device opens it (ALC-19), and only then
 * does its handle mean something to a client.
 *
 * Every step leaves the objects in a state that release.c can undo, so a failure anywhere just closes what there is.
 */
#include "object_private.h"

#include <stdio.h>
#include <string.h>

static const char where[] = "DxgkDdiCreateAllocation";

/* ---- objects without a miniport yet ---- */

struct dxgk_resource *resource_make(struct dxgk_adapter *adapter, bool named)
{
    struct dxgk_resource *resource = dxgk_alloc(sizeof(*resource));

    if (!resource)
        return NULL;
    resource->references = 1;
    resource->adapter = adapter;
    resource->named = named;
    ExInitializeFastMutex(&resource->lock);
    InitializeListHead(&resource->allocations);
    return resource;
}

struct dxgk_opened_resource *opened_make(struct dxgk_device *device, struct dxgk_resource *resource)
{
    struct dxgk_opened_resource *opened = dxgk_alloc(sizeof(*opened));

    if (!opened)
        return NULL;
    opened->object = (struct dxgk_object){.type = OBJECT_OPENING,
                                          .references = 1,
                                          .process = device->object.process,
                                          .destroy = opened_destroy};
    opened->device = device;
    opened->resource = resource; /* takes over the caller's reference */
    InitializeListHead(&opened->opens);
    dxgk_object_hold(&device->object);
    ExAcquireFastMutex(&device->lock);
    InsertTailList(&device->resources, &opened->link);
    ExReleaseFastMutex(&device->lock);
    return opened;
}

/* A binding without a handle, in the device's or the resource's list. */
struct dxgk_open *open_make(struct dxgk_device *device, struct dxgk_opened_resource *opened,
                            struct dxgk_allocation *allocation)
{
    struct dxgk_open *open = dxgk_alloc(sizeof(*open));

    if (!open)
        return NULL;
    open->object = (struct dxgk_object){
        .type = OBJECT_OPENING, .references = 1, .process = device->object.process, .destroy = open_destroy};
    open->device = device;
    open->allocation = allocation;
    open->resource = opened;
    allocation_hold(allocation);
    dxgk_object_hold(&device->object);
    if (opened)
        dxgk_object_hold(&opened->object);
    ExAcquireFastMutex(&device->lock);
    InsertTailList(opened ? &opened->opens : &device->opens, &open->link);
    ExReleaseFastMutex(&device->lock);
    return open;
}

static struct dxgk_allocation *allocation_make(struct dxgk_device *device, struct dxgk_resource *resource,
                                               const D3DDDI_ALLOCATIONINFO *wanted)
{
    struct dxgk_allocation *allocation = dxgk_alloc(sizeof(*allocation));

    if (!allocation)
        return NULL;
    if (wanted->PrivateDriverDataSize) {
        allocation->private_data = dxgk_alloc(wanted->PrivateDriverDataSize);
        if (!allocation->private_data) {
            dxgk_free(allocation);
            return NULL;
        }
        memcpy(allocation->private_data, wanted->pPrivateDriverData, wanted->PrivateDriverDataSize);
        allocation->private_size = wanted->PrivateDriverDataSize;
    }
    allocation->references = 1;
    allocation->adapter = device->adapter;
    allocation->resource = resource;
    allocation->primary = wanted->Flags.Primary;
    allocation->source = wanted->VidPnSourceId;
    allocation->existing = (PVOID)(ULONG_PTR)wanted->pSystemMem;
    allocation->creator = device->object.process;
    if (!resource->named) /* nobody asks for those */
        return allocation;
    InterlockedIncrement(&resource->references);
    ExAcquireFastMutex(&resource->lock);
    InsertTailList(&resource->allocations, &allocation->link);
    resource->allocation_count++;
    ExReleaseFastMutex(&resource->lock);
    return allocation;
}

/* ---- DxgkDdiCreateAllocation ---- */

static NTSTATUS bad_answer(const char *rule, UINT index, const char *field, const char *expected,
                           const char *advice, uint64_t value)
{
    char what[96];

    snprintf(what, sizeof(what), "pAllocationInfo[%u].%s", index, field);
    report_emit(REPORT_VIOLATION, rule, where, what, expected, advice, "0x%llX", (unsigned long long)value);
    return STATUS_INVALID_PARAMETER;
}

/* OBS-57: seen after a good CreateAllocation. */
static NTSTATUS check_shared(struct creation *c, UINT i, const DXGK_ALLOCATIONINFO *info)
{
    struct vidmm_segment_info segment;

    if (!c->shared || !info->Flags.CpuVisible || c->open[i]->allocation->primary)
        return STATUS_SUCCESS;
    for (UINT id = 1; id <= 32; id++) {
        if ((info->SupportedReadSegmentSet | info->SupportedWriteSegmentSet) >> (id - 1) & 1 &&
            vidmm_segment(c->device->adapter->p->render->vidmm, id, &segment) && !segment.flags.Aperture)
            return bad_answer("OBS-57", i, "SupportedWriteSegmentSet", "aperture segments only",
                              "An allocation that is shared and CpuVisible may not lie in a memory segment.",
                              info->SupportedReadSegmentSet | info->SupportedWriteSegmentSet);
    }
    return STATUS_SUCCESS;
}

/* ALC-09, ALC-10: memory that the client brought along. */
static NTSTATUS check_existing(struct creation *c, UINT i, const DXGK_ALLOCATIONINFO *info)
{
    PVOID memory = c->open[i]->allocation->existing;

    if (info->Flags.ExistingKernelSysMem || !info->Flags.ExistingSysMem != !memory)
        return bad_answer("ALC-10", i, "Flags",
                          memory ? "ExistingSysMem: the client passed pSystemMem"
                                 : "no ExistingSysMem without pSystemMem",
                          NULL, info->Flags.Value);
    if (memory && ((ULONG_PTR)memory % PAGE_SIZE || info->Size % PAGE_SIZE))
        return bad_answer("ALC-10", i, "Size", "a multiple of the page, as the address is", NULL, info->Size);
    return STATUS_SUCCESS;
}

static NTSTATUS check_answers(struct creation *c)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (UINT i = 0; i < c->count && NT_SUCCESS(status); i++) {
        DXGK_ALLOCATIONINFO *info = &c->info[i];
        struct dxgk_allocation *allocation = c->open[i]->allocation;
        if (!info->hAllocation)
            return bad_answer("ALC-01", i, "hAllocation", "the miniport's handle for the allocation", NULL,
                              0);
        if (info->pPrivateDriverData != allocation->private_data ||
            info->PrivateDriverDataSize != allocation->private_size)
            return bad_answer("ALC-01", i, "pPrivateDriverData", "the pointer and size that came in", NULL,
                              info->PrivateDriverDataSize);
        status = vidmm_check_info(c->device->adapter->p->render->vidmm, info, allocation->primary, where);
        if (NT_SUCCESS(status))
            status = check_existing(c, i, info);
        if (NT_SUCCESS(status))
            status = check_shared(c, i, info);
    }
    return status;
}

static void keep_answers(struct creation *c)
{
    for (UINT i = 0; i < c->count; i++) {
        struct dxgk_allocation *allocation = c->open[i]->allocation;
        allocation->driver = c->info[i].hAllocation;
        allocation->info = c->info[i];
        allocation->info.pPrivateDriverData = NULL;
        allocation->info.pAllocationUsageHint = NULL;
    }
}

static NTSTATUS create_in_driver(struct creation *c)
{
    DXGKARG_CREATEALLOCATION arg = {.pPrivateDriverData = c->driver_size ? c->driver_data : NULL,
                                    .PrivateDriverDataSize = c->driver_size,
                                    .NumAllocations = c->count,
                                    .pAllocationInfo = c->info,
                                    .hResource = c->opened ? c->resource->driver : NULL};

    arg.Flags.Resource = c->opened != NULL;
    for (UINT i = 0; i < c->count; i++) {
        c->info[i].pPrivateDriverData = c->open[i]->allocation->private_data;
        c->info[i].PrivateDriverDataSize = c->open[i]->allocation->private_size;
    }
    NTSTATUS status = ddi_CreateAllocation(c->device->adapter, &arg);
    if (!NT_SUCCESS(status))
        return status;
    keep_answers(c); /* bad or good: what has a handle is destroyed again */
    if (c->opened)
        c->resource->driver = arg.hResource; /* ALC-15 */
    return check_answers(c);
}

/* ---- DxgkDdiOpenAllocation ---- */

static NTSTATUS bad_open(UINT index)
{
    char what[96];

    snprintf(what, sizeof(what), "pOpenAllocation[%u].hDeviceSpecificAllocation", index);
    report_emit(
        REPORT_VIOLATION, "ALC-19", "DxgkDdiOpenAllocation", what, "the miniport's handle for the binding",
        "Every opened allocation has a handle of its own; there is no status for having none.", "NULL");
    return STATUS_INVALID_PARAMETER;
}

/* ALC-20. `mine` is what the miniport was shown, `kept` what it should be. */
static bool changed(const char *what, const void *shown, const void *kept, size_t size)
{
    if (size == 0 || memcmp(shown, kept, size) == 0)
        return false;
    report_emit(REPORT_VIOLATION, "ALC-20", "DxgkDdiOpenAllocation", what,
                "unchanged, but for allocations with Flags.Create",
                "Other clients open the allocation with the same bytes; the change is dropped.",
                "%u bytes, some changed", (unsigned)size);
    return true;
}

static NTSTATUS call_open(struct creation *c, DXGK_OPENALLOCATIONINFO *list, PVOID shown)
{
    DXGKARG_OPENALLOCATION arg = {.NumAllocations = c->count,
                                  .pOpenAllocation = list,
                                  .pPrivateDriverData = shown,
                                  .PrivateDriverSize = c->driver_size};

    arg.Flags.Create = c->create;
    for (UINT i = 0; i < c->count; i++)
        list[i].hAllocation = c->open[i]->object.handle;
    NTSTATUS status = ddi_OpenAllocation(c->device->adapter, c->device->driver, &arg);
    for (UINT i = 0; NT_SUCCESS(status) && i < c->count; i++)
        c->open[i]->driver = list[i].hDeviceSpecificAllocation;
    for (UINT i = 0; NT_SUCCESS(status) && i < c->count; i++) {
        if (!c->open[i]->driver)
            status = bad_open(i);
    }
    changed("pPrivateDriverData of the resource", shown, c->driver_data, c->driver_size);
    return status;
}

/* Someone else's allocation is opened with copies of its private data, the creator's with the data itself. */
static UINT copy_bytes(const struct creation *c)
{
    size_t size = 0;

    for (UINT i = 0; i < c->count && !c->create; i++)
        size += (c->open[i]->allocation->private_size + 7u) & ~7u;
    return (UINT)size;
}

NTSTATUS creation_open(struct creation *c)
{
    size_t list_size = c->count * sizeof(DXGK_OPENALLOCATIONINFO), copies = copy_bytes(c);
    DXGK_OPENALLOCATIONINFO *list = dxgk_alloc(list_size + copies + c->driver_size + 1);

    if (!list)
        return STATUS_NO_MEMORY;
    unsigned char *at = (unsigned char *)list + list_size, *shown = at + copies;
    if (c->driver_size)
        memcpy(shown, c->driver_data, c->driver_size);
    for (UINT i = 0; i < c->count; i++) {
        struct dxgk_allocation *allocation = c->open[i]->allocation;
        list[i].PrivateDriverDataSize = allocation->private_size;
        list[i].pPrivateDriverData =
            allocation->private_size ? c->create ? allocation->private_data : at : NULL;
        if (!c->create && allocation->private_size) {
            memcpy(at, allocation->private_data, allocation->private_size);
            at += (allocation->private_size + 7u) & ~7u;
        }
    }
    NTSTATUS status = call_open(c, list, c->driver_size ? shown : NULL);
    at = (unsigned char *)list + list_size;
    for (UINT i = 0; i < c->count && !c->create; i++) {
        struct dxgk_allocation *allocation = c->open[i]->allocation;
        changed("pPrivateDriverData of an allocation", at, allocation->private_data,
                allocation->private_size);
        at += (allocation->private_size + 7u) & ~7u;
    }
    dxgk_free(list);
    return status;
}

/* ---- the whole ---- */

static NTSTATUS make_objects(struct creation *c, const D3DDDI_ALLOCATIONINFO *wanted)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (UINT i = 0; i < c->count && NT_SUCCESS(status); i++) {
        struct dxgk_allocation *allocation = allocation_make(c->device, c->resource, &wanted[i]);
        if (!allocation)
            return STATUS_NO_MEMORY;
        c->open[i] = open_make(c->device, c->opened, allocation);
        allocation_release(allocation); /* the binding has it now */
        if (!c->open[i])
            return STATUS_NO_MEMORY;
        status = handle_open(c->device->object.process, &c->open[i]->object);
    }
    return status;
}

/* Handles begin to mean something. Not in a resource that was closed meanwhile. */
NTSTATUS creation_publish(struct creation *c)
{
    struct dxgk_device *device = c->device;
    NTSTATUS status = STATUS_SUCCESS;

    for (UINT i = 0; i < c->count; i++)
        vidmm_opened(c->open[i]);
    ExAcquireFastMutex(&device->lock);
    if (c->opened && c->opened->closed)
        status = STATUS_INVALID_HANDLE;
    for (UINT i = 0; i < c->count && NT_SUCCESS(status); i++)
        handle_publish(&c->open[i]->object, OBJECT_ALLOCATION);
    if (NT_SUCCESS(status) && c->opened && c->opened->object.type == OBJECT_OPENING)
        handle_publish(&c->opened->object, OBJECT_RESOURCE);
    ExReleaseFastMutex(&device->lock);
    for (UINT i = 0; i < c->count && NT_SUCCESS(status);
         i++) /* the maker's; the last, if a client closed it already */
        dxgk_object_release(&c->open[i]->object);
    return status;
}

void creation_undo(struct creation *c)
{
    struct open_group group = {0};

    ExAcquireFastMutex(&c->device->lock);
    for (UINT i = 0; i < c->count && c->open[i]; i++) {
        if (handle_close(&c->open[i]->object))
            InterlockedDecrement(&c->open[i]->object.references); /* the maker's is left */
        group_add(&group, c->open[i]);
    }
    ExReleaseFastMutex(&c->device->lock);
    group_release(&group);
    c->count = 0;
}

static NTSTATUS take_in(struct creation *c)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (UINT i = 0; i < c->count && NT_SUCCESS(status); i++) {
        status = vidmm_allocation_init(c->open[i]->allocation);
        c->open[i]->allocation->has_memory = NT_SUCCESS(status);
    }
    return status;
}

NTSTATUS creation_begin(struct creation *c)
{
    size_t count = c->count ? c->count : 1;

    c->open = dxgk_alloc(count * sizeof(*c->open));
    c->info = c->create ? dxgk_alloc(count * sizeof(*c->info)) : NULL;
    return c->open && (c->info || !c->create) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

void creation_end(struct creation *c)
{
    dxgk_free(c->open);
    dxgk_free(c->info);
    c->open = NULL;
    c->info = NULL;
}

NTSTATUS creation_run(struct creation *c, D3DDDI_ALLOCATIONINFO *wanted)
{
    NTSTATUS status = make_objects(c, wanted);

    if (NT_SUCCESS(status) && c->count)
        status = create_in_driver(c);
    if (NT_SUCCESS(status))
        status = take_in(c);
    if (NT_SUCCESS(status) && c->count)
        status = creation_open(c);
    for (UINT i = 0; i < c->count && NT_SUCCESS(status); i++) {
        wanted[i].hAllocation = c->open[i]->object.handle;
        if (wanted[i].PrivateDriverDataSize)
            memcpy(wanted[i].pPrivateDriverData, c->open[i]->allocation->private_data,
                   wanted[i].PrivateDriverDataSize);
    }
    if (NT_SUCCESS(status))
        status = creation_publish(c);
    if (!NT_SUCCESS(status))
        creation_undo(c);
    return status;
}
