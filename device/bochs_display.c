/*
 * bochs-display: the smallest PCI display there is. A linear frame buffer in BAR0, and in BAR2 the "dispi"
 * registers of the Bochs VBE extensions as memory-mapped words, the monitor's EDID, and the remapped VGA
 * ports. It has no acceleration, no cursor, no vertical blank and no interrupt. Written from the published
 * register description.
 *
 * The model believes nothing that the registers say: a geometry that does not fit the memory gives no
 * picture.
 */
#include "device.h"

#include "edid.h"
#include "vga_ports.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define VRAM_MIN (4u << 20)
#define VRAM_MAX (256u << 20)

#define BAR_VRAM      0
#define BAR_MMIO      2
#define MMIO_SIZE     0x1000
#define MMIO_EDID     0x000
#define MMIO_EDID_END 0x400
#define MMIO_VGA      0x400
#define MMIO_DISPI    0x500
#define MMIO_EXTENDED 0x600

enum dispi_index {
    DISPI_ID,
    DISPI_XRES,
    DISPI_YRES,
    DISPI_BPP,
    DISPI_ENABLE,
    DISPI_BANK,
    DISPI_VIRT_WIDTH,
    DISPI_VIRT_HEIGHT,
    DISPI_X_OFFSET,
    DISPI_Y_OFFSET,
    DISPI_VIDEO_MEMORY_64K,
    DISPI_COUNT,
};

#define DISPI_ID0        0xb0c0u
#define DISPI_ID5        0xb0c5u
#define DISPI_ENABLED    0x0001u
#define DISPI_GETCAPS    0x0002u
#define DISPI_NOCLEARMEM 0x0080u
#define DISPI_MAX_XRES   16000u
#define DISPI_MAX_YRES   12000u
#define DISPI_MAX_BPP    32u

#define EXTENDED_SIZE       8 /* bytes, and the value of the first register */
#define EXTENDED_ENDIANNESS 4
#define ENDIANNESS_LITTLE   0x1e1e1e1eu
#define ENDIANNESS_BIG      0xbebebebeu

struct bochs_display {
    struct device device;
    uint8_t *vram;
    size_t vram_size;

    pthread_mutex_t lock; /* everything below */
    uint16_t dispi[DISPI_COUNT];
    uint32_t endianness;
    struct vga_ports vga;
    uint8_t edid[MMIO_EDID_END - MMIO_EDID];
};

static struct bochs_display *to_bochs(struct device *device)
{
    return (struct bochs_display *)((char *)device - offsetof(struct bochs_display, device));
}

/* ---- geometry ------------------------------------------------------------------------------------------ */

/* Bytes per pixel of the depths that can be scanned out; 0 for the others (text, planar, palette, 15 bit). */
static unsigned bytes_per_pixel(unsigned bpp)
{
    return bpp == 16 || bpp == 24 || bpp == 32 ? bpp / 8 : 0;
}

/* Bytes per line. A line is as long as the screen is wide unless the driver asked for more. */
static uint64_t line_bytes(const struct bochs_display *bochs)
{
    unsigned width = bochs->dispi[DISPI_XRES];

    if (bochs->dispi[DISPI_VIRT_WIDTH] > width)
        width = bochs->dispi[DISPI_VIRT_WIDTH];
    return (uint64_t)width * bytes_per_pixel(bochs->dispi[DISPI_BPP]);
}

/* How many lines the memory holds; that is what the virtual height reads as. */
static uint16_t virtual_height(const struct bochs_display *bochs)
{
    uint64_t lines = line_bytes(bochs) ? bochs->vram_size / line_bytes(bochs) : 0;

    return lines > UINT16_MAX ? UINT16_MAX : (uint16_t)lines;
}

static bool picture(const struct bochs_display *bochs, struct device_scanout *out)
{
    uint64_t width = bochs->dispi[DISPI_XRES], height = bochs->dispi[DISPI_YRES];
    uint64_t bytes = bytes_per_pixel(bochs->dispi[DISPI_BPP]), stride = line_bytes(bochs), start;

    if (!(bochs->dispi[DISPI_ENABLE] & DISPI_ENABLED) || vga_ports_blanked(&bochs->vga) ||
        bochs->endianness != ENDIANNESS_LITTLE)
        return false;
    if (!width || !height || !bytes || width > DISPI_MAX_XRES || height > DISPI_MAX_YRES)
        return false;
    start = bochs->dispi[DISPI_Y_OFFSET] * stride + bochs->dispi[DISPI_X_OFFSET] * bytes;
    if (start + (height - 1) * stride + width * bytes > bochs->vram_size)
        return false;
    *out = (struct device_scanout){
        .enabled = true,
        .width = (uint32_t)width,
        .height = (uint32_t)height,
        .stride = (uint32_t)stride,
        .bits_per_pixel = (uint32_t)bytes * 8,
        .pixels = bochs->vram + start,
    };
    return true;
}

static bool bochs_scanout(struct device *device, unsigned head, struct device_scanout *out)
{
    struct bochs_display *bochs = to_bochs(device);

    if (head != 0)
        return false;
    pthread_mutex_lock(&bochs->lock);
    if (!picture(bochs, out))
        *out = (struct device_scanout){0};
    pthread_mutex_unlock(&bochs->lock);
    return true;
}

/* ---- dispi registers ----------------------------------------------------------------------------------- */

static uint16_t dispi_read(const struct bochs_display *bochs, unsigned index)
{
    bool caps = bochs->dispi[DISPI_ENABLE] & DISPI_GETCAPS;

    switch (index) {
    case DISPI_XRES:
        return caps ? DISPI_MAX_XRES : bochs->dispi[index];
    case DISPI_YRES:
        return caps ? DISPI_MAX_YRES : bochs->dispi[index];
    case DISPI_BPP:
        return caps ? DISPI_MAX_BPP : bochs->dispi[index];
    case DISPI_VIRT_HEIGHT:
        return virtual_height(bochs);
    case DISPI_VIDEO_MEMORY_64K:
        return (uint16_t)(bochs->vram_size >> 16);
    }
    return index < DISPI_COUNT ? bochs->dispi[index] : 0;
}

/* Enabling clears the memory that can be seen, unless asked not to. */
static void dispi_enable(struct bochs_display *bochs, uint16_t value)
{
    bool rises = (value & DISPI_ENABLED) && !(bochs->dispi[DISPI_ENABLE] & DISPI_ENABLED);

    bochs->dispi[DISPI_ENABLE] = value;
    if (rises && !(value & DISPI_NOCLEARMEM)) {
        uint64_t bytes = line_bytes(bochs) * bochs->dispi[DISPI_YRES];
        memset(bochs->vram, 0, bytes < bochs->vram_size ? bytes : bochs->vram_size);
    }
}

static void dispi_write(struct bochs_display *bochs, unsigned index, uint16_t value)
{
    switch (index) {
    case DISPI_ID:
        /* A driver writes the version it wants and reads it back if the device has it. */
        if (value >= DISPI_ID0 && value <= DISPI_ID5)
            bochs->dispi[DISPI_ID] = value;
        return;
    case DISPI_ENABLE:
        dispi_enable(bochs, value);
        return;
    case DISPI_XRES:
        /* A new width starts with lines of that width, for drivers that never touch the virtual width. */
        bochs->dispi[DISPI_XRES] = value;
        bochs->dispi[DISPI_VIRT_WIDTH] = value;
        return;
    case DISPI_YRES:
    case DISPI_BPP:
    case DISPI_BANK:
    case DISPI_VIRT_WIDTH:
    case DISPI_X_OFFSET:
    case DISPI_Y_OFFSET:
        bochs->dispi[index] = value;
        return;
    }
}

/* ---- BAR2 ---------------------------------------------------------------------------------------------- */

/* One 16-bit cell of the MMIO page; offset is even. */
static uint16_t mmio_read16(struct bochs_display *bochs, unsigned offset)
{
    if (offset < MMIO_EDID_END)
        return (uint16_t)(bochs->edid[offset] | bochs->edid[offset + 1] << 8);
    if (offset >= MMIO_DISPI && offset < MMIO_DISPI + 2 * DISPI_COUNT)
        return dispi_read(bochs, (offset - MMIO_DISPI) / 2);
    if (offset == MMIO_EXTENDED)
        return EXTENDED_SIZE;
    if (offset == MMIO_EXTENDED + EXTENDED_ENDIANNESS || offset == MMIO_EXTENDED + EXTENDED_ENDIANNESS + 2)
        return (uint16_t)bochs->endianness; /* both halves are the same */
    return 0;
}

static bool is_vga(uint64_t offset)
{
    return offset >= MMIO_VGA && offset < MMIO_VGA + VGA_PORTS_SIZE;
}

static uint64_t bochs_bar_read(struct device *device, unsigned bar, uint64_t offset, unsigned size)
{
    struct bochs_display *bochs = to_bochs(device);
    uint64_t value = 0;

    if (bar != BAR_MMIO || size > MMIO_SIZE || offset > MMIO_SIZE - size)
        return UINT64_MAX;
    pthread_mutex_lock(&bochs->lock);
    for (unsigned i = 0; i < size; i++) {
        unsigned at = (unsigned)offset + i;
        uint8_t byte;
        if (is_vga(at))
            byte = vga_ports_read(&bochs->vga, at - MMIO_VGA);
        else
            byte = (uint8_t)(mmio_read16(bochs, at & ~1u) >> (at & 1) * 8);
        value |= (uint64_t)byte << i * 8;
    }
    pthread_mutex_unlock(&bochs->lock);
    return value;
}

/* Dispi registers are words: wider accesses are several, and a single byte is ignored. */
static void dispi_mmio_write(struct bochs_display *bochs, unsigned offset, unsigned size, uint64_t value)
{
    if (offset & 1 || size < 2)
        return;
    for (unsigned i = 0; i < size; i += 2)
        dispi_write(bochs, (offset + i - MMIO_DISPI) / 2, (uint16_t)(value >> i * 8));
}

static void bochs_bar_write(struct device *device, unsigned bar, uint64_t offset, unsigned size,
                            uint64_t value)
{
    struct bochs_display *bochs = to_bochs(device);
    uint32_t word = (uint32_t)value;

    if (bar != BAR_MMIO || size > MMIO_SIZE || offset > MMIO_SIZE - size)
        return;
    pthread_mutex_lock(&bochs->lock);
    if (is_vga(offset)) {
        /* A word writes two ports, the lower one first, so that an index and its data go in one access. */
        for (unsigned i = 0; i < size && is_vga(offset + i); i++)
            vga_ports_write(&bochs->vga, (unsigned)offset + i - MMIO_VGA, (uint8_t)(value >> i * 8));
    } else if (offset >= MMIO_DISPI && offset < MMIO_DISPI + 2 * DISPI_COUNT) {
        dispi_mmio_write(bochs, (unsigned)offset, size, value);
    } else if (offset == MMIO_EXTENDED + EXTENDED_ENDIANNESS && size == 4) {
        if (word == ENDIANNESS_LITTLE || word == ENDIANNESS_BIG)
            bochs->endianness = word;
    }
    pthread_mutex_unlock(&bochs->lock);
}

/* ---- life ---------------------------------------------------------------------------------------------- */

static void bochs_reset(struct device *device)
{
    struct bochs_display *bochs = to_bochs(device);

    pthread_mutex_lock(&bochs->lock);
    memset(bochs->dispi, 0, sizeof(bochs->dispi));
    bochs->dispi[DISPI_ID] = DISPI_ID5;
    bochs->endianness = ENDIANNESS_LITTLE;
    vga_ports_reset(&bochs->vga);
    pthread_mutex_unlock(&bochs->lock);
}

bool bochs_display_boot(struct device *device, unsigned width, unsigned height)
{
    struct bochs_display *bochs = to_bochs(device);
    struct device_scanout out;

    bochs_reset(device);
    if (width > DISPI_MAX_XRES || height > DISPI_MAX_YRES)
        return false;
    pthread_mutex_lock(&bochs->lock);
    dispi_write(bochs, DISPI_XRES, (uint16_t)width);
    dispi_write(bochs, DISPI_YRES, (uint16_t)height);
    dispi_write(bochs, DISPI_BPP, 32);
    dispi_write(bochs, DISPI_ENABLE, DISPI_ENABLED);
    bool lit = picture(bochs, &out);
    if (!lit)
        dispi_write(bochs, DISPI_ENABLE, 0);
    pthread_mutex_unlock(&bochs->lock);
    return lit;
}

static void bochs_destroy(struct device *device)
{
    struct bochs_display *bochs = to_bochs(device);

    if (bochs->vram)
        munmap(bochs->vram, bochs->vram_size);
    pthread_mutex_destroy(&bochs->lock);
    free(bochs);
}

static const struct device_ops bochs_ops = {
    .bar_read = bochs_bar_read,
    .bar_write = bochs_bar_write,
    .reset = bochs_reset,
    .scanout = bochs_scanout,
    .destroy = bochs_destroy,
};

/* PCI 1234:1111 revision 2 (the extended registers are there), class display, subclass other, no interrupt
 * pin. */
static const uint8_t bochs_config[64] = {
    [0x00] = 0x34, [0x01] = 0x12, [0x02] = 0x11, [0x03] = 0x11, [0x08] = 0x02, [0x0a] = 0x80,
    [0x0b] = 0x03, [0x2c] = 0xf4, [0x2d] = 0x1a, [0x2e] = 0x00, [0x2f] = 0x11,
};

/* Shared pages rather than private ones: a fork or a second mapping sees the same screen. */
static uint8_t *vram_map(size_t size)
{
    int fd = memfd_create("bochs-display vram", MFD_CLOEXEC);
    void *vram = MAP_FAILED;

    if (fd < 0)
        return NULL;
    if (ftruncate(fd, (off_t)size) == 0)
        vram = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return vram == MAP_FAILED ? NULL : vram;
}

void bochs_display_set_edid(struct device *device, const void *edid, size_t size)
{
    struct bochs_display *bochs = to_bochs(device);

    pthread_mutex_lock(&bochs->lock);
    memset(bochs->edid, 0, sizeof(bochs->edid));
    if (size)
        memcpy(bochs->edid, edid, size < sizeof(bochs->edid) ? size : sizeof(bochs->edid));
    pthread_mutex_unlock(&bochs->lock);
}

struct device *bochs_display_create(size_t vram_size)
{
    static const struct edid_monitor monitor = {"OWD", 0x1111, "bochs-display", 1280, 800};
    struct bochs_display *bochs;

    if (vram_size < VRAM_MIN || vram_size > VRAM_MAX || (vram_size & (vram_size - 1))) {
        errno = EINVAL;
        return NULL;
    }
    bochs = calloc(1, sizeof(*bochs));
    if (!bochs)
        return NULL;
    pthread_mutex_init(&bochs->lock, NULL);
    bochs->device.ops = &bochs_ops;
    bochs->device.name = "bochs-display";
    bochs->vram_size = vram_size;
    bochs->vram = vram_map(vram_size);
    if (!bochs->vram) {
        bochs_destroy(&bochs->device);
        return NULL;
    }
    memcpy(bochs->device.config, bochs_config, sizeof(bochs_config));
    bochs->device.bars[BAR_VRAM] =
        (struct device_bar){vram_size, .prefetchable = true, .memory = bochs->vram};
    bochs->device.bars[BAR_MMIO] = (struct device_bar){MMIO_SIZE};
    edid_generate(bochs->edid, &monitor);
    bochs_reset(&bochs->device);
    return &bochs->device;
}
