/* The build of the misbehaving driver that a suite runs on. */
#include "misdeeds_face.h"
#include "under_test.h"

const struct misdeed_face *misdeed_test(void)
{
    return export_under_test("misdeed", "misdeed_face", &misdeed_face);
}

PDRIVER_INITIALIZE misdeed_test_entry(void)
{
    return driver_under_test("misdeed", misdeed_driver_entry);
}
