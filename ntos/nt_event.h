/*
 * Who hears the events that drivers write (wdm_etw.h): the tracing layer, a test.
 */
#ifndef OPENWDDM_NT_EVENT_H
#define OPENWDDM_NT_EVENT_H

#include "wdm.h"

struct nt_event {
    GUID provider; /* of a message of WmiTraceMessage: its own */
    USHORT id;
    UCHAR level, opcode;
    USHORT task;
    ULONGLONG keyword;
    ULONG size;       /* bytes of data, all parts together */
    const char *text; /* of EtwWriteString, in ASCII; else NULL */
};

/* At most one; NULL removes it. While there is one, providers that register are told to be enabled. Called on the writing thread at
 * any IRQL; it must not call the kernel back. */
void nt_on_event(void (*fn)(void *ctx, const struct nt_event *event), void *ctx);

#endif
