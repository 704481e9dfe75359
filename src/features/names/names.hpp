#pragma once
/// The names of models and devices in stored results: what they mean today, and those that nobody
/// knows, for an operator to review. An alias that is set applies at once to what is shown, and the
/// results that have the name are derived again with the facts of what it means. Thread-safe.

#include "domain/catalogue/known_names.hpp"
#include "features/names/aliases.hpp"

#include <atomic>
#include <mutex>

namespace lem::names {

/// A name that results have and that means nothing certain.
struct ReviewedName {
    AliasKind kind = AliasKind::model;
    std::string name;
    domain::NameStanding standing = domain::NameStanding::unknown;
    std::int64_t results = 0;
    std::string first_seen;
    std::vector<std::string> similar;
};

struct NameReview {
    std::vector<ReviewedName> items;
};

struct NameReviewQuery {
    std::optional<AliasKind> kind;
    int limit = 100;
};

class Names {
public:
    /// Reads the aliases. Throws Error when the database fails.
    Names(sql::Database& database, domain::Catalogue catalogue);
    Names(const Names&) = delete;
    Names& operator=(const Names&) = delete;

    /// What names mean today. Does not block.
    std::shared_ptr<const domain::KnownNames> known() const { return std::atomic_load(&known_); }
    /// Reads the aliases again: this or another process has changed one.
    void reload();
    /// Unknown and ambiguous names of listed results, those of most results first.
    NameReview review(const NameReviewQuery& query) const;
    const domain::Catalogue& catalogue() const { return catalogue_; }

private:
    sql::Database& database_;
    const domain::Catalogue catalogue_;
    std::mutex reloading_;                             // the last to read is the last to store
    std::shared_ptr<const domain::KnownNames> known_;  // only through std::atomic_load and _store
};

}  // namespace lem::names

namespace lem::schema {

template <>
struct description<names::ReviewedName> {
    using T = names::ReviewedName;
    static constexpr auto record = schema::record(
        "ReviewedName", "A name that results have and that means nothing certain.",
        field("kind", &T::kind, {.doc = "Of what."}),
        field("name", &T::name, {.doc = "As submitted."}),
        field("standing", &T::standing, {.doc = "Why it means nothing certain."}),
        field("results", &T::results, {.doc = "Listed results that have it."}),
        field(
            "first_seen", &T::first_seen,
            {.doc = "When the first of them was submitted, UTC.", .format = TextFormat::date_time}),
        field("similar", &T::similar,
              {.doc = "Entries of the catalogue that it may mean, the most similar first."}));
};

template <>
struct description<names::NameReview> {
    using T = names::NameReview;
    static constexpr auto record =
        schema::record("NameReview", "Names to review, those of most results first.",
                       field("items", &T::items, {.doc = "The names."}));
};

template <>
struct description<names::NameReviewQuery> {
    using T = names::NameReviewQuery;
    static constexpr auto record =
        schema::record("NameReviewQuery", "Which names.",
                       field("kind", &T::kind, {.doc = "Only models, or only hardware."}),
                       field("limit", &T::limit,
                             {.doc = "Names of each kind at most.",
                              .minimum = 1,
                              .maximum = 1'000,
                              .defaulted = true}));
};

}  // namespace lem::schema
