#include "peripherals/devices/mpu6050.h"

#include "peripherals/devices/mpu6050_registers.h"
#include "peripherals/devices/rounding.h"
#include "sim/core/error.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;
using mpu6050::registers;

namespace {

constexpr std::uint8_t sample_rate_divider = address_of(registers, "SMPLRT_DIV");
constexpr std::uint8_t fifo_enables = address_of(registers, "FIFO_EN");
constexpr std::uint8_t int_pin_config = address_of(registers, "INT_PIN_CFG");
constexpr std::uint8_t int_status = address_of(registers, "INT_STATUS");
constexpr std::uint8_t first_output = address_of(registers, "ACCEL_XOUT_H");
constexpr std::uint8_t last_output = address_of(registers, "GYRO_ZOUT_L");
constexpr std::uint8_t fifo_count_high = address_of(registers, "FIFO_COUNTH");
constexpr std::uint8_t fifo_count_low = address_of(registers, "FIFO_COUNTL");
constexpr std::uint8_t fifo_data = address_of(registers, "FIFO_R_W");
constexpr std::uint8_t dlpf_config = address_of(registers, "CONFIG");
constexpr std::uint8_t user_ctrl = address_of(registers, "USER_CTRL");
constexpr std::uint8_t pwr_mgmt_1 = address_of(registers, "PWR_MGMT_1");
constexpr std::uint8_t pwr_mgmt_2 = address_of(registers, "PWR_MGMT_2");
constexpr std::uint8_t signal_path_reset = address_of(registers, "SIGNAL_PATH_RESET");
constexpr ByteFieldRef low_pass = find(registers, "CONFIG.DLPF_CFG");
constexpr ByteFieldRef gyro_range = find(registers, "GYRO_CONFIG.FS_SEL");
constexpr ByteFieldRef accel_range = find(registers, "ACCEL_CONFIG.AFS_SEL");
constexpr ByteFieldRef gyro_self_test = find(registers, "GYRO_CONFIG.XG_ST");
constexpr ByteFieldRef accel_self_test = find(registers, "ACCEL_CONFIG.XA_ST");
constexpr ByteFieldRef active_low = find(registers, "INT_PIN_CFG.INT_LEVEL");
constexpr ByteFieldRef open_drain = find(registers, "INT_PIN_CFG.INT_OPEN");
constexpr ByteFieldRef latched = find(registers, "INT_PIN_CFG.LATCH_INT_EN");
constexpr ByteFieldRef any_read_clears = find(registers, "INT_PIN_CFG.INT_RD_CLEAR");
constexpr ByteFieldRef overflow_enabled = find(registers, "INT_ENABLE.FIFO_OFLOW_EN");
constexpr ByteFieldRef ready_enabled = find(registers, "INT_ENABLE.DATA_RDY_EN");
constexpr ByteFieldRef overflow = find(registers, "INT_STATUS.FIFO_OFLOW_INT");
constexpr ByteFieldRef ready = find(registers, "INT_STATUS.DATA_RDY_INT");
constexpr ByteFieldRef temperature_to_fifo = find(registers, "FIFO_EN.TEMP_FIFO_EN");
constexpr ByteFieldRef gyro_x_to_fifo = find(registers, "FIFO_EN.XG_FIFO_EN");
constexpr ByteFieldRef accel_to_fifo = find(registers, "FIFO_EN.ACCEL_FIFO_EN");
constexpr ByteFieldRef fifo_on = find(registers, "USER_CTRL.FIFO_EN");
constexpr ByteFieldRef master_on = find(registers, "USER_CTRL.I2C_MST_EN");
constexpr ByteFieldRef fifo_reset = find(registers, "USER_CTRL.FIFO_RESET");
constexpr ByteFieldRef signals_reset = find(registers, "USER_CTRL.SIG_COND_RESET");
constexpr ByteFieldRef device_reset = find(registers, "PWR_MGMT_1.DEVICE_RESET");
constexpr ByteFieldRef asleep = find(registers, "PWR_MGMT_1.SLEEP");
constexpr ByteFieldRef cycle = find(registers, "PWR_MGMT_1.CYCLE");
constexpr ByteFieldRef temperature_off = find(registers, "PWR_MGMT_1.TEMP_DIS");
constexpr ByteFieldRef clock_select = find(registers, "PWR_MGMT_1.CLKSEL");
constexpr ByteFieldRef wake_rate = find(registers, "PWR_MGMT_2.LP_WAKE_CTRL");
constexpr ByteFieldRef accel_x_off = find(registers, "PWR_MGMT_2.STBY_XA");
constexpr ByteFieldRef gyro_x_off = find(registers, "PWR_MGMT_2.STBY_XG");

constexpr std::uint8_t lowest_address = 0x68;
constexpr std::size_t fifo_bytes = 1024;
constexpr Time pulse_time = 50 * ps_per_us;
constexpr unsigned clock_stopped = 7; // CLKSEL

// "LP_WAKE_CTRL".
constexpr Time wake_periods[] = {800 * ps_per_ms, 200 * ps_per_ms, 50 * ps_per_ms, 25 * ps_per_ms};

// By AFS_SEL, and tenths by FS_SEL.
constexpr std::int64_t counts_per_g[] = {16'384, 8192, 4096, 2048};
constexpr std::int64_t tenths_per_dps[] = {1310, 655, 328, 164};
constexpr std::int64_t counts_per_c = 340;
constexpr std::int64_t zero_mc = 36'530; // where TEMP_OUT is 0

// "SELF_TEST_A" and others: what a trim of 16 stands for, 4096 * 0.34 * (0.92 / 0.34)^(15 / 30) counts of
// 1/4096 g and 25 * 131 * 1.046^15 counts of 1/131 degree a second; the gyroscope's Y answers downwards.
constexpr std::int64_t accel_self_test_mg = 559;
constexpr std::int64_t gyro_self_test_mdps[] = {49'081, -49'081, 49'081};

constexpr unsigned temperature_word = 3;
constexpr unsigned gyro_word = 4;

std::int16_t within_16_bits(std::int64_t counts) {
    using Limits = std::numeric_limits<std::int16_t>;
    return static_cast<std::int16_t>(std::clamp<std::int64_t>(counts, Limits::min(), Limits::max()));
}

/// The bit of an axis (0 to 2), where those of X, Y and Z fall from that of X on.
constexpr ByteFieldRef of_axis(ByteFieldRef x, unsigned axis) {
    return {x.address, static_cast<std::uint8_t>(x.lsb - axis), static_cast<std::uint8_t>(x.mask >> axis)};
}

constexpr std::int64_t most_mg = 20'000;
constexpr std::int64_t most_mdps = 4'000'000;
constexpr Stimulus mpu6050_stimuli[] = {
    {"accel_x_mg",      -most_mg,   most_mg,   stimulus<&Mpu6050::set_accel_x>,     "acceleration along the board's x"},
    {"accel_y_mg",      -most_mg,   most_mg,   stimulus<&Mpu6050::set_accel_y>,     "acceleration along the board's y"},
    {"accel_z_mg",      -most_mg,   most_mg,   stimulus<&Mpu6050::set_accel_z>,     "acceleration along the board's z"},
    {"rotation_x_mdps", -most_mdps, most_mdps, stimulus<&Mpu6050::set_rotation_x>,
     "rotation about the board's x"                                                                                   },
    {"rotation_y_mdps", -most_mdps, most_mdps, stimulus<&Mpu6050::set_rotation_y>,
     "rotation about the board's y"                                                                                   },
    {"rotation_z_mdps", -most_mdps, most_mdps, stimulus<&Mpu6050::set_rotation_z>,
     "rotation about the board's z"                                                                                   },
    {"temperature_mc",  -40'000,    85'000,    stimulus<&Mpu6050::set_temperature>, "of the chip"                     },
};

} // namespace

Mpu6050::Mpu6050(Machine& machine, std::string name, Net& scl, Net& sda, Net* interrupt, const Config& config)
    : I2cRegisters(machine, std::move(name), scl, sda, config.address, registers), config_(config) {
    if ((config.address & ~1) != lowest_address) {
        throw Error(Device::name() + ": an MPU-6050 has the address 0x68 or 0x69");
    }
    if (interrupt != nullptr) {
        interrupt_.connect(*interrupt, nullptr, 0);
    }
    update_interrupt();
}

void Mpu6050::reset() {
    I2cRegisters::reset();
    state_ = {};
    pulse_.disarm();
    restart_sampling();
    update_interrupt();
}

void Mpu6050::inspect(Inspector& inspector) const {
    I2cRegisters::inspect(inspector);
    inspector.number("fifo", static_cast<std::int64_t>(state_.fifo.size()), "bytes");
}

std::span<const Stimulus> Mpu6050::stimuli() const {
    return mpu6050_stimuli;
}

std::uint8_t Mpu6050::next_address(std::uint8_t address) const {
    return address == fifo_data ? address : static_cast<std::uint8_t>(address + 1);
}

std::uint8_t Mpu6050::on_read(std::uint8_t address, std::uint8_t stored) {
    state_.reading = true;
    if (address == fifo_count_high) { // latches both
        set_value(fifo_count_low, static_cast<std::uint8_t>(state_.fifo.size()));
        stored = static_cast<std::uint8_t>(state_.fifo.size() >> 8);
    } else if (address == fifo_data) {
        stored = pop();
    }
    if (address == int_status || field(any_read_clears) != 0) {
        set_value(int_status, 0);
        update_interrupt();
    }
    return stored;
}

void Mpu6050::on_end() {
    if (std::exchange(state_.reading, false)) {
        show_sample();
    }
}

void Mpu6050::on_write(std::uint8_t address, std::uint8_t written) {
    const auto has = [written](ByteFieldRef ref) { return (written & ref.mask) != 0; };
    if (address == pwr_mgmt_1 && has(device_reset)) {
        reset_registers();
        state_ = {};
        show_sample();
    } else if (address == user_ctrl) {
        if (has(fifo_reset)) {
            state_.fifo.clear();
        }
        if (has(signals_reset)) {
            state_.sample = {};
        }
        if (has(master_on)) {
            report("mpu6050.auxiliary_bus", "the master of the auxiliary bus is not modelled");
        }
    } else if (address == signal_path_reset) {
        state_.sample = {};
    } else if (address == fifo_data) {
        push(written);
    }
    if (address == sample_rate_divider || address == dlpf_config || address == pwr_mgmt_1 ||
        address == pwr_mgmt_2) {
        restart_sampling();
    }
    if (address == int_pin_config || address == pwr_mgmt_1) {
        update_interrupt();
    }
}

Time Mpu6050::sample_period() const {
    if (field(cycle) != 0) {
        return wake_periods[field(wake_rate)];
    }
    const bool unfiltered = field(low_pass) == 0 || field(low_pass) == 7;
    return (unfiltered ? 125 * ps_per_us : ps_per_ms) * (1 + value(sample_rate_divider));
}

void Mpu6050::restart_sampling() {
    if (field(asleep) != 0 || field(clock_select) == clock_stopped) {
        sample_.disarm();
    } else {
        sample_.arm(now() + sample_period());
    }
}

void Mpu6050::sample() {
    measure();
    if (!state_.reading) {
        show_sample();
    }
    fill_fifo();
    raise(ready, ready_enabled);
    sample_.arm(now() + sample_period());
}

void Mpu6050::measure() {
    const Vector3 accel = config_.mounting.to_chip(world_.acceleration_mg);
    const Vector3 gyro = config_.mounting.to_chip(world_.rotation_mdps);
    const std::int64_t mg[] = {accel.x, accel.y, accel.z};
    const std::int64_t mdps[] = {gyro.x, gyro.y, gyro.z};
    for (unsigned axis = 0; axis < 3; ++axis) {
        if (field(of_axis(accel_x_off, axis)) == 0) {
            const std::int64_t tested = field(of_axis(accel_self_test, axis)) * accel_self_test_mg;
            state_.sample[axis] =
                within_16_bits(nearest(mg[axis] + tested, counts_per_g[field(accel_range)], 1000));
        }
        if (field(of_axis(gyro_x_off, axis)) == 0 && field(cycle) == 0) {
            const std::int64_t tested = field(of_axis(gyro_self_test, axis)) * gyro_self_test_mdps[axis];
            state_.sample[gyro_word + axis] =
                within_16_bits(nearest(mdps[axis] + tested, tenths_per_dps[field(gyro_range)], 10'000));
        }
    }
    if (field(temperature_off) == 0) {
        state_.sample[temperature_word] =
            within_16_bits(nearest(world_.temperature_mc - zero_mc, counts_per_c, 1000));
    }
}

/// The registers change while nobody reads only.
void Mpu6050::show_sample() {
    static_assert(last_output - first_output + 1 == 2 * words);
    for (unsigned i = 0; i < words; ++i) {
        const auto bits = static_cast<std::uint16_t>(state_.sample[i]);
        set_value(static_cast<std::uint8_t>(first_output + 2 * i), static_cast<std::uint8_t>(bits >> 8));
        set_value(static_cast<std::uint8_t>(first_output + 2 * i + 1), static_cast<std::uint8_t>(bits));
    }
}

void Mpu6050::fill_fifo() {
    if (field(fifo_on) == 0 || value(fifo_enables) == 0) {
        return;
    }
    for (unsigned i = 0; i < words; ++i) {
        const ByteFieldRef enabled = i < temperature_word    ? accel_to_fifo
                                     : i == temperature_word ? temperature_to_fifo
                                                             : of_axis(gyro_x_to_fifo, i - gyro_word);
        if (field(enabled) != 0) {
            const auto bits = static_cast<std::uint16_t>(state_.sample[i]);
            push(static_cast<std::uint8_t>(bits >> 8));
            push(static_cast<std::uint8_t>(bits));
        }
    }
}

void Mpu6050::push(std::uint8_t byte) {
    if (state_.fifo.size() == fifo_bytes) {
        state_.fifo.pop_front();
        raise(overflow, overflow_enabled);
    }
    state_.fifo.push_back(byte);
}

/// Empty, it repeats its last byte.
std::uint8_t Mpu6050::pop() {
    if (!state_.fifo.empty()) {
        state_.last_of_fifo = state_.fifo.front();
        state_.fifo.pop_front();
    }
    return state_.last_of_fifo;
}

void Mpu6050::raise(ByteFieldRef status, ByteFieldRef enabled) {
    if (field(enabled) == 0) {
        return;
    }
    set_field(status, 1);
    if (field(latched) == 0) {
        state_.pulse = true;
        pulse_.arm(now() + pulse_time);
    }
    update_interrupt();
}

void Mpu6050::end_pulse() {
    state_.pulse = false;
    update_interrupt();
}

void Mpu6050::update_interrupt() {
    if (!interrupt_.connected()) {
        return;
    }
    const bool active = field(latched) != 0 ? value(int_status) != 0 : state_.pulse;
    const bool high = active != (field(active_low) != 0);
    const bool released = high && field(open_drain) != 0;
    interrupt_.set({.drive = released ? Drive::None : high ? Drive::High : Drive::Low});
}

} // namespace peripherals::devices
