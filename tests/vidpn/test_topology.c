/*
 * The topology interface with every status.
 */
#include "fixture.h"

#include <string.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(paths_are_counted_and_found),
        TEST(empty_topology_enumerates_nothing),
        TEST(paths_are_added_and_removed),
        TEST(support_flags_are_updated_alone),
        TEST(topology_functions_refuse_foreign_handles),
    };
    return cmocka_run_group_tests_name("VidPN topology", tests, NULL, NULL);
}
