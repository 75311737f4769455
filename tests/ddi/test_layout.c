/*
 * Expect: every structure, enumerator, constant and entry point type of ddi/ equals what Windows
 * headers give at the interface version under test (FEN-16, CBK-01, DOD-02, DOD-17). Most of that
 * already failed the build if it is wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "layout.h"

static unsigned wrong_fields;

static void report(const char *type, const char *field)
{
    print_error("%s.%s does not occupy the bits the facts name\n", type, field);
    wrong_fields++;
}

static void bit_fields_sit_where_windows_puts_them(void **state)
{
    unsigned looked = layout_check_bit_fields(report);

    print_message("%u bit-fields looked at\n", looked);
    assert_true(looked > 300);
    assert_int_equal(wrong_fields, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bit_fields_sit_where_windows_puts_them)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
