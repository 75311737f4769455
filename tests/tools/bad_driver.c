/*
 * testdod as a driver in a shared object that breaks the rule which the build names, or writes to nowhere: what the command line
 * says of bad drivers is tested with it.
 */
#define TESTDOD_DRIVER
#include "testdod.h"

DRIVER_INITIALIZE DriverEntry;

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    volatile ULONG_PTR nowhere = 0x1000;

    if (!TEST_FAULT)
        *(volatile int *)nowhere = 1;
    testdod_face.defaults();
    testdod.version = DXGKDDI_INTERFACE_VERSION;
    testdod.faults = TEST_FAULT;
    return testdod_entry(driver, path);
}
