/*
 * Integer arithmetic that says when a result does not fit: STATUS_INTEGER_OVERFLOW, and the result is all ones (which is -1 of
 * the signed types). Compiled into the driver, as on Windows.
 */
#ifndef _NTINTSAFE_H_INCLUDED_
#define _NTINTSAFE_H_INCLUDED_

#include "ntdef.h"
#include "ntstatus.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NTINTSAFE_RESULT(overflow, result)                                                                   \
    do {                                                                                                     \
        if (!(overflow))                                                                                     \
            return STATUS_SUCCESS;                                                                           \
        *(result) = ~(*(result)&0);                                                                          \
        return STATUS_INTEGER_OVERFLOW;                                                                      \
    } while (0)

/* RtlXAdd, RtlXSub and RtlXMult of one type. */
#define NTINTSAFE_ARITHMETIC(name, type)                                                                     \
    FORCEINLINE NTSTATUS Rtl##name##Add(type augend, type addend, type *result)                              \
    {                                                                                                        \
        NTINTSAFE_RESULT(__builtin_add_overflow(augend, addend, result), result);                            \
    }                                                                                                        \
    FORCEINLINE NTSTATUS Rtl##name##Sub(type minuend, type subtrahend, type *result)                         \
    {                                                                                                        \
        NTINTSAFE_RESULT(__builtin_sub_overflow(minuend, subtrahend, result), result);                       \
    }                                                                                                        \
    FORCEINLINE NTSTATUS Rtl##name##Mult(type multiplicand, type multiplier, type *result)                   \
    {                                                                                                        \
        NTINTSAFE_RESULT(__builtin_mul_overflow(multiplicand, multiplier, result), result);                  \
    }

/* RtlXToY: the same number in another type. */
#define NTINTSAFE_CONVERT(name, from, to)                                                                    \
    FORCEINLINE NTSTATUS Rtl##name(from operand, to *result)                                                 \
    {                                                                                                        \
        NTINTSAFE_RESULT(__builtin_add_overflow(operand, (from)0, result), result);                          \
    }

NTINTSAFE_ARITHMETIC(UInt8, UINT8)
NTINTSAFE_ARITHMETIC(UShort, USHORT)
NTINTSAFE_ARITHMETIC(UInt, UINT)
NTINTSAFE_ARITHMETIC(ULong, ULONG)
NTINTSAFE_ARITHMETIC(ULongLong, ULONGLONG)
NTINTSAFE_ARITHMETIC(UIntPtr, UINT_PTR)
NTINTSAFE_ARITHMETIC(ULongPtr, ULONG_PTR)
NTINTSAFE_ARITHMETIC(SizeT, SIZE_T)
NTINTSAFE_ARITHMETIC(Int, INT)
NTINTSAFE_ARITHMETIC(Long, LONG)
NTINTSAFE_ARITHMETIC(LongLong, LONGLONG)

NTINTSAFE_CONVERT(IntToUInt, INT, UINT)
NTINTSAFE_CONVERT(IntToULong, INT, ULONG)
NTINTSAFE_CONVERT(IntToUShort, INT, USHORT)
NTINTSAFE_CONVERT(IntToSizeT, INT, SIZE_T)
NTINTSAFE_CONVERT(LongToUInt, LONG, UINT)
NTINTSAFE_CONVERT(LongToULong, LONG, ULONG)
NTINTSAFE_CONVERT(LongToUShort, LONG, USHORT)
NTINTSAFE_CONVERT(LongLongToInt, LONGLONG, INT)
NTINTSAFE_CONVERT(LongLongToUInt, LONGLONG, UINT)
NTINTSAFE_CONVERT(LongLongToLong, LONGLONG, LONG)
NTINTSAFE_CONVERT(LongLongToULong, LONGLONG, ULONG)
NTINTSAFE_CONVERT(LongLongToULongLong, LONGLONG, ULONGLONG)
NTINTSAFE_CONVERT(UIntToInt, UINT, INT)
NTINTSAFE_CONVERT(UIntToUShort, UINT, USHORT)
NTINTSAFE_CONVERT(UIntToUInt8, UINT, UINT8)
NTINTSAFE_CONVERT(ULongToInt, ULONG, INT)
NTINTSAFE_CONVERT(ULongToUShort, ULONG, USHORT)
NTINTSAFE_CONVERT(ULongToUInt8, ULONG, UINT8)
NTINTSAFE_CONVERT(ULongLongToInt, ULONGLONG, INT)
NTINTSAFE_CONVERT(ULongLongToUInt, ULONGLONG, UINT)
NTINTSAFE_CONVERT(ULongLongToLong, ULONGLONG, LONG)
NTINTSAFE_CONVERT(ULongLongToULong, ULONGLONG, ULONG)
NTINTSAFE_CONVERT(ULongLongToSizeT, ULONGLONG, SIZE_T)
NTINTSAFE_CONVERT(ULongPtrToUInt, ULONG_PTR, UINT)
NTINTSAFE_CONVERT(ULongPtrToULong, ULONG_PTR, ULONG)
NTINTSAFE_CONVERT(SizeTToInt, SIZE_T, INT)
NTINTSAFE_CONVERT(SizeTToUInt, SIZE_T, UINT)
NTINTSAFE_CONVERT(SizeTToLong, SIZE_T, LONG)
NTINTSAFE_CONVERT(SizeTToULong, SIZE_T, ULONG)
NTINTSAFE_CONVERT(SizeTToUShort, SIZE_T, USHORT)
#undef NTINTSAFE_CONVERT
#undef NTINTSAFE_ARITHMETIC

#ifdef __cplusplus
}
#endif

#endif
