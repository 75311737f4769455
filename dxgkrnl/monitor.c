/*
 * Monitors: from descriptor to monitor source modes, and the balance of what drivers borrow.
 */
#include "monitor_model.h"

#include "vidpn_memory.h"

#include <string.h>

/* What any screen can show when it does not say (the default monitor profile). */
static const struct {
    UINT width, height;
} default_modes[] = {
    {640, 480}, {800, 600}, {1024, 768}, {1280, 720}, {1280, 1024}, {1600, 1200}, {1920, 1080},
};

static struct monitors *all_monitors; /* the model's lock */

/* ---- kinds ---- */

static UINT *mode_id(void *info)
{
    return &((D3DKMDT_MONITOR_SOURCE_MODE *)info)->Id;
}

static UINT *descriptor_id(void *info)
{
    return &((D3DKMDT_MONITOR_DESCRIPTOR *)info)->Id;
}

static bool same_mode(const void *a, const void *b)
{
    return vidpn_same_signal(&((const D3DKMDT_MONITOR_SOURCE_MODE *)a)->VideoSignalInfo,
                             &((const D3DKMDT_MONITOR_SOURCE_MODE *)b)->VideoSignalInfo);
}

static bool rate_possible(D3DDDI_RATIONAL rate)
{
    return rate.Numerator == D3DKMDT_FREQUENCY_NOTSPECIFIED || (rate.Numerator != 0 && rate.Denominator != 0);
}

/* A monitor mode may leave its rates open, unlike a target mode (the display-only sample does); half a
 * rate is none. */
static NTSTATUS check_mode(const struct vidpn_set *set, const void *info, struct vidpn_note *note)
{
    const D3DKMDT_MONITOR_SOURCE_MODE *mode = info;
    const D3DKMDT_VIDEO_SIGNAL_INFO *signal = &mode->VideoSignalInfo;
    if (!rate_possible(signal->VSyncFreq) || !rate_possible(signal->HSyncFreq)) {
        bool vertical = !rate_possible(signal->VSyncFreq);
        D3DDDI_RATIONAL rate = vertical ? signal->VSyncFreq : signal->HSyncFreq;
        vidpn_note_what(note, "VideoSignalInfo.%s", vertical ? "VSyncFreq" : "HSyncFreq");
        vidpn_note(note, REPORT_VIOLATION, "VPN-20", "a frequency, or D3DKMDT_FREQUENCY_NOTSPECIFIED", NULL,
                   "%u/%u", rate.Numerator, rate.Denominator);
        return STATUS_GRAPHICS_INVALID_FREQUENCY;
    }
    if (signal->ActiveSize.cx == 0 || signal->ActiveSize.cy == 0) {
        vidpn_note_what(note, "VideoSignalInfo.ActiveSize");
        vidpn_note(note, REPORT_VIOLATION, "VPN-20", "the size of the visible picture", NULL, "%ux%u",
                   signal->ActiveSize.cx, signal->ActiveSize.cy);
        return STATUS_GRAPHICS_INVALID_ACTIVE_REGION;
    }
    if (mode->Preference != D3DKMDT_MP_PREFERRED && mode->Preference != D3DKMDT_MP_NOTPREFERRED) {
        vidpn_note_what(note, "Preference");
        vidpn_note(note, REPORT_VIOLATION, "VPN-20",
                   "D3DKMDT_MP_PREFERRED (1) or D3DKMDT_MP_NOTPREFERRED (2)", NULL, "%u",
                   (UINT)mode->Preference);
        return STATUS_GRAPHICS_INVALID_MONITOR_SOURCE_MODE;
    }
    return vidpn_check_sizes(signal, note);
}

/* VPN-20: the last preferred mode that was added is the preferred one. */
static void mode_added(struct vidpn_set *set, void *info)
{
    if (((D3DKMDT_MONITOR_SOURCE_MODE *)info)->Preference != D3DKMDT_MP_PREFERRED)
        return;
    for (struct vidpn_node *node = set->elements; node; node = node->next) {
        if ((void *)node->info != info)
            ((D3DKMDT_MONITOR_SOURCE_MODE *)(void *)node->info)->Preference = D3DKMDT_MP_NOTPREFERRED;
    }
}

const struct vidpn_kind vidpn_kind_monitor_mode = {
    .handle = VIDPN_HANDLE_MONITOR_MODES,
    .name = "monitor source mode set",
    .info_name = "monitor source mode info",
    .set_rule = "VPN-08",
    .info_rule = "VPN-09",
    .info_size = sizeof(D3DKMDT_MONITOR_SOURCE_MODE),
    .invalid_set = STATUS_GRAPHICS_INVALID_MONITOR_SOURCEMODESET,
    .invalid_info = STATUS_GRAPHICS_INVALID_MONITOR_SOURCE_MODE,
    .id = mode_id,
    .same = same_mode,
    .check = check_mode,
    .added = mode_added,
};

const struct vidpn_kind vidpn_kind_frequency_range = {
    .handle = VIDPN_HANDLE_FREQUENCY_RANGES,
    .name = "monitor frequency range set",
    .info_name = "monitor frequency range info",
    .set_rule = "VPN-08",
    .info_rule = "VPN-09",
    .info_size = sizeof(D3DKMDT_MONITOR_FREQUENCY_RANGE),
    .invalid_set = STATUS_GRAPHICS_INVALID_MONITOR_FREQUENCYRANGESET,
    .invalid_info = STATUS_GRAPHICS_INVALID_MONITOR_FREQUENCYRANGE,
};

const struct vidpn_kind vidpn_kind_descriptor = {
    .handle = VIDPN_HANDLE_DESCRIPTORS,
    .name = "monitor descriptor set",
    .info_name = "monitor descriptor info",
    .set_rule = "VPN-08",
    .info_rule = "VPN-09",
    .info_size = sizeof(D3DKMDT_MONITOR_DESCRIPTOR),
    .invalid_set = STATUS_GRAPHICS_INVALID_MONITORDESCRIPTORSET,
    .invalid_info = STATUS_GRAPHICS_INVALID_MONITORDESCRIPTOR,
    .id = descriptor_id,
};

/* ---- life ---- */

struct monitors *monitors_find(HANDLE adapter)
{
    for (struct monitors *monitors = all_monitors; monitors; monitors = monitors->next) {
        if (monitors->adapter == adapter)
            return monitors;
    }
    return NULL;
}

struct monitor *monitor_find(const struct monitors *monitors, UINT target)
{
    for (size_t i = 0; i < monitors->count; i++) {
        if (monitors->monitor[i].target == target)
            return (struct monitor *)&monitors->monitor[i];
    }
    return NULL;
}

struct monitors *monitors_create(HANDLE adapter, const UINT *targets, size_t count)
{
    struct monitors *monitors = vidpn_alloc(sizeof *monitors + count * sizeof monitors->monitor[0]);
    if (!monitors)
        return NULL;
    monitors->adapter = adapter;
    monitors->count = count;
    for (size_t i = 0; i < count; i++) {
        struct monitor *monitor = &monitors->monitor[i];
        monitor->target = targets[i];
        vidpn_set_init(&monitor->modes, &vidpn_kind_monitor_mode, &monitors->domain, &monitors->ddi,
                       targets[i]);
        vidpn_set_init(&monitor->ranges, &vidpn_kind_frequency_range, &monitors->domain, &monitors->ddi,
                       targets[i]);
        vidpn_set_init(&monitor->descriptors, &vidpn_kind_descriptor, &monitors->domain, &monitors->ddi,
                       targets[i]);
        monitor->ranges.standing = monitor->descriptors.standing = true;
    }
    vidpn_lock();
    monitors->next = all_monitors;
    all_monitors = monitors;
    vidpn_unlock();
    return monitors;
}

static size_t reclaim(struct monitor *monitor, const char *where)
{
    return vidpn_set_reclaim(&monitor->modes, where) + vidpn_set_reclaim(&monitor->ranges, where) +
           vidpn_set_reclaim(&monitor->descriptors, where);
}

static void forget(struct monitor *monitor, const char *where)
{
    vidpn_lock();
    monitor->connected = false;
    vidpn_handle_close(&monitor->ranges.handle);
    vidpn_handle_close(&monitor->descriptors.handle);
    vidpn_unlock();
    reclaim(monitor, where);
    vidpn_set_clear(&monitor->modes);
    vidpn_set_clear(&monitor->ranges);
    vidpn_set_clear(&monitor->descriptors);
}

void monitors_destroy(struct monitors *monitors)
{
    if (!monitors)
        return;
    vidpn_lock();
    for (struct monitors **link = &all_monitors; *link; link = &(*link)->next) {
        if (*link == monitors) {
            *link = monitors->next;
            break;
        }
    }
    vidpn_unlock();
    for (size_t i = 0; i < monitors->count; i++)
        forget(&monitors->monitor[i], "DXGK_MONITOR_INTERFACE");
    vidpn_free(monitors);
}

void monitors_forget(void)
{
    all_monitors = NULL;
}

/* ---- descriptors ---- */

static NTSTATUS add_mode(struct vidpn_set *set, const struct edid_timing *timing,
                         D3DKMDT_MONITOR_CAPABILITIES_ORIGIN origin, bool preferred)
{
    D3DKMDT_MONITOR_SOURCE_MODE mode = {
        .VideoSignalInfo =
            {
                .VideoStandard = D3DKMDT_VSS_OTHER,
                .TotalSize = {timing->total_width, timing->total_height},
                .ActiveSize = {timing->width, timing->height},
                .VSyncFreq = {timing->refresh_millihertz, 1000},
                .HSyncFreq = {timing->pixel_clock_khz * 1000, timing->total_width},
                .PixelRate = timing->pixel_clock_khz * (SIZE_T)1000,
            },
        .ColorBasis = D3DKMDT_CB_SRGB,
        .ColorCoeffDynamicRanges = {8, 8, 8, 8},
        .Origin = origin,
        .Preference = preferred ? D3DKMDT_MP_PREFERRED : D3DKMDT_MP_NOTPREFERRED,
    };
    mode.VideoSignalInfo.ScanLineOrdering =
        timing->interlaced ? D3DDDI_VSSLO_INTERLACED_UPPERFIELDFIRST : D3DDDI_VSSLO_PROGRESSIVE;
    return vidpn_set_append(set, &mode);
}

static NTSTATUS add_range(struct monitor *monitor, const struct edid *edid,
                          D3DKMDT_MONITOR_CAPABILITIES_ORIGIN origin)
{
    D3DKMDT_MONITOR_FREQUENCY_RANGE range = {
        .Origin = origin,
        .RangeLimits =
            {
                .MinVSyncFreq = {edid->min_vertical_hz, 1},
                .MaxVSyncFreq = {edid->max_vertical_hz, 1},
                .MinHSyncFreq = {edid->min_horizontal_khz * 1000, 1},
                .MaxHSyncFreq = {edid->max_horizontal_khz * 1000, 1},
            },
        .ConstraintType = D3DKMDT_MFRC_MAXPIXELRATE,
    };
    range.Constraint.MaxPixelRate = edid->max_pixel_clock_mhz * (SIZE_T)1000000;
    return vidpn_set_append(&monitor->ranges, &range);
}

static NTSTATUS describe(struct monitor *monitor, const struct edid *edid, const void *block)
{
    memcpy(monitor->edid, block, EDID_BLOCK);
    D3DKMDT_MONITOR_DESCRIPTOR descriptor = {
        .Type = D3DKMDT_MDT_VESA_EDID_V1_BASEBLOCK,
        .DataSize = EDID_BLOCK,
        .pData = monitor->edid,
        .Origin = D3DKMDT_MCO_MONITORDESCRIPTOR,
    };
    NTSTATUS status = vidpn_set_append(&monitor->descriptors, &descriptor);
    if (NT_SUCCESS(status) && edid->has_range)
        status = add_range(monitor, edid, D3DKMDT_MCO_MONITORDESCRIPTOR);
    for (size_t i = 0; i < edid->mode_count && NT_SUCCESS(status); i++)
        status = add_mode(&monitor->modes, &edid->modes[i].timing, D3DKMDT_MCO_MONITORDESCRIPTOR,
                          i == 0 && edid->has_preferred);
    return status;
}

static NTSTATUS describe_default(struct monitor *monitor)
{
    static const struct edid limits = {.min_vertical_hz = 56,
                                       .max_vertical_hz = 75,
                                       .min_horizontal_khz = 30,
                                       .max_horizontal_khz = 83,
                                       .max_pixel_clock_mhz = 170};
    NTSTATUS status = add_range(monitor, &limits, D3DKMDT_MCO_DEFAULTMONITORPROFILE);
    for (size_t i = 0; i < sizeof default_modes / sizeof default_modes[0] && NT_SUCCESS(status); i++) {
        struct edid_timing timing = edid_cvt(default_modes[i].width, default_modes[i].height, 60000);
        status = add_mode(&monitor->modes, &timing, D3DKMDT_MCO_DEFAULTMONITORPROFILE, false);
    }
    return status;
}

NTSTATUS monitor_connect(struct monitors *monitors, UINT target, const void *descriptor, size_t size,
                         enum edid_verdict *verdict)
{
    struct monitor *monitor = monitor_find(monitors, target);
    if (!monitor)
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET;
    forget(monitor, monitors->ddi ? monitors->ddi : "DXGK_MONITOR_INTERFACE");
    struct edid edid;
    *verdict = edid_parse(descriptor, size, &edid);
    NTSTATUS status = *verdict == EDID_GOOD ? describe(monitor, &edid, descriptor) : STATUS_SUCCESS;
    if (NT_SUCCESS(status) && monitor->modes.count == 0)
        status = describe_default(monitor);
    if (!NT_SUCCESS(status)) {
        forget(monitor, "DXGK_MONITOR_INTERFACE");
        return status;
    }
    vidpn_lock();
    monitor->connected = true;
    vidpn_unlock();
    return STATUS_SUCCESS;
}

void monitor_disconnect(struct monitors *monitors, UINT target)
{
    struct monitor *monitor = monitor_find(monitors, target);
    if (monitor)
        forget(monitor, "DXGK_MONITOR_INTERFACE");
}

bool monitor_connected(const struct monitors *monitors, UINT target)
{
    const struct monitor *monitor = monitor_find(monitors, target);
    return monitor && monitor->connected;
}

size_t monitor_mode_count(const struct monitors *monitors, UINT target)
{
    const struct monitor *monitor = monitor_find(monitors, target);
    return monitor ? monitor->modes.count : 0;
}

const D3DKMDT_MONITOR_SOURCE_MODE *monitor_mode(const struct monitors *monitors, UINT target, size_t index)
{
    struct monitor *monitor = monitor_find(monitors, target);
    struct vidpn_node *node = monitor ? vidpn_set_nth(&monitor->modes, index) : NULL;
    return node ? (const void *)node->info : NULL;
}

const D3DKMDT_MONITOR_SOURCE_MODE *monitor_preferred_mode(const struct monitors *monitors, UINT target)
{
    const D3DKMDT_MONITOR_SOURCE_MODE *mode;
    for (size_t i = 0; (mode = monitor_mode(monitors, target, i)); i++) {
        if (mode->Preference == D3DKMDT_MP_PREFERRED)
            return mode;
    }
    return NULL;
}

/* ---- calls down ---- */

void monitors_call_begin(struct monitors *monitors, const char *ddi)
{
    vidpn_lock();
    monitors->ddi = ddi;
    vidpn_unlock();
}

size_t monitors_call_end(struct monitors *monitors)
{
    size_t leaked = 0;
    for (size_t i = 0; i < monitors->count; i++)
        leaked += reclaim(&monitors->monitor[i], monitors->ddi);
    vidpn_lock();
    monitors->ddi = NULL;
    vidpn_unlock();
    return leaked;
}

NTSTATUS monitor_recommend_begin(struct monitors *monitors, UINT target, DXGKARG_RECOMMENDMONITORMODES *arg)
{
    struct monitor *monitor = monitor_find(monitors, target);
    if (!monitor || !monitor->connected)
        return STATUS_GRAPHICS_MONITOR_NOT_CONNECTED;
    vidpn_lock();
    monitor->recommending = true;
    if (monitor->modes.references++ == 0)
        vidpn_handle_open(&monitor->modes.handle, VIDPN_HANDLE_MONITOR_MODES, &monitor->modes);
    arg->VideoPresentTargetId = target;
    arg->hMonitorSourceModeSet = (D3DKMDT_HMONITORSOURCEMODESET)monitor->modes.handle.value;
    arg->pMonitorSourceModeSetInterface = &monitor_mode_interface;
    vidpn_unlock();
    return STATUS_SUCCESS;
}

void monitor_recommend_end(struct monitors *monitors, UINT target)
{
    struct monitor *monitor = monitor_find(monitors, target);
    if (!monitor)
        return;
    vidpn_lock();
    monitor->recommending = false;
    if (monitor->modes.references && --monitor->modes.references == 0)
        vidpn_handle_close(&monitor->modes.handle);
    vidpn_unlock();
}
