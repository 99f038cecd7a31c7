import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, get } from "node:https";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { credentials, Client as GrpcClient, Metadata } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GetMyOrgResponse } from "../../gen/zitadel/management/v1/org_pb.ts";
import { projectFolder } from "../support/built-program.ts";
import { type ServerProcess, useProcesses } from "../support/process.ts";
import { getMyOrg } from "./methods.ts";

const processes = useProcesses(afterAll);

const certificate = join(projectFolder, "test", "tls", "localhost.cert.pem");
const key = join(projectFolder, "test", "tls", "localhost.key.pem");
const ca = readFileSync(certificate);

let server: ServerProcess;
beforeAll(async () => {
  server = await processes.serve(["--data", processes.folder(), "--tls-cert", certificate, "--tls-key", key]);
});

/** The protocol that the server chose out of the offered ones. */
async function chosenProtocol(offered: string[] | undefined): Promise<string | false | null> {
  const { hostname, port } = new URL(server.ready.url);
  const socket = connectTls({
    host: hostname,
    port: Number(port),
    ca,
    ...(offered === undefined ? {} : { ALPNProtocols: offered }),
  });
  await once(socket, "secureConnect");
  const { alpnProtocol } = socket;
  socket.destroy();
  return alpnProtocol;
}

describe("TLS", () => {
  it("says https in the ready file", () => {
    expect(server.ready.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  });

  const offers = [
    { offered: ["h2", "http/1.1"], want: "h2" },
    { offered: ["h2"], want: "h2" },
    { offered: ["http/1.1"], want: "http/1.1" },
    { offered: undefined, want: false },
  ];
  for (const { offered, want } of offers) {
    it(`chooses ${want || "no protocol"} by ALPN when offered ${offered?.join(" and ") ?? "nothing"}`, async () => {
      expect(await chosenProtocol(offered)).toBe(want);
    });
  }

  it("serves gRPC to a client that trusts the certificate", async () => {
    // TLS knows no server names that are addresses.
    const options = { "grpc.ssl_target_name_override": "localhost" };
    const client = new GrpcClient(new URL(server.ready.url).host, credentials.createSsl(ca), options);
    const metadata = new Metadata();
    metadata.set("authorization", `Bearer ${server.ready.adminToken}`);
    const answer = await new Promise<GetMyOrgResponse | undefined>((resolve, reject) => {
      client.makeUnaryRequest(
        `/${getMyOrg.parent.typeName}/${getMyOrg.name}`,
        (request: Uint8Array) => Buffer.from(request),
        (bytes) => fromBinary(getMyOrg.output, bytes),
        toBinary(getMyOrg.input, create(getMyOrg.input)),
        metadata,
        (error, response) => (error === null ? resolve(response) : reject(error)),
      );
    });
    client.close();
    expect(answer?.org?.id).toBe(server.ready.defaultOrgId);
  });

  it("serves JSON over HTTP/1.1", async () => {
    const agent = new Agent({ ca });
    const headers = { authorization: `Bearer ${server.ready.adminToken}` };
    const [response] = await once(get(`${server.ready.url}/management/v1/orgs/me`, { agent, headers }), "response");
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += chunk;
    agent.destroy();
    expect({ version: response.httpVersion, status: response.statusCode }).toEqual({ version: "1.1", status: 200 });
    expect(JSON.parse(text)).toMatchObject({ org: { id: server.ready.defaultOrgId } });
  });

  const unreadable = [
    { flags: ["--tls-cert", "missing.pem", "--tls-key", key], want: /certificate file "missing\.pem" cannot be read/ },
    { flags: ["--tls-cert", certificate, "--tls-key", certificate], want: /key/ },
  ];
  for (const { flags, want } of unreadable) {
    it(`refuses to start with ${flags.map((flag) => flag.replace(/^.*\//, "")).join(" ")}`, async () => {
      const refused = processes.roster(["serve", "--port", "0", "--data", processes.folder(), ...flags]);
      expect(await refused.exited).toEqual({ code: 1, signal: null });
      expect(refused.stderr).toMatch(want);
      expect(refused.stderr).not.toContain("Unexpected failure");
    });
  }
});
