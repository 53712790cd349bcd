#include "sim/cpu/armv6m/core.h"

#include "sim/core/assert.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <algorithm>
#include <utility>

namespace sim::cpu::armv6m {

using namespace sim::core;

Core::Core(Machine& machine, std::string name, unsigned number, ClockDomain& clock, CodeStore& code,
           HostCalls* rom_calls, const Model& model)
    : Processor(machine, std::move(name)), model_(model), clock_(clock), code_(code), rom_calls_(rom_calls),
      number_(number), initiator_(number == 0 ? Initiator::Core0 : Initiator::Core1),
      systick_event_(*this, EventClass::IrqLine, "SysTick", handler<&Core::on_systick_zero>),
      systick_(clock, systick_event_),
      system_control_(machine, this->name() + ".PPB", *this, model_, nvic_, systick_, mpu_) {
    TERRARIUM_ASSERT(machine.processors().size() == number);
    machine.add_processor(*this);
    clock_.add_listener(this);
    for (const auto& window : code_.windows()) {
        if (window->window().writable && window->size() > ram_size_ &&
            window->memory_size() >= window->size()) {
            ram_size_ = window->size();
            ram_.bytes = window->bytes();
            ram_.chunks = window->chunks();
            ram_.base = window->base();
        }
        windows_end_ = std::max(windows_end_, window->base() + (window->size() - 1));
    }
    update_checks();
}

void Core::reset() {
    state_.instructions = 0;
    state_.cycles = 0;
    state_.sleeping_cycles = 0;
    reset_processor();
}

// What a reset of the core alone does; the counts go on.
void Core::reset_processor() {
    State fresh;
    fresh.held = state_.held;
    fresh.instructions = state_.instructions;
    fresh.cycles = state_.cycles;
    fresh.sleeping_cycles = state_.sleeping_cycles;
    fresh.edge = clock_.running() ? clock_.edge_not_before(now()) : clock_.edges_at(now());
    state_ = fresh;
    nvic_.reset();
    mpu_.reset();
    systick_.reset();
    system_control_.reset();
    end_lockup();
    sleeping_.set(false);
    deep_sleep_.set(false);
    attention_ = false;
    update_checks();
    if (running_) {
        abandoned_ = true;
        end_slice();
    }
}

void Core::hold_in_reset(bool held) {
    if (held == state_.held) {
        return;
    }
    state_.held = held;
    reset_processor();
    machine().simulation().end_slice();
}

bool Core::runnable() const {
    return state_.sleep == Sleep::Awake && !state_.held && !state_.locked_up && clock_.running();
}

Time Core::due() const {
    return runnable() ? next_time() : never;
}

void Core::run(Time horizon, Time shared_limit) {
    state_.waiting = false;
    horizon_ = horizon;
    shared_limit_ = shared_limit;
    slice_limit_ = clock_.edge_not_before(horizon);
    seen_version_ = scheduler().version();
    running_ = true;
    abandoned_ = false;
    machine().set_initiator(static_cast<int>(number_));
    while (state_.edge < slice_limit_ && runnable()) {
        run_step();
    }
    machine().set_initiator(-1);
    running_ = false;
    // The last access of an instruction may lie a little beyond; events of that time are still to come.
    if (now() > horizon_) {
        scheduler().set_now(horizon_);
    }
}

void Core::run_step() {
    abandoned_ = false;
    if (state_.starting) {
        start();
    } else if (state_.entering) {
        take_vector();
    } else if (attention_) {
        begin_exception();
    } else if (const Outcome outcome = enter_code(); outcome == Outcome::Fault) {
        raise_fault();
    } else if (outcome == Outcome::Done) {
        const bool stepping = step_requested_;
        const std::uint64_t before = state_.instructions;
        execute_here();
        if (stepping && state_.instructions != before) {
            step_requested_ = false;
            stop(StopCause::Step, state_.r[15], {});
        }
    }
}

void Core::start() {
    state_.starting = false;
    std::uint32_t stack = 0;
    std::uint32_t vector = 0;
    if (load(0, 4, stack) != Outcome::Done || load(4, 4, vector) != Outcome::Done) {
        lock_up();
        return;
    }
    begin_at(stack, vector);
}

void Core::begin_at(std::uint32_t stack, std::uint32_t vector) {
    state_.r[13] = stack & ~3U;
    state_.r[14] = 0xffffffff;
    state_.thumb = (vector & 1) != 0;
    branch_to(vector & ~1U);
}

void Core::stop(StopCause cause, std::uint32_t address, std::string text) {
    machine().simulation().stop({cause, static_cast<int>(number_), address, std::move(text)});
}

void Core::on_line(unsigned irq, bool level) {
    on_nvic_changed(nvic_.set_line(irq, level));
}

void Core::set_nmi_mask(std::uint32_t irqs) {
    on_nvic_changed(nvic_.set_nmi_mask(irqs));
}

void Core::set_systick_reference(ClockDomain* clock) {
    systick_.set_reference(clock, now());
    if (clock != nullptr) {
        clock->add_listener(this);
    }
}

void Core::on_clock_changed() {
    next_time_edge_ = std::numeric_limits<std::int64_t>::min();
    systick_.on_clock_changed();
    if (running_) {
        end_slice();
    }
}

void Core::on_systick_zero() {
    systick_.on_zero(now());
    on_nvic_changed(nvic_.set_pending(exception::systick));
}

void Core::on_nvic_changed(bool newly_pending) {
    if (newly_pending && system_control_.send_event_on_pend()) {
        state_.event = true;
    }
    update_attention();
    wake_if_due();
    if (state_.locked_up && nvic_.is_pending(exception::nmi) && nvic_.active_priority() == -1) {
        // An NMI is above the HardFault handler that locked up.
        end_lockup();
        machine().simulation().end_slice();
    }
}

void Core::update_attention() {
    const unsigned next = nvic_.next();
    attention_ = next != exception::none && nvic_.priority(next) < execution_priority();
    if (attention_) {
        leave_after_instruction();
    }
}

void Core::on_mpu_changed() {
    update_checks();
    leave_after_instruction();
}

// Loads and stores take the direct way only where nobody looks at them.
void Core::update_checks() {
    mpu_active_ = mpu_.enabled() && mpu_.active(nvic_.active_priority() < 0);
    const bool checked = mpu_active_ || !watchpoints_.empty();
    if (checked == checked_) {
        return;
    }
    checked_ = checked;
    for (unsigned i = 0; i < ram_.limit.size(); ++i) {
        ram_.limit[i] = checked_ ? 0 : ram_size_ >> i;
    }
    fetch_.literal_limit = checked_ || fetch_.window == nullptr ? 0 : fetch_.window->memory_size();
}

void Core::on_reset_requested() {
    system_reset_request_.set(true);
    system_reset_request_.set(false);
}

} // namespace sim::cpu::armv6m
