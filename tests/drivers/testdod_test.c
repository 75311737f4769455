/* The build of testdod that a suite runs on, as testdod.h's names find it. */
#include "testdod_driver.h"
#include "under_test.h"

#include <stdatomic.h>

const struct testdod_face *testdod_test(void);
PDRIVER_INITIALIZE testdod_test_entry(void);

const struct testdod_face *testdod_test(void)
{
    static const struct testdod_face *_Atomic face;
    const struct testdod_face *found = atomic_load_explicit(&face, memory_order_acquire);

    if (!found) {
        found = export_under_test("testdod", "testdod_face", &testdod_face);
        atomic_store_explicit(&face, found, memory_order_release);
    }
    return found;
}

PDRIVER_INITIALIZE testdod_test_entry(void)
{
    return driver_under_test("testdod", testdod_entry);
}
