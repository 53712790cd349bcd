#include "peripherals/rp2040/pads.h"

#include "peripherals/rp2040/pads_registers.h"
#include "sim/core/assert.h"

#include <bit>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;

namespace {

constexpr FieldRef output_disable = find(pads::bank0_registers, "GPIO%.OD");
constexpr FieldRef input_enable = find(pads::bank0_registers, "GPIO%.IE");
constexpr FieldRef drive_strength = find(pads::bank0_registers, "GPIO%.DRIVE");
constexpr FieldRef pull_up = find(pads::bank0_registers, "GPIO%.PUE");
constexpr FieldRef pull_down = find(pads::bank0_registers, "GPIO%.PDE");

constexpr std::uint8_t strengths_ma[] = {2, 4, 8, 12};

constexpr std::int16_t supply_mv = 3300; // IOVDD
// Datasheet, "Absolute Maximum Ratings": 0.5 V over IOVDD at a pin.
constexpr int tolerated_mv = 500;

constexpr bool is_set(std::uint32_t control, FieldRef field) {
    return (control & field.mask) != 0;
}

Pull pull_of(std::uint32_t control) {
    if (is_set(control, pull_up)) {
        return is_set(control, pull_down) ? Pull::Keeper : Pull::Up;
    }
    return is_set(control, pull_down) ? Pull::Down : Pull::None;
}

} // namespace

Pads::Pads(Machine& machine, std::string name, std::span<const Register> registers, unsigned pins,
           std::span<const std::uint8_t> pin_of_pad)
    : RegisterDevice(machine, std::move(name), registers), pins_(pins) {
    levels_.fill(Level::Floating);
    TERRARIUM_ASSERT(pins <= most_pins && (pin_of_pad.empty() || pin_of_pad.size() == pins));
    for (unsigned pad = 0; pad < pins; ++pad) {
        pad_of_pin_[pin_of_pad.empty() ? pad : pin_of_pad[pad]] = static_cast<std::uint8_t>(pad);
    }
}

void Pads::reset() {
    RegisterDevice::reset();
    update_all();
}

void Pads::connect_outputs(OutputPins& outputs) {
    TERRARIUM_ASSERT(outputs_ == nullptr);
    outputs_ = &outputs;
    outputs.connect(*this, 0);
}

void Pads::connect_net(unsigned pin, Net& net) {
    nets_[pin].connect(net, this, pin);
    levels_[pin] = net.level();
    drive(pin);
    sense(pin);
}

std::uint32_t Pads::control(unsigned pin) const {
    // VOLTAGE_SELECT comes first; then pads are elements of one row, or rows of their own.
    const unsigned pad = pad_of_pin_[pin];
    return registers()[1].array.count > 1 ? value(1, pad) : value(static_cast<Row>(1 + pad));
}

void Pads::drive(unsigned pin) {
    const std::uint32_t pad = control(pin);
    Contribution contribution;
    const bool enabled = outputs_ != nullptr && (outputs_->enables() >> pin & 1) != 0;
    if (enabled && !is_set(pad, output_disable)) {
        contribution.drive = (outputs_->levels() >> pin & 1) != 0 ? Drive::High : Drive::Low;
    }
    contribution.pull = pull_of(pad);
    contribution.strength_ma = strengths_ma[(pad & drive_strength.mask) >> drive_strength.lsb];
    contribution.high_mv = supply_mv;
    nets_[pin].set(contribution);
}

void Pads::sense(unsigned pin) {
    const Level level = levels_[pin];
    const std::uint32_t bit = 1U << pin;
    const bool enabled = is_set(control(pin), input_enable);
    const bool floats = enabled && level == Level::Floating && nets_[pin].connected();
    const bool high = enabled && level == Level::High;
    floating_.set((floating_.levels() & ~bit) | (floats ? bit : 0));
    inputs_.set((inputs_.levels() & ~bit) | (high ? bit : 0));
}

void Pads::update_all() {
    for (unsigned pin = 0; pin < pins_; ++pin) {
        drive(pin);
        sense(pin);
    }
}

void Pads::on_write(Index, std::uint32_t, const Access&) {
    update_all();
}

void Pads::on_outputs(unsigned, std::uint32_t changed) {
    for (; changed != 0; changed &= changed - 1) {
        drive(static_cast<unsigned>(std::countr_zero(changed)));
    }
}

void Pads::on_edge(unsigned pin, Level level) {
    levels_[pin] = level;
    sense(pin);
    if (level == Level::High && nets_[pin].net().driven_mv() > supply_mv + tolerated_mv) {
        report("net.overvoltage",
               "a part drives this pin over the supply of the pads: they do not stand that",
               nets_[pin].net().name());
    }
}

} // namespace peripherals::rp2040
