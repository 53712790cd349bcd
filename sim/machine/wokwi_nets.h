#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sim::machine {

/// What the wires of a diagram join. A pin is "part:pin"; what stands behind a dot is another contact of the
/// same pin ("pico:GND.3", "btn:1.l", "bb1:12t.d").
class WokwiNets {
public:
    static constexpr std::string_view ground = "=GND";
    static constexpr std::string_view supply_3v3 = "=3V3";
    static constexpr std::string_view supply_5v = "=5V";

    void join(std::string_view pin, std::string_view other);
    /// The same for all pins of one net.
    std::string net(std::string_view pin) const;
    bool same(std::string_view pin, std::string_view other) const { return net(pin) == net(other); }
    bool is_ground(std::string_view pin) const { return same(pin, ground); }
    bool is_supply(std::string_view pin) const { return same(pin, supply_3v3) || same(pin, supply_5v); }
    bool is_power(std::string_view pin) const { return is_ground(pin) || is_supply(pin); }
    /// Of a net at a supply, in millivolts; 0 at others.
    int supply_mv(std::string_view pin) const {
        return same(pin, supply_3v3) ? 3300 : same(pin, supply_5v) ? 5000 : 0;
    }

    /// A pin of the chip is at this pin's net.
    void add_gpio(std::string_view pin, unsigned gpio) { gpios_[net(pin)].insert(gpio); }
    /// All of them at this pin's net; call it when all wires are joined.
    std::set<unsigned> gpios(std::string_view pin) const;
    const std::map<std::string, std::set<unsigned>>& all_gpios() const { return gpios_; }

private:
    static std::string pin_of(std::string_view contact);

    std::map<std::string, std::string, std::less<>> parents_;
    std::map<std::string, std::set<unsigned>> gpios_; // by net
};

} // namespace sim::machine
