/** File name patterns of the internal shell. */
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** The names a pattern matches, sorted; the word itself when it matches none. */
export function expandGlob(
	pattern: string,
	word: string,
	cwd: string,
): string[] {
	const isAbsolute = pattern.startsWith("/");
	let found = [isAbsolute ? "/" : ""];
	for (const part of pattern.split("/").filter((p) => p !== "")) {
		const literal = part.replace(/\\(.)/g, "$1");
		const hasMagic = /(^|[^\\])[*?[]/.test(part);
		found = found.flatMap((base) => {
			if (!hasMagic) return [join(base, literal)];
			const matcher = globRegex(part);
			return list(resolve(cwd, base || "."))
				.filter(
					(n) =>
						matcher.test(n) && (part.startsWith(".") || !n.startsWith(".")),
				)
				.map((n) => join(base, n));
		});
	}
	const hits = found.filter((f) => exists(resolve(cwd, f))).sort();
	return hits.length === 0 ? [word] : hits;
}

function list(dir: string): string[] {
	try {
		return readdirSync(dir);
	} catch {
		return [];
	}
}

function exists(path: string): boolean {
	const at = path.lastIndexOf("/");
	const name = path.slice(at + 1);
	return name === "" || list(path.slice(0, at) || "/").includes(name);
}

function globRegex(part: string): RegExp {
	let out = "^";
	for (let i = 0; i < part.length; i++) {
		const c = part[i] as string;
		const close = c === "[" ? part.indexOf("]", i + 2) : -1;
		if (c === "\\") out += escapeRegex(part[++i] ?? "");
		else if (c === "*") out += ".*";
		else if (c === "?") out += ".";
		else if (close !== -1) {
			out += `[${part
				.slice(i + 1, close)
				.replace(/^!/, "^")
				.replace(/\\/g, "\\\\")}]`;
			i = close;
		} else out += escapeRegex(c);
	}
	return new RegExp(`${out}$`, "s");
}

function escapeRegex(c: string): string {
	return c.replace(/[.*+?^${}()|[\]\\]/, "\\$&");
}
