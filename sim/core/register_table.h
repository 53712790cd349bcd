#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sim::core {

/// Access codes of the datasheet: read-write, read-only, write-only, write-1-to-clear, self-clearing, and
/// FIFOs that are read, written or both.
enum class FieldAccess : std::uint8_t { RW, RO, WO, WC, SC, RF, WF, RWF };
inline constexpr FieldAccess RW = FieldAccess::RW;
inline constexpr FieldAccess RO = FieldAccess::RO;
inline constexpr FieldAccess WO = FieldAccess::WO;
inline constexpr FieldAccess WC = FieldAccess::WC;
inline constexpr FieldAccess SC = FieldAccess::SC;
inline constexpr FieldAccess RF = FieldAccess::RF;
inline constexpr FieldAccess WF = FieldAccess::WF;
inline constexpr FieldAccess RWF = FieldAccess::RWF;

/// One bit field as the datasheet's register list has it.
struct Field {
    std::uint8_t msb;
    std::uint8_t lsb;
    std::string_view name;
    FieldAccess access;
    std::uint32_t reset;
};

/// `count` equal registers, `stride` bytes apart. In the name, '%' stands for the element's number, which
/// begins at `first`.
struct Array {
    std::uint16_t count = 1;
    std::uint16_t stride = 0;
    std::uint16_t first = 0;
};

enum class Model : std::uint8_t { Behaves, NotModelled };

/// One register, or an array of equal ones. A register that is NotModelled keeps what is written, and its
/// first access is the diagnostic `register.not_modelled`.
struct Register {
    std::uint32_t offset;
    std::string_view name;
    std::span<const Field> fields;
    Array array = {};
    Model model = Model::Behaves;
};

/// Row of a register in its table.
using Row = std::uint16_t;

struct FieldRef {
    Row row;
    std::uint8_t lsb;
    std::uint32_t mask; // in place
};

consteval std::uint32_t field_mask(const Field& field) {
    return static_cast<std::uint32_t>(((std::uint64_t{1} << (field.msb - field.lsb + 1)) - 1) << field.lsb);
}

/// Offsets are aligned and rise, arrays do not overlap other registers, fields fit, fall, do not overlap and
/// hold their resets.
consteval bool well_formed(std::span<const Register> registers) {
    std::uint32_t previous = 0;
    bool first = true;
    for (const Register& reg : registers) {
        if (reg.offset % 4 != 0 || (!first && reg.offset <= previous) || reg.array.count == 0) {
            return false;
        }
        if (reg.array.count > 1 && (reg.array.stride == 0 || reg.array.stride % 4 != 0)) {
            return false;
        }
        previous = reg.offset;
        first = false;
        std::uint32_t seen = 0;
        for (const Field& field : reg.fields) {
            if (field.msb > 31 || field.lsb > field.msb) {
                return false;
            }
            const std::uint32_t mask = field_mask(field);
            if ((seen & mask) != 0 || (field.reset & ~(mask >> field.lsb)) != 0) {
                return false;
            }
            seen |= mask;
        }
        for (const Register& other : registers) {
            if (&other == &reg) {
                continue;
            }
            for (std::uint32_t i = 0; i < reg.array.count; ++i) {
                const std::uint32_t offset = reg.offset + i * reg.array.stride;
                const std::uint32_t stride = other.array.count > 1 ? other.array.stride : 4;
                if (offset >= other.offset && (offset - other.offset) % stride == 0 &&
                    (offset - other.offset) / stride < other.array.count) {
                    return false;
                }
            }
        }
    }
    return true;
}

/// Row of the register `name`; an unknown name does not compile.
consteval Row row_of(std::span<const Register> registers, std::string_view name) {
    for (std::size_t i = 0; i < registers.size(); ++i) {
        if (registers[i].name == name) {
            return static_cast<Row>(i);
        }
    }
    throw "no register of this name";
}

/// The field "REGISTER.FIELD"; an unknown name does not compile.
consteval FieldRef find(std::span<const Register> registers, std::string_view name) {
    const std::size_t dot = name.find('.');
    const Row row = row_of(registers, name.substr(0, dot));
    for (const Field& field : registers[row].fields) {
        if (field.name == name.substr(dot + 1)) {
            return {row, field.lsb, field_mask(field)};
        }
    }
    throw "no field of this name";
}

} // namespace sim::core
