#pragma once

#include <utility>
#include <vector>

namespace sim::core {

/// Takes the level of a line: an interrupt controller, a DMA channel's request input.
class LineSink {
public:
    virtual ~LineSink() = default;
    /// `input` is the number the line was connected to.
    virtual void on_line(unsigned input, bool level) = 0;
};

/// A level wire inside a chip: interrupt or DREQ line. Tells its sinks of changes only, at once.
class Line {
public:
    void connect(LineSink& sink, unsigned input) { sinks_.emplace_back(&sink, input); }
    bool level() const { return level_; }
    void set(bool level) {
        if (level == level_) {
            return;
        }
        level_ = level;
        for (auto [sink, input] : sinks_) {
            sink->on_line(input, level);
        }
    }

private:
    std::vector<std::pair<LineSink*, unsigned>> sinks_;
    bool level_ = false;
};

} // namespace sim::core
