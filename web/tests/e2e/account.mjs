// People: setting a password, signing in, tokens, and letting a program act for an account.
import assert from "node:assert/strict";
import { URLSearchParams } from "node:url";

const password = "correct horse battery";

/**
 * `passwordPath` is the one-time address that sets the administrator's password; `withGitHub`: the server signs in with
 * the stand-in of GitHub (tests/github).
 */
export function addAccountScenarios({ testAlone, base, passwordPath, withGitHub, onPage, go, accessible }) {
  const signIn = async (page) => {
    await page.getByLabel("Local account").fill("admin");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).first().click();
  };

  testAlone("a one-time address sets a password; tokens are made, shown once and revoked; browsers are listed", () =>
    onPage({ width: 1440 }, async (page) => {
      await go(page, passwordPath);
      await accessible(page, "set password");
      await page.getByLabel(/^New password/).fill(password);
      await page.getByRole("button", { name: /Set the password/ }).click();
      await page.getByRole("heading", { level: 1, name: "admin" }).waitFor();
      await page.getByText("this one").waitFor();
      await page.locator(".layout-topbar").getByText("admin").waitFor();
      await page.getByRole("button", { name: "New token" }).click();
      await page.getByLabel(/^Name/).fill("ci-nightly");
      await page.getByRole("button", { name: "Make the token" }).click();
      const secret = await page.getByRole("status").locator("code").textContent();
      assert.match(secret, /^lemu_[0-9A-Za-z]{46}$/);
      const asToken = () => fetch(`${base}/api/v1/session`, { headers: { authorization: `Bearer ${secret}` } });
      assert.equal((await asToken()).status, 200);
      await accessible(page, "account");
      await page.getByRole("button", { name: "Revoke ci-nightly" }).click();
      await page
        .getByText(/revoked/)
        .first()
        .waitFor();
      assert.equal((await asToken()).status, 401);
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByText("You are not signed in.").waitFor();
    }),
  );

  for (const width of [1440, 390])
    testAlone(`the owner of an account compares a code and lets a program act, at ${width} px`, () =>
      onPage({ width }, async (page) => {
        const send = async (path, fields) =>
          (await fetch(base + path, { method: "POST", body: new URLSearchParams(fields) })).json();
        const code = await send("/oauth/device/code", {
          client_id: "lem-cli",
          scope: "results:write",
          device_name: `node-${width}`,
          system: "Linux x86_64",
          program: "lem 1",
        });
        await go(page, `/device?code=${code.user_code}`);
        await signIn(page);
        await page.getByText(code.user_code).waitFor();
        await page.getByText(`node-${width}`).first().waitFor();
        await accessible(page, `device ${width}`);
        await page.getByRole("button", { name: "Approve" }).click();
        await page.getByText(/is signed in as admin/).waitFor();
        const token = await send("/oauth/token", {
          grant_type: "urn:ietf:params:oauth:grant-type:device_code",
          device_code: code.device_code,
        });
        assert.equal(token.account, "admin");
        assert.match(token.access_token, /^lemu_/);
      }),
    );

  if (withGitHub)
    testAlone("a person signs in with GitHub and comes back; who refuses is told so", () =>
      onPage({ expected: /status of 40[34]|other origin/ }, async (page) => {
        await go(page, "/device?code=XXXX-XXXX");
        await page.getByRole("link", { name: "Continue with GitHub" }).click();
        await page.getByRole("button", { name: /Cancel/ }).click();
        await page.getByText(/You refused/).waitFor();
        await accessible(page, "refused");
        await go(page, "/sign-in?return_to=/models");
        await page.getByRole("link", { name: "Continue with GitHub" }).click();
        await page.getByRole("button", { name: /^grace-stub/ }).click();
        await page.getByRole("heading", { level: 1, name: /Models/ }).waitFor();
        await page.locator(".layout-topbar").getByText("grace-stub").waitFor();
        await go(page, "/account");
        await page.getByText("You have published nothing yet.").waitFor();
        await accessible(page, "account of a new member");
      }),
    );

  testAlone("a wrong password is refused in words, and signing in leads back", () =>
    onPage({ expected: /status of 401/ }, async (page) => {
      await go(page, "/sign-in?return_to=/models");
      await accessible(page, "sign in");
      await page.getByLabel("Local account").fill("admin");
      await page.getByLabel("Password").fill("incorrect horse");
      await page.getByRole("button", { name: "Sign in" }).first().click();
      await page.getByText("The name or the password is wrong.").waitFor();
      await signIn(page);
      await page.getByRole("heading", { level: 1, name: /Models/ }).waitFor();
    }),
  );

  testAlone("an address that leads away is not followed after signing in", () =>
    onPage({}, async (page) => {
      await go(page, "/sign-in?return_to=//example.org/");
      await signIn(page);
      await page.getByRole("heading", { level: 1, name: "admin" }).waitFor();
    }),
  );
}
