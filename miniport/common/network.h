/*
 * A VidPN without its handles: what a display miniport reads of it, as flat copies with nothing to release, and the mode sets it answers
 * with. Everything here is PASSIVE_LEVEL.
 *
 * Who owns what (VPN-08, VPN-09): a mode info belongs to the set once AddMode succeeded and is released by us when it did not; a mode
 * set belongs to the VidPN once it was handed to Assign, whose own failures release it, and is released by us before that.
 */
#ifndef MINIPORT_NETWORK_H
#define MINIPORT_NETWORK_H

#include "mode_list.h"

struct network {
    D3DKMDT_HVIDPN handle;
    const DXGK_VIDPN_INTERFACE *ops;
    D3DKMDT_HVIDPNTOPOLOGY topology;
    const DXGK_VIDPNTOPOLOGY_INTERFACE *topology_ops;
};

/* One path, and what is pinned on it. */
struct network_path {
    D3DKMDT_VIDPN_PRESENT_PATH path;
    BOOLEAN source_pinned, target_pinned;
    D3DKMDT_VIDPN_SOURCE_MODE source_mode; /* if pinned */
    D3DKMDT_VIDPN_TARGET_MODE target_mode;
};

NTSTATUS network_open(const DXGKRNL_INTERFACE *kernel, D3DKMDT_HVIDPN handle, struct network *network);
/* STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY: more than `capacity`. */
NTSTATUS network_read(const struct network *network, struct network_path *paths, UINT capacity, UINT *count);

struct mode network_source_size(const D3DKMDT_VIDPN_SOURCE_MODE *mode);
struct mode network_target_size(const D3DKMDT_VIDPN_TARGET_MODE *mode);

/* Writes the signal of a mode. */
typedef void network_signal(D3DKMDT_VIDEO_SIGNAL_INFO *signal, struct mode mode);

/* What the driver offers on a head. */
struct network_offer {
    const struct mode_list *list;
    const D3DDDIFORMAT *formats; /* of sources */
    UINT format_count;
    network_signal *signal;
};

/* Replace a mode set by what the offer has; `only`: no other size than this, 0 x 0: all. */
NTSTATUS network_offer_source(const struct network *network, D3DDDI_VIDEO_PRESENT_SOURCE_ID source,
                              const struct network_offer *offer, struct mode only);
NTSTATUS network_offer_target(const struct network *network, D3DDDI_VIDEO_PRESENT_TARGET_ID target,
                              const struct network_offer *offer, struct mode only);
/* Adds the offer to a monitor's modes (VPN-20). */
NTSTATUS network_offer_monitor(const DXGKARG_RECOMMENDMONITORMODES *args, const struct network_offer *offer);

#endif
