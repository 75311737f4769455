/* What the files about exceptions share. */
#ifndef OPENWDDM_SEH_PRIVATE_H
#define OPENWDDM_SEH_PRIVATE_H

#include "seh_types.h"

#include <stdbool.h>
#include <stdint.h>

/* Not in the DDI headers; drivers of displays do not name them. */
#define STATUS_UNWIND                   ((NTSTATUS)0xC0000027)
#define STATUS_BAD_STACK                ((NTSTATUS)0xC0000028)
#define STATUS_INVALID_DISPOSITION      ((NTSTATUS)0xC0000026)
#define STATUS_NONCONTINUABLE_EXCEPTION ((NTSTATUS)0xC0000025)
#define STATUS_BAD_FUNCTION_TABLE       ((NTSTATUS)0xC00000FF)
#define STATUS_LONGJUMP                 ((NTSTATUS)0x80000026)
#define STATUS_UNWIND_CONSOLIDATE       ((NTSTATUS)0x80000029)

/* A fault as the signal handler leaves it on the thread's stack. */
struct seh_fault {
    CONTEXT context;
    EXCEPTION_RECORD record;
    M128A upper[16]; /* of the ymm registers */
    ULONG64 wide;    /* the processor has them, and upper is valid */
};
void seh_fault(struct seh_fault *fault);
/* Only to be reported: its stack pointer is not on the stack, or no handler may see it. */
void seh_wild_fault(struct seh_fault *fault);
/* Loads the upper halves of the ymm registers. */
void seh_load_upper(const M128A *upper);
/* int 29h: the code found itself damaged, rcx says how. */
void seh_fast_fail(struct seh_fault *fault);

/* seh_call.c: a call of a routine of the kernel, found on the stack in [rsp, end). */
struct image;
struct seh_call {
    ULONG64 back, rsp; /* where it returns to, and the stack pointer there */
    const struct image *image;
    const char *routine;
};
bool seh_find_call(uintptr_t rsp, uintptr_t end, struct seh_call *call);

/* image_pages.c: so that the code and the data of images can be looked at, whatever IRQL it is. */
void image_peek(void);

#endif
