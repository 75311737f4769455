/*
 * Dates, chance, and versions of the system.
 */
#include "ke.h"

#define PER_SECOND 10000000ll
#define PER_DAY    (86400 * PER_SECOND)
#define FROM_1970  11644473600ll /* seconds from 1601 to 1970 */

static bool leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(int year, int month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && leap(year));
}

/* Days from 1601-01-01 to the first day of the year. */
static int64_t days_before(int year)
{
    int64_t y = year - 1601;
    return y * 365 + y / 4 - y / 100 + y / 400;
}

VOID NTAPI RtlTimeToTimeFields(PLARGE_INTEGER Time, PTIME_FIELDS TimeFields)
{
    int64_t days = Time->QuadPart / PER_DAY, rest = Time->QuadPart % PER_DAY;
    int year = 1601 + (int)(days / 366), month = 1;
    while (days_before(year + 1) <= days)
        year++;
    TimeFields->Weekday = (CSHORT)((days + 1) % 7); /* 1601-01-01 was a Monday */
    days -= days_before(year);
    while (days >= month_length(year, month))
        days -= month_length(year, month++);
    TimeFields->Year = (CSHORT)year;
    TimeFields->Month = (CSHORT)month;
    TimeFields->Day = (CSHORT)(days + 1);
    TimeFields->Hour = (CSHORT)(rest / (3600 * PER_SECOND));
    TimeFields->Minute = (CSHORT)(rest / (60 * PER_SECOND) % 60);
    TimeFields->Second = (CSHORT)(rest / PER_SECOND % 60);
    TimeFields->Milliseconds = (CSHORT)(rest / 10000 % 1000);
}

BOOLEAN NTAPI RtlTimeFieldsToTime(PTIME_FIELDS TimeFields, PLARGE_INTEGER Time)
{
    const TIME_FIELDS *t = TimeFields;
    if (t->Year < 1601 || t->Month < 1 || t->Month > 12 || t->Day < 1 ||
        t->Day > month_length(t->Year, t->Month) || t->Hour < 0 || t->Hour > 23 || t->Minute < 0 ||
        t->Minute > 59 || t->Second < 0 || t->Second > 59 || t->Milliseconds < 0 || t->Milliseconds > 999)
        return FALSE;
    int64_t days = days_before(t->Year) + t->Day - 1;
    for (int m = 1; m < t->Month; m++)
        days += month_length(t->Year, m);
    Time->QuadPart =
        days * PER_DAY + (t->Hour * 3600 + t->Minute * 60 + t->Second) * PER_SECOND + t->Milliseconds * 10000;
    return TRUE;
}

BOOLEAN NTAPI RtlTimeToSecondsSince1970(PLARGE_INTEGER Time, PULONG ElapsedSeconds)
{
    int64_t seconds = Time->QuadPart / PER_SECOND - FROM_1970;
    if (seconds < 0 || seconds > MAXULONG)
        return FALSE;
    *ElapsedSeconds = (ULONG)seconds;
    return TRUE;
}

VOID NTAPI RtlSecondsSince1970ToTime(ULONG ElapsedSeconds, PLARGE_INTEGER Time)
{
    Time->QuadPart = ((int64_t)ElapsedSeconds + FROM_1970) * PER_SECOND;
}

VOID NTAPI ExSystemTimeToLocalTime(PLARGE_INTEGER SystemTime, PLARGE_INTEGER LocalTime)
{
    KE_SERVICE(ExSystemTimeToLocalTime);
    *LocalTime = *SystemTime;
}

VOID NTAPI ExLocalTimeToSystemTime(PLARGE_INTEGER LocalTime, PLARGE_INTEGER SystemTime)
{
    KE_SERVICE(ExLocalTimeToSystemTime);
    *SystemTime = *LocalTime;
}

/* ---- chance: a row of numbers that the caller's seed alone decides ---- */

static ULONG next_random(PULONG seed)
{
    uint64_t z = *seed + 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    *seed = (ULONG)((z ^ (z >> 31)) % MAXLONG);
    return *seed;
}

ULONG NTAPI RtlRandom(PULONG Seed)
{
    KE_SERVICE(RtlRandom);
    return next_random(Seed);
}

ULONG NTAPI RtlRandomEx(PULONG Seed)
{
    KE_SERVICE(RtlRandomEx);
    return next_random(Seed);
}

NTSTATUS NTAPI ExUuidCreate(UUID *Uuid)
{
    KE_SERVICE(ExUuidCreate);
    uint64_t random[2] = {nt_random(), nt_random()};
    RtlCopyMemory(Uuid, random, sizeof(*Uuid));
    Uuid->Data3 = (USHORT)((Uuid->Data3 & 0x0FFF) | 0x4000); /* random, as RFC 4122 marks it */
    Uuid->Data4[0] = (UCHAR)((Uuid->Data4[0] & 0x3F) | 0x80);
    return STATUS_SUCCESS;
}

/* ---- versions ---- */

#define CONDITION_BITS 3

ULONGLONG NTAPI VerSetConditionMask(ULONGLONG ConditionMask, ULONG TypeMask, UCHAR Condition)
{
    if (!TypeMask)
        return ConditionMask;
    unsigned place = (unsigned)(31 - __builtin_clz(TypeMask)); /* the highest type, if several were given */
    return ConditionMask | (ULONGLONG)(Condition & 7) << (place * CONDITION_BITS) | 1ull << 63;
}

static unsigned condition_of(ULONGLONG mask, ULONG type)
{
    return (unsigned)(mask >> ((unsigned)__builtin_ctz(type) * CONDITION_BITS)) & 7;
}

static bool holds(unsigned condition, int64_t found, int64_t asked)
{
    switch (condition) {
    case VER_EQUAL:
        return found == asked;
    case VER_GREATER:
        return found > asked;
    case VER_GREATER_EQUAL:
        return found >= asked;
    case VER_LESS:
        return found < asked;
    case VER_LESS_EQUAL:
        return found <= asked;
    default:
        return false;
    }
}

/* Major, minor and service pack are one number, compared by the condition of the highest part asked for. */
static bool version_holds(PRTL_OSVERSIONINFOEXW asked, const RTL_OSVERSIONINFOW *now, ULONG types,
                          ULONGLONG mask)
{
    int64_t a = 0, n = 0;
    unsigned condition = 0;
    const struct {
        ULONG type, asked, now;
    } parts[] = {{VER_MAJORVERSION, asked->dwMajorVersion, now->dwMajorVersion},
                 {VER_MINORVERSION, asked->dwMinorVersion, now->dwMinorVersion},
                 {VER_SERVICEPACKMAJOR, asked->wServicePackMajor, 0},
                 {VER_SERVICEPACKMINOR, asked->wServicePackMinor, 0}};
    for (unsigned i = 0; i < RTL_NUMBER_OF(parts); i++) {
        if (!(types & parts[i].type))
            continue;
        if (!condition)
            condition = condition_of(mask, parts[i].type);
        a = a << 16 | (parts[i].asked & 0xFFFF);
        n = n << 16 | (parts[i].now & 0xFFFF);
    }
    return !condition || holds(condition, n, a);
}

#define SUITES 0x100 /* one user at a time, as a client system says */

static bool suite_holds(unsigned condition, USHORT asked)
{
    return condition == VER_AND ? (asked & SUITES) == asked : condition == VER_OR && (asked & SUITES);
}

NTSTATUS NTAPI RtlVerifyVersionInfo(PRTL_OSVERSIONINFOEXW VersionInfo, ULONG TypeMask,
                                    ULONGLONG ConditionMask)
{
    RTL_OSVERSIONINFOW now = {.dwOSVersionInfoSize = sizeof(now)};
    KE_SERVICE(RtlVerifyVersionInfo);
    if (!TypeMask || !ConditionMask)
        return STATUS_INVALID_PARAMETER;
    RtlGetVersion(&now);
    bool good = version_holds(VersionInfo, &now, TypeMask, ConditionMask);
    if (TypeMask & VER_BUILDNUMBER)
        good = good && holds(condition_of(ConditionMask, VER_BUILDNUMBER), now.dwBuildNumber,
                             VersionInfo->dwBuildNumber);
    if (TypeMask & VER_PLATFORMID)
        good = good && holds(condition_of(ConditionMask, VER_PLATFORMID), 2, VersionInfo->dwPlatformId);
    if (TypeMask & VER_PRODUCT_TYPE)
        good = good && holds(condition_of(ConditionMask, VER_PRODUCT_TYPE), 1, VersionInfo->wProductType);
    if (TypeMask & VER_SUITENAME)
        good = good && suite_holds(condition_of(ConditionMask, VER_SUITENAME), VersionInfo->wSuiteMask);
    return good ? STATUS_SUCCESS : STATUS_REVISION_MISMATCH;
}

#define DDI_STEP 8 /* of Windows 10 builds: 19041 */

BOOLEAN NTAPI RtlIsNtDdiVersionAvailable(ULONG Version)
{
    RTL_OSVERSIONINFOW now = {.dwOSVersionInfoSize = sizeof(now)};
    KE_SERVICE(RtlIsNtDdiVersionAvailable);
    if (Version >> 16 == 0x0A00 ? (Version & 0xFFFF) > DDI_STEP : (Version & 0xFFFF) != 0)
        return FALSE; /* a later Windows 10; or a service pack, which RtlIsServicePackVersionInstalled answers */
    RtlGetVersion(&now);
    return (now.dwMajorVersion << 8 | now.dwMinorVersion) >= Version >> 16;
}

BOOLEAN NTAPI PsGetVersion(PULONG MajorVersion, PULONG MinorVersion, PULONG BuildNumber,
                           PUNICODE_STRING CSDVersion)
{
    RTL_OSVERSIONINFOW now = {.dwOSVersionInfoSize = sizeof(now)};
    KE_SERVICE(PsGetVersion);
    RtlGetVersion(&now);
    if (MajorVersion)
        *MajorVersion = now.dwMajorVersion;
    if (MinorVersion)
        *MinorVersion = now.dwMinorVersion;
    if (BuildNumber)
        *BuildNumber = now.dwBuildNumber;
    if (CSDVersion)
        RtlInitUnicodeString(CSDVersion, NULL);
    return FALSE; /* a free build */
}
