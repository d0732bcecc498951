// Makes docs/differences.md of tests/differences.toml.
//
//   node scripts/differences.mjs [--check]      --check: only says whether the page is up to date, by its exit code
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const KEYS = ["name", "what", "why", "test"];

/** The rows of the file: tables `[[difference]]` of one-line strings, the part of TOML it keeps to. */
export function parseDifferences(text) {
	const rows = [];
	for (const [i, line] of text.split("\n").entries()) {
		if (line === "" || line.startsWith("#")) continue;
		if (line === "[[difference]]") {
			rows.push({});
			continue;
		}
		const m = /^(\w+) = (".*")$/.exec(line);
		const row = rows.at(-1);
		if (m === null || row === undefined || !KEYS.includes(m[1]))
			throw new Error(`differences.toml:${i + 1}: cannot read '${line}'`);
		row[m[1]] = JSON.parse(m[2]);
	}
	for (const row of rows)
		for (const key of KEYS)
			if (typeof row[key] !== "string")
				throw new Error(`differences.toml: '${row.name}' has no '${key}'`);
	return rows;
}

export function differencesPage(rows) {
	const parts = rows.map(({ name, what, why, test }) => {
		const shown = test === "" ? "" : `\n\nShown by \`${test}\`.`;
		return `## ${name}\n\n${sentence(what)}\n\n${sentence(why)}${shown}\n`;
	});
	return `# What differs from the interpreter

All that is known, made from \`tests/differences.toml\` by \`node scripts/differences.mjs\`.

${parts.join("\n")}`;
}

const sentence = (s) => `${s[0].toUpperCase()}${s.slice(1)}.`;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const page = join(root, "docs/differences.md");
	const source = readFileSync(join(root, "tests/differences.toml"), "utf8");
	const text = differencesPage(parseDifferences(source));
	if (!process.argv.includes("--check")) writeFileSync(page, text);
	else if (readFileSync(page, "utf8") !== text) {
		console.error("run node scripts/differences.mjs");
		process.exitCode = 1;
	}
}
