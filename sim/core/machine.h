#pragma once

#include "sim/core/analog.h"
#include "sim/core/bus.h"
#include "sim/core/diagnostics.h"
#include "sim/core/net.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace sim::core {

class Device;
class Processor;
class Simulation;
struct Wiring;

/// One board: a bus, devices, processors and nets under one name. Concrete machines (sim/machine) own the
/// devices as members and wire them.
class Machine {
public:
    Machine(Simulation& simulation, std::string name);
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;
    virtual ~Machine();

    const std::string& name() const { return name_; }
    Simulation& simulation() const { return simulation_; }
    Bus& bus() { return bus_; }
    const Bus& bus() const { return bus_; }

    /// Power-on reset of everything.
    virtual void reset();

    const std::vector<Device*>& devices() const { return devices_; }
    const std::vector<Processor*>& processors() const { return processors_; }
    Device* find_device(std::string_view name) const;
    void add_processor(Processor& processor);

    /// The net of this name, made if there is none yet.
    Net& net(std::string_view name);
    const std::deque<Net>& nets() const { return nets_; }

    /// Adds the buses that pins are at present, by what firmware has selected for them.
    virtual void describe_wiring(Wiring&) const {}
    /// Of an exception of its processors, by its number.
    virtual std::string exception_name(unsigned number) const {
        return "exception " + std::to_string(number);
    }

    /// A source of volts on this net, for those who watch it. It must live as long as it may be
    /// read.
    void add_source(const Net& net, const AnalogSource& source) { sources_.push_back({&net, &source}); }
    struct Source {
        const Net* net;
        const AnalogSource* volts;
    };
    const std::vector<Source>& sources() const { return sources_; }

    /// Reports a diagnostic at the present time and the place of the access being served. Where there are
    /// several machines, the subject begins with the name of this one: "left.GPIO3".
    void report(std::string_view id, std::string_view subject, std::string_view text);
    /// Set by whoever starts an access, so that a diagnostic can tell who caused it.
    void set_initiator(int core) { initiator_core_ = core; }
    Place place() const;

private:
    friend class Device;
    friend class Simulation;
    void add_device(Device& device) { devices_.push_back(&device); }
    void remove_device(Device& device) { std::erase(devices_, &device); }

    Simulation& simulation_;
    std::string name_;
    Bus bus_;
    std::vector<Device*> devices_;
    std::vector<Processor*> processors_;
    std::deque<Net> nets_;
    std::vector<Source> sources_;
    int initiator_core_ = -1;
    std::uint32_t island_ = 0; // machines on one wire have the same one
};

} // namespace sim::core
