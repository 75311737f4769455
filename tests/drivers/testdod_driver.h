/* The inside of testdod: what its three files share. */
#ifndef OPENWDDM_TESTDOD_DRIVER_H
#define OPENWDDM_TESTDOD_DRIVER_H

#define TESTDOD_DRIVER
#include "testdod.h"

#define TESTDOD_TAG 0x646F7474u
#define MAX_LIST    4200u

struct job {
    bool pending; /* the kernel waits for a report */
    bool running; /* the worker is at it */
    bool fail, silent, only_report;
    UINT generation;
    DXGKARG_PRESENT_DISPLAYONLY arg; /* lists are copies (DOD-44) */
    D3DKMT_MOVE_RECT moves[256];
    RECT dirty[MAX_LIST];
};

struct screen {
    UINT width, height; /* of the frame buffer; 0: dark */
    D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation;
    UINT target;
    volatile LONG children; /* a bit for each that shows it; read while the driver runs */
    USHORT ramp;
    bool visible;
    uint32_t *bits;
    struct job *job;
    DXGKARG_PRESENT_DISPLAYONLY last;
};

struct testdod_device {
    PDEVICE_OBJECT pdo;
    DXGKRNL_INTERFACE kernel;
    bool started, asleep;
    bool vsync_on;
    ULONG sources, children;
    SIZE_T pixels;         /* of the largest mode */
    volatile LONG plugged; /* bit per child */
    struct screen screen[TESTDOD_SOURCES];
    uint64_t random;
    unsigned turn;
    KSPIN_LOCK lock; /* jobs, random */
    KEVENT wake;
    bool quit;
    PKTHREAD worker;
    UINT generation;                                        /* bumped by a reset: older jobs are forgotten */
    volatile LONG report_done, report_failed, report_vsync; /* bits for the synchronized routine */
    KTIMER vsync_timer;
    KDPC vsync_dpc;
};

bool testdod_fault(enum testdod_fault fault);
bool testdod_plugged(const struct testdod_device *dev, ULONG child);
HANDLE testdod_handle(struct testdod_device *dev);
UINT testdod_draw(struct testdod_device *dev, UINT below);

/* testdod_present.c */
NTSTATUS testdod_present_start(struct testdod_device *dev);
void testdod_present_stop(struct testdod_device *dev);
void testdod_report(struct testdod_device *dev, UINT source, bool failed);
DXGKDDI_PRESENTDISPLAYONLY testdod_present_display_only;
DXGKDDI_INTERRUPT_ROUTINE testdod_interrupt;
DXGKDDI_DPC_ROUTINE testdod_dpc;
DXGKDDI_RESET_DEVICE testdod_reset;
DXGKDDI_CONTROLINTERRUPT testdod_control_interrupt;
DXGKDDI_GETSCANLINE testdod_get_scan_line;

/* testdod_vidpn.c */
DXGKDDI_ISSUPPORTEDVIDPN testdod_is_supported;
DXGKDDI_RECOMMENDFUNCTIONALVIDPN testdod_recommend_functional;
DXGKDDI_ENUMVIDPNCOFUNCMODALITY testdod_enum_modality;
DXGKDDI_COMMITVIDPN testdod_commit;
DXGKDDI_UPDATEACTIVEVIDPNPRESENTPATH testdod_update_path;
DXGKDDI_RECOMMENDMONITORMODES testdod_recommend_modes;
DXGKDDI_QUERYVIDPNHWCAPABILITY testdod_hw_capability;
DXGKDDI_SETVIDPNSOURCEVISIBILITY testdod_visibility;

#endif
