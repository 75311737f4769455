/* See mode_list.h. */
#include "mode_list.h"

static const struct mode standard_modes[] = {
    {640, 480},   {720, 480},   {720, 576},   {800, 480},   {800, 600},   {1024, 600},  {1024, 768},
    {1152, 864},  {1280, 720},  {1280, 768},  {1280, 800},  {1280, 960},  {1280, 1024}, {1360, 768},
    {1366, 768},  {1400, 1050}, {1440, 900},  {1600, 900},  {1600, 1200}, {1680, 1050}, {1920, 1080},
    {1920, 1200}, {1920, 1440}, {2048, 1152}, {2048, 1536}, {2560, 1080}, {2560, 1440}, {2560, 1600},
    {2880, 1800}, {3200, 1800}, {3440, 1440}, {3840, 1600}, {3840, 2160}, {4096, 2160}, {5120, 2880},
};
#define WISHES 8
C_ASSERT(RTL_NUMBER_OF(standard_modes) + WISHES <= MODE_LIST_MAX);

BOOLEAN mode_list_contains(const struct mode_list *list, struct mode mode)
{
    for (UINT i = 0; i < list->count; i++) {
        if (mode_equal(list->modes[i], mode)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* TRUE when the mode is in the list afterwards. */
static BOOLEAN add(struct mode_list *list, struct mode mode, mode_fits *fits, const void *context)
{
    if (mode.width == 0 || mode.height == 0) {
        return FALSE;
    }
    if (!mode_list_contains(list, mode)) {
        if (list->count == MODE_LIST_MAX || !fits(context, mode)) {
            return FALSE;
        }
        list->modes[list->count++] = mode;
    }
    return TRUE;
}

void mode_list_build(struct mode_list *list, const struct mode *wishes, UINT count, mode_fits *fits,
                     const void *context)
{
    static const struct mode usual[] = {{1024, 768}, {640, 480}};

    RtlZeroMemory(list, sizeof(*list));
    for (UINT i = 0; i < RTL_NUMBER_OF(standard_modes); i++) {
        add(list, standard_modes[i], fits, context);
    }
    for (UINT i = RTL_NUMBER_OF(usual); i-- > 0;) { /* the strongest wish last */
        if (add(list, usual[i], fits, context)) {
            list->preferred = usual[i];
        }
    }
    for (UINT i = count < WISHES ? count : WISHES; i-- > 0;) {
        if (add(list, wishes[i], fits, context)) {
            list->preferred = wishes[i];
        }
    }
}

static BOOLEAN is_edid(const UCHAR *edid)
{
    static const UCHAR header[8] = {0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00};

    return RtlEqualMemory(edid, header, sizeof(header));
}

ULONG edid_total(const UCHAR edid[EDID_BLOCK])
{
    return is_edid(edid) ? EDID_BLOCK * (1 + (ULONG)edid[126]) : 0;
}

struct mode mode_of_edid(const UCHAR edid[EDID_BLOCK])
{
    const struct mode none = {0, 0};
    const UCHAR *timing = &edid[54];
    struct mode mode;
    UCHAR sum = 0;

    for (UINT i = 0; i < EDID_BLOCK; i++) {
        sum = (UCHAR)(sum + edid[i]);
    }
    if (!is_edid(edid) || sum != 0 || (timing[0] == 0 && timing[1] == 0)) {
        return none;
    }
    mode.width = timing[2] | (UINT)(timing[4] & 0xF0) << 4;
    mode.height = timing[5] | (UINT)(timing[7] & 0xF0) << 4;
    return mode;
}
