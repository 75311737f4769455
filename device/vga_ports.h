/*
 * The VGA ports 0x3c0..0x3df of a function that is no VGA: enough state that a driver written for the VGA
 * variant of the device can run its usual unlocking and unblanking. Only the attribute controller's "palette
 * address source" bit means anything: cleared, the screen is blank.
 */
#ifndef OPENWDDM_VGA_PORTS_H
#define OPENWDDM_VGA_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#define VGA_PORTS_SIZE 0x20 /* ports from 0x3c0 on; all offsets below count from there */

struct vga_ports {
    uint8_t attribute_index;  /* as written, bit 5 = palette address source */
    bool attribute_data_next; /* the flip-flop of port 0x3c0 */
    uint8_t attribute[32];
    uint8_t sequencer[8], graphics[16], crtc[256];
    uint8_t plain[VGA_PORTS_SIZE]; /* index registers and whatever only remembers what was written */
    uint8_t misc;
    bool retrace;
};

void vga_ports_reset(struct vga_ports *ports);
uint8_t vga_ports_read(struct vga_ports *ports, unsigned offset);
void vga_ports_write(struct vga_ports *ports, unsigned offset, uint8_t value);
bool vga_ports_blanked(const struct vga_ports *ports);

#endif
