#include "pages/html.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace lem::pages::html {
namespace {

bool holds_url(std::string_view attribute) {
    return attribute == "href" || attribute == "src" || attribute == "action" ||
           attribute == "formaction";
}

bool is_void(std::string_view tag) {
    for (const std::string_view known : {"br", "col", "hr", "img", "input", "link", "meta"})
        if (tag == known) return true;
    return false;
}

}  // namespace

bool is_safe_url(std::string_view url) {
    // Browsers drop control characters and treat a backslash as a slash.
    const bool plain = std::none_of(url.begin(), url.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == '\\';
    });
    return plain && ((url.starts_with('/') && !url.starts_with("//")) || url.starts_with('#') ||
                     url.starts_with("https://") || url.starts_with("http://"));
}

void Attribute::write(std::string_view name, std::optional<std::string_view> value) {
    if (value && holds_url(name) && !is_safe_url(*value)) return;
    markup_ = ' ' + std::string(name);
    if (value) markup_ += "=\"" + text::html_escape(*value) + '"';
}

Html& Html::add(const std::vector<Html>& parts) {
    for (const Html& part : parts)
        markup_ += part.markup_;
    return *this;
}

Html& Html::add(std::string_view text) {
    markup_ += text::html_escape(text);
    return *this;
}

void Html::open(Tag tag, std::initializer_list<Attribute> attributes) {
    markup_ += '<';
    markup_ += tag.name;
    for (const Attribute& attribute : attributes)
        markup_ += attribute.markup();
    markup_ += '>';
}

void Html::close(Tag tag) {
    if (is_void(tag.name)) return;
    markup_ += "</";
    markup_ += tag.name;
    markup_ += '>';
}

Html Html::data_block(AttributeName id, std::string_view json) {
    Html html;
    html.markup_ = "<script type=\"application/json\" id=\"" + std::string(id.name) + "\">";
    // `<` could end the element; in JSON it only occurs in strings.
    for (const char c : json) {
        if (c == '<')
            html.markup_ += "\\u003c";
        else
            html.markup_ += c;
    }
    html.markup_ += "</script>";
    return html;
}

std::optional<std::string> classes(std::initializer_list<std::string_view> names) {
    std::string joined;
    for (const std::string_view name : names) {
        if (name.empty()) continue;
        if (!joined.empty()) joined += ' ';
        joined += name;
    }
    return joined.empty() ? std::nullopt : std::optional(joined);
}

}  // namespace lem::pages::html
