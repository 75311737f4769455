// The device behind the driver, as the driver wants it: something that has memory and shows modes.
#ifndef CPP_HARDWARE_HPP
#define CPP_HARDWARE_HPP

#include "runtime.hpp"

extern "C" {
#include "mode_list.h"
#include "surface.h"
}

class Hardware
{
  public:
    virtual ~Hardware() {}

    // PASSIVE_LEVEL; close also after an open that failed.
    virtual NTSTATUS open(const DXGKRNL_INTERFACE &kernel, const CM_RESOURCE_LIST *resources) = 0;
    virtual void close() = 0;

    // Any IRQL.
    virtual bool fits(mode wanted) const = 0;
    virtual NTSTATUS show(mode wanted) = 0; // black
    virtual void off() = 0;
    virtual ULONG edid(ULONG offset, UCHAR *to, ULONG length) const = 0; // bytes there are

    // The frame buffer of a mode.
    virtual surface frame_buffer(mode of) const = 0;
    virtual PHYSICAL_ADDRESS address() const = 0;

    // The one that knows this device: static, so nothing is allocated. Null: none does.
    static Hardware *find(const CM_RESOURCE_LIST *resources);
};

#endif
