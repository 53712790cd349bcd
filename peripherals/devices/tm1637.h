#pragma once

#include "peripherals/devices/segment_display.h"
#include "sim/core/net.h"
#include "sim/core/part.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peripherals::devices {

/// TM1637, a driver of up to six digits with a scan of 16 keys, on a module (Titan Micro, v2.4).
///
///     CLK  input; bits are taken while it rises, the lowest first
///     DIO  open drain. It falls while CLK is high to start, rises while CLK is high to stop. The chip pulls
///     it
///          low from the eighth falling edge of CLK to the ninth: acknowledge
///
/// The first byte is a command: 40h data (bit 2: fixed address, bit 1: read the keys), C0h + address, 80h +
/// brightness (bit 3: on). Data follows an address. Clock pulses under 400 ns are the diagnostic
/// `tm1637.clock`. Both lines have the module's pull-ups of 10 kiloohms.
///
/// The world: a key, 0 for none. Not modelled: several keys at once, test mode, the scan's own time.
class Tm1637 final : public sim::core::Part, public SegmentDisplay, private sim::core::NetListener {
public:
    static constexpr std::size_t grids = 6;
    struct Config {
        std::vector<std::uint8_t> digits = {0, 1, 2, 3}; // the grid of each, from the left
        bool colon = true; // the second digit's point is the colon, as clock modules have it
        std::uint32_t colour = 0xff3020;
    };
    Tm1637(sim::core::Machine& machine, std::string name, sim::core::Net& clk, sim::core::Net& dio,
           const Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    /// 1 to 8: K1 with SG1 to SG8, 9 to 16: K2.
    void press(std::int64_t key) { key_ = key; }
    /// As a person reads it; empty while it is off.
    std::string text() const;

private:
    enum class Next : std::uint8_t { Command, Data, Ignore };
    struct State {
        std::array<std::uint8_t, grids> memory{};
        bool on = false;
        unsigned brightness = 0; // from 0 to 7
        bool fixed = false;
        bool reading = false;
        std::size_t address = 0;
        // Of a transfer.
        bool clk = false;
        bool dio = false;
        bool started = false;
        Next next = Next::Command;
        unsigned falls = 0; // of CLK since this byte began
        std::uint8_t byte = 0;
        bool sending = false; // the key's code
        sim::core::Time clk_edge = sim::core::never;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void on_clk(bool high);
    void on_dio(bool high);
    void on_fall();
    void take(std::uint8_t byte);
    void pull_low(bool low);
    std::uint8_t key_code() const;
    std::uint8_t shown(std::size_t digit) const { return state_.memory[config_.digits[digit]]; }
    bool has_colon() const { return config_.colon && digits() >= 2; }
    std::uint32_t shade(bool lit) const;

    std::size_t digits() const override { return config_.digits.size(); }
    std::uint32_t segment_colour(std::size_t digit, std::size_t segment) const override;
    std::uint32_t colon_colour() const override;

    Config config_;
    std::int64_t key_ = 0;
    State state_;
    sim::core::NetPin clk_;
    sim::core::NetPin dio_;
};

} // namespace peripherals::devices
