#include "platform/yaml/yaml.hpp"

#include <gtest/gtest.h>

namespace lem::yaml {
namespace {

using schema::json;

TEST(YamlText, IsReadableAndReadsBackAsTheSameValue) {
    const json document = json::parse(R"({"name":"a model","model":{"path":"/m/a b.gguf"},
        "list":[1,{"a":true,"b":[]},[2.5]],"empty":{},"none":null})");
    EXPECT_EQ(to_text(document),
              "name: a model\nmodel:\n  path: /m/a b.gguf\nlist:\n  - 1\n  -\n    a: true\n"
              "    b: []\n  -\n    - 2.5\nempty: {}\nnone: null\n");
    const auto again = parse(to_text(document));
    ASSERT_TRUE(again) << again.error()[0].message;
    EXPECT_EQ(again->value, document);
}

TEST(YamlText, TextsStayTexts) {
    for (const char* text : {"",           "true",  "Null",
                             "12",         "1e3",   "-",
                             "- a",        "a: b",  "a:",
                             "a #b",       " a",    "a ",
                             "#",          "&a",    "*a",
                             "!a",         "{a",    "[a",
                             "'a",         "\"a\"", "a\nb",
                             "@a",         "%a",    "\t",
                             "\xc3\xa9",   ".nan",  "http://127.0.0.1:8000/v1?x=1&y=2",
                             "2026-11-29", "yes",   "?",
                             "a, b"}) {
        const json document{{"key", text}, {text, 1}};
        const auto again = parse(to_text(document));
        ASSERT_TRUE(again) << text << ": " << again.error()[0].message;
        EXPECT_EQ(again->value, document) << to_text(document);
    }
}

}  // namespace
}  // namespace lem::yaml
