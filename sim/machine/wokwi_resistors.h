#pragma once

#include "sim/machine/wokwi_nets.h"
#include "sim/machine/wokwi_parts.h"

#include <map>
#include <string>
#include <vector>

namespace sim::machine {

/// The resistors of a diagram. Those between a pin of the chip and the supply or ground are pulls; the others
/// are wires, and what they are worth stays known to the parts that they end at.
class WokwiResistors {
public:
    struct Pull {
        const WokwiPart* part;
        std::string signal; // the pins of its ends
        std::string power;
        double ohms;
    };

    /// When all wires are joined; joins the nets of resistors that are wires. A resistance that is none is
    /// core::Error.
    void read(const std::vector<WokwiPart>& parts, WokwiNets& nets);

    const std::vector<Pull>& ups() const { return ups_; }
    const std::vector<Pull>& downs() const { return downs_; }
    /// By the pins of parts that a resistor ends at.
    const std::map<std::string, double>& ohms() const { return ohms_; }

private:
    struct Resistor {
        const WokwiPart* part;
        std::string a;
        std::string b;
        double ohms;
    };
    void note_ends(const std::vector<WokwiPart>& parts, const std::vector<Resistor>& resistors,
                   const WokwiNets& nets);

    std::vector<Pull> ups_;
    std::vector<Pull> downs_;
    std::map<std::string, double> ohms_;
};

} // namespace sim::machine
