/*
 * The driver of refgpu with one fault in it. Which, and in which routine, stands in a variable that the test writes into the file: so one
 * build serves for all of them. The faults stand at the end, one function each, so that their names can be looked for in reports.
 */
#include "dispmprt.h"

NTSTATUS NTAPI crash_initialize(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path,
                                PDRIVER_INITIALIZATION_DATA table);
#define DxgkInitialize crash_initialize
#include "refgpu/driver.c"
#undef DxgkInitialize

#include "faults.h"

__declspec(dllexport) volatile struct crash_choice crash_choice = {
    {'C', 'R', 'A', 'S', 'H', 'M', 'E', '!'}, 0, 0};

static DRIVER_INITIALIZATION_DATA real;

static void at(ULONG place)
{
    if (crash_choice.place == place)
        crash_faults[crash_choice.fault].run();
}

static NTSTATUS NTAPI crash_add_device(PDEVICE_OBJECT pdo, PVOID *context)
{
    at(CRASH_IN_ADD_DEVICE);
    return real.DxgkDdiAddDevice(pdo, context);
}

static NTSTATUS NTAPI crash_start_device(PVOID context, PDXGK_START_INFO start, PDXGKRNL_INTERFACE interface,
                                         PULONG sources, PULONG children)
{
    at(CRASH_IN_START_DEVICE);
    return real.DxgkDdiStartDevice(context, start, interface, sources, children);
}

static BOOLEAN NTAPI crash_interrupt_routine(PVOID context, ULONG message)
{
    at(CRASH_IN_INTERRUPT);
    return real.DxgkDdiInterruptRoutine(context, message);
}

static VOID NTAPI crash_dpc_routine(PVOID context)
{
    at(CRASH_IN_DPC);
    real.DxgkDdiDpcRoutine(context);
}

static NTSTATUS NTAPI crash_query_adapter_info(HANDLE context, const DXGKARG_QUERYADAPTERINFO *query)
{
    at(CRASH_IN_QUERY_ADAPTER_INFO);
    return real.DxgkDdiQueryAdapterInfo(context, query);
}

/* On the crash screen: whoever crashes in DPCs then crashes here again. */
static NTSTATUS NTAPI crash_system_display_enable(PVOID context, D3DDDI_VIDEO_PRESENT_TARGET_ID target,
                                                  PDXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS flags, UINT *width,
                                                  UINT *height, D3DDDIFORMAT *format)
{
    if (crash_choice.place == CRASH_TWICE)
        crash_faults[crash_choice.fault].run();
    return real.DxgkDdiSystemDisplayEnable(context, target, flags, width, height, format);
}

NTSTATUS NTAPI crash_initialize(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path,
                                PDRIVER_INITIALIZATION_DATA table)
{
    real = *table;
    at(CRASH_IN_DRIVER_ENTRY);
    if (crash_choice.place == CRASH_FAIL_ENTRY)
        return STATUS_UNSUCCESSFUL;
    if (crash_choice.place == CRASH_REGISTER_NOTHING)
        return STATUS_SUCCESS;
    if (crash_choice.place == CRASH_NO_RESULT)
        return (NTSTATUS)(ULONG_PTR)driver | 0x40000000;
    table->DxgkDdiAddDevice = crash_add_device;
    table->DxgkDdiStartDevice = crash_start_device;
    table->DxgkDdiInterruptRoutine = crash_interrupt_routine;
    table->DxgkDdiDpcRoutine = crash_dpc_routine;
    table->DxgkDdiQueryAdapterInfo = crash_query_adapter_info;
    table->DxgkDdiSystemDisplayEnable = crash_system_display_enable;
    NTSTATUS status = DxgkInitialize(driver, registry_path, table);
    if (crash_choice.place == CRASH_TWICE)
        crash_faults[0].run();
    return status;
}
