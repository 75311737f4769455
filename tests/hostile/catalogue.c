/* A good call of every thunk, with every pointer used. */
#include "program.h"

#include <stddef.h>

/* ---- blocks ---- */

unsigned call_block(struct program *p, struct call *c, unsigned parent, size_t pointer, size_t count,
                    const void *bytes, size_t size, enum access access)
{
    unsigned i = c->blocks;
    struct block *b = &c->block[i];
    size_t pages = ROUND_TO_PAGES(size);
    char *at = nt_user_alloc(p->nt, pages);

    if (!at || i == CALL_BLOCKS) {
        c->failed = true;
        return 0;
    }
    *b = (struct block){at + pages - size, at, size, pages, access, parent, pointer, count};
    if (bytes)
        memcpy(b->bytes, bytes, size);
    c->blocks++;
    if (i)
        memcpy(c->block[parent].bytes + pointer, &b->bytes, sizeof(b->bytes));
    return i;
}

void call_name(struct call *c, unsigned block, size_t at, enum thing thing, NTSTATUS zero, NTSTATUS wrong)
{
    if (c->names == CALL_HANDLES)
        c->failed = true;
    else
        c->named[c->names++] = (struct named){block, at, thing, zero, wrong};
}

void *call_args(struct call *c)
{
    return c->block[0].bytes;
}

NTSTATUS call_build(struct program *p, const struct row *row, struct call *c)
{
    *c = (struct call){.row = row};
    row->build(p, c);
    return c->failed ? STATUS_NO_MEMORY : STATUS_SUCCESS;
}

NTSTATUS call_make(struct program *p, struct call *c)
{
    return program_call(p, c->row->id, call_args(c));
}

void call_undo(struct program *p, struct call *c)
{
    if (c->row->undo)
        c->row->undo(p, c);
}

void call_free(struct program *p, struct call *c)
{
    for (unsigned i = 0; i < c->blocks; i++)
        nt_user_unmap(p->nt, c->block[i].pages, c->block[i].page_bytes);
    *c = (struct call){0};
}

/* The structure, its handles, its pointers. */
#define ARGS(p, c, value, access) call_block(p, c, 0, 0, NOWHERE, &(value), sizeof(value), access)
#define HANDLE_IN(c, type, member, thing)                                                                    \
    call_name(c, 0, offsetof(type, member), thing, STATUS_INVALID_HANDLE, STATUS_INVALID_HANDLE)
#define HANDLE_OR_0(c, type, member, thing)                                                                  \
    call_name(c, 0, offsetof(type, member), thing, STATUS_SUCCESS, STATUS_INVALID_HANDLE)
#define POINTER(p, c, type, pointer, count, bytes, size, access)                                             \
    call_block(p, c, 0, offsetof(type, pointer), offsetof(type, count), bytes, size, access)

/* ---- adapters ---- */

static void close_handle(struct program *p, D3DKMT_HANDLE h)
{
    program_call(p, THUNK_CloseAdapter, &(D3DKMT_CLOSEADAPTER){h});
}

static void open_hdc(struct program *p, struct call *c)
{
    const D3DKMT_OPENADAPTERFROMHDC args = {.hDc = (HDC)(uintptr_t)1};
    ARGS(p, c, args, BOTH);
}

static void undo_hdc(struct program *p, struct call *c)
{
    close_handle(p, ((D3DKMT_OPENADAPTERFROMHDC *)call_args(c))->hAdapter);
}

static void open_display(struct program *p, struct call *c)
{
    const D3DKMT_OPENADAPTERFROMGDIDISPLAYNAME args = {.DeviceName = L"\\\\.\\DISPLAY1"};
    ARGS(p, c, args, BOTH);
}

static void undo_display(struct program *p, struct call *c)
{
    close_handle(p, ((D3DKMT_OPENADAPTERFROMGDIDISPLAYNAME *)call_args(c))->hAdapter);
}

static void open_name(struct program *p, struct call *c)
{
    const D3DKMT_OPENADAPTERFROMDEVICENAME args = {0};
    LUID luid = dxgk_adapter_luid(p->stage->adapter);
    char text[96];
    WCHAR name[96];
    size_t n = (size_t)snprintf(text, sizeof(text),
                                "\\\\?\\DISPLAY#luid_0x%08X_0x%08X#{1ca05180-a699-450a-9a0c-de4fbe3ddd89}",
                                (unsigned)luid.HighPart, (unsigned)luid.LowPart);

    for (size_t i = 0; i <= n; i++)
        name[i] = (WCHAR)text[i];
    ARGS(p, c, args, BOTH);
    call_block(p, c, 0, offsetof(D3DKMT_OPENADAPTERFROMDEVICENAME, pDeviceName), NOWHERE, name,
               (n + 1) * sizeof(WCHAR), READ);
}

static void undo_name(struct program *p, struct call *c)
{
    close_handle(p, ((D3DKMT_OPENADAPTERFROMDEVICENAME *)call_args(c))->hAdapter);
}

static void open_luid(struct program *p, struct call *c)
{
    const D3DKMT_OPENADAPTERFROMLUID args = {.AdapterLuid = dxgk_adapter_luid(p->stage->adapter)};
    ARGS(p, c, args, BOTH);
}

static void undo_luid(struct program *p, struct call *c)
{
    close_handle(p, ((D3DKMT_OPENADAPTERFROMLUID *)call_args(c))->hAdapter);
}

static void enumerate(struct program *p, struct call *c)
{
    const D3DKMT_ENUMADAPTERS args = {0};
    ARGS(p, c, args, BOTH);
}

static void undo_enumerate(struct program *p, struct call *c)
{
    const D3DKMT_ENUMADAPTERS *args = call_args(c);
    for (ULONG i = 0; i < args->NumAdapters && i < MAX_ENUM_ADAPTERS; i++)
        close_handle(p, args->Adapters[i].hAdapter);
}

static void close_adapter(struct program *p, struct call *c)
{
    D3DKMT_OPENADAPTERFROMLUID open = {.AdapterLuid = dxgk_adapter_luid(p->stage->adapter)};
    program_call(p, THUNK_OpenAdapterFromLuid, &open);
    const D3DKMT_CLOSEADAPTER args = {open.hAdapter};
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_CLOSEADAPTER, hAdapter, ADAPTER);
}

/* ---- questions ---- */

static void query(struct program *p, struct call *c)
{
    const D3DKMT_QUERYADAPTERINFO args = {.hAdapter = p->adapter,
                                          .Type = KMTQAITYPE_GETSEGMENTSIZE,
                                          .PrivateDriverDataSize = sizeof(D3DKMT_SEGMENTSIZEINFO)};
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_QUERYADAPTERINFO, hAdapter, ADAPTER);
    POINTER(p, c, D3DKMT_QUERYADAPTERINFO, pPrivateDriverData, PrivateDriverDataSize, NULL,
            sizeof(D3DKMT_SEGMENTSIZEINFO), BOTH);
}

static void escape(struct program *p, struct call *c)
{
    const struct refgpu_user_escape data = {
        .magic = REFGPU_USER_MAGIC, .version = REFGPU_USER_VERSION, .code = REFGPU_ESCAPE_INFO};
    const D3DKMT_ESCAPE args = {.hAdapter = p->adapter,
                                .hDevice = p->device,
                                .Type = D3DKMT_ESCAPE_DRIVERPRIVATE,
                                .PrivateDriverDataSize = sizeof(data),
                                .hContext = p->main.context};
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_ESCAPE, hAdapter, ADAPTER);
    HANDLE_OR_0(c, D3DKMT_ESCAPE, hDevice, DEVICE);
    HANDLE_OR_0(c, D3DKMT_ESCAPE, hContext, CONTEXT);
    POINTER(p, c, D3DKMT_ESCAPE, pPrivateDriverData, PrivateDriverDataSize, &data, sizeof(data), BOTH);
}

static void device_state(struct program *p, struct call *c)
{
    const D3DKMT_GETDEVICESTATE args = {.hDevice = p->device, .StateType = D3DKMT_DEVICESTATE_EXECUTION};
    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_GETDEVICESTATE, hDevice, DEVICE);
}

/* ---- devices and contexts ---- */

static void create_device(struct program *p, struct call *c)
{
    const D3DKMT_CREATEDEVICE args = {.hAdapter = p->adapter};
    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_CREATEDEVICE, hAdapter, ADAPTER);
}

static void undo_device(struct program *p, struct call *c)
{
    const D3DKMT_CREATEDEVICE *args = call_args(c);
    program_call(p, THUNK_DestroyDevice, &(D3DKMT_DESTROYDEVICE){args->hDevice});
}

static void destroy_device(struct program *p, struct call *c)
{
    D3DKMT_CREATEDEVICE create = {.hAdapter = p->adapter};
    program_call(p, THUNK_CreateDevice, &create);
    const D3DKMT_DESTROYDEVICE args = {create.hDevice};
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_DESTROYDEVICE, hDevice, DEVICE);
}

static void create_context(struct program *p, struct call *c)
{
    const struct refgpu_user_context data = {REFGPU_USER_MAGIC, REFGPU_USER_VERSION};
    const D3DKMT_CREATECONTEXT args = {
        .hDevice = p->device, .EngineAffinity = 1, .PrivateDriverDataSize = sizeof(data)};
    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_CREATECONTEXT, hDevice, DEVICE);
    POINTER(p, c, D3DKMT_CREATECONTEXT, pPrivateDriverData, PrivateDriverDataSize, &data, sizeof(data), READ);
}

static void undo_context(struct program *p, struct call *c)
{
    const D3DKMT_CREATECONTEXT *args = call_args(c);
    program_call(p, THUNK_DestroyContext, &(D3DKMT_DESTROYCONTEXT){args->hContext});
}

static void destroy_context(struct program *p, struct call *c)
{
    struct buffers brief = {0};
    program_context(p, &brief);
    const D3DKMT_DESTROYCONTEXT args = {brief.context};
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_DESTROYCONTEXT, hContext, CONTEXT);
}

static void set_priority(struct program *p, struct call *c)
{
    const D3DKMT_SETCONTEXTSCHEDULINGPRIORITY args = {.hContext = p->main.context, .Priority = 1};
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_SETCONTEXTSCHEDULINGPRIORITY, hContext, CONTEXT);
}

static void get_priority(struct program *p, struct call *c)
{
    const D3DKMT_GETCONTEXTSCHEDULINGPRIORITY args = {.hContext = p->main.context};
    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_GETCONTEXTSCHEDULINGPRIORITY, hContext, CONTEXT);
}

static void idle(struct program *p, struct call *c)
{
    const D3DKMT_WAITFORIDLE args = {.hDevice = p->device};
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_WAITFORIDLE, hDevice, DEVICE);
}

/* ---- allocations ---- */

static const struct refgpu_user_allocation buffer = {.magic = REFGPU_USER_MAGIC,
                                                     .version = REFGPU_USER_VERSION,
                                                     .kind = REFGPU_KIND_BUFFER,
                                                     .flags = REFGPU_USER_CPU_VISIBLE,
                                                     .size = 4096};

static void add_infos(struct program *p, struct call *c, UINT count)
{
    const D3DDDI_ALLOCATIONINFO info[2] = {{.PrivateDriverDataSize = sizeof(buffer)},
                                           {.PrivateDriverDataSize = sizeof(buffer)}};

    unsigned list = POINTER(p, c, D3DKMT_CREATEALLOCATION, pAllocationInfo, NumAllocations, info,
                            count * sizeof(*info), BOTH);
    for (UINT i = 0; i < count; i++)
        call_block(p, c, list, i * sizeof(*info) + offsetof(D3DDDI_ALLOCATIONINFO, pPrivateDriverData),
                   i * sizeof(*info) + offsetof(D3DDDI_ALLOCATIONINFO, PrivateDriverDataSize), &buffer,
                   sizeof(buffer), BOTH);
}

static void create_resource(struct program *p, struct call *c)
{
    D3DKMT_CREATEALLOCATION args = {.hDevice = p->device, .NumAllocations = 2, .PrivateRuntimeDataSize = 24};
    const char runtime[24] = "known to the runtime";

    args.Flags.CreateResource = 1;
    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_CREATEALLOCATION, hDevice, DEVICE);
    POINTER(p, c, D3DKMT_CREATEALLOCATION, pPrivateRuntimeData, PrivateRuntimeDataSize, runtime,
            sizeof(runtime), READ);
    add_infos(p, c, 2);
}

static void undo_resource(struct program *p, struct call *c)
{
    D3DKMT_CREATEALLOCATION *args = call_args(c);
    D3DKMT_DESTROYALLOCATION gone = {.hDevice = p->device, .hResource = args->hResource};

    program_call(p, THUNK_DestroyAllocation, &gone);
    args->hResource = 0; /* what comes out goes in when the call is made again */
}

static void create_allocation(struct program *p, struct call *c)
{
    const D3DKMT_CREATEALLOCATION args = {.hDevice = p->device, .NumAllocations = 1};

    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_CREATEALLOCATION, hDevice, DEVICE);
    call_name(c, 0, offsetof(D3DKMT_CREATEALLOCATION, hResource), RESOURCE, STATUS_SUCCESS,
              STATUS_INVALID_HANDLE);
    add_infos(p, c, 1);
}

static void undo_allocation(struct program *p, struct call *c)
{
    const D3DDDI_ALLOCATIONINFO *info = (const void *)c->block[1].bytes;
    const D3DKMT_HANDLE h = info->hAllocation;
    D3DKMT_DESTROYALLOCATION gone = {.hDevice = p->device, .phAllocationList = &h, .AllocationCount = 1};

    program_call(p, THUNK_DestroyAllocation, &gone);
}

static void destroy_list(struct program *p, struct call *c)
{
    const D3DKMT_DESTROYALLOCATION args = {.hDevice = p->device, .AllocationCount = 2};
    D3DKMT_HANDLE list[2] = {0};

    program_surface(p, SIDE, SIDE, REFGPU_USER_CPU_VISIBLE, &list[0]);
    program_surface(p, SIDE, SIDE, REFGPU_USER_CPU_VISIBLE, &list[1]);
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_DESTROYALLOCATION, hDevice, DEVICE);
    unsigned b =
        POINTER(p, c, D3DKMT_DESTROYALLOCATION, phAllocationList, AllocationCount, list, sizeof(list), READ);
    call_name(c, b, 0, ALLOCATION, STATUS_INVALID_HANDLE, STATUS_INVALID_HANDLE);
    call_name(c, b, 4, ALLOCATION, STATUS_INVALID_HANDLE, STATUS_INVALID_HANDLE);
}

static void destroy_resource(struct program *p, struct call *c)
{
    D3DKMT_CREATEALLOCATION create = {.hDevice = p->device};

    create.Flags.CreateResource = 1;
    program_call(p, THUNK_CreateAllocation, &create);
    const D3DKMT_DESTROYALLOCATION args = {.hDevice = p->device, .hResource = create.hResource};
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_DESTROYALLOCATION, hDevice, DEVICE);
    call_name(c, 0, offsetof(D3DKMT_DESTROYALLOCATION, hResource), RESOURCE, STATUS_INVALID_PARAMETER,
              STATUS_INVALID_HANDLE);
}

static void set_allocation_priority(struct program *p, struct call *c)
{
    const D3DKMT_SETALLOCATIONPRIORITY args = {.hDevice = p->device, .AllocationCount = 2};
    const D3DKMT_HANDLE list[2] = {p->surface, p->target};
    const UINT priorities[2] = {D3DDDI_ALLOCATIONPRIORITY_NORMAL, D3DDDI_ALLOCATIONPRIORITY_NORMAL};

    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_SETALLOCATIONPRIORITY, hDevice, DEVICE);
    unsigned b = POINTER(p, c, D3DKMT_SETALLOCATIONPRIORITY, phAllocationList, AllocationCount, list,
                         sizeof(list), READ);
    call_name(c, b, 4, ALLOCATION, STATUS_INVALID_HANDLE, STATUS_INVALID_HANDLE);
    POINTER(p, c, D3DKMT_SETALLOCATIONPRIORITY, pPriorities, AllocationCount, priorities, sizeof(priorities),
            READ);
}

static void residency(struct program *p, struct call *c)
{
    const D3DKMT_QUERYALLOCATIONRESIDENCY args = {.hDevice = p->device, .AllocationCount = 2};
    const D3DKMT_HANDLE list[2] = {p->surface, p->target};

    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_QUERYALLOCATIONRESIDENCY, hDevice, DEVICE);
    unsigned b = POINTER(p, c, D3DKMT_QUERYALLOCATIONRESIDENCY, phAllocationList, AllocationCount, list,
                         sizeof(list), READ);
    call_name(c, b, 0, ALLOCATION, STATUS_INVALID_HANDLE, STATUS_INVALID_HANDLE);
    POINTER(p, c, D3DKMT_QUERYALLOCATIONRESIDENCY, pResidencyStatus, AllocationCount, NULL,
            2 * sizeof(D3DKMT_ALLOCATIONRESIDENCYSTATUS), WRITE);
}

static void resource_info(struct program *p, struct call *c)
{
    const D3DKMT_QUERYRESOURCEINFO args = {
        .hDevice = p->device, .hGlobalShare = p->share, .PrivateRuntimeDataSize = 24};

    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_QUERYRESOURCEINFO, hDevice, DEVICE);
    call_name(c, 0, offsetof(D3DKMT_QUERYRESOURCEINFO, hGlobalShare), RESOURCE, STATUS_INVALID_PARAMETER,
              STATUS_INVALID_PARAMETER);
    POINTER(p, c, D3DKMT_QUERYRESOURCEINFO, pPrivateRuntimeData, PrivateRuntimeDataSize, NULL, 24, WRITE);
}

static void open_resource(struct program *p, struct call *c)
{
    const size_t total = 2 * sizeof(struct refgpu_user_allocation);
    const D3DKMT_OPENRESOURCE args = {.hDevice = p->other_device ? p->other_device : p->device,
                                      .hGlobalShare = p->share,
                                      .NumAllocations = 2,
                                      .PrivateRuntimeDataSize = 24,
                                      .TotalPrivateDriverDataBufferSize = (UINT)total};

    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_OPENRESOURCE, hDevice, DEVICE);
    call_name(c, 0, offsetof(D3DKMT_OPENRESOURCE, hGlobalShare), RESOURCE, STATUS_INVALID_PARAMETER,
              STATUS_INVALID_PARAMETER);
    POINTER(p, c, D3DKMT_OPENRESOURCE, pOpenAllocationInfo, NumAllocations, NULL,
            2 * sizeof(D3DDDI_OPENALLOCATIONINFO), WRITE);
    POINTER(p, c, D3DKMT_OPENRESOURCE, pPrivateRuntimeData, PrivateRuntimeDataSize, NULL, 24, WRITE);
    POINTER(p, c, D3DKMT_OPENRESOURCE, pTotalPrivateDriverDataBuffer, TotalPrivateDriverDataBufferSize, NULL,
            total, WRITE);
}

static void undo_open(struct program *p, struct call *c)
{
    const D3DKMT_OPENRESOURCE *args = call_args(c);
    D3DKMT_DESTROYALLOCATION gone = {.hDevice = args->hDevice, .hResource = args->hResource};

    program_call(p, THUNK_DestroyAllocation, &gone);
}

static void lock(struct program *p, struct call *c)
{
    D3DKMT_LOCK args = {.hDevice = p->device, .hAllocation = p->surface};

    args.Flags.LockEntire = 1;
    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_LOCK, hDevice, DEVICE);
    HANDLE_IN(c, D3DKMT_LOCK, hAllocation, ALLOCATION);
}

static void undo_lock(struct program *p, struct call *c)
{
    const D3DKMT_LOCK *args = call_args(c);
    program_call(p, THUNK_Unlock, &(D3DKMT_UNLOCK){p->device, 1, &args->hAllocation});
}

static void unlock(struct program *p, struct call *c)
{
    const D3DKMT_UNLOCK args = {.hDevice = p->device, .NumAllocations = 2};
    D3DKMT_LOCK one = {.hDevice = p->device, .hAllocation = p->surface}, two = one;
    const D3DKMT_HANDLE list[2] = {p->surface, p->target};

    two.hAllocation = p->target;
    program_call(p, THUNK_Lock, &one);
    program_call(p, THUNK_Lock, &two);
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_UNLOCK, hDevice, DEVICE);
    unsigned b = POINTER(p, c, D3DKMT_UNLOCK, phAllocations, NumAllocations, list, sizeof(list), READ);
    call_name(c, b, 0, ALLOCATION, STATUS_INVALID_HANDLE, STATUS_INVALID_HANDLE);
}

/* ---- work ---- */

static void render(struct program *p, struct call *c)
{
    D3DKMT_RENDER args = program_fill(&p->main, p->surface, p->pitch, 0x00123456);

    args.BroadcastContextCount = 1;
    args.BroadcastContext[0] = p->second.context;
    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_RENDER, hContext, CONTEXT);
    HANDLE_IN(c, D3DKMT_RENDER, BroadcastContext, CONTEXT);
}

static void undo_render(struct program *p, struct call *c)
{
    program_take_buffers(&p->main, call_args(c));
    program_wait(p);
}

static const RECT rects[3] = {{0, 0, 4, 4}, {1, 2, 3, 4}, {5, 5, 9, 9}};

static void blt(struct program *p, struct call *c)
{
    D3DKMT_PRESENT args = {.hContext = p->main.context,
                           .hSource = p->surface,
                           .hDestination = p->target,
                           .SrcRect = {0, 0, SIDE, SIDE},
                           .SubRectCnt = 3};
    const D3DKMT_PRESENT_RGNS regions = {.DirtyRectCount = 2, .MoveRectCount = 1};
    const D3DKMT_MOVE_RECT move = {.DestRect = {0, 0, 2, 2}};

    args.Flags.Blt = args.Flags.SrcRectValid = args.Flags.PresentRegionsValid = 1;
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_PRESENT, hContext, CONTEXT);
    call_name(c, 0, offsetof(D3DKMT_PRESENT, hSource), ALLOCATION, STATUS_INVALID_PARAMETER,
              STATUS_INVALID_HANDLE);
    HANDLE_OR_0(c, D3DKMT_PRESENT, hDestination, ALLOCATION);
    POINTER(p, c, D3DKMT_PRESENT, pSrcSubRects, SubRectCnt, rects, sizeof(rects), READ);
    unsigned r = call_block(p, c, 0, offsetof(D3DKMT_PRESENT, pPresentRegions), NOWHERE, &regions,
                            sizeof(regions), READ);
    call_block(p, c, r, offsetof(D3DKMT_PRESENT_RGNS, pDirtyRects),
               offsetof(D3DKMT_PRESENT_RGNS, DirtyRectCount), rects, 2 * sizeof(RECT), READ);
    call_block(p, c, r, offsetof(D3DKMT_PRESENT_RGNS, pMoveRects),
               offsetof(D3DKMT_PRESENT_RGNS, MoveRectCount), &move, sizeof(move), READ);
}

static void undo_present(struct program *p, struct call *c)
{
    program_wait(p);
}

static void flip(struct program *p, struct call *c)
{
    D3DKMT_PRESENT args = {
        .hContext = p->main.context, .hSource = p->primary, .FlipInterval = D3DDDI_FLIPINTERVAL_ONE};

    args.Flags.Flip = 1;
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_PRESENT, hContext, CONTEXT);
    call_name(c, 0, offsetof(D3DKMT_PRESENT, hSource), ALLOCATION, STATUS_INVALID_PARAMETER,
              STATUS_INVALID_HANDLE);
}

/* ---- synchronization ---- */

static void destroy_sync(struct program *p, D3DKMT_HANDLE h)
{
    program_call(p, THUNK_DestroySynchronizationObject, &(D3DKMT_DESTROYSYNCHRONIZATIONOBJECT){h});
}

static void create_mutex(struct program *p, struct call *c)
{
    const D3DKMT_CREATESYNCHRONIZATIONOBJECT args = {.hDevice = p->device,
                                                     .Info.Type = D3DDDI_SYNCHRONIZATION_MUTEX};
    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_CREATESYNCHRONIZATIONOBJECT, hDevice, DEVICE);
}

static void undo_mutex(struct program *p, struct call *c)
{
    destroy_sync(p, ((D3DKMT_CREATESYNCHRONIZATIONOBJECT *)call_args(c))->hSyncObject);
}

static void create_fence(struct program *p, struct call *c)
{
    D3DKMT_CREATESYNCHRONIZATIONOBJECT2 args = {.hDevice = p->device, .Info.Type = D3DDDI_FENCE};

    args.Info.Flags.Shared = 1;
    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_CREATESYNCHRONIZATIONOBJECT2, hDevice, DEVICE);
}

static void undo_fence(struct program *p, struct call *c)
{
    destroy_sync(p, ((D3DKMT_CREATESYNCHRONIZATIONOBJECT2 *)call_args(c))->hSyncObject);
}

static void open_sync(struct program *p, struct call *c)
{
    const D3DKMT_OPENSYNCHRONIZATIONOBJECT args = {.hSharedHandle = p->fence_share};

    ARGS(p, c, args, BOTH);
    call_name(c, 0, offsetof(D3DKMT_OPENSYNCHRONIZATIONOBJECT, hSharedHandle), SYNC, STATUS_INVALID_PARAMETER,
              STATUS_INVALID_PARAMETER); /* OBS-105 */
}

static void undo_open_sync(struct program *p, struct call *c)
{
    destroy_sync(p, ((D3DKMT_OPENSYNCHRONIZATIONOBJECT *)call_args(c))->hSyncObject);
}

static void destroy_fence(struct program *p, struct call *c)
{
    D3DKMT_OPENSYNCHRONIZATIONOBJECT open = {.hSharedHandle = p->fence_share};
    program_call(p, THUNK_OpenSynchronizationObject, &open);
    const D3DKMT_DESTROYSYNCHRONIZATIONOBJECT args = {open.hSyncObject};
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_DESTROYSYNCHRONIZATIONOBJECT, hSyncObject, SYNC);
}

static void signal(struct program *p, struct call *c)
{
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT args = {.hContext = p->main.context, .ObjectCount = 2};

    args.ObjectHandleArray[0] = p->fence;
    args.ObjectHandleArray[1] = p->semaphore;
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_SIGNALSYNCHRONIZATIONOBJECT, hContext, CONTEXT);
    HANDLE_IN(c, D3DKMT_SIGNALSYNCHRONIZATIONOBJECT, ObjectHandleArray[0], SYNC);
    HANDLE_IN(c, D3DKMT_SIGNALSYNCHRONIZATIONOBJECT, ObjectHandleArray[1], SYNC);
}

static void signal2(struct program *p, struct call *c)
{
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 args = {
        .hContext = p->main.context, .ObjectCount = 1, .BroadcastContextCount = 1};

    args.ObjectHandleArray[0] = p->fence;
    args.BroadcastContext[0] = p->second.context;
    args.Fence.FenceValue = 6;
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2, hContext, CONTEXT);
    HANDLE_IN(c, D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2, ObjectHandleArray[0], SYNC);
    HANDLE_IN(c, D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2, BroadcastContext[0], CONTEXT);
}

static void wait(struct program *p, struct call *c)
{
    D3DKMT_WAITFORSYNCHRONIZATIONOBJECT args = {.hContext = p->main.context, .ObjectCount = 1};

    args.ObjectHandleArray[0] = p->semaphore;
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_WAITFORSYNCHRONIZATIONOBJECT, hContext, CONTEXT);
    HANDLE_IN(c, D3DKMT_WAITFORSYNCHRONIZATIONOBJECT, ObjectHandleArray[0], SYNC);
}

static void wait2(struct program *p, struct call *c)
{
    D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2 args = {.hContext = p->main.context, .ObjectCount = 2};

    args.ObjectHandleArray[0] = p->fence;
    args.ObjectHandleArray[1] = p->semaphore;
    args.Fence.FenceValue = 5;
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2, hContext, CONTEXT);
    HANDLE_IN(c, D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2, ObjectHandleArray[0], SYNC);
    HANDLE_IN(c, D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2, ObjectHandleArray[1], SYNC);
}

/* Whatever was waited for happens now. */
static void undo_wait(struct program *p, struct call *c)
{
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 args = {.hContext = p->second.context, .ObjectCount = 1};

    args.ObjectHandleArray[0] = p->fence;
    args.Flags.SignalAtSubmission = 1;
    args.Fence.FenceValue = ~0ull;
    program_call(p, THUNK_SignalSynchronizationObject2, &args);
    args.hContext = p->main.context;
    program_call(p, THUNK_SignalSynchronizationObject2, &args);
    program_wait(p);
}

/* ---- screens ---- */

static void modes(struct program *p, struct call *c)
{
    D3DKMT_GETDISPLAYMODELIST args = {.hAdapter = p->adapter};

    program_call(p, THUNK_GetDisplayModeList, &args);
    args.pModeList = NULL;
    UINT count = args.ModeCount;
    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_GETDISPLAYMODELIST, hAdapter, ADAPTER);
    POINTER(p, c, D3DKMT_GETDISPLAYMODELIST, pModeList, ModeCount, NULL, count * sizeof(D3DKMT_DISPLAYMODE),
            WRITE);
}

static void set_mode(struct program *p, struct call *c)
{
    const D3DKMT_SETDISPLAYMODE args = {.hDevice = p->device,
                                        .hPrimaryAllocation = p->primary,
                                        .ScanLineOrdering = D3DDDI_VSSLO_PROGRESSIVE,
                                        .DisplayOrientation = D3DDDI_ROTATION_IDENTITY};
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_SETDISPLAYMODE, hDevice, DEVICE);
    HANDLE_IN(c, D3DKMT_SETDISPLAYMODE, hPrimaryAllocation, ALLOCATION);
}

static void shared_primary(struct program *p, struct call *c)
{
    const D3DKMT_GETSHAREDPRIMARYHANDLE args = {.hAdapter = p->adapter};
    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_GETSHAREDPRIMARYHANDLE, hAdapter, ADAPTER);
}

static void owner(struct program *p, struct call *c)
{
    const D3DKMT_SETVIDPNSOURCEOWNER args = {.hDevice = p->device, .VidPnSourceCount = 1};
    const D3DKMT_VIDPNSOURCEOWNER_TYPE type = D3DKMT_VIDPNSOURCEOWNER_SHARED;
    const UINT source = 0;

    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_SETVIDPNSOURCEOWNER, hDevice, DEVICE);
    POINTER(p, c, D3DKMT_SETVIDPNSOURCEOWNER, pType, VidPnSourceCount, &type, sizeof(type), READ);
    POINTER(p, c, D3DKMT_SETVIDPNSOURCEOWNER, pVidPnSourceId, VidPnSourceCount, &source, sizeof(source),
            READ);
}

static void blank(struct program *p, struct call *c)
{
    const D3DKMT_WAITFORVERTICALBLANKEVENT args = {.hAdapter = p->adapter, .hDevice = p->device};
    ARGS(p, c, args, READ);
    HANDLE_IN(c, D3DKMT_WAITFORVERTICALBLANKEVENT, hAdapter, ADAPTER);
    HANDLE_OR_0(c, D3DKMT_WAITFORVERTICALBLANKEVENT, hDevice, DEVICE);
}

static void scan_line(struct program *p, struct call *c)
{
    const D3DKMT_GETSCANLINE args = {.hAdapter = p->adapter};
    ARGS(p, c, args, BOTH);
    HANDLE_IN(c, D3DKMT_GETSCANLINE, hAdapter, ADAPTER);
}

/* ---- all of them ---- */

/* clang-format off */
#define ROW(id, build, undo) {#id, THUNK_##id, build, undo}
/* clang-format on */

const struct row rows[] = {
    ROW(OpenAdapterFromHdc, open_hdc, undo_hdc),
    ROW(OpenAdapterFromGdiDisplayName, open_display, undo_display),
    ROW(OpenAdapterFromDeviceName, open_name, undo_name),
    ROW(OpenAdapterFromLuid, open_luid, undo_luid),
    ROW(EnumAdapters, enumerate, undo_enumerate),
    ROW(CloseAdapter, close_adapter, NULL),
    ROW(QueryAdapterInfo, query, NULL),
    ROW(Escape, escape, NULL),
    ROW(GetDeviceState, device_state, NULL),
    ROW(CreateDevice, create_device, undo_device),
    ROW(DestroyDevice, destroy_device, NULL),
    ROW(CreateContext, create_context, undo_context),
    ROW(DestroyContext, destroy_context, NULL),
    ROW(SetContextSchedulingPriority, set_priority, NULL),
    ROW(GetContextSchedulingPriority, get_priority, NULL),
    ROW(WaitForIdle, idle, NULL),
    ROW(CreateAllocation, create_resource, undo_resource),
    ROW(CreateAllocation, create_allocation, undo_allocation),
    ROW(DestroyAllocation, destroy_list, NULL),
    ROW(DestroyAllocation, destroy_resource, NULL),
    ROW(SetAllocationPriority, set_allocation_priority, NULL),
    ROW(QueryAllocationResidency, residency, NULL),
    ROW(QueryResourceInfo, resource_info, NULL),
    ROW(OpenResource, open_resource, undo_open),
    ROW(Lock, lock, undo_lock),
    ROW(Unlock, unlock, NULL),
    ROW(Render, render, undo_render),
    ROW(Present, blt, undo_present),
    ROW(Present, flip, undo_present),
    ROW(CreateSynchronizationObject, create_mutex, undo_mutex),
    ROW(CreateSynchronizationObject2, create_fence, undo_fence),
    ROW(OpenSynchronizationObject, open_sync, undo_open_sync),
    ROW(DestroySynchronizationObject, destroy_fence, NULL),
    ROW(SignalSynchronizationObject, signal, undo_present),
    ROW(SignalSynchronizationObject2, signal2, undo_present),
    ROW(WaitForSynchronizationObject, wait, undo_wait),
    ROW(WaitForSynchronizationObject2, wait2, undo_wait),
    ROW(GetDisplayModeList, modes, NULL),
    ROW(SetDisplayMode, set_mode, NULL),
    ROW(GetSharedPrimaryHandle, shared_primary, NULL),
    ROW(SetVidPnSourceOwner, owner, NULL),
    ROW(WaitForVerticalBlankEvent, blank, NULL),
    ROW(GetScanLine, scan_line, NULL),
};
const unsigned row_count = RTL_NUMBER_OF(rows);
