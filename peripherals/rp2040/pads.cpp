#include "peripherals/rp2040/pads.h"

#include "peripherals/rp2040/pads_registers.h"
#include "sim/core/assert.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;

namespace {

constexpr FieldRef output_disable = find(pads::bank0_registers, "GPIO%.OD");
constexpr FieldRef input_enable = find(pads::bank0_registers, "GPIO%.IE");
constexpr FieldRef drive_strength = find(pads::bank0_registers, "GPIO%.DRIVE");
constexpr FieldRef pull_up = find(pads::bank0_registers, "GPIO%.PUE");
constexpr FieldRef pull_down = find(pads::bank0_registers, "GPIO%.PDE");
constexpr FieldRef schmitt = find(pads::bank0_registers, "GPIO%.SCHMITT");
constexpr FieldRef slew_fast = find(pads::bank0_registers, "GPIO%.SLEWFAST");

constexpr std::uint8_t strengths_ma[] = {2, 4, 8, 12};

constexpr std::int16_t supply_mv = 3300; // IOVDD
// Datasheet, "Absolute Maximum Ratings": 0.5 V over IOVDD at a pin.
constexpr int tolerated_mv = 500;
// Datasheet, "IO Electrical Characteristics": a pin is specified up to the highest drive strength; "Maximum
// Total IOVDD current" and "Maximum Total VSS current due to IO".
constexpr std::int64_t most_pin_ua = 12'000;
constexpr std::int64_t most_ua = 50'000;
constexpr std::int64_t ua_per_ma = 1000;

constexpr bool is_set(std::uint32_t control, FieldRef field) {
    return (control & field.mask) != 0;
}

unsigned strength_ma(std::uint32_t control) {
    return strengths_ma[(control & drive_strength.mask) >> drive_strength.lsb];
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
    : RegisterDevice(machine, std::move(name), registers), pins_(pins),
      // Of the GPIOs only: boot2 sets SLEWFAST for the flash at every start.
      tells_of_settings_(registers.data() == std::data(pads::bank0_registers)) {
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
    contribution.strength_ma = static_cast<std::uint8_t>(strength_ma(pad));
    contribution.high_mv = supply_mv;
    nets_[pin].set(contribution);
}

void Pads::sense(unsigned pin) {
    const Level level = levels_[pin];
    const std::uint32_t bit = 1U << pin;
    const std::uint32_t pad = control(pin);
    const bool enabled = is_set(pad, input_enable);
    bool floats = enabled && level == Level::Floating && nets_[pin].connected();
    bool high = enabled && level == Level::High;
    if (floats && nets_[pin].net().between_limits()) {
        floats = false;
        high = is_set(pad, schmitt) && (inputs_.levels() & bit) != 0;
        if (!is_set(pad, schmitt)) {
            report("net.undefined",
                   "its volts are between low and high, and SCHMITT is off: it reads low here",
                   nets_[pin].net().name());
        }
    }
    floating_.set((floating_.levels() & ~bit) | (floats ? bit : 0));
    inputs_.set((inputs_.levels() & ~bit) | (high ? bit : 0));
}

void Pads::update_all() {
    for (unsigned pin = 0; pin < pins_; ++pin) {
        drive(pin);
        sense(pin);
        if (nets_[pin].connected() && nets_[pin].net().has_load()) {
            update_current(pin);
        }
    }
}

void Pads::on_write(Index reg, std::uint32_t, const Access&) {
    if (tells_of_settings_) {
        const std::uint32_t written = value(reg.row, reg.element);
        if (reg.row == 0 && written != 0) {
            report("pads.voltage_select", "has no effect: the limits of inputs stay those at 3.3 V");
        } else if (reg.row != 0 && is_set(written, slew_fast)) {
            report("pads.slew", "SLEWFAST has no effect: edges take no time here");
        }
    }
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
    const Net& net = nets_[pin].net();
    if (net.has_load()) {
        update_current(pin);
    }
    if (level == Level::High) {
        check_volts(pin);
    }
}

void Pads::check_volts(unsigned pin) {
    if (nets_[pin].net().driven_mv() > supply_mv + tolerated_mv) {
        report("net.overvoltage",
               "a part drives this pin over the supply of the pads: they do not stand that",
               nets_[pin].net().name());
    }
}

void Pads::update_current(unsigned pin) {
    const Net& net = nets_[pin].net();
    const Drive drive = nets_[pin].contribution().drive;
    const bool high = drive == Drive::High && net.level() == Level::High;
    const bool low = drive == Drive::Low && net.level() == Level::Low;
    const std::int64_t ua = high || low ? net.load_ua(net.level()) : 0;
    const std::int64_t before = std::exchange(currents_[pin], low ? -ua : ua);
    if (currents_[pin] == before) {
        return;
    }
    sourced_ua_ += std::max<std::int64_t>(currents_[pin], 0) - std::max<std::int64_t>(before, 0);
    sunk_ua_ += std::max<std::int64_t>(-currents_[pin], 0) - std::max<std::int64_t>(-before, 0);
    if (ua > most_pin_ua) {
        report("net.current", "parts take more than the 12 mA that a pin is made for", net.name());
    } else if (ua > strength_ma(control(pin)) * ua_per_ma) {
        report("net.drive_strength", "parts take more than DRIVE of the pad: its level is not sure any more",
               net.name());
    }
    if (sourced_ua_ > most_ua && high) {
        report("net.current", "parts take more than 50 mA out of all pins together", "IOVDD");
    }
    if (sunk_ua_ > most_ua && low) {
        report("net.current", "parts give more than 50 mA into all pins together", "VSS");
    }
}

} // namespace peripherals::rp2040
