/*
 * Which modes there are. The device shows any size that fits its memory, so the list is a choice: the common
 * sizes, what the monitor prefers, what the firmware had set, and one size that the user asked for.
 */
#include "bochs.h"

static BOOLEAN fits(const void *context, struct mode mode)
{
    const struct bochs *dev = context;

    return bochs_hw_fits(dev, mode, dev->bytes_per_pixel);
}

void bochs_modes_build(struct bochs *dev, struct mode custom, struct mode post)
{
    struct mode wishes[3] = {custom, {0, 0}, post};
    UCHAR edid[EDID_BLOCK];

    bochs_hw_read_edid(dev, 0, edid, sizeof(edid));
    wishes[1] = mode_of_edid(edid);
    mode_list_build(&dev->modes, wishes, RTL_NUMBER_OF(wishes), fits, dev);
}
