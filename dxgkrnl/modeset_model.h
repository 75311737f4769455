/*
 * The insides of mode setting, shared by modeset*.c only.
 *
 * modeset.c is the state and its life, modeset_call.c what goes down, modeset_build.c how a functional
 * VidPN comes about, modeset_commit.c how it becomes the active one, modeset_update.c what changes without that,
 * modeset_list.c the offered modes, modeset_change.c what callers ask for, modeset_face.c the entries of dxgkrnl.h and all that needs to
 * know an adapter.
 */
#ifndef OPENWDDM_DXGKRNL_MODESET_MODEL_H
#define OPENWDDM_DXGKRNL_MODESET_MODEL_H

#include "modeset.h"
#include "monitor.h"
#include "report.h"
#include "vidpn.h"

#define MODESET_SOURCES 32u /* bits of a mask */

/* What mode setting must know of the adapter; modeset_face.c reads it. */
struct modeset_output {
    UINT target;
    bool connected;
    const uint8_t *edid;
    size_t edid_size; /* 0: no descriptor */
};

struct modeset_facts {
    HANDLE handle; /* DeviceHandle */
    UINT sources;
    size_t output_count;
    struct modeset_output output[64];
    bool vsync_control;
    bool display_only;
    bool smooth_rotation;
    bool gamma_ramps; /* DXGK_DRIVERCAPS.GammaRampCaps.Gamma_Rgb256x3x16 */
};
/* Is the target's monitor in D0? */
bool modeset_powered(const struct dxgk_adapter *adapter, UINT target);
/* Tells present.c whether any monitor that shows the source is on. */
void modeset_tell_powered(struct dxgk_adapter *adapter, UINT source, bool powered);
void modeset_read_facts(const struct dxgk_adapter *adapter, struct modeset_facts *facts);
struct modeset *modeset_of(const struct dxgk_adapter *adapter);
void modeset_attach(struct dxgk_adapter *adapter, struct modeset *modeset);
/* What the driver says at this moment (QueryChildStatus); true also when an indication of it is on its way. */
bool modeset_plugged_now(struct dxgk_adapter *adapter, UINT target);

/* Full drivers are told in a commit which primary the source is going to show, and to show it afterwards; object/primary.c. */
NTSTATUS modeset_primary_prepare(struct dxgk_adapter *adapter, const struct primary_wish *wish,
                                 HANDLE *driver);
NTSTATUS modeset_primary_committed(struct dxgk_adapter *adapter, UINT source, bool committed, bool lit);

struct modeset {
    struct dxgk_adapter *adapter;
    struct vidpn_domain domain; /* targets points to `targets` */
    UINT targets[64];
    uint8_t edid[64][EDID_BLOCK]; /* what each monitor was made from */
    bool fresh[64];               /* connected by the last look at the children */
    bool noted[64];               /* that the driver offers what this monitor cannot show */
    bool smooth_rotation, gamma_ramps;
    D3DDDI_GAMMA_RAMP_RGB256x3x16
        *ramp[MODESET_SOURCES]; /* of lit sources; paths point here. NULL: default */
    struct monitors *monitors;
    struct vidpn *active; /* what the driver was told to show; NULL: nothing yet */
    UINT visible;         /* a bit per source */
    UINT lost;            /* a bit per source whose last monitor was pulled out by that look */
};

/* One path that somebody wants. */
struct modeset_request {
    UINT source, target;
    bool any_mode; /* the best there is; else exactly: */
    struct dxgk_mode mode;
};

/* ---- modeset_call.c ---- */

/* IsSupportedVidPn; `vidpn` NULL asks about no VidPN at all. False also when the driver failed. */
bool modeset_supported(struct modeset *modeset, struct vidpn *vidpn);
/* EnumVidPnCofuncModality with its rules checked (VPN-04..06). On failure `vidpn` is worth nothing any
 * more. The ids are D3DDDI_ID_UNINITIALIZED where the pivot has none. */
NTSTATUS modeset_enumerate(struct modeset *modeset, struct vidpn *vidpn,
                           D3DKMDT_ENUMCOFUNCMODALITY_PIVOT_TYPE pivot, UINT source, UINT target);
NTSTATUS modeset_recommend_monitor_modes(struct modeset *modeset, UINT target);
/* RecommendFunctionalVidPn into an empty VidPN; STATUS_GRAPHICS_NO_RECOMMENDED_FUNCTIONAL_VIDPN is no
 * fault (VPN-03). */
NTSTATUS modeset_recommend_vidpn(struct modeset *modeset, struct vidpn *vidpn);
/* QueryVidPnHWCapability for each path; Reserved must be 0 (VPN-21). */
void modeset_query_capabilities(struct modeset *modeset, struct vidpn *vidpn);
/* Is every monitor that the VidPN has for the source off? Not so for a dark source. */
bool modeset_powered_off(const struct modeset *modeset, const struct vidpn *vidpn, UINT source);
/* How a VidPN is committed. PathPoweredOff is set as needed (VPN-16). */
struct modeset_manner {
    DXGKARG_COMMITVIDPN_FLAGS flags;
    bool enforce; /* the driver must refuse paths to targets without monitor (VPN-15) */
};
NTSTATUS modeset_call_commit(struct modeset *modeset, struct vidpn *vidpn, UINT source,
                             struct modeset_manner manner);
NTSTATUS modeset_call_update_path(struct modeset *modeset, const D3DKMDT_VIDPN_PRESENT_PATH *path);

/* ---- modeset_build.c ---- */

/* Takes the VidPN `base` (NULL: an empty one), drops the paths of every requested source, and makes the
 * requested ones instead, with modes pinned, so that the whole is functional and supported. The status
 * says why not. */
NTSTATUS modeset_build(struct modeset *modeset, const struct vidpn *base,
                       const struct modeset_request *requests, size_t count, struct vidpn **vidpn);

bool modeset_quarter_turn(D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation); /* 90 or 270 degrees */
bool modeset_rotation_offered(const D3DKMDT_VIDPN_PRESENT_PATH *path,
                              D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation);
UINT modeset_refresh(const D3DKMDT_VIDEO_SIGNAL_INFO *signal); /* millihertz; 0: not specified */
/* How the path would show a source mode in a target mode; D3DKMDT_VPPS_UNINITIALIZED: not at all. */
D3DKMDT_VIDPN_PRESENT_PATH_SCALING modeset_scaling(const D3DKMDT_VIDPN_PRESENT_PATH *path, UINT width,
                                                   UINT height, const D3DKMDT_VIDEO_SIGNAL_INFO *signal);
/* Size of a source mode; false: not a graphics mode. */
bool modeset_size(const D3DKMDT_VIDPN_SOURCE_MODE *mode, UINT *width, UINT *height);
/* Is `width` x `height` the size that the target's monitor prefers? */
bool modeset_preferred(const struct modeset *modeset, UINT target, UINT width, UINT height);

/* ---- modeset_commit.c ---- */

/* Makes `next` the active VidPN, source by source where it differs, all or nothing (VPN-14, Z-08), tells
 * present.c, and turns newly lit sources visible. Takes `next` over on success, and frees it on failure. */
NTSTATUS modeset_commit(struct modeset *modeset, struct vidpn *next, struct modeset_manner manner);
/* The same for all lit sources of the active VidPN, whether it differs or not. */
NTSTATUS modeset_commit_again(struct modeset *modeset, DXGKARG_COMMITVIDPN_FLAGS flags);
/* One lit source of the active VidPN again: it is to show another primary. */
NTSTATUS modeset_commit_source(struct modeset *modeset, UINT source);
/* Tells present.c what a source shows now. */
void modeset_tell_present(struct modeset *modeset, UINT source);
bool modeset_lit(const struct vidpn *vidpn, UINT source);

/* ---- modeset_list.c ---- */

size_t modeset_list(struct modeset *modeset, UINT source, struct dxgk_mode *modes, size_t capacity);

/* ---- modeset_change.c ---- */

NTSTATUS modeset_set_topology(struct modeset *modeset, const struct dxgk_path *paths, size_t count);
NTSTATUS modeset_set_mode(struct modeset *modeset, UINT source, const struct dxgk_mode *wanted);
NTSTATUS modeset_get_mode(const struct modeset *modeset, UINT source, struct dxgk_mode *mode);
NTSTATUS modeset_set_rotation(struct modeset *modeset, UINT source,
                              D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation);

/* ---- modeset_update.c: changes of an active path without a commit (VPN-19) ---- */

NTSTATUS modeset_turn_smoothly(struct modeset *modeset, UINT source,
                               D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation);
/* NULL: the default ramp. */
NTSTATUS modeset_set_gamma(struct modeset *modeset, UINT source, const D3DDDI_GAMMA_RAMP_RGB256x3x16 *ramp);
/* A new path of the source, or of all: with the ramp that it has. */
void modeset_carry_ramps(const struct modeset *modeset, struct vidpn *vidpn);
/* After a change of the active VidPN: dark sources have no ramp any more. */
void modeset_drop_ramps(struct modeset *modeset);

/* ---- modeset.c ---- */

/* Where the target is in modeset->targets; target_count: nowhere. */
size_t modeset_target_index(const struct modeset *modeset, UINT target);
/* The target `source` is on, or would be lit on: the i-th connected one that no other source has. False:
 * none. */
bool modeset_usual_target(const struct modeset *modeset, UINT source, UINT *target);
/* One lit source, or D3DDDI_ID_ALL: in one call, as the driver may want to turn all off at once (VPN-18). */
NTSTATUS modeset_show(struct modeset *modeset, UINT source, bool visible);

#endif
