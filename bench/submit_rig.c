#include "submit_rig.h"

#include "bus.h"
#include "dxgkrender.h"
#include "refgpu.h"

#include <stdio.h>
#include <string.h>

extern NTSTATUS NTAPI refgpu_driver_entry(PDRIVER_OBJECT driver, PUNICODE_STRING path);

static bool good(NTSTATUS status, const char *what)
{
    if (!NT_SUCCESS(status))
        fprintf(stderr, "bench submit: %s: %s\n", what, nt_status_text(status));
    return NT_SUCCESS(status);
}

NTSTATUS rig_load(const struct rig_driver *driver, struct dxgk_driver **loaded)
{
    bool built_in = !driver || !driver->entry;

    return dxgk_driver_load(built_in ? "refgpu" : driver->name,
                            built_in ? refgpu_driver_entry : driver->entry, loaded);
}

bool rig_start(struct submit_rig *rig, unsigned spin, const struct rig_driver *driver)
{
    struct dxgk_adapter_options options = {0};

    memset(rig, 0, sizeof(*rig));
    rig->device = refgpu_create(&(struct refgpu_config){.vram_size = 64u << 20,
                                                        .visible_size = 32u << 20,
                                                        .gart_pages = 1u << 16,
                                                        .heads = 1,
                                                        .threads = true,
                                                        .idle_spin = spin});
    rig->bus = rig->device ? bus_local_open(rig->device) : NULL;
    options.bus = rig->bus;
    return good(rig->bus ? STATUS_SUCCESS : STATUS_NO_MEMORY, "the device") &&
           good(rig_load(driver, &rig->driver), "loading the driver") &&
           good(dxgk_adapter_start(rig->driver, &options, &rig->adapter), "starting the adapter");
}

void rig_stop(struct submit_rig *rig)
{
    dxgk_adapter_remove(rig->adapter);
    if (rig->driver)
        dxgk_driver_unload(rig->driver);
    if (rig->device)
        refgpu_quiesce(rig->device);
    if (rig->bus)
        bus_close(rig->bus);
    if (rig->device)
        device_destroy(rig->device);
    memset(rig, 0, sizeof(*rig));
}

/* ---- clients ---- */

void submit_enter(const struct submit_client *client)
{
    nt_process_attach(client ? client->process : NULL);
}

bool submit_context(struct submit_client *client, struct submit_context *context)
{
    D3DKMT_CREATECONTEXT args = {.hDevice = client->device, .EngineAffinity = 1};

    if (!good(D3DKMTCreateContext(&args), "D3DKMTCreateContext"))
        return false;
    *context = (struct submit_context){args.hContext, args.pCommandBuffer, args.pAllocationList};
    return true;
}

static bool create(struct submit_client *client, struct refgpu_user_allocation *data, D3DKMT_HANDLE *handle)
{
    D3DDDI_ALLOCATIONINFO info = {.pPrivateDriverData = data, .PrivateDriverDataSize = sizeof(*data)};
    D3DKMT_CREATEALLOCATION args = {.hDevice = client->device, .NumAllocations = 1, .pAllocationInfo = &info};

    data->magic = REFGPU_USER_MAGIC;
    data->version = REFGPU_USER_VERSION;
    bool made = good(D3DKMTCreateAllocation(&args), "D3DKMTCreateAllocation");
    *handle = info.hAllocation;
    return made;
}

bool submit_buffer(struct submit_client *client, uint64_t bytes, D3DKMT_HANDLE *handle)
{
    struct refgpu_user_allocation data = {.kind = REFGPU_KIND_BUFFER, .size = bytes};

    return create(client, &data, handle);
}

static bool open_all(struct submit_client *client, unsigned display)
{
    D3DKMT_OPENADAPTERFROMGDIDISPLAYNAME open = {.DeviceName = L"\\\\.\\DISPLAY0"};
    struct refgpu_user_allocation data = {
        .kind = REFGPU_KIND_SURFACE, .width = 8, .height = 8, .format = REFGPU_X8R8G8B8};

    open.DeviceName[sizeof("\\\\.\\DISPLAY") - 1] = (WCHAR)(L'0' + display);
    if (!good(D3DKMTOpenAdapterFromGdiDisplayName(&open), "D3DKMTOpenAdapterFromGdiDisplayName"))
        return false;
    client->adapter = open.hAdapter;
    D3DKMT_CREATEDEVICE device = {.hAdapter = client->adapter};
    if (!good(D3DKMTCreateDevice(&device), "D3DKMTCreateDevice"))
        return false;
    client->device = device.hDevice;
    bool made = submit_context(client, &client->context) && create(client, &data, &client->target);
    client->pitch = data.pitch;
    return made;
}

bool submit_open(struct submit_client *client, const char *name, unsigned display)
{
    memset(client, 0, sizeof(*client));
    client->process = nt_process_create(name);
    if (!client->process)
        return good(STATUS_NO_MEMORY, "a process");
    submit_enter(client);
    bool opened = open_all(client, display);
    submit_enter(NULL);
    return opened;
}

void submit_close(struct submit_client *client)
{
    if (!client->process)
        return;
    submit_enter(client);
    if (client->device)
        D3DKMTDestroyDevice(&(D3DKMT_DESTROYDEVICE){client->device});
    if (client->adapter)
        D3DKMTCloseAdapter(&(D3DKMT_CLOSEADAPTER){client->adapter});
    dxgk_process_close(dxgk_process_current());
    submit_enter(NULL);
    nt_process_destroy(client->process);
    client->process = NULL;
}

bool submit_render(struct submit_client *client, struct submit_context *context)
{
    const uint32_t length = REFGPU_USER_HEADER_DWORDS + REFGPU_FILL_DWORDS;
    const struct refgpu_user_header header = {REFGPU_USER_MAGIC, REFGPU_USER_VERSION, length * 4, 0};
    const uint32_t fill[REFGPU_FILL_DWORDS] = {REFGPU_COMMAND(REFGPU_FILL, 0, REFGPU_FILL_DWORDS),
                                               REFGPU_USER_ADDRESS(1, 0),
                                               client->pitch | REFGPU_X8R8G8B8 << 24,
                                               0,
                                               8 | 8 << 16,
                                               0x336699};
    D3DKMT_RENDER args = {.hContext = context->handle, .CommandLength = length * 4, .AllocationCount = 2};

    memcpy(context->command, &header, sizeof(header));
    memcpy(context->command + REFGPU_USER_HEADER_DWORDS, fill, sizeof(fill));
    memset(&context->list[0], 0, 2 * sizeof(context->list[0]));
    context->list[1].hAllocation = client->target;
    context->list[1].WriteOperation = 1;
    NTSTATUS status = D3DKMTRender(&args);
    if (args.pNewCommandBuffer) {
        context->command = args.pNewCommandBuffer;
        context->list = args.pNewAllocationList;
    }
    return good(status, "D3DKMTRender");
}

bool submit_idle(struct submit_client *client)
{
    return good(D3DKMTWaitForIdle(&(D3DKMT_WAITFORIDLE){client->device}), "D3DKMTWaitForIdle");
}
