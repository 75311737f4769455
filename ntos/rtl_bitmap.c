/*
 * Bit maps. Nobody may look past SizeOfBitMap: a driver's buffer may end in the middle of a page that is its last.
 */
#include "ke.h"

#define NONE 0xFFFFFFFFu

/* Bits outside the map: Windows corrupts memory, we say so and stay away. */
static bool inside(const RTL_BITMAP *map, ULONG start, ULONG count, const char *service)
{
    if (start <= map->SizeOfBitMap && count <= map->SizeOfBitMap - start)
        return true;
    report_emit(REPORT_VIOLATION, "SYN-10", service, "bits", "inside the bit map",
                "Windows would change the memory behind the map.", "%u from %u, of %u in %s", count, start,
                map->SizeOfBitMap, nt_call_current());
    return false;
}

static bool get(const RTL_BITMAP *map, ULONG bit)
{
    return map->Buffer[bit / 32] >> (bit % 32) & 1;
}

/* Bits [start, start + count) inside a word. */
static ULONG word_mask(ULONG start, ULONG count)
{
    return (count >= 32 ? MAXULONG : (1u << count) - 1) << start;
}

static void change(PRTL_BITMAP map, ULONG start, ULONG count, bool set)
{
    while (count) {
        ULONG offset = start % 32, n = 32 - offset < count ? 32 - offset : count;
        ULONG mask = word_mask(offset, n);
        if (set)
            map->Buffer[start / 32] |= mask;
        else
            map->Buffer[start / 32] &= ~mask;
        start += n;
        count -= n;
    }
}

/* How many bits from `start` on are `set`, at most `most`. */
static ULONG run_length(const RTL_BITMAP *map, ULONG start, ULONG most, bool set)
{
    ULONG n = 0;
    while (n < most && start + n < map->SizeOfBitMap) {
        ULONG bit = start + n;
        if (bit % 32 == 0 && most - n >= 32 && map->SizeOfBitMap - bit >= 32 &&
            map->Buffer[bit / 32] == (set ? MAXULONG : 0)) {
            n += 32;
            continue;
        }
        if (get(map, bit) != set)
            break;
        n++;
    }
    return n;
}

/* ---- one bit, all bits, a range ---- */

VOID NTAPI RtlInitializeBitMap(PRTL_BITMAP BitMapHeader, PULONG BitMapBuffer, ULONG SizeOfBitMap)
{
    BitMapHeader->SizeOfBitMap = SizeOfBitMap;
    BitMapHeader->Buffer = BitMapBuffer;
}

VOID NTAPI RtlClearBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
    KE_SERVICE(RtlClearBit);
    if (inside(BitMapHeader, BitNumber, 1, "RtlClearBit"))
        change(BitMapHeader, BitNumber, 1, false);
}

VOID NTAPI RtlSetBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
    KE_SERVICE(RtlSetBit);
    if (inside(BitMapHeader, BitNumber, 1, "RtlSetBit"))
        change(BitMapHeader, BitNumber, 1, true);
}

BOOLEAN NTAPI RtlTestBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
    KE_SERVICE(RtlTestBit);
    return inside(BitMapHeader, BitNumber, 1, "RtlTestBit") && get(BitMapHeader, BitNumber);
}

static void change_all(PRTL_BITMAP map, bool set)
{
    for (ULONG i = 0; i < (map->SizeOfBitMap + 31) / 32; i++)
        map->Buffer[i] = set ? MAXULONG : 0; /* the last word whole, as documented */
}

VOID NTAPI RtlClearAllBits(PRTL_BITMAP BitMapHeader)
{
    KE_SERVICE(RtlClearAllBits);
    change_all(BitMapHeader, false);
}

VOID NTAPI RtlSetAllBits(PRTL_BITMAP BitMapHeader)
{
    KE_SERVICE(RtlSetAllBits);
    change_all(BitMapHeader, true);
}

VOID NTAPI RtlClearBits(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG NumberToClear)
{
    KE_SERVICE(RtlClearBits);
    if (inside(BitMapHeader, StartingIndex, NumberToClear, "RtlClearBits"))
        change(BitMapHeader, StartingIndex, NumberToClear, false);
}

VOID NTAPI RtlSetBits(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG NumberToSet)
{
    KE_SERVICE(RtlSetBits);
    if (inside(BitMapHeader, StartingIndex, NumberToSet, "RtlSetBits"))
        change(BitMapHeader, StartingIndex, NumberToSet, true);
}

BOOLEAN NTAPI RtlAreBitsClear(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG Length)
{
    KE_SERVICE(RtlAreBitsClear);
    return Length && StartingIndex < BitMapHeader->SizeOfBitMap &&
           run_length(BitMapHeader, StartingIndex, Length, false) == Length;
}

BOOLEAN NTAPI RtlAreBitsSet(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG Length)
{
    KE_SERVICE(RtlAreBitsSet);
    return Length && StartingIndex < BitMapHeader->SizeOfBitMap &&
           run_length(BitMapHeader, StartingIndex, Length, true) == Length;
}

static ULONG count_set(const RTL_BITMAP *map)
{
    ULONG count = 0;
    for (ULONG i = 0; i < map->SizeOfBitMap / 32; i++)
        count += (ULONG)__builtin_popcount(map->Buffer[i]);
    if (map->SizeOfBitMap % 32)
        count += (ULONG)__builtin_popcount(map->Buffer[map->SizeOfBitMap / 32] &
                                           word_mask(0, map->SizeOfBitMap % 32));
    return count;
}

ULONG NTAPI RtlNumberOfSetBits(PRTL_BITMAP BitMapHeader)
{
    KE_SERVICE(RtlNumberOfSetBits);
    return count_set(BitMapHeader);
}

ULONG NTAPI RtlNumberOfClearBits(PRTL_BITMAP BitMapHeader)
{
    KE_SERVICE(RtlNumberOfClearBits);
    return BitMapHeader->SizeOfBitMap - count_set(BitMapHeader);
}

/* ---- looking for runs ---- */

static ULONG find_from(const RTL_BITMAP *map, ULONG from, ULONG count, bool set)
{
    while (from < map->SizeOfBitMap && count <= map->SizeOfBitMap - from) {
        ULONG n = run_length(map, from, count, set);
        if (n == count)
            return from;
        from += n;
        from += run_length(map, from, MAXULONG, !set);
    }
    return NONE;
}

static ULONG find(const RTL_BITMAP *map, ULONG count, ULONG hint, bool set)
{
    if (hint >= map->SizeOfBitMap)
        hint = 0;
    if (!count) /* documented: the hint, byte-aligned */
        return hint & ~7u;
    ULONG found = find_from(map, hint, count, set);
    return found == NONE && hint ? find_from(map, 0, count, set) : found;
}

ULONG NTAPI RtlFindClearBits(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
    KE_SERVICE(RtlFindClearBits);
    return find(BitMapHeader, NumberToFind, HintIndex, false);
}

ULONG NTAPI RtlFindSetBits(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
    KE_SERVICE(RtlFindSetBits);
    return find(BitMapHeader, NumberToFind, HintIndex, true);
}

ULONG NTAPI RtlFindClearBitsAndSet(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
    KE_SERVICE(RtlFindClearBitsAndSet);
    ULONG found = find(BitMapHeader, NumberToFind, HintIndex, false);
    if (found != NONE)
        change(BitMapHeader, found, NumberToFind, true);
    return found;
}

ULONG NTAPI RtlFindSetBitsAndClear(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
    KE_SERVICE(RtlFindSetBitsAndClear);
    ULONG found = find(BitMapHeader, NumberToFind, HintIndex, true);
    if (found != NONE)
        change(BitMapHeader, found, NumberToFind, false);
    return found;
}

/* The next run of clear bits at or behind `from`. */
static ULONG next_clear(const RTL_BITMAP *map, ULONG from, ULONG *start)
{
    from += run_length(map, from, MAXULONG, true);
    *start = from;
    return from < map->SizeOfBitMap ? run_length(map, from, MAXULONG, false) : 0;
}

ULONG NTAPI RtlFindNextForwardRunClear(PRTL_BITMAP BitMapHeader, ULONG FromIndex, PULONG StartingRunIndex)
{
    KE_SERVICE(RtlFindNextForwardRunClear);
    return next_clear(BitMapHeader, FromIndex, StartingRunIndex);
}

ULONG NTAPI RtlFindFirstRunClear(PRTL_BITMAP BitMapHeader, PULONG StartingIndex)
{
    KE_SERVICE(RtlFindFirstRunClear);
    return next_clear(BitMapHeader, 0, StartingIndex);
}

ULONG NTAPI RtlFindLongestRunClear(PRTL_BITMAP BitMapHeader, PULONG StartingIndex)
{
    RTL_BITMAP_RUN run;
    KE_SERVICE(RtlFindLongestRunClear);
    ULONG found = RtlFindClearRuns(BitMapHeader, &run, 1, TRUE);
    *StartingIndex = found ? run.StartingIndex : 0;
    return found ? run.NumberOfBits : 0;
}

/* The longest runs, longest first; of equal ones the earlier first. */
static void keep_longest(PRTL_BITMAP_RUN runs, ULONG room, ULONG *count, RTL_BITMAP_RUN run)
{
    ULONG i = *count;
    while (i > 0 && runs[i - 1].NumberOfBits < run.NumberOfBits)
        i--;
    if (i >= room)
        return;
    if (*count < room)
        ++*count;
    for (ULONG k = *count - 1; k > i; k--)
        runs[k] = runs[k - 1];
    runs[i] = run;
}

ULONG NTAPI RtlFindClearRuns(PRTL_BITMAP BitMapHeader, PRTL_BITMAP_RUN RunArray, ULONG SizeOfRunArray,
                             BOOLEAN LocateLongestRuns)
{
    ULONG count = 0, at = 0;
    RTL_BITMAP_RUN run;
    KE_SERVICE(RtlFindClearRuns);
    while ((run.NumberOfBits = next_clear(BitMapHeader, at, &run.StartingIndex))) {
        at = run.StartingIndex + run.NumberOfBits;
        if (LocateLongestRuns)
            keep_longest(RunArray, SizeOfRunArray, &count, run);
        else if (count < SizeOfRunArray)
            RunArray[count++] = run;
        else
            break;
    }
    return count;
}

CCHAR NTAPI RtlFindMostSignificantBit(ULONGLONG Set)
{
    return (CCHAR)(Set ? 63 - __builtin_clzll(Set) : -1);
}

CCHAR NTAPI RtlFindLeastSignificantBit(ULONGLONG Set)
{
    return (CCHAR)(Set ? __builtin_ctzll(Set) : -1);
}
