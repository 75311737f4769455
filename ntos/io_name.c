/*
 * What a driver makes of its own beside the DDI: control devices, symbolic links, events by handle, entries of the error log; and its keys.
 */
#include "ke.h"
#include "services.h"

#include <stdlib.h>
#include <string.h>

struct own_device {
    DEVICE_OBJECT device; /* first */
    UNICODE_STRING name;
    /* the extension, at a multiple of 16 */
};
#define EXTENSION_AT ((sizeof(struct own_device) + 15) & ~(size_t)15)

struct link {
    struct link *next;
    UNICODE_STRING name;
};

static struct {
    struct host_mutex lock;
    struct link *links, *devices; /* names in use */
} names = {.lock = HOST_MUTEX_INIT};

/* ---- names; names.lock held ---- */

static struct link **find(struct link **list, PCUNICODE_STRING name)
{
    while (*list && !((*list)->name.Length == name->Length &&
                      _wcsnicmp((*list)->name.Buffer, name->Buffer, name->Length / sizeof(WCHAR)) == 0))
        list = &(*list)->next;
    return list;
}

static NTSTATUS add(struct link **list, PCUNICODE_STRING name)
{
    struct link **at = find(list, name);
    if (*at)
        return STATUS_OBJECT_NAME_COLLISION;
    struct link *l = calloc(1, sizeof(*l) + name->Length + 1);
    if (!l)
        return STATUS_INSUFFICIENT_RESOURCES;
    l->name.Buffer = (PWSTR)(l + 1);
    l->name.Length = l->name.MaximumLength = name->Length;
    memcpy(l->name.Buffer, name->Buffer, name->Length);
    *at = l;
    return STATUS_SUCCESS;
}

static NTSTATUS take(struct link **list, PCUNICODE_STRING name)
{
    struct link **at = find(list, name), *l = *at;
    if (!l)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    *at = l->next;
    free(l);
    return STATUS_SUCCESS;
}

static void empty(struct link **list, const char *what, bool count_leaks)
{
    while (*list) {
        struct link *l = *list;
        char text[80];
        size_t n = l->name.Length / sizeof(WCHAR) < sizeof(text) - 1 ? l->name.Length / sizeof(WCHAR)
                                                                     : sizeof(text) - 1;
        for (size_t i = 0; i < n; i++)
            text[i] = (char)(l->name.Buffer[i] < 127 ? l->name.Buffer[i] : '?');
        text[n] = 0;
        if (what && count_leaks)
            ke_leak(what, "deleted", "Delete it before the driver is unloaded.", "%s", text);
        *list = l->next;
        free(l);
    }
}

void io_names_stop(bool count_leaks)
{
    empty(&names.links, "symbolic link", count_leaks);
    empty(&names.devices, NULL, false); /* the device itself is the leak */
}

/* ---- devices ---- */

static void destroy_device(void *body)
{
    struct own_device *d = body;
    free(d->name.Buffer);
}

static struct _OBJECT_TYPE ob_own_device_type = {.name = "device of a driver", .destroy = destroy_device};

NTSTATUS NTAPI IoCreateDevice(PDRIVER_OBJECT DriverObject, ULONG DeviceExtensionSize,
                              PUNICODE_STRING DeviceName, ULONG DeviceType, ULONG DeviceCharacteristics,
                              BOOLEAN Exclusive, PDEVICE_OBJECT *DeviceObject)
{
    NTSTATUS status = STATUS_SUCCESS;
    KE_SERVICE(IoCreateDevice);
    *DeviceObject = NULL;
    struct own_device *d = ke_resource_denied("IoCreateDevice")
                               ? NULL
                               : ob_create(&ob_own_device_type, EXTENSION_AT + DeviceExtensionSize);
    if (!d)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (DeviceName && DeviceName->Length) {
        d->name.Buffer = malloc(DeviceName->Length + 1u);
        if (d->name.Buffer) {
            memcpy(d->name.Buffer, DeviceName->Buffer, DeviceName->Length);
            d->name.Length = d->name.MaximumLength = DeviceName->Length;
        }
        host_lock(&names.lock);
        status = d->name.Buffer ? add(&names.devices, DeviceName) : STATUS_INSUFFICIENT_RESOURCES;
        host_unlock(&names.lock);
    }
    if (!NT_SUCCESS(status)) {
        ob_dereference(d);
        return status;
    }
    d->device.Type = IO_TYPE_DEVICE;
    d->device.Size = (USHORT)(sizeof(DEVICE_OBJECT) + DeviceExtensionSize);
    d->device.DriverObject = DriverObject;
    d->device.NextDevice = DriverObject->DeviceObject;
    d->device.DeviceExtension = DeviceExtensionSize ? (char *)d + EXTENSION_AT : NULL;
    d->device.DeviceType = DeviceType;
    d->device.Characteristics = DeviceCharacteristics;
    d->device.Flags = DO_DEVICE_INITIALIZING | (Exclusive ? DO_EXCLUSIVE : 0);
    d->device.StackSize = 1;
    DriverObject->DeviceObject = &d->device;
    *DeviceObject = &d->device;
    return STATUS_SUCCESS;
}

VOID NTAPI IoDeleteDevice(PDEVICE_OBJECT DeviceObject)
{
    struct own_device *d = (struct own_device *)DeviceObject;
    KE_SERVICE(IoDeleteDevice);
    PDEVICE_OBJECT *at = &DeviceObject->DriverObject->DeviceObject;
    while (*at && *at != DeviceObject)
        at = &(*at)->NextDevice;
    if (!*at) {
        report_emit(REPORT_VIOLATION, "SYN-10", "IoDeleteDevice", "DeviceObject",
                    "one of IoCreateDevice, not deleted", "Delete each device once.", "%p",
                    (void *)DeviceObject);
        return;
    }
    *at = DeviceObject->NextDevice;
    if (d->name.Length) {
        host_lock(&names.lock);
        take(&names.devices, &d->name);
        host_unlock(&names.lock);
    }
    ob_dereference(d);
}

NTSTATUS NTAPI IoCreateSymbolicLink(PUNICODE_STRING SymbolicLinkName, PUNICODE_STRING DeviceName)
{
    KE_SERVICE(IoCreateSymbolicLink);
    host_lock(&names.lock);
    NTSTATUS status = add(&names.links, SymbolicLinkName);
    host_unlock(&names.lock);
    return status;
}

NTSTATUS NTAPI IoDeleteSymbolicLink(PUNICODE_STRING SymbolicLinkName)
{
    KE_SERVICE(IoDeleteSymbolicLink);
    host_lock(&names.lock);
    NTSTATUS status = take(&names.links, SymbolicLinkName);
    host_unlock(&names.lock);
    return status;
}

NTSTATUS NTAPI IoOpenDriverRegistryKey(PDRIVER_OBJECT DriverObject, DRIVER_REGKEY_TYPE RegKeyType,
                                       ACCESS_MASK DesiredAccess, ULONG Flags, PHANDLE DriverRegKey)
{
    WCHAR buffer[256];
    UNICODE_STRING path = {0, sizeof(buffer), buffer};
    OBJECT_ATTRIBUTES attributes;
    KE_SERVICE(IoOpenDriverRegistryKey);
    if (RegKeyType > DriverRegKeySharedPersistentState || Flags)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status =
        RtlAppendUnicodeToString(&path, u"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\");
    if (NT_SUCCESS(status))
        status = RtlAppendUnicodeStringToString(&path, &DriverObject->DriverExtension->ServiceKeyName);
    if (NT_SUCCESS(status))
        status = RtlAppendUnicodeToString(&path, RegKeyType == DriverRegKeyParameters ? u"\\Parameters"
                                                                                      : u"\\State");
    if (!NT_SUCCESS(status))
        return status;
    InitializeObjectAttributes(&attributes, &path, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    return ZwCreateKey(DriverRegKey, DesiredAccess, &attributes, 0, NULL, REG_OPTION_NON_VOLATILE, NULL);
}

/* ---- the error log ---- */

#define LOG_TAG 'LErr'

PVOID NTAPI IoAllocateErrorLogEntry(PVOID IoObject, UCHAR EntrySize)
{
    KE_SERVICE(IoAllocateErrorLogEntry);
    if (EntrySize < FIELD_OFFSET(IO_ERROR_LOG_PACKET, DumpData) || EntrySize > ERROR_LOG_MAXIMUM_SIZE)
        return NULL;
    PVOID entry = ExAllocatePoolWithTag(NonPagedPoolNx, EntrySize, LOG_TAG);
    if (entry)
        RtlZeroMemory(entry, EntrySize);
    return entry;
}

VOID NTAPI IoWriteErrorLogEntry(PVOID ElEntry)
{
    const IO_ERROR_LOG_PACKET *entry = ElEntry;
    KE_SERVICE(IoWriteErrorLogEntry);
    report_emit(REPORT_NOTE, "", nt_call_current(), "entry of the error log", "", NULL,
                "%#x, final status %s, value %u, %u bytes", (ULONG)entry->ErrorCode,
                nt_status_text(entry->FinalStatus), entry->UniqueErrorValue, entry->DumpDataSize);
    ExFreePoolWithTag(ElEntry, LOG_TAG);
}

VOID NTAPI IoFreeErrorLogEntry(PVOID ElEntry)
{
    KE_SERVICE(IoFreeErrorLogEntry);
    ExFreePoolWithTag(ElEntry, LOG_TAG);
}

/* ---- events by handle ---- */

NTSTATUS NTAPI ZwCreateEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes, EVENT_TYPE EventType, BOOLEAN InitialState)
{
    KE_SERVICE(ZwCreateEvent);
    if (ObjectAttributes && ObjectAttributes->ObjectName && ObjectAttributes->ObjectName->Length) {
        report_emit(REPORT_WARNING, "SYN-10", "ZwCreateEvent", "ObjectName", "none",
                    "Named events are those of IoCreateNotificationEvent here.", "a name");
        return STATUS_NOT_SUPPORTED;
    }
    PKEVENT event = EventType == NotificationEvent ? IoCreateNotificationEvent(NULL, EventHandle)
                                                   : IoCreateSynchronizationEvent(NULL, EventHandle);
    if (event && !InitialState)
        KeClearEvent(event);
    return event ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS NTAPI ZwSetEvent(HANDLE EventHandle, PLONG PreviousState)
{
    KE_SERVICE(ZwSetEvent);
    PKEVENT event = ob_handle_object(EventHandle, &ob_event_type);
    if (!event)
        return STATUS_INVALID_HANDLE;
    LONG previous = KeSetEvent(event, EVENT_INCREMENT, FALSE);
    if (PreviousState)
        *PreviousState = previous;
    ob_dereference(event);
    return STATUS_SUCCESS;
}

/* Events and threads begin with what can be waited for. */
NTSTATUS NTAPI ZwWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
    KE_SERVICE(ZwWaitForSingleObject);
    PVOID object = ob_handle_object(Handle, &ob_event_type);
    if (!object)
        object = ob_handle_object(Handle, &ob_thread_type);
    if (!object) {
        object = ob_handle_object(Handle, NULL);
        ob_dereference(object);
        return object ? STATUS_OBJECT_TYPE_MISMATCH : STATUS_INVALID_HANDLE;
    }
    NTSTATUS status = KeWaitForSingleObject(object, UserRequest, KernelMode, Alertable, Timeout);
    ob_dereference(object);
    return status;
}
