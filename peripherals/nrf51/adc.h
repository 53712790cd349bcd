#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/pins.h"
#include "sim/core/clock_domain.h"

#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// ADC of 8, 9 or 10 bits: AIN0-7 or the supply, prescaled, against the band gap of 1.2 V, AREF0-1 or a part
/// of the supply (nRF51 Series Reference Manual 3.0, "Analog to Digital Converter").
///
/// A conversion takes 20, 36 or 68 us (product specification 3.1, "ADC"). The input is sampled when it
/// starts; RESULT is floor(volts / reference * 2^bits), at most 2^bits - 1. What is wrong for the chip
/// (several inputs at once, a reserved choice) is `adc.config`. Not modelled: noise, offset and gain errors.
class Adc final : public Peripheral, private sim::core::ClockListener {
public:
    Adc(sim::core::Machine& machine, std::string name, unsigned id, EventSink* events, const Pins& pins,
        sim::core::ClockDomain& hfclk);

    void reset() override;

private:
    struct State {
        bool busy = false;
        std::int64_t end_edge = 0;
        std::uint32_t sample = 0;
    };

    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_task(sim::core::Index task) override;
    void on_clock_changed() override;

    std::int64_t input_uv() const;
    std::int64_t reference_uv() const;
    void start();
    void stop();
    void converted();

    State state_;
    const Pins& pins_;
    sim::core::ClockDomain& hfclk_;
    sim::core::Event event_{*this, sim::core::EventClass::Timer, "conversion",
                            sim::core::handler<&Adc::converted>};
};

} // namespace peripherals::nrf51
