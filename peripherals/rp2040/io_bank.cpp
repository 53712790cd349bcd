#include "peripherals/rp2040/io_bank.h"

#include "peripherals/rp2040/io_registers.h"
#include "sim/core/assert.h"
#include "sim/core/trace.h"

#include <bit>

namespace peripherals::rp2040 {

using namespace sim::core;

namespace {

constexpr FieldRef irqover = find(io::bank0_registers, "GPIO%_CTRL.IRQOVER");
constexpr FieldRef inover = find(io::bank0_registers, "GPIO%_CTRL.INOVER");
constexpr FieldRef oeover = find(io::bank0_registers, "GPIO%_CTRL.OEOVER");
constexpr FieldRef outover = find(io::bank0_registers, "GPIO%_CTRL.OUTOVER");
constexpr FieldRef funcsel = find(io::bank0_registers, "GPIO%_CTRL.FUNCSEL");
constexpr FieldRef irqtoproc = find(io::bank0_registers, "GPIO%_STATUS.IRQTOPROC");
constexpr FieldRef irqfrompad = find(io::bank0_registers, "GPIO%_STATUS.IRQFROMPAD");
constexpr FieldRef intoperi = find(io::bank0_registers, "GPIO%_STATUS.INTOPERI");
constexpr FieldRef infrompad = find(io::bank0_registers, "GPIO%_STATUS.INFROMPAD");
constexpr FieldRef oetopad = find(io::bank0_registers, "GPIO%_STATUS.OETOPAD");
constexpr FieldRef oefromperi = find(io::bank0_registers, "GPIO%_STATUS.OEFROMPERI");
constexpr FieldRef outtopad = find(io::bank0_registers, "GPIO%_STATUS.OUTTOPAD");
constexpr FieldRef outfromperi = find(io::bank0_registers, "GPIO%_STATUS.OUTFROMPERI");

constexpr unsigned bytes_per_pin = 8; // STATUS and CTRL
constexpr unsigned group_size = io::pins_per_register;

// The four bits of a pin in an interrupt register.
constexpr std::uint32_t level_low = 1;
constexpr std::uint32_t level_high = 2;
constexpr std::uint32_t edge_low = 4;
constexpr std::uint32_t edge_high = 8;

/// The four OVER fields agree: 0 as it is, 1 inverted, 2 low (disabled), 3 high (enabled).
bool override_by(std::uint32_t ctrl, FieldRef field, bool level) {
    const std::uint32_t mode = (ctrl & field.mask) >> field.lsb;
    return mode < 2 ? level != (mode == 1) : mode == 3;
}

/// Bit n of `eight` to bit 4n.
std::uint32_t spread(std::uint32_t eight) {
    std::uint32_t x = eight & 0xff;
    x = (x | x << 12) & 0x000f000f;
    x = (x | x << 6) & 0x03030303;
    return (x | x << 3) & 0x11111111;
}

std::uint32_t flag(bool on, FieldRef field) {
    return on ? field.mask : 0;
}

} // namespace

IoBank::IoBank(Machine& machine, std::string name, std::span<const Register> registers, unsigned pins,
               InputPins& from_pads)
    : RegisterDevice(machine, std::move(name), registers), pins_(pins),
      groups_((pins + group_size - 1) / group_size), from_pads_(from_pads) {
    TERRARIUM_ASSERT(pins <= most_pins);
    while (registers[first_interrupt_row_].name.substr(0, 4) != "INTR") {
        ++first_interrupt_row_;
    }
    TERRARIUM_ASSERT(registers[first_interrupt_row_].offset == pins * bytes_per_pin);
    for (unsigned pin = 0; pin < pins; ++pin) {
        state_.ctrl[pin] = funcsel.mask;
    }
    from_pads_.connect(*this);
}

void IoBank::reset() {
    RegisterDevice::reset();
    for (unsigned pin = 0; pin < pins_; ++pin) {
        select(pin, funcsel.mask);
    }
    const std::uint32_t all = pins_ == 32 ? 0xffffffff : (1U << pins_) - 1;
    drive(all);
    see(all);
    state_.interrupt_levels = from_pads_.levels() & all;
    for (unsigned group = 0; group < groups_; ++group) {
        update_irqs(group);
    }
}

void IoBank::connect_output(unsigned pin, unsigned function, OutputPins& outputs, unsigned bit) {
    TERRARIUM_ASSERT(pin < pins_ && function < functions && bit < 32);
    std::size_t source = 0;
    while (source < sources_.size() && sources_[source].outputs != &outputs) {
        ++source;
    }
    if (source == sources_.size()) {
        TERRARIUM_ASSERT(source < nothing);
        sources_.push_back({&outputs});
        outputs.connect(*this, static_cast<unsigned>(source));
        outputs.watch(0);
    }
    Route& route = routes_[pin][function];
    TERRARIUM_ASSERT(route.source == nothing);
    route.source = static_cast<std::uint8_t>(source);
    route.bit = static_cast<std::uint8_t>(bit);
}

void IoBank::connect_input(unsigned pin, unsigned function, LineSink& sink, unsigned input, bool idle) {
    TERRARIUM_ASSERT(pin < pins_ && function < functions);
    std::size_t signal = 0;
    while (signal < signals_.size() && (signals_[signal].sink != &sink || signals_[signal].input != input)) {
        ++signal;
    }
    if (signal == signals_.size()) {
        TERRARIUM_ASSERT(signal < nothing);
        signals_.push_back({&sink, input, idle, idle});
        sink.on_line(input, idle);
    }
    TERRARIUM_ASSERT(routes_[pin][function].signal == nothing);
    routes_[pin][function].signal = static_cast<std::uint8_t>(signal);
}

// Registers after those of the pins: INTR of each group, then for each target INTE, INTF and INTS of each
// group.
IoBank::Place IoBank::place_of(Index reg) const {
    if (reg.row < first_interrupt_row_) {
        const Register& row = registers()[reg.row];
        const std::uint32_t offset = row.offset + reg.element * std::uint32_t{row.array.stride};
        return {(offset & 4) != 0 ? Kind::Ctrl : Kind::Status,
                static_cast<std::uint8_t>(offset / bytes_per_pin), 0};
    }
    const unsigned row = reg.row - first_interrupt_row_;
    const auto group = static_cast<std::uint8_t>(row % groups_);
    if (row < groups_) {
        return {Kind::Intr, group, 0};
    }
    const unsigned block = row / groups_ - 1;
    constexpr Kind kinds[] = {Kind::Inte, Kind::Intf, Kind::Ints};
    return {kinds[block % 3], group, static_cast<std::uint8_t>(block / 3)};
}

Row IoBank::interrupt_row(Kind kind, unsigned group, unsigned target) const {
    const unsigned block =
        kind == Kind::Intr ? 0
                           : 1 + target * 3 + static_cast<unsigned>(kind) - static_cast<unsigned>(Kind::Inte);
    return static_cast<Row>(first_interrupt_row_ + block * groups_ + group);
}

IoBank::Output IoBank::from_block(unsigned pin) const {
    const std::uint32_t function = (state_.ctrl[pin] & funcsel.mask) >> funcsel.lsb;
    if (function >= functions || routes_[pin][function].source == nothing) {
        return {};
    }
    const Route& route = routes_[pin][function];
    const OutputPins& outputs = *sources_[route.source].outputs;
    return {(outputs.levels() >> route.bit & 1) != 0, (outputs.enables() >> route.bit & 1) != 0};
}

IoBank::Output IoBank::to_pad(unsigned pin) const {
    const Output output = from_block(pin);
    return {override_by(state_.ctrl[pin], outover, output.level),
            override_by(state_.ctrl[pin], oeover, output.enable)};
}

bool IoBank::seen(unsigned pin) const {
    return override_by(state_.ctrl[pin], inover, (from_pads_.levels() >> pin & 1) != 0);
}

bool IoBank::interrupt_level(unsigned pin) const {
    return override_by(state_.ctrl[pin], irqover, (from_pads_.levels() >> pin & 1) != 0);
}

void IoBank::drive(std::uint32_t pins) {
    std::uint32_t levels = to_pads_.levels();
    std::uint32_t enables = to_pads_.enables();
    for (std::uint32_t left = pins; left != 0; left &= left - 1) {
        const auto pin = static_cast<unsigned>(std::countr_zero(left));
        const Output output = to_pad(pin);
        levels = (levels & ~(1U << pin)) | std::uint32_t{output.level} << pin;
        enables = (enables & ~(1U << pin)) | std::uint32_t{output.enable} << pin;
    }
    to_pads_.set(levels, enables);
}

void IoBank::see(std::uint32_t pins) {
    const std::uint32_t old = inputs_.levels();
    std::uint32_t levels = old;
    for (std::uint32_t left = pins; left != 0; left &= left - 1) {
        const auto pin = static_cast<unsigned>(std::countr_zero(left));
        levels = (levels & ~(1U << pin)) | std::uint32_t{seen(pin)} << pin;
    }
    inputs_.set(levels);
    for (std::uint32_t left = levels ^ old; left != 0; left &= left - 1) {
        const auto pin = static_cast<unsigned>(std::countr_zero(left));
        const std::uint32_t function = (state_.ctrl[pin] & funcsel.mask) >> funcsel.lsb;
        if (function < functions) {
            update_signal(routes_[pin][function].signal);
        }
    }
}

void IoBank::update_signal(std::uint8_t signal) {
    if (signal == nothing) {
        return;
    }
    Signal& input = signals_[signal];
    const bool level = input.pins != 0 ? (inputs_.levels() & input.pins) != 0 : input.idle;
    if (level != input.level) {
        input.level = level;
        input.sink->on_line(input.input, level);
    }
}

unsigned IoBank::function(unsigned pin) const {
    return (state_.ctrl[pin] & funcsel.mask) >> funcsel.lsb;
}

/// Takes `pin` from the function that it has and gives it to the one that `ctrl` names.
void IoBank::select(unsigned pin, std::uint32_t ctrl) {
    const std::uint32_t old = this->function(pin);
    const std::uint32_t function = (ctrl & funcsel.mask) >> funcsel.lsb;
    state_.ctrl[pin] = ctrl;
    if (function == old) {
        return;
    }
    if (old < functions) {
        follow(pin, routes_[pin][old], false);
    }
    if (function < functions) {
        follow(pin, routes_[pin][function], true);
    }
    if (trace().observed()) {
        trace().note({now(),
                      this,
                      TraceNote::Kind::PinFunction,
                      TraceNote::Phase::Instant,
                      std::to_string(pin),
                      "function",
                      {{"function", function}}});
    }
}

/// Lets `pin` begin or cease to follow an output signal, and to go to an input signal.
void IoBank::follow(unsigned pin, const Route& route, bool on) {
    const auto change = [pin, on](std::uint32_t& pins) {
        pins = (pins & ~(1U << pin)) | std::uint32_t{on} << pin;
    };
    if (route.source != nothing) {
        Source& source = sources_[route.source];
        change(source.followers[route.bit]);
        const std::uint32_t bit = 1U << route.bit;
        source.outputs->watch((source.outputs->watched() & ~bit) |
                              (source.followers[route.bit] != 0 ? bit : 0));
    }
    if (route.signal != nothing) {
        change(signals_[route.signal].pins);
        update_signal(route.signal);
    }
}

void IoBank::on_outputs(unsigned source, std::uint32_t changed) {
    std::uint32_t pins = 0;
    for (std::uint32_t left = changed; left != 0; left &= left - 1) {
        pins |= sources_[source].followers[static_cast<unsigned>(std::countr_zero(left))];
    }
    if (pins != 0) {
        drive(pins);
    }
}

void IoBank::on_inputs(std::uint32_t levels, std::uint32_t changed) {
    if (held_in_reset()) {
        state_.interrupt_levels = levels;
    } else {
        latch_edges(changed);
    }
    see(changed);
}

std::uint32_t IoBank::raw_events(unsigned group) const {
    const std::uint32_t present = group_size * (group + 1) <= pins_ ? 0xff : (1U << pins_ % group_size) - 1;
    const std::uint32_t levels = state_.interrupt_levels >> (group * group_size);
    return spread(levels & present) * level_high | spread(~levels & present) * level_low |
           value(interrupt_row(Kind::Intr, group));
}

std::uint32_t IoBank::events(std::uint32_t raw, unsigned group, unsigned target) const {
    return (raw & value(interrupt_row(Kind::Inte, group, target))) |
           value(interrupt_row(Kind::Intf, group, target));
}

/// After a change of what the interrupts of `pins` look at.
void IoBank::latch_edges(std::uint32_t pins) {
    std::uint32_t touched = 0;
    for (std::uint32_t left = pins; left != 0; left &= left - 1) {
        const auto pin = static_cast<unsigned>(std::countr_zero(left));
        const bool level = interrupt_level(pin);
        if (level == ((state_.interrupt_levels >> pin & 1) != 0)) {
            continue;
        }
        state_.interrupt_levels ^= 1U << pin;
        const Row intr = interrupt_row(Kind::Intr, pin / group_size);
        set_value(intr, value(intr) | (level ? edge_high : edge_low) << (pin % group_size * 4));
        touched |= 1U << pin / group_size;
    }
    for (; touched != 0; touched &= touched - 1) {
        update_irqs(static_cast<unsigned>(std::countr_zero(touched)));
    }
}

void IoBank::update_irqs(unsigned group) {
    const auto bit = static_cast<std::uint8_t>(1U << group);
    for (unsigned target = 0; target < targets; ++target) {
        const std::uint32_t enabled = value(interrupt_row(Kind::Inte, group, target));
        const std::uint32_t forced = value(interrupt_row(Kind::Intf, group, target));
        const bool on = forced != 0 || (enabled != 0 && (raw_events(group) & enabled) != 0);
        std::uint8_t& active = state_.active[target];
        if (on != ((active & bit) != 0)) {
            active ^= bit;
            irqs_[target].set(active != 0);
        }
    }
}

std::uint32_t IoBank::on_peek(Index reg, std::uint32_t stored) const {
    const Place place = place_of(reg);
    switch (place.kind) {
    case Kind::Status: {
        const unsigned pin = place.number;
        const bool from_pad = (from_pads_.levels() >> pin & 1) != 0;
        return flag(interrupt_level(pin), irqtoproc) | flag(from_pad, irqfrompad) |
               flag(seen(pin), intoperi) | flag(from_pad, infrompad) | flag(to_pad(pin).enable, oetopad) |
               flag(from_block(pin).enable, oefromperi) | flag(to_pad(pin).level, outtopad) |
               flag(from_block(pin).level, outfromperi);
    }
    case Kind::Intr:
        return raw_events(place.number);
    case Kind::Ints:
        return events(raw_events(place.number), place.number, place.target);
    default:
        return stored;
    }
}

void IoBank::on_write(Index reg, std::uint32_t, const Access&) {
    const Place place = place_of(reg);
    if (place.kind == Kind::Ctrl) {
        const unsigned pin = place.number;
        const std::uint32_t ctrl = value(reg.row, reg.element);
        const std::uint32_t changed = state_.ctrl[pin] ^ ctrl;
        select(pin, ctrl);
        if ((changed & (funcsel.mask | outover.mask | oeover.mask)) != 0) {
            drive(1U << pin);
        }
        if ((changed & irqover.mask) != 0) {
            latch_edges(1U << pin);
        }
        if ((changed & inover.mask) != 0) {
            see(1U << pin);
        }
    } else if (place.kind != Kind::Status) {
        update_irqs(place.number);
    }
}

} // namespace peripherals::rp2040
