#pragma once

#include <array>
#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <vector>

namespace peripherals::devices {

/// What a memory card holds, in sectors of 512 bytes: an image, if there is one, and over it what was written
/// since. `write_through` puts that into the image instead, so that it is there in the next run.
class MicrosdSectors {
public:
    static constexpr std::size_t bytes = 512;
    using Sector = std::array<std::uint8_t, bytes>;

    MicrosdSectors(std::uint32_t count, std::shared_ptr<std::iostream> image, bool write_through)
        : count_(count), image_(std::move(image)), write_through_(write_through) {}

    std::uint32_t count() const { return count_; }
    /// Zeros where nothing is.
    Sector read(std::uint32_t sector) const;
    /// False if the image does not take it.
    bool write(std::uint32_t sector, const Sector& data);
    /// Zeros from `first` to `last`.
    void erase(std::uint32_t first, std::uint32_t last);

private:
    std::uint32_t count_;
    std::shared_ptr<std::iostream> image_; // null: empty
    bool write_through_;
    struct Range {
        std::uint32_t first;
        std::uint32_t last;
    };
    std::map<std::uint32_t, Sector> written_;
    std::vector<Range> erased_; // of the image; what was written afterwards is in `written_`
};

} // namespace peripherals::devices
