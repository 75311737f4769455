/*
 * Physical device objects: what the PCI bus driver does on Windows. Each BAR of a function gets an address in the holes of
 * physical address space that system RAM and foreign page frames leave, decoding is switched on, and the result is written
 * down as the translated resources that a miniport is started with.
 */
#include "hal.h"
#include "mm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONFIG_COMMAND       0x04
#define CONFIG_BAR           0x10
#define CONFIG_INTERRUPT_PIN 0x3D

#define LOW_START  0x80000000ull
#define LOW_END    0xFEC00000ull
#define HIGH_START 0x10000000000ull
#define HIGH_END   0x20000000000ull
#define PORT_START 0xC000ull
#define PORT_END   0x10000ull

struct host_mutex hal_lock = HOST_MUTEX_INIT;
LIST_ENTRY hal_pdos;
static unsigned next_number;

struct _OBJECT_TYPE ob_device_type = {.name = "device"};

void hal_start(void)
{
    InitializeListHead(&hal_pdos);
    next_number = 0;
    hal_mmio_start();
    hal_interrupt_start();
}

void hal_stop(bool count_leaks)
{
    hal_interrupt_stop(count_leaks);
    hal_mmio_stop(count_leaks);
}

/* ---- addresses; hal_lock held ---- */

static const struct hal_bar *overlap(uint64_t start, uint64_t size, bool io)
{
    for (PLIST_ENTRY e = hal_pdos.Flink; e != &hal_pdos; e = e->Flink) {
        const struct hal_pdo *p = CONTAINING_RECORD(e, struct hal_pdo, link);
        for (unsigned i = 0; i < BUS_BAR_COUNT; i++) {
            const struct hal_bar *b = &p->bars[i];
            if (b->size && b->start && b->io == io && start < b->start + b->size && b->start < start + size)
                return b;
        }
    }
    return NULL;
}

/* BARs are aligned to their size. 0 when nothing fits. */
static uint64_t find_range(uint64_t from, uint64_t end, uint64_t size, bool io)
{
    uint64_t align = io ? size : size < PAGE_SIZE ? PAGE_SIZE : size;
    uint64_t at = (from + align - 1) / align * align;
    while (at + size <= end) {
        const struct hal_bar *b = overlap(at, size, io);
        if (!b)
            return at;
        at = (b->start + b->size + align - 1) / align * align;
    }
    return 0;
}

static uint64_t place_memory(uint64_t size, bool wide)
{
    uint64_t low = mm.ram_size > LOW_START ? mm.ram_size : LOW_START;
    uint64_t at = low < LOW_END ? find_range(low, LOW_END, size, false) : 0;
    return at || !wide ? at : find_range(HIGH_START, HIGH_END, size, false);
}

static void program(struct bus_device *bus, unsigned bar, uint64_t start, bool wide)
{
    bus->ops->config_write(bus, CONFIG_BAR + bar * 4, 4, (uint32_t)start);
    if (wide && bar + 1 < BUS_BAR_COUNT)
        bus->ops->config_write(bus, CONFIG_BAR + bar * 4 + 4, 4, (uint32_t)(start >> 32));
}

/* Bits 2..1 of a memory BAR: 2 = 64 bits wide, the upper half in the next register. */
static bool is_wide(struct bus_device *bus, unsigned bar)
{
    return (bus->ops->config_read(bus, CONFIG_BAR + bar * 4, 4) & 6) == 4;
}

static bool place_bar(struct hal_pdo *pdo, unsigned i)
{
    const struct bus_bar *from = &pdo->bus->bars[i];
    struct hal_bar *bar = &pdo->bars[i];
    bool wide = !from->io && is_wide(pdo->bus, i);
    bar->size = from->size;
    bar->io = from->io;
    bar->start =
        from->io ? find_range(PORT_START, PORT_END, from->size, true) : place_memory(from->size, wide);
    if (!bar->start)
        return false;
    if (!from->io) {
        bar->pointer = pdo->bus->ops->bar_pointer(pdo->bus, i);
        bar->token = bar->pointer ? NULL : hal_token_alloc(from->size);
        if (!bar->pointer && !bar->token)
            return false;
    }
    program(pdo->bus, i, bar->start, wide);
    return true;
}

/* ---- resources ---- */

static CM_PARTIAL_RESOURCE_DESCRIPTOR *add(struct hal_pdo *pdo, UCHAR type, UCHAR share, USHORT flags)
{
    CM_PARTIAL_RESOURCE_LIST *list = &pdo->resources.list.List[0].PartialResourceList;
    CM_PARTIAL_RESOURCE_DESCRIPTOR *d = list->PartialDescriptors + list->Count++;
    d->Type = type;
    d->ShareDisposition = share;
    d->Flags = flags;
    return d;
}

static void add_bar(struct hal_pdo *pdo, unsigned i)
{
    const struct hal_bar *bar = &pdo->bars[i];
    CM_PARTIAL_RESOURCE_DESCRIPTOR *d;
    if (bar->io) {
        d = add(pdo, CmResourceTypePort, CmResourceShareDeviceExclusive,
                CM_RESOURCE_PORT_IO | CM_RESOURCE_PORT_16_BIT_DECODE | CM_RESOURCE_PORT_BAR);
    } else {
        d = add(pdo, CmResourceTypeMemory, CmResourceShareDeviceExclusive,
                (USHORT)(CM_RESOURCE_MEMORY_READ_WRITE | CM_RESOURCE_MEMORY_BAR |
                         (pdo->bus->bars[i].prefetchable ? CM_RESOURCE_MEMORY_PREFETCHABLE : 0)));
    }
    d->u.Generic.Start.QuadPart = (LONGLONG)bar->start;
    d->u.Generic.Length = (ULONG)bar->size;
    if (bar->size > MAXULONG) {
        d->Type = CmResourceTypeMemoryLarge;
        d->Flags |= CM_RESOURCE_MEMORY_LARGE_64;
        d->u.Memory64.Length64 = (ULONG)(bar->size >> 32);
    }
}

static void add_interrupts(struct hal_pdo *pdo)
{
    unsigned messages = pdo->bus->interrupt_messages;
    CM_PARTIAL_RESOURCE_DESCRIPTOR *d;
    for (unsigned i = 0; i < messages && i < 32; i++) {
        d = add(pdo, CmResourceTypeInterrupt, CmResourceShareDeviceExclusive,
                CM_RESOURCE_INTERRUPT_LATCHED | CM_RESOURCE_INTERRUPT_MESSAGE);
        d->u.MessageInterrupt.Translated.Level = pdo->irql;
        d->u.MessageInterrupt.Translated.Vector = 0x30 + pdo->number * 32 + i;
        d->u.MessageInterrupt.Translated.Affinity = 1;
    }
    if (messages || !pdo->bus->ops->config_read(pdo->bus, CONFIG_INTERRUPT_PIN, 1))
        return;
    d = add(pdo, CmResourceTypeInterrupt, CmResourceShareShared, CM_RESOURCE_INTERRUPT_LEVEL_SENSITIVE);
    d->u.Interrupt.Level = pdo->irql;
    d->u.Interrupt.Vector = 0x30 + pdo->number;
    d->u.Interrupt.Affinity = 1;
}

static void list_resources(struct hal_pdo *pdo)
{
    CM_RESOURCE_LIST *list = &pdo->resources.list;
    if (!pdo->bus)
        return;
    list->Count = 1;
    list->List[0].InterfaceType = PCIBus;
    list->List[0].BusNumber = pdo->bus->bus;
    list->List[0].PartialResourceList.Version = 1;
    list->List[0].PartialResourceList.Revision = 1;
    for (unsigned i = 0; i < BUS_BAR_COUNT; i++)
        if (pdo->bars[i].size)
            add_bar(pdo, i);
    add_interrupts(pdo);
}

/* ---- the face ---- */

static void *translate(void *ctx, uint64_t physical, size_t length)
{
    return nt_physical_pointer(physical, length);
}

static const struct bus_memory system_memory = {.translate = translate};

static void widen(WCHAR *to, const char *from)
{
    while ((*to++ = (unsigned char)*from++))
        ;
}

static void name_keys(struct hal_pdo *pdo)
{
    char text[HAL_KEY_LENGTH];
    snprintf(text, sizeof(text),
             "\\Registry\\Machine\\System\\CurrentControlSet\\Control\\Class\\"
             "{4d36e968-e325-11ce-bfc1-08002be10318}\\%04u",
             pdo->number);
    widen(pdo->driver_key, text);
    snprintf(text, sizeof(text),
             "\\Registry\\Machine\\System\\CurrentControlSet\\Enum\\%s\\%04u\\Device Parameters",
             pdo->bus ? "PCI" : "Root", pdo->number);
    widen(pdo->device_key, text);
}

NTSTATUS nt_pdo_create(struct bus_device *bus, PDEVICE_OBJECT *pdo)
{
    struct hal_pdo *p = ob_create(&ob_device_type, sizeof(*p));
    bool placed = true;
    *pdo = NULL;
    if (!p)
        return STATUS_INSUFFICIENT_RESOURCES;
    p->device.Type = IO_TYPE_DEVICE;
    p->device.Size = sizeof(DEVICE_OBJECT);
    p->device.ReferenceCount = 1;
    p->device.StackSize = 1;
    p->bus = bus;
    p->irql = HAL_FIRST_DEVICE_IRQL;
    host_lock(&hal_lock);
    p->number = next_number++;
    InsertTailList(&hal_pdos, &p->link);
    for (unsigned i = 0; bus && placed && i < BUS_BAR_COUNT; i++)
        if (bus->bars[i].size)
            placed = place_bar(p, i);
    host_unlock(&hal_lock);
    if (!placed) {
        nt_pdo_destroy(&p->device);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    name_keys(p);
    if (bus) {
        bus->ops->memory_attach(bus, &system_memory);
        bus->ops->config_write(bus, CONFIG_COMMAND, 2,
                               PCI_ENABLE_IO_SPACE | PCI_ENABLE_MEMORY_SPACE | PCI_ENABLE_BUS_MASTER);
    }
    list_resources(p);
    nt_registry_create_key(p->driver_key);
    nt_registry_create_key(p->device_key);
    *pdo = &p->device;
    return STATUS_SUCCESS;
}

void nt_pdo_destroy(PDEVICE_OBJECT pdo)
{
    if (!pdo)
        return;
    struct hal_pdo *p = hal_pdo_of(pdo);
    host_lock(&hal_lock);
    RemoveEntryList(&p->link);
    hal_mmio_forget(p);
    host_unlock(&hal_lock);
    ob_dereference(p);
}

struct bus_device *nt_pdo_bus(PDEVICE_OBJECT pdo)
{
    return hal_pdo_of(pdo)->bus;
}

PCM_RESOURCE_LIST nt_pdo_resources(PDEVICE_OBJECT pdo)
{
    return &hal_pdo_of(pdo)->resources.list;
}

const WCHAR *nt_pdo_driver_key(PDEVICE_OBJECT pdo)
{
    return hal_pdo_of(pdo)->driver_key;
}
