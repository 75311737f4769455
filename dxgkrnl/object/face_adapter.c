/*
 * Adapters as clients see them: which there are, opening one, and what may be asked of it (THK-01).
 */
#include "object_private.h"

#include "bus.h"

#include <string.h>

/* ---- which there are ---- */

#define MOST 64u

static struct {
    FAST_MUTEX lock;
    struct dxgk_adapter *list[MOST];
    size_t count;
} adapters;

void adapters_forget(void)
{
    memset(&adapters, 0, sizeof(adapters));
    ExInitializeFastMutex(&adapters.lock);
    processes_forget();
}

void adapters_add(struct dxgk_adapter *adapter)
{
    ExAcquireFastMutex(&adapters.lock);
    if (adapters.count < MOST)
        adapters.list[adapters.count++] = adapter;
    ExReleaseFastMutex(&adapters.lock);
}

void adapters_remove(struct dxgk_adapter *adapter)
{
    size_t kept = 0;

    ExAcquireFastMutex(&adapters.lock);
    for (size_t i = 0; i < adapters.count; i++) {
        if (adapters.list[i] != adapter)
            adapters.list[kept++] = adapters.list[i];
    }
    adapters.count = kept;
    ExReleaseFastMutex(&adapters.lock);
}

size_t dxgk_adapter_count(void)
{
    ExAcquireFastMutex(&adapters.lock);
    size_t count = adapters.count;
    ExReleaseFastMutex(&adapters.lock);
    return count;
}

struct dxgk_adapter *dxgk_adapter_at(size_t index)
{
    ExAcquireFastMutex(&adapters.lock);
    struct dxgk_adapter *adapter = index < adapters.count ? adapters.list[index] : NULL;
    ExReleaseFastMutex(&adapters.lock);
    return adapter;
}

LUID dxgk_adapter_luid(const struct dxgk_adapter *adapter)
{
    return adapter->p->start_info.AdapterLuid;
}

struct dxgk_adapter *dxgk_adapter_of_luid(LUID luid)
{
    struct dxgk_adapter *adapter;

    for (size_t i = 0; (adapter = dxgk_adapter_at(i)); i++) {
        LUID own = dxgk_adapter_luid(adapter);
        if (memcmp(&own, &luid, sizeof(luid)) == 0)
            return adapter;
    }
    return NULL;
}

/* ---- opening ---- */

static void destroy(struct dxgk_object *object)
{
    struct dxgk_opened_adapter *opened = CONTAINING_RECORD(object, struct dxgk_opened_adapter, object);

    adapter_drop(opened->adapter);
    dxgk_free(opened);
}

NTSTATUS dxgk_open_adapter(struct dxgk_process *process, struct dxgk_adapter *adapter, D3DKMT_HANDLE *handle)
{
    struct dxgk_opened_adapter *opened = dxgk_alloc(sizeof(*opened));

    if (!opened)
        return STATUS_NO_MEMORY;
    opened->object =
        (struct dxgk_object){.type = OBJECT_ADAPTER, .references = 1, .process = process, .destroy = destroy};
    opened->adapter = adapter;
    adapter_hold_memory(adapter);
    NTSTATUS status = handle_open(process, &opened->object);
    if (NT_SUCCESS(status))
        *handle = opened->object.handle;
    dxgk_object_release(&opened->object);
    return status;
}

NTSTATUS dxgk_close_adapter(struct dxgk_process *process, D3DKMT_HANDLE handle)
{
    struct dxgk_opened_adapter *opened = handle_take(process, handle, OBJECT_ADAPTER);

    if (!opened)
        return STATUS_INVALID_HANDLE;
    dxgk_object_release(&opened->object);
    return STATUS_SUCCESS;
}

struct dxgk_adapter *dxgk_adapter_of_handle(struct dxgk_process *process, D3DKMT_HANDLE handle)
{
    struct dxgk_opened_adapter *opened = handle_get(process, handle, OBJECT_ADAPTER);
    struct dxgk_adapter *adapter = opened ? opened->adapter : NULL;

    if (opened)
        dxgk_object_release(&opened->object);
    return adapter;
}

NTSTATUS adapter_enter(struct dxgk_adapter *adapter)
{
    InterlockedIncrement(&adapter->p->thunks);
    if (ReadAcquire(&adapter->p->render_open))
        return STATUS_SUCCESS;
    if (adapter->p->display_only)
        return STATUS_NOT_SUPPORTED;
    return STATUS_DEVICE_REMOVED;
}

void adapter_leave(struct dxgk_adapter *adapter)
{
    InterlockedDecrement(&adapter->p->thunks);
}

void dxgk_render_query(struct dxgk_adapter *adapter, struct dxgk_render_stats *stats)
{
    memset(stats, 0, sizeof(*stats));
    if (NT_SUCCESS(adapter_enter(adapter))) {
        const uint64_t *from = (const uint64_t *)&adapter->p->render->stats;
        for (size_t i = 0; i < sizeof(*stats) / sizeof(uint64_t); i++)
            ((uint64_t *)stats)[i] = __atomic_load_n(&from[i], __ATOMIC_RELAXED);
    }
    adapter_leave(adapter);
}

/* ---- QueryAdapterInfo ---- */

static NTSTATUS private_info(struct dxgk_adapter *adapter, D3DKMT_QUERYADAPTERINFO *args)
{
    DXGKARG_QUERYADAPTERINFO arg = {.Type = DXGKQAITYPE_UMDRIVERPRIVATE,
                                    .pOutputData = args->pPrivateDriverData,
                                    .OutputDataSize = args->PrivateDriverDataSize};

    NTSTATUS status = adapter_enter(adapter);
    if (NT_SUCCESS(status) || status == STATUS_NOT_SUPPORTED)
        status =
            NT_SUCCESS(adapter_usable(adapter)) ? ddi_QueryAdapterInfo(adapter, &arg) : STATUS_DEVICE_REMOVED;
    adapter_leave(adapter);
    return status;
}

static NTSTATUS segment_size(struct dxgk_adapter *adapter, D3DKMT_SEGMENTSIZEINFO *info)
{
    struct vidmm_segment_info segment;

    memset(info, 0, sizeof(*info));
    NTSTATUS status = adapter_enter(adapter);
    for (UINT id = 1; NT_SUCCESS(status) && vidmm_segment(adapter->p->render->vidmm, id, &segment); id++) {
        if (segment.flags.Aperture)
            info->SharedSystemMemorySize += segment.commit_limit;
        else
            info->DedicatedVideoMemorySize += segment.size;
    }
    adapter_leave(adapter);
    return status;
}

static NTSTATUS flip_info(struct dxgk_adapter *adapter, D3DKMT_FLIPQUEUEINFO *info)
{
    memset(info, 0, sizeof(*info));
    info->MaxHardwareFlipQueueLength = adapter->caps.MaxQueuedFlipOnVSync;
    info->MaxSoftwareFlipQueueLength = 3; /* OBS-74 */
    info->FlipFlags.FlipInterval = adapter->caps.FlipCaps.FlipInterval;
    return STATUS_SUCCESS;
}

static void adapter_type(struct dxgk_adapter *adapter, D3DKMT_ADAPTERTYPE *type)
{
    type->Value = 0;
    type->RenderSupported = !adapter->p->display_only;
    type->DisplaySupported = adapter->source_count != 0;
    type->SoftwareDevice = adapter->options.bus == NULL;
    type->PostDevice = adapter->options.is_post_device;
}

static D3DKMT_DRIVERVERSION driver_version(const struct dxgk_adapter *adapter)
{
    switch (adapter->caps.WDDMVersion) {
    case DXGKDDI_WDDMv1:
        return KMT_DRIVERVERSION_WDDM_1_0;
    case DXGKDDI_WDDMv1_2:
        return KMT_DRIVERVERSION_WDDM_1_2;
    default:
        return KMT_DRIVERVERSION_WDDM_1_3;
    }
}

NTSTATUS dxgk_kmt_query_adapter_info(struct dxgk_process *process, D3DKMT_QUERYADAPTERINFO *args)
{
    struct dxgk_opened_adapter *opened = handle_get(process, args->hAdapter, OBJECT_ADAPTER);
    NTSTATUS status = STATUS_SUCCESS;
    void *data = args->pPrivateDriverData;

    if (!opened)
        return STATUS_INVALID_HANDLE;
    struct dxgk_adapter *adapter = opened->adapter;
#define SIZED(type) (data && args->PrivateDriverDataSize == sizeof(type))
#define ANSWER(type, expression)                                                                             \
    status = SIZED(type) ? (expression) : STATUS_INVALID_PARAMETER;                                          \
    break
    switch (args->Type) {
    case KMTQAITYPE_UMDRIVERPRIVATE:
        status = data && args->PrivateDriverDataSize ? private_info(adapter, args) : STATUS_INVALID_PARAMETER;
        break;
    case KMTQAITYPE_GETSEGMENTSIZE:
        ANSWER(D3DKMT_SEGMENTSIZEINFO, segment_size(adapter, data));
    case KMTQAITYPE_ADAPTERGUID:
        ANSWER(GUID, (memcpy(data, &adapter->p->start_info.AdapterGuid, sizeof(GUID)), STATUS_SUCCESS));
    case KMTQAITYPE_FLIPQUEUEINFO:
        ANSWER(D3DKMT_FLIPQUEUEINFO, flip_info(adapter, data));
    case KMTQAITYPE_CURRENTDISPLAYMODE:
        ANSWER(D3DKMT_CURRENTDISPLAYMODE, display_current_mode(adapter, data));
    case KMTQAITYPE_DRIVERVERSION:
        ANSWER(D3DKMT_DRIVERVERSION,
               (*(D3DKMT_DRIVERVERSION *)data = driver_version(adapter), STATUS_SUCCESS));
    case KMTQAITYPE_ADAPTERTYPE:
        ANSWER(D3DKMT_ADAPTERTYPE, (adapter_type(adapter, data), STATUS_SUCCESS));
    case KMTQAITYPE_DIRECTFLIP_SUPPORT:
        ANSWER(D3DKMT_DIRECTFLIP_SUPPORT,
               (((D3DKMT_DIRECTFLIP_SUPPORT *)data)->Supported = FALSE, STATUS_SUCCESS));
    default:
        status = STATUS_NOT_SUPPORTED;
    }
#undef ANSWER
#undef SIZED
    dxgk_object_release(&opened->object);
    return status;
}
