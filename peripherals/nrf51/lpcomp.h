#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/pins.h"
#include "sim/core/line.h"

#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// Low-power comparator: AIN0-7 against eighths of the supply or AREF0-1; UP, DOWN, CROSS, and ANADETECT as a
/// signal that wakes the chip (nRF51 Series Reference Manual 3.0, "Low Power Comparator").
///
/// Estimates: READY comes 40 us after START; an edge of the input's net is seen at once, a source of volts is
/// looked at every 100 us while the comparator runs. Not modelled: the threshold's tolerance.
class Lpcomp final : public Peripheral, private PinListener {
public:
    Lpcomp(sim::core::Machine& machine, std::string name, unsigned id, EventSink* events, Pins& pins);

    void reset() override;

    /// High from an event that ANADETECT names until the next START or STOP.
    sim::core::Line& detect() { return detect_; }

private:
    struct State {
        bool starting = false;
        bool running = false;
        bool above = false;
    };

    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_task(sim::core::Index task) override;
    void on_pin(unsigned signal, bool level) override;

    bool compare() const;
    void start();
    void stop();
    void due();
    void look();
    void wait_for_source();

    State state_;
    Pins& pins_;
    BlockPin input_;
    sim::core::Line detect_;
    sim::core::Event event_{*this, sim::core::EventClass::Timer, "lpcomp", sim::core::handler<&Lpcomp::due>};
};

} // namespace peripherals::nrf51
