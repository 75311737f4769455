/*
 * The example driver when what it asks for is not there: the first, the second, ... the last request of a life from start to removal
 * fails, each in a life of its own. Every time the driver comes away clean: no crash, no leak, nothing given back twice, and the
 * balance of handles kept (VPN-08, VPN-09, DOD-20, OBS-135).
 */
#include "bochs_driver.h"
#include "shim.h"
#include "stage.h"
#include "under_test.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* What no lack of memory excuses. Other findings may follow from the failure: a refused start, a set without modes. */
static const char *const never[] = {"VPN-08", "VPN-09", "VPN-13", "CBK-03", "CBK-04", "SYN-10", "DOD-13",
                                    "DOD-15", "DOD-16", "DOD-17", "DOD-18", "DOD-30", "DOD-44", "OBS-28"};

static void check(const struct stage *stage, const char *spec)
{
    bool good = !stage->outcome.bugchecked && stage->leaks == 0 && NT_SUCCESS(stage->load);
    for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
        good = good && !stage_find(stage, never[i]);
    if (!NT_SUCCESS(stage->start))
        good = good && stage->refusals_at_start > 0;
    if (!good) {
        stage_print(stage);
        fail_msg("%s: not clean", spec);
    }
}

/* One life; how many requests it made, and in *failed how many of them failed. */
static uint64_t live(const char *spec, enum nt_host host, uint64_t seed, uint64_t *failed)
{
    struct stage stage = {.host = host,
                          .seed = seed,
                          .entry = driver_under_test("bochs", bochs_driver_entry),
                          .how = DXGK_STOP_RELEASE_POST};
    uint64_t asked;
    stage.shims[0] = verifier_shim(spec);
    stage.shims[1] = verifier_shim("check");
    assert_non_null(stage.shims[0]);
    assert_non_null(stage.shims[1]);
    stage_run(&stage);
    *failed = verifier_injected(stage.shims[0], &asked);
    check(&stage, spec);
    assert_true(verifier_release(stage.shims[0]));
    assert_true(verifier_release(stage.shims[1]));
    return asked;
}

static void each_request_fails_once(void **state)
{
    uint64_t n = 0, asked, failed;
    (void)state;
    do {
        char spec[40];
        snprintf(spec, sizeof(spec), "inject:%llu", (unsigned long long)++n);
        asked = live(spec, NT_HOST_SIM, 1, &failed);
        assert_true(failed <= 1);
    } while (failed == 1);
    print_message("%llu requests\n", (unsigned long long)asked);
    assert_true(asked > 20); /* it really was asked */
}

static void requests_fail_at_random(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 40; seed++) {
        char spec[40];
        uint64_t failed;
        snprintf(spec, sizeof(spec), "inject:random=%u/%u", seed, 8 + seed % 5 * 40);
        live(spec, NT_HOST_SIM, seed, &failed);
    }
}

static void requests_fail_on_threads(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 4; seed++) {
        char spec[40];
        uint64_t failed;
        snprintf(spec, sizeof(spec), "inject:random=%u/60", seed);
        live(spec, NT_HOST_POSIX, seed, &failed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_request_fails_once),
        cmocka_unit_test(requests_fail_at_random),
        cmocka_unit_test(requests_fail_on_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
