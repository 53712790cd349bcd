#include "sim/machine/yaml_reader.h"

#include "sim/core/error.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>
#include <system_error>

namespace sim::machine {

namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
    int base = 10;
    if (text.starts_with("0x")) {
        text.remove_prefix(2);
        base = 16;
    }
    std::string digits;
    for (const char c : text) {
        if (c != '_') { // 12_000_000
            digits += c;
        }
    }
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    return value;
}

std::string join(std::initializer_list<std::string_view> words) {
    std::string joined;
    for (const std::string_view word : words) {
        joined += joined.empty() ? "" : ", ";
        joined += word;
    }
    return joined;
}

// What the last word of a key says that its number counts.
struct Unit {
    std::string_view word;
    std::string_view name;
};
constexpr Unit units[] = {
    {"c",        "degC"    },
    {"g",        "g"       },
    {"hz",       "Hz"      },
    {"m",        "m"       },
    {"ma",       "mA"      },
    {"mm",       "mm"      },
    {"mohm",     "mohm"    },
    {"ms",       "ms"      },
    {"mv",       "mV"      },
    {"nv",       "nV"      },
    {"ohm",      "ohm"     },
    {"percent",  "percent" },
    {"permille", "permille"},
    {"ppm",      "ppm"     },
    {"us",       "us"      },
    {"uv",       "uV"      },
};

/// Empty where it counts things, or says no unit.
std::string_view unit_of(std::string_view key) {
    const std::string_view last = key.substr(key.rfind('_') + 1); // npos + 1 is 0
    const auto* const found = std::find_if(std::begin(units), std::end(units),
                                           [last](const Unit& unit) { return unit.word == last; });
    return found == std::end(units) ? std::string_view() : found->name;
}

/// "4 mA", "4mA".
bool has_unit(std::string_view text) {
    const std::size_t end = text.find_first_not_of("+-.0123456789");
    return end != 0 && end != std::string_view::npos && !text.starts_with("0x");
}

/// Hears a document and keeps nothing of it.
class Ignore final : public YAML::EventHandler {
    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}
};

/// YAML::LoadAll finds documents without end where a token is left that begins none (", a").
bool is_one_document(const std::string& text) {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    Ignore ignore;
    return parser.HandleNextDocument(ignore) && !parser.HandleNextDocument(ignore);
}

} // namespace

YamlValue YamlValue::parse(const std::string& text, const std::string& path) {
    try {
        if (!is_one_document(text)) {
            throw core::Error(fmt::format("{}:1: no YAML document, several, or something behind its end; one "
                                          "document is wanted in a file",
                                          path));
        }
        const YAML::Node document = YAML::Load(text);
        return {document, path, document.Mark().line + 1, {}};
    } catch (const YAML::Exception& error) {
        throw core::Error(
            fmt::format("{}:{}: column {}: {}", path, error.mark.line + 1, error.mark.column + 1, error.msg));
    }
}

std::string YamlValue::place() const {
    return fmt::format("{}:{}", path_, line_);
}

void YamlValue::fail(std::string_view what) const {
    throw core::Error(fmt::format("{}: {}", place(), what));
}

YamlValue YamlValue::wrap(const YAML::Node& node, int least_line, const std::string& key) const {
    // An empty value has no place of its own, or that of what follows it.
    const bool placed = !node.Mark().is_null() && !node.IsNull();
    return {node, path_, placed ? node.Mark().line + 1 : least_line, key};
}

void YamlValue::check_keys(std::initializer_list<std::string_view> known) const {
    entries(); // a map, no key twice
    for (const auto& entry : node_) {
        const YamlValue key = wrap(entry.first, line_, key_);
        if (std::find(known.begin(), known.end(), key.text()) == known.end()) {
            key.fail(fmt::format("unknown key '{}'; known here: {}", key.text(),
                                 known.size() == 0 ? "none" : join(known)));
        }
    }
}

bool YamlValue::has(std::string_view key) const {
    return node_.IsMap() && node_[std::string(key)].IsDefined();
}

void YamlValue::require_map() const {
    if (!node_.IsMap()) {
        fail("a map (key: value) is wanted here");
    }
}

YamlValue YamlValue::at(std::string_view key) const {
    require_map();
    for (const auto& entry : node_) {
        if (entry.first.IsScalar() && entry.first.Scalar() == key) {
            return wrap(entry.second, wrap(entry.first, line_, key_).line_, std::string(key));
        }
    }
    fail(fmt::format("the key '{}' is missing", key));
}

std::vector<std::pair<std::string, YamlValue>> YamlValue::entries() const {
    require_map();
    std::vector<std::pair<std::string, YamlValue>> result;
    std::set<std::string> seen;
    for (const auto& entry : node_) {
        const YamlValue key = wrap(entry.first, line_, key_);
        if (!seen.insert(key.text()).second) {
            key.fail(fmt::format("the key '{}' is there twice", key.text()));
        }
        result.emplace_back(key.text(), wrap(entry.second, key.line_, key.text()));
    }
    return result;
}

std::vector<YamlValue> YamlValue::items() const {
    if (!node_.IsSequence()) {
        fail("a list ([a, b]) is wanted here");
    }
    std::vector<YamlValue> result;
    for (const YAML::Node& item : node_) {
        result.push_back(wrap(item, line_, key_));
    }
    return result;
}

std::string YamlValue::text() const {
    if (!node_.IsScalar() || node_.Scalar().empty()) {
        fail("a text is wanted here");
    }
    return node_.Scalar();
}

bool YamlValue::boolean() const {
    const std::string word = text();
    if (word != "true" && word != "false") {
        fail(fmt::format("true or false is wanted here, not '{}'", word));
    }
    return word == "true";
}

template <class Number> void YamlValue::fail_number(std::string_view kind, Number least, Number most) const {
    const std::string word = text();
    std::string unit;
    if (has_unit(word)) {
        unit = unit_of(key_).empty() ? "without a unit, "
                                     : fmt::format("in {} and without the unit, ", unit_of(key_));
    }
    fail(fmt::format("a {} from {} to {} is wanted here, {}not '{}'", kind, least, most, unit, word));
}

std::uint64_t YamlValue::number(std::uint64_t least, std::uint64_t most) const {
    const std::optional<std::uint64_t> value = parse_number(text());
    if (!value || *value < least || *value > most) {
        fail_number("number", least, most);
    }
    return *value;
}

std::int64_t YamlValue::integer(std::int64_t least, std::int64_t most) const {
    const std::string word = text();
    const bool negative = word.starts_with('-');
    const std::optional<std::uint64_t> size = parse_number(word.substr(negative ? 1 : 0));
    const std::int64_t magnitude =
        size && *size <= std::uint64_t{INT64_MAX} ? static_cast<std::int64_t>(*size) : -1;
    const std::int64_t value = negative ? -magnitude : magnitude;
    if (magnitude < 0 || value < least || value > most) {
        fail_number("whole number", least, most);
    }
    return value;
}

double YamlValue::decimal(double least, double most) const {
    const std::string word = text();
    double value = 0;
    const char* const last = word.data() + word.size();
    const auto [end, error] = std::from_chars(word.data(), last, value);
    if (error != std::errc{} || end != last || !(value >= least && value <= most)) {
        fail_number("number", least, most);
    }
    return value;
}

std::uint64_t YamlValue::bytes(std::uint64_t least, std::uint64_t most) const {
    const std::string word = text();
    std::string_view digits = word;
    unsigned shift = 0;
    if (word.ends_with("KiB") || word.ends_with("MiB")) {
        shift = word.ends_with("KiB") ? 10 : 20;
        digits.remove_suffix(3);
        while (digits.ends_with(' ')) {
            digits.remove_suffix(1);
        }
    }
    const std::optional<std::uint64_t> value = parse_number(digits);
    if (!value || *value > most >> shift || *value << shift < least) {
        fail(fmt::format("a size from {} to {} bytes is wanted here (2 MiB, 512 KiB, 4096), not '{}'", least,
                         most, word));
    }
    return *value << shift;
}

} // namespace sim::machine
