/*
 * Mode setting: which paths of an adapter are lit, in which mode, and how that is changed as a
 * transaction.
 *
 * All functions run at PASSIVE_LEVEL in an idle section (adapter_lock_idle) unless it says otherwise; the
 * faces of dxgkrnl.h that modeset_face.c implements take it themselves. The driver is reached through
 * ddi.h only, and present.c is told by present_set_mode and present_set_visible.
 *
 * Two sizes exist for a rotated path. The VidPN source mode, which the driver offered and which is pinned,
 * is the frame buffer, laid out as the target scans it. The desktop image that goes to
 * DxgkDdiPresentDisplayOnly with Flags.Rotate is the same with width and height exchanged at 90 and 270
 * degrees. struct dxgk_mode and present_set_mode mean the desktop image.
 */
#ifndef OPENWDDM_MODESET_H
#define OPENWDDM_MODESET_H

#include "dxgkrnl.h"

struct modeset;

/* What the primary of a source must be (full drivers). */
struct primary_wish {
    UINT source, width, height; /* of the pinned source mode, pixels */
    D3DDDIFORMAT format;
    D3DDDI_RATIONAL refresh; /* of the first target that shows it; 0/1 where the signal does not say */
};

/* One lit path. */
struct modeset_path {
    UINT source;
    UINT target;
    D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation; /* D3DKMDT_VPPR_IDENTITY .. _ROTATE270 */
    UINT width, height;                           /* of the desktop image, pixels */
    UINT mode_width, mode_height; /* of the pinned source mode, pixels; exchanged at 90 and 270 degrees */
    UINT signal_height;           /* lines of a frame, blanking included when the signal says so */
    UINT refresh_millihertz;      /* never 0: 60000 where the signal does not specify it */
    bool refresh_specified;
    bool visible;
};

/* Children and caps are known: makes adapter->modeset and asks RecommendMonitorModes for each connected
 * child. A refusal has been reported. STATUS_NO_MEMORY, or what RecommendMonitorModes gave. */
NTSTATUS modeset_start(struct dxgk_adapter *adapter);

/* Lights every connected target it can, source i on the i-th connected target, in the mode the monitor
 * prefers if offered, then turns the sources visible. STATUS_SUCCESS also when nothing is connected. A
 * refusal has been reported. */
NTSTATUS modeset_first_mode(struct dxgk_adapter *adapter);

/* The device forgot (restart, reset, resume): commits the same VidPN again, source by source, visibility
 * as before. Nothing has ever been lit: as modeset_first_mode. */
NTSTATUS modeset_restore(struct dxgk_adapter *adapter);

/* Commits the active VidPN again with the flags of DXGKARG_COMMITVIDPN (VPN-16): PathPowerTransition
 * around monitor power changes, PathPoweredOff for a mode change in the dark. Nothing lit:
 * STATUS_SUCCESS. */
NTSTATUS modeset_recommit(struct dxgk_adapter *adapter, DXGKARG_COMMITVIDPN_FLAGS flags);

/* Connection or monitor of some child changed: paths to targets that lost their monitor go dark, newly
 * connected targets are lit as by modeset_first_mode, a source that lost its last monitor moves to a free one if there
 * is one, everything else keeps its mode or stays dark. */
NTSTATUS modeset_children_changed(struct dxgk_adapter *adapter);

/* The miniport is stopped: frees adapter->modeset. No call down. NULL-safe, repeatable. */
void modeset_stop(struct dxgk_adapter *adapter);

/* SetVidPnSourceVisibility with its bookkeeping; `source` may be D3DDDI_ID_ALL.
 * STATUS_GRAPHICS_NO_ACTIVE_VIDPN when dark. */
NTSTATUS modeset_set_visibility(struct dxgk_adapter *adapter, UINT source, bool visible);

/* The first lit path of `source`; false: dark. With the configuration lock, plain or idle. */
bool modeset_active_path(const struct dxgk_adapter *adapter, UINT source, struct modeset_path *path);
/* All lit paths; returns how many there are, fills at most `capacity`. With the configuration lock,
 * plain or idle. */
size_t modeset_active_paths(const struct dxgk_adapter *adapter, struct modeset_path *paths, size_t capacity);

#endif
