/*
 * What the files about exceptions share: dispatch.c, where they come in; guard.c, where they may go on; foreign.c, the code of other
 * compilers; unhandled.c, the end.
 */
#ifndef OPENWDDM_NTOS_DISPATCH_H
#define OPENWDDM_NTOS_DISPATCH_H

#include "ke.h"

/* The innermost place of this thread that decides where an exception goes on, or NULL. */
struct nt_frame *guard_deciding(void);

/* What the loader told of its code; NULL: there is no loader. */
const struct nt_foreign_code *foreign_hooks(void);
/* The same when there is such code at `pc`, else NULL. */
const struct nt_foreign_code *foreign_at(uintptr_t pc);

/* The bug check for it; address: ~0 where there is none. */
DECLSPEC_NORETURN void unhandled(NTSTATUS status, ULONG_PTR pc, ULONG_PTR address, ULONG_PTR write);
/* For the fault that the calling thread has noted. */
DECLSPEC_NORETURN void unhandled_fault(void);

#endif
