/* What the conformance driver and the program that loads it know of each other. */
#ifndef OPENWDDM_SEH_SHARED_H
#define OPENWDDM_SEH_SHARED_H

#include "wdm.h"

#define SEH_CASES 64

struct seh_shared {
    /* From the program. */
    volatile ULONG *bad; /* no memory is there */
    ULONG(NTAPI *call_back)
    (ULONG(NTAPI *fn)(PVOID), PVOID arg);    /* the kernel calls the driver back: returns fn(arg) + 1 */
    const struct _DXGKRNL_INTERFACE *kernel; /* NULL: there is no adapter */
    /* From the driver: each returns 0, or the line that found something wrong. */
    ULONG count;
    struct {
        const char *name;
        ULONG(NTAPI *run)(struct seh_shared *shared);
    } cases[SEH_CASES];
    ULONG(NTAPI *callbacks)(struct seh_shared *shared); /* wants an adapter */
    /* One exception caught, for the clock. */
    ULONG(NTAPI *one)(struct seh_shared *shared);
    /* Nobody catches these. */
    ULONG(NTAPI *uncaught_in_callback)(struct seh_shared *shared);
    ULONG(NTAPI *uncaught)(struct seh_shared *shared);
    ULONG(NTAPI *doorless)
    (struct seh_shared *shared, ULONG how); /* a routine of the kernel fails that is no door */
    ULONG(NTAPI *smashed)(struct seh_shared *shared, ULONG64 rsp); /* the stack pointer is lost */
    ULONG(NTAPI *guarded)(struct seh_shared *shared, ULONG *finally_runs);
};

#endif
