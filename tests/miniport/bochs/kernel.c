/* The routines, callbacks and bookkeeping of kernel.h. */
#include "kernel.h"

#include "bochs_driver.h"
#include "report.h"
#include "vidpn_memory.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define DEVICE_HANDLE ((HANDLE)0x1234)

struct kernel kernel;
ULONG_PTR MmUserProbeAddress = KERNEL_USER_END;

static uint8_t *register_page; /* never touched: an address that READ_REGISTER and WRITE_REGISTER recognize */
static sigjmp_buf *guard;

static void service(const char *name)
{
    if (kernel.services_off)
        fail_msg("%s was called while the kernel's services were off", name);
}

/* ---- routines ------------------------------------------------------------------------------------------ */

PVOID NTAPI ExAllocatePoolWithTag(POOL_TYPE type, SIZE_T size, ULONG tag)
{
    void *block = malloc(size);

    service(__func__);
    memset(block, 0xA5, size);
    kernel.pool_blocks++;
    return block;
}

VOID NTAPI ExFreePoolWithTag(PVOID block, ULONG tag)
{
    service(__func__);
    kernel.pool_blocks--;
    free(block);
}

VOID NTAPI KePagedCode(PCSTR function)
{
    service(function);
}

VOID NTAPI RtlInitUnicodeString(PUNICODE_STRING string, PCWSTR text)
{
    USHORT length = 0;

    while (text[length])
        length++;
    string->Buffer = (PWSTR)text;
    string->Length = (USHORT)(length * 2);
    string->MaximumLength = (USHORT)(length * 2 + 2);
}

NTSTATUS NTAPI IoOpenDeviceRegistryKey(PDEVICE_OBJECT pdo, ULONG type, ACCESS_MASK access, PHANDLE key)
{
    service(__func__);
    assert_int_equal(type, PLUGPLAY_REGKEY_DRIVER);
    if (kernel.options.no_registry_key)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    kernel.keys++;
    *key = &kernel;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI ZwClose(HANDLE key)
{
    kernel.keys--;
    return STATUS_SUCCESS;
}

static ULONG registry_value(PUNICODE_STRING name)
{
    static const struct {
        PCWSTR name;
        size_t offset;
    } values[] = {
        {L"BitsPerPixel", offsetof(struct kernel_options, bits_per_pixel)},
        {L"SlowReads", offsetof(struct kernel_options, slow_reads)},
        {L"CustomWidth", offsetof(struct kernel_options, custom_width)},
        {L"CustomHeight", offsetof(struct kernel_options, custom_height)},
    };

    for (size_t i = 0; i < ARRAYSIZE(values); i++) {
        UNICODE_STRING known;
        RtlInitUnicodeString(&known, values[i].name);
        if (known.Length == name->Length && !memcmp(known.Buffer, name->Buffer, name->Length))
            return *(const ULONG *)((const char *)&kernel.options + values[i].offset);
    }
    fail_msg("the driver asks for an undocumented registry value");
    return 0;
}

NTSTATUS NTAPI ZwQueryValueKey(HANDLE key, PUNICODE_STRING name, KEY_VALUE_INFORMATION_CLASS class,
                               PVOID buffer, ULONG length, PULONG needed)
{
    KEY_VALUE_PARTIAL_INFORMATION *info = buffer;
    ULONG value = registry_value(name);

    assert_int_equal(class, KeyValuePartialInformation);
    *needed = FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data) + sizeof(value);
    if (!value)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    if (length < *needed)
        return STATUS_BUFFER_TOO_SMALL;
    info->TitleIndex = 0;
    info->Type = REG_DWORD;
    info->DataLength = sizeof(value);
    memcpy(info->Data, &value, sizeof(value));
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI DxgkInitializeDisplayOnlyDriver(PDRIVER_OBJECT driver, PUNICODE_STRING path,
                                               PKMDDOD_INITIALIZATION_DATA data)
{
    kernel.table = *data;
    memset(data, 0xEE, sizeof(*data)); /* DOD-01: the original need not survive */
    return STATUS_SUCCESS;
}

/* ---- exceptions and MDLs ------------------------------------------------------------------------------- */

static void on_fault(int signal_number)
{
    if (!guard)
        abort();
    siglongjmp(*guard, STATUS_ACCESS_VIOLATION);
}

NTSTATUS NTAPI ExGuardedCall(VOID(NTAPI *fn)(PVOID), PVOID arg)
{
    struct sigaction old_segv, old_bus, action = {.sa_handler = on_fault, .sa_flags = SA_NODEFER};
    sigjmp_buf here, *outer = guard;
    NTSTATUS status;

    service(__func__);
    sigaction(SIGSEGV, &action, &old_segv);
    sigaction(SIGBUS, &action, &old_bus);
    status = sigsetjmp(here, 1);
    if (status == STATUS_SUCCESS) {
        guard = &here;
        fn(arg);
    }
    guard = outer;
    sigaction(SIGSEGV, &old_segv, NULL);
    sigaction(SIGBUS, &old_bus, NULL);
    return status;
}

PMDL NTAPI IoAllocateMdl(PVOID address, ULONG length, BOOLEAN secondary, BOOLEAN quota, PIRP irp)
{
    PMDL mdl = calloc(1, sizeof(*mdl));

    service(__func__);
    mdl->StartVa = PAGE_ALIGN(address);
    mdl->ByteOffset = BYTE_OFFSET(address);
    mdl->ByteCount = length;
    kernel.mdls++;
    return mdl;
}

VOID NTAPI IoFreeMdl(PMDL mdl)
{
    assert_false(mdl->MdlFlags & MDL_PAGES_LOCKED);
    kernel.mdls--;
    free(mdl);
}

/* Touches every page, as locking does; a page that is not there raises (the guard must stand). */
VOID NTAPI MmProbeAndLockPages(PMDL mdl, KPROCESSOR_MODE mode, LOCK_OPERATION operation)
{
    volatile const UCHAR *byte = mdl->StartVa;
    ULONG_PTR end = (ULONG_PTR)mdl->StartVa + mdl->ByteOffset + mdl->ByteCount;

    assert_non_null(guard);
    assert_int_equal(operation, IoReadAccess);
    if (mode == UserMode && end > MmUserProbeAddress)
        siglongjmp(*guard, STATUS_ACCESS_VIOLATION);
    for (; (ULONG_PTR)byte < end; byte += PAGE_SIZE)
        (void)*byte;
    mdl->MdlFlags |= MDL_PAGES_LOCKED;
    kernel.locked++;
}

/* A view of its own, filled with the same content: a driver that went on using the user address would be
 * found out by a test that poisons it. */
PVOID NTAPI MmMapLockedPagesSpecifyCache(PMDL mdl, KPROCESSOR_MODE mode, MEMORY_CACHING_TYPE caching,
                                         PVOID address, ULONG bugcheck, ULONG priority)
{
    char *view = malloc((size_t)mdl->ByteOffset + mdl->ByteCount);

    assert_true(mdl->MdlFlags & MDL_PAGES_LOCKED);
    assert_int_equal(bugcheck, FALSE);
    memcpy(view, mdl->StartVa, (size_t)mdl->ByteOffset + mdl->ByteCount);
    mdl->MappedSystemVa = view + mdl->ByteOffset;
    mdl->MdlFlags |= MDL_MAPPED_TO_SYSTEM_VA;
    kernel.mapped_views++;
    return mdl->MappedSystemVa;
}

VOID NTAPI MmUnlockPages(PMDL mdl)
{
    if (mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA) {
        free((char *)mdl->MappedSystemVa - mdl->ByteOffset);
        kernel.mapped_views--;
    }
    mdl->MdlFlags &= ~(MDL_PAGES_LOCKED | MDL_MAPPED_TO_SYSTEM_VA);
    kernel.locked--;
}

/* ---- registers ----------------------------------------------------------------------------------------- */

static uint64_t read_register(const volatile void *address, unsigned size)
{
    uint64_t offset = (uint64_t)((const volatile uint8_t *)address - register_page);

    assert_true(offset + size <= 0x1000);
    return kernel.bus->ops->bar_read(kernel.bus, 2, offset, size);
}

static void write_register(volatile void *address, unsigned size, uint64_t value)
{
    uint64_t offset = (uint64_t)((volatile uint8_t *)address - register_page);

    assert_true(offset + size <= 0x1000);
    kernel.bus->ops->bar_write(kernel.bus, 2, offset, size, value);
}

UCHAR NTAPI READ_REGISTER_UCHAR(UCHAR volatile *address)
{
    return (UCHAR)read_register(address, 1);
}

USHORT NTAPI READ_REGISTER_USHORT(USHORT volatile *address)
{
    return (USHORT)read_register(address, 2);
}

VOID NTAPI WRITE_REGISTER_UCHAR(UCHAR volatile *address, UCHAR value)
{
    write_register(address, 1, value);
}

VOID NTAPI WRITE_REGISTER_USHORT(USHORT volatile *address, USHORT value)
{
    write_register(address, 2, value);
}

/* ---- callbacks ----------------------------------------------------------------------------------------- */

static struct {
    CM_RESOURCE_LIST list;
    CM_PARTIAL_RESOURCE_DESCRIPTOR more[2];
} resources;

static void fill_resources(void)
{
    CM_PARTIAL_RESOURCE_LIST *list = &resources.list.List[0].PartialResourceList;
    CM_PARTIAL_RESOURCE_DESCRIPTOR *d = list->PartialDescriptors;

    memset(&resources, 0, sizeof(resources));
    resources.list.Count = 1;
    resources.list.List[0].InterfaceType = PCIBus;
    list->Count = kernel.options.no_resources ? 1 : 3;
    d[0].Type = CmResourceTypeInterrupt;
    d[1].Type = CmResourceTypeMemory;
    d[1].u.Memory.Start.QuadPart = KERNEL_VRAM_ADDRESS;
    d[1].u.Memory.Length = (ULONG)kernel.options.vram;
    d[2].Type = CmResourceTypeMemory;
    d[2].u.Memory.Start.QuadPart = 0xF0000000;
    d[2].u.Memory.Length = 0x1000;
}

static NTSTATUS NTAPI cb_get_device_information(HANDLE device, PDXGK_DEVICE_INFO info)
{
    service(__func__);
    assert_ptr_equal(device, DEVICE_HANDLE);
    fill_resources();
    info->TranslatedResourceList = &resources.list;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI cb_map_memory(HANDLE device, PHYSICAL_ADDRESS address, ULONG length, BOOLEAN io,
                                    BOOLEAN user, MEMORY_CACHING_TYPE caching, PVOID *mapped)
{
    service(__func__);
    assert_ptr_equal(device, DEVICE_HANDLE);
    assert_false(io || user);
    if (++kernel.maps == kernel.options.fail_map)
        return STATUS_INSUFFICIENT_RESOURCES;
    kernel.register_maps++;
    if (address.QuadPart == KERNEL_VRAM_ADDRESS) {
        assert_int_equal(length, kernel.options.vram);
        *mapped = kernel.bus->ops->bar_pointer(kernel.bus, 0);
    } else {
        *mapped = register_page;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI cb_unmap_memory(HANDLE device, PVOID mapped)
{
    service(__func__);
    assert_ptr_equal(device, DEVICE_HANDLE);
    kernel.register_maps--;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI cb_acquire_post(HANDLE device, PDXGK_DISPLAY_INFORMATION info)
{
    service(__func__);
    assert_ptr_equal(device, DEVICE_HANDLE);
    *info = kernel.options.post;
    return kernel.options.post_status;
}

static NTSTATUS NTAPI cb_query_vidpn_interface(const D3DKMDT_HVIDPN vidpn,
                                               const DXGK_VIDPN_INTERFACE_VERSION version,
                                               const DXGK_VIDPN_INTERFACE **interface)
{
    service(__func__);
    return vidpn_query_interface(vidpn, version, interface);
}

static void fill_interface(void)
{
    kernel.interface = (DXGKRNL_INTERFACE){
        .Size = kernel.options.interface_size ? kernel.options.interface_size : sizeof(DXGKRNL_INTERFACE),
        .Version = DXGKDDI_INTERFACE_VERSION,
        .DeviceHandle = DEVICE_HANDLE,
        .DxgkCbGetDeviceInformation = cb_get_device_information,
        .DxgkCbMapMemory = cb_map_memory,
        .DxgkCbUnmapMemory = cb_unmap_memory,
        .DxgkCbQueryVidPnInterface = cb_query_vidpn_interface,
        .DxgkCbAcquirePostDisplayOwnership = cb_acquire_post,
    };
}

/* ---- what the object model asks for -------------------------------------------------------------------- */

void *vidpn_alloc(size_t size)
{
    return calloc(1, size);
}

void vidpn_free(void *memory)
{
    free(memory);
}

void report_emit(enum report_severity severity, const char *rule, const char *where, const char *what,
                 const char *expected, const char *advice, const char *format, ...)
{
    char value[100];
    va_list args;

    va_start(args, format);
    vsnprintf(value, sizeof(value), format, args);
    va_end(args);
    kernel.findings++;
    snprintf(kernel.last_finding, sizeof(kernel.last_finding), "%s in %s: %s is %s, expected %s", rule, where,
             what, value, expected);
}

/* ---- life ---------------------------------------------------------------------------------------------- */

void kernel_init(const struct kernel_options *options)
{
    UNICODE_STRING path;
    DRIVER_OBJECT driver = {0};

    memset(&kernel, 0, sizeof(kernel));
    if (options)
        kernel.options = *options;
    if (!kernel.options.vram)
        kernel.options.vram = 16u << 20;
    register_page = mmap(NULL, 0x1000, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    kernel.device = bochs_display_create(kernel.options.vram);
    assert_non_null(kernel.device);
    kernel.bus = bus_local_open(kernel.device);
    assert_non_null(kernel.bus);
    kernel.bus->ops->config_write(kernel.bus, 4, 2, PCI_ENABLE_MEMORY_SPACE);
    RtlInitUnicodeString(&path, L"\\Registry\\bochs");
    assert_int_equal(bochs_driver_entry(&driver, &path), STATUS_SUCCESS);
    assert_int_equal(kernel.table.DxgkDdiAddDevice((PDEVICE_OBJECT)&driver, &kernel.context), STATUS_SUCCESS);
    assert_non_null(kernel.context);
}

NTSTATUS kernel_start(void)
{
    DXGK_START_INFO info = {0};
    NTSTATUS status;

    fill_interface();
    status = kernel.table.DxgkDdiStartDevice(kernel.context, &info, &kernel.interface, &kernel.sources,
                                             &kernel.children);
    memset(&kernel.interface, 0xEE, sizeof(kernel.interface)); /* DOD-11 */
    kernel.started = NT_SUCCESS(status);
    return status;
}

void kernel_up(const struct kernel_options *options)
{
    kernel_init(options);
    assert_int_equal(kernel_start(), STATUS_SUCCESS);
}

void kernel_fini(void)
{
    kernel.services_off = false;
    assert_int_equal(kernel.table.DxgkDdiStopDevice(kernel.context), STATUS_SUCCESS);
    assert_int_equal(kernel.table.DxgkDdiRemoveDevice(kernel.context), STATUS_SUCCESS);
    kernel.table.DxgkDdiUnload();
    bus_close(kernel.bus);
    device_destroy(kernel.device);
    munmap(register_page, 0x1000);
    assert_int_equal(kernel.pool_blocks, 0);
    assert_int_equal(kernel.mdls, 0);
    assert_int_equal(kernel.locked, 0);
    assert_int_equal(kernel.mapped_views, 0);
    assert_int_equal(kernel.register_maps, 0);
    assert_int_equal(kernel.keys, 0);
    if (kernel.findings)
        fail_msg("%u findings; the last one: %s", kernel.findings, kernel.last_finding);
}

/* ---- modes --------------------------------------------------------------------------------------------- */

NTSTATUS kernel_enum(struct vidpn *vidpn, D3DKMDT_ENUMCOFUNCMODALITY_PIVOT_TYPE pivot)
{
    DXGKARG_ENUMVIDPNCOFUNCMODALITY args = {.EnumPivotType = pivot};
    NTSTATUS status;

    args.hConstrainingVidPn = vidpn_call_begin(vidpn, "DxgkDdiEnumVidPnCofuncModality", VIDPN_POPULATE);
    status = kernel.table.DxgkDdiEnumVidPnCofuncModality(kernel.context, &args);
    assert_int_equal(vidpn_call_end(vidpn), 0);
    return status;
}

struct vidpn *kernel_vidpn(void)
{
    static const UINT target = 0;
    const struct vidpn_domain domain = {
        .sources = 1, .targets = &target, .target_count = 1, .display_only = true};
    struct vidpn *vidpn = vidpn_create(&domain);

    assert_non_null(vidpn);
    assert_int_equal(vidpn_add_path(vidpn, 0, 0), STATUS_SUCCESS);
    assert_int_equal(kernel_enum(vidpn, D3DKMDT_EPT_NOPIVOT), STATUS_SUCCESS);
    return vidpn;
}

void kernel_pin(struct vidpn *vidpn, UINT width, UINT height, D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    bool source = false, target = false;

    for (size_t i = 0; i < vidpn_source_mode_count(vidpn, 0); i++) {
        const D3DKMDT_VIDPN_SOURCE_MODE *mode = vidpn_source_mode(vidpn, 0, i);
        if (mode->Format.Graphics.PrimSurfSize.cx == width && mode->Format.Graphics.PrimSurfSize.cy == height)
            source = NT_SUCCESS(vidpn_pin_source(vidpn, 0, mode->Id));
    }
    for (size_t i = 0; i < vidpn_target_mode_count(vidpn, 0); i++) {
        const D3DKMDT_VIDPN_TARGET_MODE *mode = vidpn_target_mode(vidpn, 0, i);
        if (mode->VideoSignalInfo.ActiveSize.cx == width && mode->VideoSignalInfo.ActiveSize.cy == height)
            target = NT_SUCCESS(vidpn_pin_target(vidpn, 0, mode->Id));
    }
    if (!source || !target)
        fail_msg("%ux%u is not offered", width, height);
    vidpn_path(vidpn, 0)->ContentTransformation.Scaling = D3DKMDT_VPPS_IDENTITY;
    vidpn_path(vidpn, 0)->ContentTransformation.Rotation = rotation;
}

NTSTATUS kernel_commit(struct vidpn *vidpn, DXGKARG_COMMITVIDPN_FLAGS flags)
{
    DXGKARG_COMMITVIDPN args = {.MonitorConnectivityChecks = D3DKMDT_MCC_ENFORCE, .Flags = flags};
    NTSTATUS status;

    args.hFunctionalVidPn = vidpn_call_begin(vidpn, "DxgkDdiCommitVidPn", VIDPN_INSPECT);
    status = kernel.table.DxgkDdiCommitVidPn(kernel.context, &args);
    assert_int_equal(vidpn_call_end(vidpn), 0);
    return status;
}

void kernel_show(bool visible)
{
    DXGKARG_SETVIDPNSOURCEVISIBILITY args = {.VidPnSourceId = 0, .Visible = visible};

    assert_int_equal(kernel.table.DxgkDdiSetVidPnSourceVisibility(kernel.context, &args), STATUS_SUCCESS);
}

void kernel_set_mode(UINT width, UINT height, D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    struct vidpn *vidpn = kernel_vidpn();

    kernel_pin(vidpn, width, height, rotation);
    assert_int_equal(kernel_commit(vidpn, (DXGKARG_COMMITVIDPN_FLAGS){0}), STATUS_SUCCESS);
    vidpn_destroy(vidpn);
    kernel_show(true);
}

/* ---- the monitor --------------------------------------------------------------------------------------- */

struct device_scanout kernel_scanout(void)
{
    struct device_scanout scanout;

    assert_true(kernel.device->ops->scanout(kernel.device, 0, &scanout));
    return scanout;
}

uint32_t kernel_pixel(const struct device_scanout *scanout, UINT x, UINT y)
{
    uint32_t pixel = 0;
    unsigned bytes = scanout->bits_per_pixel / 8;

    memcpy(&pixel, (const uint8_t *)scanout->pixels + (size_t)y * scanout->stride + (size_t)x * bytes, bytes);
    return pixel;
}

void kernel_assert_black(const char *when)
{
    struct device_scanout scanout = kernel_scanout();

    for (UINT y = 0; scanout.enabled && y < scanout.height; y++)
        for (UINT x = 0; x < scanout.width; x++)
            if (kernel_pixel(&scanout, x, y) & 0xffffff)
                fail_msg("%s: pixel %u,%u is %#x, not black", when, x, y, kernel_pixel(&scanout, x, y));
}

/* ---- user memory --------------------------------------------------------------------------------------- */

void *kernel_user_alloc(size_t size)
{
    void *memory = mmap((void *)(uintptr_t)KERNEL_USER_BASE, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

    assert_ptr_not_equal(memory, MAP_FAILED);
    return memory;
}

void kernel_user_free(void *memory, size_t size)
{
    munmap(memory, size);
}
