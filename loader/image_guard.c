/*
 * Control flow guard: a file built for it lists the functions that calls through pointers may reach, and asks before each such call. The answer is a
 * table of bits per image, looked at in assembly, because the arguments of the call are in the registers. What lies outside of all images
 * is this program's and passes.
 */
#include "image_private.h"

#include "nt.h"
#include "ntstatus.h"
#include "seh.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAST_FAIL_GUARD_ICALL_CHECK_FAILURE 10u

enum {
    CONFIG_TABLE = 0x80,
    CONFIG_COUNT = 0x88,
    CONFIG_FLAGS = 0x90,
    GUARD_INSTRUMENTED = 0x100,
    GUARD_TABLE_PRESENT = 0x400,
    GUARD_STRIDE_SHIFT = 28,
    GUARD_SUPPRESSED = 1 /* in the byte behind an address: no target after all */
};

/* Rows of the images that have a table; base 0: free. Read by the code below, so in this order. */
struct guarded_image {
    uintptr_t base;
    uint64_t size;
    const uint8_t *targets;
    const struct image *image;
};
__attribute__((used, visibility("hidden"))) struct guarded_image image_guarded[IMAGE_MAX];
__attribute__((used, visibility("hidden"))) uint64_t image_guarded_count; /* rows ever used */
_Static_assert(sizeof(struct guarded_image) == 32, "image_guarded");

DECLSPEC_NORETURN void image_guard_failed(uintptr_t target, uintptr_t caller);

/* May change rax (check only), r10, r11 and the flags. rsp is 8 off 16 at both entries. */
#define LOOK_UP(target, wrong)                                                                               \
    "    mov image_guarded_count(%rip), %r11\n"                                                              \
    "    shl $5, %r11\n"                                                                                     \
    "1:  sub $32, %r11\n"                                                                                    \
    "    jb 3f\n"                                                                                            \
    "    lea image_guarded(%rip), %r10\n"                                                                    \
    "    add %r11, %r10\n"                                                                                   \
    "    push " target "\n"                                                                                  \
    "    sub (%r10), " target "\n"                                                                           \
    "    cmp 8(%r10), " target "\n"                                                                          \
    "    jae 2f\n"                                                                                           \
    "    mov 16(%r10), %r10\n"                                                                               \
    "    bt " target ", (%r10)\n"                                                                            \
    "    pop " target "\n"                                                                                   \
    "    jnc " wrong "\n"                                                                                    \
    "    jmp 3f\n"                                                                                           \
    "2:  pop " target "\n"                                                                                   \
    "    jmp 1b\n"                                                                                           \
    "3:\n"

__asm__(".pushsection .text\n"
        ".globl image_guard_check\n.hidden image_guard_check\n"
        "image_guard_check:\n" /* rcx: the target */
        LOOK_UP("%rcx", "4f") "    ret\n"
                              "4:  mov %rcx, %rax\n"
                              "    jmp 5f\n"
                              ".globl image_guard_dispatch\n.hidden image_guard_dispatch\n"
                              "image_guard_dispatch:\n" /* rax: the target */
        LOOK_UP("%rax", "5f") "    jmp *%rax\n"
                              "5:  mov %rax, %rdi\n"
                              "    mov (%rsp), %rsi\n"
                              "    sub $8, %rsp\n"
                              "    call image_guard_failed\n"
                              "    ud2\n"
                              ".popsection\n");

__attribute__((used, visibility("hidden"))) void image_guard_failed(uintptr_t target, uintptr_t caller)
{
    const struct image *from = image_find(caller), *to = image_find(target);
    struct image_place a = {.section = "?"}, b = {.section = "?"};

    if (from)
        image_describe(from, caller, &a);
    if (to)
        image_describe(to, target, &b);
    nt_bugcheck(
        KERNEL_SECURITY_CHECK_FAILURE, FAST_FAIL_GUARD_ICALL_CHECK_FAILURE, target, caller, 0, "",
        "a call through a pointer before %s+0x%X (%s) goes to %s+0x%X (%s), which is not among the functions "
        "that the "
        "file lists as targets of such calls (control flow guard): the pointer is damaged, or never "
        "was one to a function. Windows with memory integrity stops here",
        from ? from->name : "?", a.offset, a.symbol ? a.symbol : a.section, to ? to->name : "?", b.offset,
        b.symbol ? b.symbol : b.section);
}

/* The file's table, believed only where it points into the image's code. */
static bool read_table(struct image_body *body, const uint8_t *rows, uint64_t count, unsigned stride,
                       struct pe_fault *fault)
{
    const struct image *image = &body->image;

    body->targets = calloc(1, image->size / 8 + 8);
    if (!body->targets)
        return pe_refuse(fault, "no memory for an image");
    for (uint64_t i = 0; i < count; i++, rows += stride) {
        uint32_t rva = load32(rows);
        const struct pe_section *s = pe_section_of(&image->file, rva);
        if (!s || !(s->flags & PE_SECTION_EXECUTE))
            return pe_refuse(fault,
                             "row %llu of the guard function table says 0x%X, expected an address in the "
                             "image's code",
                             (unsigned long long)i, rva);
        if (stride == 4 || !(rows[4] & GUARD_SUPPRESSED))
            body->targets[rva / 8] |= (uint8_t)(1u << rva % 8);
    }
    return true;
}

bool image_guard_read(struct image_body *body, const uint8_t *config, uint32_t size, struct pe_fault *fault)
{
    const struct image *image = &body->image;
    uint32_t flags = size >= CONFIG_FLAGS + 4 ? load32(config + CONFIG_FLAGS) : 0;
    unsigned stride = 4 + (flags >> GUARD_STRIDE_SHIFT);

    if (!(flags & GUARD_INSTRUMENTED) || !(flags & GUARD_TABLE_PRESENT) || !load64(config + CONFIG_TABLE))
        return true;
    uint64_t rva = load64(config + CONFIG_TABLE) - (uintptr_t)image->base,
             count = load64(config + CONFIG_COUNT);
    const uint8_t *rows =
        rva < image->size && count <= image->size ? image_at(image, (uint32_t)rva, (uint32_t)0) : NULL;
    if (!rows || count * stride > UINT32_MAX || !image_at(image, (uint32_t)rva, (uint32_t)(count * stride)))
        return pe_refuse(fault,
                         "the guard function table at 0x%llX has %llu rows, expected all inside a section",
                         (unsigned long long)rva, (unsigned long long)count);
    return read_table(body, rows, count, stride, fault);
}

/* Called with the list of images locked. */
void image_guard_enlist(struct image_body *body)
{
    if (!body->targets)
        return;
    for (unsigned i = 0; i < IMAGE_MAX; i++) {
        struct guarded_image *g = &image_guarded[i];
        if (__atomic_load_n(&g->size, __ATOMIC_ACQUIRE))
            continue;
        g->base = (uintptr_t)body->image.base;
        g->targets = body->targets;
        g->image = &body->image;
        __atomic_store_n(&g->size, body->image.size, __ATOMIC_RELEASE);
        if (image_guarded_count < i + 1)
            __atomic_store_n(&image_guarded_count, i + 1, __ATOMIC_RELEASE);
        return;
    }
}

void image_guard_delist(struct image_body *body)
{
    for (unsigned i = 0; i < IMAGE_MAX; i++) {
        if (image_guarded[i].image != &body->image)
            continue;
        __atomic_store_n(&image_guarded[i].size, 0, __ATOMIC_RELEASE);
        image_guarded[i].image = NULL;
    }
}
