/* See misdeeds.h: the choice, the registration, and what all misdeeds share. */
#include "misdeeds.h"

KMDDOD_INITIALIZATION_DATA misdeed_good;
DXGKRNL_INTERFACE misdeed_kernel;
PDEVICE_OBJECT misdeed_pdo;

DRIVER_INITIALIZE misdeed_base_entry; /* the good driver's DriverEntry, renamed */
NTSTATUS NTAPI misdeed_register(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path,
                                PKMDDOD_INITIALIZATION_DATA table); /* what it calls to register */

static const struct misdeed *chosen;

static BOOLEAN same(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

static const struct misdeed *row_at(size_t index)
{
    const struct misdeed *const files[] = {misdeeds_start, misdeeds_modes, misdeeds_present, misdeeds_probe};
    for (unsigned f = 0; f < sizeof(files) / sizeof(files[0]); f++) {
        for (const struct misdeed *m = files[f]; m->name; m++) {
            if (index-- == 0)
                return m;
        }
    }
    return NULL;
}

static const char *NTAPI name_at(size_t index)
{
    const struct misdeed *row = row_at(index);
    return row ? row->name : NULL;
}

static BOOLEAN NTAPI choose(const char *name)
{
    chosen = NULL;
    for (size_t i = 0; name && row_at(i); i++) {
        if (same(row_at(i)->name, name))
            chosen = row_at(i);
    }
    return !name || chosen;
}

static NTSTATUS NTAPI add_device(PDEVICE_OBJECT pdo, PVOID *context)
{
    misdeed_pdo = pdo;
    return misdeed_good.DxgkDdiAddDevice(pdo, context);
}

static NTSTATUS NTAPI start_device(PVOID context, DXGK_START_INFO *info, DXGKRNL_INTERFACE *kernel,
                                   ULONG *sources, ULONG *children)
{
    RtlCopyMemory(&misdeed_kernel, kernel,
                  kernel->Size < sizeof(misdeed_kernel) ? kernel->Size : sizeof(misdeed_kernel));
    return misdeed_good.DxgkDdiStartDevice(context, info, kernel, sources, children);
}

NTSTATUS NTAPI misdeed_register(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path,
                                PKMDDOD_INITIALIZATION_DATA table)
{
    misdeed_good = *table;
    table->DxgkDdiAddDevice = add_device;
    table->DxgkDdiStartDevice = start_device;
    if (chosen)
        chosen->spoil(table);
    return DxgkInitializeDisplayOnlyDriver(driver, registry_path, table);
}

NTSTATUS NTAPI misdeed_driver_entry(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path)
{
    return misdeed_base_entry(driver, registry_path);
}

const struct misdeed_face misdeed_face = {&probe_facts, choose, name_at};
