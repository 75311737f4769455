/*
 * The base types of the driver model, with the widths they have on 64-bit Windows whatever the host calls
 * them: LONG is 32 bits on Linux too, WCHAR is 16. Everything else under ddi/ builds on this file, and this
 * file builds on the compiler's own freestanding headers only, so a driver can be compiled for Linux (ELF) or
 * for Windows (PE) from the same source.
 *
 * Layout conditions on Linux: compile with -fshort-wchar (so that L"" is a string of WCHAR) and, on x86-64,
 * with -mms-bitfields. The assertions at the end of the file refuse a build that cannot produce the layout.
 */
#ifndef _NTDEF_
#define _NTDEF_

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Compiler and calling convention. */

/* NTAPI: how every DDI, callback and kernel routine is called. A native driver on Linux x86-64 uses the
 * Windows convention as well, so that one table serves native drivers and PE images. */
#if defined(__x86_64__) && !defined(_WIN32)
#define NTAPI __attribute__((ms_abi))
#else
#define NTAPI
#endif
#define APIENTRY NTAPI
#define FASTCALL NTAPI

#ifndef FORCEINLINE
#define FORCEINLINE static inline __attribute__((always_inline, unused))
#endif
#ifndef CFORCEINLINE
#define CFORCEINLINE FORCEINLINE
#endif

#define DECLSPEC_ALIGN(bytes) __attribute__((aligned(bytes)))
#define DECLSPEC_CACHEALIGN   DECLSPEC_ALIGN(64)
#define DECLSPEC_NOINLINE     __attribute__((noinline))
#define DECLSPEC_NORETURN     __attribute__((noreturn))
#define DECLSPEC_DEPRECATED_DDK
#define DECLSPEC_IMPORT
#ifdef _WIN32
#define DECLSPEC_SELECTANY __declspec(selectany)
#else
#define DECLSPEC_SELECTANY __attribute__((weak))
#endif
#define NTSYSAPI
#define NTKERNELAPI
#define NTHALAPI

#ifdef __cplusplus
#define EXTERN_C    extern "C"
#define C_ASSERT(e) static_assert((e), #e)
#else
#define EXTERN_C    extern
#define C_ASSERT(e) _Static_assert((e), #e)
#endif

#define UNALIGNED
#define RESTRICTED_POINTER
#ifndef FIELD_OFFSET
#define FIELD_OFFSET(type, field) ((LONG)offsetof(type, field))
#endif
#define RTL_FIELD_SIZE(type, field)           (sizeof(((type *)0)->field))
#define RTL_SIZEOF_THROUGH_FIELD(type, field) (offsetof(type, field) + RTL_FIELD_SIZE(type, field))
#define RTL_NUMBER_OF(array)                  (sizeof(array) / sizeof((array)[0]))
#define ARRAYSIZE(array)                      RTL_NUMBER_OF(array)

/* The structure of the given type whose member `field` is at `address`. */
#define CONTAINING_RECORD(address, type, field) ((type *)((PCHAR)(address)-offsetof(type, field)))

#define UNREFERENCED_PARAMETER(p)          ((void)(p))
#define DBG_UNREFERENCED_PARAMETER(p)      ((void)(p))
#define DBG_UNREFERENCED_LOCAL_VARIABLE(v) ((void)(v))
/* Members of a structure that older compilers had to name. */
#define DUMMYUNIONNAME
#define DUMMYSTRUCTNAME

/* Integers. */

#define VOID  void
#define CONST const

typedef char CHAR;
typedef signed char SCHAR, INT8;
typedef unsigned char UCHAR, BYTE, UINT8, BOOLEAN;
typedef short SHORT, CSHORT, INT16;
typedef unsigned short USHORT, WORD, UINT16;
typedef int INT, BOOL, INT32;
typedef unsigned int UINT, UINT32, ULONG32, DWORD32;
typedef char CCHAR;
#ifdef _WIN32
typedef long LONG, LONG32;
typedef unsigned long ULONG, DWORD;
#else
typedef int LONG, LONG32;
typedef unsigned int ULONG, DWORD;
#endif
typedef long long LONGLONG, LONG64, INT64;
typedef unsigned long long ULONGLONG, DWORDLONG, ULONG64, DWORD64, UINT64;
typedef float FLOAT;
typedef double DOUBLE;

/* As wide as a pointer. */
#if UINTPTR_MAX > 0xFFFFFFFFu
typedef long long LONG_PTR, INT_PTR, SSIZE_T;
typedef unsigned long long ULONG_PTR, UINT_PTR, SIZE_T, DWORD_PTR, KAFFINITY;
#else
typedef int INT_PTR;
typedef unsigned int UINT_PTR;
typedef LONG LONG_PTR, SSIZE_T;
typedef ULONG ULONG_PTR, SIZE_T, DWORD_PTR, KAFFINITY;
#endif

typedef void *PVOID, *LPVOID;
typedef void *HANDLE;
typedef HANDLE *PHANDLE;
typedef CHAR *PCHAR, *LPCH, *PCH, *PSTR, *LPSTR;
typedef const CHAR *PCSTR, *LPCSTR, *PCCH, *PCSZ;
typedef SCHAR *PSCHAR;
typedef UCHAR *PUCHAR, *PBYTE, *PUINT8;
typedef SHORT *PSHORT, *PCSHORT;
typedef USHORT *PUSHORT, *PWORD, *PUINT16;
typedef INT *PINT;
typedef UINT *PUINT, *PUINT32;
typedef LONG *PLONG;
typedef ULONG *PULONG, *PDWORD;
typedef LONGLONG *PLONGLONG;
typedef ULONGLONG *PULONGLONG;
typedef ULONG64 *PULONG64, *PUINT64;
typedef LONG_PTR *PLONG_PTR;
typedef ULONG_PTR *PULONG_PTR;
typedef SIZE_T *PSIZE_T;
typedef KAFFINITY *PKAFFINITY;
typedef BOOLEAN *PBOOLEAN;
typedef BOOL *PBOOL;

/* Interrupt request level, 0 (PASSIVE_LEVEL) .. 15. */
typedef UCHAR KIRQL;
typedef KIRQL *PKIRQL;

#define FALSE 0
#define TRUE  1
#ifndef NULL
#define NULL ((void *)0)
#endif

#define Int32x32To64(a, b)   ((LONGLONG)(LONG)(a) * (LONGLONG)(LONG)(b))
#define UInt32x32To64(a, b)  ((ULONGLONG)(ULONG)(a) * (ULONGLONG)(ULONG)(b))
#define Int64ShlMod32(a, b)  ((ULONGLONG)(a) << (b))
#define Int64ShraMod32(a, b) ((LONGLONG)(a) >> (b))
#define Int64ShrlMod32(a, b) ((ULONGLONG)(a) >> (b))

#define MINCHAR      0x80
#define MAXCHAR      0x7F
#define MINSHORT     0x8000
#define MAXSHORT     0x7FFF
#define MINLONG      ((LONG)0x80000000)
#define MAXLONG      0x7FFFFFFF
#define MAXUCHAR     0xFF
#define MAXUSHORT    0xFFFF
#define MAXUINT      0xFFFFFFFFu
#define MAXULONG     0xFFFFFFFFu
#define MAXDWORD     0xFFFFFFFFu
#define MAXLONGLONG  0x7FFFFFFFFFFFFFFFll
#define MAXULONGLONG 0xFFFFFFFFFFFFFFFFull
#define MAXULONG64   0xFFFFFFFFFFFFFFFFull
#define MAXSIZE_T    ((SIZE_T) ~(SIZE_T)0)

/* UTF-16 characters. wchar_t is used where it has 16 bits, because then L"" is assignable to PCWSTR. */
#if __WCHAR_MAX__ <= 0xFFFF
typedef wchar_t WCHAR;
#else
typedef uint16_t WCHAR;
#endif
typedef WCHAR *PWCHAR, *PWCH, *PWSTR, *LPWSTR;
typedef const WCHAR *PCWCH, *PCWSTR, *LPCWSTR;
#define UNICODE_NULL ((WCHAR)0)

/* NTSTATUS: bits 31..30 severity, 29 customer, 27..16 facility, 15..0 code. The values are in ntstatus.h. */
typedef LONG NTSTATUS;
typedef NTSTATUS *PNTSTATUS;
#define NT_SUCCESS(status)     (((NTSTATUS)(status)) >= 0)
#define NT_INFORMATION(status) ((((ULONG)(status)) >> 30) == 1)
#define NT_WARNING(status)     ((((ULONG)(status)) >> 30) == 2)
#define NT_ERROR(status)       ((((ULONG)(status)) >> 30) == 3)

/* Compound base types. */

typedef union _LARGE_INTEGER {
    struct {
        ULONG LowPart;
        LONG HighPart;
    };
    struct {
        ULONG LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
    struct {
        ULONG LowPart;
        ULONG HighPart;
    };
    struct {
        ULONG LowPart;
        ULONG HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

/* A bus or system memory address, in bytes. */
typedef LARGE_INTEGER PHYSICAL_ADDRESS, *PPHYSICAL_ADDRESS;

/* An id that is unique until the next boot; the name of an adapter. */
typedef struct _LUID {
    ULONG LowPart;
    LONG HighPart;
} LUID, *PLUID;

typedef struct _GUID {
    ULONG Data1;
    USHORT Data2;
    USHORT Data3;
    UCHAR Data4[8];
} GUID, *PGUID, *LPGUID;
typedef const GUID *LPCGUID;
#ifdef __cplusplus
#define REFGUID const GUID &
#else
#define REFGUID const GUID *
#endif

/* DEFINE_GUID declares the GUID; with INITGUID defined it also allocates it (the linker keeps one copy). */
#ifdef INITGUID
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)                                         \
    EXTERN_C const GUID name;                                                                                \
    DECLSPEC_SELECTANY const GUID name = {l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}
#else
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) EXTERN_C const GUID name
#endif

/* A counted UTF-16 string: Length and MaximumLength are bytes; Buffer need not end in a null character. */
typedef struct _UNICODE_STRING {
    USHORT Length;
    USHORT MaximumLength;
    PWSTR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;

/* The same for 8-bit characters. */
typedef struct _STRING {
    USHORT Length;
    USHORT MaximumLength;
    PCHAR Buffer;
} STRING, ANSI_STRING, OEM_STRING, *PSTRING, *PANSI_STRING, *POEM_STRING;
typedef const STRING *PCANSI_STRING;

#ifdef __cplusplus
extern "C++" {
inline constexpr WCHAR *NtdefMutable(const WCHAR *text)
{
    return const_cast<WCHAR *>(text);
}
inline constexpr CHAR *NtdefMutable(const CHAR *text)
{
    return const_cast<CHAR *>(text);
}
}
#define NTDEF_MUTABLE(s) NtdefMutable(s)
#else
#define NTDEF_MUTABLE(s) (void *)(s)
#endif
#define RTL_CONSTANT_STRING(s)                                                                               \
    {                                                                                                        \
        sizeof(s) - sizeof((s)[0]), sizeof(s), NTDEF_MUTABLE(s)                                              \
    }

/* A UNICODE_STRING variable of a text, or with room for `size` bytes. */
#define DECLARE_CONST_UNICODE_STRING(name, text)                                                             \
    const WCHAR name##_buffer[] = text;                                                                      \
    const UNICODE_STRING name = RTL_CONSTANT_STRING(name##_buffer)
#define DECLARE_GLOBAL_CONST_UNICODE_STRING(name, text)                                                      \
    extern const DECLSPEC_SELECTANY UNICODE_STRING name = RTL_CONSTANT_STRING(text)
#define DECLARE_UNICODE_STRING_SIZE(name, size)                                                              \
    WCHAR name##_buffer[(size) / sizeof(WCHAR)];                                                             \
    UNICODE_STRING name = {0, (size) / sizeof(WCHAR) * sizeof(WCHAR), name##_buffer}

/* A link of a circular doubly linked list; the head is a link as well. */
typedef struct _LIST_ENTRY {
    struct _LIST_ENTRY *Flink;
    struct _LIST_ENTRY *Blink;
} LIST_ENTRY, *PLIST_ENTRY;

typedef struct _SINGLE_LIST_ENTRY {
    struct _SINGLE_LIST_ENTRY *Next;
} SINGLE_LIST_ENTRY, *PSINGLE_LIST_ENTRY;

/* Pixel geometry. A RECT covers left <= x < right, top <= y < bottom. */
typedef struct tagPOINT {
    LONG x;
    LONG y;
} POINT, *PPOINT;
typedef POINT POINTL, *PPOINTL;

typedef struct tagSIZE {
    LONG cx;
    LONG cy;
} SIZE, *PSIZE;
typedef SIZE SIZEL, *PSIZEL;

typedef struct tagRECT {
    LONG left;
    LONG top;
    LONG right;
    LONG bottom;
} RECT, *PRECT;
typedef const RECT *LPCRECT;
typedef RECT RECTL, *PRECTL;

/* Annotations: read by people, and by analyzers elsewhere; nothing here reads them. */

#define IN
#define OUT
#define OPTIONAL
#define CRITICAL

#define _In_
#define _In_opt_
#define _In_z_
#define _In_opt_z_
#define _In_reads_(n)
#define _In_reads_opt_(n)
#define _In_reads_bytes_(n)
#define _In_reads_bytes_opt_(n)
#define _In_range_(lo, hi)
#define _Out_
#define _Out_opt_
#define _Out_range_(lo, hi)
#define _Out_writes_(n)
#define _Out_writes_opt_(n)
#define _Out_writes_z_(n)
#define _Out_writes_to_(n, c)
#define _Out_writes_all_(n)
#define _Out_writes_bytes_(n)
#define _Out_writes_bytes_opt_(n)
#define _Out_writes_bytes_to_(n, c)
#define _Out_writes_bytes_to_opt_(n, c)
#define _Out_writes_bytes_all_(n)
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Outptr_result_bytebuffer_(n)
#define _Outptr_result_buffer_(n)
#define _COM_Outptr_
#define _Inout_
#define _Inout_opt_
#define _Inout_updates_(n)
#define _Inout_updates_opt_(n)
#define _Inout_updates_bytes_(n)
#define _Inout_updates_bytes_opt_(n)
#define _Inout_updates_bytes_to_(n, c)
#define _Ret_maybenull_
#define _Ret_notnull_
#define _Field_size_(n)
#define _Field_size_opt_(n)
#define _Field_size_bytes_(n)
#define _Field_size_bytes_opt_(n)
#define _Field_range_(lo, hi)
#define _Reserved_
#define _Const_
#define _Notnull_
#define _Notliteral_
#define _Literal_
#define _Null_terminated_
#define _Printf_format_string_
#define _Success_(e)
#define _Check_return_
#define _Must_inspect_result_
#define _Use_decl_annotations_
#define _Function_class_(name)
#define _Function_class_DXGK_(name)
#define _IRQL_requires_DXGK_(irql)
#define _Analysis_assume_(e) ((void)0)
#define __analysis_assume(e) ((void)0)
#define _Pre_notnull_
#define _Post_notnull_
#define _Pre_satisfies_(e)
#define _Post_satisfies_(e)
#define _When_(e, annotation)
#define _At_(target, annotation)
#define _IRQL_requires_(irql)
#define _IRQL_requires_max_(irql)
#define _IRQL_requires_min_(irql)
#define _IRQL_requires_same_
#define _IRQL_raises_(irql)
#define _IRQL_saves_
#define _IRQL_saves_global_(kind, param)
#define _IRQL_restores_
#define _IRQL_restores_global_(kind, param)
#define _IRQL_uses_cancel_
#define _Acquires_lock_(lock)
#define _Releases_lock_(lock)
#define _Requires_lock_held_(lock)
#define _Requires_lock_not_held_(lock)
#define _Dispatch_type_(major)
#define _Kernel_entry_
#define _Kernel_clear_do_init_(yes)
#define __control_entrypoint(kind)
#define __drv_aliasesMem
#define __drv_allocatesMem(kind)
#define __drv_freesMem(kind)
#define __drv_preferredFunction(name, why)
#define _Interlocked_operand_
#define _Points_to_data_
#define _Struct_size_bytes_(n)

/* The older generation of annotations, and the empty statement; elsewhere people use these names themselves. */
#ifdef _WIN32
#define NOTHING
#define __in
#define __in_opt
#define __in_bcount(n)
#define __in_ecount(n)
#define __out
#define __out_opt
#define __out_bcount(n)
#define __out_ecount(n)
#define __inout
#define __inout_opt
#define __inout_bcount(n)
#define __inout_ecount(n)
#define __deref_out
#define __checkReturn
#define __drv_maxIRQL(irql)
#define __drv_requiresIRQL(irql)
#define __drv_dispatchType(major)
#endif

/* What the layout of every other header rests on. */

C_ASSERT(sizeof(CHAR) == 1 && sizeof(SHORT) == 2 && sizeof(INT) == 4 && sizeof(LONGLONG) == 8);
C_ASSERT(sizeof(LONG) == 4 && sizeof(ULONG) == 4 && sizeof(NTSTATUS) == 4 && sizeof(BOOL) == 4);
C_ASSERT(sizeof(WCHAR) == 2);
C_ASSERT(sizeof(BOOLEAN) == 1);
C_ASSERT(sizeof(ULONG_PTR) == sizeof(PVOID));
C_ASSERT(sizeof(UNICODE_STRING) == (sizeof(PVOID) == 8 ? 16 : 8));

#ifdef __cplusplus
}
#endif

#endif
