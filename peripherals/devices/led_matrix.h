#pragma once

#include "peripherals/devices/diode_grid.h"
#include "sim/core/analog.h"
#include "sim/core/net.h"
#include "sim/core/part.h"
#include "sim/core/pixel_display.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peripherals::devices {

/// Light-emitting diodes between rows and columns: one shines while its row is driven high and its column
/// low. A program lights one row after the other; what an eye sees is the share of the time.
///
/// Brightness is that share over the latest complete window (`window_us`, from the beginning of time on; best
/// a whole number of the program's refresh periods). Not modelled: currents, ghosts through several diodes.
///
/// The world: light that falls on the diodes. A column that floats keeps its charge, which leaks the faster
/// the more light there is; `column` is what an analogue input sees of that. Estimate: the charge falls in a
/// line from 3.3 V, so fast that the runtime of the micro:bit, which looks 4 ms later, finds its own limits
/// (75 and 338 of 1024 steps to the supply) at light 255 and 0. Not modelled: which diodes the light falls
/// on, rows that are not low meanwhile.
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
    std::span<const sim::core::Stimulus> stimuli() const override;

    /// From 0, dark, to 255.
    void set_light(std::int64_t light);
    /// Lives as long as the matrix.
    const sim::core::AnalogSource& column(unsigned number) const { return columns_[number]; }

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
    class Column final : public sim::core::AnalogSource {
    public:
        Column(const LedMatrix& matrix, unsigned pin) : matrix_(matrix), pin_(pin) {}
        std::int64_t microvolts() const override { return matrix_.microvolts(pin_); }

    private:
        const LedMatrix& matrix_;
        unsigned pin_;
    };
    struct Charge {
        std::int64_t microvolts = 0;
        sim::core::Time since = 0;
    };
    struct State {
        std::int64_t light = 0;
        std::vector<Charge> charges; // by pin
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    std::int64_t microvolts(unsigned pin) const;
    void hold_charge(unsigned pin) { state_.charges[pin] = {microvolts(pin), now()}; }
    sim::core::Time window_ps() const { return config_.window_us * sim::core::ps_per_us; }

    Config config_;
    std::size_t rows_;
    State state_;
    DiodeGrid grid_;
    std::vector<sim::core::NetPin> pins_; // rows, then columns
    std::vector<Column> columns_;
};

} // namespace peripherals::devices
