#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/pins.h"
#include "sim/core/clock_domain.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// Quadrature decoder: samples phases A and B every SAMPLEPER, accumulates steps and double transitions,
/// lights the LED LEDPRE microseconds ahead (nRF51 Series Reference Manual 3.0, "Quadrature Decoder").
///
/// ACC holds -1024 to 1023 and ACCDBL up to 15; what would overflow them is ACCOF and dropped. With DBFEN a
/// phase has to stand still for a whole period to count, and the LED stays lit. The pair of levels at START
/// is what the first sample is compared with.
class Qdec final : public Peripheral, private PinListener, private sim::core::ClockListener {
public:
    Qdec(sim::core::Machine& machine, std::string name, unsigned id, EventSink* events, Pins& pins,
         sim::core::ClockDomain& hfclk);

    void reset() override;

private:
    enum Signal : unsigned { A, B, Led };

    struct State {
        bool running = false;
        std::int64_t sample_edge = 0; // of the next sample
        bool led_lit = false;
        std::uint32_t phases = 0;   // of the last sample: A in bit 1, B in bit 0
        std::uint32_t unsteady = 0; // phases with an edge since then
        unsigned reported = 0;      // samples since the last report
        std::int32_t acc = 0;
        std::uint32_t accdbl = 0;
    };

    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_task(sim::core::Index task) override;
    void on_pin(unsigned signal, bool level) override;
    void on_clock_changed() override;

    void take_pins();
    void light(bool lit);
    std::int64_t period() const;
    std::int64_t led_lead() const;
    std::uint32_t phases_now() const;
    void stop();
    void due();
    void take_sample();
    void arm_event();

    State state_;
    sim::core::ClockDomain& hfclk_;
    BlockPin a_;
    BlockPin b_;
    BlockPin led_;
    sim::core::Event event_{*this, sim::core::EventClass::Timer, "qdec", sim::core::handler<&Qdec::due>};
};

} // namespace peripherals::nrf51
