#pragma once

#include "sim/core/bus.h"

#include <cstdint>
#include <span>
#include <vector>

namespace sim::core {

/// Told when bytes of a memory changed by another way than a processor's own stores.
class MemoryListener {
public:
    virtual ~MemoryListener() = default;
    virtual void on_memory_changed(std::uint32_t offset, std::uint32_t size) = 0;
};

/// Little-endian bytes: SRAM, ROM or the array of a flash chip. Processors read it through `bytes()`
/// directly.
class Memory final : public BusDevice {
public:
    enum class Kind : std::uint8_t { Ram, Rom };

    Memory(std::uint32_t size, Kind kind, std::uint8_t fill = 0) : bytes_(size, fill), kind_(kind) {}

    std::uint32_t size() const { return static_cast<std::uint32_t>(bytes_.size()); }
    Kind kind() const { return kind_; }
    std::span<std::uint8_t> bytes() { return bytes_; }
    std::span<const std::uint8_t> bytes() const { return bytes_; }

    /// Loads content whatever the kind (images, flash operations, debugger); tells the listeners.
    void load(std::uint32_t offset, std::span<const std::uint8_t> content);
    void fill(std::uint32_t offset, std::uint32_t size, std::uint8_t value);
    /// Tells the listeners of what was written through `bytes()`.
    void changed(std::uint32_t offset, std::uint32_t size);
    void add_listener(MemoryListener* listener) { listeners_.push_back(listener); }

    /// Reads `access.size` bytes; offsets beyond the end wrap.
    std::uint32_t read(std::uint32_t offset, const Access& access) override;
    /// Ignored for Kind::Rom.
    void write(std::uint32_t offset, std::uint32_t value, const Access& access) override;
    std::uint32_t peek(std::uint32_t offset) const override;

private:
    std::vector<std::uint8_t> bytes_;
    std::vector<MemoryListener*> listeners_;
    Kind kind_;
};

} // namespace sim::core
