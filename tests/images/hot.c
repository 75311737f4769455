/*
 * A driver of single instructions: every form in which compilers reach a device register, each in a routine that loads all registers and
 * flags from a structure, executes it once, and stores them again. Built as a Windows file only; the test calls the routines itself.
 */
#include "hot.h"

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    UNREFERENCED_PARAMETER(driver);
    UNREFERENCED_PARAMETER(path);
    return STATUS_SUCCESS;
}

/* rcx: struct hot_state. The instruction's base register is rbx. */
#define ROUTINE(n, instruction)                                                                              \
    void NTAPI hot_##n(struct hot_state *);                                                                  \
    __asm__(".text\n.globl hot_" #n "\n.p2align 4\nhot_" #n ":\n"                                            \
            "push %rbx\npush %rbp\npush %rsi\npush %rdi\npush %r12\npush %r13\npush %r14\npush %r15\n"       \
            "push %rcx\n"                                                                                    \
            "push 128(%rcx)\npopfq\n"                                                                        \
            "mov 0(%rcx), %rax\nmov 16(%rcx), %rdx\nmov 24(%rcx), %rbx\nmov 40(%rcx), %rbp\n"                \
            "mov 48(%rcx), %rsi\nmov 56(%rcx), %rdi\nmov 64(%rcx), %r8\nmov 72(%rcx), %r9\n"                 \
            "mov 80(%rcx), %r10\nmov 88(%rcx), %r11\nmov 96(%rcx), %r12\nmov 104(%rcx), %r13\n"              \
            "mov 112(%rcx), %r14\nmov 120(%rcx), %r15\n"                                                     \
            "movups 144(%rcx), %xmm0\nmovups 160(%rcx), %xmm5\nmovups 176(%rcx), %xmm15\n"                   \
            "mov 8(%rcx), %rcx\n" instruction "\n"                                                           \
            "pushfq\npush %rax\nmov 16(%rsp), %rax\n"                                                        \
            "mov %rcx, 8(%rax)\nmov %rdx, 16(%rax)\nmov %rbx, 24(%rax)\nmov %rbp, 40(%rax)\n"                \
            "mov %rsi, 48(%rax)\nmov %rdi, 56(%rax)\nmov %r8, 64(%rax)\nmov %r9, 72(%rax)\n"                 \
            "mov %r10, 80(%rax)\nmov %r11, 88(%rax)\nmov %r12, 96(%rax)\nmov %r13, 104(%rax)\n"              \
            "mov %r14, 112(%rax)\nmov %r15, 120(%rax)\n"                                                     \
            "movups %xmm0, 144(%rax)\nmovups %xmm5, 160(%rax)\nmovups %xmm15, 176(%rax)\n"                   \
            "pop %rcx\nmov %rcx, 0(%rax)\npop %rcx\nmov %rcx, 128(%rax)\nadd $8, %rsp\n"                     \
            "pop %r15\npop %r14\npop %r13\npop %r12\npop %rdi\npop %rsi\npop %rbp\npop %rbx\nret\n");

#define FORM(n, text) ROUTINE(n, text)
HOT_FORMS(FORM)

#define ROW(n, text) {#n ": " text, hot_##n},
struct hot_form hot_forms[] = {HOT_FORMS(ROW){0, 0}};
