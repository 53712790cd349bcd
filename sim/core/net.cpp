#include "sim/core/net.h"

#include "sim/core/assert.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <algorithm>
#include <utility>

namespace sim::core {

namespace {
constexpr std::uint64_t nano_siemens = 1'000'000; // of 1 kiloohm

constexpr std::uint64_t supply_mv = 3300;

Level level_of_pulls(std::uint64_t up, std::uint64_t down) {
    if (supply_mv * up >= lowest_high_mv * (up + down)) {
        return Level::High;
    }
    return supply_mv * up <= highest_low_mv * (up + down) ? Level::Low : Level::Floating;
}
} // namespace

void NetPin::connect(Net& net, NetListener* listener, unsigned pin) {
    TERRARIUM_ASSERT(net_ == nullptr);
    net_ = &net.whole();
    listener_ = listener;
    pin_ = pin;
    net_->pins_.push_back(this);
    net_->resolve();
}

void NetPin::set(const Contribution& contribution) {
    if (contribution == contribution_) {
        return;
    }
    const bool more_volts = contribution.drive == Drive::High && contribution_.drive == Drive::High &&
                            contribution.high_mv > contribution_.high_mv;
    contribution_ = contribution;
    if (net_ != nullptr) {
        net_->resolve();
        if (more_volts) {
            net_->tell_more_volts();
        }
    }
}

void NetPin::set_load(const Load& load) {
    load_ = load;
    net_->add_loads();
}

void NetPin::set_open_drain() {
    net_->open_drain_ = true;
}

Level NetPin::level() const {
    return net_ != nullptr ? net_->level() : Level::Floating;
}

Net::Net(Machine& machine, std::string name)
    : machine_(machine), name_(std::move(name)), instance_(machine.simulation().next_instance()) {}

void Net::join(Net& other) {
    Net& kept = whole();
    Net& gone = other.whole();
    if (&kept == &gone) {
        return;
    }
    Simulation& simulation = machine_.simulation();
    simulation.join(kept.machine_, gone.machine_);
    for (NetPin* pin : gone.pins_) {
        pin->net_ = &kept;
        kept.pins_.push_back(pin);
    }
    gone.pins_.clear();
    gone.joined_ = &kept;
    kept.open_drain_ |= gone.open_drain_;
    kept.add_loads();
    const Level before = kept.level_;
    kept.resolve();
    if (kept.level_ == before && kept.level_ != gone.level_) {
        simulation.post_edge(kept, kept.level_); // news for the pins that came
    }
}

int Net::driven_mv() const {
    int highest = 0;
    for (const NetPin* pin : whole().pins_) {
        if (pin->contribution_.drive == Drive::High) {
            highest = std::max<int>(highest, pin->contribution_.high_mv);
        }
    }
    return highest;
}

void Net::resolve() {
    unsigned low_ma = 0;
    unsigned high_ma = 0;
    bool low = false;
    bool high = false;
    std::uint64_t up = 0; // conductances in nS
    std::uint64_t down = 0;
    bool keeper = false;
    bool between = false;
    for (const NetPin* pin : pins_) {
        const Contribution& contribution = pin->contribution_;
        if (contribution.drive == Drive::Low) {
            low = true;
            low_ma += contribution.strength_ma;
        } else if (contribution.drive == Drive::High) {
            high = true;
            high_ma += contribution.strength_ma;
        } else if (contribution.drive == Drive::Between) {
            between = true;
        }
        if (contribution.pull == Pull::Up || contribution.pull == Pull::Down) {
            (contribution.pull == Pull::Up ? up : down) += nano_siemens / contribution.pull_kohm;
        }
        keeper |= contribution.pull == Pull::Keeper;
    }
    check(low, high, up != 0);
    Level level = Level::Floating;
    between_ = false;
    if (low && high) {
        level = high_ma > low_ma ? Level::High : Level::Low;
    } else if (low || high) {
        level = high ? Level::High : Level::Low;
    } else if (between) {
        between_ = true;
    } else if (up + down != 0) {
        level = level_of_pulls(up, down);
        between_ = level == Level::Floating;
    } else if (keeper) {
        level = level_;
    }
    if (level == level_) {
        return;
    }
    level_ = level;
    Simulation& simulation = machine_.simulation();
    last_edge_ = simulation.scheduler().now();
    ++edges_;
    simulation.trace().record(last_edge_, instance_, TraceKind::NetEdge, static_cast<std::uint64_t>(level));
    simulation.post_edge(*this, level);
}

void Net::check(bool low, bool high, bool pulled_up) {
    const bool contended = low && high;
    if (contended && !contended_) {
        machine_.report("net.contention", name_, "two drivers pull this net to different levels");
    }
    if (open_drain_ && held_low_ && !low && !high && !pulled_up) {
        machine_.report("net.missing_pull_up", name_,
                        "a line of a bus was let go, and nothing pulls it up: add a resistor to the board "
                        "(pull_up), or switch the pull-up of the chip's pin on");
    }
    contended_ = contended;
    held_low_ = low;
}

void Net::add_loads() {
    load_ = {};
    for (const NetPin* pin : pins_) {
        load_.high_ua += pin->load_.high_ua;
        load_.low_ua += pin->load_.low_ua;
    }
    loaded_ = load_.high_ua + load_.low_ua != 0;
}

void Net::tell_more_volts() {
    for (NetPin* pin : pins_) {
        if (pin->listener_ != nullptr) {
            pin->listener_->on_more_volts(pin->pin_);
        }
    }
}

void Net::deliver(Level level) {
    for (NetPin* pin : pins_) {
        if (pin->listener_ != nullptr) {
            pin->listener_->on_edge(pin->pin_, level);
        }
    }
}

} // namespace sim::core
