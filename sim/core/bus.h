#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sim::core {

class Machine;

enum class Initiator : std::uint8_t { Core0, Core1, Dma, Debugger };

/// What a write does to read-write bits: a plain write, or one through an atomic alias.
enum class WriteOp : std::uint8_t { Write, Xor, Set, Clear };

struct Access {
    Initiator initiator = Initiator::Debugger;
    std::uint8_t size = 4; // bytes: 1, 2 or 4
    WriteOp op = WriteOp::Write;
};

/// A slave on the bus. Offsets are relative to the region's base with the alias bits removed. Reads and
/// writes of registers are always whole words: the bus selects lanes of reads and replicates narrow writes.
/// Memories (`BusRegion::lanes`) get byte offsets and take `access.size` bytes.
class BusDevice {
public:
    virtual ~BusDevice() = default;
    virtual std::uint32_t read(std::uint32_t offset, const Access& access) = 0;
    virtual void write(std::uint32_t offset, std::uint32_t value, const Access& access) = 0;
    /// The value a read would give, without any side effect.
    virtual std::uint32_t peek(std::uint32_t offset) const = 0;
};

struct BusRegion {
    std::uint32_t base = 0;
    std::uint32_t size = 0;
    BusDevice* device = nullptr;
    std::string name;
    bool lanes = false;           // a memory: byte lanes, byte offsets
    bool atomic_aliases = false;  // bits 13:12 of the offset select XOR, SET, CLR (base aligned to 16 KiB)
    std::uint8_t read_cycles = 1; // bus clocks of the data phase, wait states included
    std::uint8_t write_cycles = 1;
    bool dma_reachable = true;
    bool core_private = false; // only the core that accesses it can tell: no need for the others to catch up
    std::uint32_t device_offset =
        0; // what the device sees as offset of `base`: one device in several regions
};

/// A machine's address decoder. Every access carries its initiator; the scheduler's `now` is its time.
class Bus {
public:
    struct Result {
        std::uint32_t value = 0;
        std::uint32_t cycles = 1;
        bool fault = false;
    };

    explicit Bus(Machine& machine) : machine_(machine) {}

    /// Regions must not overlap.
    void map(BusRegion region);

    /// `address` is aligned to `access.size`. An unmapped address is a fault and the diagnostic
    /// `bus.unmapped`.
    Result read(std::uint32_t address, Access access);
    Result write(std::uint32_t address, std::uint32_t value, Access access);
    /// One word, half-word or byte without side effects; nothing where nothing is mapped.
    std::optional<std::uint32_t> peek(std::uint32_t address, std::uint8_t size = 4) const;

    // For a device, while it serves an access:
    /// The access takes `cycles` bus clocks more than its region says.
    void stall(std::uint32_t cycles) { stalled_ += cycles; }
    /// The access ends with a bus error.
    void fail() { failed_ = true; }

    const BusRegion* find(std::uint32_t address) const {
        const BusRegion* recent = recent_[recent_index(address)];
        return recent != nullptr && address - recent->base < recent->size ? recent : search(address);
    }
    const std::vector<BusRegion>& regions() const { return regions_; }

private:
    /// Firmware that uses several blocks in turn is to find them all: one region is remembered for each value
    /// of a hash of the address (4 KiB, what the smallest blocks are apart, and up).
    static constexpr std::size_t recent_count = 64;
    static std::size_t recent_index(std::uint32_t address) { return (address >> 12) * 0x9e3779b1U >> 26; }

    const BusRegion* search(std::uint32_t address) const;
    Result unmapped(std::uint32_t address, const Access& access, const char* verb);
    Result answer(std::uint32_t value, std::uint8_t cycles) {
        return stalled_ != 0 || failed_ ? answer_late(value, cycles) : Result{value, cycles, false};
    }
    Result answer_late(std::uint32_t value, std::uint8_t cycles);

    Machine& machine_;
    std::vector<BusRegion> regions_; // by base
    mutable std::array<const BusRegion*, recent_count> recent_{};
    std::uint32_t stalled_ = 0;
    bool failed_ = false;
};

} // namespace sim::core
