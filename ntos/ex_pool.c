/*
 * The pool routines that drivers call, and what is checked of the call itself.
 */
#include "mm.h"

static void check_call(struct _KTHREAD *self, bool paged, SIZE_T size, ULONG tag, const char *service)
{
    if (paged && self->irql > APC_LEVEL)
        ke_report_irql(service, self->irql, APC_LEVEL, "Allocate nonpaged pool here, or allocate earlier.");
    if (!size)
        report_emit(REPORT_WARNING, "SYN-10", service, "NumberOfBytes", "more than 0", "Skip the allocation.",
                    "0 in %s", nt_call_current());
    if (!tag)
        report_emit(REPORT_WARNING, "SYN-10", service, "Tag", "four characters of the driver's own",
                    "Give every allocation a tag, so that leaks can be named.", "0 in %s", nt_call_current());
}

PVOID NTAPI ExAllocatePoolWithTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
    struct _KTHREAD *self = KE_SERVICE(ExAllocatePoolWithTag);
    bool paged = PoolType & PagedPool;
    check_call(self, paged, NumberOfBytes, Tag, "ExAllocatePoolWithTag");
    if (ke_resource_denied("ExAllocatePoolWithTag"))
        return NULL;
    return mm_pool_alloc(NumberOfBytes, Tag, paged, false);
}

#define NO_TAG 0x656E6F4Eu /* 'None', as Windows writes it */

PVOID NTAPI ExAllocatePool(POOL_TYPE PoolType, SIZE_T NumberOfBytes)
{
    return ExAllocatePoolWithTag(PoolType, NumberOfBytes, NO_TAG);
}

PVOID NTAPI ExAllocatePool2(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag)
{
    struct _KTHREAD *self = KE_SERVICE(ExAllocatePool2);
    bool paged = (Flags & POOL_FLAG_PAGED) != 0, raise = (Flags & POOL_FLAG_RAISE_ON_FAILURE) != 0;
    PVOID p = NULL;
    if (!NumberOfBytes || !Tag ||
        !(Flags & (POOL_FLAG_PAGED | POOL_FLAG_NON_PAGED | POOL_FLAG_NON_PAGED_EXECUTE))) {
        report_emit(REPORT_VIOLATION, "SYN-10", "ExAllocatePool2", "arguments", "a pool, a size and a tag",
                    "ExAllocatePool2 fails without them.", "Flags %#llx, %llu bytes, Tag %#x", Flags,
                    NumberOfBytes, Tag);
        if (raise)
            ExRaiseStatus(STATUS_INVALID_PARAMETER);
        return NULL;
    }
    check_call(self, paged, NumberOfBytes, Tag, "ExAllocatePool2");
    if (!ke_resource_denied("ExAllocatePool2"))
        p = mm_pool_alloc(NumberOfBytes, Tag, paged, !(Flags & POOL_FLAG_UNINITIALIZED));
    if (!p && raise)
        ExRaiseStatus(STATUS_INSUFFICIENT_RESOURCES);
    return p;
}

VOID NTAPI ExFreePool(PVOID P)
{
    KE_SERVICE(ExFreePool);
    mm_pool_free(P, 0, "ExFreePool");
}

VOID NTAPI ExFreePoolWithTag(PVOID P, ULONG Tag)
{
    KE_SERVICE(ExFreePoolWithTag);
    mm_pool_free(P, Tag, "ExFreePoolWithTag");
}
