/** An Express route that does nothing: what a ping over HTTP is measured against. */
import type { AddressInfo } from "node:net";
import express from "express";
import { answerAsked } from "../child.ts";

const app = express();
app.get("/nothing", (_request, response) => {
  response.end();
});

const tasks = {
  start: () =>
    new Promise<string>((resolve) => {
      const http = app.listen(0, "127.0.0.1", () =>
        resolve(`http://127.0.0.1:${(http.address() as AddressInfo).port}`),
      );
    }),
};
export type NothingTasks = typeof tasks;

answerAsked(tasks);
