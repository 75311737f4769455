/*
 * The processor control region: what code compiled for Windows finds at gs:. Linux leaves that register to programs on x86-64. Each thread of
 * the system has a region of its own, made when such code first looks for it there, and host_set_user keeps in it which kernel
 * thread runs: so it is right under both hosts, and costs nothing where no such code runs.
 */
#include "ke.h"

#if defined(__x86_64__)

#include <asm/prctl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    PCR_SELF = 0x18,
    PCR_PRCB = 0x20, /* the processor's block: the second part of the region */
    PCR_IRQL = 0x50,
    PCR_VERSION = 0x60,
    PRCB = 0x180,
    PRCB_LEGACY_NUMBER = PRCB + 4,
    PRCB_CURRENT_THREAD = PRCB + 8,
    PRCB_NUMBER = PRCB + 0x24,
    PCR_SIZE = 0x400
};

static _Thread_local struct {
    bool there;
    _Alignas(64) unsigned char bytes[PCR_SIZE];
} region;

static void put(unsigned at, const void *value, size_t size)
{
    memcpy(region.bytes + at, value, size);
}

static void follow(void *user)
{
    struct _KTHREAD *thread = user;
    ULONG number = thread ? thread->processor : 0;

    if (!region.there)
        return;
    put(PRCB_CURRENT_THREAD, &thread, sizeof(thread));
    put(PRCB_LEGACY_NUMBER, &number, 1);
    put(PRCB_NUMBER, &number, sizeof(number));
}

bool nt_processor_region(void)
{
    const unsigned char *self = region.bytes, *prcb = region.bytes + PRCB;
    ULONG version = 0x00010001;

    if (region.there || syscall(SYS_arch_prctl, ARCH_SET_GS, region.bytes) != 0)
        return false;
    region.there = true;
    put(PCR_SELF, &self, sizeof(self));
    put(PCR_PRCB, &prcb, sizeof(prcb));
    put(PCR_VERSION, &version, sizeof(version));
    __atomic_store_n(&host_user_changed, follow, __ATOMIC_RELAXED);
    follow(host_user);
    return true;
}

#else

bool nt_processor_region(void)
{
    return false;
}

#endif
