/*
 * Arguments and results of ACPI control methods, as DxgkCbEvalAcpiMethod carries them.
 */
#ifndef _ACPIIOCT_H_
#define _ACPIIOCT_H_

#include "ntdef.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACPI_EVAL_INPUT_BUFFER_COMPLEX_SIGNATURE 0x43696541 /* "AeiC" */
#define ACPI_EVAL_OUTPUT_BUFFER_SIGNATURE        0x426F6541 /* "AeoB" */

#define ACPI_METHOD_ARGUMENT_INTEGER 0x0
#define ACPI_METHOD_ARGUMENT_STRING  0x1
#define ACPI_METHOD_ARGUMENT_BUFFER  0x2
#define ACPI_METHOD_ARGUMENT_PACKAGE 0x3

/* One argument; DataLength bytes of Data, of which an integer uses the first four. */
typedef struct _ACPI_METHOD_ARGUMENT {
    USHORT Type;
    USHORT DataLength;
    union {
        ULONG Argument;
        UCHAR Data[1];
    };
} ACPI_METHOD_ARGUMENT, *PACPI_METHOD_ARGUMENT;

/* Where the argument behind this one begins. */
#define ACPI_METHOD_ARGUMENT_LENGTH(data)                                                                    \
    ((ULONG)FIELD_OFFSET(ACPI_METHOD_ARGUMENT, Data) +                                                       \
     ((data) > sizeof(ULONG) ? (ULONG)(data) : (ULONG)sizeof(ULONG)))
#define ACPI_METHOD_NEXT_ARGUMENT(argument)                                                                  \
    ((PACPI_METHOD_ARGUMENT)((PUCHAR)(argument) + ACPI_METHOD_ARGUMENT_LENGTH((argument)->DataLength)))

/* A call: the four characters of the method, and Size bytes of ArgumentCount arguments. */
typedef struct _ACPI_EVAL_INPUT_BUFFER_COMPLEX {
    ULONG Signature;
    union {
        UCHAR MethodName[4];
        ULONG MethodNameAsUlong;
    };
    ULONG Size;
    ULONG ArgumentCount;
    ACPI_METHOD_ARGUMENT Argument[1];
} ACPI_EVAL_INPUT_BUFFER_COMPLEX, *PACPI_EVAL_INPUT_BUFFER_COMPLEX;

/* The answer: Length bytes in all, Count results. */
typedef struct _ACPI_EVAL_OUTPUT_BUFFER {
    ULONG Signature;
    ULONG Length;
    ULONG Count;
    ACPI_METHOD_ARGUMENT Argument[1];
} ACPI_EVAL_OUTPUT_BUFFER, *PACPI_EVAL_OUTPUT_BUFFER;

#ifdef __cplusplus
}
#endif

#endif
