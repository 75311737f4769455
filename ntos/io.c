/*
 * Driver objects, named events, and what a driver may ask about its device.
 */
#include "hal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_LENGTH 128

/* ---- driver objects ---- */

struct driver {
    DRIVER_OBJECT object;
    DRIVER_EXTENSION extension;
    UNICODE_STRING registry_path;
    void *owner; /* nt_driver_owner */
    WCHAR name[NAME_LENGTH], service[NAME_LENGTH], path[NAME_LENGTH];
};

struct _OBJECT_TYPE ob_driver_type = {.name = "driver"};

static void widen(UNICODE_STRING *string, WCHAR *buffer, const char *text)
{
    size_t n = 0;
    for (; text[n] && n + 1 < NAME_LENGTH; n++)
        buffer[n] = (unsigned char)text[n];
    buffer[n] = 0;
    RtlInitUnicodeString(string, buffer);
}

static WCHAR hardware_key[] = L"\\REGISTRY\\MACHINE\\HARDWARE\\DESCRIPTION\\SYSTEM";
static UNICODE_STRING hardware = {sizeof(hardware_key) - sizeof(WCHAR), sizeof(hardware_key), hardware_key};

PDRIVER_OBJECT nt_driver_create(const char *name, PUNICODE_STRING *registry_path)
{
    struct driver *d = ob_create(&ob_driver_type, sizeof(*d));
    char text[NAME_LENGTH];
    WCHAR parameters[NAME_LENGTH];
    UNICODE_STRING unused;
    if (!d)
        return NULL;
    d->object.Type = IO_TYPE_DRIVER;
    d->object.Size = sizeof(DRIVER_OBJECT);
    d->object.DriverExtension = &d->extension;
    d->object.HardwareDatabase = &hardware;
    d->extension.DriverObject = &d->object;
    widen(&d->extension.ServiceKeyName, d->service, name);
    snprintf(text, sizeof(text), "\\Driver\\%s", name);
    widen(&d->object.DriverName, d->name, text);
    snprintf(text, sizeof(text), "\\Registry\\Machine\\System\\CurrentControlSet\\Services\\%s", name);
    widen(&d->registry_path, d->path, text);
    nt_registry_create_key(d->path);
    snprintf(text, sizeof(text), "\\Registry\\Machine\\System\\CurrentControlSet\\Services\\%s\\Parameters",
             name);
    widen(&unused, parameters, text);
    nt_registry_create_key(parameters);
    *registry_path = &d->registry_path;
    return &d->object;
}

void **nt_driver_owner(PDRIVER_OBJECT driver)
{
    PDRIVER_EXTENSION extension = driver->DriverExtension;
    bool ours = extension && extension->DriverObject == driver;
    return ours ? &CONTAINING_RECORD(extension, struct driver, extension)->owner : NULL;
}

void nt_driver_destroy(PDRIVER_OBJECT driver)
{
    if (driver)
        ob_dereference(CONTAINING_RECORD(driver, struct driver, object));
}

/* ---- named events ---- */

struct named_event {
    KEVENT event;
    struct named_event *next; /* events.lock */
    UNICODE_STRING name;
};

static struct {
    struct host_mutex lock;
    struct named_event *all;
} events = {.lock = HOST_MUTEX_INIT};

static void destroy_event(void *body)
{
    struct named_event *e = body;
    host_lock(&events.lock);
    for (struct named_event **link = &events.all; *link; link = &(*link)->next) {
        if (*link != e)
            continue;
        *link = e->next;
        break;
    }
    host_unlock(&events.lock);
    free(e->name.Buffer);
}

struct _OBJECT_TYPE ob_event_type = {.name = "event", .destroy = destroy_event};

/* A new reference to the event of that name, or NULL; events.lock held. */
static struct named_event *find_event(PCUNICODE_STRING name)
{
    for (struct named_event *e = events.all; e; e = e->next) {
        if (e->name.Buffer && RtlEqualUnicodeString(&e->name, name, TRUE) && ob_try_reference(e))
            return e;
    }
    return NULL;
}

static struct named_event *new_event(PCUNICODE_STRING name, EVENT_TYPE type)
{
    struct named_event *e = ob_create(&ob_event_type, sizeof(*e));
    if (!e)
        return NULL;
    KeInitializeEvent(&e->event, type, TRUE); /* created signaled, as documented */
    if (name) {
        e->name.Buffer = malloc(name->Length + 1u);
        if (!e->name.Buffer) {
            ob_dereference(e);
            return NULL;
        }
        memcpy(e->name.Buffer, name->Buffer, name->Length);
        e->name.Length = e->name.MaximumLength = name->Length;
    }
    return e;
}

static PKEVENT create_event(PUNICODE_STRING name, PHANDLE handle, EVENT_TYPE type)
{
    struct named_event *fresh = new_event(name, type), *e = NULL;
    *handle = NULL;
    if (!fresh)
        return NULL;
    host_lock(&events.lock);
    if (name)
        e = find_event(name);
    if (!e) {
        e = fresh;
        e->next = events.all;
        events.all = e;
    }
    host_unlock(&events.lock);
    if (e != fresh)
        ob_dereference(fresh);
    *handle = ob_handle_create(e, EVENT_ALL_ACCESS);
    ob_dereference(e); /* the handle keeps it */
    return *handle ? &e->event : NULL;
}

PKEVENT NTAPI IoCreateNotificationEvent(PUNICODE_STRING EventName, PHANDLE EventHandle)
{
    KE_SERVICE(IoCreateNotificationEvent);
    return create_event(EventName, EventHandle, NotificationEvent);
}

PKEVENT NTAPI IoCreateSynchronizationEvent(PUNICODE_STRING EventName, PHANDLE EventHandle)
{
    KE_SERVICE(IoCreateSynchronizationEvent);
    return create_event(EventName, EventHandle, SynchronizationEvent);
}

/* ---- device properties ---- */

static NTSTATUS give(const void *data, ULONG size, ULONG length, PVOID buffer, PULONG result)
{
    *result = size;
    if (length < size)
        return STATUS_BUFFER_TOO_SMALL;
    memcpy(buffer, data, size);
    return STATUS_SUCCESS;
}

/* `text` as UTF-16 with its terminator; '|' separates the strings of a list, which gets a second one. */
static NTSTATUS give_text(const char *text, bool list, ULONG length, PVOID buffer, PULONG result)
{
    WCHAR wide[256];
    ULONG n = 0;
    for (; text[n] && n < 253; n++)
        wide[n] = text[n] == '|' ? 0 : (unsigned char)text[n];
    wide[n++] = 0;
    if (list)
        wide[n++] = 0;
    return give(wide, n * sizeof(WCHAR), length, buffer, result);
}

static NTSTATUS give_ulong(ULONG value, ULONG length, PVOID buffer, PULONG result)
{
    return give(&value, sizeof(value), length, buffer, result);
}

static void hardware_ids(const struct hal_pdo *p, bool compatible, char *text, size_t size)
{
    struct bus_device *bus = p->bus;
    unsigned vendor = bus->ops->config_read(bus, 0, 2), device = bus->ops->config_read(bus, 2, 2);
    unsigned revision = bus->ops->config_read(bus, 8, 1), class = bus->ops->config_read(bus, 10, 2);
    unsigned subsystem = bus->ops->config_read(bus, 0x2C, 4);
    if (compatible)
        snprintf(text, size,
                 "PCI\\VEN_%04X&DEV_%04X&REV_%02X|PCI\\VEN_%04X&DEV_%04X|PCI\\VEN_%04X&CC_%04X|PCI\\CC_%04X",
                 vendor, device, revision, vendor, device, vendor, class, class);
    else
        snprintf(text, size, "PCI\\VEN_%04X&DEV_%04X&SUBSYS_%08X&REV_%02X|PCI\\VEN_%04X&DEV_%04X&SUBSYS_%08X",
                 vendor, device, subsystem, revision, vendor, device, subsystem);
}

static NTSTATUS pci_property(const struct hal_pdo *p, DEVICE_REGISTRY_PROPERTY property, ULONG length,
                             PVOID buffer, PULONG result)
{
    char text[250];
    switch (property) {
    case DevicePropertyHardwareID:
    case DevicePropertyCompatibleIDs:
        hardware_ids(p, property == DevicePropertyCompatibleIDs, text, sizeof(text));
        return give_text(text, true, length, buffer, result);
    case DevicePropertyLocationInformation:
        snprintf(text, sizeof(text), "PCI bus %u, device %u, function %u", p->bus->bus, p->bus->slot,
                 p->bus->function);
        return give_text(text, false, length, buffer, result);
    case DevicePropertyBootConfiguration:
    case DevicePropertyBootConfigurationTranslated:
        return give(&p->resources, sizeof(p->resources), length, buffer, result);
    case DevicePropertyLegacyBusType:
        return give_ulong(PCIBus, length, buffer, result);
    case DevicePropertyBusNumber:
        return give_ulong(p->bus->bus, length, buffer, result);
    case DevicePropertyAddress:
        return give_ulong(p->bus->slot << 16 | p->bus->function, length, buffer, result);
    default:
        *result = 0;
        return STATUS_OBJECT_NAME_NOT_FOUND;
    }
}

NTSTATUS NTAPI IoGetDeviceProperty(PDEVICE_OBJECT DeviceObject, DEVICE_REGISTRY_PROPERTY DeviceProperty,
                                   ULONG BufferLength, PVOID PropertyBuffer, PULONG ResultLength)
{
    const struct hal_pdo *p = hal_pdo_of(DeviceObject);
    char text[64];
    KE_SERVICE(IoGetDeviceProperty);
    switch (DeviceProperty) {
    case DevicePropertyDeviceDescription:
        return give_text(p->bus ? p->bus->name : "software display", false, BufferLength, PropertyBuffer,
                         ResultLength);
    case DevicePropertyClassName:
        return give_text("Display", false, BufferLength, PropertyBuffer, ResultLength);
    case DevicePropertyClassGuid:
        return give_text("{4d36e968-e325-11ce-bfc1-08002be10318}", false, BufferLength, PropertyBuffer,
                         ResultLength);
    case DevicePropertyDriverKeyName:
        snprintf(text, sizeof(text), "{4d36e968-e325-11ce-bfc1-08002be10318}\\%04u", p->number);
        return give_text(text, false, BufferLength, PropertyBuffer, ResultLength);
    case DevicePropertyPhysicalDeviceObjectName:
        snprintf(text, sizeof(text), "\\Device\\NTPNP_PCI%04u", p->number);
        return give_text(text, false, BufferLength, PropertyBuffer, ResultLength);
    case DevicePropertyEnumeratorName:
        return give_text(p->bus ? "PCI" : "Root", false, BufferLength, PropertyBuffer, ResultLength);
    default:
        break;
    }
    if (p->bus)
        return pci_property(p, DeviceProperty, BufferLength, PropertyBuffer, ResultLength);
    if (DeviceProperty == DevicePropertyHardwareID)
        return give_text("Root\\Display", true, BufferLength, PropertyBuffer, ResultLength);
    *ResultLength = 0;
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

NTSTATUS NTAPI IoOpenDeviceRegistryKey(PDEVICE_OBJECT DeviceObject, ULONG DevInstKeyType,
                                       ACCESS_MASK DesiredAccess, PHANDLE DeviceRegKey)
{
    struct hal_pdo *p = hal_pdo_of(DeviceObject);
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING path;
    KE_SERVICE(IoOpenDeviceRegistryKey);
    *DeviceRegKey = NULL;
    if (!(DevInstKeyType & (PLUGPLAY_REGKEY_DEVICE | PLUGPLAY_REGKEY_DRIVER)))
        return STATUS_INVALID_PARAMETER;
    RtlInitUnicodeString(&path, DevInstKeyType & PLUGPLAY_REGKEY_DRIVER ? p->driver_key : p->device_key);
    InitializeObjectAttributes(&attributes, &path, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    return ZwOpenKey(DeviceRegKey, DesiredAccess, &attributes);
}
