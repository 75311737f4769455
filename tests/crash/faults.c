/*
 * What a driver can do to end the system. Every function's last line is the fault, or calls it.
 */
#include "faults.h"

#include "ntstatus.h"

#define NOINLINE __attribute__((noinline, used))

static volatile ULONG sink;
static ULONG64 data[4] = {0x9090909090909090};

static NOINLINE void read_null(void)
{
    volatile ULONG *volatile p = NULL;
    sink = p[4];
}

static NOINLINE void write_null(void)
{
    volatile ULONG *volatile p = NULL;
    p[0] = 1;
}

static NOINLINE void read_wild(void)
{
    volatile ULONG *volatile p = (volatile ULONG *)0x4141414141414141;
    sink = *p;
}

static NOINLINE void write_behind_block(void)
{
    volatile UCHAR *volatile p = ExAllocatePoolWithTag(NonPagedPoolNx, 48, 'hsrC');
    p[64] = 1;
}

static NOINLINE void read_freed_block(void)
{
    volatile UCHAR *volatile p = ExAllocatePoolWithTag(NonPagedPoolNx, 48, 'hsrC');
    ExFreePoolWithTag((PVOID)p, 'hsrC');
    sink = p[8];
}

static NOINLINE void jump_to_null(void)
{
    void (*volatile fn)(void) = NULL;
    fn();
    sink = 1;
}

static NOINLINE void jump_to_data(void)
{
    void (*volatile fn)(void) = (void (*)(void))(ULONG_PTR)data;
    fn();
    sink = 1;
}

static NOINLINE void divide_by_zero(void)
{
    volatile ULONG zero = 0;
    sink = 7 / zero;
}

static NOINLINE void break_point(void)
{
    __asm__ volatile("int3");
}

static NOINLINE void fail_fast(void)
{
    __asm__ volatile("int $0x29" : : "c"(2));
}

static NOINLINE void execute_nonsense(void)
{
    __asm__ volatile("ud2");
}

static NOINLINE void set_page_tables(void)
{
    __asm__ volatile("mov %0, %%cr3" : : "r"(0ull));
}

static NOINLINE void misalign(void)
{
    ULONG_PTR at = (ULONG_PTR)data + 4;
    __asm__ volatile("movaps (%0), %%xmm0" : : "r"(at) : "xmm0");
}

static NOINLINE void write_own_code(void)
{
    *(volatile UCHAR *)(ULONG_PTR)read_null = 0xC3;
}

/* What calls of ExAllocatePoolWithTag go through. */
static NOINLINE void write_import_table(void)
{
    extern void *__imp_ExAllocatePoolWithTag;
    *(void *volatile *)&__imp_ExAllocatePoolWithTag = NULL;
}

static NOINLINE ULONG recurse(volatile ULONG *above)
{
    volatile ULONG room[256];
    room[0] = *above + 1;
    return *above == 0xFFFFFFFF ? 0 : recurse(room) + room[0];
}

static NOINLINE void overflow_stack(void)
{
    volatile ULONG zero = 0;
    sink = recurse(&zero);
}

static NOINLINE void smash_return(void)
{
    *((volatile ULONG_PTR *)__builtin_frame_address(0) + 1) = 0x4141414141414141;
}

static NOINLINE void lose_stack(void)
{
    __asm__ volatile("mov $0x12340, %%rsp\n push %%rax" : : : "memory");
}

static NOINLINE void loop(void)
{
    for (;;)
        __asm__ volatile("" : : : "memory");
}

static NOINLINE void end_thread(void)
{
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NOINLINE void stop_system(void)
{
    KeBugCheckEx(0xE2, 1, 2, 3, 4);
}

static NOINLINE void raise(void)
{
    ExRaiseStatus(STATUS_INSUFFICIENT_RESOURCES);
}

/* rbx comes back wrong; the caller here has been told, those above have not. */
static NOINLINE void spoil_register(void)
{
    __asm__ volatile("mov $0x5555, %ebx\n mov $0x6666, %esi");
}

static LONG filter_that_faults(void)
{
    read_null();
    return 1;
}

static NOINLINE void fault_in_filter(void)
{
    __try {
        write_null();
    } __except (filter_that_faults()) {
        sink = 1;
    }
}

static NOINLINE void fault_in_finally(void)
{
    __try {
        __try {
            write_null();
        } __finally {
            read_null();
        }
    } __except (sink != 12345 ? 0 : 1) {
        sink = 2;
    }
}

static NOINLINE void wrong_free(void)
{
    ExFreePoolWithTag((PVOID)data, 'hsrC');
}

const struct crash_fault crash_faults[] = {
    {read_null},
    {write_null},
    {read_wild},
    {write_behind_block},
    {read_freed_block},
    {jump_to_null},
    {jump_to_data},
    {divide_by_zero},
    {break_point},
    {fail_fast},
    {execute_nonsense},
    {set_page_tables},
    {misalign},
    {write_own_code},
    {write_import_table},
    {overflow_stack},
    {smash_return},
    {lose_stack},
    {loop},
    {end_thread},
    {stop_system},
    {raise},
    {spoil_register},
    {fault_in_filter},
    {fault_in_finally},
    {wrong_free},
};
