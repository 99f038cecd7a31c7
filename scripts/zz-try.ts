import { exportDirectory } from "/tmp/wt/transfer/src/transfer/export-directory.ts";
import { createExportFile } from "/tmp/wt/transfer/src/transfer/export-file.ts";
import { importDirectory } from "/tmp/wt/transfer/src/transfer/import-directory.ts";
import { readFileSync } from "node:fs";
const [what="", place="", file=""] = process.argv.slice(2);
const location = place.startsWith("postgres") ? {kind:"postgres", url: place} as const : {kind:"sqlite", folder: place} as const;
const start = performance.now();
let last = "";
const onProgress = (p:any)=>{ if (p.step!==last) { last=p.step; console.error(((performance.now()-start)/1000).toFixed(1), p); } };
const r = what==="export" ? await exportDirectory({location, sink: await createExportFile(file), nowMs: Date.now, onProgress})
 : await importDirectory({location, file, nowMs: Date.now, onProgress});
console.log(JSON.stringify(r));
console.log(((performance.now()-start)/1000).toFixed(2)+" s", /VmHWM.*/.exec(readFileSync("/proc/self/status","utf8"))?.[0]);
