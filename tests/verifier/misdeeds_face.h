/* The misdeeds as the kernel side sees them; compiled for another interface version than the driver is. */
#ifndef MISDEEDS_FACE_H
#define MISDEEDS_FACE_H

#include "wdm.h"

#include <stddef.h>

/* What "probe", which is no misdeed, found out about the kernel. */
struct probe_facts {
    ULONG interface_size, interface_version;
    UCHAR config[64];
    ULONG config_reads; /* of 1 to 64 bytes, complete */
    NTSTATUS synchronize_nothing, synchronize, synchronize_in_stop;
    BOOLEAN stopping;
    BOOLEAN synchronized_result, queued_first, queued_second;
    KIRQL synchronized_irql, dpc_irql;
    ULONG dpcs, enums, presents, kernel_images;
    NTSTATUS unpinned; /* AcquirePinnedModeInfo of a set without a pinned mode */
    BOOLEAN unpinned_mode;
    NTSTATUS after_last_path;
};
/* What a build of the driver offers to a test: the native one is linked, the Windows file exports it. */
struct misdeed_face {
    struct probe_facts *facts;
    /* Chooses what the next driver loaded does wrong; NULL: nothing. False: no misdeed of that name. */
    BOOLEAN(NTAPI *choose)(const char *name);
    /* NULL past the end. */
    const char *(NTAPI *name)(size_t index);
};
extern const struct misdeed_face misdeed_face;

/* The native driver's DriverEntry. */
DRIVER_INITIALIZE misdeed_driver_entry;

/* Of the build that is under test (under_test.h). */
const struct misdeed_face *misdeed_test(void);
PDRIVER_INITIALIZE misdeed_test_entry(void);

#endif
