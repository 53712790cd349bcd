#include "peripherals/rp2040/spi.h"

#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using spi::spi_registers;

namespace {

constexpr Row cr0 = row_of(spi_registers, "SSPCR0");
constexpr Row cr1 = row_of(spi_registers, "SSPCR1");
constexpr Row dr = row_of(spi_registers, "SSPDR");
constexpr Row sr = row_of(spi_registers, "SSPSR");
constexpr Row cpsr = row_of(spi_registers, "SSPCPSR");
constexpr Row imsc = row_of(spi_registers, "SSPIMSC");
constexpr Row ris = row_of(spi_registers, "SSPRIS");
constexpr Row mis = row_of(spi_registers, "SSPMIS");
constexpr Row icr = row_of(spi_registers, "SSPICR");

constexpr FieldRef scr = find(spi_registers, "SSPCR0.SCR");
constexpr FieldRef sph = find(spi_registers, "SSPCR0.SPH");
constexpr FieldRef spo = find(spi_registers, "SSPCR0.SPO");
constexpr FieldRef frf = find(spi_registers, "SSPCR0.FRF");
constexpr FieldRef dss = find(spi_registers, "SSPCR0.DSS");
constexpr FieldRef ms = find(spi_registers, "SSPCR1.MS");
constexpr FieldRef sse = find(spi_registers, "SSPCR1.SSE");
constexpr FieldRef lbm = find(spi_registers, "SSPCR1.LBM");
constexpr FieldRef txdmae = find(spi_registers, "SSPDMACR.TXDMAE");
constexpr FieldRef rxdmae = find(spi_registers, "SSPDMACR.RXDMAE");

constexpr std::uint32_t irq_tx = find(spi_registers, "SSPRIS.TXRIS").mask;
constexpr std::uint32_t irq_rx = find(spi_registers, "SSPRIS.RXRIS").mask;
constexpr std::uint32_t irq_timeout = find(spi_registers, "SSPRIS.RTRIS").mask;
constexpr std::uint32_t irq_overrun = find(spi_registers, "SSPRIS.RORRIS").mask;

constexpr std::size_t half_full = 4;
constexpr std::int64_t timeout_bits = 32;

} // namespace

Spi::Spi(Machine& machine, std::string name, ClockDomain& clk_peri)
    : RegisterDevice(machine, std::move(name), spi_registers), clk_peri_(clk_peri) {
    clk_peri_.add_listener(this);
    outputs_.set(csn_output, csn_output | sclk_output);
}

void Spi::reset() {
    RegisterDevice::reset();
    state_ = {};
    arm_events();
    update();
}

bool Spi::is_slave() const {
    return field(ms) != 0;
}

bool Spi::enabled() const {
    return field(sse) != 0;
}

bool Spi::rx_level() const {
    return field(lbm) != 0 ? state_.tx_level : pins_.rx;
}

/// A frame as the registers describe it; its half period is 0 while there is no prescaler.
Spi::Frame Spi::new_frame() const {
    Frame frame;
    frame.format = field(frf) == 1 ? Format::Ti : field(frf) == 2 ? Format::Microwire : Format::Motorola;
    frame.spo = frame.format == Format::Motorola && field(spo) != 0;
    frame.sph = field(sph) != 0;
    frame.bits = static_cast<int>(field(dss)) + 1;
    frame.half_period = std::int64_t{value(cpsr)} * (1 + field(scr)) / 2;
    return frame;
}

BusFormat Spi::format() const {
    const Frame frame = new_frame();
    return {.bits = static_cast<unsigned>(frame.bits),
            .clock_high = frame.spo,
            .second_edge = frame.format == Format::Ti || (frame.format == Format::Motorola && frame.sph)};
}

std::uint32_t Spi::status() const {
    std::uint32_t bits = 0;
    bits |= state_.tx.empty() ? find(spi_registers, "SSPSR.TFE").mask : 0;
    bits |= state_.tx.full() ? 0 : find(spi_registers, "SSPSR.TNF").mask;
    bits |= state_.rx.empty() ? 0 : find(spi_registers, "SSPSR.RNE").mask;
    bits |= state_.rx.full() ? find(spi_registers, "SSPSR.RFF").mask : 0;
    bits |= state_.frame.active || !state_.tx.empty() ? find(spi_registers, "SSPSR.BSY").mask : 0;
    return bits;
}

std::uint32_t Spi::raw_interrupts() const {
    std::uint32_t bits = 0;
    bits |= state_.tx.size() <= half_full ? irq_tx : 0;
    bits |= state_.rx.size() >= half_full ? irq_rx : 0;
    bits |= state_.timeout ? irq_timeout : 0;
    bits |= state_.overrun ? irq_overrun : 0;
    return bits;
}

std::uint32_t Spi::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case dr:
        return state_.rx.front();
    case sr:
        return status();
    case ris:
        return raw_interrupts();
    case mis:
        return raw_interrupts() & value(imsc);
    default:
        return stored;
    }
}

std::uint32_t Spi::on_read(Index reg, std::uint32_t stored, const Access&) {
    const std::uint32_t word = on_peek(reg, stored);
    if (reg.row == dr && !state_.rx.empty()) {
        state_.rx.pop();
        state_.timeout = state_.timeout && !state_.rx.empty();
        watch_timeout();
        update();
    }
    return word;
}

void Spi::before_access(Index reg, const Access&) {
    before_ = value(reg.row);
}

void Spi::on_write(Index reg, std::uint32_t written, const Access&) {
    switch (reg.row) {
    case dr:
        write_data(static_cast<std::uint16_t>(written));
        break;
    case cr0:
    case cr1:
        control_written();
        break;
    case cpsr:
        set_value(cpsr, value(cpsr) & ~1U); // even
        start_frame(edge_now() + 1);
        break;
    case icr:
        state_.timeout = state_.timeout && (written & irq_timeout) == 0;
        state_.overrun = state_.overrun && (written & irq_overrun) == 0;
        break;
    default:
        break;
    }
    update();
}

void Spi::control_written() {
    const bool changes_role = ((before_ ^ value(cr1)) & ms.mask) != 0;
    if (enabled() && changes_role) {
        set_field(ms, is_slave() ? 0 : 1); // only while the block is disabled
    }
    if (!enabled() && state_.frame.active) {
        state_.frame.active = false;
        arm_events();
    }
    if (!state_.frame.active) {
        idle_outputs();
        select_changed();
        start_frame(edge_now() + 1);
    }
}

void Spi::write_data(std::uint16_t data) {
    if (state_.tx.full()) {
        report("spi.tx_overflow", "a frame was written to a full transmit FIFO and is lost");
        return;
    }
    state_.tx.push(data);
    if (!is_slave()) {
        start_frame(edge_now() + 1);
    } else if (state_.frame.active && !state_.frame.loaded && state_.frame.done == 0) {
        slave_load();
    }
}

/// A whole frame has come in.
void Spi::receive() {
    if (state_.rx.full()) {
        state_.overrun = true;
    } else {
        state_.rx.push(static_cast<std::uint16_t>(state_.frame.in));
    }
    state_.timeout = false; // new data
    update();
}

/// The receive timeout counts while the block is idle and data is left.
void Spi::watch_timeout() {
    const std::int64_t period = 2 * new_frame().half_period;
    state_.timeout_armed = !state_.frame.active && !state_.rx.empty() && !state_.timeout && period != 0;
    state_.timeout_edge = edge_now() + timeout_bits * period;
    arm_events();
}

void Spi::receive_timeout() {
    state_.timeout_armed = false;
    state_.timeout = true;
    update();
}

void Spi::on_clock_changed() {
    arm_events();
}

void Spi::arm_events() {
    const Frame& frame = state_.frame;
    const bool clocked = frame.active && frame.half_period != 0;
    frame_event_.arm(clocked ? clk_peri_.time_of(frame.start_edge + frame.tick * frame.half_period) : never);
    timeout_event_.arm(state_.timeout_armed ? clk_peri_.time_of(state_.timeout_edge) : never);
}

/// Between frames TX is not driven; SCLK and CSn are a master's.
void Spi::idle_outputs() {
    const Frame frame = new_frame();
    state_.tx_driven = false;
    state_.tx_level = false;
    state_.sclk = frame.spo;
    state_.csn = frame.format != Format::Ti;
}

void Spi::update() {
    const std::uint32_t levels =
        (state_.tx_level ? tx_output : 0) | (state_.sclk ? sclk_output : 0) | (state_.csn ? csn_output : 0);
    const std::uint32_t clocks = is_slave() ? 0 : sclk_output | csn_output;
    outputs_.set(levels, (state_.tx_driven ? tx_output : 0) | clocks);
    irq_.set((raw_interrupts() & value(imsc)) != 0);
    tx_dreq_.set(enabled() && field(txdmae) != 0 && !state_.tx.full());
    rx_dreq_.set(enabled() && field(rxdmae) != 0 && !state_.rx.empty());
}

} // namespace peripherals::rp2040
