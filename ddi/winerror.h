/* Results of interfaces that count in HRESULT instead of NTSTATUS: bit 31 is failure, the low 16 bits the code. */
#ifndef _WINERROR_
#define _WINERROR_

#include "windef.h"

#define SUCCEEDED(result) ((HRESULT)(result) >= 0)
#define FAILED(result)    ((HRESULT)(result) < 0)

#define S_OK                      ((HRESULT)0)
#define S_FALSE                   ((HRESULT)1)
#define E_NOTIMPL                 ((HRESULT)0x80004001)
#define E_NOINTERFACE             ((HRESULT)0x80004002)
#define E_POINTER                 ((HRESULT)0x80004003)
#define E_ABORT                   ((HRESULT)0x80004004)
#define E_FAIL                    ((HRESULT)0x80004005)
#define E_UNEXPECTED              ((HRESULT)0x8000FFFF)
#define E_ACCESSDENIED            ((HRESULT)0x80070005)
#define E_OUTOFMEMORY             ((HRESULT)0x8007000E)
#define E_INVALIDARG              ((HRESULT)0x80070057)
#define NO_ERROR                  0
#define ERROR_SUCCESS             0
#define ERROR_INVALID_FUNCTION    1
#define ERROR_NOT_ENOUGH_MEMORY   8
#define ERROR_INVALID_PARAMETER   87
#define ERROR_INSUFFICIENT_BUFFER 122
#define ERROR_MORE_DATA           234

#endif
