#include "peripherals/rp2040/clocks.h"

#include <span>
#include <string_view>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using clocks::clocks_registers;

/// Where a generator's registers are, and what its multiplexers choose from.
struct Clocks::GeneratorRow {
    FieldRef auxsrc;
    Row div;
    std::uint16_t element;
    std::span<const Source> auxiliary;
    std::span<const Source> glitchless = {}; // None stands for the auxiliary multiplexer

    // Datasheet, "CLOCKS: CLK_..._CTRL Register", enumerations of AUXSRC and SRC.
    static constexpr Source gpout01[] = {Source::PllSys, Source::Gpin0, Source::Gpin1, Source::PllUsb,
                                         Source::Rosc,   Source::Xosc,  Source::Sys,   Source::Usb,
                                         Source::Adc,    Source::Rtc,   Source::Ref};
    static constexpr Source gpout23[] = {Source::PllSys, Source::Gpin0, Source::Gpin1, Source::PllUsb,
                                         Source::RoscPh, Source::Xosc,  Source::Sys,   Source::Usb,
                                         Source::Adc,    Source::Rtc,   Source::Ref};
    static constexpr Source ref_aux[] = {Source::PllUsb, Source::Gpin0, Source::Gpin1};
    static constexpr Source ref_src[] = {Source::RoscPh, Source::None, Source::Xosc};
    static constexpr Source sys_aux[] = {Source::PllSys, Source::PllUsb, Source::Rosc,
                                         Source::Xosc,   Source::Gpin0,  Source::Gpin1};
    static constexpr Source sys_src[] = {Source::Ref, Source::None};
    static constexpr Source peri_aux[] = {Source::Sys,  Source::PllSys, Source::PllUsb, Source::RoscPh,
                                          Source::Xosc, Source::Gpin0,  Source::Gpin1};
    static constexpr Source other_aux[] = {Source::PllUsb, Source::PllSys, Source::RoscPh,
                                           Source::Xosc,   Source::Gpin0,  Source::Gpin1};
};

namespace {
consteval FieldRef aux(std::string_view name) {
    return find(clocks_registers, name);
}
consteval Row row(std::string_view name) {
    return row_of(clocks_registers, name);
}
constexpr FieldRef ref_src = find(clocks_registers, "CLK_REF_CTRL.SRC");
constexpr FieldRef sys_src = find(clocks_registers, "CLK_SYS_CTRL.SRC");
constexpr Row wake_en[] = {row("WAKE_EN0"), row("WAKE_EN1")};
constexpr Row sleep_en[] = {row("SLEEP_EN0"), row("SLEEP_EN1")};
constexpr Row enabled[] = {row("ENABLED0"), row("ENABLED1")};
constexpr FieldRef inte = find(clocks_registers, "INTE.CLK_SYS_RESUS");
constexpr FieldRef intf = find(clocks_registers, "INTF.CLK_SYS_RESUS");
constexpr FieldRef ints = find(clocks_registers, "INTS.CLK_SYS_RESUS");
constexpr FieldRef resussed = find(clocks_registers, "CLK_SYS_RESUS_STATUS.RESUSSED");

// In the same place in all CTRL registers that have them.
constexpr std::uint32_t ctrl_enable = find(clocks_registers, "CLK_GPOUT%_CTRL.ENABLE").mask;
constexpr std::uint32_t ctrl_kill = find(clocks_registers, "CLK_GPOUT%_CTRL.KILL").mask;

/// The generator that feeds a block's clock: what the name of its bit begins with.
constexpr Generator parent(std::size_t gate) {
    const std::span<const Field> first = clocks_registers[enabled[0]].fields;
    const std::span<const Field> second = clocks_registers[enabled[1]].fields;
    const std::string_view name =
        gate < 32 ? first[31 - gate].name : second[clock_gate_count - 1 - gate].name;
    return name.starts_with("CLK_ADC_")    ? Generator::Adc
           : name.starts_with("CLK_PERI_") ? Generator::Peri
           : name.starts_with("CLK_RTC_")  ? Generator::Rtc
           : name.starts_with("CLK_USB_")  ? Generator::Usb
                                           : Generator::Sys;
}
static_assert(parent(static_cast<std::size_t>(ClockGate::AdcAdc)) == Generator::Adc);
static_assert(parent(static_cast<std::size_t>(ClockGate::PeriSpi1)) == Generator::Peri);
static_assert(parent(static_cast<std::size_t>(ClockGate::UsbUsbctrl)) == Generator::Usb);
static_assert(parent(static_cast<std::size_t>(ClockGate::SysXosc)) == Generator::Sys);
} // namespace

const Clocks::GeneratorRow Clocks::generator_rows[generator_count] = {
    {aux("CLK_GPOUT%_CTRL.AUXSRC"), row("CLK_GPOUT%_DIV"), 0, GeneratorRow::gpout01,   {}                   },
    {aux("CLK_GPOUT%_CTRL.AUXSRC"), row("CLK_GPOUT%_DIV"), 1, GeneratorRow::gpout01,   {}                   },
    {aux("CLK_GPOUT%_CTRL.AUXSRC"), row("CLK_GPOUT%_DIV"), 2, GeneratorRow::gpout23,   {}                   },
    {aux("CLK_GPOUT%_CTRL.AUXSRC"), row("CLK_GPOUT%_DIV"), 3, GeneratorRow::gpout23,   {}                   },
    {aux("CLK_REF_CTRL.AUXSRC"),    row("CLK_REF_DIV"),    0, GeneratorRow::ref_aux,   GeneratorRow::ref_src},
    {aux("CLK_SYS_CTRL.AUXSRC"),    row("CLK_SYS_DIV"),    0, GeneratorRow::sys_aux,   GeneratorRow::sys_src},
    {aux("CLK_PERI_CTRL.AUXSRC"),   row("CLK_PERI_DIV"),   0, GeneratorRow::peri_aux,  {}                   },
    {aux("CLK_USB_CTRL.AUXSRC"),    row("CLK_USB_DIV"),    0, GeneratorRow::other_aux, {}                   },
    {aux("CLK_ADC_CTRL.AUXSRC"),    row("CLK_ADC_DIV"),    0, GeneratorRow::other_aux, {}                   },
    {aux("CLK_RTC_CTRL.AUXSRC"),    row("CLK_RTC_DIV"),    0, GeneratorRow::other_aux, {}                   },
};

Clocks::Clocks(Machine& machine, std::string name, const ClockSources& sources)
    : RegisterDevice(machine, std::move(name), clocks_registers),
      domains_{
          &stopped_,
          &sources.rosc,
          &sources.rosc_ph,
          &sources.xosc,
          &sources.pll_sys,
          &sources.pll_usb,
          &gpins_[0],
          &gpins_[1],
          &ref(),
          &sys(),
          &generator(Generator::Peri),
          &generator(Generator::Usb),
          &generator(Generator::Adc),
          &generator(Generator::Rtc)
},
      gpout_edges_{{{*this, EventClass::Timer, "gpout0", handler<&Clocks::gpout_edge<0>>},
                    {*this, EventClass::Timer, "gpout1", handler<&Clocks::gpout_edge<1>>},
                    {*this, EventClass::Timer, "gpout2", handler<&Clocks::gpout_edge<2>>},
                    {*this, EventClass::Timer, "gpout3", handler<&Clocks::gpout_edge<3>>}}} {
    for (ClockDomain* source : {&sources.rosc, &sources.rosc_ph, &sources.xosc, &sources.pll_sys,
                                &sources.pll_usb, &gpins_[0], &gpins_[1]}) {
        source->add_listener(this);
    }
    outputs_.set_source(*this);
}

void Clocks::reset() {
    RegisterDevice::reset();
    for (Event* event : {&switch_ref_, &switch_sys_, &resus_, &counter_}) {
        event->disarm();
    }
    const auto deep_sleep = state_.deep_sleep; // an input
    state_ = {};
    state_.deep_sleep = deep_sleep;
    update();
    update_irq();
}

void Clocks::on_line(unsigned input, bool level) {
    state_.deep_sleep[input] = level;
    update_gates();
}

std::uint32_t Clocks::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case row("CLK_REF_SELECTED"):
        return 1U << state_.ref.selected;
    case row("CLK_SYS_SELECTED"):
        return 1U << state_.sys.selected;
    case row("CLK_SYS_RESUS_STATUS"):
    case row("INTR"):
        return state_.resussed ? resussed.mask : 0;
    case row("FC0_STATUS"):
        return state_.counter.status;
    case row("FC0_RESULT"):
        return state_.counter.result;
    case row("ENABLED0"):
        return gates_enabled(0);
    case row("ENABLED1"):
        return gates_enabled(1);
    case row("INTS"):
        return irq_.level() ? ints.mask : 0;
    default:
        return stored;
    }
}

void Clocks::on_write(Index reg, std::uint32_t, const Access&) {
    switch (reg.row) {
    case row("CLK_REF_CTRL"):
        write_src(Generator::Ref, state_.ref, field(ref_src));
        break;
    case row("CLK_SYS_CTRL"):
        write_src(Generator::Sys, state_.sys, field(sys_src));
        break;
    case row("FC0_SRC"):
        start_counter();
        return;
    case row("INTE"):
    case row("INTF"):
        update_irq();
        return;
    case row("CLK_SYS_RESUS_CTRL"):
        write_resus();
        break;
    case row("CLK_GPOUT%_CTRL"):
        write_gpout(reg.element);
        break;
    default:
        break;
    }
    update();
}

const ClockDomain& Clocks::domain(Source source) const {
    return *domains_[static_cast<std::size_t>(source)];
}

Clocks::Source Clocks::aux_source(Generator which) const {
    const GeneratorRow& generator = generator_rows[index(which)];
    const std::uint32_t choice = field(generator.auxsrc, generator.element);
    return choice < generator.auxiliary.size() ? generator.auxiliary[choice] : Source::None;
}

Clocks::Source Clocks::mux_source(Generator which, std::uint32_t input) const {
    const GeneratorRow& generator = generator_rows[index(which)];
    if (input >= generator.glitchless.size()) {
        return Source::None;
    }
    const Source source = generator.glitchless[input];
    return source == Source::None ? aux_source(which) : source;
}

Clocks::Source Clocks::source_of(Generator which) const {
    switch (which) {
    case Generator::Ref:
        return mux_source(which, state_.ref.selected);
    case Generator::Sys:
        return mux_source(which, state_.sys.selected);
    default:
        return aux_source(which);
    }
}

/// The divisor in 256ths. 0 in the integer part divides by 2^16.
std::int64_t Clocks::divisor_256(Generator which) const {
    const GeneratorRow& generator = generator_rows[index(which)];
    const std::uint32_t div = value(generator.div, generator.element);
    return div >> 8 == 0 ? (std::int64_t{1} << 24) + div : std::int64_t{div};
}

Frequency Clocks::output_of(Generator which) const {
    const GeneratorRow& generator = generator_rows[index(which)];
    const std::uint32_t ctrl = value(generator.auxsrc.row, generator.element);
    const bool stops = which != Generator::Ref && which != Generator::Sys; // those have no ENABLE
    if (stops && ((ctrl & ctrl_enable) == 0 || (ctrl & ctrl_kill) != 0)) {
        return {};
    }
    return domain(source_of(which)).frequency().scaled(256, divisor_256(which));
}

void Clocks::update() {
    // Each may feed those behind it, the GPOUTs are fed by all.
    for (const Generator which :
         {Generator::Ref, Generator::Sys, Generator::Peri, Generator::Usb, Generator::Adc, Generator::Rtc,
          Generator::Gpout0, Generator::Gpout1, Generator::Gpout2, Generator::Gpout3}) {
        generator(which).set_frequency(now(), output_of(which));
    }
    update_gates();
    arm_switch(Generator::Ref, state_.ref, switch_ref_);
    arm_switch(Generator::Sys, state_.sys, switch_sys_);
    update_resus();
    update_counter();
    on_watched(outputs_.watched());
}

std::uint32_t Clocks::gates_enabled(unsigned word) const {
    const bool asleep = state_.deep_sleep[0] && state_.deep_sleep[1];
    return value(asleep ? sleep_en[word] : wake_en[word]);
}

void Clocks::update_gates() {
    for (std::size_t gate = 0; gate < clock_gate_count; ++gate) {
        const bool on = (gates_enabled(gate < 32 ? 0 : 1) >> (gate % 32) & 1) != 0;
        gates_[gate].set_frequency(now(), on ? generator(parent(gate)).frequency() : Frequency{});
    }
}

void Clocks::write_src(Generator which, Mux& mux, std::uint32_t target) {
    mux.target = target;
    if (target != mux.selected && !domain(mux_source(which, mux.selected)).running()) {
        report("clocks.dead_source", "a glitchless multiplexer cannot leave a source that has stopped",
               which == Generator::Ref ? "CLK_REF" : "CLK_SYS");
    }
}

// Estimate: the multiplexer leaves at the next edge of the old source and lets the second one of the new
// source through. Without edges of both it stays where it is.
void Clocks::arm_switch(Generator which, const Mux& mux, Event& event) {
    const ClockDomain& from = domain(mux_source(which, mux.selected));
    const ClockDomain& to = domain(mux_source(which, mux.target));
    const bool held = which == Generator::Sys && state_.resussed;
    if (held || mux.target == mux.selected || !from.running() || !to.running()) {
        event.disarm();
    } else if (!event.armed()) {
        const Time leaves = from.time_of(from.edges_at(now()) + 1);
        event.arm(to.time_of(to.edges_at(leaves) + 2));
    }
}

void Clocks::switch_ref() {
    state_.ref.selected = state_.ref.target;
    update();
}

void Clocks::switch_sys() {
    state_.sys.selected = state_.sys.target;
    update();
}

void Clocks::update_irq() {
    irq_.set((state_.resussed && field(inte) != 0) || field(intf) != 0);
}

} // namespace peripherals::rp2040
