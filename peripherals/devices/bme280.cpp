#include "peripherals/devices/bme280.h"

#include "peripherals/devices/bme280_calibration.h"

#include <algorithm>
#include <iterator>

namespace peripherals::devices {

using namespace sim::core;
using bme280::calibration;
using bme280::registers;

namespace {

constexpr std::uint8_t id = address_of(registers, "id");
constexpr std::uint8_t soft_reset = address_of(registers, "reset");
constexpr std::uint8_t ctrl_hum = address_of(registers, "ctrl_hum");
constexpr std::uint8_t status = address_of(registers, "status");
constexpr std::uint8_t ctrl_meas = address_of(registers, "ctrl_meas");
constexpr std::uint8_t config = address_of(registers, "config");
constexpr std::uint8_t first_result = address_of(registers, "press_msb");
constexpr std::uint8_t last_result = address_of(registers, "hum_lsb");
constexpr ByteFieldRef measuring = find(registers, "status.measuring");
constexpr ByteFieldRef copying = find(registers, "status.im_update");
constexpr ByteFieldRef temperature_oversampling = find(registers, "ctrl_meas.osrs_t");
constexpr ByteFieldRef pressure_oversampling = find(registers, "ctrl_meas.osrs_p");
constexpr ByteFieldRef mode = find(registers, "ctrl_meas.mode");
constexpr ByteFieldRef standby = find(registers, "config.t_sb");
constexpr ByteFieldRef filter = find(registers, "config.filter");
constexpr ByteFieldRef three_wires = find(registers, "config.spi3w_en");

constexpr std::uint8_t chip_id = 0x60;
constexpr std::uint8_t reset_word = 0xb6;
constexpr std::uint8_t humidity_bits = find(registers, "ctrl_hum.osrs_h").mask;
constexpr std::uint8_t config_bits = standby.mask | filter.mask | three_wires.mask;
constexpr unsigned sleep = 0;
constexpr unsigned normal = 3;

constexpr Time start_up = 2 * ps_per_ms;
constexpr unsigned samples[] = {0, 1, 2, 4, 8, 16, 16, 16}; // by osrs_t, osrs_p, osrs_h
constexpr unsigned most_oversampling = 5;
// By t_sb.
constexpr Time standby_times[] = {500 * ps_per_us, 62'500 * ps_per_us, 125 * ps_per_ms, 250 * ps_per_ms,
                                  500 * ps_per_ms, 1000 * ps_per_ms,   10 * ps_per_ms,  20 * ps_per_ms};
constexpr std::int64_t filter_coefficients[] = {1, 2, 4, 8, 16, 16, 16, 16};
// "Measurement time", typical.
constexpr Time measurement_base = ps_per_ms;
constexpr Time sample_time = 2 * ps_per_ms;
constexpr Time settle_time = 500 * ps_per_us; // of pressure and humidity

} // namespace

void Bme280::reset() {
    state_ = {};
    state_.copied = now() + start_up;
    start_.disarm();
    measured_.disarm();
}

void Bme280::inspect(Inspector& inspector) const {
    for (const ByteRegister& reg : registers) {
        inspector.hex(reg.name, read(reg.address));
    }
}

unsigned Bme280::field(ByteFieldRef ref) const {
    return (ref.address == config ? state_.config : state_.ctrl_meas) >> ref.lsb & ref.mask >> ref.lsb;
}

std::uint8_t Bme280::read(std::uint8_t address) const {
    switch (address) {
    case id:
        return chip_id;
    case ctrl_hum:
        return state_.ctrl_hum;
    case status:
        return static_cast<std::uint8_t>((measured_.armed() ? measuring.mask : 0) |
                                         (now() < state_.copied ? copying.mask : 0));
    case ctrl_meas:
        return state_.ctrl_meas;
    case config:
        return state_.config;
    default:
        break;
    }
    if (address < first_result || address > last_result) {
        return calibration.byte(address);
    }
    const Results& shown = state_.shown;
    const std::int64_t all[] = {shown.pressure >> 12,    shown.pressure >> 4,    shown.pressure << 4,
                                shown.temperature >> 12, shown.temperature >> 4, shown.temperature << 4,
                                shown.humidity >> 8,     shown.humidity};
    return static_cast<std::uint8_t>(all[address - first_result]);
}

void Bme280::write(std::uint8_t address, std::uint8_t byte) {
    switch (address) {
    case soft_reset:
        if (byte == reset_word) {
            reset();
        }
        break;
    case ctrl_hum:
        state_.ctrl_hum = byte & humidity_bits;
        break;
    case ctrl_meas:
        state_.ctrl_meas = byte;
        state_.humidity_oversampling = state_.ctrl_hum;
        if (!measured_.armed()) { // else when the measurement ends
            follow_mode();
        }
        break;
    case config:
        if (field(mode) == normal) {
            report("bme280.config", "in normal mode a chip may ignore what is written to config");
        }
        if ((byte & three_wires.mask) != 0) {
            report("bme280.spi3w_en", "SPI with three wires is not modelled");
        }
        state_.has_filtered = state_.has_filtered && ((byte ^ state_.config) & filter.mask) == 0;
        state_.config = byte & config_bits;
        break;
    default:
        report("bme280.read_only", "a write to an address that takes none");
    }
}

void Bme280::follow_mode() {
    if (field(mode) == sleep) {
        start_.disarm();
    } else {
        begin_measurement();
    }
}

Time Bme280::measurement_time() const {
    const auto part = [](unsigned oversampling, Time settle) {
        return oversampling == 0 ? Time{0} : settle + samples[oversampling] * sample_time;
    };
    return measurement_base + part(field(temperature_oversampling), 0) +
           part(field(pressure_oversampling), settle_time) + part(state_.humidity_oversampling, settle_time);
}

void Bme280::begin_measurement() {
    start_.disarm();
    measured_.arm(now() + measurement_time());
}

/// A result of 20 bits: smoothed, or only as many bits as its oversampling gives.
std::int64_t Bme280::filtered(std::int64_t before, std::int64_t raw, unsigned oversampling) const {
    const std::int64_t coefficient = filter_coefficients[field(filter)];
    if (coefficient != 1) {
        return state_.has_filtered ? (before * (coefficient - 1) + raw) / coefficient : raw;
    }
    const unsigned lost_bits = most_oversampling - std::min(oversampling, most_oversampling);
    const std::int64_t half = (std::int64_t{1} << lost_bits) / 2;
    return (raw + half) >> lost_bits << lost_bits;
}

void Bme280::measured() {
    Results& results = state_.results;
    if (field(temperature_oversampling) == 0) {
        results.temperature = skipped;
    } else {
        results.temperature = filtered(results.temperature, calibration.raw_temperature(air_.temperature_mc),
                                       field(temperature_oversampling));
    }
    // Firmware corrects the others with the temperature that it sees.
    const std::int64_t t_fine = calibration.temperature(results.temperature);
    if (field(pressure_oversampling) == 0) {
        results.pressure = skipped;
    } else {
        results.pressure = filtered(results.pressure, calibration.raw_pressure(air_.pressure_pa, t_fine),
                                    field(pressure_oversampling));
    }
    results.humidity = state_.humidity_oversampling == 0
                           ? skipped_humidity
                           : calibration.raw_humidity(air_.humidity_permille, t_fine);
    state_.has_filtered = field(temperature_oversampling) != 0 && field(pressure_oversampling) != 0;
    if (field(mode) == normal) {
        start_.arm(now() + standby_times[field(standby)]);
    } else {
        state_.ctrl_meas &= static_cast<std::uint8_t>(~mode.mask);
    }
}

bool Bme280I2c::on_address(bool reading) {
    value_next_ = false;
    if (reading) {
        chip().begin_read();
    }
    return true;
}

bool Bme280I2c::on_byte(std::uint8_t byte) {
    if (std::exchange(value_next_, !value_next_)) {
        chip().write(pointer_, byte);
    } else {
        pointer_ = byte;
    }
    return true;
}

void Bme280Spi::on_byte(std::uint8_t byte) {
    switch (phase_) {
    case Phase::Address: {
        constexpr std::uint8_t read_bit = 0x80; // of addresses, which all have it
        pointer_ = byte | read_bit;
        phase_ = (byte & read_bit) != 0 ? Phase::Read : Phase::Write;
        chip().begin_read();
        break;
    }
    case Phase::Write:
        chip().write(pointer_, byte);
        phase_ = Phase::Address;
        break;
    case Phase::Read:
        break;
    }
}

std::uint8_t Bme280Spi::next_byte() {
    return phase_ == Phase::Read ? chip().read(pointer_++) : std::uint8_t{0xff};
}

} // namespace peripherals::devices
