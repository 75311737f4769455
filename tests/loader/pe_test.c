/*
 * PE images as hostile input: a small good image, then each number of it wrong, each truncation of it, and thousands of random
 * changes. The image lies in memory that ends where it ends, so that a sanitizer sees every byte too many.
 */
#include "pe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- a good image ---- */

enum {
    PE = 0x80,
    OPT = PE + 24,
    DIRS = OPT + 112,
    SECTIONS = OPT + 240,
    TEXT = 0x400,
    RDATA = 0x600,
    SIZE = 0x800
};

static void put16(uint8_t *image, size_t at, uint32_t value)
{
    image[at] = (uint8_t)value;
    image[at + 1] = (uint8_t)(value >> 8);
}
static void put32(uint8_t *image, size_t at, uint32_t value)
{
    put16(image, at, value);
    put16(image, at + 2, value >> 16);
}

static void put_section(uint8_t *image, unsigned index, const char *name, uint32_t rva, uint32_t offset,
                        uint32_t flags)
{
    size_t at = SECTIONS + index * 40;
    memcpy(image + at, name, strlen(name));
    put32(image, at + 8, 0x200);
    put32(image, at + 12, rva);
    put32(image, at + 16, 0x200);
    put32(image, at + 20, offset);
    put32(image, at + 36, flags);
}

static void put_imports(uint8_t *image)
{
    put32(image, RDATA, 0x2080);      /* names */
    put32(image, RDATA + 12, 0x2040); /* library */
    put32(image, RDATA + 16, 0x20A0); /* addresses */
    memcpy(image + RDATA + 0x40, "ntoskrnl.exe", 13);
    put32(image, RDATA + 0x80, 0x2100);
    put32(image, RDATA + 0x88, 7);
    put32(image, RDATA + 0x8C, 0x80000000); /* by ordinal */
    put32(image, RDATA + 0xA0, 0x2100);
    memcpy(image + RDATA + 0x102, "ExAllocatePool2", 16);
}

static uint8_t *good_image(void)
{
    uint8_t *image = calloc(1, SIZE);

    assert_non_null(image);
    memcpy(image, "MZ", 2);
    put32(image, 0x3C, PE);
    memcpy(image + PE, "PE\0\0", 4);
    put16(image, PE + 4, 0x8664);
    put16(image, PE + 6, 2);
    put16(image, PE + 20, 240);
    put16(image, PE + 22, 0x22);
    put16(image, OPT, 0x20B);
    put32(image, OPT + 16, 0x1010);
    put32(image, OPT + 32, 0x1000);
    put32(image, OPT + 36, 0x200);
    put32(image, OPT + 56, 0x3000);
    put32(image, OPT + 60, 0x400);
    put16(image, OPT + 68, 1);
    put32(image, OPT + 108, 16);
    put32(image, DIRS + 8, 0x2000);
    put32(image, DIRS + 12, 40);
    put_section(image, 0, ".text", 0x1000, TEXT, 0x60000020);
    put_section(image, 1, ".rdata", 0x2000, RDATA, 0x40000040);
    put_imports(image);
    return image;
}

/* ---- helpers ---- */

struct seen {
    unsigned count;
    char text[128];
};

static bool see(void *ctx, const struct pe_import *import)
{
    struct seen *seen = ctx;
    size_t used = strlen(seen->text);

    seen->count++;
    if (import->name)
        snprintf(seen->text + used, sizeof(seen->text) - used, "%s!%s ", import->library, import->name);
    else
        snprintf(seen->text + used, sizeof(seen->text) - used, "%s!#%u ", import->library, import->ordinal);
    return true;
}

/* Refused, and with these words. */
static void refused(const uint8_t *image, size_t size, const char *words)
{
    struct pe_file file;
    struct pe_fault fault = {""};
    struct seen seen = {0};
    bool good = pe_open(&file, image, size, &fault) && pe_imports(&file, see, &seen, &fault);

    if (good || !strstr(fault.text, words))
        fail_msg("expected a refusal with \"%s\", got \"%s\"", words, good ? "none" : fault.text);
}

/* ---- tests ---- */

static void a_good_image_is_read(void **state)
{
    uint8_t *image = good_image();
    struct pe_file file;
    struct pe_fault fault;
    struct seen seen = {0};

    assert_true(pe_open(&file, image, SIZE, &fault));
    assert_int_equal(file.entry, 0x1010);
    assert_int_equal(file.section_count, 2);
    assert_string_equal(file.section[1].name, ".rdata");
    assert_true(pe_imports(&file, see, &seen, &fault));
    assert_string_equal(seen.text, "ntoskrnl.exe!ExAllocatePool2 ntoskrnl.exe!#7 ");
    assert_ptr_equal(pe_at(&file, 0x11FF, 1), image + TEXT + 0x1FF);
    assert_null(pe_at(&file, 0x11FF, 2));
    assert_null(pe_at(&file, 0xFFFFFFFF, 1));
    assert_true(file.relocatable); /* it has no table because it holds no address */
    put16(image, PE + 22, 0x23);
    assert_true(pe_open(&file, image, SIZE, &fault));
    assert_false(file.relocatable); /* stripped: it may hold some */
    free(image);
}

static void each_wrong_number_is_named(void **state)
{
    static const struct {
        size_t at;
        unsigned bytes;
        uint32_t value;
        const char *words;
    } wrong[] = {
        {0, 2, 0x5858, "does not begin with \"MZ\""},
        {0, 4, 0x464C457F, "ELF"},
        {0x3C, 4, 0x7FFFFFF0, "no PE header"},
        {0x3C, 4, 0x82, "no PE header"},
        {PE, 4, 0x4550454E, "no PE header"},
        {PE + 4, 2, 0x14C, "32-bit x86"},
        {PE + 4, 2, 0xAA64, "ARM64"},
        {PE + 4, 2, 0x1234, "machine 0x1234"},
        {PE + 6, 2, 0, "0 sections"},
        {PE + 6, 2, 97, "97 sections"},
        {PE + 20, 2, 0xFFFF, "optional header"},
        {PE + 20, 2, 8, "optional header"},
        {PE + 22, 2, 0, "object file"},
        {OPT, 2, 0x10B, "0x20B"},
        {OPT + 16, 4, 0, "no entry point"},
        {OPT + 16, 4, 0x2010, "entry point"},
        {OPT + 16, 4, 0x9000, "entry point"},
        {OPT + 32, 4, 0x200, "aligned"},
        {OPT + 32, 4, 0x1001, "aligned"},
        {OPT + 36, 4, 0, "aligned"},
        {OPT + 56, 4, 0xFFFFFFFF, "an image of"},
        {OPT + 56, 4, 0, "an image of"},
        {OPT + 56, 4, 0x2000, "inside the image"},
        {OPT + 60, 4, 0x10000, "headers"},
        {OPT + 68, 2, 3, "user-mode console"},
        {OPT + 68, 2, 2, "user-mode program with windows"},
        {OPT + 68, 2, 10, "EFI"},
        {OPT + 108, 4, 17, "data directories"},
        {DIRS + 8, 4, 0x7FFFFFFF, "data directory 1"},
        {DIRS + 12, 4, 0xFFFFFFFF, "data directory 1"},
        {SECTIONS + 12, 4, 0x1010, "page boundary"},
        {SECTIONS + 12, 4, 0, "page boundary"},
        {SECTIONS + 52, 4, 0x1000, "page boundary"}, /* over the first */
        {SECTIONS + 52, 4, 0xFFFFF000, "inside the image"},
        {SECTIONS + 8, 4, 0xFFFFFFFF, "inside the image"},
        {SECTIONS + 20, 4, 0xFFFFFF00, "truncated"},
        {SECTIONS + 36, 4, 0xE0000020, "writable and executable"},
        {RDATA, 4, 0x21FC, "no end inside"},
        {RDATA, 4, 0x80000000, "no end inside"},
        {RDATA + 12, 4, 0x5000, "names a library"},
        {RDATA + 16, 4, 0x5000, "outside every section"},
        {RDATA + 0x80, 4, 0x5000, "where there is no name"},
        {RDATA + 0x102, 4, 0x01010101, "where there is no name"},
    };

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        uint8_t *image = good_image();
        if (wrong[i].bytes == 2)
            put16(image, wrong[i].at, wrong[i].value);
        else
            put32(image, wrong[i].at, wrong[i].value);
        refused(image, SIZE, wrong[i].words);
        free(image);
    }
}

static void what_no_driver_has_is_refused(void **state)
{
    static const struct {
        unsigned directory;
        const char *words;
    } rows[] = {{PE_TLS, "thread-local"}, {PE_CLR, ".NET"}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t *image = good_image();
        put32(image, DIRS + rows[i].directory * 8, 0x2000);
        put32(image, DIRS + rows[i].directory * 8 + 4, 8);
        refused(image, SIZE, rows[i].words);
        free(image);
    }
}

static void every_truncation_is_refused(void **state)
{
    uint8_t *whole = good_image();

    for (size_t size = 0; size < SIZE; size++) {
        uint8_t *image = malloc(size ? size : 1);
        memcpy(image, whole, size);
        struct pe_file file;
        struct pe_fault fault;
        assert_false(pe_open(&file, image, size, &fault));
        free(image);
    }
    free(whole);
}

/* Whatever changes: an answer, with an end, and no byte outside the image is looked at. */
static void random_changes_are_survived(void **state)
{
    uint64_t random = 0x9E3779B97F4A7C15ull;
    unsigned opened = 0, walked = 0;

    for (unsigned round = 0; round < 20000; round++) {
        uint8_t *image = good_image();
        for (unsigned changes = 1 + round % 6; changes; changes--) {
            random = random * 6364136223846793005ull + 1442695040888963407ull;
            size_t at = round % 2 ? (random >> 33) % SIZE : RDATA + (random >> 33) % 0x120;
            image[at] = (uint8_t)(random >> 25);
        }
        struct pe_file file;
        struct pe_fault fault;
        struct seen seen = {0};
        if (pe_open(&file, image, SIZE, &fault)) {
            opened++;
            walked += pe_imports(&file, see, &seen, &fault);
        }
        free(image);
    }
    assert_true(opened > 1000 && walked > 100 && walked < opened); /* the changes reach both halves */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_image_is_read),          cmocka_unit_test(each_wrong_number_is_named),
        cmocka_unit_test(what_no_driver_has_is_refused), cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(random_changes_are_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
