/*
 * The ladder of an adapter's start, rung by rung in the order of OBS-01 and OBS-02, and its mirror. Everything that the miniport answers on the
 * way is judged here or in child.c; a refusal always says which rule, which value, and what was expected (OBS-09, OBS-10).
 */
#include "object.h"
#include "private.h"

#include <stdio.h>
#include <string.h>

/* ---- StartDevice ---- */

static NTSTATUS check_counts(struct dxgk_adapter *adapter, ULONG sources, ULONG children)
{
    bool none = sources == 0 && adapter->driver->display_only; /* a full driver may only render */

    if (none || sources > DXGK_MAX_SOURCES) {
        adapter_refuse("DOD-11", "DxgkDdiStartDevice", "NumberOfVideoPresentSources",
                       none ? "1 to 16" : "at most 16",
                       none ? "A display-only adapter shows something." : NULL, "%u", (unsigned)sources);
        return STATUS_INVALID_PARAMETER;
    }
    if (children > DXGK_MAX_CHILDREN) {
        adapter_refuse("DOD-11", "DxgkDdiStartDevice", "NumberOfChildren", "at most 64", NULL, "%u",
                       (unsigned)children);
        return STATUS_INVALID_PARAMETER;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS start_device(struct dxgk_adapter *adapter, ULONG *sources, ULONG *children)
{
    struct callbacks_interface *interface = dxgk_alloc(sizeof(*interface));
    DXGK_START_INFO *info = dxgk_alloc(sizeof(*info));
    NTSTATUS status = STATUS_NO_MEMORY;

    if (interface && info) {
        callbacks_fill(interface, adapter);
        *info = adapter->p->start_info;
        adapter->p->post.may_acquire = true;
        status = ddi_StartDevice(adapter, info, &interface->known, sources, children);
        adapter->p->post.may_acquire = false;
        memset(interface, 0xDD, sizeof(*interface)); /* DOD-11: the miniport has its copies */
        memset(info, 0xDD, sizeof(*info));
        if (!NT_SUCCESS(status))
            adapter_refuse("OBS-21", "DxgkDdiStartDevice", "NTSTATUS", "STATUS_SUCCESS",
                           "The miniport refused its device; its status is the result of the start.",
                           "0x%08X", (unsigned)status);
    }
    dxgk_free(interface);
    dxgk_free(info);
    return status;
}

/* ---- QueryAdapterInfo ---- */

#define CANARY_BYTES 64u

static NTSTATUS refuse_caps_status(NTSTATUS status, ULONG size)
{
    char expected[96];

    snprintf(expected, sizeof(expected), "STATUS_SUCCESS for OutputDataSize 0x%X", (unsigned)size);
    adapter_refuse("OBS-13", "DxgkDdiQueryAdapterInfo", "DXGKQAITYPE_DRIVERCAPS", expected,
                   "The size is that of the declared interface version, which may be smaller than "
                   "sizeof(DXGK_DRIVERCAPS) in the "
                   "driver; fill what fits.",
                   "0x%08X", (unsigned)status);
    return status;
}

static NTSTATUS check_caps(struct dxgk_adapter *adapter)
{
    const DXGK_DRIVERCAPS *caps = &adapter->caps;

    if (caps->WDDMVersion == 0) {
        adapter_refuse("OBS-15", "DxgkDdiQueryAdapterInfo", "DXGK_DRIVERCAPS.WDDMVersion",
                       "DXGKDDI_WDDMv1_2 (0x1200) or later",
                       "Set WDDMVersion, although the documentation calls it reserved.", "0");
        return STATUS_INVALID_PARAMETER;
    }
    if (caps->SupportPerEngineTDR &&
        !(ddi_present(adapter, DDI_ID_QueryDependentEngineGroup) &&
          ddi_present(adapter, DDI_ID_QueryEngineStatus) && ddi_present(adapter, DDI_ID_ResetEngine))) {
        adapter_refuse(
            "OBS-22", "DxgkDdiQueryAdapterInfo", "DXGK_DRIVERCAPS.SupportPerEngineTDR",
            "FALSE: DxgkDdiQueryDependentEngineGroup, QueryEngineStatus or ResetEngine are not filled in",
            NULL, "TRUE");
        return STATUS_INVALID_PARAMETER;
    }
    if (caps->PointerCaps.Value && (caps->MaxPointerWidth == 0 || caps->MaxPointerHeight == 0))
        report_emit(REPORT_VIOLATION, "PTR-02", "DxgkDdiQueryAdapterInfo",
                    "DXGK_DRIVERCAPS.MaxPointerWidth, MaxPointerHeight",
                    "a size, as PointerCaps names a kind of pointer", NULL, "%u x %u", caps->MaxPointerWidth,
                    caps->MaxPointerHeight);
    return STATUS_SUCCESS;
}

static NTSTATUS query_caps(struct dxgk_adapter *adapter)
{
    ULONG size = driver_caps_size(adapter->driver->version);
    unsigned char *buffer = dxgk_alloc(size + CANARY_BYTES);
    unsigned beyond = 0;

    if (!buffer)
        return STATUS_NO_MEMORY;
    memset(buffer + size, 0xA5, CANARY_BYTES);
    DXGKARG_QUERYADAPTERINFO arg = {
        .Type = DXGKQAITYPE_DRIVERCAPS, .pOutputData = buffer, .OutputDataSize = size};
    NTSTATUS status = ddi_QueryAdapterInfo(adapter, &arg);
    for (unsigned i = 0; i < CANARY_BYTES; i++)
        beyond += buffer[size + i] != 0xA5;
    memset(&adapter->caps, 0, sizeof(adapter->caps));
    memcpy(&adapter->caps, buffer, size < sizeof(adapter->caps) ? size : sizeof(adapter->caps));
    dxgk_free(buffer);
    if (beyond) {
        char expected[64];
        snprintf(expected, sizeof(expected), "at most OutputDataSize, 0x%X bytes, written", (unsigned)size);
        adapter_refuse("DOD-17", "DxgkDdiQueryAdapterInfo", "DXGK_DRIVERCAPS", expected,
                       "Write min(OutputDataSize, sizeof(DXGK_DRIVERCAPS)) bytes.",
                       "%u bytes beyond it changed", beyond);
        return STATUS_BUFFER_OVERFLOW;
    }
    return NT_SUCCESS(status) ? check_caps(adapter) : refuse_caps_status(status, size);
}

/* OBS-155: Windows asks type 47 of every driver, and lives with any answer. */
static void query_unnamed(struct dxgk_adapter *adapter)
{
    ULONG output = 0;
    DXGKARG_QUERYADAPTERINFO arg = {
        .Type = (DXGK_QUERYADAPTERINFOTYPE)47, .pOutputData = &output, .OutputDataSize = sizeof(output)};

    ddi_QueryAdapterInfo(adapter, &arg);
}

/* ---- up ---- */

/* Up to what is plugged in. On failure the miniport is stopped if it was started. */
static NTSTATUS climb(struct dxgk_adapter *adapter)
{
    ULONG sources = 0, children = 0;

    NTSTATUS status = interrupt_connect(adapter);
    if (!NT_SUCCESS(status))
        return status;
    status = start_device(adapter, &sources, &children);
    if (!NT_SUCCESS(status)) {
        interrupt_disconnect(adapter);
        return status;
    }
    adapter->device_started = true;
    adapter->powered = true;
    status = check_counts(adapter, sources, children);
    if (NT_SUCCESS(status)) {
        adapter->source_count = sources;
        status = child_enumerate(adapter, children);
    }
    if (NT_SUCCESS(status))
        status = query_caps(adapter);
    if (NT_SUCCESS(status)) {
        query_unnamed(adapter);
        interrupt_set_names(adapter);
        status = render_half_start(adapter);
    }
    if (NT_SUCCESS(status)) {
        child_query_all(adapter);
        status = present_start(adapter);
    }
    if (!NT_SUCCESS(status))
        adapter_take_down(adapter);
    return status;
}

/* OBS-37: a driver whose modes are all refused, or that does not commit, is started and the screen is black; the findings
 * say why. Only lack of memory ends the start. */
static NTSTATUS first_light(struct dxgk_adapter *adapter)
{
    NTSTATUS status = modeset_first_mode(adapter);
    return status == STATUS_NO_MEMORY || status == STATUS_INSUFFICIENT_RESOURCES ? status : STATUS_SUCCESS;
}

NTSTATUS adapter_bring_up(struct dxgk_adapter *adapter)
{
    NTSTATUS status = climb(adapter);
    if (!NT_SUCCESS(status))
        return status;
    status = modeset_start(adapter);
    if (!NT_SUCCESS(status))
        adapter_refuse("OBS-09", "DxgkDdiRecommendMonitorModes", "NTSTATUS", "STATUS_SUCCESS",
                       "Without memory there are no modes.", "0x%08X", (unsigned)status);
    if (NT_SUCCESS(status) && !adapter->options.headless)
        status = first_light(adapter);
    if (!NT_SUCCESS(status)) {
        adapter_take_down(adapter);
        modeset_stop(adapter);
    }
    return status;
}

static bool same_children(const struct dxgk_adapter *adapter, const ULONG *uid, ULONG count)
{
    bool same = adapter->child_count == count;
    for (ULONG i = 0; i < count && same; i++)
        same = adapter->children[i].info.uid == uid[i];
    return same;
}

NTSTATUS adapter_bring_back(struct dxgk_adapter *adapter)
{
    ULONG uid[DXGK_MAX_CHILDREN], count = adapter->child_count, sources = adapter->source_count;

    for (ULONG i = 0; i < count; i++)
        uid[i] = adapter->children[i].info.uid;
    NTSTATUS status = climb(adapter);
    if (!NT_SUCCESS(status))
        return status;
    if (adapter->modeset && adapter->source_count == sources && same_children(adapter, uid, count)) {
        status = modeset_restore(adapter);
        if (NT_SUCCESS(status)) /* a plug may have been pulled meanwhile */
            status = modeset_children_changed(adapter);
    } else {
        modeset_stop(adapter);
        status = modeset_start(adapter);
        if (NT_SUCCESS(status))
            status = modeset_first_mode(adapter);
    }
    if (!NT_SUCCESS(status))
        adapter_take_down(adapter);
    return status;
}

/* ---- down ---- */

static void stop_device(struct dxgk_adapter *adapter)
{
    vsync_turn_off(adapter);
    render_half_stop(adapter);
    NTSTATUS status = ddi_StopDevice(adapter);
    if (!NT_SUCCESS(status))
        report_emit(REPORT_VIOLATION, "OBS-28", "DxgkDdiStopDevice", "NTSTATUS", "STATUS_SUCCESS",
                    "The device is stopped whatever the answer.", "0x%08X", (unsigned)status);
}

static void stopped(struct dxgk_adapter *adapter)
{
    interrupt_disconnect(adapter);
    present_abandon(adapter);
    adapter->device_started = false;
    adapter->p->post.acquired = false;
}

void adapter_take_down(struct dxgk_adapter *adapter)
{
    if (!adapter->device_started)
        return;
    stop_device(adapter);
    stopped(adapter);
}

NTSTATUS adapter_hand_over(struct dxgk_adapter *adapter, struct dxgk_post_mode *mode)
{
    vsync_turn_off(adapter);
    render_half_stop(adapter);
    NTSTATUS status = post_release(adapter, mode);
    if (!NT_SUCCESS(status))
        stop_device(adapter); /* POST-07 */
    stopped(adapter);
    return status;
}
