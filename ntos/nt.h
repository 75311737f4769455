/*
 * The face of the kernel runtime for those who host drivers: the graphics kernel, the loader, the tools and the tests.
 * Drivers never see it; they see wdm.h. One runtime exists per process, as one kernel exists per machine.
 *
 *     struct nt_options options = { .host = NT_HOST_SIM, .seed = 7 };
 *     nt_boot(&options);
 *     struct nt_outcome outcome = nt_run(body, arg);   body runs as the first system thread, at PASSIVE_LEVEL
 *     nt_shutdown();                                   reports what leaked
 */
#ifndef OPENWDDM_NT_H
#define OPENWDDM_NT_H

#include "wdm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bus_device;

/* ---- life of the runtime ------------------------------------------------------------------------------------------ */

enum nt_host {
    NT_HOST_POSIX, /* threads and real time */
    NT_HOST_SIM,   /* one host thread, virtual time, the order of everything drawn from the seed */
};

enum nt_pool_guard {
    NT_POOL_PLAIN,       /* canaries around each block, poison on free */
    NT_POOL_GUARD,       /* each block ends at an inaccessible page: an overrun faults at the instruction */
    NT_POOL_GUARD_UNDER, /* each block begins right after an inaccessible page */
};

struct nt_options {
    enum nt_host host;
    uint64_t seed; /* of host_sim and of fault injection */
    size_t
        memory_size; /* system RAM in bytes; 0 = 256 MiB. One memfd; a physical address is an offset in it */
    enum nt_pool_guard guard;
    unsigned processors; /* what KeQueryActiveProcessorCount says; 0 = 2 */
    unsigned
        chaos; /* of host_posix: every service gives up the processor once in this many calls; 0 = never */
};

/* Registers of x86-64, in the order of their numbers in an instruction. */
struct nt_registers {
    ULONG_PTR r[16]; /* rax rcx rdx rbx rsp rbp rsi rdi r8 to r15 */
    ULONG_PTR pc;
    ULONG flags, mxcsr;
    UCHAR xmm[16][16];
};

/* What a bug check leaves behind for those who look closer (crash/). */
struct nt_crash {
    bool has_exception, has_registers;
    NTSTATUS status; /* the exception, and where: */
    ULONG_PTR pc, address;
    ULONG_PTR access; /* 0 read, 1 write, 8 execute, of `address`; ~0 there: no address is known */
    struct nt_registers registers;
    ULONG_PTR frames[16]; /* addresses of nt_bugcheck.frames; 0: no code of its own */
    char thread[24];
    unsigned thread_number;
    KIRQL irql;
    bool dpc;
    ULONG_PTR stack_low, stack_high; /* of the thread; 0: unknown */
    char about[200];                 /* what the kernel knows of `address`, or "" */
};

struct nt_bugcheck {
    ULONG code;
    ULONG_PTR parameters[4];
    const char *ddi;    /* DDI, callback or routine the thread was in, or "" */
    const char *rule;   /* rule broken, or "" */
    char text[512];     /* one paragraph for people */
    char calls[16][96]; /* the last DDI and callback calls, oldest first */
    unsigned call_count;
    unsigned frame_count; /* of the stack, when foreign code failed */
    char frames[16][128]; /* "#0 bochs.sys+0x1234 (.text)", innermost first */
    char registers[640];  /* "rax=...", or "" */
    struct nt_crash crash;
};

struct nt_outcome {
    bool bugchecked;
    int value;                   /* what body returned, if not bugchecked */
    struct nt_bugcheck bugcheck; /* if bugchecked */
};

void nt_boot(const struct nt_options *options);

/* How many times nt_boot has run. What a module keeps in static memory belongs to the kernel it was made in: after a bug check nobody
 * took it back, and the pool that it points to is gone. */
unsigned nt_boot_number(void);

/* Runs body(arg) as the first system thread. Returns when it returned, or when the system stopped in a bug check: then all
 * other threads of the runtime are frozen for good and only nt_shutdown() may follow. */
struct nt_outcome nt_run(int (*body)(void *arg), void *arg);

/* Releases everything. Returns the number of leaks (pool blocks, MDLs, mappings, threads, timers, objects), each reported
 * with tag and size. After a bug check leaks are not counted. */
unsigned nt_shutdown(void);

/* Called on the failing thread after the report was emitted and before the system stops: the place to draw the crash
 * screen. At most one; NULL removes it. Runs at HIGH_LEVEL. */
void nt_on_bugcheck(void (*fn)(void *ctx, const struct nt_bugcheck *bugcheck), void *ctx);

/* Called on the failing thread before that, with its stack still as it was: the place to keep memory. At most one; NULL removes it. It
 * may use the C library, and nothing of the kernel; its own faults are caught. */
void nt_on_crash(void (*fn)(void *ctx, struct nt_bugcheck *bugcheck), void *ctx);

/* "IRQL_NOT_LESS_OR_EQUAL"; "bug check" for a code without a name here. */
const char *nt_bugcheck_name(ULONG code);

/* Where DbgPrint and DbgPrintEx go, one call each, on the printing thread at any IRQL. NULL: to stderr, of DbgPrintEx only errors. */
void nt_on_debug_print(void (*fn)(void *ctx, ULONG component, ULONG level, const char *text), void *ctx);

/* KeBugCheckEx with the rule that was broken and a text for people. */
DECLSPEC_NORETURN void nt_bugcheck(ULONG code, ULONG_PTR p1, ULONG_PTR p2, ULONG_PTR p3, ULONG_PTR p4,
                                   const char *rule, const char *format, ...)
    __attribute__((format(printf, 7, 8)));

/* "0xC000000D STATUS_INVALID_PARAMETER": what findings say instead of a bare number. Static, or valid for the thread's next
 * three calls when the value has no name. */
const char *nt_status_text(NTSTATUS status);

/* ---- time ---------------------------------------------------------------------------------------------------------- */

uint64_t nt_now(void); /* 100 ns units since boot; virtual under host_sim */

/* A point where host_sim may let another thread, ISR, DPC or timer run. Every service of wdm.h already is one. */
void nt_yield(void);

/* How often a thread that waits for another may look again before it asks for the time: 0 where nobody else runs meanwhile. */
unsigned nt_spin_rounds(void);

/* 64 random bits from the seed; the same run draws the same numbers. */
uint64_t nt_random(void);

/* Fault injection. Every service that may fail for lack of memory or of address space (pool, MDLs, mappings, contiguous memory,
 * system threads) first asks `fn` with its own name ("ExAllocatePoolWithTag"): true makes it fail the documented way. Asked only while the
 * calling thread is inside a driver (nt_call_current), at the IRQL of the call. At most one; NULL removes it. */
void nt_on_resource(bool (*fn)(void *ctx, const char *service), void *ctx);

/* Who knows an address: asked when an access by a driver faults for good, before the system stops. `fn` writes a sentence about the
 * address into `text` and returns the rule that was broken, which then stands in report and bug check; NULL: it does not know it. Runs on
 * the faulting thread, perhaps in a signal handler. At most one; NULL removes it. */
void nt_on_fault(const char *(*fn)(void *ctx, uintptr_t address, char *text, size_t size), void *ctx);

/* What happened, as the processor says it. An address of ~0 says that the processor named none. */
struct nt_exception {
    NTSTATUS status;
    ULONG_PTR pc, address, write;
};

/* Places on a thread's stack where code of the kernel and foreign code meet, innermost first. Exceptions are handled by whichever comes
 * first, so the loader's search and the kernel's guarded calls share one list. */
enum nt_frame_kind {
    NT_FRAME_GUARD,  /* a guarded call: exceptions end here */
    NT_FRAME_DOOR,   /* foreign code called the kernel; data: its registers */
    NT_FRAME_SEARCH, /* a handler was called while searching; data: the loader's */
    NT_FRAME_UNWIND, /* a handler was called while unwinding; data: the loader's */
    NT_FRAME_CLEANUP /* the kernel holds something; data: a struct nt_cleanup, called when an exception leaves this place */
};
struct nt_cleanup {
    void (*fn)(void *ctx);
    void *ctx;
};
struct nt_frame {
    struct nt_frame *previous;
    enum nt_frame_kind kind;
    unsigned call_depth, held; /* as they were */
    KIRQL irql;
    void *data;
};
struct nt_frame *nt_frame_top(void);
void nt_frame_push(struct nt_frame *frame, enum nt_frame_kind kind, void *data);
void nt_frame_pop(struct nt_frame *frame);
/* An exception is unwound past the frame, which is the innermost: what the kernel had done since is taken back. IRQL and spin locks, which
 * Windows would leave as they are, are a finding. */
void nt_frame_unwind(struct nt_frame *frame);
/* Makes the guarded call return the status. What lies on the stack above the caller is gone. */
DECLSPEC_NORETURN void nt_frame_resume(struct nt_frame *guard, NTSTATUS status);
/* The frames of the calling thread in this part of its stack were left without their epilogues; tells the sanitizers. */
void nt_stack_forget(uintptr_t bottom, uintptr_t top);
/* The end of the calling thread's stack, or 0 when it is no thread of the system. */
uintptr_t nt_stack_top(void);

/* The stack and the registers of the thread that fails, for the report. */
#define NT_STACK_FRAMES 16
struct nt_stack {
    unsigned count;
    char frame[NT_STACK_FRAMES][128]; /* innermost first */
    ULONG_PTR pc[NT_STACK_FRAMES];    /* 0: no code of its own */
    char registers[640];
    struct nt_registers at; /* rsp 0: unknown */
};
/* Nobody handles it: the bug check. `stack` may be NULL. */
DECLSPEC_NORETURN void nt_unhandled(const struct nt_exception *exception, const struct nt_stack *stack);
/* What a signal handler was given (ucontext_t). */
void nt_interrupted_registers(struct nt_registers *registers, const void *context);
/* The calling thread is about to fail with this stack, which its bug check will tell. */
void nt_failing(const struct nt_stack *stack);

/* Code that the compiler of this program did not make: Windows images, whose loader tells the door for exceptions (dispatch.c) how to deal
 * with them. Every member may be NULL; all run in a signal handler. At most one; NULL removes it. While there is one, MDLs carry all
 * their page numbers, as after nt_mdl_fill_eagerly: such code looks at them itself. */
struct nt_foreign_code {
    /* Is the address inside such code? */
    bool (*contains)(uintptr_t pc);
    /* The instruction that faulted at `context` (ucontext_t) was one that a kernel may execute and a process may not: it has been done, the
     * context is behind it. */
    bool (*emulate)(void *context, uintptr_t address);
    /* Where the address is, for people: "bochs.sys+0x1234 (.text)". False: not there. */
    bool (*describe)(uintptr_t pc, char *text, size_t size);
    /* A fault that no frame of such code has anything to do with: false. Else the context has been changed so that the thread looks for a
     * handler on its own stack. */
    bool (*dispatch)(void *context, const struct nt_exception *exception);
    /* The entry of `routine` for such code: what is raised in it then finds the handlers of its caller. The same for the same routine,
     * valid for ever; the routine itself when there is no memory. Not in a signal handler. */
    const void *(*door)(const void *routine);
    /* The address lies in pages of such code that are out of memory and may be brought in at this IRQL: they are in. */
    bool (*page_in)(uintptr_t address, KIRQL irql);
    /* All such pages leave memory; called when a thread reaches DISPATCH_LEVEL after nt_pages_in(). */
    void (*page_out)(void);
    /* The address lies in pages of such code that are out of memory, for good or at this level: says so, and which rule that broke.
     * Returns the bug check's code, or 0. */
    ULONG (*explain)(uintptr_t address, char *text, size_t size, const char **rule);
    /* The frames of such code from these registers up. On the thread itself, not in a signal handler. */
    void (*walk)(const struct nt_registers *registers, struct nt_stack *stack);
    /* A status was raised in a routine of the kernel that such code called, nt_frame_top being its door: looks for a handler. Does not
     * return. Not in a signal handler. */
    void (*raise)(NTSTATUS status, ULONG_PTR pc);
};
void nt_foreign_code(const struct nt_foreign_code *ops);

/* The entry of `routine` to hand to the code at `user`: a door when that is foreign code, else the routine. */
const void *nt_door(const void *routine, const void *user);

/* Pageable pages of foreign code are in memory now. Where threads run one at a time they leave when one of them reaches DISPATCH_LEVEL, so
 * that each touch above is found; where they run at once the first to touch a page keeps it in. Safe in a signal handler. */
void nt_pages_in(void);

/* Gives the calling thread of the system a processor control region at gs:, as code compiled for Windows looks for it: its own address,
 * the processor's number, the current thread. From then on it follows what runs on that thread. False: it has one already, or the
 * processor has no gs:. Safe in a signal handler. */
bool nt_processor_region(void);

/* Is `p` inside a device's registers, which have no memory behind them? READ_REGISTER_* and WRITE_REGISTER_* reach them. */
bool nt_is_register(const volatile void *p);

/* ---- where a thread is ---------------------------------------------------------------------------------------------- */

/* Brackets one call into a driver or back out of it: names the call in crash reports and traces. `name` is static.
 * Calls nest. nt_call_leave pops the innermost. */
void nt_call_enter(const char *name, ULONG_PTR detail);
void nt_call_leave(void);
const char *nt_call_current(void); /* "" outside any call */

/* What the innermost call is about, for the report of a crash inside it: a struct ddi_call, or of a callback back up a struct ddi_callback, that
 * lives until the call is left. */
void nt_call_about(const void *call, bool callback);
struct nt_open_call {
    const char *name;
    const void *about; /* or NULL */
    bool callback;
};
/* The calls that the thread is in, innermost first; false past the last. */
bool nt_call_open(unsigned index, struct nt_open_call *call);

/* ---- processes and user memory -------------------------------------------------------------------------------------- */

/* A process owns a range of addresses below MmUserProbeAddress. Driver code reads it as it would on Windows: a read may
 * fault or change under the reader. */
struct nt_process;

struct nt_process *nt_process_create(const char *name);
void nt_process_destroy(struct nt_process *process);

/* The calling thread now runs in `process` (NULL: the system process). Returns the previous one. */
struct nt_process *nt_process_attach(struct nt_process *process);

/* Page-aligned user memory backed by page frames; NULL when the range is used up. */
void *nt_user_alloc(struct nt_process *process, size_t size);
/* Pages [address, address+size) become inaccessible. Pages locked by an MDL live on behind the MDL. */
void nt_user_unmap(struct nt_process *process, void *address, size_t size);
void nt_user_protect(struct nt_process *process, void *address, size_t size, bool readable, bool writable);
/* Maps a client's own shared memory (fd, from offset) as user memory; its pages get frames above system RAM. A file that
 * shrinks later makes reads fault, not crash. */
void *nt_user_map_file(struct nt_process *process, int fd, size_t size);

/* The view at `address` (MmMapLockedPagesSpecifyCache for UserMode) shows these pages from now on, as many, as MmRotatePhysicalView does.
 * False: there is no such view, and nothing has changed. */
bool nt_user_rotate(struct nt_process *process, void *address, PMDL pages);

/* ---- memory -------------------------------------------------------------------------------------------------------- */

int nt_memory_fd(void);                                      /* system RAM, for a device in another process */
void *nt_physical_pointer(uint64_t physical, size_t length); /* NULL when not RAM */

/* Whether MDLs carry all their page numbers at once, as drivers compiled for Windows expect, rather than when MmGetMdlPfnArray
 * asks for them. Off after nt_boot. */
void nt_mdl_fill_eagerly(bool eager);

/* Whole pages of nonpaged system memory for large kernel buffers (desktop images); zeroed. */
void *nt_pages_alloc(size_t size);
void nt_pages_free(void *pages, size_t size);

/* Contiguous memory in parts, with an inaccessible page before the first and behind each: whoever runs over the end of a part stops at the
 * instruction, with the part's rule in the bug check. A part's memory is page aligned, and its fence is behind the last of its
 * whole pages, so what must end exactly there is laid against it. Physical addresses at most `highest`. NULL: no memory. */
struct nt_fenced_part {
    size_t size;      /* bytes, not 0 */
    const char *name; /* "the DMA buffer"; static, as `rule` is */
    const char *rule; /* that an access beyond the end breaks */
    void *memory;     /* out; its contents are undefined */
};
struct nt_fenced *nt_fenced_alloc(struct nt_fenced_part *parts, unsigned count, uint64_t highest);
void nt_fenced_free(struct nt_fenced *fenced); /* NULL is fine */

/* Runs fn(arg); an access violation, SIGBUS or raised status inside ends it and is returned, else STATUS_SUCCESS.
 * The only door by which exceptions leave driver code natively. */
NTSTATUS nt_guarded_call(void (*fn)(void *arg), void *arg);

/* ---- devices -------------------------------------------------------------------------------------------------------- */

/* Makes a physical device object for a function on the bus: assigns physical addresses to its BARs, and an interrupt. NULL
 * bus: a software device without resources. */
NTSTATUS nt_pdo_create(struct bus_device *bus, PDEVICE_OBJECT *pdo);
void nt_pdo_destroy(PDEVICE_OBJECT pdo);
struct bus_device *nt_pdo_bus(PDEVICE_OBJECT pdo);
/* The translated resources as DXGK_DEVICE_INFO hands them on; owned by the PDO. Never NULL; Count is 0 without a bus. */
PCM_RESOURCE_LIST nt_pdo_resources(PDEVICE_OBJECT pdo);

/* Connects the function's interrupt: `isr` is called at device IRQL, one call at a time, holding the interrupt lock. A device without
 * an interrupt has the lock all the same. */
struct nt_interrupt;
NTSTATUS nt_interrupt_connect(PDEVICE_OBJECT pdo, BOOLEAN (*isr)(void *ctx, ULONG message), void *ctx,
                              struct nt_interrupt **interrupt);
void nt_interrupt_disconnect(struct nt_interrupt *interrupt); /* returns when no ISR runs; NULL is fine */
/* KeSynchronizeExecution: fn at device IRQL under the interrupt lock. */
BOOLEAN nt_interrupt_synchronize(struct nt_interrupt *interrupt, BOOLEAN (*fn)(void *ctx), void *ctx);

/* A device that another part of the kernel offers to drivers by name: IoGetDeviceObjectPointer finds it, and its device control requests
 * are answered by `control`, at the level of the caller. ZwLoadDriver finds its service loaded. */
struct nt_kernel_device {
    const WCHAR *name;    /* L"\\Device\\..." */
    const WCHAR *service; /* the last part of the service's key, or NULL */
    NTSTATUS(*control)
    (ULONG code, const void *input, ULONG input_size, void *output, ULONG output_size, ULONG_PTR *written);
    /* What may be imported by name without the device; NULL: nothing of that name. */
    const void *(*find)(const char *name);
};
/* The device stays for as long as the program; offering it again changes nothing. Any number up to 4. */
void nt_kernel_device_offer(const struct nt_kernel_device *device);
/* Asks all devices offered for a routine of that name. */
const void *nt_kernel_export(const char *name);

/* Registry: the driver's software key and the service's Parameters key, as a flat path like "\\Registry\\Machine\\...". */
const WCHAR *nt_pdo_driver_key(PDEVICE_OBJECT pdo);
NTSTATUS nt_registry_create_key(const WCHAR *key); /* with all keys on the way; fine when it exists */
NTSTATUS nt_registry_set_dword(const WCHAR *key, const WCHAR *name, ULONG value);
NTSTATUS nt_registry_set_string(const WCHAR *key, const WCHAR *name, const WCHAR *value);

/* A driver object as the loader makes it; service key path \Registry\Machine\System\CurrentControlSet\Services\<name>. */
PDRIVER_OBJECT nt_driver_create(const char *name, PUNICODE_STRING *registry_path);
void nt_driver_destroy(PDRIVER_OBJECT driver);
/* A place for whoever started the driver, NULL to begin with; DriverSection is the image loader's. NULL: no object of nt_driver_create. */
void **nt_driver_owner(PDRIVER_OBJECT driver);

#endif
