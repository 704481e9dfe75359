// The issuer of GitHub Actions' tokens, as the stand-in of GitHub has it.
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { random } from "./random.mjs";

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

export class ActionsIssuer {
  #address;
  #pairs = [];

  /** `address` gives the issuer's own, once the server listens. */
  constructor(address) {
    this.#address = address;
    this.newKey();
  }

  /** From now on tokens are signed with it; older ones stay in the set. */
  newKey({ bits = 2048 } = {}) {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
    const { n, e } = publicKey.export({ format: "jwk" });
    const kid = createHash("sha256").update(n).digest("hex").slice(0, 40);
    this.#pairs.push({ privateKey, jwk: { kty: "RSA", alg: "RS256", use: "sig", kid, n, e } });
    return kid;
  }

  description() {
    return {
      issuer: this.#address(),
      jwks_uri: `${this.#address()}/.well-known/jwks`,
      subject_types_supported: ["public", "pairwise"],
      response_types_supported: ["id_token"],
      claims_supported: Object.keys(this.#claims()),
      id_token_signing_alg_values_supported: ["RS256"],
      scopes_supported: ["openid"],
    };
  }

  keys() {
    return { keys: this.#pairs.map((pair) => pair.jwk) };
  }

  /** `claims` replace or, when null, remove the usual ones; `head` does the same with the head. */
  token({ claims = {}, head = {} } = {}) {
    const { privateKey, jwk } = this.#pairs.at(-1);
    const without = (value) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null));
    const parts = `${encoded(without({ typ: "JWT", alg: "RS256", kid: jwk.kid, ...head }))}.${encoded(without({ ...this.#claims(), ...claims }))}`;
    return `${parts}.${sign("sha256", Buffer.from(parts), privateKey).toString("base64url")}`;
  }

  #claims() {
    const now = Math.floor(Date.now() / 1000);
    return {
      jti: random(16),
      sub: "repo:engine-lab/bench:ref:refs/heads/main",
      aud: "https://github.com/engine-lab",
      ref: "refs/heads/main",
      sha: "b29b7d1d0b3f5e7a1c2d3e4f5a6b7c8d9e0f1a2b",
      repository: "engine-lab/bench",
      repository_owner: "engine-lab",
      repository_owner_id: "424242",
      repository_id: "7070",
      repository_visibility: "public",
      run_id: "11223344",
      run_number: "7",
      run_attempt: "1",
      actor: "ada-stub",
      actor_id: "1815",
      workflow: "Measure",
      event_name: "push",
      ref_type: "branch",
      workflow_ref: "engine-lab/bench/.github/workflows/measure.yml@refs/heads/main",
      job_workflow_ref: "engine-lab/bench/.github/workflows/measure.yml@refs/heads/main",
      runner_environment: "github-hosted",
      iss: this.#address(),
      nbf: now - 300,
      exp: now + 300,
      iat: now,
    };
  }
}
