/*
 * The unwinder against functions whose prologues and epilogues are drawn at random. An oracle executes each instruction of a function on a
 * model of the machine; after every one of them the unwinder, shown the tables and the machine as it is, must find the registers of
 * the caller. Then the same tables with bytes changed: whatever they say, nothing outside of image and stack is read (a sanitizer and
 * an inaccessible page behind each see to that) and the answer is a step up or a text.
 */
#include "unwind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#define IMAGE_SIZE 4096u
#define CODE       0x100u
#define INFO       0x800u
#define STACK_SIZE 65536u

static uint64_t state;

static uint32_t draw(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

/* Memory that ends at an inaccessible page. */
static uint8_t *pages(size_t size)
{
    uint8_t *p = mmap(NULL, size + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(p != MAP_FAILED);
    assert_int_equal(mprotect(p + size, 4096, PROT_NONE), 0);
    return p;
}

static uint8_t *image_bytes, *stack_bytes;
static struct image image;
static struct image_function rows[2];

static int set_up(void **unused)
{
    image_bytes = pages(IMAGE_SIZE);
    stack_bytes = pages(STACK_SIZE);
    image = (struct image){.name = "random.sys", .base = image_bytes, .size = IMAGE_SIZE, .functions = rows};
    image.file.header_size = image.file.image_size = IMAGE_SIZE;
    return 0;
}

static int tear_down(void **unused)
{
    munmap(image_bytes, IMAGE_SIZE + 4096);
    munmap(stack_bytes, STACK_SIZE + 4096);
    return 0;
}

/* ---- a function ---- */

enum action { STAY, PUSH, ALLOCATE, FRAME, SAVE, SAVE_XMM, SCRATCH, RELEASE, POP, RETURN };

struct instruction {
    enum action action;
    unsigned reg;
    uint32_t value, at; /* rva */
};

struct function {
    struct instruction list[64];
    unsigned count;
    uint8_t codes[512]; /* in the order of the prologue, one code after another */
    unsigned starts[64], code_count, slots;
    uint32_t rva; /* so far */
    unsigned prologue;
    uint32_t prologue_end, epilogue;
    unsigned frame_register, frame_offset, version;
};

static void emit(struct function *f, enum action action, unsigned reg, uint32_t value, const void *bytes,
                 unsigned length)
{
    f->list[f->count++] = (struct instruction){action, reg, value, f->rva};
    memcpy(image_bytes + f->rva, bytes, length);
    f->rva += length;
}

/* A code of `slots` slots for the instruction that ends here. */
static void code(struct function *f, unsigned op, unsigned argument, unsigned slots, uint32_t operand)
{
    uint8_t *c = f->codes + f->slots * 2;
    f->starts[f->code_count++] = f->slots;
    c[0] = (uint8_t)(f->rva - CODE);
    c[1] = (uint8_t)(op | argument << 4);
    if (slots > 1)
        memcpy(c + 2, &operand, (slots - 1) * 2);
    f->slots += slots;
}

static void push(struct function *f, unsigned reg)
{
    uint8_t bytes[2] = {0x41, (uint8_t)(0x50 + (reg & 7))};
    emit(f, PUSH, reg, 0, reg >= 8 ? bytes : bytes + 1, reg >= 8 ? 2 : 1);
    code(f, 0, reg, 1, 0);
}

static void allocate(struct function *f, uint32_t size)
{
    uint8_t bytes[7] = {0x48, 0x81, 0xEC};
    memcpy(bytes + 3, &size, 4);
    emit(f, ALLOCATE, 0, size, bytes, 7);
    if (size <= 128 && draw(3))
        code(f, 2, size / 8 - 1, 1, 0);
    else if (size < 65536 * 8 && draw(2))
        code(f, 1, 0, 2, size / 8);
    else
        code(f, 1, 1, 3, size);
}

static void save(struct function *f, bool xmm, unsigned reg, uint32_t offset)
{
    static const uint8_t nops[8] = {0x0F, 0x1F, 0x84, 0,
                                    0,    0,    0,    0}; /* the oracle knows what it stands for */
    bool far = !draw(3);
    emit(f, xmm ? SAVE_XMM : SAVE, reg, offset, nops, sizeof(nops));
    code(f, (xmm ? 8u : 4u) + far, reg, far ? 3 : 2, far ? offset : offset / (xmm ? 16 : 8));
}

/* Any prologue that the format allows, a body, and its epilogue. */
static void generate(struct function *f)
{
    static const uint8_t order[] = {3, 5, 6, 7, 12, 13, 14, 15};
    unsigned pushes = draw(9), saved = 0;
    uint8_t pushed[8];

    *f = (struct function){.rva = CODE, .version = 1 + draw(2)};
    for (unsigned i = 0; i < pushes; i++)
        push(f, pushed[i] = order[i]);
    uint32_t size = 16 + 16 * (draw(4) ? draw(20) + 10 : draw(1000) + 10);
    allocate(f, size);
    if (pushes >= 2 && draw(2)) { /* rbp was pushed */
        uint8_t lea[5] = {0x48, 0x8D, 0x6C, 0x24, 0};
        f->frame_register = 5;
        f->frame_offset = 16 * draw(8);
        lea[4] = (uint8_t)f->frame_offset;
        emit(f, FRAME, 5, f->frame_offset, lea, 5);
        code(f, 3, 0, 1, 0);
    }
    while (saved < 6 && saved + pushes < 8 && draw(3)) {
        save(f, false, order[pushes + saved], 8 * saved);
        saved++;
    }
    for (unsigned n = 6; n < 16 && 64 + 16 * (n - 6) <= size - 16 && draw(6); n++)
        save(f, true, n, 64 + 16 * (n - 6));
    f->prologue = f->rva - CODE;
    f->prologue_end = f->rva;
    emit(f, STAY, 0, 0, "\x90\x90\x90", 1);
    if (f->frame_register)
        emit(f, SCRATCH, 0, 64, "\x48\x83\xEC\x40", 4); /* as alloca */
    emit(f, STAY, 0, 0, "\x0F\x1F\x00", 3);
}

/* Only saved registers that the epilogue does not pop are still changed at its end; so the oracle puts those back in the body. */
static void finish(struct function *f, unsigned pushes)
{
    static const uint8_t order[] = {3, 5, 6, 7, 12, 13, 14, 15};
    uint32_t size = 0;
    for (unsigned i = 0; i < f->count; i++)
        if (f->list[i].action == ALLOCATE)
            size = f->list[i].value;
    f->epilogue = f->rva;
    if (f->frame_register) {
        uint8_t lea[7] = {0x48, 0x8D, 0xA5};
        uint32_t displacement = size - f->frame_offset;
        memcpy(lea + 3, &displacement, 4);
        emit(f, RELEASE, 5, displacement, lea, 7);
    } else {
        uint8_t add[7] = {0x48, 0x81, 0xC4};
        memcpy(add + 3, &size, 4);
        emit(f, RELEASE, 4, size, add, 7);
    }
    for (unsigned i = pushes; i-- > 0;) {
        uint8_t bytes[2] = {0x41, (uint8_t)(0x58 + (order[i] & 7))};
        emit(f, POP, order[i], 0, order[i] >= 8 ? bytes : bytes + 1, order[i] >= 8 ? 2 : 1);
    }
    emit(f, RETURN, 0, 0, "\xC3\x90", 1);
}

/* Chained: the pushes are told by a second record, as if the rest were a part that lies elsewhere. */
static void write_tables(struct function *f)
{
    uint8_t *info = image_bytes + INFO;
    unsigned slots = f->slots, at = 4;

    memset(info, 0xCC, 1024);
    info[0] = (uint8_t)f->version;
    info[1] = (uint8_t)f->prologue;
    info[3] = (uint8_t)(f->frame_register | f->frame_offset / 16 << 4);
    if (f->version == 2) { /* one epilogue, at the very end; a second entry that says nothing */
        uint8_t epilog[4] = {(uint8_t)(f->rva - f->epilogue), 0x16, 0, 0x06};
        memcpy(info + at, epilog, 4);
        at += 4;
        slots += 2;
    }
    info[2] = (uint8_t)slots;
    for (unsigned i = f->code_count; i-- > 0;) {
        unsigned end = i + 1 < f->code_count ? f->starts[i + 1] : f->slots, length = (end - f->starts[i]) * 2;
        memcpy(info + at, f->codes + f->starts[i] * 2, length);
        at += length;
    }
    rows[0] = (struct image_function){CODE, f->rva, INFO};
    image.function_count = 1;
}

/* ---- the machine ---- */

struct machine {
    CONTEXT now;
    bool saved[16], saved_xmm[16];
    uint64_t frame; /* rsp after the allocation */
};

static void store(uint64_t at, uint64_t value)
{
    memcpy((void *)(uintptr_t)at, &value, 8);
}

static uint64_t fetch(uint64_t at)
{
    uint64_t value;
    memcpy(&value, (const void *)(uintptr_t)at, 8);
    return value;
}

static void execute(struct machine *m, const struct instruction *i)
{
    ULONG64 *r = m->now.R;
    switch (i->action) {
    case PUSH:
        r[4] -= 8;
        store(r[4], r[i->reg]);
        r[i->reg] = 0xBAD0 + i->reg;
        break;
    case ALLOCATE:
        r[4] -= i->value;
        m->frame = r[4];
        break;
    case FRAME:
        r[5] = r[4] + i->value;
        break;
    case SAVE:
        store(m->frame + i->value, r[i->reg]);
        r[i->reg] = 0xBAD0 + i->reg;
        break;
    case SAVE_XMM:
        store(m->frame + i->value, m->now.Xmm[i->reg].Low);
        store(m->frame + i->value + 8, (uint64_t)m->now.Xmm[i->reg].High);
        break;
    case SCRATCH:
        r[4] -= i->value;
        break;
    case RELEASE:
        r[4] = r[i->reg] + i->value;
        break;
    case POP:
        r[i->reg] = fetch(r[4]);
        r[4] += 8;
        break;
    default:
        break;
    }
}

static void check(const struct machine *m, const CONTEXT *caller, uint32_t rva)
{
    struct unwind_stack stack = {(uintptr_t)stack_bytes, (uintptr_t)stack_bytes + STACK_SIZE};
    CONTEXT context = m->now;
    struct unwind_frame frame;
    struct pe_fault fault = {"?"};

    context.Rip = (uintptr_t)image_bytes + rva;
    if (!unwind_step(&image, 0, &stack, &context, &frame, &fault))
        fail_msg("at 0x%X: %s", rva, fault.text);
    assert_int_equal(context.Rip, caller->Rip);
    for (unsigned i = 3; i < 16; i++) {
        if ((i < 8 || i >= 12) && context.R[i] != caller->R[i])
            fail_msg("at 0x%X: register %u is %llx, expected %llx", rva, i, context.R[i], caller->R[i]);
    }
    for (unsigned i = 6; i < 16; i++)
        assert_memory_equal(&context.Xmm[i], &caller->Xmm[i], 16);
}

static void begin(struct machine *m, CONTEXT *caller)
{
    memset(m, 0, sizeof(*m));
    for (unsigned i = 0; i < 16; i++) {
        m->now.R[i] = 0x1111111111111111u * i;
        m->now.Xmm[i].Low = 0x0101010101010101u * i;
        m->now.Xmm[i].High = (LONGLONG)(0x1010101010101010u * i);
    }
    m->now.R[4] = (uintptr_t)stack_bytes + STACK_SIZE - 256;
    *caller = m->now;
    caller->Rip = 0x12345678;
    m->now.R[4] -= 8;
    store(m->now.R[4], caller->Rip);
}

/* What the body put back before the epilogue: the registers that were saved by moves. */
static void restore_moves(struct machine *m, const struct function *f)
{
    for (unsigned i = 0; i < f->count; i++) {
        if (f->list[i].action == SAVE)
            m->now.R[f->list[i].reg] = fetch(m->frame + f->list[i].value);
    }
}

static unsigned pushes_of(const struct function *f)
{
    unsigned n = 0;
    for (unsigned i = 0; i < f->count; i++)
        n += f->list[i].action == PUSH;
    return n;
}

/* "x64 exception handling": prologue, body and epilogue at every instruction, versions 1 and 2. */
static void every_instruction_unwinds(void **unused)
{
    state = 11;
    for (unsigned round = 0; round < 5000; round++) {
        struct function f;
        struct machine m;
        CONTEXT caller;
        do
            generate(&f);
        while (f.prologue > 255 || f.slots > 250);
        finish(&f, pushes_of(&f));
        write_tables(&f);
        begin(&m, &caller);
        for (unsigned i = 0; i < f.count; i++) {
            if (f.list[i].at == f.epilogue)
                restore_moves(&m, &f);
            check(&m, &caller, f.list[i].at);
            execute(&m, &f.list[i]);
        }
    }
}

/* Whatever the tables, the code and the registers are. */
static void damaged_tables_are_refused(void **unused)
{
    struct unwind_stack stack = {(uintptr_t)stack_bytes, (uintptr_t)stack_bytes + STACK_SIZE};
    unsigned refused = 0;

    state = 12;
    for (unsigned round = 0; round < 40000; round++) {
        struct function f;
        struct machine m;
        CONTEXT caller;
        struct unwind_frame frame;
        struct pe_fault fault = {""};
        do
            generate(&f);
        while (f.prologue > 255 || f.slots > 250);
        finish(&f, pushes_of(&f));
        write_tables(&f);
        for (unsigned n = 1 + draw(4); n; n--)
            image_bytes[INFO + draw(64)] = (uint8_t)draw(256);
        if (!draw(4)) { /* at the end of the image */
            memmove(image_bytes + IMAGE_SIZE - 16, image_bytes + INFO, 16);
            rows[0].unwind = IMAGE_SIZE - 16 + draw(16);
        }
        if (!draw(8)) /* chained to itself */
            image_bytes[INFO] |= UNW_FLAG_CHAININFO << 3;
        begin(&m, &caller);
        if (draw(2))
            m.now.R[4] = (uintptr_t)stack_bytes + draw(STACK_SIZE + 64) - 32;
        if (draw(2))
            m.now.R[5] = draw(2) ? 0 : (uintptr_t)stack_bytes + STACK_SIZE - draw(64);
        ULONG64 before = m.now.R[4];
        m.now.Rip = (uintptr_t)image_bytes + CODE + draw(f.rva - CODE);
        if (unwind_step(&image, UNW_FLAG_EHANDLER | UNW_FLAG_UHANDLER, &stack, &m.now, &frame, &fault)) {
            assert_true(m.now.R[4] > before);
            assert_true(frame.handler < IMAGE_SIZE);
        } else {
            assert_true(fault.text[0] != 0);
            refused++;
        }
    }
    assert_true(refused > 1000);
}

static void put_info(uint32_t at, const uint8_t *bytes, size_t size)
{
    memcpy(image_bytes + at, bytes, size);
}

/* A part that lies elsewhere continues the function's own record; handlers are the function's. */
static void chained_records_are_one_function(void **unused)
{
    static const uint8_t part[] = {0x21, 0, 2,    0,    0, 0x34, 0,    0,    0x00, 0x01,
                                   0,    0, 0x40, 0x01, 0, 0,    0x00, 0x09, 0,    0};
    static const uint8_t whole[] = {0x09, 5, 2, 0, 5, 0x32, 1, 0x60, 0x00, 0x01, 0, 0};
    struct unwind_stack stack = {(uintptr_t)stack_bytes, (uintptr_t)stack_bytes + STACK_SIZE};
    CONTEXT context = {.Rip = (uintptr_t)image_bytes + 0x200};
    struct unwind_frame frame;
    struct pe_fault fault;
    uint64_t rsp = (uintptr_t)stack_bytes + 1024;

    memset(image_bytes + 0x100, 0x90, 0x200);
    put_info(0x800, part, sizeof(part));   /* rbx saved at rsp+0 */
    put_info(0x900, whole, sizeof(whole)); /* sub rsp, 32; push rsi; handler at 0x100 */
    rows[0] = (struct image_function){0x100, 0x140, 0x900};
    rows[1] = (struct image_function){0x200, 0x240, 0x800};
    image.function_count = 2;
    context.R[4] = rsp;
    store(rsp, 77);
    store(rsp + 32, 66);
    store(rsp + 40, 0x5555);
    assert_true(unwind_step(&image, UNW_FLAG_EHANDLER, &stack, &context, &frame, &fault));
    assert_int_equal(context.R[3], 77);
    assert_int_equal(context.R[6], 66);
    assert_int_equal(context.Rip, 0x5555);
    assert_int_equal(context.R[4], rsp + 48);
    assert_int_equal(frame.handler, 0x100);
    assert_int_equal(frame.data, 0x90C);
}

/* A trap's frame gives rip and rsp themselves, with an error code before them or not. */
static void machine_frames_give_both(void **unused)
{
    struct unwind_stack stack = {(uintptr_t)stack_bytes, (uintptr_t)stack_bytes + STACK_SIZE};
    for (unsigned with_code = 0; with_code < 2; with_code++) {
        const uint8_t info[] = {0x01, 0, 1, 0, 0, (uint8_t)(0x0A | with_code << 4), 0, 0};
        uint64_t rsp = (uintptr_t)stack_bytes + 1024, frame_at = rsp + 8 * with_code;
        CONTEXT context = {.Rip = (uintptr_t)image_bytes + 0x110, .R[4] = rsp};
        struct unwind_frame frame;
        struct pe_fault fault;

        memset(image_bytes + 0x100, 0x90, 0x40);
        put_info(0x800, info, sizeof(info));
        rows[0] = (struct image_function){0x100, 0x140, 0x800};
        image.function_count = 1;
        store(frame_at, 0x7777);
        store(frame_at + 24, rsp + 512);
        assert_true(unwind_step(&image, 0, &stack, &context, &frame, &fault));
        assert_int_equal(context.Rip, 0x7777);
        assert_int_equal(context.R[4], rsp + 512);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_instruction_unwinds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged_tables_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(chained_records_are_one_function, set_up, tear_down),
        cmocka_unit_test_setup_teardown(machine_frames_give_both, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
