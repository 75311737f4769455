/*
 * The report of a driver that stopped the system, for its author: the exception in words, the instruction, functions and lines of the
 * stack, the arguments of the call that it was in; and a minidump for a debugger.
 *
 *     crash_watch(&(struct crash_options){.path = "x.sys", .image = image, .dump = "x.dmp"});
 *     outcome = nt_run(...);
 *     if (outcome.bugchecked)
 *         crash_tell(&outcome.bugcheck, print_line, NULL);
 *     crash_watch(NULL);
 *
 * One driver at a time, as there is one kernel.
 */
#ifndef OPENWDDM_CRASH_H
#define OPENWDDM_CRASH_H

#include "nt.h"

struct image;

struct crash_options {
    const char *path;          /* of the driver's file; NULL: it is part of this program */
    const struct image *image; /* NULL: a native driver */
    const char *dump;          /* the minidump to write; NULL: none */
};

/* From now on what would be lost with the failing thread is kept. The options' strings stay the caller's, valid until the next call. NULL: no
 * longer. Outside of nt_run. */
void crash_watch(const struct crash_options *options);

/* What can be said, line by line, without an end of line; each begins with a word that says what it is. The image has to be there still.
 * May start llvm-symbolizer and wait for it a few seconds. Outside of nt_run. */
void crash_tell(const struct nt_bugcheck *bugcheck, void (*line)(void *ctx, const char *text), void *ctx);

#endif
