import { fastify } from "fastify";
import { answerAtOnceJson, updateHumanProfilePath } from "../corpus.ts";
import { announce } from "./program.ts";

// fastify as its guide recommends it: the rules of the message as a JSON schema, and one for the answer, so that its
// compiled validator and serializer do the work. No token, organization, role or log.
const text = (minLength: number, maxLength: number) => ({ type: "string", minLength, maxLength });

const schema = {
  body: {
    type: "object",
    required: ["userId", "firstName", "lastName", "displayName"],
    properties: {
      userId: text(1, 200),
      firstName: text(1, 200),
      lastName: text(1, 200),
      nickName: text(0, 200),
      displayName: text(1, 200),
      preferredLanguage: text(0, 10),
      gender: { type: "string" },
    },
  },
  response: {
    200: {
      type: "object",
      properties: {
        details: {
          type: "object",
          properties: {
            sequence: { type: "string" },
            changeDate: { type: "string" },
            resourceOwner: { type: "string" },
          },
        },
      },
    },
  },
};

const server = fastify();
server.post(updateHumanProfilePath, { schema }, async () => answerAtOnceJson);
announce(await server.listen({ host: "127.0.0.1", port: 0 }));
