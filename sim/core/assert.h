#pragma once

namespace sim::core {

/// Prints the broken invariant with its place to stderr and aborts. On in release builds too.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

} // namespace sim::core

#define TERRARIUM_ASSERT(condition)                                                                          \
    ((condition) ? static_cast<void>(0) : ::sim::core::assertion_failed(#condition, __FILE__, __LINE__))
