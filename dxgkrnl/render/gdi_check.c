/*
 * Buffers of GDI commands, walked before a driver sees them: it may trust them (GDI-01), so they must be right (GDI-02..GDI-04).
 */
#include "render.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct operation {
    UINT size, sub_rects, sub_rect_count; /* of the argument; offsets in it */
    UINT index[4], index_count;           /* offsets of allocation indices */
};

#define OPERATION(type, ...)                                                                                 \
    {                                                                                                        \
        .size = sizeof(type), .sub_rects = offsetof(type, pSubRects),                                        \
        .sub_rect_count = offsetof(type, NumSubRects), __VA_ARGS__                                           \
    }

static const struct operation operations[] = {
    [DXGK_GDIOP_BITBLT] = OPERATION(DXGK_GDIARG_BITBLT, .index_count = 2,
                                    .index = {offsetof(DXGK_GDIARG_BITBLT, SrcAllocationIndex),
                                              offsetof(DXGK_GDIARG_BITBLT, DstAllocationIndex)}),
    [DXGK_GDIOP_COLORFILL] = OPERATION(DXGK_GDIARG_COLORFILL, .index_count = 1,
                                       .index = {offsetof(DXGK_GDIARG_COLORFILL, DstAllocationIndex)}),
    [DXGK_GDIOP_ALPHABLEND] = OPERATION(DXGK_GDIARG_ALPHABLEND, .index_count = 2,
                                        .index = {offsetof(DXGK_GDIARG_ALPHABLEND, SrcAllocationIndex),
                                                  offsetof(DXGK_GDIARG_ALPHABLEND, DstAllocationIndex)}),
    [DXGK_GDIOP_STRETCHBLT] = OPERATION(DXGK_GDIARG_STRETCHBLT, .index_count = 2,
                                        .index = {offsetof(DXGK_GDIARG_STRETCHBLT, SrcAllocationIndex),
                                                  offsetof(DXGK_GDIARG_STRETCHBLT, DstAllocationIndex)}),
    [DXGK_GDIOP_TRANSPARENTBLT] =
        OPERATION(DXGK_GDIARG_TRANSPARENTBLT, .index_count = 2,
                  .index = {offsetof(DXGK_GDIARG_TRANSPARENTBLT, SrcAllocationIndex),
                            offsetof(DXGK_GDIARG_TRANSPARENTBLT, DstAllocationIndex)}),
    [DXGK_GDIOP_CLEARTYPEBLEND] =
        OPERATION(DXGK_GDIARG_CLEARTYPEBLEND, .index_count = 4,
                  .index = {offsetof(DXGK_GDIARG_CLEARTYPEBLEND, TmpSurfAllocationIndex),
                            offsetof(DXGK_GDIARG_CLEARTYPEBLEND, GammaSurfAllocationIndex),
                            offsetof(DXGK_GDIARG_CLEARTYPEBLEND, AlphaSurfAllocationIndex),
                            offsetof(DXGK_GDIARG_CLEARTYPEBLEND, DstAllocationIndex)}),
};

#define HEADER ((UINT)offsetof(DXGK_RENDERKM_COMMAND, Command))

static NTSTATUS bad(const char *rule, const char *what, const char *expected, UINT at,
                    unsigned long long value)
{
    report_emit(REPORT_VIOLATION, rule, "D3DKMTRender", what, expected, NULL,
                "%llu, at byte %u of the command buffer", value, at);
    return STATUS_INVALID_PARAMETER;
}

static UINT number_at(const UCHAR *argument, UINT offset)
{
    UINT value;

    memcpy(&value, argument + offset, sizeof(value));
    return value;
}

static NTSTATUS check_argument(const struct operation *op, const UCHAR *record, UINT size, UINT at,
                               UINT allocations)
{
    const UCHAR *argument = record + HEADER, *sub_rects;
    UINT count = number_at(argument, op->sub_rect_count);

    for (UINT i = 0; i < op->index_count; i++) {
        UINT index = number_at(argument, op->index[i]);
        if (index >= allocations)
            return bad("GDI-05", "AllocationIndex", "an element of the allocation list", at, index);
    }
    memcpy(&sub_rects, argument + op->sub_rects, sizeof(sub_rects));
    ULONG_PTR offset = (ULONG_PTR)sub_rects - (ULONG_PTR)record;
    if (count && (offset < HEADER + op->size || offset > size || count > (size - offset) / sizeof(RECT)))
        return bad("GDI-04", "pSubRects", "NumSubRects rectangles inside the record, behind its argument", at,
                   count);
    return STATUS_SUCCESS;
}

NTSTATUS gdi_check(const void *commands, UINT length, UINT allocation_count)
{
    NTSTATUS status = STATUS_SUCCESS;
    UINT at = 0;

    while (at < length && NT_SUCCESS(status)) {
        const UCHAR *record = (const UCHAR *)commands + at;
        UINT left = length - at;
        if (left < HEADER)
            return bad("GDI-02", "CommandLength", "the sum of all CommandSize", at, length);
        UINT opcode = number_at(record, 0), size = number_at(record, sizeof(UINT));
        const struct operation *op = opcode < RTL_NUMBER_OF(operations) ? &operations[opcode] : NULL;
        if (opcode != DXGK_GDIOP_ESCAPE && (!op || !op->size))
            return bad("GDI-02", "OpCode", "a DXGK_RENDERKM_OPERATION", at, opcode);
        if (size < HEADER + op->size || size > left)
            return bad("GDI-03", "CommandSize", "header and argument at least, and no more than is left", at,
                       size);
        if (opcode != DXGK_GDIOP_ESCAPE)
            status = check_argument(op, record, size, at, allocation_count);
        at += size;
    }
    return status;
}
