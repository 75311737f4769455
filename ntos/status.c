/* The names of status values, for findings and messages: a bare number sends its reader to a header. */
#include "nt.h"

#include <stdio.h>

static const struct {
    NTSTATUS status;
    const char *text;
} names[] = {
#include "status_names.inc"
};

const char *nt_status_text(NTSTATUS status)
{
    static _Thread_local char unknown[4][16];
    static _Thread_local unsigned next;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].status == status)
            return names[i].text;
    }
    char *text = unknown[next++ % 4];
    snprintf(text, sizeof(unknown[0]), "0x%08X", (unsigned)status);
    return text;
}
