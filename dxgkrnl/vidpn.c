/*
 * The VidPN object itself: its life, the kernel's side of it, and the opening and closing of calls down,
 * where every reference that a driver took is accounted for.
 */
#include "vidpn_model.h"

#include "vidpn_memory.h"

#include <string.h>

bool vidpn_known_source(const struct vidpn_domain *domain, UINT source)
{
    return source < domain->sources;
}

bool vidpn_known_target(const struct vidpn_domain *domain, UINT target)
{
    for (size_t i = 0; i < domain->target_count; i++) {
        if (domain->targets[i] == target)
            return true;
    }
    return false;
}

struct vidpn_set *vidpn_assigned(const struct vidpn *vidpn, const struct vidpn_kind *kind, UINT owner)
{
    for (struct vidpn_set *set = vidpn->sets; set; set = set->next) {
        if (set->kind == kind && set->owner == owner && set->assigned)
            return set;
    }
    return NULL;
}

NTSTATUS vidpn_allowed(const struct vidpn_set *set, enum vidpn_access needed, struct vidpn_note *note)
{
    if (set->vidpn->access >= needed)
        return STATUS_SUCCESS;
    vidpn_note_what(note, "%s", set->kind->name);
    vidpn_note(note, REPORT_VIOLATION, "VPN-23",
               needed == VIDPN_COMPOSE ? "no change of paths or pins in this DDI"
                                       : "no change of the VidPN in this DDI",
               NULL, "an attempt to change it");
    return STATUS_ACCESS_DENIED;
}

/* ---- life ---- */

static struct vidpn_set *new_set(struct vidpn *vidpn, const struct vidpn_kind *kind, UINT owner)
{
    struct vidpn_set *set = vidpn_alloc(sizeof *set);
    if (!set)
        return NULL;
    vidpn_set_init(set, kind, &vidpn->domain, &vidpn->ddi, owner);
    set->vidpn = vidpn;
    set->assigned = true;
    set->next = vidpn->sets;
    vidpn->sets = set;
    return set;
}

static bool make_sets(struct vidpn *vidpn)
{
    for (UINT source = 0; source < vidpn->domain.sources; source++) {
        if (!new_set(vidpn, &vidpn_kind_source, source))
            return false;
    }
    for (size_t i = 0; i < vidpn->domain.target_count; i++) {
        if (!new_set(vidpn, &vidpn_kind_target, vidpn->domain.targets[i]))
            return false;
    }
    return true;
}

struct vidpn *vidpn_create(const struct vidpn_domain *domain)
{
    size_t target_bytes = domain->target_count * sizeof *domain->targets;
    struct vidpn *vidpn = vidpn_alloc(sizeof *vidpn + target_bytes);
    if (!vidpn)
        return NULL;
    UINT *targets = (UINT *)(vidpn + 1);
    if (target_bytes)
        memcpy(targets, domain->targets, target_bytes);
    vidpn->domain = *domain;
    vidpn->domain.targets = targets;
    vidpn_set_init(&vidpn->topology, &vidpn_kind_path, &vidpn->domain, &vidpn->ddi, 0);
    vidpn->topology.vidpn = vidpn;
    if (!make_sets(vidpn)) {
        vidpn_destroy(vidpn);
        return NULL;
    }
    return vidpn;
}

struct vidpn *vidpn_clone(const struct vidpn *vidpn)
{
    struct vidpn *clone = vidpn_create(&vidpn->domain);
    if (!clone)
        return NULL;
    NTSTATUS status = vidpn_set_copy(&clone->topology, &vidpn->topology);
    for (const struct vidpn_set *set = vidpn->sets; set && NT_SUCCESS(status); set = set->next) {
        if (set->assigned)
            status = vidpn_set_copy(vidpn_assigned(clone, set->kind, set->owner), set);
    }
    if (!NT_SUCCESS(status)) {
        vidpn_destroy(clone);
        return NULL;
    }
    return clone;
}

void vidpn_destroy(struct vidpn *vidpn)
{
    if (!vidpn)
        return;
    while (vidpn->sets) {
        struct vidpn_set *set = vidpn->sets;
        vidpn->sets = set->next;
        vidpn_set_clear(set);
        vidpn_free(set);
    }
    vidpn_set_clear(&vidpn->topology);
    vidpn_free(vidpn);
}

/* ---- topology ---- */

NTSTATUS vidpn_add_path(struct vidpn *vidpn, UINT source, UINT target)
{
    D3DKMDT_VIDPN_PRESENT_PATH path = {0};
    struct vidpn_note note = {0};
    vidpn_kind_path.prepare(&vidpn->topology, &path);
    path.VidPnSourceId = source;
    path.VidPnTargetId = target;
    NTSTATUS status = vidpn_kind_path.check(&vidpn->topology, &path, &note);
    return NT_SUCCESS(status) ? vidpn_set_append(&vidpn->topology, &path) : status;
}

size_t vidpn_path_count(const struct vidpn *vidpn)
{
    return vidpn->topology.count;
}

static void *nth(struct vidpn_set *set, size_t index)
{
    struct vidpn_node *node = set ? vidpn_set_nth(set, index) : NULL;
    return node ? node->info : NULL;
}

D3DKMDT_VIDPN_PRESENT_PATH *vidpn_path(const struct vidpn *vidpn, size_t index)
{
    return nth((struct vidpn_set *)&vidpn->topology, index);
}

D3DKMDT_VIDPN_PRESENT_PATH *vidpn_path_between(const struct vidpn *vidpn, UINT source, UINT target)
{
    for (struct vidpn_node *node = vidpn->topology.elements; node; node = node->next) {
        D3DKMDT_VIDPN_PRESENT_PATH *path = (void *)node->info;
        if (path->VidPnSourceId == source && path->VidPnTargetId == target)
            return path;
    }
    return NULL;
}

static void empty(struct vidpn_set *set)
{
    if (set)
        vidpn_set_clear(set);
}

void vidpn_drop_targets(struct vidpn *vidpn, UINT source, bool (*keep)(const void *ctx, UINT target),
                        const void *ctx)
{
    struct vidpn_set *topology = &vidpn->topology;
    size_t kept = 0;
    for (struct vidpn_node **link = &topology->elements; *link;) {
        struct vidpn_node *node = *link;
        const D3DKMDT_VIDPN_PRESENT_PATH *path = (const void *)node->info;
        bool ours = path->VidPnSourceId == source;
        if (!ours || keep(ctx, path->VidPnTargetId)) {
            kept += ours;
            link = &node->next;
            continue;
        }
        empty(vidpn_assigned(vidpn, &vidpn_kind_target, path->VidPnTargetId));
        *link = node->next;
        topology->count--;
        topology->cursor = NULL;
        vidpn_free(node);
    }
    topology->last = topology->elements;
    while (topology->last && topology->last->next)
        topology->last = topology->last->next;
    if (!kept)
        empty(vidpn_assigned(vidpn, &vidpn_kind_source, source));
}

static bool keep_none(const void *ctx, UINT target)
{
    return false;
}

void vidpn_drop_source(struct vidpn *vidpn, UINT source)
{
    vidpn_drop_targets(vidpn, source, keep_none, NULL);
}

static NTSTATUS take_path(struct vidpn *to, const struct vidpn *from, const D3DKMDT_VIDPN_PRESENT_PATH *path)
{
    NTSTATUS status = vidpn_add_path(to, path->VidPnSourceId, path->VidPnTargetId);
    if (!NT_SUCCESS(status))
        return status;
    D3DKMDT_VIDPN_PRESENT_PATH *made = vidpn_path_between(to, path->VidPnSourceId, path->VidPnTargetId);
    D3DKMDT_VIDPN_PRESENT_PATH_IMPORTANCE importance = made->ImportanceOrdinal;
    *made = *path;
    made->ImportanceOrdinal = importance;
    struct vidpn_set *set = vidpn_assigned(to, &vidpn_kind_target, path->VidPnTargetId);
    vidpn_set_clear(set);
    return vidpn_set_copy(set, vidpn_assigned(from, &vidpn_kind_target, path->VidPnTargetId));
}

NTSTATUS vidpn_take_source(struct vidpn *to, const struct vidpn *from, UINT source)
{
    vidpn_drop_source(to, source);
    struct vidpn_set *set = vidpn_assigned(to, &vidpn_kind_source, source);
    const struct vidpn_set *model = vidpn_assigned(from, &vidpn_kind_source, source);
    if (!set || !model)
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    NTSTATUS status = vidpn_set_copy(set, model);
    for (const struct vidpn_node *node = from->topology.elements; node && NT_SUCCESS(status);
         node = node->next) {
        const D3DKMDT_VIDPN_PRESENT_PATH *path = (const void *)node->info;
        if (path->VidPnSourceId == source)
            status = take_path(to, from, path);
    }
    if (!NT_SUCCESS(status))
        vidpn_drop_source(to, source);
    return status;
}

static const void *pinned_info(const struct vidpn_set *set)
{
    struct vidpn_node *node = set ? vidpn_choose_pinned(set, NULL) : NULL;
    return node ? node->info : NULL;
}

static bool same_pin(const struct vidpn *a, const struct vidpn *b, const struct vidpn_kind *kind, UINT owner)
{
    const void *x = pinned_info(vidpn_assigned(a, kind, owner)),
               *y = pinned_info(vidpn_assigned(b, kind, owner));
    return x && y ? kind->same(x, y) : x == y;
}

static size_t paths_of(const struct vidpn *vidpn, UINT source)
{
    size_t count = 0;
    for (const struct vidpn_node *node = vidpn->topology.elements; node; node = node->next)
        count += ((const D3DKMDT_VIDPN_PRESENT_PATH *)(const void *)node->info)->VidPnSourceId == source;
    return count;
}

bool vidpn_same_source(const struct vidpn *a, const struct vidpn *b, UINT source)
{
    if (paths_of(a, source) != paths_of(b, source) || !same_pin(a, b, &vidpn_kind_source, source))
        return false;
    for (const struct vidpn_node *node = a->topology.elements; node; node = node->next) {
        const D3DKMDT_VIDPN_PRESENT_PATH *path = (const void *)node->info;
        if (path->VidPnSourceId != source)
            continue;
        const D3DKMDT_VIDPN_PRESENT_PATH *other = vidpn_path_between(b, source, path->VidPnTargetId);
        if (!other || other->ContentTransformation.Scaling != path->ContentTransformation.Scaling ||
            other->ContentTransformation.Rotation != path->ContentTransformation.Rotation ||
            !same_pin(a, b, &vidpn_kind_target, path->VidPnTargetId))
            return false;
    }
    return true;
}

/* ---- mode sets ---- */

size_t vidpn_source_mode_count(const struct vidpn *vidpn, UINT source)
{
    const struct vidpn_set *set = vidpn_assigned(vidpn, &vidpn_kind_source, source);
    return set ? set->count : 0;
}

const D3DKMDT_VIDPN_SOURCE_MODE *vidpn_source_mode(const struct vidpn *vidpn, UINT source, size_t index)
{
    return nth(vidpn_assigned(vidpn, &vidpn_kind_source, source), index);
}

const D3DKMDT_VIDPN_SOURCE_MODE *vidpn_pinned_source_mode(const struct vidpn *vidpn, UINT source)
{
    return pinned_info(vidpn_assigned(vidpn, &vidpn_kind_source, source));
}

size_t vidpn_target_mode_count(const struct vidpn *vidpn, UINT target)
{
    const struct vidpn_set *set = vidpn_assigned(vidpn, &vidpn_kind_target, target);
    return set ? set->count : 0;
}

const D3DKMDT_VIDPN_TARGET_MODE *vidpn_target_mode(const struct vidpn *vidpn, UINT target, size_t index)
{
    return nth(vidpn_assigned(vidpn, &vidpn_kind_target, target), index);
}

const D3DKMDT_VIDPN_TARGET_MODE *vidpn_pinned_target_mode(const struct vidpn *vidpn, UINT target)
{
    return pinned_info(vidpn_assigned(vidpn, &vidpn_kind_target, target));
}

static NTSTATUS pin(struct vidpn_set *set, UINT id)
{
    if (!set || !vidpn_set_find(set, id))
        return STATUS_GRAPHICS_MODE_NOT_IN_MODESET;
    set->pinned = true;
    set->pinned_id = id;
    return STATUS_SUCCESS;
}

NTSTATUS vidpn_pin_source(struct vidpn *vidpn, UINT source, UINT mode_id)
{
    return pin(vidpn_assigned(vidpn, &vidpn_kind_source, source), mode_id);
}

NTSTATUS vidpn_pin_target(struct vidpn *vidpn, UINT target, UINT mode_id)
{
    return pin(vidpn_assigned(vidpn, &vidpn_kind_target, target), mode_id);
}

void vidpn_unpin(struct vidpn *vidpn, UINT source, UINT target)
{
    struct vidpn_set *set = vidpn_assigned(vidpn, &vidpn_kind_source, source);
    if (set)
        set->pinned = false;
    set = vidpn_assigned(vidpn, &vidpn_kind_target, target);
    if (set)
        set->pinned = false;
}

NTSTATUS vidpn_add_source_mode(struct vidpn *vidpn, UINT source, const D3DKMDT_VIDPN_SOURCE_MODE *mode)
{
    struct vidpn_set *set = vidpn_assigned(vidpn, &vidpn_kind_source, source);
    return set ? vidpn_set_append(set, mode) : STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
}

NTSTATUS vidpn_add_target_mode(struct vidpn *vidpn, UINT target, const D3DKMDT_VIDPN_TARGET_MODE *mode)
{
    struct vidpn_set *set = vidpn_assigned(vidpn, &vidpn_kind_target, target);
    return set ? vidpn_set_append(set, mode) : STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET;
}

static bool same_modes(const struct vidpn *a, const struct vidpn *b, const struct vidpn_kind *kind,
                       UINT owner)
{
    const struct vidpn_set *x = vidpn_assigned(a, kind, owner), *y = vidpn_assigned(b, kind, owner);
    return x && y ? vidpn_set_equal(x, y) : x == y;
}

bool vidpn_same_source_modes(const struct vidpn *a, const struct vidpn *b, UINT source)
{
    return same_modes(a, b, &vidpn_kind_source, source);
}

bool vidpn_same_target_modes(const struct vidpn *a, const struct vidpn *b, UINT target)
{
    return same_modes(a, b, &vidpn_kind_target, target);
}

bool vidpn_functional(const struct vidpn *vidpn)
{
    for (const struct vidpn_node *node = vidpn->topology.elements; node; node = node->next) {
        const D3DKMDT_VIDPN_PRESENT_PATH *path = (const void *)node->info;
        if (!vidpn_pinned_source_mode(vidpn, path->VidPnSourceId) ||
            !vidpn_pinned_target_mode(vidpn, path->VidPnTargetId))
            return false;
    }
    return vidpn->topology.count != 0;
}

/* ---- calls down ---- */

D3DKMDT_HVIDPN vidpn_call_begin(struct vidpn *vidpn, const char *ddi, enum vidpn_access access)
{
    vidpn_lock();
    vidpn->ddi = ddi;
    vidpn->access = access;
    vidpn_handle_open(&vidpn->handle, VIDPN_HANDLE_VIDPN, vidpn);
    vidpn_handle_open(&vidpn->topology.handle, VIDPN_HANDLE_TOPOLOGY, &vidpn->topology);
    D3DKMDT_HVIDPN handle = (D3DKMDT_HVIDPN)vidpn->handle.value;
    vidpn_unlock();
    return handle;
}

/* Sets that are not assigned exist for the driver only; after the call nobody needs them. */
static void drop_unassigned(struct vidpn *vidpn)
{
    for (struct vidpn_set **link = &vidpn->sets; *link;) {
        struct vidpn_set *set = *link;
        if (set->assigned) {
            link = &set->next;
            continue;
        }
        *link = set->next;
        vidpn_set_clear(set);
        vidpn_free(set);
    }
}

size_t vidpn_call_end(struct vidpn *vidpn)
{
    vidpn_lock();
    vidpn_handle_close(&vidpn->handle);
    vidpn_unlock();
    size_t leaked = vidpn_set_reclaim(&vidpn->topology, vidpn->ddi);
    for (struct vidpn_set *set = vidpn->sets; set; set = set->next)
        leaked += vidpn_set_reclaim(set, vidpn->ddi);
    drop_unassigned(vidpn);
    vidpn->ddi = NULL;
    vidpn->access = VIDPN_INSPECT;
    return leaked;
}
