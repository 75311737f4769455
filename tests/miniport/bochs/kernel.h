/*
 * A kernel just large enough for the display-only driver: the routines it imports, the callbacks it is given,
 * and a bochs-display on an in-process bus below. VidPNs and monitors are the graphics kernel's own object
 * model, which reports every wrong step of a driver; everything else here counts, and kernel_fini fails the
 * test if something was left behind or any finding was made.
 */
#ifndef TESTS_BOCHS_KERNEL_H
#define TESTS_BOCHS_KERNEL_H

#include "bus.h"
#include "device.h"
#include "dispmprt.h"
#include "vidpn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define KERNEL_VRAM_ADDRESS 0xE0000000u
#define KERNEL_USER_BASE    0x20000000u /* user memory of tests lies from here ... */
#define KERNEL_USER_END     0x60000000u /* ... to here, and MmUserProbeAddress is here */

struct kernel_options {
    size_t vram;                                                   /* bytes; 0 = 16 MiB */
    ULONG bits_per_pixel, slow_reads, custom_width, custom_height; /* registry; 0 = no such value */
    bool no_registry_key;
    ULONG interface_size;          /* what DXGKRNL_INTERFACE says of itself; 0 = its own size */
    NTSTATUS post_status;          /* of AcquirePostDisplayOwnership */
    DXGK_DISPLAY_INFORMATION post; /* Width 0: no usable frame buffer */
    bool no_resources;
    unsigned fail_map; /* the nth MapMemory fails; 0 = none */
};

struct kernel {
    struct kernel_options options;
    struct device *device;
    struct bus_device *bus;
    KMDDOD_INITIALIZATION_DATA table; /* what DriverEntry registered */
    PVOID context;                    /* what AddDevice returned */
    DXGKRNL_INTERFACE interface;
    ULONG sources, children;
    bool started;

    /* What the driver holds; all 0 in the end. */
    int pool_blocks, mdls, locked, mapped_views, register_maps, keys;
    unsigned maps;     /* MapMemory calls */
    unsigned findings; /* reports of the object model */
    char last_finding[256];
    bool services_off; /* crash screen: any service but the registers fails the test */
};

extern struct kernel kernel;

/* Device, bus and DriverEntry + AddDevice. */
void kernel_init(const struct kernel_options *options);
/* StopDevice if started, RemoveDevice, Unload, and the balance. */
void kernel_fini(void);
NTSTATUS kernel_start(void);
/* kernel_init, a good kernel_start. */
void kernel_up(const struct kernel_options *options);

/* A VidPN with the one path, unpinned, its mode sets filled by the driver. Fails the test if the driver
 * does not. */
struct vidpn *kernel_vidpn(void);
void kernel_pin(struct vidpn *vidpn, UINT width, UINT height, D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation);
NTSTATUS kernel_commit(struct vidpn *vidpn, DXGKARG_COMMITVIDPN_FLAGS flags);
NTSTATUS kernel_enum(struct vidpn *vidpn, D3DKMDT_ENUMCOFUNCMODALITY_PIVOT_TYPE pivot);
/* Commits the mode and shows the source. */
void kernel_set_mode(UINT width, UINT height, D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation);
void kernel_show(bool visible);

struct device_scanout kernel_scanout(void);
/* The pixel that the monitor shows, in the depth of the frame buffer. */
uint32_t kernel_pixel(const struct device_scanout *scanout, UINT x, UINT y);
void kernel_assert_black(const char *when);

/* Readable pages below MmUserProbeAddress, and what becomes of them. */
void *kernel_user_alloc(size_t size);
void kernel_user_free(void *memory, size_t size);

#endif
