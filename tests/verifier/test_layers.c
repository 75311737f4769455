/*
 * Each layer alone, between a graphics kernel and a driver that are played here: what it hands down, what it finds, what it writes.
 */
#include "shim.h"
#include "nt.h"
#include "nt_event.h"
#include "report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

/* ---- the kernel around the layers ------------------------------------------------------------------------------ */

static uint64_t now;
static unsigned findings;
static struct report last;
static bool (*resource_asked)(void *ctx, const char *service);
static void *resource_ctx;

void nt_on_event(void (*fn)(void *ctx, const struct nt_event *event), void *ctx)
{
    (void)fn; /* no driver writes events here */
    (void)ctx;
}

uint64_t nt_now(void)
{
    return now;
}

static const char *inside = "DxgkDdiStartDevice";

const char *nt_call_current(void)
{
    return inside;
}

PKTHREAD NTAPI KeGetCurrentThread(VOID)
{
    static int thread;
    return (PKTHREAD)&thread;
}

#ifndef KeGetCurrentIrql
KIRQL NTAPI KeGetCurrentIrql(VOID)
{
    return PASSIVE_LEVEL;
}
#endif

const char *ddi_name(enum ddi_id id)
{
    static const char *const names[] = {
#define ROW(name, ...) "DxgkDdi" #name,
        DDI_LIST(ROW)
#undef ROW
    };
    return names[id];
}

const char *ddi_callback_name(enum ddi_callback_id id)
{
    static const char *const names[] = {
#define ROW(name, ...) "DxgkCb" #name,
        DDI_CALLBACK_LIST(ROW)
#undef ROW
    };
    return names[id];
}

static const char *(*fault_asked)(void *ctx, uintptr_t address, char *text, size_t size);

void nt_on_fault(const char *(*fn)(void *ctx, uintptr_t address, char *text, size_t size), void *ctx)
{
    (void)ctx;
    fault_asked = fn;
}

void nt_on_resource(bool (*fn)(void *ctx, const char *service), void *ctx)
{
    resource_asked = fn;
    resource_ctx = ctx;
}

void report_emit(enum report_severity severity, const char *rule, const char *where, const char *what,
                 const char *expected, const char *advice, const char *format, ...)
{
    va_list list;
    findings++;
    last = (struct report){.severity = severity, .rule = rule, .where = where};
    snprintf(last.what, sizeof(last.what), "%s", what);
    snprintf(last.expected, sizeof(last.expected), "%s", expected);
    snprintf(last.advice, sizeof(last.advice), "%s", advice ? advice : "");
    va_start(list, format);
    vsnprintf(last.value, sizeof(last.value), format, list);
    va_end(list);
}

/* ---- one adapter under one layer ------------------------------------------------------------------------------- */

struct under {
    const struct ddi_shim *shim;
    void *ctx;
};

static struct under under(const char *spec)
{
    struct under u = {.shim = verifier_shim(spec)};
    if (!u.shim)
        fail_msg("%s", verifier_error());
    u.ctx = u.shim->open(u.shim, NULL);
    findings = 0;
    return u;
}

static void end(struct under *u)
{
    if (u->shim->close)
        u->shim->close(u->ctx);
    assert_true(verifier_release(u->shim));
}

/* The call as the seam makes it: hooks around a driver. */
static void call(struct under *u, enum ddi_id id, void *const *args, unsigned count,
                 NTSTATUS (*driver)(void *const *args))
{
    struct ddi_call c = {.id = id, .args = args, .arg_count = count};
    if (u->shim->before)
        u->shim->before(u->ctx, &c);
    c.status = driver(args);
    if (u->shim->after)
        u->shim->after(u->ctx, &c);
}

static NTSTATUS call_back(struct under *u, enum ddi_callback_id id, void *const *args, unsigned count)
{
    struct ddi_callback c = {.id = id, .args = args, .arg_count = count};
    if (u->shim->callback_before)
        u->shim->callback_before(u->ctx, &c);
    if (u->shim->callback_after)
        u->shim->callback_after(u->ctx, &c);
    return c.answered ? c.status : STATUS_SUCCESS;
}

static void expect(const char *rule, const char *where, const char *what, const char *value,
                   const char *expected)
{
    assert_int_equal(findings, 1);
    assert_string_equal(last.rule, rule);
    assert_string_equal(last.where, where);
    assert_string_equal(last.what, what);
    assert_non_null(strstr(last.value, value));
    assert_non_null(strstr(last.expected, expected));
}

/* ---- check ----------------------------------------------------------------------------------------------------- */

#define ARG(type, i) (*(type *)args[i])

static RECT dirty[3] = {{0, 0, 10, 10}, {20, 0, 30, 10}, {40, 0, 50, 10}};
static D3DKMT_MOVE_RECT moves[2];
static const RECT *kept;

static void present(struct under *u, NTSTATUS (*driver)(void *const *args))
{
    HANDLE context = NULL;
    DXGKARG_PRESENT_DISPLAYONLY arg = {.BytesPerPixel = 4,
                                       .Pitch = 4096,
                                       .NumMoves = 2,
                                       .pMoves = moves,
                                       .NumDirtyRects = 3,
                                       .pDirtyRect = dirty};
    const DXGKARG_PRESENT_DISPLAYONLY *pointer = &arg;
    void *const args[] = {&context, &pointer};
    call(u, DDI_ID_PresentDisplayOnly, args, 2, driver);
    assert_ptr_equal(pointer, &arg); /* the kernel's own argument is back in place */
    assert_ptr_equal(arg.pMoves, moves);
    assert_ptr_equal(arg.pDirtyRect, dirty);
}

static NTSTATUS present_well(void *const *args)
{
    const DXGKARG_PRESENT_DISPLAYONLY *arg = ARG(const DXGKARG_PRESENT_DISPLAYONLY *, 1);
    assert_int_equal(arg->NumDirtyRects, 3);
    assert_memory_equal(arg->pDirtyRect, dirty, sizeof(dirty));
    assert_memory_equal(arg->pMoves, moves, sizeof(moves));
    kept = arg->pDirtyRect;
    return STATUS_SUCCESS;
}

static NTSTATUS present_sorting_rectangles(void *const *args)
{
    ARG(DXGKARG_PRESENT_DISPLAYONLY *, 1)->pDirtyRect[1].left = 21;
    return STATUS_SUCCESS;
}

static NTSTATUS present_counting_down(void *const *args)
{
    ARG(DXGKARG_PRESENT_DISPLAYONLY *, 1)->NumMoves--;
    return STATUS_SUCCESS;
}

static NTSTATUS present_moving_the_list(void *const *args)
{
    ARG(DXGKARG_PRESENT_DISPLAYONLY *, 1)->pDirtyRect++;
    return STATUS_SUCCESS;
}

static NTSTATUS present_returning_a_wait(void *const *args)
{
    (void)args;
    return STATUS_TIMEOUT;
}

static void good_present_is_silent(void **state)
{
    struct under u = under("check");
    (void)state;
    present(&u, present_well);
    assert_int_equal(findings, 0);
    end(&u);
}

/* DOD-44: the lists are gone after the call. mincore would say the pages are mapped, so ask for access. */
static void lists_are_unreadable_after_the_call(void **state)
{
    struct under u = under("check");
    int fd[2];
    (void)state;
    present(&u, present_well);
    assert_int_equal(pipe(fd), 0);
    assert_int_equal(write(fd[1], kept, sizeof(*kept)), -1); /* EFAULT, without the fault */
    char text[160];
    assert_string_equal(fault_asked(NULL, (uintptr_t)&kept[1], text, sizeof(text)), "DOD-44");
    assert_string_equal(
        text, "pDirtyRect, lent for one call of DxgkDdiPresentDisplayOnly, was used after that call");
    assert_null(fault_asked(NULL, (uintptr_t)dirty, text, sizeof(text)));
    assert_int_equal(write(fd[1], dirty, sizeof(*dirty)), sizeof(*dirty));
    close(fd[0]);
    close(fd[1]);
    end(&u);
    assert_null(fault_asked);
}

/* DOD-44, DOD-30 */
static void writing_to_constants_is_found(void **state)
{
    struct under u = under("check");
    (void)state;
    present(&u, present_sorting_rectangles);
    expect("DOD-44", "DxgkDdiPresentDisplayOnly", "pDirtyRect", "0x15 at byte 16 of 48", "unchanged: 0x14");
    findings = 0;
    present(&u, present_counting_down);
    expect("DOD-30", "DxgkDdiPresentDisplayOnly", "DXGKARG_PRESENT_DISPLAYONLY", "0x01 at byte", "0x02");
    findings = 0;
    present(&u, present_moving_the_list);
    assert_int_equal(findings, 1);
    assert_string_equal(last.rule, "DOD-30");
    end(&u);
}

/* OBS-28 */
static void strange_success_is_found(void **state)
{
    struct under u = under("check");
    (void)state;
    present(&u, present_returning_a_wait);
    expect("OBS-28", "DxgkDdiPresentDisplayOnly", "NTSTATUS", "0x00000102", "STATUS_SUCCESS or an error");
    assert_int_equal(last.severity, REPORT_WARNING);
    end(&u);
}

static DXGK_DRIVERCAPS caps;

static void caps_query(struct under *u, NTSTATUS (*driver)(void *const *args))
{
    HANDLE context = NULL;
    DXGKARG_QUERYADAPTERINFO arg = {
        .Type = DXGKQAITYPE_DRIVERCAPS, .pOutputData = &caps, .OutputDataSize = sizeof(caps)};
    const DXGKARG_QUERYADAPTERINFO *pointer = &arg;
    void *const args[] = {&context, &pointer};
    memset(&caps, 0, sizeof(caps));
    call(u, DDI_ID_QueryAdapterInfo, args, 2, driver);
}

static NTSTATUS fill_caps(void *const *args)
{
    const DXGKARG_QUERYADAPTERINFO *arg = ARG(const DXGKARG_QUERYADAPTERINFO *, 1);
    *(DXGK_DRIVERCAPS *)arg->pOutputData =
        (DXGK_DRIVERCAPS){.WDDMVersion = DXGKDDI_WDDMv1_2, .SupportNonVGA = TRUE};
    return STATUS_SUCCESS;
}

static NTSTATUS fill_some_caps(void *const *args)
{
    const DXGKARG_QUERYADAPTERINFO *arg = ARG(const DXGKARG_QUERYADAPTERINFO *, 1);
    ((DXGK_DRIVERCAPS *)arg->pOutputData)->WDDMVersion = DXGKDDI_WDDMv1_2;
    return STATUS_SUCCESS;
}

static NTSTATUS caps_by_misalignment(void *const *args)
{
    (void)args;
    return STATUS_DATATYPE_MISALIGNMENT;
}

/* DOD-16, OBS-28 */
static void caps_are_zeroed_and_filled(void **state)
{
    struct under u = under("check");
    (void)state;
    caps_query(&u, fill_caps);
    assert_int_equal(findings, 0);
    assert_int_equal(caps.WDDMVersion, DXGKDDI_WDDMv1_2);
    caps_query(&u, fill_some_caps);
    expect("DOD-16", "DxgkDdiQueryAdapterInfo", "DXGK_DRIVERCAPS", "bytes never written, the first at 0",
           "zeroed");
    assert_int_equal(caps.MaxPointerWidth, 0);
    findings = 0;
    caps_query(&u, caps_by_misalignment);
    expect("OBS-28", "DxgkDdiQueryAdapterInfo", "NTSTATUS", "0x80000002", "page lists");
    assert_int_equal(caps.MaxPointerWidth, 0);
    end(&u);
}

static NTSTATUS say_nothing(void *const *args)
{
    (void)args;
    return STATUS_SUCCESS;
}

static NTSTATUS say_connected(void *const *args)
{
    ARG(DXGK_CHILD_STATUS *, 1)->HotPlug.Connected = TRUE;
    return STATUS_SUCCESS;
}

/* DOD-14 */
static void a_connection_must_be_said(void **state)
{
    struct under u = under("check");
    HANDLE context = NULL;
    DXGK_CHILD_STATUS arg = {.Type = StatusConnection, .ChildUid = 7}, *pointer = &arg;
    BOOLEAN gentle = TRUE;
    void *const args[] = {&context, &pointer, &gentle};
    (void)state;
    call(&u, DDI_ID_QueryChildStatus, args, 3, say_connected);
    assert_int_equal(findings, 0);
    assert_true(arg.HotPlug.Connected);
    call(&u, DDI_ID_QueryChildStatus, args, 3, say_nothing);
    expect("DOD-14", "DxgkDdiQueryChildStatus", "HotPlug.Connected", "never written for child 7",
           "TRUE or FALSE");
    assert_false(arg.HotPlug.Connected);
    end(&u);
}

static const DXGKRNL_INTERFACE *kept_interface;

static NTSTATUS keep_interface(void *const *args)
{
    char text[160];
    kept_interface = ARG(const DXGKRNL_INTERFACE *, 2);
    assert_string_equal(fault_asked(NULL, (uintptr_t)(kept_interface + 1), text, sizeof(text)), "OBS-31");
    assert_string_equal(text, "byte 264 of DXGKRNL_INTERFACE, which has 264");
    ARG(ULONG *, 3)[0] = 1;
    return STATUS_SUCCESS;
}

/* DOD-11, OBS-31: the interface is exactly as long as it says, and gone after the call. */
static void the_interface_does_not_outlive_start(void **state)
{
    struct under u = under("check");
    HANDLE context = NULL;
    DXGK_START_INFO info = {0}, *info_pointer = &info;
    DXGKRNL_INTERFACE interface = {.Size = sizeof(interface)}, *interface_pointer = &interface;
    ULONG sources = 0, children = 0, *sources_pointer = &sources, *children_pointer = &children;
    void *const args[] = {&context, &info_pointer, &interface_pointer, &sources_pointer, &children_pointer};
    int fd[2];
    (void)state;
    call(&u, DDI_ID_StartDevice, args, 5, keep_interface);
    assert_int_equal(findings, 0);
    assert_ptr_not_equal(kept_interface, &interface);
    assert_int_equal(pipe(fd), 0);
    assert_int_equal(write(fd[1], kept_interface, 1), -1);
    close(fd[0]);
    close(fd[1]);
    assert_int_equal(sources, 1);
    end(&u);
}

/* ---- inject ---------------------------------------------------------------------------------------------------- */

static NTSTATUS map(struct under *u, PVOID *address)
{
    HANDLE handle = NULL;
    PHYSICAL_ADDRESS physical = {0};
    ULONG length = 4096;
    BOOLEAN io = FALSE, user = FALSE;
    MEMORY_CACHING_TYPE cache = MmNonCached;
    void *const args[] = {&handle, &physical, &length, &io, &user, &cache, &address};
    return call_back(u, CB_ID_MapMemory, args, 7);
}

static bool pool_fails(void)
{
    return resource_asked(resource_ctx, "ExAllocatePool2");
}

static void the_third_request_fails(void **state)
{
    struct under u = under("inject:3");
    PVOID address = &u;
    uint64_t asked;
    (void)state;
    assert_false(pool_fails());
    assert_int_equal(map(&u, &address), STATUS_SUCCESS);
    assert_ptr_equal(address, &u);
    assert_int_equal(map(&u, &address), STATUS_INSUFFICIENT_RESOURCES);
    assert_null(address);
    assert_false(pool_fails());
    assert_int_equal(verifier_injected(u.shim, &asked), 1);
    assert_int_equal(asked, 4);
    end(&u);
    assert_null(resource_asked);
}

static void only_what_was_named_fails(void **state)
{
    struct under u = under("inject:DxgkCbMapMemory=1");
    PVOID address = &u;
    (void)state;
    assert_false(pool_fails());
    assert_int_equal(map(&u, &address), STATUS_INSUFFICIENT_RESOURCES);
    assert_int_equal(map(&u, &address), STATUS_SUCCESS);
    end(&u);

    u = under("inject:pool=2");
    assert_int_equal(map(&u, &address), STATUS_SUCCESS);
    assert_false(resource_asked(resource_ctx, "IoAllocateMdl"));
    assert_false(pool_fails());
    assert_true(pool_fails());
    end(&u);

    u = under("inject:memory=1");
    assert_false(pool_fails());
    assert_true(resource_asked(resource_ctx, "IoAllocateMdl"));
    end(&u);
}

static unsigned draws(const char *spec, uint64_t *pattern)
{
    struct under u = under(spec);
    unsigned count = 0;
    *pattern = 0;
    for (unsigned i = 0; i < 64; i++) {
        bool fail = pool_fails();
        count += fail;
        *pattern |= (uint64_t)fail << i;
    }
    end(&u);
    return count;
}

static void a_seed_draws_the_same_again(void **state)
{
    uint64_t first, again, other;
    (void)state;
    unsigned count = draws("inject:random=7/4", &first);
    assert_in_range(count, 4, 32);
    draws("inject:random=7/4", &again);
    draws("inject:random=8/4", &other);
    assert_int_equal(first, again);
    assert_int_not_equal(first, other);
}

static void wrong_specs_are_told(void **state)
{
    static const char *const specs[] = {"",
                                        "chek",
                                        "check:now",
                                        "trace",
                                        "trace:",
                                        "inject",
                                        "inject:",
                                        "inject:0",
                                        "inject:-1",
                                        "inject:1x",
                                        "inject:pol=1",
                                        "inject:pool",
                                        "inject:pool=",
                                        "inject:random=1",
                                        "inject:random=1/0",
                                        "inject:DxgkCbQueueDpc=1",
                                        "inject:99999999999999999999",
                                        "trace:/nowhere/at/all.json"};
    (void)state;
    for (size_t i = 0; i < sizeof(specs) / sizeof(specs[0]); i++) {
        assert_null(verifier_shim(specs[i]));
        assert_true(strlen(verifier_error()) > 10);
    }
    assert_null(verifier_shim("trace:/nowhere/at/all.json"));
    assert_non_null(strstr(verifier_error(), "/nowhere/at/all.json: No such file"));
    assert_true(verifier_release(NULL));
    assert_string_equal(verifier_shim_name(0, NULL), "check");
    assert_null(verifier_shim_name(99, NULL));
}

/* ---- trace ----------------------------------------------------------------------------------------------------- */

static char *read_file(const char *path)
{
    static char text[65536];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    text[length] = 0;
    return text;
}

static NTSTATUS present_pending(void *const *args)
{
    (void)args;
    now += 25;
    return STATUS_PENDING;
}

static void progress(struct under *u)
{
    HANDLE handle = NULL;
    DXGKARGCB_NOTIFY_INTERRUPT_DATA data = {.InterruptType = DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS};
    const DXGKARGCB_NOTIFY_INTERRUPT_DATA *pointer = &data;
    void *const args[] = {&handle, &pointer};
    call_back(u, CB_ID_NotifyInterrupt, args, 2);
}

/* Written as an exact text: it is what users look at. */
static void a_trace_tells_calls_and_the_pending_present(void **state)
{
    char path[] = "/tmp/openwddm-trace-XXXXXX", spec[64];
    int fd = mkstemp(path);
    (void)state;
    assert_true(fd >= 0);
    close(fd);
    snprintf(spec, sizeof(spec), "trace:%s", path);
    struct under u = under(spec);
    now = 1005;
    present(&u, present_pending);
    progress(&u);
    end(&u);
    char *text = read_file(path);
    assert_string_equal(
        text, "[\n"
              "{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":1,\"args\":{\"name\":\"adapter 1\"}},\n"
              "{\"ph\":\"b\",\"cat\":\"present\",\"name\":\"present\",\"id\":\"1.0\",\"pid\":1,\"tid\":1,"
              "\"ts\":100.5,\"args\":{}},\n"
              "{\"ph\":\"B\",\"cat\":\"ddi\",\"name\":\"DxgkDdiPresentDisplayOnly\",\"pid\":1,\"tid\":1,"
              "\"ts\":100.5,\"args\":{"
              "\"VidPnSourceId\":0,\"NumMoves\":2,\"NumDirtyRects\":3,\"DirtyPixels\":300,\"FirstMoveTo\":[0,"
              "0,0,0],"
              "\"FirstMoveFromX\":0,\"FirstMoveFromY\":0,\"FirstDirty\":[0,0,10,10],\"Pitch\":4096,"
              "\"BytesPerPixel\":4,"
              "\"Rotate\":false}},\n"
              "{\"ph\":\"E\",\"cat\":\"ddi\",\"name\":\"DxgkDdiPresentDisplayOnly\",\"pid\":1,\"tid\":1,"
              "\"ts\":103.0,\"args\":{"
              "\"result\":\"0x00000103\"}},\n"
              "{\"ph\":\"B\",\"cat\":\"callback\",\"name\":\"DxgkCbNotifyInterrupt\",\"pid\":1,\"tid\":1,"
              "\"ts\":103.0,\"args\":{"
              "\"InterruptType\":6,\"VidPnSourceId\":0,\"ProgressId\":0}},\n"
              "{\"ph\":\"E\",\"cat\":\"callback\",\"name\":\"DxgkCbNotifyInterrupt\",\"pid\":1,\"tid\":1,"
              "\"ts\":103.0,\"args\":{"
              "\"result\":\"0x00000000\"}},\n"
              "{\"ph\":\"e\",\"cat\":\"present\",\"name\":\"present\",\"id\":\"1.0\",\"pid\":1,\"tid\":1,"
              "\"ts\":103.0,\"args\":{}},\n"
              "{\"ph\":\"M\",\"name\":\"trace_end\",\"pid\":0,\"args\":{}}\n"
              "]\n");
    unlink(path);
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    const struct ddi_shim *shim = verifier_shim("trace:/dev/full");
    assert_non_null(shim);
    assert_non_null(shim->open(shim, NULL));
    assert_false(verifier_release(shim));
    assert_non_null(strstr(verifier_error(), "No space left"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_present_is_silent),
        cmocka_unit_test(lists_are_unreadable_after_the_call),
        cmocka_unit_test(writing_to_constants_is_found),
        cmocka_unit_test(strange_success_is_found),
        cmocka_unit_test(caps_are_zeroed_and_filled),
        cmocka_unit_test(a_connection_must_be_said),
        cmocka_unit_test(the_interface_does_not_outlive_start),
        cmocka_unit_test(the_third_request_fails),
        cmocka_unit_test(only_what_was_named_fails),
        cmocka_unit_test(a_seed_draws_the_same_again),
        cmocka_unit_test(wrong_specs_are_told),
        cmocka_unit_test(a_trace_tells_calls_and_the_pending_present),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
