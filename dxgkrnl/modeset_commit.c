/*
 * Making a VidPN the active one.
 *
 * The contract knows two kinds of commit: of one source, and all-or-nothing of the whole VidPN with
 * AffectedVidPnSourceId D3DDDI_ID_ALL. Display-only drivers in the field refuse the second (Z-08), so the
 * first is the only one that is ever asked for here, and the all-or-nothing is made of it. Each call may take
 * for granted that all other sources stay as they are in the active VidPN. So a change of several sources is a
 * walk over intermediate VidPNs: first the sources that give up a target that another one takes go dark, then
 * each changed source gets its new paths. If a step fails the walk is undone backwards, so that either the
 * whole new VidPN is active or the old one still is (VPN-14).
 *
 * What a caller asks for is committed with D3DKMDT_MCC_ENFORCE: the driver is the one who knows what is
 * plugged in at this moment, and must refuse a path to a target without monitor (VPN-15). It is not refused
 * before, so that the answer is the driver's and can be judged. What the graphics kernel does on its own
 * account, above all the way back, is committed with D3DKMDT_MCC_IGNORE: it must succeed, and a monitor that is
 * gone will be indicated.
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

NTSTATUS modeset_show(struct modeset *modeset, UINT source, bool visible)
{
    DXGKARG_SETVIDPNSOURCEVISIBILITY arg = {.VidPnSourceId = source, .Visible = visible};
    NTSTATUS status = ddi_SetVidPnSourceVisibility(modeset->adapter, &arg);
    if (!NT_SUCCESS(status)) {
        report_emit(REPORT_VIOLATION, "VPN-18", ddi_name(DDI_ID_SetVidPnSourceVisibility), "NTSTATUS",
                    "STATUS_SUCCESS for one source and for D3DDDI_ID_ALL (0xFFFFFFFD)", NULL,
                    "0x%08X for source %u, %s", (unsigned)status, source, visible ? "visible" : "hidden");
        return status;
    }
    for (UINT i = 0; i < modeset->domain.sources; i++) {
        if (source != i && (source != D3DDDI_ID_ALL || !modeset_lit(modeset->active, i)))
            continue;
        if (visible)
            modeset->visible |= 1u << i;
        else
            modeset->visible &= ~(1u << i);
        present_set_visible(modeset->adapter, i, visible);
    }
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
    modeset_tell_powered(modeset->adapter, source, !modeset_powered_off(modeset, modeset->active, source));
}

/* ---- the walk ---- */

struct walk {
    struct modeset *modeset;
    struct vidpn *at;         /* what the driver shows now */
    const struct vidpn *next; /* where to go */
    struct modeset_manner manner;
    UINT changed; /* sources committed so far */
    bool refused; /* by the driver, rightly: no monitor */
};

/* Does the source have a path to a target without a monitor, and does the driver know? Asked again, because a plug
 * may have been moved since, and then nobody was wrong. */
static bool lacks_monitor(struct modeset *modeset, const struct vidpn *vidpn, UINT source, UINT *target)
{
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    for (size_t i = 0; (path = vidpn_path(vidpn, i)); i++) {
        if (path->VidPnSourceId != source || monitor_connected(modeset->monitors, path->VidPnTargetId))
            continue;
        *target = path->VidPnTargetId;
        return !modeset_plugged_now(modeset->adapter, path->VidPnTargetId);
    }
    return false;
}

/* VPN-15. The driver's answer to an enforced commit; returns what it should have been. */
static NTSTATUS judge_enforced(struct walk *walk, const struct vidpn *attempt, UINT source, NTSTATUS status)
{
    UINT target;
    if (!walk->manner.enforce || !lacks_monitor(walk->modeset, attempt, source, &target))
        return status;
    walk->refused = status == STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
    if (!walk->refused)
        report_emit(
            REPORT_VIOLATION, "VPN-15", ddi_name(DDI_ID_CommitVidPn), "NTSTATUS",
            "STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY (0xC01E0300), and the old VidPN kept",
            "With MonitorConnectivityChecks D3DKMDT_MCC_ENFORCE look whether every target of a path has a "
            "monitor before anything is changed.",
            "0x%08X for source %u; target %u has no monitor, as DxgkDdiQueryChildStatus says",
            (unsigned)status, source, target);
    return STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
}

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
        status = modeset_call_commit(walk->modeset, attempt, source, walk->manner);
    bool taken = NT_SUCCESS(status); /* even if it should not have been: then it has to be taken back */
    if (status != STATUS_NO_MEMORY)
        status = judge_enforced(walk, attempt, source, status);
    if (!taken) {
        vidpn_destroy(attempt);
        return status;
    }
    vidpn_destroy(walk->at);
    walk->at = attempt;
    walk->changed |= 1u << source;
    return status;
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
    back.manner.enforce = false;
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
    if (!undone || !walk->refused)
        report_failure(status, undone);
    if (undone) {
        vidpn_destroy(walk->at);
    } else {
        vidpn_destroy(modeset->active);
        modeset->active = walk->at;
        modeset_drop_ramps(modeset);
    }
    for (UINT source = 0; source < modeset->domain.sources; source++) {
        if (walk->changed & 1u << source)
            modeset_tell_present(modeset, source);
    }
    show_lit(modeset, (walk->changed | ~modeset->visible) & visible);
    return status;
}

NTSTATUS modeset_commit(struct modeset *modeset, struct vidpn *next, struct modeset_manner manner)
{
    struct walk walk = {.modeset = modeset, .next = next, .manner = manner};
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
    modeset_drop_ramps(modeset);
    for (UINT source = 0; source < modeset->domain.sources; source++) {
        if (walk.changed & 1u << source)
            modeset_tell_present(modeset, source);
    }
    show_lit(modeset, show);
    return STATUS_SUCCESS;
}

NTSTATUS modeset_commit_again(struct modeset *modeset, DXGKARG_COMMITVIDPN_FLAGS flags)
{
    const struct modeset_manner manner = {.flags = flags};
    NTSTATUS status = STATUS_SUCCESS;
    for (UINT source = 0; source < modeset->domain.sources && NT_SUCCESS(status); source++) {
        if (!modeset_lit(modeset->active, source))
            continue;
        status = modeset_call_commit(modeset, modeset->active, source, manner);
        if (NT_SUCCESS(status))
            modeset_tell_present(modeset, source);
    }
    return status;
}

NTSTATUS modeset_commit_source(struct modeset *modeset, UINT source)
{
    if (!modeset_lit(modeset->active, source))
        return STATUS_GRAPHICS_NO_ACTIVE_VIDPN;
    return modeset_call_commit(modeset, modeset->active, source, (struct modeset_manner){.enforce = false});
}
