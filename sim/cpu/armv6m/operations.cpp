// Instructions that concern more than registers and memory. They end with r[15] where the core goes on.

#include "sim/core/machine.h"
#include "sim/cpu/armv6m/core.h"
#include "sim/cpu/armv6m/timing.h"

#include <algorithm>

namespace sim::cpu::armv6m {

using namespace sim::core;

namespace {
// "Semihosting for AArch32 and AArch64": the breakpoint of the M profile.
constexpr unsigned semihosting_breakpoint = 0xab;
} // namespace

/// What a routine performed by the host sees of the core.
class Core::CallContext final : public HostCallContext {
public:
    explicit CallContext(Core& owner) : core_(owner) {
        r = owner.state_.r;
        core = owner.number_;
    }

    std::uint32_t load(std::uint32_t address, unsigned size) override {
        std::uint32_t value = 0;
        note(core_.load(address, size, value));
        return value;
    }
    void store(std::uint32_t address, std::uint32_t value, unsigned size) override {
        note(core_.store(address, size, value));
    }
    bool failed() const override { return outcome_ != Outcome::Done; }
    Outcome outcome() const { return outcome_; }

private:
    void note(Outcome outcome) {
        if (outcome_ == Outcome::Done) {
            outcome_ = outcome;
        }
    }

    Core& core_;
    Outcome outcome_ = Outcome::Done;
};

Core::Outcome Core::call_host(HostCalls& calls, unsigned number) {
    const Time time = present_time();
    if (time > shared_limit_) {
        end_slice();
        return Outcome::Wait;
    }
    scheduler().set_now(time);
    const std::uint32_t address = state_.r[15];
    CallContext context(*this);
    begun_ = true;
    const HostCallResult result = calls.call(number, address, context);
    begun_ = false;
    if (abandoned_) {
        return Outcome::Abandon;
    }
    charge(std::max<std::int64_t>(result.cycles, 1));
    after_access();
    if (context.outcome() != Outcome::Done) {
        return context.outcome();
    }
    const std::uint32_t next = result.branch ? context.r[15] : context.r[14];
    state_.r = context.r;
    if (!result.finished) {
        state_.r[15] = address;
    } else {
        state_.thumb = result.branch || (next & 1) != 0;
        branch_to(next & ~1U);
    }
    return Outcome::Done;
}

Core::Outcome Core::breakpoint_instruction(unsigned number) {
    if (rom_calls_ != nullptr && fetch_.window->window().host_calls) {
        return call_host(*rom_calls_, number);
    }
    if (semihosting_ != nullptr && number == semihosting_breakpoint) {
        return call_host(*semihosting_, number);
    }
    if (halt_on_bkpt_ && pass_breakpoint_ != state_.r[15]) {
        pass_breakpoint_ = state_.r[15];
        stop(StopCause::Breakpoint, state_.r[15], "BKPT");
        return Outcome::Wait;
    }
    return fault("a BKPT without a debugger", state_.r[15]);
}

Core::Outcome Core::supervisor_call() {
    if (nvic_.priority(exception::svcall) >= execution_priority()) {
        return fault("an SVC at a priority that cannot be preempted by SVCall", state_.r[15]);
    }
    nvic_.set_pending(exception::svcall);
    update_attention();
    charge(1);
    state_.r[15] += 2;
    return Outcome::Done;
}

// Sleep and events concern the other core: both must be at the same time.
Core::Outcome Core::sleep_or_event(Operation operation) {
    if (present_time() > shared_limit_) {
        end_slice();
        return Outcome::Wait;
    }
    scheduler().set_now(present_time());
    state_.r[15] += 2;
    if (operation == Operation::Sev) {
        charge(1);
        state_.event = true;
        if (sev_target_ != nullptr) {
            sev_target_->send_event();
        }
    } else {
        charge(timing::sleep_instruction);
        fall_asleep(operation == Operation::Wfi ? Sleep::Interrupt : Sleep::Event);
    }
    return Outcome::Done;
}

Core::Outcome Core::perform(Operation operation, const Slot& slot) {
    switch (operation) {
    case Operation::Cpsie:
    case Operation::Cpsid:
        if (privileged()) {
            state_.primask = operation == Operation::Cpsid;
            update_attention();
        }
        charge(1);
        state_.r[15] += 2;
        return Outcome::Done;
    case Operation::Mrs:
        state_.r[slot.a] = special_register(slot.imm);
        charge(2 + model_.refill);
        state_.r[15] += 4;
        return Outcome::Done;
    case Operation::Msr:
        set_special_register(slot.imm, state_.r[slot.b]);
        charge(2 + model_.refill);
        state_.r[15] += 4;
        return Outcome::Done;
    case Operation::Svc:
        return supervisor_call();
    case Operation::Bkpt:
        return breakpoint_instruction(slot.imm);
    default:
        return sleep_or_event(operation);
    }
}

} // namespace sim::cpu::armv6m
