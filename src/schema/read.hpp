#pragma once
/// DOM to struct, strictly: unknown keys, wrong types, ranges and lengths are all reported in one
/// pass, each with its JSON pointer. Does not throw.

#include "base/limits.hpp"
#include "base/text.hpp"
#include "schema/json.hpp"

#include <utility>

namespace lem::schema {

/// What becomes of members that a description does not know. Documents of strangers are read
/// strictly; what another version of lem stored is read as far as it is known.
enum class UnknownMembers { violation, ignored };

/// Where a value is in its document. Its JSON pointer is made only when something is wrong with it.
/// Refers to its parent and to its key, which must outlive it.
class Place {
public:
    Place(std::string_view pointer) : key_(pointer) {}
    Place(const std::string& pointer) : key_(pointer) {}
    Place(const char* pointer) : key_(pointer) {}
    Place(const Place& parent, std::string_view key) : parent_(&parent), key_(key) {}
    Place(const Place& parent, std::size_t index) : parent_(&parent), index_(index) {}

    std::string pointer() const;

private:
    const Place* parent_ = nullptr;
    std::string_view key_;  // of a place without parent: its pointer
    std::optional<std::size_t> index_;
};

/// The members of an object, found at once in the order of its description, which most documents
/// have, and in any other order.
class Members {
public:
    explicit Members(const json& object)
        : members_(object.get_ref<const json::object_t&>()), next_(members_.begin()) {}

    /// Null if there is none.
    const json* find(std::string_view name);
    /// How many were found.
    std::size_t found() const { return found_; }

private:
    const json::object_t& members_;
    json::object_t::const_iterator next_;
    std::size_t found_ = 0;
};

/// Collects violations up to limits::violations_max and counts the rest.
class Findings {
public:
    explicit Findings(UnknownMembers unknown = UnknownMembers::violation) : unknown_(unknown) {}
    bool ignores_unknown() const { return unknown_ == UnknownMembers::ignored; }
    void add(const Place& at, std::string message);
    /// From here on violations are only counted: their words need not be made.
    bool full() const { return found_.size() >= limits::violations_max; }
    bool empty() const { return found_.empty(); }
    /// Ends with a line that says how many were left out, if any were.
    Violations take() &&;

private:
    UnknownMembers unknown_;
    Violations found_;
    std::size_t left_out_ = 0;
};

/// What is wrong with a text under these options, or nothing.
std::optional<std::string> text_problem(std::string_view value, const FieldOptions& options);
std::string range_text(const FieldOptions& options);
std::string one_of(Names names, std::string_view found);
/// `kind` names what `known` are the fields of, where there are others ("mode poisson").
void report_unknown(const std::string& key, const Place& at, Names known, Findings& findings,
                    const std::string& kind = {});

/// The parts of reading that are the same for every type. Each is compiled once, in read.cpp.
void report_kind(std::string_view expected, const json& source, const Place& at,
                 Findings& findings);
/// Fields are looked for one by one, so the work is bounded by the fields, not by the members.
bool has_too_many_members(const json& source, std::string_view type, Names known, const Place& at,
                          Findings& findings);
void report_unknown_members(const json& source, Names known, std::string_view tag, const Place& at,
                            Findings& findings);
/// The place of the source's name in `names`.
std::optional<std::size_t> read_choice(const json& source, Names names, const Place& at,
                                       Findings& findings);
bool has_items_at_most(const json& source, std::size_t items_max, const Place& at,
                       Findings& findings);
bool is_number_in_range(const json& source, bool whole, const FieldOptions& options,
                        const Place& at, Findings& findings);
/// Limits of the integer that holds the number.
bool is_integer_that_fits(const json& source, std::int64_t lowest, std::uint64_t highest,
                          const Place& at, Findings& findings);
void read_scalar(const json& source, Scalar& target, const Place& at, Findings& findings);
void read_text(const json& source, std::string& target, const FieldOptions& options,
               const Place& at, Findings& findings);
void read_bool(const json& source, bool& target, const Place& at, Findings& findings);

template <class T>
void read(const json& source, T& target, const FieldOptions& options, const Place& at,
          Findings& findings);

/// The member of this name. Not inlined: long descriptions would repeat it for each field.
template <class T>
[[gnu::noinline]] void read_member(Members& members, std::string_view name, T& target,
                                   const FieldOptions& options, const Place& at,
                                   Findings& findings) {
    const Place here(at, name);
    if (const json* member = members.find(name))
        read(*member, target, options, here, findings);
    else if (!is_optional<T> && !options.defaulted)
        findings.add(here, "is required");
}

template <Described T>
void read_members(const json& source, T& target, const Place& at, Findings& findings,
                  std::string_view tag = {}) {
    static_assert(complete<T>(), "the description misses a member of this type");
    const Names known = field_names<T>();
    if (has_too_many_members(source, description<T>::record.name, known, at, findings)) return;
    Members members(source);
    for_each_field<T>([&](const auto& f) {
        read_member(members, f.name, f.of(target), f.options, at, findings);
    });
    const std::size_t tags = tag.empty() ? 0 : 1;
    if (members.found() + tags < source.size() && !findings.ignores_unknown())
        report_unknown_members(source, known, tag, at, findings);
}

template <Tagged V>
void read_union(const json& source, V& target, const Place& at, Findings& findings) {
    using Union = tagged_union<V>;
    const auto tag = source.find(Union::tag);
    const Place tag_place(at, Union::tag);
    if (tag == source.end()) return findings.add(tag_place, "is required");
    const auto chosen = read_choice(*tag, Union::names, tag_place, findings);
    if (!chosen) return;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((*chosen == I
              ? read_members(source, target.template emplace<I>(), at, findings, Union::tag)
              : void()),
         ...);
    }(std::make_index_sequence<std::variant_size_v<V>>{});
}

template <class T>
void read_number(const json& source, T& target, const FieldOptions& options, const Place& at,
                 Findings& findings) {
    constexpr bool whole = std::is_integral_v<T>;
    if (!is_number_in_range(source, whole, options, at, findings)) return;
    if constexpr (whole) {
        using Limits = std::numeric_limits<T>;
        if (!is_integer_that_fits(source, std::int64_t{Limits::min()}, std::uint64_t{Limits::max()},
                                  at, findings))
            return;
    }
    target = source.get<T>();
}

template <class T>
void read(const json& source, T& target, const FieldOptions& options, const Place& at,
          Findings& findings) {
    if constexpr (is_optional<T>) {
        if (source.is_null()) return target.reset();
        read(source, target.emplace(), options, at, findings);
    } else if constexpr (Described<T>) {
        if (!source.is_object()) return report_kind("an object", source, at, findings);
        read_members(source, target, at, findings);
    } else if constexpr (Tagged<T>) {
        if (!source.is_object()) return report_kind("an object", source, at, findings);
        read_union(source, target, at, findings);
    } else if constexpr (Enumerated<T>) {
        const auto chosen = read_choice(source, enumerator_names<T>(), at, findings);
        if (chosen) target = enumeration<T>::values[*chosen].value;
    } else if constexpr (is_vector<T>) {
        if (!has_items_at_most(source, options.items_max, at, findings)) return;
        target.clear();
        for (std::size_t i = 0; i < source.size(); ++i) {
            typename T::value_type element{};
            read(source[i], element, options, Place(at, i), findings);
            target.push_back(std::move(element));
        }
    } else if constexpr (is_map<T>) {
        if (!source.is_object()) return report_kind("an object", source, at, findings);
        if (source.size() > options.items_max) return findings.add(at, "holds too many members");
        target.clear();
        for (const auto& member : source.items()) {
            read(member.value(), target[member.key()], options, Place(at, member.key()), findings);
        }
    } else if constexpr (std::is_same_v<T, Scalar>) {
        read_scalar(source, target, at, findings);
    } else if constexpr (is_id<T>) {
        FieldOptions id_options = options;
        id_options.length_max = 200;
        id_options.format = TextFormat::identifier;
        read_text(source, target.text, id_options, at, findings);
    } else if constexpr (std::is_same_v<T, std::string>) {
        read_text(source, target, options, at, findings);
    } else if constexpr (std::is_same_v<T, bool>) {
        read_bool(source, target, at, findings);
    } else {
        static_assert(std::is_arithmetic_v<T>);
        read_number(source, target, options, at, findings);
    }
}

template <class T>
tl::expected<T, Violations> from_json(const json& source,
                                      UnknownMembers unknown = UnknownMembers::violation) {
    T target{};
    Findings findings(unknown);
    read(source, target, FieldOptions{}, "", findings);
    if (!findings.empty()) return tl::unexpected(std::move(findings).take());
    return target;
}

template <class T>
tl::expected<T, Violations> from_text(std::string_view text,
                                      UnknownMembers unknown = UnknownMembers::violation) {
    auto document = parse(text);
    if (!document) return tl::unexpected(std::move(document.error()));
    return from_json<T>(*document, unknown);
}

}  // namespace lem::schema
