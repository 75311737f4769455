// See adapter.hpp: start and stop, what Windows asks before it draws, drawing, the screen of a crash.
#include "adapter.hpp"

extern "C" {
#include "guard.h"
#include "rect_blt.h"
}

// ---- life

static BOOLEAN fits(const void *hardware, mode wanted)
{
    return static_cast<const Hardware *>(hardware)->fits(wanted);
}

NTSTATUS Adapter::start(const DXGKRNL_INTERFACE &kernel)
{
    DXGK_DEVICE_INFO info = {};
    DXGK_DISPLAY_INFORMATION post = {};
    UCHAR block[EDID_BLOCK] = {};

    RtlCopyMemory(&kernel_, &kernel, kernel.Size < sizeof(kernel_) ? kernel.Size : sizeof(kernel_)); // OBS-31
    NTSTATUS status = kernel_.DxgkCbGetDeviceInformation(kernel_.DeviceHandle, &info);
    if (!NT_SUCCESS(status))
        return status;
    kernel_.DxgkCbAcquirePostDisplayOwnership(kernel_.DeviceHandle, &post);
    Hardware *hardware = Hardware::find(info.TranslatedResourceList);
    status = hardware ? hardware->open(kernel_, info.TranslatedResourceList) : STATUS_GRAPHICS_DRIVER_MISMATCH;
    if (!NT_SUCCESS(status)) {
        if (hardware)
            hardware->close();
        return status;
    }
    hardware_ = hardware;
    hardware->edid(0, block, sizeof(block));
    const mode wishes[] = {mode_of_edid(block), {post.Width, post.Height}};
    mode_list_build(&modes_, wishes, RTL_NUMBER_OF(wishes), fits, hardware);
    mode_ = {};
    adapter_power_ = monitor_power_ = PowerDeviceD0;
    visible_ = path_off_ = false;
    return relight();
}

void Adapter::stop()
{
    if (!hardware_)
        return;
    mode_ = {};
    relight();
    hardware_->close();
    hardware_ = nullptr;
}

NTSTATUS Adapter::relight()
{
    NTSTATUS status = STATUS_SUCCESS;
    bool on = mode_.width && !path_off_ && adapter_power_ == PowerDeviceD0 && monitor_power_ == PowerDeviceD0;

    stale_ = true;
    if (on)
        status = hardware_->show(mode_);
    else
        hardware_->off();
    lit_ = on && NT_SUCCESS(status);
    return status;
}

NTSTATUS Adapter::power(ULONG child, DEVICE_POWER_STATE state)
{
    if (child == DISPLAY_ADAPTER_HW_ID) {
        adapter_power_ = state;
        visible_ = false; // DOD-19
    } else if (child == 0) {
        monitor_power_ = state;
    }
    if (hardware_)
        relight();
    return STATUS_SUCCESS;
}

NTSTATUS Adapter::descriptor(DXGK_DEVICE_DESCRIPTOR &wanted) const
{
    if (!hardware_)
        return STATUS_UNSUCCESSFUL;
    ULONG total = hardware_->edid(wanted.DescriptorOffset, static_cast<UCHAR *>(wanted.DescriptorBuffer),
                                  wanted.DescriptorLength);
    return total == 0                           ? STATUS_MONITOR_NO_DESCRIPTOR
           : wanted.DescriptorOffset >= total ? STATUS_MONITOR_NO_MORE_DESCRIPTOR_DATA
                                                : STATUS_SUCCESS;
}

// ---- networks

struct Adapter::Network {
    network net = {};
    network_path on = {};
    bool has_path = false;

    NTSTATUS read(const DXGKRNL_INTERFACE &kernel, D3DKMDT_HVIDPN handle)
    {
        UINT paths = 0;
        NTSTATUS status = network_open(&kernel, handle, &net);
        if (NT_SUCCESS(status))
            status = network_read(&net, &on, 1, &paths);
        has_path = paths == 1;
        return status;
    }
    bool transformation_good() const
    {
        const auto &t = on.path.ContentTransformation;
        return (t.Scaling == D3DKMDT_VPPS_IDENTITY || t.Scaling == D3DKMDT_VPPS_UNINITIALIZED ||
                t.Scaling == D3DKMDT_VPPS_UNPINNED || t.Scaling == D3DKMDT_VPPS_NOTSPECIFIED) &&
               (t.Rotation <= D3DKMDT_VPPR_ROTATE270 || t.Rotation == D3DKMDT_VPPR_UNPINNED ||
                t.Rotation == D3DKMDT_VPPR_NOTSPECIFIED);
    }
    bool modes_good(const mode_list &list) const
    {
        mode source = network_source_size(&on.source_mode), target = network_target_size(&on.target_mode);

        return (!on.source_pinned ||
                (on.source_mode.Format.Graphics.PixelFormat == D3DDDIFMT_A8R8G8B8 && mode_list_contains(&list, source))) &&
               (!on.target_pinned || mode_list_contains(&list, target)) &&
               (!on.source_pinned || !on.target_pinned || mode_equal(source, target));
    }
    bool good(const mode_list &list) const
    {
        return !has_path || (transformation_good() && modes_good(list));
    }
};

static surface_rotation rotation_of(const D3DKMDT_VIDPN_PRESENT_PATH &path)
{
    auto rotation = path.ContentTransformation.Rotation;

    return rotation >= D3DKMDT_VPPR_IDENTITY && rotation <= D3DKMDT_VPPR_ROTATE270
               ? static_cast<surface_rotation>(rotation - D3DKMDT_VPPR_IDENTITY)
               : SURFACE_ROTATE_0;
}

// OBS-37, OBS-40: no vertical blanks, no frequencies.
static void signal_of(D3DKMDT_VIDEO_SIGNAL_INFO *signal, mode of)
{
    signal->VideoStandard = D3DKMDT_VSS_OTHER;
    signal->TotalSize.cx = of.width;
    signal->TotalSize.cy = of.height;
    signal->ActiveSize = signal->TotalSize;
    signal->VSyncFreq.Numerator = signal->VSyncFreq.Denominator = D3DKMDT_FREQUENCY_NOTSPECIFIED;
    signal->HSyncFreq = signal->VSyncFreq;
    signal->PixelRate = D3DKMDT_FREQUENCY_NOTSPECIFIED;
    signal->ScanLineOrdering = D3DDDI_VSSLO_PROGRESSIVE;
}

network_offer Adapter::offer() const
{
    static const D3DDDIFORMAT format = D3DDDIFMT_A8R8G8B8;

    return {&modes_, &format, 1, signal_of};
}

NTSTATUS Adapter::is_supported(DXGKARG_ISSUPPORTEDVIDPN &args) const
{
    Network vidpn;

    args.IsVidPnSupported = !args.hDesiredVidPn;
    if (!args.hDesiredVidPn)
        return STATUS_SUCCESS;
    NTSTATUS status = vidpn.read(kernel_, args.hDesiredVidPn);
    if (status == STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY)
        return STATUS_SUCCESS; // more than one path: not here
    args.IsVidPnSupported = NT_SUCCESS(status) && vidpn.good(modes_);
    return status;
}

NTSTATUS Adapter::enumerate(const DXGKARG_ENUMVIDPNCOFUNCMODALITY &args) const
{
    const mode any = {};
    const network_offer mine = offer();
    Network vidpn;

    NTSTATUS status = vidpn.read(kernel_, args.hConstrainingVidPn);
    if (!NT_SUCCESS(status) || !vidpn.has_path)
        return status;
    network_path &on = vidpn.on;
    if (!on.source_pinned && args.EnumPivotType != D3DKMDT_EPT_VIDPNSOURCE)
        status = network_offer_source(&vidpn.net, 0, &mine, on.target_pinned ? network_target_size(&on.target_mode) : any);
    if (NT_SUCCESS(status) && !on.target_pinned && args.EnumPivotType != D3DKMDT_EPT_VIDPNTARGET)
        status = network_offer_target(&vidpn.net, 0, &mine, on.source_pinned ? network_source_size(&on.source_mode) : any);
    auto &t = on.path.ContentTransformation; // VPN-06
    if (args.EnumPivotType != D3DKMDT_EPT_SCALING && t.Scaling == D3DKMDT_VPPS_UNPINNED) {
        t.ScalingSupport = {};
        t.ScalingSupport.Identity = 1;
    }
    if (args.EnumPivotType != D3DKMDT_EPT_ROTATION && t.Rotation == D3DKMDT_VPPR_UNPINNED) {
        t.RotationSupport = {};
        t.RotationSupport.Identity = t.RotationSupport.Rotate90 = 1;
        t.RotationSupport.Rotate180 = t.RotationSupport.Rotate270 = 1;
    }
    return NT_SUCCESS(status) ? vidpn.net.topology_ops->pfnUpdatePathSupportInfo(vidpn.net.topology, &on.path) : status;
}

NTSTATUS Adapter::monitor_modes(const DXGKARG_RECOMMENDMONITORMODES &args) const
{
    const network_offer mine = offer();

    return network_offer_monitor(&args, &mine);
}

NTSTATUS Adapter::commit(const DXGKARG_COMMITVIDPN &args)
{
    Network vidpn;

    NTSTATUS status = vidpn.read(kernel_, args.hFunctionalVidPn);
    if (!NT_SUCCESS(status))
        return status;
    if (!vidpn.good(modes_))
        return STATUS_GRAPHICS_VIDPN_MODALITY_NOT_SUPPORTED;
    const mode old = mode_;
    mode_ = vidpn.has_path && vidpn.on.source_pinned ? network_source_size(&vidpn.on.source_mode) : mode{};
    rotation_ = rotation_of(vidpn.on.path);
    path_off_ = args.Flags.PathPoweredOff;
    status = relight();
    if (!NT_SUCCESS(status)) { // VPN-14
        mode_ = old;
        relight();
    }
    return status;
}

NTSTATUS Adapter::update(const DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH &args)
{
    if (!mode_.width)
        return STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY;
    rotation_ = rotation_of(args.VidPnPresentPathInfo);
    return relight();
}

NTSTATUS Adapter::show(const DXGKARG_SETVIDPNSOURCEVISIBILITY &args)
{
    visible_ = args.Visible;
    return visible_ ? STATUS_SUCCESS : relight(); // black, with its signal on
}

// ---- drawing

namespace {

// A present on its way: the image, its pages locked where it is user memory (OBS-64), and what is to be drawn.
class Drawing
{
  public:
    Drawing(const surface &screen, surface_rotation rotation, const DXGKARG_PRESENT_DISPLAYONLY &args) : screen_(screen)
    {
        bool sideways = surface_is_sideways(rotation);

        image_.bits = args.pSource;
        image_.pitch = args.Pitch;
        image_.width = sideways ? screen.height : screen.width;
        image_.height = sideways ? screen.width : screen.height;
        image_.bytes_per_pixel = 4;
        all_ = {0, 0, static_cast<LONG>(image_.width), static_cast<LONG>(image_.height)};
        job_ = {&screen_, &image_, rotation, args.pMoves, args.NumMoves, args.pDirtyRect, args.NumDirtyRects};
    }
    ~Drawing()
    {
        if (locked_)
            MmUnlockPages(mdl_);
        if (mdl_)
            IoFreeMdl(mdl_);
    }
    Drawing(const Drawing &) = delete;
    Drawing &operator=(const Drawing &) = delete;

    void everything()
    {
        job_.move_count = 0;
        job_.dirty = &all_;
        job_.dirty_count = 1;
    }
    NTSTATUS run()
    {
        if (image_.pitch <= 0 || !surface_fits(&screen_, &image_, job_.rotation))
            return STATUS_INVALID_PARAMETER;
        NTSTATUS status = lock();
        return NT_SUCCESS(status) ? guarded_call(draw, &job_) : status;
    }

  private:
    static VOID NTAPI draw(PVOID job)
    {
        rect_present(static_cast<const rect_present_job *>(job));
    }
    static VOID NTAPI probe(PVOID self)
    {
        auto *drawing = static_cast<Drawing *>(self);

        MmProbeAndLockPages(drawing->mdl_, UserMode, IoReadAccess);
        drawing->locked_ = true;
    }
    NTSTATUS lock()
    {
        SIZE_T bytes = static_cast<SIZE_T>(image_.pitch) * (image_.height - 1) + image_.width * 4;

        if (reinterpret_cast<ULONG_PTR>(image_.bits) >= MmUserProbeAddress)
            return STATUS_SUCCESS;
        mdl_ = bytes <= MAXLONG ? IoAllocateMdl(image_.bits, static_cast<ULONG>(bytes), FALSE, FALSE, nullptr) : nullptr;
        if (!mdl_)
            return STATUS_INSUFFICIENT_RESOURCES;
        NTSTATUS status = guarded_call(probe, this);
        if (NT_SUCCESS(status)) {
            image_.bits = MmGetSystemAddressForMdlSafe(mdl_, NormalPagePriority | MdlMappingNoExecute);
            status = image_.bits ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
        }
        return status;
    }

    typedef struct rect_present rect_present_job;

    surface screen_, image_ = {};
    RECT all_;
    rect_present_job job_;
    PMDL mdl_ = nullptr;
    bool locked_ = false;
};

} // namespace

// DOD-31, DOD-36. Done when it returns.
NTSTATUS Adapter::present(const DXGKARG_PRESENT_DISPLAYONLY &args)
{
    if (args.VidPnSourceId != 0 || args.BytesPerPixel != 4 || !args.pSource ||
        (args.NumMoves && !args.pMoves) || (args.NumDirtyRects && !args.pDirtyRect))
        return STATUS_INVALID_PARAMETER;
    if (!lit_ || !visible_)
        return STATUS_SUCCESS;
    Drawing drawing(hardware_->frame_buffer(mode_), args.Flags.Rotate ? rotation_ : SURFACE_ROTATE_0, args);
    if (stale_)
        drawing.everything();
    NTSTATUS status = drawing.run();
    stale_ = !NT_SUCCESS(status);
    return status;
}

// ---- outside normal life

NTSTATUS Adapter::take_over(mode smallest)
{
    if (!hardware_)
        return STATUS_NOT_SUPPORTED;
    if (!mode_.width)
        mode_ = smallest;
    rotation_ = SURFACE_ROTATE_0;
    path_off_ = false;
    adapter_power_ = monitor_power_ = PowerDeviceD0;
    return relight();
}

NTSTATUS Adapter::release(DXGK_DISPLAY_INFORMATION &info)
{
    NTSTATUS status = take_over({800, 600});

    if (!NT_SUCCESS(status))
        return status;
    info.Width = mode_.width;
    info.Height = mode_.height;
    info.Pitch = mode_.width * 4;
    info.ColorFormat = D3DDDIFMT_X8R8G8B8;
    info.PhysicAddress = hardware_->address();
    info.TargetId = 0;
    info.AcpiId = 0;
    hardware_->close();
    hardware_ = nullptr;
    return status;
}

void Adapter::restore()
{
    if (hardware_)
        relight();
}

NTSTATUS Adapter::crash_screen(mode &size)
{
    NTSTATUS status = take_over({640, 480});

    size = mode_;
    return status;
}

void Adapter::crash_write(const UCHAR *from, UINT width, UINT height, UINT stride, UINT x, UINT y)
{
    if (!lit_ || x >= mode_.width || y >= mode_.height)
        return;
    surface screen = hardware_->frame_buffer(mode_);
    width = width < screen.width - x ? width : screen.width - x;
    height = height < screen.height - y ? height : screen.height - y;
    for (UINT row = 0; row < height; row++)
        RtlCopyMemory(surface_at(&screen, static_cast<LONG>(x), static_cast<LONG>(y + row)),
                      from + static_cast<SIZE_T>(row) * stride, static_cast<SIZE_T>(width) * 4);
}
