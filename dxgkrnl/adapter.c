/* The adapter object: made, started, stopped, slept, pulled out, removed; and what may be asked of it. */
#include "object.h"
#include "private.h"

#include <stdio.h>
#include <string.h>

/* ---- the object ---- */

static void fill_defaults(struct dxgk_adapter_options *o)
{
    o->present_delay_ms = o->present_delay_ms ? o->present_delay_ms : 2000;
    o->vsync_delay_ms = o->vsync_delay_ms ? o->vsync_delay_ms : 2000;
    o->ddi_delay_ms = o->ddi_delay_ms ? o->ddi_delay_ms : 5000;
    o->tdr_limit_count = o->tdr_limit_count ? o->tdr_limit_count : 5;
    o->tdr_limit_time_ms = o->tdr_limit_time_ms ? o->tdr_limit_time_ms : 60000;
}

static void init_private(struct adapter_private *p)
{
    gate_init(&p->gate);
    KeInitializeMutex(&p->config, 0);
    KeInitializeSpinLock(&p->spin);
    KeInitializeEvent(&p->idle, NotificationEvent, FALSE);
    KeInitializeEvent(&p->wake, SynchronizationEvent, FALSE);
    InitializeListHead(&p->mappings);
    p->usable = STATUS_DEVICE_NOT_READY;
    p->crash_target = (LONG)D3DDDI_ID_UNINITIALIZED;
    p->start_info.RequiredDmaQueueEntry = VIDSCH_QUEUE_ENTRIES; /* SUB-11 */
    uint64_t luid = nt_random(), guid[2] = {nt_random(), nt_random()};
    memcpy(&p->start_info.AdapterLuid, &luid, sizeof(luid));
    memcpy(&p->start_info.AdapterGuid, guid, sizeof(guid));
}

static void open_shims(struct dxgk_adapter *adapter, const struct dxgk_adapter_options *options)
{
    struct adapter_private *p = adapter->p;

    for (size_t i = 0; i < options->shim_count && i < DXGK_MAX_SHIMS; i++) {
        p->shim[i] = options->shims[i];
        p->shim_ctx[i] = p->shim[i]->open ? p->shim[i]->open(p->shim[i], adapter) : NULL;
    }
    p->shim_count = options->shim_count < DXGK_MAX_SHIMS ? options->shim_count : DXGK_MAX_SHIMS;
}

static void destroy(struct dxgk_adapter *adapter)
{
    struct adapter_private *p = adapter->p;

    if (p) {
        worker_stop(adapter);
        if (p->watch_dpc.DeferredRoutine)
            tdr_watch_stop(adapter);
        callbacks_close(adapter->handle);
        for (size_t i = p->shim_count; i-- > 0;) {
            if (p->shim[i]->close)
                p->shim[i]->close(p->shim_ctx[i]);
        }
        child_forget(adapter);
        modeset_stop(adapter);
        KeFlushQueuedDpcs();
        present_fini(adapter);
    }
    nt_pdo_destroy(adapter->pdo);
    adapter->pdo = NULL;
    InterlockedDecrement(&adapter->driver->adapters);
    if (p)
        adapter_drop(adapter);
    else
        dxgk_free(adapter);
}

void adapter_hold_memory(struct dxgk_adapter *adapter)
{
    InterlockedIncrement(&adapter->p->references);
}

void adapter_drop(struct dxgk_adapter *adapter)
{
    if (InterlockedDecrement(&adapter->p->references))
        return;
    dxgk_free(adapter->p);
    dxgk_free(adapter);
}

/* The first memory range among the resources; 0: there is none. */
static LONGLONG first_memory(PDEVICE_OBJECT pdo)
{
    const CM_PARTIAL_RESOURCE_LIST *list = &nt_pdo_resources(pdo)->List[0].PartialResourceList;

    for (ULONG i = 0; i < list->Count; i++) {
        if (list->PartialDescriptors[i].Type == CmResourceTypeMemory)
            return list->PartialDescriptors[i].u.Memory.Start.QuadPart;
    }
    return 0;
}

static NTSTATUS create(struct dxgk_driver *driver, const struct dxgk_adapter_options *options,
                       struct dxgk_adapter **out)
{
    struct dxgk_adapter *adapter = dxgk_alloc(sizeof(*adapter));

    if (!adapter)
        return STATUS_NO_MEMORY;
    InterlockedIncrement(&driver->adapters);
    adapter->driver = driver;
    adapter->options = *options;
    adapter->options.shims = NULL;
    fill_defaults(&adapter->options);
    adapter->vsync_control = driver->ddi.ControlInterrupt && driver->ddi.GetScanLine;
    NTSTATUS status = nt_pdo_create(options->bus, &adapter->pdo);
    for (size_t i = 0; NT_SUCCESS(status) && i < options->setting_count; i++)
        status = nt_registry_set_dword(nt_pdo_driver_key(adapter->pdo), options->settings[i].name,
                                       options->settings[i].value);
    adapter->options.settings = NULL;
    if (NT_SUCCESS(status) && options->post_in_bar)
        adapter->options.post.address.QuadPart += first_memory(adapter->pdo);
    if (NT_SUCCESS(status)) {
        adapter->p = dxgk_alloc(sizeof(*adapter->p));
        status = adapter->p ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
    if (NT_SUCCESS(status)) {
        init_private(adapter->p);
        adapter->p->display_only = driver->display_only;
        adapter->p->references = 1;
        adapter->handle = callbacks_open(adapter);
        tdr_watch_init(adapter);
        vsync_init(adapter);
        status = present_init(adapter);
    }
    if (NT_SUCCESS(status))
        status = worker_start(adapter);
    if (!NT_SUCCESS(status)) {
        destroy(adapter);
        return status;
    }
    open_shims(adapter, options);
    *out = adapter;
    return STATUS_SUCCESS;
}

/* ---- start ---- */

static NTSTATUS add_device(struct dxgk_adapter *adapter)
{
    NTSTATUS status = ddi_AddDevice(adapter, adapter->pdo, &adapter->context);

    if (!NT_SUCCESS(status)) {
        adapter_refuse("OBS-10", "DxgkDdiAddDevice", "NTSTATUS", "STATUS_SUCCESS", NULL, "0x%08X",
                       (unsigned)status);
        adapter->context = NULL;
    } else if (!adapter->context) {
        adapter_refuse("DOD-10", "DxgkDdiAddDevice", "*MiniportDeviceContext",
                       "the miniport's context for this device",
                       "NULL with success means that the miniport does not take the device.", "NULL");
        status = STATUS_NO_SUCH_DEVICE;
    }
    return status;
}

/* OBS-05: asked while AddDevice completes; no answer stops a start. */
static void query_interfaces(struct dxgk_adapter *adapter)
{
    static const GUID i2c = {0x2564AA4F, 0xDDDB, 0x4495, {0xB4, 0x97, 0x6A, 0xD4, 0xA8, 0x41, 0x63, 0xD7}};
    DXGK_I2C_INTERFACE interface = {0};
    QUERY_INTERFACE query = {.InterfaceType = &i2c,
                             .Size = sizeof(interface),
                             .Version = DXGK_I2C_INTERFACE_VERSION_1,
                             .Interface = (PINTERFACE)&interface};

    if (!ddi_present(adapter, DDI_ID_QueryInterface))
        return;
    NTSTATUS status = ddi_QueryInterface(adapter, &query);
    if (NT_SUCCESS(status) && interface.InterfaceDereference)
        interface.InterfaceDereference(interface.Context);
}

static void remove_device(struct dxgk_adapter *adapter)
{
    if (!adapter->context)
        return;
    NTSTATUS status = ddi_RemoveDevice(adapter);
    if (!NT_SUCCESS(status))
        report_emit(REPORT_VIOLATION, "OBS-28", "DxgkDdiRemoveDevice", "NTSTATUS", "STATUS_SUCCESS", NULL,
                    "0x%08X", (unsigned)status);
    adapter->context = NULL;
    callbacks_release(adapter);
}

static void set_state(struct dxgk_adapter *adapter, enum dxgk_adapter_state state)
{
    adapter->state = state;
    adapter_update_usable(adapter);
}

NTSTATUS dxgk_adapter_start(struct dxgk_driver *driver, const struct dxgk_adapter_options *options,
                            struct dxgk_adapter **out)
{
    struct dxgk_adapter *adapter;

    *out = NULL;
    NTSTATUS status = create(driver, options, &adapter);
    if (!NT_SUCCESS(status))
        return status;
    adapter_lock_idle(adapter);
    set_state(adapter, DXGK_ADAPTER_ADDED);
    status = add_device(adapter);
    if (NT_SUCCESS(status))
        status = full_check_table(adapter);
    if (NT_SUCCESS(status)) {
        query_interfaces(adapter);
        status = adapter_bring_up(adapter);
    }
    if (NT_SUCCESS(status))
        set_state(adapter, DXGK_ADAPTER_STARTED);
    else
        remove_device(adapter);
    adapter_unlock(adapter);
    if (!NT_SUCCESS(status)) {
        destroy(adapter);
        return status;
    }
    adapters_add(adapter);
    *out = adapter;
    return STATUS_SUCCESS;
}

NTSTATUS dxgk_adapter_restart(struct dxgk_adapter *adapter)
{
    adapter_lock_idle(adapter);
    NTSTATUS status = adapter->state == DXGK_ADAPTER_STOPPED || adapter->state == DXGK_ADAPTER_REFUSED
                          ? STATUS_SUCCESS
                          : STATUS_INVALID_DEVICE_STATE;
    if (NT_SUCCESS(status)) {
        status = adapter_bring_up(adapter);
        set_state(adapter, NT_SUCCESS(status) ? DXGK_ADAPTER_STARTED : DXGK_ADAPTER_REFUSED);
    }
    adapter_unlock(adapter);
    return status;
}

/* ---- stop ---- */

NTSTATUS dxgk_adapter_stop(struct dxgk_adapter *adapter, enum dxgk_stop how, struct dxgk_post_mode *post)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (post)
        memset(post, 0, sizeof(*post));
    adapter_lock_idle(adapter);
    if (adapter->state != DXGK_ADAPTER_STARTED) {
        status = adapter->state == DXGK_ADAPTER_REMOVED_BY_SURPRISE ? STATUS_DEVICE_REMOVED
                                                                    : STATUS_INVALID_DEVICE_STATE;
    } else {
        set_state(adapter, DXGK_ADAPTER_STOPPED);
        if (how == DXGK_STOP_RELEASE_POST)
            status = adapter_hand_over(adapter, post);
        else
            adapter_take_down(adapter);
        present_stop(adapter);
        modeset_stop(adapter);
    }
    adapter_unlock(adapter);
    return status;
}

void adapter_pull_out(struct dxgk_adapter *adapter)
{
    if (adapter->state == DXGK_ADAPTER_REMOVED_BY_SURPRISE)
        return;
    set_state(adapter, DXGK_ADAPTER_REMOVED_BY_SURPRISE);
    if (adapter->context && ddi_present(adapter, DDI_ID_NotifySurpriseRemoval))
        ddi_NotifySurpriseRemoval(adapter, DxgkRemovalPnPNotify);
    adapter_take_down(adapter);
    present_stop(adapter);
    modeset_stop(adapter);
    remove_device(adapter);
}

NTSTATUS dxgk_adapter_surprise_remove(struct dxgk_adapter *adapter)
{
    struct adapter_private *p = adapter->p;
    KIRQL irql;

    KeAcquireSpinLock(&p->spin, &irql);
    bool again = p->removed;
    __atomic_store_n(&p->removed, true, __ATOMIC_RELEASE); /* who waits for the device waits in vain */
    KeSetEvent(&p->idle, IO_NO_INCREMENT, FALSE);
    KeReleaseSpinLock(&p->spin, irql);
    if (again)
        return STATUS_DEVICE_REMOVED;
    adapter_lock_idle(adapter);
    adapter_pull_out(adapter);
    adapter_unlock(adapter);
    return STATUS_SUCCESS;
}

void dxgk_adapter_remove(struct dxgk_adapter *adapter)
{
    if (!adapter)
        return;
    adapters_remove(adapter);
    if (adapter->state == DXGK_ADAPTER_STARTED)
        dxgk_adapter_stop(adapter, DXGK_STOP_PLAIN, NULL);
    adapter_lock_idle(adapter);
    remove_device(adapter);
    adapter_unlock(adapter);
    destroy(adapter);
}

/* ---- questions ---- */

void dxgk_adapter_query(struct dxgk_adapter *adapter, struct dxgk_adapter_info *info)
{
    struct adapter_private *p = adapter->p;

    KeWaitForSingleObject(&p->config, Executive, KernelMode, FALSE, NULL);
    for (ULONG i = 0; i < adapter->child_count; i++)
        p->child_info[i] = adapter->children[i].info;
    *info = (struct dxgk_adapter_info){
        .driver_name = adapter->driver->name,
        .interface_version = adapter->driver->version,
        .display_only = adapter->driver->display_only,
        .state = adapter->state,
        .sources = adapter->source_count,
        .children = adapter->child_count,
        .child = p->child_info,
        .caps = adapter->caps,
        .vsync_control = adapter->vsync_control,
        .tdr_count = p->recovery_count,
    };
    KeReleaseMutex(&p->config, FALSE);
}

size_t dxgk_adapter_ddi(struct dxgk_adapter *adapter, size_t index, const char **name, bool *present,
                        uint64_t *calls)
{
    if (index < DDI_ID_COUNT) {
        *name = ddi_name((enum ddi_id)index);
        *present = ddi_present(adapter, (enum ddi_id)index);
        *calls = ddi_calls(adapter, (enum ddi_id)index);
    } else {
        *name = NULL;
        *present = false;
        *calls = 0;
    }
    return DDI_ID_COUNT;
}
