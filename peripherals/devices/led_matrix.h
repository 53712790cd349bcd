#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"
#include "sim/core/pixel_display.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace peripherals::devices {

/// Light-emitting diodes between rows and columns: one shines while its row is driven high and its column
/// low. A program lights one row after the other; what an eye sees is the share of the time.
///
/// Brightness is that share over the latest complete window (`window_us`, from the beginning of time on; best
/// a whole number of the program's refresh periods). Not modelled: currents, ghosts through several diodes,
/// the use of diodes as light sensors.
class LedMatrix final : public sim::core::Part,
                        public sim::core::PixelDisplay,
                        private sim::core::NetListener {
public:
    struct Cell {
        unsigned row = 0; // from 0
        unsigned column = 0;
    };
    struct Config {
        std::size_t width = 0;    // pixels of a line
        std::vector<Cell> pixels; // line by line
        std::int64_t window_us = 36'000;
        std::uint32_t colour = 0xff3020; // 0xRRGGBB
    };
    /// Throws `Error` for a picture that is no rectangle and for cells that the matrix has not.
    LedMatrix(sim::core::Machine& machine, std::string name, const std::vector<sim::core::Net*>& rows,
              const std::vector<sim::core::Net*>& columns, const Config& config);

    void reset() override {}
    /// The picture, a line of levels each.
    void inspect(sim::core::Inspector& inspector) const override;

    std::size_t width() const override { return config_.width; }
    std::size_t height() const override { return config_.pixels.size() / config_.width; }
    /// Share of the time for which the pixel shone, in parts per million.
    std::uint32_t share_ppm(std::size_t x, std::size_t y) const;
    /// As an eye sees it: 9 for a row's full share of the time or more, one less for each half of it, 0 for
    /// dark.
    unsigned level(std::size_t x, std::size_t y) const;
    std::uint32_t colour(std::size_t x, std::size_t y) const override;
    /// All levels as digits, lines separated by colons: "09090:99999:99999:09990:00900".
    std::string frame() const;

private:
    struct State {
        std::vector<bool> high; // rows, then columns
        std::int64_t window = 0;
        std::vector<sim::core::Time> lit_since;  // by pixel; `never` while it is dark
        std::vector<sim::core::Time> lit_for;    // in the present window
        std::vector<sim::core::Time> lit_before; // in the latest complete one
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    /// State as it is now: complete windows are concluded.
    void catch_up(State& state) const;
    sim::core::Time lit_in_window(std::size_t x, std::size_t y) const;
    sim::core::Time window_ps() const { return config_.window_us * sim::core::ps_per_us; }

    Config config_;
    std::size_t rows_;
    State state_;
    std::vector<sim::core::NetPin> pins_; // rows, then columns
};

} // namespace peripherals::devices
