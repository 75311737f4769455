/*
 * The screens: children, VidPNs, heads, flips, and the crash screen. Source s is whatever a path says of it; target t is head t of the
 * device and child t.
 *
 * State of a source changes at level two or three, alone in the driver, but for its address: a flip sets that at device IRQL, and the graphics
 * kernel flips nothing while it changes a mode. So no lock is needed.
 */
#ifndef REFGPU_DISPLAY_H
#define REFGPU_DISPLAY_H

#include "refgpu.h"

/* ---- start.c ---- */

/* The device is stopped, but its heads go on scanning. PASSIVE_LEVEL, level three. */
void refgpu_stop_but_heads(struct refgpu *gpu);

/* ---- child.c ---- */

DXGKDDI_QUERY_CHILD_RELATIONS refgpu_query_child_relations;
DXGKDDI_QUERY_CHILD_STATUS refgpu_query_child_status;
DXGKDDI_QUERY_DEVICE_DESCRIPTOR refgpu_query_device_descriptor;

/* Mode lists of all targets from what their monitors say; nothing is shown yet. PASSIVE_LEVEL, level three. */
void refgpu_displays_open(struct refgpu *gpu);

/* ---- vidpn.c ---- */

DXGKDDI_ISSUPPORTEDVIDPN refgpu_is_supported_vidpn;
DXGKDDI_RECOMMENDFUNCTIONALVIDPN refgpu_recommend_functional_vidpn;
DXGKDDI_RECOMMENDVIDPNTOPOLOGY refgpu_recommend_vidpn_topology;
DXGKDDI_ENUMVIDPNCOFUNCMODALITY refgpu_enum_vidpn_cofunc_modality;
DXGKDDI_RECOMMENDMONITORMODES refgpu_recommend_monitor_modes;
DXGKDDI_QUERYVIDPNHWCAPABILITY refgpu_query_vidpn_hw_capability;
DXGKDDI_COMMITVIDPN refgpu_commit_vidpn;
DXGKDDI_UPDATEACTIVEVIDPNPRESENTPATH refgpu_update_active_vidpn_present_path;

/* ---- flip.c ---- */

/* The device shows what the fields of the sources say. Any IRQL. */
void refgpu_heads_restore(struct refgpu *gpu);
/* The source has this mode from now on; dark until its primary's address comes, if the mode is another. Width 0: none. Level two. */
void refgpu_head_set_mode(struct refgpu *gpu, UINT source, UINT target, struct mode mode,
                          enum refgpu_format format, BOOLEAN path_off);
/* The source whose picture is on the target, or NULL. */
struct refgpu_head *refgpu_head_of_target(struct refgpu *gpu, UINT target);

DXGKDDI_SETVIDPNSOURCEADDRESS refgpu_set_vidpn_source_address;
DXGKDDI_SETVIDPNSOURCEVISIBILITY refgpu_set_vidpn_source_visibility;
DXGKDDI_GETSCANLINE refgpu_get_scan_line;

/* ---- system_display.c ---- */

DXGKDDI_STOP_DEVICE_AND_RELEASE_POST_DISPLAY_OWNERSHIP refgpu_stop_device_and_release_post_display_ownership;
DXGKDDI_SYSTEM_DISPLAY_ENABLE refgpu_system_display_enable;
DXGKDDI_SYSTEM_DISPLAY_WRITE refgpu_system_display_write;
DXGKDDI_RESET_DEVICE refgpu_reset_device;

#endif
