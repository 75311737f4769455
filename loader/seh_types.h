/*
 * What exceptions look like to code compiled for Windows on x64: registers, records, and what a handler is told. The layouts are public
 * ABI; language handlers inside of images (the kit's, a compiler's) read them by offset.
 */
#ifndef OPENWDDM_SEH_TYPES_H
#define OPENWDDM_SEH_TYPES_H

#include "wdm.h"

typedef struct DECLSPEC_ALIGN(16) _M128A {
    ULONGLONG Low;
    LONGLONG High;
} M128A;

/* Registers in the order of their numbers in an instruction. */
enum {
    CONTEXT_RAX,
    CONTEXT_RCX,
    CONTEXT_RDX,
    CONTEXT_RBX,
    CONTEXT_RSP,
    CONTEXT_RBP,
    CONTEXT_RSI,
    CONTEXT_RDI
};

typedef struct DECLSPEC_ALIGN(16) _CONTEXT {
    ULONG64 Home[6];
    ULONG ContextFlags;
    ULONG MxCsr;
    USHORT SegCs, SegDs, SegEs, SegFs, SegGs, SegSs;
    ULONG EFlags;
    ULONG64 Dr[6];
    ULONG64 R[16]; /* Rax Rcx Rdx Rbx Rsp Rbp Rsi Rdi R8 to R15 */
    ULONG64 Rip;
    M128A FloatHeader[2]; /* as fxsave has it */
    M128A FloatLegacy[8];
    M128A Xmm[16];
    UCHAR FloatRest[96];
    M128A Vector[26];
    ULONG64 VectorControl;
    ULONG64 DebugControl, LastBranch[2], LastException[2];
} CONTEXT, *PCONTEXT;

#define CONTEXT_FULL_AMD64 0x10000Bu

#define EXCEPTION_NONCONTINUABLE  0x01u
#define EXCEPTION_UNWINDING       0x02u
#define EXCEPTION_EXIT_UNWIND     0x04u
#define EXCEPTION_STACK_INVALID   0x08u
#define EXCEPTION_NESTED_CALL     0x10u
#define EXCEPTION_TARGET_UNWIND   0x20u
#define EXCEPTION_COLLIDED_UNWIND 0x40u
#define EXCEPTION_UNWIND          0x66u
#define EXCEPTION_PARAMETERS      15

typedef struct _EXCEPTION_RECORD {
    LONG ExceptionCode;
    ULONG ExceptionFlags;
    struct _EXCEPTION_RECORD *ExceptionRecord;
    PVOID ExceptionAddress;
    ULONG NumberParameters;
    ULONG_PTR ExceptionInformation[EXCEPTION_PARAMETERS];
} EXCEPTION_RECORD, *PEXCEPTION_RECORD;

typedef struct _EXCEPTION_POINTERS {
    PEXCEPTION_RECORD ExceptionRecord;
    PCONTEXT ContextRecord;
} EXCEPTION_POINTERS, *PEXCEPTION_POINTERS;

typedef enum _EXCEPTION_DISPOSITION {
    ExceptionContinueExecution,
    ExceptionContinueSearch,
    ExceptionNestedException,
    ExceptionCollidedUnwind
} EXCEPTION_DISPOSITION;

typedef struct _RUNTIME_FUNCTION {
    ULONG BeginAddress, EndAddress, UnwindData;
} RUNTIME_FUNCTION, *PRUNTIME_FUNCTION;

struct _DISPATCHER_CONTEXT;
typedef EXCEPTION_DISPOSITION NTAPI EXCEPTION_ROUTINE(PEXCEPTION_RECORD ExceptionRecord,
                                                      PVOID EstablisherFrame, PCONTEXT ContextRecord,
                                                      struct _DISPATCHER_CONTEXT *DispatcherContext);
typedef EXCEPTION_ROUTINE *PEXCEPTION_ROUTINE;

typedef struct _DISPATCHER_CONTEXT {
    ULONG64 ControlPc;
    ULONG64 ImageBase;
    PRUNTIME_FUNCTION FunctionEntry;
    ULONG64 EstablisherFrame;
    ULONG64 TargetIp;
    PCONTEXT ContextRecord;
    PEXCEPTION_ROUTINE LanguageHandler;
    PVOID HandlerData;
    PVOID HistoryTable;
    ULONG ScopeIndex;
    ULONG Fill0;
} DISPATCHER_CONTEXT, *PDISPATCHER_CONTEXT;

/* What setjmp keeps; public ABI. */
typedef struct DECLSPEC_ALIGN(16) _SEH_JUMP_BUFFER {
    ULONG64 Frame; /* establisher of the function to return to; 0: without unwinding */
    ULONG64 Rbx, Rsp, Rbp, Rsi, Rdi, R12, R13, R14, R15, Rip;
    ULONG MxCsr;
    USHORT FpCsr, Spare;
    M128A Xmm[10]; /* 6 to 15 */
} SEH_JUMP_BUFFER;

#define UNW_FLAG_EHANDLER  1u
#define UNW_FLAG_UHANDLER  2u
#define UNW_FLAG_CHAININFO 4u

_Static_assert(sizeof(CONTEXT) == 0x4D0, "CONTEXT");
_Static_assert(__builtin_offsetof(CONTEXT, MxCsr) == 0x34, "CONTEXT");
_Static_assert(__builtin_offsetof(CONTEXT, EFlags) == 0x44, "CONTEXT");
_Static_assert(__builtin_offsetof(CONTEXT, R) == 0x78, "CONTEXT");
_Static_assert(__builtin_offsetof(CONTEXT, Rip) == 0xF8, "CONTEXT");
_Static_assert(__builtin_offsetof(CONTEXT, Xmm) == 0x1A0, "CONTEXT");
_Static_assert(__builtin_offsetof(CONTEXT, Vector) == 0x300, "CONTEXT");
_Static_assert(sizeof(SEH_JUMP_BUFFER) == 0x100, "SEH_JUMP_BUFFER");
_Static_assert(sizeof(EXCEPTION_RECORD) == 0x98, "EXCEPTION_RECORD");
_Static_assert(sizeof(DISPATCHER_CONTEXT) == 0x50, "DISPATCHER_CONTEXT");

#endif
