/* What the files about PE images share. */
#ifndef OPENWDDM_PE_PRIVATE_H
#define OPENWDDM_PE_PRIVATE_H

#include "pe.h"

#include <string.h>

/* The file gives no alignment. */
static inline uint16_t load16(const uint8_t *at)
{
    uint16_t value;
    memcpy(&value, at, sizeof(value));
    return value;
}
static inline uint32_t load32(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof(value));
    return value;
}
static inline uint64_t load64(const uint8_t *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof(value));
    return value;
}

/* Always false, so that a check can return it. */
bool pe_refuse(struct pe_fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
