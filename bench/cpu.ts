/** Runs a command and tells what processor time it took. */
import { childrenCpuMs } from "../lib/support/cpu.ts";
import {
	type Command,
	execute,
	type Outcome,
} from "../tests/programs/execute.ts";

export interface Timed extends Outcome {
	/**
	 * Seconds of processor time of the process and of those it waited for, to a hundredth; so of one command at a time.
	 */
	readonly cpu: number;
}

/** Runs a command to its end; nothing else may be under way. */
export async function executeTimed(command: Command): Promise<Timed> {
	const before = childrenCpuMs();
	const run = await execute(command);
	return { ...run, cpu: (childrenCpuMs() - before) / 1000 };
}
