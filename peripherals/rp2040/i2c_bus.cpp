// The two lines of the I2C block: spike filters, START and STOP, hold times of what is driven.

#include "peripherals/rp2040/i2c.h"

namespace peripherals::rp2040 {

using namespace sim::core;
using i2c::i2c_registers;

namespace {

constexpr FieldRef speed = find(i2c_registers, "IC_CON.SPEED");
constexpr std::uint32_t standard = 1;
constexpr FieldRef stop_det_ifaddressed = find(i2c_registers, "IC_CON.STOP_DET_IFADDRESSED");
constexpr FieldRef slave_disable = find(i2c_registers, "IC_CON.IC_SLAVE_DISABLE");
constexpr Row ss_scl_hcnt = row_of(i2c_registers, "IC_SS_SCL_HCNT");
constexpr Row ss_scl_lcnt = row_of(i2c_registers, "IC_SS_SCL_LCNT");
constexpr Row fs_scl_hcnt = row_of(i2c_registers, "IC_FS_SCL_HCNT");
constexpr Row fs_scl_lcnt = row_of(i2c_registers, "IC_FS_SCL_LCNT");
constexpr Row fs_spklen = row_of(i2c_registers, "IC_FS_SPKLEN");
constexpr FieldRef sda_rx_hold = find(i2c_registers, "IC_SDA_HOLD.IC_SDA_RX_HOLD");
constexpr std::uint32_t start_det = find(i2c_registers, "IC_RAW_INTR_STAT.START_DET").mask;
constexpr std::uint32_t stop_det = find(i2c_registers, "IC_RAW_INTR_STAT.STOP_DET").mask;

constexpr std::int64_t synchroniser = 3; // cycles before the filter

} // namespace

I2c::Edge I2c::latency() const {
    return value(fs_spklen) + synchroniser;
}

std::uint32_t I2c::high_count() const {
    return value(field(speed) == standard ? ss_scl_hcnt : fs_scl_hcnt);
}

std::uint32_t I2c::low_count() const {
    return value(field(speed) == standard ? ss_scl_lcnt : fs_scl_lcnt);
}

/// What the pins are while nothing happens yet is no edge.
void I2c::take_pins() {
    state_.sda = {pins_.sda, pins_.sda, no_edge};
    state_.scl = {pins_.scl, pins_.scl, no_edge};
}

void I2c::on_line(unsigned input, bool level) {
    (input == SdaInput ? pins_.sda : pins_.scl) = level;
    if (held_in_reset()) {
        take_pins();
        return;
    }
    input_changed(input == SdaInput ? state_.sda : state_.scl, level);
    arm_events();
}

void I2c::input_changed(Filter& filter, bool level) {
    filter.raw = level;
    if (level == filter.level) {
        filter.change = no_edge; // a spike
        return;
    }
    // IC_SDA_RX_HOLD keeps changes of SDA under a high SCL back, so that they are no START or STOP.
    const bool hold = &filter == &state_.sda && state_.scl.level;
    filter.change = edge_now() + latency() + (hold ? field(sda_rx_hold) : 0);
}

void I2c::sda_filtered() {
    state_.sda.change = no_edge;
    state_.sda.level = state_.sda.raw;
    if (!state_.scl.level) {
        return;
    }
    if (!state_.sda.level) {
        state_.bus_busy = enabled(); // while disabled nobody watches the bus
        state_.sticky |= enabled() ? start_det : 0;
        slave_start();
    } else {
        state_.bus_busy = false;
        state_.bus_free = edge_now() + low_count() - latency();
        const bool tell =
            field(stop_det_ifaddressed) == 0 || field(slave_disable) != 0 || state_.slave.addressed;
        state_.sticky |= (enabled() || active()) && tell ? stop_det : 0;
        slave_stop();
        master_consider();
    }
    arm_events();
    update();
}

void I2c::scl_filtered() {
    state_.scl.change = no_edge;
    state_.scl.level = state_.scl.raw;
    Master& master = state_.master;
    if (state_.scl.level) {
        slave_rise();
        if (master.phase == Master::Phase::Rising) {
            master_sample();
        }
        master_consider();
    } else {
        slave_fall();
        if (master.phase == Master::Phase::High) {
            master_pulse_done(); // another master's high was shorter
        }
    }
    arm_events();
    update();
}

void I2c::pull(Puller& puller, bool low, Edge at) {
    puller.next = low;
    puller.change = low == puller.low ? no_edge : at;
    if (puller.change != no_edge && at <= edge_now()) {
        puller.low = low;
        puller.change = no_edge;
        drive();
    }
}

void I2c::master_sda_due() {
    pull(state_.master_sda, state_.master_sda.next, edge_now());
}

void I2c::slave_sda_due() {
    pull(state_.slave_sda, state_.slave_sda.next, edge_now());
}

void I2c::drive() {
    const bool sda = state_.master_sda.low || state_.slave_sda.low;
    const bool scl = state_.master_scl_low || state_.slave.scl_low;
    outputs_.set(0, (sda ? sda_output : 0) | (scl ? scl_output : 0));
}

void I2c::arm_events() {
    const auto arm = [this](Event& event, Edge edge) {
        event.arm(edge == no_edge ? never : clk_sys_.time_of(edge));
    };
    arm(sda_event_, state_.sda.change);
    arm(scl_event_, state_.scl.change);
    arm(master_event_, state_.master.event);
    arm(master_sda_event_, state_.master_sda.change);
    arm(slave_sda_event_, state_.slave_sda.change);
    arm(slave_scl_event_, state_.slave.release);
}

} // namespace peripherals::rp2040
