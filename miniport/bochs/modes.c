/*
 * Which modes there are. The device shows any size that fits its memory, so the list is a choice: the common
 * sizes, what the monitor prefers, what the firmware had set, and one size that the user asked for.
 */
#include "bochs.h"

static const struct bochs_mode standard_modes[] = {
    {640, 480},   {720, 480},   {720, 576},   {800, 480},   {800, 600},   {1024, 600},  {1024, 768},
    {1152, 864},  {1280, 720},  {1280, 768},  {1280, 800},  {1280, 960},  {1280, 1024}, {1360, 768},
    {1366, 768},  {1400, 1050}, {1440, 900},  {1600, 900},  {1600, 1200}, {1680, 1050}, {1920, 1080},
    {1920, 1200}, {1920, 1440}, {2048, 1152}, {2048, 1536}, {2560, 1080}, {2560, 1440}, {2560, 1600},
    {2880, 1800}, {3200, 1800}, {3440, 1440}, {3840, 1600}, {3840, 2160}, {4096, 2160}, {5120, 2880},
};
C_ASSERT(RTL_NUMBER_OF(standard_modes) + 3 <= BOCHS_MAX_MODES);

BOOLEAN bochs_modes_contain(const struct bochs *dev, struct bochs_mode mode)
{
    for (UINT i = 0; i < dev->mode_count; i++) {
        if (dev->modes[i].width == mode.width && dev->modes[i].height == mode.height) {
            return TRUE;
        }
    }
    return FALSE;
}

/* TRUE when the mode is in the list afterwards. */
static BOOLEAN add(struct bochs *dev, struct bochs_mode mode)
{
    if (!bochs_modes_contain(dev, mode)) {
        if (!bochs_hw_fits(dev, mode, dev->bytes_per_pixel)) {
            return FALSE;
        }
        dev->modes[dev->mode_count++] = mode;
    }
    return TRUE;
}

/* The first detailed timing of the EDID; 0 x 0 when there is none that can be trusted. */
static struct bochs_mode edid_preferred(struct bochs *dev)
{
    static const UCHAR header[8] = {0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00};
    const struct bochs_mode none = {0, 0};
    struct bochs_mode mode;
    UCHAR edid[128], sum = 0;
    const UCHAR *timing = &edid[54];

    bochs_hw_read_edid(dev, 0, edid, sizeof(edid));
    for (UINT i = 0; i < sizeof(edid); i++) {
        sum = (UCHAR)(sum + edid[i]);
    }
    if (!RtlEqualMemory(edid, header, sizeof(header)) || sum != 0 || (timing[0] == 0 && timing[1] == 0)) {
        return none;
    }
    mode.width = timing[2] | (UINT)(timing[4] & 0xF0) << 4;
    mode.height = timing[5] | (UINT)(timing[7] & 0xF0) << 4;
    return mode;
}

void bochs_modes_build(struct bochs *dev, struct bochs_mode custom, struct bochs_mode post)
{
    static const struct bochs_mode usual = {1024, 768}, smallest = {640, 480};
    struct bochs_mode wishes[5] = {custom, edid_preferred(dev), post, usual, smallest};

    dev->mode_count = 0;
    for (UINT i = 0; i < RTL_NUMBER_OF(standard_modes); i++) {
        add(dev, standard_modes[i]);
    }
    for (UINT i = RTL_NUMBER_OF(wishes); i-- > 0;) { /* the strongest wish last */
        if (add(dev, wishes[i])) {
            dev->preferred = wishes[i];
        }
    }
}
