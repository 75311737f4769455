/*
 * From a wish to a functional VidPN, the way Windows gets there: a constraining VidPN with the paths, the
 * driver's cofunctional modes, then one decision at a time (source mode, target mode, scaling, rotation),
 * each followed by an enumeration with that decision as the pivot, and the driver's word at the end.
 */
#include "modeset_model.h"

#include "vidpn_memory.h"

#include <stdlib.h>

/* ---- what modes mean ---- */

bool modeset_quarter_turn(D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    return rotation == D3DKMDT_VPPR_ROTATE90 || rotation == D3DKMDT_VPPR_ROTATE270;
}

bool modeset_rotation_offered(const D3DKMDT_VIDPN_PRESENT_PATH *path,
                              D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    const D3DKMDT_VIDPN_PRESENT_PATH_ROTATION_SUPPORT *support = &path->ContentTransformation.RotationSupport;
    switch (rotation) {
    case D3DKMDT_VPPR_IDENTITY:
        return true; /* a driver that never updated the flags still shows things upright */
    case D3DKMDT_VPPR_ROTATE90:
        return support->Rotate90;
    case D3DKMDT_VPPR_ROTATE180:
        return support->Rotate180;
    case D3DKMDT_VPPR_ROTATE270:
        return support->Rotate270;
    default:
        return false;
    }
}

UINT modeset_refresh(const D3DKMDT_VIDEO_SIGNAL_INFO *signal)
{
    D3DDDI_RATIONAL rate = signal->VSyncFreq;
    if (rate.Numerator >= D3DKMDT_FREQUENCY_NOTSPECIFIED || rate.Denominator == 0 ||
        rate.Denominator >= D3DKMDT_FREQUENCY_NOTSPECIFIED)
        return 0;
    uint64_t millihertz = (rate.Numerator * 1000ull + rate.Denominator / 2) / rate.Denominator;
    return millihertz < 1000000000u ? (UINT)millihertz : 0;
}

bool modeset_size(const D3DKMDT_VIDPN_SOURCE_MODE *mode, UINT *width, UINT *height)
{
    if (mode->Type != D3DKMDT_RMT_GRAPHICS)
        return false;
    *width = mode->Format.Graphics.VisibleRegionSize.cx;
    *height = mode->Format.Graphics.VisibleRegionSize.cy;
    return true;
}

D3DKMDT_VIDPN_PRESENT_PATH_SCALING modeset_scaling(const D3DKMDT_VIDPN_PRESENT_PATH *path, UINT width,
                                                   UINT height, const D3DKMDT_VIDEO_SIGNAL_INFO *signal)
{
    const D3DKMDT_VIDPN_PRESENT_PATH_SCALING_SUPPORT *support = &path->ContentTransformation.ScalingSupport;
    const D3DKMDT_2DREGION *active = &signal->ActiveSize;
    if ((active->cx == width && active->cy == height) || active->cx == 0 || active->cy == 0 ||
        active->cx == D3DKMDT_DIMENSION_NOTSPECIFIED)
        return D3DKMDT_VPPS_IDENTITY;
    if (support->Centered && active->cx >= width && active->cy >= height)
        return D3DKMDT_VPPS_CENTERED;
    return support->Stretched ? D3DKMDT_VPPS_STRETCHED : D3DKMDT_VPPS_UNINITIALIZED;
}

bool modeset_preferred(const struct modeset *modeset, UINT target, UINT width, UINT height)
{
    const D3DKMDT_MONITOR_SOURCE_MODE *mode = monitor_preferred_mode(modeset->monitors, target);
    return mode && mode->VideoSignalInfo.ActiveSize.cx == width &&
           mode->VideoSignalInfo.ActiveSize.cy == height;
}

/* ---- choices ---- */

/* Good target modes for a source mode: first one that the monitor can show (VPN-07), then one that needs no
 * scaling, then a preferred one, then the fastest. */
static uint64_t target_score(const struct modeset *modeset, const D3DKMDT_VIDPN_PRESENT_PATH *path,
                             UINT width, UINT height, const D3DKMDT_VIDPN_TARGET_MODE *mode, UINT refresh)
{
    D3DKMDT_VIDPN_PRESENT_PATH_SCALING scaling = modeset_scaling(path, width, height, &mode->VideoSignalInfo);
    UINT have = modeset_refresh(&mode->VideoSignalInfo);
    if (scaling == D3DKMDT_VPPS_UNINITIALIZED)
        return 0;
    if (refresh && have && (have > refresh ? have - refresh : refresh - have) > 500)
        return 0;
    uint64_t score = monitor_shows(modeset->monitors, path->VidPnTargetId, &mode->VideoSignalInfo, NULL);
    score = score << 2 | (scaling == D3DKMDT_VPPS_IDENTITY ? 3 : scaling == D3DKMDT_VPPS_CENTERED ? 2 : 1);
    score = score << 1 | (mode->Preference == D3DKMDT_MP_PREFERRED);
    return score << 32 | have;
}

static const D3DKMDT_VIDPN_TARGET_MODE *choose_target_mode(const struct modeset *modeset,
                                                           const struct vidpn *vidpn,
                                                           const D3DKMDT_VIDPN_PRESENT_PATH *path, UINT width,
                                                           UINT height, UINT refresh)
{
    const D3DKMDT_VIDPN_TARGET_MODE *mode, *best = NULL;
    uint64_t best_score = 0;
    for (size_t i = 0; (mode = vidpn_target_mode(vidpn, path->VidPnTargetId, i)); i++) {
        uint64_t score = target_score(modeset, path, width, height, mode, refresh);
        if (score > best_score) {
            best_score = score;
            best = mode;
        }
    }
    return best;
}

struct candidate {
    UINT id;
    uint64_t score;
};

static int by_score(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* 0: not wanted. What the monitor can show comes first, then what it prefers, then what the driver prefers, then
 * the largest. */
static uint64_t source_score(const struct modeset *modeset, const struct vidpn *vidpn,
                             const struct modeset_request *request, const D3DKMDT_VIDPN_SOURCE_MODE *mode)
{
    UINT width, height;
    if (!modeset_size(mode, &width, &height))
        return 0;
    bool exact_format = mode->Format.Graphics.PixelFormat == D3DDDIFMT_A8R8G8B8;
    if (!request->any_mode) {
        bool turned = modeset_quarter_turn(request->mode.rotation);
        bool wanted = width == (turned ? request->mode.height : request->mode.width) &&
                      height == (turned ? request->mode.width : request->mode.height);
        return wanted ? 1u + exact_format : 0;
    }
    const D3DKMDT_VIDPN_PRESENT_PATH *path = vidpn_path_between(vidpn, request->source, request->target);
    const D3DKMDT_VIDPN_TARGET_MODE *target = choose_target_mode(modeset, vidpn, path, width, height, 0);
    if (!target)
        return 0;
    uint64_t score = monitor_shows(modeset->monitors, request->target, &target->VideoSignalInfo, NULL);
    score = score << 1 | modeset_preferred(modeset, request->target, width, height);
    bool identity = modeset_scaling(path, width, height, &target->VideoSignalInfo) == D3DKMDT_VPPS_IDENTITY;
    score = score << 1 | identity;
    score = score << 1 | (identity && target->Preference == D3DKMDT_MP_PREFERRED);
    score = score << 1 | exact_format;
    return (score << 48 | (uint64_t)width * height) + 1;
}

/* The source modes worth a try, best first. NULL: no memory, or none (*count 0). */
static struct candidate *candidates(const struct modeset *modeset, const struct vidpn *vidpn,
                                    const struct modeset_request *request, size_t *count)
{
    size_t modes = vidpn_source_mode_count(vidpn, request->source);
    struct candidate *list = vidpn_alloc(modes * sizeof *list + 1);
    *count = 0;
    if (!list)
        return NULL;
    for (size_t i = 0; i < modes; i++) {
        const D3DKMDT_VIDPN_SOURCE_MODE *mode = vidpn_source_mode(vidpn, request->source, i);
        uint64_t score = source_score(modeset, vidpn, request, mode);
        if (score)
            list[(*count)++] = (struct candidate){mode->Id, score};
    }
    qsort(list, *count, sizeof *list, by_score);
    return list;
}

/* ---- decisions ---- */

static NTSTATUS decide_target(struct modeset *modeset, struct vidpn *vidpn,
                              const struct modeset_request *request)
{
    UINT width, height;
    if (!modeset_size(vidpn_pinned_source_mode(vidpn, request->source), &width, &height))
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE;
    D3DKMDT_VIDPN_PRESENT_PATH *path = vidpn_path_between(vidpn, request->source, request->target);
    const D3DKMDT_VIDPN_TARGET_MODE *mode = choose_target_mode(
        modeset, vidpn, path, width, height, request->any_mode ? 0 : request->mode.refresh_millihertz);
    if (!mode)
        return STATUS_GRAPHICS_MODE_NOT_IN_MODESET;
    D3DKMDT_VIDPN_PRESENT_PATH_SCALING scaling = modeset_scaling(path, width, height, &mode->VideoSignalInfo);
    NTSTATUS status = vidpn_pin_target(vidpn, request->target, mode->Id);
    if (NT_SUCCESS(status))
        status = modeset_enumerate(modeset, vidpn, D3DKMDT_EPT_VIDPNTARGET, D3DDDI_ID_UNINITIALIZED,
                                   request->target);
    if (!NT_SUCCESS(status))
        return status;
    path = vidpn_path_between(vidpn, request->source, request->target);
    path->ContentTransformation.Scaling = scaling;
    return modeset_enumerate(modeset, vidpn, D3DKMDT_EPT_SCALING, request->source, request->target);
}

static NTSTATUS decide_rotation(struct modeset *modeset, struct vidpn *vidpn,
                                const struct modeset_request *request)
{
    D3DKMDT_VIDPN_PRESENT_PATH *path = vidpn_path_between(vidpn, request->source, request->target);
    D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation =
        request->any_mode ? D3DKMDT_VPPR_IDENTITY : request->mode.rotation;
    if (!modeset_rotation_offered(path, rotation))
        return STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED;
    path->ContentTransformation.Rotation = rotation;
    return modeset_enumerate(modeset, vidpn, D3DKMDT_EPT_ROTATION, request->source, request->target);
}

/* Pins everything about one source, for all its requests. */
static NTSTATUS decide_source(struct modeset *modeset, struct vidpn *vidpn,
                              const struct modeset_request *requests, size_t count, UINT source, UINT mode_id)
{
    NTSTATUS status = vidpn_pin_source(vidpn, source, mode_id);
    if (NT_SUCCESS(status))
        status = modeset_enumerate(modeset, vidpn, D3DKMDT_EPT_VIDPNSOURCE, source, D3DDDI_ID_UNINITIALIZED);
    for (size_t i = 0; i < count && NT_SUCCESS(status); i++) {
        if (requests[i].source != source)
            continue;
        status = decide_target(modeset, vidpn, &requests[i]);
        if (NT_SUCCESS(status))
            status = decide_rotation(modeset, vidpn, &requests[i]);
    }
    return status;
}

/* Tries the source modes in turn; *vidpn is replaced by the one with the first that goes. */
static NTSTATUS settle_source(struct modeset *modeset, struct vidpn **vidpn,
                              const struct modeset_request *requests, size_t count,
                              const struct modeset_request *first)
{
    size_t choices;
    struct candidate *list = candidates(modeset, *vidpn, first, &choices);
    if (!list)
        return STATUS_NO_MEMORY;
    NTSTATUS status = STATUS_GRAPHICS_MODE_NOT_IN_MODESET;
    for (size_t i = 0; i < choices; i++) {
        struct vidpn *attempt = vidpn_clone(*vidpn);
        if (!attempt) {
            status = STATUS_NO_MEMORY;
            break;
        }
        status = decide_source(modeset, attempt, requests, count, first->source, list[i].id);
        if (NT_SUCCESS(status) && !modeset_supported(modeset, attempt))
            status = STATUS_GRAPHICS_VIDPN_MODALITY_NOT_SUPPORTED;
        struct vidpn *loser = NT_SUCCESS(status) ? *vidpn : attempt;
        if (NT_SUCCESS(status))
            *vidpn = attempt;
        vidpn_destroy(loser);
        if (NT_SUCCESS(status) || status == STATUS_NO_MEMORY)
            break;
    }
    vidpn_free(list);
    return status;
}

/* ---- the whole ---- */

static NTSTATUS lay_paths(struct vidpn *vidpn, const struct modeset_request *requests, size_t count)
{
    for (size_t i = 0; i < count; i++)
        vidpn_drop_source(vidpn, requests[i].source);
    NTSTATUS status = STATUS_SUCCESS;
    for (size_t i = 0; i < count && NT_SUCCESS(status); i++)
        status = vidpn_add_path(vidpn, requests[i].source, requests[i].target);
    return status;
}

static bool first_of_source(const struct modeset_request *requests, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (requests[i].source == requests[index].source)
            return false;
    }
    return true;
}

NTSTATUS modeset_build(struct modeset *modeset, const struct vidpn *base,
                       const struct modeset_request *requests, size_t count, struct vidpn **result)
{
    struct vidpn *vidpn = base ? vidpn_clone(base) : vidpn_create(&modeset->domain);
    if (!vidpn)
        return STATUS_NO_MEMORY;
    NTSTATUS status = lay_paths(vidpn, requests, count);
    modeset_carry_ramps(modeset, vidpn);
    if (NT_SUCCESS(status) && !modeset_supported(modeset, vidpn))
        status = STATUS_GRAPHICS_VIDPN_TOPOLOGY_NOT_SUPPORTED;
    if (NT_SUCCESS(status) && count)
        status = modeset_enumerate(modeset, vidpn, D3DKMDT_EPT_NOPIVOT, D3DDDI_ID_UNINITIALIZED,
                                   D3DDDI_ID_UNINITIALIZED);
    for (size_t i = 0; i < count && NT_SUCCESS(status); i++) {
        if (first_of_source(requests, i))
            status = settle_source(modeset, &vidpn, requests, count, &requests[i]);
    }
    if (NT_SUCCESS(status)) {
        modeset_query_capabilities(modeset, vidpn);
        *result = vidpn;
    } else {
        vidpn_destroy(vidpn);
    }
    return status;
}
