// `node here.js MODULE OPTIONS`, or deno, or bun: prints as JSON what the module's default export gives.

const [module, options] = process.argv.slice(2);
const { default: measure } = await import(`./${module}`);
console.log(JSON.stringify(await measure(JSON.parse(options))));
process.exit();
