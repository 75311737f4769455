/* What the files of a report share. */
#ifndef OPENWDDM_CRASH_PRIVATE_H
#define OPENWDDM_CRASH_PRIVATE_H

#include "crash.h"

#include <stdio.h>

/* One function that an address lies in; several when the compiler put them into one another, innermost first. */
#define CRASH_INLINED 4
struct crash_symbol {
    char function[120];
    char file[160]; /* "miniport/bochs/present.c", or "" */
    unsigned line;
};
struct crash_place {
    char module[64]; /* "bochs.sys", or "" */
    ULONG_PTR offset;
    char near[80]; /* "export+0x10", or the section */
    struct crash_symbol symbol[CRASH_INLINED];
    unsigned symbols;
};

/* symbols.c: where these addresses are. Addresses that are returned to (all but the first) are looked up a byte before. note: why there
 * are no functions and lines; "" when there are. */
void crash_places(const struct crash_options *options, const ULONG_PTR *pc, unsigned count,
                  struct crash_place *places, char *note, size_t note_size);

/* exception.c: one sentence. */
void crash_words(const struct nt_bugcheck *bugcheck, char *text, size_t size);

/* code.c: the instruction at pc, "mov eax, dword ptr [rax + 0x10]", and the values that it used; "" without the library. */
struct crash_instruction {
    char text[96];
    char operands[160];   /* "rax = 0", or "" */
    bool has_memory;      /* it reads or writes memory, at: */
    ULONG_PTR address;    /* as computed from the registers */
    unsigned access_size; /* bytes */
    bool privileged;
};
bool crash_instruction(const struct nt_registers *registers, struct crash_instruction *instruction);
/* A few lines around pc, the one at it marked. */
void crash_code(const struct nt_registers *registers, void (*line)(void *ctx, const char *text), void *ctx);

/* minidump.c: false: *error says why not. */
bool crash_write_dump(const struct nt_bugcheck *bugcheck, const struct crash_options *options, char *error,
                      size_t error_size);

/* child.c: what the program prints, at most `size` bytes; false when it is not there, fails or takes too long. */
bool crash_run(char *const argv[], char *out, size_t size);

/* Memory of this process, which may not be there: how many of the bytes were read. */
size_t crash_read(ULONG_PTR address, void *to, size_t size);

#endif
