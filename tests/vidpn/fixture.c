#include "fixture.h"

static const UINT targets[] = {7, 9, 0x1100};
const struct vidpn_domain plain = {.sources = 2, .targets = targets, .target_count = 3, .display_only = true};
const struct vidpn_domain vsync = {
    .sources = 2, .targets = targets, .target_count = 3, .vsync_control = true, .display_only = true};

struct fixture open_fixture(const struct vidpn_domain *domain, enum vidpn_access access)
{
    struct fixture f = {.vidpn = vidpn_create(domain)};
    assert_non_null(f.vidpn);
    assert_int_equal(vidpn_add_path(f.vidpn, 0, 7), STATUS_SUCCESS);
    f.handle = vidpn_call_begin(f.vidpn, ENUM, access);
    assert_int_equal(vidpn_query_interface(f.handle, DXGK_VIDPN_INTERFACE_VERSION_V1, &f.i), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnGetTopology(f.handle, &f.topology, &f.t), STATUS_SUCCESS);
    return f;
}

/* Returns what the driver leaked. */
size_t close_fixture(struct fixture *f)
{
    size_t leaked = vidpn_call_end(f->vidpn);
    vidpn_destroy(f->vidpn);
    return leaked;
}

D3DKMDT_HVIDPNSOURCEMODESET create_source(struct fixture *f, UINT source,
                                          const DXGK_VIDPNSOURCEMODESET_INTERFACE **s)
{
    D3DKMDT_HVIDPNSOURCEMODESET set = NULL;
    assert_int_equal(f->i->pfnCreateNewSourceModeSet(f->handle, source, &set, s), STATUS_SUCCESS);
    return set;
}

D3DKMDT_HVIDPNTARGETMODESET create_target(struct fixture *f, UINT target,
                                          const DXGK_VIDPNTARGETMODESET_INTERFACE **t)
{
    D3DKMDT_HVIDPNTARGETMODESET set = NULL;
    assert_int_equal(f->i->pfnCreateNewTargetModeSet(f->handle, target, &set, t), STATUS_SUCCESS);
    return set;
}

/* AddMode of a copy; on failure the info is released as VPN-09 asks. */
NTSTATUS add_source(D3DKMDT_HVIDPNSOURCEMODESET set, const DXGK_VIDPNSOURCEMODESET_INTERFACE *s,
                    D3DKMDT_VIDPN_SOURCE_MODE mode)
{
    D3DKMDT_VIDPN_SOURCE_MODE *info = NULL;
    assert_int_equal(s->pfnCreateNewModeInfo(set, &info), STATUS_SUCCESS);
    UINT id = mode.Id ? mode.Id : info->Id;
    *info = mode;
    info->Id = id;
    NTSTATUS status = s->pfnAddMode(set, info);
    if (!NT_SUCCESS(status))
        assert_int_equal(s->pfnReleaseModeInfo(set, info), STATUS_SUCCESS);
    return status;
}

NTSTATUS add_target(D3DKMDT_HVIDPNTARGETMODESET set, const DXGK_VIDPNTARGETMODESET_INTERFACE *t,
                    D3DKMDT_VIDPN_TARGET_MODE mode)
{
    D3DKMDT_VIDPN_TARGET_MODE *info = NULL;
    assert_int_equal(t->pfnCreateNewModeInfo(set, &info), STATUS_SUCCESS);
    UINT id = info->Id;
    *info = mode;
    info->Id = id;
    NTSTATUS status = t->pfnAddMode(set, info);
    if (!NT_SUCCESS(status))
        assert_int_equal(t->pfnReleaseModeInfo(set, info), STATUS_SUCCESS);
    return status;
}
