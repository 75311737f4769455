/*
 * The crash screen: text through SystemDisplayEnable and SystemDisplayWrite when nothing else works any more (POST-08 ..
 * POST-10).
 *
 * Everything here runs at HIGH_LEVEL: no lock, no allocation, no kernel service. One static strip of pixels is drawn again and
 * again and handed to the driver.
 */
#include "crash_font.h"
#include "private.h"

#include <string.h>

#define CELL_WIDTH   8u
#define CELL_HEIGHT  16u
#define STRIP_CELLS  64u
#define STRIP_WIDTH  (STRIP_CELLS * CELL_WIDTH)
#define INK          0xFFFFFFFFu
#define PAPER        0xFF0A3A6Bu
#define MARGIN_CELLS 4u

static uint32_t strip[CELL_HEIGHT][STRIP_WIDTH];

static void draw_cell(unsigned cell, char letter)
{
    unsigned code = (unsigned char)letter;
    const uint8_t *rows = code >= CRASH_FONT_FIRST && code < CRASH_FONT_FIRST + CRASH_FONT_COUNT
                              ? crash_font[code - CRASH_FONT_FIRST]
                              : crash_font['?' - CRASH_FONT_FIRST];

    for (unsigned y = 0; y < CELL_HEIGHT; y++) {
        uint32_t *row = &strip[y][cell * CELL_WIDTH];
        unsigned dots = y >= 1 && y < 15 ? rows[(y - 1) / 2] : 0;
        for (unsigned x = 0; x < CELL_WIDTH; x++)
            row[x] = x >= 1 && x < 6 && dots >> (5 - x) & 1 ? INK : PAPER;
    }
}

/* The next line of `text`, at most `cells` letters; a long line is cut between words where it has some. */
static size_t line_length(const char *text, size_t cells)
{
    size_t n = 0, word = 0;

    while (text[n] && text[n] != '\n' && n < cells) {
        if (text[n] == ' ')
            word = n;
        n++;
    }
    return n == cells && text[n] && text[n] != '\n' && text[n] != ' ' && word ? word : n;
}

static void write_line(struct dxgk_adapter *adapter, UINT width, UINT height, UINT y, const char *text,
                       size_t length)
{
    UINT rows = height - y < CELL_HEIGHT ? height - y : CELL_HEIGHT;

    for (UINT x = 0; x < width; x += STRIP_WIDTH) {
        UINT columns = width - x < STRIP_WIDTH ? width - x : STRIP_WIDTH;
        for (unsigned c = 0; c < STRIP_CELLS; c++) {
            size_t at = x / CELL_WIDTH + c;
            bool inside = at >= MARGIN_CELLS && at - MARGIN_CELLS < length;
            draw_cell(c, inside ? text[at - MARGIN_CELLS] : ' ');
        }
        ddi_SystemDisplayWrite(adapter, strip, columns, rows, sizeof(strip[0]), x, y);
    }
}

static NTSTATUS enable(struct dxgk_adapter *adapter, UINT *width, UINT *height)
{
    DXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS flags = {0};
    D3DDDIFORMAT format = D3DDDIFMT_UNKNOWN;

    NTSTATUS status =
        ddi_SystemDisplayEnable(adapter, (UINT)adapter->p->crash_target, &flags, width, height, &format);
    if (!NT_SUCCESS(status))
        return status;
    if (*width < 640 || *height < 480)
        report_emit(REPORT_VIOLATION, "POST-08", "DxgkDdiSystemDisplayEnable", "Width, Height",
                    "the current mode, or at least 640 x 480", NULL, "%u x %u", *width, *height);
    if (format != D3DDDIFMT_X8R8G8B8 && format != D3DDDIFMT_A8R8G8B8 && format != D3DDDIFMT_R8G8B8)
        report_emit(REPORT_VIOLATION, "POST-08", "DxgkDdiSystemDisplayEnable", "ColorFormat",
                    "X8R8G8B8 (22), A8R8G8B8 (21) or R8G8B8 (20)", NULL, "%u", (unsigned)format);
    return STATUS_SUCCESS;
}

NTSTATUS dxgk_crash_screen(struct dxgk_adapter *adapter, const char *text)
{
    UINT width = 0, height = 0;
    KIRQL before;

    if (!adapter || !adapter->device_started || !ddi_present(adapter, DDI_ID_SystemDisplayEnable))
        return STATUS_NOT_SUPPORTED;
    KeRaiseIrql(HIGH_LEVEL, &before);
    NTSTATUS status = enable(adapter, &width, &height);
    size_t cells = width / CELL_WIDTH > 2 * MARGIN_CELLS ? width / CELL_WIDTH - 2 * MARGIN_CELLS : 1;
    for (UINT y = 0; NT_SUCCESS(status) && y < height; y += CELL_HEIGHT) {
        size_t length = 0;
        if (y >= MARGIN_CELLS * CELL_HEIGHT && *text)
            length = line_length(text, cells);
        write_line(adapter, width, height, y, text, length);
        text += length;
        if (y >= MARGIN_CELLS * CELL_HEIGHT && (*text == '\n' || *text == ' '))
            text++;
    }
    KeLowerIrql(before);
    return status;
}
