/*
 * What the rectangle code asks the processor: whether it has SSSE3, and whether a piece of memory is in its
 * caches.
 */
#include "rect_rows.h"

#if RECT_SSE2
#include <cpuid.h>

enum { KNOWN = 1, SSSE3 = 2, FAST_STRINGS = 4 };

/* Asking is an exit to the hypervisor in a virtual machine, so it is done once; a race asks twice, no more.
 */
static UINT processor_features(void)
{
    static UINT cached;
    UINT features = __atomic_load_n(&cached, __ATOMIC_RELAXED);
    UINT a, b, c, d;

    if (features == 0) {
        features = KNOWN;
        if (__get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSSE3)) {
            features |= SSSE3;
        }
        if (__get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & 1 << 9)) { /* "enhanced rep movsb" */
            features |= FAST_STRINGS;
        }
        __atomic_store_n(&cached, features, __ATOMIC_RELAXED);
    }
    return features;
}

BOOLEAN processor_has_ssse3(void)
{
    return (processor_features() & SSSE3) != 0;
}

BOOLEAN processor_has_fast_strings(void)
{
    return (processor_features() & FAST_STRINGS) != 0;
}

/* Time stamp counts that reading one byte takes. The fences keep the read between the two counts. */
static ULONGLONG read_time(const UCHAR *address)
{
    ULONGLONG start;

    _mm_lfence();
    start = __builtin_ia32_rdtsc();
    _mm_lfence();
    (void)*(const volatile UCHAR *)address;
    _mm_lfence();
    return __builtin_ia32_rdtsc() - start;
}

/*
 * Another line of the same page. Asking for it first has the page's address translated, a time that says
 * nothing about the line and may be longer than its own.
 */
static void ask_for_page(const UCHAR *address)
{
    __builtin_prefetch((const UCHAR *)((ULONG_PTR)address ^ 2048), 0, 2);
}

/* One of a few places spread over all jobs, on either side. */
static const UCHAR *probe(const struct row_job *jobs, UINT count, UINT index, UINT of, BOOLEAN screen)
{
    const struct row_job *job = &jobs[count * (2 * index + 1) / (2 * of)];
    /* The screen has `rows` rows, or turned `pixels`. */
    ULONGLONG rows = job->rows < job->pixels ? job->rows : job->pixels;
    LONG_PTR row = (LONG_PTR)(rows * (2 * index + 1) / (2 * of));

    return screen ? job->dest + row * job->dest_step : job->source + row * job->source_step;
}

/*
 * Measured on Zen 4: from the first level 52 counts, from a frame pair in the last 78 to 210, from memory at
 * least 390. Image and screen must both be cold. The image alone would tell too little, and the screen alone
 * would be cold forever once it is written around the caches.
 */
BOOLEAN memory_is_cold(const struct row_job *jobs, UINT count)
{
    enum { PROBES = 3, COLD = 300 };
    UINT cold = 0;

    for (UINT i = 0; i < PROBES; i++) {
        ask_for_page(probe(jobs, count, i, PROBES, FALSE));
        ask_for_page(probe(jobs, count, i, PROBES, TRUE));
    }
    for (UINT i = 0; i < PROBES; i++) {
        cold += read_time(probe(jobs, count, i, PROBES, FALSE)) > COLD;
        cold += read_time(probe(jobs, count, i, PROBES, TRUE)) > COLD;
    }
    return cold > PROBES;
}

void rows_finish(enum row_stores stores)
{
    if (stores == ROWS_STREAM) {
        _mm_sfence();
    }
}

#else

BOOLEAN processor_has_ssse3(void)
{
    return FALSE;
}

BOOLEAN processor_has_fast_strings(void)
{
    return FALSE;
}

BOOLEAN memory_is_cold(const struct row_job *jobs, UINT count)
{
    (void)jobs;
    (void)count;
    return FALSE;
}

void rows_finish(enum row_stores stores)
{
    (void)stores;
}

#endif
