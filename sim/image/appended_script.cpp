#include "sim/image/appended_script.h"

#include "sim/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace sim::image {

namespace {

// Takes what lies from `begin` to before `end` out of the image.
void remove_bytes(Image& image, std::uint64_t begin, std::uint64_t end) {
    std::vector<Segment> kept;
    for (const Segment& segment : image.segments) {
        const auto offset_of = [&segment](std::uint64_t address) {
            return static_cast<std::ptrdiff_t>(
                std::clamp<std::uint64_t>(address, segment.address, segment.end()) - segment.address);
        };
        const auto first = segment.bytes.begin();
        const std::ptrdiff_t before = offset_of(begin);
        const std::ptrdiff_t behind = std::max(before, offset_of(end));
        if (before > 0) {
            kept.push_back({
                segment.address, {first, first + before}
            });
        }
        if (behind < std::ssize(segment.bytes)) {
            kept.push_back({
                segment.address + static_cast<std::uint32_t>(behind), {first + behind, segment.bytes.end()}
            });
        }
    }
    image.segments = std::move(kept);
}

void insert_bytes(Image& image, std::uint32_t address, std::vector<std::uint8_t> bytes) {
    const auto later = std::find_if(image.segments.begin(), image.segments.end(),
                                    [address](const Segment& segment) { return segment.address > address; });
    auto added = image.segments.insert(later, {address, std::move(bytes)});
    if (const auto next = std::next(added); next != image.segments.end() && next->address == added->end()) {
        added->bytes.insert(added->bytes.end(), next->bytes.begin(), next->bytes.end());
        image.segments.erase(next);
    }
    if (added != image.segments.begin() && std::prev(added)->end() == address) {
        std::vector<std::uint8_t>& before = std::prev(added)->bytes;
        before.insert(before.end(), added->bytes.begin(), added->bytes.end());
        image.segments.erase(added);
    }
}

} // namespace

void append_script(Image& image, const ScriptArea& area, std::string_view path,
                   std::span<const std::uint8_t> text) {
    const std::uint32_t most = area.size - script_head_bytes;
    if (text.empty()) {
        throw core::Error(
            fmt::format("{}: is empty: no program to append to {}; without --script it shows its prompt",
                        path, image.path));
    }
    if (text.size() > most) {
        throw core::Error(
            fmt::format("{}: offset {:#x}: {} bytes are too large a script: the board has room for {} behind "
                        "the firmware; make it smaller, or copy parts of it to its file system (--cp)",
                        path, most, text.size(), most));
    }
    const std::uint64_t end = std::uint64_t{area.address} + area.size;
    constexpr std::uint32_t magic = 'M' | 'P' << 8;
    if (image.read(area.address, 2) == magic) {
        remove_bytes(image, area.address, end);
    }
    const auto other =
        std::find_if(image.segments.begin(), image.segments.end(), [&](const Segment& segment) {
            return segment.end() > area.address && segment.address < end;
        });
    if (other != image.segments.end()) {
        const std::uint32_t address = std::max(other->address, area.address);
        throw core::Error(
            fmt::format("{}: {}: the image has bytes of its own at {:#010x}, where the script goes; take one "
                        "without a program of its own, or leave --script out",
                        image.path, image.place_of(address), address));
    }
    const auto length = static_cast<std::uint16_t>(text.size());
    std::vector<std::uint8_t> bytes = {'M', 'P', static_cast<std::uint8_t>(length),
                                       static_cast<std::uint8_t>(length >> 8)};
    bytes.insert(bytes.end(), text.begin(), text.end());
    insert_bytes(image, area.address, std::move(bytes));
}

} // namespace sim::image
