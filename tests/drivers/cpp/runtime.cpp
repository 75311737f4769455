// See runtime.hpp. The compiler leaves a pointer to each static constructor in a section that the linker sorts between these two, and
// registers destructors by atexit.
#include "runtime.hpp"

namespace {

constexpr ULONG tag = 0x70706343; // "Ccpp"
constexpr ULONG most_destructors = 32;

typedef void function();
function *destructors[most_destructors];
ULONG destructor_count;

__attribute__((section(".CRT$XCA"), used)) function *const first_constructor = nullptr;
__attribute__((section(".CRT$XCZ"), used)) function *const last_constructor = nullptr;

} // namespace

void *operator new(SIZE_T size, POOL_TYPE pool) noexcept
{
    return ExAllocatePoolWithTag(pool, size, tag);
}

void operator delete(void *object) noexcept
{
    if (object)
        ExFreePoolWithTag(object, tag);
}

void operator delete(void *object, SIZE_T) noexcept
{
    operator delete(object);
}

extern "C" int atexit(function *destructor)
{
    if (destructor_count == most_destructors)
        return -1;
    destructors[destructor_count++] = destructor;
    return 0;
}

// A virtual function that has no body was called: an object that is half made or half ended.
extern "C" int _purecall()
{
    KeBugCheckEx(0xE2 /* MANUALLY_INITIATED_CRASH */, tag, 0, 0, 0);
    return 0;
}

void static_objects_begin()
{
    function *const volatile *from = &first_constructor, *const volatile *to = &last_constructor;

    while (++from < to)
        if (*from)
            (*from)();
}

void static_objects_end()
{
    while (destructor_count)
        destructors[--destructor_count]();
}
