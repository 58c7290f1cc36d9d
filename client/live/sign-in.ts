/** The doors of the sign-in. */
import { z } from "zod";
import { Session } from "#contract/identity";
import { type AcceptInvitation, DemoSignIn, Invitation, SignInOptions } from "#contract/sign-in";
import { getJson, postJson, send } from "./http.ts";

export interface SignInChoices extends SignInOptions {
  demoSignIns: DemoSignIn[];
}

export async function readSignInChoices(signal?: AbortSignal): Promise<SignInChoices> {
  const options = await getJson("/api/sign-in/options", SignInOptions, signal);
  return {
    ...options,
    demoSignIns: options.demo ? await getJson("/api/demo/sign-ins", z.array(DemoSignIn), signal) : [],
  };
}

export function signIn(email: string, password: string): Promise<void> {
  return send("POST", "/api/sign-in", { email, password });
}

/** Whom an invitation is for. */
export function readInvitation(token: string): Promise<Invitation> {
  return postJson("/api/invitations/read", { token }, Invitation);
}

export function acceptInvitation(accepted: AcceptInvitation): Promise<void> {
  return send("POST", "/api/invitations/accept", accepted);
}

export function changePassword(old: string, next: string): Promise<void> {
  return send("PUT", "/api/me/password", { old, new: next });
}

export function listSessions(signal?: AbortSignal): Promise<Session[]> {
  return getJson("/api/me/sessions", z.array(Session), signal);
}

export function endSession(id: string): Promise<void> {
  return send("DELETE", `/api/me/sessions/${encodeURIComponent(id)}`);
}

/** Exchanges a wall's link for its cookie; gives back the view that it is bound to. */
export async function openKiosk(token: string): Promise<string> {
  return (await postJson("/api/kiosk", { token }, z.object({ view: z.string() }))).view;
}
