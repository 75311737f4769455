/*
 * A driver that is all DriverEntry: it does what inline functions of the Windows headers do, and what bad drivers do, one thing for each
 * first letter of the registry path, and returns how it went: STATUS_SUCCESS, or the number of the step that was wrong. Built
 * as a Windows file only.
 */
#include "ntstatus.h"
#include "wdm.h"

NTSTATUS NTAPI NobodyHasThis(ULONG Question);

#define STEP(n, condition)                                                                                   \
    do {                                                                                                     \
        if (!(condition))                                                                                    \
            return (NTSTATUS)(0xE0000000u + (n));                                                            \
    } while (0)

DRIVER_INITIALIZE DriverEntry;

static ULONG64 gs64(ULONG at)
{
    ULONG64 value;
    __asm__ volatile("mov %%gs:(%1), %0" : "=r"(value) : "r"((ULONG64)at));
    return value;
}

static NTSTATUS processor(VOID)
{
    UCHAR number;
    __asm__ volatile("movb %%gs:0x184, %0" : "=q"(number));
    STEP(1, gs64(0x188) == (ULONG64)KeGetCurrentThread());
    STEP(2, gs64(0x20) == gs64(0x18) + 0x180);
    STEP(3, number == KeGetCurrentProcessorNumberEx(NULL));
    return STATUS_SUCCESS;
}

static NTSTATUS levels(VOID)
{
    KSPIN_LOCK lock;
    STEP(1, KeGetCurrentIrql() == PASSIVE_LEVEL);
    KIRQL old = KfRaiseIrql(DISPATCH_LEVEL);
    STEP(2, old == PASSIVE_LEVEL && KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeLowerIrql(old);
    STEP(3, KeGetCurrentIrql() == PASSIVE_LEVEL);
    KeInitializeSpinLock(&lock);
    KeAcquireSpinLock(&lock, &old);
    STEP(4, KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeReleaseSpinLock(&lock, old);
    STEP(5, KeGetCurrentIrql() == PASSIVE_LEVEL);
    return STATUS_SUCCESS;
}

static NTSTATUS shared_page(VOID)
{
    LARGE_INTEGER inlined, called, ticks;
    KeQuerySystemTime(&inlined);
    KeQuerySystemTimePrecise(&called);
    STEP(1, called.QuadPart >= inlined.QuadPart && called.QuadPart - inlined.QuadPart < 10000000);
    KeQueryTickCount(&ticks);
    STEP(2, ticks.QuadPart >= 0);
    STEP(3, *(volatile ULONG *)0xFFFFF7800000026Cull == 10);
    STEP(4, *(volatile WCHAR *)0xFFFFF78000000030ull == 'C');
    STEP(5, *(volatile UCHAR *)0xFFFFF78000000268ull == 1);
    return STATUS_SUCCESS;
}

/* A volatile access takes every form that a compiler has for it. */
static NTSTATUS ports(VOID)
{
    STEP(1, READ_PORT_ULONG((PULONG)(ULONG_PTR)0x3F8) == 0xFFFFFFFF);
    STEP(2, READ_PORT_UCHAR((PUCHAR)(ULONG_PTR)0x3F8) == 0xFF);
    WRITE_PORT_USHORT((PUSHORT)(ULONG_PTR)0x3F8, 7);
    __asm__ volatile("cli\n sti\n wbinvd" ::: "memory");
    return STATUS_SUCCESS;
}

/* Strings of them; a time stamp; what there is none of, and a handler is asked. */
static NTSTATUS port_strings(VOID)
{
    UCHAR bytes[5] = {1, 2, 3, 4, 5}, *at = bytes;
    ULONG64 count = 4, port = 0x3F8;
    __asm__ volatile("rep insb" : "+D"(at), "+c"(count) : "d"(port) : "memory");
    STEP(1, count == 0 && at == bytes + 4);
    STEP(2, bytes[0] == 0xFF && bytes[3] == 0xFF && bytes[4] == 5);
    at = bytes;
    count = 2;
    __asm__ volatile("rep outsw" : "+S"(at), "+c"(count) : "d"(port) : "memory");
    STEP(3, count == 0 && at == bytes + 4);
    return STATUS_SUCCESS;
}

static NTSTATUS time_stamp(VOID)
{
    ULONG low, high, before = 0, again = 0;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    before = high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(again) : "c"(0x10));
    STEP(1, again - before <= 1);
    return STATUS_SUCCESS;
}

static NTSTATUS writes_register(VOID)
{
    __asm__ volatile("wrmsr" : : "c"(0x1A0), "a"(0), "d"(0));
    return STATUS_SUCCESS;
}

/* ---- memory routines against loops ---- */

static UCHAR from[600], to[600];

static BOOLEAN copies(ULONG size, ULONG a, ULONG b)
{
    volatile UCHAR *t = to;
    for (ULONG i = 0; i < sizeof(from); i++) {
        from[i] = (UCHAR)(i * 7 + size);
        t[i] = 0xEE;
    }
    memcpy(to + b, from + a, size);
    for (ULONG i = 0; i < sizeof(to); i++) {
        if (t[i] != (i - b < size ? from[a + i - b] : 0xEE))
            return FALSE;
    }
    memset(to + b, 0x5A, size);
    for (ULONG i = 0; i < sizeof(to); i++) {
        if (t[i] != (i - b < size ? 0x5A : 0xEE))
            return FALSE;
    }
    return TRUE;
}

static BOOLEAN moves(ULONG size, ULONG a, ULONG b)
{
    volatile UCHAR *t = to;
    for (ULONG i = 0; i < sizeof(to); i++)
        t[i] = (UCHAR)(i * 5);
    memmove(to + b, to + a, size);
    for (ULONG i = 0; i < sizeof(to); i++) {
        if (t[i] != (UCHAR)((i - b < size ? a + i - b : i) * 5))
            return FALSE;
    }
    return TRUE;
}

static NTSTATUS memory(VOID)
{
    for (ULONG size = 0; size < 200; size++) {
        for (ULONG shift = 0; shift < 9; shift++) {
            STEP(1, copies(size, shift, 9 - shift));
            STEP(2, moves(size, 30, 30 + shift) && moves(size, 30 + shift, 30));
        }
    }
    from[0] = 1;
    to[0] = 2;
    STEP(3, memcmp(from, to, 1) < 0 && memcmp(to, from, 1) > 0 && memcmp(to, to, 300) == 0);
    STEP(4, RtlCompareMemory(from, from, 77) == 77 && RtlCompareMemory(from, to, 5) == 0);
    return STATUS_SUCCESS;
}

static const char *const names[] = {"zero", "one", "two"}; /* pointers: relocated */

static NTSTATUS tables(PDRIVER_OBJECT driver)
{
    volatile ULONG i = 2;
    STEP(1, names[i][0] == 't' && names[i - 1][0] == 'o');
    STEP(2, driver != NULL);
    STEP(3, *PsThreadType != NULL);
    return STATUS_SUCCESS;
}

/* ---- what must not go on ---- */

static NTSTATUS never_ends(VOID)
{
    for (volatile ULONG i = 0;; i++)
        ;
}

static NTSTATUS stray_write(VOID)
{
    *(volatile ULONG *)0x123456789000ull = 1;
    return STATUS_SUCCESS;
}

static NTSTATUS writes_code(VOID)
{
    *(volatile UCHAR *)(ULONG_PTR)DriverEntry = 0xCC;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    switch (path->Buffer[0]) {
    case 'g':
        return processor();
    case 'i':
        return levels();
    case 's':
        return shared_page();
    case 'p':
        return ports();
    case 'o':
        return port_strings();
    case 'r':
        return time_stamp();
    case 'x':
        return writes_register();
    case 'm':
        return memory();
    case 't':
        return tables(driver);
    case 'n':
        return NobodyHasThis(7);
    case 'w':
        return stray_write();
    case 'c':
        return writes_code();
    case 'l':
        return never_ends();
    default:
        return STATUS_NOT_SUPPORTED;
    }
}
