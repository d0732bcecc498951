/** Measures one program: pairs of processes, interpreted and compiled in turn, and the peers beside them. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Command, compiledCommand } from "../tests/programs/execute.ts";
import type { Kind, Program } from "../tests/programs/program.ts";
import { judge, readReport } from "../tests/programs/report.ts";
import { executeTimed, type Timed } from "./cpu.ts";
import type { Peer, Prepared } from "./peers.ts";
import { type Build, lastLine } from "./python.ts";
import { median } from "./stats.ts";

export interface Setup {
	readonly build: Build;
	readonly root: string;
	readonly scratch: string;
	readonly pairs: number;
	readonly repeats: number;
	readonly scale: number;
	/** Seconds for one process. */
	readonly timeout: number;
	readonly opt: string | undefined;
	readonly isWhole: boolean;
	readonly isCompiled: boolean;
	/** As `coconut run` does by default: not everything ahead, but what is hot, while the program runs. */
	readonly isJit: boolean;
	readonly peers: readonly Peer[];
}

/** All figures of one program. Times are seconds of processor time; a ratio above 1 means that compiled is faster, or smaller. */
export interface Row {
	readonly name: string;
	readonly kind: Kind;
	readonly size: number;
	readonly bar: number | undefined;
	/** Median over the pairs of the fastest main(). */
	readonly interpreted: number | undefined;
	readonly compiled: number | undefined;
	readonly ratio: number | undefined;
	/** The ratio of each pair. */
	readonly ratios: readonly number[];
	/** Whole processes, start-up included, the cache of compiled code filled; both to a hundredth of a second. */
	readonly wholeRatio: number | undefined;
	/** Peak memory, compiled / interpreted: here less is better. */
	readonly memoryRatio: number | undefined;
	/** Wall time of the very first compiled run, with whatever it had to compile. */
	readonly firstRun: number | undefined;
	readonly peers: Readonly<Record<string, PeerResult>>;
	readonly problems: readonly string[];
}

export interface PeerResult {
	readonly ratio: number | undefined;
	readonly problem: string | undefined;
}

/** What bench/driver.py answers. */
interface Answer {
	readonly load: number;
	readonly times: readonly number[];
	readonly peakKib: number;
}

interface Sample {
	readonly best: number;
	readonly peakKib: number;
}

/** Measures one program. What goes wrong with it is a line in `problems`, not an exception. */
export async function benchProgram(
	program: Program,
	setup: Setup,
): Promise<Row> {
	const size = Math.max(
		1,
		Math.round((program.size ?? 1) * scaleOf(program, setup)),
	);
	const run = new Runner(program, size, setup);
	const first = () => (setup.isJit ? run.warmedUp() : run.firstCompiled());
	const firstRun = setup.isCompiled ? await first() : undefined;
	const canCompile = setup.isCompiled && run.problems.length === 0;
	const interpreted: Sample[] = [];
	const compiled: Sample[] = [];
	const whole: number[] = [];
	for (let pair = 0; pair < setup.pairs; pair++) {
		const sides: (() => Promise<boolean>)[] = [
			async () => keep(interpreted, await run.interpreted()),
		];
		if (canCompile)
			sides.push(async () => keep(compiled, await run.compiled()));
		if (pair % 2 === 1) sides.reverse();
		for (const side of sides) if (!(await side())) return run.row({ firstRun });
		if (canCompile && setup.isWhole) {
			const ratio = await run.whole(pair % 2 === 1);
			if (ratio !== undefined) whole.push(ratio);
		}
	}
	const ratios = compiled.map((c, i) => (interpreted[i]?.best ?? 0) / c.best);
	const isPaired = compiled.length > 0;
	const interpretedBest = median(interpreted.map((s) => s.best));
	return run.row({
		interpreted: interpretedBest,
		compiled: isPaired ? median(compiled.map((s) => s.best)) : undefined,
		ratio: isPaired ? median(ratios) : undefined,
		ratios,
		wholeRatio: whole.length > 0 ? median(whole) : undefined,
		memoryRatio: isPaired
			? median(compiled.map((s) => s.peakKib)) /
				median(interpreted.map((s) => s.peakKib))
			: undefined,
		firstRun,
		peers: await run.peers(interpretedBest),
	});
}

/** Small sizes are exponents or board widths: only large ones are scaled. */
function scaleOf(program: Program, setup: Setup): number {
	return (program.size ?? 0) < 100 ? 1 : setup.scale;
}

function keep(list: Sample[], sample: Sample | undefined): boolean {
	if (sample !== undefined) list.push(sample);
	return sample !== undefined;
}

class Runner {
	readonly problems: string[] = [];
	/** Did nothing of the program become hot? Then both sides are interpreted. */
	private isCold = false;
	private readonly driver: readonly string[];
	private readonly program: Program;
	private readonly size: number;
	private readonly setup: Setup;

	constructor(program: Program, size: number, setup: Setup) {
		this.program = program;
		this.size = size;
		this.setup = setup;
		this.driver = [
			join(setup.root, "bench/driver.py"),
			program.path,
			String(size),
			String(setup.repeats),
		];
	}

	row(found: Partial<Row>): Row {
		return {
			name: this.program.name,
			kind: this.program.kind,
			size: this.size,
			bar: this.program.bar,
			interpreted: undefined,
			compiled: undefined,
			ratio: undefined,
			ratios: [],
			wholeRatio: undefined,
			memoryRatio: undefined,
			firstRun: undefined,
			peers: {},
			...found,
			problems: this.isCold ? [...this.problems, COLD] : this.problems,
		};
	}

	async interpreted(): Promise<Sample | undefined> {
		const run = await this.execute({
			argv: [this.setup.build.path, ...this.driver],
			env: {},
		});
		return this.sample("interpreted", run);
	}

	async compiled(): Promise<Sample | undefined> {
		const run = await this.execute(this.compiledCommand(this.driver));
		return this.sample("compiled", run);
	}

	/** Fills the cache and checks that the program's functions do run compiled; the wall time of it. */
	async firstCompiled(): Promise<number | undefined> {
		const report = join(this.setup.scratch, `${this.program.name}.json`);
		const [script = "", path = ""] = this.driver;
		const run = await this.execute(
			this.compiledCommand([script, path, String(this.size), "1"], report),
		);
		if (this.sample("compiled", run) === undefined) return undefined;
		const rows = readReport(report);
		const problem =
			typeof rows === "string"
				? rows
				: judge(rows, join(this.setup.root, "tests/programs")).problem;
		if (problem !== undefined)
			this.problems.push(`not a compiled run: ${problem}`);
		return run.seconds;
	}

	/** Runs the program a few times, as what is hot in it is compiled and kept; the wall time of the first run. */
	async warmedUp(): Promise<number | undefined> {
		const report = join(this.setup.scratch, `${this.program.name}.json`);
		let first: number | undefined;
		for (let i = 0; i < WARM_UPS; i++) {
			const command = this.compiledCommand(this.driver, report);
			const run = await this.execute(command);
			if (this.sample("compiled", run) === undefined) return undefined;
			first ??= run.seconds;
			await compilersEnd(this.setup.root);
		}
		const rows = readReport(report);
		const isOwn = (path: string): boolean =>
			resolve(path) === this.program.path;
		this.isCold =
			typeof rows !== "string" &&
			!rows.some((r) => r.compiled && r.calls > 0 && isOwn(r.file));
		return first;
	}

	/** One plain process of each kind; the ratio of their processor times, and a problem when they print different things. */
	async whole(isCompiledFirst: boolean): Promise<number | undefined> {
		const script = [this.program.path, String(this.size)];
		const plain = () =>
			this.execute({ argv: [this.setup.build.path, ...script], env: {} });
		const fast = () => this.execute(this.compiledCommand(script));
		let a: Timed;
		let b: Timed;
		if (isCompiledFirst) {
			b = await fast();
			a = await plain();
		} else {
			a = await plain();
			b = await fast();
		}
		if (a.exit === b.exit && a.stdout === b.stdout)
			return b.cpu > 0 ? a.cpu / b.cpu : undefined;
		const problem = "compiled prints something else than interpreted";
		if (!this.problems.includes(problem)) this.problems.push(problem);
		return undefined;
	}

	async peers(interpreted: number): Promise<Record<string, PeerResult>> {
		const results: Record<string, PeerResult> = {};
		for (const peer of this.setup.peers) {
			const ready = await peer.prepare(this.program, this.setup.scratch);
			results[peer.name] =
				typeof ready === "string"
					? { ratio: undefined, problem: ready }
					: await this.peer(ready, interpreted);
		}
		return results;
	}

	private async peer(
		ready: Prepared,
		interpreted: number,
	): Promise<PeerResult> {
		const [script = "", , ...rest] = this.driver;
		const best: number[] = [];
		for (let i = 0; i < this.setup.pairs; i++) {
			const run = await this.execute({
				argv: [ready.python, script, ready.path, ...rest],
				env: {},
			});
			const answer = answerOf(run);
			if (typeof answer === "string")
				return { ratio: undefined, problem: answer };
			best.push(Math.min(...answer.times));
		}
		return { ratio: interpreted / median(best), problem: undefined };
	}

	private compiledCommand(
		script: readonly string[],
		report?: string,
	): Pick<Command, "argv" | "env"> {
		const { build, root, opt, isJit } = this.setup;
		const options = isJit ? [] : ["--all"];
		const command = compiledCommand(build.path, root, script, report, options);
		return {
			argv: command.argv,
			env: {
				...command.env,
				...(opt === undefined ? {} : { COCONUT_OPT: opt }),
			},
		};
	}

	private execute(command: Pick<Command, "argv" | "env">): Promise<Timed> {
		return executeTimed({ ...command, timeout: this.setup.timeout });
	}

	private sample(side: string, run: Timed): Sample | undefined {
		const answer = answerOf(run);
		if (typeof answer === "string") {
			this.problems.push(`${side}: ${answer}`);
			return undefined;
		}
		return { best: Math.min(...answer.times), peakKib: answer.peakKib };
	}
}

const COLD = "nothing of it became hot: both sides are interpreted";

/** Processes in which what is hot is compiled and kept, each with what the one before has left. */
const WARM_UPS = 6;
/** How long what is compiled behind a process that has ended may take. */
const MOST_WAITING = 60_000;
const LOOKS_EVERY = 100;

/** Waits until no compile service of this installation runs any more. */
async function compilersEnd(root: string): Promise<void> {
	const service = join(root, "build/tools/coconut.cjs");
	const isService = (pid: string): boolean => {
		try {
			const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
			return (
				words.includes("serve") &&
				words.some((word) => resolve(word) === service)
			);
		} catch {
			return false;
		}
	};
	const pids = () => readdirSync("/proc").filter((name) => /^\d+$/.test(name));
	for (let waited = 0; waited < MOST_WAITING; waited += LOOKS_EVERY) {
		if (!pids().some(isService)) return;
		await setTimeout(LOOKS_EVERY);
	}
}

function answerOf(run: Timed): Answer | string {
	if (run.exit !== 0) return `exit ${run.exit}: ${lastLine(run.stderr)}`;
	try {
		return JSON.parse(run.stdout) as Answer;
	} catch {
		return `the driver's answer is not JSON: ${lastLine(run.stdout)}`;
	}
}
