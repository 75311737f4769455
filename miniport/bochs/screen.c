/*
 * What is on the one screen: mode, rotation, visibility and power, and how they come together. Whatever
 * changes here, the screen is black until the next present, and that one draws the whole image (DOD-19,
 * DOD-49): nothing of an old mode, an old orientation or a hidden source is ever seen.
 */
#include "bochs.h"

NTSTATUS bochs_screen_restore(struct bochs *dev)
{
    struct mode mode = {dev->screen.width, dev->screen.height};
    NTSTATUS status;

    dev->lit = FALSE;
    dev->stale = TRUE;
    if (!mode.width || dev->path_off || dev->adapter_power != PowerDeviceD0 ||
        dev->monitor_power != PowerDeviceD0) {
        bochs_hw_clear(dev);
        bochs_hw_off(dev);
        return STATUS_SUCCESS;
    }
    status = bochs_hw_set_mode(dev, mode, dev->screen.bytes_per_pixel);
    dev->lit = NT_SUCCESS(status);
    return status;
}

NTSTATUS bochs_screen_set_mode(struct bochs *dev, struct mode mode, enum surface_rotation rotation,
                               BOOLEAN path_off)
{
    struct surface old_screen = dev->screen;
    enum surface_rotation old_rotation = dev->rotation;
    BOOLEAN old_path_off = dev->path_off;
    NTSTATUS status;

    dev->screen = (struct surface){
        .bits = dev->vram,
        .pitch = (LONG)(mode.width * dev->bytes_per_pixel),
        .width = mode.width,
        .height = mode.height,
        .bytes_per_pixel = dev->bytes_per_pixel,
        .slow_reads = dev->slow_reads,
    };
    dev->rotation = rotation;
    dev->path_off = path_off;
    status = bochs_screen_restore(dev);
    if (!NT_SUCCESS(status)) { /* VPN-14: the active mode stays */
        dev->screen = old_screen;
        dev->rotation = old_rotation;
        dev->path_off = old_path_off;
        bochs_screen_restore(dev);
    }
    return status;
}

void bochs_screen_release(struct bochs *dev)
{
    bochs_hw_clear(dev);
    dev->screen.width = 0;
    dev->screen.height = 0;
    bochs_screen_restore(dev);
}

void bochs_screen_rotate(struct bochs *dev, enum surface_rotation rotation)
{
    if (rotation != dev->rotation) {
        dev->rotation = rotation;
        dev->stale = TRUE;
        bochs_hw_clear(dev);
    }
}

BOOLEAN bochs_screen_drawable(const struct bochs *dev)
{
    return dev->lit && dev->visible;
}

/*
 * VPN-18, DOD-19. PASSIVE_LEVEL. A hidden source is black by its content and not by switching the scan-out
 * off, because a display that loses its signal may keep its last picture.
 */
NTSTATUS NTAPI bochs_set_vidpn_source_visibility(HANDLE hAdapter,
                                                 const DXGKARG_SETVIDPNSOURCEVISIBILITY *args)
{
    struct bochs *dev = hAdapter;

    PAGED_CODE();
    if (!dev->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (args->VidPnSourceId != BOCHS_SOURCE && args->VidPnSourceId != D3DDDI_ID_ALL) {
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    }
    if (!args->Visible) {
        bochs_hw_clear(dev);
        dev->stale = TRUE;
    }
    dev->visible = args->Visible != FALSE;
    return STATUS_SUCCESS;
}

/*
 * DOD-18, OBS-145. PASSIVE_LEVEL. Every state but D0 is off; it never fails, and a child that is not there is
 * nobody's business. The adapter comes back with its source invisible (DOD-19).
 */
NTSTATUS NTAPI bochs_set_power_state(PVOID context, ULONG uid, DEVICE_POWER_STATE state, POWER_ACTION action)
{
    struct bochs *dev = context;
    DEVICE_POWER_STATE *power = uid == DISPLAY_ADAPTER_HW_ID ? &dev->adapter_power : &dev->monitor_power;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(action);
    if ((uid != DISPLAY_ADAPTER_HW_ID && uid != BOCHS_TARGET) || *power == state) {
        return STATUS_SUCCESS;
    }
    *power = state;
    if (uid == DISPLAY_ADAPTER_HW_ID) {
        dev->visible = FALSE;
    }
    if (dev->started) {
        bochs_screen_restore(dev);
    }
    return STATUS_SUCCESS;
}
