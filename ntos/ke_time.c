/*
 * Clocks, and what a driver may learn about processors. Under host_sim the clock stands while threads run; a driver that
 * polls it in a loop would wait for ever, so after many questions without a wait the question itself takes time.
 */
#include "ke.h"

#define POLL_LIMIT 64 /* questions about the time before one costs a microsecond */

static uint64_t query(struct _KTHREAD *self)
{
    if (ke.host->virtual_time && ++self->time_queries > POLL_LIMIT)
        ke.host->stall(ke.host->now() + 10);
    ke_thread_stop_if_frozen();
    return ke.host->now();
}

uint64_t ke_deadline(const LARGE_INTEGER *timeout)
{
    if (!timeout)
        return HOST_FOREVER;
    uint64_t now = ke.host->now();
    if (timeout->QuadPart <= 0) {
        uint64_t delta = 0 - (uint64_t)timeout->QuadPart;
        return delta > HOST_FOREVER - 1 - now ? HOST_FOREVER - 1 : now + delta;
    }
    return (uint64_t)timeout->QuadPart <= ke.boot_time ? 0 : (uint64_t)timeout->QuadPart - ke.boot_time;
}

LARGE_INTEGER NTAPI KeQueryPerformanceCounter(PLARGE_INTEGER PerformanceFrequency)
{
    struct _KTHREAD *self = KE_SERVICE(KeQueryPerformanceCounter);
    LARGE_INTEGER counter = {.QuadPart = (LONGLONG)query(self)};
    if (PerformanceFrequency)
        PerformanceFrequency->QuadPart = 10000000;
    return counter;
}

ULONGLONG NTAPI KeQueryInterruptTime(VOID)
{
    return query(KE_SERVICE(KeQueryInterruptTime));
}

ULONGLONG NTAPI KeQueryInterruptTimePrecise(PULONG64 QpcTimeStamp)
{
    uint64_t now = query(KE_SERVICE(KeQueryInterruptTimePrecise));
    *QpcTimeStamp = now;
    return now;
}

ULONGLONG NTAPI KeQueryUnbiasedInterruptTime(VOID)
{
    return query(KE_SERVICE(KeQueryUnbiasedInterruptTime));
}

VOID NTAPI KeQuerySystemTime(PLARGE_INTEGER CurrentTime)
{
    CurrentTime->QuadPart = (LONGLONG)(ke.boot_time + query(KE_SERVICE(KeQuerySystemTime)));
}

VOID NTAPI KeQuerySystemTimePrecise(PLARGE_INTEGER CurrentTime)
{
    CurrentTime->QuadPart = (LONGLONG)(ke.boot_time + query(KE_SERVICE(KeQuerySystemTimePrecise)));
}

#define TIME_INCREMENT 156250 /* 15.625 ms, as a PC's clock ticks */

ULONG NTAPI KeQueryTimeIncrement(VOID)
{
    KE_SERVICE(KeQueryTimeIncrement);
    return TIME_INCREMENT;
}

VOID NTAPI KeQueryTickCount(PLARGE_INTEGER TickCount)
{
    TickCount->QuadPart = (LONGLONG)(query(KE_SERVICE(KeQueryTickCount)) / TIME_INCREMENT);
}

VOID NTAPI KeStallExecutionProcessor(ULONG MicroSeconds)
{
    struct _KTHREAD *self = KE_SERVICE(KeStallExecutionProcessor);
    if (MicroSeconds > 1000)
        report_emit(REPORT_WARNING, "SYN-10", "KeStallExecutionProcessor", "MicroSeconds", "about 50 at most",
                    "The processor does nothing else meanwhile; wait with KeDelayExecutionThread.",
                    "%u in %s", MicroSeconds, nt_call_current());
    if (!self->crashing)
        ke.host->stall(ke.host->now() + (uint64_t)MicroSeconds * 10);
    ke_thread_stop_if_frozen();
}

/* ---- threads and processors ---- */

PKTHREAD NTAPI KeGetCurrentThread(VOID)
{
    return KE_SERVICE(KeGetCurrentThread);
}

KPRIORITY NTAPI KeSetPriorityThread(PKTHREAD Thread, KPRIORITY Priority)
{
    KE_SERVICE(KeSetPriorityThread);
    ke_lock();
    KPRIORITY old = Thread->priority;
    if (Priority > LOW_PRIORITY && Priority <= HIGH_PRIORITY)
        Thread->priority = Priority;
    ke_unlock();
    return old;
}

KPRIORITY NTAPI KeQueryPriorityThread(PKTHREAD Thread)
{
    KE_SERVICE(KeQueryPriorityThread);
    ke_lock();
    KPRIORITY priority = Thread->priority;
    ke_unlock();
    return priority;
}

KAFFINITY NTAPI KeQueryActiveProcessors(VOID)
{
    KE_SERVICE(KeQueryActiveProcessors);
    return ke.options.processors >= 64 ? ~(KAFFINITY)0 : ((KAFFINITY)1 << ke.options.processors) - 1;
}

ULONG NTAPI KeQueryActiveProcessorCount(PKAFFINITY ActiveProcessors)
{
    KE_SERVICE(KeQueryActiveProcessorCount);
    if (ActiveProcessors)
        *ActiveProcessors = KeQueryActiveProcessors();
    return ke.options.processors;
}

ULONG NTAPI KeQueryMaximumProcessorCount(VOID)
{
    KE_SERVICE(KeQueryMaximumProcessorCount);
    return ke.options.processors;
}

ULONG NTAPI KeGetCurrentProcessorNumberEx(PVOID ProcNumber)
{
    struct _KTHREAD *self = KE_SERVICE(KeGetCurrentProcessorNumberEx);
    if (ProcNumber)
        *(ULONG *)ProcNumber = self->processor << 16; /* Group, Number, Reserved */
    return self->processor;
}
