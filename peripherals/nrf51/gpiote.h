#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/pins.h"
#include "sim/core/line.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// Tasks that drive pins and events that tell of their edges: four channels, and the PORT event of GPIO's
/// DETECT signal (nRF51 Series Reference Manual 3.0, "GPIO tasks and events").
///
/// A channel in event mode makes its pin an input, one in task mode an output that begins with OUTINIT each
/// time CONFIG is written; of two channels with one pin, the one that took it last drives it. Estimate: an
/// edge is an event at once, without the cycles that synchronise it.
class Gpiote final : public Peripheral, public sim::core::LineSink, private PinListener {
public:
    static constexpr unsigned channels = 4;

    Gpiote(sim::core::Machine& machine, std::string name, unsigned id, EventSink* events, Pins& pins);

    void reset() override;
    /// GPIO's DETECT.
    void on_line(unsigned input, bool level) override;

private:
    void on_task(sim::core::Index task) override;
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_pin(unsigned signal, bool level) override;

    std::array<BlockPin, channels> pins_;
};

} // namespace peripherals::nrf51
