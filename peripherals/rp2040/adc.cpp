#include "peripherals/rp2040/adc.h"

#include <algorithm>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using adc::adc_registers;

namespace {

constexpr Row cs = row_of(adc_registers, "CS");
constexpr Row fcs = row_of(adc_registers, "FCS");
constexpr Row fifo = row_of(adc_registers, "FIFO");
constexpr Row div = row_of(adc_registers, "DIV");
constexpr Row intr = row_of(adc_registers, "INTR");
constexpr Row inte = row_of(adc_registers, "INTE");
constexpr Row intf = row_of(adc_registers, "INTF");
constexpr Row ints = row_of(adc_registers, "INTS");

constexpr FieldRef rrobin = find(adc_registers, "CS.RROBIN");
constexpr FieldRef ainsel = find(adc_registers, "CS.AINSEL");
constexpr FieldRef cs_ready = find(adc_registers, "CS.READY");
constexpr FieldRef start_many = find(adc_registers, "CS.START_MANY");
constexpr FieldRef start_once = find(adc_registers, "CS.START_ONCE");
constexpr FieldRef ts_en = find(adc_registers, "CS.TS_EN");
constexpr FieldRef en = find(adc_registers, "CS.EN");
constexpr FieldRef result = find(adc_registers, "RESULT.RESULT");
constexpr FieldRef thresh = find(adc_registers, "FCS.THRESH");
constexpr FieldRef level = find(adc_registers, "FCS.LEVEL");
constexpr FieldRef over = find(adc_registers, "FCS.OVER");
constexpr FieldRef under = find(adc_registers, "FCS.UNDER");
constexpr FieldRef full = find(adc_registers, "FCS.FULL");
constexpr FieldRef empty = find(adc_registers, "FCS.EMPTY");
constexpr FieldRef dreq_en = find(adc_registers, "FCS.DREQ_EN");
constexpr FieldRef shift = find(adc_registers, "FCS.SHIFT");
constexpr FieldRef fifo_en = find(adc_registers, "FCS.EN");

constexpr std::uint32_t sensor_input = 4;
constexpr std::uint32_t inputs = 5;
constexpr std::int64_t conversion_cycles = 96;

} // namespace

Adc::Adc(Machine& machine, std::string name, ClockDomain& clk_adc)
    : RegisterDevice(machine, std::move(name), adc_registers), clk_adc_(clk_adc) {
    clk_adc_.add_listener(this);
}

void Adc::reset() {
    RegisterDevice::reset();
    state_ = {};
    event_.disarm();
    update();
}

void Adc::inspect(Inspector& inspector) const {
    RegisterDevice::inspect(inspector);
    for (std::uint32_t input = 0; input < inputs; ++input) {
        inspector.number(input == sensor_input ? "sensor" : "input " + std::to_string(input), input_uv(input),
                         "uV");
    }
    inspector.number("die temperature", die_mdegc_, "mdegC");
}

std::int64_t Adc::input_uv(std::uint32_t input) const {
    if (input == sensor_input) {
        // Datasheet, "Temperature Sensor": T = 27 - (V - 0.706) / 0.001721.
        return field(ts_en) != 0 ? 706'000 - (die_mdegc_ - 27'000) * 1721 / 1000 : 0;
    }
    if (input >= pin_inputs) {
        return 0;
    }
    if (sources_[input] != nullptr) {
        return sources_[input]->microvolts();
    }
    const Level net = nets_[input] != nullptr ? nets_[input]->level() : Level::Floating;
    return net == Level::High ? reference_uv : net == Level::Low ? 0 : reference_uv / 2;
}

bool Adc::ready() const {
    return field(en) != 0 && !state_.converting && clk_adc_.edges_at(now()) >= state_.ready_edge;
}

std::uint32_t Adc::fifo_status() const {
    std::uint32_t status = static_cast<std::uint32_t>(state_.fifo.size()) << level.lsb;
    status |= state_.fifo.full() ? full.mask : 0;
    status |= state_.fifo.empty() ? empty.mask : 0;
    return status;
}

/// THRESH 0 is taken for 1: an empty FIFO asks for nothing.
bool Adc::above_threshold() const {
    return !state_.fifo.empty() && state_.fifo.size() >= field(thresh);
}

std::uint32_t Adc::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case cs:
        return stored | (ready() ? cs_ready.mask : 0);
    case fcs:
        return (stored & ~(level.mask | full.mask | empty.mask)) | fifo_status();
    case fifo:
        return state_.fifo.front();
    case intr:
        return above_threshold() ? 1 : 0;
    case ints:
        return ((above_threshold() ? 1U : 0U) & value(inte)) | value(intf);
    default:
        return stored;
    }
}

std::uint32_t Adc::on_read(Index reg, std::uint32_t stored, const Access&) {
    const std::uint32_t word = on_peek(reg, stored);
    if (reg.row == fifo) {
        if (state_.fifo.empty()) {
            set_field(under, 1);
        } else {
            state_.fifo.pop();
        }
        update();
    }
    return word;
}

void Adc::on_write(Index reg, std::uint32_t written, const Access& access) {
    if (reg.row == cs) {
        control_written(written, access);
    } else if (reg.row == div && state_.free_running) {
        // "The divider is reset when either of these fields are written."
        state_.pace_edge = clk_adc_.edges_at(now()) + 1;
        if (!state_.converting) {
            start_if_free_running(state_.pace_edge);
        }
    }
    update();
}

void Adc::control_written(std::uint32_t written, const Access& access) {
    const std::int64_t next_edge = clk_adc_.edges_at(now()) + 1;
    if (field(en) == 0) {
        state_.enabled = state_.free_running = state_.converting = state_.scheduled = false;
        event_.disarm();
        return;
    }
    if (!state_.enabled) {
        state_.enabled = true;
        state_.ready_edge = next_edge;
    }
    const bool many = field(start_many) != 0;
    const bool began = many && !state_.free_running;
    state_.free_running = many;
    if (!many) {
        state_.scheduled = false;
        arm_event();
        const bool once = access.op != WriteOp::Clear && (written & start_once.mask) != 0;
        if (once && !state_.converting) {
            start(next_edge);
        }
    } else if (began) {
        state_.pace_edge = next_edge;
        if (!state_.converting) {
            start_if_free_running(next_edge);
        }
    }
}

/// The pacing timer's first trigger at or after `edge`: one every 1 + INT + FRAC / 256 edges.
std::int64_t Adc::trigger_not_before(std::int64_t edge) const {
    const std::int64_t period_256 = 256 + std::int64_t{value(div)};
    const std::int64_t distance = std::max<std::int64_t>(edge - state_.pace_edge, 0);
    const std::int64_t count = (distance * 256 + period_256 - 1) / period_256;
    return state_.pace_edge + count * period_256 / 256;
}

void Adc::start(std::int64_t edge) {
    const std::int64_t uv = input_uv(field(ainsel));
    state_.sample = static_cast<std::uint32_t>(std::clamp<std::int64_t>(uv * 4096 / reference_uv, 0, 4095));
    state_.converting = true;
    state_.scheduled = false;
    state_.event_edge = edge + conversion_cycles;
    arm_event();
}

void Adc::start_if_free_running(std::int64_t edge) {
    if (!state_.free_running) {
        return;
    }
    const std::int64_t trigger = trigger_not_before(edge);
    if (trigger == edge) {
        start(edge);
        return;
    }
    state_.scheduled = true;
    state_.event_edge = trigger;
    arm_event();
}

void Adc::step() {
    if (state_.scheduled) {
        start(state_.event_edge);
        return;
    }
    state_.converting = false;
    set_field(result, state_.sample);
    push_result();
    select_next_input();
    start_if_free_running(state_.event_edge);
    update();
}

void Adc::push_result() {
    if (field(fifo_en) == 0) {
        return;
    }
    if (state_.fifo.full()) {
        set_field(over, 1);
        return;
    }
    state_.fifo.push(static_cast<std::uint16_t>(field(shift) != 0 ? state_.sample >> 4 : state_.sample));
}

void Adc::select_next_input() {
    const std::uint32_t mask = field(rrobin);
    if (mask == 0) {
        return;
    }
    std::uint32_t input = field(ainsel);
    do {
        input = input + 1 < inputs ? input + 1 : 0;
    } while ((mask >> input & 1) == 0);
    set_field(ainsel, input);
}

void Adc::arm_event() {
    event_.arm(state_.converting || state_.scheduled ? clk_adc_.time_of(state_.event_edge) : never);
}

void Adc::on_clock_changed() {
    arm_event();
}

void Adc::update() {
    irq_.set(on_peek({ints, 0}, 0) != 0);
    dreq_.set(field(dreq_en) != 0 && above_threshold());
}

} // namespace peripherals::rp2040
