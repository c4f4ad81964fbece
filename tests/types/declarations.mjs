// The declarations as documentation: nothing is declared twice, everything has a doc comment, what can be called or
// made has an example, and each example compiles and uses what it is an example of.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { folder, options, ts } from "./typescript.mjs";

const { Alias, Class, Function, Method, Property, Accessor } = ts.SymbolFlags;
const declarations = join(folder, "../node_modules/matrix-admin-sdk/dist/index.d.ts");

/** What an example may take as given, besides what the package exports. */
const GIVEN = { client: "MatrixAdminClient", alice: "User", room: "Room" };

/** What is wrong, by what it is wrong with. */
const complaints = new Map();
const complain = (name, text) => complaints.set(name, [...(complaints.get(name) ?? []), text]);

// ---- what is exported, and its members

const read = ts.createProgram([declarations], options);
const checker = read.getTypeChecker();
const exportsOf = (file) =>
  checker
    .getExportsOfModule(checker.getSymbolAtLocation(file))
    .filter(({ name }) => name !== "default")
    .map((symbol) => (symbol.flags & Alias ? checker.getAliasedSymbol(symbol) : symbol));
const exported = exportsOf(read.getSourceFile(declarations));

const symbols = exported.flatMap((symbol) => {
  const members = [...(symbol.members?.values() ?? [])];
  return [symbol, ...members.filter(({ flags }) => flags & (Method | Property | Accessor))];
});
/** What `export *` would bring, unless there is something else of that name. */
const elsewhere = read
  .getSourceFiles()
  .filter(({ fileName }) => fileName.startsWith(join(dirname(declarations), "wasm/")))
  .flatMap(exportsOf);
/** `"…/dist/index".User.getMedia` without its file. */
const nameOf = (symbol, types = checker) => types.getFullyQualifiedName(symbol).replace(/^".*"\./, "");
const needsExample = ({ flags, members }) =>
  flags & (Class | Function | Method) || [...(members?.values() ?? [])].some(({ flags }) => flags & Method);

// ---- their doc comments, and the examples in these

rmSync(join(folder, "examples"), { recursive: true, force: true });
mkdirSync(join(folder, "examples"));

const examples = symbols.flatMap((symbol) => {
  const name = nameOf(symbol);
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const codes = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);
  // The areas add themselves to the client.
  if (symbol.declarations.length > 1 && name !== "MatrixAdminClient") complain(name, "it is declared twice");
  if (elsewhere.some((other) => other.name === name && other !== symbol))
    complain(name, "it hides another one");
  if (text === "") complain(name, "it has no doc comment");
  else if (needsExample(symbol) && codes.length === 0) complain(name, "it has no example");
  return codes.map((code, number) => {
    const file = join(folder, "examples", `${name}-${number}.ts`);
    writeFileSync(file, moduleOf(code));
    return { name, file };
  });
});

/** The example as a module that imports what it mentions. In a function it can declare anew what is given. */
function moduleOf(code) {
  const imports = (code.match(/^import .*\n/gm) ?? []).join("");
  const body = code.replace(/^import .*\n/gm, "");
  const mentioned = exported.map(({ name }) => name).filter((name) => body.match(`\\b${name}\\b`));
  const names = [...new Set([...mentioned, ...Object.values(GIVEN)])].filter(
    (name) => !imports.match(`\\b${name}\\b`),
  );
  const given = Object.entries(GIVEN).map(([name, type]) => `declare const ${name}: ${type};\n`);
  const header = `${imports}import { ${names.join(", ")} } from "matrix-admin-sdk";\n${given.join("")}`;
  return `${header}export async function example() {\n${body}}\n`;
}

// ---- do they compile, and do they show what they are to show

const compiled = ts.createProgram(
  examples.map(({ file }) => file),
  options,
);
const types = compiled.getTypeChecker();
for (const { name, file } of examples) {
  const source = compiled.getSourceFile(file);
  for (const { messageText } of ts.getPreEmitDiagnostics(compiled, source)) {
    complain(name, `its example does not compile: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  }
  if (!uses(source.statements.at(-1), name)) complain(name, "its example does not use it");
}

/** Whether something in the code has that name, or is of the type of that name. */
function uses(node, name) {
  if (ts.isIdentifier(node) || ts.isCallExpression(node)) {
    const symbol = types.getSymbolAtLocation(node);
    const named = symbol && symbol.flags & Alias ? types.getAliasedSymbol(symbol) : symbol;
    if ([named, types.getTypeAtLocation(node).symbol].some((found) => found && nameOf(found, types) === name))
      return true;
  }
  return ts.forEachChild(node, (child) => uses(child, name)) ?? false;
}

for (const [name, texts] of complaints) for (const text of texts) console.log(`${name}: ${text}`);
console.log(`${symbols.length} names, ${examples.length} examples`);
console.log(`${symbols.length - complaints.size} passed, ${complaints.size} failed`);
process.exitCode = complaints.size === 0 ? 0 : 1;
