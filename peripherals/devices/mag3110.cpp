#include "peripherals/devices/mag3110.h"

#include "peripherals/devices/mag3110_registers.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;
using mag3110::registers;

namespace {

constexpr std::uint8_t i2c_address = 0x0e;

constexpr std::uint8_t dr_status = address_of(registers, "DR_STATUS");
constexpr std::uint8_t out_x_msb = address_of(registers, "OUT_X_MSB");
constexpr std::uint8_t who_am_i = address_of(registers, "WHO_AM_I");
constexpr std::uint8_t sysmod = address_of(registers, "SYSMOD");
constexpr std::uint8_t off_x_msb = address_of(registers, "OFF_X_MSB");
constexpr std::uint8_t die_temp = address_of(registers, "DIE_TEMP");
constexpr std::uint8_t ctrl_reg1 = address_of(registers, "CTRL_REG1");
constexpr ByteFieldRef data_rate = find(registers, "CTRL_REG1.DR");
constexpr ByteFieldRef over_sampling = find(registers, "CTRL_REG1.OS");
constexpr ByteFieldRef fast_read = find(registers, "CTRL_REG1.FR");
constexpr ByteFieldRef triggered = find(registers, "CTRL_REG1.TM");
constexpr ByteFieldRef active = find(registers, "CTRL_REG1.AC");
constexpr ByteFieldRef raw = find(registers, "CTRL_REG2.RAW");

enum class Mode : std::uint8_t { Standby, Raw, Corrected }; // SYSMOD

constexpr Time fastest_period = 12'500 * ps_per_us; // 80 Hz; each step of DR and of OS halves the rate
constexpr std::int64_t nt_per_count = 100;
constexpr std::int64_t largest_count = 32'767;

// Sines of whole degrees, in ten-thousandths: a Taylor series, evaluated by the compiler.
struct Sines {
    std::int64_t of[91];
};
consteval Sines make_sines() {
    Sines sines{};
    for (int degrees = 0; degrees <= 90; ++degrees) {
        const double x = degrees * 3.14159265358979323846 / 180;
        double term = x;
        double sum = x;
        for (int n = 1; n < 12; ++n) {
            term *= -x * x / ((2.0 * n) * (2.0 * n + 1));
            sum += term;
        }
        sines.of[degrees] = (static_cast<std::int64_t>(sum * 20'000) + 1) / 2;
    }
    return sines;
}
constexpr Sines sines = make_sines();

std::int64_t sine(std::int64_t degrees) {
    const std::int64_t turn = (degrees % 360 + 360) % 360;
    const std::int64_t half = turn % 180;
    const std::int64_t size = sines.of[half <= 90 ? half : 180 - half];
    return turn < 180 ? size : -size;
}

constexpr std::int64_t limit_nt = 3'000'000;
constexpr Stimulus magnetometer_stimuli[] = {
    {"x_nt",          -limit_nt, limit_nt, stimulus<&Mag3110::set_x>,           "field along the board's x"        },
    {"y_nt",          -limit_nt, limit_nt, stimulus<&Mag3110::set_y>,           "field along the board's y"        },
    {"z_nt",          -limit_nt, limit_nt, stimulus<&Mag3110::set_z>,           "field along the board's z"        },
    {"heading_deg",   -360,      360,      stimulus<&Mag3110::set_heading>,     "the earth's field, lying flat"    },
    {"temperature_c", -128,      127,      stimulus<&Mag3110::set_temperature>, "what DIE_TEMP is going to measure"},
};

} // namespace

Mag3110::Mag3110(Machine& machine, std::string name, const Nets& nets, const Config& config)
    : AxisSensor(machine, std::move(name), nets.scl, nets.sda, i2c_address, registers,
                 {dr_status, out_x_msb}),
      config_(config) {
    if (nets.int1 != nullptr) {
        int1_.connect(*nets.int1, nullptr, 0);
    }
    set_heading(0);
    Mag3110::update_interrupts();
}

std::span<const Stimulus> Mag3110::stimuli() const {
    return magnetometer_stimuli;
}

void Mag3110::set_heading(std::int64_t degrees) {
    // North is as far to the left as y points to the right of it.
    world_.field_nt = {-config_.horizontal_nt * sine(degrees) / 10'000,
                       config_.horizontal_nt * sine(degrees + 90) / 10'000, -config_.downward_nt};
}

void Mag3110::restart_sampling() {
    const bool continuous = field(active) != 0;
    if (continuous || field(triggered) != 0) {
        set_value(sysmod, static_cast<std::uint8_t>(field(raw) != 0 ? Mode::Raw : Mode::Corrected));
        sample_in(fastest_period << (field(data_rate) + field(over_sampling)));
    } else {
        set_value(sysmod, static_cast<std::uint8_t>(Mode::Standby));
        stop_sampling();
    }
}

void Mag3110::sample() {
    const Vector3 nt = config_.mounting.to_chip(world_.field_nt);
    store_field(0, nt.x);
    store_field(1, nt.y);
    store_field(2, nt.z);
    set_value(die_temp, static_cast<std::uint8_t>(world_.temperature_c));
    tell_new_sample();
    set_field(triggered, 0); // one measurement, then it clears itself
    restart_sampling();
    update_interrupts();
}

void Mag3110::store_field(unsigned axis, std::int64_t nt) {
    std::int64_t count = nt / nt_per_count;
    if (field(raw) == 0) {
        const auto off = static_cast<std::uint8_t>(off_x_msb + 2 * axis);
        const unsigned bits = unsigned{value(off)} << 8 | value(static_cast<std::uint8_t>(off + 1));
        count -= static_cast<std::int16_t>(static_cast<std::uint16_t>(bits)) / 2; // 15 bits, left-justified
    }
    store_axis(axis, static_cast<std::uint16_t>(std::clamp(count, -largest_count - 1, largest_count)));
}

std::uint8_t Mag3110::on_read(std::uint8_t address, std::uint8_t stored) {
    if (!is_output(address)) {
        return stored;
    }
    const std::uint8_t result = read_output(address, stored);
    update_interrupts();
    return result;
}

void Mag3110::on_write(std::uint8_t address, std::uint8_t) {
    if (address == ctrl_reg1) {
        restart_sampling();
    }
}

/// "Register Address Map": fast reads leave out the lower bytes.
std::uint8_t Mag3110::next_address(std::uint8_t address) const {
    const bool to_next_axis = field(fast_read) != 0 && address >= out_x_msb && address < who_am_i;
    return static_cast<std::uint8_t>(address + (to_next_axis ? 2 : 1));
}

void Mag3110::update_interrupts() {
    int1_.set({.drive = has_new_sample() ? Drive::High : Drive::Low});
}

} // namespace peripherals::devices
