// What C++ needs of a kernel that has none of it: memory, static objects, the end of both.
#ifndef CPP_RUNTIME_HPP
#define CPP_RUNTIME_HPP

extern "C" {
#include "dispmprt.h"
}

// Null when there is no memory; so says noexcept, and a new-expression gives null then.
void *operator new(SIZE_T size, POOL_TYPE pool) noexcept;
void operator delete(void *object) noexcept;
void operator delete(void *object, SIZE_T size) noexcept;

// Static objects are made in DriverEntry and ended in DxgkDdiUnload, because nobody else does it for a driver. PASSIVE_LEVEL.
void static_objects_begin();
void static_objects_end();

#endif
