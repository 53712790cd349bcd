#pragma once

#include "peripherals/devices/bridge_converter.h"
#include "peripherals/devices/strain_bridge.h"
#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// HX711, a 24-bit converter for scales (Avia Semiconductor), with a strain-gauge bridge at channel A and a
/// voltage at channel B.
///
///     PD_SCK  pulses of 0.2 to 50 us; high for 60 us is power-down, and its fall a reset
///     DOUT    low: a result waits; each rise of PD_SCK brings its next bit, the highest first, after the
///     24th it is high
///
/// The number of pulses selects what is converted next: 25 channel A with a gain of 128, 26 channel B with
/// 32, 27 channel A with 64. A conversion ends every 1/10 or 1/80 s. After a reset and after another
/// selection DOUT stays high for four conversions. The full scale is half of AVDD, which also feeds the
/// bridge, divided by the gain.
///
/// A result that nobody reads gives way to the next one: DOUT is high for 40 us then (estimate).
///
/// Approximate: a bit is there at once (0.1 us in the datasheet); pulses while no result waits do nothing; a
/// result that is complete while another one is read is lost. Not modelled: currents, the oscillator at XI,
/// rejection of 50 and 60 Hz.
class Hx711 final : public sim::core::Part, private sim::core::NetListener {
public:
    struct Config {
        std::int64_t supply_mv = 3300; // AVDD
        std::int64_t rate_sps = 10;    // RATE: 10 or 80
        std::int64_t offset_uv = 5;    // of the converter, at its input
        StrainBridge::Config bridge;
    };
    Hx711(sim::core::Machine& machine, std::string name, sim::core::Net& sck, sim::core::Net& dout,
          const Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    void set_mass(std::int64_t grams) { bridge_.set_mass(grams); }
    void start_visit(std::int64_t grams) { bridge_.start_visit(grams, now()); }
    void set_temperature(std::int64_t celsius) { bridge_.set_temperature(celsius); }
    void set_noise(std::int64_t nanovolts) { bridge_.set_noise(nanovolts); }
    void set_broken(std::int64_t broken) { bridge_.set_broken(broken != 0); }
    void set_channel_b(std::int64_t microvolts) { channel_b_uv_ = microvolts; }

private:
    struct State {
        bool clock = false;
        bool powered = true;
        bool ready = false;
        unsigned pulses = 0; // of the present reading
        sim::core::Time last_pulse = 0;
        unsigned selection = 25; // as pulses
        unsigned wanted = 25;
        unsigned settling = 0; // conversions without a result
        std::uint64_t conversions = 0;
        std::uint32_t result = 0;
        BridgeFilter filter;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void clock_rises();
    void power_down();
    void begin(sim::core::Time from);
    void conversion_ends();
    void offer_result();
    sim::core::Time period() const { return sim::core::ps_per_s / config_.rate_sps; }
    std::int64_t counts(std::int64_t picovolts) const;
    void drive_output(bool high);

    Config config_;
    StrainBridge bridge_;
    std::int64_t channel_b_uv_ = 0;
    State state_;
    sim::core::NetPin sck_;
    sim::core::NetPin dout_;
    sim::core::Event power_down_{*this, sim::core::EventClass::Timer, "power_down",
                                 sim::core::handler<&Hx711::power_down>};
    sim::core::Event update_{*this, sim::core::EventClass::Timer, "update",
                             sim::core::handler<&Hx711::offer_result>};
    sim::core::Event conversion_{*this, sim::core::EventClass::Timer, "conversion",
                                 sim::core::handler<&Hx711::conversion_ends>};
};

} // namespace peripherals::devices
