#include "tests/cli/program.h"
#include "tests/sim/image/files.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <random>
#include <string>

using files::Bytes;
using files::Uf2Block;
using program::has;
using program::run;

namespace {

Bytes flash_uf2(std::uint32_t family = 0xe48bff56) {
    const Bytes content = files::flash_program();
    Bytes file;
    for (std::uint32_t i = 0; i < 4; ++i) {
        Bytes block =
            files::uf2(Uf2Block{.address = 0x10000000 + 256 * i, .number = i, .count = 4, .family = family});
        std::copy_n(content.begin() + 256 * i, 256, block.begin() + 32);
        files::append(file, block);
    }
    return file;
}

// `info` and `run` both refuse the file, with a message and exit code 2.
void check_refused(const std::string& name, const Bytes& content, const std::string& message) {
    CAPTURE(name);
    const program::Folder folder;
    const std::string path = folder.write(name, content);
    for (const std::string command : {"info ", "run --until 1ms "}) {
        const program::Result result = run(command + path);
        CHECK(result.exit_code == 2);
        CHECK(has(result.errors, fmt::format("terrarium: {}{}", path, message)));
    }
}

} // namespace

TEST_CASE("terrarium info: describes a sound image for people and as JSON") {
    const program::Folder folder;
    const std::string path = folder.write("image", flash_uf2());
    const program::Result text = run("info " + path);
    CHECK(text.exit_code == 0);
    CHECK(text.errors.empty());
    CHECK(has(text.output, "UF2, 1024 bytes in 1 segment"));
    CHECK(has(text.output, "0xe48bff56 RP2040, 4 blocks, 0x10000000 to 0x100003ff"));
    CHECK(has(text.output, "0x10000100: SP 0x20042000, reset 0x10000201"));
    CHECK(has(text.output, "correct"));
    CHECK(has(text.output, "runs           yes"));

    const program::Result json_result = run("info --json " + path);
    const auto json = nlohmann::json::parse(json_result.output);
    CHECK(json["format"] == "UF2");
    CHECK(json["runs"] == true);
    CHECK(json["families"][0]["id"] == 0xe48bff56);
    CHECK(json["segments"][0]["size"] == 1024);
    CHECK(json["boot2"]["valid"] == true);
    CHECK(json["vector_table"]["reset"] == 0x10000201);
}

TEST_CASE("terrarium info: ELF, HEX and BIN are told by content, a BIN may be given an address") {
    const program::Folder folder;
    CHECK(has(run("info " + folder.write("a", files::Elf::make())).output, "ELF, 24 bytes"));
    const std::string hex =
        files::hex_record(0, 4, {0x20, 0}) + files::hex_record(0, 0, {1}) + files::hex_end;
    CHECK(has(run("info " + folder.write("b", hex)).output, "Intel HEX, 1 bytes"));
    CHECK(has(run("info " + folder.write("c", files::flash_program())).output, "0x10000000 to 0x100003ff"));
    const program::Result based = run("info --base 0x20000000 " + folder.write("d", "text"));
    CHECK(based.exit_code == 0);
    CHECK(has(based.output, "0x20000000 to 0x20000003"));
}

TEST_CASE("terrarium info: an RP2350 image is described and told to be not modelled; run refuses it") {
    const program::Folder folder;
    const std::string path = folder.write("image.uf2", flash_uf2(0xe48bff59));
    const program::Result info = run("info " + path);
    CHECK(info.exit_code == 0);
    CHECK(has(info.output, "RP2350 Arm secure"));
    CHECK(has(info.output, "runs           no"));
    CHECK(has(info.output, "RP2350 not modelled"));
    const program::Result result = run("run --until 1ms " + path);
    CHECK(result.exit_code == 2);
    CHECK(has(result.errors, "offset 0x1c: a program for family 0xe48bff59"));
}

TEST_CASE("terrarium info: an image with a radio's firmware is told that there is no radio") {
    Bytes content = files::flash_program();
    files::put(content, 600, "43439a0-roml/sdio");
    const program::Folder folder;
    const program::Result info = run("info " + folder.write("image.bin", content));
    CHECK(info.exit_code == 0);
    CHECK(has(info.output, "radio not modelled"));
    CHECK(has(info.output, "runs           yes"));
}

TEST_CASE("terrarium: files that are no image end in a message with the offset and exit code 2") {
    const Bytes uf2 = flash_uf2();
    const Bytes elf = files::Elf::make();
    const std::string hex =
        files::hex_record(0, 4, {0x10, 0}) + files::hex_record(0, 0, {1}) + files::hex_end;
    const auto cut = [](const Bytes& bytes, long size) { return Bytes(bytes.begin(), bytes.begin() + size); };

    check_refused("empty.uf2", {}, ": offset 0x0: the file is empty");
    check_refused("cut.uf2", cut(uf2, 700), ": offset 0x200: a UF2 block of 512 bytes is to stand here");
    check_refused("short.uf2", cut(uf2, 1536), ": offset 0x600: only 3 of 4 blocks");
    check_refused("cut.elf", cut(elf, 100), ": offset 0x34: the table of segments of 64 bytes");
    check_refused("cut.hex", files::bytes_of(hex.substr(0, 20)), ":2: ");
    check_refused("family.uf2", flash_uf2(0x68ed2b88),
                  ": offset 0x1c: a program for family 0x68ed2b88 (SAMD21)");
    check_refused("overlap.uf2", files::uf2(Uf2Block{.count = 2}, Uf2Block{.number = 1, .count = 2}),
                  ": offset 0x220: address 0x10000000 gets bytes a second time");
    check_refused("overlap.hex", files::bytes_of(hex.substr(0, hex.find(":00000001")) + hex),
                  ":4: address 0x10000000 gets bytes a second time");
    check_refused("far.uf2", files::uf2(Uf2Block{.address = 0x40000000}),
                  ": offset 0x20: bytes for address 0x40000000");
    Bytes far = elf;
    files::put32(far, files::Elf::program_headers + 12, 0x40000000);
    check_refused("far.elf", far, ": offset 0x80: bytes for address 0x40000000");
    check_refused(
        "far.hex",
        files::bytes_of(files::hex_record(0, 4, {0x40, 0}) + files::hex_record(0, 0, {1}) + files::hex_end),
        ": line 2: bytes for address 0x40000000");
    std::mt19937 random(1);
    Bytes noise(4096);
    for (std::uint8_t& byte : noise) {
        byte = static_cast<std::uint8_t>(random());
    }
    check_refused("noise.uf2", noise, ": offset 0x0: the content is not what the name says");
    check_refused("noise", noise, ": offset 0x0: neither UF2, ELF nor Intel HEX");
    files::put(noise, 0, "UF2\n");
    check_refused("noise.uf2", noise, ": offset 0x4: ");
}
