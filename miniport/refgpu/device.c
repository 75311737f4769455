/*
 * Devices and contexts. A context is what an engine works for; a driver without contexts has the device in its place (REN-02). Neither
 * holds memory of the GPU, so both are a few fields. PASSIVE_LEVEL, level zero.
 */
#include "refgpu.h"

/* REN-37: one GDI or present rectangle, and the longest command, fit easily. */
static const DXGK_DEVICEINFO buffers = {
    .DmaBufferSize = REFGPU_DMA_SIZE,
    .DmaBufferSegmentSet = 0, /* SUB-13: contiguous system memory, which the engines reach as it is */
    .DmaBufferPrivateDataSize = sizeof(struct refgpu_dma_private),
    .AllocationListSize = REFGPU_ALLOCATION_LIST_SIZE,
    .PatchLocationListSize = REFGPU_PATCH_LIST_SIZE,
};

/* ALC-28. hDevice is the kernel's handle on entry and ours on return. */
NTSTATUS NTAPI refgpu_create_device(HANDLE hAdapter, DXGKARG_CREATEDEVICE *args)
{
    struct refgpu_device *device;

    PAGED_CODE();
    device = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(*device), REFGPU_TAG);
    if (!device) {
        return STATUS_NO_MEMORY;
    }
    RtlZeroMemory(device, sizeof(*device));
    device->kernel_handle = args->hDevice;
    device->context.magic = REFGPU_CONTEXT_MAGIC;
    device->context.gpu = hAdapter;
    device->context.device = device;
    device->context.node = REFGPU_NODE_DRAW;
    device->context.system = args->Flags.SystemDevice;
    device->context.gdi = args->Flags.GdiDevice;
#if !REFGPU_CONTEXTS
    device->info = buffers;
    if (device->context.gdi) {
        device->info.AllocationListSize = DXGK_ALLOCATION_LIST_SIZE_GDICONTEXT; /* GDI-09 */
    }
    args->pInfo = &device->info;
#endif
    args->hDevice = device;
    return STATUS_SUCCESS;
}

static void forget_scratch(struct refgpu_context *context)
{
    if (context->scratch) {
        ExFreePoolWithTag(context->scratch, REFGPU_TAG);
    }
}

NTSTATUS NTAPI refgpu_destroy_device(HANDLE hDevice)
{
    struct refgpu_device *device = hDevice;

    PAGED_CODE();
    device->context.magic = 0;
    forget_scratch(&device->context);
    ExFreePoolWithTag(device, REFGPU_TAG);
    return STATUS_SUCCESS;
}

/* A user-mode driver of another kind or of a later make, or no word from it, which is the kernel's own context or a plain client. */
static NTSTATUS check_private_data(const DXGKARG_CREATECONTEXT *args)
{
    struct refgpu_user_context user;

    if (args->PrivateDriverDataSize == 0) {
        return STATUS_SUCCESS;
    }
    if (!args->pPrivateDriverData || args->PrivateDriverDataSize != sizeof(user)) {
        return STATUS_GRAPHICS_DRIVER_MISMATCH;
    }
    RtlCopyMemory(&user, args->pPrivateDriverData, sizeof(user));
    return user.magic == REFGPU_USER_MAGIC && user.version >> 16 == REFGPU_USER_VERSION >> 16 &&
                   (user.version & 0xffff) <= (REFGPU_USER_VERSION & 0xffff)
               ? STATUS_SUCCESS
               : STATUS_GRAPHICS_DRIVER_MISMATCH;
}

/* ALC-29. hContext as hDevice above. */
NTSTATUS NTAPI refgpu_create_context(HANDLE hDevice, DXGKARG_CREATECONTEXT *args)
{
    struct refgpu_device *device = hDevice;
    struct refgpu_context *context;
    NTSTATUS status = check_private_data(args);

    PAGED_CODE();
    if (!NT_SUCCESS(status)) {
        return status;
    }
    /* The copy engine has no GDI: half of its operations are drawing. */
    if (args->NodeOrdinal >= REFGPU_NODE_COUNT || args->EngineAffinity > 1 ||
        (args->Flags.GdiContext && args->NodeOrdinal != REFGPU_NODE_DRAW)) {
        return STATUS_INVALID_PARAMETER;
    }
    context = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(*context), REFGPU_TAG);
    if (!context) {
        return STATUS_NO_MEMORY;
    }
    *context = (struct refgpu_context){
        .magic = REFGPU_CONTEXT_MAGIC,
        .gpu = device->context.gpu,
        .device = device,
        .node = args->NodeOrdinal,
        .gdi = args->Flags.GdiContext,
        .system = args->Flags.SystemContext,
    };
    args->ContextInfo = (DXGK_CONTEXTINFO){
        .DmaBufferSize = buffers.DmaBufferSize,
        .DmaBufferSegmentSet = buffers.DmaBufferSegmentSet,
        .DmaBufferPrivateDataSize = buffers.DmaBufferPrivateDataSize,
        .AllocationListSize =
            context->gdi ? DXGK_ALLOCATION_LIST_SIZE_GDICONTEXT : buffers.AllocationListSize, /* GDI-09 */
        .PatchLocationListSize = buffers.PatchLocationListSize,
    };
    args->hContext = context;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI refgpu_destroy_context(HANDLE hContext)
{
    struct refgpu_context *context = hContext;

    PAGED_CODE();
    context->magic = 0;
    forget_scratch(context);
    ExFreePoolWithTag(context, REFGPU_TAG);
    return STATUS_SUCCESS;
}
