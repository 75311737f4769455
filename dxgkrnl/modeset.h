/*
 * Mode setting: which paths of an adapter are lit, in which mode, and how that is changed as a transaction.
 *
 * The adapter embeds one `struct modeset`; nobody else looks inside. What the adapter is (sources, children, EDIDs, VSync control)
 * is read with dxgk_adapter_query(); the driver is reached through ddi.h only. Serialized inside by a mutex that is held
 * across calls down: call these functions at PASSIVE_LEVEL and without holding a DDI synchronization gate.
 *
 * Two sizes exist for a rotated path. The VidPN source mode, which the driver offered and which is pinned, is the frame
 * buffer, laid out as the target scans it. The desktop image that is handed to DxgkDdiPresentDisplayOnly with Flags.Rotate is
 * the same with width and height exchanged at 90 and 270 degrees. struct dxgk_mode always means the desktop image.
 */
#ifndef OPENWDDM_MODESET_H
#define OPENWDDM_MODESET_H

#include "dxgkrnl.h"

struct dxgk_adapter;
struct monitors;
struct vidpn;

/* One lit path. */
struct modeset_path {
    UINT source;
    UINT target;
    D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation; /* D3DKMDT_VPPR_IDENTITY .. _ROTATE270 */
    UINT width, height;                           /* of the desktop image, pixels */
    UINT mode_width, mode_height;                 /* of the pinned source mode, pixels; swapped at 90 and 270 degrees */
    UINT signal_height;                           /* scan lines of a frame, blanking included when the driver told it */
    UINT refresh_millihertz;                      /* never 0: 60000 where the signal does not specify it */
};

struct modeset {
    struct dxgk_adapter *adapter;
    KMUTEX mutex; /* protects all but `lit` */
    UINT sources;
    bool vsync_control; /* ControlInterrupt and GetScanLine both present (DOD-03) */
    bool smooth_rotation;
    struct monitors *monitors; /* one per child that is a video output */
    struct vidpn *active;      /* what the driver has been told to show; NULL: nothing committed yet */
    volatile int lit_lock;     /* protects `lit` and `lit_count`, at any IRQL; nothing is called under it */
    struct modeset_path *lit;
    size_t lit_count, lit_capacity;
};

/* Once per adapter object. No call down. STATUS_NO_MEMORY. */
NTSTATUS modeset_init(struct dxgk_adapter *adapter);
/* Frees everything; no call down. Harmless when modeset_init failed or never ran on zeroed memory. */
void modeset_fini(struct dxgk_adapter *adapter);

/* After a successful start: reads sources and children, asks for monitor modes, and lights every connected target it can, source i on
 * the i-th connected target, each in its preferred mode, largest first as fall-back. STATUS_SUCCESS also when nothing is
 * connected. A refusal has been reported. Sources stay invisible: visibility is the caller's (DOD-19). */
NTSTATUS modeset_first_mode(struct dxgk_adapter *adapter);

/* Children came or went: paths to targets that lost their monitor go dark, newly connected targets are lit as by
 * modeset_first_mode, everything else keeps its mode. */
NTSTATUS modeset_children_changed(struct dxgk_adapter *adapter);

/* Commits the active VidPN again, source by source, as after a reset or on return to D0; `flags` as in
 * DXGKARG_COMMITVIDPN.Flags (VPN-16). Nothing active: STATUS_SUCCESS. */
NTSTATUS modeset_recommit(struct dxgk_adapter *adapter, DXGKARG_COMMITVIDPN_FLAGS flags);

/* The device was stopped or is gone: nothing is lit any more. No call down. */
void modeset_forget(struct dxgk_adapter *adapter);

/* The first lit path of `source`; false: dark. Any IRQL. */
bool modeset_active_path(struct dxgk_adapter *adapter, UINT source, struct modeset_path *path);
/* All lit paths; returns how many there are, fills at most `capacity`. Any IRQL. */
size_t modeset_active_paths(struct dxgk_adapter *adapter, struct modeset_path *paths, size_t capacity);

/* Supplied by the present side; called in pairs around each change of a source, at PASSIVE_LEVEL, also when the change fails.
 * present_mode_changing returns when no present of the source is pending and starts none until present_mode_changed, which makes the
 * whole source dirty (DOD-49). */
void present_mode_changing(struct dxgk_adapter *adapter, UINT source);
void present_mode_changed(struct dxgk_adapter *adapter, UINT source);

#endif
