/*
 * Expect: ddi_list.h and callback_list.h name each function pointer of the tables exactly once, with
 * the type the table has; and what the opening comment of ddi_list.h promises about expanding the rows
 * works (SYN-01..05, DOD-05).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "callback_list.h"

/* Exactly once: two rows of one name are a redefinition, a row without a member does not compile, and
 * there are as many rows as the table has pointers. Seven slots of the full table are reserved and no
 * DDIs. */

#define ID(name, ...) ID_##name,
enum { DDI_LIST(ID) ID_COUNT };
#define CB_ID(name, ...) CB_ID_##name,
enum { DDI_CALLBACK_LIST(CB_ID) CB_ID_COUNT };

#define POINTERS_OF(table, first) ((sizeof(table) - offsetof(table, first)) / sizeof(void *))
#define RESERVED_IN_FULL          7
#define COUNT_FULL(name, type, ret, irql, level, class, fail, table, ...)                                    \
    +((DDI_TABLE_##table & DDI_TABLE_FULL) != 0)
#define COUNT_DOD(name, type, ret, irql, level, class, fail, table, ...)                                     \
    +((DDI_TABLE_##table & DDI_TABLE_DOD) != 0)

C_ASSERT((0 DDI_LIST(COUNT_FULL)) + RESERVED_IN_FULL ==
         POINTERS_OF(DRIVER_INITIALIZATION_DATA, DxgkDdiAddDevice));
C_ASSERT((0 DDI_LIST(COUNT_DOD)) == POINTERS_OF(KMDDOD_INITIALIZATION_DATA, DxgkDdiAddDevice));
C_ASSERT(CB_ID_COUNT == POINTERS_OF(DXGKRNL_INTERFACE, DxgkCbEvalAcpiMethod));

#define SAME_TYPE(table, member, type)                                                                       \
    C_ASSERT(__builtin_types_compatible_p(__typeof__(((table *)0)->member), type));
#define IN_FULL_FULL(x) x
#define IN_FULL_BOTH(x) x
#define IN_FULL_DOD(x)
#define IN_DOD_FULL(x)
#define IN_DOD_BOTH(x) x
#define IN_DOD_DOD(x)  x
#define MEMBER_TYPE(name, type, ret, irql, level, class, fail, table, ...)                                   \
    IN_FULL_##table(SAME_TYPE(DRIVER_INITIALIZATION_DATA, DxgkDdi##name, type *))                            \
        IN_DOD_##table(SAME_TYPE(KMDDOD_INITIALIZATION_DATA, DxgkDdi##name, type *))
#define CB_MEMBER_TYPE(name, type, ...) SAME_TYPE(DXGKRNL_INTERFACE, DxgkCb##name, type)
DDI_LIST(MEMBER_TYPE)
DDI_CALLBACK_LIST(CB_MEMBER_TYPE)

/* The members since Windows 8 begin behind the Windows 7 table, and so on. */
#define SINCE_VISTA   0
#define SINCE_WIN7    496
#define SINCE_WIN8    568
#define SINCE_WDDM1_3 664
#define SINCE(name, type, ret, irql, level, class, fail, table, dod, since, ...)                             \
    IN_FULL_##table(C_ASSERT(offsetof(DRIVER_INITIALIZATION_DATA, DxgkDdi##name) >= SINCE_##since);)
DDI_LIST(SINCE)

/* Wrappers of the same signature, as a shim has them. A wrapper whose parameters differ from the type
 * of its row does not compile. */

struct seen {
    unsigned calls;
    int count;
    void *addresses[8];
};
static struct seen seen_ddi[ID_COUNT];
static struct seen seen_callback[CB_ID_COUNT];

#define MEMBER(name, type, ...) type *name;
static struct {
    DDI_LIST(MEMBER)
} real;

static void look_at(struct seen *seen, void *const *addresses, int count)
{
    seen->calls++;
    seen->count = count;
    for (int i = 0; i < count; i++)
        seen->addresses[i] = addresses[i];
    assert_null(addresses[count]);
}

#define CALL_STATUS(call)  return call
#define CALL_BOOLEAN(call) return call
#define CALL_NONE(call)    call
#define WRAP(name, type, ret, irql, level, class, fail, table, dod, since, object, params, args)             \
    static type wrap_##name;                                                                                 \
    static DDI_RET_##ret NTAPI wrap_##name params                                                            \
    {                                                                                                        \
        void *const addresses[] = {DDI_ADDRESSES args NULL};                                                 \
        look_at(&seen_ddi[ID_##name], addresses, DDI_COUNT args);                                            \
        CALL_##ret(real.name args);                                                                          \
    }
DDI_LIST(WRAP)

#define ANSWER_STATUS  STATUS_NOT_SUPPORTED
#define ANSWER_BOOLEAN FALSE
#define ANSWER_POINTER NULL
#define ANSWER_HANDLE  0
#define ANSWER_NONE
#define ANSWER(name, type, ret, irql, since, object, params, args)                                           \
    static DDI_RET_##ret NTAPI cb_##name params                                                              \
    {                                                                                                        \
        void *const addresses[] = {DDI_ADDRESSES args NULL};                                                 \
        look_at(&seen_callback[CB_ID_##name], addresses, DDI_COUNT args);                                    \
        return ANSWER_##ret;                                                                                 \
    }
DDI_CALLBACK_LIST(ANSWER)

/* Facts as data, and functions that put another first parameter in front of the rest. */

struct row {
    const char *name;
    enum ddi_ret ret;
    enum ddi_irql irql;
    enum ddi_level level;
    enum ddi_class class;
    enum ddi_fail fail;
    enum ddi_table table;
    enum ddi_dod dod;
    enum ddi_object object;
    unsigned since;
};
#define ROW(name, type, ret, irql, level, class, fail, table, dod, since, object, params, args)              \
    {"DxgkDdi" #name,     DDI_RETURNS_##ret,                                                                 \
     DDI_IRQL_##irql,     DDI_LEVEL_##level,                                                                 \
     DDI_CLASS_##class,   DDI_FAIL_##fail,                                                                   \
     DDI_TABLE_##table,   DDI_DOD_##dod,                                                                     \
     DDI_OBJECT_##object, DXGKDDI_INTERFACE_VERSION_##since},
static const struct row rows[] = {DDI_LIST(ROW)};

struct adapter;
#define REST(name, type, ret, irql, level, class, fail, table, dod, since, object, params, args)             \
    typedef DDI_RET_##ret rest_##name(struct adapter *adapter DDI_TAIL params);
DDI_LIST(REST)
C_ASSERT(__builtin_types_compatible_p(rest_StopDevice, NTSTATUS(struct adapter *)));
C_ASSERT(__builtin_types_compatible_p(rest_InterruptRoutine, BOOLEAN(struct adapter *, ULONG)));

static void wrap_all(void)
{
#define FILL(name, ...) real.name = wrap_##name;
    DDI_LIST(FILL)
#undef FILL
}

/* The miniport underneath: the call with the most arguments, and the one with none. */

static UINT drawn[5];
static unsigned unloads;

static void NTAPI write_display(PVOID context, PVOID source, UINT width, UINT height, UINT stride, UINT x,
                                UINT y)
{
    const UINT got[] = {width, height, stride, x, y};

    assert_ptr_equal(context, &real);
    assert_ptr_equal(source, drawn);
    for (unsigned i = 0; i < ARRAYSIZE(got); i++)
        drawn[i] = got[i];
}

static void NTAPI unload(void)
{
    unloads++;
}

static BOOLEAN NTAPI interrupt(PVOID context, ULONG message)
{
    return context == &real && message == 3;
}

static void wrappers_pass_every_argument_on(void **state)
{
    real.SystemDisplayWrite = write_display;
    wrap_SystemDisplayWrite(&real, drawn, 1, 2, 3, 4, 5);
    for (UINT i = 0; i < ARRAYSIZE(drawn); i++)
        assert_int_equal(drawn[i], i + 1);
    assert_int_equal(seen_ddi[ID_SystemDisplayWrite].calls, 1);
    assert_int_equal(seen_ddi[ID_SystemDisplayWrite].count, 7);
}

static void wrappers_return_what_the_miniport_returned(void **state)
{
    real.InterruptRoutine = interrupt;
    assert_int_equal(wrap_InterruptRoutine(&real, 3), TRUE);
    assert_int_equal(wrap_InterruptRoutine(&real, 4), FALSE);
    assert_int_equal(seen_ddi[ID_InterruptRoutine].calls, 2);
    assert_int_equal(seen_ddi[ID_InterruptRoutine].count, 2);
}

static void a_ddi_without_arguments_has_no_addresses(void **state)
{
    real.Unload = unload;
    wrap_Unload();
    assert_int_equal(unloads, 1);
    assert_int_equal(seen_ddi[ID_Unload].calls, 1);
    assert_int_equal(seen_ddi[ID_Unload].count, 0);
}

static void every_wrapper_fits_its_slot(void **state)
{
    wrap_all();
#define IS_FILLED(name, ...) assert_non_null(real.name);
    DDI_LIST(IS_FILLED)
}

static void the_callback_table_can_be_filled(void **state)
{
    DXGKRNL_INTERFACE interface = {.Size = sizeof(interface), .Version = DXGKDDI_INTERFACE_VERSION};
    int device;

#define FILL(name, ...) interface.DxgkCb##name = cb_##name;
    DDI_CALLBACK_LIST(FILL)
    assert_int_equal(interface.DxgkCbQueueDpc(&device), FALSE);
    assert_int_equal(interface.DxgkCbMapMemory(&device, (PHYSICAL_ADDRESS){.QuadPart = 0}, 0, FALSE, FALSE,
                                               MmNonCached, NULL),
                     STATUS_NOT_SUPPORTED);
    assert_int_equal(seen_callback[CB_ID_QueueDpc].count, 1);
    assert_int_equal(seen_callback[CB_ID_MapMemory].count, 7);
}

/* DOD-05 names 28 pointers; DOD-03 two that come as a pair. */
static void the_display_only_set_is_the_one_of_the_contract(void **state)
{
    unsigned required = 0, paired = 0;

    for (unsigned i = 0; i < ARRAYSIZE(rows); i++) {
        required += rows[i].dod == DDI_DOD_REQUIRED;
        paired += rows[i].dod == DDI_DOD_PAIRED;
        assert_int_equal(rows[i].dod == DDI_DOD_ABSENT, rows[i].table == DDI_TABLE_FULL);
    }
    assert_int_equal(required, 28);
    assert_int_equal(paired, 2);
    assert_int_equal(rows[ID_PresentDisplayOnly].table, DDI_TABLE_DOD);
}

/* SYN-04: only level one has classes. What has no result cannot fail. Nothing at a device's level
 * waits for others. */
static void columns_agree_with_each_other(void **state)
{
    for (unsigned i = 0; i < ARRAYSIZE(rows); i++) {
        const struct row *row = &rows[i];

        assert_int_equal(row->class != DDI_CLASS_NONE, row->level == DDI_LEVEL_1);
        if (row->ret != DDI_RETURNS_STATUS)
            assert_int_equal(row->fail, DDI_FAIL_NEVER);
        if (row->level == DDI_LEVEL_3)
            assert_int_equal(row->irql, DDI_IRQL_PASSIVE);
        assert_true(row->since >= DXGKDDI_INTERFACE_VERSION_VISTA &&
                    row->since <= DXGKDDI_INTERFACE_VERSION_WDDM1_3);
    }
}

static void levels_are_those_of_the_contract(void **state)
{
    assert_int_equal(rows[ID_StartDevice].level, DDI_LEVEL_3);
    assert_int_equal(rows[ID_ResetFromTimeout].fail, DDI_FAIL_FATAL);
    assert_int_equal(rows[ID_CommitVidPn].level, DDI_LEVEL_2);
    assert_int_equal(rows[ID_SetPointerShape].class, DDI_CLASS_POINTER);
    assert_int_equal(rows[ID_SubmitCommand].irql, DDI_IRQL_DISPATCH);
    assert_int_equal(rows[ID_SubmitCommand].class, DDI_CLASS_SCHEDULER);
    assert_int_equal(rows[ID_Render].level, DDI_LEVEL_0);
    assert_int_equal(rows[ID_Render].object, DDI_OBJECT_CONTEXT);
    assert_int_equal(rows[ID_PresentDisplayOnly].level, DDI_LEVEL_0);
    assert_int_equal(rows[ID_SystemDisplayEnable].irql, DDI_IRQL_ANY);
    assert_int_equal(rows[ID_InterruptRoutine].irql, DDI_IRQL_DEVICE);
    assert_string_equal(rows[ID_PresentDisplayOnly].name, "DxgkDdiPresentDisplayOnly");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrappers_pass_every_argument_on),
        cmocka_unit_test(wrappers_return_what_the_miniport_returned),
        cmocka_unit_test(a_ddi_without_arguments_has_no_addresses),
        cmocka_unit_test(every_wrapper_fits_its_slot),
        cmocka_unit_test(the_callback_table_can_be_filled),
        cmocka_unit_test(the_display_only_set_is_the_one_of_the_contract),
        cmocka_unit_test(columns_agree_with_each_other),
        cmocka_unit_test(levels_are_those_of_the_contract),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
