/* Inside of bench submit: a refgpu with engine threads, its adapter, and clients that render by D3DKMT*. */
#ifndef OPENWDDM_BENCH_SUBMIT_RIG_H
#define OPENWDDM_BENCH_SUBMIT_RIG_H

#include "dxgkrnl.h"
#include "nt.h"

#include "d3dkmthk.h"
#include "refgpu_user.h"

/* Which driver; `entry` NULL: the built-in refgpu. Another has to drive refgpu's device. */
struct rig_driver {
    const char *name;
    PDRIVER_INITIALIZE entry;
};
NTSTATUS rig_load(const struct rig_driver *driver, struct dxgk_driver **loaded);

struct submit_rig {
    struct device *device;
    struct bus_device *bus;
    struct dxgk_driver *driver;
    struct dxgk_adapter *adapter;
};

/* `spin`: how often an engine looks before it sleeps. False: said on stderr. */
bool rig_start(struct submit_rig *rig, unsigned spin, const struct rig_driver *driver);
void rig_stop(struct submit_rig *rig);

struct submit_context {
    D3DKMT_HANDLE handle;
    uint32_t *command;
    D3DDDI_ALLOCATIONLIST *list;
};

struct submit_client {
    struct nt_process *process;
    D3DKMT_HANDLE adapter, device, target;
    uint32_t pitch;
    struct submit_context context;
};

/* All in the client's process (submit_enter), but the first and the last. `display`: of which adapter, 1 the first. */
bool submit_open(struct submit_client *client, const char *name, unsigned display);
void submit_close(struct submit_client *client);
void submit_enter(const struct submit_client *client); /* NULL: none */
bool submit_context(struct submit_client *client, struct submit_context *context);
bool submit_buffer(struct submit_client *client, uint64_t bytes, D3DKMT_HANDLE *handle);
/* One FILL of 8x8 pixels. */
bool submit_render(struct submit_client *client, struct submit_context *context);
bool submit_idle(struct submit_client *client);

#endif
