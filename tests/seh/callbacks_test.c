/*
 * Exceptions that come out of callbacks of the graphics kernel (callbacks.c), on an adapter of testdod's Windows file, whose interface the
 * conformance driver borrows. Arguments: the conformance driver's files.
 */
#include "harness.h"
#include "image.h"
#include "seh_types.h"
#include "shared.h"

#include "ntstatus.h"

#include <sys/mman.h>

static const char *path;
static struct image *image;
static struct seh_shared shared;

static int load(void **state)
{
    struct pe_fault fault;
    void *p = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    memset(&shared, 0, sizeof(shared));
    shared.bad = p;
    if (p == MAP_FAILED || !image_load_file(path, &image, &fault)) {
        fprintf(stderr, "%s: %s\n", path, fault.text);
        return 1;
    }
    image_entry(image)((PDRIVER_OBJECT)&shared, NULL);
    return 0;
}

static int unload(void **state)
{
    image_unload(image);
    munmap((void *)(uintptr_t)shared.bad, 4096);
    return 0;
}

static unsigned held, levels;

static void count(void *ctx, const struct report *report)
{
    held += strcmp(report->rule, "SYN-10") == 0 && strcmp(report->what, "spin locks held") == 0;
    levels += strcmp(report->rule, "SYN-10") == 0 && strcmp(report->what, "IRQL") == 0;
}

static int life(void *arg)
{
    ULONG(NTAPI * run)(struct seh_shared *) = *(ULONG(NTAPI **)(struct seh_shared *))arg;
    struct rig rig;

    testdod_defaults();
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    shared.kernel = &testdod_seen.kernel;
    nt_call_enter("DxgkDdiTest", 0);
    for (unsigned i = 0; i < 3; i++) {
        ULONG line = run(&shared);
        if (line || nt_frame_top())
            fprintf(stderr, "callbacks.c:%u\n", line);
        CHECK(!line && !nt_frame_top());
    }
    nt_call_leave();
    rig_stop(&rig); /* waits for who is inside DxgkCbSynchronizeExecution */
    return 0;
}

/* SYN-10: what the kernel held while it called the driver is given back, and said. */
static void exceptions_leave_callbacks(void **state)
{
    held = levels = 0;
    report_listen(count, NULL);
    run_sim(7, life, &shared.callbacks);
    run_threads(life, &shared.callbacks);
    report_unlisten(count, NULL);
    assert_int_equal(held, 6);
    assert_int_equal(levels, 6);
}

static void quiet(void *ctx, const struct report *report)
{
    (void)ctx, (void)report;
}

static void what_nobody_handles_names_the_callback(void **state)
{
    report_listen(quiet, NULL);
    struct nt_bugcheck b = run_to_bugcheck(7, life, &shared.uncaught_in_callback);
    report_unlisten(quiet, NULL);
    assert_string_equal(b.ddi, "DxgkCbSynchronizeExecution");
    assert_non_null(strstr(b.text, image->name));
    assert_true(b.frame_count >= 3); /* the routine, the kernel, and who called it */
    assert_non_null(strstr(b.frames[0], image->name));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(exceptions_leave_callbacks, load, unload),
        cmocka_unit_test_setup_teardown(what_nobody_handles_names_the_callback, load, unload),
    };
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        path = argv[i];
        failed += cmocka_run_group_tests_name(argv[i], tests, NULL, NULL);
    }
    return failed || argc < 2;
}
