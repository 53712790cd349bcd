#pragma once

#include <array>
#include <cstdint>

namespace peripherals::devices {

/// Three numbers along a board's or a chip's x, y and z.
struct Vector3 {
    std::int64_t x = 0;
    std::int64_t y = 0;
    std::int64_t z = 0;
    bool operator==(const Vector3&) const = default;
};

/// How a sensor lies on its board: which of the board's axes, and which way round, each of its own axes sees.
/// 1, 2, 3 for the board's x, y, z, negative for the opposite direction.
struct Mounting {
    std::array<std::int8_t, 3> axes = {1, 2, 3};

    constexpr std::int64_t along(std::int8_t axis, const Vector3& board) const {
        const std::int64_t size = axis == 1 || axis == -1   ? board.x
                                  : axis == 2 || axis == -2 ? board.y
                                                            : board.z;
        return axis < 0 ? -size : size;
    }
    constexpr Vector3 to_chip(const Vector3& board) const {
        return {along(axes[0], board), along(axes[1], board), along(axes[2], board)};
    }
};

} // namespace peripherals::devices
