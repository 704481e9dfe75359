#include "domain/catalogue/catalogue.hpp"

#include "base/embedded.hpp"
#include "domain/catalogue/built_in.hpp"
#include "schema/read.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

std::string id_of(std::string_view name, std::optional<double> memory_mb = {}) {
    const HardwareProfile* profile = built_in_catalogue().find_profile(name, memory_mb);
    return profile != nullptr ? profile->id : "";
}

TEST(BuiltInCatalogue, ItsFilesAreValidAndEveryNameBelongsToOneEntry) {
    Catalogue catalogue;
    for (const embedded::File& file : embedded::catalogue()) {
        SCOPED_TRACE(file.path);
        auto entries = schema::from_text<CatalogueFile>(file.content);
        ASSERT_TRUE(entries) << entries.error()[0].pointer << " " << entries.error()[0].message;
        for (const Violation& violation : catalogue.add(std::move(*entries)))
            ADD_FAILURE() << violation.pointer << " " << violation.message;
    }
    EXPECT_GT(catalogue.hardware().size(), 200U);
    EXPECT_GT(catalogue.models().size(), 100U);
    EXPECT_EQ(built_in_catalogue().hardware().size(), catalogue.hardware().size());
}

TEST(BuiltInCatalogue, SharedNamesAreThoseOfSeveralEntries) {
    for (const HardwareProfile& profile : built_in_catalogue().hardware()) {
        for (const std::string& shared : profile.shared_names)
            EXPECT_EQ(built_in_catalogue().find_hardware(shared).standing, NameStanding::ambiguous)
                << profile.id << " need not share " << shared;
    }
    for (const ModelFacts& model : built_in_catalogue().models()) {
        for (const ModelNames& names : model.names) {
            for (const std::string& shared : names.shared_names)
                EXPECT_EQ(built_in_catalogue().find_model(shared).standing, NameStanding::ambiguous)
                    << names.name << " need not share " << shared;
        }
    }
}

TEST(BuiltInCatalogue, EveryNameOfADeviceFindsIt) {
    for (const HardwareProfile& profile : built_in_catalogue().hardware()) {
        EXPECT_EQ(id_of(profile.name), profile.id);
        for (const std::string& name : profile.driver_names)
            EXPECT_EQ(id_of(name), profile.id) << name;
        for (const std::string& name : profile.aliases)
            EXPECT_EQ(id_of(name), profile.id) << name;
    }
}

TEST(BuiltInCatalogue, FiguresOfDevicesAreInOrder) {
    for (const HardwareProfile& profile : built_in_catalogue().hardware()) {
        SCOPED_TRACE(profile.id);
        const PeakTflops& peak = profile.peak_tflops;
        if (peak.fp16 && peak.bf16) EXPECT_GE(*peak.fp16, *peak.bf16);
        if (peak.fp8 && peak.fp16) EXPECT_GE(*peak.fp8, *peak.fp16);
        if (peak.fp4 && peak.fp8) EXPECT_GT(*peak.fp4, *peak.fp8);
        for (const double option : profile.memory_options_gb)
            EXPECT_LT(option, profile.memory_gb.value_or(0)) << "the largest is memory_gb";
        if (profile.bandwidth_gb_per_s) EXPECT_LE(*profile.bandwidth_gb_per_s, 10'000);
        if (profile.tdp_watts) EXPECT_LE(*profile.tdp_watts, 1'500);
    }
}

/// Two statements of the same model, made apart: its size and its configuration.
TEST(BuiltInCatalogue, SizesOfModelsFollowFromTheirArchitecture) {
    int compared = 0;
    for (const ModelFacts& model : built_in_catalogue().models()) {
        if (!model.architecture) continue;
        SCOPED_TRACE(model.names.front().name);
        const ModelShape shape = shape_of(*model.architecture, std::nullopt);
        ASSERT_TRUE(model.parameters_total);
        // Positions and biases of small old models are not part of the formula.
        EXPECT_NEAR(parameters_total(shape) / *model.parameters_total, 1, 0.02);
        ASSERT_TRUE(model.parameters_active);
        EXPECT_NEAR(parameters_active(shape) / *model.parameters_active, 1, 0.01);
        EXPECT_LE(*model.parameters_active, *model.parameters_total);
        EXPECT_TRUE(weight_bytes(model));
        ++compared;
    }
    EXPECT_GT(compared, 100);
}

CatalogueFile file_of(std::string_view json) {
    return schema::from_text<CatalogueFile>(json).value();
}

TEST(OperatorsEntries, AddDevicesAndReplaceThoseOfTheSameId) {
    Catalogue catalogue = built_in_catalogue();
    const std::size_t before = catalogue.hardware().size();
    const auto found = catalogue.add(file_of(R"({"hardware": [
        {"id": "l4", "name": "NVIDIA L4, our limit", "driver_names": ["NVIDIA L4"],
         "memory_gb": 24, "tdp_watts": 60, "source": "us", "status": "datasheet"
},
        {"id": "acme-1", "name": "Acme One", "aliases": ["AC1"], "memory_gb": 16,
         "source": "us", "status": "uncertain"}]
})"));
    ASSERT_TRUE(found.empty()) << found[0].pointer << " " << found[0].message;
    EXPECT_EQ(catalogue.hardware().size(), before + 1);
    EXPECT_EQ(catalogue.find_profile("Tesla L4")->tdp_watts, 60);
    EXPECT_EQ(catalogue.find_profile("NVIDIA L4")->bandwidth_gb_per_s, std::nullopt)
        << "replaced, not merged";
    EXPECT_EQ(catalogue.find_profile("ac1")->id, "acme-1");
}

TEST(OperatorsEntries, ReplaceModelsByName) {
    Catalogue catalogue = built_in_catalogue();
    const auto found = catalogue.add(file_of(R"({"models": [
        {"names": [{"name": "Qwen/Qwen3-8B", "aliases": ["house-model"]}],
         "parameters_total": 8e9, "precision": "bf16", "source": "us", "status": "looked_up"}]})"));
    ASSERT_TRUE(found.empty()) << found[0].pointer << " " << found[0].message;
    EXPECT_EQ(catalogue.find_model("house-model").facts->parameters_total, 8e9);
    EXPECT_EQ(catalogue.find_model("qwen3-8b").facts->parameters_total, 8e9);
    EXPECT_EQ(catalogue.find_model("Qwen3-8B-Base").names->name, "Qwen/Qwen3-8B-Base")
        << "the other names of the replaced entry stay";
}

TEST(OperatorsEntries, ThatTakeANameOfAnotherAreRefusedAtTheirPlace) {
    Catalogue catalogue = built_in_catalogue();
    const auto found = catalogue.add(file_of(R"({"hardware": [
        {"id": "acme-1", "name": "Acme One", "aliases": ["AC1", "nvidia l4"], "source": "us",
         "status": "uncertain"}]})"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].pointer, "/hardware/0/aliases/1");
    EXPECT_NE(found[0].message.find("is a name of NVIDIA L4 too"), std::string::npos)
        << found[0].message;

    Catalogue other = built_in_catalogue();
    const auto models = other.add(file_of(R"({"models": [
        {"names": [{"name": "Acme/New", "aliases": ["qwen3-8b"]}, {"name": "Acme/Old"}],
         "parameters_total": 1, "precision": "bf16", "source": "us", "status": "uncertain"},
        {"names": [], "parameters_total": 1, "precision": "bf16", "source": "us",
         "status": "uncertain"}]})"));
    ASSERT_EQ(models.size(), 2U);
    EXPECT_EQ(models[0].pointer, "/models/0/names/0/aliases/0");
    EXPECT_EQ(models[1].pointer, "/models/1/names");
}

TEST(OperatorsEntries, OfOneFileMayNotHaveTheSameIdTwice) {
    Catalogue catalogue;
    const auto found = catalogue.add(file_of(R"({"hardware": [
        {"id": "a", "name": "Acme One", "source": "us", "status": "uncertain"},
        {"id": "a", "name": "Acme Two", "source": "us", "status": "uncertain"}]})"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].pointer, "/hardware/1/id");
}

}  // namespace
}  // namespace lem::domain
