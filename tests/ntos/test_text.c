/*
 * Bit maps, dates, text in other clothes, versions, and the registry in one call.
 */
#include "kernel.h"

#include <string.h>

/* ---- bit maps against an array of booleans ---- */

#define BITS 100u

static ULONG model_find(const bool *bits, ULONG count, ULONG hint, bool set)
{
    for (int pass = 0; pass < 2; pass++) {
        for (ULONG at = pass ? 0 : hint; at + count <= BITS; at++) {
            ULONG n = 0;
            while (n < count && bits[at + n] == set)
                n++;
            if (n == count)
                return at;
        }
    }
    return 0xFFFFFFFF;
}

static int bitmaps(void *arg)
{
    ULONG words[5] = {0, 0, 0, 0, 0xA5A5A5A5};
    RTL_BITMAP map;
    bool bits[BITS] = {false};
    RTL_BITMAP_RUN runs[3];
    ULONG start;
    RtlInitializeBitMap(&map, words, BITS);
    for (int round = 0; round < 300; round++) {
        ULONG at = (ULONG)(nt_random() % BITS), n = (ULONG)(nt_random() % (BITS - at + 1));
        bool set = nt_random() & 1;
        if (set)
            RtlSetBits(&map, at, n);
        else
            RtlClearBits(&map, at, n);
        for (ULONG i = at; i < at + n; i++)
            bits[i] = set;
        ULONG count = 0;
        for (ULONG i = 0; i < BITS; i++) {
            count += bits[i];
            EXPECT(RtlTestBit(&map, i) == bits[i] && RtlCheckBit(&map, i) == bits[i]);
        }
        EXPECT(RtlNumberOfSetBits(&map) == count && RtlNumberOfClearBits(&map) == BITS - count);
        ULONG want = 1 + (ULONG)(nt_random() % 40), hint = (ULONG)(nt_random() % BITS);
        EXPECT(RtlFindClearBits(&map, want, hint) == model_find(bits, want, hint, false));
        EXPECT(RtlFindSetBits(&map, want, hint) == model_find(bits, want, hint, true));
        EXPECT(!n || (set ? RtlAreBitsSet(&map, at, n) : RtlAreBitsClear(&map, at, n)));
        ULONG found = RtlFindClearRuns(&map, runs, 3, TRUE);
        for (ULONG i = 1; i < found; i++)
            EXPECT(runs[i - 1].NumberOfBits >= runs[i].NumberOfBits);
        EXPECT(RtlFindLongestRunClear(&map, &start) == (found ? runs[0].NumberOfBits : 0));
    }
    EXPECT(words[4] == 0xA5A5A5A5);
    RtlClearAllBits(&map);
    EXPECT(RtlFindClearBitsAndSet(&map, 40, 70) == 0 && RtlFindClearBitsAndSet(&map, 60, 0) == 40);
    EXPECT(RtlFindClearBitsAndSet(&map, 1, 0) == 0xFFFFFFFF && RtlFindSetBitsAndClear(&map, 10, 90) == 90);
    EXPECT(RtlFindNextForwardRunClear(&map, 5, &start) == 10 && start == 90);
    EXPECT(!RtlAreBitsClear(&map, 95, 10) && !RtlAreBitsClear(&map, 90, 0));
    EXPECT(RtlFindMostSignificantBit(0) == -1 && RtlFindMostSignificantBit(0x8000000000000001ull) == 63);
    EXPECT(RtlFindLeastSignificantBit(0x10) == 4);
    return 0;
}

static void bit_maps_are_rows_of_bits(void **state)
{
    kernel_everywhere(bitmaps, NULL, 3);
}

static int beyond(void *arg)
{
    ULONG words[2] = {0, 0};
    RTL_BITMAP map;
    RtlInitializeBitMap(&map, words, 32);
    RtlSetBits(&map, 30, 3);
    RtlSetBit(&map, 32);
    return (int)words[1];
}

static void check_beyond(const struct kernel_run *run)
{
    assert_int_equal(run->outcome.value, 0);
    assert_non_null(kernel_found(run, "SYN-10", "RtlSetBits"));
    assert_non_null(kernel_found(run, "SYN-10", "RtlSetBit"));
}

static void bits_outside_a_map_are_found(void **state)
{
    kernel_everywhere_checked(beyond, NULL, 1, (struct nt_options){0}, check_beyond);
}

/* ---- dates ---- */

static int dates(void *arg)
{
    LARGE_INTEGER t, back;
    TIME_FIELDS f;
    ULONG seconds;
    t.QuadPart = 132223104000000000ll; /* 2020-01-01, a Wednesday */
    RtlTimeToTimeFields(&t, &f);
    EXPECT(f.Year == 2020 && f.Month == 1 && f.Day == 1 && f.Weekday == 3 && f.Hour == 0);
    EXPECT(RtlTimeToSecondsSince1970(&t, &seconds) && seconds == 1577836800u);
    RtlSecondsSince1970ToTime(seconds, &back);
    EXPECT(back.QuadPart == t.QuadPart);
    for (int i = 0; i < 500; i++) {
        t.QuadPart = (LONGLONG)(nt_random() % 3000000000000000000ull) / 10000 * 10000;
        RtlTimeToTimeFields(&t, &f);
        EXPECT(RtlTimeFieldsToTime(&f, &back) && back.QuadPart == t.QuadPart);
    }
    f = (TIME_FIELDS){.Year = 2100, .Month = 2, .Day = 29};
    EXPECT(!RtlTimeFieldsToTime(&f, &t));
    f.Year = 2000;
    EXPECT(RtlTimeFieldsToTime(&f, &t));
    t.QuadPart = 0;
    EXPECT(!RtlTimeToSecondsSince1970(&t, &seconds));
    return 0;
}

static void dates_follow_the_calendar(void **state)
{
    kernel_everywhere(dates, NULL, 2);
}

/* ---- text ---- */

static bool equals(PCUNICODE_STRING s, const WCHAR *text)
{
    UNICODE_STRING t;
    RtlInitUnicodeString(&t, text);
    return RtlEqualUnicodeString(s, &t, FALSE);
}

static int text(void *arg)
{
    UNICODE_STRING u, v, small;
    ANSI_STRING a, b;
    WCHAR buffer[40];
    CHAR bytes[40];
    ULONG n, m;
    GUID guid, again;
    RtlInitUnicodeString(&u, L"Display\xE4");
    EXPECT(RtlUpcaseUnicodeString(&v, &u, TRUE) == STATUS_SUCCESS && equals(&v, L"DISPLAY\xC4"));
    EXPECT(RtlHashUnicodeString(&u, TRUE, 0, &n) == STATUS_SUCCESS &&
           RtlHashUnicodeString(&v, TRUE, 1, &m) == STATUS_SUCCESS && n == m);
    EXPECT(RtlHashUnicodeString(&u, FALSE, 2, &n) == STATUS_INVALID_PARAMETER);
    RtlInitEmptyUnicodeString(&small, buffer, 4);
    EXPECT(RtlDowncaseUnicodeString(&small, &v, FALSE) == STATUS_BUFFER_OVERFLOW);
    small.MaximumLength = sizeof(buffer);
    EXPECT(RtlDowncaseUnicodeString(&small, &v, FALSE) == STATUS_SUCCESS && equals(&small, L"display\xE4"));
    RtlFreeUnicodeString(&v);
    RtlInitUnicodeString(&v, L"DISP");
    EXPECT(RtlPrefixUnicodeString(&v, &u, TRUE) && !RtlPrefixUnicodeString(&v, &u, FALSE));
    EXPECT(RtlInt64ToUnicodeString(0x123456789ABCull, 16, &small) == STATUS_SUCCESS &&
           equals(&small, L"123456789ABC"));
    EXPECT(RtlInt64ToUnicodeString(1, 3, &small) == STATUS_INVALID_PARAMETER);
    EXPECT(RtlCharToInteger(" -0x1f", 0, &n) == STATUS_SUCCESS && n == (ULONG)-31);
    RtlInitAnsiString(&a, "abc");
    RtlInitAnsiString(&b, "ABD");
    EXPECT(RtlCompareString(&a, &b, TRUE) < 0 && RtlCompareString(&a, &b, FALSE) > 0 &&
           !RtlEqualString(&a, &b, TRUE));
    EXPECT(RtlInitUnicodeStringEx(&v, NULL) == STATUS_SUCCESS && !v.Buffer);
    RtlInitUnicodeString(&v, L"{01234567-89ab-CDEF-0123-456789abcdef}");
    EXPECT(RtlGUIDFromString(&v, &guid) == STATUS_SUCCESS && guid.Data1 == 0x01234567 &&
           guid.Data4[7] == 0xEF);
    EXPECT(RtlStringFromGUID(&guid, &u) == STATUS_SUCCESS &&
           equals(&u, L"{01234567-89AB-CDEF-0123-456789ABCDEF}"));
    EXPECT(RtlGUIDFromString(&u, &again) == STATUS_SUCCESS && !memcmp(&guid, &again, sizeof(guid)));
    u.Buffer[9] = 'x';
    EXPECT(RtlGUIDFromString(&u, &again) == STATUS_INVALID_PARAMETER);
    RtlFreeUnicodeString(&u);
    EXPECT(ExUuidCreate(&guid) == STATUS_SUCCESS && guid.Data3 >> 12 == 4 && guid.Data4[0] >> 6 == 2);
    EXPECT(RtlMultiByteToUnicodeN(buffer, 6, &n, "abcdef", 6) == STATUS_SUCCESS && n == 6 &&
           buffer[2] == 'c');
    EXPECT(RtlUnicodeToMultiByteN(bytes, 40, &n, L"a\x20AC", 4) == STATUS_SUCCESS && n == 2 &&
           bytes[1] == '?');
    return 0;
}

static void text_keeps_its_length(void **state)
{
    kernel_everywhere(text, NULL, 2);
}

static int utf8(void *arg)
{
    static const CHAR good[] = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80";
    WCHAR w[16];
    CHAR c[16];
    ULONG n, m;
    EXPECT(RtlUTF8ToUnicodeN(w, sizeof(w), &n, good, 10) == STATUS_SUCCESS && n == 10);
    EXPECT(w[0] == 'a' && w[1] == 0xE4 && w[2] == 0x20AC && w[3] == 0xD83D && w[4] == 0xDE00);
    EXPECT(RtlUnicodeToUTF8N(c, sizeof(c), &m, w, n) == STATUS_SUCCESS && m == 10 && !memcmp(c, good, 10));
    EXPECT(RtlUnicodeToUTF8N(NULL, 0, &m, w, n) == STATUS_SUCCESS && m == 10);
    EXPECT(RtlUnicodeToUTF8N(c, 5, &m, w, n) == STATUS_BUFFER_TOO_SMALL && m == 3);
    EXPECT(RtlUTF8ToUnicodeN(w, 8, &n, good, 10) == STATUS_BUFFER_TOO_SMALL && n == 6);
    EXPECT(RtlUTF8ToUnicodeN(w, sizeof(w), &n, "\xC0\xAF", 2) == STATUS_SOME_NOT_MAPPED && w[0] == 0xFFFD);
    EXPECT(RtlUTF8ToUnicodeN(w, sizeof(w), &n, "x\xE2\x82", 3) == STATUS_SOME_NOT_MAPPED && n == 4);
    EXPECT(RtlUTF8ToUnicodeN(w, sizeof(w), &n, "\xEF\xBF\xBD", 3) == STATUS_SUCCESS && w[0] == 0xFFFD);
    EXPECT(RtlUnicodeToUTF8N(c, sizeof(c), &m, L"\xD800x", 4) == STATUS_SOME_NOT_MAPPED && m == 4);
    for (int i = 0; i < 2000; i++) { /* whatever the bytes are, nothing outside is touched */
        CHAR noise[8];
        uint64_t random = nt_random();
        memcpy(noise, &random, 8);
        NTSTATUS status = RtlUTF8ToUnicodeN(w, sizeof(w), &n, noise, 8);
        EXPECT(n <= 16 && (status == STATUS_SUCCESS || status == STATUS_SOME_NOT_MAPPED));
    }
    return 0;
}

static void utf8_goes_both_ways(void **state)
{
    kernel_everywhere(utf8, NULL, 2);
}

/* ---- versions ---- */

static int versions(void *arg)
{
    RTL_OSVERSIONINFOEXW v = {.dwMajorVersion = 6, .dwMinorVersion = 3};
    ULONGLONG mask = 0;
    ULONG major;
    VER_SET_CONDITION(mask, VER_MAJORVERSION, VER_GREATER_EQUAL);
    VER_SET_CONDITION(mask, VER_MINORVERSION, VER_GREATER_EQUAL);
    EXPECT(RtlVerifyVersionInfo(&v, VER_MAJORVERSION | VER_MINORVERSION, mask) == STATUS_SUCCESS);
    v.dwMajorVersion = 11;
    EXPECT(RtlVerifyVersionInfo(&v, VER_MAJORVERSION | VER_MINORVERSION, mask) == STATUS_REVISION_MISMATCH);
    EXPECT(RtlVerifyVersionInfo(&v, 0, mask) == STATUS_INVALID_PARAMETER);
    EXPECT(RtlIsNtDdiVersionAvailable(0x06030000) && RtlIsNtDdiVersionAvailable(0x0A000000) &&
           !RtlIsNtDdiVersionAvailable(0x0A000010) && !RtlIsNtDdiVersionAvailable(0x0B000000));
    EXPECT(!PsGetVersion(&major, NULL, NULL, NULL) && major == 10);
    v.dwOSVersionInfoSize = sizeof(v);
    RtlGetVersion((PRTL_OSVERSIONINFOW)&v);
    EXPECT(v.wProductType == 1 && v.dwMajorVersion == 10);
    ULONG seed = 5, other = 5;
    for (int i = 0; i < 50; i++) {
        ULONG random = RtlRandomEx(&seed);
        EXPECT(random == RtlRandomEx(&other) && random < MAXLONG);
    }
    return 0;
}

static void versions_compare_from_the_left(void **state)
{
    kernel_everywhere(versions, NULL, 1);
}

/* ---- registry ---- */

/* The names in a table are not const. */
#define NAME(text) ((PWSTR)(uintptr_t)(text))
#define KEY        L"\\Registry\\Machine\\Software\\Test"

struct seen {
    unsigned calls;
    WCHAR names[8][16];
    ULONG last;
};

static NTSTATUS NTAPI see(PWSTR name, ULONG type, PVOID data, ULONG length, PVOID context, PVOID entry)
{
    struct seen *seen = context;
    if (name && seen->calls < 8)
        wcscpy_s(seen->names[seen->calls], 16, name);
    if (type == REG_DWORD)
        seen->last = *(ULONG *)data;
    seen->calls++;
    return entry ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

static NTSTATUS ask(RTL_QUERY_REGISTRY_TABLE *table, void *context)
{
    return RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, KEY, table, context, NULL);
}

static void prepare(void)
{
    nt_registry_set_dword(KEY, L"Number", 42);
    nt_registry_set_string(KEY, L"Text", L"some text");
    nt_registry_set_dword(KEY L"\\Sub", L"Inner", 7);
    EXPECT(RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, KEY, L"List", REG_MULTI_SZ, NAME(L"one\0two\0"),
                                 18) == STATUS_SUCCESS);
}

static int query(void *arg)
{
    ULONG number = 0, missing = 0, nine = 9;
    WCHAR buffer[32];
    UNICODE_STRING string = {0, sizeof(buffer), buffer};
    struct seen seen = {0};
    prepare();
#define DIRECT(type)                                                                                         \
    (RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_TYPECHECK |                                              \
     (ULONG)(type) << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT)
    RTL_QUERY_REGISTRY_TABLE direct[] = {
        {NULL, DIRECT(REG_DWORD), NAME(L"number"), &number, REG_NONE, NULL, 0},
        {NULL, DIRECT(REG_SZ), NAME(L"Text"), &string, REG_NONE, NULL, 0},
        {NULL, DIRECT(REG_DWORD), NAME(L"Missing"), &missing, REG_DWORD, &nine, 4},
        {0},
    };
    EXPECT(ask(direct, NULL) == STATUS_SUCCESS && number == 42 && missing == 9 &&
           equals(&string, L"some text"));
    direct[1].Flags = DIRECT(REG_DWORD);
    EXPECT(ask(direct, NULL) == STATUS_OBJECT_TYPE_MISMATCH);
    direct[2].Flags |= RTL_QUERY_REGISTRY_REQUIRED;
    direct[1].Flags = DIRECT(REG_SZ);
    EXPECT(ask(direct, NULL) == STATUS_OBJECT_NAME_NOT_FOUND);
    RTL_QUERY_REGISTRY_TABLE all[] = {{see, 0, NULL, NULL, 0, NULL, 0}, {0}};
    EXPECT(ask(all, &seen) == STATUS_SUCCESS && seen.calls == 4); /* the list counts twice */
    EXPECT(!wcscmp(seen.names[0], L"Number") && !wcscmp(seen.names[3], L"List"));
    RTL_QUERY_REGISTRY_TABLE sub[] = {{see, RTL_QUERY_REGISTRY_SUBKEY, NAME(L"Sub"), NULL, 0, NULL, 0},
                                      {see, RTL_QUERY_REGISTRY_TOPKEY, NAME(L"Number"), NULL, 0, NULL, 0},
                                      {0}};
    seen = (struct seen){0};
    EXPECT(ask(sub, &seen) == STATUS_SUCCESS && seen.calls == 2 && seen.last == 42);
    RTL_QUERY_REGISTRY_TABLE stop[] = {{see, 0, NAME(L"Number"), &nine, 0, NULL, 0}, {0}};
    EXPECT(ask(stop, &seen) == STATUS_UNSUCCESSFUL);
    RTL_QUERY_REGISTRY_TABLE delete[] = {{see, RTL_QUERY_REGISTRY_DELETE, NAME(L"Number"), NULL, 0, NULL, 0},
                                         {0}};
    EXPECT(ask(delete, &seen) == STATUS_SUCCESS &&
           RtlDeleteRegistryValue(0, KEY, L"Number") == STATUS_OBJECT_NAME_NOT_FOUND);
    EXPECT(RtlQueryRegistryValues(0, L"\\Registry\\Nowhere", all, &seen, NULL) ==
           STATUS_OBJECT_NAME_NOT_FOUND);
    EXPECT(RtlCheckRegistryKey(RTL_REGISTRY_SERVICES, NAME(L"new")) == STATUS_OBJECT_NAME_NOT_FOUND);
    EXPECT(RtlCreateRegistryKey(RTL_REGISTRY_SERVICES, NAME(L"new")) == STATUS_SUCCESS);
    EXPECT(RtlCheckRegistryKey(RTL_REGISTRY_SERVICES, NAME(L"new")) == STATUS_SUCCESS);
    return 0;
}

static void tables_ask_the_registry(void **state)
{
    kernel_everywhere(query, NULL, 2);
}

static int unchecked(void *arg)
{
    ULONG number = 0;
    prepare();
    RTL_QUERY_REGISTRY_TABLE direct[] = {
        {NULL, RTL_QUERY_REGISTRY_DIRECT, NAME(L"Number"), &number, REG_NONE, NULL, 0}, {0}};
    return ask(direct, NULL) == STATUS_SUCCESS && number == 42 ? 0 : 1;
}

static void check_unchecked(const struct kernel_run *run)
{
    assert_int_equal(run->outcome.value, 0);
    assert_non_null(kernel_found(run, "SYN-10", "RtlQueryRegistryValues"));
}

static void a_direct_query_without_a_type_is_found(void **state)
{
    kernel_everywhere_checked(unchecked, NULL, 1, (struct nt_options){0}, check_unchecked);
}

static HANDLE open_key(const WCHAR *path)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    HANDLE key = NULL;
    RtlInitUnicodeString(&name, path);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    return ZwOpenKey(&key, KEY_ALL_ACCESS, &attributes) == STATUS_SUCCESS ? key : NULL;
}

static int enumerate(void *arg)
{
    union {
        KEY_BASIC_INFORMATION basic;
        KEY_FULL_INFORMATION full;
        KEY_NAME_INFORMATION name;
        KEY_VALUE_BASIC_INFORMATION value;
        UCHAR bytes[256];
    } info;
    ULONG n;
    UNICODE_STRING gone;
    RtlInitUnicodeString(&gone, L"x");
    nt_registry_create_key(KEY L"\\b");
    nt_registry_create_key(KEY L"\\a");
    nt_registry_set_dword(KEY, L"second", 2);
    nt_registry_set_dword(KEY, L"first", 1);
    HANDLE key = open_key(KEY), a = open_key(KEY L"\\a"), test = open_key(KEY);
    EXPECT(ZwEnumerateKey(key, 0, KeyBasicInformation, &info, sizeof(info), &n) == STATUS_SUCCESS &&
           info.basic.NameLength == 2 && info.basic.Name[0] == 'a');
    EXPECT(ZwEnumerateKey(key, 1, KeyBasicInformation, &info, sizeof(info), &n) == STATUS_SUCCESS &&
           info.basic.Name[0] == 'b');
    EXPECT(ZwEnumerateKey(key, 1, KeyBasicInformation, &info, 17, &n) == STATUS_BUFFER_OVERFLOW && n == 18);
    EXPECT(ZwEnumerateKey(key, 1, KeyBasicInformation, &info, 8, &n) == STATUS_BUFFER_TOO_SMALL);
    EXPECT(ZwEnumerateKey(key, 2, KeyBasicInformation, &info, sizeof(info), &n) == STATUS_NO_MORE_ENTRIES);
    EXPECT(ZwEnumerateValueKey(key, 0, KeyValueBasicInformation, &info, sizeof(info), &n) == STATUS_SUCCESS &&
           info.value.Name[0] == 's');
    EXPECT(ZwEnumerateValueKey(key, 2, KeyValueBasicInformation, &info, 256, &n) == STATUS_NO_MORE_ENTRIES);
    EXPECT(ZwQueryKey(key, KeyFullInformation, &info, sizeof(info), &n) == STATUS_SUCCESS &&
           info.full.SubKeys == 2 && info.full.Values == 2 && info.full.MaxValueNameLen == 12);
    EXPECT(ZwQueryKey(a, KeyNameInformation, &info, sizeof(info), &n) == STATUS_SUCCESS &&
           info.name.NameLength == wcslen(KEY L"\\a") * 2 && !memcmp(info.name.Name, KEY L"\\a", n - 4));
    EXPECT(ZwDeleteKey(key) == STATUS_CANNOT_DELETE && ZwDeleteKey(a) == STATUS_SUCCESS);
    EXPECT(ZwDeleteKey(a) == STATUS_KEY_DELETED &&
           ZwSetValueKey(a, &gone, 0, REG_DWORD, &n, 4) == STATUS_KEY_DELETED);
    EXPECT(open_key(KEY L"\\a") == NULL &&
           ZwQueryKey(a, KeyFullInformation, &info, 256, &n) == STATUS_KEY_DELETED);
    ZwClose(a);
    ZwClose(key);
    ZwClose(test);
    return 0;
}

static void keys_are_counted_and_deleted(void **state)
{
    kernel_everywhere(enumerate, NULL, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bit_maps_are_rows_of_bits),
        cmocka_unit_test(bits_outside_a_map_are_found),
        cmocka_unit_test(dates_follow_the_calendar),
        cmocka_unit_test(text_keeps_its_length),
        cmocka_unit_test(utf8_goes_both_ways),
        cmocka_unit_test(versions_compare_from_the_left),
        cmocka_unit_test(tables_ask_the_registry),
        cmocka_unit_test(a_direct_query_without_a_type_is_found),
        cmocka_unit_test(keys_are_counted_and_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
