/*
 * Changes that somebody asks for: a topology, a mode, a rotation. Checked against what the adapter has,
 * built, committed.
 */
#include "modeset_model.h"

#include "ddi.h"
#include "vidpn_memory.h"

static bool rotation_known(D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    return rotation >= D3DKMDT_VPPR_IDENTITY && rotation <= D3DKMDT_VPPR_ROTATE270;
}

/* A zeroed rotation means upright. */
static NTSTATUS check_mode(struct dxgk_mode *mode)
{
    if (mode->rotation == D3DKMDT_VPPR_UNINITIALIZED)
        mode->rotation = D3DKMDT_VPPR_IDENTITY;
    if (!rotation_known(mode->rotation))
        return STATUS_GRAPHICS_INVALID_PATH_CONTENT_GEOMETRY_TRANSFORMATION;
    return mode->width && mode->height ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* ---- topology ---- */

/* Clones show one image: the same source has the same mode everywhere, refresh apart. */
static NTSTATUS check_pair(const struct modeset_request *a, const struct modeset_request *b)
{
    if (a->target == b->target)
        return STATUS_GRAPHICS_TARGET_ID_MUST_BE_UNIQUE;
    if (a->source == b->source && (a->mode.width != b->mode.width || a->mode.height != b->mode.height ||
                                   a->mode.rotation != b->mode.rotation))
        return STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
    return STATUS_SUCCESS;
}

static NTSTATUS check_request(const struct modeset *modeset, const struct modeset_request *requests,
                              size_t index)
{
    const struct modeset_request *request = &requests[index];
    if (request->source >= modeset->domain.sources)
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    if (modeset_target_index(modeset, request->target) == modeset->domain.target_count)
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET;
    NTSTATUS status = STATUS_SUCCESS;
    for (size_t i = 0; i < index && NT_SUCCESS(status); i++)
        status = check_pair(&requests[i], request);
    return status;
}

static NTSTATUS build_and_commit(struct modeset *modeset, const struct vidpn *base,
                                 const struct modeset_request *requests, size_t count, bool enforce)
{
    struct vidpn *next;
    NTSTATUS status = modeset_build(modeset, base, requests, count, &next);
    return NT_SUCCESS(status) ? modeset_commit(modeset, next, (struct modeset_manner){.enforce = enforce})
                              : status;
}

NTSTATUS modeset_set_topology(struct modeset *modeset, const struct dxgk_path *paths, size_t count)
{
    if (count > modeset->domain.target_count)
        return STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
    struct modeset_request *requests = vidpn_alloc((count + 1) * sizeof *requests);
    if (!requests)
        return STATUS_NO_MEMORY;
    NTSTATUS status = STATUS_SUCCESS;
    for (size_t i = 0; i < count && NT_SUCCESS(status); i++) {
        requests[i] = (struct modeset_request){paths[i].source, paths[i].target, false, paths[i].mode};
        status = check_mode(&requests[i].mode);
        if (NT_SUCCESS(status))
            status = check_request(modeset, requests, i);
    }
    if (NT_SUCCESS(status))
        status = build_and_commit(modeset, NULL, requests, count, true);
    vidpn_free(requests);
    return status;
}

/* ---- one source ---- */

static size_t requests_of_source(struct modeset *modeset, UINT source, const struct dxgk_mode *mode,
                                 struct modeset_request *requests)
{
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    size_t count = 0;
    for (size_t i = 0; modeset->active && (path = vidpn_path(modeset->active, i)); i++) {
        if (path->VidPnSourceId == source)
            requests[count++] = (struct modeset_request){source, path->VidPnTargetId, false, *mode};
    }
    UINT target;
    if (count == 0 && modeset_usual_target(modeset, source, &target))
        requests[count++] = (struct modeset_request){source, target, false, *mode};
    return count;
}

NTSTATUS modeset_set_mode(struct modeset *modeset, UINT source, const struct dxgk_mode *wanted)
{
    struct dxgk_mode mode = *wanted;
    struct modeset_request requests[RTL_NUMBER_OF(modeset->targets)];
    if (source >= modeset->domain.sources)
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    NTSTATUS status = check_mode(&mode);
    if (!NT_SUCCESS(status))
        return status;
    size_t count = requests_of_source(modeset, source, &mode, requests);
    return count ? build_and_commit(modeset, modeset->active, requests, count, false)
                 : STATUS_GRAPHICS_NO_AVAILABLE_VIDPN_TARGET;
}

NTSTATUS modeset_get_mode(const struct modeset *modeset, UINT source, struct dxgk_mode *mode)
{
    struct modeset_path path;
    if (source >= modeset->domain.sources)
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    if (!modeset_active_path(modeset->adapter, source, &path))
        return STATUS_GRAPHICS_SOURCE_NOT_IN_TOPOLOGY;
    *mode = (struct dxgk_mode){
        .width = path.width,
        .height = path.height,
        .refresh_millihertz = path.refresh_specified ? path.refresh_millihertz : 0,
        .rotation = path.rotation,
    };
    return STATUS_SUCCESS;
}

/* ---- rotation ---- */

static bool all_offer(const struct modeset *modeset, UINT source,
                      D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    for (size_t i = 0; (path = vidpn_path(modeset->active, i)); i++) {
        if (path->VidPnSourceId == source && !modeset_rotation_offered(path, rotation))
            return false;
    }
    return true;
}

NTSTATUS modeset_set_rotation(struct modeset *modeset, UINT source,
                              D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    struct modeset_path path;
    if (source >= modeset->domain.sources)
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    if (!rotation_known(rotation))
        return STATUS_GRAPHICS_INVALID_PATH_CONTENT_GEOMETRY_TRANSFORMATION;
    if (!modeset_active_path(modeset->adapter, source, &path))
        return STATUS_GRAPHICS_SOURCE_NOT_IN_TOPOLOGY;
    if (path.rotation == rotation)
        return STATUS_SUCCESS;
    if (!all_offer(modeset, source, rotation))
        return STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED;
    if (modeset->smooth_rotation && ddi_present(modeset->adapter, DDI_ID_UpdateActiveVidPnPresentPath))
        return modeset_turn_smoothly(modeset, source, rotation);
    bool turned = modeset_quarter_turn(rotation);
    struct dxgk_mode mode = {.refresh_millihertz = path.refresh_specified ? path.refresh_millihertz : 0,
                             .rotation = rotation};
    mode.width = turned ? path.mode_height : path.mode_width;
    mode.height = turned ? path.mode_width : path.mode_height;
    return modeset_set_mode(modeset, source, &mode);
}
