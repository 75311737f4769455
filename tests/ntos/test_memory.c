/*
 * User memory, probes and MDLs.
 */
#include "kernel.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BARE __attribute__((no_sanitize("address", "thread"), noinline))

BARE static void read_at(void *p)
{
    (void)*(volatile char *)p;
}

BARE static void write_at(void *p)
{
    *(volatile char *)p = 1;
}

/* ---- ranges ---- */

static int user_ranges(void *arg)
{
    struct nt_process *a = nt_process_create("a"), *b = nt_process_create("b");
    char *p = nt_user_alloc(a, 5 * PAGE_SIZE + 1), *q = nt_user_alloc(b, PAGE_SIZE),
         *r = nt_user_alloc(a, PAGE_SIZE);
    EXPECT(p && q && r && ((uintptr_t)p & PAGE_MASK) == 0);
    EXPECT((ULONG_PTR)p < MmUserProbeAddress && (ULONG_PTR)q < MmUserProbeAddress);
    EXPECT((ULONG_PTR)MmHighestUserAddress == MmUserProbeAddress - 1);
    EXPECT(p[0] == 0 && p[6 * PAGE_SIZE - 1] == 0);
    memset(p, 0x11, 6 * PAGE_SIZE);
    EXPECT(nt_guarded_call(write_at, p + 6 * PAGE_SIZE) ==
           STATUS_ACCESS_VIOLATION); /* regions do not touch */
    EXPECT(nt_guarded_call(write_at, p - 1) == STATUS_ACCESS_VIOLATION);
    nt_user_protect(a, p + PAGE_SIZE, PAGE_SIZE, true, false);
    EXPECT(nt_guarded_call(read_at, p + PAGE_SIZE) == STATUS_SUCCESS);
    EXPECT(nt_guarded_call(write_at, p + PAGE_SIZE) == STATUS_ACCESS_VIOLATION);
    nt_user_protect(a, p + PAGE_SIZE, PAGE_SIZE, false, false);
    EXPECT(nt_guarded_call(read_at, p + PAGE_SIZE) == STATUS_ACCESS_VIOLATION);
    nt_user_protect(a, p + PAGE_SIZE, PAGE_SIZE, true, true);
    EXPECT(p[PAGE_SIZE] == 0x11); /* protection loses nothing */
    nt_user_unmap(a, p + 2 * PAGE_SIZE, PAGE_SIZE);
    EXPECT(nt_guarded_call(read_at, p + 2 * PAGE_SIZE) == STATUS_ACCESS_VIOLATION);
    EXPECT(nt_user_alloc(a, (size_t)1 << 40) == NULL);
    nt_process_destroy(a);
    EXPECT(nt_guarded_call(read_at, p) == STATUS_ACCESS_VIOLATION);
    q[0] = 1;
    nt_process_destroy(b);
    return 0;
}

static void user_memory_is_a_range_of_its_own(void **state)
{
    kernel_everywhere(user_ranges, NULL, 2);
}

static int reuse(void *arg)
{
    struct nt_process *process = nt_process_create("client");
    for (int i = 0; i < 2000; i++) { /* far more than RAM has, one after the other */
        char *p = nt_user_alloc(process, 1 << 20);
        EXPECT(p != NULL);
        if (!p)
            break;
        EXPECT(p[0] == 0 && p[(1 << 20) - 1] == 0);
        p[0] = p[(1 << 20) - 1] = 1;
        nt_user_unmap(process, p, 1 << 20);
    }
    nt_process_destroy(process);
    return 0;
}

static void user_memory_is_used_again(void **state)
{
    kernel_everywhere(reuse, NULL, 1);
}

/* ---- probes ---- */

struct probe {
    volatile void *p;
    SIZE_T length;
    ULONG alignment;
    bool write;
};

static void do_probe(void *argument)
{
    struct probe *b = argument;
    if (b->write)
        ProbeForWrite(b->p, b->length, b->alignment);
    else
        ProbeForRead(b->p, b->length, b->alignment);
}

static NTSTATUS probed(volatile void *p, SIZE_T length, ULONG alignment, bool write)
{
    struct probe b = {p, length, alignment, write};
    return nt_guarded_call(do_probe, &b);
}

static int probes(void *arg)
{
    struct nt_process *process = nt_process_create("client");
    char *p = nt_user_alloc(process, 2 * PAGE_SIZE);
    char *end = (char *)MmUserProbeAddress;
    EXPECT(probed(p, 2 * PAGE_SIZE, 1, false) == STATUS_SUCCESS);
    EXPECT(probed(p, 2 * PAGE_SIZE, 1, true) == STATUS_SUCCESS);
    EXPECT(probed(p + 1, 4, 4, false) == STATUS_DATATYPE_MISALIGNMENT);
    EXPECT(probed(end, 1, 1, false) == STATUS_ACCESS_VIOLATION);
    EXPECT(probed(end - 1, 2, 1, false) == STATUS_ACCESS_VIOLATION);
    EXPECT(probed(p, (SIZE_T)-1, 1, false) == STATUS_ACCESS_VIOLATION); /* wraps */
    EXPECT(probed((void *)-1, 1, 1, false) == STATUS_ACCESS_VIOLATION);
    EXPECT(probed(end, 0, 1, false) == STATUS_SUCCESS);           /* length 0 always passes */
    EXPECT(probed(p, 3 * PAGE_SIZE, 1, false) == STATUS_SUCCESS); /* reading does not touch */
    EXPECT(probed(p, 3 * PAGE_SIZE, 1, true) == STATUS_ACCESS_VIOLATION);
    PVOID kernel = ExAllocatePoolWithTag(NonPagedPoolNx, 64, KERNEL_TAG);
    EXPECT(probed(kernel, 64, 1, false) == STATUS_ACCESS_VIOLATION);
    ExFreePool(kernel);
    nt_process_destroy(process);
    return 0;
}

static void probes_check_the_range(void **state)
{
    kernel_everywhere(probes, NULL, 2);
}

/* ---- MDLs ---- */

struct lock {
    PMDL mdl;
    KPROCESSOR_MODE mode;
    LOCK_OPERATION operation;
};

static void do_lock(void *argument)
{
    struct lock *l = argument;
    MmProbeAndLockPages(l->mdl, l->mode, l->operation);
}

static NTSTATUS lock(PMDL mdl, KPROCESSOR_MODE mode, LOCK_OPERATION operation)
{
    struct lock l = {mdl, mode, operation};
    return nt_guarded_call(do_lock, &l);
}

static int mdl_of_user_memory(void *arg)
{
    struct nt_process *process = nt_process_create("client");
    nt_process_attach(process);
    char *p = nt_user_alloc(process, 4 * PAGE_SIZE);
    PMDL mdl = IoAllocateMdl(p + 100, 2 * PAGE_SIZE, FALSE, FALSE, NULL);
    EXPECT(MmGetMdlByteCount(mdl) == 2 * PAGE_SIZE && MmGetMdlByteOffset(mdl) == 100);
    EXPECT(MmGetMdlVirtualAddress(mdl) == p + 100);
    EXPECT(lock(mdl, UserMode, IoModifyAccess) == STATUS_SUCCESS);
    char *alias = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
    EXPECT(alias && alias != p + 100 && (ULONG_PTR)alias >= MmUserProbeAddress);
    EXPECT(MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority) == alias);
    p[100] = 42;
    p[100 + 2 * PAGE_SIZE - 1] = 43;
    EXPECT(alias[0] == 42 && alias[2 * PAGE_SIZE - 1] == 43);
    alias[5] = 44;
    EXPECT(p[105] == 44);
    PPFN_NUMBER pages = MmGetMdlPfnArray(mdl);
    for (int i = 0; i < 3; i++)
        EXPECT(nt_physical_pointer(pages[i] << PAGE_SHIFT, PAGE_SIZE) == alias - 100 + i * PAGE_SIZE);
    EXPECT((uint64_t)MmGetPhysicalAddress(p).QuadPart == pages[0] << PAGE_SHIFT);
    nt_user_unmap(process, p, 4 * PAGE_SIZE); /* the pages live on behind the MDL */
    EXPECT(nt_guarded_call(read_at, p + 100) == STATUS_ACCESS_VIOLATION);
    EXPECT(alias[0] == 42);
    char *other = nt_user_alloc(process, 4 * PAGE_SIZE); /* and are not given to anybody else */
    memset(other, 0x77, 4 * PAGE_SIZE);
    EXPECT(alias[0] == 42 && alias[2 * PAGE_SIZE - 1] == 43);
    MmUnlockPages(mdl);
    IoFreeMdl(mdl);
    nt_process_attach(NULL);
    nt_process_destroy(process);
    return 0;
}

static void locked_pages_outlive_the_users_view(void **state)
{
    kernel_everywhere(mdl_of_user_memory, NULL, 3);
}

static int bad_locks(void *arg)
{
    struct nt_process *process = nt_process_create("client");
    char *p = nt_user_alloc(process, 3 * PAGE_SIZE), *kernel = nt_pages_alloc(PAGE_SIZE);
    PMDL whole = IoAllocateMdl(p, 3 * PAGE_SIZE, FALSE, FALSE, NULL);
    PMDL beyond = IoAllocateMdl(p, 4 * PAGE_SIZE, FALSE, FALSE, NULL);
    PMDL system = IoAllocateMdl(kernel, PAGE_SIZE, FALSE, FALSE, NULL);
    PMDL null = IoAllocateMdl(NULL, PAGE_SIZE, FALSE, FALSE, NULL);
    EXPECT(lock(beyond, UserMode, IoReadAccess) == STATUS_ACCESS_VIOLATION);
    EXPECT(lock(system, UserMode, IoReadAccess) == STATUS_ACCESS_VIOLATION);
    EXPECT(lock(null, UserMode, IoReadAccess) == STATUS_ACCESS_VIOLATION);
    nt_user_protect(process, p + PAGE_SIZE, PAGE_SIZE, true, false);
    EXPECT(lock(whole, UserMode, IoWriteAccess) == STATUS_ACCESS_VIOLATION);
    EXPECT(lock(whole, UserMode, IoReadAccess) == STATUS_SUCCESS);
    MmUnlockPages(whole);
    nt_user_unmap(process, p + PAGE_SIZE, 1);
    EXPECT(lock(whole, UserMode, IoReadAccess) == STATUS_ACCESS_VIOLATION);
    IoFreeMdl(whole);
    IoFreeMdl(beyond);
    IoFreeMdl(system);
    IoFreeMdl(null);
    nt_pages_free(kernel, PAGE_SIZE);
    nt_process_destroy(process);
    return 0;
}

static void what_cannot_be_locked_raises(void **state)
{
    kernel_everywhere(bad_locks, NULL, 2);
}

static int kernel_mdls(void *arg)
{
    size_t size = 8 << 20;
    char *image = nt_pages_alloc(size);
    PMDL mdl = IoAllocateMdl(image, (ULONG)size, FALSE, FALSE, NULL);
    EXPECT(lock(mdl, KernelMode, IoReadAccess) == STATUS_SUCCESS);
    EXPECT(MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority | MdlMappingNoExecute) == image);
    PPFN_NUMBER pages = MmGetMdlPfnArray(mdl);
    EXPECT(nt_physical_pointer(pages[2047] << PAGE_SHIFT, PAGE_SIZE) == image + 2047 * PAGE_SIZE);
    MmUnlockPages(mdl);
    MmBuildMdlForNonPagedPool(mdl);
    EXPECT(MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority) == image);
    PMDL part = IoAllocateMdl(image, (ULONG)size, FALSE, FALSE, NULL);
    IoBuildPartialMdl(mdl, part, image + 5 * PAGE_SIZE + 8, PAGE_SIZE);
    EXPECT(MmGetSystemAddressForMdlSafe(part, NormalPagePriority) == image + 5 * PAGE_SIZE + 8);
    EXPECT(MmGetMdlPfnArray(part)[0] == pages[5] && MmGetMdlPfnArray(part)[1] == pages[6]);
    IoFreeMdl(part);
    IoFreeMdl(mdl);
    nt_pages_free(image, size);
    char stack[64]; /* program memory: no page a device could reach, but memory */
    mdl = IoAllocateMdl(stack, sizeof(stack), FALSE, FALSE, NULL);
    EXPECT(lock(mdl, KernelMode, IoReadAccess) == STATUS_SUCCESS);
    EXPECT(MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority) == stack);
    MmUnlockPages(mdl);
    IoFreeMdl(mdl);
    PHYSICAL_ADDRESS low = {.QuadPart = 0}, high = {.QuadPart = -1ll & 0x7FFFFFFFFFFFFFFFll},
                     skip = {.QuadPart = 0};
    mdl = MmAllocatePagesForMdl(low, high, skip, 3 * PAGE_SIZE);
    char *mapped = MmMapLockedPagesSpecifyCache(mdl, KernelMode, MmCached, NULL, FALSE, NormalPagePriority);
    EXPECT(mapped && mapped[3 * PAGE_SIZE - 1] == 0);
    struct nt_process *process = nt_process_create("client");
    nt_process_attach(process);
    char *user = MmMapLockedPagesSpecifyCache(mdl, UserMode, MmCached, NULL, FALSE, NormalPagePriority);
    EXPECT(user && (ULONG_PTR)user < MmUserProbeAddress);
    user[7] = 9;
    EXPECT(mapped[7] == 9);
    MmUnmapLockedPages(user, mdl);
    EXPECT(nt_guarded_call(read_at, user) == STATUS_ACCESS_VIOLATION);
    nt_process_attach(NULL);
    nt_process_destroy(process);
    MmUnmapLockedPages(mapped, mdl);
    MmFreePagesFromMdl(mdl);
    ExFreePool(mdl);
    return 0;
}

static void kernel_memory_has_mdls_too(void **state)
{
    kernel_everywhere(kernel_mdls, NULL, 2);
}

static void resize(int fd, off_t size)
{
    EXPECT(ftruncate(fd, size) == 0);
}

static int foreign(void *arg)
{
    struct nt_process *process = nt_process_create("client");
    int fd = memfd_create("client", 0);
    resize(fd, 4 * PAGE_SIZE);
    char *p = nt_user_map_file(process, fd, 4 * PAGE_SIZE);
    PMDL mdl = IoAllocateMdl(p, 4 * PAGE_SIZE, FALSE, FALSE, NULL);
    EXPECT(lock(mdl, UserMode, IoReadAccess) == STATUS_SUCCESS);
    char *alias = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
    p[3 * PAGE_SIZE] = 5;
    EXPECT(alias && alias[3 * PAGE_SIZE] == 5);
    uint64_t physical = (uint64_t)MmGetMdlPfnArray(mdl)[3] << PAGE_SHIFT;
    EXPECT(physical >= 64u << 20); /* above system RAM */
    EXPECT(nt_physical_pointer(physical, PAGE_SIZE) == alias + 3 * PAGE_SIZE);
    EXPECT(nt_physical_pointer(physical, PAGE_SIZE + 1) == NULL);
    resize(fd, PAGE_SIZE); /* what is locked keeps reading, as zero */
    EXPECT(*(volatile char *)(alias + 3 * PAGE_SIZE) == 0);
    MmUnlockPages(mdl);
    EXPECT(lock(mdl, UserMode, IoReadAccess) == STATUS_IN_PAGE_ERROR);
    IoFreeMdl(mdl);
    close(fd);
    nt_process_destroy(process);
    return 0;
}

static void a_clients_file_has_page_frames(void **state)
{
    kernel_everywhere(foreign, NULL, 3);
}

/* ---- misuse ---- */

static struct {
    const char *where;
    ULONG_PTR kind;
} wanted;

static void check_mdl(const struct kernel_run *run)
{
    assert_true(run->outcome.bugchecked);
    assert_int_equal(run->outcome.bugcheck.code, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_int_equal(run->outcome.bugcheck.parameters[0], wanted.kind);
    assert_non_null(kernel_found(run, "SYN-10", wanted.where));
}

static PMDL some_mdl(void)
{
    return IoAllocateMdl(nt_pages_alloc(PAGE_SIZE), PAGE_SIZE, FALSE, FALSE, NULL);
}

static int unlock_unlocked(void *arg)
{
    MmUnlockPages(some_mdl());
    return 0;
}

static int lock_twice(void *arg)
{
    PMDL mdl = some_mdl();
    MmProbeAndLockPages(mdl, KernelMode, IoReadAccess);
    MmProbeAndLockPages(mdl, KernelMode, IoReadAccess);
    return 0;
}

static int free_locked(void *arg)
{
    PMDL mdl = some_mdl();
    MmProbeAndLockPages(mdl, KernelMode, IoReadAccess);
    IoFreeMdl(mdl);
    return 0;
}

static int map_unlocked(void *arg)
{
    MmMapLockedPagesSpecifyCache(some_mdl(), KernelMode, MmCached, NULL, FALSE, NormalPagePriority);
    return 0;
}

static void misuse_of_mdls_is_found(void **state)
{
    static const struct {
        int (*body)(void *);
        const char *where;
        ULONG_PTR kind;
    } rows[] = {
        {unlock_unlocked, "MmUnlockPages", 0x7C},
        {lock_twice, "MmProbeAndLockPages", 0x6F},
        {free_locked, "IoFreeMdl", 0x8B},
        {map_unlocked, "MmMapLockedPagesSpecifyCache", 0x7C},
    };
    for (size_t i = 0; i < RTL_NUMBER_OF(rows); i++) {
        wanted.where = rows[i].where;
        wanted.kind = rows[i].kind;
        kernel_everywhere_checked(rows[i].body, NULL, 2, (struct nt_options){0}, check_mdl);
    }
}

static int leave_everything(void *arg)
{
    struct nt_process *process = nt_process_create("client");
    char *p = nt_user_alloc(process, PAGE_SIZE);
    nt_call_enter("DxgkDdiPresentDisplayOnly", 0);
    PMDL mdl = IoAllocateMdl(p, PAGE_SIZE, FALSE, FALSE, NULL);
    MmProbeAndLockPages(mdl, UserMode, IoReadAccess);
    nt_call_leave();
    nt_process_destroy(process);
    return 0;
}

static void check_left(const struct kernel_run *run)
{
    assert_false(run->outcome.bugchecked);
    assert_int_equal(run->leaks, 2); /* the MDL and its pages */
    assert_non_null(kernel_found(run, "SYN-10", "MmUnlockPages"));
    const struct report *r = kernel_found(run, "OBS-135", "nt_shutdown");
    assert_non_null(strstr(r->value, "locked, allocated in DxgkDdiPresentDisplayOnly"));
}

static void locked_pages_left_behind_are_told(void **state)
{
    kernel_everywhere_checked(leave_everything, NULL, 2, (struct nt_options){0}, check_left);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(user_memory_is_a_range_of_its_own),
        cmocka_unit_test(user_memory_is_used_again),
        cmocka_unit_test(probes_check_the_range),
        cmocka_unit_test(locked_pages_outlive_the_users_view),
        cmocka_unit_test(what_cannot_be_locked_raises),
        cmocka_unit_test(kernel_memory_has_mdls_too),
        cmocka_unit_test(a_clients_file_has_page_frames),
        cmocka_unit_test(misuse_of_mdls_is_found),
        cmocka_unit_test(locked_pages_left_behind_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
