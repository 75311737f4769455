/*
 * Everything the compiler can know about a layout is asserted when this file is compiled, once per
 * interface version (AT and DXGKDDI_INTERFACE_VERSION come from the build). Where a bit-field sits can
 * only be seen in memory: each structure gets a function that sets its bit-fields one by one and looks
 * at the bytes. The file needs no C library, so the compiler can judge it for Windows too.
 */
#define VISTA   0
#define WIN7    1
#define WIN8    2
#define WDDM1_3 3
#define WDDM2_0 4
#define WDDM2_1 5
#define WDDM2_2 6
#define WDDM2_3 7

#include "dispmprt.h"
#include "d3dkmthk.h"
#include "ntstatus.h"

#include "layout.h"

typedef void wrong_fn(const char *type, const char *field);

/* Whether exactly the bits [first, first + count) of the structure are set. */
static int only_bits_are_set(const unsigned char *bytes, unsigned size, unsigned first, unsigned count)
{
    for (unsigned bit = 0; bit < size * 8; bit++) {
        unsigned expected = bit >= first && bit < first + count;

        if (((bytes[bit / 8] >> bit % 8) & 1u) != expected)
            return 0;
    }
    return 1;
}

static void clear(unsigned char *bytes, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        bytes[i] = 0;
}

/* First pass: assertions, and one function per structure. */

#define T(type, size, alignment)                                                                             \
    static unsigned check_##type(wrong_fn *wrong)                                                            \
    {                                                                                                        \
        typedef type T;                                                                                      \
        static const char name[] = #type;                                                                    \
        unsigned looked = 0;                                                                                 \
        union {                                                                                              \
            T value;                                                                                         \
            unsigned char bytes[sizeof(T)];                                                                  \
        } u;                                                                                                 \
        (void)name, (void)u, (void)wrong;                                                                    \
        C_ASSERT(sizeof(T) == size && _Alignof(T) == alignment);
#define END                                                                                                  \
    return looked;                                                                                           \
    }
#define F(field, offset, size) C_ASSERT(offsetof(T, field) == offset && sizeof(((T *)0)->field) == size);
#define M(field, offset, size, type)                                                                         \
    F(field, offset, size) C_ASSERT(__builtin_types_compatible_p(__typeof__(((T *)0)->field), type));
#define B(field, first, count)                                                                               \
    clear(u.bytes, sizeof(u));                                                                               \
    u.value.field = ~u.value.field;                                                                          \
    if (!only_bits_are_set(u.bytes, sizeof(u), first, count))                                                \
        wrong(name, #field);                                                                                 \
    looked++;
#define E(type)                     C_ASSERT(sizeof(type) == 4);
#define V(name, value)              C_ASSERT((unsigned)name == value##u);
#define K(name, value)              C_ASSERT((unsigned long long)name == value);
#define P(type, result, parameters) C_ASSERT(__builtin_types_compatible_p(type, result(NTAPI *) parameters));
#define N(function, type)           C_ASSERT(__builtin_types_compatible_p(__typeof__(&function), type));

#include "layout_facts.h"

#undef T
#undef END
#undef F
#undef M
#undef B
#undef E
#undef V
#undef K
#undef P
#undef N

/* Second pass: run the functions. */

#define T(type, size, alignment) looked += check_##type(wrong);
#define END
#define F(field, offset, size)
#define M(field, offset, size, type)
#define B(field, first, count)
#define E(type)
#define V(name, value)
#define K(name, value)
#define P(type, result, parameters)
#define N(function, type)

unsigned layout_check_bit_fields(wrong_fn *wrong)
{
    unsigned looked = 0;

#include "layout_facts.h"

    return looked;
}
