/*
 * The C library that files import: compared with the host's own where they agree, and where they do not with what Windows documents.
 */
#include "kernel.h"

#include <stdlib.h>
#include <string.h>

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

/* ---- strings ---- */

static int narrow(void *arg)
{
    static const char *const texts[] = {"", "a", "A", "ab", "Ab", "b", "abcabc", "abd", "\xE4", "zz top"};
    char t[32], host[32];
    for (size_t i = 0; i < RTL_NUMBER_OF(texts); i++) {
        EXPECT(crt_strlen(texts[i]) == strlen(texts[i]));
        for (size_t k = 0; k < RTL_NUMBER_OF(texts); k++) {
            EXPECT(sign(crt_strcmp(texts[i], texts[k])) == sign(strcmp(texts[i], texts[k])));
            EXPECT(sign(crt_strncmp(texts[i], texts[k], 2)) == sign(strncmp(texts[i], texts[k], 2)));
            EXPECT(sign(_stricmp(texts[i], texts[k])) == sign(strcasecmp(texts[i], texts[k])));
            EXPECT(sign(_strnicmp(texts[i], texts[k], 1)) == sign(strncasecmp(texts[i], texts[k], 1)));
            EXPECT(crt_strstr(texts[i], texts[k]) == strstr(texts[i], texts[k]));
            strcpy(host, texts[i]);
            strcat(host, texts[k]);
            EXPECT(crt_strcat(crt_strcpy(t, texts[i]), texts[k]) == t && !strcmp(t, host));
        }
        EXPECT(crt_strchr(texts[i], 'b') == strchr(texts[i], 'b'));
        EXPECT(crt_strchr(texts[i], 0) == strchr(texts[i], 0));
        EXPECT(crt_strrchr(texts[i], 'b') == strrchr(texts[i], 'b'));
    }
    memset(t, 'x', sizeof(t));
    crt_strncpy(t, "ab", 5);
    EXPECT(!memcmp(t, "ab\0\0\0x", 6));
    EXPECT(!strcmp(crt_strncat(crt_strcpy(t, "ab"), "cdef", 2), "abcd"));
    EXPECT(!strcmp(_strupr(crt_strcpy(t, "aBc1")), "ABC1") && !strcmp(_strlwr(t), "abc1"));
    EXPECT(!strcmp(_strrev(t), "1cba") && !strcmp(_strset(t, 'z'), "zzzz") &&
           !strcmp(_strnset(t, 'y', 2), "yyzz"));
    EXPECT(crt_strspn("aabcx", "abc") == 4 && crt_strnlen("abc", 2) == 2 &&
           crt_memchr("abc", 'c', 2) == NULL);
    for (int c = 0; c < 128; c++) {
        EXPECT(crt_isdigit(c) == (c >= '0' && c <= '9') &&
               crt_toupper(c) == (c >= 'a' && c <= 'z' ? c - 32 : c));
        EXPECT(crt_isspace(c) == (c == ' ' || (c >= 9 && c <= 13)) && crt_isprint(c) == (c > 31 && c < 127));
    }
    return 0;
}

static void narrow_strings_are_those_of_c(void **state)
{
    kernel_everywhere(narrow, NULL, 1);
}

static int wide(void *arg)
{
    WCHAR t[32];
    char n[32];
    WCHAR *end;
    EXPECT(wcslen(L"") == 0 && wcslen(L"abc") == 3 && wcsnlen(L"abc", 2) == 2);
    EXPECT(wcscmp(L"abc", L"abc") == 0 && wcscmp(L"abc", L"abd") < 0 && wcscmp(L"\xFFFF", L"a") > 0);
    EXPECT(wcsncmp(L"abx", L"aby", 2) == 0 && _wcsicmp(L"DISPLAY\xC4", L"display\xE4") == 0);
    EXPECT(_wcsnicmp(L"ABc", L"abD", 2) == 0 && _wcsnicmp(L"ABc", L"abD", 3) < 0);
    EXPECT(!wcscmp(wcscat(wcscpy(t, L"ab"), L"cd"), L"abcd") && !wcscmp(wcsncat(t, L"efgh", 2), L"abcdef"));
    EXPECT(wcschr(t, 'c') == t + 2 && wcschr(t, 'x') == NULL && wcsrchr(t, 'f') == t + 5);
    EXPECT(wcschr(t, 0) == t + 6 && wcsrchr(t, 0) == t + 6);
    EXPECT(wcsstr(t, L"cde") == t + 2 && wcsstr(t, L"") == t && wcsstr(t, L"ce") == NULL);
    EXPECT(wcsspn(L"aabx", L"ba") == 3 && !wcscmp(_wcsupr(t), L"ABCDEF") && !wcscmp(_wcsrev(t), L"FEDCBA"));
    t[3] = 'x';
    wcsncpy(t, L"a", 3);
    EXPECT(t[0] == 'a' && t[1] == 0 && t[2] == 0 && t[3] == 'x');
    EXPECT(crt_mbstowcs(t, "abc", 32) == 3 && !wcscmp(t, L"abc") && crt_mbstowcs(NULL, "abcd", 0) == 4);
    EXPECT(crt_wcstombs(n, L"abc", 32) == 3 && !strcmp(n, "abc") &&
           crt_wcstombs(n, L"\x20AC", 32) == (size_t)-1);
    EXPECT(wcstoul(L" 0x1Fz", &end, 0) == 31 && *end == 'z' && wcstoul(L"017", NULL, 0) == 15);
    EXPECT(wcstoul(L"99999999999", NULL, 10) == MAXULONG && wcstoul(L"-1", NULL, 10) == MAXULONG);
    EXPECT(wcstoul(L"xyz", &end, 10) == 0 && *end == 'x');
    EXPECT(_wtoi(L" -12x") == -12 && crt_atoi("+7") == 7 && crt_atol("99999999999") == MAXLONG);
    EXPECT(crt_atoi("-99999999999") == MINLONG && _wtol(L"") == 0);
    EXPECT(!strcmp(_itoa(-5, n, 10), "-5") && !strcmp(_itoa(-1, n, 16), "ffffffff"));
    EXPECT(!wcscmp(_itow(5, t, 2), L"101") && _itoa_s(123, n, 4, 10) == 0 && !strcmp(n, "123"));
    return 0;
}

static void wide_characters_have_16_bits(void **state)
{
    kernel_everywhere(wide, NULL, 1);
}

/* ---- what does not fit is refused, empty, and reported ---- */

static int safe(void *arg)
{
    char t[4];
    WCHAR w[4];
    unsigned refusals = 0;
#define REFUSED(e, error)                                                                                    \
    do {                                                                                                     \
        EXPECT((e) == (error));                                                                              \
        refusals++;                                                                                          \
    } while (0)
    EXPECT(strcpy_s(t, 4, "abc") == 0 && strcat_s(t, 4, "") == 0);
    REFUSED(strcat_s(t, 4, "d"), 34);
    EXPECT(t[0] == 0);
    REFUSED(strcpy_s(t, 4, "abcd"), 34);
    REFUSED(strcpy_s(NULL, 4, "a"), 22);
    REFUSED(strcpy_s(t, 4, NULL), 22);
    EXPECT(strncpy_s(t, 4, "abcdef", 3) == 0 && !strcmp(t, "abc"));
    EXPECT(strncpy_s(t, 4, "abcdef", _TRUNCATE) == 80 && !strcmp(t, "abc"));
    EXPECT(wcscpy_s(w, 4, L"abc") == 0 && !wcscmp(w, L"abc"));
    REFUSED(wcscat_s(w, 4, L"d"), 34);
    EXPECT(w[0] == 0 && wcsncpy_s(w, 4, L"abcdef", _TRUNCATE) == 80 && !wcscmp(w, L"abc"));
    EXPECT(memcpy_s(t, 4, "abcd", 4) == 0 && !memcmp(t, "abcd", 4));
    REFUSED(memcpy_s(t, 4, "abcde", 5), 34);
    EXPECT(!memcmp(t, "\0\0\0\0", 4) && memmove_s(t, 4, t + 1, 3) == 0);
    REFUSED(_itoa_s(1234, t, 4, 10), 34);
    REFUSED(sprintf_s(t, 4, "%d", 1234), -1);
    EXPECT(t[0] == 0 && sprintf_s(t, 4, "%d", 123) == 3 && !strcmp(t, "123"));
    EXPECT(_snprintf_s(t, 4, _TRUNCATE, "%d", 12345) == -1 && !strcmp(t, "123"));
    EXPECT(_snprintf_s(t, 4, 2, "%d", 12345) == -1 && !strcmp(t, "12"));
    REFUSED(swprintf_s(w, 4, L"%s", L"abcd"), -1);
    EXPECT(_snwprintf_s(w, 4, 3, L"%s", L"abc") == 3 && !wcscmp(w, L"abc"));
    return (int)refusals;
}

static void check_refusals(const struct kernel_run *run)
{
    assert_false(run->outcome.bugchecked);
    assert_int_equal(run->findings.count, run->outcome.value);
    for (unsigned i = 0; i < run->findings.count; i++)
        assert_string_equal(run->findings.reports[i].rule, "SYN-10");
    assert_non_null(kernel_found(run, "SYN-10", "strcpy_s"));
    assert_non_null(kernel_found(run, "SYN-10", "swprintf_s"));
}

static void what_does_not_fit_is_refused(void **state)
{
    kernel_everywhere_checked(safe, NULL, 1, (struct nt_options){0}, check_refusals);
}

/* ---- formatting through va_list ---- */

static int NTAPI by_list(char *to, size_t room, const char *format, ...)
{
#ifdef __x86_64__
    __builtin_ms_va_list list;
    __builtin_ms_va_start(list, format);
    int n = _vsnprintf(to, room, format, list);
    __builtin_ms_va_end(list);
#else
    va_list list;
    va_start(list, format);
    int n = _vsnprintf(to, room, format, list);
    va_end(list);
#endif
    return n;
}

static int formats(void *arg)
{
    char t[64];
    WCHAR w[64];
    EXPECT(by_list(t, 64, "%d %s %I64x %c", -1, "two", 3ull, '4') == 10 && !strcmp(t, "-1 two 3 4"));
    EXPECT(by_list(t, 3, "%s", "abc") == 3 && by_list(t, 2, "%s", "abc") == -1);
    EXPECT(crt_sprintf(t, "%u|%5s|%-3d|", 7u, "ab", 1) == 12 && !strcmp(t, "7|   ab|1  |"));
    EXPECT(swprintf(w, L"%s %S %ld", L"wide", "narrow", (LONG)-1) == 14 && !wcscmp(w, L"wide narrow -1"));
    return 0;
}

static void lists_of_arguments_are_those_of_windows(void **state)
{
    kernel_everywhere(formats, NULL, 1);
}

/* ---- sorting, chance ---- */

static int NTAPI by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int sorting(void *arg)
{
    int n[200], row[3];
    for (size_t count = 0; count <= 200; count += 7) {
        int sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += n[i] = (int)(nt_random() % 100);
        crt_qsort(n, count, sizeof(n[0]), by_number);
        for (size_t i = 0; i < count; i++) {
            sum -= n[i];
            EXPECT(!i || n[i - 1] <= n[i]);
            int *found = crt_bsearch(&n[i], n, count, sizeof(n[0]), by_number);
            EXPECT(found && *found == n[i]);
        }
        EXPECT(sum == 0);
        int none = 100;
        EXPECT(crt_bsearch(&none, n, count, sizeof(n[0]), by_number) == NULL);
    }
    crt_srand(7);
    for (int i = 0; i < 3; i++) {
        row[i] = crt_rand();
        EXPECT(row[i] >= 0 && row[i] <= 32767);
    }
    crt_srand(7);
    for (int i = 0; i < 3; i++)
        EXPECT(crt_rand() == row[i]);
    return 0;
}

static void sorting_and_searching(void **state)
{
    kernel_everywhere(sorting, NULL, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(narrow_strings_are_those_of_c),
        cmocka_unit_test(wide_characters_have_16_bits),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(lists_of_arguments_are_those_of_windows),
        cmocka_unit_test(sorting_and_searching),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
