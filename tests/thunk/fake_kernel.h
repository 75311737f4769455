/*
 * A graphics kernel of which only the face exists: it remembers what the door handed it, and answers as the test says. So a test sees
 * exactly what crosses.
 */
#ifndef OPENWDDM_TESTS_FAKE_KERNEL_H
#define OPENWDDM_TESTS_FAKE_KERNEL_H

#include "nt.h"
#include "ntstatus.h"
#include "thunk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                          \
            return __LINE__;                                                                                 \
        }                                                                                                    \
    } while (0)

/* Boots host_sim, runs body(arg) in a process of its own, shuts down: fails unless it returned 0 and nothing leaked. */
void run_in_process(int (*body)(void *), void *arg);
extern struct nt_process *here; /* that process */

/* User memory of `here`: `size` bytes that end where an inaccessible page begins. */
void *user_memory(size_t size);
/* A copy of `bytes` there. */
void *user_copy(const void *bytes, size_t size);
/* Its pages become read-only. */
void write_protect(void *user, size_t size);

#define FAKE_ADAPTERS 3

extern struct fake {
    unsigned calls;             /* to any dxgk_kmt_ function */
    const char *last;           /* "create_device" */
    unsigned char args[2048];   /* as it was called */
    NTSTATUS status;            /* what all of them answer */
    int inside;                 /* entered and not left */
    void (*answer)(void *args); /* fills outputs; may be NULL */
    /* Adapters: started ones, their sources, and handles that are open. */
    size_t adapters;
    UINT sources[FAKE_ADAPTERS];
    int open;
    int open_limit; /* dxgk_open_adapter fails beyond; 0 = never */
    /* Objects made and gone, by D3DKMT_HANDLE. */
    unsigned destroyed[8];
    D3DKMT_HANDLE last_destroyed;
} fake;

void fake_reset(void);
#define FAKE_ARGS(type) ((const type *)(const void *)fake.args)

#endif
