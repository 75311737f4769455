/*
 * What a driver asks about user memory without owning any of it: is this range user memory at all, and whose thread is this.
 */
#include "mm.h"

static void probe(const volatile VOID *address, SIZE_T length, ULONG alignment)
{
    if (!length)
        return;
    if (alignment && ((ULONG_PTR)address & (alignment - 1)))
        ExRaiseStatus(STATUS_DATATYPE_MISALIGNMENT);
    ULONG_PTR end = (ULONG_PTR)address + length - 1;
    if (end < (ULONG_PTR)address || end >= MmUserProbeAddress)
        ExRaiseStatus(STATUS_ACCESS_VIOLATION);
}

VOID NTAPI ProbeForRead(const volatile VOID *Address, SIZE_T Length, ULONG Alignment)
{
    KE_SERVICE(ProbeForRead);
    probe(Address, Length, Alignment);
}

__attribute__((no_sanitize("address", "thread"))) static void touch_for_write(volatile char *p, SIZE_T length)
{
    volatile char *last = p + length - 1;
    for (; p <= last; p = (volatile char *)(((uintptr_t)p | PAGE_MASK) + 1))
        *p = *p;
}

VOID NTAPI ProbeForWrite(volatile VOID *Address, SIZE_T Length, ULONG Alignment)
{
    KE_SERVICE(ProbeForWrite);
    probe(Address, Length, Alignment);
    if (Length)
        touch_for_write(Address, Length);
}

/* ---- whose thread ---- */

static char system_process[64]; /* an address of its own */

PEPROCESS NTAPI PsGetCurrentProcess(VOID)
{
    struct _KTHREAD *self = KE_SERVICE(PsGetCurrentProcess);
    return self->process ? (PEPROCESS)self->process : (PEPROCESS)system_process;
}

const struct nt_process *mm_process_of(PEPROCESS process)
{
    return process == (PEPROCESS)system_process ? NULL : (const struct nt_process *)process;
}

HANDLE NTAPI PsGetCurrentProcessId(VOID)
{
    struct _KTHREAD *self = KE_SERVICE(PsGetCurrentProcessId);
    return (HANDLE)(uintptr_t)mm_process_id(self->process);
}
