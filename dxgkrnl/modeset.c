/*
 * The state of mode setting and its life: made when the children are known, lit for the first time,
 * carried over resets and hot plugs, forgotten when the miniport stops.
 */
#include "modeset_model.h"

#include "adapter.h"
#include "ddi.h"
#include "vidpn_memory.h"

#include <string.h>

#define DEFAULT_REFRESH 60000 /* millihertz, where the signal does not say */

static const DXGKARG_COMMITVIDPN_FLAGS no_flags;
static const struct modeset_manner ignoring; /* who is plugged in: what we do on our own account */

/* ---- monitors ---- */

/* Fits the monitor to what the child said; asks the driver for more modes. */
static NTSTATUS connect_monitor(struct modeset *modeset, const struct modeset_output *output)
{
    enum edid_verdict verdict;
    modeset->noted[modeset_target_index(modeset, output->target)] = false;
    NTSTATUS status =
        monitor_connect(modeset->monitors, output->target, output->edid, output->edid_size, &verdict);
    if (!NT_SUCCESS(status))
        return status;
    if (verdict != EDID_GOOD && verdict != EDID_NONE)
        report_emit(REPORT_WARNING, "DOD-15", ddi_name(DDI_ID_QueryDeviceDescriptor), "EDID",
                    "an EDID base block, version 1.3 or 1.4",
                    "The monitor is treated as one without descriptor (OBS-41).", "%s (child %u)",
                    edid_verdict_text(verdict), output->target);
    status = modeset_recommend_monitor_modes(modeset, output->target);
    if (!NT_SUCCESS(status) && status != STATUS_NO_MEMORY)
        report_emit(REPORT_WARNING, "VPN-20", ddi_name(DDI_ID_RecommendMonitorModes), "NTSTATUS",
                    "STATUS_SUCCESS or STATUS_NO_MEMORY", "With nothing to recommend return STATUS_SUCCESS.",
                    "0x%08X", (unsigned)status);
    return status == STATUS_NO_MEMORY ? status : STATUS_SUCCESS;
}

/* target_count: a child that was not there at the start. */
size_t modeset_target_index(const struct modeset *modeset, UINT target)
{
    size_t i = 0;
    while (i < modeset->domain.target_count && modeset->targets[i] != target)
        i++;
    return i;
}

/* Brings one monitor up to date; nothing is asked again about one that did not change. What arrives is `fresh`. */
static NTSTATUS update_monitor(struct modeset *modeset, const struct modeset_output *output)
{
    uint8_t block[EDID_BLOCK] = {0};
    if (output->edid_size)
        memcpy(block, output->edid, output->edid_size < EDID_BLOCK ? output->edid_size : EDID_BLOCK);
    uint8_t *known = modeset->edid[modeset_target_index(modeset, output->target)];
    bool connected = monitor_connected(modeset->monitors, output->target);
    modeset->fresh[modeset_target_index(modeset, output->target)] = output->connected && !connected;
    if (output->connected && connected && memcmp(known, block, EDID_BLOCK) == 0)
        return STATUS_SUCCESS;
    memcpy(known, block, EDID_BLOCK);
    if (output->connected)
        return connect_monitor(modeset, output);
    monitor_disconnect(modeset->monitors, output->target);
    return STATUS_SUCCESS;
}

static NTSTATUS update_monitors(struct modeset *modeset, const struct modeset_facts *facts)
{
    NTSTATUS status = STATUS_SUCCESS;
    for (size_t i = 0; i < facts->output_count && NT_SUCCESS(status); i++) {
        if (modeset_target_index(modeset, facts->output[i].target) < modeset->domain.target_count)
            status = update_monitor(modeset, &facts->output[i]);
    }
    return status;
}

/* ---- life ---- */

NTSTATUS modeset_start(struct dxgk_adapter *adapter)
{
    modeset_stop(adapter);
    struct modeset_facts facts;
    modeset_read_facts(adapter, &facts);
    struct modeset *modeset = vidpn_alloc(sizeof *modeset);
    if (!modeset)
        return STATUS_NO_MEMORY;
    modeset->adapter = adapter;
    for (size_t i = 0; i < facts.output_count; i++)
        modeset->targets[i] = facts.output[i].target;
    modeset->domain = (struct vidpn_domain){
        .sources = facts.sources < MODESET_SOURCES ? facts.sources : MODESET_SOURCES,
        .targets = modeset->targets,
        .target_count = facts.output_count,
        .vsync_control = facts.vsync_control,
        .display_only = facts.display_only,
    };
    modeset->smooth_rotation = facts.smooth_rotation;
    modeset->gamma_ramps = facts.gamma_ramps;
    modeset->monitors = monitors_create(facts.handle, modeset->targets, facts.output_count);
    modeset_attach(adapter, modeset);
    NTSTATUS status = modeset->monitors ? update_monitors(modeset, &facts) : STATUS_NO_MEMORY;
    if (!NT_SUCCESS(status))
        modeset_stop(adapter);
    return status;
}

void modeset_stop(struct dxgk_adapter *adapter)
{
    struct modeset *modeset = modeset_of(adapter);
    if (!modeset)
        return;
    modeset_attach(adapter, NULL);
    vidpn_destroy(modeset->active);
    modeset->active = NULL;
    modeset_drop_ramps(modeset);
    monitors_destroy(modeset->monitors);
    vidpn_free(modeset);
}

/* ---- lighting ---- */

static bool target_taken(const struct modeset *modeset, const struct modeset_request *requests, size_t count,
                         UINT target)
{
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    for (size_t i = 0; modeset->active && (path = vidpn_path(modeset->active, i)); i++) {
        if (path->VidPnTargetId == target)
            return true;
    }
    for (size_t i = 0; i < count; i++) {
        if (requests[i].target == target)
            return true;
    }
    return false;
}

bool modeset_usual_target(const struct modeset *modeset, UINT source, UINT *target)
{
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    if (source >= modeset->domain.sources)
        return false;
    for (size_t i = 0; modeset->active && (path = vidpn_path(modeset->active, i)); i++) {
        if (path->VidPnSourceId == source) {
            *target = path->VidPnTargetId;
            return true;
        }
    }
    UINT skip = 0; /* dark sources before this one come first */
    for (UINT i = 0; i < source; i++)
        skip += !modeset_lit(modeset->active, i);
    for (size_t i = 0; i < modeset->domain.target_count; i++) {
        bool open = monitor_connected(modeset->monitors, modeset->targets[i]) &&
                    !target_taken(modeset, NULL, 0, modeset->targets[i]);
        if (open && skip-- == 0) {
            *target = modeset->targets[i];
            return true;
        }
    }
    return false;
}

/* Adds dark sources to the VidPN one after the other, each on the first connected target that nobody has and that
 * works with it. Not `all`: what somebody darkened on purpose stays so; only a source that has just lost its
 * monitor looks for another one, and only a monitor that has just arrived finds a source. */
static NTSTATUS light(struct modeset *modeset, struct vidpn **vidpn, bool all, size_t *lit)
{
    struct modeset_request taken[MODESET_SOURCES];
    NTSTATUS first_failure = STATUS_SUCCESS;
    *lit = 0;
    for (UINT source = 0; source < modeset->domain.sources; source++) {
        if (modeset_lit(*vidpn, source))
            continue;
        for (size_t i = 0; i < modeset->domain.target_count; i++) {
            UINT target = modeset->targets[i];
            bool wanted = all || modeset->fresh[i] || (modeset->lost & 1u << source);
            if (!wanted || !monitor_connected(modeset->monitors, target) ||
                target_taken(modeset, taken, *lit, target))
                continue;
            taken[*lit] = (struct modeset_request){.source = source, .target = target, .any_mode = true};
            struct vidpn *more;
            NTSTATUS status = modeset_build(modeset, *vidpn, &taken[*lit], 1, &more);
            if (NT_SUCCESS(status)) {
                vidpn_destroy(*vidpn);
                *vidpn = more;
                ++*lit;
                break;
            }
            if (NT_SUCCESS(first_failure))
                first_failure = status;
        }
    }
    return first_failure;
}

static bool anything_connected(const struct modeset *modeset)
{
    for (size_t i = 0; i < modeset->domain.target_count; i++) {
        if (monitor_connected(modeset->monitors, modeset->targets[i]))
            return true;
    }
    return false;
}

/* Our own choice did not work: the driver may know better (VPN-03). */
static NTSTATUS ask_driver(struct modeset *modeset, struct vidpn **vidpn)
{
    struct vidpn *recommended = vidpn_create(&modeset->domain);
    if (!recommended)
        return STATUS_NO_MEMORY;
    NTSTATUS status = modeset_recommend_vidpn(modeset, recommended);
    if (!NT_SUCCESS(status)) {
        vidpn_destroy(recommended);
        return status;
    }
    vidpn_destroy(*vidpn);
    *vidpn = recommended;
    return STATUS_SUCCESS;
}

static bool out_of_memory(NTSTATUS status)
{
    return status == STATUS_NO_MEMORY || status == STATUS_INSUFFICIENT_RESOURCES;
}

/* OBS-37: Windows starts the device all the same, with nothing on it. Lack of memory ends the start. */
static enum report_severity severity_of(NTSTATUS status)
{
    return out_of_memory(status) ? REPORT_REFUSAL : REPORT_VIOLATION;
}

static void tell_dark(NTSTATUS status)
{
    report_emit(severity_of(status), "VPN-02", ddi_name(DDI_ID_EnumVidPnCofuncModality), "VidPN",
                "a functional VidPN for at least one connected monitor",
                "The findings before this one say which answer stood in the way; the screen stays black.",
                "none, the last status is 0x%08X", (unsigned)status);
}

static NTSTATUS light_and_commit(struct modeset *modeset, bool must_light)
{
    struct vidpn *vidpn = modeset->active ? vidpn_clone(modeset->active) : vidpn_create(&modeset->domain);
    if (!vidpn)
        return STATUS_NO_MEMORY;
    size_t lit;
    NTSTATUS status = light(modeset, &vidpn, must_light, &lit);
    if (lit == 0 && must_light && status != STATUS_NO_MEMORY) {
        NTSTATUS answer = ask_driver(modeset, &vidpn);
        lit = NT_SUCCESS(answer);
    }
    if (lit == 0) {
        vidpn_destroy(vidpn);
        if (must_light)
            tell_dark(status);
        return must_light ? (NT_SUCCESS(status) ? STATUS_GRAPHICS_NO_AVAILABLE_VIDPN_TARGET : status)
                          : STATUS_SUCCESS;
    }
    status = modeset_commit(modeset, vidpn, ignoring);
    if (!NT_SUCCESS(status) && must_light)
        report_emit(severity_of(status), "VPN-14", ddi_name(DDI_ID_CommitVidPn), "NTSTATUS",
                    "STATUS_SUCCESS for the first VidPN",
                    "DxgkDdiIsSupportedVidPn said that this VidPN can be shown (OBS-47).", "0x%08X",
                    (unsigned)status);
    return status;
}

/* VPN-01: no VidPN and an empty one are always supported. A wrong answer is reported and does no harm. */
static void ask_about_nothing(struct modeset *modeset)
{
    modeset_supported(modeset, NULL);
    struct vidpn *empty = vidpn_create(&modeset->domain);
    if (empty)
        modeset_supported(modeset, empty);
    vidpn_destroy(empty);
}

NTSTATUS modeset_first_mode(struct dxgk_adapter *adapter)
{
    struct modeset *modeset = modeset_of(adapter);
    if (!modeset)
        return STATUS_GRAPHICS_NO_VIDPNMGR;
    if (modeset->domain.sources == 0 || !anything_connected(modeset))
        return STATUS_SUCCESS;
    ask_about_nothing(modeset);
    return light_and_commit(modeset, true);
}

/* ---- change ---- */

NTSTATUS modeset_restore(struct dxgk_adapter *adapter)
{
    struct modeset *modeset = modeset_of(adapter);
    if (!modeset)
        return STATUS_GRAPHICS_NO_VIDPNMGR;
    if (!modeset->active)
        return modeset_first_mode(adapter);
    NTSTATUS status = modeset_commit_again(modeset, no_flags);
    if (!NT_SUCCESS(status)) {
        vidpn_destroy(modeset->active);
        modeset->active = NULL;
        modeset_drop_ramps(modeset);
        modeset->visible = 0;
        status = modeset_first_mode(adapter);
        for (UINT source = 0; source < modeset->domain.sources; source++)
            modeset_tell_present(modeset, source);
        return status;
    }
    for (UINT source = 0; source < modeset->domain.sources && NT_SUCCESS(status); source++) {
        if (modeset_lit(modeset->active, source))
            status = modeset_show(modeset, source, (modeset->visible & 1u << source) != 0);
    }
    return status;
}

NTSTATUS modeset_recommit(struct dxgk_adapter *adapter, DXGKARG_COMMITVIDPN_FLAGS flags)
{
    struct modeset *modeset = modeset_of(adapter);
    if (!modeset || !modeset->active)
        return STATUS_SUCCESS;
    return modeset_commit_again(modeset, flags);
}

static bool still_there(const void *monitors, UINT target)
{
    return monitor_connected(monitors, target);
}

/* Sources whose every monitor is gone go dark; one of several clones just loses that path. */
static NTSTATUS drop_unplugged(struct modeset *modeset)
{
    modeset->lost = 0;
    if (!modeset->active)
        return STATUS_SUCCESS;
    struct vidpn *next = vidpn_clone(modeset->active);
    if (!next)
        return STATUS_NO_MEMORY;
    for (UINT source = 0; source < modeset->domain.sources; source++) {
        vidpn_drop_targets(next, source, still_there, modeset->monitors);
        if (modeset_lit(modeset->active, source) && !modeset_lit(next, source))
            modeset->lost |= 1u << source;
    }
    return modeset_commit(modeset, next, ignoring);
}

NTSTATUS modeset_children_changed(struct dxgk_adapter *adapter)
{
    struct modeset *modeset = modeset_of(adapter);
    if (!modeset)
        return STATUS_GRAPHICS_NO_VIDPNMGR;
    struct modeset_facts facts;
    modeset_read_facts(adapter, &facts);
    NTSTATUS status = update_monitors(modeset, &facts);
    if (NT_SUCCESS(status))
        status = drop_unplugged(modeset);
    return NT_SUCCESS(status) ? light_and_commit(modeset, false) : status;
}

NTSTATUS modeset_set_visibility(struct dxgk_adapter *adapter, UINT source, bool visible)
{
    struct modeset *modeset = modeset_of(adapter);
    if (!modeset)
        return STATUS_GRAPHICS_NO_VIDPNMGR;
    if (source != D3DDDI_ID_ALL && source >= modeset->domain.sources)
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    bool lit = source == D3DDDI_ID_ALL ? modeset->active && vidpn_path_count(modeset->active) != 0
                                       : modeset_lit(modeset->active, source);
    return lit ? modeset_show(modeset, source, visible) : STATUS_GRAPHICS_NO_ACTIVE_VIDPN;
}

/* ---- questions ---- */

static void describe_path(const struct modeset *modeset, const D3DKMDT_VIDPN_PRESENT_PATH *path,
                          struct modeset_path *out)
{
    UINT width = 0, height = 0;
    modeset_size(vidpn_pinned_source_mode(modeset->active, path->VidPnSourceId), &width, &height);
    const D3DKMDT_VIDEO_SIGNAL_INFO *signal =
        &vidpn_pinned_target_mode(modeset->active, path->VidPnTargetId)->VideoSignalInfo;
    bool turned = modeset_quarter_turn(path->ContentTransformation.Rotation);
    UINT refresh = modeset_refresh(signal);
    bool raster = signal->TotalSize.cy != 0 && signal->TotalSize.cy != D3DKMDT_DIMENSION_NOTSPECIFIED;
    *out = (struct modeset_path){
        .source = path->VidPnSourceId,
        .target = path->VidPnTargetId,
        .rotation = path->ContentTransformation.Rotation,
        .width = turned ? height : width,
        .height = turned ? width : height,
        .mode_width = width,
        .mode_height = height,
        .signal_height = raster ? signal->TotalSize.cy : height,
        .refresh_millihertz = refresh ? refresh : DEFAULT_REFRESH,
        .refresh_specified = refresh != 0,
        .visible = (modeset->visible & 1u << path->VidPnSourceId) != 0,
    };
}

size_t modeset_active_paths(const struct dxgk_adapter *adapter, struct modeset_path *paths, size_t capacity)
{
    const struct modeset *modeset = modeset_of(adapter);
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    size_t count = 0;
    for (size_t i = 0; modeset && modeset->active && (path = vidpn_path(modeset->active, i)); i++) {
        if (count < capacity)
            describe_path(modeset, path, &paths[count]);
        count++;
    }
    return count;
}

bool modeset_active_path(const struct dxgk_adapter *adapter, UINT source, struct modeset_path *out)
{
    const struct modeset *modeset = modeset_of(adapter);
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    for (size_t i = 0; modeset && modeset->active && (path = vidpn_path(modeset->active, i)); i++) {
        if (path->VidPnSourceId == source) {
            describe_path(modeset, path, out);
            return true;
        }
    }
    return false;
}
