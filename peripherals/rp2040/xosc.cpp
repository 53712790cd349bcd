#include "peripherals/rp2040/xosc.h"

#include <algorithm>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using xosc::xosc_registers;

namespace {
constexpr FieldRef enable = find(xosc_registers, "CTRL.ENABLE");
constexpr FieldRef freq_range = find(xosc_registers, "CTRL.FREQ_RANGE");
constexpr FieldRef status_stable = find(xosc_registers, "STATUS.STABLE");
constexpr FieldRef status_badwrite = find(xosc_registers, "STATUS.BADWRITE");
constexpr FieldRef status_enabled = find(xosc_registers, "STATUS.ENABLED");
constexpr FieldRef dormant = find(xosc_registers, "DORMANT.DORMANT");
constexpr FieldRef startup_x4 = find(xosc_registers, "STARTUP.X4");
constexpr FieldRef startup_delay = find(xosc_registers, "STARTUP.DELAY");
constexpr FieldRef count = find(xosc_registers, "COUNT.COUNT");

// Datasheet, "XOSC: CTRL Register" and "XOSC: DORMANT Register". The two other ranges are reserved.
constexpr std::uint32_t code_disable = 0xd1e;
constexpr std::uint32_t code_enable = 0xfab;
constexpr std::uint32_t code_first_range = 0xaa0;
constexpr std::uint32_t code_last_range = 0xaa3;
constexpr std::uint32_t code_dormant = 0x636f6d61; // "coma"
constexpr std::uint32_t code_wake = 0x77616b65;    // "wake"
} // namespace

Xosc::Xosc(Machine& machine, std::string name, std::int64_t crystal_hz)
    : RegisterDevice(machine, std::move(name), xosc_registers), crystal_hz_(crystal_hz) {}

void Xosc::reset() {
    RegisterDevice::reset();
    stop();
    state_ = {.wake_inputs = state_.wake_inputs};
}

void Xosc::on_line(unsigned input, bool level) {
    const auto bit = static_cast<std::uint8_t>(1U << input);
    state_.wake_inputs =
        static_cast<std::uint8_t>(level ? state_.wake_inputs | bit : state_.wake_inputs & ~bit);
    if (state_.dormant && level) {
        wake();
    }
}

std::uint32_t Xosc::on_peek(Index reg, std::uint32_t stored) const {
    if (reg.row == status_stable.row) {
        return stored | (state_.stable ? status_stable.mask : 0) | (state_.enabled ? status_enabled.mask : 0);
    }
    if (reg.row == count.row) {
        return static_cast<std::uint32_t>(
            std::max<std::int64_t>(state_.count_end - clock_.edges_at(now()), 0));
    }
    return stored;
}

void Xosc::on_write(Index reg, std::uint32_t, const Access&) {
    if (reg.row == enable.row) {
        write_ctrl();
    } else if (reg.row == dormant.row) {
        write_dormant();
    } else if (reg.row == startup_delay.row) {
        arm_stable();
    } else if (reg.row == count.row) {
        state_.count_end = clock_.edges_at(now()) + field(count);
    }
}

void Xosc::write_ctrl() {
    const std::uint32_t code = field(enable);
    const std::uint32_t range = field(freq_range);
    if ((code != code_enable && code != code_disable) || range < code_first_range ||
        range > code_last_range) {
        set_field(status_badwrite, 1);
    }
    const bool on = code != code_disable; // an invalid code enables
    if (on == state_.enabled) {
        return;
    }
    state_.enabled = on;
    if (on && !state_.dormant) {
        start();
    } else {
        stop();
    }
}

void Xosc::write_dormant() {
    if (field(dormant) != code_dormant) {
        if (field(dormant) != code_wake) {
            set_field(status_badwrite, 1);
        }
        wake();
        return;
    }
    if (state_.wake_inputs != 0) {
        set_field(dormant, code_wake);
        return;
    }
    state_.dormant = true;
    stop();
}

void Xosc::wake() {
    set_field(dormant, code_wake);
    if (std::exchange(state_.dormant, false) && state_.enabled) {
        start();
    }
}

void Xosc::start() {
    state_.started = now();
    arm_stable();
}

void Xosc::stop() {
    state_.stable = false;
    stable_.disarm();
    clock_.set_frequency(now(), 0);
}

void Xosc::arm_stable() {
    if (!state_.enabled || state_.dormant || state_.stable) {
        return;
    }
    const std::int64_t periods = std::int64_t{256} * field(startup_delay) * (field(startup_x4) != 0 ? 4 : 1);
    stable_.arm(std::max(now(), state_.started + muldiv(periods, ps_per_s, crystal_hz_)));
}

void Xosc::become_stable() {
    state_.stable = true;
    clock_.set_frequency(now(), crystal_hz_);
}

} // namespace peripherals::rp2040
