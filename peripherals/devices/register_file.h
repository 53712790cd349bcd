#pragma once

#include "sim/core/part.h"
#include "sim/core/register_table.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace peripherals::devices {

/// Registers of a part that a board file describes, with a pointer that moves through them byte by byte; and
/// the world's quantities that some of their fields show.
///
/// Not modelled: conversions that take time, values that belong together over several registers.
class RegisterFile {
public:
    struct FieldName {
        std::size_t reg = 0; // rows
        std::size_t field = 0;
    };
    struct FieldRow {
        std::string name;
        unsigned msb = 7;
        unsigned lsb = 0;
        sim::core::FieldAccess access = sim::core::RW; // RW, RO, WC or SC
        std::uint32_t reset = 0;
        bool clears_on_read = false;
    };
    struct RegisterRow {
        unsigned address = 0;
        std::string name;
        unsigned bytes = 1; // up to 4
        bool low_byte_first = false;
        std::vector<FieldRow> fields;
        std::optional<unsigned> next = std::nullopt; // address that follows it; else the one behind it
        /// A command: it has 2^n addresses, of which each, when pointed to, is its value by its low bits.
        unsigned command_bits = 0;
    };
    /// The field is `value * multiply / divide + add`, rounded, at its limits where it does not fit; a field
    /// that has a value below 0 somewhere is a two's complement number.
    struct StimulusRow {
        std::string name;
        std::string meaning;
        FieldName target;
        std::int64_t least = 0;
        std::int64_t most = 0;
        std::int64_t initial = 0;
        std::int64_t multiply = 1;
        std::int64_t divide = 1;
        std::int64_t add = 0;
    };
    /// `flag` is 1 while `value` is above `limit` (or below it, or not below it): numbers of two's
    /// complement.
    enum class Relation : std::uint8_t { Above, Below, AtLeast };
    struct ComparisonRow {
        FieldName flag;
        FieldName value;
        Relation relation = Relation::Above;
        FieldName limit;
    };
    struct Config {
        std::vector<RegisterRow> registers;
        std::vector<StimulusRow> stimuli;
        std::vector<ComparisonRow> comparisons;
        bool address_is_of_bytes = true; // a register of two bytes has two addresses
        bool auto_increment = true;      // else the register is read over and over
    };
    static constexpr std::size_t most_stimuli = 16;

    /// `owner` reports. Throws `Error` for registers that overlap.
    RegisterFile(const sim::core::Part& owner, Config config);
    RegisterFile(const RegisterFile&) = delete;
    RegisterFile& operator=(const RegisterFile&) = delete;

    /// Power-on; what the world does stays.
    void reset();
    void inspect(sim::core::Inspector& inspector) const;
    void point_to(unsigned address);
    std::uint8_t read();
    void write(std::uint8_t byte);

    const std::vector<StimulusRow>& stimulus_rows() const { return config_.stimuli; }
    void stimulate(std::size_t number, std::int64_t value);
    std::uint32_t field(const FieldName& name) const;

private:
    struct State {
        std::vector<std::uint32_t> values; // by row
        unsigned address = 0;
        unsigned byte = 0; // of the register
    };

    /// Row of the register at the pointer; none: the number of rows.
    std::size_t row_at_pointer();
    void go_to(unsigned address);
    void advance(const RegisterRow& row);
    unsigned shift_of_byte(const RegisterRow& row) const;
    static std::uint32_t mask_of(const FieldRow& field);
    void show(std::size_t number);
    void set_field(const FieldName& name, std::uint32_t value);
    std::int64_t number(const FieldName& name) const;
    void compare();
    unsigned addresses_of(const RegisterRow& row) const;

    const sim::core::Part& owner_;
    const Config config_;
    std::vector<std::int64_t> world_; // by stimulus
    State state_;
};

} // namespace peripherals::devices
