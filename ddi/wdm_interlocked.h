/*
 * Atomic operations and the linked lists that need no call: what Windows compiles into the driver, compiled into the
 * driver here too. Every atomic operation is a full barrier. Included by wdm.h only.
 */
#ifndef _WDM_INTERLOCKED_
#define _WDM_INTERLOCKED_

#define WDM_INTERLOCKED(suffix, type)                                                                        \
    FORCEINLINE type InterlockedIncrement##suffix(type volatile *target)                                     \
    {                                                                                                        \
        return __sync_add_and_fetch(target, 1);                                                              \
    }                                                                                                        \
    FORCEINLINE type InterlockedDecrement##suffix(type volatile *target)                                     \
    {                                                                                                        \
        return __sync_sub_and_fetch(target, 1);                                                              \
    }                                                                                                        \
    FORCEINLINE type InterlockedAdd##suffix(type volatile *target, type value)                               \
    {                                                                                                        \
        return __sync_add_and_fetch(target, value);                                                          \
    }                                                                                                        \
    FORCEINLINE type InterlockedExchangeAdd##suffix(type volatile *target, type value)                       \
    {                                                                                                        \
        return __sync_fetch_and_add(target, value);                                                          \
    }                                                                                                        \
    FORCEINLINE type InterlockedExchange##suffix(type volatile *target, type value)                          \
    {                                                                                                        \
        return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);                                         \
    }                                                                                                        \
    FORCEINLINE type InterlockedCompareExchange##suffix(type volatile *target, type value, type comparand)   \
    {                                                                                                        \
        return __sync_val_compare_and_swap(target, comparand, value);                                        \
    }                                                                                                        \
    FORCEINLINE type InterlockedAnd##suffix(type volatile *target, type value)                               \
    {                                                                                                        \
        return __sync_fetch_and_and(target, value);                                                          \
    }                                                                                                        \
    FORCEINLINE type InterlockedOr##suffix(type volatile *target, type value)                                \
    {                                                                                                        \
        return __sync_fetch_and_or(target, value);                                                           \
    }                                                                                                        \
    FORCEINLINE type InterlockedXor##suffix(type volatile *target, type value)                               \
    {                                                                                                        \
        return __sync_fetch_and_xor(target, value);                                                          \
    }

WDM_INTERLOCKED(, LONG)
WDM_INTERLOCKED(16, SHORT)
WDM_INTERLOCKED(64, LONG64)
#undef WDM_INTERLOCKED

FORCEINLINE PVOID InterlockedExchangePointer(PVOID volatile *target, PVOID value)
{
    return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);
}
FORCEINLINE PVOID InterlockedCompareExchangePointer(PVOID volatile *target, PVOID value, PVOID comparand)
{
    return __sync_val_compare_and_swap(target, comparand, value);
}
FORCEINLINE UCHAR InterlockedBitTestAndSet(LONG volatile *base, LONG bit)
{
    ULONG mask = 1u << (bit & 31);
    return (InterlockedOr(base + bit / 32, (LONG)mask) & mask) != 0;
}
FORCEINLINE UCHAR InterlockedBitTestAndReset(LONG volatile *base, LONG bit)
{
    ULONG mask = 1u << (bit & 31);
    return (InterlockedAnd(base + bit / 32, (LONG)~mask) & mask) != 0;
}
FORCEINLINE LONG ReadAcquire(LONG const volatile *source)
{
    return __atomic_load_n(source, __ATOMIC_ACQUIRE);
}
FORCEINLINE VOID WriteRelease(LONG volatile *target, LONG value)
{
    __atomic_store_n(target, value, __ATOMIC_RELEASE);
}
FORCEINLINE LONG ReadNoFence(LONG const volatile *source)
{
    return __atomic_load_n(source, __ATOMIC_RELAXED);
}
FORCEINLINE VOID WriteNoFence(LONG volatile *target, LONG value)
{
    __atomic_store_n(target, value, __ATOMIC_RELAXED);
}

#define InterlockedIncrementAcquire       InterlockedIncrement
#define InterlockedDecrementRelease       InterlockedDecrement
#define InterlockedCompareExchangeAcquire InterlockedCompareExchange
#define InterlockedCompareExchangeRelease InterlockedCompareExchange

#define KeMemoryBarrier() __sync_synchronize()
#define MemoryBarrier()   __sync_synchronize()
#if defined(__x86_64__) || defined(__i386__)
#define YieldProcessor() __builtin_ia32_pause()
#else
#define YieldProcessor() __asm__ volatile("yield" ::: "memory")
#endif

/* Doubly linked lists with a head; the caller brings the lock. */

FORCEINLINE VOID InitializeListHead(PLIST_ENTRY head)
{
    head->Flink = head->Blink = head;
}
FORCEINLINE BOOLEAN IsListEmpty(const LIST_ENTRY *head)
{
    return head->Flink == head;
}
FORCEINLINE BOOLEAN RemoveEntryList(PLIST_ENTRY entry)
{
    PLIST_ENTRY next = entry->Flink, previous = entry->Blink;
    previous->Flink = next;
    next->Blink = previous;
    return next == previous;
}
FORCEINLINE PLIST_ENTRY RemoveHeadList(PLIST_ENTRY head)
{
    PLIST_ENTRY entry = head->Flink;
    RemoveEntryList(entry);
    return entry;
}
FORCEINLINE PLIST_ENTRY RemoveTailList(PLIST_ENTRY head)
{
    PLIST_ENTRY entry = head->Blink;
    RemoveEntryList(entry);
    return entry;
}
FORCEINLINE VOID InsertTailList(PLIST_ENTRY head, PLIST_ENTRY entry)
{
    PLIST_ENTRY last = head->Blink;
    entry->Flink = head;
    entry->Blink = last;
    last->Flink = entry;
    head->Blink = entry;
}
FORCEINLINE VOID InsertHeadList(PLIST_ENTRY head, PLIST_ENTRY entry)
{
    InsertTailList(head->Flink, entry);
}
FORCEINLINE VOID AppendTailList(PLIST_ENTRY head, PLIST_ENTRY list)
{
    PLIST_ENTRY last = head->Blink;
    head->Blink->Flink = list;
    head->Blink = list->Blink;
    list->Blink->Flink = head;
    list->Blink = last;
}
FORCEINLINE PSINGLE_LIST_ENTRY PopEntryList(PSINGLE_LIST_ENTRY head)
{
    PSINGLE_LIST_ENTRY first = head->Next;
    if (first)
        head->Next = first->Next;
    return first;
}
FORCEINLINE VOID PushEntryList(PSINGLE_LIST_ENTRY head, PSINGLE_LIST_ENTRY entry)
{
    entry->Next = head->Next;
    head->Next = entry;
}

#endif
