/*
 * Exchange of stacks between coroutines: the callee-saved registers and the floating point control words go on the old
 * stack, the stack pointer is exchanged. Written out for x86-64, where it takes a few nanoseconds; elsewhere ucontext.
 */
#ifndef OPENWDDM_SWITCH_H
#define OPENWDDM_SWITCH_H

#include <stddef.h>

#if defined(__x86_64__)
struct switch_context {
    void *stack_pointer;
};
#else
#include <ucontext.h>
struct switch_context {
    ucontext_t context;
};
#endif

/* Makes `context` start in entry() on the given stack; entry never returns. */
void switch_prepare(struct switch_context *context, void *stack, size_t size, void (*entry)(void));

void switch_context(struct switch_context *from, struct switch_context *to);

#endif
