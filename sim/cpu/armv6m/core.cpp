#include "sim/cpu/armv6m/core.h"

#include "sim/core/machine.h"

#include <utility>

namespace sim::cpu::armv6m {

using namespace sim::core;

Core::Core(Machine& machine, std::string name, unsigned number, ClockDomain& clock, CodeStore& code,
           HostCalls* rom_calls)
    : Processor(machine, std::move(name)), clock_(clock), code_(code), rom_calls_(rom_calls),
      number_(number) {
    machine.add_processor(*this);
}

void Core::on_line(unsigned, bool) {}
void Core::set_nmi_mask(std::uint32_t) {}
void Core::hold_in_reset(bool) {}
void Core::send_event() {}
void Core::set_systick_reference(ClockDomain*) {}
void Core::reset() {}
void Core::inspect(Inspector&) const {}
Time Core::next_time() const {
    return clock_.time_of(0);
}
bool Core::runnable() const {
    return false;
}
void Core::skip_to(Time) {}
void Core::run(Time, Time) {}
void Core::end_slice() {}
std::uint32_t Core::pc() const {
    return 0;
}
std::uint64_t Core::instructions() const {
    return 0;
}
std::uint64_t Core::cycles() const {
    return 0;
}
std::uint64_t Core::sleeping_cycles() const {
    return 0;
}
std::vector<std::uint32_t> Core::registers() const {
    return {};
}
void Core::set_register(unsigned, std::uint32_t) {}
void Core::set_breakpoint(std::uint32_t, bool) {}
void Core::set_watchpoint(std::uint32_t, std::uint32_t, WatchKind, bool) {}
void Core::step() {}
bool Core::locked_up() const {
    return false;
}

} // namespace sim::cpu::armv6m
