/*
 * Objects with reference counts and the handles to them: threads, events, keys, devices, drivers, processes. The count
 * stands in a header before the body, so that a body pointer is all a driver needs.
 */
#include "ke.h"

#include <stdlib.h>
#include <string.h>

#define HEADER_MAGIC  0x4A424F4Eu
#define HANDLES_MAX   65536
#define KERNEL_HANDLE 0xFFFFFFFF80000000ull

struct header {
    LIST_ENTRY link;
    struct _OBJECT_TYPE *type;
    LONG references;
    ULONG magic;
};

/* Bodies keep the alignment that the runtime's spin locks rely on. */
#define HEADER_SIZE 64
C_ASSERT(sizeof(struct header) <= HEADER_SIZE);

static struct {
    struct host_mutex lock;
    LIST_ENTRY objects;
    struct {
        void *body;
        ACCESS_MASK access;
    } * handles;
    unsigned handle_count;
    bool started;
} ob = {.lock = HOST_MUTEX_INIT};

struct _OBJECT_TYPE ob_thread_type = {.name = "thread"};
static POBJECT_TYPE thread_type = &ob_thread_type, event_type = &ob_event_type;
POBJECT_TYPE *PsThreadType = &thread_type;
POBJECT_TYPE *ExEventObjectType = &event_type;

static struct header *header_of(const void *body)
{
    return (struct header *)((char *)(uintptr_t)body - HEADER_SIZE);
}

void *ob_create(struct _OBJECT_TYPE *type, size_t size)
{
    void *memory = NULL;
    if (posix_memalign(&memory, 64, HEADER_SIZE + size) != 0)
        return NULL;
    memset(memory, 0, HEADER_SIZE + size);
    struct header *h = memory;
    h->type = type;
    h->references = 1;
    h->magic = HEADER_MAGIC;
    host_lock(&ob.lock);
    if (!ob.started) {
        InitializeListHead(&ob.objects);
        ob.started = true;
    }
    InsertTailList(&ob.objects, &h->link);
    host_unlock(&ob.lock);
    return (char *)memory + HEADER_SIZE;
}

static struct header *checked_header(const void *body, const char *service)
{
    struct header *h = header_of(body);
    if (h->magic == HEADER_MAGIC && ReadAcquire(&h->references) > 0)
        return h;
    report_emit(REPORT_VIOLATION, "SYN-10", service, "object", "a referenced kernel object",
                "Give back each reference once.", "%p is %s", body,
                h->magic == HEADER_MAGIC ? "free" : "none");
    nt_bugcheck(REFERENCE_BY_POINTER, 0, (ULONG_PTR)body, 0, 0, "SYN-10", "%s: %p is not a referenced object",
                service, body);
}

void ob_reference(void *body)
{
    InterlockedIncrement(&header_of(body)->references);
}

bool ob_try_reference(void *body)
{
    struct header *h = header_of(body);
    LONG n = ReadAcquire(&h->references);
    while (n > 0) {
        LONG seen = InterlockedCompareExchange(&h->references, n + 1, n);
        if (seen == n)
            return true;
        n = seen;
    }
    return false;
}

static void destroy(struct header *h)
{
    host_lock(&ob.lock);
    RemoveEntryList(&h->link);
    host_unlock(&ob.lock);
    if (h->type->destroy)
        h->type->destroy((char *)h + HEADER_SIZE);
    h->magic = 0;
    free(h);
}

void ob_dereference(void *body)
{
    if (body && InterlockedDecrement(&header_of(body)->references) == 0)
        destroy(header_of(body));
}

/* ---- handles ---- */

/* A slot for the handle, or NULL; ob.lock held. */
static unsigned slot_of(HANDLE handle)
{
    uint64_t value = (uint64_t)(uintptr_t)handle;
    uint64_t index = (value - KERNEL_HANDLE) / 4;
    if (value < KERNEL_HANDLE || value % 4 || !index || index > ob.handle_count ||
        !ob.handles[index - 1].body)
        return 0;
    return (unsigned)index;
}

HANDLE ob_handle_create(void *body, ACCESS_MASK access)
{
    unsigned i;
    host_lock(&ob.lock);
    for (i = 0; i < ob.handle_count && ob.handles[i].body; i++)
        ;
    if (i == ob.handle_count) {
        unsigned count = ob.handle_count ? ob.handle_count * 2 : 32;
        void *grown = count <= HANDLES_MAX ? realloc(ob.handles, count * sizeof(*ob.handles)) : NULL;
        if (!grown) {
            host_unlock(&ob.lock);
            return NULL;
        }
        ob.handles = grown;
        memset(&ob.handles[ob.handle_count], 0, (count - ob.handle_count) * sizeof(*ob.handles));
        ob.handle_count = count;
    }
    ob.handles[i].body = body;
    ob.handles[i].access = access;
    ob_reference(body);
    host_unlock(&ob.lock);
    return (HANDLE)(uintptr_t)(KERNEL_HANDLE + ((uint64_t)i + 1) * 4);
}

void *ob_handle_object(HANDLE handle, struct _OBJECT_TYPE *type)
{
    host_lock(&ob.lock);
    unsigned slot = slot_of(handle);
    void *body = slot ? ob.handles[slot - 1].body : NULL;
    if (body && type && header_of(body)->type != type)
        body = NULL;
    if (body)
        ob_reference(body);
    host_unlock(&ob.lock);
    return body;
}

NTSTATUS ob_handle_close(HANDLE handle)
{
    host_lock(&ob.lock);
    unsigned slot = slot_of(handle);
    void *body = slot ? ob.handles[slot - 1].body : NULL;
    if (slot)
        ob.handles[slot - 1].body = NULL;
    host_unlock(&ob.lock);
    if (!body)
        return STATUS_INVALID_HANDLE;
    ob_dereference(body);
    return STATUS_SUCCESS;
}

void ob_stop(bool count_leaks)
{
    for (unsigned i = 0; i < ob.handle_count; i++) {
        void *body = ob.handles[i].body;
        if (!body)
            continue;
        if (count_leaks)
            ke_leak("open handle", "closed", "Close every handle with ZwClose.", "%#llx to a %s",
                    KERNEL_HANDLE + ((uint64_t)i + 1) * 4, header_of(body)->type->name);
        ob_dereference(body);
    }
    while (ob.started && !IsListEmpty(&ob.objects)) {
        struct header *h = CONTAINING_RECORD(ob.objects.Flink, struct header, link);
        if (count_leaks && !h->type->kept)
            ke_leak("referenced object", "no reference left",
                    "Give back each reference with ObDereferenceObject.", "%s at %p, %d references",
                    h->type->name, (void *)((char *)h + HEADER_SIZE), h->references);
        destroy(h);
    }
    free(ob.handles);
    ob.handles = NULL;
    ob.handle_count = 0;
}

/* ---- the exported forms ---- */

NTSTATUS NTAPI ObReferenceObjectByHandle(HANDLE Handle, ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType,
                                         KPROCESSOR_MODE AccessMode, PVOID *Object,
                                         POBJECT_HANDLE_INFORMATION HandleInformation)
{
    KE_SERVICE(ObReferenceObjectByHandle);
    *Object = NULL;
    void *body = ob_handle_object(Handle, NULL);
    if (!body) {
        report_emit(REPORT_WARNING, "SYN-10", "ObReferenceObjectByHandle", "Handle", "an open handle",
                    "Reference the object before the handle is closed.", "%p", Handle);
        return STATUS_INVALID_HANDLE;
    }
    if (ObjectType && header_of(body)->type != ObjectType) {
        ob_dereference(body);
        return STATUS_OBJECT_TYPE_MISMATCH;
    }
    *Object = body;
    if (HandleInformation) {
        HandleInformation->HandleAttributes = 0;
        HandleInformation->GrantedAccess = DesiredAccess;
    }
    return STATUS_SUCCESS;
}

LONG_PTR NTAPI ObfReferenceObject(PVOID Object)
{
    KE_SERVICE(ObfReferenceObject);
    return InterlockedIncrement(&checked_header(Object, "ObReferenceObject")->references);
}

LONG_PTR NTAPI ObfDereferenceObject(PVOID Object)
{
    KE_SERVICE(ObfDereferenceObject);
    struct header *h = checked_header(Object, "ObDereferenceObject");
    LONG left = InterlockedDecrement(&h->references);
    if (!left)
        destroy(h);
    return left;
}

NTSTATUS NTAPI ZwClose(HANDLE Handle)
{
    KE_SERVICE(ZwClose);
    NTSTATUS status = ob_handle_close(Handle);
    if (!NT_SUCCESS(status))
        report_emit(REPORT_VIOLATION, "SYN-10", "ZwClose", "Handle", "an open handle",
                    "Close each handle once.", "%p", Handle);
    return status;
}

/* ---- by pointer, and with tags, which only a debugger would look at ---- */

NTSTATUS NTAPI ObReferenceObjectByPointer(PVOID Object, ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType,
                                          KPROCESSOR_MODE AccessMode)
{
    KE_SERVICE(ObReferenceObjectByPointer);
    struct header *h = checked_header(Object, "ObReferenceObjectByPointer");
    if (ObjectType ? h->type != ObjectType : AccessMode != KernelMode)
        return STATUS_OBJECT_TYPE_MISMATCH;
    InterlockedIncrement(&h->references);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI ObOpenObjectByPointer(PVOID Object, ULONG HandleAttributes, PVOID PassedAccessState,
                                     ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType,
                                     KPROCESSOR_MODE AccessMode, PHANDLE Handle)
{
    KE_SERVICE(ObOpenObjectByPointer);
    struct header *h = checked_header(Object, "ObOpenObjectByPointer");
    *Handle = NULL;
    if (ObjectType ? h->type != ObjectType : AccessMode != KernelMode)
        return STATUS_OBJECT_TYPE_MISMATCH;
    *Handle = ob_handle_create(Object, DesiredAccess);
    return *Handle ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS NTAPI ObCloseHandle(HANDLE Handle, KPROCESSOR_MODE PreviousMode)
{
    KE_SERVICE(ObCloseHandle);
    return ZwClose(Handle);
}

NTSTATUS NTAPI ObReferenceObjectByHandleWithTag(HANDLE Handle, ACCESS_MASK DesiredAccess,
                                                POBJECT_TYPE ObjectType, KPROCESSOR_MODE AccessMode,
                                                ULONG Tag, PVOID *Object,
                                                POBJECT_HANDLE_INFORMATION HandleInformation)
{
    KE_SERVICE(ObReferenceObjectByHandleWithTag);
    return ObReferenceObjectByHandle(Handle, DesiredAccess, ObjectType, AccessMode, Object,
                                     HandleInformation);
}

LONG_PTR NTAPI ObfReferenceObjectWithTag(PVOID Object, ULONG Tag)
{
    KE_SERVICE(ObfReferenceObjectWithTag);
    return ObfReferenceObject(Object);
}

LONG_PTR NTAPI ObfDereferenceObjectWithTag(PVOID Object, ULONG Tag)
{
    KE_SERVICE(ObfDereferenceObjectWithTag);
    return ObfDereferenceObject(Object);
}

VOID NTAPI ObDereferenceObjectDeferDelete(PVOID Object)
{
    KE_SERVICE(ObDereferenceObjectDeferDelete);
    ObfDereferenceObject(Object);
}
