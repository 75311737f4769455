/*
 * The one exception door of miniports. Memory that others own (user buffers, images whose pages may go away)
 * is touched only inside a guarded call; nothing else catches exceptions.
 *
 * The guarded function is a function of its own, because compilers for Windows protect calls made inside
 * __try reliably, but not every plain load written there.
 */
#ifndef MINIPORT_GUARD_H
#define MINIPORT_GUARD_H

#include "wdm.h"
#include "ntstatus.h"

typedef VOID NTAPI guarded_fn(PVOID arg);

/*
 * Runs fn(arg). STATUS_SUCCESS when it returned; else what ended it: STATUS_ACCESS_VIOLATION,
 * STATUS_IN_PAGE_ERROR, or the status that a kernel routine raised. What fn had acquired by then stays
 * acquired: let it note that in *arg. IRQL <= APC_LEVEL for memory that may be paged.
 */
NTSTATUS guarded_call(guarded_fn *fn, PVOID arg);

#endif
