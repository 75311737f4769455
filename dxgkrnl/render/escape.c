/*
 * D3DKMTEscape: a private word between a client and the driver (THK-21). With HardwareAccess nobody else is in the driver and nothing is in
 * flight; without, it is a call like any other (SYN-07).
 */
#include "render.h"

/* What the driver is to know of the client; the references are the caller's. */
struct speaker {
    struct dxgk_device *device;
    struct dxgk_context *context;
};

static NTSTATUS find_speaker(struct dxgk_process *process, struct dxgk_adapter *adapter,
                             const D3DKMT_ESCAPE *args, struct speaker *s)
{
    s->device = args->hDevice ? handle_get(process, args->hDevice, OBJECT_DEVICE) : NULL;
    s->context = args->hContext ? handle_get(process, args->hContext, OBJECT_CONTEXT) : NULL;
    if ((args->hDevice && !s->device) || (args->hContext && !s->context))
        return STATUS_INVALID_HANDLE;
    if ((s->device && s->device->adapter != adapter) || (s->context && s->context->adapter != adapter) ||
        (s->device && s->context && s->context->device != s->device))
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

static NTSTATUS call(struct dxgk_adapter *adapter, const struct speaker *s, const D3DKMT_ESCAPE *args)
{
    DXGKARG_ESCAPE arg = {.hDevice = s->device ? s->device->driver : NULL,
                          .Flags = args->Flags,
                          .pPrivateDriverData = args->pPrivateDriverData,
                          .PrivateDriverDataSize = args->PrivateDriverDataSize,
                          .hContext = s->context ? s->context->driver : NULL};

    return ddi_present(adapter, DDI_ID_Escape) ? ddi_Escape(adapter, &arg)
                                               : STATUS_NOT_SUPPORTED; /* OBS-33 */
}

/* The device does not leave the miniport meanwhile. */
static NTSTATUS call_in_device(struct dxgk_adapter *adapter, const struct speaker *s,
                               const D3DKMT_ESCAPE *args)
{
    struct dxgk_device *device = s->device ? s->device : s->context ? s->context->device : NULL;

    if (!device)
        return call(adapter, s, args);
    NTSTATUS status = device_enter(device);
    if (NT_SUCCESS(status))
        status = call(adapter, s, args);
    device_leave(device);
    return status;
}

/* The config lock comes first: who stops the adapter under it waits for whoever is in a device. */
static NTSTATUS speak(struct dxgk_adapter *adapter, const struct speaker *s, const D3DKMT_ESCAPE *args)
{
    NTSTATUS status;

    if (args->Flags.HardwareAccess) {
        adapter_lock_idle(adapter);
        status = adapter_usable(adapter);
        if (NT_SUCCESS(status))
            status = call_in_device(adapter, s, args);
        adapter_unlock(adapter);
        return status;
    }
    status = adapter_enter(adapter);
    if (NT_SUCCESS(status))
        status = call_in_device(adapter, s, args);
    adapter_leave(adapter);
    return status;
}

NTSTATUS dxgk_kmt_escape(struct dxgk_process *process, const D3DKMT_ESCAPE *args)
{
    struct speaker s = {NULL, NULL};

    if (args->Type != D3DKMT_ESCAPE_DRIVERPRIVATE)
        return STATUS_NOT_SUPPORTED;
    if (args->Flags.Value & ~1u || (args->PrivateDriverDataSize && !args->pPrivateDriverData))
        return STATUS_INVALID_PARAMETER;
    struct dxgk_opened_adapter *opened = handle_get(process, args->hAdapter, OBJECT_ADAPTER);
    if (!opened)
        return STATUS_INVALID_HANDLE;
    struct dxgk_adapter *adapter = opened->adapter;
    NTSTATUS status = find_speaker(process, adapter, args, &s);
    if (NT_SUCCESS(status) && adapter->p->display_only)
        status = dxgk_escape(adapter, args->pPrivateDriverData, args->PrivateDriverDataSize, args->Flags);
    else if (NT_SUCCESS(status))
        status = speak(adapter, &s, args);
    if (s.context)
        dxgk_object_release(&s.context->object);
    if (s.device)
        dxgk_object_release(&s.device->object);
    dxgk_object_release(&opened->object);
    return status;
}
