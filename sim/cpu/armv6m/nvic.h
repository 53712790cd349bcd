#pragma once

#include <array>
#include <cstdint>

namespace sim::cpu::armv6m {

/// Exception numbers; interrupt n is `first_irq + n`.
namespace exception {
inline constexpr unsigned none = 0;
inline constexpr unsigned nmi = 2;
inline constexpr unsigned hard_fault = 3;
inline constexpr unsigned svcall = 11;
inline constexpr unsigned pendsv = 14;
inline constexpr unsigned systick = 15;
inline constexpr unsigned first_irq = 16;
} // namespace exception

/// Nested vectored interrupt controller: which exceptions are pending, active and enabled, and which goes
/// first. Sets of exceptions are words with a bit per exception number.
class Nvic {
public:
    static constexpr unsigned irq_count = 32;
    static constexpr unsigned priority_levels = 4;
    /// Of thread mode; lower numbers go first, NMI is -2 and HardFault -1.
    static constexpr int lowest_priority = priority_levels;

    Nvic() { reset(); }
    /// Lines keep their levels.
    void reset();

    /// Returns true if the interrupt became pending by it.
    bool set_line(unsigned irq, bool level);
    /// Which lines are the NMI too. Returns true if the NMI became pending by it.
    bool set_nmi_mask(std::uint32_t irqs);

    /// Returns true if it was not pending before.
    bool set_pending(unsigned number);
    /// An interrupt whose line is high stays pending.
    void clear_pending(unsigned number);
    void set_irq_pending(std::uint32_t irqs) {
        state_.pending |= std::uint64_t{irqs} << exception::first_irq;
    }
    std::uint32_t irq_pending() const { return irqs(state_.pending); }
    bool is_pending(unsigned number) const { return (state_.pending >> number & 1) != 0; }

    std::uint32_t irq_enabled() const { return irqs(state_.enabled); }
    void set_irq_enabled(std::uint32_t irqs);

    unsigned priority_field(unsigned number) const { return state_.priority[number]; }
    void set_priority_field(unsigned number, unsigned priority);

    /// The pending and enabled exception that goes first; `exception::none` if there is none.
    unsigned next() const {
        const std::uint64_t set = state_.pending & state_.enabled;
        return set == 0 ? exception::none : first_of(set);
    }
    /// Pending and enabled or not, as ICSR tells it.
    bool any_irq_pending() const { return irq_pending() != 0; }
    int priority(unsigned number) const;
    /// Priority of what runs, PRIMASK left aside.
    int active_priority() const {
        return state_.active == 0 ? lowest_priority : priority(first_of(state_.active));
    }
    bool is_active(unsigned number) const { return (state_.active >> number & 1) != 0; }
    bool several_active() const { return (state_.active & (state_.active - 1)) != 0; }

    void activate(unsigned number);
    void deactivate(unsigned number);

private:
    static std::uint32_t irqs(std::uint64_t set) {
        return static_cast<std::uint32_t>(set >> exception::first_irq);
    }
    // Levels are sampled when the exception is not active: a high line makes it pending.
    void sample_line(unsigned number);
    /// Of a set that is not empty.
    unsigned first_of(std::uint64_t set) const;
    bool nmi_line() const { return (state_.lines & state_.nmi_mask) != 0; }

    struct State {
        std::uint64_t pending = 0;
        std::uint64_t active = 0;
        std::uint64_t enabled = 0;
        std::array<std::uint64_t, priority_levels> at_priority{};
        std::array<std::uint8_t, exception::first_irq + irq_count> priority{};
        std::uint32_t lines = 0;
        std::uint32_t nmi_mask = 0;
    };
    State state_;
};

} // namespace sim::cpu::armv6m
