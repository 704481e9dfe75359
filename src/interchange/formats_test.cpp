#include "interchange/formats.hpp"

#include <gtest/gtest.h>

namespace lem::interchange {
namespace {

using schema::json;

std::optional<std::string> starts_with_a(const Sample& sample) {
    if (!sample.head.starts_with("a")) return std::nullopt;
    return "it starts with a";
}
std::optional<std::string> ends_with_b(const Sample& sample) {
    if (!sample.head.ends_with("b")) return std::nullopt;
    return "it ends with b";
}

struct Letters {
    std::string_view name;
    std::optional<std::string> (*sniff)(const Sample&);
};
constexpr std::array letters{Letters{"a-csv", starts_with_a}, Letters{"b-csv", ends_with_b}};

auto recognised(std::string_view head) {
    return recognise(std::span<const Letters>(letters), Sample{.head = head});
}

TEST(Recognise, AFileIsOfTheFormatThatRecognisesIt) {
    const auto format = recognised("a,c");
    ASSERT_TRUE(format);
    EXPECT_EQ((*format)->name, "a-csv");
    EXPECT_EQ(*recognised("c"), nullptr);
}

TEST(Recognise, TwoFormatsThatFitAreNamedWithTheirReasons) {
    const auto format = recognised("a,b");
    ASSERT_FALSE(format);
    EXPECT_EQ(format.error()[0].message,
              "matches two formats: a-csv, because it starts with a, and b-csv, because it ends "
              "with b");
}

TEST(Formats, EachIsNamedAndComplete) {
    for (const Format& format : formats()) {
        EXPECT_FALSE(format.name.empty());
        EXPECT_FALSE(format.program.empty());
        EXPECT_NE(format.sniff, nullptr);
        EXPECT_NE(format.read, nullptr);
    }
}

TEST(Formats, ExperimentsAreReadInEitherFormat) {
    const auto own = read_experiment(json::parse(
        R"({"schema_version":1,"name":"n","model":{"name":"m"},"engine":{"name":"vllm"}})"));
    ASSERT_TRUE(own);
    EXPECT_EQ(own->translated_from, "");
    const json foreign = json::parse(R"({"config_name":"n","model_name":"org/m","gpus":[0]})");
    const auto translated = read_experiment(foreign);
    ASSERT_TRUE(translated);
    EXPECT_EQ(translated->experiment.engine.name, domain::EngineName::transformers);
    EXPECT_EQ(translated->translated_from, "llenergymeasure");
    EXPECT_FALSE(translated->notes.empty());
    EXPECT_EQ(engine_keys_of(foreign).name_path, "backend");
    EXPECT_EQ(engine_keys_of(json::object()).name_path, "engine.name");
}

}  // namespace
}  // namespace lem::interchange
