/*
 * ntintsafe.h against the same arithmetic in 128 bits, at and around the ends of every type.
 */
#include "ntintsafe.h"

#include <stdbool.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const __int128 ends[] = {
    0,           1,
    2,           3,
    127,         128,
    255,         256,
    32767,       32768,
    65535,       65536,
    0x7FFFFFFF,  0x80000000u,
    0xFFFFFFFFu, (__int128)0x100000000,
    INT64_MAX,   (__int128)INT64_MAX + 1,
    UINT64_MAX,
};
#define ENDS (2 * sizeof(ends) / sizeof(ends[0]))

static __int128 end(size_t i)
{
    return i % 2 ? -ends[i / 2] : ends[i / 2];
}

/* What does not fit even here fits nowhere. */
static __int128 product(__int128 a, __int128 b)
{
    __int128 result;

    return __builtin_mul_overflow(a, b, &result) ? (__int128)1 << 100 : result;
}

static unsigned judged;

/* What fits arrives as it is; what does not is all ones, and an error. */
static void judge(NTSTATUS status, __int128 got, __int128 wanted, __int128 low, __int128 high, __int128 ones)
{
    bool fits = wanted >= low && wanted <= high;

    assert_int_equal(status, fits ? STATUS_SUCCESS : STATUS_INTEGER_OVERFLOW);
    assert_true(got == (fits ? wanted : ones));
    judged++;
}

#define ARITHMETIC(name, type, low, high)                                                                    \
    static void name##_says_when_it_overflows(void **unused)                                                 \
    {                                                                                                        \
        (void)unused;                                                                                        \
        for (size_t i = 0; i < ENDS * ENDS; i++) {                                                           \
            __int128 a = end(i / ENDS), b = end(i % ENDS);                                                   \
            type result = 5;                                                                                 \
            if (a < (low) || a > (high) || b < (low) || b > (high))                                          \
                continue;                                                                                    \
            NTSTATUS status = Rtl##name##Add((type)a, (type)b, &result);                                     \
            judge(status, result, a + b, low, high, (type) ~(type)0);                                        \
            status = Rtl##name##Sub((type)a, (type)b, &result);                                              \
            judge(status, result, a - b, low, high, (type) ~(type)0);                                        \
            status = Rtl##name##Mult((type)a, (type)b, &result);                                             \
            judge(status, result, product(a, b), low, high, (type) ~(type)0);                                \
        }                                                                                                    \
    }
ARITHMETIC(UInt8, UINT8, 0, UINT8_MAX)
ARITHMETIC(UShort, USHORT, 0, UINT16_MAX)
ARITHMETIC(UInt, UINT, 0, UINT32_MAX)
ARITHMETIC(ULong, ULONG, 0, UINT32_MAX)
ARITHMETIC(SizeT, SIZE_T, 0, UINT64_MAX)
ARITHMETIC(Long, LONG, INT32_MIN, INT32_MAX)
ARITHMETIC(LongLong, LONGLONG, INT64_MIN, INT64_MAX)

#define CONVERT(name, from, from_low, from_high, to, low, high)                                              \
    for (size_t i = 0; i < ENDS; i++) {                                                                      \
        to result = 5;                                                                                       \
        if (end(i) < (from_low) || end(i) > (from_high))                                                     \
            continue;                                                                                        \
        NTSTATUS status = Rtl##name((from)end(i), &result);                                                  \
        judge(status, result, end(i), low, high, (to) ~(to)0);                                               \
    }

static void conversions_say_when_it_does_not_fit(void **unused)
{
    (void)unused;
    CONVERT(IntToUInt, INT, INT32_MIN, INT32_MAX, UINT, 0, UINT32_MAX)
    CONVERT(IntToUShort, INT, INT32_MIN, INT32_MAX, USHORT, 0, UINT16_MAX)
    CONVERT(IntToSizeT, INT, INT32_MIN, INT32_MAX, SIZE_T, 0, UINT64_MAX)
    CONVERT(UIntToInt, UINT, 0, UINT32_MAX, INT, INT32_MIN, INT32_MAX)
    CONVERT(ULongToUShort, ULONG, 0, UINT32_MAX, USHORT, 0, UINT16_MAX)
    CONVERT(ULongToUInt8, ULONG, 0, UINT32_MAX, UINT8, 0, UINT8_MAX)
    CONVERT(LongLongToULong, LONGLONG, INT64_MIN, INT64_MAX, ULONG, 0, UINT32_MAX)
    CONVERT(ULongLongToLong, ULONGLONG, 0, UINT64_MAX, LONG, INT32_MIN, INT32_MAX)
    CONVERT(ULongLongToULong, ULONGLONG, 0, UINT64_MAX, ULONG, 0, UINT32_MAX)
    CONVERT(SizeTToULong, SIZE_T, 0, UINT64_MAX, ULONG, 0, UINT32_MAX)
}

static int something_was_judged(void **unused)
{
    (void)unused;
    return judged > 1000 ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(UInt8_says_when_it_overflows),
        cmocka_unit_test(UShort_says_when_it_overflows),
        cmocka_unit_test(UInt_says_when_it_overflows),
        cmocka_unit_test(ULong_says_when_it_overflows),
        cmocka_unit_test(SizeT_says_when_it_overflows),
        cmocka_unit_test(Long_says_when_it_overflows),
        cmocka_unit_test(LongLong_says_when_it_overflows),
        cmocka_unit_test(conversions_say_when_it_does_not_fit),
    };

    return cmocka_run_group_tests(tests, NULL, something_was_judged);
}
