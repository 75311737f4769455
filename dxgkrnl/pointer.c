/* The hardware pointer, and the other small requests of user mode: escapes. */
#include "modeset.h"
#include "private.h"

static bool known_source(struct dxgk_adapter *adapter, UINT source)
{
    return source < adapter->source_count;
}

static bool lit(struct dxgk_adapter *adapter, UINT source)
{
    struct modeset_path path;
    return adapter->modeset && modeset_active_path(adapter, source, &path);
}

/* PTR-02: exactly one kind, and one that the caps name. */
static bool kind_allowed(const struct dxgk_adapter *adapter, DXGK_POINTERFLAGS flags)
{
    UINT kinds = (flags.Monochrome != 0) + (flags.Color != 0) + (flags.MaskedColor != 0);
    DXGK_POINTERFLAGS caps = adapter->caps.PointerCaps;

    return kinds == 1 && (!flags.Monochrome || caps.Monochrome) && (!flags.Color || caps.Color) &&
           (!flags.MaskedColor || caps.MaskedColor);
}

NTSTATUS dxgk_set_pointer_shape(struct dxgk_adapter *adapter, const DXGKARG_SETPOINTERSHAPE *shape)
{
    NTSTATUS status;

    if (!shape || !shape->pPixels || !shape->Width || !shape->Height)
        return STATUS_INVALID_PARAMETER;
    adapter_lock(adapter);
    status = adapter_usable(adapter);
    if (NT_SUCCESS(status) && !known_source(adapter, shape->VidPnSourceId))
        status = STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    if (NT_SUCCESS(status) && (!lit(adapter, shape->VidPnSourceId) || !adapter->powered))
        status = STATUS_GRAPHICS_NO_ACTIVE_VIDPN; /* PTR-03: never called then */
    if (NT_SUCCESS(status) &&
        (!kind_allowed(adapter, shape->Flags) || shape->Width > adapter->caps.MaxPointerWidth ||
         shape->Height > adapter->caps.MaxPointerHeight || shape->XHot >= shape->Width ||
         shape->YHot >= shape->Height))
        status = STATUS_NOT_SUPPORTED; /* PTR-05: the caller draws it */
    if (NT_SUCCESS(status))
        status = ddi_SetPointerShape(adapter, shape);
    adapter_unlock(adapter);
    return status;
}

NTSTATUS dxgk_set_pointer_position(struct dxgk_adapter *adapter, UINT source, INT x, INT y, bool visible)
{
    DXGKARG_SETPOINTERPOSITION arg = {.VidPnSourceId = source, .X = x, .Y = y};
    NTSTATUS status;

    arg.Flags.Visible = visible;
    if (!visible)
        arg.X = arg.Y = (INT)0xDDDDDDDD; /* PTR-04: meaningless */
    adapter_lock(adapter);
    status = adapter_usable(adapter);
    if (NT_SUCCESS(status) && !known_source(adapter, source))
        status = STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    if (NT_SUCCESS(status) && visible && !adapter->caps.PointerCaps.Value)
        status = STATUS_NOT_SUPPORTED; /* PTR-05 */
    if (NT_SUCCESS(status) && adapter->powered) {
        bool dark = !lit(adapter, source);
        status = ddi_SetPointerPosition(adapter, &arg);
        if (!NT_SUCCESS(status) && (dark || !visible))
            report_emit(REPORT_VIOLATION, dark ? "PTR-03" : "PTR-05", "DxgkDdiSetPointerPosition", "NTSTATUS",
                        dark ? "STATUS_SUCCESS for a source without a path"
                             : "STATUS_SUCCESS for hiding the pointer",
                        NULL, "0x%08X", (unsigned)status);
    }
    adapter_unlock(adapter);
    return status;
}

NTSTATUS dxgk_escape(struct dxgk_adapter *adapter, void *data, UINT size, D3DDDI_ESCAPEFLAGS flags)
{
    DXGKARG_ESCAPE arg = {.Flags = flags, .pPrivateDriverData = data, .PrivateDriverDataSize = size};
    NTSTATUS status;

    if (flags.HardwareAccess) /* SYN-07 */
        adapter_lock_idle(adapter);
    else
        adapter_lock(adapter);
    status = adapter_usable(adapter);
    if (NT_SUCCESS(status))
        status = ddi_present(adapter, DDI_ID_Escape) ? ddi_Escape(adapter, &arg)
                                                     : STATUS_NOT_SUPPORTED; /* OBS-33 */
    adapter_unlock(adapter);
    return status;
}
