/* See openwddm.h: the ladder from nothing to a program in a process, and back. */
#include "openwddm.h"

#include "bus.h"
#include "dxgkrender.h"
#include "nt.h"
#include "refgpu.h"
#include "refgpu_driver.h"

#include <stdio.h>

#define EXPORT __attribute__((visibility("default")))
#define TAG    0x64775f6fu /* "o_wd" */

/* ---- processes ---- */

EXPORT int openwddm_process(const char *name, int (*program)(void *arg), void *arg)
{
    struct nt_process *process = nt_process_create(name);

    if (!process) {
        fprintf(stderr, "openwddm: there is no room for process %s\n", name);
        return OPENWDDM_NO_MACHINE;
    }
    struct nt_process *before = nt_process_attach(process);
    int value = program(arg);
    dxgk_process_close(dxgk_process_current());
    nt_process_attach(before);
    nt_process_destroy(process);
    return value;
}

static struct nt_process *here(void)
{
    struct nt_process *process = nt_process_attach(NULL);

    nt_process_attach(process);
    return process;
}

EXPORT void *openwddm_pages(size_t size)
{
    return nt_user_alloc(here(), size);
}

/* ---- threads ---- */

struct openwddm_thread {
    struct nt_process *process;
    int (*body)(void *arg);
    void *arg;
    int value;
    PVOID object;
};

static VOID NTAPI thread_start(PVOID context)
{
    struct openwddm_thread *thread = context;

    nt_process_attach(thread->process);
    thread->value = thread->body(thread->arg);
    nt_process_attach(NULL);
}

EXPORT struct openwddm_thread *openwddm_thread(int (*body)(void *arg), void *arg)
{
    struct openwddm_thread *thread = ExAllocatePoolWithTag(NonPagedPool, sizeof(*thread), TAG);
    HANDLE handle;

    if (!thread)
        return NULL;
    *thread = (struct openwddm_thread){.process = here(), .body = body, .arg = arg};
    if (!NT_SUCCESS(
            PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, thread_start, thread))) {
        ExFreePoolWithTag(thread, TAG);
        return NULL;
    }
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &thread->object, NULL);
    ZwClose(handle);
    return thread;
}

EXPORT int openwddm_join(struct openwddm_thread *thread)
{
    KeWaitForSingleObject(thread->object, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(thread->object);
    int value = thread->value;
    ExFreePoolWithTag(thread, TAG);
    return value;
}

/* ---- the machine ---- */

struct machine {
    struct openwddm_options options;
    struct device *gpu;
    struct bus_device *bus;
    int (*program)(void *arg);
    void *arg;
};

static int run_program(struct machine *machine)
{
    const struct dxgk_adapter_options options = {.bus = machine->bus};
    struct dxgk_driver *driver = NULL;
    struct dxgk_adapter *adapter = NULL;
    int value = OPENWDDM_NO_MACHINE;

    NTSTATUS status = dxgk_driver_load("refgpu", refgpu_driver_entry, &driver);
    if (NT_SUCCESS(status))
        status = dxgk_adapter_start(driver, &options, &adapter);
    if (NT_SUCCESS(status))
        value = openwddm_process("program", machine->program, machine->arg);
    else
        fprintf(stderr, "openwddm: refgpu did not start: %s\n", nt_status_text(status));
    if (adapter)
        dxgk_adapter_remove(adapter);
    if (driver)
        dxgk_driver_unload(driver);
    return value;
}

static int first_thread(void *arg)
{
    return run_program(arg);
}

static int boot(struct machine *machine)
{
    const struct nt_options options = {.host = NT_HOST_POSIX};

    nt_boot(&options);
    struct nt_outcome outcome = nt_run(first_thread, machine);
    unsigned leaks = nt_shutdown();
    if (outcome.bugchecked) {
        fprintf(stderr, "openwddm: the system stopped: %s in %s: %s\n",
                nt_bugcheck_name(outcome.bugcheck.code), outcome.bugcheck.ddi, outcome.bugcheck.text);
        return OPENWDDM_CRASHED;
    }
    return leaks && !outcome.value ? OPENWDDM_LEAKED : outcome.value;
}

static bool make_device(struct machine *machine)
{
    size_t vram = machine->options.vram_size ? machine->options.vram_size : 64u << 20;
    const struct refgpu_config config = {
        .vram_size = vram,
        .visible_size = machine->options.visible_size ? machine->options.visible_size : vram,
        .gart_pages = 16384,
        .heads = machine->options.heads ? machine->options.heads : 1,
        .threads = true,
    };

    machine->gpu = refgpu_create(&config);
    if (!machine->gpu) {
        fprintf(stderr, "openwddm: no refgpu with %zu bytes of video memory, %zu visible, %u heads\n",
                config.vram_size, config.visible_size, config.heads);
        return false;
    }
    machine->bus = bus_local_open(machine->gpu);
    return machine->bus &&
           refgpu_vsync_timer_start(machine->gpu, machine->options.refresh ? machine->options.refresh : 60);
}

EXPORT int openwddm_run(const struct openwddm_options *options, int (*program)(void *arg), void *arg)
{
    const struct openwddm_options ordinary = {0};
    struct machine machine = {.options = options ? *options : ordinary, .program = program, .arg = arg};
    int value = OPENWDDM_NO_MACHINE;

    if (make_device(&machine))
        value = boot(&machine);
    if (machine.gpu)
        refgpu_quiesce(machine.gpu);
    bus_close(machine.bus);
    device_destroy(machine.gpu);
    return value;
}
