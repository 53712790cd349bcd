#include "peripherals/devices/mma8653.h"

#include "peripherals/devices/mma8653_registers.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;
using mma8653::registers;

namespace {

constexpr std::uint8_t i2c_address = 0x1d;

constexpr std::uint8_t status = address_of(registers, "STATUS");
constexpr std::uint8_t out_x_msb = address_of(registers, "OUT_X_MSB");
constexpr std::uint8_t out_z_lsb = address_of(registers, "OUT_Z_LSB");
constexpr std::uint8_t sysmod = address_of(registers, "SYSMOD");
constexpr std::uint8_t int_source = address_of(registers, "INT_SOURCE");
constexpr std::uint8_t pl_status = address_of(registers, "PL_STATUS");
constexpr std::uint8_t pl_count = address_of(registers, "PL_COUNT");
constexpr std::uint8_t ff_mt_src = address_of(registers, "FF_MT_SRC");
constexpr std::uint8_t ff_mt_count = address_of(registers, "FF_MT_COUNT");
constexpr std::uint8_t aslp_count = address_of(registers, "ASLP_COUNT");
constexpr std::uint8_t ctrl_reg1 = address_of(registers, "CTRL_REG1");
constexpr std::uint8_t ctrl_reg2 = address_of(registers, "CTRL_REG2");
constexpr std::uint8_t ctrl_reg4 = address_of(registers, "CTRL_REG4");
constexpr std::uint8_t ctrl_reg5 = address_of(registers, "CTRL_REG5");
constexpr std::uint8_t off_x = address_of(registers, "OFF_X");
constexpr ByteFieldRef full_scale = find(registers, "XYZ_DATA_CFG.FS");
constexpr ByteFieldRef active = find(registers, "CTRL_REG1.ACTIVE");
constexpr ByteFieldRef fast_read = find(registers, "CTRL_REG1.F_READ");
constexpr ByteFieldRef data_rate = find(registers, "CTRL_REG1.DR");
constexpr ByteFieldRef sleep_rate = find(registers, "CTRL_REG1.ASLP_RATE");
constexpr ByteFieldRef self_test = find(registers, "CTRL_REG2.ST");
constexpr ByteFieldRef software_reset = find(registers, "CTRL_REG2.RST");
constexpr ByteFieldRef sleep_enabled = find(registers, "CTRL_REG2.SLPE");
constexpr ByteFieldRef active_high = find(registers, "CTRL_REG3.IPOL");
constexpr ByteFieldRef open_drain = find(registers, "CTRL_REG3.PP_OD");
constexpr ByteFieldRef wake_by_orientation = find(registers, "CTRL_REG3.WAKE_LNDPRT");
constexpr ByteFieldRef wake_by_motion = find(registers, "CTRL_REG3.WAKE_FF_MT");
constexpr ByteFieldRef orientation_enabled = find(registers, "PL_CFG.PL_EN");
constexpr ByteFieldRef orientation_clears = find(registers, "PL_CFG.DBCNTM");
constexpr ByteFieldRef orientation_new = find(registers, "PL_STATUS.NEWLP");
constexpr ByteFieldRef motion_latches = find(registers, "FF_MT_CFG.ELE");
constexpr ByteFieldRef motion_not_freefall = find(registers, "FF_MT_CFG.OAE");
constexpr ByteFieldRef motion_x = find(registers, "FF_MT_CFG.XEFE");
constexpr ByteFieldRef motion_y = find(registers, "FF_MT_CFG.YEFE");
constexpr ByteFieldRef motion_z = find(registers, "FF_MT_CFG.ZEFE");
constexpr ByteFieldRef motion_threshold = find(registers, "FF_MT_THS.THS");
constexpr ByteFieldRef motion_clears = find(registers, "FF_MT_THS.DBCNTM");
constexpr ByteFieldRef motion_active = find(registers, "FF_MT_SRC.EA");

// Bits of INT_SOURCE, CTRL_REG4 and CTRL_REG5.
constexpr std::uint8_t int_aslp = find(registers, "INT_SOURCE.SRC_ASLP").mask;
constexpr std::uint8_t int_lndprt = find(registers, "INT_SOURCE.SRC_LNDPRT").mask;
constexpr std::uint8_t int_ff_mt = find(registers, "INT_SOURCE.SRC_FF_MT").mask;
constexpr std::uint8_t int_drdy = find(registers, "INT_SOURCE.SRC_DRDY").mask;

enum class Mode : std::uint8_t { Standby, Wake, Sleep }; // SYSMOD

// "System Output Data Rate Selection" and "Sleep Mode Rate": the periods, by DR and by ASLP_RATE.
constexpr Time periods[] = {1250 * ps_per_us, 2500 * ps_per_us, 5 * ps_per_ms,   10 * ps_per_ms,
                            20 * ps_per_ms,   80 * ps_per_ms,   160 * ps_per_ms, 640 * ps_per_ms};
constexpr Time sleep_periods[] = {20 * ps_per_ms, 80 * ps_per_ms, 160 * ps_per_ms, 640 * ps_per_ms};
constexpr unsigned slowest_rate = 7;

constexpr std::int64_t counts_per_g = 256; // at +-2 g, of 10 bits
constexpr std::int64_t largest_count = 511;
constexpr std::int64_t threshold_mg = 63; // a step of FF_MT_THS
constexpr std::int64_t offset_ug = 1960;  // a step of OFF_X, OFF_Y, OFF_Z
constexpr Vector3 self_test_mg = {88, 125, 820};

constexpr std::int64_t shake_mg = 3000;
constexpr Time shake_half_period = 100 * ps_per_ms;

// Orientation, in thousandths: tan 59 and tan 31 degrees (PL_THS 45, HYS 14), sin 29 degrees (ZLOCK) and cos
// 80 degrees (BKFR).
constexpr std::int64_t to_landscape = 1664;
constexpr std::int64_t to_portrait = 601;
constexpr std::int64_t lockout_mg = 485;
constexpr std::int64_t back_front_mg = 174;
constexpr std::uint8_t lockout_bit = find(registers, "PL_STATUS.LO").mask;
constexpr std::uint8_t landscape_bits = find(registers, "PL_STATUS.LAPO").mask;
constexpr std::uint8_t back_bit = find(registers, "PL_STATUS.BAFRO").mask;
enum class Lapo : std::uint8_t { PortraitUp, PortraitDown, LandscapeRight, LandscapeLeft };

constexpr std::int64_t magnitude(std::int64_t value) {
    return value < 0 ? -value : value;
}

/// A debounce counter of the datasheet: counts samples for which `holds`; else it is cleared or counts down.
void debounce(unsigned& count, bool holds, bool clears) {
    if (holds) {
        count = std::min(count + 1, 0x100U);
    } else if (clears || count == 0) {
        count = 0;
    } else {
        --count;
    }
}

constexpr std::int64_t limit_mg = 16'000;
constexpr std::int64_t longest_shake_ms = 3'600'000;
constexpr Stimulus accelerometer_stimuli[] = {
    {"x_mg",     -limit_mg, limit_mg,         stimulus<&Mma8653::set_x>, "acceleration along the board's x" },
    {"y_mg",     -limit_mg, limit_mg,         stimulus<&Mma8653::set_y>, "acceleration along the board's y" },
    {"z_mg",     -limit_mg, limit_mg,         stimulus<&Mma8653::set_z>, "acceleration along the board's z" },
    {"shake_ms", 0,         longest_shake_ms, stimulus<&Mma8653::shake>, "shakes it for so long from now on"},
};

} // namespace

Mma8653::Mma8653(Machine& machine, std::string name, const Nets& nets, const Config& config)
    : AxisSensor(machine, std::move(name), nets.scl, nets.sda, i2c_address, registers, {status, out_x_msb}),
      config_(config) {
    if (nets.int1 != nullptr) {
        int_pins_[0].connect(*nets.int1, nullptr, 0);
    }
    if (nets.int2 != nullptr) {
        int_pins_[1].connect(*nets.int2, nullptr, 1);
    }
    Mma8653::update_interrupts();
}

std::span<const Stimulus> Mma8653::stimuli() const {
    return accelerometer_stimuli;
}

void Mma8653::shake(std::int64_t ms) {
    world_.shaken_from = now();
    world_.shaken_until = now() + ms * ps_per_ms;
}

Vector3 Mma8653::acceleration_now() const {
    Vector3 mg = world_.acceleration_mg;
    if (now() < world_.shaken_until) {
        const bool forth = (now() - world_.shaken_from) / shake_half_period % 2 == 0;
        mg.x += forth ? shake_mg : -shake_mg;
    }
    Vector3 chip = config_.mounting.to_chip(mg);
    if (field(self_test) != 0) {
        chip = {chip.x + self_test_mg.x, chip.y + self_test_mg.y, chip.z + self_test_mg.z};
    }
    return chip;
}

Time Mma8653::sample_period() const {
    return state_.asleep ? sleep_periods[field(sleep_rate)] : periods[field(data_rate)];
}

void Mma8653::restart_sampling() {
    if (field(active) != 0) {
        set_value(sysmod, static_cast<std::uint8_t>(Mode::Wake));
        state_.last_activity = now();
        sample_in(sample_period());
        return;
    }
    stop_sampling();
    forget_samples();
    state_.asleep = false;
    state_.motion_count = 0;
    state_.orientation_count = 0;
    set_value(sysmod, static_cast<std::uint8_t>(Mode::Standby));
}

void Mma8653::sample() {
    const Vector3 mg = acceleration_now();
    store_acceleration(0, mg.x);
    store_acceleration(1, mg.y);
    store_acceleration(2, mg.z);
    tell_new_sample();
    detect_motion(mg);
    detect_orientation(mg);
    follow_sleep();
    sample_in(sample_period());
    update_interrupts();
}

void Mma8653::store_acceleration(unsigned axis, std::int64_t mg) {
    const auto offset = static_cast<std::int8_t>(value(static_cast<std::uint8_t>(off_x + axis)));
    const std::int64_t ug = mg * 1000 + offset * offset_ug;
    const std::int64_t per_g = counts_per_g >> std::min<unsigned>(field(full_scale), 2);
    // To the nearest count, halves up.
    const std::int64_t scaled = 2 * ug * per_g + 1'000'000;
    const std::int64_t down = scaled / 2'000'000 - (scaled % 2'000'000 < 0 ? 1 : 0);
    const auto count = static_cast<unsigned>(std::clamp(down, -largest_count - 1, largest_count));
    store_axis(axis, count << 6); // left-justified
}

/// "Freefall/Motion": any enabled axis above the threshold, or all of them below it.
void Mma8653::detect_motion(const Vector3& mg) {
    const std::int64_t threshold = field(motion_threshold) * threshold_mg;
    struct Axis {
        bool enabled;
        std::int64_t mg;
    };
    const Axis axes[] = {
        {field(motion_x) != 0, mg.x},
        {field(motion_y) != 0, mg.y},
        {field(motion_z) != 0, mg.z}
    };
    if (!axes[0].enabled && !axes[1].enabled && !axes[2].enabled) {
        state_.motion_count = 0;
        set_value(ff_mt_src, 0);
        return;
    }
    const bool motion = field(motion_not_freefall) != 0;
    bool all_below = true;
    unsigned above = 0; // as in FF_MT_SRC: event and polarity of X, Y, Z
    unsigned bits = 0;
    for (const Axis& axis : axes) {
        if (axis.enabled && magnitude(axis.mg) > threshold) {
            above |= (axis.mg < 0 ? 3U : 2U) << bits;
            all_below = false;
        }
        bits += 2;
    }
    debounce(state_.motion_count, motion ? above != 0 : all_below, field(motion_clears) != 0);
    const bool event = state_.motion_count > value(ff_mt_count);
    if (event) {
        set_value(ff_mt_src, static_cast<std::uint8_t>(motion_active.mask | (motion ? above : 0)));
    } else if (field(motion_latches) == 0) {
        set_value(ff_mt_src, 0);
    }
}

/// LO, LAPO and BAFRO for an acceleration, starting from what PL_STATUS has: that is the hysteresis.
std::uint8_t Mma8653::orientation_of(const Vector3& mg) const {
    unsigned result = value(pl_status) & (landscape_bits | back_bit);
    if (mg.z < -back_front_mg) {
        result |= back_bit;
    } else if (mg.z > back_front_mg) {
        result &= ~unsigned{back_bit};
    }
    if (mg.x * mg.x + mg.y * mg.y < lockout_mg * lockout_mg) {
        return static_cast<std::uint8_t>(result | lockout_bit);
    }
    const bool was_landscape = (result & landscape_bits) >= static_cast<unsigned>(Lapo::LandscapeRight) << 1;
    const std::int64_t limit = was_landscape ? to_portrait : to_landscape;
    const bool landscape = magnitude(mg.x) * 1000 > magnitude(mg.y) * limit;
    const Lapo lapo = landscape ? (mg.x > 0 ? Lapo::LandscapeRight : Lapo::LandscapeLeft)
                                : (mg.y < 0 ? Lapo::PortraitUp : Lapo::PortraitDown);
    return static_cast<std::uint8_t>((result & ~unsigned{landscape_bits}) | static_cast<unsigned>(lapo) << 1);
}

void Mma8653::detect_orientation(const Vector3& mg) {
    if (field(orientation_enabled) == 0) {
        return;
    }
    const std::uint8_t seen = orientation_of(mg);
    const auto reported = static_cast<std::uint8_t>(value(pl_status) & ~orientation_new.mask);
    const bool waits = seen != reported && seen == state_.orientation;
    if (seen != reported && !waits) {
        state_.orientation_count = 0;
    }
    state_.orientation = seen;
    debounce(state_.orientation_count, seen != reported, field(orientation_clears) != 0);
    if (state_.orientation_count > value(pl_count)) {
        state_.orientation_count = 0;
        set_value(pl_status, seen | orientation_new.mask);
    }
}

/// "Auto-WAKE/SLEEP": without an event for ASLP_COUNT steps of 320 ms it samples at ASLP_RATE.
void Mma8653::follow_sleep() {
    const bool motion = field(motion_active) != 0 && (value(ctrl_reg4) & int_ff_mt) != 0;
    const bool turned = field(orientation_new) != 0 && (value(ctrl_reg4) & int_lndprt) != 0;
    if (motion || turned) {
        state_.last_activity = now();
    }
    const bool wakes = (motion && field(wake_by_motion) != 0) || (turned && field(wake_by_orientation) != 0);
    if (state_.asleep && (wakes || field(sleep_enabled) == 0)) {
        set_asleep(false);
    } else if (!state_.asleep && field(sleep_enabled) != 0) {
        const Time step = (field(data_rate) == slowest_rate ? 640 : 320) * ps_per_ms;
        set_asleep(now() - state_.last_activity >= value(aslp_count) * step);
    }
}

void Mma8653::set_asleep(bool asleep) {
    if (asleep == state_.asleep) {
        return;
    }
    state_.asleep = asleep;
    state_.woken_or_slept = true;
    state_.last_activity = now();
    set_value(sysmod, static_cast<std::uint8_t>(asleep ? Mode::Sleep : Mode::Wake));
}

std::uint8_t Mma8653::on_read(std::uint8_t address, std::uint8_t stored) {
    std::uint8_t result = stored;
    if (is_output(address)) {
        result = read_output(address, stored);
    } else if (address == sysmod) {
        state_.woken_or_slept = false;
    } else if (address == pl_status) {
        set_field(orientation_new, 0);
    } else if (address == ff_mt_src) {
        set_value(ff_mt_src, 0);
    }
    update_interrupts();
    return result;
}

void Mma8653::before_write(std::uint8_t address) {
    if (field(active) != 0 && address != ctrl_reg1 && address != ctrl_reg2) {
        report("mma8653.active", "a register other than CTRL_REG1 and CTRL_REG2 is written outside standby");
    }
}

void Mma8653::on_write(std::uint8_t address, std::uint8_t written) {
    if (address == ctrl_reg2 && (written & software_reset.mask) != 0) {
        reset_registers();
        state_ = {};
        restart_sampling();
    } else if (address == ctrl_reg1) {
        restart_sampling();
    }
    update_interrupts();
}

/// "Register Address Map", both columns of auto-increment addresses.
std::uint8_t Mma8653::next_address(std::uint8_t address) const {
    if (address > out_z_lsb) {
        return static_cast<std::uint8_t>(address + 1);
    }
    if (field(fast_read) == 0) {
        return address == out_z_lsb ? status : static_cast<std::uint8_t>(address + 1);
    }
    switch (address) {
    case status:
        return out_x_msb;
    case out_x_msb:
    case out_x_msb + 2:
        return static_cast<std::uint8_t>(address + 2);
    default:
        return status;
    }
}

void Mma8653::update_interrupts() {
    unsigned sources = 0;
    sources |= has_new_sample() ? int_drdy : 0U;
    sources |= field(motion_active) != 0 ? int_ff_mt : 0U;
    sources |= field(orientation_new) != 0 ? int_lndprt : 0U;
    sources |= state_.woken_or_slept ? int_aslp : 0U;
    sources &= value(ctrl_reg4);
    set_value(int_source, static_cast<std::uint8_t>(sources));
    const unsigned to_int1 = sources & value(ctrl_reg5);
    const unsigned to_int2 = sources & ~unsigned{value(ctrl_reg5)};
    for (unsigned pin = 0; pin < int_pins_.size(); ++pin) {
        const bool asserted = (pin == 0 ? to_int1 : to_int2) != 0;
        const bool high = asserted == (field(active_high) != 0);
        const Drive released = field(open_drain) != 0 ? Drive::None : Drive::High;
        int_pins_[pin].set({.drive = high ? released : Drive::Low});
    }
}

} // namespace peripherals::devices
