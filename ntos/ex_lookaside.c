/*
 * Look-aside lists whose routines are the caller's, and the forms of pool allocation that say more than a tag.
 */
#include "ke.h"
#include "mm.h"

#define DEFAULT_DEPTH 16

static PVOID NTAPI allocate_plain(POOL_TYPE type, SIZE_T size, ULONG tag, PLOOKASIDE_LIST_EX list)
{
    return ExAllocatePoolWithTag(type, size, tag);
}

static PVOID NTAPI allocate_or_raise(POOL_TYPE type, SIZE_T size, ULONG tag, PLOOKASIDE_LIST_EX list)
{
    PVOID p = ExAllocatePoolWithTag(type, size, tag);
    if (!p)
        ExRaiseStatus(STATUS_INSUFFICIENT_RESOURCES);
    return p;
}

static VOID NTAPI free_plain(PVOID buffer, PLOOKASIDE_LIST_EX list)
{
    ExFreePool(buffer);
}

NTSTATUS NTAPI ExInitializeLookasideListEx(PLOOKASIDE_LIST_EX Lookaside, PALLOCATE_FUNCTION_EX Allocate,
                                           PFREE_FUNCTION_EX Free, POOL_TYPE PoolType, ULONG Flags,
                                           SIZE_T Size, ULONG Tag, USHORT Depth)
{
    PGENERAL_LOOKASIDE_POOL l = &Lookaside->L;
    bool raise = Flags & EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL;
    KE_SERVICE(ExInitializeLookasideListEx);
    if (Size > MAXULONG)
        return STATUS_INVALID_BUFFER_SIZE;
    if (Flags & ~3u || (raise && Flags & EX_LOOKASIDE_LIST_EX_FLAGS_FAIL_NO_RAISE))
        return STATUS_INVALID_PARAMETER_5;
    if (Depth)
        return STATUS_INVALID_PARAMETER;
    RtlZeroMemory(Lookaside, sizeof(*Lookaside));
    InitializeSListHead(&l->ListHead);
    l->Depth = l->MaximumDepth = DEFAULT_DEPTH;
    l->Type = PoolType;
    l->Tag = Tag;
    l->Size = (ULONG)(Size < sizeof(SLIST_ENTRY) ? sizeof(SLIST_ENTRY) : Size);
    l->AllocateEx = Allocate ? Allocate : raise ? allocate_or_raise : allocate_plain;
    l->FreeEx = Free ? Free : free_plain;
    InitializeListHead(&l->ListEntry);
    return STATUS_SUCCESS;
}

static void flush(PLOOKASIDE_LIST_EX list)
{
    PVOID entry;
    while ((entry = ExpInterlockedPopEntrySList(&list->L.ListHead)))
        list->L.FreeEx(entry, list);
}

VOID NTAPI ExFlushLookasideListEx(PLOOKASIDE_LIST_EX Lookaside)
{
    KE_SERVICE(ExFlushLookasideListEx);
    flush(Lookaside);
}

VOID NTAPI ExDeleteLookasideListEx(PLOOKASIDE_LIST_EX Lookaside)
{
    KE_SERVICE(ExDeleteLookasideListEx);
    flush(Lookaside);
}

/* ---- pool ---- */

PVOID NTAPI ExAllocatePoolWithQuotaTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
    KE_SERVICE(ExAllocatePoolWithQuotaTag);
    bool raise = !(PoolType & POOL_QUOTA_FAIL_INSTEAD_OF_RAISE);
    PVOID p = ExAllocatePoolWithTag(PoolType & ~POOL_QUOTA_FAIL_INSTEAD_OF_RAISE, NumberOfBytes, Tag);
    if (!p && raise)
        ExRaiseStatus(STATUS_INSUFFICIENT_RESOURCES);
    return p;
}

PVOID NTAPI ExAllocatePoolWithTagPriority(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag,
                                          EX_POOL_PRIORITY Priority)
{
    KE_SERVICE(ExAllocatePoolWithTagPriority);
    return ExAllocatePoolWithTag(PoolType, NumberOfBytes, Tag);
}

PVOID NTAPI ExAllocatePool3(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag,
                            PCPOOL_EXTENDED_PARAMETER ExtendedParameters, ULONG ExtendedParametersCount)
{
    KE_SERVICE(ExAllocatePool3);
    for (ULONG i = 0; i < ExtendedParametersCount; i++) {
        unsigned type = ExtendedParameters[i].Type;
        if (type == 1 || type == 3 ||
            ExtendedParameters[i].Optional) /* priority, NUMA node: nothing to decide */
            continue;
        report_emit(REPORT_WARNING, "SYN-10", "ExAllocatePool3", "ExtendedParameters",
                    "priority or NUMA node", "Secure pools do not exist here.", "type %u", type);
        if (Flags & POOL_FLAG_RAISE_ON_FAILURE)
            ExRaiseStatus(STATUS_INVALID_PARAMETER);
        return NULL;
    }
    return ExAllocatePool2(Flags, NumberOfBytes, Tag);
}

VOID NTAPI ExFreePool2(PVOID P, ULONG Tag, PCPOOL_EXTENDED_PARAMETER ExtendedParameters,
                       ULONG ExtendedParametersCount)
{
    KE_SERVICE(ExFreePool2);
    ExFreePoolWithTag(P, Tag);
}
