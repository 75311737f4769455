/*
 * The port library of a display miniport. DxgkInitialize and its sisters are no exports on Windows: each driver carries a few lines that
 * make sure the graphics kernel is loaded, ask its device for the entry point by an internal control code, and call it. This is
 * those lines, linked into every `.sys`; a native build links the graphics kernel itself.
 */
#include "dispmprt.h"

/* Which entry point the device is asked for; the answer is its address. */
#define IOCTL_GET_INITIALIZE              0x0023003Fu
#define IOCTL_GET_INITIALIZE_DISPLAY_ONLY 0x00230047u

static const WCHAR service_key[] = L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\DXGKrnl";
static const WCHAR device_name[] = L"\\Device\\DxgKrnl";

static NTSTATUS ask_device(PDEVICE_OBJECT device, ULONG code, PVOID *entry)
{
    KEVENT done;
    IO_STATUS_BLOCK result = {0};

    KeInitializeEvent(&done, NotificationEvent, FALSE);
    PIRP irp =
        IoBuildDeviceIoControlRequest(code, device, NULL, 0, entry, sizeof(*entry), TRUE, &done, &result);
    if (!irp)
        return STATUS_INSUFFICIENT_RESOURCES;
    NTSTATUS status = IofCallDriver(device, irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, NULL);
        status = result.Status;
    }
    return NT_SUCCESS(status) && !*entry ? STATUS_UNSUCCESSFUL : status;
}

/* The device stays open: the graphics kernel may not go away while its driver is registered. */
static NTSTATUS find_entry(ULONG code, PVOID *entry)
{
    UNICODE_STRING name;
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;

    RtlInitUnicodeString(&name, service_key);
    NTSTATUS status = ZwLoadDriver(&name);
    if (!NT_SUCCESS(status) && status != STATUS_IMAGE_ALREADY_LOADED)
        return status;
    RtlInitUnicodeString(&name, device_name);
    status = IoGetDeviceObjectPointer(&name, FILE_ALL_ACCESS, &file, &device);
    if (!NT_SUCCESS(status))
        return status;
    *entry = NULL;
    return ask_device(device, code, entry);
}

NTSTATUS NTAPI DxgkInitialize(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath,
                              PDRIVER_INITIALIZATION_DATA DriverInitializationData)
{
    typedef NTSTATUS NTAPI initialize(PDRIVER_OBJECT, PUNICODE_STRING, PDRIVER_INITIALIZATION_DATA);
    PVOID entry;
    NTSTATUS status = find_entry(IOCTL_GET_INITIALIZE, &entry);
    return NT_SUCCESS(status) ? ((initialize *)entry)(DriverObject, RegistryPath, DriverInitializationData)
                              : status;
}

NTSTATUS NTAPI DxgkInitializeDisplayOnlyDriver(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath,
                                               PKMDDOD_INITIALIZATION_DATA KmdDodInitializationData)
{
    typedef NTSTATUS NTAPI initialize(PDRIVER_OBJECT, PUNICODE_STRING, PKMDDOD_INITIALIZATION_DATA);
    PVOID entry;
    NTSTATUS status = find_entry(IOCTL_GET_INITIALIZE_DISPLAY_ONLY, &entry);
    return NT_SUCCESS(status) ? ((initialize *)entry)(DriverObject, RegistryPath, KmdDodInitializationData)
                              : status;
}
