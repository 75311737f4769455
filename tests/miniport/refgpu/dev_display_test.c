/*
 * The screens of refgpu's driver: children and modes, what is scanned out when, flips and vertical blanks, the crash screen.
 */
#include "dev_harness.h"

#include "device.h"
#include "vidpn.h"
#include "vidpn_memory.h"

#include <stdlib.h>

static struct dev dev;

void *vidpn_alloc(size_t size)
{
    return calloc(1, size);
}

void vidpn_free(void *memory)
{
    free(memory);
}

static NTSTATUS NTAPI query_vidpn(const D3DKMDT_HVIDPN vidpn, const DXGK_VIDPN_INTERFACE_VERSION version,
                                  const DXGK_VIDPN_INTERFACE **interface)
{
    return vidpn_query_interface(vidpn, version, interface);
}

static bool open_heads(unsigned heads)
{
    return dev_open(&dev, &(struct dev_options){.vram = 16u << 20,
                                                .visible = 8u << 20,
                                                .gart_pages = 1024,
                                                .heads = heads,
                                                .query_vidpn = query_vidpn});
}

/* ---- VidPNs -------------------------------------------------------------------------------------------- */

static struct vidpn *network(void)
{
    static const UINT targets[] = {0, 1, 2, 3};
    const struct vidpn_domain domain = {
        .sources = dev.sources, .targets = targets, .target_count = dev.children, .vsync_control = true};

    return vidpn_create(&domain);
}

static NTSTATUS enumerate(struct vidpn *vidpn, DXGKARG_ENUMVIDPNCOFUNCMODALITY args)
{
    NTSTATUS status;

    args.hConstrainingVidPn = vidpn_call_begin(vidpn, "DxgkDdiEnumVidPnCofuncModality", VIDPN_POPULATE);
    status = dev.table.DxgkDdiEnumVidPnCofuncModality(dev.adapter, &args);
    EXPECT(vidpn_call_end(vidpn) == 0);
    return status;
}

static bool supported(struct vidpn *vidpn)
{
    DXGKARG_ISSUPPORTEDVIDPN args = {.IsVidPnSupported = 2};

    args.hDesiredVidPn = vidpn_call_begin(vidpn, "DxgkDdiIsSupportedVidPn", VIDPN_INSPECT);
    EXPECT(dev.table.DxgkDdiIsSupportedVidPn(dev.adapter, &args) == STATUS_SUCCESS);
    EXPECT(vidpn_call_end(vidpn) == 0);
    return args.IsVidPnSupported;
}

static NTSTATUS commit_for(struct vidpn *vidpn, UINT source, D3DKMDT_MONITOR_CONNECTIVITY_CHECKS checks)
{
    DXGKARG_COMMITVIDPN args = {.AffectedVidPnSourceId = source, .MonitorConnectivityChecks = checks};
    NTSTATUS status;

    args.hFunctionalVidPn = vidpn_call_begin(vidpn, "DxgkDdiCommitVidPn", VIDPN_INSPECT);
    status = dev.table.DxgkDdiCommitVidPn(dev.adapter, &args);
    EXPECT(vidpn_call_end(vidpn) == 0);
    return status;
}

static NTSTATUS commit(struct vidpn *vidpn)
{
    return commit_for(vidpn, D3DDDI_ID_ALL, D3DKMDT_MCC_ENFORCE);
}

static bool pin(struct vidpn *vidpn, UINT source, UINT target, UINT width, UINT height, D3DDDIFORMAT format)
{
    bool s = false, t = false;

    for (size_t i = 0; i < vidpn_source_mode_count(vidpn, source) && !s; i++) {
        const D3DKMDT_GRAPHICS_RENDERING_FORMAT *g = &vidpn_source_mode(vidpn, source, i)->Format.Graphics;
        if (g->PrimSurfSize.cx == width && g->PrimSurfSize.cy == height && g->PixelFormat == format)
            s = NT_SUCCESS(vidpn_pin_source(vidpn, source, vidpn_source_mode(vidpn, source, i)->Id));
    }
    for (size_t i = 0; i < vidpn_target_mode_count(vidpn, target) && !t; i++) {
        const D3DKMDT_2DREGION *size = &vidpn_target_mode(vidpn, target, i)->VideoSignalInfo.ActiveSize;
        if (size->cx == width && size->cy == height)
            t = NT_SUCCESS(vidpn_pin_target(vidpn, target, vidpn_target_mode(vidpn, target, i)->Id));
    }
    return s && t;
}

static const DXGKARG_ENUMVIDPNCOFUNCMODALITY no_pivot = {.EnumPivotType = D3DKMDT_EPT_NOPIVOT};

/* Paths source i to target (i + shift), all with this mode. */
static struct vidpn *pinned(unsigned paths, unsigned shift, UINT width, UINT height)
{
    struct vidpn *vidpn = network();

    for (UINT i = 0; i < paths; i++)
        EXPECT(vidpn_add_path(vidpn, i, (i + shift) % dev.children) == STATUS_SUCCESS);
    EXPECT(enumerate(vidpn, no_pivot) == STATUS_SUCCESS);
    for (UINT i = 0; i < paths; i++) {
        EXPECT(pin(vidpn, i, (i + shift) % dev.children, width, height, D3DDDIFMT_A8R8G8B8));
        vidpn_path(vidpn, i)->ContentTransformation.Scaling = D3DKMDT_VPPS_IDENTITY;
        vidpn_path(vidpn, i)->ContentTransformation.Rotation = D3DKMDT_VPPR_IDENTITY;
    }
    return vidpn;
}

/* VPN-01..VPN-09, OBS-38, OBS-48: modes for one to four heads, pins kept, pivots untouched, nothing left held. */
static int modes(void *arg)
{
    for (unsigned heads = 1; heads <= 4; heads++) {
        if (!open_heads(heads))
            return 1;
        EXPECT(dev.sources == heads && dev.children == heads);
        struct vidpn *vidpn = network();
        EXPECT(supported(vidpn));
        for (UINT i = 0; i < heads; i++)
            EXPECT(vidpn_add_path(vidpn, i, heads - 1 - i) == STATUS_SUCCESS);
        EXPECT(supported(vidpn) && enumerate(vidpn, no_pivot) == STATUS_SUCCESS && supported(vidpn));
        for (UINT i = 0; i < heads; i++) {
            EXPECT(vidpn_source_mode_count(vidpn, i) == 3 * vidpn_target_mode_count(vidpn, i));
            EXPECT(vidpn_target_mode_count(vidpn, i) > 10);
            EXPECT(vidpn_path(vidpn, i)->ContentTransformation.RotationSupport.Identity &&
                   !vidpn_path(vidpn, i)->ContentTransformation.RotationSupport.Rotate90 &&
                   vidpn_path(vidpn, i)->ContentTransformation.ScalingSupport.Identity);
        }
        /* a pinned target leaves its size to the source; a pivot stays as it is */
        EXPECT(pin(vidpn, 0, heads - 1, 800, 600, D3DDDIFMT_X8R8G8B8));
        struct vidpn *before = vidpn_clone(vidpn);
        DXGKARG_ENUMVIDPNCOFUNCMODALITY pivot = {.EnumPivotType = D3DKMDT_EPT_VIDPNSOURCE};
        pivot.EnumPivot.VidPnSourceId = heads - 1;
        EXPECT(enumerate(vidpn, pivot) == STATUS_SUCCESS);
        EXPECT(vidpn_same_source_modes(before, vidpn, heads - 1));
        EXPECT(vidpn_pinned_source_mode(vidpn, 0) && supported(vidpn));
        vidpn_destroy(before);
        vidpn_destroy(vidpn);
        dev_close(&dev);
    }
    return 0;
}

/* VPN-01, VPN-06, VPN-19: clones, scaling, rotation, gamma: no. */
static int refused(void *arg)
{
    DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH update = {0};
    DXGKARG_ISSUPPORTEDVIDPN none = {0};

    if (!open_heads(2))
        return 1;
    EXPECT(dev.table.DxgkDdiIsSupportedVidPn(dev.adapter, &none) == STATUS_SUCCESS && none.IsVidPnSupported);
    struct vidpn *clone = network();
    EXPECT(vidpn_add_path(clone, 0, 0) == STATUS_SUCCESS && vidpn_add_path(clone, 0, 1) == STATUS_SUCCESS);
    EXPECT(!supported(clone) && commit(clone) == STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY);
    vidpn_destroy(clone);
    struct vidpn *vidpn = pinned(1, 0, 800, 600);
    vidpn_path(vidpn, 0)->ContentTransformation.Rotation = D3DKMDT_VPPR_ROTATE90;
    EXPECT(!supported(vidpn) && !NT_SUCCESS(commit(vidpn)));
    vidpn_path(vidpn, 0)->ContentTransformation.Rotation = D3DKMDT_VPPR_IDENTITY;
    vidpn_path(vidpn, 0)->ContentTransformation.Scaling = D3DKMDT_VPPS_STRETCHED;
    EXPECT(!supported(vidpn) && !NT_SUCCESS(commit(vidpn)));
    vidpn_path(vidpn, 0)->ContentTransformation.Scaling = D3DKMDT_VPPS_IDENTITY;
    EXPECT(commit_for(vidpn, 2, D3DKMDT_MCC_ENFORCE) == STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    EXPECT(supported(vidpn) && commit(vidpn) == STATUS_SUCCESS);
    update.VidPnPresentPathInfo = *vidpn_path(vidpn, 0);
    EXPECT(dev.table.DxgkDdiUpdateActiveVidPnPresentPath(dev.adapter, &update) == STATUS_SUCCESS);
    update.VidPnPresentPathInfo.ContentTransformation.Rotation = D3DKMDT_VPPR_ROTATE180;
    EXPECT(dev.table.DxgkDdiUpdateActiveVidPnPresentPath(dev.adapter, &update) ==
           STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED);
    update.VidPnPresentPathInfo.VidPnTargetId = 1;
    EXPECT(dev.table.DxgkDdiUpdateActiveVidPnPresentPath(dev.adapter, &update) ==
           STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY);
    vidpn_destroy(vidpn);
    dev_close(&dev);
    return 0;
}

/* A mode must have a place for its primary. */
static int small_memory(void *arg)
{
    if (!dev_open(&dev,
                  &(struct dev_options){
                      .vram = 2u << 20, .visible = 2u << 20, .gart_pages = 64, .query_vidpn = query_vidpn}))
        return 1;
    struct vidpn *vidpn = network();
    EXPECT(vidpn_add_path(vidpn, 0, 0) == STATUS_SUCCESS && enumerate(vidpn, no_pivot) == STATUS_SUCCESS);
    EXPECT(vidpn_target_mode_count(vidpn, 0) > 0);
    for (size_t i = 0; i < vidpn_target_mode_count(vidpn, 0); i++) {
        const D3DKMDT_2DREGION *size = &vidpn_target_mode(vidpn, 0, i)->VideoSignalInfo.ActiveSize;
        EXPECT(size->cx * size->cy * 4 <= (2u << 20) - PAGE_SIZE);
    }
    vidpn_destroy(vidpn);
    dev_close(&dev);
    return 0;
}

/* ---- children ------------------------------------------------------------------------------------------ */

/* DOD-13, DOD-14, DOD-15, OBS-44: heads as children; EDID in pieces of any size, and never beyond. */
static int children(void *arg)
{
    DXGK_CHILD_DESCRIPTOR relations[5];
    unsigned char whole[256], piece[300];
    DXGK_DEVICE_DESCRIPTOR descriptor = {0, sizeof(whole), whole};

    if (!open_heads(3))
        return 1;
    memset(relations, 0, sizeof(relations));
    EXPECT(dev.table.DxgkDdiQueryChildRelations(dev.adapter, relations, 3 * sizeof(relations[0])) ==
           STATUS_BUFFER_TOO_SMALL);
    EXPECT(dev.table.DxgkDdiQueryChildRelations(dev.adapter, relations, 4 * sizeof(relations[0])) ==
           STATUS_SUCCESS);
    for (ULONG i = 0; i < 3; i++)
        EXPECT(relations[i].ChildDeviceType == TypeVideoOutput && relations[i].ChildUid == i);
    EXPECT(relations[3].ChildDeviceType == 0 && relations[3].ChildUid == 0);
    EXPECT(dev.table.DxgkDdiQueryDeviceDescriptor(dev.adapter, 1, &descriptor) == STATUS_SUCCESS);
    EXPECT(whole[0] == 0 && whole[1] == 0xFF);
    for (ULONG offset = 0; offset <= 130; offset++) {
        for (ULONG length = 0; length < 140; length += 7) {
            memset(piece, 0xA5, sizeof(piece));
            descriptor = (DXGK_DEVICE_DESCRIPTOR){offset, length, piece};
            NTSTATUS status = dev.table.DxgkDdiQueryDeviceDescriptor(dev.adapter, 1, &descriptor);
            EXPECT(status == (offset < 128 ? STATUS_SUCCESS : STATUS_MONITOR_NO_MORE_DESCRIPTOR_DATA));
            EXPECT(piece[length] == 0xA5 && (offset >= 128 || !length || piece[0] == whole[offset]));
        }
    }
    EXPECT(dev.table.DxgkDdiQueryDeviceDescriptor(dev.adapter, 3, &descriptor) == STATUS_INVALID_PARAMETER);
    refgpu_set_edid(dev.device, 1, NULL, 0);
    EXPECT(dev.table.DxgkDdiQueryDeviceDescriptor(dev.adapter, 1, &descriptor) ==
           STATUS_MONITOR_NO_DESCRIPTOR);
    dev_deliver(&dev);
    dev_close(&dev);
    return 0;
}

/* DOD-14, VPN-15: a monitor that comes and goes is told of, once each, and without it no mode is set on its head. */
static int hot_plug(void *arg)
{
    DXGK_CHILD_STATUS status = {.Type = StatusConnection, .ChildUid = 1};
    unsigned char edid[128];
    DXGK_DEVICE_DESCRIPTOR descriptor = {0, sizeof(edid), edid};

    if (!open_heads(2))
        return 1;
    struct vidpn *vidpn = pinned(2, 0, 640, 480);
    EXPECT(dev.table.DxgkDdiQueryDeviceDescriptor(dev.adapter, 1, &descriptor) == STATUS_SUCCESS);
    refgpu_set_edid(dev.device, 1, NULL, 0);
    dev_deliver(&dev);
    EXPECT(dev.child_status_count == 1 && dev.child_status[0].ChildUid == 1 &&
           !dev.child_status[0].HotPlug.Connected);
    EXPECT(dev.table.DxgkDdiQueryChildStatus(dev.adapter, &status, FALSE) == STATUS_SUCCESS &&
           !status.HotPlug.Connected);
    EXPECT(commit(vidpn) == STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY);
    EXPECT(commit_for(vidpn, 0, D3DKMDT_MCC_ENFORCE) == STATUS_SUCCESS);
    EXPECT(commit_for(vidpn, D3DDDI_ID_ALL, D3DKMDT_MCC_IGNORE) == STATUS_SUCCESS);
    refgpu_set_edid(dev.device, 1, edid, sizeof(edid));
    dev_deliver(&dev);
    EXPECT(dev.child_status_count == 2 && dev.child_status[1].HotPlug.Connected);
    EXPECT(commit(vidpn) == STATUS_SUCCESS);
    vidpn_destroy(vidpn);
    dev_close(&dev);
    return 0;
}

/* ---- what is on the screen ----------------------------------------------------------------------------- */

static struct device_scanout scanout(unsigned head)
{
    struct device_scanout out = {0};

    EXPECT(dev.device->ops->scanout(dev.device, head, &out));
    return out;
}

/* The first pixel that the head shows; 0: dark. */
static uint32_t shows(unsigned head)
{
    struct device_scanout out = scanout(head);
    uint32_t pixel = 0;

    if (out.enabled)
        memcpy(&pixel, out.pixels, 4);
    return pixel;
}

static NTSTATUS address(UINT source, uint64_t where, DXGK_SETVIDPNSOURCEADDRESS_FLAGS flags, KIRQL irql)
{
    DXGKARG_SETVIDPNSOURCEADDRESS args = {.VidPnSourceId = source, .PrimarySegment = 1, .Flags = flags};
    NTSTATUS status;
    KIRQL old;

    args.PrimaryAddress.QuadPart = (LONGLONG)where;
    KeRaiseIrql(irql, &old);
    status = dev.table.DxgkDdiSetVidPnSourceAddress(dev.adapter, &args);
    KeLowerIrql(old);
    return status;
}

static void visible(UINT source, BOOLEAN visible)
{
    DXGKARG_SETVIDPNSOURCEVISIBILITY args = {.VidPnSourceId = source, .Visible = visible};

    EXPECT(dev.table.DxgkDdiSetVidPnSourceVisibility(dev.adapter, &args) == STATUS_SUCCESS);
}

static void paint(uint64_t where, uint32_t color)
{
    memcpy((char *)refgpu_vram(dev.device) + where, &color, 4);
}

#define RED   0x00ff0000u
#define GREEN 0x0000ff00u
#define BLUE  0x000000ffu

static const DXGK_SETVIDPNSOURCEADDRESS_FLAGS mode_change = {.ModeChange = 1},
                                              at_vsync = {.FlipOnNextVSync = 1},
                                              at_once = {.FlipImmediate = 1};

/* DOD-19, VPN-14, VPN-17, VPN-18, VPN-22: dark until mode, address and visibility have come, in any order that happens. */
static int lighting(void *arg)
{
    if (!open_heads(1))
        return 1;
    struct vidpn *vidpn = pinned(1, 0, 800, 600), *empty = network();
    paint(VRAM_FIRST, RED);
    visible(D3DDDI_ID_ALL, TRUE);
    EXPECT(shows(0) == 0);
    EXPECT(commit(vidpn) == STATUS_SUCCESS && shows(0) == 0);
    EXPECT(address(0, VRAM_FIRST, mode_change, PASSIVE_LEVEL) == STATUS_SUCCESS && shows(0) == RED);
    EXPECT(scanout(0).width == 800 && scanout(0).height == 600);
    visible(0, FALSE);
    EXPECT(shows(0) == 0);
    visible(0, TRUE);
    EXPECT(shows(0) == RED);
    EXPECT(commit(vidpn) == STATUS_SUCCESS && shows(0) == RED); /* the same again */
    struct vidpn *other = pinned(1, 0, 1024, 768);
    EXPECT(commit(other) == STATUS_SUCCESS && shows(0) == 0); /* nobody's old picture */
    EXPECT(address(0, VRAM_FIRST, mode_change, PASSIVE_LEVEL) == STATUS_SUCCESS && shows(0) == RED);
    EXPECT(scanout(0).width == 1024);
    EXPECT(dev.table.DxgkDdiSetPowerState(dev.adapter, 0, PowerDeviceD3, PowerActionNone) == STATUS_SUCCESS);
    EXPECT(shows(0) == 0);
    EXPECT(dev.table.DxgkDdiSetPowerState(dev.adapter, 0, PowerDeviceD0, PowerActionNone) == STATUS_SUCCESS);
    EXPECT(shows(0) == RED);
    EXPECT(commit(empty) == STATUS_SUCCESS && shows(0) == 0);
    EXPECT(address(1, VRAM_FIRST, mode_change, PASSIVE_LEVEL) ==
           STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    vidpn_destroy(vidpn);
    vidpn_destroy(other);
    vidpn_destroy(empty);
    dev_close(&dev);
    return 0;
}

static bool vsync_is(UINT target, uint64_t where)
{
    const DXGKARGCB_NOTIFY_INTERRUPT_DATA *note = dev_note(&dev);

    return note && note->InterruptType == DXGK_INTERRUPT_CRTC_VSYNC &&
           note->CrtcVsync.VidPnTargetId == target &&
           note->CrtcVsync.PhysicalAddress.QuadPart == (LONGLONG)where;
}

static void blank(unsigned head)
{
    refgpu_tick_vsync(dev.device, head);
    dev_deliver(&dev);
}

/* PRS-10, PRS-04, FEN-18, FEN-19, DOD-03: flips at device IRQL, at the blank or at once; each blank says what is shown. */
static int flips(void *arg)
{
    const uint64_t a = VRAM_FIRST, b = 0x200000;

    if (!open_heads(1))
        return 1;
    struct vidpn *vidpn = pinned(1, 0, 640, 480);
    paint(a, RED);
    paint(b, GREEN);
    EXPECT(dev.table.DxgkDdiControlInterrupt(dev.adapter, DXGK_INTERRUPT_DMA_COMPLETED, TRUE) ==
           STATUS_NOT_IMPLEMENTED);
    EXPECT(commit(vidpn) == STATUS_SUCCESS);
    EXPECT(address(0, a, mode_change, PASSIVE_LEVEL) == STATUS_SUCCESS);
    visible(0, TRUE);
    blank(0);
    EXPECT(dev_quiet(&dev)); /* nobody asked */
    EXPECT(dev.table.DxgkDdiControlInterrupt(dev.adapter, DXGK_INTERRUPT_CRTC_VSYNC, TRUE) == STATUS_SUCCESS);
    dev_deliver(&dev);
    EXPECT(dev_quiet(&dev));
    blank(0);
    EXPECT(vsync_is(0, a) && dev_quiet(&dev));
    EXPECT(address(0, b, at_vsync, 5) == STATUS_SUCCESS && shows(0) == RED);
    blank(0);
    EXPECT(vsync_is(0, b) && shows(0) == GREEN);
    EXPECT(address(0, b, at_vsync, 5) == STATUS_SUCCESS); /* to what is shown: a wait for the blank */
    blank(0);
    EXPECT(vsync_is(0, b));
    EXPECT(address(0, a, at_once, 5) == STATUS_SUCCESS && shows(0) == RED);
    EXPECT(address(0, b, at_vsync, 5) == STATUS_SUCCESS);
    EXPECT(address(0, a, at_vsync, 5) == STATUS_SUCCESS); /* the later one wins */
    blank(0);
    EXPECT(vsync_is(0, a) && shows(0) == RED);
    visible(0, FALSE);
    blank(0);
    EXPECT(vsync_is(0, a) && shows(0) == 0); /* VPN-18 */
    EXPECT(dev.table.DxgkDdiControlInterrupt(dev.adapter, DXGK_INTERRUPT_CRTC_VSYNC, FALSE) ==
           STATUS_SUCCESS);
    blank(0);
    EXPECT(dev_quiet(&dev));
    vidpn_destroy(vidpn);
    dev_close(&dev);
    return 0;
}

/* The primary's own pitch and format are what is scanned out. */
static int primary_of_its_own(void *arg)
{
    struct refgpu_user_allocation data = {.magic = REFGPU_USER_MAGIC,
                                          .version = REFGPU_USER_VERSION,
                                          .kind = REFGPU_KIND_SURFACE,
                                          .flags = REFGPU_USER_PRIMARY,
                                          .width = 640,
                                          .height = 480,
                                          .format = REFGPU_X8R8G8B8,
                                          .pitch = 8192};
    DXGK_ALLOCATIONINFO info = {.pPrivateDriverData = &data, .PrivateDriverDataSize = sizeof(data)};
    DXGKARG_CREATEALLOCATION create = {.NumAllocations = 1, .pAllocationInfo = &info};
    DXGKARG_SETVIDPNSOURCEADDRESS args = {.PrimarySegment = 1};
    DXGKARG_DESTROYALLOCATION destroy = {.NumAllocations = 1, .pAllocationList = &info.hAllocation};

    if (!open_heads(1))
        return 1;
    struct vidpn *vidpn = pinned(1, 0, 640, 480);
    EXPECT(dev.table.DxgkDdiCreateAllocation(dev.adapter, &create) == STATUS_SUCCESS);
    EXPECT(commit(vidpn) == STATUS_SUCCESS);
    visible(0, TRUE);
    args.PrimaryAddress.QuadPart = VRAM_FIRST;
    args.hAllocation = info.hAllocation;
    args.Flags = mode_change;
    EXPECT(dev.table.DxgkDdiSetVidPnSourceAddress(dev.adapter, &args) == STATUS_SUCCESS);
    EXPECT(scanout(0).stride == 8192 && scanout(0).enabled);
    EXPECT(dev.table.DxgkDdiDestroyAllocation(dev.adapter, &destroy) == STATUS_SUCCESS);
    vidpn_destroy(vidpn);
    dev_close(&dev);
    return 0;
}

/* Four sources on four heads, turned by one: each shows its own, and says so under its target's name. */
static int crossed(void *arg)
{
    DXGKARG_GETSCANLINE line = {.VidPnTargetId = 2};

    if (!open_heads(4))
        return 1;
    struct vidpn *vidpn = pinned(4, 1, 640, 480);
    EXPECT(commit(vidpn) == STATUS_SUCCESS);
    EXPECT(dev.table.DxgkDdiControlInterrupt(dev.adapter, DXGK_INTERRUPT_CRTC_VSYNC, TRUE) == STATUS_SUCCESS);
    for (UINT i = 0; i < 4; i++) {
        uint64_t where = (uint64_t)(i + 1) << 21;
        paint(where, 0x10u << i);
        EXPECT(address(i, where, mode_change, PASSIVE_LEVEL) == STATUS_SUCCESS);
        visible(i, TRUE);
        EXPECT(shows((i + 1) % 4) == 0x10u << i);
        blank((i + 1) % 4);
        EXPECT(vsync_is((i + 1) % 4, where) && dev_quiet(&dev));
    }
    refgpu_set_scanline(dev.device, 2, 479);
    EXPECT(dev.table.DxgkDdiGetScanLine(dev.adapter, &line) == STATUS_SUCCESS && line.ScanLine == 479 &&
           !line.InVerticalBlank);
    refgpu_set_scanline(dev.device, 2, 480);
    EXPECT(dev.table.DxgkDdiGetScanLine(dev.adapter, &line) == STATUS_SUCCESS && line.InVerticalBlank);
    vidpn_destroy(vidpn);
    dev_close(&dev);
    return 0;
}

/* FEN-07 (checked by every report): a fence, an answer and a blank found by one interrupt. */
static int all_at_once(void *arg)
{
    struct dma dma;

    if (!open_heads(1))
        return 1;
    struct vidpn *vidpn = pinned(1, 0, 640, 480);
    dma_open(&dma, 64);
    dma_reset(&dma);
    dma_xor(&dma, 0x100000, 4, 1);
    EXPECT(commit(vidpn) == STATUS_SUCCESS);
    EXPECT(dev.table.DxgkDdiControlInterrupt(dev.adapter, DXGK_INTERRUPT_CRTC_VSYNC, TRUE) == STATUS_SUCCESS);
    EXPECT(address(0, VRAM_FIRST, mode_change, PASSIVE_LEVEL) == STATUS_SUCCESS);
    EXPECT(dev_submit(&dev, 0, &dma, 1) == STATUS_SUCCESS);
    refgpu_tick_vsync(dev.device, 0);
    refgpu_step(dev.device, 0, 10);
    EXPECT(dev_preempt(&dev, 1, 2) == STATUS_SUCCESS);
    dev_deliver(&dev);
    EXPECT(dev_completed(&dev, 0, 1) && dev_preempted(&dev, 1, 2, 0) && vsync_is(0, VRAM_FIRST) &&
           dev_quiet(&dev));
    dma_close(&dma);
    vidpn_destroy(vidpn);
    dev_close(&dev);
    return 0;
}

/* TDR-05, OBS-125: a reset turns the heads off, the restart brings mode, picture, visibility and blanks back. */
static int reset_keeps_screens(void *arg)
{
    if (!open_heads(2))
        return 1;
    struct vidpn *vidpn = pinned(2, 0, 640, 480);
    EXPECT(commit(vidpn) == STATUS_SUCCESS);
    EXPECT(dev.table.DxgkDdiControlInterrupt(dev.adapter, DXGK_INTERRUPT_CRTC_VSYNC, TRUE) == STATUS_SUCCESS);
    paint(VRAM_FIRST, BLUE);
    EXPECT(address(0, VRAM_FIRST, mode_change, PASSIVE_LEVEL) == STATUS_SUCCESS);
    EXPECT(address(1, VRAM_FIRST, mode_change, PASSIVE_LEVEL) == STATUS_SUCCESS);
    visible(0, TRUE);
    EXPECT(dev.table.DxgkDdiResetFromTimeout(dev.adapter) == STATUS_SUCCESS && shows(0) == 0);
    EXPECT(dev.table.DxgkDdiRestartFromTimeout(dev.adapter) == STATUS_SUCCESS);
    EXPECT(shows(0) == BLUE && shows(1) == 0);
    blank(0);
    EXPECT(vsync_is(0, VRAM_FIRST));
    blank(1);
    EXPECT(vsync_is(1, VRAM_FIRST) && dev_quiet(&dev));
    vidpn_destroy(vidpn);
    dev_close(&dev);
    return 0;
}

/* ---- the crash screen ---------------------------------------------------------------------------------- */

/* POST-08, POST-09, POST-10, OBS-142: at any IRQL, whatever the engines do; clipped, and black beside it. */
static int crash_screen(void *arg)
{
    static uint32_t image[8 * 8];
    UINT width = 0, height = 0;
    D3DDDIFORMAT format = D3DDDIFMT_UNKNOWN;
    KIRQL old;

    for (unsigned i = 0; i < 64; i++)
        image[i] = 0xff000000u + i + 1;
    for (unsigned lit = 0; lit < 2; lit++) {
        if (!open_heads(2))
            return 1;
        struct vidpn *vidpn = pinned(2, 0, 800, 600);
        if (lit)
            EXPECT(commit(vidpn) == STATUS_SUCCESS);
        KeRaiseIrql(HIGH_LEVEL, &old);
        EXPECT(dev.table.DxgkDdiSystemDisplayEnable(dev.adapter, 2, NULL, &width, &height, &format) ==
               STATUS_NOT_SUPPORTED);
        EXPECT(dev.table.DxgkDdiSystemDisplayEnable(dev.adapter, 1, NULL, &width, &height, &format) ==
               STATUS_SUCCESS);
        EXPECT(width == (lit ? 800 : 640) && height == (lit ? 600 : 480) && format == D3DDDIFMT_X8R8G8B8);
        dev.table.DxgkDdiSystemDisplayWrite(dev.adapter, image, 8, 8, 32, 0, 0);
        dev.table.DxgkDdiSystemDisplayWrite(dev.adapter, image, 8, 8, 32, width - 4, height - 2);
        dev.table.DxgkDdiSystemDisplayWrite(dev.adapter, image, 8, 8, 32, width, 0);
        KeLowerIrql(old);
        struct device_scanout out = scanout(1);
        const uint32_t *pixels = out.pixels;
        EXPECT(out.enabled && out.width == width && !scanout(0).enabled);
        EXPECT((pixels[0] & 0xffffff) == 1 && (pixels[9] & 0xffffff) == 0);
        EXPECT((pixels[out.stride / 4 + 1] & 0xffffff) == 10);
        EXPECT((pixels[(height - 1) * out.stride / 4 + width - 1] & 0xffffff) == 12);
        EXPECT(pixels[(height - 3) * out.stride / 4 + width - 1] == 0);
        vidpn_destroy(vidpn);
        dev_close(&dev);
    }
    return 0;
}

/* POST-06, POST-07, OBS-138, OBS-143: what the next driver gets, and that ours has let go. */
static int release(void *arg)
{
    DXGK_DISPLAY_INFORMATION info = {0};

    if (!open_heads(1))
        return 1;
    struct vidpn *vidpn = pinned(1, 0, 1024, 768);
    EXPECT(commit(vidpn) == STATUS_SUCCESS);
    EXPECT(address(0, 0x100000, mode_change, PASSIVE_LEVEL) == STATUS_SUCCESS);
    EXPECT(dev.table.DxgkDdiStopDeviceAndReleasePostDisplayOwnership(dev.adapter, 1, &info) ==
           STATUS_NOT_SUPPORTED);
    EXPECT(dev.table.DxgkDdiStopDeviceAndReleasePostDisplayOwnership(dev.adapter, 0, &info) ==
           STATUS_SUCCESS);
    EXPECT(info.Width == 1024 && info.Height == 768 && info.Pitch >= 4096 &&
           info.ColorFormat == D3DDDIFMT_X8R8G8B8 && info.TargetId == 0 && info.PhysicAddress.QuadPart != 0);
    EXPECT(scanout(0).enabled && shows(0) == 0);
    EXPECT(!dev_interrupt(&dev));
    vidpn_destroy(vidpn);
    dev_close(&dev);
    return 0;
}

ON_A_KERNEL(modes)
ON_A_KERNEL(refused)
ON_A_KERNEL(small_memory)
ON_A_KERNEL(children)
ON_A_KERNEL(hot_plug)
ON_A_KERNEL(lighting)
ON_A_KERNEL(flips)
ON_A_KERNEL(primary_of_its_own)
ON_A_KERNEL(crossed)
ON_A_KERNEL(all_at_once)
ON_A_KERNEL(reset_keeps_screens)
ON_A_KERNEL(crash_screen)
ON_A_KERNEL(release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_modes),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_small_memory),
        cmocka_unit_test(test_children),
        cmocka_unit_test(test_hot_plug),
        cmocka_unit_test(test_lighting),
        cmocka_unit_test(test_flips),
        cmocka_unit_test(test_primary_of_its_own),
        cmocka_unit_test(test_crossed),
        cmocka_unit_test(test_all_at_once),
        cmocka_unit_test(test_reset_keeps_screens),
        cmocka_unit_test(test_crash_screen),
        cmocka_unit_test(test_release),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
