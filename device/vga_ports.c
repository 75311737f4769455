/* The VGA ports: see vga_ports.h. */
#include "vga_ports.h"

#include <stddef.h>
#include <string.h>

/* Ports, counted from 0x3c0. */
enum {
    PORT_ATTRIBUTE = 0x00,      /* index and data in turn */
    PORT_ATTRIBUTE_READ = 0x01, /* data */
    PORT_MISC_WRITE = 0x02,
    PORT_SEQUENCER = 0x04,
    PORT_MISC_READ = 0x0c,
    PORT_GRAPHICS = 0x0e,
    PORT_CRTC = 0x14,
    PORT_INPUT_STATUS = 0x1a,
};

#define PALETTE_ADDRESS_SOURCE 0x20
#define STATUS_RETRACE         0x09 /* vertical retrace, display disabled */

/* The register behind an index/data pair, or NULL for ports that are no data port. */
static uint8_t *indexed_register(struct vga_ports *ports, unsigned data_port)
{
    uint8_t index = ports->plain[data_port - 1];

    switch (data_port) {
    case PORT_SEQUENCER + 1:
        return &ports->sequencer[index % sizeof(ports->sequencer)];
    case PORT_GRAPHICS + 1:
        return &ports->graphics[index % sizeof(ports->graphics)];
    case PORT_CRTC + 1:
        return &ports->crtc[index];
    }
    return NULL;
}

void vga_ports_reset(struct vga_ports *ports)
{
    memset(ports, 0, sizeof(*ports));
    /* A function without VGA shows its picture whatever VGA drivers think of it, until one blanks it. */
    ports->attribute_index = PALETTE_ADDRESS_SOURCE;
}

uint8_t vga_ports_read(struct vga_ports *ports, unsigned offset)
{
    uint8_t *indexed;

    switch (offset) {
    case PORT_ATTRIBUTE:
        return ports->attribute_index;
    case PORT_ATTRIBUTE_READ:
        return ports->attribute[ports->attribute_index & 0x1f];
    case PORT_MISC_READ:
        return ports->misc;
    case PORT_INPUT_STATUS:
        ports->attribute_data_next = false;
        ports->retrace = !ports->retrace; /* who waits for an edge sees one */
        return ports->retrace ? STATUS_RETRACE : 0;
    }
    indexed = offset ? indexed_register(ports, offset) : NULL;
    return indexed ? *indexed : ports->plain[offset];
}

void vga_ports_write(struct vga_ports *ports, unsigned offset, uint8_t value)
{
    uint8_t *indexed;

    switch (offset) {
    case PORT_ATTRIBUTE:
        if (ports->attribute_data_next)
            ports->attribute[ports->attribute_index & 0x1f] = value;
        else
            ports->attribute_index = value;
        ports->attribute_data_next = !ports->attribute_data_next;
        return;
    case PORT_MISC_WRITE:
        ports->misc = value;
        return;
    }
    indexed = offset ? indexed_register(ports, offset) : NULL;
    *(indexed ? indexed : &ports->plain[offset]) = value;
}

bool vga_ports_blanked(const struct vga_ports *ports)
{
    return !(ports->attribute_index & PALETTE_ADDRESS_SOURCE);
}
