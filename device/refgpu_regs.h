/*
 * refgpu's numbers: identity, registers and command encodings as plain constants, so that the model, its tests and a
 * freestanding driver read the same page. docs/formats/refgpu.md says what they do.
 */
#ifndef OPENWDDM_REFGPU_REGS_H
#define OPENWDDM_REFGPU_REGS_H

#include <stdint.h>

/* ---- the PCI function ---- */

#define REFGPU_VENDOR_ID 0x1234
#define REFGPU_DEVICE_ID 0x5247
#define REFGPU_REVISION  0x01

#define REFGPU_BAR_VRAM 0 /* the CPU-visible VRAM, plain memory */
#define REFGPU_BAR_MMIO 2 /* registers, then the monitors' EDID */
#define REFGPU_BAR_GART 4 /* the GART, 8 bytes per entry */

#define REFGPU_MMIO_SIZE   0x4000
#define REFGPU_EDID(head)  (0x1000u + (head)*0x400u)
#define REFGPU_EDID_SIZE   0x400
#define REFGPU_PAGE_SIZE   4096u
#define REFGPU_NODE_COUNT  2
#define REFGPU_NODE_DRAW   0 /* every command */
#define REFGPU_NODE_COPY   1 /* moves and fills memory */
#define REFGPU_HEADS_MAX   4
#define REFGPU_NO_POSITION 0xffffffffu

/* ---- the GPU's address space ---- */

#define REFGPU_VRAM_BASE     0x0ull
#define REFGPU_APERTURE_BASE 0x1000000000ull /* 64 GiB */

/* One GART entry, 64 bits. */
#define REFGPU_PTE_VALID               0x1ull
#define REFGPU_PTE_READ_ONLY           0x2ull
#define REFGPU_PTE_PAGE_MASK           0x000ffffffffff000ull /* bus address of the page */
#define REFGPU_PTE_IGNORED             0xfff0000000000ffcull /* kept, for the driver's own use */
#define REFGPU_PTE(bus_address, flags) (((uint64_t)(bus_address)&REFGPU_PTE_PAGE_MASK) | (flags))

/* ---- registers: 32 bits each, byte offsets in REFGPU_BAR_MMIO ---- */

#define REFGPU_ID                 0x000 /* ro: REFGPU_ID_VALUE */
#define REFGPU_VERSION            0x004 /* ro: REFGPU_VERSION_VALUE */
#define REFGPU_UNITS              0x008 /* ro: nodes in bits 3:0, heads in bits 7:4 */
#define REFGPU_VRAM_PAGES         0x00c /* ro: all VRAM, in pages */
#define REFGPU_VRAM_VISIBLE_PAGES 0x010 /* ro: what BAR0 shows of it, from address 0 */
#define REFGPU_GART_PAGES         0x014 /* ro: entries of the GART */
#define REFGPU_RESET              0x018 /* wo: REFGPU_RESET_*; reads as the resets that failed */
#define REFGPU_SEMAPHORE_KICK     0x01c /* wo: waiting nodes look again */
#define REFGPU_INT_STATUS         0x020 /* rw1c: REFGPU_INT_* */
#define REFGPU_INT_ENABLE         0x024
#define REFGPU_DEBUG              0x030 /* REFGPU_DEBUG_* */
#define REFGPU_DEBUG_PRIVILEGED   0x034 /* privileged commands executed from plain buffers; any write clears */

#define REFGPU_ID_VALUE      0x55504752u /* "RGPU" */
#define REFGPU_VERSION_VALUE 0x00010000u

#define REFGPU_RESET_NODE(node) (1u << (node))
#define REFGPU_RESET_ADAPTER    0x80000000u

#define REFGPU_INT_FENCE(node)     (1u << (node))
#define REFGPU_INT_PREEMPTED(node) (1u << (4 + (node)))
#define REFGPU_INT_FAULT(node)     (1u << (8 + (node)))
#define REFGPU_INT_USER(node)      (1u << (12 + (node))) /* never raised by the device itself */
#define REFGPU_INT_VSYNC(head)     (1u << (16 + (head)))
#define REFGPU_INT_HOTPLUG(head)   (1u << (20 + (head)))
#define REFGPU_INT_ALL             0x00ff3333u

#define REFGPU_DEBUG_COUNT_PRIVILEGED 0x1u

/* Per node, at REFGPU_NODE(node) + these. */
#define REFGPU_NODE(node)    (0x100u + (node)*0x80u)
#define REFGPU_NODE_STRIDE   0x80u
#define REFGPU_RING_LO       0x00 /* bus address of the ring, 4 KB aligned */
#define REFGPU_RING_HI       0x04
#define REFGPU_RING_ORDER    0x08 /* log2 of its size in dwords */
#define REFGPU_RING_HEAD     0x0c /* ro: dword index of the next command */
#define REFGPU_RING_TAIL     0x10 /* dword index behind the last command; a write is the doorbell */
#define REFGPU_CONTROL       0x14 /* REFGPU_CONTROL_* */
#define REFGPU_STATUS        0x18 /* ro: REFGPU_STATUS_* */
#define REFGPU_FENCE         0x1c /* ro: the last fence completed */
#define REFGPU_PREEMPT       0x20 /* wo: a request, the value is its tag */
#define REFGPU_PREEMPT_TAG   0x24 /* ro: tag of the request answered last */
#define REFGPU_PREEMPT_FENCE 0x28 /* ro: REFGPU_FENCE when it stopped */
#define REFGPU_PREEMPT_HEAD  0x2c /* ro: ring index of the command it stopped in or before */
#define REFGPU_PREEMPT_OFFSET                                                                                \
    0x30 /* ro: byte offset in the buffer; REFGPU_NO_POSITION between ring commands */
#define REFGPU_FAULT_STATUS     0x34 /* ro: REFGPU_FAULT_* in bits 7:0, opcode in 15:8, bit 31: a write */
#define REFGPU_FAULT_ADDRESS_LO 0x38 /* ro: GPU address (bus address for REFGPU_FAULT_RING) */
#define REFGPU_FAULT_ADDRESS_HI 0x3c
#define REFGPU_FAULT_FENCE      0x40 /* ro: tag of the INDIRECT that was running */
#define REFGPU_FAULT_OFFSET     0x44 /* ro: byte offset in the buffer, or REFGPU_NO_POSITION */
#define REFGPU_CURRENT_FENCE    0x48 /* ro: tag of the INDIRECT running now or last */
#define REFGPU_CURRENT_LO       0x4c /* ro: its address */
#define REFGPU_CURRENT_HI       0x50
#define REFGPU_CURRENT_OFFSET   0x54 /* ro: of the next command in it, or REFGPU_NO_POSITION */
#define REFGPU_COMMANDS         0x58 /* ro: commands begun since reset, modulo 2^32 */

#define REFGPU_RING_ORDER_MIN 4
#define REFGPU_RING_ORDER_MAX 16

#define REFGPU_CONTROL_ENABLE 0x1u

#define REFGPU_STATUS_BUSY    0x1u /* something is left to do, and nothing below keeps it from being done */
#define REFGPU_STATUS_WAITING 0x2u /* in a WAIT */
#define REFGPU_STATUS_HALTED  0x4u /* by a fault; a reset helps */

enum refgpu_fault {
    REFGPU_FAULT_NONE = 0,
    REFGPU_FAULT_PAGE = 1,      /* GART entry not valid */
    REFGPU_FAULT_READ_ONLY = 2, /* write through a read-only GART entry */
    REFGPU_FAULT_ADDRESS = 3,   /* neither VRAM nor aperture */
    REFGPU_FAULT_BUS = 4,       /* the page frame is no memory */
    REFGPU_FAULT_COMMAND = 5,   /* no such command, or not on this node or not here */
    REFGPU_FAULT_LENGTH = 6,    /* a length that the command does not have, or beyond the end of the buffer */
    REFGPU_FAULT_OPERAND = 7,   /* misaligned, unknown format, pitch too small, too large */
    REFGPU_FAULT_RING = 8,      /* the ring or its size */
    REFGPU_FAULT_RESOURCE = 9,  /* the device is out of internal memory */
};

#define REFGPU_FAULT_WRITE 0x80000000u

/* Per head, at REFGPU_HEAD(head) + these. */
#define REFGPU_HEAD(head)       (0x400u + (head)*0x80u)
#define REFGPU_HEAD_STRIDE      0x80u
#define REFGPU_HEAD_CONTROL     0x00 /* REFGPU_HEAD_ENABLE, REFGPU_HEAD_BLANK */
#define REFGPU_HEAD_STATUS      0x04 /* ro: REFGPU_HEAD_* */
#define REFGPU_HEAD_SIZE        0x08 /* width in bits 15:0, height in bits 31:16 */
#define REFGPU_HEAD_PITCH       0x0c /* bytes per line in bits 23:0, format in bits 31:24 */
#define REFGPU_HEAD_ADDRESS_LO  0x10 /* GPU address of the next picture */
#define REFGPU_HEAD_ADDRESS_HI  0x14
#define REFGPU_HEAD_FLIP        0x18 /* wo: REFGPU_FLIP_*: show ADDRESS and PITCH */
#define REFGPU_HEAD_CURRENT_LO  0x1c /* ro: GPU address of the picture being shown */
#define REFGPU_HEAD_CURRENT_HI  0x20
#define REFGPU_HEAD_VSYNC_COUNT 0x24 /* ro */
#define REFGPU_HEAD_SCANLINE    0x28 /* ro: line being shown; height and above: vertical blank */

#define REFGPU_HEAD_ENABLE       0x1u /* timing runs: vsync, flips */
#define REFGPU_HEAD_BLANK        0x2u /* and yet the monitor shows nothing */
#define REFGPU_HEAD_CONNECTED    0x1u /* a monitor is there; its EDID is in the window */
#define REFGPU_HEAD_FLIP_PENDING 0x2u
#define REFGPU_HEAD_UNDERRUN     0x4u /* part of the picture could not be read since the last flip; it is black */

#define REFGPU_FLIP_VSYNC     0
#define REFGPU_FLIP_IMMEDIATE 1

/* ---- commands ---- */

/* The first dword: opcode in bits 31:24, flags in bits 23:16, length in dwords with this one in bits 15:0. */
#define REFGPU_COMMAND(opcode, flags, dwords)                                                                \
    ((uint32_t)(opcode) << 24 | (uint32_t)((flags)&0xffu) << 16 | (uint32_t)((dwords)&0xffffu))
#define REFGPU_OPCODE(header) ((header) >> 24)
#define REFGPU_FLAGS(header)  (((header) >> 16) & 0xffu)
#define REFGPU_LENGTH(header) ((header)&0xffffu)

#define REFGPU_COMMAND_DWORDS_MAX 1024u
#define REFGPU_OPCODE_PRIVILEGED  0x80u /* bit 7 of the opcode */

enum refgpu_opcode {
    REFGPU_NOP = 0x00,
    REFGPU_INDIRECT = 0x01,
    REFGPU_WAIT = 0x02,
    REFGPU_SIGNAL = 0x03,
    REFGPU_FILL = 0x10,
    REFGPU_COPY = 0x11,
    REFGPU_FILL_LINEAR = 0x12,
    REFGPU_COPY_LINEAR = 0x13,
    REFGPU_ROP = 0x20,
    REFGPU_STRETCH = 0x21,
    REFGPU_BLEND = 0x22,
    REFGPU_TRANSPARENT = 0x23,
    REFGPU_CLEARTYPE = 0x24,
    REFGPU_CONVERT = 0x25,
    REFGPU_ROTATE = 0x26,
    REFGPU_REGISTER_WRITE = 0x80,
    REFGPU_GART_UPDATE = 0x81,
    REFGPU_FENCE_WRITE = 0x82,
    REFGPU_INTERRUPT = 0x83,
};

/* Their lengths in dwords. */
#define REFGPU_INDIRECT_DWORDS       5
#define REFGPU_WAIT_DWORDS           4
#define REFGPU_SIGNAL_DWORDS         4
#define REFGPU_FILL_DWORDS           7
#define REFGPU_COPY_DWORDS           10
#define REFGPU_FILL_LINEAR_DWORDS    5
#define REFGPU_COPY_LINEAR_DWORDS    6
#define REFGPU_ROP_DWORDS            11
#define REFGPU_STRETCH_DWORDS        13
#define REFGPU_BLEND_DWORDS          14
#define REFGPU_TRANSPARENT_DWORDS    14
#define REFGPU_CLEARTYPE_DWORDS      14
#define REFGPU_CONVERT_DWORDS        10
#define REFGPU_ROTATE_DWORDS         10
#define REFGPU_REGISTER_WRITE_DWORDS 3
#define REFGPU_GART_UPDATE_DWORDS(n) (3u + 2u * (n)) /* n entries given */
#define REFGPU_FENCE_WRITE_DWORDS    2
#define REFGPU_INTERRUPT_DWORDS      2

/* Flags of commands. */
#define REFGPU_INDIRECT_SYSTEM     0x1u /* the address is a bus address */
#define REFGPU_INDIRECT_PRIVILEGED 0x2u /* the buffer is the driver's own */
#define REFGPU_MIRROR_X            0x1u /* STRETCH, BLEND, TRANSPARENT */
#define REFGPU_MIRROR_Y            0x2u
#define REFGPU_HONOR_ALPHA         0x4u /* TRANSPARENT: alpha takes part in the comparison */
#define REFGPU_CLEARTYPE_GAMMA     0x1u
#define REFGPU_ROTATE_0            0u /* clockwise */
#define REFGPU_ROTATE_90           1u
#define REFGPU_ROTATE_180          2u
#define REFGPU_ROTATE_270          3u
#define REFGPU_GART_FILL           0x1u /* one entry for all pages */
#define REFGPU_FENCE_INTERRUPT     0x1u

/* Where addresses stand in commands (dword index of the low half; the high half follows). */
#define REFGPU_DST_ADDRESS_DWORD     1 /* of every command with a destination */
#define REFGPU_SRC_ADDRESS_DWORD     4 /* COPY, ROP, STRETCH, BLEND, TRANSPARENT, CLEARTYPE, CONVERT, ROTATE */
#define REFGPU_COPY_LINEAR_SRC_DWORD 3
#define REFGPU_CLEARTYPE_TABLE_DWORD 12

/* Formats, and the pitch dword of a surface: pitch in bits 23:0, format in bits 31:24. */
enum refgpu_format {
    REFGPU_A8 = 1,
    REFGPU_R5G6B5 = 2,
    REFGPU_X8R8G8B8 = 3,
    REFGPU_A8R8G8B8 = 4,
};

#define REFGPU_PITCH(pitch, format) ((uint32_t)((pitch)&0xffffffu) | (uint32_t)(format) << 24)
#define REFGPU_XY(x, y)             ((uint32_t)((x)&0xffff) | (uint32_t)((y)&0xffff) << 16)
#define REFGPU_WH(w, h)             REFGPU_XY(w, h)
#define REFGPU_EXTENT_MAX           16384u /* of a width, a height, and an unsigned coordinate */

#endif
