/* What the files of the conformance driver share. Orders of events are words of one letter per event. */
#ifndef OPENWDDM_SEH_CASES_H
#define OPENWDDM_SEH_CASES_H

#include "ntstatus.h"
#include "seh_types.h"
#include "shared.h"

#define NOINLINE        __attribute__((noinline, unused))
#define CODE()          ((NTSTATUS)_exception_code())
#define POINTERS()      ((EXCEPTION_POINTERS *)_exception_info())
#define EXECUTE_HANDLER 1
#define SEARCH_ON       0
#define EXECUTE_ON      (-1)
#define CHECK(condition)                                                                                     \
    if (!(condition))                                                                                        \
    return __LINE__
#define APART()   __asm__ volatile("nop")
#define MY_STATUS ((NTSTATUS)0xE0000001)

VOID NTAPI RtlRaiseException(PEXCEPTION_RECORD record);
VOID NTAPI RtlCaptureContext(PCONTEXT context);
PRUNTIME_FUNCTION NTAPI RtlLookupFunctionEntry(ULONG64 pc, ULONG64 *base, PVOID history);
PEXCEPTION_ROUTINE NTAPI RtlVirtualUnwind(ULONG type, ULONG64 base, ULONG64 pc, PRUNTIME_FUNCTION function,
                                          PCONTEXT context, PVOID *data, ULONG64 *establisher,
                                          PVOID pointers);

struct events {
    ULONG count;
    char text[120];
};

static NOINLINE void event(struct events *e, char c)
{
    if (e->count < sizeof(e->text) - 1)
        e->text[e->count++] = c;
    e->text[e->count] = 0;
}

static NOINLINE BOOLEAN were(const struct events *e, const char *expected)
{
    ULONG i = 0;
    while (expected[i] && e->text[i] == expected[i])
        i++;
    if (i == e->count && !expected[i])
        return TRUE;
    DbgPrint("events were %s, expected %s\n", e->text, expected);
    return FALSE;
}

static NOINLINE LONG filter(struct events *e, char c, LONG answer)
{
    event(e, c);
    return answer;
}

static NOINLINE ULONG read_it(volatile ULONG *p)
{
    return *p;
}

static NOINLINE void write_it(volatile ULONG *p)
{
    *p = 1;
}

extern volatile ULONG answer; /* 42 */
ULONG NTAPI catches_a_read(struct seh_shared *s);
ULONG NTAPI catches_what_the_kernel_raises(struct seh_shared *s);
void add_crossings(struct seh_shared *s);
void add_returns(struct seh_shared *s);
ULONG NTAPI callbacks(struct seh_shared *s);
ULONG NTAPI uncaught_in_callback(struct seh_shared *s);

static inline void add(struct seh_shared *s, const char *name, ULONG(NTAPI *run)(struct seh_shared *shared))
{
    s->cases[s->count].name = name;
    s->cases[s->count++].run = run;
}
#define ADD(name) add(s, #name, name)

#endif
