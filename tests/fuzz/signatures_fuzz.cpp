#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "domain/signing/account_key.hpp"
#include "domain/signing/result_signature.hpp"
#include "domain/signing/signed_note.hpp"
#include "domain/signing/statement.hpp"
#include "schema/write.hpp"

#include <algorithm>

/// What reads signatures, and what was signed. The corpus has one envelope and one note by a key
/// whose seed the fuzzer does not know: nothing else may open as signed by it. What lies behind a
/// signature is reached with a key of the target's own.
namespace {

using namespace lem::domain;

const std::string own_seed(32, 's');
constexpr auto unknown = lem::schema::UnknownMembers::ignored;

/// The example in the documentation of Go's package sumdb/note.
constexpr std::string_view published_key =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view published_text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your "
    "problem is.\n";
/// The first test of RFC 8032's key in the corpus, and what it signed there.
constexpr std::string_view published_signer =
    "ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
constexpr std::string_view published_body = R"({"account":"ada","log":"lem.example","key":"mine"})";

FilesByName signed_files() {
    FilesByName files;
    for (const char* name : {"manifest.json", "requests.jsonl", "result.json"})
        files[name] = {name, lem::sha256_hex(name), 1};
    return files;
}

void read_envelope(std::string_view text) {
    signer_of(text, signed_files());
    const auto envelope = lem::schema::from_text<DsseEnvelope>(text, unknown);
    if (!envelope) return;
    const auto opened = open_envelope(*envelope, key_claim_media_type);
    if (!opened) return;
    LEM_ASSERT(envelope->signatures.size() == 1);
    LEM_ASSERT(text_of(opened->signer) == envelope->signatures[0].keyid);
    if (text_of(opened->signer) == published_signer) LEM_ASSERT(opened->body == published_body);
}

/// What a key holder may sign: any bytes.
void read_signed_body(std::string_view body) {
    const DsseEnvelope signed_body = sign_envelope(statement_media_type, body, own_seed);
    const std::string text = lem::schema::to_text(signed_body);
    if (const auto signer = signer_of(text, signed_files())) {
        LEM_ASSERT(*signer == public_key_of(own_seed));
        for (const char* name : {"requests.jsonl", "result.json"})
            LEM_ASSERT(body.find(lem::sha256_hex(name)) != std::string_view::npos);
    }
    const auto opened = open_envelope(signed_body, statement_media_type);
    LEM_ASSERT(opened && opened->body == body && opened->signer == public_key_of(own_seed));
    lem::schema::from_text<KeyClaim>(body);
    lem::schema::from_text<KeyRegistration>(body);
    lem::schema::from_text<LogEntry>(body, unknown);
}

/// Files of any names are signed so that the signature is theirs and nobody else's.
void sign_names(std::string_view text) {
    FilesByName files;
    for (const std::string_view name : lem::text::split(text.substr(0, 400), '\n')) {
        const bool readable = lem::text::is_utf8(name) && name.find('\0') == std::string_view::npos;
        if (!readable || files.size() == 64) return;
        files[std::string(name)] = {std::string(name), lem::sha256_hex(name), 1};
    }
    const auto signer = signer_of(sign_files(files, own_seed), files);
    const bool too_long =
        std::ranges::any_of(files, [](const auto& file) { return file.first.size() > 200; });
    LEM_ASSERT(signer || too_long);
    const std::string before = sign_files(files, own_seed);
    files["one more"] = {"one more", lem::sha256_hex(""), 0};
    LEM_ASSERT(!signer_of(before, files));
}

void read_note(std::string_view note) {
    const NoteKey key = *read_note_key(published_key);
    if (const auto text = open_note(note, key)) LEM_ASSERT(*text == published_text);
    open_checkpoint(note, key);
}

void read_signed_text(std::string_view text) {
    const NoteKey key{.name = "log.example/1", .key = public_key_of(own_seed)};
    const std::string signed_text = std::string(text) + "\n";
    const std::string note = sign_note(signed_text, key.name, own_seed);
    const auto opened = open_note(note, key);
    if (opened) LEM_ASSERT(*opened == signed_text);
    if (const auto checkpoint = read_checkpoint(text)) {
        const auto again = read_checkpoint(text_of(*checkpoint));
        LEM_ASSERT(again && *again == *checkpoint);
        const auto whole = open_checkpoint(note, key);
        LEM_ASSERT(whole.has_value() == (opened && checkpoint->origin == key.name));
        if (whole) LEM_ASSERT(*whole == *checkpoint);
    }
}

/// One key has one text.
void read_key(std::string_view text) {
    if (const auto key = read_public_key(text)) LEM_ASSERT(text_of(*key) == text);
    if (const auto key = read_note_key(text)) LEM_ASSERT(text_of(*key) == lem::text::trim(text));
    if (const auto seed = seed_of_pem(text)) LEM_ASSERT(seed_of_pem(private_pem(*seed)) == seed);
}

constexpr std::array readers{read_envelope, read_signed_body, sign_names,
                             read_note,     read_signed_text, read_key};

}  // namespace

/// The first byte chooses what the rest is taken for.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    readers[data[0] % readers.size()]({reinterpret_cast<const char*>(data) + 1, size - 1});
    return 0;
}
