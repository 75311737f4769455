/*
 * Present (THK-20). Which flags and members go together is a table: a row holds for a present that has all the flags in `when`, and
 * says what else it must have and must not have. What the objects say (primary or not, mode set, flip interval that the driver
 * offers) is the graphics kernel's.
 */
#include "thunk.h"

/* Bits of D3DKMT_PRESENTFLAGS. */
#define BLT              1u
#define COLOR_FILL       (1u << 1)
#define FLIP             (1u << 2)
#define FLIP_DO_NOT_FLIP (1u << 3)
#define FLIP_DO_NOT_WAIT (1u << 4)
#define FLIP_RESTART     (1u << 5)
#define DST_RECT         (1u << 6)
#define SRC_RECT         (1u << 7)
#define RESTRICT_SOURCE  (1u << 8)
#define SRC_KEY          (1u << 9)
#define DST_KEY          (1u << 10)
#define ROTATE           (1u << 13)
#define REDIRECTED_FLIP  (1u << 15)
#define REDIRECTED_BLT   (1u << 16)
#define STEREO           (1u << 17)
#define STEREO_MONO      (1u << 18)
#define STEREO_RIGHT     (1u << 19)
#define BLT_STEREO_RIGHT (1u << 20)
#define TOKEN_ONLY       (1u << 21)
#define REGIONS          (1u << 22)
#define ALWAYS_ZERO      ((3u << 23) | (3u << 30)) /* PresentDDA, ProtectedContentBlankedOut; reserved */
#define ANY_FLIP         (FLIP | FLIP_DO_NOT_FLIP | FLIP_DO_NOT_WAIT | FLIP_RESTART)
#define KEYS             (SRC_KEY | DST_KEY)
#define KINDS            (BLT | COLOR_FILL | FLIP | REDIRECTED_FLIP | REDIRECTED_BLT | TOKEN_ONLY)

/* Members as if they were flags: 64-bit, above the real ones. */
#define DESTINATION (1ull << 32) /* hDestination is not 0 */
#define SUB_RECTS   (1ull << 33) /* SubRectCnt and pSrcSubRects both not 0 */
#define SAME        (1ull << 34) /* hSource is hDestination */
#define BROADCAST   (1ull << 35) /* BroadcastContextCount is not 0 */
#define REGION_LIST (1ull << 36) /* pPresentRegions is not NULL */

struct row {
    uint64_t when, needs, excludes;
    const char *text;
};

static const struct row rows[] = {
    {0, 0, ALWAYS_ZERO, "reserved flags are 0"},
    {DESTINATION, SUB_RECTS | BLT | SRC_RECT, COLOR_FILL | ANY_FLIP | KEYS | SAME,
     "a destination with Blt, SrcRectValid and sub-rectangles, and nothing but a copy from elsewhere"},
    {FLIP, 0, COLOR_FILL | BLT | KEYS | SRC_RECT | DST_RECT | ROTATE | RESTRICT_SOURCE,
     "Flip without Blt, ColorFill, color keys, rectangles, Rotate and RestrictVidPnSource"},
    {COLOR_FILL, SUB_RECTS, BLT | ANY_FLIP | KEYS | SRC_RECT,
     "ColorFill with sub-rectangles, without Blt, flips, color keys and a source rectangle"},
    {BLT, SUB_RECTS, COLOR_FILL | ANY_FLIP, "Blt with sub-rectangles, without ColorFill and flips"},
    {SRC_KEY, 0, DST_KEY, "one color key"},
    {STEREO, FLIP, STEREO_MONO, "FlipStereo with Flip, without FlipStereoTemporaryMono"},
    {STEREO_MONO, FLIP, STEREO_RIGHT, "FlipStereoTemporaryMono with Flip, without FlipStereoPreferRight"},
    {STEREO_RIGHT, FLIP, 0, "FlipStereoPreferRight with Flip"},
    {BLT_STEREO_RIGHT, BLT, 0, "BltStereoUseRight with Blt"},
    {REGIONS, REGION_LIST, 0, "PresentRegionsValid with pPresentRegions"},
    {BROADCAST, FLIP, 0, "further contexts for flips only"},
};

static uint64_t facts_of(const D3DKMT_PRESENT *args)
{
    uint64_t facts = *(const UINT *)&args->Flags;

    if (args->hDestination)
        facts |= DESTINATION;
    if (args->hDestination && args->hSource == args->hDestination)
        facts |= SAME;
    if (args->SubRectCnt && args->pSrcSubRects)
        facts |= SUB_RECTS;
    if (args->BroadcastContextCount)
        facts |= BROADCAST;
    if (args->pPresentRegions)
        facts |= REGION_LIST;
    return facts;
}

static NTSTATUS check(struct thunk_frame *frame, const D3DKMT_PRESENT *args)
{
    uint64_t facts = facts_of(args);

    for (size_t i = 0; i < RTL_NUMBER_OF(rows); i++) {
        const struct row *row = &rows[i];
        if ((facts & row->when) == row->when &&
            ((facts & row->needs) != row->needs || (facts & row->excludes)))
            return thunk_refuse(frame, "THK-20", "Flags", row->text, "0x%llX", (unsigned long long)facts);
    }
    if (!(facts & KINDS))
        return thunk_refuse(frame, "THK-20", "Flags", "Blt, ColorFill, Flip or a redirected present",
                            "0x%llX", (unsigned long long)facts);
    if ((facts & FLIP) && (unsigned)args->FlipInterval > D3DDDI_FLIPINTERVAL_FOUR)
        return thunk_refuse(frame, "THK-20", "FlipInterval", "0 to 4", "%u", (unsigned)args->FlipInterval);
    return thunk_broadcast(frame, args->hContext, args->BroadcastContextCount, args->BroadcastContext);
}

/* ---- what it points to ---- */

static NTSTATUS capture_regions(struct thunk_frame *frame, D3DKMT_PRESENT_RGNS *user,
                                D3DKMT_PRESENT_RGNS **kernel)
{
    NTSTATUS status = thunk_capture(frame, user, 1, sizeof(*user), kernel);

    if (!NT_SUCCESS(status))
        return status;
    D3DKMT_PRESENT_RGNS *r = *kernel;
    status = thunk_capture(frame, r->pDirtyRects, r->DirtyRectCount, sizeof(RECT), &r->pDirtyRects);
    if (NT_SUCCESS(status))
        status =
            thunk_capture(frame, r->pMoveRects, r->MoveRectCount, sizeof(D3DKMT_MOVE_RECT), &r->pMoveRects);
    return status;
}

NTSTATUS thunk_present(struct thunk_frame *frame, D3DKMT_PRESENT *args)
{
    D3DKMT_PRESENT call = *args;

    NTSTATUS status = check(frame, args);
    if (!NT_SUCCESS(status))
        return status;
    if (args->Flags.Blt || args->Flags.ColorFill) {
        status = thunk_capture(frame, args->pSrcSubRects, args->SubRectCnt, sizeof(RECT), &call.pSrcSubRects);
    } else {
        call.SubRectCnt = 0;
        call.pSrcSubRects = NULL;
    }
    call.pPresentRegions = NULL;
    if (NT_SUCCESS(status) && args->Flags.PresentRegionsValid)
        status = capture_regions(frame, args->pPresentRegions, &call.pPresentRegions);
    return NT_SUCCESS(status) ? dxgk_kmt_present(frame->process, &call) : status;
}
