#pragma once

#include "sim/core/net.h"
#include "sim/core/time.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace peripherals::devices {

/// Light-emitting diodes between lines, as an eye sees them: one shines while its anode's line is high and
/// its cathode's low, and is as bright as its share of the time over the latest complete window (from the
/// beginning of time on; best a whole number of the program's periods).
class DiodeGrid {
public:
    /// Numbers of lines.
    struct Diode {
        unsigned anode = 0;
        unsigned cathode = 0;
    };
    /// All lines float. Throws `Error` for diodes at lines that are not there.
    DiodeGrid(std::size_t lines, std::vector<Diode> diodes, sim::core::Time window);

    /// A line that floats feeds no current either way.
    void set_line(unsigned line, sim::core::Level level, sim::core::Time now);
    bool lit(std::size_t diode) const;
    /// For how long it shone in the latest complete window.
    sim::core::Time lit_for(std::size_t diode, sim::core::Time now) const;
    /// The same as a share, in parts per million.
    std::uint32_t share_ppm(std::size_t diode, sim::core::Time now) const;

private:
    struct Light {
        sim::core::Time since = sim::core::never; // `never` while it is dark
        sim::core::Time lit_for = 0;              // in the present window
        sim::core::Time lit_before = 0;           // in the latest complete one
    };

    sim::core::Time lit_before(const Light& light, std::int64_t window) const;
    void conclude_windows(sim::core::Time now);

    std::vector<Diode> diodes_;
    std::vector<std::vector<std::size_t>> diodes_at_; // by line
    sim::core::Time window_ps_;
    std::vector<sim::core::Level> lines_;
    std::vector<Light> lights_;
    std::int64_t window_ = 0;
};

} // namespace peripherals::devices
