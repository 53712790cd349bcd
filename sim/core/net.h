#pragma once

#include "sim/core/time.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sim::core {

class Machine;
class Net;
class Simulation;

enum class Drive : std::uint8_t { None, Low, High };
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

/// Told of a net's edges, in order, never recursively.
class NetListener {
public:
    virtual ~NetListener() = default;
    /// `pin` is the number that the listener gave its connection.
    virtual void on_edge(unsigned pin, Level level) = 0;
};

/// A pin's connection to a net.
class NetPin {
public:
    /// Connects to `net`; edges come to `listener` (which may be null) as `on_edge(pin, level)`.
    void connect(Net& net, NetListener* listener, unsigned pin);
    bool connected() const { return net_ != nullptr; }
    Net& net() const { return *net_; }
    /// Sets what this pin does; the net resolves at once, its listeners hear of an edge when the present
    /// access or event has ended.
    void set(const Contribution& contribution);
    const Contribution& contribution() const { return contribution_; }
    /// Level::Floating when not connected.
    Level level() const;

private:
    friend class Net;
    Net* net_ = nullptr;
    NetListener* listener_ = nullptr;
    unsigned pin_ = 0;
    Contribution contribution_;
};

/// A wire with all that hangs on it. Open drain resolves by wire: pulls give way to drivers; of two drivers
/// that fight the stronger wins (Low on a tie) and `net.contention` is reported. Pulls up and down divide the
/// supply; what they leave between the limits of an input (0.8 and 2.0 of 3.3 V) is Floating.
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
    int driven_mv() const;
    Time last_edge() const { return whole().last_edge_; }
    std::uint64_t edges() const { return whole().edges_; }

private:
    friend class NetPin;
    friend class Simulation;
    /// The net that this one is part of; all pins are with that one.
    const Net& whole() const { return joined_ == nullptr ? *this : joined_->whole(); }
    Net& whole() { return joined_ == nullptr ? *this : joined_->whole(); }
    void resolve();
    void deliver(Level level);

    Machine& machine_;
    std::string name_;
    std::uint32_t instance_;
    std::vector<NetPin*> pins_;
    Net* joined_ = nullptr;
    Level level_ = Level::Floating;
    Time last_edge_ = 0;
    std::uint64_t edges_ = 0;
};

} // namespace sim::core
