/*
 * The hostile corpus: for each rule of the validator a command that breaks it alone, by as little as possible, and the status it earns.
 * Numbers in brackets are bug classes seen in real drivers.
 */
#ifndef TESTS_REFGPU_CMD_CORPUS_H
#define TESTS_REFGPU_CMD_CORPUS_H

#include "cmd_harness.h"

struct cmd_hostile {
    const char *rule;
    NTSTATUS status;
    UINT node;
    ULONG dwords[16];
    UINT count; /* of them; 0: as the header says */
};

extern const struct cmd_hostile cmd_corpus[];
extern const UINT cmd_corpus_size;

#endif
