#pragma once

#include "sim/core/time.h"

#include <cstdint>

namespace peripherals::devices {

/// A Wheatstone bridge of strain gauges, as a scale has it: a weight unbalances it by so many millivolts for
/// each volt of its excitation.
///
///     ratio = zero + drift of zero * (T - 25 degC) + rated output * mass / capacity * (1 + drift of span *
///     (T - 25 degC))
///
/// Noise is Gaussian with a given RMS value for a converter of 10 samples a second; it grows with the root of
/// the rate. It is a hash of the seed and a number, the same in every run. The world: a mass, a visit of a
/// cat, a temperature, noise, a wire that is off. Not modelled: creep, hysteresis, non-linearity, hum of the
/// mains, overload that bends it.
class StrainBridge {
public:
    struct Config {
        std::int64_t rated_uv_per_v = 1000; // at `capacity_g`
        std::int64_t capacity_g = 50'000;
        std::int64_t zero_uv_per_v = 0; // without a load
        std::int64_t zero_drift_nv_per_v_per_c = 0;
        std::int64_t span_drift_ppm_per_c = 0;
        std::int64_t noise_nv = 50; // RMS, at 10 samples a second
        std::int64_t resistance_ohm = 350;
        std::uint64_t seed = 0;
    };
    explicit StrainBridge(const Config& config) : config_(config), noise_nv_(config.noise_nv) {}

    void set_mass(std::int64_t grams) { mass_g_ = grams; }
    void set_temperature(std::int64_t celsius) { temperature_c_ = celsius; }
    void set_noise(std::int64_t nanovolts) { noise_nv_ = nanovolts; }
    void set_broken(bool broken) { broken_ = broken; }
    /// A cat of this mass, beside what lies there: it steps in, digs, sits and leaves, within 40 s from `now`
    /// on.
    void start_visit(std::int64_t grams, sim::core::Time now);

    std::int64_t mass_mg(sim::core::Time now) const;
    std::int64_t temperature_c() const { return temperature_c_; }
    /// One of its wires is off: nothing comes out, and a current does not flow through it.
    bool broken() const { return broken_; }
    /// Output for each volt of excitation, in picovolts.
    std::int64_t picovolts_per_volt(sim::core::Time now) const;
    /// Number `number` of the noise of a converter whose rate is the square of `root_permille / 1000` times
    /// 10 samples a second.
    std::int64_t noise_picovolts(std::uint64_t number, std::int64_t root_permille) const;
    std::int64_t resistance_ohm() const { return config_.resistance_ohm; }

private:
    Config config_;
    std::int64_t noise_nv_;
    std::int64_t mass_g_ = 0;
    std::int64_t temperature_c_ = 25;
    bool broken_ = false;
    std::int64_t visitor_g_ = 0;
    sim::core::Time visit_since_ = 0;
};

} // namespace peripherals::devices
