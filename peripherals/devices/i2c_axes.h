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

/// The status of Freescale's sensors of three axes: bits 0 to 2 for new data of X, Y, Z, bit 3 for all of
/// them, bits 4 to 7 for data that was overwritten before it was read (ZYXOW ZOW YOW XOW ZYXDR ZDR YDR XDR).
struct AxisStatus {
    std::uint8_t bits = 0;

    static constexpr std::uint8_t all_ready = 0x08;
    static constexpr std::uint8_t all_overwritten = 0x80;

    constexpr bool ready() const { return (bits & all_ready) != 0; }
    constexpr void new_sample() {
        const unsigned unread = bits & 0x07U;
        const unsigned overwritten = unread << 4 | (ready() ? unsigned{all_overwritten} : 0U);
        bits = static_cast<std::uint8_t>((bits & 0xf0U) | overwritten | 0x0fU);
    }
    /// `axis` (0 to 2) has been read. The bits of all axes go with the last of them.
    constexpr void read(unsigned axis) {
        bits = static_cast<std::uint8_t>(bits & ~(0x11U << axis));
        if ((bits & 0x07) == 0) {
            bits = 0;
        }
    }
};

} // namespace peripherals::devices
