/*
 * The runtime's routines as a driver file reaches them: by imports, in the calling convention of Windows. What the routines do is tested in
 * tests/ntos; here that the file's compiler and the runtime mean the same by each of them.
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

static const char *file;

struct run {
    struct entry_run call;
    unsigned findings;
    char last[256];
};

static struct image *load(void)
{
    struct image *image;
    struct pe_fault fault = {""};
    FILE *stream = fopen(file, "rb");
    assert_non_null(stream);
    uint8_t *bytes = malloc(1 << 20);
    size_t size = fread(bytes, 1, 1 << 20, stream);
    fclose(stream);
    bool good = image_load("services.sys", bytes, size, &image, &fault);
    free(bytes);
    if (!good)
        fail_msg("%s", fault.text);
    return image;
}

static void count(void *ctx, const struct report *report)
{
    struct run *run = ctx;
    run->findings++;
    snprintf(run->last, sizeof(run->last), "%s: %s", report->where, report->what);
}

static void run_on(struct run *run, enum nt_host host)
{
    struct image *image = load();
    run->call.entry = image_entry(image);
    run->call.status = STATUS_UNSUCCESSFUL;
    run->findings = 0;
    report_listen(count, run);
    nt_boot(&(struct nt_options){.host = host, .seed = 1, .memory_size = 8u << 20});
    struct nt_outcome outcome = nt_run(entry_call, &run->call);
    nt_shutdown();
    report_unlisten(count, run);
    image_unload(image);
    if (outcome.bugchecked)
        fail_msg("%s", outcome.bugcheck.text);
}

static void good(const WCHAR *what, unsigned findings)
{
    for (enum nt_host host = NT_HOST_POSIX; host <= NT_HOST_SIM; host++) {
        struct run run = {.call.what = what};
        run_on(&run, host);
        assert_int_equal(run.call.status, STATUS_SUCCESS);
        if (run.findings != findings)
            fail_msg("%u findings, the last %s", run.findings, run.last);
    }
}

static void text_by_import(void **state)
{
    good(L"text", 0);
}

static void any_number_of_arguments(void **state)
{
    good(L"formats", 0);
}

static void the_registry_by_import(void **state)
{
    good(L"registry", 0);
}

static void events_by_import(void **state)
{
    good(L"events", 0);
}

/* One block stays: the thread's argument. */
static void variables_and_routines_by_name(void **state)
{
    good(L"names", 1);
}

static void dma_by_import(void **state)
{
    good(L"dma", 0);
}

static void locks_and_timers_by_import(void **state)
{
    good(L"locks", 0);
}

/* The break point, and the string that had nowhere to go. */
static void what_is_wrong_is_told(void **state)
{
    good(L"crash", 2);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_by_import),         cmocka_unit_test(any_number_of_arguments),
        cmocka_unit_test(the_registry_by_import), cmocka_unit_test(events_by_import),
        cmocka_unit_test(dma_by_import),          cmocka_unit_test(locks_and_timers_by_import),
        cmocka_unit_test(what_is_wrong_is_told),  cmocka_unit_test(variables_and_routines_by_name),
    };
    if (argc < 2) {
        fprintf(stderr, "usage: test-images-services services.sys\n");
        return 2;
    }
    file = argv[1];
    nt_on_debug_print(NULL, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
