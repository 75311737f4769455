/*
 * What every subcommand that runs a driver does around its own work: find the driver, stack the layers, listen to findings,
 * boot, and turn what came of it into an exit status and a JSON file.
 */
#ifndef OPENWDDM_RUN_H
#define OPENWDDM_RUN_H

#include "console.h"
#include "drivers.h"
#include "machine.h"

struct json;

struct run {
    /* Options, filled in by the subcommand. */
    const char *command;
    const char *driver_name;
    const char *device; /* that it drives; NULL: its own */
    const char *json, *trace;
    const char *dump;     /* minidump to write when the system stops; NULL: none */
    uint64_t watchdog_ms; /* of driver code that does not return; 0: default */
    bool check;
    uint64_t vram, aperture; /* bytes; 0: default */
    uint64_t depth;          /* 0: default */
    unsigned vsync_hz, tdr_limit_count;
    struct dxgk_render_options render; /* of a full driver */
    bool headless;
    /* Its work, and what it adds to the JSON object. body returns an exit status. */
    int (*body)(struct machine *machine, void *ctx);
    void (*write_json)(struct json *json, void *ctx);
    void (*stopped)(void *ctx, const struct picture *screen); /* after a bug check; may be NULL */
    void *ctx;

    /* Results. */
    struct driver driver;
    struct machine machine;
    struct machine_outcome outcome;
    struct findings findings;
};

/* The exit status. */
int run_driver(struct run *run);

#endif
