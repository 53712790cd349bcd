#include "sim/cpu/armv6m/semihosting.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"
#include "sim/cpu/armv6m/core.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

namespace sim::cpu::armv6m {

using namespace sim::core;

namespace {

// The operation in r0.
enum Operation : std::uint32_t {
    SysOpen = 0x01,
    SysClose = 0x02,
    SysWriteC = 0x03,
    SysWrite0 = 0x04,
    SysWrite = 0x05,
    SysRead = 0x06,
    SysReadC = 0x07,
    SysIsError = 0x08,
    SysIsTty = 0x09,
    SysSeek = 0x0a,
    SysFlen = 0x0c,
    SysClock = 0x10,
    SysTime = 0x11,
    SysErrno = 0x13,
    SysGetCmdline = 0x15,
    SysHeapInfo = 0x16,
    SysExit = 0x18,
    SysExitExtended = 0x20,
    SysElapsed = 0x30,
    SysTickFreq = 0x31
};

// Handles: the console three times, by the mode that it was opened with, and the features.
constexpr std::uint32_t console_in = 1;
constexpr std::uint32_t console_out = 2;
constexpr std::uint32_t console_error = 3;
constexpr std::uint32_t features_handle = 4;

constexpr std::string_view terminal_name = ":tt";
constexpr std::string_view features_name = ":semihosting-features";
// "SHFB", then bit 0: SYS_EXIT_EXTENDED, bit 1: ":tt" can be opened for stdout and for stderr.
constexpr std::array<std::uint8_t, 5> features{0x53, 0x48, 0x46, 0x42, 0x03};

constexpr std::uint32_t failed = 0xffffffff;
constexpr std::uint32_t no_such_file = 2; // ENOENT
constexpr std::uint32_t bad_handle = 9;   // EBADF
constexpr std::uint32_t no_function = 38; // ENOSYS
constexpr std::uint32_t application_exit = 0x20026;
constexpr std::uint32_t longest_text = 0x10000;
constexpr std::uint32_t ticks_per_s = 1'000'000;
constexpr std::uint32_t centiseconds_per_s = 100;
constexpr std::uint32_t call_cycles = 100; // Estimate: a probe halts the core for far longer

constexpr bool is_console(std::uint32_t handle) {
    return handle >= console_in && handle <= console_error;
}

} // namespace

Semihosting::Semihosting(Machine& machine, std::string name, std::vector<Core*> cores)
    : Device(machine, std::move(name)), ConsolePort("semihosting"), cores_(std::move(cores)) {}

void Semihosting::on_host(bool attached) {
    for (Core* core : cores_) {
        core->set_semihosting(attached ? this : nullptr);
    }
}

void Semihosting::send(std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) {
        state_.input.push(byte);
    }
}

HostCallResult Semihosting::call(unsigned, std::uint32_t address, Context& context) {
    const std::optional<std::uint32_t> result = perform(context);
    if (!result) {
        return {.cycles = call_cycles, .finished = false};
    }
    context.r[0] = *result;
    context.r[15] = address + 2;
    return {.cycles = call_cycles, .branch = true};
}

std::optional<std::uint32_t> Semihosting::perform(Context& context) {
    const std::uint32_t operation = context.r[0];
    const std::uint32_t argument = context.r[1];
    switch (operation) {
    case SysOpen:
        return open(context, argument);
    case SysClose:
        return 0;
    case SysWriteC: {
        const std::array byte{static_cast<std::uint8_t>(context.load(argument, 1))};
        output(byte);
        return operation;
    }
    case SysWrite0:
        write_text(context, argument);
        return operation;
    case SysWrite:
        return write(context, argument);
    case SysRead:
        return read(context, argument);
    case SysReadC:
        return state_.input.empty() ? std::nullopt : std::optional<std::uint32_t>(state_.input.pop());
    case SysIsError:
        return context.load(argument, 4) >> 31;
    case SysIsTty:
        return is_console(context.load(argument, 4)) ? 1 : 0;
    case SysSeek:
        return seek(context, argument);
    case SysFlen:
        return context.load(argument, 4) == features_handle ? features.size() : 0;
    case SysErrno:
        return state_.error;
    case SysExit:
        exit(argument, argument == application_exit ? 0 : 1);
        return operation;
    case SysExitExtended:
        exit(context.load(argument, 4), context.load(argument + 4, 4));
        return operation;
    case SysClock:
    case SysTime:
    case SysElapsed:
    case SysTickFreq:
        return tell_time(context, operation, argument);
    default:
        return describe_program(context, operation, argument);
    }
}

// The block: address of the name, mode as a number for fopen's, length of the name.
std::uint32_t Semihosting::open(Context& context, std::uint32_t block) {
    const std::uint32_t address = context.load(block, 4);
    const std::uint32_t mode = context.load(block + 4, 4);
    const std::uint32_t length = context.load(block + 8, 4);
    std::string name;
    for (std::uint32_t i = 0; i < std::min<std::size_t>(length, features_name.size() + 1); ++i) {
        name += static_cast<char>(context.load(address + i, 1));
    }
    if (name == features_name && mode < 2) { // r and rb
        state_.features_at = 0;
        return features_handle;
    }
    if (name != terminal_name) {
        report("semihosting.file", "the host opens no files, only its console");
        return fail(no_such_file);
    }
    constexpr unsigned modes_a_kind = 4; // r, rb, r+, r+b; w and so on; a and so on
    return mode < modes_a_kind ? console_in : mode < 2 * modes_a_kind ? console_out : console_error;
}

void Semihosting::write_text(Context& context, std::uint32_t address) {
    std::vector<std::uint8_t> text;
    while (text.size() < longest_text) {
        const auto byte = static_cast<std::uint8_t>(context.load(address++, 1));
        if (byte == 0) {
            break;
        }
        text.push_back(byte);
    }
    output(text);
}

// The block of write and read: handle, address, length. They answer how many bytes were not done.
std::uint32_t Semihosting::write(Context& context, std::uint32_t block) {
    const std::uint32_t address = context.load(block + 4, 4);
    const std::uint32_t length = context.load(block + 8, 4);
    if (!is_console(context.load(block, 4))) {
        fail(bad_handle);
        return length;
    }
    const std::uint32_t done = std::min(length, longest_text);
    std::vector<std::uint8_t> text;
    for (std::uint32_t i = 0; i < done && !context.failed(); ++i) {
        text.push_back(static_cast<std::uint8_t>(context.load(address + i, 1)));
    }
    if (!context.failed()) {
        output(text);
    }
    return length - done;
}

std::optional<std::uint32_t> Semihosting::read(Context& context, std::uint32_t block) {
    const std::uint32_t handle = context.load(block, 4);
    std::uint32_t address = context.load(block + 4, 4);
    std::uint32_t length = context.load(block + 8, 4);
    if (handle == features_handle) {
        return read_features(context, address, length);
    }
    if (!is_console(handle)) {
        fail(bad_handle);
        return length;
    }
    if (length != 0 && state_.input.empty()) {
        return std::nullopt;
    }
    while (length != 0 && !state_.input.empty()) {
        context.store(address++, state_.input.pop(), 1);
        --length;
    }
    return length;
}

std::uint32_t Semihosting::read_features(Context& context, std::uint32_t address, std::uint32_t length) {
    while (length != 0 && state_.features_at < features.size()) {
        context.store(address++, features[state_.features_at++], 1);
        --length;
    }
    return length;
}

std::uint32_t Semihosting::seek(Context& context, std::uint32_t block) {
    if (context.load(block, 4) != features_handle) {
        return fail(bad_handle);
    }
    state_.features_at = context.load(block + 4, 4);
    return 0;
}

std::uint32_t Semihosting::tell_time(Context& context, std::uint32_t operation, std::uint32_t block) const {
    switch (operation) {
    case SysClock:
        return static_cast<std::uint32_t>(now() / (ps_per_s / centiseconds_per_s));
    case SysTime:
        return static_cast<std::uint32_t>(now() / ps_per_s);
    case SysElapsed: {
        const auto ticks = static_cast<std::uint64_t>(now() / (ps_per_s / ticks_per_s));
        context.store(block, static_cast<std::uint32_t>(ticks), 4);
        context.store(block + 4, static_cast<std::uint32_t>(ticks >> 32), 4);
        return 0;
    }
    default:
        return ticks_per_s;
    }
}

// What a C library asks before `main`, and what nobody performs.
std::uint32_t Semihosting::describe_program(Context& context, std::uint32_t operation, std::uint32_t block) {
    if (operation == SysGetCmdline && context.load(block + 4, 4) != 0) { // address of a buffer, its length
        context.store(context.load(block, 4), 0, 1);
        context.store(block + 4, 0, 4);
        return 0;
    }
    if (operation == SysHeapInfo) { // the block holds the address of: heap base, limit, stack base, limit
        const std::uint32_t limits = context.load(block, 4);
        for (std::uint32_t i = 0; i < 4; ++i) {
            context.store(limits + 4 * i, 0, 4);
        }
        return operation;
    }
    char detail[16];
    std::snprintf(detail, sizeof detail, "0x%02x", operation);
    report("semihosting.unknown", "an operation that the host does not perform", detail);
    return fail(no_function);
}

std::uint32_t Semihosting::fail(std::uint32_t error) {
    state_.error = error;
    return failed;
}

void Semihosting::exit(std::uint32_t reason, std::uint32_t code) {
    char text[96];
    if (reason == application_exit) {
        std::snprintf(text, sizeof text, "semihosting: the program ends with exit code %u", code);
    } else {
        std::snprintf(text, sizeof text, "semihosting: the program gives up (reason 0x%x, code %u)", reason,
                      code);
    }
    const bool fails_silently = reason != application_exit && code == 0;
    machine().simulation().stop({StopCause::Exit, -1, fails_silently ? 1 : code, text});
}

} // namespace sim::cpu::armv6m
