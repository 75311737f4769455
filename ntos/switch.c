/*
 * See switch.h. The x86-64 code saves what the System V convention makes the callee's: rbx, rbp, r12..r15, mxcsr and the
 * x87 control word. (A caller of the Microsoft convention has saved its own further registers before it got here.)
 */
#include "switch.h"

#include <stdint.h>

#if defined(__x86_64__)

void switch_stacks(void **save, void *load);

__asm__(".pushsection .text\n"
        ".globl switch_stacks\n"
        ".hidden switch_stacks\n"
        ".type switch_stacks, @function\n"
        "switch_stacks:\n"
        "    push %rbp\n"
        "    push %rbx\n"
        "    push %r12\n"
        "    push %r13\n"
        "    push %r14\n"
        "    push %r15\n"
        "    sub $8, %rsp\n"
        "    stmxcsr (%rsp)\n"
        "    fnstcw 4(%rsp)\n"
        "    mov %rsp, (%rdi)\n"
        "    mov %rsi, %rsp\n"
        "    ldmxcsr (%rsp)\n"
        "    fldcw 4(%rsp)\n"
        "    add $8, %rsp\n"
        "    pop %r15\n"
        "    pop %r14\n"
        "    pop %r13\n"
        "    pop %r12\n"
        "    pop %rbx\n"
        "    pop %rbp\n"
        "    ret\n"
        ".size switch_stacks, .-switch_stacks\n"
        ".popsection\n");

void switch_prepare(struct switch_context *context, void *stack, size_t size, void (*entry)(void))
{
    uint64_t *top = (uint64_t *)(((uintptr_t)stack + size) & ~(uintptr_t)15);
    *--top = 0; /* no return address: the end of a backtrace */
    *--top = (uintptr_t)entry;
    for (int i = 0; i < 6; i++)
        *--top = 0;
    *--top = 0x0000037F00001F80ull; /* x87 control word, mxcsr: as a new thread has them */
    context->stack_pointer = top;
}

__attribute__((no_sanitize("address", "thread"))) void switch_context(struct switch_context *from,
                                                                      struct switch_context *to)
{
    switch_stacks(&from->stack_pointer, to->stack_pointer);
}

#else

void switch_prepare(struct switch_context *context, void *stack, size_t size, void (*entry)(void))
{
    getcontext(&context->context);
    context->context.uc_stack.ss_sp = stack;
    context->context.uc_stack.ss_size = size;
    context->context.uc_link = NULL;
    makecontext(&context->context, entry, 0);
}

void switch_context(struct switch_context *from, struct switch_context *to)
{
    swapcontext(&from->context, &to->context);
}

#endif
