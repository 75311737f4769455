/* Reading a monitor's descriptor through DxgkDdiQueryDeviceDescriptor (DOD-15). */
#ifndef OPENWDDM_DXGKRNL_EDID_QUERY_H
#define OPENWDDM_DXGKRNL_EDID_QUERY_H

#include "dxgkrnl.h"
#include "edid.h"

/* Asks for the base block of a connected child, and for the extension blocks that it announces. `block` is filled when the answer is
 * not DXGK_MONITOR_NONE; it is zero where the driver gave less than a block. What is wrong with the way it was given is reported here,
 * what is wrong with the bytes of the base block by who uses them. PASSIVE_LEVEL, in an idle section. */
enum dxgk_monitor_kind edid_query(struct dxgk_adapter *adapter, ULONG uid, uint8_t block[EDID_BLOCK]);

#endif
