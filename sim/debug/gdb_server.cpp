#include "sim/debug/gdb_server.h"

#include "sim/core/machine.h"
#include "sim/core/processor.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace sim::debug {

using namespace core;

namespace {

constexpr const char* ok = "OK";
// The numbers are the error codes of the protocol's examples (EINVAL, EFAULT); GDB only prints them.
constexpr const char* bad_argument = "E16";
constexpr const char* bad_address = "E0e";
constexpr std::size_t packet_bytes = 0x4000;
constexpr unsigned sigint = 2;
constexpr unsigned sigtrap = 5;
constexpr unsigned sigsegv = 11;

std::string word_to_hex(std::uint32_t value) {
    return fmt::format("{:02x}{:02x}{:02x}{:02x}", value & 0xff, value >> 8 & 0xff, value >> 16 & 0xff,
                       value >> 24);
}

std::uint32_t word_of(std::string_view bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4 && i < bytes.size(); ++i) {
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    }
    return value;
}

} // namespace

GdbServer::GdbServer(Simulation& simulation, Machine& machine, std::vector<GdbFlash> flashes,
                     std::uint16_t port)
    : simulation_(simulation), machine_(machine), flashes_(std::move(flashes)), connection_(port) {}

bool GdbServer::wants_stop() {
    if (connection_.accept_client()) {
        thread_ = 1;
        running_ = false;
        return true;
    }
    if (!attached()) {
        return false;
    }
    connection_.receive();
    if (!attached()) {
        clear_points(); // it is gone: the firmware runs on as if nobody had been there
        return false;
    }
    while (auto packet = connection_.next_packet()) {
        if (*packet == "\x03") {
            interrupted_ = true;
            return true;
        }
    }
    return false;
}

void GdbServer::wait_for_client() {
    while (!connection_.accept_client()) {
        connection_.wait(1000);
    }
}

GdbServer::Next GdbServer::serve(const Stop& stop) {
    last_stop_ = stop;
    if (stop.core >= 0) {
        thread_ = static_cast<unsigned>(stop.core) + 1;
    }
    if (std::exchange(running_, false)) {
        reply(stop_reply(stop));
        if (stop.cause == StopCause::Exit) {
            return Next::Kill; // GDB has no program any more
        }
    }
    interrupted_ = false;
    while (attached()) {
        while (auto packet = connection_.next_packet()) {
            const Outcome outcome = handle(*packet);
            if (outcome != Outcome::Stay) {
                return outcome == Outcome::Kill ? Next::Kill : Next::Run;
            }
        }
        connection_.wait(1000);
        connection_.receive();
    }
    clear_points();
    return Next::Run;
}

Processor& GdbServer::thread(unsigned id) const {
    const auto& processors = machine_.processors();
    return *processors[id >= 1 && id <= processors.size() ? id - 1 : 0];
}

std::string GdbServer::stop_reply(const Stop& stop) const {
    if (stop.cause == StopCause::Exit) {
        return fmt::format("W{:02x}", stop.address & 0xff);
    }
    unsigned signal = sigtrap;
    std::string reason;
    if (stop.cause == StopCause::Watchpoint) {
        reason = fmt::format("watch:{:x};", stop.address);
    } else if (stop.cause == StopCause::Breakpoint) {
        reason = "hwbreak:;";
    } else if (stop.cause == StopCause::Lockup) {
        signal = sigsegv;
    } else if (interrupted_ || stop.cause == StopCause::Request) {
        signal = sigint;
    }
    return fmt::format("T{:02x}thread:{:x};{}", signal, thread_, reason);
}

GdbServer::Outcome GdbServer::handle(std::string_view packet) {
    if (packet.empty()) {
        reply("");
        return Outcome::Stay;
    }
    const char command = packet.front();
    const std::string_view rest = packet.substr(1);
    switch (command) {
    case '?':
        reply(stop_reply(last_stop_));
        break;
    case 'g':
    case 'G':
    case 'p':
    case 'P':
        reply(registers(rest, command));
        break;
    case 'm':
        reply(read_memory(rest));
        break;
    case 'M':
    case 'X':
        reply(write_memory(rest, command == 'X'));
        break;
    case 'Z':
    case 'z':
        reply(set_point(packet));
        break;
    case 'H': {
        std::string_view id = rest.substr(std::min<std::size_t>(1, rest.size()));
        const auto number = take_number(id);
        if (rest.starts_with('g') && number && *number >= 1) {
            thread_ = std::min<unsigned>(*number, static_cast<unsigned>(machine_.processors().size()));
        }
        reply(ok);
        break;
    }
    case 'T':
        reply(ok);
        break;
    case 'c':
        return resume("c");
    case 's':
        return resume("s");
    case 'D':
        clear_points();
        reply(ok);
        connection_.drop_client();
        return Outcome::Run;
    case 'k':
        return Outcome::Kill;
    case 'v':
        return handle_v(packet);
    case 'q':
    case 'Q':
        reply(query(packet));
        break;
    default:
        reply("");
        break;
    }
    return Outcome::Stay;
}

GdbServer::Outcome GdbServer::handle_v(std::string_view packet) {
    if (packet == "vCont?") {
        reply("vCont;c;C;s;S");
    } else if (packet.starts_with("vCont;")) {
        return resume(packet.substr(6));
    } else if (packet.starts_with("vFlash")) {
        reply(flash(packet));
    } else if (packet.starts_with("vKill")) {
        reply(ok);
        return Outcome::Kill;
    } else {
        reply("");
    }
    return Outcome::Stay;
}

// vCont actions: the first one that names a thread or none decides for it; one thread at most is stepped.
GdbServer::Outcome GdbServer::resume(std::string_view actions) {
    while (!actions.empty()) {
        const std::size_t end = std::min(actions.find(';'), actions.size());
        std::string_view action = actions.substr(0, end);
        actions.remove_prefix(std::min(end + 1, actions.size()));
        if (action.front() != 's' && action.front() != 'S') {
            continue;
        }
        unsigned id = thread_;
        if (const std::size_t colon = action.find(':'); colon != std::string_view::npos) {
            action.remove_prefix(colon + 1);
            id = take_number(action).value_or(id);
        }
        thread(id).step();
        break;
    }
    running_ = true;
    return Outcome::Run;
}

std::string GdbServer::registers(std::string_view arguments, char command) {
    Processor& core = thread(thread_);
    const std::vector<std::uint32_t> values = core.registers();
    if (command == 'g') {
        std::string text;
        for (const std::uint32_t value : values) {
            text += word_to_hex(value);
        }
        return text;
    }
    if (command == 'G') {
        const auto bytes = from_hex(arguments);
        if (!bytes || bytes->size() != values.size() * 4) {
            return bad_argument;
        }
        for (unsigned number = 0; number < values.size(); ++number) {
            core.set_register(number, word_of(std::string_view(*bytes).substr(number * 4)));
        }
        return ok;
    }
    const auto number = take_number(arguments, command == 'P' ? '=' : '\0');
    if (!number || *number >= values.size()) {
        return bad_argument;
    }
    if (command == 'p') {
        return word_to_hex(values[*number]);
    }
    const auto bytes = from_hex(arguments);
    if (!bytes || bytes->size() != 4) {
        return bad_argument;
    }
    core.set_register(*number, word_of(*bytes));
    return ok;
}

std::string GdbServer::read_memory(std::string_view arguments) {
    const auto address = take_number(arguments, ',');
    const auto size = take_number(arguments);
    if (!address || !size || *size > packet_bytes) {
        return bad_argument;
    }
    std::string bytes;
    for (std::uint32_t i = 0; i < *size; ++i) {
        const auto byte = machine_.bus().peek(*address + i, 1);
        if (!byte) {
            break; // a shorter answer says how far memory reaches
        }
        bytes += static_cast<char>(*byte);
    }
    return bytes.empty() && *size != 0 ? bad_address : to_hex(bytes);
}

std::string GdbServer::write_memory(std::string_view arguments, bool binary) {
    const auto start = take_number(arguments, ',');
    const auto size = take_number(arguments, ':');
    const auto bytes = binary ? std::optional(std::string(arguments)) : from_hex(arguments);
    if (!start || !size || !bytes || bytes->size() != *size) {
        return bad_argument;
    }
    std::string_view left = *bytes;
    for (std::uint32_t address = *start; !left.empty();) {
        // Whole words where possible: registers take nothing else.
        const std::uint8_t step = address % 4 == 0 && left.size() >= 4 ? 4 : 1;
        const std::uint32_t value = word_of(left.substr(0, step));
        if (machine_.bus().write(address, value, {.initiator = Initiator::Debugger, .size = step}).fault) {
            return bad_address;
        }
        address += step;
        left.remove_prefix(step);
    }
    return ok;
}

std::string GdbServer::set_point(std::string_view packet) {
    const bool on = packet.front() == 'Z';
    std::string_view arguments = packet.substr(1);
    const auto type = take_number(arguments, ',');
    const auto address = take_number(arguments, ',');
    const auto size = take_number(arguments);
    if (!type || *type > 4) {
        return "";
    }
    if (!address || !size) {
        return bad_argument;
    }
    const Point point{static_cast<char>(*type), *address, *size};
    if (on ? points_.insert(point).second : points_.erase(point) != 0) {
        apply_point(point, on);
    }
    return ok;
}

void GdbServer::apply_point(const Point& point, bool on) {
    const auto [type, address, size] = point;
    for (Processor* core : machine_.processors()) {
        if (type <= 1) {
            core->set_breakpoint(address, on);
        } else {
            constexpr WatchKind kinds[] = {WatchKind::Write, WatchKind::Read, WatchKind::Access};
            core->set_watchpoint(address, size, kinds[type - 2], on);
        }
    }
}

void GdbServer::clear_points() {
    for (const Point& point : points_) {
        apply_point(point, false);
    }
    points_.clear();
}

std::string GdbServer::flash(std::string_view packet) {
    if (packet == "vFlashDone") {
        return ok;
    }
    const bool erase = packet.starts_with("vFlashErase:");
    packet.remove_prefix(packet.find(':') + 1);
    const auto address = take_number(packet, erase ? ',' : ':');
    const auto size = erase ? take_number(packet) : std::optional(static_cast<std::uint32_t>(packet.size()));
    if (!address || !size) {
        return bad_argument;
    }
    for (const GdbFlash& flash : flashes_) {
        const std::uint32_t offset = *address - flash.base;
        if (offset >= flash.memory->size() || *size > flash.memory->size() - offset) {
            continue;
        }
        if (erase) {
            flash.memory->fill(offset, *size, 0xff);
        } else {
            flash.memory->load(offset, {reinterpret_cast<const std::uint8_t*>(packet.data()), *size});
        }
        return ok;
    }
    return "E.memtype";
}

std::string GdbServer::query(std::string_view packet) {
    if (packet.starts_with("qSupported")) {
        return fmt::format("PacketSize={:x};QStartNoAckMode+;qXfer:features:read+;qXfer:memory-map:read+;"
                           "qXfer:threads:read+;hwbreak+;vContSupported+",
                           packet_bytes);
    }
    if (packet == "QStartNoAckMode") {
        connection_.stop_acknowledging();
        return ok;
    }
    if (packet.starts_with("qXfer:")) {
        return transfer(packet.substr(6));
    }
    if (packet == "qAttached") {
        return "1";
    }
    if (packet == "qC") {
        return fmt::format("QC{:x}", thread_);
    }
    if (packet == "qfThreadInfo") {
        std::string list = "m";
        for (std::size_t id = 1; id <= machine_.processors().size(); ++id) {
            list += fmt::format("{}{:x}", id == 1 ? "" : ",", id);
        }
        return list;
    }
    if (packet == "qsThreadInfo") {
        return "l";
    }
    if (packet.starts_with("qThreadExtraInfo,")) {
        packet.remove_prefix(17);
        const Processor& core = thread(take_number(packet).value_or(1));
        const char* state = core.locked_up()  ? "locked up"
                            : core.runnable() ? "running"
                                              : "asleep or in reset";
        return to_hex(fmt::format("{} ({})", core.name(), state));
    }
    if (packet.starts_with("qRcmd,")) {
        return to_hex(monitor(from_hex(packet.substr(6)).value_or("")));
    }
    return "";
}

// "OBJECT:read:ANNEX:OFFSET,LENGTH"
std::string GdbServer::transfer(std::string_view packet) {
    std::string document;
    if (packet.starts_with("features:read:target.xml:")) {
        document = target_description();
    } else if (packet.starts_with("memory-map:read::")) {
        document = memory_map();
    } else if (packet.starts_with("threads:read::")) {
        document = thread_list();
    } else {
        return "E00";
    }
    packet.remove_prefix(packet.rfind(':') + 1);
    const auto offset = take_number(packet, ',');
    const auto length = take_number(packet);
    if (!offset || !length) {
        return bad_argument;
    }
    if (*offset >= document.size()) {
        return "l";
    }
    const bool last = document.size() - *offset <= *length;
    return (last ? "l" : "m") + document.substr(*offset, *length);
}

} // namespace sim::debug
