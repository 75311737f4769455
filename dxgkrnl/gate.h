/*
 * Who may be in a miniport together: the four threading levels (SYN-01 .. SYN-06, SYN-09) as one admission
 * rule over the calls that are inside and those that wait. A call is a small record on its caller's stack, so
 * entering allocates nothing, and what is inside can be listed at any time, which is all that the time watch
 * (TDR-02) and a crash report need.
 */
#ifndef OPENWDDM_DXGKRNL_GATE_H
#define OPENWDDM_DXGKRNL_GATE_H

#include "wdm.h"

#include <stdbool.h>
#include <stdint.h>

enum gate_level {
    GATE_FREE,  /* no admission: interrupt, DPC, reset, crash screen (SYN-08) */
    GATE_ZERO,  /* one thread of a process */
    GATE_ONE,   /* and one thread of a class (and, for child I/O, of a child) */
    GATE_ALONE, /* levels two and three: nobody else */
};

struct gate_entry {
    LIST_ENTRY link;
    enum gate_level level;
    unsigned class_id; /* level one */
    ULONG_PTR member;  /* level one: the child */
    void *process;     /* levels zero and one */
    void *thread;      /* filled in by gate_enter */
    const char *name;
    uint64_t since; /* nt_now() when admitted */
    bool inside;
    KEVENT admitted; /* initialized only for one that waits */
};

struct gate {
    KSPIN_LOCK lock;
    LIST_ENTRY inside;
    LIST_ENTRY waiting; /* in order of arrival; nobody overtakes one it could not be together with */
};

void gate_init(struct gate *gate);
/* PASSIVE_LEVEL; `entry` has level, class, member, process and name filled in and stays valid until
 * gate_leave. */
void gate_enter(struct gate *gate, struct gate_entry *entry);
void gate_leave(struct gate *gate, struct gate_entry *entry);
/* Is the calling thread inside? <= DISPATCH_LEVEL. */
bool gate_holds_me(struct gate *gate);
/* The longest call inside: true and its name and start, or false when nobody is inside. <= DISPATCH_LEVEL. */
bool gate_oldest(struct gate *gate, const char **name, uint64_t *since);

#endif
