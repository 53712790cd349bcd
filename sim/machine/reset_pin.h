#pragma once

#include "sim/core/line.h"
#include "sim/core/net.h"

namespace sim::machine {

/// The pin that resets a chip while it is low, with the chip's own pull-up.
class ResetPin final : private core::NetListener {
public:
    void connect(core::Net& net) {
        pin_.connect(net, this, 0);
        pin_.set({.pull = core::Pull::Up});
    }
    bool connected() const { return pin_.connected(); }
    /// High while the pin is low.
    core::Line& asserted() { return asserted_; }

private:
    void on_edge(unsigned, core::Level level) override { asserted_.set(level == core::Level::Low); }

    core::NetPin pin_;
    core::Line asserted_;
};

} // namespace sim::machine
