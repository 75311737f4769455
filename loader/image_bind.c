/*
 * Imports: each slot gets the address of the runtime's routine or variable. One that nobody has gets a stub of its own: when it is
 * called, somebody may have come who offers it (the graphics kernel does so when it starts), else the system stops and says which
 * it was. So a driver that imports what it never calls still runs.
 */
#include "image_private.h"
#include "patch.h"

#include "exports.h"
#include "nt.h"
#include "nt_routine.h"
#include "ntstatus.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define STUB 32u /* bytes each */

/* ---- stubs ---- */

/* Called with the caller's registers saved; its answer is where the call goes. */
const void *image_resolve(const struct missing *missing);
void image_stub_common(void);

/* r11: the struct missing. The four register arguments, and those in xmm, are kept over the question. */
__asm__(".pushsection .text\n"
        ".globl image_stub_common\n"
        ".hidden image_stub_common\n"
        "image_stub_common:\n"
        "    push %rcx\n"
        "    push %rdx\n"
        "    push %r8\n"
        "    push %r9\n"
        "    push %rdi\n"
        "    push %rsi\n"
        "    sub $232, %rsp\n"
        "    movups %xmm0, (%rsp)\n"
        "    movups %xmm1, 16(%rsp)\n"
        "    movups %xmm2, 32(%rsp)\n"
        "    movups %xmm3, 48(%rsp)\n"
        "    movups %xmm6, 64(%rsp)\n"
        "    movups %xmm7, 80(%rsp)\n"
        "    movups %xmm8, 96(%rsp)\n"
        "    movups %xmm9, 112(%rsp)\n"
        "    movups %xmm10, 128(%rsp)\n"
        "    movups %xmm11, 144(%rsp)\n"
        "    movups %xmm12, 160(%rsp)\n"
        "    movups %xmm13, 176(%rsp)\n"
        "    movups %xmm14, 192(%rsp)\n"
        "    movups %xmm15, 208(%rsp)\n"
        "    mov %r11, %rdi\n"
        "    call image_resolve\n"
        "    movups (%rsp), %xmm0\n"
        "    movups 16(%rsp), %xmm1\n"
        "    movups 32(%rsp), %xmm2\n"
        "    movups 48(%rsp), %xmm3\n"
        "    movups 64(%rsp), %xmm6\n"
        "    movups 80(%rsp), %xmm7\n"
        "    movups 96(%rsp), %xmm8\n"
        "    movups 112(%rsp), %xmm9\n"
        "    movups 128(%rsp), %xmm10\n"
        "    movups 144(%rsp), %xmm11\n"
        "    movups 160(%rsp), %xmm12\n"
        "    movups 176(%rsp), %xmm13\n"
        "    movups 192(%rsp), %xmm14\n"
        "    movups 208(%rsp), %xmm15\n"
        "    add $232, %rsp\n"
        "    pop %rsi\n"
        "    pop %rdi\n"
        "    pop %r9\n"
        "    pop %r8\n"
        "    pop %rdx\n"
        "    pop %rcx\n"
        "    jmp *%rax\n"
        ".popsection\n");

__attribute__((used, visibility("hidden"))) const void *image_resolve(const struct missing *missing)
{
    const void *address = nt_kernel_export(missing->routine);

    if (!address)
        nt_bugcheck(KMODE_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_DRIVER_ENTRYPOINT_NOT_FOUND,
                    (ULONG_PTR)missing->routine, 0, 0, "",
                    "%s called %s, which nothing here provides; Windows would not have loaded a driver whose "
                    "imports it does not have. `wddm info` lists them",
                    missing->image->name, missing->name);
    return address;
}

/* movabs $missing, %r11; movabs $common, %rax; jmp *%rax */
static void write_stub(uint8_t *at, const struct missing *missing)
{
    static const uint8_t code[STUB] = {0x49, 0xBB, [10] = 0x48, 0xB8, [20] = 0xFF, 0xE0};
    uint64_t data = (uintptr_t)missing, common = (uintptr_t)image_stub_common;

    memcpy(at, code, sizeof(code));
    memcpy(at + 2, &data, sizeof(data));
    memcpy(at + 12, &common, sizeof(common));
}

/* ---- slots ---- */

struct slot {
    uint32_t rva;
    uint32_t missing; /* index */
};

struct binding {
    struct image_body *body;
    struct pe_fault *fault;
    struct slot *slots; /* those that want a stub; as many as body->missing */
    bool failed;
};

static void set_slot(const struct image_body *body, uint32_t rva, const void *address)
{
    memcpy(body->image.base + rva, &address, sizeof(address));
}

static bool miss(struct binding *b, const char *library, const char *name, unsigned ordinal, uint32_t rva)
{
    struct image_body *body = b->body;
    char text[2 * PE_MAX_NAME + 32];

    if (body->missing_count == body->missing_room) {
        unsigned room = body->missing_room ? 2 * body->missing_room : 16;
        struct missing *missing = realloc(body->missing, room * sizeof(*missing));
        body->missing = missing ? missing : body->missing;
        struct slot *slots = missing ? realloc(b->slots, room * sizeof(*slots)) : NULL;
        b->slots = slots ? slots : b->slots;
        if (!slots)
            return pe_refuse(b->fault, "no memory for the imports");
        body->missing_room = room;
    }
    if (name)
        snprintf(text, sizeof(text), "%s!%s", library, name);
    else
        snprintf(text, sizeof(text), "%s!#%u", library, ordinal);
    struct missing *m = &body->missing[body->missing_count];
    *m = (struct missing){.name = strdup(text), .image = &body->image};
    if (!m->name)
        return pe_refuse(b->fault, "no memory for the imports");
    m->routine = strchr(m->name, '!') + 1;
    b->slots[body->missing_count] = (struct slot){rva, body->missing_count};
    body->missing_count++;
    return true;
}

static bool bind(void *ctx, const struct pe_import *import)
{
    struct binding *b = ctx;
    const void *address = import->name ? export_find(import->name) : NULL;

    if (address)
        set_slot(b->body, import->slot, address);
    else if (!miss(b, import->library, import->name, import->ordinal, import->slot))
        b->failed = true;
    return !b->failed;
}

static bool make_stubs(struct binding *b)
{
    struct image_body *body = b->body;

    if (!body->missing_count)
        return true;
    body->stub_size = ((size_t)body->missing_count * STUB + PAGE_MASK) & ~(size_t)PAGE_MASK;
    body->stubs = mmap(NULL, body->stub_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (body->stubs == MAP_FAILED) {
        body->stubs = NULL;
        return pe_refuse(b->fault, "no memory for the imports");
    }
    for (unsigned i = 0; i < body->missing_count; i++) {
        write_stub(body->stubs + i * STUB, &body->missing[i]);
        set_slot(body, b->slots[i].rva, body->stubs + i * STUB);
    }
    return mprotect(body->stubs, body->stub_size, PROT_READ | PROT_EXEC) == 0 ||
           pe_refuse(b->fault, "the system refuses to make code executable: %s", strerror(errno));
}

/* ---- face ---- */

bool image_bind(struct image_body *body, struct pe_fault *fault)
{
    struct binding b = {.body = body, .fault = fault};

    nt_routine_finder(export_find); /* what is found by name is what could be imported */
    /* Delayed ones at once, like all others; the helper that would bind them at the first call is never asked. */
    bool good = pe_imports(&body->image.file, bind, &b, fault) && !b.failed && make_stubs(&b);

    free(b.slots);
    if (good)
        patch_open(&body->image);
    return good;
}

void image_unbind(struct image_body *body)
{
    patch_close(&body->image);
    if (body->stubs)
        munmap(body->stubs, body->stub_size);
    for (unsigned i = 0; i < body->missing_count; i++)
        free(body->missing[i].name);
    free(body->missing);
}

const void *image_export(const struct image *image, const char *name)
{
    const struct image_body *body = image_body(image);

    for (unsigned i = 0; i < body->symbol_count; i++) {
        if (strcmp(body->symbols[i].name, name) == 0)
            return image_at(image, body->symbols[i].rva, 1);
    }
    return NULL;
}
