/*
 * UpdateActiveVidPnPresentPath: rotation and gamma of paths that are lit, without a commit (VPN-19).
 *
 * The call takes a whole path, so whatever does not change must be in it as it is. A source with clones has several
 * paths, each told by a call of its own; when one refuses, those before it are told to go back, so that clones always
 * show the same.
 *
 * A ramp is the source's: it stays over mode changes and goes when the source goes dark. Drivers read it wherever a
 * path is read, so it lives as long as any VidPN that points to it may be shown to one.
 */
#include "modeset_model.h"

#include "ddi.h"
#include "vidpn_memory.h"

/* ---- the call for all paths of a source ---- */

typedef void change(D3DKMDT_VIDPN_PRESENT_PATH *path, const void *value);

static NTSTATUS change_paths(struct modeset *modeset, UINT source, change *change, const void *value)
{
    D3DKMDT_VIDPN_PRESENT_PATH *path;
    NTSTATUS status = STATUS_SUCCESS;
    size_t done = 0;
    bool back = false;
    for (size_t i = 0; (path = vidpn_path(modeset->active, i)) && NT_SUCCESS(status); i++) {
        if (path->VidPnSourceId != source)
            continue;
        D3DKMDT_VIDPN_PRESENT_PATH changed = *path;
        change(&changed, value);
        status = modeset_call_update_path(modeset, &changed);
        done = i;
    }
    for (size_t i = 0; (path = vidpn_path(modeset->active, i)); i++) {
        if (path->VidPnSourceId != source)
            continue;
        if (NT_SUCCESS(status))
            change(path, value);
        else if (i < done) {
            modeset_call_update_path(modeset, path);
            back = true;
        }
    }
    if (back)
        modeset_tell_present(modeset, source); /* what was shown may have been blacked out on the way */
    return status;
}

static void refused(NTSTATUS status, const char *expected, const char *advice)
{
    report_emit(REPORT_VIOLATION, "VPN-19", ddi_name(DDI_ID_UpdateActiveVidPnPresentPath), "NTSTATUS",
                expected, advice, "0x%08X", (unsigned)status);
}

/* ---- rotation ---- */

static void turn(D3DKMDT_VIDPN_PRESENT_PATH *path, const void *rotation)
{
    path->ContentTransformation.Rotation = *(const D3DKMDT_VIDPN_PRESENT_PATH_ROTATION *)rotation;
}

NTSTATUS modeset_turn_smoothly(struct modeset *modeset, UINT source,
                               D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    NTSTATUS status = change_paths(modeset, source, turn, &rotation);
    if (NT_SUCCESS(status))
        modeset_tell_present(modeset, source);
    else
        refused(status,
                "STATUS_SUCCESS for a rotation that RotationSupport offers, with SupportSmoothRotation",
                "Offer only what works without a mode change, or clear SupportSmoothRotation.");
    return status;
}

/* ---- gamma ---- */

static void put_ramp(D3DKMDT_VIDPN_PRESENT_PATH *path, const void *ramp)
{
    path->GammaRamp = (D3DKMDT_GAMMA_RAMP){.Type = D3DDDI_GAMMARAMP_DEFAULT};
    if (!ramp)
        return;
    path->GammaRamp.Type = D3DDDI_GAMMARAMP_RGB256x3x16;
    path->GammaRamp.DataSize = sizeof(D3DDDI_GAMMA_RAMP_RGB256x3x16);
    path->GammaRamp.Data.pRgb256x3x16 = (D3DDDI_GAMMA_RAMP_RGB256x3x16 *)ramp;
}

/* The documentation wants ramps of everybody; display-only drivers refuse them, and live. What the caps promise must
 * work, and the default always. */
static void judge_gamma(const struct modeset *modeset, bool custom, NTSTATUS status)
{
    if (!custom)
        refused(status, "STATUS_SUCCESS for D3DDDI_GAMMARAMP_DEFAULT",
                "Accept the ramp that every path begins with.");
    else if (modeset->gamma_ramps)
        refused(status, "STATUS_SUCCESS for D3DDDI_GAMMARAMP_RGB256x3x16, as GammaRampCaps promises",
                "Clear DXGK_GAMMARAMPCAPS.Gamma_Rgb256x3x16 where ramps cannot be shown.");
    else if (status != STATUS_GRAPHICS_GAMMA_RAMP_NOT_SUPPORTED)
        report_emit(REPORT_WARNING, "VPN-19", ddi_name(DDI_ID_UpdateActiveVidPnPresentPath), "NTSTATUS",
                    "STATUS_SUCCESS or STATUS_GRAPHICS_GAMMA_RAMP_NOT_SUPPORTED (0xC01E0348)", NULL, "0x%08X",
                    (unsigned)status);
}

NTSTATUS modeset_set_gamma(struct modeset *modeset, UINT source, const D3DDDI_GAMMA_RAMP_RGB256x3x16 *ramp)
{
    if (source >= modeset->domain.sources)
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    if (!modeset_lit(modeset->active, source))
        return STATUS_GRAPHICS_SOURCE_NOT_IN_TOPOLOGY;
    if (!ddi_present(modeset->adapter, DDI_ID_UpdateActiveVidPnPresentPath))
        return STATUS_GRAPHICS_GAMMA_RAMP_NOT_SUPPORTED;
    D3DDDI_GAMMA_RAMP_RGB256x3x16 *copy = ramp ? vidpn_alloc(sizeof *copy) : NULL;
    if (ramp && !copy)
        return STATUS_NO_MEMORY;
    if (ramp)
        *copy = *ramp;
    NTSTATUS status = change_paths(modeset, source, put_ramp, copy);
    if (!NT_SUCCESS(status)) {
        judge_gamma(modeset, ramp != NULL, status);
        vidpn_free(copy);
        return status;
    }
    vidpn_free(modeset->ramp[source]);
    modeset->ramp[source] = copy;
    return STATUS_SUCCESS;
}

void modeset_carry_ramps(const struct modeset *modeset, struct vidpn *vidpn)
{
    D3DKMDT_VIDPN_PRESENT_PATH *path;
    for (size_t i = 0; (path = vidpn_path(vidpn, i)); i++)
        put_ramp(path, modeset->ramp[path->VidPnSourceId]);
}

void modeset_drop_ramps(struct modeset *modeset)
{
    for (UINT source = 0; source < modeset->domain.sources; source++) {
        if (modeset->ramp[source] && !modeset_lit(modeset->active, source)) {
            vidpn_free(modeset->ramp[source]);
            modeset->ramp[source] = NULL;
        }
    }
}
