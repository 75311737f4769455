/* Instructions taken apart: every form in which compilers access a device register, and what only a kernel may execute. */
#include "decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define RIP 0x10000u

/* Register n holds 0x1000 * (n + 1). */
static const struct {
    const char *text;
    uint8_t code[15];
    struct decoded expected; /* length, size, width, reg, address and what the kind needs */
} rows[] = {
    {"mov eax, [rcx+0x20]", {0x8B, 0x41, 0x20}, {DECODED_LOAD, 3, 4, 4, 0, .address = 0x2020}},
    {"mov [rax+0x20], ecx", {0x89, 0x48, 0x20}, {DECODED_STORE, 3, 4, 4, 1, .address = 0x1020}},
    {"mov r9, [r12]", {0x4D, 0x8B, 0x0C, 0x24}, {DECODED_LOAD, 4, 8, 8, 9, .address = 0xD000}},
    {"mov r8d, [r13+0]", {0x45, 0x8B, 0x45, 0x00}, {DECODED_LOAD, 4, 4, 4, 8, .address = 0xE000}},
    {"mov [rdx+rcx*4+8], bx", {0x66, 0x89, 0x5C, 0x8A, 0x08}, {DECODED_STORE, 5, 2, 2, 3, .address = 0xB008}},
    {"mov ah, [rdi]", {0x8A, 0x27}, {DECODED_LOAD, 2, 1, 1, 0, .high = true, .address = 0x8000}},
    {"mov spl, [rdi]", {0x40, 0x8A, 0x27}, {DECODED_LOAD, 3, 1, 1, 4, .address = 0x8000}},
    {"mov eax, [rip+0x10]", {0x8B, 0x05, 0x10, 0, 0, 0}, {DECODED_LOAD, 6, 4, 4, 0, .address = RIP + 0x16}},
    {"mov eax, [rcx*2-4]",
     {0x8B, 0x04, 0x4D, 0xFC, 0xFF, 0xFF, 0xFF},
     {DECODED_LOAD, 7, 4, 4, 0, .address = 0x3FFC}},
    {"mov rax, [0xFFFFF78000000014]",
     {0x48, 0xA1, 0x14, 0, 0, 0, 0x80, 0xF7, 0xFF, 0xFF},
     {DECODED_LOAD, 10, 8, 8, 0, .address = 0xFFFFF78000000014}},
    {"mov dword [rax], -1",
     {0xC7, 0x00, 0xFF, 0xFF, 0xFF, 0xFF},
     {DECODED_STORE_IMMEDIATE, 6, 4, 4, 0, .immediate = -1, .address = 0x1000}},
    {"mov qword [rax], 5",
     {0x48, 0xC7, 0x00, 5, 0, 0, 0},
     {DECODED_STORE_IMMEDIATE, 7, 8, 8, 0, .immediate = 5, .address = 0x1000}},
    {"mov word [rax], 5",
     {0x66, 0xC7, 0x00, 5, 0},
     {DECODED_STORE_IMMEDIATE, 5, 2, 2, 0, .immediate = 5, .address = 0x1000}},
    {"movzx eax, byte [rbx]", {0x0F, 0xB6, 0x03}, {DECODED_LOAD, 3, 1, 4, 0, .address = 0x4000}},
    {"movsx rax, word [rbx]",
     {0x48, 0x0F, 0xBF, 0x03},
     {DECODED_LOAD, 4, 2, 8, 0, .sign = true, .address = 0x4000}},
    {"movsxd rcx, [rax]", {0x48, 0x63, 0x08}, {DECODED_LOAD, 3, 4, 8, 1, .sign = true, .address = 0x1000}},
    {"or [rax], ecx", {0x09, 0x08}, {DECODED_ALU_STORE, 2, 4, 4, 1, .alu = 1, .address = 0x1000}},
    {"and edx, [rax]", {0x23, 0x10}, {DECODED_ALU_LOAD, 2, 4, 4, 2, .alu = 4, .address = 0x1000}},
    {"cmp dword [rax+4], 3",
     {0x83, 0x78, 0x04, 0x03},
     {DECODED_ALU_IMMEDIATE, 4, 4, 4, 7, .alu = 7, .immediate = 3, .address = 0x1004}},
    {"test byte [rax+4], 1",
     {0xF6, 0x40, 0x04, 0x01},
     {DECODED_TEST_IMMEDIATE, 4, 1, 1, 0, .immediate = 1, .address = 0x1004}},
    {"test [rax], edx", {0x85, 0x10}, {DECODED_TEST, 2, 4, 4, 2, .address = 0x1000}},
    {"rep movsd", {0xF3, 0xA5}, {DECODED_MOVS, 2, 4, .repeat = true}},
    {"rep stosb", {0xF3, 0xAA}, {DECODED_STOS, 2, 1, .repeat = true}},
    {"mov rax, cr8", {0x44, 0x0F, 0x20, 0xC0}, {DECODED_READ_CR, 4, .reg = 0, .control = 8}},
    {"mov cr8, r10", {0x45, 0x0F, 0x22, 0xC2}, {DECODED_WRITE_CR, 4, .reg = 10, .control = 8}},
    {"in al, 0x60", {0xE4, 0x60}, {DECODED_IN, 2, 1, .port = 0x60}},
    {"out dx, ax", {0x66, 0xEF}, {DECODED_OUT, 2, 2, .port = -1}},
    {"in eax, dx", {0xED}, {DECODED_IN, 1, 4, .port = -1}},
    {"cli", {0xFA}, {DECODED_NOTHING, 1}},
    {"wbinvd", {0x0F, 0x09}, {DECODED_NOTHING, 2}},
    {"rdmsr", {0x0F, 0x32}, {DECODED_READ_MSR, 2}},
    {"rep insb", {0xF3, 0x6C}, {DECODED_INS, 2, 1, .repeat = true, .port = -1}},
    {"outsd", {0x6F}, {DECODED_OUTS, 1, 4, .port = -1}},
    {"wrmsr", {0x0F, 0x30}, {DECODED_PRIVILEGED, 2}},
    {"rdpmc", {0x0F, 0x33}, {DECODED_PRIVILEGED, 2}},
    {"lgdt [rcx]", {0x0F, 0x01, 0x11}, {DECODED_PRIVILEGED, 3}},
    {"lidt [rcx+8]", {0x0F, 0x01, 0x59, 0x08}, {DECODED_PRIVILEGED, 4}},
    {"ltr ax", {0x0F, 0x00, 0xD8}, {DECODED_PRIVILEGED, 3}},
    {"lmsw ax", {0x0F, 0x01, 0xF0}, {DECODED_PRIVILEGED, 3}},
    {"clts", {0x0F, 0x06}, {DECODED_PRIVILEGED, 2}},
    {"xsetbv", {0x0F, 0x01, 0xD1}, {DECODED_PRIVILEGED, 3}},
    {"swapgs", {0x0F, 0x01, 0xF8}, {DECODED_PRIVILEGED, 3}},
    {"mov dr7, rax", {0x0F, 0x23, 0xF8}, {DECODED_PRIVILEGED, 3}},
    {"mov cr0, rax", {0x0F, 0x22, 0xC0}, {DECODED_WRITE_CR, 3}},
    {"invlpg [rcx]", {0x0F, 0x01, 0x39}, {DECODED_NOTHING, 3}},
};

static const struct {
    const char *text;
    uint8_t code[15];
} others[] = {
    {"mov eax, gs:[0x188]", {0x65, 0x8B, 0x04, 0x25, 0x88, 0x01, 0, 0}},
    {"mov eax, ecx", {0x8B, 0xC1}},
    {"movups xmm0, [rax]", {0x0F, 0x10, 0x00}},
    {"not dword [rax]", {0xF7, 0x10}},
    {"nop", {0x90}},
    {"xgetbv", {0x0F, 0x01, 0xD0}},
    {"sgdt [rcx]", {0x0F, 0x01, 0x01}},
    {"rdtsc", {0x0F, 0x31}},
    {"cpuid", {0x0F, 0xA2}},
    {"ret", {0xC3}},
    {"prefixes only",
     {0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66}},
};

static uint64_t registers[DECODED_REGISTERS];

static void test_forms(void **state)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct decoded *e = &rows[i].expected;
        struct decoded d;
        if (!decode(&d, rows[i].code, 15, registers, RIP))
            fail_msg("%s: not known", rows[i].text);
        bool memory = d.kind <= DECODED_TEST_IMMEDIATE, takes = d.kind != DECODED_STORE_IMMEDIATE;
        if (d.kind != e->kind || d.length != e->length || d.size != e->size || d.high != e->high ||
            d.sign != e->sign || d.repeat != e->repeat || d.control != e->control ||
            d.immediate != e->immediate || (takes && d.reg != e->reg) ||
            (memory && (d.width != e->width || d.address != e->address)) || (e->alu && d.alu != e->alu) ||
            ((d.kind == DECODED_IN || d.kind == DECODED_OUT) && d.port != e->port))
            fail_msg("%s: kind %d, length %u, size %u, width %u, register %u, address %#llx", rows[i].text,
                     d.kind, d.length, d.size, d.width, d.reg, (unsigned long long)d.address);
        /* Nothing is read behind the end. */
        assert_false(decode(&d, rows[i].code, e->length - 1, registers, RIP));
    }
}

static void test_others(void **state)
{
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct decoded d;
        if (decode(&d, others[i].code, 15, registers, RIP))
            fail_msg("%s: taken for kind %d", others[i].text, d.kind);
    }
}

/* Whatever the bytes are: an answer, of at most 15 bytes, and of no more than there are. */
static void test_anything(void **state)
{
    uint64_t random = 1;
    unsigned known = 0;
    for (unsigned i = 0; i < 200000; i++) {
        uint8_t code[16];
        struct decoded d;
        for (unsigned n = 0; n < sizeof(code); n++) {
            random = random * 6364136223846793005ull + 1442695040888963407ull;
            code[n] = (uint8_t)(random >> 33);
        }
        size_t size = random >> 60;
        if (!decode(&d, code, size, registers, RIP))
            continue;
        known++;
        assert_true(d.length && d.length <= size && d.reg < DECODED_REGISTERS);
    }
    assert_true(known > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_forms), cmocka_unit_test(test_others),
                                       cmocka_unit_test(test_anything)};
    for (unsigned i = 0; i < DECODED_REGISTERS; i++)
        registers[i] = 0x1000u * (i + 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
