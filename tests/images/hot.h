/* What hot.sys and its test tell each other. */
#ifndef OPENWDDM_TESTS_HOT_H
#define OPENWDDM_TESTS_HOT_H

#include "ntstatus.h"
#include "wdm.h"

/* The routines know the layout. */
struct hot_state {
    ULONG64 r[16]; /* rax rcx rdx rbx rsp rbp rsi rdi r8 .. r15; rsp is left alone */
    ULONG64 flags, unused;
    ULONG64 xmm[3][2]; /* 0, 5, 15 */
};

struct hot_form {
    const char *text;
    void(NTAPI *routine)(struct hot_state *state);
};

/* What follows decides where a jump of ours may lead, so there are several sequels to the short ones. */
#define HOT_FORMS(X)                                                                                         \
    X(1, "mov (%rbx), %eax")                                                                                 \
    X(2, "mov 8(%rbx), %eax")                                                                                \
    X(3, "mov %edx, 16(%rbx)")                                                                               \
    X(4, "mov %edx, 0x104(%rbx)")                                                                            \
    X(5, "mov 8(%rbx,%rsi,4), %r9")                                                                          \
    X(6, "movl $0x12345678, 12(%rbx)")                                                                       \
    X(7, "movzbl 3(%rbx), %ecx")                                                                             \
    X(8, "movswq 4(%rbx), %r10")                                                                             \
    X(9, "or %edx, 24(%rbx)")                                                                                \
    X(10, "and 24(%rbx), %r8d")                                                                              \
    X(11, "cmpl $5, 28(%rbx)")                                                                               \
    X(12, "testl %eax, 28(%rbx)")                                                                            \
    X(13, "testb $8, 30(%rbx)")                                                                              \
    X(14, "mov %ah, 33(%rbx)")                                                                               \
    X(15, "mov 34(%rbx), %bpl")                                                                              \
    X(16, "mov 0x40(%rbx), %rbx")                                                                            \
    X(17, "adc %r12, 0x48(%rbx)")                                                                            \
    X(18, "sbbl $1, 0x50(%rbx)")                                                                             \
    X(19, "mov %cx, 0x54(%rbx)")                                                                             \
    X(20, "mov 8(%rbx), %eax\nadd $3, %eax")                                                                 \
    X(21, "mov 8(%rbx), %eax\nmov %eax, %edx\nror $3, %edx")                                                 \
    X(22, "mov 8(%rbx), %eax\nmov 12(%rbx), %edx\nmov %edx, 16(%rbx)\nmov %eax, 20(%rbx)")                   \
    X(23, "1: mov 8(%rbx), %eax\ndec %esi\njnz 1b")                                                          \
    X(24, "movups %xmm5, %xmm0\nmov %eax, 8(%rbx)\naddps %xmm15, %xmm5")

#endif
