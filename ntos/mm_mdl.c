/*
 * Memory descriptor lists. Every range that an MDL can describe here is contiguous both physically and in the kernel's
 * address space (the direct map, or the one kernel mapping of a client's file), so locking and mapping take the same time
 * for a cursor and for a desktop; the array of page numbers is written when somebody asks for it.
 */
#include "mm.h"
#include "hal.h"

#include <stdlib.h>
#include <string.h>

#define MDL_TAG      'ldMm'
#define NOT_FILLED   MDL_INTERNAL /* only the first page number is there */
#define NOT_PHYSICAL ((PFN_NUMBER)-1)

/* Before every MDL of IoAllocateMdl. */
struct mdl_header {
    LIST_ENTRY link;
    const char *where;
    ULONG magic;
    ULONG pages;
};
#define MDL_MAGIC 0x4C444D21u

static struct {
    struct host_mutex lock;
    LIST_ENTRY all;
    bool started, eager;
    _Atomic uint64_t loose_pages; /* of MmAllocatePagesForMdl */
} mdls = {.lock = HOST_MUTEX_INIT};

static PPFN_NUMBER pfns(PMDL mdl)
{
    return (PPFN_NUMBER)(mdl + 1);
}

static ULONG page_count(const MDL *mdl)
{
    return ADDRESS_AND_SIZE_TO_SPAN_PAGES((ULONG_PTR)mdl->StartVa + mdl->ByteOffset, mdl->ByteCount);
}

void nt_mdl_fill_eagerly(bool eager)
{
    mdls.eager = eager;
}

PPFN_NUMBER NTAPI MmGetMdlPfnArray(PMDL MemoryDescriptorList)
{
    PPFN_NUMBER array = pfns(MemoryDescriptorList); /* no service, as on Windows: an address is computed */
    if (MemoryDescriptorList->MdlFlags & NOT_FILLED) {
        ULONG count = page_count(MemoryDescriptorList);
        for (ULONG i = 1; i < count; i++)
            array[i] = array[0] == NOT_PHYSICAL ? NOT_PHYSICAL : array[0] + i;
        MemoryDescriptorList->MdlFlags &= ~NOT_FILLED;
    }
    return array;
}

/* The page numbers of `physical` and what follows. */
static void set_pages(PMDL mdl, PFN_NUMBER first)
{
    pfns(mdl)[0] = first;
    if (page_count(mdl) > 1)
        mdl->MdlFlags |= NOT_FILLED;
    if (mdls.eager || dispatch_foreign())
        MmGetMdlPfnArray(mdl);
}

/* ---- IoAllocateMdl and its kin ---- */

PMDL NTAPI IoAllocateMdl(PVOID VirtualAddress, ULONG Length, BOOLEAN SecondaryBuffer, BOOLEAN ChargeQuota,
                         PIRP Irp)
{
    KE_SERVICE(IoAllocateMdl);
    ULONG pages = ADDRESS_AND_SIZE_TO_SPAN_PAGES(VirtualAddress, Length);
    if (!pages)
        pages = 1;
    size_t size = sizeof(struct mdl_header) + sizeof(MDL) + pages * sizeof(PFN_NUMBER);
    struct mdl_header *h = ke_resource_denied("IoAllocateMdl") ? NULL : malloc(size);
    if (!h)
        return NULL;
    PMDL mdl = (PMDL)(h + 1);
    h->where = nt_call_current();
    h->magic = MDL_MAGIC;
    h->pages = pages;
    memset(mdl, 0, sizeof(*mdl));
    MmInitializeMdl(mdl, VirtualAddress, Length);
    mdl->MdlFlags = MDL_ALLOCATED_FIXED_SIZE;
    host_lock(&mdls.lock);
    if (!mdls.started) {
        InitializeListHead(&mdls.all);
        mdls.started = true;
    }
    InsertTailList(&mdls.all, &h->link);
    host_unlock(&mdls.lock);
    return mdl;
}

static struct mdl_header *header_of(PMDL mdl)
{
    return (struct mdl_header *)mdl - 1;
}

static void report_mdl(const char *service, PMDL mdl, const char *what, const char *advice, ULONG_PTR kind)
{
    report_emit(REPORT_VIOLATION, "SYN-10", service, "MDL", what, advice, "%p with flags %#x", (void *)mdl,
                (unsigned)(USHORT)mdl->MdlFlags);
    nt_bugcheck(DRIVER_VERIFIER_DETECTED_VIOLATION, kind, (ULONG_PTR)mdl, (USHORT)mdl->MdlFlags, 0, "SYN-10",
                "%s: MDL %p is not %s (flags %#x)", service, (void *)mdl, what,
                (unsigned)(USHORT)mdl->MdlFlags);
}

VOID NTAPI IoFreeMdl(PMDL Mdl)
{
    KE_SERVICE(IoFreeMdl);
    if (header_of(Mdl)->magic != MDL_MAGIC)
        report_mdl("IoFreeMdl", Mdl, "allocated", "Free each MDL of IoAllocateMdl once.", 0x46);
    if (Mdl->MdlFlags & MDL_PAGES_LOCKED && !(Mdl->MdlFlags & MDL_PARTIAL))
        report_mdl("IoFreeMdl", Mdl, "unlocked", "Call MmUnlockPages before IoFreeMdl.", 0x8B);
    host_lock(&mdls.lock);
    RemoveEntryList(&header_of(Mdl)->link);
    host_unlock(&mdls.lock);
    header_of(Mdl)->magic = 0;
    free(header_of(Mdl));
}

VOID NTAPI IoBuildPartialMdl(PMDL SourceMdl, PMDL TargetMdl, PVOID VirtualAddress, ULONG Length)
{
    KE_SERVICE(IoBuildPartialMdl);
    ULONG skip = (ULONG)((char *)VirtualAddress - (char *)MmGetMdlVirtualAddress(SourceMdl));
    if (!Length)
        Length = SourceMdl->ByteCount - skip;
    if (skip > SourceMdl->ByteCount || Length > SourceMdl->ByteCount - skip)
        report_mdl("IoBuildPartialMdl", SourceMdl, "large enough", "The part must lie inside the source.",
                   0x46);
    TargetMdl->StartVa = PAGE_ALIGN(VirtualAddress);
    TargetMdl->ByteOffset = BYTE_OFFSET(VirtualAddress);
    TargetMdl->ByteCount = Length;
    TargetMdl->MdlFlags = (CSHORT)((TargetMdl->MdlFlags & MDL_ALLOCATED_FIXED_SIZE) | MDL_PARTIAL |
                                   (SourceMdl->MdlFlags & (MDL_SOURCE_IS_NONPAGED_POOL |
                                                           MDL_MAPPED_TO_SYSTEM_VA | MDL_PAGES_LOCKED)));
    TargetMdl->MappedSystemVa = SourceMdl->MappedSystemVa ? (char *)SourceMdl->MappedSystemVa + skip : NULL;
    ULONG_PTR first = ((ULONG_PTR)TargetMdl->StartVa - (ULONG_PTR)SourceMdl->StartVa) >> PAGE_SHIFT;
    PFN_NUMBER base = pfns(SourceMdl)[0];
    set_pages(TargetMdl, base == NOT_PHYSICAL ? NOT_PHYSICAL : base + first);
}

void mm_mdl_stop(bool count_leaks)
{
    while (mdls.started && !IsListEmpty(&mdls.all)) {
        struct mdl_header *h = CONTAINING_RECORD(RemoveHeadList(&mdls.all), struct mdl_header, link);
        PMDL mdl = (PMDL)(h + 1);
        if (count_leaks)
            ke_leak("MDL", "freed", "Every IoAllocateMdl needs its IoFreeMdl, on every path.",
                    "%u bytes, %sallocated in %s", mdl->ByteCount,
                    mdl->MdlFlags & MDL_PAGES_LOCKED ? "locked, " : "", *h->where ? h->where : "the kernel");
        free(h);
    }
    if (count_leaks && mdls.loose_pages)
        ke_leak("pages of MmAllocatePagesForMdl", "freed", "Call MmFreePagesFromMdl before ExFreePool(mdl).",
                "%llu", (unsigned long long)mdls.loose_pages);
    mdls.loose_pages = 0;
    mdls.eager = false;
}

/* ---- locking ---- */

static void describe_kernel_memory(PMDL mdl, char *va)
{
    uint64_t physical;
    if (mm_is_ram(va, mdl->ByteCount))
        set_pages(mdl, mm_frame_of(va));
    else if (mm_foreign_physical(va, &physical) || hal_physical(va, &physical))
        set_pages(mdl, physical >> PAGE_SHIFT);
    else
        set_pages(mdl,
                  NOT_PHYSICAL); /* stacks and data of the program: memory, but none a device can reach */
    mdl->MappedSystemVa = va;
}

static void lock_user(PMDL mdl, char *va, LOCK_OPERATION operation)
{
    struct user_region *region;
    uint64_t physical;
    NTSTATUS status = mm_user_lock(va, mdl->ByteCount, operation != IoReadAccess, &region, &physical);
    if (!NT_SUCCESS(status))
        ExRaiseStatus(status);
    set_pages(mdl, physical >> PAGE_SHIFT);
    mdl->MappedSystemVa = NULL;
}

VOID NTAPI MmProbeAndLockPages(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode,
                               LOCK_OPERATION Operation)
{
    struct _KTHREAD *self = KE_SERVICE(MmProbeAndLockPages);
    PMDL mdl = MemoryDescriptorList;
    char *va = MmGetMdlVirtualAddress(mdl);
    bool is_user = mm_is_user(va, 1);
    if (mdl->MdlFlags & (MDL_PAGES_LOCKED | MDL_SOURCE_IS_NONPAGED_POOL))
        report_mdl("MmProbeAndLockPages", mdl, "unlocked", "Lock an MDL once; nonpaged memory needs no lock.",
                   0x6F);
    if (is_user && self->irql > APC_LEVEL)
        ke_report_irql("MmProbeAndLockPages", self->irql, APC_LEVEL,
                       "Pageable memory is locked below DISPATCH_LEVEL.");
    if (!mdl->ByteCount || ke_resource_denied("MmProbeAndLockPages"))
        ExRaiseStatus(mdl->ByteCount ? STATUS_INSUFFICIENT_RESOURCES : STATUS_INVALID_PARAMETER);
    if (is_user)
        lock_user(mdl, va, Operation);
    else if (AccessMode == KernelMode)
        describe_kernel_memory(mdl, va);
    else
        ExRaiseStatus(STATUS_ACCESS_VIOLATION);
    mdl->Process = is_user ? (struct _EPROCESS *)self->process : NULL;
    mdl->MdlFlags |= (CSHORT)(MDL_PAGES_LOCKED | (Operation != IoReadAccess ? MDL_WRITE_OPERATION : 0));
}

VOID NTAPI MmUnlockPages(PMDL MemoryDescriptorList)
{
    KE_SERVICE(MmUnlockPages);
    PMDL mdl = MemoryDescriptorList;
    if (!(mdl->MdlFlags & MDL_PAGES_LOCKED))
        report_mdl("MmUnlockPages", mdl, "locked", "Unlock what MmProbeAndLockPages locked, once.", 0x7C);
    if (mdl->MdlFlags & MDL_PARTIAL)
        report_mdl("MmUnlockPages", mdl, "the one that was locked", "Unlock the source, not the partial MDL.",
                   0x7D);
    if (mm_is_user(mdl->StartVa, 1)) {
        struct user_region *region = mm_user_region_of_physical((uint64_t)pfns(mdl)[0] << PAGE_SHIFT);
        if (region)
            mm_user_unlock(region);
    }
    mdl->MappedSystemVa = NULL;
    mdl->MdlFlags &=
        (CSHORT) ~(MDL_PAGES_LOCKED | MDL_MAPPED_TO_SYSTEM_VA | MDL_WRITE_OPERATION | NOT_FILLED);
}

VOID NTAPI MmBuildMdlForNonPagedPool(PMDL MemoryDescriptorList)
{
    KE_SERVICE(MmBuildMdlForNonPagedPool);
    PMDL mdl = MemoryDescriptorList;
    char *va = MmGetMdlVirtualAddress(mdl);
    if (mdl->MdlFlags & (MDL_PAGES_LOCKED | MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL))
        report_mdl("MmBuildMdlForNonPagedPool", mdl, "fresh", "Build an MDL once.", 0x6F);
    if (mm_is_user(va, 1))
        report_mdl("MmBuildMdlForNonPagedPool", mdl, "of nonpaged memory", "User memory is locked instead.",
                   0x6F);
    describe_kernel_memory(mdl, va);
    mdl->MdlFlags |= MDL_SOURCE_IS_NONPAGED_POOL;
}

/* ---- mapping ---- */

static void *system_address(PMDL mdl)
{
    if (!mm_is_user(mdl->StartVa, 1) && !(mdl->MdlFlags & MDL_IO_SPACE) && mdl->StartVa)
        return MmGetMdlVirtualAddress(mdl);
    uint64_t physical = (uint64_t)pfns(mdl)[0] << PAGE_SHIFT;
    char *page = nt_physical_pointer(physical, mdl->ByteOffset + (size_t)mdl->ByteCount);
    return page ? page + mdl->ByteOffset : NULL;
}

static void *map_for_user(PMDL mdl)
{
    struct _KTHREAD *self = ke_self();
    uint64_t physical = (uint64_t)pfns(mdl)[0] << PAGE_SHIFT;
    char *p = NULL;
    if (self->process && pfns(mdl)[0] != NOT_PHYSICAL)
        p = mm_user_map_physical(self->process, physical, mdl->ByteOffset + (size_t)mdl->ByteCount);
    if (!p)
        ExRaiseStatus(STATUS_INSUFFICIENT_RESOURCES);
    return p + mdl->ByteOffset;
}

PVOID NTAPI MmMapLockedPagesSpecifyCache(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode,
                                         MEMORY_CACHING_TYPE CacheType, PVOID RequestedAddress,
                                         ULONG BugCheckOnFailure, ULONG Priority)
{
    struct _KTHREAD *self = KE_SERVICE(MmMapLockedPagesSpecifyCache);
    PMDL mdl = MemoryDescriptorList;
    if (!(mdl->MdlFlags & (MDL_PAGES_LOCKED | MDL_SOURCE_IS_NONPAGED_POOL | MDL_PARTIAL)))
        report_mdl("MmMapLockedPagesSpecifyCache", mdl, "locked", "Lock the pages before they are mapped.",
                   0x7C);
    if (AccessMode == UserMode) {
        if (self->irql > APC_LEVEL)
            ke_report_irql("MmMapLockedPagesSpecifyCache", self->irql, APC_LEVEL,
                           "Map for user mode below DISPATCH_LEVEL.");
        return map_for_user(mdl);
    }
    if (ke_resource_denied("MmMapLockedPagesSpecifyCache"))
        return NULL;
    if (mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA)
        return mdl->MappedSystemVa;
    mdl->MappedSystemVa = system_address(mdl);
    if (mdl->MappedSystemVa)
        mdl->MdlFlags |= MDL_MAPPED_TO_SYSTEM_VA;
    return mdl->MappedSystemVa;
}

PVOID NTAPI MmMapLockedPages(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode)
{
    return MmMapLockedPagesSpecifyCache(MemoryDescriptorList, AccessMode, MmCached, NULL, TRUE,
                                        NormalPagePriority);
}

VOID NTAPI MmUnmapLockedPages(PVOID BaseAddress, PMDL MemoryDescriptorList)
{
    struct _KTHREAD *self = KE_SERVICE(MmUnmapLockedPages);
    PMDL mdl = MemoryDescriptorList;
    if (mm_is_user(BaseAddress, 1)) {
        if (self->process)
            nt_user_unmap(self->process, BaseAddress, mdl->ByteCount);
        return;
    }
    if (!(mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA) || BaseAddress != mdl->MappedSystemVa)
        report_mdl("MmUnmapLockedPages", mdl, "mapped there", "Unmap what was mapped, once.", 0x7B);
    mdl->MdlFlags &= ~MDL_MAPPED_TO_SYSTEM_VA;
    mdl->MappedSystemVa = NULL;
}

SIZE_T NTAPI MmSizeOfMdl(PVOID Base, SIZE_T Length)
{
    KE_SERVICE(MmSizeOfMdl);
    return sizeof(MDL) + sizeof(PFN_NUMBER) * ADDRESS_AND_SIZE_TO_SPAN_PAGES(Base, Length);
}

/* ---- pages without an address ---- */

PMDL NTAPI MmAllocatePagesForMdlEx(PHYSICAL_ADDRESS LowAddress, PHYSICAL_ADDRESS HighAddress,
                                   PHYSICAL_ADDRESS SkipBytes, SIZE_T TotalBytes,
                                   MEMORY_CACHING_TYPE CacheType, ULONG Flags)
{
    KE_SERVICE(MmAllocatePagesForMdlEx);
    SIZE_T size = ROUND_TO_PAGES(TotalBytes);
    if (!size || size > MAXULONG || ke_resource_denied("MmAllocatePagesForMdl"))
        return NULL;
    PMDL mdl = mm_pool_alloc(MmSizeOfMdl(NULL, size), MDL_TAG, false, true);
    if (!mdl)
        return NULL;
    MmInitializeMdl(mdl, NULL, size);
    uint64_t first = mm_frames_alloc(size >> PAGE_SHIFT, 1, (uint64_t)LowAddress.QuadPart,
                                     (uint64_t)HighAddress.QuadPart, 0, MM_MDL_PAGES, NULL);
    if (first == MM_NO_FRAME) {
        mm_pool_free(mdl, MDL_TAG, "MmAllocatePagesForMdl");
        return NULL;
    }
    memset(mm_frame_pointer(first), 0, size);
    set_pages(mdl, first);
    MmGetMdlPfnArray(mdl);
    mdl->MdlFlags |= MDL_PAGES_LOCKED;
    atomic_fetch_add(&mdls.loose_pages, size >> PAGE_SHIFT);
    return mdl;
}

PMDL NTAPI MmAllocatePagesForMdl(PHYSICAL_ADDRESS LowAddress, PHYSICAL_ADDRESS HighAddress,
                                 PHYSICAL_ADDRESS SkipBytes, SIZE_T TotalBytes)
{
    return MmAllocatePagesForMdlEx(LowAddress, HighAddress, SkipBytes, TotalBytes, MmCached, 0);
}

VOID NTAPI MmFreePagesFromMdl(PMDL MemoryDescriptorList)
{
    KE_SERVICE(MmFreePagesFromMdl);
    PMDL mdl = MemoryDescriptorList;
    PFN_NUMBER first = pfns(mdl)[0];
    if (!(mdl->MdlFlags & MDL_PAGES_LOCKED) || first >= mm.frame_count ||
        mm.frames[first].use != MM_MDL_PAGES)
        report_mdl("MmFreePagesFromMdl", mdl, "of MmAllocatePagesForMdl", "Free its pages once.", 0x7C);
    mm_frames_free(first, page_count(mdl));
    atomic_fetch_sub(&mdls.loose_pages, page_count(mdl));
    mdl->MdlFlags = 0;
}
