/*
 * The files that drivers see: a table in memory, empty at boot and gone at shutdown. The host's files are not among them.
 */
#ifndef OPENWDDM_NT_FILE_H
#define OPENWDDM_NT_FILE_H

#include "wdm.h"

/* A copy of the data under a name like L"\\SystemRoot\\System32\\drivers\\firmware.bin"; compared without case. After nt_boot. */
NTSTATUS nt_file_add(const WCHAR *name, const void *data, size_t size);

#endif
