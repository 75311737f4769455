/*
 * A VidPN with a call open, as a driver in a DDI has it, and the few steps that every test of the interfaces needs.
 */
#ifndef OPENWDDM_TESTS_VIDPN_FIXTURE_H
#define OPENWDDM_TESTS_VIDPN_FIXTURE_H

#include "support.h"

#define ENUM "DxgkDdiEnumVidPnCofuncModality"

/* Two sources, targets 7, 9 and 0x1100; without and with VSync control. */
extern const struct vidpn_domain plain, vsync;

struct fixture {
    struct vidpn *vidpn;
    D3DKMDT_HVIDPN handle;
    const DXGK_VIDPN_INTERFACE *i;
    D3DKMDT_HVIDPNTOPOLOGY topology;
    const DXGK_VIDPNTOPOLOGY_INTERFACE *t;
};

/* One path, from source 0 to target 7. */
struct fixture open_fixture(const struct vidpn_domain *domain, enum vidpn_access access);
/* Returns what the driver leaked. */
size_t close_fixture(struct fixture *f);

D3DKMDT_HVIDPNSOURCEMODESET create_source(struct fixture *f, UINT source,
                                          const DXGK_VIDPNSOURCEMODESET_INTERFACE **s);
D3DKMDT_HVIDPNTARGETMODESET create_target(struct fixture *f, UINT target,
                                          const DXGK_VIDPNTARGETMODESET_INTERFACE **t);
/* AddMode of a copy; on failure the info is released as VPN-09 asks. */
NTSTATUS add_source(D3DKMDT_HVIDPNSOURCEMODESET set, const DXGK_VIDPNSOURCEMODESET_INTERFACE *s,
                    D3DKMDT_VIDPN_SOURCE_MODE mode);
NTSTATUS add_target(D3DKMDT_HVIDPNTARGETMODESET set, const DXGK_VIDPNTARGETMODESET_INTERFACE *t,
                    D3DKMDT_VIDPN_TARGET_MODE mode);

#define TEST(name) cmocka_unit_test_setup_teardown(name, support_setup, support_teardown)

#endif
