/*
 * Devices that parts of the kernel offer to drivers, and the one kind of request that reaches them: a device control that is answered on
 * the spot. The port library of a display miniport finds the graphics kernel this way.
 */
#include "ke.h"

#include <stdlib.h>
#include <string.h>

#define DEVICES           4
#define IRP_TYPE          6
#define DEVICE_TYPE_VIDEO 0x23
#define FILE_OBJECT_SIZE  0xD8

/* A request, with the fields that drivers look at where Windows has them. */
struct request {
    CSHORT Type;
    USHORT Size;
    UCHAR reserved1[0x2C];
    IO_STATUS_BLOCK IoStatus; /* 0x30 */
    UCHAR reserved2[3];
    CHAR CurrentLocation; /* 0x43 */
    UCHAR reserved3[4];
    PIO_STATUS_BLOCK UserIosb; /* 0x48 */
    PKEVENT UserEvent;
    UCHAR reserved4[0x60];
    PVOID CurrentStackLocation; /* 0xB8 */
    /* what nobody but this file sees */
    ULONG code, input_size, output_size;
    PVOID input, output;
};
C_ASSERT(FIELD_OFFSET(struct request, IoStatus) == 0x30 && FIELD_OFFSET(struct request, UserIosb) == 0x48);
C_ASSERT(FIELD_OFFSET(struct request, CurrentStackLocation) == 0xB8);

static struct {
    struct host_mutex lock; /* of additions */
    struct device {
        const struct nt_kernel_device *offer;
        DEVICE_OBJECT object;
    } all[DEVICES];
    _Atomic unsigned count;
} devices = {.lock = HOST_MUTEX_INIT};

/* ---- offering ---- */

void nt_kernel_device_offer(const struct nt_kernel_device *offer)
{
    host_lock(&devices.lock);
    unsigned n = atomic_load(&devices.count), i = 0;
    while (i < n && devices.all[i].offer != offer)
        i++;
    if (i == n && n < DEVICES) {
        struct device *d = &devices.all[n];
        d->offer = offer;
        d->object.Type = IO_TYPE_DEVICE;
        d->object.Size = sizeof(d->object);
        d->object.ReferenceCount = 1;
        d->object.DeviceType = DEVICE_TYPE_VIDEO;
        d->object.StackSize = 1;
        atomic_store(&devices.count, n + 1);
    }
    host_unlock(&devices.lock);
}

const void *nt_kernel_export(const char *name)
{
    unsigned n = atomic_load(&devices.count);
    const void *address = NULL;
    for (unsigned i = 0; i < n && !address; i++) {
        if (devices.all[i].offer->find)
            address = devices.all[i].offer->find(name);
    }
    return address;
}

static struct device *find_device(const DEVICE_OBJECT *object)
{
    unsigned n = atomic_load(&devices.count);
    for (unsigned i = 0; i < n; i++) {
        if (&devices.all[i].object == object)
            return &devices.all[i];
    }
    return NULL;
}

/* ---- what drivers call ---- */

/* A driver that stays registered keeps the device open: that is no leak. */
static struct _OBJECT_TYPE ob_file_type = {.name = "file", .kept = true};

NTSTATUS NTAPI IoGetDeviceObjectPointer(PUNICODE_STRING ObjectName, ACCESS_MASK DesiredAccess,
                                        PFILE_OBJECT *FileObject, PDEVICE_OBJECT *DeviceObject)
{
    unsigned n = atomic_load(&devices.count);
    UNICODE_STRING name;
    KE_SERVICE(IoGetDeviceObjectPointer);
    for (unsigned i = 0; i < n; i++) {
        RtlInitUnicodeString(&name, devices.all[i].offer->name);
        if (!RtlEqualUnicodeString(&name, ObjectName, TRUE))
            continue;
        *FileObject = ob_create(&ob_file_type, FILE_OBJECT_SIZE);
        *DeviceObject = *FileObject ? &devices.all[i].object : NULL;
        return *FileObject ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

PIRP NTAPI IoBuildDeviceIoControlRequest(ULONG IoControlCode, PDEVICE_OBJECT DeviceObject, PVOID InputBuffer,
                                         ULONG InputBufferLength, PVOID OutputBuffer,
                                         ULONG OutputBufferLength, BOOLEAN InternalDeviceIoControl,
                                         PKEVENT Event, PIO_STATUS_BLOCK IoStatusBlock)
{
    KE_SERVICE(IoBuildDeviceIoControlRequest);
    struct request *r =
        ke_resource_denied("IoBuildDeviceIoControlRequest") ? NULL : calloc(1, sizeof(struct request));
    if (!r)
        return NULL;
    r->Type = IRP_TYPE;
    r->Size = sizeof(*r);
    r->UserIosb = IoStatusBlock;
    r->UserEvent = Event;
    r->code = IoControlCode;
    r->input = InputBuffer;
    r->input_size = InputBufferLength;
    r->output = OutputBuffer;
    r->output_size = OutputBufferLength;
    return (PIRP)r;
}

NTSTATUS FASTCALL IofCallDriver(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    struct request *r = (struct request *)Irp;
    struct device *device = find_device(DeviceObject);
    IO_STATUS_BLOCK result = {.Status = STATUS_INVALID_DEVICE_REQUEST};
    KE_SERVICE(IofCallDriver);
    if (device && device->offer->control)
        result.Status = device->offer->control(r->code, r->input, r->input_size, r->output, r->output_size,
                                               &result.Information);
    if (r->UserIosb)
        *r->UserIosb = result;
    PKEVENT event = r->UserEvent;
    free(r);
    if (event)
        KeSetEvent(event, IO_NO_INCREMENT, FALSE);
    return result.Status;
}

/* "\Registry\...\Services\NAME": is the last part that of a device's service? Nothing else can be loaded by a driver. */
NTSTATUS NTAPI ZwLoadDriver(PUNICODE_STRING DriverServiceName)
{
    unsigned n = atomic_load(&devices.count);
    UNICODE_STRING service, last = *DriverServiceName;
    KE_SERVICE(ZwLoadDriver);
    for (USHORT i = DriverServiceName->Length / sizeof(WCHAR); i > 0; i--) {
        if (DriverServiceName->Buffer[i - 1] != '\\')
            continue;
        last.Buffer = DriverServiceName->Buffer + i;
        last.Length = (USHORT)(DriverServiceName->Length - i * sizeof(WCHAR));
        break;
    }
    for (unsigned i = 0; i < n; i++) {
        if (!devices.all[i].offer->service)
            continue;
        RtlInitUnicodeString(&service, devices.all[i].offer->service);
        if (RtlEqualUnicodeString(&service, &last, TRUE))
            return STATUS_IMAGE_ALREADY_LOADED;
    }
    return STATUS_OBJECT_NAME_NOT_FOUND;
}
