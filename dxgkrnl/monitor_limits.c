/*
 * Can this monitor show that signal (VPN-07)?
 *
 * Monitors take more than they list. The modes of an EDID are examples; what bounds a monitor is its range of
 * frequencies, and a monitor that states none is taken to show everything, as is one without a descriptor: nobody
 * knows better than the driver then (OBS-41). The default monitor profile is a guess of ours and forbids nothing. So
 * only a range that came out of a descriptor speaks against a mode, and never against one that is in the monitor's own
 * set, whoever put it there.
 *
 * A signal without frequencies (DOD-03) may run at any rate the monitor likes. It is judged by the slowest frame and
 * no blanking at all: if even that is too fast, no signal of this size fits.
 */
#include "monitor_model.h"

#include <stdio.h>

/* What a signal needs at least. 0: not known. */
struct demand {
    uint64_t frame_mhz; /* frames per 1000 seconds */
    uint64_t line_hz;
    uint64_t pixel_hz;
    bool line_given; /* the signal says so; else it is the least that is possible */
};

/* Frequency in 1/1000 Hz; 0: not specified. */
static uint64_t rate_of(D3DDDI_RATIONAL rate)
{
    if (rate.Numerator == 0 || rate.Numerator >= D3DKMDT_FREQUENCY_NOTSPECIFIED || rate.Denominator == 0 ||
        rate.Denominator >= D3DKMDT_FREQUENCY_NOTSPECIFIED)
        return 0;
    return (uint64_t)rate.Numerator * 1000 / rate.Denominator;
}

static uint64_t length_of(UINT total, UINT active)
{
    return total != D3DKMDT_DIMENSION_NOTSPECIFIED && total > active ? total : active;
}

static struct demand demand_of(const D3DKMDT_VIDEO_SIGNAL_INFO *signal, uint64_t slowest_frame)
{
    struct demand demand = {.frame_mhz = rate_of(signal->VSyncFreq),
                            .line_hz = rate_of(signal->HSyncFreq) / 1000};
    uint64_t frame = demand.frame_mhz ? demand.frame_mhz : slowest_frame;
    bool interlaced = signal->ScanLineOrdering == D3DDDI_VSSLO_INTERLACED_UPPERFIELDFIRST ||
                      signal->ScanLineOrdering == D3DDDI_VSSLO_INTERLACED_LOWERFIELDFIRST;
    demand.line_given = demand.line_hz != 0;
    if (!demand.line_given)
        demand.line_hz =
            length_of(signal->TotalSize.cy, signal->ActiveSize.cy) * frame / 1000 / (interlaced ? 2 : 1);
    bool clocked = signal->PixelRate != 0 && signal->PixelRate < D3DKMDT_FREQUENCY_NOTSPECIFIED;
    demand.pixel_hz =
        clocked ? signal->PixelRate : length_of(signal->TotalSize.cx, signal->ActiveSize.cx) * demand.line_hz;
    return demand;
}

/* A descriptor counts in whole hertz and kilohertz: half a unit either way is the monitor's own rounding. */
static bool outside(uint64_t value, uint64_t least, uint64_t most, uint64_t half_unit)
{
    return value + half_unit < least || value > most + half_unit;
}

static bool fits(const D3DKMDT_MONITOR_FREQUENCY_RANGE *range, const D3DKMDT_VIDEO_SIGNAL_INFO *signal,
                 struct monitor_conflict *conflict)
{
    const D3DKMDT_FREQUENCY_RANGE *limits = &range->RangeLimits;
    uint64_t least_frame = rate_of(limits->MinVSyncFreq), most_frame = rate_of(limits->MaxVSyncFreq);
    uint64_t least_line = rate_of(limits->MinHSyncFreq) / 1000,
             most_line = rate_of(limits->MaxHSyncFreq) / 1000;
    uint64_t most_pixel =
        range->ConstraintType == D3DKMDT_MFRC_MAXPIXELRATE ? range->Constraint.MaxPixelRate : 0;
    struct demand demand = demand_of(signal, least_frame);

    if (demand.frame_mhz && outside(demand.frame_mhz, least_frame, most_frame, 500))
        *conflict = (struct monitor_conflict){"Hz", demand.frame_mhz, least_frame, most_frame, 1000};
    else if (outside(demand.line_hz, demand.line_given ? least_line : 0, most_line, 500))
        *conflict = (struct monitor_conflict){"kHz lines", demand.line_hz, least_line, most_line, 1000};
    else if (most_pixel && demand.pixel_hz > most_pixel)
        *conflict = (struct monitor_conflict){"MHz pixels", demand.pixel_hz, 0, most_pixel, 1000000};
    else
        return true;
    return false;
}

static bool same_rate(D3DDDI_RATIONAL a, D3DDDI_RATIONAL b)
{
    uint64_t x = rate_of(a), y = rate_of(b);
    return x == 0 || y == 0 || (x > y ? x - y : y - x) <= 500;
}

static bool listed(const struct monitor *monitor, const D3DKMDT_VIDEO_SIGNAL_INFO *signal)
{
    for (const struct vidpn_node *node = monitor->modes.elements; node; node = node->next) {
        const D3DKMDT_VIDEO_SIGNAL_INFO *own =
            &((const D3DKMDT_MONITOR_SOURCE_MODE *)(const void *)node->info)->VideoSignalInfo;
        if (own->ActiveSize.cx == signal->ActiveSize.cx && own->ActiveSize.cy == signal->ActiveSize.cy &&
            same_rate(own->VSyncFreq, signal->VSyncFreq))
            return true;
    }
    return false;
}

bool monitor_shows(const struct monitors *monitors, UINT target, const D3DKMDT_VIDEO_SIGNAL_INFO *signal,
                   struct monitor_conflict *conflict)
{
    const struct monitor *monitor = monitor_find(monitors, target);
    struct monitor_conflict unwanted;
    bool size_known = signal->ActiveSize.cx != D3DKMDT_DIMENSION_NOTSPECIFIED &&
                      signal->ActiveSize.cy != D3DKMDT_DIMENSION_NOTSPECIFIED;
    if (!monitor || !monitor->connected || !size_known || listed(monitor, signal))
        return true;
    for (const struct vidpn_node *node = monitor->ranges.elements; node; node = node->next) {
        const D3DKMDT_MONITOR_FREQUENCY_RANGE *range = (const void *)node->info;
        if (range->Origin == D3DKMDT_MCO_MONITORDESCRIPTOR &&
            !fits(range, signal, conflict ? conflict : &unwanted))
            return false;
    }
    return true;
}
