/* Ownership of the boot screen: taking it over at start (POST-01 .. POST-05), handing it back at stop (POST-06 .. POST-08). */
#include "modeset.h"
#include "private.h"

#include <string.h>

NTSTATUS post_acquire(struct dxgk_adapter *adapter, PDXGK_DISPLAY_INFORMATION info)
{
    const struct dxgk_post_mode *post = &adapter->options.post;

    if (!info)
        return STATUS_INVALID_PARAMETER;
    memset(info, 0, sizeof(*info));
    if (!adapter->p->post.may_acquire) {
        report_emit(REPORT_VIOLATION, "POST-01", "DxgkCbAcquirePostDisplayOwnership", "caller",
                    "DxgkDdiStartDevice, or DxgkDdiSetPowerState to D0", NULL, "%s", nt_call_current());
        return STATUS_UNSUCCESSFUL;
    }
    info->TargetId = D3DDDI_ID_UNINITIALIZED;
    if (!adapter->options.is_post_device || post->width == 0)
        return STATUS_SUCCESS; /* POST-02: no usable frame buffer */
    info->Width = post->width;
    info->Height = post->height;
    info->Pitch = post->pitch;
    info->ColorFormat = post->format;
    info->PhysicAddress = post->address;
    info->TargetId = post->target_id; /* OBS-29 */
    adapter->p->post.acquired = true;
    return STATUS_SUCCESS;
}

static UINT lit_target(struct dxgk_adapter *adapter)
{
    struct modeset_path path;

    if (adapter->modeset && modeset_active_paths(adapter, &path, 1))
        return path.target;
    for (ULONG i = 0; i < adapter->child_count; i++) {
        if (adapter->children[i].info.connected && adapter->children[i].info.type == TypeVideoOutput)
            return adapter->children[i].info.uid;
    }
    return D3DDDI_ID_UNINITIALIZED;
}

static void bad_info(const char *what, const char *expected, unsigned value)
{
    report_emit(REPORT_VIOLATION, "POST-06", "DxgkDdiStopDeviceAndReleasePostDisplayOwnership", what,
                expected, NULL, "%u", value);
}

static void check_info(const DXGK_DISPLAY_INFORMATION *info)
{
    if (info->Width < 640 || info->Height < 480)
        report_emit(REPORT_VIOLATION, "POST-08", "DxgkDdiStopDeviceAndReleasePostDisplayOwnership",
                    "DisplayInfo.Width, Height", "the current mode, or at least 800 x 600", NULL, "%u x %u",
                    info->Width, info->Height);
    if (info->ColorFormat != D3DDDIFMT_X8R8G8B8 && info->ColorFormat != D3DDDIFMT_A8R8G8B8)
        bad_info("DisplayInfo.ColorFormat", "D3DDDIFMT_A8R8G8B8 (21) or D3DDDIFMT_X8R8G8B8 (22)",
                 info->ColorFormat);
    if (info->Pitch < (uint64_t)info->Width * 4)
        bad_info("DisplayInfo.Pitch", "at least Width * 4", info->Pitch);
}

NTSTATUS post_release(struct dxgk_adapter *adapter, struct dxgk_post_mode *mode)
{
    DXGK_DISPLAY_INFORMATION info = {.TargetId = D3DDDI_ID_UNINITIALIZED};

    if (!adapter->options.is_post_device ||
        !ddi_present(adapter, DDI_ID_StopDeviceAndReleasePostDisplayOwnership))
        return STATUS_NOT_SUPPORTED;
    if (!adapter->caps.SupportNonVGA) /* POST-06: the page makes it a condition */
        return STATUS_NOT_SUPPORTED;
    NTSTATUS status = ddi_StopDeviceAndReleasePostDisplayOwnership(adapter, lit_target(adapter), &info);
    if (!NT_SUCCESS(status))
        return status;
    check_info(&info);
    /* What the driver left here is what the next owner is told (OBS-29). */
    adapter->options.post = (struct dxgk_post_mode){.width = info.Width,
                                                    .height = info.Height,
                                                    .pitch = info.Pitch,
                                                    .format = info.ColorFormat,
                                                    .address = info.PhysicAddress,
                                                    .target_id = info.TargetId};
    if (mode)
        *mode = adapter->options.post;
    return STATUS_SUCCESS;
}
