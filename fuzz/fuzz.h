/*
 * What every fuzz target exports; the caller is libFuzzer, or replay.c where there is none.
 */
#ifndef OPENWDDM_FUZZ_H
#define OPENWDDM_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif
