#pragma once

#include "sim/core/clock_domain.h"
#include "sim/core/host_call.h"
#include "sim/core/line.h"
#include "sim/core/processor.h"
#include "sim/cpu/armv6m/code_store.h"
#include "sim/cpu/armv6m/model.h"
#include "sim/cpu/armv6m/mpu.h"
#include "sim/cpu/armv6m/nvic.h"
#include "sim/cpu/armv6m/system_control.h"
#include "sim/cpu/armv6m/systick.h"

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim::cpu::armv6m {

/// A Cortex-M0+ or Cortex-M0 (ARMv6-M) with its NVIC of 32 interrupts with 4 priorities, single-cycle
/// multiplier, and what its model says: SysTick, MPU, I/O port.
///
/// Cycles are those of the Technical Reference Manuals (DDI 0484, DDI 0432), where they give them, plus wait
/// states; what is an estimate stands in timing.h.
///
/// Not modelled: abandoning LDM and STM when an interrupt comes, prefetch beyond the line of the cache, debug
/// registers.
///
/// Inputs (`LineSink`): interrupt lines 0-31.
class Core final : public sim::core::Processor,
                   public sim::core::LineSink,
                   private sim::core::ClockListener,
                   private SystemControlOwner {
public:
    /// Joins the machine's processors: cores are made in the order of their numbers. `rom_calls` performs
    /// BKPT in windows that hold host calls; it may be null where there are none.
    Core(sim::core::Machine& machine, std::string name, unsigned number, sim::core::ClockDomain& clock,
         CodeStore& code, sim::core::HostCalls* rom_calls = nullptr, const Model& model = cortex_m0_plus);

    /// What an exception puts on the stack: r0-r3, r12, lr, pc, xpsr.
    using ExceptionFrame = std::array<std::uint32_t, 8>;

    // Wiring.
    /// Interrupt lines 0-31.
    void on_line(unsigned irq, bool level) override;
    /// Lines with a set bit also are the non-maskable interrupt (SYSCFG PROCn_NMI_MASK).
    void set_nmi_mask(std::uint32_t irqs);
    /// On release the core starts from the vector table at 0.
    void hold_in_reset(bool held);
    bool held_in_reset() const { return state_.held; }
    /// The core whose event register a SEV of this one sets.
    void set_sev_target(Core* other) { sev_target_ = other; }
    /// The event input: what the other core's SEV does.
    void send_event();
    /// The clock that SysTick counts with CLKSOURCE 0. Without one it does not count then.
    void set_systick_reference(sim::core::ClockDomain* clock);
    /// Performs BKPT 0xab outside of windows with host calls.
    void set_semihosting(sim::core::HostCalls* calls) { semihosting_ = calls; }
    /// A debugger is there: BKPT that nobody performs stops the run instead of being a HardFault.
    void set_halt_on_bkpt(bool on) { halt_on_bkpt_ = on; }

    /// High for a moment when AIRCR.SYSRESETREQ is written.
    sim::core::Line& system_reset_request() { return system_reset_request_; }
    /// High while locked up, from the clock cycle behind it on: whoever was told (StopCause::Lockup) still
    /// finds the registers.
    sim::core::Line& lockup() { return lockup_; }
    /// High while asleep (WFI, WFE, sleep on exit).
    sim::core::Line& sleeping() { return sleeping_; }
    /// High while asleep with SCR.SLEEPDEEP set.
    sim::core::Line& deep_sleep() { return deep_sleep_; }
    /// The registers at 0xe0000000, for tables and debuggers.
    const SystemControl& system_control() const { return system_control_; }

    // Device and Processor.
    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    unsigned core() const override { return number_; }
    sim::core::Time next_time() const override;
    bool runnable() const override;
    sim::core::Time due() const override;
    bool waiting() const override { return state_.waiting; }
    void skip_to(sim::core::Time time) override;
    void run(sim::core::Time horizon, sim::core::Time shared_limit) override;
    void end_slice() override;
    std::uint32_t pc() const override;
    std::uint64_t instructions() const override;
    /// Clock cycles out of reset since the machine's reset, sleep included.
    std::uint64_t cycles() const override;
    std::uint64_t sleeping_cycles() const override;
    /// r0-r12, sp, lr, pc, xpsr, msp, psp, primask, control.
    std::vector<std::uint32_t> registers() const override;
    void set_register(unsigned number, std::uint32_t value) override;
    void set_breakpoint(std::uint32_t address, bool on) override;
    void set_watchpoint(std::uint32_t address, std::uint32_t size, sim::core::WatchKind kind,
                        bool on) override;
    void step() override;
    bool locked_up() const override { return state_.locked_up; }

private:
    enum class Sleep : std::uint8_t { Awake, Interrupt, Event };

    /// How an access or an operation ended. Unless Done, the instruction has changed nothing.
    enum class Outcome : std::uint8_t {
        Done,
        Fault,  // `fault_` says which
        Wait,   // the other core must catch up first
        Abandon // the core was reset meanwhile
    };

    struct Fault {
        std::string_view cause; // a sentence without its end
        std::uint32_t address = 0;
        std::uint32_t pc = 0;
    };

    // Plain values: a copy is a snapshot.
    struct State {
        std::array<std::uint32_t, 16> r{}; // r[13] is the stack pointer in use; r[15] the next instruction
        std::uint32_t other_sp = 0;        // the one not in use
        std::int64_t nz = 1;               // N: negative; Z: its low word is 0
        std::uint32_t carry = 0;
        std::uint32_t overflow = 0; // bit 31
        bool thumb = true;
        bool primask = false;
        bool unprivileged = false;  // CONTROL.nPRIV
        bool process_stack = false; // CONTROL.SPSEL; r[13] is the PSP in thread mode then
        std::uint32_t exception = 0;
        bool entering = false; // the frame is on the stack, the vector not yet chosen
        std::uint32_t entering_for = 0;
        std::uint32_t return_value = 0; // EXC_RETURN of the entry
        Sleep sleep = Sleep::Awake;
        bool event = false;
        bool held = false;
        bool starting = true; // SP and PC come from the vector table first
        bool locked_up = false;
        bool waiting = false;               // for others to catch up
        std::int64_t edge = 0;              // of the clock, at which the next instruction begins
        std::uint32_t fetch_line = no_line; // address / 8 of the line of code that the core holds
        std::uint64_t instructions = 0;
        std::uint64_t cycles = 0;
        std::uint64_t sleeping_cycles = 0;
    };
    static constexpr std::uint32_t no_line = 0xffffffff;

    // The memory that code runs from now.
    struct Fetch {
        CodeWindow* window = nullptr;
        Slot* slots = nullptr;
        std::uint32_t base = 0;
        std::uint32_t half_words = 0;
        std::uint8_t* bytes = nullptr;
        std::uint32_t memory_size = 0;
        std::uint32_t literal_limit = 0; // memory offsets of literals that may be read directly
        sim::core::ReadCache* cache = nullptr;
    };

    // The largest writable window: loads and stores in it are a compare and a move.
    struct FastRam {
        std::uint8_t* bytes = nullptr;
        const std::uint8_t* chunks = nullptr;
        std::uint32_t base = 0;
        std::array<std::uint32_t, 3> limit{}; // in bytes, half-words and words; 0 while accesses are checked
    };

    struct Watchpoint {
        std::uint32_t address;
        std::uint32_t size;
        sim::core::WatchKind kind;
    };

    class CallContext;

    // core.cpp
    void reset_processor();
    void start();
    void begin_at(std::uint32_t stack, std::uint32_t vector);
    void run_step();
    void stop(sim::core::StopCause cause, std::uint32_t address, std::string text);
    void on_clock_changed() override;
    unsigned current_exception() const override { return state_.exception; }
    void on_nvic_changed(bool newly_pending) override;
    void on_mpu_changed() override;
    void on_reset_requested() override;
    void on_systick_zero();
    void on_lockup() { lockup_.set(true); }
    void end_lockup();
    void update_attention();
    void update_checks();

    // budget.cpp
    std::int64_t present_edge() const {
        return in_loop_ ? limit_ - (budget_ >> budget_shift) - 1 : state_.edge;
    }
    sim::core::Time present_time() const { return clock_.time_of(present_edge()); }
    void shorten(std::int64_t edge);
    void leave_after_instruction();
    void charge(std::int64_t cycles) {
        if (in_loop_) {
            budget_ -= cycles * budget_unit;
        } else {
            state_.edge += cycles;
            state_.cycles += static_cast<std::uint64_t>(cycles);
        }
    }
    /// An access may have armed an event before the horizon, or closed the memory that this code lies in.
    void after_access() {
        if (scheduler().version() != seen_version_) {
            heed_events();
        }
        if (in_loop_ && !fetch_.window->window().open) {
            leave_after_instruction();
        }
    }
    void heed_events();

    // sleep.cpp
    bool has_wake_reason(Sleep sleep) const;
    void fall_asleep(Sleep sleep);
    void wake();
    void wake_if_due() {
        if (state_.sleep != Sleep::Awake) {
            wake_if_reason();
        }
    }
    void wake_if_reason();
    std::uint64_t slept_until_now() const;

    // exceptions.cpp
    int execution_priority() const;
    void begin_exception();
    /// False if the stack faults. The usual stack, in RAM, takes no longer than a copy.
    bool push_frame(std::uint32_t address, const ExceptionFrame& words);
    bool pop_frame(std::uint32_t address, ExceptionFrame& words);
    void fault_in_exception(std::string_view what, unsigned number);
    void take_vector();
    void return_from_exception(std::uint32_t value);
    bool unstack(std::uint32_t value);
    void tell_fault();
    void raise_fault();

    // lockup.cpp
    void lock_up();
    std::string lockup_text() const;
    std::string backtrace() const;
    bool is_call_before(std::uint32_t address) const;
    std::optional<std::uint32_t> peek_word(std::uint32_t address) const;

    // registers.cpp
    std::uint32_t flags() const;
    void set_flags(std::uint32_t apsr);
    std::uint32_t xpsr() const;
    std::uint32_t control() const;
    void set_control(std::uint32_t value);
    void select_stack(bool process);
    bool privileged() const { return state_.exception != 0 || !state_.unprivileged; }
    std::uint32_t special_register(unsigned number) const;
    void set_special_register(unsigned number, std::uint32_t value);
    std::uint32_t stack_pointer(bool process) const;
    void set_stack_pointer(bool process, std::uint32_t value);

    // memory_access.cpp
    CodeWindow* open_window(std::uint32_t address) const {
        if (address > windows_end_) {
            return nullptr;
        }
        CodeWindow* const window = code_.find(address);
        return window != nullptr && window->window().open ? window : nullptr;
    }
    Outcome fault(std::string_view cause, std::uint32_t address);
    Outcome load(std::uint32_t address, unsigned size, std::uint32_t& value);
    Outcome store(std::uint32_t address, unsigned size, std::uint32_t value);
    /// Where the MPU or watchpoints look.
    Outcome load_checked(std::uint32_t address, unsigned size, std::uint32_t& value);
    Outcome store_checked(std::uint32_t address, unsigned size, std::uint32_t value);
    /// Where neither does.
    Outcome load_unchecked(std::uint32_t address, unsigned size, std::uint32_t& value);
    Outcome store_unchecked(std::uint32_t address, unsigned size, std::uint32_t value);
    Outcome load_private(std::uint32_t address, unsigned size, std::uint32_t& value);
    Outcome store_private(std::uint32_t address, unsigned size, std::uint32_t value);
    Outcome load_from_bus(std::uint32_t address, unsigned size, std::uint32_t& value);
    Outcome store_to_bus(std::uint32_t address, unsigned size, std::uint32_t value);
    Outcome load_multiple(std::uint32_t address, unsigned count, std::uint32_t* values);
    Outcome store_multiple(std::uint32_t address, unsigned count, const std::uint32_t* values);
    bool must_wait(std::uint32_t address);
    /// While it lives, accesses belong to what has begun already: none waits for others.
    class Begun {
    public:
        explicit Begun(Core& core) : core_(core) { core_.begun_ = true; }
        ~Begun() { core_.begun_ = false; }
        Begun(const Begun&) = delete;
        Begun& operator=(const Begun&) = delete;

    private:
        Core& core_;
    };
    void changed_code(std::uint32_t address, std::uint32_t size);

    // debug.cpp
    void watch(std::uint32_t address, unsigned size, sim::core::WatchKind kind);
    bool stops_at(std::uint32_t address);

    // interpreter.cpp
    Outcome enter_code();
    void branch_to(std::uint32_t address);
    void exchange(std::uint32_t target);
    std::uintptr_t held_line() const;
    void hold_line(std::uintptr_t line);
    /// Words that lie in the RAM as a whole, or null.
    std::uint8_t* ram_words(std::uint32_t address, unsigned count) const {
        const std::uint32_t offset = address - ram_.base;
        return std::uint64_t{std::rotr(offset, 2)} + count <= ram_.limit[2] ? ram_.bytes + offset : nullptr;
    }
    /// Code that such words were decoded as.
    void forget_words(std::uint32_t address, unsigned count) {
        const std::uint32_t offset = address - ram_.base;
        const std::uint32_t last = offset + (count == 0 ? 0 : 4 * count - 1);
        if ((ram_.chunks[offset / CodeWindow::chunk_bytes] | ram_.chunks[last / CodeWindow::chunk_bytes]) !=
            0) [[unlikely]] {
            changed_code(address, 4 * count);
        }
    }
    std::uint32_t literal_address(const Slot* slot) const;
    bool condition_holds(unsigned condition) const;
    void begin_loop();
    void end_loop();
    template <bool cached, unsigned refill> void execute();
    void execute_here();

    // operations.cpp
    Outcome perform(Operation operation, const Slot& slot);
    Outcome supervisor_call();
    Outcome sleep_or_event(Operation operation);
    Outcome breakpoint_instruction(unsigned number);
    Outcome call_host(sim::core::HostCalls& calls, unsigned number);

    const Model model_;
    sim::core::ClockDomain& clock_;
    CodeStore& code_;
    sim::core::HostCalls* rom_calls_;
    sim::core::HostCalls* semihosting_ = nullptr;
    Core* sev_target_ = nullptr;
    const unsigned number_;
    const sim::core::Initiator initiator_;
    bool halt_on_bkpt_ = false;
    sim::core::Line system_reset_request_;
    sim::core::Line lockup_;
    sim::core::Line sleeping_;
    sim::core::Line deep_sleep_;

    State state_;
    Nvic nvic_;
    Mpu mpu_;
    sim::core::Event systick_event_;
    sim::core::Event lockup_event_{*this, sim::core::EventClass::IrqLine, "lockup",
                                   sim::core::handler<&Core::on_lockup>};
    SysTick systick_;
    SystemControl system_control_;

    // Derived from the state.
    Fetch fetch_;
    FastRam ram_;
    std::uint32_t ram_size_ = 0;
    std::uint32_t windows_end_ = 0; // last address of the highest window
    bool mpu_active_ = false;
    bool attention_ = false; // an exception is pending that may be taken
    bool checked_ = true;    // loads and stores are looked at one by one: MPU, watchpoints

    // Of the present slice.
    sim::core::Time horizon_ = 0;
    sim::core::Time shared_limit_ = 0;
    std::int64_t slice_limit_ = 0; // edge at which the slice ends
    bool running_ = false;
    bool abandoned_ = false; // reset while it ran
    bool begun_ = false;     // an instruction has done part of its accesses
    std::uint64_t seen_version_ = 0;
    Fault fault_;
    Fault first_fault_; // that led to a lockup

    mutable sim::core::Time next_time_ = 0;
    mutable std::int64_t next_time_edge_ = std::numeric_limits<std::int64_t>::min();

    // Of the interpreter's loop: `budget_` is (cycles to `limit_` - 1) * budget_unit + instructions done.
    static constexpr unsigned budget_shift = 20;
    static constexpr std::int64_t budget_unit = 1 << budget_shift;
    bool in_loop_ = false;
    std::int64_t budget_ = 0;
    std::int64_t limit_ = 0;

    // Of debuggers.
    std::vector<Watchpoint> watchpoints_;
    bool step_requested_ = false;
    std::uint32_t pass_breakpoint_ = no_breakpoint; // the stop here was told of already
    static constexpr std::uint32_t no_breakpoint = 0xffffffff;
};

} // namespace sim::cpu::armv6m
