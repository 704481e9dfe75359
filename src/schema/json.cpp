#include "schema/json.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "schema/simd_json.hpp"

#include <algorithm>

namespace lem::schema {
namespace {

/// Builds the DOM from parser events, so that limits hold while reading, not after.
class DomBuilder final : public nlohmann::json_sax<json> {
public:
    explicit DomBuilder(std::string_view text) : text_(text) {}

    json& document() { return document_; }
    const Violations& violations() const { return violations_; }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(json::number_integer_t value) override {
        return value == 0 ? number_unsigned(0) : add(value);  // of -0, simdjson has no sign either
    }
    bool number_unsigned(json::number_unsigned_t value) override { return add(value); }
    bool number_float(json::number_float_t value, const std::string&) override {
        return add(value);
    }
    bool string(std::string& value) override {
        if (value.size() > limits::text_length_max)
            return fail("holds a text longer than " + std::to_string(limits::text_length_max) +
                        " bytes");
        return add(std::move(value));
    }
    bool binary(json::binary_t&) override { return false; }

    bool start_object(std::size_t) override { return open(json::object()); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_object() override {
        const std::optional<std::string> repeated = repeated_key(*stack_.back());
        if (repeated) {
            key_ = *repeated;
            return fail("is there twice");
        }
        stack_.pop_back();
        return true;
    }
    bool end_array() override {
        stack_.pop_back();
        return true;
    }

    bool key(std::string& name) override {
        const bool too_long = name.size() > key_length_max;
        if (too_long) name.resize(key_length_max);
        key_ = std::move(name);
        if (too_long)
            return fail("starts a key longer than " + std::to_string(key_length_max) + " bytes");
        return true;
    }

    bool parse_error(std::size_t position, const std::string& token,
                     const json::exception& problem) override {
        const std::size_t end = std::min(position, text_.size());
        const auto before = text_.substr(0, end > 0 ? end - 1 : 0);
        const auto line = 1 + std::count(before.begin(), before.end(), '\n');
        const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 == 0
        std::string message = "is not valid JSON at line " + std::to_string(line) + ", column " +
                              std::to_string(before.size() - line_start + 1);
        const std::string_view reason = problem.what();
        if (reason.find("UTF-8") != std::string_view::npos) {
            message += ": the text is not UTF-8";
        } else if (reason.find("out_of_range") != std::string_view::npos) {
            message += ": the number is too large";
        } else if (reason.find("; expected end of input") != std::string_view::npos) {
            message += ": something follows the document";
        } else if (position >= text_.size()) {
            message += ": the text ends too early";
        } else if (!token.empty()) {
            message += ": unexpected " + printable(token);
        }
        if (violations_.empty()) violations_.push_back({"", std::move(message)});
        return false;
    }

private:
    using Members = std::vector<std::pair<const std::string, json>>;  // what ordered_json holds
    static constexpr std::size_t key_length_max = 1024;

    /// Of what is being read: in an open container, what came last is what is open in it.
    std::string pointer() const {
        std::string pointer;
        for (const json* container : stack_) {
            const bool innermost = container == stack_.back();
            if (container->is_array())
                pointer += "/" + std::to_string(container->size() - (innermost ? 0 : 1));
            else if (innermost)
                pointer = pointer_to(pointer, key_);
            else
                pointer =
                    pointer_to(pointer, container->get_ref<const json::object_t&>().back().first);
        }
        return pointer;
    }

    static std::string printable(std::string_view token) {
        std::string shown;
        for (const char c : token.substr(token.size() > 24 ? token.size() - 24 : 0)) {
            shown += c >= ' ' && c < 127 ? c : '?';
        }
        return "\"" + shown + "\"";
    }

    bool fail(std::string message) {
        if (violations_.empty()) violations_.push_back({pointer(), std::move(message)});
        return false;
    }

    /// Made where it belongs: a number is moved as slowly as it is read.
    template <class Value>
    json* place(Value&& value) {
        if (stack_.empty()) {
            document_ = json(std::forward<Value>(value));
            return &document_;
        }
        json& parent = *stack_.back();
        if (parent.is_array())
            return &parent.get_ref<json::array_t&>().emplace_back(std::forward<Value>(value));
        // ordered_json would look each key up before it inserts; end_object() does so once.
        Members& members = parent.get_ref<json::object_t&>();
        if (members.size() == members.capacity()) grow(members);
        return &members.emplace_back(std::move(key_), std::forward<Value>(value)).second;
    }

    /// A vector would copy its members, whole subtrees, since their keys are const.
    static void grow(Members& members) {
        Members larger;
        larger.reserve(std::max<std::size_t>(4, 2 * members.size()));
        for (auto& [key, value] : members)
            larger.emplace_back(key, std::move(value));
        members = std::move(larger);
    }

    template <class Value>
    bool add(Value&& value) {
        if (++values_ > limits::document_values_max)
            return fail("holds more than " + std::to_string(limits::document_values_max) +
                        " values");
        place(std::forward<Value>(value));
        return true;
    }

    bool open(json container) {
        if (stack_.size() >= static_cast<std::size_t>(limits::document_depth_max))
            return fail("is nested deeper than " + std::to_string(limits::document_depth_max) +
                        " levels");
        if (++values_ > limits::document_values_max) return fail("holds too many values");
        stack_.push_back(place(std::move(container)));
        return true;
    }

    /// By sorting, but for a few keys: whatever a stranger chooses, the work is n log n.
    static std::optional<std::string> repeated_key(const json& object) {
        constexpr std::size_t few = 16;
        const Members& members = object.get_ref<const json::object_t&>();
        if (members.size() <= few) return repeated_of_few(members);
        std::vector<std::string_view> keys;
        keys.reserve(members.size());
        for (const auto& [key, value] : members)
            keys.push_back(key);
        std::sort(keys.begin(), keys.end());
        const auto twice = std::adjacent_find(keys.begin(), keys.end());
        if (twice == keys.end()) return std::nullopt;
        return std::string(*twice);
    }

    static std::optional<std::string> repeated_of_few(const Members& members) {
        for (std::size_t later = 1; later < members.size(); ++later) {
            for (std::size_t i = 0; i < later; ++i) {
                if (members[i].first == members[later].first) return members[later].first;
            }
        }
        return std::nullopt;
    }

    std::string_view text_;
    json document_;
    std::vector<json*> stack_;  // what is open, at stable addresses: only the back of each grows
    std::string key_;
    std::size_t values_ = 0;
    Violations violations_;
};

}  // namespace

tl::expected<json, Violations> parse(std::string_view text) {
    // The parser takes a NUL for the end of the text and would not look at what follows.
    const std::size_t nul = text.find('\0');
    if (nul != std::string_view::npos)
        return tl::unexpected(
            Violations{{"", "is not valid JSON at byte " + std::to_string(nul + 1) +
                                ": a NUL byte, which no JSON text holds"}});
    DomBuilder builder(text);
    const SimdReading reading = read_with_simdjson(text, builder);
    const bool done = reading == SimdReading::unclear
                          ? json::sax_parse(text.begin(), text.end(), &builder)
                          : reading == SimdReading::done;
    if (!done) return tl::unexpected(builder.violations());
    return std::move(builder.document());
}

std::string_view kind_of(const json& value) {
    switch (value.type()) {
        case json::value_t::null:
            return "null";
        case json::value_t::object:
            return "an object";
        case json::value_t::array:
            return "an array";
        case json::value_t::string:
            return "a string";
        case json::value_t::boolean:
            return "true or false";
        default:
            return "a number";
    }
}

std::string pointer_to(const std::string& parent, std::string_view key) {
    std::string pointer = parent + "/";
    for (const char c : key.substr(0, 200)) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
    return pointer;
}

}  // namespace lem::schema
