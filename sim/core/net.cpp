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

/// What several pins do together.
struct Sum {
    unsigned low_ma = 0;
    unsigned high_ma = 0;
    bool low = false;
    bool high = false;
    std::uint64_t up = 0; // conductances in nS
    std::uint64_t down = 0;
    bool keeper = false;
    bool between = false;

    void add(const Contribution& contribution) {
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
    Level level(Level before) const {
        if (low && high) {
            return high_ma > low_ma ? Level::High : Level::Low;
        }
        if (low || high) {
            return high ? Level::High : Level::Low;
        }
        if (between) {
            return Level::Floating;
        }
        if (up + down != 0) {
            return level_of_pulls(up, down);
        }
        return keeper ? before : Level::Floating;
    }
    bool between_limits() const {
        const bool pulled = up + down != 0 && level_of_pulls(up, down) == Level::Floating;
        return !low && !high && (between || pulled);
    }
};
} // namespace

void NetPin::connect(Net& net, NetListener* listener, unsigned pin) {
    TERRARIUM_ASSERT(net_ == nullptr);
    net_ = &net.whole();
    listener_ = listener;
    pin_ = pin;
    net_->pins_.push_back(this);
    net_->resolve();
}

void NetPin::watch_drive() {
    watches_drive_ = true;
    net_->drive_watched_ = true;
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
    kept.contacts_.insert(kept.contacts_.end(), gone.contacts_.begin(), gone.contacts_.end());
    kept.drive_watched_ |= gone.drive_watched_;
    gone.joined_ = &kept;
    kept.open_drain_ |= gone.open_drain_;
    kept.add_loads();
    const Level before = kept.level_;
    kept.resolve();
    if (kept.level_ == before && kept.level_ != gone.level_) {
        simulation.post_edge(kept, kept.level_); // news for the pins that came
    }
}

Contact::Contact(Net& a, Net& b) : a_(a), b_(b) {
    a.whole().contacts_.push_back(this);
    b.whole().contacts_.push_back(this);
}

void Contact::close(bool closed) {
    if (closed == closed_) {
        return;
    }
    closed_ = closed;
    a_.whole().resolve();
    b_.whole().resolve();
}

std::vector<Net*> Net::connected() {
    std::vector<Net*> nets = {&whole()};
    for (std::size_t i = 0; i < nets.size(); ++i) {
        for (const Contact* contact : nets[i]->contacts_) {
            Net* const a = &contact->a_.whole();
            Net* const other = a == nets[i] ? &contact->b_.whole() : a;
            if (contact->closed_ && std::find(nets.begin(), nets.end(), other) == nets.end()) {
                nets.push_back(other);
            }
        }
    }
    return nets;
}

template <class Function> void Net::for_each_pin(Function function) {
    const auto visit = [&function](const Net& net) {
        for (const NetPin* pin : net.pins_) {
            function(pin->contribution_);
        }
    };
    Net& net = whole();
    if (net.contacts_.empty()) {
        visit(net);
        return;
    }
    for (const Net* one : net.connected()) {
        visit(*one);
    }
}

int Net::driven_mv() {
    int highest = 0;
    for_each_pin([&highest](const Contribution& contribution) {
        if (contribution.drive == Drive::High) {
            highest = std::max<int>(highest, contribution.high_mv);
        }
    });
    return highest;
}

unsigned Net::drive_ma() {
    Sum sum;
    for_each_pin([&sum](const Contribution& contribution) { sum.add(contribution); });
    return level() == Level::High ? sum.high_ma : level() == Level::Low ? sum.low_ma : 0;
}

void Net::resolve() {
    Sum sum;
    for_each_pin([&sum](const Contribution& contribution) { sum.add(contribution); });
    if ((sum.low && sum.high) || contended_ || open_drain_) {
        check(sum.low, sum.high, sum.up != 0);
    }
    if (contacts_.empty()) {
        between_ = sum.between_limits();
        take(sum.level(level_));
        tell_drive();
        return;
    }
    const std::vector<Net*> nets = connected();
    for (Net* net : nets) {
        net->contended_ = contended_; // told of once
        net->held_low_ = held_low_;
        net->between_ = sum.between_limits();
        net->take(sum.level(net->level_));
    }
    for (const Net* net : nets) {
        net->tell_drive();
    }
}

void Net::tell_drive() const {
    if (!drive_watched_) {
        return;
    }
    for (const NetPin* pin : pins_) {
        if (pin->watches_drive_) {
            pin->listener_->on_drive(pin->pin_);
        }
    }
}

void Net::take(Level level) {
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
