/*
 * The screen outside normal life: the crash screen, and the frame buffer that the next driver takes over. All but the hand-over runs at
 * any IRQL, with nothing to allocate, map or wait for: video memory is mapped since StartDevice (OBS-142). Nobody needs what was in it
 * any more, so the frame buffer is its beginning.
 */
#include "display.h"
#include "hw.h"

static BOOLEAN fits(const struct refgpu *gpu, struct mode mode)
{
    return mode.width && (ULONG64)mode.width * mode.height * 4 <= gpu->visible_size - REFGPU_VRAM_FIRST;
}

/* The current mode, or the smallest that the rules accept when there is none or it has no room (POST-08). */
static struct mode mode_to_keep(struct refgpu *gpu, UINT target, struct mode smallest)
{
    const struct refgpu_head *head = refgpu_head_of_target(gpu, target);
    struct mode mode = {head ? head->width : 0, head ? head->height : 0};

    return fits(gpu, mode) ? mode : smallest;
}

/* The engines stop, the target shows a black linear frame buffer, the others nothing. */
static NTSTATUS take_over(struct refgpu *gpu, UINT target, struct mode mode)
{
    const struct refgpu_hw_picture picture = {
        .width = mode.width,
        .height = mode.height,
        .pitch = mode.width * 4,
        .format = REFGPU_X8R8G8B8,
        .address = REFGPU_VRAM_BASE + REFGPU_VRAM_FIRST,
    };

    if (!fits(gpu, mode)) {
        return STATUS_NOT_SUPPORTED;
    }
    refgpu_hw_interrupts_enable(gpu, 0);
    for (ULONG node = 0; node < REFGPU_NODE_COUNT; node++) {
        refgpu_hw_reset_node(gpu, node);
    }
    for (ULONG i = 0; i < gpu->head_count; i++) {
        refgpu_hw_head_off(gpu, i);
    }
    RtlZeroMemory(gpu->vram + REFGPU_VRAM_FIRST, (SIZE_T)picture.pitch * mode.height);
    refgpu_hw_head_show(gpu, target, &picture);
    gpu->crash = mode;
    return STATUS_SUCCESS;
}

/* POST-09. Any IRQL. */
NTSTATUS NTAPI refgpu_system_display_enable(PVOID context, D3DDDI_VIDEO_PRESENT_TARGET_ID target,
                                            PDXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS flags, UINT *width,
                                            UINT *height, D3DDDIFORMAT *format)
{
    static const struct mode smallest = {640, 480};
    struct refgpu *gpu = context;
    struct mode mode;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(flags);
    if (!gpu->started || target >= gpu->head_count || !refgpu_hw_head_connected(gpu, target)) {
        return STATUS_NOT_SUPPORTED;
    }
    mode = mode_to_keep(gpu, target, smallest);
    status = take_over(gpu, target, mode);
    *width = mode.width;
    *height = mode.height;
    *format = D3DDDIFMT_X8R8G8B8;
    return status;
}

/* POST-10. Any IRQL. The part that fits is drawn. */
void NTAPI refgpu_system_display_write(PVOID context, PVOID source, UINT width, UINT height, UINT stride,
                                       UINT x, UINT y)
{
    struct refgpu *gpu = context;
    struct mode screen = gpu->crash;

    if (!gpu->started || x >= screen.width || y >= screen.height) {
        return;
    }
    width = width < screen.width - x ? width : screen.width - x;
    height = height < screen.height - y ? height : screen.height - y;
    for (UINT row = 0; row < height; row++) {
        RtlCopyMemory(gpu->vram + REFGPU_VRAM_FIRST + ((SIZE_T)(y + row) * screen.width + x) * 4,
                      (const UCHAR *)source + (SIZE_T)row * stride, (SIZE_T)width * 4);
    }
}

/* POST-11. Any IRQL. The engines stand still; what is scanned out stays. */
void NTAPI refgpu_reset_device(PVOID context)
{
    struct refgpu *gpu = context;

    if (gpu->started) {
        refgpu_hw_interrupts_enable(gpu, 0);
        for (ULONG node = 0; node < REFGPU_NODE_COUNT; node++) {
            refgpu_hw_reset_node(gpu, node);
        }
    }
}

/*
 * POST-06, POST-07, OBS-138, OBS-143. PASSIVE_LEVEL. The screen stays lit and black in a mode that anybody can draw on; everything else
 * is stopped as by StopDevice, which is not called after this succeeded.
 */
NTSTATUS NTAPI refgpu_stop_device_and_release_post_display_ownership(PVOID context,
                                                                     D3DDDI_VIDEO_PRESENT_TARGET_ID target,
                                                                     PDXGK_DISPLAY_INFORMATION info)
{
    static const struct mode smallest = {800, 600};
    struct refgpu *gpu = context;
    struct mode mode;
    NTSTATUS status;

    PAGED_CODE();
    if (!gpu->started || target >= gpu->head_count || !refgpu_hw_head_connected(gpu, target)) {
        return STATUS_NOT_SUPPORTED;
    }
    mode = mode_to_keep(gpu, target, smallest);
    status = take_over(gpu, target, mode);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    info->Width = mode.width;
    info->Height = mode.height;
    info->Pitch = mode.width * 4;
    info->ColorFormat = D3DDDIFMT_X8R8G8B8;
    info->PhysicAddress.QuadPart = gpu->vram_bus.QuadPart + REFGPU_VRAM_FIRST;
    info->TargetId = target;
    info->AcpiId = 0;
    refgpu_stop_but_heads(gpu);
    return STATUS_SUCCESS;
}
