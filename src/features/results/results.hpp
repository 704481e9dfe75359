#pragma once
/// Submitting, reading and withdrawing results. Durable before it is acknowledged: blobs first,
/// then the rows, which are the commit point; a small document is itself a row. A run is listed
/// once, for the account that published it first; submitting another document of it returns its id.
/// Thread-safe; calls block.

#include "base/id.hpp"
#include "base/limits.hpp"
#include "domain/account.hpp"
#include "domain/board/derivation.hpp"
#include "domain/compare/result_comparison.hpp"
#include "features/results/acceptance.hpp"
#include "features/results/derivations.hpp"
#include "features/results/request_digests.hpp"
#include "features/results/result_store.hpp"
#include "features/results/upload.hpp"
#include "interchange/results/file_report.hpp"
#include "platform/blob/blob_store.hpp"

#include <functional>
#include <semaphore>
#include <variant>

namespace lem::results {

/// Opened bundles use memory, so few are open at once; the others wait in the constructor.
class OpenedBundle {
public:
    explicit OpenedBundle(std::counting_semaphore<>& places) : places_(places) {
        places_.acquire();
    }
    ~OpenedBundle() { places_.release(); }
    OpenedBundle(const OpenedBundle&) = delete;
    OpenedBundle& operator=(const OpenedBundle&) = delete;

private:
    std::counting_semaphore<>& places_;
};

class Results {
public:
    /// `changed` is called after each commit; it must not throw. `names` must not block.
    Results(sql::Database& database, blob::BlobStore& blobs, const Clock& clock,
            RandomSource& random, std::function<void()> changed, Acceptance acceptance = {},
            domain::KnownNamesSource names = domain::share_built_in_names)
        : database_(database),
          blobs_(blobs),
          clock_(clock),
          random_(random),
          changed_(std::move(changed)),
          acceptance_(std::move(acceptance)),
          names_(std::move(names)),
          digests_(blobs) {}

    /// Throws Error(invalid) with each violation, or with each check that rejects it, and
    /// Error(conflict) when the run's id or its files belong to another result. A bundle replaces
    /// the same run without files, a signed one the same run without a signature. A result that its
    /// owner withdrew is listed again when the owner submits it again.
    domain::Receipt submit(const domain::Principal& principal, const blob::StagedFile& file);
    domain::CheckReport check(const blob::StagedFile& file) const;
    /// The same for a file of any program, and for several results in one file.
    interchange::FileReport report_on(const blob::StagedFile& file,
                                      const interchange::GivenFacts& given) const;

    domain::ResultDetail detail(const std::string& id) const;
    /// The same with its requests, as far as they are there.
    domain::LoadedResult load(const std::string& id);
    domain::ResultList list(const domain::ResultListQuery& query) const;
    /// Those of the caller's account, in any state.
    domain::ResultList list_own(const domain::Principal& principal,
                                const domain::ResultListQuery& query) const;
    /// Only by its owner, a moderator or an administrator.
    void withdraw(const domain::Principal& principal, const std::string& id,
                  const std::string& reason);

    /// The bytes as they were submitted, or a file of the bundle ("result.json" is always there).
    struct Download {
        std::variant<std::filesystem::path, std::string> content;  // a file, or the bytes
        std::string sha256;
        std::string media_type;
        std::int64_t size_bytes = 0;
    };
    Download original(const std::string& id) const;
    Download file(const std::string& id, const std::string& name) const;
    /// The bytes of its result.json.
    std::string document(const std::string& id) const;

private:
    /// A slot for an upload that is a bundle; null for a document alone.
    std::unique_ptr<OpenedBundle> opened_bundle(const blob::StagedFile& file) const;
    struct Published {
        std::string id;
        bool is_new = false;
    };

    Submission submission(const std::string& id) const;
    std::optional<domain::ResultSignature> signature_of(const std::string& id) const;
    /// The receipt of a result that existed before.
    domain::Receipt receipt_of(const std::string& id) const;
    /// The same bytes are known: lists again what the caller withdrew.
    domain::Receipt submit_again(const domain::Principal& principal, const std::string& id);
    /// Stores an upload durably that does not belong in the database, whole and file by file.
    void store_files(const blob::StagedFile& file, const Upload& upload);
    /// Stores the bytes of a known result again if they are lost.
    void mend(const std::string& id, const blob::StagedFile& file, const Upload& upload);
    /// Inserts the result, or finds the one that represents the same run.
    Published publish(sql::Transaction& transaction, const Submission& submission,
                      const StoredDerivation& derived, const std::optional<std::string>& document,
                      const std::optional<domain::PublicKey>& signer) const;
    Download located(const std::string& sha256, std::string media_type,
                     std::int64_t size_bytes) const;

    sql::Database& database_;
    blob::BlobStore& blobs_;
    const Clock& clock_;
    RandomSource& random_;
    std::function<void()> changed_;
    Acceptance acceptance_;
    domain::KnownNamesSource names_;
    RequestDigests digests_;
    mutable std::counting_semaphore<> opening_{limits::bundles_opened_at_once};
};

}  // namespace lem::results
