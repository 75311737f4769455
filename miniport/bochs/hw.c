/*
 * The hardware, and the only file that knows it: the VBE "dispi" registers of Bochs as memory-mapped words in
 * BAR2, the remapped VGA ports next to them, and the frame buffer in BAR0.
 *
 * A device that was pulled out reads as all ones and ignores writes. Nothing here waits for a register, so
 * nothing hangs then.
 */
#include "bochs.h"

#define EDID_OFFSET  0x000
#define VGA_OFFSET   0x400 /* port 0x3C0 */
#define DISPI_OFFSET 0x500
#define MMIO_SIZE    0x1000

#define VGA_ATTRIBUTE    0x00
#define VGA_INPUT_STATUS 0x1A
#define VGA_SCREEN_ON    0x20

enum dispi {
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
};

#define DISPI_ID_MASK     0xFFF0
#define DISPI_ID_BOCHS    0xB0C0
#define ENABLE_ENABLED    0x01
#define ENABLE_LFB        0x40
#define ENABLE_NOCLEARMEM 0x80
#define REMOVED           0xFFFF
#define DISPI_MAX_WIDTH   16000
#define DISPI_MAX_HEIGHT  12000

static USHORT dispi_read(struct bochs *dev, enum dispi index)
{
    return READ_REGISTER_USHORT((volatile USHORT *)(dev->registers + DISPI_OFFSET) + index);
}

static void dispi_write(struct bochs *dev, enum dispi index, UINT value)
{
    WRITE_REGISTER_USHORT((volatile USHORT *)(dev->registers + DISPI_OFFSET) + index, (USHORT)value);
}

/* The frame buffer is the largest memory range of the function, the registers are the one of a page. */
static BOOLEAN find_bars(const CM_RESOURCE_LIST *resources, CM_PARTIAL_RESOURCE_DESCRIPTOR *vram,
                         CM_PARTIAL_RESOURCE_DESCRIPTOR *mmio)
{
    const CM_PARTIAL_RESOURCE_LIST *list;

    RtlZeroMemory(vram, sizeof(*vram));
    RtlZeroMemory(mmio, sizeof(*mmio));
    if (!resources || resources->Count == 0) {
        return FALSE;
    }
    list = &resources->List[0].PartialResourceList;
    for (ULONG i = 0; i < list->Count; i++) {
        const CM_PARTIAL_RESOURCE_DESCRIPTOR *resource = &list->PartialDescriptors[i];
        if (resource->Type != CmResourceTypeMemory) {
            continue;
        }
        if (resource->u.Memory.Length == MMIO_SIZE) {
            *mmio = *resource;
        } else if (resource->u.Memory.Length > vram->u.Memory.Length) {
            *vram = *resource;
        }
    }
    return vram->u.Memory.Length && mmio->u.Memory.Length;
}

static NTSTATUS map(struct bochs *dev, const CM_PARTIAL_RESOURCE_DESCRIPTOR *bar, MEMORY_CACHING_TYPE caching,
                    PUCHAR *address)
{
    PVOID mapped = NULL;
    NTSTATUS status = dev->kernel.DxgkCbMapMemory(dev->kernel.DeviceHandle, bar->u.Memory.Start,
                                                  bar->u.Memory.Length, FALSE, FALSE, caching, &mapped);

    *address = NT_SUCCESS(status) ? mapped : NULL;
    return status;
}

NTSTATUS bochs_hw_open(struct bochs *dev, const CM_RESOURCE_LIST *resources)
{
    CM_PARTIAL_RESOURCE_DESCRIPTOR vram, mmio;
    ULONG64 memory;
    NTSTATUS status;

    if (!find_bars(resources, &vram, &mmio)) {
        return STATUS_GRAPHICS_DRIVER_MISMATCH;
    }
    status = map(dev, &mmio, MmNonCached, &dev->registers);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if ((dispi_read(dev, DISPI_ID) & DISPI_ID_MASK) != DISPI_ID_BOCHS) {
        return STATUS_GRAPHICS_DRIVER_MISMATCH;
    }
    /* Mapped now and for as long as the driver has the device: the crash screen cannot map anything
     * (OBS-142). */
    status = map(dev, &vram, MmWriteCombined, &dev->vram);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    dev->vram_address = vram.u.Memory.Start;
    dev->vram_mapped = vram.u.Memory.Length;
    memory = (ULONG64)dispi_read(dev, DISPI_VIDEO_MEMORY_64K) << 16;
    dev->vram_size = memory < dev->vram_mapped ? (ULONG)memory : dev->vram_mapped;
    dispi_write(dev, DISPI_ENABLE, 0);
    dispi_write(dev, DISPI_XRES, BOCHS_MIN_WIDTH + 1);
    dev->width_step = dispi_read(dev, DISPI_XRES) == BOCHS_MIN_WIDTH + 1 ? 1 : 8;
    return STATUS_SUCCESS;
}

void bochs_hw_close(struct bochs *dev)
{
    if (dev->vram) {
        dev->kernel.DxgkCbUnmapMemory(dev->kernel.DeviceHandle, dev->vram);
    }
    if (dev->registers) {
        dev->kernel.DxgkCbUnmapMemory(dev->kernel.DeviceHandle, dev->registers);
    }
    dev->vram = NULL;
    dev->registers = NULL;
}

BOOLEAN bochs_hw_fits(const struct bochs *dev, struct mode mode, UINT bytes_per_pixel)
{
    return mode.width % dev->width_step == 0 && mode.width >= BOCHS_MIN_WIDTH &&
           mode.height >= BOCHS_MIN_HEIGHT && mode.width <= DISPI_MAX_WIDTH &&
           mode.height <= DISPI_MAX_HEIGHT &&
           (ULONG64)mode.width * mode.height * bytes_per_pixel <= dev->vram_size;
}

/* Functions with a VGA behind them keep the screen dark until its attribute controller is on; the others
 * ignore this. */
static void unblank(struct bochs *dev)
{
    (void)READ_REGISTER_UCHAR(dev->registers + VGA_OFFSET + VGA_INPUT_STATUS);
    WRITE_REGISTER_UCHAR(dev->registers + VGA_OFFSET + VGA_ATTRIBUTE, VGA_SCREEN_ON);
}

NTSTATUS bochs_hw_set_mode(struct bochs *dev, struct mode mode, UINT bytes_per_pixel)
{
    dispi_write(dev, DISPI_ENABLE, 0);
    RtlZeroMemory(dev->vram, (SIZE_T)mode.width * mode.height * bytes_per_pixel);
    dispi_write(dev, DISPI_BPP, bytes_per_pixel * 8);
    dispi_write(dev, DISPI_XRES, mode.width);
    dispi_write(dev, DISPI_YRES, mode.height);
    dispi_write(dev, DISPI_BANK, 0);
    dispi_write(dev, DISPI_VIRT_WIDTH, mode.width);
    dispi_write(dev, DISPI_VIRT_HEIGHT, mode.height);
    dispi_write(dev, DISPI_X_OFFSET, 0);
    dispi_write(dev, DISPI_Y_OFFSET, 0);
    if (dispi_read(dev, DISPI_XRES) != mode.width || dispi_read(dev, DISPI_YRES) != mode.height ||
        dispi_read(dev, DISPI_BPP) != bytes_per_pixel * 8 ||
        dispi_read(dev, DISPI_VIRT_WIDTH) != mode.width) {
        return dispi_read(dev, DISPI_ID) == REMOVED ? STATUS_DEVICE_REMOVED
                                                    : STATUS_GRAPHICS_VIDPN_MODALITY_NOT_SUPPORTED;
    }
    unblank(dev);
    dispi_write(dev, DISPI_ENABLE, ENABLE_ENABLED | ENABLE_LFB | ENABLE_NOCLEARMEM);
    return STATUS_SUCCESS;
}

void bochs_hw_off(struct bochs *dev)
{
    dispi_write(dev, DISPI_ENABLE, 0);
}

void bochs_hw_clear(struct bochs *dev)
{
    if (dev->screen.width) {
        RtlZeroMemory(dev->vram, (SIZE_T)dev->screen.pitch * dev->screen.height);
        (void)dispi_read(dev, DISPI_ENABLE); /* an uncached read pushes combined writes out */
    }
}

void bochs_hw_read_edid(struct bochs *dev, ULONG offset, UCHAR *buffer, ULONG length)
{
    for (ULONG i = 0; i < length; i++) {
        ULONG at = offset + i;
        buffer[i] = at < HW_EDID_SIZE ? READ_REGISTER_UCHAR(dev->registers + EDID_OFFSET + at) : 0;
    }
}
