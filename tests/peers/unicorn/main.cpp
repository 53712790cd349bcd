// Runs random instructions on Terrarium's ARMv6-M core and on Unicorn's Cortex-M0 and compares all registers,
// flags, PRIMASK, CONTROL and memory after each. Exceptions and cycles are beyond Unicorn:
// tests/sim/cpu/armv6m has those.
//
//   against_unicorn [--count N] [--seed N] [--least N]
//
// --least: every encoding must have been compared that often. Exit code 1 at the first difference.

#include "sim/core/machine.h"
#include "sim/core/memory.h"
#include "sim/core/memory_window.h"
#include "sim/core/simulation.h"
#include "sim/cpu/armv6m/core.h"
#include "tests/peers/unicorn/generator.h"

#include <unicorn/unicorn.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <string_view>
#include <vector>

namespace {

using namespace layout;
using sim::core::Memory;
using sim::core::MemoryWindow;

constexpr std::uint32_t branch_to_self = 0xe7fe;
constexpr unsigned most_in_sequence = 8;
constexpr std::uint32_t thumb = 0x01000000;
constexpr std::uint32_t flag_bits = 0xf0000000 | thumb;

/// What is compared.
struct Result {
    std::array<std::uint32_t, 16> r{};
    std::uint32_t other_sp = 0;
    std::uint32_t flags = 0; // NZCV and T, where xPSR has them
    std::uint32_t primask = 0;
    std::uint32_t control = 0;
    bool fault = false;
    bool operator==(const Result&) const = default;
};

/// The instructions of one comparison, written to the start of the code memory.
struct Program {
    std::vector<Instruction> instructions;
    std::vector<std::uint8_t> bytes;
    std::uint32_t start = 0;

    void add(const Instruction& instruction) {
        instructions.push_back(instruction);
        if (instruction.wide) {
            half_word(instruction.bits >> 16);
        }
        half_word(instruction.bits);
    }
    void half_word(std::uint32_t bits) {
        bytes.push_back(static_cast<std::uint8_t>(bits));
        bytes.push_back(static_cast<std::uint8_t>(bits >> 8));
    }
};

class UnicornSide {
public:
    UnicornSide() {
        check(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &engine_));
        check(uc_ctl_set_cpu_model(engine_, UC_CPU_ARM_CORTEX_M0));
        check(uc_mem_map_ptr(engine_, ram_base, ram_bytes, UC_PROT_ALL, ram.data()));
        check(uc_mem_map_ptr(engine_, code_base, code_bytes, UC_PROT_READ | UC_PROT_EXEC, code.data()));
        uc_hook hook = 0;
        check(uc_hook_add(engine_, &hook, UC_HOOK_MEM_UNMAPPED, reinterpret_cast<void*>(on_unmapped), this, 1,
                          0));
        check(uc_mem_map_ptr(engine_, 0, vector_bytes, UC_PROT_READ, vectors.data()));
    }
    ~UnicornSide() { uc_close(engine_); }
    UnicornSide(const UnicornSide&) = delete;
    UnicornSide& operator=(const UnicornSide&) = delete;

    Result run(const Program& program, const CpuState& state) {
        const std::uint32_t address = code_base + program.start;
        std::copy(program.bytes.begin(), program.bytes.end(), code.begin() + program.start);
        uc_ctl_remove_cache(engine_, address, address + program.bytes.size());
        set(UC_ARM_REG_CONTROL, state.control);
        for (unsigned i = 0; i < 15; ++i) {
            set(register_ids[i], state.r[i]);
        }
        set(state.control != 0 ? UC_ARM_REG_MSP : UC_ARM_REG_PSP, state.other_sp);
        set(UC_ARM_REG_XPSR, state.flags | thumb);
        set(UC_ARM_REG_PRIMASK, state.primask);
        unmapped = 0;
        const uc_err error = uc_emu_start(engine_, address | 1, 0xffffffff, 0, program.instructions.size());
        Result result;
        for (unsigned i = 0; i < 16; ++i) {
            result.r[i] = get(register_ids[i]);
        }
        result.control = get(UC_ARM_REG_CONTROL) & 2;
        result.other_sp = get(result.control != 0 ? UC_ARM_REG_MSP : UC_ARM_REG_PSP);
        result.flags = get(UC_ARM_REG_XPSR) & flag_bits;
        result.primask = get(UC_ARM_REG_PRIMASK);
        // A fetch from nowhere or in ARM state is the next instruction's fault, not this one's.
        result.fault = error != UC_ERR_OK && error != UC_ERR_FETCH_UNMAPPED && error != UC_ERR_FETCH_PROT &&
                       (result.flags & thumb) != 0;
        return result;
    }

    std::vector<std::uint8_t> ram = std::vector<std::uint8_t>(ram_bytes);
    std::vector<std::uint8_t> code = std::vector<std::uint8_t>(code_bytes);
    std::vector<std::uint8_t> vectors = std::vector<std::uint8_t>(vector_bytes);
    std::uint32_t unmapped = 0; // the address at which the last program met no memory

private:
    static bool on_unmapped(uc_engine*, uc_mem_type, std::uint64_t address, int, std::int64_t, void* side) {
        static_cast<UnicornSide*>(side)->unmapped = static_cast<std::uint32_t>(address);
        return false;
    }
    static constexpr int register_ids[] = {UC_ARM_REG_R0,  UC_ARM_REG_R1,  UC_ARM_REG_R2,  UC_ARM_REG_R3,
                                           UC_ARM_REG_R4,  UC_ARM_REG_R5,  UC_ARM_REG_R6,  UC_ARM_REG_R7,
                                           UC_ARM_REG_R8,  UC_ARM_REG_R9,  UC_ARM_REG_R10, UC_ARM_REG_R11,
                                           UC_ARM_REG_R12, UC_ARM_REG_R13, UC_ARM_REG_R14, UC_ARM_REG_R15};

    static void check(uc_err error) {
        if (error != UC_ERR_OK) {
            std::fprintf(stderr, "unicorn: %s\n", uc_strerror(error));
            std::exit(2);
        }
    }
    void set(int id, std::uint32_t value) { check(uc_reg_write(engine_, id, &value)); }
    std::uint32_t get(int id) {
        std::uint32_t value = 0;
        check(uc_reg_read(engine_, id, &value));
        return value;
    }

    uc_engine* engine_ = nullptr;
};

class TerrariumSide {
public:
    TerrariumSide() {
        std::vector<std::uint8_t> table(vector_bytes);
        const std::uint32_t entries[] = {ram_base + ram_bytes, handler | 1, handler | 1, handler | 1};
        std::memcpy(table.data(), entries, sizeof entries);
        vectors.load(0, table);
        const std::uint8_t stay[] = {branch_to_self & 0xff, branch_to_self >> 8};
        code.load(handler - code_base, stay);
        restart();
    }

    Result run(const Program& program, const CpuState& state, std::uint32_t& fault_pc) {
        code.load(program.start, program.bytes);
        core_.set_register(20, state.control);
        for (unsigned i = 0; i < 15; ++i) {
            core_.set_register(i, state.r[i]);
        }
        core_.set_register(state.control != 0 ? 17 : 18, state.other_sp);
        core_.set_register(15, code_base + program.start);
        core_.set_register(16, state.flags | thumb);
        core_.set_register(19, state.primask);
        Result result;
        locked_up = false;
        for (std::size_t i = 0; i < program.instructions.size() && !result.fault; ++i) {
            core_.step();
            simulation_.run_until(sim::core::never);
            executed = i + 1;
            locked_up = core_.locked_up();
            result.fault = locked_up || (core_.registers()[16] & 0x3f) == 3;
        }
        const std::vector<std::uint32_t> values = core_.registers();
        std::copy_n(values.begin(), 16, result.r.begin());
        result.control = values[20] & 2;
        result.other_sp = values[result.control != 0 ? 17 : 18];
        result.flags = values[16] & flag_bits;
        result.primask = values[19];
        if (result.fault) {
            if (!locked_up) {
                unstack(result, fault_pc);
            }
            restart();
        }
        return result;
    }

    Memory ram{ram_bytes, Memory::Kind::Ram};
    Memory code{code_bytes, Memory::Kind::Ram};
    Memory vectors{vector_bytes, Memory::Kind::Ram};

private:
    /// Into thread mode, out of the handler of a fault.
    void restart() {
        core_.reset();
        core_.step();
        simulation_.run_until(sim::core::never);
    }

    /// Puts back what the entry to HardFault moved to the stack, so that the state is that of the fault.
    void unstack(Result& result, std::uint32_t& fault_pc) {
        const std::vector<std::uint32_t> values = core_.registers();
        const bool process_stack = (values[14] & 4) != 0;
        const std::uint32_t frame = process_stack ? values[18] : values[17];
        const auto word = [&](unsigned i) { return ram.peek(frame - ram_base + 4 * i); };
        for (unsigned i = 0; i < 4; ++i) {
            result.r[i] = word(i);
        }
        result.r[12] = word(4);
        result.r[14] = word(5);
        fault_pc = word(6);
        result.r[15] = fault_pc;
        result.flags = word(7) & flag_bits;
        result.r[13] = frame + 32 + ((word(7) & 0x200) != 0 ? 4 : 0);
        result.control = process_stack ? 2 : 0;
        result.other_sp = process_stack ? values[17] : values[18];
        frame_offset = frame - ram_base;
    }

    sim::core::Simulation simulation_;
    sim::core::Machine machine_{simulation_, "against_unicorn"};
    sim::core::ClockDomain clock_{125'000'000};
    MemoryWindow ram_window_{.base = ram_base, .size = ram_bytes, .memory = &ram, .writable = true};
    MemoryWindow code_window_{.base = code_base, .size = code_bytes, .memory = &code};
    MemoryWindow vector_window_{.base = 0, .size = vector_bytes, .memory = &vectors};
    std::array<MemoryWindow*, 3> windows_{&ram_window_, &code_window_, &vector_window_};
    sim::cpu::armv6m::CodeStore store_{windows_};
    sim::cpu::armv6m::Core core_{machine_, "PROC0", 0, clock_, store_};

public:
    std::uint32_t frame_offset = 0;
    std::size_t executed = 0; // instructions of the last program
    bool locked_up = false;   // its fault found no stack for the exception
};

void print(const char* name, const Result& result) {
    std::printf("%-10s", name);
    for (unsigned i = 0; i < 16; ++i) {
        std::printf(" r%u=%08x", i, result.r[i]);
    }
    std::printf(" other_sp=%08x flags=%02x primask=%u control=%u%s\n", result.other_sp, result.flags >> 24,
                result.primask, result.control, result.fault ? " FAULT" : "");
}

class Comparison {
public:
    explicit Comparison(std::uint64_t seed) : random_(seed) {
        std::vector<std::uint8_t> noise(ram_bytes);
        for (std::uint8_t& byte : noise) {
            byte = static_cast<std::uint8_t>(random_.word());
        }
        ours_.ram.load(0, noise);
        std::copy(noise.begin(), noise.end(), theirs_.ram.begin());
        const auto vectors = ours_.vectors.bytes();
        std::copy(vectors.begin(), vectors.end(), theirs_.vectors.begin());
        const auto code = ours_.code.bytes();
        std::copy(code.begin(), code.end(), theirs_.code.begin());
    }

    /// Half of the programs are one instruction, the others a sequence that does not branch.
    bool run(std::uint64_t count) {
        constexpr auto encoding_count = static_cast<unsigned>(std::size(encodings));
        unsigned next = 0;
        while (compared_ < count) {
            Program program;
            program.start = random_.below(16) * 2;
            CpuState state = draw_state(random_);
            const unsigned length = random_.one_in(2) ? 1 : 2 + random_.below(most_in_sequence - 1);
            if (length == 1) {
                next = rarest(); // so that those which never stand in a sequence get their share
            }
            while (program.instructions.size() < length) {
                const auto instruction = draw_instruction(random_, next);
                if (!instruction || (length > 1 && stands_alone(instruction->bits, instruction->wide))) {
                    next = instruction ? (next + 1) % encoding_count : next;
                    continue;
                }
                program.add(*instruction);
                aim(random_, *instruction, state);
                next = (next + 1) % encoding_count;
            }
            program.half_word(branch_to_self);
            if (!compare(program, state)) {
                return false;
            }
        }
        return true;
    }

    std::uint64_t compared() const { return compared_; }
    std::uint64_t faults() const { return faults_; }
    /// Number of the encoding that was compared least, and how often.
    unsigned rarest() const {
        return static_cast<unsigned>(std::min_element(counts_.begin(), counts_.end()) - counts_.begin());
    }
    std::uint64_t count_of(unsigned encoding) const { return counts_[encoding]; }

private:
    static bool stands_alone(std::uint32_t bits, bool wide) {
        if (wide) {
            return (bits & 0xf800d000) == 0xf000d000 || (bits & 0xfff0ff00) == 0xf3808800;
        }
        // To the PC, or to the stack pointer, whose low bits Unicorn keeps.
        const bool high_to_pc_or_sp = (bits & 0xfc85) == 0x4485 && (bits & 0x0300) != 0x0100;
        return high_to_pc_or_sp || (bits & 0xff00) == 0x4700 || (bits & 0xff00) == 0xbd00 ||
               (bits & 0xf000) == 0xd000 || (bits & 0xf800) == 0xe000;
    }

    bool compare(const Program& program, const CpuState& state) {
        std::uint32_t fault_pc = 0;
        Result theirs = theirs_.run(program, state);
        Result ours = ours_.run(program, state, fault_pc);
        if (theirs_.unmapped >> 28 == 0xe) { // the private bus, where Unicorn has nothing
            ours_.ram.load(0, theirs_.ram);
            return true;
        }
        if (theirs.fault && ours.fault) {
            ++faults_;
            // A load or store of several registers that faults leaves them in any state.
            if (ours_.locked_up) {
                ours_.ram.load(0, theirs_.ram);
                return count(program);
            }
            const std::size_t place = fault_pc - code_base - program.start;
            if (place < program.bytes.size() && multiple(program.bytes[place + 1])) {
                theirs.r = ours.r;
                theirs.r[15] = fault_pc;
            }
        }
        // Unicorn keeps the low bits of the stack pointer, which the architecture has not.
        theirs.r[13] &= ~3U;
        theirs.other_sp &= ~3U;
        const bool same_state = ours == theirs;
        const bool same_memory = compare_memory(ours.fault);
        if (!same_state || !same_memory) {
            report(program, state, ours, theirs, same_memory);
            return false;
        }
        return count(program);
    }

    bool count(const Program& program) {
        for (std::size_t i = 0; i < ours_.executed; ++i) {
            ++counts_[program.instructions[i].encoding];
        }
        compared_ += ours_.executed;
        return true;
    }

    static bool multiple(std::uint8_t high_byte) {
        return (high_byte & 0xf0) == 0xc0 || (high_byte & 0xf6) == 0xb4;
    }

    bool compare_memory(bool fault) {
        const auto ours = ours_.ram.bytes();
        if (!fault) {
            return std::memcmp(ours.data(), theirs_.ram.data(), ram_bytes) == 0;
        }
        // The frame of the exception is ours alone: what Unicorn has there goes back.
        const std::uint32_t frame = ours_.frame_offset;
        if (frame > ram_bytes - 36) {
            ours_.ram.load(0, theirs_.ram);
            return true;
        }
        ours_.ram.load(frame, std::span<const std::uint8_t>(theirs_.ram).subspan(frame, 36));
        return std::memcmp(ours.data(), theirs_.ram.data(), ram_bytes) == 0;
    }

    void report(const Program& program, const CpuState& state, const Result& ours, const Result& theirs,
                bool same_memory) const {
        std::printf("DIFFERENCE after %llu comparisons%s\n", static_cast<unsigned long long>(compared_),
                    same_memory ? "" : " (in memory)");
        for (const Instruction& instruction : program.instructions) {
            std::printf("  %0*x %s\n", instruction.wide ? 8 : 4, instruction.bits,
                        encodings[instruction.encoding].name);
        }
        Result start;
        start.r = state.r;
        start.other_sp = state.other_sp;
        start.flags = state.flags;
        start.primask = state.primask;
        start.control = state.control;
        start.r[15] = code_base + program.start;
        print("start", start);
        print("ours", ours);
        print("unicorn", theirs);
    }

    Random random_;
    UnicornSide theirs_;
    TerrariumSide ours_;
    std::array<std::uint64_t, std::size(encodings)> counts_{};
    std::uint64_t compared_ = 0;
    std::uint64_t faults_ = 0;
};

} // namespace

int main(int argc, char** argv) {
    std::uint64_t count = 100'000;
    std::uint64_t seed = 1;
    std::uint64_t least = 0;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view option = argv[i];
        const std::uint64_t value = std::strtoull(argv[i + 1], nullptr, 10);
        (option == "--count" ? count : option == "--seed" ? seed : least) = value;
    }
    Comparison comparison(seed);
    const bool same = comparison.run(count);
    const unsigned rarest = comparison.rarest();
    const std::uint64_t rarest_count = comparison.count_of(rarest);
    std::printf("%llu instructions compared, %llu of them faults; the rarest encoding is %s, %llu times\n",
                static_cast<unsigned long long>(comparison.compared()),
                static_cast<unsigned long long>(comparison.faults()), encodings[rarest].name,
                static_cast<unsigned long long>(rarest_count));
    return same && rarest_count >= least ? 0 : 1;
}
