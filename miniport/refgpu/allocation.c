/*
 * Allocations: what a user-mode driver asks for, checked; where it may lie; what a device sees of it. PASSIVE_LEVEL, level zero.
 *
 * The private data is a claim of a user: every field is looked at, sums are 64 bits wide, and what the driver keeps is its own copy.
 * Allocations belong to the adapter and keep nothing of a device (ALC-16); each device's binding is an object of its own.
 */
#include "allocation.h"

#define VISIBLE  (1u << (REFGPU_SEGMENT_VISIBLE - 1))
#define APERTURE (1u << (REFGPU_SEGMENT_APERTURE - 1))
#define HIDDEN   (1u << (REFGPU_SEGMENT_HIDDEN - 1))

#define PITCH_MAX   0xffffffu /* 24 bits in the device's pitch dword */
#define PITCH_UNIT  4u        /* what the device demands */
#define PITCH_ALIGN 64u       /* what the driver chooses */
#define SIZE_LIMIT  (1ull << 40)

/* ---- the claim ----------------------------------------------------------------------------------------- */

static BOOLEAN flags_make_sense(ULONG flags)
{
    if (flags & ~(REFGPU_USER_FLAGS | REFGPU_STANDARD_FLAGS)) {
        return FALSE;
    }
    if ((flags & REFGPU_USER_VRAM) && (flags & (REFGPU_USER_APERTURE | REFGPU_USER_CACHED))) {
        return FALSE;
    }
    /* ALC-09 */
    return !(flags & REFGPU_USER_CACHED) ||
           ((flags & REFGPU_USER_CPU_VISIBLE) && !(flags & REFGPU_USER_PRIMARY));
}

static BOOLEAN check_buffer(const struct refgpu_user_allocation *info)
{
    return info->width == 0 && info->height == 0 && info->format == 0 && info->pitch == 0 &&
           !(info->flags & (REFGPU_USER_PRIMARY | REFGPU_STANDARD_FLAGS)) && info->size >= 1 &&
           info->size <= SIZE_LIMIT;
}

UINT refgpu_choose_pitch(UINT width, ULONG format)
{
    return (width * refgpu_pixel_bytes(format) + PITCH_ALIGN - 1) & ~(PITCH_ALIGN - 1);
}

/* Completes pitch and size. */
static BOOLEAN check_surface(const struct refgpu *gpu, struct refgpu_user_allocation *info)
{
    UINT bytes = refgpu_pixel_bytes(info->format);

    if (bytes == 0 || info->width < 1 || info->width > REFGPU_EXTENT_MAX || info->height < 1 ||
        info->height > REFGPU_EXTENT_MAX) {
        return FALSE;
    }
    if ((info->flags & REFGPU_USER_PRIMARY) &&
        (info->format == REFGPU_A8 || info->source >= gpu->head_count)) {
        return FALSE;
    }
    if (info->pitch == 0) {
        info->pitch = refgpu_choose_pitch(info->width, info->format);
    }
    if (info->pitch % PITCH_UNIT || info->pitch > PITCH_MAX || info->pitch < info->width * bytes) {
        return FALSE;
    }
    if (info->size != 0 && info->size != (ULONG64)info->pitch * info->height) {
        return FALSE;
    }
    info->size = (ULONG64)info->pitch * info->height;
    return TRUE;
}

static NTSTATUS check(const struct refgpu *gpu, const DXGK_ALLOCATIONINFO *from,
                      struct refgpu_user_allocation *info)
{
    if (!from->pPrivateDriverData || from->PrivateDriverDataSize != sizeof(*info)) {
        return STATUS_INVALID_PARAMETER;
    }
    RtlCopyMemory(info, from->pPrivateDriverData, sizeof(*info));
    if (info->magic != REFGPU_USER_MAGIC || info->version >> 16 != REFGPU_USER_VERSION >> 16 ||
        (info->version & 0xffff) > (REFGPU_USER_VERSION & 0xffff)) {
        return STATUS_GRAPHICS_DRIVER_MISMATCH;
    }
    if (!flags_make_sense(info->flags)) {
        return STATUS_INVALID_PARAMETER;
    }
    switch (info->kind) {
    case REFGPU_KIND_BUFFER:
        return check_buffer(info) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    case REFGPU_KIND_SURFACE:
        return check_surface(gpu, info) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

/* ---- the answer ---------------------------------------------------------------------------------------- */

static D3DDDIFORMAT d3d_format(ULONG format)
{
    switch (format) {
    case REFGPU_A8:
        return D3DDDIFMT_A8;
    case REFGPU_R5G6B5:
        return D3DDDIFMT_R5G6B5;
    case REFGPU_X8R8G8B8:
        return D3DDDIFMT_X8R8G8B8;
    case REFGPU_A8R8G8B8:
        return D3DDDIFMT_A8R8G8B8;
    default:
        return D3DDDIFMT_UNKNOWN;
    }
}

/* OBS-49: as the VidPN counts, whole hertz where it is whole. */
static D3DDDI_RATIONAL refresh_rate(ULONG millihertz)
{
    return millihertz % 1000 ? (D3DDDI_RATIONAL){millihertz, 1000} : (D3DDDI_RATIONAL){millihertz / 1000, 1};
}

/* SEG-03, PAG-18: cached memory goes to the coherent aperture only. What the processor touches stays where it can. */
static UINT segment_set(const struct refgpu *gpu, ULONG flags)
{
    UINT set = VISIBLE | APERTURE | (gpu->vram_size > gpu->visible_size ? HIDDEN : 0);

    if (flags & REFGPU_USER_VRAM) {
        set &= ~APERTURE;
    }
    if (flags & (REFGPU_USER_APERTURE | REFGPU_USER_CACHED)) {
        set &= APERTURE;
    }
    if (flags & REFGPU_USER_CPU_VISIBLE) {
        set &= ~HIDDEN;
    }
    return set;
}

/* ALC-04. Invisible memory is the better place for what nobody locks, but the crash screen is drawn by the processor. */
static DXGK_SEGMENTPREFERENCE preference(UINT set, ULONG flags)
{
    static const UINT hidden_first[] = {REFGPU_SEGMENT_HIDDEN, REFGPU_SEGMENT_VISIBLE,
                                        REFGPU_SEGMENT_APERTURE};
    static const UINT visible_first[] = {REFGPU_SEGMENT_VISIBLE, REFGPU_SEGMENT_HIDDEN,
                                         REFGPU_SEGMENT_APERTURE};
    const UINT *order = flags & REFGPU_USER_PRIMARY ? visible_first : hidden_first;
    DXGK_SEGMENTPREFERENCE preference = {.Value = 0};
    UINT rank = 0;

    for (UINT i = 0; i < RTL_NUMBER_OF(hidden_first); i++) {
        if (set & 1u << (order[i] - 1)) {
            preference.Value |= order[i] << (6 * rank++); /* five bits of segment and one of direction */
        }
    }
    return preference;
}

/* ALC-02..ALC-09. */
static void answer(const struct refgpu *gpu, struct refgpu_allocation *allocation, DXGK_ALLOCATIONINFO *to)
{
    ULONG flags = allocation->info.flags;

    to->Alignment = REFGPU_PAGE_SIZE;
    to->Size = (SIZE_T)allocation->info.size;
    to->PitchAlignedSize = 0;
    to->HintedBank.Value = 0;
    to->SupportedReadSegmentSet = segment_set(gpu, flags);
    to->SupportedWriteSegmentSet = to->SupportedReadSegmentSet;
    to->PreferredSegment = preference(to->SupportedReadSegmentSet, flags);
    to->EvictionSegmentSet = 0;
    to->MaximumRenamingListLength = 0;
    to->hAllocation = allocation;
    to->Flags.Value = 0;
    to->Flags.CpuVisible = (flags & REFGPU_USER_CPU_VISIBLE) != 0;
    to->Flags.Cached = (flags & REFGPU_USER_CACHED) != 0;
    to->Flags.ExistingKernelSysMem = (flags & REFGPU_STANDARD_EXISTING) != 0;
    to->pAllocationUsageHint = NULL;
    to->AllocationPriority =
        flags & REFGPU_USER_PRIMARY ? D3DDDI_ALLOCATIONPRIORITY_HIGH : D3DDDI_ALLOCATIONPRIORITY_NORMAL;
}

static NTSTATUS create_one(const struct refgpu *gpu, DXGK_ALLOCATIONINFO *info)
{
    struct refgpu_user_allocation wanted;
    struct refgpu_allocation *allocation;
    NTSTATUS status = check(gpu, info, &wanted);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    /* Nonpaged: flips look at it at device IRQL. */
    allocation = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(*allocation), REFGPU_TAG);
    if (!allocation) {
        return STATUS_NO_MEMORY;
    }
    *allocation = (struct refgpu_allocation){
        .magic = REFGPU_ALLOCATION_MAGIC,
        .info = wanted,
        .refresh = refresh_rate(wanted.refresh_millihertz),
        .d3d_format = d3d_format(wanted.format),
        .gdi = (wanted.flags & REFGPU_STANDARD_GDI) != 0,
        .gdi_pitch = (wanted.flags & REFGPU_STANDARD_PITCH) != 0,
    };
    answer(gpu, allocation, info);
    return STATUS_SUCCESS;
}

static void destroy_one(struct refgpu_allocation *allocation)
{
    allocation->magic = 0;
    ExFreePoolWithTag(allocation, REFGPU_TAG);
}

/* ALC-01, ALC-15: all or none. A resource is nothing to this driver but its allocations, so hResource stays as it is. */
NTSTATUS NTAPI refgpu_create_allocation(HANDLE hAdapter, DXGKARG_CREATEALLOCATION *args)
{
    NTSTATUS status = STATUS_SUCCESS;

    PAGED_CODE();
    for (UINT i = 0; i < args->NumAllocations; i++) {
        status = create_one(hAdapter, &args->pAllocationInfo[i]);
        if (!NT_SUCCESS(status)) {
            while (i-- > 0) {
                destroy_one(args->pAllocationInfo[i].hAllocation);
                args->pAllocationInfo[i].hAllocation = NULL;
            }
            break;
        }
    }
    return status;
}

/* ALC-23. */
NTSTATUS NTAPI refgpu_destroy_allocation(HANDLE hAdapter, const DXGKARG_DESTROYALLOCATION *args)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(hAdapter);
    for (UINT i = 0; i < args->NumAllocations; i++) {
        destroy_one(args->pAllocationList[i]);
    }
    return STATUS_SUCCESS;
}

/* ---- what a device opened ------------------------------------------------------------------------------ */

/* ALC-17, ALC-19, ALC-20: the kernel's handle leads to what CreateAllocation gave; pitch and size are told to the creator only. */
static NTSTATUS open_one(struct refgpu_device *device, DXGK_OPENALLOCATIONINFO *info, BOOLEAN create)
{
    const DXGKARGCB_GETHANDLEDATA handle = {.hObject = info->hAllocation, .Type = DXGK_HANDLE_ALLOCATION};
    struct refgpu_allocation *allocation = device->context.gpu->kernel.DxgkCbGetHandleData(&handle);
    struct refgpu_open *open;

    if (!allocation || allocation->magic != REFGPU_ALLOCATION_MAGIC) {
        return STATUS_INVALID_HANDLE;
    }
    open = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(*open), REFGPU_TAG);
    if (!open) {
        return STATUS_NO_MEMORY;
    }
    *open = (struct refgpu_open){.magic = REFGPU_OPEN_MAGIC, .allocation = allocation, .device = device};
    if (create && info->pPrivateDriverData && info->PrivateDriverDataSize == sizeof(allocation->info)) {
        RtlCopyMemory(info->pPrivateDriverData, &allocation->info, sizeof(allocation->info));
    }
    info->hDeviceSpecificAllocation = open;
    return STATUS_SUCCESS;
}

static void close_one(struct refgpu_open *open)
{
    open->magic = 0;
    ExFreePoolWithTag(open, REFGPU_TAG);
}

/* OBS-32: the first argument is the device. */
NTSTATUS NTAPI refgpu_open_allocation(HANDLE hDevice, const DXGKARG_OPENALLOCATION *args)
{
    NTSTATUS status = STATUS_SUCCESS;

    PAGED_CODE();
    for (UINT i = 0; i < args->NumAllocations; i++) {
        status = open_one(hDevice, &args->pOpenAllocation[i], args->Flags.Create);
        if (!NT_SUCCESS(status)) {
            while (i-- > 0) {
                close_one(args->pOpenAllocation[i].hDeviceSpecificAllocation);
                args->pOpenAllocation[i].hDeviceSpecificAllocation = NULL;
            }
            break;
        }
    }
    return status;
}

/* ALC-22. */
NTSTATUS NTAPI refgpu_close_allocation(HANDLE hDevice, const DXGKARG_CLOSEALLOCATION *args)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(hDevice);
    for (UINT i = 0; i < args->NumAllocations; i++) {
        close_one(args->pOpenHandleList[i]);
    }
    return STATUS_SUCCESS;
}

/* ALC-24. */
NTSTATUS NTAPI refgpu_describe_allocation(HANDLE hAdapter, DXGKARG_DESCRIBEALLOCATION *args)
{
    const struct refgpu_allocation *allocation = args->hAllocation;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(hAdapter);
    if (!allocation || allocation->magic != REFGPU_ALLOCATION_MAGIC) {
        return STATUS_INVALID_HANDLE;
    }
    if (allocation->info.kind != REFGPU_KIND_SURFACE) {
        return STATUS_INVALID_PARAMETER;
    }
    args->Width = allocation->info.width;
    args->Height = allocation->info.height;
    args->Format = allocation->d3d_format;
    args->MultisampleMethod.NumSamples = 0;
    args->MultisampleMethod.NumQualityLevels = 0;
    args->RefreshRate = allocation->refresh;
    args->PrivateDriverFormatAttribute = 0;
    args->Rotation = D3DDDI_ROTATION_IDENTITY;
    return STATUS_SUCCESS;
}
