#include "peripherals/nrf51/adc.h"

#include "peripherals/nrf51/adc_registers.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using adc::adc_registers;

namespace {

constexpr Row task_start = row_of(adc_registers, "TASKS_START");
constexpr Row end = row_of(adc_registers, "EVENTS_END");
constexpr Row busy = row_of(adc_registers, "BUSY");
constexpr Row result = row_of(adc_registers, "RESULT");
constexpr FieldRef enable = find(adc_registers, "ENABLE.ENABLE");
constexpr FieldRef res = find(adc_registers, "CONFIG.RES");
constexpr FieldRef inpsel = find(adc_registers, "CONFIG.INPSEL");
constexpr FieldRef refsel = find(adc_registers, "CONFIG.REFSEL");
constexpr FieldRef psel = find(adc_registers, "CONFIG.PSEL");
constexpr FieldRef extrefsel = find(adc_registers, "CONFIG.EXTREFSEL");

constexpr std::uint32_t enabled_adc = 1;
constexpr std::int64_t band_gap_uv = 1'200'000;

struct Resolution {
    unsigned bits;
    std::int64_t edges; // of 16 MHz
};
constexpr Resolution resolutions[] = {
    {8,  320 },
    {9,  576 },
    {10, 1088}
};

} // namespace

Adc::Adc(Machine& machine, std::string name, unsigned id, EventSink* events, const Pins& pins,
         ClockDomain& hfclk)
    : Peripheral(machine, std::move(name), adc_registers, id, events), pins_(pins), hfclk_(hfclk) {
    hfclk_.add_listener(this);
}

void Adc::reset() {
    Peripheral::reset();
    stop();
}

std::uint32_t Adc::on_peek(Index reg, std::uint32_t stored) const {
    return reg.row == busy ? (state_.busy ? 1 : 0) : stored;
}

void Adc::on_register(Index reg, std::uint32_t, const Access&) {
    if (reg.row == enable.row && field(enable) != enabled_adc) {
        stop();
    }
}

void Adc::on_task(Index task) {
    if (task.row == task_start) {
        start();
    } else {
        stop();
    }
}

/// After the prescaler.
std::int64_t Adc::input_uv() const {
    const std::uint32_t input = field(psel);
    std::int64_t volts = 0;
    if (std::has_single_bit(input)) {
        volts = pins_.microvolts(Pins::analog_input(static_cast<unsigned>(std::countr_zero(input))));
    } else if (input != 0) {
        report("adc.config", "PSEL chooses several inputs at once");
    }
    switch (field(inpsel)) {
    case 0:
        return volts;
    case 1:
        return volts * 2 / 3;
    case 2:
        return volts / 3;
    case 5:
        return pins_.supply_uv() * 2 / 3;
    case 6:
        return pins_.supply_uv() / 3;
    default:
        report("adc.config", "INPSEL has a reserved value");
        return 0;
    }
}

std::int64_t Adc::reference_uv() const {
    switch (field(refsel)) {
    case 0:
        return band_gap_uv;
    case 1:
        if (field(extrefsel) == 1 || field(extrefsel) == 2) {
            return pins_.microvolts(Pins::analog_reference(field(extrefsel) - 1));
        }
        return 0;
    case 2:
        return pins_.supply_uv() / 2;
    default:
        return pins_.supply_uv() / 3;
    }
}

void Adc::start() {
    if (field(enable) != enabled_adc || state_.busy) {
        return;
    }
    if (field(res) >= std::size(resolutions)) {
        report("adc.config", "RES has a reserved value");
        return;
    }
    const Resolution& resolution = resolutions[field(res)];
    const std::int64_t reference = reference_uv();
    const std::int64_t most = (std::int64_t{1} << resolution.bits) - 1;
    if (reference <= 0) {
        report("adc.reference", "there is no voltage at the reference");
    }
    const std::int64_t sample = reference <= 0 ? most : (input_uv() << resolution.bits) / reference;
    state_.sample = static_cast<std::uint32_t>(std::clamp<std::int64_t>(sample, 0, most));
    state_.busy = true;
    state_.end_edge = hfclk_.edges_at(now()) + resolution.edges;
    on_clock_changed();
}

void Adc::stop() {
    state_ = {};
    event_.disarm();
}

void Adc::on_clock_changed() {
    event_.arm(state_.busy ? hfclk_.time_of(state_.end_edge) : never);
}

void Adc::converted() {
    state_.busy = false;
    set_value(result, state_.sample);
    raise(end);
}

} // namespace peripherals::nrf51
