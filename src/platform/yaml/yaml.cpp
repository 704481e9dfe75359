#include "platform/yaml/yaml.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace lem::yaml {
namespace {

/// Ends the parse from inside an event; caught in parse() below.
struct Refused {
    Place place;
    std::string message;
};

/// The core schema of YAML 1.2.
schema::json plain_scalar(const std::string& value, Place place) {
    if (value.empty() || value == "~" || value == "null" || value == "Null" || value == "NULL")
        return nullptr;
    if (value == "true" || value == "True" || value == "TRUE") return true;
    if (value == "false" || value == "False" || value == "FALSE") return false;
    const char first = value.front() == '+' ? value[value.size() > 1 ? 1 : 0] : value.front();
    const bool numeric = (first >= '0' && first <= '9') || first == '-' || first == '.';
    const std::string_view digits =
        value.front() == '+' ? std::string_view(value).substr(1) : std::string_view(value);
    if (!numeric) return value;
    if (const auto whole = text::to_int(digits)) return *whole;
    if (const auto real = text::to_double(digits)) return *real;
    if (digits == ".nan" || digits == ".inf" || digits == "-.inf" || digits == ".NaN")
        throw Refused{place, "holds a number that is not finite"};
    return value;
}

/// Builds the DOM from yaml-cpp's events; its node graph would resolve aliases and lose duplicates.
class Builder final : public YAML::EventHandler {
public:
    explicit Builder(Document& document) : document_(document) {}

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (started_) throw Refused{place_of(mark), "holds a second document"};
        started_ = true;
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        scalar(mark, anchor, nullptr);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        throw Refused{place_of(mark), "uses an alias, which is not accepted"};
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        if (expects_key()) {
            if (value.size() > 1024)
                throw Refused{place_of(mark), "holds a key longer than 1024 bytes"};
            frames_.back().key = value;
            frames_.back().has_key = true;
            if (frames_.back().container->contains(value))
                throw Refused{place_of(mark), "holds the key \"" + value + "\" twice"};
            return;
        }
        if (value.size() > limits::text_length_max)
            throw Refused{place_of(mark), "holds a text that is too long"};
        if (tag != "?" && tag != "!" && !tag.empty())
            throw Refused{place_of(mark), "uses the tag " + tag + ", which is not accepted"};
        if (tag == "!")
            scalar(mark, anchor, value);  // quoted
        else
            scalar(mark, anchor, plain_scalar(value, place_of(mark)));
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, anchor, schema::json::array());
    }
    void OnSequenceEnd() override { frames_.pop_back(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, anchor, schema::json::object());
    }
    void OnMapEnd() override { frames_.pop_back(); }

private:
    struct Frame {
        schema::json* container;
        std::string pointer;
        std::string key;
        bool has_key = false;
    };

    static Place place_of(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

    bool expects_key() const {
        return !frames_.empty() && frames_.back().container->is_object() && !frames_.back().has_key;
    }

    void scalar(const YAML::Mark& mark, YAML::anchor_t anchor, schema::json value) {
        if (expects_key()) throw Refused{place_of(mark), "has a key that is not a text"};
        put(mark, anchor, std::move(value));
    }

    schema::json* put(const YAML::Mark& mark, YAML::anchor_t anchor, schema::json value) {
        if (anchor != 0) throw Refused{place_of(mark), "uses an anchor, which is not accepted"};
        if (++values_ > 100'000) throw Refused{place_of(mark), "holds too many values"};
        if (frames_.empty()) {
            document_.value = std::move(value);
            document_.places[""] = place_of(mark);
            return &document_.value;
        }
        Frame& parent = frames_.back();
        const bool list = parent.container->is_array();
        pointer_ = list ? parent.pointer + "/" + std::to_string(parent.container->size())
                        : schema::pointer_to(parent.pointer, parent.key);
        document_.places[pointer_] = place_of(mark);
        parent.has_key = false;
        if (list) {
            parent.container->push_back(std::move(value));
            return &parent.container->back();
        }
        return &((*parent.container)[parent.key] = std::move(value));
    }

    void open(const YAML::Mark& mark, YAML::anchor_t anchor, schema::json container) {
        if (expects_key()) throw Refused{place_of(mark), "has a key that is not a text"};
        if (frames_.size() >= static_cast<std::size_t>(limits::document_depth_max))
            throw Refused{place_of(mark), "is nested too deeply"};
        schema::json* placed = put(mark, anchor, std::move(container));
        frames_.push_back({placed, frames_.empty() ? "" : pointer_, {}});
    }

    Document& document_;
    std::vector<Frame> frames_;
    std::string pointer_;
    std::size_t values_ = 0;
    bool started_ = false;
};

std::string located(Place place, const std::string& message) {
    return "is not valid at line " + std::to_string(place.line) + ", column " +
           std::to_string(place.column) + ": " + message;
}

/// The place of a tab in the indentation of this line (from 1) or of a neighbour, since the parser
/// only reports a consequence of it.
std::optional<Place> tab_near(std::string_view text, int line) {
    int number = 0;
    for (const std::string_view content : text::split(text, '\n')) {
        ++number;
        const std::size_t tab = content.substr(0, content.find_first_not_of(" \t")).find('\t');
        if (tab != std::string_view::npos && std::abs(number - line) <= 1)
            return Place{number, static_cast<int>(tab) + 1};
    }
    return std::nullopt;
}

/// True if the text, without quotes, reads back as itself.
bool stays_text(const std::string& text) {
    constexpr std::string_view marks = "_./:@+=-, ";
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto is_plain = [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || marks.find(c) != std::string_view::npos;
    };
    if (text.empty() || (!is_letter(text.front()) && text.front() != '/')) return false;
    if (!std::ranges::all_of(text, is_plain) || text.find(": ") != std::string::npos) return false;
    if (text.back() == ' ' || text.back() == ':') return false;
    return plain_scalar(text, {}).is_string();
}

std::string scalar_text(const schema::json& value) {
    if (value.is_string() && stays_text(value.get_ref<const std::string&>()))
        return value.get<std::string>();
    return value.dump();  // JSON is YAML
}

void append_block(std::string& out, const schema::json& value, std::size_t indent) {
    const std::string margin(indent, ' ');
    const auto append_value = [&](const schema::json& child) {
        if (child.is_structured() && !child.empty()) {
            out += '\n';
            append_block(out, child, indent + 2);
        } else {
            out += ' ' + scalar_text(child) + '\n';
        }
    };
    if (value.is_object()) {
        for (const auto& [key, child] : value.items()) {
            out += margin + scalar_text(key) + ':';
            append_value(child);
        }
    } else {
        for (const schema::json& child : value) {
            out += margin + '-';
            append_value(child);
        }
    }
}

}  // namespace

tl::expected<Document, Violations> parse(std::string_view text) {
    const auto refuse = [](std::string message) {
        return tl::unexpected(Violations{{"", std::move(message)}});
    };
    if (text.size() > limits::config_bytes_max) return refuse("is larger than 1 MiB");
    if (!text::is_utf8(text)) return refuse("is not UTF-8");
    Document document;
    Builder builder(document);
    std::istringstream stream{std::string(text)};
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Refused& refused) {
        return refuse(located(refused.place, refused.message));
    } catch (const YAML::Exception& failure) {
        if (const auto tab = tab_near(text, failure.mark.line + 1))
            return refuse(located(*tab,
                                  "is indented with a tab, which YAML does not allow; use "
                                  "spaces"));
        return refuse(located({failure.mark.line + 1, failure.mark.column + 1}, failure.msg));
    }
    return document;
}

std::vector<std::string> describe(const Violations& violations, const Document& document,
                                  const std::string& file) {
    std::vector<std::string> lines;
    for (const auto& [pointer, message] : violations) {
        std::string at = pointer;
        auto place = document.places.find(at);
        while (place == document.places.end() && !at.empty()) {
            at.resize(at.rfind('/'));
            place = document.places.find(at);
        }
        const Place found = place == document.places.end() ? Place{} : place->second;
        lines.push_back(file + ":" + std::to_string(found.line) + ":" +
                        std::to_string(found.column) + ": " + pointer +
                        (pointer.empty() ? "" : " ") + message);
    }
    return lines;
}

std::string to_text(const schema::json& value) {
    if (!value.is_structured() || value.empty()) return scalar_text(value) + "\n";
    std::string out;
    append_block(out, value, 0);
    return out;
}

}  // namespace lem::yaml
