#include "support.h"

#include "edid.h"
#include "vidpn_memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static atomic_size_t live;
static unsigned countdown;
static bool failed;

bool memory_fail_at(unsigned n)
{
    bool happened = failed;
    countdown = n;
    failed = false;
    return happened;
}

size_t memory_live(void)
{
    return live;
}

void *vidpn_alloc(size_t size)
{
    if (countdown && --countdown == 0) {
        failed = true;
        return NULL;
    }
    void *memory = calloc(1, size);
    live += memory != NULL;
    return memory;
}

void vidpn_free(void *memory)
{
    live -= memory != NULL;
    free(memory);
}

static pthread_mutex_t kept_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct report kept[4096];
static size_t kept_count;

void report_emit(enum report_severity severity, const char *rule, const char *where, const char *what,
                 const char *expected, const char *advice, const char *value_format, ...)
{
    pthread_mutex_lock(&kept_mutex);
    struct report *report = &kept[kept_count++ % (sizeof kept / sizeof kept[0])];
    *report = (struct report){.severity = severity, .rule = rule, .where = where};
    snprintf(report->what, sizeof report->what, "%s", what);
    snprintf(report->expected, sizeof report->expected, "%s", expected ? expected : "");
    snprintf(report->advice, sizeof report->advice, "%s", advice ? advice : "");
    va_list args;
    va_start(args, value_format);
    vsnprintf(report->value, sizeof report->value, value_format, args);
    va_end(args);
    pthread_mutex_unlock(&kept_mutex);
}

void reports_clear(void)
{
    kept_count = 0;
}

size_t reports_count(void)
{
    return kept_count;
}

size_t reports_with(const char *rule)
{
    size_t count = 0;
    for (size_t i = 0; i < kept_count && i < sizeof kept / sizeof kept[0]; i++)
        count += strcmp(kept[i].rule, rule) == 0;
    return count;
}

size_t reports_severe(void)
{
    size_t count = 0;
    for (size_t i = 0; i < kept_count && i < sizeof kept / sizeof kept[0]; i++)
        count += kept[i].severity >= REPORT_VIOLATION;
    return count;
}

const struct report *reports_last(const char *rule)
{
    for (size_t i = kept_count < sizeof kept / sizeof kept[0] ? kept_count : sizeof kept / sizeof kept[0];
         i-- > 0;) {
        if (strcmp(kept[i].rule, rule) == 0)
            return &kept[i];
    }
    fail_msg("no report of rule %s among %zu", rule, kept_count);
    return NULL;
}

int support_setup(void **state)
{
    reports_clear();
    memory_fail_at(0);
    return 0;
}

int support_teardown(void **state)
{
    memory_fail_at(0);
    if (memory_live()) {
        print_error("%zu blocks of the VidPN model were not freed\n", memory_live());
        return -1;
    }
    return 0;
}

D3DKMDT_VIDPN_SOURCE_MODE source_mode(UINT width, UINT height)
{
    D3DKMDT_VIDPN_SOURCE_MODE mode = {.Type = D3DKMDT_RMT_GRAPHICS};
    mode.Format.Graphics = (D3DKMDT_GRAPHICS_RENDERING_FORMAT){
        .PrimSurfSize = {width, height},
        .VisibleRegionSize = {width, height},
        .Stride = width * 4,
        .PixelFormat = D3DDDIFMT_A8R8G8B8,
        .ColorBasis = D3DKMDT_CB_SCRGB,
        .PixelValueAccessMode = D3DKMDT_PVAM_DIRECT,
    };
    return mode;
}

D3DKMDT_VIDPN_TARGET_MODE target_mode(UINT width, UINT height)
{
    D3DDDI_RATIONAL open = {D3DKMDT_FREQUENCY_NOTSPECIFIED, D3DKMDT_FREQUENCY_NOTSPECIFIED};
    D3DKMDT_VIDPN_TARGET_MODE mode = {
        .VideoSignalInfo =
            {
                .VideoStandard = D3DKMDT_VSS_OTHER,
                .TotalSize = {width, height},
                .ActiveSize = {width, height},
                .VSyncFreq = open,
                .HSyncFreq = open,
                .PixelRate = D3DKMDT_FREQUENCY_NOTSPECIFIED,
            },
        .Preference = D3DKMDT_MP_NOTPREFERRED,
    };
    mode.VideoSignalInfo.ScanLineOrdering = D3DDDI_VSSLO_PROGRESSIVE;
    return mode;
}

D3DKMDT_VIDPN_TARGET_MODE concrete_target_mode(UINT width, UINT height)
{
    struct edid_timing timing = edid_cvt(width, height, 60000);
    D3DKMDT_VIDPN_TARGET_MODE mode = target_mode(width, height);
    D3DKMDT_VIDEO_SIGNAL_INFO *signal = &mode.VideoSignalInfo;
    signal->TotalSize.cx = timing.total_width;
    signal->TotalSize.cy = timing.total_height;
    signal->VSyncFreq = (D3DDDI_RATIONAL){timing.refresh_millihertz, 1000};
    signal->HSyncFreq = (D3DDDI_RATIONAL){timing.pixel_clock_khz * 1000, timing.total_width};
    signal->PixelRate = timing.pixel_clock_khz * (SIZE_T)1000;
    return mode;
}

uint64_t draw(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}
