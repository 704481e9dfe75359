// A stand-in of GitHub for tests and for `./run --with-github-stub`: the OAuth web flow with PKCE, the three
// questions of the API that lem asks, and the issuer of GitHub Actions' tokens, in the wire format of GitHub's
// documentation. The screens are its own. Made-up people only; nothing is kept.
//
//   node tests/github/github.mjs [--port N] [--client-id ID] [--client-secret SECRET] [--callback URL]
//
// prints its address. Paths are those of a GitHub Enterprise Server: the API below /api/v3, the issuer at
// /_services/token. /_stub is the door for tests: /_stub/switches, /_stub/seen (requests by path), /_stub/new-key,
// /_stub/token.
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { ActionsIssuer } from "./actions-issuer.mjs";
import { emailsOf, newPeople, organisationsOf, userOf } from "./people.mjs";
import { chooserPage, errorPage } from "./screens.mjs";
import { random } from "./random.mjs";

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "client-id": { type: "string", default: "Iv1.stub" },
    "client-secret": { type: "string", default: "stub-client-secret" },
    // GitHub lets an app registered with a loopback address use any of its ports.
    callback: { type: "string", default: "http://127.0.0.1/" },
  },
});

const people = newPeople();
const codes = new Map(); // code -> what it was given for
const tokens = new Map(); // access token -> {person, scopes}
const seen = {}; // how often each path was asked
/** What tests turn: `down`, `slow_ms`, `emails_unverified`, and `logins`, new logins by number. */
let switches = { down: false, slow_ms: 0, emails_unverified: false, logins: {} };

const server = createServer((request, response) => {
  answer(request)
    .catch((error) => (error.status ? error : json(500, { message: String(error) })))
    .then(({ status, headers = {}, body = "" }) => {
      response.writeHead(status, { "Cache-Control": "no-store", ...headers });
      response.end(body);
    });
});
server.listen(Number(options.port), "127.0.0.1", () => console.log(address()));

function address() {
  return `http://127.0.0.1:${server.address().port}`;
}
const issuer = new ActionsIssuer(() => `${address()}/_services/token`);

const json = (status, value, headers = {}) => ({
  status,
  headers: { "Content-Type": "application/json; charset=utf-8", ...headers },
  body: JSON.stringify(value),
});
const html = (status, body) => ({ status, headers: { "Content-Type": "text/html; charset=utf-8" }, body });
const redirect = (to) => ({ status: 302, headers: { Location: to } });

async function answer(request) {
  const url = new URL(request.url, address());
  const route = `${request.method} ${url.pathname}`;
  if (url.pathname.startsWith("/_stub/")) return stubDoor(route, request);
  seen[url.pathname] = (seen[url.pathname] ?? 0) + 1;
  if (switches.slow_ms > 0) await new Promise((done) => setTimeout(done, switches.slow_ms));
  if (switches.down)
    return html(503, errorPage("Unicorn!", "No server is currently available to service your request."));
  switch (route) {
    case "GET /":
      return html(200, errorPage("A stand-in of GitHub", "It only knows how to sign people in, for tests of lem."));
    case "GET /login/oauth/authorize":
      return authorize(url.searchParams);
    case "POST /login/oauth/authorize":
      return decide(new URLSearchParams(await bodyOf(request)));
    case "POST /login/oauth/access_token":
      return exchange(request, await bodyOf(request));
    case "GET /api/v3/user":
    case "GET /api/v3/user/emails":
    case "GET /api/v3/user/orgs":
      return api(url, request);
    case "GET /_services/token/.well-known/openid-configuration":
      return json(200, issuer.description());
    case "GET /_services/token/.well-known/jwks":
      return json(200, issuer.keys());
    case "GET /_services/token/request":
      return jobToken(url.searchParams, request);
    default:
      return json(404, { message: "Not Found", documentation_url: "https://docs.github.com/rest", status: "404" });
  }
}

async function bodyOf(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function stubDoor(route, request) {
  if (route === "POST /_stub/switches") {
    switches = { ...switches, ...JSON.parse(await bodyOf(request)) };
    for (const person of people) person.login = switches.logins[person.id] ?? person.login;
    return json(200, switches);
  }
  if (route === "GET /_stub/switches") return json(200, switches);
  if (route === "GET /_stub/seen") return json(200, seen);
  if (route === "POST /_stub/new-key") return json(200, { kid: issuer.newKey(JSON.parse(await bodyOf(request))) });
  if (route === "POST /_stub/token") return json(200, { value: issuer.token(JSON.parse(await bodyOf(request))) });
  return json(404, { message: "Not Found" });
}

/** Host and port must be those of the registered address, but for the port on loopback; the path below it. */
function mayReturnTo(text) {
  if (!URL.canParse(text)) return false;
  const registered = new URL(options.callback);
  const asked = new URL(text);
  const loopback = ["127.0.0.1", "[::1]", "localhost"].includes(asked.hostname);
  return (
    asked.protocol === registered.protocol &&
    (asked.hostname === registered.hostname || (loopback && registered.hostname === "127.0.0.1")) &&
    (loopback || asked.port === registered.port) &&
    asked.pathname.startsWith(registered.pathname) &&
    asked.hash === ""
  );
}

function sentBack(to, state, values) {
  const back = new URL(to);
  for (const [name, value] of Object.entries(values)) back.searchParams.set(name, value);
  if (state) back.searchParams.set("state", state);
  return redirect(back.href);
}

function refusedBack(to, state, error, description) {
  const error_uri = `https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/#${error}`;
  return sentBack(to, state, { error, error_description: description, error_uri });
}

/** What was asked, or the answer that refuses it. */
function askedOf(form) {
  const asked = {
    client_id: form.get("client_id") ?? "",
    redirect_uri: form.get("redirect_uri") || options.callback,
    scope: form.get("scope") ?? "",
    state: form.get("state") ?? "",
    code_challenge: form.get("code_challenge") ?? "",
    code_challenge_method: form.get("code_challenge_method") ?? "",
  };
  if (asked.client_id !== options["client-id"])
    return { refusal: html(404, errorPage("Not found", "No such application.")) };
  if (!mayReturnTo(asked.redirect_uri)) {
    const words = "The redirect_uri MUST match the registered callback URL for this application.";
    return { refusal: refusedBack(options.callback, asked.state, "redirect_uri_mismatch", words) };
  }
  const challenged = asked.code_challenge !== "" || asked.code_challenge_method !== "";
  if (challenged && (asked.code_challenge_method !== "S256" || !/^[\w-]{43}$/.test(asked.code_challenge)))
    return { refusal: html(400, errorPage("Bad request", "PKCE needs a code_challenge of the method S256.")) };
  return { asked };
}

function authorize(query) {
  const { asked, refusal } = askedOf(query);
  return refusal ?? html(200, chooserPage(people, asked));
}

function decide(form) {
  const { asked, refusal } = askedOf(form);
  if (refusal) return refusal;
  const person = people.find((one) => String(one.id) === form.get("person"));
  if (!person)
    return refusedBack(
      asked.redirect_uri,
      asked.state,
      "access_denied",
      "The user has denied your application access.",
    );
  const code = random(10);
  codes.set(code, { ...asked, person, made_at: Date.now() });
  return sentBack(asked.redirect_uri, asked.state, { code });
}

function same(a, b) {
  const digest = (text) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** GitHub answers 200 even when it refuses. */
function exchange(request, body) {
  const isJson = (request.headers["content-type"] ?? "").startsWith("application/json");
  const form = isJson ? new Map(Object.entries(JSON.parse(body))) : new URLSearchParams(body);
  const wants = (request.headers.accept ?? "").includes("application/json");
  const reply = (value) =>
    wants
      ? json(200, value)
      : {
          status: 200,
          headers: { "Content-Type": "application/x-www-form-urlencoded; charset=utf-8" },
          body: new URLSearchParams(value).toString(),
        };
  const refuse = (error, error_description) =>
    reply({
      error,
      error_description,
      error_uri: `https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/#${error}`,
    });

  if (
    form.get("client_id") !== options["client-id"] ||
    !same(form.get("client_secret") ?? "", options["client-secret"])
  )
    return refuse("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.");
  const code = form.get("code") ?? "";
  const given = codes.get(code);
  codes.delete(code);
  const challenge = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
  const tenMinutes = 600_000;
  if (!given || Date.now() - given.made_at > tenMinutes || (given.code_challenge && given.code_challenge !== challenge))
    return refuse("bad_verification_code", "The code passed is incorrect or expired.");
  if (form.get("redirect_uri") && form.get("redirect_uri") !== given.redirect_uri)
    return refuse(
      "redirect_uri_mismatch",
      "The redirect_uri MUST match the registered callback URL for this application.",
    );
  if (switches.emails_unverified)
    return refuse("unverified_user_email", "The user must have a verified primary email.");
  const access_token = `gho_${random(18)}`;
  const scopes = given.scope.split(/[\s,]+/).filter(Boolean);
  tokens.set(access_token, { person: given.person, scopes });
  return reply({ access_token, token_type: "bearer", scope: scopes.join(",") });
}

function api(url, request) {
  const refuse = (status, message) =>
    json(status, { message, documentation_url: "https://docs.github.com/rest", status: String(status) });
  if (!request.headers["user-agent"])
    return {
      status: 403,
      body: "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
    };
  const [, token] = /^(?:bearer|token) (\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (!token) return refuse(401, "Requires authentication");
  const known = tokens.get(token);
  if (!known) return refuse(401, "Bad credentials");
  const headers = {
    "X-OAuth-Scopes": known.scopes.join(", "),
    "X-RateLimit-Limit": "5000",
    "X-RateLimit-Remaining": "4999",
  };
  const has = (...wanted) => wanted.some((scope) => known.scopes.includes(scope));
  if (url.pathname.endsWith("/user")) return json(200, userOf(known.person, address()), headers);
  if (url.pathname.endsWith("/emails"))
    return has("user:email", "user") ? json(200, emailsOf(known.person), headers) : refuse(404, "Not Found");
  if (!has("read:org", "user", "read:user"))
    return refuse(403, "You need at least read:org scope or user scope to list your organizations.");
  const page = Number(url.searchParams.get("page") ?? "1");
  const size = Math.min(100, Number(url.searchParams.get("per_page") ?? "30"));
  return json(200, organisationsOf(known.person, has("read:org")).slice((page - 1) * size, page * size), headers);
}

/** As a job of GitHub Actions asks at ACTIONS_ID_TOKEN_REQUEST_URL, with any ACTIONS_ID_TOKEN_REQUEST_TOKEN. */
function jobToken(query, request) {
  if (!/^bearer \S+$/i.test(request.headers.authorization ?? "")) return json(401, { message: "Unauthorized" });
  const audience = query.get("audience");
  return json(200, { count: 1, value: issuer.token({ claims: audience ? { aud: audience } : {} }) });
}
