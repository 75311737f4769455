/*
 * Lists under a spin lock, lock-free lists (which here have one lock for all: what counts is that each operation is whole),
 * and look-aside lists on top of them.
 */
#include "ke.h"

/* ---- lists under the caller's spin lock ---- */

/* These run at any IRQL: they raise to HIGH_LEVEL, as interrupts are off on Windows. */
static KIRQL enter(struct _KTHREAD *self, PKSPIN_LOCK lock)
{
    KIRQL old = self->irql;
    self->irql = HIGH_LEVEL;
    ke_spin_acquire(self, lock, "ExInterlocked list");
    return old;
}

static void leave(struct _KTHREAD *self, PKSPIN_LOCK lock, KIRQL old)
{
    ke_spin_release(self, lock, "ExInterlocked list");
    self->irql = old;
    ke_yield();
}

PLIST_ENTRY NTAPI ExInterlockedInsertHeadList(PLIST_ENTRY ListHead, PLIST_ENTRY ListEntry, PKSPIN_LOCK Lock)
{
    struct _KTHREAD *self = KE_SERVICE(ExInterlockedInsertHeadList);
    KIRQL old = enter(self, Lock);
    PLIST_ENTRY first = IsListEmpty(ListHead) ? NULL : ListHead->Flink;
    InsertHeadList(ListHead, ListEntry);
    leave(self, Lock, old);
    return first;
}

PLIST_ENTRY NTAPI ExInterlockedInsertTailList(PLIST_ENTRY ListHead, PLIST_ENTRY ListEntry, PKSPIN_LOCK Lock)
{
    struct _KTHREAD *self = KE_SERVICE(ExInterlockedInsertTailList);
    KIRQL old = enter(self, Lock);
    PLIST_ENTRY last = IsListEmpty(ListHead) ? NULL : ListHead->Blink;
    InsertTailList(ListHead, ListEntry);
    leave(self, Lock, old);
    return last;
}

PLIST_ENTRY NTAPI ExInterlockedRemoveHeadList(PLIST_ENTRY ListHead, PKSPIN_LOCK Lock)
{
    struct _KTHREAD *self = KE_SERVICE(ExInterlockedRemoveHeadList);
    KIRQL old = enter(self, Lock);
    PLIST_ENTRY first = IsListEmpty(ListHead) ? NULL : RemoveHeadList(ListHead);
    leave(self, Lock, old);
    return first;
}

PSINGLE_LIST_ENTRY NTAPI ExInterlockedPushEntryList(PSINGLE_LIST_ENTRY ListHead, PSINGLE_LIST_ENTRY ListEntry,
                                                    PKSPIN_LOCK Lock)
{
    struct _KTHREAD *self = KE_SERVICE(ExInterlockedPushEntryList);
    KIRQL old = enter(self, Lock);
    PSINGLE_LIST_ENTRY first = ListHead->Next;
    PushEntryList(ListHead, ListEntry);
    leave(self, Lock, old);
    return first;
}

PSINGLE_LIST_ENTRY NTAPI ExInterlockedPopEntryList(PSINGLE_LIST_ENTRY ListHead, PKSPIN_LOCK Lock)
{
    struct _KTHREAD *self = KE_SERVICE(ExInterlockedPopEntryList);
    KIRQL old = enter(self, Lock);
    PSINGLE_LIST_ENTRY first = PopEntryList(ListHead);
    leave(self, Lock, old);
    return first;
}

/* ---- lists without a lock of the caller's ---- */

static struct host_mutex slist_lock = HOST_MUTEX_INIT;

PSLIST_ENTRY NTAPI ExpInterlockedPushEntrySList(PSLIST_HEADER ListHead, PSLIST_ENTRY ListEntry)
{
    KE_SERVICE(ExpInterlockedPushEntrySList);
    *(volatile PSLIST_ENTRY *)&ListEntry->Next = NULL; /* a bad entry faults here, not under the lock */
    host_lock(&slist_lock);
    PSLIST_ENTRY first = ListHead->List.First;
    ListEntry->Next = first;
    ListHead->List.First = ListEntry;
    ListHead->List.Depth++;
    host_unlock(&slist_lock);
    return first;
}

PSLIST_ENTRY NTAPI ExpInterlockedPopEntrySList(PSLIST_HEADER ListHead)
{
    KE_SERVICE(ExpInterlockedPopEntrySList);
    host_lock(&slist_lock);
    PSLIST_ENTRY first = ListHead->List.First;
    if (first) {
        ListHead->List.First = first->Next;
        ListHead->List.Depth--;
    }
    host_unlock(&slist_lock);
    return first;
}

PSLIST_ENTRY NTAPI ExpInterlockedFlushSList(PSLIST_HEADER ListHead)
{
    KE_SERVICE(ExpInterlockedFlushSList);
    host_lock(&slist_lock);
    PSLIST_ENTRY first = ListHead->List.First;
    ListHead->List.First = NULL;
    ListHead->List.Depth = 0;
    host_unlock(&slist_lock);
    return first;
}

USHORT NTAPI ExQueryDepthSList(PSLIST_HEADER SListHead)
{
    KE_SERVICE(ExQueryDepthSList);
    host_lock(&slist_lock);
    USHORT depth = SListHead->List.Depth;
    host_unlock(&slist_lock);
    return depth;
}

/* ---- look-aside lists ---- */

#define DEFAULT_DEPTH 16

static void init(PGENERAL_LOOKASIDE l, PALLOCATE_FUNCTION allocate, PFREE_FUNCTION release, POOL_TYPE type,
                 SIZE_T size, ULONG tag)
{
    RtlZeroMemory(l, sizeof(*l));
    InitializeSListHead(&l->ListHead);
    l->Depth = l->MaximumDepth = DEFAULT_DEPTH;
    l->Type = type;
    l->Tag = tag;
    l->Size = (ULONG)(size < sizeof(SLIST_ENTRY) ? sizeof(SLIST_ENTRY) : size);
    l->Allocate = allocate ? allocate : ExAllocatePoolWithTag;
    l->Free = release ? release : ExFreePool;
    InitializeListHead(&l->ListEntry);
}

static void drain(PGENERAL_LOOKASIDE l)
{
    PVOID entry;
    while ((entry = ExpInterlockedPopEntrySList(&l->ListHead)))
        l->Free(entry);
}

VOID NTAPI ExInitializeNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside, PALLOCATE_FUNCTION Allocate,
                                           PFREE_FUNCTION Free, ULONG Flags, SIZE_T Size, ULONG Tag,
                                           USHORT Depth)
{
    KE_SERVICE(ExInitializeNPagedLookasideList);
    init(&Lookaside->L, Allocate, Free, NonPagedPoolNx, Size, Tag);
}

VOID NTAPI ExDeleteNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside)
{
    KE_SERVICE(ExDeleteNPagedLookasideList);
    drain(&Lookaside->L);
}

VOID NTAPI ExInitializePagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside, PALLOCATE_FUNCTION Allocate,
                                          PFREE_FUNCTION Free, ULONG Flags, SIZE_T Size, ULONG Tag,
                                          USHORT Depth)
{
    KE_SERVICE(ExInitializePagedLookasideList);
    init(&Lookaside->L, Allocate, Free, PagedPool, Size, Tag);
}

VOID NTAPI ExDeletePagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside)
{
    KE_SERVICE(ExDeletePagedLookasideList);
    drain(&Lookaside->L);
}
