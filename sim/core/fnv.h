#pragma once

#include <cstdint>
#include <string_view>

namespace sim::core {

/// A hash of names and contents that is the same everywhere (FNV-1a, 64 bits).
class Fnv {
public:
    void add(std::uint64_t value) { hash_ = (hash_ ^ value) * 0x100000001b3U; }
    void add(std::string_view text) {
        for (const char c : text) {
            add(std::uint64_t{static_cast<unsigned char>(c)});
        }
    }
    std::uint64_t value() const { return hash_; }

private:
    std::uint64_t hash_ = 0xcbf29ce484222325U;
};

} // namespace sim::core
