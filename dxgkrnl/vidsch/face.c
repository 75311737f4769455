/* What clients ask of the scheduler by itself: that a device is idle (THK-26). */
#include "vidsch_private.h"

NTSTATUS dxgk_kmt_wait_for_idle(struct dxgk_process *process, const D3DKMT_WAITFORIDLE *args)
{
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);

    if (!device)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_enter(device);
    if (NT_SUCCESS(status))
        status = vidsch_wait_device_idle(device);
    device_leave(device);
    dxgk_object_release(&device->object);
    return status;
}
