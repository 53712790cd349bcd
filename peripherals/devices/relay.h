#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <memory>
#include <string>

namespace peripherals::devices {

/// A relay on a module: a transistor drives its coil.
///
///     IN   input; the coil has current while it is high or, with `active_low`, low (such modules pull it up)
///     COM  common; with NC while the relay rests, with NO while it is pulled in
///
/// The contacts change `operate_ms` after the current begins and `release_ms` after it ends (SRD-05VDC-SL-C:
/// 10 and 5 ms at most); an input that is shorter moves nothing. Both change at once. Not modelled: bounce,
/// arcs, the current of the coil.
class Relay final : public sim::core::Part, private sim::core::NetListener {
public:
    struct Config {
        bool active_low = false;
        std::int64_t operate_ms = 10;
        std::int64_t release_ms = 5;
    };
    struct Nets {
        sim::core::Net& in;
        sim::core::Net* common = nullptr;
        sim::core::Net* normally_open = nullptr;
        sim::core::Net* normally_closed = nullptr;
    };
    Relay(sim::core::Machine& machine, std::string name, const Nets& nets, const Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

private:
    struct State {
        bool coil = false;
        bool pulled_in = false;
        std::int64_t switched = 0;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void move_contacts();
    void connect_contacts();

    Config config_;
    State state_;
    sim::core::NetPin in_;
    std::unique_ptr<sim::core::Contact> open_;
    std::unique_ptr<sim::core::Contact> closed_;
    sim::core::Event move_{*this, sim::core::EventClass::InputEdge, "move",
                           sim::core::handler<&Relay::move_contacts>};
};

} // namespace peripherals::devices
