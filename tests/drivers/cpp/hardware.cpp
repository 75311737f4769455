// bochs-display, and how the driver finds it: each kind of hardware is a static object that enters itself into a list.
#include "hardware.hpp"

namespace {

class Known : public Hardware
{
  public:
    Known()
    {
        next_ = all;
        all = this;
    }
    ~Known() override
    {
        all = next_;
    }
    virtual bool is(const CM_RESOURCE_LIST *resources) const = 0;
    Known *next() const
    {
        return next_;
    }
    static Known *all;

  private:
    Known *next_;
};

Known *Known::all;

struct Bars {
    CM_PARTIAL_RESOURCE_DESCRIPTOR memory, registers;

    explicit Bars(const CM_RESOURCE_LIST *resources) : memory(), registers()
    {
        if (!resources || !resources->Count)
            return;
        const CM_PARTIAL_RESOURCE_LIST &list = resources->List[0].PartialResourceList;
        for (ULONG i = 0; i < list.Count; i++) {
            const CM_PARTIAL_RESOURCE_DESCRIPTOR &bar = list.PartialDescriptors[i];
            if (bar.Type != CmResourceTypeMemory)
                continue;
            if (bar.u.Memory.Length == 0x1000)
                registers = bar;
            else if (bar.u.Memory.Length > memory.u.Memory.Length)
                memory = bar;
        }
    }
    bool complete() const
    {
        return memory.u.Memory.Length && registers.u.Memory.Length;
    }
};

class BochsDisplay final : public Known
{
  public:
    bool is(const CM_RESOURCE_LIST *resources) const override
    {
        return Bars(resources).complete();
    }

    NTSTATUS open(const DXGKRNL_INTERFACE &kernel, const CM_RESOURCE_LIST *resources) override
    {
        Bars bars(resources);

        kernel_ = &kernel;
        NTSTATUS status = map(bars.registers, MmNonCached, &registers_);
        if (NT_SUCCESS(status) && (read(ID) & 0xFFF0) != 0xB0C0)
            status = STATUS_GRAPHICS_DRIVER_MISMATCH;
        if (NT_SUCCESS(status))
            status = map(bars.memory, MmWriteCombined, &memory_);
        if (NT_SUCCESS(status)) {
            ULONG64 has = static_cast<ULONG64>(read(MEMORY_64K)) << 16;
            size_ = has < bars.memory.u.Memory.Length ? has : bars.memory.u.Memory.Length;
            address_ = bars.memory.u.Memory.Start;
        }
        return status;
    }

    void close() override
    {
        unmap(&memory_);
        unmap(&registers_);
        size_ = 0;
    }

    bool fits(mode wanted) const override
    {
        return wanted.width >= 320 && wanted.height >= 200 && wanted.width <= 16000 && wanted.height <= 12000 &&
               wanted.width % 8 == 0 && static_cast<ULONG64>(wanted.width) * wanted.height * 4 <= size_;
    }

    NTSTATUS show(mode wanted) override
    {
        write(ENABLE, 0);
        RtlZeroMemory(memory_, static_cast<SIZE_T>(wanted.width) * wanted.height * 4);
        const struct {
            Register where;
            UINT what;
        } settings[] = {{BPP, 32},
                        {XRES, wanted.width},
                        {YRES, wanted.height},
                        {BANK, 0},
                        {VIRT_WIDTH, wanted.width},
                        {VIRT_HEIGHT, wanted.height},
                        {X_OFFSET, 0},
                        {Y_OFFSET, 0}};
        for (const auto &setting : settings)
            write(setting.where, setting.what);
        if (read(XRES) != wanted.width || read(YRES) != wanted.height || read(BPP) != 32)
            return STATUS_GRAPHICS_VIDPN_MODALITY_NOT_SUPPORTED;
        (void)READ_REGISTER_UCHAR(registers_ + 0x41A); // a VGA, if there is one, is switched on
        WRITE_REGISTER_UCHAR(registers_ + 0x400, 0x20);
        write(ENABLE, 0x01 | 0x40 | 0x80);
        return STATUS_SUCCESS;
    }

    void off() override
    {
        write(ENABLE, 0);
    }

    ULONG edid(ULONG offset, UCHAR *to, ULONG length) const override
    {
        UCHAR block[EDID_BLOCK];

        for (ULONG i = 0; i < EDID_BLOCK; i++)
            block[i] = READ_REGISTER_UCHAR(registers_ + i);
        ULONG total = edid_total(block);
        for (ULONG i = 0; i < length && offset + i < total; i++)
            to[i] = READ_REGISTER_UCHAR(registers_ + offset + i);
        return total;
    }

    surface frame_buffer(mode of) const override
    {
        surface screen = {};
        screen.bits = memory_;
        screen.pitch = static_cast<LONG>(of.width * 4);
        screen.width = of.width;
        screen.height = of.height;
        screen.bytes_per_pixel = 4;
        return screen;
    }

    PHYSICAL_ADDRESS address() const override
    {
        return address_;
    }

  private:
    enum Register {
        ID,
        XRES,
        YRES,
        BPP,
        ENABLE,
        BANK,
        VIRT_WIDTH,
        VIRT_HEIGHT,
        X_OFFSET,
        Y_OFFSET,
        MEMORY_64K
    };

    USHORT read(Register which) const
    {
        return READ_REGISTER_USHORT(reinterpret_cast<volatile USHORT *>(registers_ + 0x500) + which);
    }
    void write(Register which, UINT value)
    {
        WRITE_REGISTER_USHORT(reinterpret_cast<volatile USHORT *>(registers_ + 0x500) + which,
                              static_cast<USHORT>(value));
    }
    NTSTATUS map(const CM_PARTIAL_RESOURCE_DESCRIPTOR &bar, MEMORY_CACHING_TYPE caching, PUCHAR *at)
    {
        PVOID mapped = nullptr;
        NTSTATUS status = kernel_->DxgkCbMapMemory(kernel_->DeviceHandle, bar.u.Memory.Start,
                                                   bar.u.Memory.Length, FALSE, FALSE, caching, &mapped);
        *at = NT_SUCCESS(status) ? static_cast<PUCHAR>(mapped) : nullptr;
        return status;
    }
    void unmap(PUCHAR *at)
    {
        if (*at)
            kernel_->DxgkCbUnmapMemory(kernel_->DeviceHandle, *at);
        *at = nullptr;
    }

    const DXGKRNL_INTERFACE *kernel_ = nullptr;
    PUCHAR registers_ = nullptr, memory_ = nullptr;
    PHYSICAL_ADDRESS address_ = {};
    ULONG64 size_ = 0;
};

BochsDisplay bochs_display;

} // namespace

Hardware *Hardware::find(const CM_RESOURCE_LIST *resources)
{
    for (Known *known = Known::all; known; known = known->next())
        if (known->is(resources))
            return known;
    return nullptr;
}
