#pragma once

#include <cstdint>

/// Numbers that are the same everywhere (xorshift32).
class Random {
public:
    explicit Random(std::uint32_t seed) : state_(seed * 2654435761U + 1) {}
    std::uint32_t next() {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 17;
        state_ ^= state_ << 5;
        return state_;
    }
    std::uint32_t below(std::uint32_t limit) { return next() % limit; }
    bool one_in(std::uint32_t count) { return below(count) == 0; }

private:
    std::uint32_t state_;
};
