/*
 * DXGK_MONITOR_INTERFACE and the tables behind it: monitors as a driver sees them.
 */
#include "monitor_model.h"

#define MODES       (&vidpn_kind_monitor_mode)
#define RANGES      (&vidpn_kind_frequency_range)
#define DESCRIPTORS (&vidpn_kind_descriptor)

/* ---- monitor source modes ---- */

static NTSTATUS NTAPI modes_get_num(const D3DKMDT_HMONITORSOURCEMODESET set, SIZE_T *const count)
{
    return vidpn_set_num(MODES, set, "monitor pfnGetNumModes", count);
}

static struct vidpn_node *choose_preferred(const struct vidpn_set *set, const void *ctx)
{
    for (struct vidpn_node *node = set->elements; node; node = node->next) {
        if (((const D3DKMDT_MONITOR_SOURCE_MODE *)(const void *)node->info)->Preference ==
            D3DKMDT_MP_PREFERRED)
            return node;
    }
    return NULL;
}

static NTSTATUS NTAPI modes_preferred(const D3DKMDT_HMONITORSOURCEMODESET set,
                                      const D3DKMDT_MONITOR_SOURCE_MODE **mode)
{
    return vidpn_set_lend(MODES, set, "monitor pfnAcquirePreferredModeInfo", choose_preferred, NULL,
                          STATUS_GRAPHICS_NO_PREFERRED_MODE, (const void **)mode);
}

static NTSTATUS NTAPI modes_first(const D3DKMDT_HMONITORSOURCEMODESET set,
                                  const D3DKMDT_MONITOR_SOURCE_MODE **mode)
{
    return vidpn_set_first(MODES, set, "monitor pfnAcquireFirstModeInfo", (const void **)mode);
}

static NTSTATUS NTAPI modes_next(const D3DKMDT_HMONITORSOURCEMODESET set,
                                 const D3DKMDT_MONITOR_SOURCE_MODE *const previous,
                                 const D3DKMDT_MONITOR_SOURCE_MODE **mode)
{
    return vidpn_set_next(MODES, set, "monitor pfnAcquireNextModeInfo", previous, (const void **)mode);
}

static NTSTATUS NTAPI modes_create(const D3DKMDT_HMONITORSOURCEMODESET set,
                                   D3DKMDT_MONITOR_SOURCE_MODE **mode)
{
    return vidpn_set_create_info(MODES, set, "monitor pfnCreateNewModeInfo", (void **)mode);
}

static NTSTATUS NTAPI modes_add(const D3DKMDT_HMONITORSOURCEMODESET set,
                                D3DKMDT_MONITOR_SOURCE_MODE *const mode)
{
    return vidpn_set_add(MODES, set, "monitor pfnAddMode", mode);
}

static NTSTATUS NTAPI modes_release(const D3DKMDT_HMONITORSOURCEMODESET set,
                                    const D3DKMDT_MONITOR_SOURCE_MODE *const mode)
{
    return vidpn_set_release(MODES, set, "monitor pfnReleaseModeInfo", mode);
}

const DXGK_MONITORSOURCEMODESET_INTERFACE monitor_mode_interface = {
    .pfnGetNumModes = modes_get_num,
    .pfnAcquirePreferredModeInfo = modes_preferred,
    .pfnAcquireFirstModeInfo = modes_first,
    .pfnAcquireNextModeInfo = modes_next,
    .pfnCreateNewModeInfo = modes_create,
    .pfnAddMode = modes_add,
    .pfnReleaseModeInfo = modes_release,
};

/* ---- frequency ranges ---- */

static NTSTATUS NTAPI ranges_get_num(const D3DKMDT_HMONITORFREQUENCYRANGESET set, SIZE_T *const count)
{
    return vidpn_set_num(RANGES, set, "pfnGetNumFrequencyRanges", count);
}

static NTSTATUS NTAPI ranges_first(const D3DKMDT_HMONITORFREQUENCYRANGESET set,
                                   const D3DKMDT_MONITOR_FREQUENCY_RANGE **range)
{
    return vidpn_set_first(RANGES, set, "pfnAcquireFirstFrequencyRangeInfo", (const void **)range);
}

static NTSTATUS NTAPI ranges_next(const D3DKMDT_HMONITORFREQUENCYRANGESET set,
                                  const D3DKMDT_MONITOR_FREQUENCY_RANGE *const previous,
                                  const D3DKMDT_MONITOR_FREQUENCY_RANGE **range)
{
    return vidpn_set_next(RANGES, set, "pfnAcquireNextFrequencyRangeInfo", previous, (const void **)range);
}

static NTSTATUS NTAPI ranges_release(const D3DKMDT_HMONITORFREQUENCYRANGESET set,
                                     const D3DKMDT_MONITOR_FREQUENCY_RANGE *const range)
{
    return vidpn_set_release(RANGES, set, "pfnReleaseFrequencyRangeInfo", range);
}

static const DXGK_MONITORFREQUENCYRANGESET_INTERFACE range_interface = {
    .pfnGetNumFrequencyRanges = ranges_get_num,
    .pfnAcquireFirstFrequencyRangeInfo = ranges_first,
    .pfnAcquireNextFrequencyRangeInfo = ranges_next,
    .pfnReleaseFrequencyRangeInfo = ranges_release,
};

/* ---- descriptors ---- */

static NTSTATUS NTAPI descriptors_get_num(const D3DKMDT_HMONITORDESCRIPTORSET set, SIZE_T *const count)
{
    return vidpn_set_num(DESCRIPTORS, set, "pfnGetNumDescriptors", count);
}

static NTSTATUS NTAPI descriptors_first(const D3DKMDT_HMONITORDESCRIPTORSET set,
                                        const D3DKMDT_MONITOR_DESCRIPTOR **descriptor)
{
    return vidpn_set_first(DESCRIPTORS, set, "pfnAcquireFirstDescriptorInfo", (const void **)descriptor);
}

static NTSTATUS NTAPI descriptors_next(const D3DKMDT_HMONITORDESCRIPTORSET set,
                                       const D3DKMDT_MONITOR_DESCRIPTOR *const previous,
                                       const D3DKMDT_MONITOR_DESCRIPTOR **descriptor)
{
    return vidpn_set_next(DESCRIPTORS, set, "pfnAcquireNextDescriptorInfo", previous,
                          (const void **)descriptor);
}

static NTSTATUS NTAPI descriptors_release(const D3DKMDT_HMONITORDESCRIPTORSET set,
                                          const D3DKMDT_MONITOR_DESCRIPTOR *const descriptor)
{
    return vidpn_set_release(DESCRIPTORS, set, "pfnReleaseDescriptorInfo", descriptor);
}

static const DXGK_MONITORDESCRIPTORSET_INTERFACE descriptor_interface = {
    .pfnGetNumDescriptors = descriptors_get_num,
    .pfnAcquireFirstDescriptorInfo = descriptors_first,
    .pfnAcquireNextDescriptorInfo = descriptors_next,
    .pfnReleaseDescriptorInfo = descriptors_release,
};

/* ---- the monitor interface ---- */

/* With the lock. */
static NTSTATUS find_connected(HANDLE adapter, UINT target, struct monitor **monitor, struct vidpn_note *note)
{
    struct monitors *monitors = monitors_find(adapter);
    if (!monitors) {
        vidpn_note_what(note, "hAdapter");
        vidpn_note(note, REPORT_VIOLATION, "CBK-03", "the DeviceHandle of DXGKRNL_INTERFACE", NULL, "%p",
                   adapter);
        return STATUS_GRAPHICS_INVALID_DISPLAY_ADAPTER;
    }
    note->where = monitors->ddi;
    *monitor = monitor_find(monitors, target);
    if (!*monitor) {
        vidpn_note_what(note, "VideoPresentTargetId");
        vidpn_note(note, REPORT_VIOLATION, "DOD-12", "the ChildUid of a video output", NULL, "%u", target);
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET;
    }
    return (*monitor)->connected ? STATUS_SUCCESS : STATUS_GRAPHICS_MONITOR_NOT_CONNECTED;
}

static NTSTATUS NTAPI acquire_modes(const D3DKMDT_ADAPTER adapter, const UINT target,
                                    D3DKMDT_HMONITORSOURCEMODESET *set,
                                    const DXGK_MONITORSOURCEMODESET_INTERFACE **interface)
{
    if (!set || !interface)
        return STATUS_INVALID_PARAMETER;
    struct monitor *monitor;
    struct vidpn_note note = {0};
    uintptr_t value = 0;
    vidpn_lock();
    NTSTATUS status = find_connected(adapter, target, &monitor, &note);
    if (NT_SUCCESS(status)) {
        if (monitor->modes.references++ == 0)
            vidpn_handle_open(&monitor->modes.handle, VIDPN_HANDLE_MONITOR_MODES, &monitor->modes);
        value = monitor->modes.handle.value;
    }
    vidpn_unlock();
    if (NT_SUCCESS(status)) {
        *set = (D3DKMDT_HMONITORSOURCEMODESET)value;
        *interface = &monitor_mode_interface;
    }
    vidpn_note_report(&note, NULL, "pfnAcquireMonitorSourceModeSet");
    return status;
}

/* With the lock. The reference of a DDI argument is not the driver's to give back. */
static NTSTATUS release_reference(struct monitors *monitors, struct vidpn_set *set, struct vidpn_note *note)
{
    for (size_t i = 0; i < monitors->count; i++) {
        struct monitor *monitor = &monitors->monitor[i];
        if (&monitor->modes != set)
            continue;
        if (set->references <= (UINT)monitor->recommending) {
            vidpn_note_what(note, "%s", set->kind->name);
            vidpn_note(note, REPORT_VIOLATION, "VPN-08", "one release for each acquire", NULL,
                       "the handle that the DDI was given");
            return MODES->invalid_set;
        }
        if (--set->references == 0)
            vidpn_handle_close(&set->handle);
        return STATUS_SUCCESS;
    }
    return STATUS_GRAPHICS_RESOURCES_NOT_RELATED;
}

static NTSTATUS NTAPI release_modes(const D3DKMDT_ADAPTER adapter, const D3DKMDT_HMONITORSOURCEMODESET handle)
{
    struct vidpn_note note = {0};
    vidpn_lock();
    struct monitors *monitors = monitors_find(adapter);
    struct vidpn_set *set = monitors ? vidpn_set_get(MODES, handle, &note) : NULL;
    NTSTATUS status = !monitors ? STATUS_GRAPHICS_INVALID_DISPLAY_ADAPTER
                      : !set    ? MODES->invalid_set
                                : release_reference(monitors, set, &note);
    vidpn_unlock();
    vidpn_note_report(&note, NULL, "pfnReleaseMonitorSourceModeSet");
    return status;
}

/* The handles of these two are the monitor's own and need no release. */
static NTSTATUS NTAPI get_ranges(const D3DKMDT_ADAPTER adapter, const UINT target,
                                 D3DKMDT_HMONITORFREQUENCYRANGESET *set,
                                 const DXGK_MONITORFREQUENCYRANGESET_INTERFACE **interface)
{
    if (!set || !interface)
        return STATUS_INVALID_PARAMETER;
    struct monitor *monitor;
    struct vidpn_note note = {0};
    uintptr_t value = 0;
    vidpn_lock();
    NTSTATUS status = find_connected(adapter, target, &monitor, &note);
    if (NT_SUCCESS(status)) {
        if (!monitor->ranges.handle.value)
            vidpn_handle_open(&monitor->ranges.handle, VIDPN_HANDLE_FREQUENCY_RANGES, &monitor->ranges);
        value = monitor->ranges.handle.value;
    }
    vidpn_unlock();
    if (NT_SUCCESS(status)) {
        *set = (D3DKMDT_HMONITORFREQUENCYRANGESET)value;
        *interface = &range_interface;
    }
    vidpn_note_report(&note, NULL, "pfnGetMonitorFrequencyRangeSet");
    return status;
}

static NTSTATUS NTAPI get_descriptors(const D3DKMDT_ADAPTER adapter, const UINT target,
                                      D3DKMDT_HMONITORDESCRIPTORSET *set,
                                      const DXGK_MONITORDESCRIPTORSET_INTERFACE **interface)
{
    if (!set || !interface)
        return STATUS_INVALID_PARAMETER;
    struct monitor *monitor;
    struct vidpn_note note = {0};
    uintptr_t value = 0;
    vidpn_lock();
    NTSTATUS status = find_connected(adapter, target, &monitor, &note);
    if (NT_SUCCESS(status)) {
        if (!monitor->descriptors.handle.value)
            vidpn_handle_open(&monitor->descriptors.handle, VIDPN_HANDLE_DESCRIPTORS, &monitor->descriptors);
        value = monitor->descriptors.handle.value;
    }
    vidpn_unlock();
    if (NT_SUCCESS(status)) {
        *set = (D3DKMDT_HMONITORDESCRIPTORSET)value;
        *interface = &descriptor_interface;
    }
    vidpn_note_report(&note, NULL, "pfnGetMonitorDescriptorSet");
    return status;
}

/* Detailed DisplayID timings beyond the descriptor; monitors here have none. */
static NTSTATUS NTAPI get_additional(const D3DKMDT_ADAPTER adapter, const UINT target, UINT *count,
                                     DXGK_TARGETMODE_DETAIL_TIMING **modes)
{
    if (!count || !modes)
        return STATUS_INVALID_PARAMETER;
    struct monitor *monitor;
    struct vidpn_note note = {0};
    vidpn_lock();
    NTSTATUS status = find_connected(adapter, target, &monitor, &note);
    vidpn_unlock();
    vidpn_note_report(&note, NULL, "pfnGetAdditionalMonitorModeSet");
    if (NT_SUCCESS(status)) {
        *count = 0;
        *modes = NULL;
    }
    return status;
}

static NTSTATUS NTAPI release_additional(const D3DKMDT_ADAPTER adapter, const UINT target,
                                         const DXGK_TARGETMODE_DETAIL_TIMING *modes)
{
    vidpn_lock();
    const struct monitors *monitors = monitors_find(adapter);
    vidpn_unlock();
    if (!monitors)
        return STATUS_GRAPHICS_INVALID_DISPLAY_ADAPTER;
    return modes ? STATUS_GRAPHICS_INVALID_MONITOR_SOURCEMODESET : STATUS_SUCCESS;
}

static const DXGK_MONITOR_INTERFACE interface_v1 = {
    .Version = DXGK_MONITOR_INTERFACE_VERSION_V1,
    .pfnAcquireMonitorSourceModeSet = acquire_modes,
    .pfnReleaseMonitorSourceModeSet = release_modes,
    .pfnGetMonitorFrequencyRangeSet = get_ranges,
    .pfnGetMonitorDescriptorSet = get_descriptors,
};

static const DXGK_MONITOR_INTERFACE_V2 interface_v2 = {
    .Version = DXGK_MONITOR_INTERFACE_VERSION_V2,
    .pfnAcquireMonitorSourceModeSet = acquire_modes,
    .pfnReleaseMonitorSourceModeSet = release_modes,
    .pfnGetMonitorFrequencyRangeSet = get_ranges,
    .pfnGetMonitorDescriptorSet = get_descriptors,
    .pfnGetAdditionalMonitorModeSet = get_additional,
    .pfnReleaseAdditionalMonitorModeSet = release_additional,
};

NTSTATUS monitor_query_interface(HANDLE adapter, DXGK_MONITOR_INTERFACE_VERSION version,
                                 const DXGK_MONITOR_INTERFACE **interface)
{
    if (!interface)
        return STATUS_INVALID_PARAMETER;
    vidpn_lock();
    const struct monitors *monitors = monitors_find(adapter);
    vidpn_unlock();
    if (!monitors)
        return STATUS_GRAPHICS_INVALID_DISPLAY_ADAPTER;
    if (version == DXGK_MONITOR_INTERFACE_VERSION_V1)
        *interface = &interface_v1;
    else if (version == DXGK_MONITOR_INTERFACE_VERSION_V2)
        *interface = (const DXGK_MONITOR_INTERFACE *)&interface_v2;
    else
        return STATUS_NOT_SUPPORTED;
    return STATUS_SUCCESS;
}
