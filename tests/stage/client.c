#include "stage.h"

#include <stdlib.h>

/* ---- life ---- */

struct nt_process *client_enter(struct stage_client *client)
{
    return nt_process_attach(client->nt);
}

void client_leave(struct nt_process *previous)
{
    nt_process_attach(previous);
}

static NTSTATUS create_device(struct stage_client *client)
{
    D3DKMT_CREATEDEVICE device = {.hAdapter = client->adapter};
    D3DKMT_CREATECONTEXT context = {.NodeOrdinal = client->node, .EngineAffinity = 1};
    struct refgpu_user_context data = {REFGPU_USER_MAGIC, REFGPU_USER_VERSION};

    NTSTATUS status = dxgk_kmt_create_device(client->process, &device);
    if (!NT_SUCCESS(status))
        return status;
    client->device = device.hDevice;
    context.hDevice = device.hDevice;
    context.pPrivateDriverData = &data;
    context.PrivateDriverDataSize = sizeof(data);
    status = dxgk_kmt_create_context(client->process, &context);
    client->context = context.hContext;
    client->command = context.pCommandBuffer;
    client->command_size = context.CommandBufferSize;
    client->allocations = context.pAllocationList;
    client->allocation_capacity = context.AllocationListSize;
    client->patches = context.pPatchLocationList;
    client->patch_capacity = context.PatchLocationListSize;
    return status;
}

NTSTATUS client_open_bare(struct stage_client *client, struct stage *stage, const char *name)
{
    *client = (struct stage_client){.stage = stage, .nt = nt_process_create(name)};
    client->process = client->nt ? dxgk_process_open(client->nt) : NULL;
    if (!client->process)
        return STATUS_NO_MEMORY;
    return dxgk_open_adapter(client->process, stage->adapter, &client->adapter);
}

NTSTATUS client_open_on(struct stage_client *client, struct stage *stage, const char *name, UINT node)
{
    NTSTATUS status = client_open_bare(client, stage, name);

    client->node = node;
    if (!NT_SUCCESS(status))
        return status;
    struct nt_process *previous = client_enter(client);
    status = create_device(client);
    client_leave(previous);
    return status;
}

NTSTATUS client_open(struct stage_client *client, struct stage *stage, const char *name)
{
    return client_open_on(client, stage, name, REFGPU_NODE_DRAW);
}

void client_close(struct stage_client *client)
{
    if (client->process)
        dxgk_process_close(client->process);
    if (client->nt)
        nt_process_destroy(client->nt);
    memset(client, 0, sizeof(*client));
}

/* ---- allocations ---- */

static NTSTATUS create(struct stage_client *client, struct refgpu_user_allocation *data, bool shared,
                       struct stage_surface *surface)
{
    D3DDDI_ALLOCATIONINFO info = {
        .pPrivateDriverData = data, .PrivateDriverDataSize = sizeof(*data), .VidPnSourceId = data->source};
    D3DKMT_CREATEALLOCATION args = {.hDevice = client->device, .NumAllocations = 1, .pAllocationInfo = &info};

    info.Flags.Primary = (data->flags & REFGPU_USER_PRIMARY) != 0;
    args.Flags.CreateResource = args.Flags.CreateShared = shared;
    struct nt_process *previous = client_enter(client);
    NTSTATUS status = dxgk_kmt_create_allocation(client->process, &args);
    client_leave(previous);
    if (NT_SUCCESS(status))
        *surface = (struct stage_surface){.handle = info.hAllocation,
                                          .resource = args.hResource,
                                          .share = args.hGlobalShare,
                                          .width = data->width,
                                          .height = data->height,
                                          .format = data->format,
                                          .pitch = data->pitch,
                                          .size = data->size};
    return status;
}

NTSTATUS client_buffer(struct stage_client *client, uint64_t size, UINT flags, struct stage_surface *surface)
{
    struct refgpu_user_allocation data = {.magic = REFGPU_USER_MAGIC,
                                          .version = REFGPU_USER_VERSION,
                                          .kind = REFGPU_KIND_BUFFER,
                                          .flags = flags,
                                          .size = size};

    return create(client, &data, false, surface);
}

static struct refgpu_user_allocation surface_data(UINT width, UINT height, UINT format, UINT flags)
{
    return (struct refgpu_user_allocation){.magic = REFGPU_USER_MAGIC,
                                           .version = REFGPU_USER_VERSION,
                                           .kind = REFGPU_KIND_SURFACE,
                                           .flags = flags,
                                           .width = width,
                                           .height = height,
                                           .format = format,
                                           .refresh_millihertz = flags & REFGPU_USER_PRIMARY ? 60000 : 0};
}

NTSTATUS client_surface(struct stage_client *client, UINT width, UINT height, UINT format, UINT flags,
                        struct stage_surface *surface)
{
    struct refgpu_user_allocation data = surface_data(width, height, format, flags);

    return create(client, &data, false, surface);
}

NTSTATUS client_shared_surface(struct stage_client *client, UINT width, UINT height, UINT format, UINT flags,
                               struct stage_surface *surface)
{
    struct refgpu_user_allocation data = surface_data(width, height, format, flags);

    return create(client, &data, true, surface);
}

NTSTATUS client_open_shared(struct stage_client *client, D3DKMT_HANDLE share, struct stage_surface *surface)
{
    struct refgpu_user_allocation data;
    D3DDDI_OPENALLOCATIONINFO info = {0};
    D3DKMT_QUERYRESOURCEINFO query = {.hDevice = client->device, .hGlobalShare = share};
    D3DKMT_OPENRESOURCE args = {.hDevice = client->device,
                                .hGlobalShare = share,
                                .NumAllocations = 1,
                                .pOpenAllocationInfo = &info,
                                .pTotalPrivateDriverDataBuffer = &data,
                                .TotalPrivateDriverDataBufferSize = sizeof(data)};

    struct nt_process *previous = client_enter(client);
    NTSTATUS status = dxgk_kmt_query_resource_info(client->process, &query);
    if (NT_SUCCESS(status) && (query.NumAllocations != 1 || query.TotalPrivateDriverDataSize != sizeof(data)))
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        status = dxgk_kmt_open_resource(client->process, &args);
    client_leave(previous);
    if (NT_SUCCESS(status))
        *surface = (struct stage_surface){.handle = info.hAllocation,
                                          .resource = args.hResource,
                                          .share = share,
                                          .width = data.width,
                                          .height = data.height,
                                          .format = data.format,
                                          .pitch = data.pitch,
                                          .size = data.size};
    return status;
}

NTSTATUS client_destroy(struct stage_client *client, struct stage_surface *surface)
{
    D3DKMT_DESTROYALLOCATION args = {.hDevice = client->device};

    if (surface->resource) {
        args.hResource = surface->resource;
    } else {
        args.phAllocationList = &surface->handle;
        args.AllocationCount = 1;
    }
    struct nt_process *previous = client_enter(client);
    NTSTATUS status = dxgk_kmt_destroy_allocation(client->process, &args);
    client_leave(previous);
    memset(surface, 0, sizeof(*surface));
    return status;
}

struct copy {
    void *to;
    const void *from;
    size_t size;
};

static void copy(void *arg)
{
    const struct copy *c = arg;
    memcpy(c->to, c->from, c->size);
}

/* Copies while the allocation is locked. The adapter may stop under it: then the view ends, as a program on Windows would notice. */
static NTSTATUS touch(struct stage_client *client, const struct stage_surface *surface, uint64_t offset,
                      const void *from, void *to, size_t size)
{
    D3DKMT_LOCK lock = {.hDevice = client->device, .hAllocation = surface->handle};
    D3DKMT_UNLOCK unlock = {
        .hDevice = client->device, .NumAllocations = 1, .phAllocations = &surface->handle};

    lock.Flags.LockEntire = 1;
    lock.Flags.ReadOnly = to != NULL;
    lock.Flags.WriteOnly = from != NULL;
    struct nt_process *previous = client_enter(client);
    NTSTATUS status = dxgk_kmt_lock(client->process, &lock);
    if (NT_SUCCESS(status)) {
        unsigned char *bytes = (unsigned char *)lock.pData + offset;
        struct copy c = {from ? (void *)bytes : to, from ? from : bytes, size};
        NTSTATUS copied = nt_guarded_call(copy, &c);
        status = dxgk_kmt_unlock(client->process, &unlock);
        if (NT_SUCCESS(status))
            status = copied;
    }
    client_leave(previous);
    return status;
}

NTSTATUS client_write(struct stage_client *client, const struct stage_surface *surface, uint64_t offset,
                      const void *from, size_t size)
{
    return touch(client, surface, offset, from, NULL, size);
}

NTSTATUS client_read(struct stage_client *client, const struct stage_surface *surface, uint64_t offset,
                     void *to, size_t size)
{
    return touch(client, surface, offset, NULL, to, size);
}

/* ---- work ---- */

void client_begin(struct stage_client *client)
{
    const struct refgpu_user_header header = {REFGPU_USER_MAGIC, REFGPU_USER_VERSION, 0, 0};

    memcpy(client->command, &header, sizeof(header));
    client->dwords = REFGPU_USER_HEADER_DWORDS;
    memset(&client->allocations[0], 0, sizeof(client->allocations[0]));
    client->allocation_count = 1;
}

UINT client_use(struct stage_client *client, const struct stage_surface *surface, bool write)
{
    UINT i = 1;

    while (i < client->allocation_count && client->allocations[i].hAllocation != surface->handle)
        i++;
    if (i == client->allocation_count) {
        client->allocations[i] = (D3DDDI_ALLOCATIONLIST){.hAllocation = surface->handle};
        client->allocation_count++;
    }
    if (write)
        client->allocations[i].WriteOperation = 1;
    return i;
}

void client_emit(struct stage_client *client, const uint32_t *dwords, UINT count)
{
    memcpy(client->command + client->dwords, dwords, count * sizeof(*dwords));
    client->dwords += count;
}

static uint32_t layout(const struct stage_surface *surface)
{
    return surface->pitch | surface->format << 24;
}

void client_fill(struct stage_client *client, const struct stage_surface *surface, UINT x, UINT y, UINT width,
                 UINT height, uint32_t pixel)
{
    uint32_t index = client_use(client, surface, true);
    const uint32_t command[] = {REFGPU_COMMAND(REFGPU_FILL, 0, REFGPU_FILL_DWORDS),
                                REFGPU_USER_ADDRESS(index, 0),
                                layout(surface),
                                x | y << 16,
                                width | height << 16,
                                pixel};

    client_emit(client, command, REFGPU_FILL_DWORDS);
}

void client_copy(struct stage_client *client, const struct stage_surface *to, UINT x, UINT y,
                 const struct stage_surface *from, UINT from_x, UINT from_y, UINT width, UINT height)
{
    uint32_t source = client_use(client, from, false), destination = client_use(client, to, true);
    const uint32_t command[] = {REFGPU_COMMAND(REFGPU_COPY, 0, REFGPU_COPY_DWORDS),
                                REFGPU_USER_ADDRESS(destination, 0),
                                layout(to),
                                REFGPU_USER_ADDRESS(source, 0),
                                layout(from),
                                x | y << 16,
                                from_x | from_y << 16,
                                width | height << 16};

    client_emit(client, command, REFGPU_COPY_DWORDS);
}

NTSTATUS client_render(struct stage_client *client)
{
    D3DKMT_RENDER render = {.hContext = client->context,
                            .CommandLength = client->dwords * 4,
                            .AllocationCount = client->allocation_count};

    ((struct refgpu_user_header *)client->command)->bytes = client->dwords * 4;
    struct nt_process *previous = client_enter(client);
    NTSTATUS status = dxgk_kmt_render(client->process, &render);
    client_leave(previous);
    if (render.pNewCommandBuffer) {
        client->command = render.pNewCommandBuffer;
        client->command_size = render.NewCommandBufferSize;
        client->allocations = render.pNewAllocationList;
        client->allocation_capacity = render.NewAllocationListSize;
        client->patches = render.pNewPatchLocationList;
        client->patch_capacity = render.NewPatchLocationListSize;
    }
    client->queued = render.QueuedBufferCount;
    return status;
}

NTSTATUS client_wait(struct stage_client *client)
{
    const D3DKMT_WAITFORIDLE args = {.hDevice = client->device};

    struct nt_process *previous = client_enter(client);
    NTSTATUS status = dxgk_kmt_wait_for_idle(client->process, &args);
    client_leave(previous);
    return status;
}

D3DKMT_DEVICEEXECUTION_STATE client_state(struct stage_client *client)
{
    D3DKMT_GETDEVICESTATE args = {.hDevice = client->device, .StateType = D3DKMT_DEVICESTATE_EXECUTION};

    return NT_SUCCESS(dxgk_kmt_get_device_state(client->process, &args)) ? args.ExecutionState : 0;
}
