/*
 * A whole machine for one adapter: the kernel runtime, a device on its bus, a driver, the adapter started.
 *
 * What every tool needs before it can do its own thing, as one ladder that is climbed down again whatever happens. Seen
 * from outside it is one call; the tool's own work runs in the middle, as the first system thread at PASSIVE_LEVEL.
 */
#ifndef OPENWDDM_MACHINE_H
#define OPENWDDM_MACHINE_H

#include "dxgkrnl.h"
#include "nt.h"
#include "picture.h"

struct device;

struct machine_options {
    const char *driver_name;  /* the service's name */
    PDRIVER_INITIALIZE entry; /* its DriverEntry */
    const char *device;       /* "bochs-display", "refgpu" */
    size_t vram;              /* bytes of video memory; a power of two, 4 MiB..256 MiB */
    size_t visible;           /* refgpu: what the processor sees of it, a power of two; 0: half */
    unsigned
        gart_pages;    /* refgpu: pages of its aperture, a power of two; 0: 16 times vram, at most 256 MiB */
    unsigned vsync_hz; /* refgpu: vertical blanks per second, up to 1000; 0: 60 */
    struct dxgk_render_options render; /* of a full driver */
    unsigned tdr_limit_count; /* recoveries per minute that the system bears (TDR-03); 0: the default */
    unsigned depth; /* bits per pixel of the frame buffer that the driver is told to use; 0: its own choice */
    const struct ddi_shim *const *shims; /* outermost first */
    size_t shim_count;
    bool headless;                           /* start only, no first mode */
    unsigned present_delay_ms;               /* until a present is given up (TDR-15); 0: the default */
    unsigned ddi_delay_ms;                   /* until a call into the driver is (TDR-02); 0: the default */
    void (*screen)(struct picture *picture); /* what a driver without hardware shows; NULL: ask the device */
    /* The system stopped and the crash screen, if the driver could show it, is on the device. NULL: nobody looks. */
    void (*stopped)(void *ctx, const struct picture *screen);
    void *stopped_ctx;
};

struct machine {
    struct machine_options options;
    uint32_t custom_width, custom_height; /* one more mode for the driver; 0: none */
    struct device *device;
    uint16_t vendor_id, device_id; /* of the device, also after its end; 0: none was made */
    bool (*boot)(struct device *device, unsigned width, unsigned height); /* what firmware does; or NULL */
    void (*quiesce)(struct device *device); /* what the device wants before its bus closes */
    struct bus_device *bus;
    struct dxgk_driver *driver;
    struct dxgk_adapter *adapter;
    NTSTATUS status;     /* of the step that failed */
    const char *failed;  /* that step, for people; NULL: none */
    uint64_t started_ns; /* CLOCK_MONOTONIC when the climb began */
    uint64_t ready_ns;   /* and when the adapter was started */
};

enum machine_end {
    MACHINE_GOOD,       /* body ran: its value counts */
    MACHINE_NO_SETUP,   /* memory, device or bus: nothing that the driver did; machine->failed says what */
    MACHINE_REFUSED,    /* the driver did not load or start; the reason was reported */
    MACHINE_BUGCHECKED, /* the system stopped */
};

struct machine_outcome {
    enum machine_end end;
    int value;                   /* what body returned */
    struct nt_bugcheck bugcheck; /* if so */
    unsigned leaks;              /* left behind at shutdown, each reported */
};

/* body runs with the adapter started; it may be removed by surprise meanwhile. After a bug check body does not return, and
 * nothing that it held is given back. */
struct machine_outcome machine_run(struct machine *machine, const struct machine_options *options,
                                   int (*body)(struct machine *machine, void *ctx), void *ctx);

/* The ladder without the kernel under it, for a body that climbs several: in a system thread. machine_start says in
 * machine->failed and machine->status what went wrong, having undone the rest; false then. */
bool machine_start(struct machine *machine, const struct machine_options *options);
void machine_stop(struct machine *machine); /* also after a machine_start that failed */

/* Removes the adapter and starts it again with one more mode in the driver's key (CustomWidth, CustomHeight; pixels of the
 * monitor). machine->adapter is another one then, without mode and image of before; NULL on failure. */
bool machine_restart(struct machine *machine, uint32_t width, uint32_t height);

/* What the monitor on the device's first head shows now; pixels NULL: black. Also good after a bug check. */
void machine_screen(const struct machine *machine, struct picture *picture);

/* refgpu: its engine `node` hangs at the n-th command from now on, unless it is going to already. */
void machine_hang(const struct machine *machine, unsigned node, unsigned commands);

/* CLOCK_MONOTONIC in nanoseconds. */
uint64_t machine_now(void);

#endif
