#include "program.h"

#include "object.h"

/* ---- calls ---- */

NTSTATUS program_call(struct program *p, enum thunk_id id, void *args)
{
    struct nt_process *previous = nt_process_attach(p->nt);
    NTSTATUS status = thunk_call(id, args);
    nt_process_attach(previous);
    return status;
}

static struct refgpu_user_allocation surface_data(UINT width, UINT height, UINT flags)
{
    return (struct refgpu_user_allocation){.magic = REFGPU_USER_MAGIC,
                                           .version = REFGPU_USER_VERSION,
                                           .kind = REFGPU_KIND_SURFACE,
                                           .flags = flags,
                                           .width = width,
                                           .height = height,
                                           .format = REFGPU_X8R8G8B8,
                                           .refresh_millihertz = flags & REFGPU_USER_PRIMARY ? 60000 : 0};
}

NTSTATUS program_surface(struct program *p, UINT width, UINT height, UINT flags, D3DKMT_HANDLE *handle)
{
    struct refgpu_user_allocation data = surface_data(width, height, flags);
    D3DDDI_ALLOCATIONINFO info = {.pPrivateDriverData = &data, .PrivateDriverDataSize = sizeof(data)};
    D3DKMT_CREATEALLOCATION create = {.hDevice = p->device, .NumAllocations = 1, .pAllocationInfo = &info};

    info.Flags.Primary = (flags & REFGPU_USER_PRIMARY) != 0;
    NTSTATUS status = program_call(p, THUNK_CreateAllocation, &create);
    *handle = info.hAllocation;
    p->pitch = flags & REFGPU_USER_PRIMARY ? p->pitch : data.pitch;
    return status;
}

static NTSTATUS shared_surfaces(struct program *p)
{
    struct refgpu_user_allocation data[2] = {surface_data(SIDE, SIDE, 0), surface_data(SIDE, SIDE, 0)};
    D3DDDI_ALLOCATIONINFO info[2] = {
        {.pPrivateDriverData = &data[0], .PrivateDriverDataSize = sizeof(data[0])},
        {.pPrivateDriverData = &data[1], .PrivateDriverDataSize = sizeof(data[1])}};
    const char runtime[24] = "what the runtime knows";
    D3DKMT_CREATEALLOCATION create = {.hDevice = p->device,
                                      .NumAllocations = 2,
                                      .pAllocationInfo = info,
                                      .pPrivateRuntimeData = runtime,
                                      .PrivateRuntimeDataSize = sizeof(runtime)};

    create.Flags.CreateResource = create.Flags.CreateShared = 1;
    NTSTATUS status = program_call(p, THUNK_CreateAllocation, &create);
    p->resource = create.hResource;
    p->share = create.hGlobalShare;
    p->shared[0] = info[0].hAllocation;
    p->shared[1] = info[1].hAllocation;
    return status;
}

NTSTATUS program_context(struct program *p, struct buffers *b)
{
    struct refgpu_user_context data = {REFGPU_USER_MAGIC, REFGPU_USER_VERSION};
    D3DKMT_CREATECONTEXT create = {.hDevice = p->device,
                                   .EngineAffinity = 1,
                                   .pPrivateDriverData = &data,
                                   .PrivateDriverDataSize = sizeof(data)};

    NTSTATUS status = program_call(p, THUNK_CreateContext, &create);
    *b = (struct buffers){.context = create.hContext,
                          .command = create.pCommandBuffer,
                          .command_size = create.CommandBufferSize,
                          .allocations = create.pAllocationList,
                          .allocation_count = create.AllocationListSize,
                          .patches = create.pPatchLocationList,
                          .patch_count = create.PatchLocationListSize};
    return status;
}

/* ---- life ---- */

static NTSTATUS open_adapter(struct program *p, D3DKMT_HANDLE *handle)
{
    D3DKMT_OPENADAPTERFROMLUID open = {.AdapterLuid = dxgk_adapter_luid(p->stage->adapter)};

    NTSTATUS status = program_call(p, THUNK_OpenAdapterFromLuid, &open);
    *handle = open.hAdapter;
    return status;
}

static NTSTATUS make_syncs(struct program *p)
{
    D3DKMT_CREATESYNCHRONIZATIONOBJECT2 create = {.hDevice = p->device, .Info.Type = D3DDDI_FENCE};

    create.Info.Fence.FenceValue = 5;
    create.Info.Flags.Shared = 1;
    NTSTATUS status = program_call(p, THUNK_CreateSynchronizationObject2, &create);
    p->fence = create.hSyncObject;
    p->fence_share = create.Info.SharedHandle;
    if (!NT_SUCCESS(status))
        return status;
    create = (D3DKMT_CREATESYNCHRONIZATIONOBJECT2){.hDevice = p->device, .Info.Type = D3DDDI_SEMAPHORE};
    create.Info.Semaphore.MaxCount = create.Info.Semaphore.InitialCount = 0x7FFFFFFF;
    status = program_call(p, THUNK_CreateSynchronizationObject2, &create);
    p->semaphore = create.hSyncObject;
    return status;
}

/* One of each, open only for a moment. */
static NTSTATUS make_closed(struct program *p)
{
    struct program brief = {.stage = p->stage, .nt = p->nt, .adapter = p->adapter};
    D3DKMT_CREATEDEVICE device = {.hAdapter = p->adapter};

    NTSTATUS status = open_adapter(&brief, &p->closed[ADAPTER]);
    if (NT_SUCCESS(status))
        status = program_call(&brief, THUNK_CreateDevice, &device);
    brief.device = p->closed[DEVICE] = device.hDevice;
    if (NT_SUCCESS(status))
        status = program_context(&brief, &brief.main);
    if (NT_SUCCESS(status))
        status = shared_surfaces(&brief);
    if (NT_SUCCESS(status))
        status = make_syncs(&brief);
    p->closed[CONTEXT] = brief.main.context;
    p->closed[RESOURCE] = brief.resource;
    p->closed[ALLOCATION] = brief.shared[0];
    p->closed[SYNC] = brief.fence;
    if (!NT_SUCCESS(status))
        return status;
    program_call(&brief, THUNK_DestroySynchronizationObject,
                 &(D3DKMT_DESTROYSYNCHRONIZATIONOBJECT){brief.fence});
    program_call(&brief, THUNK_DestroySynchronizationObject,
                 &(D3DKMT_DESTROYSYNCHRONIZATIONOBJECT){brief.semaphore});
    program_call(&brief, THUNK_DestroyDevice, &(D3DKMT_DESTROYDEVICE){device.hDevice});
    return program_call(&brief, THUNK_CloseAdapter, &(D3DKMT_CLOSEADAPTER){p->closed[ADAPTER]});
}

static NTSTATUS make_device(struct program *p)
{
    D3DKMT_CREATEDEVICE device = {.hAdapter = p->adapter};
    struct dxgk_mode mode = {.width = SIDE, .height = SIDE};

    NTSTATUS status = program_call(p, THUNK_CreateDevice, &device);
    p->device = device.hDevice;
    if (NT_SUCCESS(status))
        status = program_context(p, &p->main);
    if (NT_SUCCESS(status))
        status = program_context(p, &p->second);
    if (NT_SUCCESS(status))
        status = shared_surfaces(p);
    if (NT_SUCCESS(status))
        status = program_surface(p, SIDE, SIDE, REFGPU_USER_CPU_VISIBLE, &p->surface);
    if (NT_SUCCESS(status))
        status = program_surface(p, SIDE, SIDE, REFGPU_USER_CPU_VISIBLE, &p->target);
    if (NT_SUCCESS(status))
        status = dxgk_get_mode(p->stage->adapter, 0, &mode);
    if (NT_SUCCESS(status))
        status = program_surface(p, mode.width, mode.height, REFGPU_USER_PRIMARY, &p->primary);
    return NT_SUCCESS(status) ? make_syncs(p) : status;
}

static NTSTATUS start(struct program *p, struct stage *stage, const char *name)
{
    *p = (struct program){.stage = stage, .nt = nt_process_create(name)};
    return p->nt ? open_adapter(p, &p->adapter) : STATUS_NO_MEMORY;
}

NTSTATUS program_open(struct program *p, struct stage *stage, const char *name)
{
    NTSTATUS status = start(p, stage, name);

    if (NT_SUCCESS(status))
        status = make_closed(p);
    return NT_SUCCESS(status) ? make_device(p) : status;
}

NTSTATUS program_open_lean(struct program *p, struct stage *stage, const char *name)
{
    NTSTATUS status = start(p, stage, name);

    return NT_SUCCESS(status) ? make_device(p) : status;
}

static struct dxgk_process *process_of(const struct program *p)
{
    struct nt_process *previous = nt_process_attach(p->nt);
    struct dxgk_process *process = process_here();
    nt_process_attach(previous);
    return process;
}

void program_end(struct program *p)
{
    dxgk_process_close(process_of(p));
}

void program_close(struct program *p)
{
    if (p->nt) {
        program_end(p);
        nt_process_destroy(p->nt);
    }
    memset(p, 0, sizeof(*p));
}

static bool same_slot(D3DKMT_HANDLE a, D3DKMT_HANDLE b)
{
    return (a & 0xFFFFFu) == (b & 0xFFFFFu);
}

NTSTATUS program_reuse_slots(struct program *p)
{
    unsigned reused = 0;

    for (unsigned i = 0; i < 1000 && reused < THINGS; i++) {
        D3DKMT_HANDLE h;
        bool one = false;
        NTSTATUS status = open_adapter(p, &h);
        if (!NT_SUCCESS(status))
            return status;
        for (unsigned t = 0; t < THINGS && !one; t++)
            one = same_slot(p->closed[t], h);
        reused += one;
        if (!one)
            program_call(p, THUNK_CloseAdapter, &(D3DKMT_CLOSEADAPTER){h});
    }
    return reused == THINGS ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

unsigned program_handles(const struct program *p)
{
    return process_of(p)->handles.used;
}

D3DKMT_HANDLE program_thing(const struct program *p, enum thing thing)
{
    const D3DKMT_HANDLE all[THINGS] = {p->adapter,  p->device,  p->main.context,
                                       p->resource, p->surface, p->fence};
    return all[thing];
}

/* ---- work ---- */

void program_take_buffers(struct buffers *b, const D3DKMT_RENDER *render)
{
    if (!render->pNewCommandBuffer)
        return;
    b->command = render->pNewCommandBuffer;
    b->command_size = render->NewCommandBufferSize;
    b->allocations = render->pNewAllocationList;
    b->allocation_count = render->NewAllocationListSize;
    b->patches = render->pNewPatchLocationList;
    b->patch_count = render->NewPatchLocationListSize;
}

D3DKMT_RENDER program_fill(struct buffers *b, D3DKMT_HANDLE surface, UINT pitch, uint32_t pixel)
{
    const struct refgpu_user_header header = {REFGPU_USER_MAGIC, REFGPU_USER_VERSION,
                                              (REFGPU_USER_HEADER_DWORDS + REFGPU_FILL_DWORDS) * 4, 0};
    const uint32_t fill[] = {REFGPU_COMMAND(REFGPU_FILL, 0, REFGPU_FILL_DWORDS),
                             REFGPU_USER_ADDRESS(1, 0),
                             pitch | REFGPU_X8R8G8B8 << 24,
                             0,
                             SIDE | SIDE << 16,
                             pixel};

    memcpy(b->command, &header, sizeof(header));
    memcpy(b->command + REFGPU_USER_HEADER_DWORDS, fill, sizeof(fill));
    memset(b->allocations, 0, 2 * sizeof(*b->allocations));
    b->allocations[1].hAllocation = surface;
    b->allocations[1].WriteOperation = 1;
    return (D3DKMT_RENDER){.hContext = b->context, .CommandLength = header.bytes, .AllocationCount = 2};
}

NTSTATUS program_wait(struct program *p)
{
    return program_call(p, THUNK_WaitForIdle, &(D3DKMT_WAITFORIDLE){p->device});
}

NTSTATUS program_pixel(struct program *p, D3DKMT_HANDLE surface, uint32_t *pixel)
{
    D3DKMT_LOCK lock = {.hDevice = p->device, .hAllocation = surface};
    D3DKMT_UNLOCK unlock = {p->device, 1, &surface};

    lock.Flags.LockEntire = lock.Flags.ReadOnly = 1;
    NTSTATUS status = program_call(p, THUNK_Lock, &lock);
    if (!NT_SUCCESS(status))
        return status;
    memcpy(pixel, lock.pData, sizeof(*pixel));
    return program_call(p, THUNK_Unlock, &unlock);
}

/* ---- the neighbour ---- */

NTSTATUS neighbour_open(struct neighbour *n, struct stage *stage)
{
    memset(n, 0, sizeof(*n));
    NTSTATUS status = client_open(&n->client, stage, "neighbour");
    return NT_SUCCESS(status)
               ? client_surface(&n->client, 8, 8, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &n->surface)
               : status;
}

bool neighbour_draws(struct neighbour *n)
{
    uint32_t row[8];

    n->pixel = (n->pixel + 0x010305) & 0xFFFFFF;
    client_begin(&n->client);
    client_fill(&n->client, &n->surface, 0, 0, 8, 8, n->pixel);
    bool good = NT_SUCCESS(client_render(&n->client)) && NT_SUCCESS(client_wait(&n->client));
    for (unsigned y = 0; y < 8 && good; y++) {
        good = NT_SUCCESS(client_read(&n->client, &n->surface, (uint64_t)y * n->surface.pitch, row, 32));
        for (unsigned x = 0; x < 8 && good; x++)
            good = (row[x] & 0xFFFFFF) == n->pixel;
    }
    return good && client_state(&n->client) == D3DKMT_DEVICEEXECUTION_ACTIVE;
}

void neighbour_close(struct neighbour *n)
{
    client_close(&n->client);
}
