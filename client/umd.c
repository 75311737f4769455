/*
 * Devices, memory, fences and flips of the user-mode driver. See umd.h.
 */
#include "umd.h"

#include "nt.h"
#include "ntstatus.h"

#include <stdio.h>
#include <string.h>

#define PITCH_ALIGN 64u

/* ---- errors ----------------------------------------------------------------------------------------------------------- */

/* THK-13, THK-25: a device that was lost says so with every call; that a driver gave up on it says the same. */
bool umd_check(struct umd *umd, NTSTATUS status, const char *call)
{
    if (NT_SUCCESS(status))
        return true;
    if (status == STATUS_DEVICE_REMOVED || status == STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE)
        umd->lost = true;
    else if (!umd->error[0])
        snprintf(umd->error, sizeof(umd->error), "%s failed with %s", call, nt_status_text(status));
    return false;
}

/* ---- devices ---------------------------------------------------------------------------------------------------------- */

static bool open_adapter(struct umd *umd)
{
    D3DKMT_OPENADAPTERFROMGDIDISPLAYNAME open = {.DeviceName = L"\\\\.\\DISPLAY1"};

    if (!umd_check(umd, D3DKMTOpenAdapterFromGdiDisplayName(&open), "D3DKMTOpenAdapterFromGdiDisplayName"))
        return false;
    umd->adapter = open.hAdapter;
    umd->luid = open.AdapterLuid;
    umd->source = open.VidPnSourceId;
    const D3DKMT_QUERYADAPTERINFO query = {.hAdapter = umd->adapter,
                                           .Type = KMTQAITYPE_UMDRIVERPRIVATE,
                                           .pPrivateDriverData = &umd->info,
                                           .PrivateDriverDataSize = sizeof(umd->info)};
    if (!umd_check(umd, D3DKMTQueryAdapterInfo(&query), "D3DKMTQueryAdapterInfo"))
        return false;
    if (umd->info.magic == REFGPU_USER_MAGIC && umd->info.version >> 16 == REFGPU_USER_VERSION >> 16)
        return true;
    snprintf(umd->error, sizeof(umd->error),
             "the driver speaks of itself as 0x%08X, version 0x%08X; expected refgpu, version 0x%08X",
             umd->info.magic, umd->info.version, REFGPU_USER_VERSION);
    return false;
}

static void take_buffers(struct umd_context *context, void *commands, UINT command_bytes,
                         D3DDDI_ALLOCATIONLIST *list, UINT list_room)
{
    context->commands = commands;
    context->room = command_bytes / 4;
    context->used = REFGPU_USER_HEADER_DWORDS;
    context->list = list;
    context->list_room = list_room;
    context->listed = 0;
}

static bool open_context(struct umd *umd, unsigned node)
{
    struct refgpu_user_context private_data = {REFGPU_USER_MAGIC, REFGPU_USER_VERSION};
    D3DKMT_CREATECONTEXT create = {
        .hDevice = umd->device,
        .NodeOrdinal = node,
        .EngineAffinity = 1,
        .pPrivateDriverData = &private_data,
        .PrivateDriverDataSize = sizeof(private_data),
        .ClientHint = D3DKMT_CLIENTHINT_UNKNOWN,
    };
    struct umd_context *context = &umd->context[node];

    if (!umd_check(umd, D3DKMTCreateContext(&create), "D3DKMTCreateContext"))
        return false;
    *context = (struct umd_context){.umd = umd, .node = node, .handle = create.hContext};
    take_buffers(context, create.pCommandBuffer, create.CommandBufferSize, create.pAllocationList,
                 create.AllocationListSize);
    return true;
}

bool umd_open(struct umd *umd)
{
    struct umd_counts counts = umd->counts;
    bool good;

    *umd = (struct umd){.counts = counts};
    good = open_adapter(umd);
    if (good) {
        D3DKMT_CREATEDEVICE create = {.hAdapter = umd->adapter};
        good = umd_check(umd, D3DKMTCreateDevice(&create), "D3DKMTCreateDevice");
        umd->device = create.hDevice;
    }
    for (unsigned node = 0; good && node < UMD_CONTEXTS && node < umd->info.nodes; node++)
        good = open_context(umd, node);
    if (!good)
        umd_close(umd);
    return good;
}

void umd_close(struct umd *umd)
{
    for (unsigned node = 0; node < UMD_CONTEXTS; node++) {
        const D3DKMT_DESTROYCONTEXT destroy = {umd->context[node].handle};
        if (destroy.hContext)
            D3DKMTDestroyContext(&destroy);
        umd->context[node] = (struct umd_context){0};
    }
    if (umd->device) {
        const D3DKMT_DESTROYDEVICE destroy = {umd->device};
        D3DKMTDestroyDevice(&destroy);
        umd->device = 0;
    }
    if (umd->adapter) {
        const D3DKMT_CLOSEADAPTER close = {umd->adapter};
        D3DKMTCloseAdapter(&close);
        umd->adapter = 0;
    }
}

bool umd_idle(struct umd *umd)
{
    const D3DKMT_WAITFORIDLE wait = {umd->device};
    D3DKMT_GETDEVICESTATE state = {.hDevice = umd->device, .StateType = D3DKMT_DEVICESTATE_EXECUTION};

    if (!umd_good(umd) || !umd_check(umd, D3DKMTWaitForIdle(&wait), "D3DKMTWaitForIdle") ||
        !umd_check(umd, D3DKMTGetDeviceState(&state), "D3DKMTGetDeviceState"))
        return false;
    umd->lost = state.ExecutionState != D3DKMT_DEVICEEXECUTION_ACTIVE;
    return !umd->lost;
}

/* ---- memory ----------------------------------------------------------------------------------------------------------- */

static uint32_t pixel_bytes(uint32_t format)
{
    return format == REFGPU_A8 ? 1 : format == REFGPU_R5G6B5 ? 2 : 4;
}

static struct refgpu_user_allocation private_data(const struct umd_form *form)
{
    struct refgpu_user_allocation info = {.magic = REFGPU_USER_MAGIC,
                                          .version = REFGPU_USER_VERSION,
                                          .kind = REFGPU_KIND_BUFFER,
                                          .flags = form->flags,
                                          .size = form->size};

    if (form->width) {
        info.kind = REFGPU_KIND_SURFACE;
        info.width = form->width;
        info.height = form->height;
        info.format = form->format;
        info.pitch = (form->width * pixel_bytes(form->format) + PITCH_ALIGN - 1) & ~(PITCH_ALIGN - 1);
        info.size = (uint64_t)info.pitch * form->height;
        info.refresh_millihertz = form->refresh_millihertz;
    }
    return info;
}

bool umd_surface(struct umd *umd, struct umd_surface *surface, const struct umd_form *form)
{
    *surface = (struct umd_surface){.info = private_data(form)};
    D3DDDI_ALLOCATIONINFO one = {.pPrivateDriverData = &surface->info,
                                 .PrivateDriverDataSize = sizeof(surface->info)};
    D3DKMT_CREATEALLOCATION create = {.hDevice = umd->device, .NumAllocations = 1, .pAllocationInfo = &one};

    if (!umd_good(umd))
        return false;
    one.Flags.Primary = (form->flags & REFGPU_USER_PRIMARY) != 0;
    one.VidPnSourceId = one.Flags.Primary ? umd->source : 0;
    create.Flags.CreateResource = form->shared;
    create.Flags.CreateShared = form->shared;
    if (!umd_check(umd, D3DKMTCreateAllocation(&create), "D3DKMTCreateAllocation"))
        return false;
    surface->allocation = one.hAllocation;
    surface->resource = form->shared ? create.hResource : 0;
    surface->share = form->shared ? create.hGlobalShare : 0;
    return true;
}

bool umd_surface_open(struct umd *umd, struct umd_surface *surface, D3DKMT_HANDLE share)
{
    D3DKMT_QUERYRESOURCEINFO query = {.hDevice = umd->device, .hGlobalShare = share};
    D3DDDI_OPENALLOCATIONINFO one = {0};
    uint8_t resource_data[64];

    *surface = (struct umd_surface){0};
    if (!umd_good(umd) || !umd_check(umd, D3DKMTQueryResourceInfo(&query), "D3DKMTQueryResourceInfo"))
        return false;
    if (query.NumAllocations != 1 || query.TotalPrivateDriverDataSize != sizeof(surface->info) ||
        query.ResourcePrivateDriverDataSize > sizeof(resource_data)) {
        snprintf(umd->error, sizeof(umd->error),
                 "a shared resource has %u allocations and %u bytes of private data; expected 1 and %zu",
                 query.NumAllocations, query.TotalPrivateDriverDataSize, sizeof(surface->info));
        return false;
    }
    D3DKMT_OPENRESOURCE open = {
        .hDevice = umd->device,
        .hGlobalShare = share,
        .NumAllocations = 1,
        .pOpenAllocationInfo = &one,
        .pResourcePrivateDriverData = resource_data,
        .ResourcePrivateDriverDataSize = query.ResourcePrivateDriverDataSize,
        .pTotalPrivateDriverDataBuffer = &surface->info,
        .TotalPrivateDriverDataBufferSize = sizeof(surface->info),
    };
    if (!umd_check(umd, D3DKMTOpenResource(&open), "D3DKMTOpenResource"))
        return false;
    surface->allocation = one.hAllocation;
    surface->resource = open.hResource;
    return true;
}

void umd_surface_close(struct umd *umd, struct umd_surface *surface)
{
    D3DKMT_DESTROYALLOCATION destroy = {.hDevice = umd->device, .hResource = surface->resource};

    if (!surface->resource) {
        destroy.phAllocationList = &surface->allocation;
        destroy.AllocationCount = 1;
    }
    if (umd->device && surface->allocation)
        D3DKMTDestroyAllocation(&destroy);
    *surface = (struct umd_surface){0};
}

void *umd_lock(struct umd *umd, struct umd_surface *surface, bool discard)
{
    D3DKMT_LOCK lock = {.hDevice = umd->device, .hAllocation = surface->allocation};

    lock.Flags.LockEntire = 1;
    lock.Flags.WriteOnly = discard;
    lock.Flags.Discard = discard;
    if (!umd_good(umd) || !umd_check(umd, D3DKMTLock(&lock), "D3DKMTLock"))
        return NULL;
    surface->allocation = lock.hAllocation;
    umd->counts.locks++;
    return lock.pData;
}

bool umd_unlock(struct umd *umd, struct umd_surface *surface)
{
    const D3DKMT_UNLOCK unlock = {umd->device, 1, &surface->allocation};

    return umd_check(umd, D3DKMTUnlock(&unlock), "D3DKMTUnlock");
}

/* ---- order ------------------------------------------------------------------------------------------------------------ */

bool umd_fence(struct umd *umd, struct umd_fence *fence, bool shared)
{
    D3DKMT_CREATESYNCHRONIZATIONOBJECT2 create = {.hDevice = umd->device, .Info = {.Type = D3DDDI_FENCE}};

    *fence = (struct umd_fence){0};
    create.Info.Flags.Shared = shared;
    if (!umd_good(umd) ||
        !umd_check(umd, D3DKMTCreateSynchronizationObject2(&create), "D3DKMTCreateSynchronizationObject2"))
        return false;
    *fence = (struct umd_fence){create.hSyncObject, shared ? create.Info.SharedHandle : 0};
    return true;
}

bool umd_fence_open(struct umd *umd, struct umd_fence *fence, D3DKMT_HANDLE share)
{
    D3DKMT_OPENSYNCHRONIZATIONOBJECT open = {.hSharedHandle = share};

    *fence = (struct umd_fence){0};
    if (!umd_good(umd) ||
        !umd_check(umd, D3DKMTOpenSynchronizationObject(&open), "D3DKMTOpenSynchronizationObject"))
        return false;
    fence->handle = open.hSyncObject;
    return true;
}

void umd_fence_close(struct umd *umd, struct umd_fence *fence)
{
    const D3DKMT_DESTROYSYNCHRONIZATIONOBJECT destroy = {fence->handle};

    (void)umd;
    if (fence->handle)
        D3DKMTDestroySynchronizationObject(&destroy);
    *fence = (struct umd_fence){0};
}

bool umd_signal(struct umd_context *context, const struct umd_fence *fence, uint64_t value)
{
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 signal = {
        .hContext = context->handle, .ObjectCount = 1, .ObjectHandleArray = {fence->handle}};

    signal.Fence.FenceValue = value;
    return umd_flush(context) && umd_check(context->umd, D3DKMTSignalSynchronizationObject2(&signal),
                                           "D3DKMTSignalSynchronizationObject2");
}

bool umd_wait(struct umd_context *context, const struct umd_fence *fence, uint64_t value)
{
    D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2 wait = {
        .hContext = context->handle, .ObjectCount = 1, .ObjectHandleArray = {fence->handle}};

    wait.Fence.FenceValue = value;
    return umd_flush(context) && umd_check(context->umd, D3DKMTWaitForSynchronizationObject2(&wait),
                                           "D3DKMTWaitForSynchronizationObject2");
}

bool umd_flip(struct umd_context *context, const struct umd_surface *primary)
{
    struct umd *umd = context->umd;
    D3DKMT_PRESENT present = {.hContext = context->handle,
                              .VidPnSourceId = umd->source,
                              .hSource = primary->allocation,
                              .FlipInterval = D3DDDI_FLIPINTERVAL_ONE};

    present.Flags.Flip = 1;
    if (!umd_flush(context) || !umd_check(umd, D3DKMTPresent(&present), "D3DKMTPresent"))
        return false;
    umd->counts.flips++;
    return true;
}
