/*
 * The adapter object, private to dxgkrnl/.
 *
 * One adapter is one device that one driver runs. Its parts live beside it, each with its own file: children
 * (child.c), modes (modeset.c), presents (present.c), interrupts (interrupt.c), pointer, vsync, TDR. Here is
 * what they share: identity, state, who may run (the configuration lock), and the entries by which one part
 * tells another that something has changed.
 *
 * Locks, outermost first:
 *   adapter->config  PASSIVE, sleeps. Serializes everything that changes or walks the configuration: start,
 * stop, power, modes, children, TDR recovery. Taken plain (adapter_lock) or idle (adapter_lock_idle): then no
 * present is in the driver or pending and none begins until adapter_unlock. DDIs of level two and three are
 * called in idle sections only. source->queue    PASSIVE, sleeps briefly. The updates that have not gone
 * down. source->spin, adapter->spin   DISPATCH. What a DPC touches.
 */
#ifndef OPENWDDM_DXGKRNL_ADAPTER_H
#define OPENWDDM_DXGKRNL_ADAPTER_H

#include "ddi.h"
#include "modeset.h"
#include "nt.h"
#include "report.h"

#define DXGK_MAX_SOURCES  16u
#define DXGK_MAX_CHILDREN 64u

struct present; /* present.c: one per source, array of adapter->source_count */

struct dxgk_child {
    struct dxgk_child_info info; /* uid, type, technology, connected, monitor kind, first EDID block */
    DXGK_CHILD_DESCRIPTOR descriptor;
    bool powered; /* D0 */
};

struct dxgk_adapter {
    struct dxgk_driver *driver;
    struct dxgk_adapter_options options; /* defaults filled in; shims copied */
    enum dxgk_adapter_state state;       /* config lock */

    HANDLE handle; /* DXGKRNL_INTERFACE.DeviceHandle: how the miniport names this adapter */
    PDEVICE_OBJECT pdo;
    PVOID context;       /* MiniportDeviceContext */
    bool device_started; /* between a good StartDevice and Stop: the miniport has hardware */
    bool powered;        /* adapter in D0 */

    /* What the miniport said; config lock, constant while started. */
    ULONG source_count;
    ULONG child_count;
    struct dxgk_child *children; /* child_count of them */
    DXGK_DRIVERCAPS caps;
    bool vsync_control; /* DOD-03, OBS-40: frequencies must be concrete exactly when this is set */

    struct modeset *modeset; /* modeset.c owns it; NULL before the children are known */
    struct present *present; /* present.c owns it */

    struct adapter_private *p; /* adapter.c, ddi.c, interrupt.c ...: gate, interrupt, tdr, vsync, mappings */
};

/* ---- sections
 * -------------------------------------------------------------------------------------------------------- */

/* PASSIVE. Not recursive. */
void adapter_lock(struct dxgk_adapter *adapter);
/* adapter_lock, and then no present is in flight on any source until adapter_unlock. A present that does not
 * finish in its time (TDR-15) is handled here: the adapter is reset and brought up again before this returns.
 */
void adapter_lock_idle(struct dxgk_adapter *adapter);
void adapter_unlock(struct dxgk_adapter *adapter); /* for both; held presents go out */

/* May DDIs be called? Started, powered and not removed; call with the lock. Else the status to give back. */
NTSTATUS adapter_usable(const struct dxgk_adapter *adapter);

/* NULL: no such child. */
struct dxgk_child *adapter_child_by_uid(struct dxgk_adapter *adapter, ULONG uid);

/* ---- what modeset.c tells present.c (idle section)
 * ------------------------------------------------------------------- */

/* After a good commit (or rotation): what the source shows now, as the desktop image. width 0: no path any
 * more. The whole source becomes dirty (DOD-49). */
void present_set_mode(struct dxgk_adapter *adapter, UINT source, UINT width, UINT height,
                      D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation, UINT refresh_millihertz);
/* After SetVidPnSourceVisibility. Turning on makes the whole source dirty; hidden sources get no presents
 * (DOD-36). */
void present_set_visible(struct dxgk_adapter *adapter, UINT source, bool visible);

/* modeset.c: what commits takes adapter_lock_idle; dxgk_modes and dxgk_get_mode take adapter_lock. The
 * entries of modeset.h are called with the section already taken. */

#endif
