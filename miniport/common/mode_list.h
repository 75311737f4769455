/*
 * The modes of a head that can show any size its memory holds: the list is a choice, made here for every display miniport. Common
 * sizes, what the monitor prefers, and what else is wished for.
 */
#ifndef MINIPORT_MODE_LIST_H
#define MINIPORT_MODE_LIST_H

#include "dispmprt.h"

#define MODE_LIST_MAX 48

struct mode {
    UINT width, height; /* pixels; 0 x 0: none */
};

struct mode_list {
    struct mode modes[MODE_LIST_MAX];
    UINT count;
    struct mode preferred; /* one of them */
};

static inline BOOLEAN mode_equal(struct mode a, struct mode b)
{
    return a.width == b.width && a.height == b.height;
}

/* Whether the hardware can show it. Not asked about 0 x 0. */
typedef BOOLEAN mode_fits(const void *context, struct mode mode);

/* Standard sizes and `wishes`, as far as they fit; the first wish that does is preferred. At most 8 wishes count, 0 x 0 is no wish. Any
 * IRQL. */
void mode_list_build(struct mode_list *list, const struct mode *wishes, UINT count, mode_fits *fits,
                     const void *context);
BOOLEAN mode_list_contains(const struct mode_list *list, struct mode mode);

/* The first detailed timing of an EDID's first block; 0 x 0 when there is none that can be trusted. */
#define EDID_BLOCK 128
struct mode mode_of_edid(const UCHAR edid[EDID_BLOCK]);
/* Bytes of the descriptor that begins with this block; 0: it is none. */
ULONG edid_total(const UCHAR edid[EDID_BLOCK]);

#endif
