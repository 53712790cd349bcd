#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peripherals::devices {

/// A piezo speaker on a pin: it measures the frequency of what it hears and keeps the latest tones.
///
/// A tone is a run of periods that are equal within 3 %, at least three of them; it ends with another period
/// or after 60 ms of silence, so frequencies from 17 Hz on are heard. Not modelled: loudness, the shape of
/// the wave (a carrier that is modulated in its width is one long tone).
class PiezoSpeaker final : public sim::core::Part, private sim::core::NetListener {
public:
    struct Tone {
        sim::core::Time start = 0;
        sim::core::Time end = 0;
        std::int64_t periods = 0;
        std::int64_t frequency_mhz() const; // in thousandths of a hertz
    };
    static constexpr std::size_t kept_tones = 1024;

    PiezoSpeaker(sim::core::Machine& machine, std::string name, sim::core::Net& net);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

    /// Of the tone that sounds now; 0 in silence.
    std::int64_t frequency_mhz() const;
    /// The latest tones, in order, that which sounds now included.
    std::vector<Tone> tones() const;

private:
    struct State {
        std::array<Tone, kept_tones> tones{}; // a ring
        std::size_t count = 0;                // of all tones
        Tone present;                         // periods 0: none
        sim::core::Time last_rise = sim::core::never;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    bool sounds() const;
    void finish();

    State state_;
    sim::core::NetPin pin_;
};

} // namespace peripherals::devices
