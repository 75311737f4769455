/*
 * What the heads scan out: the committed mode, the primary's address, whether it may be seen. All nonpaged: flips come at device IRQL.
 *
 * A source is lit when its mode is committed and the address of a primary of that mode is known; before, the head is off, because
 * anything else would show memory of somebody. A hidden source is blanked, its timing runs on (VPN-18, FEN-18).
 */
#include "allocation.h"
#include "display.h"
#include "hw.h"

struct refgpu_head *refgpu_head_of_target(struct refgpu *gpu, UINT target)
{
    for (UINT source = 0; source < gpu->head_count; source++) {
        if (gpu->head[source].width && gpu->head[source].target == target) {
            return &gpu->head[source];
        }
    }
    return NULL;
}

static BOOLEAN running(const struct refgpu *gpu, const struct refgpu_head *head)
{
    return head && head->width && head->addressed && gpu->adapter_power == PowerDeviceD0;
}

static BOOLEAN blank(const struct refgpu *gpu, const struct refgpu_head *head)
{
    return !head->visible || head->path_off || gpu->monitor_power[head->target] != PowerDeviceD0;
}

static void show(struct refgpu *gpu, const struct refgpu_head *head)
{
    const struct refgpu_hw_picture picture = {
        .width = head->width,
        .height = head->height,
        .pitch = head->pitch,
        .format = head->format,
        .address = (ULONG64)head->address.QuadPart,
        .blank = blank(gpu, head),
    };

    refgpu_hw_head_show(gpu, head->target, &picture);
}

void refgpu_heads_restore(struct refgpu *gpu)
{
    for (UINT target = 0; target < gpu->head_count; target++) {
        const struct refgpu_head *head = refgpu_head_of_target(gpu, target);
        if (running(gpu, head)) {
            show(gpu, head);
        } else {
            refgpu_hw_head_off(gpu, target);
        }
    }
}

void refgpu_head_set_mode(struct refgpu *gpu, UINT source, UINT target, struct mode mode,
                          enum refgpu_format format, BOOLEAN path_off)
{
    struct refgpu_head *head = &gpu->head[source];

    head->path_off = path_off;
    if (head->width == mode.width && head->height == mode.height && head->format == format &&
        head->target == target) {
        return;
    }
    head->width = mode.width;
    head->height = mode.height;
    head->format = format;
    head->pitch = refgpu_choose_pitch(mode.width, format);
    head->target = target;
    head->addressed = FALSE;
    head->address.QuadPart = 0;
}

/* PRS-10, PRS-04, VPN-22. PASSIVE_LEVEL with ModeChange, up to device IRQL for flips. */
NTSTATUS NTAPI refgpu_set_vidpn_source_address(HANDLE hAdapter, const DXGKARG_SETVIDPNSOURCEADDRESS *args)
{
    struct refgpu *gpu = hAdapter;
    const struct refgpu_allocation *primary = args->hAllocation;
    struct refgpu_head *head;
    BOOLEAN flips;

    if (!gpu->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (args->VidPnSourceId >= gpu->head_count) {
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    }
    head = &gpu->head[args->VidPnSourceId];
    flips = running(gpu, head) && !args->Flags.ModeChange;
    head->address = args->PrimaryAddress;
    if (primary && primary->magic == REFGPU_ALLOCATION_MAGIC && primary->info.kind == REFGPU_KIND_SURFACE) {
        head->pitch = primary->info.pitch;
        head->format = primary->info.format;
    }
    head->addressed = head->width != 0;
    if (flips) {
        refgpu_hw_head_flip(gpu, head->target, (ULONG64)head->address.QuadPart, head->pitch, head->format,
                            args->Flags.FlipImmediate != 0);
    } else if (running(gpu, head)) {
        show(gpu, head);
    }
    return STATUS_SUCCESS;
}

/* VPN-18, DOD-19. PASSIVE_LEVEL, level two. */
NTSTATUS NTAPI refgpu_set_vidpn_source_visibility(HANDLE hAdapter,
                                                  const DXGKARG_SETVIDPNSOURCEVISIBILITY *args)
{
    struct refgpu *gpu = hAdapter;

    PAGED_CODE();
    if (!gpu->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (args->VidPnSourceId >= gpu->head_count && args->VidPnSourceId != D3DDDI_ID_ALL) {
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    }
    for (UINT source = 0; source < gpu->head_count; source++) {
        struct refgpu_head *head = &gpu->head[source];
        if (args->VidPnSourceId != D3DDDI_ID_ALL && args->VidPnSourceId != source) {
            continue;
        }
        head->visible = args->Visible != FALSE;
        if (running(gpu, head)) {
            refgpu_hw_head_blank(gpu, head->target, blank(gpu, head));
        }
    }
    return STATUS_SUCCESS;
}

/* PASSIVE_LEVEL, level zero. */
NTSTATUS NTAPI refgpu_get_scan_line(HANDLE hAdapter, DXGKARG_GETSCANLINE *args)
{
    struct refgpu *gpu = hAdapter;
    const struct refgpu_head *head;

    PAGED_CODE();
    if (!gpu->started || args->VidPnTargetId >= gpu->head_count) {
        return STATUS_INVALID_PARAMETER;
    }
    head = refgpu_head_of_target(gpu, args->VidPnTargetId);
    args->ScanLine = refgpu_hw_head_scanline(gpu, args->VidPnTargetId);
    args->InVerticalBlank = !head || args->ScanLine >= head->height;
    return STATUS_SUCCESS;
}
