/*
 * Executive resources: reader-writer locks, recursive for whoever holds them exclusively. Writers go first: no new reader
 * gets in while one waits. State and waiters stand in the caller's structure; what is waited for is an object of ours.
 */
#include "ke.h"

#include <stdlib.h>

/* ERESOURCE.OwnerTable points to this. */
struct waiting {
    KEVENT changed; /* notification; reset by whoever is going to wait */
};

NTSTATUS NTAPI ExInitializeResourceLite(PERESOURCE Resource)
{
    KE_SERVICE(ExInitializeResourceLite);
    RtlZeroMemory(Resource, sizeof(*Resource));
    struct waiting *w = calloc(1, sizeof(*w));
    if (!w)
        return STATUS_INSUFFICIENT_RESOURCES;
    KeInitializeEvent(&w->changed, NotificationEvent, FALSE);
    InitializeListHead(&Resource->SystemResourcesList);
    Resource->OwnerTable = w;
    return STATUS_SUCCESS;
}

static void misuse(PERESOURCE resource, const char *service, const char *expected)
{
    report_emit(REPORT_VIOLATION, "SYN-10", service, "resource", expected,
                "Release a resource once per acquisition, on the thread that acquired it.",
                "%p has %d active holders", (void *)resource, resource->ActiveCount);
    nt_bugcheck(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x3D, (ULONG_PTR)resource, 0, 0, "SYN-10",
                "%s: resource %p is not %s", service, (void *)resource, expected);
}

NTSTATUS NTAPI ExDeleteResourceLite(PERESOURCE Resource)
{
    KE_SERVICE(ExDeleteResourceLite);
    if (!Resource->OwnerTable || Resource->ActiveCount)
        misuse(Resource, "ExDeleteResourceLite", "free");
    free(Resource->OwnerTable);
    Resource->OwnerTable = NULL;
    return STATUS_SUCCESS;
}

/* Dispatcher lock held. */
static bool take_exclusive(PERESOURCE r, struct _KTHREAD *self)
{
    if (r->ActiveCount && r->OwnerThread != self)
        return false;
    r->OwnerThread = self;
    r->OwnerCount++;
    r->ActiveCount = 1;
    return true;
}

static bool take_shared(PERESOURCE r, struct _KTHREAD *self)
{
    if (r->OwnerThread == self)
        return take_exclusive(r, self);
    if (r->OwnerThread || r->NumberOfExclusiveWaiters)
        return false;
    r->ActiveCount++;
    return true;
}

static BOOLEAN acquire(PERESOURCE r, BOOLEAN wait, bool (*take)(PERESOURCE, struct _KTHREAD *),
                       ULONG *waiters, const char *service)
{
    struct _KTHREAD *self = ke_self();
    struct waiting *w = r->OwnerTable;
    if (!w)
        misuse(r, service, "initialized");
    if (!self->critical_regions && self->irql < APC_LEVEL)
        report_emit(REPORT_VIOLATION, "SYN-10", service, "normal kernel APCs", "disabled",
                    "Call KeEnterCriticalRegion before a resource is acquired.", "enabled in %s",
                    nt_call_current());
    ke_lock();
    bool taken = take(r, self);
    if (!taken && wait) {
        ++*waiters;
        r->ContentionCount++;
        while (!taken) {
            w->changed.Header.SignalState = 0;
            ke_unlock();
            KeWaitForSingleObject(&w->changed, Executive, KernelMode, FALSE, NULL);
            ke_lock();
            if (waiters == &r->NumberOfExclusiveWaiters || !r->NumberOfExclusiveWaiters)
                taken = take(r, self);
        }
        --*waiters;
    }
    ke_unlock();
    return taken;
}

BOOLEAN NTAPI ExAcquireResourceExclusiveLite(PERESOURCE Resource, BOOLEAN Wait)
{
    KE_SERVICE(ExAcquireResourceExclusiveLite);
    return acquire(Resource, Wait, take_exclusive, &Resource->NumberOfExclusiveWaiters,
                   "ExAcquireResourceExclusiveLite");
}

BOOLEAN NTAPI ExAcquireResourceSharedLite(PERESOURCE Resource, BOOLEAN Wait)
{
    KE_SERVICE(ExAcquireResourceSharedLite);
    return acquire(Resource, Wait, take_shared, &Resource->NumberOfSharedWaiters,
                   "ExAcquireResourceSharedLite");
}

VOID NTAPI ExReleaseResourceLite(PERESOURCE Resource)
{
    struct _KTHREAD *self = KE_SERVICE(ExReleaseResourceLite);
    struct waiting *w = Resource->OwnerTable;
    ke_lock();
    bool held = w && Resource->ActiveCount && (!Resource->OwnerThread || Resource->OwnerThread == self);
    if (held && Resource->OwnerThread) {
        if (!--Resource->OwnerCount) {
            Resource->OwnerThread = NULL;
            Resource->ActiveCount = 0;
        }
    } else if (held) {
        Resource->ActiveCount--;
    }
    if (held && !Resource->ActiveCount) {
        w->changed.Header.SignalState = 1;
        ke_signal(&w->changed.Header);
    }
    ke_unlock();
    if (!held)
        misuse(Resource, "ExReleaseResourceLite", "held by the caller");
    ke_yield();
}

BOOLEAN NTAPI ExIsResourceAcquiredExclusiveLite(PERESOURCE Resource)
{
    struct _KTHREAD *self = KE_SERVICE(ExIsResourceAcquiredExclusiveLite);
    ke_lock();
    bool owner = Resource->OwnerThread == self;
    ke_unlock();
    return owner;
}

ULONG NTAPI ExIsResourceAcquiredSharedLite(PERESOURCE Resource)
{
    struct _KTHREAD *self = KE_SERVICE(ExIsResourceAcquiredSharedLite);
    ke_lock();
    ULONG count = Resource->OwnerThread == self ? Resource->OwnerCount
                  : Resource->OwnerThread       ? 0
                                                : (ULONG)Resource->ActiveCount;
    ke_unlock();
    return count;
}
