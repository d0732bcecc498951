// One V8 start-up snapshot per tool: build/snapshots/NAME.blob, for exactly the Node that built it.
//
// One for each, since what a start costs is reading the snapshot back, by its size. Code that ran while it was built is in it
// compiled: scripts/warm-up/commands.json lists what is run, by tool. There HERE stands for scripts/warm-up, TMP for a
// folder that holds sample.pyc and, made of it by the plain bundles, sample.bc, sample.ir and sample.core.ir.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	utimesSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { at, bundleEntry, common, put } from "./bundle.mjs";

const run = promisify(execFile);
const file = (name, ending) => at("build/snapshots", `${name}.${ending}`);
// Names stay as they are: keepNames would make an object's worth of properties for every function.
const options = {
	...common,
	minifyWhitespace: true,
	minifySyntax: true,
	define: { "import.meta.url": '"file:///"' },
};

export function removeSnapshots() {
	rmSync(at("build/snapshots"), { recursive: true, force: true });
}

/** Builds the snapshots that are not up to date. False, with the reason printed, when one cannot be built. */
export async function buildSnapshots(tools) {
	mkdirSync(at("build/snapshots"), { recursive: true });
	const results = await Promise.all(tools.map(bundle));
	const stale = tools.filter(
		(name, i) => results[i] && !isUpToDate(name, stampOf(name)),
	);
	if (stale.length > 0) {
		const samples = await makeSamples();
		const queue = [...stale];
		const worker = async () => {
			for (let name = queue.pop(); name !== undefined; name = queue.pop())
				results.push(await snapshot(name, samples));
		};
		await Promise.all(Array.from({ length: availableParallelism() }, worker));
		rmSync(samples, { recursive: true, force: true });
	}
	return !results.includes(false);
}

/** The bundle that is loaded while a snapshot is built; main runs after it is read back. */
async function bundle(name) {
	const entry = `import "./lib/support/snapshot-builtins.ts";
import { startFromSnapshot } from "./lib/support/snapshot.ts";
import * as tool from "./tools/${name}.ts";
startFromSnapshot("${name}", tool, process.env.COCONUT_WARM_UP);
`;
	try {
		await bundleEntry(options, name, entry, file(name, "cjs"));
		return true;
	} catch (e) {
		if (!e.errors) throw e;
		rmSync(file(name, "blob"), { force: true });
		return false;
	}
}

async function snapshot(name, samples) {
	const temporary = `${file(name, "blob")}.${process.pid}`;
	const args = ["--no-warnings", "--snapshot-blob", temporary];
	const warmUp = { samples, commands: warmUpCommands(name, samples) };
	try {
		const { stderr } = await runNode(
			[...args, "--build-snapshot", file(name, "cjs")],
			{ COCONUT_WARM_UP: JSON.stringify(warmUp) },
		);
		process.stderr.write(stderr);
		rmSync(file(name, "stamp"), { force: true });
		renameSync(temporary, file(name, "blob"));
		writeStamp(name, stampOf(name));
		return true;
	} catch (e) {
		rmSync(file(name, "blob"), { force: true });
		console.error(
			`build: no start-up snapshot of ${name}: ${e.stderr || e.stack}\nIt works without, and starts slower.`,
		);
		return false;
	}
}

function warmUpCommands(name, samples) {
	const all = JSON.parse(
		readFileSync(at("scripts/warm-up/commands.json"), "utf8"),
	);
	return (all[name] ?? []).map((args) =>
		args.map((w) =>
			w.replace("HERE", at("scripts/warm-up")).replace("TMP", samples),
		),
	);
}

/** The chain's texts of scripts/warm-up/sample.pyc, in a new folder; a stage that fails is reported by those that need it. */
async function makeSamples() {
	const folder = mkdtempSync(join(tmpdir(), "coconut-warm-up-"));
	const sample = (ending) => join(folder, `sample.${ending}`);
	copyFileSync(at("scripts/warm-up/sample.pyc"), sample("pyc"));
	const stages = [
		["cpy-dis", sample("pyc"), "-o", sample("bc")],
		["bc2ir", sample("bc"), "-o", sample("ir")],
		["ir-opt", "-O2", sample("ir"), "-o", sample("core.ir")],
	];
	for (const [name, ...args] of stages)
		await runNode([at("build/tools", `${name}.cjs`), ...args]).catch(
			() => undefined,
		);
	return folder;
}

function runNode(args, more = {}) {
	const env = { ...process.env, ...more };
	for (const k of ["NODE_OPTIONS", "NODE_EXTRA_CA_CERTS"]) delete env[k];
	return run(process.execPath, args, { env });
}

/** What a snapshot is made of: the Node, by path and version, the bundle, what is warmed up and the preludes it keeps. */
function stampOf(name) {
	const digest = createHash("sha256").update(readFileSync(file(name, "cjs")));
	for (const folder of ["scripts/warm-up", "targets"])
		for (const f of readdirSync(at(folder)).sort())
			digest.update(readFileSync(at(folder, f)));
	return `${process.execPath} ${process.version} ${digest.digest("hex")}\n`;
}

/** The stamp's text says what the snapshot is made of; its time of change is the Node's, for the launchers to compare. */
function writeStamp(name, made) {
	put(file(name, "stamp"), made);
	const { atime, mtime } = statSync(process.execPath);
	utimesSync(file(name, "stamp"), atime, mtime);
}

function isUpToDate(name, made) {
	if (!existsSync(file(name, "blob")) || !existsSync(file(name, "stamp")))
		return false;
	const times = [file(name, "stamp"), process.execPath].map(
		(f) => statSync(f).mtimeMs,
	);
	return (
		readFileSync(file(name, "stamp"), "utf8") === made &&
		Math.abs(times[0] - times[1]) < 1
	);
}
