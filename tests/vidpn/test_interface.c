/*
 * DXGK_VIDPN_INTERFACE with every status, who owns a set and when, the accounting of a DDI, and memory
 * that runs out.
 */
#include "fixture.h"

#include <string.h>

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
        TEST(leaks_are_reported_and_reclaimed),
        TEST(infos_of_a_dropped_set_are_leaks),
        TEST(every_allocation_may_fail),
        TEST(sources_move_between_vidpns),
    };
    return cmocka_run_group_tests_name("VidPN interface", tests, NULL, NULL);
}
