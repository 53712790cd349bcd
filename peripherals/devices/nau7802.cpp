#include "peripherals/devices/nau7802.h"

#include "peripherals/devices/nau7802_registers.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;
using nau7802::registers;

namespace {

constexpr std::uint8_t i2c_address = 0x2a;

constexpr std::uint8_t pu_ctrl = address_of(registers, "PU_CTRL");
constexpr std::uint8_t ctrl1 = address_of(registers, "CTRL1");
constexpr std::uint8_t ctrl2 = address_of(registers, "CTRL2");
constexpr std::uint8_t ocal1 = address_of(registers, "OCAL1_B2");
constexpr std::uint8_t gcal1 = address_of(registers, "GCAL1_B3");
constexpr std::uint8_t ocal2 = address_of(registers, "OCAL2_B2");
constexpr std::uint8_t gcal2 = address_of(registers, "GCAL2_B3");
constexpr std::uint8_t i2c_control = address_of(registers, "I2C_CONTROL");
constexpr std::uint8_t adco = address_of(registers, "ADCO_B2");
constexpr std::uint8_t adc = address_of(registers, "ADC");
constexpr unsigned offset_bytes = 3;
constexpr unsigned gain_bytes = 4;
constexpr unsigned result_bytes = 3;

constexpr ByteFieldRef internal_supply = find(registers, "PU_CTRL.AVDDS");
constexpr ByteFieldRef external_clock = find(registers, "PU_CTRL.OSCS");
constexpr ByteFieldRef cycle_ready = find(registers, "PU_CTRL.CR");
constexpr ByteFieldRef cycle_start = find(registers, "PU_CTRL.CS");
constexpr ByteFieldRef powered_up = find(registers, "PU_CTRL.PUR");
constexpr ByteFieldRef power_analog = find(registers, "PU_CTRL.PUA");
constexpr ByteFieldRef power_digital = find(registers, "PU_CTRL.PUD");
constexpr ByteFieldRef register_reset = find(registers, "PU_CTRL.RR");
constexpr ByteFieldRef active_low = find(registers, "CTRL1.CRP");
constexpr ByteFieldRef drdy_is_clock = find(registers, "CTRL1.DRDY_SEL");
constexpr ByteFieldRef ldo_voltage = find(registers, "CTRL1.VLDO");
constexpr ByteFieldRef gain_select = find(registers, "CTRL1.GAINS");
constexpr ByteFieldRef channel_select = find(registers, "CTRL2.CHS");
constexpr ByteFieldRef rate_select = find(registers, "CTRL2.CRS");
constexpr ByteFieldRef calibration_error = find(registers, "CTRL2.CAL_ERR");
constexpr ByteFieldRef calibration_runs = find(registers, "CTRL2.CALS");
constexpr ByteFieldRef calibration_mode = find(registers, "CTRL2.CALMOD");
constexpr ByteFieldRef sda_tells = find(registers, "I2C_CONTROL.CRSD");
constexpr ByteFieldRef fast_read = find(registers, "I2C_CONTROL.FRD");
constexpr ByteFieldRef strong_pull = find(registers, "I2C_CONTROL.SPE");
constexpr ByteFieldRef weak_pull_off = find(registers, "I2C_CONTROL.WPD");
constexpr ByteFieldRef short_inputs = find(registers, "I2C_CONTROL.SI");
constexpr ByteFieldRef burnout_current = find(registers, "I2C_CONTROL.BOPGA");
constexpr ByteFieldRef temperature_sensor = find(registers, "I2C_CONTROL.TS");
constexpr ByteFieldRef otp_selected = find(registers, "PGA.RD_OTP_SEL");
constexpr ByteFieldRef pga_bypassed = find(registers, "PGA.BYPASS_ENABLE");
constexpr ByteFieldRef pga_inverted = find(registers, "PGA.PGAINV");

// CALMOD; 2 is the offset with what is at the inputs.
constexpr std::uint8_t internal_offset = 0;
constexpr std::uint8_t reserved_mode = 1;
constexpr std::uint8_t system_gain = 3;

constexpr Time power_up_time = 200 * ps_per_us;
constexpr unsigned settling_conversions = 4;
constexpr std::int64_t ldo_headroom_mv = 300;

// "Conversion Rate Select"; what the datasheet reserves is taken for 80.
struct Rate {
    std::int64_t sps;
    std::int64_t root_permille; // of the rate over 10
};
constexpr Rate rate_of_80{80, 2828};
constexpr Rate rates[] = {
    {10,  1000},
    {20,  1414},
    {40,  2000},
    rate_of_80, rate_of_80, rate_of_80, rate_of_80, {320, 5657}
};
constexpr std::uint8_t first_reserved_rate = 4;
constexpr std::uint8_t last_reserved_rate = 6;

// VLDO: 4.5 V and downwards.
constexpr std::int64_t highest_ldo_mv = 4500;
constexpr std::int64_t ldo_step_mv = 300;

constexpr std::int64_t unity_gain = std::int64_t{1} << 23; // in GCAL
constexpr std::int64_t largest_gain = 256 * unity_gain;
constexpr std::uint32_t invalid_gain = 0xffff'ffff;
constexpr std::uint32_t offset_sign = 1U << 23;
constexpr std::int64_t largest_offset = bridge_full_scale - 1;

constexpr std::int64_t million = 1'000'000;
constexpr std::int64_t pv_per_mv = 1'000'000'000;
// "Temperature Sensor".
constexpr std::int64_t temperature_pv = 109 * pv_per_mv; // at 25 degC
constexpr std::int64_t temperature_pv_per_c = 360 * million;
constexpr std::int64_t burnout_pa = 2'500'000;

constexpr Stimulus adc_stimuli[] = {
    {"mass_g",        -1'000'000, 1'000'000,     stimulus<&Nau7802::set_mass>,        "what lies on the scale"                  },
    {"visit_g",       0,          1'000'000,     stimulus<&Nau7802::start_visit>,
     "a cat of this mass steps in, digs, sits and leaves"                                                                       },
    {"temperature_c", -40,        85,            stimulus<&Nau7802::set_temperature>, "of the bridge and the converter"         },
    {"noise_nv",      0,          1'000'000'000, stimulus<&Nau7802::set_noise>,       "RMS at the input, at 10 samples a second"},
    {"broken",        0,          1,             stimulus<&Nau7802::set_broken>,      "a wire of the bridge is off"             },
    {"vin2_uv",       -5'000'000, 5'000'000,     stimulus<&Nau7802::set_vin2>,        "between the inputs of channel 2"         },
};

} // namespace

Nau7802::Nau7802(Machine& machine, std::string name, const Nets& nets, const Config& config)
    : I2cRegisters(machine, std::move(name), nets.scl, nets.sda, i2c_address, registers), config_(config),
      bridge_(config.bridge) {
    scl_pull_.connect(nets.scl, nullptr, 0);
    sda_pull_.connect(nets.sda, nullptr, 1);
    if (nets.drdy != nullptr) {
        drdy_.connect(*nets.drdy, nullptr, 2);
    }
    drive_pins();
}

void Nau7802::reset() {
    I2cRegisters::reset();
    state_ = {};
    power_up_.disarm();
    conversion_.disarm();
    drive_pins();
}

void Nau7802::inspect(Inspector& inspector) const {
    I2cRegisters::inspect(inspector);
    inspector.number("mass", bridge_.mass_mg(now()) / 1000, "g");
    inspector.number("temperature", bridge_.temperature_c(), "degC");
}

std::span<const Stimulus> Nau7802::stimuli() const {
    return adc_stimuli;
}

std::uint8_t Nau7802::on_read(std::uint8_t address, std::uint8_t stored) {
    if (address == adco) {
        state_.latched = {value(adco + 1), value(adco + 2)};
        set_ready(false);
    } else if (address > adco && address < adco + result_bytes) {
        return state_.latched[address - adco - 1U];
    } else if (address == adc && field(otp_selected) != 0) {
        return 0;
    }
    return stored;
}

void Nau7802::before_write(std::uint8_t) {
    state_.before = value(pu_ctrl);
}

void Nau7802::on_write(std::uint8_t address, std::uint8_t) {
    if (field(register_reset) != 0) {
        reset_registers();
        set_field(register_reset, 1);
    }
    check_settings(address);
    follow_power();
    follow_calibration();
    drive_pins();
}

void Nau7802::check_settings(std::uint8_t address) {
    if (address == ctrl1 && field(drdy_is_clock) != 0) {
        report("nau7802.drdy_sel", "the crystal's clock at DRDY is not modelled: the pin stays low");
    } else if (address == ctrl2 && field(rate_select) >= first_reserved_rate &&
               field(rate_select) <= last_reserved_rate) {
        report("nau7802.rate", "the datasheet reserves this rate (CRS)");
    } else if (address == i2c_control && (field(sda_tells) != 0 || field(fast_read) != 0)) {
        report("nau7802.i2c_control", "CRSD and FRD, which leave the I2C standard, are not modelled");
    }
}

/// PUD, PUA and what else conversions need. A rise of CS begins a fresh cycle; so does another rate.
void Nau7802::follow_power() {
    if (field(power_digital) == 0) {
        power_up_.disarm();
        set_field(powered_up, 0);
    } else if (field(powered_up) == 0 && !power_up_.armed()) {
        power_up_.arm(now() + power_up_time);
    }
    const bool has_clock = field(external_clock) == 0 || config_.crystal;
    const bool converts = field(powered_up) != 0 && field(power_analog) != 0 && has_clock && analog_mv() > 0;
    const bool starts = field(cycle_start) != 0 && (state_.before & cycle_start.mask) == 0;
    if (!converts) {
        conversion_.disarm();
        set_ready(false);
    } else if (!state_.converting || starts || state_.rate != field(rate_select)) {
        restart();
    }
    state_.converting = converts;
    state_.before = value(pu_ctrl);
}

void Nau7802::power_is_up() {
    set_field(powered_up, 1);
    follow_power();
    follow_calibration();
    drive_pins();
}

void Nau7802::restart() {
    state_.rate = field(rate_select);
    state_.filter.clear();
    set_ready(false);
    if (state_.calibration_left != 0) {
        state_.calibration_left = settling_conversions;
    }
    conversion_.arm(now() + ps_per_s / rates[state_.rate].sps);
}

/// CALS begins a calibration, and a 0 there ends it. Without conversions it waits for them.
void Nau7802::follow_calibration() {
    if (field(calibration_runs) == 0) {
        state_.calibration_left = 0;
    } else if (field(calibration_mode) == reserved_mode) {
        report("nau7802.calmod", "the datasheet reserves this kind of calibration (CALMOD)");
        set_field(calibration_runs, 0);
    } else if (state_.calibration_left == 0) {
        state_.calibration_left = settling_conversions;
        if (state_.converting) {
            restart();
        }
    }
}

void Nau7802::conversion_ends() {
    state_.filter.push(within_24_bits(counts(input_picovolts())));
    conversion_.arm(now() + ps_per_s / rates[state_.rate].sps);
    const std::int64_t noise_pv =
        bridge_.noise_picovolts(state_.conversions++, rates[state_.rate].root_permille);
    const std::int64_t noise = counts(noise_pv) - counts(0);
    const std::int64_t measured = within_24_bits(state_.filter.value() + noise);
    if (state_.calibration_left == 0) {
        const auto result = static_cast<std::uint32_t>(calibrated(measured));
        set_word(adco, result_bytes, result);
        set_ready(true);
        check_supply();
    } else if (--state_.calibration_left == 0) {
        calibrate(measured);
    }
    drive_pins();
}

void Nau7802::check_supply() {
    if (field(internal_supply) != 0 && ldo_mv() + ldo_headroom_mv > config_.supply_mv) {
        report("nau7802.vldo", "the LDO's voltage (VLDO) is less than 0.3 V below the supply");
    }
}

/// "Calibration": OCAL takes sign and magnitude, GCAL what maps the input to the full scale.
void Nau7802::calibrate(std::int64_t measured) {
    bool failed = false;
    if (field(calibration_mode) == system_gain) {
        const std::int64_t signal = measured - offset();
        const std::int64_t wanted =
            signal > 0 ? muldiv(bridge_full_scale - 1, unity_gain, signal) : largest_gain;
        failed = wanted >= largest_gain;
        set_word(channel2() ? gcal2 : gcal1, gain_bytes,
                 failed ? invalid_gain : static_cast<std::uint32_t>(wanted));
    } else {
        const auto magnitude =
            static_cast<std::uint32_t>(std::min(measured < 0 ? -measured : measured, largest_offset));
        set_word(channel2() ? ocal2 : ocal1, offset_bytes, magnitude | (measured < 0 ? offset_sign : 0));
    }
    set_field(calibration_error, failed ? 1 : 0);
    set_field(calibration_runs, 0);
    state_.filter.clear();
}

std::int64_t Nau7802::ldo_mv() const {
    return highest_ldo_mv - ldo_step_mv * field(ldo_voltage);
}

std::int64_t Nau7802::analog_mv() const {
    return field(internal_supply) == 0 ? config_.avdd_mv : std::min(ldo_mv(), config_.supply_mv);
}

std::int64_t Nau7802::input_picovolts() const {
    const bool shorted = field(short_inputs) != 0 ||
                         (state_.calibration_left != 0 && field(calibration_mode) == internal_offset);
    std::int64_t picovolts = 0;
    if (shorted) {
        picovolts = 0;
    } else if (field(temperature_sensor) != 0) {
        picovolts = temperature_pv + temperature_pv_per_c * (bridge_.temperature_c() - 25);
    } else if (channel2()) {
        picovolts = vin2_uv_ * million;
    } else {
        picovolts = muldiv(bridge_.picovolts_per_volt(now()), analog_mv(), 1000);
        if (field(burnout_current) != 0) {
            // Through two arms of the bridge side by side, or up to the supply where no current flows.
            picovolts +=
                bridge_.broken() ? analog_mv() * pv_per_mv : burnout_pa * bridge_.resistance_ohm() / 2;
        }
    }
    return field(pga_inverted) != 0 ? -picovolts : picovolts;
}

/// What the modulator makes of a voltage at the input, with the converter's own errors.
std::int64_t Nau7802::counts(std::int64_t picovolts) const {
    const std::int64_t amplified = (picovolts + config_.offset_uv * million) * gain();
    const std::int64_t with_error = muldiv(amplified, million + config_.gain_error_ppm, million);
    return nearest(with_error, 2 * bridge_full_scale, analog_mv() * pv_per_mv);
}

/// "Calibration": result = GCAL * (measurement - OCAL).
std::int64_t Nau7802::calibrated(std::int64_t measured) const {
    const auto gain_word = static_cast<std::int64_t>(word(channel2() ? gcal2 : gcal1, gain_bytes));
    return within_24_bits(nearest(measured - offset(), gain_word, unity_gain));
}

/// OCAL of the present channel.
std::int64_t Nau7802::offset() const {
    const std::uint32_t stored = word(channel2() ? ocal2 : ocal1, offset_bytes);
    const auto magnitude = static_cast<std::int64_t>(stored & ~offset_sign);
    return (stored & offset_sign) != 0 ? -magnitude : magnitude;
}

unsigned Nau7802::gain() const {
    return field(pga_bypassed) != 0 ? 1U : 1U << field(gain_select);
}

bool Nau7802::channel2() const {
    return field(channel_select) != 0;
}

std::uint32_t Nau7802::word(std::uint8_t address, unsigned bytes) const {
    std::uint32_t result = 0;
    for (unsigned i = 0; i < bytes; ++i) {
        result = result << 8 | value(static_cast<std::uint8_t>(address + i));
    }
    return result;
}

void Nau7802::set_word(std::uint8_t address, unsigned bytes, std::uint32_t value) {
    for (unsigned i = 0; i < bytes; ++i) {
        set_value(static_cast<std::uint8_t>(address + i),
                  static_cast<std::uint8_t>(value >> 8 * (bytes - 1 - i)));
    }
}

void Nau7802::set_ready(bool ready) {
    set_field(cycle_ready, ready ? 1 : 0);
    drive_pins();
}

void Nau7802::drive_pins() {
    const bool ready = field(cycle_ready) != 0;
    const bool high = field(drdy_is_clock) == 0 && ready != (field(active_low) != 0);
    if (drdy_.connected()) {
        drdy_.set({.drive = high ? Drive::High : Drive::Low});
    }
    const Pull pull = field(strong_pull) != 0 || field(weak_pull_off) == 0 ? Pull::Up : Pull::None;
    scl_pull_.set({.pull = pull});
    sda_pull_.set({.pull = pull});
}

} // namespace peripherals::devices
