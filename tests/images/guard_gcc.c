/*
 * The exception door (miniport/common/guard.h) for GCC, which has no __try: the scope table that a compiler would have made of it, by the
 * assembler's directives.
 */
#include "guard.h"

__asm__(".text\n"
        ".globl guarded_call\n"
        ".seh_proc guarded_call\n"
        "guarded_call:\n"
        "    sub $40, %rsp\n"
        "    .seh_stackalloc 40\n"
        "    .seh_endprologue\n"
        "    mov %rcx, %rax\n"
        "    mov %rdx, %rcx\n"
        "1:  call *%rax\n"
        "    nop\n"
        "2:  xor %eax, %eax\n"
        "3:  add $40, %rsp\n" /* from the handler: the exception's code is in eax */
        "    ret\n"
        ".seh_handler __C_specific_handler, @except\n"
        ".seh_handlerdata\n"
        "    .long 1\n"
        "    .rva 1b, 2b\n"
        "    .long 1\n" /* EXCEPTION_EXECUTE_HANDLER */
        "    .rva 3b\n"
        ".text\n"
        ".seh_endproc\n");
