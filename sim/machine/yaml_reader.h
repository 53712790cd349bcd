#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim::machine {

/// One value of a YAML file. What does not fit is core::Error with file and line: yaml-cpp itself takes
/// repeated keys silently and knows no schema.
class YamlValue {
public:
    /// The document in `text`. Throws where it is not YAML or not one document.
    static YamlValue parse(const std::string& text, const std::string& path);

    /// Checks that it is a map whose keys are all among `known`, none twice.
    void check_keys(std::initializer_list<std::string_view> known) const;
    bool has(std::string_view key) const;
    /// A missing key is an error.
    YamlValue at(std::string_view key) const;
    /// Keys and values of a map, in the order of the file; repeated keys are an error.
    std::vector<std::pair<std::string, YamlValue>> entries() const;
    std::vector<YamlValue> items() const;
    bool is_list() const { return node_.IsSequence(); }

    std::string text() const;
    /// Empty for what is no text.
    std::string text_or_empty() const { return node_.IsScalar() ? node_.Scalar() : std::string(); }
    bool boolean() const;
    std::uint64_t number(std::uint64_t least, std::uint64_t most) const;
    /// "12" or "-12".
    std::int64_t integer(std::int64_t least, std::int64_t most) const;
    /// "12" or "12.5".
    double decimal(double least, double most) const;
    /// "2 MiB", "256 KiB" or a number of bytes.
    std::uint64_t bytes(std::uint64_t least, std::uint64_t most) const;

    /// Of the file that it stands in.
    const std::string& path() const { return path_; }
    /// `node` in this one's place: messages about it tell this one's line.
    YamlValue stand_in(const YAML::Node& node) const { return {node, path_, line_, key_}; }

    /// "bench.yaml:3".
    std::string place() const;
    [[noreturn]] void fail(std::string_view what) const;

private:
    YamlValue(const YAML::Node& node, std::string path, int line, std::string key)
        : node_(node), path_(std::move(path)), line_(line), key_(std::move(key)) {}
    void require_map() const;
    /// `least_line`: the line of an empty value, which YAML gives none.
    YamlValue wrap(const YAML::Node& node, int least_line, const std::string& key) const;
    /// `kind` of number, between these limits.
    template <class Number>
    [[noreturn]] void fail_number(std::string_view kind, Number least, Number most) const;

    YAML::Node node_;
    std::string path_;
    int line_;        // 1-based, of the value or, where it is empty, of what holds it
    std::string key_; // whose value it is, or an item of
};

} // namespace sim::machine
