/** Processor time: what a stage costs, whatever else the machine is doing. */
import { readFileSync } from "node:fs";

/** Milliseconds of processor time that this process has used so far, all its threads together. */
export function cpuMs(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

/** Fields of /proc/PID/stat after the name, in clock ticks: processor time of the children that were waited for. */
const CUTIME = 13;
const CSTIME = 14;
/** What Linux counts with: a hundred ticks a second. */
const MS_PER_TICK = 10;

/** The same of the processes that this one started and that have ended; wall time where Linux's /proc is not there. */
export function childrenCpuMs(): number {
	try {
		const text = readFileSync("/proc/self/stat", "latin1");
		const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
		return (Number(fields[CUTIME]) + Number(fields[CSTIME])) * MS_PER_TICK;
	} catch {
		return performance.now();
	}
}
