// The master of the I2C block: commands become bytes, bytes become pulses of SCL.

#include "peripherals/rp2040/i2c.h"

#include <algorithm>

namespace peripherals::rp2040 {

using namespace sim::core;
using i2c::i2c_registers;

namespace {

constexpr FieldRef master_mode = find(i2c_registers, "IC_CON.MASTER_MODE");
constexpr FieldRef slave_disable = find(i2c_registers, "IC_CON.IC_SLAVE_DISABLE");
constexpr FieldRef restart_en = find(i2c_registers, "IC_CON.IC_RESTART_EN");
constexpr FieldRef ten_bits = find(i2c_registers, "IC_CON.IC_10BITADDR_MASTER");
constexpr FieldRef special = find(i2c_registers, "IC_TAR.SPECIAL");
constexpr FieldRef gc_or_start = find(i2c_registers, "IC_TAR.GC_OR_START");
constexpr FieldRef target = find(i2c_registers, "IC_TAR.IC_TAR");
constexpr std::uint32_t cmd = find(i2c_registers, "IC_DATA_CMD.CMD").mask;
constexpr std::uint32_t stop = find(i2c_registers, "IC_DATA_CMD.STOP").mask;
constexpr std::uint32_t restart = find(i2c_registers, "IC_DATA_CMD.RESTART").mask;
constexpr FieldRef tx_cmd_block = find(i2c_registers, "IC_ENABLE.TX_CMD_BLOCK");
constexpr FieldRef abort_field = find(i2c_registers, "IC_ENABLE.ABORT");
constexpr FieldRef sda_tx_hold = find(i2c_registers, "IC_SDA_HOLD.IC_SDA_TX_HOLD");

constexpr std::int64_t stuck_per_second = 32; // SCL low for 31 ms is worth telling

// Causes of an abort.
constexpr std::uint32_t user_abrt = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_USER_ABRT").mask;
constexpr std::uint32_t arb_lost = find(i2c_registers, "IC_TX_ABRT_SOURCE.ARB_LOST").mask;
constexpr std::uint32_t master_dis = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_MASTER_DIS").mask;
constexpr std::uint32_t rd_norstrt_10b = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_10B_RD_NORSTRT").mask;
constexpr std::uint32_t sbyte_norstrt = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_SBYTE_NORSTRT").mask;
constexpr std::uint32_t sbyte_ackdet = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_SBYTE_ACKDET").mask;
constexpr std::uint32_t gcall_read = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_GCALL_READ").mask;
constexpr std::uint32_t gcall_noack = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_GCALL_NOACK").mask;
constexpr std::uint32_t txdata_noack = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_TXDATA_NOACK").mask;
constexpr std::uint32_t addr2_noack = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_10ADDR2_NOACK").mask;
constexpr std::uint32_t addr1_noack = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_10ADDR1_NOACK").mask;
constexpr std::uint32_t addr_noack = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_7B_ADDR_NOACK").mask;

} // namespace

bool I2c::giving_up() const {
    return state_.master.stopping || field(abort_field) != 0;
}

/// SCL is low until there is another command. Such a master takes no notice of being disabled for a moment:
/// programs change its target so, between a write without STOP and what goes on with it.
bool I2c::master_holds_bus() const {
    const Master& master = state_.master;
    const bool waits_for_room =
        master.byte == Master::Byte::Read && master.command_active && !master.byte_taken;
    return master.phase == Master::Phase::Stalled && !waits_for_room;
}

/// Something that the master waits for may have come: a command, room in the FIFO, a free bus, an order to
/// give up.
void I2c::master_consider() {
    Master& master = state_.master;
    if (master.phase == Master::Phase::Idle) {
        begin_transfer();
    } else if (master.phase == Master::Phase::BusFree && giving_up()) {
        stop_done();
    } else if (master.phase == Master::Phase::Stalled) {
        if (master.byte == Master::Byte::Read && master.command_active) {
            acknowledge_read();
        } else {
            next_command();
        }
    }
    arm_events();
}

void I2c::begin_transfer() {
    Master& master = state_.master;
    if (field(abort_field) != 0) {
        stop_done(); // nothing to abort
        return;
    }
    if (!enabled() || state_.tx.empty() || field(tx_cmd_block) != 0) {
        return;
    }
    if (field(master_mode) == 0) {
        if (field(slave_disable) != 0) {
            abort(master_dis);
        }
        return;
    }
    if (state_.bus_busy || !state_.sda.level || !state_.scl.level) {
        if (!state_.bus_busy && !state_.scl.raw) {
            report("i2c.bus_low", "a transfer cannot begin while SCL is low: is there a pull-up?");
        }
        return;
    }
    master.reading = (state_.tx.front() & cmd) != 0;
    if (field(special) != 0 && field(gc_or_start) != 0 && field(restart_en) == 0) {
        abort(sbyte_norstrt);
    } else if (field(ten_bits) != 0 && master.reading && field(restart_en) == 0) {
        abort(rd_norstrt_10b);
    } else {
        master_wait(Master::Phase::BusFree, std::max<Edge>(state_.bus_free - edge_now(), 1));
    }
    update();
}

void I2c::master_wait(Master::Phase phase, Edge edges) {
    state_.master.phase = phase;
    state_.master.event = edge_now() + edges;
}

/// At the end of each stretch of time that the master measures itself.
void I2c::master_due() {
    Master& master = state_.master;
    master.event = no_edge;
    switch (master.phase) {
    case Master::Phase::BusFree:
        if (state_.bus_busy || !state_.sda.level || !state_.scl.level) {
            master.phase = Master::Phase::Idle; // another master was faster
        } else {
            start_condition();
        }
        break;
    case Master::Phase::RestartSetup:
        start_condition();
        break;
    case Master::Phase::StartHold:
        begin_address();
        break;
    case Master::Phase::Low:
        master_wait(Master::Phase::Rising, clk_sys_.hz() / stuck_per_second);
        state_.master_scl_low = false;
        drive();
        if (state_.scl.level && state_.scl.raw) {
            master_sample(); // a low that is shorter than a spike
        }
        break;
    case Master::Phase::Rising:
        report("i2c.scl_low", "SCL was let go and stays low: a part stretches it, or there is no pull-up");
        break;
    case Master::Phase::High:
        master_pulse_done();
        break;
    case Master::Phase::StopSetup:
        pull(state_.master_sda, false, edge_now());
        master_wait(Master::Phase::Stopping, low_count());
        break;
    case Master::Phase::Stopping:
        stop_done();
        break;
    default:
        break;
    }
    arm_events();
    update();
}

void I2c::start_condition() {
    pull(state_.master_sda, true, edge_now());
    master_wait(Master::Phase::StartHold, high_count() + latency() + 4);
}

/// After each START: what comes first. SCL goes low with it.
void I2c::begin_address() {
    Master& master = state_.master;
    const std::uint32_t address = field(target);
    const std::uint32_t first_of_ten = 0xf0 | (address >> 7 & 6);
    if (master.slot == Master::Slot::Restart && master.after_restart == Master::Byte::Address10Read) {
        begin_byte(Master::Byte::Address10Read, first_of_ten | 1);
    } else if (field(special) != 0 && field(gc_or_start) == 0) {
        begin_byte(Master::Byte::GeneralCall, 0);
    } else if (field(special) != 0 && master.slot != Master::Slot::Restart) {
        begin_byte(Master::Byte::StartByte, 1);
    } else if (field(ten_bits) != 0) {
        begin_byte(Master::Byte::Address10, first_of_ten);
    } else {
        begin_byte(Master::Byte::Address7, (address & 0x7f) << 1 | (master.reading ? 1 : 0));
    }
}

void I2c::begin_byte(Master::Byte byte, std::uint32_t data) {
    Master& master = state_.master;
    master.byte = byte;
    master.shift = static_cast<std::uint8_t>(data);
    master.bits = 0;
    master.byte_taken = false;
    begin_low(Master::Slot::Bit);
}

/// Pulls SCL low for the pulse `slot`; SDA follows after its hold time.
void I2c::begin_low(Master::Slot slot) {
    state_.master.slot = slot;
    state_.master_scl_low = true;
    drive();
    master_wait(Master::Phase::Low, low_count() + 1);
    const Edge hold = std::clamp<Edge>(field(sda_tx_hold), 1, low_count() - 1);
    pull(state_.master_sda, !wanted_sda(), edge_now() + hold);
}

/// Whether the byte under way goes out.
bool I2c::master_sends() const {
    return state_.master.byte != Master::Byte::Read;
}

bool I2c::wanted_sda() const {
    const Master& master = state_.master;
    switch (master.slot) {
    case Master::Slot::Bit:
        return !master_sends() || (master.shift & 0x80) != 0;
    case Master::Slot::Ack:
        return master_sends() || !master.acknowledged;
    case Master::Slot::Restart:
        return true;
    case Master::Slot::Stop:
        return false;
    }
    return true;
}

/// SCL has been seen high: the bit counts now, and the high time begins.
void I2c::master_sample() {
    Master& master = state_.master;
    const bool sda = state_.sda.level;
    const Edge high = high_count() + 4; // and the filter has taken SPKLEN + 3
    switch (master.slot) {
    case Master::Slot::Bit:
        if (master_sends() && wanted_sda() && !sda) {
            lose_arbitration();
            return;
        }
        master.shift = static_cast<std::uint8_t>(master.shift << 1 | (sda ? 1 : 0));
        master_wait(Master::Phase::High, high);
        break;
    case Master::Slot::Ack:
        master.acknowledged = master_sends() ? !sda : master.acknowledged;
        master_wait(Master::Phase::High, high);
        break;
    case Master::Slot::Restart:
        master_wait(Master::Phase::RestartSetup, low_count());
        break;
    case Master::Slot::Stop:
        master_wait(Master::Phase::StopSetup, high);
        break;
    }
}

/// The high time is over: SCL goes low for the next pulse.
void I2c::master_pulse_done() {
    Master& master = state_.master;
    state_.master_scl_low = true;
    drive();
    if (master.slot == Master::Slot::Ack) {
        byte_done();
    } else if (++master.bits < 8) {
        begin_low(Master::Slot::Bit);
    } else if (master.byte == Master::Byte::Read) {
        acknowledge_read();
    } else {
        begin_low(Master::Slot::Ack);
    }
}

/// Eight bits were read. Whether to ask for more depends on the next command: without one, SCL stays low.
void I2c::acknowledge_read() {
    Master& master = state_.master;
    master.phase = Master::Phase::Stalled;
    master.event = no_edge;
    if (!master.byte_taken) {
        if (!receive_byte(master.shift, master.first_byte) && !giving_up()) {
            return;
        }
        master.byte_taken = true;
        master.first_byte = false;
        master.shifting = false;
    }
    bool last = (master.command & stop) != 0 || giving_up();
    if (!last) {
        if (state_.tx.empty()) {
            update();
            return;
        }
        const std::uint32_t next = state_.tx.front();
        last = (next & cmd) == 0 || (next & restart) != 0;
    }
    master.acknowledged = !last;
    begin_low(Master::Slot::Ack);
}

/// The acknowledge is over.
void I2c::byte_done() {
    Master& master = state_.master;
    if (master.byte != Master::Byte::Write && master.byte != Master::Byte::Read) {
        address_done();
        return;
    }
    master.command_active = master.shifting = false;
    if (master.byte == Master::Byte::Write && !master.acknowledged) {
        abort(txdata_noack);
        begin_low(Master::Slot::Stop);
    } else if ((master.command & stop) != 0) {
        begin_low(Master::Slot::Stop);
    } else {
        next_command();
    }
}

void I2c::address_done() {
    Master& master = state_.master;
    std::uint32_t failure = 0;
    switch (master.byte) {
    case Master::Byte::StartByte:
        failure = master.acknowledged ? sbyte_ackdet : 0;
        break;
    case Master::Byte::GeneralCall:
        failure = !master.acknowledged ? gcall_noack : master.reading ? gcall_read : 0;
        break;
    case Master::Byte::Address7:
        failure = master.acknowledged ? 0 : addr_noack;
        break;
    case Master::Byte::Address10Low:
        failure = master.acknowledged ? 0 : addr2_noack;
        break;
    default:
        failure = master.acknowledged ? 0 : addr1_noack;
        break;
    }
    if (failure != 0) {
        abort(failure);
        begin_low(Master::Slot::Stop);
    } else if (master.byte == Master::Byte::StartByte) {
        master.after_restart = Master::Byte::Address7;
        begin_low(Master::Slot::Restart);
    } else if (master.byte == Master::Byte::Address10) {
        begin_byte(Master::Byte::Address10Low, field(target) & 0xff);
    } else if (master.byte == Master::Byte::Address10Low && master.reading) {
        master.after_restart = Master::Byte::Address10Read;
        begin_low(Master::Slot::Restart);
    } else {
        master.first_byte = true;
        begin_data();
    }
}

/// Between two commands, SCL low.
void I2c::next_command() {
    Master& master = state_.master;
    if (giving_up()) {
        begin_low(Master::Slot::Stop);
        return;
    }
    if (state_.tx.empty()) {
        master.phase = Master::Phase::Stalled;
        master.event = no_edge;
        return;
    }
    const std::uint32_t next = state_.tx.front();
    const bool turns = ((next & cmd) != 0) != master.reading;
    if (!turns && (next & restart) == 0) {
        begin_data();
    } else if (field(restart_en) != 0) {
        master.reading = (next & cmd) != 0;
        master.after_restart = Master::Byte::Address7;
        begin_low(Master::Slot::Restart);
    } else {
        begin_low(Master::Slot::Stop); // and a START of its own
    }
}

void I2c::begin_data() {
    Master& master = state_.master;
    if (giving_up() || state_.tx.empty()) {
        begin_low(Master::Slot::Stop);
        return;
    }
    master.command = state_.tx.pop();
    master.command_active = master.shifting = true;
    begin_byte(master.reading ? Master::Byte::Read : Master::Byte::Write, master.command & 0xff);
}

void I2c::lose_arbitration() {
    state_.master_scl_low = false;
    pull(state_.master_sda, false, edge_now());
    drive();
    abort(arb_lost);
    state_.master.event = no_edge;
    stop_done();
}

/// The master is done with the bus.
void I2c::stop_done() {
    Master& master = state_.master;
    master.phase = Master::Phase::Idle;
    master.slot = Master::Slot::Stop;
    master.event = no_edge;
    master.command_active = master.shifting = false;
    master.stopping = false;
    if (field(abort_field) != 0) {
        set_field(abort_field, 0);
        abort(user_abrt);
    }
    begin_transfer();
    update();
}

} // namespace peripherals::rp2040
