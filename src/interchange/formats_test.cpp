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
tl::expected<Translation, Violations> unread(const Source&) {
    return tl::unexpected(Violations{{"", "is not read"}});
}

constexpr std::array letters{
    Format{.name = "a-csv", .kind = Kind::result, .sniff = starts_with_a, .read = unread},
    Format{.name = "b-csv", .kind = Kind::result, .sniff = ends_with_b, .read = unread},
};

TEST(Formats, AFileIsOfTheFormatThatRecognisesIt) {
    const auto format = recognise(letters, Kind::result, {.bytes = "a,c"});
    ASSERT_TRUE(format);
    EXPECT_EQ((*format)->name, "a-csv");
    EXPECT_EQ(*recognise(letters, Kind::result, {.bytes = "c"}), nullptr);
    EXPECT_EQ(*recognise(letters, Kind::experiment, {.bytes = "a"}), nullptr)
        << "a result is not an experiment";
}

TEST(Formats, TwoFormatsThatFitAreNamedWithTheirReasons) {
    const auto format = recognise(letters, Kind::result, {.bytes = "a,b"});
    ASSERT_FALSE(format);
    EXPECT_EQ(format.error()[0].message,
              "matches two formats: a-csv, because it starts with a, and b-csv, because it ends "
              "with b; remove the keys of the other format");
}

TEST(Formats, AFormatSeesABoundedHead) {
    const std::string bytes(Sample::head_bytes_max, 'c');
    EXPECT_EQ(*recognise(letters, Kind::result, {.bytes = bytes + "b"}), nullptr);
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
