#include "sim/machine/wokwi_nets.h"

#include <algorithm>
#include <utility>

namespace sim::machine {

std::string WokwiNets::pin_of(std::string_view contact) {
    const std::size_t colon = contact.find(':');
    return std::string(contact.substr(0, colon == std::string_view::npos ? colon : contact.find('.', colon)));
}

std::string WokwiNets::net(std::string_view pin) const {
    std::string name = pin_of(pin);
    for (auto parent = parents_.find(name); parent != parents_.end(); parent = parents_.find(name)) {
        name = parent->second;
    }
    return name;
}

void WokwiNets::join(std::string_view pin, std::string_view other) {
    std::string kept = net(pin);
    std::string gone = net(other);
    if (kept == gone) {
        return;
    }
    if (gone < kept) {
        std::swap(kept, gone); // whatever the order of the wires
    }
    parents_[gone] = kept;
    if (const auto moved = gpios_.find(gone); moved != gpios_.end()) {
        gpios_[kept].merge(moved->second);
        gpios_.erase(gone);
    }
}

std::set<unsigned> WokwiNets::gpios(std::string_view pin) const {
    const auto found = gpios_.find(net(pin));
    return found == gpios_.end() ? std::set<unsigned>{} : found->second;
}

} // namespace sim::machine
