/*
 * Monitors: what is known about the screen behind each video output.
 *
 * One object per child of the adapter that is a video output. It holds what the descriptor said (or the
 * lack of one), the monitor source modes that follow from it, and what the driver adds in
 * DxgkDdiRecommendMonitorModes. Drivers look at it through DXGK_MONITOR_INTERFACE, with the same handles,
 * loans and accounting as the VidPN (vidpn.h). Nothing here calls down: fetching the descriptor (DOD-15)
 * is the adapter's business.
 */
#ifndef OPENWDDM_DXGKRNL_MONITOR_H
#define OPENWDDM_DXGKRNL_MONITOR_H

#include "d3dkmddi.h"
#include "edid.h"

#include <stdbool.h>

struct monitors;

/* One disconnected monitor per target. `adapter` is the handle that drivers pass as hAdapter
 * (DXGKRNL_INTERFACE.DeviceHandle). NULL: no memory. */
struct monitors *monitors_create(HANDLE adapter, const UINT *targets, size_t count);
/* NULL is fine. What the driver still holds is reported. */
void monitors_destroy(struct monitors *monitors);
/* All of them are gone without monitors_destroy; goes with vidpn_forget. */
void monitors_forget(void);

/* A monitor is there, with `size` bytes of descriptor (0: it has none). The verdict says what the bytes
 * are worth; when they are no EDID the monitor gets the default modes (OBS-41). Replaces what was known.
 * STATUS_NO_MEMORY leaves it disconnected, STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET. */
NTSTATUS monitor_connect(struct monitors *monitors, UINT target, const void *descriptor, size_t size,
                         enum edid_verdict *verdict);
void monitor_disconnect(struct monitors *monitors, UINT target);
bool monitor_connected(const struct monitors *monitors, UINT target);

size_t monitor_mode_count(const struct monitors *monitors, UINT target);
const D3DKMDT_MONITOR_SOURCE_MODE *monitor_mode(const struct monitors *monitors, UINT target, size_t index);
/* NULL: none is preferred. */
const D3DKMDT_MONITOR_SOURCE_MODE *monitor_preferred_mode(const struct monitors *monitors, UINT target);

/* Why not: `value` is outside `least` .. `most`; all divided by `unit` for people. */
struct monitor_conflict {
    const char *of; /* "kHz lines" */
    uint64_t value, least, most;
    uint64_t unit;
};
/* Can the monitor of the target show the signal (VPN-07)? True wherever nothing that the monitor said speaks against
 * it: no monitor, no descriptor, no range limits, or the mode is in the monitor's set. `conflict` may be NULL. */
bool monitor_shows(const struct monitors *monitors, UINT target, const D3DKMDT_VIDEO_SIGNAL_INFO *signal,
                   struct monitor_conflict *conflict);

/* Brackets a DDI in which the driver may use monitors; `ddi` is static. The end reports and takes back
 * what it still holds (VPN-08, VPN-09) and returns how much that was. */
void monitors_call_begin(struct monitors *monitors, const char *ddi);
size_t monitors_call_end(struct monitors *monitors);

/* Fills DXGKARG_RECOMMENDMONITORMODES for a connected target, between monitors_call_begin and _end. The
 * handle is the kernel's: a driver that releases it has released too often. */
NTSTATUS monitor_recommend_begin(struct monitors *monitors, UINT target, DXGKARG_RECOMMENDMONITORMODES *arg);
void monitor_recommend_end(struct monitors *monitors, UINT target);

/* DxgkCbQueryMonitorInterface. STATUS_INVALID_PARAMETER, STATUS_GRAPHICS_INVALID_DISPLAY_ADAPTER,
 * STATUS_NOT_SUPPORTED. A DXGK_MONITOR_INTERFACE_V2 begins like a DXGK_MONITOR_INTERFACE. */
NTSTATUS monitor_query_interface(HANDLE adapter, DXGK_MONITOR_INTERFACE_VERSION version,
                                 const DXGK_MONITOR_INTERFACE **interface);

#endif
