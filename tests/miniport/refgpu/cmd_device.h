/*
 * The device under a DMA buffer: refgpu with 1 MiB of VRAM and an empty aperture, stepped by hand. Apart from the rest, because the device's
 * face and the driver's have types of the same names.
 */
#ifndef TESTS_REFGPU_CMD_DEVICE_H
#define TESTS_REFGPU_CMD_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#define CMD_VRAM (1u << 20)

bool cmd_device_open(void);
void cmd_device_close(void);
uint8_t *cmd_device_vram(void);

/* Runs `bytes` of commands as a user's buffer to its end. FAULT_STATUS, 0 when all is well; the node is usable again. *waiting, if not
 * NULL: it ended in a WAIT that does not hold. */
uint32_t cmd_device_run(unsigned node, const void *commands, uint32_t bytes, bool *waiting);
/* Commands with the privileged bit that were executed so far from such buffers. */
uint32_t cmd_device_privileged(void);

#endif
