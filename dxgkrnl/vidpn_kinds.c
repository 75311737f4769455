/*
 * What may go into a topology or a mode set: the checks of pfnAddPath and pfnAddMode, and their statuses.
 *
 * The frequency rule is the one that keeps most first drivers dark (OBS-37 .. OBS-40): whether a driver
 * offers VSync control, ControlInterrupt and GetScanLine both, decides if the frequencies of its target
 * modes have to be concrete or have to be left unspecified. The wrong kind is refused mode by mode with
 * STATUS_GRAPHICS_INVALID_FREQUENCY.
 */
#include "vidpn_model.h"

#include <string.h>

#define BYTES_PER_PIXEL 4

/* ---- signals ---- */

static bool specified(UINT dimension)
{
    return dimension != 0 && dimension != D3DKMDT_DIMENSION_NOTSPECIFIED;
}

NTSTATUS vidpn_check_sizes(const D3DKMDT_VIDEO_SIGNAL_INFO *signal, struct vidpn_note *note)
{
    const D3DKMDT_2DREGION *active = &signal->ActiveSize, *total = &signal->TotalSize;
    if ((specified(total->cx) && specified(active->cx) && total->cx < active->cx) ||
        (specified(total->cy) && specified(active->cy) && total->cy < active->cy)) {
        vidpn_note_what(note, "VideoSignalInfo.TotalSize");
        vidpn_note(note, REPORT_VIOLATION, "OBS-48", "at least ActiveSize", NULL,
                   "%ux%u with ActiveSize %ux%u", total->cx, total->cy, active->cx, active->cy);
        return STATUS_GRAPHICS_INVALID_TOTAL_REGION;
    }
    return STATUS_SUCCESS;
}

bool vidpn_same_signal(const D3DKMDT_VIDEO_SIGNAL_INFO *a, const D3DKMDT_VIDEO_SIGNAL_INFO *b)
{
    return a->VideoStandard == b->VideoStandard && a->TotalSize.cx == b->TotalSize.cx &&
           a->TotalSize.cy == b->TotalSize.cy && a->ActiveSize.cx == b->ActiveSize.cx &&
           a->ActiveSize.cy == b->ActiveSize.cy && a->VSyncFreq.Numerator == b->VSyncFreq.Numerator &&
           a->VSyncFreq.Denominator == b->VSyncFreq.Denominator &&
           a->HSyncFreq.Numerator == b->HSyncFreq.Numerator &&
           a->HSyncFreq.Denominator == b->HSyncFreq.Denominator && a->PixelRate == b->PixelRate &&
           a->ScanLineOrdering == b->ScanLineOrdering;
}

static bool rate_unspecified(D3DDDI_RATIONAL rate)
{
    return rate.Numerator == D3DKMDT_FREQUENCY_NOTSPECIFIED;
}

static bool rate_concrete(D3DDDI_RATIONAL rate)
{
    return rate.Numerator != 0 && rate.Numerator < D3DKMDT_FREQUENCY_NOTSPECIFIED && rate.Denominator != 0 &&
           rate.Denominator < D3DKMDT_FREQUENCY_NOTSPECIFIED;
}

static NTSTATUS bad_rate(const struct vidpn_set *set, const char *field, D3DDDI_RATIONAL rate,
                         struct vidpn_note *note)
{
    vidpn_note_what(note, "VideoSignalInfo.%s", field);
    if (set->domain->vsync_control) {
        vidpn_note(note, REPORT_VIOLATION, "DOD-03",
                   "a concrete frequency: the driver offers ControlInterrupt and GetScanLine",
                   "Fill PixelRate, HSyncFreq and VSyncFreq of every target mode, or register neither of the "
                   "two DDIs "
                   "(OBS-38, OBS-39).",
                   "%u/%u", rate.Numerator, rate.Denominator);
    } else {
        vidpn_note(
            note, REPORT_VIOLATION, "DOD-03",
            "D3DKMDT_FREQUENCY_NOTSPECIFIED: the driver does not offer ControlInterrupt and GetScanLine",
            "Leave PixelRate, HSyncFreq and VSyncFreq unspecified, or register both DDIs (OBS-37, OBS-40).",
            "%u/%u", rate.Numerator, rate.Denominator);
    }
    return STATUS_GRAPHICS_INVALID_FREQUENCY;
}

static NTSTATUS check_frequencies(const struct vidpn_set *set, const D3DKMDT_VIDEO_SIGNAL_INFO *signal,
                                  struct vidpn_note *note)
{
    bool concrete = set->domain->vsync_control;
    if (concrete ? !rate_concrete(signal->VSyncFreq) : !rate_unspecified(signal->VSyncFreq))
        return bad_rate(set, "VSyncFreq", signal->VSyncFreq, note);
    if (concrete ? !rate_concrete(signal->HSyncFreq) : !rate_unspecified(signal->HSyncFreq))
        return bad_rate(set, "HSyncFreq", signal->HSyncFreq, note);
    bool rate_given = signal->PixelRate != 0 && signal->PixelRate < D3DKMDT_FREQUENCY_NOTSPECIFIED;
    if (concrete ? !rate_given : signal->PixelRate != D3DKMDT_FREQUENCY_NOTSPECIFIED) {
        D3DDDI_RATIONAL rate = {(UINT)signal->PixelRate, 1};
        return bad_rate(set, "PixelRate", rate, note);
    }
    return STATUS_SUCCESS;
}

/* A raster hangs together: pixel rate / total width = line rate, / total height = frame rate. Within 2 %
 * here. */
static void check_raster(const D3DKMDT_VIDEO_SIGNAL_INFO *signal, struct vidpn_note *note)
{
    if (!rate_concrete(signal->VSyncFreq) || !specified(signal->TotalSize.cx) ||
        !specified(signal->TotalSize.cy))
        return;
    double frames = (double)signal->VSyncFreq.Numerator / signal->VSyncFreq.Denominator;
    double expected = (double)signal->PixelRate / signal->TotalSize.cx / signal->TotalSize.cy;
    bool progressive = signal->ScanLineOrdering == D3DDDI_VSSLO_PROGRESSIVE;
    if (progressive && (frames > expected * 1.02 || frames < expected * 0.98)) {
        vidpn_note_what(note, "VideoSignalInfo.VSyncFreq");
        vidpn_note(note, REPORT_WARNING, "DOD-03", "PixelRate / (TotalSize.cx * TotalSize.cy)",
                   "Frequencies that do not fit each other make vsync times wrong.",
                   "%.3f Hz, the raster gives %.3f Hz", frames, expected);
    }
}

static NTSTATUS check_target(const struct vidpn_set *set, const void *info, struct vidpn_note *note)
{
    const D3DKMDT_VIDPN_TARGET_MODE *mode = info;
    const D3DKMDT_VIDEO_SIGNAL_INFO *signal = &mode->VideoSignalInfo;
    NTSTATUS status = check_frequencies(set, signal, note);
    if (NT_SUCCESS(status))
        status = vidpn_check_sizes(signal, note);
    if (!NT_SUCCESS(status))
        return status;
    if (!specified(signal->ActiveSize.cx) || !specified(signal->ActiveSize.cy)) {
        vidpn_note_what(note, "VideoSignalInfo.ActiveSize");
        vidpn_note(note, REPORT_WARNING, "OBS-48", "the size of the visible picture",
                   "Windows shows the user an active signal of -1 x -1 otherwise.", "%dx%d",
                   (int)signal->ActiveSize.cx, (int)signal->ActiveSize.cy);
    }
    check_raster(signal, note);
    return STATUS_SUCCESS;
}

/* ---- source modes ---- */

static NTSTATUS refuse_source(struct vidpn_note *note, NTSTATUS status, const char *field,
                              const char *expected, UINT value, UINT second)
{
    vidpn_note_what(note, "Format.Graphics.%s", field);
    vidpn_note(note, REPORT_VIOLATION, "VPN-09", expected, NULL, second ? "%ux%u" : "%u", value, second);
    return status;
}

static NTSTATUS check_graphics(const struct vidpn_set *set, const D3DKMDT_GRAPHICS_RENDERING_FORMAT *format,
                               struct vidpn_note *note)
{
    const D3DKMDT_2DREGION *surface = &format->PrimSurfSize, *visible = &format->VisibleRegionSize;
    if (!specified(surface->cx) || !specified(surface->cy))
        return refuse_source(note, STATUS_GRAPHICS_INVALID_PRIMARYSURFACE_SIZE, "PrimSurfSize",
                             "a size in pixels", surface->cx, surface->cy);
    if (!specified(visible->cx) || !specified(visible->cy) || visible->cx > surface->cx ||
        visible->cy > surface->cy)
        return refuse_source(note, STATUS_GRAPHICS_INVALID_VISIBLEREGION_SIZE, "VisibleRegionSize",
                             "a size in pixels, at most PrimSurfSize", visible->cx, visible->cy);
    if (set->domain->display_only && format->PixelFormat != D3DDDIFMT_A8R8G8B8) {
        vidpn_note_what(note, "Format.Graphics.PixelFormat");
        vidpn_note(note, REPORT_VIOLATION, "DOD-51", "D3DDDIFMT_A8R8G8B8 (21)",
                   "A display-only driver always offers 32 bpp source modes and converts while it presents.",
                   "%d", (int)format->PixelFormat);
        return STATUS_GRAPHICS_INVALID_PIXELFORMAT;
    }
    if (set->domain->display_only && format->Stride != 0 && format->Stride / BYTES_PER_PIXEL < surface->cx)
        return refuse_source(note, STATUS_GRAPHICS_INVALID_STRIDE, "Stride",
                             "at least 4 * PrimSurfSize.cx bytes", format->Stride, 0);
    if (format->PixelValueAccessMode < D3DKMDT_PVAM_DIRECT ||
        format->PixelValueAccessMode > D3DKMDT_PVAM_SETTABLEPALETTE)
        return refuse_source(note, STATUS_GRAPHICS_INVALID_PIXELVALUEACCESSMODE, "PixelValueAccessMode",
                             "D3DKMDT_PVAM_DIRECT (1)", (UINT)format->PixelValueAccessMode, 0);
    if ((UINT)format->ColorBasis > D3DKMDT_CB_YPBPR)
        return refuse_source(note, STATUS_GRAPHICS_INVALID_COLORBASIS, "ColorBasis", "a D3DKMDT_COLOR_BASIS",
                             (UINT)format->ColorBasis, 0);
    return STATUS_SUCCESS;
}

static NTSTATUS check_source(const struct vidpn_set *set, const void *info, struct vidpn_note *note)
{
    const D3DKMDT_VIDPN_SOURCE_MODE *mode = info;
    bool text = mode->Type == D3DKMDT_RMT_TEXT && !set->domain->display_only;
    if (text)
        return STATUS_SUCCESS;
    if (mode->Type == D3DKMDT_RMT_UNINITIALIZED ||
        (UINT)mode->Type > D3DKMDT_RMT_GRAPHICS_STEREO_ADVANCED_SCAN || mode->Type == D3DKMDT_RMT_TEXT) {
        vidpn_note_what(note, "Type");
        vidpn_note(note, REPORT_VIOLATION, "VPN-09", "D3DKMDT_RMT_GRAPHICS (1)",
                   "pfnCreateNewModeInfo leaves everything but Id to the driver.", "%u", (UINT)mode->Type);
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE;
    }
    return check_graphics(set, &mode->Format.Graphics, note);
}

static bool same_source(const void *a, const void *b)
{
    const D3DKMDT_VIDPN_SOURCE_MODE *x = a, *y = b;
    if (x->Type != y->Type)
        return false;
    const D3DKMDT_GRAPHICS_RENDERING_FORMAT *f = &x->Format.Graphics, *g = &y->Format.Graphics;
    if (x->Type == D3DKMDT_RMT_TEXT)
        return x->Format.Text == y->Format.Text;
    return f->PrimSurfSize.cx == g->PrimSurfSize.cx && f->PrimSurfSize.cy == g->PrimSurfSize.cy &&
           f->VisibleRegionSize.cx == g->VisibleRegionSize.cx &&
           f->VisibleRegionSize.cy == g->VisibleRegionSize.cy && f->Stride == g->Stride &&
           f->PixelFormat == g->PixelFormat && f->ColorBasis == g->ColorBasis &&
           f->PixelValueAccessMode == g->PixelValueAccessMode;
}

static bool same_target(const void *a, const void *b)
{
    const D3DKMDT_VIDPN_TARGET_MODE *x = a, *y = b;
    return vidpn_same_signal(&x->VideoSignalInfo, &y->VideoSignalInfo);
}

static UINT *source_id(void *info)
{
    return &((D3DKMDT_VIDPN_SOURCE_MODE *)info)->Id;
}

static UINT *target_id(void *info)
{
    return &((D3DKMDT_VIDPN_TARGET_MODE *)info)->Id;
}

/* ---- paths ---- */

static D3DKMDT_VIDPN_PRESENT_PATH_IMPORTANCE free_importance(const struct vidpn_set *set)
{
    UINT importance = D3DKMDT_VPPI_PRIMARY;
    for (const struct vidpn_node *node = set->elements; node;) {
        const D3DKMDT_VIDPN_PRESENT_PATH *path = (const void *)node->info;
        bool taken = (UINT)path->ImportanceOrdinal == importance;
        importance += taken;
        node = taken ? set->elements : node->next;
    }
    return importance <= D3DKMDT_VPPI_DENARY ? (D3DKMDT_VIDPN_PRESENT_PATH_IMPORTANCE)importance
                                             : D3DKMDT_VPPI_UNINITIALIZED;
}

/* The defaults of a path that nobody has decided anything about: transformation open, gamma and
 * protection none. */
static void prepare_path(const struct vidpn_set *set, void *info)
{
    D3DKMDT_VIDPN_PRESENT_PATH *path = info;
    path->VidPnSourceId = D3DDDI_ID_UNINITIALIZED;
    path->VidPnTargetId = D3DDDI_ID_UNINITIALIZED;
    path->ImportanceOrdinal = free_importance(set);
    path->ContentTransformation.Scaling = D3DKMDT_VPPS_UNPINNED;
    path->ContentTransformation.Rotation = D3DKMDT_VPPR_UNPINNED;
    path->VidPnTargetColorBasis = D3DKMDT_CB_SCRGB;
    path->VidPnTargetColorCoeffDynamicRanges = (D3DKMDT_COLOR_COEFF_DYNAMIC_RANGES){8, 8, 8, 8};
    path->Content = D3DKMDT_VPPC_GRAPHICS;
    path->CopyProtection.CopyProtectionType = D3DKMDT_VPPMT_NOPROTECTION;
    path->CopyProtection.CopyProtectionSupport.NoProtection = 1;
    path->GammaRamp.Type = D3DDDI_GAMMARAMP_DEFAULT;
}

static NTSTATUS refuse_path(struct vidpn_note *note, NTSTATUS status, const char *field, const char *expected,
                            UINT value)
{
    vidpn_note_what(note, "%s", field);
    vidpn_note(note, REPORT_VIOLATION, "DOD-12", expected, NULL, "%u", value);
    return status;
}

static NTSTATUS check_path(const struct vidpn_set *set, const void *info, struct vidpn_note *note)
{
    const D3DKMDT_VIDPN_PRESENT_PATH *path = info;
    if (!vidpn_known_source(set->domain, path->VidPnSourceId))
        return refuse_path(note, STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE, "VidPnSourceId",
                           "a source below NumberOfVideoPresentSources", path->VidPnSourceId);
    if (!vidpn_known_target(set->domain, path->VidPnTargetId))
        return refuse_path(note, STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET, "VidPnTargetId",
                           "the ChildUid of a video output", path->VidPnTargetId);
    for (const struct vidpn_node *node = set->elements; node; node = node->next) {
        const D3DKMDT_VIDPN_PRESENT_PATH *other = (const void *)node->info;
        if (other->VidPnTargetId == path->VidPnTargetId && other->VidPnSourceId == path->VidPnSourceId)
            return STATUS_GRAPHICS_PATH_ALREADY_IN_TOPOLOGY;
        if (other->VidPnTargetId == path->VidPnTargetId)
            return refuse_path(note, STATUS_GRAPHICS_TARGET_ID_MUST_BE_UNIQUE, "VidPnTargetId",
                               "a target that no other path has", path->VidPnTargetId);
        if (path->ImportanceOrdinal != D3DKMDT_VPPI_UNINITIALIZED &&
            other->ImportanceOrdinal == path->ImportanceOrdinal)
            return refuse_path(note, STATUS_GRAPHICS_INVALID_PATH_IMPORTANCE_ORDINAL, "ImportanceOrdinal",
                               "an importance that no other path has", (UINT)path->ImportanceOrdinal);
    }
    return STATUS_SUCCESS;
}

/* ---- the kinds ---- */

const struct vidpn_kind vidpn_kind_path = {
    .handle = VIDPN_HANDLE_TOPOLOGY,
    .name = "topology",
    .info_name = "path info",
    .set_rule = "VPN-13",
    .info_rule = "VPN-09",
    .info_size = sizeof(D3DKMDT_VIDPN_PRESENT_PATH),
    .invalid_set = STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY,
    .invalid_info = STATUS_GRAPHICS_INVALID_VIDPN_PRESENT_PATH,
    .prepare = prepare_path,
    .check = check_path,
};

const struct vidpn_kind vidpn_kind_source = {
    .handle = VIDPN_HANDLE_SOURCE_MODES,
    .name = "source mode set",
    .info_name = "source mode info",
    .set_rule = "VPN-08",
    .info_rule = "VPN-09",
    .info_size = sizeof(D3DKMDT_VIDPN_SOURCE_MODE),
    .invalid_set = STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET,
    .invalid_info = STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE,
    .id = source_id,
    .same = same_source,
    .check = check_source,
};

const struct vidpn_kind vidpn_kind_target = {
    .handle = VIDPN_HANDLE_TARGET_MODES,
    .name = "target mode set",
    .info_name = "target mode info",
    .set_rule = "VPN-08",
    .info_rule = "VPN-09",
    .info_size = sizeof(D3DKMDT_VIDPN_TARGET_MODE),
    .invalid_set = STATUS_GRAPHICS_INVALID_VIDPN_TARGETMODESET,
    .invalid_info = STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET_MODE,
    .id = target_id,
    .same = same_target,
    .check = check_target,
};
