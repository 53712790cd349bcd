#pragma once

#include "sim/core/net.h"
#include "sim/core/simulation.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace sim::debug {

/// Names that the user knows pins by, beside those of their nets: "GP5", "left.LED".
using PinNames = std::map<std::string, const core::Net*>;

/// Something with a value that changes while time passes.
struct Signal {
    /// A whole number, or volts and what else is no whole number.
    using Value = std::variant<std::uint64_t, double>;
    const core::Machine* machine = nullptr;
    std::string device = {}; // that it belongs to; empty: to the machine as such
    std::string name = {};
    unsigned width = 1;
    std::vector<const core::Net*> nets = {}; // one for each bit, the lowest first; empty: `read` tells
    std::function<Value()> read = {};        // without side effects
    bool real = false;
};

/// Finds what a user names. All throw core::Error for names of nothing.
class SignalFinder {
public:
    SignalFinder(const core::Simulation& simulation, const PinNames& pins)
        : simulation_(simulation), pins_(pins) {}

    /// `[MACHINE.]PIN`: a net's name, one that the board has for it, or GPn for GPIOn.
    const core::Net& net(const std::string& name) const;
    /// `NAME=PIN..PIN` and `NAME=PIN,PIN` (the first pin is bit 0), `PIN.volts`, `DEVICE.GROUP` for pins that
    /// a part has as a group, `DEVICE.REGISTER[.FIELD]` and `PART.VALUE`. What stands behind the device may
    /// be a pattern. Before all that: `MACHINE.`, which a run of one machine does not need.
    std::vector<Signal> find(const std::string& wish) const;

private:
    const core::Net* net_of(const core::Machine& machine, const std::string& name) const;
    std::string names_beside(const std::string& wish) const;
    std::vector<Signal> bus(const std::string& wish, std::size_t equals) const;
    std::vector<const core::Net*> pins_of(const std::string& list) const;
    void find_in(const core::Machine& machine, const std::string& name, std::vector<Signal>& found) const;

    const core::Simulation& simulation_;
    const PinNames& pins_;
};

/// Shell style.
bool matches(const std::string& pattern, const std::string& name);

} // namespace sim::debug
