/*
 * What the flags alone decide: all of them, all combinations, against a second reading of the pages.
 */
#include "fake_kernel.h"

#include <stddef.h>

static unsigned wrong_status;

/* A test whose body runs in a process. */
#define IN_PROCESS(name)                                                                                     \
    static int name##_body(void *arg);                                                                       \
    static void name(void **state)                                                                           \
    {                                                                                                        \
        wrong_status = 0;                                                                                    \
        run_in_process(name##_body, NULL);                                                                   \
        assert_int_equal(wrong_status, 0);                                                                   \
    }                                                                                                        \
    static int name##_body(void *arg)

/* Calls with the structure in kernel memory; whether the kernel was reached. */
static bool passes(enum thunk_id id, void *args)
{
    unsigned before = fake.calls;
    NTSTATUS status = thunk_call(id, args);

    if (fake.calls == before && status != STATUS_INVALID_PARAMETER)
        wrong_status++; /* a refusal without the kernel has one status only */
    return fake.calls != before;
}

/* ---- THK-20 ---- */

static const RECT rect = {0, 0, 1, 1};

/* The page's list, as sentences. */
static bool present_is_refused(const D3DKMT_PRESENT *p)
{
    const D3DKMT_PRESENTFLAGS f = p->Flags;
    bool no_rects = !p->pSrcSubRects || !p->SubRectCnt;
    bool flips = f.Flip || f.FlipDoNotFlip || f.FlipDoNotWait || f.FlipRestart;

    if (p->hDestination && (no_rects || !f.Blt || !f.SrcRectValid || f.ColorFill || flips || f.SrcColorKey ||
                            f.DstColorKey || p->hSource == p->hDestination))
        return true;
    if (f.Flip && (f.ColorFill || f.Blt || f.SrcColorKey || f.DstColorKey || f.SrcRectValid ||
                   f.DstRectValid || f.Rotate || f.RestrictVidPnSource))
        return true;
    if (f.ColorFill && (no_rects || f.Blt || flips || f.SrcColorKey || f.DstColorKey || f.SrcRectValid))
        return true;
    if (f.Blt && (no_rects || f.ColorFill || flips))
        return true;
    if (f.SrcColorKey && f.DstColorKey) /* the structure's page: one of them at any time */
        return true;
    return !f.Blt && !f.ColorFill && !f.Flip; /* presents nothing */
}

IN_PROCESS(every_combination_of_present_flags)
{
    unsigned refused = 0, total = 0;

    for (unsigned bits = 0; bits < 1u << 12; bits++) {
        for (unsigned members = 0; members < 12; members++) {
            D3DKMT_PRESENT p = {.hContext = 1, .hSource = 2};
            UINT value = (bits & 0x7ff) | (bits >> 11) << 13; /* bits 0 to 10, and Rotate */
            memcpy(&p.Flags, &value, sizeof(value));
            p.SubRectCnt = members & 1;
            p.pSrcSubRects = members & 2 ? &rect : NULL;
            p.hDestination = members < 4 ? 0 : members < 8 ? 2 : 3;
            bool expected = present_is_refused(&p);
            if (passes(THUNK_Present, &p) == expected) {
                fprintf(stderr, "flags 0x%X, members %u: should %sbe refused (THK-20)\n", (unsigned)value,
                        members, expected ? "" : "not ");
                return __LINE__;
            }
            refused += expected;
            total++;
        }
    }
    /* Copies: 4 free flags and one key or none; fills: 3 free flags; flips: 3, whatever the rectangles; to a destination: 3. */
    CHECK(total - refused == 16 * 3 + 8 + 8 * 4 + 8);
    return 0;
}

static bool present_passes(UINT more, UINT base)
{
    D3DKMT_PRESENT p = {.hContext = 1, .hSource = 2, .SubRectCnt = 1, .pSrcSubRects = &rect};
    UINT value = base | more;

    memcpy(&p.Flags, &value, sizeof(value));
    return passes(THUNK_Present, &p);
}

/* THK-20: what the flags' own pages add. */
IN_PROCESS(present_flags_of_stereo_and_later)
{
    const UINT blt = 1, flip = 4;

    CHECK(present_passes(0, blt));
    for (unsigned bit = 30; bit < 32; bit++)
        CHECK(!present_passes(1u << bit, blt));
    CHECK(!present_passes(1u << 23, blt)); /* PresentDDA */
    CHECK(!present_passes(1u << 24, blt)); /* ProtectedContentBlankedOut */
    CHECK(present_passes(1u << 17, flip));
    CHECK(!present_passes(1u << 17, blt));
    CHECK(!present_passes(3u << 17, flip)); /* FlipStereo, FlipStereoTemporaryMono */
    CHECK(!present_passes(3u << 18, flip)); /* FlipStereoTemporaryMono, FlipStereoPreferRight */
    CHECK(present_passes(1u << 19, flip));
    CHECK(present_passes(1u << 20, blt));
    CHECK(!present_passes(1u << 20, flip));
    CHECK(!present_passes(1u << 22, blt)); /* PresentRegionsValid without regions */
    return 0;
}

IN_PROCESS(present_intervals_and_broadcasts)
{
    D3DKMT_PRESENT flip = {.hContext = 1, .hSource = 2, .Flags.Flip = 1};

    for (unsigned interval = 0; interval < 7; interval++) {
        flip.FlipInterval = (D3DDDI_FLIPINTERVAL_TYPE)interval;
        CHECK(passes(THUNK_Present, &flip) == (interval <= 4));
    }
    flip.FlipInterval = D3DDDI_FLIPINTERVAL_ONE;
    for (unsigned i = 0; i < 64; i++)
        flip.BroadcastContext[i] = 100 + i;
    flip.BroadcastContextCount = 64;
    CHECK(passes(THUNK_Present, &flip));
    flip.BroadcastContextCount = 65;
    CHECK(!passes(THUNK_Present, &flip)); /* THK-11 */
    flip.BroadcastContextCount = 3;
    flip.BroadcastContext[2] = 1;
    CHECK(!passes(THUNK_Present, &flip)); /* THK-11: the context itself */
    D3DKMT_PRESENT blt = {.SubRectCnt = 1, .pSrcSubRects = &rect, .Flags.Blt = 1, .BroadcastContextCount = 1};
    CHECK(!passes(THUNK_Present, &blt));
    return 0;
}

/* ---- THK-16, THK-17 ---- */

IN_PROCESS(every_combination_of_lock_flags)
{
    for (UINT value = 0; value < 1u << 12; value++) {
        D3DKMT_LOCK lock = {.hDevice = 1, .hAllocation = 2, .Flags.Value = value};
        bool read_only = value & 1, write_only = value & 2, ignore_sync = value & 8, aperture = value & 0x40,
             alternate = value & 0x200, reserved = value >> 11;
        bool refused =
            (read_only && write_only) || (ignore_sync && aperture) || (alternate && !aperture) || reserved;
        if (passes(THUNK_Lock, &lock) == refused) {
            fprintf(stderr, "flags 0x%X should %sbe refused (THK-16)\n", (unsigned)value,
                    refused ? "" : "not ");
            return __LINE__;
        }
    }
    for (unsigned bit = 11; bit < 32; bit++) {
        D3DKMT_LOCK lock = {.Flags.Value = 1u << bit};
        CHECK(!passes(THUNK_Lock, &lock)); /* THK-17 */
    }
    return 0;
}

/* ---- garbage in what is reserved ---- */

/* Bits of the 32-bit word at `offset` of a zeroed structure (but for `with`) that let it pass. */
static UINT accepted(enum thunk_id id, size_t offset, const void *with, size_t size)
{
    unsigned char args[2048] = {0};
    UINT bits = 0, base;

    for (unsigned bit = 0; bit < 32; bit++) {
        memcpy(args, with, size);
        memcpy(&base, args + offset, sizeof(base));
        base |= 1u << bit;
        memcpy(args + offset, &base, sizeof(base));
        if (passes(id, args))
            bits |= 1u << bit;
    }
    return bits;
}

IN_PROCESS(reserved_bits_are_refused)
{
    D3DKMT_CREATEDEVICE device = {0};
    D3DKMT_CREATECONTEXT context = {0};
    D3DKMT_CREATEALLOCATION allocation = {.Flags = {.CreateResource = 1, .CreateShared = 1}};
    D3DKMT_RENDER render = {.Flags.RenderKm = 1};
    D3DKMT_ESCAPE escape = {0};
    D3DKMT_SETDISPLAYMODE mode = {.DisplayOrientation = D3DDDI_ROTATION_IDENTITY};
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 signal = {.ObjectCount = 1, .CpuEventHandle = &device};
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT signal1 = {.ObjectCount = 1};
    D3DKMT_CREATESYNCHRONIZATIONOBJECT2 sync = {
        .Info = {.Type = D3DDDI_FENCE, .Flags.Shared = 1, .Fence.FenceValue = 1}};

#define ACCEPTED(id, args, field) accepted(THUNK_##id, offsetof(__typeof__(args), field), &args, sizeof(args))
    CHECK(ACCEPTED(CreateDevice, device, Flags) == 0x7);
    CHECK(ACCEPTED(CreateContext, context, Flags) == 0xf);
    CHECK(ACCEPTED(CreateAllocation, allocation, Flags) == 0xffff);
    CHECK(ACCEPTED(Render, render, Flags) == 0x7f);
    CHECK(ACCEPTED(Escape, escape, Flags) == 0x7);
    CHECK(ACCEPTED(SignalSynchronizationObject2, signal, Flags) == 0x3);
    CHECK(ACCEPTED(SignalSynchronizationObject, signal1, Flags) == 0x1);
    CHECK(ACCEPTED(CreateSynchronizationObject2, sync, Info.Flags) == 0x7);
    /* The second word of the mode's flags: 31 bits, the last is padding. The first has 7 bits of padding. */
    CHECK(accepted(THUNK_SetDisplayMode, offsetof(D3DKMT_SETDISPLAYMODE, Flags) + 4, &mode, sizeof(mode)) ==
          0x80000000u);
#undef ACCEPTED
    return 0;
}

IN_PROCESS(reserved_words_are_refused)
{
    for (unsigned i = 0; i < 8; i++) {
        D3DKMT_OPENSYNCHRONIZATIONOBJECT open = {.hSharedHandle = 1};
        CHECK(passes(THUNK_OpenSynchronizationObject, &open));
        open.Reserved[i] = 1ull << (i * 9 % 64);
        CHECK(!passes(THUNK_OpenSynchronizationObject, &open));
    }
    return 0;
}

IN_PROCESS(flags_that_need_one_another)
{
    D3DKMT_CREATEALLOCATION shared = {.NumAllocations = 0, .Flags.CreateShared = 1};
    D3DKMT_CREATEALLOCATION nothing = {.NumAllocations = 0};
    D3DKMT_CREATEALLOCATION adding = {.hResource = 5, .Flags.CreateResource = 1};
    D3DKMT_CREATEALLOCATION secure = {.Flags = {.CreateResource = 1, .NtSecuritySharing = 1}};
    D3DKMT_RENDER readback = {.Flags.RenderKmReadback = 1};
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 no_event = {.Flags.EnqueueCpuEvent = 1};

    CHECK(!passes(THUNK_CreateAllocation, &shared)); /* THK-14 */
    CHECK(!passes(THUNK_CreateAllocation, &nothing));
    CHECK(!passes(THUNK_CreateAllocation, &adding));
    CHECK(!passes(THUNK_CreateAllocation, &secure));
    CHECK(!passes(THUNK_Render, &readback)); /* THK-09 */
    CHECK(!passes(THUNK_SignalSynchronizationObject2, &no_event));
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination_of_present_flags),
        cmocka_unit_test(present_flags_of_stereo_and_later),
        cmocka_unit_test(present_intervals_and_broadcasts),
        cmocka_unit_test(every_combination_of_lock_flags),
        cmocka_unit_test(reserved_bits_are_refused),
        cmocka_unit_test(reserved_words_are_refused),
        cmocka_unit_test(flags_that_need_one_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
