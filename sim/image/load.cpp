#include "sim/image/load.h"

#include "sim/core/error.h"
#include "sim/image/content.h"
#include "sim/image/elf.h"
#include "sim/image/hex.h"
#include "sim/image/rp2040_image.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace sim::image {

namespace {

// More than any firmware with its debug information; a device file that never ends stops here.
constexpr std::size_t largest_file = std::size_t{256} << 20;

std::vector<std::uint8_t> read_file(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        throw core::Error(
            fmt::format("{}: a folder, no firmware file; give a UF2, ELF, HEX or BIN file", path));
    }
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
    if (!file) {
        throw core::Error(
            fmt::format("{}: cannot be opened: {}; check the path", path, std::strerror(errno)));
    }
    std::vector<std::uint8_t> bytes;
    std::array<std::uint8_t, 65'536> buffer;
    for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), file.get())) != 0;) {
        bytes.insert(bytes.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(got));
        if (bytes.size() > largest_file) {
            throw core::Error(
                fmt::format("{}: offset {:#x}: larger than {} MiB, no firmware file; give a UF2, ELF, HEX "
                            "or BIN file",
                            path, largest_file, largest_file >> 20));
        }
    }
    if (std::ferror(file.get()) != 0) {
        throw core::Error(
            fmt::format("{}: offset {:#x}: cannot be read: {}", path, bytes.size(), std::strerror(errno)));
    }
    return bytes;
}

Image make_binary(std::string_view path, std::span<const std::uint8_t> bytes, std::uint32_t base) {
    if (bytes.size() > (std::uint64_t{1} << 32) - base) {
        Content(path, bytes)
            .fail(0, fmt::format("{} bytes from {:#010x} on run over the end of the address space; "
                                 "give another base address",
                                 bytes.size(), base));
    }
    Image image;
    image.path = path;
    image.format = Format::Binary;
    image.segments.push_back({
        base, {bytes.begin(), bytes.end()}
    });
    image.origins.push_back({base, 0});
    return image;
}

bool looks_like_flash(const Image& image) {
    const std::optional<Boot2> boot2 = find_boot2(image);
    const std::optional<VectorTable> vectors = find_vector_table(image);
    return (boot2 && boot2->valid()) || (vectors && vectors->plausible);
}

// What the name promises, for messages: content decides.
std::string_view promised_format(std::string_view path) {
    for (const std::string_view extension : {".uf2", ".elf", ".axf", ".hex", ".ihex"}) {
        if (path.ends_with(extension)) {
            return extension.substr(1);
        }
    }
    return {};
}

} // namespace

Image parse_image(std::string_view path, std::span<const std::uint8_t> bytes, const LoadOptions& options) {
    const Content content(path, bytes);
    if (bytes.empty()) {
        content.fail(0, "the file is empty; copy or build it again");
    }
    if (looks_like_uf2(bytes)) {
        return parse_uf2(path, bytes, options.family);
    }
    if (looks_like_elf(bytes)) {
        return parse_elf(path, bytes);
    }
    if (looks_like_hex(bytes)) {
        return parse_hex(path, bytes, options.family);
    }
    const std::string_view promised = promised_format(path);
    if (!promised.empty() && !options.binary_base) {
        content.fail(
            0,
            fmt::format("the content is not what the name says: no {} file begins like this; copy or build "
                        "it again",
                        promised));
    }
    Image image = make_binary(path, bytes, options.binary_base.value_or(rp2040_flash_base));
    if (!options.binary_base && !looks_like_flash(image)) {
        content.fail(
            0, "neither UF2, ELF nor Intel HEX, and not the content of a flash either: no boot2 with its "
               "checksum, no vector table at 0x0 or 0x100; give another file, or the address it belongs to "
               "(--base)");
    }
    return image;
}

Image load_image(std::string_view path, const LoadOptions& options) {
    const std::vector<std::uint8_t> bytes = read_file(std::string(path));
    return parse_image(path, bytes, options);
}

} // namespace sim::image
