/* The little of the minidump format that is written here, by its public documentation (minidumpapiset.h). */
#ifndef OPENWDDM_MINIDUMP_H
#define OPENWDDM_MINIDUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DUMP_THREAD_LIST = 3,
    DUMP_MODULE_LIST = 4,
    DUMP_EXCEPTION = 6,
    DUMP_SYSTEM_INFO = 7,
    DUMP_MEMORY64_LIST = 9,
    DUMP_COMMENT = 10,
};

struct dump_location {
    uint32_t size, at;
};

/* The file as it grows. */
struct dump {
    uint8_t *bytes;
    size_t used, room;
    bool failed;
};

/* Adds bytes (NULL: zeroes), 8-aligned; where they are. */
struct dump_location dump_add(struct dump *dump, const void *bytes, size_t size);
/* "x" as a counted UTF-16 string. */
uint32_t dump_string(struct dump *dump, const char *text);

struct dump_module {
    uint64_t base;
    uint32_t size, checksum, stamp;
    char path[1024];
    uint8_t identity[600]; /* RSDS or BpEL record */
    uint32_t identity_size;
};

struct crash_options;
/* Calls fn for each module of the process that the report is about. */
void dump_modules(const struct crash_options *options,
                  void (*fn)(void *ctx, const struct dump_module *module), void *ctx);

#endif
