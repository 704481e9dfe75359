/// Every number that a stranger can send has a range, and whatever lies within the ranges can be
/// judged and written: no overflow, no infinity, no assertion.

#include "domain/board/derivation.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/experiment/study.hpp"
#include "support/arbitrary.hpp"
#include "support/sample_provenance.hpp"
#include "support/sample_result.hpp"

#include <gtest/gtest.h>

namespace lem {
namespace {

using namespace schema;

/// Pointers of the numbers of T that lack a lowest or highest value.
template <class T>
void collect_unbounded(const FieldOptions& options, const std::string& at,
                       std::vector<std::string>& found) {
    if constexpr (is_optional<T> || is_vector<T>) {
        collect_unbounded<typename T::value_type>(options, at, found);
    } else if constexpr (is_map<T>) {
        collect_unbounded<typename T::mapped_type>(options, at, found);
    } else if constexpr (Described<T>) {
        for_each_field<T>([&](const auto& f) {
            collect_unbounded<field_value<decltype(f)>>(f.options, pointer_to(at, f.name), found);
        });
    } else if constexpr (Tagged<T>) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (collect_unbounded<std::variant_alternative_t<I, T>>(options, at, found), ...);
        }(std::make_index_sequence<std::variant_size_v<T>>{});
    } else if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
        constexpr double safe = 1e30;  // its square and its sums are finite
        if (options.minimum < -safe || options.maximum > safe) found.push_back(at);
        if constexpr (std::is_integral_v<T>) {
            constexpr auto most = static_cast<double>(std::numeric_limits<T>::max());
            if (options.maximum >= most) found.push_back(at + " (an integer)");
        }
    }
}

template <class T>
std::vector<std::string> unbounded() {
    std::vector<std::string> found;
    collect_unbounded<T>(FieldOptions{}, "", found);
    return found;
}

TEST(Ranges, EveryNumberOfADocumentHasOne) {
    EXPECT_EQ(unbounded<domain::Result>(), std::vector<std::string>{});
    EXPECT_EQ(unbounded<domain::RequestRecord>(), std::vector<std::string>{});
    EXPECT_EQ(unbounded<domain::Manifest>(), std::vector<std::string>{});
    EXPECT_EQ(unbounded<domain::Study>(), std::vector<std::string>{});
}

/// Puts each number at one end of its range.
template <class T>
void put_at_ends(T& target, const FieldOptions& options, test::Rng& rng) {
    if constexpr (is_optional<T>) {
        if (target) put_at_ends(*target, options, rng);
    } else if constexpr (is_vector<T>) {
        for (auto& element : target)
            put_at_ends(element, options, rng);
    } else if constexpr (Described<T>) {
        for_each_field<T>([&](const auto& f) { put_at_ends(f.of(target), f.options, rng); });
    } else if constexpr (Tagged<T>) {
        std::visit([&](auto& alternative) { put_at_ends(alternative, options, rng); }, target);
    } else if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
        std::vector<double> ends{options.minimum, options.maximum};
        const bool fraction = std::is_floating_point_v<T> && options.maximum >= smallest_number;
        if (fraction) ends.push_back(std::max(options.minimum, smallest_number));
        target = static_cast<T>(ends[test::below(rng, ends.size())]);
    }
}

TEST(Ranges, WhatIsAtTheirEndsIsJudgedAndWritten) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        SCOPED_TRACE(seed);
        test::Rng rng(seed);
        domain::Result result =
            seed % 2 == 0 ? test::sample_result() : test::arbitrary<domain::Result>(rng);
        put_at_ends(result, FieldOptions{}, rng);
        if (seed % 2 == 1) result.provenance = test::sample_provenance();  // what is null, and why
        domain::RequestRecord request = test::arbitrary<domain::RequestRecord>(rng);
        put_at_ends(request, FieldOptions{}, rng);
        const std::string document = to_text(result), requests = to_text(request) + "\n";
        const auto checked =
            domain::derive({.document = document, .requests = domain::requests_in(requests)},
                           {.received_at_ms = 1'763'000'000'000});
        ASSERT_TRUE(checked.report.violations.empty())
            << checked.report.violations[0].pointer << checked.report.violations[0].message;
        EXPECT_NO_THROW(to_text(checked.report));
    }
}

/// Pointers of the numbers of a document.
std::vector<std::string> numbers_of(const json& document) {
    std::vector<std::string> found;
    const json flat = document.flatten();
    for (const auto& [pointer, value] : flat.items()) {
        if (value.is_number()) found.push_back(pointer);
    }
    return found;
}

/// One number that nearly is 0, in a document that is right otherwise.
TEST(Ranges, AQuotientByTheSmallestNumberIsJudgedAndWritten) {
    const json sample = json::parse(to_text(test::sample_result()));
    const std::vector<std::string> places = numbers_of(sample);
    ASSERT_GT(places.size(), 50U);
    for (const std::string& place : places) {
        SCOPED_TRACE(place);
        for (const char* number : {"1e-100", "4.9e-324"}) {
            json document = sample;
            document[json::json_pointer(place)] = json::parse(number);
            const std::string text = document.dump();
            const auto checked =
                domain::derive({.document = text}, {.received_at_ms = 1'763'000'000'000});
            EXPECT_NO_THROW(to_text(checked.report));
        }
    }
}

TEST(Ranges, AnOverflowOfWhatIsDerivedIsAViolationOfWhatItIsDerivedFrom) {
    json document = json::parse(to_text(test::sample_result()));
    document["summary"]["throughput_tokens_per_sec"]["ci95_low"] = -1.7e308;
    document["summary"]["throughput_tokens_per_sec"]["ci95_high"] = 1.7e308;
    const std::string text = document.dump();
    const auto checked = domain::derive({.document = text}, {.received_at_ms = 1'763'000'000'000});
    ASSERT_EQ(checked.report.violations.size(), 2U);
    EXPECT_EQ(checked.report.violations[0].pointer, "/summary/throughput_tokens_per_sec/ci95_low");
    EXPECT_EQ(checked.report.violations[0].message,
              "must be from -1e+24 to 1e+24, found -1.7e+308");
}

}  // namespace
}  // namespace lem
