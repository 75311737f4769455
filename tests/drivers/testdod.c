/* The life of testdod: registration, start, children, caps, power, pointer, crash screen. See testdod.h. */
#include "testdod_driver.h"

struct testdod_knobs testdod;
struct testdod_seen testdod_seen;
static struct testdod_device *device;

static const struct testdod_mode default_modes[] = {{64, 48}, {80, 60}, {40, 72}, {33, 17}};

static void NTAPI defaults(void)
{
    memset(&testdod_seen, 0, sizeof(testdod_seen));
    testdod = (struct testdod_knobs){.version = DXGKDDI_INTERFACE_VERSION_WIN8,
                                     .sources = 1,
                                     .children = 1,
                                     .modes = default_modes,
                                     .mode_count = sizeof(default_modes) / sizeof(default_modes[0]),
                                     .delay = 20000,
                                     .optional = true,
                                     .seed = 1};
}

bool testdod_fault(enum testdod_fault fault)
{
    return (testdod.faults & fault) != 0;
}

HANDLE testdod_handle(struct testdod_device *dev)
{
    return testdod_fault(FAULT_HANDLE) ? dev : dev->kernel.DeviceHandle;
}

UINT testdod_draw(struct testdod_device *dev, UINT below)
{
    uint64_t z = __atomic_add_fetch(&dev->random, 0x9E3779B97F4A7C15u, __ATOMIC_RELAXED);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    return (UINT)((z ^ z >> 31) >> 24) % below;
}

static const uint32_t *NTAPI screen(ULONG source, UINT *width, UINT *height, bool *visible)
{
    const struct screen *s = device && source < TESTDOD_SOURCES ? &device->screen[source] : NULL;
    *width = s ? s->width : 0;
    *height = s ? s->height : 0;
    *visible = s && s->visible;
    return s && s->width ? s->bits : NULL;
}

static DXGKARG_PRESENT_DISPLAYONLY NTAPI last_present(ULONG source)
{
    return device->screen[source].last;
}

/* ---- children ---- */

bool testdod_plugged(const struct testdod_device *dev, ULONG child)
{
    return ReadAcquire(&dev->plugged) >> child & 1;
}

static void NTAPI plug_quietly(ULONG child, bool connected)
{
    if (!device)
        return;
    if (connected)
        InterlockedOr(&device->plugged, (LONG)1 << child);
    else
        InterlockedAnd(&device->plugged, ~((LONG)1 << child));
}

static void NTAPI plug(ULONG child, bool connected)
{
    DXGK_CHILD_STATUS status = {.Type = StatusConnection, .ChildUid = TESTDOD_FIRST_UID + child};

    if (!device || !device->started)
        return;
    plug_quietly(child, connected);
    status.HotPlug.Connected = connected;
    device->kernel.DxgkCbIndicateChildStatus(device->kernel.DeviceHandle, &status);
}

static ULONG NTAPI shown_on(ULONG source)
{
    return device ? (ULONG)ReadAcquire(&device->screen[source].children) : 0;
}

static USHORT NTAPI ramp(ULONG source)
{
    return device ? device->screen[source].ramp : 0;
}

static NTSTATUS NTAPI query_child_relations(const PVOID ctx, DXGK_CHILD_DESCRIPTOR *relations, ULONG size)
{
    struct testdod_device *dev = ctx;
    ULONG count = dev->children + (testdod_fault(FAULT_RELATIONS_OVERRUN) ? 1 : 0);

    for (ULONG i = 0; i < count; i++) {
        relations[i].ChildDeviceType = TypeVideoOutput;
        relations[i].ChildCapabilities.Type.VideoOutput.InterfaceTechnology = D3DKMDT_VOT_HD15;
        relations[i].ChildCapabilities.Type.VideoOutput.MonitorOrientationAwareness = D3DKMDT_MOA_NONE;
        relations[i].ChildCapabilities.HpdAwareness = HpdAwarenessInterruptible;
        relations[i].ChildUid = TESTDOD_FIRST_UID + (testdod_fault(FAULT_DUPLICATE_UID) ? 0 : i);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI query_child_status(const PVOID ctx, DXGK_CHILD_STATUS *status, BOOLEAN non_destructive)
{
    struct testdod_device *dev = ctx;

    if (status->Type != StatusConnection)
        return STATUS_NOT_SUPPORTED;
    status->HotPlug.Connected = testdod_plugged(dev, status->ChildUid - TESTDOD_FIRST_UID);
    return STATUS_SUCCESS;
}

static void seal(UCHAR block[128])
{
    UCHAR sum = 0;

    for (unsigned i = 0; i < 127; i++)
        sum += block[i];
    block[127] = (UCHAR)-sum;
}

/* 64 x 48 at 60 Hz would be no EDID that a monitor has; the block only says that somebody is there. */
static void make_edid(UCHAR block[128], ULONG child)
{
    static const UCHAR head[] = {0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0x3E, 0xE4, 1, 0};
    static const UCHAR limits[] = {0, 0, 0, 0xFD, 0, 50, 75, 1, 3, 1, 0, 10, ' ', ' ', ' ', ' ', ' ', ' '};

    memset(block, 0, 128);
    memcpy(block, head, sizeof(head));
    block[12] = (UCHAR)child;
    block[18] = 1;
    block[19] = 3;
    block[20] = 0x80;
    for (unsigned i = 38; i < 54; i++)
        block[i] = 1;
    for (unsigned i = 0; i < 4; i++)
        block[54 + 18 * i + 3] = 0x10;
    if (testdod.edid == TESTDOD_EDID_LIMITED)
        memcpy(block + 54 + 18, limits, sizeof(limits));
    if (testdod.edid >= TESTDOD_EDID_EXTENDED && testdod.edid <= TESTDOD_EDID_AGAIN)
        block[126] = testdod.edid == TESTDOD_EDID_HUGE ? 255 : 1;
    seal(block);
    if (testdod.broken_edid)
        block[127] ^= 0x55;
}

static void make_extension(UCHAR block[128])
{
    memset(block, 0, 128);
    block[0] = 2; /* CTA-861, with nothing in it */
    block[1] = 3;
    block[2] = 4;
    seal(block);
    if (testdod.edid == TESTDOD_EDID_BAD_EXTENSION)
        block[127]++;
}

/* How long the descriptor is that answers. */
static ULONG make_descriptor(UCHAR bytes[256], ULONG uid, ULONG offset)
{
    make_edid(bytes, uid);
    switch (testdod.edid) {
    case TESTDOD_EDID_EXTENDED:
    case TESTDOD_EDID_BAD_EXTENSION:
    case TESTDOD_EDID_HUGE:
        make_extension(bytes + 128);
        return 256;
    case TESTDOD_EDID_AGAIN:
        memcpy(bytes + 128, bytes, 128);
        return 256;
    case TESTDOD_EDID_GARBAGE:
        for (unsigned i = 0; i < 128; i++)
            bytes[i] = (UCHAR)(i * 37 + uid);
        return 128;
    case TESTDOD_EDID_SHORT:
        return offset < 40 ? 40 : 0;
    default:
        return 128;
    }
}

static NTSTATUS NTAPI query_device_descriptor(const PVOID ctx, ULONG uid, DXGK_DEVICE_DESCRIPTOR *d)
{
    UCHAR bytes[256];

    if (testdod.no_edid)
        return STATUS_MONITOR_NO_DESCRIPTOR;
    if (testdod.edid == TESTDOD_EDID_EMPTY || testdod.edid == TESTDOD_EDID_STATUS)
        return testdod.edid == TESTDOD_EDID_EMPTY ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
    ULONG size = make_descriptor(bytes, uid, d->DescriptorOffset);
    if (d->DescriptorOffset >= size)
        return STATUS_MONITOR_NO_MORE_DESCRIPTOR_DATA;
    ULONG length = size - d->DescriptorOffset;
    memcpy(d->DescriptorBuffer, bytes + d->DescriptorOffset,
           length < d->DescriptorLength ? length : d->DescriptorLength);
    if (testdod_fault(FAULT_DESCRIPTOR_OVERRUN))
        ((UCHAR *)d->DescriptorBuffer)[d->DescriptorLength] = 0;
    return STATUS_SUCCESS;
}

/* ---- start and stop ---- */

static NTSTATUS NTAPI add_device(PDEVICE_OBJECT const pdo, PVOID *context)
{
    if (testdod.add_status != STATUS_SUCCESS)
        return testdod.add_status;
    if (testdod_fault(FAULT_NULL_CONTEXT)) {
        *context = NULL;
        return STATUS_SUCCESS;
    }
    device = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*device), TESTDOD_TAG);
    if (!device)
        return STATUS_NO_MEMORY;
    device->pdo = pdo;
    device->random = testdod.seed;
    device->plugged = (LONG)(((1u << testdod.children) - 1) & ~testdod.disconnected);
    KeInitializeSpinLock(&device->lock);
    *context = device;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI remove_device(const PVOID ctx)
{
    testdod_seen.removes++;
    ExFreePoolWithTag(ctx, TESTDOD_TAG);
    device = NULL;
    return STATUS_SUCCESS;
}

static NTSTATUS take_screen(struct testdod_device *dev)
{
    DXGK_DISPLAY_INFORMATION info = {0};

    if (!testdod.post)
        return STATUS_SUCCESS;
    NTSTATUS status = dev->kernel.DxgkCbAcquirePostDisplayOwnership(dev->kernel.DeviceHandle, &info);
    testdod_seen.post_width = info.Width;
    testdod_seen.post_address = info.PhysicAddress;
    return NT_SUCCESS(status) && info.Width == 0 ? STATUS_UNSUCCESSFUL : status; /* POST-04 */
}

static NTSTATUS NTAPI start_device(const PVOID ctx, DXGK_START_INFO *info, DXGKRNL_INTERFACE *interface,
                                   ULONG *sources, ULONG *children)
{
    struct testdod_device *dev = ctx;
    DXGK_DEVICE_INFO device_info;

    testdod_seen.starts++;
    dev->kernel = *interface;
    testdod_seen.kernel = *interface;
    if (testdod.start_fails_from && testdod_seen.starts >= testdod.start_fails_from)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (testdod.start_status != STATUS_SUCCESS)
        return testdod.start_status;
    NTSTATUS status = interface->DxgkCbGetDeviceInformation(interface->DeviceHandle, &device_info);
    if (!NT_SUCCESS(status))
        return status;
    dev->sources = testdod.sources;
    dev->children = testdod.children;
    dev->asleep = false;
    status = take_screen(dev);
    if (!NT_SUCCESS(status))
        return status;
    status = testdod_present_start(dev);
    if (!NT_SUCCESS(status)) {
        testdod_present_stop(dev);
        return status;
    }
    dev->started = true;
    *sources = dev->sources;
    *children = dev->children;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI stop_device(const PVOID ctx)
{
    struct testdod_device *dev = ctx;

    testdod_seen.stops++;
    dev->started = false;
    testdod_present_stop(dev);
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI stop_and_release(PVOID ctx, D3DDDI_VIDEO_PRESENT_TARGET_ID target,
                                       DXGK_DISPLAY_INFORMATION *info)
{
    struct testdod_device *dev = ctx;

    testdod_seen.releases++;
    if (testdod.release_fails)
        return STATUS_NOT_SUPPORTED;
    *info = (DXGK_DISPLAY_INFORMATION){
        .Width = 800, .Height = 600, .Pitch = 3200, .ColorFormat = D3DDDIFMT_X8R8G8B8, .TargetId = target};
    dev->started = false;
    testdod_present_stop(dev);
    return STATUS_SUCCESS;
}

static void NTAPI unload(void)
{
    testdod_seen.unloads++;
}

static NTSTATUS NTAPI notify_surprise_removal(PVOID ctx, DXGK_SURPRISE_REMOVAL_TYPE type)
{
    testdod_seen.surprise++;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI set_power_state(const PVOID ctx, ULONG uid, DEVICE_POWER_STATE state,
                                      POWER_ACTION action)
{
    struct testdod_device *dev = ctx;

    testdod_seen.powers++;
    if (uid == DISPLAY_ADAPTER_HW_ID) {
        dev->asleep = state != PowerDeviceD0;
        for (ULONG s = 0; s < dev->sources && dev->asleep; s++) { /* the frame buffers lose power */
            dev->screen[s].visible = false;
            memset(dev->screen[s].bits, 0, dev->pixels * 4);
        }
    }
    return testdod_fault(FAULT_POWER_FAILS) ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

/* ---- questions ---- */

static NTSTATUS NTAPI query_adapter_info(const HANDLE ctx, const DXGKARG_QUERYADAPTERINFO *arg)
{
    DXGK_DRIVERCAPS caps = {.HighestAcceptableAddress.QuadPart = -1};

    if (arg->Type != DXGKQAITYPE_DRIVERCAPS)
        return STATUS_NOT_SUPPORTED;
    if (testdod_fault(FAULT_CAPS_SIZE) && arg->OutputDataSize < 576)
        return STATUS_BUFFER_TOO_SMALL;
    caps.WDDMVersion = testdod_fault(FAULT_CAPS_NO_VERSION) ? (DXGK_WDDMVERSION)0 : DXGKDDI_WDDMv1_2;
    caps.SupportNonVGA = TRUE;
    caps.SupportSmoothRotation = !testdod.rough_rotation;
    caps.GammaRampCaps.Gamma_Rgb256x3x16 = testdod.gamma;
    caps.SupportPerEngineTDR = testdod_fault(FAULT_CAPS_ENGINE_TDR);
    if (testdod.pointer) {
        caps.MaxPointerWidth = caps.MaxPointerHeight = 64;
        caps.PointerCaps.Color = 1;
    }
    memset(arg->pOutputData, 0, arg->OutputDataSize);
    memcpy(arg->pOutputData, &caps, sizeof(caps) < arg->OutputDataSize ? sizeof(caps) : arg->OutputDataSize);
    if (testdod_fault(FAULT_CAPS_OVERRUN))
        memset((char *)arg->pOutputData + arg->OutputDataSize, 0, 8);
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI query_interface(const PVOID ctx, QUERY_INTERFACE *query)
{
    return STATUS_NOT_SUPPORTED;
}

static NTSTATUS NTAPI escape(const HANDLE ctx, const DXGKARG_ESCAPE *arg)
{
    struct testdod_device *dev = ctx;
    DXGK_DISPLAY_INFORMATION info;

    if (testdod_fault(FAULT_LATE_POST))
        dev->kernel.DxgkCbAcquirePostDisplayOwnership(dev->kernel.DeviceHandle, &info);
    if (testdod_fault(FAULT_LATER_CALLBACK)) /* beyond the last member of WDDM 1.3 */
        ((NTSTATUS(NTAPI **)(HANDLE))(&dev->kernel + 1))[-1](dev->kernel.DeviceHandle);
    if (arg->PrivateDriverDataSize)
        memset(arg->pPrivateDriverData, 0x5A, arg->PrivateDriverDataSize);
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI collect_dbg_info(const HANDLE ctx, const DXGKARG_COLLECTDBGINFO *arg)
{
    testdod_seen.collects++;
    memset(arg->pBuffer, 0x11, arg->BufferSize + testdod_fault(FAULT_DEBUG_OVERRUN));
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI dispatch_io_request(const PVOID ctx, ULONG source, VIDEO_REQUEST_PACKET *packet)
{
    return STATUS_NOT_SUPPORTED;
}

/* ---- pointer, crash screen ---- */

static NTSTATUS NTAPI set_pointer_position(const HANDLE ctx, const DXGKARG_SETPOINTERPOSITION *arg)
{
    testdod_seen.positions++;
    if (!arg->Flags.Visible)
        return testdod_fault(FAULT_POINTER_HIDE) ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
    return testdod.pointer ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

static NTSTATUS NTAPI set_pointer_shape(const HANDLE ctx, const DXGKARG_SETPOINTERSHAPE *arg)
{
    testdod_seen.shapes++;
    return testdod.pointer ? STATUS_SUCCESS : STATUS_NOT_IMPLEMENTED;
}

static NTSTATUS NTAPI system_display_enable(PVOID ctx, D3DDDI_VIDEO_PRESENT_TARGET_ID target,
                                            DXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS *flags, UINT *width,
                                            UINT *height, D3DDDIFORMAT *format)
{
    struct testdod_device *dev = ctx;
    const struct screen *s = &dev->screen[0];

    testdod_seen.enables++;
    if (!s->width || target != s->target)
        return STATUS_NOT_SUPPORTED;
    *width = s->width;
    *height = s->height;
    *format = D3DDDIFMT_X8R8G8B8;
    return STATUS_SUCCESS;
}

static void NTAPI system_display_write(PVOID ctx, PVOID source, UINT width, UINT height, UINT stride, UINT x,
                                       UINT y)
{
    struct testdod_device *dev = ctx;
    struct screen *s = &dev->screen[0];

    testdod_seen.writes++;
    for (UINT i = 0; i < height && y + i < s->height; i++) {
        for (UINT j = 0; j < width && x + j < s->width; j++)
            s->bits[(y + i) * s->width + x + j] = ((const uint32_t *)((const char *)source + i * stride))[j];
    }
}

/* ---- registration ---- */

static void fill(KMDDOD_INITIALIZATION_DATA *t)
{
    t->Version = testdod.version;
    t->DxgkDdiAddDevice = add_device;
    t->DxgkDdiStartDevice = start_device;
    t->DxgkDdiStopDevice = stop_device;
    t->DxgkDdiResetDevice = testdod_reset;
    t->DxgkDdiRemoveDevice = remove_device;
    t->DxgkDdiDispatchIoRequest = dispatch_io_request;
    t->DxgkDdiInterruptRoutine = testdod_interrupt;
    t->DxgkDdiDpcRoutine = testdod_dpc;
    t->DxgkDdiQueryChildRelations = query_child_relations;
    t->DxgkDdiQueryChildStatus = query_child_status;
    t->DxgkDdiQueryDeviceDescriptor = query_device_descriptor;
    t->DxgkDdiSetPowerState = set_power_state;
    t->DxgkDdiUnload = unload;
    t->DxgkDdiQueryAdapterInfo = query_adapter_info;
    t->DxgkDdiSetPointerPosition = set_pointer_position;
    t->DxgkDdiSetPointerShape = set_pointer_shape;
    t->DxgkDdiIsSupportedVidPn = testdod_is_supported;
    t->DxgkDdiRecommendFunctionalVidPn = testdod_recommend_functional;
    t->DxgkDdiEnumVidPnCofuncModality = testdod_enum_modality;
    t->DxgkDdiSetVidPnSourceVisibility = testdod_visibility;
    t->DxgkDdiCommitVidPn = testdod_commit;
    t->DxgkDdiUpdateActiveVidPnPresentPath = testdod_update_path;
    t->DxgkDdiRecommendMonitorModes = testdod_recommend_modes;
    t->DxgkDdiQueryVidPnHWCapability = testdod_hw_capability;
    t->DxgkDdiPresentDisplayOnly = testdod_present_display_only;
    t->DxgkDdiStopDeviceAndReleasePostDisplayOwnership = stop_and_release;
    t->DxgkDdiSystemDisplayEnable = system_display_enable;
    t->DxgkDdiSystemDisplayWrite = system_display_write;
}

NTSTATUS NTAPI testdod_entry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    KMDDOD_INITIALIZATION_DATA table[2] = {0}; /* room for what later versions add */

    if (testdod.entry_status != STATUS_SUCCESS)
        return testdod.entry_status;
    fill(&table[0]);
    if (testdod.vsync || testdod.half_vsync)
        table[0].DxgkDdiGetScanLine = testdod_get_scan_line;
    if (testdod.vsync)
        table[0].DxgkDdiControlInterrupt = testdod_control_interrupt;
    if (testdod.optional) {
        table[0].DxgkDdiQueryInterface = query_interface;
        table[0].DxgkDdiCollectDbgInfo = collect_dbg_info;
        table[0].DxgkDdiNotifySurpriseRemoval = notify_surprise_removal;
        table[0].DxgkDdiEscape = escape;
    }
    if (testdod.missing)
        *(PVOID *)((char *)&table[0] + testdod.missing) = NULL;
    return DxgkInitializeDisplayOnlyDriver(driver, path, &table[0]);
}

const struct testdod_face testdod_face = {.knobs = &testdod,
                                          .seen = &testdod_seen,
                                          .defaults = defaults,
                                          .screen = screen,
                                          .last_present = last_present,
                                          .plug = plug,
                                          .plug_quietly = plug_quietly,
                                          .shown_on = shown_on,
                                          .ramp = ramp};
