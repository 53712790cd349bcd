#pragma once

#include <array>
#include <cstddef>

namespace sim::core {

/// A queue of fixed capacity, plain so that it can be part of a device's State. A block whose FIFO may be
/// shallower than it could be asks `size()`.
template <class T, std::size_t Capacity> class Fifo {
public:
    bool empty() const { return size_ == 0; }
    bool full() const { return size_ == Capacity; }
    std::size_t size() const { return size_; }
    void clear() { size_ = 0; }

    /// Not while full.
    void push(T value) { items_[(first_ + size_++) % Capacity] = value; }
    /// Not while empty.
    T pop() {
        const T value = items_[first_];
        first_ = (first_ + 1) % Capacity;
        --size_;
        return value;
    }
    /// The oldest, or `T{}` while empty.
    T front() const { return empty() ? T{} : items_[first_]; }

private:
    std::array<T, Capacity> items_{};
    std::size_t first_ = 0;
    std::size_t size_ = 0;
};

} // namespace sim::core
