// The made-up people of the stand-in of GitHub, and what its API says of them.

/** A number is the identity, a login is not. */
export const newPeople = () => [
  {
    id: 1815,
    login: "ada-stub",
    name: "Ada Stub",
    emails: [
      { email: "ada@work.example", primary: false, verified: true, visibility: null },
      { email: "ada@stub.example", primary: true, verified: true, visibility: "public" },
    ],
    organisations: ["engine-lab", "open-energy"],
    private_organisations: ["secret-lab"],
  },
  {
    id: 1906,
    login: "grace-stub",
    name: "Grace Stub",
    emails: [{ email: "grace@stub.example", primary: true, verified: true, visibility: "private" }],
    organisations: ["engine-lab"],
    private_organisations: [],
  },
  // No name, and a mail address that nobody has verified.
  {
    id: 1912,
    login: "kim-stub",
    name: null,
    emails: [{ email: "ada@stub.example", primary: true, verified: false, visibility: null }],
    organisations: [],
    private_organisations: [],
  },
  // More organisations than one page holds.
  {
    id: 1979,
    login: "max-stub",
    name: "Max Stub \u202e of many",
    emails: [{ email: "max@stub.example", primary: true, verified: true, visibility: "private" }],
    organisations: Array.from({ length: 130 }, (_, i) => `club-${i}`),
    private_organisations: [],
  },
];

export const userOf = (person, address) => ({
  login: person.login,
  id: person.id,
  node_id: `U_${person.id}`,
  avatar_url: `${address}/avatars/u/${person.id}?v=4`,
  gravatar_id: "",
  url: `${address}/api/v3/users/${person.login}`,
  html_url: `${address}/${person.login}`,
  type: "User",
  site_admin: false,
  name: person.name,
  company: null,
  blog: "",
  location: null,
  email: person.emails.find((email) => email.visibility === "public")?.email ?? null,
  bio: null,
  created_at: "2015-10-13T12:00:00Z",
  updated_at: "2026-10-13T12:00:00Z",
});

export const emailsOf = (person) => person.emails;

export const organisationsOf = (person, privateOnes) =>
  [...person.organisations, ...(privateOnes ? person.private_organisations : [])].map((login, i) => ({
    login,
    id: person.id * 1000 + i,
    node_id: `O_${login}`,
    description: null,
  }));
