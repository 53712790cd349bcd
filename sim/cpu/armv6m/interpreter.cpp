// The loop that runs decoded instructions. A handler ends with NEXT(cycles), a taken branch or a way out.
//
// The budget holds two counts in one word, so that an instruction costs one subtraction and one test: the
// cycles left until the limit, less one, times 2^20; and below them the instructions done.

#include "sim/core/machine.h"
#include "sim/cpu/armv6m/core.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace sim::cpu::armv6m {

using namespace sim::core;

namespace {

constexpr std::int64_t longest_run = 1 << 19; // cycles, so that instructions fit in 20 bits
constexpr std::uint32_t first_exception_return = 0xf0000000;

template <class Type> Type read_as(const std::uint8_t* bytes) {
    Type value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

template <class Type> constexpr unsigned log2_size = std::countr_zero(sizeof(Type));

template <class Type> constexpr std::uint32_t extend(Type value) {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(value));
}

// Index of an aligned item at `offset`, or a number beyond all limits if it is not aligned.
template <class Type> constexpr std::uint32_t item_index(std::uint32_t offset) {
    return std::rotr(offset, static_cast<int>(log2_size<Type>));
}

struct Shifted {
    std::uint32_t value;
    std::uint32_t carry;
};

// Shifts by a register: `amount` is its low byte, and 0 leaves the carry.
constexpr Shifted shift_left(std::uint32_t value, std::uint32_t amount, std::uint32_t carry) {
    if (amount == 0) {
        return {value, carry};
    }
    const std::uint64_t wide = amount > 32 ? 0 : std::uint64_t{value} << amount;
    return {static_cast<std::uint32_t>(wide), static_cast<std::uint32_t>(wide >> 32 & 1)};
}

constexpr Shifted shift_right(std::uint32_t value, std::uint32_t amount, std::uint32_t carry) {
    if (amount == 0) {
        return {value, carry};
    }
    const std::uint64_t wide = amount > 32 ? 0 : (std::uint64_t{value} << 1) >> amount;
    return {static_cast<std::uint32_t>(wide >> 1), static_cast<std::uint32_t>(wide & 1)};
}

constexpr Shifted shift_right_signed(std::uint32_t value, std::uint32_t amount, std::uint32_t carry) {
    if (amount == 0) {
        return {value, carry};
    }
    const std::int64_t wide = std::int64_t{static_cast<std::int32_t>(value)} * 2 >> std::min(amount, 33U);
    return {static_cast<std::uint32_t>(wide >> 1), static_cast<std::uint32_t>(wide & 1)};
}

constexpr Shifted rotate_right(std::uint32_t value, std::uint32_t amount, std::uint32_t carry) {
    if (amount == 0) {
        return {value, carry};
    }
    const std::uint32_t result = std::rotr(value, static_cast<int>(amount & 31));
    return {result, result >> 31};
}

// Registers of a list, from and to words that lie one behind the other; gives the first byte behind them.
inline const std::uint8_t* load_list(std::uint32_t* r, std::uint32_t list, const std::uint8_t* bytes) {
    for (; list != 0; list &= list - 1, bytes += 4) {
        std::memcpy(&r[std::countr_zero(list)], bytes, 4);
    }
    return bytes;
}

inline void store_list(const std::uint32_t* r, std::uint32_t list, std::uint8_t* bytes) {
    for (; list != 0; list &= list - 1, bytes += 4) {
        std::memcpy(bytes, &r[std::countr_zero(list)], 4);
    }
}

} // namespace

// Prepares to run the code at r[15].
Core::Outcome Core::enter_code() {
    const std::uint32_t pc = state_.r[15];
    if (!state_.thumb) {
        return fault("an instruction in ARM state, which the core has not", pc);
    }
    CodeWindow* window = fetch_.window;
    if (window == nullptr || !window->contains(pc)) {
        window = code_.find(pc);
        fetch_ = {};
        if (window == nullptr || !Mpu::default_executable(pc)) {
            return fault("an instruction where no code can be", pc);
        }
        fetch_.window = window;
        fetch_.slots = window->slots();
        fetch_.base = window->base();
        fetch_.half_words = window->size() / 2;
        fetch_.bytes = window->bytes();
        fetch_.memory_size = window->memory_size();
        fetch_.literal_limit = checked_ ? 0 : window->memory_size();
        fetch_.cache = window->window().cache;
        fetch_.line_mask =
            fetch_.cache != nullptr ? ~std::uintptr_t{CodeWindow::line_slots * sizeof(Slot) - 1} : 0;
    }
    if (!window->window().open) {
        // Flash whose read command was set up anew opens with the first read that the bus gets through.
        std::uint32_t word = 0;
        if (const Outcome outcome = load_from_bus(pc & ~3U, 4, word); outcome != Outcome::Done) {
            return outcome;
        }
        if (!window->window().open) {
            return fault("an instruction in memory that is closed", pc);
        }
    }
    if (mpu_active_ && !mpu_.allows(pc, MpuAccess::Execute, privileged())) {
        return fault("an instruction that the MPU forbids", pc);
    }
    return Outcome::Done;
}

// Goes on at `address`, which may lie in another memory; the line of code there is fetched.
void Core::branch_to(std::uint32_t address) {
    state_.r[15] = address;
    const CodeWindow* window = open_window(address);
    if (window == nullptr || window->window().cache == nullptr) {
        state_.fetch_line = no_line;
        return;
    }
    const std::uint32_t line = address / CodeWindow::line_bytes;
    if (line != state_.fetch_line) {
        state_.fetch_line = line;
        charge(window->window().cache->read(window->memory_offset(address), (address & 4) != 0 ? 1 : 2));
    }
}

unsigned Core::fetch_wait(const Slot* slot) {
    const auto offset = static_cast<std::uint32_t>((slot - fetch_.slots) * 2);
    const std::uint32_t memory_size = fetch_.memory_size;
    const std::uint32_t wrapped = offset < memory_size ? offset : offset % memory_size;
    return fetch_.cache->read(wrapped, (offset & 4) != 0 ? 1 : 2);
}

void Core::exchange(std::uint32_t target) {
    if (state_.exception != 0 && target >= first_exception_return) {
        return_from_exception(target);
        return;
    }
    state_.thumb = (target & 1) != 0;
    branch_to(target & ~1U);
}

// Words that lie in the RAM as a whole, or null.
std::uint8_t* Core::ram_words(std::uint32_t address, unsigned count) const {
    const std::uint32_t offset = address - ram_.base;
    return std::uint64_t{item_index<std::uint32_t>(offset)} + count <= ram_.limit[2] ? ram_.bytes + offset
                                                                                     : nullptr;
}

void Core::forget_words(std::uint32_t address, unsigned count) {
    const std::uint32_t offset = address - ram_.base;
    const std::uint32_t last = offset + (count == 0 ? 0 : 4 * count - 1);
    if ((ram_.chunks[offset / CodeWindow::chunk_bytes] | ram_.chunks[last / CodeWindow::chunk_bytes]) != 0) {
        changed_code(address, 4 * count);
    }
}

std::uint32_t Core::literal_address(const Slot* slot) const {
    const auto offset = static_cast<std::uint32_t>((slot - fetch_.slots) * 2);
    const std::uint32_t pc = fetch_.base + offset + 4;
    return (pc & ~3U) + 4U * fetch_.bytes[fetch_.window->memory_offset(fetch_.base + offset)];
}

bool Core::condition_holds(unsigned condition) const {
    const bool zero = static_cast<std::uint32_t>(state_.nz) == 0;
    const bool less = (state_.nz ^ static_cast<std::int32_t>(state_.overflow)) < 0;
    bool holds = false;
    switch (condition / 2) {
    case 0:
        holds = zero;
        break;
    case 1:
        holds = state_.carry != 0;
        break;
    case 2:
        holds = state_.nz < 0;
        break;
    case 3:
        holds = (state_.overflow >> 31) != 0;
        break;
    case 4:
        holds = state_.carry != 0 && !zero;
        break;
    case 5:
        holds = !less;
        break;
    default:
        holds = !zero && !less;
        break;
    }
    return holds == (condition % 2 == 0);
}

// The loop's `line` for the line that the core holds; 1 is no line.
std::uintptr_t Core::held_line() const {
    if (fetch_.line_mask == 0) {
        return 0;
    }
    const std::uint32_t offset = state_.fetch_line * CodeWindow::line_bytes - fetch_.base;
    if (state_.fetch_line == no_line || offset >= fetch_.half_words * 2) {
        return 1;
    }
    return reinterpret_cast<std::uintptr_t>(fetch_.slots + offset / 2);
}

void Core::hold_line(std::uintptr_t line) {
    if (fetch_.line_mask == 0 || line == 1) {
        state_.fetch_line = no_line;
        return;
    }
    const auto slot =
        static_cast<std::uint32_t>((line - reinterpret_cast<std::uintptr_t>(fetch_.slots)) / sizeof(Slot));
    state_.fetch_line = (fetch_.base + slot * 2) / CodeWindow::line_bytes;
}

void Core::begin_loop() {
    limit_ = std::min(slice_limit_, state_.edge + longest_run);
    if (mpu_active_ || step_requested_) {
        limit_ = state_.edge + 1; // one instruction at a time
    }
    budget_ = (limit_ - state_.edge - 1) * budget_unit;
    in_loop_ = true;
}

void Core::end_loop() {
    const std::int64_t edge = present_edge();
    in_loop_ = false;
    state_.cycles += static_cast<std::uint64_t>(edge - state_.edge);
    state_.edge = edge;
    state_.instructions += static_cast<std::uint64_t>(budget_ & (budget_unit - 1));
}

// Parameters that are names or statements cannot stand in parentheses.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define ADDRESS() (fetch_.base + static_cast<std::uint32_t>((ip - fetch_.slots) * 2))
#define DISPATCH() goto* labels[ip->operation]
#define SPEND(cycles, instructions) (budget -= (cycles)*budget_unit - (instructions))
#define NEXT(cycles)                                                                                         \
    do {                                                                                                     \
        ++ip;                                                                                                \
        if (SPEND(cycles, 1) < 0) {                                                                          \
            goto spent;                                                                                      \
        }                                                                                                    \
        DISPATCH();                                                                                          \
    } while (false)

// Goes on at `ip`, which is no neighbour: the line of code there is fetched unless the core holds it.
#define GO(cycles)                                                                                           \
    do {                                                                                                     \
        SPEND(cycles, 1);                                                                                    \
        if ((reinterpret_cast<std::uintptr_t>(ip) & line_mask) != line) {                                    \
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
            BRANCH(2);                                                                                       \
        }                                                                                                    \
        NEXT(1);                                                                                             \
    } while (false)
// The second half-word of an instruction may lie in the next line.
#define FETCH_SECOND()                                                                                       \
    do {                                                                                                     \
        if ((reinterpret_cast<std::uintptr_t>(ip + 1) & line_mask) != line) {                                \
            line = reinterpret_cast<std::uintptr_t>(ip + 1) & line_mask;                                     \
            budget -= fetch_wait(ip + 1) * budget_unit;                                                      \
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

void Core::execute() {
    static const void* const labels[] = {
#define OPERATION(name, text) &&do_##name,
#include "sim/cpu/armv6m/opcodes.def"
    // The same, at the beginning of a line of the cache.
#define OPERATION(name, text) &&line_begins,
// NOLINTEND(bugprone-macro-parentheses)
#include "sim/cpu/armv6m/opcodes.def"
    };
    static_assert(std::size(labels) == 2 * starts_line);

    std::uint32_t* const r = state_.r.data();
    begin_loop();
    std::int64_t budget = budget_;
    const Slot* ip = fetch_.slots + (state_.r[15] - fetch_.base) / 2;
    const std::uintptr_t line_mask = fetch_.line_mask;
    std::uintptr_t line = held_line();
    std::int64_t nz = state_.nz;
    std::uint32_t carry = state_.carry;
    std::uint32_t overflow = state_.overflow;
    Outcome outcome = Outcome::Done;
    Operation operation = Operation::Nop;
    std::uint32_t loaded = 0;
    std::uint32_t target = 0;
    bool exchanging = false; // leaves the loop to go on at `target`
    std::array<std::uint32_t, 16> words;

    DISPATCH();

new_line:
    line = reinterpret_cast<std::uintptr_t>(ip) & line_mask;
    if ((budget -= fetch_wait(ip) * budget_unit) < 0) {
        goto spent;
    }
    DISPATCH();
line_begins:
    if (reinterpret_cast<std::uintptr_t>(ip) != line) {
        line = reinterpret_cast<std::uintptr_t>(ip);
        budget -= fetch_wait(ip) * budget_unit;
    }
    goto* labels[ip->operation - starts_line];

do_Decode:
    operation = fetch_.window->decode_slot(static_cast<std::uint32_t>(ip - fetch_.slots));
    DISPATCH();
do_WindowEnd:
    goto spent; // at the first address behind: the way into what lies there, if anything
do_Break:
    budget_ = budget;
    if (stops_at(ADDRESS())) {
        budget = budget_;
        goto spent;
    }
    if (line_mask != 0 && (reinterpret_cast<std::uintptr_t>(ip) & ~line_mask) == 0 &&
        reinterpret_cast<std::uintptr_t>(ip) != line) {
        line = reinterpret_cast<std::uintptr_t>(ip);
        budget -= fetch_wait(ip) * budget_unit;
    }
    operation = fetch_.window->operation_at(static_cast<std::uint32_t>(ip - fetch_.slots));
    goto* labels[static_cast<unsigned>(operation)];
do_FetchFault:
    outcome = fault("an instruction whose second half-word lies outside of the memory", ADDRESS());
    goto stopped;
do_Undefined:
    outcome = fault("an undefined instruction", ADDRESS());
    goto stopped;

do_MovsReg:
    RESULT(r[ip->b]);
do_MovsImm:
    RESULT(ip->imm);
do_LslImm:
    carry = r[ip->b] >> (32 - ip->imm) & 1;
    RESULT(r[ip->b] << ip->imm);
do_LsrImm:
    carry = r[ip->b] >> (ip->imm - 1) & 1;
    RESULT(static_cast<std::uint32_t>(std::uint64_t{r[ip->b]} >> ip->imm));
do_AsrImm:
    carry = r[ip->b] >> (ip->imm - 1) & 1;
    RESULT(static_cast<std::uint32_t>(std::int64_t{static_cast<std::int32_t>(r[ip->b])} >> ip->imm));
do_AddsReg : {
    ADD(sum, r[ip->b], r[ip->c]);
    MOVE(sum);
}
do_AddsImm : {
    ADD(sum, r[ip->b], ip->imm);
    MOVE(sum);
}
do_SubsReg : {
    SUBTRACT(difference, r[ip->b], r[ip->c]);
    MOVE(difference);
}
do_SubsImm : {
    SUBTRACT(difference, r[ip->b], ip->imm);
    MOVE(difference);
}
do_Rsbs : {
    SUBTRACT(difference, 0, r[ip->b]);
    MOVE(difference);
}
do_CmpImm : {
    SUBTRACT(difference, r[ip->a], ip->imm);
    NEXT(1);
}
do_CmpReg : {
    SUBTRACT(difference, r[ip->a], r[ip->b]);
    NEXT(1);
}
do_CmpPc : {
    SUBTRACT(difference, ip->a == 15 ? ip->imm : r[ip->a], ip->b == 15 ? ip->imm : r[ip->b]);
    NEXT(1);
}
do_Cmn : {
    ADD(sum, r[ip->a], r[ip->b]);
    NEXT(1);
}
do_Adcs:
    ADD_WITH_CARRY(r[ip->a], r[ip->b]);
do_Sbcs:
    ADD_WITH_CARRY(r[ip->a], ~r[ip->b]);
do_Tst:
    SET_NZ(r[ip->a] & r[ip->b]);
    NEXT(1);
do_Ands:
    RESULT(r[ip->a] & r[ip->b]);
do_Eors:
    RESULT(r[ip->a] ^ r[ip->b]);
do_Orrs:
    RESULT(r[ip->a] | r[ip->b]);
do_Bics:
    RESULT(r[ip->a] & ~r[ip->b]);
do_Mvns:
    RESULT(~r[ip->b]);
do_Muls:
    RESULT(r[ip->a] * r[ip->b]);
do_Lsls : {
    const Shifted shifted = shift_left(r[ip->a], r[ip->b] & 0xff, carry);
    carry = shifted.carry;
    RESULT(shifted.value);
}
do_Lsrs : {
    const Shifted shifted = shift_right(r[ip->a], r[ip->b] & 0xff, carry);
    carry = shifted.carry;
    RESULT(shifted.value);
}
do_Asrs : {
    const Shifted shifted = shift_right_signed(r[ip->a], r[ip->b] & 0xff, carry);
    carry = shifted.carry;
    RESULT(shifted.value);
}
do_Rors : {
    const Shifted shifted = rotate_right(r[ip->a], r[ip->b] & 0xff, carry);
    carry = shifted.carry;
    RESULT(shifted.value);
}
do_AddReg:
    MOVE(r[ip->a] + r[ip->b]);
do_AddImm:
    MOVE(r[ip->b] + ip->imm);
do_AddSpReg:
    r[13] = (r[13] + r[ip->b]) & ~3U;
    NEXT(1);
do_AddSpImm:
    r[13] = (r[13] + ip->imm) & ~3U;
    NEXT(1);
do_MovReg:
    MOVE(r[ip->b]);
do_MovSpReg:
    r[13] = r[ip->b] & ~3U;
    NEXT(1);
do_Constant:
    MOVE(ip->imm);
do_Sxtb:
    MOVE(extend(static_cast<std::int8_t>(r[ip->b])));
do_Sxth:
    MOVE(extend(static_cast<std::int16_t>(r[ip->b])));
do_Uxtb:
    MOVE(r[ip->b] & 0xff);
do_Uxth:
    MOVE(r[ip->b] & 0xffff);
do_Rev:
    MOVE(__builtin_bswap32(r[ip->b]));
do_Rev16:
    MOVE(std::rotl(__builtin_bswap32(r[ip->b]), 16));
do_Revsh:
    MOVE(extend(static_cast<std::int16_t>(__builtin_bswap16(static_cast<std::uint16_t>(r[ip->b])))));

do_LdrLiteral:
    if (ip->imm < fetch_.literal_limit) [[likely]] {
        r[ip->a] = read_as<std::uint32_t>(fetch_.bytes + ip->imm);
        NEXT(2);
    }
    OUTSIDE(load(literal_address(ip), 4, loaded));
    r[ip->a] = loaded;
    NEXT(2);
do_LdrLiteralCached:
    if (ip->imm < fetch_.literal_limit) [[likely]] {
        r[ip->a] = read_as<std::uint32_t>(fetch_.bytes + ip->imm);
        budget -= fetch_.cache->read(ip->imm) * budget_unit;
        NEXT(2);
    }
    OUTSIDE(load(literal_address(ip), 4, loaded));
    r[ip->a] = loaded;
    NEXT(2);
do_LdrFar:
    LOAD(std::uint32_t, ip->imm);
do_LdrReg:
    LOAD(std::uint32_t, r[ip->b] + r[ip->c]);
do_LdrhReg:
    LOAD(std::uint16_t, r[ip->b] + r[ip->c]);
do_LdrshReg:
    LOAD(std::int16_t, r[ip->b] + r[ip->c]);
do_LdrbReg:
    LOAD(std::uint8_t, r[ip->b] + r[ip->c]);
do_LdrsbReg:
    LOAD(std::int8_t, r[ip->b] + r[ip->c]);
do_LdrImm:
    LOAD(std::uint32_t, r[ip->b] + ip->imm);
do_LdrhImm:
    LOAD(std::uint16_t, r[ip->b] + ip->imm);
do_LdrbImm:
    LOAD(std::uint8_t, r[ip->b] + ip->imm);
do_StrReg:
    STORE(std::uint32_t, r[ip->b] + r[ip->c]);
do_StrhReg:
    STORE(std::uint16_t, r[ip->b] + r[ip->c]);
do_StrbReg:
    STORE(std::uint8_t, r[ip->b] + r[ip->c]);
do_StrImm:
    STORE(std::uint32_t, r[ip->b] + ip->imm);
do_StrhImm:
    STORE(std::uint16_t, r[ip->b] + ip->imm);
do_StrbImm:
    STORE(std::uint8_t, r[ip->b] + ip->imm);

do_Ldm : {
    const std::uint32_t address = r[ip->a];
    if (const std::uint8_t* bytes = ram_words(address, ip->b)) {
        load_list(r, ip->imm, bytes);
        budget -= ip->b * budget_unit;
    } else {
        OUTSIDE(load_multiple(address, ip->b, words.data()));
        load_list(r, ip->imm, reinterpret_cast<const std::uint8_t*>(words.data()));
    }
    if (ip->c != 0) {
        r[ip->a] = address + 4U * ip->b;
    }
    NEXT(1);
}
do_Pop : {
    if (const std::uint8_t* bytes = ram_words(r[13], ip->b)) {
        load_list(r, ip->imm, bytes);
        budget -= ip->b * budget_unit;
    } else {
        OUTSIDE(load_multiple(r[13], ip->b, words.data()));
        load_list(r, ip->imm, reinterpret_cast<const std::uint8_t*>(words.data()));
    }
    r[13] += 4U * ip->b;
    NEXT(1);
}
do_PopPc : {
    const unsigned count = ip->b + 1U;
    if (const std::uint8_t* bytes = ram_words(r[13], count)) {
        target = read_as<std::uint32_t>(load_list(r, ip->imm, bytes));
        budget -= count * budget_unit;
    } else {
        OUTSIDE(load_multiple(r[13], count, words.data()));
        load_list(r, ip->imm, reinterpret_cast<const std::uint8_t*>(words.data()));
        target = words[count - 1];
    }
    r[13] += 4U * count;
    EXCHANGE(3);
}
do_Stm : {
    const std::uint32_t address = r[ip->a];
    if (std::uint8_t* bytes = ram_words(address, ip->b)) {
        store_list(r, ip->imm, bytes);
        forget_words(address, ip->b);
        budget -= ip->b * budget_unit;
    } else {
        store_list(r, ip->imm, reinterpret_cast<std::uint8_t*>(words.data()));
        OUTSIDE(store_multiple(address, ip->b, words.data()));
    }
    r[ip->a] = address + 4U * ip->b;
    NEXT(1);
}
do_Push : {
    const std::uint32_t address = r[13] - 4U * ip->b;
    if (std::uint8_t* bytes = ram_words(address, ip->b)) {
        store_list(r, ip->imm, bytes);
        forget_words(address, ip->b);
        budget -= ip->b * budget_unit;
    } else {
        store_list(r, ip->imm, reinterpret_cast<std::uint8_t*>(words.data()));
        OUTSIDE(store_multiple(address, ip->b, words.data()));
    }
    r[13] = address;
    NEXT(1);
}

do_Beq:
    BRANCH_IF(static_cast<std::uint32_t>(nz) == 0);
do_Bne:
    BRANCH_IF(static_cast<std::uint32_t>(nz) != 0);
do_Bcs:
    BRANCH_IF(carry != 0);
do_Bcc:
    BRANCH_IF(carry == 0);
do_Bmi:
    BRANCH_IF(nz < 0);
do_Bpl:
    BRANCH_IF(nz >= 0);
do_Bvs:
    BRANCH_IF(static_cast<std::int32_t>(overflow) < 0);
do_Bvc:
    BRANCH_IF(static_cast<std::int32_t>(overflow) >= 0);
do_Bhi:
    BRANCH_IF(carry != 0 && static_cast<std::uint32_t>(nz) != 0);
do_Bls:
    BRANCH_IF(carry == 0 || static_cast<std::uint32_t>(nz) == 0);
do_Bge:
    BRANCH_IF((nz ^ static_cast<std::int32_t>(overflow)) >= 0);
do_Blt:
    BRANCH_IF((nz ^ static_cast<std::int32_t>(overflow)) < 0);
do_Bgt:
    BRANCH_IF(static_cast<std::uint32_t>(nz) != 0 && (nz ^ static_cast<std::int32_t>(overflow)) >= 0);
do_Ble:
    BRANCH_IF(static_cast<std::uint32_t>(nz) == 0 || (nz ^ static_cast<std::int32_t>(overflow)) < 0);
do_B:
    BRANCH(2);
do_BlSplit:
    FETCH_SECOND();
do_Bl:
    r[14] = ADDRESS() + 5;
    BRANCH(3);
do_ConditionalFar:
    state_.nz = nz;
    state_.carry = carry;
    state_.overflow = overflow;
    if (!condition_holds(ip->c)) {
        NEXT(1);
    }
do_BFar:
    target = ip->imm;
    EXCHANGE(2);
do_BlFar:
    FETCH_SECOND();
    r[14] = ADDRESS() + 5;
    target = ip->imm;
    EXCHANGE(3);
do_Bx:
    target = r[ip->b];
    EXCHANGE(2);
do_Blx:
    target = r[ip->b];
    r[14] = ADDRESS() + 3;
    EXCHANGE(2);
do_MovPc:
    target = r[ip->b] | 1;
    EXCHANGE(2);
do_AddPc:
    target = (r[ip->b] + ip->imm) | 1;
    EXCHANGE(2);

do_Nop:
    NEXT(1);
do_Barrier:
    FETCH_SECOND();
    ++ip;
    NEXT(3);
do_Mrs:
    FETCH_SECOND();
    operation = Operation::Mrs;
    goto system;
do_Msr:
    FETCH_SECOND();
    operation = Operation::Msr;
    goto system;
    SYSTEM(Cpsie);
    SYSTEM(Cpsid);
    SYSTEM(Svc);
    SYSTEM(Bkpt);
    SYSTEM(Wfi);
    SYSTEM(Wfe);
    SYSTEM(Sev);

system:
    state_.nz = nz;
    state_.carry = carry;
    state_.overflow = overflow;
    hold_line(line);
    OUTSIDE(perform(operation, *ip)); // leaves r[15] where it goes on
    ++budget;
    nz = state_.nz;
    carry = state_.carry;
    overflow = state_.overflow;
    line = held_line();
    if (const std::uint32_t offset = state_.r[15] - fetch_.base;
        budget >= 0 && state_.thumb && offset < fetch_.half_words * 2) {
        ip = fetch_.slots + offset / 2;
        DISPATCH();
    }
    budget_ = budget;
    end_loop();
    return;

spent:
    state_.r[15] = ADDRESS();
    goto leave;
exchange:
    exchanging = true;
    goto leave;
stopped:
    if (outcome == Outcome::Abandon) {
        in_loop_ = false;
        return;
    }
    state_.r[15] = ADDRESS();
leave:
    state_.nz = nz;
    state_.carry = carry;
    state_.overflow = overflow;
    hold_line(line);
    budget_ = budget;
    end_loop();
    if (outcome == Outcome::Fault) {
        raise_fault();
    } else if (exchanging) {
        exchange(target);
    }
}

} // namespace sim::cpu::armv6m
