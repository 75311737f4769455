/*
 * Imports in every form that a linker makes, and what the loader makes of them: bound, or a stub that names what is missing.
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

#include <cmocka.h>

static const char *path;

static struct image *load(void)
{
    struct image *image;
    struct pe_fault fault = {""};
    if (!image_load_file(path, &image, &fault))
        fail_msg("%s", fault.text);
    return image;
}

static void ignore(void *ctx, const struct report *report)
{
}

static struct nt_outcome run(const WCHAR *what, NTSTATUS *status)
{
    struct image *image = load();
    struct entry_run r = {image_entry(image), what, STATUS_UNSUCCESSFUL};
    nt_boot(&(struct nt_options){.host = NT_HOST_SIM, .seed = 1, .memory_size = 8u << 20});
    report_listen(ignore, NULL);
    struct nt_outcome outcome = nt_run(entry_call, &r);
    nt_shutdown();
    report_unlisten(ignore, NULL);
    image_unload(image);
    *status = r.status;
    return outcome;
}

static void test_bound(void **state)
{
    static const WCHAR *const what[] = {L"delayed", L"hal", L"large"};

    for (size_t i = 0; i < sizeof(what) / sizeof(what[0]); i++) {
        NTSTATUS status;
        struct nt_outcome outcome = run(what[i], &status);
        if (outcome.bugchecked)
            fail_msg("%s", outcome.bugcheck.text);
        assert_int_equal(status, STATUS_SUCCESS);
    }
}

static void test_stubs_say_their_name(void **state)
{
    static const struct {
        const WCHAR *what;
        const char *name;
    } rows[] = {{L"number", "ntoskrnl.exe!#123"},
                {L"wpp", "WppRecorder.sys!WppAutoLogStart"},
                {L"extension", "ext-ms-win-ntos-werkernel-l1-1-0.dll!WerLiveKernelCreateReport"},
                {L"self", "imports.sys!OwnRoutine"}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char expected[128];
        NTSTATUS status;
        struct nt_outcome outcome = run(rows[i].what, &status);
        snprintf(expected, sizeof(expected), "imports.sys called %s, which nothing here provides",
                 rows[i].name);
        assert_true(outcome.bugchecked);
        assert_int_equal((ULONG)outcome.bugcheck.parameters[0], (ULONG)STATUS_DRIVER_ENTRYPOINT_NOT_FOUND);
        if (!strstr(outcome.bugcheck.text, expected))
            fail_msg("\"%s\", expected \"%s\"", outcome.bugcheck.text, expected);
    }
}

static void test_all_stubs_are_listed(void **state)
{
    static const char *const names[] = {"ntoskrnl.exe!#123", "WppRecorder.sys!WppAutoLogStart",
                                        "ext-ms-win-ntos-werkernel-l1-1-0.dll!WerLiveKernelCreateReport",
                                        "imports.sys!OwnRoutine"};
    struct image *image = load();
    const char *missing;
    unsigned found = 0;

    for (unsigned i = 0; (missing = image_missing(image, i)); i++) {
        for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++)
            found += strcmp(names[n], missing) == 0;
    }
    assert_int_equal(found, 4);
    assert_null(image_missing(image, 4));
    image_unload(image);
}

/* A block of relocations that has no end, or ends in the middle of a row. */
static void test_bad_relocation_blocks(void **state)
{
    static const uint32_t sizes[] = {0, 1, 7, 9, 0xFFFFFFFF};
    uint8_t *bytes = malloc(1 << 20);
    FILE *stream = fopen(path, "rb");
    struct pe_file file;
    struct pe_fault fault;
    struct image *image;

    assert_true(bytes && stream);
    size_t size = fread(bytes, 1, 1 << 20, stream);
    fclose(stream);
    assert_true(pe_open(&file, bytes, size, &fault));
    const uint8_t *block = pe_at(&file, file.directory[PE_RELOCATION].rva, 8);
    assert_non_null(block);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        char expected[64];
        memcpy(bytes + (block - bytes) + 4, &sizes[i], 4);
        snprintf(expected, sizeof(expected), "are a block of %u bytes, expected 8 to", sizes[i]);
        assert_false(image_load("bad.sys", bytes, size, &image, &fault));
        assert_null(image);
        assert_non_null(strstr(fault.text, expected));
    }
    free(bytes);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bound), cmocka_unit_test(test_stubs_say_their_name),
        cmocka_unit_test(test_all_stubs_are_listed), cmocka_unit_test(test_bad_relocation_blocks)};
    path = argc > 1 ? argv[1] : "imports.sys";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
