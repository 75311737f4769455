/*
 * Monitors: the modes that follow from a descriptor, DXGK_MONITOR_INTERFACE with every status, and what
 * RecommendMonitorModes may do.
 */
#include "support.h"

#include "monitor.h"

#include <string.h>

static const UINT targets[] = {10, 20};
static int adapter;

struct fixture {
    struct monitors *monitors;
    const DXGK_MONITOR_INTERFACE *i;
    uint8_t edid[EDID_BLOCK];
};

static struct fixture open_fixture(void)
{
    struct fixture f = {.monitors = monitors_create(&adapter, targets, 2)};
    enum edid_verdict verdict;
    assert_non_null(f.monitors);
    assert_true(edid_build(&(struct edid_options){.width = 1280, .height = 800}, f.edid));
    assert_int_equal(monitor_connect(f.monitors, 10, f.edid, sizeof f.edid, &verdict), STATUS_SUCCESS);
    assert_int_equal(verdict, EDID_GOOD);
    assert_int_equal(monitor_query_interface(&adapter, DXGK_MONITOR_INTERFACE_VERSION_V1, &f.i),
                     STATUS_SUCCESS);
    return f;
}

static void modes_follow_the_descriptor(void **state)
{
    struct fixture f = open_fixture();
    assert_true(monitor_connected(f.monitors, 10));
    assert_false(monitor_connected(f.monitors, 20));
    assert_false(monitor_connected(f.monitors, 30));
    assert_int_equal(monitor_mode_count(f.monitors, 10), 4);
    const D3DKMDT_MONITOR_SOURCE_MODE *mode = monitor_preferred_mode(f.monitors, 10);
    assert_non_null(mode);
    assert_int_equal(mode->VideoSignalInfo.ActiveSize.cx, 1280);
    assert_int_equal(mode->Origin, D3DKMDT_MCO_MONITORDESCRIPTOR);
    assert_int_equal(mode->VideoSignalInfo.PixelRate, 71000000);
    assert_int_equal(mode->VideoSignalInfo.HSyncFreq.Numerator / mode->VideoSignalInfo.HSyncFreq.Denominator,
                     49305);
    assert_null(monitor_mode(f.monitors, 10, 4));
    monitor_disconnect(f.monitors, 10);
    assert_int_equal(monitor_mode_count(f.monitors, 10), 0);
    assert_null(monitor_preferred_mode(f.monitors, 10));
    monitors_destroy(f.monitors);
}

/* OBS-41: the default profile, and nothing preferred. */
static void no_descriptor_means_default_modes(void **state)
{
    struct fixture f = open_fixture();
    enum edid_verdict verdict;
    assert_int_equal(monitor_connect(f.monitors, 20, NULL, 0, &verdict), STATUS_SUCCESS);
    assert_int_equal(verdict, EDID_NONE);
    assert_true(monitor_mode_count(f.monitors, 20) >= 3);
    assert_null(monitor_preferred_mode(f.monitors, 20));
    assert_int_equal(monitor_mode(f.monitors, 20, 0)->Origin, D3DKMDT_MCO_DEFAULTMONITORPROFILE);
    f.edid[127] ^= 1;
    assert_int_equal(monitor_connect(f.monitors, 20, f.edid, 128, &verdict), STATUS_SUCCESS);
    assert_int_equal(verdict, EDID_CHECKSUM);
    assert_true(monitor_connected(f.monitors, 20));
    assert_int_equal(monitor_connect(f.monitors, 30, NULL, 0, &verdict),
                     STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET);
    monitors_destroy(f.monitors);
}

static void interface_versions(void **state)
{
    struct fixture f = open_fixture();
    const DXGK_MONITOR_INTERFACE *i;
    assert_int_equal(f.i->Version, DXGK_MONITOR_INTERFACE_VERSION_V1);
    assert_int_equal(monitor_query_interface(&adapter, DXGK_MONITOR_INTERFACE_VERSION_V1, NULL),
                     STATUS_INVALID_PARAMETER);
    assert_int_equal(monitor_query_interface(&f, DXGK_MONITOR_INTERFACE_VERSION_V1, &i),
                     STATUS_GRAPHICS_INVALID_DISPLAY_ADAPTER);
    assert_int_equal(monitor_query_interface(&adapter, DXGK_MONITOR_INTERFACE_VERSION_UNINITIALIZED, &i),
                     STATUS_NOT_SUPPORTED);
    assert_int_equal(monitor_query_interface(&adapter, (DXGK_MONITOR_INTERFACE_VERSION)3, &i),
                     STATUS_NOT_SUPPORTED);
    assert_int_equal(monitor_query_interface(&adapter, DXGK_MONITOR_INTERFACE_VERSION_V2, &i),
                     STATUS_SUCCESS);
    const DXGK_MONITOR_INTERFACE_V2 *v2 = (const void *)i;
    assert_int_equal(v2->Version, DXGK_MONITOR_INTERFACE_VERSION_V2);
    UINT count = 9;
    DXGK_TARGETMODE_DETAIL_TIMING *more;
    assert_int_equal(v2->pfnGetAdditionalMonitorModeSet(&adapter, 10, &count, &more), STATUS_SUCCESS);
    assert_int_equal(count, 0);
    assert_int_equal(v2->pfnGetAdditionalMonitorModeSet(&adapter, 20, &count, &more),
                     STATUS_GRAPHICS_MONITOR_NOT_CONNECTED);
    assert_int_equal(v2->pfnGetAdditionalMonitorModeSet(&adapter, 10, NULL, &more), STATUS_INVALID_PARAMETER);
    assert_int_equal(v2->pfnReleaseAdditionalMonitorModeSet(&adapter, 10, NULL), STATUS_SUCCESS);
    assert_int_equal(v2->pfnReleaseAdditionalMonitorModeSet(&f, 10, NULL),
                     STATUS_GRAPHICS_INVALID_DISPLAY_ADAPTER);
    monitors_destroy(f.monitors);
    assert_int_equal(monitor_query_interface(&adapter, DXGK_MONITOR_INTERFACE_VERSION_V1, &i),
                     STATUS_GRAPHICS_INVALID_DISPLAY_ADAPTER);
}

static void sets_need_a_connected_monitor(void **state)
{
    struct fixture f = open_fixture();
    D3DKMDT_HMONITORSOURCEMODESET modes;
    D3DKMDT_HMONITORFREQUENCYRANGESET ranges;
    D3DKMDT_HMONITORDESCRIPTORSET descriptors;
    const DXGK_MONITORSOURCEMODESET_INTERFACE *mi;
    const DXGK_MONITORFREQUENCYRANGESET_INTERFACE *ri;
    const DXGK_MONITORDESCRIPTORSET_INTERFACE *di;
    static const struct {
        UINT target;
        bool wrong_adapter;
        NTSTATUS status;
    } cases[] = {
        {20, false, STATUS_GRAPHICS_MONITOR_NOT_CONNECTED},
        {30, false, STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET},
        {10, true, STATUS_GRAPHICS_INVALID_DISPLAY_ADAPTER},
    };
    for (size_t i = 0; i < 3; i++) {
        HANDLE a = cases[i].wrong_adapter ? (HANDLE)&f : (HANDLE)&adapter;
        UINT t = cases[i].target;
        assert_int_equal(f.i->pfnAcquireMonitorSourceModeSet(a, t, &modes, &mi), cases[i].status);
        assert_int_equal(f.i->pfnGetMonitorFrequencyRangeSet(a, t, &ranges, &ri), cases[i].status);
        assert_int_equal(f.i->pfnGetMonitorDescriptorSet(a, t, &descriptors, &di), cases[i].status);
    }
    assert_int_equal(f.i->pfnAcquireMonitorSourceModeSet(&adapter, 10, NULL, &mi), STATUS_INVALID_PARAMETER);
    assert_int_equal(f.i->pfnGetMonitorFrequencyRangeSet(&adapter, 10, &ranges, NULL),
                     STATUS_INVALID_PARAMETER);
    assert_int_equal(f.i->pfnGetMonitorDescriptorSet(&adapter, 10, NULL, &di), STATUS_INVALID_PARAMETER);
    monitors_destroy(f.monitors);
}

static void modes_are_read_and_released(void **state)
{
    struct fixture f = open_fixture();
    D3DKMDT_HMONITORSOURCEMODESET set;
    const DXGK_MONITORSOURCEMODESET_INTERFACE *m;
    const D3DKMDT_MONITOR_SOURCE_MODE *mode, *next;
    SIZE_T count, seen = 0;
    monitors_call_begin(f.monitors, "DxgkDdiEnumVidPnCofuncModality");
    assert_int_equal(f.i->pfnAcquireMonitorSourceModeSet(&adapter, 10, &set, &m), STATUS_SUCCESS);
    assert_int_equal(m->pfnGetNumModes(set, &count), STATUS_SUCCESS);
    assert_int_equal(count, 4);
    assert_int_equal(m->pfnAcquirePreferredModeInfo(set, &mode), STATUS_SUCCESS);
    assert_int_equal(mode->VideoSignalInfo.ActiveSize.cy, 800);
    assert_int_equal(m->pfnReleaseModeInfo(set, mode), STATUS_SUCCESS);
    assert_int_equal(m->pfnReleaseModeInfo(set, mode), STATUS_GRAPHICS_INVALID_MONITOR_SOURCE_MODE);
    NTSTATUS status = m->pfnAcquireFirstModeInfo(set, &mode);
    while (status == STATUS_SUCCESS) {
        seen++;
        status = m->pfnAcquireNextModeInfo(set, mode, &next);
        assert_int_equal(m->pfnReleaseModeInfo(set, mode), STATUS_SUCCESS);
        mode = next;
    }
    assert_int_equal(status, STATUS_GRAPHICS_NO_MORE_ELEMENTS_IN_DATASET);
    assert_int_equal(seen, count);
    assert_int_equal(f.i->pfnReleaseMonitorSourceModeSet(&f, set), STATUS_GRAPHICS_INVALID_DISPLAY_ADAPTER);
    assert_int_equal(f.i->pfnReleaseMonitorSourceModeSet(&adapter, set), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnReleaseMonitorSourceModeSet(&adapter, set),
                     STATUS_GRAPHICS_INVALID_MONITOR_SOURCEMODESET);
    assert_int_equal(m->pfnGetNumModes(set, &count), STATUS_GRAPHICS_INVALID_MONITOR_SOURCEMODESET);
    assert_int_equal(monitors_call_end(f.monitors), 0);
    monitors_destroy(f.monitors);
}

static void ranges_and_descriptors_are_read(void **state)
{
    struct fixture f = open_fixture();
    D3DKMDT_HMONITORFREQUENCYRANGESET ranges, again;
    D3DKMDT_HMONITORDESCRIPTORSET descriptors;
    const DXGK_MONITORFREQUENCYRANGESET_INTERFACE *r;
    const DXGK_MONITORDESCRIPTORSET_INTERFACE *d;
    const D3DKMDT_MONITOR_FREQUENCY_RANGE *range, *next_range;
    const D3DKMDT_MONITOR_DESCRIPTOR *descriptor, *next;
    SIZE_T count;
    monitors_call_begin(f.monitors, "DxgkDdiEnumVidPnCofuncModality");
    assert_int_equal(f.i->pfnGetMonitorFrequencyRangeSet(&adapter, 10, &ranges, &r), STATUS_SUCCESS);
    assert_int_equal(r->pfnGetNumFrequencyRanges(ranges, &count), STATUS_SUCCESS);
    assert_int_equal(count, 1);
    assert_int_equal(r->pfnAcquireFirstFrequencyRangeInfo(ranges, &range), STATUS_SUCCESS);
    assert_int_equal(range->RangeLimits.MinVSyncFreq.Numerator, 50);
    assert_int_equal(range->ConstraintType, D3DKMDT_MFRC_MAXPIXELRATE);
    assert_int_equal(r->pfnAcquireNextFrequencyRangeInfo(ranges, range, &next_range),
                     STATUS_GRAPHICS_NO_MORE_ELEMENTS_IN_DATASET);
    assert_int_equal(r->pfnReleaseFrequencyRangeInfo(ranges, range), STATUS_SUCCESS);
    assert_int_equal(r->pfnReleaseFrequencyRangeInfo(ranges, range),
                     STATUS_GRAPHICS_INVALID_MONITOR_FREQUENCYRANGE);
    assert_int_equal(r->pfnGetNumFrequencyRanges(NULL, &count),
                     STATUS_GRAPHICS_INVALID_MONITOR_FREQUENCYRANGESET);
    assert_int_equal(f.i->pfnGetMonitorDescriptorSet(&adapter, 10, &descriptors, &d), STATUS_SUCCESS);
    assert_int_equal(d->pfnGetNumDescriptors(descriptors, &count), STATUS_SUCCESS);
    assert_int_equal(count, 1);
    assert_int_equal(d->pfnAcquireFirstDescriptorInfo(descriptors, &descriptor), STATUS_SUCCESS);
    assert_int_equal(descriptor->Type, D3DKMDT_MDT_VESA_EDID_V1_BASEBLOCK);
    assert_int_equal(descriptor->DataSize, EDID_BLOCK);
    assert_memory_equal(descriptor->pData, f.edid, EDID_BLOCK);
    assert_int_equal(d->pfnAcquireNextDescriptorInfo(descriptors, descriptor, &next),
                     STATUS_GRAPHICS_NO_MORE_ELEMENTS_IN_DATASET);
    assert_int_equal(d->pfnReleaseDescriptorInfo(descriptors, descriptor), STATUS_SUCCESS);
    assert_int_equal(d->pfnReleaseDescriptorInfo(descriptors, NULL),
                     STATUS_GRAPHICS_INVALID_MONITORDESCRIPTOR);
    assert_int_equal(d->pfnGetNumDescriptors((D3DKMDT_HMONITORDESCRIPTORSET)ranges, &count),
                     STATUS_GRAPHICS_INVALID_MONITORDESCRIPTORSET);
    /* these handles need no release, and stay good after the DDI */
    assert_int_equal(monitors_call_end(f.monitors), 0);
    assert_int_equal(f.i->pfnGetMonitorFrequencyRangeSet(&adapter, 10, &again, &r), STATUS_SUCCESS);
    assert_ptr_equal(again, ranges);
    monitor_disconnect(f.monitors, 10);
    assert_int_equal(r->pfnGetNumFrequencyRanges(ranges, &count),
                     STATUS_GRAPHICS_INVALID_MONITOR_FREQUENCYRANGESET);
    /* a monitor without descriptor has an empty set */
    enum edid_verdict verdict;
    assert_int_equal(monitor_connect(f.monitors, 10, NULL, 0, &verdict), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnGetMonitorDescriptorSet(&adapter, 10, &descriptors, &d), STATUS_SUCCESS);
    assert_int_equal(d->pfnAcquireFirstDescriptorInfo(descriptors, &descriptor),
                     STATUS_GRAPHICS_DATASET_IS_EMPTY);
    monitors_destroy(f.monitors);
}

/* VPN-20 */
static NTSTATUS add(const DXGKARG_RECOMMENDMONITORMODES *arg, UINT width, UINT height,
                    D3DKMDT_MODE_PREFERENCE preference, D3DDDI_RATIONAL rate)
{
    const DXGK_MONITORSOURCEMODESET_INTERFACE *m = arg->pMonitorSourceModeSetInterface;
    D3DKMDT_MONITOR_SOURCE_MODE *mode;
    assert_int_equal(m->pfnCreateNewModeInfo(arg->hMonitorSourceModeSet, &mode), STATUS_SUCCESS);
    mode->VideoSignalInfo.VideoStandard = D3DKMDT_VSS_OTHER;
    mode->VideoSignalInfo.ActiveSize = mode->VideoSignalInfo.TotalSize = (D3DKMDT_2DREGION){width, height};
    mode->VideoSignalInfo.VSyncFreq = mode->VideoSignalInfo.HSyncFreq = rate;
    mode->VideoSignalInfo.PixelRate = D3DKMDT_FREQUENCY_NOTSPECIFIED;
    mode->VideoSignalInfo.ScanLineOrdering = D3DDDI_VSSLO_PROGRESSIVE;
    mode->Origin = D3DKMDT_MCO_DRIVER;
    mode->Preference = preference;
    NTSTATUS status = m->pfnAddMode(arg->hMonitorSourceModeSet, mode);
    if (!NT_SUCCESS(status))
        assert_int_equal(m->pfnReleaseModeInfo(arg->hMonitorSourceModeSet, mode), STATUS_SUCCESS);
    return status;
}

static void driver_recommends_modes(void **state)
{
    static const D3DDDI_RATIONAL open = {D3DKMDT_FREQUENCY_NOTSPECIFIED, D3DKMDT_FREQUENCY_NOTSPECIFIED},
                                 half = {60, 0};
    struct fixture f = open_fixture();
    DXGKARG_RECOMMENDMONITORMODES arg;
    assert_int_equal(monitor_recommend_begin(f.monitors, 20, &arg), STATUS_GRAPHICS_MONITOR_NOT_CONNECTED);
    monitors_call_begin(f.monitors, "DxgkDdiRecommendMonitorModes");
    assert_int_equal(monitor_recommend_begin(f.monitors, 10, &arg), STATUS_SUCCESS);
    assert_int_equal(arg.VideoPresentTargetId, 10);
    assert_int_equal(add(&arg, 1000, 500, D3DKMDT_MP_PREFERRED, open), STATUS_SUCCESS);
    assert_int_equal(add(&arg, 1000, 500, D3DKMDT_MP_PREFERRED, open),
                     STATUS_GRAPHICS_MODE_ALREADY_IN_MODESET);
    assert_int_equal(reports_count(), 0);
    assert_int_equal(add(&arg, 0, 500, D3DKMDT_MP_NOTPREFERRED, open), STATUS_GRAPHICS_INVALID_ACTIVE_REGION);
    assert_int_equal(add(&arg, 1001, 500, D3DKMDT_MP_NOTPREFERRED, half), STATUS_GRAPHICS_INVALID_FREQUENCY);
    assert_int_equal(add(&arg, 1002, 500, D3DKMDT_MP_UNINITIALIZED, open),
                     STATUS_GRAPHICS_INVALID_MONITOR_SOURCE_MODE);
    assert_int_equal(reports_with("VPN-20"), 3);
    /* the handle of the argument is not the driver's to release */
    assert_int_equal(f.i->pfnReleaseMonitorSourceModeSet(&adapter, arg.hMonitorSourceModeSet),
                     STATUS_GRAPHICS_INVALID_MONITOR_SOURCEMODESET);
    assert_int_equal(reports_with("VPN-08"), 1);
    monitor_recommend_end(f.monitors, 10);
    assert_int_equal(monitors_call_end(f.monitors), 0);
    assert_int_equal(monitor_mode_count(f.monitors, 10), 5);
    assert_int_equal(monitor_preferred_mode(f.monitors, 10)->VideoSignalInfo.ActiveSize.cx, 1000);
    size_t preferred = 0;
    for (size_t i = 0; i < 5; i++)
        preferred += monitor_mode(f.monitors, 10, i)->Preference == D3DKMDT_MP_PREFERRED;
    assert_int_equal(preferred, 1);
    monitors_destroy(f.monitors);
}

static void leaks_are_reported(void **state)
{
    struct fixture f = open_fixture();
    D3DKMDT_HMONITORSOURCEMODESET set;
    D3DKMDT_HMONITORDESCRIPTORSET descriptors;
    const DXGK_MONITORSOURCEMODESET_INTERFACE *m;
    const DXGK_MONITORDESCRIPTORSET_INTERFACE *d;
    const D3DKMDT_MONITOR_SOURCE_MODE *mode;
    const D3DKMDT_MONITOR_DESCRIPTOR *descriptor;
    monitors_call_begin(f.monitors, "DxgkDdiCommitVidPn");
    assert_int_equal(f.i->pfnAcquireMonitorSourceModeSet(&adapter, 10, &set, &m), STATUS_SUCCESS);
    assert_int_equal(m->pfnAcquireFirstModeInfo(set, &mode), STATUS_SUCCESS);
    assert_int_equal(f.i->pfnGetMonitorDescriptorSet(&adapter, 10, &descriptors, &d), STATUS_SUCCESS);
    assert_int_equal(d->pfnAcquireFirstDescriptorInfo(descriptors, &descriptor), STATUS_SUCCESS);
    assert_int_equal(monitors_call_end(f.monitors), 3);
    assert_int_equal(reports_with("VPN-08"), 1);
    assert_int_equal(reports_with("VPN-09"), 2);
    assert_string_equal(reports_last("VPN-09")->where, "DxgkDdiCommitVidPn");
    monitors_destroy(f.monitors);
}

static void every_allocation_may_fail(void **state)
{
    uint8_t block[EDID_BLOCK];
    assert_true(edid_build(&(struct edid_options){0}, block));
    bool more = true;
    unsigned n = 0;
    while (more) {
        memory_fail_at(++n);
        struct monitors *monitors = monitors_create(&adapter, targets, 2);
        enum edid_verdict verdict;
        NTSTATUS status =
            monitors ? monitor_connect(monitors, 10, block, sizeof block, &verdict) : STATUS_NO_MEMORY;
        if (NT_SUCCESS(status))
            status = monitor_connect(monitors, 20, NULL, 0, &verdict);
        more = memory_fail_at(0);
        assert_int_equal(status, more ? STATUS_NO_MEMORY : STATUS_SUCCESS);
        if (monitors)
            assert_int_equal(monitor_connected(monitors, 20), !more);
        monitors_destroy(monitors);
        assert_int_equal(memory_live(), 0);
    }
    assert_true(n > 8);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, support_setup, support_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(modes_follow_the_descriptor), TEST(no_descriptor_means_default_modes),
        TEST(interface_versions),          TEST(sets_need_a_connected_monitor),
        TEST(modes_are_read_and_released), TEST(ranges_and_descriptors_are_read),
        TEST(driver_recommends_modes),     TEST(leaks_are_reported),
        TEST(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("monitors", tests, NULL, NULL);
}
