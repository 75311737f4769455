/* The faults of the driver that crashes: where, and which. tests/crash/crash_test.py has the same numbers. */
#ifndef OPENWDDM_CRASH_FAULTS_H
#define OPENWDDM_CRASH_FAULTS_H

#include "wdm.h"

enum crash_place {
    CRASH_NOWHERE,
    CRASH_IN_DRIVER_ENTRY,
    CRASH_IN_ADD_DEVICE,
    CRASH_IN_START_DEVICE,
    CRASH_IN_QUERY_ADAPTER_INFO,
    CRASH_IN_DPC,
    CRASH_IN_INTERRUPT,
    CRASH_TWICE, /* in StartDevice, and on the crash screen again */
    CRASH_FAIL_ENTRY,
    CRASH_REGISTER_NOTHING,
    CRASH_NO_RESULT,
};

struct crash_choice {
    UCHAR magic[8];
    ULONG place, fault;
};

struct crash_fault {
    void (*run)(void);
};
extern const struct crash_fault crash_faults[];

#endif
