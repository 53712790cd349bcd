#pragma once

#include "sim/core/analog.h"
#include "sim/core/net.h"

#include <array>
#include <cstdint>
#include <vector>

namespace peripherals::nrf51 {

class BlockPin;

/// Told of edges on pins that a block has taken.
class PinListener {
public:
    virtual ~PinListener() = default;
    /// `signal` is the number that the block gave its `BlockPin`.
    virtual void on_pin(unsigned signal, bool level) = 0;
};

/// The 32 pins as GPIO offers them to the blocks that take pins by their PSEL registers, and to the analogue
/// ones.
class Pins {
public:
    static constexpr unsigned count = 32;

    /// Pins of AIN0-7 and of AREF0-1 (product specification 3.1, "Pin assignments").
    static constexpr unsigned analog_input(unsigned input) {
        constexpr unsigned pins[] = {26, 27, 1, 2, 3, 4, 5, 6};
        return pins[input];
    }
    static constexpr unsigned analog_reference(unsigned input) { return input == 0 ? 0 : 6; }

    virtual ~Pins() = default;
    /// Level of the pin's net; a floating one counts as low.
    bool level(unsigned pin) const { return (levels_ >> pin & 1) != 0; }
    /// What the pin is connected to, for analogue blocks. Null takes the source away.
    void connect_source(unsigned pin, const sim::core::AnalogSource* source) { sources_[pin] = source; }
    const sim::core::AnalogSource* source(unsigned pin) const { return sources_[pin]; }
    /// Voltage at the pin: of its source where it has one, else the supply while its net is high, 0 V while
    /// it is low and half the supply while it floats.
    std::int64_t microvolts(unsigned pin) const;
    std::int64_t supply_uv() const { return supply_uv_; }

protected:
    explicit Pins(std::int64_t supply_mv) : supply_uv_(supply_mv * 1000) {}

    std::uint32_t levels() const { return levels_; }
    /// Which block has the pin, or what it makes of it, has changed.
    virtual void on_taken(unsigned pin) = 0;
    virtual const sim::core::Net* net(unsigned pin) const = 0;
    /// The block that decides about the pin: the last to make it an output, else the last to take it. Null if
    /// no block has it.
    const BlockPin* taken_by(unsigned pin) const;
    /// The net of the pin changed its level: tells the blocks that have it.
    void set_level(unsigned pin, bool level);

private:
    friend class BlockPin;

    std::int64_t supply_uv_;
    std::uint32_t levels_ = 0;
    std::array<std::vector<BlockPin*>, count> takers_;
    std::array<const sim::core::AnalogSource*, count> sources_{};
};

/// A signal of a block with the pin that its PSEL register chooses. While it has the pin, the block decides
/// on direction and level; drive strength and pull stay those of PIN_CNF (reference manual 3.0, "GPIO":
/// override).
class BlockPin {
public:
    /// `listener` may be null.
    BlockPin(Pins& pins, PinListener* listener, unsigned signal);
    BlockPin(const BlockPin&) = delete;
    BlockPin& operator=(const BlockPin&) = delete;

    /// Hears of the pin `psel` and leaves it to others. Values over 31 are no pin.
    void watch(std::uint32_t psel);
    /// Has the pin `psel` as an input, its input buffer connected.
    void take_input(std::uint32_t psel);
    /// Has the pin `psel` as an output with this level.
    void take_output(std::uint32_t psel, bool level);
    void let_go();
    /// The level of an output; nothing happens while no pin is taken.
    void drive(bool level);

    bool taken() const { return pin_ < Pins::count; }
    unsigned pin() const { return pin_; }
    bool is_output() const { return use_ == Use::Output; }
    bool driven_level() const { return driven_; }
    /// At the pin; low where there is none.
    bool level() const { return taken() && pins_.level(pin_); }

private:
    friend class Pins;
    static constexpr unsigned no_pin = 0xff;

    enum class Use : std::uint8_t { Watch, Input, Output };

    void take(std::uint32_t psel, Use use, bool level);

    Pins& pins_;
    PinListener* listener_;
    unsigned signal_;
    unsigned pin_ = no_pin;
    Use use_ = Use::Watch;
    bool driven_ = false;
};

} // namespace peripherals::nrf51
