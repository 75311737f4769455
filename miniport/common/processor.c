/*
 * What the rectangle code asks the processor: whether it has SSSE3, and whether a piece of memory is in its
 * caches.
 */
#include "rect_rows.h"

#if RECT_SSE2
#include <cpuid.h>

static BOOLEAN has_ssse3(void)
{
    UINT a, b, c, d;

    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSSE3);
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

BOOLEAN memory_is_cold(const struct row_job *jobs, UINT count)
{
    enum { PROBES = 4, COLD = 220 };
    UINT cold = 0;

    for (UINT i = 0; i < PROBES; i++) {
        const struct row_job *job = &jobs[count * (2 * i + 1) / (2 * PROBES)];
        /* The screen has `rows` rows, or turned `pixels`. */
        ULONGLONG rows = job->rows < job->pixels ? job->rows : job->pixels;
        LONG_PTR row = (LONG_PTR)(rows * (2 * i + 1) / (2 * PROBES));

        cold += read_time(job->dest + row * job->dest_step) > COLD;
    }
    return cold > PROBES / 2;
}

void rows_finish(enum row_mode mode)
{
    if (mode == ROWS_STREAM) {
        _mm_sfence();
    }
}

#else

static BOOLEAN has_ssse3(void)
{
    return FALSE;
}

BOOLEAN memory_is_cold(const struct row_job *jobs, UINT count)
{
    (void)jobs;
    (void)count;
    return FALSE;
}

void rows_finish(enum row_mode mode)
{
    (void)mode;
}

#endif

enum pixel_format pixel_format_of(UINT bytes_per_pixel)
{
    switch (bytes_per_pixel) {
    case 2:
        return PIXEL_565;
    case 3:
        return has_ssse3() ? PIXEL_888_SSSE3 : PIXEL_888;
    default:
        return PIXEL_8888;
    }
}
