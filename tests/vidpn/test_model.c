/*
 * The VidPN as a driver sees it: every function of DXGK_VIDPN_INTERFACE, the topology and the mode set interfaces, with every status they
 * can give.
 */
#include "support.h"

#include <string.h>

static const UINT targets[] = {7, 9, 0x1100};
static const struct vidpn_domain plain = {
    .sources = 2, .targets = targets, .target_count = 3, .display_only = true};
static const struct vidpn_domain vsync = {
    .sources = 2, .targets = targets, .target_count = 3, .vsync_control = true, .display_only = true};

#define ENUM "DxgkDdiEnumVidPnCofuncModality"

/* A VidPN with a call open and the interfaces at hand. */
struct fixture {
    struct vidpn *vidpn;
    D3DKMDT_HVIDPN handle;
    const DXGK_VIDPN_INTERFACE *i;
    D3DKMDT_HVIDPNTOPOLOGY topology;
    const DXGK_VIDPNTOPOLOGY_INTERFACE *t;
};

static struct fixture open_fixture(const struct vidpn_domain *domain, enum vidpn_access access)
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
static size_t close_fixture(struct fixture *f)
{
    size_t leaked = vidpn_call_end(f->vidpn);
    vidpn_destroy(f->vidpn);
    return leaked;
}

static D3DKMDT_HVIDPNSOURCEMODESET create_source(struct fixture *f, UINT source,
                                                 const DXGK_VIDPNSOURCEMODESET_INTERFACE **s)
{
    D3DKMDT_HVIDPNSOURCEMODESET set = NULL;
    assert_int_equal(f->i->pfnCreateNewSourceModeSet(f->handle, source, &set, s), STATUS_SUCCESS);
    return set;
}

static D3DKMDT_HVIDPNTARGETMODESET create_target(struct fixture *f, UINT target,
                                                 const DXGK_VIDPNTARGETMODESET_INTERFACE **t)
{
    D3DKMDT_HVIDPNTARGETMODESET set = NULL;
    assert_int_equal(f->i->pfnCreateNewTargetModeSet(f->handle, target, &set, t), STATUS_SUCCESS);
    return set;
}

/* AddMode of a copy; on failure the info is released as VPN-09 asks. */
static NTSTATUS add_source(D3DKMDT_HVIDPNSOURCEMODESET set, const DXGK_VIDPNSOURCEMODESET_INTERFACE *s,
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

static NTSTATUS add_target(D3DKMDT_HVIDPNTARGETMODESET set, const DXGK_VIDPNTARGETMODESET_INTERFACE *t,
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

/* ---- the VidPN interface ---- */

static void query_interface_checks_handle_and_version(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_POPULATE);
    const DXGK_VIDPN_INTERFACE *i = NULL;
    assert_int_equal(vidpn_query_interface(f.handle, DXGK_VIDPN_INTERFACE_VERSION_V1, NULL),
                     STATUS_INVALID_PARAMETER);
    assert_int_equal(vidpn_query_interface(f.handle, DXGK_VIDPN_INTERFACE_VERSION_UNINITIALIZED, &i),
                     STATUS_NOT_SUPPORTED);
    assert_int_equal(vidpn_query_interface(f.handle, (DXGK_VIDPN_INTERFACE_VERSION)2, &i),
                     STATUS_NOT_SUPPORTED);
    assert_null(i);
    assert_int_equal(f.i->Version, DXGK_VIDPN_INTERFACE_VERSION_V1);
    assert_int_equal(vidpn_query_interface(NULL, DXGK_VIDPN_INTERFACE_VERSION_V1, &i),
                     STATUS_GRAPHICS_INVALID_VIDPN);
    assert_int_equal(vidpn_query_interface((D3DKMDT_HVIDPN)&f, DXGK_VIDPN_INTERFACE_VERSION_V1, &i),
                     STATUS_GRAPHICS_INVALID_VIDPN);
    assert_int_equal(vidpn_query_interface((D3DKMDT_HVIDPN)f.topology, DXGK_VIDPN_INTERFACE_VERSION_V1, &i),
                     STATUS_GRAPHICS_INVALID_VIDPN);
    assert_int_equal(close_fixture(&f), 0);
}

static void handles_end_with_the_ddi(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_POPULATE);
    SIZE_T count;
    assert_int_equal(f.t->pfnGetNumPaths(f.topology, &count), STATUS_SUCCESS);
    assert_int_equal(vidpn_call_end(f.vidpn), 0);
    reports_clear();
    assert_int_equal(f.t->pfnGetNumPaths(f.topology, &count), STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY);
    D3DKMDT_HVIDPNTOPOLOGY topology;
    const DXGK_VIDPNTOPOLOGY_INTERFACE *t;
    assert_int_equal(f.i->pfnGetTopology(f.handle, &topology, &t), STATUS_GRAPHICS_INVALID_VIDPN);
    assert_int_equal(reports_with("VPN-13"), 1);
    assert_int_equal(reports_with("VPN-08"), 1);
    D3DKMDT_HVIDPN again = vidpn_call_begin(f.vidpn, ENUM, VIDPN_INSPECT);
    assert_ptr_not_equal(again, f.handle); /* never reused */
    assert_int_equal(close_fixture(&f), 0);
}

static void null_outputs_are_invalid_parameters(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_COMPOSE);
    D3DKMDT_HVIDPNSOURCEMODESET s;
    D3DKMDT_HVIDPNTARGETMODESET t;
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *si;
    const DXGK_VIDPNTARGETMODESET_INTERFACE *ti;
    D3DKMDT_HVIDPNTOPOLOGY topology;
    assert_int_equal(f.i->pfnGetTopology(f.handle, NULL, &f.t), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.i->pfnGetTopology(f.handle, &topology, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.i->pfnAcquireSourceModeSet(f.handle, 0, NULL, &si), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.i->pfnAcquireSourceModeSet(f.handle, 0, &s, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.i->pfnCreateNewSourceModeSet(f.handle, 0, NULL, &si), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.i->pfnCreateNewSourceModeSet(f.handle, 0, &s, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.i->pfnAcquireTargetModeSet(f.handle, 7, NULL, &ti), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.i->pfnAcquireTargetModeSet(f.handle, 7, &t, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.i->pfnCreateNewTargetModeSet(f.handle, 7, NULL, &ti), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.i->pfnCreateNewTargetModeSet(f.handle, 7, &t, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.t->pfnGetNumPaths(f.topology, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.t->pfnGetNumPathsFromSource(f.topology, 0, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.t->pfnEnumPathTargetsFromSource(f.topology, 0, 0, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.t->pfnGetPathSourceFromTarget(f.topology, 7, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.t->pfnAcquirePathInfo(f.topology, 0, 7, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.t->pfnAcquireFirstPathInfo(f.topology, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.t->pfnCreateNewPathInfo(f.topology, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.t->pfnUpdatePathSupportInfo(f.topology, NULL), STATUS_INVALID_PARAMETER);
    s = create_source(&f, 0, &si);
    assert_int_equal(si->pfnGetNumModes(s, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(si->pfnAcquireFirstModeInfo(s, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(si->pfnAcquireNextModeInfo(s, NULL, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(si->pfnAcquirePinnedModeInfo(s, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(si->pfnCreateNewModeInfo(s, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, s), STATUS_SUCCESS);
    assert_int_equal(close_fixture(&f), 0);
}

static void acquire_counts_references(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_POPULATE);
    D3DKMDT_HVIDPNSOURCEMODESET a, b;
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    assert_int_equal(f.i->pfnAcquireSourceModeSet(f.handle, 0, &a, &s), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnAcquireSourceModeSet(f.handle, 0, &b, &s), STATUS_SUCCESS);
    assert_ptr_equal(a, b);
    SIZE_T count;
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, a), STATUS_SUCCESS);
    assert_int_equal(s->pfnGetNumModes(b, &count), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, b), STATUS_SUCCESS);
    assert_int_equal(reports_count(), 0);
    /* once too often: VPN-08 */
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, a), STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET);
    assert_int_equal(s->pfnGetNumModes(a, &count), STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET);
    assert_int_equal(reports_with("VPN-08"), 2);
    assert_string_equal(reports_last("VPN-08")->where, "source pfnGetNumModes");
    assert_int_equal(close_fixture(&f), 0);
}

static void owners_must_exist(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_POPULATE);
    D3DKMDT_HVIDPNSOURCEMODESET s;
    D3DKMDT_HVIDPNTARGETMODESET t;
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *si;
    const DXGK_VIDPNTARGETMODESET_INTERFACE *ti;
    assert_int_equal(f.i->pfnAcquireSourceModeSet(f.handle, 2, &s, &si),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    assert_int_equal(f.i->pfnCreateNewSourceModeSet(f.handle, D3DDDI_ID_ALL, &s, &si),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    assert_int_equal(f.i->pfnAcquireTargetModeSet(f.handle, 8, &t, &ti),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET);
    assert_int_equal(f.i->pfnCreateNewTargetModeSet(f.handle, 8, &t, &ti),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET);
    assert_int_equal(f.i->pfnAssignMultisamplingMethodSet(f.handle, 2, 0, NULL),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    assert_int_equal(reports_with("DOD-12"), 5);
    assert_string_equal(reports_last("DOD-12")->where, ENUM);
    assert_string_equal(reports_last("DOD-12")->value, "2");
    assert_int_equal(f.i->pfnAssignMultisamplingMethodSet(f.handle, 0, 1, NULL), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.i->pfnAssignMultisamplingMethodSet(f.handle, 0, 0, NULL), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnAssignMultisamplingMethodSet(NULL, 0, 0, NULL), STATUS_GRAPHICS_INVALID_VIDPN);
    /* a source without a path still has a set, empty and unpinned (OBS-42) */
    const D3DKMDT_VIDPN_SOURCE_MODE *pinned;
    assert_int_equal(f.i->pfnAcquireSourceModeSet(f.handle, 1, &s, &si), STATUS_SUCCESS);
    assert_int_equal(si->pfnAcquirePinnedModeInfo(s, &pinned), STATUS_GRAPHICS_MODE_NOT_PINNED);
    assert_true(NT_SUCCESS(STATUS_GRAPHICS_MODE_NOT_PINNED));
    assert_null(pinned);
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, s), STATUS_SUCCESS);
    assert_int_equal(close_fixture(&f), 0);
}

static void assign_consumes_the_handle(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_POPULATE);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    D3DKMDT_HVIDPNSOURCEMODESET set = create_source(&f, 0, &s), other;
    assert_int_equal(f.i->pfnCreateNewSourceModeSet(f.handle, 0, &other, &s),
                     STATUS_GRAPHICS_UNASSIGNED_MODESET_ALREADY_EXISTS);
    assert_int_equal(add_source(set, s, source_mode(1024, 768)), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnAssignSourceModeSet(f.handle, 0, set), STATUS_SUCCESS);
    reports_clear();
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, set),
                     STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET);
    assert_int_equal(f.i->pfnAssignSourceModeSet(f.handle, 0, set),
                     STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET);
    assert_int_equal(reports_with("VPN-08"), 2);
    SIZE_T count;
    assert_int_equal(f.i->pfnAcquireSourceModeSet(f.handle, 0, &set, &s), STATUS_SUCCESS);
    assert_int_equal(s->pfnGetNumModes(set, &count), STATUS_SUCCESS);
    assert_int_equal(count, 1);
    /* an acquired set cannot be assigned, and stays with the driver */
    assert_int_equal(f.i->pfnAssignSourceModeSet(f.handle, 0, set),
                     STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET);
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, set), STATUS_SUCCESS);
    assert_int_equal(close_fixture(&f), 0);
}

/* VPN-08: wrong parameters leave the set with the driver. */
static void assign_with_wrong_parameters_does_not_consume(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_POPULATE);
    const DXGK_VIDPNTARGETMODESET_INTERFACE *t;
    D3DKMDT_HVIDPNTARGETMODESET set = create_target(&f, 7, &t);
    assert_int_equal(add_target(set, t, target_mode(800, 600)), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnAssignTargetModeSet(NULL, 7, set), STATUS_GRAPHICS_INVALID_VIDPN);
    assert_int_equal(f.i->pfnAssignTargetModeSet(f.handle, 8, set),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET);
    assert_int_equal(f.i->pfnAssignTargetModeSet(f.handle, 7, NULL),
                     STATUS_GRAPHICS_INVALID_VIDPN_TARGETMODESET);
    assert_int_equal(f.i->pfnAssignTargetModeSet(f.handle, 7, set), STATUS_SUCCESS);
    assert_int_equal(close_fixture(&f), 0);
}

/* VPN-08: a set that was examined and refused is gone. */
static void assign_that_examines_and_refuses_consumes(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_POPULATE);
    const DXGK_VIDPNTARGETMODESET_INTERFACE *t;
    D3DKMDT_HVIDPNTARGETMODESET set = create_target(&f, 7, &t);
    assert_int_equal(f.i->pfnAssignTargetModeSet(f.handle, 7, set),
                     STATUS_GRAPHICS_VIDPN_MODALITY_NOT_SUPPORTED);
    assert_string_equal(reports_last("VPN-08")->value, "0 modes");
    assert_int_equal(f.i->pfnReleaseTargetModeSet(f.handle, set),
                     STATUS_GRAPHICS_INVALID_VIDPN_TARGETMODESET);
    set = create_target(&f, 7, &t);
    assert_int_equal(add_target(set, t, target_mode(800, 600)), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnAssignTargetModeSet(f.handle, 9, set), STATUS_GRAPHICS_RESOURCES_NOT_RELATED);
    assert_int_equal(f.i->pfnReleaseTargetModeSet(f.handle, set),
                     STATUS_GRAPHICS_INVALID_VIDPN_TARGETMODESET);
    assert_int_equal(close_fixture(&f), 0);
}

static void pinned_mode_must_remain(void **state)
{
    struct vidpn *vidpn = vidpn_create(&plain);
    D3DKMDT_VIDPN_SOURCE_MODE mode = source_mode(640, 480);
    assert_int_equal(vidpn_add_path(vidpn, 0, 7), STATUS_SUCCESS);
    assert_int_equal(vidpn_add_source_mode(vidpn, 0, &mode), STATUS_SUCCESS);
    assert_int_equal(vidpn_pin_source(vidpn, 0, vidpn_source_mode(vidpn, 0, 0)->Id), STATUS_SUCCESS);
    struct fixture f = {.vidpn = vidpn};
    f.handle = vidpn_call_begin(vidpn, ENUM, VIDPN_POPULATE);
    assert_int_equal(vidpn_query_interface(f.handle, DXGK_VIDPN_INTERFACE_VERSION_V1, &f.i), STATUS_SUCCESS);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    D3DKMDT_HVIDPNSOURCEMODESET set = create_source(&f, 0, &s);
    assert_int_equal(add_source(set, s, source_mode(800, 600)), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnAssignSourceModeSet(f.handle, 0, set),
                     STATUS_GRAPHICS_PINNED_MODE_MUST_REMAIN_IN_SET);
    assert_int_equal(reports_with("VPN-04"), 1);
    set = create_source(&f, 0, &s);
    assert_int_equal(add_source(set, s, source_mode(800, 600)), STATUS_SUCCESS);
    assert_int_equal(add_source(set, s, source_mode(640, 480)), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnAssignSourceModeSet(f.handle, 0, set), STATUS_SUCCESS);
    assert_int_equal(vidpn_call_end(vidpn), 0);
    assert_int_equal(vidpn_pinned_source_mode(vidpn, 0)->Format.Graphics.PrimSurfSize.cx, 640);
    vidpn_destroy(vidpn);
}

static void sets_belong_to_their_vidpn(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_POPULATE), g = open_fixture(&plain, VIDPN_POPULATE);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    D3DKMDT_HVIDPNSOURCEMODESET set = create_source(&f, 0, &s);
    assert_int_equal(add_source(set, s, source_mode(800, 600)), STATUS_SUCCESS);
    assert_int_equal(g.i->pfnReleaseSourceModeSet(g.handle, set), STATUS_GRAPHICS_RESOURCES_NOT_RELATED);
    assert_int_equal(g.i->pfnAssignSourceModeSet(g.handle, 0, set),
                     STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET);
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, set), STATUS_SUCCESS);
    assert_int_equal(close_fixture(&f), 0);
    assert_int_equal(close_fixture(&g), 0);
}

/* A set that the driver still references outlives its replacement. */
static void replaced_set_lives_while_referenced(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_POPULATE);
    D3DKMDT_HVIDPNSOURCEMODESET old, set;
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    SIZE_T count;
    assert_int_equal(f.i->pfnAcquireSourceModeSet(f.handle, 0, &old, &s), STATUS_SUCCESS);
    set = create_source(&f, 0, &s);
    assert_int_equal(add_source(set, s, source_mode(800, 600)), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnAssignSourceModeSet(f.handle, 0, set), STATUS_SUCCESS);
    assert_int_equal(s->pfnGetNumModes(old, &count), STATUS_SUCCESS);
    assert_int_equal(count, 0);
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, old), STATUS_SUCCESS);
    assert_int_equal(s->pfnGetNumModes(old, &count), STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET);
    assert_int_equal(close_fixture(&f), 0);
}

/* VPN-23 */
static void access_depends_on_the_ddi(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_INSPECT);
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    D3DKMDT_VIDPN_PRESENT_PATH *fresh;
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    assert_int_equal(f.t->pfnAcquireFirstPathInfo(f.topology, &path), STATUS_SUCCESS);
    assert_int_equal(f.t->pfnUpdatePathSupportInfo(f.topology, path), STATUS_ACCESS_DENIED);
    assert_int_equal(f.t->pfnReleasePathInfo(f.topology, path), STATUS_SUCCESS);
    D3DKMDT_HVIDPNSOURCEMODESET set = create_source(&f, 0, &s);
    assert_int_equal(add_source(set, s, source_mode(800, 600)), STATUS_ACCESS_DENIED);
    assert_int_equal(f.i->pfnAssignSourceModeSet(f.handle, 0, set), STATUS_ACCESS_DENIED);
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, set), STATUS_SUCCESS);
    assert_int_equal(reports_with("VPN-23"), 3);
    assert_int_equal(close_fixture(&f), 0);

    f = open_fixture(&plain, VIDPN_POPULATE);
    assert_int_equal(f.t->pfnRemovePath(f.topology, 0, 7), STATUS_ACCESS_DENIED);
    assert_int_equal(f.t->pfnCreateNewPathInfo(f.topology, &fresh), STATUS_SUCCESS);
    fresh->VidPnSourceId = 1;
    fresh->VidPnTargetId = 9;
    assert_int_equal(f.t->pfnAddPath(f.topology, fresh), STATUS_ACCESS_DENIED);
    assert_int_equal(f.t->pfnReleasePathInfo(f.topology, fresh), STATUS_SUCCESS);
    set = create_source(&f, 0, &s);
    assert_int_equal(add_source(set, s, source_mode(800, 600)), STATUS_SUCCESS);
    assert_int_equal(s->pfnPinMode(set, 1), STATUS_ACCESS_DENIED);
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, set), STATUS_SUCCESS);
    assert_int_equal(close_fixture(&f), 0);
}

/* ---- mode sets ---- */

static void modes_enumerate_in_order(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_COMPOSE);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    D3DKMDT_HVIDPNSOURCEMODESET set = create_source(&f, 0, &s);
    const D3DKMDT_VIDPN_SOURCE_MODE *mode, *next;
    assert_int_equal(s->pfnAcquireFirstModeInfo(set, &mode), STATUS_GRAPHICS_DATASET_IS_EMPTY);
    assert_null(mode);
    static const UINT widths[] = {640, 800, 1024};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(add_source(set, s, source_mode(widths[i], 480)), STATUS_SUCCESS);
    SIZE_T count;
    assert_int_equal(s->pfnGetNumModes(set, &count), STATUS_SUCCESS);
    assert_int_equal(count, 3);
    NTSTATUS status = s->pfnAcquireFirstModeInfo(set, &mode);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(status, STATUS_SUCCESS);
        assert_int_equal(mode->Format.Graphics.PrimSurfSize.cx, widths[i]);
        status = s->pfnAcquireNextModeInfo(set, mode, &next);
        assert_int_equal(s->pfnReleaseModeInfo(set, mode), STATUS_SUCCESS);
        mode = next;
    }
    /* VPN-11: the end is a success code and NULL */
    assert_int_equal(status, STATUS_GRAPHICS_NO_MORE_ELEMENTS_IN_DATASET);
    assert_true(NT_SUCCESS(status));
    assert_null(mode);
    assert_int_equal(f.i->pfnAssignSourceModeSet(f.handle, 0, set), STATUS_SUCCESS);
    assert_int_equal(reports_count(), 0);
    assert_int_equal(close_fixture(&f), 0);
}

static void mode_infos_are_looked_up_not_followed(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_COMPOSE);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    D3DKMDT_HVIDPNSOURCEMODESET set = create_source(&f, 0, &s), other = create_source(&f, 1, &s);
    assert_int_equal(add_source(set, s, source_mode(640, 480)), STATUS_SUCCESS);
    const D3DKMDT_VIDPN_SOURCE_MODE *mode, *next;
    D3DKMDT_VIDPN_SOURCE_MODE *fresh, local = source_mode(800, 600);
    void *wild = (void *)(uintptr_t)0xdead0000;
    assert_int_equal(s->pfnReleaseModeInfo(set, wild), STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE);
    assert_int_equal(s->pfnReleaseModeInfo(set, NULL), STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE);
    assert_int_equal(s->pfnAddMode(set, wild), STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE);
    assert_int_equal(s->pfnAddMode(set, &local), STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE);
    assert_int_equal(s->pfnAcquireNextModeInfo(set, wild, &next),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE);
    assert_null(next);
    assert_int_equal(reports_with("VPN-09"), 5);
    /* an acquired info cannot be added, a new one is no place in an enumeration */
    assert_int_equal(s->pfnAcquireFirstModeInfo(set, &mode), STATUS_SUCCESS);
    assert_int_equal(s->pfnAddMode(set, (D3DKMDT_VIDPN_SOURCE_MODE *)mode),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE);
    assert_int_equal(s->pfnReleaseModeInfo(set, mode), STATUS_SUCCESS);
    assert_int_equal(s->pfnCreateNewModeInfo(set, &fresh), STATUS_SUCCESS);
    assert_int_equal(s->pfnAcquireNextModeInfo(set, fresh, &next),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE);
    /* an info of another set */
    assert_int_equal(s->pfnAddMode(other, fresh), STATUS_GRAPHICS_RESOURCES_NOT_RELATED);
    assert_int_equal(s->pfnReleaseModeInfo(other, fresh), STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE);
    assert_int_equal(s->pfnReleaseModeInfo(set, fresh), STATUS_SUCCESS);
    assert_int_equal(s->pfnReleaseModeInfo(set, fresh), STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE);
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, set), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, other), STATUS_SUCCESS);
    assert_int_equal(close_fixture(&f), 0);
}

static void lent_infos_are_copies(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_COMPOSE);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    D3DKMDT_HVIDPNSOURCEMODESET set = create_source(&f, 0, &s);
    assert_int_equal(add_source(set, s, source_mode(640, 480)), STATUS_SUCCESS);
    const D3DKMDT_VIDPN_SOURCE_MODE *mode;
    assert_int_equal(s->pfnAcquireFirstModeInfo(set, &mode), STATUS_SUCCESS);
    ((D3DKMDT_VIDPN_SOURCE_MODE *)mode)->Format.Graphics.PrimSurfSize.cx = 1;
    assert_int_equal(s->pfnReleaseModeInfo(set, mode), STATUS_SUCCESS);
    assert_int_equal(s->pfnAcquireFirstModeInfo(set, &mode), STATUS_SUCCESS);
    assert_int_equal(mode->Format.Graphics.PrimSurfSize.cx, 640);
    assert_int_equal(s->pfnReleaseModeInfo(set, mode), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, set), STATUS_SUCCESS);
    assert_int_equal(close_fixture(&f), 0);
}

static void duplicates_stay_with_the_driver(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_COMPOSE);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    const DXGK_VIDPNTARGETMODESET_INTERFACE *t;
    D3DKMDT_HVIDPNSOURCEMODESET sources = create_source(&f, 0, &s);
    D3DKMDT_HVIDPNTARGETMODESET modes = create_target(&f, 7, &t);
    assert_int_equal(add_source(sources, s, source_mode(640, 480)), STATUS_SUCCESS);
    assert_int_equal(add_source(sources, s, source_mode(640, 480)), STATUS_GRAPHICS_MODE_ALREADY_IN_MODESET);
    assert_int_equal(add_target(modes, t, target_mode(640, 480)), STATUS_SUCCESS);
    assert_int_equal(add_target(modes, t, target_mode(640, 480)), STATUS_GRAPHICS_MODE_ALREADY_IN_MODESET);
    /* ids the driver chose itself */
    D3DKMDT_VIDPN_SOURCE_MODE mode = source_mode(800, 600);
    mode.Id = 77;
    assert_int_equal(add_source(sources, s, mode), STATUS_SUCCESS);
    mode = source_mode(1024, 768);
    mode.Id = 77;
    assert_int_equal(add_source(sources, s, mode), STATUS_GRAPHICS_MODE_ID_MUST_BE_UNIQUE);
    assert_int_equal(f.i->pfnAssignSourceModeSet(f.handle, 0, sources), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnAssignTargetModeSet(f.handle, 7, modes), STATUS_SUCCESS);
    assert_int_equal(reports_count(), 0);
    assert_int_equal(close_fixture(&f), 0);
}

static void pins_name_modes_of_the_set(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_COMPOSE);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    const DXGK_VIDPNTARGETMODESET_INTERFACE *t;
    D3DKMDT_HVIDPNSOURCEMODESET sources = create_source(&f, 0, &s);
    D3DKMDT_HVIDPNTARGETMODESET modes = create_target(&f, 7, &t);
    const D3DKMDT_VIDPN_SOURCE_MODE *pinned;
    const D3DKMDT_VIDPN_TARGET_MODE *pinned_target;
    assert_int_equal(add_source(sources, s, source_mode(640, 480)), STATUS_SUCCESS);
    assert_int_equal(add_target(modes, t, target_mode(640, 480)), STATUS_SUCCESS);
    assert_int_equal(s->pfnPinMode(sources, 1000), STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE);
    assert_int_equal(t->pfnPinMode(modes, 1000), STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET_MODE);
    assert_int_equal(t->pfnAcquirePinnedModeInfo(modes, &pinned_target), STATUS_GRAPHICS_MODE_NOT_PINNED);
    assert_null(pinned_target);
    assert_int_equal(s->pfnPinMode(sources, 1), STATUS_SUCCESS);
    assert_int_equal(t->pfnPinMode(modes, 1), STATUS_SUCCESS);
    assert_int_equal(s->pfnAcquirePinnedModeInfo(sources, &pinned), STATUS_SUCCESS);
    assert_int_equal(pinned->Id, 1);
    assert_int_equal(s->pfnReleaseModeInfo(sources, pinned), STATUS_SUCCESS);
    assert_int_equal(t->pfnAcquirePinnedModeInfo(modes, &pinned_target), STATUS_SUCCESS);
    assert_int_equal(t->pfnReleaseModeInfo(modes, pinned_target), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, sources), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnReleaseTargetModeSet(f.handle, modes), STATUS_SUCCESS);
    assert_int_equal(close_fixture(&f), 0);
}

static void mode_functions_refuse_foreign_handles(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_COMPOSE);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    const DXGK_VIDPNTARGETMODESET_INTERFACE *t;
    D3DKMDT_HVIDPNSOURCEMODESET source = create_source(&f, 0, &s);
    D3DKMDT_HVIDPNTARGETMODESET target = create_target(&f, 7, &t);
    const void *const wrong[] = {NULL,     (void *)1,  (void *)(uintptr_t)0xffffffffffffffffull,
                                 f.handle, f.topology, &f};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0] + 1; i++) {
        D3DKMDT_HVIDPNSOURCEMODESET bad_source =
            i < 6 ? (D3DKMDT_HVIDPNSOURCEMODESET)wrong[i] : (D3DKMDT_HVIDPNSOURCEMODESET)target;
        D3DKMDT_HVIDPNTARGETMODESET bad_target =
            i < 6 ? (D3DKMDT_HVIDPNTARGETMODESET)wrong[i] : (D3DKMDT_HVIDPNTARGETMODESET)source;
        const D3DKMDT_VIDPN_SOURCE_MODE *a;
        const D3DKMDT_VIDPN_TARGET_MODE *b;
        D3DKMDT_VIDPN_SOURCE_MODE *c;
        D3DKMDT_VIDPN_TARGET_MODE *d;
        SIZE_T count;
        const NTSTATUS bad = STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET,
                       worse = STATUS_GRAPHICS_INVALID_VIDPN_TARGETMODESET;
        assert_int_equal(s->pfnGetNumModes(bad_source, &count), bad);
        assert_int_equal(s->pfnAcquireFirstModeInfo(bad_source, &a), bad);
        assert_int_equal(s->pfnAcquireNextModeInfo(bad_source, NULL, &a), bad);
        assert_int_equal(s->pfnAcquirePinnedModeInfo(bad_source, &a), bad);
        assert_int_equal(s->pfnReleaseModeInfo(bad_source, NULL), bad);
        assert_int_equal(s->pfnCreateNewModeInfo(bad_source, &c), bad);
        assert_int_equal(s->pfnAddMode(bad_source, NULL), bad);
        assert_int_equal(s->pfnPinMode(bad_source, 1), bad);
        assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, bad_source), bad);
        assert_int_equal(t->pfnGetNumModes(bad_target, &count), worse);
        assert_int_equal(t->pfnAcquireFirstModeInfo(bad_target, &b), worse);
        assert_int_equal(t->pfnAcquireNextModeInfo(bad_target, NULL, &b), worse);
        assert_int_equal(t->pfnAcquirePinnedModeInfo(bad_target, &b), worse);
        assert_int_equal(t->pfnReleaseModeInfo(bad_target, NULL), worse);
        assert_int_equal(t->pfnCreateNewModeInfo(bad_target, &d), worse);
        assert_int_equal(t->pfnAddMode(bad_target, NULL), worse);
        assert_int_equal(t->pfnPinMode(bad_target, 1), worse);
        assert_int_equal(f.i->pfnReleaseTargetModeSet(f.handle, bad_target), worse);
    }
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, source), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnReleaseTargetModeSet(f.handle, target), STATUS_SUCCESS);
    assert_int_equal(close_fixture(&f), 0);
}

/* ---- what a mode may be ---- */

/* DOD-03 and OBS-37..40: the vsync pair alone decides. */
static void frequencies_follow_vsync_control(void **state)
{
    static const struct {
        const char *name;
        const struct vidpn_domain *domain;
        bool concrete;
        NTSTATUS status;
    } cases[] = {
        {"no vsync control, unspecified", &plain, false, STATUS_SUCCESS},
        {"no vsync control, concrete (OBS-37)", &plain, true, STATUS_GRAPHICS_INVALID_FREQUENCY},
        {"vsync control, concrete (OBS-39)", &vsync, true, STATUS_SUCCESS},
        {"vsync control, unspecified (OBS-38)", &vsync, false, STATUS_GRAPHICS_INVALID_FREQUENCY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture f = open_fixture(cases[i].domain, VIDPN_POPULATE);
        const DXGK_VIDPNTARGETMODESET_INTERFACE *t;
        D3DKMDT_HVIDPNTARGETMODESET set = create_target(&f, 7, &t);
        reports_clear();
        NTSTATUS status =
            add_target(set, t, cases[i].concrete ? concrete_target_mode(1024, 768) : target_mode(1024, 768));
        if (status != cases[i].status)
            fail_msg("%s: status 0x%08X", cases[i].name, (unsigned)status);
        assert_int_equal(reports_with("DOD-03"), !NT_SUCCESS(cases[i].status));
        if (!NT_SUCCESS(status)) {
            assert_non_null(strstr(reports_last("DOD-03")->what, "VSyncFreq"));
            assert_string_equal(reports_last("DOD-03")->where, ENUM);
        }
        assert_int_equal(f.i->pfnReleaseTargetModeSet(f.handle, set), STATUS_SUCCESS);
        assert_int_equal(close_fixture(&f), 0);
    }
}

static void each_frequency_counts(void **state)
{
    D3DKMDT_VIDPN_TARGET_MODE bad[12];
    const struct vidpn_domain *domain[12];
    size_t count = 0;
    for (int i = 0; i < 3; i++) {
        bad[count] = target_mode(1024, 768);
        D3DKMDT_VIDEO_SIGNAL_INFO *signal = &bad[count].VideoSignalInfo;
        if (i == 0)
            signal->VSyncFreq = (D3DDDI_RATIONAL){60, 1};
        else if (i == 1)
            signal->HSyncFreq = (D3DDDI_RATIONAL){48000, 1};
        else
            signal->PixelRate = 65000000;
        domain[count++] = &plain;
    }
    for (int i = 0; i < 8; i++) {
        bad[count] = concrete_target_mode(1024, 768);
        D3DKMDT_VIDEO_SIGNAL_INFO *signal = &bad[count].VideoSignalInfo;
        if (i == 0)
            signal->VSyncFreq.Numerator = 0;
        else if (i == 1)
            signal->VSyncFreq.Denominator = 0;
        else if (i == 2)
            signal->HSyncFreq.Numerator = D3DKMDT_FREQUENCY_NOTSPECIFIED;
        else if (i == 3)
            signal->HSyncFreq.Denominator = 0;
        else if (i == 4)
            signal->PixelRate = 0;
        else if (i == 5)
            signal->PixelRate = D3DKMDT_FREQUENCY_NOTSPECIFIED;
        else if (i == 6)
            signal->VSyncFreq.Numerator = 0xffffffff; /* UNINITIALIZED */
        else
            signal->HSyncFreq.Denominator = D3DKMDT_FREQUENCY_NOTSPECIFIED;
        domain[count++] = &vsync;
    }
    for (size_t i = 0; i < count; i++) {
        struct fixture f = open_fixture(domain[i], VIDPN_POPULATE);
        const DXGK_VIDPNTARGETMODESET_INTERFACE *t;
        D3DKMDT_HVIDPNTARGETMODESET set = create_target(&f, 7, &t);
        NTSTATUS status = add_target(set, t, bad[i]);
        if (status != STATUS_GRAPHICS_INVALID_FREQUENCY)
            fail_msg("case %zu: status 0x%08X", i, (unsigned)status);
        assert_int_equal(f.i->pfnReleaseTargetModeSet(f.handle, set), STATUS_SUCCESS);
        assert_int_equal(close_fixture(&f), 0);
    }
}

static void signal_sizes_are_checked(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_POPULATE);
    const DXGK_VIDPNTARGETMODESET_INTERFACE *t;
    D3DKMDT_HVIDPNTARGETMODESET set = create_target(&f, 7, &t);
    D3DKMDT_VIDPN_TARGET_MODE mode = target_mode(1024, 768);
    mode.VideoSignalInfo.TotalSize.cx = 1023;
    assert_int_equal(add_target(set, t, mode), STATUS_GRAPHICS_INVALID_TOTAL_REGION);
    mode = target_mode(1024, 768);
    mode.VideoSignalInfo.TotalSize.cy = 700;
    assert_int_equal(add_target(set, t, mode), STATUS_GRAPHICS_INVALID_TOTAL_REGION);
    reports_clear();
    mode = target_mode(1024, 768); /* OBS-48: tolerated, and said */
    mode.VideoSignalInfo.ActiveSize = (D3DKMDT_2DREGION){0, 0};
    assert_int_equal(add_target(set, t, mode), STATUS_SUCCESS);
    assert_int_equal(reports_last("OBS-48")->severity, REPORT_WARNING);
    assert_int_equal(f.i->pfnReleaseTargetModeSet(f.handle, set), STATUS_SUCCESS);
    assert_int_equal(close_fixture(&f), 0);
}

static void rasters_should_fit_together(void **state)
{
    struct fixture f = open_fixture(&vsync, VIDPN_POPULATE);
    const DXGK_VIDPNTARGETMODESET_INTERFACE *t;
    D3DKMDT_HVIDPNTARGETMODESET set = create_target(&f, 7, &t);
    D3DKMDT_VIDPN_TARGET_MODE mode = concrete_target_mode(1024, 768);
    assert_int_equal(add_target(set, t, mode), STATUS_SUCCESS);
    assert_int_equal(reports_count(), 0);
    mode.VideoSignalInfo.VSyncFreq.Numerator *= 2;
    assert_int_equal(add_target(set, t, mode), STATUS_SUCCESS);
    assert_int_equal(reports_last("DOD-03")->severity, REPORT_WARNING);
    assert_int_equal(f.i->pfnReleaseTargetModeSet(f.handle, set), STATUS_SUCCESS);
    assert_int_equal(close_fixture(&f), 0);
}

static void source_formats_are_checked(void **state)
{
    struct vidpn_domain full = plain;
    full.display_only = false;
    D3DKMDT_VIDPN_SOURCE_MODE type = source_mode(800, 600), surface = type, visible = type, format = type,
                              stride = type, access = type, basis = type, text = type, none = type;
    type.Type = D3DKMDT_RMT_UNINITIALIZED;
    surface.Format.Graphics.PrimSurfSize.cy = 0;
    visible.Format.Graphics.VisibleRegionSize.cx = 801;
    none.Format.Graphics.VisibleRegionSize.cy = 0;
    format.Format.Graphics.PixelFormat = D3DDDIFMT_X8R8G8B8;
    stride.Format.Graphics.Stride = 800 * 4 - 1;
    access.Format.Graphics.PixelValueAccessMode = D3DKMDT_PVAM_UNINITIALIZED;
    basis.Format.Graphics.ColorBasis = (D3DKMDT_COLOR_BASIS)6;
    text.Type = D3DKMDT_RMT_TEXT;
    const struct {
        const char *name;
        const D3DKMDT_VIDPN_SOURCE_MODE *mode;
        NTSTATUS display_only, full;
    } cases[] = {
        {"type", &type, STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE,
         STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE},
        {"surface", &surface, STATUS_GRAPHICS_INVALID_PRIMARYSURFACE_SIZE,
         STATUS_GRAPHICS_INVALID_PRIMARYSURFACE_SIZE},
        {"visible", &visible, STATUS_GRAPHICS_INVALID_VISIBLEREGION_SIZE,
         STATUS_GRAPHICS_INVALID_VISIBLEREGION_SIZE},
        {"nothing visible", &none, STATUS_GRAPHICS_INVALID_VISIBLEREGION_SIZE,
         STATUS_GRAPHICS_INVALID_VISIBLEREGION_SIZE},
        {"format (DOD-51)", &format, STATUS_GRAPHICS_INVALID_PIXELFORMAT, STATUS_SUCCESS},
        {"stride", &stride, STATUS_GRAPHICS_INVALID_STRIDE, STATUS_SUCCESS},
        {"access", &access, STATUS_GRAPHICS_INVALID_PIXELVALUEACCESSMODE,
         STATUS_GRAPHICS_INVALID_PIXELVALUEACCESSMODE},
        {"basis", &basis, STATUS_GRAPHICS_INVALID_COLORBASIS, STATUS_GRAPHICS_INVALID_COLORBASIS},
        {"text", &text, STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE, STATUS_SUCCESS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int is_full = 0; is_full < 2; is_full++) {
            struct fixture f = open_fixture(is_full ? &full : &plain, VIDPN_POPULATE);
            const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
            D3DKMDT_HVIDPNSOURCEMODESET set = create_source(&f, 0, &s);
            reports_clear();
            NTSTATUS status = add_source(set, s, *cases[i].mode),
                     expected = is_full ? cases[i].full : cases[i].display_only;
            if (status != expected)
                fail_msg("%s: status 0x%08X", cases[i].name, (unsigned)status);
            assert_int_equal(reports_severe(), !NT_SUCCESS(expected));
            assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, set), STATUS_SUCCESS);
            assert_int_equal(close_fixture(&f), 0);
        }
    }
}

/* ---- topology ---- */

static void paths_are_counted_and_found(void **state)
{
    struct vidpn *vidpn = vidpn_create(&plain);
    assert_int_equal(vidpn_add_path(vidpn, 0, 7), STATUS_SUCCESS);
    assert_int_equal(vidpn_add_path(vidpn, 0, 0x1100), STATUS_SUCCESS); /* clone */
    struct fixture f = {.vidpn = vidpn};
    f.handle = vidpn_call_begin(vidpn, ENUM, VIDPN_INSPECT);
    assert_int_equal(vidpn_query_interface(f.handle, DXGK_VIDPN_INTERFACE_VERSION_V1, &f.i), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnGetTopology(f.handle, &f.topology, &f.t), STATUS_SUCCESS);
    SIZE_T count = 99;
    UINT id;
    assert_int_equal(f.t->pfnGetNumPaths(f.topology, &count), STATUS_SUCCESS);
    assert_int_equal(count, 2);
    assert_int_equal(f.t->pfnGetNumPathsFromSource(f.topology, 0, &count), STATUS_SUCCESS);
    assert_int_equal(count, 2);
    /* VPN-12 */
    assert_int_equal(f.t->pfnGetNumPathsFromSource(f.topology, 1, &count),
                     STATUS_GRAPHICS_SOURCE_NOT_IN_TOPOLOGY);
    assert_int_equal(f.t->pfnGetNumPathsFromSource(f.topology, 2, &count),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    assert_int_equal(f.t->pfnEnumPathTargetsFromSource(f.topology, 0, 0, &id), STATUS_SUCCESS);
    assert_int_equal(id, 7);
    assert_int_equal(f.t->pfnEnumPathTargetsFromSource(f.topology, 0, 1, &id), STATUS_SUCCESS);
    assert_int_equal(id, 0x1100);
    assert_int_equal(f.t->pfnEnumPathTargetsFromSource(f.topology, 0, 2, &id), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.t->pfnEnumPathTargetsFromSource(f.topology, 1, 0, &id),
                     STATUS_GRAPHICS_SOURCE_NOT_IN_TOPOLOGY);
    assert_int_equal(f.t->pfnGetPathSourceFromTarget(f.topology, 0x1100, &id), STATUS_SUCCESS);
    assert_int_equal(id, 0);
    assert_int_equal(f.t->pfnGetPathSourceFromTarget(f.topology, 9, &id),
                     STATUS_GRAPHICS_TARGET_NOT_IN_TOPOLOGY);
    assert_int_equal(f.t->pfnGetPathSourceFromTarget(f.topology, 8, &id),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET);
    const D3DKMDT_VIDPN_PRESENT_PATH *path, *next;
    assert_int_equal(f.t->pfnAcquirePathInfo(f.topology, 0, 9, &path), STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY);
    assert_null(path);
    assert_int_equal(f.t->pfnAcquirePathInfo(f.topology, 0, 0x1100, &path), STATUS_SUCCESS);
    assert_int_equal(path->ContentTransformation.Scaling, D3DKMDT_VPPS_UNPINNED);
    assert_int_equal(path->ContentTransformation.Rotation, D3DKMDT_VPPR_UNPINNED);
    assert_int_equal(path->GammaRamp.Type, D3DDDI_GAMMARAMP_DEFAULT);
    assert_int_equal(path->ImportanceOrdinal, D3DKMDT_VPPI_SECONDARY);
    assert_int_equal(f.t->pfnReleasePathInfo(f.topology, path), STATUS_SUCCESS);
    assert_int_equal(f.t->pfnAcquireFirstPathInfo(f.topology, &path), STATUS_SUCCESS);
    assert_int_equal(path->VidPnTargetId, 7);
    assert_int_equal(f.t->pfnAcquireNextPathInfo(f.topology, path, &next), STATUS_SUCCESS);
    assert_int_equal(f.t->pfnReleasePathInfo(f.topology, path), STATUS_SUCCESS);
    assert_int_equal(f.t->pfnAcquireNextPathInfo(f.topology, next, &path),
                     STATUS_GRAPHICS_NO_MORE_ELEMENTS_IN_DATASET);
    assert_int_equal(f.t->pfnReleasePathInfo(f.topology, next), STATUS_SUCCESS);
    assert_int_equal(f.t->pfnReleasePathInfo(f.topology, next), STATUS_GRAPHICS_INVALID_VIDPN_PRESENT_PATH);
    assert_int_equal(close_fixture(&f), 0);
}

static void empty_topology_enumerates_nothing(void **state)
{
    struct fixture f = {.vidpn = vidpn_create(&plain)};
    f.handle = vidpn_call_begin(f.vidpn, ENUM, VIDPN_INSPECT);
    assert_int_equal(vidpn_query_interface(f.handle, DXGK_VIDPN_INTERFACE_VERSION_V1, &f.i), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnGetTopology(f.handle, &f.topology, &f.t), STATUS_SUCCESS);
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    assert_int_equal(f.t->pfnAcquireFirstPathInfo(f.topology, &path), STATUS_GRAPHICS_DATASET_IS_EMPTY);
    assert_null(path);
    assert_int_equal(close_fixture(&f), 0);
}

static NTSTATUS add_path(struct fixture *f, UINT source, UINT target, UINT importance)
{
    D3DKMDT_VIDPN_PRESENT_PATH *path;
    assert_int_equal(f->t->pfnCreateNewPathInfo(f->topology, &path), STATUS_SUCCESS);
    path->VidPnSourceId = source;
    path->VidPnTargetId = target;
    if (importance)
        path->ImportanceOrdinal = (D3DKMDT_VIDPN_PRESENT_PATH_IMPORTANCE)importance;
    NTSTATUS status = f->t->pfnAddPath(f->topology, path);
    if (!NT_SUCCESS(status))
        assert_int_equal(f->t->pfnReleasePathInfo(f->topology, path), STATUS_SUCCESS);
    return status;
}

static void paths_are_added_and_removed(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_COMPOSE);
    assert_int_equal(add_path(&f, 0, 7, 0), STATUS_GRAPHICS_PATH_ALREADY_IN_TOPOLOGY);
    assert_int_equal(add_path(&f, 1, 7, 0), STATUS_GRAPHICS_TARGET_ID_MUST_BE_UNIQUE);
    assert_int_equal(add_path(&f, 2, 9, 0), STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    assert_int_equal(add_path(&f, 1, 8, 0), STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET);
    assert_int_equal(add_path(&f, 1, 9, D3DKMDT_VPPI_PRIMARY),
                     STATUS_GRAPHICS_INVALID_PATH_IMPORTANCE_ORDINAL);
    assert_int_equal(add_path(&f, 1, 9, 0), STATUS_SUCCESS);
    assert_int_equal(add_path(&f, 1, 0x1100, D3DKMDT_VPPI_UNINITIALIZED), STATUS_SUCCESS);
    assert_int_equal(f.t->pfnRemovePath(f.topology, 2, 9), STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    assert_int_equal(f.t->pfnRemovePath(f.topology, 1, 8), STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET);
    assert_int_equal(f.t->pfnRemovePath(f.topology, 0, 9), STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY);
    /* removal in the middle of an enumeration */
    const D3DKMDT_VIDPN_PRESENT_PATH *first, *second, *third;
    assert_int_equal(f.t->pfnAcquireFirstPathInfo(f.topology, &first), STATUS_SUCCESS);
    assert_int_equal(f.t->pfnAcquireNextPathInfo(f.topology, first, &second), STATUS_SUCCESS);
    assert_int_equal(f.t->pfnRemovePath(f.topology, 1, 9), STATUS_SUCCESS);
    assert_int_equal(f.t->pfnAcquireNextPathInfo(f.topology, second, &third), STATUS_SUCCESS);
    assert_int_equal(third->VidPnTargetId, 0x1100);
    assert_int_equal(f.t->pfnReleasePathInfo(f.topology, third), STATUS_SUCCESS);
    assert_int_equal(f.t->pfnRemovePath(f.topology, 0, 7), STATUS_SUCCESS);
    assert_int_equal(f.t->pfnAcquireNextPathInfo(f.topology, first, &third), STATUS_SUCCESS);
    assert_int_equal(third->VidPnTargetId, 0x1100);
    assert_int_equal(f.t->pfnReleasePathInfo(f.topology, first), STATUS_SUCCESS);
    assert_int_equal(f.t->pfnReleasePathInfo(f.topology, second), STATUS_SUCCESS);
    assert_int_equal(f.t->pfnReleasePathInfo(f.topology, third), STATUS_SUCCESS);
    assert_int_equal(close_fixture(&f), 0);
}

static void support_flags_are_updated_alone(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_POPULATE);
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    assert_int_equal(f.t->pfnAcquirePathInfo(f.topology, 0, 7, &path), STATUS_SUCCESS);
    D3DKMDT_VIDPN_PRESENT_PATH local = *path;
    assert_int_equal(f.t->pfnReleasePathInfo(f.topology, path), STATUS_SUCCESS);
    local.ContentTransformation.Scaling = D3DKMDT_VPPS_STRETCHED;
    local.ContentTransformation.Rotation = D3DKMDT_VPPR_ROTATE90;
    local.ContentTransformation.ScalingSupport.Centered = 1;
    local.ContentTransformation.RotationSupport.Rotate270 = 1;
    assert_int_equal(f.t->pfnUpdatePathSupportInfo(f.topology, &local), STATUS_SUCCESS);
    local.VidPnTargetId = 9;
    assert_int_equal(f.t->pfnUpdatePathSupportInfo(f.topology, &local), STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY);
    assert_int_equal(f.t->pfnUpdatePathSupportInfo((D3DKMDT_HVIDPNTOPOLOGY)f.handle, &local),
                     STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY);
    assert_int_equal(vidpn_call_end(f.vidpn), 0);
    const D3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION *now = &vidpn_path(f.vidpn, 0)->ContentTransformation;
    assert_int_equal(now->Scaling, D3DKMDT_VPPS_UNPINNED); /* VPN-06: not the driver's to pin */
    assert_int_equal(now->Rotation, D3DKMDT_VPPR_UNPINNED);
    assert_true(now->ScalingSupport.Centered && now->RotationSupport.Rotate270);
    vidpn_destroy(f.vidpn);
}

static void topology_functions_refuse_foreign_handles(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_COMPOSE);
    D3DKMDT_HVIDPNTOPOLOGY bad = (D3DKMDT_HVIDPNTOPOLOGY)f.handle;
    const NTSTATUS invalid = STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    D3DKMDT_VIDPN_PRESENT_PATH *fresh;
    SIZE_T count;
    UINT id;
    assert_int_equal(f.t->pfnGetNumPaths(bad, &count), invalid);
    assert_int_equal(f.t->pfnGetNumPathsFromSource(bad, 0, &count), invalid);
    assert_int_equal(f.t->pfnEnumPathTargetsFromSource(bad, 0, 0, &id), invalid);
    assert_int_equal(f.t->pfnGetPathSourceFromTarget(bad, 7, &id), invalid);
    assert_int_equal(f.t->pfnAcquirePathInfo(bad, 0, 7, &path), invalid);
    assert_int_equal(f.t->pfnAcquireFirstPathInfo(bad, &path), invalid);
    assert_int_equal(f.t->pfnAcquireNextPathInfo(bad, NULL, &path), invalid);
    assert_int_equal(f.t->pfnReleasePathInfo(bad, NULL), invalid);
    assert_int_equal(f.t->pfnCreateNewPathInfo(bad, &fresh), invalid);
    assert_int_equal(f.t->pfnAddPath(bad, NULL), invalid);
    assert_int_equal(f.t->pfnRemovePath(bad, 0, 7), invalid);
    assert_int_equal(f.t->pfnAcquireNextPathInfo(f.topology, NULL, &path),
                     STATUS_GRAPHICS_INVALID_VIDPN_PRESENT_PATH);
    assert_int_equal(close_fixture(&f), 0);
}

/* ---- accounting ---- */

/* VPN-08, VPN-09: what the driver keeps is named at the end of the DDI, and taken back. */
static void leaks_are_reported_and_reclaimed(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_COMPOSE);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    const DXGK_VIDPNTARGETMODESET_INTERFACE *t;
    D3DKMDT_HVIDPNSOURCEMODESET sources, created;
    D3DKMDT_HVIDPNTARGETMODESET modes;
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    D3DKMDT_VIDPN_SOURCE_MODE *fresh;
    for (int i = 0; i < 3; i++)
        assert_int_equal(f.i->pfnAcquireSourceModeSet(f.handle, 0, &sources, &s), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnAcquireTargetModeSet(f.handle, 9, &modes, &t), STATUS_SUCCESS);
    created = create_source(&f, 1, &s);
    assert_int_equal(s->pfnCreateNewModeInfo(created, &fresh), STATUS_SUCCESS);
    assert_int_equal(s->pfnCreateNewModeInfo(created, &fresh), STATUS_SUCCESS);
    assert_int_equal(f.t->pfnAcquireFirstPathInfo(f.topology, &path), STATUS_SUCCESS);
    reports_clear();
    assert_int_equal(vidpn_call_end(f.vidpn), 3 + 1 + 1 + 2 + 1);
    assert_int_equal(reports_with("VPN-08"), 3); /* source 0, target 9, source 1 */
    assert_int_equal(reports_with("VPN-09"), 2); /* mode infos, path infos */
    assert_int_equal(reports_count(), 5);
    for (size_t i = 0; i < 1; i++) {
        const struct report *report = reports_last("VPN-09");
        assert_int_equal(report->severity, REPORT_VIOLATION);
        assert_string_equal(report->where, ENUM);
        assert_non_null(strstr(report->expected, "0"));
    }
    reports_clear();
    f.handle = vidpn_call_begin(f.vidpn, ENUM, VIDPN_INSPECT);
    assert_int_equal(close_fixture(&f), 0);
    assert_int_equal(reports_count(), 0);
}

static void infos_of_a_dropped_set_are_leaks(void **state)
{
    struct fixture f = open_fixture(&plain, VIDPN_COMPOSE);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    D3DKMDT_HVIDPNSOURCEMODESET set = create_source(&f, 0, &s);
    D3DKMDT_VIDPN_SOURCE_MODE *fresh;
    assert_int_equal(s->pfnCreateNewModeInfo(set, &fresh), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnReleaseSourceModeSet(f.handle, set), STATUS_SUCCESS);
    assert_int_equal(reports_with("VPN-09"), 1);
    assert_string_equal(reports_last("VPN-09")->value, "1 not released, source 0");
    assert_int_equal(close_fixture(&f), 0);
}

/* ---- allocation failure ---- */

/* One driver's work from start to end; every failure of memory must come back as a status. */
static bool drive(struct vidpn *vidpn)
{
    D3DKMDT_HVIDPN handle = vidpn_call_begin(vidpn, ENUM, VIDPN_COMPOSE);
    const DXGK_VIDPN_INTERFACE *i = NULL;
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s = NULL;
    D3DKMDT_HVIDPNSOURCEMODESET set = NULL;
    const DXGK_VIDPNTOPOLOGY_INTERFACE *t = NULL;
    D3DKMDT_HVIDPNTOPOLOGY topology;
    D3DKMDT_VIDPN_SOURCE_MODE *info = NULL;
    const D3DKMDT_VIDPN_PRESENT_PATH *path = NULL, *next = NULL;
    bool good = NT_SUCCESS(vidpn_query_interface(handle, DXGK_VIDPN_INTERFACE_VERSION_V1, &i)) &&
                NT_SUCCESS(i->pfnGetTopology(handle, &topology, &t)) &&
                t->pfnAcquireFirstPathInfo(topology, &path) == STATUS_SUCCESS;
    if (good) {
        good = t->pfnAcquireNextPathInfo(topology, path, &next) == STATUS_SUCCESS;
        if (good)
            t->pfnReleasePathInfo(topology, next);
        t->pfnReleasePathInfo(topology, path);
    }
    good = good && i->pfnCreateNewSourceModeSet(handle, 0, &set, &s) == STATUS_SUCCESS;
    bool added = good && s->pfnCreateNewModeInfo(set, &info) == STATUS_SUCCESS;
    if (added) {
        UINT id = info->Id;
        *info = source_mode(800, 600);
        info->Id = id;
        added = s->pfnAddMode(set, info) == STATUS_SUCCESS;
        if (!added)
            s->pfnReleaseModeInfo(set, info);
    }
    if (good && added)
        good = i->pfnAssignSourceModeSet(handle, 0, set) == STATUS_SUCCESS;
    else if (good)
        i->pfnReleaseSourceModeSet(handle, set);
    assert_int_equal(vidpn_call_end(vidpn), 0);
    return good && added;
}

static void every_allocation_may_fail(void **state)
{
    unsigned n = 0;
    bool more = true;
    while (more) {
        n++;
        memory_fail_at(n);
        struct vidpn *vidpn = vidpn_create(&plain);
        bool good = vidpn && NT_SUCCESS(vidpn_add_path(vidpn, 0, 7)) &&
                    NT_SUCCESS(vidpn_add_path(vidpn, 1, 9)) && drive(vidpn);
        struct vidpn *clone = good ? vidpn_clone(vidpn) : NULL;
        good = clone != NULL;
        vidpn_destroy(clone);
        vidpn_destroy(vidpn);
        more = memory_fail_at(0);
        assert_int_equal(good, !more);
        assert_int_equal(memory_live(), 0);
    }
    assert_true(n > 15);
    assert_int_equal(reports_count(), 0);
}

/* ---- the kernel's side ---- */

static void sources_move_between_vidpns(void **state)
{
    struct vidpn *a = vidpn_create(&plain), *b = vidpn_create(&plain);
    D3DKMDT_VIDPN_SOURCE_MODE s = source_mode(800, 600);
    D3DKMDT_VIDPN_TARGET_MODE t = target_mode(800, 600);
    assert_int_equal(vidpn_add_path(a, 0, 7), STATUS_SUCCESS);
    assert_int_equal(vidpn_add_path(a, 0, 9), STATUS_SUCCESS);
    assert_false(vidpn_functional(a));
    assert_int_equal(vidpn_add_source_mode(a, 0, &s), STATUS_SUCCESS);
    assert_int_equal(vidpn_add_target_mode(a, 7, &t), STATUS_SUCCESS);
    assert_int_equal(vidpn_add_target_mode(a, 9, &t), STATUS_SUCCESS);
    assert_int_equal(vidpn_pin_source(a, 0, 1), STATUS_SUCCESS);
    assert_int_equal(vidpn_pin_target(a, 7, 1), STATUS_SUCCESS);
    assert_int_equal(vidpn_pin_target(a, 9, 5), STATUS_GRAPHICS_MODE_NOT_IN_MODESET);
    assert_false(vidpn_functional(a)); /* VPN-02: each target */
    assert_int_equal(vidpn_pin_target(a, 9, 1), STATUS_SUCCESS);
    assert_true(vidpn_functional(a));
    assert_false(vidpn_same_source(a, b, 0));
    assert_int_equal(vidpn_take_source(b, a, 0), STATUS_SUCCESS);
    assert_true(vidpn_same_source(a, b, 0));
    assert_true(vidpn_same_source_modes(a, b, 0));
    assert_true(vidpn_same_target_modes(a, b, 9));
    vidpn_path(b, 0)->ContentTransformation.Rotation = D3DKMDT_VPPR_ROTATE180;
    assert_false(vidpn_same_source(a, b, 0));
    vidpn_drop_source(b, 0);
    assert_int_equal(vidpn_path_count(b), 0);
    assert_int_equal(vidpn_target_mode_count(b, 7), 0);
    assert_int_equal(vidpn_add_path(b, 1, 7), STATUS_SUCCESS);
    assert_int_equal(vidpn_take_source(b, a, 0), STATUS_GRAPHICS_TARGET_ID_MUST_BE_UNIQUE);
    assert_int_equal(vidpn_path_count(b), 1);
    vidpn_unpin(a, 0, 7);
    assert_null(vidpn_pinned_source_mode(a, 0));
    assert_null(vidpn_pinned_target_mode(a, 7));
    vidpn_destroy(a);
    vidpn_destroy(b);
    vidpn_destroy(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, support_setup, support_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(query_interface_checks_handle_and_version),
        TEST(handles_end_with_the_ddi),
        TEST(null_outputs_are_invalid_parameters),
        TEST(acquire_counts_references),
        TEST(owners_must_exist),
        TEST(assign_consumes_the_handle),
        TEST(assign_with_wrong_parameters_does_not_consume),
        TEST(assign_that_examines_and_refuses_consumes),
        TEST(pinned_mode_must_remain),
        TEST(sets_belong_to_their_vidpn),
        TEST(replaced_set_lives_while_referenced),
        TEST(access_depends_on_the_ddi),
        TEST(modes_enumerate_in_order),
        TEST(mode_infos_are_looked_up_not_followed),
        TEST(lent_infos_are_copies),
        TEST(duplicates_stay_with_the_driver),
        TEST(pins_name_modes_of_the_set),
        TEST(mode_functions_refuse_foreign_handles),
        TEST(frequencies_follow_vsync_control),
        TEST(each_frequency_counts),
        TEST(signal_sizes_are_checked),
        TEST(rasters_should_fit_together),
        TEST(source_formats_are_checked),
        TEST(paths_are_counted_and_found),
        TEST(empty_topology_enumerates_nothing),
        TEST(paths_are_added_and_removed),
        TEST(support_flags_are_updated_alone),
        TEST(topology_functions_refuse_foreign_handles),
        TEST(leaks_are_reported_and_reclaimed),
        TEST(infos_of_a_dropped_set_are_leaks),
        TEST(every_allocation_may_fail),
        TEST(sources_move_between_vidpns),
    };
    return cmocka_run_group_tests_name("VidPN model", tests, NULL, NULL);
}
