import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** A web site of its own origin. */
export interface PageServer {
  readonly origin: string;
  close(): void;
}

/** Serves one page, whose script is page/calls.ts with everything it imports. */
export async function startPageServer(): Promise<PageServer> {
  const script = await bundle(fileURLToPath(new URL("./page/calls.ts", import.meta.url)));
  const files: Readonly<Record<string, { readonly type: string; readonly body: string }>> = {
    "/": {
      type: "text/html",
      body: '<!doctype html><title>Page</title><link rel="icon" href="data:,"><script type="module" src="/calls.js"></script>',
    },
    "/calls.js": { type: "text/javascript", body: script },
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ""];
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": `${file.type}; charset=utf-8` }).end(file.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the page's server has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bundle(input: string): Promise<string> {
  const build = await rolldown({ input, platform: "browser" });
  try {
    const { output } = await build.generate({ format: "esm" });
    return output[0].code;
  } finally {
    await build.close();
  }
}
