#pragma once

#include "sim/core/bus.h"
#include "sim/core/device.h"
#include "sim/core/register_table.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sim::core {

/// A register of a device: its row in the table and the element of the row's array.
struct Index {
    Row row;
    std::uint16_t element;
};

/// A peripheral whose registers are a table. It owns reset, access rules, atomic aliases, `peek`, inspection
/// and the access count; a subclass adds behaviour only.
class RegisterDevice : public Device, public BusDevice {
public:
    /// `registers` must live as long as the device (a constexpr table does). `size` is the bytes it decodes.
    RegisterDevice(Machine& machine, std::string name, std::span<const Register> registers,
                   std::uint32_t size = 0x1000);

    /// Puts every register to its reset value. A subclass that has more state overrides and calls this first.
    void reset() override;
    void inspect(Inspector& inspector) const override;

    std::uint32_t read(std::uint32_t offset, const Access& access) final;
    void write(std::uint32_t offset, std::uint32_t value, const Access& access) final;
    std::uint32_t peek(std::uint32_t offset) const final;

    /// Holds the block in reset, as a reset controller does: it is reset, reads give 0, writes are ignored.
    void hold_in_reset(bool held);
    bool held_in_reset() const { return held_in_reset_; }

    std::span<const Register> registers() const { return registers_; }
    /// Reads and writes by the guest since construction.
    std::uint64_t accesses() const { return accesses_; }

protected:
    /// Called before a guest's read or write is served. A device that falls behind `now` between accesses
    /// catches up here, and one whose hardware changes read-write registers stores their present values, so
    /// that atomic aliases work on them.
    virtual void before_access(Index reg, const Access& access);
    /// What a read gives, with its side effects; `stored` is the stored value without write-only bits. The
    /// default is what `on_peek` gives.
    virtual std::uint32_t on_read(Index reg, std::uint32_t stored, const Access& access);
    /// What a read would give, without side effects. The default is `stored`.
    virtual std::uint32_t on_peek(Index reg, std::uint32_t stored) const;
    /// Called after a write was stored. `written` has, for read-write bits, their new value (atomic aliases
    /// applied); for all other bits, what stood on the bus. Write-1-to-clear bits are cleared already; SC and
    /// FIFO bits are not stored.
    virtual void on_write(Index reg, std::uint32_t written, const Access& access);
    /// Called when the block comes out of reset (`hold_in_reset(false)` after true).
    virtual void on_released() {}

    std::uint32_t value(Row row, unsigned element = 0) const { return values_[slot(row, element)]; }
    void set_value(Row row, std::uint32_t value, unsigned element = 0) {
        values_[slot(row, element)] = value;
    }
    std::uint32_t field(FieldRef ref, unsigned element = 0) const {
        return (values_[slot(ref.row, element)] & ref.mask) >> ref.lsb;
    }
    void set_field(FieldRef ref, std::uint32_t value, unsigned element = 0) {
        std::uint32_t& stored = values_[slot(ref.row, element)];
        stored = (stored & ~ref.mask) | ((value << ref.lsb) & ref.mask);
    }

private:
    // An element of a register, with the masks of its row.
    struct Slot {
        Index index;
        std::uint32_t reset;
        std::uint32_t stored;   // RW, WO: bits a write changes
        std::uint32_t clear;    // WC
        std::uint32_t readable; // all but WO, SC, WF
    };
    static constexpr std::uint16_t no_register = 0xffff;

    std::size_t slot(Row row, unsigned element) const { return first_slots_[row] + element; }
    std::uint16_t slot_at(std::uint32_t offset) const {
        return offset < size_ ? by_offset_[offset / 4] : no_register;
    }
    /// False where the access ends: no register there, or held in reset.
    bool prepare(std::uint32_t offset, std::uint16_t slot, const char* verb) {
        ++accesses_;
        return slot == no_register || unusual_ ? tell_unusual(offset, slot, verb) : true;
    }
    bool tell_unusual(std::uint32_t offset, std::uint16_t slot, const char* verb);
    void note_access(Index reg, bool writes, std::uint32_t value, const Access& access) const;

    std::span<const Register> registers_;
    std::uint32_t size_;                     // in bytes
    std::vector<std::uint16_t> first_slots_; // by row
    std::vector<std::uint16_t> by_offset_;   // word offset -> slot
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> values_; // by slot: the stored state, a plain copy makes a snapshot
    std::vector<bool> untold_;          // by row: NotModelled, first access not yet told
    std::uint64_t accesses_ = 0;
    bool any_untold_ = false;
    bool held_in_reset_ = false;
    bool unusual_ = false; // one of the two: each access is looked at
};

/// "CH%_CTRL" and 3 give "CH3_CTRL".
std::string element_name(const Register& reg, unsigned element);

} // namespace sim::core
