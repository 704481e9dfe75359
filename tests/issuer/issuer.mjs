// A certified OpenID Connect issuer (npm's oidc-provider) for tests, with the signing keys and the login page that
// it brings for development: any name signs in, without a password. It prints its address.
//
//   node tests/issuer/issuer.mjs [client_secret_post]    how clients show their secret, client_secret_basic by default
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const method = process.argv[2] ?? "client_secret_basic";
const secret = "issuer-client-secret+/=%";
const redirect_uris = ["http://127.0.0.1:1/auth/oidc/callback"];
const key = (type, options, alg) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }),
  use: "sig",
  alg,
  kid: `${alg} key`,
});
/** A client for each algorithm. */
const client = (client_id, alg) => ({
  client_id,
  client_secret: secret,
  redirect_uris,
  token_endpoint_auth_method: method,
  id_token_signed_response_alg: alg,
});

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const address = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(address, {
    clients: [client("rsa", "RS256"), client("pss", "PS256"), client("curve", "ES256"), client("shared", "HS256")],
    jwks: {
      keys: [
        key("rsa", { modulusLength: 2048 }, "RS256"),
        key("rsa", { modulusLength: 2048 }, "PS256"),
        key("ec", { namedCurve: "P-256" }, "ES256"),
      ],
    },
    enabledJWA: { idTokenSigningAlgValues: ["RS256", "PS256", "ES256", "HS256"] },
    claims: {
      openid: ["sub"],
      profile: ["name", "preferred_username", "groups"],
      email: ["email", "email_verified"],
    },
    clientAuthMethods: [method],
    pkce: { required: () => true },
    cookies: { keys: ["only for tests"] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        name: `${id} of the issuer`,
        preferred_username: id,
        groups: ["engine-lab"],
        email: `${id}@issuer.example`,
        email_verified: id !== "unverified",
      }),
    }),
  });
  server.on("request", provider.callback());
  console.log(address);
});
