#pragma once

#include "sim/core/time.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sim::core {

class Machine;
class Net;
class Simulation;

/// `Between` is a voltage that is neither low nor high.
enum class Drive : std::uint8_t { None, Low, High, Between };
enum class Pull : std::uint8_t { None, Up, Down, Keeper };
enum class Level : std::uint8_t { Low, High, Floating };

/// What one pin does to its net. Strength in mA of a driver; voltage in millivolts of a High; resistance of a
/// pull in kiloohms, that of a chip's own unless told.
struct Contribution {
    Drive drive = Drive::None;
    Pull pull = Pull::None;
    std::uint8_t strength_ma = 4;
    std::int16_t high_mv = 3300;
    std::uint16_t pull_kohm = 50;
    bool operator==(const Contribution&) const = default;
};

/// Limits of an input (RP2040 datasheet, "IO Electrical Characteristics", at 3.3 V): up to the first it is
/// low, from the second on high.
inline constexpr std::int64_t highest_low_mv = 800;
inline constexpr std::int64_t lowest_high_mv = 2000;

/// What a source of volts does to its net.
constexpr Contribution volts(std::int64_t mv) {
    const Drive drive = mv >= lowest_high_mv   ? Drive::High
                        : mv <= highest_low_mv ? Drive::Low
                                               : Drive::Between;
    return {.drive = drive, .high_mv = static_cast<std::int16_t>(mv)};
}

/// What a part takes from the driver of its net, in microamperes: out of a high one, into a low one.
struct Load {
    std::uint32_t high_ua = 0;
    std::uint32_t low_ua = 0;
};

/// Told of a net's edges, in order, never recursively.
class NetListener {
public:
    virtual ~NetListener() = default;
    /// `pin` is the number that the listener gave its connection.
    virtual void on_edge(unsigned pin, Level level) = 0;
    /// The net is driven with more volts than before, without an edge.
    virtual void on_more_volts(unsigned) {}
    /// What acts on the net has changed, its level may have or not: for pins that `watch_drive`. Called at
    /// once, so it must not act on a net.
    virtual void on_drive(unsigned) {}
};

/// A pin's connection to a net.
class NetPin {
public:
    /// Connects to `net`; edges come to `listener` (which may be null) as `on_edge(pin, level)`.
    void connect(Net& net, NetListener* listener, unsigned pin);
    bool connected() const { return net_ != nullptr; }
    Net& net() const { return *net_; }
    /// Asks for `on_drive`, too: a pull that gives way to a driver is no edge.
    void watch_drive();
    /// Sets what this pin does; the net resolves at once, its listeners hear of an edge when the present
    /// access or event has ended.
    void set(const Contribution& contribution);
    const Contribution& contribution() const { return contribution_; }
    /// Says what the part takes from whoever drives the net.
    void set_load(const Load& load);
    /// Says that this pin only ever pulls low, so that the net needs a pull-up: a line of a bus.
    void set_open_drain();
    /// Level::Floating when not connected.
    Level level() const;

private:
    friend class Net;
    Net* net_ = nullptr;
    NetListener* listener_ = nullptr;
    unsigned pin_ = 0;
    bool watches_drive_ = false;
    Contribution contribution_;
    Load load_;
};

/// A contact between two nets, of a key or a relay: while it is closed they have one level, that of all their
/// pins together. It must live as long as the nets do, or be the last that is used of them.
class Contact {
public:
    /// Open.
    Contact(Net& a, Net& b);
    Contact(const Contact&) = delete;
    Contact& operator=(const Contact&) = delete;
    void close(bool closed);
    bool closed() const { return closed_; }

private:
    friend class Net;
    Net& a_;
    Net& b_;
    bool closed_ = false;
};

/// A wire with all that hangs on it. Open drain resolves by wire: pulls give way to drivers; of two drivers
/// that fight the stronger wins (Low on a tie) and `net.contention` is reported. Pulls up and down divide the
/// supply; what they or a source of volts leave between the limits of an input is Floating, and
/// `between_limits`. An open-drain line that is let go and has no pull-up is `net.missing_pull_up`.
class Net {
public:
    Net(Machine& machine, std::string name);
    Net(const Net&) = delete;
    Net& operator=(const Net&) = delete;

    /// A wire to another net, of this machine or another one: from now on both are one net under two names.
    void join(Net& other);

    const std::string& name() const { return name_; }
    /// Nets that are joined have one.
    std::uint32_t instance() const { return whole().instance_; }
    Level level() const { return whole().level_; }
    /// The highest voltage that a driver of this net puts on it, in millivolts; 0 if none drives it high.
    int driven_mv();
    /// Floating, but not for want of volts.
    bool between_limits() const { return whole().between_; }
    /// What all parts take from whoever drives it to this level.
    std::uint32_t load_ua(Level level) const {
        const Load& load = whole().load_;
        return level == Level::High ? load.high_ua : level == Level::Low ? load.low_ua : 0;
    }
    bool has_load() const { return whole().loaded_; }
    /// How strongly it is driven to its present level; 0 if nothing but pulls act on it.
    unsigned drive_ma();
    Time last_edge() const { return whole().last_edge_; }
    std::uint64_t edges() const { return whole().edges_; }

private:
    friend class NetPin;
    friend class Contact;
    friend class Simulation;
    /// The net that this one is part of; all pins are with that one.
    const Net& whole() const { return joined_ == nullptr ? *this : joined_->whole(); }
    Net& whole() { return joined_ == nullptr ? *this : joined_->whole(); }
    /// This net and those that closed contacts connect it to.
    std::vector<Net*> connected();
    void resolve();
    /// Reports what is wrong with how drivers and pulls meet, when it begins.
    void check(bool low, bool high, bool pulled_up);
    void add_loads();
    void take(Level level);
    void tell_drive() const;
    /// Of this net and those that are connected to it: `function(contribution)`.
    template <class Function> void for_each_pin(Function function);
    void deliver(Level level);
    void tell_more_volts();

    Machine& machine_;
    std::string name_;
    std::uint32_t instance_;
    std::vector<NetPin*> pins_;
    std::vector<Contact*> contacts_;
    bool drive_watched_ = false; // by some pin
    Net* joined_ = nullptr;
    Level level_ = Level::Floating;
    bool between_ = false;
    bool open_drain_ = false;
    bool loaded_ = false;
    bool contended_ = false;
    bool held_low_ = false;
    Load load_;
    Time last_edge_ = 0;
    std::uint64_t edges_ = 0;
};

} // namespace sim::core
