/*
 * What the runtime tells the sanitizers about stacks and memory they cannot understand by themselves: stacks that are
 * switched or abandoned, and pool memory. Empty in ordinary builds.
 */
#ifndef OPENWDDM_SANITIZER_H
#define OPENWDDM_SANITIZER_H

#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define NT_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NT_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define NT_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define NT_TSAN 1
#endif
#endif

#ifdef NT_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#define ASAN_POISON(p, n)                     __asan_poison_memory_region((p), (n))
#define ASAN_UNPOISON(p, n)                   __asan_unpoison_memory_region((p), (n))
#define ASAN_SWITCH_BEGIN(save, bottom, size) __sanitizer_start_switch_fiber((save), (bottom), (size))
#define ASAN_SWITCH_END(saved, bottom_out, size_out)                                                         \
    __sanitizer_finish_switch_fiber((saved), (bottom_out), (size_out))
#else
#define ASAN_POISON(p, n)                            ((void)(p), (void)(n))
#define ASAN_UNPOISON(p, n)                          ((void)(p), (void)(n))
#define ASAN_SWITCH_BEGIN(save, bottom, size)        ((void)(save), (void)(bottom), (void)(size))
#define ASAN_SWITCH_END(saved, bottom_out, size_out) ((void)(saved), (void)(bottom_out), (void)(size_out))
#endif

#ifdef NT_TSAN
#include <sanitizer/tsan_interface.h>
void AnnotateIgnoreWritesBegin(const char *file, int line);
void AnnotateIgnoreWritesEnd(const char *file, int line);
/* ThreadSanitizer takes a mapping for a write to all of it; between these it is none. */
#define TSAN_MAPPING_BEGIN() AnnotateIgnoreWritesBegin(__FILE__, __LINE__)
#define TSAN_MAPPING_END()   AnnotateIgnoreWritesEnd(__FILE__, __LINE__)
#else
#define TSAN_MAPPING_BEGIN() ((void)0)
#define TSAN_MAPPING_END()   ((void)0)
#endif

#endif
