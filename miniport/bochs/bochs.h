/*
 * The display-only driver for bochs-display (QEMU's PCI 1234:1111 and whatever behaves like it), meant to be
 * read and copied: one screen, a linear frame buffer, no interrupt, no cursor, no acceleration. Every present
 * is drawn by the processor and finished when the call returns.
 *
 * Reading order: this header; driver.c (life of the driver and the device); child.c, vidpn.c and mode_sets.c
 * (what Windows wants to know before it draws); screen.c (what is on the screen now); present.c (drawing);
 * system_display.c (firmware and crash screen); hw.c (the only file that knows registers).
 *
 * Threads: no lock is needed. Whatever changes struct bochs runs at threading level two or three, alone in
 * the driver (SYN-01, SYN-03); at level zero there is one present at a time for the one source (DOD-41), and
 * readers of the mode list.
 */
#ifndef BOCHS_H
#define BOCHS_H

/* The oldest version that has display-only drivers has the widest reach;
 * -DDXGKDDI_INTERFACE_VERSION=0x4002 selects 1.3. */
#ifndef DXGKDDI_INTERFACE_VERSION
#define DXGKDDI_INTERFACE_VERSION 0x300E
#endif

#include "dispmprt.h"
#include "network.h"
#include "surface.h"

#define BOCHS_TAG        0x68636F42 /* "Boch" */
#define BOCHS_SOURCE     0          /* id of the only video present source */
#define BOCHS_TARGET     0          /* id of the only target, and uid of the only child: the monitor */
#define BOCHS_MIN_WIDTH  320
#define BOCHS_MIN_HEIGHT 200

struct bochs {
    /* os: from AddDevice on, the interface from StartDevice on */
    PDEVICE_OBJECT pdo;
    DXGKRNL_INTERFACE kernel;
    BOOLEAN started; /* between StartDevice and a stop: there is hardware */

    /* hw: constant while started */
    PUCHAR registers; /* BAR2; only for READ_REGISTER and WRITE_REGISTER */
    PUCHAR vram;      /* BAR0; plain memory */
    PHYSICAL_ADDRESS vram_address;
    ULONG vram_size;      /* bytes the device says it has, at most what is mapped */
    ULONG vram_mapped;    /* bytes */
    UINT width_step;      /* widths are a multiple of this: 1, or 8 where a VGA is behind the registers */
    UINT bytes_per_pixel; /* of the frame buffer: 4, 3 or 2 */
    BOOLEAN slow_reads;   /* moves are drawn from the desktop image, not read back from the frame buffer */

    /* mode: what can be shown */
    struct mode_list modes;

    /* mode: what is shown; see screen.c */
    struct surface screen; /* the frame buffer as the target scans it; width 0: no mode is set */
    enum surface_rotation rotation;
    BOOLEAN visible;  /* SetVidPnSourceVisibility */
    BOOLEAN path_off; /* committed with PathPoweredOff */
    BOOLEAN lit;      /* the device is scanning out this mode */
    BOOLEAN stale;    /* the frame buffer does not hold the desktop: the next present draws all of it */
    DEVICE_POWER_STATE adapter_power, monitor_power;
};

/* ---- driver.c ------------------------------------------------------------------------------------------ */

DRIVER_INITIALIZE DriverEntry;
DXGKDDI_ADD_DEVICE bochs_add_device;
DXGKDDI_START_DEVICE bochs_start_device;
DXGKDDI_STOP_DEVICE bochs_stop_device;
DXGKDDI_REMOVE_DEVICE bochs_remove_device;
DXGKDDI_UNLOAD bochs_unload;
DXGKDDI_DISPATCH_IO_REQUEST bochs_dispatch_io_request;
DXGKDDI_INTERRUPT_ROUTINE bochs_interrupt_routine;
DXGKDDI_DPC_ROUTINE bochs_dpc_routine;
DXGKDDI_QUERYADAPTERINFO bochs_query_adapter_info;
DXGKDDI_SETPOINTERPOSITION bochs_set_pointer_position;
DXGKDDI_SETPOINTERSHAPE bochs_set_pointer_shape;

/* Lets the hardware go; the screen stays as it is. PASSIVE_LEVEL. */
void bochs_close_hardware(struct bochs *dev);

/* ---- child.c ------------------------------------------------------------------------------------------- */

DXGKDDI_QUERY_CHILD_RELATIONS bochs_query_child_relations;
DXGKDDI_QUERY_CHILD_STATUS bochs_query_child_status;
DXGKDDI_QUERY_DEVICE_DESCRIPTOR bochs_query_device_descriptor;

/* ---- vidpn.c ------------------------------------------------------------------------------------------- */

/* What this device can ever have of a VidPN: one path at most, and what is pinned on it. All copies;
 * nothing to release. */
struct vidpn {
    struct network network;
    BOOLEAN has_path;
    struct network_path on; /* if it has one */
};

/* STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY: more than this device can have. PASSIVE_LEVEL. */
NTSTATUS bochs_vidpn_read(struct bochs *dev, D3DKMDT_HVIDPN handle, struct vidpn *vidpn);

DXGKDDI_ISSUPPORTEDVIDPN bochs_is_supported_vidpn;
DXGKDDI_RECOMMENDFUNCTIONALVIDPN bochs_recommend_functional_vidpn;
DXGKDDI_COMMITVIDPN bochs_commit_vidpn;
DXGKDDI_UPDATEACTIVEVIDPNPRESENTPATH bochs_update_active_vidpn_present_path;
DXGKDDI_QUERYVIDPNHWCAPABILITY bochs_query_vidpn_hw_capability;

/* ---- mode_sets.c --------------------------------------------------------------------------------------- */

DXGKDDI_ENUMVIDPNCOFUNCMODALITY bochs_enum_vidpn_cofunc_modality;
DXGKDDI_RECOMMENDMONITORMODES bochs_recommend_monitor_modes;

/* ---- modes.c ------------------------------------------------------------------------------------------- */

/* Fills the list: standard sizes, what the EDID prefers, the firmware's mode and `custom` (either may be 0
 * x 0), as far as they fit into the memory. PASSIVE_LEVEL. */
void bochs_modes_build(struct bochs *dev, struct mode custom, struct mode post);

/* ---- screen.c ------------------------------------------------------------------------------------------ */

/* From now on the path shows this mode, black until it is presented; `path_off`: without lighting anything
 * (VPN-16). An error leaves the former mode on. PASSIVE_LEVEL. */
NTSTATUS bochs_screen_set_mode(struct bochs *dev, struct mode mode, enum surface_rotation rotation,
                               BOOLEAN path_off);
/* No mode at all (VPN-17). */
void bochs_screen_release(struct bochs *dev);
/* Present may draw: there is a mode, it is lit, and the source is visible (DOD-36). */
BOOLEAN bochs_screen_drawable(const struct bochs *dev);
/* Another rotation of the same mode; black until presented. */
void bochs_screen_rotate(struct bochs *dev, enum surface_rotation rotation);
/* Makes the device show what the fields say: the current mode, black until presented, or nothing. Any
 * IRQL. */
NTSTATUS bochs_screen_restore(struct bochs *dev);

DXGKDDI_SETVIDPNSOURCEVISIBILITY bochs_set_vidpn_source_visibility;
DXGKDDI_SET_POWER_STATE bochs_set_power_state;

/* ---- present.c ----------------------------------------------------------------------------------------- */

DXGKDDI_PRESENTDISPLAYONLY bochs_present_display_only;

/* ---- system_display.c ---------------------------------------------------------------------------------- */

DXGKDDI_STOP_DEVICE_AND_RELEASE_POST_DISPLAY_OWNERSHIP bochs_stop_device_and_release_post_display_ownership;
DXGKDDI_SYSTEM_DISPLAY_ENABLE bochs_system_display_enable;
DXGKDDI_SYSTEM_DISPLAY_WRITE bochs_system_display_write;
DXGKDDI_RESET_DEVICE bochs_reset_device;

/* ---- hw.c ---------------------------------------------------------------------------------------------- */

/* Maps the BARs and recognizes the device. PASSIVE_LEVEL. */
NTSTATUS bochs_hw_open(struct bochs *dev, const CM_RESOURCE_LIST *resources);
void bochs_hw_close(struct bochs *dev); /* half-open is fine */

/* All of these at any IRQL. */
/* Whether a frame buffer of this size fits the memory and the registers. */
BOOLEAN bochs_hw_fits(const struct bochs *dev, struct mode mode, UINT bytes_per_pixel);
/* Scans out the mode from the start of the memory, black. On an error the device is off. */
NTSTATUS bochs_hw_set_mode(struct bochs *dev, struct mode mode, UINT bytes_per_pixel);
void bochs_hw_off(struct bochs *dev);
/* Makes the current frame buffer black. */
void bochs_hw_clear(struct bochs *dev);
/* Copies `length` bytes from `offset` of the monitor's data; zeros where the device has none. */
#define HW_EDID_SIZE 1024
void bochs_hw_read_edid(struct bochs *dev, ULONG offset, UCHAR *buffer, ULONG length);

#endif
