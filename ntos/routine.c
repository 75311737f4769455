/*
 * MmGetSystemRoutineAddress: the rows of export_list.h by name, so that a driver finds by name exactly what it could import.
 */
#include "ke.h"
#include "crt.h"
#include "nt_routine.h"
#include "dispmprt.h"

#include <string.h>

#define ADDRESS_Ke(name)  &name
#define ADDRESS_Hal(name) &name
#define ADDRESS_Ex(name)  &name
#define ADDRESS_Mm(name)  &name
#define ADDRESS_Io(name)  &name
#define ADDRESS_Ob(name)  &name
#define ADDRESS_Ps(name)  &name
#define ADDRESS_Zw(name)  &name
#define ADDRESS_Rtl(name) &name
#define ADDRESS_Etw(name) &name
#define ADDRESS_Crt(name) &crt_##name

static const struct {
    const char *name;
    const void *address;
    unsigned flags;
} routines[] = {
#define EXPORT(name, group, version, irql, flags) {#name, (const void *)ADDRESS_##group(name), flags},
#include "export_list.h"
};

static const void *(*_Atomic finder)(const char *name);

void nt_routine_finder(const void *(*find)(const char *name))
{
    atomic_store(&finder, find);
}

PVOID NTAPI MmGetSystemRoutineAddress(PUNICODE_STRING SystemRoutineName)
{
    const void *(*find)(const char *) = atomic_load(&finder);
    char name[64];
    size_t n = SystemRoutineName->Length / sizeof(WCHAR);
    KE_SERVICE(MmGetSystemRoutineAddress);
    if (n >= sizeof(name))
        return NULL;
    for (size_t i = 0; i < n; i++)
        name[i] = (char)(SystemRoutineName->Buffer[i] < 128 ? SystemRoutineName->Buffer[i] : '?');
    name[n] = 0;
    for (size_t i = 0; i < RTL_NUMBER_OF(routines); i++) {
        if (strcmp(routines[i].name, name) != 0 ||
            routines[i].flags & (EXPORT_NATIVE | EXPORT_INLINE | EXPORT_DATA))
            continue;
        const void *address = find && dispatch_foreign() ? find(name) : NULL;
        return (PVOID)(uintptr_t)(address ? address : routines[i].address);
    }
    return NULL;
}
