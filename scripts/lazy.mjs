// An esbuild plugin that makes a bundle fit for a V8 start-up snapshot.
//
// Native code (koffi) and most of Node's own modules cannot be in a snapshot, or are not known to survive one. Each such
// import becomes an object of getters that load the module when one of its exports is first used. What packages do at
// top level that a snapshot cannot hold is rewritten: yargs' packages make an Intl.Segmenter there, and call createRequire.
import { readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

/** Node's modules that survive a snapshot in every Node since 20 and are loaded at start anyway. */
const KEPT = new Set([
	"assert",
	"buffer",
	"events",
	"fs",
	"os",
	"path",
	"process",
	"string_decoder",
	"timers",
	"url",
	"util",
	"v8",
]);

/** The stand-in for a module: getters, so that an import costs nothing until it is used. */
function standIn(id, loader) {
	const names = Object.keys(require(id)).filter((n) => n !== "default");
	return `let loaded;
const load = () => {
	if (loaded) return loaded;
	if (require("node:v8").startupSnapshot.isBuildingSnapshot())
		throw new Error("'${id}' is used at import: see docs/tools.md");
	return (loaded = ${loader});
};
for (const name of ${JSON.stringify(names)})
	Object.defineProperty(exports, name, { enumerable: true, configurable: true, get: () => load()[name] });
`;
}

/** createRequire may be called at import (yargs does): the require it returns is made when it is called. */
const MODULE = `const real = () => process.getBuiltinModule("module");
exports.createRequire = (from) => {
	const make = () => real().createRequire(from);
	const lazy = (id) => make()(id);
	lazy.resolve = (id) => make().resolve(id);
	return lazy;
};
exports.isBuiltin = (id) => real().isBuiltin(id);
exports.findSourceMap = (path) => real().findSourceMap(path);
Object.defineProperty(exports, "SourceMap", { enumerable: true, get: () => real().SourceMap });
exports.default = exports;
`;

/** koffi is found from the folder that holds the program being run, as node would find it from the plain bundle. */
const KOFFI = `process.getBuiltinModule("module").createRequire(
	process.getBuiltinModule("path").resolve(process.argv[1] ?? "."))("koffi")`;

/**
 * Chevrotain's lexer looks up the bucket of a first character past Latin-1 in an array of 65536 numbers, half a megabyte of
 * each snapshot to read back; here it is computed instead.
 */
function withoutBucketTable(source) {
	const changed = source
		.replace(
			": charCodeToOptimizedIdxMap[charCode];",
			": 255 + ~~(charCode / 255);",
		)
		.replace("function initCharCodeToOptimizedIndexMap() {", "$& return;");
	if (
		changed.split("255 + ~~(charCode / 255)").length !== 2 ||
		!changed.includes("{ return;")
	)
		throw new Error("scripts/lazy.mjs: Chevrotain's lexer has changed");
	return changed;
}

export const lazyModules = {
	name: "lazy-modules",
	setup(build) {
		build.onResolve({ filter: /^koffi$/ }, () => ({
			path: "koffi",
			namespace: "lazy",
		}));
		build.onResolve({ filter: /^[a-z]/ }, ({ path, kind, namespace }) => {
			const id = path.replace(/^node:/, "");
			if (!isBuiltin(path) || namespace === "kept") return undefined;
			if (!KEPT.has(id)) return { path: id, namespace: "lazy" };
			// A real import() has nothing to ask in a snapshot.
			if (kind === "dynamic-import") return { path: id, namespace: "kept" };
			return undefined;
		});
		build.onLoad({ filter: /.*/, namespace: "kept" }, ({ path }) => ({
			contents: `module.exports = require("node:${path}");`,
		}));
		build.onLoad({ filter: /.*/, namespace: "lazy" }, ({ path }) => {
			if (path === "module") return { contents: MODULE };
			const loader =
				path === "koffi"
					? KOFFI
					: `process.getBuiltinModule(${JSON.stringify(path)})`;
			return { contents: standIn(path, loader) };
		});
		build.onLoad(
			{ filter: /node_modules\/chevrotain\/lib\/src\/scan\/lexer\.js$/ },
			({ path }) => ({
				contents: withoutBucketTable(readFileSync(path, "utf8")),
				loader: "js",
			}),
		);
		build.onLoad(
			{ filter: /node_modules\/(.*\/)?(string-width|cliui|wrap-ansi)\/.*js$/ },
			({ path }) => ({
				contents: readFileSync(path, "utf8").replace(
					/new Intl\.Segmenter\([^)]*\)/g,
					(made) =>
						`{ made: undefined, segment(s) { return (this.made ??= ${made}).segment(s); } }`,
				),
				loader: "js",
			}),
		);
	},
};

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(
	/\/$/,
	"",
);
