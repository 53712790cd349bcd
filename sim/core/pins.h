#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace sim::core {

/// Told that output signals of a block changed: the multiplexer that gives them to pads.
class OutputSink {
public:
    virtual ~OutputSink() = default;
    /// `source` is the number the outputs were connected with; `changed` has a bit for each changed signal.
    virtual void on_outputs(unsigned source, std::uint32_t changed) = 0;
};

/// A block that computes its outputs ahead, told when somebody begins or ceases to look at some of them.
class OutputSource {
public:
    virtual ~OutputSource() = default;
    /// To call `set` with present levels before it returns.
    virtual void on_watched(std::uint32_t signals) = 0;
};

/// Up to 32 output signals of a block before they reach a pad: a level and an output enable each. Which bit
/// is which signal stands where the block declares its member.
class OutputPins {
public:
    void connect(OutputSink& sink, unsigned source) { sinks_.emplace_back(&sink, source); }
    void set_source(OutputSource& source) { source_ = &source; }
    /// Says which signals somebody looks at, all until told otherwise. A source need not keep the others up
    /// to date.
    void watch(std::uint32_t signals) {
        if (signals != watched_) {
            watched_ = signals;
            if (source_ != nullptr) {
                source_->on_watched(signals);
            }
        }
    }
    std::uint32_t watched() const { return watched_; }
    std::uint32_t levels() const { return levels_; }
    std::uint32_t enables() const { return enables_; }
    /// Tells the sinks of changes only, at once.
    void set(std::uint32_t levels, std::uint32_t enables) {
        const std::uint32_t changed = (levels ^ levels_) | (enables ^ enables_);
        if (changed == 0) {
            return;
        }
        levels_ = levels;
        enables_ = enables;
        for (auto [sink, source] : sinks_) {
            sink->on_outputs(source, changed);
        }
    }

private:
    std::vector<std::pair<OutputSink*, unsigned>> sinks_;
    OutputSource* source_ = nullptr;
    std::uint32_t watched_ = 0xffffffff;
    std::uint32_t levels_ = 0;
    std::uint32_t enables_ = 0;
};

/// Told that input pins changed their level.
class InputSink {
public:
    virtual ~InputSink() = default;
    virtual void on_inputs(std::uint32_t levels, std::uint32_t changed) = 0;
};

/// The levels of up to 32 pins as blocks see them that read all of them at once.
class InputPins {
public:
    void connect(InputSink& sink) { sinks_.push_back(&sink); }
    std::uint32_t levels() const { return levels_; }
    /// Tells the sinks of changes only, at once.
    void set(std::uint32_t levels) {
        const std::uint32_t changed = levels ^ levels_;
        if (changed == 0) {
            return;
        }
        levels_ = levels;
        for (InputSink* sink : sinks_) {
            sink->on_inputs(levels, changed);
        }
    }

private:
    std::vector<InputSink*> sinks_;
    std::uint32_t levels_ = 0;
};

} // namespace sim::core
