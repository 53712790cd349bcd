#pragma once

#include "sim/cpu/armv6m/arithmetic.h"

/// What the handlers in Core::execute are made of. They use its variables: `ip`, the slot that runs;
/// `budget`; `line`, the address of the first slot of the line of code that the core holds; the flags `nz`,
/// `carry` and `overflow`; the registers `r`. Included by interpreter.cpp alone.
///
/// The budget holds two counts in one word, so that an instruction costs one subtraction and one test: the
/// cycles left until the limit, less one, times 2^20; and below them the instructions done.
///
/// Cycles are those of the Technical Reference Manuals (Cortex-M0+: table 3-1, Cortex-M0: table 3-1) with the
/// single-cycle multiplier; `refill` is where they differ.

// Macros, because they jump.
// NOLINTBEGIN(bugprone-macro-parentheses)

#define ADDRESS() (fetch_.base + static_cast<std::uint32_t>((ip - fetch_.slots) * 2))
#define OFFSET(slot) (static_cast<std::uint32_t>((slot)-fetch_.slots) * 2)
#define DISPATCH() goto* labels[ip->operation]
#define SPEND(cycles, instructions) (budget -= (cycles)*budget_unit - (instructions))
// Goes on at the next slot, which may be the first one of a line of the cache.
#define NEXT(cycles)                                                                                         \
    do {                                                                                                     \
        ++ip;                                                                                                \
        if (SPEND(cycles, 1) < 0) {                                                                          \
            goto spent;                                                                                      \
        }                                                                                                    \
        if (cached && begins_line(ip)) {                                                                     \
            goto line_begins;                                                                                \
        }                                                                                                    \
        DISPATCH();                                                                                          \
    } while (false)

// Goes on at `ip`, which is no neighbour: the line of code there is fetched unless the core holds it.
#define GO(cycles)                                                                                           \
    do {                                                                                                     \
        SPEND(cycles, 1);                                                                                    \
        if (cached && line_of(ip) != line) {                                                                 \
            goto new_line;                                                                                   \
        }                                                                                                    \
        if (budget < 0) {                                                                                    \
            goto spent;                                                                                      \
        }                                                                                                    \
        DISPATCH();                                                                                          \
    } while (false)
#define BRANCH(cycles)                                                                                       \
    do {                                                                                                     \
        ip = reinterpret_cast<const Slot*>(reinterpret_cast<const char*>(ip) +                               \
                                           static_cast<std::int32_t>(ip->imm));                              \
        GO(cycles);                                                                                          \
    } while (false)
#define BRANCH_IF(condition)                                                                                 \
    do {                                                                                                     \
        if (condition) {                                                                                     \
            BRANCH(1 + refill);                                                                              \
        }                                                                                                    \
        NEXT(1);                                                                                             \
    } while (false)
// What the cache says to the line of code at `slot`, or to the line that begins there.
#define FETCH_LINE(slot)                                                                                     \
    do {                                                                                                     \
        line = line_of(slot);                                                                                \
        budget -= fetch_.cache->read_rest(OFFSET(slot)) * budget_unit;                                       \
    } while (false)
#define FETCH_WHOLE_LINE(slot)                                                                               \
    do {                                                                                                     \
        line = reinterpret_cast<std::uintptr_t>(slot);                                                       \
        const std::int64_t wait = fetch_.cache->read_line(OFFSET(slot) / CodeWindow::line_bytes);            \
        if (wait != 0) [[unlikely]] {                                                                        \
            if ((budget -= wait * budget_unit) < 0) {                                                        \
                goto spent; /* events come before what the instruction does when its line is there */        \
            }                                                                                                \
        }                                                                                                    \
    } while (false)
// The second half-word of an instruction may lie in the next line.
#define FETCH_SECOND()                                                                                       \
    do {                                                                                                     \
        if (cached && line_of(ip + 1) != line) {                                                             \
            FETCH_LINE(ip + 1);                                                                              \
        }                                                                                                    \
    } while (false)
// Branches to `target`, whose bit 0 is the T bit.
#define EXCHANGE(cycles)                                                                                     \
    do {                                                                                                     \
        const std::uint32_t index = std::rotr(target - fetch_.base - 1, 1);                                  \
        if (index < fetch_.half_words) [[likely]] {                                                          \
            ip = fetch_.slots + index;                                                                       \
            GO(cycles);                                                                                      \
        }                                                                                                    \
        SPEND(cycles, 1);                                                                                    \
        goto exchange;                                                                                       \
    } while (false)

#define SET_NZ(result) (nz = static_cast<std::int32_t>(result))
#define ADD(result, left, right)                                                                             \
    const std::uint32_t x = (left);                                                                          \
    const std::uint32_t y = (right);                                                                         \
    const std::uint32_t result = x + y;                                                                      \
    carry = result < x ? 1 : 0;                                                                              \
    overflow = (x ^ result) & (y ^ result);                                                                  \
    SET_NZ(result)
#define SUBTRACT(result, left, right)                                                                        \
    const std::uint32_t x = (left);                                                                          \
    const std::uint32_t y = (right);                                                                         \
    const std::uint32_t result = x - y;                                                                      \
    carry = x >= y ? 1 : 0;                                                                                  \
    overflow = (x ^ y) & (x ^ result);                                                                       \
    SET_NZ(result)
#define ADD_WITH_CARRY(left, right)                                                                          \
    do {                                                                                                     \
        const std::uint32_t x = (left);                                                                      \
        const std::uint32_t y = (right);                                                                     \
        const std::uint64_t wide = std::uint64_t{x} + y + carry;                                             \
        const auto result = static_cast<std::uint32_t>(wide);                                                \
        carry = static_cast<std::uint32_t>(wide >> 32);                                                      \
        overflow = (x ^ result) & (y ^ result);                                                              \
        r[ip->a] = result;                                                                                   \
        SET_NZ(result);                                                                                      \
        NEXT(1);                                                                                             \
    } while (false)
#define RESULT(expression)                                                                                   \
    do {                                                                                                     \
        const std::uint32_t result = (expression);                                                           \
        r[ip->a] = result;                                                                                   \
        SET_NZ(result);                                                                                      \
        NEXT(1);                                                                                             \
    } while (false)
#define MOVE(expression)                                                                                     \
    do {                                                                                                     \
        r[ip->a] = (expression);                                                                             \
        NEXT(1);                                                                                             \
    } while (false)

// What may call a device, another core or a debugger: they see the place and time of this instruction, and
// may shorten the budget.
#define OUTSIDE(call)                                                                                        \
    do {                                                                                                     \
        state_.r[15] = ADDRESS();                                                                            \
        budget_ = budget;                                                                                    \
        outcome = (call);                                                                                    \
        budget = budget_;                                                                                    \
        if (outcome != Outcome::Done) {                                                                      \
            goto stopped;                                                                                    \
        }                                                                                                    \
    } while (false)
#define LOAD(Type, address_expression)                                                                       \
    do {                                                                                                     \
        const std::uint32_t address = (address_expression);                                                  \
        const std::uint32_t offset = address - ram_.base;                                                    \
        if (item_index<Type>(offset) < ram_.limit[log2_size<Type>]) [[likely]] {                             \
            r[ip->a] = extend(read_as<Type>(ram_.bytes + offset));                                           \
        } else if (const std::uint32_t constant = address - fetch_.base;                                     \
                   item_index<Type>(constant) < fetch_.literal_limit >> log2_size<Type>) {                   \
            r[ip->a] = extend(read_as<Type>(fetch_.bytes + constant)); /* beside the code */                 \
            if (cached) {                                                                                    \
                budget -= fetch_.cache->read(constant) * budget_unit;                                        \
            }                                                                                                \
        } else {                                                                                             \
            OUTSIDE(load(address, sizeof(Type), loaded));                                                    \
            r[ip->a] = extend(static_cast<Type>(loaded));                                                    \
        }                                                                                                    \
        NEXT(2);                                                                                             \
    } while (false)
#define STORE(Type, address_expression)                                                                      \
    do {                                                                                                     \
        const std::uint32_t address = (address_expression);                                                  \
        const std::uint32_t offset = address - ram_.base;                                                    \
        const auto value = static_cast<Type>(r[ip->a]);                                                      \
        if (item_index<Type>(offset) < ram_.limit[log2_size<Type>]) [[likely]] {                             \
            std::memcpy(ram_.bytes + offset, &value, sizeof value);                                          \
            if (ram_.chunks[offset / CodeWindow::chunk_bytes] != 0) [[unlikely]] {                           \
                changed_code(address, sizeof value);                                                         \
            }                                                                                                \
        } else {                                                                                             \
            OUTSIDE(store(address, sizeof value, value));                                                    \
        }                                                                                                    \
        NEXT(2);                                                                                             \
    } while (false)
#define SYSTEM(name)                                                                                         \
    do_##name : operation = Operation::name;                                                                 \
    goto system

// NOLINTEND(bugprone-macro-parentheses)
