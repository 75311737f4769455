/*
 * The two requests that the display port inherited from the older video port: a query for another
 * interface of the driver, and a device control code on its way to it.
 */
#ifndef __VIDEO_H__
#define __VIDEO_H__

#include "wdm.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The adapter itself, where a child's id is asked for (SetPowerState, EvalAcpiMethod). */
#define DISPLAY_ADAPTER_HW_ID 0xFFFFFFFFu

typedef LONG VP_STATUS, *PVP_STATUS;

/* What a request came to. */
typedef struct _STATUS_BLOCK {
    union {
        VP_STATUS Status;
        PVOID Pointer;
    };
    ULONG_PTR Information; /* bytes written to the output buffer */
} STATUS_BLOCK, *PSTATUS_BLOCK;

/* A device control request. Buffer lengths are bytes; the buffers belong to the caller. */
typedef struct _VIDEO_REQUEST_PACKET {
    ULONG IoControlCode;
    PSTATUS_BLOCK StatusBlock;
    PVOID InputBuffer;
    ULONG InputBufferLength;
    PVOID OutputBuffer;
    ULONG OutputBufferLength;
} VIDEO_REQUEST_PACKET, *PVIDEO_REQUEST_PACKET;

/* Asks for the interface named by a GUID: the answer is written to Interface, at most Size bytes. */
typedef struct _QUERY_INTERFACE {
    const GUID *InterfaceType;
    USHORT Size;
    USHORT Version;
    PINTERFACE Interface;
    PVOID InterfaceSpecificData;
} QUERY_INTERFACE, *PQUERY_INTERFACE;

#ifdef __cplusplus
}
#endif

#endif
