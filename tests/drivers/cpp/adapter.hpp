// The adapter: one screen of one device. The DDI's functions are its members; driver.cpp hands them over.
//
// No lock is needed: what changes it comes alone (SYN-01, SYN-03), and there is one present at a time for the one source (DOD-41).
#ifndef CPP_ADAPTER_HPP
#define CPP_ADAPTER_HPP

#include "hardware.hpp"

extern "C" {
#include "network.h"
}

class Adapter
{
  public:
    NTSTATUS start(const DXGKRNL_INTERFACE &kernel);
    void stop();
    NTSTATUS release(DXGK_DISPLAY_INFORMATION &info); // POST-06
    NTSTATUS power(ULONG child, DEVICE_POWER_STATE state);

    NTSTATUS descriptor(DXGK_DEVICE_DESCRIPTOR &wanted) const;

    NTSTATUS is_supported(DXGKARG_ISSUPPORTEDVIDPN &args) const;
    NTSTATUS enumerate(const DXGKARG_ENUMVIDPNCOFUNCMODALITY &args) const;
    NTSTATUS monitor_modes(const DXGKARG_RECOMMENDMONITORMODES &args) const;
    NTSTATUS commit(const DXGKARG_COMMITVIDPN &args);
    NTSTATUS update(const DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH &args);
    NTSTATUS show(const DXGKARG_SETVIDPNSOURCEVISIBILITY &args);

    NTSTATUS present(const DXGKARG_PRESENT_DISPLAYONLY &args);

    // Any IRQL.
    void restore();
    NTSTATUS crash_screen(mode &size);
    void crash_write(const UCHAR *from, UINT width, UINT height, UINT stride, UINT x, UINT y);

  private:
    struct Network; // a VidPN as this device can have it
    network_offer offer() const;
    NTSTATUS take_over(mode smallest);
    NTSTATUS relight(); // what the fields below say

    DXGKRNL_INTERFACE kernel_ = {};
    Hardware *hardware_ = nullptr; // null: stopped
    mode_list modes_ = {};
    mode mode_ = {}; // 0 x 0: dark
    surface_rotation rotation_ = SURFACE_ROTATE_0;
    bool lit_ = false, visible_ = false, path_off_ = false;
    bool stale_ = true; // the screen does not hold the desktop
    DEVICE_POWER_STATE adapter_power_ = PowerDeviceD0, monitor_power_ = PowerDeviceD0;
};

#endif
