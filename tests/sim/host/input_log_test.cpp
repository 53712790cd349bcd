#include "sim/host/input_log.h"

#include "sim/core/error.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <unistd.h>

using namespace sim::host;

namespace {

struct TemporaryFile {
    std::string path = "input_log_test." + std::to_string(getpid()) + ".tmp"; // tests run side by side
    ~TemporaryFile() { std::remove(path.c_str()); }
    void write(const std::string& text) const { std::ofstream(path) << text; }
    std::string error() const {
        try {
            read_input_log(path);
        } catch (const sim::core::Error& error) {
            return error.what();
        }
        return "";
    }
};

} // namespace

TEST_CASE("Input log: what was recorded is read back") {
    const TemporaryFile file;
    {
        InputLogWriter writer(file.path, "rpi_pico", "0123");
        const std::uint8_t bytes[] = {0x03, 0x0d, 0xff};
        writer.record(1001, "usb", bytes);
        writer.record(2001, "uart0", {bytes, 1});
        writer.finish(5000);
    }
    const InputLog log = read_input_log(file.path);
    CHECK(log.board == "rpi_pico");
    CHECK(log.image_hash == "0123");
    REQUIRE(log.entries.size() == 2);
    CHECK(log.entries[0].time == 1001);
    CHECK(log.entries[0].console == "usb");
    CHECK(log.entries[0].bytes == std::vector<std::uint8_t>{0x03, 0x0d, 0xff});
    CHECK(log.entries[1].console == "uart0");
    CHECK(log.end == 5000);
}

TEST_CASE("Input log: a run that was killed ends with its last entry") {
    const TemporaryFile file;
    file.write("terrarium-input-log 1 rpi_pico 00\n77 usb 41\n");
    CHECK(read_input_log(file.path).end == 77);
}

TEST_CASE("Input log: what was sent as the run ended is none of it") {
    const TemporaryFile file;
    file.write("terrarium-input-log 1 rpi_pico 00\n77 usb 41\n101 usb 42\n100 end\n");
    const InputLog log = read_input_log(file.path);
    REQUIRE(log.entries.size() == 1);
    CHECK(log.entries[0].time == 77);
    CHECK(log.end == 100);
}

TEST_CASE("Input log: a broken file is an error with its line") {
    const TemporaryFile file;
    const std::string head = "terrarium-input-log 1 rpi_pico 00\n";
    CHECK(file.error().find("cannot be read") != std::string::npos);
    for (const auto& broken : {
             std::pair{"",                            ":1:"},
             {"hello\n",                     ":1:"},
             {"terrarium-input-log 9 a b\n", ":1:"},
             {"terrarium-input-log 1\n",     ":1:"}
    }) {
        file.write(broken.first);
        CAPTURE(broken.first);
        CHECK(file.error().find(broken.second) != std::string::npos);
    }
    for (const std::string text : {"x usb 41\n", "-5 usb 41\n", "5 usb 4\n", "5 usb zz\n", "5 usb\n", "5\n",
                                   "\n", "99999999999999999999 usb 41\n"}) {
        file.write(head + text);
        CAPTURE(text);
        CHECK(file.error().find(":2:") != std::string::npos);
    }
    file.write(head + "9 usb 41\n8 usb 41\n");
    CHECK(file.error().find(":3: the times do not rise") != std::string::npos);
    file.write(head + "9 end\n10 usb 41\n");
    CHECK(file.error().find(":3:") != std::string::npos);
}
