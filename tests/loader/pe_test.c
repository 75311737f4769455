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
    DELAY = DIRS + PE_DELAY_IMPORT * 8,
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

/* What is wrong with it; "" when nothing is. */
static void answer(const uint8_t *image, size_t size, char *text)
{
    struct pe_file file;
    struct pe_fault fault = {""};
    struct seen seen = {0};
    bool good = pe_open(&file, image, size, &fault) && pe_imports(&file, see, &seen, &fault);

    strcpy(text, good ? "" : fault.text);
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

/* What somebody reads who hands over such a file, word by word. */
static void each_wrong_number_is_named(void **state)
{
    static const struct {
        struct {
            size_t at;
            unsigned bytes;
            uint32_t value;
        } change[4];
        const char *text;
    } wrong[] = {
        {{{0, 2, 0x5858}}, "the file does not begin with \"MZ\": it is no Windows program"},
        {{{0, 4, 0x464C457F}},
         "the file is an ELF file, expected a Windows driver; native drivers are loaded as .so"},
        {{{0x3C, 4, 0x7FFFFFF0}},
         "there is no PE header at 0x7FFFFFF0, where offset 0x3C says it is: the file is truncated, or a DOS "
         "program"},
        {{{0x3C, 4, 0x82}},
         "there is no PE header at 0x82, where offset 0x3C says it is: the file is truncated, or a DOS "
         "program"},
        {{{PE, 4, 0x4550454E}},
         "there is no PE header at 0x80, where offset 0x3C says it is: the file is truncated, or a DOS "
         "program"},
        {{{PE + 4, 2, 0x14C}},
         "the file is for 32-bit x86 processors (machine 0x14C), expected x64 (0x8664): build it for x64"},
        {{{PE + 4, 2, 0xAA64}},
         "the file is for ARM64 processors (machine 0xAA64), expected x64 (0x8664): build it for x64"},
        {{{PE + 4, 2, 0x1234}}, "the file is for machine 0x1234, expected x64 (0x8664)"},
        {{{PE + 6, 2, 0}},
         "0 sections at 0x188 of the file, expected 1 to 96 and a table inside the headers: the file is "
         "damaged"},
        {{{PE + 6, 2, 97}},
         "97 sections at 0x188 of the file, expected 1 to 96 and a table inside the headers: the file is "
         "damaged"},
        {{{PE + 20, 2, 0xFFFF}},
         "the optional header has 65535 bytes, the file ends before: it is truncated"},
        {{{PE + 20, 2, 8}}, "the optional header is 8 bytes of kind 0x20B, expected 0x20B (PE32+)"},
        {{{PE + 22, 2, 0}}, "the file is an object file or was not linked to the end (characteristics 0x0)"},
        {{{OPT, 2, 0x10B}}, "the optional header is 240 bytes of kind 0x10B, expected 0x20B (PE32+)"},
        {{{OPT + 16, 4, 0}}, "the file has no entry point: link it with /entry:DriverEntry"},
        {{{OPT + 16, 4, 0x2010}},
         "the entry point 0x2010 is in .rdata, expected inside the code of a section that may be executed: "
         "the file is damaged"},
        {{{OPT + 16, 4, 0x9000}},
         "the entry point 0x9000 is in no section, expected inside the code of a section that may be "
         "executed: the file is damaged"},
        {{{OPT + 32, 4, 0x200}},
         "sections are aligned to 512 bytes in memory and 512 in the file, expected powers of two, at least "
         "4096 in memory: link it without /align (less would make all of it writable code, which HVCI "
         "forbids)"},
        {{{OPT + 32, 4, 0x1001}},
         "sections are aligned to 4097 bytes in memory and 512 in the file, expected powers of two, at least "
         "4096 in memory: link it without /align (less would make all of it writable code, which HVCI "
         "forbids)"},
        {{{OPT + 36, 4, 0}},
         "sections are aligned to 4096 bytes in memory and 0 in the file, expected powers of two, at least "
         "4096 in memory: link it without /align (less would make all of it writable code, which HVCI "
         "forbids)"},
        {{{OPT + 56, 4, 0xFFFFFFFF}},
         "an image of 0xFFFFFFFF bytes with headers of 0x400, expected at most 0x10000000, and headers "
         "inside the file of 0x800: the file is truncated or damaged"},
        {{{OPT + 56, 4, 0}},
         "an image of 0x0 bytes with headers of 0x400, expected at most 0x10000000, and headers inside the "
         "file of 0x800: the file is truncated or damaged"},
        {{{OPT + 56, 4, 0x2000}},
         "section .rdata has 0x200 bytes at 0x2000, expected inside the image of 0x2000 bytes: the file is "
         "damaged"},
        {{{OPT + 60, 4, 0x10000}},
         "an image of 0x3000 bytes with headers of 0x10000, expected at most 0x10000000, and headers inside "
         "the file of 0x800: the file is truncated or damaged"},
        {{{OPT + 68, 2, 3}},
         "the file is a user-mode console program (subsystem 3), expected a driver (native, 1): link it with "
         "/subsystem:native /driver"},
        {{{OPT + 68, 2, 2}},
         "the file is a user-mode program with windows (subsystem 2), expected a driver (native, 1): link it "
         "with /subsystem:native /driver"},
        {{{OPT + 68, 2, 10}},
         "the file is an EFI program (subsystem 10), expected a driver (native, 1): link it with "
         "/subsystem:native /driver"},
        {{{OPT + 108, 4, 17}},
         "17 data directories in an optional header of 240 bytes, expected at most 16 that fit: the file is "
         "damaged"},
        {{{DIRS + 8, 4, 0x7FFFFFFF}},
         "the import table (data directory 1) has 0x28 bytes at 0x7FFFFFFF, expected inside the image of "
         "0x3000: the file is damaged"},
        {{{DIRS + 12, 4, 0xFFFFFFFF}},
         "the import table (data directory 1) has 0xFFFFFFFF bytes at 0x2000, expected inside the image of "
         "0x3000: the file is damaged"},
        {{{SECTIONS + 12, 4, 0x1010}},
         "section .text is at 0x1010, expected a page boundary at or after 0x1000: the file is damaged"},
        {{{SECTIONS + 12, 4, 0}},
         "section .text is at 0x0, expected a page boundary at or after 0x1000: the file is damaged"},
        {{{SECTIONS + 52, 4, 0x1000}},
         "section .rdata is at 0x1000, expected a page boundary at or after 0x2000: the file is damaged"},
        {{{SECTIONS + 52, 4, 0xFFFFF000}},
         "section .rdata has 0x200 bytes at 0xFFFFF000, expected inside the image of 0x3000 bytes: the file "
         "is damaged"},
        {{{SECTIONS + 8, 4, 0xFFFFFFFF}},
         "section .text has 0xFFFFFFFF bytes at 0x1000, expected inside the image of 0x3000 bytes: the file "
         "is damaged"},
        {{{SECTIONS + 20, 4, 0xFFFFFF00}},
         "section .text has bytes 0xFFFFFF00..0x100000100 of the file, which has 0x800: the file is "
         "truncated"},
        {{{SECTIONS + 36, 4, 0xE0000020}},
         "section .text is both writable and executable: Windows refuses that in drivers under HVCI; link it "
         "without /section or /merge"},
        {{{RDATA, 4, 0x21FC}},
         "the imports of ntoskrnl.exe at 0x21FC have no end inside their section: the file is damaged"},
        {{{RDATA, 4, 0x80000000}},
         "the imports of ntoskrnl.exe at 0x80000000 have no end inside their section: the file is damaged"},
        {{{RDATA + 12, 4, 0x5000}},
         "the import table names a library at 0x5000, where there is no name: the file is damaged"},
        {{{RDATA + 16, 4, 0x5000}},
         "the imports of ntoskrnl.exe are to be written to 0x5000, outside every section: the file is "
         "damaged"},
        {{{RDATA + 0x80, 4, 0x5000}},
         "an import of ntoskrnl.exe is named at 0x5000, where there is no name: the file is damaged"},
        {{{RDATA + 0x102, 4, 0x01010101}},
         "an import of ntoskrnl.exe is named at 0x2100, where there is no name: the file is damaged"},
        {{{PE + 6, 2, 0xFFFF}},
         "65535 sections at 0x188 of the file, expected 1 to 96 and a table inside the headers: the file is "
         "damaged"},
        {{{OPT + 108, 4, 0xFFFFFFFF}},
         "4294967295 data directories in an optional header of 240 bytes, expected at most 16 that fit: the "
         "file is damaged"},
        {{{OPT + 60, 4, 0}},
         "2 sections at 0x188 of the file, expected 1 to 96 and a table inside the headers: the file is "
         "damaged"},
        {{{OPT + 68, 2, 9}},
         "the file is of an unknown kind (subsystem 9), expected a driver (native, 1): link it with "
         "/subsystem:native /driver"},
        {{{OPT + 68, 2, 0}},
         "the file is of an unknown kind (subsystem 0), expected a driver (native, 1): link it with "
         "/subsystem:native /driver"},
        {{{PE + 22, 2, 0x2022}, {OPT + 16, 4, 0}},
         "the file is a library of routines for other drivers (a DLL without an entry point), expected a "
         "driver: hand over the driver that imports from it"},
        {{{OPT + 16, 4, 0x1200}},
         "the entry point 0x1200 is in no section, expected inside the code of a section that may be "
         "executed: the file is damaged"},
        {{{OPT + 16, 4, 0x40}},
         "the entry point 0x40 is in no section, expected inside the code of a section that may be executed: "
         "the file is damaged"},
        {{{OPT + 16, 4, 0xFFFFFFFF}},
         "the entry point 0xFFFFFFFF is in no section, expected inside the code of a section that may be "
         "executed: the file is damaged"},
        {{{OPT + 56, 4, 0x10001000}},
         "an image of 0x10001000 bytes with headers of 0x400, expected at most 0x10000000, and headers "
         "inside the file of 0x800: the file is truncated or damaged"},
        {{{OPT + 36, 4, 0x2000}},
         "sections are aligned to 4096 bytes in memory and 8192 in the file, expected powers of two, at "
         "least 4096 in memory: link it without /align (less would make all of it writable code, which HVCI "
         "forbids)"},
        {{{PE + 4, 2, 0x14C}, {OPT, 2, 0x10B}, {OPT + 92, 4, 16}, {OPT + 96 + 14 * 8, 4, 0x2000}},
         "the file is a .NET program, expected a driver: drivers are native code, in C or C++"},
        {{{DIRS + PE_CLR * 8, 4, 0x2000}, {DIRS + PE_CLR * 8 + 4, 4, 72}},
         "the file is a .NET program, expected a driver: drivers are native code, in C or C++"},
        {{{DIRS + PE_TLS * 8, 4, 0x2000}, {DIRS + PE_TLS * 8 + 4, 4, 40}},
         "the file has thread-local storage (a TLS directory), which kernel code cannot have: remove "
         "__declspec(thread)"},
        {{{DIRS + PE_SECURITY * 8, 4, 0x700}, {DIRS + PE_SECURITY * 8 + 4, 4, 0x200}},
         "the certificate table (data directory 4) has 0x200 bytes at 0x700, expected inside the file of "
         "0x800: the file is damaged"},
        {{{SECTIONS + 48, 4, 0x2000}},
         "section .rdata has 0x2000 bytes at 0x2000, expected inside the image of 0x3000 bytes: the file is "
         "damaged"},
        {{{SECTIONS + 8, 4, 0x1001}},
         "section .rdata is at 0x2000, expected a page boundary at or after 0x3000: the file is damaged"},
        {{{SECTIONS + 16, 4, 0xFFFFFFFF}, {SECTIONS + 8, 4, 0x1000}},
         "section .text has bytes 0x400..0x1400 of the file, which has 0x800: the file is truncated"},
        {{{SECTIONS, 4, 0x01020304}, {SECTIONS + 12, 4, 0x1010}},
         "section ????t is at 0x1010, expected a page boundary at or after 0x1000: the file is damaged"},
        {{{RDATA + 0x40, 4, 0x6C64746E}, {RDATA + 0x44, 4, 0x6C642E6C}, {RDATA + 0x48, 4, 0x6C}},
         "the file imports from ntdll.dll, which only programs have, expected ntoskrnl.exe and other kernel "
         "modules: link it with /nodefaultlib (mingw: -nostdlib) and ntoskrnl.lib"},
        {{{RDATA, 4, 0x2000}},
         "an import of ntoskrnl.exe is named at 0x2000, where there is no name: the file is damaged"},
        {{{RDATA + 12, 4, 0x2000}},
         "the import table names a library at 0x2000, where there is no name: the file is damaged"},
        {{{RDATA + 16, 4, 0x21FC}},
         "the imports of ntoskrnl.exe are to be written to 0x21FC, outside every section: the file is "
         "damaged"},
        {{{RDATA + 0x84, 4, 1}},
         "an import of ntoskrnl.exe is named at 0x100002100, where there is no name: the file is damaged"},
        {{{DELAY, 4, 0x2180}, {DELAY + 4, 4, 32}, {RDATA + 0x184, 4, 0x2040}},
         "the delayed imports at 0x2180 have absolute addresses (attributes 0x0), expected 1, relative to "
         "the image: link the file with a linker of this century"},
        {{{DELAY, 4, 0x2180}, {DELAY + 4, 4, 32}, {RDATA + 0x180, 4, 1}, {RDATA + 0x184, 4, 0x9000}},
         "the delayed imports name a library at 0x9000, where there is no name: the file is damaged"},
        {{{DELAY, 4, 0x2180}, {DELAY + 4, 4, 32}, {RDATA + 0x180, 4, 1}, {RDATA + 0x184, 4, 0x2040}},
         "the imports of ntoskrnl.exe are to be written to 0x0, outside every section: the file is damaged"},
        {{{DELAY, 4, 0x21F0}, {DELAY + 4, 4, 16}},
         "the table of delayed imports has no end inside its section (at 0x21F0): the file is damaged"},
    };

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        uint8_t *image = good_image();
        for (size_t j = 0; j < 4 && wrong[i].change[j].bytes; j++)
            (wrong[i].change[j].bytes == 2 ? put16 : put32)(image, wrong[i].change[j].at,
                                                            wrong[i].change[j].value);
        char text[sizeof(struct pe_fault)];
        answer(image, SIZE, text);
        if (strcmp(text, wrong[i].text) != 0)
            fail_msg("row %zu: \"%s\", expected \"%s\"", i, text, wrong[i].text);
        free(image);
    }
}

/* Odd, and none of the loader's business. */
static void what_is_odd_is_taken(void **state)
{
    static const struct {
        size_t at;
        uint32_t value;
    } odd[] = {
        {OPT + 64, 0x12345678},           /* the checksum: wddm warns of it */
        {OPT + 36, 0x1000},               /* sections in whole pages of the file too */
        {PE + 20, 0x202200F0},            /* a DLL, as drivers that export are */
        {DIRS + 11 * 8, 0x250},           /* bound imports, */
        {RDATA + 4, 0xFFFFFFFF},          /* bound so */
        {DIRS + PE_RESOURCE * 8, 0x2000}, /* resources that point to themselves: nobody reads them */
        {DIRS + PE_EXPORT * 8, 0x2000},   /* exports that are imports */
        {RDATA + 0x40, 0x646F6F67},       /* from a module that nobody knows */
    };

    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        uint8_t *image = good_image();
        char text[sizeof(struct pe_fault)];
        put32(image, odd[i].at, odd[i].value);
        if (odd[i].at >= DIRS && odd[i].at < SECTIONS)
            put32(image, odd[i].at + 4, 64);
        answer(image, SIZE, text);
        if (*text)
            fail_msg("row %zu: %s", i, text);
        free(image);
    }
}

/* A certificate behind the last section is part of the checksum and of nothing else. */
static void a_certificate_is_not_mapped(void **state)
{
    uint8_t *image = good_image(), *longer = malloc(SIZE + 72);
    struct pe_file plain, certified;
    struct pe_fault fault;

    memcpy(longer, image, SIZE);
    memset(longer + SIZE, 0x5A, 72);
    put32(longer, DIRS + PE_SECURITY * 8, SIZE);
    put32(longer, DIRS + PE_SECURITY * 8 + 4, 72);
    assert_true(pe_open(&plain, image, SIZE, &fault) && pe_open(&certified, longer, SIZE + 72, &fault));
    assert_int_equal(certified.image_size, plain.image_size);
    assert_int_equal(certified.directory[PE_SECURITY].size, 72);
    assert_true(certified.computed != plain.computed);
    free(image);
    free(longer);
}

/* ---- exports ---- */

struct listed {
    unsigned count;
    char text[256];
};

static bool list(void *ctx, const struct pe_export *export)
{
    struct listed *listed = ctx;
    size_t used = strlen(listed->text);

    listed->count++;
    snprintf(listed->text + used, sizeof(listed->text) - used, "%s=%s ", export->name,
             export->forward ? export->forward : "here");
    return true;
}

static uint8_t *with_exports(void)
{
    uint8_t *image = good_image();
    put32(image, DIRS, 0x2120);
    put32(image, DIRS + 4, 0xC0);
    put32(image, RDATA + 0x120 + 20, 2);
    put32(image, RDATA + 0x120 + 24, 2);
    put32(image, RDATA + 0x120 + 28, 0x2150); /* addresses */
    put32(image, RDATA + 0x120 + 32, 0x2158); /* names */
    put32(image, RDATA + 0x120 + 36, 0x2160); /* which */
    put32(image, RDATA + 0x150, 0x1010);
    put32(image, RDATA + 0x154, 0x2180); /* inside the table: a name elsewhere */
    put32(image, RDATA + 0x158, 0x2170);
    put32(image, RDATA + 0x15C, 0x2174);
    put32(image, RDATA + 0x160, 0x00010000);
    memcpy(image + RDATA + 0x170, "One\0Two", 8);
    memcpy(image + RDATA + 0x180, "ntoskrnl.KeFoo", 15);
    return image;
}

static void exports_and_forwarders_are_listed(void **state)
{
    static const struct {
        size_t at;
        uint32_t value;
    } bad[] = {{RDATA + 0x120 + 20, 0xFFFFFFFF}, {RDATA + 0x120 + 24, 0x7FFFFFFF},
               {RDATA + 0x120 + 28, 0x21FC},     {RDATA + 0x120 + 32, 0x9000},
               {RDATA + 0x120 + 36, 0},          {RDATA + 0x160, 0x00020002},
               {RDATA + 0x158, 0x21FF},          {DIRS, 0x2FF0}};
    struct listed listed = {0};
    struct pe_file file;
    struct pe_fault fault;
    uint8_t *image = with_exports();

    assert_true(pe_open(&file, image, SIZE, &fault));
    assert_true(pe_exports(&file, list, &listed));
    assert_string_equal(listed.text, "One=here Two=ntoskrnl.KeFoo ");
    free(image);
    image = with_exports();
    put32(image, RDATA + 0x150, 0x2120); /* forwarded to the table itself: no name, no harm */
    assert_true(pe_open(&file, image, SIZE, &fault) && pe_exports(&file, list, &(struct listed){0}));
    free(image);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        image = with_exports();
        put32(image, bad[i].at, bad[i].value);
        if (pe_open(&file, image, SIZE, &fault) && pe_exports(&file, list, &(struct listed){0}))
            fail_msg("row %zu was taken", i);
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
        assert_non_null(strstr(fault.text, size < 64 ? "MZ" : size < SIZE ? "truncated" : ""));
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
        cmocka_unit_test(a_good_image_is_read),
        cmocka_unit_test(each_wrong_number_is_named),
        cmocka_unit_test(what_is_odd_is_taken),
        cmocka_unit_test(a_certificate_is_not_mapped),
        cmocka_unit_test(exports_and_forwarders_are_listed),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(random_changes_are_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
