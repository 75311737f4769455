/*
 * DXGKRNL_INTERFACE: what a miniport may call. One wrapper per row of ddi/callback_list.h checks the handle (CBK-03) and the IRQL, lets
 * the shims look, and goes on to callback_<Name> in callback_device.c or here.
 */
#include "callbacks.h"

#include <stdio.h>
#include <string.h>

const char *ddi_callback_name(enum ddi_callback_id id)
{
    static const char *const names[CB_ID_COUNT] = {
#define NAME(name, ...) [CB_ID_##name] = "DxgkCb" #name,
        DDI_CALLBACK_LIST(NAME)
#undef NAME
    };
    return names[id];
}

/* ---- handles ---- */

#define SLOTS 256u
#define BASE  0xD09C0000u

static struct dxgk_adapter *volatile slot[SLOTS];
static volatile LONG next_slot;

/* A handle is never a pointer, so that a miniport that mixes handles up is told so instead of crashing the kernel. */
HANDLE callbacks_open(struct dxgk_adapter *adapter)
{
    ULONG i = (ULONG)InterlockedIncrement(&next_slot) % SLOTS;

    __atomic_store_n(&slot[i], adapter, __ATOMIC_RELEASE);
    return (HANDLE)(ULONG_PTR)(BASE + i * 16);
}

void callbacks_forget(void)
{
    for (ULONG i = 0; i < SLOTS; i++)
        __atomic_store_n(&slot[i], NULL, __ATOMIC_RELEASE);
}

static ULONG slot_of(HANDLE handle)
{
    ULONG_PTR v = (ULONG_PTR)handle;
    return v >= BASE && v < BASE + SLOTS * 16 && v % 16 == 0 ? (ULONG)(v - BASE) / 16 : SLOTS;
}

void callbacks_close(HANDLE handle)
{
    ULONG i = slot_of(handle);
    if (i < SLOTS)
        __atomic_store_n(&slot[i], NULL, __ATOMIC_RELEASE);
}

struct dxgk_adapter *callbacks_adapter(HANDLE handle)
{
    ULONG i = slot_of(handle);
    return i < SLOTS ? __atomic_load_n(&slot[i], __ATOMIC_ACQUIRE) : NULL;
}

/* For callbacks that name no adapter: the one whose DDI this thread is in. */
static struct dxgk_adapter *adapter_here(void)
{
    if (KeGetCurrentIrql() > DISPATCH_LEVEL)
        return NULL;
    for (ULONG i = 0; i < SLOTS; i++) {
        struct dxgk_adapter *a = __atomic_load_n(&slot[i], __ATOMIC_ACQUIRE);
        if (a && gate_holds_me(&a->p->gate))
            return a;
    }
    return NULL;
}

/* ---- the wrappers' engine ---- */

static bool irql_fits(enum ddi_callback_id id, enum ddi_irql max)
{
    static const KIRQL level[] = {[DDI_IRQL_PASSIVE] = PASSIVE_LEVEL,
                                  [DDI_IRQL_APC] = APC_LEVEL,
                                  [DDI_IRQL_DISPATCH] = DISPATCH_LEVEL,
                                  [DDI_IRQL_DEVICE] = HIGH_LEVEL,
                                  [DDI_IRQL_ANY] = HIGH_LEVEL};
    KIRQL irql = KeGetCurrentIrql();
    char expected[32];

    if (irql <= level[max])
        return true;
    snprintf(expected, sizeof(expected), "at most %u", (unsigned)level[max]);
    report_emit(REPORT_VIOLATION, irql > DISPATCH_LEVEL ? "FEN-09" : "SYN-10", ddi_callback_name(id), "IRQL",
                expected,
                irql > DISPATCH_LEVEL
                    ? "At interrupt level only DxgkCbNotifyInterrupt and DxgkCbQueueDpc may be called."
                    : NULL,
                "%u", (unsigned)irql);
    return false;
}

static bool begin(struct ddi_callback *c, enum ddi_irql max, bool takes_handle, bool returns_status)
{
    c->adapter = takes_handle ? callbacks_adapter(*(HANDLE *)c->args[0]) : adapter_here();
    if (takes_handle && !c->adapter) {
        report_emit(REPORT_VIOLATION, "CBK-03", ddi_callback_name(c->id), "DeviceHandle",
                    "DXGKRNL_INTERFACE.DeviceHandle of a device that was not removed",
                    "Pass the handle from StartDevice, not the miniport's own context.", "%p",
                    *(HANDLE *)c->args[0]);
        c->status = returns_status ? STATUS_INVALID_PARAMETER : 0;
        return false;
    }
    if (!irql_fits(c->id, max)) {
        c->status = returns_status ? STATUS_UNSUCCESSFUL : 0;
        return false;
    }
    nt_call_enter(ddi_callback_name(c->id), takes_handle ? (ULONG_PTR) * (HANDLE *)c->args[0] : 0);
    nt_call_about(c, true);
    for (size_t i = 0; c->adapter && i < c->adapter->p->shim_count; i++) {
        if (c->adapter->p->shim[i]->callback_before)
            c->adapter->p->shim[i]->callback_before(c->adapter->p->shim_ctx[i], c);
    }
    return true;
}

static void end(struct ddi_callback *c)
{
    for (size_t i = c->adapter ? c->adapter->p->shim_count : 0; i-- > 0;) {
        if (c->adapter->p->shim[i]->callback_after)
            c->adapter->p->shim[i]->callback_after(c->adapter->p->shim_ctx[i], c);
    }
    nt_call_leave();
}

/* ---- one wrapper per row ---- */

#define IS_ADAPTER        true
#define IS_NONE           false
#define STATUS_OF_STATUS  true
#define STATUS_OF_BOOLEAN false
#define STATUS_OF_NONE    false
#define STATUS_OF_POINTER false
#define STATUS_OF_HANDLE  false
#define RESULT_STATUS
#define RESULT_BOOLEAN
#define RESULT_NONE
#define RESULT_POINTER          PVOID result = NULL;
#define RESULT_HANDLE           D3DKMT_HANDLE result = 0;
#define RUN_STATUS(expression)  c.status = expression
#define RUN_BOOLEAN(expression) c.status = expression
#define RUN_NONE(expression)    expression
#define RUN_POINTER(expression) result = expression
#define RUN_HANDLE(expression)  result = expression
#define GIVE_STATUS             return c.status;
#define GIVE_BOOLEAN            return (BOOLEAN)c.status;
#define GIVE_NONE
#define GIVE_POINTER       return result;
#define GIVE_HANDLE        return result;
#define ARGS_ADAPTER(args) (c.adapter DDI_TAIL args)
#define ARGS_NONE(args)    (c.adapter DDI_ALL args)
#define WRAP(name, type, ret, irql, since, object, params, list)                                             \
    static DDI_RET_##ret NTAPI cb_##name params                                                              \
    {                                                                                                        \
        void *const addresses[] = {DDI_ADDRESSES list NULL};                                                 \
        struct ddi_callback c = {.id = CB_ID_##name, .args = addresses, .arg_count = DDI_COUNT list};        \
        RESULT_##ret if (begin(&c, DDI_IRQL_##irql, IS_##object, STATUS_OF_##ret))                           \
        {                                                                                                    \
            if (!c.answered)                                                                                 \
                RUN_##ret(callback_##name ARGS_##object(list));                                              \
            end(&c);                                                                                         \
        }                                                                                                    \
        GIVE_##ret                                                                                           \
    }
DDI_CALLBACK_LIST(WRAP)

/* ---- the table ---- */

static NTSTATUS NTAPI trap(void)
{
    report_emit(REPORT_VIOLATION, "CBK-01", "DXGKRNL_INTERFACE", "member",
                "a member of the interface version that the driver declared",
                "Look at Size and Version of DXGKRNL_INTERFACE before using a member.",
                "a later one was called");
    return STATUS_NOT_SUPPORTED;
}

void callbacks_fill(struct callbacks_interface *interface, struct dxgk_adapter *adapter)
{
    ULONG size = driver_interface_size(adapter->driver->version);
    PVOID *member = (PVOID *)interface;
    const void *user = (const void *)(uintptr_t)adapter->driver->ddi.StartDevice;

    memset(interface, 0, sizeof(*interface));
#define FILL(name, ...)                                                                                      \
    interface->known.DxgkCb##name =                                                                          \
        (typeof(interface->known.DxgkCb##name))(uintptr_t)nt_door((const void *)(uintptr_t)cb_##name, user);
    DDI_CALLBACK_LIST(FILL)
#undef FILL
    for (size_t offset = size < sizeof(interface->known) ? size : sizeof(interface->known);
         offset < sizeof(*interface); offset += sizeof(PVOID))
        member[offset / sizeof(PVOID)] = (PVOID)(ULONG_PTR)trap;
    interface->known.Size = size;
    interface->known.Version = adapter->driver->version;
    interface->known.DeviceHandle = adapter->handle;
}
