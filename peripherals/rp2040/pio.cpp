#include "peripherals/rp2040/pio.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using pio::machine_count;
using pio::pio_registers;

namespace {

constexpr FieldRef clkdiv_restart = find(pio_registers, "CTRL.CLKDIV_RESTART");
constexpr FieldRef sm_restart = find(pio_registers, "CTRL.SM_RESTART");
constexpr FieldRef sm_enable = find(pio_registers, "CTRL.SM_ENABLE");
constexpr FieldRef txempty = find(pio_registers, "FSTAT.TXEMPTY");
constexpr FieldRef txfull = find(pio_registers, "FSTAT.TXFULL");
constexpr FieldRef rxempty = find(pio_registers, "FSTAT.RXEMPTY");
constexpr FieldRef rxfull = find(pio_registers, "FSTAT.RXFULL");
constexpr FieldRef txstall = find(pio_registers, "FDEBUG.TXSTALL");
constexpr FieldRef txover = find(pio_registers, "FDEBUG.TXOVER");
constexpr FieldRef rxunder = find(pio_registers, "FDEBUG.RXUNDER");
constexpr FieldRef rxstall = find(pio_registers, "FDEBUG.RXSTALL");
constexpr FieldRef rx0_level = find(pio_registers, "FLEVEL.RX0");
constexpr FieldRef tx0_level = find(pio_registers, "FLEVEL.TX0");
constexpr Row flevel = row_of(pio_registers, "FLEVEL");
constexpr Row txf = row_of(pio_registers, "TXF%");
constexpr Row rxf = row_of(pio_registers, "RXF%");
constexpr Row irq_row = row_of(pio_registers, "IRQ");
constexpr Row irq_force = row_of(pio_registers, "IRQ_FORCE");
constexpr Row input_sync_bypass = row_of(pio_registers, "INPUT_SYNC_BYPASS");
constexpr Row dbg_padout = row_of(pio_registers, "DBG_PADOUT");
constexpr Row dbg_padoe = row_of(pio_registers, "DBG_PADOE");
constexpr Row instr_mem = row_of(pio_registers, "INSTR_MEM%");
constexpr Row clkdiv = row_of(pio_registers, "SM%_CLKDIV");
constexpr FieldRef exec_stalled = find(pio_registers, "SM%_EXECCTRL.EXEC_STALLED");
constexpr Row shiftctrl = row_of(pio_registers, "SM%_SHIFTCTRL");
constexpr FieldRef fjoin_rx = find(pio_registers, "SM%_SHIFTCTRL.FJOIN_RX");
constexpr FieldRef fjoin_tx = find(pio_registers, "SM%_SHIFTCTRL.FJOIN_TX");
constexpr Row addr = row_of(pio_registers, "SM%_ADDR");
constexpr Row instr = row_of(pio_registers, "SM%_INSTR");
constexpr Row pinctrl = row_of(pio_registers, "SM%_PINCTRL");
constexpr Row intr = row_of(pio_registers, "INTR");
constexpr FieldRef intr_flags = find(pio_registers, "INTR.SM0");
constexpr FieldRef intr_txnfull = find(pio_registers, "INTR.SM0_TXNFULL");
constexpr FieldRef intr_rxnempty = find(pio_registers, "INTR.SM0_RXNEMPTY");
constexpr Row inte = row_of(pio_registers, "IRQ%_INTE");
constexpr Row intf = row_of(pio_registers, "IRQ%_INTF");
constexpr Row ints = row_of(pio_registers, "IRQ%_INTS");

constexpr std::uint32_t gpios = 0x3fffffff; // the pads that exist

pio::PinWindow window(std::uint32_t base, std::uint32_t count) {
    count = std::min(count, 32U);
    const std::uint32_t low = count == 32 ? 0xffffffff : (1U << count) - 1;
    return {static_cast<std::uint8_t>(base), static_cast<std::uint8_t>(count),
            std::rotl(low, static_cast<int>(base))};
}

} // namespace

Pio::Pio(Machine& machine, std::string name, ClockDomain& clk_sys, InputPins& pins)
    : RegisterDevice(machine, std::move(name), pio_registers), clk_sys_(clk_sys), pins_(pins) {
    clk_sys_.add_listener(this);
    pins_.connect(*this);
    outputs_.set_source(*this);
}

void Pio::reset() {
    if (tell_) {
        sync_all(edge_now());
    }
    RegisterDevice::reset();
    state_ = {};
    pio::Environment& environment = state_.environment;
    environment.watched = outputs_.watched();
    environment.inputs.settled = environment.inputs.latest = pins_.levels();
    for (unsigned number = 0; number < machine_count; ++number) {
        state_.units[number].config.number = number;
        state_.units[number].state.edge = edge_now();
        configure(number);
    }
    outputs_.set(0, 0);
    update_lines();
    finish();
}

void Pio::before_access(Index, const Access&) {
    advance(edge_now());
}

std::uint32_t Pio::on_read(Index reg, std::uint32_t stored, const Access&) {
    return reg.row == rxf ? read_fifo(reg.element) : on_peek(reg, stored);
}

std::uint32_t Pio::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case txempty.row:
        return fifo_status();
    case txstall.row:
        return fifo_debug();
    case flevel:
        return fifo_levels();
    case rxf: {
        const pio::WordFifo& rx = core(reg.element).rx;
        return rx.empty() ? 0 : rx.words[rx.first];
    }
    case irq_row:
        return state_.environment.irq_flags;
    case dbg_padout:
    case dbg_padoe:
        sync_all(edge_now());
        merge_pins(false);
        return (reg.row == dbg_padout ? state_.out : state_.oe) & gpios;
    case exec_stalled.row:
        return stored | (core(reg.element).exec == pio::Exec::Latched ? exec_stalled.mask : 0);
    case addr:
        return core(reg.element).pc;
    case instr:
        return state_.environment.instructions[core(reg.element).pc];
    case intr:
        return raw_interrupts();
    case ints:
        return (raw_interrupts() & value(inte, reg.element)) | value(intf, reg.element);
    default:
        return stored;
    }
}

void Pio::on_write(Index reg, std::uint32_t written, const Access&) {
    const Edge edge = edge_now();
    switch (reg.row) {
    case sm_enable.row:
        write_ctrl(written);
        break;
    case txstall.row:
        write_fdebug(written);
        break;
    case txf:
        write_fifo(reg.element, written);
        break;
    case irq_row:
        change_flags(state_.environment.irq_flags & ~written, edge);
        break;
    case irq_force:
        change_flags(state_.environment.irq_flags | (written & 0xff), edge);
        break;
    case input_sync_bypass:
        invalidate_all(edge);
        state_.environment.inputs.bypass = written;
        break;
    case instr_mem:
        invalidate_all(edge);
        state_.environment.instructions[reg.element] = static_cast<std::uint16_t>(written);
        break;
    case shiftctrl:
        invalidate(reg.element, edge);
        write_shiftctrl(reg.element, written);
        break;
    case clkdiv:
    case exec_stalled.row:
    case pinctrl:
        invalidate_all(edge);
        configure(reg.element);
        find_shared_pins();
        break;
    case instr: {
        invalidate_all(edge);
        pio::Core& machine = state_.units[reg.element].state.core;
        machine.exec_instruction = static_cast<std::uint16_t>(written);
        machine.exec = pio::Exec::Forced;
        find_shared_pins();
        break;
    }
    default:
        break;
    }
    update_lines();
    finish();
}

std::uint32_t Pio::fifo_status() const {
    std::uint32_t status = 0;
    for (unsigned number = 0; number < machine_count; ++number) {
        const pio::Core& machine = core(number);
        // A FIFO whose words went to the other one is both empty and full.
        status |= (machine.tx.empty() ? 1U : 0U) << (txempty.lsb + number);
        status |= (machine.tx.full() ? 1U : 0U) << (txfull.lsb + number);
        status |= (machine.rx.empty() ? 1U : 0U) << (rxempty.lsb + number);
        status |= (machine.rx.full() ? 1U : 0U) << (rxfull.lsb + number);
    }
    return status;
}

std::uint32_t Pio::fifo_debug() const {
    std::uint32_t debug = state_.tx_over << txover.lsb | state_.rx_under << rxunder.lsb;
    for (unsigned number = 0; number < machine_count; ++number) {
        debug |= (core(number).tx_stalled ? 1U : 0U) << (txstall.lsb + number);
        debug |= (core(number).rx_stalled ? 1U : 0U) << (rxstall.lsb + number);
    }
    return debug;
}

std::uint32_t Pio::fifo_levels() const {
    std::uint32_t levels = 0;
    for (unsigned number = 0; number < machine_count; ++number) {
        levels |= std::uint32_t{core(number).tx.count} << (8 * number + tx0_level.lsb);
        levels |= std::uint32_t{core(number).rx.count} << (8 * number + rx0_level.lsb);
    }
    return levels;
}

// Needs no catching up: what it tells of changes by effects only.
std::uint32_t Pio::raw_interrupts() const {
    std::uint32_t raw = (state_.environment.irq_flags & 0xfU) << intr_flags.lsb;
    for (unsigned number = 0; number < machine_count; ++number) {
        const pio::Core& machine = state_.units[number].state.core;
        raw |= (machine.tx.full() ? 0U : 1U) << (intr_txnfull.lsb + number);
        raw |= (machine.rx.empty() ? 0U : 1U) << (intr_rxnempty.lsb + number);
    }
    return raw;
}

void Pio::update_lines() {
    const std::uint32_t raw = raw_interrupts();
    for (unsigned number = 0; number < machine_count; ++number) {
        tx_dreqs_[number].set((raw >> (intr_txnfull.lsb + number) & 1) != 0);
        rx_dreqs_[number].set((raw >> (intr_rxnempty.lsb + number) & 1) != 0);
    }
    for (unsigned number = 0; number < 2; ++number) {
        irqs_[number].set(((raw & value(inte, number)) | value(intf, number)) != 0);
    }
}

void Pio::write_ctrl(std::uint32_t written) {
    const Edge edge = edge_now();
    invalidate_all(edge);
    for (unsigned number = 0; number < machine_count; ++number) {
        Unit& unit = state_.units[number];
        if ((written >> (sm_restart.lsb + number) & 1) != 0) {
            restart(unit.state.core);
        }
        if ((written >> (clkdiv_restart.lsb + number) & 1) != 0) {
            unit.state.next_tick = edge * pio::one_cycle;
        }
        unit.state.core.enabled = (written >> (sm_enable.lsb + number) & 1) != 0;
    }
    find_shared_pins();
}

void Pio::restart(pio::Core& machine) {
    machine.isr = 0;
    machine.isr_count = 0;
    machine.osr_count = 32;
    machine.delay = 0;
    machine.irq_waiting = false;
    machine.exec = pio::Exec::None;
    machine.sticky = {};
}

void Pio::write_fdebug(std::uint32_t written) {
    invalidate_all(edge_now());
    state_.tx_over &= ~(written >> txover.lsb);
    state_.rx_under &= ~(written >> rxunder.lsb);
    for (unsigned number = 0; number < machine_count; ++number) {
        pio::Core& machine = state_.units[number].state.core;
        machine.tx_stalled = machine.tx_stalled && (written >> (txstall.lsb + number) & 1) == 0;
        machine.rx_stalled = machine.rx_stalled && (written >> (rxstall.lsb + number) & 1) == 0;
    }
}

void Pio::write_shiftctrl(unsigned number, std::uint32_t written) {
    pio::Core& machine = state_.units[number].state.core;
    const bool join_rx = (written & fjoin_rx.mask) != 0;
    const bool join_tx = (written & fjoin_tx.mask) != 0;
    const auto depth = [](bool takes, bool gives) {
        return static_cast<std::uint8_t>(gives ? 0 : takes ? 2 * pio::fifo_depth : pio::fifo_depth);
    };
    if (depth(join_rx, join_tx) != machine.rx.depth || depth(join_tx, join_rx) != machine.tx.depth) {
        machine.rx.clear(depth(join_rx, join_tx));
        machine.tx.clear(depth(join_tx, join_rx));
    }
    configure(number);
}

void Pio::write_fifo(unsigned number, std::uint32_t word) {
    invalidate(number, edge_now());
    pio::WordFifo& tx = state_.units[number].state.core.tx;
    if (tx.full()) {
        state_.tx_over |= 1U << number;
    } else {
        tx.push(word);
        note_fifo(number, true, word);
    }
}

std::uint32_t Pio::read_fifo(unsigned number) {
    invalidate(number, edge_now());
    pio::WordFifo& rx = state_.units[number].state.core.rx;
    std::uint32_t word = 0;
    if (rx.empty()) {
        state_.rx_under |= 1U << number;
    } else {
        word = rx.pop();
        note_fifo(number, false, word);
    }
    update_lines();
    finish();
    return word;
}

void Pio::note_fifo(unsigned number, bool is_tx, std::uint32_t word) const {
    if (trace().observed()) {
        const pio::Core& machine = state_.units[number].state.core;
        trace().note({
            now(),
            this,
            TraceNote::Kind::Fifo,
            TraceNote::Phase::Instant,
            (is_tx ? "TX" : "RX") + std::to_string(number),
            is_tx ? "push" : "pop",
            {{"word", word, true}, {"level", (is_tx ? machine.tx : machine.rx).count}}
        });
    }
}

void Pio::configure(unsigned number) {
    const auto get = [&](FieldRef ref) { return field(ref, number); };
    const auto is_set = [&](FieldRef ref) { return field(ref, number) != 0; };
    const auto threshold = [&](FieldRef ref) { return field(ref, number) == 0 ? 32 : field(ref, number); };
    pio::MachineConfig& config = state_.units[number].config;

    const std::uint32_t integer = get(find(pio_registers, "SM%_CLKDIV.INT"));
    config.divisor =
        (integer == 0 ? 0x10000 : integer) * pio::one_cycle + get(find(pio_registers, "SM%_CLKDIV.FRAC"));

    config.side_en = is_set(find(pio_registers, "SM%_EXECCTRL.SIDE_EN"));
    config.side_pindir = is_set(find(pio_registers, "SM%_EXECCTRL.SIDE_PINDIR"));
    config.jmp_pin = get(find(pio_registers, "SM%_EXECCTRL.JMP_PIN"));
    config.out_en_sel = get(find(pio_registers, "SM%_EXECCTRL.OUT_EN_SEL"));
    config.inline_out_en = is_set(find(pio_registers, "SM%_EXECCTRL.INLINE_OUT_EN"));
    config.out_sticky = is_set(find(pio_registers, "SM%_EXECCTRL.OUT_STICKY"));
    config.wrap_top = static_cast<std::uint8_t>(get(find(pio_registers, "SM%_EXECCTRL.WRAP_TOP")));
    config.wrap_bottom = static_cast<std::uint8_t>(get(find(pio_registers, "SM%_EXECCTRL.WRAP_BOTTOM")));
    config.status_of_rx = is_set(find(pio_registers, "SM%_EXECCTRL.STATUS_SEL"));
    config.status_n = get(find(pio_registers, "SM%_EXECCTRL.STATUS_N"));

    config.pull_thresh = threshold(find(pio_registers, "SM%_SHIFTCTRL.PULL_THRESH"));
    config.push_thresh = threshold(find(pio_registers, "SM%_SHIFTCTRL.PUSH_THRESH"));
    config.out_right = is_set(find(pio_registers, "SM%_SHIFTCTRL.OUT_SHIFTDIR"));
    config.in_right = is_set(find(pio_registers, "SM%_SHIFTCTRL.IN_SHIFTDIR"));
    config.autopull = is_set(find(pio_registers, "SM%_SHIFTCTRL.AUTOPULL"));
    config.autopush = is_set(find(pio_registers, "SM%_SHIFTCTRL.AUTOPUSH"));

    config.side_bits = std::min(get(find(pio_registers, "SM%_PINCTRL.SIDESET_COUNT")), 5U);
    config.side = window(get(find(pio_registers, "SM%_PINCTRL.SIDESET_BASE")),
                         config.side_bits - (config.side_en && config.side_bits != 0 ? 1 : 0));
    config.set = window(get(find(pio_registers, "SM%_PINCTRL.SET_BASE")),
                        get(find(pio_registers, "SM%_PINCTRL.SET_COUNT")));
    config.out = window(get(find(pio_registers, "SM%_PINCTRL.OUT_BASE")),
                        get(find(pio_registers, "SM%_PINCTRL.OUT_COUNT")));
    config.in_base = get(find(pio_registers, "SM%_PINCTRL.IN_BASE"));
}

} // namespace peripherals::rp2040
