/*
 * Strings, formatted output, the registry, and the list of exports against what the library really has.
 */
#include "kernel.h"

#include "ntstrsafe.h"

#include <stdio.h>
#include <string.h>

/* ---- strings ---- */

static bool equals(PCUNICODE_STRING s, const WCHAR *text)
{
    UNICODE_STRING t;
    RtlInitUnicodeString(&t, text);
    return RtlEqualUnicodeString(s, &t, FALSE);
}

static int strings(void *arg)
{
    UNICODE_STRING u, v, small;
    ANSI_STRING a, b;
    WCHAR buffer[16];
    ULONG value;
    RtlInitAnsiString(&a, "Display");
    EXPECT(a.Length == 7 && a.MaximumLength == 8);
    EXPECT(RtlAnsiStringToUnicodeString(&u, &a, TRUE) == STATUS_SUCCESS);
    EXPECT(equals(&u, L"Display") && u.Buffer[7] == 0);
    EXPECT(RtlUnicodeStringToAnsiString(&b, &u, TRUE) == STATUS_SUCCESS && !strcmp(b.Buffer, "Display"));
    small.Buffer = buffer;
    small.Length = 0;
    small.MaximumLength = 10;
    EXPECT(RtlAnsiStringToUnicodeString(&small, &a, FALSE) == STATUS_BUFFER_OVERFLOW);
    RtlInitUnicodeString(&v, L"dISPLAY");
    EXPECT(RtlEqualUnicodeString(&u, &v, TRUE) && !RtlEqualUnicodeString(&u, &v, FALSE));
    EXPECT(RtlCompareUnicodeString(&u, &v, FALSE) < 0);
    RtlCopyUnicodeString(&small, &u);
    EXPECT(small.Length == 10 && equals(&small, L"Displ"));
    EXPECT(RtlAppendUnicodeToString(&small, L"x") == STATUS_BUFFER_TOO_SMALL);
    small.MaximumLength = sizeof(buffer);
    EXPECT(RtlAppendUnicodeToString(&small, L"ay") == STATUS_SUCCESS && equals(&small, L"Display"));
    EXPECT(RtlAppendUnicodeStringToString(&small, &u) == STATUS_SUCCESS && equals(&small, L"DisplayDisplay"));
    EXPECT(RtlIntegerToUnicodeString(0xBEEF, 16, &small) == STATUS_SUCCESS && equals(&small, L"BEEF"));
    EXPECT(RtlUnicodeStringToInteger(&small, 16, &value) == STATUS_SUCCESS && value == 0xBEEF);
    RtlInitUnicodeString(&v, L" -0x10");
    EXPECT(RtlUnicodeStringToInteger(&v, 0, &value) == STATUS_SUCCESS && value == (ULONG)-16);
    EXPECT(RtlCompareMemory("abcd", "abxd", 4) == 2);
    RtlInitUnicodeString(&v, NULL);
    EXPECT(v.Length == 0 && v.MaximumLength == 0);
    RtlFreeUnicodeString(&u);
    RtlFreeAnsiString(&b);
    return 0;
}

static void strings_are_counted(void **state)
{
    kernel_everywhere(strings, NULL, 2);
}

/* ---- formatting ---- */

static char printed[256];

static void print_hook(void *ctx, ULONG component, ULONG level, const char *text)
{
    snprintf(printed, sizeof(printed), "%u.%u %s", component, level, text);
}

static int formats(void *arg)
{
    char t[64];
    WCHAR w[64];
    UNICODE_STRING u;
    ANSI_STRING a;
    RtlInitUnicodeString(&u, L"wide");
    RtlInitAnsiString(&a, "narrow");
#define FORMAT(expected, ...)                                                                                \
    do {                                                                                                     \
        int n = _snprintf(t, sizeof(t), __VA_ARGS__);                                                        \
        EXPECT(n == (int)strlen(expected) && !strcmp(t, expected));                                          \
    } while (0)
    FORMAT("-5 5 ff 0XFF 17", "%d %u %x %#X %o", -5, 5u, 255, 255, 15);
    FORMAT("   42|42   |00042|+42", "%5d|%-5d|%05d|%+d", 42, 42, 42, 42);
    FORMAT("0000012345678ABC", "%p", (void *)0x12345678ABCull);
    FORMAT("123456789012 -1", "%I64d %lld", 123456789012ll, -1ll);
    FORMAT("-1 ffffffff", "%ld %lx", (LONG)-1, (LONG)-1); /* long has 32 bits */
    FORMAT("abc wide x", "%s %ws %c", "abc", L"wide", 'x');
    FORMAT("wide|wide|narrow", "%S|%wZ|%Z", L"wide", &u, &a);
    FORMAT("ab |  ab", "%-3.2s|%4.2s", "abcd", "abcd");
    FORMAT("(null) 100%", "%s 100%%", (char *)NULL);
    FORMAT("   7 007", "%*d %.3d", 4, 7, 7);
#undef FORMAT
    EXPECT(_snprintf(t, 4, "%s", "abcd") == 4 && !memcmp(t, "abcd", 4));
    EXPECT(_snprintf(t, 3, "%s", "abcd") == -1);
    EXPECT(_snwprintf(w, 64, L"%s %S %d", L"wide", "narrow", 7) == 13 && w[13] == 0 && w[12] == '7' &&
           w[5] == 'n');
    nt_on_debug_print(print_hook, NULL);
    DbgPrintEx(DPFLTR_IHVVIDEO_ID, DPFLTR_INFO_LEVEL, "mode %ux%u", 1280u, 800u);
    EXPECT(!strcmp(printed, "78.3 mode 1280x800"));
    nt_on_debug_print(NULL, NULL);
    return 0;
}

static void formats_are_those_of_windows(void **state)
{
    kernel_everywhere(formats, NULL, 2);
}

static int safe_strings(void *arg)
{
    char t[8];
    WCHAR w[8];
    SIZE_T n;
    EXPECT(RtlStringCbCopyA(t, sizeof(t), "seven77") == STATUS_SUCCESS && !strcmp(t, "seven77"));
    EXPECT(RtlStringCbCopyA(t, sizeof(t), "eight888") == STATUS_BUFFER_OVERFLOW && !strcmp(t, "eight88"));
    EXPECT(RtlStringCbCopyA(t, 0, "") == STATUS_INVALID_PARAMETER);
    EXPECT(RtlStringCbLengthA(t, sizeof(t), &n) == STATUS_SUCCESS && n == 7);
    EXPECT(RtlStringCbLengthA(t, 7, &n) == STATUS_INVALID_PARAMETER);
    EXPECT(RtlStringCbPrintfA(t, sizeof(t), "%d-%s", 12, "ab") == STATUS_SUCCESS && !strcmp(t, "12-ab"));
    EXPECT(RtlStringCbCatA(t, sizeof(t), "cdef") == STATUS_BUFFER_OVERFLOW && !strcmp(t, "12-abcd"));
    EXPECT(RtlStringCbPrintfA(t, sizeof(t), "%s", "12345678") == STATUS_BUFFER_OVERFLOW &&
           !strcmp(t, "1234567"));
    EXPECT(RtlStringCbPrintfW(w, sizeof(w), L"%d", 1234567) == STATUS_SUCCESS && w[7] == 0 && w[6] == '7');
    EXPECT(RtlStringCchCopyW(w, 4, L"abcd") == STATUS_BUFFER_OVERFLOW && w[2] == 'c' && w[3] == 0);
    return 0;
}

static void safe_strings_always_end(void **state)
{
    kernel_everywhere(safe_strings, NULL, 2);
}

/* Every operation on a buffer of each size: what fits, what is cut off, and never a character beyond the room. */
static int safe_counted_strings(void *arg)
{
    WCHAR room[8];
    UNICODE_STRING to, from, bad = {3, 8, room};
    for (USHORT size = 0; size <= 7; size++) {
        memset(room, 0xEE, sizeof(room));
        to = (UNICODE_STRING){0, (USHORT)(size * 2), room};
        EXPECT(RtlUnicodeStringCopyString(&to, L"abc") ==
               (size >= 3 ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW));
        USHORT had = size < 3 ? size : 3;
        EXPECT(to.Length == had * 2 && !memcmp(room, L"abc", had * 2u));
        EXPECT(RtlUnicodeStringInit(&from, L"de") == STATUS_SUCCESS && from.Length == 4 &&
               from.MaximumLength == 6);
        EXPECT(RtlUnicodeStringCat(&to, &from) == (size >= 5 ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW));
        EXPECT(RtlUnicodeStringCatString(&to, L"f") == (size >= 6 ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW));
        had = size < 6 ? size : 6;
        EXPECT(to.Length == had * 2 && !memcmp(room, L"abcdef", had * 2u) && room[size] == 0xEEEE);
        EXPECT(RtlUnicodeStringPrintf(&to, L"%d-%ws", 12, L"xy") ==
               (size >= 5 ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW));
        had = size < 5 ? size : 5;
        EXPECT(to.Length == had * 2 && !memcmp(room, L"12-xy", had * 2u) && room[size] == 0xEEEE);
        EXPECT(RtlUnicodeStringCopy(&to, &from) == (size >= 2 ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW));
    }
    EXPECT(RtlUnicodeStringValidate(&bad) == STATUS_INVALID_PARAMETER);
    EXPECT(RtlUnicodeStringCopyString(&bad, L"a") == STATUS_INVALID_PARAMETER);
    EXPECT(RtlUnicodeStringCat(&to, &bad) == STATUS_INVALID_PARAMETER);
    EXPECT(RtlUnicodeStringPrintf(&bad, L"a") == STATUS_INVALID_PARAMETER);
    EXPECT(RtlUnicodeStringInit(&from, NULL) == STATUS_SUCCESS && !from.Buffer && !from.MaximumLength);
    return 0;
}

static void safe_counted_strings_stay_inside(void **state)
{
    kernel_everywhere(safe_counted_strings, NULL, 2);
}

/* ---- registry ---- */

#define SERVICE L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\bochs"

static NTSTATUS open_key(const WCHAR *path, HANDLE root, PHANDLE key)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    RtlInitUnicodeString(&name, path);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, root, NULL);
    return ZwOpenKey(key, KEY_READ, &attributes);
}

static int registry(void *arg)
{
    PUNICODE_STRING path;
    HANDLE key, parameters, none;
    UNICODE_STRING name;
    ULONG length;
    union {
        KEY_VALUE_PARTIAL_INFORMATION partial;
        KEY_VALUE_FULL_INFORMATION full;
        UCHAR bytes[128];
    } info;
    PDRIVER_OBJECT driver = nt_driver_create("bochs", &path);
    EXPECT(driver && equals(path, SERVICE) && equals(&driver->DriverName, L"\\Driver\\bochs"));
    EXPECT(nt_registry_set_dword(SERVICE L"\\Parameters", L"RenderOnly", 7) == STATUS_SUCCESS);
    EXPECT(nt_registry_set_string(SERVICE L"\\Parameters", L"Name", L"abc") == STATUS_SUCCESS);
    EXPECT(open_key(L"\\REGISTRY\\machine\\SYSTEM\\CurrentControlSet\\services\\BOCHS", NULL, &key) ==
           STATUS_SUCCESS);
    EXPECT(open_key(L"Parameters", key, &parameters) == STATUS_SUCCESS);
    EXPECT(open_key(L"\\Registry\\None", NULL, &none) == STATUS_OBJECT_NAME_NOT_FOUND && none == NULL);
    RtlInitUnicodeString(&name, L"renderonly");
    EXPECT(ZwQueryValueKey(parameters, &name, KeyValuePartialInformation, &info, 4, &length) ==
           STATUS_BUFFER_TOO_SMALL);
    EXPECT(length == 16);
    EXPECT(ZwQueryValueKey(parameters, &name, KeyValuePartialInformation, &info, 14, &length) ==
           STATUS_BUFFER_OVERFLOW);
    EXPECT(ZwQueryValueKey(parameters, &name, KeyValuePartialInformation, &info, 128, &length) ==
           STATUS_SUCCESS);
    EXPECT(info.partial.Type == REG_DWORD && info.partial.DataLength == 4 &&
           *(ULONG *)info.partial.Data == 7);
    RtlInitUnicodeString(&name, L"Name");
    EXPECT(ZwQueryValueKey(parameters, &name, KeyValueFullInformation, &info, 128, &length) ==
           STATUS_SUCCESS);
    EXPECT(info.full.Type == REG_SZ && info.full.NameLength == 8 && info.full.DataLength == 8);
    EXPECT(!memcmp(info.bytes + info.full.DataOffset, L"abc", 8));
    ULONG nine = 9;
    RtlInitUnicodeString(&name, L"Nine");
    EXPECT(ZwQueryValueKey(parameters, &name, KeyValuePartialInformation, &info, 128, &length) ==
           STATUS_OBJECT_NAME_NOT_FOUND);
    EXPECT(ZwSetValueKey(parameters, &name, 0, REG_DWORD, &nine, 4) == STATUS_SUCCESS);
    EXPECT(ZwQueryValueKey(parameters, &name, KeyValuePartialInformation, &info, 128, &length) ==
           STATUS_SUCCESS);
    EXPECT(ZwDeleteValueKey(parameters, &name) == STATUS_SUCCESS);
    EXPECT(ZwDeleteValueKey(parameters, &name) == STATUS_OBJECT_NAME_NOT_FOUND);
    EXPECT(RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"bochs", L"Start", REG_DWORD, &nine, 4) ==
           STATUS_SUCCESS);
    RtlInitUnicodeString(&name, L"Start");
    EXPECT(ZwQueryValueKey(key, &name, KeyValuePartialInformation, &info, 128, &length) == STATUS_SUCCESS);
    EXPECT(ZwQueryValueKey(NULL, &name, KeyValuePartialInformation, &info, 128, &length) ==
           STATUS_INVALID_HANDLE);
    ZwClose(parameters);
    ZwClose(key);
    nt_driver_destroy(driver);
    return 0;
}

static void the_registry_keeps_values(void **state)
{
    kernel_everywhere(registry, NULL, 2);
}

/* ---- the list of exports ---- */

static const struct {
    const char *name;
    const void *address;
    unsigned version, irql, flags;
} exports[] = {
#define ADDRESS_Ke(name)  &name
#define ADDRESS_Hal(name) &name
#define ADDRESS_Ex(name)  &name
#define ADDRESS_Mm(name)  &name
#define ADDRESS_Io(name)  &name
#define ADDRESS_Ob(name)  &name
#define ADDRESS_Ps(name)  &name
#define ADDRESS_Zw(name)  &name
#define ADDRESS_Rtl(name) &name
#define ADDRESS_Etw(name) &name
#define ADDRESS_Crt(name) &crt_##name
#define EXPORT(name, group, version, irql, flags)                                                            \
    {#name, (const void *)ADDRESS_##group(name), version, irql, flags},
#include "export_list.h"
};

/* That this file links proves that every row has a definition. */
static void every_row_is_an_export(void **state)
{
    for (size_t i = 0; i < RTL_NUMBER_OF(exports); i++) {
        assert_non_null(exports[i].address);
        assert_true(exports[i].irql <= HIGH_LEVEL);
        assert_true(exports[i].version ? exports[i].version >= 0x0500
                                       : (exports[i].flags & EXPORT_NATIVE) != 0);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(exports[i].name, exports[k].name);
    }
}

static const char *const known[] = {
#define KNOWN(name, version) #name,
#include "known_exports.h"
};

static void what_is_known_is_not_provided(void **state)
{
    for (size_t i = 0; i < RTL_NUMBER_OF(known); i++) {
        assert_true(!i || strcmp(known[i - 1], known[i]) < 0);
        for (size_t k = 0; k < RTL_NUMBER_OF(exports); k++)
            assert_string_not_equal(known[i], exports[k].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_counted),           cmocka_unit_test(formats_are_those_of_windows),
        cmocka_unit_test(safe_strings_always_end),       cmocka_unit_test(safe_counted_strings_stay_inside),
        cmocka_unit_test(the_registry_keeps_values),     cmocka_unit_test(every_row_is_an_export),
        cmocka_unit_test(what_is_known_is_not_provided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
