#include "peripherals/rp2040/i2c.h"

#include <algorithm>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using i2c::i2c_registers;

namespace {

constexpr Row con = row_of(i2c_registers, "IC_CON");
constexpr Row tar = row_of(i2c_registers, "IC_TAR");
constexpr Row sar = row_of(i2c_registers, "IC_SAR");
constexpr Row data_cmd = row_of(i2c_registers, "IC_DATA_CMD");
constexpr Row ss_scl_hcnt = row_of(i2c_registers, "IC_SS_SCL_HCNT");
constexpr Row ss_scl_lcnt = row_of(i2c_registers, "IC_SS_SCL_LCNT");
constexpr Row fs_scl_hcnt = row_of(i2c_registers, "IC_FS_SCL_HCNT");
constexpr Row fs_scl_lcnt = row_of(i2c_registers, "IC_FS_SCL_LCNT");
constexpr Row intr_stat = row_of(i2c_registers, "IC_INTR_STAT");
constexpr Row intr_mask = row_of(i2c_registers, "IC_INTR_MASK");
constexpr Row raw_intr_stat = row_of(i2c_registers, "IC_RAW_INTR_STAT");
constexpr Row rx_tl = row_of(i2c_registers, "IC_RX_TL");
constexpr Row tx_tl = row_of(i2c_registers, "IC_TX_TL");
constexpr Row clr_intr = row_of(i2c_registers, "IC_CLR_INTR");
constexpr Row clr_tx_abrt = row_of(i2c_registers, "IC_CLR_TX_ABRT");
constexpr Row enable_row = row_of(i2c_registers, "IC_ENABLE");
constexpr Row status_row = row_of(i2c_registers, "IC_STATUS");
constexpr Row txflr = row_of(i2c_registers, "IC_TXFLR");
constexpr Row rxflr = row_of(i2c_registers, "IC_RXFLR");
constexpr Row sda_hold = row_of(i2c_registers, "IC_SDA_HOLD");
constexpr Row tx_abrt_source = row_of(i2c_registers, "IC_TX_ABRT_SOURCE");
constexpr Row slv_data_nack_only = row_of(i2c_registers, "IC_SLV_DATA_NACK_ONLY");
constexpr Row sda_setup = row_of(i2c_registers, "IC_SDA_SETUP");
constexpr Row enable_status = row_of(i2c_registers, "IC_ENABLE_STATUS");
constexpr Row fs_spklen = row_of(i2c_registers, "IC_FS_SPKLEN");

constexpr FieldRef speed = find(i2c_registers, "IC_CON.SPEED");
constexpr std::uint32_t fast = 2; // the highest there is
constexpr FieldRef rx_fifo_full_hld_ctrl = find(i2c_registers, "IC_CON.RX_FIFO_FULL_HLD_CTRL");
constexpr FieldRef tx_empty_ctrl = find(i2c_registers, "IC_CON.TX_EMPTY_CTRL");
constexpr FieldRef restart_en = find(i2c_registers, "IC_CON.IC_RESTART_EN");
constexpr FieldRef special = find(i2c_registers, "IC_TAR.SPECIAL");
constexpr FieldRef gc_or_start = find(i2c_registers, "IC_TAR.GC_OR_START");
constexpr FieldRef cmd = find(i2c_registers, "IC_DATA_CMD.CMD");
constexpr FieldRef first_data_byte = find(i2c_registers, "IC_DATA_CMD.FIRST_DATA_BYTE");
constexpr std::uint32_t command_bits = 0x7ff;
constexpr FieldRef enable = find(i2c_registers, "IC_ENABLE.ENABLE");
constexpr FieldRef abort_field = find(i2c_registers, "IC_ENABLE.ABORT");
constexpr FieldRef tdmae = find(i2c_registers, "IC_DMA_CR.TDMAE");
constexpr FieldRef rdmae = find(i2c_registers, "IC_DMA_CR.RDMAE");
constexpr FieldRef dmatdl = find(i2c_registers, "IC_DMA_TDLR.DMATDL");
constexpr FieldRef dmardl = find(i2c_registers, "IC_DMA_RDLR.DMARDL");
constexpr FieldRef tx_flush_cnt = find(i2c_registers, "IC_TX_ABRT_SOURCE.TX_FLUSH_CNT");
constexpr std::uint32_t abrt_slvrd_intx = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_SLVRD_INTX").mask;
constexpr std::uint32_t abrt_sbyte_norstrt = find(i2c_registers, "IC_TX_ABRT_SOURCE.ABRT_SBYTE_NORSTRT").mask;
constexpr std::uint32_t slv_rx_data_lost = find(i2c_registers, "IC_ENABLE_STATUS.SLV_RX_DATA_LOST").mask;
constexpr std::uint32_t slv_disabled_while_busy =
    find(i2c_registers, "IC_ENABLE_STATUS.SLV_DISABLED_WHILE_BUSY").mask;

constexpr std::uint32_t gen_call = find(i2c_registers, "IC_RAW_INTR_STAT.GEN_CALL").mask;
constexpr std::uint32_t activity = find(i2c_registers, "IC_RAW_INTR_STAT.ACTIVITY").mask;
constexpr std::uint32_t tx_abrt = find(i2c_registers, "IC_RAW_INTR_STAT.TX_ABRT").mask;
constexpr std::uint32_t tx_empty = find(i2c_registers, "IC_RAW_INTR_STAT.TX_EMPTY").mask;
constexpr std::uint32_t tx_over = find(i2c_registers, "IC_RAW_INTR_STAT.TX_OVER").mask;
constexpr std::uint32_t rx_full = find(i2c_registers, "IC_RAW_INTR_STAT.RX_FULL").mask;
constexpr std::uint32_t rx_over = find(i2c_registers, "IC_RAW_INTR_STAT.RX_OVER").mask;
constexpr std::uint32_t rx_under = find(i2c_registers, "IC_RAW_INTR_STAT.RX_UNDER").mask;
// Gone once the block is disabled and idle.
constexpr std::uint32_t cleared_by_disable = gen_call | activity | tx_over | rx_over | rx_under;

constexpr std::uint32_t rd_req = find(i2c_registers, "IC_RAW_INTR_STAT.RD_REQ").mask;
constexpr std::uint32_t rx_done = find(i2c_registers, "IC_RAW_INTR_STAT.RX_DONE").mask;
constexpr std::uint32_t stop_det = find(i2c_registers, "IC_RAW_INTR_STAT.STOP_DET").mask;
constexpr std::uint32_t start_det = find(i2c_registers, "IC_RAW_INTR_STAT.START_DET").mask;
constexpr std::uint32_t restart_det = find(i2c_registers, "IC_RAW_INTR_STAT.RESTART_DET").mask;

/// Which interrupts a register clears when it is read.
struct Clear {
    Row row;
    std::uint32_t interrupts;
};
constexpr Clear clear_registers[] = {
    {clr_intr,            ~0U     },
    {                    row_of(i2c_registers, "IC_CLR_RX_UNDER"), rx_under},
    {                    row_of(i2c_registers,  "IC_CLR_RX_OVER"),  rx_over},
    {                    row_of(i2c_registers,  "IC_CLR_TX_OVER"),  tx_over},
    {                    row_of(i2c_registers,   "IC_CLR_RD_REQ"),   rd_req},
    {                    clr_tx_abrt,            tx_abrt        },
    { row_of(i2c_registers,            "IC_CLR_RX_DONE"),                    rx_done},
    { row_of(i2c_registers,           "IC_CLR_ACTIVITY"),                   activity},
    { row_of(i2c_registers,           "IC_CLR_STOP_DET"),                   stop_det},
    { row_of(i2c_registers,          "IC_CLR_START_DET"),                  start_det},
    { row_of(i2c_registers,           "IC_CLR_GEN_CALL"),                   gen_call},
    { row_of(i2c_registers,        "IC_CLR_RESTART_DET"),                restart_det},
};

} // namespace

I2c::I2c(Machine& machine, std::string name, ClockDomain& clk_sys)
    : RegisterDevice(machine, std::move(name), i2c_registers), clk_sys_(clk_sys) {
    clk_sys_.add_listener(this);
}

void I2c::reset() {
    RegisterDevice::reset();
    state_ = {};
    take_pins();
    drive();
    arm_events();
    update();
}

bool I2c::enabled() const {
    return field(enable) != 0;
}

bool I2c::active() const {
    return state_.master.phase != Master::Phase::Idle || state_.slave.mode != Slave::Mode::Idle;
}

std::uint32_t I2c::status() const {
    const bool master = state_.master.phase != Master::Phase::Idle;
    const bool slave = state_.slave.mode != Slave::Mode::Idle;
    std::uint32_t bits = 0;
    bits |= master || slave ? find(i2c_registers, "IC_STATUS.ACTIVITY").mask : 0;
    bits |= master ? find(i2c_registers, "IC_STATUS.MST_ACTIVITY").mask : 0;
    bits |= slave ? find(i2c_registers, "IC_STATUS.SLV_ACTIVITY").mask : 0;
    bits |= state_.tx.full() ? 0 : find(i2c_registers, "IC_STATUS.TFNF").mask;
    bits |= state_.tx.empty() ? find(i2c_registers, "IC_STATUS.TFE").mask : 0;
    bits |= state_.rx.empty() ? 0 : find(i2c_registers, "IC_STATUS.RFNE").mask;
    bits |= state_.rx.full() ? find(i2c_registers, "IC_STATUS.RFF").mask : 0;
    return bits;
}

std::uint32_t I2c::raw_interrupts() const {
    std::uint32_t bits = state_.sticky;
    bits |= state_.rx.size() > value(rx_tl) ? rx_full : 0;
    const bool sent =
        state_.tx.size() <= value(tx_tl) && (field(tx_empty_ctrl) == 0 || !state_.master.shifting);
    bits |= (enabled() ? sent : active()) ? tx_empty : 0;
    return bits;
}

std::uint32_t I2c::clears(Row row) const {
    const auto* found = std::find_if(std::begin(clear_registers), std::end(clear_registers),
                                     [row](const Clear& clear) { return clear.row == row; });
    return found != std::end(clear_registers) ? found->interrupts : 0;
}

std::uint32_t I2c::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case data_cmd:
        return state_.rx.front();
    case intr_stat:
        return raw_interrupts() & value(intr_mask);
    case raw_intr_stat:
        return raw_interrupts();
    case status_row:
        return status();
    case txflr:
        return static_cast<std::uint32_t>(state_.tx.size());
    case rxflr:
        return static_cast<std::uint32_t>(state_.rx.size());
    case tx_abrt_source:
        return state_.abort_source;
    case enable_status:
        return enabled() || active() ? 1 : state_.disabled_status;
    default:
        return clears(reg.row) != 0 ? (raw_interrupts() & clears(reg.row)) != 0 : stored;
    }
}

std::uint32_t I2c::on_read(Index reg, std::uint32_t stored, const Access&) {
    const std::uint32_t word = on_peek(reg, stored);
    if (reg.row == data_cmd) {
        return take_received();
    }
    if (clears(reg.row) != 0) {
        clear_interrupts(reg.row);
    }
    return word;
}

void I2c::clear_interrupts(Row row) {
    state_.sticky &= ~clears(row);
    if (row == clr_intr || row == clr_tx_abrt) {
        // Bit 9 comes back until its cause has gone.
        const bool stays = field(special) != 0 && field(gc_or_start) != 0 && field(restart_en) == 0;
        state_.abort_source &= stays ? abrt_sbyte_norstrt : 0;
    }
    update();
}

std::uint32_t I2c::take_received() {
    if (state_.rx.empty()) {
        state_.sticky |= rx_under;
        update();
        return 0;
    }
    const std::uint32_t word = state_.rx.pop();
    master_consider();
    slave_consider();
    update();
    return word;
}

void I2c::before_access(Index reg, const Access&) {
    before_ = value(reg.row);
}

bool I2c::locked(Row row) const {
    switch (row) {
    case con:
    case tar:
    case sar:
    case ss_scl_hcnt:
    case ss_scl_lcnt:
    case fs_scl_hcnt:
    case fs_scl_lcnt:
    case sda_hold:
    case slv_data_nack_only:
    case sda_setup:
    case fs_spklen:
        return enabled();
    default:
        return false;
    }
}

/// Values that the hardware does not take.
void I2c::correct(Row row) {
    switch (row) {
    case con:
        if (field(speed) == 0 || field(speed) > fast) {
            set_field(speed, fast);
        }
        break;
    case ss_scl_hcnt:
    case fs_scl_hcnt:
        set_value(row, std::max(value(row), 6U));
        break;
    case ss_scl_lcnt:
    case fs_scl_lcnt:
        set_value(row, std::max(value(row), 8U));
        break;
    case fs_spklen:
        set_value(row, std::max(value(row), 1U));
        break;
    case rx_tl:
    case tx_tl:
        set_value(row, std::min(value(row), static_cast<std::uint32_t>(fifo_depth)));
        break;
    default:
        break;
    }
}

void I2c::on_write(Index reg, std::uint32_t written, const Access&) {
    if (locked(reg.row)) {
        set_value(reg.row, before_);
        report("i2c.enabled", "a register that can be written only while IC_ENABLE is 0",
               registers()[reg.row].name);
        return;
    }
    correct(reg.row);
    if (reg.row == data_cmd) {
        command_written(written);
    } else if (reg.row == enable_row) {
        enable_written((before_ & enable.mask) != 0);
    }
    update();
}

void I2c::command_written(std::uint32_t written) {
    set_value(data_cmd, 0); // what is read there is what was received
    if (!enabled() || (state_.sticky & tx_abrt) != 0) {
        return; // the FIFO is held empty
    }
    if (state_.tx.full()) {
        state_.sticky |= tx_over;
        return;
    }
    if (state_.slave.wait == Slave::Wait::Data && (written & cmd.mask) != 0) {
        abort(abrt_slvrd_intx);
        return;
    }
    state_.tx.push(static_cast<std::uint16_t>(written & command_bits));
    master_consider();
    slave_consider();
}

void I2c::enable_written(bool was_enabled) {
    const bool aborting = was_enabled && ((before_ | value(enable_row)) & abort_field.mask) != 0;
    set_field(abort_field, aborting ? 1 : 0); // cannot be taken back
    if (enabled() && !was_enabled) {
        state_.disabled_status = 0;
    }
    if (!enabled() && was_enabled) {
        state_.tx.clear();
        state_.rx.clear();
        state_.abort_source &= ~tx_flush_cnt.mask;
        if (state_.slave.mode != Slave::Mode::Idle) {
            state_.disabled_status |= slv_disabled_while_busy;
            state_.disabled_status |= state_.slave.data_received ? slv_rx_data_lost : 0;
            slave_leave();
        }
        state_.master.stopping = state_.master.phase != Master::Phase::Idle && !master_holds_bus();
        state_.bus_busy = state_.bus_busy && state_.master.stopping;
    }
    master_consider();
}

/// Puts a received byte into the FIFO; false if it has to wait for room.
bool I2c::receive_byte(std::uint8_t data, bool first) {
    if (!state_.rx.full()) {
        if (enabled()) {
            state_.rx.push(static_cast<std::uint16_t>(data | (first ? first_data_byte.mask : 0)));
        }
        return true;
    }
    if (field(rx_fifo_full_hld_ctrl) != 0) {
        return false;
    }
    state_.sticky |= rx_over;
    return true;
}

/// Gives up what was to be sent. The FIFOs stay empty until the interrupt is cleared.
void I2c::abort(std::uint32_t source) {
    state_.sticky |= tx_abrt;
    state_.abort_source |= source;
    state_.abort_source |= static_cast<std::uint32_t>(state_.tx.size()) << tx_flush_cnt.lsb;
    state_.tx.clear();
    state_.rx.clear();
    state_.master.command_active = state_.master.shifting = false;
    update();
}

void I2c::on_clock_changed() {
    arm_events();
}

void I2c::update() {
    if (active() && enabled()) {
        state_.sticky |= activity;
    } else if (!active() && !enabled()) {
        state_.sticky &= ~cleared_by_disable;
    }
    irq_.set((raw_interrupts() & value(intr_mask)) != 0);
    tx_dreq_.set(enabled() && field(tdmae) != 0 && state_.tx.size() <= field(dmatdl));
    rx_dreq_.set(enabled() && field(rdmae) != 0 && state_.rx.size() > field(dmardl));
}

} // namespace peripherals::rp2040
