#include "sim/image/hex.h"

#include "sim/image/content.h"
#include "sim/image/segment_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace sim::image {

namespace {

enum class RecordType : std::uint8_t {
    Data = 0x00,
    EndOfFile = 0x01,
    ExtendedSegmentAddress = 0x02,
    StartSegmentAddress = 0x03,
    ExtendedLinearAddress = 0x04,
    StartLinearAddress = 0x05,
    // Universal files of the micro:bit.
    BlockStart = 0x0a,
    BlockEnd = 0x0b,
    PaddedData = 0x0c,
    CustomData = 0x0d, // data for a device that is not the first micro:bit
    OtherData = 0x0e,
};

constexpr std::size_t most_devices = 64;
constexpr std::uint32_t bank = 0x10000; // what 16 bits of a record's address reach

struct Record {
    std::uint32_t address;
    RecordType type;
    std::span<const std::uint8_t> data;
};

struct Piece {
    std::optional<std::uint32_t> device;
    std::uint32_t address;
    std::span<const std::uint8_t> bytes;
    std::uint64_t line;
};

int digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string_view device_name(std::uint32_t id) {
    // micro:bit Universal Hex specification, "Block Start Record": board ids.
    switch (id) {
    case 0x9900:
    case 0x9901:
        return "micro:bit V1";
    case 0x9903:
    case 0x9904:
    case 0x9905:
    case 0x9906:
        return "micro:bit V2";
    default:
        return {};
    }
}

std::uint32_t big_endian(std::span<const std::uint8_t> bytes) {
    std::uint32_t value = 0;
    for (const std::uint8_t byte : bytes) {
        value = value << 8 | byte;
    }
    return value;
}

class HexReader {
public:
    HexReader(std::string_view path, std::span<const std::uint8_t> bytes) : content_(path, bytes) {
        decoded_.reserve(bytes.size() / 2 + 1); // so that what points into it stays valid
    }

    Image read(std::optional<std::uint32_t> preferred);

private:
    void read_line(std::string_view text);
    Record decode(std::string_view text);
    void apply(const Record& record);
    void add_data(const Record& record);
    void want_bytes(const Record& record, std::size_t count, std::string_view what) const;
    void count_for_device(std::uint32_t address, std::size_t size);
    [[noreturn]] void fail(std::string_view text) const { content_.fail_line(line_, text); }

    Content content_;
    std::vector<std::uint8_t> decoded_;
    std::vector<Piece> pieces_;
    std::vector<Family> devices_;
    std::optional<std::uint32_t> device_;
    std::optional<std::uint32_t> entry_;
    std::uint64_t line_ = 0;
    std::uint32_t base_ = 0;
    bool ended_ = false;
};

Image HexReader::read(std::optional<std::uint32_t> preferred) {
    const auto bytes = content_.bytes();
    std::string_view rest(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        ++line_;
        read_line(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (!ended_) {
        fail("the end record (:00000001FF) is missing: the file is truncated; copy or build it again");
    }
    Image image;
    image.path = content_.path();
    image.format = Format::IntelHex;
    image.entry = entry_;
    image.families = std::move(devices_);
    if (!image.families.empty()) {
        const bool has_preferred =
            std::any_of(image.families.begin(), image.families.end(),
                        [&preferred](const Family& family) { return family.id == preferred; });
        image.family = has_preferred ? preferred : image.families.front().id;
    }
    SegmentBuilder builder;
    for (const Piece& piece : pieces_) {
        if (!piece.device || piece.device == image.family) {
            builder.add(content_, piece.address, piece.bytes, piece.line);
        }
    }
    if (builder.empty()) {
        fail("no record holds data: there is nothing to load; build the file again");
    }
    builder.finish(content_, image);
    return image;
}

void HexReader::read_line(std::string_view text) {
    while (!text.empty() && (text.back() == '\r' || text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    if (text.empty()) {
        return;
    }
    if (ended_) {
        fail("there is more after the end record: two files joined into one; load them one at a time");
    }
    apply(decode(text));
}

Record HexReader::decode(std::string_view text) {
    if (text.front() != ':') {
        fail("a record begins with a colon, this line does not: no Intel HEX file, or a damaged one");
    }
    text.remove_prefix(1);
    const std::size_t first = decoded_.size();
    std::uint8_t sum = 0;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]);
        const int low = i + 1 < text.size() ? digit(text[i + 1]) : -1;
        if (high < 0 || low < 0) {
            fail(fmt::format(
                "column {}: two hexadecimal digits are to stand here; the file is damaged; copy or build "
                "it again",
                i + 2));
        }
        decoded_.push_back(static_cast<std::uint8_t>(high << 4 | low));
        sum = static_cast<std::uint8_t>(sum + decoded_.back());
    }
    // Length, address (two bytes), type, data, checksum.
    const std::span<const std::uint8_t> bytes = std::span(decoded_).subspan(first);
    if (bytes.size() < 5 || bytes.size() != bytes[0] + 5U) {
        fail(fmt::format(
            "the record has {} bytes but says that it has {}: the line is cut; copy or build the file "
            "again",
            bytes.size(), bytes.empty() ? 5 : bytes[0] + 5));
    }
    if (sum != 0) {
        fail(fmt::format(
            "the checksum is {:02X} but {:02X} fits the record: the line is damaged; copy or build the "
            "file again",
            bytes.back(), static_cast<std::uint8_t>(bytes.back() - sum)));
    }
    return {big_endian(bytes.subspan(1, 2)), RecordType{bytes[3]}, bytes.subspan(4, bytes[0])};
}

void HexReader::want_bytes(const Record& record, std::size_t count, std::string_view what) const {
    if (record.data.size() != count) {
        fail(fmt::format("a record for {} has {} bytes of data, not {}: the file is damaged; build it again",
                         what, record.data.size(), count));
    }
}

void HexReader::apply(const Record& record) {
    switch (record.type) {
    case RecordType::Data:
    case RecordType::CustomData:
        add_data(record);
        return;
    case RecordType::EndOfFile:
        want_bytes(record, 0, "the end of the file");
        ended_ = true;
        return;
    case RecordType::ExtendedSegmentAddress:
        want_bytes(record, 2, "an extended segment address");
        base_ = big_endian(record.data) << 4;
        return;
    case RecordType::StartSegmentAddress:
        want_bytes(record, 4, "a start segment address");
        entry_ = (big_endian(record.data) >> 16 << 4) + (big_endian(record.data) & 0xffff);
        return;
    case RecordType::ExtendedLinearAddress:
        want_bytes(record, 2, "an extended linear address");
        base_ = big_endian(record.data) << 16;
        return;
    case RecordType::StartLinearAddress:
        want_bytes(record, 4, "a start linear address");
        entry_ = big_endian(record.data);
        return;
    case RecordType::BlockStart:
        want_bytes(record, 4, "the start of a block");
        device_ = big_endian(record.data.first(2));
        return;
    case RecordType::BlockEnd:
    case RecordType::PaddedData:
    case RecordType::OtherData:
        return;
    }
    fail(fmt::format(
        "record type {:02X} is none of Intel HEX (00 to 05) nor of a universal file (0A to 0E): the file "
        "is damaged or in another format",
        static_cast<unsigned>(record.type)));
}

void HexReader::add_data(const Record& record) {
    // The 16-bit address wraps inside its 64 KiB, it does not carry into the next ones.
    const std::size_t before_wrap = std::min<std::size_t>(record.data.size(), bank - record.address);
    const auto wrapped = record.data.subspan(before_wrap);
    pieces_.push_back({device_, base_ + record.address, record.data.first(before_wrap), line_});
    if (!wrapped.empty()) {
        pieces_.push_back({device_, base_, wrapped, line_});
    }
    if (device_) {
        count_for_device(base_ + record.address, record.data.size());
    }
}

void HexReader::count_for_device(std::uint32_t address, std::size_t size) {
    auto found = std::find_if(devices_.begin(), devices_.end(),
                              [this](const Family& family) { return family.id == device_; });
    if (found == devices_.end()) {
        if (devices_.size() == most_devices) {
            fail(fmt::format(
                "data for more than {} devices: no file is like that, it is damaged; build it again",
                most_devices));
        }
        Family device;
        device.id = device_;
        device.name = device_name(*device_);
        device.lowest = address;
        device.place = line_;
        found = devices_.insert(devices_.end(), std::move(device));
    }
    const auto last = address + static_cast<std::uint32_t>(std::max<std::size_t>(size, 1)) - 1;
    ++found->blocks;
    found->bytes += size;
    found->lowest = std::min(found->lowest, address);
    found->highest = std::max(found->highest, last);
}

} // namespace

bool looks_like_hex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view white = " \t\r\n";
    const auto first = std::find_if(bytes.begin(), bytes.end(), [white](std::uint8_t byte) {
        return white.find(static_cast<char>(byte)) == std::string_view::npos;
    });
    return first != bytes.end() && *first == ':';
}

Image parse_hex(std::string_view path, std::span<const std::uint8_t> bytes,
                std::optional<std::uint32_t> preferred) {
    return HexReader(path, bytes).read(preferred);
}

} // namespace sim::image
