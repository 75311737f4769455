/*
 * The protocol of DxgkDdiQueryDeviceDescriptor: a descriptor comes in pieces, by offset and length, and the answer does
 * not say how long the piece was (DOD-15).
 *
 * So the buffer is filled beforehand with a byte that shows what was written: behind the buffer for too much of it,
 * and at its end for too little. A driver that leaves out the last bytes on purpose ends its descriptor there.
 */
#include "edid_query.h"

#include "ddi.h"
#include "report.h"

#include <string.h>

#define WHERE           "DxgkDdiQueryDeviceDescriptor"
#define UNTOUCHED       0xC3
#define EXTENSION_COUNT 126 /* byte of the base block */

/* One block at `index`; `written` is how much of it came. */
static NTSTATUS read_block(struct dxgk_adapter *adapter, ULONG uid, unsigned index, uint8_t block[EDID_BLOCK],
                           size_t *written)
{
    uint8_t buffer[EDID_BLOCK * 2];
    DXGK_DEVICE_DESCRIPTOR d = {
        .DescriptorOffset = index * EDID_BLOCK, .DescriptorLength = EDID_BLOCK, .DescriptorBuffer = buffer};
    unsigned beyond = 0;

    memset(buffer, UNTOUCHED, sizeof(buffer));
    NTSTATUS status = ddi_QueryDeviceDescriptor(adapter, uid, &d);
    for (unsigned i = 0; i < EDID_BLOCK; i++)
        beyond += buffer[EDID_BLOCK + i] != UNTOUCHED;
    if (beyond)
        report_emit(REPORT_VIOLATION, "DOD-15", WHERE, "DescriptorBuffer",
                    "at most DescriptorLength bytes written",
                    "Copy min(DescriptorLength, what is left of the descriptor).",
                    "%u bytes beyond it changed", beyond);
    *written = EDID_BLOCK;
    while (*written && buffer[*written - 1] == UNTOUCHED)
        --*written;
    if (*written == EDID_BLOCK - 1)
        *written = EDID_BLOCK; /* one byte is chance: a checksum may be anything */
    memset(block, 0, EDID_BLOCK);
    memcpy(block, buffer, *written);
    return status;
}

/* ---- the base block ---- */

static bool no_descriptor(NTSTATUS status)
{
    return status == STATUS_MONITOR_NO_DESCRIPTOR || status == STATUS_MONITOR_NO_MORE_DESCRIPTOR_DATA ||
           status == STATUS_GRAPHICS_CHILD_DESCRIPTOR_NOT_SUPPORTED;
}

static void report_status(NTSTATUS status)
{
    if (!no_descriptor(status))
        report_emit(REPORT_WARNING, "OBS-28", WHERE, "NTSTATUS",
                    "success, MONITOR_NO_DESCRIPTOR, MONITOR_NO_MORE_DESCRIPTOR_DATA or "
                    "CHILD_DESCRIPTOR_NOT_SUPPORTED",
                    NULL, "0x%08X", (unsigned)status);
}

static void report_short(ULONG uid, size_t written)
{
    report_emit(written ? REPORT_WARNING : REPORT_VIOLATION, "DOD-15", WHERE, "DescriptorBuffer",
                "DescriptorLength bytes, for the first 128 of an EDID are always there",
                written ? "The monitor is treated as one without descriptor (OBS-41)."
                        : "Return STATUS_MONITOR_NO_DESCRIPTOR (0xC01D0001) when there is nothing to give.",
                "STATUS_SUCCESS with %zu of %u bytes written (child %u)", written, EDID_BLOCK, (unsigned)uid);
}

/* ---- extension blocks ---- */

static uint8_t sum_of(const uint8_t block[EDID_BLOCK])
{
    uint8_t sum = 0;
    for (size_t i = 0; i < EDID_BLOCK; i++)
        sum = (uint8_t)(sum + block[i]);
    return sum;
}

static void report_missing(ULONG uid, unsigned announced, unsigned index)
{
    report_emit(
        REPORT_WARNING, "DOD-15", WHERE, "EDID extension blocks",
        "as many as byte 126 of the base block says",
        "Give all of them at offsets 128, 256, ..., or set the byte and the checksum to what there is.",
        "%u announced, %u given (child %u)", announced, index - 1, (unsigned)uid);
}

/* False: no sense in asking on. */
static bool judge_extension(ULONG uid, unsigned index, const uint8_t *base, const uint8_t *block)
{
    if (memcmp(block, base, EDID_BLOCK) == 0) {
        report_emit(REPORT_VIOLATION, "DOD-15", WHERE, "DescriptorOffset",
                    "the bytes from this offset on, or STATUS_MONITOR_NO_MORE_DESCRIPTOR_DATA (0xC01D0008)",
                    "Do not give the beginning again.",
                    "at offset %u the same bytes as at offset 0 (child %u)", index * EDID_BLOCK,
                    (unsigned)uid);
        return false;
    }
    if (sum_of(block) != 0)
        report_emit(REPORT_WARNING, "DOD-15", WHERE, "EDID extension block",
                    "bytes that add up to 0 modulo 256", "The block is not used.",
                    "block %u adds up to 0x%02X (child %u)", index, sum_of(block), (unsigned)uid);
    return true;
}

/* Nothing here makes use of them; monitors behind a driver that cannot give them are what this finds. */
static void query_extensions(struct dxgk_adapter *adapter, ULONG uid, const uint8_t *base)
{
    unsigned announced = base[EXTENSION_COUNT];
    uint8_t block[EDID_BLOCK];
    size_t written;

    for (unsigned index = 1; index <= announced; index++) {
        NTSTATUS status = read_block(adapter, uid, index, block, &written);
        if (!NT_SUCCESS(status) || written < EDID_BLOCK) {
            if (!NT_SUCCESS(status))
                report_status(status);
            report_missing(uid, announced, index);
            return;
        }
        if (!judge_extension(uid, index, base, block))
            return;
    }
}

enum dxgk_monitor_kind edid_query(struct dxgk_adapter *adapter, ULONG uid, uint8_t block[EDID_BLOCK])
{
    struct edid edid;
    size_t written;

    NTSTATUS status = read_block(adapter, uid, 0, block, &written);
    if (!NT_SUCCESS(status) || written < EDID_BLOCK) {
        if (NT_SUCCESS(status))
            report_short(uid, written);
        else
            report_status(status);
        memset(block, 0, EDID_BLOCK);
        return NT_SUCCESS(status) && written ? DXGK_MONITOR_BROKEN_EDID : DXGK_MONITOR_NONE;
    }
    if (edid_parse(block, EDID_BLOCK, &edid) != EDID_GOOD)
        return DXGK_MONITOR_BROKEN_EDID;
    query_extensions(adapter, uid, block);
    return DXGK_MONITOR_DEFAULT_EDID;
}
