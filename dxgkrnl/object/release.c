/*
 * The end of allocations: bindings are closed before what they bind is destroyed, those that a client closed together are closed in one call
 * (ALC-22), and a resource dies with its last allocation (ALC-23).
 *
 * A handle may be closed while work that names it is still queued: the packets hold the binding. So a group of bindings waits for its last
 * member, and whoever lets go of that one closes them all, on its own thread.
 */
#include "object_private.h"

#define BATCH 64u

/* ---- the calls down ---- */

static void close_in_driver(struct dxgk_device *device, const HANDLE *list, UINT count)
{
    DXGKARG_CLOSEALLOCATION arg = {.NumAllocations = count, .pOpenHandleList = list};

    NTSTATUS status = ddi_CloseAllocation(device->adapter, device->driver, &arg);
    if (!NT_SUCCESS(status))
        report_emit(REPORT_VIOLATION, "ALC-22", "DxgkDdiCloseAllocation", "NTSTATUS", "STATUS_SUCCESS",
                    "The bindings are gone whatever the answer.", "%s", nt_status_text(status));
}

/* resource NULL: allocations that came without one. */
static void destroy_in_driver(struct dxgk_adapter *adapter, struct dxgk_resource *resource,
                              const HANDLE *list, UINT count, bool whole)
{
    DXGKARG_DESTROYALLOCATION arg = {
        .NumAllocations = count, .pAllocationList = list, .hResource = resource ? resource->driver : NULL};

    arg.Flags.DestroyResource = whole && arg.hResource;
    if (count == 0 && !arg.Flags.DestroyResource)
        return;
    NTSTATUS status = ddi_DestroyAllocation(adapter, &arg);
    if (!NT_SUCCESS(status))
        report_emit(REPORT_VIOLATION, "ALC-23", "DxgkDdiDestroyAllocation", "NTSTATUS", "STATUS_SUCCESS",
                    "The allocations are gone whatever the answer.", "%s", nt_status_text(status));
    if (arg.Flags.DestroyResource)
        resource->driver = NULL;
}

/* ---- resources ---- */

static void free_resource(struct dxgk_resource *resource)
{
    dxgk_free(resource->private_data);
    dxgk_free(resource->runtime_data);
    dxgk_free(resource);
}

bool hold_alive(volatile LONG *references)
{
    LONG seen = ReadNoFence(references), before;

    while (seen > 0) {
        before = InterlockedCompareExchange(references, seen + 1, seen);
        if (before == seen)
            return true;
        seen = before;
    }
    return false;
}

bool resource_hold_alive(struct dxgk_resource *resource)
{
    return hold_alive(&resource->references);
}

static void end_resource(struct dxgk_resource *resource)
{
    share_close(resource);
    destroy_in_driver(resource->adapter, resource, NULL, 0, true);
    free_resource(resource);
}

void resource_release(struct dxgk_resource *resource)
{
    if (resource && InterlockedDecrement(&resource->references) == 0)
        end_resource(resource);
}

/* ---- allocations ---- */

/* Allocations that nobody has any more; of one resource, or of none that a client knows. */
struct dead {
    struct dxgk_adapter *adapter;
    struct dxgk_resource *resource;
    LIST_ENTRY list;
    LONG count, others; /* how many; and how many more references of the resource go with them */
};

static void die(struct dead *dead, struct dxgk_allocation *allocation)
{
    struct dxgk_resource *resource = allocation->resource;

    if (resource->named) {
        ExAcquireFastMutex(&resource->lock);
        RemoveEntryList(&allocation->link);
        resource->allocation_count--;
        ExReleaseFastMutex(&resource->lock);
    }
    InsertTailList(&dead->list, &allocation->link);
    dead->count++;
}

static void destroy_listed(struct dead *dead, bool whole)
{
    HANDLE few[BATCH],
        *list = dead->count > (LONG)BATCH ? dxgk_alloc((size_t)dead->count * sizeof(HANDLE)) : few;
    UINT room = list && list != few ? (UINT)dead->count : BATCH, count = 0;

    list = list ? list : few;
    for (LIST_ENTRY *l = dead->list.Flink; l != &dead->list; l = l->Flink) {
        struct dxgk_allocation *allocation = CONTAINING_RECORD(l, struct dxgk_allocation, link);
        if (count == room) {
            destroy_in_driver(dead->adapter, dead->resource, list, count, false);
            count = 0;
        }
        if (allocation->driver)
            list[count++] = allocation->driver;
    }
    destroy_in_driver(dead->adapter, dead->resource, list, count, whole);
    if (list != few)
        dxgk_free(list);
}

static void free_listed(struct dead *dead)
{
    while (!IsListEmpty(&dead->list)) {
        struct dxgk_allocation *allocation =
            CONTAINING_RECORD(RemoveHeadList(&dead->list), struct dxgk_allocation, link);
        dxgk_free(allocation->private_data);
        dxgk_free(allocation);
    }
}

static void bury(struct dead *dead)
{
    LONG all = dead->resource ? dead->count + dead->others : 0;

    for (LIST_ENTRY *l = dead->list.Flink; l != &dead->list; l = l->Flink) {
        struct dxgk_allocation *allocation = CONTAINING_RECORD(l, struct dxgk_allocation, link);
        if (allocation->has_memory)
            vidmm_allocation_fini(allocation);
    }
    /* Nobody else has the resource: it dies in the same call. */
    bool whole = all && InterlockedCompareExchange(&dead->resource->references, 0, all) == all;
    if (whole)
        share_close(dead->resource);
    if (dead->count || whole)
        destroy_listed(dead, whole);
    free_listed(dead);
    if (whole)
        free_resource(dead->resource);
    else if (all && InterlockedExchangeAdd(&dead->resource->references, -all) == all)
        end_resource(dead->resource);
}

void allocation_hold(struct dxgk_allocation *allocation)
{
    InterlockedIncrement(&allocation->references);
}

bool allocation_hold_alive(struct dxgk_allocation *allocation)
{
    return hold_alive(&allocation->references);
}

void allocation_release(struct dxgk_allocation *allocation)
{
    struct dxgk_resource *resource = allocation->resource;
    struct dead dead = {.adapter = allocation->adapter, .resource = resource->named ? resource : NULL};

    if (InterlockedDecrement(&allocation->references))
        return;
    InitializeListHead(&dead.list);
    die(&dead, allocation);
    bury(&dead);
}

/* ---- bindings ---- */

static void close_group_in_driver(struct dxgk_open *leader, UINT count)
{
    HANDLE few[BATCH], *list = count > BATCH ? dxgk_alloc((size_t)count * sizeof(HANDLE)) : few;
    UINT room = list && list != few ? count : BATCH, filled = 0;

    list = list ? list : few;
    for (struct dxgk_open *open = leader; open; open = open->next) {
        if (filled == room) {
            close_in_driver(leader->device, list, filled);
            filled = 0;
        }
        if (open->driver)
            list[filled++] = open->driver;
    }
    if (filled)
        close_in_driver(leader->device, list, filled);
    if (list != few)
        dxgk_free(list);
}

static void unlink_group(struct dxgk_open *leader)
{
    struct dxgk_device *device = leader->device;

    ExAcquireFastMutex(&device->lock);
    for (struct dxgk_open *open = leader; open; open = open->next) {
        if (open->link.Flink)
            RemoveEntryList(&open->link);
    }
    ExReleaseFastMutex(&device->lock);
}

static void free_opened(struct dxgk_opened_resource *opened)
{
    struct dxgk_device *device = opened->device;

    ExAcquireFastMutex(&device->lock);
    RemoveEntryList(&opened->link);
    ExReleaseFastMutex(&device->lock);
    dxgk_free(opened);
    dxgk_object_release(&device->object);
}

/* The miniport has closed them. What stays listed meanwhile tells who waits for the device that it is not yet empty. */
static void let_go(struct dxgk_open *leader, UINT count)
{
    struct dxgk_opened_resource *opened = leader->resource;
    struct dead dead = {.adapter = leader->device->adapter, .resource = opened ? opened->resource : NULL};

    InitializeListHead(&dead.list);
    for (struct dxgk_open *open = leader; open; open = open->next) {
        if (InterlockedDecrement(&open->allocation->references) == 0)
            die(&dead, open->allocation);
    }
    if (opened) {
        unlink_group(leader);
        dead.others = InterlockedExchangeAdd(&opened->object.references, -(LONG)count) == (LONG)count;
    }
    bury(&dead);
    if (dead.others)
        free_opened(opened);
    else if (!opened)
        unlink_group(leader);
}

static void close_group(struct dxgk_open *leader)
{
    struct dxgk_device *device = leader->device;
    UINT count = 0;

    for (struct dxgk_open *open = leader; open; open = open->next) {
        count++;
        vidmm_closed(open); /* with the locks that the client forgot */
    }
    close_group_in_driver(leader, count);
    let_go(leader, count);
    while (leader) {
        struct dxgk_open *next = leader->next;
        dxgk_free(leader);
        leader = next;
    }
    while (count--)
        dxgk_object_release(&device->object);
}

void open_destroy(struct dxgk_object *object)
{
    struct dxgk_open *open = CONTAINING_RECORD(object, struct dxgk_open, object);
    struct dxgk_open *leader = open->leader;

    if (InterlockedDecrement(&leader->waiting) == 0)
        close_group(leader);
}

/* ---- closing handles ---- */

void group_add(struct open_group *group, struct dxgk_open *open)
{
    open->leader = group->leader ? group->leader : open;
    if (group->last)
        group->last->next = open;
    group->leader = open->leader;
    group->last = open;
    group->count++;
}

void group_release(struct open_group *group)
{
    struct dxgk_open *next;

    if (!group->leader)
        return;
    group->leader->waiting = (LONG)group->count;
    struct dxgk_open *open = group->leader;
    for (UINT i = group->count; i-- > 0; open = next) {
        next = open->next; /* behind the last release the whole group may be gone */
        dxgk_object_release(&open->object);
    }
}

/* Every binding in the list whose handle is open to clients; one that is being made is undone by its maker. */
static void collect(LIST_ENTRY *opens, struct open_group *group)
{
    for (LIST_ENTRY *l = opens->Flink; l != opens; l = l->Flink) {
        struct dxgk_open *open = CONTAINING_RECORD(l, struct dxgk_open, link);
        if (open->object.type == OBJECT_ALLOCATION && handle_close(&open->object))
            group_add(group, open);
    }
}

void opened_close(struct dxgk_opened_resource *opened)
{
    struct dxgk_device *device = opened->device;
    struct open_group group = {0};

    if (handle_close(&opened->object)) {
        ExAcquireFastMutex(&device->lock);
        opened->closed = true;
        collect(&opened->opens, &group);
        ExReleaseFastMutex(&device->lock);
        dxgk_object_release(&opened->object); /* the handle's */
    }
    dxgk_object_release(&opened->object); /* and the caller's; bindings hold it still */
    group_release(&group);
}

void opened_destroy(struct dxgk_object *object)
{
    struct dxgk_opened_resource *opened = CONTAINING_RECORD(object, struct dxgk_opened_resource, object);
    struct dxgk_device *device = opened->device;
    struct dxgk_resource *resource = opened->resource;

    if (opened->link.Flink) {
        ExAcquireFastMutex(&device->lock);
        RemoveEntryList(&opened->link);
        ExReleaseFastMutex(&device->lock);
    }
    dxgk_free(opened);
    resource_release(resource);
    dxgk_object_release(&device->object);
}

static struct dxgk_opened_resource *first_open_resource(struct dxgk_device *device)
{
    struct dxgk_opened_resource *found = NULL;

    ExAcquireFastMutex(&device->lock);
    for (LIST_ENTRY *l = device->resources.Flink; l != &device->resources && !found; l = l->Flink) {
        struct dxgk_opened_resource *opened = CONTAINING_RECORD(l, struct dxgk_opened_resource, link);
        if (!opened->closed && object_hold_alive(&opened->object))
            found = opened;
    }
    ExReleaseFastMutex(&device->lock);
    return found;
}

void device_close_allocations(struct dxgk_device *device)
{
    struct dxgk_opened_resource *opened;
    struct open_group group = {0};

    while ((opened = first_open_resource(device)))
        opened_close(opened);
    ExAcquireFastMutex(&device->lock);
    collect(&device->opens, &group);
    ExReleaseFastMutex(&device->lock);
    group_release(&group);
}
