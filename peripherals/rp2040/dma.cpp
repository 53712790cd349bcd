#include "peripherals/rp2040/dma.h"

#include "peripherals/rp2040/dma_sniffer.h"

#include <algorithm>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using dma::channel_count;
using dma::dma_registers;

namespace {

constexpr std::uint32_t all_channels = (1U << channel_count) - 1;

constexpr Row ctrl_trig = row_of(dma_registers, "CH%_CTRL_TRIG");
constexpr Row last_channel_row = row_of(dma_registers, "CH%_AL3_READ_ADDR_TRIG");
constexpr Row intr = row_of(dma_registers, "INTR");
constexpr Row inte0 = row_of(dma_registers, "INTE0");
constexpr Row intf0 = row_of(dma_registers, "INTF0");
constexpr Row ints0 = row_of(dma_registers, "INTS0");
constexpr Row intr1 = row_of(dma_registers, "INTR1");
constexpr Row inte1 = row_of(dma_registers, "INTE1");
constexpr Row intf1 = row_of(dma_registers, "INTF1");
constexpr Row ints1 = row_of(dma_registers, "INTS1");
constexpr FieldRef timer_x = find(dma_registers, "TIMER%.X");
constexpr FieldRef timer_y = find(dma_registers, "TIMER%.Y");
constexpr Row multi_chan_trigger = row_of(dma_registers, "MULTI_CHAN_TRIGGER");
constexpr FieldRef out_inv = find(dma_registers, "SNIFF_CTRL.OUT_INV");
constexpr FieldRef out_rev = find(dma_registers, "SNIFF_CTRL.OUT_REV");
constexpr Row sniff_data = row_of(dma_registers, "SNIFF_DATA");
constexpr FieldRef raf_lvl = find(dma_registers, "FIFO_LEVELS.RAF_LVL");
constexpr FieldRef waf_lvl = find(dma_registers, "FIFO_LEVELS.WAF_LVL");
constexpr FieldRef tdf_lvl = find(dma_registers, "FIFO_LEVELS.TDF_LVL");
constexpr Row chan_abort = row_of(dma_registers, "CHAN_ABORT");
constexpr Row dbg_ctdreq = row_of(dma_registers, "CH%_DBG_CTDREQ");
constexpr Row dbg_tcr = row_of(dma_registers, "CH%_DBG_TCR");

constexpr std::uint32_t ahb_error = find(dma_registers, "CH%_CTRL_TRIG.AHB_ERROR").mask;
constexpr std::uint32_t read_error = find(dma_registers, "CH%_CTRL_TRIG.READ_ERROR").mask;
constexpr std::uint32_t write_error = find(dma_registers, "CH%_CTRL_TRIG.WRITE_ERROR").mask;
constexpr std::uint32_t busy = find(dma_registers, "CH%_CTRL_TRIG.BUSY").mask;
constexpr std::uint32_t read_write_bits = find(dma_registers, "CH%_CTRL_TRIG.SNIFF_EN").mask * 2 - 1;
constexpr std::uint32_t treq_sel = find(dma_registers, "CH%_CTRL_TRIG.TREQ_SEL").mask;
constexpr std::uint32_t irq_quiet = find(dma_registers, "CH%_CTRL_TRIG.IRQ_QUIET").mask;
constexpr std::uint32_t enabled = find(dma_registers, "CH%_CTRL_TRIG.EN").mask;

// What a row of a channel is, whichever of the four aliases it stands in; the last of each four triggers.
enum class Role : std::uint8_t { ReadAddr, WriteAddr, TransCount, Ctrl };
constexpr Role roles[] = {
    Role::ReadAddr, Role::WriteAddr,  Role::TransCount, Role::Ctrl,       // CH%
    Role::Ctrl,     Role::ReadAddr,   Role::WriteAddr,  Role::TransCount, // AL1
    Role::Ctrl,     Role::TransCount, Role::ReadAddr,   Role::WriteAddr,  // AL2
    Role::Ctrl,     Role::WriteAddr,  Role::TransCount, Role::ReadAddr,   // AL3
};
static_assert(ctrl_trig == 3 && last_channel_row == 15);

constexpr bool triggers(Row row) {
    return row % 4 == 3;
}

} // namespace

Dma::Dma(Machine& machine, std::string name, ClockDomain& clk_sys)
    : RegisterDevice(machine, std::move(name), dma_registers), clk_sys_(clk_sys) {
    clk_sys_.add_listener(this);
}

void Dma::reset() {
    RegisterDevice::reset();
    state_ = {};
    state_.next_cycle = edge_now() + 1;
    step_.disarm();
    update_irqs();
}

void Dma::connect_source(unsigned dreq, const DreqSource& source, unsigned request) {
    sources_[dreq] = {&source, request};
}

void Dma::on_line(unsigned input, bool level) {
    Request& request = requests_[input];
    request.level = level;
    request.since = edge_now();
    request.pulses += level ? 1 : 0;
    // The rest is left to the event: whoever moved the line is in the middle of an access or event of its
    // own.
    if (level && !running_ && state_.busy != 0) {
        step_.arm(std::min(step_.time(), clk_sys_.time_of(edge_now() + 1)));
    }
}

void Dma::on_clock_changed() {
    if (!running_) {
        plan();
    }
}

void Dma::before_access(Index reg, const Access&) {
    catch_up();
    if (reg.row <= last_channel_row) {
        // Error flags are cleared by ones: none may come from an atomic alias that did not write them.
        set_value(reg.row,
                  channel_register(reg) & ~(roles[reg.row] == Role::Ctrl ? read_error | write_error : 0),
                  reg.element);
    }
}

std::uint32_t Dma::ctrl_of(unsigned number) const {
    const Channel& channel = state_.channels[number];
    return channel.ctrl | ((state_.busy >> number & 1) != 0 ? busy : 0) |
           (channel.read_error ? read_error | ahb_error : 0) |
           (channel.write_error ? write_error | ahb_error : 0);
}

std::uint32_t Dma::channel_register(Index reg) const {
    const Channel& channel = state_.channels[reg.element];
    switch (roles[reg.row]) {
    case Role::ReadAddr:
        return channel.read_addr;
    case Role::WriteAddr:
        return channel.write_addr;
    case Role::TransCount:
        return channel.count;
    case Role::Ctrl:
        return ctrl_of(reg.element);
    }
    return 0;
}

std::uint32_t Dma::on_peek(Index reg, std::uint32_t stored) const {
    if (reg.row <= last_channel_row) {
        return channel_register(reg);
    }
    switch (reg.row) {
    case intr:
    case intr1:
        return state_.interrupts;
    case ints0:
        return (state_.interrupts & value(inte0)) | value(intf0);
    case ints1:
        return (state_.interrupts & value(inte1)) | value(intf1);
    case sniff_data: {
        const std::uint32_t result = field(out_rev) != 0 ? dma::reverse_bits(state_.sniffed) : state_.sniffed;
        return field(out_inv) != 0 ? ~result : result;
    }
    case raf_lvl.row:
        return static_cast<std::uint32_t>(state_.raf.size() << raf_lvl.lsb |
                                          state_.waf.size() << waf_lvl.lsb |
                                          state_.tdf.size() << tdf_lvl.lsb);
    case chan_abort:
        return state_.aborting;
    case dbg_ctdreq: {
        const Channel& channel = state_.channels[reg.element];
        return static_cast<std::uint32_t>(credits(channel, edge_now() + 1));
    }
    case dbg_tcr:
        return state_.channels[reg.element].reload;
    default:
        return stored;
    }
}

void Dma::on_write(Index reg, std::uint32_t written, const Access&) {
    if (reg.row <= last_channel_row) {
        write_channel(reg, written);
    }
    switch (reg.row) {
    case intr:
    case ints0:
    case intr1:
    case ints1:
        state_.interrupts &= ~written;
        break;
    case timer_x.row:
        write_timer(reg.element, written);
        break;
    case multi_chan_trigger:
        for (unsigned number = 0; number < channel_count; ++number) {
            if ((written >> number & 1) != 0) {
                trigger(number, edge_now());
            }
        }
        break;
    case sniff_data:
        state_.sniffed = written;
        break;
    case chan_abort:
        abort(written & all_channels);
        break;
    case dbg_ctdreq: {
        Channel& channel = state_.channels[reg.element];
        channel.timer_taken = timer_pulses(channel, edge_now());
        break;
    }
    default:
        break;
    }
    update_irqs();
    if (!running_) {
        plan();
    }
}

void Dma::write_channel(Index reg, std::uint32_t written) {
    Channel& channel = state_.channels[reg.element];
    switch (roles[reg.row]) {
    case Role::ReadAddr:
        channel.read_addr = channel.next_read = written;
        break;
    case Role::WriteAddr:
        channel.write_addr = channel.next_write = written;
        break;
    case Role::TransCount:
        channel.reload = written;
        break;
    case Role::Ctrl:
        write_ctrl(channel, written);
        break;
    }
    if (!triggers(reg.row)) {
        return;
    }
    if (written != 0) {
        trigger(reg.element, edge_now());
    } else if ((channel.ctrl & irq_quiet) != 0) {
        raise(reg.element); // the null that ends a chain of control blocks
    }
}

void Dma::write_ctrl(Channel& channel, std::uint32_t written) {
    const std::uint32_t before = channel.ctrl;
    channel.ctrl = written & read_write_bits;
    channel.read_error = channel.read_error && (written & read_error) == 0;
    channel.write_error = channel.write_error && (written & write_error) == 0;
    if (((before ^ channel.ctrl) & treq_sel) != 0) {
        channel.timer_taken = timer_pulses(channel, edge_now());
    }
}

void Dma::write_timer(unsigned number, std::uint32_t written) {
    const Edge edge = edge_now();
    std::array<std::int64_t, channel_count> kept{};
    for (unsigned i = 0; i < channel_count; ++i) {
        kept[i] = timer_pulses(state_.channels[i], edge) - state_.channels[i].timer_taken;
    }
    state_.timers[number] = {edge, (written & timer_x.mask) >> timer_x.lsb,
                             (written & timer_y.mask) >> timer_y.lsb};
    for (unsigned i = 0; i < channel_count; ++i) {
        state_.channels[i].timer_taken = timer_pulses(state_.channels[i], edge) - kept[i];
    }
}

void Dma::trigger(unsigned number, Edge edge) {
    Channel& channel = state_.channels[number];
    const std::uint32_t bit = 1U << number;
    if ((channel.ctrl & enabled) == 0 || (state_.busy & bit) != 0) {
        return;
    }
    state_.busy |= bit;
    channel.count = channel.to_issue = channel.reload;
    channel.failed = false;
    channel.started = edge;
    channel.timer_taken = timer_pulses(channel, edge);
    if (channel.count == 0) {
        state_.empty |= bit;
    }
    note_channel(number, TraceNote::Phase::Begin, edge);
}

void Dma::note_channel(unsigned number, TraceNote::Phase phase, Edge edge) const {
    if (!trace().observed()) {
        return;
    }
    const Channel& channel = state_.channels[number];
    const bool begins = phase == TraceNote::Phase::Begin;
    trace().note({
        clk_sys_.time_of(edge),
        this,
        TraceNote::Kind::Dma,
        phase,
        "CH" + std::to_string(number),
        begins               ? "begin"
        : channel.failed     ? "error"
        : channel.count == 0 ? "end"
                             : "abort",
        {{"count", begins ? channel.count : channel.reload - channel.count},
                  {"read", begins ? channel.next_read : channel.read_addr, true},
                  {"write", begins ? channel.next_write : channel.write_addr, true}}
    });
}

void Dma::abort(std::uint32_t channels) {
    for (unsigned number = 0; number < channel_count; ++number) {
        const std::uint32_t bit = 1U << number;
        Channel& channel = state_.channels[number];
        if ((channels & state_.busy & bit) == 0) {
            continue;
        }
        channel.to_issue = 0;
        state_.empty &= ~bit;
        if (channel.in_flight == 0) {
            state_.busy &= ~bit;
            note_channel(number, TraceNote::Phase::End, edge_now());
        } else {
            state_.aborting |= bit;
        }
    }
}

void Dma::raise(unsigned number) {
    state_.interrupts |= 1U << number;
    update_irqs();
}

void Dma::update_irqs() {
    irqs_[0].set(((state_.interrupts & value(inte0)) | value(intf0)) != 0);
    irqs_[1].set(((state_.interrupts & value(inte1)) | value(intf1)) != 0);
}

} // namespace peripherals::rp2040
