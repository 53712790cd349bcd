#include "peripherals/devices/ethernet_wire.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr Time time_per_byte = 80 * ps_per_ns;
constexpr std::size_t overhead_bytes = 24; // preamble, checksum, gap
} // namespace

void EthernetWire::reset() {
    under_way_.clear();
    free_at_.clear();
    arrival_.disarm();
}

void EthernetWire::send(const EthernetStation& from, ethernet::Bytes frame) {
    const auto station = std::find(stations_.begin(), stations_.end(), &from);
    free_at_.resize(stations_.size());
    Time& free_at = free_at_[static_cast<std::size_t>(station - stations_.begin())];
    free_at = std::max(free_at, now()) + static_cast<Time>(frame.size() + overhead_bytes) * time_per_byte;
    under_way_.emplace(free_at, Sent{&from, std::move(frame)});
    arrival_.arm(under_way_.begin()->first);
}

void EthernetWire::deliver() {
    while (!under_way_.empty() && under_way_.begin()->first <= now()) {
        const Sent sent = std::move(under_way_.begin()->second);
        under_way_.erase(under_way_.begin());
        ++frames_;
        for (EthernetStation* const station : stations_) {
            if (station != sent.from) {
                station->on_frame(sent.frame);
            }
        }
    }
    if (!under_way_.empty()) {
        arrival_.arm(under_way_.begin()->first);
    }
}

} // namespace peripherals::devices
