/*
 * A display-only miniport in miniature, linked in place of the call-down functions: it answers the VidPN
 * DDIs from a list of sizes through the real interfaces, remembers what it was told to show, and can be
 * made to break one rule at a time.
 */
#ifndef OPENWDDM_TESTS_VIDPN_FAKE_DRIVER_H
#define OPENWDDM_TESTS_VIDPN_FAKE_DRIVER_H

#include "support.h"

#include "adapter.h"
#include "modeset_model.h"

enum fault {
    FAULT_NONE,
    FAULT_CONCRETE_RATES, /* target modes with frequencies, whatever the vsync pair (OBS-37) */
    FAULT_LEAK_SET,       /* keeps a source mode set (VPN-08) */
    FAULT_LEAK_MODE,      /* forgets to release after a failed AddMode (VPN-09) */
    FAULT_CHANGE_PIVOT,   /* new modes for the pivot source (VPN-04) */
    FAULT_CHANGE_SCALING, /* other scaling support for the scaling pivot (VPN-06) */
    FAULT_NO_MODES,       /* enumerates nothing */
    FAULT_ENUM_FAILS,
    FAULT_NULL_UNSUPPORTED, /* VPN-01 */
    FAULT_EMPTY_UNSUPPORTED,
    FAULT_RESERVED_CAPS,     /* VPN-21 */
    FAULT_RECOMMENDS_HALF,   /* RecommendFunctionalVidPn gives a path without pins (VPN-02) */
    FAULT_HIDE_FAILS,        /* VPN-18 */
    FAULT_MODES_FAIL,        /* RecommendMonitorModes fails (VPN-20) */
    FAULT_COMMITS_UNPLUGGED, /* lights a target without monitor although asked to look (VPN-15) */
    FAULT_UNPLUGGED_STATUS,  /* refuses it with another status */
};

struct fake_shown {
    bool lit;
    UINT width, height; /* of the pinned source mode */
    UINT target;        /* of the first path */
    UINT paths;
    D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation;
    D3DKMDT_VIDPN_PRESENT_PATH_SCALING scaling;
    UINT refresh; /* millihertz; 0 unspecified */
};

struct fake {
    struct dxgk_adapter adapter;
    struct modeset_facts facts;
    uint8_t edid[4][EDID_BLOCK];
    UINT size[16][2];
    size_t size_count;
    UINT rate[4]; /* Hz; used with vsync control */
    size_t rate_count;
    bool one_target_mode; /* size[0] only, others centered, as the display-only sample has it */
    bool no_offers;       /* supports no path */
    UINT rotations;       /* bit 0: identity .. bit 3: 270 */
    UINT reject_above;    /* IsSupportedVidPn says no to pinned source modes wider than this; 0: none */
    UINT max_paths;       /* IsSupportedVidPn says no to more; 0: any */
    bool recommends;      /* RecommendFunctionalVidPn works */
    enum fault fault;
    UINT commit_fails;       /* bit per source: CommitVidPn fails when it gets a mode */
    UINT commit_fails_after; /* commits that still succeed before commit_fails counts */
    UINT off_target;         /* whose monitor is off; 0: none */
    NTSTATUS update_status;  /* of UpdateActiveVidPnPresentPath */

    struct fake_shown shown[8]; /* what the hardware does */
    bool visible[8];
    struct fake_shown told[8]; /* what the present side was told: width, height, rotation, refresh */
    bool told_visible[8];
    bool told_off[8];
    UINT calls[DDI_ID_COUNT];
    UINT pivots[6]; /* EnumVidPnCofuncModality by pivot type */
    DXGKARG_COMMITVIDPN_FLAGS last_flags;
    NTSTATUS last_add; /* of the last pfnAddMode for a target */
    char order[4096];  /* names of calls, one letter each: I E C V U M F Q */
};

extern struct fake fake;

/* Two sources, three outputs (uids 10, 20, 30), the first two connected with a default EDID preferring
 * 1024x768; sizes 640x480 .. 1920x1080; all rotations. */
void fake_reset(void);
void fake_connect(size_t output, bool connected, UINT width, UINT height);
void fake_start(void); /* modeset_start and modeset_first_mode, both good */
int fake_teardown(void **state);

int fake_setup(void **state);
struct dxgk_mode mode_of(UINT width, UINT height, UINT refresh, D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation);
NTSTATUS set_mode(UINT source, UINT width, UINT height, UINT refresh,
                  D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation);
void assert_shown(UINT source, UINT target, UINT width, UINT height);
void assert_told(UINT source, UINT width, UINT height, D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation);

#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_setup, fake_teardown)

#endif
