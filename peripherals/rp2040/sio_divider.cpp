#include "peripherals/rp2040/sio_divider.h"

namespace peripherals::rp2040 {

namespace {
// Datasheet, "Integer Divider": 8 cycles after the one that writes, and in the 9th the results can be read.
constexpr std::int64_t cycles_to_result = 9;
} // namespace

SioDivider::Results SioDivider::divide(std::uint32_t dividend, std::uint32_t divisor, bool is_signed) {
    const bool negative = is_signed && (dividend >> 31) != 0;
    if (divisor == 0) {
        return {negative ? 1 : 0xffffffff, dividend};
    }
    if (!is_signed) {
        return {dividend / divisor, dividend % divisor};
    }
    // 64 bits, because the smallest number by -1 overflows 32.
    const std::int64_t a = static_cast<std::int32_t>(dividend);
    const std::int64_t b = static_cast<std::int32_t>(divisor);
    return {static_cast<std::uint32_t>(a / b), static_cast<std::uint32_t>(a % b)};
}

void SioDivider::start(bool is_signed, std::int64_t cycle) {
    state_.previous = results(cycle);
    state_.results = divide(state_.dividend, state_.divisor, is_signed);
    state_.ready_cycle = cycle + cycles_to_result;
    state_.dirty = true;
}

void SioDivider::set_dividend(std::uint32_t value, bool is_signed, std::int64_t cycle) {
    state_.dividend = value;
    start(is_signed, cycle);
}

void SioDivider::set_divisor(std::uint32_t value, bool is_signed, std::int64_t cycle) {
    state_.divisor = value;
    start(is_signed, cycle);
}

void SioDivider::set_quotient(std::uint32_t value, std::int64_t cycle) {
    state_.results = results(cycle);
    state_.results.quotient = value;
    state_.ready_cycle = cycle;
    state_.dirty = true;
}

void SioDivider::set_remainder(std::uint32_t value, std::int64_t cycle) {
    state_.results = results(cycle);
    state_.results.remainder = value;
    state_.ready_cycle = cycle;
    state_.dirty = true;
}

} // namespace peripherals::rp2040
