/*
 * The insides of the monitors, shared by monitor.c and monitor_interface.c only.
 */
#ifndef OPENWDDM_DXGKRNL_MONITOR_MODEL_H
#define OPENWDDM_DXGKRNL_MONITOR_MODEL_H

#include "monitor.h"
#include "vidpn_model.h"

struct monitor {
    UINT target;
    bool connected;
    uint8_t edid[EDID_BLOCK];
    struct vidpn_set modes;       /* D3DKMDT_MONITOR_SOURCE_MODE */
    struct vidpn_set ranges;      /* D3DKMDT_MONITOR_FREQUENCY_RANGE */
    struct vidpn_set descriptors; /* D3DKMDT_MONITOR_DESCRIPTOR; pData points to `edid` */
    bool recommending;            /* one reference to `modes` is the kernel's */
};

struct monitors {
    HANDLE adapter;
    struct monitors *next; /* of all adapters; the model's lock */
    struct vidpn_domain domain;
    const char *ddi;
    size_t count;
    struct monitor monitor[];
};

/* All with the model's lock. */
struct monitors *monitors_find(HANDLE adapter);
struct monitor *monitor_find(const struct monitors *monitors, UINT target);

extern const DXGK_MONITORSOURCEMODESET_INTERFACE monitor_mode_interface;

#endif
