/*
 * DXGK_VIDPNTOPOLOGY_INTERFACE: the paths of a VidPN as a driver sees them.
 */
#include "vidpn_model.h"

#include "vidpn_memory.h"

#include <string.h>

#define KIND (&vidpn_kind_path)

static const D3DKMDT_VIDPN_PRESENT_PATH *path_of(const struct vidpn_node *node)
{
    return (const void *)node->info;
}

static NTSTATUS NTAPI get_num_paths(const D3DKMDT_HVIDPNTOPOLOGY topology, SIZE_T *count)
{
    return vidpn_set_num(KIND, topology, "pfnGetNumPaths", count);
}

static size_t paths_from(const struct vidpn_set *set, UINT source)
{
    size_t count = 0;
    for (const struct vidpn_node *node = set->elements; node; node = node->next)
        count += path_of(node)->VidPnSourceId == source;
    return count;
}

static NTSTATUS source_status(const struct vidpn_set *set, UINT source)
{
    if (!vidpn_known_source(set->domain, source))
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    return paths_from(set, source) ? STATUS_SUCCESS : STATUS_GRAPHICS_SOURCE_NOT_IN_TOPOLOGY;
}

/* VPN-12: a source without a path is not an empty answer, it is SOURCE_NOT_IN_TOPOLOGY; drivers skip it. */
static NTSTATUS NTAPI get_num_paths_from_source(const D3DKMDT_HVIDPNTOPOLOGY topology, const UINT source,
                                                SIZE_T *count)
{
    if (!count)
        return STATUS_INVALID_PARAMETER;
    struct vidpn_note note = {0};
    vidpn_lock();
    const struct vidpn_set *set = vidpn_set_get(KIND, topology, &note);
    NTSTATUS status = set ? source_status(set, source) : KIND->invalid_set;
    size_t paths = NT_SUCCESS(status) ? paths_from(set, source) : 0;
    vidpn_unlock();
    if (NT_SUCCESS(status))
        *count = paths;
    vidpn_note_report(&note, NULL, "pfnGetNumPathsFromSource");
    return status;
}

static NTSTATUS NTAPI enum_path_targets_from_source(const D3DKMDT_HVIDPNTOPOLOGY topology, const UINT source,
                                                    const D3DKMDT_VIDPN_PRESENT_PATH_INDEX index,
                                                    UINT *target)
{
    if (!target)
        return STATUS_INVALID_PARAMETER;
    struct vidpn_note note = {0};
    size_t seen = 0;
    UINT found = 0;
    vidpn_lock();
    const struct vidpn_set *set = vidpn_set_get(KIND, topology, &note);
    NTSTATUS status = set ? source_status(set, source) : KIND->invalid_set;
    if (NT_SUCCESS(status)) {
        status = STATUS_INVALID_PARAMETER;
        for (const struct vidpn_node *node = set->elements; node; node = node->next) {
            if (path_of(node)->VidPnSourceId == source && seen++ == index) {
                found = path_of(node)->VidPnTargetId;
                status = STATUS_SUCCESS;
            }
        }
    }
    vidpn_unlock();
    if (NT_SUCCESS(status))
        *target = found;
    vidpn_note_report(&note, NULL, "pfnEnumPathTargetsFromSource");
    return status;
}

static NTSTATUS NTAPI get_path_source_from_target(const D3DKMDT_HVIDPNTOPOLOGY topology, const UINT target,
                                                  UINT *source)
{
    if (!source)
        return STATUS_INVALID_PARAMETER;
    struct vidpn_note note = {0};
    UINT found = 0;
    vidpn_lock();
    const struct vidpn_set *set = vidpn_set_get(KIND, topology, &note);
    NTSTATUS status = KIND->invalid_set;
    if (set && !vidpn_known_target(set->domain, target)) {
        status = STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET;
    } else if (set) {
        status = STATUS_GRAPHICS_TARGET_NOT_IN_TOPOLOGY;
        for (const struct vidpn_node *node = set->elements; node; node = node->next) {
            if (path_of(node)->VidPnTargetId == target) {
                found = path_of(node)->VidPnSourceId;
                status = STATUS_SUCCESS;
            }
        }
    }
    vidpn_unlock();
    if (NT_SUCCESS(status))
        *source = found;
    vidpn_note_report(&note, NULL, "pfnGetPathSourceFromTarget");
    return status;
}

static struct vidpn_node *find_path(const struct vidpn_set *set, UINT source, UINT target)
{
    for (struct vidpn_node *node = set->elements; node; node = node->next) {
        if (path_of(node)->VidPnSourceId == source && path_of(node)->VidPnTargetId == target)
            return node;
    }
    return NULL;
}

static struct vidpn_node *choose_path(const struct vidpn_set *set, const void *ctx)
{
    const UINT *ids = ctx;
    return find_path(set, ids[0], ids[1]);
}

static NTSTATUS NTAPI acquire_path_info(const D3DKMDT_HVIDPNTOPOLOGY topology, const UINT source,
                                        const UINT target, const D3DKMDT_VIDPN_PRESENT_PATH **path)
{
    const UINT ids[2] = {source, target};
    return vidpn_set_lend(KIND, topology, "pfnAcquirePathInfo", choose_path, ids,
                          STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY, (const void **)path);
}

static NTSTATUS NTAPI acquire_first_path_info(const D3DKMDT_HVIDPNTOPOLOGY topology,
                                              const D3DKMDT_VIDPN_PRESENT_PATH **path)
{
    return vidpn_set_first(KIND, topology, "pfnAcquireFirstPathInfo", (const void **)path);
}

static NTSTATUS NTAPI acquire_next_path_info(const D3DKMDT_HVIDPNTOPOLOGY topology,
                                             const D3DKMDT_VIDPN_PRESENT_PATH *const previous,
                                             const D3DKMDT_VIDPN_PRESENT_PATH **path)
{
    return vidpn_set_next(KIND, topology, "pfnAcquireNextPathInfo", previous, (const void **)path);
}

/* VPN-06: what the driver can do on the path; what is pinned stays. */
static NTSTATUS update_support(struct vidpn_set *set, const D3DKMDT_VIDPN_PRESENT_PATH *from,
                               struct vidpn_note *note)
{
    NTSTATUS status = vidpn_allowed(set, VIDPN_POPULATE, note);
    if (!NT_SUCCESS(status))
        return status;
    struct vidpn_node *node = find_path(set, from->VidPnSourceId, from->VidPnTargetId);
    if (!node) {
        vidpn_note_what(note, "path");
        vidpn_note(note, REPORT_VIOLATION, "VPN-06", "a path of this topology", NULL, "source %u, target %u",
                   from->VidPnSourceId, from->VidPnTargetId);
        return STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY;
    }
    D3DKMDT_VIDPN_PRESENT_PATH *to = (void *)node->info;
    to->ContentTransformation.ScalingSupport = from->ContentTransformation.ScalingSupport;
    to->ContentTransformation.RotationSupport = from->ContentTransformation.RotationSupport;
    to->CopyProtection.CopyProtectionSupport = from->CopyProtection.CopyProtectionSupport;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI update_path_support_info(const D3DKMDT_HVIDPNTOPOLOGY topology,
                                               const D3DKMDT_VIDPN_PRESENT_PATH *path)
{
    if (!path)
        return STATUS_INVALID_PARAMETER;
    const D3DKMDT_VIDPN_PRESENT_PATH copy = *path;
    struct vidpn_note note = {0};
    vidpn_lock();
    struct vidpn_set *set = vidpn_set_get(KIND, topology, &note);
    NTSTATUS status = set ? update_support(set, &copy, &note) : KIND->invalid_set;
    vidpn_unlock();
    vidpn_note_report(&note, NULL, "pfnUpdatePathSupportInfo");
    return status;
}

static NTSTATUS NTAPI release_path_info(const D3DKMDT_HVIDPNTOPOLOGY topology,
                                        const D3DKMDT_VIDPN_PRESENT_PATH *const path)
{
    return vidpn_set_release(KIND, topology, "pfnReleasePathInfo", path);
}

static NTSTATUS NTAPI create_new_path_info(const D3DKMDT_HVIDPNTOPOLOGY topology,
                                           D3DKMDT_VIDPN_PRESENT_PATH **path)
{
    return vidpn_set_create_info(KIND, topology, "pfnCreateNewPathInfo", (void **)path);
}

static NTSTATUS NTAPI add_path(const D3DKMDT_HVIDPNTOPOLOGY topology, D3DKMDT_VIDPN_PRESENT_PATH *path)
{
    return vidpn_set_add(KIND, topology, "pfnAddPath", path);
}

/* Takes the element out; who enumerates goes on behind the one before it. */
static struct vidpn_node *unlink_path(struct vidpn_set *set, struct vidpn_node *node)
{
    struct vidpn_node *before = NULL;
    for (struct vidpn_node *at = set->elements; at != node; at = at->next)
        before = at;
    if (before)
        before->next = node->next;
    else
        set->elements = node->next;
    if (set->last == node)
        set->last = before;
    set->count--;
    set->cursor = NULL;
    for (struct vidpn_node *loan = set->loans; loan; loan = loan->next) {
        if (loan->origin == node)
            loan->origin = before;
    }
    return node;
}

static NTSTATUS NTAPI remove_path(const D3DKMDT_HVIDPNTOPOLOGY topology, const UINT source, const UINT target)
{
    struct vidpn_node *removed = NULL;
    struct vidpn_note note = {0};
    vidpn_lock();
    struct vidpn_set *set = vidpn_set_get(KIND, topology, &note);
    NTSTATUS status = set ? vidpn_allowed(set, VIDPN_COMPOSE, &note) : KIND->invalid_set;
    if (NT_SUCCESS(status) && !vidpn_known_source(set->domain, source))
        status = STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    if (NT_SUCCESS(status) && !vidpn_known_target(set->domain, target))
        status = STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET;
    if (NT_SUCCESS(status)) {
        struct vidpn_node *node = find_path(set, source, target);
        status = node ? STATUS_SUCCESS : STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY;
        if (node)
            removed = unlink_path(set, node);
    }
    vidpn_unlock();
    vidpn_free(removed);
    vidpn_note_report(&note, NULL, "pfnRemovePath");
    return status;
}

const DXGK_VIDPNTOPOLOGY_INTERFACE vidpn_topology_interface = {
    .pfnGetNumPaths = get_num_paths,
    .pfnGetNumPathsFromSource = get_num_paths_from_source,
    .pfnEnumPathTargetsFromSource = enum_path_targets_from_source,
    .pfnGetPathSourceFromTarget = get_path_source_from_target,
    .pfnAcquirePathInfo = acquire_path_info,
    .pfnAcquireFirstPathInfo = acquire_first_path_info,
    .pfnAcquireNextPathInfo = acquire_next_path_info,
    .pfnUpdatePathSupportInfo = update_path_support_info,
    .pfnReleasePathInfo = release_path_info,
    .pfnCreateNewPathInfo = create_new_path_info,
    .pfnAddPath = add_path,
    .pfnRemovePath = remove_path,
};
