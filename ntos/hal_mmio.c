/*
 * Device memory: MmMapIoSpace and the accesses. A BAR that is plain memory is used by its pointer. One whose every access
 * the device must see is given addresses without memory behind them; READ_REGISTER_* and WRITE_REGISTER_* know them by one
 * comparison and go to the bus, and whoever touches them otherwise faults. On any other address these routines are the plain
 * volatile accesses that they are on Windows.
 */
#include "hal.h"
#include "mm.h"

#include <stdio.h>
#include <stdlib.h>

#define TOKEN_SPACE (8ull << 30)

struct mapping {
    struct mapping *next;
    char *p;
    size_t size;
    struct hal_bar *bar; /* NULL: system memory */
    const char *where;
};

static struct {
    char *tokens;
    uint64_t used;
    struct mapping *mappings;
} mmio;

/* What a thread found last stays right while nothing is unmapped or removed: a driver's registers are one BAR, all the time. */
static _Atomic unsigned generation = 1;
static _Thread_local struct {
    unsigned generation;
    const volatile char *token;
    uint64_t size;
    struct bus_device *bus;
    unsigned bar;
} found_last;

static void forget_found(void)
{
    atomic_fetch_add_explicit(&generation, 1, memory_order_release);
}

void hal_mmio_start(void)
{
    forget_found();
    mmio.tokens = host_reserve(NULL, TOKEN_SPACE);
    mmio.used = 0;
    if (!mmio.tokens) {
        fprintf(stderr, "nt_boot: no room for device address space\n");
        abort();
    }
}

void hal_mmio_stop(bool count_leaks)
{
    while (mmio.mappings) {
        struct mapping *m = mmio.mappings;
        mmio.mappings = m->next;
        if (count_leaks)
            ke_leak("device mapping", "unmapped", "Every MmMapIoSpace needs its MmUnmapIoSpace.",
                    "%zu bytes at %p, mapped in %s", m->size, (void *)m->p,
                    *m->where ? m->where : "the kernel");
        free(m);
    }
    host_release(mmio.tokens, TOKEN_SPACE);
    mmio.tokens = NULL;
}

char *hal_token_alloc(uint64_t size)
{
    size = (size + PAGE_SIZE - 1) & ~(uint64_t)PAGE_MASK;
    if (size > TOKEN_SPACE - mmio.used)
        return NULL;
    char *token = mmio.tokens + mmio.used;
    mmio.used += size;
    return token;
}

void hal_mmio_forget(const struct hal_pdo *pdo)
{
    forget_found();
    for (struct mapping *m = mmio.mappings; m; m = m->next)
        if (m->bar >= pdo->bars && m->bar < pdo->bars + BUS_BAR_COUNT)
            m->bar = NULL;
}

bool hal_is_register(const volatile void *p)
{
    return mmio.tokens && (uintptr_t)p - (uintptr_t)mmio.tokens < TOKEN_SPACE;
}

bool nt_is_register(const volatile void *p)
{
    return hal_is_register(p);
}

/* ---- lookup; hal_lock held ---- */

static struct hal_bar *search(bool (*match)(const struct hal_bar *bar, uint64_t key, uint64_t size),
                              uint64_t key, uint64_t size, struct hal_pdo **pdo)
{
    for (PLIST_ENTRY e = hal_pdos.Flink; e != &hal_pdos; e = e->Flink) {
        struct hal_pdo *p = CONTAINING_RECORD(e, struct hal_pdo, link);
        for (unsigned i = 0; i < BUS_BAR_COUNT; i++) {
            if (!p->bars[i].size || !match(&p->bars[i], key, size))
                continue;
            if (pdo)
                *pdo = p;
            return &p->bars[i];
        }
    }
    return NULL;
}

static bool holds_physical(const struct hal_bar *bar, uint64_t physical, uint64_t size)
{
    return !bar->io && physical - bar->start < bar->size && size <= bar->size - (physical - bar->start);
}

static bool holds_token(const struct hal_bar *bar, uint64_t address, uint64_t size)
{
    return bar->token && address - (uintptr_t)bar->token < bar->size;
}

static bool holds_pointer(const struct hal_bar *bar, uint64_t address, uint64_t size)
{
    return bar->pointer && address - (uintptr_t)bar->pointer < bar->size;
}

static bool holds_port(const struct hal_bar *bar, uint64_t port, uint64_t size)
{
    return bar->io && port - bar->start < bar->size && size <= bar->size - (port - bar->start);
}

bool hal_physical(const void *p, uint64_t *physical)
{
    host_lock(&hal_lock);
    struct hal_bar *bar = search(holds_token, (uintptr_t)p, 1, NULL);
    if (bar) {
        *physical = bar->start + (uint64_t)((const char *)p - bar->token);
    } else if ((bar = search(holds_pointer, (uintptr_t)p, 1, NULL))) {
        *physical = bar->start + (uint64_t)((const char *)p - bar->pointer);
    }
    host_unlock(&hal_lock);
    return bar != NULL;
}

void *hal_memory(uint64_t physical, uint64_t size)
{
    host_lock(&hal_lock);
    struct hal_bar *bar = search(holds_physical, physical, size, NULL);
    void *p = bar && bar->pointer ? bar->pointer + (physical - bar->start) : NULL;
    host_unlock(&hal_lock);
    return p;
}

/* ---- mapping ---- */

static PVOID map(PHYSICAL_ADDRESS physical, SIZE_T size, const char *service)
{
    struct mapping *m = ke_resource_denied(service) || !size ? NULL : calloc(1, sizeof(*m));
    if (!m)
        return NULL;
    uint64_t address = (uint64_t)physical.QuadPart;
    host_lock(&hal_lock);
    m->bar = search(holds_physical, address, size, NULL);
    if (m->bar)
        m->p = (m->bar->pointer ? m->bar->pointer : m->bar->token) + (address - m->bar->start);
    else
        m->p = nt_physical_pointer(address, size);
    if (m->p) {
        m->size = size;
        m->where = nt_call_current();
        m->next = mmio.mappings;
        mmio.mappings = m;
        if (m->bar)
            m->bar->mappings++;
    }
    host_unlock(&hal_lock);
    PVOID p = m->p;
    if (!p) {
        report_emit(REPORT_WARNING, "CBK-04", service, "physical range",
                    "a BAR of the device, or system memory",
                    "Map what the translated resources of DXGK_DEVICE_INFO say.", "%#llx, %llu bytes",
                    (unsigned long long)address, (unsigned long long)size);
        free(m);
    }
    return p;
}

PVOID NTAPI MmMapIoSpace(PHYSICAL_ADDRESS PhysicalAddress, SIZE_T NumberOfBytes,
                         MEMORY_CACHING_TYPE CacheType)
{
    KE_SERVICE(MmMapIoSpace);
    return map(PhysicalAddress, NumberOfBytes, "MmMapIoSpace");
}

PVOID NTAPI MmMapIoSpaceEx(PHYSICAL_ADDRESS PhysicalAddress, SIZE_T NumberOfBytes, ULONG Protect)
{
    KE_SERVICE(MmMapIoSpaceEx);
    if (!(Protect & (PAGE_READONLY | PAGE_READWRITE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE)))
        return NULL;
    return map(PhysicalAddress, NumberOfBytes, "MmMapIoSpaceEx");
}

VOID NTAPI MmUnmapIoSpace(PVOID BaseAddress, SIZE_T NumberOfBytes)
{
    KE_SERVICE(MmUnmapIoSpace);
    struct mapping *found = NULL;
    host_lock(&hal_lock);
    for (struct mapping **link = &mmio.mappings; *link; link = &(*link)->next) {
        if ((*link)->p != BaseAddress || (*link)->size != NumberOfBytes)
            continue;
        found = *link;
        *link = found->next;
        if (found->bar)
            found->bar->mappings--;
        forget_found();
        break;
    }
    host_unlock(&hal_lock);
    free(found);
    if (found)
        return;
    report_emit(REPORT_VIOLATION, "SYN-10", "MmUnmapIoSpace", "range", "address and size of one MmMapIoSpace",
                "Unmap each mapping once, with the size it was mapped with.", "%p, %llu bytes", BaseAddress,
                NumberOfBytes);
    nt_bugcheck(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x7E, (ULONG_PTR)BaseAddress, NumberOfBytes, 0, "SYN-10",
                "MmUnmapIoSpace: %p with %llu bytes is not mapped", BaseAddress, NumberOfBytes);
}

/* ---- registers ---- */

struct access {
    struct bus_device *bus;
    unsigned bar;
    uint64_t offset;
};

/* The BAR that was found last? */
static bool resolve_again(const volatile void *p, unsigned size, struct access *access)
{
    uint64_t offset = (uint64_t)((const volatile char *)p - found_last.token);
    if (found_last.generation != atomic_load_explicit(&generation, memory_order_acquire) ||
        offset >= found_last.size || size > found_last.size - offset)
        return false;
    *access = (struct access){found_last.bus, found_last.bar, offset};
    return true;
}

static bool resolve(const volatile void *p, unsigned size, const char *service, struct access *access)
{
    struct hal_pdo *pdo = NULL;
    if (resolve_again(p, size, access))
        return true;
    host_lock(&hal_lock);
    struct hal_bar *bar = search(holds_token, (uintptr_t)p, size, &pdo);
    bool good = false;
    if (bar) {
        access->bus = pdo->bus;
        access->bar = (unsigned)(bar - pdo->bars);
        access->offset = (uint64_t)((const volatile char *)p - (const volatile char *)bar->token);
        good = bar->mappings && access->offset + size <= bar->size;
        found_last.generation = good ? atomic_load_explicit(&generation, memory_order_relaxed) : 0;
        found_last.token = bar->token;
        found_last.size = bar->size;
        found_last.bus = access->bus;
        found_last.bar = access->bar;
    }
    host_unlock(&hal_lock);
    if (!good)
        report_emit(REPORT_VIOLATION, "OBS-140", service, "register", "inside a mapping that is still mapped",
                    "Stop every user of a mapping before MmUnmapIoSpace.", "%p", (const void *)(uintptr_t)p);
    return good;
}

static DECLSPEC_NOINLINE uint64_t read_trapped(const volatile void *p, unsigned size, const char *service)
{
    struct access a;
    return resolve(p, size, service, &a) ? a.bus->ops->bar_read(a.bus, a.bar, a.offset, size) : UINT64_MAX;
}

static DECLSPEC_NOINLINE void write_trapped(volatile void *p, unsigned size, uint64_t value,
                                            const char *service)
{
    struct access a;
    if (resolve(p, size, service, &a))
        a.bus->ops->bar_write(a.bus, a.bar, a.offset, size, value);
}

#define REGISTER(NAME, type)                                                                                 \
    static type read_##NAME(type volatile *p)                                                                \
    {                                                                                                        \
        return hal_is_register(p) ? (type)read_trapped(p, sizeof(type), "READ_REGISTER_" #NAME) : *p;        \
    }                                                                                                        \
    static void write_##NAME(type volatile *p, type value)                                                   \
    {                                                                                                        \
        if (hal_is_register(p))                                                                              \
            write_trapped(p, sizeof(type), value, "WRITE_REGISTER_" #NAME);                                  \
        else                                                                                                 \
            *p = value;                                                                                      \
    }                                                                                                        \
    type NTAPI READ_REGISTER_##NAME(type volatile *Register)                                                 \
    {                                                                                                        \
        KE_SERVICE(READ_REGISTER_##NAME);                                                                    \
        return read_##NAME(Register);                                                                        \
    }                                                                                                        \
    VOID NTAPI WRITE_REGISTER_##NAME(type volatile *Register, type Value)                                    \
    {                                                                                                        \
        KE_SERVICE(WRITE_REGISTER_##NAME);                                                                   \
        write_##NAME(Register, Value);                                                                       \
    }                                                                                                        \
    VOID NTAPI READ_REGISTER_BUFFER_##NAME(type volatile *Register, type *Buffer, ULONG Count)               \
    {                                                                                                        \
        KE_SERVICE(READ_REGISTER_BUFFER_##NAME);                                                             \
        for (ULONG i = 0; i < Count; i++)                                                                    \
            Buffer[i] = read_##NAME(Register + i);                                                           \
    }                                                                                                        \
    VOID NTAPI WRITE_REGISTER_BUFFER_##NAME(type volatile *Register, type *Buffer, ULONG Count)              \
    {                                                                                                        \
        KE_SERVICE(WRITE_REGISTER_BUFFER_##NAME);                                                            \
        for (ULONG i = 0; i < Count; i++)                                                                    \
            write_##NAME(Register + i, Buffer[i]);                                                           \
    }

REGISTER(UCHAR, UCHAR)
REGISTER(USHORT, USHORT)
REGISTER(ULONG, ULONG)
REGISTER(ULONG64, ULONG64)

/* ---- ports ---- */

static bool resolve_port(const void *port, unsigned size, const char *service, struct access *access)
{
    struct hal_pdo *pdo = NULL;
    host_lock(&hal_lock);
    struct hal_bar *bar = search(holds_port, (uintptr_t)port, size, &pdo);
    if (bar) {
        access->bus = pdo->bus;
        access->bar = (unsigned)(bar - pdo->bars);
        access->offset = (uintptr_t)port - bar->start;
    }
    host_unlock(&hal_lock);
    if (!bar)
        report_emit(REPORT_WARNING, "CBK-04", service, "port", "inside a port resource of the device",
                    "Use the ports of the translated resources only.", "%#llx",
                    (unsigned long long)(uintptr_t)port);
    return bar != NULL;
}

#define PORT(NAME, type)                                                                                     \
    static type in_##NAME(type *port)                                                                        \
    {                                                                                                        \
        struct access a;                                                                                     \
        if (!resolve_port(port, sizeof(type), "READ_PORT_" #NAME, &a))                                       \
            return (type)~0;                                                                                 \
        return (type)a.bus->ops->bar_read(a.bus, a.bar, a.offset, sizeof(type));                             \
    }                                                                                                        \
    static void out_##NAME(type *port, type value)                                                           \
    {                                                                                                        \
        struct access a;                                                                                     \
        if (resolve_port(port, sizeof(type), "WRITE_PORT_" #NAME, &a))                                       \
            a.bus->ops->bar_write(a.bus, a.bar, a.offset, sizeof(type), value);                              \
    }                                                                                                        \
    type NTAPI READ_PORT_##NAME(type *Port)                                                                  \
    {                                                                                                        \
        KE_SERVICE(READ_PORT_##NAME);                                                                        \
        return in_##NAME(Port);                                                                              \
    }                                                                                                        \
    VOID NTAPI WRITE_PORT_##NAME(type *Port, type Value)                                                     \
    {                                                                                                        \
        KE_SERVICE(WRITE_PORT_##NAME);                                                                       \
        out_##NAME(Port, Value);                                                                             \
    }                                                                                                        \
    VOID NTAPI READ_PORT_BUFFER_##NAME(type *Port, type *Buffer, ULONG Count)                                \
    {                                                                                                        \
        KE_SERVICE(READ_PORT_BUFFER_##NAME);                                                                 \
        for (ULONG i = 0; i < Count; i++)                                                                    \
            Buffer[i] = in_##NAME(Port);                                                                     \
    }                                                                                                        \
    VOID NTAPI WRITE_PORT_BUFFER_##NAME(type *Port, type *Buffer, ULONG Count)                               \
    {                                                                                                        \
        KE_SERVICE(WRITE_PORT_BUFFER_##NAME);                                                                \
        for (ULONG i = 0; i < Count; i++)                                                                    \
            out_##NAME(Port, Buffer[i]);                                                                     \
    }

PORT(UCHAR, UCHAR)
PORT(USHORT, USHORT)
PORT(ULONG, ULONG)
