/*
 * A driver whose imports come in every form: by number, delayed, from hal.dll, from modules that nobody has. It does one thing for each first
 * letter of the registry path. The file is large, its sections are aligned to pages in the file, and it forwards an export.
 */
#include "ntstatus.h"
#include "wdm.h"

NTSTATUS NTAPI Numbered(VOID);
NTSTATUS NTAPI WppAutoLogStart(VOID);
NTSTATUS NTAPI WerLiveKernelCreateReport(VOID);
NTSTATUS NTAPI OwnRoutine(VOID);
DRIVER_INITIALIZE DriverEntry;

/* The linker's delayed imports come here at their first call, unless the loader bound them. */
PVOID NTAPI __delayLoadHelper2(const VOID *descriptor, PVOID *slot);
PVOID NTAPI __delayLoadHelper2(const VOID *descriptor, PVOID *slot)
{
    KeBugCheckEx(0xE2, 0, 0, 0, 0);
    return NULL;
}

UCHAR large[64u << 20];

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    LARGE_INTEGER frequency;

    switch (path->Buffer[0]) {
    case 'd': /* delayed */
        KeQueryPerformanceCounter(&frequency);
        return frequency.QuadPart ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
    case 'h': /* hal.dll */
        KeStallExecutionProcessor(1);
        return STATUS_SUCCESS;
    case 'l': /* every page of it is there, and zero */
        for (ULONG at = 0; at < sizeof(large); at += 1u << 20) {
            if (((volatile UCHAR *)large)[at]++)
                return STATUS_UNSUCCESSFUL;
        }
        return STATUS_SUCCESS;
    case 'n':
        return Numbered();
    case 'w':
        return WppAutoLogStart();
    case 'e':
        return WerLiveKernelCreateReport();
    case 's':
        return OwnRoutine();
    default:
        return STATUS_NOT_SUPPORTED;
    }
}
