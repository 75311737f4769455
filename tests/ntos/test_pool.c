/*
 * Pool: contents, alignment, physical addresses, leaks by tag, and every way to misuse a block, in every guard mode.
 */
#include "kernel.h"

#include <string.h>

/* The misdeeds below are what AddressSanitizer would stop at; here the runtime has to find them. */
#define MISDEED __attribute__((no_sanitize("address"), noinline))

MISDEED static void poke(volatile char *p, char value)
{
    *p = value;
}

/* ---- what a block is ---- */

static int blocks(void *arg)
{
    static const SIZE_T sizes[] = {1, 15, 16, 17, 100, 511, 1000, 4064, 4095, 4096, 4097, 70000, 1 << 20};
    for (size_t i = 0; i < RTL_NUMBER_OF(sizes); i++) {
        UCHAR *p = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizes[i], KERNEL_TAG);
        EXPECT(p && ((uintptr_t)p & 15) == 0);
        EXPECT(sizes[i] < PAGE_SIZE || ((uintptr_t)p & PAGE_MASK) == 0);
        SIZE_T zero = 0;
        while (zero < sizes[i] && p[zero] == 0)
            zero++;
        EXPECT(zero == sizes[i]);
        memset(p, 0x5A, sizes[i]);
        PHYSICAL_ADDRESS physical = MmGetPhysicalAddress(p);
        EXPECT(physical.QuadPart > 0);
        EXPECT(nt_physical_pointer((uint64_t)physical.QuadPart, sizes[i]) == p);
        ExFreePoolWithTag(p, KERNEL_TAG);
    }
    UCHAR *dirty = ExAllocatePoolWithTag(NonPagedPoolNx, 64, KERNEL_TAG);
    EXPECT(dirty[0] != 0 && dirty[63] != 0);
    ExFreePool(dirty);
    EXPECT(ExAllocatePoolWithTag(NonPagedPoolNx, (SIZE_T)1 << 40, KERNEL_TAG) == NULL);
    return 0;
}

static void blocks_are_aligned_zeroed_and_physical(void **state)
{
    kernel_everywhere(blocks, NULL, 3);
}

static void check_nothing(const struct kernel_run *run)
{
    assert_false(run->outcome.bugchecked);
    assert_int_equal(run->leaks, 0);
    assert_int_equal(run->findings.count, 0);
}

static void guard_modes_serve_the_same_blocks(void **state)
{
    kernel_everywhere_checked(blocks, NULL, 2, (struct nt_options){.guard = NT_POOL_GUARD}, check_nothing);
    kernel_everywhere_checked(blocks, NULL, 2, (struct nt_options){.guard = NT_POOL_GUARD_UNDER},
                              check_nothing);
}

static int random_traffic(void *arg)
{
    struct {
        UCHAR *p;
        SIZE_T size;
        UCHAR fill;
    } live[40] = {{0}};
    for (int i = 0; i < 3000; i++) {
        unsigned slot = (unsigned)(nt_random() % 40);
        if (live[slot].p) {
            for (SIZE_T k = 0; k < live[slot].size; k += 7)
                EXPECT(live[slot].p[k] == live[slot].fill);
            ExFreePoolWithTag(live[slot].p, KERNEL_TAG);
            live[slot].p = NULL;
            continue;
        }
        live[slot].size = 1 + (SIZE_T)(nt_random() % (nt_random() % 8 ? 600 : 20000));
        live[slot].fill = (UCHAR)nt_random();
        live[slot].p = ExAllocatePoolWithTag(NonPagedPoolNx, live[slot].size, KERNEL_TAG);
        memset(live[slot].p, live[slot].fill, live[slot].size);
    }
    for (int i = 0; i < 40; i++)
        if (live[i].p)
            ExFreePoolWithTag(live[i].p, KERNEL_TAG);
    return 0;
}

static void blocks_do_not_overlap(void **state)
{
    kernel_everywhere(random_traffic, NULL, 5);
    kernel_everywhere_checked(random_traffic, NULL, 1, (struct nt_options){.guard = NT_POOL_GUARD},
                              check_nothing);
}

/* ---- misuse ---- */

static struct {
    ULONG code;
    ULONG_PTR p1;
    bool any_p1;
} wanted;

static void check_wanted(const struct kernel_run *run)
{
    assert_true(run->outcome.bugchecked);
    assert_int_equal(run->outcome.bugcheck.code, wanted.code);
    if (!wanted.any_p1)
        assert_int_equal(run->outcome.bugcheck.parameters[0], wanted.p1);
    assert_string_equal(run->outcome.bugcheck.ddi, "DxgkDdiCreateAllocation");
}

static void stops(int (*body)(void *), enum nt_pool_guard guard, ULONG code, ULONG_PTR p1)
{
    wanted.code = code;
    wanted.p1 = p1;
    wanted.any_p1 = p1 == MAXULONG64;
    kernel_everywhere_checked(body, NULL, 2, (struct nt_options){.guard = guard}, check_wanted);
}

static char *block(SIZE_T size)
{
    nt_call_enter("DxgkDdiCreateAllocation", 0);
    return ExAllocatePoolWithTag(NonPagedPoolNx, size, KERNEL_TAG);
}

static int free_twice(void *arg)
{
    char *p = block(40);
    ExFreePoolWithTag(p, KERNEL_TAG);
    ExFreePoolWithTag(p, KERNEL_TAG);
    return 0;
}

static int free_inside(void *arg)
{
    char *p = block(40);
    ExFreePoolWithTag(p + 16, KERNEL_TAG);
    return 0;
}

static int free_null(void *arg)
{
    block(40);
    ExFreePool(NULL);
    return 0;
}

static int wrong_tag(void *arg)
{
    char *p = block(40);
    ExFreePoolWithTag(p, KERNEL_TAG + 1);
    return 0;
}

static int overrun(void *arg)
{
    char *p = block(40);
    poke(p + 40, 1);
    ExFreePoolWithTag(p, KERNEL_TAG);
    return 0;
}

static int underrun(void *arg)
{
    char *p = block(40);
    poke(p - 1, 1);
    ExFreePoolWithTag(p, KERNEL_TAG);
    return 0;
}

static int big_overrun(void *arg)
{
    char *p = block(5000);
    poke(p + 5003, 1);
    ExFreePoolWithTag(p, KERNEL_TAG);
    return 0;
}

static int use_after_free(void *arg)
{
    char *p = block(40);
    ExFreePoolWithTag(p, KERNEL_TAG);
    poke(p + 8, 1);
    for (int i = 0; i < 5000; i++) /* until the block comes round again */
        ExFreePoolWithTag(ExAllocatePoolWithTag(NonPagedPoolNx, 40, KERNEL_TAG), KERNEL_TAG);
    return 0;
}

static void misuse_of_blocks_is_found(void **state)
{
    stops(free_twice, NT_POOL_PLAIN, BAD_POOL_CALLER, 7);
    stops(free_inside, NT_POOL_PLAIN, BAD_POOL_CALLER, 0x46);
    stops(free_null, NT_POOL_PLAIN, BAD_POOL_CALLER, 0x46);
    stops(wrong_tag, NT_POOL_PLAIN, BAD_POOL_CALLER, 0xA);
    stops(overrun, NT_POOL_PLAIN, SPECIAL_POOL_DETECTED_MEMORY_CORRUPTION, MAXULONG64);
    stops(underrun, NT_POOL_PLAIN, SPECIAL_POOL_DETECTED_MEMORY_CORRUPTION, MAXULONG64);
    stops(big_overrun, NT_POOL_PLAIN, SPECIAL_POOL_DETECTED_MEMORY_CORRUPTION, MAXULONG64);
    stops(use_after_free, NT_POOL_PLAIN, SPECIAL_POOL_DETECTED_MEMORY_CORRUPTION, MAXULONG64);
    stops(free_twice, NT_POOL_GUARD, BAD_POOL_CALLER, 7);
}

/* In the guard modes the instruction itself faults. */
static int overrun_guarded(void *arg)
{
    char *p = block(48);
    poke(p + 48, 1);
    return 0;
}

static int underrun_guarded(void *arg)
{
    char *p = block(48);
    poke(p - 1, 1);
    return 0;
}

static int use_after_free_guarded(void *arg)
{
    char *p = block(48);
    ExFreePoolWithTag(p, KERNEL_TAG);
    poke(p, 1);
    return 0;
}

static void guards_fault_at_the_instruction(void **state)
{
    stops(overrun_guarded, NT_POOL_GUARD, PAGE_FAULT_IN_NONPAGED_AREA, MAXULONG64);
    stops(underrun_guarded, NT_POOL_GUARD_UNDER, PAGE_FAULT_IN_NONPAGED_AREA, MAXULONG64);
    stops(use_after_free_guarded, NT_POOL_GUARD, PAGE_FAULT_IN_NONPAGED_AREA, MAXULONG64);
    stops(use_after_free_guarded, NT_POOL_GUARD_UNDER, PAGE_FAULT_IN_NONPAGED_AREA, MAXULONG64);
}

/* ---- leaks ---- */

static int leak(void *arg)
{
    nt_call_enter("DxgkDdiStartDevice", 0);
    ExAllocatePoolWithTag(NonPagedPoolNx, 100, 0x41414141);
    ExAllocatePoolWithTag(NonPagedPoolNx, 200, 0x41414141);
    ExAllocatePoolWithTag(PagedPool, 5000, 0x42424242);
    nt_call_leave();
    return 0;
}

static void check_leaks(const struct kernel_run *run)
{
    assert_int_equal(run->leaks, 3);
    assert_int_equal(run->findings.count, 2);
    const struct report *r = kernel_found(run, "OBS-135", "nt_shutdown");
    assert_non_null(strstr(r->value, "'AAAA': 2 blocks, 300 bytes, first allocated in DxgkDdiStartDevice"));
    assert_non_null(strstr(run->findings.reports[1].value, "'BBBB': 1 block, 5000 bytes"));
}

static void leaks_are_told_by_tag(void **state)
{
    kernel_everywhere_checked(leak, NULL, 2, (struct nt_options){0}, check_leaks);
}

/* ---- lack of memory ---- */

static bool deny_second(void *ctx, const char *service)
{
    LONG *count = ctx;
    return InterlockedIncrement(count) == 2;
}

static int denied(void *arg)
{
    LONG count = 0;
    nt_on_resource(deny_second, &count);
    PVOID outside = ExAllocatePoolWithTag(NonPagedPoolNx, 8, KERNEL_TAG);
    EXPECT(count == 0); /* only drivers are refused */
    nt_call_enter("DxgkDdiStartDevice", 0);
    PVOID first = ExAllocatePoolWithTag(NonPagedPoolNx, 8, KERNEL_TAG);
    PVOID second = ExAllocatePoolWithTag(NonPagedPoolNx, 8, KERNEL_TAG);
    PVOID third = ExAllocatePool2(POOL_FLAG_NON_PAGED, 8, KERNEL_TAG);
    EXPECT(first && !second && third && count == 3);
    ExFreePool(first);
    ExFreePool(third);
    nt_call_leave();
    nt_on_resource(NULL, NULL);
    ExFreePool(outside);
    return 0;
}

static void memory_can_be_denied(void **state)
{
    kernel_everywhere(denied, NULL, 2);
}

static int contiguous(void *arg)
{
    PHYSICAL_ADDRESS highest = {.QuadPart = 0x1FFFFFF}, none = {.QuadPart = 0},
                     boundary = {.QuadPart = 0x10000};
    UCHAR *p = MmAllocateContiguousMemory(0x5001, highest);
    EXPECT(p && ((uintptr_t)p & PAGE_MASK) == 0);
    for (SIZE_T i = 0; i < 0x5001; i += PAGE_SIZE)
        EXPECT(MmGetPhysicalAddress(p + i).QuadPart == MmGetPhysicalAddress(p).QuadPart + (LONGLONG)i);
    EXPECT(MmGetPhysicalAddress(p + 0x5000).QuadPart <= highest.QuadPart);
    UCHAR *q = MmAllocateContiguousMemorySpecifyCache(0x9000, none, highest, boundary, MmCached);
    LONGLONG start = MmGetPhysicalAddress(q).QuadPart;
    EXPECT(start / 0x10000 == (start + 0x8FFF) / 0x10000);
    EXPECT(MmAllocateContiguousMemory((SIZE_T)1 << 34, highest) == NULL);
    MmFreeContiguousMemory(p);
    MmFreeContiguousMemorySpecifyCache(q, 0x9000, MmCached);
    PVOID pages = nt_pages_alloc(8 << 20);
    EXPECT(pages && *(volatile UCHAR *)pages == 0);
    nt_pages_free(pages, 8 << 20);
    return 0;
}

static void contiguous_memory_is_contiguous(void **state)
{
    kernel_everywhere(contiguous, NULL, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_aligned_zeroed_and_physical),
        cmocka_unit_test(guard_modes_serve_the_same_blocks),
        cmocka_unit_test(blocks_do_not_overlap),
        cmocka_unit_test(misuse_of_blocks_is_found),
        cmocka_unit_test(guards_fault_at_the_instruction),
        cmocka_unit_test(leaks_are_told_by_tag),
        cmocka_unit_test(memory_can_be_denied),
        cmocka_unit_test(contiguous_memory_is_contiguous),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
