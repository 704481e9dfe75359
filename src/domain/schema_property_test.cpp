/// Properties of the schema reader over random documents of the largest wire types, and of the
/// grammar of ranges. Seeds are printed with a failure.

#include "base/limits.hpp"
#include "domain/board/leaderboard_query.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "schema/query.hpp"
#include "support/arbitrary.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace lem {
namespace {

using schema::json;
using test::below;
using test::Rng;

constexpr std::uint64_t documents = 60;

bool names(const Violations& violations, const std::string& pointer) {
    return std::any_of(violations.begin(), violations.end(),
                       [&](const Violation& violation) { return violation.pointer == pointer; });
}

/// Pointers of every object (or of every text, number and truth) in the document.
void collect(const json& node, const std::string& at, bool objects, std::vector<std::string>& out) {
    if (node.is_object() ? objects : !objects && !node.is_array() && !node.is_null())
        out.push_back(at);
    if (node.is_object()) {
        for (const auto& member : node.items())
            collect(member.value(), schema::pointer_to(at, member.key()), objects, out);
    } else if (node.is_array()) {
        for (std::size_t i = 0; i < node.size(); ++i)
            collect(node[i], at + "/" + std::to_string(i), objects, out);
    }
}

/// The keys of these are not ours, so none is unknown.
bool is_free(const std::string& pointer) {
    return pointer.ends_with("/options") || pointer.ends_with("/capabilities");
}

template <class T>
class SchemaReader : public testing::Test {};
using Types = testing::Types<domain::Result, domain::Experiment, domain::LeaderboardRow>;
TYPED_TEST_SUITE(SchemaReader, Types);

TYPED_TEST(SchemaReader, ReadsWhatWasWritten) {
    for (std::uint64_t seed = 0; seed < documents; ++seed) {
        SCOPED_TRACE(seed);
        Rng rng(seed);
        const std::string text = schema::to_text(test::arbitrary<TypeParam>(rng));
        const auto back = schema::from_text<TypeParam>(text);
        ASSERT_TRUE(back) << back.error()[0].pointer << " " << back.error()[0].message;
        ASSERT_EQ(schema::to_text(*back), text);
    }
}

TYPED_TEST(SchemaReader, NamesAnUnknownMemberWhereverItIs) {
    for (std::uint64_t seed = 0; seed < documents; ++seed) {
        SCOPED_TRACE(seed);
        Rng rng(seed);
        json document = json::parse(schema::to_text(test::arbitrary<TypeParam>(rng)));
        std::vector<std::string> places;
        collect(document, "", true, places);
        std::erase_if(places, is_free);
        const std::string place = places[below(rng, places.size())];
        document[json::json_pointer(place)]["no such member"] = 1;
        const auto read = schema::from_text<TypeParam>(document.dump());
        ASSERT_FALSE(read) << place;
        ASSERT_EQ(read.error().size(), 1U) << place;
        EXPECT_EQ(read.error()[0].pointer, place + "/no such member");
    }
}

TYPED_TEST(SchemaReader, NamesAValueOfAnotherType) {
    for (std::uint64_t seed = 0; seed < documents; ++seed) {
        SCOPED_TRACE(seed);
        Rng rng(seed);
        json document = json::parse(schema::to_text(test::arbitrary<TypeParam>(rng)));
        std::vector<std::string> places;
        collect(document, "", false, places);
        const std::string place = places[below(rng, places.size())];
        document[json::json_pointer(place)] = json::array({json::object()});
        const auto read = schema::from_text<TypeParam>(document.dump());
        ASSERT_FALSE(read) << place;
        EXPECT_TRUE(names(read.error(), place)) << place << ": " << read.error()[0].pointer;
    }
}

TYPED_TEST(SchemaReader, ReportsEveryFaultAtOnce) {
    Rng rng(1);
    json document = json::parse(schema::to_text(test::arbitrary<TypeParam>(rng)));
    std::vector<std::string> places;
    collect(document, "", false, places);
    // Without its tag, the rest of a union cannot be judged.
    std::erase_if(places, [](const std::string& place) { return place.ends_with("/mode"); });
    const std::size_t spoiled = std::min(places.size(), limits::violations_max / 2);
    for (std::size_t i = 0; i < spoiled; ++i)
        document[json::json_pointer(places[i])] = json::array({json::object()});
    const auto read = schema::from_text<TypeParam>(document.dump());
    ASSERT_FALSE(read);
    for (std::size_t i = 0; i < spoiled; ++i)
        EXPECT_TRUE(names(read.error(), places[i])) << places[i];
}

TYPED_TEST(SchemaReader, RefusesEveryTruncation) {
    Rng rng(2);
    const std::string text = schema::to_text(test::arbitrary<TypeParam>(rng));
    for (std::size_t length = 0; length < text.size(); length += 1 + text.size() / 200)
        EXPECT_FALSE(schema::from_text<TypeParam>(text.substr(0, length))) << length;
}

TEST(Range, SurvivesItsText) {
    for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
        Rng rng(seed);
        const auto number = [&] {
            const double exponent = std::uniform_real_distribution<double>(-12, 12)(rng);
            return (below(rng, 2) == 0 ? -1 : 1) * std::pow(10, exponent);
        };
        schema::Range range;
        if (below(rng, 3) > 0) range.minimum = number();
        if (below(rng, 3) > 0 || !range.minimum) range.maximum = number();
        if (range.minimum && range.maximum && *range.minimum > *range.maximum)
            std::swap(range.minimum, range.maximum);
        const auto back = schema::parse_range(schema::to_text(range));
        ASSERT_TRUE(back) << schema::to_text(range);
        EXPECT_EQ(*back, range) << schema::to_text(range);
        if (range.minimum) EXPECT_TRUE(back->holds(*range.minimum));
    }
}

TEST(Range, TakesNothingButItsGrammar) {
    const std::string alphabet = "0123456789..--eE+ naif,\t";
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
        Rng rng(seed);
        std::string value;
        for (std::size_t n = below(rng, 10); n > 0; --n)
            value += alphabet[below(rng, alphabet.size())];
        const auto range = schema::parse_range(value);
        if (!range) {
            EXPECT_FALSE(range.error().empty());
            continue;
        }
        ASSERT_TRUE(range->minimum || range->maximum) << value;
        for (const auto& bound : {range->minimum, range->maximum})
            ASSERT_TRUE(!bound || std::isfinite(*bound)) << value;
        if (range->minimum && range->maximum) ASSERT_LE(*range->minimum, *range->maximum) << value;
        EXPECT_EQ(schema::parse_range(schema::to_text(*range)), range) << value;
    }
}

TEST(List, AnyValuesComeBack) {
    const std::string alphabet = "ab ,,\\\\";
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
        Rng rng(seed);
        std::vector<std::string> values(below(rng, 4));
        std::string joined;
        for (std::string& value : values) {
            for (std::size_t n = 1 + below(rng, 5); n > 0; --n)
                value += alphabet[below(rng, alphabet.size())];
            joined += (joined.empty() ? "" : ",") + schema::list_item(value);
        }
        EXPECT_EQ(schema::split_list(joined), values) << joined;
    }
}

TEST(List, IsSplitAtCommasThatNothingEscapes) {
    using Values = std::vector<std::string>;
    EXPECT_EQ(schema::split_list(R"(NVIDIA A100\, 80GB,L4)"), (Values{"NVIDIA A100, 80GB", "L4"}));
    EXPECT_EQ(schema::split_list(R"(C:\models\,a,)"), (Values{R"(C:\models,a)"}));
    EXPECT_EQ(schema::split_list(R"(a\\,b\)"), (Values{R"(a\)", R"(b\)"}));
    EXPECT_EQ(schema::split_list(",,"), Values{});
}

}  // namespace
}  // namespace lem
