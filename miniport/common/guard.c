/* The exception door: see guard.h. */
#include "guard.h"

#ifdef _WIN32

NTSTATUS guarded_call(guarded_fn *fn, PVOID arg)
{
    __try {
        fn(arg);
    } __except (1 /* EXCEPTION_EXECUTE_HANDLER */) {
        return (NTSTATUS)__exception_code();
    }
    return STATUS_SUCCESS;
}

#else

NTSTATUS guarded_call(guarded_fn *fn, PVOID arg)
{
    return ExGuardedCall(fn, arg);
}

#endif
