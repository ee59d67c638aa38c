// Counts the calls of Alchemy for SSM parameters, and measures their time. In a folder with
// `npm install alchemy@0.94 @aws-sdk/client-ssm@3 @aws-sdk/client-s3@3`, beside an emulator such as
// `moto_server -H 127.0.0.1 -p 5000`:
//
//     node alchemy.mjs http://127.0.0.1:5000 300
import { spawn } from "node:child_process";
import http from "node:http";
import { fileURLToPath } from "node:url";

const [emulator, number, phase] = process.argv.slice(2);

/** Runs the program once: `up` or `destroy`. */
async function run() {
  const { default: alchemy } = await import("alchemy");
  const { SSMParameter } = await import("alchemy/aws");
  const started = performance.now();
  const app = await alchemy("bench", { phase, stage: "bench", quiet: true, password: "only-for-the-benchmark" });
  const parameter = (_, i) => SSMParameter(`p${i}`, { name: `/bench/${i}`, type: "String", value: "x" });
  await Promise.all(Array.from({ length: Number(number) }, parameter));
  await app.finalize();
  console.log(`${phase}: ${((performance.now() - started) / 1000).toFixed(2)} s`);
}

/** Forwards requests to the emulator, and counts them by operation. */
function counting(counts) {
  const { hostname, port } = new URL(emulator);
  return http.createServer((request, response) => {
    const operation = (request.headers["x-amz-target"] ?? request.method).split(".").pop();
    counts[operation] = (counts[operation] ?? 0) + 1;
    const { method, url: path, headers } = request;
    const forwarded = http.request({ hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    forwarded.on("error", (error) => response.destroy(error));
    request.pipe(forwarded);
  });
}

if (phase) {
  await run();
} else {
  const counts = {};
  const server = counting(counts).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${server.address().port}`,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "eu-west-1",
    ALCHEMY_CI_STATE_STORE_CHECK: "false",
    ALCHEMY_TELEMETRY_DISABLED: "1",
    NODE_NO_WARNINGS: "1",
  };
  for (const next of ["up", "up", "destroy"]) {
    const script = fileURLToPath(import.meta.url);
    const child = spawn(process.execPath, [script, emulator, number, next], { env, stdio: "inherit" });
    await new Promise((resolve) => child.once("exit", resolve));
    console.log(next, JSON.stringify(counts));
    for (const operation of Object.keys(counts)) delete counts[operation];
  }
  server.close();
}
