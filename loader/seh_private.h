/* What the files about exceptions share. */
#ifndef OPENWDDM_SEH_PRIVATE_H
#define OPENWDDM_SEH_PRIVATE_H

#include "seh_types.h"

#include <stdint.h>

/* Not in the DDI headers; drivers of displays do not name them. */
#define STATUS_UNWIND                   ((NTSTATUS)0xC0000027)
#define STATUS_BAD_STACK                ((NTSTATUS)0xC0000028)
#define STATUS_INVALID_DISPOSITION      ((NTSTATUS)0xC0000026)
#define STATUS_NONCONTINUABLE_EXCEPTION ((NTSTATUS)0xC0000025)
#define STATUS_BAD_FUNCTION_TABLE       ((NTSTATUS)0xC00000FF)

/* A fault as the signal handler leaves it on the thread's stack. */
struct seh_fault {
    CONTEXT context;
    EXCEPTION_RECORD record;
};
void seh_fault(struct seh_fault *fault);
/* Its stack pointer is not on the stack: only to be reported. */
void seh_wild_fault(struct seh_fault *fault);

#endif
