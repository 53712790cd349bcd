#pragma once

#include "sim/core/net.h"
#include "sim/core/pins.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace peripherals::rp2040 {

/// PADS_BANK0 and PADS_QSPI: the electrical side of each pin (datasheet, "Pads"). Drive strength, pulls (both
/// together keep the level), input enable, output disable; IOVDD is 3.3 V. A floating input reads low. Volts
/// between the limits of an input leave it as it was with SCHMITT; without, it reads low, which is
/// `net.undefined`. More volts than the pads stand are `net.overvoltage`, more current than a pin or all of
/// them may give `net.current`, more than DRIVE `net.drive_strength`. Kept without effect, which is told of:
/// SLEWFAST, VOLTAGE_SELECT (other limits). Without effect: the pads of SWCLK and SWD.
class Pads final : public sim::core::RegisterDevice,
                   private sim::core::OutputSink,
                   private sim::core::NetListener {
public:
    /// `registers` is the table of one of the two banks. `pin_of_pad` gives the bank's pin of each pad in the
    /// table's order; empty if that is the same.
    Pads(sim::core::Machine& machine, std::string name, std::span<const sim::core::Register> registers,
         unsigned pins, std::span<const std::uint8_t> pin_of_pad = {});

    void reset() override;

    /// What the pins shall drive: IO_BANK0's or IO_QSPI's.
    void connect_outputs(sim::core::OutputPins& outputs);
    void connect_net(unsigned pin, sim::core::Net& net);

    /// Levels of pins whose input is enabled.
    sim::core::InputPins& inputs() { return inputs_; }
    /// A bit for each pin whose input is enabled and whose net floats.
    const sim::core::InputPins& floating() const { return floating_; }
    /// The register of `pin`'s pad.
    std::uint32_t control(unsigned pin) const;
    const sim::core::Net& net(unsigned pin) const { return nets_[pin].net(); }

private:
    static constexpr unsigned most_pins = 32;

    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_outputs(unsigned source, std::uint32_t changed) override;
    void on_edge(unsigned pin, sim::core::Level level) override;
    void on_more_volts(unsigned pin) override { check_volts(pin); }

    void drive(unsigned pin);
    void sense(unsigned pin);
    void check_volts(unsigned pin);
    /// What parts take from this pin.
    void update_current(unsigned pin);
    /// Both, for every pin.
    void update_all();

    unsigned pins_;
    std::array<std::uint8_t, most_pins> pad_of_pin_{};
    const sim::core::OutputPins* outputs_ = nullptr;
    std::array<sim::core::NetPin, most_pins> nets_;
    std::array<sim::core::Level, most_pins> levels_; // of the last edge that came
    sim::core::InputPins inputs_;
    sim::core::InputPins floating_;
    bool tells_of_settings_;                         // that have no effect
    std::array<std::int64_t, most_pins> currents_{}; // in microamperes, out of the chip; negative: into it
    std::int64_t sourced_ua_ = 0;                    // by all pins
    std::int64_t sunk_ua_ = 0;
};

} // namespace peripherals::rp2040
