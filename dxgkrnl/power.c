/* Power of the adapter and of its children (DOD-18, DOD-19). Every state but D0 is the end of what the screen showed (OBS-145). */
#include "private.h"

/* Is any monitor that shows `source` on? A dark source has none that is off. */
static bool any_monitor_on(struct dxgk_adapter *adapter, const struct modeset_path *paths, size_t count,
                           UINT source)
{
    bool off = false;

    for (size_t i = 0; i < count; i++) {
        struct dxgk_child *c =
            paths[i].source == source ? adapter_child_by_uid(adapter, paths[i].target) : NULL;
        if (c && c->powered)
            return true;
        off |= c != NULL;
    }
    return !off;
}

static void tell_presents(struct dxgk_adapter *adapter)
{
    struct modeset_path paths[DXGK_MAX_CHILDREN];
    size_t count = adapter->modeset ? modeset_active_paths(adapter, paths, DXGK_MAX_CHILDREN) : 0;

    if (count > DXGK_MAX_CHILDREN)
        count = DXGK_MAX_CHILDREN;
    for (UINT s = 0; s < adapter->source_count; s++)
        present_set_powered(adapter, s, any_monitor_on(adapter, paths, count, s));
}

static NTSTATUS adapter_power(struct dxgk_adapter *adapter, DEVICE_POWER_STATE state, POWER_ACTION action)
{
    bool was = adapter->powered, on = state == PowerDeviceD0;

    if (!on)
        vsync_turn_off(adapter); /* OBS-120 */
    if (!on && was)
        full_sleep(adapter);
    adapter->powered = false;
    adapter_update_usable(adapter);
    adapter->p->post.may_acquire = on && !was; /* POST-01 */
    ddi_SetPowerState(adapter, DISPLAY_ADAPTER_HW_ID, state, action);
    adapter->p->post.may_acquire = false;
    if (!on)
        return STATUS_SUCCESS;
    adapter->powered = true;
    adapter_update_usable(adapter);
    NTSTATUS status = STATUS_SUCCESS;
    if (!was) {
        status = full_wake(adapter);
        child_query_all(adapter); /* plugs may have been moved meanwhile */
        if (NT_SUCCESS(status))
            status = modeset_restore(adapter);
        if (NT_SUCCESS(status))
            status = modeset_children_changed(adapter);
        tell_presents(adapter);
    }
    return status;
}

static NTSTATUS child_power(struct dxgk_adapter *adapter, ULONG uid, DEVICE_POWER_STATE state,
                            POWER_ACTION action)
{
    struct dxgk_child *child = adapter_child_by_uid(adapter, uid);
    DXGKARG_COMMITVIDPN_FLAGS flags = {0};
    NTSTATUS status = STATUS_SUCCESS;

    if (!child)
        return STATUS_INVALID_PARAMETER;
    bool was = child->powered;
    ddi_SetPowerState(adapter, uid, state, action);
    child->powered = state == PowerDeviceD0;
    flags.PathPowerTransition = 1; /* VPN-16 */
    if (child->powered && !was && adapter->powered)
        status = modeset_recommit(adapter, flags);
    tell_presents(adapter);
    return status;
}

NTSTATUS dxgk_adapter_set_power(struct dxgk_adapter *adapter, ULONG uid, DEVICE_POWER_STATE state,
                                POWER_ACTION action)
{
    if (state < PowerDeviceD0 || state > PowerDeviceD3)
        return STATUS_INVALID_PARAMETER;
    adapter_lock_idle(adapter);
    NTSTATUS status = adapter_usable(adapter);
    if (NT_SUCCESS(status) || status == STATUS_DEVICE_POWERED_OFF)
        status = uid == DISPLAY_ADAPTER_HW_ID ? adapter_power(adapter, state, action)
                                              : child_power(adapter, uid, state, action);
    adapter_unlock(adapter);
    return status;
}
