/*
 * The way to emulate.c and back. The signal handler only takes the instruction apart and sends the thread to image_emulate_entry with its
 * registers in a frame on its own stack, where everything may be called; then the thread goes on behind the instruction. An instruction that was
 * replaced (patch.c) comes by a call instead. Code for Windows has no red zone.
 */
#include "emulate.h"
#include "patch.h"

#include "nt.h"

#include <stddef.h>
#include <string.h>
#include <ucontext.h>

#define FIRST_PAGE 0x1000u

enum { RSP = 4 };

static const int register_names[DECODED_REGISTERS] = {
    REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
    REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
};

#define JUMP 5u

static bool in_one_page(uint64_t rip)
{
    return (rip & PAGE_MASK) <= PAGE_SIZE - JUMP;
}

/* After a trap, on the thread's own stack. */
void image_perform(struct emulated *e);
__attribute__((used, visibility("hidden"))) void image_perform(struct emulated *e)
{
    uint64_t rip = e->rip;

    emulate_perform(e);
    patch_count(e->image, rip, &e->what, in_one_page(rip) ? e->code : NULL);
}

/* Without a trap. False: nothing was done, the instruction is no exception this time. */
bool image_perform_patched(struct emulated *e, struct patch_site *site);
__attribute__((used, visibility("hidden"))) bool image_perform_patched(struct emulated *e,
                                                                       struct patch_site *site)
{
    e->rip = site->rip;
    e->what = site->what;
    e->what.address = decoded_address(&e->what, e->registers);
    if (emulate_is_ours(e)) {
        emulate_perform(e);
        return true;
    }
    patch_undo(site);
    return false;
}

#define SAVE_VECTORS                                                                                         \
    "    movaps %xmm0, (%rsp)\n"                                                                             \
    "    movaps %xmm1, 16(%rsp)\n"                                                                           \
    "    movaps %xmm2, 32(%rsp)\n"                                                                           \
    "    movaps %xmm3, 48(%rsp)\n"                                                                           \
    "    movaps %xmm4, 64(%rsp)\n"                                                                           \
    "    movaps %xmm5, 80(%rsp)\n"                                                                           \
    "    movaps %xmm6, 96(%rsp)\n"                                                                           \
    "    movaps %xmm7, 112(%rsp)\n"                                                                          \
    "    movaps %xmm8, 128(%rsp)\n"                                                                          \
    "    movaps %xmm9, 144(%rsp)\n"                                                                          \
    "    movaps %xmm10, 160(%rsp)\n"                                                                         \
    "    movaps %xmm11, 176(%rsp)\n"                                                                         \
    "    movaps %xmm12, 192(%rsp)\n"                                                                         \
    "    movaps %xmm13, 208(%rsp)\n"                                                                         \
    "    movaps %xmm14, 224(%rsp)\n"                                                                         \
    "    movaps %xmm15, 240(%rsp)\n"                                                                         \
    "    stmxcsr 256(%rsp)\n"
#define RESTORE_VECTORS                                                                                      \
    "    ldmxcsr 256(%rsp)\n"                                                                                \
    "    movaps (%rsp), %xmm0\n"                                                                             \
    "    movaps 16(%rsp), %xmm1\n"                                                                           \
    "    movaps 32(%rsp), %xmm2\n"                                                                           \
    "    movaps 48(%rsp), %xmm3\n"                                                                           \
    "    movaps 64(%rsp), %xmm4\n"                                                                           \
    "    movaps 80(%rsp), %xmm5\n"                                                                           \
    "    movaps 96(%rsp), %xmm6\n"                                                                           \
    "    movaps 112(%rsp), %xmm7\n"                                                                          \
    "    movaps 128(%rsp), %xmm8\n"                                                                          \
    "    movaps 144(%rsp), %xmm9\n"                                                                          \
    "    movaps 160(%rsp), %xmm10\n"                                                                         \
    "    movaps 176(%rsp), %xmm11\n"                                                                         \
    "    movaps 192(%rsp), %xmm12\n"                                                                         \
    "    movaps 208(%rsp), %xmm13\n"                                                                         \
    "    movaps 224(%rsp), %xmm14\n"                                                                         \
    "    movaps 240(%rsp), %xmm15\n"

/* rdi: the frame, at the stack pointer. Everything is put back from it but what image_perform changed in it. */
void image_emulate_entry(void);
__asm__(".pushsection .text\n"
        ".globl image_emulate_entry\n"
        ".hidden image_emulate_entry\n"
        ".type image_emulate_entry, @function\n"
        "image_emulate_entry:\n"
        "    mov %rdi, %rbx\n"
        "    sub $272, %rsp\n" SAVE_VECTORS "    call image_perform\n" RESTORE_VECTORS
        "    mov 32(%rbx), %rcx\n" /* the stack pointer it had: rip and the flags go below it */
        "    mov 128(%rbx), %rax\n"
        "    mov %rax, -8(%rcx)\n"
        "    mov 136(%rbx), %rax\n"
        "    mov %rax, -16(%rcx)\n"
        "    mov 0(%rbx), %rax\n"
        "    mov 8(%rbx), %rcx\n"
        "    mov 16(%rbx), %rdx\n"
        "    mov 40(%rbx), %rbp\n"
        "    mov 48(%rbx), %rsi\n"
        "    mov 56(%rbx), %rdi\n"
        "    mov 64(%rbx), %r8\n"
        "    mov 72(%rbx), %r9\n"
        "    mov 80(%rbx), %r10\n"
        "    mov 88(%rbx), %r11\n"
        "    mov 96(%rbx), %r12\n"
        "    mov 104(%rbx), %r13\n"
        "    mov 112(%rbx), %r14\n"
        "    mov 120(%rbx), %r15\n"
        "    mov 32(%rbx), %rsp\n"
        "    mov 24(%rbx), %rbx\n"
        "    lea -16(%rsp), %rsp\n"
        "    popfq\n"
        "    ret\n"
        ".size image_emulate_entry, .-image_emulate_entry\n"
        ".popsection\n");

/* Called by a patched instruction's stub, which has taken 128 bytes below its stack pointer (patch.c). Where the call returns to says which it
 * was: the site stands 16 bytes behind; 32 behind is where to go when the instruction has to be executed after all. */
_Static_assert(sizeof(struct emulated) <= 320 && offsetof(struct emulated, flags) == 136,
               "image_patched_entry");
__asm__(".pushsection .text\n"
        ".globl image_patched_entry\n"
        ".hidden image_patched_entry\n"
        ".type image_patched_entry, @function\n"
        "image_patched_entry:\n"
        "    pushfq\n"
        "    push %rbx\n"
        "    mov %rsp, %rbx\n" /* rbx, flags, return address, the stub's 128 */
        "    sub $320, %rsp\n"
        "    and $-64, %rsp\n"
        "    cld\n"
        "    mov %rax, 0(%rsp)\n"
        "    mov %rcx, 8(%rsp)\n"
        "    mov %rdx, 16(%rsp)\n"
        "    mov %rbp, 40(%rsp)\n"
        "    mov %rsi, 48(%rsp)\n"
        "    mov %rdi, 56(%rsp)\n"
        "    mov %r8, 64(%rsp)\n"
        "    mov %r9, 72(%rsp)\n"
        "    mov %r10, 80(%rsp)\n"
        "    mov %r11, 88(%rsp)\n"
        "    mov %r12, 96(%rsp)\n"
        "    mov %r13, 104(%rsp)\n"
        "    mov %r14, 112(%rsp)\n"
        "    mov %r15, 120(%rsp)\n"
        "    mov 0(%rbx), %rax\n"
        "    mov %rax, 24(%rsp)\n"
        "    lea 152(%rbx), %rax\n"
        "    mov %rax, 32(%rsp)\n"
        "    mov 8(%rbx), %rax\n"
        "    mov %rax, 136(%rsp)\n"
        "    mov 16(%rbx), %rsi\n"
        "    mov 16(%rsi), %rsi\n"
        "    mov %rsp, %rdi\n"
        "    sub $272, %rsp\n" SAVE_VECTORS "    call image_perform_patched\n" RESTORE_VECTORS
        "    add $272, %rsp\n"
        "    test %al, %al\n"
        "    jnz 1f\n"
        "    addq $32, 16(%rbx)\n"
        "1:  mov 24(%rsp), %rax\n"
        "    mov %rax, 0(%rbx)\n"
        "    mov 136(%rsp), %rax\n"
        "    mov %rax, 8(%rbx)\n"
        "    mov 0(%rsp), %rax\n"
        "    mov 8(%rsp), %rcx\n"
        "    mov 16(%rsp), %rdx\n"
        "    mov 40(%rsp), %rbp\n"
        "    mov 48(%rsp), %rsi\n"
        "    mov 56(%rsp), %rdi\n"
        "    mov 64(%rsp), %r8\n"
        "    mov 72(%rsp), %r9\n"
        "    mov 80(%rsp), %r10\n"
        "    mov 88(%rsp), %r11\n"
        "    mov 96(%rsp), %r12\n"
        "    mov 104(%rsp), %r13\n"
        "    mov 112(%rsp), %r14\n"
        "    mov 120(%rsp), %r15\n"
        "    mov %rbx, %rsp\n"
        "    pop %rbx\n"
        "    popfq\n"
        "    ret\n"
        ".size image_patched_entry, .-image_patched_entry\n"
        ".popsection\n");

/* ---- in the signal handler ---- */

__attribute__((no_sanitize("address"))) static void place(struct emulated *to, const struct emulated *from)
{
    const volatile uint64_t *source = (const volatile uint64_t *)from;
    volatile uint64_t *target = (volatile uint64_t *)to;

    for (size_t i = 0; i < sizeof(*to) / sizeof(uint64_t); i++)
        target[i] = source[i];
}

/* False: it was being replaced meanwhile. */
static bool read_code(struct emulated *e, const struct image *image)
{
    memcpy(e->code, (const void *)(uintptr_t)e->rip, JUMP);
    return !patch_retry(image, e->rip);
}

bool image_emulate(void *argument, uintptr_t address)
{
    ucontext_t *context = argument;
    greg_t *registers = context->uc_mcontext.gregs;
    struct emulated e = {.rip = (uint64_t)registers[REG_RIP], .flags = (uint64_t)registers[REG_EFL]};
    const struct image *image = image_find(e.rip);

    if (image && address != e.rip && patch_retry(image, e.rip))
        return true;
    /* gs: without a region reads the first page. A null pointer does so too, and faults again. */
    if (address && address < FIRST_PAGE && nt_processor_region())
        return true;
    for (unsigned i = 0; i < DECODED_REGISTERS; i++)
        e.registers[i] = (uint64_t)registers[register_names[i]];
    if (!image ||
        !decode(&e.what, (const uint8_t *)(uintptr_t)e.rip, image->size - (e.rip - (uintptr_t)image->base),
                e.registers, e.rip) ||
        !emulate_takes(&e) || (in_one_page(e.rip) && !read_code(&e, image)))
        return image && address != e.rip && patch_retry(image, e.rip);
    e.image = image;
    struct emulated *frame = (struct emulated *)((e.registers[RSP] - 64 - sizeof(e)) & ~(uint64_t)63);
    place(frame, &e);
    registers[REG_RIP] = (greg_t)(uintptr_t)image_emulate_entry;
    registers[REG_RSP] = registers[REG_RDI] = (greg_t)(uintptr_t)frame;
    registers[REG_EFL] &= ~0x400ll;
    return true;
}
