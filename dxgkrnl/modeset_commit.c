/*
 * Making a VidPN the active one.
 *
 * Drivers are asked source by source (Z-08), and each call may take for granted that all other sources
 * stay as they are in the active VidPN. So a change of several sources is a walk over intermediate VidPNs:
 * first the sources that give up a target that another one takes go dark, then each changed source gets
 * its new paths. If a step fails the walk is undone backwards, so that either the whole new VidPN is
 * active or the old one still is (VPN-14).
 */
#include "modeset_model.h"

#include "adapter.h"
#include "ddi.h"

bool modeset_lit(const struct vidpn *vidpn, UINT source)
{
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    for (size_t i = 0; vidpn && (path = vidpn_path(vidpn, i)); i++) {
        if (path->VidPnSourceId == source)
            return true;
    }
    return false;
}

/* A driver without the slot shows everything it is told to show. */
NTSTATUS modeset_show(struct modeset *modeset, UINT source, bool visible)
{
    DXGKARG_SETVIDPNSOURCEVISIBILITY arg = {.VidPnSourceId = source, .Visible = visible};
    NTSTATUS status = ddi_SetVidPnSourceVisibility(modeset->adapter, &arg);
    if (!NT_SUCCESS(status)) {
        report_emit(REPORT_VIOLATION, "VPN-18", ddi_name(DDI_ID_SetVidPnSourceVisibility), "NTSTATUS",
                    "STATUS_SUCCESS", NULL, "0x%08X for source %u, %s", (unsigned)status, source,
                    visible ? "visible" : "hidden");
        return status;
    }
    if (visible)
        modeset->visible |= 1u << source;
    else
        modeset->visible &= ~(1u << source);
    present_set_visible(modeset->adapter, source, visible);
    return STATUS_SUCCESS;
}

void modeset_tell_present(struct modeset *modeset, UINT source)
{
    struct modeset_path path;
    if (modeset_active_path(modeset->adapter, source, &path))
        present_set_mode(modeset->adapter, source, path.width, path.height, path.rotation,
                         path.refresh_millihertz);
    else
        present_set_mode(modeset->adapter, source, 0, 0, D3DKMDT_VPPR_IDENTITY, 0);
}

/* ---- the walk ---- */

struct walk {
    struct modeset *modeset;
    struct vidpn *at;         /* what the driver shows now */
    const struct vidpn *next; /* where to go */
    DXGKARG_COMMITVIDPN_FLAGS flags;
    UINT changed; /* sources committed so far */
};

/* One source becomes what it is in `model`; NULL: dark. The driver is asked with exactly that. */
static NTSTATUS step(struct walk *walk, const struct vidpn *model, UINT source)
{
    struct vidpn *attempt = vidpn_clone(walk->at);
    if (!attempt)
        return STATUS_NO_MEMORY;
    NTSTATUS status = STATUS_SUCCESS;
    if (model)
        status = vidpn_take_source(attempt, model, source);
    else
        vidpn_drop_source(attempt, source);
    if (NT_SUCCESS(status))
        status = modeset_call_commit(walk->modeset, attempt, source, walk->flags);
    if (!NT_SUCCESS(status)) {
        vidpn_destroy(attempt);
        return status;
    }
    vidpn_destroy(walk->at);
    walk->at = attempt;
    walk->changed |= 1u << source;
    return STATUS_SUCCESS;
}

/* Does `source` hold a target now that another source has in `next`? */
static bool gives_up_target(const struct vidpn *at, const struct vidpn *next, UINT source)
{
    const D3DKMDT_VIDPN_PRESENT_PATH *path, *other;
    for (size_t i = 0; (path = vidpn_path(at, i)); i++) {
        if (path->VidPnSourceId != source)
            continue;
        for (size_t j = 0; (other = vidpn_path(next, j)); j++) {
            if (other->VidPnTargetId == path->VidPnTargetId && other->VidPnSourceId != source)
                return true;
        }
    }
    return false;
}

static NTSTATUS walk_there(struct walk *walk)
{
    NTSTATUS status = STATUS_SUCCESS;
    for (UINT source = 0; source < walk->modeset->domain.sources && NT_SUCCESS(status); source++) {
        if (gives_up_target(walk->at, walk->next, source))
            status = step(walk, NULL, source);
    }
    for (UINT source = 0; source < walk->modeset->domain.sources && NT_SUCCESS(status); source++) {
        if (!vidpn_same_source(walk->at, walk->next, source))
            status = step(walk, modeset_lit(walk->next, source) ? walk->next : NULL, source);
    }
    return status;
}

static NTSTATUS walk_back(struct walk *walk, const struct vidpn *old)
{
    struct walk back = *walk;
    back.next = old;
    back.changed = 0;
    NTSTATUS status = walk_there(&back);
    walk->at = back.at;
    return status;
}

/* Sources that go dark are hidden while they still have their mode. */
static void hide_darkened(struct modeset *modeset, const struct vidpn *next)
{
    for (UINT source = 0; source < modeset->domain.sources; source++) {
        if ((modeset->visible & 1u << source) && !modeset_lit(next, source))
            modeset_show(modeset, source, false);
    }
}

static void show_lit(struct modeset *modeset, UINT sources)
{
    for (UINT source = 0; source < modeset->domain.sources; source++) {
        if ((sources & 1u << source) && modeset_lit(modeset->active, source))
            modeset_show(modeset, source, true);
    }
}

static void report_failure(NTSTATUS status, bool undone)
{
    report_emit(undone ? REPORT_NOTE : REPORT_VIOLATION, "VPN-14", ddi_name(DDI_ID_CommitVidPn), "NTSTATUS",
                "STATUS_SUCCESS, or the old VidPN still active",
                "A VidPN that cannot be shown is better refused in DxgkDdiIsSupportedVidPn (OBS-47).",
                "0x%08X%s", (unsigned)status,
                undone ? ", the old VidPN stays" : ", and the old VidPN was refused as well");
}

/* Which sources were hidden on purpose stays so; newly lit ones are shown. */
static UINT sources_to_show(const struct modeset *modeset, const struct vidpn *old, UINT changed)
{
    UINT show = 0;
    for (UINT source = 0; source < modeset->domain.sources; source++) {
        bool hidden = modeset_lit(old, source) && !(modeset->visible & 1u << source);
        if ((changed & 1u << source) && !hidden)
            show |= 1u << source;
    }
    return show;
}

static NTSTATUS fail(struct modeset *modeset, struct walk *walk, NTSTATUS status, UINT visible)
{
    bool undone = !walk->changed || NT_SUCCESS(walk_back(walk, modeset->active));
    report_failure(status, undone);
    if (undone) {
        vidpn_destroy(walk->at);
    } else {
        vidpn_destroy(modeset->active);
        modeset->active = walk->at;
    }
    for (UINT source = 0; source < modeset->domain.sources; source++) {
        if (walk->changed & 1u << source)
            modeset_tell_present(modeset, source);
    }
    show_lit(modeset, (walk->changed | ~modeset->visible) & visible);
    return status;
}

NTSTATUS modeset_commit(struct modeset *modeset, struct vidpn *next, DXGKARG_COMMITVIDPN_FLAGS flags)
{
    struct walk walk = {.modeset = modeset, .next = next, .flags = flags};
    if (!modeset->active)
        modeset->active = vidpn_create(&modeset->domain);
    walk.at = modeset->active ? vidpn_clone(modeset->active) : NULL;
    if (!walk.at) {
        vidpn_destroy(next);
        return STATUS_NO_MEMORY;
    }
    UINT visible = modeset->visible;
    hide_darkened(modeset, next);
    NTSTATUS status = walk_there(&walk);
    if (!NT_SUCCESS(status)) {
        vidpn_destroy(next);
        return fail(modeset, &walk, status, visible);
    }
    UINT show = sources_to_show(modeset, modeset->active, walk.changed);
    vidpn_destroy(walk.at);
    vidpn_destroy(modeset->active);
    modeset->active = next;
    for (UINT source = 0; source < modeset->domain.sources; source++) {
        if (walk.changed & 1u << source)
            modeset_tell_present(modeset, source);
    }
    show_lit(modeset, show);
    return STATUS_SUCCESS;
}

NTSTATUS modeset_commit_again(struct modeset *modeset, DXGKARG_COMMITVIDPN_FLAGS flags)
{
    NTSTATUS status = STATUS_SUCCESS;
    for (UINT source = 0; source < modeset->domain.sources && NT_SUCCESS(status); source++) {
        if (!modeset_lit(modeset->active, source))
            continue;
        status = modeset_call_commit(modeset, modeset->active, source, flags);
        if (NT_SUCCESS(status))
            modeset_tell_present(modeset, source);
    }
    return status;
}
