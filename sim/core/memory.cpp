#include "sim/core/memory.h"

#include "sim/core/assert.h"

#include <algorithm>

namespace sim::core {

namespace {

// Compilers make one load or store of these.
std::uint32_t word_at(const std::uint8_t* bytes) {
    return bytes[0] | static_cast<std::uint32_t>(bytes[1]) << 8 | static_cast<std::uint32_t>(bytes[2]) << 16 |
           static_cast<std::uint32_t>(bytes[3]) << 24;
}

void set_word(std::uint8_t* bytes, std::uint32_t word) {
    bytes[0] = static_cast<std::uint8_t>(word);
    bytes[1] = static_cast<std::uint8_t>(word >> 8);
    bytes[2] = static_cast<std::uint8_t>(word >> 16);
    bytes[3] = static_cast<std::uint8_t>(word >> 24);
}

} // namespace

void Memory::changed(std::uint32_t offset, std::uint32_t size) {
    for (MemoryListener* listener : listeners_) {
        listener->on_memory_changed(offset, size);
    }
}

void Memory::load(std::uint32_t offset, std::span<const std::uint8_t> content) {
    TERRARIUM_ASSERT(offset <= size() && content.size() <= size() - offset);
    std::copy(content.begin(), content.end(), bytes_.begin() + offset);
    changed(offset, static_cast<std::uint32_t>(content.size()));
}

void Memory::fill(std::uint32_t offset, std::uint32_t size_in_bytes, std::uint8_t value) {
    TERRARIUM_ASSERT(offset <= size() && size_in_bytes <= size() - offset);
    std::fill_n(bytes_.begin() + offset, size_in_bytes, value);
    changed(offset, size_in_bytes);
}

std::uint32_t Memory::read(std::uint32_t offset, const Access& access) {
    if (access.size == 4 && offset + 4 <= bytes_.size()) {
        return word_at(bytes_.data() + offset);
    }
    std::uint32_t value = 0;
    for (unsigned i = 0; i < access.size; ++i) {
        value |= static_cast<std::uint32_t>(bytes_[(offset + i) % size()]) << (8 * i);
    }
    return value;
}

void Memory::write(std::uint32_t offset, std::uint32_t value, const Access& access) {
    if (kind_ == Kind::Rom) {
        return;
    }
    if (access.size == 4 && offset + 4 <= bytes_.size()) {
        set_word(bytes_.data() + offset, value);
        changed(offset, 4);
        return;
    }
    for (unsigned i = 0; i < access.size; ++i) {
        bytes_[(offset + i) % size()] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    changed(offset % size(), access.size);
}

std::uint32_t Memory::peek(std::uint32_t offset) const {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i) {
        value |= static_cast<std::uint32_t>(bytes_[(offset + i) % size()]) << (8 * i);
    }
    return value;
}

} // namespace sim::core
