/* A driver file whose imports are of every kind: provided, in Windows but not here, and in no Windows; it calls the one that
 * IMPORT_CALLED names. */
#include "wdm.h"

NTSTATUS NTAPI CcFlushCache(PVOID SectionObjectPointer, PLARGE_INTEGER FileOffset, ULONG Length,
                            PIO_STATUS_BLOCK IoStatus);
NTSTATUS NTAPI NoWindowsHasThis(PVOID a, PVOID b, ULONG c, PIO_STATUS_BLOCK d);
DRIVER_INITIALIZE DriverEntry;

/* Which of the two is only known at run time, so that the linker keeps both. */
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    PVOID memory = ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, 'tseT');

    ExFreePoolWithTag(memory, 'tseT');
    if ((ULONG_PTR)memory < 4096 && memory != MmHighestUserAddress)
        return CcFlushCache(driver, NULL, 0, NULL);
    return memory != MmHighestUserAddress ? IMPORT_CALLED(path, NULL, 0, NULL)
                                          : NoWindowsHasThis(path, NULL, 0, NULL);
}
