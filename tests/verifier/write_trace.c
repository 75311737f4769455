/* Writes the trace of one life of an asynchronous driver: write_trace FILE SEED. For trace_test.py. */
#include "misdeeds_face.h"
#include "shim.h"
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    char spec[512];
    struct stage stage = {.host = NT_HOST_SIM, .entry = misdeed_test_entry(), .how = DXGK_STOP_PLAIN};
    if (argc != 3 || !misdeed_test()->choose("asynchronous"))
        return 2;
    stage.seed = strtoull(argv[2], NULL, 10);
    snprintf(spec, sizeof(spec), "trace:%s", argv[1]);
    stage.shims[0] = verifier_shim(spec);
    if (!stage.shims[0]) {
        fprintf(stderr, "%s\n", verifier_error());
        return 1;
    }
    stage_run(&stage);
    bool good = verifier_release(stage.shims[0]) && !stage.outcome.bugchecked && stage.finding_count == 0;
    if (!good)
        stage_print(&stage);
    return good ? 0 : 1;
}
