/** Finds the tests named on the command line. */
import { readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { Diagnostic } from "../../support/diagnostic.ts";
import {
	type ConfigContext,
	configPath,
	execDirectory,
	loadLocal,
	loadSuite,
	localConfigPath,
} from "./config.ts";
import type { Test, TestConfig } from "./types.ts";

/** What discovery found, and what it could not use. */
export interface Discovery {
	readonly tests: readonly Test[];
	readonly suites: readonly TestConfig[];
	readonly warnings: readonly string[];
	readonly errors: readonly string[];
}

/** Finds all tests below the paths, each once, in the order of the paths and of their names. Throws Diagnostic. */
export async function discover(
	paths: readonly string[],
	context: ConfigContext,
): Promise<Discovery> {
	const finder = new Finder(context);
	for (const path of await withResponseFiles(paths)) await finder.add(path);
	return finder;
}

/** `@FILE` stands for the paths in FILE, one a line. */
async function withResponseFiles(paths: readonly string[]): Promise<string[]> {
	const { readFileSync } = await import("node:fs");
	return paths.flatMap((p) => {
		if (!p.startsWith("@")) return [p];
		try {
			return readFileSync(p.slice(1), "utf8")
				.split("\n")
				.map((l) => l.trim())
				.filter((l) => l !== "");
		} catch {
			throw new Diagnostic(`cannot read '${p.slice(1)}'`);
		}
	});
}

class Finder implements Discovery {
	readonly tests: Test[] = [];
	readonly suites: TestConfig[] = [];
	readonly warnings: string[] = [];
	readonly errors: string[] = [];
	private readonly context: ConfigContext;
	private readonly seen = new Set<string>();
	private readonly configs = new Map<string, Promise<TestConfig | undefined>>();

	constructor(context: ConfigContext) {
		this.context = context;
	}

	async add(path: string): Promise<void> {
		let full: string;
		try {
			full = realpathSync(resolve(path));
		} catch {
			this.errors.push(`couldn't find test or directory '${path}'`);
			return;
		}
		const isDir = statSync(full).isDirectory();
		const config = await this.configOf(isDir ? full : dirname(full));
		if (config === undefined) {
			this.warnings.push(
				`unable to find test suite for '${path}': no ${this.context.prefix}.config.json in its directory or above`,
			);
			return;
		}
		const before = this.tests.length;
		if (isDir) await this.directory(full, config);
		else this.file(full, config);
		if (this.tests.length === before && isDir && !this.seen.has(full))
			this.warnings.push(`input '${path}' contained no tests`);
		this.seen.add(full);
	}

	/** The configuration that holds in a directory. */
	private configOf(dir: string): Promise<TestConfig | undefined> {
		let config = this.configs.get(dir);
		if (config === undefined) {
			config = this.findConfig(dir);
			this.configs.set(dir, config);
		}
		return config;
	}

	private async findConfig(dir: string): Promise<TestConfig | undefined> {
		const own = configPath(dir, this.context.prefix);
		if (own !== undefined) {
			const suite = await loadSuite(own, this.context);
			this.suites.push(suite);
			// Tests that live elsewhere see this suite too.
			if (suite.sourceRoot !== dir)
				this.configs.set(suite.sourceRoot, Promise.resolve(suite));
			return this.withLocal(dir, suite);
		}
		const parent = dirname(dir);
		if (parent === dir) return undefined;
		const base = await this.configOf(parent);
		return base && this.withLocal(dir, base);
	}

	private async withLocal(dir: string, base: TestConfig): Promise<TestConfig> {
		const local = localConfigPath(dir, this.context.prefix);
		return local === undefined ? base : loadLocal(base, local, this.context);
	}

	private async directory(dir: string, config: TestConfig): Promise<void> {
		const inSuite = configPath(dir, this.context.prefix) !== undefined;
		// A suite whose tests live elsewhere is entered there.
		if (
			inSuite &&
			config.sourceRoot !== dir &&
			!`${dir}/`.startsWith(`${config.sourceRoot}/`)
		)
			return this.directory(config.sourceRoot, config);
		const entries = readdirSync(dir, { withFileTypes: true }).sort((a, b) =>
			a.name < b.name ? -1 : 1,
		);
		for (const e of entries) {
			if (e.name === "Output" || e.name.startsWith(".")) continue;
			if (config.excludes.includes(e.name)) continue;
			const path = join(dir, e.name);
			const isDir = e.isSymbolicLink()
				? (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)
				: e.isDirectory();
			if (isDir) {
				const inner = await this.configOf(path);
				if (inner !== undefined) await this.directory(path, inner);
			} else if (config.suffixes.some((s) => e.name.endsWith(s)))
				this.file(path, config);
		}
	}

	private file(path: string, config: TestConfig): void {
		if (this.seen.has(path)) return;
		this.seen.add(path);
		const below = relative(config.sourceRoot, path);
		this.tests.push({
			config,
			path: below,
			source: path,
			name: `${config.suiteName} :: ${below}`,
			execDir: execDirectory(config, dirname(path)),
		});
	}
}

/** The name lit's files for a test start with. */
export function testBase(test: Test): string {
	return basename(test.path);
}
