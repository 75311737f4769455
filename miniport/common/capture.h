/*
 * How a miniport gets bytes out of user memory: once, into memory of its own, and looks at the copy only. What it copied may have
 * changed a moment later; the copy does not.
 */
#ifndef MINIPORT_CAPTURE_H
#define MINIPORT_CAPTURE_H

#include "guard.h"

/*
 * Whether [user, user + bytes) is user memory at all, mapped or not: STATUS_SUCCESS, STATUS_ACCESS_VIOLATION. Once per buffer, before
 * the first capture: a client must not get kernel memory read by naming it. IRQL <= APC_LEVEL.
 */
NTSTATUS capture_probe(const void *user, SIZE_T bytes);

/*
 * Copies `bytes` from user memory to `to`, reading every byte of it in one go. STATUS_SUCCESS, or what ended it (guard.h); then `to`
 * holds something. The cost is that of memcpy and of one guarded call, so take pages, not dwords. IRQL <= APC_LEVEL.
 */
NTSTATUS capture(void *to, const void *user, SIZE_T bytes);

#endif
