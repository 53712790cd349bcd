#pragma once

#include <cstdio>
#include <string>

#include <fmt/format.h>

namespace cli {

/// Says something to the user beside what the guest prints.
inline void warn(const std::string& text) {
    fmt::print(stderr, "terrarium: {}\n", text);
}

} // namespace cli
