#include "entry.h"

int entry_call(void *arg)
{
    struct entry_run *run = arg;
    DRIVER_OBJECT driver = {.Type = IO_TYPE_DRIVER};
    UNICODE_STRING path;
    RtlInitUnicodeString(&path, run->what);
    nt_call_enter("DriverEntry", 0);
    run->status = run->entry(&driver, &path);
    nt_call_leave();
    return 0;
}
