/*
 * A driver with sections that come and go (PAGE, PAGEDATA, INIT), built with checks of calls through pointers and of buffers on the stack. What
 * the kit brings in libraries for the latter stands here, written from its published layout.
 */
#include "pages.h"

#include "ntstatus.h"
#include "seh_types.h"

#define NOINLINE      __attribute__((noinline, unused))
#define SECTION(name) __attribute__((noinline, section(name)))

PVOID NTAPI MmLockPagableDataSection(PVOID address);
VOID NTAPI MmUnlockPagableImageSection(PVOID handle);
PVOID NTAPI MmPageEntireDriver(PVOID address);
VOID NTAPI MmResetDriverPaging(PVOID address);
EXCEPTION_DISPOSITION NTAPI __C_specific_handler(PEXCEPTION_RECORD record, PVOID establisher,
                                                 PCONTEXT context, PDISPATCHER_CONTEXT dispatcher);

/* ---- sections ---- */

SECTION("PAGE") static ULONG NTAPI paged_code(ULONG value)
{
    return value + 1;
}

__attribute__((section("PAGEDATA"))) static volatile ULONG paged_data = 11;

static NOINLINE ULONG NTAPI read_paged(VOID)
{
    return paged_data;
}

static NOINLINE VOID NTAPI write_paged(ULONG value)
{
    paged_data = value;
}

static ULONG NTAPI tries_paged(ULONG value)
{
    volatile ULONG result = 99;
    __try {
        result = paged_code(value);
    } __except (1) {
        result = 99;
    }
    return result;
}

static ULONG NTAPI plain(ULONG value)
{
    return value + 2;
}

SECTION("INIT") static ULONG NTAPI initial(ULONG value)
{
    return value + 3;
}

static PVOID NTAPI lock(VOID)
{
    return MmLockPagableDataSection((PVOID)(ULONG_PTR)paged_code);
}

static VOID NTAPI unlock(PVOID handle)
{
    MmUnlockPagableImageSection(handle);
}

static VOID NTAPI page_all(BOOLEAN on)
{
    if (on)
        MmPageEntireDriver((PVOID)(ULONG_PTR)paged_code);
    else
        MmResetDriverPaging((PVOID)(ULONG_PTR)paged_code);
}

/* ---- calls through pointers ---- */

extern void *__guard_check_icall_fptr;
extern void *__guard_dispatch_icall_fptr;
static void nothing_checked(void)
{
}
void *__guard_check_icall_fptr = (void *)(ULONG_PTR)nothing_checked;
void *__guard_dispatch_icall_fptr = (void *)(ULONG_PTR)nothing_checked;

static NOINLINE ULONG NTAPI call(ULONG(NTAPI *fn)(ULONG), ULONG value)
{
    return fn(value) + 1000;
}

/* ---- cookies ---- */

ULONG_PTR __security_cookie = 0x2B992DDFA232ull;

__attribute__((no_stack_protector)) void __security_check_cookie(ULONG_PTR cookie)
{
    if (cookie != __security_cookie)
        __asm__ volatile("int $0x29" : : "c"(2)); /* __fastfail(FAST_FAIL_STACK_COOKIE_CHECK_FAILURE) */
}

static NOINLINE void fill(volatile UCHAR *p, ULONG count)
{
    for (ULONG i = 0; i < count; i++)
        p[i] = 0x41;
}

static NOINLINE ULONG NTAPI overrun(ULONG bytes)
{
    volatile UCHAR buffer[16];
    fill(buffer, 16 + bytes);
    return buffer[3];
}

/* The word after a handler's own data: where the cookie lies in the frame, in the low bits for what the handler is; behind it, for frames that
 * align themselves, from where and to what. */
enum { FOR_EXCEPTIONS = 1, FOR_UNWINDS = 2, ALIGNED = 4 };

static void check_frame(ULONG64 frame, DISPATCHER_CONTEXT *d, const LONG *data)
{
    const UCHAR *info = (const UCHAR *)(d->ImageBase + d->FunctionEntry->UnwindData);
    ULONG64 base = frame, cookie_frame = frame;
    if (data[0] & ALIGNED)
        base = (frame + (ULONG64)(LONG64)data[1]) & (ULONG64) - (LONG64)data[2];
    if (info[3] & 15)
        cookie_frame += info[3] & 0xF0u;
    __security_check_cookie(*(const ULONG_PTR *)(base + (ULONG64)(LONG64)(data[0] & ~7)) ^ cookie_frame);
}

EXCEPTION_DISPOSITION NTAPI __GSHandlerCheck(PEXCEPTION_RECORD record, PVOID frame, PCONTEXT context,
                                             PDISPATCHER_CONTEXT d)
{
    UNREFERENCED_PARAMETER(record);
    UNREFERENCED_PARAMETER(context);
    check_frame((ULONG64)frame, d, d->HandlerData);
    return ExceptionContinueSearch;
}

EXCEPTION_DISPOSITION NTAPI __GSHandlerCheck_SEH(PEXCEPTION_RECORD record, PVOID frame, PCONTEXT context,
                                                 PDISPATCHER_CONTEXT d)
{
    const ULONG *scopes = d->HandlerData;
    const LONG *data = (const LONG *)(scopes + 1 + scopes[0] * 4);
    check_frame((ULONG64)frame, d, data);
    if (data[0] & (record->ExceptionFlags & EXCEPTION_UNWIND ? FOR_UNWINDS : FOR_EXCEPTIONS))
        return __C_specific_handler(record, frame, context, d);
    return ExceptionContinueSearch;
}

/* gs_*(damage): puts the cookie into the frame, xors `damage` to it, raises; the second handles it and returns 5. */
#define FRAME_BEGIN(name, handler)                                                                           \
    ".text\n.globl " #name "\n.def " #name "; .scl 2; .type 32; .endef\n.seh_proc " #name "\n" #name ":\n"   \
    "    push %rbp\n    .seh_pushreg %rbp\n    sub $96, %rsp\n    .seh_stackalloc 96\n    "                  \
    ".seh_handler " #handler ", @except, @unwind\n"
#define STORE_COOKIE(at)                                                                                     \
    "    mov __security_cookie(%rip), %rax\n    xor %rsp, %rax\n    mov %ecx, %ecx\n    xor %rcx, %rax\n"    \
    "    mov %rax, " at "\n"
#define FRAME_END "    add $96, %rsp\n    pop %rbp\n    ret\n"

ULONG NTAPI gs_check(ULONG damage);
__asm__(FRAME_BEGIN(gs_check, __GSHandlerCheck) "    .seh_endprologue\n" STORE_COOKIE(
    "64(%rsp)") "    mov $0xE0000001, %ecx\n    call ExRaiseStatus\n    nop\n" FRAME_END
                "    .seh_handlerdata\n    .long 64 + 3\n    .text\n    .seh_endproc\n");

ULONG NTAPI gs_check_seh(ULONG damage);
__asm__(FRAME_BEGIN(gs_check_seh, __GSHandlerCheck_SEH) "    .seh_endprologue\n" STORE_COOKIE(
    "64(%rsp)") "1:  mov $0xE0000001, %ecx\n    call ExRaiseStatus\n    nop\n2:  xor %eax, %eax\n    jmp 4f\n"
                "3:  mov $5, %eax\n4:\n" FRAME_END
                "    .seh_handlerdata\n    .long 1\n    .long 1b@IMGREL, 2b@IMGREL, 1, 3b@IMGREL\n"
                "    .long 64 + 3\n    .text\n    .seh_endproc\n");

/* With a frame register, and a frame that aligns itself to 32: the cookie is 24 into that. */
ULONG NTAPI gs_check_aligned(ULONG damage);
__asm__(FRAME_BEGIN(
    gs_check_aligned,
    __GSHandlerCheck) "    lea 32(%rsp), %rbp\n    .seh_setframe %rbp, 32\n"
                      "    .seh_endprologue\n    mov %rsp, %rdx\n    add $32, %rdx\n    and $-32, %rdx\n"
                      "    mov __security_cookie(%rip), %rax\n    xor %rbp, %rax\n    mov %ecx, %ecx\n"
                      "    xor %rcx, %rax\n    mov %rax, 24(%rdx)\n"
                      "    mov $0xE0000001, %ecx\n    call ExRaiseStatus\n    nop\n" FRAME_END
                      "    .seh_handlerdata\n    .long 24 + 7, 32, 32\n    .text\n    .seh_endproc\n");

static NOINLINE void raises_in_frame(ULONG kind, ULONG damage)
{
    if (kind == GS_CHECK)
        gs_check(damage);
    else
        gs_check_aligned(damage);
}

static ULONG NTAPI guarded_frame(ULONG kind, ULONG damage)
{
    volatile ULONG result = 0;
    if (kind == GS_CHECK_SEH)
        return gs_check_seh(damage);
    __try {
        raises_in_frame(kind, damage);
    } __except (1) {
        result = 5;
    }
    return result;
}

/* ---- a handler that nobody has ---- */

EXCEPTION_DISPOSITION NTAPI __CxxFrameHandler3(PEXCEPTION_RECORD record, PVOID frame, PCONTEXT context,
                                               PDISPATCHER_CONTEXT d);
ULONG NTAPI raises_through_cxx(VOID);
__asm__(
    FRAME_BEGIN(raises_through_cxx,
                __CxxFrameHandler3) "    .seh_endprologue\n"
                                    "    mov $0xE0000001, %ecx\n    call ExRaiseStatus\n    nop\n" FRAME_END
                                    "    .seh_handlerdata\n    .long 0\n    .text\n    .seh_endproc\n");

/* ---- load configuration: cookie, guard pointers and tables ---- */

__asm__(".section .rdata,\"dr\"\n.globl _load_config_used\n.p2align 3\n_load_config_used:\n"
        "    .long 0x140\n    .zero 0x54\n    .quad __security_cookie\n    .zero 0x10\n"
        "    .quad __guard_check_icall_fptr\n    .quad __guard_dispatch_icall_fptr\n"
        "    .quad __guard_fids_table\n    .quad __guard_fids_count\n    .quad __guard_flags\n"
        "    .zero 0x140 - 0x98\n.text\n");

SECTION("INIT") NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    struct pages_shared *s = (struct pages_shared *)RegistryPath->Buffer;
    UNREFERENCED_PARAMETER(DriverObject);
    s->runs += initial(1) == 4;
    s->paged_code = paged_code;
    s->read_paged = read_paged;
    s->write_paged = write_paged;
    s->tries_paged = tries_paged;
    s->plain = plain;
    s->initial = initial;
    s->lock = lock;
    s->unlock = unlock;
    s->page_all = page_all;
    s->paged_data = (PVOID)(ULONG_PTR)&paged_data;
    s->call = call;
    s->overrun = overrun;
    s->guarded_frame = guarded_frame;
    s->raises_through_cxx = raises_through_cxx;
    return s->answer;
}
