/*
 * Runs one test body on every host: host_sim with a row of seeds, then host_posix. Findings are collected instead of printed,
 * so that a test can ask which rule was reported and fail on any it did not expect.
 */
#ifndef OPENWDDM_TESTS_NTOS_KERNEL_H
#define OPENWDDM_TESTS_NTOS_KERNEL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <cmocka.h>

#include "nt.h"
#include "ntstatus.h"
#include "report.h"

#define KERNEL_TAG 0x74736554u /* 'Test' */

struct findings {
    unsigned count;
    struct report reports[64];
};

/* One boot, one run, one shutdown. */
struct kernel_run {
    struct nt_options options; /* host and seed are set per run */
    int (*body)(void *arg);
    void *arg;

    struct nt_outcome outcome;
    unsigned leaks;
    struct findings findings;
};

void kernel_boot_run(struct kernel_run *run);

/* body under host_sim with `seeds` seeds and once under host_posix; it must return 0, report nothing and leak nothing. */
void kernel_everywhere(int (*body)(void *arg), void *arg, unsigned seeds);

/* test_NAME for cmocka: NAME by kernel_everywhere, with one seed. */
#define ON_A_KERNEL(name)                                                                                    \
    static void test_##name(void **state)                                                                    \
    {                                                                                                        \
        kernel_everywhere(name, NULL, 1);                                                                    \
    }

/* kernel_everywhere, but every run must end as `check` wants. */
void kernel_everywhere_checked(int (*body)(void *arg), void *arg, unsigned seeds, struct nt_options options,
                               void (*check)(const struct kernel_run *run));

/* Was the rule reported by `where` (NULL: anywhere)? */
const struct report *kernel_found(const struct kernel_run *run, const char *rule, const char *where);

/* In a body: stops the run with a message when false. cmocka's own asserts jump, which a coroutine must not. */
#define EXPECT(e)                                                                                            \
    do {                                                                                                     \
        if (!(e)) {                                                                                          \
            print_error("%s:%d: %s is false (%s, now %llu)\n", __FILE__, __LINE__, #e, __func__,             \
                        (unsigned long long)nt_now());                                                       \
            kernel_failures++;                                                                               \
        }                                                                                                    \
    } while (0)
extern _Atomic unsigned kernel_failures;

static inline LARGE_INTEGER ms(LONGLONG milliseconds)
{
    LARGE_INTEGER t = {.QuadPart = -milliseconds * 10000};
    return t;
}

#endif
