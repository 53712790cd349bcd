#pragma once

#include "sim/core/line.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peripherals::nrf51 {

/// Hears of every event of the chip: the programmable peripheral interconnect.
class EventSink {
public:
    virtual ~EventSink() = default;
    /// `address` is that of the event's register.
    virtual void on_event(std::uint32_t address) = 0;
};

/// What a peripheral of the nRF51 is made of (reference manual 3.0, "Peripheral interface"): tasks that start
/// something, events that tell of it, shorts from an event to a task of the same peripheral, and one
/// interrupt. All of them are rows of its register table:
///
/// - TASKS_* from 0x000: bit 0 is SC; writing 1 is the task.
/// - EVENTS_* from 0x100: bit 0 is RW. The event at 0x100 + 4n has bit n of the interrupt enable.
/// - SHORTS: each field is named EVENT_TASK, with the names behind EVENTS_ and TASKS_ ("COMPARE0_CLEAR").
/// - INTEN, INTENSET, INTENCLR: RW. The same for other enables, by their names (EVTEN, EVTENSET, EVTENCLR).
/// - POWER at 0xffc: writing 0 resets the peripheral.
///
/// A subclass says what its tasks do and when its events happen.
class Peripheral : public sim::core::RegisterDevice {
public:
    static constexpr std::uint32_t first_base = 0x40000000;

    /// `id` gives base address and interrupt: 0x40000000 + id * 0x1000, interrupt `id`. `events` may be null.
    Peripheral(sim::core::Machine& machine, std::string name, std::span<const sim::core::Register> registers,
               unsigned id, EventSink* events);

    void reset() override;

    /// High while an event is set that the interrupt is enabled for.
    sim::core::Line& irq() { return irq_; }
    unsigned id() const { return id_; }
    std::uint32_t base() const { return first_base + id_ * 0x1000; }
    /// What writing 1 to the task register at `offset` does. Other offsets do nothing.
    void trigger(std::uint32_t offset);
    /// False while another peripheral at the same address is the enabled one: its tasks do nothing then.
    virtual bool active() const { return true; }

protected:
    virtual void on_task(sim::core::Index task) = 0;
    /// A write to a register that is none of tasks, events, shorts and enables; `written` as for `on_write`.
    virtual void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access);
    /// The firmware cleared an event.
    virtual void on_event_cleared(sim::core::Index) {}

    /// The event happens: its register is set, the interconnect told, the shorts' tasks done, the interrupt
    /// raised.
    void raise(sim::core::Row event, unsigned element = 0);
    bool is_set(sim::core::Row event, unsigned element = 0) const { return value(event, element) != 0; }
    /// Interrupts that are enabled, by event.
    std::uint32_t interrupts_enabled() const { return inten_.value; }
    /// Events that the interconnect is told of, in peripherals that choose (EVTEN).
    std::uint32_t events_routed() const { return evten_.value; }
    /// An enable changed.
    virtual void on_enables_changed() {}

    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;

private:
    static constexpr sim::core::Row no_row = 0xffff;
    static constexpr unsigned task_words = 64;

    struct Short {
        std::uint32_t mask; // in SHORTS
        sim::core::Index event;
        sim::core::Index task;
    };
    /// One register behind up to three addresses.
    struct Enable {
        sim::core::Row plain = no_row;
        sim::core::Row set = no_row;
        sim::core::Row clear = no_row;
        std::uint32_t mask = 0; // bits that exist
        std::uint32_t value = 0;
    };

    sim::core::Row find_row(std::string_view name) const;
    sim::core::Index find_element(std::string_view name) const;
    Enable find_enable(std::string_view name) const;
    void find_shorts();
    void find_tasks();
    bool write_enable(Enable& enable, sim::core::Row row, std::uint32_t written);
    void do_task(sim::core::Index task);
    void update_irq();

    unsigned id_;
    EventSink* events_;
    sim::core::Line irq_;
    std::vector<Short> shorts_;
    std::array<sim::core::Index, task_words> tasks_{}; // by word offset
    sim::core::Row shorts_row_;
    sim::core::Row power_row_;
    Enable inten_;
    Enable evten_;
    std::uint32_t set_events_ = 0; // bit n: the event at 0x100 + 4n
};

} // namespace peripherals::nrf51
