#include "peripherals/rp2040/rosc.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using rosc::rosc_registers;

namespace {
constexpr FieldRef enable = find(rosc_registers, "CTRL.ENABLE");
constexpr FieldRef freq_range = find(rosc_registers, "CTRL.FREQ_RANGE");
constexpr FieldRef passwd_a = find(rosc_registers, "FREQA.PASSWD");
constexpr FieldRef passwd_b = find(rosc_registers, "FREQB.PASSWD");
constexpr FieldRef dormant = find(rosc_registers, "DORMANT.DORMANT");
constexpr FieldRef div = find(rosc_registers, "DIV.DIV");
constexpr FieldRef phase_passwd = find(rosc_registers, "PHASE.PASSWD");
constexpr FieldRef phase_enable = find(rosc_registers, "PHASE.ENABLE");
constexpr FieldRef status_stable = find(rosc_registers, "STATUS.STABLE");
constexpr FieldRef status_badwrite = find(rosc_registers, "STATUS.BADWRITE");
constexpr FieldRef status_div_running = find(rosc_registers, "STATUS.DIV_RUNNING");
constexpr FieldRef status_enabled = find(rosc_registers, "STATUS.ENABLED");
constexpr Row randombit = row_of(rosc_registers, "RANDOMBIT");
constexpr FieldRef count = find(rosc_registers, "COUNT.COUNT");

// Datasheet, "ROSC: List of Registers".
constexpr std::uint32_t code_disable = 0xd1e;
constexpr std::uint32_t code_enable = 0xfab;
constexpr std::uint32_t code_low = 0xfa4;
constexpr std::uint32_t code_medium = 0xfa5;
constexpr std::uint32_t code_high = 0xfa7;
constexpr std::uint32_t code_too_high = 0xfa6;
constexpr std::uint32_t code_drive = 0x9696;
constexpr std::uint32_t code_div = 0xaa0;
constexpr std::uint32_t code_phase = 0xaa;
constexpr std::uint32_t code_dormant = 0x636f6d61; // "coma"
constexpr std::uint32_t code_wake = 0x77616b65;    // "wake"

// Eight stages of default drive, divided by 16, give the typical 6.5 MHz. Estimate: two fifths of a stage's
// delay are fixed, the rest falls with its drive strength (1 to 4).
constexpr std::int64_t default_ring_hz = 104'000'000;
constexpr std::int64_t default_stages = 8;
constexpr std::int64_t default_delay = 60;
constexpr std::int64_t delay_by_extra_drive[] = {60, 42, 36, 33};
} // namespace

Rosc::Rosc(Machine& machine, std::string name, std::uint64_t seed)
    : RegisterDevice(machine, std::move(name), rosc_registers), seed_(seed) {}

void Rosc::reset() {
    RegisterDevice::reset();
    state_ = {.wake_inputs = state_.wake_inputs};
    update();
}

void Rosc::on_line(unsigned input, bool level) {
    const auto bit = static_cast<std::uint8_t>(1U << input);
    state_.wake_inputs =
        static_cast<std::uint8_t>(level ? state_.wake_inputs | bit : state_.wake_inputs & ~bit);
    if (state_.dormant && level) {
        wake();
    }
}

std::uint32_t Rosc::on_peek(Index reg, std::uint32_t stored) const {
    if (reg.row == status_stable.row) {
        const std::uint32_t while_running = status_stable.mask | status_div_running.mask;
        return stored | (running() ? while_running : 0) | (state_.enabled ? status_enabled.mask : 0);
    }
    if (reg.row == randombit) {
        return random_bit();
    }
    if (reg.row == count.row) {
        return static_cast<std::uint32_t>(
            std::max<std::int64_t>(state_.count_end - clock_.edges_at(now()), 0));
    }
    return stored;
}

void Rosc::on_write(Index reg, std::uint32_t, const Access&) {
    if (reg.row == enable.row) {
        write_ctrl();
    } else if (reg.row == passwd_a.row || reg.row == passwd_b.row) {
        if (field(reg.row == passwd_a.row ? passwd_a : passwd_b) != code_drive) {
            set_field(status_badwrite, 1);
        }
        update();
    } else if (reg.row == dormant.row) {
        write_dormant();
    } else if (reg.row == div.row) {
        write_div();
    } else if (reg.row == phase_passwd.row) {
        if (field(phase_passwd) != code_phase) {
            set_field(status_badwrite, 1);
        }
        update();
    } else if (reg.row == count.row) {
        state_.count_end = clock_.edges_at(now()) + field(count);
    }
}

void Rosc::write_ctrl() {
    const std::uint32_t code = field(enable);
    bool valid = code == code_enable || code == code_disable;
    state_.enabled = code != code_disable; // an invalid code enables
    switch (field(freq_range)) {
    case code_low:
        state_.first_stage = 0;
        break;
    case code_medium:
        state_.first_stage = 2;
        break;
    case code_high:
        state_.first_stage = 4;
        break;
    case code_too_high:
        state_.first_stage = 6;
        break;
    default: // keeps the stages that it has
        valid = false;
    }
    if (!valid) {
        set_field(status_badwrite, 1);
    }
    update();
}

void Rosc::write_div() {
    const std::uint32_t code = field(div);
    if (code >= code_div && code < code_div + 32) {
        state_.divisor = code == code_div ? 32 : code - code_div;
    } else {
        state_.divisor = 31;
        set_field(status_badwrite, 1);
    }
    update();
}

void Rosc::write_dormant() {
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
    update();
}

void Rosc::wake() {
    set_field(dormant, code_wake);
    state_.dormant = false;
    update();
}

void Rosc::update() {
    const Frequency ring_hz = running() ? ring() : Frequency{};
    const Frequency hz = ring_hz.scaled(1, state_.divisor);
    const bool phase_on = field(phase_passwd) != code_phase || field(phase_enable) != 0;
    ring_.set_frequency(now(), ring_hz);
    clock_.set_frequency(now(), hz);
    clock_ph_.set_frequency(now(), phase_on ? hz : Frequency{});
}

Frequency Rosc::ring() const {
    const std::uint32_t drive_a = field(passwd_a) == code_drive ? value(passwd_a.row) : 0;
    const std::uint32_t drive_b = field(passwd_b) == code_drive ? value(passwd_b.row) : 0;
    std::int64_t delay = 0;
    for (std::uint32_t stage = state_.first_stage; stage < default_stages; ++stage) {
        const std::uint32_t bits = ((stage < 4 ? drive_a : drive_b) >> (4 * (stage % 4))) & 7;
        delay += delay_by_extra_drive[std::popcount(bits)];
    }
    return Frequency{default_ring_hz, 1}.scaled(default_stages * default_delay, delay);
}

// A 64-bit finaliser (xor and shift, multiply) spreads the count of edges over all bits.
std::uint32_t Rosc::random_bit() const {
    auto mixed = seed_ + static_cast<std::uint64_t>(ring_.edges_at(now())) * 0x9e3779b97f4a7c15U;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    return static_cast<std::uint32_t>(mixed >> 63);
}

} // namespace peripherals::rp2040
