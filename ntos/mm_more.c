/*
 * Memory by node, of which there is one; copies that end with a status; and what the system says of its size.
 */
#include "mm.h"

#include <string.h>

MM_SYSTEMSIZE NTAPI MmQuerySystemSize(VOID)
{
    return MmLargeSystem;
}

BOOLEAN NTAPI MmIsThisAnNtAsSystem(VOID)
{
    return FALSE; /* a workstation */
}

PVOID NTAPI MmAllocateContiguousMemorySpecifyCacheNode(
    SIZE_T NumberOfBytes, PHYSICAL_ADDRESS LowestAcceptableAddress, PHYSICAL_ADDRESS HighestAcceptableAddress,
    PHYSICAL_ADDRESS BoundaryAddressMultiple, MEMORY_CACHING_TYPE CacheType, NODE_REQUIREMENT PreferredNode)
{
    KE_SERVICE(MmAllocateContiguousMemorySpecifyCacheNode);
    return MmAllocateContiguousMemorySpecifyCache(
        NumberOfBytes, LowestAcceptableAddress, HighestAcceptableAddress, BoundaryAddressMultiple, CacheType);
}

PVOID NTAPI MmAllocateContiguousNodeMemory(SIZE_T NumberOfBytes, PHYSICAL_ADDRESS LowestAcceptableAddress,
                                           PHYSICAL_ADDRESS HighestAcceptableAddress,
                                           PHYSICAL_ADDRESS BoundaryAddressMultiple, ULONG Protect,
                                           NODE_REQUIREMENT PreferredNode)
{
    ULONG access = Protect & ~(PAGE_NOCACHE | PAGE_WRITECOMBINE);
    KE_SERVICE(MmAllocateContiguousNodeMemory);
    if (access != PAGE_READWRITE && access != PAGE_EXECUTE_READWRITE) {
        report_emit(REPORT_VIOLATION, "SYN-10", "MmAllocateContiguousNodeMemory", "Protect",
                    "PAGE_READWRITE or PAGE_EXECUTE_READWRITE",
                    "Add PAGE_NOCACHE or PAGE_WRITECOMBINE, not less.", "%#x", Protect);
        return NULL;
    }
    return MmAllocateContiguousMemorySpecifyCache(NumberOfBytes, LowestAcceptableAddress,
                                                  HighestAcceptableAddress, BoundaryAddressMultiple,
                                                  Protect & PAGE_NOCACHE        ? MmNonCached
                                                  : Protect & PAGE_WRITECOMBINE ? MmWriteCombined
                                                                                : MmCached);
}

struct copy {
    void *to;
    const void *from;
    size_t size, done;
};

/* Page by page, so that what was there is counted. */
static void copy_pages(void *argument)
{
    struct copy *c = argument;
    while (c->done < c->size) {
        const char *from = (const char *)c->from + c->done;
        size_t n = PAGE_SIZE - BYTE_OFFSET(from);
        if (n > c->size - c->done)
            n = c->size - c->done;
        memcpy((char *)c->to + c->done, from, n);
        c->done += n;
    }
}

NTSTATUS NTAPI MmCopyMemory(PVOID TargetAddress, MM_COPY_ADDRESS SourceAddress, SIZE_T NumberOfBytes,
                            ULONG Flags, PSIZE_T NumberOfBytesTransferred)
{
    struct copy c = {TargetAddress, SourceAddress.VirtualAddress, NumberOfBytes, 0};
    KE_SERVICE(MmCopyMemory);
    *NumberOfBytesTransferred = 0;
    if (Flags != MM_COPY_MEMORY_PHYSICAL && Flags != MM_COPY_MEMORY_VIRTUAL)
        return STATUS_INVALID_PARAMETER_4;
    if (Flags == MM_COPY_MEMORY_PHYSICAL) {
        c.from = nt_physical_pointer((uint64_t)SourceAddress.PhysicalAddress.QuadPart, NumberOfBytes);
        if (!c.from)
            return STATUS_INVALID_ADDRESS;
    }
    NTSTATUS status = nt_guarded_call(copy_pages, &c);
    *NumberOfBytesTransferred = c.done;
    return status;
}
