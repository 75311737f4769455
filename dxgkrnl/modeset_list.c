/*
 * Which modes a source can have: what the driver offers on the source's usual target with everything else
 * as it is, combined with the rotations of the path.
 *
 * Modes that the monitor is known not to be able to show are left out (VPN-07, monitor_limits.c), unless that
 * leaves nothing: a list that nobody can choose from helps nobody. It is the list that is pruned and nothing
 * else; who knows better may still set such a mode, as with Windows' raw modes.
 */
#include "modeset_model.h"

#include "vidpn_memory.h"

#include <stdlib.h>

struct listing {
    const struct modeset *modeset;
    const struct vidpn *vidpn;
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    struct entry {
        struct dxgk_mode mode;
        bool preferred;
    } * entry;
    size_t count, capacity;
    bool raw; /* also what the monitor cannot show */
};

static bool listed(const struct listing *list, const struct dxgk_mode *mode)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct dxgk_mode *have = &list->entry[i].mode;
        if (have->width == mode->width && have->height == mode->height && have->rotation == mode->rotation &&
            have->refresh_millihertz == mode->refresh_millihertz)
            return true;
    }
    return false;
}

static bool grow(struct listing *list)
{
    size_t capacity = list->capacity ? list->capacity * 2 : 64;
    struct entry *entry = vidpn_alloc(capacity * sizeof *entry);
    if (!entry)
        return false;
    for (size_t i = 0; i < list->count; i++)
        entry[i] = list->entry[i];
    vidpn_free(list->entry);
    list->entry = entry;
    list->capacity = capacity;
    return true;
}

static bool put(struct listing *list, UINT width, UINT height, UINT refresh,
                D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    bool turned = modeset_quarter_turn(rotation);
    struct dxgk_mode mode = {
        .width = turned ? height : width,
        .height = turned ? width : height,
        .refresh_millihertz = refresh,
        .rotation = rotation,
    };
    if (listed(list, &mode))
        return true;
    if (list->count == list->capacity && !grow(list))
        return false;
    bool preferred = modeset_preferred(list->modeset, list->path->VidPnTargetId, width, height);
    list->entry[list->count++] = (struct entry){mode, preferred};
    return true;
}

/* One size, with each refresh rate of a target mode that can show it. */
static bool put_size(struct listing *list, UINT width, UINT height,
                     D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    const D3DKMDT_VIDPN_TARGET_MODE *target;
    bool exact = false;
    for (int pass = 0; pass < 2 && !exact; pass++) {
        for (size_t i = 0; (target = vidpn_target_mode(list->vidpn, list->path->VidPnTargetId, i)); i++) {
            D3DKMDT_VIDPN_PRESENT_PATH_SCALING scaling =
                modeset_scaling(list->path, width, height, &target->VideoSignalInfo);
            bool fits = pass == 0 ? scaling == D3DKMDT_VPPS_IDENTITY : scaling != D3DKMDT_VPPS_UNINITIALIZED;
            if (!fits)
                continue;
            exact = true;
            if (!list->raw && !monitor_shows(list->modeset->monitors, list->path->VidPnTargetId,
                                             &target->VideoSignalInfo, NULL))
                continue;
            if (!put(list, width, height, modeset_refresh(&target->VideoSignalInfo), rotation))
                return false;
        }
    }
    return true;
}

static bool put_all(struct listing *list, UINT source)
{
    const D3DKMDT_VIDPN_SOURCE_MODE *mode;
    for (size_t i = 0; (mode = vidpn_source_mode(list->vidpn, source, i)); i++) {
        UINT width, height;
        if (!modeset_size(mode, &width, &height))
            continue;
        for (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation = D3DKMDT_VPPR_IDENTITY;
             rotation <= D3DKMDT_VPPR_ROTATE270; rotation++) {
            if (modeset_rotation_offered(list->path, rotation) && !put_size(list, width, height, rotation))
                return false;
        }
    }
    return true;
}

/* Upright before turned, preferred before others, large before small, fast before slow. */
static int best_first(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->mode.rotation != y->mode.rotation)
        return (int)x->mode.rotation - (int)y->mode.rotation;
    if (x->preferred != y->preferred)
        return x->preferred ? -1 : 1;
    uint64_t p = (uint64_t)x->mode.width * x->mode.height, q = (uint64_t)y->mode.width * y->mode.height;
    if (p != q)
        return p < q ? 1 : -1;
    if (x->mode.width != y->mode.width)
        return x->mode.width < y->mode.width ? 1 : -1;
    return x->mode.refresh_millihertz < y->mode.refresh_millihertz ? 1 : -1;
}

/* The active VidPN with the source's path open. */
static NTSTATUS constrain(struct modeset *modeset, UINT source, UINT target, struct vidpn **result)
{
    struct vidpn *vidpn = modeset->active ? vidpn_clone(modeset->active) : vidpn_create(&modeset->domain);
    if (!vidpn)
        return STATUS_NO_MEMORY;
    vidpn_drop_source(vidpn, source);
    NTSTATUS status = vidpn_add_path(vidpn, source, target);
    if (NT_SUCCESS(status))
        status = modeset_enumerate(modeset, vidpn, D3DKMDT_EPT_NOPIVOT, D3DDDI_ID_UNINITIALIZED,
                                   D3DDDI_ID_UNINITIALIZED);
    if (NT_SUCCESS(status))
        *result = vidpn;
    else
        vidpn_destroy(vidpn);
    return status;
}

size_t modeset_list(struct modeset *modeset, UINT source, struct dxgk_mode *modes, size_t capacity)
{
    UINT target;
    struct vidpn *vidpn;
    if (!modeset_usual_target(modeset, source, &target) ||
        !NT_SUCCESS(constrain(modeset, source, target, &vidpn)))
        return 0;
    struct listing list = {.modeset = modeset, .vidpn = vidpn};
    list.path = vidpn_path_between(vidpn, source, target);
    bool complete = put_all(&list, source);
    if (complete && list.count == 0) {
        list.raw = true;
        complete = put_all(&list, source);
    }
    if (!complete)
        list.count = 0;
    if (list.count)
        qsort(list.entry, list.count, sizeof *list.entry, best_first);
    for (size_t i = 0; i < list.count && i < capacity; i++)
        modes[i] = list.entry[i].mode;
    vidpn_free(list.entry);
    vidpn_destroy(vidpn);
    return list.count;
}
