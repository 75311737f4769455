#include "fake_kernel.h"

#include "report.h"

struct fake fake;
struct nt_process *here;

void fake_reset(void)
{
    memset(&fake, 0, sizeof(fake));
    fake.adapters = 2;
    fake.sources[0] = 1;
    fake.sources[1] = 2;
}

/* ---- running ---- */

static void hush(void *ctx, const struct report *report)
{
    (void)ctx;
    (void)report;
}

struct job {
    int (*body)(void *);
    void *arg;
};

static int in_process(void *arg)
{
    struct job *job = arg;

    here = nt_process_create("program");
    struct nt_process *before = nt_process_attach(here);
    int line = job->body(job->arg);
    nt_process_attach(before);
    nt_process_destroy(here);
    return line;
}

void run_in_process(int (*body)(void *), void *arg)
{
    struct nt_options options = {.host = NT_HOST_SIM, .seed = 1};
    struct job job = {body, arg};

    fake_reset();
    nt_boot(&options);
    report_listen(hush, NULL);
    struct nt_outcome outcome = nt_run(in_process, &job);
    unsigned leaks = nt_shutdown();
    report_unlisten(hush, NULL);
    if (outcome.bugchecked)
        fail_msg("bug check 0x%X: %s", (unsigned)outcome.bugcheck.code, outcome.bugcheck.text);
    if (outcome.value)
        fail_msg("line %d", outcome.value);
    if (leaks)
        fail_msg("%u leaks", leaks);
}

/* ---- user memory ---- */

void *user_memory(size_t size)
{
    size_t pages = ROUND_TO_PAGES(size);
    char *p = nt_user_alloc(here, pages + PAGE_SIZE);

    nt_user_protect(here, p + pages, PAGE_SIZE, false, false);
    return p + pages - size;
}

void *user_copy(const void *bytes, size_t size)
{
    return memcpy(user_memory(size), bytes, size);
}

void write_protect(void *user, size_t size)
{
    char *first = (char *)((uintptr_t)user & ~(uintptr_t)(PAGE_SIZE - 1));

    nt_user_protect(here, first, (size_t)((char *)user + size - first), true, false);
}

/* ---- the face: processes and adapters ---- */

NTSTATUS dxgk_process_enter(struct dxgk_process **process)
{
    *process = (struct dxgk_process *)(void *)here;
    fake.inside++;
    return STATUS_SUCCESS;
}

void dxgk_process_leave(struct dxgk_process *process)
{
    assert_ptr_equal(process, here);
    fake.inside--;
}

/* Adapter i is the address of its number of sources; its LUID is {i + 1, -i}. */
struct dxgk_adapter *dxgk_adapter_at(size_t index)
{
    return index < fake.adapters ? (struct dxgk_adapter *)(void *)&fake.sources[index] : NULL;
}

static size_t index_of(const struct dxgk_adapter *adapter)
{
    return (size_t)((const UINT *)(const void *)adapter - fake.sources);
}

LUID dxgk_adapter_luid(const struct dxgk_adapter *adapter)
{
    size_t i = index_of(adapter);
    return (LUID){.LowPart = (DWORD)i + 1, .HighPart = -(LONG)i};
}

struct dxgk_adapter *dxgk_adapter_of_luid(LUID luid)
{
    for (size_t i = 0; i < fake.adapters; i++) {
        if (luid.LowPart == i + 1 && luid.HighPart == -(LONG)i)
            return dxgk_adapter_at(i);
    }
    return NULL;
}

void dxgk_adapter_query(struct dxgk_adapter *adapter, struct dxgk_adapter_info *info)
{
    *info = (struct dxgk_adapter_info){.sources = fake.sources[index_of(adapter)]};
}

NTSTATUS dxgk_open_adapter(struct dxgk_process *process, struct dxgk_adapter *adapter, D3DKMT_HANDLE *handle)
{
    if (fake.open_limit && fake.open >= fake.open_limit)
        return STATUS_NO_MEMORY;
    fake.open++;
    *handle = 0x40 + (D3DKMT_HANDLE)index_of(adapter);
    return STATUS_SUCCESS;
}

NTSTATUS dxgk_close_adapter(struct dxgk_process *process, D3DKMT_HANDLE handle)
{
    if (handle < 0x40)
        return STATUS_INVALID_HANDLE;
    fake.open--;
    return STATUS_SUCCESS;
}

/* ---- the face: thunks ---- */

static NTSTATUS called(const char *name, void *args, size_t size)
{
    fake.calls++;
    fake.last = name;
    memcpy(fake.args, args, size);
    if (fake.answer)
        fake.answer(args);
    return fake.status;
}

#define FAKE(name, type)                                                                                     \
    NTSTATUS dxgk_kmt_##name(struct dxgk_process *process, type *args)                                       \
    {                                                                                                        \
        return called(#name, (void *)(uintptr_t)args, sizeof(*args));                                        \
    }

FAKE(query_adapter_info, D3DKMT_QUERYADAPTERINFO)
FAKE(create_device, D3DKMT_CREATEDEVICE)
FAKE(create_context, D3DKMT_CREATECONTEXT)
FAKE(create_allocation, D3DKMT_CREATEALLOCATION)
FAKE(query_resource_info, D3DKMT_QUERYRESOURCEINFO)
FAKE(open_resource, D3DKMT_OPENRESOURCE)
FAKE(set_allocation_priority, const D3DKMT_SETALLOCATIONPRIORITY)
FAKE(query_allocation_residency, const D3DKMT_QUERYALLOCATIONRESIDENCY)
FAKE(lock, D3DKMT_LOCK)
FAKE(render, D3DKMT_RENDER)
FAKE(present, D3DKMT_PRESENT)
FAKE(escape, const D3DKMT_ESCAPE)
FAKE(create_synchronization_object, D3DKMT_CREATESYNCHRONIZATIONOBJECT2)
FAKE(open_synchronization_object, D3DKMT_OPENSYNCHRONIZATIONOBJECT)
FAKE(signal_synchronization_object, const D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2)
FAKE(wait_for_synchronization_object, const D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2)
FAKE(get_device_state, D3DKMT_GETDEVICESTATE)
FAKE(get_display_mode_list, D3DKMT_GETDISPLAYMODELIST)
FAKE(set_display_mode, D3DKMT_SETDISPLAYMODE)
FAKE(get_shared_primary_handle, D3DKMT_GETSHAREDPRIMARYHANDLE)
FAKE(set_vidpn_source_owner, const D3DKMT_SETVIDPNSOURCEOWNER)
FAKE(set_context_scheduling_priority, const D3DKMT_SETCONTEXTSCHEDULINGPRIORITY)
FAKE(get_context_scheduling_priority, D3DKMT_GETCONTEXTSCHEDULINGPRIORITY)
FAKE(wait_for_vertical_blank_event, const D3DKMT_WAITFORVERTICALBLANKEVENT)
FAKE(wait_for_idle, const D3DKMT_WAITFORIDLE)
FAKE(get_scan_line, D3DKMT_GETSCANLINE)

/* What destroys counts, and answers success whatever fake.status is: an undo must not look at it. */
#define FAKE_DESTROY(name, type, n, handle)                                                                  \
    NTSTATUS dxgk_kmt_##name(struct dxgk_process *process, const type *args)                                 \
    {                                                                                                        \
        fake.calls++;                                                                                        \
        fake.last = #name;                                                                                   \
        memcpy(fake.args, args, sizeof(*args));                                                              \
        fake.destroyed[n]++;                                                                                 \
        fake.last_destroyed = handle;                                                                        \
        return STATUS_SUCCESS;                                                                               \
    }
FAKE_DESTROY(destroy_device, D3DKMT_DESTROYDEVICE, 0, args->hDevice)
FAKE_DESTROY(destroy_context, D3DKMT_DESTROYCONTEXT, 1, args->hContext)
FAKE_DESTROY(destroy_allocation, D3DKMT_DESTROYALLOCATION, 2,
             args->hResource ? args->hResource : args->phAllocationList[0])
FAKE_DESTROY(destroy_synchronization_object, D3DKMT_DESTROYSYNCHRONIZATIONOBJECT, 3, args->hSyncObject)
FAKE_DESTROY(unlock, D3DKMT_UNLOCK, 4, args->phAllocations[0])
