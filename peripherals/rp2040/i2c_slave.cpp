// The slave of the I2C block. It follows the filtered lines: bits count at a rise of SCL, SDA changes after a
// fall.

#include "peripherals/rp2040/i2c.h"

#include <algorithm>

namespace peripherals::rp2040 {

using namespace sim::core;
using i2c::i2c_registers;

namespace {

constexpr FieldRef slave_disable = find(i2c_registers, "IC_CON.IC_SLAVE_DISABLE");
constexpr FieldRef ten_bits = find(i2c_registers, "IC_CON.IC_10BITADDR_SLAVE");
constexpr FieldRef own_address = find(i2c_registers, "IC_SAR.IC_SAR");
constexpr FieldRef ack_gen_call = find(i2c_registers, "IC_ACK_GENERAL_CALL.ACK_GEN_CALL");
constexpr FieldRef nack_only = find(i2c_registers, "IC_SLV_DATA_NACK_ONLY.NACK");
constexpr FieldRef sda_setup = find(i2c_registers, "IC_SDA_SETUP.SDA_SETUP");
constexpr FieldRef sda_tx_hold = find(i2c_registers, "IC_SDA_HOLD.IC_SDA_TX_HOLD");
constexpr std::uint32_t gen_call = find(i2c_registers, "IC_RAW_INTR_STAT.GEN_CALL").mask;
constexpr std::uint32_t rx_done = find(i2c_registers, "IC_RAW_INTR_STAT.RX_DONE").mask;
constexpr std::uint32_t rd_req = find(i2c_registers, "IC_RAW_INTR_STAT.RD_REQ").mask;
constexpr std::uint32_t restart_det = find(i2c_registers, "IC_RAW_INTR_STAT.RESTART_DET").mask;
constexpr std::uint32_t slvflush_txfifo = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_SLVFLUSH_TXFIFO").mask;
constexpr std::uint32_t slv_arblost = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_SLV_ARBLOST").mask |
                                      find(i2c_registers, "IC_TX_ABRT_SOURCE.ARB_LOST").mask;

} // namespace

void I2c::slave_start() {
    Slave& slave = state_.slave;
    if (slave.addressed) {
        state_.sticky |= restart_det;
    }
    const bool selected_10 = slave.selected_10;
    slave_leave();
    if (enabled() && field(slave_disable) == 0) {
        slave.mode = Slave::Mode::Address;
        slave.selected_10 = selected_10;
    }
}

void I2c::slave_stop() {
    slave_leave();
}

/// Lets go of both lines and waits for the next START.
void I2c::slave_leave() {
    pull(state_.slave_sda, false, edge_now());
    state_.slave = {};
    drive();
}

void I2c::slave_rise() {
    Slave& slave = state_.slave;
    const bool sda = state_.sda.level;
    if (slave.mode == Slave::Mode::Idle) {
        return;
    }
    if (slave.acknowledging) {
        if (slave.mode == Slave::Mode::Transmit && slave.bits == 8) {
            slave.acknowledged = !sda;
        }
        return;
    }
    if (slave.mode == Slave::Mode::Transmit && (slave.shift & 0x80) != 0 && !sda) {
        slave_leave();
        abort(slv_arblost);
        return;
    }
    slave.shift = static_cast<std::uint8_t>(slave.shift << 1 | (sda ? 1 : 0));
    ++slave.bits;
}

void I2c::slave_fall() {
    Slave& slave = state_.slave;
    if (slave.mode == Slave::Mode::Idle) {
        return;
    }
    if (slave.acknowledging) {
        slave_next();
    } else if (slave.bits == 8) {
        slave_byte();
    } else if (slave.mode == Slave::Mode::Transmit) {
        slave_send_bit();
    }
}

/// Eight bits have passed: acknowledges them, or listens to the other side's acknowledge.
void I2c::slave_byte() {
    Slave& slave = state_.slave;
    switch (slave.mode) {
    case Slave::Mode::Transmit:
        pull(state_.slave_sda, false, edge_now());
        slave.acknowledging = true;
        break;
    case Slave::Mode::Receive:
        if (field(nack_only) != 0) {
            slave_leave(); // what was received is dropped
        } else if (receive_byte(slave.shift, slave.first_byte)) {
            slave.first_byte = false;
            slave.data_received = true;
            slave.scl_low = false;
            slave.wait = Slave::Wait::None;
            slave_acknowledge(true);
        } else {
            slave.scl_low = true;
            slave.wait = Slave::Wait::Room;
            drive();
        }
        break;
    default:
        slave_acknowledge(slave_address());
        break;
    }
}

/// Whether the byte of an address that has come is for this slave.
bool I2c::slave_address() {
    Slave& slave = state_.slave;
    const std::uint32_t own = field(own_address);
    const bool reads = (slave.shift & 1) != 0;
    if (slave.mode == Slave::Mode::Address10Low) {
        slave.addressed = slave.selected_10 = slave.shift == (own & 0xff);
        slave.mode = Slave::Mode::Receive;
        return slave.addressed;
    }
    if (slave.shift == 0) {
        slave.mode = Slave::Mode::Receive;
        state_.sticky |= field(ack_gen_call) != 0 ? gen_call : 0;
        return field(ack_gen_call) != 0;
    }
    if (field(ten_bits) == 0) {
        slave.addressed = std::uint32_t{slave.shift} >> 1 == (own & 0x7f);
        slave.reading = reads;
        slave.mode = reads ? Slave::Mode::Transmit : Slave::Mode::Receive;
        return slave.addressed;
    }
    if ((slave.shift & 0xfe) != (0xf0 | (own >> 7 & 6))) {
        return false;
    }
    if (!reads) {
        slave.mode = Slave::Mode::Address10Low;
        return true;
    }
    slave.addressed = slave.selected_10; // the whole address came before the restart
    slave.reading = true;
    slave.mode = Slave::Mode::Transmit;
    return slave.addressed;
}

void I2c::slave_acknowledge(bool acknowledge) {
    if (!acknowledge) {
        slave_leave();
        return;
    }
    state_.slave.acknowledging = true;
    state_.slave.acknowledged = true;
    pull(state_.slave_sda, true, edge_now() + std::max<Edge>(field(sda_tx_hold) - latency(), 0));
    drive();
}

/// The acknowledge is over.
void I2c::slave_next() {
    Slave& slave = state_.slave;
    slave.acknowledging = false;
    const bool was_data = slave.mode == Slave::Mode::Transmit && slave.first_byte;
    slave.bits = 0;
    if (slave.mode != Slave::Mode::Transmit) {
        slave.first_byte = slave.mode == Slave::Mode::Receive && !slave.data_received;
        pull(state_.slave_sda, false, edge_now());
        return;
    }
    if (!slave.acknowledged) {
        state_.sticky |= rx_done;
        slave_leave();
        return;
    }
    if (!was_data && !state_.tx.empty()) {
        abort(slvflush_txfifo); // left over from an earlier read
    }
    slave.first_byte = true;
    if (state_.tx.empty()) {
        state_.sticky |= rd_req;
        slave.wait = Slave::Wait::Data;
        slave.scl_low = true;
        pull(state_.slave_sda, false, edge_now());
        drive();
    } else {
        slave_send_byte();
    }
}

void I2c::slave_send_byte() {
    state_.slave.shift = static_cast<std::uint8_t>(state_.tx.pop());
    slave_send_bit();
}

void I2c::slave_send_bit() {
    const bool high = (state_.slave.shift & 0x80) != 0;
    const bool held = state_.slave.scl_low;
    pull(state_.slave_sda, !high,
         edge_now() + (held ? 0 : std::max<Edge>(field(sda_tx_hold) - latency(), 0)));
}

/// Data or room may have come that SCL is held low for.
void I2c::slave_consider() {
    Slave& slave = state_.slave;
    if (slave.wait == Slave::Wait::Room) {
        slave_byte();
        drive();
    } else if (slave.wait == Slave::Wait::Data && !state_.tx.empty()) {
        slave.wait = Slave::Wait::None;
        slave_send_byte();
        slave.release = edge_now() + std::max<Edge>(field(sda_setup) - 1, 1);
    }
    arm_events();
}

void I2c::slave_release_due() {
    state_.slave.release = no_edge;
    state_.slave.scl_low = false;
    drive();
    arm_events();
}

} // namespace peripherals::rp2040
