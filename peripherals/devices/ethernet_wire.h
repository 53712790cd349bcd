#pragma once

#include "peripherals/devices/ethernet_frames.h"
#include "sim/core/device.h"

#include <map>
#include <string>
#include <vector>

namespace peripherals::devices {

/// What is plugged in at a wire's end.
class EthernetStation {
public:
    virtual ~EthernetStation() = default;
    /// A whole frame, without preamble and checksum, when its last bit has come.
    virtual void on_frame(ethernet::View frame) = 0;
};

/// A switch with cables, at 100 Mbit/s: every frame reaches all other stations, each sender's one behind the
/// other. Not modelled: loss, collisions, learning, the switch's own delay.
class EthernetWire final : public sim::core::Device {
public:
    EthernetWire(sim::core::Machine& machine, std::string name) : Device(machine, std::move(name)) {}

    void plug_in(EthernetStation& station) { stations_.push_back(&station); }
    void send(const EthernetStation& from, ethernet::Bytes frame);
    void reset() override;
    std::int64_t frames() const { return frames_; }

private:
    struct Sent {
        const EthernetStation* from;
        ethernet::Bytes frame;
    };
    void deliver();

    std::vector<EthernetStation*> stations_;
    std::vector<sim::core::Time> free_at_; // by station, for sending
    std::multimap<sim::core::Time, Sent> under_way_;
    std::int64_t frames_ = 0;
    sim::core::Event arrival_{*this, sim::core::EventClass::InputEdge, "arrival",
                              sim::core::handler<&EthernetWire::deliver>};
};

} // namespace peripherals::devices
