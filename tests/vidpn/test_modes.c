/*
 * The mode set interfaces with every status, and what a mode may be.
 */
#include "fixture.h"

#include <string.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
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
    };
    return cmocka_run_group_tests_name("VidPN mode sets", tests, NULL, NULL);
}
