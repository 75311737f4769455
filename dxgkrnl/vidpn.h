/*
 * The video present network: which source feeds which target, which modes each could have, and which are
 * pinned.
 *
 * A pure object model with two sides. The driver sees handles and the interface tables of d3dkmddi.h, and
 * only between vidpn_call_begin and vidpn_call_end, which is also where its references are counted
 * (VPN-08, VPN-09). The kernel side, this header, works on the object while no call is open. Nothing here
 * knows an adapter.
 */
#ifndef OPENWDDM_DXGKRNL_VIDPN_H
#define OPENWDDM_DXGKRNL_VIDPN_H

#include "d3dkmddi.h"
#include "ntstatus.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vidpn;

/* What the adapter has; copied by vidpn_create. */
struct vidpn_domain {
    UINT sources; /* ids 0 .. sources-1 (DOD-12) */
    const UINT *targets;
    size_t target_count;
    bool vsync_control; /* frequencies of target modes must be concrete; else unspecified (DOD-03, OBS-40) */
    bool display_only;  /* A8R8G8B8 is the only source format (DOD-51) */
};

/* What the driver may do with the VidPN in a DDI (VPN-23). Each includes the ones before it. */
enum vidpn_access {
    VIDPN_INSPECT,  /* IsSupportedVidPn, CommitVidPn, QueryVidPnHWCapability: look */
    VIDPN_POPULATE, /* EnumVidPnCofuncModality: replace mode sets, update path support */
    VIDPN_COMPOSE,  /* RecommendFunctionalVidPn, RecommendVidPnTopology: also paths and pins */
};

/* An empty topology; every source and target has an empty mode set. NULL: no memory. */
struct vidpn *vidpn_create(const struct vidpn_domain *domain);
struct vidpn *vidpn_clone(const struct vidpn *vidpn); /* NULL: no memory */
void vidpn_destroy(struct vidpn *vidpn);              /* NULL is fine; no call may be open */

/* Whatever was opened before is gone without having been closed, and the lock may have been left taken: the
 * system stopped inside a call. Nothing may be running. */
void vidpn_forget(void);

/* ---- topology ---- */

/* A path with unpinned scaling and rotation, default gamma, no copy protection.
 * STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE or _TARGET, STATUS_GRAPHICS_PATH_ALREADY_IN_TOPOLOGY,
 * STATUS_GRAPHICS_TARGET_ID_MUST_BE_UNIQUE, STATUS_NO_MEMORY. */
NTSTATUS vidpn_add_path(struct vidpn *vidpn, UINT source, UINT target);
size_t vidpn_path_count(const struct vidpn *vidpn);
/* In order of addition; the caller may change transformation and protection, not the ids. NULL past the
 * end. */
D3DKMDT_VIDPN_PRESENT_PATH *vidpn_path(const struct vidpn *vidpn, size_t index);
D3DKMDT_VIDPN_PRESENT_PATH *vidpn_path_between(const struct vidpn *vidpn, UINT source, UINT target);

/* Drops the paths of a source; the mode sets of the source and of those targets become empty. */
void vidpn_drop_source(struct vidpn *vidpn, UINT source);
/* Drops the paths of a source to targets for which `keep` says no; the last one takes the source's modes
 * with it. */
void vidpn_drop_targets(struct vidpn *vidpn, UINT source, bool (*keep)(const void *ctx, UINT target),
                        const void *ctx);
/* vidpn_drop_source, then the paths of the source as they are in `from`, with mode sets and pins.
 * Targets that another source of `to` has make it fail: STATUS_GRAPHICS_TARGET_ID_MUST_BE_UNIQUE;
 * STATUS_NO_MEMORY. On failure the source has no path. */
NTSTATUS vidpn_take_source(struct vidpn *to, const struct vidpn *from, UINT source);
/* Do both show the same on the source: targets, transformations, pinned modes? */
bool vidpn_same_source(const struct vidpn *a, const struct vidpn *b, UINT source);

/* ---- mode sets ---- */

size_t vidpn_source_mode_count(const struct vidpn *vidpn, UINT source);
const D3DKMDT_VIDPN_SOURCE_MODE *vidpn_source_mode(const struct vidpn *vidpn, UINT source, size_t index);
const D3DKMDT_VIDPN_SOURCE_MODE *vidpn_pinned_source_mode(const struct vidpn *vidpn,
                                                          UINT source); /* NULL: none */
size_t vidpn_target_mode_count(const struct vidpn *vidpn, UINT target);
const D3DKMDT_VIDPN_TARGET_MODE *vidpn_target_mode(const struct vidpn *vidpn, UINT target, size_t index);
const D3DKMDT_VIDPN_TARGET_MODE *vidpn_pinned_target_mode(const struct vidpn *vidpn, UINT target);

/* STATUS_GRAPHICS_MODE_NOT_IN_MODESET when no mode has the id. */
NTSTATUS vidpn_pin_source(struct vidpn *vidpn, UINT source, UINT mode_id);
NTSTATUS vidpn_pin_target(struct vidpn *vidpn, UINT target, UINT mode_id);
void vidpn_unpin(struct vidpn *vidpn, UINT source, UINT target); /* both; the sets keep their modes */
/* Adds a copy; the id is drawn when 0. Unchecked: what the kernel adds is right. STATUS_NO_MEMORY. */
NTSTATUS vidpn_add_source_mode(struct vidpn *vidpn, UINT source, const D3DKMDT_VIDPN_SOURCE_MODE *mode);
NTSTATUS vidpn_add_target_mode(struct vidpn *vidpn, UINT target, const D3DKMDT_VIDPN_TARGET_MODE *mode);

/* Same modes and pin? For pivots, which a driver must leave alone (VPN-04). */
bool vidpn_same_source_modes(const struct vidpn *a, const struct vidpn *b, UINT source);
bool vidpn_same_target_modes(const struct vidpn *a, const struct vidpn *b, UINT target);
/* Functional (VPN-02): at least one path, and every source and target of a path has a pinned mode. */
bool vidpn_functional(const struct vidpn *vidpn);

/* ---- calls down ---- */

/* Opens the object to the driver for one DDI, whose name is static; returns the handle to pass. Calls on
 * one object do not nest. */
D3DKMDT_HVIDPN vidpn_call_begin(struct vidpn *vidpn, const char *ddi, enum vidpn_access access);
/* Closes every handle. Whatever the driver still holds is reported (VPN-08: sets, VPN-09: mode and path
 * infos; kind, count, expected 0) and taken back. Returns how many there were. */
size_t vidpn_call_end(struct vidpn *vidpn);

/* DxgkCbQueryVidPnInterface. STATUS_INVALID_PARAMETER, STATUS_GRAPHICS_INVALID_VIDPN,
 * STATUS_NOT_SUPPORTED. */
NTSTATUS vidpn_query_interface(D3DKMDT_HVIDPN handle, DXGK_VIDPN_INTERFACE_VERSION version,
                               const DXGK_VIDPN_INTERFACE **interface);

#endif
