/*
 * Devices: addresses and resources of a function, register and port access, interrupts.
 */
#include "kernel.h"

#include "bus.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- a function with RAM in BAR 0, registers in BAR 2 and ports in BAR 4 ---- */

struct card {
    struct bus_device bus;
    UCHAR config[256];
    _Alignas(4096) UCHAR ram[8192];
    uint64_t registers[512];
    pthread_mutex_t lock;
    bus_interrupt_fn *handler;
    void *handler_ctx;
    const struct bus_memory *memory;
    bool level;
    LONG last_offset;
};

static struct card *card_of(struct bus_device *bus)
{
    return CONTAINING_RECORD(bus, struct card, bus);
}

static uint32_t config_read(struct bus_device *bus, unsigned offset, unsigned size)
{
    uint32_t value = 0;
    memcpy(&value, card_of(bus)->config + offset, size);
    return value;
}

static void config_write(struct bus_device *bus, unsigned offset, unsigned size, uint32_t value)
{
    unsigned bar = (offset - 0x10) / 4;
    if (offset >= 0x10 && offset < 0x28 && bus->bars[bar].size)
        value = (value & ~(uint32_t)15) | (card_of(bus)->config[offset] & 15);
    memcpy(card_of(bus)->config + offset, &value, size);
}

static void set_level(struct card *c, bool level)
{
    pthread_mutex_lock(&c->lock);
    bus_interrupt_fn *fn = c->handler;
    void *ctx = c->handler_ctx;
    c->level = level;
    pthread_mutex_unlock(&c->lock);
    if (fn)
        fn(ctx, 0, level);
}

/* Register 0 acknowledges, register 8 raises the interrupt. */
static uint64_t bar_read(struct bus_device *bus, unsigned bar, uint64_t offset, unsigned size)
{
    struct card *c = card_of(bus);
    uint64_t value = 0;
    pthread_mutex_lock(&c->lock);
    if (bar == 2)
        memcpy(&value, (UCHAR *)c->registers + offset, size);
    else if (bar == 4)
        value = 0xA0 + offset;
    pthread_mutex_unlock(&c->lock);
    return value;
}

static void bar_write(struct bus_device *bus, unsigned bar, uint64_t offset, unsigned size, uint64_t value)
{
    struct card *c = card_of(bus);
    pthread_mutex_lock(&c->lock);
    if (bar == 2)
        memcpy((UCHAR *)c->registers + offset, &value, size);
    c->last_offset = (LONG)offset;
    pthread_mutex_unlock(&c->lock);
    if (bar == 2 && offset == 8 && !bus->interrupt_messages)
        set_level(c, true);
    else if (bar == 2 && offset == 8)
        c->handler(c->handler_ctx, (unsigned)value, true);
    if (bar == 2 && offset == 0 && !bus->interrupt_messages)
        set_level(c, false);
}

static void *bar_pointer(struct bus_device *bus, unsigned bar)
{
    return bar == 0 ? card_of(bus)->ram : NULL;
}

static void interrupt_attach(struct bus_device *bus, bus_interrupt_fn *handler, void *ctx)
{
    struct card *c = card_of(bus);
    pthread_mutex_lock(&c->lock);
    c->handler = handler;
    c->handler_ctx = ctx;
    pthread_mutex_unlock(&c->lock);
}

static void memory_attach(struct bus_device *bus, const struct bus_memory *memory)
{
    card_of(bus)->memory = memory;
}

static const struct bus_ops card_ops = {
    .config_read = config_read,
    .config_write = config_write,
    .bar_read = bar_read,
    .bar_write = bar_write,
    .bar_pointer = bar_pointer,
    .interrupt_attach = interrupt_attach,
    .memory_attach = memory_attach,
};

static struct card *card(unsigned messages)
{
    static struct card c;
    memset(&c, 0, sizeof(c));
    pthread_mutex_init(&c.lock, NULL);
    c.bus.ops = &card_ops;
    c.bus.name = "card";
    c.bus.slot = 3;
    c.bus.interrupt_messages = messages;
    c.bus.bars[0] = (struct bus_bar){.size = sizeof(c.ram), .prefetchable = true};
    c.bus.bars[2] = (struct bus_bar){.size = sizeof(c.registers)};
    c.bus.bars[4] = (struct bus_bar){.size = 32, .io = true};
    memcpy(c.config, "\x34\x12\x11\x11", 4);
    c.config[0x0B] = 3;
    c.config[0x10] = 0x08;
    c.config[0x20] = 0x01;
    c.config[0x3D] = 1;
    return &c;
}

/* ---- resources ---- */

static CM_PARTIAL_RESOURCE_DESCRIPTOR *resource(PDEVICE_OBJECT pdo, UCHAR type, unsigned nth)
{
    CM_PARTIAL_RESOURCE_LIST *list = &nt_pdo_resources(pdo)->List[0].PartialResourceList;
    for (ULONG i = 0; i < list->Count; i++)
        if (list->PartialDescriptors[i].Type == type && !nth--)
            return &list->PartialDescriptors[i];
    return NULL;
}

static int resources(void *arg)
{
    struct card *c = card(0);
    PDEVICE_OBJECT pdo;
    EXPECT(nt_pdo_create(&c->bus, &pdo) == STATUS_SUCCESS);
    EXPECT(nt_pdo_bus(pdo) == &c->bus && nt_pdo_resources(pdo)->Count == 1);
    CM_PARTIAL_RESOURCE_DESCRIPTOR *ram = resource(pdo, CmResourceTypeMemory, 0),
                                   *registers = resource(pdo, CmResourceTypeMemory, 1),
                                   *ports = resource(pdo, CmResourceTypePort, 0),
                                   *line = resource(pdo, CmResourceTypeInterrupt, 0);
    EXPECT(ram && registers && ports && line && !resource(pdo, CmResourceTypeMemory, 2));
    EXPECT(ram->u.Memory.Length == 8192 && (ram->Flags & CM_RESOURCE_MEMORY_PREFETCHABLE));
    EXPECT(ram->u.Memory.Start.QuadPart >= 64 << 20 && ram->u.Memory.Start.QuadPart % 8192 == 0);
    EXPECT((config_read(&c->bus, 0x10, 4) & ~15u) == (ULONG)ram->u.Memory.Start.QuadPart);
    EXPECT((config_read(&c->bus, 4, 2) & 7) == 7); /* decoding and bus mastering are on */
    EXPECT(line->Flags == CM_RESOURCE_INTERRUPT_LEVEL_SENSITIVE && line->u.Interrupt.Level > DISPATCH_LEVEL);
    EXPECT(c->memory &&
           c->memory->translate(c->memory->ctx, 0x10000, 16) == nt_physical_pointer(0x10000, 16));

    UCHAR *frame_buffer = MmMapIoSpaceEx(ram->u.Memory.Start, 8192, PAGE_READWRITE | PAGE_WRITECOMBINE);
    EXPECT(frame_buffer == c->ram);
    EXPECT(MmGetPhysicalAddress(frame_buffer + 4096).QuadPart == ram->u.Memory.Start.QuadPart + 4096);
    frame_buffer[1] = 7;
    EXPECT(READ_REGISTER_UCHAR(frame_buffer + 1) == 7);

    PHYSICAL_ADDRESS inside = {.QuadPart = registers->u.Memory.Start.QuadPart + 0x500};
    UCHAR *mapped = MmMapIoSpace(inside, 0x20, MmNonCached);
    WRITE_REGISTER_ULONG((ULONG *)(mapped + 4), 0x12345678);
    EXPECT(READ_REGISTER_ULONG((ULONG *)(mapped + 4)) == 0x12345678);
    EXPECT(READ_REGISTER_USHORT((USHORT *)(mapped + 6)) == 0x1234 && READ_REGISTER_UCHAR(mapped + 7) == 0x12);
    WRITE_REGISTER_ULONG64((ULONG64 *)(mapped + 8), 0x1122334455667788ull);
    EXPECT(c->registers[0x508 / 8] == 0x1122334455667788ull);
    USHORT buffer[2] = {0, 0};
    READ_REGISTER_BUFFER_USHORT((USHORT *)(mapped + 8), buffer, 2);
    EXPECT(buffer[0] == 0x7788 && buffer[1] == 0x5566);

    UCHAR *port = (UCHAR *)(uintptr_t)ports->u.Port.Start.QuadPart;
    EXPECT(READ_PORT_UCHAR(port + 5) == 0xA5);
    WRITE_PORT_USHORT((USHORT *)(port + 6), 1);
    EXPECT(c->last_offset == 6);

    MmUnmapIoSpace(mapped, 0x20);
    MmUnmapIoSpace(frame_buffer, 8192);
    nt_pdo_destroy(pdo);
    return 0;
}

static void a_function_gets_its_resources(void **state)
{
    kernel_everywhere(resources, NULL, 2);
}

static int software_device(void *arg)
{
    PDEVICE_OBJECT pdo;
    EXPECT(nt_pdo_create(NULL, &pdo) == STATUS_SUCCESS);
    EXPECT(nt_pdo_resources(pdo) && nt_pdo_resources(pdo)->Count == 0);
    nt_pdo_destroy(pdo);
    return 0;
}

static void a_device_without_a_bus_has_none(void **state)
{
    kernel_everywhere(software_device, NULL, 2);
}

static int properties(void *arg)
{
    struct card *c = card(0);
    PDEVICE_OBJECT pdo;
    WCHAR text[200];
    ULONG length, address;
    HANDLE key;
    nt_pdo_create(&c->bus, &pdo);
    EXPECT(IoGetDeviceProperty(pdo, DevicePropertyHardwareID, 4, text, &length) == STATUS_BUFFER_TOO_SMALL &&
           length > 4);
    EXPECT(IoGetDeviceProperty(pdo, DevicePropertyHardwareID, sizeof(text), text, &length) == STATUS_SUCCESS);
    EXPECT(!memcmp(text, L"PCI\\VEN_1234&DEV_1111&", 22 * sizeof(WCHAR)));
    EXPECT(text[length / 2 - 1] == 0 && text[length / 2 - 2] == 0);
    EXPECT(IoGetDeviceProperty(pdo, DevicePropertyAddress, 4, &address, &length) == STATUS_SUCCESS &&
           address == 3 << 16);
    EXPECT(IoGetDeviceProperty(pdo, DevicePropertyManufacturer, 4, text, &length) ==
           STATUS_OBJECT_NAME_NOT_FOUND);
    EXPECT(IoOpenDeviceRegistryKey(pdo, PLUGPLAY_REGKEY_DRIVER, KEY_READ, &key) == STATUS_SUCCESS);
    ZwClose(key);
    nt_pdo_destroy(pdo);
    return 0;
}

static void a_device_has_properties(void **state)
{
    kernel_everywhere(properties, NULL, 2);
}

/* ---- interrupts ---- */

struct adapter {
    struct card *card;
    struct nt_interrupt *interrupt;
    ULONG *registers;
    KEVENT done;
    KDPC dpc;
    LONG wanted, isr_count, last_message;
    int shared; /* under the interrupt lock */
    bool ignore;
};

static void touch_shared(struct adapter *a)
{
    int v = a->shared;
    nt_yield();
    a->shared = v + 1;
}

static VOID NTAPI interrupt_dpc(PKDPC dpc, PVOID context, PVOID x, PVOID y)
{
    struct adapter *a = context;
    if (ReadAcquire(&a->isr_count) >= a->wanted)
        KeSetEvent(&a->done, 0, FALSE);
}

static BOOLEAN isr(void *ctx, ULONG message)
{
    struct adapter *a = ctx;
    EXPECT(KeGetCurrentIrql() > DISPATCH_LEVEL);
    if (a->ignore)
        return FALSE;
    WRITE_REGISTER_ULONG(a->registers, 1);
    touch_shared(a);
    WriteRelease(&a->last_message, (LONG)message);
    InterlockedIncrement(&a->isr_count);
    KeInsertQueueDpc(&a->dpc, NULL, NULL);
    return TRUE;
}

static BOOLEAN synchronized(void *ctx)
{
    EXPECT(KeGetCurrentIrql() > DISPATCH_LEVEL);
    touch_shared(ctx);
    return TRUE;
}

static PDEVICE_OBJECT connect(struct adapter *a, unsigned messages)
{
    PDEVICE_OBJECT pdo;
    memset(a, 0, sizeof(*a));
    a->card = card(messages);
    KeInitializeEvent(&a->done, SynchronizationEvent, FALSE);
    KeInitializeDpc(&a->dpc, interrupt_dpc, a);
    EXPECT(nt_pdo_create(&a->card->bus, &pdo) == STATUS_SUCCESS);
    a->registers = MmMapIoSpace(resource(pdo, CmResourceTypeMemory, 1)->u.Memory.Start, 4096, MmNonCached);
    EXPECT(nt_interrupt_connect(pdo, isr, a, &a->interrupt) == STATUS_SUCCESS);
    return pdo;
}

static void disconnect(struct adapter *a, PDEVICE_OBJECT pdo)
{
    nt_interrupt_disconnect(a->interrupt);
    KeFlushQueuedDpcs();
    MmUnmapIoSpace(a->registers, 4096);
    nt_pdo_destroy(pdo);
}

static int line_interrupts(void *arg)
{
    struct adapter a;
    PDEVICE_OBJECT pdo = connect(&a, 0);
    for (LONG i = 1; i <= 20; i++) {
        a.wanted = i;
        WRITE_REGISTER_ULONG(a.registers + 2, 1);
        for (int k = 0; k < 3; k++)
            EXPECT(nt_interrupt_synchronize(a.interrupt, synchronized, &a));
        KeWaitForSingleObject(&a.done, Executive, KernelMode, FALSE, NULL);
    }
    EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
    disconnect(&a, pdo);
    EXPECT(a.isr_count == 20 && a.shared == 80); /* SYN-08: ISR and synchronized routine exclude each other */
    return 0;
}

static void isr_and_synchronized_routine_exclude_each_other(void **state)
{
    kernel_everywhere(line_interrupts, NULL, 50);
}

static int message_interrupts(void *arg)
{
    struct adapter a;
    PDEVICE_OBJECT pdo = connect(&a, 4);
    EXPECT(resource(pdo, CmResourceTypeInterrupt, 3)->Flags & CM_RESOURCE_INTERRUPT_MESSAGE);
    a.wanted = 3;
    for (ULONG i = 0; i < 3; i++) /* every edge counts, also while the ISR runs */
        WRITE_REGISTER_ULONG(a.registers + 2, 2);
    KeWaitForSingleObject(&a.done, Executive, KernelMode, FALSE, NULL);
    disconnect(&a, pdo);
    EXPECT(a.isr_count == 3 && a.last_message == 2);
    return 0;
}

static void every_message_is_delivered(void **state)
{
    kernel_everywhere(message_interrupts, NULL, 30);
}

static int storm(void *arg)
{
    struct adapter a;
    LARGE_INTEGER pause = ms(50);
    PDEVICE_OBJECT pdo = connect(&a, 0);
    a.ignore = true;
    WRITE_REGISTER_ULONG(a.registers + 2, 1);
    KeDelayExecutionThread(KernelMode, FALSE, &pause);
    set_level(a.card, false);
    disconnect(&a, pdo);
    return 0;
}

static void check_storm(const struct kernel_run *run)
{
    assert_false(run->outcome.bugchecked);
    assert_non_null(kernel_found(run, "SYN-08", "DxgkDdiInterruptRoutine"));
}

static void an_unclaimed_level_is_masked_and_told(void **state)
{
    kernel_everywhere_checked(storm, NULL, 3, (struct nt_options){0}, check_storm);
}

/* ---- misuse ---- */

static int use_after_unmap(void *arg)
{
    struct adapter a;
    PDEVICE_OBJECT pdo = connect(&a, 0);
    MmUnmapIoSpace(a.registers, 4096);
    EXPECT(READ_REGISTER_ULONG(a.registers) == MAXULONG);
    nt_interrupt_disconnect(a.interrupt);
    nt_pdo_destroy(pdo);
    return 0;
}

static void check_unmapped(const struct kernel_run *run)
{
    assert_false(run->outcome.bugchecked);
    assert_non_null(kernel_found(run, "OBS-140", "READ_REGISTER_ULONG"));
}

static int keep_mapping(void *arg)
{
    struct adapter a;
    PDEVICE_OBJECT pdo = connect(&a, 0);
    nt_interrupt_disconnect(a.interrupt);
    nt_pdo_destroy(pdo);
    return 0;
}

static void check_mapping_leak(const struct kernel_run *run)
{
    assert_int_equal(run->leaks, 1);
    assert_string_equal(kernel_found(run, "OBS-135", NULL)->what, "device mapping");
}

static int touch_registers(void *arg)
{
    struct adapter a;
    connect(&a, 0);
    nt_call_enter("DxgkDdiStartDevice", 0);
    *(volatile ULONG *)a.registers = 1;
    return 0;
}

static void check_touched(const struct kernel_run *run)
{
    assert_int_equal(run->outcome.bugcheck.code, PAGE_FAULT_IN_NONPAGED_AREA);
    assert_non_null(strstr(run->outcome.bugcheck.text, "READ_REGISTER_"));
}

static int unmap_wrong_size(void *arg)
{
    struct adapter a;
    connect(&a, 0);
    MmUnmapIoSpace(a.registers, 4095);
    return 0;
}

static void check_unmap_size(const struct kernel_run *run)
{
    assert_int_equal(run->outcome.bugcheck.code, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_non_null(kernel_found(run, "SYN-10", "MmUnmapIoSpace"));
}

static void misuse_of_mappings_is_found(void **state)
{
    kernel_everywhere_checked(use_after_unmap, NULL, 2, (struct nt_options){0}, check_unmapped);
    kernel_everywhere_checked(keep_mapping, NULL, 2, (struct nt_options){0}, check_mapping_leak);
    kernel_everywhere_checked(touch_registers, NULL, 2, (struct nt_options){0}, check_touched);
    kernel_everywhere_checked(unmap_wrong_size, NULL, 2, (struct nt_options){0}, check_unmap_size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_gets_its_resources),
        cmocka_unit_test(a_device_without_a_bus_has_none),
        cmocka_unit_test(a_device_has_properties),
        cmocka_unit_test(isr_and_synchronized_routine_exclude_each_other),
        cmocka_unit_test(every_message_is_delivered),
        cmocka_unit_test(an_unclaimed_level_is_masked_and_told),
        cmocka_unit_test(misuse_of_mappings_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
