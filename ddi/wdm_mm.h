/*
 * Memory: MDLs and locked pages, user memory, device memory, contiguous memory. System RAM has physical addresses that a
 * device may use; see MmGetPhysicalAddress. Included by wdm.h only.
 */
#ifndef _WDM_MM_
#define _WDM_MM_

typedef enum _MEMORY_CACHING_TYPE {
    MmNonCached = 0,
    MmCached = 1,
    MmWriteCombined = 2,
    MmHardwareCoherentCached = 3,
    MmNonCachedUnordered = 4,
    MmUSWCCached = 5,
    MmMaximumCacheType = 6,
    MmNotMapped = -1
} MEMORY_CACHING_TYPE;

typedef enum _LOCK_OPERATION { IoReadAccess, IoWriteAccess, IoModifyAccess } LOCK_OPERATION;

typedef enum _MM_PAGE_PRIORITY {
    LowPagePriority = 0,
    NormalPagePriority = 16,
    HighPagePriority = 32
} MM_PAGE_PRIORITY;

#define MdlMappingNoWrite   0x80000000u
#define MdlMappingNoExecute 0x40000000u

#define PAGE_NOACCESS          0x01
#define PAGE_READONLY          0x02
#define PAGE_READWRITE         0x04
#define PAGE_EXECUTE           0x10
#define PAGE_EXECUTE_READ      0x20
#define PAGE_EXECUTE_READWRITE 0x40
#define PAGE_GUARD             0x100
#define PAGE_NOCACHE           0x200
#define PAGE_WRITECOMBINE      0x400

/* ---- user memory ---- */

/* User memory lies below. The probes raise STATUS_ACCESS_VIOLATION or STATUS_DATATYPE_MISALIGNMENT; length 0 always passes.
 * They do not touch the pages (ProbeForWrite does, one byte each): what was probed can still fault or change. */
#ifdef _WIN32
extern __declspec(dllimport) ULONG_PTR MmUserProbeAddress;
extern __declspec(dllimport) PVOID MmHighestUserAddress;
#else
extern ULONG_PTR MmUserProbeAddress;
extern PVOID MmHighestUserAddress;
#endif
#define MM_USER_PROBE_ADDRESS MmUserProbeAddress
VOID NTAPI ProbeForRead(const volatile VOID *Address, SIZE_T Length, ULONG Alignment);
VOID NTAPI ProbeForWrite(volatile VOID *Address, SIZE_T Length, ULONG Alignment);

/* ---- MDLs ---- */

#define MmGetMdlByteCount(mdl)      ((mdl)->ByteCount)
#define MmGetMdlByteOffset(mdl)     ((mdl)->ByteOffset)
#define MmGetMdlVirtualAddress(mdl) ((PVOID)((PCHAR)(mdl)->StartVa + (mdl)->ByteOffset))
#define MmInitializeMdl(mdl, va, length)                                                                     \
    do {                                                                                                     \
        (mdl)->Next = NULL;                                                                                  \
        (mdl)->Size =                                                                                        \
            (CSHORT)(sizeof(MDL) + sizeof(PFN_NUMBER) * ADDRESS_AND_SIZE_TO_SPAN_PAGES(va, length));         \
        (mdl)->MdlFlags = 0;                                                                                 \
        (mdl)->StartVa = PAGE_ALIGN(va);                                                                     \
        (mdl)->ByteOffset = BYTE_OFFSET(va);                                                                 \
        (mdl)->ByteCount = (ULONG)(length);                                                                  \
    } while (0)
#ifdef _WIN32
#define MmGetMdlPfnArray(mdl) ((PPFN_NUMBER)((mdl) + 1))
#else
/* A call natively, because the runtime fills the array on demand. */
PPFN_NUMBER NTAPI MmGetMdlPfnArray(PMDL MemoryDescriptorList);
#endif

/* Raises when a page of the buffer does not allow Operation (user mode) or is not memory. */
VOID NTAPI MmProbeAndLockPages(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode,
                               LOCK_OPERATION Operation);
VOID NTAPI MmUnlockPages(PMDL MemoryDescriptorList);
VOID NTAPI MmBuildMdlForNonPagedPool(PMDL MemoryDescriptorList);
/* NULL (kernel mode, BugCheckOnFailure FALSE) or an exception (user mode) on failure. */
PVOID NTAPI MmMapLockedPagesSpecifyCache(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode,
                                         MEMORY_CACHING_TYPE CacheType, PVOID RequestedAddress,
                                         ULONG BugCheckOnFailure, ULONG Priority);
PVOID NTAPI MmMapLockedPages(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode);
VOID NTAPI MmUnmapLockedPages(PVOID BaseAddress, PMDL MemoryDescriptorList);
FORCEINLINE PVOID MmGetSystemAddressForMdlSafe(PMDL Mdl, ULONG Priority)
{
    if (Mdl->MdlFlags & (MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL))
        return Mdl->MappedSystemVa;
    return MmMapLockedPagesSpecifyCache(Mdl, KernelMode, MmCached, NULL, FALSE, Priority);
}
PMDL NTAPI MmAllocatePagesForMdl(PHYSICAL_ADDRESS LowAddress, PHYSICAL_ADDRESS HighAddress,
                                 PHYSICAL_ADDRESS SkipBytes, SIZE_T TotalBytes);
PMDL NTAPI MmAllocatePagesForMdlEx(PHYSICAL_ADDRESS LowAddress, PHYSICAL_ADDRESS HighAddress,
                                   PHYSICAL_ADDRESS SkipBytes, SIZE_T TotalBytes,
                                   MEMORY_CACHING_TYPE CacheType, ULONG Flags);
VOID NTAPI MmFreePagesFromMdl(PMDL MemoryDescriptorList); /* then ExFreePool(mdl) */
SIZE_T NTAPI MmSizeOfMdl(PVOID Base, SIZE_T Length);

/* ---- device memory ---- */

/* NULL when the range belongs to no device and is not RAM. A pointer into registers that trap must only be used with
 * READ_REGISTER_* and WRITE_REGISTER_*; one into a frame buffer is plain memory. */
PVOID NTAPI MmMapIoSpace(PHYSICAL_ADDRESS PhysicalAddress, SIZE_T NumberOfBytes,
                         MEMORY_CACHING_TYPE CacheType);
PVOID NTAPI MmMapIoSpaceEx(PHYSICAL_ADDRESS PhysicalAddress, SIZE_T NumberOfBytes, ULONG Protect);
VOID NTAPI MmUnmapIoSpace(PVOID BaseAddress, SIZE_T NumberOfBytes);

/* ---- system memory a device can reach ---- */

PVOID NTAPI MmAllocateContiguousMemory(SIZE_T NumberOfBytes, PHYSICAL_ADDRESS HighestAcceptableAddress);
PVOID NTAPI MmAllocateContiguousMemorySpecifyCache(SIZE_T NumberOfBytes,
                                                   PHYSICAL_ADDRESS LowestAcceptableAddress,
                                                   PHYSICAL_ADDRESS HighestAcceptableAddress,
                                                   PHYSICAL_ADDRESS BoundaryAddressMultiple,
                                                   MEMORY_CACHING_TYPE CacheType);
VOID NTAPI MmFreeContiguousMemory(PVOID BaseAddress);
VOID NTAPI MmFreeContiguousMemorySpecifyCache(PVOID BaseAddress, SIZE_T NumberOfBytes,
                                              MEMORY_CACHING_TYPE CacheType);
PVOID NTAPI MmAllocateNonCachedMemory(SIZE_T NumberOfBytes);
VOID NTAPI MmFreeNonCachedMemory(PVOID BaseAddress, SIZE_T NumberOfBytes);
/* 0 when the address is not system memory. */
PHYSICAL_ADDRESS NTAPI MmGetPhysicalAddress(PVOID BaseAddress);
BOOLEAN NTAPI MmIsAddressValid(PVOID VirtualAddress);

#endif
