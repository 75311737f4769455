/*
 * Devices and links of a driver's own, files in memory, events by handle, references by pointer, the error log, memory by node.
 */
#include "kernel.h"

#include "nt_file.h"

#include <string.h>

static void attributes_of(OBJECT_ATTRIBUTES *attributes, UNICODE_STRING *name, const WCHAR *text)
{
    RtlInitUnicodeString(name, text);
    InitializeObjectAttributes(attributes, name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
}

/* ---- files ---- */

static int files(void *arg)
{
    OBJECT_ATTRIBUTES a;
    UNICODE_STRING name;
    IO_STATUS_BLOCK io;
    HANDLE file, event, none;
    CHAR buffer[32];
    LARGE_INTEGER at = {.QuadPart = 4};
    FILE_STANDARD_INFORMATION standard;
    EXPECT(nt_file_add(L"\\SystemRoot\\firmware.bin", "firmware", 8) == STATUS_SUCCESS);
    attributes_of(&a, &name, L"\\systemroot\\FIRMWARE.bin");
    EXPECT(ZwOpenFile(&file, GENERIC_READ, &a, &io, 0, 0) == STATUS_SUCCESS && io.Information == FILE_OPENED);
    EXPECT(ZwCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE) == STATUS_SUCCESS);
    EXPECT(ZwReadFile(file, event, NULL, NULL, &io, buffer, 32, &at, NULL) == STATUS_SUCCESS &&
           io.Information == 4 && !memcmp(buffer, "ware", 4));
    EXPECT(ZwWaitForSingleObject(event, FALSE, NULL) == STATUS_SUCCESS);
    EXPECT(ZwReadFile(file, NULL, NULL, NULL, &io, buffer, 32, NULL, NULL) == STATUS_END_OF_FILE);
    at.QuadPart = 0;
    EXPECT(ZwSetInformationFile(file, &io, &at, 8, FilePositionInformation) == STATUS_SUCCESS);
    EXPECT(ZwReadFile(file, NULL, NULL, NULL, &io, buffer, 2, NULL, NULL) == STATUS_SUCCESS &&
           buffer[0] == 'f');
    EXPECT(ZwQueryInformationFile(file, &io, &standard, sizeof(standard), FileStandardInformation) ==
               STATUS_SUCCESS &&
           standard.EndOfFile.QuadPart == 8 && !standard.Directory);
    EXPECT(ZwQueryInformationFile(file, &io, &standard, 4, FileStandardInformation) ==
           STATUS_INFO_LENGTH_MISMATCH);
    EXPECT(ZwQueryInformationFile(file, &io, &standard, 4, FileBasicInformation) ==
           STATUS_INVALID_INFO_CLASS);
    EXPECT(ZwReadFile(event, NULL, NULL, NULL, &io, buffer, 2, NULL, NULL) == STATUS_INVALID_HANDLE);
    ZwClose(file);
    EXPECT(ZwCreateFile(&file, GENERIC_WRITE, &a, &io, NULL, 0, 0, FILE_CREATE, 0, NULL, 0) ==
           STATUS_OBJECT_NAME_COLLISION);
    attributes_of(&a, &name, L"\\SystemRoot\\log.txt");
    EXPECT(ZwOpenFile(&none, GENERIC_READ, &a, &io, 0, 0) == STATUS_OBJECT_NAME_NOT_FOUND && !none);
    EXPECT(ZwCreateFile(&file, GENERIC_WRITE, &a, &io, NULL, 0, 0, FILE_OPEN_IF, 0, NULL, 0) ==
               STATUS_SUCCESS &&
           io.Information == FILE_CREATED);
    at.QuadPart = 3;
    EXPECT(ZwWriteFile(file, NULL, NULL, NULL, &io, (PVOID)(uintptr_t) "abc", 3, &at, NULL) ==
           STATUS_SUCCESS);
    at.LowPart = FILE_WRITE_TO_END_OF_FILE;
    at.HighPart = -1;
    EXPECT(ZwWriteFile(file, NULL, NULL, NULL, &io, (PVOID)(uintptr_t) "d", 1, &at, NULL) == STATUS_SUCCESS);
    at.QuadPart = 0;
    EXPECT(ZwReadFile(file, NULL, NULL, NULL, &io, buffer, 32, &at, NULL) == STATUS_SUCCESS &&
           io.Information == 7 && !memcmp(buffer, "\0\0\0abcd", 7));
    at.QuadPart = 5;
    EXPECT(ZwSetInformationFile(file, &io, &at, 8, FileEndOfFileInformation) == STATUS_SUCCESS);
    EXPECT(ZwQueryInformationFile(file, &io, &standard, sizeof(standard), FileStandardInformation) ==
               STATUS_SUCCESS &&
           standard.EndOfFile.QuadPart == 5);
    ZwClose(file);
    EXPECT(ZwCreateFile(&file, GENERIC_WRITE, &a, &io, NULL, 0, 0, FILE_OVERWRITE_IF, 0, NULL, 0) ==
               STATUS_SUCCESS &&
           io.Information == FILE_OVERWRITTEN);
    ZwClose(file);
    ZwClose(event);
    attributes_of(&a, &name, L"C:\\etc");
    EXPECT(ZwOpenFile(&none, GENERIC_READ, &a, &io, 0, 0) == STATUS_OBJECT_PATH_SYNTAX_BAD);
    attributes_of(&a, &name, L"\\etc\\passwd"); /* of the host nothing is to be seen */
    EXPECT(ZwOpenFile(&none, GENERIC_READ, &a, &io, 0, 0) == STATUS_OBJECT_NAME_NOT_FOUND);
    return 0;
}

static void files_are_a_table_in_memory(void **state)
{
    kernel_everywhere(files, NULL, 2);
}

/* ---- devices, links, references ---- */

static VOID NTAPI on_process(HANDLE parent, HANDLE process, BOOLEAN create)
{
}

static volatile LONG worked;

static VOID NTAPI work(PDEVICE_OBJECT device, PVOID context)
{
    InterlockedIncrement(&worked);
    KeSetEvent(context, 0, FALSE);
}

static int devices(void *arg)
{
    UNICODE_STRING name, link, none;
    PUNICODE_STRING path;
    PDEVICE_OBJECT device, second;
    PDRIVER_OBJECT driver = nt_driver_create("own", &path);
    HANDLE key, handle;
    KEVENT done;
    RtlInitUnicodeString(&name, L"\\Device\\Own");
    RtlInitUnicodeString(&link, L"\\DosDevices\\Own");
    RtlInitUnicodeString(&none, L"\\DosDevices\\None");
    EXPECT(IoCreateDevice(driver, 40, &name, 0x22, 0, FALSE, &device) == STATUS_SUCCESS &&
           device->DeviceExtension && driver->DeviceObject == device &&
           ((ULONG_PTR)device->DeviceExtension & 15) == 0);
    EXPECT(IoCreateDevice(driver, 0, &name, 0x22, 0, FALSE, &second) == STATUS_OBJECT_NAME_COLLISION &&
           !second);
    EXPECT(IoCreateDevice(driver, 0, NULL, 0x22, 0, FALSE, &second) == STATUS_SUCCESS &&
           second->NextDevice == device);
    EXPECT(IoCreateSymbolicLink(&link, &name) == STATUS_SUCCESS);
    EXPECT(IoCreateSymbolicLink(&link, &name) == STATUS_OBJECT_NAME_COLLISION);
    EXPECT(IoDeleteSymbolicLink(&none) == STATUS_OBJECT_NAME_NOT_FOUND);
    EXPECT(IoDeleteSymbolicLink(&link) == STATUS_SUCCESS);
    PIO_WORKITEM item = ExAllocatePoolWithTag(NonPagedPoolNx, IoSizeofWorkItem(), KERNEL_TAG);
    KeInitializeEvent(&done, NotificationEvent, FALSE);
    worked = 0;
    IoInitializeWorkItem(device, item);
    IoQueueWorkItem(item, work, DelayedWorkQueue, &done);
    KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, NULL);
    EXPECT(worked == 1);
    IoUninitializeWorkItem(item);
    ExFreePool(item);
    EXPECT(ObReferenceObjectByPointer(device, 0, NULL, KernelMode) == STATUS_SUCCESS);
    EXPECT(ObReferenceObjectByPointer(device, 0, *PsThreadType, KernelMode) == STATUS_OBJECT_TYPE_MISMATCH);
    EXPECT(ObOpenObjectByPointer(device, OBJ_KERNEL_HANDLE, NULL, 0, NULL, KernelMode, &handle) ==
           STATUS_SUCCESS);
    PVOID object;
    EXPECT(ObReferenceObjectByHandleWithTag(handle, 0, NULL, KernelMode, KERNEL_TAG, &object, NULL) ==
               STATUS_SUCCESS &&
           object == device);
    ObDereferenceObjectWithTag(object, KERNEL_TAG);
    EXPECT(ObCloseHandle(handle, KernelMode) == STATUS_SUCCESS);
    ObDereferenceObject(device);
    IoDeleteDevice(device);
    IoDeleteDevice(second);
    EXPECT(driver->DeviceObject == NULL);
    EXPECT(IoOpenDriverRegistryKey(driver, DriverRegKeyParameters, KEY_READ, 0, &key) == STATUS_SUCCESS);
    ZwClose(key);
    nt_driver_destroy(driver);
    EXPECT(PsGetThreadId(PsGetCurrentThread()) == PsGetCurrentThreadId() &&
           (PsGetCurrentThread)() == KeGetCurrentThread());
    EXPECT(PsGetProcessId(PsGetCurrentProcess()) == PsGetCurrentProcessId() && !IoIs32bitProcess(NULL));
    EXPECT(PsSetCreateProcessNotifyRoutine(on_process, FALSE) == STATUS_SUCCESS);
    EXPECT(PsSetCreateProcessNotifyRoutine(on_process, FALSE) == STATUS_INVALID_PARAMETER);
    EXPECT(PsSetCreateProcessNotifyRoutine(on_process, TRUE) == STATUS_SUCCESS);
    EXPECT(PsSetCreateProcessNotifyRoutine(on_process, TRUE) == STATUS_PROCEDURE_NOT_FOUND);
    return 0;
}

static void devices_have_names_of_their_own(void **state)
{
    kernel_everywhere(devices, NULL, 3);
}

static int forgotten(void *arg)
{
    UNICODE_STRING link;
    RtlInitUnicodeString(&link, L"\\DosDevices\\Left");
    IoCreateSymbolicLink(&link, &link);
    PsSetCreateProcessNotifyRoutine(on_process, FALSE);
    PIO_ERROR_LOG_PACKET entry = IoAllocateErrorLogEntry(NULL, sizeof(*entry));
    EXPECT(entry && !IoAllocateErrorLogEntry(NULL, 8));
    entry->ErrorCode = STATUS_IO_TIMEOUT;
    IoWriteErrorLogEntry(entry);
    return 0;
}

static void check_forgotten(const struct kernel_run *run)
{
    assert_int_equal(run->leaks, 2);
    assert_int_equal(run->findings.count, 3);
    assert_non_null(kernel_found(run, "OBS-135", "nt_shutdown"));
    assert_int_equal(run->findings.reports[0].severity, REPORT_NOTE);
}

static void names_that_stay_are_found(void **state)
{
    kernel_everywhere_checked(forgotten, NULL, 1, (struct nt_options){0}, check_forgotten);
}

/* ---- memory ---- */

static int memory(void *arg)
{
    PHYSICAL_ADDRESS low = {.QuadPart = 0}, high = {.QuadPart = -1};
    UCHAR copy[64];
    SIZE_T done;
    UCHAR *p = MmAllocateContiguousNodeMemory(8192, low, (high.QuadPart = MAXLONGLONG, high), low,
                                              PAGE_READWRITE | PAGE_NOCACHE, MM_ANY_NODE_OK);
    EXPECT(p != NULL);
    memset(p, 0x5A, 64);
    MM_COPY_ADDRESS from = {.VirtualAddress = p};
    EXPECT(MmCopyMemory(copy, from, 64, MM_COPY_MEMORY_VIRTUAL, &done) == STATUS_SUCCESS && done == 64 &&
           copy[63] == 0x5A);
    from.PhysicalAddress = MmGetPhysicalAddress(p);
    EXPECT(MmCopyMemory(copy, from, 64, MM_COPY_MEMORY_PHYSICAL, &done) == STATUS_SUCCESS && done == 64);
    from.PhysicalAddress.QuadPart = 1ll << 40;
    EXPECT(MmCopyMemory(copy, from, 64, MM_COPY_MEMORY_PHYSICAL, &done) == STATUS_INVALID_ADDRESS &&
           done == 0);
    from.VirtualAddress = (PVOID)(ULONG_PTR)64;
    EXPECT(MmCopyMemory(copy, from, 64, MM_COPY_MEMORY_VIRTUAL, &done) == STATUS_ACCESS_VIOLATION &&
           done == 0);
    EXPECT(MmCopyMemory(copy, from, 64, 3, &done) == STATUS_INVALID_PARAMETER_4);
    MmFreeContiguousMemory(p);
    p = MmAllocateContiguousMemorySpecifyCacheNode(100, low, high, low, MmCached, 0);
    MmFreeContiguousMemory(p);
    EXPECT(MmQuerySystemSize() == MmLargeSystem && !MmIsThisAnNtAsSystem());
    return 0;
}

static void copies_end_with_a_status(void **state)
{
    kernel_everywhere(memory, NULL, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_a_table_in_memory),
        cmocka_unit_test(devices_have_names_of_their_own),
        cmocka_unit_test(names_that_stay_are_found),
        cmocka_unit_test(copies_end_with_a_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
