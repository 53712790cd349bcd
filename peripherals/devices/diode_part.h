#pragma once

#include "peripherals/devices/diode_grid.h"
#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peripherals::devices {

/// A part made of light-emitting diodes between its pins and its supply. A pull is too weak to light one.
class DiodePart : public sim::core::Part, private sim::core::NetListener {
public:
    /// Light goes with the lines: they are as they are.
    void reset() override {}

protected:
    struct Line {
        sim::core::Net* net = nullptr;
        sim::core::Level always = sim::core::Level::Floating; // without a net
        bool inverted = false;                                // by a transistor
    };
    DiodePart(sim::core::Machine& machine, std::string name, const std::vector<Line>& lines,
              std::vector<DiodeGrid::Diode> diodes, std::int64_t window_us);

    /// What a line does for the diodes.
    virtual sim::core::Level feed(unsigned, sim::core::Level level) const { return level; }
    /// Some diode may have begun to shine or ceased.
    virtual void on_light() {}

    const sim::core::NetPin& pin(unsigned line) const { return pins_[line]; }
    void set_load(unsigned line, const sim::core::Load& load) { pins_[line].set_load(load); }
    bool lit(std::size_t diode) const { return grid_.lit(diode); }
    std::uint32_t share_ppm(std::size_t diode) const { return grid_.share_ppm(diode, now()); }
    /// Takes the lines as they are, when the part is complete.
    void look();

private:
    void on_edge(unsigned line, sim::core::Level level) override;
    void on_drive(unsigned line) override { on_edge(line, pins_[line].level()); }
    void set_line(unsigned line, sim::core::Level level);

    std::vector<Line> lines_;
    DiodeGrid grid_;
    std::vector<sim::core::NetPin> pins_;
};

} // namespace peripherals::devices
