/*
 * Images in memory: what the loader makes of a good file, refuses of a bad one, and does for code that a process may not execute.
 */
#include "entry.h"
#include "image.h"
#include "nt.h"
#include "ntstatus.h"
#include "report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

static const char *folder;

static uint8_t *read_probe(size_t *size)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/probe.sys", folder);
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    uint8_t *bytes = malloc(1 << 20);
    *size = fread(bytes, 1, 1 << 20, stream);
    fclose(stream);
    return bytes;
}

static struct image *load_probe(void)
{
    size_t size;
    struct image *image;
    struct pe_fault fault = {""};
    uint8_t *bytes = read_probe(&size);
    bool good = image_load("probe.sys", bytes, size, &image, &fault);
    memset(bytes, 0xDD, size); /* the image needs the file no more */
    free(bytes);
    if (!good)
        fail_msg("%s", fault.text);
    return image;
}

/* ---- running ---- */

static void ignore(void *ctx, const struct report *report)
{
}

static struct nt_outcome run(const WCHAR *what, enum nt_host host, NTSTATUS *status)
{
    struct image *image = load_probe();
    struct entry_run r = {.entry = image_entry(image), .what = what, .status = STATUS_UNSUCCESSFUL};
    nt_boot(&(struct nt_options){.host = host, .seed = 1, .memory_size = 8u << 20});
    report_listen(ignore, NULL);
    struct nt_outcome outcome = nt_run(entry_call, &r);
    nt_shutdown();
    report_unlisten(ignore, NULL);
    image_unload(image);
    *status = r.status;
    return outcome;
}

static void good(const WCHAR *what)
{
    for (enum nt_host host = NT_HOST_POSIX; host <= NT_HOST_SIM; host++) {
        NTSTATUS status;
        struct nt_outcome outcome = run(what, host, &status);
        if (outcome.bugchecked)
            fail_msg("%s", outcome.bugcheck.text);
        assert_int_equal(status, STATUS_SUCCESS);
    }
}

static void test_processor_region(void **state)
{
    good(L"gs");
}

static void test_irql_is_cr8(void **state)
{
    good(L"irql");
}

static void test_shared_page(void **state)
{
    good(L"shared");
}

static void test_ports(void **state)
{
    good(L"ports");
}

static void test_port_strings(void **state)
{
    good(L"o");
}

static void test_time_stamp(void **state)
{
    good(L"r");
}

static void find_wrmsr(void *ctx, const struct report *report)
{
    *(unsigned *)ctx += strstr(report->value, "wrmsr at probe.sys+0x") != NULL;
}

/* A finding names the instruction; then it is the exception that it is. */
static void test_processor_registers(void **state)
{
    unsigned said = 0;
    NTSTATUS status;
    report_listen(find_wrmsr, &said);
    struct nt_outcome outcome = run(L"x", NT_HOST_SIM, &status);
    report_unlisten(find_wrmsr, &said);
    assert_true(outcome.bugchecked);
    assert_int_equal(said, 1);
}

static void test_memory_routines(void **state)
{
    good(L"memory");
}

static void test_relocated_tables(void **state)
{
    good(L"tables");
}

static struct nt_bugcheck stopped(const WCHAR *what)
{
    NTSTATUS status;
    struct nt_outcome outcome = run(what, NT_HOST_SIM, &status);
    assert_true(outcome.bugchecked);
    return outcome.bugcheck;
}

static void test_missing_import(void **state)
{
    struct image *image = load_probe();
    assert_string_equal(image_missing(image, 0), "ntoskrnl.exe!NobodyHasThis");
    assert_null(image_missing(image, 1));
    image_unload(image);
    struct nt_bugcheck b = stopped(L"nobody");
    assert_int_equal(b.code, 0x1E);
    assert_int_equal((ULONG)b.parameters[0], (ULONG)STATUS_DRIVER_ENTRYPOINT_NOT_FOUND);
    assert_non_null(strstr(b.text, "probe.sys called ntoskrnl.exe!NobodyHasThis"));
}

static void test_stray_write(void **state)
{
    struct nt_bugcheck b = stopped(L"write");
    assert_non_null(strstr(b.text, "0x123456789000"));
    assert_non_null(strstr(b.text, "probe.sys+0x"));
    assert_string_equal(b.ddi, "DriverEntry");
}

static void test_code_is_not_writable(void **state)
{
    struct nt_bugcheck b = stopped(L"code");
    assert_non_null(strstr(b.text, "probe.sys+0x"));
}

static void test_endless_loop(void **state)
{
    image_watch_limit(100);
    struct nt_bugcheck b = stopped(L"loop");
    assert_int_equal(b.code, 0x116);
    assert_string_equal(b.rule, "TDR-02");
    assert_non_null(strstr(b.text, "DriverEntry has used 100 ms"));
    NTSTATUS status;
    assert_true(run(L"loop", NT_HOST_POSIX, &status).bugchecked);
    image_watch_limit(5000);
}

/* ---- looking up ---- */

static void test_find(void **state)
{
    struct image *a = load_probe(), *b = load_probe();
    struct image_place place;
    uintptr_t entry = (uintptr_t)a->base + a->entry;

    assert_true(a->base != b->base);
    assert_ptr_equal(image_find(entry), a);
    assert_ptr_equal(image_find((uintptr_t)b->base + b->size - 1), b);
    assert_null(image_find((uintptr_t)a->base - 1));
    image_describe(a, entry, &place);
    assert_string_equal(place.section, ".text");
    assert_int_equal(place.offset, a->entry);
    const struct image_function *f = image_function(a, entry);
    assert_non_null(f);
    assert_true(f->begin <= a->entry && a->entry < f->end);
    assert_null(image_function(a, (uintptr_t)a->base));
    assert_non_null(image_at(a, f->unwind, 4));
    assert_null(image_at(a, a->size, 1));
    assert_null(image_at(a, a->size - 1, 0xFFFFFFFF));
    image_unload(a);
    assert_null(image_find(entry));
    image_unload(b);
}

static void test_too_many(void **state)
{
    struct image *images[IMAGE_MAX], *one_more;
    struct pe_fault fault;
    size_t size;
    uint8_t *bytes = read_probe(&size);

    for (unsigned i = 0; i < IMAGE_MAX; i++)
        assert_true(image_load("probe.sys", bytes, size, &images[i], &fault));
    assert_false(image_load("probe.sys", bytes, size, &one_more, &fault));
    assert_null(one_more);
    for (unsigned i = 0; i < IMAGE_MAX; i++)
        image_unload(images[i]);
    free(bytes);
}

/* ---- bad files ---- */

static uint32_t get32(const uint8_t *bytes, size_t at)
{
    uint32_t value;
    memcpy(&value, bytes + at, 4);
    return value;
}

static void set32(uint8_t *bytes, size_t at, uint32_t value)
{
    memcpy(bytes + at, &value, 4);
}

/* The data directory's place in the file. */
static size_t directory(const uint8_t *bytes, enum pe_directory_id id)
{
    return get32(bytes, 0x3C) + 24 + 112 + 8 * (size_t)id;
}

/* The file offset of an rva. */
static size_t offset_of(const uint8_t *bytes, size_t size, uint32_t rva)
{
    struct pe_file file;
    struct pe_fault fault;
    assert_true(pe_open(&file, bytes, size, &fault));
    const uint8_t *at = pe_at(&file, rva, 1);
    assert_non_null(at);
    return (size_t)(at - bytes);
}

static void refused(const uint8_t *bytes, size_t size, const char *why)
{
    struct image *image;
    struct pe_fault fault = {""};
    assert_false(image_load("bad.sys", bytes, size, &image, &fault));
    assert_null(image);
    if (!strstr(fault.text, why))
        fail_msg("refused with '%s', expected '%s'", fault.text, why);
}

static void test_bad_relocations(void **state)
{
    size_t size;
    uint8_t *bytes = read_probe(&size);
    size_t block = offset_of(bytes, size, get32(bytes, directory(bytes, PE_RELOCATION)));
    uint32_t page = get32(bytes, block), length = get32(bytes, block + 4);

    set32(bytes, block + 4, 4);
    refused(bytes, size, "a block of 4 bytes");
    set32(bytes, block + 4, 0x7FFFFFF0);
    refused(bytes, size, "the relocations at");
    set32(bytes, block + 4, length);
    set32(bytes, block, 0x7FFFF000);
    refused(bytes, size, "in no section");
    set32(bytes, block, page);
    bytes[block + 9] = (uint8_t)((bytes[block + 9] & 0xF) | 0x30);
    refused(bytes, size, "of type 3");
    free(bytes);
}

static void test_bad_unwind_table(void **state)
{
    size_t size;
    uint8_t *bytes = read_probe(&size);
    size_t table = offset_of(bytes, size, get32(bytes, directory(bytes, PE_EXCEPTION)));
    uint32_t begin = get32(bytes, table), end = get32(bytes, table + 4);

    set32(bytes, table, end);
    refused(bytes, size, "row 0 of the unwind table");
    set32(bytes, table, begin);
    set32(bytes, table + 8, 0xFFFFFFF0);
    refused(bytes, size, "row 0 of the unwind table");
    set32(bytes, directory(bytes, PE_EXCEPTION) + 4, 13);
    refused(bytes, size, "rows of 12");
    free(bytes);
}

static void test_fixed_in_place(void **state)
{
    size_t size;
    uint8_t *bytes = read_probe(&size);
    struct image *first, *second;
    struct pe_fault fault = {""};

    /* A place that is free. */
    void *place = mmap(NULL, 1 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uint64_t base = (uintptr_t)place;
    munmap(place, 1 << 20);
    memcpy(bytes + get32(bytes, 0x3C) + 24 + 24, &base, sizeof(base));
    set32(bytes, directory(bytes, PE_RELOCATION), 0);
    bytes[get32(bytes, 0x3C) + 22] |= 1; /* relocations stripped */
    assert_true(image_load("fixed.sys", bytes, size, &first, &fault));
    assert_int_equal((uintptr_t)first->base, first->file.base);
    assert_false(image_load("fixed.sys", bytes, size, &second, &fault));
    assert_non_null(strstr(fault.text, "/dynamicbase"));
    image_unload(first);
    free(bytes);
}

/* Whatever is changed, an image is refused or mapped, and nothing else happens. */
static void test_changed_bytes(void **state)
{
    size_t size;
    uint8_t *bytes = read_probe(&size), *copy = malloc(size);
    uint64_t random = 1;
    unsigned loaded = 0;

    for (unsigned i = 0; i < 4000; i++) {
        struct image *image;
        struct pe_fault fault;
        memcpy(copy, bytes, size);
        for (unsigned n = 0; n < 1 + i % 4; n++) {
            random = random * 6364136223846793005ull + 1442695040888963407ull;
            copy[(random >> 20) % (i % 2 ? 1024 : size)] = (uint8_t)(random >> 56);
        }
        if (!image_load("changed.sys", copy, size - (i % 7 ? 0 : (random >> 8) % size), &image, &fault))
            continue;
        loaded++;
        image_unload(image);
    }
    assert_true(loaded > 100 && loaded < 3990);
    free(copy);
    free(bytes);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_processor_region),
        cmocka_unit_test(test_irql_is_cr8),
        cmocka_unit_test(test_shared_page),
        cmocka_unit_test(test_ports),
        cmocka_unit_test(test_memory_routines),
        cmocka_unit_test(test_relocated_tables),
        cmocka_unit_test(test_missing_import),
        cmocka_unit_test(test_port_strings),
        cmocka_unit_test(test_time_stamp),
        cmocka_unit_test(test_processor_registers),
        cmocka_unit_test(test_stray_write),
        cmocka_unit_test(test_code_is_not_writable),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_bad_relocations),
        cmocka_unit_test(test_bad_unwind_table),
        cmocka_unit_test(test_fixed_in_place),
        cmocka_unit_test(test_changed_bytes),
        cmocka_unit_test(test_endless_loop),
    };
    folder = argc > 1 ? argv[1] : ".";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
