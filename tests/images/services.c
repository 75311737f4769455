/*
 * A driver file that calls the kernel by its imports, the way Windows' compilers call: text and formatting with any number of arguments,
 * the registry with a table, events, look-aside lists, DMA, timers, locks, routines by name. The first letter of the registry path says
 * which; it returns STATUS_SUCCESS, or the number of the step that was wrong. Built as a Windows file only.
 */
#include "ntstatus.h"
#include "wdm.h"

#define STEP(n, condition)                                                                                   \
    do {                                                                                                     \
        if (!(condition))                                                                                    \
            return (NTSTATUS)(0xE0000000u + (n));                                                            \
    } while (0)

#define TAG 'crvS'

DRIVER_INITIALIZE DriverEntry;

/* ---- the C library ---- */

static int order(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static NTSTATUS text(VOID)
{
    CHAR t[64];
    WCHAR w[64], *end;
    int numbers[] = {5, -3, 9, 0, 2}, key = 9;
    STEP(1, strlen("abc") == 3 && strcmp("a", "b") < 0 && _stricmp("ABC", "abc") == 0 && !strchr("abc", 'x'));
    STEP(2, !strcmp(strcat(strcpy(t, "ab"), "cd"), "abcd") && strstr(t, "cd") == t + 2 &&
                strrchr(t, 'd') == t + 3);
    STEP(3, wcslen(L"wide") == 4 && _wcsnicmp(L"WIde", L"wiXX", 2) == 0 && wcsstr(L"abc", L"bc") != NULL);
    STEP(4, wcscpy_s(w, 64, L"0x20") == 0 && wcstoul(w, &end, 0) == 32 && *end == 0 && _wtoi(L"-7") == -7);
    STEP(5, strcpy_s(t, 4, "abc") == 0 && strncpy_s(t, 4, "abcdef", _TRUNCATE) == 80);
    STEP(6, atoi("12") == 12 && tolower('A') == 'a' && towupper(L'x') == L'X' && isdigit('7'));
    qsort(numbers, 5, sizeof(int), order);
    STEP(7,
         numbers[0] == -3 && numbers[4] == 9 && bsearch(&key, numbers, 5, sizeof(int), order) == &numbers[4]);
    srand(1);
    int first = rand();
    srand(1);
    STEP(8, rand() == first);
    return STATUS_SUCCESS;
}

/* ---- any number of arguments ---- */

static int by_list(CHAR *to, SIZE_T room, const CHAR *format, ...)
{
    va_list list;
    va_start(list, format);
    int n = _vsnprintf(to, room, format, list);
    va_end(list);
    return n;
}

static NTSTATUS printed(const CHAR *format, ...)
{
    va_list list;
    va_start(list, format);
    NTSTATUS status = (NTSTATUS)vDbgPrintEx(DPFLTR_IHVVIDEO_ID, DPFLTR_INFO_LEVEL, format, list);
    va_end(list);
    return status;
}

static NTSTATUS formats(VOID)
{
    CHAR t[96];
    WCHAR w[64];
    int n =
        sprintf(t, "%d %u %I64x %s %ws %c %p", -1, 2u, 0x123456789ABCull, "text", L"wide", 'c', (PVOID)0x10);
    STEP(1, n == (int)strlen(t) && !strcmp(t, "-1 2 123456789abc text wide c 0000000000000010"));
    STEP(2,
         sprintf_s(t, sizeof(t), "%d%d%d%d%d%d%d%d", 1, 2, 3, 4, 5, 6, 7, 8) == 8 && !strcmp(t, "12345678"));
    STEP(3, _snprintf(t, 4, "%s", "abcdef") == -1 && _snprintf_s(t, 4, _TRUNCATE, "%s", "abcdef") == -1);
    STEP(4, !strcmp(t, "abc"));
    STEP(5, swprintf_s(w, 64, L"%s %S %d", L"wide", "narrow", 5) == 13 && !wcscmp(w, L"wide narrow 5"));
    STEP(6, swprintf(w, L"%04x|%-4d|", 0xAB, 7) == 10 && !wcscmp(w, L"00ab|7   |"));
    STEP(7, by_list(t, sizeof(t), "%s %d %lld", "list", 6, -7ll) == 9 && !strcmp(t, "list 6 -7"));
    STEP(8, printed("mode %ux%u at %d\n", 1280u, 800u, 60) == STATUS_SUCCESS);
    return STATUS_SUCCESS;
}

/* ---- the registry ---- */

static ULONG values;

static NTSTATUS NTAPI see(PWSTR name, ULONG type, PVOID data, ULONG length, PVOID context, PVOID entry)
{
    if (context == &values && type == REG_DWORD && *(PULONG)data == 77)
        values++;
    return STATUS_SUCCESS;
}

static NTSTATUS registry(VOID)
{
    ULONG number = 0, seventy_seven = 77;
    UNICODE_STRING guid_text;
    GUID guid, again = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
    static RTL_QUERY_REGISTRY_TABLE table[3];
    STEP(1, RtlCreateRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)L"svc") == STATUS_SUCCESS);
    STEP(2, RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"svc", L"Number", REG_DWORD, &seventy_seven, 4) ==
                STATUS_SUCCESS);
    table[0].Flags = RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_TYPECHECK |
                     REG_DWORD << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT;
    table[0].Name = (PWSTR)L"Number";
    table[0].EntryContext = &number;
    table[1].QueryRoutine = see;
    STEP(3, RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"svc", table, &values, NULL) == STATUS_SUCCESS);
    STEP(4, number == 77 && values == 1);
    STEP(5, RtlStringFromGUID(&again, &guid_text) == STATUS_SUCCESS && guid_text.Length == 76);
    STEP(6, RtlGUIDFromString(&guid_text, &guid) == STATUS_SUCCESS && !memcmp(&guid, &again, sizeof(guid)));
    RtlFreeUnicodeString(&guid_text);
    return STATUS_SUCCESS;
}

/* ---- events, variables, routines by name ---- */

static NTSTATUS events(VOID)
{
    static const GUID provider = {7, 8, 9, {1, 2, 3, 4, 5, 6, 7, 8}};
    REGHANDLE handle;
    EVENT_DESCRIPTOR d = {.Id = 3, .Level = 2};
    EVENT_DATA_DESCRIPTOR data;
    ULONG number = 1;
    STEP(1, EtwRegister(&provider, NULL, NULL, &handle) == STATUS_SUCCESS);
    EventDataDescCreate(&data, &number, sizeof(number));
    STEP(2, EtwWrite(handle, &d, NULL, 1, &data) == STATUS_SUCCESS);
    STEP(3, WmiTraceMessage(1, TRACE_MESSAGE_GUID, &provider, 5, &number, (SIZE_T)4, &d, (SIZE_T)16, NULL) ==
                STATUS_SUCCESS);
    STEP(4, EtwUnregister(handle) == STATUS_SUCCESS);
    return STATUS_SUCCESS;
}

static NTSTATUS names(VOID)
{
    typedef LONG NTAPI set_event(PRKEVENT, KPRIORITY, BOOLEAN);
    UNICODE_STRING name;
    KEVENT event;
    HANDLE handle;
    PVOID thread;
    RtlInitUnicodeString(&name, L"KeSetEvent");
    set_event *set = (set_event *)MmGetSystemRoutineAddress(&name);
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    STEP(1, set && set(&event, 0, FALSE) == 0 && KeReadStateEvent(&event));
    RtlInitUnicodeString(&name, L"NobodyHasThis");
    STEP(2, !MmGetSystemRoutineAddress(&name));
    STEP(3, KD_DEBUGGER_NOT_PRESENT && *NtBuildNumber >= 10240 && KeNumberProcessors == 2);
    STEP(4, PsCreateSystemThread(
                &handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, (PKSTART_ROUTINE)KeInitializeTimer,
                ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(KTIMER), TAG)) == STATUS_SUCCESS);
    STEP(5, ObReferenceObjectByHandle(handle, 0, *ExEventObjectType, KernelMode, &thread, NULL) ==
                STATUS_OBJECT_TYPE_MISMATCH);
    STEP(6, ObReferenceObjectByHandle(handle, 0, *PsThreadType, KernelMode, &thread, NULL) == STATUS_SUCCESS);
    KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(thread);
    ZwClose(handle);
    return STATUS_SUCCESS;
}

/* ---- lists, bit maps, DMA, timers, locks ---- */

static volatile LONG ticks;

static VOID NTAPI on_tick(PEX_TIMER timer, PVOID context)
{
    InterlockedIncrement(&ticks);
}

static VOID NTAPI on_list(PDEVICE_OBJECT device, PIRP irp, PSCATTER_GATHER_LIST list, PVOID context)
{
    *(PSCATTER_GATHER_LIST *)context = list;
}

static NTSTATUS dma(VOID)
{
    DEVICE_DESCRIPTION description = {
        .Version = 1, .Master = TRUE, .ScatterGather = TRUE, .MaximumLength = 65536};
    PHYSICAL_ADDRESS logical;
    PSCATTER_GATHER_LIST list = NULL;
    ULONG registers;
    KIRQL old;
    PDMA_ADAPTER adapter = IoGetDmaAdapter(NULL, &description, &registers);
    STEP(1, adapter);
    PUCHAR buffer = adapter->DmaOperations->AllocateCommonBuffer(adapter, 8192, &logical, TRUE);
    STEP(2, buffer);
    PMDL mdl = IoAllocateMdl(buffer, 8192, FALSE, FALSE, NULL);
    MmBuildMdlForNonPagedPool(mdl);
    KeRaiseIrql(DISPATCH_LEVEL, &old);
    STEP(3, adapter->DmaOperations->GetScatterGatherList(adapter, NULL, mdl, buffer, 8192, on_list, &list,
                                                         TRUE) == STATUS_SUCCESS);
    STEP(4,
         list && list->Elements[0].Address.QuadPart == logical.QuadPart && list->Elements[0].Length == 8192);
    adapter->DmaOperations->PutScatterGatherList(adapter, list, TRUE);
    KeLowerIrql(old);
    IoFreeMdl(mdl);
    adapter->DmaOperations->FreeCommonBuffer(adapter, 8192, logical, buffer, TRUE);
    adapter->DmaOperations->PutDmaAdapter(adapter);
    return STATUS_SUCCESS;
}

static VOID NTAPI on_stack(PVOID parameter)
{
    *(PULONG)parameter += 5;
}

static NTSTATUS locks(VOID)
{
    ULONG calls = 0;
    static LOOKASIDE_LIST_EX list;
    static EX_RUNDOWN_REF rundown;
    static EX_PUSH_LOCK push;
    static EX_SPIN_LOCK spin;
    ULONG words[2] = {0, 0};
    RTL_BITMAP map;
    KFLOATING_SAVE save;
    LARGE_INTEGER wait = {.QuadPart = -200000};
    RtlInitializeBitMap(&map, words, 64);
    STEP(1,
         RtlFindClearBitsAndSet(&map, 33, 0) == 0 && RtlTestBit(&map, 32) && RtlNumberOfSetBits(&map) == 33);
    STEP(2, ExInitializeLookasideListEx(&list, NULL, NULL, NonPagedPoolNx, 0, 48, TAG, 0) == STATUS_SUCCESS);
    PVOID entry = ExAllocateFromLookasideListEx(&list);
    STEP(3, entry);
    ExFreeToLookasideListEx(&list, entry);
    STEP(4, ExAllocateFromLookasideListEx(&list) == entry);
    ExFreeToLookasideListEx(&list, entry);
    ExDeleteLookasideListEx(&list);
    ExInitializeRundownProtection(&rundown);
    STEP(5, ExAcquireRundownProtection(&rundown));
    ExReleaseRundownProtection(&rundown);
    ExWaitForRundownProtectionRelease(&rundown);
    STEP(6, !ExAcquireRundownProtection(&rundown));
    KeEnterCriticalRegion();
    ExAcquirePushLockExclusive(&push);
    ExReleasePushLockExclusive(&push);
    KeLeaveCriticalRegion();
    KIRQL old = ExAcquireSpinLockShared(&spin);
    STEP(7, KeGetCurrentIrql() == DISPATCH_LEVEL);
    ExReleaseSpinLockShared(&spin, old);
    STEP(8, KeSaveFloatingPointState(&save) == STATUS_SUCCESS &&
                KeRestoreFloatingPointState(&save) == STATUS_SUCCESS);
    PEX_TIMER timer = ExAllocateTimer(on_tick, NULL, EX_TIMER_HIGH_RESOLUTION);
    STEP(9, timer && !ExSetTimer(timer, -10000, 0, NULL));
    KeDelayExecutionThread(KernelMode, FALSE, &wait);
    ExDeleteTimer(timer, TRUE, TRUE, NULL);
    STEP(10, ticks == 1);
    STEP(11, KeExpandKernelStackAndCallout(on_stack, &calls, 16384) == STATUS_SUCCESS && calls == 5);
    return STATUS_SUCCESS;
}

/* ---- refused arguments come back through a raised status ---- */

static NTSTATUS crash_note(VOID)
{
    DbgBreakPoint();
    return strcpy_s(NULL, 4, "a") == 22 ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    switch (path->Buffer[0]) {
    case 't':
        return text();
    case 'f':
        return formats();
    case 'r':
        return registry();
    case 'e':
        return events();
    case 'n':
        return names();
    case 'd':
        return dma();
    case 'l':
        return locks();
    case 'c':
        return crash_note();
    default:
        return STATUS_NOT_SUPPORTED;
    }
}
