// The screens of the stand-in of GitHub: plain forms without scripts.

const escape = (text) =>
  String(text).replace(/[&<>"']/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[c]);

const page = (title, body) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} - stand-in of GitHub</title>
<style>
body { font: 1rem/1.5 sans-serif; max-width: 26rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark; }
button { display: block; width: 100%; margin: 0.5rem 0; padding: 0.6rem; font: inherit; text-align: left; }
</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
${body}
</main>
</body>
</html>
`;

export const errorPage = (title, words) => page(title, `<p>${escape(words)}</p>`);

export function chooserPage(people, asked) {
  const hidden = Object.entries(asked)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escape(value)}">`)
    .join("\n");
  const buttons = people
    .map(
      (one) =>
        `<button name="person" value="${one.id}">${escape(one.login)}${one.name ? ` (${escape(one.name)})` : ""}</button>`,
    )
    .join("\n");
  const wanted = asked.scope === "" ? "nothing but your public profile" : asked.scope;
  return page(
    "Who are you?",
    `<p>This is not GitHub: these people are made up. The application asks for <code>${escape(wanted)}</code>.</p>
<form method="post" action="/login/oauth/authorize">
${hidden}
${buttons}
<button name="person" value="">Cancel: let the application know nothing</button>
</form>`,
  );
}
