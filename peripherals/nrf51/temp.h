#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/temp_registers.h"

#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// TEMP: the die's temperature in steps of 0.25 degrees, 36 us after START (product specification 3.1). The
/// temperature is a stimulus, 25 degrees to begin with. Not modelled: the sensor's error of up to 4 degrees,
/// negative values that early revisions gave without their sign (anomaly 28).
class Temp final : public Peripheral {
public:
    static constexpr unsigned own_id = 12;

    Temp(sim::core::Machine& machine, std::string name, EventSink* events);

    void reset() override;

    /// In thousandths of a degree Celsius.
    void set_temperature_mc(std::int32_t millidegrees) { temperature_mc_ = millidegrees; }
    std::int32_t temperature_mc() const { return temperature_mc_; }

private:
    void on_task(sim::core::Index task) override;
    void ready();

    std::int32_t temperature_mc_ = 25'000; // an input: no reset changes it
    sim::core::Event ready_{*this, sim::core::EventClass::Timer, "ready", sim::core::handler<&Temp::ready>};
};

} // namespace peripherals::nrf51
