/*
 * DXGK_VIDPNSOURCEMODESET_INTERFACE and DXGK_VIDPNTARGETMODESET_INTERFACE: the modes of one source or
 * target as a driver sees them. Two tables of the same shape over the set engine.
 */
#include "vidpn_model.h"

#define SOURCE (&vidpn_kind_source)
#define TARGET (&vidpn_kind_target)

/* ---- source modes ---- */

static NTSTATUS NTAPI source_get_num(const D3DKMDT_HVIDPNSOURCEMODESET set, SIZE_T *const count)
{
    return vidpn_set_num(SOURCE, set, "source pfnGetNumModes", count);
}

static NTSTATUS NTAPI source_first(const D3DKMDT_HVIDPNSOURCEMODESET set,
                                   const D3DKMDT_VIDPN_SOURCE_MODE **mode)
{
    return vidpn_set_first(SOURCE, set, "source pfnAcquireFirstModeInfo", (const void **)mode);
}

static NTSTATUS NTAPI source_next(const D3DKMDT_HVIDPNSOURCEMODESET set,
                                  const D3DKMDT_VIDPN_SOURCE_MODE *const previous,
                                  const D3DKMDT_VIDPN_SOURCE_MODE **mode)
{
    return vidpn_set_next(SOURCE, set, "source pfnAcquireNextModeInfo", previous, (const void **)mode);
}

/* VPN-10, OBS-42: nothing pinned is a success code, and NULL. */
static NTSTATUS NTAPI source_pinned(const D3DKMDT_HVIDPNSOURCEMODESET set,
                                    const D3DKMDT_VIDPN_SOURCE_MODE **mode)
{
    return vidpn_set_lend(SOURCE, set, "source pfnAcquirePinnedModeInfo", vidpn_choose_pinned, NULL,
                          STATUS_GRAPHICS_MODE_NOT_PINNED, (const void **)mode);
}

static NTSTATUS NTAPI source_release(const D3DKMDT_HVIDPNSOURCEMODESET set,
                                     const D3DKMDT_VIDPN_SOURCE_MODE *const mode)
{
    return vidpn_set_release(SOURCE, set, "source pfnReleaseModeInfo", mode);
}

static NTSTATUS NTAPI source_create(const D3DKMDT_HVIDPNSOURCEMODESET set, D3DKMDT_VIDPN_SOURCE_MODE **mode)
{
    return vidpn_set_create_info(SOURCE, set, "source pfnCreateNewModeInfo", (void **)mode);
}

static NTSTATUS NTAPI source_add(D3DKMDT_HVIDPNSOURCEMODESET set, D3DKMDT_VIDPN_SOURCE_MODE *const mode)
{
    return vidpn_set_add(SOURCE, set, "source pfnAddMode", mode);
}

static NTSTATUS NTAPI source_pin(D3DKMDT_HVIDPNSOURCEMODESET set, const UINT id)
{
    return vidpn_set_pin(SOURCE, set, "source pfnPinMode", id,
                         STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE);
}

const DXGK_VIDPNSOURCEMODESET_INTERFACE vidpn_source_interface = {
    .pfnGetNumModes = source_get_num,
    .pfnAcquireFirstModeInfo = source_first,
    .pfnAcquireNextModeInfo = source_next,
    .pfnAcquirePinnedModeInfo = source_pinned,
    .pfnReleaseModeInfo = source_release,
    .pfnCreateNewModeInfo = source_create,
    .pfnAddMode = source_add,
    .pfnPinMode = source_pin,
};

/* ---- target modes ---- */

static NTSTATUS NTAPI target_get_num(const D3DKMDT_HVIDPNTARGETMODESET set, SIZE_T *const count)
{
    return vidpn_set_num(TARGET, set, "target pfnGetNumModes", count);
}

static NTSTATUS NTAPI target_first(const D3DKMDT_HVIDPNTARGETMODESET set,
                                   const D3DKMDT_VIDPN_TARGET_MODE **mode)
{
    return vidpn_set_first(TARGET, set, "target pfnAcquireFirstModeInfo", (const void **)mode);
}

static NTSTATUS NTAPI target_next(const D3DKMDT_HVIDPNTARGETMODESET set,
                                  const D3DKMDT_VIDPN_TARGET_MODE *const previous,
                                  const D3DKMDT_VIDPN_TARGET_MODE **mode)
{
    return vidpn_set_next(TARGET, set, "target pfnAcquireNextModeInfo", previous, (const void **)mode);
}

static NTSTATUS NTAPI target_pinned(const D3DKMDT_HVIDPNTARGETMODESET set,
                                    const D3DKMDT_VIDPN_TARGET_MODE **mode)
{
    return vidpn_set_lend(TARGET, set, "target pfnAcquirePinnedModeInfo", vidpn_choose_pinned, NULL,
                          STATUS_GRAPHICS_MODE_NOT_PINNED, (const void **)mode);
}

static NTSTATUS NTAPI target_release(const D3DKMDT_HVIDPNTARGETMODESET set,
                                     const D3DKMDT_VIDPN_TARGET_MODE *const mode)
{
    return vidpn_set_release(TARGET, set, "target pfnReleaseModeInfo", mode);
}

static NTSTATUS NTAPI target_create(const D3DKMDT_HVIDPNTARGETMODESET set, D3DKMDT_VIDPN_TARGET_MODE **mode)
{
    return vidpn_set_create_info(TARGET, set, "target pfnCreateNewModeInfo", (void **)mode);
}

static NTSTATUS NTAPI target_add(D3DKMDT_HVIDPNTARGETMODESET set, D3DKMDT_VIDPN_TARGET_MODE *const mode)
{
    return vidpn_set_add(TARGET, set, "target pfnAddMode", mode);
}

static NTSTATUS NTAPI target_pin(D3DKMDT_HVIDPNTARGETMODESET set, const UINT id)
{
    return vidpn_set_pin(TARGET, set, "target pfnPinMode", id,
                         STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET_MODE);
}

const DXGK_VIDPNTARGETMODESET_INTERFACE vidpn_target_interface = {
    .pfnGetNumModes = target_get_num,
    .pfnAcquireFirstModeInfo = target_first,
    .pfnAcquireNextModeInfo = target_next,
    .pfnAcquirePinnedModeInfo = target_pinned,
    .pfnReleaseModeInfo = target_release,
    .pfnCreateNewModeInfo = target_create,
    .pfnAddMode = target_add,
    .pfnPinMode = target_pin,
};
