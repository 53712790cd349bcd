#pragma once

#include <array>
#include <cstddef>

namespace peripherals::devices {

/// The electrical turn of a stepper motor is four full steps, here 64 microsteps of a sixteenth.
inline constexpr int microsteps_per_step = 16;
inline constexpr int microsteps_per_cycle = 64;

/// 1000 * sin(90 deg * n / 16), rounded.
inline constexpr std::array<int, microsteps_per_step + 1> quarter_sine = {
    0, 98, 195, 290, 383, 471, 556, 634, 707, 773, 831, 882, 924, 957, 981, 995, 1000};

/// The same for any n.
constexpr int sine_permille(int n) {
    const int in_cycle = ((n % microsteps_per_cycle) + microsteps_per_cycle) % microsteps_per_cycle;
    const int in_half = in_cycle % (2 * microsteps_per_step);
    const int value = quarter_sine[static_cast<std::size_t>(
        in_half <= microsteps_per_step ? in_half : 2 * microsteps_per_step - in_half)];
    return in_cycle < 2 * microsteps_per_step ? value : -value;
}
constexpr int cosine_permille(int n) {
    return sine_permille(n + microsteps_per_step);
}

} // namespace peripherals::devices
