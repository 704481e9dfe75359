#pragma once
/// Builds HTML that escapes by default: text and attribute values may be untrusted, markup is only
/// built here. Names of elements and attributes are checked at compile time. Pure.

#include <concepts>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lem::pages::html {

/// A literal name. `script` and `style` are rejected, since their content cannot be escaped.
struct Tag {
    std::string_view name;
    consteval Tag(const char* literal) : name(literal) {
        for (const char c : name)
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) throw "not an element's name";
        if (name.empty() || name == "script" || name == "style") throw "not allowed";
    }
};

/// A literal name. Handlers (`onclick`) and `style` are rejected: the pages' policy blocks them.
struct AttributeName {
    std::string_view name;
    consteval AttributeName(const char* literal) : name(literal) {
        for (const char c : name)
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'))
                throw "not an attribute's name";
        if (name.empty() || name == "style" || name == "srcdoc" || name.starts_with("on"))
            throw "not allowed";
    }
};

/// Whether a link may use this target: an address of this server, a part of the page, or http(s).
bool is_safe_url(std::string_view url);

/// ` name="value"`. Absent for `false`, nullopt, and a URL that is not safe; `true` is the bare
/// name.
class Attribute {
public:
    template <class T>
    Attribute(AttributeName name, const T& value) {
        if constexpr (std::same_as<T, bool>) {
            if (value) write(name.name, std::nullopt);
        } else if constexpr (std::integral<T>) {
            write(name.name, std::to_string(value));
        } else if constexpr (std::convertible_to<const T&, std::string_view>) {
            write(name.name, std::string_view(value));
        } else {
            if (value) write(name.name, std::string_view(*value));
        }
    }
    const std::string& markup() const { return markup_; }

private:
    void write(std::string_view name, std::optional<std::string_view> value);
    std::string markup_;
};

/// Markup that was built here.
class Html {
public:
    Html() = default;
    Html& add(const Html& html) {
        markup_ += html.markup_;
        return *this;
    }
    Html& add(const std::vector<Html>& parts);
    Html& add(std::string_view text);
    Html& add(std::integral auto number) { return add(std::string_view(std::to_string(number))); }

    const std::string& markup() const { return markup_; }
    bool empty() const { return markup_.empty(); }

    void open(Tag tag, std::initializer_list<Attribute> attributes);
    void close(Tag tag);

    /// `<script type="application/json" id="...">`: data for the application. `json` must be JSON.
    static Html data_block(AttributeName id, std::string_view json);

private:
    std::string markup_;
};

/// `<tag name="value">children</tag>`; a child is Html, a list of it, a number, or text.
template <class... Children>
Html el(Tag tag, std::initializer_list<Attribute> attributes, const Children&... children) {
    Html html;
    html.open(tag, attributes);
    (html.add(children), ...);
    html.close(tag);
    return html;
}
template <class... Children>
Html el(Tag tag, const Children&... children) {
    return el(tag, std::initializer_list<Attribute>{}, children...);
}
/// The children without an element around them.
template <class... Children>
Html all(const Children&... children) {
    Html html;
    (html.add(children), ...);
    return html;
}

/// "a b" of those that are not empty, for the attribute `class`.
std::optional<std::string> classes(std::initializer_list<std::string_view> names);

}  // namespace lem::pages::html
