/* See exports.h. A row's routine is called as it is: NTAPI is Microsoft's convention in native code too. */
#include "exports.h"

#include "dispmprt.h"
#include "nt.h"
#include "seh.h"

#include <string.h>

#define EXPORT_NATIVE    1
#define EXPORT_INLINE    2
#define EXPORT_DATA      4
#define EXPORT_UNCHECKED 8
#define EXPORT_POINTER   16

/* Where a row's routine is: under its own name, but for the C library (ddi/wdm_crt.h). */
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

#define memcpy           leaf_memcpy
#define memmove          leaf_memmove
#define memset           leaf_memset
#define memcmp           leaf_memcmp
#define RtlCompareMemory leaf_compare

static const struct listed {
    struct export export;
    unsigned flags;
} listed[] = {
#define EXPORT(name, group, version, irql, flags)                                                            \
    {{(flags)&EXPORT_NATIVE ? "" : #name, (const void *)ADDRESS_##group(name)}, flags},
#include "export_list.h"
};

#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef RtlCompareMemory

/* Names by which Windows has the same routine a second time. */
static const struct export more[] = {
    {"IoCallDriver", IofCallDriver},
};

/* What only images need, and the entries that take the place of routines that may raise. */
#define DOOR(name, routine) {#name, (const void *)&seh_door_##name},
static const struct export exceptions[] = {
    {"__C_specific_handler", seh___C_specific_handler},
    {"RtlLookupFunctionEntry", seh_RtlLookupFunctionEntry},
    {"RtlVirtualUnwind", seh_RtlVirtualUnwind},
    {"RtlPcToFileHeader", seh_RtlPcToFileHeader},
    {"RtlCaptureContext", seh_RtlCaptureContext},
    {"RtlRestoreContext", seh_restore_context},
    {"_setjmp", seh_setjmp},
    {"_setjmpex", seh_setjmp},
    {"MmLockPagableDataSection", image_MmLockPagableDataSection},
    {"MmLockPagableSectionByHandle", image_MmLockPagableSectionByHandle},
    {"MmUnlockPagableImageSection", image_MmUnlockPagableImageSection},
    {"MmPageEntireDriver", image_MmPageEntireDriver},
    {"MmResetDriverPaging", image_MmResetDriverPaging},
    SEH_DOORS(DOOR)};
#undef DOOR

static const void *find(const struct export *rows, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].address;
    }
    return NULL;
}

static const void *find_listed(const char *name)
{
    for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++) {
        const struct listed *l = &listed[i];
        if (strcmp(l->export.name, name) == 0)
            return l->flags & EXPORT_POINTER ? *(const void *const *)l->export.address : l->export.address;
    }
    return NULL;
}

const void *export_find(const char *name)
{
    const void *address = find(exceptions, sizeof(exceptions) / sizeof(exceptions[0]), name);

    if (!address)
        address = find_listed(name);
    if (!address)
        address = find(more, sizeof(more) / sizeof(more[0]), name);
    return address && *name ? address : NULL;
}

static const char *name_in(const struct export *rows, size_t count, const void *address)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].address == address && *rows[i].name)
            return rows[i].name;
    }
    return NULL;
}

const char *export_name(const void *address)
{
    for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++) {
        if (listed[i].export.address == address && *listed[i].export.name)
            return listed[i].export.name;
    }
    return name_in(exceptions, sizeof(exceptions) / sizeof(exceptions[0]), address);
}
