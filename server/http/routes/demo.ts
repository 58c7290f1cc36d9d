/** The demo's own clockwork; nothing of it exists in a real city. */
import { DemoChange } from "#contract/card";
import { parseInput, Refusal } from "#contract/problem";
import type { DemoControl, Route, RouteContext } from "../route.ts";

export const demoRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/demo",
    needs: "demo.control",
    handle: (ctx) => ({ body: demoOf(ctx).state() }),
  },
  {
    method: "put",
    path: "/api/demo",
    needs: "demo.control",
    handle(ctx, request) {
      const demo = demoOf(ctx);
      demo.change(parseInput(DemoChange, request.body, "body"));
      return { body: demo.state() };
    },
  },
  {
    method: "get",
    path: "/api/demo/sign-ins",
    needs: "session.begin",
    handle: (ctx) => ({ body: [...demoOf(ctx).signIns] }),
  },
];

function demoOf(ctx: RouteContext): DemoControl {
  if (!ctx.demo) throw new Refusal("not-found", "demo: this city is not the demo");
  return ctx.demo;
}
