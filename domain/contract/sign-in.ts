/** Signing in: what its doors take and answer. */
import { z } from "zod";
import { PersonRole } from "./actor.ts";
import { plainText } from "./report.ts";

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;
/** Fewer than that is one key held down, or two in turn. */
const DIFFERENT = 5;

/** What was typed to sign in: any text, since rules of today say nothing about passwords of yesterday. */
const Typed = z.string().min(1, "must not be empty").max(1000, "must have at most 1000 characters");

/** A password that is being chosen: long rather than of many kinds of characters (NIST SP 800-63B). */
export const NewPassword = z.string().superRefine((password, issues) => {
  const characters = [...password.normalize("NFKC")];
  const say = (message: string) => issues.addIssue({ code: "custom", message });
  if (characters.length < PASSWORD_MIN) say(`must have at least ${PASSWORD_MIN} characters`);
  else if (characters.length > PASSWORD_MAX) say(`must have at most ${PASSWORD_MAX} characters`);
  else if (new Set(characters).size < DIFFERENT) say(`must have at least ${DIFFERENT} different characters`);
});

export const SignIn = z.strictObject({ email: Typed, password: Typed });
export type SignIn = z.infer<typeof SignIn>;

export const SignOut = z.strictObject({});

export const ChangePassword = z.strictObject({ old: Typed, new: NewPassword });
export type ChangePassword = z.infer<typeof ChangePassword>;

const InvitationToken = z.string().min(1, "must not be empty").max(200, "must have at most 200 characters");

export const ReadInvitation = z.strictObject({ token: InvitationToken });
/** Whom a link is for; `nameless`: the first administrator, who says their name and e-mail address themselves. */
export const Invitation = z.object({ name: z.string(), email: z.string(), nameless: z.boolean() });
export type Invitation = z.infer<typeof Invitation>;

export const AcceptInvitation = z.strictObject({
  token: InvitationToken,
  password: NewPassword,
  /** Of the first administrator alone: everybody else's was said by whoever invited them. */
  name: plainText(120).trim().min(1, "must not be empty").optional(),
  email: z.email("must be an e-mail address").max(254).optional(),
});
export type AcceptInvitation = z.infer<typeof AcceptInvitation>;

/** How one may sign in here; the page asks before it draws itself. */
export const SignInOptions = z.object({
  password: z.literal(true),
  /** What the identity provider's button is called. */
  oidc: z.object({ name: z.string() }).nullable(),
  demo: z.boolean(),
});
export type SignInOptions = z.infer<typeof SignInOptions>;

/** One of the demo, for its sign-in page. */
export const DemoSignIn = z.object({ role: PersonRole, email: z.string(), password: z.string() });
export type DemoSignIn = z.infer<typeof DemoSignIn>;

/** Why the identity provider's answer did not sign somebody in: `refused` in the query of the sign-in page. */
export const oidcRefusals = [
  /** The provider does not answer, or not as it should. */
  "provider-away",
  /** The person, or the provider's rules, said no. */
  "denied",
  /** Begun elsewhere, too long ago, or used already. */
  "begun-elsewhere",
  /** The provider does not vouch for the e-mail address. */
  "email-not-verified",
  /** Nobody here has that address, or somebody else at the provider has it here. */
  "unknown-person",
] as const;
export type OidcRefusal = (typeof oidcRefusals)[number];
