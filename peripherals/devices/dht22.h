#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// DHT22, also AM2302: humidity and temperature on a wire of its own (Aosong, AM2302 product manual): 0
/// to 99.9 % and -40 to +80 degC in steps of 0.1.
///
///     SDA  input, and driven low in its answer; `pull_up` is the resistor that modules carry
///
/// The master pulls low for 0.8 to 20 ms (Tbe). The answer takes the typical times: after 30 us (Tgo) 80 us
/// low (Trel), 80 us high (Treh), 40 bits of 50 us low (Tlow) and 26 or 70 us high (TH0, TH1), 50 us low
/// (Ten). An answer is the measurement before it; the next one follows. Estimate: it is taken 2 s after an
/// answer and after power-on. Asked earlier, it repeats the last one, or is silent if there is none yet. Not
/// modelled: noise, accuracy, the time constant of the sensors, the supply.
class Dht22 final : public sim::core::Part, private sim::core::NetListener {
public:
    struct Config {
        bool pull_up = true;
        std::int64_t temperature_mc = 20'000;
        std::int64_t humidity_permille = 500;
    };
    Dht22(sim::core::Machine& machine, std::string name, sim::core::Net& wire, const Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    /// Thousandths of a degree Celsius.
    void set_temperature_mc(std::int64_t mc) { config_.temperature_mc = mc; }
    /// Relative humidity.
    void set_humidity_permille(std::int64_t permille) { config_.humidity_permille = permille; }

private:
    using Frame = std::array<std::uint8_t, 5>; // humidity, temperature, sum
    struct State {
        Frame measured{};
        bool ever_measured = false;
        bool answering = false;
        unsigned step = 0; // of the answer
        bool low = false;
        sim::core::Time fall = sim::core::never; // of a start signal that is under way
        std::int64_t answers = 0;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void on_start(sim::core::Time low_for);
    void next_step();
    void measure();
    void pull_low(bool low);

    Config config_;
    State state_;
    sim::core::NetPin pin_;
    sim::core::Event step_{*this, sim::core::EventClass::Timer, "step",
                           sim::core::handler<&Dht22::next_step>};
    sim::core::Event measure_{*this, sim::core::EventClass::Timer, "measure",
                              sim::core::handler<&Dht22::measure>};
};

} // namespace peripherals::devices
