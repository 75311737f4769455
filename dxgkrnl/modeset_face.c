/*
 * The entries of dxgkrnl.h that set and list modes, and the few places where mode setting needs to know an
 * adapter.
 */
#include "modeset_model.h"

#include "object.h"
#include "private.h"

/* ---- what an adapter is to mode setting ---- */

struct modeset *modeset_of(const struct dxgk_adapter *adapter)
{
    return adapter->modeset;
}

void modeset_attach(struct dxgk_adapter *adapter, struct modeset *modeset)
{
    adapter->modeset = modeset;
}

bool modeset_powered(const struct dxgk_adapter *adapter, UINT target)
{
    const struct dxgk_child *child = adapter_child_by_uid((struct dxgk_adapter *)adapter, target);
    return !child || child->powered;
}

void modeset_tell_powered(struct dxgk_adapter *adapter, UINT source, bool powered)
{
    present_set_powered(adapter, source, powered);
}

NTSTATUS modeset_primary_prepare(struct dxgk_adapter *adapter, const struct primary_wish *wish,
                                 HANDLE *driver)
{
    return primary_prepare(adapter, wish, driver);
}

NTSTATUS modeset_primary_committed(struct dxgk_adapter *adapter, UINT source, bool committed, bool lit)
{
    return primary_committed(adapter, source, committed, lit);
}

bool modeset_plugged_now(struct dxgk_adapter *adapter, UINT target)
{
    DXGK_CHILD_STATUS status = {.Type = StatusConnection, .ChildUid = target};
    const struct dxgk_child *child = adapter_child_by_uid(adapter, target);
    KIRQL irql;

    if (!child || child->descriptor.ChildCapabilities.HpdAwareness == HpdAwarenessAlwaysConnected)
        return child != NULL;
    bool plugged = NT_SUCCESS(ddi_QueryChildStatus(adapter, &status, TRUE)) && status.HotPlug.Connected;
    KeAcquireSpinLock(&adapter->p->spin, &irql);
    bool indicated = adapter->p->indicated[child - adapter->children].pending;
    KeReleaseSpinLock(&adapter->p->spin, irql);
    return plugged || indicated;
}

void modeset_read_facts(const struct dxgk_adapter *adapter, struct modeset_facts *facts)
{
    *facts = (struct modeset_facts){
        .handle = adapter->handle,
        .sources = adapter->source_count,
        .vsync_control = adapter->vsync_control,
        .display_only = adapter->driver->display_only,
        .smooth_rotation = adapter->caps.SupportSmoothRotation != 0,
        .gamma_ramps = adapter->caps.GammaRampCaps.Gamma_Rgb256x3x16 != 0,
    };
    for (ULONG i = 0; i < adapter->child_count; i++) {
        const struct dxgk_child *child = &adapter->children[i];
        if (child->info.type != TypeVideoOutput || facts->output_count == RTL_NUMBER_OF(facts->output))
            continue;
        bool described = child->info.monitor != DXGK_MONITOR_NONE;
        facts->output[facts->output_count++] = (struct modeset_output){
            .target = child->info.uid,
            .connected = child->info.connected,
            .edid = child->info.edid,
            .edid_size = described ? sizeof(child->info.edid) : 0,
        };
    }
}

/* ---- the entries ---- */

static NTSTATUS usable(struct dxgk_adapter *adapter)
{
    NTSTATUS status = adapter_usable(adapter);
    if (NT_SUCCESS(status) && !adapter->modeset)
        status = STATUS_GRAPHICS_NO_VIDPNMGR;
    return status;
}

size_t dxgk_modes(struct dxgk_adapter *adapter, UINT source, struct dxgk_mode *modes, size_t capacity)
{
    adapter_lock(adapter);
    size_t count = NT_SUCCESS(usable(adapter)) ? modeset_list(adapter->modeset, source, modes, capacity) : 0;
    adapter_unlock(adapter);
    return count;
}

NTSTATUS dxgk_set_topology(struct dxgk_adapter *adapter, const struct dxgk_path *paths, size_t count)
{
    adapter_lock_idle(adapter);
    NTSTATUS status = usable(adapter);
    if (NT_SUCCESS(status))
        status = modeset_set_topology(adapter->modeset, paths, count);
    adapter_unlock(adapter);
    return status;
}

NTSTATUS dxgk_set_mode(struct dxgk_adapter *adapter, UINT source, const struct dxgk_mode *mode)
{
    adapter_lock_idle(adapter);
    NTSTATUS status = usable(adapter);
    if (NT_SUCCESS(status))
        status = modeset_set_mode(adapter->modeset, source, mode);
    if (NT_SUCCESS(status) && primary_missing(adapter, source))
        status = modeset_commit_source(adapter->modeset, source); /* the mode was the same */
    adapter_unlock(adapter);
    return status;
}

NTSTATUS dxgk_get_mode(struct dxgk_adapter *adapter, UINT source, struct dxgk_mode *mode)
{
    adapter_lock(adapter);
    NTSTATUS status = usable(adapter);
    if (NT_SUCCESS(status))
        status = modeset_get_mode(adapter->modeset, source, mode);
    adapter_unlock(adapter);
    return status;
}

NTSTATUS dxgk_set_gamma_ramp(struct dxgk_adapter *adapter, UINT source,
                             const D3DDDI_GAMMA_RAMP_RGB256x3x16 *ramp)
{
    adapter_lock_idle(adapter);
    NTSTATUS status = usable(adapter);
    if (NT_SUCCESS(status))
        status = modeset_set_gamma(adapter->modeset, source, ramp);
    adapter_unlock(adapter);
    return status;
}

NTSTATUS dxgk_set_rotation(struct dxgk_adapter *adapter, UINT source,
                           D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    adapter_lock_idle(adapter);
    NTSTATUS status = usable(adapter);
    if (NT_SUCCESS(status))
        status = modeset_set_rotation(adapter->modeset, source, rotation);
    adapter_unlock(adapter);
    return status;
}
