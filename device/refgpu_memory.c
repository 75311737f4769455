/*
 * refgpu's memory: what a GPU address means. The engines and scan-out come here with addresses that nobody has
 * checked; they get host memory that they may touch, or the reason why not. Nothing else in the model turns an
 * address into a pointer.
 */
#include "refgpu_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE ((uint64_t)REFGPU_PAGE_SIZE)

/* ---- life ---------------------------------------------------------------------------------------------- */

/* Shared pages that cost nothing until they are touched: 32 GiB of VRAM is as cheap as 4 MiB. */
static uint8_t *vram_map(size_t size)
{
    int fd = memfd_create("refgpu vram", MFD_CLOEXEC);
    void *vram = MAP_FAILED;

    if (fd < 0)
        return NULL;
    if (ftruncate(fd, (off_t)size) == 0)
        vram = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
    close(fd);
    return vram == MAP_FAILED ? NULL : vram;
}

bool refgpu_memory_init(struct refgpu *gpu)
{
    gpu->vram = vram_map(gpu->config.vram_size);
    gpu->gart = calloc(gpu->config.gart_pages, sizeof(*gpu->gart));
    if (gpu->vram && gpu->gart)
        return true;
    errno = ENOMEM;
    return false;
}

void refgpu_memory_fini(struct refgpu *gpu)
{
    if (gpu->vram)
        munmap(gpu->vram, gpu->config.vram_size);
    free(gpu->gart);
    for (unsigned i = 0; i < REFGPU_SCRATCH_COUNT; i++)
        free(gpu->scratch[i].memory);
}

/* The GART forgets, VRAM does not. */
void refgpu_memory_reset(struct refgpu *gpu)
{
    for (uint32_t i = 0; i < gpu->config.gart_pages; i++)
        atomic_store_explicit(&gpu->gart[i], 0, memory_order_relaxed);
}

void *refgpu_scratch(struct refgpu *gpu, unsigned slot, size_t size)
{
    struct refgpu_scratch *scratch = &gpu->scratch[slot];
    void *memory;

    if (size <= scratch->size && scratch->memory)
        return scratch->memory;
    memory = malloc(size);
    if (!memory)
        return NULL;
    free(scratch->memory);
    *scratch = (struct refgpu_scratch){memory, size};
    return memory;
}

/* ---- translation --------------------------------------------------------------------------------------- */

bool refgpu_in_vram(const struct refgpu *gpu, uint64_t address, uint64_t length)
{
    return length <= gpu->config.vram_size && address <= gpu->config.vram_size - length;
}

void *refgpu_bus_memory(struct refgpu *gpu, uint64_t bus_address, size_t length)
{
    const struct device_host *host = &gpu->device.host;

    return host->dma && bus_address <= UINT64_MAX - length ? host->dma(host->ctx, bus_address, length) : NULL;
}

static void *no_access(struct refgpu_access *access, enum refgpu_fault fault, uint64_t address, bool write)
{
    *access = (struct refgpu_access){fault, address, write};
    return NULL;
}

static void *aperture_span(struct refgpu *gpu, uint64_t address, uint64_t *length, bool write,
                           struct refgpu_access *access)
{
    uint64_t offset = address - REFGPU_APERTURE_BASE, left = PAGE - offset % PAGE;
    uint64_t entry = atomic_load_explicit(&gpu->gart[offset / PAGE], memory_order_acquire);
    void *memory;

    if (!(entry & REFGPU_PTE_VALID))
        return no_access(access, REFGPU_FAULT_PAGE, address, write);
    if (write && (entry & REFGPU_PTE_READ_ONLY))
        return no_access(access, REFGPU_FAULT_READ_ONLY, address, write);
    if (*length > left)
        *length = left;
    memory = refgpu_bus_memory(gpu, (entry & REFGPU_PTE_PAGE_MASK) + offset % PAGE, (size_t)*length);
    return memory ? memory : no_access(access, REFGPU_FAULT_BUS, address, write);
}

void *refgpu_span(struct refgpu *gpu, uint64_t address, uint64_t *length, bool write,
                  struct refgpu_access *access)
{
    uint64_t vram_size = gpu->config.vram_size;

    if (address < vram_size) {
        if (*length > vram_size - address)
            *length = vram_size - address;
        return gpu->vram + address;
    }
    if (address < REFGPU_APERTURE_BASE || address - REFGPU_APERTURE_BASE >= gpu->config.gart_pages * PAGE)
        return no_access(access, REFGPU_FAULT_ADDRESS, address, write);
    return aperture_span(gpu, address, length, write, access);
}

/* ---- ranges -------------------------------------------------------------------------------------------- */

bool refgpu_check(struct refgpu *gpu, uint64_t address, uint64_t length, bool write,
                  struct refgpu_access *access)
{
    while (length) {
        uint64_t n = length;
        if (!refgpu_span(gpu, address, &n, write, access))
            return false;
        address += n;
        length -= n;
    }
    return true;
}

bool refgpu_read(struct refgpu *gpu, uint64_t address, void *to, uint64_t length,
                 struct refgpu_access *access)
{
    uint8_t *p = to;

    while (length) {
        uint64_t n = length;
        const void *memory = refgpu_span(gpu, address, &n, false, access);
        if (!memory)
            return false;
        memcpy(p, memory, n);
        address += n;
        length -= n;
        p += n;
    }
    return true;
}

bool refgpu_write(struct refgpu *gpu, uint64_t address, const void *from, uint64_t length,
                  struct refgpu_access *access)
{
    const uint8_t *p = from;

    while (length) {
        uint64_t n = length;
        void *memory = refgpu_span(gpu, address, &n, true, access);
        if (!memory)
            return false;
        memcpy(memory, p, n);
        address += n;
        length -= n;
        p += n;
    }
    return true;
}

/* ---- the GART as the CPU sees it ----------------------------------------------------------------------- */

/* Accesses of 4 or 8 bytes, aligned; the others read as zero and write nothing. */
static bool gart_access(const struct refgpu *gpu, uint64_t offset, unsigned size)
{
    return (size == 4 || size == 8) && offset % size == 0 && offset / 8 < gpu->config.gart_pages;
}

uint64_t refgpu_gart_read(struct refgpu *gpu, uint64_t offset, unsigned size)
{
    uint64_t entry;

    if (!gart_access(gpu, offset, size))
        return 0;
    entry = atomic_load_explicit(&gpu->gart[offset / 8], memory_order_acquire);
    return size == 8 ? entry : (uint32_t)(entry >> offset % 8 * 8);
}

void refgpu_gart_write(struct refgpu *gpu, uint64_t offset, unsigned size, uint64_t value)
{
    _Atomic uint64_t *entry;
    uint64_t old, merged;

    if (!gart_access(gpu, offset, size))
        return;
    entry = &gpu->gart[offset / 8];
    if (size == 8) {
        atomic_store_explicit(entry, value, memory_order_release);
        return;
    }
    old = atomic_load_explicit(entry, memory_order_relaxed);
    do {
        uint64_t mask = 0xffffffffull << offset % 8 * 8;
        merged = (old & ~mask) | (uint64_t)(uint32_t)value << offset % 8 * 8;
    } while (!atomic_compare_exchange_weak_explicit(entry, &old, merged, memory_order_release,
                                                    memory_order_relaxed));
}
