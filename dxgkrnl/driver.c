/*
 * Drivers: loading, registration through the two doors of the port library, unloading.
 *
 * A registration table is copied up to what its Version makes valid (DOD-02), judged, and the original is scribbled over
 * (DOD-01): a driver that keeps its table and reads it later shall see that at once.
 */
#include "monitor.h"
#include "private.h"
#include "vidpn.h"

#include <stdio.h>
#include <string.h>

/* Drivers in shared objects link against these. */
#define DRIVER_EXPORT __attribute__((visibility("default")))

/* ---- versions ---- */

static const struct version {
    ULONG version, interface_size, caps_size, full_size, dod_size;
} versions[] = {
    {DXGKDDI_INTERFACE_VERSION_VISTA, 184, 336, 496, 0},
    {DXGKDDI_INTERFACE_VERSION_VISTA_SP1, 184, 336, 496, 0},
    {DXGKDDI_INTERFACE_VERSION_WIN7, 184, 528, 568, 0},
    {DXGKDDI_INTERFACE_VERSION_WIN8, 256, 544, 664, 328},
    {DXGKDDI_INTERFACE_VERSION_WDDM1_3, 264, 552, 712, 328},
    {DXGKDDI_INTERFACE_VERSION_WDDM1_3_PATH_INDEPENDENT_ROTATION, 264, 552, 712, 328},
    {DXGKDDI_INTERFACE_VERSION_WDDM2_0, 312, 576, 832, 336},
    {DXGKDDI_INTERFACE_VERSION_WDDM2_1, 328, 576, 880, 336},
    {DXGKDDI_INTERFACE_VERSION_WDDM2_2, 360, 576, 1032, 336},
    {DXGKDDI_INTERFACE_VERSION_WDDM2_3, 368, 576, 1056, 336},
};

static const struct version *find_version(ULONG version)
{
    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
        if (versions[i].version == version)
            return &versions[i];
    }
    return NULL;
}

ULONG driver_interface_size(ULONG version)
{
    return find_version(version)->interface_size;
}

ULONG driver_caps_size(ULONG version)
{
    return find_version(version)->caps_size;
}

/* ---- registration ---- */

static struct dxgk_driver *find_driver(PDRIVER_OBJECT object)
{
    void **owner = nt_driver_owner(object);
    return owner ? *owner : NULL;
}

static NTSTATUS refuse_version(const char *where, ULONG version, bool dod)
{
    adapter_refuse("DOD-02", where, "Version",
                   dod ? "0x300E (WIN8), 0x4002 (WDDM 1.3) or a later one up to 0x8001 (WDDM 2.3)"
                       : "0x1052 (Vista), 0x2005, 0x300E, 0x4002 or a later one up to 0x8001 (WDDM 2.3)",
                   "Set Version to the DXGKDDI_INTERFACE_VERSION that the driver is compiled with.", "0x%X",
                   (unsigned)version);
    return STATUS_REVISION_MISMATCH;
}

/* Both doors: the driver that is being loaded, not registered yet, with a table of a known version. */
static NTSTATUS open_door(const char *where, PDRIVER_OBJECT object, PUNICODE_STRING path,
                          const ULONG *version, bool dod, struct dxgk_driver **driver)
{
    if (!object || !path || !version)
        return STATUS_INVALID_PARAMETER;
    *driver = find_driver(object);
    if (!*driver || (*driver)->version)
        return STATUS_INVALID_PARAMETER;
    const struct version *v = find_version(*version);
    if (!v || (dod && !v->dod_size))
        return refuse_version(where, *version, dod);
    return STATUS_SUCCESS;
}

static NTSTATUS refuse_slot(const char *where, enum ddi_id id)
{
    adapter_refuse("DOD-05", where, ddi_name(id), "a function",
                   "A display-only driver must fill this member.", "NULL");
    return STATUS_INVALID_PARAMETER;
}

static NTSTATUS check_dod(const char *where, const struct ddi_table_entries *ddi)
{
#define REQUIRE(name, type, ret, irql, level, class, fail, table, dod, ...)                                  \
    if (DDI_DOD_##dod == DDI_DOD_REQUIRED && !ddi->name)                                                     \
        return refuse_slot(where, DDI_ID_##name);
    DDI_LIST(REQUIRE)
#undef REQUIRE
    if (!ddi->GetScanLine != !ddi->ControlInterrupt) {
        adapter_refuse(
            "DOD-03", where, ddi->GetScanLine ? "DxgkDdiControlInterrupt" : "DxgkDdiGetScanLine",
            "both DxgkDdiGetScanLine and DxgkDdiControlInterrupt, or neither",
            "With both, modes carry real frequencies; with neither, D3DKMDT_FREQUENCY_NOTSPECIFIED.",
            "NULL, the other is %s", "filled");
        return STATUS_INVALID_PARAMETER;
    }
    return STATUS_SUCCESS;
}

DRIVER_EXPORT NTSTATUS NTAPI DxgkInitializeDisplayOnlyDriver(PDRIVER_OBJECT object, PUNICODE_STRING path,
                                                             PKMDDOD_INITIALIZATION_DATA table)
{
    static const char where[] = "DxgkInitializeDisplayOnlyDriver";
    struct dxgk_driver *driver;
    KMDDOD_INITIALIZATION_DATA data = {0};

    NTSTATUS status = open_door(where, object, path, table ? &table->Version : NULL, true, &driver);
    if (!NT_SUCCESS(status))
        return status;
    size_t size = find_version(table->Version)->dod_size;
    memcpy(&data, table, size < sizeof(data) ? size : sizeof(data));
    memset(table, 0xDD, size);
#define IN_BOTH(x) x
#define IN_DOD(x)  x
#define IN_FULL(x)
#define COPY(name, type, ret, irql, level, class, fail, table, ...)                                          \
    IN_##table(driver->ddi.name = data.DxgkDdi##name;)
    DDI_LIST(COPY)
#undef COPY
    status = check_dod(where, &driver->ddi);
    if (!NT_SUCCESS(status))
        return status;
    driver->version = data.Version;
    driver->display_only = true;
    return STATUS_SUCCESS;
}

DRIVER_EXPORT NTSTATUS NTAPI DxgkInitialize(PDRIVER_OBJECT object, PUNICODE_STRING path,
                                            PDRIVER_INITIALIZATION_DATA table)
{
    struct dxgk_driver *driver;
    DRIVER_INITIALIZATION_DATA data = {0};

    NTSTATUS status =
        open_door("DxgkInitialize", object, path, table ? &table->Version : NULL, false, &driver);
    if (!NT_SUCCESS(status))
        return status;
    size_t size = find_version(table->Version)->full_size;
    memcpy(&data, table, size < sizeof(data) ? size : sizeof(data));
    memset(table, 0xDD, size);
#undef IN_DOD
#undef IN_FULL
#define IN_DOD(x)
#define IN_FULL(x) x
#define COPY(name, type, ret, irql, level, class, fail, table, ...)                                          \
    IN_##table(driver->ddi.name = data.DxgkDdi##name;)
    DDI_LIST(COPY)
#undef COPY
    driver->version = data.Version;
    return STATUS_SUCCESS;
}

DRIVER_EXPORT NTSTATUS NTAPI DxgkUnInitialize(PDRIVER_OBJECT object)
{
    struct dxgk_driver *driver = object ? find_driver(object) : NULL;

    if (!driver || driver->adapters)
        return STATUS_INVALID_PARAMETER;
    driver->version = 0;
    memset(&driver->ddi, 0, sizeof(driver->ddi));
    return STATUS_SUCCESS;
}

/* ---- loading ---- */

static void forget(struct dxgk_driver *driver)
{
    *nt_driver_owner(driver->object) = NULL;
    nt_driver_destroy(driver->object);
    dxgk_free(driver);
}

static NTSTATUS run_entry(struct dxgk_driver *driver, PDRIVER_INITIALIZE entry, PUNICODE_STRING path)
{
    nt_call_enter("DriverEntry", 0);
    NTSTATUS status = entry(driver->object, path);
    nt_call_leave();
    KIRQL irql = KeGetCurrentIrql();
    if (irql != PASSIVE_LEVEL) {
        report_emit(REPORT_VIOLATION, "SYN-10", "DriverEntry", "IRQL at return", "0, as at the call", NULL,
                    "%u", (unsigned)irql);
        KeLowerIrql(PASSIVE_LEVEL);
    }
    if (!NT_SUCCESS(status))
        return status;
    if (!driver->version) {
        adapter_refuse("DOD-01", "DriverEntry", "registration",
                       "DxgkInitializeDisplayOnlyDriver or DxgkInitialize called before a success return",
                       "Return the status of the registration from DriverEntry.", "none");
        return STATUS_INVALID_PARAMETER;
    }
    return status;
}

/* ---- the device that drivers' port libraries look for ---- */

#define IOCTL_GET_INITIALIZE              0x0023003Fu
#define IOCTL_GET_INITIALIZE_DISPLAY_ONLY 0x00230047u

static NTSTATUS device_control(ULONG code, const void *input, ULONG input_size, void *output,
                               ULONG output_size, ULONG_PTR *written)
{
    const void *entry = code == IOCTL_GET_INITIALIZE ? (const void *)DxgkInitialize
                        : code == IOCTL_GET_INITIALIZE_DISPLAY_ONLY
                            ? (const void *)DxgkInitializeDisplayOnlyDriver
                            : NULL;

    if (!entry)
        return STATUS_NOT_SUPPORTED;
    if (!output || output_size < sizeof(entry))
        return STATUS_BUFFER_TOO_SMALL;
    memcpy(output, &entry, sizeof(entry));
    *written = sizeof(entry);
    return STATUS_SUCCESS;
}

static const void *find_routine(const char *name)
{
    return strcmp(name, "DxgkInitialize") == 0 ? (const void *)DxgkInitialize
           : strcmp(name, "DxgkInitializeDisplayOnlyDriver") == 0
               ? (const void *)DxgkInitializeDisplayOnlyDriver
           : strcmp(name, "DxgkUnInitialize") == 0 ? (const void *)DxgkUnInitialize
                                                   : NULL;
}

static const struct nt_kernel_device device = {
    .name = L"\\Device\\DxgKrnl",
    .service = L"DXGKrnl",
    .control = device_control,
    .find = find_routine,
};

/* What a kernel that stopped in a bug check left behind in static memory points nowhere any more. */
static void forget_stopped_kernel(void)
{
    static unsigned boot;

    if (boot == nt_boot_number())
        return;
    boot = nt_boot_number();
    callbacks_forget();
    vidpn_forget();
    monitors_forget();
    adapters_forget();
}

NTSTATUS dxgk_driver_load(const char *name, PDRIVER_INITIALIZE entry, struct dxgk_driver **out)
{
    PUNICODE_STRING path;

    *out = NULL;
    forget_stopped_kernel();
    nt_kernel_device_offer(&device);
    struct dxgk_driver *driver = dxgk_alloc(sizeof(*driver));
    if (!driver)
        return STATUS_NO_MEMORY;
    snprintf(driver->name, sizeof(driver->name), "%s", name);
    driver->object = nt_driver_create(name, &path);
    if (!driver->object) {
        dxgk_free(driver);
        return STATUS_NO_MEMORY;
    }
    *nt_driver_owner(driver->object) = driver;
    NTSTATUS status = run_entry(driver, entry, path);
    if (!NT_SUCCESS(status)) {
        forget(driver);
        return status;
    }
    *out = driver;
    return STATUS_SUCCESS;
}

void dxgk_driver_unload(struct dxgk_driver *driver)
{
    if (!driver)
        return;
    if (driver->adapters)
        nt_bugcheck(VIDEO_DXGKRNL_FATAL_ERROR, (ULONG_PTR)driver->adapters, 0, 0, 0, "DOD-20",
                    "%s was to be unloaded while %d of its adapters exist", driver->name,
                    (int)driver->adapters);
    ddi_Unload(driver);
    forget(driver);
}
