/*
 * Allocations: private data of every size and with every field at its bounds, what is answered to the memory manager, standard
 * allocations, what a device opens.
 */
#include "dev_harness.h"

static struct dev dev;

static const struct refgpu_user_allocation surface = {.magic = REFGPU_USER_MAGIC,
                                                      .version = REFGPU_USER_VERSION,
                                                      .kind = REFGPU_KIND_SURFACE,
                                                      .width = 100,
                                                      .height = 50,
                                                      .format = REFGPU_A8R8G8B8};
static const struct refgpu_user_allocation buffer = {
    .magic = REFGPU_USER_MAGIC, .version = REFGPU_USER_VERSION, .kind = REFGPU_KIND_BUFFER, .size = 5000};

static void destroy(DXGK_ALLOCATIONINFO *info, UINT count)
{
    HANDLE handles[8];
    DXGKARG_DESTROYALLOCATION args = {.NumAllocations = count, .pAllocationList = handles};

    for (UINT i = 0; i < count; i++)
        handles[i] = info[i].hAllocation;
    EXPECT(dev.table.DxgkDdiDestroyAllocation(dev.adapter, &args) == STATUS_SUCCESS);
}

static NTSTATUS create(const void *data, UINT size, DXGK_ALLOCATIONINFO *info)
{
    DXGKARG_CREATEALLOCATION args = {.NumAllocations = 1, .pAllocationInfo = info};
    static unsigned char copy[256];

    memset(info, 0, sizeof(*info));
    memcpy(copy, data, size);
    info->pPrivateDriverData = size ? copy : NULL;
    info->PrivateDriverDataSize = size;
    return dev.table.DxgkDdiCreateAllocation(dev.adapter, &args);
}

/* Creates and destroys; the status, and what was answered. */
static NTSTATUS try(const struct refgpu_user_allocation *data, DXGK_ALLOCATIONINFO *info)
{
    NTSTATUS status = create(data, sizeof(*data), info);

    if (NT_SUCCESS(status))
        destroy(info, 1);
    return status;
}

/* ALC-01: private data of every size. */
static int sizes(void *arg)
{
    unsigned char room[256] = {0};
    DXGK_ALLOCATIONINFO info;

    if (!dev_open(&dev, NULL))
        return 1;
    memcpy(room, &surface, sizeof(surface));
    for (UINT size = 0; size <= sizeof(room); size++) {
        NTSTATUS status = create(room, size, &info);
        EXPECT(status == (size == sizeof(surface) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER));
        if (NT_SUCCESS(status))
            destroy(&info, 1);
    }
    dev_close(&dev);
    return 0;
}

struct field {
    const char *what;
    size_t at;
    uint32_t value;
    NTSTATUS expected;
};

#define FIELD(member, value, expected)                                                                       \
    {                                                                                                        \
#member " = " #value, offsetof(struct refgpu_user_allocation, member), value, expected               \
    }
#define BAD      STATUS_INVALID_PARAMETER
#define MISMATCH STATUS_GRAPHICS_DRIVER_MISMATCH

static const struct field surface_fields[] = {
    FIELD(magic, 0, MISMATCH),
    FIELD(version, 0x00020000, MISMATCH),
    FIELD(version, REFGPU_USER_VERSION + 1, MISMATCH),
    FIELD(version, 0, MISMATCH),
    FIELD(kind, 0, BAD),
    FIELD(kind, 3, BAD),
    FIELD(kind, 0xffffffff, BAD),
    FIELD(width, 0, BAD),
    FIELD(width, 1, 0),
    FIELD(width, 16384, 0),
    FIELD(width, 16385, BAD),
    FIELD(width, 0x40000001, BAD),
    FIELD(width, 0xffffffff, BAD),
    FIELD(height, 0, BAD),
    FIELD(height, 16384, 0),
    FIELD(height, 16385, BAD),
    FIELD(height, 0xffffffff, BAD),
    FIELD(format, 0, BAD),
    FIELD(format, 1, 0),
    FIELD(format, 2, 0),
    FIELD(format, 3, 0),
    FIELD(format, 5, BAD),
    FIELD(format, 0xffffffff, BAD),
    FIELD(pitch, 400, 0),
    FIELD(pitch, 396, BAD),
    FIELD(pitch, 402, BAD),
    FIELD(pitch, 0xfffffc, 0),
    FIELD(pitch, 0x1000000, BAD),
    FIELD(pitch, 0xfffffffc, BAD),
    FIELD(size, 1, BAD),
    FIELD(size, 448 * 50, 0),
    FIELD(size, 448 * 50 + 1, BAD),
    FIELD(size, 448 * 50 - 1, BAD),
    FIELD(flags, REFGPU_USER_CPU_VISIBLE, 0),
    FIELD(flags, REFGPU_USER_VRAM, 0),
    FIELD(flags, REFGPU_USER_APERTURE, 0),
    FIELD(flags, REFGPU_USER_VRAM | REFGPU_USER_APERTURE, BAD),
    FIELD(flags, REFGPU_USER_CACHED, BAD),
    FIELD(flags, REFGPU_USER_CACHED | REFGPU_USER_CPU_VISIBLE, 0),
    FIELD(flags, REFGPU_USER_CACHED | REFGPU_USER_CPU_VISIBLE | REFGPU_USER_VRAM, BAD),
    FIELD(flags, REFGPU_USER_PRIMARY, 0),
    FIELD(flags, REFGPU_USER_PRIMARY | REFGPU_USER_CPU_VISIBLE | REFGPU_USER_CACHED, BAD),
    FIELD(flags, 0x20, BAD),
    FIELD(flags, 0x80000000, BAD),
};
static const struct field buffer_fields[] = {
    FIELD(width, 1, BAD),
    FIELD(height, 1, BAD),
    FIELD(format, 4, BAD),
    FIELD(pitch, 4, BAD),
    FIELD(flags, REFGPU_USER_PRIMARY, BAD),
    FIELD(flags, REFGPU_USER_CPU_VISIBLE, 0),
    FIELD(size, 0, BAD),
    FIELD(size, 1, 0),
    FIELD(size, 0xffffffff, 0),
};

static void try_fields(const struct refgpu_user_allocation *good, const struct field *fields, size_t count)
{
    DXGK_ALLOCATIONINFO info;

    for (size_t i = 0; i < count; i++) {
        struct refgpu_user_allocation data = *good;
        memcpy((char *)&data + fields[i].at, &fields[i].value, sizeof(fields[i].value));
        NTSTATUS status = try(&data, &info);
        if (status != fields[i].expected) {
            print_error("%s: %s, expected %s\n", fields[i].what, nt_status_text(status),
                        nt_status_text(fields[i].expected));
            EXPECT(!"every field is looked at");
        }
    }
}

/* ALC-01, ALC-09: each field at and beyond its bounds, with sums that do not fit 32 bits. */
static int fields(void *arg)
{
    DXGK_ALLOCATIONINFO info;
    struct refgpu_user_allocation data;

    if (!dev_open(&dev, &(struct dev_options){.heads = 2}))
        return 1;
    try_fields(&surface, surface_fields, sizeof(surface_fields) / sizeof(surface_fields[0]));
    try_fields(&buffer, buffer_fields, sizeof(buffer_fields) / sizeof(buffer_fields[0]));
    data = buffer;
    data.size = (1ull << 40) + 1;
    EXPECT(try(&data, &info) == BAD);
    data.size = 1ull << 40;
    EXPECT(try(&data, &info) == STATUS_SUCCESS && info.Size == 1ull << 40);
    data = surface;
    data.height = 16384;
    data.pitch = 0xfffffc;
    EXPECT(try(&data, &info) == STATUS_SUCCESS && info.Size == 0xfffffcull * 16384);
    data = surface;
    data.flags = REFGPU_USER_PRIMARY;
    for (data.source = 0; data.source < 4; data.source++)
        EXPECT(NT_SUCCESS(try(&data, &info)) == (data.source < 2));
    data.source = 0;
    data.format = REFGPU_A8;
    EXPECT(try(&data, &info) == BAD);
    dev_close(&dev);
    return 0;
}

static bool in_set(UINT set, UINT segment)
{
    return segment == 0 || (set >> (segment - 1) & 1);
}

/* ALC-02..ALC-09 for every combination of flags, with and without invisible memory. */
static int answers(void *arg)
{
    for (unsigned hidden = 0; hidden < 2; hidden++) {
        if (!dev_open(&dev, &(struct dev_options){.vram = 1u << 20, .visible = hidden ? 1u << 19 : 1u << 20}))
            return 1;
        for (uint32_t flags = 0; flags <= REFGPU_USER_FLAGS; flags++) {
            struct refgpu_user_allocation data = surface;
            DXGK_ALLOCATIONINFO info;
            data.flags = flags;
            if (!NT_SUCCESS(try(&data, &info)))
                continue;
            UINT set = info.SupportedReadSegmentSet;
            EXPECT(set && set == info.SupportedWriteSegmentSet && set < (hidden ? 8u : 4u));
            EXPECT(in_set(set, info.PreferredSegment.SegmentId0) && info.PreferredSegment.SegmentId0 &&
                   in_set(set, info.PreferredSegment.SegmentId1) &&
                   in_set(set, info.PreferredSegment.SegmentId2) && info.PreferredSegment.SegmentId3 == 0);
            EXPECT(!(flags & REFGPU_USER_VRAM) || !(set & 2));
            EXPECT(!(flags & (REFGPU_USER_APERTURE | REFGPU_USER_CACHED)) || set == 2);
            EXPECT(!info.Flags.CpuVisible == !(flags & REFGPU_USER_CPU_VISIBLE));
            EXPECT(!info.Flags.CpuVisible || !(set & 4));
            EXPECT(!info.Flags.Cached || info.Flags.CpuVisible);
            EXPECT(info.Flags.Value == (UINT)(info.Flags.CpuVisible | info.Flags.Cached << 2));
            EXPECT(info.Alignment == PAGE_SIZE && info.Size == 448 * 50 && info.PitchAlignedSize == 0);
            EXPECT((info.EvictionSegmentSet & ~2u) == 0 && info.AllocationPriority != 0 && info.hAllocation);
        }
        dev_close(&dev);
    }
    return 0;
}

/* ALC-01, ALC-15, ALC-29: all or none, whatever the one is that fails and why. */
static int all_or_none(void *arg)
{
    struct refgpu_user_allocation data[4] = {surface, buffer, surface, buffer};
    DXGK_ALLOCATIONINFO info[4];
    DXGKARG_CREATEALLOCATION args = {.NumAllocations = 4, .pAllocationInfo = info};
    DXGKARG_CREATEDEVICE device = {.hDevice = (HANDLE)3};
    DXGKARG_CREATECONTEXT context = {.EngineAffinity = 1};

    if (!dev_open(&dev, NULL))
        return 1;
    args.Flags.Resource = 1;
    args.hResource = (HANDLE)0x1234;
    for (unsigned bad = 0; bad <= 4; bad++) {
        memset(info, 0, sizeof(info));
        for (unsigned i = 0; i < 4; i++) {
            info[i].pPrivateDriverData = &data[i];
            info[i].PrivateDriverDataSize = sizeof(data[i]) - (i == bad);
        }
        NTSTATUS status = dev.table.DxgkDdiCreateAllocation(dev.adapter, &args);
        EXPECT(NT_SUCCESS(status) == (bad == 4));
        if (NT_SUCCESS(status))
            destroy(info, 4);
    }
    for (struct dev_failing f = {.at = 1}; f.at <= 6; f.at++) {
        f.seen = 0;
        nt_call_enter("CreateAllocation", 0);
        nt_on_resource(dev_fail_at, &f);
        NTSTATUS status = f.at <= 4 ? dev.table.DxgkDdiCreateAllocation(dev.adapter, &args)
                          : f.at == 5
                              ? (f.seen = 4, dev.table.DxgkDdiCreateDevice(dev.adapter, &device))
                              : (f.seen = 5, dev.table.DxgkDdiCreateContext(dev.device_handle, &context));
        nt_on_resource(NULL, NULL);
        nt_call_leave();
        EXPECT(status == STATUS_NO_MEMORY);
    }
    args.NumAllocations = 0; /* THK-14 */
    EXPECT(dev.table.DxgkDdiCreateAllocation(dev.adapter, &args) == STATUS_SUCCESS);
    dev_close(&dev);
    return 0;
}

/* ALC-16, ALC-17, ALC-19..ALC-22: two devices open what a third party's handle names; the first learns the pitch, nobody else. */
static int opening(void *arg)
{
    struct refgpu_user_allocation mine = surface, yours = surface;
    DXGK_OPENALLOCATIONINFO open[2] = {{.hAllocation = 5}, {.hAllocation = 6}};
    DXGKARG_OPENALLOCATION args = {.NumAllocations = 2, .pOpenAllocation = open};
    HANDLE handles[2];
    DXGKARG_CLOSEALLOCATION close = {.NumAllocations = 2, .pOpenHandleList = handles};
    DXGKARG_CREATEDEVICE other = {.hDevice = (HANDLE)3};
    DXGK_ALLOCATIONINFO info[2];

    if (!dev_open(&dev, NULL))
        return 1;
    other.pInfo = NULL;
    EXPECT(dev.table.DxgkDdiCreateDevice(dev.adapter, &other) == STATUS_SUCCESS);
    EXPECT(create(&surface, sizeof(surface), &info[0]) == STATUS_SUCCESS);
    EXPECT(create(&buffer, sizeof(buffer), &info[1]) == STATUS_SUCCESS);
    dev.handles[4] = info[0].hAllocation;
    EXPECT(dev.table.DxgkDdiOpenAllocation(dev.device_handle, &args) ==
           STATUS_INVALID_HANDLE); /* 6 is nothing */
    dev.handles[5] = info[1].hAllocation;
    open[0].pPrivateDriverData = &mine;
    open[0].PrivateDriverDataSize = sizeof(mine);
    args.Flags.Create = 1;
    EXPECT(dev.table.DxgkDdiOpenAllocation(dev.device_handle, &args) == STATUS_SUCCESS);
    EXPECT(open[0].hDeviceSpecificAllocation && open[1].hDeviceSpecificAllocation);
    EXPECT(mine.pitch == 448 && mine.size == 448 * 50);
    handles[0] = open[0].hDeviceSpecificAllocation;
    handles[1] = open[1].hDeviceSpecificAllocation;
    EXPECT(dev.table.DxgkDdiCloseAllocation(dev.device_handle, &close) == STATUS_SUCCESS);
    open[0].pPrivateDriverData = &yours;
    args.Flags.Create = 0;
    EXPECT(dev.table.DxgkDdiOpenAllocation(other.hDevice, &args) == STATUS_SUCCESS);
    EXPECT(yours.pitch == 0);
    handles[0] = open[0].hDeviceSpecificAllocation;
    handles[1] = open[1].hDeviceSpecificAllocation;
    EXPECT(dev.table.DxgkDdiCloseAllocation(other.hDevice, &close) == STATUS_SUCCESS);
    destroy(info, 2);
    EXPECT(dev.table.DxgkDdiDestroyDevice(other.hDevice) == STATUS_SUCCESS);
    dev_close(&dev);
    return 0;
}

/* ALC-24, OBS-49. */
static int describing(void *arg)
{
    DXGKARG_DESCRIBEALLOCATION args;
    struct refgpu_user_allocation data = surface;
    DXGK_ALLOCATIONINFO info;

    if (!dev_open(&dev, NULL))
        return 1;
    data.flags = REFGPU_USER_PRIMARY;
    data.refresh_millihertz = 60000;
    EXPECT(create(&data, sizeof(data), &info) == STATUS_SUCCESS);
    memset(&args, 0xA5, sizeof(args));
    args.hAllocation = info.hAllocation;
    EXPECT(dev.table.DxgkDdiDescribeAllocation(dev.adapter, &args) == STATUS_SUCCESS);
    EXPECT(args.Width == 100 && args.Height == 50 && args.Format == D3DDDIFMT_A8R8G8B8 &&
           args.RefreshRate.Numerator == 60 && args.RefreshRate.Denominator == 1 &&
           args.MultisampleMethod.NumSamples == 0 && args.PrivateDriverFormatAttribute == 0 &&
           args.Rotation == D3DDDI_ROTATION_IDENTITY);
    destroy(&info, 1);
    EXPECT(create(&buffer, sizeof(buffer), &info) == STATUS_SUCCESS);
    args.hAllocation = info.hAllocation;
    EXPECT(dev.table.DxgkDdiDescribeAllocation(dev.adapter, &args) == STATUS_INVALID_PARAMETER);
    destroy(&info, 1);
    args.hAllocation = NULL;
    EXPECT(dev.table.DxgkDdiDescribeAllocation(dev.adapter, &args) == STATUS_INVALID_HANDLE);
    dev_close(&dev);
    return 0;
}

/* ALC-25: sizes first, with nothing else touched; then blocks that CreateAllocation takes. */
static void standard(DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA args, bool good, DXGK_ALLOCATIONINFO *info)
{
    unsigned char room[256];
    NTSTATUS status;

    memset(room, 0xA5, sizeof(room));
    EXPECT(dev.table.DxgkDdiGetStandardAllocationDriverData(dev.adapter, &args) == STATUS_SUCCESS);
    EXPECT(args.AllocationPrivateDriverDataSize > 0 && args.AllocationPrivateDriverDataSize < sizeof(room));
    args.pAllocationPrivateDriverData = room;
    for (UINT size = 0; size < args.AllocationPrivateDriverDataSize; size++) {
        DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA less = args;
        less.AllocationPrivateDriverDataSize = size;
        EXPECT(dev.table.DxgkDdiGetStandardAllocationDriverData(dev.adapter, &less) ==
               STATUS_BUFFER_TOO_SMALL);
        EXPECT(room[0] == 0xA5);
    }
    status = dev.table.DxgkDdiGetStandardAllocationDriverData(dev.adapter, &args);
    EXPECT(NT_SUCCESS(status) == good);
    EXPECT(room[args.AllocationPrivateDriverDataSize] == 0xA5);
    if (NT_SUCCESS(status)) {
        EXPECT(create(room, args.AllocationPrivateDriverDataSize, info) == STATUS_SUCCESS);
        destroy(info, 1);
    }
}

/* ALC-25, ALC-26, GDI-10, OBS-50. */
static int standards(void *arg)
{
    D3DKMDT_SHAREDPRIMARYSURFACEDATA primary = {64, 32, D3DDDIFMT_A8R8G8B8, {60, 1}, 0};
    D3DKMDT_SHADOWSURFACEDATA shadow = {64, 32, D3DDDIFMT_X8R8G8B8, 0};
    D3DKMDT_STAGINGSURFACEDATA staging = {64, 32, 0};
    DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA args = {.StandardAllocationType =
                                                        D3DKMDT_STANDARDALLOCATION_SHAREDPRIMARYSURFACE};
    DXGK_ALLOCATIONINFO info;

    if (!dev_open(&dev, NULL))
        return 1;
    args.pCreateSharedPrimarySurfaceData = &primary;
    standard(args, true, &info);
    EXPECT(!info.Flags.CpuVisible && info.PreferredSegment.SegmentId0 == 1);
    primary.Format = D3DDDIFMT_R8G8B8;
    standard(args, false, &info);
    args.StandardAllocationType = D3DKMDT_STANDARDALLOCATION_SHADOWSURFACE;
    args.pCreateShadowSurfaceData = &shadow;
    standard(args, true, &info);
    EXPECT(shadow.Pitch >= 256 && info.Flags.CpuVisible && info.Flags.Cached &&
           info.SupportedReadSegmentSet == 2);
    args.StandardAllocationType = D3DKMDT_STANDARDALLOCATION_STAGINGSURFACE;
    args.pCreateStagingSurfaceData = &staging;
    standard(args, true, &info);
    EXPECT(staging.Pitch >= 256);
    for (int type = 0; type <= 9; type++) {
        D3DKMDT_GDISURFACEDATA gdi = {.Width = 65, .Height = 32, .Format = D3DDDIFMT_A8R8G8B8, .Type = type};
        bool known = type >= D3DKMDT_GDISURFACE_TEXTURE && type <= D3DKMDT_GDISURFACE_TEXTURE_CPUVISIBLE;
        bool existing = type == D3DKMDT_GDISURFACE_EXISTINGSYSMEM;
        if (existing)
            gdi.Pitch = 1000;
        args.StandardAllocationType = D3DKMDT_STANDARDALLOCATION_GDISURFACE;
        args.pCreateGdiSurfaceData = &gdi;
        standard(args, known, &info);
        if (!known)
            continue;
        EXPECT(existing ? gdi.Pitch == 1000 : gdi.Pitch >= 260 && gdi.Pitch % 4 == 0);
        EXPECT(info.Flags.ExistingKernelSysMem == existing);
        EXPECT(!info.Flags.CpuVisible ==
               (type == D3DKMDT_GDISURFACE_TEXTURE || type == D3DKMDT_GDISURFACE_STAGING));
    }
    dev_close(&dev);
    return 0;
}

ON_A_KERNEL(sizes)
ON_A_KERNEL(fields)
ON_A_KERNEL(answers)
ON_A_KERNEL(all_or_none)
ON_A_KERNEL(opening)
ON_A_KERNEL(describing)
ON_A_KERNEL(standards)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),       cmocka_unit_test(test_fields),  cmocka_unit_test(test_answers),
        cmocka_unit_test(test_all_or_none), cmocka_unit_test(test_opening), cmocka_unit_test(test_describing),
        cmocka_unit_test(test_standards),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
