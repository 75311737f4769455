/*
 * DXGK_VIDPN_INTERFACE: how a driver gets at the topology and at the mode sets of a VidPN, and puts new
 * sets in.
 *
 * Who owns a set is the whole difficulty (VPN-08). Acquire and Create give the driver a reference; Release
 * takes it back. Assign takes the reference of a created set back too, unless the call itself was wrong
 * (bad VidPN, id or set handle), for then nobody can tell which set was meant. A set that Assign examined
 * and refused is gone.
 */
#include "vidpn_model.h"

#include "vidpn_memory.h"

static struct vidpn *get_vidpn(const void *handle, struct vidpn_note *note)
{
    struct vidpn *vidpn = vidpn_handle_object(handle, VIDPN_HANDLE_VIDPN);
    if (vidpn) {
        note->where = vidpn->ddi;
        return vidpn;
    }
    vidpn_note_what(note, "hVidPn");
    vidpn_note(note, REPORT_VIOLATION, "VPN-08", "the VidPN handle of the DDI that runs",
               "A VidPN handle is valid only inside the DDI that got it.", "%p", handle);
    return NULL;
}

static bool known_owner(const struct vidpn *vidpn, const struct vidpn_kind *kind, UINT owner,
                        struct vidpn_note *note)
{
    bool source = kind == &vidpn_kind_source;
    if (source ? vidpn_known_source(&vidpn->domain, owner) : vidpn_known_target(&vidpn->domain, owner))
        return true;
    vidpn_note_what(note, source ? "VidPnSourceId" : "VidPnTargetId");
    vidpn_note(note, REPORT_VIOLATION, "DOD-12",
               source ? "a source below NumberOfVideoPresentSources" : "the ChildUid of a video output", NULL,
               "%u", owner);
    return false;
}

static NTSTATUS invalid_owner(const struct vidpn_kind *kind)
{
    return kind == &vidpn_kind_source ? STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE
                                      : STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET;
}

static const void *refer(struct vidpn_set *set)
{
    if (set->references++ == 0)
        vidpn_handle_open(&set->handle, set->kind->handle, set);
    return (const void *)set->handle.value;
}

/* Takes the set out of its VidPN; the caller frees it after the lock. */
static struct vidpn_set *unlink_set(struct vidpn_set *set)
{
    for (struct vidpn_set **link = &set->vidpn->sets; *link; link = &(*link)->next) {
        if (*link == set) {
            *link = set->next;
            break;
        }
    }
    return set;
}

/* What is left of a set that nobody needs: leftovers of the driver in it are reported. */
static void free_set(struct vidpn_set *set, const char *where)
{
    if (!set)
        return;
    vidpn_set_reclaim(set, where);
    vidpn_set_clear(set);
    vidpn_free(set);
}

static NTSTATUS acquire_set(const struct vidpn_kind *kind, const void *handle, UINT owner,
                            const char *function, const void **set_handle)
{
    struct vidpn_note note = {0};
    const void *taken = NULL;
    vidpn_lock();
    struct vidpn *vidpn = get_vidpn(handle, &note);
    NTSTATUS status = !vidpn                                    ? STATUS_GRAPHICS_INVALID_VIDPN
                      : !known_owner(vidpn, kind, owner, &note) ? invalid_owner(kind)
                                                                : STATUS_SUCCESS;
    if (NT_SUCCESS(status))
        taken = refer(vidpn_assigned(vidpn, kind, owner));
    vidpn_unlock();
    if (NT_SUCCESS(status))
        *set_handle = taken;
    vidpn_note_report(&note, NULL, function);
    return status;
}

static bool has_unassigned(const struct vidpn *vidpn, const struct vidpn_kind *kind, UINT owner,
                           struct vidpn_note *note)
{
    for (const struct vidpn_set *set = vidpn->sets; set; set = set->next) {
        if (set->kind == kind && set->owner == owner && set->created) {
            vidpn_note_what(note, "%s", kind->name);
            vidpn_note(note, REPORT_VIOLATION, "VPN-08",
                       "one set at a time that is created and not yet assigned",
                       "Release or assign the set that was created before.", "a second one for %u", owner);
            return true;
        }
    }
    return false;
}

static NTSTATUS create_set(const struct vidpn_kind *kind, const void *handle, UINT owner,
                           const char *function, const void **set_handle)
{
    struct vidpn_set *set = vidpn_alloc(sizeof *set);
    struct vidpn_note note = {0};
    const void *taken = NULL;
    vidpn_lock();
    struct vidpn *vidpn = get_vidpn(handle, &note);
    NTSTATUS status = !vidpn                                    ? STATUS_GRAPHICS_INVALID_VIDPN
                      : !known_owner(vidpn, kind, owner, &note) ? invalid_owner(kind)
                      : has_unassigned(vidpn, kind, owner, &note)
                          ? STATUS_GRAPHICS_UNASSIGNED_MODESET_ALREADY_EXISTS
                      : !set ? STATUS_NO_MEMORY
                             : STATUS_SUCCESS;
    if (NT_SUCCESS(status)) {
        vidpn_set_init(set, kind, &vidpn->domain, &vidpn->ddi, owner);
        set->vidpn = vidpn;
        set->created = true;
        set->next = vidpn->sets;
        vidpn->sets = set;
        taken = refer(set);
        set = NULL;
    }
    vidpn_unlock();
    vidpn_free(set);
    if (NT_SUCCESS(status))
        *set_handle = taken;
    vidpn_note_report(&note, NULL, function);
    return status;
}

static NTSTATUS release_set(const struct vidpn_kind *kind, const void *handle, const void *set_handle,
                            const char *function)
{
    struct vidpn_set *garbage = NULL;
    struct vidpn_note note = {0};
    vidpn_lock();
    struct vidpn *vidpn = get_vidpn(handle, &note);
    const char *where = vidpn ? vidpn->ddi : NULL;
    struct vidpn_set *set = vidpn ? vidpn_set_get(kind, set_handle, &note) : NULL;
    NTSTATUS status = !vidpn                ? STATUS_GRAPHICS_INVALID_VIDPN
                      : !set                ? kind->invalid_set
                      : set->vidpn != vidpn ? STATUS_GRAPHICS_RESOURCES_NOT_RELATED
                                            : STATUS_SUCCESS;
    if (NT_SUCCESS(status) && --set->references == 0) {
        vidpn_handle_close(&set->handle);
        if (!set->assigned)
            garbage = unlink_set(set);
    }
    vidpn_unlock();
    free_set(garbage, where);
    vidpn_note_report(&note, where, function);
    return status;
}

/* The mode of `set` that is the one pinned in `old`; NULL with none pinned sets *lost to false. */
static struct vidpn_node *kept_pin(const struct vidpn_set *set, const struct vidpn_set *old, bool *lost)
{
    struct vidpn_node *pin = vidpn_choose_pinned(old, NULL);
    *lost = pin != NULL;
    if (!pin)
        return NULL;
    for (struct vidpn_node *node = set->elements; node; node = node->next) {
        if (set->kind->same(node->info, pin->info)) {
            *lost = false;
            return node;
        }
    }
    return NULL;
}

/* Examines a set whose handle is good; whatever this says, the driver's reference is used up. */
static NTSTATUS examine(struct vidpn_set *set, const struct vidpn_set *old, UINT owner,
                        struct vidpn_note *note)
{
    bool lost;
    struct vidpn_node *pin = kept_pin(set, old, &lost);
    vidpn_note_what(note, "%s", set->kind->name);
    if (set->owner != owner) {
        vidpn_note(note, REPORT_VIOLATION, "VPN-08", "the source or target it was created for", NULL,
                   "created for %u, assigned to %u", set->owner, owner);
        return STATUS_GRAPHICS_RESOURCES_NOT_RELATED;
    }
    if (set->count == 0) {
        vidpn_note(note, REPORT_VIOLATION, "VPN-08", "at least one mode",
                   "An empty set says that no mode is possible.", "0 modes");
        return STATUS_GRAPHICS_VIDPN_MODALITY_NOT_SUPPORTED;
    }
    if (lost) {
        vidpn_note(note, REPORT_VIOLATION, "VPN-04", "a set that contains the pinned mode",
                   "Leave the sets of sources and targets alone that have a pinned mode.", "%zu other modes",
                   set->count);
        return STATUS_GRAPHICS_PINNED_MODE_MUST_REMAIN_IN_SET;
    }
    if (pin) {
        set->pinned = true;
        set->pinned_id = *set->kind->id(pin->info);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS check_assign(struct vidpn *vidpn, const struct vidpn_kind *kind, UINT owner,
                             struct vidpn_set *set, struct vidpn_note *note)
{
    if (!known_owner(vidpn, kind, owner, note))
        return invalid_owner(kind);
    if (!set)
        return kind->invalid_set;
    if (set->vidpn != vidpn || !set->created) {
        vidpn_note_what(note, "%s", kind->name);
        vidpn_note(note, REPORT_VIOLATION, "VPN-08",
                   "a set of this VidPN from pfnCreateNew, not assigned before", NULL, "%s",
                   set->vidpn != vidpn ? "a set of another VidPN" : "an acquired set");
        return kind->invalid_set;
    }
    return vidpn_allowed(set, VIDPN_POPULATE, note);
}

static NTSTATUS assign_set(const struct vidpn_kind *kind, const void *handle, UINT owner,
                           const void *set_handle, const char *function)
{
    struct vidpn_set *garbage = NULL;
    struct vidpn_note note = {0};
    vidpn_lock();
    struct vidpn *vidpn = get_vidpn(handle, &note);
    const char *where = vidpn ? vidpn->ddi : NULL;
    struct vidpn_set *set = vidpn ? vidpn_set_get(kind, set_handle, &note) : NULL;
    NTSTATUS status = vidpn ? check_assign(vidpn, kind, owner, set, &note) : STATUS_GRAPHICS_INVALID_VIDPN;
    if (NT_SUCCESS(status)) {
        struct vidpn_set *old = vidpn_assigned(vidpn, kind, owner);
        status = examine(set, old, owner, &note);
        vidpn_handle_close(&set->handle);
        set->references = 0;
        set->created = false;
        if (!NT_SUCCESS(status)) {
            garbage = unlink_set(set);
        } else {
            set->assigned = true;
            old->assigned = false;
            if (old->references == 0)
                garbage = unlink_set(old);
        }
    }
    vidpn_unlock();
    free_set(garbage, where);
    vidpn_note_report(&note, where, function);
    return status;
}

/* ---- the table ---- */

static NTSTATUS NTAPI get_topology(const D3DKMDT_HVIDPN handle, D3DKMDT_HVIDPNTOPOLOGY *topology,
                                   const DXGK_VIDPNTOPOLOGY_INTERFACE **interface)
{
    if (!topology || !interface)
        return STATUS_INVALID_PARAMETER;
    struct vidpn_note note = {0};
    vidpn_lock();
    const struct vidpn *vidpn = get_vidpn(handle, &note);
    uintptr_t value = vidpn ? vidpn->topology.handle.value : 0;
    vidpn_unlock();
    if (vidpn) {
        *topology = (D3DKMDT_HVIDPNTOPOLOGY)value;
        *interface = &vidpn_topology_interface;
    }
    vidpn_note_report(&note, NULL, "pfnGetTopology");
    return vidpn ? STATUS_SUCCESS : STATUS_GRAPHICS_INVALID_VIDPN;
}

static NTSTATUS NTAPI acquire_source(const D3DKMDT_HVIDPN vidpn, const UINT source,
                                     D3DKMDT_HVIDPNSOURCEMODESET *set,
                                     const DXGK_VIDPNSOURCEMODESET_INTERFACE **interface)
{
    if (!set || !interface)
        return STATUS_INVALID_PARAMETER;
    *interface = &vidpn_source_interface;
    return acquire_set(&vidpn_kind_source, vidpn, source, "pfnAcquireSourceModeSet", (const void **)set);
}

static NTSTATUS NTAPI release_source(const D3DKMDT_HVIDPN vidpn, const D3DKMDT_HVIDPNSOURCEMODESET set)
{
    return release_set(&vidpn_kind_source, vidpn, set, "pfnReleaseSourceModeSet");
}

static NTSTATUS NTAPI create_source(const D3DKMDT_HVIDPN vidpn, const UINT source,
                                    D3DKMDT_HVIDPNSOURCEMODESET *set,
                                    const DXGK_VIDPNSOURCEMODESET_INTERFACE **interface)
{
    if (!set || !interface)
        return STATUS_INVALID_PARAMETER;
    *interface = &vidpn_source_interface;
    return create_set(&vidpn_kind_source, vidpn, source, "pfnCreateNewSourceModeSet", (const void **)set);
}

static NTSTATUS NTAPI assign_source(D3DKMDT_HVIDPN vidpn, const UINT source,
                                    const D3DKMDT_HVIDPNSOURCEMODESET set)
{
    return assign_set(&vidpn_kind_source, vidpn, source, set, "pfnAssignSourceModeSet");
}

/* Multisampling is a matter of rendering; display-only adapters have none, so the methods are checked
 * and forgotten. */
static NTSTATUS NTAPI assign_multisampling(D3DKMDT_HVIDPN handle, const UINT source, const SIZE_T count,
                                           const D3DDDI_MULTISAMPLINGMETHOD *methods)
{
    struct vidpn_note note = {0};
    vidpn_lock();
    const struct vidpn *vidpn = get_vidpn(handle, &note);
    NTSTATUS status = !vidpn ? STATUS_GRAPHICS_INVALID_VIDPN
                      : !known_owner(vidpn, &vidpn_kind_source, source, &note)
                          ? STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE
                      : count && !methods ? STATUS_INVALID_PARAMETER
                                          : STATUS_SUCCESS;
    vidpn_unlock();
    vidpn_note_report(&note, NULL, "pfnAssignMultisamplingMethodSet");
    return status;
}

static NTSTATUS NTAPI acquire_target(const D3DKMDT_HVIDPN vidpn, const UINT target,
                                     D3DKMDT_HVIDPNTARGETMODESET *set,
                                     const DXGK_VIDPNTARGETMODESET_INTERFACE **interface)
{
    if (!set || !interface)
        return STATUS_INVALID_PARAMETER;
    *interface = &vidpn_target_interface;
    return acquire_set(&vidpn_kind_target, vidpn, target, "pfnAcquireTargetModeSet", (const void **)set);
}

static NTSTATUS NTAPI release_target(const D3DKMDT_HVIDPN vidpn, const D3DKMDT_HVIDPNTARGETMODESET set)
{
    return release_set(&vidpn_kind_target, vidpn, set, "pfnReleaseTargetModeSet");
}

static NTSTATUS NTAPI create_target(const D3DKMDT_HVIDPN vidpn, const UINT target,
                                    D3DKMDT_HVIDPNTARGETMODESET *set,
                                    const DXGK_VIDPNTARGETMODESET_INTERFACE **interface)
{
    if (!set || !interface)
        return STATUS_INVALID_PARAMETER;
    *interface = &vidpn_target_interface;
    return create_set(&vidpn_kind_target, vidpn, target, "pfnCreateNewTargetModeSet", (const void **)set);
}

static NTSTATUS NTAPI assign_target(D3DKMDT_HVIDPN vidpn, const UINT target,
                                    const D3DKMDT_HVIDPNTARGETMODESET set)
{
    return assign_set(&vidpn_kind_target, vidpn, target, set, "pfnAssignTargetModeSet");
}

const DXGK_VIDPN_INTERFACE vidpn_interface = {
    .Version = DXGK_VIDPN_INTERFACE_VERSION_V1,
    .pfnGetTopology = get_topology,
    .pfnAcquireSourceModeSet = acquire_source,
    .pfnReleaseSourceModeSet = release_source,
    .pfnCreateNewSourceModeSet = create_source,
    .pfnAssignSourceModeSet = assign_source,
    .pfnAssignMultisamplingMethodSet = assign_multisampling,
    .pfnAcquireTargetModeSet = acquire_target,
    .pfnReleaseTargetModeSet = release_target,
    .pfnCreateNewTargetModeSet = create_target,
    .pfnAssignTargetModeSet = assign_target,
};

NTSTATUS vidpn_query_interface(D3DKMDT_HVIDPN handle, DXGK_VIDPN_INTERFACE_VERSION version,
                               const DXGK_VIDPN_INTERFACE **interface)
{
    if (!interface)
        return STATUS_INVALID_PARAMETER;
    struct vidpn_note note = {0};
    vidpn_lock();
    const struct vidpn *vidpn = get_vidpn(handle, &note);
    NTSTATUS status = !vidpn                                       ? STATUS_GRAPHICS_INVALID_VIDPN
                      : version != DXGK_VIDPN_INTERFACE_VERSION_V1 ? STATUS_NOT_SUPPORTED
                                                                   : STATUS_SUCCESS;
    vidpn_unlock();
    if (NT_SUCCESS(status))
        *interface = &vidpn_interface;
    vidpn_note_report(&note, NULL, "DxgkCbQueryVidPnInterface");
    return status;
}
