/*
 * The part of host.h that is the same for every host: address space, memory files and signal stacks. Kept apart so that
 * the two schedulers contain scheduling only.
 */
#include "host.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>
#include <fcntl.h>

_Thread_local void *host_user;
void (*host_user_changed)(void *user);

#define SIGNAL_STACK_SIZE (64 * 1024)

static int protection(enum host_access access)
{
    return access == HOST_NONE ? PROT_NONE : access == HOST_READ ? PROT_READ : PROT_READ | PROT_WRITE;
}

int host_memory_file(size_t size)
{
    int fd = memfd_create("openwddm-ram", MFD_CLOEXEC);
    if (fd < 0)
        return -1;
    if (ftruncate(fd, (off_t)size) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

void host_close(int fd)
{
    close(fd);
}

int host_dup(int fd)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

void *host_reserve(void *where, size_t size)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (where ? MAP_FIXED_NOREPLACE : 0);
    void *p = mmap(where, size, PROT_NONE, flags, -1, 0);
    if (p == MAP_FAILED)
        return NULL;
    if (where && p != where) { /* kernels before 4.17 take the address as a hint */
        munmap(p, size);
        return NULL;
    }
    return p;
}

void *host_map(void *where, size_t size, int fd, uint64_t offset, enum host_access access)
{
    void *p = mmap(where, size, protection(access), MAP_SHARED | (where ? MAP_FIXED : 0), fd, (off_t)offset);
    return p == MAP_FAILED ? NULL : p;
}

void *host_map_again(void *where, size_t size, void *mapping)
{
    /* Size 0 of a shared mapping is Linux for "these pages once more". */
    void *p = mremap(mapping, 0, size, MREMAP_MAYMOVE | MREMAP_FIXED, where);
    return p == MAP_FAILED ? NULL : p;
}

void host_unmap(void *where, size_t size)
{
    mmap(where, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
}

void host_release(void *where, size_t size)
{
    if (where)
        munmap(where, size);
}

bool host_protect(void *where, size_t size, enum host_access access)
{
    return mprotect(where, size, protection(access)) == 0;
}

bool host_zero_page(void *where)
{
    return mmap(where, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) !=
           MAP_FAILED;
}

void host_signal_stack_push(struct host_signal_stack *stack)
{
    stack_t old;
    stack->memory = mmap(NULL, SIGNAL_STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack->memory == MAP_FAILED) {
        stack->memory = NULL;
        return;
    }
    stack_t ours = {.ss_sp = stack->memory, .ss_size = SIGNAL_STACK_SIZE};
    sigaltstack(&ours, &old);
    stack->previous = old.ss_sp;
    stack->previous_size = old.ss_size;
    stack->previous_flags = old.ss_flags;
}

/* The previous one comes back: a sanitizer owns it and unmaps whatever is installed when the thread ends. */
void host_signal_stack_pop(struct host_signal_stack *stack)
{
    if (!stack->memory)
        return;
    stack_t old = {.ss_sp = stack->previous,
                   .ss_size = stack->previous_size,
                   .ss_flags = stack->previous_flags & SS_DISABLE};
    sigaltstack(&old, NULL);
    munmap(stack->memory, SIGNAL_STACK_SIZE);
    stack->memory = NULL;
}
