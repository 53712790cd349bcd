#pragma once

#include "peripherals/nrf51/pins.h"
#include "sim/core/line.h"
#include "sim/core/net.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// The 32 pins of port 0 (nRF51 Series Reference Manual 3.0, "GPIO"): output latch, direction, pulls, all
/// eight drive configurations, the input buffer that can be disconnected, SENSE with the DETECT signal.
/// Blocks take pins through `Pins`: direction, level and a connected input buffer are then the block's, the
/// rest stays PIN_CNF's.
///
/// A standard drive counts as 1 mA, a high one as 5 mA. A floating input reads low; more than 0.3 V over the
/// supply at a pin is `net.overvoltage`. Pins that no package brings out work like the others.
class Gpio final : public sim::core::RegisterDevice, public Pins, private sim::core::NetListener {
public:
    Gpio(sim::core::Machine& machine, std::string name, std::int64_t supply_mv = 3300);

    void reset() override;
    void connect_net(unsigned pin, sim::core::Net& net);

    /// High while a pin has the level that its SENSE asks for.
    sim::core::Line& detect() { return detect_; }

private:
    struct State {
        std::uint32_t out = 0;
        std::uint32_t directions = 0;
        std::uint32_t connected = 0; // input buffers
        std::uint32_t sense_high = 0;
        std::uint32_t sense_low = 0;
    };

    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_taken(unsigned pin) override;
    const sim::core::Net* net(unsigned pin) const override;
    void on_edge(unsigned pin, sim::core::Level level) override;
    void on_more_volts(unsigned pin) override { check_volts(pin); }

    void set_out(std::uint32_t out);
    void set_directions(std::uint32_t directions);
    void drive(unsigned pin);
    void connect_buffer(unsigned pin);
    void update_detect();
    void check_volts(unsigned pin);

    State state_;
    std::array<sim::core::NetPin, count> nets_;
    sim::core::Line detect_;
};

} // namespace peripherals::nrf51
