/*
 * The screen outside normal life: the crash screen, the reset, and the frame buffer that the firmware or the
 * next driver takes over. All but the hand-over runs at any IRQL, with nothing to allocate, map or wait for:
 * the frame buffer is mapped since StartDevice (OBS-142).
 */
#include "bochs.h"

#include "rect_blt.h"

/* The current mode, or the smallest that the rules accept when there is none or it does not fit this depth
 * (POST-08). */
static struct mode mode_to_keep(const struct bochs *dev, struct mode fallback, UINT bytes_per_pixel)
{
    struct mode mode = {dev->screen.width, dev->screen.height};

    return mode.width && bochs_hw_fits(dev, mode, bytes_per_pixel) ? mode : fallback;
}

/* Shows the mode whatever the state of paths and power was; black. */
static NTSTATUS force_mode(struct bochs *dev, struct mode mode, UINT bytes_per_pixel)
{
    NTSTATUS status = bochs_hw_set_mode(dev, mode, bytes_per_pixel);

    dev->screen = (struct surface){
        .bits = dev->vram,
        .pitch = (LONG)(mode.width * bytes_per_pixel),
        .width = mode.width,
        .height = mode.height,
        .bytes_per_pixel = bytes_per_pixel,
        .slow_reads = dev->slow_reads,
    };
    dev->rotation = SURFACE_ROTATE_0;
    dev->lit = NT_SUCCESS(status);
    dev->stale = TRUE;
    return status;
}

/* POST-09. Any IRQL. What is written later is 32 bit whatever the frame buffer is (POST-10). */
NTSTATUS NTAPI bochs_system_display_enable(PVOID context, D3DDDI_VIDEO_PRESENT_TARGET_ID target,
                                           PDXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS flags, UINT *width,
                                           UINT *height, D3DDDIFORMAT *format)
{
    static const struct mode smallest = {640, 480};
    struct bochs *dev = context;
    struct mode mode;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(flags);
    if (!dev->started || target != BOCHS_TARGET) {
        return STATUS_NOT_SUPPORTED;
    }
    mode = mode_to_keep(dev, smallest, dev->bytes_per_pixel);
    status = force_mode(dev, mode, dev->bytes_per_pixel);
    *width = mode.width;
    *height = mode.height;
    *format = D3DDDIFMT_X8R8G8B8;
    return status;
}

/* POST-10. Any IRQL. The part that fits is drawn. */
void NTAPI bochs_system_display_write(PVOID context, PVOID source, UINT width, UINT height, UINT stride,
                                      UINT x, UINT y)
{
    struct bochs *dev = context;
    struct surface image, part = dev->screen;
    RECT all;

    if (!dev->lit || x >= part.width || y >= part.height || stride > MAXLONG) {
        return;
    }
    if (width > part.width - x) {
        width = part.width - x;
    }
    if (height > part.height - y) {
        height = part.height - y;
    }
    part.bits = surface_at(&dev->screen, (LONG)x, (LONG)y);
    part.width = width;
    part.height = height;
    image = (struct surface){
        .bits = source, .pitch = (LONG)stride, .width = width, .height = height, .bytes_per_pixel = 4};
    all = (RECT){0, 0, (LONG)width, (LONG)height};
    if (surface_fits(&part, &image, SURFACE_ROTATE_0)) {
        rect_blt(&part, &image, &all, SURFACE_ROTATE_0);
    }
}

/* POST-11. Any IRQL. */
void NTAPI bochs_reset_device(PVOID context)
{
    struct bochs *dev = context;

    if (dev->started) {
        bochs_screen_restore(dev);
    }
}

/*
 * POST-06, POST-07, OBS-138, OBS-143. PASSIVE_LEVEL. The screen stays lit and black, in a 32-bit mode that
 * anybody can draw on; everything else is stopped as by StopDevice, which is not called after this succeeded.
 */
NTSTATUS NTAPI bochs_stop_device_and_release_post_display_ownership(PVOID context,
                                                                    D3DDDI_VIDEO_PRESENT_TARGET_ID target,
                                                                    PDXGK_DISPLAY_INFORMATION info)
{
    static const struct mode smallest = {800, 600};
    struct bochs *dev = context;
    struct mode mode;
    NTSTATUS status;

    PAGED_CODE();
    if (!dev->started || target != BOCHS_TARGET) {
        return STATUS_NOT_SUPPORTED;
    }
    mode = mode_to_keep(dev, smallest, 4);
    status = force_mode(dev, mode, 4);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    info->Width = mode.width;
    info->Height = mode.height;
    info->Pitch = mode.width * 4;
    info->ColorFormat = D3DDDIFMT_X8R8G8B8;
    info->PhysicAddress = dev->vram_address;
    info->TargetId = target;
    info->AcpiId = 0;
    bochs_close_hardware(dev);
    return STATUS_SUCCESS;
}
