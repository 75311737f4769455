/*
 * libopenwddm: a machine with a display adapter, for programs that call D3DKMT* (d3dkmthk.h).
 *
 *     static int program(void *arg)
 *     {
 *         D3DKMT_ENUMADAPTERS all = {0};
 *         D3DKMTEnumAdapters(&all);
 *         ...
 *         return 0;
 *     }
 *
 *     int main(void)
 *     {
 *         return openwddm_run(NULL, program, NULL);
 *     }
 *
 * The adapter is refgpu under its own driver (refgpu_user.h says what its command buffers look like). D3DKMT* may be called between
 * the start and the end of `program`, on the thread it runs on and on those it starts with openwddm_thread; each belongs to a process,
 * and handles mean something in their process only. Compile with the flags of `pkg-config --cflags openwddm`: the structures have the
 * layout and the 16-bit characters of Windows.
 */
#ifndef OPENWDDM_OPENWDDM_H
#define OPENWDDM_OPENWDDM_H

#include "d3dkmthk.h"
#include "ntstatus.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* 0 everywhere is a good machine. */
struct openwddm_options {
    size_t vram_size;    /* bytes, a power of two from 1 MiB to 1 GiB; 0 = 64 MiB */
    size_t visible_size; /* bytes of it that the CPU sees, a power of two; 0 = all */
    unsigned heads;      /* 1 to 4; 0 = 1 */
    unsigned refresh;    /* vertical blanks per second, 1 to 1000; 0 = 60 */
};

/* What openwddm_run returns when `program` did not come to an end; the reason went to stderr. */
#define OPENWDDM_NO_MACHINE (-1000) /* it could not be started */
#define OPENWDDM_CRASHED    (-1001) /* the driver stopped the system (bug check) */
#define OPENWDDM_LEAKED     (-1002) /* program returned 0, but the kernel lost something */

/* Starts a machine, runs program(arg) in a process of its own, stops the machine. Returns what program returned. One machine at a
 * time. `options` may be NULL. */
int openwddm_run(const struct openwddm_options *options, int (*program)(void *arg), void *arg);

/* Inside: runs program(arg) in another new process, on the calling thread, and returns what it returned. */
int openwddm_process(const char *name, int (*program)(void *arg), void *arg);

/* Inside: a thread of the calling process; NULL when there is no room for one. `join` waits for its end, and gives its value. */
struct openwddm_thread;
struct openwddm_thread *openwddm_thread(int (*body)(void *arg), void *arg);
int openwddm_join(struct openwddm_thread *thread);

/* Inside: whole pages of memory of the calling process, zeroed; NULL when there are none. They go with the process. */
void *openwddm_pages(size_t size);

#ifdef __cplusplus
}
#endif

#endif
