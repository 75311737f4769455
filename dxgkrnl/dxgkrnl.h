/*
 * The face of the graphics kernel: load a display miniport, start an adapter with it, set modes, present, stop.
 *
 * Windows spreads these entries over PnP, win32k, the canonical display driver and D3DKMT*; here they are plain functions
 * called from a system thread at PASSIVE_LEVEL. Every refusal is reported through ntos/report.h with the rule that was
 * broken before the status is returned.
 */
#ifndef OPENWDDM_DXGKRNL_H
#define OPENWDDM_DXGKRNL_H

#include "dispmprt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bus_device;
struct dxgk_driver;
struct dxgk_adapter;
struct ddi_shim; /* verifier/: a layer around every call down, see ddi.h */

/* ---- drivers --------------------------------------------------------------------------------------------------------- */

/* Runs DriverEntry, which registers through DxgkInitialize or DxgkInitializeDisplayOnlyDriver. `name` is the service name. */
NTSTATUS dxgk_driver_load(const char *name, PDRIVER_INITIALIZE entry, struct dxgk_driver **driver);
/* DxgkDdiUnload; every adapter must have been removed before. */
void dxgk_driver_unload(struct dxgk_driver *driver);

/* ---- adapters -------------------------------------------------------------------------------------------------------- */

/* The frame buffer that firmware left on (DxgkCbAcquirePostDisplayOwnership); width 0: none. */
struct dxgk_post_mode {
    UINT width, height, pitch;
    D3DDDIFORMAT format;
    PHYSICAL_ADDRESS address;
    UINT target_id; /* D3DDDI_ID_UNINITIALIZED when the previous owner left none (OBS-29) */
};

enum dxgk_monitor_kind { DXGK_MONITOR_DEFAULT_EDID, DXGK_MONITOR_NONE, DXGK_MONITOR_BROKEN_EDID };

/* A DWORD of the driver's software key (nt_pdo_driver_key), as an INF would leave it. */
struct dxgk_setting {
    const WCHAR *name;
    ULONG value;
};

/* How the render half treats a full driver; all zero is how Windows does. The switches are for proofs: none of them may change what is
 * drawn. */
struct dxgk_render_options {
    uint64_t vram_limit; /* bytes used of each memory segment; 0 = all */
    bool
        move_all; /* every allocation is put elsewhere between Render and SubmitCommand, its old place poisoned */
    bool multipass;       /* REN-30..36 rather than the guaranteed contract (REN-48) */
    unsigned dma_size;    /* multipass: DMA buffers of this many bytes; 0 = as promised */
    unsigned paging_size; /* paging buffers of this many bytes; 0 = what the driver asked for */
    unsigned
        preempt_one_in; /* a submission is preempted at random, one in n; 0 = only when the scheduler wants to */
    uint64_t seed;      /* of everything random here */
    bool always_patch;        /* never skip DxgkDdiPatch (REN-53) */
    bool no_patch_for_paging; /* Z-07 */
    bool watch_dma;           /* checksum DMA buffers while the device has them (PAT-01, PAT-05); slow */
    bool alternate_buffers;   /* D3DKMTRender returns other user buffers each time (THK-07) */
    bool dma_shrink;          /* multipass: DMA buffers of random sizes up to what was promised (REN-47) */
    bool
        check_memory; /* look at every byte a driver had no business with, whatever it costs (REN-12, REN-22) */
    bool check_bindings;     /* refuse buffers that keep allocations bound over a split point (REN-76) */
    bool length_from_offset; /* CommandLength counts from CommandOffset rather than from the start (Z-04) */
    unsigned tdr_delay_ms;   /* TdrDelay (TDR-01); 0 = 2000 */
};

struct dxgk_adapter_options {
    struct bus_device *bus; /* the function under the PDO; NULL: a software device */
    bool is_post_device;    /* the boot screen is on this adapter (POST rules) */
    struct dxgk_post_mode post;
    bool
        post_in_bar; /* post.address counts from the function's first memory BAR, wherever that comes to lie */
    const struct ddi_shim *const *shims; /* outermost first */
    size_t shim_count;
    unsigned present_delay_ms;           /* TdrDodPresentDelay (TDR-15); 0 = 2000 */
    unsigned vsync_delay_ms;             /* TdrDodVSyncDelay; 0 = 2000 */
    unsigned ddi_delay_ms;               /* TdrDdiDelay (TDR-02); 0 = 5000 */
    unsigned tdr_limit_count;            /* TDR-03; 0 = 5 */
    unsigned tdr_limit_time_ms;          /* 0 = 60000 */
    bool headless;                       /* start only; do not set a first mode */
    const struct dxgk_setting *settings; /* written before AddDevice; read until dxgk_adapter_start returns */
    size_t setting_count;
    struct dxgk_render_options render; /* full drivers */
};

enum dxgk_adapter_state {
    DXGK_ADAPTER_ADDED,   /* AddDevice succeeded */
    DXGK_ADAPTER_STARTED, /* StartDevice succeeded and everything asked after it was good */
    DXGK_ADAPTER_STOPPED,
    DXGK_ADAPTER_REFUSED, /* Code 43: started and torn down again, the reason was reported (OBS-09) */
    DXGK_ADAPTER_REMOVED_BY_SURPRISE,
};

/* AddDevice, QueryInterface, StartDevice, QueryChildRelations, QueryAdapterInfo, ..., first mode set (the order of OBS-01). On failure
 * everything is undone and *adapter is NULL; the status is the miniport's, or the graphics kernel's own. */
NTSTATUS dxgk_adapter_start(struct dxgk_driver *driver, const struct dxgk_adapter_options *options,
                            struct dxgk_adapter **adapter);

enum dxgk_stop { DXGK_STOP_PLAIN, DXGK_STOP_RELEASE_POST };
/* StopDevice, or StopDeviceAndReleasePostDisplayOwnership with fall-back to StopDevice (POST-07). `post` (optional) receives the
 * mode handed over. Pending presents are waited for or abandoned first. */
NTSTATUS dxgk_adapter_stop(struct dxgk_adapter *adapter, enum dxgk_stop how, struct dxgk_post_mode *post);
/* StartDevice again after a stop (disable + enable, OBS-08). */
NTSTATUS dxgk_adapter_restart(struct dxgk_adapter *adapter);
/* RemoveDevice (stops first when started) and frees the adapter. */
void dxgk_adapter_remove(struct dxgk_adapter *adapter);
/* The function is gone: NotifySurpriseRemoval, then Stop and RemoveDevice order as for a removal; adapter stays allocated until
 * dxgk_adapter_remove. */
NTSTATUS dxgk_adapter_surprise_remove(struct dxgk_adapter *adapter);
/* SetPowerState for the adapter (DISPLAY_ADAPTER_HW_ID) or for one child. Back to D0: sources invisible until presented (DOD-19). */
NTSTATUS dxgk_adapter_set_power(struct dxgk_adapter *adapter, ULONG device_uid, DEVICE_POWER_STATE state,
                                POWER_ACTION action);

/* ---- what an adapter is ---------------------------------------------------------------------------------------------- */

struct dxgk_child_info {
    ULONG uid;
    DXGK_CHILD_DEVICE_TYPE type;
    D3DKMDT_VIDEO_OUTPUT_TECHNOLOGY technology;
    bool connected;
    enum dxgk_monitor_kind monitor;
    uint8_t edid[128];
};

struct dxgk_adapter_info {
    const char *driver_name;
    ULONG interface_version; /* what the driver declared */
    bool display_only;
    enum dxgk_adapter_state state;
    UINT sources, children;
    const struct dxgk_child_info *child; /* `children` of them */
    DXGK_DRIVERCAPS caps;
    bool vsync_control; /* ControlInterrupt and GetScanLine both there (DOD-03, OBS-40) */
    unsigned tdr_count; /* recoveries so far */
};
void dxgk_adapter_query(struct dxgk_adapter *adapter, struct dxgk_adapter_info *info);
/* Names of the DDIs and whether the driver filled them; returns the count; name NULL past the end. */
size_t dxgk_adapter_ddi(struct dxgk_adapter *adapter, size_t index, const char **name, bool *present,
                        uint64_t *calls);

/* ---- modes ----------------------------------------------------------------------------------------------------------- */

/* width and height are those of the desktop image, which is what applications see and what dxgk_set_image takes. The driver's
 * frame buffer, which the VidPN source mode describes, lies as the target scans it: at 90 and 270 degrees its width is this height and
 * its height this width. */
struct dxgk_mode {
    UINT width, height;      /* pixels of the desktop image */
    UINT refresh_millihertz; /* 0: not specified */
    D3DKMDT_VIDPN_PRESENT_PATH_ROTATION
    rotation; /* D3DKMDT_VPPR_IDENTITY, _ROTATE90, _ROTATE180, _ROTATE270 */
};
/* One path of a topology; several paths from one source = clone. */
struct dxgk_path {
    UINT source;
    UINT target;
    struct dxgk_mode mode;
};

/* Modes the driver offers for `source` on its usual target, best first, without those that a monitor with range limits in its
 * descriptor cannot show (VPN-07). Returns how many there are; fills at most `capacity`. */
size_t dxgk_modes(struct dxgk_adapter *adapter, UINT source, struct dxgk_mode *modes, size_t capacity);
/* Whole new topology, all or nothing; failure leaves the active one (VPN-14). count 0 = all dark (VPN-17). The driver is told to look
 * after the plugs itself: a target without monitor gives its STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY, and a driver that lights one is
 * reported and the old topology committed again (VPN-15). */
NTSTATUS dxgk_set_topology(struct dxgk_adapter *adapter, const struct dxgk_path *paths, size_t count);
/* The common case: one source on its target, others unchanged. STATUS_GRAPHICS_... if the mode is not offered; one that dxgk_modes left
 * out for the monitor's sake may be set. */
NTSTATUS dxgk_set_mode(struct dxgk_adapter *adapter, UINT source, const struct dxgk_mode *mode);
NTSTATUS dxgk_get_mode(struct dxgk_adapter *adapter, UINT source, struct dxgk_mode *mode);
/* Rotation without a mode change through UpdateActiveVidPnPresentPath where SupportSmoothRotation says so, else a commit. */
NTSTATUS dxgk_set_rotation(struct dxgk_adapter *adapter, UINT source,
                           D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation);
/* A gamma ramp for the source, on every target that shows it; NULL: the default one. Stays over mode changes until the source goes dark.
 * STATUS_GRAPHICS_GAMMA_RAMP_NOT_SUPPORTED from a driver without, which most display-only drivers are (VPN-19); the old one stays. */
NTSTATUS dxgk_set_gamma_ramp(struct dxgk_adapter *adapter, UINT source,
                             const D3DDDI_GAMMA_RAMP_RGB256x3x16 *ramp);
/* `source` may be D3DDDI_ID_ALL: every lit one, by one call down. */
NTSTATUS dxgk_set_visibility(struct dxgk_adapter *adapter, UINT source, bool visible);

/* ---- presents -------------------------------------------------------------------------------------------------------- */

/* The desktop image of a source: width x height of its mode, 32 bpp x8r8g8b8, owned by the caller and valid until replaced (NULL
 * bits: none) and the source drained. bits may be kernel memory (as the canonical display driver's shadow is, OBS-64) or user memory
 * of `nt_process_attach`'s process. A new image or mode makes the whole source dirty (DOD-49). */
NTSTATUS dxgk_set_image(struct dxgk_adapter *adapter, UINT source, void *bits, LONG pitch, UINT width,
                        UINT height);
/* The same picture, of the same size, lies at another address from now on: nothing becomes dirty by that (a desktop that draws
 * into one buffer while the other is presented). The old bits stay valid until the source is drained. STATUS_INVALID_PARAMETER when
 * there was no image or the pitch is too short. */
NTSTATUS dxgk_replace_image(struct dxgk_adapter *adapter, UINT source, void *bits, LONG pitch);

/* The image has changed: first `moves` (screen to screen, in order), then `dirty` rectangles. The caller has already drawn the new
 * state into the image. Rectangles may be anything; they are clipped to the mode, empty and reversed ones drop out. If a present is pending on
 * the source the update is merged and goes out when that one is done; else DxgkDdiPresentDisplayOnly is called on this thread.
 * One thread at a time draws a source and presents it: what it draws between two calls belongs to the later one. Sources are presented
 * side by side by threads of different processes (SYN-06).
 * STATUS_SUCCESS, STATUS_PENDING (queued or asynchronous), the miniport's error (the area stays dirty, DOD-47),
 * STATUS_GRAPHICS_... when there is no mode, STATUS_DEVICE_REMOVED. */
NTSTATUS dxgk_present(struct dxgk_adapter *adapter, UINT source, const D3DKMT_MOVE_RECT *moves,
                      size_t move_count, const RECT *dirty, size_t dirty_count);
/* Waits until nothing is pending or merged on the source. STATUS_TIMEOUT after milliseconds. */
NTSTATUS dxgk_present_drain(struct dxgk_adapter *adapter, UINT source, unsigned milliseconds);

struct dxgk_present_stats {
    uint64_t updates;      /* dxgk_present calls */
    uint64_t presents;     /* calls down */
    uint64_t merged;       /* updates merged into a later call */
    uint64_t moves, dirty; /* rectangles handed down */
    uint64_t pixels_moved, pixels_copied;
    uint64_t failed;         /* error status or failed progress */
    uint64_t asynchronous;   /* STATUS_PENDING */
    uint64_t time_in_driver; /* 100 ns units inside DxgkDdiPresentDisplayOnly */
};
void dxgk_present_query(struct dxgk_adapter *adapter, UINT source, struct dxgk_present_stats *stats);

/* ---- pointer, vsync, crash screen ------------------------------------------------------------------------------------ */

NTSTATUS dxgk_set_pointer_shape(struct dxgk_adapter *adapter, const DXGKARG_SETPOINTERSHAPE *shape);
NTSTATUS dxgk_set_pointer_position(struct dxgk_adapter *adapter, UINT source, INT x, INT y, bool visible);
/* Returns after the next vertical blank of the source: reported by the driver, or simulated from the mode (DOD-03). */
NTSTATUS dxgk_wait_vblank(struct dxgk_adapter *adapter, UINT source);
/* SystemDisplayEnable and SystemDisplayWrite at HIGH_LEVEL with kernel services off: text on the crash screen (POST-08..10). */
NTSTATUS dxgk_crash_screen(struct dxgk_adapter *adapter, const char *text);
NTSTATUS dxgk_escape(struct dxgk_adapter *adapter, void *data, UINT size, D3DDDI_ESCAPEFLAGS flags);

#endif
