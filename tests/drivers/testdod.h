/*
 * A complete display-only driver without hardware, for tests: several sources and children, a few small modes, every rotation,
 * synchronous and asynchronous presents; and knobs that make it break one rule at a time. Written against ddi/ only, like any driver.
 *
 *     testdod_defaults();                 the good driver
 *     testdod.present = TESTDOD_ASYNC;    what this test is about
 *     dxgk_driver_load("testdod", testdod_entry, &driver);
 *
 * The knobs are read when they matter, so a test may turn them while the driver runs. One adapter at a time.
 */
#ifndef OPENWDDM_TESTDOD_H
#define OPENWDDM_TESTDOD_H

#include "dispmprt.h"

#include <stdbool.h>
#include <stdint.h>

#define TESTDOD_SOURCES   4
#define TESTDOD_CHILDREN  6
#define TESTDOD_FIRST_UID 10u /* children are 10, 11, ... */

enum testdod_present {
    TESTDOD_SYNC,
    TESTDOD_ASYNC,               /* PENDING, a worker copies and reports */
    TESTDOD_ALTERNATE,           /* the two in turn (DOD-42) */
    TESTDOD_EARLY,               /* reports before it returns PENDING (DOD-43) */
    TESTDOD_SUCCESS_THEN_REPORT, /* SUCCESS, and a report later (DOD-39) */
    TESTDOD_MIXED,               /* any of the above, drawn */
    TESTDOD_NEVER,               /* PENDING and no report, `silent` times; then as SYNC (DOD-45) */
    TESTDOD_PENDING_SYNC, /* copies, then returns PENDING although nothing will follow (DOD-37), `silent` times */
};

/* One rule broken at a time; several may be set. */
enum testdod_fault {
    FAULT_NULL_CONTEXT = 1 << 0,      /* AddDevice succeeds with a NULL context (DOD-10) */
    FAULT_DUPLICATE_UID = 1 << 1,     /* DOD-13 */
    FAULT_RELATIONS_OVERRUN = 1 << 2, /* fills the entry that must stay zero (DOD-13) */
    FAULT_CAPS_NO_VERSION = 1 << 3,   /* WDDMVersion 0 (OBS-15) */
    FAULT_CAPS_OVERRUN = 1 << 4,      /* writes beyond OutputDataSize (DOD-17) */
    FAULT_CAPS_SIZE = 1 << 5,         /* insists on the largest sizeof(DXGK_DRIVERCAPS) (OBS-13) */
    FAULT_CAPS_ENGINE_TDR = 1 << 6,   /* OBS-22 */
    FAULT_FREQUENCIES = 1 << 7,    /* concrete without vsync control, unspecified with it (OBS-37, OBS-38) */
    FAULT_LEAK_MODE = 1 << 8,      /* VPN-09 */
    FAULT_LEAK_SET = 1 << 9,       /* VPN-08 */
    FAULT_IRQL = 1 << 10,          /* returns from PresentDisplayOnly at DISPATCH_LEVEL (SYN-10) */
    FAULT_NOTIFY_LOW = 1 << 11,    /* NotifyInterrupt below device IRQL (FEN-05) */
    FAULT_NO_QUEUE_DPC = 1 << 12,  /* FEN-06 */
    FAULT_NO_NOTIFY_DPC = 1 << 13, /* FEN-02 */
    FAULT_REPORT_SOURCE = 1 << 14, /* reports a source that is not there (DOD-40) */
    FAULT_REPORT_ID = 1 << 15,     /* ProgressId 7 (DOD-40) */
    FAULT_REPORT_TWICE = 1 << 16,  /* DOD-41 */
    FAULT_REPORT_TYPE = 1 << 17,   /* an interrupt type of full drivers (FEN-17) */
    FAULT_HANDLE = 1 << 18,        /* passes its own context as DeviceHandle (CBK-03) */
    FAULT_POWER_FAILS = 1 << 19,   /* DOD-18 */
    FAULT_DESCRIPTOR_OVERRUN = 1 << 20, /* DOD-15 */
    FAULT_HANG = 1 << 21,               /* PresentDisplayOnly does not return for a minute (TDR-02) */
    FAULT_LATE_POST = 1 << 22,          /* AcquirePostDisplayOwnership outside StartDevice (POST-01) */
    FAULT_LATER_CALLBACK = 1 << 23,     /* uses a member of a later interface version (CBK-01) */
    FAULT_SYNC_IN_ISR = 1 << 24,        /* calls SynchronizeExecution at interrupt level (FEN-09) */
    FAULT_STATUS = 1 << 25,             /* CommitVidPn returns STATUS_PENDING (OBS-28) */
    FAULT_POINTER_HIDE = 1 << 26,       /* refuses to hide the pointer (PTR-05) */
    FAULT_DEBUG_OVERRUN = 1 << 27,      /* CollectDbgInfo writes beyond its buffer (TDR-09) */
};

struct testdod_mode {
    UINT width, height;
};

/* What QueryDeviceDescriptor gives (DOD-15). */
enum testdod_edid {
    TESTDOD_EDID_PLAIN,
    TESTDOD_EDID_LIMITED,       /* frequency range limits: 50 to 75 Hz, 1 to 3 kHz */
    TESTDOD_EDID_EXTENDED,      /* a good extension block */
    TESTDOD_EDID_BAD_EXTENSION, /* one whose checksum is wrong */
    TESTDOD_EDID_HUGE,          /* 255 extension blocks announced, one given */
    TESTDOD_EDID_AGAIN,         /* an extension block announced, and the base block whatever the offset */
    TESTDOD_EDID_GARBAGE,
    TESTDOD_EDID_SHORT,  /* success with 40 bytes */
    TESTDOD_EDID_EMPTY,  /* success with nothing */
    TESTDOD_EDID_STATUS, /* a status that means nothing here */
};

struct testdod_knobs {
    ULONG version; /* interface version of the table */
    ULONG sources, children;
    const struct testdod_mode *modes;
    size_t mode_count;
    enum testdod_present present;
    unsigned faults;
    bool moves_on_screen; /* else from the image, as Microsoft's sample does (DOD-31) */
    unsigned fail_every;  /* every n-th present fails; 0: none */
    unsigned silent;      /* presents that TESTDOD_NEVER and _PENDING_SYNC leave unreported */
    unsigned delay;       /* longest time of an asynchronous present, 100 ns units */
    bool vsync;           /* fills GetScanLine and ControlInterrupt, and reports */
    bool vsync_silent;    /* but does not report after all */
    bool half_vsync;      /* fills only one of them (DOD-03) */
    bool no_edid, broken_edid;
    enum testdod_edid edid;
    bool no_monitor_modes; /* RecommendMonitorModes adds nothing */
    bool rough_rotation;   /* no SupportSmoothRotation */
    bool gamma;            /* Gamma_Rgb256x3x16, and ramps are taken */
    NTSTATUS
    update_status; /* of UpdateActiveVidPnPresentPath for the targets in `update_fails`, a bit per child */
    ULONG update_fails;
    ULONG commit_fails;     /* bit per source: CommitVidPn fails when it has a path (VPN-14) */
    bool commits_unplugged; /* does not look after plugs with D3DKMDT_MCC_ENFORCE (VPN-15) */
    bool pointer;           /* hardware pointer: color, 64 x 64 */
    bool optional;          /* fills QueryInterface, CollectDbgInfo, NotifySurpriseRemoval, Escape too */
    bool post;              /* asks for the POST frame buffer at start (POST-04) */
    size_t missing;         /* offset of a table member to leave NULL; 0: none */
    NTSTATUS entry_status, add_status, start_status; /* not STATUS_SUCCESS: fail */
    unsigned start_fails_from; /* StartDevice fails from this call on (counted from 1); 0: never */
    bool release_fails;        /* StopDeviceAndReleasePostDisplayOwnership */
    ULONG disconnected;        /* bit per child */
    uint64_t seed;
};

/* What the driver saw; tests read it while nothing runs. */
struct testdod_seen {
    unsigned starts, stops, releases, removes, unloads, resets, commits, presents, rotated, powers, surprise,
        shapes, positions, enables, writes, collects, interrupts_on, interrupts_off, inactive_calls;
    unsigned path_updates, visibilities, visibilities_of_all, enforced, commits_powered_off, enumerations;
    UINT post_width; /* from AcquirePostDisplayOwnership */
    PHYSICAL_ADDRESS post_address;
    DXGKRNL_INTERFACE kernel; /* as StartDevice copied it */
    unsigned
        bad_presents; /* while hidden, dark, asleep or stopped, or of the wrong size: the kernel's fault */
    const char *bad_present; /* why, of the last one */
    unsigned overlapping;    /* a present while one was pending on the source (DOD-41) */
};

/* What a build of the driver offers to a test: the native one is linked, the Windows file exports it. */
struct testdod_face {
    struct testdod_knobs *knobs;
    struct testdod_seen *seen;
    void(NTAPI *defaults)(void);
    /* The frame buffer of a source, as the target scans it: width x height pixels of 32 bits, no gaps. NULL: dark. */
    const uint32_t *(NTAPI *screen)(ULONG source, UINT *width, UINT *height, bool *visible);
    /* The arguments of the last present of a source; the lists are gone. */
    DXGKARG_PRESENT_DISPLAYONLY(NTAPI *last_present)(ULONG source);
    /* Plugs a monitor in or out and tells the kernel. <= DISPATCH_LEVEL. */
    void(NTAPI *plug)(ULONG child, bool connected);
    /* The same, but nobody is told yet. */
    void(NTAPI *plug_quietly)(ULONG child, bool connected);
    /* The children that show the source, a bit each. */
    ULONG(NTAPI *shown_on)(ULONG source);
    /* The gamma ramp of the source: its first red entry, or 0 for the default one. */
    USHORT(NTAPI *ramp)(ULONG source);
};

#ifdef TESTDOD_DRIVER
extern struct testdod_knobs testdod;
extern struct testdod_seen testdod_seen;
extern const struct testdod_face testdod_face;
DRIVER_INITIALIZE testdod_entry;
#else
/* Of the build that is under test (under_test.h). */
const struct testdod_face *testdod_test(void);
PDRIVER_INITIALIZE testdod_test_entry(void);

#define testdod              (*testdod_test()->knobs)
#define testdod_seen         (*testdod_test()->seen)
#define testdod_entry        (testdod_test_entry())
#define testdod_defaults     (testdod_test()->defaults)
#define testdod_screen       (testdod_test()->screen)
#define testdod_last_present (testdod_test()->last_present)
#define testdod_plug         (testdod_test()->plug)
#define testdod_plug_quietly (testdod_test()->plug_quietly)
#define testdod_shown_on     (testdod_test()->shown_on)
#define testdod_ramp         (testdod_test()->ramp)
#endif

#endif
