/*
 * Handles: 32-bit names for a process's objects (THK-02).
 *
 * A handle is a slot number and a generation. Closing a handle puts its slot at the end of the free list and changes the generation, so
 * that the old value stays wrong for thousands of openings. Slots live in chunks that double in size and never move, so opening the
 * hundred-thousandth costs what opening the first did.
 */
#include "object_private.h"

#include <string.h>

#define FIRST       64u
#define INDEX_BITS  20u
#define INDEX_MASK  ((1u << INDEX_BITS) - 1)
#define GENERATIONS ((1u << (32 - INDEX_BITS)) - 1) /* 1 to this: a handle is never 0 */
#define NO_SLOT     0xFFFFFFFFu

struct handle_slot {
    struct dxgk_object *object; /* NULL: free */
    ULONG generation;
    ULONG next_free;
};

/* ---- slots; handles.lock held ---- */

static ULONG capacity_of(ULONG chunks)
{
    return FIRST * ((1u << chunks) - 1);
}

static struct handle_slot *slot_at(struct dxgk_process *process, ULONG index)
{
    ULONG chunk = 31 - (ULONG)__builtin_clz(index / FIRST + 1);
    return &process->handles.chunk[chunk][index - capacity_of(chunk)];
}

static struct handle_slot *slot_of(struct dxgk_process *process, D3DKMT_HANDLE handle)
{
    ULONG index = handle & INDEX_MASK;

    if (index >= capacity_of(process->handles.chunks))
        return NULL;
    struct handle_slot *slot = slot_at(process, index);
    return slot->object && slot->generation == handle >> INDEX_BITS ? slot : NULL;
}

static void put_free(struct dxgk_process *process, ULONG index)
{
    slot_at(process, index)->next_free = NO_SLOT;
    if (process->handles.first_free == NO_SLOT)
        process->handles.first_free = index;
    else
        slot_at(process, process->handles.last_free)->next_free = index;
    process->handles.last_free = index;
}

/* ---- the table ---- */

void handles_init(struct dxgk_process *process, ULONG generation)
{
    KeInitializeSpinLock(&process->handles.lock);
    process->handles.first_free = NO_SLOT;
    process->handles.generation = 1 + generation % GENERATIONS;
}

void handles_rest(struct dxgk_process *process)
{
    struct handle_slot *chunk[HANDLE_CHUNKS] = {NULL};
    KIRQL irql;

    ExAcquireFastMutex(&process->lock);
    KeAcquireSpinLock(&process->handles.lock, &irql);
    if (process->handles.used == 0) {
        memcpy(chunk, process->handles.chunk, sizeof(chunk));
        memset(process->handles.chunk, 0, sizeof(chunk));
        process->handles.chunks = 0;
        process->handles.first_free = NO_SLOT;
        process->handles.generation = process->handles.generation % GENERATIONS + 1;
    }
    KeReleaseSpinLock(&process->handles.lock, irql);
    ExReleaseFastMutex(&process->lock);
    for (ULONG i = 0; i < HANDLE_CHUNKS; i++)
        dxgk_free(chunk[i]);
}

static NTSTATUS grow(struct dxgk_process *process)
{
    KIRQL irql;

    ULONG chunks = process->handles.chunks, first = capacity_of(chunks), count = FIRST << chunks;
    if (chunks == HANDLE_CHUNKS)
        return STATUS_INSUFFICIENT_RESOURCES;
    struct handle_slot *slots = dxgk_alloc(count * sizeof(*slots));
    if (!slots)
        return STATUS_NO_MEMORY;
    for (ULONG i = 0; i < count; i++)
        slots[i] = (struct handle_slot){.generation = process->handles.generation,
                                        .next_free = i + 1 < count ? first + i + 1 : NO_SLOT};
    KeAcquireSpinLock(&process->handles.lock, &irql);
    process->handles.chunk[chunks] = slots;
    process->handles.chunks = chunks + 1;
    if (process->handles.first_free == NO_SLOT)
        process->handles.first_free = first;
    else
        slot_at(process, process->handles.last_free)->next_free = first;
    process->handles.last_free = first + count - 1;
    KeReleaseSpinLock(&process->handles.lock, irql);
    return STATUS_SUCCESS;
}

static bool open_in_free_slot(struct dxgk_process *process, struct dxgk_object *object)
{
    KIRQL irql;

    KeAcquireSpinLock(&process->handles.lock, &irql);
    ULONG index = process->handles.first_free;
    if (index != NO_SLOT) {
        struct handle_slot *slot = slot_at(process, index);
        process->handles.first_free = slot->next_free;
        process->handles.used++;
        slot->object = object;
        object->process = process;
        __atomic_store_n(&object->handle, slot->generation << INDEX_BITS | index, __ATOMIC_RELAXED);
    }
    KeReleaseSpinLock(&process->handles.lock, irql);
    return index != NO_SLOT;
}

NTSTATUS handle_open(struct dxgk_process *process, struct dxgk_object *object)
{
    NTSTATUS status = STATUS_SUCCESS;

    dxgk_object_hold(object);
    bool opened = open_in_free_slot(process, object);
    while (NT_SUCCESS(status) && !opened) {
        ExAcquireFastMutex(&process->lock);
        opened = open_in_free_slot(process, object);
        if (!opened)
            status = grow(process);
        ExReleaseFastMutex(&process->lock);
    }
    if (!NT_SUCCESS(status))
        InterlockedDecrement(&object->references); /* never the last: the caller has one */
    return status;
}

void handle_publish(struct dxgk_object *object, enum object_type type)
{
    KIRQL irql;

    KeAcquireSpinLock(&object->process->handles.lock, &irql);
    object->type = type;
    KeReleaseSpinLock(&object->process->handles.lock, irql);
}

void *handle_get(struct dxgk_process *process, D3DKMT_HANDLE handle, enum object_type type)
{
    void *object;

    return handle && handle_get_many(process, &handle, 0, 1, type, &object) == 1 ? object : NULL;
}

ULONG handle_get_many(struct dxgk_process *process, const D3DKMT_HANDLE *handles, size_t stride, ULONG count,
                      enum object_type type, void **objects)
{
    KIRQL irql;
    ULONG i;

    KeAcquireSpinLock(&process->handles.lock, &irql);
    for (i = 0; i < count; i++) {
        D3DKMT_HANDLE handle = *(const D3DKMT_HANDLE *)((const char *)handles + i * stride);
        struct handle_slot *slot = handle ? slot_of(process, handle) : NULL;
        if (handle && (!slot || slot->object->type != type))
            break;
        objects[i] = slot ? slot->object : NULL;
        if (slot)
            dxgk_object_hold(slot->object);
    }
    for (ULONG k = 0; i < count && k < i; k++) {
        struct dxgk_object *object = objects[k];
        if (object) /* its handle still holds it */
            InterlockedDecrement(&object->references);
    }
    KeReleaseSpinLock(&process->handles.lock, irql);
    return i;
}

bool handle_peek(struct dxgk_process *process, D3DKMT_HANDLE handle,
                 bool (*look)(struct dxgk_object *, void *), void *ctx)
{
    KIRQL irql;

    KeAcquireSpinLock(&process->handles.lock, &irql);
    struct handle_slot *slot = slot_of(process, handle);
    bool found = slot && look(slot->object, ctx);
    KeReleaseSpinLock(&process->handles.lock, irql);
    return found;
}

static void *take(struct dxgk_process *process, D3DKMT_HANDLE handle, enum object_type type, bool any)
{
    struct dxgk_object *object = NULL;
    KIRQL irql;

    KeAcquireSpinLock(&process->handles.lock, &irql);
    struct handle_slot *slot = slot_of(process, handle);
    if (slot && (any || slot->object->type == type)) {
        object = slot->object;
        __atomic_store_n(&object->handle, 0, __ATOMIC_RELAXED);
        slot->object = NULL;
        slot->generation = slot->generation % GENERATIONS + 1;
        process->handles.used--;
        put_free(process, handle & INDEX_MASK);
    }
    KeReleaseSpinLock(&process->handles.lock, irql);
    return object;
}

void *handle_take(struct dxgk_process *process, D3DKMT_HANDLE handle, enum object_type type)
{
    return take(process, handle, type, false);
}

bool handle_close(struct dxgk_object *object)
{
    D3DKMT_HANDLE handle = __atomic_load_n(&object->handle, __ATOMIC_RELAXED);
    return handle && take(object->process, handle, OBJECT_FREE, true) != NULL;
}

void *handle_next(struct dxgk_process *process, enum object_type type, ULONG *cursor)
{
    struct dxgk_object *object = NULL;
    KIRQL irql;

    KeAcquireSpinLock(&process->handles.lock, &irql);
    ULONG capacity = capacity_of(process->handles.chunks);
    while (!object && *cursor < capacity) {
        struct handle_slot *slot = slot_at(process, (*cursor)++);
        if (slot->object && slot->object->type == type)
            object = slot->object;
    }
    if (object)
        dxgk_object_hold(object);
    KeReleaseSpinLock(&process->handles.lock, irql);
    return object;
}

/* ---- counting ---- */

void dxgk_object_hold(struct dxgk_object *object)
{
    InterlockedIncrement(&object->references);
}

bool object_hold_alive(struct dxgk_object *object)
{
    return hold_alive(&object->references);
}

bool object_release_unless_last(struct dxgk_object *object)
{
    LONG seen = ReadNoFence(&object->references), before;

    while (seen > 1) {
        before = InterlockedCompareExchange(&object->references, seen - 1, seen);
        if (before == seen)
            return true;
        seen = before;
    }
    return false;
}

void dxgk_object_release(struct dxgk_object *object)
{
    if (object && InterlockedDecrement(&object->references) == 0)
        object->destroy(object);
}
